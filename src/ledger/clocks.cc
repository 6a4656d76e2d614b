// Refused: keeping when the account was last active, and computing from it when
// points lapse. The day would then change with each version of the program, for
// members who have done nothing.

#include "ledger/clocks.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <tuple>
#include <utility>

#include "ledger/ledger.h"
#include "model/span.h"

namespace patron {
namespace {

bool IsIdleOf(std::string_view currency, const Clock& clock) {
  return clock.currency == currency && clock.kind == ClockKind::kIdle;
}

std::tuple<std::string_view, ClockKind, int64_t> KeyOf(const Clock& clock) {
  return {clock.currency, clock.kind, clock.first_lot};
}

// The last idle clock of a currency, and where one after it belongs.
struct Found {
  Clock* last = nullptr;
  std::vector<Clock>::iterator end;
};

Found FindIdle(std::string_view currency, std::vector<Clock>* clocks) {
  Found found;
  found.end = std::upper_bound(
      clocks->begin(), clocks->end(), currency,
      [](std::string_view c, const Clock& clock) {
        return c < clock.currency ||
               (c == clock.currency && ClockKind::kIdle < clock.kind);
      });
  if (found.end != clocks->begin() &&
      IsIdleOf(currency, *std::prev(found.end))) {
    found.last = &*std::prev(found.end);
  }
  return found;
}

}  // namespace

std::vector<Clock>::const_iterator FindClock(std::string_view currency,
                                             ClockKind kind,
                                             const std::vector<Clock>& clocks) {
  return std::lower_bound(
      clocks.begin(), clocks.end(), std::pair(currency, kind),
      [](const Clock& clock, const std::pair<std::string_view, ClockKind>& at) {
        return std::pair(std::string_view(clock.currency), clock.kind) < at;
      });
}

bool IsOf(const Clock& a, const Clock& b) { return KeyOf(a) == KeyOf(b); }

void PutClock(const Clock& clock, std::vector<Clock>* clocks) {
  const auto at = std::lower_bound(
      clocks->begin(), clocks->end(), clock,
      [](const Clock& a, const Clock& b) { return KeyOf(a) < KeyOf(b); });
  if (at != clocks->end() && IsOf(*at, clock)) {
    *at = clock;
  } else {
    clocks->insert(at, clock);
  }
}

Clock* MoveIdleClock(const Activity& activity, std::vector<Clock>* clocks) {
  const PointsCurrency& points = activity.points;
  const Found found = FindIdle(points.id, clocks);
  Clock* clock = found.last;
  const bool ran_out =
      clock != nullptr && clock->due && *clock->due <= activity.posted;
  if (!points.expires || !points.expires->sliding) {
    if (clock == nullptr || ran_out) return nullptr;
    clock->due = std::nullopt;
    return clock;
  }
  // The last day is theirs to spend.
  Instant due = activity.zone.StartOfDay(
      AddDays(LastDayOf(*points.expires, activity.day), 1));
  // One that stands still is not set going in the past: a late event would
  // take points that were promised for longer.
  if (clock != nullptr && !clock->due && due <= activity.posted) return nullptr;
  if (clock != nullptr && clock->due) due = std::max(due, *clock->due);
  // Without a lot that it is about, one that has run out goes on.
  if (clock == nullptr || (ran_out && clock->first_lot != activity.next_lot)) {
    clock = &*clocks->insert(found.end, Clock{points.id});
    clock->first_lot = activity.next_lot;
  }
  clock->due = due;
  return clock;
}

void MoveIdleClock(const Activity& activity, AccountState* account,
                   Delta* delta) {
  const Clock* const clock = MoveIdleClock(activity, &account->clocks);
  if (clock != nullptr) PutClock(*clock, &delta->clocks);
}

Clock* RunIdleClock(const Arrival& arrival, std::vector<Clock>* clocks) {
  const Found found = FindIdle(arrival.currency, clocks);
  Clock* clock = found.last;
  if (clock != nullptr && !clock->due) return clock;
  const bool ran_out = clock != nullptr && *clock->due <= arrival.posted;
  Instant due = arrival.due;
  if (clock != nullptr) due = std::max(due, *clock->due);
  if (clock == nullptr || (ran_out && clock->first_lot != arrival.lot)) {
    clock = &*clocks->insert(found.end, Clock{std::string(arrival.currency)});
    clock->first_lot = arrival.lot;
  }
  clock->due = due;
  return clock;
}

void RunIdleClock(const Arrival& arrival, AccountState* account, Delta* delta) {
  PutClock(*RunIdleClock(arrival, &account->clocks), &delta->clocks);
}

std::optional<Instant> IdleLapseOf(std::string_view currency, int64_t lot,
                                   const std::vector<Clock>& clocks) {
  std::optional<Instant> lapse;
  for (const Clock& clock : clocks) {
    if (!IsIdleOf(currency, clock)) continue;
    if (clock.first_lot > lot) break;
    lapse = clock.due;
  }
  return lapse;
}

std::optional<Instant> LapseOf(const Lot& lot,
                               const std::vector<Clock>& clocks) {
  return lot.sliding ? IdleLapseOf(lot.currency, lot.number, clocks)
                     : lot.expires;
}

}  // namespace patron
