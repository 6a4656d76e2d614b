// Days and months, against a calendar that is turned page by page.
#include "patron/calendar.h"

#include <limits>

#include "patron/error.h"
#include "tests/seed.h"
#include "tests/status_matchers.h"

namespace patron {
namespace {

using ::patron::testing::Between;
using ::patron::testing::IsOk;
using ::patron::testing::IsOkAndHolds;
using ::patron::testing::SeededRandom;

Date Day(int year, int month, int day) {
  const absl::StatusOr<Date> date = MakeDate({year, month, day});
  EXPECT_THAT(date, IsOk());
  return date.ok() ? *date : Date{};
}

// The next page, by the rule that everybody learns at school.
YearMonthDay NextPage(YearMonthDay page) {
  int days = 31;
  if (page.month == 4 || page.month == 6 || page.month == 9 ||
      page.month == 11) {
    days = 30;
  }
  if (page.month == 2) {
    const bool leap =
        page.year % 400 == 0 || (page.year % 4 == 0 && page.year % 100 != 0);
    days = leap ? 29 : 28;
  }
  if (page.day < days) return {page.year, page.month, page.day + 1};
  if (page.month < 12) return {page.year, page.month + 1, 1};
  return {page.year + 1, 1, 1};
}

TEST(Calendar, EveryDayFromTheFirstToTheLast) {
  YearMonthDay page{1, 1, 1};
  int weekday = 1;  // 0001-01-01 was a Monday in this calendar
  for (Date day = kFirstDate; day <= kLastDate; ++day.days) {
    const absl::StatusOr<Date> made = MakeDate(page);
    const bool same = ToYearMonthDay(day) == page && made.ok() &&
                      *made == day &&
                      static_cast<int>(WeekdayOf(day)) == weekday;
    ASSERT_TRUE(same) << page.year << "-" << page.month << "-" << page.day;
    page = NextPage(page);
    weekday = weekday % 7 + 1;
  }
  EXPECT_EQ(page, (YearMonthDay{10000, 1, 1}));
}

TEST(Calendar, KnownDays) {
  EXPECT_EQ(Day(1970, 1, 1), Date{0});
  EXPECT_EQ(Day(1969, 12, 31), Date{-1});
  EXPECT_EQ(Day(2000, 3, 1), Date{11017});
  EXPECT_EQ(Day(1, 1, 1), kFirstDate);
  EXPECT_EQ(Day(9999, 12, 31), kLastDate);
  EXPECT_EQ(WeekdayOf(Day(1970, 1, 1)), Weekday::kThursday);
  EXPECT_EQ(WeekdayOf(Day(2026, 11, 21)), Weekday::kSaturday);
  EXPECT_EQ(WeekdayOf(Day(2000, 1, 1)), Weekday::kSaturday);
}

TEST(Calendar, MonthsAndLeapYears) {
  EXPECT_TRUE(IsLeapYear(2024));
  EXPECT_TRUE(IsLeapYear(2000));
  EXPECT_FALSE(IsLeapYear(1900));
  EXPECT_FALSE(IsLeapYear(2026));
  EXPECT_EQ(DaysInMonth(2026, 2), 28);
  EXPECT_EQ(DaysInMonth(2028, 2), 29);
  EXPECT_EQ(DaysInMonth(2026, 4), 30);
  EXPECT_EQ(DaysInMonth(2026, 12), 31);
  EXPECT_EQ(DaysInMonth(2026, 0), 0);
  EXPECT_EQ(DaysInMonth(2026, 13), 0);
}

struct BadRow {
  YearMonthDay ymd;
  const char* message;
};

TEST(MakeDate, RefusesDaysThatNeverWere) {
  const BadRow rows[] = {
      {{2026, 2, 30}, "there is no day 30: February 2026 has 28 days"},
      {{2024, 2, 30}, "there is no day 30: February 2024 has 29 days"},
      {{2026, 4, 31}, "there is no day 31: April 2026 has 30 days"},
      {{2026, 1, 0}, "there is no day 0: January 2026 has 31 days"},
      {{2026, 1, -1}, "there is no day -1: January 2026 has 31 days"},
      {{2026, 0, 1}, "there is no month 0: months go from 1 to 12"},
      {{2026, 13, 1}, "there is no month 13: months go from 1 to 12"},
      {{0, 1, 1}, "year 0 is out of range: years go from 1 to 9999"},
      {{10000, 1, 1}, "year 10000 is out of range: years go from 1 to 9999"},
      {{-5, 1, 1}, "year -5 is out of range: years go from 1 to 9999"},
  };
  for (const BadRow& row : rows) {
    const absl::Status status = MakeDate(row.ymd).status();
    EXPECT_EQ(ReasonOf(status), Reason::kBadDate);
    EXPECT_EQ(MessageOf(status), row.message);
  }
}

struct StepRow {
  YearMonthDay from;
  int64_t months;
  YearMonthDay to;
};

TEST(AddMonths, ClampsToTheMonth) {
  const StepRow rows[] = {
      {{2026, 1, 31}, 1, {2026, 2, 28}},    {{2028, 1, 31}, 1, {2028, 2, 29}},
      {{2026, 1, 31}, 2, {2026, 3, 31}},    {{2026, 1, 30}, 13, {2027, 2, 28}},
      {{2026, 3, 31}, -1, {2026, 2, 28}},   {{2026, 5, 31}, 1, {2026, 6, 30}},
      {{2024, 2, 29}, 12, {2025, 2, 28}},   {{2024, 2, 29}, 48, {2028, 2, 29}},
      {{2026, 12, 15}, 1, {2027, 1, 15}},   {{2026, 1, 15}, -1, {2025, 12, 15}},
      {{2026, 1, 15}, -13, {2024, 12, 15}}, {{2026, 6, 1}, 0, {2026, 6, 1}},
      {{1, 1, 31}, -1, {1, 1, 1}},          {{9999, 12, 1}, 1, {9999, 12, 31}},
      {{9999, 11, 30}, 1, {9999, 12, 30}},  {{1, 2, 28}, -1, {1, 1, 28}},
  };
  for (const StepRow& row : rows) {
    EXPECT_EQ(
        ToYearMonthDay(AddMonths(
            Day(row.from.year, row.from.month, row.from.day), row.months)),
        row.to)
        << row.from.year << "-" << row.from.month << " " << row.months;
  }
}

TEST(AddDays, StopsAtTheEnds) {
  EXPECT_EQ(AddDays(Day(2026, 2, 28), 1), Day(2026, 3, 1));
  EXPECT_EQ(AddDays(Day(2026, 3, 1), -1), Day(2026, 2, 28));
  EXPECT_EQ(AddDays(kFirstDate, kLastDate.days - kFirstDate.days), kLastDate);
  EXPECT_EQ(AddDays(kLastDate, kFirstDate.days - kLastDate.days), kFirstDate);
  for (const int64_t far :
       {int64_t{1}, int64_t{1} << 40, std::numeric_limits<int64_t>::max()}) {
    EXPECT_EQ(AddDays(kLastDate, far), kLastDate);
    EXPECT_EQ(AddDays(kFirstDate, -far), kFirstDate);
    EXPECT_EQ(AddMonths(kLastDate, far), kLastDate);
    EXPECT_EQ(AddMonths(kFirstDate, -far), kFirstDate);
  }
  EXPECT_EQ(AddDays(kLastDate, std::numeric_limits<int64_t>::min()),
            kFirstDate);
  EXPECT_EQ(AddMonths(kLastDate, std::numeric_limits<int64_t>::min()),
            kFirstDate);
  // Dates beyond the ends are read as the ends.
  EXPECT_EQ(AddDays(Date{std::numeric_limits<int32_t>::max()}, 0), kLastDate);
  EXPECT_EQ(AddMonths(Date{std::numeric_limits<int32_t>::min()}, 0),
            kFirstDate);
}

TEST(AddMonths, StepsAsTheCalendarDoes) {
  std::mt19937_64 random = SeededRandom();
  for (int i = 0; i < 20'000; ++i) {
    const Date from{static_cast<int32_t>(Between(random, -500'000, 2'000'000))};
    const int64_t months = Between(random, -1000, 1000);
    const YearMonthDay start = ToYearMonthDay(from);
    YearMonthDay end = start;
    for (int64_t step = 0; step < months; ++step) {
      end = end.month == 12 ? YearMonthDay{end.year + 1, 1, start.day}
                            : YearMonthDay{end.year, end.month + 1, start.day};
    }
    for (int64_t step = 0; step > months; --step) {
      end = end.month == 1 ? YearMonthDay{end.year - 1, 12, start.day}
                           : YearMonthDay{end.year, end.month - 1, start.day};
    }
    end.day = std::min(start.day, DaysInMonth(end.year, end.month));
    ASSERT_EQ(ToYearMonthDay(AddMonths(from, months)), end)
        << from.days << " " << months;
  }
}

}  // namespace
}  // namespace patron
