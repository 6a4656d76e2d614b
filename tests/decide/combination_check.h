// What is wrong with an answer to a combination problem, whoever gave it; and
// the optimum of a small problem, by trying everything.
//
// Threads: free functions, any thread.
#ifndef PATRON_TESTS_DECIDE_COMBINATION_CHECK_H_
#define PATRON_TESTS_DECIDE_COMBINATION_CHECK_H_

#include <cstdint>
#include <string>

#include "decide/combination.h"

namespace patron::testing {

// Empty for an answer that keeps every rule's terms and whose total is what its
// sets and units save.
[[nodiscard]] std::string WrongWith(const CombinationProblem& problem,
                                    const CombinationAnswer& answer);

// Requires: at most 10 units.
[[nodiscard]] int64_t ExhaustiveOptimum(const CombinationProblem& problem);

}  // namespace patron::testing

#endif  // PATRON_TESTS_DECIDE_COMBINATION_CHECK_H_
