// Why a condition does not hold, in words.
//
//   basket.total >= money("50.00") && (member.vip || quantity("coffee") > 3)
//   ->  basket.total is 46.80 EUR, needs >= 50.00 EUR
//
// Threads: one at a time with its scratch.
#ifndef PATRON_EXPR_EXPLAIN_H_
#define PATRON_EXPR_EXPLAIN_H_

#include <span>
#include <vector>

#include "expr/compiled.h"
#include "expr/expression.h"

namespace patron::expr {

[[nodiscard]] std::vector<FailedPart> ExplainTree(
    const CompiledExpression& compiled, std::span<const Value> facts,
    Scratch& scratch);

}  // namespace patron::expr

#endif  // PATRON_EXPR_EXPLAIN_H_
