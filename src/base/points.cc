// Points as text: a number with the decimals of its points currency.
#include "patron/points.h"

#include <algorithm>

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

absl::StatusOr<WrittenPoints> ParseWrittenPoints(std::string_view text) {
  constexpr size_t kDecimalsMax = 18;
  const size_t point = text.find('.');
  const size_t last = text.find_last_not_of('0');
  const bool whole = point == std::string_view::npos || last <= point;
  const size_t decimals = whole ? 0 : std::min(last - point, kDecimalsMax);
  const absl::StatusOr<int64_t> number =
      ParseDecimal(text, static_cast<int>(decimals));
  if (!number.ok()) return number.status();
  return WrittenPoints{*number, static_cast<uint8_t>(decimals)};
}

std::string FormatWrittenPoints(WrittenPoints points) {
  return FormatDecimal(points.number, points.decimals, /*trim=*/true);
}

absl::StatusOr<Points> InUnits(WrittenPoints points, int decimals) {
  return ParsePoints(FormatWrittenPoints(points), decimals);
}

}  // namespace patron
