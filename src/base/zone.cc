// Zones as tables: a binary search each way.
#include "patron/zone.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/civil.h"
#include "base/int128.h"
#include "patron/error.h"

namespace patron {
namespace {

constexpr int32_t kOffsetMaxS = 26 * 3600;
constexpr int64_t kSecondsPerDay = kMicrosPerDay / kMicrosPerSecond;
constexpr int64_t kFirstSecond = kFirstDate.days * kSecondsPerDay;
constexpr int64_t kLastSecond = (kLastDate.days + 1) * kSecondsPerDay - 1;

absl::Status BadTable(const std::string& name, const std::string& problem) {
  return Refuse(Reason::kUnknownZone, "zone '" + name + "': " + problem);
}

// An instant, or the nearest one where a date lies beyond all instants.
Instant Clamped(Int128 us) {
  if (us < std::numeric_limits<int64_t>::min()) {
    return Instant{std::numeric_limits<int64_t>::min()};
  }
  if (us > std::numeric_limits<int64_t>::max()) {
    return Instant{std::numeric_limits<int64_t>::max()};
  }
  return Instant{static_cast<int64_t>(us)};
}

bool EarlierThan(const ZoneTable::Transition& transition, int64_t at_s) {
  return transition.at_s <= at_s;
}

}  // namespace

ZoneTable::ZoneTable() : name_("UTC") {}

absl::StatusOr<ZoneTable> ZoneTable::Make(std::string name,
                                          int32_t first_offset_s,
                                          std::vector<Transition> transitions) {
  const auto in_range = [](int32_t offset_s) {
    return offset_s >= -kOffsetMaxS && offset_s <= kOffsetMaxS;
  };
  if (name.empty()) return BadTable(name, "a zone needs a name");
  if (!in_range(first_offset_s)) {
    return BadTable(name, "its first offset of " +
                              std::to_string(first_offset_s) +
                              " seconds is more than 26 hours");
  }
  int64_t last_s = kFirstSecond - 1;
  for (size_t i = 0; i < transitions.size(); ++i) {
    const Transition& transition = transitions[i];
    const std::string where = "transition " + std::to_string(i + 1);
    if (transition.at_s <= last_s) {
      return BadTable(name, where +
                                " is not after the one before it, or "
                                "before the year 1");
    }
    if (transition.at_s > kLastSecond) {
      return BadTable(name, where + " is after the year 9999");
    }
    if (!in_range(transition.offset_s)) {
      return BadTable(name, where + " has an offset of " +
                                std::to_string(transition.offset_s) +
                                " seconds, more than 26 hours");
    }
    last_s = transition.at_s;
  }
  ZoneTable table;
  table.name_ = std::move(name);
  table.first_offset_s_ = first_offset_s;
  table.transitions_ = std::move(transitions);
  return table;
}

int32_t ZoneTable::OffsetAt(int64_t at_s) const {
  const auto after = std::lower_bound(transitions_.begin(), transitions_.end(),
                                      at_s, EarlierThan);
  return after == transitions_.begin() ? first_offset_s_
                                       : (after - 1)->offset_s;
}

LocalTime ZoneTable::ToLocal(Instant instant) const {
  // In days and a rest, so that the offset is added to a small number.
  const LocalTime utc = ToUtc(instant);
  const int64_t at_s =
      utc.date.days * kSecondsPerDay + utc.us_of_day / kMicrosPerSecond;
  int64_t us_of_day = utc.us_of_day + OffsetAt(at_s) * kMicrosPerSecond;
  int32_t days = utc.date.days;
  for (; us_of_day < 0; us_of_day += kMicrosPerDay) --days;
  for (; us_of_day >= kMicrosPerDay; us_of_day -= kMicrosPerDay) ++days;
  return {Date{days}, us_of_day};
}

ZoneTable::Reading ZoneTable::Read(LocalTime local) const {
  const Int128 local_us =
      Int128{local.date.days} * kMicrosPerDay + local.us_of_day;
  const auto local_s = static_cast<int64_t>(local_us / kMicrosPerSecond);
  const auto reached = [local_us](int64_t at_s, int32_t offset_s) {
    return local_us >= (Int128{at_s} + offset_s) * kMicrosPerSecond;
  };
  // A change further away than the largest offset cannot matter. Between those
  // that can, the first stretch that shows `local` wins, else the first change
  // that jumps over it.
  auto next = std::lower_bound(transitions_.begin(), transitions_.end(),
                               local_s - kOffsetMaxS - 1, EarlierThan);
  int32_t offset_s =
      next == transitions_.begin() ? first_offset_s_ : (next - 1)->offset_s;
  int32_t read_with_s = offset_s;
  Reading reading;
  while (true) {
    const bool begun =
        next == transitions_.begin() || reached((next - 1)->at_s, offset_s);
    const bool over =
        next != transitions_.end() && reached(next->at_s, offset_s);
    if (begun && !over) {
      read_with_s = offset_s;
      reading.gap = nullptr;
      break;
    }
    if (next == transitions_.end() || next->at_s > local_s + kOffsetMaxS) break;
    if (over && reading.gap == nullptr &&
        !reached(next->at_s, next->offset_s)) {
      read_with_s = offset_s;
      reading.gap = &*next;
    }
    offset_s = next->offset_s;
    ++next;
  }
  reading.instant = Clamped(local_us - Int128{read_with_s} * kMicrosPerSecond);
  return reading;
}

Instant ZoneTable::ToInstant(LocalTime local) const {
  return Read(local).instant;
}

Instant ZoneTable::StartOfDay(Date date) const {
  const Reading midnight = Read(LocalTime{date, 0});
  // The day begins with the change itself, whatever the wall shows then.
  if (midnight.gap != nullptr) {
    return Instant{midnight.gap->at_s * kMicrosPerSecond};
  }
  return midnight.instant;
}

}  // namespace patron
