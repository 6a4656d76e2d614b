// The best combination of a group's rules: units, gains and sets for the solver
// (combination.h), and its answer as effects.
//
// Threads: as Work.
#ifndef PATRON_SRC_DECIDE_COMBINE_H_
#define PATRON_SRC_DECIDE_COMBINE_H_

#include <vector>

#include "absl/status/statusor.h"
#include "decide/deciding_impl.h"

namespace patron {

// Applies the rules of a best_combination group, each with the units that the
// optimum gives it. False, and nothing is applied, where the basket has too
// many units to be looked at one by one.
[[nodiscard]] absl::StatusOr<bool> Combine(Work& work,
                                           const std::vector<Turn>& turns);

}  // namespace patron

#endif  // PATRON_SRC_DECIDE_COMBINE_H_
