// The tables read from tzdata, against Abseil's own conversion.
#include "engine/zoneinfo.h"

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "base/absl_strings.h"
#include "patron/error.h"
#include "tests/seed.h"
#include "tests/status_matchers.h"

namespace patron {
namespace {

using ::patron::testing::Between;
using ::patron::testing::IsOk;
using ::patron::testing::SeededRandom;
using ::patron::testing::StatusIs;
using ::testing::HasSubstr;

constexpr const char* kZones[] = {"Europe/Berlin",
                                  "Europe/London",
                                  "Europe/Dublin",
                                  "America/New_York",
                                  "America/Sao_Paulo",
                                  "America/Havana",
                                  "America/St_Johns",
                                  "Asia/Kolkata",
                                  "Asia/Kathmandu",
                                  "Asia/Tehran",
                                  "Asia/Gaza",
                                  "Africa/Casablanca",
                                  "Africa/Cairo",
                                  "Australia/Lord_Howe",
                                  "Pacific/Apia",
                                  "Pacific/Chatham",
                                  "Pacific/Kiritimati",
                                  "Antarctica/Troll",
                                  "America/Argentina/Buenos_Aires"};

// What Abseil shows on the wall of `zone` at `instant`.
LocalTime AbslLocal(const absl::TimeZone& zone, Instant instant) {
  const absl::Time time = absl::FromUnixMicros(instant.us);
  const absl::TimeZone::CivilInfo info = zone.At(time);
  const absl::CivilDay day(info.cs);
  const auto days = static_cast<int32_t>(day - absl::CivilDay(1970, 1, 1));
  const int64_t seconds = info.cs - absl::CivilSecond(day);
  return {Date{days}, seconds * kMicrosPerSecond +
                          absl::ToInt64Microseconds(info.subsecond)};
}

Instant AbslInstant(const absl::TimeZone& zone, LocalTime local) {
  const absl::CivilSecond second =
      absl::CivilSecond(absl::CivilDay(1970, 1, 1) + local.date.days) +
      local.us_of_day / kMicrosPerSecond;
  // `pre` reads a skipped time with the offset before the change and takes the
  // first of two: what Patron does.
  return Instant{absl::ToUnixMicros(zone.At(second).pre) +
                 local.us_of_day % kMicrosPerSecond};
}

void ExpectSame(const ZoneTable& table, const absl::TimeZone& zone,
                Instant instant) {
  const LocalTime local = AbslLocal(zone, instant);
  ASSERT_EQ(table.ToLocal(instant), local) << FormatInstant(instant);
  ASSERT_EQ(table.ToInstant(local), AbslInstant(zone, local))
      << FormatInstant(instant);
}

TEST(ReadZone, RandomInstantsAsAbseil) {
  std::mt19937_64 random = SeededRandom();
  const Instant first{absl::ToUnixMicros(
      absl::FromCivil(absl::CivilDay(1850, 1, 1), absl::UTCTimeZone()))};
  const Instant last{absl::ToUnixMicros(
      absl::FromCivil(absl::CivilDay(2099, 12, 31), absl::UTCTimeZone()))};
  for (const char* name : kZones) {
    SCOPED_TRACE(name);
    const absl::StatusOr<ZoneTable> table = ReadZone(name);
    ASSERT_THAT(table, IsOk());
    EXPECT_EQ(table->name(), name);
    absl::TimeZone zone;
    ASSERT_TRUE(absl::LoadTimeZone(name, &zone));
    for (int i = 0; i < 2'000; ++i) {
      ExpectSame(*table, zone, Instant{Between(random, first.us, last.us)});
    }
  }
}

}  // namespace
}  // namespace patron
