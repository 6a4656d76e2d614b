// Refused instead: trying refused returns once more at the end of the file. A
// run that was killed before that end would commit them at another place.

#include "event_order.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <string_view>
#include <tuple>
#include <utility>

namespace patron::cli {
namespace {

// A member's purchases by time, each with the last arrival of all up to it.
struct Bought {
  Instant time;
  Instant arrival;
};
using BoughtByMember = std::map<std::string_view, std::vector<Bought>>;
using Named = std::pair<std::string_view, std::string_view>;
using ArrivalByOrder = std::map<Named, Instant>;

bool Buys(const EventKey& key) {
  return key.kind == EventKind::kPurchase || key.kind == EventKind::kExchange;
}

BoughtByMember BoughtOf(std::span<const EventKey> keys) {
  BoughtByMember bought;
  for (const EventKey& key : keys) {
    if (!Buys(key)) continue;
    bought[key.member].push_back({key.time, key.arrival});
  }
  for (auto& [member, purchases] : bought) {
    std::sort(purchases.begin(), purchases.end(),
              [](const Bought& a, const Bought& b) { return a.time < b.time; });
    for (size_t i = 1; i < purchases.size(); ++i) {
      purchases[i].arrival =
          std::max(purchases[i].arrival, purchases[i - 1].arrival);
    }
  }
  return bought;
}

// An order that stands in the file twice counts with its later arrival.
ArrivalByOrder ArrivalsOf(std::span<const EventKey> keys) {
  ArrivalByOrder arrivals;
  for (const EventKey& key : keys) {
    if (!Buys(key)) continue;
    const auto [order, added] =
        arrivals.emplace(Named(key.source, key.id), key.arrival);
    if (!added) order->second = std::max(order->second, key.arrival);
  }
  return arrivals;
}

// When the return and all that it could take back have arrived.
Instant ReadyAt(const EventKey& key, const BoughtByMember& bought,
                const ArrivalByOrder& arrivals) {
  if (!key.order_id.empty()) {
    const auto order = arrivals.find({key.order_source, key.order_id});
    return order == arrivals.end() ? key.arrival
                                   : std::max(key.arrival, order->second);
  }
  const auto member = bought.find(key.member);
  if (member == bought.end()) return key.arrival;
  const auto after =
      std::upper_bound(member->second.begin(), member->second.end(), key.time,
                       [](Instant time, const Bought& purchase) {
                         return time < purchase.time;
                       });
  return after == member->second.begin()
             ? key.arrival
             : std::max(key.arrival, std::prev(after)->arrival);
}

// In which order kinds come at one instant.
int PlaceOf(const EventKey& key) {
  switch (key.kind) {
    case EventKind::kPurchase:
      return key.takes ? 6 : 0;
    case EventKind::kJoin:
      return 1;
    case EventKind::kAdjustment:
      return key.takes ? 9 : 2;
    case EventKind::kTransfer:
      return 3;
    case EventKind::kHold:
      return 4;
    case EventKind::kRelease:
      return 5;
    case EventKind::kFulfilment:
      return 7;
    case EventKind::kReturn:
      return 8;
    case EventKind::kVoid:
      return 10;
    case EventKind::kExchange:
      return 11;
    case EventKind::kLeave:
      return 12;
  }
  return 13;
}

bool Takes(const Event& event) {
  const Basket& basket = event.basket;
  return event.adjustment.points.number < 0 || !event.hold.id.empty() ||
         !basket.rewards.empty() ||
         std::any_of(basket.tenders.begin(), basket.tenders.end(),
                     [](const Tender& tender) {
                       return tender.kind == TenderKind::kPoints;
                     });
}

}  // namespace

EventKey KeyOf(const Event& event) {
  const auto [source, id] = OrderKeyOf(event);
  return {event.kind,          event.time,      event.arrival,
          event.source,        event.id,        event.member,
          std::string(source), std::string(id), Takes(event)};
}

std::vector<uint32_t> CommitOrder(std::span<const EventKey> keys) {
  const BoughtByMember bought = BoughtOf(keys);
  const ArrivalByOrder arrivals = ArrivalsOf(keys);
  using Rank = std::tuple<Instant, int, Instant>;
  std::vector<Rank> ranks;
  ranks.reserve(keys.size());
  for (const EventKey& key : keys) {
    const bool waits =
        key.kind == EventKind::kReturn || key.kind == EventKind::kExchange ||
        key.kind == EventKind::kVoid || key.kind == EventKind::kFulfilment;
    ranks.emplace_back(waits ? ReadyAt(key, bought, arrivals) : key.arrival,
                       PlaceOf(key), key.arrival);
  }
  std::vector<uint32_t> order(keys.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(),
                   [&](uint32_t a, uint32_t b) { return ranks[a] < ranks[b]; });
  return order;
}

}  // namespace patron::cli
