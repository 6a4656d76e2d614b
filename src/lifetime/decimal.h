// From floating point to decimals: the one place where a model's output becomes
// a number that rules, money and files know.
//
//   RoundDecimal(0.70620226, 6)   // 706202
//   ShortestDecimal(0.1)          // "0.1"
//
// Threads: free functions, any thread.
#ifndef PATRON_SRC_LIFETIME_DECIMAL_H_
#define PATRON_SRC_LIFETIME_DECIMAL_H_

#include <cstdint>
#include <optional>
#include <string>

namespace patron::lifetime {

// value * 10^decimals, rounded once, half away from zero: the value is taken as
// the binary fraction that it is, and nothing is rounded on the way. Absent for
// NaN, infinity and what does not fit 64 bits. Requires: 0 <= decimals <= 18.
[[nodiscard]] std::optional<int64_t> RoundDecimal(double value, int decimals);

// The shortest text that reads back as the same double, whatever the locale.
[[nodiscard]] std::string ShortestDecimal(double value);

}  // namespace patron::lifetime

#endif  // PATRON_SRC_LIFETIME_DECIMAL_H_
