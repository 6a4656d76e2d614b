// One pass over the characters, which knows just enough of YAML to tell
// brackets and quotes that mean something from those within a text: where a
// value can start, comments, quoted texts, block scalars.
#include "wire/yaml_scan.h"

#include <algorithm>
#include <vector>

#include "wire/scalar_text.h"
#include "wire/tree.h"

namespace patron::wire {
namespace {

class Scanner {
 public:
  explicit Scanner(const SourceText& source)
      : source_(source), text_(source.text()), at_(ByteOrderMark(text_)) {}

  YamlScan Run() {
    while (at_ < text_.size() && found_.too_deep == YamlScan::kNone &&
           found_.too_many == YamlScan::kNone) {
      Step();
    }
    if (!open_.empty()) found_.unclosed_bracket = open_.back();
    return found_;
  }

 private:
  [[nodiscard]] char Peek(size_t ahead) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\n';
  }
  [[nodiscard]] static bool IsBlank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }
  [[nodiscard]] bool AfterBlank() const {
    return at_ == 0 || IsBlank(text_[at_ - 1]);
  }
  [[nodiscard]] bool InFlow() const { return !open_.empty(); }

  void Step() {
    const char c = text_[at_];
    if (c == '\n' || c == '\r') {
      at_value_ = true;
      at_line_ = true;
      ++at_;
    } else if (IsBlank(c)) {
      ++at_;
    } else if (c == '#' && AfterBlank()) {
      at_ = source_.NextLineStart(at_);
      at_value_ = true;
      at_line_ = true;
    } else if (InFlow() && IsFlow(c)) {
      Flow(c);
    } else if (at_value_) {
      Start(c);
    } else {
      // Within a text; a colon before a blank ends a key.
      if (c == ':' && (IsBlank(Peek(1)) || (InFlow() && IsFlow(Peek(1))))) {
        at_value_ = true;
      }
      ++at_;
    }
  }

  [[nodiscard]] static bool IsFlow(char c) {
    return c == '[' || c == ']' || c == '{' || c == '}' || c == ',';
  }

  void Flow(char c) {
    if (c == ',') {
      Count();
      at_value_ = true;
    } else if (c == '[' || c == '{') {
      Open();
    } else {
      open_.pop_back();
      at_value_ = false;
    }
    ++at_;
  }

  void Open() {
    if (open_.empty()) items_ = 0;
    open_.push_back(at_);
    if (open_.size() > static_cast<size_t>(kDepthMax)) found_.too_deep = at_;
    Count();
    at_value_ = true;
  }

  void Count() {
    if (++items_ > kFlowItemsMax) found_.too_many = at_;
  }

  // Where a value, a key or an item may start.
  void Start(char c) {
    const bool document = text_.substr(at_, 3) == "---" && IsBlank(Peek(3));
    if (document) {
      at_ += 3;
      return;
    }
    if ((c == '-' || c == '?') && IsBlank(Peek(1))) {
      ++at_;
      return;
    }
    if (at_line_) {
      indent_ = at_ - source_.LineStart(at_);
      at_line_ = false;
    }
    if (c == '"' || c == '\'') {
      const size_t end = QuotedEnd(text_, at_);
      if (end == std::string_view::npos) found_.unclosed_quote = at_;
      at_ = std::min(end, text_.size());
      at_value_ = false;
    } else if (c == '[' || c == '{') {
      Open();
      ++at_;
    } else if (c == '!' || c == '&' || c == '*') {
      while (at_ < text_.size() && !IsBlank(text_[at_])) ++at_;
    } else if ((c == '|' || c == '>') && !InFlow()) {
      SkipBlock();
    } else {
      at_value_ = false;
    }
  }

  // A block scalar's lines are blank or indented deeper than its key.
  void SkipBlock() {
    at_ = source_.NextLineStart(at_);
    while (at_ < text_.size()) {
      const size_t content =
          std::min(text_.find_first_not_of(' ', at_), text_.size());
      const bool blank = content == text_.size() || text_[content] == '\n' ||
                         text_[content] == '\r';
      if (!blank && content - at_ <= indent_) break;
      at_ = source_.NextLineStart(at_);
    }
    at_value_ = true;
    at_line_ = true;
  }

  const SourceText& source_;
  std::string_view text_;
  size_t at_;
  YamlScan found_;
  std::vector<size_t> open_;  // brackets
  size_t items_ = 0;
  size_t indent_ = 0;  // of the line's first key or item text
  bool at_value_ = true;
  bool at_line_ = true;  // nothing but indentation and dashes so far
};

}  // namespace

YamlScan ScanYaml(const SourceText& source) { return Scanner(source).Run(); }

}  // namespace patron::wire
