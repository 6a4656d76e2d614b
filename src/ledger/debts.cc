// Refused: paying a debt from whatever an account has, at once. A member would
// lose points of one order to a return of another without having done anything;
// a program that wants it collects from what is earned.
//
// Refused too: letting a debt that was put right stay paid, and giving the
// points that are over to the lot that came back. The lots of the order that
// had paid would then stay spent for nothing, and a return of that order would
// make a new debt beside points that can be spent.

#include "ledger/debts.h"

#include <algorithm>
#include <string>

#include "ledger/lots.h"
#include "patron/rounding.h"

namespace patron {
namespace {

int64_t OwedOf(std::string_view currency, const AccountState& account) {
  for (const Balance& balance : account.balances) {
    if (balance.currency == currency) return balance.debt.units;
  }
  return 0;
}

// A late event is posted before what was due since: points of a lot that became
// available by then, and of which some were spent or are held, are not pending
// again.
bool IsPendingAt(const Lot& lot, Instant at) {
  if (lot.redeemed != 0 || lot.adjusted_down != 0 || lot.held != 0 ||
      lot.transferred_out != 0) {
    return false;
  }
  return lot.awaits_goods || (lot.available_from && *lot.available_from > at);
}

}  // namespace

absl::Status Owe(AccountState* account, std::string_view currency,
                 int64_t amount, Delta* delta) {
  if (amount == 0) return absl::OkStatus();
  Points& debt = BalanceIn(currency, account).debt;
  const absl::StatusOr<int64_t> owed = AddExact(debt.units, amount);
  if (!owed.ok()) return owed.status();
  debt.units = *owed;
  const auto it = std::lower_bound(
      delta->debts.begin(), delta->debts.end(), currency,
      [](const Debt& d, std::string_view c) { return d.currency < c; });
  if (it != delta->debts.end() && it->currency == currency) {
    it->owed = *owed;
  } else {
    delta->debts.insert(it, Debt{std::string(currency), *owed});
  }
  return absl::OkStatus();
}

int64_t Collected(const PointsCurrency& points, int64_t earned,
                  const AccountState& account) {
  if (points.debts != DebtPolicy::kFromEarning) return 0;
  return std::min(earned, OwedOf(points.id, account));
}

Points PaidByOthers(const PointsByLot& restored, const AccountState& account) {
  int64_t owed = 0;
  for (const LotPart& part : restored.lots) {
    for (const Lot& lot : account.lots) {
      if (lot.number != part.lot) continue;
      owed += std::min(part.points.units, lot.shortfall);
    }
  }
  return Points{
      std::max<int64_t>(0, owed - OwedOf(restored.currency, account))};
}

absl::Status GiveBackCollected(std::string_view currency, int64_t points,
                               AccountState* account, JournalEntry* entry,
                               Delta* delta) {
  for (auto lot = account->lots.rbegin();
       lot != account->lots.rend() && points > 0; ++lot) {
    if (lot->currency != currency || lot->collected == 0) continue;
    const int64_t back = std::min(points, lot->collected);
    if (lot->state == LotState::kClosed) {
      lot->state = IsPendingAt(*lot, entry->posted) ? LotState::kPending
                                                    : LotState::kAvailable;
    }
    PostOfLot(*lot, Bucket::kDebt, -back, entry);
    PostOfLot(*lot, BucketOf(*lot), back, entry);
    PartOf(*lot, account).units += back;
    lot->collected -= back;
    lot->remaining += back;
    points -= back;
    Keep(*lot, delta);
  }
  if (points == 0) return absl::OkStatus();
  return Refuse(Reason::kCorrupt,
                std::to_string(points) + " '" + std::string(currency) +
                    "' of a debt were paid by no lot of the account");
}

}  // namespace patron
