// Points: whole smallest units of one of the program's points currencies. A
// currency with one decimal holds 12.5 beans as 125.
//
//   absl::StatusOr<WrittenPoints> written = ParseWrittenPoints("12.50");
//   InUnits(*written, 1)   // 125
//
// Threads: values, any thread.
#ifndef PATRON_POINTS_H_
#define PATRON_POINTS_H_

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace patron {

inline constexpr int kPointsDecimalsMax = 6;

struct Points {
  int64_t units = 0;

  friend auto operator<=>(const Points&, const Points&) = default;
};

// Points as a person writes them, before anybody has asked how many decimals
// their currency has: 12.5 is {125, 1}, and so is 12.50 when it is read.
struct WrittenPoints {
  int64_t number = 0;
  uint8_t decimals = 0;

  friend bool operator==(const WrittenPoints&, const WrittenPoints&) = default;
};

[[nodiscard]] absl::StatusOr<Points> ParsePoints(std::string_view text,
                                                 int decimals);
// "12.5" for 125 units of one decimal.
[[nodiscard]] std::string FormatPoints(Points points, int decimals);

// As ParseDecimal (rounding.h), with as many decimals as are written, at most
// 18; zeros at their end don't count.
[[nodiscard]] absl::StatusOr<WrittenPoints> ParseWrittenPoints(
    std::string_view text);
// Without zeros at the end: equal amounts give equal text.
[[nodiscard]] std::string FormatWrittenPoints(WrittenPoints points);
// In the smallest units of a currency with so many decimals. kTooManyDecimals,
// kOverflow.
[[nodiscard]] absl::StatusOr<Points> InUnits(WrittenPoints points,
                                             int decimals);

}  // namespace patron

#endif  // PATRON_POINTS_H_
