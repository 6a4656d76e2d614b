// What each store keeps of the life of lots and goods: clocks, lots that lapse
// with them or paid a debt, and units that are still to be handed over.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/store/each_store.h"

namespace patron {
namespace {

using testing::Bought;
using ::testing::ElementsAre;
using testing::Gbp;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::kNoon;
using testing::Ledgerish;
using testing::Tea;

PATRON_FOR_EACH_STORE(StoreLife);

constexpr int64_t kDue = 500;

Instant After(int64_t us) { return Instant{kNoon.us + us}; }

// A purchase whose lot lapses with the clock.
Delta Sliding(Ledgerish& ledger, std::string_view id) {
  Delta delta = ledger.Purchase(id, "ann", Tea(1, 1'000));
  delta.lots[0].sliding = true;
  delta.clocks = {{"points", ClockKind::kIdle, After(kDue)}};
  return delta;
}

std::vector<int64_t> Numbers(const std::vector<Lot>& lots) {
  std::vector<int64_t> numbers;
  for (const Lot& lot : lots) numbers.push_back(lot.number);
  return numbers;
}

TEST_P(StoreLife, AClockIsDueWhileItHasLots) {
  Ledgerish ledger(store());
  Applied(Sliding(ledger, "1"));
  Applied(ledger.Purchase("2", "ann", Tea()));
  EXPECT_THAT(Member("ann").clocks,
              ElementsAre(Clock{"points", ClockKind::kIdle, After(kDue)}));
  EXPECT_EQ(Member("ann").next_due, After(kDue));
  EXPECT_THAT(Got(store().AccountsDue(After(kDue - 1), 5)), IsEmpty());
  EXPECT_THAT(Got(store().AccountsDue(After(kDue), 5)),
              ElementsAre(DueAccount{1, "ann"}));
  EXPECT_THAT(Got(store().FindMember("ann", After(kDue - 1)))->lots, IsEmpty());
  const auto due = *Got(store().FindMember("ann", After(kDue)));
  EXPECT_THAT(Numbers(due.lots), ElementsAre(1));
  // It moves without a lot, and is moved back by nothing but the change.
  Delta moved = ledger.Adjust("3", "ann", 5);
  moved.clocks = {{"points", ClockKind::kIdle, After(2 * kDue)}};
  ASSERT_THAT(store().BeginBatch(), IsOk());
  Applied(moved);
  EXPECT_EQ(Member("ann").next_due, After(2 * kDue));
  store().AbandonBatch();
  EXPECT_EQ(Member("ann").next_due, After(kDue));
  Delta stopped = ledger.Adjust("3", "ann", 5);
  stopped.clocks = {{"points", ClockKind::kIdle, {}}};
  Applied(stopped);
  EXPECT_EQ(Member("ann").next_due, std::nullopt);
  Delta again = ledger.Adjust("4", "ann", 5);
  again.clocks = {{"points", ClockKind::kIdle, After(kDue)}};
  Applied(again);
  // Once it has no lots any more, nothing is due.
  Delta lapsed = ledger.Adjust("5", "ann", 5);
  lapsed.lots.push_back(due.lots[0]);
  std::swap(lapsed.lots[0], lapsed.lots[1]);
  lapsed.lots[0].state = LotState::kClosed;
  lapsed.lots[0].expired = lapsed.lots[0].remaining;
  lapsed.lots[0].remaining = 0;
  Applied(lapsed);
  EXPECT_EQ(Member("ann").next_due, std::nullopt);
  std::vector<AccountState> all;
  EXPECT_THAT(store().ForEachAccount([&](const AccountState& each) {
    all.push_back(each);
    return absl::OkStatus();
  }),
              IsOk());
  ASSERT_EQ(all.size(), 1u);
  EXPECT_THAT(all[0].clocks,
              ElementsAre(Clock{"points", ClockKind::kIdle, After(kDue)}));
}

TEST_P(StoreLife, WhatLapsesWithAClockIsNotSpentThen) {
  Ledgerish ledger(store());
  Applied(Sliding(ledger, "1"));
  Applied(ledger.Purchase("2", "ann", Tea(1, 1'000), After(1)));
  const auto to_spend = [&](int64_t at) {
    return Numbers(
        Got(store().LotsToSpend(1, "points", After(at), Points{5'000})));
  };
  EXPECT_THAT(to_spend(kDue - 1), ElementsAre(1, 2));
  EXPECT_THAT(to_spend(kDue), ElementsAre(2));
}

// The first clock is about lots 1 and 2, the next one about those from 3 on.
TEST_P(StoreLife, AClockIsAboutTheLotsUpToTheNextOnes) {
  Ledgerish ledger(store());
  Applied(Sliding(ledger, "1"));
  Delta second = Sliding(ledger, "2");
  second.clocks.clear();
  Applied(second);
  Delta third = Sliding(ledger, "3");
  third.clocks = {{"points", ClockKind::kIdle, After(2 * kDue), 3}};
  Applied(third);
  EXPECT_THAT(
      Member("ann").clocks,
      ElementsAre(Clock{"points", ClockKind::kIdle, After(kDue)},
                  Clock{"points", ClockKind::kIdle, After(2 * kDue), 3}));
  EXPECT_EQ(Member("ann").next_due, After(kDue));
  const auto due = [&](int64_t at) {
    return Numbers(Got(store().FindMember("ann", After(at)))->lots);
  };
  EXPECT_THAT(due(kDue - 1), IsEmpty());
  EXPECT_THAT(due(kDue), ElementsAre(1, 2));
  EXPECT_THAT(due(2 * kDue), ElementsAre(1, 2, 3));
  EXPECT_THAT(Numbers(Got(store().LotsToSpend(1, "points", After(kDue),
                                              Points{5'000}))),
              ElementsAre(3));
  Delta lapsed = ledger.Adjust("4", "ann", 5);
  const auto lots = Got(store().FindMember("ann", After(kDue)))->lots;
  lapsed.lots.insert(lapsed.lots.begin(), lots.begin(), lots.end());
  for (size_t i = 0; i < 2; ++i) {
    lapsed.lots[i].state = LotState::kClosed;
    lapsed.lots[i].expired = std::exchange(lapsed.lots[i].remaining, 0);
  }
  Applied(lapsed);
  EXPECT_EQ(Member("ann").next_due, After(2 * kDue));
}

TEST_P(StoreLife, WhatHasLapsedIsFoundByWhenItDid) {
  Ledgerish ledger(store());
  int64_t id = 0;
  const auto add = [&](int64_t expired, std::optional<int64_t> at) {
    Delta delta = ledger.Purchase(std::to_string(++id), "ann", Tea());
    delta.lots[0].expired = expired;
    delta.lots[0].sliding = !at;
    if (at) delta.lots[0].expires = After(*at);
    if (!at && id > 4) {
      delta.clocks = {{"points", ClockKind::kIdle, After(2 * kDue), 5}};
    } else if (!at) {
      delta.clocks = {{"points", ClockKind::kIdle, After(kDue)}};
    }
    Applied(delta);
  };
  add(5, kDue);
  add(5, {});
  add(0, kDue);
  add(5, 2 * kDue);
  add(5, {});
  const auto lapsed = [&](std::string_view currency, int64_t after) {
    return Numbers(Got(store().LotsLapsed(1, currency, After(after))));
  };
  EXPECT_THAT(lapsed("points", kDue - 1), ElementsAre(1, 2, 4, 5));
  EXPECT_THAT(lapsed("points", kDue), ElementsAre(4, 5));
  EXPECT_THAT(lapsed("points", 2 * kDue), IsEmpty());
  EXPECT_THAT(lapsed("beans", 0), IsEmpty());
  EXPECT_THAT(Got(store().LotsLapsed(2, "points", After(0))), IsEmpty());
}

TEST_P(StoreLife, LotsThatWaitForGoodsAreNotDue) {
  Ledgerish ledger(store());
  Delta delta = ledger.Purchase("1", "ann", Tea());
  delta.lots[0].state = LotState::kPending;
  delta.lots[0].available_from = After(5);
  delta.lots[0].awaits_goods = true;
  Applied(delta);
  EXPECT_EQ(Member("ann").next_due, std::nullopt);
  EXPECT_THAT(Got(store().FindMember("ann", After(9)))->lots, IsEmpty());
  Delta released = ledger.Adjust("2", "ann", 5);
  released.lots.insert(released.lots.begin(), delta.lots[0]);
  released.lots[0].event = 1;
  released.lots[0].awaits_goods = false;
  Applied(released);
  EXPECT_EQ(Member("ann").next_due, After(5));
  EXPECT_THAT(Numbers(Got(store().FindMember("ann", After(9)))->lots),
              ElementsAre(1));
}

TEST_P(StoreLife, LotsThatPaidADebtComeTheLatestFirst) {
  Ledgerish ledger(store());
  for (const int64_t collected : {30, 0, 20, 10}) {
    Delta delta = ledger.Purchase(std::to_string(collected), "ann", Tea());
    delta.lots[0].collected = collected;
    Applied(delta);
  }
  const auto that_collected = [&](std::string_view currency, int64_t points) {
    return Numbers(Got(store().LotsThatCollected(1, currency, Points{points})));
  };
  EXPECT_THAT(that_collected("points", 5), ElementsAre(4));
  EXPECT_THAT(that_collected("points", 11), ElementsAre(4, 3));
  EXPECT_THAT(that_collected("points", 900), ElementsAre(4, 3, 1));
  EXPECT_THAT(that_collected("points", 0), IsEmpty());
  EXPECT_THAT(that_collected("beans", 5), IsEmpty());
  EXPECT_THAT(Got(store().LotsThatCollected(2, "points", Points{5})),
              IsEmpty());
  Delta back = ledger.Adjust("5", "ann", 1);
  Lot given_back =
      Got(store().LotsThatCollected(1, "points", Points{1})).front();
  given_back.collected = 0;
  back.lots.insert(back.lots.begin(), given_back);
  Applied(back);
  EXPECT_THAT(that_collected("points", 5), ElementsAre(3));
}

TEST_P(StoreLife, UnitsAreHandedOverCancelledAndReturned) {
  Ledgerish ledger(store());
  Delta bought = ledger.Purchase("1", "ann", Tea(5, 100));
  bought.order->lines[0].open_units = 5;
  Applied(bought);
  const UnitPrice price{1'000'000, Gbp()};
  EXPECT_THAT(Got(store().PurchasesToReturn(1, "tea", price, kNoon)),
              IsEmpty());
  ExpectRefused(ledger.Return("2", 1, 0, 1), Reason::kConflict,
                "units left to return");
  const auto event = [&](std::string_view id, int64_t fulfilled,
                         int64_t cancelled) {
    Delta delta = ledger.Return(id, 1, 0, cancelled);
    delta.event.kind = EventKind::kFulfilment;
    for (JournalEntry& entry : delta.entries) {
      entry.kind = EntryKind::kFulfilment;
    }
    delta.returned[0].cancelled = true;
    delta.fulfilled = {{1, 0, fulfilled}};
    return delta;
  };
  Applied(event("2", 2, 1));
  OrderLine line = Got(store().LoadOrder(1)).lines[0];
  EXPECT_EQ(line.open_units, 2);
  EXPECT_EQ(line.returned_units, 1);
  EXPECT_EQ(UnitsToReturn(line), 2);
  EXPECT_THAT(Got(store().PurchasesToReturn(1, "tea", price, kNoon)),
              ElementsAre(PurchaseLine{1, 0, 2}));
  ExpectRefused(event("3", 3, 0), Reason::kConflict, "left to hand over");
  ExpectRefused(event("3", 1, 2), Reason::kConflict, "left to");
  ExpectRefused(ledger.Return("3", 1, 0, 3), Reason::kConflict,
                "units left to return");
  Applied(ledger.Return("3", 1, 0, 2));
  Applied(event("4", 2, 0));
  line = Got(store().LoadOrder(1)).lines[0];
  EXPECT_EQ(line.open_units, 0);
  EXPECT_EQ(UnitsToReturn(line), 2);
  Delta unknown = event("5", 0, 0);
  unknown.fulfilled[0].order = 9;
  ExpectRefused(unknown, Reason::kUnknownOrder, "event number 9");
  unknown.fulfilled[0] = {1, 7, 0};
  ExpectRefused(unknown, Reason::kConflict, "line 7");
}

// Unlike an idle one, whatever the account has.
TEST_P(StoreLife, AStatementIsDueWhileItsClockRuns) {
  Ledgerish ledger(store());
  Delta first = ledger.Purchase("1", "ann", Tea(1, 1'000));
  first.clocks = {{"points", ClockKind::kStatement, After(kDue)}};
  Applied(first);
  EXPECT_THAT(*store().AccountsDue(After(kDue - 1), 9), IsEmpty());
  ASSERT_EQ(store().AccountsDue(After(kDue), 9)->size(), 1u);
  std::optional<AccountState> found = *store().FindMember("ann", After(kDue));
  ASSERT_TRUE(found);
  EXPECT_THAT(found->lots, IsEmpty());
  EXPECT_EQ(found->next_due, After(kDue));
  EXPECT_EQ(found->clocks, first.clocks);
  // It takes a lot and gives one that no event gave.
  Delta statement;
  statement.due_only = true;
  statement.account = found->account;
  statement.expected_version = found->version;
  statement.posted = After(kDue);
  statement.next_lot = found->next_lot + 1;
  statement.statistics = found->statistics;
  JournalEntry& entry = statement.entries.emplace_back();
  entry.kind = EntryKind::kStatement;
  entry.posted = After(kDue);
  const auto post = [&](Bucket bucket, int64_t amount) {
    Posting& posting = entry.postings.emplace_back();
    posting.unit = "vouchers";
    posting.bucket = bucket;
    posting.amount = amount;
    posting.lot = found->next_lot;
  };
  post(Bucket::kIssued, -7);
  post(Bucket::kAvailable, 7);
  Lot& lot = statement.lots.emplace_back();
  lot.number = found->next_lot;
  lot.currency = "vouchers";
  lot.origin = LotOrigin::kReward;
  lot.amount = lot.remaining = 7;
  statement.clocks = {{"points", ClockKind::kStatement, {}},
                      {"vouchers", ClockKind::kIdle, After(2 * kDue)}};
  Delta bad = statement;
  bad.lots[0].origin = LotOrigin::kPurchase;
  ExpectRefused(bad, Reason::kInternal, "no event earned");
  bad.lots[0].origin = LotOrigin::kReward;
  bad.lots[0].event = 1;
  ExpectRefused(bad, Reason::kInternal, "an event's lot of a reward");
  ASSERT_THAT(store().Apply(statement), testing::IsOkAndHolds(0));
  EXPECT_THAT(*store().AccountsDue(After(9 * kDue), 9), IsEmpty());
  found = *store().FindMember("ann", std::nullopt);
  EXPECT_EQ(found->clocks, statement.clocks);
  const auto lots =
      store().LotsByNumber(found->account, std::vector<int64_t>{lot.number});
  ASSERT_THAT(lots, IsOk());
  EXPECT_THAT(*lots, ElementsAre(lot));
  EXPECT_THAT(*store().LotsOfOrder(found->account, 1),
              ::testing::SizeIs(1));  // not that one
  // Beside an event, too.
  Delta both = ledger.Purchase("2", "ann", Tea(1, 1'000));
  both.lots.push_back(lot);
  both.lots.back().number = both.next_lot++;
  Applied(both);
  const std::vector<int64_t> beside = {both.next_lot - 1};
  EXPECT_EQ(store().LotsByNumber(found->account, beside)->front().event, 0);
}

TEST_P(StoreLife, WhatCannotBeIsRefused) {
  Ledgerish ledger(store());
  Applied(Sliding(ledger, "1"));
  Delta bad = ledger.Purchase("2", "", Tea());
  bad.clocks = {{"points", ClockKind::kIdle, {}}};
  ExpectRefused(bad, Reason::kInternal, "to nobody");
  bad = Sliding(ledger, "2");
  bad.lots[0].expires = kNoon;
  ExpectRefused(bad, Reason::kInternal, "lapses by itself and with a clock");
  bad = ledger.Purchase("2", "ann", Tea());
  bad.order->lines[0].open_units = 2;
  ExpectRefused(bad, Reason::kInternal, "impossible units");
  bad = ledger.Return("2", 1, 0, 0);
  bad.fulfilled = {{1, 0, -1}};
  ExpectRefused(bad, Reason::kInternal, "negative number of units");
  bad = ledger.Adjust("2", "ann", 1);
  bad.due_only = true;
  bad.adjustment.reset();
  bad.lots.clear();
  bad.entries.clear();
  bad.event = {};
  bad.clocks = {{"points", ClockKind::kIdle, {}}};
  ExpectRefused(bad, Reason::kInternal, "more than that");
}

}  // namespace
}  // namespace patron
