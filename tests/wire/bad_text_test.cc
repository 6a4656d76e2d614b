// Texts that no reader should follow: what the parsers refuse, and where.
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "patron/text.h"

namespace patron {
namespace {

using namespace std::string_view_literals;

struct BadText {
  std::string_view text;
  Reason reason;
  int line;
  int column;
  std::string_view message;  // a part of it
};

void Expect(const BadText& row, TextFormat format) {
  SCOPED_TRACE(std::string(row.text.substr(0, 200)));
  const Loaded<Program> loaded = LoadProgram(row.text, format, "p");
  EXPECT_FALSE(loaded.value);
  ASSERT_FALSE(loaded.diagnostics.empty());
  const Diagnostic& first = loaded.diagnostics.front();
  EXPECT_EQ(ReasonName(first.reason), ReasonName(row.reason));
  EXPECT_EQ(first.place, (SourcePlace{"p", row.line, row.column}));
  EXPECT_NE(first.message.find(row.message), std::string::npos)
      << first.message;
}

TEST(BadYaml, IsRefusedInItsPlace) {
  const BadText kRows[] = {
      {"", Reason::kMissingField, 1, 1, "empty"},
      {"# only a comment\n", Reason::kMissingField, 1, 1, "empty"},
      {"cafe\n", Reason::kWrongType, 1, 1, "a mapping"},
      {"- a\n", Reason::kWrongType, 1, 1, "a mapping"},
      {"program: a: b\n", Reason::kSyntax, 1, 11, "quotes"},
      {"program: p\n  version: 1\n", Reason::kSyntax, 2, 10, "':'"},
      {"program: p\n\tversion: 1\n", Reason::kSyntax, 2, 1, "a tab"},
      {"rules:\n  - id: a\n\t  text: b\n", Reason::kSyntax, 3, 1, "a tab"},
      {"rules: [a, b\nname: x\n", Reason::kSyntax, 1, 8, "'[' is never"},
      {"points:\n  - {id: bean\nname: x\n", Reason::kSyntax, 2, 5,
       "'{' is never"},
      {"rules: a]\n  - b\n: c", Reason::kSyntax, 3, 1, ""},
      {"name: x\n]\n", Reason::kSyntax, 2, 1, "nothing is open"},
      {"name: @x\n", Reason::kSyntax, 1, 7, "quotes"},
      {"name: `x`\n", Reason::kSyntax, 1, 7, "quotes"},
      {"name: %x\n", Reason::kSyntax, 1, 7, "quotes"},
      {"name: \"x\" y\n", Reason::kSyntax, 1, 11, "key: value"},
      {"name: 'x' 'y'\n", Reason::kSyntax, 1, 11, "key: value"},
      {"name: \"\\q\"\n", Reason::kSyntax, 1, 10, "escape"},
      {"name: \"\\ud83d\\ude00\"\n", Reason::kSyntax, 1, 14, "character"},
      {"? [a]\n: b\n", Reason::kSyntax, 1, 3, "a key must be a word"},
      {"? {a: b}\n: c\n", Reason::kSyntax, 1, 3, "a key must be a word"},
      {" program: p\nversion: 1\n", Reason::kSyntax, 2, 1, "indent"},
      // Quotes that are never closed; yaml-cpp takes them.
      {"program: \"cafe\nversion: 1\n", Reason::kSyntax, 1, 10, "never closed"},
      {"program: 'cafe\nversion: 1\n", Reason::kSyntax, 1, 10, "never closed"},
      {"name: 'it''s\n", Reason::kSyntax, 1, 7, "never closed"},
      {"name: \"a\\\"\n", Reason::kSyntax, 1, 7, "never closed"},
      {"name: \"abc", Reason::kSyntax, 1, 7, "never closed"},
      {"\"name: x\n", Reason::kSyntax, 1, 1, "never closed"},
      // More than one document.
      {"program: p\n---\nprogram: q\n", Reason::kSecondDocument, 2, 1,
       "second document"},
      {"program: p\n---\n", Reason::kSecondDocument, 2, 1, "second"},
      {"---\nprogram: p\n--- \nx", Reason::kSecondDocument, 3, 1, "second"},
      // YAML that says more than its text.
      {"name: &a x\n", Reason::kAlias, 1, 7, "anchors"},
      {"name: *a\n", Reason::kAlias, 1, 7, "aliases"},
      {"a: &x b\nname: *x\n", Reason::kAlias, 1, 4, "anchors"},
      {"rules: &r [a]\n", Reason::kAlias, 1, 8, "anchors"},
      {"eligible: &r\n  earn: a\n", Reason::kAlias, 1, 11, "anchors"},
      {"name: !x y\n", Reason::kAlias, 1, 7, "tags"},
      {"name: !!str y\n", Reason::kAlias, 1, 7, "tags"},
      {"rules: !x [a]\n", Reason::kAlias, 1, 8, "tags"},
      {"eligible:\n  earn: !line.on_sale\n", Reason::kAlias, 2, 9, "quotes"},
      {"<<: {name: x}\n", Reason::kAlias, 1, 1, "merge keys"},
      {"rules:\n  - <<: {id: x}\n", Reason::kAlias, 2, 5, "merge keys"},
      // Bytes that are no text.
      {"name: caf\xE9\n", Reason::kNotUtf8, 1, 10, "0xE9"},
      {"name: \xC0\xAF\n", Reason::kNotUtf8, 1, 7, "UTF-8"},
      {"a: b\nname: \xED\xA0\x80\n", Reason::kNotUtf8, 2, 7, "UTF-8"},
      {"name: \xF4\x90\x80\x80\n", Reason::kNotUtf8, 1, 7, "UTF-8"},
      {"name: ä\xE4\n", Reason::kNotUtf8, 1, 8, "UTF-8"},
      {"\xFF\xFEp\0"sv, Reason::kNotUtf8, 1, 1, "UTF-16"},
      {"name: a\0b\n"sv, Reason::kSyntax, 1, 8, "NUL"},
      {"name: a\x01 b\n", Reason::kSyntax, 1, 8, "control"},
      {"name: a\x7F b\n", Reason::kSyntax, 1, 8, "control"},
  };
  for (const BadText& row : kRows) Expect(row, TextFormat::kYaml);
}

TEST(BadYaml, KeysGivenTwiceAreAllNamed) {
  const std::string text =
      "program: p\nname: a\nname: b\npoints:\n  - {id: x, id: y}\n"
      "rules:\n  - id: r\n    then:\n      - percent_off:\n"
      "          rate: 1%\n          rate: 2%\n    id: s\nname: c\n";
  const Loaded<Program> loaded = LoadProgram(text, TextFormat::kYaml, "p");
  std::vector<std::string> found;
  for (const Diagnostic& diagnostic : loaded.diagnostics) {
    EXPECT_EQ(diagnostic.reason, Reason::kDuplicateKey);
    found.push_back(std::to_string(diagnostic.place.line) + ":" +
                    std::to_string(diagnostic.place.column) + " " +
                    diagnostic.path);
  }
  EXPECT_EQ(found,
            (std::vector<std::string>{"3:1 name", "5:13 points[0].id",
                                      "11:11 rules[0].then[0].percent_off.rate",
                                      "12:5 rules[0].id", "13:1 name"}));
  EXPECT_NE(loaded.diagnostics[0].message.find("line 2"), std::string::npos);
}

TEST(BadJson, IsRefusedInItsPlace) {
  const BadText kRows[] = {
      {"", Reason::kMissingField, 1, 1, "empty"},
      {" \n ", Reason::kMissingField, 2, 2, "empty"},
      {"[]", Reason::kWrongType, 1, 1, "a mapping"},
      {"\"cafe\"", Reason::kWrongType, 1, 1, "a mapping"},
      {"{\"name\": x}", Reason::kSyntax, 1, 10, "a value"},
      {"{\"name\": 'x'}", Reason::kSyntax, 1, 10, "a value"},
      {"{name: \"x\"}", Reason::kSyntax, 1, 2, "a name"},
      {"{\"name\" \"x\"}", Reason::kSyntax, 1, 9, "':'"},
      {"{\"name\": \"x\"", Reason::kSyntax, 1, 13, "',' or '}'"},
      {"{\"name\": \"x\",}", Reason::kSyntax, 1, 14, "a name"},
      {"{\"rules\": [1 2]}", Reason::kSyntax, 1, 14, "',' or ']'"},
      {"{\"rules\": [1,]}", Reason::kSyntax, 1, 14, "a value"},
      {"{\"name\": \"x}", Reason::kSyntax, 1, 10, "never closed"},
      {"{\"name\": \"\\q\"}", Reason::kSyntax, 1, 11, "escape"},
      {"{\"name\": \"\\ud83d\"}", Reason::kSyntax, 1, 11, "surrogate"},
      {"{\"name\": \"\\ude00\"}", Reason::kSyntax, 1, 10, "surrogate"},
      {"{\"name\": \"\\uZZZZ\"}", Reason::kSyntax, 1, 11, "hexadecimal"},
      {"{\"name\": \"a\nb\"}", Reason::kSyntax, 1, 12, "line end"},
      {"{\"a\": 1.}", Reason::kSyntax, 1, 9, "digits"},
      {"{\"a\": 01}", Reason::kSyntax, 1, 8, "',' or '}'"},
      {"{\"a\": NaN}", Reason::kSyntax, 1, 7, "a value"},
      {"{} // c", Reason::kSyntax, 1, 4, "nothing may follow"},
      {"{} x", Reason::kSyntax, 1, 4, "nothing may follow"},
      {"{}\n{}", Reason::kSecondDocument, 2, 1, "second document"},
      {"{\"a\": 1, \"a\": 2}", Reason::kDuplicateKey, 1, 10, "twice"},
      {"{\"a\": 1, \"\\u0061\": 2}", Reason::kDuplicateKey, 1, 10, "twice"},
      {"{\"a\\\"\": 1, \"b\": {\"x\": \"\\\\\", \"x\": 2}}",
       Reason::kDuplicateKey, 1, 29, "twice"},
      {"{\"name\": \"caf\xE9\"}", Reason::kNotUtf8, 1, 14, "0xE9"},
      {"{\"name\": \"a\0\"}"sv, Reason::kSyntax, 1, 12, "NUL"},
  };
  for (const BadText& row : kRows) Expect(row, TextFormat::kJson);
}

TEST(Nesting, IsRefusedBeforeItHurts) {
  const auto repeat = [](std::string_view piece, int times) {
    std::string text;
    for (int i = 0; i < times; ++i) text.append(piece);
    return text;
  };
  std::string indented;
  for (int i = 0; i < 500; ++i) {
    indented += std::string(static_cast<size_t>(i), ' ') + "a:\n";
  }
  const std::string kYaml[] = {
      repeat("[", 10'000),
      repeat("[", 10'000) + repeat("]", 10'000),
      repeat("{a: ", 10'000),
      repeat("[\n", 10'000),
      "rules: " + repeat("[ {a: ", 10'000),
      "rules:\n  - " + repeat("[", 10'000),
      "rules: !a " + repeat("[", 10'000),
      "--- " + repeat("[", 10'000),
      "text: |\n  x\nrules: " + repeat("[", 10'000),
      "rules:\n  - text: |\n      x\n    then: " + repeat("[", 10'000),
      repeat("- ", 10'000) + "a",
      indented,
  };
  for (const std::string& text : kYaml) {
    SCOPED_TRACE(text.substr(0, 40));
    const Loaded<Program> loaded = LoadProgram(text, TextFormat::kYaml);
    ASSERT_EQ(loaded.diagnostics.size(), 1U);
    EXPECT_EQ(loaded.diagnostics[0].reason, Reason::kTooDeep);
    EXPECT_GT(loaded.diagnostics[0].place.line, 0);
  }
  for (const std::string& text :
       {repeat("[", 10'000), repeat("{\"a\":", 10'000),
        repeat("[", 10'000) + repeat("]", 10'000)}) {
    const Loaded<Program> loaded = LoadProgram(text, TextFormat::kJson);
    ASSERT_EQ(loaded.diagnostics.size(), 1U);
    EXPECT_EQ(loaded.diagnostics[0].reason, Reason::kTooDeep);
  }
}

// Brackets within texts are no nesting.
TEST(Nesting, LeavesTextAlone) {
  const std::string many(10'000, '[');
  for (const std::string& value :
       {"\"" + many + "\"", "'" + many + "'", "|\n  " + many, "x" + many,
        ">-\n   " + many + "\n   " + many}) {
    const std::string text =
        "program: p\nversion: 1\nvalid_from: 2025-01-01\ncurrency: EUR\n"
        "name: " +
        value + "\n# " + many + "\n";
    const Loaded<Program> loaded = LoadProgram(text, TextFormat::kYaml);
    EXPECT_TRUE(loaded.value) << FormatDiagnostic(loaded.diagnostics[0]);
  }
}

TEST(Size, IsLimited) {
  const std::string head =
      "program: p\nversion: 1\nvalid_from: 2025-01-01\ncurrency: EUR\nname: ";
  const std::string large(1'000'000, 'x');
  for (const std::string& value :
       {large, "\"" + large + "\"", "|-\n  " + large}) {
    const Loaded<Program> loaded = LoadProgram(head + value, TextFormat::kYaml);
    ASSERT_TRUE(loaded.value);
    EXPECT_EQ(loaded.value->name, large);
  }
  const Loaded<Program> json = LoadProgram(
      R"({"program": "p", "version": 1, "valid_from": "2025-01-01",
          "currency": "EUR", "name": ")" +
          large + "\"}",
      TextFormat::kJson);
  ASSERT_TRUE(json.value);
  EXPECT_EQ(json.value->name, large);

  for (const TextFormat format :
       {TextFormat::kYaml, TextFormat::kJson, TextFormat::kBytes}) {
    const Loaded<Program> loaded =
        LoadProgram(std::string(kProgramBytesMax + 1, ' '), format);
    ASSERT_EQ(loaded.diagnostics.size(), 1U);
    EXPECT_EQ(loaded.diagnostics[0].reason, Reason::kTooLarge);
  }
  std::string items = "rules: [";
  for (int i = 0; i < 100'001; ++i) items += "a,";
  const Loaded<Program> loaded = LoadProgram(items + "]", TextFormat::kYaml);
  EXPECT_EQ(loaded.diagnostics.at(0).reason, Reason::kTooLarge);
}

std::string Repeat(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

template <typename T>
void ExpectTooLarge(const Loaded<T>& loaded, const std::string& message) {
  EXPECT_FALSE(loaded.value);
  EXPECT_FALSE(loaded.draft);
  ASSERT_EQ(loaded.diagnostics.size(), 1U);
  EXPECT_EQ(loaded.diagnostics[0].reason, Reason::kTooLarge);
  EXPECT_NE(loaded.diagnostics[0].message.find(message), std::string::npos)
      << loaded.diagnostics[0].message;
}

// What stands in a list costs a hundred times its text before anybody asks what
// it means: reading stops at the longest list that makes sense.
TEST(Lists, AreReadToALimit) {
  struct Row {
    std::string what;
    TextFormat format;
    std::string text;
    SourcePlace place;
    std::string path;
    std::string message;
  };
  const std::string yaml_head = "program: p\nrules:\n";
  const std::string attributes = "{\"attributes\": {" + [] {
    std::string all;
    for (int i = 0; i < 100; ++i) {
      all += (i == 0 ? "\"a" : ",\"a") + std::to_string(i) + "\":1";
    }
    return all;
  }() + "}},";
  const Row rows[] = {
      {"items in JSON",
       TextFormat::kJson,
       "{\"rules\": [" + Repeat("{},", 100'000) + "{}]}",
       {"p", 1, 12 + 3 * 20'000},
       "rules",
       "more than 20000 items"},
      {"scalars in JSON",
       TextFormat::kJson,
       "{\"rules\": [" + Repeat("1,", 20'000) + "1]}",
       {"p", 1, 12 + 2 * 20'000},
       "rules",
       "more than 20000 items"},
      {"items in YAML",
       TextFormat::kYaml,
       yaml_head + Repeat("- {}\n", 60'000),
       {"p", 3 + 20'000, 3},
       "rules",
       "more than 20000 items"},
      {"nothing in YAML",
       TextFormat::kYaml,
       yaml_head + Repeat("-\n", 20'001),
       {"p", 3 + 20'000, 1},
       "rules",
       "more than 20000 items"},
      {"keys in YAML",
       TextFormat::kYaml,
       Repeat("a: b\n", 20'001),
       {"p", 20'001, 4},
       "",
       "more than 20000 items"},
      {"all in all",
       TextFormat::kJson,
       "{\"lines\": [" + Repeat(attributes, 6'000) + "{}]}",
       {"p", 1, 0},
       "",
       "more than 524288 values"},
      {"bytes",
       TextFormat::kBytes,
       Repeat(std::string("\x42\x00", 2), 100'000),
       {"p", 0, 0},
       "attributes",
       "more than 20000 items"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.what);
    const Loaded<Event> loaded = LoadEvent(row.text, row.format, {"p", 1, {}});
    ExpectTooLarge(loaded, row.message);
    if (row.message.find("values") != std::string::npos) continue;
    EXPECT_EQ(loaded.diagnostics.at(0).path, row.path);
    EXPECT_EQ(loaded.diagnostics.at(0).place, row.place);
  }
  // The longest that there may be is only wrong in each of its items.
  const Loaded<Event> longest = LoadEvent(yaml_head + Repeat("- {}\n", 20'000),
                                          TextFormat::kYaml, {"p", 1, {}});
  EXPECT_NE(longest.diagnostics.at(0).reason, Reason::kTooLarge);
}

// A program may hold 8 MiB of prices.
TEST(Lists, OfAProgramAreLonger) {
  ExpectTooLarge(LoadProgram("{\"rules\": [" + Repeat("1,", 350'000) + "1]}",
                             TextFormat::kJson),
                 "more than 350000 items");
  ExpectTooLarge(
      LoadProgram("{\"rules\": [" + Repeat("[1,1,1],", 262'144) + "1]}",
                  TextFormat::kJson),
      "more than 1048576 values");
  ExpectTooLarge(LoadProgram(Repeat("\xA2\x01\xC8\x01" +
                                        Repeat(std::string("\x32\x00", 2), 100),
                                    12'000),
                             TextFormat::kBytes),
                 "more than 1048576 values");
  ExpectTooLarge(LoadProgram(Repeat(std::string("\x42\x00", 2), 350'001),
                             TextFormat::kBytes),
                 "more than 350000 items");
}

TEST(Errors, AreListedToALimit) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "k" + std::to_string(i) + ": 1\n";
  const Loaded<Program> loaded = LoadProgram(text, TextFormat::kYaml, "p");
  EXPECT_EQ(loaded.diagnostics.size(), 1001U);
  EXPECT_EQ(loaded.diagnostics.front().place, (SourcePlace{"p", 1, 1}));
  EXPECT_EQ(loaded.diagnostics.front().path, "k0");
  EXPECT_EQ(loaded.diagnostics.back().reason, Reason::kMoreErrors);
  EXPECT_EQ(FormatDiagnostic(loaded.diagnostics.back()),
            "p: error: more errors follow: mend these first");
  std::string twice;
  for (int i = 0; i < 5000; ++i) twice += "a: 1\n";
  EXPECT_LE(LoadProgram(twice, TextFormat::kYaml).diagnostics.size(), 1001U);
}

TEST(ByteOrderMark, IsNoText) {
  const std::string text =
      "\xEF\xBB\xBFprogram: p\nversion: 1\nvalid_from: 2025-01-01\n"
      "currency: EUR\n";
  EXPECT_TRUE(LoadProgram(text, TextFormat::kYaml).value);
  const Loaded<Program> yaml =
      LoadProgram("\xEF\xBB\xBFprogramm: p\n", TextFormat::kYaml);
  EXPECT_EQ(yaml.diagnostics.at(0).place, (SourcePlace{"program", 1, 1}));
  const Loaded<Program> json =
      LoadProgram("\xEF\xBB\xBF{\"programm\": \"p\"}", TextFormat::kJson);
  EXPECT_EQ(json.diagnostics.at(0).place.column, 1);
  EXPECT_EQ(json.diagnostics.at(1).place.column, 1);
}

TEST(LineEnds, OfAnyKindCount) {
  for (const std::string_view end : {"\n", "\r\n"}) {
    const std::string text = "program: p" + std::string(end) + "# x" +
                             std::string(end) + "nmae: q" + std::string(end);
    const Loaded<Program> loaded = LoadProgram(text, TextFormat::kYaml);
    bool found = false;
    for (const Diagnostic& diagnostic : loaded.diagnostics) {
      if (diagnostic.reason != Reason::kUnknownField) continue;
      found = true;
      EXPECT_EQ(diagnostic.place, (SourcePlace{"program", 3, 1}));
    }
    EXPECT_TRUE(found);
  }
}

}  // namespace
}  // namespace patron
