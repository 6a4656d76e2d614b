// One rule for what points get back, for the return that posts it and for
// whoever derives it again.
//
// Refused: giving back the points of a line that came back. Points pay a
// basket, not a line; and refused: cash first or points first, since either
// would let a customer turn the one into the other.

#include "ledger/paid_back.h"

#include <algorithm>
#include <string>
#include <utility>

#include "patron/error.h"
#include "patron/rounding.h"

namespace patron {
namespace {

// Whether the lots are those of so many points.
bool AreOf(const PointsByLot& redeemed, std::string_view currency,
           Points points) {
  int64_t sum = 0;
  for (const LotPart& part : redeemed.lots) {
    if (part.points.units >= 0) return false;
    const absl::StatusOr<int64_t> next = AddExact(sum, part.points.units);
    if (!next.ok()) return false;
    sum = *next;
  }
  return redeemed.currency == currency && sum == -points.units &&
         redeemed.points.units == sum;
}

absl::Status OtherLots() {
  return Refuse(Reason::kCorrupt,
                "the lots that the answer names are not those of the points "
                "that paid");
}

// Gives so many points back to the lots, the last one first.
PointsByLot GiveBack(const PointsByLot& redeemed, int64_t points) {
  PointsByLot back{redeemed.currency, Points{points}, {}};
  for (auto part = redeemed.lots.rbegin();
       part != redeemed.lots.rend() && points > 0; ++part) {
    const int64_t given = std::min(points, -part->points.units);
    back.lots.push_back({part->lot, Points{given}});
    points -= given;
  }
  return back;
}

// Of rewards, use by use. Takes their lots off `redeemed`.
absl::Status AddRewards(const Decision& decision,
                        std::span<const int64_t> reward_uses,
                        std::span<const PointsByLot>* redeemed,
                        PaidBack* back) {
  for (size_t r = 0; r < decision.rewards.size(); ++r) {
    const RewardTaken& taken = decision.rewards[r];
    if (taken.points.units == 0) continue;
    if (redeemed->empty() || r >= reward_uses.size() || taken.count < 1 ||
        taken.points.units % taken.count != 0 || reward_uses[r] < 0 ||
        reward_uses[r] > taken.count ||
        !AreOf(redeemed->front(), taken.currency, taken.points)) {
      return OtherLots();
    }
    const int64_t uses = taken.count - reward_uses[r];
    const int64_t points = taken.points.units / taken.count * uses;
    back->points.push_back(GiveBack(redeemed->front(), points));
    back->rewards.push_back(
        {taken.reward, uses, taken.currency, Points{points}});
    *redeemed = redeemed->subspan(1);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<PaidBack> PaidBackOf(const Decision& decision,
                                    const std::vector<PointsByLot>& lots,
                                    const OrderBack& order) {
  PaidBack back;
  std::span<const PointsByLot> redeemed(lots);
  absl::Status status =
      AddRewards(decision, order.reward_uses, &redeemed, &back);
  if (!status.ok()) return status;
  const Recycled<PointsPaid>& paid = decision.paid_by_points;
  const int64_t total = decision.pay_total.minor;
  const int64_t refunded =
      std::clamp<int64_t>(order.refunded_minor, 0, std::max<int64_t>(0, total));
  int64_t paid_minor = 0;
  bool fits = paid.size() == redeemed.size() && (paid.empty() || total > 0);
  for (size_t i = 0; fits && i < paid.size(); ++i) {
    fits = AreOf(redeemed[i], paid[i].currency, paid[i].points) &&
           paid[i].money.minor > 0 && paid[i].money.minor <= total - paid_minor;
    paid_minor += fits ? paid[i].money.minor : 0;
  }
  if (!fits) return OtherLots();
  if (paid.empty()) return back;
  const absl::StatusOr<int64_t> money =
      MulDiv(paid_minor, refunded, total, Rounding::kDown);
  if (!money.ok()) return money.status();
  back.money_minor = *money;
  for (size_t i = 0; i < paid.size(); ++i) {
    const absl::StatusOr<int64_t> points =
        MulDiv(paid[i].points.units, refunded, total, Rounding::kDown);
    if (!points.ok()) return points.status();
    back.points.push_back(GiveBack(redeemed[i], *points));
  }
  return back;
}

PaidBack Difference(const PaidBack& before, const PaidBack& after) {
  PaidBack difference;
  difference.money_minor = after.money_minor - before.money_minor;
  for (size_t i = 0; i < after.points.size(); ++i) {
    const PointsByLot& was = before.points[i];
    PointsByLot is = after.points[i];
    // What came back before came to the first lots.
    for (size_t l = 0; l < was.lots.size(); ++l) {
      is.lots[l].points.units -= was.lots[l].points.units;
    }
    is.points.units -= was.points.units;
    std::erase_if(is.lots,
                  [](const LotPart& part) { return part.points.units == 0; });
    if (is.points.units != 0) difference.points.push_back(std::move(is));
  }
  for (size_t i = 0; i < after.rewards.size(); ++i) {
    RewardBack is = after.rewards[i];
    is.count -= before.rewards[i].count;
    is.points.units -= before.rewards[i].points.units;
    if (is.count != 0) difference.rewards.push_back(std::move(is));
  }
  return difference;
}

}  // namespace patron
