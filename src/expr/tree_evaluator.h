// The slow, obvious evaluator: walks the checked tree and evaluates every part
// of && and || before it decides. The flat program is compared with it in the
// tests, and reasons are made by it, so that no shortcut of the fast one can
// change a reason.
//
// Threads: one evaluation at a time.
#ifndef PATRON_EXPR_TREE_EVALUATOR_H_
#define PATRON_EXPR_TREE_EVALUATOR_H_

#include <span>

#include "expr/ast.h"
#include "expr/checker.h"
#include "expr/functions.h"

namespace patron::expr {

// The value of one part of the tree. `context` is charged a step a node.
[[nodiscard]] Value EvaluateTree(const Ast& ast,
                                 const std::vector<CheckedNode>& nodes,
                                 std::span<const HostGroup> hosts, NodeId part,
                                 std::span<const Value> facts,
                                 Context& context);

}  // namespace patron::expr

#endif  // PATRON_EXPR_TREE_EVALUATOR_H_
