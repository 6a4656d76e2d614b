// What expressions come to, by both evaluators, and the flat program as text.
#include <gtest/gtest.h>

#include "tests/expr/rows.h"
#include "tests/expr/shop.h"

namespace patron::expr {
namespace {

TEST(Evaluate, NumbersNeverWrap) {
  constexpr ValueRow kRows[] = {
      {"1 + 2 * 3", "7"},
      {"7 / 2 - 7 % 4", "0"},
      {"-7 / 2", "-3"},
      {"-7 % 4", "-3"},
      {"9223372036854775807 + 1", "error: the result does not fit"},
      {"-9223372036854775808 - 1", "error: the result does not fit"},
      {"-(-9223372036854775808)", "error: the result does not fit"},
      {"-9223372036854775808 / -1", "error: the result does not fit"},
      {"-9223372036854775808 % -1", "error: the result does not fit"},
      {"4611686018427387904 * 2", "error: the result does not fit"},
      {"1u - 2u", "error: the result does not fit"},
      {"18446744073709551615u + 1u", "error: the result does not fit"},
      {"18446744073709551615u * 2u", "error: the result does not fit"},
      {"7u / 2u + 7u % 2u", "4u"},
      {"1 / 0", "error: divide by zero"},
      {"1u / 0u", "error: divide by zero"},
      {"1 % 0", "error: modulus by zero"},
      {"1u % 0u", "error: modulus by zero"},
      {"1.0 / 0.0", "Infinity"},
      {"-1.0 / 0.0", "-Infinity"},
      {"1.0 / -0.0", "-Infinity"},
      {"0.0 / 0.0", "NaN"},
      {"1.5 - 0.5 * 2.0", "0.5"},
      {"1 < 2u && 2u < 2.5 && 1 < 1.5 && 2.5 > 2u && 2.5 > 2 && 1u > -1",
       "true"},
      {"9223372036854775807 < 9223372036854775808u", "true"},
  };
  ExpectValues(Shop(), kRows);
}

TEST(Evaluate, AndOrAbsorbErrors) {
  constexpr ValueRow kRows[] = {
      {"false && 1 / 0 > 0", "false"},
      {"1 / 0 > 0 && false", "false"},
      {"1 / 0 > 0 && true", "error: divide by zero"},
      {"true && 1 / 0 > 0", "error: divide by zero"},
      {"true || 1 / 0 > 0", "true"},
      {"1 / 0 > 0 || true", "true"},
      {"1 / 0 > 0 || false", "error: divide by zero"},
      {"1 / 0 > 0 || 1 % 0 > 0", "error: divide by zero"},
      {"1 / 0 > 0 && true && 1 % 0 > 0 && false", "false"},
      {"false || 1 / 0 > 0 || true", "true"},
      {"1 / 0 > 0 ? 1 : 2", "error: divide by zero"},
      {"true ? 1 : 1 / 0", "1"},
      {"false ? 1 / 0 : 2", "2"},
      {"!(1 / 0 > 0)", "error: divide by zero"},
      {"[1, 0].exists(x, 1 / x > 0)", "true"},
      {"[0, 1].exists(x, 1 / x > 0)", "true"},
      {"[0, 1].all(x, 1 / x > 5)", "false"},
      {"[0, 1].all(x, 1 / x > 0)", "error: divide by zero"},
      {"[1, 0].exists_one(x, 1 / x > 0)", "error: divide by zero"},
      {"[1 / 0]", "error: divide by zero"},
      {"{1 / 0: 2}", "error: divide by zero"},
      {"{1: 1 % 0}", "error: modulus by zero"},
  };
  ExpectValues(Shop(), kRows);
}

TEST(Evaluate, WhatTheCheckerDidNotSee) {
  constexpr ValueRow kRows[] = {
      {"1 && true", "error: no such overload: a condition must be a bool"},
      {"1 && false", "false"},
      {"true || 'a'", "true"},
      {"'a' || false", "error: no such overload: a condition must be a bool"},
      {"1 ? 2 : 3", "error: no such overload: a condition must be a bool"},
      {"zilch", "error: unknown fact 'zilch'"},
      {"zilch || true", "true"},
      {"f(1)", "error: unknown function 'f'"},
      {"f(1) == 2 || true", "true"},
      {"1 + 'a'", "error: no such overload: +(int, string)"},
      {"size(1)", "error: no such overload: size(int)"},
      {"-'a'", "error: no such overload: -(string)"},
      {"!1", "error: no such overload: !(int)"},
      {"1.5 % 2.0", "error: no such overload: %(double, double)"},
      {"null < null", "error: no such overload: <(null, null)"},
      {"1 == 1.0 && 1u == 1 && [1] == [1.0]", "true"},
      {"1 == 'a'", "false"},
      {"1.foo", "error: int has no field 'foo'"},
      {"has(1.foo)", "error: int has no field 'foo'"},
      {"1.exists(x, true)",
       "error: no such overload: only a list or a map has elements, only "
       "an optional has a value"},
      {"1[0]", "error: no such overload: [](int, int)"},
      {"1 in 2", "error: no such overload: in(int, int)"},
      {"prices[true]", "error: no such overload: [](list(dyn), bool)"},
      {"{1.5: 2}", "error: a map's key is a bool, int, uint or string"},
      {"[1].exists(x, 'a')",
       "error: no such overload: a condition must be a bool"},
      {"[1].filter(x, 'a')",
       "error: no such overload: a condition must be a bool"},
      {"size()",
       "error: no size(); there is size(string), size(bytes), "
       "size(list(A)), size(map(A, B))"},
      {"basket.total > 20", "error: no such overload: >(money, int)"},
      {"member.name.startsWith(1)",
       "error: no such overload: startsWith(string, int)"},
      {"shop.twice('a')", "error: no such overload: shop.twice(string)"},
      {"'a'.matches('(')", "error: not a regular expression: missing ): ("},
  };
  CompileOptions unchecked;
  unchecked.check = false;
  ExpectValues(Shop(), kRows, unchecked);
}

TEST(Evaluate, StringsListsAndMaps) {
  constexpr ValueRow kRows[] = {
      {"'a' + \"b\\n\"", "\"ab\\n\""},
      {"b'a' + b'\\xff'", "b\"a\\xff\""},
      {"size('\xE2\x82\xAC')", "1"},
      {"size(b'\xE2\x82\xAC')", "3"},
      {"'coffee'.size() + [1, 2].size() + {1: 2}.size()", "9"},
      {"'coffee'.startsWith('cof') && 'coffee'.endsWith('fee')", "true"},
      {"'coffee'.contains('ffe') && !'coffee'.contains('tea')", "true"},
      {"'coffee'.matches('f+e') && matches('a', '^a$')", "true"},
      {"'coffee'.matches(member.name)", "false"},
      {"'a' < 'b' && b'a' < b'b' && false < true", "true"},
      {"[1, 2] + [3]", "[1, 2, 3]"},
      {"[1, 2][1] + [1, 2][dyn(0.0)]", "3"},
      {"[1][1]", "error: no item 1 in a list of 1"},
      {"[1][-1]", "error: no item -1 in a list of 1"},
      {"[1][dyn(0.5)]", "error: no item 0.5 in a list of 1"},
      {"2 in [1, 2] && !('x' in tags) && 'new' in tags", "true"},
      {"'age' in attributes && !('size' in attributes)", "true"},
      {"attributes.age + attributes['age'] + attributes.`content-type`", "84"},
      {"attributes.size", "error: no such key: 'size'"},
      {"attributes['size']", "error: no such key: \"size\""},
      {"has(attributes.age) && !has(attributes.size)", "true"},
      {"{1: 'a', 'b': [2]}", "{1: \"a\", \"b\": [2]}"},
      {"{1: 2, 1: 3}", "error: a key comes twice in a map"},
      {"{1: 2, 1u: 3}", "error: a key comes twice in a map"},
      {"[[1], [2, 3]] == [[1], [2, 3]]", "true"},
      {"[[1], [2, 3]] == [[1], [2, 4]]", "false"},
      {"{'a': [1]} == {'a': [1]} && {'a': 1} != {'b': 1}", "true"},
      {"[] == [] && {} == {}", "true"},
      {"[1, [2]] == [1, 2]", "false"},
      {"type([1]) == list && type(null) == null_type", "true"},
  };
  ExpectValues(Shop(), kRows);
}

TEST(Evaluate, Macros) {
  constexpr ValueRow kRows[] = {
      {"prices.exists(p, p > 7) && !prices.exists(p, p > 8)", "true"},
      {"prices.all(p, p > 2) && !prices.all(p, p > 3)", "true"},
      {"prices.exists_one(p, p > 7) && !prices.exists_one(p, p > 4)", "true"},
      {"prices.filter(p, p > 4)", "[5, 8]"},
      {"prices.map(p, p * p)", "[9, 25, 64]"},
      {"prices.map(p, p > 4, p * p)", "[25, 64]"},
      {"prices.map(p, 1 / (p - 5))", "error: divide by zero"},
      {"prices.map(p, 1 / (p - 5) > 0, p)", "error: divide by zero"},
      {"prices.filter(p, 1 / (p - 5) > 0)", "error: divide by zero"},
      {"prices.transformList(i, p, i * p)", "[0, 5, 16]"},
      {"prices.exists(i, p, i == 2 && p == 8)", "true"},
      {"attributes.map(k, k)", "[\"age\", \"content-type\"]"},
      {"attributes.exists(k, v, k == 'age' && v == 41)", "true"},
      {"attributes.filter(k, k < 'b')", "[\"age\"]"},
      {"[1, 2].map(x, [10, 20].map(y, x + y))", "[[11, 21], [12, 22]]"},
      {"[1, 2].map(x, [x].map(x, x * 2))", "[[2], [4]]"},
      {"[[1, 2], [3]].map(x, x.filter(y, y > 1)).map(x, x.size())", "[1, 1]"},
      {"[].map(x, x)", "[]"},
      {"[1, 2, 3, 4, 5, 6, 7, 8, 9].map(x, x % 2 == 0, x)", "[2, 4, 6, 8]"},
  };
  ExpectValues(Shop(), kRows);
}

TEST(Evaluate, TimesAndConversions) {
  constexpr ValueRow kRows[] = {
      {"timestamp('2026-11-21T08:26:30.5+01:00')", "2026-11-21T07:26:30.5Z"},
      {"timestamp('2026-02-30T00:00:00Z')",
       "error: \"2026-02-30T00:00:00Z\" is no timestamp of the years 1 to 9999 "
       "such as 2026-11-21T08:26:30Z"},
      {"timestamp('2026-11-21T08:26:30Z') - timestamp(0) > duration('1h')",
       "true"},
      {"duration('1h30m') + duration('-0.5s')", "5399.5s"},
      {"duration('x')", "error: \"x\" is no duration such as 1h30m or 90s"},
      {"timestamp('2026-11-21T23:30:00Z').getDate('+01:00')", "22"},
      {"timestamp('2026-11-21T23:30:00Z').getDayOfWeek()", "6"},
      {"timestamp('2026-11-22T23:30:00Z').getDayOfWeek()", "0"},
      {"timestamp('2024-12-31T23:30:00Z').getDayOfYear()", "365"},
      {"duration('90m').getHours() + duration('90m').getMinutes()", "91"},
      {"int('12') + int(3u) + int(2.9) + "
       "int(timestamp('1970-01-01T00:00:05Z'))",
       "22"},
      {"int('1x')", "error: \"1x\" is no int"},
      {"int(1e19)", "error: the number is out of range"},
      {"uint(-1)", "error: the number is out of range"},
      {"double('1.5') + double(2) + double(1u)", "4.5"},
      {"string(1) + string(2u) + string(1.0) + string(true) + string(b'x')",
       "\"121truex\""},
      {"string(b'\\xff')", "error: the bytes are not UTF-8"},
      {"string(money('1.50')) + string(rate('10%'))", "\"1.50 EUR10%\""},
      {"string(duration('90s')) + string(timestamp(0))",
       "\"90s1970-01-01T00:00:00Z\""},
      {"bool('t') && !bool('FALSE')", "true"},
      {"bool('yes')", "error: \"yes\" is no bool"},
      {"bytes('a')", "b\"a\""},
      {"type(timestamp(0))", "google.protobuf.Timestamp"},
      {"type(money('1.00')) == money", "true"},
  };
  ExpectValues(Shop(), kRows);
}

TEST(Evaluate, PatronsOwnTypes) {
  constexpr ValueRow kRows[] = {
      {"basket.total", "46.80 EUR"},
      {"basket.total + money('3.20')", "50.00 EUR"},
      {"basket.total - money('50.00')", "-3.20 EUR"},
      {"-basket.total", "-46.80 EUR"},
      {"basket.total * 2 == 2 * basket.total", "true"},
      {"basket.total >= money('46.80') && basket.total < money('46.81 EUR')",
       "true"},
      {"basket.total == money('46.80')", "true"},
      {"basket.total > dyn(money('20.00 GBP'))",
       "error: cannot compare 46.80 EUR with 20.00 GBP: convert one of them"},
      {"basket.total == dyn(money('46.80 GBP'))",
       "error: cannot compare 46.80 EUR with 46.80 GBP: convert one of them"},
      {"money('90000000000000000.00') * 2", "error: the result does not fit"},
      {"quantity('coffee') >= 2 && quantity('coffee') < 3", "true"},
      {"2 == quantity('coffee') && 3 != quantity('coffee')", "true"},
      {"quantity('coffee') + quantity('coffee')", "4"},
      {"quantity('coffee') - quantity('coffee') == 0", "true"},
      {"points('bean') > 12 && points('bean') < 13", "true"},
      {"points('bean') + points('bean')", "25.0"},
      {"points('bean') == points('bean')", "true"},
      {"rate('10%') == rate('0.1') && rate('1%') < rate('2%')", "true"},
      {"date('2026-11-21') - date('2026-11-01')", "20"},
      {"date('2026-11-21') > date('2026-11-01')", "true"},
      {"has(member.birthday) || has(member.name)", "true"},
      {"has(member.birthday)", "false"},
      {"in_segment('regulars')", "true"},
      {"shop.twice(basket.lines)", "6"},
      {"money('1.00') in [money('2.00'), money('1.00')]", "true"},
  };
  ExpectValues(Shop(), kRows);
}

TEST(Evaluate, AFactThatNobodyGave) {
  const Shop shop;
  const std::optional<Expression> made =
      shop.Make("member.vip || in_segment('regulars')");
  ASSERT_TRUE(made.has_value());
  Scratch scratch;
  const Value value = made->Evaluate({}, scratch);
  ASSERT_TRUE(value.is_error());
  EXPECT_EQ(value.error().reason, Reason::kUnknownFact);
  EXPECT_TRUE(shop.Make("has(member.vip)")->Evaluate({}, scratch).is_false());
}

TEST(Evaluate, WeightsAndPieces) {
  Shop shop;
  shop.facts[shop.coffee] = Value::Of(Quantity{1500, Quantity::Kind::kWeight});
  constexpr ValueRow kRows[] = {
      {"quantity('coffee') > 1 && quantity('coffee') < 2", "true"},
      {"quantity('coffee')", "1.5 kg"},
  };
  ExpectValues(shop, kRows);
}

struct FlatRow {
  std::string_view source;
  std::string_view program;
};

TEST(Flat, ProgramsAsText) {
  constexpr FlatRow kRows[] = {
      {"basket.total >= money('20.00') && member.vip",
       "0 fact 0\n1 constant 20.00 EUR\n2 call greater_equals_money 2\n"
       "3 and-first -> 6\n4 fact 2\n5 and -> 6"},
      {"member.vip || !member.vip || in_segment('regulars')",
       "0 fact 2\n1 or-first -> 7\n2 fact 2\n3 call logical_not 1\n"
       "4 or -> 7\n5 fact 12\n6 or -> 7"},
      {"member.vip ? 1 : 2",
       "0 fact 2\n1 choose -> 4 5\n2 constant 1\n3 jump -> 5\n4 constant 2"},
      {"prices.exists(p, p > 3)",
       "0 fact 6\n1 loop exists @0 -> 9\n2 next exists @0 -> 8\n3 local 2\n"
       "4 constant 3\n5 call greater_int64 2\n6 collect exists @0 -> 8\n"
       "7 jump -> 2\n8 finish exists @0"},
      {"prices.map(i, p, p > 3, i)", ""},
      {"prices.map(p, p > 3, p)",
       "0 fact 6\n1 loop map-filter @0 -> 11\n2 next map-filter @0 -> 10\n"
       "3 local 2\n4 constant 3\n5 call greater_int64 2\n"
       "6 keep map-filter @0 -> 2\n7 local 2\n"
       "8 collect map-filter @0 -> 10\n9 jump -> 2\n10 finish map-filter @0"},
      {"member.name in ['Ann', 'Bo']",
       "0 fact 3\n1 constant [\"Ann\", \"Bo\"]\n2 call in_list 2"},
      {"member.name.matches('^A')", "0 fact 3\n1 match \"^A\""},
      {"attributes.age in [1, basket.lines]",
       "0 fact 8\n1 select age\n2 constant 1\n3 fact 1\n4 list 2\n"
       "5 call in_list 2"},
      {"has(attributes.age)", "0 fact 8\n1 has age"},
      {"has(member.birthday)", "0 has-fact 4"},
      {"{'a': shop.twice(2)}",
       "0 constant \"a\"\n1 constant 2\n2 host-call 0 1\n3 map 2"},
  };
  const Shop shop;
  for (const FlatRow& row : kRows) {
    if (row.program.empty()) {
      EXPECT_NE(shop.Wrong(row.source), "") << row.source;
      continue;
    }
    const std::optional<Expression> made = shop.Make(row.source);
    ASSERT_TRUE(made.has_value()) << row.source;
    EXPECT_EQ(made->PrintProgram(), row.program) << row.source;
  }
}

// A finder of one zone, as a program has it.
ZoneFinder Berlin() {
  const auto table = std::make_shared<const ZoneTable>(*ZoneTable::Make(
      "Europe/Berlin", 3600, {{1'774'746'000, 7200}, {1'792'890'000, 3600}}));
  return [table](std::string_view name) {
    return name == table->name() ? table : nullptr;
  };
}

TEST(Evaluate, ZonesAndTheShopsClock) {
  // 2026-06-19 22:30 UTC, a Friday; in Berlin it is Saturday.
  constexpr ValueRow kRows[] = {
      {"sold_at.getHours()", "22"},
      {"sold_at.getHours('+02:00')", "0"},
      {"sold_at.getHours('Europe/Berlin')", "0"},
      {"sold_at.getDate('Europe/Berlin')", "20"},
      {"sold_at.getDayOfWeek('Europe/Berlin')", "6"},
      {"[sold_at].all(t, t.getHours('Europe/Berlin') == 0)", "true"},
      {"weekday(sold_at)", "\"sat\""},
      {"weekday(date('2026-11-22'))", "\"sun\""},
      {"hour(sold_at)", "0"},
      {"date(sold_at)", "2026-06-20"},
      {"days_between(date('2026-06-01'), date(sold_at))", "19"},
      {"days_between(sold_at, sold_at - duration('1h'))", "-1"},
      {"days_between(sold_at, sold_at - duration('30m'))", "0"},
      {"days_between(date('2026-03-01'), date('2026-02-01'))", "-28"},
  };
  Shop shop;
  shop.Set("sold_at", Value::Timestamp(TimeParts{1'781'908'200, 0}));
  shop.environment.SetZones(Berlin());
  const auto zone = Berlin()("Europe/Berlin");
  Scratch scratch;
  Scratch slow;
  scratch.zone = slow.zone = zone.get();
  for (const ValueRow& row : kRows) {
    const std::optional<Expression> made = shop.Make(row.source);
    ASSERT_TRUE(made.has_value()) << row.source;
    EXPECT_EQ(FormatValue(made->Evaluate(shop.facts, scratch)), row.value)
        << row.source;
    EXPECT_EQ(FormatValue(made->EvaluateSlowly(shop.facts, slow)), row.value)
        << row.source;
  }
}

TEST(Evaluate, ZonesThatNobodyKnows) {
  Shop shop;
  EXPECT_EQ(shop.Wrong("sold_at.getHours('Mars/Base') > 1"),
            "18: unknown time zone 'Mars/Base': write an IANA name such as "
            "Europe/Berlin, UTC or an offset such as +02:00");
  // Where zones may be computed, evaluation finds them.
  shop.environment.SetZones(Berlin(), /*computed=*/true);
  const std::optional<Expression> made =
      shop.Make("sold_at.getHours('Europe/' + member.name)");
  ASSERT_TRUE(made.has_value());
  Scratch scratch;
  EXPECT_EQ(FormatValue(made->Evaluate(shop.facts, scratch)),
            "error: unknown zone \"Europe/Ann\": write an IANA name such as "
            "Europe/Berlin, UTC or an offset such as +02:00");
  shop.Set("member.name", Value::String("Berlin"));
  EXPECT_EQ(FormatValue(made->Evaluate(shop.facts, scratch)), "1");
  // A program has only those that travel with it.
  shop.environment.SetZones(Berlin(), /*computed=*/false);
  EXPECT_EQ(shop.Wrong("sold_at.getHours('Europe/' + member.name) > 1"),
            "28: a program names its time zones by literals, such as "
            "\"Europe/Berlin\"");
  // Without a shop there is no clock to look at.
  const std::optional<Expression> hour = shop.Make("hour(sold_at)");
  ASSERT_TRUE(hour.has_value());
  EXPECT_EQ(FormatValue(hour->Evaluate(shop.facts, scratch)),
            "error: there is no shop here whose clock could be asked: give the "
            "zone, as in event.time.getHours(\"Europe/Berlin\")");
}

TEST(Evaluate, Optionals) {
  constexpr ValueRow kRows[] = {
      {"optional.of(1 + 1)", "optional.of(2)"},
      {"optional.none()", "optional.none()"},
      {"[optional.of([1]), optional.none()]",
       "[optional.of([1]), optional.none()]"},
      {"type(optional.of(1))", "optional_type"},
      // A fact that has no value is nothing.
      {"member.?birthday", "optional.none()"},
      {"member.?name.orValue('nobody')", "\"Ann\""},
      {"member.?birthday.hasValue() || member.?vip.value()", "false"},
      {"attributes.?age.optMap(a, a + 1).orValue(0)", "42"},
      {"attributes.?shoe.optMap(a, a + 1).orValue(0)", "0"},
      {"attributes[?'age']", "optional.of(41)"},
      {"prices[?1]", "optional.of(5)"},
      {"prices[?3]", "optional.none()"},
      {"prices[?-1].orValue(7)", "7"},
      {"prices.first().value() + prices.last().value()", "11"},
      {"[].first()", "optional.none()"},
      {"optional.of({'a': {'b': 1}}).a.b", "optional.of(1)"},
      {"optional.of({'a': {'b': 1}}).a.c", "optional.none()"},
      {"optional.of({'a': 1})['b']", "optional.none()"},
      {"optional.of([[1]])[0][0]", "optional.of(1)"},
      {"has(optional.of({'a': 1}).a)", "true"},
      {"has(optional.of({'a': 1}).b)", "false"},
      {"[?prices[?0], ?prices[?9], 1]", "[3, 1]"},
      {"{?'a': prices[?0], ?'b': prices[?9], 'c': 1}", "{\"a\": 3, \"c\": 1}"},
      {"{?'a': optional.none(), ?'a': optional.of(1)}", "{\"a\": 1}"},
      {"{?'a': optional.of(2), ?'a': optional.of(1)}",
       "error: a key comes twice in a map"},
      {"optional.unwrap([optional.of(1), optional.none()])", "[1]"},
      {"[optional.of(1), optional.none()].unwrapOpt()", "[1]"},
      {"optional.of(1) == optional.of(1)", "true"},
      {"optional.of([1]) == optional.of([2])", "false"},
      {"optional.none() != optional.of(null)", "true"},
      // What is not needed does no harm.
      {"optional.of(1).orValue(1 / 0)", "1"},
      {"optional.of(1).or(optional.of(1 / 0)).value()", "1"},
      {"optional.none().orValue(1 / 0)", "error: divide by zero"},
      {"optional.of(1 / 0).orValue(1)", "error: divide by zero"},
      {"optional.none().value()",
       "error: value() of an optional that holds nothing: ask hasValue() "
       "first, or give orValue(...)"},
      {"optional.of(3).optFlatMap(x, x > 2 ? optional.of(x) : "
       "optional.none())",
       "optional.of(3)"},
      {"optional.of(1).optMap(x, 1 / 0)", "error: divide by zero"},
      {"optional.none().optMap(x, 1 / 0)", "optional.none()"},
      // Nothing is what is empty or zero.
      {"[0, 0u, 0.0, '', b'', [], {}, false, null, duration('0s'), "
       "money('0.00'), rate('0%'), optional.none(), "
       "timestamp('0001-01-01T00:00:00Z')]"
       ".all(x, !optional.ofNonZeroValue(x).hasValue())",
       "true"},
      {"[dyn(1), 'a', money('0.01'), date('1970-01-01'), "
       "timestamp('1970-01-01T00:00:00Z')]"
       ".all(x, optional.ofNonZeroValue(x).hasValue())",
       "true"},
  };
  ExpectValues(Shop(), kRows);
}

TEST(Evaluate, OptionalsOfTheWrongKind) {
  CompileOptions unchecked;
  unchecked.check = false;
  constexpr ValueRow kRows[] = {
      {"(1).hasValue()", "error: no such overload: hasValue(int)"},
      {"(1).value()", "error: no such overload: value(int)"},
      {"(1).or(optional.of(1))",
       "error: no such overload: or(int, optional(dyn))"},
      {"optional.none().or(1)",
       "error: no such overload: or(optional(dyn), int)"},
      {"(1).orValue(1)", "error: no such overload: orValue(int, int)"},
      {"(1).or(1 / 0)", "error: no such overload: or(int, error)"},
      {"(1).first()", "error: no such overload: first(int)"},
      {"(1).last()", "error: no such overload: last(int)"},
      {"optional.unwrap(1)", "error: no such overload: unwrap(int)"},
      {"[1].unwrapOpt()", "error: no such overload: unwrap(list(dyn))"},
      {"[?1]", "error: no such overload: ?(int)"},
      {"{?'a': 1}", "error: no such overload: ?(int)"},
      {"(1)[?2]", "error: no such overload: [?](int, int)"},
      {"(1).?a", "error: int has no field 'a'"},
      {"optional.of(1).a", "error: int has no field 'a'"},
      {"has(optional.of(1).a)", "error: int has no field 'a'"},
      {"(1).optMap(x, x)",
       "error: no such overload: only a list or a map has elements, only an "
       "optional has a value"},
      {"optional.of(1).optFlatMap(x, x)",
       "error: no such overload: optFlatMap() makes an optional"},
      {"[1].transformMapEntry(i, v, v)",
       "error: no such overload: transformMapEntry() makes a map of entries"},
  };
  ExpectValues(Shop(), kRows, unchecked);
  const Shop shop;
  EXPECT_EQ(shop.Wrong("[?1]"), "3: '?' goes before an optional, found int");
  EXPECT_EQ(shop.Wrong("(1).optMap(x, x)"),
            "5: optMap() goes with an optional, found int");
  EXPECT_EQ(shop.Wrong("optional.of(1).optFlatMap(x, x)"),
            "16: optFlatMap() makes an optional, found int");
  EXPECT_EQ(shop.Wrong("[1].transformMapEntry(i, v, v)"),
            "5: transformMapEntry() makes a map of entries, found int");
  EXPECT_EQ(shop.Wrong("optional.of(1) + 1"),
            "16: '+' cannot take optional(int) and int");
}

TEST(Evaluate, BindAndTransform) {
  constexpr ValueRow kRows[] = {
      {"cel.bind(x, 1 + 1, x * x + x)", "6"},
      {"cel.bind(x, 1, cel.bind(y, x + 1, cel.bind(x, 5, x + y)))", "7"},
      {"prices.map(p, cel.bind(q, p * 2, q + p))", "[9, 15, 24]"},
      {"cel.bind(x, 1 / 0, true)", "true"},
      {"cel.bind(x, 1 / 0, x == 1 || true)", "true"},
      {"cel.bind(x, 1 / 0, x)", "error: divide by zero"},
      {"cel.bind(basket, 3, basket + 1)", "4"},
      {"prices.transformMap(i, v, v * i)", "{0: 0, 1: 5, 2: 16}"},
      {"prices.transformMap(i, v, v > 3, v)", "{1: 5, 2: 8}"},
      {"attributes.transformMap(k, v, k == 'age', string(v) + k)",
       "{\"age\": \"41age\"}"},
      {"attributes.transformMapEntry(k, v, {v: k})",
       "{41: \"age\", 2: \"content-type\"}"},
      {"prices.transformMapEntry(i, v, v != 5, {v: i})", "{3: 0, 8: 2}"},
      {"prices.transformMapEntry(i, v, {'a': i})",
       "error: a key comes twice in a map"},
      {"prices.transformMapEntry(i, v, {i: 1 / (v - 5)})",
       "error: divide by zero"},
      {"prices.transformMap(i, v, 1 / (v - 5) == 0, i)",
       "error: divide by zero"},
      {"prices.transformMap(i, v, v).size()", "3"},
      {"[0, 1, 2, 3, 4, 5, 6, 7, 8, 9].transformMap(i, v, v)[9]", "9"},
  };
  ExpectValues(Shop(), kRows);
}

}  // namespace
}  // namespace patron::expr
