// The decider, by hand and by property.

#include <algorithm>
#include <cstdlib>
#include <random>

#include "tests/fixtures.h"
#include "tests/status_matchers.h"

namespace patron {
namespace {

using testing::Cafe;
using testing::Earn;
using ::testing::ElementsAre;
using testing::Eur;
using testing::FactsFor;
using testing::MakePlan;
using testing::MakeRule;
using testing::OffAmount;
using testing::OffPercent;
using testing::Purchase;
using testing::Sale;
using testing::Times;

struct Result {
  absl::Status status;
  Decision decision;
};

Result Try(const Plan& plan, const Event& event, const Facts& facts,
           bool reasons = false) {
  Deciding deciding;
  Result result;
  result.status =
      Decide(plan, event, facts, {reasons}, deciding, &result.decision);
  return result;
}

// What happened in one line: "beans +4 bean on 4.50 EUR; deal -0.45 EUR of
// ...".
std::string Summary(const Decision& decision) {
  std::string text;
  for (const FiredEffect& effect : decision.effects) {
    if (!text.empty()) text += "; ";
    text += effect.rule;
    if (effect.currency.empty()) {
      text += " -" + FormatAmount(effect.amount) + " of " +
              FormatAmount(effect.base);
    } else {
      text += " +" + std::to_string(effect.points.units) + " " +
              effect.currency + " on " + FormatAmount(effect.base);
    }
  }
  return text + " | " + FormatAmount(decision.pay_total);
}

TEST(Decide, EffectsByHand) {
  struct Row {
    std::string what;
    std::vector<Rule> rules;
    std::vector<Line> lines;
    std::string expected;
  };
  Line unearning = Sale("1", 500);
  unearning.earns_nothing = true;
  Line fixed = Sale("1", 500);
  fixed.not_discountable = true;
  Line deposit = Sale("2", 25);
  deposit.kind = LineKind::kDeposit;
  const Row rows[] = {
      {"no rules", {}, {Sale("1", 450)}, " | 4.50"},
      {"percent off a selection",
       {MakeRule("deal", OffPercent("10%", "coffee"))},
       {Sale("1", 455), Sale("2", 300, "cake")},
       "deal -0.46 of 4.55 | 7.09"},
      {"amount off, clamped to what there is",
       {MakeRule("five", OffAmount(500))},
       {Sale("1", 300)},
       "five -3.00 of 3.00 | 0.00"},
      {"a basket discount sees what a line discount left",
       {MakeRule("a-basket", OffPercent("10%")),
        MakeRule("b-line", OffPercent("50%", "coffee"))},
       {Sale("1", 1000)},
       "b-line -5.00 of 10.00; a-basket -0.50 of 5.00 | 4.50"},
      {"priority before id",
       [] {
         std::vector<Rule> rules = {MakeRule("a", OffPercent("10%")),
                                    MakeRule("b", OffPercent("50%"))};
         rules[1].priority = -1;
         return rules;
       }(),
       {Sale("1", 1000)},
       "b -5.00 of 10.00; a -0.50 of 5.00 | 4.50"},
      {"points on what is paid",
       {MakeRule("beans", Earn(1, 100)), MakeRule("half", OffPercent("50%"))},
       {Sale("1", 999)},
       "half -5.00 of 9.99; beans +4 bean on 4.99 | 4.99"},
      {"two points per three euros, in proportion",
       {MakeRule("beans", Earn(2, 300))},
       {Sale("1", 500)},
       "beans +3 bean on 5.00 | 5.00"},
      {"two points per full three euros",
       [] {
         Effect earn = Earn(2, 300);
         std::get<EarnPoints>(earn.what).whole_steps = true;
         return std::vector<Rule>{MakeRule("beans", earn)};
       }(),
       {Sale("1", 500)},
       "beans +2 bean on 5.00 | 5.00"},
      {"multipliers add: x2 and x3 make x4",
       {MakeRule("beans", Earn(1, 100)), MakeRule("x2", Times("2", "coffee")),
        MakeRule("x3", Times("3", "coffee"))},
       {Sale("1", 250), Sale("2", 300, "cake")},
       "beans +5 bean on 5.50; x2 +2 bean on 2.50; x3 +5 bean on 2.50 | 5.50"},
      {"a multiplier acts where its base earns less than a point",
       {MakeRule("beans", Earn(1, 100)), MakeRule("x10", Times("10"))},
       {Sale("1", 99)},
       "x10 +8 bean on 0.99 | 0.99"},
      {"and adds nothing where it earns less than a point itself",
       {MakeRule("beans", Earn(1, 100)), MakeRule("x2", Times("2")),
        MakeRule("y10", Times("10", "coffee"))},
       {Sale("1", 99), Sale("2", 200, "cake")},
       "beans +2 bean on 2.99; x2 +2 bean on 2.99; y10 +8 bean on 0.99 | "
       "2.99"},
      {"nothing earned is no effect",
       {MakeRule("beans", Earn(1, 100))},
       {Sale("1", 99)},
       " | 0.99"},
      {"flags of a line: earns nothing",
       {MakeRule("beans", Earn(1, 100))},
       {unearning, Sale("2", 200)},
       "beans +2 bean on 2.00 | 7.00"},
      {"flags of a line: not discountable",
       {MakeRule("half", OffPercent("50%"))},
       {fixed, Sale("2", 200)},
       "half -1.00 of 2.00 | 6.00"},
      {"a deposit is neither discounted nor earns",
       {MakeRule("beans", Earn(1, 10)), MakeRule("half", OffPercent("50%"))},
       {Sale("1", 100), deposit},
       "half -0.50 of 1.00; beans +5 bean on 0.50 | 0.75"},
      {"a condition on what remains",
       {MakeRule("a", OffPercent("10%")),
        MakeRule("b", OffPercent("20%"), "basket.total > money(\"100.00\")")},
       {Sale("1", 10500)},
       "a -10.50 of 105.00 | 94.50"},
      {"the reverse order",
       [] {
         std::vector<Rule> rules = {
             MakeRule("a", OffPercent("10%")),
             MakeRule("b", OffPercent("20%"),
                      "basket.total > money(\"100.00\")")};
         rules[0].priority = 1;
         return rules;
       }(),
       {Sale("1", 10500)},
       "b -21.00 of 105.00; a -8.40 of 84.00 | 75.60"},
      {"quantities are those of the basket as given",
       {MakeRule("deal", OffPercent("10%"), "quantity(\"coffee\") >= 3")},
       {Sale("1", 600, "coffee", 2), Sale("2", 300)},
       "deal -0.90 of 9.00 | 8.10"},
      {"total of a selection is what remains",
       {MakeRule("a", OffPercent("50%", "coffee")),
        MakeRule("b", OffAmount(100), "total(\"coffee\") < money(\"4.00\")")},
       {Sale("1", 600), Sale("2", 100, "cake")},
       "a -3.00 of 6.00; b -1.00 of 4.00 | 3.00"},
      {"3 x 0.33 at 10%",
       {MakeRule("deal", OffPercent("10%"))},
       {Sale("1", 99, "coffee", 3)},
       "deal -0.10 of 0.99 | 0.89"},
      {"10 x 23.90, 25% off",
       {MakeRule("deal", OffPercent("25%"))},
       {Sale("1", 23900, "coffee", 10)},
       "deal -59.75 of 239.00 | 179.25"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.what);
    Program program = Cafe();
    program.rules = row.rules;
    const auto plan = MakePlan(std::move(program));
    ASSERT_NE(plan, nullptr);
    const Event event = Purchase(row.lines);
    const Result result = Try(*plan, event, FactsFor(*plan, event));
    ASSERT_TRUE(result.status.ok()) << result.status;
    EXPECT_EQ(Summary(result.decision), row.expected);
  }
}

TEST(Decide, FundersShareToTheCent) {
  Program program = Cafe();
  Effect effect = OffAmount(100);
  effect.funders = {{"roaster", *ParseRate("33.3%")},
                    {"mill", *ParseRate("33.3%")}};
  program.rules.push_back(MakeRule("off", effect));
  const auto plan = MakePlan(std::move(program));
  const Event event = Purchase({Sale("1", 1000)});
  const Result result = Try(*plan, event, FactsFor(*plan, event));
  ASSERT_EQ(result.decision.effects.size(), 1u);
  EXPECT_THAT(result.decision.effects[0].shares,
              ElementsAre(FundedShare{"roaster", 33}, FundedShare{"mill", 33},
                          FundedShare{"", 34}));
}

TEST(Decide, LimitsAreDrawnAndHonoured) {
  Program program = Cafe();
  Rule rule = MakeRule("once", OffAmount(100));
  rule.limits = {{2, Limit::Per::kMember, PeriodUnit::kMonth},
                 {100, Limit::Per::kProgram, {}}};
  program.rules.push_back(rule);
  const auto plan = MakePlan(std::move(program));
  const Event event = Purchase({Sale("1", 1000)});
  Facts facts = FactsFor(*plan, event);
  ASSERT_EQ(facts.counters.size(), 2u);
  facts.counters[0].used = 1;
  Result result = Try(*plan, event, facts);
  EXPECT_THAT(
      result.decision.draws,
      ElementsAre(
          Draw{"once", {"ann", "limit:once:member:month", "2026-01"}, 1, 1, 2},
          Draw{"once", {"", "limit:once:program:ever", ""}, 1, 1, 100}));
  facts.counters[0].used = 2;
  result = Try(*plan, event, facts, true);
  EXPECT_EQ(Summary(result.decision), " | 10.00");
  EXPECT_TRUE(result.decision.draws.empty());
  ASSERT_EQ(result.decision.why_not.size(), 1u);
  EXPECT_EQ(result.decision.why_not[0].kind, WhyNotKind::kLimit);
  EXPECT_THAT(result.decision.why_not[0].parts,
              ElementsAre("2 of 2 uses are taken in 2026-01"));
}

TEST(Decide, ARuleWithoutEffectUsesNothingUp) {
  Program program = Cafe();
  Rule rule = MakeRule("once", OffAmount(100, "coffee"));
  rule.limits = {{1, Limit::Per::kProgram, {}}};
  program.rules.push_back(rule);
  const auto plan = MakePlan(std::move(program));
  const Event event = Purchase({Sale("1", 1000, "cake")});
  const Result result = Try(*plan, event, FactsFor(*plan, event), true);
  EXPECT_TRUE(result.decision.draws.empty());
  ASSERT_EQ(result.decision.why_not.size(), 1u);
  EXPECT_EQ(result.decision.why_not[0].kind, WhyNotKind::kNothing);
}

TEST(Decide, NobodyEarnsNothingButIsDiscounted) {
  Program program = Cafe();
  program.segments = {{"new", "member.stats.orders == 0"}};
  program.rules = {MakeRule("beans", Earn(1, 100)),
                   MakeRule("half", OffPercent("50%")),
                   MakeRule("welcome", OffAmount(1), "in_segment(\"new\")")};
  const auto plan = MakePlan(std::move(program));
  Event event = Purchase({Sale("1", 1000)});
  event.member.clear();
  const Result result = Try(*plan, event, FactsFor(*plan, event), true);
  EXPECT_EQ(Summary(result.decision), "half -5.00 of 10.00 | 5.00");
  ASSERT_EQ(result.decision.why_not.size(), 2u);
  EXPECT_EQ(result.decision.why_not[0].rule, "welcome");
  EXPECT_EQ(result.decision.why_not[1].kind, WhyNotKind::kNoMember);
}

TEST(Decide, ReasonsSayWhatFailedWithItsValue) {
  Program program = Cafe();
  program.rules = {
      MakeRule("five", OffAmount(500), "basket.total >= money(\"50.00\")")};
  const auto plan = MakePlan(std::move(program));
  const Event event = Purchase({Sale("1", 4680)});
  const Result result = Try(*plan, event, FactsFor(*plan, event), true);
  ASSERT_EQ(result.decision.why_not.size(), 1u);
  EXPECT_THAT(result.decision.why_not[0].parts,
              ElementsAre("basket.total is 46.80 EUR, needs >= 50.00 EUR"));
  const Result without = Try(*plan, event, FactsFor(*plan, event), false);
  EXPECT_TRUE(without.decision.why_not.empty());
  EXPECT_EQ(without.decision.fingerprint, result.decision.fingerprint);
}

TEST(Decide, AFailingRuleDoesNotStopTheTill) {
  Program program = Cafe();
  program.attributes.push_back(
      {Attribute::Owner::kBasket, "due", ScalarType::kDate, "", false});
  program.rules = {
      MakeRule("bad", OffPercent("50%"),
               "1 / basket.lines > 1 / (basket.lines - 1)"),
      MakeRule("dated", OffPercent("50%"), "basket.due > date(\"2026-01-01\")"),
      MakeRule("good", OffPercent("10%"))};
  const auto plan = MakePlan(std::move(program));
  const Event event = Purchase({Sale("1", 1000)});
  const Result result = Try(*plan, event, FactsFor(*plan, event));
  ASSERT_TRUE(result.status.ok());
  EXPECT_EQ(Summary(result.decision), "good -1.00 of 10.00 | 9.00");
  ASSERT_EQ(result.decision.failed.size(), 2u);
  EXPECT_EQ(result.decision.failed[0].rule, "bad");
  EXPECT_EQ(result.decision.failed[1].rule, "dated");
}

TEST(Decide, AttributesAndTheirDefaults) {
  Program program = Cafe();
  program.attributes = {
      {Attribute::Owner::kLine, "roast", ScalarType::kString, "", false},
      {Attribute::Owner::kBasket, "table", ScalarType::kInt, "", false}};
  program.selections.push_back({"dark", "line.roast == \"dark\""});
  program.rules = {MakeRule("dark", OffPercent("50%", "dark")),
                   MakeRule("table", OffAmount(1), "basket.table == 7")};
  const auto plan = MakePlan(std::move(program));
  Event event = Purchase({Sale("1", 1000), Sale("2", 1000)});
  event.basket.lines[1].attributes.push_back({"roast", std::string("dark")});
  Result result = Try(*plan, event, FactsFor(*plan, event));
  EXPECT_EQ(Summary(result.decision), "dark -5.00 of 10.00 | 15.00");
  event.basket.attributes.push_back({"table", int64_t{7}});
  result = Try(*plan, event, FactsFor(*plan, event));
  EXPECT_EQ(Summary(result.decision),
            "dark -5.00 of 10.00; table -0.01 of 15.00 | 14.99");
}

// A modifier's rules look at what it modifies, wherever that stands; the facts
// of another basket before leave nothing behind.
TEST(Decide, AModifierSeesItsParent) {
  Program program = Cafe();
  program.selections.push_back({"shots",
                                "line.parent_category == \"coffee\" && "
                                "line.parent_sku == \"sku-2\""});
  program.selections.push_back(
      {"alone", "line.parent_sku == \"\" && line.parent_category == \"\""});
  program.rules = {MakeRule("shots", OffPercent("50%", "shots")),
                   MakeRule("alone", OffPercent("10%", "alone"))};
  const std::shared_ptr<const Plan> plan = MakePlan(program);
  Deciding deciding;
  Decision decision;
  const auto off = [&](std::vector<Line> lines) {
    const Event event = Purchase(std::move(lines));
    EXPECT_TRUE(
        Decide(*plan, event, FactsFor(*plan, event), {}, deciding, &decision)
            .ok());
    std::vector<int64_t> minor;
    for (const LineResult& line : decision.lines) {
      minor.push_back(line.discount.minor);
    }
    return minor;
  };
  std::vector<Line> lines = {Sale("11", 100, "modifier"), Sale("2", 1000),
                             Sale("10", 200, "modifier"),
                             Sale("3", 1000, "cake")};
  lines[0].parent = "2";
  lines[2].parent = "3";
  EXPECT_THAT(off(lines), ::testing::ElementsAre(50, 100, 0, 100));
  lines[0].parent = lines[2].parent = "";
  EXPECT_THAT(off(lines), ::testing::ElementsAre(10, 100, 20, 100));
}

TEST(Decide, AttributesOfTheStore) {
  Program program = Cafe();
  program.attributes = {
      {Attribute::Owner::kStore, "region", ScalarType::kString, "", false},
      {Attribute::Owner::kStore, "rent", ScalarType::kMoney, "", false},
      {Attribute::Owner::kStore, "opened", ScalarType::kDate, "", false},
      {Attribute::Owner::kEvent, "region", ScalarType::kString, "", false}};
  program.stores = {{"mitte",
                     "",
                     {{"rent", Eur(500)},
                      {"region", std::string("north")},
                      {"opened", testing::On("2020-02-29")}}},
                    {"kiosk", "", {{"region", std::string("south")}}}};
  program.rules = {
      MakeRule("north", OffAmount(1), "store.region == 'north'"),
      MakeRule("old", OffAmount(10), "store.opened < date('2021-01-01')"),
      MakeRule("other", OffAmount(100), "event.region == 'north'"),
      MakeRule("rented", OffAmount(1000), "store.rent > money('1.00')"),
      MakeRule("undated", OffAmount(10000), "!has(store.opened)")};
  const auto plan = MakePlan(std::move(program));
  ASSERT_NE(plan, nullptr);
  struct Row {
    std::string store;
    int64_t discount_minor;
    std::string failed;
  };
  for (const Row& row : {Row{"mitte", 1011, ""}, Row{"kiosk", 10000, "old"},
                         Row{"nowhere", 10000, "old"}, Row{"", 10000, "old"}}) {
    SCOPED_TRACE(row.store);
    Event event = Purchase({Sale("1", 50000)});
    event.store = row.store;
    const Decision decision =
        Try(*plan, event, FactsFor(*plan, event)).decision;
    EXPECT_EQ(decision.discount_total, Eur(row.discount_minor));
    ASSERT_EQ(decision.failed.size(), row.failed.empty() ? 0u : 1u);
    if (row.failed.empty()) continue;
    EXPECT_EQ(decision.failed[0].rule, row.failed);
    EXPECT_EQ(decision.failed[0].message,
              "the store leaves this attribute out, and a date has no "
              "default");
  }
  // An event cannot give them.
  Event event = Purchase({Sale("1", 50000)});
  event.attributes.push_back({"rent", Eur(1)});
  EXPECT_EQ(ReasonOf(plan->CheckEvent(event)), Reason::kUnknownAttribute);
}

TEST(Decide, StatisticsAreFacts) {
  Program program = Cafe();
  program.segments = {{"lapsed", "member.stats.days_since_last > 60"}};
  program.rules = {
      MakeRule("back", OffPercent("10%"), "in_segment(\"lapsed\")")};
  const auto plan = MakePlan(std::move(program));
  const Event event = Purchase({Sale("1", 1000)});
  Facts facts = FactsFor(*plan, event);
  Needs needs;
  plan->NeedsOf(event, &needs);
  EXPECT_TRUE(needs.statistics);
  EXPECT_FALSE(needs.balances);
  EXPECT_EQ(Summary(Try(*plan, event, facts).decision), " | 10.00");
  facts.statistics.orders = 1;
  facts.statistics.first_order = facts.statistics.last_order =
      testing::At("2025-11-15T23:00:00Z");
  EXPECT_EQ(Summary(Try(*plan, event, facts).decision), " | 10.00");
  facts.statistics.last_order = testing::At("2025-11-14T23:00:00Z");
  EXPECT_EQ(Summary(Try(*plan, event, facts).decision),
            "back -1.00 of 10.00 | 9.00");
}

TEST(Decide, AMemberHasTheLastLevelThatHolds) {
  Program program = Cafe();
  program.segments = {{"frequent", "member.stats.orders >= 5"}};
  program.tiers = {{"status",
                    {{"silver", "in_segment(\"frequent\")"},
                     {"gold", "member.stats.spend >= money(\"100.00\")"}}}};
  program.rules = {
      MakeRule("gold", OffAmount(300), "tier(\"status\") == \"gold\""),
      MakeRule("none", OffAmount(100), "tier(\"status\") == \"\""),
      MakeRule("silver", OffAmount(200), "tier(\"status\") == \"silver\"")};
  const auto plan = MakePlan(std::move(program));
  Event event = Purchase({Sale("1", 1000)});
  struct Row {
    int64_t orders;
    int64_t spend_minor;
    std::string_view summary;
  };
  constexpr Row kRows[] = {
      {0, 0, "none -1.00 of 10.00 | 9.00"},
      {5, 0, "silver -2.00 of 10.00 | 8.00"},
      {5, 10'000, "gold -3.00 of 10.00 | 7.00"},
      // Levels need not build on each other.
      {1, 10'000, "gold -3.00 of 10.00 | 7.00"},
  };
  for (const Row& row : kRows) {
    Facts facts = FactsFor(*plan, event);
    facts.statistics.orders = row.orders;
    facts.statistics.spend_minor = row.spend_minor;
    EXPECT_EQ(Summary(Try(*plan, event, facts, false).decision), row.summary);
  }
  event.member.clear();
  EXPECT_EQ(Summary(Try(*plan, event, FactsFor(*plan, event), false).decision),
            "none -1.00 of 10.00 | 9.00");
  Needs needs;
  plan->NeedsOf(event, &needs);
  EXPECT_TRUE(needs.statistics);
}

// The store's own zone is what weekday() and hour() look at.
TEST(Decide, TheClockIsTheStores) {
  Program program = Cafe();
  program.zone = "UTC";
  program.stores = {{"tokyo", "Asia/Tokyo"}};
  program.rules = {MakeRule(
      "night", OffAmount(100),
      "hour(event.time) >= 22 || event.time.getHours(\"Asia/Tokyo\") == 3")};
  const ZoneTable tokyo = *ZoneTable::Make("Asia/Tokyo", 9 * 3600, {});
  const ZoneTable utc = *ZoneTable::Make("UTC", 0, {});
  const std::vector<ZoneTable> zones = {tokyo, utc};
  const PlanResult compiled = Plan::Compile(std::move(program), zones);
  ASSERT_NE(compiled.plan, nullptr);
  Event event = Purchase({Sale("1", 1000)});
  const auto pays = [&](std::string_view store, std::string_view time) {
    event.store = store;
    event.time = event.arrival = *ParseInstant(time);
    return Try(*compiled.plan, event, FactsFor(*compiled.plan, event), false)
        .decision.pay_total.minor;
  };
  EXPECT_EQ(pays("", "2026-03-01T13:30:00Z"), 1000);
  EXPECT_EQ(pays("tokyo", "2026-03-01T13:30:00Z"), 900);
  EXPECT_EQ(pays("", "2026-03-01T22:00:00Z"), 900);
  EXPECT_EQ(pays("", "2026-03-01T18:10:00Z"), 900);
  EXPECT_EQ(pays("tokyo", "2026-03-01T19:10:00Z"), 1000);
}

TEST(Decide, DaysSinceAnOrderAreCountedToTheArrival) {
  struct Row {
    std::string time;
    std::string arrival;
    int days;
  };
  const Row rows[] = {
      {"2026-05-04T12:00:00Z", "2026-05-04T12:00:00Z", 1},
      {"2026-01-03T12:00:00Z", "2026-05-04T12:00:00Z", 1},  // late
      {"2026-01-03T12:00:00Z", "2026-05-03T23:59:59Z", 0},
      {"2026-01-03T12:00:00Z", "2026-05-01T12:00:00Z", 0},  // never below
  };
  for (const Row& row : rows) {
    Program program = Cafe();
    program.rules = {
        MakeRule("days", OffAmount(1),
                 "member.stats.days_since_last == " + std::to_string(row.days) +
                     " && member.stats.days_since_first == " +
                     std::to_string(row.days))};
    const auto plan = MakePlan(std::move(program));
    Event event = Purchase({Sale("1", 1000)});
    event.time = testing::At(row.time);
    event.arrival = testing::At(row.arrival);
    Facts facts = FactsFor(*plan, event);
    facts.statistics.orders = 1;
    facts.statistics.first_order = facts.statistics.last_order =
        testing::At("2026-05-03T12:00:00Z");
    EXPECT_EQ(Summary(Try(*plan, event, facts).decision),
              "days -0.01 of 10.00 | 9.99")
        << row.time << " " << row.arrival;
  }
}

TEST(Decide, PointsThatDoNotFitAreAFailedRule) {
  Program program = Cafe();
  program.points[0].decimals = 6;
  program.rules = {MakeRule("beans", Earn(1'000'000'000, 100)),
                   MakeRule("x11", Times("11")),
                   MakeRule("x1000", Times("1000"))};
  program.rules[2].when = "basket.total > money(\"1000.00\")";
  const auto plan = MakePlan(std::move(program));
  Event event = Purchase({Sale("1", 1)});
  Result result = Try(*plan, event, FactsFor(*plan, event));
  ASSERT_TRUE(result.status.ok()) << result.status;
  EXPECT_EQ(Summary(result.decision),
            "beans +10000000 bean on 0.01; x11 +100000000 bean on 0.01 | 0.01");
  // 8 * 10^9 euros: the multipliers are too much, the till goes on.
  event.basket.lines[0].amount = Eur(800'000'000'000);
  result = Try(*plan, event, FactsFor(*plan, event));
  ASSERT_TRUE(result.status.ok()) << result.status;
  EXPECT_EQ(Summary(result.decision),
            "beans +8000000000000000000 bean on 8000000000.00 | "
            "8000000000.00");
  ASSERT_EQ(result.decision.failed.size(), 2u);
  EXPECT_EQ(result.decision.failed[0].rule, "x1000");
  EXPECT_EQ(result.decision.failed[0].reason, Reason::kOverflow);
  EXPECT_EQ(result.decision.failed[1].rule, "x11");
}

TEST(Decide, TheFingerprintIsOfTheResultNotOfWhatOthersUsed) {
  Program program = Cafe();
  Rule rule = MakeRule("once", OffAmount(100));
  rule.limits = {{5, Limit::Per::kProgram, {}}};
  program.rules.push_back(rule);
  const auto plan = MakePlan(std::move(program));
  const Event event = Purchase({Sale("1", 1000)});
  Facts facts = FactsFor(*plan, event);
  const Fingerprint first = Try(*plan, event, facts).decision.fingerprint;
  facts.counters[0].used = 4;
  EXPECT_EQ(Try(*plan, event, facts).decision.fingerprint, first);
  facts.counters[0].used = 5;  // used up
  EXPECT_NE(Try(*plan, event, facts).decision.fingerprint, first);
}

TEST(Decide, MixedQuantitiesHaveNoSum) {
  Program program = Cafe();
  program.rules = {
      MakeRule("deal", OffPercent("10%"), "quantity(\"coffee\") >= 1")};
  const auto plan = MakePlan(std::move(program));
  Event event = Purchase({Sale("1", 1000), Sale("2", 1000)});
  event.basket.lines[1].quantity = *ParseQuantity("0.5 kg");
  const Result result = Try(*plan, event, FactsFor(*plan, event));
  ASSERT_EQ(result.decision.failed.size(), 1u);
  EXPECT_THAT(result.decision.failed[0].message,
              ::testing::HasSubstr("pieces and weights"));
}

TEST(Decide, FactsMustHaveThePlansCounters) {
  Program program = Cafe();
  Rule rule = MakeRule("once", OffAmount(100));
  rule.limits = {{1, Limit::Per::kProgram, {}}};
  program.rules.push_back(rule);
  const auto plan = MakePlan(std::move(program));
  const Event event = Purchase({Sale("1", 1000)});
  EXPECT_EQ(ReasonOf(Try(*plan, event, {}).status), Reason::kBadValue);
}

TEST(Decide, OnlyPurchasesAreDecided) {
  const auto plan = MakePlan(Cafe());
  Event event = Purchase({Sale("1", 1000)});
  event.kind = EventKind::kReturn;
  EXPECT_EQ(ReasonOf(Try(*plan, event, {}).status), Reason::kBadValue);
}

// Random programs and baskets: sums, bounds, permutations, fingerprints.

struct Random {
  std::mt19937_64 engine;
  int64_t Up(int64_t below) {
    return static_cast<int64_t>(engine() % static_cast<uint64_t>(below));
  }
};

uint64_t Seed() {
  const char* text = std::getenv("PATRON_SEED");
  return text ? std::strtoull(text, nullptr, 10) : 20261121;
}

Program RandomProgram(Random& random) {
  Program program = Cafe();
  program.selections.push_back({"dear", "line.amount >= money(\"5.00\")"});
  const std::string selections[] = {"", "coffee", "dear"};
  const std::string conditions[] = {"", "basket.total >= money(\"10.00\")",
                                    "count(\"dear\") >= 2",
                                    "quantity(\"coffee\") > 3"};
  const int64_t count = random.Up(6);
  for (int64_t r = 0; r < count; ++r) {
    const std::string of = selections[random.Up(3)];
    Effect effects[] = {
        OffPercent(std::to_string(1 + random.Up(100)) + "%", of),
        OffAmount(1 + random.Up(800), of),
        Earn(1 + random.Up(3), 1 + random.Up(300), of), Times("2.5", of)};
    Rule rule = MakeRule("r" + std::to_string(r), effects[random.Up(4)],
                         conditions[random.Up(4)]);
    rule.priority = static_cast<int32_t>(random.Up(3));
    if (random.Up(2) == 0) {
      rule.then[0].funders = {{"x", *ParseRate("12.5%")}};
    }
    program.rules.push_back(rule);
  }
  return program;
}

std::vector<Line> RandomLines(Random& random) {
  std::vector<Line> lines;
  const int64_t count = 1 + random.Up(6);
  for (int64_t i = 0; i < count; ++i) {
    lines.push_back(Sale(std::to_string(i + 1), random.Up(1200),
                         random.Up(2) ? "coffee" : "cake", 1 + random.Up(4)));
  }
  return lines;
}

void ExpectSound(const Decision& decision) {
  int64_t list = 0, pay = 0, off = 0;
  for (const LineResult& line : decision.lines) {
    EXPECT_GE(line.pay.minor, 0);
    EXPECT_EQ(line.list.minor, line.pay.minor + line.discount.minor);
    EXPECT_EQ(Total(line.paid), line.pay.minor);
    for (const UnitRun& run : line.paid) EXPECT_GE(run.each, 0);
    list += line.list.minor;
    pay += line.pay.minor;
  }
  EXPECT_EQ(decision.list_total.minor, list);
  EXPECT_EQ(decision.pay_total.minor, pay);
  for (const FiredEffect& effect : decision.effects) {
    int64_t allocated = 0, shared = 0;
    for (const Allocation& a : effect.allocations) allocated += Total(a.units);
    for (const FundedShare& s : effect.shares) shared += s.amount;
    if (effect.currency.empty()) {
      off += effect.amount.minor;
      EXPECT_EQ(allocated, effect.amount.minor);
      EXPECT_EQ(shared, effect.amount.minor);
    } else {
      EXPECT_EQ(allocated, effect.base.minor);
      EXPECT_EQ(shared, effect.points.units);
    }
  }
  EXPECT_EQ(list - pay, off);
}

TEST(Decide, RandomProgramsAddUpAndDoNotDependOnScanOrder) {
  const uint64_t seed = Seed();
  RecordProperty("seed", std::to_string(seed));
  Random random{std::mt19937_64(seed)};
  for (int round = 0; round < 400; ++round) {
    SCOPED_TRACE("PATRON_SEED=" + std::to_string(seed) + " round " +
                 std::to_string(round));
    const auto plan = MakePlan(RandomProgram(random));
    ASSERT_NE(plan, nullptr);
    Deciding deciding;
    Decision decision;
    for (int basket = 0; basket < 10; ++basket) {
      Event event = Purchase(RandomLines(random));
      const Facts facts = FactsFor(*plan, event);
      ASSERT_TRUE(Decide(*plan, event, facts, {}, deciding, &decision).ok());
      ExpectSound(decision);
      const Result again = Try(*plan, event, facts, true);
      EXPECT_EQ(again.decision.fingerprint, decision.fingerprint);
      // The same lines scanned in another order.
      Event shuffled = event;
      std::shuffle(shuffled.basket.lines.begin(), shuffled.basket.lines.end(),
                   random.engine);
      const Result other = Try(*plan, shuffled, facts);
      EXPECT_EQ(Summary(other.decision), Summary(decision));
      for (const LineResult& line : other.decision.lines) {
        const auto* same =
            std::find_if(decision.lines.begin(), decision.lines.end(),
                         [&](const LineResult& l) { return l.id == line.id; });
        EXPECT_EQ(*same, line);
      }
      // Everything that goes in changes the fingerprint.
      event.store = "x";
      EXPECT_NE(Try(*plan, event, facts).decision.fingerprint,
                decision.fingerprint);
      if (HasFailure()) return;
    }
  }
}

}  // namespace
}  // namespace patron
