// What a lot says of itself.

#include <algorithm>

#include "patron/ledger.h"

namespace patron {

std::optional<Instant> NextDue(const Lot& lot) {
  if (lot.state == LotState::kClosed) return std::nullopt;
  if (lot.state == LotState::kAvailable || !lot.available_from) {
    return lot.expires;
  }
  return lot.expires ? std::min(*lot.available_from, *lot.expires)
                     : lot.available_from;
}

}  // namespace patron
