// What must hold of every program and basket: random ones, the seed printed.

#include <algorithm>
#include <functional>
#include <map>
#include <numeric>
#include <random>
#include <set>

#include "tests/fixtures.h"
#include "tests/seed.h"
#include "tests/status_matchers.h"

namespace patron {
namespace {

using testing::Cafe;
using testing::Eur;
using testing::FactsFor;
using testing::MakePlan;
using testing::MakeRule;
using testing::Purchase;
using testing::Sale;

constexpr int kPrograms = 400;

class Maker {
 public:
  explicit Maker(uint64_t seed) : random_(seed) {}

  int64_t Upto(int64_t last) {
    return std::uniform_int_distribution<int64_t>(0, last)(random_);
  }
  bool Chance(int percent) { return Upto(99) < percent; }

  std::string Selection() {
    const std::string ids[] = {"coffee", "cake", "all", ""};
    return ids[Upto(3)];
  }

  Effect Discount(bool whole_basket) {
    const std::string of = whole_basket ? "" : Named();
    Effect effect;
    const Rate rate = Rate::Percent(5 * (1 + Upto(19)));
    switch (Upto(whole_basket ? 4 : 6)) {
      case 0:
        effect.what = PercentOff{rate, of};
        break;
      case 1:
        effect.what = AmountOff{Eur(1 + Upto(900)), of};
        break;
      case 2:
        effect.what = FixedPrice{Eur(Upto(500)), of};
        break;
      case 3:
        effect.what = CheapestOff{1 + Upto(2), rate, of, Chance(50)};
        break;
      case 4:
        effect.what = StampCard{1 + Upto(4), rate, of};
        break;
      case 5: {
        BuyGet buy{.buy = 1 + Upto(2), .get = 1 + Upto(1), .rate = rate};
        buy.of = of;
        if (Chance(40)) {
          buy.get_of = Named();
        } else {
          buy.within_sets = Chance(50);
        }
        effect.what = buy;
        break;
      }
      default:
        effect.what = BundlePrice{
            Eur(Upto(900)), {{Named(), 1 + Upto(1)}, {Named(), 1}}, {}};
    }
    if (Chance(15)) effect.cap = Eur(1 + Upto(300));
    if (Chance(15)) effect.floor = Rate::Percent(10 * (1 + Upto(8)));
    effect.not_on_reduced = Chance(15);
    effect.not_with_others = Chance(15);
    return effect;
  }

  std::string Condition() {
    switch (Upto(6)) {
      case 6:  // fails in a basket of two lines
        return "1 / (basket.lines - 2) <= 1";
      case 0:
        return "basket.total >= money(\"" + std::to_string(Upto(30)) + ".00\")";
      case 1:
        return "quantity(\"coffee\") > " + std::to_string(Upto(5));
      case 2:
        return "total(\"cake\") > money(\"" + std::to_string(Upto(20)) +
               ".00\") && basket.units >= " + std::to_string(Upto(6));
      default:
        return "";
    }
  }

  Group OneGroup(std::string id) {
    Group group;
    group.id = std::move(id);
    group.mode = static_cast<GroupMode>(1 + Upto(4));
    if (group.mode != GroupMode::kStack &&
        group.mode != GroupMode::kBestCombination && Chance(40)) {
      group.scope = GroupScope::kUnit;
    }
    group.of_original = Chance(30);
    group.priority = static_cast<int32_t>(Upto(2));
    return group;
  }

  Program Make() {
    Program program = Cafe();
    program.selections.push_back({"cake", "line.category == \"cake\""});
    program.selections.push_back({"all", "true"});
    for (const char* id : {"g1", "g2", "g3"}) {
      program.groups.push_back(OneGroup(id));
    }
    program.groups[2].scope = GroupScope::kBasket;  // of whole baskets
    const int64_t rules = 1 + Upto(7);
    for (int64_t r = 0; r < rules; ++r) {
      const int64_t place = Upto(4);  // two of them in no group
      Rule rule =
          MakeRule("r" + std::to_string(r), Discount(place == 2), Condition());
      if (place < 3) rule.group = "g" + std::to_string(place + 1);
      rule.priority = static_cast<int32_t>(Upto(2));
      rule.exclusive = Chance(5);
      if (Chance(20)) rule.then.push_back({Message{"hello"}, {}});
      program.rules.push_back(std::move(rule));
    }
    program.rules.push_back(MakeRule("beans", testing::Earn(1, 100)));
    return program;
  }

  std::vector<Line> Basket() {
    std::vector<Line> lines;
    const int64_t count = 1 + Upto(6);
    for (int64_t i = 0; i < count; ++i) {
      const int64_t units = 1 + (Chance(40) ? Upto(5) : 0);
      Line line = Sale("l" + std::to_string(i), units * Upto(900),
                       Chance(60) ? "coffee" : "cake", units);
      line.on_sale = Chance(20);
      if (Chance(15)) line.floor = Eur(Upto(line.amount.minor));
      lines.push_back(std::move(line));
    }
    return lines;
  }

  std::mt19937_64& random() { return random_; }

 private:
  std::string Named() {
    const std::string ids[] = {"coffee", "cake", "all"};
    return ids[Upto(2)];
  }

  std::mt19937_64 random_;
};

struct Deciders {
  std::shared_ptr<const Plan> plan;
  Deciding deciding;

  Decision Of(const Event& event, DecideOptions options = {}) {
    Decision decision;
    const absl::Status status = Decide(*plan, event, FactsFor(*plan, event),
                                       options, deciding, &decision);
    EXPECT_TRUE(status.ok()) << status;
    return decision;
  }
};

// A program that the checker takes; some of the random ones it does not.
std::shared_ptr<const Plan> SoundPlan(Maker& maker) {
  for (;;) {
    const ZoneTable utc;
    PlanResult result = Plan::Compile(maker.Make(), {&utc, 1});
    if (result.plan != nullptr) return result.plan;
  }
}

void ExpectSound(const Event& event, const Decision& decision) {
  std::vector<int64_t> off(decision.lines.size());
  for (const FiredEffect& effect : decision.effects) {
    if (!effect.currency.empty()) continue;
    int64_t sum = 0;
    int64_t before = -1;
    for (const Allocation& allocation : effect.allocations) {
      EXPECT_GT(int64_t{allocation.line}, before);
      before = allocation.line;
      const int64_t part = Total(allocation.units);
      EXPECT_GE(part, 0);
      EXPECT_EQ(CountUnits(allocation.units),
                event.basket.lines[allocation.line].quantity.units());
      off[allocation.line] += part;
      sum += part;
    }
    EXPECT_EQ(sum, effect.amount.minor) << effect.rule;
    int64_t funded = 0;
    for (const FundedShare& share : effect.shares) funded += share.amount;
    EXPECT_EQ(funded, effect.amount.minor) << effect.rule;
    EXPECT_LE(effect.amount.minor, effect.wanted.minor) << effect.rule;
  }
  int64_t pay = 0;
  for (size_t i = 0; i < decision.lines.size(); ++i) {
    const LineResult& line = decision.lines[i];
    EXPECT_EQ(line.discount.minor, off[i]);
    EXPECT_EQ(line.list.minor - line.discount.minor, line.pay.minor);
    EXPECT_EQ(Total(line.paid), line.pay.minor);
    for (const UnitRun& run : line.paid) EXPECT_GE(run.each, 0);
    const std::optional<Money>& floor = event.basket.lines[i].floor;
    if (floor) {
      EXPECT_GE(line.pay.minor, floor->minor) << line.id;
    }
    pay += line.pay.minor;
  }
  EXPECT_EQ(decision.pay_total.minor, pay);
  EXPECT_EQ(decision.list_total.minor - decision.discount_total.minor, pay);
}

TEST(TillRandom, SumsAddUpAndNothingIsNegative) {
  const uint64_t seed = testing::TestSeed();
  Maker maker(seed);
  for (int i = 0; i < kPrograms; ++i) {
    Deciders decide{SoundPlan(maker), {}};
    for (int b = 0; b < 3; ++b) {
      const Event event = Purchase(maker.Basket());
      const Decision decision = decide.Of(event);
      ExpectSound(event, decision);
      // The same again, with warm memory; and it is another for another basket.
      EXPECT_EQ(decide.Of(event), decision);
      Event other = event;
      other.basket.lines[0].amount.minor += 1;
      EXPECT_NE(decide.Of(other).fingerprint, decision.fingerprint);
      if (HasFailure()) {
        FAIL() << "seed " << seed << ", program " << i << "\n"
               << decide.plan->Print();
      }
    }
  }
}

TEST(TillRandom, ReasonsChangeNothingElse) {
  const uint64_t seed = testing::TestSeed();
  Maker maker(seed);
  for (int i = 0; i < kPrograms; ++i) {
    Deciders decide{SoundPlan(maker), {}};
    const Event event = Purchase(maker.Basket());
    const Decision plain = decide.Of(event);
    Decision explained = decide.Of(event, {.reasons = true});
    std::set<std::string> rules;
    for (const WhyNot& why : explained.why_not) {
      EXPECT_TRUE(rules.insert(why.rule).second) << why.rule;
    }
    explained.why_not.Clear();
    EXPECT_EQ(explained, plain);
    if (HasFailure()) {
      FAIL() << "seed " << seed << ", program " << i << "\n"
             << decide.plan->Print();
    }
  }
}

TEST(TillRandom, TheOrderOfLinesChangesNothing) {
  const uint64_t seed = testing::TestSeed();
  Maker maker(seed);
  for (int i = 0; i < kPrograms; ++i) {
    Deciders decide{SoundPlan(maker), {}};
    const Event event = Purchase(maker.Basket());
    const Decision decision = decide.Of(event);
    Event turned = event;
    std::shuffle(turned.basket.lines.begin(), turned.basket.lines.end(),
                 maker.random());
    const Decision again = decide.Of(turned);
    std::map<std::string, int64_t> pay;
    for (const LineResult& line : decision.lines) {
      pay[line.id] = line.pay.minor;
    }
    for (const LineResult& line : again.lines) {
      EXPECT_EQ(pay[line.id], line.pay.minor) << line.id;
    }
    EXPECT_EQ(decision.points, again.points);
    if (HasFailure()) {
      FAIL() << "seed " << seed << ", program " << i << "\n"
             << decide.plan->Print();
    }
  }
}

bool HasFloor(const Event& event) {
  const std::vector<Line>& lines = event.basket.lines;
  return std::any_of(lines.begin(), lines.end(),
                     [](const Line& line) { return line.floor.has_value(); });
}

TEST(TillRandom, OneMoreRuleInABestGroupCostsNobodyAnything) {
  const uint64_t seed = testing::TestSeed();
  Maker maker(seed);
  for (int i = 0; i < kPrograms; ++i) {
    Program program = Cafe();
    program.selections.push_back({"cake", "line.category == \"cake\""});
    program.selections.push_back({"all", "true"});
    Group group;
    group.id = "g";
    group.mode = i % 3 == 0 ? GroupMode::kBestCombination : GroupMode::kBest;
    group.scope = i % 3 == 1 ? GroupScope::kUnit : GroupScope::kBasket;
    program.groups = {group};
    const Event event = Purchase(maker.Basket());
    int64_t before = INT64_MAX;
    for (int r = 0; r < 5; ++r) {
      Rule rule = MakeRule("r" + std::to_string(r), maker.Discount(false));
      rule.group = "g";
      if (group.mode == GroupMode::kBestCombination) {
        rule.then[0].cap.reset();
        rule.then[0].floor.reset();
        auto* buy = std::get_if<BuyGet>(&rule.then[0].what);
        if (buy != nullptr && buy->get_of.empty()) buy->within_sets = true;
      }
      program.rules.push_back(std::move(rule));
      Deciders decide{MakePlan(program), {}};
      ASSERT_NE(decide.plan, nullptr);
      const Decision decision = decide.Of(event);
      const int64_t pay = decision.pay_total.minor;
      // Where a floor left less than was weighed, the decision says so.
      if (!HasFloor(event) || decision.optimal) {
        ASSERT_LE(pay, before) << "seed " << seed << ", program " << i << "\n"
                               << decide.plan->Print();
      }
      before = std::min(before, pay);
    }
  }
}

// Nothing else goes in: neither what the memory was used for before, nor when
// the event arrived; and whatever is another program or event is another.
TEST(TillRandom, TheFingerprintIsAFunctionOfTheInputs) {
  const uint64_t seed = testing::TestSeed();
  Maker maker(seed);
  Deciding used;
  for (int i = 0; i < kPrograms / 4; ++i) {
    const std::shared_ptr<const Plan> plan = SoundPlan(maker);
    SCOPED_TRACE("seed " + std::to_string(seed) + ", program " +
                 std::to_string(i));
    const Event event = Purchase(maker.Basket());
    const auto print = [&](const Plan& by, const Event& of) {
      Decision decision;
      EXPECT_TRUE(
          Decide(by, of, FactsFor(by, of), {maker.Chance(50)}, used, &decision)
              .ok());
      return decision.fingerprint;
    };
    const Fingerprint first = print(*plan, event);
    Deciders fresh{MakePlan(plan->program()), {}};
    EXPECT_EQ(fresh.Of(event).fingerprint, first);
    Event late = event;
    late.arrival.us += kMicrosPerSecond;
    EXPECT_EQ(print(*plan, late), first);
    const std::function<void(Event&)> changes[] = {
        [](Event& e) { e.id = "2"; },
        [](Event& e) { e.source = "kiosk"; },
        [](Event& e) { e.member = "bob"; },
        [](Event& e) { e.time.us -= kMicrosPerSecond; },
        [](Event& e) { e.basket.lines[0].amount.minor += 1; },
        [](Event& e) { e.basket.lines[0].sku += "x"; },
        [](Event& e) { e.basket.lines[0].on_sale ^= true; },
        [](Event& e) { e.basket.lines[0].tax_rate = Rate::Percent(7); },
    };
    std::set<Fingerprint> seen = {first};
    for (const auto& change : changes) {
      Event other = event;
      change(other);
      EXPECT_TRUE(seen.insert(print(*plan, other)).second) << seen.size();
    }
    Program program = plan->program();
    program.rules[0].text += "!";
    EXPECT_NE(print(*MakePlan(program), event), first);
    if (HasFailure()) return;
  }
}

// DecideOptions::without is the program without the rule.
TEST(TillRandom, WithoutARuleIsAProgramWithoutIt) {
  const uint64_t seed = testing::TestSeed();
  Maker maker(seed);
  for (int i = 0; i < kPrograms; ++i) {
    Deciders decide{SoundPlan(maker), {}};
    const Event event = Purchase(maker.Basket());
    Program program = decide.plan->program();
    const auto gone = static_cast<size_t>(
        maker.Upto(static_cast<int64_t>(program.rules.size()) - 1));
    const std::string id = program.rules[gone].id;
    const std::string_view without[] = {id};
    Decision left = decide.Of(event, {true, without});
    program.rules.erase(program.rules.begin() +
                        static_cast<std::ptrdiff_t>(gone));
    Deciders less{MakePlan(program), {}};
    const Decision expected = less.Of(event, {true});
    left.fingerprint = expected.fingerprint;
    EXPECT_EQ(left, expected)
        << "seed " << seed << ", program " << i << " " << id << "\n"
        << decide.plan->Print();
    if (HasFailure()) return;
  }
}

// Of one rule. What several leave of a unit hangs on who bears the odd cent,
// and the next may look at single units.
TEST(TillRandom, ALineInTwoIsTheSame) {
  const uint64_t seed = testing::TestSeed();
  Maker maker(seed);
  for (int i = 0; i < kPrograms; ++i) {
    Program program = Cafe();
    program.selections.push_back({"cake", "line.category == \"cake\""});
    program.selections.push_back({"all", "true"});
    program.rules = {
        MakeRule("one", maker.Discount(i % 2 == 0), maker.Condition())};
    Deciders decide{MakePlan(program), {}};
    Event event = Purchase({});
    // Equal units, so that both halves are as dear.
    event.basket.lines = {Sale("a", 600, "coffee", 4), Sale("b", 350, "cake"),
                          Sale("c", 500)};
    Event split = event;
    split.basket.lines[0] = Sale("a", 300, "coffee", 2);
    split.basket.lines.push_back(Sale("d", 300, "coffee", 2));
    EXPECT_EQ(decide.Of(event).pay_total, decide.Of(split).pay_total)
        << "seed " << seed << ", program " << i << "\n"
        << decide.plan->Print();
    if (HasFailure()) return;
  }
}

TEST(TillRandom, NearMissesFire) {
  const uint64_t seed = testing::TestSeed();
  Maker maker(seed);
  int64_t said = 0;
  for (int i = 0; i < kPrograms; ++i) {
    Deciders decide{SoundPlan(maker), {}};
    const Event event = Purchase(maker.Basket());
    const Decision decision = decide.Of(event, {true});
    for (const WhyNot& why : decision.why_not) {
      for (const NearMiss& near : why.near) {
        ++said;
        const std::string_view without[] = {near.without};
        const Decision then =
            decide.Of(WithChange(event, near), {false, without});
        const bool fires = std::any_of(
            then.effects.begin(), then.effects.end(),
            [&](const FiredEffect& e) { return e.rule == why.rule; });
        EXPECT_TRUE(fires) << "seed " << seed << ", program " << i << ", "
                           << why.rule;
      }
    }
    // Reasons are beside the decision, not in it.
    EXPECT_EQ(decide.Of(event).fingerprint, decision.fingerprint);
  }
  EXPECT_GT(said, kPrograms / 4);
}

}  // namespace
}  // namespace patron
