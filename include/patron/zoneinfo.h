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
#include <vector>

#include "absl/status/statusor.h"
#include "patron/error.h"
#include "patron/program.h"
#include "patron/zone.h"

namespace patron {

// `name` as IANA spells it. "UTC" needs no tzdata.
[[nodiscard]] absl::StatusOr<ZoneTable> ReadZone(std::string_view name);

// Those that a program names. One that is not known is a diagnostic, and a
// table of UTC stands in for it, so that the rest can be checked; in an
// expression it is left to the check, which knows its place better.
[[nodiscard]] std::vector<ZoneTable> ReadZones(const Program& program,
                                               Diagnostics* diagnostics);

}  // namespace patron

#endif  // PATRON_ZONEINFO_H_
