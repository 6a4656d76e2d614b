// Matching a text with a compiled pattern.
//
// Threads: free functions, any thread.
#ifndef PATRON_EXPR_REGEX_H_
#define PATRON_EXPR_REGEX_H_

#include <re2/re2.h>

#include <cstdint>

#include "expr/functions.h"
#include "expr/value.h"

namespace patron::expr {

// Whether the pattern is found anywhere in the text. `size` is PatternSize's.
[[nodiscard]] Value MatchRegex(Context& context, const Value& text,
                               const RE2& regex, uint64_t size);

}  // namespace patron::expr

#endif  // PATRON_EXPR_REGEX_H_
