// What rules of `returns: re_evaluate` come to on what is kept of an order.
//
// Threads: free functions, any thread.
#ifndef PATRON_SRC_DECIDE_JUDGE_AGAIN_H_
#define PATRON_SRC_DECIDE_JUDGE_AGAIN_H_

#include <cstdint>
#include <span>

#include "absl/status/status.h"
#include "patron/plan.h"

namespace patron {

// Puts what those rules give now in the place of what was allocated: amounts
// and bases of their effects, and what the lines were paid. Shares and draws
// are the caller's. Requires: `result` is what was allocated to the kept units,
// of which there are some.
[[nodiscard]] absl::Status JudgeAgain(const DecidedOrder& order,
                                      std::span<const int64_t> kept_units,
                                      Rejudged* result);

}  // namespace patron

#endif  // PATRON_SRC_DECIDE_JUDGE_AGAIN_H_
