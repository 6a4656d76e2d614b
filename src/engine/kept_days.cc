// A return without a receipt may empty several days at once, so days that have
// nothing left are passed over.

#include "engine/kept_days.h"

namespace patron {

void KeptDays::Change(Date day, int64_t before, std::optional<int64_t> after) {
  PurchaseDay& less = less_[day];
  less.spend_minor += before - after.value_or(0);
  if (!after) ++less.orders;
}

absl::StatusOr<std::optional<PurchaseDay>> KeptDays::From(Date day) {
  return Nearest(day, DayOrder::kForward);
}

absl::StatusOr<std::optional<PurchaseDay>> KeptDays::UpTo(Date day) {
  return Nearest(day, DayOrder::kBack);
}

absl::StatusOr<std::optional<PurchaseDay>> KeptDays::Nearest(Date day,
                                                             DayOrder order) {
  // Nobody's orders make no purchases, and a new member has none yet.
  if (account_ == 0) return std::nullopt;
  for (;;) {
    auto found = store_.NearestPurchaseDay(account_, day, order);
    if (!found.ok() || !*found) return found;
    const auto less = less_.find((*found)->day);
    if (less == less_.end()) return found;
    (*found)->orders -= less->second.orders;
    (*found)->spend_minor -= less->second.spend_minor;
    if ((*found)->orders > 0) return found;
    day = AddDays((*found)->day, order == DayOrder::kForward ? 1 : -1);
  }
}

}  // namespace patron
