// Typed values that a person binds to names: what does not hold is refused,
// since the evaluator takes values as given.

#include "tests/cli/patron_process.h"
#include "tests/pch.h"

namespace patron {
namespace {

using ::testing::HasSubstr;
using testing::Ran;
using testing::RunPatron;
using testing::TemporaryFolder;

Ran Eval(std::string_view bindings, const std::string& expression) {
  const TemporaryFolder folder;
  return RunPatron({"eval", expression, "--bindings",
                    folder.Write("bindings.json", bindings)});
}

TEST(Bindings, ThatHold) {
  struct Row {
    std::string bindings;
    std::string expression;
    std::string out;
  };
  const Row rows[] = {
      {R"({"x": {"int": "1"}, "y": {"int": "3"}})", "x + y", "4\n"},
      {R"({"t": {"timestamp": [0, 999999999]}})", "string(t)",
       "\"1970-01-01T00:00:00.999999999Z\"\n"},
      {R"({"t": {"timestamp": [253402300799, 999999999]}})", "t.getFullYear()",
       "9999\n"},
      {R"({"t": {"timestamp": [-62135596800, 0]}})", "t.getFullYear()", "1\n"},
      {R"({"d": {"duration": [-1, -500000000]}})", "string(d)", "\"-1.5s\"\n"},
      {R"({"d": {"duration": [9223372036, 854775807]}})", "d.getSeconds()",
       "9223372036\n"},
      {R"({"m": {"map": [[{"string": "a"}, {"int": "1"}],
                         [{"int": "1"}, {"int": "2"}],
                         [{"bool": true}, {"int": "3"}]]}})",
       "m['a'] + m[1] + m[true]", "6\n"},
      // As a person writes them.
      {R"({"x": 3, "y": 1.5, "s": "a", "b": true, "n": null, "l": [3, 7]})",
       "[x, y, s, b, n, l]", "[3, 1.5, \"a\", true, null, [3, 7]]\n"},
      {R"({"x": {"int": 3}, "u": {"uint": 4}, "y": {"double": 2}})",
       "[x, u, y]", "[3, 4u, 2.0]\n"},
      {R"({"x": -9223372036854775808})", "x", "-9223372036854775808\n"},
      {R"({"m": {"map": {"a": 1, "b": {"rate": "10%"}}}})", "m['b']", "10%\n"},
      {R"({"m": {"map": [[1, "a"]]}})", "m[1]", "\"a\"\n"},
      {R"({"t": {"timestamp": "2026-01-14T12:00:00+01:00"}})", "t.getHours()",
       "11\n"},
      {R"({"d": {"duration": "1h30m"}})", "d.getMinutes()", "90\n"},
      {R"({"basket.total": {"money": "20.00 EUR"}})",
       "basket.total >= money('5.00 EUR')", "true\n"},
      {R"({"q": {"quantity": "1.25 kg"}, "p": {"quantity": "3"}})",
       "[string(q), string(p)]", "[\"1.25 kg\", \"3\"]\n"},
      {R"({"p": {"points": "12.5"}})", "p > 12", "true\n"},
      {R"({"d": {"date": "2026-01-14"}})", "d < date('2026-01-15')", "true\n"},
      {R"({"o": {"optional": {"int": "3"}}, "n": {"optional": null}})",
       "[o.value(), n.orValue(4)]", "[3, 4]\n"},
      {R"({"t": {"type": "int"}})", "t == int", "true\n"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.bindings);
    const Ran ran = Eval(row.bindings, row.expression);
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_EQ(ran.out, row.out);
  }
}

TEST(Bindings, ThatDoNot) {
  struct Row {
    std::string bindings;
    std::string message;
  };
  const Row rows[] = {
      {R"({"x": {"int": "1"}, "x": {"int": "2"}, "y": {"int": "3"}})",
       "'x' is bound twice"},
      {R"({"y": {"timestamp": [9223372036854775807, 2147483647]}})", "'y'"},
      {R"({"y": {"timestamp": [253402300800, 0]}})", "'y'"},
      {R"({"y": {"timestamp": [-62135596801, 0]}})", "'y'"},
      {R"({"y": {"timestamp": [0, 1000000000]}})", "'y'"},
      {R"({"y": {"timestamp": [0, -1]}})", "'y'"},
      {R"({"y": {"duration": [1, -1]}})", "'y'"},
      {R"({"y": {"duration": [9223372036, 854775808]}})", "'y'"},
      {R"({"y": {"duration": [-9223372037, 0]}})", "'y'"},
      {R"({"y": {"duration": [0, 1000000000]}})", "'y'"},
      {R"({"y": {"map": [[{"double": "1"}, {"int": "1"}]]}})", "'y'"},
      {R"({"y": {"map": [[{"null": null}, {"int": "1"}]]}})", "'y'"},
      {R"({"y": {"map": [[{"list": []}, {"int": "1"}]]}})", "'y'"},
      {R"({"y": {"map": [[{"string": "a"}, {"int": "1"}],
                         [{"string": "a"}, {"int": "2"}]]}})",
       "'y'"},
      {R"({"y": {"map": [[{"int": "1"}, {"int": "1"}],
                         [{"uint": "1"}, {"int": "2"}]]}})",
       "'y'"},
      {R"({"y": {"list": [{"timestamp": [0, -1]}]}})", "'y'"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.bindings);
    const Ran ran = Eval(row.bindings, "string(y)");
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_THAT(ran.err, HasSubstr(row.message));
  }
}

TEST(Bindings, EachMistakeIsSaid) {
  struct Row {
    std::string bindings;
    std::string message;
  };
  const Row rows[] = {
      {R"({"y": {"int": "3x"}})",
       "'y'.int: expected a whole number of 64 bits"},
      {R"({"y": {"int": 1.5}})", "'y'.int: expected a whole number"},
      {R"({"y": 9223372036854775808})", "'y': this is more than an int holds"},
      {R"({"y": {"uint": -1}})", "'y'.uint: expected a whole number from 0"},
      {R"({"y": {"timestamp": "yesterday"}})",
       "'y'.timestamp: expected a time"},
      {R"({"y": {"duration": [1, -1]}})", "of one sign"},
      {R"({"y": {"money": "20.00"}})", "'y'.money: "},
      {R"({"y": {"money": 20}})", "'y'.money: expected text in quotes"},
      {R"({"y": {"mony": "20.00 EUR"}})",
       "'y': unknown type 'mony'; did you mean 'money'?"},
      {R"({"y": {"a": 1, "b": 2}})", "a map is {\"map\": {...}}"},
      {R"({"y": {"type": "integer"}})", "the name of a type"},
      {R"({"y": [1, {"rate": "x"}]})", "'y'[1].rate: "},
      {R"({"y": {"map": {"a": {"date": "x"}}}})", "'y'.map[0].date: "},
      {R"({"y": {"map": [[1, 2], [1, 3]]}})", "its key is given twice"},
      {R"({"y": {"map": [[1.5, 2]]}})", "a key is a bool, an int, a uint or"},
      {R"({"y": {"map": 1}})", "expected {\"key\": value}"},
      {R"({"y": {"points": "1.2345678"}})", "'y'.points: "},
      {R"({"y": {"bytes": "***"}})", "bytes in base64"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.bindings);
    const Ran ran = Eval(row.bindings, "string(y)");
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_THAT(ran.err, HasSubstr(row.message));
  }
}

// What eval prints, eval reads.
TEST(Bindings, WhatIsPrintedIsRead) {
  for (const std::string expression : {"null",
                                       "true",
                                       "1",
                                       "1u",
                                       "1.5",
                                       "'a'",
                                       "b'a\\xff'",
                                       "[1, 'a']",
                                       "{1: 'a', 'b': 2u}",
                                       "timestamp('2026-01-14T12:00:00Z')",
                                       "duration('-1.5s')",
                                       "optional.of([1])",
                                       "optional.none()",
                                       "int",
                                       "type(duration('1s'))",
                                       "money('1.00 EUR')",
                                       "rate('10%')",
                                       "date('2026-01-14')",
                                       "double('NaN')",
                                       "0.0 - double('Infinity')"}) {
    SCOPED_TRACE(expression);
    const Ran printed = RunPatron({"eval", expression, "--format", "json"});
    ASSERT_EQ(printed.exit_code, 0) << printed.err;
    const TemporaryFolder folder;
    const Ran again =
        RunPatron({"eval", "x", "--format", "json", "--bindings",
                   folder.Write("x.json", "{\"x\": " + printed.out + "}")});
    EXPECT_EQ(again.out, printed.out) << again.err;
  }
}

}  // namespace
}  // namespace patron
