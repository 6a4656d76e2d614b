// The house rules, on this tree. What may break one has a row here with the
// reason; a row that nothing needs is an error.

#include <algorithm>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/tidy/checks.h"

namespace patron::tidy {
namespace {

struct Exemption {
  std::string_view check;
  std::string_view path;  // of a file, or of a folder with a slash at the end
  std::string_view reason;
};

constexpr Exemption kExemptions[] = {
    {"function-length", "src/store/sqlite_write.cc",
     "the constructor prepares every statement, and statements are text"},
    {"throwing-value", "src/wire/program_values.cc",
     "messages have a field of that name"},
    {"throwing-value", "src/expr/checker.cc",
     "Type::value() is the type of a map's values"},
    {"banned-word", "src/engine/callers.h",
     "asks which thread it is on, and starts none"},
    {"banned-word", "src/wire/schema_generator.cc",
     "runs while building and is not in the library"},
    {"literal-ascii", "examples/cafe/cafe.cc",
     "a program as people write it, in UTF-8"},
    {"literal-ascii", "tests/wire/bad_text_test.cc",
     "texts as people write them, in UTF-8"},
    {"literal-ascii", "tests/wire/locate_test.cc",
     "texts as people write them, in UTF-8"},
    {"literal-ascii", "tests/wire/sample.cc",
     "a program as people write it, in UTF-8"},
    {"literal-ascii", "tests/wire/", "programs as people write them, in UTF-8"},
};

const std::vector<File>& Tree() {
  static const std::vector<File> tree = LoadTree(PATRON_SOURCE_DIR);
  return tree;
}

const Exemption* ExemptionOf(const Finding& finding) {
  for (const Exemption& row : kExemptions) {
    const bool folder = row.path.back() == '/';
    const bool same = folder ? finding.path.rfind(row.path, 0) == 0
                             : finding.path == row.path;
    if (same && row.check == finding.check) return &row;
  }
  return nullptr;
}

std::vector<const Exemption*>& Used() {
  static std::vector<const Exemption*> used;
  return used;
}

void Report(const Findings& findings) {
  for (const Finding& finding : findings) {
    if (const Exemption* row = ExemptionOf(finding)) {
      Used().push_back(row);
    } else {
      ADD_FAILURE() << ToString(finding);
    }
  }
}

using FileCheck = Findings (*)(const File&);
using TreeCheck = Findings (*)(const std::vector<File>&);

void OnEachFile(FileCheck check) {
  for (const File& file : Tree()) Report(check(file));
}

TEST(TidyTest, FindsTheTree) { EXPECT_GT(Tree().size(), 50u); }

TEST(TidyTest, IncludesPointDown) { OnEachFile(CheckIncludeDirection); }
TEST(TidyTest, OnlyWireSeesProtobuf) { OnEachFile(CheckGeneratedIncludes); }
TEST(TidyTest, NoBannedWords) { OnEachFile(CheckBannedWords); }
TEST(TidyTest, NoFloatingPoint) { OnEachFile(CheckFloatingPoint); }
TEST(TidyTest, EntriesAreGuarded) { OnEachFile(CheckGuardedEntries); }
TEST(TidyTest, FilesAreShort) { OnEachFile(CheckFileLength); }
TEST(TidyTest, FunctionsAreShort) { OnEachFile(CheckFunctionLength); }
TEST(TidyTest, LinesAreShort) { OnEachFile(CheckLineLength); }
TEST(TidyTest, NoStrayBlanks) { OnEachFile(CheckBlanks); }
TEST(TidyTest, CodeIsAscii) { OnEachFile(CheckAscii); }
TEST(TidyTest, LiteralsAreAscii) { OnEachFile(CheckLiteralAscii); }
TEST(TidyTest, HeadersAreGuarded) { OnEachFile(CheckHeaderGuard); }
TEST(TidyTest, NoBlobs) { OnEachFile(CheckBlob); }
TEST(TidyTest, TopLevelIsAsAgreed) { OnEachFile(CheckTopLevel); }

TEST(TidyTest, EveryModuleHasARow) { Report(CheckModules(Tree())); }
TEST(TidyTest, NoOrphans) { Report(CheckOrphans(Tree())); }
TEST(TidyTest, GuardsDiffer) { Report(CheckSameGuard(Tree())); }
TEST(TidyTest, ReadmeListsThePackages) { Report(CheckPackages(Tree())); }
TEST(TidyTest, PictureIsTrue) { Report(CheckPicture(Tree())); }

// Last: gtest runs a file's tests in their order.
TEST(TidyTest, ZZExemptionsAreNeeded) {
  if (::testing::UnitTest::GetInstance()->test_to_run_count() !=
      ::testing::UnitTest::GetInstance()->total_test_count()) {
    GTEST_SKIP() << "only meaningful after all checks";
  }
  for (const Exemption& row : kExemptions) {
    EXPECT_NE(std::find(Used().begin(), Used().end(), &row), Used().end())
        << row.check << " of " << row.path << " is no longer broken";
  }
}

}  // namespace
}  // namespace patron::tidy
