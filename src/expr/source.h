// The text of one expression, and how to point at a place in it.
//
//   basket.totl >= money("20.00")
//   ^
//
// Threads: a value over a borrowed text, any thread.
#ifndef PATRON_EXPR_SOURCE_H_
#define PATRON_EXPR_SOURCE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "patron/error.h"

namespace patron::expr {

// An error at the byte `offset` of `text`, with line, column and excerpt. A
// long line is cut around the place. The excerpt's caret counts code points.
[[nodiscard]] Diagnostic DiagnosticAt(std::string_view text, uint32_t offset,
                                      Reason reason, std::string message);

}  // namespace patron::expr

#endif  // PATRON_EXPR_SOURCE_H_
