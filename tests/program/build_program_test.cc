// A program built in C++ is the one that its text loads as; and what is wrong
// with a text in it is a diagnostic where the YAML would have it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "examples/cafe/cafe.h"
#include "patron/plan.h"
#include "patron/text.h"
#include "program/checked_program.h"
#include "tests/fixtures.h"
#include "tests/wire/sample.h"

namespace patron::build {
namespace {

using ::patron::testing::AllMessages;
using ::testing::HasSubstr;

patron::Program Loaded(const std::string& yaml) {
  const patron::Loaded<patron::Program> loaded =
      LoadProgram(yaml, TextFormat::kYaml, "cafe.yaml");
  EXPECT_TRUE(loaded.value) << AllMessages(loaded.diagnostics);
  return loaded.value.value_or(patron::Program());
}

patron::Program Made(const Program& builder) {
  const Built built = builder.Build();
  EXPECT_TRUE(built.program) << AllMessages(built.diagnostics);
  return built.program.value_or(patron::Program());
}

// A zone of that name without a single change of its clocks.
std::shared_ptr<const Plan> PlanOf(const patron::Program& program) {
  std::vector<ZoneTable> zones;
  for (const NamedZone& zone : ZonesOf(program)) {
    zones.push_back(*ZoneTable::Make(zone.name, 3600, {}));
  }
  PlanResult result = Plan::Compile(program, zones);
  EXPECT_NE(result.plan, nullptr) << AllMessages(result.diagnostics);
  return result.plan;
}

TEST(BuildProgram, TheCafeIsItsYaml) {
  std::ifstream file(PATRON_SOURCE_DIR "/examples/cafe/cafe.yaml");
  const std::string yaml(std::istreambuf_iterator<char>(file), {});
  const patron::Program loaded = Loaded(yaml);
  const Built built = cafe::CafeAmsel();
  ASSERT_TRUE(built.program) << AllMessages(built.diagnostics);

  for (const TextFormat format :
       {TextFormat::kYaml, TextFormat::kJson, TextFormat::kBytes}) {
    EXPECT_EQ(PrintProgram(*built.program, format),
              PrintProgram(loaded, format));
  }
  EXPECT_EQ(*built.program, loaded);

  const CheckResult built_check = CheckProgram(*built.program, {});
  const CheckResult loaded_check = CheckProgram(loaded, {});
  ASSERT_NE(built_check.checked, nullptr);
  ASSERT_NE(loaded_check.checked, nullptr);
  EXPECT_EQ(PrintChecked(*built_check.checked),
            PrintChecked(*loaded_check.checked));

  const auto built_plan = PlanOf(*built.program);
  const auto loaded_plan = PlanOf(loaded);
  ASSERT_NE(built_plan, nullptr);
  ASSERT_NE(loaded_plan, nullptr);
  EXPECT_EQ(built_plan->Print(), loaded_plan->Print());
  EXPECT_EQ(built_plan->fingerprint(), loaded_plan->fingerprint());
}

// The sample of tests/wire has every field that a program has; one that is
// added there is missing here.
const PointsCurrency kBean =
    PointsCurrency("bean")
        .Name("beans")
        .Decimals(1)
        .Pending(Days(14))
        .Expires({.after = Months(12), .round_up = PeriodUnit::kMonth})
        .Value("0.015")
        .Pays("0.02")
        .PendingUntilFulfilment()
        .AvailableFrom("2025-06-01")
        .Debts(DebtPolicy::kFromEarning)
        .Transferable({Transfers::Expiry::kReset, /*within_household=*/true})
        .Pooled();
const PointsCurrency kStatus =
    PointsCurrency("status")
        .Expires({.after = Years(1), .sliding = true})
        .Status()
        .Apart(PeriodUnit::kQuarter);
const PointsCurrency kToken =
    PointsCurrency("token").Pays("0.01").Grandfathered();
const auto kCoffee = Selection("coffee", Line().Category() == "coffee");
const auto kCake = Selection("cake", Line().Category() == "cake");
const auto kPost = Selection("post", Line().Kind() == LineKind::kDelivery);
const auto kRegulars = Segment("regulars", Stats().Orders() >= 10);
const auto kMug = Product("mug").Name("A mug").Value(Eur("8.00"));
const auto kSpring =
    Budget("spring", Eur("500.00")).Every(PeriodUnit::kMonth).Partial();
const auto kOffers = Group("offers");
const auto kCakes = Group("cakes").In(kOffers).Priority(2);

void AddShared(Program& program) {
  const auto members =
      PriceList("members")
          .Text("For our regulars")
          .For(kRegulars)
          .FirstDay("2025-01-01")
          .LastDay("2025-12-31")
          .FundedBy("roaster", "50%")
          .Prices({{"A1", Eur("1.99")}, {"4711", Eur("0.50")}});
  program
      .TendersWithoutEarning({TenderKind::kGiftCard, TenderKind::kPromotional})
      .Tax({.prices = Tax::Prices::kWithoutTax,
            .rounding = Tax::Rounding::kByRate})
      .Add(kMug, Product("spoon"), members, kSpring,
           Budget("once", Eur("20.00")), kOffers, kCakes.OfOriginal(),
           Group("units").Lowest().PerUnit());
}

void AddRules(Program& program) {
  const auto beans =
      Rule("beans",
           Then(EarnPoints("1.0", kBean).PerFull(Eur("1.00")).Of(kCoffee),
                MultiplyPoints(kBean, "2.5").Of(kCoffee)))
          .Text("One bean for every euro")
          .Priority(-3);
  const auto happy_hour =
      Rule("happy-hour", When(Quantity(kCoffee) >= 2 && InSegment(kRegulars))
                             .Then(PercentOff("12.5%")
                                       .Of(kCoffee)
                                       .FundedBy("roaster", Rate::Percent(50))
                                       .FundedBy("mill", "33.3333333%"),
                                   AmountOff(Eur("5.00")).Of(kCoffee)))
          .During(Schedule()
                      .FirstDay("2025-06-01")
                      .LastDay(testing::On("2025-08-31"))
                      .On({Weekday::kMonday, Weekday::kSunday})
                      .Between("22:00", "02:00"))
          .Limit({.uses = 1, .period = PeriodUnit::kDay})
          .Limit({.uses = 1000, .per = Per::kProgram})
          .Group(kOffers)
          .Budget(kSpring)
          .Exclusive()
          .Returns(Returns::kReEvaluate);
  const auto sets =
      Rule("sets",
           Then(FixedPrice(Eur("2.50"))
                    .Of(kCake)
                    .Cap(Eur("5.00"))
                    .Floor("20%")
                    .NotOnReduced(),
                CheapestOff("50%").Count(2).Of(kCake).Dearest().NotWithOthers(),
                CheapestOff().Of(kCake),
                BuyGet(2, 2).Rate("50%").Of(kCoffee).GetOf(kCake).SetsMax(3),
                BuyGet(2).Of(kCoffee).WithinSets(),
                BuyGet(5).Of(kCoffee).Gift(kMug), StampCard(9).Of(kCoffee),
                StampCard(5).Rate("50%").Of(kCake).OverVisits(),
                BundlePrice(Eur("5.00"), Part(kCoffee, 2), Part(kCake))
                    .SetsMax(1)))
          .Group(kCakes);
  const auto steps = Rule(
      "steps",
      Then(Brackets(FromSpend(Eur("50.00")).UpTo(Eur("99.99")).Percent("5%"),
                    FromSpend(Eur("100.00")).Percent("10%"))
               .Of(kCoffee),
           Brackets(FromSpend(Eur("0.00")).UpTo(Eur("49.99")).Off(Eur("1.00")),
                    FromSpend(Eur("50.00")).Off(Eur("5.00"))),
           Brackets(FromUnits(3).UpTo(5).Price(Eur("2.80")),
                    FromUnits(6).Price(Eur("2.60")))
               .Of(kCake)));
  const auto post = Rule("post", Then(DeliveryPercentOff("100%").Of(kPost),
                                      DeliveryAmountOff(Eur("2.00")),
                                      DeliveryPrice(Eur("4.90")).Of(kPost),
                                      AmountOff(Eur("1.00")).WithTax()));
  const auto thanks = Rule(
      "thanks",
      Then(UnitPoints("0.5", kBean).Of(kCoffee).Cap(10), FixedPoints(5, kBean),
           Brackets(kBean, FromUnits(2).UpTo(4).Points("1.5"),
                    FromUnits(5).Points(4)),
           Gift(kMug, 2), Gift("spoon"), Message("Take a mug home"),
           Custom("open-drawer",
                  {{"drawer", int64_t{2}}, {"deposit", testing::Eur(250)}}),
           Custom("ring")));
  program.Add(beans, happy_hour, sets, steps, post, thanks);
}

void AddRewards(Program& program, const PointsCurrency& points) {
  program.Add(
      Reward("coffee-for-beans", kBean)
          .Text("A coffee")
          .Price("40")
          .Price("12.5", Eur("1.00"))
          .Unit(kCoffee)
          .When(InSegment(kRegulars))
          .During(Schedule().LastDay("2025-12-31"))
          .Limit({.uses = 1, .per = Per::kMember, .period = PeriodUnit::kDay})
          .Stock(100)
          .TimesMax(3)
          .Priority(7)
          .Group("offers"),
      Reward("off", points)
          .Price(5)
          .Then(AmountOff(Eur("1.00")).FundedBy("roaster", "50%"))
          .Budget("once"),
      Reward("vouchers", kBean)
          .Price(50)
          .Automatic(PeriodUnit::kQuarter, "150.5")
          .Then(FixedPoints(5, points)));
}

Program EveryField() {
  const auto roast =
      LineAttribute<std::string>("roast", "to find the coffee that you like")
          .Sensitive();
  const auto region = StoreAttribute<std::string>("region");
  const auto rent = StoreAttribute<Money>("rent");
  const auto opened = StoreAttribute<patron::Date>("opened");
  const auto status =
      TierLadder("status")
          .Level("silver", Stats().Orders() >= 10)
          .Level("gold", InSegment(kRegulars) && Stats().Units() > 99);
  Program program("cafe");
  program.Version("2025-a")
      .Name("Caf\u00e9: Amsel")
      .ValidFrom("2025-01-01")
      .Zone("Europe/Berlin")
      .Currency("EUR")
      .MoneyRounding(Rounding::kHalfEven)
      .Store("mitte", "Europe/Berlin",
             {region.Is("north"), rent.Is(testing::Eur(1250)),
              opened.Is(testing::On("2020-02-29"))})
      .Store("greenwich")
      .EligibleForDiscount(!Line().OnSale())
      .EligibleForEarning(Line().Category() != "gift card")
      .EligibleForTiers(Line().Category() != "tobacco")
      .Add(kBean, kStatus, kToken, roast, region, rent, opened, kCoffee, kCake,
           kPost, kRegulars, status);
  AddShared(program);
  AddRules(program);
  AddRewards(program, kStatus);
  return program;
}

TEST(BuildProgram, EveryFieldHasABuilder) {
  std::string expected(testing::kEveryField);
  const std::string_view lines =
      "|-\n      quantity(\"coffee\") >= 2 &&\n        "
      "in_segment(\"regulars\")";
  const size_t at = expected.find(lines);
  ASSERT_NE(at, std::string::npos);
  expected.replace(at, lines.size(),
                   "quantity(\"coffee\") >= 2 && in_segment(\"regulars\")");
  const patron::Program program = Made(EveryField());
  EXPECT_EQ(PrintProgram(program, TextFormat::kYaml), expected);
  EXPECT_EQ(program, Loaded(expected));
  const CheckResult checked = CheckProgram(program, {});
  EXPECT_NE(checked.checked, nullptr) << AllMessages(checked.diagnostics);
}

// A shared part is not changed by who varies it.
TEST(BuildProgram, PartsAreValues) {
  const auto off = PercentOff("10%");
  const auto narrow = off.Of("coffee").FundedBy("mill", "50%");
  const auto weekend = Schedule().On({Weekday::kSaturday, Weekday::kSunday});
  const auto morning = weekend.Between("06:00", "10:00");
  const auto plain = Rule("plain", Then(off)).During(weekend);
  const auto special =
      plain.Text("Mornings").Priority(1).During(morning).Limit({.uses = 1});
  const patron::Program made =
      Made(Program("p")
               .Version("1")
               .ValidFrom("2025-01-01")
               .Currency("EUR")
               .Add(plain, special, Rule("narrow", Then(narrow, off))));
  ASSERT_EQ(made.rules.size(), 3u);
  EXPECT_EQ(made.rules[0].text, "");
  EXPECT_EQ(made.rules[0].priority, 0);
  EXPECT_FALSE(made.rules[0].schedule.time_from_us);
  EXPECT_TRUE(made.rules[0].limits.empty());
  EXPECT_EQ(made.rules[1].text, "Mornings");
  EXPECT_EQ(made.rules[1].schedule.weekdays, made.rules[0].schedule.weekdays);
  EXPECT_TRUE(made.rules[1].schedule.time_from_us);
  EXPECT_EQ(made.rules[0].then[0], made.rules[2].then[1]);
  EXPECT_NE(made.rules[2].then[0], made.rules[2].then[1]);
}

TEST(BuildProgram, ThePeriodsOfTheCalendar) {
  EXPECT_EQ(Days(30), (Span{30, PeriodUnit::kDay}));
  EXPECT_EQ(Weeks(2), (Span{2, PeriodUnit::kIsoWeek}));
  EXPECT_EQ(Months(12), (Span{12, PeriodUnit::kMonth}));
  EXPECT_EQ(Years(1), (Span{1, PeriodUnit::kYear}));
}

TEST(BuildProgram, AmountsAreInTheProgramsCurrency) {
  Program program("p");
  program.Version("1")
      .ValidFrom(testing::On("2025-01-01"))
      .Currency("GBP")
      .Add(Rule(
          "a", When(Total() > Amount("5.00"))
                   .Then(AmountOff(Amount("1.00")), AmountOff(Gbp("2.00")),
                         AmountOff(Amount("3.00", "GBP")),
                         AmountOff(
                             Amount(Money{400, *Currency::FromCode("GBP")})))));
  const patron::Program made = Made(program);
  ASSERT_EQ(made.rules.size(), 1u);
  EXPECT_EQ(made.rules[0].when, R"(basket.total > money("5.00"))");
  for (int64_t i = 0; i < 4; ++i) {
    const auto& effect = made.rules[0].then[static_cast<size_t>(i)];
    EXPECT_EQ(std::get<patron::AmountOff>(effect.what).amount,
              (Money{(i + 1) * 100, *Currency::FromCode("GBP")}));
  }
}

Program Good() {
  Program program("cafe");
  program.Version("1")
      .ValidFrom("2025-01-01")
      .Currency("EUR")
      .Add(PointsCurrency("bean"));
  return program;
}

Program WithRule(RuleBody body) {
  Program program = Good();
  program.Add(Rule("a", std::move(body)));
  return program;
}

Program WithEffect(const Effect& effect) { return WithRule(Then(effect)); }

Program WithSchedule(const Schedule& schedule) {
  Program program = Good();
  program.Add(Rule("a", Then(PercentOff("1%"))).During(schedule));
  return program;
}

TEST(BuildProgram, WhatATextSaysWrongIsADiagnostic) {
  Program no_day("cafe");
  no_day.Version("1").Currency("EUR");
  Program no_currency("cafe");
  no_currency.Version("1").ValidFrom("2025-01-01");
  const struct {
    Program program;
    Reason reason;
    std::string_view path;
    std::string_view message;  // a part of it
  } rows[] = {
      {no_day, Reason::kMissingField, "valid_from", "first day"},
      {no_currency, Reason::kMissingField, "currency", "EUR"},
      {Good().Currency("EURO"), Reason::kUnknownCurrency, "currency", "EUR"},
      {Good().ValidFrom("2025-02-30"), Reason::kBadDate, "valid_from",
       "2025-02-30"},
      {WithEffect(AmountOff(Eur("20.0x"))), Reason::kBadNumber,
       "rules[0].then[0].amount_off.amount", "20.0x"},
      {WithEffect(AmountOff(Amount("1.005"))), Reason::kTooManyDecimals,
       "rules[0].then[0].amount_off.amount", "1.005"},
      {WithEffect(AmountOff(Eur("1.00 GBP"))), Reason::kCurrencyMismatch,
       "rules[0].then[0].amount_off.amount", "GBP"},
      {WithEffect(AmountOff(Amount("1.00", "EURO"))), Reason::kUnknownCurrency,
       "rules[0].then[0].amount_off.amount", "did you mean 'EUR'?"},
      {WithEffect(AmountOff(Amount(Money{5, {}}))), Reason::kUnknownCurrency,
       "rules[0].then[0].amount_off.amount", "minor"},
      {WithEffect(PercentOff("ten")), Reason::kBadNumber,
       "rules[0].then[0].percent_off.rate", "ten"},
      {WithEffect(EarnPoints("1.5", "bean").Per(Eur("1.00"))),
       Reason::kTooManyDecimals, "rules[0].then[0].earn_points.points", "1.5"},
      {WithEffect(EarnPoints(1, "bean").Per(Eur(""))), Reason::kBadNumber,
       "rules[0].then[0].earn_points.per", ""},
      {WithEffect(MultiplyPoints("bean", "x2")), Reason::kBadNumber,
       "rules[0].then[0].multiply_points.times", "x2"},
      {WithEffect(PercentOff("1%").FundedBy("mill", "half")),
       Reason::kBadNumber, "rules[0].then[0].funders[0].share", "half"},
      {WithEffect(PercentOff("1%").Cap(Eur("x"))), Reason::kBadNumber,
       "rules[0].then[0].cap", "x"},
      {WithEffect(PercentOff("1%").Floor("x")), Reason::kBadNumber,
       "rules[0].then[0].floor", "x"},
      {WithEffect(UnitPoints(1, "bean").Cap("1.5")), Reason::kTooManyDecimals,
       "rules[0].then[0].points_cap", "1.5"},
      {WithEffect(UnitPoints("x", "bean")), Reason::kBadNumber,
       "rules[0].then[0].unit_points.points", "x"},
      {WithEffect(FixedPoints("x", "bean")), Reason::kBadNumber,
       "rules[0].then[0].fixed_points.points", "x"},
      {WithEffect(FixedPrice(Eur("x"))), Reason::kBadNumber,
       "rules[0].then[0].fixed_price.price", "x"},
      {WithEffect(CheapestOff("x")), Reason::kBadNumber,
       "rules[0].then[0].cheapest_off.rate", "x"},
      {WithEffect(BuyGet(2).Rate("x")), Reason::kBadNumber,
       "rules[0].then[0].buy_get.rate", "x"},
      {WithEffect(StampCard(9).Rate("x")), Reason::kBadNumber,
       "rules[0].then[0].stamp_card.rate", "x"},
      {WithEffect(BundlePrice(Eur("x"), Part("a"))), Reason::kBadNumber,
       "rules[0].then[0].bundle_price.price", "x"},
      {WithEffect(DeliveryPercentOff("x")), Reason::kBadNumber,
       "rules[0].then[0].delivery_off.rate", "x"},
      {WithEffect(DeliveryAmountOff(Eur("x"))), Reason::kBadNumber,
       "rules[0].then[0].delivery_off.amount", "x"},
      {WithEffect(DeliveryPrice(Eur("x"))), Reason::kBadNumber,
       "rules[0].then[0].delivery_off.price", "x"},
      {WithEffect(Brackets(FromSpend(Eur("x")).Percent("1%"))),
       Reason::kBadNumber, "rules[0].then[0].brackets.steps[0].from", "x"},
      {WithEffect(Brackets(FromSpend(Eur("0")).UpTo(Eur("x")).Percent("1%"))),
       Reason::kBadNumber, "rules[0].then[0].brackets.steps[0].up_to", "x"},
      {WithEffect(Brackets(FromUnits(1).Percent("x"))), Reason::kBadNumber,
       "rules[0].then[0].brackets.steps[0].percent", "x"},
      {WithEffect(Brackets(FromUnits(1).Off(Eur("x")))), Reason::kBadNumber,
       "rules[0].then[0].brackets.steps[0].amount", "x"},
      {WithEffect(Brackets(FromUnits(1).Price(Eur("x")))), Reason::kBadNumber,
       "rules[0].then[0].brackets.steps[0].price", "x"},
      {WithEffect(Brackets("bean", FromUnits(1).Points("1.5"))),
       Reason::kTooManyDecimals, "rules[0].then[0].brackets.steps[0].points",
       "1.5"},
      {Good().Add(PointsCurrency("a").Value("x")), Reason::kBadNumber,
       "points[1].value", "x"},
      {Good().Add(PointsCurrency("a").AvailableFrom("soon")), Reason::kBadDate,
       "points[1].available_from", "soon"},
      {Good().Add(PointsCurrency("a").Pays("x")), Reason::kBadNumber,
       "points[1].pays", "x"},
      {Good().Add(Reward("a", "bean").Price("x")), Reason::kBadNumber,
       "rewards[0].prices[0].points", "x"},
      {Good().Add(Reward("a", "bean").Price("1", Eur("x"))), Reason::kBadNumber,
       "rewards[0].prices[0].pay", "x"},
      {Good().Add(Reward("a", "bean").Then(AmountOff(Eur("x")))),
       Reason::kBadNumber, "rewards[0].then[0].amount_off.amount", "x"},
      {Good().Add(Reward("a", "bean").Automatic(PeriodUnit::kDay, "x")),
       Reason::kBadNumber, "rewards[0].automatic.from", "x"},
      {Good().Add(Reward("a", "bean").When(Cel<bool>("1 +"))),
       Reason::kExpressionSyntax, "rewards[0].when", "ends"},
      {Good().Add(Reward("a", "bean").During(Schedule().LastDay("x"))),
       Reason::kBadDate, "rewards[0].schedule.last_day", "x"},
      {Good().Add(Product("a").Value(Eur("x"))), Reason::kBadNumber,
       "products[0].value", "x"},
      {Good().Add(Budget("a", Eur("x"))), Reason::kBadNumber,
       "budgets[0].amount", "x"},
      {Good().Add(PriceList("a").Prices({{"x", Eur("x")}})), Reason::kBadNumber,
       "price_lists[0].prices[0].price", "x"},
      {Good().Add(PriceList("a").FirstDay("x")), Reason::kBadDate,
       "price_lists[0].first_day", "x"},
      {Good().Add(PriceList("a").LastDay("x")), Reason::kBadDate,
       "price_lists[0].last_day", "x"},
      {Good().Add(PriceList("a").FundedBy("f", "x")), Reason::kBadNumber,
       "price_lists[0].funders[0].share", "x"},
      {WithSchedule(Schedule().FirstDay("soon")), Reason::kBadDate,
       "rules[0].schedule.first_day", "soon"},
      {WithSchedule(Schedule().LastDay("2026")), Reason::kBadDate,
       "rules[0].schedule.last_day", "2026"},
      {WithSchedule(Schedule().Between("25:00", "23:00")), Reason::kBadDate,
       "rules[0].schedule.from", "25:00"},
      {WithRule(When(Total() > Eur("20.0x")).Then(PercentOff("1%"))),
       Reason::kBadNumber, "rules[0].when", "20.0x"},
      {WithRule(When(Total() > Gbp("20.00")).Then(PercentOff("1%"))),
       Reason::kCurrencyMismatch, "rules[0].when",
       "an amount in GBP, and the program counts in EUR"},
      {WithRule(When(InSegment("x") && Cel<bool>("a) || (b"))
                    .Then(PercentOff("1%"))),
       Reason::kExpressionSyntax, "rules[0].when", "')' closes nothing"},
      {WithRule(When(Cel<bool>("")).Then(PercentOff("1%"))),
       Reason::kExpressionSyntax, "rules[0].when", "expected a value"},
      {WithRule(When(BasketAttribute<bool>("a || true") == true)
                    .Then(PercentOff("1%"))),
       Reason::kBadValue, "rules[0].when", "a || true"},
      {WithRule(When(Call<bool>("f(1) || g")).Then(PercentOff("1%"))),
       Reason::kBadValue, "rules[0].when", "f(1) || g"},
      {WithRule(When(WeekdayOf(Event().Time()) == static_cast<Weekday>(9))
                    .Then(PercentOff("1%"))),
       Reason::kBadValue, "rules[0].when", "9"},
      {Good().EligibleForDiscount(Cel<bool>("1 +")), Reason::kExpressionSyntax,
       "eligible.discount", "ends"},
      {Good().EligibleForEarning(Cel<bool>("1 +")), Reason::kExpressionSyntax,
       "eligible.earn", "ends"},
      {Good().Add(Selection("a", Cel<bool>("1 +"))), Reason::kExpressionSyntax,
       "selections[0].where", "ends"},
      {Good().Add(Segment("a", Cel<bool>("1 +"))), Reason::kExpressionSyntax,
       "segments[0].when", "ends"},
  };
  for (const auto& row : rows) {
    const Built built = row.program.Build();
    EXPECT_FALSE(built.program) << row.path << " " << row.message;
    ASSERT_EQ(built.diagnostics.size(), 1u)
        << row.path << " " << row.message << "\n"
        << AllMessages(built.diagnostics);
    EXPECT_EQ(built.diagnostics[0].path, row.path);
    EXPECT_EQ(built.diagnostics[0].reason, row.reason)
        << built.diagnostics[0].message;
    EXPECT_THAT(built.diagnostics[0].message, HasSubstr(row.message));
  }
}

TEST(BuildProgram, AllThatIsWrongIsSaidAtOnce) {
  Program program("cafe");
  program.Version("1").ValidFrom("soon").Currency("EUR").Add(
      Rule("a", Then(PercentOff("x"), AmountOff(Eur("y")))));
  EXPECT_EQ(program.Build().diagnostics.size(), 3u);
}

// What only the whole program knows is found by the checker, as for text.
TEST(BuildProgram, NamesAreCheckedWithTheWholeProgram) {
  const Program program =
      WithRule(When(Quantity("cofee") > 1).Then(PercentOff("1%")))
          .Add(Selection("coffee", Cel<bool>("basket.lines > 3")))
          .Add(Segment("late",
                       Cel<int64_t>("3") > 2 && Cel<bool>("line.on_sale")));
  const CheckResult result = CheckProgram(Made(program), {});
  EXPECT_EQ(result.checked, nullptr);
  const std::string all = AllMessages(result.diagnostics);
  EXPECT_THAT(all, HasSubstr("did you mean 'coffee'?"));
  EXPECT_THAT(all, HasSubstr("basket.lines"));
  EXPECT_THAT(all, HasSubstr("line.on_sale"));
}

}  // namespace
}  // namespace patron::build
