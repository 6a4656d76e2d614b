// How much an expression can cost at worst, told when it is loaded.
//
//   Cost cost = WorstCost(ast, checked, limits);
//   if (cost.steps > limits.steps_max) Refuse(...)   // no till ever meets it
//
// The unit is the evaluator's step (Limits::steps_max). The estimate is an
// upper bound where every size is known: literals, facts whose text is at most
// Limits::fact_bytes_max long, and what is made of them. A fact that is a list,
// a map or dyn has no known size; then the cost is not `bounded`, and the
// evaluator's own budget is what stops it. Literal patterns are measured
// (MeasurePatterns) before, but need not be compiled.
//
// Threads: free functions, any thread.
#ifndef PATRON_EXPR_COST_H_
#define PATRON_EXPR_COST_H_

#include <cstdint>

#include "expr/ast.h"
#include "expr/checker.h"
#include "expr/limits.h"

namespace patron::expr {

struct Cost {
  uint64_t steps = 0;  // at most; saturates
  bool bounded = true;

  friend bool operator==(const Cost&, const Cost&) = default;
};

[[nodiscard]] Cost WorstCost(const Ast& ast, const CheckResult& checked,
                             const Limits& limits);

}  // namespace patron::expr

#endif  // PATRON_EXPR_COST_H_
