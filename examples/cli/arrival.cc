// Refused instead: the clock's time. A file that is run again on another day
// would come to another ledger.

#include "arrival.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "event_order.h"
#include "patron/error.h"

namespace patron::cli {
namespace {

// Whose account the event changes: what names an order is about its member.
absl::StatusOr<std::string> OwnerOf(const Engine& engine, const Event& event) {
  const EventKey key = KeyOf(event);
  if (key.order_id.empty()) return event.member;
  const auto order = engine.FindEvent(key.order_source, key.order_id);
  if (!order.ok()) return order.status();
  return order->has_value() ? (*order)->member : event.member;
}

absl::StatusOr<Instant> LastPosting(const Engine& engine,
                                    std::string_view member) {
  const absl::StatusOr<MemberView> view = engine.Member(member, {});
  if (!view.ok()) return view.status();
  return view->as_of;
}

}  // namespace

bool ArrivesLate(const Event& event, const absl::Status& refusal) {
  return ReasonOf(refusal) == Reason::kArrivalTooEarly &&
         event.arrival == event.time;
}

absl::StatusOr<Instant> LateArrival(const Engine& engine, const Event& event) {
  const absl::StatusOr<std::string> member = OwnerOf(engine, event);
  if (!member.ok()) return member.status();
  absl::StatusOr<Instant> arrival = LastPosting(engine, *member);
  if (!arrival.ok() || event.kind != EventKind::kTransfer) return arrival;
  const absl::StatusOr<Instant> gets = LastPosting(engine, event.transfer.to);
  if (!gets.ok()) return gets.status();
  // Whoever gives may have done nothing since.
  return std::max({*arrival, *gets, event.arrival});
}

}  // namespace patron::cli
