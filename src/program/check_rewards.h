// Checks rewards: prices, what they give, and that their values mean something.
//
// Threads: free functions, any thread.
#ifndef PATRON_SRC_PROGRAM_CHECK_REWARDS_H_
#define PATRON_SRC_PROGRAM_CHECK_REWARDS_H_

#include <string>

#include "patron/program.h"
#include "program/check_effects.h"
#include "program/report.h"

namespace patron {

// The rule that the reward is when it is taken: a unit has a price of 0.
[[nodiscard]] Rule RuleOf(const Program& program, const Reward& reward);

// Reports what is wrong with a reward beyond what may be wrong with its rule.
void CheckReward(const Program& program, const ObjectNames& names,
                 const Reward& reward, const std::string& path, Report* report);

}  // namespace patron

#endif  // PATRON_SRC_PROGRAM_CHECK_REWARDS_H_
