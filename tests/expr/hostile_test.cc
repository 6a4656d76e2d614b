// What an attacker or a broken file would send: it must be refused or stopped,
// and never crash. (10,000 nested brackets, noise, work without end.)
#include <gmock/gmock.h>

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

// What a person reads says which limit it was.
TEST(Hostile, TheBudgetNamesItself) {
  Shop shop;
  const std::vector<Value> many(1000, Value::Int(1));
  shop.Set("prices", Value::List(many));
  Scratch scratch;
  const Value long_one = shop.Make("prices.all(a, prices.all(b, a + b > 0))")
                             ->Evaluate(shop.facts, scratch);
  EXPECT_EQ(long_one.error().message,
            "the evaluation was stopped: it took more steps than allowed "
            "(steps_max is 100000): make lists, texts and patterns shorter, or "
            "put fewer loops into each other");
  const Value large =
      shop.Make("prices.map(a, prices + prices + prices).size() > 0")
          ->Evaluate(shop.facts, scratch);
  EXPECT_THAT(std::string(large.error().message),
              ::testing::HasSubstr("arena_bytes_max 8388608"));
}

TEST(Hostile, ADecisionHasOneBudget) {
  const Shop shop;
  const std::optional<Expression> made = shop.Make("basket.lines + 1 > 3");
  Scratch scratch;
  EXPECT_TRUE(made->Evaluate(shop.facts, scratch).is(Kind::kBool));
  const uint64_t each = scratch.steps;
  EXPECT_EQ(scratch.steps_left, Scratch::kNoBudget);
  // Enough for ten lines of fifty selections of this kind, and no more.
  scratch.steps_left = 500 * each;
  for (int i = 0; i < 500; ++i) {
    ASSERT_FALSE(made->Evaluate(shop.facts, scratch).is_error());
  }
  EXPECT_EQ(scratch.steps_left, 0U);
  for (int i = 0; i < 2; ++i) {
    const Value stopped = made->Evaluate(shop.facts, scratch);
    ASSERT_TRUE(stopped.is_error());
    EXPECT_EQ(stopped.error().reason, Reason::kExpressionBudget);
    EXPECT_THAT(std::string(stopped.error().message),
                ::testing::HasSubstr("decision_steps_max 10000000"));
    EXPECT_EQ(scratch.steps, 0U);
  }
  EXPECT_TRUE(made->EvaluateSlowly(shop.facts, scratch).is_error());
  EXPECT_THAT(made->Explain(shop.facts, scratch)[0].message,
              ::testing::HasSubstr("cannot be told"));
  scratch.steps_left = DecisionSteps(Limits(), 1);
  EXPECT_FALSE(made->Evaluate(shop.facts, scratch).is_error());
  EXPECT_EQ(scratch.steps_left, 10'010'000U - each);
  // Twenty thousand lines of fifty selections that take a hundred steps each.
  EXPECT_GT(DecisionSteps(Limits(), 20'000), 20'000U * 50 * 100);
}

// Texts in lists are compared letter by letter too.
TEST(Hostile, EqualTextsInListsArePaidFor) {
  Shop shop;
  const std::string large(600 * 1024, 'a');
  const std::vector<Value> often(50, Value::String(large));
  shop.Set("tags", Value::List(often));
  Scratch scratch;
  const Value equal = shop.Make("[1, 2, 3].all(i, tags == tags.map(t, t))")
                          ->Evaluate(shop.facts, scratch);
  ASSERT_TRUE(equal.is_error());
  EXPECT_EQ(equal.error().reason, Reason::kExpressionBudget);
}

// Two small values may be a long walk, since lists share their parts.
TEST(Hostile, SharedPartsAreWalkedWithinTheBudget) {
  const Shop shop;
  Scratch scratch;
  const std::string doubled = "[[1], [1]]" + Repeat(".map(x, [x, x])", 30);
  const Value equal =
      shop.Make(doubled + " == " + doubled)->Evaluate(shop.facts, scratch);
  ASSERT_TRUE(equal.is_error());
  EXPECT_EQ(equal.error().reason, Reason::kExpressionBudget);
  const std::optional<Expression> made = shop.Make(doubled);
  const Value huge = made->Evaluate(shop.facts, scratch);
  EXPECT_LE(FormatValue(huge).size(), kFormatBytesMax + 64);
  EXPECT_EQ(FormatValue(huge, 20), "[[[[[[[[[[[[[[[[[[[[[...");
}

TEST(Hostile, ReasonsAreShort) {
  const Shop shop;
  Scratch scratch;
  const std::string doubled = "[[1], [1]]" + Repeat(".map(x, [x, x])", 30);
  const std::vector<FailedPart> parts =
      shop.Make(doubled + " == [prices]")->Explain(shop.facts, scratch);
  ASSERT_EQ(parts.size(), 1U);
  EXPECT_LT(parts[0].message.size(), 4096U);
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
  EXPECT_THAT(parts.back().message.substr(parts.back().text.size()),
              ::testing::StartsWith(
                  " cannot be told: the evaluation was stopped: it and those "
                  "before it took more steps together than allowed (steps_max "
                  "is 1600000 for one, "));
}

TEST(Hostile, ComputedPatternsAreSmallAndFew) {
  const Shop shop;
  Scratch scratch;
  const Value large = shop.Make("'x'.matches('\\\\pL{300}' + member.name)")
                          ->Evaluate(shop.facts, scratch);
  ASSERT_TRUE(large.is_error());
  EXPECT_EQ(large.error().message,
            "the pattern is too large: its size is 304, at most 100 "
            "(computed_pattern_size_max)");
  std::string many = "[0";
  for (int i = 1; i < 600; ++i) many += ", " + std::to_string(i);
  const Value often =
      shop.Make(many + "].all(i, !'x'.matches('a{3}' + string(i)))")
          ->Evaluate(shop.facts, scratch);
  ASSERT_TRUE(often.is_error());
  EXPECT_EQ(often.error().reason, Reason::kExpressionBudget);
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

struct GrowthRow {
  std::string_view source;
  Reason reason;
};

// member.name is a text of 600 KiB, tags are 50 of it.
TEST(Hostile, FunctionsDoNotGrowWithoutEnd) {
  constexpr GrowthRow kRows[] = {
      {"member.name.replace('aaaaaaaaaa', 'a ten times and more')",
       Reason::kTooLarge},
      {"member.name.replace('', member.name, 2)", Reason::kTooLarge},
      {"member.name.replace('a', member.name, 1000)", Reason::kTooLarge},
      {"member.name.replace('a', 'b')", Reason::kExpressionBudget},
      {"member.name.replace('', 'b')", Reason::kExpressionBudget},
      {"tags.join()", Reason::kTooLarge},
      {"['', '', '', ''].join(member.name)", Reason::kTooLarge},
      {"'%s%s'.format(tags)", Reason::kTooLarge},
      {"'%s'.format([tags])", Reason::kTooLarge},
      {"'%s'.format([{member.name: member.name}])", Reason::kTooLarge},
      {"'%x'.format(tags)", Reason::kTooLarge},
      {"strings.quote(member.name + '\"'.replace('\"', member.name))",
       Reason::kTooLarge},
      {"base64.encode(bytes(member.name + member.name.substring(400000)))",
       Reason::kTooLarge},
      // Three alike in each: short to write, long to format.
      {"[[[tags]]].map(a, [a, a, a]).map(a, [a, a, a]).map(a, [a, a, a])"
       ".map(a, ''.replace('', '%s').format([a])).size() > 0",
       Reason::kTooLarge},
      {"member.name.split('').size() > 0", Reason::kExpressionBudget},
      {"member.name.split('a').size() > 0", Reason::kExpressionBudget},
      {"member.name.indexOf(member.name, 1)", Reason::kExpressionBudget},
      {"member.name.lastIndexOf(member.name, 1)", Reason::kExpressionBudget},
      {"member.name.split(member.name)", Reason::kExpressionBudget},
      {"member.name.replace(member.name, 'a')", Reason::kExpressionBudget},
      {"[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15].map(x, "
       "member.name.upperAscii()).size() > 0",
       Reason::kExpressionBudget},
      {"prices.map(a, prices.map(b, member.name.trim())).size() > 0",
       Reason::kExpressionBudget},
      {"prices.map(a, member.name.charAt(614399)).size() > 0",
       Reason::kExpressionBudget},
      {"prices.map(a, math.greatest(prices)).size() > 0", Reason::kNone},
  };
  Shop shop;
  const std::string large(600 * 1024, 'a');
  const std::vector<Value> often(50, Value::String(large));
  const std::vector<Value> many(100, Value::Int(1));
  shop.Set("member.name", Value::String(large));
  shop.Set("tags", Value::List(often));
  shop.Set("prices", Value::List(many));
  Scratch scratch;
  for (const GrowthRow& row : kRows) {
    const std::optional<Expression> made = shop.Make(row.source);
    ASSERT_TRUE(made.has_value());
    const Value value = made->Evaluate(shop.facts, scratch);
    EXPECT_EQ(value.is_error() ? value.error().reason : Reason::kNone,
              row.reason)
        << row.source;
  }
}

// What a host gives may be longer than any text here and nest without end.
TEST(Hostile, FormatOfWhatAHostGives) {
  constexpr int kDeep = 1'000'000;
  std::vector<Value> deep(kDeep);
  for (int i = 1; i < kDeep; ++i) {
    deep[size_t(i)] = Value::List({&deep[size_t(i - 1)], 1});
  }
  // Each list holds the one before twice: 2^60 items to write.
  std::vector<Value> wide(120, Value::String(""));
  for (size_t i = 2; i < wide.size(); i += 2) {
    wide[i] = wide[i + 1] = Value::List({&wide[i - 2], 2});
  }
  std::vector<MapEntry> entries;
  for (int i = 0; i < 50'000; ++i) {
    entries.push_back({Value::Int(i), Value::String("")});
  }
  Shop shop;
  Scratch scratch;
  const std::optional<Expression> made = shop.Make("'%s'.format([anything])");
  for (const Value& value : {deep.back(), wide.back(), Value::Map(entries),
                             Value::List({deep.data(), deep.size()})}) {
    shop.Set("anything", value);
    const Value text = made->Evaluate(shop.facts, scratch);
    ASSERT_TRUE(text.is_error());
    EXPECT_EQ(text.error().reason, Reason::kExpressionBudget);
  }
  shop.Set("anything", deep[1000]);
  EXPECT_EQ(made->Evaluate(shop.facts, scratch).text(),
            Repeat("[", 1000) + "null" + Repeat("]", 1000));
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
      "(",           ")",          "[",       "]",
      "{",           "}",          ".",       ",",
      ":",           "?",          "+",       "-",
      "!",           "&&",         "||",      "==",
      "<",           " in ",       "1",       "2u",
      "1.5",         "'a'",        "b'\\x0'", "prices",
      "x",           "has",        "all",     "exists",
      "null",        "true",       "money",   "size",
      "`a`",         "//",         "\n",      "\"\"\"",
      "0x",          "\\",         "\xC3",    "map",
      "tags",        "in",         "as",      "r'",
      "e9",          "total",      "basket",  "'%s%'.format(",
      "math.least(", ".split('')", ".join(",  "%"};
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
