// The till's golden results: how rules stack, each row with the program that
// gives it.

#include <string>
#include <vector>

#include "tests/decide/till_shop.h"
#include "tests/status_matchers.h"

namespace patron {
namespace {

using testing::Decided;
using ::testing::ElementsAre;
using testing::Eur;
using testing::In;
using testing::Lines;
using testing::MakeGroup;
using testing::MakeRule;
using testing::Off;
using testing::OffAmount;
using testing::OffPercent;
using testing::Sale;
using testing::With;

TEST(Till, PercentOfOriginalAndOfRemaining) {
  const std::vector<Rule> rules = {
      In(MakeRule("a", OffPercent("10%", "all")), "g"),
      In(MakeRule("b", OffPercent("20%", "all")), "g")};
  Group group = MakeGroup("g", GroupMode::kStack);
  EXPECT_EQ(Decided(With(rules, {group}), Lines({10000})).discount_total,
            Eur(2800));
  group.of_original = true;
  EXPECT_EQ(Decided(With(rules, {group}), Lines({10000})).discount_total,
            Eur(3000));
}

TEST(Till, PercentsOfOriginalNeverTakeMoreThanRemains) {
  Group group = MakeGroup("g", GroupMode::kStack);
  group.of_original = true;
  const Program program =
      With({In(MakeRule("a", OffPercent("70%", "coffee")), "g"),
            In(MakeRule("b", OffPercent("50%", "all")), "g", 1)},
           {group});
  std::vector<Line> lines = Lines({1000});
  lines.push_back(Sale("2", 1000, "cake"));
  // The first line has 3.00 left; the other's part does not grow for it.
  EXPECT_THAT(Off(Decided(program, lines)), ElementsAre(1000, 500));
}

// One line of two units, or two lines of one: each unit pays the same.
TEST(Till, UnitsKeepTheirOwnRoom) {
  Group group = MakeGroup("g", GroupMode::kStack);
  group.of_original = true;
  Program program = With(
      {MakeRule("dear",
                {CheapestOff{
                     .rate = Rate::Percent(90), .of = "all", .dearest = true},
                 {}}),
       In(MakeRule("sixty", OffPercent("60%", "all")), "g", 1)},
      {group});
  // 9.00 off the first; of its 6.00 it has 1.00 left, and the second bears no
  // more for that.
  EXPECT_EQ(Decided(program, Lines({1000, 1000})).discount_total, Eur(1600));
  const std::vector<Line> two = {Sale("1", 2000, "coffee", 2)};
  EXPECT_EQ(Decided(program, two).discount_total, Eur(1600));
  // By what remains of each unit, down to their floors: as between lines.
  Effect three = OffAmount(300, "all");
  three.floor = Rate::Percent(40);
  program = With({MakeRule("dear", {CheapestOff{.rate = Rate::Percent(50),
                                                .of = "all",
                                                .dearest = true},
                                    {}}),
                  In(MakeRule("three", three), "", 1)});
  const Decision apart = Decided(program, Lines({1000, 1000}));
  const Decision together = Decided(program, two);
  EXPECT_THAT(Off(apart), ElementsAre(600, 200));
  EXPECT_THAT(together.lines[0].paid,
              ElementsAre(UnitRun{1, 400}, UnitRun{1, 800}));
}

// A 10% and B 20% compounding at one priority, C 15% compounding below, D 35%
// best price at the upper priority.
TEST(Till, PrioritiesThatCompoundOrCompete) {
  const auto a = MakeRule("a", OffPercent("10%", "all"));
  const auto b = MakeRule("b", OffPercent("20%", "all"));
  const auto c = MakeRule("c", OffPercent("15%", "all"));
  const auto d = MakeRule("d", OffPercent("35%", "all"));
  // Compound within a priority, never across.
  const std::vector<Group> never = {
      MakeGroup("across", GroupMode::kFirst),
      MakeGroup("upper", GroupMode::kBest, "across"),
      MakeGroup("compound", GroupMode::kStack, "upper"),
      MakeGroup("lower", GroupMode::kStack, "across", 1)};
  std::vector<Rule> rules = {In(a, "compound"), In(b, "compound"),
                             In(c, "lower")};
  EXPECT_EQ(Decided(With(rules, never), Lines({10000})).discount_total,
            Eur(2800));
  rules.push_back(In(d, "upper"));
  EXPECT_EQ(Decided(With(rules, never), Lines({10000})).discount_total,
            Eur(3500));
  // Best within a priority, compound across.
  const std::vector<Group> across = {
      MakeGroup("upper", GroupMode::kBest),
      MakeGroup("lower", GroupMode::kBest, "", 1)};
  rules = {In(a, "upper"), In(b, "upper"), In(c, "lower")};
  EXPECT_EQ(Decided(With(rules, across), Lines({10000})).discount_total,
            Eur(3200));
  rules.push_back(In(d, "upper"));
  EXPECT_EQ(Decided(With(rules, across), Lines({10000})).discount_total,
            Eur(4475));
}

TEST(Till, AConditionIsJudgedOnWhatRemains) {
  Rule ten = MakeRule("ten", OffPercent("10%"));
  Rule twenty =
      MakeRule("twenty", OffPercent("20%"), "basket.total > money(\"100.00\")");
  twenty.priority = 1;
  EXPECT_EQ(Decided(With({ten, twenty}), Lines({10500})).pay_total, Eur(9450));
  twenty.priority = -1;
  EXPECT_EQ(Decided(With({ten, twenty}), Lines({10500})).pay_total, Eur(7560));
}

TEST(Till, GroupsByUnit) {
  Group each = MakeGroup("g", GroupMode::kBest);
  each.scope = GroupScope::kUnit;
  const std::vector<Rule> rules = {
      In(MakeRule("coffee", OffPercent("10%", "coffee")), "g"),
      In(MakeRule("price", {FixedPrice{Eur(450), "all"}, {}}), "g")};
  const std::vector<Line> lines = {Sale("1", 1000), Sale("2", 480),
                                   Sale("3", 500, "cake")};
  Decision decision = Decided(With(rules, {each}), lines);
  // 1: 1.00 or 5.50; 2: 0.48 or 0.30; 3: nothing or 0.50.
  EXPECT_THAT(Off(decision), ElementsAre(550, 48, 50));
  each.mode = GroupMode::kLowest;
  EXPECT_THAT(Off(Decided(With(rules, {each}), lines)),
              ElementsAre(100, 30, 50));
  each.mode = GroupMode::kFirst;
  EXPECT_THAT(Off(Decided(With(rules, {each}), lines)),
              ElementsAre(100, 48, 50));
}

TEST(Till, TheBestAndTheLowest) {
  const std::vector<Rule> rules = {
      In(MakeRule("a", OffAmount(500)), "g"),
      In(MakeRule("b", OffPercent("20%")), "g"),
      In(MakeRule("c", OffPercent("30%"), "false"), "g")};
  const auto with = [&](GroupMode mode) {
    return With(rules, {MakeGroup("g", mode)});
  };
  Decision best = Decided(with(GroupMode::kBest), Lines({10000}));
  EXPECT_EQ(best.discount_total, Eur(2000));
  ASSERT_EQ(best.why_not.size(), 2u);
  EXPECT_EQ(best.why_not[0].rule, "c");
  EXPECT_EQ(best.why_not[1].rule, "a");
  EXPECT_EQ(best.why_not[1].kind, WhyNotKind::kLost);
  EXPECT_EQ(best.why_not[1].lost_to, "b");
  EXPECT_THAT(best.why_not[1].parts, ElementsAre("'b' wins in group 'g'"));
  EXPECT_EQ(Decided(with(GroupMode::kLowest), Lines({10000})).discount_total,
            Eur(500));
  EXPECT_EQ(Decided(with(GroupMode::kFirst), Lines({10000})).discount_total,
            Eur(500));
  // Equal worth: the smaller id.
  EXPECT_EQ(Decided(with(GroupMode::kBest), Lines({2500})).effects[0].rule,
            "a");
}

// A loser is judged only for its reason: that it cannot be is no result.
TEST(Till, ReasonsChangeNoResult) {
  const Program program = With(
      {In(MakeRule("a", OffPercent("10%", "all")), "g"),
       In(MakeRule("b", OffPercent("20%", "all"), "1 / (basket.units - 1) > 0"),
          "g", 1)},
      {MakeGroup("g", GroupMode::kFirst)});
  const Decision plain = Decided(program, Lines({1000}), false);
  const Decision explained = Decided(program, Lines({1000}), true);
  EXPECT_EQ(plain.failed, explained.failed);
  EXPECT_EQ(plain.fingerprint, explained.fingerprint);
}

TEST(Till, BestCombination) {
  BuyGet three_for_two{.buy = 2, .get = 1, .of = "coffee"};
  three_for_two.within_sets = true;
  Rule sets = MakeRule("sets", {three_for_two, {}});
  Rule menu = MakeRule(
      "menu", {BundlePrice{Eur(500), {{"coffee", 1}, {"cake", 1}}, {}}, {}});
  const Program program =
      With({In(sets, "g"), In(menu, "g"),
            In(MakeRule("ten", OffPercent("10%", "all")), "g")},
           {MakeGroup("g", GroupMode::kBestCombination)});
  const Decision decision =
      Decided(program, {Sale("1", 600), Sale("2", 500), Sale("3", 400),
                        Sale("4", 300), Sale("5", 350, "cake")});
  // The menu of 6.00 and the cake saves 4.50; of 5.00, 4.00 and 3.00 the last
  // is free. With 3 for 2 of 6.00, 5.00 and 4.00 it would be 4.00 + 1.50.
  EXPECT_EQ(decision.discount_total, Eur(750));
  EXPECT_TRUE(decision.optimal);
}

TEST(Till, ABestCombinationKeepsFloors) {
  const Program program = With(
      {In(MakeRule("card", {StampCard{.pay = 1, .of = "coffee"}, {}}), "g")},
      {MakeGroup("g", GroupMode::kBestCombination)});
  std::vector<Line> lines = Lines({1000, 1000});
  // One of two is free; the first bears only 1.00 of that, the other the rest.
  lines[0].floor = Eur(900);
  const Decision decision = Decided(program, lines);
  EXPECT_THAT(Off(decision), ElementsAre(100, 900));
  EXPECT_TRUE(decision.optimal);
  // Less than was weighed is said.
  lines[1].floor = Eur(900);
  const Decision less = Decided(program, lines);
  EXPECT_THAT(Off(less), ElementsAre(100, 100));
  EXPECT_FALSE(less.optimal);
}

TEST(Till, AnExclusiveRuleStandsAlone) {
  Rule half = MakeRule("half", OffPercent("50%", "coffee"));
  half.exclusive = true;
  half.priority = 9;
  const Program program = With({MakeRule("ten", OffPercent("10%", "all")), half,
                                MakeRule("beans", testing::Earn(1, 100))});
  const Decision decision = Decided(program, Lines({1000}));
  EXPECT_EQ(decision.discount_total, Eur(500));
  EXPECT_EQ(decision.points[0].points.units, 5);
  ASSERT_EQ(decision.why_not.size(), 1u);
  EXPECT_EQ(decision.why_not[0].kind, WhyNotKind::kExclusive);
  EXPECT_EQ(decision.why_not[0].lost_to, "half");
  // Nothing to act on: the others go on.
  EXPECT_EQ(Decided(program, Lines({1000}, "cake")).discount_total, Eur(100));
}

// At its group's turn, on what the rules before have left.
TEST(Till, AnExclusiveRuleIsTriedAtItsGroupsTurn) {
  struct Row {
    std::string what;
    Effect effect;
    std::string when;
    int64_t off;
  };
  const Row rows[] = {
      {"it has nothing left to take, so that the others of its group do",
       {FixedPrice{Eur(900), "all"}, {}},
       "",
       100 + 45},
      {"it does not hold any more", OffPercent("50%", "all"),
       "basket.total >= money(\"10.00\")", 100 + 45},
      {"it stands alone", OffPercent("50%", "all"),
       "basket.total >= money(\"9.00\")", 100 + 450},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.what);
    Rule alone = In(MakeRule("alone", row.effect, row.when), "g", 9);
    alone.exclusive = true;
    const Program program =
        With({MakeRule("ten", OffPercent("10%", "all")), alone,
              In(MakeRule("five", OffPercent("5%", "all")), "g")},
             {MakeGroup("g", GroupMode::kStack, "", 1)});
    EXPECT_EQ(Decided(program, Lines({1000})).discount_total, Eur(row.off));
  }
}

// Points that come to nothing win nothing.
TEST(Till, TheFirstIsTheFirstThatGivesSomething) {
  Program program =
      With({In(MakeRule("a", testing::Earn(1, 100)), "g"),
            In(MakeRule("b", {FixedPoints{"bean", Points{5}}, {}}), "g")},
           {MakeGroup("g", GroupMode::kFirst)});
  program.points[0].value = *ParseUnitPrice("0.01", testing::EurCurrency());
  const auto beans = [&](int64_t minor) {
    return Decided(program, Lines({minor})).points[0].points.units;
  };
  EXPECT_EQ(beans(99), 5);
  EXPECT_EQ(beans(250), 2);
}

// A loser that fails when it is judged for its reason fails again where a
// message of its own is told.
TEST(Till, ReasonsLeaveFailuresAsTheyAre) {
  Rule fails =
      In(MakeRule("b", OffPercent("20%"), "1 / (basket.lines - 1) == 1"), "g");
  fails.then.push_back({Message{"hi"}, {}});
  const Program program =
      With({In(MakeRule("a", OffPercent("10%")), "g"), fails},
           {MakeGroup("g", GroupMode::kFirst)});
  const Decision with = Decided(program, Lines({1000}), true);
  const Decision without = Decided(program, Lines({1000}), false);
  ASSERT_EQ(without.failed.size(), 1u);
  EXPECT_EQ(with.failed, without.failed);
  EXPECT_EQ(with.fingerprint, without.fingerprint);
}

// What failed at a rule's own turn is said, once.
TEST(Till, OneReasonForARule) {
  Rule first = In(
      MakeRule("e1", OffPercent("10%"), "basket.total >= money(\"1000.00\")"),
      "g");
  first.exclusive = true;
  Rule second = In(MakeRule("e2", OffPercent("10%")), "g");
  second.exclusive = true;
  const Decision decision =
      Decided(With({first, second}, {MakeGroup("g", GroupMode::kStack)}),
              Lines({1000}));
  ASSERT_EQ(decision.why_not.size(), 1u);
  EXPECT_EQ(decision.why_not[0].kind, WhyNotKind::kCondition);
}

// Each rule is weighed as if the budget were its own: two would overdraw it.
TEST(Till, WhereUnitsAreGivenNoBudgetIsDrawnOn) {
  Rule rule = In(MakeRule("a", OffPercent("80%", "coffee")), "g");
  rule.budget = "b";
  Program program = With({rule}, {MakeGroup("g", GroupMode::kBest)});
  program.budgets.push_back({.id = "b", .amount = Eur(1000)});
  const ZoneTable utc;
  EXPECT_NE(Plan::Compile(program, {&utc, 1}).plan, nullptr);
  program.groups[0].scope = GroupScope::kUnit;
  for (const GroupMode mode : {GroupMode::kBest, GroupMode::kBestCombination}) {
    program.groups[0].mode = mode;
    if (mode == GroupMode::kBestCombination) {
      program.groups[0].scope = GroupScope::kBasket;
    }
    const PlanResult result = Plan::Compile(program, {&utc, 1});
    EXPECT_EQ(result.plan, nullptr);
    ASSERT_EQ(result.diagnostics.size(), 1u);
    EXPECT_EQ(result.diagnostics[0].path, "rules[0].budget");
  }
}

}  // namespace
}  // namespace patron
