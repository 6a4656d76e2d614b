// How much of what tenders paid comes back with goods, and of points to which
// lots.
//
//   PaidBack before = *PaidBackOf(order, refunded_before);
//   PaidBack after = *PaidBackOf(order, refunded_after);
//   // This return: Difference(before, after).
//
// Cumulative, so that ten small returns come to what one large one does: of
// points that paid T of P, R refunded gives back T * R / P rounded down, and
// points likewise; of the other tenders each gets its part of what is left for
// it and those behind it, rounded down, and so the last one all that is left.
// All of it has come back at R = P. The lot that was spent last gets its points
// back first, so that what is kept was paid by what expires first.
//
// Tenders that are more than what was to pay were given change: of cash, the
// last first, then of the others, the last first. Where they are less, or there
// are none, nobody has told what comes back to what.
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
#include "patron/event.h"

namespace patron {

// An order as it was paid.
struct PaidOrder {
  std::span<const Tender> tenders;
  const Decision& decision;
  const std::vector<PointsByLot>& redeemed;  // the lots that paid
};

struct PaidBack {
  int64_t money_minor = 0;  // of points, in all
  // Of each currency in the decision's order; lots in the order in which they
  // get points back, those that get none left out.
  std::vector<PointsByLot> points;
  std::vector<int64_t> tenders_minor;  // by tender of the order
};

// What has come back once `refunded_minor` of the order has; more than was paid
// counts as all. kCorrupt where `redeemed` are not the lots that paid, or the
// tenders not those that the decision had.
[[nodiscard]] absl::StatusOr<PaidBack> PaidBackOf(const PaidOrder& order,
                                                  int64_t refunded_minor);

// What `after` has beyond `before`, without currencies and lots that get
// nothing. Requires: both are of one order, and `after` has no less refunded.
[[nodiscard]] PaidBack Difference(const PaidBack& before,
                                  const PaidBack& after);

}  // namespace patron

#endif  // PATRON_SRC_LEDGER_PAID_BACK_H_
