// Trees as text, canonical spelling, and syntax errors with their place.
#include "expr/parser.h"

#include <gtest/gtest.h>

#include "expr/expression.h"
#include "expr/printer.h"

namespace patron::expr {
namespace {

struct ShapeRow {
  std::string_view source;
  std::string_view shape;      // function form
  std::string_view canonical;  // "" where it is the source
};

constexpr ShapeRow kShapes[] = {
    {"1 + 2 * 3", "_+_(1, _*_(2, 3))", ""},
    {"(1 + 2) * 3", "_*_(_+_(1, 2), 3)", ""},
    {"1 - 2 - 3", "_-_(_-_(1, 2), 3)", ""},
    {"1 - (2 - 3)", "_-_(1, _-_(2, 3))", ""},
    {"(1 - 2) - 3", "_-_(_-_(1, 2), 3)", "1 - 2 - 3"},
    {"a && b && c", "&&(a, b, c)", ""},
    {"a && (b && c)", "&&(a, b, c)", "a && b && c"},
    {"(a||b)||c", "||(a, b, c)", "a || b || c"},
    {"a || b && c", "||(a, &&(b, c))", ""},
    {"(a || b) && c", "&&(||(a, b), c)", ""},
    {"a && b || c && d", "||(&&(a, b), &&(c, d))", ""},
    {"!a && !!b", "&&(!_(a), !_(!_(b)))", ""},
    {"!(a && b)", "!_(&&(a, b))", ""},
    {"a < b == c", "_==_(_<_(a, b), c)", ""},
    {"a < (b == c)", "_<_(a, _==_(b, c))", ""},
    {"x in [1,2,]", "@in(x, list(1, 2))", "x in [1, 2]"},
    {"a ? b : c ? d : e", "?:(a, b, ?:(c, d, e))", ""},
    {"(a ? b : c) ? d : e", "?:(?:(a, b, c), d, e)", ""},
    {"a ? (b ? c : d) : e", "?:(a, ?:(b, c, d), e)", ""},
    {"a || b ? c : d", "?:(||(a, b), c, d)", ""},
    {"(a ? b : c) || d", "||(?:(a, b, c), d)", ""},
    {"a.b.c", ".c(.b(a))", ""},
    {".a.b", ".b(.a)", ""},
    {"a.f(b, c)", "->f(a, b, c)", ""},
    {"f()", "f()", ""},
    {"a[0].b[1]", "_[_](.b(_[_](a, 0)), 1)", ""},
    {"(a + b)[0]", "_[_](_+_(a, b), 0)", ""},
    {"-a.b", "-_(.b(a))", ""},
    {"(-a).b", ".b(-_(a))", ""},
    {"-1", "-1", ""},
    {"- 1", "-1", "-1"},
    {"-(1)", "-1", "-1"},
    {"--1", "-_(-1)", ""},
    {"-(-1)", "-_(-1)", "--1"},
    {"a - -1", "_-_(a, -1)", ""},
    {"a-1", "_-_(a, 1)", "a - 1"},
    {"-a - -b", "_-_(-_(a), -_(b))", ""},
    {"-0.0", "-0.0", ""},
    {"-9223372036854775808", "-9223372036854775808", ""},
    {"0x10", "16", "16"},
    {"1e3", "1000.0", "1000.0"},
    {"1e300", "1e+300", "1e+300"},
    {"(1).size()", "->size(1)", ""},
    {"1u", "1u", ""},
    {"'it''s'", "", ""},
    {"'a\"b\\n'", "\"a\\\"b\\n\"", "\"a\\\"b\\n\""},
    {"r'a\\d'", "\"a\\\\d\"", "\"a\\\\d\""},
    {"b'\\xff\\000a'", "b\"\\xff\\x00a\"", "b\"\\xff\\x00a\""},
    {"{'a': 1, 2u: [3]}", "map(\"a\", 1, 2u, list(3))", "{\"a\": 1, 2u: [3]}"},
    {"{}", "map()", ""},
    {"{1: 2,}", "map(1, 2)", "{1: 2}"},
    {"[]", "list()", ""},
    {"a.`b-c`.`d`", ".d(.b-c(a))", "a.`b-c`.d"},
    {"a.`in`", ".in(a)", ""},
    {"{'as': 1}.as", ".as(map(\"as\", 1))", "{\"as\": 1}.as"},
    {"has(a.b.c)", "has.c(.b(a))", ""},
    {"l.exists(x, x > 1)", "exists<x>(l, _>_(x, 1))", ""},
    {"l.all(i, x, x > i)", "all<i,x>(l, _>_(x, i))", ""},
    {"l.map(x, x > 1, x * 2)", "map<x>(l, _>_(x, 1), _*_(x, 2))", ""},
    {"l.filter(x, x.all(y, y))", "filter<x>(l, all<y>(x, y))", ""},
    {"l.existsOne(x, x)", "existsOne<x>(l, x)", ""},
    {"(a + b).exists(x, x)", "exists<x>(_+_(a, b), x)", ""},
    {"exists(l, x)", "exists(l, x)", ""},
    {"a.?b.c", ".c(.?b(a))", ""},
    {"a.?`b-c`", ".?b-c(a)", ""},
    {"a[?0][1]", "_[_](_[?_](a, 0), 1)", ""},
    {"[?a, b, ?c ? d : e]", "list(?(a), b, ?(?:(c, d, e)))", ""},
    {"{?a: b, c: d}", "map(a, ?(b), c, d)", ""},
    {"{?'a': b ? c : d,}", "map(\"a\", ?(?:(b, c, d)))", "{?\"a\": b ? c : d}"},
    {"cel.bind(a, 1 + 2, a * a)", "bind<a>(_+_(1, 2), _*_(a, a))", ""},
    {"cel.bind(a, 1)", "->bind(cel, a, 1)", ""},
    {"o.optMap(x, x + 1)", "optMap<x>(o, _+_(x, 1))", ""},
    {"l.transformMap(k, v, v > 1, v)", "transformMap<k,v>(l, _>_(v, 1), v)",
     ""},
    {"l.exists(x)", "->exists(l, x)", ""},
    {"true && null == false", "&&(true, _==_(null, false))", ""},
    {"a // the first\n  + b", "_+_(a, b)", "a + b"},
    {"'\xE2\x82\xAC'", "\"\xE2\x82\xAC\"", "\"\xE2\x82\xAC\""},
};

TEST(Parser, ShapesAndCanonicalText) {
  for (const ShapeRow& row : kShapes) {
    const ParseResult result = Parse(row.source, Limits());
    if (row.shape.empty()) {
      EXPECT_FALSE(result.ast.has_value()) << row.source;
      continue;
    }
    ASSERT_TRUE(result.ast.has_value())
        << FormatDiagnostic(result.diagnostics[0]);
    EXPECT_EQ(PrintShape(*result.ast, result.ast->root()), row.shape);
    const std::string printed = PrintTree(*result.ast, result.ast->root());
    EXPECT_EQ(printed, row.canonical.empty() ? row.source : row.canonical);
    // Parsing what was printed gives the same tree.
    const ParseResult again = Parse(printed, Limits());
    ASSERT_TRUE(again.ast.has_value()) << printed;
    EXPECT_EQ(PrintShape(*again.ast, again.ast->root()), row.shape);
  }
}

struct ErrorRow {
  std::string_view source;
  int line;
  int column;
  std::string_view message;
};

TEST(Parser, ErrorsSayWhereAndWhatWasExpected) {
  constexpr ErrorRow kRows[] = {
      {"", 1, 1, "expected a value, but the expression ends"},
      {"a +", 1, 4, "expected a value, but the expression ends"},
      {"a b", 1, 3, "expected an operator or the end, but found 'b'"},
      {"a + * b", 1, 5, "expected a value, but found '*'"},
      {"(a", 1, 3, "expected ')', but the expression ends"},
      {"(a]", 1, 3, "expected ')', but found ']'"},
      {"[a", 1, 3, "expected ']', but the expression ends"},
      {"[a, b)", 1, 6, "expected ']', but found ')'"},
      {"a[1", 1, 4, "expected ']', but the expression ends"},
      {"a[]", 1, 3, "expected a value, but found ']'"},
      {"a)", 1, 2, "')' closes nothing that is open"},
      {"f(a,)", 1, 5, "expected a value, but found ')'"},
      {"{1}", 1, 3, "expected ':' and a value of the map, but found '}'"},
      {"{1: 2", 1, 6, "expected '}', but the expression ends"},
      {"{1: }", 1, 5, "expected a value, but found '}'"},
      {"a ? b", 1, 6, "expected ':' of the choice, but the expression ends"},
      {"a : b", 1, 3, "':' without a '?' or a map before it"},
      {"a ? b ? c : d : e", 1, 7,
       "a choice between '?' and ':' needs brackets of its own"},
      {"a.", 1, 3, "expected a field after '.', but the expression ends"},
      {"a.in", 1, 3, "expected a field after '.', but found 'in'"},
      {".1a", 1, 1, "a number runs into a name: '.1a'"},
      {".(a)", 1, 2, "expected a name, but found '('"},
      {"a, b", 1, 2, "',' is not expected here"},
      {"(a, b)", 1, 3, "expected ')', but found ','"},
      {"for", 1, 1, "'for' is a reserved word, not a name"},
      {"a\n  && ||", 2, 6, "expected a value, but found '||'"},
      {"a.?b()", 1, 4, "only a field may follow '.?'"},
      {"a.?", 1, 4, "expected a field after '.', but the expression ends"},
      {"[??a]", 1, 3, "expected a value, but found '?'"},
      {"f(?a)", 1, 3, "expected a value, but found '?'"},
      {"{a: ?b}", 1, 5, "expected a value, but found '?'"},
      {"has(a.?b)", 1, 8, "has() wants a field such as has(member.birthday)"},
      {"cel.bind(a.b, 1, 2)", 1, 12,
       "bind() wants a plain name here, for example bind(line, ...)"},
      {"l.transformMap(k, k, 1)", 1, 19, "both variables have the same name"},
      {"Money{units: 1}", 1, 6, "messages cannot be made in an expression"},
      {"9223372036854775808", 1, 1,
       "'9223372036854775808' does not fit an int"},
      {"18446744073709551616u", 1, 1,
       "'18446744073709551616u' does not fit a uint"},
      {"1e999", 1, 1, "'1e999' does not fit a double"},
      {"'a\\q'", 1, 3,
       "unknown escape '\\q': write '\\\\' for a backslash, or r\"...\" for a "
       "raw string"},
      {"'\\x1'", 1, 2, "an escape that needs 2 more digits"},
      {"'\\ud800'", 1, 2, "an escape that is no Unicode letter"},
      {"b'\\u0041'", 1, 3,
       "unknown escape '\\u': write '\\\\' for a backslash, or r\"...\" for a "
       "raw string"},
      {"l.exists(x.y, true)", 1, 12,
       "exists() wants a plain name here, for example exists(line, ...)"},
      {"l.all(x, x, true)", 1, 10, "both variables have the same name"},
      {"has(a)", 1, 5, "has() wants a field such as has(member.birthday)"},
  };
  for (const ErrorRow& row : kRows) {
    const ParseResult result = Parse(row.source, Limits());
    ASSERT_EQ(result.diagnostics.size(), 1U) << row.source;
    const Diagnostic& diagnostic = result.diagnostics[0];
    EXPECT_EQ(diagnostic.message, row.message) << row.source;
    EXPECT_EQ(diagnostic.place.line, row.line) << row.source;
    EXPECT_EQ(diagnostic.place.column, row.column) << row.source;
  }
}

TEST(Parser, ExcerptHasACaretUnderThePlace) {
  const ParseResult result =
      Parse("a &&\n\"\xC3\xA9t\xC3\xA9\" == b c", Limits());
  ASSERT_EQ(result.diagnostics.size(), 1U);
  EXPECT_EQ(result.diagnostics[0].excerpt,
            "\"\xC3\xA9t\xC3\xA9\" == b c\n           ^");
  // A long line is cut on both sides.
  const std::string wide = std::string(200, 'a') + " b " + std::string(99, 'c');
  const ParseResult cut = Parse(wide, Limits());
  ASSERT_EQ(cut.diagnostics.size(), 1U);
  EXPECT_EQ(cut.diagnostics[0].place.column, 202);
  EXPECT_EQ(cut.diagnostics[0].excerpt, "..." + std::string(35, 'a') + " b " +
                                            std::string(34, 'c') + "...\n" +
                                            std::string(39, ' ') + "^");
}

TEST(Parser, CanonicalIsOneCall) {
  const absl::StatusOr<std::string> text =
      Canonical("a&&( b )||!(c)", Limits());
  ASSERT_TRUE(text.ok());
  EXPECT_EQ(*text, "a && b || !c");
  EXPECT_FALSE(Canonical("a &&", Limits()).ok());
}

}  // namespace
}  // namespace patron::expr
