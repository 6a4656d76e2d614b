// The files of the tree as the tidy checks read them.
//
//   for (const File& file : LoadTree(PATRON_SOURCE_DIR)) ...
//   File snippet = MakeFile("src/base/a.cc", "int x;  // abort()\n");
//
// Threads: values.
#ifndef PATRON_TESTS_TIDY_SOURCE_H_
#define PATRON_TESTS_TIDY_SOURCE_H_

#include <string>
#include <string_view>
#include <vector>

namespace patron::tidy {

struct File {
  std::string path;  // from the top of the tree: "src/base/money.cc"
  std::string text;  // as it is on disk
  std::string bare;  // C and C++: literals blanked, comments kept
  std::string code;  // C and C++: literals and comments blanked
  bool tracked = true;

  // "cc", "h", "" for none.
  [[nodiscard]] std::string_view Extension() const;
  // "money.cc"
  [[nodiscard]] std::string_view Name() const;
  // Whether the path is below `folder` ("src/", "include/").
  [[nodiscard]] bool In(std::string_view folder) const;
  // C or C++, header or source.
  [[nodiscard]] bool IsCode() const;
  [[nodiscard]] bool IsHeader() const;
};

// A path included by a file, with its line.
struct Include {
  std::string path;
  bool quoted = false;
  int line = 0;
};

// The body of a function, from the first line of its head to the closing brace.
struct FunctionSpan {
  std::string head;  // on one line
  std::string body;  // between the braces, from File::code
  int first_line = 0;
  int last_line = 0;
};

[[nodiscard]] File MakeFile(std::string path, std::string text);

// What git tracks or would (.gitignore is honoured), sorted by path; without
// git every file that is not in build/.
[[nodiscard]] std::vector<File> LoadTree(const std::string& root);

[[nodiscard]] std::vector<std::string_view> Lines(std::string_view text);
[[nodiscard]] int LineAt(std::string_view text, size_t offset);
[[nodiscard]] std::vector<Include> IncludesOf(const File& file);

// Functions that are defined at namespace or class level; a lambda inside one
// is part of it.
[[nodiscard]] std::vector<FunctionSpan> FunctionsOf(const File& file);

}  // namespace patron::tidy

#endif  // PATRON_TESTS_TIDY_SOURCE_H_
