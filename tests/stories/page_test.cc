// docs/stories.md against the language: its examples hold, and so do those of
// README; every sentence that a story may have is there.

#include <fstream>
#include <sstream>

#include "command.h"
#include "story_run.h"
#include "story_text.h"
#include "tests/pch.h"

namespace patron::cli {
namespace {

using ::testing::HasSubstr;

const std::string kTree = PATRON_SOURCE_DIR "/";

std::string Page(const std::string& name = "docs/stories.md") {
  std::ostringstream text;
  text << std::ifstream(kTree + name).rdbuf();
  return text.str();
}

// The blocks that open with ```story.
std::vector<std::string> Examples(const std::string& name) {
  std::istringstream page(Page(name));
  std::vector<std::string> examples;
  bool inside = false;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("```")) {
      inside = line == "```story";
      if (inside) examples.emplace_back();
    } else if (inside) {
      examples.back() += line + "\n";
    }
  }
  return examples;
}

void ExpectExamplesHold(const std::string& name, const std::string& program) {
  const absl::StatusOr<LoadedPlan> loaded = LoadPlanFile(kTree + program);
  ASSERT_TRUE(loaded.ok() && loaded->plan != nullptr);
  const std::vector<std::string> examples = Examples(name);
  EXPECT_FALSE(examples.empty());
  for (const std::string& example : examples) {
    // One across a change of version names both.
    const bool names_its_own =
        example.find("\nprogram:") != example.rfind("\nprogram:");
    const StoryResult result =
        names_its_own
            ? RunStoryText(example,
                           kTree + "tests/stories/drugstore/page.story",
                           nullptr)
            : RunStoryText(example, name, loaded->plan);
    for (const Diagnostic& diagnostic : result.diagnostics) {
      ADD_FAILURE() << FormatDiagnostic(diagnostic) << "\n" << example;
    }
    for (const StoryFailure& failure : result.failures) {
      ADD_FAILURE() << FormatFailure(result, failure) << "\n" << example;
    }
  }
}

TEST(StoriesPage, EveryExampleHolds) {
  ExpectExamplesHold("docs/stories.md", "tests/stories/cafe/cafe.yaml");
  ExpectExamplesHold("README.md", "examples/cafe/cafe.yaml");
}

TEST(StoriesPage, EverySentenceIsThere) {
  const std::string page = Page();
  int forms = 0;
  for (const StoryForms& table : AllStoryForms()) {
    for (const std::string& form : table.forms) {
      ++forms;
      EXPECT_THAT(page, HasSubstr("\n| `" + form + "` |")) << table.what;
    }
  }
  EXPECT_GT(forms, 40);
}

TEST(StoriesPage, LimitsAreThere) {
  const std::string page = Page();
  EXPECT_EQ(kStoryLinesMax, 10'000u);
  EXPECT_EQ(kStoryStepsMax, 10'000u);
  EXPECT_EQ(kStoryLineBytesMax, 1000u);
  EXPECT_THAT(page, HasSubstr("10,000 lines of at most 1,000 bytes"));
  EXPECT_THAT(page, HasSubstr("10,000 events"));
  EXPECT_EQ(kStoryBytesMax, 1'048'576u);
  EXPECT_THAT(page, HasSubstr("1,048,576 bytes"));
}

}  // namespace
}  // namespace patron::cli
