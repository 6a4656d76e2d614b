// Regular expressions, compiled once where the pattern is a literal.
//
// Threads: a compiled pattern is immutable and used by many threads.
#ifndef PATRON_EXPR_REGEX_H_
#define PATRON_EXPR_REGEX_H_

#include <re2/re2.h>

#include "expr/functions.h"
#include "expr/value.h"

namespace patron::expr {

// No output of its own, and at most 1 MiB of memory a pattern.
[[nodiscard]] RE2::Options RegexOptions();

// Whether the pattern is found anywhere in the text.
[[nodiscard]] Value MatchRegex(Context& context, const Value& text,
                               const RE2& regex);

}  // namespace patron::expr

#endif  // PATRON_EXPR_REGEX_H_
