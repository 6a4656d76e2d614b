// The corpus without the fuzzer: what crashed once stays mended, and each seed
// still says what it was written for. `./dev fuzz` looks for new ones.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "tests/fuzz/targets.h"

namespace patron::fuzz {
namespace {

const std::string kCorpus = PATRON_SOURCE_DIR "/tests/fuzz/corpus/";

std::vector<std::string> FilesOf(const Target& target) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(
           kCorpus + std::string(target.name))) {
    files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string Read(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class Corpus : public ::testing::TestWithParam<Target> {};

TEST_P(Corpus, NothingIsWrong) {
  const Target& target = GetParam();
  int files = 0;
  for (const std::string& path : FilesOf(target)) {
    // A crash says nothing else about where it was.
    std::fprintf(stderr, "%s\n", path.c_str() + kCorpus.size());
    EXPECT_EQ(target.run(Read(path)), "") << path;
    ++files;
  }
  EXPECT_GE(files, 12) << "the fuzzer starts from these";
}

// What a fuzzer tries first, of every target.
TEST_P(Corpus, NothingAndNearlyNothing) {
  const Target& target = GetParam();
  EXPECT_EQ(target.run(""), "");
  for (int byte = 0; byte < 256; ++byte) {
    EXPECT_EQ(target.run(std::string(1, static_cast<char>(byte))), "") << byte;
  }
}

// Every prefix of every seed: a text that was cut off in transit.
TEST_P(Corpus, CutOffAnywhere) {
  const Target& target = GetParam();
  for (const std::string& path : FilesOf(target)) {
    const std::string whole = Read(path);
    const size_t step = 1 + whole.size() / 64;
    for (size_t size = 0; size < whole.size(); size += step) {
      ASSERT_EQ(target.run(whole.substr(0, size)), "") << path << " " << size;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Targets, Corpus, ::testing::ValuesIn(Targets().begin(), Targets().end()),
    [](const auto& made) { return std::string(made.param.name); });

TEST(Corpus, HasNoFolderWithoutATarget) {
  for (const auto& entry : std::filesystem::directory_iterator(kCorpus)) {
    const std::string name = entry.path().filename();
    EXPECT_TRUE(
        std::any_of(Targets().begin(), Targets().end(),
                    [&](const Target& target) { return target.name == name; }))
        << name;
  }
}

}  // namespace
}  // namespace patron::fuzz
