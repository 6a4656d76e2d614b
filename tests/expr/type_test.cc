// Types as text and how they fit each other; arenas; times and numbers as text.
#include "expr/type.h"

#include <gtest/gtest.h>

#include "expr/arena.h"
#include "expr/text.h"
#include "expr/time.h"
#include "expr/value.h"

namespace patron::expr {
namespace {

TEST(Type, TextAndBack) {
  for (const std::string_view text :
       {"int", "dyn", "null", "money", "timestamp", "list(string)",
        "map(string, list(int))", "list(map(int, map(bool, dyn)))", "type"}) {
    const std::optional<Type> type = ParseType(text);
    ASSERT_TRUE(type.has_value()) << text;
    EXPECT_EQ(type->ToString(), text);
  }
  EXPECT_EQ(ParseType("list")->ToString(), "list(dyn)");
  EXPECT_EQ(ParseType("map")->ToString(), "map(dyn, dyn)");
  EXPECT_EQ(ParseType("google.protobuf.Duration")->ToString(), "duration");
  for (const std::string_view text :
       {"", "x", "list(", "list()", "list(int", "list(int))", "map(int)",
        "int)", "list(int,int)", "error", " int", "A", "list(B)"}) {
    EXPECT_FALSE(ParseType(text).has_value()) << text;
  }
}

TEST(Type, Parts) {
  const Type type = Type::Map(Type::String(), Type::List(Type::Int()));
  EXPECT_EQ(type.key(), Type::String());
  EXPECT_EQ(type.value(), Type::List(Type::Int()));
  EXPECT_EQ(type.value().element(), Type::Int());
  EXPECT_EQ(Type::Int().element(), Type::Dyn());
  // Past the limit an element is dyn.
  Type deep = Type::Int();
  for (int i = 0; i < 15; ++i) deep = Type::List(deep);
  EXPECT_EQ(deep.PartsFrom(0), 16U);
  EXPECT_EQ(Type::List(deep), Type(Kind::kList));
}

struct JoinRow {
  std::string_view a;
  std::string_view b;
  std::string_view joined;  // "" where they cannot meet
};

TEST(Type, Join) {
  constexpr JoinRow kRows[] = {
      {"int", "int", "int"},
      {"int", "uint", ""},
      {"int", "dyn", "dyn"},
      {"list(int)", "list(dyn)", "list(dyn)"},
      {"list(int)", "list(string)", ""},
      {"map(string, list(int))", "map(dyn, list(int))", "map(dyn, list(int))"},
      {"map(string, dyn)", "map(string, list(int))", "map(string, dyn)"},
  };
  for (const JoinRow& row : kRows) {
    for (const bool turned : {false, true}) {
      const Type a = *ParseType(turned ? row.b : row.a);
      const Type b = *ParseType(turned ? row.a : row.b);
      const std::optional<Type> joined = Join(a, b);
      EXPECT_EQ(joined ? joined->ToString() : "", row.joined) << row.a;
    }
  }
  const Type empty = Type::List(Type(Kind::kFree));
  EXPECT_EQ(Join(empty, Type::List(Type::Int())), Type::List(Type::Int()));
}

struct AcceptRow {
  std::string_view parameter;
  std::string_view argument;
  bool accepted;
  std::string_view a;  // what A stands for
};

TEST(Type, Accepts) {
  constexpr AcceptRow kRows[] = {
      {"int", "int", true, "dyn"},
      {"int", "uint", false, ""},
      {"int", "dyn", true, "dyn"},
      {"dyn", "list(int)", true, "dyn"},
      {"A", "list(int)", true, "list(int)"},
      {"list(A)", "list(map(int, bool))", true, "map(int, bool)"},
      {"list(A)", "dyn", true, "dyn"},
      {"list(A)", "int", false, ""},
      {"map(A, A)", "map(int, int)", true, "int"},
      {"map(A, A)", "map(int, string)", false, ""},
      {"map(A, A)", "map(int, dyn)", true, "dyn"},
  };
  for (const AcceptRow& row : kRows) {
    Bindings bindings;
    const Type parameter = *ParseType(row.parameter, TypeText::kSignature);
    const bool accepted =
        Accepts(parameter, *ParseType(row.argument), bindings);
    EXPECT_EQ(accepted, row.accepted) << row.parameter << " " << row.argument;
    if (accepted) {
      EXPECT_EQ(Substitute(Type(Kind::kA), bindings).ToString(), row.a);
    }
  }
}

TEST(Arena, KeepsItsMemoryAndItsLimit) {
  Arena arena(4096);
  const std::string_view text = arena.Copy("coffee");
  EXPECT_EQ(text, "coffee");
  EXPECT_NE(arena.Allocate(0), nullptr);
  EXPECT_EQ(arena.Allocate(5000), nullptr);
  EXPECT_EQ(arena.AllocateArray<int64_t>(SIZE_MAX / 8), nullptr);
  while (arena.Allocate(100) != nullptr) {
  }
  EXPECT_LE(arena.bytes_used(), 4096U);
  arena.Reset();
  EXPECT_EQ(arena.bytes_used(), 0U);
  EXPECT_EQ(arena.Copy("tea").data(), text.data());
}

TEST(Text, NumbersAndLetters) {
  EXPECT_EQ(FormatDouble(0.1), "0.1");
  EXPECT_EQ(FormatDouble(1), "1.0");
  EXPECT_EQ(FormatDouble(-0.0), "-0.0");
  EXPECT_EQ(FormatDouble(1e300), "1e+300");
  EXPECT_EQ(ParseDouble("1e-400"), 0.0);
  EXPECT_EQ(ParseDouble("1e400"), std::nullopt);
  EXPECT_EQ(ParseDouble("1x"), std::nullopt);
  EXPECT_EQ(ParseDouble(""), std::nullopt);
  std::string letters;
  for (const uint32_t letter : {0x41U, 0xE9U, 0x20ACU, 0x1F600U, 0x10FFFFU}) {
    AppendUtf8(letter, letters);
  }
  EXPECT_EQ(ValidUtf8Prefix(letters), letters.size());
  EXPECT_EQ(CountCodePoints(letters), 5);
  EXPECT_EQ(CodePointAt(letters, 1)->value, 0xE9U);
}

struct TimeRow {
  std::string_view text;
  std::string_view written;  // "" where it is refused
};

TEST(Time, TimestampsAndDurations) {
  constexpr TimeRow kStamps[] = {
      {"1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"},
      {"2026-11-21T00:30:00+01:00", "2026-11-20T23:30:00Z"},
      {"0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"},
      {"9999-12-31T23:59:59.999999999Z", "9999-12-31T23:59:59.999999999Z"},
      {"1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.5Z"},
      {"0001-01-01T00:00:00+01:00", ""},
      {"9999-12-31T23:59:59-01:00", ""},
      {"2026-13-01T00:00:00Z", ""},
      {"2026-11-21T24:00:00Z", ""},
      {"2026-11-21T00:00:00", ""},
      {"2026-11-21T00:00:00.Z", ""},
      {"2026-11-21T00:00:00.1234567890Z", ""},
      {"2026-11-21 00:00:00Z", ""},
      {"2026-11-21T00:00:00ZZ", ""},
      {"2026-11-21T00:00:00+25:00", ""},
  };
  for (const TimeRow& row : kStamps) {
    const std::optional<TimeParts> time = ParseTimestamp(row.text);
    EXPECT_EQ(time ? FormatTimestamp(*time) : "", row.written) << row.text;
  }
  constexpr TimeRow kDurations[] = {
      {"0", "0s"},
      {"90m", "5400s"},
      {"1h1m1s1ms1us1ns", "3661.001001001s"},
      {"-1.5s", "-1.5s"},
      {"-0.5s", "-0.5s"},
      {"+1s", "1s"},
      {"1.s", "1s"},
      {".5s", "0.5s"},
      {"", ""},
      {"-", ""},
      {"s", ""},
      {"1", ""},
      {"1d", ""},
      {"1s ", ""},
      {"9223372037s", ""},
      {"99999999999999999999s", ""},
  };
  for (const TimeRow& row : kDurations) {
    const std::optional<TimeParts> time = ParseDuration(row.text);
    EXPECT_EQ(time ? FormatDuration(*time) : "", row.written) << row.text;
  }
  EXPECT_EQ(ParseOffset("-09:30"), -34200);
  EXPECT_EQ(ParseOffset("Europe/Rome"), std::nullopt);
}

}  // namespace
}  // namespace patron::expr
