// Comparisons that no event can ever make true: a text with one that it never
// is, money with another currency's.
//
//   for (const Impossible& wrong : FindImpossible(ast, nodes, shop, id)) ...
//
// Texts with few values are a named object's (tier("status")), a fact's that
// has its values declared (line.kind) and weekday(...). Facts that are money
// are in the environment's currency.
//
// Threads: free functions, any thread.
#ifndef PATRON_EXPR_IMPOSSIBLE_H_
#define PATRON_EXPR_IMPOSSIBLE_H_

#include <string>
#include <vector>

#include "expr/ast.h"
#include "expr/checker.h"
#include "expr/environment.h"
#include "patron/error.h"

namespace patron::expr {

struct Impossible {
  NodeId node = 0;
  Reason reason = Reason::kUnknownName;
  std::string message;
};

// Requires: an operator whose operands are checked.
[[nodiscard]] std::vector<Impossible> FindImpossible(
    const Ast& ast, const std::vector<CheckedNode>& nodes,
    const Environment& environment, NodeId id);

}  // namespace patron::expr

#endif  // PATRON_EXPR_IMPOSSIBLE_H_
