// Returns of the slow ledger: what of which order comes back, and what goes
// back with it.

#include <algorithm>

#include "tests/engine/slow_ledger.h"

namespace patron::testing {

SlowLedger::Match SlowLedger::MatchOf(const Event& event,
                                      int64_t account) const {
  Match match;
  const bool receipt = !event.returned.order_id.empty();
  for (const ReturnLine& line : event.returned.lines) {
    // Newest first, then the later number and line.
    std::vector<std::tuple<Instant, size_t, size_t>> from;
    for (size_t o = 0; o < orders_.size(); ++o) {
      const SlowOrder& order = orders_[o];
      const std::vector<Line>& lines = order.bought.basket.lines;
      for (size_t i = 0; i < lines.size(); ++i) {
        const bool of_receipt = order.bought.id == event.returned.order_id &&
                                lines[i].id == line.order_line;
        const bool of_sku = order.account == account && account > 0 &&
                            lines[i].sku == line.sku &&
                            lines[i].unit_price == line.unit_price &&
                            order.bought.time <= event.time;
        if (receipt ? of_receipt : of_sku) {
          from.emplace_back(order.bought.time, o, i);
        }
      }
    }
    std::sort(from.rbegin(), from.rend());
    int64_t wanted = line.units;
    for (const auto& [time, o, i] : from) {
      const SlowOrder& order = orders_[o];
      const auto known = match.find(o);
      const int64_t taken = known == match.end() ? 0 : known->second[i];
      const int64_t units = std::min(wanted, order.ThereOf(i) - taken);
      if (units <= 0) continue;
      match.try_emplace(o, order.kept_units.size(), 0).first->second[i] +=
          units;
      wanted -= units;
    }
  }
  return match;
}

void SlowLedger::BringBack(const Event& event, const Outcome& outcome,
                           int64_t account) {
  BringBackThese(MatchOf(event, account), event, outcome, account);
}

// All of an order comes back, and it is one that never was.
void SlowLedger::Void(const Event& event, const Outcome& outcome,
                      int64_t account) {
  Match match;
  for (size_t o = 0; o < orders_.size(); ++o) {
    SlowOrder& order = orders_[o];
    if (order.bought.id != event.voided.order_id) continue;
    if (order.voided || !order.KeepsAll()) Problem("the order is not whole");
    match[o] = order.kept_units;
    order.open_units.assign(order.open_units.size(), 0);
    for (size_t e = 0; e < order.decision.effects.size(); ++e) {
      if (SlowLot* const lot = LotOf(order, e)) lot->awaits_goods = false;
    }
    order.voided = true;
  }
  BringBackThese(match, event, outcome, account);
}

void SlowLedger::BringBackThese(const Match& match, const Event& event,
                                const Outcome& outcome, int64_t account) {
  const ReturnResult& returned = outcome.answer.returned;
  restored_.clear();
  taken_back_.clear();
  rewards_back_.clear();
  int64_t units = 0;
  for (const auto& [order, back] : match) {
    for (const int64_t of_line : back) units += of_line;
    BringBackOf(back, returned, event.arrival, &orders_[order]);
  }
  for (const MatchedUnits& matched : returned.matched) units -= matched.units;
  Same("units that are back", -units, 0);
  CompareReturned(returned);
  if (!restored_.empty()) Settle(account, event.arrival);
}

void SlowLedger::BringBackOf(const std::vector<int64_t>& units,
                             const ReturnResult& returned, Instant at,
                             SlowOrder* order) {
  const SlowStanding before = order->standing;
  for (size_t i = 0; i < units.size(); ++i) {
    order->kept_units[i] -= units[i];
    int64_t told = 0;
    for (const MatchedUnits& matched : returned.matched) {
      if (matched.order_id == order->bought.id &&
          matched.order_line == order->bought.basket.lines[i].id) {
        told += matched.units;
      }
    }
    Same("units of line " + std::to_string(i), told, units[i]);
  }
  const SlowStanding after = StandingOf(*order, order->kept_units);
  order->standing = after;
  const int64_t worth = order->decision.pay_total.minor - after.paid_minor;
  const int64_t refunded_before = order->refunded_minor;
  const int64_t refund = std::max<int64_t>(0, worth - refunded_before);
  order->refunded_minor += refund;
  ++order->returns;
  int64_t told = 0;
  for (const MatchedUnits& matched : returned.matched) {
    if (matched.order_id == order->bought.id) told += matched.refund.minor;
  }
  Same("refund", told, refund);
  GiveRewardsBack(*order, before, after, at);
  GivePointsBack(*order, refunded_before, at);
  TakeBack(*order, after);
  for (size_t e = 0; e < order->decision.effects.size(); ++e) {
    if (!order->decision.effects[e].currency.empty()) continue;
    PostMoney(order->account, after.effects[e] - before.effects[e]);
  }
}

// Of a reward the points of the uses that no longer stand.
void SlowLedger::GiveRewardsBack(const SlowOrder& order,
                                 const SlowStanding& before,
                                 const SlowStanding& after, Instant at) {
  size_t paid = 0;
  for (size_t r = 0; r < order.decision.rewards.size(); ++r) {
    const RewardTaken& taken = order.decision.rewards[r];
    if (!taken.lost_to.empty()) continue;
    const PointsByLot& points = order.for_rewards[paid++];
    if (before.rewards[r] == after.rewards[r]) continue;
    const int64_t each = taken.points.units / taken.count;
    rewards_back_[taken.reward] += before.rewards[r] - after.rewards[r];
    Restore(order, points, each * (taken.count - before.rewards[r]),
            each * (taken.count - after.rewards[r]), at);
  }
}

// So that of points that paid P, R refunded of T has given back P * R / T.
void SlowLedger::GivePointsBack(const SlowOrder& order, int64_t refunded_before,
                                Instant at) {
  const int64_t total = order.decision.pay_total.minor;
  for (const PointsByLot& redeemed : order.redeemed) {
    const int64_t paid = -redeemed.points.units;
    Restore(order, redeemed, paid * std::min(refunded_before, total) / total,
            paid * std::min(order.refunded_minor, total) / total, at);
  }
}

void SlowLedger::Restore(const SlowOrder& order, const PointsByLot& taken,
                         int64_t before, int64_t after, Instant at) {
  const size_t currency = IndexOf(taken.currency);
  for (auto part = taken.lots.rbegin(); part != taken.lots.rend(); ++part) {
    const int64_t of_lot = -part->points.units;
    const int64_t back = std::min(after, of_lot) - std::min(before, of_lot);
    before -= std::min(before, of_lot);
    after -= std::min(after, of_lot);
    if (back == 0) continue;
    const SlowLot& lot = LotAt(order.account, part->lot);
    GiveBack(lot, Bucket::kRedeemed, back, at);
    restored_[{currency, lot.number}] += back;
  }
}

void SlowLedger::GiveBack(const SlowLot& lot, Bucket from, int64_t points,
                          Instant at) {
  const int64_t pays = std::min(points, ShortfallIn(SumsOf(lot)));
  const int64_t open = std::min(pays, DebtOf(lot.account, lot.currency));
  Post(lot, from, -points);
  Post(lot, Bucket::kDebt, pays);
  Post(lot, Bucket::kAvailable, points - pays);
  GiveBackCollected(lot.account, lot.currency, pays - open, at);
}

void SlowLedger::GiveBackCollected(int64_t account, size_t currency,
                                   int64_t points, Instant at) {
  for (auto lot = lots_.rbegin(); lot != lots_.rend() && points > 0; ++lot) {
    if (lot->account != account || lot->currency != currency) continue;
    const int64_t back = std::min(points, SumsOf(*lot)[kCollected]);
    const Sums sums = SumsOf(*lot);
    // What was spent of it, or stands there, has been available.
    const bool was = sums[size_t(Bucket::kAvailable)] != 0 ||
                     sums[size_t(Bucket::kHeld)] != 0 ||
                     sums[size_t(Bucket::kRedeemed)] != 0 ||
                     sums[size_t(Bucket::kAdjustedDown)] != 0 ||
                     sums[size_t(Bucket::kTransferredOut)] != 0;
    const bool waits =
        sums[size_t(Bucket::kPending)] != 0 ||
        (!was && (lot->awaits_goods ||
                  (lot->available_from && *lot->available_from > at)));
    Post(*lot, Bucket::kDebt, -back, /*collects=*/true);
    Post(*lot, waits ? Bucket::kPending : Bucket::kAvailable, back);
    points -= back;
  }
  Same("points of a debt that nothing paid", points, 0);
}

void SlowLedger::TakeBack(const SlowOrder& order, const SlowStanding& after) {
  for (size_t e = 0; e < order.decision.effects.size(); ++e) {
    const FiredEffect& effect = order.decision.effects[e];
    if (effect.currency.empty()) continue;
    const SlowLot* const lot = LotOf(order, e);
    if (lot == nullptr) {
      Problem("a lot of the order is missing");
      continue;
    }
    const Sums sums = SumsOf(*lot);
    int64_t owed = effect.points.units - after.effects[e] -
                   sums[size_t(Bucket::kTakenBack)];
    if (owed <= 0) continue;
    taken_back_[lot->currency] += owed;
    Post(*lot, Bucket::kTakenBack, owed);
    for (const Bucket from :
         {Bucket::kPending, Bucket::kAvailable, Bucket::kExpired}) {
      const int64_t taken = std::min(owed, sums[size_t(from)]);
      Post(*lot, from, -taken);
      owed -= taken;
    }
    const int64_t collected = std::min(owed, sums[kCollected]);
    Post(*lot, Bucket::kDebt, -collected, /*collects=*/true);
    Post(*lot, Bucket::kDebt, collected - owed);
  }
}

// What is cancelled comes back, and points whose goods are all there wait no
// longer.
void SlowLedger::CompareReturned(const ReturnResult& returned) {
  std::map<std::pair<size_t, int64_t>, int64_t> restored;
  for (const PointsByLot& points : returned.restored) {
    for (const LotPart& part : points.lots) {
      restored[{IndexOf(points.currency), part.lot}] += part.points.units;
    }
  }
  if (restored != restored_) Problem("the answer restores other points");
  std::map<size_t, int64_t> taken_back;
  for (const PointsTotal& total : returned.taken_back) {
    taken_back[IndexOf(total.currency)] += total.points.units;
  }
  if (taken_back != taken_back_) Problem("the answer takes other points back");
  std::map<std::string, int64_t> rewards;
  for (const RewardBack& back : returned.rewards_back) {
    rewards[back.reward] += back.count;
  }
  if (rewards != rewards_back_) Problem("the answer gives other rewards back");
}

}  // namespace patron::testing
