// Spending points: which lots they are taken from.
//
//   Spending spending{points, Points{50}, Bucket::kAdjustedDown, at, zone};
//   absl::StatusOr<std::vector<LotPart>> from =
//       Spend(spending, &account, &entry, &delta);
//
// The order: what expires first, and what never expires last; then what was
// earned first; then the smaller number. So a member loses as little as can be
// to expiry, and the same spending takes the same points on every platform.
//
// Threads: free functions, any thread.
#ifndef PATRON_SRC_LEDGER_SPEND_H_
#define PATRON_SRC_LEDGER_SPEND_H_

#include <vector>

#include "absl/status/statusor.h"
#include "patron/codec.h"
#include "patron/ledger.h"
#include "patron/program.h"
#include "patron/zone.h"

namespace patron {

// Whether `a` is spent before `b`, another lot of its account.
[[nodiscard]] bool SpentBefore(const Lot& a, const Lot& b);

// Whether points of the lot can be spent: it is available, something of it is
// left, and it expires after `at`.
[[nodiscard]] bool IsSpendable(const Lot& lot, Instant at);

struct Spending {
  const PointsCurrency& currency;
  Points points;  // above 0
  // Or kHeld, kAdjustedDown, or kTransferredOut.
  Bucket to = Bucket::kRedeemed;
  Instant at;
  const ZoneTable& zone;  // the program's: periods that stand apart
};

// What the periods of each currency that stands apart have to be spent, in the
// spending order of their first lots. Requires: all lots that can be spent are
// in `account`.
[[nodiscard]] std::vector<PointsTotal> ApartOf(const Program& program,
                                               const ZoneTable& zone,
                                               const AccountState& account,
                                               Instant at);

// Takes points from lots of the account in the spending order and posts two
// sides for each lot. Answers what it took, below 0, in that order. A
// redemption, held or not, in a currency that stands apart takes them from the
// lots of one period: the one that has most, ties to what is spent first.
// kInsufficientPoints where the lots hold fewer: nothing is changed then.
// Requires: of the lots that can be spent, `account` has the first in the
// spending order, up to those that hold `points` (Store::LotsToSpend); all of
// them where periods stand apart.
[[nodiscard]] absl::StatusOr<std::vector<LotPart>> Spend(
    const Spending& spending, AccountState* account, JournalEntry* entry,
    Delta* delta);

// Takes the points of rewards, and then those that pay: each in the spending
// order.
struct Redeeming {
  const Program& program;
  const ZoneTable& zone;  // the program's
  Instant at;
  Bucket to = Bucket::kRedeemed;  // or kHeld
};
[[nodiscard]] absl::StatusOr<std::vector<PointsByLot>> Redeem(
    const Redeeming& redeeming, const std::vector<RedemptionRecord>& taken,
    AccountState* account, JournalEntry* entry, Delta* delta);

}  // namespace patron

#endif  // PATRON_SRC_LEDGER_SPEND_H_
