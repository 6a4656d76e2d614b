// Every division names its rounding; products go through 128 bits.
//
//   MulDiv(1999, 15, 100, Rounding::kHalfAwayFromZero)   // 300
//
// Threads: free functions, any thread.
#ifndef PATRON_ROUNDING_H_
#define PATRON_ROUNDING_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace patron {

enum class Rounding : uint8_t {
  kHalfAwayFromZero = 0,  // money's default: 0.5 -> 1, -0.5 -> -1
  kHalfEven = 1,          // 0.5 -> 0, 1.5 -> 2
  kDown = 2,              // towards zero: points earned
  kUp = 3,                // away from zero
  kFloor = 4,             // towards minus infinity
  kCeiling = 5,           // towards plus infinity
};

// "half_away_from_zero", "half_even", "down", "up", "floor", "ceiling".
[[nodiscard]] std::string_view RoundingName(Rounding rounding);

// value * factor / divisor, rounded once. OUT_OF_RANGE where the result does
// not fit, INVALID_ARGUMENT where the divisor is 0.
[[nodiscard]] absl::StatusOr<int64_t> MulDiv(int64_t value, int64_t factor,
                                             int64_t divisor,
                                             Rounding rounding);

// a * b * c / divisor, rounded down once, where a product of two may pass 64
// bits and one of three 128. OUT_OF_RANGE where the result does not fit.
// Requires: nothing is negative and divisor > 0.
[[nodiscard]] absl::StatusOr<int64_t> MulMulDivDown(int64_t a, int64_t b,
                                                    int64_t c, int64_t divisor);

// The sum of number * each over the items, divided and rounded down once.
// OUT_OF_RANGE where the result does not fit. Requires: nothing is negative and
// divisor > 0.
struct NumberOf {
  int64_t number = 0;
  int64_t each = 0;
};
[[nodiscard]] absl::StatusOr<int64_t> SumDivDown(
    std::span<const NumberOf> items, int64_t divisor);

// Sums and products that are an error where they do not fit.
[[nodiscard]] absl::StatusOr<int64_t> AddExact(int64_t a, int64_t b);
[[nodiscard]] absl::StatusOr<int64_t> SubtractExact(int64_t a, int64_t b);
[[nodiscard]] absl::StatusOr<int64_t> MultiplyExact(int64_t a, int64_t b);

// a + b, or the most that fits. Requires: nothing is negative.
[[nodiscard]] int64_t AddUpToMost(int64_t a, int64_t b);

// Reads "12.5" as an integer of 10^-decimals: ParseDecimal("12.5", 2) is 1250.
// Digits with an optional sign and an optional point with digits on both sides;
// no exponent, no separators, no blanks. More decimals than `decimals` are an
// error unless they are zeros: nothing is rounded on reading.
[[nodiscard]] absl::StatusOr<int64_t> ParseDecimal(std::string_view text,
                                                   int decimals);

// The inverse, with exactly `decimals` digits: FormatDecimal(1250, 2) is
// "12.50". With `trim`, zeros at the end go: "12.5", "12".
[[nodiscard]] std::string FormatDecimal(int64_t value, int decimals,
                                        bool trim = false);

}  // namespace patron

#endif  // PATRON_ROUNDING_H_
