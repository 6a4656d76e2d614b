#include "model/points_of.h"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "base/quote.h"
#include "patron/error.h"

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

}  // namespace patron
