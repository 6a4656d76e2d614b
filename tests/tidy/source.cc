// A lexer that knows comments, literals and braces, which is all that the
// checks need. A real parser (libclang) was refused: the checks shall run in a
// second, on code that does not compile, and on C as well.

#include "tests/tidy/source.h"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <utility>

#include "re2/re2.h"

namespace patron::tidy {
namespace {

bool IsWord(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

// Blanks comments and the inside of literals in `code`, literals only in
// `bare`.
class Blanker {
 public:
  explicit Blanker(File& file) : file_(file), text_(file.text) {}

  void Run() {
    while (at_ < text_.size()) {
      if (Starts("//")) {
        LineComment();
      } else if (Starts("/*")) {
        BlockComment();
      } else if (text_[at_] == '"') {
        const bool raw = at_ > 0 && text_[at_ - 1] == 'R';
        raw ? RawString() : Quoted('"');
      } else if (text_[at_] == '\'' && !IsDigitSeparator()) {
        Quoted('\'');
      } else {
        ++at_;
      }
    }
  }

 private:
  bool Starts(std::string_view what) const {
    return std::string_view(text_).substr(at_, what.size()) == what;
  }

  // 1'000 is a number, u8'a' a letter.
  bool IsDigitSeparator() const {
    size_t begin = at_;
    while (begin > 0 && IsWord(text_[begin - 1])) --begin;
    return begin < at_ &&
           std::isdigit(static_cast<unsigned char>(text_[begin])) != 0;
  }

  void Blank(std::string& where, size_t begin, size_t end) const {
    for (size_t i = begin; i < end && i < where.size(); ++i) {
      if (where[i] != '\n') where[i] = ' ';
    }
  }

  void LineComment() {
    const size_t begin = at_;
    at_ = std::min(text_.find('\n', at_), text_.size());
    Blank(file_.code, begin, at_);
  }

  void BlockComment() {
    const size_t begin = at_;
    const size_t end = text_.find("*/", at_ + 2);
    at_ = end == std::string::npos ? text_.size() : end + 2;
    Blank(file_.code, begin, at_);
  }

  void Quoted(char quote) {
    const size_t begin = ++at_;
    while (at_ < text_.size() && text_[at_] != quote && text_[at_] != '\n') {
      at_ += text_[at_] == '\\' ? 2 : 1;
    }
    at_ = std::min(at_, text_.size());
    BlankLiteral(begin, at_);
    ++at_;
  }

  void RawString() {
    const size_t begin = ++at_;
    const size_t open = text_.find('(', at_);
    if (open == std::string::npos) return;
    const std::string close = ")" + text_.substr(at_, open - at_) + "\"";
    const size_t end = text_.find(close, open);
    at_ = end == std::string::npos ? text_.size() : end + close.size();
    BlankLiteral(begin, at_ - 1);
  }

  void BlankLiteral(size_t begin, size_t end) {
    Blank(file_.code, begin, end);
    Blank(file_.bare, begin, end);
  }

  File& file_;
  const std::string& text_;
  size_t at_ = 0;
};

// Blanks preprocessor lines with their continuations: their braces need not
// balance.
std::string WithoutDirectives(const std::string& code) {
  std::string kept;
  bool continued = false;
  for (std::string_view line : Lines(code)) {
    const size_t first = line.find_first_not_of(" \t");
    const bool directive =
        continued || (first != std::string_view::npos && line[first] == '#');
    continued = directive && line.back() == '\\';
    if (!directive) kept += line;
    kept += '\n';
  }
  return kept;
}

std::string OneLine(std::string_view text) {
  std::string line;
  for (char c : text) {
    const bool space = std::isspace(static_cast<unsigned char>(c)) != 0;
    if (space && (line.empty() || line.back() == ' ')) continue;
    line += space ? ' ' : c;
  }
  if (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

enum class Brace { kContainer, kFunction, kData };

// What an opening brace at namespace or class level opens, by the text since
// the last `;`, `{` or `}` there.
Brace Classify(const std::string& head) {
  static const RE2 kSpace(R"(^(inline )?namespace\b|^extern ?" *"$)");
  static const RE2 kType(R"(\b(class|struct|union|enum)\b[^()]*$)");
  if (RE2::PartialMatch(head, kSpace)) return Brace::kContainer;
  // After a member that a constructor initialises with braces.
  if (head.empty()) return Brace::kFunction;
  if (head.back() == '=' || head.back() == ',') return Brace::kData;
  if (RE2::PartialMatch(head, kType)) return Brace::kContainer;
  return head.find(')') == std::string::npos ? Brace::kData : Brace::kFunction;
}

std::vector<std::string> GitPaths(const std::string& root,
                                  const std::string& which) {
  // safe.directory: a tree that another user cloned is still ours to read.
  const std::string command = "git -C '" + root +
                              "' -c safe.directory='*' ls-files -z " + which +
                              " 2>/dev/null";
  std::vector<std::string> paths;
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"),
                                                   pclose);
  if (pipe == nullptr) return paths;
  std::string path;
  for (int c = std::fgetc(pipe.get()); c != EOF; c = std::fgetc(pipe.get())) {
    if (c != 0) {
      path += static_cast<char>(c);
    } else {
      paths.push_back(std::exchange(path, {}));
    }
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::vector<std::string> WalkedPaths(const std::string& root) {
  namespace fs = std::filesystem;
  std::vector<std::string> paths;
  for (fs::recursive_directory_iterator it(root), end; it != end; ++it) {
    const std::string path = fs::relative(it->path(), root).string();
    if (it->is_directory() &&
        (path == "build" || path == ".git" || path == ".cache")) {
      it.disable_recursion_pending();
    } else if (it->is_regular_file()) {
      paths.push_back(path);
    }
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

}  // namespace

std::string_view File::Extension() const {
  const size_t dot = Name().rfind('.');
  return dot == std::string_view::npos ? "" : Name().substr(dot + 1);
}

std::string_view File::Name() const {
  return std::string_view(path).substr(path.rfind('/') + 1);
}

bool File::In(std::string_view folder) const {
  return path.compare(0, folder.size(), folder) == 0;
}

bool File::IsHeader() const {
  return Extension() == "h" || Extension() == "hpp";
}

bool File::IsCode() const {
  return IsHeader() || Extension() == "cc" || Extension() == "c";
}

File MakeFile(std::string path, std::string text) {
  File file;
  file.path = std::move(path);
  file.text = std::move(text);
  file.bare = file.text;
  file.code = file.text;
  if (file.IsCode()) Blanker(file).Run();
  return file;
}

std::vector<File> LoadTree(const std::string& root) {
  std::vector<std::string> paths = GitPaths(root, "-co --exclude-standard");
  const std::vector<std::string> tracked = GitPaths(root, "");
  if (paths.empty()) paths = WalkedPaths(root);
  std::vector<File> files;
  for (const std::string& path : paths) {
    const std::string full = root + "/" + path;
    if (!std::filesystem::is_regular_file(full)) continue;  // removed, not yet
    std::ifstream in(full, std::ios::binary);               // committed
    std::string text{std::istreambuf_iterator<char>(in), {}};
    files.push_back(MakeFile(path, std::move(text)));
    files.back().tracked =
        std::binary_search(tracked.begin(), tracked.end(), path);
  }
  return files;
}

std::vector<std::string_view> Lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

int LineAt(std::string_view text, size_t offset) {
  const std::string_view before = text.substr(0, offset);
  return 1 + static_cast<int>(std::count(before.begin(), before.end(), '\n'));
}

std::vector<Include> IncludesOf(const File& file) {
  static const RE2 kInclude(R"(^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"])");
  std::vector<Include> includes;
  int line = 0;
  for (std::string_view text : Lines(file.text)) {
    ++line;
    std::string bracket;
    std::string path;
    if (RE2::PartialMatch(std::string(text), kInclude, &bracket, &path)) {
      includes.push_back({path, bracket == "\"", line});
    }
  }
  return includes;
}

std::vector<FunctionSpan> FunctionsOf(const File& file) {
  const std::string code = WithoutDirectives(file.code);
  std::vector<FunctionSpan> functions;
  std::string head;
  size_t head_begin = 0;
  size_t body_begin = 0;
  int depth = 0;  // braces open inside a function or an initialiser
  bool in_function = false;
  for (size_t i = 0; i < code.size(); ++i) {
    const char c = code[i];
    if (depth > 0) {
      depth += c == '{' ? 1 : c == '}' ? -1 : 0;
      if (depth > 0) continue;
      if (in_function) {
        const size_t first = code.find_first_not_of(" \n", head_begin);
        functions.push_back({head, code.substr(body_begin, i - body_begin),
                             LineAt(code, first), LineAt(code, i)});
      }
      head_begin = i + 1;
    } else if (c == '{') {
      head = OneLine(std::string_view(code).substr(head_begin, i - head_begin));
      const Brace brace = Classify(head);
      if (brace == Brace::kContainer) {
        head_begin = i + 1;
      } else {
        depth = 1;
        in_function = brace == Brace::kFunction;
        body_begin = i + 1;
      }
    } else if (c == ';' || c == '}') {
      head_begin = i + 1;
    }
  }
  return functions;
}

}  // namespace patron::tidy
