// Every story of the tree, of tests/stories and of the sample shops, each a
// test of its own, with the runner of `patron test`.

#include <algorithm>
#include <filesystem>

#include "story_run.h"
#include "tests/pch.h"

namespace patron::cli {
namespace {

const std::string kTree = PATRON_SOURCE_DIR "/";

// From the top of the tree, ascending.
std::vector<std::string> StoryPaths() {
  namespace fs = std::filesystem;
  std::vector<std::string> paths;
  for (const char* const folder : {"tests/stories", "examples"}) {
    for (const auto& entry : fs::recursive_directory_iterator(kTree + folder)) {
      if (entry.path().extension() != ".story") continue;
      paths.push_back(fs::relative(entry.path(), kTree).string());
    }
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

class StoryTest : public ::testing::TestWithParam<std::string> {};

TEST_P(StoryTest, Holds) {
  const StoryResult result = RunStoryFile(kTree + GetParam(), nullptr);
  for (const Diagnostic& diagnostic : result.diagnostics) {
    ADD_FAILURE() << FormatDiagnostic(diagnostic);
  }
  for (const StoryFailure& failure : result.failures) {
    ADD_FAILURE() << FormatFailure(result, failure);
  }
  EXPECT_GT(result.expectations, 0);
}

// gtest takes letters, digits and underscores.
std::string NameOf(const ::testing::TestParamInfo<std::string>& story) {
  std::string name = story.param.substr(0, story.param.rfind('.'));
  for (char& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, StoryTest, ::testing::ValuesIn(StoryPaths()),
                         NameOf);

}  // namespace
}  // namespace patron::cli
