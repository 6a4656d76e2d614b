// Lines are found by looking back from the offset: errors are rare, so there is
// no table of lines to keep.
#include "expr/source.h"

#include <algorithm>
#include <utility>

#include "expr/text.h"

namespace patron::expr {
namespace {

// A terminal's line less some room for what is printed before an excerpt.
constexpr size_t kExcerptLetters = 72;

// Text that may not be UTF-8 must not leave through an error message.
std::string Printable(std::string_view line) {
  std::string out;
  size_t at = 0;
  while (at < line.size()) {
    const std::optional<CodePoint> point = CodePointAt(line, at);
    if (!point) {
      out += '?';
      ++at;
      continue;
    }
    if (point->value < 0x20 || point->value == 0x7F) {
      out += ' ';
    } else {
      out += line.substr(at, point->bytes);
    }
    at += point->bytes;
  }
  return out;
}

// The first `count` letters of `text`, which is UTF-8.
std::string_view FirstLetters(std::string_view text, size_t count) {
  size_t at = 0;
  for (size_t i = 0; i < count && at < text.size(); ++i) {
    const std::optional<CodePoint> point = CodePointAt(text, at);
    at += point ? point->bytes : 1;
  }
  return text.substr(0, at);
}

}  // namespace

Diagnostic DiagnosticAt(std::string_view text, uint32_t offset, Reason reason,
                        std::string message) {
  const size_t place = std::min(size_t{offset}, text.size());
  const std::string_view before = text.substr(0, place);
  const size_t newline = before.rfind('\n');
  const size_t start = newline == std::string_view::npos ? 0 : newline + 1;
  const size_t end = std::min(text.find('\n', place), text.size());

  Diagnostic diagnostic;
  diagnostic.reason = reason;
  diagnostic.message = std::move(message);
  diagnostic.place.line =
      1 + static_cast<int>(std::count(before.begin(), before.end(), '\n'));
  std::string lead = Printable(text.substr(start, place - start));
  std::string rest = Printable(text.substr(place, end - place));
  auto column = static_cast<size_t>(CountCodePoints(lead));
  diagnostic.place.column = static_cast<int>(column) + 1;
  if (column > kExcerptLetters / 2) {
    const size_t cut = column - kExcerptLetters / 2;
    lead = "..." + lead.substr(FirstLetters(lead, cut).size());
    column = column - cut + 3;
  }
  const std::string_view tail = FirstLetters(rest, kExcerptLetters / 2);
  diagnostic.excerpt = lead;
  diagnostic.excerpt += tail;
  if (tail.size() < rest.size()) diagnostic.excerpt += "...";
  diagnostic.excerpt += "\n" + std::string(column, ' ') + "^";
  return diagnostic;
}

}  // namespace patron::expr
