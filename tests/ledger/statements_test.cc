// Where a posting puts the clocks of statements, and what those give, as
// tables.

#include "ledger/statements.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/fixtures.h"
#include "tests/status_matchers.h"

namespace patron {
namespace {

using testing::At;
using testing::Cafe;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::On;

// So many beans, and stars, become keys.
Program Keys(PeriodUnit every, std::optional<Points> from = {}) {
  Program program = Cafe();
  program.points.push_back({.id = "star"});
  program.points.push_back({.id = "key"});
  for (const char* const currency : {"star", "bean"}) {
    Reward& reward = program.rewards.emplace_back();
    reward.id = std::string("of-") + currency;
    reward.currency = currency;
    reward.prices = {{Points{50}, {}}};
    reward.then.emplace_back().what = FixedPoints{"key", Points{3}};
    reward.automatic = Automatic{every, from};
  }
  return program;
}

ProgramInForce InForce(const Program& program, const ZoneTable& zone) {
  return {zone.StartOfDay(program.valid_from), &program, &zone,
          AutomaticRewards(program)};
}

// One hour east of UTC in winter, two in the summer of 2026.
ZoneTable Berlin() {
  return *ZoneTable::Make("Europe/Berlin", 3600,
                          {{At("2026-03-29T01:00:00Z").us / 1'000'000, 7200},
                           {At("2026-10-25T01:00:00Z").us / 1'000'000, 3600}});
}

TEST(StatementClock, StandsAtTheFirstEndThatIsStillToCome) {
  struct Row {
    std::string what;
    PeriodUnit every;
    std::string at;
    std::string due;
    EntryKind kind = EntryKind::kPurchase;
    std::string_view of = "";
  };
  using enum PeriodUnit;
  const Row rows[] = {
      {"a day", kDay, "2026-01-14T22:59:59Z", "2026-01-14T23:00:00Z"},
      {"which has just begun", kDay, "2026-01-14T23:00:00Z",
       "2026-01-15T23:00:00Z"},
      {"a week ends on Sunday", kIsoWeek, "2026-01-14T12:00:00Z",
       "2026-01-18T23:00:00Z"},
      {"a month", kMonth, "2026-01-31T22:59:59Z", "2026-01-31T23:00:00Z"},
      {"a quarter, in summer time", kQuarter, "2026-01-14T12:00:00Z",
       "2026-03-31T22:00:00Z"},
      {"and in winter time", kQuarter, "2026-10-14T12:00:00Z",
       "2026-12-31T23:00:00Z"},
      {"a year", kYear, "2026-01-01T00:00:00Z", "2026-12-31T23:00:00Z"},
      {"what becomes available then counts", kMonth, "2026-01-31T23:00:00Z",
       "2026-01-31T23:00:00Z", EntryKind::kActivation},
      {"what lapses then comes after it", kMonth, "2026-01-31T23:00:00Z",
       "2026-02-28T23:00:00Z", EntryKind::kExpiry},
      {"and so do holds", kMonth, "2026-01-31T23:00:00Z",
       "2026-02-28T23:00:00Z", EntryKind::kLapse},
      {"an earlier currency's statement", kMonth, "2026-01-31T23:00:00Z",
       "2026-01-31T23:00:00Z", EntryKind::kStatement, "beam"},
      {"its own", kMonth, "2026-01-31T23:00:00Z", "2026-02-28T23:00:00Z",
       EntryKind::kStatement, "bean"},
      {"a later currency's", kMonth, "2026-01-31T23:00:00Z",
       "2026-02-28T23:00:00Z", EntryKind::kStatement, "beap"},
      {"an activation within a period", kMonth, "2026-01-20T23:00:00Z",
       "2026-01-31T23:00:00Z", EntryKind::kActivation},
  };
  const ZoneTable zone = Berlin();
  for (const Row& row : rows) {
    Program program = Keys(row.every);
    program.rewards.resize(2);
    const std::vector<ProgramInForce> programs = {InForce(program, zone)};
    const auto has = [](std::string_view currency) {
      return currency == "bean" ? 50 : 49;
    };
    EXPECT_THAT(
        MovedStatements(programs, {At(row.at), row.kind, row.of}, has, {}),
        ElementsAre(Clock{"bean", ClockKind::kStatement, At(row.due)}))
        << row.what;
  }
}

TEST(StatementClock, RunsWhileThereIsEnoughAndTellsOnlyWhatMoves) {
  const ZoneTable zone;
  const Program first = Keys(PeriodUnit::kMonth, Points{150});
  Program none = Cafe();
  none.valid_from = On("2026-03-01");
  const std::vector<ProgramInForce> programs = {InForce(first, zone),
                                                InForce(none, zone)};
  const Instant at = At("2026-02-10T12:00:00Z");
  const Instant due = At("2026-03-01T00:00:00Z");
  int64_t has = 150;
  const auto spendable = [&](std::string_view currency) {
    return currency == "bean" ? has : 0;
  };
  const Clock idle{"bean", ClockKind::kIdle, at};
  const Clock runs{"bean", ClockKind::kStatement, due};
  const Clock still{"bean", ClockKind::kStatement, {}};
  EXPECT_THAT(MovedStatements(programs, {at}, spendable, {idle}),
              ElementsAre(runs));
  EXPECT_THAT(MovedStatements(programs, {at}, spendable, {idle, runs}),
              IsEmpty());
  EXPECT_THAT(MovedStatements(programs, {at}, spendable, {idle, still}),
              ElementsAre(runs));
  has = 149;
  EXPECT_THAT(MovedStatements(programs, {at}, spendable, {idle}), IsEmpty());
  EXPECT_THAT(MovedStatements(programs, {at}, spendable, {idle, runs}),
              ElementsAre(still));
  has = 1'000;
  // No version gives anything then.
  EXPECT_THAT(MovedStatements(programs, {due}, spendable, {idle, runs}),
              ElementsAre(still));
  EXPECT_THAT(MovedStatements(programs, {At("2024-01-01T00:00:00Z")}, spendable,
                              {idle, runs}),
              ElementsAre(still));
  EXPECT_THAT(
      MovedStatements(programs, {At("9999-12-28T00:00:00Z")}, spendable, {}),
      IsEmpty());
}

TEST(StatementOf, GivesAsOftenAsThePointsSuffice) {
  const ZoneTable zone;
  const Program program = Keys(PeriodUnit::kMonth, Points{150});
  const std::vector<ProgramInForce> programs = {InForce(program, zone)};
  struct Row {
    int64_t points;
    int64_t taken;
    int64_t given;
    int64_t room = kBalanceMax;
  };
  for (const Row& row :
       {Row{-1, 0, 0}, Row{149, 0, 0}, Row{150, 150, 9}, Row{199, 150, 9},
        Row{200, 200, 12}, Row{1'000'049, 1'000'000, 60'000},
        Row{200, 200, 12, 12}, Row{200, 150, 9, 11}, Row{200, 50, 3, 3},
        Row{200, 0, 0, 2}, Row{200, 0, 0, 0}}) {
    const auto statement = StatementOf(
        programs, "bean", At("2026-02-01T00:00:00Z"),
        [&](std::string_view of) { return of == "bean" ? row.points : 0; },
        [&](std::string_view of) { return of == "key" ? row.room : 0; });
    ASSERT_EQ(statement.has_value(), row.taken != 0) << row.points;
    if (!statement) continue;
    EXPECT_EQ(statement->taken, Points{row.taken});
    EXPECT_EQ(statement->given, Points{row.given});
    EXPECT_EQ(statement->currency, "key");
    EXPECT_EQ(statement->reward->id, "of-bean");
  }
  const auto many = [](std::string_view) { return int64_t{1'000}; };
  EXPECT_FALSE(
      StatementOf(programs, "key", At("2026-02-01T00:00:00Z"), many, many)
          .has_value());
}

}  // namespace
}  // namespace patron
