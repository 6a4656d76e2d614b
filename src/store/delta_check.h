// What every store asks of a Delta before it touches anything.
//
//   if (absl::Status status = CheckDelta(delta); !status.ok()) return status;
//
// These are faults of the caller, not of the data: a store that took them would
// hold an entry that doesn't sum to zero, or an order in two currencies. What
// depends on the stored rows (versions, counters, units left) is checked by the
// store itself.
//
// Threads: free functions, any thread.
#ifndef PATRON_STORE_DELTA_CHECK_H_
#define PATRON_STORE_DELTA_CHECK_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "patron/ledger.h"
#include "patron/store.h"

namespace patron {

// kInternal for a malformed Delta, kCurrencyMismatch for an order whose money
// is not all in the currency of `paid` (zero without a currency is allowed),
// kOverflow where a sum doesn't fit.
[[nodiscard]] absl::Status CheckDelta(const Delta& delta);

// a + b, or kOverflow naming `what`.
[[nodiscard]] absl::StatusOr<int64_t> CheckedAdd(int64_t a, int64_t b,
                                                 std::string_view what);

// Units of all lines. Requires: CheckDelta passed.
[[nodiscard]] int64_t UnitsOf(const OrderRecord& order);

// A posting of a counter: it stands in the journal, but in no balance.
[[nodiscard]] bool IsOfCounter(Bucket bucket);

// Whether a counter used so often so far, of which holds keep so much back,
// allows the draw: it stays within its bound, or, where uses are given back,
// not below zero. Requires: used >= 0.
[[nodiscard]] bool FitsBound(int64_t used, int64_t held, const Draw& draw);

struct BalanceChange {
  std::string_view unit;  // of the delta
  Bucket bucket = Bucket::kAvailable;
  int64_t amount = 0;
};

// What the entries of `delta` add to the balances of its account, ascending by
// unit and bucket, each once. kOverflow where a sum doesn't fit.
[[nodiscard]] absl::StatusOr<std::vector<BalanceChange>> BalanceChanges(
    const Delta& delta);

// What an account has and owes per points currency, ascending; those that are
// all 0 are left out. `units` and `debts` in any order.
[[nodiscard]] std::vector<Balance> PointsBalances(
    std::span<const UnitBalance> units, std::span<const Debt> debts);

// The orders that `returned` touches, ascending, each once.
[[nodiscard]] std::vector<int64_t> OrdersTouched(
    std::span<const ReturnedUnits> returned);

// The messages of conflicts, the same for each store.
[[nodiscard]] absl::Status EventExists(const EventRecord& event);
[[nodiscard]] absl::Status MemberExists(std::string_view member);
[[nodiscard]] absl::Status AccountMoved(int64_t account);
[[nodiscard]] absl::Status CounterMoved(const Draw& draw);
[[nodiscard]] absl::Status OrderMoved(const ReturnedUnits& returned);
[[nodiscard]] absl::Status LineMoved(const ReturnedUnits& returned);
[[nodiscard]] absl::Status LineMoved(const FulfilledUnits& fulfilled);
[[nodiscard]] absl::Status NoSuchOrder(int64_t event);
[[nodiscard]] absl::Status ModelExists(const StoredModel& model);
[[nodiscard]] absl::Status HoldMoved(int64_t event);
[[nodiscard]] absl::Status NoSuchHold(int64_t event);
[[nodiscard]] absl::Status TransferMoved(const ReceivedTransfer& received);
[[nodiscard]] absl::Status HouseholdFull(std::string_view household);
[[nodiscard]] absl::Status ProgramExists(std::string_view id,
                                         std::string_view version);
[[nodiscard]] absl::Status CheckRefund(Money refund, Currency order);

// The messages of calls at the wrong time.
[[nodiscard]] absl::Status ChangedInWalk();
[[nodiscard]] absl::Status BatchIsOpen();
[[nodiscard]] absl::Status NoBatchIsOpen();

// Counts a walk while it lives: meanwhile nothing may change.
class Walk {
 public:
  explicit Walk(int& count) : count_(count) { ++count_; }
  Walk(const Walk&) = delete;
  Walk& operator=(const Walk&) = delete;
  ~Walk() { --count_; }

 private:
  int& count_;
};

}  // namespace patron

#endif  // PATRON_STORE_DELTA_CHECK_H_
