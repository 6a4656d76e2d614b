// A rate: an exact decimal such as a percentage, a multiplier or a price per
// point. Nine decimals, so 33.3333333 % is as fine as it gets.
//
//   ParseRate("10%") == ParseRate("0.1") == Rate::Percent(10)
//
// Threads: values, any thread.
#ifndef PATRON_RATE_H_
#define PATRON_RATE_H_

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "patron/rounding.h"

namespace patron {

struct Rate {
  static constexpr int kDecimals = 9;
  static constexpr int64_t kOne = 1'000'000'000;

  int64_t billionths = 0;

  // Requires: |percent| < 900,000,000.
  [[nodiscard]] static constexpr Rate Percent(int64_t percent) {
    return Rate{percent * (kOne / 100)};
  }
  // Requires: |whole| < 9,000,000,000.
  [[nodiscard]] static constexpr Rate Whole(int64_t whole) {
    return Rate{whole * kOne};
  }

  friend auto operator<=>(const Rate&, const Rate&) = default;
};

// "10%", "12.5%", "0.1", "2".
[[nodiscard]] absl::StatusOr<Rate> ParseRate(std::string_view text);

// The shortest decimal, "0.125", and the shortest percentage, "12.5%".
[[nodiscard]] std::string FormatRate(Rate rate);
[[nodiscard]] std::string FormatPercent(Rate rate);

// value * rate, rounded once.
[[nodiscard]] absl::StatusOr<int64_t> Multiply(int64_t value, Rate rate,
                                               Rounding rounding);

}  // namespace patron

#endif  // PATRON_RATE_H_
