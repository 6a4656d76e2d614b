// What the calendar's own sources share: days without a check of the range, and
// instants as a day and a time.
//
// Threads: free functions, any thread.
#ifndef PATRON_SRC_BASE_CIVIL_H_
#define PATRON_SRC_BASE_CIVIL_H_

#include <cstdint>
#include <string_view>

#include "patron/calendar.h"

namespace patron {

// Days since 1970-01-01 of any year, so that a period may end on 10000-01-01.
// Requires: 1 <= month <= 12.
[[nodiscard]] int64_t DaysOf(int64_t year, int month, int day);

// "January". Requires: 1 <= month <= 12.
[[nodiscard]] std::string_view MonthName(int month);

// The wall clock of UTC. Every instant has one.
[[nodiscard]] constexpr LocalTime ToUtc(Instant instant) {
  int64_t days = instant.us / kMicrosPerDay;
  int64_t us_of_day = instant.us % kMicrosPerDay;
  if (us_of_day < 0) {
    us_of_day += kMicrosPerDay;
    --days;
  }
  return {Date{static_cast<int32_t>(days)}, us_of_day};
}

}  // namespace patron

#endif  // PATRON_SRC_BASE_CIVIL_H_
