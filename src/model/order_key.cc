#include <string_view>
#include <utility>

#include "patron/event.h"

namespace patron {

std::pair<std::string_view, std::string_view> OrderKeyOf(const Event& event) {
  switch (event.kind) {
    case EventKind::kReturn:
    case EventKind::kExchange:
      return {event.returned.order_source, event.returned.order_id};
    case EventKind::kVoid:
      return {event.voided.order_source, event.voided.order_id};
    case EventKind::kFulfilment:
      return {event.fulfilment.order_source, event.fulfilment.order_id};
    case EventKind::kRelease:
      return {event.hold.source, event.hold.id};
    case EventKind::kPurchase:
    case EventKind::kAdjustment:
    case EventKind::kHold:
    case EventKind::kTransfer:
    case EventKind::kJoin:
    case EventKind::kLeave:
      break;
  }
  return {};
}

}  // namespace patron
