// The size is counted over the text without a tree: a stack of open groups,
// each with what it has so far and what a repetition behind it would repeat.
// What RE2 would refuse may be counted anyhow; too much is never too little.
#include "expr/pattern.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

#include "expr/charges.h"
#include "patron/error.h"

namespace patron::expr {
namespace {

// What a pattern that is too large for its memory has cost until it is found
// out.
constexpr int kFailedProgram = 2500;

struct Repeat {
  uint64_t times = 1;
  bool exact = false;
  size_t bytes = 0;  // with both braces
};

// {3}, {3,} and {3,5}; nothing for braces that stand for themselves.
std::optional<Repeat> ReadRepeat(std::string_view text) {
  const size_t close = text.find('}');
  if (close == std::string_view::npos) return std::nullopt;
  const char* const end = text.data() + close;
  uint64_t low = 0;
  const auto first = std::from_chars(text.data() + 1, end, low);
  if (first.ptr == text.data() + 1) return std::nullopt;
  // A number without end is refused by RE2, and too large for us.
  if (first.ec != std::errc()) {
    return Repeat{kStepsWithoutEnd, false, close + 1};
  }
  uint64_t high = low;
  if (first.ptr != end) {
    if (*first.ptr != ',') return std::nullopt;
    const auto second = std::from_chars(first.ptr + 1, end, high);
    if (second.ptr != end) return std::nullopt;
    if (second.ec == std::errc::result_out_of_range) high = kStepsWithoutEnd;
  }
  return Repeat{std::max({low, high, uint64_t{1}}), first.ptr == end,
                close + 1};
}

// The bytes of [...] at the start of `text`.
size_t ClassBytes(std::string_view text) {
  size_t at = 1;
  if (at < text.size() && text[at] == '^') ++at;
  if (at < text.size() && text[at] == ']') ++at;
  while (at < text.size() && text[at] != ']') {
    if (text[at] == '\\') {
      at += 2;
      continue;
    }
    if (text.substr(at, 2) == "[:") {
      const size_t close = text.find(":]", at + 2);
      if (close != std::string_view::npos) {
        at = close + 2;
        continue;
      }
    }
    ++at;
  }
  return std::min(at + 1, text.size());
}

// The bytes of an escape at the start of `text`: \d, \pL, \p{Greek}, \x{e4}.
size_t EscapeBytes(std::string_view text) {
  const char letter = text.size() > 1 ? text[1] : '\0';
  if (letter == 'p' || letter == 'P' || letter == 'x') {
    if (text.substr(2, 1) != "{") {
      return std::min<size_t>(letter == 'x' ? 4 : 3, text.size());
    }
    return std::min(text.find('}'), text.size() - 1) + 1;
  }
  return std::min<size_t>(2, text.size());
}

class Counter {
 public:
  explicit Counter(std::string_view rest) : rest_(rest) {}

  uint64_t Run() {
    while (!rest_.empty()) rest_.remove_prefix(std::max<size_t>(Take(), 1));
    while (groups_.size() > 1) CloseGroup();
    return Plus(groups_[0].size, 1);
  }

 private:
  struct Group {
    uint64_t size = 0;
    uint64_t last = 0;  // of it, what a repetition repeats
  };

  // Counts what `rest_` starts with; its bytes.
  size_t Take() {
    switch (rest_[0]) {
      case '\\':
        if (rest_.substr(1, 1) == "Q") return TakeQuoted();
        Add(1);
        return EscapeBytes(rest_);
      case '[':
        Add(1);
        return ClassBytes(rest_);
      case '(':
        return TakeOpen();
      case ')':
        if (groups_.size() > 1) CloseGroup();
        return 1;
      case '*':
      case '+':
      case '?':
        Grow(Plus(groups_.back().last, 1));
        return 1;
      case '|':
        Add(1);
        return 1;
      case '{':
        return TakeBrace();
      default:
        // A letter of several bytes is one.
        if ((static_cast<unsigned char>(rest_[0]) & 0xC0U) != 0x80U) Add(1);
        return 1;
    }
  }

  void Add(uint64_t size) {
    groups_.back().size = Plus(groups_.back().size, size);
    groups_.back().last = size;
  }

  // What was added last has another size now.
  void Grow(uint64_t size) {
    Group& top = groups_.back();
    top.size = Plus(top.size - std::min(top.last, top.size), size);
    top.last = size;
  }

  void CloseGroup() {
    const uint64_t size = groups_.back().size;
    groups_.pop_back();
    Add(Plus(size, 2));
  }

  // (, (?:, (?i:, (?P<name>; (?i) is no group.
  size_t TakeOpen() {
    size_t at = 1;
    if (rest_.substr(1, 1) == "?") {
      at = std::min(rest_.find_first_of(":>)", 1), rest_.size() - 1) + 1;
      if (rest_[at - 1] == ')') return at;
    }
    groups_.emplace_back();
    return at;
  }

  size_t TakeQuoted() {
    const size_t end = std::min(rest_.find("\\E"), rest_.size());
    for (size_t i = 2; i < end; ++i) Add(1);
    return std::min(end + 2, rest_.size());
  }

  size_t TakeBrace() {
    const std::optional<Repeat> repeat = ReadRepeat(rest_);
    if (!repeat) {
      Add(1);
      return 1;
    }
    // x{3} is xxx, but x{2,4} is xx(x(x)?)?.
    const uint64_t each = Plus(groups_.back().last, repeat->exact ? 0 : 1);
    Grow(Times(each, repeat->times));
    return repeat->bytes;
  }

  std::string_view rest_;
  std::vector<Group> groups_{1};
};

}  // namespace

uint64_t PatternSize(std::string_view pattern) {
  return Counter(pattern).Run();
}

RE2::Options RegexOptions(PatternKind kind) {
  RE2::Options options;
  options.set_log_errors(false);
  // More memory for a literal one would make hostile patterns slower: RE2 fills
  // it with states that it never meets again before it gives up.
  options.set_max_mem(kind == PatternKind::kLiteral ? int64_t{1} << 18
                                                    : int64_t{1} << 15);
  return options;
}

absl::StatusOr<std::shared_ptr<const RE2>> PatternCache::Compile(
    std::string_view pattern) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = compiled_.find(pattern);
  if (found != compiled_.end()) return found->second;
  if (compiled_.size() >= kPatternsMax || program_left_ <= 0) {
    return Refuse(Reason::kTooLarge,
                  "the program has too many regular expressions, or too large "
                  "ones: at most " +
                      std::to_string(kPatternsMax) +
                      " different ones are compiled, with " +
                      std::to_string(kPatternsProgramMax) +
                      " instructions of RE2 in all");
  }
  auto regex = std::make_shared<const RE2>(
      re2::StringPiece(pattern.data(), pattern.size()),
      RegexOptions(PatternKind::kLiteral));
  if (!regex->ok()) {
    program_left_ -= regex->error_code() == RE2::ErrorPatternTooLarge
                         ? kFailedProgram
                         : static_cast<int>(pattern.size() / 16 + 1);
    return Refuse(Reason::kBadValue,
                  "not a regular expression: " + regex->error());
  }
  program_left_ -= regex->ProgramSize();
  compiled_.emplace(pattern, regex);
  return regex;
}

}  // namespace patron::expr
