// Periods: which run of days a day belongs to.
#include <algorithm>
#include <array>
#include <string>

#include "base/civil.h"
#include "patron/calendar.h"
#include "patron/error.h"

namespace patron {
namespace {

constexpr int kDaysPerWeek = 7;

// Ends may lie a few days behind 9999-12-31, so these do not stop there.
Date Plus(Date date, int64_t days) {
  return Date{static_cast<int32_t>(date.days + days)};
}

Date FirstOf(int64_t year, int month) {
  return Date{static_cast<int32_t>(DaysOf(year, month, 1))};
}

// `months` calendar months from the first of `month`, which starts such a run.
DateRange Months(int year, int month, int months) {
  const int past = month + months;
  return {FirstOf(year, month),
          past > 12 ? FirstOf(year + 1, past - 12) : FirstOf(year, past)};
}

Date MondayOf(Date day) {
  return Plus(day, 1 - static_cast<int64_t>(WeekdayOf(day)));
}

absl::StatusOr<DateRange> FiscalPeriod(const FiscalCalendar* fiscal, Date day) {
  if (fiscal == nullptr || fiscal->starts.empty()) {
    return Refuse(Reason::kBadValue,
                  "a fiscal period needs a fiscal calendar: give the first "
                  "days of its periods");
  }
  const std::vector<Date>& starts = fiscal->starts;
  if (day < starts.front() || day >= fiscal->end) {
    return Refuse(Reason::kBadDate,
                  FormatDate(day) + " is outside the fiscal calendar, which " +
                      "goes from " + FormatDate(starts.front()) + " to " +
                      FormatDate(Plus(fiscal->end, -1)) + ": add its year");
  }
  const auto after = std::upper_bound(starts.begin(), starts.end(), day);
  return DateRange{*(after - 1), after == starts.end() ? fiscal->end : *after};
}

absl::StatusOr<DateRange> RollingPeriod(int32_t days, Date day) {
  if (days < 1) {
    return Refuse(Reason::kBadValue, "a rolling period of " +
                                         std::to_string(days) +
                                         " days has no day: give at least 1");
  }
  return DateRange{AddDays(day, 1 - int64_t{days}), Plus(day, 1)};
}

std::string TwoDigits(int value) {
  return (value < 10 ? "0" : "") + std::to_string(value);
}

// "2026-W47": the year of a week is the one that its Thursday lies in.
std::string FormatWeek(Date first) {
  const Date thursday = Plus(MondayOf(first), 3);
  const std::string day = FormatDate(thursday);
  const int year = ToYearMonthDay(thursday).year;
  const int week = (thursday.days - FirstOf(year, 1).days) / kDaysPerWeek + 1;
  return day.substr(0, day.find('-', 1)) + "-W" + TwoDigits(week);
}

}  // namespace

std::string_view PeriodUnitName(PeriodUnit unit) {
  switch (unit) {
    case PeriodUnit::kDay:
      return "day";
    case PeriodUnit::kIsoWeek:
      return "week";
    case PeriodUnit::kMonth:
      return "month";
    case PeriodUnit::kQuarter:
      return "quarter";
    case PeriodUnit::kYear:
      return "year";
    case PeriodUnit::kFiscal:
      return "fiscal";
    case PeriodUnit::kRolling:
      return "rolling";
  }
  return "unknown";
}

FiscalCalendar FiscalCalendar::FourFourFive(Date first_day, bool leap_week) {
  static constexpr std::array<int, 12> kWeeks = {4, 4, 5, 4, 4, 5,
                                                 4, 4, 5, 4, 4, 5};
  FiscalCalendar calendar;
  Date start = first_day;
  for (const int weeks : kWeeks) {
    calendar.starts.push_back(start);
    start = Plus(start, int64_t{weeks} * kDaysPerWeek);
  }
  calendar.end = leap_week ? Plus(start, kDaysPerWeek) : start;
  return calendar;
}

absl::StatusOr<DateRange> PeriodOf(const Period& period, Date day) {
  if (day < kFirstDate || day > kLastDate) {
    return Refuse(Reason::kBadDate, "day " + std::to_string(day.days) +
                                        " is outside the years 1 to 9999");
  }
  const YearMonthDay ymd = ToYearMonthDay(day);
  switch (period.unit) {
    case PeriodUnit::kDay:
      return DateRange{day, Plus(day, 1)};
    case PeriodUnit::kIsoWeek:
      return DateRange{MondayOf(day), Plus(MondayOf(day), kDaysPerWeek)};
    case PeriodUnit::kMonth:
      return Months(ymd.year, ymd.month, 1);
    case PeriodUnit::kQuarter:
      return Months(ymd.year, (ymd.month - 1) / 3 * 3 + 1, 3);
    case PeriodUnit::kYear:
      return Months(ymd.year, 1, 12);
    case PeriodUnit::kFiscal:
      return FiscalPeriod(period.fiscal, day);
    case PeriodUnit::kRolling:
      return RollingPeriod(period.days, day);
  }
  return Refuse(Reason::kBadValue, "unknown unit of a period");
}

absl::StatusOr<DateRange> PreviousPeriod(const Period& period, Date first) {
  if (first <= kFirstDate) {
    return Refuse(Reason::kBadDate, "no period lies before 0001-01-01");
  }
  // Periods touch, and a rolling one ends with its day.
  return PeriodOf(period, Plus(first, -1));
}

std::string FormatPeriod(PeriodUnit unit, Date first) {
  std::string day = FormatDate(first);
  const size_t year_end = day.find('-', 1);
  switch (unit) {
    case PeriodUnit::kIsoWeek:
      return FormatWeek(first);
    case PeriodUnit::kMonth:
      return day.substr(0, day.rfind('-'));
    case PeriodUnit::kQuarter:
      return day.substr(0, year_end) + "-Q" +
             std::to_string((ToYearMonthDay(first).month - 1) / 3 + 1);
    case PeriodUnit::kYear:
      return day.substr(0, year_end);
    case PeriodUnit::kDay:
    case PeriodUnit::kFiscal:
    case PeriodUnit::kRolling:
      break;
  }
  return day;
}

}  // namespace patron
