// A page of documentation with its examples, so that tests can hold them
// against the program.
//
//   const Page page("docs/files.md");
//   page.WriteFiles(folder);
//   for (const Page::Call& call : page.calls()) ...
//
// A block that opens with ```yaml bakery.yaml is that file. In a block that
// opens with ```console, lines with "$ patron" are calls, and the lines below
// one are what it prints, standard error before standard output.
#ifndef PATRON_TESTS_CLI_PAGE_H_
#define PATRON_TESTS_CLI_PAGE_H_

#include <string>
#include <utility>
#include <vector>

#include "tests/cli/patron_process.h"

namespace patron::testing {

class Page {
 public:
  struct Call {
    std::string line;  // as on the page, without "$ "
    std::string printed;
  };

  // `path` is below the source tree.
  explicit Page(const std::string& path);

  [[nodiscard]] const std::string& text() const { return text_; }
  // Names and contents, in the page's order.
  [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& files()
      const {
    return files_;
  }
  [[nodiscard]] const std::vector<Call>& calls() const { return calls_; }

  // Writes the files, runs the calls in that folder and expects what the page
  // says.
  void ExpectTrue() const;

 private:
  void AddLine(const std::string& line);

  std::string text_;
  std::string block_;  // "yaml bakery.yaml"; empty outside of blocks
  std::vector<std::pair<std::string, std::string>> files_;
  std::vector<Call> calls_;
};

}  // namespace patron::testing

#endif  // PATRON_TESTS_CLI_PAGE_H_
