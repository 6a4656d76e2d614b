// Days and dates by integer arithmetic: no table of years, no loop over them.
//
// Years are counted from March, so that the leap day is the last of its year
// and the months before it follow one pattern of 153 days for five months.
#include "patron/calendar.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/civil.h"
#include "patron/error.h"

namespace patron {
namespace {

constexpr int64_t kDaysPerEra = 146'097;  // 400 years
constexpr int64_t kYearsPerEra = 400;
// From 0000-03-01, where eras start, to 1970-01-01.
constexpr int64_t kEpochDays = 719'468;

int64_t FloorDiv(int64_t value, int64_t divisor) {
  const int64_t quotient = value / divisor;
  return value % divisor < 0 ? quotient - 1 : quotient;
}

// The day of a year that starts in March, for its month 0 (March) .. 11.
int64_t DaysBeforeMonth(int64_t month_from_march) {
  return (153 * month_from_march + 2) / 5;
}

}  // namespace

int64_t DaysOf(int64_t year, int month, int day) {
  const int64_t from_march = (month + 9) % 12;
  const int64_t march_year = month > 2 ? year : year - 1;
  const int64_t era = FloorDiv(march_year, kYearsPerEra);
  const int64_t year_of_era = march_year - era * kYearsPerEra;
  const int64_t day_of_era = year_of_era * 365 + year_of_era / 4 -
                             year_of_era / 100 + DaysBeforeMonth(from_march) +
                             day - 1;
  return era * kDaysPerEra + day_of_era - kEpochDays;
}

bool IsLeapYear(int year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int DaysInMonth(int year, int month) {
  static constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30,
                                                31, 31, 30, 31, 30, 31};
  if (month < 1 || month > 12) return 0;
  if (month == 2 && IsLeapYear(year)) return 29;
  return kDays[static_cast<size_t>(month - 1)];
}

std::string_view MonthName(int month) {
  static constexpr std::array<std::string_view, 12> kNames = {
      "January", "February", "March",     "April",   "May",      "June",
      "July",    "August",   "September", "October", "November", "December"};
  return kNames[static_cast<size_t>(month - 1)];
}

absl::StatusOr<Date> MakeDate(YearMonthDay ymd) {
  if (ymd.year < 1 || ymd.year > 9999) {
    return Refuse(Reason::kBadDate,
                  "year " + std::to_string(ymd.year) +
                      " is out of range: years go from 1 to 9999");
  }
  if (ymd.month < 1 || ymd.month > 12) {
    return Refuse(Reason::kBadDate, "there is no month " +
                                        std::to_string(ymd.month) +
                                        ": months go from 1 to 12");
  }
  const int days = DaysInMonth(ymd.year, ymd.month);
  if (ymd.day < 1 || ymd.day > days) {
    return Refuse(Reason::kBadDate,
                  "there is no day " + std::to_string(ymd.day) + ": " +
                      std::string(MonthName(ymd.month)) + " " +
                      std::to_string(ymd.year) + " has " +
                      std::to_string(days) + " days");
  }
  return Date{static_cast<int32_t>(DaysOf(ymd.year, ymd.month, ymd.day))};
}

YearMonthDay ToYearMonthDay(Date date) {
  const int64_t days = int64_t{date.days} + kEpochDays;
  const int64_t era = FloorDiv(days, kDaysPerEra);
  const int64_t day_of_era = days - era * kDaysPerEra;
  // Leap days before this day are taken out, so that all years have 365 days.
  // The last day of an era is a leap day too: hence 146,096.
  const int64_t year_of_era = (day_of_era - day_of_era / 1460 +
                               day_of_era / 36524 - day_of_era / 146096) /
                              365;
  const int64_t day_of_year =
      day_of_era - (year_of_era * 365 + year_of_era / 4 - year_of_era / 100);
  const int64_t from_march = (day_of_year * 5 + 2) / 153;
  const int64_t month = from_march < 10 ? from_march + 3 : from_march - 9;
  const int64_t year = era * kYearsPerEra + year_of_era + (month <= 2 ? 1 : 0);
  return {static_cast<int>(year), static_cast<int>(month),
          static_cast<int>(day_of_year - DaysBeforeMonth(from_march) + 1)};
}

bool InRange(Date date) { return date >= kFirstDate && date <= kLastDate; }

bool InRange(Instant at) {
  constexpr int kRoom = 2;
  return at.us >= (int64_t{kFirstDate.days} + kRoom) * kMicrosPerDay &&
         at.us <= (int64_t{kLastDate.days} - kRoom) * kMicrosPerDay;
}

Weekday WeekdayOf(Date date) {
  // Day 0 was a Thursday, three days after a Monday.
  const int64_t since_monday = int64_t{date.days} + 3;
  return static_cast<Weekday>(since_monday - FloorDiv(since_monday, 7) * 7 + 1);
}

Date AddDays(Date date, int64_t days) {
  // Every step that stays in range is shorter than the range itself.
  constexpr int64_t kRange = int64_t{kLastDate.days} - kFirstDate.days;
  const int64_t from = std::clamp(date, kFirstDate, kLastDate).days;
  const int64_t to = from + std::clamp(days, -kRange, kRange);
  return Date{static_cast<int32_t>(
      std::clamp<int64_t>(to, kFirstDate.days, kLastDate.days))};
}

Date AddMonths(Date date, int64_t months) {
  constexpr int64_t kRange = int64_t{12} * 9999;
  const YearMonthDay ymd =
      ToYearMonthDay(std::clamp(date, kFirstDate, kLastDate));
  const int64_t to = int64_t{ymd.year} * 12 + ymd.month - 1 +
                     std::clamp(months, -kRange, kRange);
  const int64_t year = FloorDiv(to, 12);
  if (year < 1) return kFirstDate;
  if (year > 9999) return kLastDate;
  const int month = static_cast<int>(to - year * 12) + 1;
  const int day = std::min(ymd.day, DaysInMonth(static_cast<int>(year), month));
  return Date{static_cast<int32_t>(DaysOf(year, month, day))};
}

}  // namespace patron
