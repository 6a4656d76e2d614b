// When rules are on, and in which period their limits count.

#include <algorithm>
#include <array>
#include <string>

#include "decide/plan_impl.h"

namespace patron {
namespace {

constexpr std::array<std::string_view, 8> kWeekdayNames = {
    "",         "Monday", "Tuesday",  "Wednesday",
    "Thursday", "Friday", "Saturday", "Sunday"};

// Before a budget's id, in the unit of its counter.
constexpr std::string_view kBudgetPrefix = "budget:";
// ... and before a rule's, in that of its stamps.
constexpr std::string_view kStampsPrefix = "stamps:";

std::string_view NameOf(Weekday day) {
  return kWeekdayNames[static_cast<size_t>(day)];
}

bool HasWindow(const Schedule& schedule) {
  return schedule.time_from_us && schedule.time_until_us;
}

// A window past midnight belongs to the day on which it begins.
bool RunsPastMidnight(const Schedule& schedule) {
  return HasWindow(schedule) &&
         *schedule.time_until_us <= *schedule.time_from_us;
}

// The day whose window may hold `local`: after midnight it is yesterday's.
Date ScheduledDay(const Schedule& schedule, const LocalTime& local) {
  if (RunsPastMidnight(schedule) && local.us_of_day < *schedule.time_until_us) {
    return AddDays(local.date, -1);
  }
  return local.date;
}

bool InWindow(const Schedule& schedule, int64_t us_of_day) {
  if (!HasWindow(schedule)) return true;
  const int64_t from = *schedule.time_from_us;
  const int64_t until = *schedule.time_until_us;
  if (RunsPastMidnight(schedule)) {
    return us_of_day >= from || us_of_day < until;
  }
  return us_of_day >= from && us_of_day < until;
}

bool OnWeekday(const Schedule& schedule, Date day) {
  return schedule.weekdays.empty() ||
         std::find(schedule.weekdays.begin(), schedule.weekdays.end(),
                   WeekdayOf(day)) != schedule.weekdays.end();
}

}  // namespace

bool IsOn(const Schedule& schedule, const LocalTime& local) {
  const Date day = ScheduledDay(schedule, local);
  if (schedule.from && day < *schedule.from) return false;
  if (schedule.until && *schedule.until < day) return false;
  return OnWeekday(schedule, day) && InWindow(schedule, local.us_of_day);
}

std::string WhyOff(const Schedule& schedule, const LocalTime& local) {
  const Date day = ScheduledDay(schedule, local);
  if (schedule.from && day < *schedule.from) {
    return FormatDate(day) + " is before it begins on " +
           FormatDate(*schedule.from);
  }
  if (schedule.until && *schedule.until < day) {
    return FormatDate(day) + " is after its last day, " +
           FormatDate(*schedule.until);
  }
  if (!OnWeekday(schedule, day)) {
    std::string days;
    for (const Weekday on : schedule.weekdays) {
      if (!days.empty()) days += ", ";
      days += NameOf(on);
    }
    return "it is " + std::string(NameOf(WeekdayOf(day))) + ", its days are " +
           days;
  }
  if (InWindow(schedule, local.us_of_day)) return "";
  constexpr int64_t kMinuteUs = 60 * kMicrosPerSecond;
  return "it is " +
         FormatTimeOfDay(local.us_of_day - local.us_of_day % kMinuteUs) +
         ", the rule is on from " + FormatTimeOfDay(*schedule.time_from_us) +
         " to " + FormatTimeOfDay(*schedule.time_until_us);
}

void CounterOf(const Rule& rule, uint32_t limit, std::string_view member,
               Date day, CounterKey* key) {
  const Limit& bound = rule.limits[limit];
  key->scope = bound.per == Limit::Per::kMember ? member : std::string_view();
  // By what it counts, not by its place: limits may be added and moved.
  key->unit = "limit:";
  key->unit += rule.id;
  key->unit += bound.per == Limit::Per::kMember ? ":member:" : ":program:";
  key->unit += bound.period ? PeriodUnitName(*bound.period) : "ever";
  key->period.clear();
  if (!bound.period) return;
  // The checker allows calendar periods only, which every day has.
  const absl::StatusOr<DateRange> range =
      PeriodOf(Period{.unit = *bound.period}, day);
  if (range.ok()) key->period = FormatPeriod(*bound.period, range->first);
}

bool IsOfBudget(const CounterKey& key) {
  return key.unit.starts_with(kBudgetPrefix);
}

bool IsOfStamps(const CounterKey& key) {
  return key.unit.starts_with(kStampsPrefix);
}

void CounterOf(const Rule& rule, std::string_view member, CounterKey* key) {
  key->scope = member;
  key->unit = kStampsPrefix;
  key->unit += rule.id;
  key->period.clear();
}

void CounterOf(const Budget& budget, Date day, CounterKey* key) {
  key->scope.clear();
  key->unit = kBudgetPrefix;
  key->unit += budget.id;
  key->unit += ':';
  key->unit += budget.period ? PeriodUnitName(*budget.period) : "ever";
  key->period.clear();
  if (!budget.period) return;
  const absl::StatusOr<DateRange> range =
      PeriodOf(Period{.unit = *budget.period}, day);
  if (range.ok()) key->period = FormatPeriod(*budget.period, range->first);
}

}  // namespace patron
