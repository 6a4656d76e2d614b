// How much of what points paid comes back with goods.
//
//   PaidBack before = *PaidBackOf(order, redeemed, refunded_before);
//   PaidBack after = *PaidBackOf(order, redeemed, refunded_after);
//   // This return: after.money - before.money, and the same of each lot.
//
// Cumulative, so that ten small returns come to what one large one does: of
// points that paid T of P, R refunded gives back T * R / P rounded down, and
// points likewise; all of them at R = P. The lot that was spent last gets its
// points back first, so that what is kept was paid by what expires first.
//
// Threads: free functions, any thread.
#ifndef PATRON_SRC_LEDGER_PAID_BACK_H_
#define PATRON_SRC_LEDGER_PAID_BACK_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "patron/codec.h"
#include "patron/decision.h"

namespace patron {

struct PaidBack {
  int64_t money_minor = 0;  // in all
  // Of each currency in the decision's order; lots in the order in which they
  // get points back, those that get none left out.
  std::vector<PointsByLot> points;
};

// What has come back once `refunded_minor` of the order has; more than was paid
// counts as all. kCorrupt where `redeemed` are not the lots that paid.
[[nodiscard]] absl::StatusOr<PaidBack> PaidBackOf(
    const Decision& decision, const std::vector<PointsByLot>& redeemed,
    int64_t refunded_minor);

// What `after` has beyond `before`, without currencies and lots that get
// nothing. Requires: both are of one order, and `after` has no less refunded.
[[nodiscard]] PaidBack Difference(const PaidBack& before,
                                  const PaidBack& after);

}  // namespace patron

#endif  // PATRON_SRC_LEDGER_PAID_BACK_H_
