// The till's golden results: discounts, sets, brackets, tax and how rules
// stack, each row with the program that gives it.

#include <algorithm>
#include <random>
#include <span>

#include "tests/fixtures.h"
#include "tests/seed.h"
#include "tests/status_matchers.h"

namespace patron {
namespace {

using testing::Cafe;
using ::testing::ElementsAre;
using testing::Eur;
using testing::FactsFor;
using ::testing::HasSubstr;
using testing::MakePlan;
using testing::MakeRule;
using testing::OffAmount;
using testing::OffPercent;
using testing::Purchase;
using testing::Sale;

Decision Decided(const Program& program, std::vector<Line> lines,
                 bool reasons = true) {
  const std::shared_ptr<const Plan> plan = MakePlan(program);
  if (plan == nullptr) return {};
  const Event event = Purchase(std::move(lines));
  Deciding deciding;
  Decision decision;
  const absl::Status status = Decide(*plan, event, FactsFor(*plan, event),
                                     {reasons}, deciding, &decision);
  EXPECT_TRUE(status.ok()) << status;
  return decision;
}

Program With(std::vector<Rule> rules, std::vector<Group> groups = {}) {
  Program program = Cafe();
  program.selections.push_back({"cake", "line.category == \"cake\""});
  program.selections.push_back({"all", "true"});
  program.rules = std::move(rules);
  program.groups = std::move(groups);
  return program;
}

Rule In(Rule rule, std::string group, int32_t priority = 0) {
  rule.group = std::move(group);
  rule.priority = priority;
  return rule;
}

Group MakeGroup(std::string id, GroupMode mode, std::string in = "",
                int32_t priority = 0) {
  Group group;
  group.id = std::move(id);
  group.mode = mode;
  group.group = std::move(in);
  group.priority = priority;
  return group;
}

// The money off of each line, in the order of the lines.
std::vector<int64_t> Off(const Decision& decision) {
  std::vector<int64_t> off;
  for (const LineResult& line : decision.lines) {
    off.push_back(line.discount.minor);
  }
  return off;
}

std::vector<Line> Lines(std::initializer_list<int64_t> amounts,
                        std::string category = "coffee") {
  std::vector<Line> lines;
  for (const int64_t amount : amounts) {
    lines.push_back(Sale(std::to_string(lines.size() + 1), amount, category));
  }
  return lines;
}

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
  for (const Row& row : rows) {
    SCOPED_TRACE(row.what);
    const Program program = With({MakeRule("off", OffAmount(row.amount))});
    EXPECT_EQ(Off(Decided(program, row.lines)), row.off);
    // The scan order moves no cent.
    std::vector<Line> turned(row.lines.rbegin(), row.lines.rend());
    std::vector<int64_t> back = Off(Decided(program, turned));
    std::reverse(back.begin(), back.end());
    EXPECT_EQ(back, row.off);
  }
}

TEST(Till, CurrenciesOfOtherDecimals) {
  for (const char* code : {"JPY", "KWD"}) {
    Program program = With({});
    program.currency = *Currency::FromCode(code);
    const Money off{1000, program.currency};
    program.rules = {MakeRule("off", Effect{AmountOff{off, ""}, {}})};
    std::vector<Line> lines = Lines({10000, 10000, 10000});
    for (Line& line : lines) line.amount.currency = program.currency;
    EXPECT_THAT(Off(Decided(program, lines)), ElementsAre(334, 333, 333))
        << code;
  }
}

TEST(Till, PercentsOfUnits) {
  EXPECT_EQ(Decided(With({MakeRule("p", OffPercent("10%"))}),
                    {Sale("1", 99, "coffee", 3)})
                .discount_total,
            Eur(10));
  EXPECT_EQ(Decided(With({MakeRule("p", OffPercent("25%"))}),
                    {Sale("1", 23900, "coffee", 10)})
                .pay_total,
            Eur(17925));
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
  Rule sets =
      MakeRule("sets", {BuyGet{.buy = 2, .get = 1, .of = "coffee"}, {}});
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
