// Regular expressions: what counts as large, what matching is charged for, and
// how few of them are compiled.
#include "expr/pattern.h"

#include <gmock/gmock.h>

#include <random>

#include "expr/charges.h"
#include "patron/error.h"
#include "tests/expr/shop.h"
#include "tests/seed.h"

namespace patron::expr {
namespace {

using ::testing::HasSubstr;

std::string Repeat(std::string_view text, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += text;
  return out;
}

TEST(Pattern, Sizes) {
  struct Row {
    std::string_view pattern;
    uint64_t size;  // one more than what stands there
  };
  constexpr Row kRows[] = {
      {"", 1},
      {"abc", 4},
      {"a+b*", 5},
      {"a|b", 4},
      {"^[0-9]{13}$", 16},
      {"[a-z0-9_]", 2},
      {"[]a]b", 3},
      {"[^]a]b", 3},
      {"[[:alpha:]]b", 3},
      {R"([\]a]b)", 3},
      {R"(\pL\p{Greek}\x{e4}\x41\d\.)", 7},
      {"\u00e4\u00f6\u00fc", 4},
      {"\u00e4{3}", 4},
      {"(ab)", 5},
      {"(?:ab)c", 6},
      {"(?i)ab", 3},
      {"(?i:ab)", 5},
      {"(?P<word>ab)", 5},
      {"(ab){3}", 13},
      {"((a{10}){10}){10}", 1000 + 200 + 20 + 1},
      {"a{2,4}", 9},
      {"a{2,}", 5},
      {"a{x}{", 6},
      {R"(\Qa{9}\E)", 5},
      {R"(\Qa)", 2},
      {"a{99999999999999999999}", kStepsWithoutEnd},
      {"(((((a{1000}){1000}){1000}){1000}){1000}){1000}", kStepsWithoutEnd},
      // What is no pattern has a size too.
      {"(((", 7},
      {")))", 1},
      {"[", 2},
      {"\\", 2},
      {"(?", 3},
      {"\\p{", 2},
  };
  for (const Row& row : kRows) {
    EXPECT_EQ(PatternSize(row.pattern), row.size) << row.pattern;
  }
}

// As letters of a byte each, so that a class is one instruction or a few.
TEST(Pattern, IsNoSmallerThanWhatRe2FollowsAtOnce) {
  std::mt19937_64 random(patron::testing::TestSeed());
  constexpr std::string_view kAtoms[] = {
      "a",   "b",     "xyz",  ".",     "[ab]", "[^a]", "\\d", "\\.",     "^",
      "$",   "(",     "(?:",  ")",     ")",    "|",    "*",   "+",       "?",
      "{3}", "{2,4}", "{2,}", "{0,3}", "(?i)", "\\b",  "{",   "\\Qa*\\E"};
  RE2::Options options = RegexOptions(PatternKind::kLiteral);
  options.set_encoding(RE2::Options::EncodingLatin1);
  int compiled = 0;
  for (int i = 0; i < 20000; ++i) {
    std::string pattern;
    for (size_t j = random() % 12; j > 0; --j) {
      pattern += kAtoms[random() % std::size(kAtoms)];
    }
    const RE2 regex(pattern, options);
    if (!regex.ok()) continue;
    ++compiled;
    ASSERT_LE(static_cast<uint64_t>(regex.ProgramSize()),
              2 * PatternSize(pattern) + 8)
        << pattern;
  }
  EXPECT_GT(compiled, 2000);
}

uint64_t StepsOf(Shop& shop, const std::string& pattern, size_t text) {
  const std::string name(text, 'a');
  shop.Set("member.name", Value::String(name));
  Scratch scratch;
  const std::optional<Expression> made =
      shop.Make("member.name.matches('" + pattern + "')");
  if (!made) return 0;
  EXPECT_TRUE(made->Evaluate(shop.facts, scratch).is(Kind::kBool));
  return scratch.steps;
}

TEST(Pattern, MatchingIsChargedForBothSizes) {
  Shop shop;
  // A common condition on a common text costs little more than the call.
  EXPECT_LT(StepsOf(shop, "^[0-9]{13}$", 13), 40U);
  const uint64_t small = StepsOf(shop, "a[ab]{40}c", 1000);
  EXPECT_GE(small, 1000U * 40 / 8);
  EXPECT_GE(StepsOf(shop, "a[ab]{40}c", 4000), 39 * small / 10);
  EXPECT_GE(StepsOf(shop, "a[ab]{160}c", 1000), 37 * small / 10);
}

// One line with a name of 4,096 letters took eighteen seconds.
TEST(Pattern, AHostileOneIsRefusedWhenItIsLoaded) {
  Environment environment;
  environment.AddFact("line.name", Type::String());
  const auto refusal = [&](const std::string& source) {
    const CompileResult result =
        Compile(environment, source, Type::Bool(), Limits(), {.bounded = true});
    return result.ok() ? "" : result.diagnostics[0].message;
  };
  EXPECT_THAT(refusal("line.name.matches('a[ab]{900}c')"),
              HasSubstr("allowed are 500 (pattern_size_max)"));
  std::string numbers = "0";
  for (int i = 1; i < 150; ++i) numbers += ", " + std::to_string(i);
  const std::string every = "[" + numbers + "].exists(i, line.name.matches('";
  EXPECT_THAT(refusal(every + "a[ab]{40}c'))"), HasSubstr("this may take"));
  EXPECT_THAT(refusal("line.name.matches('a[ab]{400}c')"),
              HasSubstr("this may take"));
  EXPECT_EQ(refusal("line.name.matches('a[ab]{40}c')"), "");
}

TEST(Pattern, AWrongOneIsToldWhereItStands) {
  Environment environment;
  const CompileResult result = Compile(
      environment, "'a' == 'b' || 'a'.matches('(')", Type::Bool(), Limits());
  ASSERT_FALSE(result.ok());
  EXPECT_THAT(result.diagnostics[0].message,
              HasSubstr("not a regular expression: missing )"));
  EXPECT_EQ(result.diagnostics[0].place.column, 27);
}

// A program of 27 KB took twelve seconds to check.
TEST(Pattern, TheSameOneIsCompiledOnce) {
  Environment environment;
  environment.AddFact("line.sku", Type::String());
  std::string source = "line.sku.matches('\\\\pL{2}')";
  for (int i = 0; i < 100; ++i) source += " || line.sku.matches('\\\\pL{2}')";
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(Compile(environment, source, Type::Bool(), Limits()).ok());
  }
  EXPECT_EQ(environment.patterns().compiled(), 1U);
}

TEST(Pattern, NothingIsCompiledOfWhatCostsTooMuch) {
  Environment environment;
  environment.AddFact("line.sku", Type::String());
  std::string source = "false";
  for (int i = 0; i < 200; ++i) {
    source += " || line.sku.matches('[ab]{20}" + std::to_string(i) + "')";
  }
  const CompileResult result =
      Compile(environment, source, Type::Bool(), Limits(), {.bounded = true});
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.diagnostics[0].reason, Reason::kExpressionBudget);
  EXPECT_EQ(environment.patterns().compiled(), 0U);
}

TEST(Pattern, AProgramHasSoManyAndNoMore) {
  PatternCache many;
  for (size_t i = 0; i < kPatternsMax; ++i) {
    ASSERT_TRUE(many.Compile("a" + std::to_string(i)).ok());
  }
  EXPECT_EQ(ReasonOf(many.Compile("b").status()), Reason::kTooLarge);
  EXPECT_TRUE(many.Compile("a1").ok());
  // The large ones are fewer; those that fail count too.
  for (const char* const tail : {"", "("}) {
    PatternCache large;
    size_t made = 0;
    absl::Status status;
    while (ReasonOf(status) != Reason::kTooLarge && made < kPatternsMax) {
      status =
          large.Compile("\\pL{3}" + std::to_string(made++) + tail).status();
    }
    EXPECT_LT(made, *tail == '\0' ? 100U : kPatternsMax + 1);
  }
  PatternCache failing;
  int failed = 0;
  while (failed < 1000) {
    const absl::Status status =
        failing.Compile("\\pL{1000}" + Repeat("a", failed++)).status();
    if (ReasonOf(status) == Reason::kTooLarge) break;
  }
  EXPECT_LT(failed, 100);
}

}  // namespace
}  // namespace patron::expr
