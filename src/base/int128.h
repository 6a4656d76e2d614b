// 128 bits for products of two 64-bit numbers. Only base includes this: the
// rest of Patron calls MulDiv and its like, which round and check.
#ifndef PATRON_SRC_BASE_INT128_H_
#define PATRON_SRC_BASE_INT128_H_

#include <cstdint>
#include <limits>

namespace patron {

__extension__ typedef __int128 Int128;

[[nodiscard]] constexpr bool FitsInt64(Int128 value) {
  return value >= std::numeric_limits<int64_t>::min() &&
         value <= std::numeric_limits<int64_t>::max();
}

// 10^0 .. 10^18: all that fit int64.
inline constexpr int kPowersOfTen = 19;

// Requires: 0 <= exponent < kPowersOfTen.
[[nodiscard]] constexpr int64_t PowerOfTen(int exponent) {
  int64_t power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

}  // namespace patron

#endif  // PATRON_SRC_BASE_INT128_H_
