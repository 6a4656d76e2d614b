// Duration arithmetic goes through 64 bits of nanoseconds with overflow checks,
// because that is the range that CEL's public suite asks for.
#include "expr/time.h"

#include <cstdlib>

#include "patron/calendar.h"
#include "patron/rounding.h"

namespace patron::expr {
namespace {

constexpr int64_t kNanosPerSecond = 1'000'000'000;
constexpr int64_t kSecondsPerDay = 86'400;
constexpr int64_t kFirstSecond = int64_t{kFirstDate.days} * kSecondsPerDay;
constexpr int64_t kLastSecond =
    (int64_t{kLastDate.days} + 1) * kSecondsPerDay - 1;

std::optional<int64_t> ToNanos(TimeParts duration) {
  int64_t nanos = 0;
  if (__builtin_mul_overflow(duration.seconds, kNanosPerSecond, &nanos) ||
      __builtin_add_overflow(nanos, int64_t{duration.nanos}, &nanos)) {
    return std::nullopt;
  }
  return nanos;
}

TimeParts FromNanos(int64_t nanos) {
  return {nanos / kNanosPerSecond,
          static_cast<int32_t>(nanos % kNanosPerSecond)};
}

// Reads digits one by one; `ok` turns false at the first thing unexpected.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] bool done() const { return at_ == text_.size(); }
  [[nodiscard]] char peek() const { return done() ? '\0' : text_[at_]; }
  [[nodiscard]] bool digit() const { return peek() >= '0' && peek() <= '9'; }

  char Take() {
    if (done()) {
      ok_ = false;
      return '\0';
    }
    return text_[at_++];
  }

  void Expect(char letter) { ok_ = Take() == letter && ok_; }

  int Digits(int count) {
    int value = 0;
    for (int i = 0; i < count; ++i) {
      if (!digit()) ok_ = false;
      value = value * 10 + (Take() - '0');
      if (!ok_) return 0;
    }
    return value;
  }

  // The digits of a fraction as nanoseconds; more than nine are an error.
  int32_t FractionNanos() {
    int32_t nanos = 0;
    int count = 0;
    while (digit() && count < 9) {
      nanos = nanos * 10 + (Take() - '0');
      ++count;
    }
    if (count == 0 || digit()) ok_ = false;
    for (; count < 9; ++count) nanos *= 10;
    return nanos;
  }

 private:
  std::string_view text_;
  size_t at_ = 0;
  bool ok_ = true;
};

// ".5" for half a second, "" for none.
std::string FormatFraction(int32_t nanos) {
  if (nanos == 0) return "";
  std::string digits = std::to_string(std::abs(nanos));
  digits.insert(0, 9 - digits.size(), '0');
  digits.resize(digits.find_last_not_of('0') + 1);
  return "." + digits;
}

std::string TwoDigits(int64_t value) {
  std::string text = std::to_string(value);
  if (text.size() < 2) text.insert(0, 1, '0');
  return text;
}

struct Unit {
  std::string_view name;
  int64_t nanos;
};

// Longer names first: "ms" before "m".
constexpr Unit kUnits[] = {
    {"ns", 1},
    {"us", 1'000},
    {"\xC2\xB5s", 1'000},
    {"ms", 1'000'000},
    {"s", kNanosPerSecond},
    {"m", 60 * kNanosPerSecond},
    {"h", 3600 * kNanosPerSecond},
};

// Further digits are finer than a nanosecond of an hour.
constexpr int64_t kFractionMost = 10'000'000'000'000;

// One number with its unit, "1.5h", as nanoseconds; moves `text` past it.
std::optional<int64_t> TakePart(std::string_view& text) {
  int64_t whole = 0;
  int64_t fraction = 0;
  int64_t scale = 1;
  size_t at = 0;
  bool any = false;
  for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
    any = true;
    if (__builtin_mul_overflow(whole, int64_t{10}, &whole) ||
        __builtin_add_overflow(whole, int64_t{text[at] - '0'}, &whole)) {
      return std::nullopt;
    }
  }
  if (at < text.size() && text[at] == '.') {
    for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
      any = true;
      if (scale >= kFractionMost) continue;
      fraction = fraction * 10 + (text[at] - '0');
      scale *= 10;
    }
  }
  text.remove_prefix(at);
  if (!any) return std::nullopt;
  for (const Unit& unit : kUnits) {
    if (text.substr(0, unit.name.size()) != unit.name) continue;
    text.remove_prefix(unit.name.size());
    // Below an hour's nanoseconds, so that it fits.
    const absl::StatusOr<int64_t> rest =
        MulDiv(fraction, unit.nanos, scale, Rounding::kDown);
    int64_t nanos = 0;
    if (!rest.ok() || __builtin_mul_overflow(whole, unit.nanos, &nanos) ||
        __builtin_add_overflow(nanos, *rest, &nanos)) {
      return std::nullopt;
    }
    return nanos;
  }
  return std::nullopt;
}

std::optional<TimeParts> InRange(TimeParts timestamp) {
  if (timestamp.seconds < kFirstSecond || timestamp.seconds > kLastSecond) {
    return std::nullopt;
  }
  return timestamp;
}

// Nanoseconds of a timestamp are never negative.
TimeParts Normalize(int64_t seconds, int64_t nanos) {
  if (nanos < 0) {
    nanos += kNanosPerSecond;
    --seconds;
  } else if (nanos >= kNanosPerSecond) {
    nanos -= kNanosPerSecond;
    ++seconds;
  }
  return {seconds, static_cast<int32_t>(nanos)};
}

}  // namespace

std::optional<TimeParts> ParseTimestamp(std::string_view text) {
  Reader reader(text);
  YearMonthDay ymd;
  ymd.year = reader.Digits(4);
  reader.Expect('-');
  ymd.month = reader.Digits(2);
  reader.Expect('-');
  ymd.day = reader.Digits(2);
  if (reader.Take() != 'T' || !reader.ok()) return std::nullopt;
  const int hour = reader.Digits(2);
  reader.Expect(':');
  const int minute = reader.Digits(2);
  reader.Expect(':');
  const int second = reader.Digits(2);
  int32_t nanos = 0;
  if (reader.peek() == '.') {
    reader.Expect('.');
    nanos = reader.FractionNanos();
  }
  int64_t offset = 0;
  const char zone = reader.Take();
  if (zone == '+' || zone == '-') {
    const int hours = reader.Digits(2);
    reader.Expect(':');
    const int minutes = reader.Digits(2);
    if (hours > 23 || minutes > 59) return std::nullopt;
    offset = int64_t{hours * 60 + minutes} * 60 * (zone == '-' ? -1 : 1);
  } else if (zone != 'Z') {
    return std::nullopt;
  }
  if (!reader.ok() || !reader.done()) return std::nullopt;
  if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
  const absl::StatusOr<Date> date = MakeDate(ymd);
  if (!date.ok()) return std::nullopt;
  const int64_t seconds = int64_t{date->days} * kSecondsPerDay +
                          int64_t{hour * 60 + minute} * 60 + second - offset;
  return InRange({seconds, nanos});
}

std::string FormatTimestamp(TimeParts timestamp) {
  const CivilTime civil = ToCivil(timestamp, 0);
  const int64_t second = civil.second_of_day;
  return FormatDate(civil.date) + "T" + TwoDigits(second / 3600) + ":" +
         TwoDigits(second / 60 % 60) + ":" + TwoDigits(second % 60) +
         FormatFraction(timestamp.nanos) + "Z";
}

std::optional<TimeParts> ParseDuration(std::string_view text) {
  const bool negative = !text.empty() && text[0] == '-';
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    text.remove_prefix(1);
  }
  if (text == "0") return TimeParts{};
  if (text.empty()) return std::nullopt;
  int64_t total = 0;
  while (!text.empty()) {
    const std::optional<int64_t> part = TakePart(text);
    if (!part || __builtin_add_overflow(total, *part, &total)) {
      return std::nullopt;
    }
  }
  return FromNanos(negative ? -total : total);
}

std::string FormatDuration(TimeParts duration) {
  std::string text;
  if (duration.seconds == 0 && duration.nanos < 0) text = "-";
  text += std::to_string(duration.seconds);
  return text + FormatFraction(duration.nanos) + "s";
}

std::optional<TimeParts> MakeTimestamp(int64_t seconds) {
  return InRange({seconds, 0});
}

std::optional<TimeParts> AddToTimestamp(TimeParts timestamp,
                                        TimeParts duration) {
  // Both fit 40 bits of seconds, so that the sums cannot overflow.
  return InRange(Normalize(timestamp.seconds + duration.seconds,
                           int64_t{timestamp.nanos} + duration.nanos));
}

std::optional<TimeParts> SubtractTimestamps(TimeParts a, TimeParts b) {
  const std::optional<int64_t> nanos =
      ToNanos({a.seconds - b.seconds, a.nanos - b.nanos});
  if (!nanos) return std::nullopt;
  return FromNanos(*nanos);
}

std::optional<TimeParts> AddDurations(TimeParts a, TimeParts b) {
  const std::optional<int64_t> x = ToNanos(a);
  const std::optional<int64_t> y = ToNanos(b);
  int64_t sum = 0;
  if (!x || !y || __builtin_add_overflow(*x, *y, &sum)) return std::nullopt;
  return FromNanos(sum);
}

std::optional<TimeParts> Negate(TimeParts duration) {
  const std::optional<int64_t> nanos = ToNanos(duration);
  int64_t negated = 0;
  if (!nanos || __builtin_sub_overflow(int64_t{0}, *nanos, &negated)) {
    return std::nullopt;
  }
  return FromNanos(negated);
}

CivilTime ToCivil(TimeParts timestamp, int32_t offset_s) {
  const int64_t local = timestamp.seconds + offset_s;
  int64_t day = local / kSecondsPerDay;
  int64_t second = local % kSecondsPerDay;
  if (second < 0) {
    second += kSecondsPerDay;
    --day;
  }
  return {Date{static_cast<int32_t>(day)}, second, timestamp.nanos};
}

CivilTime ToCivil(TimeParts timestamp, const ZoneTable& zone) {
  // Offsets are whole seconds, so the fraction stays as it is.
  const LocalTime local =
      zone.ToLocal(Instant{timestamp.seconds * kMicrosPerSecond});
  return {local.date, local.us_of_day / kMicrosPerSecond, timestamp.nanos};
}

std::optional<int32_t> ParseOffset(std::string_view text) {
  if (text == "UTC" || text == "Z" || text.empty()) return 0;
  int32_t sign = 1;
  if (text[0] == '+' || text[0] == '-') {
    sign = text[0] == '-' ? -1 : 1;
    text.remove_prefix(1);
  }
  Reader reader(text);
  const int hours = reader.Digits(2);
  reader.Expect(':');
  const int minutes = reader.Digits(2);
  if (!reader.ok() || !reader.done() || hours > 23 || minutes > 59) {
    return std::nullopt;
  }
  return sign * (hours * 60 + minutes) * 60;
}

}  // namespace patron::expr
