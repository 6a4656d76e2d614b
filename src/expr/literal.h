// The value of a literal token: 0x1F, 1.5e3, r"a\d", b'\xff'.
//
// Threads: free functions, any thread.
#ifndef PATRON_EXPR_LITERAL_H_
#define PATRON_EXPR_LITERAL_H_

#include <string>
#include <string_view>

#include "expr/arena.h"
#include "expr/token.h"
#include "expr/value.h"

namespace patron::expr {

struct LiteralResult {
  Value value;
  std::string error;    // "" where there is a value
  size_t error_at = 0;  // bytes from the start of the token
};

// A literal of the token's kind; `negative` is for int and double, whose sign
// stands before the token. Strings are copied to `arena`.
[[nodiscard]] LiteralResult ReadLiteral(TokenKind kind, std::string_view text,
                                        bool negative, Arena& arena);

}  // namespace patron::expr

#endif  // PATRON_EXPR_LITERAL_H_
