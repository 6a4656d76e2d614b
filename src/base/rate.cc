// Rates as text. A percentage is a rate with the point two places on, so both
// are read by ParseDecimal without a division.
#include "patron/rate.h"

#include "base/quote.h"
#include "patron/error.h"

namespace patron {
namespace {

constexpr int kPercentDecimals = Rate::kDecimals - 2;

}  // namespace

absl::StatusOr<Rate> ParseRate(std::string_view text) {
  const bool percent = text.ends_with('%');
  const absl::StatusOr<int64_t> billionths =
      percent ? ParseDecimal(text.substr(0, text.size() - 1), kPercentDecimals)
              : ParseDecimal(text, Rate::kDecimals);
  if (billionths.ok()) return Rate{*billionths};
  switch (ReasonOf(billionths.status())) {
    case Reason::kTooManyDecimals:
      return Refuse(Reason::kTooManyDecimals,
                    Quote(text) +
                        " is too fine for a rate: 9 decimals, or 7 in percent, "
                        "are kept");
    case Reason::kOverflow:
      return Refuse(Reason::kOverflow,
                    Quote(text) +
                        " is too large for a rate: it must be below " +
                        (percent ? "900000000000%" : "9000000000"));
    default:
      return Refuse(Reason::kBadNumber,
                    Quote(text) +
                        " is not a rate: write a percentage such as 12.5% or a "
                        "decimal such as 0.125");
  }
}

std::string FormatRate(Rate rate) {
  return FormatDecimal(rate.billionths, Rate::kDecimals, /*trim=*/true);
}

std::string FormatPercent(Rate rate) {
  return FormatDecimal(rate.billionths, kPercentDecimals, /*trim=*/true) + "%";
}

absl::StatusOr<int64_t> Multiply(int64_t value, Rate rate, Rounding rounding) {
  return MulDiv(value, rate.billionths, Rate::kOne, rounding);
}

}  // namespace patron
