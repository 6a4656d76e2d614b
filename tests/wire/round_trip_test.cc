// Printing gives text that loads as the same value, and loading gives a value
// that prints as the same text.
#include <gtest/gtest.h>

#include <string>

#include "patron/text.h"
#include "tests/seed.h"
#include "tests/wire/sample.h"

namespace patron {
namespace {

using testing::Between;
using testing::SeededRandom;

std::string Errors(const Diagnostics& diagnostics) {
  std::string text;
  for (const Diagnostic& diagnostic : diagnostics) {
    text += FormatDiagnostic(diagnostic) + "\n";
  }
  return text;
}

void ExpectRoundTrip(const Program& program) {
  for (const TextFormat format :
       {TextFormat::kYaml, TextFormat::kJson, TextFormat::kBytes}) {
    const std::string printed = PrintProgram(program, format);
    const Loaded<Program> loaded = LoadProgram(printed, format);
    ASSERT_TRUE(loaded.value) << Errors(loaded.diagnostics) << printed;
    EXPECT_EQ(*loaded.value, program) << printed;
    EXPECT_EQ(PrintProgram(*loaded.value, format), printed);
  }
}

TEST(RoundTrip, CanonicalTextStaysAsItIs) {
  const Loaded<Program> loaded =
      LoadProgram(testing::kEveryField, TextFormat::kYaml, "cafe.yaml");
  ASSERT_TRUE(loaded.value) << Errors(loaded.diagnostics);
  EXPECT_EQ(PrintProgram(*loaded.value, TextFormat::kYaml),
            testing::kEveryField);
  ExpectRoundTrip(*loaded.value);
}

TEST(RoundTrip, EveryFieldIsRead) {
  const Loaded<Program> loaded =
      LoadProgram(testing::kEveryField, TextFormat::kYaml, "cafe.yaml");
  ASSERT_TRUE(loaded.value);
  const Program& program = *loaded.value;
  EXPECT_EQ(program.id, "cafe");
  EXPECT_EQ(program.version, "2025-a");
  EXPECT_EQ(program.name, "Café: Amsel");
  EXPECT_EQ(FormatDate(program.valid_from), "2025-01-01");
  EXPECT_EQ(program.zone, "Europe/Berlin");
  EXPECT_EQ(program.currency.code(), "EUR");
  EXPECT_EQ(program.money_rounding, Rounding::kHalfEven);
  EXPECT_EQ(program.stores.at(0),
            (StoreInfo{"mitte",
                       "Europe/Berlin",
                       {{"region", std::string("north")},
                        {"rent", Money{1250, program.currency}},
                        {"opened", *ParseDate("2020-02-29")}}}));
  EXPECT_EQ(program.stores.at(1), (StoreInfo{"greenwich", ""}));
  const PointsCurrency& bean = program.points.at(0);
  EXPECT_EQ(bean.decimals, 1);
  EXPECT_EQ(bean.pending, (Span{14, PeriodUnit::kDay}));
  ASSERT_TRUE(bean.expires);
  EXPECT_EQ(bean.expires->after, (Span{12, PeriodUnit::kMonth}));
  EXPECT_EQ(bean.expires->round_up, PeriodUnit::kMonth);
  EXPECT_EQ(program.attributes.at(0),
            (Attribute{Attribute::Owner::kLine, "roast", ScalarType::kString,
                       "to find the coffee that you like", true}));
  EXPECT_EQ(program.eligible.discount, "!line.on_sale");
  const Rule& beans = program.rules.at(0);
  EXPECT_EQ(beans.priority, -3);
  const Currency eur = program.currency;
  EXPECT_EQ(std::get<EarnPoints>(beans.then.at(0).what),
            (EarnPoints{"bean", Points{10}, {100, eur}, "coffee", true}));
  EXPECT_EQ(std::get<MultiplyPoints>(beans.then.at(1).what),
            (MultiplyPoints{"bean", Rate{2'500'000'000}, "coffee"}));
  const Rule& happy = program.rules.at(1);
  EXPECT_EQ(FormatDate(happy.schedule.from.value_or(Date())), "2025-06-01");
  EXPECT_EQ(FormatDate(happy.schedule.until.value_or(Date())), "2025-08-31");
  EXPECT_EQ(happy.schedule.weekdays,
            (std::vector<Weekday>{Weekday::kMonday, Weekday::kSunday}));
  EXPECT_EQ(happy.schedule.time_from_us, 22 * 3600 * kMicrosPerSecond);
  EXPECT_EQ(happy.schedule.time_until_us, 2 * 3600 * kMicrosPerSecond);
  EXPECT_EQ(happy.when,
            "quantity(\"coffee\") >= 2 &&\n  in_segment(\"regulars\")");
  EXPECT_EQ(std::get<PercentOff>(happy.then.at(0).what),
            (PercentOff{Rate{125'000'000}, "coffee"}));
  EXPECT_EQ(happy.then.at(0).funders.at(1),
            (Funder{"mill", Rate{333'333'333}}));
  EXPECT_EQ(std::get<AmountOff>(happy.then.at(1).what),
            (AmountOff{{500, eur}, "coffee"}));
  EXPECT_EQ(happy.limits.at(0),
            (Limit{1, Limit::Per::kMember, PeriodUnit::kDay}));
  EXPECT_EQ(happy.limits.at(1), (Limit{1000, Limit::Per::kProgram, {}}));
  EXPECT_EQ(happy.group, "offers");
  EXPECT_EQ(happy.budget, "spring");
  EXPECT_TRUE(happy.exclusive);
  EXPECT_EQ(happy.returns, Returns::kReEvaluate);
}

TEST(RoundTrip, EveryFieldThatRulesShareIsRead) {
  const Loaded<Program> loaded =
      LoadProgram(testing::kEveryField, TextFormat::kYaml, "cafe.yaml");
  ASSERT_TRUE(loaded.value);
  const Program& program = *loaded.value;
  const Currency eur = program.currency;
  EXPECT_EQ(program.points.at(0).value, (UnitPrice{15'000, eur}));
  EXPECT_EQ(program.eligible.tenders_without_earning,
            (std::vector<TenderKind>{TenderKind::kGiftCard,
                                     TenderKind::kPromotional}));
  EXPECT_EQ(program.tax,
            (Tax{Tax::Prices::kWithoutTax, Tax::Rounding::kByRate}));
  EXPECT_EQ(program.products.at(0), (Product{"mug", "A mug", Money{800, eur}}));
  EXPECT_EQ(program.products.at(1), (Product{"spoon", "", {}}));
  EXPECT_EQ(program.price_lists.at(0),
            (PriceList{"members",
                       "For our regulars",
                       "regulars",
                       *ParseDate("2025-01-01"),
                       *ParseDate("2025-12-31"),
                       {{"roaster", Rate::Percent(50)}},
                       {{"A1", {199, eur}}, {"4711", {50, eur}}}}));
  EXPECT_EQ(program.budgets.at(0),
            (Budget{"spring", {50'000, eur}, PeriodUnit::kMonth, true}));
  EXPECT_EQ(program.budgets.at(1), (Budget{"once", {2'000, eur}, {}, false}));
  EXPECT_EQ(program.groups.at(0), (Group{"offers"}));
  EXPECT_EQ(program.groups.at(1), (Group{"cakes", "offers", GroupMode::kStack,
                                         GroupScope::kBasket, 2, true}));
  EXPECT_EQ(program.groups.at(2),
            (Group{"units", "", GroupMode::kLowest, GroupScope::kUnit}));
}

TEST(RoundTrip, EveryFieldOfRewardsIsRead) {
  const Loaded<Program> loaded =
      LoadProgram(testing::kEveryField, TextFormat::kYaml, "cafe.yaml");
  ASSERT_TRUE(loaded.value);
  const Program& program = *loaded.value;
  const Currency eur = program.currency;
  EXPECT_EQ(program.points.at(1).apart, PeriodUnit::kQuarter);
  Reward coffee;
  coffee.id = "coffee-for-beans";
  coffee.text = "A coffee";
  coffee.currency = "bean";
  coffee.prices = {{Points{400}, {}}, {Points{125}, Money{100, eur}}};
  coffee.unit = "coffee";
  coffee.when = "in_segment(\"regulars\")";
  coffee.schedule.until = *ParseDate("2025-12-31");
  coffee.limits = {{1, Limit::Per::kMember, PeriodUnit::kDay}};
  coffee.stock = 100;
  coffee.times_max = 3;
  coffee.priority = 7;
  coffee.group = "offers";
  EXPECT_EQ(program.rewards.at(0), coffee);
  Reward off;
  off.id = "off";
  off.currency = "status";
  off.prices = {{Points{5}, {}}};
  off.then.emplace_back().what = AmountOff{{100, eur}, ""};
  off.then[0].funders = {{"roaster", Rate::Percent(50)}};
  off.budget = "once";
  EXPECT_EQ(program.rewards.at(1), off);
  Reward vouchers;
  vouchers.id = "vouchers";
  vouchers.currency = "bean";
  vouchers.prices = {{Points{500}, {}}};
  vouchers.then.emplace_back().what = FixedPoints{"status", Points{5}};
  vouchers.automatic = Automatic{PeriodUnit::kQuarter, Points{1505}};
  EXPECT_EQ(program.rewards.at(2), vouchers);
}

TEST(RoundTrip, EveryEffectIsRead) {
  const Loaded<Program> loaded =
      LoadProgram(testing::kEveryField, TextFormat::kYaml, "cafe.yaml");
  ASSERT_TRUE(loaded.value);
  const Currency eur = loaded.value->currency;
  const Rate half = Rate::Percent(50);
  const Rate whole = Rate::Percent(100);
  const auto money = [&](int64_t minor) { return Money{minor, eur}; };
  const auto effect = [&](size_t rule, size_t index) -> const Effect& {
    return loaded.value->rules.at(rule).then.at(index);
  };

  Effect price{FixedPrice{money(250), "cake"}};
  price.cap = money(500);
  price.floor = Rate::Percent(20);
  price.not_on_reduced = true;
  EXPECT_EQ(effect(2, 0), price);
  Effect cheapest{CheapestOff{2, half, "cake", true}};
  cheapest.not_with_others = true;
  EXPECT_EQ(effect(2, 1), cheapest);
  EXPECT_EQ(effect(2, 2).what, Effect{(CheapestOff{1, whole, "cake"})}.what);
  EXPECT_EQ(std::get<BuyGet>(effect(2, 3).what),
            (BuyGet{2, 2, half, "coffee", "cake", "", false, 3}));
  EXPECT_EQ(std::get<BuyGet>(effect(2, 4).what),
            (BuyGet{2, 1, whole, "coffee", "", "", true, {}}));
  EXPECT_EQ(std::get<BuyGet>(effect(2, 5).what),
            (BuyGet{5, 1, whole, "coffee", "", "mug", false, {}}));
  EXPECT_EQ(std::get<StampCard>(effect(2, 6).what),
            (StampCard{9, whole, "coffee"}));
  EXPECT_EQ(std::get<StampCard>(effect(2, 7).what),
            (StampCard{5, half, "cake", true}));
  EXPECT_EQ(std::get<BundlePrice>(effect(2, 8).what),
            (BundlePrice{money(500), {{"coffee", 2}, {"cake", 1}}, 1}));

  EXPECT_EQ(std::get<Brackets>(effect(3, 0).what),
            (Brackets{Brackets::By::kSpend,
                      "coffee",
                      "",
                      {{5000, 9999, Rate::Percent(5)},
                       {10'000, {}, Rate::Percent(10)}}}));
  EXPECT_EQ(
      std::get<Brackets>(effect(3, 1).what),
      (Brackets{Brackets::By::kSpend,
                "",
                "",
                {{0, 4999, {}, money(100)}, {5000, {}, {}, money(500)}}}));
  EXPECT_EQ(
      std::get<Brackets>(effect(3, 2).what),
      (Brackets{Brackets::By::kUnits,
                "cake",
                "",
                {{3, 5, {}, {}, money(280)}, {6, {}, {}, {}, money(260)}}}));

  EXPECT_EQ(std::get<DeliveryOff>(effect(4, 0).what),
            (DeliveryOff{whole, {}, {}, "post"}));
  EXPECT_EQ(std::get<DeliveryOff>(effect(4, 1).what),
            (DeliveryOff{{}, money(200), {}, ""}));
  EXPECT_EQ(std::get<DeliveryOff>(effect(4, 2).what),
            (DeliveryOff{{}, {}, money(490), "post"}));
  EXPECT_EQ(std::get<AmountOff>(effect(4, 3).what),
            (AmountOff{money(100), "", true}));

  Effect each{UnitPoints{"bean", Points{5}, "coffee"}};
  each.points_cap = Points{100};
  EXPECT_EQ(effect(5, 0), each);
  EXPECT_EQ(std::get<FixedPoints>(effect(5, 1).what),
            (FixedPoints{"bean", Points{50}}));
  EXPECT_EQ(std::get<Brackets>(effect(5, 2).what),
            (Brackets{Brackets::By::kUnits,
                      "",
                      "bean",
                      {{2, 4, {}, {}, {}, Points{15}},
                       {5, {}, {}, {}, {}, Points{40}}}}));
  EXPECT_EQ(std::get<Gift>(effect(5, 3).what), (Gift{"mug", 2}));
  EXPECT_EQ(std::get<Gift>(effect(5, 4).what), (Gift{"spoon", 1}));
  EXPECT_EQ(std::get<Message>(effect(5, 5).what), (Message{"Take a mug home"}));
  EXPECT_EQ(std::get<Custom>(effect(5, 6).what),
            (Custom{"open-drawer",
                    {{"drawer", int64_t{2}}, {"deposit", money(250)}}}));
  EXPECT_EQ(std::get<Custom>(effect(5, 7).what), (Custom{"ring", {}}));
}

// As in events: a mapping from name to value, the type named where the text
// alone does not say it.
TEST(RoundTrip, AttributesOfStoresMayBeAMapping) {
  const Loaded<Program> loaded =
      LoadProgram(std::string(testing::kSmallest) +
                      "stores:\n"
                      "  - id: mitte\n"
                      "    attributes:\n"
                      "      region: north\n"
                      "      floors: 3\n"
                      "      garden: true\n"
                      "      rent: {money: 12.50}\n"
                      "      opened: {date: 2020-02-29}\n",
                  TextFormat::kYaml);
  ASSERT_TRUE(loaded.value) << Errors(loaded.diagnostics);
  const AttributeValues expected = {
      {"region", std::string("north")},
      {"floors", int64_t{3}},
      {"garden", true},
      {"rent", Money{1250, loaded.value->currency}},
      {"opened", *ParseDate("2020-02-29")}};
  EXPECT_EQ(loaded.value->stores.at(0).attributes, expected);
}

TEST(RoundTrip, DefaultsAreLeftOut) {
  const Loaded<Program> loaded = LoadProgram(
      std::string(testing::kSmallest) +
          "zone: UTC\nmoney_rounding: half_away_from_zero\nname: ''\n"
          "eligible: {earn: ''}\nrules: []\n",
      TextFormat::kYaml);
  ASSERT_TRUE(loaded.value) << Errors(loaded.diagnostics);
  EXPECT_EQ(PrintProgram(*loaded.value, TextFormat::kYaml),
            "program: p\nversion: 1\nvalid_from: 2025-01-01\nzone: UTC\n"
            "currency: EUR\n");
}

// The same program as people and machines may write it.
TEST(RoundTrip, OtherWaysToWriteIt) {
  const Loaded<Program> yaml = LoadProgram(
      "# A comment.\n---\n'program': \"p\"\nversion:   '1'  # one\n"
      "valid_from: 2025-01-01\n\ncurrency: EUR\nrules:\n- id: a\n"
      "  schedule:\n    days:\n    - monday\n    from: 15:00\n"
      "  then: [{amount_off: {amount: 5 EUR}}]\n...\n",
      TextFormat::kYaml);
  ASSERT_TRUE(yaml.value) << Errors(yaml.diagnostics);
  const Loaded<Program> json = LoadProgram(
      R"({"rules": [{"then": [{"amount_off": {"amount": 5.00, "of": null}}],
          "id": "a", "schedule": {"from": "15:00", "days": ["mon"]}}],
          "version": 1, "currency": "EUR", "program": "p",
          "valid_from": "2025-01-01"})",
      TextFormat::kJson);
  ASSERT_TRUE(json.value) << Errors(json.diagnostics);
  EXPECT_EQ(*yaml.value, *json.value);
}

// One unit and 100% are what nothing says; other numbers stay as they are.
TEST(RoundTrip, DefaultsOfEffectsAreLeftOut) {
  const std::string head = std::string(testing::kSmallest) +
                           "zone: UTC\nrules:\n  - id: a\n    then:\n";
  const Loaded<Program> written =
      LoadProgram(head +
                      "      - cheapest_off: {count: 1, rate: 100%}\n"
                      "      - buy_get: {buy: 2, get: 1, rate: 1.0}\n"
                      "      - stamp_card: {pay: 9, rate: 100%}\n"
                      "      - bundle_price:\n"
                      "          price: 5\n"
                      "          parts: [{of: x, count: 1}]\n"
                      "      - brackets:\n"
                      "          by: spend\n"
                      "          steps: [{from: 0, amount: 1}]\n"
                      "      - gift: {sku: x, count: 1}\n",
                  TextFormat::kYaml);
  ASSERT_TRUE(written.value) << Errors(written.diagnostics);
  std::string shorter(testing::kSmallest);
  shorter.insert(shorter.find("currency"), "zone: UTC\n");
  EXPECT_EQ(PrintProgram(*written.value, TextFormat::kYaml),
            shorter +
                "rules:\n  - id: a\n    then:\n"
                "      - cheapest_off: {}\n"
                "      - buy_get: {buy: 2}\n"
                "      - stamp_card: {pay: 9}\n"
                "      - bundle_price:\n"
                "          price: 5.00\n"
                "          parts:\n"
                "            - {of: x}\n"
                "      - brackets:\n"
                "          steps:\n"
                "            - {amount: 1.00}\n"
                "      - gift: {sku: x}\n");
  EXPECT_EQ(std::get<CheapestOff>(written.value->rules.at(0).then.at(0).what),
            CheapestOff());
}

// A shop's whole price list, as it would be written by a script.
TEST(RoundTrip, FiftyThousandPrices) {
  constexpr int kPrices = 50'000;
  std::string yaml = std::string(testing::kSmallest) +
                     "price_lists:\n  - id: members\n    prices:\n";
  for (int i = 0; i < kPrices; ++i) {
    yaml += "      - {sku: A" + std::to_string(i) + ", price: 1.99}\n";
  }
  const Loaded<Program> loaded = LoadProgram(yaml, TextFormat::kYaml);
  ASSERT_TRUE(loaded.value) << Errors(loaded.diagnostics);
  const std::vector<ListPrice>& prices = loaded.value->price_lists.at(0).prices;
  ASSERT_EQ(prices.size(), size_t{kPrices});
  EXPECT_EQ(prices.back(),
            (ListPrice{"A49999", {199, loaded.value->currency}}));
  ExpectRoundTrip(*loaded.value);
}

TEST(RoundTrip, RandomPrograms) {
  std::mt19937_64 random = SeededRandom();
  for (int i = 0; i < 300; ++i) {
    ExpectRoundTrip(testing::RandomProgram(random));
    if (HasFailure()) break;
  }
}

// Each awkward text alone, wherever a program holds one.
TEST(RoundTrip, RandomTexts) {
  std::mt19937_64 random = SeededRandom();
  Program program;
  program.version = "1";
  program.currency = *Currency::FromCode("EUR");
  for (int i = 0; i < 2000 && !HasFailure(); ++i) {
    program.name = testing::RandomText(random);
    program.id = "x" + program.name;
    program.stores = {{"s", program.name}};
    ExpectRoundTrip(program);
  }
}

}  // namespace
}  // namespace patron
