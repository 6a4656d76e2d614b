// Where activity puts the idle clock, and what debts collect, as tables.

#include "ledger/clocks.h"

#include <optional>
#include <string>
#include <vector>

#include "ledger/debts.h"
#include "tests/fixtures.h"
#include "tests/ledger/ledger_testing.h"
#include "tests/status_matchers.h"

namespace patron {
namespace {

using testing::At;
using ::testing::ElementsAre;
using testing::IsOk;
using testing::MakeLot;
using testing::On;

PointsCurrency Beans(std::optional<Expiry> expires) {
  PointsCurrency points;
  points.id = "bean";
  points.expires = expires;
  return points;
}

// "2027-01-01T00:00:00Z", "-" where it stands still, from its first lot.
std::string Text(const std::vector<Clock>& clocks) {
  std::string text;
  for (const Clock& clock : clocks) {
    text += (text.empty() ? "" : ", ") +
            (clock.due ? FormatInstant(*clock.due) : "-");
    if (clock.first_lot != 0) {
      text += " from lot " + std::to_string(clock.first_lot);
    }
  }
  return text;
}

TEST(IdleClock, GoesWhereThePolicyPutsItAndNeverBack) {
  const Expiry year{.after = {1, PeriodUnit::kYear}, .sliding = true};
  const Expiry month{.after = {1, PeriodUnit::kMonth}, .sliding = true};
  const Expiry month_end{.after = {18, PeriodUnit::kMonth},
                         .round_up = PeriodUnit::kMonth,
                         .sliding = true};
  const Expiry fixed{.after = {1, PeriodUnit::kYear}};
  struct Row {
    std::string what;
    std::optional<Expiry> expires;
    std::string day;
    std::string before;  // "": there is none, "-": it stands still
    std::string posted;
    std::string after;
  };
  const std::string soon = "2026-03-05T12:00:00Z";
  const std::string then = "2027-01-01T00:00:00Z";
  const Row rows[] = {
      {"begins", year, "2026-03-05", "", soon,
       "2027-03-06T00:00:00Z from lot 7"},
      {"29 February is the 28th", year, "2028-02-29", "", soon,
       "2029-03-01T00:00:00Z from lot 7"},
      {"to the end of a month", month_end, "2026-01-10", "", soon,
       "2027-08-01T00:00:00Z from lot 7"},
      {"moves on", year, "2026-03-05", then, soon, "2027-03-06T00:00:00Z"},
      {"is not moved back by a late day", year, "2026-03-05",
       "2027-06-01T00:00:00Z", soon, "2027-06-01T00:00:00Z"},
      {"nor by a shorter policy", month, "2026-03-05", then, soon, then},
      {"begins again", year, "2026-03-05", "-", soon, "2027-03-06T00:00:00Z"},
      {"stops where nothing slides", fixed, "2026-03-05", then, soon, "-"},
      {"and where nothing lapses", {}, "2026-03-05", then, soon, "-"},
      {"does not begin there", fixed, "2026-03-05", "", soon, ""},
      {"has run out, and another begins", year, "2027-01-01", then, then,
       then + ", 2028-01-02T00:00:00Z from lot 7"},
      {"has not yet", year, "2026-12-31", then, "2026-12-31T23:59:59Z",
       "2028-01-01T00:00:00Z"},
      {"has run out before late activity", year, "2026-03-05", then,
       "2027-01-03T12:00:00Z", then + ", 2027-03-06T00:00:00Z from lot 7"},
      {"which is due no sooner than the last one", month, "2026-03-05", then,
       "2027-01-03T12:00:00Z", then + ", " + then + " from lot 7"},
      {"has run out, and cannot be stopped", fixed, "2027-01-03", then,
       "2027-01-03T12:00:00Z", then},
  };
  const ZoneTable utc;
  for (const Row& row : rows) {
    SCOPED_TRACE(row.what);
    AccountState account;
    if (!row.before.empty()) {
      Clock& clock = account.clocks.emplace_back();
      clock.currency = "bean";
      if (row.before != "-") clock.due = At(row.before);
    }
    const std::vector<Clock> before = account.clocks;
    Delta delta;
    MoveIdleClock({Beans(row.expires), utc, On(row.day), At(row.posted), 7},
                  &account, &delta);
    EXPECT_EQ(Text(account.clocks), row.after);
    // Only what may have changed is written.
    ASSERT_LE(delta.clocks.size(), 1u);
    if (!delta.clocks.empty()) {
      EXPECT_EQ(delta.clocks[0], account.clocks.back());
    } else {
      EXPECT_EQ(account.clocks, before);
    }
  }
}

TEST(IdleClock, EachCurrencyHasItsOwn) {
  const ZoneTable utc;
  PointsCurrency points =
      Beans(Expiry{.after = {1, PeriodUnit::kDay}, .sliding = true});
  AccountState account;
  Delta delta;
  for (const char* const id : {"star", "bean", "cup", "bean"}) {
    points.id = id;
    MoveIdleClock({points, utc, On("2026-03-05"), At("2026-03-05T12:00:00Z")},
                  &account, &delta);
  }
  ASSERT_EQ(account.clocks.size(), 3u);
  EXPECT_EQ(account.clocks[0].currency, "bean");
  EXPECT_EQ(account.clocks[2].currency, "star");
  EXPECT_EQ(delta.clocks, account.clocks);
  EXPECT_EQ(IdleLapseOf("cup", 1, account.clocks), At("2026-03-07T00:00:00Z"));
  EXPECT_EQ(IdleLapseOf("cop", 1, account.clocks), std::nullopt);
}

// Each lot has the clock under which it was earned; one without lots goes on.
TEST(IdleClock, ALotHasItsOwn) {
  const ZoneTable utc;
  const PointsCurrency points =
      Beans(Expiry{.after = {9, PeriodUnit::kDay}, .sliding = true});
  AccountState account;
  Delta delta;
  const auto active = [&](std::string_view day, int64_t next_lot) {
    const Instant posted{utc.StartOfDay(On(day)).us + 1};
    MoveIdleClock({points, utc, On(day), posted, next_lot}, &account, &delta);
  };
  active("2026-01-01", 1);
  active("2026-01-02", 2);
  active("2026-02-01", 3);
  active("2026-03-01", 3);
  active("2026-04-01", 4);
  EXPECT_EQ(Text(account.clocks),
            "2026-01-12T00:00:00Z from lot 1, "
            "2026-03-11T00:00:00Z from lot 3, "
            "2026-04-11T00:00:00Z from lot 4");
  EXPECT_EQ(delta.clocks, account.clocks);
  const auto lapse = [&](int64_t lot) {
    return FormatInstant(*IdleLapseOf("bean", lot, account.clocks));
  };
  EXPECT_EQ(lapse(1), "2026-01-12T00:00:00Z");
  EXPECT_EQ(lapse(2), "2026-01-12T00:00:00Z");
  EXPECT_EQ(lapse(3), "2026-03-11T00:00:00Z");
  EXPECT_EQ(lapse(9), "2026-04-11T00:00:00Z");
}

// A late event, of a version whose points slid, when later ones do not.
TEST(IdleClock, IsNotSetGoingInThePast) {
  const ZoneTable utc;
  PointsCurrency points =
      Beans(Expiry{.after = {9, PeriodUnit::kDay}, .sliding = true});
  AccountState account;
  account.clocks = {{"bean", ClockKind::kIdle, std::nullopt, 1}};
  Delta delta;
  const auto late = [&](const char* posted) {
    MoveIdleClock({points, utc, On("2026-01-01"), At(posted), 5}, &account,
                  &delta);
    return account.clocks.back().due;
  };
  EXPECT_EQ(late("2026-01-11T00:00:00Z"), std::nullopt);
  EXPECT_EQ(delta.clocks.size(), 0u);
  EXPECT_EQ(late("2026-01-10T23:59:59Z"), At("2026-01-11T00:00:00Z"));
  EXPECT_EQ(account.clocks.size(), 1u);
}

// One that began without a lot of its own goes on with the first that arrives.
TEST(IdleClock, WhatArrivesHasItsOwn) {
  const ZoneTable utc;
  const PointsCurrency points =
      Beans(Expiry{.after = {9, PeriodUnit::kDay}, .sliding = true});
  AccountState account;
  Delta delta;
  MoveIdleClock({points, utc, On("2026-01-01"), At("2026-01-01T12:00:00Z"), 1},
                &account, &delta);
  const auto arrive = [&](int64_t lot, const char* due, const char* posted) {
    RunIdleClock({"bean", lot, At(due), At(posted)}, &account, &delta);
  };
  arrive(1, "2026-03-01T00:00:00Z", "2026-02-01T12:00:00Z");
  EXPECT_EQ(Text(account.clocks), "2026-03-01T00:00:00Z from lot 1");
  arrive(2, "2026-02-20T00:00:00Z", "2026-02-02T12:00:00Z");
  EXPECT_EQ(Text(account.clocks), "2026-03-01T00:00:00Z from lot 1");
  arrive(3, "2026-05-01T00:00:00Z", "2026-04-01T12:00:00Z");
  EXPECT_EQ(Text(account.clocks),
            "2026-03-01T00:00:00Z from lot 1, "
            "2026-05-01T00:00:00Z from lot 3");
  account.clocks.back().due = std::nullopt;
  arrive(4, "2026-06-01T00:00:00Z", "2026-04-02T12:00:00Z");
  EXPECT_EQ(account.clocks.size(), 2u);
  EXPECT_EQ(account.clocks.back().due, std::nullopt);
}

TEST(Debts, AreCollectedByThePolicyAsFarAsThereIsOne) {
  AccountState account;
  account.balances = {{"bean", {}, {}, Points{10}}};
  PointsCurrency points = Beans({});
  EXPECT_EQ(Collected(points, 6, account), 0);
  points.debts = DebtPolicy::kFromEarning;
  EXPECT_EQ(Collected(points, 6, account), 6);
  EXPECT_EQ(Collected(points, 60, account), 10);
  points.id = "star";
  EXPECT_EQ(Collected(points, 6, account), 0);
}

Lot Payer(int64_t number, int64_t amount, int64_t collected) {
  Lot lot = MakeLot(number, amount);
  lot.collected = collected;
  lot.remaining = amount - collected;
  if (lot.remaining == 0) lot.state = LotState::kClosed;
  return lot;
}

TEST(Debts, WhatPaidThemComesBackTheLatestFirst) {
  AccountState account;
  account.balances = {{"bean", Points{5}, {}, {}}};
  account.lots = {Payer(1, 8, 8), Payer(2, 4, 0), Payer(3, 5, 4),
                  Payer(4, 6, 6)};
  account.lots[3].available_from = At("2026-02-01T00:00:00Z");
  JournalEntry entry;
  entry.posted = At("2026-01-20T12:00:00Z");
  Delta delta;
  ASSERT_THAT(GiveBackCollected("bean", 12, &account, &entry, &delta), IsOk());
  EXPECT_THAT(testing::Texts(entry),
              ElementsAre("bean debt -6 lot 4", "bean pending 6 lot 4",
                          "bean debt -4 lot 3", "bean available 4 lot 3",
                          "bean debt -2 lot 1", "bean available 2 lot 1"));
  EXPECT_EQ(account.balances[0], (Balance{"bean", Points{11}, Points{6}, {}}));
  EXPECT_EQ(account.lots[0].state, LotState::kAvailable);
  EXPECT_EQ(account.lots[3].state, LotState::kPending);
  for (const Lot& lot : account.lots) testing::ExpectWhole(lot);
  EXPECT_EQ(delta.lots.size(), 3u);
  EXPECT_EQ(ReasonOf(GiveBackCollected("bean", 7, &account, &entry, &delta)),
            Reason::kCorrupt);
}

TEST(Debts, OthersPaidWhatIsNoLongerOwed) {
  AccountState account;
  account.lots = {MakeLot(1, 10), MakeLot(2, 10)};
  account.lots[0].shortfall = 7;
  account.lots[1].shortfall = 2;
  const PointsByLot restored{
      "bean", Points{9}, {{1, Points{5}}, {2, Points{4}}}};
  for (const auto& [owed, paid] :
       {std::pair(0, 7), std::pair(3, 4), std::pair(7, 0), std::pair(9, 0)}) {
    account.balances = {{"bean", {}, {}, Points{owed}}};
    EXPECT_EQ(PaidByOthers(restored, account), Points{paid}) << owed;
  }
}

}  // namespace
}  // namespace patron
