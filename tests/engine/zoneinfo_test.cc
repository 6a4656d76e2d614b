// The tables read from tzdata, against Abseil's own conversion.
#include "patron/zoneinfo.h"

#include <array>
#include <cstdlib>
#include <thread>

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

TEST(ReadZone, EveryChangeAsAbseil) {
  for (const char* name : kZones) {
    SCOPED_TRACE(name);
    const absl::StatusOr<ZoneTable> table = ReadZone(name);
    ASSERT_THAT(table, IsOk());
    absl::TimeZone zone;
    ASSERT_TRUE(absl::LoadTimeZone(name, &zone));
    ASSERT_FALSE(table->transitions().empty());
    int32_t before_s = table->first_offset_s();
    for (const ZoneTable::Transition& change : table->transitions()) {
      ASSERT_NE(change.offset_s, before_s);
      const Instant at{change.at_s * kMicrosPerSecond};
      ExpectSame(*table, zone, at);
      ExpectSame(*table, zone, Instant{at.us - 1});
      // Wall times on both sides of the change, skipped or shown twice.
      for (int64_t minutes = -180; minutes <= 180; minutes += 15) {
        const LocalTime local = ZoneTable().ToLocal(
            Instant{at.us + (before_s + minutes * 60) * kMicrosPerSecond});
        ASSERT_EQ(table->ToInstant(local), AbslInstant(zone, local))
            << FormatInstant(at) << " " << minutes;
      }
      before_s = change.offset_s;
    }
  }
}

TEST(ReadZone, KnowsTheRulesOfTheYearsToCome) {
  const absl::StatusOr<ZoneTable> berlin = ReadZone("Europe/Berlin");
  ASSERT_THAT(berlin, IsOk());
  const ZoneTable::Transition last = berlin->transitions().back();
  EXPECT_EQ(FormatInstant(Instant{last.at_s * kMicrosPerSecond}),
            "2099-10-25T01:00:00Z");
  EXPECT_EQ(last.offset_s, 3600);
  // Local mean time, before the railways.
  EXPECT_EQ(berlin->first_offset_s(), 53 * 60 + 28);
}

TEST(ReadZone, DaysWithoutAMidnight) {
  const absl::StatusOr<ZoneTable> apia = ReadZone("Pacific/Apia");
  ASSERT_THAT(apia, IsOk());
  const absl::StatusOr<Date> skipped = ParseDate("2011-12-30");
  ASSERT_THAT(skipped, IsOk());
  EXPECT_EQ(FormatInstant(apia->StartOfDay(*skipped)), "2011-12-30T10:00:00Z");
  EXPECT_EQ(apia->StartOfDay(*skipped),
            apia->StartOfDay(Date{skipped->days + 1}));
}

TEST(ReadZone, ZonesThatNeverChange) {
  const absl::StatusOr<ZoneTable> utc = ReadZone("UTC");
  ASSERT_THAT(utc, IsOk());
  EXPECT_EQ(*utc, ZoneTable());
  const absl::StatusOr<ZoneTable> west = ReadZone("Etc/GMT+5");
  ASSERT_THAT(west, IsOk());
  EXPECT_EQ(west->first_offset_s(), -5 * 3600);
  EXPECT_TRUE(west->transitions().empty());
}

TEST(ReadZone, RefusesOtherNames) {
  for (const char* name : {"",
                           "Europe/Berlim",
                           "europe/berlin",
                           "CEST",
                           "Europe",
                           "Europe/",
                           "/etc/localtime",
                           "/usr/share/zoneinfo/Europe/Berlin",
                           "../zoneinfo/Europe/Berlin",
                           "Europe/../Europe/Berlin",
                           "localtime",
                           "file:/etc/localtime",
                           "libc:localtime",
                           "Fixed/UTC+01:00:00",
                           "Fixed/UTC",
                           "+01:00",
                           "Europe/Berlin ",
                           "Europe//Berlin",
                           "posixrules",
                           "posix/Europe/Berlin",
                           "right/Europe/Berlin",
                           "tzdata.zi",
                           "Europe/Berlin\n"}) {
    const absl::StatusOr<ZoneTable> zone = ReadZone(name);
    EXPECT_EQ(ReasonOf(zone.status()), Reason::kUnknownZone) << name;
    EXPECT_THAT(zone, StatusIs(absl::StatusCode::kInvalidArgument,
                               HasSubstr("tzdata package")));
  }
  EXPECT_EQ(ReasonOf(ReadZone(std::string_view("UTC\0", 4)).status()),
            Reason::kUnknownZone);
  EXPECT_EQ(ReasonOf(ReadZone(std::string(1'000'000, 'a')).status()),
            Reason::kUnknownZone);
  EXPECT_EQ(MessageOf(ReadZone("Europe/Berlim").status()),
            "unknown time zone 'Europe/Berlim': write a name of the IANA "
            "database such as Europe/Berlin; where it is right, install the "
            "system's tzdata package");
}

TEST(ReadZone, WithoutTzdataOnlyUtc) {
  const char* before = std::getenv("TZDIR");
  const std::optional<std::string> kept =
      before == nullptr ? std::nullopt : std::optional<std::string>(before);
  ASSERT_EQ(setenv("TZDIR", "/nonexistent", 1), 0);
  // No other test reads this zone: Abseil remembers the ones it has read.
  EXPECT_EQ(ReasonOf(ReadZone("Asia/Tokyo").status()), Reason::kUnknownZone);
  EXPECT_THAT(ReadZone("UTC"), IsOk());
  if (kept.has_value()) {
    setenv("TZDIR", kept->c_str(), 1);
  } else {
    unsetenv("TZDIR");
  }
}

TEST(ReadZone, FromSeveralThreads) {
  const absl::StatusOr<ZoneTable> expected = ReadZone("Europe/Madrid");
  ASSERT_THAT(expected, IsOk());
  std::array<int, 4> same{};
  std::vector<std::thread> threads;
  for (int& count : same) {
    threads.emplace_back([&count, &expected] {
      for (const char* name : kZones) {
        const absl::StatusOr<ZoneTable> other = ReadZone(name);
        const absl::StatusOr<ZoneTable> madrid = ReadZone("Europe/Madrid");
        count += other.ok() && madrid.ok() && *madrid == *expected ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(same, ::testing::Each(static_cast<int>(std::size(kZones))));
}

}  // namespace
}  // namespace patron
