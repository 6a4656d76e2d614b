// Zones through absl::TimeZone, which reads tzdata's files and knows the rules
// that go on after the last change in them.
#include "patron/zoneinfo.h"

#include <algorithm>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "base/absl_strings.h"
#include "base/quote.h"
#include "patron/error.h"
#include "patron/plan.h"

namespace patron {
namespace {

absl::Status UnknownZone(std::string_view name) {
  return Refuse(Reason::kUnknownZone,
                "unknown time zone " + Quote(name) +
                    ": write a name of the IANA database such as "
                    "Europe/Berlin; where it is right, install the system's "
                    "tzdata package");
}

// Names of the database are folders and words. Abseil would also open absolute
// paths, paths that lead out of the folder, and forms of its own with a colon.
bool IsZoneName(std::string_view name) {
  const auto in_word = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '_' || c == '+' || c == '-' ||
           c == '/';
  };
  return !name.empty() && name.size() <= 64 && name.front() != '/' &&
         name.back() != '/' && name.find("//") == std::string_view::npos &&
         std::all_of(name.begin(), name.end(), in_word);
}

// What Abseil makes up, what depends on the machine, and the copies of the
// database with and without leap seconds that only some systems have.
bool IsForeign(std::string_view name) {
  return name == "localtime" || name == "posixrules" ||
         name.starts_with("Fixed/") || name.starts_with("posix/") ||
         name.starts_with("right/");
}

// Abseil's loader keeps a map of zones behind a lock of its own, which thread
// sanitizers do not understand; ours makes it one caller at a time.
bool Load(std::string_view name, absl::TimeZone& zone) {
  static std::mutex mutex;
  const std::lock_guard<std::mutex> lock(mutex);
  return absl::LoadTimeZone(ToAbsl(name), &zone);
}

int32_t OffsetAt(const absl::TimeZone& zone, absl::Time at) {
  return zone.At(at).offset;
}

}  // namespace

absl::StatusOr<ZoneTable> ReadZone(std::string_view name) {
  if (name == "UTC") return ZoneTable();
  absl::TimeZone zone;
  if (!IsZoneName(name) || IsForeign(name) || !Load(name, zone)) {
    return UnknownZone(name);
  }
  const absl::TimeZone utc = absl::UTCTimeZone();
  const absl::Time begin = absl::FromCivil(absl::CivilDay(1, 1, 1), utc);
  const absl::Time end = absl::FromCivil(absl::CivilDay(2100, 1, 1), utc);

  const int32_t first_offset_s = OffsetAt(zone, begin);
  std::vector<ZoneTable::Transition> transitions;
  int32_t offset_s = first_offset_s;
  absl::Time at = begin;
  absl::TimeZone::CivilTransition change;
  while (zone.NextTransition(at, &change)) {
    // Where clocks go back, `to` comes twice: the change is the later one.
    at = zone.At(change.to).post;
    if (at >= end) break;
    // Some changes concern only the name or the kind of time.
    if (OffsetAt(zone, at) == offset_s) continue;
    offset_s = OffsetAt(zone, at);
    transitions.push_back({absl::ToUnixSeconds(at), offset_s});
  }
  return ZoneTable::Make(std::string(name), first_offset_s,
                         std::move(transitions));
}

std::vector<ZoneTable> ReadZones(const Program& program,
                                 Diagnostics* diagnostics) {
  std::vector<ZoneTable> zones;
  for (const NamedZone& named : ZonesOf(program)) {
    absl::StatusOr<ZoneTable> zone = ReadZone(named.name);
    // That a zone is missing is said by the check.
    if (!zone.ok() && named.path.ends_with("zone") && !named.name.empty()) {
      Diagnostic wrong;
      wrong.reason = ReasonOf(zone.status());
      wrong.path = named.path;
      wrong.message = MessageOf(zone.status());
      diagnostics->push_back(std::move(wrong));
      zone = ZoneTable::Make(named.name, 0, {});
    }
    if (zone.ok()) zones.push_back(*std::move(zone));
  }
  return zones;
}

}  // namespace patron
