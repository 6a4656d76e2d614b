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
