// Refused: keeping when the account was last active, and computing from it when
// points lapse. The day would then change with each version of the program, for
// members who have done nothing.

#include "ledger/clocks.h"

#include <algorithm>
#include <utility>

#include "model/span.h"

namespace patron {
std::vector<Clock>::const_iterator FindClock(std::string_view currency,
                                             ClockKind kind,
                                             const std::vector<Clock>& clocks) {
  return std::lower_bound(
      clocks.begin(), clocks.end(), std::pair(currency, kind),
      [](const Clock& clock, const std::pair<std::string_view, ClockKind>& at) {
        return std::pair(std::string_view(clock.currency), clock.kind) < at;
      });
}

void PutClock(const Clock& clock, std::vector<Clock>* clocks) {
  const auto found = FindClock(clock.currency, clock.kind, *clocks);
  const auto at = clocks->begin() + (found - clocks->cbegin());
  if (at != clocks->end() && IsOf(*at, clock)) {
    *at = clock;
  } else {
    clocks->insert(at, clock);
  }
}

Clock* MoveIdleClock(const PointsCurrency& points, const ZoneTable& zone,
                     Date day, std::vector<Clock>* clocks) {
  const Clock idle{points.id, ClockKind::kIdle, std::nullopt};
  const auto found = FindClock(idle.currency, idle.kind, *clocks);
  auto clock = clocks->begin() + (found - clocks->cbegin());
  const bool runs = clock != clocks->end() && IsOf(*clock, idle);
  if (!points.expires || !points.expires->sliding) {
    if (!runs) return nullptr;
    clock->due = std::nullopt;
    return &*clock;
  }
  if (!runs) clock = clocks->insert(clock, idle);
  // The last day is theirs to spend.
  const Instant due =
      zone.StartOfDay(AddDays(LastDayOf(*points.expires, day), 1));
  clock->due = clock->due ? std::max(*clock->due, due) : due;
  return &*clock;
}

void MoveIdleClock(const PointsCurrency& points, const ZoneTable& zone,
                   Date day, AccountState* account, Delta* delta) {
  const Clock* const clock = MoveIdleClock(points, zone, day, &account->clocks);
  if (clock != nullptr) PutClock(*clock, &delta->clocks);
}

std::optional<Instant> IdleLapseOf(std::string_view currency,
                                   const std::vector<Clock>& clocks) {
  const auto clock = FindClock(currency, ClockKind::kIdle, clocks);
  if (clock == clocks.end() || clock->currency != currency ||
      clock->kind != ClockKind::kIdle) {
    return std::nullopt;
  }
  return clock->due;
}

}  // namespace patron
