// Where the real data is and where it is not: a suite that reads it must not
// pass because there was nothing to read.

#include "tests/shared_data.h"

#include <gtest/gtest-spi.h>

#include <cstdlib>

#include "tests/cli/scratch_file.h"
#include "tests/pch.h"

namespace patron::testing {
namespace {

// PATRON_SHARED for as long as this lives.
class SharedAt {
 public:
  explicit SharedAt(const std::string& folder) {
    const char* before = std::getenv("PATRON_SHARED");
    if (before != nullptr) before_ = before;
    setenv("PATRON_SHARED", folder.c_str(), 1);
  }
  ~SharedAt() {
    if (before_.empty()) {
      unsetenv("PATRON_SHARED");
    } else {
      setenv("PATRON_SHARED", before_.c_str(), 1);
    }
  }
  SharedAt(const SharedAt&) = delete;
  SharedAt& operator=(const SharedAt&) = delete;

 private:
  std::string before_;
};

void Read() {
  PATRON_SHARED_DATA(path, "sales.csv");
  EXPECT_EQ(ReadGzip(path), "x\n");
}

TEST(SharedData, IsReadWhereItIs) {
  const ScratchFolder folder;
  std::filesystem::create_directory(folder.Path("data"));
  folder.Write("data/sales.csv", "x\n");
  const SharedAt shared(folder.Path(""));
  Read();
}

TEST(SharedData, AFolderWithoutItIsAFailure) {
  const ScratchFolder folder;
  const SharedAt shared(folder.Path(""));
  EXPECT_FATAL_FAILURE(Read(), "is missing");
}

TEST(SharedData, NoFolderAtAllSkips) {
  const SharedAt shared("/no/such/folder");
  ::testing::TestPartResultArray results;
  {
    const ::testing::ScopedFakeTestPartResultReporter reporter(&results);
    Read();
  }
  ASSERT_EQ(results.size(), 1);
  EXPECT_TRUE(results.GetTestPartResult(0).skipped());
}

}  // namespace
}  // namespace patron::testing
