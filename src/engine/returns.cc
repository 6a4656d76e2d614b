// Matching returned goods to what was bought.
//
// Two lines of one return may ask for the same purchase: what an earlier line
// has taken is counted here, since the store knows only what was committed.

#include "engine/returns.h"

#include <algorithm>
#include <map>
#include <utility>

namespace patron {
namespace {

// The order with its lines in their places: what follows indexes by them.
absl::StatusOr<OrderRecord> LoadOrderOf(Store& store, int64_t number) {
  absl::StatusOr<OrderRecord> order = store.LoadOrder(number);
  if (!order.ok()) return order.status();
  for (size_t i = 0; i < order->lines.size(); ++i) {
    if (order->lines[i].line == i) continue;
    return Refuse(Reason::kCorrupt, "the lines of order " +
                                        std::to_string(number) +
                                        " are not those of its basket");
  }
  return order;
}

// Units taken by this return so far, and the orders they are of.
class Taken {
 public:
  void Take(int64_t order, uint32_t line, const std::string& return_line,
            int64_t units) {
    units_[{order, line}] += units;
    rows_[order].push_back({order, line, return_line, units, Money{}, 0});
  }
  [[nodiscard]] int64_t Of(int64_t order, uint32_t line) const {
    const auto it = units_.find({order, line});
    return it == units_.end() ? 0 : it->second;
  }
  // Loads each order once.
  [[nodiscard]] absl::StatusOr<std::vector<MatchedOrder>> Load(Store& store) {
    std::vector<MatchedOrder> orders;
    for (auto& [number, rows] : rows_) {
      absl::StatusOr<OrderRecord> order = LoadOrderOf(store, number);
      if (!order.ok()) return order.status();
      std::stable_sort(rows.begin(), rows.end(),
                       [](const ReturnedUnits& a, const ReturnedUnits& b) {
                         return a.line < b.line;
                       });
      orders.push_back({*std::move(order), std::move(rows)});
    }
    return orders;
  }

 private:
  std::map<std::pair<int64_t, uint32_t>, int64_t> units_;
  std::map<int64_t, std::vector<ReturnedUnits>> rows_;
};

}  // namespace

absl::StatusOr<Matching> MatchReceipt(const ReturnedGoods& returned,
                                      Store& store) {
  const auto found = store.FindEvent(returned.order_source, returned.order_id);
  if (!found.ok()) return found.status();
  if (!found->has_value() || (*found)->kind != EventKind::kPurchase) {
    return Refuse(Reason::kUnknownOrder,
                  "there is no order '" + returned.order_id + "' of source '" +
                      returned.order_source + "'");
  }
  absl::StatusOr<OrderRecord> order = LoadOrderOf(store, (*found)->number);
  if (!order.ok()) return order.status();
  Matching matching;
  MatchedOrder& matched = matching.orders.emplace_back();
  matched.order = *std::move(order);
  std::map<uint32_t, int64_t> taken;
  for (const ReturnLine& line : returned.lines) {
    const auto it = std::find_if(
        matched.order.lines.begin(), matched.order.lines.end(),
        [&](const OrderLine& l) { return l.id == line.order_line; });
    if (it == matched.order.lines.end()) {
      return Refuse(Reason::kReturnWithoutPurchase,
                    "line '" + line.id + "': the order has no line '" +
                        line.order_line + "'");
    }
    const int64_t left = it->units - it->returned_units - taken[it->line];
    if (line.units > left) {
      return Refuse(Reason::kReturnTooMany,
                    "line '" + line.id + "': " + std::to_string(line.units) +
                        " units are to come back, but of the " +
                        std::to_string(it->units) + " bought only " +
                        std::to_string(left) + " are left to return");
    }
    taken[it->line] += line.units;
    matched.units.push_back({matched.order.event.number, it->line, line.id,
                             line.units, Money{}, 0});
  }
  std::stable_sort(matched.units.begin(), matched.units.end(),
                   [](const ReturnedUnits& a, const ReturnedUnits& b) {
                     return a.line < b.line;
                   });
  return matching;
}

void TellRefunds(const Decision& decision, MatchedOrder& matched) {
  OrderRecord& order = matched.order;
  // What earlier steps gave back beyond what had come back by then.
  int64_t shortfall = order.refunded.minor;
  std::vector<int64_t> kept;
  int64_t back = 0;
  for (const OrderLine& line : order.lines) {
    kept.push_back(line.units - line.returned_units);
    back += line.returned_units;
    shortfall -= line.paid.minor -
                 SumUnits(decision.lines[line.line].paid, 0, kept.back());
  }
  for (ReturnedUnits& row : matched.units) {
    const UnitRuns& paid = decision.lines[row.line].paid;
    kept[row.line] -= row.units;
    const int64_t worth = SumUnits(paid, kept[row.line], row.units);
    row.refund = Money{std::max<int64_t>(0, worth), order.paid.currency};
    shortfall += row.refund.minor - worth;
    row.back_before = back;
    back += row.units;
  }
  for (ReturnedUnits& row : matched.units) {
    const int64_t less = std::min(shortfall, row.refund.minor);
    row.refund.minor -= less;
    shortfall -= less;
  }
}

absl::StatusOr<Matching> MatchPurchases(const Event& event, int64_t account,
                                        Store& store) {
  Matching matching;
  Taken taken;
  for (const ReturnLine& line : event.returned.lines) {
    int64_t wanted = line.units;
    if (account != 0) {
      const auto purchases = store.PurchasesToReturn(
          account, line.sku, *line.unit_price, event.time);
      if (!purchases.ok()) return purchases.status();
      for (const PurchaseLine& purchase : *purchases) {
        const int64_t left =
            purchase.units_left - taken.Of(purchase.order, purchase.line);
        const int64_t units = std::min(wanted, left);
        if (units <= 0) continue;
        taken.Take(purchase.order, purchase.line, line.id, units);
        wanted -= units;
        if (wanted == 0) break;
      }
    }
    if (wanted > 0) matching.refused.push_back({line.id, wanted});
  }
  absl::StatusOr<std::vector<MatchedOrder>> orders = taken.Load(store);
  if (!orders.ok()) return orders.status();
  matching.orders = *std::move(orders);
  return matching;
}

}  // namespace patron
