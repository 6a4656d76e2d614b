#include "model/points_of.h"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "base/quote.h"
#include "patron/error.h"
#include "patron/money.h"
#include "patron/rounding.h"

namespace patron {
namespace {

absl::Status UnknownPoints(const Program& program, std::string_view id) {
  std::vector<std::string_view> ids;
  for (const PointsCurrency& points : program.points) ids.push_back(points.id);
  std::string message =
      "program '" + program.id + "' has no points currency " + Quote(id);
  const std::string_view near = NearName(id, ids);
  if (!near.empty()) message.append("; did you mean '").append(near) += "'?";
  return Refuse(Reason::kUnknownName, message);
}

std::string TextOf(const PointsCurrency& currency, Points points) {
  return FormatPoints(points, currency.decimals) + " '" + currency.id + "'";
}

}  // namespace

const PointsCurrency* FindPoints(const Program& program, std::string_view id) {
  for (const PointsCurrency& points : program.points) {
    if (points.id == id) return &points;
  }
  return nullptr;
}

absl::StatusOr<Points> PointsOf(const Program& program,
                                const PointsAdjustment& adjust) {
  const PointsCurrency* const currency = FindPoints(program, adjust.currency);
  if (currency == nullptr) return UnknownPoints(program, adjust.currency);
  const absl::StatusOr<Points> points =
      InUnits(adjust.points, currency->decimals);
  if (!points.ok()) return points.status();
  if (points->units == 0) {
    return Refuse(Reason::kBadValue, "an adjustment gives or takes some '" +
                                         currency->id +
                                         "': write more or less than 0");
  }
  // So that what is taken can be counted upwards.
  if (points->units == std::numeric_limits<int64_t>::min()) {
    return Refuse(Reason::kOverflow,
                  "an adjustment by " +
                      FormatPoints(*points, currency->decimals) + " '" +
                      currency->id + "' does not fit 64 bits");
  }
  return points;
}

absl::StatusOr<Points> PointsOf(const Program& program,
                                const PointsTransfer& transfer) {
  const PointsCurrency* const currency = FindPoints(program, transfer.currency);
  if (currency == nullptr) return UnknownPoints(program, transfer.currency);
  if (!currency->transfers) {
    return Refuse(Reason::kBadValue,
                  "points currency '" + currency->id +
                      "' cannot be given to another member: the program says "
                      "with 'transfers' how, and does not here");
  }
  const absl::StatusOr<Points> points =
      InUnits(transfer.points, currency->decimals);
  if (points.ok() && points->units <= 0) {
    return Refuse(Reason::kBadValue,
                  "a transfer gives some '" + currency->id +
                      "': write more than 0, not " +
                      FormatPoints(*points, currency->decimals));
  }
  return points;
}

absl::StatusOr<Points> PointsOf(const Program& program, const Tender& tender) {
  const PointsCurrency* const currency = FindPoints(program, tender.currency);
  if (currency == nullptr) return UnknownPoints(program, tender.currency);
  if (!currency->pays) {
    return Refuse(Reason::kBadValue,
                  "points currency '" + currency->id +
                      "' cannot pay: the program says with 'pays' what one is "
                      "worth, and does not here");
  }
  const absl::StatusOr<Points> points =
      InUnits(tender.points, currency->decimals);
  if (!points.ok()) return points.status();
  if (points->units <= 0) {
    return Refuse(Reason::kBadValue, "expected more than 0 points, not " +
                                         TextOf(*currency, *points));
  }
  return points;
}

absl::StatusOr<PointsPaid> PaidBy(const Program& program, const Tender& tender,
                                  std::span<const NumberOf> runs) {
  const absl::StatusOr<Points> points = PointsOf(program, tender);
  if (!points.ok()) return points.status();
  const PointsCurrency& currency = *FindPoints(program, tender.currency);
  const std::string text = TextOf(currency, *points);
  // Millionths of the major unit, of 10^decimals smallest units each.
  const int exponent =
      currency.decimals + UnitPrice::kDecimals - program.currency.decimals();
  int64_t divisor = 1;
  for (int i = 0; i < exponent; ++i) divisor *= 10;
  const absl::StatusOr<int64_t> minor = SumDivDown(runs, divisor);
  if (!minor.ok()) return minor.status();
  PointsPaid paid{currency.id, *points, Money{*minor, program.currency}};
  if (*minor == 0) {
    return Refuse(Reason::kBadValue,
                  text + " are worth less than " +
                      FormatMoney(Money{1, program.currency}) +
                      ": pay with more of them, or with none");
  }
  if (tender.amount != Money() && tender.amount != paid.money) {
    return Refuse(Reason::kBadValue,
                  text + " are worth " + FormatMoney(paid.money) +
                      ", and the tender's amount is " +
                      FormatMoney(tender.amount) +
                      ": leave the amount out, or write what they are worth");
  }
  return paid;
}

absl::StatusOr<PointsPaid> PaidBy(const Program& program,
                                  const Tender& tender) {
  const absl::StatusOr<Points> points = PointsOf(program, tender);
  if (!points.ok()) return points.status();
  const NumberOf all{points->units,
                     FindPoints(program, tender.currency)->pays->micros};
  return PaidBy(program, tender, {&all, 1});
}

int64_t PaysOf(const PointsCurrency& points,
               const PointsCurrency* earned_under) {
  if (earned_under != nullptr && earned_under->pays) {
    return earned_under->pays->micros;
  }
  return points.pays ? points.pays->micros : 0;
}

}  // namespace patron
