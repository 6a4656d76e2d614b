// What a SourceMap (patron/text.h) knows: the text and its tree. Paths are
// looked up when somebody asks, since only errors do.
//
// Threads: immutable once made.
#ifndef PATRON_WIRE_SOURCE_MAP_H_
#define PATRON_WIRE_SOURCE_MAP_H_

#include <string>

#include "patron/text.h"
#include "wire/source_text.h"
#include "wire/tree.h"

namespace patron {

struct SourceMap::Content {
  // The text is copied: a map outlives what it was made from. `first_line` as
  // in SourceText.
  Content(std::string_view given, std::string file, int first_line);
  Content(const Content&) = delete;
  Content& operator=(const Content&) = delete;

  std::string text;
  wire::SourceText source;  // of `text`
  wire::Tree tree;          // empty for bytes
};

namespace wire {

// Where the error of that kind at `path` stands: at the key where the key is
// what is wrong.
[[nodiscard]] SourcePlace PlaceOfError(const SourceMap::Content& content,
                                       Reason reason, std::string_view path);

}  // namespace wire
}  // namespace patron

#endif  // PATRON_WIRE_SOURCE_MAP_H_
