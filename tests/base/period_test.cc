// Periods: calendar ones against a walk over days, 4-4-5 and rolling by rows.
#include <limits>

#include "patron/calendar.h"
#include "patron/error.h"
#include "tests/seed.h"
#include "tests/status_matchers.h"

namespace patron {
namespace {

using ::patron::testing::IsOk;
using ::testing::HasSubstr;

Date Day(std::string_view text) {
  const absl::StatusOr<Date> date = ParseDate(text);
  EXPECT_THAT(date, IsOk());
  return date.ok() ? *date : Date{};
}

// "2026-11-16..2026-11-22", the last day included.
std::string Show(const absl::StatusOr<DateRange>& range) {
  if (!range.ok()) return std::string(MessageOf(range.status()));
  return FormatDate(range->first) + ".." +
         FormatDate(Date{range->end.days - 1});
}

struct PeriodRow {
  PeriodUnit unit;
  const char* day;
  const char* period;
  const char* previous;
  const char* name;
};

TEST(PeriodOf, CalendarPeriods) {
  const PeriodRow rows[] = {
      {PeriodUnit::kDay, "2026-03-01", "2026-03-01..2026-03-01",
       "2026-02-28..2026-02-28", "2026-03-01"},
      {PeriodUnit::kIsoWeek, "2026-11-21", "2026-11-16..2026-11-22",
       "2026-11-09..2026-11-15", "2026-W47"},
      {PeriodUnit::kIsoWeek, "2026-11-16", "2026-11-16..2026-11-22",
       "2026-11-09..2026-11-15", "2026-W47"},
      // The week of New Year belongs to the year of its Thursday.
      {PeriodUnit::kIsoWeek, "2027-01-01", "2026-12-28..2027-01-03",
       "2026-12-21..2026-12-27", "2026-W53"},
      {PeriodUnit::kIsoWeek, "2024-12-31", "2024-12-30..2025-01-05",
       "2024-12-23..2024-12-29", "2025-W01"},
      {PeriodUnit::kIsoWeek, "2026-01-07", "2026-01-05..2026-01-11",
       "2025-12-29..2026-01-04", "2026-W02"},
      {PeriodUnit::kMonth, "2028-02-29", "2028-02-01..2028-02-29",
       "2028-01-01..2028-01-31", "2028-02"},
      {PeriodUnit::kMonth, "2026-12-31", "2026-12-01..2026-12-31",
       "2026-11-01..2026-11-30", "2026-12"},
      {PeriodUnit::kMonth, "2026-01-01", "2026-01-01..2026-01-31",
       "2025-12-01..2025-12-31", "2026-01"},
      {PeriodUnit::kQuarter, "2026-11-21", "2026-10-01..2026-12-31",
       "2026-07-01..2026-09-30", "2026-Q4"},
      {PeriodUnit::kQuarter, "2026-03-31", "2026-01-01..2026-03-31",
       "2025-10-01..2025-12-31", "2026-Q1"},
      {PeriodUnit::kQuarter, "2026-04-01", "2026-04-01..2026-06-30",
       "2026-01-01..2026-03-31", "2026-Q2"},
      {PeriodUnit::kYear, "2026-11-21", "2026-01-01..2026-12-31",
       "2025-01-01..2025-12-31", "2026"},
  };
  for (const PeriodRow& row : rows) {
    SCOPED_TRACE(std::string(PeriodUnitName(row.unit)) + " " + row.day);
    const Period period{row.unit, 0, nullptr};
    const absl::StatusOr<DateRange> range = PeriodOf(period, Day(row.day));
    EXPECT_EQ(Show(range), row.period);
    ASSERT_THAT(range, IsOk());
    EXPECT_EQ(Show(PreviousPeriod(period, range->first)), row.previous);
    EXPECT_EQ(FormatPeriod(row.unit, range->first), row.name);
  }
}

constexpr PeriodUnit kCalendarUnits[] = {
    PeriodUnit::kDay, PeriodUnit::kIsoWeek, PeriodUnit::kMonth,
    PeriodUnit::kQuarter, PeriodUnit::kYear};

// Whether a period begins on `day`.
bool Begins(PeriodUnit unit, Date day) {
  const YearMonthDay ymd = ToYearMonthDay(day);
  switch (unit) {
    case PeriodUnit::kIsoWeek:
      return WeekdayOf(day) == Weekday::kMonday;
    case PeriodUnit::kMonth:
      return ymd.day == 1;
    case PeriodUnit::kQuarter:
      return ymd.day == 1 && ymd.month % 3 == 1;
    case PeriodUnit::kYear:
      return ymd.day == 1 && ymd.month == 1;
    default:
      return true;
  }
}

TEST(PeriodOf, EveryDayIsInOnePeriod) {
  for (const PeriodUnit unit : kCalendarUnits) {
    const Period period{unit, 0, nullptr};
    Date first = Day("1995-01-01");
    while (!Begins(unit, first)) --first.days;
    std::optional<DateRange> before;
    while (first < Day("2035-01-01")) {
      Date end{first.days + 1};
      while (!Begins(unit, end)) ++end.days;
      for (Date day = first; day < end; ++day.days) {
        const absl::StatusOr<DateRange> range = PeriodOf(period, day);
        ASSERT_TRUE(range.ok() && *range == (DateRange{first, end}))
            << PeriodUnitName(unit) << " " << FormatDate(day);
        ASSERT_TRUE(range->Contains(day));
        ASSERT_FALSE(range->Contains(end));
      }
      if (before.has_value()) {
        ASSERT_EQ(Show(PreviousPeriod(period, first)), Show(*before));
      }
      before = DateRange{first, end};
      first = end;
    }
  }
}

TEST(FormatPeriod, IsoWeeksCountUpFromTheFirstThursday) {
  // Weeks of a year are numbered without a gap, and the week of 4 January is
  // the first.
  for (int year = 1995; year < 2060; ++year) {
    const absl::StatusOr<Date> fourth = MakeDate({year, 1, 4});
    ASSERT_THAT(fourth, IsOk());
    const std::string prefix = std::to_string(year) + "-W";
    EXPECT_EQ(FormatPeriod(PeriodUnit::kIsoWeek, *fourth), prefix + "01");
    Date monday = *fourth;
    while (WeekdayOf(monday) != Weekday::kMonday) --monday.days;
    int week = 1;
    for (; ToYearMonthDay(Date{monday.days + 3}).year == year; ++week) {
      const std::string number = (week < 10 ? "0" : "") + std::to_string(week);
      ASSERT_EQ(FormatPeriod(PeriodUnit::kIsoWeek, monday), prefix + number);
      monday.days += 7;
    }
    EXPECT_TRUE(week == 53 || week == 54);
  }
}

TEST(PeriodOf, TheEndsOfTheCalendar) {
  const struct {
    PeriodUnit unit;
    const char* last;
    const char* first;
  } rows[] = {
      {PeriodUnit::kDay, "9999-12-31..9999-12-31", "0001-01-01..0001-01-01"},
      {PeriodUnit::kIsoWeek, "9999-12-27..10000-01-02",
       "0001-01-01..0001-01-07"},
      {PeriodUnit::kMonth, "9999-12-01..9999-12-31", "0001-01-01..0001-01-31"},
      {PeriodUnit::kQuarter, "9999-10-01..9999-12-31",
       "0001-01-01..0001-03-31"},
      {PeriodUnit::kYear, "9999-01-01..9999-12-31", "0001-01-01..0001-12-31"},
  };
  for (const auto& row : rows) {
    const Period period{row.unit, 0, nullptr};
    EXPECT_EQ(Show(PeriodOf(period, kLastDate)), row.last);
    EXPECT_EQ(Show(PeriodOf(period, kFirstDate)), row.first);
    EXPECT_EQ(Show(PreviousPeriod(period, kFirstDate)),
              "no period lies before 0001-01-01");
    EXPECT_EQ(Show(PeriodOf(period, Date{kLastDate.days + 1})),
              "day 2932897 is outside the years 1 to 9999");
    EXPECT_EQ(Show(PeriodOf(period, Date{kFirstDate.days - 1})),
              "day -719163 is outside the years 1 to 9999");
  }
}

TEST(PeriodOf, RollingIncludesToday) {
  const Period week{PeriodUnit::kRolling, 7, nullptr};
  EXPECT_EQ(Show(PeriodOf(week, Day("2026-11-21"))), "2026-11-15..2026-11-21");
  EXPECT_EQ(Show(PreviousPeriod(week, Day("2026-11-15"))),
            "2026-11-08..2026-11-14");
  const Period day{PeriodUnit::kRolling, 1, nullptr};
  EXPECT_EQ(Show(PeriodOf(day, Day("2026-11-21"))), "2026-11-21..2026-11-21");
  const Period ages{PeriodUnit::kRolling, std::numeric_limits<int32_t>::max(),
                    nullptr};
  EXPECT_EQ(Show(PeriodOf(ages, Day("2026-11-21"))), "0001-01-01..2026-11-21");
  for (const int32_t days : {0, -7, std::numeric_limits<int32_t>::min()}) {
    const Period none{PeriodUnit::kRolling, days, nullptr};
    const absl::Status status = PeriodOf(none, Day("2026-11-21")).status();
    EXPECT_EQ(ReasonOf(status), Reason::kBadValue);
    EXPECT_EQ(MessageOf(status), "a rolling period of " + std::to_string(days) +
                                     " days has no day: give at least 1");
  }
  EXPECT_EQ(FormatPeriod(PeriodUnit::kRolling, Day("2026-11-15")),
            "2026-11-15");
}

TEST(PeriodOf, FourFourFive) {
  const FiscalCalendar year =
      FiscalCalendar::FourFourFive(Day("2026-02-01"), false);
  ASSERT_EQ(year.starts.size(), 12u);
  const int weeks[] = {4, 4, 5, 4, 4, 5, 4, 4, 5, 4, 4, 5};
  for (size_t i = 0; i < 12; ++i) {
    const Date end = i + 1 < 12 ? year.starts[i + 1] : year.end;
    EXPECT_EQ(end.days - year.starts[i].days, 7 * weeks[i]) << i;
  }
  EXPECT_EQ(FormatDate(year.end), "2027-01-31");

  const FiscalCalendar leap =
      FiscalCalendar::FourFourFive(Day("2026-02-01"), true);
  EXPECT_EQ(leap.starts, year.starts);
  EXPECT_EQ(FormatDate(leap.end), "2027-02-07");

  const Period period{PeriodUnit::kFiscal, 0, &leap};
  EXPECT_EQ(Show(PeriodOf(period, Day("2026-02-01"))),
            "2026-02-01..2026-02-28");
  EXPECT_EQ(Show(PeriodOf(period, Day("2026-02-28"))),
            "2026-02-01..2026-02-28");
  EXPECT_EQ(Show(PeriodOf(period, Day("2026-03-01"))),
            "2026-03-01..2026-03-28");
  EXPECT_EQ(Show(PeriodOf(period, Day("2027-02-06"))),
            "2026-12-27..2027-02-06");
  EXPECT_EQ(Show(PreviousPeriod(period, Day("2026-03-29"))),
            "2026-03-01..2026-03-28");
  EXPECT_EQ(FormatPeriod(PeriodUnit::kFiscal, Day("2026-03-29")), "2026-03-29");
}

TEST(PeriodOf, OutsideTheFiscalCalendar) {
  const FiscalCalendar year =
      FiscalCalendar::FourFourFive(Day("2026-02-01"), false);
  const Period period{PeriodUnit::kFiscal, 0, &year};
  const std::string outside =
      " is outside the fiscal calendar, which goes from 2026-02-01 to "
      "2027-01-30: add its year";
  EXPECT_EQ(Show(PeriodOf(period, Day("2026-01-31"))), "2026-01-31" + outside);
  EXPECT_EQ(Show(PeriodOf(period, Day("2027-01-31"))), "2027-01-31" + outside);
  EXPECT_EQ(Show(PreviousPeriod(period, Day("2026-02-01"))),
            "2026-01-31" + outside);
  EXPECT_EQ(ReasonOf(PeriodOf(period, Day("2027-01-31")).status()),
            Reason::kBadDate);

  const FiscalCalendar empty;
  for (const FiscalCalendar* none :
       {static_cast<const FiscalCalendar*>(nullptr), &empty}) {
    const absl::Status status =
        PeriodOf({PeriodUnit::kFiscal, 0, none}, Day("2026-01-31")).status();
    EXPECT_EQ(ReasonOf(status), Reason::kBadValue);
    EXPECT_THAT(std::string(MessageOf(status)),
                HasSubstr("needs a fiscal calendar"));
  }
}

TEST(PeriodUnit, Names) {
  const char* const names[] = {"day",  "week",   "month",  "quarter",
                               "year", "fiscal", "rolling"};
  for (size_t i = 0; i < std::size(names); ++i) {
    EXPECT_EQ(PeriodUnitName(static_cast<PeriodUnit>(i)), names[i]);
  }
  const auto odd = static_cast<PeriodUnit>(99);
  EXPECT_EQ(PeriodUnitName(odd), "unknown");
  EXPECT_EQ(ReasonOf(PeriodOf({odd, 0, nullptr}, Date{0}).status()),
            Reason::kBadValue);
  EXPECT_EQ(FormatPeriod(odd, Date{0}), "1970-01-01");
}

}  // namespace
}  // namespace patron
