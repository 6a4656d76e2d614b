// The checks that look at one file: its text, its words, its functions.

#include <algorithm>
#include <cctype>
#include <iterator>
#include <memory>

#include "re2/re2.h"
#include "tests/tidy/checks.h"

namespace patron::tidy {
namespace {

// Code that ends up in libpatron.
bool InLibrary(const File& file) {
  return file.IsCode() &&
         (file.In("src/") || file.In("include/") || file.In("capi/"));
}

bool IsScript(const File& file) {
  return file.text.compare(0, 2, "#!") == 0 || file.Extension() == "sh";
}

bool IsBuildFile(const File& file) {
  return file.Name() == "CMakeLists.txt" || file.Extension() == "cmake";
}

// What people wrote and read line by line.
bool IsText(const File& file) {
  return file.IsCode() || IsScript(file) || IsBuildFile(file) ||
         file.Extension() == "proto" || file.Extension() == "md" ||
         file.Extension() == "yaml" || file.Extension() == "story" ||
         file.path == "cmake/packages.txt";
}

struct BannedWord {
  const char* pattern;
  const char* instead;
};

constexpr BannedWord kBannedInLibrary[] = {
    {R"(\babort\s*\()", "return an error"},
    {R"(\b(_Exit|_exit|exit|quick_exit|terminate)\s*\()", "return an error"},
    {R"(\bstd::(cout|cerr|clog)\b)", "return the text"},
    {R"(#\s*include\s*<(iostream|fstream|regex|thread|format|ranges|random)>)",
     "a library has no streams, threads, chance or slow expressions"},
    {R"(\b(printf|vprintf|puts|putchar|perror)\s*\()", "return the text"},
    {R"(\b(stdout|stderr)\b)", "return the text"},
    {R"(\bthread_local\b)", "pass the state in"},
    {R"(\babsl::Mutex\b)", "std::mutex: ThreadSanitizer understands it"},
    {R"(\b\w+_clock::now\b|\babsl::Now\s*\()", "time is an input"},
    {R"(\b(gettimeofday|clock_gettime|time)\s*\(\s*(&|nullptr|NULL|0))",
     "time is an input"},
    {R"(\b(rand|srand|random)\s*\(|\brandom_device\b|\brandombytes_)",
     "chance is an input"},
    {R"(\b(getenv|setenv|putenv)\s*\()", "the environment is not an input"},
    {R"(\bsetlocale\s*\(|\bstd::locale\b)", "numbers look the same everywhere"},
    {R"(\bstd::regex)", "RE2 ends in linear time"},
    {R"(\bABSL_(RAW_)?(CHECK|LOG)\b)", "return an error"},
};

Findings FindPattern(const File& file, const std::string& text,
                     const RE2& expression, const std::string& check,
                     const std::string& message) {
  Findings findings;
  const re2::StringPiece whole(text);
  re2::StringPiece match;
  for (size_t at = 0;
       expression.Match(whole, at, whole.size(), RE2::UNANCHORED, &match, 1);) {
    const auto offset = static_cast<size_t>(match.data() - whole.data());
    findings.push_back({check, file.path, LineAt(text, offset),
                        "'" + match.as_string() + "': " + message});
    at = offset + match.size();
  }
  return findings;
}

// Compiling an expression costs more than searching a file.
const std::vector<std::unique_ptr<RE2>>& BannedExpressions() {
  static const auto* const expressions = [] {
    auto* made = new std::vector<std::unique_ptr<RE2>>;
    for (const BannedWord& word : kBannedInLibrary) {
      made->push_back(std::make_unique<RE2>(word.pattern));
    }
    return made;
  }();
  return *expressions;
}

void Append(Findings& to, Findings from) {
  to.insert(to.end(), from.begin(), from.end());
}

// Code points, as an editor counts columns.
int Columns(std::string_view line) {
  return static_cast<int>(std::count_if(line.begin(), line.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

// How many letters of a line are inside literals.
int LiteralLetters(std::string_view line, std::string_view bare) {
  int letters = 0;
  for (size_t i = 0; i < line.size() && i < bare.size(); ++i) {
    letters += line[i] != bare[i] ? 1 : 0;
  }
  return letters;
}

Findings FindNonAscii(const File& file, const std::string& text,
                      const std::string& check, const std::string& message) {
  int number = 0;
  for (std::string_view line : Lines(text)) {
    ++number;
    for (char c : line) {
      if (static_cast<unsigned char>(c) >= 0x80) {
        return {{check, file.path, number, message}};
      }
    }
  }
  return {};
}

}  // namespace

std::string ToString(const Finding& finding) {
  return finding.path + ":" + std::to_string(finding.line) + ": " +
         finding.check + ": " + finding.message;
}

Findings CheckBannedWords(const File& file) {
  Findings findings;
  if (!InLibrary(file)) return findings;
  for (size_t i = 0; i < std::size(kBannedInLibrary); ++i) {
    Append(findings, FindPattern(file, file.code, *BannedExpressions()[i],
                                 "banned-word", kBannedInLibrary[i].instead));
  }
  // A check of its own, since types of ours may have a value() that is fine.
  static const RE2 kValue(R"((\.|->)\s*value\s*\(\s*\))");
  Append(findings, FindPattern(file, file.code, kValue, "throwing-value",
                               "ask ok() or has_value(), then *"));
  static const RE2 kForeignView(R"(\babsl::string_view\b)");
  if (file.In("include/")) {
    Append(findings, FindPattern(file, file.code, kForeignView, "banned-word",
                                 "std::string_view"));
  }
  static const RE2 kLater(R"(\b(TODO|FIXME)\b)");
  Append(findings, FindPattern(file, file.bare, kLater, "banned-word",
                               "do it or open an issue"));
  return findings;
}

Findings CheckGuardedEntries(const File& file) {
  static const RE2 kEntry(R"(\b(patron_\w+) ?\([^()]*\)[^()]*$)");
  static const RE2 kGuard(R"(\bGuard\w*(<[^>]*>)?\s*\()");
  static const RE2 kConstant(R"(^\s*return [^;(]*;\s*$)");
  static const RE2 kCast(R"(static_cast<\w+>\(\w+\))");
  Findings findings;
  if (!file.In("capi/") || file.Extension() != "cc") return findings;
  for (const FunctionSpan& function : FunctionsOf(file)) {
    std::string name;
    if (!RE2::PartialMatch(function.head, kEntry, &name) ||
        function.head.compare(0, 7, "static ") == 0) {
      continue;
    }
    if (function.head.find("noexcept") == std::string::npos) {
      findings.push_back(
          {"guard", file.path, function.first_line, name + " is not noexcept"});
    }
    // What only returns a constant cannot fail.
    std::string body = function.body;
    RE2::GlobalReplace(&body, kCast, "x");
    if (!RE2::PartialMatch(function.body, kGuard) &&
        !RE2::PartialMatch(body, kConstant)) {
      findings.push_back(
          {"guard", file.path, function.first_line,
           name + " has no Guard(...): an exception would end the host"});
    }
  }
  return findings;
}

Findings CheckFileLength(const File& file) {
  // The C interface is one header: a binding copies one file.
  if (file.path == "capi/include/patron/patron.h") return {};
  const auto lines = static_cast<int>(Lines(file.text).size());
  if (!file.IsCode() || lines <= kFileLinesMax) return {};
  return {{"file-length", file.path, lines,
           std::to_string(lines) + " lines, at most " +
               std::to_string(kFileLinesMax) + ": split it by what it tells"}};
}

Findings CheckFunctionLength(const File& file) {
  Findings findings;
  if (!file.IsCode()) return findings;
  const bool test = file.In("tests/");
  const int max = test ? kTestFunctionLinesMax : kFunctionLinesMax;
  for (const FunctionSpan& function : FunctionsOf(file)) {
    const int lines = function.last_line - function.first_line + 1;
    if (lines <= max) continue;
    findings.push_back({"function-length", file.path, function.first_line,
                        std::to_string(lines) + " lines, at most " +
                            std::to_string(max) + ": " + function.head});
  }
  return findings;
}

Findings CheckLineLength(const File& file) {
  Findings findings;
  if (!IsText(file) || file.Extension() == "yaml") return findings;
  const std::vector<std::string_view> bare = Lines(file.bare);
  size_t index = 0;
  for (std::string_view line : Lines(file.text)) {
    const size_t at = index++;
    const int columns = Columns(line);
    if (columns <= kColumnsMax) continue;
    // A table in prose, one long word and a long literal cannot be broken.
    const size_t last_space = line.find_last_of(' ');
    const size_t first_word = line.find_first_not_of(" #*-/|");
    if (last_space == std::string_view::npos ||
        first_word == std::string_view::npos || last_space < first_word ||
        line.substr(0, 8) == "#include" ||
        (file.Extension() == "md" && line[0] == '|') ||
        LiteralLetters(line, bare[at]) > kColumnsMax / 2) {
      continue;
    }
    findings.push_back({"line-length", file.path, static_cast<int>(at) + 1,
                        std::to_string(columns) + " columns, at most " +
                            std::to_string(kColumnsMax)});
  }
  return findings;
}

Findings CheckBlanks(const File& file) {
  Findings findings;
  if (!IsText(file)) return findings;
  int number = 0;
  for (std::string_view line : Lines(file.text)) {
    ++number;
    if (line.find('\t') != std::string_view::npos) {
      findings.push_back({"blanks", file.path, number, "a tab"});
    }
    if (line.find('\r') != std::string_view::npos) {
      findings.push_back({"blanks", file.path, number, "a carriage return"});
    }
    if (!line.empty() && line.back() == ' ') {
      findings.push_back({"blanks", file.path, number, "a trailing blank"});
    }
  }
  if (!file.text.empty() && file.text.back() != '\n') {
    findings.push_back({"blanks", file.path, number, "no newline at the end"});
  }
  return findings;
}

Findings CheckAscii(const File& file) {
  if (!file.IsCode() && !IsScript(file) && !IsBuildFile(file)) return {};
  return FindNonAscii(file, file.bare, "ascii",
                      "a character beyond ASCII outside of a literal");
}

Findings CheckLiteralAscii(const File& file) {
  if (!file.IsCode()) return {};
  return FindNonAscii(file, file.text, "literal-ascii",
                      "a character beyond ASCII: write \\u or \\x, or give the "
                      "file a row in kExemptions with the reason");
}

Findings CheckHeaderGuard(const File& file) {
  if (!file.IsHeader()) return {};
  std::string name(file.Name());
  for (char& c : name) {
    const auto letter = static_cast<unsigned char>(c);
    c = std::isalnum(letter) != 0 ? static_cast<char>(std::toupper(letter))
                                  : '_';
  }
  const std::string end = name + "_";
  const std::vector<std::string_view> lines = Lines(file.text);
  const std::string_view kIf = "#ifndef PATRON_";
  const auto first = std::find_if(
      lines.begin(), lines.end(),
      [](std::string_view line) { return line.substr(0, 1) == "#"; });
  if (first != lines.end() && first + 1 != lines.end() &&
      first->substr(0, kIf.size()) == kIf) {
    const std::string guard(first->substr(8));
    const std::string_view last = lines.back();
    const bool same =
        *(first + 1) == "#define " + guard &&
        (last == "#endif  // " + guard || last == "#endif /* " + guard + " */");
    const bool named = guard.size() >= end.size() &&
                       guard.substr(guard.size() - end.size()) == end;
    if (same && named) return {};
  }
  return {{"header-guard", file.path, 1,
           "expected #ifndef and #define PATRON_..." + end +
               " and the same behind the last #endif"}};
}

Findings CheckBlob(const File& file) {
  if (file.text.size() > kFileBytesMax) {
    return {{"blob", file.path, 0,
             std::to_string(file.text.size()) + " bytes: keep data out of the "
                                                "tree, or generate it"}};
  }
  if (file.text.find('\0') != std::string::npos) {
    return {{"blob", file.path, 0, "a binary file"}};
  }
  return {};
}

Findings CheckTopLevel(const File& file) {
  static constexpr std::string_view kFolders[] = {
      ".ci/",      "cmake/", "include/", "src/", "capi/",
      "examples/", "tests/", "bench/",   "docs/"};
  static constexpr std::string_view kFiles[] = {
      "CMakeLists.txt",  "CMakePresets.json", "README.md",
      "ARCHITECTURE.md", "CONTRIBUTING.md",   "CHANGELOG.md",
      "SECURITY.md",     "LICENSE",           "dev"};
  // A file that is not tracked is somebody's own.
  if (!file.tracked) return {};
  const bool in_folder =
      std::any_of(std::begin(kFolders), std::end(kFolders),
                  [&](std::string_view folder) { return file.In(folder); });
  const bool known = std::find(std::begin(kFiles), std::end(kFiles),
                               file.path) != std::end(kFiles);
  const bool dot_file =
      file.path[0] == '.' && file.path.find('/') == std::string::npos;
  if (in_folder || known || dot_file) return {};
  return {{"top-level", file.path, 0, "outside of the agreed top level"}};
}

}  // namespace patron::tidy
