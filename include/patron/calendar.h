// Days, months and instants, without a clock.
//
// An Instant is a point in time; a Date is a day on somebody's calendar. A zone
// (zone.h) turns one into the other. Periods are half-open runs of days.
//
//   AddMonths(*ParseDate("2026-01-31"), 1)     // 2026-02-28
//
// Years 1 to 9999. Threads: values, any thread.
#ifndef PATRON_CALENDAR_H_
#define PATRON_CALENDAR_H_

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace patron {

inline constexpr int64_t kMicrosPerSecond = 1'000'000;
inline constexpr int64_t kMicrosPerDay = 86'400 * kMicrosPerSecond;

// Microseconds since 1970-01-01T00:00:00Z.
struct Instant {
  int64_t us = 0;

  friend auto operator<=>(const Instant&, const Instant&) = default;
};

// A day: days since 1970-01-01 in the proleptic Gregorian calendar.
struct Date {
  int32_t days = 0;

  friend auto operator<=>(const Date&, const Date&) = default;
};

struct YearMonthDay {
  int year = 1970;
  int month = 1;  // 1..12
  int day = 1;    // 1..31

  friend auto operator<=>(const YearMonthDay&, const YearMonthDay&) = default;
};

enum class Weekday : uint8_t {
  kMonday = 1,
  kTuesday,
  kWednesday,
  kThursday,
  kFriday,
  kSaturday,
  kSunday,
};

// A wall clock: a day and the microseconds since its midnight.
struct LocalTime {
  Date date;
  int64_t us_of_day = 0;

  friend auto operator<=>(const LocalTime&, const LocalTime&) = default;
};

inline constexpr Date kFirstDate{-719162};  // 0001-01-01
inline constexpr Date kLastDate{2932896};   // 9999-12-31

// Whether a day lies in the years 1 to 9999; an instant with room for a zone's
// offset on either side.
[[nodiscard]] bool InRange(Date date);
[[nodiscard]] bool InRange(Instant at);

[[nodiscard]] bool IsLeapYear(int year);
[[nodiscard]] int DaysInMonth(int year, int month);
// An impossible day such as 2026-02-30 is an error that says what the month
// has.
[[nodiscard]] absl::StatusOr<Date> MakeDate(YearMonthDay ymd);
[[nodiscard]] YearMonthDay ToYearMonthDay(Date date);
[[nodiscard]] Weekday WeekdayOf(Date date);

// Steps that leave the years 1..9999 stop at their ends.
[[nodiscard]] Date AddDays(Date date, int64_t days);
// The day of month is clamped: 31 January + 1 month is 28 or 29 February.
[[nodiscard]] Date AddMonths(Date date, int64_t months);

// "2026-11-21".
[[nodiscard]] absl::StatusOr<Date> ParseDate(std::string_view text);
[[nodiscard]] std::string FormatDate(Date date);

// A wall clock: "2026-11-21", "2026-11-21 08:26", "2026-11-21T08:26:30.5".
[[nodiscard]] absl::StatusOr<LocalTime> ParseLocalTime(std::string_view text);
// "15:00", "15:00:30", and "24:00" for the end of a day: microseconds.
[[nodiscard]] absl::StatusOr<int64_t> ParseTimeOfDay(std::string_view text);
// "15:00" or, where needed, "15:00:30" or "15:00:30.5".
[[nodiscard]] std::string FormatTimeOfDay(int64_t us_of_day);

// RFC 3339 with a zone: "2026-11-21T08:26:30Z", "...+01:00".
[[nodiscard]] absl::StatusOr<Instant> ParseInstant(std::string_view text);
// In UTC with "Z", as few decimals as needed.
[[nodiscard]] std::string FormatInstant(Instant instant);

// Calendar periods, and 4-4-5 retail years and rolling windows beside them.
enum class PeriodUnit : uint8_t {
  kDay = 0,
  kIsoWeek = 1,  // Monday to Sunday
  kMonth = 2,
  kQuarter = 3,
  kYear = 4,
  kFiscal = 5,   // a 4-4-5 calendar given as data
  kRolling = 6,  // the last `days` days, today included
};

// "day", "week", "month", "quarter", "year", "fiscal", "rolling".
[[nodiscard]] std::string_view PeriodUnitName(PeriodUnit unit);

// Half-open: first <= day < end.
struct DateRange {
  Date first;
  Date end;

  [[nodiscard]] constexpr bool Contains(Date day) const {
    return first <= day && day < end;
  }
  friend bool operator==(const DateRange&, const DateRange&) = default;
};

// A retail calendar: the first days of its periods, ascending, and the first
// day after the last.
struct FiscalCalendar {
  std::vector<Date> starts;
  Date end;

  // A year of 52 weeks as 4-4-5, or 53 with `leap_week` in the last period.
  [[nodiscard]] static FiscalCalendar FourFourFive(Date first_day,
                                                   bool leap_week);

  friend bool operator==(const FiscalCalendar&,
                         const FiscalCalendar&) = default;
};

// The period that contains `day`. kFiscal needs `fiscal` and is an error
// outside it; kRolling needs `days` >= 1.
struct Period {
  PeriodUnit unit = PeriodUnit::kMonth;
  int32_t days = 0;                        // kRolling only
  const FiscalCalendar* fiscal = nullptr;  // kFiscal only; outlives the period
};

[[nodiscard]] absl::StatusOr<DateRange> PeriodOf(const Period& period,
                                                 Date day);
// The period right before the one that starts at `first`, of equal kind.
[[nodiscard]] absl::StatusOr<DateRange> PreviousPeriod(const Period& period,
                                                       Date first);

// "2026-11-21", "2026-W47", "2026-11", "2026-Q4", "2026"; else the first day.
[[nodiscard]] std::string FormatPeriod(PeriodUnit unit, Date first);

}  // namespace patron

#endif  // PATRON_CALENDAR_H_
