// Tokens as text, and what the lexer refuses.
#include <gtest/gtest.h>

#include "expr/token.h"

namespace patron::expr {
namespace {

struct TokenRow {
  std::string_view source;
  std::string_view tokens;  // text:kind, signs and words without a kind
};

TEST(Lexer, Tokens) {
  constexpr TokenRow kRows[] = {
      {"", ""},
      {"a", "a:name"},
      {"a.b", "a:name . b:name"},
      {"a . b // a comment\n+ 1", "a:name . b:name + 1:int"},
      {"1 1u 0x1F 0X1fU", "1:int 1u:uint 0x1F:int 0X1fU:uint"},
      {"1.5 .5 1e3 1.5E-3", "1.5:double .5:double 1e3:double 1.5E-3:double"},
      {"1.foo", "1:int . foo:name"},
      {"[1]", "[ 1:int ]"},
      {"'a' \"b\" r'c' b'd' br'e' rb'f'",
       "'a':string \"b\":string r'c':string b'd':bytes br'e':bytes rb:name "
       "'f':string"},
      {"'''a'b'''", "'''a'b''':string"},
      {"\"\"\"a\nb\"\"\"", "\"\"\"a\nb\"\"\":string"},
      {"r'\\'", "r'\\':string"},
      {"a&&b||!c", "a:name && b:name || ! c:name"},
      {"a<=b<c==d!=e>=f>g",
       "a:name <= b:name < c:name == d:name != e:name >= f:name > g:name"},
      {"x in y ? true : null", "x:name in y:name ? true : null"},
      {"a.`b-c`", "a:name . `b-c`:quoted name"},
      {"_a1", "_a1:name"},
      {"inner", "inner:name"},
  };
  for (const TokenRow& row : kRows) {
    const TokenizeResult result = Tokenize(row.source, Limits());
    EXPECT_TRUE(result.diagnostics.empty()) << row.source;
    EXPECT_EQ(PrintTokens(row.source, result.tokens), row.tokens);
  }
}

struct RefusedRow {
  std::string_view source;
  int line;
  int column;
  std::string_view message;
};

TEST(Lexer, RefusesWithAPlace) {
  constexpr RefusedRow kRows[] = {
      {"a = b", 1, 3, "'=' has no meaning here; did you mean '=='?"},
      {"a & b", 1, 3, "'&' has no meaning here; did you mean '&&'?"},
      {"a | b", 1, 3, "'|' has no meaning here; did you mean '||'?"},
      {"a\n + #", 2, 4, "'#' has no meaning here"},
      {"'\xC3\xA9' + $", 1, 7, "'$' has no meaning here"},
      {"\xE2\x82\xAC 5", 1, 1, "'\xE2\x82\xAC' has no meaning here"},
      {"'abc", 1, 1, "a string that is not closed: expected '"},
      {"'abc\n'", 1, 1, "a string that is not closed: expected '"},
      {"'''abc''", 1, 1, "a string that is not closed: expected three times '"},
      {"'a\\", 1, 1, "a string that is not closed: expected '"},
      {"12ab", 1, 1, "a number runs into a name: '12a'"},
      {"0x", 1, 1, "0x needs hex digits"},
      {"a.`b", 1, 3,
       "a quoted name holds letters, digits and _ . - / and ends with `"},
  };
  for (const RefusedRow& row : kRows) {
    const TokenizeResult result = Tokenize(row.source, Limits());
    ASSERT_EQ(result.diagnostics.size(), 1U) << row.source;
    const Diagnostic& diagnostic = result.diagnostics[0];
    EXPECT_EQ(diagnostic.message, row.message);
    EXPECT_EQ(diagnostic.place.line, row.line) << row.source;
    EXPECT_EQ(diagnostic.place.column, row.column) << row.source;
    EXPECT_EQ(diagnostic.reason, Reason::kExpressionSyntax);
  }
}

TEST(Lexer, RefusesWhatIsNoText) {
  const TokenizeResult bad = Tokenize("a + '\xFF'", Limits());
  ASSERT_EQ(bad.diagnostics.size(), 1U);
  EXPECT_EQ(bad.diagnostics[0].reason, Reason::kNotUtf8);
  EXPECT_EQ(bad.diagnostics[0].place.column, 6);
  // Overlong forms, surrogates and what lies past the last letter.
  for (const std::string_view text :
       {"'\xC0\x80'", "'\xE0\x80\x80'", "'\xED\xA0\x80'", "'\xF4\x90\x80\x80'",
        "'\xE2\x82'"}) {
    EXPECT_EQ(Tokenize(text, Limits()).diagnostics.size(), 1U);
  }
  Limits limits;
  limits.source_bytes_max = 4;
  EXPECT_TRUE(Tokenize("a+bb", limits).diagnostics.empty());
  const TokenizeResult large = Tokenize("a+bbb", limits);
  ASSERT_EQ(large.diagnostics.size(), 1U);
  EXPECT_EQ(large.diagnostics[0].reason, Reason::kExpressionTooLarge);
}

}  // namespace
}  // namespace patron::expr
