// One rule for what tenders get back, for the return that posts it and for
// whoever derives it again.
//
// Refused: giving back the points of a line that came back. Points pay a
// basket, not a line; and refused: cash first or points first, since either
// would let a customer turn the one into the other; and refused: each tender's
// part of the refund rounded by itself, which would miss the refund by a cent,
// or differences of rounded running sums, which may take a cent back.

#include "ledger/paid_back.h"

#include <algorithm>
#include <string>
#include <utility>

#include "patron/error.h"
#include "patron/rounding.h"

namespace patron {
namespace {

// Whether the lots are those of what was paid.
bool AreOf(const PointsByLot& redeemed, const PointsPaid& paid) {
  int64_t sum = 0;
  for (const LotPart& part : redeemed.lots) {
    if (part.points.units >= 0) return false;
    const absl::StatusOr<int64_t> next = AddExact(sum, part.points.units);
    if (!next.ok()) return false;
    sum = *next;
  }
  return redeemed.currency == paid.currency && sum == -paid.points.units &&
         redeemed.points.units == sum;
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

// What each tender has paid of the order, without what was given as change;
// those of points as the decision has them.
std::vector<int64_t> PaidParts(const PaidOrder& order, int64_t points_minor) {
  std::vector<int64_t> parts(order.tenders.size());
  int64_t left = order.decision.pay_total.minor - points_minor;
  size_t points = 0;
  for (const bool cash : {false, true}) {
    for (size_t t = 0; t < parts.size(); ++t) {
      const Tender& tender = order.tenders[t];
      if ((tender.kind == TenderKind::kCash) != cash) continue;
      if (tender.kind == TenderKind::kPoints) {
        parts[t] = order.decision.paid_by_points[points++].money.minor;
        continue;
      }
      parts[t] = std::min(tender.amount.minor, left);
      left -= parts[t];
    }
  }
  return parts;
}

// `minor` to those tenders that are of points, or to the others: each its part
// of what is left of `minor`, as what it paid is of what is left of `pool`.
absl::Status GiveBackTo(bool points, const PaidOrder& order, int64_t minor,
                        int64_t pool, std::span<const int64_t> paid,
                        std::vector<int64_t>* back) {
  for (size_t t = 0; t < paid.size(); ++t) {
    if ((order.tenders[t].kind == TenderKind::kPoints) != points ||
        paid[t] == 0) {
      continue;
    }
    const absl::StatusOr<int64_t> part =
        MulDiv(paid[t], minor, pool, Rounding::kDown);
    if (!part.ok()) return part.status();
    (*back)[t] = *part;
    minor -= *part;
    pool -= paid[t];
  }
  return absl::OkStatus();
}

// Whether what paid by points is what the tenders and the lots say.
absl::StatusOr<int64_t> PaidByPoints(const PaidOrder& order) {
  const Recycled<PointsPaid>& paid = order.decision.paid_by_points;
  const int64_t total = order.decision.pay_total.minor;
  const auto tenders = static_cast<size_t>(std::count_if(
      order.tenders.begin(), order.tenders.end(),
      [](const Tender& tender) { return tender.kind == TenderKind::kPoints; }));
  int64_t minor = 0;
  bool fits = paid.size() == order.redeemed.size() && paid.size() == tenders &&
              (paid.empty() || total > 0);
  for (size_t i = 0; fits && i < paid.size(); ++i) {
    fits = AreOf(order.redeemed[i], paid[i]) && paid[i].money.minor > 0 &&
           paid[i].money.minor <= total - minor;
    minor += fits ? paid[i].money.minor : 0;
  }
  if (fits) return minor;
  return Refuse(Reason::kCorrupt,
                "the lots that the answer names are not those of the points "
                "that paid");
}

}  // namespace

absl::StatusOr<PaidBack> PaidBackOf(const PaidOrder& order,
                                    int64_t refunded_minor) {
  PaidBack back;
  const absl::StatusOr<int64_t> by_points = PaidByPoints(order);
  if (!by_points.ok()) return by_points.status();
  back.tenders_minor.resize(order.tenders.size());
  const int64_t total = order.decision.pay_total.minor;
  if (order.tenders.empty() || total <= 0) return back;
  const int64_t refunded = std::clamp<int64_t>(refunded_minor, 0, total);
  const absl::StatusOr<int64_t> money =
      MulDiv(*by_points, refunded, total, Rounding::kDown);
  if (!money.ok()) return money.status();
  back.money_minor = *money;
  for (size_t i = 0; i < order.redeemed.size(); ++i) {
    const absl::StatusOr<int64_t> points =
        MulDiv(order.decision.paid_by_points[i].points.units, refunded, total,
               Rounding::kDown);
    if (!points.ok()) return points.status();
    back.points.push_back(GiveBack(order.redeemed[i], *points));
  }
  const std::vector<int64_t> paid = PaidParts(order, *by_points);
  absl::Status status =
      GiveBackTo(true, order, *money, *by_points, paid, &back.tenders_minor);
  if (!status.ok()) return status;
  status = GiveBackTo(false, order, refunded - *money, total - *by_points, paid,
                      &back.tenders_minor);
  if (!status.ok()) return status;
  return back;
}

PaidBack Difference(const PaidBack& before, const PaidBack& after) {
  PaidBack difference;
  difference.money_minor = after.money_minor - before.money_minor;
  for (size_t t = 0; t < after.tenders_minor.size(); ++t) {
    difference.tenders_minor.push_back(after.tenders_minor[t] -
                                       before.tenders_minor[t]);
  }
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
  return difference;
}

}  // namespace patron
