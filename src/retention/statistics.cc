// Statistics by addition only: but for an order that is taken out, nothing here
// needs the orders before.

#include "retention/statistics.h"

#include <algorithm>

#include "patron/rounding.h"

namespace patron {
namespace {

absl::Status AddTo(int64_t amount, int64_t* sum) {
  const absl::StatusOr<int64_t> both = AddExact(*sum, amount);
  if (!both.ok()) return both.status();
  *sum = *both;
  return absl::OkStatus();
}

}  // namespace

absl::Status AddOrder(const OrderFacts& order, MemberStatistics* statistics) {
  MemberStatistics next = *statistics;
  next.first_order =
      next.orders == 0 ? order.time : std::min(next.first_order, order.time);
  next.last_order =
      next.orders == 0 ? order.time : std::max(next.last_order, order.time);
  ++next.orders;
  ++next.orders_kept;
  if (absl::Status s = AddTo(order.units, &next.units); !s.ok()) return s;
  if (absl::Status s = AddTo(order.paid_minor, &next.spend_minor); !s.ok()) {
    return s;
  }
  *statistics = next;
  return absl::OkStatus();
}

absl::Status AddReturn(const ReturnFacts& returned,
                       MemberStatistics* statistics) {
  MemberStatistics next = *statistics;
  ++next.returns;
  if (returned.nothing_kept) --next.orders_kept;
  if (absl::Status s = AddTo(-returned.units, &next.units); !s.ok()) return s;
  absl::Status s = AddTo(-returned.refund_minor, &next.spend_minor);
  if (!s.ok()) return s;
  s = AddTo(returned.refund_minor, &next.refunded_minor);
  if (!s.ok()) return s;
  *statistics = next;
  return absl::OkStatus();
}

absl::Status RemoveOrder(const OrderFacts& order, const OrderSpan& others,
                         MemberStatistics* statistics) {
  MemberStatistics next = *statistics;
  --next.orders;
  --next.orders_kept;
  if (absl::Status s = AddTo(-order.units, &next.units); !s.ok()) return s;
  absl::Status s = AddTo(-order.paid_minor, &next.spend_minor);
  if (!s.ok()) return s;
  next.first_order = others.first;
  next.last_order = others.last;
  *statistics = next;
  return absl::OkStatus();
}

}  // namespace patron
