// Rules at their turn, for those who decide which of them go together.
//
// Threads: as Work.
#ifndef PATRON_SRC_DECIDE_STACKING_H_
#define PATRON_SRC_DECIDE_STACKING_H_

#include <cstdint>
#include <span>

#include "absl/status/status.h"
#include "decide/deciding_impl.h"

namespace patron {

// The steps of a rule in one phase, if it holds and nothing stands against it.
// Requires: there is a step.
[[nodiscard]] absl::Status TakeRule(Work& work, uint32_t rule,
                                    std::span<const Step> steps);

// Takes what an effect has allocated off the lines, which are as they were when
// it was tried.
void Reapply(Work& work, const FiredEffect& effect);

// Takes the effects from `from` on off again and moves them to `stash`.
void Undo(Work& work, size_t from, Stash* stash);

}  // namespace patron

#endif  // PATRON_SRC_DECIDE_STACKING_H_
