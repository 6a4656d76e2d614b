// Debts: what an account owes of a currency, and what newly earned points pay
// of it.
//
//   lot.collected = Collected(currency, lot.amount, *account);
//   ... Owe(account, lot.currency, -lot.collected, delta) ...
//
// A debt is the sum of what lots fell short of, less what lots collected. So it
// is paid twice where what made it is put right after other points have paid
// it: those others then get back what they paid, and which of the two came
// first is the same in the end.
//
// Threads: free functions, any thread.
#ifndef PATRON_SRC_LEDGER_DEBTS_H_
#define PATRON_SRC_LEDGER_DEBTS_H_

#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "patron/codec.h"
#include "patron/ledger.h"
#include "patron/program.h"

namespace patron {

// Adds to what the account owes; below 0 it is paid.
[[nodiscard]] absl::Status Owe(AccountState* account, std::string_view currency,
                               int64_t amount, Delta* delta);

// How many of so many points that are earned pay what is owed, by the
// currency's policy.
[[nodiscard]] int64_t Collected(const PointsCurrency& points, int64_t earned,
                                const AccountState& account);

// What of the debts of these lots others have paid, once so many points come
// back to them. Requires: the lots are in `account`.
[[nodiscard]] Points PaidByOthers(const PointsByLot& restored,
                                  const AccountState& account);

// Gives back so many points to the lots that collected, the greatest number
// first, each as it stands at entry->posted. kCorrupt where the account's lots
// collected fewer.
[[nodiscard]] absl::Status GiveBackCollected(std::string_view currency,
                                             int64_t points,
                                             AccountState* account,
                                             JournalEntry* entry, Delta* delta);

}  // namespace patron

#endif  // PATRON_SRC_LEDGER_DEBTS_H_
