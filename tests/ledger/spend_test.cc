// The spending order by tables, and what a spending posts.

#include "ledger/spend.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "ledger/ledger.h"
#include "tests/fixtures.h"
#include "tests/ledger/ledger_testing.h"
#include "tests/status_matchers.h"

namespace patron {
namespace {

using testing::AccountWith;
using testing::At;
using ::testing::ElementsAre;
using testing::ExpectWhole;
using testing::ExpectZeroSums;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::IsOkAndHolds;
using testing::MakeLot;
using testing::Texts;

const PointsCurrency kBean{.id = "bean", .name = "beans"};
const ZoneTable kUtc;

Instant Day(int day) {
  return Instant{At("2026-01-01T00:00:00Z").us + day * kMicrosPerDay};
}

// A lot of ten beans; days count from New Year, 0 is never.
struct Given {
  int64_t number = 0;
  int expires = 0;
  int earned = 1;
  int64_t remaining = 10;
  LotState state = LotState::kAvailable;
  std::string currency = "bean";
};

Lot LotOf(const Given& given) {
  Lot lot = MakeLot(given.number, 10);
  lot.currency = given.currency;
  lot.state = given.state;
  lot.earned = Day(given.earned);
  if (given.expires != 0) lot.expires = Day(given.expires);
  lot.taken_back = 10 - given.remaining;
  lot.remaining = given.remaining;
  if (lot.remaining == 0) lot.state = LotState::kClosed;
  return lot;
}

// "2:10 1:5", or the reason why not.
std::string Took(std::vector<Lot> lots, int64_t amount) {
  AccountState account = AccountWith(std::move(lots));
  const AccountState before = account;
  JournalEntry entry;
  Delta delta;
  const auto parts =
      Spend({kBean, Points{amount}, Bucket::kAdjustedDown, Day(50), kUtc},
            &account, &entry, &delta);
  if (!parts.ok()) {
    EXPECT_EQ(account, before);
    EXPECT_EQ(delta, Delta());
    EXPECT_THAT(entry.postings, IsEmpty());
    return std::string(ReasonName(ReasonOf(parts.status())));
  }
  delta.entries.push_back(entry);
  ExpectZeroSums(delta);
  int64_t sum = 0;
  std::string text;
  for (const LotPart& part : *parts) {
    sum -= part.points.units;
    text += (text.empty() ? "" : " ") + std::to_string(part.lot) + ":" +
            std::to_string(-part.points.units);
  }
  EXPECT_EQ(sum, amount);
  for (const Lot& lot : account.lots) ExpectWhole(lot);
  EXPECT_EQ(delta.lots.size(), parts->size());
  return text;
}

TEST(Spend, TakesInTheSpendingOrder) {
  struct Row {
    std::string what;
    std::vector<Given> lots;
    int64_t amount;
    std::string took;
  };
  const LotState pending = LotState::kPending;
  const Row rows[] = {
      {"a part", {{1, 60}}, 4, "1:4"},
      {"a whole lot", {{1, 60}}, 10, "1:10"},
      {"earliest expiry first",
       {{1, 90}, {2, 60}, {3, 70}},
       25,
       "2:10 3:10 1:5"},
      {"never expiring last", {{1, 0}, {2, 90}}, 15, "2:10 1:5"},
      {"never expiring by when they were earned",
       {{1, 0, 9}, {2, 0, 8}, {3, 0, 9}},
       25,
       "2:10 1:10 3:5"},
      {"earliest earned at one expiry",
       {{1, 60, 9}, {2, 60, 8}},
       15,
       "2:10 1:5"},
      {"the smaller number where both are equal",
       {{1, 60}, {2, 60}, {3, 60}},
       21,
       "1:10 2:10 3:1"},
      {"expiry before earning", {{1, 70, 1}, {2, 60, 9}}, 11, "2:10 1:1"},
      {"pending is skipped", {{1, 60, 1, 10, pending}, {2, 70}}, 10, "2:10"},
      {"what has expired is skipped", {{1, 49}, {2, 70}}, 10, "2:10"},
      {"and what expires at that instant", {{1, 50}, {2, 70}}, 10, "2:10"},
      {"but not a moment later", {{1, 51}, {2, 70}}, 10, "1:10"},
      {"what is closed is skipped", {{1, 60, 1, 0}, {2, 70}}, 10, "2:10"},
      {"of a part that remains", {{1, 60, 1, 3}, {2, 70}}, 5, "1:3 2:2"},
      {"another currency is skipped",
       {{1, 60, 1, 10, LotState::kAvailable, "star"}, {2, 70}},
       10,
       "2:10"},
      {"all that there is", {{1, 60}, {2, 0}}, 20, "1:10 2:10"},
      {"one more", {{1, 60}, {2, 0}}, 21, "insufficient_points"},
      {"nothing there", {}, 1, "insufficient_points"},
      {"only pending", {{1, 60, 1, 10, pending}}, 1, "insufficient_points"},
      {"only expired", {{1, 49}}, 1, "insufficient_points"},
      {"the most", {{1, 60}}, INT64_MAX, "insufficient_points"},
  };
  for (const Row& row : rows) {
    std::vector<Lot> lots;
    for (const Given& given : row.lots) lots.push_back(LotOf(given));
    EXPECT_EQ(Took(lots, row.amount), row.took) << row.what;
  }
}

// All orders of five lots: which comes first does not depend on where they
// stand, nor on whether they come at once or one by one.
TEST(Spend, IsTheSameInOneStepOrInMany) {
  const std::vector<Lot> lots = {LotOf({1, 0, 2}), LotOf({2, 60, 3}),
                                 LotOf({3, 60, 2}), LotOf({4, 55, 9}),
                                 LotOf({5, 0, 1})};
  for (int64_t amount = 1; amount <= 50; ++amount) {
    AccountState once = AccountWith(lots);
    AccountState steps = once;
    JournalEntry entry;
    Delta delta, last;
    const Spending all{kBean, Points{amount}, Bucket::kRedeemed, Day(50), kUtc};
    EXPECT_THAT(Spend(all, &once, &entry, &delta), IsOk());
    const Spending one{kBean, Points{1}, Bucket::kRedeemed, Day(50), kUtc};
    for (int64_t i = 0; i < amount; ++i) {
      EXPECT_THAT(Spend(one, &steps, &entry, &last), IsOk());
    }
    EXPECT_EQ(once, steps) << amount;
    EXPECT_EQ(delta.lots, last.lots) << amount;
  }
  std::vector<Lot> sorted = lots;
  std::sort(sorted.begin(), sorted.end(), SpentBefore);
  std::vector<int64_t> numbers;
  for (const Lot& lot : sorted) numbers.push_back(lot.number);
  EXPECT_THAT(numbers, ElementsAre(4, 3, 2, 5, 1));
}

TEST(Spend, PostsTwoSidesForEachLotAndClosesWhatIsEmpty) {
  AccountState account = AccountWith({LotOf({1, 60}), LotOf({2, 70})});
  JournalEntry entry;
  Delta delta;
  EXPECT_THAT(Spend({kBean, Points{12}, Bucket::kRedeemed, Day(50), kUtc},
                    &account, &entry, &delta),
              IsOkAndHolds(ElementsAre(LotPart{1, Points{-10}},
                                       LotPart{2, Points{-2}})));
  EXPECT_THAT(Texts(entry),
              ElementsAre("bean available -10 lot 1", "bean redeemed 10 lot 1",
                          "bean available -2 lot 2", "bean redeemed 2 lot 2"));
  EXPECT_EQ(entry.postings[0].rule, "beans");
  EXPECT_EQ(account.lots[0].state, LotState::kClosed);
  EXPECT_EQ(account.lots[0].redeemed, 10);
  EXPECT_EQ(account.lots[1].remaining, 8);
  EXPECT_THAT(account.balances,
              ElementsAre(Balance{"bean", Points{8}, {}, {}}));
}

TEST(Spend, SaysHowManyThereAre) {
  Lot pending = LotOf({2, 60});
  pending.state = LotState::kPending;
  AccountState account = AccountWith({LotOf({1, 60}), pending});
  JournalEntry entry;
  Delta delta;
  PointsCurrency tenths = kBean;
  tenths.decimals = 1;
  const absl::Status status =
      Spend({tenths, Points{125}, Bucket::kRedeemed, Day(50), kUtc}, &account,
            &entry, &delta)
          .status();
  EXPECT_EQ(MessageOf(status),
            "cannot take 12.5 'bean' from 'ann': only 1.0 can be spent, and "
            "1.0 are pending; take no more");
  EXPECT_EQ(ReasonOf(Spend({kBean, Points{1}, Bucket::kExpired, Day(50), kUtc},
                           &account, &entry, &delta)
                         .status()),
            Reason::kInternal);
}

Event ByHand(std::string_view points, std::string time) {
  Event event;
  event.kind = EventKind::kAdjustment;
  event.source = "desk";
  event.id = "1";
  event.time = event.arrival = At(time);
  event.member = "ann";
  event.adjustment = {"bean", *ParseWrittenPoints(points), "broken", "eva"};
  return event;
}

TEST(PostAdjustment, GivesALotThatExpiresByThePolicyAndIsNeverPending) {
  Program program = testing::Cafe();
  program.points[0].pending = Span{14, PeriodUnit::kDay};
  program.points[0].expires =
      Expiry{{12, PeriodUnit::kMonth}, PeriodUnit::kMonth};
  const ZoneTable utc;
  const Event event = ByHand("50", "2026-01-15T12:00:00Z");
  AccountState account = AccountWith({LotOf({1, 60})});
  account.next_lot = 2;
  Delta delta;
  const auto result = PostAdjustment({program, utc, event}, &account, &delta);
  ASSERT_THAT(result, IsOk());
  EXPECT_EQ(*result, (AdjustmentResult{"bean", Points{50}, {{2, Points{50}}}}));
  ASSERT_EQ(delta.lots.size(), 1u);
  const Lot& lot = delta.lots[0];
  EXPECT_EQ(lot.origin, LotOrigin::kGoodwill);
  EXPECT_EQ(lot.state, LotState::kAvailable);
  EXPECT_EQ(lot.available_from, std::nullopt);
  EXPECT_EQ(FormatInstant(*lot.expires), "2027-02-01T00:00:00Z");
  EXPECT_EQ(lot.earned, event.time);
  EXPECT_EQ(lot.rule, "");
  ExpectWhole(lot);
  ASSERT_EQ(delta.entries.size(), 1u);
  EXPECT_EQ(delta.entries[0].kind, EntryKind::kAdjustment);
  EXPECT_THAT(Texts(delta.entries[0]), ElementsAre("bean adjusted_up -50 lot 2",
                                                   "bean available 50 lot 2"));
  EXPECT_EQ(account.balances[0].available, Points{60});
  EXPECT_EQ(account.next_lot, 3);
  EXPECT_EQ(delta.adjustment,
            (AdjustmentRecord{"bean", Points{50}, "broken", "eva"}));
}

TEST(PostAdjustment, TakesInTheSpendingOrderAndLeavesDebtsAlone) {
  const Program program = testing::Cafe();
  const ZoneTable utc;
  const Event event = ByHand("-15", "2026-01-15T12:00:00Z");
  AccountState account = AccountWith({LotOf({1, 90}), LotOf({2, 60})});
  account.balances[0].debt = Points{7};
  Delta delta;
  const auto result = PostAdjustment({program, utc, event}, &account, &delta);
  ASSERT_THAT(result, IsOk());
  EXPECT_EQ(*result,
            (AdjustmentResult{
                "bean", Points{-15}, {{2, Points{-10}}, {1, Points{-5}}}}));
  EXPECT_THAT(
      Texts(delta.entries[0]),
      ElementsAre("bean available -10 lot 2", "bean adjusted_down 10 lot 2",
                  "bean available -5 lot 1", "bean adjusted_down 5 lot 1"));
  EXPECT_THAT(delta.debts, IsEmpty());
  EXPECT_THAT(account.balances,
              ElementsAre(Balance{"bean", Points{5}, {}, Points{7}}));
  for (const Lot& lot : account.lots) ExpectWhole(lot);
}

TEST(PostAdjustment, ABalanceThatWouldNotFitIsRefused) {
  const Program program = testing::Cafe();
  const ZoneTable utc;
  const Event event = ByHand("9223372036854775807", "2026-01-15T12:00:00Z");
  AccountState account = AccountWith({LotOf({1, 90})});
  Delta delta;
  EXPECT_EQ(
      ReasonOf(
          PostAdjustment({program, utc, event}, &account, &delta).status()),
      Reason::kOverflow);
  EXPECT_THAT(delta.entries, IsEmpty());
  EXPECT_THAT(delta.lots, IsEmpty());
}

// Days 1 to 31 are of January, 32 to 59 of February.
TEST(Spend, ARedemptionTakesPointsOfOnePeriodWhereTheyStandApart) {
  const PointsCurrency apart{
      .id = "bean", .name = "beans", .apart = PeriodUnit::kMonth};
  const auto lots = [] {
    return std::vector<Lot>{LotOf({1, 60, 5}), LotOf({2, 90, 10}),
                            LotOf({3, 0, 35, 9}), LotOf({4, 70, 36, 8})};
  };
  struct Row {
    std::string what;
    int64_t points;
    Bucket to;
    std::string took;
  };
  const Row rows[] = {
      {"of the month that has most", 5, Bucket::kRedeemed, "1:5"},
      {"all of it", 20, Bucket::kRedeemed, "1:10 2:10"},
      {"never more", 21, Bucket::kRedeemed, "insufficient_points"},
      {"by hand all months", 25, Bucket::kAdjustedDown, "1:10 4:8 2:7"},
  };
  for (const Row& row : rows) {
    AccountState account = AccountWith(lots());
    JournalEntry entry;
    Delta delta;
    const auto parts = Spend({apart, Points{row.points}, row.to, Day(50), kUtc},
                             &account, &entry, &delta);
    std::string took;
    if (!parts.ok()) {
      took = std::string(ReasonName(ReasonOf(parts.status())));
      EXPECT_THAT(MessageOf(parts.status()),
                  HasSubstr("only 20 can be spent together, those of 2026-01"));
    } else {
      for (const LotPart& part : *parts) {
        took += (took.empty() ? "" : " ") + std::to_string(part.lot) + ":" +
                std::to_string(-part.points.units);
      }
    }
    EXPECT_EQ(took, row.took) << row.what;
  }
  // Then the other month has most; of equal ones the one that is spent first.
  AccountState account = AccountWith(lots());
  JournalEntry entry;
  Delta delta;
  const auto take = [&](int64_t points) {
    const auto parts =
        Spend({apart, Points{points}, Bucket::kRedeemed, Day(50), kUtc},
              &account, &entry, &delta);
    return parts.ok() ? (*parts)[0].lot : 0;
  };
  EXPECT_EQ(take(3), 1);  // 17 and 17 are left
  EXPECT_EQ(take(1), 1);
  EXPECT_EQ(take(1), 4);
  Program program;
  program.points = {apart};
  EXPECT_THAT(ApartOf(program, kUtc, account, Day(50)),
              ElementsAre(PointsTotal{"bean", Points{16}},
                          PointsTotal{"bean", Points{16}}));
}

// Lots that lapsed at some day, earned on another.
Lot Lapsed(int64_t number, int expires, int earned = 1) {
  Lot lot = LotOf({number, expires, earned});
  lot.expired = std::exchange(lot.remaining, 0);
  lot.state = LotState::kClosed;
  return lot;
}

TEST(Spend, OfLateEventsWhatWasThereThen) {
  AccountState account = AccountWith(
      {Lapsed(1, 40), Lapsed(2, 30), Lapsed(3, 40, 31), Lapsed(4, 40),
       Lapsed(5, 40), Lapsed(6, 0), Lapsed(7, 0), LotOf({8, 60})});
  account.lots[3].available_from = Day(31);
  account.lots[4].awaits_goods = true;
  account.lots[5].sliding = account.lots[6].sliding = true;
  account.clocks = {{"bean", ClockKind::kIdle, Day(30), 1},
                    {"bean", ClockKind::kIdle, Day(45), 7}};
  const auto since = [&](int time, int until) {
    return LapsedSince(Day(time), Day(until), account);
  };
  EXPECT_THAT(since(30, 50), ElementsAre(1, 7));
  EXPECT_THAT(since(29, 50), ElementsAre(1, 2, 6, 7));
  EXPECT_THAT(since(45, 50), IsEmpty());
  // The clock of 6 and 7 goes on for others: those lapsed long before.
  EXPECT_THAT(since(29, 44), ElementsAre(1, 2, 6));
}

TEST(Spend, WhatHasLapsedIsTakenInItsTurn) {
  const auto account_of = [] {
    return AccountWith({LotOf({1, 60}), Lapsed(2, 40), Lapsed(3, 45)});
  };
  const std::vector<int64_t> lapsed = {2};
  AccountState account = account_of();
  JournalEntry entry;
  Delta delta;
  const auto parts =
      Spend({kBean, Points{13}, Bucket::kRedeemed, Day(50), kUtc, lapsed},
            &account, &entry, &delta);
  ASSERT_THAT(parts, IsOkAndHolds(ElementsAre(LotPart{2, Points{-10}},
                                              LotPart{1, Points{-3}})));
  EXPECT_THAT(Texts(entry),
              ElementsAre("bean expired -10 lot 2", "bean redeemed 10 lot 2",
                          "bean available -3 lot 1", "bean redeemed 3 lot 1"));
  EXPECT_EQ(account.balances[0].available, Points{7});
  for (const Lot& lot : account.lots) ExpectWhole(lot);
  account = account_of();
  EXPECT_EQ(ReasonOf(Spend({kBean, Points{21}, Bucket::kRedeemed, Day(50), kUtc,
                            lapsed},
                           &account, &entry, &delta)
                         .status()),
            Reason::kInsufficientPoints);
  Program program;
  program.points = {kBean};
  EXPECT_THAT(LapsedOf(program, account, lapsed),
              ElementsAre(PointsTotal{"bean", Points{10}}));
  EXPECT_THAT(LapsedOf(program, account, {}), IsEmpty());
}

TEST(Spend, RunsAreOfTheSameWorthOneAfterTheOther) {
  AccountState account =
      AccountWith({LotOf({1, 60}), LotOf({2, 61}), LotOf({3, 62, 1, 4}),
                   LotOf({4, 0, 35}), Lapsed(5, 40)});
  account.lots[2].version = "2";
  const auto pays = [](const Lot& lot) {
    return lot.version == "1" ? int64_t{10} : int64_t{8};
  };
  const std::vector<int64_t> lapsed = {5};
  EXPECT_THAT(RunsOf({kBean, {}, Bucket::kRedeemed, Day(50), kUtc, lapsed},
                     account, pays),
              ElementsAre(PointsRun{"bean", 0, Points{30}, 10},
                          PointsRun{"bean", 0, Points{4}, 8},
                          PointsRun{"bean", 0, Points{10}, 10}));
  const PointsCurrency apart{
      .id = "bean", .name = "beans", .apart = PeriodUnit::kMonth};
  EXPECT_THAT(
      RunsOf({apart, {}, Bucket::kRedeemed, Day(50), kUtc}, account, pays),
      ElementsAre(PointsRun{"bean", 0, Points{20}, 10},
                  PointsRun{"bean", 0, Points{4}, 8},
                  PointsRun{"bean", 1, Points{10}, 10}));
}

}  // namespace
}  // namespace patron
