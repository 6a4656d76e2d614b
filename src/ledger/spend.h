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
// An event that arrives late may also spend what has lapsed since its own time,
// in the same order: the member had it then.
//
// Threads: free functions, any thread.
#ifndef PATRON_SRC_LEDGER_SPEND_H_
#define PATRON_SRC_LEDGER_SPEND_H_

#include <cstdint>
#include <functional>
#include <span>
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

// The lots of the account of which points have lapsed after `time` and by
// `until`, and which were earned and could be spent at `time`; by number,
// ascending.
[[nodiscard]] std::vector<int64_t> LapsedSince(Instant time, Instant until,
                                               const AccountState& account);

struct Spending {
  const PointsCurrency& currency;
  Points points;  // above 0
  // Or kHeld, kAdjustedDown, or kTransferredOut.
  Bucket to = Bucket::kRedeemed;
  Instant at;
  const ZoneTable& zone;  // the program's: periods that stand apart
  // Lots of which what has lapsed may be spent, too; by number, ascending.
  std::span<const int64_t> lapsed = {};
};

// What the periods of each currency that stands apart have to be spent, in the
// spending order of their first lots. Requires: all lots that can be spent are
// in `account`.
[[nodiscard]] std::vector<PointsTotal> ApartOf(
    const Program& program, const ZoneTable& zone, const AccountState& account,
    Instant at, std::span<const int64_t> lapsed = {});

// What has lapsed of these lots, by currency that does not stand apart, in the
// program's order.
[[nodiscard]] std::vector<PointsTotal> LapsedOf(
    const Program& program, const AccountState& account,
    std::span<const int64_t> lapsed);

// What can be spent of a currency in the spending order, by the period in which
// it stands apart, and what each point pays. Of the spending, its points and
// where they go do not matter. Requires: as ApartOf.
[[nodiscard]] std::vector<PointsRun> RunsOf(
    const Spending& spending, const AccountState& account,
    const std::function<int64_t(const Lot&)>& pays_micros);

// Takes points from lots of the account in the spending order and posts two
// sides for each lot. Answers what it took, below 0, in that order. A
// redemption, held or not, in a currency that stands apart takes them from the
// lots of one period: the one that has most, ties to what is spent first.
// kInsufficientPoints where the lots hold fewer: nothing is changed then.
// Of a lot that may, what has lapsed is taken from where it lapsed to.
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
  std::span<const int64_t> lapsed = {};
};
[[nodiscard]] absl::StatusOr<std::vector<PointsByLot>> Redeem(
    const Redeeming& redeeming, const std::vector<RedemptionRecord>& taken,
    AccountState* account, JournalEntry* entry, Delta* delta);

}  // namespace patron

#endif  // PATRON_SRC_LEDGER_SPEND_H_
