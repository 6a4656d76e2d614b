// Zones as tables: real changes of the clock, and random tables against a slow
// reading of them.
#include "patron/zone.h"

#include <limits>

#include "patron/error.h"
#include "tests/seed.h"
#include "tests/status_matchers.h"

namespace patron {
namespace {

using ::patron::testing::Between;
using ::patron::testing::IsOk;
using ::patron::testing::SeededRandom;

constexpr int32_t kHourS = 3600;
constexpr int64_t kDayS = 24 * kHourS;

Instant At(std::string_view text) {
  const absl::StatusOr<Instant> instant = ParseInstant(text);
  EXPECT_THAT(instant, IsOk());
  return instant.ok() ? *instant : Instant{};
}

int64_t Seconds(std::string_view text) {
  return At(text).us / kMicrosPerSecond;
}

LocalTime Wall(std::string_view text) {
  const absl::StatusOr<LocalTime> local = ParseLocalTime(text);
  EXPECT_THAT(local, IsOk());
  return local.ok() ? *local : LocalTime{};
}

std::string Show(LocalTime local) {
  return FormatDate(local.date) + " " + FormatTimeOfDay(local.us_of_day);
}

ZoneTable Zone(const char* name, int32_t first_offset_s,
               std::vector<ZoneTable::Transition> transitions) {
  absl::StatusOr<ZoneTable> zone =
      ZoneTable::Make(name, first_offset_s, std::move(transitions));
  EXPECT_THAT(zone, IsOk());
  return zone.ok() ? *std::move(zone) : ZoneTable();
}

ZoneTable Berlin() {
  return Zone("Europe/Berlin", kHourS,
              {{Seconds("2026-03-29T01:00:00Z"), 2 * kHourS},
               {Seconds("2026-10-25T01:00:00Z"), kHourS}});
}

// Midnight of 4 September 2022 was skipped.
ZoneTable Santiago() {
  return Zone("America/Santiago", -4 * kHourS,
              {{Seconds("2022-09-11T04:00:00Z"), -3 * kHourS}});
}

// At 01:00 the clock went back to 00:00: midnight came twice.
ZoneTable Havana() {
  return Zone("America/Havana", -4 * kHourS,
              {{Seconds("2026-11-01T05:00:00Z"), -5 * kHourS}});
}

// At midnight the clock went back to 23:00 of the day before.
ZoneTable SaoPaulo() {
  return Zone("America/Sao_Paulo", -2 * kHourS,
              {{Seconds("2019-02-17T02:00:00Z"), -3 * kHourS}});
}

// 30 December 2011 never was.
ZoneTable Apia() {
  return Zone("Pacific/Apia", -10 * kHourS,
              {{Seconds("2011-12-30T10:00:00Z"), 14 * kHourS}});
}

// The clock skipped 23:45 to 00:15.
ZoneTable AcrossMidnight() {
  return Zone("Test/Across", 0, {{Seconds("2026-05-01T23:45:00Z"), 1800}});
}

struct LocalRow {
  ZoneTable zone;
  const char* instant;
  const char* local;
};

TEST(ZoneTable, ToLocal) {
  const LocalRow rows[] = {
      {ZoneTable(), "2026-11-21T08:26:30.5Z", "2026-11-21 08:26:30.5"},
      {Berlin(), "2026-03-29T00:59:59.999999Z", "2026-03-29 01:59:59.999999"},
      {Berlin(), "2026-03-29T01:00:00Z", "2026-03-29 03:00"},
      {Berlin(), "2026-10-25T00:59:59Z", "2026-10-25 02:59:59"},
      {Berlin(), "2026-10-25T01:00:00Z", "2026-10-25 02:00"},
      {Berlin(), "2026-12-31T23:30:00Z", "2027-01-01 00:30"},
      {Apia(), "2011-12-30T09:59:59Z", "2011-12-29 23:59:59"},
      {Apia(), "2011-12-30T10:00:00Z", "2011-12-31 00:00"},
      {SaoPaulo(), "2019-02-17T01:59:59Z", "2019-02-16 23:59:59"},
      {SaoPaulo(), "2019-02-17T02:00:00Z", "2019-02-16 23:00"},
      {SaoPaulo(), "1969-12-31T23:00:00Z", "1969-12-31 21:00"},
  };
  for (const LocalRow& row : rows) {
    EXPECT_EQ(Show(row.zone.ToLocal(At(row.instant))), row.local)
        << row.zone.name() << " " << row.instant;
  }
}

TEST(ZoneTable, ToInstant) {
  const LocalRow rows[] = {
      {ZoneTable(), "2026-11-21T08:26:30.5Z", "2026-11-21 08:26:30.5"},
      // Skipped: read with the offset before the change.
      {Berlin(), "2026-03-29T00:59:59.999999Z", "2026-03-29 01:59:59.999999"},
      {Berlin(), "2026-03-29T01:00:00Z", "2026-03-29 02:00"},
      {Berlin(), "2026-03-29T01:30:00Z", "2026-03-29 02:30"},
      {Berlin(), "2026-03-29T01:00:00Z", "2026-03-29 03:00"},
      // Twice: the first.
      {Berlin(), "2026-10-25T00:00:00Z", "2026-10-25 02:00"},
      {Berlin(), "2026-10-25T00:59:59.999999Z", "2026-10-25 02:59:59.999999"},
      {Berlin(), "2026-10-25T02:00:00Z", "2026-10-25 03:00"},
      {Apia(), "2011-12-30T09:59:00Z", "2011-12-29 23:59"},
      {Apia(), "2011-12-30T22:00:00Z", "2011-12-30 12:00"},
      {Apia(), "2011-12-30T10:00:00Z", "2011-12-31 00:00"},
      {SaoPaulo(), "2019-02-17T01:00:00Z", "2019-02-16 23:00"},
      {SaoPaulo(), "2019-02-17T03:00:00Z", "2019-02-17 00:00"},
  };
  for (const LocalRow& row : rows) {
    EXPECT_EQ(FormatInstant(row.zone.ToInstant(Wall(row.local))),
              FormatInstant(At(row.instant)))
        << row.zone.name() << " " << row.local;
  }
  // The end of a day is the midnight after it.
  const Date day = Wall("2026-11-21").date;
  EXPECT_EQ(FormatInstant(Berlin().ToInstant({day, kMicrosPerDay})),
            "2026-11-21T23:00:00Z");
}

struct DayRow {
  ZoneTable zone;
  const char* day;
  const char* start;
};

TEST(ZoneTable, StartOfDay) {
  const DayRow rows[] = {
      {ZoneTable(), "2026-11-21", "2026-11-21T00:00:00Z"},
      {Berlin(), "2026-03-29", "2026-03-28T23:00:00Z"},
      {Berlin(), "2026-03-30", "2026-03-29T22:00:00Z"},
      {Santiago(), "2022-09-10", "2022-09-10T04:00:00Z"},
      {Santiago(), "2022-09-11", "2022-09-11T04:00:00Z"},  // 01:00
      {Santiago(), "2022-09-12", "2022-09-12T03:00:00Z"},
      {Havana(), "2026-11-01", "2026-11-01T04:00:00Z"},  // the first midnight
      {Havana(), "2026-11-02", "2026-11-02T05:00:00Z"},
      {SaoPaulo(), "2019-02-16", "2019-02-16T02:00:00Z"},
      {SaoPaulo(), "2019-02-17", "2019-02-17T03:00:00Z"},
      {Apia(), "2011-12-29", "2011-12-29T10:00:00Z"},
      {Apia(), "2011-12-30", "2011-12-30T10:00:00Z"},  // an empty day
      {Apia(), "2011-12-31", "2011-12-30T10:00:00Z"},
      {Apia(), "2012-01-01", "2011-12-31T10:00:00Z"},
      {AcrossMidnight(), "2026-05-01", "2026-05-01T00:00:00Z"},
      {AcrossMidnight(), "2026-05-02", "2026-05-01T23:45:00Z"},  // 00:15
      {AcrossMidnight(), "2026-05-03", "2026-05-02T23:30:00Z"},
  };
  for (const DayRow& row : rows) {
    EXPECT_EQ(FormatInstant(row.zone.StartOfDay(Wall(row.day).date)), row.start)
        << row.zone.name() << " " << row.day;
  }
}

struct BadRow {
  const char* name;
  int32_t first_offset_s;
  std::vector<ZoneTable::Transition> transitions;
  const char* message;
};

TEST(ZoneTable, RefusesTablesThatMakeNoSense) {
  const int32_t far = 26 * kHourS;
  const BadRow rows[] = {
      {"", 0, {}, "zone '': a zone needs a name"},
      {"Z",
       far + 1,
       {},
       "zone 'Z': its first offset of 93601 seconds is more "
       "than 26 hours"},
      {"Z",
       -far - 1,
       {},
       "zone 'Z': its first offset of -93601 seconds is "
       "more than 26 hours"},
      {"Z",
       0,
       {{10, 0}, {10, 60}},
       "zone 'Z': transition 2 is not after the "
       "one before it, or before the year 1"},
      {"Z",
       0,
       {{10, 0}, {9, 60}},
       "zone 'Z': transition 2 is not after the "
       "one before it, or before the year 1"},
      {"Z",
       0,
       {{std::numeric_limits<int64_t>::min(), 60}},
       "zone 'Z': transition 1 is not after the one before it, or before the "
       "year 1"},
      {"Z",
       0,
       {{std::numeric_limits<int64_t>::max(), 60}},
       "zone 'Z': transition 1 is after the year 9999"},
      {"Z",
       0,
       {{10, far + 1}},
       "zone 'Z': transition 1 has an offset of 93601 "
       "seconds, more than 26 hours"},
      {"Z",
       0,
       {{10, -far - 1}},
       "zone 'Z': transition 1 has an offset of "
       "-93601 seconds, more than 26 hours"},
  };
  for (const BadRow& row : rows) {
    const absl::Status status =
        ZoneTable::Make(row.name, row.first_offset_s, row.transitions).status();
    EXPECT_EQ(ReasonOf(status), Reason::kUnknownZone);
    EXPECT_EQ(MessageOf(status), row.message);
  }
  EXPECT_THAT(ZoneTable::Make("Z", far, {{10, -far}, {11, far}}), IsOk());
}

TEST(ZoneTable, IsAValue) {
  EXPECT_EQ(ZoneTable().name(), "UTC");
  EXPECT_EQ(ZoneTable().first_offset_s(), 0);
  EXPECT_TRUE(ZoneTable().transitions().empty());
  EXPECT_EQ(Berlin(), Berlin());
  EXPECT_FALSE(Berlin() == ZoneTable());
  EXPECT_EQ(Berlin().transitions().size(), 2u);
}

TEST(ZoneTable, HoldsWhateverAHostHandsIn) {
  for (const ZoneTable& zone : {ZoneTable(), Berlin(), Apia()}) {
    for (const int64_t us : {std::numeric_limits<int64_t>::min(),
                             std::numeric_limits<int64_t>::max()}) {
      const LocalTime local = zone.ToLocal(Instant{us});
      EXPECT_GE(local.us_of_day, 0);
      EXPECT_LT(local.us_of_day, kMicrosPerDay);
    }
    // Days that no instant reaches are clamped to the nearest one.
    const Date late{std::numeric_limits<int32_t>::max()};
    const Date early{std::numeric_limits<int32_t>::min()};
    EXPECT_EQ(zone.StartOfDay(late).us, std::numeric_limits<int64_t>::max());
    EXPECT_EQ(zone.StartOfDay(early).us, std::numeric_limits<int64_t>::min());
  }
}

// A stretch of constant offset, as seconds of UTC and of the wall.
struct Stretch {
  int64_t begin_s;
  int64_t end_s;
  int32_t offset_s;
};

std::vector<Stretch> Stretches(const ZoneTable& zone) {
  constexpr int64_t kFar = int64_t{1} << 40;
  std::vector<Stretch> stretches = {{-kFar, kFar, zone.first_offset_s()}};
  for (const ZoneTable::Transition& change : zone.transitions()) {
    stretches.back().end_s = change.at_s;
    stretches.push_back({change.at_s, kFar, change.offset_s});
  }
  return stretches;
}

// The first stretch whose wall shows `local_s`; else the offset before the
// first change that jumps over it.
int64_t SlowToInstant(const ZoneTable& zone, int64_t local_s) {
  const std::vector<Stretch> stretches = Stretches(zone);
  for (const Stretch& stretch : stretches) {
    const int64_t at_s = local_s - stretch.offset_s;
    if (stretch.begin_s <= at_s && at_s < stretch.end_s) return at_s;
  }
  for (size_t i = 1; i < stretches.size(); ++i) {
    const int64_t change_s = stretches[i].begin_s;
    if (change_s + stretches[i - 1].offset_s <= local_s &&
        local_s < change_s + stretches[i].offset_s) {
      return local_s - stretches[i - 1].offset_s;
    }
  }
  ADD_FAILURE() << "neither shown nor skipped: " << local_s;
  return 0;
}

// Changes `least_s` to `most_s` apart, over some weeks around 1970.
ZoneTable RandomZone(std::mt19937_64& random, int64_t least_s, int64_t most_s) {
  const auto offset = [&random] {
    return static_cast<int32_t>(Between(random, -26 * 4, 26 * 4) * 900);
  };
  std::vector<ZoneTable::Transition> transitions;
  int64_t at_s = -10 * kDayS + Between(random, 0, kDayS);
  const int64_t count = Between(random, 0, 8);
  for (int64_t i = 0; i < count; ++i) {
    transitions.push_back({at_s, offset()});
    at_s += Between(random, least_s, most_s);
  }
  return Zone("Test/Random", offset(), std::move(transitions));
}

TEST(ZoneTable, RandomTablesAsTheSlowReading) {
  std::mt19937_64 random = SeededRandom();
  for (int round = 0; round < 400; ++round) {
    // Half of them wilder than any government: changes minutes apart.
    const ZoneTable zone = round % 2 == 0
                               ? RandomZone(random, 60, 4 * kHourS)
                               : RandomZone(random, 3 * kDayS, 5 * kDayS);
    for (int i = 0; i < 300; ++i) {
      const int64_t local_s = Between(random, -15 * kDayS, 35 * kDayS);
      const int64_t us = Between(random, 0, kMicrosPerSecond - 1);
      const LocalTime local =
          ZoneTable().ToLocal(Instant{local_s * kMicrosPerSecond + us});
      const Instant instant = zone.ToInstant(local);
      ASSERT_EQ(instant.us,
                SlowToInstant(zone, local_s) * kMicrosPerSecond + us)
          << "round " << round << " " << Show(local);
      // The wall shows then what was asked for, or a later time.
      if (round % 2 == 1) {
        ASSERT_GE(zone.ToLocal(instant), local);
      }
    }
    for (int i = 0; i < 300; ++i) {
      const Instant instant{Between(random, -15 * kDayS, 35 * kDayS) *
                            kMicrosPerSecond};
      const Instant first = zone.ToInstant(zone.ToLocal(instant));
      ASSERT_LE(first, instant);
      ASSERT_EQ(zone.ToLocal(first), zone.ToLocal(instant));
    }
  }
}

TEST(ZoneTable, ADayStartsWhereTheWallFirstShowsIt) {
  std::mt19937_64 random = SeededRandom();
  for (int round = 0; round < 60; ++round) {
    const ZoneTable zone = RandomZone(random, 3 * kDayS, 5 * kDayS);
    // Every quarter of an hour and every change, in order.
    std::map<Date, Instant> shown;
    for (const Stretch& stretch : Stretches(zone)) {
      const int64_t begin_s = std::max(stretch.begin_s, -20 * kDayS);
      const int64_t end_s = std::min(stretch.end_s, 40 * kDayS);
      int64_t at_s = begin_s;
      while (at_s < end_s) {
        const Instant instant{at_s * kMicrosPerSecond};
        shown.try_emplace(zone.ToLocal(instant).date, instant);
        const int64_t local_s = at_s + stretch.offset_s;
        at_s += 900 - ((local_s % 900) + 900) % 900;
      }
    }
    std::optional<Instant> before;
    for (int32_t day = -17; day < 37; ++day) {
      const Instant start = zone.StartOfDay(Date{day});
      const auto first = shown.find(Date{day});
      if (first != shown.end()) {
        ASSERT_EQ(start, first->second) << "round " << round << " day " << day;
      } else {
        // An empty day starts with the day after it.
        ASSERT_GT(zone.ToLocal(start).date, Date{day});
      }
      ASSERT_LE(before.value_or(start), start);
      before = start;
    }
  }
}

}  // namespace
}  // namespace patron
