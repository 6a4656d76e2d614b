// The parts of a timestamp on a wall clock and of a duration, and the helpers
// that look at the shop's own clock: weekday(), hour(), date(),
// days_between().
//
// A zone is UTC, a fixed offset ("+02:00"), or a table that the checker found
// by the literal's name.
#include <string>

#include "expr/functions.h"
#include "expr/time.h"
#include "patron/calendar.h"

namespace patron::expr {
namespace {

using Arguments = std::span<const Value>;

enum class Part : uint8_t {
  kYear,
  kMonth,       // from 0
  kDayOfYear,   // from 0
  kDayOfMonth,  // from 0
  kDate,        // from 1
  kDayOfWeek,   // 0 is Sunday
  kHours,
  kMinutes,
  kSeconds,
  kMilliseconds,
};

int64_t PartOf(const CivilTime& civil, Part part) {
  const YearMonthDay day = ToYearMonthDay(civil.date);
  switch (part) {
    case Part::kYear:
      return day.year;
    case Part::kMonth:
      return day.month - 1;
    case Part::kDayOfYear: {
      int days = day.day - 1;
      for (int month = 1; month < day.month; ++month) {
        days += DaysInMonth(day.year, month);
      }
      return days;
    }
    case Part::kDayOfMonth:
      return day.day - 1;
    case Part::kDate:
      return day.day;
    case Part::kDayOfWeek:
      return static_cast<int64_t>(WeekdayOf(civil.date)) % 7;
    case Part::kHours:
      return civil.second_of_day / 3600;
    case Part::kMinutes:
      return civil.second_of_day / 60 % 60;
    case Part::kSeconds:
      return civil.second_of_day % 60;
    case Part::kMilliseconds:
      return civil.nanos / 1'000'000;
  }
  return 0;
}

// A duration counts wholes: 3730 seconds are 1 hour and 62 minutes.
std::optional<int64_t> PartOfDuration(TimeParts duration, Part part) {
  switch (part) {
    case Part::kHours:
      return duration.seconds / 3600;
    case Part::kMinutes:
      return duration.seconds / 60;
    case Part::kSeconds:
      return duration.seconds;
    case Part::kMilliseconds:
      return duration.nanos / 1'000'000;
    default:
      return std::nullopt;
  }
}

template <Part part>
Value Get(Context& context, Arguments arguments) {
  if (arguments[0].is(Kind::kDuration) && arguments.size() == 1) {
    const std::optional<int64_t> count =
        PartOfDuration(arguments[0].time(), part);
    if (count) return Value::Int(*count);
  }
  if (!arguments[0].is(Kind::kTimestamp)) {
    return context.FailOverload("a part of a time", arguments);
  }
  const TimeParts time = arguments[0].time();
  if (arguments.size() == 1) return Value::Int(PartOf(ToCivil(time, 0), part));
  if (arguments[1].is(Kind::kZone)) {
    return Value::Int(PartOf(ToCivil(time, arguments[1].zone()), part));
  }
  if (!arguments[1].is(Kind::kString)) {
    return context.FailOverload("a part of a time", arguments);
  }
  if (const std::optional<int32_t> offset_s = ParseOffset(arguments[1].text());
      offset_s) {
    return Value::Int(PartOf(ToCivil(time, *offset_s), part));
  }
  const auto zone = context.FindZone(arguments[1].text());
  if (zone != nullptr) return Value::Int(PartOf(ToCivil(time, *zone), part));
  return context.Fail(Reason::kUnknownZone,
                      "unknown zone " + FormatValue(arguments[1]) +
                          ": write an IANA name such as Europe/Berlin, UTC or "
                          "an offset such as +02:00");
}

constexpr ErrorValue kNoLocalZone{
    Reason::kUnknownZone,
    "there is no shop here whose clock could be asked: give the zone, as in "
    "event.time.getHours(\"Europe/Berlin\")"};

// The day and time of a timestamp in the shop's zone.
std::optional<CivilTime> Local(Context& context, const Value& value) {
  if (context.local_zone() == nullptr) return std::nullopt;
  return ToCivil(value.time(), *context.local_zone());
}

Value Weekday(Context& context, Arguments arguments) {
  static constexpr std::string_view kDays[] = {"mon", "tue", "wed", "thu",
                                               "fri", "sat", "sun"};
  std::optional<Date> date;
  if (arguments[0].is(Kind::kDate)) date = arguments[0].date();
  if (arguments[0].is(Kind::kTimestamp)) {
    const std::optional<CivilTime> local = Local(context, arguments[0]);
    if (!local) return context.FailStatic(kNoLocalZone);
    date = local->date;
  }
  if (!date) return context.FailOverload("weekday", arguments);
  return Value::String(kDays[static_cast<size_t>(WeekdayOf(*date)) - 1]);
}

Value Hour(Context& context, Arguments arguments) {
  if (!arguments[0].is(Kind::kTimestamp)) {
    return context.FailOverload("hour", arguments);
  }
  const std::optional<CivilTime> local = Local(context, arguments[0]);
  if (!local) return context.FailStatic(kNoLocalZone);
  return Value::Int(local->second_of_day / 3600);
}

Value DateOf(Context& context, Arguments arguments) {
  if (!arguments[0].is(Kind::kTimestamp)) {
    return context.FailOverload("date", arguments);
  }
  const std::optional<CivilTime> local = Local(context, arguments[0]);
  if (!local) return context.FailStatic(kNoLocalZone);
  return Value::Of(local->date);
}

// Whole days on the calendar: from yesterday evening to this morning is one.
Value DaysBetween(Context& context, Arguments arguments) {
  Value days[2];
  for (size_t i = 0; i < 2; ++i) {
    days[i] = arguments[i].is(Kind::kDate)
                  ? arguments[i]
                  : DateOf(context, arguments.subspan(i, 1));
    if (days[i].is_error()) return days[i];
  }
  return Value::Int(int64_t{days[1].date().days} - days[0].date().days);
}

constexpr CallStyle kMember = CallStyle::kMember;
constexpr CallStyle kGlobal = CallStyle::kGlobal;

#define PATRON_TIMESTAMP_ROWS(name, id, run)                                  \
  {name, "timestamp_to_" id, kMember, "timestamp", "int", run}, {             \
    name, "timestamp_to_" id "_with_tz", kMember, "timestamp, string", "int", \
        run                                                                   \
  }
#define PATRON_DURATION_ROW(name, id, run) \
  { name, "duration_to_" id, kMember, "duration", "int", run }

constexpr Overload kRows[] = {
    PATRON_TIMESTAMP_ROWS("getFullYear", "year", &Get<Part::kYear>),
    PATRON_TIMESTAMP_ROWS("getMonth", "month", &Get<Part::kMonth>),
    PATRON_TIMESTAMP_ROWS("getDayOfYear", "day_of_year",
                          &Get<Part::kDayOfYear>),
    PATRON_TIMESTAMP_ROWS("getDayOfMonth", "day_of_month",
                          &Get<Part::kDayOfMonth>),
    PATRON_TIMESTAMP_ROWS("getDate", "day_of_month_1_based", &Get<Part::kDate>),
    PATRON_TIMESTAMP_ROWS("getDayOfWeek", "day_of_week",
                          &Get<Part::kDayOfWeek>),
    PATRON_TIMESTAMP_ROWS("getHours", "hours", &Get<Part::kHours>),
    PATRON_TIMESTAMP_ROWS("getMinutes", "minutes", &Get<Part::kMinutes>),
    PATRON_TIMESTAMP_ROWS("getSeconds", "seconds", &Get<Part::kSeconds>),
    PATRON_TIMESTAMP_ROWS("getMilliseconds", "milliseconds",
                          &Get<Part::kMilliseconds>),
    {"weekday", "weekday_timestamp", kGlobal, "timestamp", "string", &Weekday},
    {"weekday", "weekday_date", kGlobal, "date", "string", &Weekday},
    {"hour", "hour_timestamp", kGlobal, "timestamp", "int", &Hour},
    {"date", "date_timestamp", kGlobal, "timestamp", "date", &DateOf},
    {"days_between", "days_between_timestamps", kGlobal, "timestamp, timestamp",
     "int", &DaysBetween},
    {"days_between", "days_between_dates", kGlobal, "date, date", "int",
     &DaysBetween},
    PATRON_DURATION_ROW("getHours", "hours", &Get<Part::kHours>),
    PATRON_DURATION_ROW("getMinutes", "minutes", &Get<Part::kMinutes>),
    PATRON_DURATION_ROW("getSeconds", "seconds", &Get<Part::kSeconds>),
    PATRON_DURATION_ROW("getMilliseconds", "milliseconds",
                        &Get<Part::kMilliseconds>),
};

#undef PATRON_TIMESTAMP_ROWS
#undef PATRON_DURATION_ROW

}  // namespace

std::span<const Overload> TimeOverloads() { return kRows; }

}  // namespace patron::expr
