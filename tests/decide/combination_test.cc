// The best combination of a few promotions, worked out by hand, and what
// happens at the limits.

#include "decide/combination.h"

#include <initializer_list>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/decide/combination_check.h"
#include "tests/decide/combination_shop.h"

namespace patron {
namespace {

using testing::OwnedProblem;
using testing::WrongWith;

using Gains = std::vector<UnitGain>;

constexpr int64_t kNoLimit = std::numeric_limits<int64_t>::max();

// A basket and its rules, in the order in which they are added. Copies share
// what the spans look at, which only grows.
class Basket {
 public:
  explicit Basket(std::vector<int64_t> values) { values_ = std::move(values); }

  // These units for `percent` of their value.
  [[nodiscard]] Gains Off(int64_t percent,
                          std::initializer_list<uint32_t> units) const {
    Gains gains;
    for (const uint32_t u : units) {
      gains.push_back({u, values_[u] * percent / 100});
    }
    return gains;
  }
  [[nodiscard]] Gains Off(int64_t percent) const {
    Gains gains;
    for (uint32_t u = 0; u < values_.size(); ++u) {
      gains.push_back({u, values_[u] * percent / 100});
    }
    return gains;
  }

  Basket& Each(Gains gains) {
    rules_.push_back({.units = Keep(std::move(gains))});
    return *this;
  }
  Basket& Cheapest(int64_t buy, int64_t get, Gains gains,
                   int64_t sets_max = kNoLimit) {
    rules_.push_back({.kind = CombinationKind::kCheapest,
                      .units = Keep(std::move(gains)),
                      .buy = buy,
                      .get = get,
                      .sets_max = sets_max});
    return *this;
  }
  struct Part {
    int64_t count = 1;
    Gains gains;
  };
  Basket& Parts(int64_t bonus, std::vector<Part> parts,
                int64_t sets_max = kNoLimit) {
    std::vector<CombinationPart>& kept = kept_->parts.emplace_back();
    for (Part& part : parts) {
      kept.push_back({part.count, Keep(std::move(part.gains))});
    }
    rules_.push_back({.kind = CombinationKind::kParts,
                      .parts = kept,
                      .bonus_minor = bonus,
                      .sets_max = sets_max});
    return *this;
  }

  [[nodiscard]] CombinationProblem problem() const { return {values_, rules_}; }

 private:
  std::span<const UnitGain> Keep(Gains gains) {
    return kept_->units.emplace_back(std::move(gains));
  }

  std::vector<int64_t> values_;
  std::vector<CombinationRule> rules_;
  std::shared_ptr<OwnedProblem> kept_ = std::make_shared<OwnedProblem>();
};

// "0.1*" is set 1 of rule 0 and got, "2.0/1" part 1 in set 0 of rule 2, "3"
// rule 3 of kEach, "-" no rule.
std::string Shown(const CombinationProblem& problem,
                  const CombinationAnswer& answer) {
  std::string text;
  for (const UnitUse& use : answer.units) {
    if (!text.empty()) text += ' ';
    if (use.rule == kNoCombinationRule) {
      text += '-';
      continue;
    }
    text += std::to_string(use.rule);
    const CombinationKind kind = problem.rules[use.rule].kind;
    if (kind == CombinationKind::kEach) continue;
    text += '.' + std::to_string(use.set);
    if (use.got) text += '*';
    if (kind == CombinationKind::kParts) text += '/' + std::to_string(use.part);
  }
  return text;
}

CombinationAnswer Solved(const CombinationProblem& problem,
                         CombinationOptions options = {}) {
  CombinationSolver solver;
  CombinationAnswer answer;
  solver.Solve(problem, options, &answer);
  EXPECT_EQ(WrongWith(problem, answer), "");
  return answer;
}

struct Row {
  std::string name;
  Basket basket;
  int64_t total;
  std::string units;  // see Shown
};

void Check(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    const CombinationProblem problem = row.basket.problem();
    const CombinationAnswer answer = Solved(problem);
    EXPECT_EQ(answer.total_minor, row.total);
    EXPECT_TRUE(answer.optimal);
    EXPECT_EQ(Shown(problem, answer), row.units);
  }
}

TEST(Combination, OfEachUnit) {
  const Basket two({1'000, 500});
  Check({
      {"nothing in the basket", Basket({}), 0, ""},
      {"no rules", two, 0, "- -"},
      {"the better rule for each unit",
       Basket(two).Each(two.Off(10)).Each(two.Off(20, {1})), 200, "0 1"},
      {"nothing off is no use", Basket(two).Each(two.Off(0)), 0, "- -"},
      {"equal: the earlier", Basket(two).Each(two.Off(10)).Each(two.Off(10)),
       150, "0 0"},
      {"equal: the one that is used anyway",
       Basket(two).Each(two.Off(10, {0})).Each({{0, 100}, {1, 200}}), 300,
       "1 1"},
  });
}

TEST(Combination, OfTheCheapest) {
  const Basket five({1'000, 900, 800, 700, 600});
  const Basket same({500, 500, 500, 500, 500, 500});
  Check({
      {"three for two", Basket(five).Cheapest(2, 1, five.Off(100)), 800,
       "0.0 0.0 0.0* - -"},
      {"two of equal ones; the later are got",
       Basket(same).Cheapest(2, 1, same.Off(100)), 1'000,
       "0.0 0.0 0.0* 0.1 0.1 0.1*"},
      {"one set only", Basket(same).Cheapest(2, 1, same.Off(100), 1), 500,
       "0.0 0.0 0.0* - - -"},
      {"no set", Basket(same).Cheapest(2, 1, same.Off(100), 0), 0,
       "- - - - - -"},
      {"buy one, get two at half price",
       Basket(five).Cheapest(1, 2, five.Off(50)), 850, "0.0 0.0* 0.0* - -"},
      {"too few", Basket(five).Cheapest(5, 1, five.Off(100)), 0, "- - - - -"},
      {"far too few",
       Basket(five).Cheapest(int64_t{1} << 62, int64_t{1} << 62, five.Off(100)),
       0, "- - - - -"},
      // 800 off against a tenth of 1,000 + 900 + 800 + 700 + 600.
      {"better than percents",
       Basket(five).Each(five.Off(10)).Cheapest(2, 1, five.Off(100)), 930,
       "1.0 1.0 1.0* 0 0"},
      // With half off, the set would have to save more than 1,350.
      {"worse than percents",
       Basket(five).Each(five.Off(50)).Cheapest(2, 1, five.Off(100)), 2'000,
       "0 0 0 0 0"},
      // The 900 takes no discount: as the got unit it would save nothing.
      {"a dear unit that gains nothing",
       Basket(five).Cheapest(1, 1, {{0, 1'000}, {1, 0}, {2, 800}}), 800,
       "0.0 - 0.0* - -"},
  });
}

TEST(Combination, OfParts) {
  // Coffees 300 and 280, croissants 250, 220 and 200.
  const Basket cafe({300, 280, 250, 220, 200});
  const Gains coffees = cafe.Off(100, {0, 1});
  const Gains croissants = cafe.Off(100, {2, 3, 4});
  Check({
      {"a coffee and a croissant for 4.50: the dearest",
       Basket(cafe).Parts(-450, {{1, coffees}, {1, croissants}}), 150,
       "0.0/0 0.1/0 0.0/1 0.1/1 -"},
      {"for 5.20, one only",
       Basket(cafe).Parts(-520, {{1, coffees}, {1, croissants}}), 30,
       "0.0/0 - 0.0/1 - -"},
      {"for what they cost, none",
       Basket(cafe).Parts(-550, {{1, coffees}, {1, croissants}}), 0,
       "- - - - -"},
      {"once", Basket(cafe).Parts(-450, {{1, coffees}, {1, croissants}}, 1),
       100, "0.0/0 - 0.0/1 - -"},
      {"two croissants in each",
       Basket(cafe).Parts(-600, {{1, coffees}, {2, croissants}}), 170,
       "0.0/0 - 0.0/1 0.0/1 -"},
      // The croissant for half with a coffee: the coffee gains nothing.
      {"half off with a coffee",
       Basket(cafe).Parts(
           0, {{1, cafe.Off(0, {0, 1})}, {1, cafe.Off(50, {2, 3, 4})}}),
       235, "0.0/0 0.1/0 0.0/1 0.1/1 -"},
      {"1.00 off with two coffees",
       Basket(cafe).Parts(100, {{2, cafe.Off(0, {0, 1})}}), 100,
       "0.0/0 0.0/0 - - -"},
      // The 300 fits both parts, and has to be the one that fits the second.
      {"parts that share a unit",
       Basket(cafe).Parts(
           -400, {{1, cafe.Off(100, {0, 1})}, {1, cafe.Off(100, {0})}}),
       180, "0.0/1 0.0/0 - - -"},
      {"one unit is not two",
       Basket(cafe).Parts(-100,
                          {{1, cafe.Off(100, {0})}, {1, cafe.Off(100, {0})}}),
       0, "- - - - -"},
      {"no parts", Basket(cafe).Parts(100, {}), 0, "- - - - -"},
  });
}

TEST(Combination, OfRulesThatCompete) {
  const Basket six({1'000, 900, 800, 300, 200, 100});
  const Basket four({400, 400, 400, 400});
  Check({
      // Three for two of all gives 800 and 100; of the menu's three 800 + 450.
      {"a menu takes what three for two does not need",
       Basket(six)
           .Cheapest(2, 1, six.Off(100))
           .Parts(-150, {{1, six.Off(100, {3})},
                         {1, six.Off(100, {4})},
                         {1, six.Off(100, {5})}}),
       1'250, "0.0 0.0 0.0* 1.0/0 1.0/1 1.0/2"},
      // Greed would take 1,000 + 900 for 1,100 off and leave nothing.
      {"the greatest saving is not in the best combination",
       Basket(six)
           .Parts(-800, {{1, six.Off(100, {0})}, {1, six.Off(100, {1})}})
           .Parts(-1'100, {{1, six.Off(100, {0})}, {1, six.Off(100, {2})}})
           .Parts(-500, {{1, six.Off(100, {1})}, {1, six.Off(100, {3})}}),
       1'400, "1.0/0 2.0/0 1.0/1 2.0/1 - -"},
      {"equal: one rule rather than two",
       Basket(four)
           .Cheapest(1, 1, four.Off(100, {0, 1}))
           .Cheapest(1, 1, four.Off(100, {2, 3}))
           .Cheapest(1, 1, four.Off(100)),
       800, "2.0 2.0* 2.1 2.1*"},
      {"equal: the later is dropped",
       Basket(four).Cheapest(1, 1, four.Off(100)).Cheapest(1, 1, four.Off(100)),
       800, "0.0 0.0* 0.1 0.1*"},
  });
}

// Any two of these menus want a unit that there is once: the prices' bound is
// above the optimum, and only branching closes it.
TEST(Combination, BranchesWhereTheBoundIsNotReached) {
  const Basket three({500, 500, 500});
  const auto menu = [&](uint32_t a, uint32_t b) {
    return std::vector<Basket::Part>{{1, three.Off(100, {a})},
                                     {1, three.Off(100, {b})}};
  };
  const Basket basket = Basket(three)
                            .Parts(-600, menu(0, 1))
                            .Parts(-600, menu(1, 2))
                            .Parts(-600, menu(0, 2));
  const CombinationAnswer answer = Solved(basket.problem());
  EXPECT_EQ(answer.total_minor, 400);
  EXPECT_TRUE(answer.optimal);
  EXPECT_GT(answer.nodes, 1);
  const CombinationAnswer unproven = Solved(basket.problem(), {.nodes_max = 1});
  EXPECT_EQ(unproven.total_minor, 400);
  EXPECT_FALSE(unproven.optimal);
  EXPECT_EQ(unproven.nodes, 1);
}

TEST(Combination, AmountsMayBeLarge) {
  constexpr int64_t kLarge = int64_t{1} << 55;
  const Basket large({kLarge, kLarge, kLarge - 1, 1, 1});
  const Basket basket =
      Basket(large)
          .Cheapest(2, 1, large.Off(1))
          .Each(Gains{{0, 1'000}, {4, 1}})
          .Parts(-1'000, {{1, Gains{{2, kLarge - 1}}}, {1, Gains{{3, 1}}}});
  const CombinationAnswer answer = Solved(basket.problem());
  EXPECT_EQ(answer.total_minor, kLarge - 1'000 + 1'001);
}

// A line of many pieces is many units.
TEST(Combination, OneRuleHasNoLimit) {
  constexpr size_t kUnits = 90'000;
  const Basket many(std::vector<int64_t>(kUnits, 100));
  const Basket basket =
      Basket(many).Cheapest(2, 1, many.Off(100)).Each(many.Off(10));
  const CombinationAnswer answer = Solved(basket.problem());
  EXPECT_EQ(answer.total_minor, 30'000 * 100);
  EXPECT_TRUE(answer.optimal);
}

TEST(Combination, ManyUnitsGetAGoodAnswer) {
  for (const size_t units : {size_t{513}, size_t{3'000}, size_t{20'000}}) {
    const Basket many(std::vector<int64_t>(units, 100));
    // Of arbitrary gains, of parts that share all units, of few sets.
    Gains any = many.Off(100);
    for (size_t i = 0; i < any.size(); i += 3) any[i].gain_minor = 0;
    const Basket basket =
        Basket(many)
            .Cheapest(2, 1, std::move(any))
            .Parts(-150, {{1, many.Off(100)}, {1, many.Off(100)}})
            .Cheapest(3, 2, many.Off(90), 200);
    const CombinationAnswer answer = Solved(basket.problem());
    EXPECT_FALSE(answer.optimal);
    EXPECT_GT(answer.total_minor, static_cast<int64_t>(units) * 20);
  }
}

TEST(Combination, ManyRulesGetAGoodAnswer) {
  const Basket four({400, 400, 400, 400});
  Basket basket(four);
  for (int64_t i = 0; i < 70; ++i) {
    basket.Parts(-400 - i, {{1, four.Off(100)}, {1, four.Off(100)}});
  }
  const CombinationAnswer answer = Solved(basket.problem());
  EXPECT_EQ(answer.total_minor, 800);
  EXPECT_FALSE(answer.optimal);
}

}  // namespace
}  // namespace patron
