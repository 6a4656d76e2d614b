// From tokens to a tree.
//
//   ParseResult result = Parse("a || b && !c", Limits());
//   PrintTree(result.ast, result.ast.root())        // "a || b && !c"
//
// Threads: free functions, any thread.
#ifndef PATRON_EXPR_PARSER_H_
#define PATRON_EXPR_PARSER_H_

#include <optional>
#include <string_view>

#include "expr/ast.h"
#include "expr/limits.h"
#include "patron/error.h"

namespace patron::expr {

struct ParseResult {
  std::optional<Ast> ast;  // unless there are diagnostics
  Diagnostics diagnostics;
};

// With `macros` off, has() and exists() are calls like any other.
[[nodiscard]] ParseResult Parse(std::string_view source, const Limits& limits,
                                bool macros = true);

}  // namespace patron::expr

#endif  // PATRON_EXPR_PARSER_H_
