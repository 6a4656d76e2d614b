// Points as text: a number with the decimals of its points currency.
#include "patron/points.h"

#include "patron/rounding.h"

namespace patron {

absl::StatusOr<Points> ParsePoints(std::string_view text, int decimals) {
  const absl::StatusOr<int64_t> units = ParseDecimal(text, decimals);
  if (!units.ok()) return units.status();
  return Points{*units};
}

std::string FormatPoints(Points points, int decimals) {
  return FormatDecimal(points.units, decimals);
}

}  // namespace patron
