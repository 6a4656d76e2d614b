// How much of what points paid, or bought rewards for, comes back with goods.
//
//   PaidBack before = *PaidBackOf(order, redeemed, {refunded_before, uses});
//   PaidBack after = *PaidBackOf(order, redeemed, {refunded_after, uses_left});
//   // This return: after.money - before.money, and the same of each lot.
//
// Cumulative, so that ten small returns come to what one large one does: of
// points that paid T of P, R refunded gives back T * R / P rounded down, and
// points likewise; all of them at R = P. Of a reward each use that no longer
// stands gives back its points. The lot that was spent last gets its points
// back first, so that what is kept was paid by what expires first.
//
// Threads: free functions, any thread.
#ifndef PATRON_SRC_LEDGER_PAID_BACK_H_
#define PATRON_SRC_LEDGER_PAID_BACK_H_

#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "patron/codec.h"
#include "patron/decision.h"

namespace patron {

struct PaidBack {
  int64_t money_minor = 0;  // in all
  // Of each reward that was given, then of each currency that pays, in the
  // decision's order; lots in the order in which they get points back, those
  // that get none left out.
  std::vector<PointsByLot> points;
  // Of each reward that was given: uses that came back.
  std::vector<RewardBack> rewards;
};

// How far an order has come back.
struct OrderBack {
  int64_t refunded_minor = 0;
  // By reward of the decision, those that stand (Rejudged::reward_uses).
  std::span<const int64_t> reward_uses;
};

// What has come back once so much of the order has; more refunded than was paid
// counts as all. kCorrupt where `redeemed` are not the lots that paid.
[[nodiscard]] absl::StatusOr<PaidBack> PaidBackOf(
    const Decision& decision, const std::vector<PointsByLot>& redeemed,
    const OrderBack& order);

// What `after` has beyond `before`, without currencies and lots that get
// nothing. Requires: both are of one order, and `after` has no less refunded.
[[nodiscard]] PaidBack Difference(const PaidBack& before,
                                  const PaidBack& after);

}  // namespace patron

#endif  // PATRON_SRC_LEDGER_PAID_BACK_H_
