// Calls are split as a shell would, as far as pages need it: at blanks outside
// of single quotes.

#include "tests/cli/page.h"

#include <fstream>
#include <sstream>

#include "tests/pch.h"

namespace patron::testing {
namespace {

constexpr std::string_view kPrompt = "$ patron ";

std::vector<std::string> ArgumentsOf(std::string_view call) {
  std::vector<std::string> arguments;
  bool inside = false;
  bool quoted = false;
  for (const char c : call) {
    if (c == '\'') quoted = !quoted;
    if (c == ' ' && !quoted) {
      inside = false;
      continue;
    }
    if (!inside) arguments.emplace_back();
    inside = true;
    if (c != '\'') arguments.back() += c;
  }
  return arguments;
}

}  // namespace

Page::Page(const std::string& path) {
  std::ifstream in(std::string(PATRON_SOURCE_DIR "/") + path);
  EXPECT_TRUE(in.is_open()) << path;
  for (std::string line; std::getline(in, line);) {
    text_ += line + "\n";
    AddLine(line);
  }
}

void Page::AddLine(const std::string& line) {
  if (line.starts_with("```")) {
    const bool opens = block_.empty();
    block_ = opens ? line.substr(3) + " " : "";
    const size_t blank = line.find(' ');
    if (opens && blank != std::string::npos) {
      files_.emplace_back(line.substr(blank + 1), "");
    }
  } else if (block_ == "console ") {
    if (line.starts_with(kPrompt)) {
      calls_.push_back({line.substr(2), ""});
    } else if (!calls_.empty()) {
      calls_.back().printed += line + "\n";
    }
  } else if (block_.find(' ') + 1 < block_.size()) {
    files_.back().second += line + "\n";
  }
}

void Page::ExpectTrue() const {
  const TemporaryFolder folder;
  for (const auto& [name, content] : files_) folder.Write(name, content);
  for (const Call& call : calls_) {
    const Ran ran = RunPatron(ArgumentsOf(call.line.substr(kPrompt.size() - 2)),
                              "", {.folder = folder.Path()});
    EXPECT_EQ(ran.err + ran.out, call.printed) << "$ " << call.line;
  }
}

}  // namespace patron::testing
