// Ratios as decimals, through whole numbers only: a printed rate must not
// depend on how a machine divides.

#include "patron/metric.h"
#include "patron/rounding.h"

namespace patron {
namespace {

constexpr int kPercentDecimals = 2;

// `scale` more decimals are counted than printed.
std::string Format(Ratio ratio, int decimals, int scale) {
  if (ratio.denominator == 0) return "";
  int64_t factor = 1;
  for (int i = 0; i < decimals + scale; ++i) factor *= 10;
  const absl::StatusOr<int64_t> scaled = MulDiv(
      ratio.numerator, factor, ratio.denominator, Rounding::kHalfAwayFromZero);
  // Only a quotient of over 9 * 10^18 units of the last decimal: drop one.
  if (!scaled.ok()) {
    return decimals > 0 ? Format(ratio, decimals - 1, scale) : "";
  }
  return FormatDecimal(*scaled, decimals);
}

}  // namespace

std::optional<double> Ratio::ToDouble() const {
  if (denominator == 0) return std::nullopt;
  return static_cast<double>(numerator) / static_cast<double>(denominator);
}

std::string FormatRatio(Ratio ratio, int decimals) {
  return Format(ratio, decimals, 0);
}

std::string FormatRatioPercent(Ratio ratio, int decimals) {
  return Format(ratio, decimals, kPercentDecimals);
}

}  // namespace patron
