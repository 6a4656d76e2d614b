// How rules stand together, against a till that is slow and obvious: random
// groups in groups, and baskets of a few lines. PATRON_SEED gives a seed back;
// PATRON_LONG_RUN=1 makes it fifty times as many.

#include <cstdlib>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "tests/decide/slow_till.h"
#include "tests/fixtures.h"
#include "tests/seed.h"
#include "tests/status_matchers.h"

namespace patron {
namespace {

using testing::Between;
using testing::Cafe;
using testing::Eur;
using testing::FactsFor;
using testing::MakeRule;
using testing::PlainCondition;
using testing::Purchase;
using testing::Sale;
using testing::SlowAnswer;

constexpr int kPrograms = 2'000;
constexpr int kBaskets = 3;
constexpr int kLongRun = 50;

class StackMaker {
 public:
  explicit StackMaker(std::mt19937_64& random) : random_(random) {}

  // A program that the checker takes; some of the random ones it does not.
  std::shared_ptr<const Plan> Make() {
    for (;;) {
      const ZoneTable utc;
      PlanResult result = Plan::Compile(OneProgram(), {&utc, 1});
      if (result.plan != nullptr) return result.plan;
    }
  }

  [[nodiscard]] const std::map<std::string, PlainCondition>& conditions()
      const {
    return conditions_;
  }

  std::vector<Line> Basket() {
    std::vector<Line> lines;
    const int64_t count = Between(random_, 1, 4);
    for (int64_t i = 0; i < count; ++i) {
      const int64_t units = Chance(50) ? 1 : Between(random_, 1, 4);
      // Few prices, so that there are ties.
      const int64_t price =
          Chance(50) ? 100 * Between(random_, 0, 5) : Between(random_, 0, 900);
      Line line =
          Sale("l" + std::to_string(i),
               units * price + (Chance(30) ? Between(random_, 0, 3) : 0),
               Chance(60) ? "coffee" : "cake", units);
      line.on_sale = Chance(20);
      line.not_discountable = Chance(5);
      if (Chance(10)) line.floor = Eur(Between(random_, 0, line.amount.minor));
      lines.push_back(std::move(line));
    }
    return lines;
  }

 private:
  bool Chance(int64_t percent) { return Between(random_, 1, 100) <= percent; }

  std::string Selection() {
    if (Between(random_, 1, 100) <= whole_percent_) return "";
    const std::string ids[] = {"coffee", "cake", "all"};
    return ids[Between(random_, 0, 2)];
  }

  Effect Discount() {
    Effect effect;
    const std::string of = Selection();
    switch (Between(random_, 0, 3)) {
      case 0:
        effect.what = AmountOff{Eur(Between(random_, 1, 900)), of};
        break;
      case 1:
        effect.what = FixedPrice{Eur(Between(random_, 0, 500)), of};
        break;
      default:
        effect.what =
            PercentOff{Rate::Percent(5 * Between(random_, 1, 20)), of};
    }
    if (Chance(15)) effect.cap = Eur(Between(random_, 1, 400));
    if (Chance(15)) effect.floor = Rate::Percent(10 * Between(random_, 1, 9));
    effect.not_on_reduced = Chance(10);
    return effect;
  }

  PlainCondition Condition() {
    switch (Between(random_, 0, 7)) {
      case 0:
        return {PlainCondition::Of::kTotal, Between(random_, 0, 2500)};
      case 1:
        return {PlainCondition::Of::kListTotal, Between(random_, 0, 2500)};
      case 2:
        return {PlainCondition::Of::kUnits, Between(random_, 0, 8)};
      default:
        return {};
    }
  }

  Group OneGroup(int64_t index) {
    Group group;
    group.id = "g" + std::to_string(index);
    group.mode = static_cast<GroupMode>(Between(random_, 1, 4));
    if (index > 0 && Chance(60)) {
      group.group = "g" + std::to_string(Between(random_, 0, index - 1));
    }
    if (Chance(30)) group.scope = GroupScope::kUnit;
    if (group.mode == GroupMode::kStack) group.scope = GroupScope::kBasket;
    group.of_original = Chance(30);
    group.priority = static_cast<int32_t>(Between(random_, 0, 2));
    return group;
  }

  Program OneProgram() {
    Program program = Cafe();
    program.selections.push_back({"cake", "line.category == \"cake\""});
    program.selections.push_back({"all", "true"});
    const int64_t groups = Between(random_, 0, 4);
    for (int64_t g = 0; g < groups; ++g) program.groups.push_back(OneGroup(g));
    // Competing groups hold one phase only, so that most programs have one.
    whole_percent_ = Chance(40) ? 0 : Chance(50) ? 100 : 30;
    conditions_.clear();
    const int64_t rules = Between(random_, 1, 7);
    for (int64_t r = 0; r < rules; ++r) {
      // Ids among those of groups: "g1" < "g1r" < "g2".
      const std::string id =
          "g" + std::to_string(Between(random_, 0, 4)) + std::to_string(r);
      const PlainCondition condition = conditions_[id] = Condition();
      Rule rule = MakeRule(id, Discount(), condition.Text());
      if (Chance(20)) rule.then.push_back(Discount());
      const int64_t place = Between(random_, -1, groups - 1);
      if (place >= 0) rule.group = "g" + std::to_string(place);
      rule.priority = static_cast<int32_t>(Between(random_, 0, 2));
      rule.exclusive = Chance(12);
      program.rules.push_back(std::move(rule));
    }
    return program;
  }

  std::mt19937_64& random_;
  int64_t whole_percent_ = 0;
  std::map<std::string, PlainCondition> conditions_;
};

std::vector<int64_t> UnitByUnit(const UnitRuns& runs) {
  std::vector<int64_t> units;
  for (const UnitRun& run : runs)
    units.insert(units.end(), run.count, run.each);
  return units;
}

SlowAnswer AnswerOf(const Decision& decision) {
  SlowAnswer answer;
  for (const FiredEffect& effect : decision.effects) {
    answer.off[{effect.rule, effect.index}] += effect.amount.minor;
  }
  for (const LineResult& line : decision.lines) {
    answer.paid.push_back(UnitByUnit(line.paid));
  }
  return answer;
}

std::string TextOf(const SlowAnswer& answer) {
  std::string text;
  for (const auto& [key, amount] : answer.off) {
    text += std::get<0>(key) + "/" + std::to_string(std::get<1>(key)) + " " +
            std::to_string(amount) + ", ";
  }
  for (const std::vector<int64_t>& line : answer.paid) {
    text += "\n  line pays";
    for (const int64_t unit : line) text += " " + std::to_string(unit);
  }
  return text;
}

std::string TextOf(const Event& event) {
  std::string text;
  for (const Line& line : event.basket.lines) {
    text += line.id + " " + line.category + " " +
            std::to_string(line.quantity.units()) + " units " +
            std::to_string(line.amount.minor) + " floor " +
            std::to_string(line.floor ? line.floor->minor : 0) +
            (line.on_sale ? " on sale" : "") +
            (line.not_discountable ? " not discountable" : "") + "\n";
  }
  return text;
}

std::string TextOf(const Effect& effect) {
  std::string text;
  if (const auto* percent = std::get_if<PercentOff>(&effect.what)) {
    text = FormatPercent(percent->rate) + " of '" + percent->of + "'";
  } else if (const auto* amount = std::get_if<AmountOff>(&effect.what)) {
    text = std::to_string(amount->amount.minor) + " of '" + amount->of + "'";
  } else if (const auto* price = std::get_if<FixedPrice>(&effect.what)) {
    text =
        "to " + std::to_string(price->price.minor) + " of '" + price->of + "'";
  }
  if (effect.cap) text += " cap " + std::to_string(effect.cap->minor);
  if (effect.floor) text += " floor " + FormatPercent(*effect.floor);
  return text + (effect.not_on_reduced ? " not on reduced" : "");
}

std::string TextOf(const Program& program) {
  std::string text;
  for (const Group& group : program.groups) {
    text += "group " + group.id + " in '" + group.group + "' mode " +
            std::to_string(static_cast<int>(group.mode)) +
            (group.scope == GroupScope::kUnit ? " of units" : "") +
            (group.of_original ? " of original" : "") + " priority " +
            std::to_string(group.priority) + "\n";
  }
  for (const Rule& rule : program.rules) {
    text += "rule " + rule.id + " in '" + rule.group + "' priority " +
            std::to_string(rule.priority) +
            (rule.exclusive ? " exclusive" : "") + " when " + rule.when + "\n";
    for (const Effect& effect : rule.then) text += "  " + TextOf(effect) + "\n";
  }
  return text;
}

TEST(StackingRandom, IsWhatTheSlowTillSays) {
  std::mt19937_64 random = testing::SeededRandom();
  StackMaker maker(random);
  const int count =
      kPrograms * (std::getenv("PATRON_LONG_RUN") != nullptr ? kLongRun : 1);
  int64_t fired = 0;
  Deciding deciding;
  Decision decision;
  for (int i = 0; i < count; ++i) {
    const std::shared_ptr<const Plan> plan = maker.Make();
    for (int b = 0; b < kBaskets; ++b) {
      const Event event = Purchase(maker.Basket());
      const absl::Status status =
          Decide(*plan, event, FactsFor(*plan, event), {}, deciding, &decision);
      ASSERT_TRUE(status.ok()) << status;
      const SlowAnswer fast = AnswerOf(decision);
      const SlowAnswer slow =
          SlowTill(plan->program(), maker.conditions(), event);
      fired += static_cast<int64_t>(slow.off.size());
      ASSERT_EQ(fast, slow)
          << "seed " << testing::TestSeed() << ", program " << i << "\n"
          << TextOf(plan->program()) << TextOf(event)
          << "fast: " << TextOf(fast) << "\nslow: " << TextOf(slow);
    }
  }
  EXPECT_GT(fired, int64_t{count} * kBaskets);
}

}  // namespace
}  // namespace patron
