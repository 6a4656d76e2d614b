// A double is m * 2^e with a whole m of 53 bits. Times 10^18 that has 113 bits,
// so that the product is exact, and shifting it by e rounds once.

#include "base/decimal.h"

#include <cmath>

#include "base/int128.h"

namespace patron {
namespace {

constexpr int kMantissaBits = 53;
constexpr int kProductBits = 114;

}  // namespace

std::optional<int64_t> RoundDecimal(double value, int decimals) {
  if (!std::isfinite(value)) return std::nullopt;
  int exponent = 0;
  const double fraction = std::frexp(std::abs(value), &exponent);
  const auto mantissa =
      static_cast<int64_t>(std::ldexp(fraction, kMantissaBits));
  exponent -= kMantissaBits;
  Int128 product = Int128{mantissa} * PowerOfTen(decimals);
  if (exponent >= 0) {
    // No more bits than a sum of 64 can have.
    if (product != 0 && exponent > 63) return std::nullopt;
    for (int i = 0; i < exponent; ++i) {
      product *= 2;
      if (!FitsInt64(product)) return std::nullopt;
    }
  } else if (-exponent > kProductBits) {
    product = 0;
  } else {
    const Int128 half = Int128{1} << (-exponent - 1);
    product = (product + half) >> -exponent;
  }
  if (!FitsInt64(product)) return std::nullopt;
  const auto rounded = static_cast<int64_t>(product);
  return value < 0 ? -rounded : rounded;
}

}  // namespace patron
