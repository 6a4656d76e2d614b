// Dates, times and instants as text: one form each, read strictly, because a
// guess about 03/04 would be a wrong month somewhere.
#include <algorithm>
#include <string>

#include "base/civil.h"
#include "base/quote.h"
#include "patron/calendar.h"
#include "patron/error.h"

namespace patron {
namespace {

constexpr int64_t kMicrosPerMinute = 60 * kMicrosPerSecond;
constexpr int64_t kMicrosPerHour = 60 * kMicrosPerMinute;
constexpr size_t kFractionDigits = 6;

// Reads from the front of a text; the first thing that does not fit sticks.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] bool done() const { return rest_.empty(); }
  [[nodiscard]] bool StartsWith(char c) const { return rest_.starts_with(c); }

  void Expect(char c) {
    if (!Skip(c)) ok_ = false;
  }

  bool Skip(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  // Exactly `count` digits.
  int Digits(size_t count) {
    int value = 0;
    for (size_t i = 0; i < count; ++i) {
      if (!AtDigit()) {
        ok_ = false;
        return 0;
      }
      value = value * 10 + (rest_[0] - '0');
      rest_.remove_prefix(1);
    }
    return value;
  }

  // The decimals of a second, in microseconds: one digit or more, and nothing
  // but zeros behind the sixth.
  int64_t Fraction() {
    if (!AtDigit()) ok_ = false;
    int64_t us = 0;
    size_t digits = 0;
    for (; AtDigit(); ++digits, rest_.remove_prefix(1)) {
      if (digits < kFractionDigits) {
        us = us * 10 + (rest_[0] - '0');
      } else if (rest_[0] != '0') {
        ok_ = false;
      }
    }
    for (; digits < kFractionDigits; ++digits) us *= 10;
    return us;
  }

 private:
  [[nodiscard]] bool AtDigit() const {
    return !rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9';
  }

  std::string_view rest_;
  bool ok_ = true;
};

// A wall clock as written, not yet checked.
struct Fields {
  YearMonthDay ymd;
  int hour = 0;
  int minute = 0;
  int second = 0;
  int64_t us = 0;
};

void ReadDate(Reader& reader, Fields& fields) {
  fields.ymd.year = reader.Digits(4);
  reader.Expect('-');
  fields.ymd.month = reader.Digits(2);
  reader.Expect('-');
  fields.ymd.day = reader.Digits(2);
}

enum class Seconds { kOptional, kRequired };

void ReadTime(Reader& reader, Seconds seconds, Fields& fields) {
  fields.hour = reader.Digits(2);
  reader.Expect(':');
  fields.minute = reader.Digits(2);
  if (seconds == Seconds::kOptional && !reader.StartsWith(':')) return;
  reader.Expect(':');
  fields.second = reader.Digits(2);
  if (reader.Skip('.')) fields.us = reader.Fraction();
}

absl::Status BadForm(std::string_view text, const std::string& expected) {
  return Refuse(Reason::kBadDate, Quote(text) + " is not " + expected);
}

// `text`, then what is wrong with it.
absl::Status BadPart(std::string_view text, std::string_view problem) {
  return Refuse(Reason::kBadDate, Quote(text) + ": " + std::string(problem));
}

absl::StatusOr<Date> CheckDate(std::string_view text, const Fields& fields) {
  absl::StatusOr<Date> date = MakeDate(fields.ymd);
  if (date.ok()) return date;
  return BadPart(text, MessageOf(date.status()));
}

absl::StatusOr<int64_t> CheckTime(std::string_view text, const Fields& fields) {
  if (fields.hour > 23) {
    return BadPart(text, "hours go from 00 to 23");
  }
  if (fields.minute > 59) return BadPart(text, "minutes go from 00 to 59");
  if (fields.second > 59) return BadPart(text, "seconds go from 00 to 59");
  return fields.hour * kMicrosPerHour + fields.minute * kMicrosPerMinute +
         fields.second * kMicrosPerSecond + fields.us;
}

absl::StatusOr<LocalTime> CheckLocal(std::string_view text,
                                     const Fields& fields) {
  const absl::StatusOr<Date> date = CheckDate(text, fields);
  if (!date.ok()) return date.status();
  if (fields.hour == 24) {
    return BadPart(text,
                   "a day ends before 24:00; write 00:00 of the next day");
  }
  const absl::StatusOr<int64_t> us_of_day = CheckTime(text, fields);
  if (!us_of_day.ok()) return us_of_day.status();
  return LocalTime{*date, *us_of_day};
}

// "Z", "+01:00" or "-00:30": how far the wall clock is ahead of UTC.
struct Offset {
  int sign = 0;  // 0 for Z
  int hours = 0;
  int minutes = 0;
};

Offset ReadOffset(Reader& reader) {
  Offset offset;
  if (reader.Skip('Z') || reader.Skip('z')) return offset;
  offset.sign = reader.StartsWith('-') ? -1 : 1;
  if (!reader.Skip('-')) reader.Expect('+');
  offset.hours = reader.Digits(2);
  reader.Expect(':');
  offset.minutes = reader.Digits(2);
  return offset;
}

// `value` with at least `width` digits.
std::string Padded(int64_t value, size_t width) {
  std::string digits = std::to_string(value < 0 ? -value : value);
  if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
  return value < 0 ? "-" + digits : digits;
}

// "15:00:30.5", the seconds only where `seconds` or not zero.
std::string FormatClock(int64_t us_of_day, Seconds seconds) {
  std::string text = Padded(us_of_day / kMicrosPerHour, 2) + ":" +
                     Padded(us_of_day % kMicrosPerHour / kMicrosPerMinute, 2);
  const int64_t us_of_minute = us_of_day % kMicrosPerMinute;
  if (seconds == Seconds::kOptional && us_of_minute == 0) return text;
  text += ":" + Padded(us_of_minute / kMicrosPerSecond, 2);
  const int64_t us = us_of_minute % kMicrosPerSecond;
  if (us == 0) return text;
  text += "." + Padded(us, kFractionDigits);
  text.erase(text.find_last_not_of('0') + 1);
  return text;
}

}  // namespace

absl::StatusOr<Date> ParseDate(std::string_view text) {
  Reader reader(text);
  Fields fields;
  ReadDate(reader, fields);
  if (!reader.ok() || !reader.done()) {
    return BadForm(text, "a date: write year-month-day, such as 2026-11-21");
  }
  return CheckDate(text, fields);
}

std::string FormatDate(Date date) {
  const YearMonthDay ymd = ToYearMonthDay(date);
  return Padded(ymd.year, 4) + "-" + Padded(ymd.month, 2) + "-" +
         Padded(ymd.day, 2);
}

absl::StatusOr<LocalTime> ParseLocalTime(std::string_view text) {
  Reader reader(text);
  Fields fields;
  ReadDate(reader, fields);
  if (reader.ok() && !reader.done()) {
    if (!reader.Skip(' ')) reader.Expect('T');
    ReadTime(reader, Seconds::kOptional, fields);
  }
  if (!reader.ok() || !reader.done()) {
    return BadForm(text,
                   "a local time: write 2026-11-21, 2026-11-21 08:26 or "
                   "2026-11-21 08:26:30.5, without a zone");
  }
  return CheckLocal(text, fields);
}

absl::StatusOr<int64_t> ParseTimeOfDay(std::string_view text) {
  Reader reader(text);
  Fields fields;
  ReadTime(reader, Seconds::kOptional, fields);
  if (!reader.ok() || !reader.done()) {
    return BadForm(text, "a time of day: write 15:00 or 15:00:30");
  }
  if (fields.hour == 24) {
    if (fields.minute == 0 && fields.second == 0 && fields.us == 0) {
      return kMicrosPerDay;
    }
    return BadPart(text, "a day ends at 24:00");
  }
  return CheckTime(text, fields);
}

std::string FormatTimeOfDay(int64_t us_of_day) {
  return FormatClock(us_of_day, Seconds::kOptional);
}

absl::StatusOr<Instant> ParseInstant(std::string_view text) {
  Reader reader(text);
  Fields fields;
  ReadDate(reader, fields);
  if (!reader.Skip('T') && !reader.Skip('t')) reader.Expect(' ');
  ReadTime(reader, Seconds::kRequired, fields);
  if (reader.ok() && reader.done()) {
    return BadPart(text,
                   "the zone is missing: add Z or an offset such as +01:00");
  }
  const Offset offset = ReadOffset(reader);
  if (!reader.ok() || !reader.done()) {
    return BadForm(text,
                   "an instant: write 2026-11-21T08:26:30Z or "
                   "2026-11-21T09:26:30+01:00, with at most six decimals of "
                   "a second");
  }
  const absl::StatusOr<LocalTime> local = CheckLocal(text, fields);
  if (!local.ok()) return local.status();
  if (offset.hours > 23 || offset.minutes > 59) {
    return BadPart(text, "offsets go from -23:59 to +23:59");
  }
  const int64_t ahead_us = offset.sign * (offset.hours * kMicrosPerHour +
                                          offset.minutes * kMicrosPerMinute);
  const Instant instant{local->date.days * kMicrosPerDay + local->us_of_day -
                        ahead_us};
  const Date day = ToUtc(instant).date;
  if (day < kFirstDate || day > kLastDate) {
    return BadPart(text, "in UTC this is outside the years 1 to 9999");
  }
  return instant;
}

std::string FormatInstant(Instant instant) {
  const LocalTime utc = ToUtc(instant);
  return FormatDate(utc.date) + "T" +
         FormatClock(utc.us_of_day, Seconds::kRequired) + "Z";
}

}  // namespace patron
