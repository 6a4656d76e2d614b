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
// A clock that has run out is neither moved nor stopped: the lots that were
// there have lapsed, whether or not something of them remained, and whatever
// comes back to them lapses at once. Activity begins another one for the lots
// from then on.
//
// The clocks of statements have a page of their own (statements.h).
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

// Where the first clock of that kind stands, or would, among those of an
// account.
[[nodiscard]] std::vector<Clock>::const_iterator FindClock(
    std::string_view currency, ClockKind kind,
    const std::vector<Clock>& clocks);

// Whether they are the same clock, whenever they are due.
[[nodiscard]] bool IsOf(const Clock& a, const Clock& b);

// In place of the same clock, if it is there.
void PutClock(const Clock& clock, std::vector<Clock>* clocks);

// Activity in a points currency.
struct Activity {
  const PointsCurrency& points;
  const ZoneTable& zone;  // the program's
  Date day;
  // The latest posting of the account, its own included: a clock that is due by
  // then has run out, also where the end of a day has seen it before.
  Instant posted;
  int64_t next_lot = 1;  // lots from it on are earned by it, or later
};

// What activity does to the idle clock of its points. Null where there is none
// and none begins, and where the last one has run out and stays so; else the
// last one, moved or not.
Clock* MoveIdleClock(const Activity& activity, std::vector<Clock>* clocks);

// The same for an account, with the change in the delta.
void MoveIdleClock(const Activity& activity, AccountState* account,
                   Delta* delta);

// A sliding lot that arrives from another account.
struct Arrival {
  std::string_view currency;
  int64_t lot = 0;  // its number
  Instant due;      // so long it was to live
  Instant posted;   // as of an activity
};

// The idle clock that the lot is about runs until then at least; one that
// stands still stays so.
Clock* RunIdleClock(const Arrival& arrival, std::vector<Clock>* clocks);
void RunIdleClock(const Arrival& arrival, AccountState* account, Delta* delta);

// When a sliding lot of a currency lapses; nothing where it does not.
[[nodiscard]] std::optional<Instant> IdleLapseOf(
    std::string_view currency, int64_t lot, const std::vector<Clock>& clocks);

// When a lot lapses, by its own expiry or with a clock.
[[nodiscard]] std::optional<Instant> LapseOf(const Lot& lot,
                                             const std::vector<Clock>& clocks);

}  // namespace patron

#endif  // PATRON_SRC_LEDGER_CLOCKS_H_
