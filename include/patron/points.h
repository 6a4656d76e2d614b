// Points: whole smallest units of one of the program's points currencies. A
// currency with one decimal holds 12.5 beans as 125.
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

struct Points {
  int64_t units = 0;

  friend auto operator<=>(const Points&, const Points&) = default;
};

[[nodiscard]] absl::StatusOr<Points> ParsePoints(std::string_view text,
                                                 int decimals);
// "12.5" for 125 units of one decimal.
[[nodiscard]] std::string FormatPoints(Points points, int decimals);

}  // namespace patron

#endif  // PATRON_POINTS_H_
