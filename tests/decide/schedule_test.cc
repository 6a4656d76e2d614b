// When a rule is on, as a table of wall times.

#include "decide/plan_impl.h"
#include "tests/fixtures.h"

namespace patron {
namespace {

using testing::On;

Schedule Hours(std::string_view from, std::string_view until) {
  Schedule schedule;
  schedule.time_from_us = *ParseTimeOfDay(from);
  schedule.time_until_us = *ParseTimeOfDay(until);
  return schedule;
}

TEST(Schedule, IsOnAsWritten) {
  Schedule dates;
  dates.from = On("2026-06-01");
  dates.until = On("2026-06-19");
  Schedule weekdays;
  weekdays.weekdays = {Weekday::kMonday, Weekday::kTuesday};
  Schedule friday_night = Hours("22:00", "02:00");
  friday_night.weekdays = {Weekday::kFriday};
  Schedule last_night = Hours("22:00", "02:00");
  last_night.until = On("2026-06-19");
  struct Row {
    Schedule schedule;
    std::string local;
    bool on;
    std::string why;  // what WhyOff says
  };
  const Row rows[] = {
      {{}, "2026-06-01 00:00", true, ""},
      {dates, "2026-05-31 23:59", false,
       "2026-05-31 is before it begins on 2026-06-01"},
      {dates, "2026-06-01 00:00", true, ""},
      {dates, "2026-06-19 23:59:59.999999", true, ""},
      {dates, "2026-06-20 00:00", false,
       "2026-06-20 is after its last day, 2026-06-19"},
      {weekdays, "2026-06-01 12:00", true, ""},
      {weekdays, "2026-06-03 12:00", false,
       "it is Wednesday, its days are Monday, Tuesday"},
      {Hours("15:00", "17:00"), "2026-06-01 14:59", false,
       "it is 14:59, the rule is on from 15:00 to 17:00"},
      {Hours("15:00", "17:00"), "2026-06-01 15:00", true, ""},
      {Hours("15:00", "17:00"), "2026-06-01 17:00", false,
       "it is 17:00, the rule is on from 15:00 to 17:00"},
      {Hours("15:00", "24:00"), "2026-06-01 23:59", true, ""},
      {Hours("22:00", "02:00"), "2026-06-01 23:00", true, ""},
      {Hours("22:00", "02:00"), "2026-06-01 01:59", true, ""},
      {Hours("22:00", "02:00"), "2026-06-01 02:00", false,
       "it is 02:00, the rule is on from 22:00 to 02:00"},
      // A night belongs to the day on which it begins: 5 June is a Friday.
      {friday_night, "2026-06-05 01:00", false,
       "it is Thursday, its days are Friday"},
      {friday_night, "2026-06-05 22:00", true, ""},
      {friday_night, "2026-06-06 01:00", true, ""},
      {friday_night, "2026-06-06 22:00", false,
       "it is Saturday, its days are Friday"},
      {last_night, "2026-06-20 01:00", true, ""},
      {last_night, "2026-06-20 22:00", false,
       "2026-06-20 is after its last day, 2026-06-19"},
  };
  for (const Row& row : rows) {
    const absl::StatusOr<LocalTime> local = ParseLocalTime(row.local);
    ASSERT_TRUE(local.ok());
    EXPECT_EQ(IsOn(row.schedule, *local), row.on) << row.local;
    EXPECT_EQ(WhyOff(row.schedule, *local), row.why) << row.local;
  }
}

TEST(Schedule, CountersNameRuleLimitScopeAndPeriod) {
  Rule rule;
  rule.id = "deal";
  rule.limits = {{1, Limit::Per::kMember, PeriodUnit::kMonth},
                 {1, Limit::Per::kProgram, {}},
                 {1, Limit::Per::kMember, PeriodUnit::kIsoWeek}};
  CounterKey key;
  CounterOf(rule, 0, "ann", On("2026-01-01"), &key);
  EXPECT_EQ(key, (CounterKey{"ann", "limit:deal:member:month", "2026-01"}));
  CounterOf(rule, 1, "ann", On("2026-01-01"), &key);
  EXPECT_EQ(key, (CounterKey{"", "limit:deal:program:ever", ""}));
  CounterOf(rule, 2, "ann", On("2026-01-01"), &key);
  EXPECT_EQ(key, (CounterKey{"ann", "limit:deal:member:week", "2026-W01"}));
}

}  // namespace
}  // namespace patron
