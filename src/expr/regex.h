// Regular expressions, compiled once where the pattern is a literal.
//
// Threads: a compiled pattern is immutable and used by many threads.
#ifndef PATRON_EXPR_REGEX_H_
#define PATRON_EXPR_REGEX_H_

#include <re2/re2.h>

#include "expr/functions.h"
#include "expr/value.h"

namespace patron::expr {

// No output of its own. A literal pattern is compiled once, when the program is
// loaded, with at most 1 MiB of memory; one that is computed is compiled at the
// till, and must be small.
enum class PatternKind : uint8_t { kLiteral, kComputed };
[[nodiscard]] RE2::Options RegexOptions(PatternKind kind);

// Whether the pattern is found anywhere in the text.
[[nodiscard]] Value MatchRegex(Context& context, const Value& text,
                               const RE2& regex);

}  // namespace patron::expr

#endif  // PATRON_EXPR_REGEX_H_
