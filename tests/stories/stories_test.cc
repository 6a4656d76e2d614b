// Every story of the tree: tests/stories/**/*.story, each a test of its own,
// with the runner of `patron test`.

#include <algorithm>
#include <filesystem>

#include "story_run.h"
#include "tests/pch.h"

namespace patron::cli {
namespace {

constexpr std::string_view kFolder = PATRON_SOURCE_DIR "/tests/stories";

// From the folder of the stories, ascending.
std::vector<std::string> StoryPaths() {
  namespace fs = std::filesystem;
  std::vector<std::string> paths;
  for (const auto& entry : fs::recursive_directory_iterator(kFolder)) {
    if (entry.path().extension() != ".story") continue;
    paths.push_back(fs::relative(entry.path(), kFolder).string());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

class StoryTest : public ::testing::TestWithParam<std::string> {};

TEST_P(StoryTest, Holds) {
  const StoryResult result =
      RunStoryFile(std::string(kFolder) + "/" + GetParam(), nullptr);
  for (const Diagnostic& diagnostic : result.diagnostics) {
    ADD_FAILURE() << FormatDiagnostic(diagnostic);
  }
  for (const StoryFailure& failure : result.failures) {
    ADD_FAILURE() << FormatFailure(result, failure);
  }
  EXPECT_GT(result.expectations, 0);
}

INSTANTIATE_TEST_SUITE_P(
    All, StoryTest, ::testing::ValuesIn(StoryPaths()),
    [](const ::testing::TestParamInfo<std::string>& info) {
      std::string name = info.param.substr(0, info.param.rfind('.'));
      for (char& c : name) {
        const bool letter = std::isalnum(static_cast<unsigned char>(c)) != 0;
        if (!letter) c = '_';
      }
      return name;
    });

}  // namespace
}  // namespace patron::cli
