// From a place in an expression to the place in the file.
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "patron/text.h"
#include "tests/wire/sample.h"

namespace patron {
namespace {

struct Located {
  std::string_view value;  // of 'name' on line 5: from column 7
  int line;                // in the value's own text
  int column;
  int file_line;
  int file_column;
};

TEST(Locate, FindsPlacesWithinScalars) {
  const Located kRows[] = {
      // Plain.
      {"abc == d", 1, 1, 5, 7},
      {"abc == d", 1, 8, 5, 14},
      {"äöü == d", 1, 8, 5, 14},
      {"abc", 1, 4, 5, 10},   // right after the end
      {"abc", 1, 99, 5, 10},  // never past it
      // Quoted.
      {"\"abc == d\"", 1, 5, 5, 12},
      {"\"a \\\"b\\\" c\"", 1, 4, 5, 12},  // b
      {"\"a \\\"b\\\" c\"", 1, 7, 5, 16},  // c
      {"\"\\u00e4\\x41b\"", 1, 3, 5, 18},  // b
      {"\"a\\nbc\"", 2, 2, 5, 12},         // c
      {"'a ''b'' c'", 1, 4, 5, 12},
      {"'a ''b'' c'", 1, 7, 5, 16},
      {"'ä b'", 1, 3, 5, 10},
      // Literal blocks.
      {"|\n  abc == d\n  e", 1, 5, 6, 7},
      {"|\n  abc == d\n  e", 2, 1, 7, 3},
      {"|-\n    abc\n      e", 2, 3, 7, 7},
      {"|  # why\n  abc\n\n  e", 3, 1, 8, 3},
      {"|\n\n  abc\n", 2, 2, 7, 4},
      // What is folded: its start.
      {">\n  abc\n  d", 1, 5, 5, 7},
      {"abc\n  d e", 1, 5, 5, 7},
      {"\"abc\n  d e\"", 1, 5, 5, 7},
      {"|2\n    abc", 1, 2, 5, 7},
  };
  for (const Located& row : kRows) {
    SCOPED_TRACE(std::string(row.value));
    const std::string text = std::string(testing::kSmallest) +
                             "name: " + std::string(row.value) +
                             "\nzone: UTC\n";
    const Loaded<Program> loaded = LoadProgram(text, TextFormat::kYaml, "p");
    ASSERT_TRUE(loaded.value);
    Diagnostics diagnostics(1);
    diagnostics[0].path = "name";
    diagnostics[0].place = {"", row.line, row.column};
    loaded.places.Locate(diagnostics);
    EXPECT_EQ(diagnostics[0].place,
              (SourcePlace{"p", row.file_line, row.file_column}));
    // A place with its file is a place already.
    const Diagnostics before = diagnostics;
    loaded.places.Locate(diagnostics);
    EXPECT_EQ(diagnostics, before);
  }
}

TEST(Locate, FindsPlacesInJson) {
  const Loaded<Program> loaded = LoadProgram(
      "{\"program\": \"p\", \"version\": 1, \"valid_from\": \"2025-01-01\",\n"
      " \"currency\": \"EUR\", \"name\": \"x \\ud83d\\ude00 \\\"y\\\" z\"}",
      TextFormat::kJson, "p");
  ASSERT_TRUE(loaded.value);
  const int columns[][2] = {{1, 30}, {3, 32}, {4, 44}, {6, 47}, {9, 51}};
  for (const auto& [own, expected] : columns) {
    Diagnostics diagnostics(1);
    diagnostics[0].path = "name";
    diagnostics[0].place = {"", 1, own};
    loaded.places.Locate(diagnostics);
    EXPECT_EQ(diagnostics[0].place, (SourcePlace{"p", 2, expected})) << own;
  }
}

TEST(Locate, GivesTheNearestPartThatIsThere) {
  const Loaded<Program> loaded = LoadProgram(
      std::string(testing::kSmallest) +
          "rules:\n  - id: a\n    then:\n      - amount_off: {amount: 1}\n",
      TextFormat::kYaml, "p");
  const SourceMap& places = loaded.places;
  EXPECT_EQ(places.Place("rules[0].when"), (SourcePlace{"p", 6, 5}));
  EXPECT_EQ(places.Place("rules[0].then[0].amount_off.amount"),
            (SourcePlace{"p", 8, 30}));
  EXPECT_EQ(places.Place("rules[7].when"), (SourcePlace{"p", 6, 3}));
  EXPECT_EQ(places.Place(""), (SourcePlace{"p", 1, 1}));
  EXPECT_EQ(SourceMap().Place("rules"), SourcePlace());
  // A path that does not lead to a scalar keeps no place within one.
  Diagnostics diagnostics(1);
  diagnostics[0].path = "rules[0].when";
  diagnostics[0].place = {"", 3, 3};
  places.Locate(diagnostics);
  EXPECT_EQ(diagnostics[0].place, (SourcePlace{"p", 6, 5}));
}

TEST(Locate, KnowsNoPlacesInBytes) {
  const Loaded<Program> yaml =
      LoadProgram(testing::kSmallest, TextFormat::kYaml);
  ASSERT_TRUE(yaml.value);
  const Loaded<Program> bytes =
      LoadProgram(PrintProgram(*yaml.value, TextFormat::kBytes),
                  TextFormat::kBytes, "p.bin");
  ASSERT_TRUE(bytes.value);
  Diagnostics diagnostics(1);
  diagnostics[0].path = "name";
  diagnostics[0].place = {"", 1, 2};
  bytes.places.Locate(diagnostics);
  EXPECT_EQ(diagnostics[0].place, (SourcePlace{"p.bin", 0, 0}));
}

}  // namespace
}  // namespace patron
