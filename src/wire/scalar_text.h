// Scalars as they stand in a source: where a quoted one ends, and which place
// in the source a place in the scalar's own text is.
//
// Threads: free functions, any thread.
#ifndef PATRON_WIRE_SCALAR_TEXT_H_
#define PATRON_WIRE_SCALAR_TEXT_H_

#include <cstddef>
#include <optional>
#include <string_view>

#include "patron/error.h"
#include "wire/source_text.h"
#include "wire/tree.h"

namespace patron::wire {

// The offset right after the quote that closes the one at `offset`, or npos if
// nothing closes it.
[[nodiscard]] size_t QuotedEnd(std::string_view text, size_t offset);

// A place in an expression's own text, both from 1.
struct TextPlace {
  int line = 1;
  int column = 1;
};

// Exact for plain and quoted scalars on one line and for literal blocks; else
// the scalar's start.
[[nodiscard]] SourcePlace PlaceInScalar(const SourceText& source,
                                        const Node& scalar, TextPlace place);

}  // namespace patron::wire

#endif  // PATRON_WIRE_SCALAR_TEXT_H_
