// Which points an event may take, in which order, and what they pay.

#include <algorithm>
#include <map>

#include "tests/engine/slow_ledger.h"

namespace patron::testing {
namespace {

// Of the smallest unit of points, which a minor unit is so many of.
int64_t MillionthsOfMinor(const PointsCurrency& points) {
  int64_t millionths = 10'000;
  for (int i = 0; i < points.decimals; ++i) millionths *= 10;
  return millionths;
}

}  // namespace

int64_t SlowLedger::LivingOf(const SlowLot& lot, const Event& event) const {
  const std::optional<Instant> lapse = LapseOf(lot);
  if (lapse && *lapse <= event.arrival) return 0;
  return SumsOf(lot)[size_t(Bucket::kAvailable)];
}

// Of what was earned and available when the event happened, and had not lapsed:
// what has lapsed meanwhile, or is about to.
int64_t SlowLedger::LateOf(const SlowLot& lot, const Event& event,
                           Bucket to) const {
  const Instant time = event.time;
  const std::optional<Instant> lapse = LapseOf(lot);
  if ((to != Bucket::kRedeemed && to != Bucket::kHeld) || !lapse ||
      *lapse <= time || lot.origin == LotOrigin::kTransfer ||
      lot.earned > time || (lot.available_from && *lot.available_from > time) ||
      PlanAt(lot.earned).program().points[lot.currency].pending_until ||
      time >= std::max(event.arrival, LastPosting(lot.account))) {
    return 0;
  }
  const Sums sums = SumsOf(lot);
  const bool is_due = *lapse <= event.arrival;
  return sums[size_t(Bucket::kExpired)] +
         (is_due ? sums[size_t(Bucket::kAvailable)] : 0);
}

int64_t SlowLedger::Spendable(const Event& event, size_t currency,
                              Bucket to) const {
  const int64_t account = AccountNamed(event.member);
  if (account < 0) return 0;
  int64_t sum = 0;
  for (const SlowLot& lot : LotsToSpend(event, account, currency, to)) {
    sum += LivingOf(lot, event) + LateOf(lot, event, to);
  }
  const bool pools = to == Bucket::kRedeemed && Pools(currency, event.time);
  if (!pools) return sum;
  for (const int64_t other : OthersOf(account, event.arrival)) {
    for (const SlowLot& lot :
         LotsToSpend(event, other, currency, Bucket::kTransferredOut)) {
      sum += LivingOf(lot, event);
    }
  }
  return sum;
}

std::vector<SlowLot> SlowLedger::LotsToSpend(const Event& event,
                                             int64_t account, size_t currency,
                                             Bucket to) const {
  const auto points_of = [&](const SlowLot& lot) {
    return LivingOf(lot, event) + LateOf(lot, event, to);
  };
  std::vector<SlowLot> lots;
  for (const SlowLot& lot : lots_) {
    if (lot.account == account && lot.currency == currency &&
        points_of(lot) > 0) {
      lots.push_back(lot);
    }
  }
  const Instant never{INT64_MAX};
  std::sort(lots.begin(), lots.end(), [&](const SlowLot& a, const SlowLot& b) {
    return std::tuple(a.expires.value_or(never), a.earned, a.number) <
           std::tuple(b.expires.value_or(never), b.earned, b.number);
  });
  const std::optional<PeriodUnit>& apart = program_.points[currency].apart;
  if ((to != Bucket::kRedeemed && to != Bucket::kHeld) || !apart) return lots;
  // Of one period: the first that has most.
  std::map<Date, int64_t> points;
  for (const SlowLot& lot : lots) {
    points[PeriodOfEarning(*apart, lot.earned)] += points_of(lot);
  }
  std::optional<Date> best;
  for (const SlowLot& lot : lots) {
    const Date period = PeriodOfEarning(*apart, lot.earned);
    if (!best || points[*best] < points[period]) best = period;
  }
  std::erase_if(lots, [&](const SlowLot& lot) {
    return PeriodOfEarning(*apart, lot.earned) != *best;
  });
  return lots;
}

std::vector<LotPart> SlowLedger::Spend(const Event& event, int64_t account,
                                       size_t currency, int64_t points,
                                       Bucket to) {
  std::vector<LotPart> parts;
  for (const SlowLot& lot : LotsToSpend(event, account, currency, to)) {
    const int64_t living = std::min(points, LivingOf(lot, event));
    const int64_t late = std::min(points - living, LateOf(lot, event, to));
    if (living + late == 0) break;
    Post(lot, Bucket::kAvailable, -living);
    Post(lot, Bucket::kExpired, -late);
    Post(lot, to, living + late);
    parts.push_back({lot.number, Points{-living - late}});
    points -= living + late;
    late_ += late > 0;
  }
  Same("points that are missing", points, 0);
  return parts;
}

int64_t SlowLedger::WorthOf(const Event& event, int64_t account,
                            size_t currency,
                            const std::vector<LotPart>& lots) const {
  const PointsCurrency& now = PlanAt(event.time).program().points[currency];
  int64_t millionths = 0;
  for (const LotPart& part : lots) {
    const Instant earned = LotAt(account, part.lot).earned;
    const PointsCurrency& then = PlanAt(earned).program().points[currency];
    const bool kept = now.grandfathered && then.pays;
    millionths -= part.points.units * (kept ? then : now).pays->micros;
  }
  return millionths / MillionthsOfMinor(now);
}

int64_t SlowLedger::WorthNow(const Event& event, size_t currency,
                             int64_t points) const {
  const PointsCurrency& now = PlanAt(event.time).program().points[currency];
  return points * now.pays->micros / MillionthsOfMinor(now);
}

// A reward that loses in its group leaves its points, and who loses is not
// known here: the worth is then that of the one or the other.
int64_t SlowLedger::WorthOf(const Event& event) const {
  int64_t most = 0;
  for (const bool grouped : {true, false}) {
    SlowLedger later = *this;  // nothing of it is kept
    const int64_t account = AccountOf(event);
    later.Settle(account, event.arrival);
    later.EndNamed(event);
    later.PoolAll(event, account);
    int64_t worth = 0;
    for (const Reward& reward : program_.rewards) {
      for (const BasketReward& taken : event.basket.rewards) {
        if (taken.id != reward.id || (!grouped && !reward.group.empty())) {
          continue;
        }
        later.Spend(event, account, IndexOf(reward.currency),
                    CostOf(reward, taken), Bucket::kRedeemed);
      }
    }
    for (const Tender& tender : event.basket.tenders) {
      if (tender.kind != TenderKind::kPoints) continue;
      const size_t currency = IndexOf(tender.currency);
      // Whoever has fewer is told how much too much it is, too.
      if (!PlanAt(event.time).program().points[currency].grandfathered) {
        worth += WorthNow(event, currency, tender.points.number);
        continue;
      }
      const std::vector<LotPart> lots = later.Spend(
          event, account, currency, tender.points.number, Bucket::kRedeemed);
      worth += later.WorthOf(event, account, currency, lots);
    }
    most = std::max(most, worth);
  }
  return most;
}

}  // namespace patron::testing
