// A time zone as data: a table of transitions.
//
// Devices' tzdata differ, so a program carries the tables of the zones it uses
// and they are part of its fingerprint. Nothing here reads a file: the host
// reads the table once (zoneinfo.h) and hands it in.
//
//   LocalTime wall = zone.ToLocal(sold_at);
//   Instant midnight = zone.StartOfDay(wall.date);
//
// Threads: immutable values, any thread.
#ifndef PATRON_ZONE_H_
#define PATRON_ZONE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "patron/calendar.h"

namespace patron {

class ZoneTable {
 public:
  struct Transition {
    int64_t at_s = 0;      // seconds since 1970 UTC
    int32_t offset_s = 0;  // east of UTC from then on

    friend bool operator==(const Transition&, const Transition&) = default;
  };

  // UTC.
  ZoneTable();

  // `first_offset_s` holds before the first transition. Transitions must
  // ascend; offsets must be within 26 hours.
  [[nodiscard]] static absl::StatusOr<ZoneTable> Make(
      std::string name, int32_t first_offset_s,
      std::vector<Transition> transitions);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] int32_t first_offset_s() const { return first_offset_s_; }
  [[nodiscard]] const std::vector<Transition>& transitions() const {
    return transitions_;
  }

  [[nodiscard]] LocalTime ToLocal(Instant instant) const;

  // A wall time that a change skips is read with the offset before the change
  // (02:30 becomes 03:30); one that comes twice is the first.
  [[nodiscard]] Instant ToInstant(LocalTime local) const;

  // The first instant of a day: midnight, or what follows it where a change
  // skips midnight.
  [[nodiscard]] Instant StartOfDay(Date date) const;

  friend bool operator==(const ZoneTable&, const ZoneTable&) = default;

 private:
  // What a wall time means, and the change that skips it or null.
  struct Reading {
    Instant instant;
    const Transition* gap = nullptr;
  };

  [[nodiscard]] int32_t OffsetAt(int64_t at_s) const;
  [[nodiscard]] Reading Read(LocalTime local) const;

  std::string name_;
  int32_t first_offset_s_ = 0;
  std::vector<Transition> transitions_;
};

}  // namespace patron

#endif  // PATRON_ZONE_H_
