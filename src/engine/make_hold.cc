// Holds: what a basket takes is kept back, and comes back when the hold ends.
//
// A purchase that consumes a hold is decided as if that had never been: its
// points are in their lots again and its draws are not counted. So a basket
// that was held and one that was not come to the same, and whoever adds a line
// at the till needs no rule of their own.

#include <string>
#include <utility>

#include "engine/engine_impl.h"
#include "engine/load_lots.h"
#include "engine/stored_order.h"
#include "ledger/ledger.h"

namespace patron {
namespace {

std::string NameOf(const HoldKey& hold) {
  return "hold '" + hold.id + "' of source '" + hold.source + "'";
}

// Whether it can end now, by this event.
absl::Status CheckEnds(const HoldRecord& hold, const Event& event) {
  const std::string name = NameOf(event.hold);
  switch (hold.state) {
    case HoldState::kHeld:
      break;
    case HoldState::kConsumed:
      return Refuse(Reason::kHoldOver,
                    name +
                        " has been consumed by an event that named it: "
                        "leave 'hold' out");
    case HoldState::kCancelled:
      return Refuse(Reason::kHoldOver,
                    name + " has been cancelled: leave 'hold' out");
    case HoldState::kLapsed:
      break;  // as by its time
  }
  if (hold.state == HoldState::kHeld && event.arrival < hold.until) {
    return absl::OkStatus();
  }
  return Refuse(Reason::kHoldOver,
                name + " was until " + FormatInstant(hold.until) +
                    ", and what it kept back is free again: leave 'hold' out");
}

}  // namespace

absl::StatusOr<int64_t> Engine::Impl::EndHold(const Event& event,
                                              const Making& making) {
  if (event.hold.id.empty()) return 0;
  const auto found = store->FindEvent(event.hold.source, event.hold.id);
  if (!found.ok()) return found.status();
  if (!found->has_value() || (*found)->kind != EventKind::kHold) {
    return Refuse(Reason::kUnknownHold, "there is no " + NameOf(event.hold));
  }
  const EventRecord& record = **found;
  const absl::StatusOr<HoldRecord> hold = store->LoadHold(record.number);
  if (!hold.ok()) return hold.status();
  // Nobody's may be anybody's: who they are may be known only when they pay.
  if (hold->account != 0 && hold->account != making.account->account) {
    return Refuse(Reason::kBadValue,
                  NameOf(event.hold) + " is of '" + record.member +
                      "', and the event of '" + event.member +
                      "': name the member of the hold");
  }
  absl::Status status = CheckEnds(*hold, event);
  if (!status.ok()) return status;
  making.answer->released = PointsOf(*hold);
  for (const PointsByLot& points : making.answer->released) {
    status = LoadRestored(points, *store, making.account);
    if (!status.ok()) return status;
  }
  const HoldState state = event.kind == EventKind::kRelease
                              ? HoldState::kCancelled
                              : HoldState::kConsumed;
  status = PostHoldEnd(*hold, {EntryKind::kRelease, state, event.arrival},
                       making.account, making.delta);
  if (!status.ok()) return status;
  // Points come back with their own expiry: what has passed it lapses at once.
  ApplyDue(event.arrival, making.account, making.delta);
  return record.number;
}

absl::Status Engine::Impl::MakeHold(const Event& event, const Making& making) {
  if (making.delta->enrols) {
    return Refuse(Reason::kUnknownMember,
                  "nobody is known as '" + event.member +
                      "', and a hold enrols nobody: leave the member out, or "
                      "write them as in their first purchase");
  }
  const Event purchase = PurchaseOf(event, making.answer->returned);
  const absl::StatusOr<std::vector<int64_t>> lapsed =
      DecideBasket(purchase, making);
  if (!lapsed.ok()) return lapsed.status();
  absl::StatusOr<std::vector<PointsByLot>> held =
      PostHold({making.plan.program(), making.plan.zone(), event,
                making.answer->decision, *lapsed},
               making.account, making.delta);
  if (!held.ok()) return held.status();
  making.answer->held = *std::move(held);
  return absl::OkStatus();
}

absl::Status Engine::Impl::MakeRelease(const Event& event,
                                       const Making& making) {
  return EndHold(event, making).status();
}

}  // namespace patron
