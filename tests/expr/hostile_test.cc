// What an attacker or a broken file would send: it must be refused or stopped,
// and never crash. (10,000 nested brackets, noise, work without end.)
#include <gtest/gtest.h>

#include <random>

#include "expr/parser.h"
#include "tests/expr/shop.h"

namespace patron::expr {
namespace {

std::string Repeat(std::string_view text, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += text;
  return out;
}

Reason ReasonFor(const std::string& source) {
  const CompileResult result =
      Compile(Environment(), source, std::nullopt, Limits());
  return result.ok() ? Reason::kNone : result.diagnostics[0].reason;
}

TEST(Hostile, DeepNestingIsRefused) {
  for (const std::string_view open :
       {"(", "[", "{1:", "!", "-", "f(", "a[", "1?", "a.f(", "a.all(x,",
        "true ? 1 :", "[[[(", "-!"}) {
    const int count = open.size() > 3 ? 3000 : 10000;
    EXPECT_EQ(ReasonFor(Repeat(open, count)),
              open == "1?" ? Reason::kExpressionSyntax : Reason::kTooDeep)
        << open;
  }
  const auto nested = [](int depth) {
    return Repeat("(", depth) + "1" + Repeat(")", depth);
  };
  EXPECT_EQ(ReasonFor(nested(96)), Reason::kNone);
  EXPECT_EQ(ReasonFor(nested(97)), Reason::kTooDeep);
  EXPECT_EQ(ReasonFor("1" + Repeat(")", 10000)), Reason::kExpressionSyntax);
}

TEST(Hostile, LongChainsAreFine) {
  const Shop shop;
  Scratch scratch;
  std::string either = "member.vip";
  std::string sum = "1";
  for (int i = 0; i < 2000; ++i) {
    either += " || " + std::to_string(i) + " < 0";
    sum += "+1";
  }
  EXPECT_TRUE(shop.Make(either)->Evaluate(shop.facts, scratch).is_false());
  EXPECT_EQ(shop.Make(sum)->Evaluate(shop.facts, scratch).integer(), 2001);
  EXPECT_EQ(shop.Make(sum)->EvaluateSlowly(shop.facts, scratch).integer(),
            2001);
  EXPECT_EQ(shop.Make(either)->Explain(shop.facts, scratch).size(), 2001U);
  // A chain of fields is a deep tree of shallow text.
  EXPECT_EQ(ReasonFor("a" + Repeat(".b", 8000)), Reason::kUnknownFact);
}

TEST(Hostile, TooManyParts) {
  EXPECT_EQ(ReasonFor("1" + Repeat("+1", 6000)), Reason::kExpressionTooLarge);
  EXPECT_EQ(ReasonFor(Repeat("a", 40000)), Reason::kExpressionTooLarge);
}

TEST(Hostile, WorkWithoutEndStopsAtTheBudget) {
  Shop shop;
  const std::vector<Value> many(1000, Value::Int(1));
  shop.Set("prices", Value::List(many));
  Scratch scratch;
  for (const std::string_view source :
       {"prices.all(a, prices.all(b, prices.all(c, a + b + c > 0)))",
        // An error that no || may absorb.
        "prices.all(a, prices.all(b, prices.all(c, a > 0))) || true",
        "prices.map(a, prices.map(b, prices.map(c, prices))).size() > 0",
        "prices.map(a, prices + prices + prices + prices + prices).size() > 0",
        "[prices, prices, prices].map(a, [a, a, a].map(b, [b, b, b].map(c, "
        "c + c + c + c + c + c + c + c + c + c + c + c))).size() > 0"}) {
    const std::optional<Expression> made = shop.Make(source);
    ASSERT_TRUE(made.has_value());
    const Value value = made->Evaluate(shop.facts, scratch);
    ASSERT_TRUE(value.is_error()) << source;
    EXPECT_EQ(value.error().reason, Reason::kExpressionBudget) << source;
  }
}

// A list of two that are one list of two, and so on: little memory, but 2^60
// items for whoever looks at each.
std::string Shared(const std::string& body) {
  std::string source = "cel.bind(a, [1, 2], ";
  for (int i = 0; i < 60; ++i) source += "cel.bind(a, [a, a], ";
  return source + body + Repeat(")", 61);
}

TEST(Hostile, WhatIsSharedIsNotWalkedWithoutEnd) {
  const Shop shop;
  Scratch scratch;
  for (const std::string_view body :
       {"a == a", "a in [a]", "{'a': a} == {'a': a}",
        "[optional.of(a)] == [optional.of(a)]"}) {
    const std::optional<Expression> made = shop.Make(Shared(std::string(body)));
    ASSERT_TRUE(made.has_value());
    const Value value = made->Evaluate(shop.facts, scratch);
    ASSERT_TRUE(value.is_error()) << body;
    EXPECT_EQ(value.error().reason, Reason::kExpressionBudget) << body;
    EXPECT_TRUE(made->EvaluateSlowly(shop.facts, scratch).is_error()) << body;
    EXPECT_FALSE(made->Explain(shop.facts, scratch).empty()) << body;
  }
  const std::string text =
      FormatValue(shop.Make(Shared("a"))->Evaluate(shop.facts, scratch));
  EXPECT_LT(text.size(), 100'000U);
  EXPECT_EQ(text.substr(text.size() - 3), "...");
  // A reason shows values too.
  const std::vector<FailedPart> parts =
      shop.Make(Shared("a") + " == [1]")->Explain(shop.facts, scratch);
  ASSERT_EQ(parts.size(), 1U);
  EXPECT_LT(parts[0].message.size(), 100'000U);
}

TEST(Hostile, ReasonsHaveOneBudget) {
  Shop shop;
  const std::vector<Value> many(1000, Value::Int(1));
  shop.Set("prices", Value::List(many));
  uint64_t calls = 0;
  const absl::Status added = shop.environment.AddFunction(
      {"tick",
       {Type::Int()},
       Type::Bool(),
       false,
       [&calls](std::span<const Value> /*arguments*/, Arena& /*arena*/) {
         ++calls;
         return Value::Bool(true);
       }});
  ASSERT_TRUE(added.ok());
  std::string source = "member.vip";
  for (int i = 0; i < 400; ++i) {
    source += " || prices.all(a, prices.all(b, prices.all(c, tick(a))))";
  }
  Scratch scratch;
  const std::vector<FailedPart> parts =
      shop.Make(source)->Explain(shop.facts, scratch);
  EXPECT_LT(calls, 16 * Limits().steps_max);
  ASSERT_EQ(parts.size(), 401U);
  EXPECT_EQ(parts.back().message.substr(parts.back().text.size()),
            " cannot be told: the evaluation was stopped: it took more steps "
            "than allowed");
}

TEST(Hostile, StringsDoNotGrowWithoutEnd) {
  Shop shop;
  const std::string large(600 * 1024, 'a');
  shop.Set("member.name", Value::String(large));
  Scratch scratch;
  const Value twice =
      shop.Make("member.name + member.name")->Evaluate(shop.facts, scratch);
  ASSERT_TRUE(twice.is_error());
  EXPECT_EQ(twice.error().reason, Reason::kTooLarge);
  const Value often = shop.Make(
                              "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16]"
                              ".map(x, member.name + 'b').size() > 0")
                          ->Evaluate(shop.facts, scratch);
  ASSERT_TRUE(often.is_error());
  EXPECT_EQ(often.error().reason, Reason::kExpressionBudget);
  // Searching a long text for a long text is bounded too.
  const Value search = shop.Make("member.name.contains(member.name)")
                           ->Evaluate(shop.facts, scratch);
  EXPECT_TRUE(search.is_error());
}

// Nothing to expect but that it returns.
void Survive(const Environment& environment, const std::string& source) {
  for (const bool check : {true, false}) {
    CompileOptions options;
    options.check = check;
    const CompileResult result =
        Compile(environment, source, std::nullopt, Limits(), options);
    EXPECT_NE(result.ok(), !result.diagnostics.empty());
    if (!result.ok()) {
      EXPECT_FALSE(result.diagnostics[0].message.empty());
      continue;
    }
    Scratch scratch;
    const Value value = result.expression->Evaluate({}, scratch);
    EXPECT_FALSE(FormatValue(value).empty());
    EXPECT_FALSE(result.expression->PrintProgram().empty());
    EXPECT_FALSE(result.expression->PrintChecked().empty());
    const std::vector<FailedPart> parts =
        result.expression->Explain({}, scratch);
    for (const FailedPart& part : parts) EXPECT_FALSE(part.message.empty());
  }
}

TEST(Hostile, NoiseOfBytesAndOfTokens) {
  const Shop shop;
  std::mt19937_64 random(42);
  constexpr std::string_view kWords[] = {
      "(",    ")",    "[",   "]",      "{",    "}",     ".",       ",",
      ":",    "?",    "+",   "-",      "!",    "&&",    "||",      "==",
      "<",    " in ", "1",   "2u",     "1.5",  "'a'",   "b'\\x0'", "prices",
      "x",    "has",  "all", "exists", "null", "true",  "money",   "size",
      "`a`",  "//",   "\n",  "\"\"\"", "0x",   "\\",    "\xC3",    "map",
      "tags", "in",   "as",  "r'",     "e9",   "total", "basket"};
  for (int i = 0; i < 20000; ++i) {
    std::string source;
    const size_t length = random() % 12;
    for (size_t j = 0; j < length; ++j) {
      if (i % 4 == 0) {
        source += static_cast<char>(random());
      } else {
        source += kWords[random() % std::size(kWords)];
      }
    }
    Survive(shop.environment, source);
  }
}

}  // namespace
}  // namespace patron::expr
