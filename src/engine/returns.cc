// Matching returned goods to what was bought.
//
// Two lines of one return may ask for the same purchase: what an earlier line
// has taken is counted here, since the store knows only what was committed.

#include "engine/returns.h"

#include <algorithm>
#include <map>
#include <utility>

#include "patron/engine.h"
#include "patron/rounding.h"

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

// Null where it has none of this id.
const OrderLine* FindLine(const OrderRecord& order, std::string_view id) {
  const auto it =
      std::find_if(order.lines.begin(), order.lines.end(),
                   [&](const OrderLine& line) { return line.id == id; });
  return it == order.lines.end() ? nullptr : &*it;
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

// How to undo what is no order.
std::string_view RemedyFor(EventKind kind) {
  switch (kind) {
    case EventKind::kTransfer:
      return "let whoever got the points give them back";
    case EventKind::kAdjustment:
      return "write an adjustment of the opposite points";
    case EventKind::kHold:
      return "write a release of it";
    default:
      return "name an order";
  }
}

// The order of this key, which goods come back to at the event's time.
absl::StatusOr<OrderRecord> FindOrder(const Event& event,
                                      const std::string& source,
                                      const std::string& id, Store& store) {
  const auto found = store.FindEvent(source, id);
  if (!found.ok()) return found.status();
  if (!found->has_value()) {
    return Refuse(Reason::kUnknownOrder,
                  "there is no order '" + id + "' of source '" + source +
                      "': name it by the source and id that it came with");
  }
  const EventKind kind = (*found)->kind;
  if (kind != EventKind::kPurchase && kind != EventKind::kExchange) {
    return Refuse(Reason::kUnknownOrder,
                  "event '" + id + "' of source '" + source +
                      "' is no order, but of kind '" +
                      std::string(EventKindName(kind)) +
                      "': " + std::string(RemedyFor(kind)));
  }
  // Two tills' clocks may differ by as much as an event may arrive early.
  if (event.time.us < (*found)->time.us - kArrivalToleranceUs) {
    return Refuse(Reason::kBadDate,
                  "the goods come back at " + FormatInstant(event.time) +
                      ", more than 24 hours before they were bought at " +
                      FormatInstant((*found)->time) +
                      ": mend the time of the one or the other");
  }
  return LoadOrderOf(store, (*found)->number);
}

}  // namespace

absl::StatusOr<std::string> OwnerOf(const Event& event, Store& store) {
  const auto [source, id] = OrderKeyOf(event);
  if (id.empty()) return event.member;
  const auto order = store.FindEvent(source, id);
  if (!order.ok()) return order.status();
  return order->has_value() ? (*order)->member : event.member;
}

absl::StatusOr<MatchedFulfilment> MatchFulfilment(const Event& event,
                                                  Store& store) {
  const Fulfilment& fulfilment = event.fulfilment;
  absl::StatusOr<OrderRecord> order =
      FindOrder(event, fulfilment.order_source, fulfilment.order_id, store);
  if (!order.ok()) return order.status();
  MatchedFulfilment matched;
  matched.goods.order = *std::move(order);
  const int64_t number = matched.goods.order.event.number;
  for (const FulfilmentLine& line : fulfilment.lines) {
    const OrderLine* const of = FindLine(matched.goods.order, line.order_line);
    if (of == nullptr) {
      return Refuse(Reason::kUnknownOrder, "order '" + fulfilment.order_id +
                                               "' has no line '" +
                                               line.order_line + "'");
    }
    if (line.fulfilled > of->open_units - line.cancelled) {
      return Refuse(
          Reason::kFulfilmentTooMany,
          "line '" + line.order_line + "': " + std::to_string(line.fulfilled) +
              " units are to be handed over and " +
              std::to_string(line.cancelled) + " to be cancelled, but of the " +
              std::to_string(of->units) + " bought only " +
              std::to_string(of->open_units) + " are still to be handed over" +
              (of->open_units == 0 ? "; goods that come back are a return"
                                   : ""));
    }
    if (line.fulfilled > 0) {
      matched.fulfilled.push_back({number, of->line, line.fulfilled});
    }
    if (line.cancelled > 0) {
      matched.goods.units.push_back({number, of->line, line.order_line,
                                     line.cancelled, Money{}, 0, true});
    }
  }
  const auto by_line = [](const auto& a, const auto& b) {
    return a.line < b.line;
  };
  std::sort(matched.fulfilled.begin(), matched.fulfilled.end(), by_line);
  std::sort(matched.goods.units.begin(), matched.goods.units.end(), by_line);
  return matched;
}

absl::StatusOr<Matching> MatchReceipt(const Event& event, Store& store) {
  const ReturnedGoods& returned = event.returned;
  absl::StatusOr<OrderRecord> order =
      FindOrder(event, returned.order_source, returned.order_id, store);
  if (!order.ok()) return order.status();
  Matching matching;
  MatchedOrder& matched = matching.orders.emplace_back();
  matched.order = *std::move(order);
  std::map<uint32_t, int64_t> taken;
  for (const ReturnLine& line : returned.lines) {
    const OrderLine* const it = FindLine(matched.order, line.order_line);
    if (it == nullptr) {
      return Refuse(Reason::kReturnWithoutPurchase,
                    "line '" + line.id + "': the order has no line '" +
                        line.order_line + "'");
    }
    const int64_t left = UnitsToReturn(*it) - taken[it->line];
    if (line.units > left) {
      std::string message =
          "line '" + line.id + "': " + std::to_string(line.units) +
          " units are to come back, but of the " + std::to_string(it->units) +
          " bought only " + std::to_string(left) + " are left to return";
      if (it->open_units > 0) {
        message += ", and " + std::to_string(it->open_units) +
                   " are still to be handed over: cancel those with an event "
                   "of kind 'fulfilment'";
      }
      return Refuse(Reason::kReturnTooMany, message);
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

absl::StatusOr<Matching> MatchWhole(const Event& event, Store& store) {
  const VoidedOrder& voided = event.voided;
  absl::StatusOr<OrderRecord> order =
      FindOrder(event, voided.order_source, voided.order_id, store);
  if (!order.ok()) return order.status();
  const std::string name = "order '" + voided.order_id + "' of source '" +
                           voided.order_source + "' ";
  if (order->event.kind == EventKind::kExchange) {
    return Refuse(Reason::kBadValue,
                  name +
                      "is one half of an exchange, and the goods of the "
                      "other half are back: return these instead");
  }
  if (order->voided) {
    return Refuse(Reason::kOrderNotWhole, name + "has been voided already");
  }
  Matching matching;
  MatchedOrder& matched = matching.orders.emplace_back();
  for (const OrderLine& line : order->lines) {
    if (line.returned_units != 0) {
      return Refuse(Reason::kOrderNotWhole,
                    name + "is no longer whole: of line '" + line.id + "' " +
                        std::to_string(line.returned_units) + " of " +
                        std::to_string(line.units) +
                        " units have come back; return the rest");
    }
    // What was to be handed over later never will be.
    const int64_t units = line.units - line.open_units;
    for (const auto& [count, cancelled] :
         {std::pair(line.open_units, true), std::pair(units, false)}) {
      if (count == 0) continue;
      matched.units.push_back({order->event.number, line.line, line.id, count,
                               Money{}, 0, cancelled});
    }
  }
  matched.order = *std::move(order);
  return matching;
}

absl::Status TellRefunds(const Decision& decision, const Rejudged& after,
                         MatchedOrder& matched) {
  const OrderRecord& order = matched.order;
  std::vector<int64_t> kept;
  int64_t back = 0;
  int64_t owed = -order.refunded.minor;
  for (const OrderLine& line : order.lines) {
    kept.push_back(line.units - line.returned_units);
    back += line.returned_units;
    owed += line.paid.minor - after.paid_minor[line.line];
  }
  owed = std::max<int64_t>(0, owed);
  for (ReturnedUnits& row : matched.units) {
    const UnitRuns& paid = decision.lines[row.line].paid;
    kept[row.line] -= row.units;
    const int64_t worth = SumUnits(paid, kept[row.line], row.units);
    row.refund = Money{std::max<int64_t>(0, worth), order.paid.currency};
    row.back_before = back;
    back += row.units;
  }
  // From the last row on, so that the first ones give less.
  for (auto row = matched.units.rbegin(); row != matched.units.rend(); ++row) {
    row->refund.minor = std::min(row->refund.minor, owed);
    owed -= row->refund.minor;
  }
  if (matched.units.empty()) return absl::OkStatus();
  Money& first = matched.units.front().refund;
  const absl::StatusOr<int64_t> more = AddExact(first.minor, owed);
  if (!more.ok()) return more.status();
  first.minor = *more;
  return absl::OkStatus();
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
