// Refused: keeping when the account was last active, and computing from it when
// points lapse. The day would then change with each version of the program, for
// members who have done nothing.

#include "ledger/clocks.h"

#include <algorithm>
#include <string>

#include "ledger/ledger.h"
#include "model/span.h"

namespace patron {
namespace {

std::vector<Clock>::iterator FindIdle(std::string_view currency,
                                      std::vector<Clock>* clocks) {
  return std::lower_bound(
      clocks->begin(), clocks->end(), currency,
      [](const Clock& clock, std::string_view c) {
        return clock.currency < c ||
               (clock.currency == c && clock.kind < ClockKind::kIdle);
      });
}

bool IsIdleOf(std::string_view currency, const Clock& clock) {
  return clock.currency == currency && clock.kind == ClockKind::kIdle;
}

// Writes an idle clock as it is now to the delta.
void Keep(const Clock& clock, Delta* delta) {
  const auto kept = FindIdle(clock.currency, &delta->clocks);
  if (kept != delta->clocks.end() && IsIdleOf(clock.currency, *kept)) {
    *kept = clock;
  } else {
    delta->clocks.insert(kept, clock);
  }
}

}  // namespace

Clock* MoveIdleClock(const PointsCurrency& points, const ZoneTable& zone,
                     Date day, std::vector<Clock>* clocks) {
  auto clock = FindIdle(points.id, clocks);
  const bool runs = clock != clocks->end() && IsIdleOf(points.id, *clock);
  if (!points.expires || !points.expires->sliding) {
    if (!runs) return nullptr;
    clock->due = std::nullopt;
    return &*clock;
  }
  if (!runs) {
    clock = clocks->insert(clock, Clock{points.id, ClockKind::kIdle, {}});
  }
  // The last day is theirs to spend.
  const Instant due =
      zone.StartOfDay(AddDays(LastDayOf(*points.expires, day), 1));
  clock->due = clock->due ? std::max(*clock->due, due) : due;
  return &*clock;
}

void MoveIdleClock(const PointsCurrency& points, const ZoneTable& zone,
                   Date day, AccountState* account, Delta* delta) {
  const Clock* const clock = MoveIdleClock(points, zone, day, &account->clocks);
  if (clock != nullptr) Keep(*clock, delta);
}

void RunIdleClock(std::string_view currency, Instant due,
                  std::vector<Clock>* clocks) {
  const auto clock = FindIdle(currency, clocks);
  if (clock == clocks->end() || !IsIdleOf(currency, *clock)) {
    clocks->insert(clock, Clock{std::string(currency), ClockKind::kIdle, due});
  } else if (clock->due) {
    clock->due = std::max(*clock->due, due);
  }
}

void RunIdleClock(std::string_view currency, Instant due, AccountState* account,
                  Delta* delta) {
  RunIdleClock(currency, due, &account->clocks);
  Keep(*FindIdle(currency, &account->clocks), delta);
}

std::optional<Instant> IdleLapseOf(std::string_view currency,
                                   const std::vector<Clock>& clocks) {
  for (const Clock& clock : clocks) {
    if (IsIdleOf(currency, clock)) return clock.due;
  }
  return std::nullopt;
}

}  // namespace patron
