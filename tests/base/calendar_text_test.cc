// Dates, times and instants as text: one form each, everything else refused
// with what was expected.
#include <limits>

#include "patron/calendar.h"
#include "patron/error.h"
#include "tests/seed.h"
#include "tests/status_matchers.h"

namespace patron {
namespace {

using ::patron::testing::Between;
using ::patron::testing::IsOk;
using ::patron::testing::IsOkAndHolds;
using ::patron::testing::SeededRandom;

constexpr int64_t kSecond = kMicrosPerSecond;
constexpr int64_t kMinute = 60 * kSecond;
constexpr int64_t kHour = 60 * kMinute;

struct BadRow {
  std::string_view text;
  std::string_view message;
};

template <typename T>
void ExpectBad(const absl::StatusOr<T>& result, const BadRow& row) {
  EXPECT_EQ(ReasonOf(result.status()), Reason::kBadDate) << row.text;
  EXPECT_EQ(MessageOf(result.status()), row.message);
}

TEST(ParseDate, ReadsOneForm) {
  EXPECT_THAT(ParseDate("1970-01-01"), IsOkAndHolds(Date{0}));
  EXPECT_THAT(ParseDate("2024-02-29"), IsOkAndHolds(Date{19782}));
  EXPECT_THAT(ParseDate("0001-01-01"), IsOkAndHolds(kFirstDate));
  EXPECT_THAT(ParseDate("9999-12-31"), IsOkAndHolds(kLastDate));
}

TEST(ParseDate, SaysWhatWasExpected) {
  for (const std::string_view text : {"",
                                      "2026",
                                      "2026-11",
                                      "2026-11-",
                                      "2026-11-2",
                                      "2026-11-211",
                                      "26-11-21",
                                      "2026-1-21",
                                      "02026-11-21",
                                      "2026/11/21",
                                      "21.11.2026",
                                      "11/21/2026",
                                      " 2026-11-21",
                                      "2026-11-21 ",
                                      "2026-11-21Z",
                                      "20261121",
                                      "-2026-11-21",
                                      "+2026-11-21",
                                      "2026-+1-21",
                                      "2026-0x-21",
                                      "2026-11-21 08:26",
                                      "2026\xE2\x80\x93"
                                      "11-21"}) {
    const absl::Status status = ParseDate(text).status();
    EXPECT_EQ(ReasonOf(status), Reason::kBadDate) << text;
    EXPECT_EQ(MessageOf(status),
              "'" + std::string(text) +
                  "' is not a date: write year-month-day, such as 2026-11-21");
  }
  const BadRow rows[] = {
      {"2026-02-30",
       "'2026-02-30': there is no day 30: February 2026 has 28 days"},
      {"2026-11-00",
       "'2026-11-00': there is no day 0: November 2026 has 30 days"},
      {"2026-13-01",
       "'2026-13-01': there is no month 13: months go from 1 to "
       "12"},
      {"0000-01-01",
       "'0000-01-01': year 0 is out of range: years go from 1 to "
       "9999"},
  };
  for (const BadRow& row : rows) ExpectBad(ParseDate(row.text), row);
}

struct TimeRow {
  const char* text;
  int64_t us_of_day;
  const char* printed;
};

TEST(ParseTimeOfDay, ReadsOneForm) {
  const TimeRow rows[] = {
      {"00:00", 0, "00:00"},
      {"15:00", 15 * kHour, "15:00"},
      {"15:00:00", 15 * kHour, "15:00"},
      {"15:00:30", 15 * kHour + 30 * kSecond, "15:00:30"},
      {"15:00:30.5", 15 * kHour + 30 * kSecond + 500'000, "15:00:30.5"},
      {"15:00:00.000001", 15 * kHour + 1, "15:00:00.000001"},
      {"15:00:00.1000000000", 15 * kHour + 100'000, "15:00:00.1"},
      {"23:59:59.999999", 24 * kHour - 1, "23:59:59.999999"},
      {"24:00", 24 * kHour, "24:00"},
      {"24:00:00", 24 * kHour, "24:00"},
  };
  for (const TimeRow& row : rows) {
    EXPECT_THAT(ParseTimeOfDay(row.text), IsOkAndHolds(row.us_of_day))
        << row.text;
    EXPECT_EQ(FormatTimeOfDay(row.us_of_day), row.printed);
  }
}

TEST(ParseTimeOfDay, SaysWhatWasExpected) {
  for (const std::string_view text :
       {"", "15", "15:", "15:0", "15:000", "5:00", "3pm", "15.00",
        "15:00:", "15:00:3", "15:00:30.", "15:00:30.x", "15:00:30,5", "15:00.5",
        "15:00:30.1234567", " 15:00", "15:00 ", "-1:00", "15:00Z"}) {
    ExpectBad(ParseTimeOfDay(text),
              {text, "'" + std::string(text) +
                         "' is not a time of day: write 15:00 or 15:00:30"});
  }
  const BadRow rows[] = {
      {"25:00", "'25:00': hours go from 00 to 23"},
      {"15:60", "'15:60': minutes go from 00 to 59"},
      {"15:00:60", "'15:00:60': seconds go from 00 to 59"},
      {"24:01", "'24:01': a day ends at 24:00"},
      {"24:00:01", "'24:00:01': a day ends at 24:00"},
      {"24:00:00.000001", "'24:00:00.000001': a day ends at 24:00"},
  };
  for (const BadRow& row : rows) ExpectBad(ParseTimeOfDay(row.text), row);
}

struct LocalRow {
  const char* text;
  const char* date;
  int64_t us_of_day;
};

TEST(ParseLocalTime, ReadsADayAndAClock) {
  const LocalRow rows[] = {
      {"2026-11-21", "2026-11-21", 0},
      {"2026-11-21 08:26", "2026-11-21", 8 * kHour + 26 * kMinute},
      {"2026-11-21T08:26", "2026-11-21", 8 * kHour + 26 * kMinute},
      {"2026-11-21T08:26:30.5", "2026-11-21",
       8 * kHour + 26 * kMinute + 30'500'000},
      {"2026-11-21 23:59:59", "2026-11-21", 24 * kHour - kSecond},
  };
  for (const LocalRow& row : rows) {
    const absl::StatusOr<Date> date = ParseDate(row.date);
    ASSERT_THAT(date, IsOk());
    EXPECT_THAT(ParseLocalTime(row.text),
                IsOkAndHolds(LocalTime{*date, row.us_of_day}))
        << row.text;
  }
}

TEST(ParseLocalTime, SaysWhatWasExpected) {
  for (const std::string_view text :
       {"", "08:26", "2026-11-21 ", "2026-11-21T", "2026-11-21 08",
        "2026-11-21  08:26", "2026-11-21t08:26", "2026-11-21 08:26:30Z",
        "2026-11-21 08:26+01:00", "2026-11-21 8:26", "2026-11-21_08:26"}) {
    ExpectBad(ParseLocalTime(text),
              {text, "'" + std::string(text) +
                         "' is not a local time: write 2026-11-21, 2026-11-21 "
                         "08:26 or 2026-11-21 08:26:30.5, without a zone"});
  }
  const BadRow rows[] = {
      {"2026-02-29 08:26",
       "'2026-02-29 08:26': there is no day 29: February 2026 has 28 days"},
      {"2026-11-21 24:00",
       "'2026-11-21 24:00': a day ends before 24:00; write "
       "00:00 of the next day"},
      {"2026-11-21 25:00", "'2026-11-21 25:00': hours go from 00 to 23"},
      {"2026-11-21 08:61", "'2026-11-21 08:61': minutes go from 00 to 59"},
      {"2026-11-21 08:26:61",
       "'2026-11-21 08:26:61': seconds go from 00 to 59"},
  };
  for (const BadRow& row : rows) ExpectBad(ParseLocalTime(row.text), row);
}

struct InstantRow {
  const char* text;
  const char* printed;
};

TEST(ParseInstant, ReadsRfc3339) {
  const InstantRow rows[] = {
      {"1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"},
      {"2026-11-21T08:26:30Z", "2026-11-21T08:26:30Z"},
      {"2026-11-21t08:26:30z", "2026-11-21T08:26:30Z"},
      {"2026-11-21 08:26:30Z", "2026-11-21T08:26:30Z"},
      {"2026-11-21T08:26:30.250Z", "2026-11-21T08:26:30.25Z"},
      {"2026-11-21T08:26:30.000001Z", "2026-11-21T08:26:30.000001Z"},
      {"2026-11-21T08:26:30.123456000Z", "2026-11-21T08:26:30.123456Z"},
      {"2026-11-21T09:26:30+01:00", "2026-11-21T08:26:30Z"},
      {"2026-11-21T00:00:00+05:45", "2026-11-20T18:15:00Z"},
      {"2026-12-31T23:30:00-00:30", "2027-01-01T00:00:00Z"},
      {"2026-11-21T08:26:30-00:00", "2026-11-21T08:26:30Z"},
      {"1969-12-31T23:59:59.9Z", "1969-12-31T23:59:59.9Z"},
      {"0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"},
      {"9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"},
      {"0001-01-01T23:00:00+23:00", "0001-01-01T00:00:00Z"},
  };
  for (const InstantRow& row : rows) {
    const absl::StatusOr<Instant> instant = ParseInstant(row.text);
    ASSERT_THAT(instant, IsOk()) << row.text;
    EXPECT_EQ(FormatInstant(*instant), row.printed);
  }
  EXPECT_THAT(ParseInstant("1970-01-01T00:00:01Z"),
              IsOkAndHolds(Instant{kSecond}));
  EXPECT_THAT(ParseInstant("1969-12-31T23:59:59Z"),
              IsOkAndHolds(Instant{-kSecond}));
}

TEST(ParseInstant, SaysWhatWasExpected) {
  for (const std::string_view text :
       {"", "2026-11-21", "08:26:30Z", "2026-11-21T08:26Z", "2026-11-21T08Z",
        "2026-11-21T08:26:30 Z", "2026-11-21T08:26:30Z ",
        "2026-11-21T08:26:30ZZ", "2026-11-21T08:26:30+1:00",
        "2026-11-21T08:26:30+0100", "2026-11-21T08:26:30+01",
        "2026-11-21T08:26:30+01:00:00", "2026-11-21T08:26:30 CET",
        "2026-11-21T08:26:30.Z", "2026-11-21T08:26:30.1234567Z",
        "2026-11-21X08:26:30Z", "yesterday", "1795249590"}) {
    ExpectBad(ParseInstant(text),
              {text, "'" + std::string(text) +
                         "' is not an instant: write 2026-11-21T08:26:30Z or "
                         "2026-11-21T09:26:30+01:00, with at most six "
                         "decimals of a second"});
  }
  const BadRow rows[] = {
      {"2026-11-21T08:26:30",
       "'2026-11-21T08:26:30': the zone is missing: add Z or an offset such as "
       "+01:00"},
      {"2026-02-30T08:26:30Z",
       "'2026-02-30T08:26:30Z': there is no day 30: February 2026 has 28 days"},
      {"2026-11-21T24:00:00Z",
       "'2026-11-21T24:00:00Z': a day ends before 24:00; write 00:00 of the "
       "next day"},
      {"2026-11-21T08:26:60Z",
       "'2026-11-21T08:26:60Z': seconds go from 00 to 59"},
      {"2026-11-21T08:26:30+24:00",
       "'2026-11-21T08:26:30+24:00': offsets go from -23:59 to +23:59"},
      {"2026-11-21T08:26:30-01:60",
       "'2026-11-21T08:26:30-01:60': offsets go from -23:59 to +23:59"},
      {"0001-01-01T00:00:00+00:01",
       "'0001-01-01T00:00:00+00:01': in UTC this is outside the years 1 to "
       "9999"},
      {"9999-12-31T23:59:59-00:01",
       "'9999-12-31T23:59:59-00:01': in UTC this is outside the years 1 to "
       "9999"},
  };
  for (const BadRow& row : rows) ExpectBad(ParseInstant(row.text), row);
}

TEST(CalendarText, IsReadBackAsItWas) {
  std::mt19937_64 random = SeededRandom();
  constexpr int64_t kScales[] = {1, 1'000, kSecond, kMinute, kHour};
  for (int i = 0; i < 20'000; ++i) {
    const Date date{
        static_cast<int32_t>(Between(random, kFirstDate.days, kLastDate.days))};
    const int64_t scale = kScales[Between(random, 0, 4)];
    const int64_t us_of_day =
        Between(random, 0, kMicrosPerDay / scale - 1) * scale;
    const Instant instant{date.days * kMicrosPerDay + us_of_day};
    const std::string day = FormatDate(date);
    const std::string time = FormatTimeOfDay(us_of_day);
    ASSERT_THAT(ParseDate(day), IsOkAndHolds(date));
    ASSERT_THAT(ParseTimeOfDay(time), IsOkAndHolds(us_of_day));
    ASSERT_THAT(ParseLocalTime(day + "T" + time),
                IsOkAndHolds(LocalTime{date, us_of_day}));
    ASSERT_THAT(ParseInstant(FormatInstant(instant)), IsOkAndHolds(instant));
  }
}

TEST(FormatInstant, HoldsWhateverAHostHandsIn) {
  EXPECT_EQ(FormatInstant(Instant{std::numeric_limits<int64_t>::max()}),
            "294247-01-10T04:00:54.775807Z");
  EXPECT_EQ(FormatInstant(Instant{std::numeric_limits<int64_t>::min()}),
            "-290308-12-21T19:59:05.224192Z");
}

}  // namespace
}  // namespace patron
