// The till's golden results: discounts, sets, brackets and tax, each row with
// the program that gives it. How rules stack is in till_groups_test.cc.

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "tests/decide/till_shop.h"
#include "tests/status_matchers.h"

namespace patron {
namespace {

using testing::Decided;
using ::testing::ElementsAre;
using testing::Eur;
using testing::FactsFor;
using ::testing::HasSubstr;
using testing::In;
using testing::Lines;
using testing::MakeGroup;
using testing::MakePlan;
using testing::MakeRule;
using testing::Off;
using testing::OffAmount;
using testing::OffPercent;
using testing::Purchase;
using testing::Sale;
using testing::With;

TEST(Till, SplitsToTheCent) {
  struct Row {
    std::string what;
    int64_t amount;
    std::vector<Line> lines;
    std::vector<int64_t> off;
  };
  const Row rows[] = {
      {"three of 100.00", 1000, Lines({10000, 10000, 10000}), {334, 333, 333}},
      {"three of 5.00", 200, Lines({500, 500, 500}), {67, 67, 66}},
      {"by price", 1000, Lines({2000, 4500, 6000}), {160, 360, 480}},
      {"156",
       15600,
       Lines({19000, 19000, 25000, 15000}),
       {3800, 3800, 5000, 3000}},
      {"a free line gets nothing",
       1000,
       Lines({0, 1000, 1000, 1000}),
       {0, 334, 333, 333}},
      {"six cents over ten lines",
       6,
       Lines({100, 100, 100, 100, 100, 100, 100, 100, 100, 100}),
       {1, 1, 1, 1, 1, 1, 0, 0, 0, 0}},
      {"more than there is", 50000, Lines({100, 200}), {100, 200}},
  };
  // Minor units are split alike, whether there are two decimals, none or three.
  for (const char* code : {"EUR", "JPY", "KWD"}) {
    for (const Row& row : rows) {
      SCOPED_TRACE(row.what + " in " + code);
      Program program = With({});
      program.currency = *Currency::FromCode(code);
      const Money amount{row.amount, program.currency};
      program.rules = {MakeRule("off", Effect{AmountOff{amount, ""}, {}})};
      const std::vector<Line> lines = In(program.currency, row.lines);
      EXPECT_EQ(Off(Decided(program, lines)), row.off);
      // The scan order moves no cent.
      const std::vector<Line> turned(lines.rbegin(), lines.rend());
      std::vector<int64_t> back = Off(Decided(program, turned));
      std::reverse(back.begin(), back.end());
      EXPECT_EQ(back, row.off);
    }
  }
}

TEST(Till, PercentsOfUnits) {
  for (const char* code : {"EUR", "JPY", "KWD"}) {
    SCOPED_TRACE(code);
    Program program = With({MakeRule("p", OffPercent("10%"))});
    program.currency = *Currency::FromCode(code);
    const Decision ten =
        Decided(program, In(program.currency, {Sale("1", 99, "coffee", 3)}));
    EXPECT_EQ(ten.discount_total, (Money{10, program.currency}));
    program.rules = {MakeRule("p", OffPercent("25%"))};
    const Decision quarter = Decided(
        program, In(program.currency, {Sale("1", 23900, "coffee", 10)}));
    EXPECT_EQ(quarter.pay_total, (Money{17925, program.currency}));
  }
}

TEST(Till, NothingGoesBelowZero) {
  Rule free = MakeRule("free", OffPercent("100%", "coffee"));
  const Decision decision =
      Decided(With({MakeRule("fixed", OffAmount(50000)), free}),
              {Sale("1", 1000), Sale("2", 2000, "cake")});
  EXPECT_EQ(decision.pay_total, Eur(0));
  EXPECT_THAT(Off(decision), ElementsAre(1000, 2000));
}

TEST(Till, FloorsAndCaps) {
  Effect half = OffPercent("50%", "coffee");
  half.cap = Eur(300);
  EXPECT_EQ(Decided(With({MakeRule("p", half)}), Lines({1000})).discount_total,
            Eur(300));
  half.cap.reset();
  half.floor = Rate::Percent(80);
  EXPECT_EQ(Decided(With({MakeRule("p", half)}), Lines({1000})).discount_total,
            Eur(200));
  // The host's floor: what one line has no room for the others bear.
  std::vector<Line> lines = Lines({1000, 1000});
  lines[0].floor = Eur(900);
  const Decision decision =
      Decided(With({MakeRule("off", OffAmount(600))}), lines);
  EXPECT_THAT(Off(decision), ElementsAre(100, 500));
  EXPECT_EQ(decision.effects[0].wanted, Eur(600));
}

TEST(Till, NotOnReducedAndNotWithOthers) {
  Effect ten = OffPercent("10%", "all");
  ten.not_on_reduced = true;
  std::vector<Line> lines = Lines({1000, 1000});
  lines[0].on_sale = true;
  EXPECT_THAT(Off(Decided(With({MakeRule("p", ten)}), lines)),
              ElementsAre(0, 100));
  Effect alone = OffPercent("50%", "all");
  alone.not_with_others = true;
  const auto coffee = MakeRule("a", OffPercent("10%", "coffee"));
  const std::vector<Line> both = {Sale("1", 1000), Sale("2", 1000, "cake")};
  EXPECT_THAT(Off(Decided(With({coffee, MakeRule("b", alone)}), both)),
              ElementsAre(100, 500));
  Rule first = MakeRule("b", alone);
  first.priority = -1;
  EXPECT_THAT(Off(Decided(With({coffee, first}), both)), ElementsAre(500, 500));
}

TEST(Till, SetsAndStamps) {
  struct Row {
    std::string what;
    Effect effect;
    std::vector<Line> lines;
    int64_t off;
    int64_t units;
    int64_t carried = 0;
  };
  const auto cones = [](int64_t count) {
    return std::vector<Line>{Sale("1", 200 * count, "coffee", count)};
  };
  const BuyGet three_for_two{.buy = 2, .get = 1, .of = "coffee"};
  BuyGet in_sets = three_for_two;
  in_sets.within_sets = true;
  const Row rows[] = {
      {"ten of ten-and-one",
       {StampCard{.pay = 10, .of = "coffee"}, {}},
       cones(10),
       0,
       0,
       10},
      {"eleven", {StampCard{.pay = 10, .of = "coffee"}, {}}, cones(11), 200, 1},
      {"the tenth of every tenth",
       {StampCard{.pay = 9, .of = "coffee"}, {}},
       cones(10),
       200,
       1},
      {"25 after ten",
       {StampCard{.pay = 10, .of = "coffee"}, {}},
       cones(25),
       400,
       2,
       3},
      {"25 every tenth",
       {StampCard{.pay = 9, .of = "coffee"}, {}},
       cones(25),
       400,
       2,
       5},
      {"one in five at half",
       {StampCard{.pay = 4, .rate = Rate::Percent(50), .of = "coffee"}, {}},
       cones(5),
       100,
       1},
      {"3 for 2, the cheapest of all",
       {three_for_two, {}},
       Lines({1000, 900, 800, 300, 200, 100}),
       300,
       2},
      {"3 for 2, the cheapest of each set",
       {in_sets, {}},
       Lines({1000, 900, 800, 300, 200, 100}),
       900,
       2},
      {"cheapest two free",
       {CheapestOff{.count = 2, .of = "coffee"}, {}},
       Lines({500, 300, 400}),
       700,
       2},
      {"dearest at 50%",
       {CheapestOff{.rate = Rate::Percent(50), .of = "coffee", .dearest = true},
        {}},
       Lines({500, 300, 400}),
       250,
       1},
      {"no more than there are",
       {CheapestOff{.count = 9, .of = "coffee"}, {}},
       Lines({500, 300}),
       800,
       2},
      {"at most 4.00 each",
       {FixedPrice{Eur(400), "coffee"}, {}},
       Lines({500, 300, 450}),
       150,
       2},
      {"coat and scarf: a scarf at half",
       {BuyGet{.buy = 1,
               .get = 1,
               .rate = Rate::Percent(50),
               .of = "coffee",
               .get_of = "cake"},
        {}},
       {Sale("1", 9000), Sale("2", 2000, "cake"), Sale("3", 1000, "cake")},
       500,
       1},
      {"two for one cake, of which one is there",
       {BuyGet{.buy = 1, .get = 2, .of = "coffee", .get_of = "cake"}, {}},
       {Sale("1", 500), Sale("2", 300, "cake")},
       300,
       1},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.what);
    const Decision decision =
        Decided(With({MakeRule("r", row.effect)}), row.lines);
    EXPECT_EQ(decision.discount_total.minor, row.off);
    ASSERT_EQ(decision.effects.size(), 1u);
    EXPECT_EQ(decision.effects[0].units, row.units);
    EXPECT_EQ(decision.effects[0].carried, row.carried);
  }
}

// What a set saves is borne by all its units, so that neither the free one nor
// the dear one can be returned for gain.
TEST(Till, ASetIsAllocatedOverItsUnitsByPrice) {
  const Decision decision = Decided(
      With({MakeRule("r", {BuyGet{.buy = 1, .get = 1, .of = "coffee"}, {}})}),
      Lines({3000, 1000}));
  EXPECT_THAT(Off(decision), ElementsAre(750, 250));
}

TEST(Till, Bundles) {
  struct Row {
    std::string what;
    int64_t price;
    std::vector<BundlePart> parts;
    std::vector<Line> lines;
    int64_t off;
  };
  const std::vector<BundlePart> menu = {{"coffee", 1}, {"cake", 1}};
  const Row rows[] = {
      {"a coffee and a cake for 5.00",
       500,
       menu,
       {Sale("1", 300), Sale("2", 350, "cake")},
       150},
      {"two menus of three coffees: the dearest",
       500,
       menu,
       {Sale("1", 300), Sale("2", 280), Sale("3", 320),
        Sale("4", 700, "cake", 2)},
       320},
      {"a menu that costs more is not made",
       700,
       menu,
       {Sale("1", 300), Sale("2", 350, "cake")},
       0},
      {"only the dear one is worth it",
       500,
       menu,
       {Sale("1", 100), Sale("2", 900), Sale("3", 100, "cake"),
        Sale("4", 200, "cake")},
       600},
      {"parts that share lines",
       900,
       {{"coffee", 1}, {"all", 2}},
       {Sale("1", 400), Sale("2", 350, "cake"), Sale("3", 500, "cake")},
       350},
      {"nothing of one part", 500, menu, {Sale("1", 300), Sale("2", 350)}, 0},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.what);
    const Effect bundle{BundlePrice{Eur(row.price), row.parts, {}}, {}};
    EXPECT_EQ(
        Decided(With({MakeRule("m", bundle)}), row.lines).discount_total.minor,
        row.off);
  }
}

Bracket From(int64_t from, std::optional<int64_t> up_to) {
  Bracket bracket;
  bracket.from = from;
  bracket.up_to = up_to;
  return bracket;
}

TEST(Till, BracketsOfSpendAndUnits) {
  Brackets spend{.of = "all"};
  for (const auto& [from, up_to, percent] :
       {std::tuple(5000, 9999, 5), {10000, 19999, 10}, {20000, -1, 20}}) {
    Bracket step =
        From(from, up_to < 0 ? std::nullopt : std::optional<int64_t>(up_to));
    step.percent = Rate::Percent(percent);
    spend.steps.push_back(step);
  }
  const Program program = With({MakeRule("s", {spend, {}})});
  for (const auto& [amount, off] : {std::pair(4999, 0),
                                    {5000, 250},
                                    {9999, 500},
                                    {10000, 1000},
                                    {20000, 4000}}) {
    EXPECT_EQ(Decided(program, Lines({amount})).discount_total.minor, off)
        << amount;
  }
  Brackets units{.by = Brackets::By::kUnits, .of = "coffee"};
  Bracket six = From(6, std::nullopt);
  six.price = Eur(150);
  units.steps = {six};
  const Program breaks = With({MakeRule("u", {units, {}})});
  EXPECT_EQ(
      Decided(breaks, {Sale("1", 1000, "coffee", 5)}).discount_total.minor, 0);
  EXPECT_EQ(
      Decided(breaks, {Sale("1", 1200, "coffee", 6)}).discount_total.minor,
      300);
}

TEST(Till, PointsByBracketUnitAndOrder) {
  Brackets family{.currency = "bean"};
  for (const auto& [from, up_to, points] :
       {std::tuple(0, 3000, 2), {3001, 6000, 6}, {6001, 12000, 16}}) {
    Bracket step = From(from, up_to);
    step.points = Points{points};
    family.steps.push_back(step);
  }
  const Program program = With({MakeRule("f", {family, {}})});
  for (const auto& [amount, points] :
       {std::pair(3000, 2), {3001, 6}, {12000, 16}, {12001, 0}}) {
    const Decision decision = Decided(program, Lines({amount}));
    const int64_t got =
        decision.points.empty() ? 0 : decision.points[0].points.units;
    EXPECT_EQ(got, points) << amount;
  }
  const Decision more = Decided(
      With({MakeRule("u", {UnitPoints{"bean", Points{2}, "coffee"}, {}}),
            MakeRule("x", testing::Times("3")),
            MakeRule("o", {FixedPoints{"bean", Points{10}}, {}})}),
      {Sale("1", 0, "coffee", 3), Sale("2", 500, "cake")});
  ASSERT_EQ(more.points.size(), 1u);
  // Three units of 2, twice that again, and 10 for the order.
  EXPECT_EQ(more.points[0].points.units, 6 + 12 + 10);
}

TEST(Till, GoldenTax) {
  for (const auto rounding : {Tax::Rounding::kByLine, Tax::Rounding::kByRate}) {
    Program program = With({MakeRule("c", OffPercent("100%"))});
    program.tax = {Tax::Prices::kWithoutTax, rounding};
    std::vector<Line> lines = {Sale("1", 2300, "coffee", 2)};
    lines[0].tax_rate = Rate::Percent(15);
    const Decision decision = Decided(program, lines);
    EXPECT_EQ(decision.pay_total, Eur(0));
    EXPECT_EQ(decision.tax_total, Eur(0));
  }
  // A coupon of 10 by which the gross falls.
  Program program =
      With({MakeRule("c", {AmountOff{Eur(1000), "", /*with_tax=*/true}, {}})});
  program.tax.prices = Tax::Prices::kWithoutTax;
  std::vector<Line> lines = Lines({2000});
  lines[0].tax_rate = Rate::Percent(50);
  const Decision decision = Decided(program, lines);
  EXPECT_EQ(decision.discount_total, Eur(667));
  EXPECT_EQ(decision.pay_total, Eur(2000));
  EXPECT_EQ(Total(decision.lines[0].paid), 2000);
  ASSERT_EQ(decision.taxes.size(), 1u);
  EXPECT_EQ(decision.taxes[0].net, Eur(1333));
  EXPECT_EQ(decision.taxes[0].gross, Eur(2000));
}

TEST(Till, TaxByLineAndByRate) {
  std::vector<Line> lines = Lines({33, 33, 33});
  for (Line& line : lines) line.tax_rate = Rate::Percent(19);
  Program program = With({});
  EXPECT_EQ(Decided(program, lines).tax_total, Eur(15));  // 3 x 0.05
  program.tax.rounding = Tax::Rounding::kByRate;
  const Decision decision = Decided(program, lines);
  EXPECT_EQ(decision.tax_total, Eur(16));  // 0.158
  int64_t sum = 0;
  for (const LineResult& line : decision.lines) sum += line.tax.minor;
  EXPECT_EQ(sum, 16);
  EXPECT_EQ(decision.pay_total, Eur(99));
}

// A bottle comes back among the goods of its rate.
TEST(Till, TaxByRateWithANegativeLine) {
  std::vector<Line> lines = {Sale("1", 10000), Sale("2", -5000)};
  lines[1].kind = LineKind::kDeposit;
  for (Line& line : lines) line.tax_rate = Rate::Percent(20);
  Program program = With({});
  program.tax.prices = Tax::Prices::kWithoutTax;
  program.tax.rounding = Tax::Rounding::kByRate;
  Decision decision = Decided(program, lines);
  EXPECT_EQ(decision.lines[0].tax, Eur(2000));
  EXPECT_EQ(decision.lines[1].tax, Eur(-1000));
  EXPECT_EQ(Total(decision.lines[0].paid), 12000);
  EXPECT_EQ(Total(decision.lines[1].paid), -6000);
  // 0.98 at 20% is 0.20, and by line 3 x 0.07: the largest gives up a cent.
  lines = Lines({33, 33, 33});
  lines.push_back(Sale("4", -1));
  lines[3].kind = LineKind::kDeposit;
  for (Line& line : lines) line.tax_rate = Rate::Percent(20);
  decision = Decided(program, lines);
  EXPECT_EQ(decision.tax_total, Eur(20));
  EXPECT_EQ(decision.lines[0].tax, Eur(6));
  EXPECT_EQ(decision.lines[1].tax, Eur(7));
  EXPECT_EQ(decision.lines[3].tax, Eur(0));
}

// Each multiplies each, so that few lines of a program make many effects.
TEST(Till, MultipliersAreBoundedTogether) {
  const auto with = [&](int earning, int multiplying) {
    std::vector<Rule> rules;
    for (int i = 0; i < earning; ++i) {
      rules.push_back(MakeRule("e" + std::to_string(i), testing::Earn(1, 100)));
    }
    for (int i = 0; i < multiplying; ++i) {
      rules.push_back(MakeRule("m" + std::to_string(i), testing::Times("2")));
    }
    return With(rules);
  };
  const Decision decision = Decided(with(20, 30), Lines({1000}));
  EXPECT_EQ(decision.points[0].points.units, 20 * 10 * 31);
  const ZoneTable utc;
  const PlanResult result = Plan::Compile(with(400, 251), {&utc, 1});
  EXPECT_EQ(result.plan, nullptr);
  ASSERT_EQ(result.diagnostics.size(), 1u);
  EXPECT_EQ(result.diagnostics[0].reason, Reason::kTooLarge);
}

TEST(Till, GiftsThatPassInt64AreAnError) {
  BuyGet buy;
  buy.buy = 1;
  buy.get = 1'000'000;
  buy.gift = "mug";
  Program program = With({MakeRule("a", {buy, {}})});
  program.products = {{"mug", "A mug", Eur(800)}};
  std::vector<Line> lines;
  for (int i = 0; i < 10'000; ++i) {
    Line line = Sale(std::to_string(i), kLineUnitsMax, "coffee", kLineUnitsMax);
    lines.push_back(line);
  }
  const std::shared_ptr<const Plan> plan = MakePlan(program);
  const Event event = Purchase(lines);
  Deciding deciding;
  Decision decision;
  EXPECT_EQ(ReasonOf(Decide(*plan, event, FactsFor(*plan, event), {}, deciding,
                            &decision)),
            Reason::kOverflow);
}

TEST(Till, PromotionalValueEarnsNothing) {
  const Program program = With({MakeRule("e", testing::Earn(1, 100))});
  const std::shared_ptr<const Plan> plan = MakePlan(program);
  Event event = Purchase(Lines({1000, 1000}));
  event.basket.tenders = {{TenderKind::kPromotional, Eur(500), ""},
                          {TenderKind::kGiftCard, Eur(1500), ""}};
  Deciding deciding;
  Decision decision;
  ASSERT_TRUE(
      Decide(*plan, event, FactsFor(*plan, event), {}, deciding, &decision)
          .ok());
  EXPECT_EQ(decision.points[0].points.units, 15);
  EXPECT_EQ(decision.pay_total, Eur(2000));
}

// What pays for tax on top of prices has paid for its share of them alone:
// 107.10 of 119.00 is really paid, which is 90.00 of 100.00.
TEST(Till, PromotionalValuePaysForTaxToo) {
  Program program = With({MakeRule("e", testing::Earn(1, 100))});
  program.tax.prices = Tax::Prices::kWithoutTax;
  const std::shared_ptr<const Plan> plan = MakePlan(program);
  Event event = Purchase(Lines({10000}));
  event.basket.lines[0].tax_rate = Rate::Percent(19);
  Deciding deciding;
  Decision decision;
  for (const auto& [minor, beans] :
       {std::pair(1190, 90), std::pair(11900, 0), std::pair(0, 100)}) {
    event.basket.tenders.clear();
    if (minor != 0) {
      event.basket.tenders = {{TenderKind::kPromotional, Eur(minor), ""}};
    }
    ASSERT_TRUE(
        Decide(*plan, event, FactsFor(*plan, event), {}, deciding, &decision)
            .ok());
    EXPECT_EQ(decision.pay_total, Eur(11900));
    EXPECT_EQ(decision.points.empty() ? 0 : decision.points[0].points.units,
              beans)
        << minor;
  }
}

// What a rule gives at most is what is multiplied.
TEST(Till, AMultiplierMultipliesTheCapToo) {
  Effect capped = testing::Earn(1, 100);
  capped.points_cap = Points{10};
  const auto beans = [&](std::string_view times, int64_t minor) {
    const Program program =
        With({MakeRule("e", capped), MakeRule("x", testing::Times(times))});
    const Decision decision = Decided(program, Lines({minor}));
    return decision.points[0].points.units;
  };
  EXPECT_EQ(beans("2", 3300), 20);
  EXPECT_EQ(beans("2", 700), 14);
  EXPECT_EQ(beans("2.5", 3300), 25);
  EXPECT_EQ(beans("1.05", 3300), 10);  // half a bean more at most: none
}

TEST(Till, PriceListsAreTheLowestInForce) {
  Program program = With({MakeRule("ten", OffPercent("10%", "all"))});
  program.segments.push_back({"regulars", "member.stats.orders >= 10"});
  PriceList all{.id = "all-list", .prices = {{"sku-1", Eur(900)}}};
  PriceList old = all;
  old.id = "old-list";
  old.until = testing::On("2025-12-31");
  old.prices[0].price = Eur(100);
  PriceList members{.id = "members",
                    .segment = "regulars",
                    .prices = {{"sku-1", Eur(800)}, {"sku-2", Eur(5000)}}};
  program.price_lists = {members, all, old};
  const std::shared_ptr<const Plan> plan = MakePlan(program);
  Event event = Purchase({Sale("1", 2000, "coffee", 2), Sale("2", 1000)});
  Facts facts = FactsFor(*plan, event);
  const auto decide = [&] {
    Deciding deciding;
    Decision decision;
    EXPECT_TRUE(Decide(*plan, event, facts, {}, deciding, &decision).ok());
    return decision;
  };
  Decision decision = decide();
  EXPECT_EQ(decision.effects[0].rule, "all-list");
  EXPECT_EQ(decision.effects[0].kind, EffectKind::kPriceList);
  EXPECT_THAT(Off(decision), ElementsAre(200 + 180, 100));
  facts.statistics.orders = 10;
  decision = decide();
  EXPECT_EQ(decision.effects[0].rule, "members");
  EXPECT_THAT(Off(decision), ElementsAre(400 + 160, 100));
}

TEST(Till, ABudgetGivesWhatIsLeft) {
  Rule rule = MakeRule("off", OffAmount(500));
  rule.budget = "spring";
  Program program = With({rule});
  program.budgets = {{.id = "spring", .amount = Eur(2000), .partial = true}};
  for (const bool partial : {true, false}) {
    program.budgets[0].partial = partial;
    const std::shared_ptr<const Plan> plan = MakePlan(program);
    const Event event = Purchase(Lines({1000}));
    Facts facts = FactsFor(*plan, event);
    ASSERT_EQ(facts.counters.size(), 1u);
    facts.counters[0].used = 1700;
    Deciding deciding;
    Decision decision;
    ASSERT_TRUE(Decide(*plan, event, facts, {true}, deciding, &decision).ok());
    EXPECT_EQ(decision.discount_total.minor, partial ? 300 : 0);
    if (partial) {
      ASSERT_EQ(decision.draws.size(), 1u);
      EXPECT_EQ(decision.draws[0].wanted, 500);
      EXPECT_EQ(decision.draws[0].given, 300);
      EXPECT_EQ(decision.draws[0].bound, 2000);
    } else {
      ASSERT_EQ(decision.why_not.size(), 1u);
      EXPECT_EQ(decision.why_not[0].kind, WhyNotKind::kBudget);
    }
  }
}

TEST(Till, DeliveryIsReducedByMethod) {
  Program program = With({});
  program.selections.push_back({"express", "line.sku == \"express\""});
  program.rules = {MakeRule(
      "free", {DeliveryOff{.rate = Rate::Percent(100), .of = "express"}, {}},
      "basket.total >= money(\"10.00\")")};
  Line express = Sale("2", 790, "");
  express.kind = LineKind::kDelivery;
  express.sku = "express";
  Line post = express;
  post.id = "3";
  post.sku = "post";
  EXPECT_THAT(Off(Decided(program, {Sale("1", 1000), express, post})),
              ElementsAre(0, 790, 0));
}

TEST(Till, GiftsAndMessages) {
  Program program = With({});
  program.products = {{"mug", "A mug", Eur(900)}};
  Rule gift = MakeRule("gift", {Gift{"mug", 1}, {}},
                       "basket.total >= money(\"20.00\")");
  gift.then.push_back({Message{"Take a mug along"}, {}});
  program.rules = {
      gift, MakeRule("with",
                     {BuyGet{.buy = 3, .get = 1, .of = "coffee", .gift = "mug"},
                      {}})};
  const Decision decision = Decided(program, Lines({700, 700, 700}));
  ASSERT_EQ(decision.effects.size(), 3u);
  EXPECT_EQ(decision.effects[0].kind, EffectKind::kBuyGet);
  EXPECT_EQ(decision.effects[0].sku, "mug");
  EXPECT_EQ(decision.effects[1].kind, EffectKind::kGift);
  EXPECT_EQ(decision.effects[2].text, "Take a mug along");
  EXPECT_EQ(decision.pay_total, Eur(2100));
}

TEST(Till, ProgramsThatMeanNothingAreRefused) {
  struct Row {
    std::function<void(Program&)> mistake;
    std::string path;
    std::string message;
  };
  Bracket low = From(0, 400000);
  low.points = Points{540};
  Bracket high = From(400100, std::nullopt);
  high.points = Points{1080};
  const Row rows[] = {
      {[&](Program& p) {
         p.rules = {MakeRule(
             "f", {Brackets{.currency = "bean", .steps = {low, high}}, {}})};
       },
       "rules[0].then[0].brackets.steps[1].from",
       "nothing says what holds from 4000.01 to 4000.99: expected 4000.01"},
      {[&](Program& p) {
         high.from = 400000;
         p.rules = {MakeRule(
             "f", {Brackets{.currency = "bean", .steps = {low, high}}, {}})};
       },
       "rules[0].then[0].brackets.steps[1].from", "overlaps it"},
      {[](Program& p) {
         p.rules = {MakeRule("g", {Gift{"mugg", 1}, {}})};
         p.products = {{"mug", "", std::nullopt}};
       },
       "rules[0].then[0].gift.sku", "did you mean 'mug'?"},
      {[](Program& p) {
         p.groups = {MakeGroup("a", GroupMode::kStack, "b"),
                     MakeGroup("b", GroupMode::kStack, "a")};
       },
       "groups[0].group", "contains itself: 'a' -> 'b' -> 'a'"},
      {[](Program& p) {
         p.groups = {MakeGroup("a", GroupMode::kBest)};
         p.rules = {In(MakeRule("x", OffPercent("10%")), "a"),
                    In(MakeRule("y", OffPercent("10%", "coffee")), "a")};
       },
       "groups[0].mode", "make a group for each"},
      {[](Program& p) {
         p.budgets = {
             {.id = "b", .amount = Money{100, *Currency::FromCode("GBP")}}};
       },
       "budgets[0].amount", "this is in GBP"},
      {[](Program& p) {
         p.groups = {MakeGroup("a", GroupMode::kBest)};
         p.rules = {In(MakeRule("x", testing::Earn(1, 100)), "a")};
       },
       "points[0].value", "say what one point is"},
  };
  for (const Row& row : rows) {
    Program program = With({});
    row.mistake(program);
    const ZoneTable utc;
    const PlanResult result = Plan::Compile(program, {&utc, 1});
    SCOPED_TRACE(row.message + "\n" + testing::AllMessages(result.diagnostics));
    EXPECT_EQ(result.plan, nullptr);
    ASSERT_FALSE(result.diagnostics.empty());
    EXPECT_EQ(result.diagnostics[0].path, row.path);
    EXPECT_THAT(result.diagnostics[0].message, HasSubstr(row.message));
  }
}

}  // namespace
}  // namespace patron
