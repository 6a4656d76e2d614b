// A double is m / 2^k with a whole m of 53 bits, so that value * 10^d is a
// fraction of whole numbers, which is divided once.

#include "lifetime/decimal.h"

#include <charconv>
#include <cmath>
#include <iterator>

#include "patron/rounding.h"

namespace patron::lifetime {
namespace {

constexpr int kMantissaBits = 53;
constexpr int kShiftMax = 62;

std::optional<int64_t> Times(std::optional<int64_t> value, int64_t factor) {
  if (!value) return std::nullopt;
  const absl::StatusOr<int64_t> product =
      MulDiv(*value, factor, 1, Rounding::kDown);
  if (!product.ok()) return std::nullopt;
  return *product;
}

// mantissa * power / 2^shift.
std::optional<int64_t> Scale(int64_t mantissa, int64_t power, int shift) {
  if (shift <= 0) {
    if (shift < -kShiftMax) return std::nullopt;
    return Times(Times(mantissa, int64_t{1} << -shift), power);
  }
  if (shift <= kShiftMax) {
    const absl::StatusOr<int64_t> rounded = MulDiv(
        mantissa, power, int64_t{1} << shift, Rounding::kHalfAwayFromZero);
    if (!rounded.ok()) return std::nullopt;
    return *rounded;
  }
  // What is cut off lies below a half of the bits that remain to be shifted,
  // since that is a whole number: it changes nothing.
  const int rest = shift - kShiftMax;
  if (rest > kShiftMax) return 0;
  const absl::StatusOr<int64_t> cut =
      MulDiv(mantissa, power, int64_t{1} << kShiftMax, Rounding::kDown);
  if (!cut.ok()) return std::nullopt;
  return (*cut + (int64_t{1} << (rest - 1))) >> rest;
}

}  // namespace

std::optional<int64_t> RoundDecimal(double value, int decimals) {
  if (!std::isfinite(value)) return std::nullopt;
  if (value == 0) return 0;
  int exponent = 0;
  const double fraction = std::frexp(std::abs(value), &exponent);
  const auto mantissa =
      static_cast<int64_t>(std::ldexp(fraction, kMantissaBits));
  int64_t power = 1;
  for (int i = 0; i < decimals; ++i) power *= 10;
  const std::optional<int64_t> rounded =
      Scale(mantissa, power, kMantissaBits - exponent);
  if (!rounded) return std::nullopt;
  return value < 0 ? -*rounded : *rounded;
}

std::string ShortestDecimal(double value) {
  char text[32];
  const auto end = std::to_chars(std::begin(text), std::end(text), value).ptr;
  return {text, end};
}

}  // namespace patron::lifetime
