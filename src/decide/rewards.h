// Rewards that a basket takes: what they cost, and whether they can be given.
//
// A reward is a rule that holds because it was taken. Whatever the cashier asks
// for and cannot be given is an error of the call that says what is missing:
// nothing is half done. Only where another rule of its group takes more off the
// decision says so, and the points stay.
//
// Threads: as Work.
#ifndef PATRON_SRC_DECIDE_REWARDS_H_
#define PATRON_SRC_DECIDE_REWARDS_H_

#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "decide/deciding_impl.h"
#include "decide/purse.h"

namespace patron {

// Notes what the basket takes. Requires: CheckEvent passed.
void FillTaken(Work& work);

// Null for a rule that is no reward, or one that is not taken.
[[nodiscard]] Taken* FindTaken(Work& work, uint32_t rule);

// How often the effects of a rule count: of a reward that is taken, so often.
[[nodiscard]] int64_t TimesOf(const Work& work, uint32_t rule);

// Takes what the rewards of the basket cost in a currency, those left out that
// have lost in their groups by now: all discounts had their turns. False where
// there is too little, which FillRewards refuses.
[[nodiscard]] bool TakeRewards(const Work& work, std::string_view currency,
                               Purse* purse);

// Says what the rewards cost and gave, once all rules had their turns.
// kRewardNotGiven where one cannot be given, kInsufficientPoints where the
// member has too few points for it.
[[nodiscard]] absl::Status FillRewards(Work& work);

}  // namespace patron

#endif  // PATRON_SRC_DECIDE_REWARDS_H_
