// Periods of one kind as consecutive whole numbers, so that "the previous one"
// is a subtraction and a history is a run of small integers.
#ifndef PATRON_SRC_RETENTION_PERIOD_NUMBER_H_
#define PATRON_SRC_RETENTION_PERIOD_NUMBER_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "patron/calendar.h"

namespace patron {

// Months since the start of year 0.
[[nodiscard]] int64_t MonthNumber(Date day);
[[nodiscard]] Date FirstDayOfMonth(int64_t month);

// The number of the period that holds `day`. An error for kRolling, for a
// fiscal calendar that is missing, and for a day outside it.
[[nodiscard]] absl::StatusOr<int64_t> PeriodNumber(const Period& period,
                                                   Date day);

// The days of a period. Requires: `number` came from PeriodNumber, or is one
// more, which for a fiscal calendar may be empty at its end.
[[nodiscard]] DateRange PeriodDays(const Period& period, int64_t number);

}  // namespace patron

#endif  // PATRON_SRC_RETENTION_PERIOD_NUMBER_H_
