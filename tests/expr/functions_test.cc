// The functions of CEL's extensions: strings, format(), math.* and base64.
//
// Tables first; then each function of texts against one that does the same to a
// list of letters, over all small texts; then numbers against the C library.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <random>

#include "expr/text.h"
#include "tests/expr/rows.h"
#include "tests/expr/shop.h"

namespace patron::expr {
namespace {

CompileOptions Unchecked() {
  CompileOptions options;
  options.check = false;
  return options;
}

TEST(Functions, PositionsCountLetters) {
  constexpr ValueRow kRows[] = {
      {"'tacocat'.charAt(0) + 'tacocat'.charAt(6)", "\"tt\""},
      {"'a\\u00e9\\U0001F600'.charAt(2) == '\\U0001F600'", "true"},
      {"'abc'.charAt(3)", "\"\""},
      {"''.charAt(0)", "\"\""},
      {"'abc'.charAt(4)", "error: no position 4 in a text of 3"},
      {"'abc'.charAt(-1)", "error: no position -1 in a text of 3"},
      {"'\\u00e9'.charAt(2)", "error: no position 2 in a text of 1"},
      {"'abc'.charAt(9223372036854775807)",
       "error: no position 9223372036854775807 in a text of 3"},
      {"'abc'.substring(1)", "\"bc\""},
      {"'abc'.substring(3)", "\"\""},
      {"'abc'.substring(0, 3)", "\"abc\""},
      {"'\\u00e9\\u00e8x'.substring(1, 2) == '\\u00e8'", "true"},
      {"'abc'.substring(4)", "error: no position 4 in a text of 3"},
      {"'abc'.substring(1, 4)", "error: no position 4 in a text of 3"},
      {"'abc'.substring(-1, 2)", "error: no position -1 in a text of 3"},
      {"'abc'.substring(2, 1)",
       "error: a part of a text cannot start at 2 and end before, at 1"},
      {"'abc'.substring(1, -9223372036854775808)",
       "error: a part of a text cannot start at 1 and end before, at "
       "-9223372036854775808"},
      {"'abcabc'.indexOf('c')", "2"},
      {"'abcabc'.indexOf('c', 2)", "2"},
      {"'abcabc'.indexOf('c', 3)", "5"},
      {"'abc'.indexOf('abcd')", "-1"},
      {"'abc'.indexOf('')", "0"},
      {"''.indexOf('a')", "-1"},
      {"''.indexOf('')", "0"},
      {"'abc'.indexOf('', 3)", "3"},
      {"'abc'.indexOf('a', 3)", "-1"},
      {"'abc'.indexOf('a', 4)", "error: no position 4 in a text of 3"},
      {"'abc'.indexOf('', 4)", "error: no position 4 in a text of 3"},
      {"'abc'.indexOf('a', -1)", "error: no position -1 in a text of 3"},
      {"'\\u00e9a\\u00e9a'.indexOf('a', 2)", "3"},
      // Found by whole letters only: the first byte of one is not in another.
      {"'\\u00e9'.indexOf('\\u00e8')", "-1"},
      {"'abcabc'.lastIndexOf('c')", "5"},
      {"'abcabc'.lastIndexOf('c', 4)", "2"},
      {"'abcabc'.lastIndexOf('bc', 4)", "4"},
      {"'abcabc'.lastIndexOf('abc', 6)", "3"},
      {"'abc'.lastIndexOf('abcd', 1)", "-1"},
      {"'abc'.lastIndexOf('')", "3"},
      {"'abc'.lastIndexOf('', 1)", "1"},
      {"''.lastIndexOf('')", "0"},
      {"'\\u00e9a\\u00e9a'.lastIndexOf('a', 2)", "1"},
      {"'abc'.lastIndexOf('a', 4)", "error: no position 4 in a text of 3"},
      {"'abc'.lastIndexOf('a', -1)", "error: no position -1 in a text of 3"},
  };
  ExpectValues(Shop(), kRows);
}

TEST(Functions, TextsApartAndTogether) {
  constexpr ValueRow kRows[] = {
      {"'TacoC\\u00c6T [`{'.lowerAscii() == 'tacoc\\u00c6t [`{'", "true"},
      {"'tacoc\\u00e6t @`~'.upperAscii() == 'TACOC\\u00e6T @`~'", "true"},
      {"''.lowerAscii() + ''.upperAscii() + ''.reverse() + ''.trim()", "\"\""},
      {"'a-b-c'.replace('-', ', ')", "\"a, b, c\""},
      {"'a-b-c'.replace('-', '', 1)", "\"ab-c\""},
      {"'a-b-c'.replace('-', '+', 0)", "\"a-b-c\""},
      {"'a-b-c'.replace('-', '+', -5)", "\"a+b+c\""},
      {"'a-b-c'.replace('-', '+', 9223372036854775807)", "\"a+b+c\""},
      {"'aaa'.replace('aa', 'b')", "\"ba\""},
      {"'aXbX'.replace('X', 'XX')", "\"aXXbXX\""},
      {"'ab'.replace('', '-')", "\"-a-b-\""},
      {"'ab'.replace('', '-', 2)", "\"-a-b\""},
      {"'\\u00e9\\u00e8'.replace('', '-') == '-\\u00e9-\\u00e8-'", "true"},
      {"''.replace('', '-')", "\"-\""},
      {"''.replace('a', '-')", "\"\""},
      {"'a,b,,c,'.split(',')", "[\"a\", \"b\", \"\", \"c\", \"\"]"},
      {"'a,b,c'.split(',', 2)", "[\"a\", \"b,c\"]"},
      {"'a,b,c'.split(',', 1)", "[\"a,b,c\"]"},
      {"'a,b,c'.split(',', 0)", "[]"},
      {"'a,b,c'.split(',', 9)", "[\"a\", \"b\", \"c\"]"},
      {"'a,b,c'.split(', ')", "[\"a,b,c\"]"},
      {"'aaa'.split('aa')", "[\"\", \"a\"]"},
      {"''.split(',')", "[\"\"]"},
      {"''.split(',', 0)", "[]"},
      {"'abc'.split('')", "[\"a\", \"b\", \"c\"]"},
      {"'abc'.split('', 2)", "[\"a\", \"bc\"]"},
      {"'abc'.split('', 1)", "[\"abc\"]"},
      {"'abc'.split('', 7)", "[\"a\", \"b\", \"c\"]"},
      {"''.split('')", "[]"},
      {"'\\u00e9\\u00e8'.split('') == ['\\u00e9', '\\u00e8']", "true"},
      {"['a', 'b', 'c'].join(', ')", "\"a, b, c\""},
      {"['a', '', 'c'].join()", "\"ac\""},
      {"['', ''].join('-')", "\"-\""},
      {"['a'].join('-') + [].join() + [].join('-')", "\"a\""},
      {"tags.join('+')", "\"new+sale\""},
      {"tags.map(t, t.upperAscii()).join('').reverse()", "\"ELASWEN\""},
      {"[dyn('a'), dyn(1)].join()",
       "error: join() takes a list of strings, found int"},
      {"' \\t\\n\\v\\f\\r\\u0085\\u00a0\\u1680\\u2000\\u200a\\u2028\\u2029"
       "\\u202f\\u205f\\u3000'.trim()",
       "\"\""},
      {"' \\u3000a b\\u2028 '.trim()", "\"a b\""},
      {"'\\u200bx\\u200b'.trim() == '\\u200bx\\u200b'", "true"},
      {"'\\u00e9'.trim() == '\\u00e9'", "true"},
      {"'a\\u00e9\\U0001F600'.reverse() == '\\U0001F600\\u00e9a'", "true"},
      {"strings.quote('a\\a\\b\\f\\n\\r\\t\\v\\\\\"')",
       "\"\\\"a\\\\a\\\\b\\\\f\\\\n\\\\r\\\\t\\\\v\\\\\\\\\\\\\\\"\\\"\""},
      // What has no short escape stands as it is.
      {"strings.quote('\\x01\\u00e9`?') == '\"\\x01\\u00e9`?\"'", "true"},
      {"strings.quote('')", "\"\\\"\\\"\""},
  };
  ExpectValues(Shop(), kRows);
}

TEST(Functions, FormatOfAnything) {
  constexpr ValueRow kRows[] = {
      {"'%s %s %s %s'.format([true, 1, 2u, 'x'])", "\"true 1 2 x\""},
      {"'%s|%s'.format([null, type(1.5)])", "\"null|double\""},
      {"'%s %s'.format([1.0, -0.5])", "\"1 -0.5\""},
      {"'%s %s %s'.format([-0.0, 1e23, 5e-7])",
       "\"-0 100000000000000000000000 0.0000005\""},
      {"'%s'.format([123456789.125])", "\"123456789.125\""},
      {"'%s %s'.format([0.0 / 0.0, -1.0 / 0.0])", "\"NaN -Infinity\""},
      {"'%s'.format([b'a\\xff\\xfeb\\xc3'])",
       "\"a\xEF\xBF\xBD"
       "b\xEF\xBF\xBD\""},
      {"'%s'.format([b'\\xc3\\xa9']) == '\\u00e9'", "true"},
      {"'%s %s'.format([duration('90m'), duration('-1.5s')])",
       "\"5400s -1.5s\""},
      {"'%s'.format([duration('0')])", "\"0s\""},
      {"'%s'.format([timestamp('2026-11-21T08:26:30.5+01:00')])",
       "\"2026-11-21T07:26:30.5Z\""},
      {"'%s'.format([[1, [2.5, 'a'], [], {}]])", "\"[1, [2.5, a], [], {}]\""},
      {"'%s'.format([{'b': [1], 'a': {2: null}}])",
       "\"{a: {2: null}, b: [1]}\""},
      // By the text of the key, not by its number; alike texts in their order.
      {"'%s'.format([{10: 'x', 9: 'y', true: 'z'}])",
       "\"{10: x, 9: y, true: z}\""},
      {"'%s'.format([{1: 'x', '1': 'y', '': 'z'}])", "\"{: z, 1: x, 1: y}\""},
      {"'%s %s'.format([basket.total, [quantity('coffee'), points('bean'), "
       "rate('10%'), date('2026-11-21')]])",
       "\"46.80 EUR [2, 12.5, 10%, 2026-11-21]\""},
      {"'100%% of %s'.format(tags)", "\"100% of new\""},
      {"member.name.format([])", "\"Ann\""},
      {"'%s'.format([dyn(optional.of(1))])",
       "error: format(): %s takes what has a text, found optional(dyn)"},
      {"'%s'.format([[dyn(optional.none())]])",
       "error: format(): %s takes what has a text, found optional(dyn)"},
  };
  ExpectValues(Shop(), kRows);
}

TEST(Functions, FormatOfNumbers) {
  constexpr ValueRow kRows[] = {
      {"'%d %d %d'.format([-1, 2u, 3.14])", "\"-1 2 3.14\""},
      {"'%d'.format([-9223372036854775808])", "\"-9223372036854775808\""},
      {"'%d %d'.format([1.0 / 0.0, 18446744073709551615u])",
       "\"Infinity 18446744073709551615\""},
      {"'%f %f %f'.format([1, 2u, 3.14])", "\"1.000000 2.000000 3.140000\""},
      {"'%.0f %.1f %.2f'.format([2.5, 0.25, 0.125])", "\"2 0.2 0.12\""},
      {"'%.0f %.1f %.2f'.format([3.5, 0.75, 0.375])", "\"4 0.8 0.38\""},
      {"'%.0f %.0f'.format([-0.5, -0.4])", "\"-0 -0\""},
      {"'%.20f'.format([0.1])", "\"0.10000000000000000555\""},
      {"'%.3f'.format([123.4999])", "\"123.500\""},
      {"'%.3f'.format([999.9999])", "\"1000.000\""},
      {"'%f'.format([1e22])", "\"10000000000000000000000.000000\""},
      {"'%f %f'.format([0.0 / 0.0, -1.0 / 0.0])", "\"NaN -Infinity\""},
      {"'%e %e'.format([0.0, 1052.032911275])",
       "\"0.000000e+00 1.052033e+03\""},
      {"'%.0e %.1e %.2e'.format([2.5, -3.14, 1e300])",
       "\"2e+00 -3.1e+00 1.00e+300\""},
      {"'%e %e'.format([9, 9u])", "\"9.000000e+00 9.000000e+00\""},
      {"'%b %b %b %b'.format([5, -5, 5u, true])", "\"101 -101 101 1\""},
      {"'%b'.format([-9223372036854775808])",
       "\"-1000000000000000000000000000000000000000000000000000000000000000\""},
      {"'%o %o'.format([-8, 18446744073709551615u])",
       "\"-10 1777777777777777777777\""},
      {"'%x %X %x'.format([-255, 255u, 0])", "\"-ff FF 0\""},
      {"'%x|%X|%x'.format(['a\\u00e9', b'\\x00\\xff', ''])",
       "\"61c3a9|00FF|\""},
      // A precision that a verb has no use for is read and not used.
      {"'%.3s %.1d %.2x'.format(['tea', 12, 255])", "\"tea 12 ff\""},
      {"'%.100f'.format([1]).size()", "102"},
  };
  ExpectValues(Shop(), kRows);
}

// What the checker cannot see, since the text or the list is no literal.
TEST(Functions, FormatFailsAtEvaluation) {
  constexpr ValueRow kRows[] = {
      {"'%'.format([1])", "error: format(): a '%' at the end is written '%%'"},
      {"'%.'.format([1])",
       "error: format(): behind '%.' is a number of digits from 0 to 100"},
      {"'%.f'.format([1])",
       "error: format(): behind '%.' is a number of digits from 0 to 100"},
      {"'%.-1f'.format([1])",
       "error: format(): behind '%.' is a number of digits from 0 to 100"},
      {"'%.101f'.format([1])",
       "error: format(): behind '%.' is a number of digits from 0 to 100"},
      {"'%.99999999999f'.format([1])",
       "error: format(): behind '%.' is a number of digits from 0 to 100"},
      {"'%.2'.format([1])",
       "error: format(): a '%' at the end is written '%%'"},
      {"'%\\u00e9'.format([1])",
       "error: format(): there is no '%\xC3\xA9'; there are %s %d %f %e %b %o "
       "%x %X and %%"},
      {"'%5d'.format([1])",
       "error: format(): there is no '%5'; there are %s %d %f %e %b %o %x %X "
       "and %%"},
      {"'%s and %s'.format([1])",
       "error: format(): the text has more clauses than there are arguments "
       "(1)"},
      {"'%s'.format([1, 2])", "\"1\""},
      {"'%d'.format(['1'])",
       "error: format(): %d takes int, uint or double, found string"},
      {"'%f'.format(['NaN'])",
       "error: format(): %f takes int, uint or double, found string"},
      {"'%d'.format([basket.total])",
       "error: format(): %d takes int, uint or double, found money"},
      {"'%e'.format([null])",
       "error: format(): %e takes int, uint or double, found null"},
      {"'%b'.format([1.0])",
       "error: format(): %b takes int, uint or bool, found double"},
      {"'%o'.format([true])",
       "error: format(): %o takes int or uint, found bool"},
      {"'%x'.format([1.0])",
       "error: format(): %x takes int, uint, string or bytes, found double"},
      {"'%X'.format([[1]])",
       "error: format(): %X takes int, uint, string or bytes, found list(dyn)"},
      {"'%s'.format(1)", "error: no such overload: format(string, int)"},
      {"1.format([])", "error: no such overload: format(int, list(dyn))"},
  };
  ExpectValues(Shop(), kRows, Unchecked());
}

TEST(Functions, GreatestAndLeast) {
  constexpr ValueRow kRows[] = {
      {"math.greatest(1)", "1"},
      {"math.greatest(1, 2.5, 2u)", "2.5"},
      {"math.least(1, 2.5, 0u, -3.5)", "-3.5"},
      {"math.greatest(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)", "12"},
      // The first of equals.
      {"math.greatest(1, 1u, 1.0)", "1"},
      {"math.least(1.0, 1u, 1)", "1.0"},
      {"math.greatest([3u, 1u])", "3u"},
      {"math.least([1.5])", "1.5"},
      {"math.greatest(prices) + math.least(prices)", "11"},
      {"math.greatest(prices.map(p, p % 5))", "3"},
      {"math.greatest([])",
       "error: an empty list has no greatest and no "
       "least"},
      {"math.greatest(-1, 18446744073709551615u)", "18446744073709551615u"},
      {"math.least(9223372036854775807, 9223372036854775808u)",
       "9223372036854775807"},
      {"math.greatest(0.0 / 0.0)", "NaN"},
      {"math.greatest(0.0 / 0.0, 1)", "error: NaN has no order among numbers"},
      {"math.least([1.0, 0.0 / 0.0])", "error: NaN has no order among numbers"},
      {"math.greatest(dyn('a'))",
       "error: no such overload: math.greatest(string)"},
      {"math.least(1, dyn(null))",
       "error: no such overload: math.least(int, null)"},
      {"math.greatest([dyn(1), dyn('a')])",
       "error: no such overload: math.greatest(list(dyn))"},
      {"math.greatest(1, 1 / 0)", "error: divide by zero"},
  };
  ExpectValues(Shop(), kRows);
}

TEST(Functions, RoundingSignsAndBits) {
  constexpr ValueRow kRows[] = {
      {"[math.ceil(1.2), math.ceil(-1.2), math.ceil(1e300)]",
       "[2.0, -1.0, 1e+300]"},
      {"[math.floor(1.2), math.floor(-1.2)]", "[1.0, -2.0]"},
      {"[0.5, -0.5, 1.5, 2.5, -2.5, 0.49999999999999994].map(x, "
       "math.round(x))",
       "[1.0, -1.0, 2.0, 3.0, -3.0, 0.0]"},
      {"[math.trunc(1.9), math.trunc(-1.9)]", "[1.0, -1.0]"},
      {"math.round(1.0 / 0.0)", "Infinity"},
      {"[math.abs(-1), math.abs(-9223372036854775807)]",
       "[1, 9223372036854775807]"},
      {"math.abs(-9223372036854775808)", "error: the result does not fit"},
      {"[math.abs(-1.5), math.abs(-0.0), math.abs(-1.0 / 0.0)]",
       "[1.5, 0.0, Infinity]"},
      {"math.abs(18446744073709551615u)", "18446744073709551615u"},
      {"[math.sign(-7), math.sign(0), math.sign(7)]", "[-1, 0, 1]"},
      {"[math.sign(0u), math.sign(7u)]", "[0u, 1u]"},
      {"[-7.5, -0.0, 7.5, 0.0 / 0.0].map(x, math.sign(x))",
       "[-1.0, 0.0, 1.0, NaN]"},
      {"[math.sqrt(81), math.sqrt(81u), math.sqrt(2.25), math.sqrt(-1)]",
       "[9.0, 9.0, 1.5, NaN]"},
      {"math.sqrt(985.25)", "31.388692231439016"},
      {"[0.0 / 0.0, 1.0 / 0.0, 1.5].map(x, [math.isNaN(x), math.isInf(x), "
       "math.isFinite(x)])",
       "[[true, false, false], [false, true, false], [false, false, true]]"},
      {"[math.bitAnd(-3, -5), math.bitOr(-2, -4), math.bitXor(1, -1)]",
       "[-7, -2, -2]"},
      {"[math.bitAnd(6u, 3u), math.bitOr(6u, 3u), math.bitXor(6u, 3u)]",
       "[2u, 7u, 5u]"},
      {"math.bitNot(0u)", "18446744073709551615u"},
      {"[math.bitNot(9223372036854775807), math.bitNot(0)]",
       "[-9223372036854775808, -1]"},
      {"[math.bitShiftLeft(1, 63), math.bitShiftLeft(-1, 1), "
       "math.bitShiftLeft(1, 64), math.bitShiftLeft(3, 0)]",
       "[-9223372036854775808, -2, 0, 3]"},
      {"[math.bitShiftRight(-1, 63), math.bitShiftRight(-1, 64), "
       "math.bitShiftRight(-1, 0)]",
       "[1, 0, -1]"},
      {"math.bitShiftLeft(1u, 9223372036854775807)", "0u"},
      {"math.bitShiftRight(18446744073709551615u, 63)", "1u"},
      {"math.bitShiftLeft(1, -1)",
       "error: bits are shifted by 0 or more, not by less"},
      {"math.bitShiftRight(1u, -9223372036854775808)",
       "error: bits are shifted by 0 or more, not by less"},
      {"math.floor(dyn(1))", "error: no such overload: math.floor(int)"},
      {"math.isNaN(dyn('a'))", "error: no such overload: math.isNaN(string)"},
      {"math.abs(dyn('a'))", "error: no such overload: math.abs(string)"},
      {"math.sqrt(dyn('a'))", "error: no such overload: math.sqrt(string)"},
      {"math.bitAnd(dyn(1), 1u)",
       "error: no such overload: math.bitAnd(int, uint)"},
      {"math.bitNot(dyn(1.5))", "error: no such overload: math.bitNot(double)"},
      {"math.bitShiftLeft(1, dyn(1u))",
       "error: no such overload: math.bitShiftLeft(int, uint)"},
  };
  ExpectValues(Shop(), kRows);
}

TEST(Functions, Base64) {
  constexpr ValueRow kRows[] = {
      {"base64.encode(b'')", "\"\""},
      {"base64.encode(b'f')", "\"Zg==\""},
      {"base64.encode(b'fo')", "\"Zm8=\""},
      {"base64.encode(b'foo')", "\"Zm9v\""},
      {"base64.encode(b'foob')", "\"Zm9vYg==\""},
      {"base64.encode(b'\\xfb\\xff\\xfe')", "\"+//+\""},
      {"base64.decode('')", "b\"\""},
      {"base64.decode('Zg==')", "b\"f\""},
      {"base64.decode('Zg')", "b\"f\""},
      {"base64.decode('Zm8=')", "b\"fo\""},
      {"base64.decode('Zm8')", "b\"fo\""},
      {"base64.decode('Zm9v')", "b\"foo\""},
      {"base64.decode('+//+')", "b\"\\xfb\\xff\\xfe\""},
      {"base64.decode('Z')", "error: the text is not base64"},
      {"base64.decode('Zg=')", "error: the text is not base64"},
      {"base64.decode('Zg===')", "error: the text is not base64"},
      {"base64.decode('Zm9v=')", "error: the text is not base64"},
      {"base64.decode('Zm9v====')", "error: the text is not base64"},
      {"base64.decode('=')", "error: the text is not base64"},
      {"base64.decode('Zg==Zg==')", "error: the text is not base64"},
      {"base64.decode('Zm9\\n')", "error: the text is not base64"},
      {"base64.decode('Zm-_')", "error: the text is not base64"},
      {"base64.decode('Zm\\u00e9')", "error: the text is not base64"},
      {"base64.encode(dyn('a'))",
       "error: no such overload: base64.encode(string)"},
      {"base64.decode(dyn(b'a'))",
       "error: no such overload: base64.decode(bytes)"},
  };
  ExpectValues(Shop(), kRows);
}

TEST(Functions, KindsThatNoOverloadTakes) {
  constexpr ValueRow kRows[] = {
      {"1.charAt(0)", "error: no such overload: charAt(int, int)"},
      {"'a'.charAt('0')", "error: no such overload: charAt(string, string)"},
      {"'a'.charAt(0u)", "error: no such overload: charAt(string, uint)"},
      {"'a'.substring(0, 1.0)",
       "error: no such overload: substring(string, int, double)"},
      {"'a'.indexOf(b'a')", "error: no such overload: indexOf(string, bytes)"},
      {"'a'.lastIndexOf('a', null)",
       "error: no such overload: lastIndexOf(string, string, null)"},
      {"1.lowerAscii()", "error: no such overload: lowerAscii(int)"},
      {"1.upperAscii()", "error: no such overload: upperAscii(int)"},
      {"1.trim()", "error: no such overload: trim(int)"},
      {"1.reverse()", "error: no such overload: reverse(int)"},
      {"strings.quote(1)", "error: no such overload: strings.quote(int)"},
      {"'a'.replace('a', 1)",
       "error: no such overload: replace(string, string, int)"},
      {"'a'.split('a', 'b')",
       "error: no such overload: split(string, string, string)"},
      {"'a'.join()", "error: no such overload: join(string)"},
      {"['a'].join(1)", "error: no such overload: join(list(dyn), int)"},
      {"math.greatest('a', 1)",
       "error: no such overload: math.greatest(string, int)"},
      {"math.greatest()",
       "error: no math.greatest(); there is math.greatest(int, ...), "
       "math.greatest(uint, ...), math.greatest(double, ...), "
       "math.greatest(list(int)) and others"},
  };
  ExpectValues(Shop(), kRows, Unchecked());
}

struct TypeRow {
  std::string_view source;
  std::string_view type;   // "" where it is wrong
  std::string_view wrong;  // as Shop::Wrong tells it
};

TEST(Functions, Types) {
  constexpr TypeRow kRows[] = {
      {"math.greatest(1, 2)", "int", ""},
      {"math.greatest(1u)", "uint", ""},
      {"math.least(1.5, 2.5, 3.5)", "double", ""},
      {"math.least(1, 2u)", "dyn", ""},
      {"math.least(1, 2, 2.5)", "dyn", ""},
      {"math.greatest(1, anything)", "dyn", ""},
      {"math.greatest(prices)", "int", ""},
      {"math.greatest([1, 2.5])", "dyn", ""},
      {"math.greatest(1, 'a')", "",
       "6: no math.greatest(int, string); there is math.greatest(int, ...), "
       "math.greatest(uint, ...), math.greatest(double, ...), "
       "math.greatest(list(int)) and others"},
      {"math.greatest(prices, 1)", "",
       "6: no math.greatest(list(int), int); there is math.greatest(int, "
       "...), math.greatest(uint, ...), math.greatest(double, ...), "
       "math.greatest(list(int)) and others"},
      {"math.least(tags)", "",
       "6: no math.least(list(string)); there is math.least(int, ...), "
       "math.least(uint, ...), math.least(double, ...), "
       "math.least(list(int)) and others"},
      {"math.sqrt(4)", "double", ""},
      {"'a,b'.split(',')", "list(string)", ""},
      {"prices.join()", "",
       "8: no list(int).join(); there is list(string).join(), "
       "list(string).join(string)"},
      {"charAt('a', 1)", "",
       "1: unknown function 'charAt'; it is called as x.charAt(...)"},
      {"'%s'.format([basket.total])", "string", ""},
      {"'%s'.format(prices)", "string", ""},
      {"'%d of %s'.format([anything, basket.total])", "string", ""},
      {"'%d'.format([?optional.of(1)])", "string", ""},
      {"'%d EUR'.format([basket.total])", "",
       "1: format(): %d takes int, uint or double, found money"},
      {"'%s, %s'.format([1])", "",
       "1: format(): the text has more clauses than there are arguments (1)"},
      {"'%s'.format([1, 2])", "",
       "1: format(): of 2 arguments the text takes 1"},
      {"'50% off'.format([])", "",
       "1: format(): there is no '% '; there are %s %d %f %e %b %o %x %X and "
       "%%"},
      {"'%s'.format([optional.of(1)])", "",
       "1: format(): %s takes what has a text, found optional(int)"},
      {"base64.encode('a')", "",
       "8: no base64.encode(string); there is base64.encode(bytes)"},
  };
  const Shop shop;
  for (const TypeRow& row : kRows) {
    if (row.type.empty()) {
      EXPECT_EQ(shop.Wrong(row.source), row.wrong) << row.source;
      continue;
    }
    const std::optional<Expression> made = shop.Make(row.source);
    ASSERT_TRUE(made.has_value()) << row.source;
    EXPECT_EQ(made->type().ToString(), row.type) << row.source;
  }
}

// The functions again, over lists of letters.
using Letters = std::vector<std::string>;

std::string TextOf(const Letters& letters) {
  std::string text;
  for (const std::string& letter : letters) text += letter;
  return text;
}

bool StandsAt(const Letters& text, const Letters& part, size_t at) {
  return at + part.size() <= text.size() &&
         std::equal(part.begin(), part.end(),
                    text.begin() + static_cast<ptrdiff_t>(at));
}

std::string Slow(const std::string& function, const Letters& text,
                 const Letters& part) {
  if (function == "reverse") {
    return TextOf(Letters(text.rbegin(), text.rend()));
  }
  if (function == "index") {
    for (size_t at = 0; at <= text.size(); ++at) {
      if (StandsAt(text, part, at)) return std::to_string(at);
    }
    return "-1";
  }
  if (function == "last") {
    for (size_t at = text.size() + 1; at-- > 0;) {
      if (StandsAt(text, part, at)) return std::to_string(at);
    }
    return "-1";
  }
  std::string out;
  for (size_t at = 0; at <= text.size();) {
    const bool found = StandsAt(text, part, at);
    if (found) out += "<>";
    if (!found || part.empty()) {
      if (at < text.size()) out += text[at];
      ++at;
    } else {
      at += part.size();
    }
  }
  return out;
}

std::vector<Letters> AllTexts(size_t length_max) {
  std::vector<Letters> texts = {{}};
  for (size_t i = 0; i < texts.size(); ++i) {
    if (texts[i].size() == length_max) continue;
    for (const char* letter : {"a", "b", "\xC3\xA9"}) {
      Letters longer = texts[i];
      longer.push_back(letter);
      texts.push_back(longer);
    }
  }
  return texts;
}

TEST(Functions, AllSmallTexts) {
  Shop shop;
  shop.Declare("part", Type::String(), Value::String(""));
  struct Case {
    std::string name;
    std::optional<Expression> made;
  };
  std::vector<Case> cases;
  cases.push_back({"reverse", shop.Make("member.name.reverse()")});
  cases.push_back({"index", shop.Make("string(member.name.indexOf(part))")});
  cases.push_back({"last", shop.Make("string(member.name.lastIndexOf(part))")});
  cases.push_back({"replace", shop.Make("member.name.replace(part, '<>')")});
  const std::optional<Expression> laws = shop.Make(
      "member.name.split(part).join(part) == member.name && "
      "member.name.split(part, 2).join(part) == member.name && "
      "member.name.replace(part, part) == member.name && "
      "member.name.split('').map(c, c.charAt(0)).join() == member.name && "
      "member.name.reverse().reverse() == member.name && "
      "(member.name.indexOf(part) < 0 || "
      " member.name.substring(member.name.indexOf(part)).startsWith(part)) && "
      "base64.decode(base64.encode(bytes(member.name))) == bytes(member.name)");
  Scratch scratch;
  for (const Letters& text : AllTexts(5)) {
    for (const Letters& part : AllTexts(2)) {
      const std::string text_bytes = TextOf(text);
      const std::string part_bytes = TextOf(part);
      shop.Set("member.name", Value::String(text_bytes));
      shop.Set("part", Value::String(part_bytes));
      for (const Case& one : cases) {
        const Value value = one.made->Evaluate(shop.facts, scratch);
        ASSERT_EQ(FormatValue(value), QuoteString(Slow(one.name, text, part)))
            << one.name << " " << text_bytes << " " << part_bytes;
      }
      ASSERT_TRUE(laws->Evaluate(shop.facts, scratch).is_true())
          << text_bytes << " " << part_bytes;
    }
  }
}

TEST(Functions, DoublesAsTheCLibraryWritesThem) {
  std::mt19937_64 random(20261121);
  char buffer[1200];
  for (int i = 0; i < 20000; ++i) {
    const uint64_t bits = random();
    double value = 0;
    static_assert(sizeof(value) == sizeof(bits));
    std::memcpy(&value, &bits, sizeof(value));
    if (i % 4 == 1) value = std::ldexp(static_cast<double>(bits % 1000), -3);
    if (i % 4 == 2) value = static_cast<double>(bits % 100000) / 100;
    if (!std::isfinite(value)) continue;
    const int precision = i % 101;
    std::snprintf(buffer, sizeof(buffer), "%.*f", precision, value);
    ASSERT_EQ(FormatFixed(value, precision), buffer);
    std::snprintf(buffer, sizeof(buffer), "%.*e", precision, value);
    ASSERT_EQ(FormatScientific(value, precision), buffer);
    // The plain form reads back and has no more digits than it needs.
    const std::string plain = FormatPlain(value);
    ASSERT_EQ(plain.find_first_not_of("-.0123456789"), std::string::npos);
    ASSERT_EQ(std::strtod(plain.c_str(), nullptr), value) << plain;
    ASSERT_LE(plain.size(), 345U);
    if (plain.find('.') != std::string::npos) {
      ASSERT_NE(plain.back(), '0');
    }
  }
}

}  // namespace
}  // namespace patron::expr
