// Clocks: what runs out for an account as a whole.
//
//   MoveIdleClock(currency, zone, day, &account.clocks);
//
// The idle clock of a currency is where its points' policy (Expiry, sliding)
// puts it, counted from the last day on which the account was active: so a
// purchase of a member with 10,000 lots writes one row. Activity never brings
// it forward, so that neither a late event nor a shorter policy takes from
// points what they had been promised. Where the points slide no more, activity
// stops the clock: those that slid do not lapse then.
//
// Threads: free functions, any thread.
#ifndef PATRON_SRC_LEDGER_CLOCKS_H_
#define PATRON_SRC_LEDGER_CLOCKS_H_

#include <optional>
#include <string_view>
#include <vector>

#include "patron/calendar.h"
#include "patron/ledger.h"
#include "patron/program.h"
#include "patron/zone.h"

namespace patron {

// What activity on `day` does to the idle clock of these points. Null where
// there is none and none begins; else the clock, moved or not.
Clock* MoveIdleClock(const PointsCurrency& points, const ZoneTable& zone,
                     Date day, std::vector<Clock>* clocks);

// The same for an account, with the change in the delta.
void MoveIdleClock(const PointsCurrency& points, const ZoneTable& zone,
                   Date day, AccountState* account, Delta* delta);

// The idle clock of a currency runs until `due` at least; one that stands still
// stays so.
void RunIdleClock(std::string_view currency, Instant due,
                  std::vector<Clock>* clocks);
void RunIdleClock(std::string_view currency, Instant due, AccountState* account,
                  Delta* delta);

// When the sliding points of a currency lapse; nothing where they do not.
[[nodiscard]] std::optional<Instant> IdleLapseOf(
    std::string_view currency, const std::vector<Clock>& clocks);

}  // namespace patron

#endif  // PATRON_SRC_LEDGER_CLOCKS_H_
