// Baskets that are kept back, consumed or cancelled, in random histories.

#include <algorithm>

#include "tests/engine/random_history.h"

namespace patron::testing {
namespace {

constexpr int64_t kHourUs = 3600 * kMicrosPerSecond;

bool IsOpen(const SlowHold& hold, Instant at) {
  return hold.state == HoldState::kHeld && at < *hold.held.until;
}

}  // namespace

// For hours or for weeks: some lapse by themselves.
Event RandomHistory::KeepBack(const SlowLedger& slow) {
  Event event = Buy(slow);
  event.kind = EventKind::kHold;
  if (OneIn(5)) {
    event.member.clear();
    event.basket.rewards.clear();
    event.basket.tenders.clear();
  }
  const int64_t hours = OneIn(3) ? From(1, 20) : From(1, 900);
  event.until = Instant{event.arrival.us + hours * kHourUs};
  return event;
}

// Mostly one that is open, and of this member or of nobody; often the basket is
// the one that was held.
void RandomHistory::TakeHold(const SlowLedger& slow, Event* event) {
  const std::vector<SlowHold>& holds = slow.holds();
  if (holds.empty() || !OneIn(2)) return;
  const SlowHold& hold =
      holds[static_cast<size_t>(From(0, std::ssize(holds) - 1))];
  const bool open = IsOpen(hold, event->arrival);
  if (!open && !OneIn(9)) return;
  const bool others =
      !hold.held.member.empty() && hold.held.member != event->member;
  if (others && (event->kind == EventKind::kExchange || !OneIn(9))) {
    if (event->kind == EventKind::kExchange) return;
    event->member = hold.held.member;
    event->basket.rewards.clear();
    event->basket.tenders.clear();
  }
  event->hold = {hold.held.source, hold.held.id};
  if (event->kind != EventKind::kExchange && !others && OneIn(2)) {
    event->basket = hold.held.basket;
  }
}

Event RandomHistory::Cancel(const SlowLedger& slow) {
  std::vector<const SlowHold*> open;
  for (const SlowHold& hold : slow.holds()) {
    if (IsOpen(hold, latest()) || OneIn(9)) open.push_back(&hold);
  }
  if (open.empty()) return KeepBack(slow);
  Event event = NewEvent(EventKind::kRelease);
  event.member = AnyOf({"ann", "bob", ""});  // the hold says whose it is
  const Event& held =
      open[static_cast<size_t>(From(0, std::ssize(open) - 1))]->held;
  event.hold = {held.source, OneIn(20) ? "never" : held.id};
  return event;
}

}  // namespace patron::testing
