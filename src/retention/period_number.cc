// Numbers for periods.
//
// PeriodOf and PreviousPeriod of calendar.h answer the same question one period
// at a time; a report over millions of orders wants one division an order, and
// neighbours that it can compare without going through the calendar again.

#include "retention/period_number.h"

#include <algorithm>
#include <string>

#include "patron/error.h"

namespace patron {
namespace {

constexpr int64_t kMonthsPerYear = 12;
constexpr int64_t kMonthsPerQuarter = 3;
constexpr int64_t kDaysPerWeek = 7;
// 1970-01-01 was a Thursday: its week began three days earlier.
constexpr int64_t kEpochDayOfWeek = 3;

int64_t FloorDivide(int64_t value, int64_t divisor) {
  return value / divisor - (value % divisor < 0 ? 1 : 0);
}

absl::StatusOr<int64_t> FiscalNumber(const FiscalCalendar* calendar, Date day) {
  if (calendar == nullptr || calendar->starts.empty()) {
    return Refuse(Reason::kBadValue,
                  "fiscal periods need a calendar with at least one period");
  }
  if (day < calendar->starts.front() || day >= calendar->end) {
    return Refuse(Reason::kBadDate,
                  "the fiscal calendar does not cover " + FormatDate(day) +
                      ": add the year to it, or end the report before");
  }
  const auto after =
      std::upper_bound(calendar->starts.begin(), calendar->starts.end(), day);
  return after - calendar->starts.begin() - 1;
}

// The calendar ends with year 9999; the first day after it still stands as the
// end of a period.
Date FirstDayOf(const Period& period, int64_t number) {
  switch (period.unit) {
    case PeriodUnit::kDay:
      return Date{static_cast<int32_t>(number)};
    case PeriodUnit::kIsoWeek:
      return Date{
          static_cast<int32_t>(number * kDaysPerWeek - kEpochDayOfWeek)};
    case PeriodUnit::kMonth:
      return FirstDayOfMonth(number);
    case PeriodUnit::kQuarter:
      return FirstDayOfMonth(number * kMonthsPerQuarter);
    case PeriodUnit::kYear:
      return FirstDayOfMonth(number * kMonthsPerYear);
    case PeriodUnit::kFiscal: {
      const auto& starts = period.fiscal->starts;
      const auto index = static_cast<size_t>(number);
      return index < starts.size() ? starts[index] : period.fiscal->end;
    }
    case PeriodUnit::kRolling:
      break;
  }
  return Date{};
}

}  // namespace

int64_t MonthNumber(Date day) {
  const YearMonthDay ymd = ToYearMonthDay(day);
  return ymd.year * kMonthsPerYear + ymd.month - 1;
}

Date FirstDayOfMonth(int64_t month) {
  const absl::StatusOr<Date> day =
      MakeDate({static_cast<int>(month / kMonthsPerYear),
                static_cast<int>(month % kMonthsPerYear) + 1, 1});
  return day.ok() ? *day : Date{kLastDate.days + 1};
}

absl::StatusOr<int64_t> PeriodNumber(const Period& period, Date day) {
  switch (period.unit) {
    case PeriodUnit::kDay:
      return day.days;
    case PeriodUnit::kIsoWeek:
      return FloorDivide(day.days + kEpochDayOfWeek, kDaysPerWeek);
    case PeriodUnit::kMonth:
      return MonthNumber(day);
    case PeriodUnit::kQuarter:
      return MonthNumber(day) / kMonthsPerQuarter;
    case PeriodUnit::kYear:
      return MonthNumber(day) / kMonthsPerYear;
    case PeriodUnit::kFiscal:
      return FiscalNumber(period.fiscal, day);
    case PeriodUnit::kRolling:
      break;
  }
  return Refuse(Reason::kBadValue,
                "a rolling window has no place in a row of periods: ask for "
                "day, week, month, quarter, year or fiscal");
}

DateRange PeriodDays(const Period& period, int64_t number) {
  return {FirstDayOf(period, number), FirstDayOf(period, number + 1)};
}

}  // namespace patron
