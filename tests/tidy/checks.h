// The house rules that compilers, clang-format and clang-tidy do not check.
//
//   for (const Finding& f : CheckBannedWords(file)) std::cerr << ToString(f);
//
// Each check has a snippet in checks_test.cc that it must refuse.
// Threads: free functions, any thread.
#ifndef PATRON_TESTS_TIDY_CHECKS_H_
#define PATRON_TESTS_TIDY_CHECKS_H_

#include <string>
#include <string_view>
#include <vector>

#include "tests/tidy/source.h"

namespace patron::tidy {

struct Finding {
  std::string check;  // "banned-word"
  std::string path;
  int line = 0;         // 0: the file as a whole
  std::string message;  // what is wrong and how to mend it
};

using Findings = std::vector<Finding>;

// "src/base/money.cc:12: banned-word: ..."
[[nodiscard]] std::string ToString(const Finding& finding);

inline constexpr int kFileLinesMax = 800;
inline constexpr int kFunctionLinesMax = 70;
// A test holds its tables.
inline constexpr int kTestFunctionLinesMax = 200;
inline constexpr int kColumnsMax = 80;
inline constexpr size_t kFileBytesMax = 256 * 1024;

// Of one file.
[[nodiscard]] Findings CheckIncludeDirection(const File& file);
[[nodiscard]] Findings CheckGeneratedIncludes(const File& file);
[[nodiscard]] Findings CheckBannedWords(const File& file);
[[nodiscard]] Findings CheckFloatingPoint(const File& file);
[[nodiscard]] Findings CheckGuardedEntries(const File& file);
[[nodiscard]] Findings CheckFileLength(const File& file);
[[nodiscard]] Findings CheckFunctionLength(const File& file);
[[nodiscard]] Findings CheckLineLength(const File& file);
[[nodiscard]] Findings CheckBlanks(const File& file);
[[nodiscard]] Findings CheckAscii(const File& file);
[[nodiscard]] Findings CheckLiteralAscii(const File& file);
[[nodiscard]] Findings CheckHeaderGuard(const File& file);
[[nodiscard]] Findings CheckBlob(const File& file);
[[nodiscard]] Findings CheckTopLevel(const File& file);

// Of the tree.
[[nodiscard]] Findings CheckModules(const std::vector<File>& tree);
[[nodiscard]] Findings CheckOrphans(const std::vector<File>& tree);
[[nodiscard]] Findings CheckSameGuard(const std::vector<File>& tree);
[[nodiscard]] Findings CheckPackages(const std::vector<File>& tree);
[[nodiscard]] Findings CheckPicture(const std::vector<File>& tree);

}  // namespace patron::tidy

#endif  // PATRON_TESTS_TIDY_CHECKS_H_
