// A day that lies a length of time after another, on the calendar.
//
//   AddSpan(*ParseDate("2026-01-31"), {1, PeriodUnit::kMonth})  // 2026-02-28
//
// Threads: free functions, any thread.
#ifndef PATRON_SRC_MODEL_SPAN_H_
#define PATRON_SRC_MODEL_SPAN_H_

#include "patron/calendar.h"
#include "patron/program.h"

namespace patron {

// Whether the unit is one of every calendar, not fiscal and not rolling.
[[nodiscard]] bool IsCalendarPeriod(PeriodUnit unit);

// Requires: a calendar unit.
[[nodiscard]] Date AddSpan(Date from, const Span& span);

// Whether a leap year has the day.
[[nodiscard]] bool IsYearDay(const YearDay& day);

// The last day of points earned on `earned`; where the calendar ends before,
// its end. Requires: calendar units and a day of the year.
[[nodiscard]] Date LastDayOf(const Expiry& expiry, Date earned);

}  // namespace patron

#endif  // PATRON_SRC_MODEL_SPAN_H_
