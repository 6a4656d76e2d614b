// Timestamps and durations to the nanosecond, as CEL has them: reading,
// writing, adding, and the parts of a day.
//
// Patron's own instants count microseconds (calendar.h); CEL's count
// nanoseconds, so they have their own arithmetic here. A duration fits 64 bits
// of nanoseconds (292 years either way), a timestamp the years 1 to 9999.
//
// Threads: free functions, any thread.
#ifndef PATRON_EXPR_TIME_H_
#define PATRON_EXPR_TIME_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "expr/value.h"

namespace patron::expr {

// RFC 3339 with a zone. Nothing where the text is no timestamp in range.
[[nodiscard]] std::optional<TimeParts> ParseTimestamp(std::string_view text);
// "2009-02-13T23:31:30.5Z"
[[nodiscard]] std::string FormatTimestamp(TimeParts timestamp);

// "1h30m", "-1.5s", "20ms", "0".
[[nodiscard]] std::optional<TimeParts> ParseDuration(std::string_view text);
// "5400s", "-1.5s"
[[nodiscard]] std::string FormatDuration(TimeParts duration);

// Nothing where the result is out of range.
[[nodiscard]] std::optional<TimeParts> MakeTimestamp(int64_t seconds);
[[nodiscard]] std::optional<TimeParts> AddToTimestamp(TimeParts timestamp,
                                                      TimeParts duration);
[[nodiscard]] std::optional<TimeParts> SubtractTimestamps(TimeParts a,
                                                          TimeParts b);
[[nodiscard]] std::optional<TimeParts> AddDurations(TimeParts a, TimeParts b);
[[nodiscard]] std::optional<TimeParts> Negate(TimeParts duration);

// A timestamp on the wall clock of a fixed offset from UTC, or of a zone.
struct CivilTime {
  Date date;
  int64_t second_of_day = 0;
  int32_t nanos = 0;
};
[[nodiscard]] CivilTime ToCivil(TimeParts timestamp, int32_t offset_s);
[[nodiscard]] CivilTime ToCivil(TimeParts timestamp, const ZoneTable& zone);

// "UTC", "+02:00", "-09:30", "02:00": seconds east of UTC. Names of zones such
// as "Europe/Rome" need a table and give nothing here.
[[nodiscard]] std::optional<int32_t> ParseOffset(std::string_view text);

}  // namespace patron::expr

#endif  // PATRON_EXPR_TIME_H_
