// Small steps that the ledger's parts share.
//
// Threads: free functions, any thread.
#ifndef PATRON_SRC_LEDGER_LOTS_H_
#define PATRON_SRC_LEDGER_LOTS_H_

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "ledger/statements.h"
#include "patron/ledger.h"

namespace patron {

// The order in which things happen that are due at one instant: what becomes
// available, then statements, then what lapses, by itself and with a clock, and
// then the rest. It changes results: points whose last day ends a period are
// still in its statement.
[[nodiscard]] int DueOrder(EntryKind kind);

// The first statement that is due before the things of `turn` (DueOrder) at
// `until`, if it gives something (statements.h).
[[nodiscard]] std::optional<DueStatement> NextStatement(
    ProgramsInForce programs, Instant until, int turn, AccountState* account,
    Delta* delta);

// Where the value of a living lot stands.
[[nodiscard]] Bucket BucketOf(const Lot& lot);

// A lot without anything left is closed.
void CloseIfEmpty(Lot* lot);

// Writes the lot as it is now to the delta, in place of what it wrote before.
void Keep(const Lot& lot, Delta* delta);

// How many more points of a currency the account has room for; none where it
// has kBalanceMax or more.
[[nodiscard]] int64_t RoomIn(std::string_view currency,
                             const AccountState& account);

// kOverflow where it has no room for so many more. What comes back to an
// account was its own, and needs none.
[[nodiscard]] absl::Status CheckRoom(std::string_view currency, int64_t points,
                                     const AccountState& account);

// Gives the account a new lot and writes it to the delta. kOverflow where it
// has no room for it: nothing is changed then. Whoever gave points to another
// has looked whether there was room, so those have it.
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
