// Postings by hand: what is due, what a purchase earns, what a return takes.

#include "ledger/ledger.h"

#include "tests/fixtures.h"
#include "tests/ledger/ledger_testing.h"
#include "tests/status_matchers.h"

namespace patron {
namespace {

using testing::AccountWith;
using testing::At;
using ::testing::ElementsAre;
using testing::Eur;
using testing::ExpectWhole;
using testing::ExpectZeroSums;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::MakeLot;
using testing::On;
using testing::Texts;

TEST(TimesOf, FollowsThePolicy) {
  const ZoneTable utc;
  struct Row {
    std::optional<Span> pending;
    std::optional<Expiry> expires;
    std::string day;
    std::string available_from;  // "" for at once
    std::string expired;         // "" for never
  };
  const Span year = {12, PeriodUnit::kMonth};
  const Row rows[] = {
      {{}, {}, "2026-01-31", "", ""},
      {Span{14, PeriodUnit::kDay},
       {},
       "2026-01-31",
       "2026-02-14T00:00:00Z",
       ""},
      {{}, Expiry{year, {}}, "2026-01-15", "", "2027-01-16T00:00:00Z"},
      {{},
       Expiry{year, PeriodUnit::kMonth},
       "2026-01-15",
       "",
       "2027-02-01T00:00:00Z"},
      {{},
       Expiry{year, PeriodUnit::kQuarter},
       "2026-01-15",
       "",
       "2027-04-01T00:00:00Z"},
      {{},
       Expiry{{1, PeriodUnit::kDay}, {}, {{12, 31}}},
       "2026-12-30",
       "",
       "2027-01-01T00:00:00Z"},
      {{},
       Expiry{{1, PeriodUnit::kDay}, {}, {{12, 31}}},
       "2026-12-31",
       "",
       "2028-01-01T00:00:00Z"},
      {{},
       Expiry{year, {}, {{2, 29}}},
       "2026-02-28",
       "",
       "2027-03-01T00:00:00Z"},
      {{},
       Expiry{year, {}, {{2, 29}}},
       "2027-02-28",
       "",
       "2028-03-01T00:00:00Z"},
      {{},
       Expiry{{1, PeriodUnit::kMonth}, {}},
       "2026-01-31",
       "",
       "2026-03-01T00:00:00Z"},
      {{},
       Expiry{{1, PeriodUnit::kIsoWeek}, {}},
       "2026-01-31",
       "",
       "2026-02-08T00:00:00Z"},
      {{},
       Expiry{{2, PeriodUnit::kQuarter}, {}},
       "2026-01-31",
       "",
       "2026-08-01T00:00:00Z"},
      {{},
       Expiry{{1, PeriodUnit::kYear}, {}},
       "2024-02-29",
       "",
       "2025-03-01T00:00:00Z"},
      // From the day of earning, not from the end of being pending.
      {Span{1, PeriodUnit::kMonth}, Expiry{{1, PeriodUnit::kMonth}, {}},
       "2026-01-31", "2026-02-28T00:00:00Z", "2026-03-01T00:00:00Z"},
      {Span{14, PeriodUnit::kDay}, Expiry{year, PeriodUnit::kMonth},
       "2026-01-20", "2026-02-03T00:00:00Z", "2027-02-01T00:00:00Z"},
  };
  for (const Row& row : rows) {
    PointsCurrency points;
    points.pending = row.pending;
    points.expires = row.expires;
    const LotTimes times = TimesOf(points, utc, On(row.day));
    EXPECT_EQ(times.available_from ? FormatInstant(*times.available_from) : "",
              row.available_from)
        << row.day;
    EXPECT_EQ(times.expires ? FormatInstant(*times.expires) : "", row.expired)
        << row.day;
  }
}

TEST(ApplyDue, OneStepOrThirtyComeToTheSame) {
  Lot first = MakeLot(1, 10);
  first.state = LotState::kPending;
  first.available_from = At("2026-01-05T00:00:00Z");
  first.expires = At("2026-01-20T00:00:00Z");
  Lot second = MakeLot(2, 20);
  second.expires = At("2026-01-10T00:00:00Z");
  const AccountState start = AccountWith({first, second, MakeLot(3, 30)});

  AccountState once = start;
  Delta whole;
  ApplyDue(At("2026-01-31T00:00:00Z"), &once, &whole);

  AccountState daily = start;
  Delta steps;
  for (int day = 0; day < 30; ++day) {
    ApplyDue(Instant{At("2026-01-02T00:00:00Z").us + day * kMicrosPerDay},
             &daily, &steps);
  }
  EXPECT_EQ(once, daily);
  EXPECT_THAT(once.balances, ElementsAre(Balance{"bean", Points{30}, {}, {}}));
  EXPECT_EQ(whole.entries, steps.entries);
  EXPECT_EQ(whole.lots.size(), 2u);
  ASSERT_EQ(whole.entries.size(), 3u);
  EXPECT_EQ(whole.entries[0].kind, EntryKind::kActivation);
  EXPECT_THAT(Texts(whole.entries[0]),
              ElementsAre("bean pending -10 lot 1", "bean available 10 lot 1"));
  EXPECT_THAT(Texts(whole.entries[1]),
              ElementsAre("bean available -20 lot 2", "bean expired 20 lot 2"));
  EXPECT_EQ(FormatInstant(whole.entries[2].posted), "2026-01-20T00:00:00Z");
  ExpectZeroSums(whole);
  for (const Lot& lot : once.lots) ExpectWhole(lot);
}

TEST(ApplyDue, PointsThatLapseWhileTheyArePendingNeverBecomeAvailable) {
  Lot lot = MakeLot(1, 10);
  lot.state = LotState::kPending;
  lot.available_from = At("2026-01-20T00:00:00Z");
  lot.expires = At("2026-01-10T00:00:00Z");
  for (const char* until : {"2026-01-10T00:00:00Z", "2026-01-31T00:00:00Z"}) {
    AccountState account = AccountWith({lot});
    Delta delta;
    ApplyDue(Instant{lot.expires->us - 1}, &account, &delta);
    EXPECT_THAT(delta.entries, IsEmpty());
    ApplyDue(At(until), &account, &delta);
    ApplyDue(At("2026-02-01T00:00:00Z"), &account, &delta);
    ASSERT_EQ(delta.entries.size(), 1u);
    EXPECT_EQ(delta.entries[0].posted, *lot.expires);
    EXPECT_THAT(Texts(delta.entries[0]),
                ElementsAre("bean pending -10 lot 1", "bean expired 10 lot 1"));
    ExpectWhole(account.lots[0]);
  }
}

TEST(ApplyDue, NothingIsDueBeforeItsInstant) {
  Lot lot = MakeLot(1, 10);
  lot.expires = At("2026-01-10T00:00:00Z");
  AccountState account = AccountWith({lot});
  Delta delta;
  ApplyDue(Instant{lot.expires->us - 1}, &account, &delta);
  EXPECT_THAT(delta.entries, IsEmpty());
  ApplyDue(*lot.expires, &account, &delta);
  EXPECT_EQ(delta.entries.size(), 1u);
  ApplyDue(*lot.expires, &account, &delta);
  EXPECT_EQ(delta.entries.size(), 1u);
}

// An order of 10.00 that earned `amount` beans with its only effect.
struct Sold {
  OrderRecord order;
  Decision decision;
};

Sold SoldWith(int64_t amount, std::vector<FundedShare> shares) {
  Sold sold;
  sold.order.event.number = 7;
  sold.order.event.id = "order";
  FiredEffect& effect = sold.decision.effects.Add();
  effect.rule = "beans";
  effect.kind = EffectKind::kEarnPoints;
  effect.currency = "bean";
  effect.points = Points{amount};
  for (const FundedShare& share : shares) effect.shares.Add() = share;
  return sold;
}

struct Taken {
  AccountState account;
  Delta delta;
  std::vector<PointsTotal> totals;
};

// Takes back all that the order earned but `after`.
Taken TakeBackTo(int64_t after, const Sold& sold, Lot lot,
                 std::vector<int64_t> shares_before,
                 std::vector<int64_t> shares_after) {
  Taken taken;
  taken.account = AccountWith({std::move(lot)});
  JournalEntry entry;
  const std::vector<int64_t> effects = {after};
  const std::vector<std::vector<int64_t>> before = {std::move(shares_before)};
  const std::vector<std::vector<int64_t>> now = {std::move(shares_after)};
  EXPECT_THAT(PostReturn({sold.order,
                          sold.decision,
                          {effects, before, {}},
                          {effects, now, {}}},
                         &taken.account, &entry, &taken.delta, &taken.totals),
              IsOk());
  taken.delta.entries.push_back(entry);
  ExpectZeroSums(taken.delta);
  return taken;
}

TEST(PostReturn, TakesFromWhatRemains) {
  const Sold sold = SoldWith(10, {{"roaster", 4}, {"", 6}});
  const Taken taken = TakeBackTo(3, sold, MakeLot(1, 10), {4, 6}, {1, 2});
  EXPECT_THAT(Texts(taken.delta.entries[0]),
              ElementsAre("bean available -7 lot 1",
                          "bean taken_back 3 lot 1 by roaster",
                          "bean taken_back 4 lot 1"));
  EXPECT_THAT(taken.totals, ElementsAre(PointsTotal{"bean", Points{7}}));
  EXPECT_EQ(taken.account.lots[0].remaining, 3);
  ExpectWhole(taken.account.lots[0]);
}

TEST(PostReturn, PendingPointsGoFirstWhereTheyStand) {
  Lot lot = MakeLot(1, 10);
  lot.state = LotState::kPending;
  const Taken taken = TakeBackTo(0, SoldWith(10, {{"", 10}}), lot, {10}, {0});
  EXPECT_THAT(
      Texts(taken.delta.entries[0]),
      ElementsAre("bean pending -10 lot 1", "bean taken_back 10 lot 1"));
  EXPECT_EQ(taken.account.lots[0].state, LotState::kClosed);
}

TEST(PostReturn, WhatExpiredIsNotLostTwiceAndWhatWasSpentIsOwed) {
  Lot lot = MakeLot(1, 10);
  lot.remaining = 2;
  lot.expired = 3;
  lot.redeemed = 5;
  const Taken taken = TakeBackTo(0, SoldWith(10, {{"", 10}}), lot, {10}, {0});
  EXPECT_THAT(Texts(taken.delta.entries[0]),
              ElementsAre("bean available -2 lot 1", "bean expired -3 lot 1",
                          "bean debt -5 lot 1", "bean taken_back 10 lot 1"));
  EXPECT_THAT(taken.account.balances,
              ElementsAre(Balance{"bean", {}, {}, Points{5}}));
  EXPECT_THAT(taken.delta.debts, ElementsAre(Debt{"bean", 5}));
  ExpectWhole(taken.account.lots[0]);
}

TEST(PostReturn, WhatWasTakenBeforeIsNotTakenAgain) {
  Lot lot = MakeLot(1, 10);
  lot.remaining = 3;
  lot.taken_back = 7;
  const Taken taken = TakeBackTo(3, SoldWith(10, {{"", 10}}), lot, {3}, {3});
  EXPECT_THAT(taken.delta.entries[0].postings, IsEmpty());
  EXPECT_THAT(taken.totals, IsEmpty());
}

TEST(PostReturn, AMissingLotIsCorruption) {
  const Sold sold = SoldWith(10, {{"", 10}});
  AccountState account = AccountWith({});
  JournalEntry entry;
  Delta delta;
  std::vector<PointsTotal> totals;
  const std::vector<int64_t> effects = {0};
  const std::vector<std::vector<int64_t>> shares = {{0}};
  const absl::Status status = PostReturn(
      {sold.order, sold.decision, {effects, shares, {}}, {effects, shares, {}}},
      &account, &entry, &delta, &totals);
  EXPECT_EQ(ReasonOf(status), Reason::kCorrupt);
}

TEST(PostPurchase, LotsDiscountsAndCountersInOneEntry) {
  const Program program = testing::Cafe();
  const ZoneTable utc;
  const Event event = testing::Purchase({testing::Sale("1", 1000)});
  Decision decision;
  decision.program = "cafe";
  decision.version = "1";
  LineResult& line = decision.lines.Add();
  line.id = "1";
  line.list = Eur(1000);
  line.discount = Eur(100);
  line.pay = Eur(900);
  line.paid = {{1, 900}};
  decision.list_total = Eur(1000);
  decision.pay_total = Eur(900);
  FiredEffect& off = decision.effects.Add();
  off.rule = "off";
  off.kind = EffectKind::kAmountOff;
  off.amount = Eur(100);
  off.shares.Add() = {"roaster", 30};
  off.shares.Add() = {"", 70};
  FiredEffect& beans = decision.effects.Add();
  beans.rule = "beans";
  beans.kind = EffectKind::kEarnPoints;
  beans.amount = Eur(0);
  beans.currency = "bean";
  beans.points = Points{9};
  beans.shares.Add() = {"", 9};
  decision.draws.Add() = {"off", {"ann", "limit:off:0", "2026-01"}, 1, 1, 1};
  AccountState account = AccountWith({});
  Delta delta;
  const absl::StatusOr<PurchasePoints> points =
      PostPurchase({program, utc, event, decision}, &account, &delta);
  ASSERT_THAT(points, IsOk());
  EXPECT_THAT(points->redeemed, ElementsAre());
  EXPECT_THAT(points->collected, ElementsAre());
  ASSERT_EQ(delta.entries.size(), 1u);
  EXPECT_THAT(
      Texts(delta.entries[0]),
      ElementsAre("EUR funded -30 by roaster", "EUR discount 30 by roaster",
                  "EUR funded -70", "EUR discount 70", "bean issued -9 lot 1",
                  "bean available 9 lot 1", "limit:off:0 used 1 of ann",
                  "limit:off:0 allowance -1 of ann"));
  ExpectZeroSums(delta);
  EXPECT_EQ(account.next_lot, 2);
  ASSERT_TRUE(delta.order.has_value());
  EXPECT_EQ(delta.order->lines[0].paid, Eur(900));
  EXPECT_THAT(BalancesOf(program, account),
              ElementsAre(Balance{"bean", Points{9}, {}, {}}));
}

}  // namespace
}  // namespace patron
