// What a lot, an order's line and an entry say of themselves.

#include <algorithm>

#include "patron/ledger.h"

namespace patron {

std::optional<Instant> NextDue(const Lot& lot) {
  if (lot.state == LotState::kClosed) return std::nullopt;
  if (lot.state == LotState::kAvailable || lot.awaits_goods ||
      !lot.available_from) {
    return lot.expires;
  }
  return lot.expires ? std::min(*lot.available_from, *lot.expires)
                     : lot.available_from;
}

int64_t EventOf(const Lot& lot, int64_t applied) {
  return lot.event == 0 && lot.origin != LotOrigin::kReward ? applied
                                                            : lot.event;
}

int64_t UnitsToReturn(const OrderLine& line) {
  return line.units - line.returned_units - line.open_units;
}

bool IsDueByItself(EntryKind kind) {
  return kind == EntryKind::kActivation || kind == EntryKind::kExpiry ||
         kind == EntryKind::kIdleExpiry || kind == EntryKind::kLapse ||
         kind == EntryKind::kStatement || kind == EntryKind::kReceipt;
}

}  // namespace patron
