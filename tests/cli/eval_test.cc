// patron eval: one expression, its bindings and types, and the batch mode.

#include "tests/cli/patron_process.h"

namespace patron {
namespace {

using ::testing::HasSubstr;
using testing::Ran;
using testing::RunPatron;
using testing::TemporaryFolder;

TEST(Eval, PrintsTheValue) {
  Ran ran = RunPatron({"eval", "1 + 2"});
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_EQ(ran.out, "3\n");
  ran = RunPatron({"eval", "money('20.00 EUR') * 2"});
  EXPECT_EQ(ran.out, "40.00 EUR\n");
  ran = RunPatron({"eval", "[1, 'a']", "--format", "json"});
  EXPECT_EQ(ran.out, "{\"list\":[{\"int\":\"1\"},{\"string\":\"a\"}]}\n");
}

TEST(Eval, SaysWhatIsWrong) {
  Ran ran = RunPatron({"eval", "1 +"});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_EQ(ran.out, "");
  EXPECT_EQ(ran.err,
            "1:4: error: expected a value, but the expression ends\n"
            "1 +\n"
            "   ^\n");
  ran = RunPatron({"eval", "1 / 0", "--format", "json"});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_EQ(ran.out, "{\"error\":\"divide by zero\"}\n");
  ran = RunPatron({"eval", "1 + 'a'"});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.err, HasSubstr("'+' cannot take int and string"));
  ran = RunPatron({"eval", "1 + 'a'", "--no-check"});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.err, HasSubstr("no such overload"));
  EXPECT_EQ(RunPatron({"eval"}).exit_code, 2);
  EXPECT_EQ(RunPatron({"eval", "1", "--batch"}).exit_code, 2);
}

TEST(Eval, WritesOptionalsAndNothingThatIsHuge) {
  Ran ran = RunPatron(
      {"eval", "[optional.of(1), optional.none()]", "--format", "json"});
  EXPECT_EQ(ran.out,
            "{\"list\":[{\"optional\":{\"int\":\"1\"}},"
            "{\"optional\":null}]}\n");
  std::string doubled = "[[1], [1]]";
  for (int i = 0; i < 30; ++i) doubled += ".map(x, [x, x])";
  ran = RunPatron({"eval", doubled, "--format", "json"});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.out, HasSubstr("too large"));
}

TEST(Eval, TakesBindingsAndTypes) {
  const TemporaryFolder folder;
  const std::string bindings =
      folder.Write("values.json",
                   R"({"prices": {"list": [{"int": "3"}, {"int": "8"}]},
          "sold": {"timestamp": [1781908200, 0]}})");
  const std::string types = folder.Write(
      "types.json", R"({"prices": {"list": "int"}, "tags": {"map": ["string",
                        {"optional": "int"}]}, "sold": "timestamp"})");
  Ran ran = RunPatron({"eval", "prices.map(p, p * 2)", "--bindings", bindings,
                       "--types", types});
  EXPECT_EQ(ran.out, "[6, 16]\n") << ran.err;
  ran = RunPatron({"eval", "prices.map(p, p + 'a')", "--bindings", bindings,
                   "--types", types});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.err, HasSubstr("'+' cannot take int and string"));
  ran = RunPatron({"eval", "tags.size()", "--types", types});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.err, HasSubstr("no value"));
  ran = RunPatron(
      {"eval", "sold.getHours('Europe/Berlin')", "--bindings", bindings});
  EXPECT_EQ(ran.out, "0\n") << ran.err;
  const std::string wrong = folder.Write("wrong.json", R"({"x": "integer"})");
  ran = RunPatron({"eval", "x", "--types", wrong});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.err, HasSubstr("the type of 'x'"));
}

TEST(Eval, ABatchAnswersEachLineInOrder) {
  const Ran ran = RunPatron(
      {"eval", "--batch"},
      R"json({"expr": "x + 1", "types": {"x": "int"}, "bindings": {"x": {"int": "2"}}}
{"expr": "1 / 0"}

{"expr": "x + 1"}
not json
{"expr": "'a' + 1", "disable_check": true}
{"expr": "[1].all(1, true)", "disable_macros": true}
{"types": {}}
{"expr": "1u"}
)json");
  EXPECT_EQ(ran.exit_code, 1) << "two lines are no cases";
  std::vector<std::string> lines;
  for (size_t at = 0; at < ran.out.size();) {
    const size_t end = ran.out.find('\n', at);
    lines.push_back(ran.out.substr(at, end - at));
    at = end + 1;
  }
  ASSERT_EQ(lines.size(), 8u) << ran.out;
  EXPECT_EQ(lines[0], R"({"int":"3"})");
  EXPECT_EQ(lines[1], R"({"error":"divide by zero"})");
  EXPECT_THAT(lines[2], HasSubstr("unknown fact 'x'"));
  EXPECT_THAT(lines[3], HasSubstr("the line is no JSON"));
  EXPECT_EQ(lines[4], "{\"error\":\"no such overload: +(string, int)\"}");
  EXPECT_THAT(lines[5], HasSubstr("unknown function 'all'"));
  EXPECT_THAT(lines[6], HasSubstr("no \\\"expr\\\""));
  EXPECT_EQ(lines[7], R"({"uint":"1"})");
}

// A line that nests without end must not take the lines behind it along.
TEST(Eval, ADeepLineOfABatchIsAnError) {
  const auto nested = [](std::string_view open, std::string_view close,
                         int depth) {
    std::string text;
    for (int i = 0; i < depth; ++i) text += open;
    for (int i = 0; i < depth; ++i) text += close;
    return text;
  };
  const auto list = [&](int depth) {
    std::string text = R"({"expr": "x == x", "bindings": {"x": )";
    for (int i = 0; i < depth; ++i) text += R"({"list": [)";
    for (int i = 0; i < depth; ++i) text += "]}";
    return text + "}}\n";
  };
  const Ran ran = RunPatron({"eval", "--batch"},
                            list(64) + list(66) + list(200'000) +
                                R"({"expr": "x", "types": {"x": )" +
                                nested("[", "]", 200'000) + "}}\n" +
                                R"({"expr": "'[[{' + \"\\\"[\""})" + "\n");
  std::vector<std::string> lines;
  for (size_t at = 0; at < ran.out.size();) {
    const size_t end = ran.out.find('\n', at);
    lines.push_back(ran.out.substr(at, end - at));
    at = end + 1;
  }
  ASSERT_EQ(lines.size(), 5u) << ran.out << ran.err;
  EXPECT_EQ(lines[0], R"({"bool":true})");
  for (size_t i = 1; i < 4; ++i) {
    EXPECT_THAT(lines[i], HasSubstr("nest too deep: at most 64 levels"));
  }
  EXPECT_EQ(lines[4], R"({"string":"[[{\"["})");
}

}  // namespace
}  // namespace patron
