// The ends of each kind of value: where time, numbers and Patron's own types
// stop, what conversions refuse, and that every budget stops every evaluation
// cleanly, wherever it runs out.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "expr/parser.h"
#include "tests/expr/rows.h"

namespace patron::expr {
namespace {

TEST(Corners, TimesHaveARange) {
  constexpr ValueRow kRows[] = {
      {"timestamp('2026-11-21T08:26:30Z') + duration('1h30m')",
       "2026-11-21T09:56:30Z"},
      {"duration('1h') + timestamp(0)", "1970-01-01T01:00:00Z"},
      {"timestamp('2026-01-01T00:00:00.5Z') + duration('0.75s')",
       "2026-01-01T00:00:01.25Z"},
      {"timestamp('2026-01-01T00:00:00.25Z') - duration('0.5s')",
       "2025-12-31T23:59:59.75Z"},
      {"timestamp('9999-12-31T23:59:59Z') + duration('1s')",
       "error: the time is out of range"},
      {"timestamp('0001-01-01T00:00:00Z') - duration('1s')",
       "error: the time is out of range"},
      {"timestamp('9999-12-31T00:00:00Z') - timestamp('0001-01-01T00:00:00Z')",
       "error: the time is out of range"},
      {"timestamp(253402300800)",
       "error: 253402300800 is no timestamp of the years 1 to 9999 such as "
       "2026-11-21T08:26:30Z"},
      {"duration('1h') - duration('90m')", "-1800s"},
      {"duration('9223372036s') + duration('9223372036s')",
       "error: the time is out of range"},
      {"duration('-9223372036s') - duration('9223372036s')",
       "error: the time is out of range"},
      // A duration that nothing can turn round: the host's own.
      {"longest - longest", "error: the time is out of range"},
      {"sold_at - longest", "error: the time is out of range"},
      {"longest + duration('1s')", "error: the time is out of range"},
  };
  Shop shop;
  shop.Declare("longest", Type::Duration(),
               Value::Duration({-9'223'372'037, 0}));
  ExpectValues(shop, kRows);
}

TEST(Corners, DurationsAsText) {
  constexpr ValueRow kRows[] = {
      {"duration('0')", "0s"},
      {"duration('-0.5s')", "-0.5s"},
      {"duration('+1m')", "60s"},
      {"duration('1h2m3s4ms5us6ns')", "3723.004005006s"},
      {"duration('1\xC2\xB5s')", "0.000001s"},
      {"duration('.5m')", "30s"},
      {"duration('1.s')", "1s"},
      // Every digit that a nanosecond can show counts.
      {"duration('1.123456789s')", "1.123456789s"},
      {"duration('1.123456789123s')", "1.123456789s"},
      {"duration('0.000000001s')", "0.000000001s"},
      {"duration('1.0000001h')", "3600.00036s"},
      {"duration('0.9999999999999999999999h')", "3599.999999999s"},
      {"duration('2562047h47m16.854775807s')", "9223372036.854775807s"},
      {"duration('2562047h47m16.854775808s')",
       "error: \"2562047h47m16.854775808s\" is no duration such as 1h30m or "
       "90s"},
      {"duration('9223372037s')",
       "error: \"9223372037s\" is no duration such as 1h30m or 90s"},
      {"duration('9223372036.9s')",
       "error: \"9223372036.9s\" is no duration such as 1h30m or 90s"},
      {"duration('9223372036854775808ns')",
       "error: \"9223372036854775808ns\" is no duration such as 1h30m or 90s"},
      {"duration('99999999999999999999s')",
       "error: \"99999999999999999999s\" is no duration such as 1h30m or 90s"},
      {"duration('')", "error: \"\" is no duration such as 1h30m or 90s"},
      {"duration('-')", "error: \"-\" is no duration such as 1h30m or 90s"},
      {"duration('1')", "error: \"1\" is no duration such as 1h30m or 90s"},
      {"duration('.s')", "error: \".s\" is no duration such as 1h30m or 90s"},
      {"duration('1d')", "error: \"1d\" is no duration such as 1h30m or 90s"},
  };
  ExpectValues(Shop(), kRows);
}

TEST(Corners, TextThatIsNoTimestamp) {
  const Shop shop;
  Scratch scratch;
  for (const std::string_view text : {"2026-11-21",
                                      "2026-11-21 08:26:30Z",
                                      "2026-11-21T08:26:30",
                                      "2026-11-21T08:26:30X",
                                      "2026-11-21T08:26:30Zz",
                                      "2026-11-21T08:26Z",
                                      "2026-11-21T24:00:00Z",
                                      "2026-11-21T08:60:00Z",
                                      "2026-11-21T08:26:60Z",
                                      "2026-13-21T08:26:30Z",
                                      "2026-00-21T08:26:30Z",
                                      "0000-01-01T00:00:00Z",
                                      "2026-11-21T08:26:30.Z",
                                      "2026-11-21T08:26:30.1234567890Z",
                                      "2026-11-21T08:26:30+24:00",
                                      "2026-11-21T08:26:30+01:60",
                                      "2026-11-21T08:26:30+01",
                                      "2026-11-21T08:26:30+0100",
                                      "0001-01-01T00:00:00+00:01",
                                      "9999-12-31T23:59:59-00:01",
                                      "20x6-11-21",
                                      ""}) {
    const std::string source = "timestamp('" + std::string(text) + "')";
    const Value value = shop.Make(source)->Evaluate(shop.facts, scratch);
    ASSERT_TRUE(value.is_error()) << source;
    EXPECT_THAT(std::string(value.error().message),
                ::testing::HasSubstr("is no timestamp of the years 1 to 9999"))
        << source;
  }
}

TEST(Corners, PartsOfATime) {
  constexpr ValueRow kRows[] = {
      {"sold_at.getFullYear()", "2026"},
      {"sold_at.getMonth()", "10"},
      {"sold_at.getDayOfYear()", "324"},
      {"sold_at.getDayOfMonth()", "20"},
      {"sold_at.getDate()", "21"},
      {"sold_at.getDayOfWeek()", "6"},
      {"sold_at.getHours()", "23"},
      {"sold_at.getMinutes()", "45"},
      {"sold_at.getSeconds()", "30"},
      {"sold_at.getMilliseconds()", "123"},
      {"sold_at.getDate('01:00')", "22"},
      {"sold_at.getDate('-23:59')", "20"},
      {"sold_at.getHours('UTC') + sold_at.getHours('Z')", "46"},
      {"timestamp('1969-12-31T23:59:58Z').getSeconds()", "58"},
      {"timestamp('1969-12-31T23:59:58Z').getDate()", "31"},
      {"duration('3730s').getHours()", "1"},
      {"duration('3730s').getMinutes()", "62"},
      {"duration('3730s').getSeconds()", "3730"},
      {"duration('1.5s').getMilliseconds()", "500"},
  };
  Shop shop;
  shop.Set("sold_at", Value::Timestamp(Instant{1'795'304'730'123'456}));
  ExpectValues(shop, kRows);
}

TEST(Corners, InstantsBefore1970) {
  EXPECT_EQ(FormatValue(Value::Timestamp(Instant{-1})),
            "1969-12-31T23:59:59.999999Z");
  EXPECT_EQ(FormatValue(Value::Timestamp(Instant{-1'000'000})),
            "1969-12-31T23:59:59Z");
}

TEST(Corners, WhatIsNoTime) {
  constexpr ValueRow kRows[] = {
      {"dyn(1).getHours()", "error: no such overload: a part of a time(int)"},
      {"dyn(duration('1h')).getFullYear()",
       "error: no such overload: a part of a time(duration)"},
      {"sold_at.getHours(dyn(1))",
       "error: no such overload: a part of a time(timestamp, int)"},
      {"dyn(duration('1h')).getHours('UTC')",
       "error: no such overload: a part of a time(duration, string)"},
      {"weekday(dyn(1))", "error: no such overload: weekday(int)"},
      {"hour(dyn(1))", "error: no such overload: hour(int)"},
      {"date(dyn(1))", "error: no such overload: date(int)"},
      {"days_between(dyn(1), sold_at)", "error: no such overload: date(int)"},
      {"weekday(sold_at)",
       "error: there is no shop here whose clock could be asked: give the "
       "zone, as in event.time.getHours(\"Europe/Berlin\")"},
      {"days_between(date('2026-11-21'), sold_at)",
       "error: there is no shop here whose clock could be asked: give the "
       "zone, as in event.time.getHours(\"Europe/Berlin\")"},
  };
  CompileOptions unchecked;
  unchecked.check = false;
  ExpectValues(Shop(), kRows, unchecked);
}

TEST(Corners, Conversions) {
  constexpr ValueRow kRows[] = {
      {"int(18446744073709551615u)", "error: the number is out of range"},
      {"int(-9223372036854775808.0)", "error: the number is out of range"},
      {"int(0.0 / 0.0)", "error: the number is out of range"},
      {"int(-2.9)", "-2"},
      {"int('-9223372036854775808')", "-9223372036854775808"},
      {"int('')", "error: \"\" is no int"},
      {"uint(3u) + uint(4) + uint('5') + uint(6.9)", "18u"},
      {"uint(-0.5)", "error: the number is out of range"},
      {"uint(-0.0)", "0u"},
      {"uint(-1.0)", "error: the number is out of range"},
      {"uint(18446744073709551616.0)", "error: the number is out of range"},
      {"uint('-1')", "error: \"-1\" is no uint"},
      {"double(1.5) + double('1e-400')", "1.5"},
      {"double('1e400')", "error: \"1e400\" is no double"},
      {"double('1.5x')", "error: \"1.5x\" is no double"},
      {"string(1.5) + string(1e300) + string(2.0)", "\"1.51e+3002\""},
      // As '%s'.format() has it; an exponent is for what is very large.
      {"string(100000.0) + ' ' + string(-1e20) + ' ' + string(0.0001)",
       "\"100000 -100000000000000000000 0.0001\""},
      {"string(1e21) + ' ' + string(0.00001) + ' ' + string(-0.0)",
       "\"1e+21 1e-05 -0\""},
      {"string(1.0 / 0.0)", "\"Infinity\""},
      {"int('+5') + int(double('+1.5'))", "6"},
      {"int('+-5')", "error: \"+-5\" is no int"},
      {"uint('+5')", "error: \"+5\" is no uint"},
      {"double('nan(abc)')", "error: \"nan(abc)\" is no double"},
      {"int('a234567890b234567890c234567890d234567890e234567890f234567890"
       "g234567890h234567\u00e90')",
       "error: \"a234567890b234567890c234567890d234567890e234567890f234567890"
       "g234567890h234567\u00e90\" is no int"},
      {"int('a234567890b234567890c234567890d234567890e234567890f234567890"
       "g234567890h23456789\u00e9')",
       "error: \"a234567890b234567890c234567890d234567890e234567890f234567890"
       "g234567890h23456789\"... is no int"},
      {"string('a') + string(points('bean')) + string(quantity('coffee'))",
       "\"a12.52\""},
      {"string(date('2026-11-21'))", "\"2026-11-21\""},
      {"bytes(b'a') + bytes('b')", "b\"ab\""},
      {"bool(true) && bool('1') && !bool('0')", "true"},
      {"timestamp(timestamp(1)) == timestamp(1)", "true"},
      {"duration(duration('1s')) == duration('1s')", "true"},
  };
  ExpectValues(Shop(), kRows);
}

TEST(Corners, ConversionsOfWhatHasNone) {
  constexpr ValueRow kRows[] = {
      {"int(dyn(true))", "error: no such overload: int(bool)"},
      {"uint(dyn(true))", "error: no such overload: uint(bool)"},
      {"double(dyn(true))", "error: no such overload: double(bool)"},
      {"string(dyn([1]))", "error: no such overload: string(list(dyn))"},
      {"bytes(dyn(1))", "error: no such overload: bytes(int)"},
      {"bool(dyn(1))", "error: no such overload: bool(int)"},
      {"timestamp(dyn(true))", "error: no such overload: timestamp(bool)"},
      {"duration(dyn(1))", "error: no such overload: duration(int)"},
      {"-dyn('a')", "error: no such overload: -(string)"},
      {"dyn(1) * dyn(1u)", "error: no such overload: *(int, uint)"},
      {"dyn(true) + dyn(true)", "error: no such overload: +(bool, bool)"},
      {"dyn(true) - dyn(true)", "error: no such overload: -(bool, bool)"},
      {"dyn('a').startsWith(dyn(1)) || dyn('a').endsWith(dyn(b'a'))",
       "error: no such overload: startsWith(string, int)"},
      {"dyn(1).endsWith('a')",
       "error: no such overload: endsWith(int, string)"},
      {"'a'.contains(dyn(1))",
       "error: no such overload: contains(string, int)"},
      {"dyn(1).matches('a')", "error: no such overload: matches(int, string)"},
      {"'a'.matches(dyn(1))", "error: no such overload: matches(string, int)"},
      {"dyn(2u) * dyn(3u)", "6u"},
      {"dyn(1) - dyn(1u)", "error: no such overload: -(int, uint)"},
  };
  ExpectValues(Shop(), kRows);
}

TEST(Corners, NumbersThatAreNone) {
  constexpr ValueRow kRows[] = {
      {"[nan / 0.0, nan / nan, 1.0 / nan]", "[NaN, NaN, NaN]"},
      {"nan < 1.0 || nan >= 1.0 || nan == nan || 1 < dyn(nan)", "false"},
      {"-1 < 1u && !(1u < -1) && dyn(-1) != 1u && 1u > -1", "true"},
      {"2u - 1u", "1u"},
      {"-0.0", "-0.0"},
      {"[1.5, 2][dyn(nan)]", "error: no item NaN in a list of 2"},
  };
  Shop shop;
  shop.Declare("nan", Type::Double(), Value::Double(std::nan("")));
  ExpectValues(shop, kRows);
}

TEST(Corners, WeightsPiecesAndPointsDoNotMix) {
  constexpr ValueRow kRows[] = {
      {"quantity('coffee') + weight",
       "error: cannot add pieces and a weight: 2 and 1.5 kg"},
      {"weight - quantity('coffee')",
       "error: cannot add pieces and a weight: 1.5 kg and 2"},
      {"quantity('coffee') < weight",
       "error: cannot compare pieces with a weight: 2 and 1.5 kg"},
      {"quantity('coffee') == weight",
       "error: cannot compare pieces with a weight: 2 and 1.5 kg"},
      {"quantity('coffee') in [weight]",
       "error: cannot compare pieces with a weight: 2 and 1.5 kg"},
      {"weight + weight == weight", "false"},
      {"heaviest + heaviest", "error: the result does not fit"},
      {"lightest - heaviest", "error: the result does not fit"},
      // Points of two currencies may be compared by number, not added.
      {"points('bean') > stars && stars < points('bean')", "true"},
      {"points('bean') == stars || stars == points('bean')", "false"},
      {"stars == tenths && tenths == stars && !(stars < tenths)", "true"},
      {"points('bean') + stars", "error: cannot add points of two currencies"},
      {"points('bean') - points('bean') == 0", "true"},
      {"most - (points('bean') - most)", "error: the result does not fit"},
      {"-debt", "error: the result does not fit"},
      {"debt - money('0.01')",
       "error: -92233720368547758.08 EUR - 0.01 EUR is too large: the most is "
       "92233720368547758.07 EUR"},
      {"2 * debt", "error: the result does not fit"},
      {"rate('10%') == rate('10%') && rate('10%') >= rate('9%')", "true"},
      {"[quantity('coffee'), 2] == [2, quantity('coffee')]", "true"},
      {"optional.ofNonZeroValue(nothing).hasValue() || "
       "optional.ofNonZeroValue(no_points).hasValue()",
       "false"},
      {"optional.ofNonZeroValue(weight).hasValue() && "
       "optional.ofNonZeroValue(stars).hasValue()",
       "true"},
  };
  Shop shop;
  constexpr auto kWeight = Quantity::Kind::kWeight;
  const auto weight = [&](const std::string& name, int64_t milli) {
    shop.Declare(name, Type::Quantity(), Value::Of(Quantity{milli, kWeight}));
  };
  weight("weight", 1500);
  weight("heaviest", INT64_MAX);
  weight("lightest", INT64_MIN);
  weight("nothing", 0);
  shop.Declare("stars", Type::Points(), Value::Of(Points{3}, 0));
  shop.Declare("tenths", Type::Points(), Value::Of(Points{30}, 1));
  shop.Declare("most", Type::Points(), Value::Of(Points{INT64_MAX}, 1));
  shop.Declare("no_points", Type::Points(), Value::Of(Points{0}, 0));
  shop.Declare("debt", Type::Money(),
               Value::Of(Money{INT64_MIN, *Currency::FromCode("EUR")}));
  ExpectValues(shop, kRows);
}

TEST(Corners, OptionalsThatFail) {
  constexpr ValueRow kRows[] = {
      {"none.or(broken)", "error: gone"},
      {"broken.or(none)", "error: gone"},
      {"broken.orValue(1)", "error: gone"},
      {"none.orValue(broken)", "error: gone"},
      {"some.or(broken)", "optional.of(1)"},
      {"some.orValue(broken)", "1"},
      {"none.or(1)", "error: no such overload: or(optional(dyn), int)"},
      {"none.optMap(x, broken)", "optional.none()"},
      {"some.optMap(x, broken)", "error: gone"},
      {"some.optFlatMap(x, broken)", "error: gone"},
      {"some.optFlatMap(x, 1)",
       "error: no such overload: optFlatMap() makes an optional"},
      {"[?broken]", "error: gone"},
      {"{?'a': broken}", "error: gone"},
      {"{broken: 1}", "error: gone"},
      {"broken.?a", "error: gone"},
      {"has(none.a)", "false"},
      {"[].last()", "optional.none()"},
      {"none[?0]", "optional.none()"},
      {"optional.of(none) == optional.of(some)", "false"},
      {"{'a': 1} == {'b': 1}", "false"},
  };
  constexpr ErrorValue kGone{Reason::kExpressionFailed, "gone"};
  const Value one = Value::Int(1);
  Shop shop;
  shop.Declare("broken", Type::Dyn(), Value::Error(&kGone));
  shop.Declare("some", Type::Dyn(), Value::Some(&one));
  shop.Declare("none", Type::Dyn(), Value::None());
  CompileOptions unchecked;
  unchecked.check = false;
  ExpectValues(shop, kRows, unchecked);
}

// What the checker says about types that no table of its own looks at.
TEST(Corners, Diagnostics) {
  Shop shop;
  shop.Declare("by_number", Type::Map(Type::Int(), Type::Int()),
               Value::Map({}));
  EXPECT_EQ(shop.Wrong("by_number.a == 1"),
            "11: a field is a string, but the map's keys are int");
  EXPECT_EQ(shop.Wrong("basket.lines > rate('10%')"),
            "14: '>' cannot take int and rate: write rate(\"10%\")");
  EXPECT_EQ(shop.Wrong("size(basket.lines, 1) == 1 && basket.lines.abs() > 1")
                .substr(0, 27),
            "1: no size(int, int); there");
  EXPECT_EQ(shop.Wrong("money() > basket.total"),
            "1: money() wants one string literal: money(\"20.00\")");
  EXPECT_EQ(shop.Wrong("rate(1) > rate('10%')"),
            "6: rate() wants one string literal: rate(\"10%\")");
}

// tier("status") is one of a few texts, so that a level that is none is told.
TEST(Corners, NamedObjectsWithFewValues) {
  Shop shop;
  const uint32_t slot =
      shop.Declare("tier status", Type::String(), Value::String("gold"));
  shop.environment.AddNamed(
      "tier", Type::String(),
      [slot](std::string_view /*id*/) -> absl::StatusOr<uint32_t> {
        return slot;
      },
      [](std::string_view id) {
        return id == "status" ? std::vector<std::string>{"silver", "gold"}
                              : std::vector<std::string>();
      });
  struct Row {
    std::string_view source;
    std::string_view wrong;
  };
  constexpr Row kRows[] = {
      {"tier('status') == 'gold' && 'silver' != tier('status')", ""},
      {"tier('status') == ''", ""},
      {"tier('status') in ['gold', 'silver']", ""},
      {"tier('status') == member.name || tier('status') in tags", ""},
      {"tier('other') == 'anything'", ""},
      {"tier('status') == 'golden'",
       "19: tier(\"status\") is never \"golden\"; did you mean \"gold\"?"},
      {"'xyz' != tier('status')", "1: tier(\"status\") is never \"xyz\""},
      {"tier('status') in ['gold', 'sliver', member.name]",
       "28: tier(\"status\") is never \"sliver\"; did you mean \"silver\"?"},
      {"tier('status') >= 'silver'",
       "16: as texts these have no order that means anything: list the ones "
       "you want, as in tier(\"status\") in [\"...\"]"},
      {"tier() == 'gold'",
       "1: tier() wants one name as a literal: tier(\"...\")"},
      {"'gold' == tier()",
       "11: tier() wants one name as a literal: tier(\"...\")"},
      {"tier('status', 'gold') == 'golden'",
       "1: tier() wants one name as a literal: tier(\"...\")"},
      {"'a' < tier('status')",
       "5: as texts these have no order that means anything: list the ones "
       "you want, as in tier(\"status\") in [\"...\"]"},
  };
  for (const Row& row : kRows) {
    EXPECT_EQ(shop.Wrong(row.source), row.wrong) << row.source;
  }
}

TEST(Corners, ZonesThatASourceNames) {
  EXPECT_THAT(
      ZonesNamed(
          "a.getHours('Europe/Berlin') > 1 || b.c.getDate('Asia/Kolkata')"
          " == 1 && a.getMinutes('Europe/Berlin') in [a.getHours('UTC'),"
          " a.getHours('+02:00'), a.getHours(x), a.getHours(),"
          " a.other('No/Zone'), getHours('No/Zone')]",
          Limits()),
      ::testing::ElementsAre("Europe/Berlin", "Asia/Kolkata"));
  EXPECT_THAT(ZonesNamed("a.getHours('Europe/Berlin'", Limits()),
              ::testing::IsEmpty());
}

TEST(Corners, TooCostlyToLoad) {
  const Shop shop;
  CompileOptions bounded;
  bounded.bounded = true;
  Limits limits;
  limits.steps_max = 100;
  const auto compile = [&](std::string_view source) {
    return Compile(shop.environment, source, std::nullopt, limits, bounded);
  };
  EXPECT_TRUE(compile("[1, 2, 3].all(a, a > 0)").ok());
  // Nobody knows how many prices there are.
  EXPECT_TRUE(compile("prices.all(a, prices.all(b, a > b))").ok());
  const CompileResult result =
      compile("[1, 2, 3, 4].all(a, [1, 2, 3, 4].all(b, a > b))");
  ASSERT_EQ(result.diagnostics.size(), 1U);
  EXPECT_EQ(result.diagnostics[0].reason, Reason::kExpressionBudget);
  EXPECT_THAT(result.diagnostics[0].message,
              ::testing::MatchesRegex(
                  "this may take [12][0-9][0-9] steps, allowed are 100: .*"));
  std::string deep = "true";
  for (int i = 0; i < 30; ++i) deep = "[1, 2, 3, 4].all(a, " + deep + ")";
  const CompileResult more = compile(deep);
  ASSERT_EQ(more.diagnostics.size(), 1U);
  EXPECT_THAT(more.diagnostics[0].message,
              ::testing::StartsWith("this may take more than "));
}

TEST(Corners, SourceAndCanonicalText) {
  const Shop shop;
  const std::optional<Expression> made =
      shop.Make("( basket.lines>2 )&&member.vip");
  ASSERT_TRUE(made.has_value());
  EXPECT_EQ(made->source(), "( basket.lines>2 )&&member.vip");
  EXPECT_EQ(made->Print(), "basket.lines > 2 && member.vip");
  struct Row {
    std::string_view source;
    std::string_view canonical;
  };
  constexpr Row kRows[] = {
      {"'\\a\\b\\f\\n\\r\\t\\v\\\\\\'\\\"\\?\\`'",
       "\"\\a\\b\\f\\n\\r\\t\\v\\\\'\\\"?`\""},
      {"'\\x41\\X42\\103\\u00e9\\U0001F600\\x01\\x7f'",
       "\"ABC\xC3\xA9\xF0\x9F\x98\x80\\x01\\x7f\""},
      {"R'\\d' + r\"\"\"a\"b\"\"\" + B'\\xAB\\xef' + bR'\\' + Br\"x\"",
       "\"\\\\d\" + \"a\\\"b\" + b\"\\xab\\xef\" + b\"\\\\\" + b\"x\""},
      {"'''a\nb'''", "\"a\\nb\""},
      {"0xAbF + 0XfFu", "2751 + 255u"},
      {"a.`b c`.`d/e`.`f-g`.`h.i`.`j_1`", "a.`b c`.`d/e`.`f-g`.`h.i`.j_1"},
      {"a.`true`.`in`.`null`.`false`", "a.`true`.`in`.`null`.`false`"},
      {"[?a, ?b.?c, d,]", "[?a, ?b.?c, d]"},
      {"{?'a': b, 'c': d,}", "{?\"a\": b, \"c\": d}"},
  };
  for (const Row& row : kRows) {
    const absl::StatusOr<std::string> canonical =
        Canonical(row.source, Limits());
    ASSERT_TRUE(canonical.ok()) << row.source;
    EXPECT_EQ(*canonical, row.canonical);
    EXPECT_EQ(*Canonical(*canonical, Limits()), row.canonical);
  }
}

TEST(Corners, ASpreadInTheProgram) {
  const Shop shop;
  const std::optional<Expression> made =
      shop.Make("[?attributes.?age, ?member.?birthday.optMap(b, 1)]");
  ASSERT_TRUE(made.has_value());
  EXPECT_THAT(made->PrintProgram(),
              ::testing::StartsWith("0 fact 8\n1 select-optional age\n"
                                    "2 spread\n3 optional-fact 4\n4 loop "));
  EXPECT_THAT(made->PrintChecked(),
              ::testing::StartsWith("list(?(.?age(attributes~map(string, int)"
                                    "#8)~optional(int))~int, ?("));
}

// Whatever an expression does, it may run out of steps or of memory at any
// point: then the answer is the budget's error, and with more it is the one
// that it always was.
TEST(Corners, BudgetsRunOutAnywhere) {
  Shop shop;
  shop.environment.SetZones(nullptr, /*computed=*/true);
  Scratch scratch;
  Scratch slow;
  for (const std::string_view source :
       {"prices.map(p, [p, p + 1]).filter(q, q[0] > 3).size() == 2",
        "attributes.transformMap(k, v, v > 1, k + 'x') == {'a': 'b'}",
        "prices.transformMapEntry(i, p, {p: i, string(p): [p]})",
        "member.name + member.name + 'x' == dyn(b'ab' + b'c')",
        "[1, 2] + prices + [optional.of(member.name)].map(o, o.value().size())",
        "{'a': [1, {'b': prices}], 'c': attributes} == {'a': 1}",
        "[[prices, [1]], [prices, [2]]] == [[prices, [1]], [prices, [2]]]",
        "[?attributes.?age, ?member.?birthday.optMap(b, 1)]",
        "member.name.matches(member.name + '+') || prices[9] > 1",
        "optional.unwrap([optional.of(1), optional.none()]).first()",
        "attributes.none > 1 || prices.exists_one(p, p / 0 > 1)",
        "shop.twice(prices[0]) > 1 && sold_at.getHours('x' + 'y') > 1",
        "'b' in attributes || [prices] in [[1], tags] || 8 in prices"}) {
    Limits limits;
    const auto outcome = [&](bool fast) {
      const CompileResult made =
          Compile(shop.environment, source, std::nullopt, limits);
      if (!made.ok()) {
        ADD_FAILURE() << source << FormatDiagnostic(made.diagnostics[0]);
        return std::string();
      }
      const Value value =
          fast ? made.expression->Evaluate(shop.facts, scratch)
               : made.expression->EvaluateSlowly(shop.facts, slow);
      for (const FailedPart& part :
           made.expression->Explain(shop.facts, slow)) {
        EXPECT_FALSE(part.message.empty());
      }
      const bool out =
          value.is_error() && value.error().reason == Reason::kExpressionBudget;
      return out ? "out" : FormatValue(value);
    };
    const std::string whole = outcome(true);
    const uint64_t steps = scratch.steps;
    const size_t bytes = scratch.arena.bytes_used();
    ASSERT_NE(whole, "out");
    EXPECT_EQ(outcome(false), whole);
    for (limits.steps_max = 0; limits.steps_max < steps; ++limits.steps_max) {
      EXPECT_EQ(outcome(true), "out") << source << " " << limits.steps_max;
      // The slow one has sixteen times as many.
      EXPECT_THAT(outcome(false), ::testing::AnyOf("out", whole)) << source;
    }
    limits = Limits();
    for (limits.arena_bytes_max = 0; limits.arena_bytes_max < bytes;
         limits.arena_bytes_max += 16) {
      EXPECT_EQ(outcome(true), "out")
          << source << " " << limits.arena_bytes_max;
      EXPECT_THAT(outcome(false), ::testing::AnyOf("out", whole)) << source;
    }
    limits.arena_bytes_max = bytes;
    limits.steps_max = steps;
    EXPECT_EQ(outcome(true), whole) << source;
    limits = Limits();
    limits.items_max = 0;
    EXPECT_THAT(outcome(true), ::testing::AnyOf("out", whole)) << source;
    EXPECT_THAT(outcome(false), ::testing::AnyOf("out", whole)) << source;
  }
}

}  // namespace
}  // namespace patron::expr
