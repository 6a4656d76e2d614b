// The ledger: what an event does to an account, as postings that sum to zero.
//
//   AccountState account = ...;          // a working copy
//   Delta delta;
//   ApplyDue(arrival, &account, &delta);          // pending points, expiry
//   PostPurchase({program, zone, event, decision}, &account, &delta);
//
// Each function changes the working copy and writes the same change to the
// delta: whole lots, journal entries, debts. The ledger knows no rules: it is
// told what a decision came to.
//
// Threads: free functions, any thread.
#ifndef PATRON_SRC_LEDGER_LEDGER_H_
#define PATRON_SRC_LEDGER_LEDGER_H_

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/statements.h"
#include "patron/codec.h"
#include "patron/ledger.h"
#include "patron/program.h"
#include "patron/zone.h"

namespace patron {

// Applies what falls due up to and including `until`, in order of its instant:
// pending lots become available, lots expire, by a clock that runs out too.
// Doing it in one step or in thirty comes to the same. Statements are left out,
// and their clocks as they are (statements.h). Requires: the lots that are due
// are in `account`, those of a due idle clock among them.
void ApplyDue(Instant until, AccountState* account, Delta* delta);

struct Purchase {
  const Program& program;
  const ZoneTable& zone;  // the program's
  const Event& event;
  const Decision& decision;
  // Lots of which what has lapsed may be spent, too (spend.h).
  std::span<const int64_t> lapsed = {};
};

// What a purchase did with points.
struct PurchasePoints {
  // What rewards and payments took, by their lots, in the decision's order.
  std::vector<PointsByLot> redeemed;
  std::vector<PointsTotal> collected;  // of what was earned: paid a debt
};

// Takes the points of rewards and those that pay, in the spending order
// (spend.h); then earns lots, of which a debt is collected where the currency
// says so (debts.h), posts discounts to their funders, uses counters, moves the
// clocks of the points that it touches (clocks.h), and writes the order's
// record. Points need an account: nobody earns any, and nobody has any to pay
// with.
// kInsufficientPoints where there are fewer than are to pay. Requires: the lots
// to be spent are in `account`; what is due was applied.
[[nodiscard]] absl::StatusOr<PurchasePoints> PostPurchase(
    const Purchase& purchase, AccountState* account, Delta* delta);

// Keeps back what the basket takes, and earns nothing: the points of its
// rewards and those that pay, from the lots that a purchase would take them
// from, and its draws. Answers the points by their lots, in the decision's
// order. Errors and requirements are those of PostPurchase.
[[nodiscard]] absl::StatusOr<std::vector<PointsByLot>> PostHold(
    const Purchase& purchase, AccountState* account, Delta* delta);

// What a decision draws that a hold keeps back: stamps that a purchase would
// collect are not.
[[nodiscard]] std::vector<Draw> KeptBack(const Decision& decision);

// The points of a hold by currency, ascending by lot.
[[nodiscard]] std::vector<PointsByLot> PointsOf(const HoldRecord& hold);

// The hold ends: its points come back to their lots as PostRestored says, in an
// entry of `kind` at `at`, and the account has it no longer. Requires: the hold
// is of the account, or of nobody.
struct HoldEnd {
  EntryKind kind = EntryKind::kRelease;
  HoldState state = HoldState::kConsumed;
  Instant at;
};
[[nodiscard]] absl::Status PostHoldEnd(const HoldRecord& hold,
                                       const HoldEnd& end,
                                       AccountState* account, Delta* delta);

// Ends the first of the account's holds, since its time has passed. Requires:
// there is one; all that was due before is applied, and its lots are in
// `account` as PostRestored needs them.
[[nodiscard]] absl::Status LapseHold(ProgramsInForce programs,
                                     AccountState* account, Delta* delta);

// What points bought and paid, as the table has it.
[[nodiscard]] std::vector<RedemptionRecord> RedemptionsOf(
    const Decision& decision);

// What stands of an order's decision, per effect.
struct Standing {
  std::span<const int64_t> amounts;              // money off, or points
  std::span<const std::vector<int64_t>> shares;  // per funder share
  std::span<const int64_t> draws;                // per draw of the decision
};

// Units of one order coming back.
struct OrderReturn {
  const OrderRecord& order;
  const Decision& decision;  // of the order
  Standing before;
  Standing after;
};

// Takes back what the returned units earned, from the very lots they earned:
// from what remains, then from what has expired, then from what paid a debt,
// which is owed again, and the rest as a debt. Gives
// back what no longer stands of the order's draws on limits and budgets.
// Requires: the order's lots are in `account`. Adds to `taken` per currency.
[[nodiscard]] absl::Status PostReturn(const OrderReturn& returned,
                                      AccountState* account,
                                      JournalEntry* entry, Delta* delta,
                                      std::vector<PointsTotal>* taken);

// Gives points that had paid an order (`from` is kRedeemed), or were held
// (kHeld), back to the very lots that they came from: first to what the lot
// owes of points that were taken back meanwhile, the rest to be spent. What
// other lots have paid of that debt by now comes back to them, to the greatest
// number first. What the lot has lost by expiry is not undone: where it has
// expired since, what comes back is due at once (ApplyDue). kCorrupt where a
// lot is missing or `from` has not as much of it. Requires: the lots are in
// `account`, and those that collected as many points as PaidByOthers (debts.h)
// says.
[[nodiscard]] absl::Status PostRestored(const PointsByLot& restored,
                                        Bucket from, AccountState* account,
                                        JournalEntry* entry, Delta* delta);

struct ManualAdjustment {
  const Program& program;
  const ZoneTable& zone;  // the program's
  const Event& event;
};

// The lots of an order whose goods are all there wait for them no more: what
// remains of them is available, or will be when its time has come. Adds to
// `released` what remains. `open_units` are those of the order's lines.
// Requires: the order's lots are in `account`.
struct Release {
  const OrderRecord& order;
  const Decision& decision;  // of the order
  std::span<const int64_t> open_units;
};
[[nodiscard]] absl::Status PostRelease(const Release& release,
                                       AccountState* account,
                                       JournalEntry* entry, Delta* delta,
                                       std::vector<PointsTotal>* released);

// Whether an effect's points were earned on a unit that is still to come.
[[nodiscard]] bool AwaitsGoods(const FiredEffect& effect,
                               std::span<const int64_t> open_units);

// Points given are a lot of their own, available at once, that expires by its
// currency's policy from the event's day on, and they move the clock of their
// currency. Points taken come from lots in the spending order (spend.h):
// kInsufficientPoints where there are fewer. Debts stay as they are: giving
// pays none, and taking makes none.
// Requires: the lots to be spent are in `account`; what is due was applied.
[[nodiscard]] absl::StatusOr<AdjustmentResult> PostAdjustment(
    const ManualAdjustment& adjustment, AccountState* account, Delta* delta);

struct Transferring {
  const Program& program;
  const ZoneTable& zone;  // the program's
  const Event& event;
  int64_t to = 0;  // the account that gets the points
};

// Takes points from lots of the giver in the spending order, and notes them in
// the delta as on their way, those apart that lapse apart; answers the lots. It
// is no activity of the giver. kInsufficientPoints where there are fewer.
// Requires: the lots to be spent are in `account`; what is due was applied; the
// program lets them be given.
[[nodiscard]] absl::StatusOr<PointsByLot> PostTransfer(
    const Transferring& transferring, AccountState* account, Delta* delta);

// What of these parts of lots lapses alike, as it is sent. `clocks` are the
// giver's.
[[nodiscard]] std::vector<TransferRecord> Sent(
    const Transferring& transferring, const std::vector<LotPart>& parts,
    const std::vector<Lot>& lots, const std::vector<Clock>& clocks);

// Points on their way become a lot of the account, available at once, which
// pays no debt; where they slide, the clock of their currency runs on. The
// account has them no longer as `incoming`.
[[nodiscard]] absl::Status PostReceipt(const TransferRecord& sent,
                                       AccountState* account, Delta* delta);

// What the account has per currency of the program, in its order.
[[nodiscard]] std::vector<Balance> BalancesOf(const Program& program,
                                              const AccountState& account);

// When points earned on `day` may be spent and when they expire, or that they
// lapse with a clock.
struct LotTimes {
  std::optional<Instant> available_from;
  std::optional<Instant> expires;
  bool sliding = false;
};
[[nodiscard]] LotTimes TimesOf(const PointsCurrency& points,
                               const ZoneTable& zone, Date day);

}  // namespace patron

#endif  // PATRON_SRC_LEDGER_LEDGER_H_
