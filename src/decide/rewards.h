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
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "decide/deciding_impl.h"

namespace patron {

// What a member can spend, while redemptions take of it. Points of a period
// that stands apart are taken from the one that has most.
class Purse {
 public:
  Purse(const Program& program, const Facts& facts);

  // What one redemption can take at most.
  [[nodiscard]] int64_t Most(std::string_view currency) const;
  // Whether it was there.
  [[nodiscard]] bool Take(std::string_view currency, int64_t points);

 private:
  [[nodiscard]] size_t Find(std::string_view currency) const;

  std::vector<PointsTotal> parts_;
};

// Notes what the basket takes. Requires: CheckEvent passed.
void FillTaken(Work& work);

// Null for a rule that is no reward, or one that is not taken.
[[nodiscard]] Taken* FindTaken(Work& work, uint32_t rule);

// How often the effects of a rule count: of a reward that is taken, so often.
[[nodiscard]] int64_t TimesOf(const Work& work, uint32_t rule);

// Says what the rewards cost and gave, once all rules had their turns.
// kRewardNotGiven where one cannot be given, kInsufficientPoints where the
// member has too few points for it.
[[nodiscard]] absl::Status FillRewards(Work& work);

}  // namespace patron

#endif  // PATRON_SRC_DECIDE_REWARDS_H_
