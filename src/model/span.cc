#include "model/span.h"

#include <algorithm>

namespace patron {
namespace {

constexpr int kLeapYear = 2024;

// The first such day that is not before `from`.
Date NextYearDay(const YearDay& wanted, Date from) {
  const int first = ToYearMonthDay(from).year;
  for (int year = first; year <= first + 1; ++year) {
    const int day = std::min(wanted.day, DaysInMonth(year, wanted.month));
    const absl::StatusOr<Date> date = MakeDate({year, wanted.month, day});
    if (date.ok() && *date >= from) return *date;
  }
  return kLastDate;
}

}  // namespace

bool IsCalendarPeriod(PeriodUnit unit) {
  return unit != PeriodUnit::kFiscal && unit != PeriodUnit::kRolling;
}

Date AddSpan(Date from, const Span& span) {
  switch (span.unit) {
    case PeriodUnit::kIsoWeek:
      return AddDays(from, int64_t{span.count} * 7);
    case PeriodUnit::kMonth:
      return AddMonths(from, span.count);
    case PeriodUnit::kQuarter:
      return AddMonths(from, int64_t{span.count} * 3);
    case PeriodUnit::kYear:
      return AddMonths(from, int64_t{span.count} * 12);
    default:
      return AddDays(from, span.count);
  }
}

bool IsYearDay(const YearDay& day) {
  return day.month >= 1 && day.month <= 12 && day.day >= 1 &&
         day.day <= DaysInMonth(kLeapYear, day.month);
}

Date LastDayOf(const Expiry& expiry, Date earned) {
  const Date last = AddSpan(earned, expiry.after);
  if (expiry.until) return NextYearDay(*expiry.until, last);
  if (!expiry.round_up) return last;
  const absl::StatusOr<DateRange> period =
      PeriodOf(Period{.unit = *expiry.round_up}, last);
  return period.ok() ? AddDays(period->end, -1) : kLastDate;
}

}  // namespace patron
