// The lots that an event needs, of thousands: loaded one kind at a time, beside
// those that are there since something was due for them.
//
// Each adds to account->lots, ascending by number, and leaves those that are
// there as they are: what was due has been applied to them.
//
// Threads: free functions; the store's rule holds.
#ifndef PATRON_SRC_ENGINE_LOAD_LOTS_H_
#define PATRON_SRC_ENGINE_LOAD_LOTS_H_

#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "ledger/statements.h"
#include "patron/codec.h"
#include "patron/ledger.h"
#include "patron/store.h"

namespace patron {

// Those from which so many points would be taken. The store is asked for more
// where lots that are there may have changed since it answered for them.
[[nodiscard]] absl::Status LoadToSpend(std::string_view currency, Points points,
                                       Instant at, Store& store,
                                       AccountState* account);

// All of the currencies of which periods stand apart: it takes all to tell
// which period has most.
[[nodiscard]] absl::Status LoadApart(const Program& program, Instant at,
                                     Store& store, AccountState* account);

// All of the grandfathered currencies that the basket pays with: it takes all
// to tell what each point pays.
[[nodiscard]] absl::Status LoadRuns(const Program& program,
                                    const Basket& basket, Instant at,
                                    Store& store, AccountState* account);

// Those of which points have lapsed since `time`.
[[nodiscard]] absl::Status LoadLapsed(const Program& program, Instant time,
                                      Store& store, AccountState* account);

// Those from which the rewards of a decision and the points that pay are taken.
[[nodiscard]] absl::Status LoadRedeemed(const Program& program,
                                        const Answer& answer, Instant at,
                                        Store& store, AccountState* account);

// Those to which points come back, and those that get back what they have paid
// of a debt by then.
[[nodiscard]] absl::Status LoadRestored(const PointsByLot& points, Store& store,
                                        AccountState* account);

// Applies all that is due for the account by `until`, in order of when it is:
// holds lapse, points of others arrive, lots become available and expire,
// statements are given. Requires: the account as FindMember loads it for that
// instant, or with all lots that have something remaining.
[[nodiscard]] absl::Status BringUpTo(Instant until, ProgramsInForce programs,
                                     Store& store, AccountState* account,
                                     Delta* delta);

// Those that an order earned.
[[nodiscard]] absl::Status LoadEarned(int64_t order, Store& store,
                                      AccountState* account);

}  // namespace patron

#endif  // PATRON_SRC_ENGINE_LOAD_LOTS_H_
