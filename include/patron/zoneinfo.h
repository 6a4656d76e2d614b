// Reads a time zone from the system's tzdata into a table.
//
//   absl::StatusOr<ZoneTable> berlin = ReadZone("Europe/Berlin");
//
// This is the one place that looks at the system's zones: a host calls it when
// a program is loaded, and the table travels with the plan from then on, so
// that an update of tzdata moves no decision that was made.
//
// Threads: any. Limits: changes until 2100-01-01; after it the last offset
// holds.
#ifndef PATRON_ZONEINFO_H_
#define PATRON_ZONEINFO_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "patron/zone.h"

namespace patron {

// `name` as IANA spells it. "UTC" needs no tzdata.
[[nodiscard]] absl::StatusOr<ZoneTable> ReadZone(std::string_view name);

}  // namespace patron

#endif  // PATRON_ZONEINFO_H_
