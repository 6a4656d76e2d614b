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

}  // namespace
}  // namespace patron
