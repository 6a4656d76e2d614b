// A text that a person or a machine wrote, and the places in it.
//
//   SourceText source(text, "cafe.yaml");
//   SourcePlace place = source.PlaceOf(offset);      // line 12, column 5
//
// CheckText refuses what no parser should see: bytes that are not UTF-8, NUL
// and other control characters.
//
// Threads: immutable. Limits: the text must outlive the object.
#ifndef PATRON_WIRE_SOURCE_TEXT_H_
#define PATRON_WIRE_SOURCE_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "patron/error.h"

namespace patron::wire {

class SourceText {
 public:
  SourceText() = default;
  // `first_line` is the number of the first line, for callers that hand in one
  // line of a file.
  SourceText(std::string_view text, std::string file, int first_line = 1);

  [[nodiscard]] std::string_view text() const { return text_; }
  [[nodiscard]] const std::string& file() const { return file_; }

  // Lines end at LF, CR LF or CR. An offset past the end is the end.
  [[nodiscard]] SourcePlace PlaceOf(size_t offset) const;
  // The offset of the line that holds `offset`, and of the next one (or the
  // end).
  [[nodiscard]] size_t LineStart(size_t offset) const;
  [[nodiscard]] size_t NextLineStart(size_t offset) const;

 private:
  [[nodiscard]] size_t LineIndex(size_t offset) const;

  std::string_view text_;
  std::string file_;
  int first_line_ = 1;
  std::vector<size_t> starts_ = {0};
};

// Where the text first is not UTF-8, or npos. Surrogates, overlong forms and
// code points past U+10FFFF are not.
[[nodiscard]] size_t FindNotUtf8(std::string_view text);

// `text`, with U+FFFD for each byte that is not UTF-8.
[[nodiscard]] std::string ToUtf8(std::string_view text);

// The number of bytes of the byte order mark that `text` starts with: 3 or 0.
[[nodiscard]] size_t ByteOrderMark(std::string_view text);

// How many code points `text` has. Requires: UTF-8.
[[nodiscard]] int CountCodePoints(std::string_view text);

// False, with one diagnostic added, where no parser should see the text.
[[nodiscard]] bool CheckText(const SourceText& source,
                             Diagnostics& diagnostics);

}  // namespace patron::wire

#endif  // PATRON_WIRE_SOURCE_TEXT_H_
