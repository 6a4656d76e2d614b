// Small steps that the ledger's parts share.
//
// Threads: free functions, any thread.
#ifndef PATRON_SRC_LEDGER_LOTS_H_
#define PATRON_SRC_LEDGER_LOTS_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "patron/ledger.h"

namespace patron {

// Where the value of a living lot stands.
[[nodiscard]] Bucket BucketOf(const Lot& lot);

// A lot without anything left is closed.
void CloseIfEmpty(Lot* lot);

// Writes the lot as it is now to the delta, in place of what it wrote before.
void Keep(const Lot& lot, Delta* delta);

// Gives the account a new lot and writes it to the delta. kOverflow where the
// balance cannot hold it: nothing is changed then.
[[nodiscard]] absl::Status AddLot(Lot lot, AccountState* account, Delta* delta);

// The account's balance in a currency; a new one is 0.
[[nodiscard]] Balance& BalanceIn(std::string_view currency,
                                 AccountState* account);

// The part of a balance in which the value of a living lot stands.
[[nodiscard]] Points& PartOf(const Lot& lot, AccountState* account);

// Where a lot keeps what is in kRedeemed, kAdjustedDown, kTransferredOut or
// kHeld.
[[nodiscard]] int64_t& SpentOn(Bucket to, Lot* lot);

// Posts one side of a lot's move, unless it is 0.
void PostOfLot(const Lot& lot, Bucket bucket, int64_t amount,
               JournalEntry* entry);

// Adds to the total of a currency.
void AddTotal(std::string_view currency, int64_t points,
              std::vector<PointsTotal>* totals);

}  // namespace patron

#endif  // PATRON_SRC_LEDGER_LOTS_H_
