// The parsers hand out a scalar's value and its start; what lies between the
// quotes has to be walked again, escape by escape.
#include "wire/scalar_text.h"

#include <algorithm>

namespace patron::wire {
namespace {

// How many bytes one escape in double quotes takes, with its backslash. A pair
// of \u surrogates, JSON's way to write one code point, counts as one.
size_t EscapeSize(std::string_view text, size_t at) {
  if (at + 1 >= text.size()) return 1;
  switch (text[at + 1]) {
    case 'x':
      return 4;
    case 'U':
      return 10;
    case 'u': {
      const std::string_view digits = text.substr(at + 2, 4);
      const bool high =
          digits.size() == 4 && (digits[0] == 'd' || digits[0] == 'D') &&
          std::string_view("89aAbB").find(digits[1]) != std::string_view::npos;
      return high && text.substr(at + 6, 2) == "\\u" ? 12 : 6;
    }
    default:
      return 2;
  }
}

bool IsContinuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

// The size of what stands for one code point of the scalar's value.
size_t UnitSize(std::string_view text, size_t at, ScalarStyle style) {
  if (style == ScalarStyle::kDoubleQuoted && text[at] == '\\') {
    return EscapeSize(text, at);
  }
  if (style == ScalarStyle::kSingleQuoted && text.substr(at, 2) == "''") {
    return 2;
  }
  size_t size = 1;
  while (at + size < text.size() && IsContinuation(text[at + size])) ++size;
  return size;
}

// The offset of the column-th code point from `at`, at most to `end`.
size_t Advance(std::string_view text, size_t at, size_t end, int columns,
               ScalarStyle style) {
  for (int i = 1; i < columns && at < end; ++i) {
    at += UnitSize(text, at, style);
  }
  return std::min(at, end);
}

// Whether the scalar's quotes close on the line on which they open.
bool OnOneLine(const SourceText& source, size_t offset, size_t end) {
  return end != std::string_view::npos && end <= source.NextLineStart(offset);
}

// The indentation of a literal block's content: what its header says, or what
// its first line that is not blank has.
size_t LiteralIndent(const SourceText& source, size_t first_line) {
  const std::string_view text = source.text();
  size_t line = first_line;
  while (line < text.size()) {
    const size_t content = text.find_first_not_of(' ', line);
    if (content == std::string_view::npos) return 0;
    if (text[content] != '\n' && text[content] != '\r') return content - line;
    line = source.NextLineStart(line);
  }
  return 0;
}

SourcePlace PlaceInLiteral(const SourceText& source, const Node& scalar,
                           TextPlace place) {
  const std::string_view text = source.text();
  size_t line = source.NextLineStart(scalar.offset);
  const std::string_view header =
      text.substr(scalar.offset, line - scalar.offset);
  // An indentation that the header gives counts from the parent's, which only
  // the parser knows.
  if (header.substr(1, 2).find_first_of("123456789") != header.npos) {
    return source.PlaceOf(scalar.offset);
  }
  const size_t indent = LiteralIndent(source, line);
  for (int i = 1; i < place.line; ++i) line = source.NextLineStart(line);
  const size_t end = source.NextLineStart(line);
  const size_t start = std::min(line + indent, end);
  return source.PlaceOf(
      Advance(text, start, end, place.column, ScalarStyle::kLiteral));
}

}  // namespace

size_t QuotedEnd(std::string_view text, size_t offset) {
  const char quote = text[offset];
  size_t at = offset + 1;
  while (at < text.size()) {
    const bool escapes =
        quote == '"' ? text[at] == '\\' : text.substr(at, 2) == "''";
    if (!escapes && text[at] == quote) return at + 1;
    at += escapes ? 2 : 1;
  }
  return std::string_view::npos;
}

SourcePlace PlaceInScalar(const SourceText& source, const Node& scalar,
                          TextPlace place) {
  const std::string_view text = source.text();
  const size_t start = scalar.offset;
  switch (scalar.style) {
    case ScalarStyle::kPlain:
      if (place.line != 1) break;
      return source.PlaceOf(Advance(text, start, start + scalar.text.size(),
                                    place.column, scalar.style));
    case ScalarStyle::kSingleQuoted:
    case ScalarStyle::kDoubleQuoted: {
      const size_t end = QuotedEnd(text, start);
      if (!OnOneLine(source, start, end)) break;
      // The value's own line ends are escapes on the one line of the source.
      int columns = place.column;
      size_t at = 0;
      for (int line = 1; line < place.line; ++line) {
        const size_t next = scalar.text.find('\n', at);
        if (next == std::string::npos) break;
        columns += CountCodePoints(
            std::string_view(scalar.text).substr(at, next + 1 - at));
        at = next + 1;
      }
      return source.PlaceOf(
          Advance(text, start + 1, end - 1, columns, scalar.style));
    }
    case ScalarStyle::kLiteral:
      return PlaceInLiteral(source, scalar, place);
    case ScalarStyle::kPlainLines:
    case ScalarStyle::kFolded:
      break;
  }
  return source.PlaceOf(start);
}

}  // namespace patron::wire
