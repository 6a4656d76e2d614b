// Lines are found once; columns are counted when somebody asks, since only
// errors do. The UTF-8 check is ours and strict, because yaml-cpp takes bytes
// as they come.
#include "wire/source_text.h"

#include <algorithm>
#include <utility>

#include "base/quote.h"

namespace patron::wire {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool IsContinuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

// The first control character other than tab and line ends, or npos.
size_t FindControl(std::string_view text) {
  const auto found = std::find_if(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == 0x7F || (byte < 0x20 && c != '\t' && c != '\n' && c != '\r');
  });
  return found == text.end() ? std::string_view::npos
                             : static_cast<size_t>(found - text.begin());
}

std::string Hex(char c) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  return {kDigits[byte >> 4U], kDigits[byte & 15U]};
}

}  // namespace

SourceText::SourceText(std::string_view text, std::string file, int first_line)
    : text_(text), file_(std::move(file)), first_line_(first_line) {
  for (size_t i = 0; i < text.size(); ++i) {
    const bool pair =
        text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
    if (text[i] == '\n' || (text[i] == '\r' && !pair)) {
      starts_.push_back(i + 1);
    }
  }
}

size_t SourceText::LineIndex(size_t offset) const {
  const auto next = std::upper_bound(starts_.begin(), starts_.end(), offset);
  return static_cast<size_t>(next - starts_.begin()) - 1;
}

size_t SourceText::LineStart(size_t offset) const {
  return starts_[LineIndex(offset)];
}

size_t SourceText::NextLineStart(size_t offset) const {
  const size_t next = LineIndex(offset) + 1;
  return next < starts_.size() ? starts_[next] : text_.size();
}

SourcePlace SourceText::PlaceOf(size_t offset) const {
  const size_t end = std::min(offset, text_.size());
  const size_t line = LineIndex(end);
  size_t start = starts_[line];
  // The mark is no column of the first line.
  if (line == 0) start = std::min(end, ByteOrderMark(text_));
  const auto column =
      std::count_if(text_.begin() + static_cast<std::ptrdiff_t>(start),
                    text_.begin() + static_cast<std::ptrdiff_t>(end),
                    [](char c) { return !IsContinuation(c); });
  return {file_, static_cast<int>(line) + first_line_,
          static_cast<int>(column) + 1};
}

size_t FindNotUtf8(std::string_view text) {
  size_t at = 0;
  while (at < text.size()) {
    const size_t size = Utf8Length(text.substr(at));
    if (size == 0) return at;
    at += size;
  }
  return std::string_view::npos;
}

std::string ToUtf8(std::string_view text) {
  std::string clean;
  size_t bad = FindNotUtf8(text);
  while (bad != std::string_view::npos) {
    clean.append(text.substr(0, bad)).append("\xEF\xBF\xBD");
    text.remove_prefix(bad + 1);
    bad = FindNotUtf8(text);
  }
  return clean.append(text);
}

size_t ByteOrderMark(std::string_view text) {
  return text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
}

int CountCodePoints(std::string_view text) {
  return static_cast<int>(std::count_if(
      text.begin(), text.end(), [](char c) { return !IsContinuation(c); }));
}

bool CheckText(const SourceText& source, Diagnostics& diagnostics) {
  const std::string_view text = source.text();
  const auto refuse = [&](Reason reason, size_t offset, std::string message) {
    diagnostics.push_back({Diagnostic::Severity::kError, reason,
                           source.PlaceOf(offset), "", std::move(message), ""});
    return false;
  };
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    return refuse(Reason::kNotUtf8, 0, "the text is UTF-16: save it as UTF-8");
  }
  const size_t not_utf8 = FindNotUtf8(text);
  if (not_utf8 != std::string_view::npos) {
    return refuse(Reason::kNotUtf8, not_utf8,
                  "the byte 0x" + Hex(text[not_utf8]) +
                      " is not UTF-8: save the text as UTF-8");
  }
  const size_t control = FindControl(text);
  if (control != std::string_view::npos) {
    return refuse(Reason::kSyntax, control,
                  text[control] == '\0'
                      ? "a NUL byte: this is not a text"
                      : "a control character (0x" + Hex(text[control]) +
                            "): remove it, or write it as an escape in double "
                            "quotes");
  }
  return true;
}

}  // namespace patron::wire
