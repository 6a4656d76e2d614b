// Repeat rate, order value and frequency are ratios of a handful of sums.

#include "patron/error.h"
#include "patron/metric.h"
#include "patron/rounding.h"

namespace patron {
namespace {

absl::Status AddSpend(int64_t& sum_minor, int64_t spend_minor) {
  const absl::StatusOr<int64_t> sum = AddExact(sum_minor, spend_minor);
  if (!sum.ok()) {
    return Refuse(Reason::kOverflow,
                  "the spend of these orders does not fit in 64 bits: report "
                  "over fewer members or days");
  }
  sum_minor = *sum;
  return absl::OkStatus();
}

}  // namespace

absl::Status PurchaseTotals::Add(MemberHistory history) {
  int64_t days = 0;
  const MemberOrder* previous = nullptr;
  for (const MemberOrder& order : history) {
    if (previous == nullptr || previous->day != order.day) ++days;
    previous = &order;
    absl::Status added = AddSpend(spend_minor, order.spend_minor);
    if (!added.ok()) return added;
  }
  ++members;
  orders += static_cast<int64_t>(history.size());
  order_days += days;
  if (history.size() >= 2) ++members_two_orders;
  if (days >= 2) ++members_two_days;
  return absl::OkStatus();
}

absl::Status PurchaseTotals::AddNobody(const MemberOrder& order) {
  ++nobody_orders;
  return AddSpend(nobody_spend_minor, order.spend_minor);
}

absl::Status PurchaseTotals::Merge(const PurchaseTotals& other) {
  members += other.members;
  orders += other.orders;
  order_days += other.order_days;
  members_two_orders += other.members_two_orders;
  members_two_days += other.members_two_days;
  nobody_orders += other.nobody_orders;
  absl::Status added = AddSpend(spend_minor, other.spend_minor);
  if (!added.ok()) return added;
  return AddSpend(nobody_spend_minor, other.nobody_spend_minor);
}

}  // namespace patron
