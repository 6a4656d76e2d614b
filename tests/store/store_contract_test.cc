// What store.h promises of loading, asked of each store.

#include "patron/error.h"
#include "patron/store.h"
#include "tests/status_matchers.h"
#include "tests/store/each_store.h"
#include "tests/store/store_testing.h"

namespace patron {
namespace {

using absl::StatusCode;
using testing::Dump;
using ::testing::ElementsAre;
using testing::Gbp;
using ::testing::HasSubstr;
using testing::IsOk;
using testing::IsOkAndHolds;
using testing::kNoon;
using testing::Ledgerish;
using testing::SomeProgram;
using testing::StatusIs;
using testing::Tea;

PATRON_FOR_EACH_STORE(StoreContract);

TEST_P(StoreContract, IsEmptyAtFirst) {
  EXPECT_TRUE(Got(store().Programs()).empty());
  EXPECT_THAT(store().FindEvent("till", "1"), IsOkAndHolds(std::nullopt));
  EXPECT_THAT(store().FindMember("ann", std::nullopt),
              IsOkAndHolds(std::nullopt));
  EXPECT_THAT(store().LoadOrder(1),
              StatusIs(StatusCode::kNotFound, HasSubstr("event number 1")));
  EXPECT_TRUE(Got(store().LotsOfOrder(1, 1)).empty());
  EXPECT_TRUE(Got(store().BalancesOf(0)).empty());
  EXPECT_TRUE(Got(store().BalancesOf(-1)).empty());
}

TEST_P(StoreContract, ProgramsComeByIdThenStartThenVersionWithTheirZones) {
  StoredProgram zoned = SomeProgram("cafe", "2", 50);
  absl::StatusOr<ZoneTable> berlin =
      ZoneTable::Make("Europe/Berlin", 3'600, {{100, 7'200}, {200, 3'600}});
  absl::StatusOr<ZoneTable> lima = ZoneTable::Make("America/Lima", -18'000, {});
  ASSERT_THAT(berlin, IsOk());
  ASSERT_THAT(lima, IsOk());
  zoned.zones = {*lima, *berlin};
  const StoredProgram later = SomeProgram("cafe", "1", 60);
  const StoredProgram other = SomeProgram("bar", "9", 99);
  const StoredProgram twin = SomeProgram("cafe", "1b", 60);
  for (const StoredProgram& program : {later, twin, zoned, other}) {
    EXPECT_THAT(store().PutProgram(program), IsOk());
  }
  EXPECT_EQ(Got(store().Programs()),
            (std::vector<StoredProgram>{other, zoned, later, twin}));
  EXPECT_EQ(ReasonOf(store().PutProgram(SomeProgram("cafe", "1", 7))),
            Reason::kConflict);
  EXPECT_EQ(Got(store().Programs()),
            (std::vector<StoredProgram>{other, zoned, later, twin}));
}

TEST_P(StoreContract, AnEventComesBackAsItWas) {
  Ledgerish ledger(store());
  const Delta delta = ledger.Purchase("7", "ann", Tea(2, 450));
  EventRecord expected = delta.event;
  expected.number = 1;
  expected.account = 1;
  EXPECT_EQ(Applied(delta), 1);
  EXPECT_THAT(store().FindEvent("till", "7"), IsOkAndHolds(expected));
  EXPECT_THAT(store().FindEvent("tilt", "7"), IsOkAndHolds(std::nullopt));
}

TEST_P(StoreContract, AnOrderComesBackAsItWas) {
  Ledgerish ledger(store());
  Delta delta =
      ledger.Purchase("7", "ann", {{"tea", 2, 450}, {"flour", 1, 300}});
  OrderLine& weighed = delta.order->lines[1];
  weighed.quantity = {1'250, Quantity::Kind::kWeight};
  weighed.unit_price.reset();
  weighed.line = 5;  // a place was left out
  Applied(delta);
  OrderRecord expected = *delta.order;
  expected.event = delta.event;
  expected.event.number = 1;
  expected.event.account = 1;
  // A zero that had no currency has the order's.
  expected.refunded.currency = Gbp();
  for (OrderLine& line : expected.lines) line.refunded.currency = Gbp();
  EXPECT_THAT(store().LoadOrder(1), IsOkAndHolds(expected));
}

TEST_P(StoreContract, NumbersCountFromOneAndARefusalTakesNone) {
  Ledgerish ledger(store());
  EXPECT_EQ(Applied(ledger.Purchase("1", "ann", Tea())), 1);
  Delta stale = ledger.Purchase("2", "ann", Tea());
  stale.expected_version = 0;
  EXPECT_FALSE(store().Apply(stale).ok());
  Delta again = ledger.Purchase("1", "bob", Tea());
  EXPECT_FALSE(store().Apply(again).ok());
  EXPECT_EQ(Applied(ledger.Purchase("2", "bob", Tea())), 2);
  EXPECT_EQ(Member("bob").account, 2);
  std::vector<int64_t> entries;
  EXPECT_THAT(store().ForEachEntry([&](const StoredEntry& entry) {
    entries.push_back(entry.number);
    return absl::OkStatus();
  }),
              IsOk());
  EXPECT_EQ(entries, (std::vector<int64_t>{1, 2}));
}

TEST_P(StoreContract, AMemberHasWhatTheChangesSaid) {
  Ledgerish ledger(store());
  Applied(ledger.Purchase("1", "ann", Tea(1, 1'000)));
  const Delta second =
      ledger.Purchase("2", "ann", Tea(1, 500), Instant{kNoon.us - 90});
  Applied(second);
  const AccountState ann = Member("ann");
  EXPECT_EQ(ann.account, 1);
  EXPECT_EQ(ann.version, 2);
  EXPECT_EQ(ann.member, "ann");
  EXPECT_EQ(ann.next_lot, 3);
  EXPECT_EQ(ann.statistics, second.statistics);
  // The later of the two, though the second event was late.
  EXPECT_EQ(ann.last_posting, Instant{kNoon.us + 1});
  ASSERT_EQ(ann.lots.size(), 2u);
  Lot expected = second.lots.front();
  expected.event = 2;
  EXPECT_EQ(ann.lots.back(), expected);
  EXPECT_EQ(ann.lots.back().amount, 450);
}

TEST_P(StoreContract, LotsThatAreUsedUpAreNotLoadedButStay) {
  Ledgerish ledger(store());
  Applied(ledger.Purchase("1", "ann", Tea(2, 100)));
  Applied(ledger.Purchase("2", "ann", Tea(1, 100)));
  Applied(ledger.Return("3", 1, 0, 2));
  const AccountState ann = Member("ann");
  ASSERT_EQ(ann.lots.size(), 1u);
  EXPECT_EQ(ann.lots.front().number, 2);
  absl::StatusOr<std::vector<Lot>> lots = store().LotsOfOrder(1, 1);
  ASSERT_THAT(lots, IsOk());
  ASSERT_EQ(lots->size(), 1u);
  EXPECT_EQ(lots->front().state, LotState::kClosed);
  EXPECT_EQ(lots->front().taken_back, 180);
  EXPECT_THAT(store().LotsOfOrder(1, 2), IsOk());
  EXPECT_TRUE(Got(store().LotsOfOrder(2, 1)).empty());
  size_t all = 0;
  EXPECT_THAT(store().ForEachAccount([&](const AccountState& state) {
    all += state.lots.size();
    return absl::OkStatus();
  }),
              IsOk());
  EXPECT_EQ(all, 2u);
}

TEST_P(StoreContract, OnlyLotsThatSomethingIsDueForAreLoadedForAnEvent) {
  struct Row {
    LotState state;
    std::optional<Instant> available_from;
    std::optional<Instant> expires;
    std::optional<int64_t> due;  // NextDue
  };
  const auto at = [](int64_t us) { return Instant{us}; };
  const Row rows[] = {
      {LotState::kAvailable, {}, {}, {}},
      {LotState::kAvailable, {}, at(30), 30},
      {LotState::kAvailable, at(10), at(40), 40},  // became available long ago
      {LotState::kPending, at(10), at(30), 10},
      {LotState::kPending, at(30), at(20), 20},  // lapses before
      {LotState::kPending, at(30), {}, 30},
      {LotState::kPending, {}, at(25), 25},
      {LotState::kPending, {}, {}, {}},
      {LotState::kClosed, at(10), at(30), {}},
  };
  Ledgerish ledger(store());
  int64_t number = 0;
  for (const Row& row : rows) {
    Delta delta = ledger.Purchase(std::to_string(number++), "ann", Tea());
    Lot& lot = delta.lots.front();
    lot.state = row.state;
    lot.available_from = row.available_from;
    lot.expires = row.expires;
    EXPECT_EQ(NextDue(lot),
              row.due ? std::optional(at(*row.due)) : std::optional<Instant>());
    Applied(delta);
  }
  for (int64_t until = 5; until < 50; until += 5) {
    std::vector<int64_t> expected, loaded;
    for (size_t i = 0; i < std::size(rows); ++i) {
      if (rows[i].due && *rows[i].due <= until) {
        expected.push_back(static_cast<int64_t>(i) + 1);
      }
    }
    const auto ann = Got(store().FindMember("ann", at(until)));
    ASSERT_TRUE(ann.has_value());
    for (const Lot& lot : ann->lots) loaded.push_back(lot.number);
    EXPECT_EQ(loaded, expected) << until;
    EXPECT_EQ(ann->balances, Member("ann").balances);
  }
}

TEST_P(StoreContract, AccountsComeByWhatIsDueFirst) {
  Ledgerish ledger(store());
  const auto buy = [&](std::string_view id, std::string_view member,
                       std::optional<int64_t> expires) {
    Delta delta = ledger.Purchase(id, member, Tea());
    if (expires) delta.lots.front().expires = Instant{*expires};
    Applied(delta);
  };
  buy("1", "ann", 30);
  buy("2", "bob", 20);
  buy("3", "cid", {});
  buy("4", "dan", 30);
  buy("5", "ann", 25);
  buy("6", "bob", 40);
  EXPECT_EQ(Member("ann").next_due, Instant{25});
  EXPECT_EQ(Member("bob").next_due, Instant{20});
  EXPECT_EQ(Member("cid").next_due, std::nullopt);
  EXPECT_TRUE(Got(store().AccountsDue(Instant{19}, 10)).empty());
  EXPECT_THAT(Got(store().AccountsDue(Instant{25}, 10)),
              ElementsAre(DueAccount{2, "bob"}, DueAccount{1, "ann"}));
  EXPECT_THAT(Got(store().AccountsDue(Instant{99}, 10)),
              ElementsAre(DueAccount{2, "bob"}, DueAccount{1, "ann"},
                          DueAccount{4, "dan"}));
  EXPECT_THAT(Got(store().AccountsDue(Instant{99}, 1)),
              ElementsAre(DueAccount{2, "bob"}));
}

// The first lot of ann's lapses.
Delta Lapse(const AccountState& ann) {
  Delta delta;
  delta.due_only = true;
  delta.account = ann.account;
  delta.expected_version = ann.version;
  delta.posted = Instant{kNoon.us + 9};
  delta.next_lot = ann.next_lot;
  delta.statistics = ann.statistics;
  Lot& lot = delta.lots.emplace_back(ann.lots.front());
  JournalEntry& entry = delta.entries.emplace_back();
  entry.kind = EntryKind::kExpiry;
  entry.posted = delta.posted;
  entry.program = lot.program;
  entry.version = lot.version;
  for (const auto& [bucket, amount] :
       {std::pair(Bucket::kAvailable, -lot.remaining),
        std::pair(Bucket::kExpired, lot.remaining)}) {
    Posting& posting = entry.postings.emplace_back();
    posting.unit = lot.currency;
    posting.bucket = bucket;
    posting.amount = amount;
    posting.lot = lot.number;
  }
  lot.expired = lot.remaining;
  lot.remaining = 0;
  lot.state = LotState::kClosed;
  return delta;
}

TEST_P(StoreContract, WhatWasDueHasNoEvent) {
  Ledgerish ledger(store());
  Delta bought = ledger.Purchase("1", "ann", Tea());
  bought.lots.front().expires = Instant{kNoon.us + 9};
  Applied(bought);
  EXPECT_EQ(Applied(Lapse(Member("ann"))), 0);
  const AccountState ann = Member("ann");
  EXPECT_EQ(ann.version, 2);
  EXPECT_EQ(ann.last_posting, Instant{kNoon.us + 9});
  EXPECT_EQ(ann.next_due, std::nullopt);
  EXPECT_TRUE(ann.lots.empty());
  EXPECT_TRUE(Got(store().AccountsDue(Instant{INT64_MAX}, 10)).empty());
  EXPECT_EQ(Applied(ledger.Purchase("2", "ann", Tea())), 2);
}

TEST_P(StoreContract, WhatWasDueIsNothingElse) {
  Ledgerish ledger(store());
  Applied(ledger.Purchase("1", "ann", Tea()));
  const Delta good = Lapse(Member("ann"));
  Delta bad = good;
  bad.account = 0;
  bad.lots.clear();
  ExpectRefused(bad, Reason::kInternal, "more than that");
  bad = good;
  bad.draws.emplace_back();
  ExpectRefused(bad, Reason::kInternal, "more than that");
  bad = good;
  bad.entries.front().kind = EntryKind::kReturn;
  ExpectRefused(bad, Reason::kInternal, "has no event");
  bad = good;
  bad.lots.front().event = 0;
  ExpectRefused(bad, Reason::kInternal, "no event earned");
  bad = good;
  bad.expected_version = 7;
  ExpectRefused(bad, Reason::kConflict, "has moved");
}

TEST_P(StoreContract, DebtsAreReplacedAndDroppedAtZero) {
  Ledgerish ledger(store());
  Delta delta = ledger.Purchase("1", "ann", Tea());
  delta.debts = {{"points", 5}, {"beans", 7}};
  Applied(delta);
  EXPECT_THAT(Member("ann").balances,
              ElementsAre(Balance{"beans", {}, {}, Points{7}},
                          Balance{"points", Points{90}, {}, Points{5}}));
  delta = ledger.Purchase("2", "ann", Tea());
  delta.debts = {{"beans", 0}, {"points", 9}};
  Applied(delta);
  EXPECT_THAT(Member("ann").balances,
              ElementsAre(Balance{"points", Points{180}, {}, Points{9}}));
}

// Changed and then dropped in one batch: the note of the change outlives what
// it is about.
TEST_P(StoreContract, ADebtThatWasPaidInAnAbandonedBatchIsOwedAgain) {
  Ledgerish ledger(store());
  Delta delta = ledger.Purchase("1", "ann", Tea());
  delta.debts = {{"points", 5}};
  Applied(delta);
  const std::string before = Dump(store(), 9);
  ASSERT_THAT(store().BeginBatch(), IsOk());
  int64_t id = 2;
  for (const int64_t owed : {3, 0, 4, 0}) {
    delta = ledger.Purchase(std::to_string(id++), "ann", Tea());
    delta.debts = {{"points", owed}};
    Applied(delta);
  }
  store().AbandonBatch();
  EXPECT_EQ(Dump(store(), 9), before);
}

TEST_P(StoreContract, NobodyBuysWithoutAnAccount) {
  Ledgerish ledger(store());
  Applied(ledger.Purchase("1", "", Tea(1, 200)));
  Applied(ledger.Purchase("2", "", Tea(1, 300)));
  EXPECT_EQ(Got(store().BalancesOf(0)),
            (std::vector<UnitBalance>{{"GBP", Bucket::kFunded, -50},
                                      {"GBP", Bucket::kDiscount, 50}}));
  EXPECT_THAT(store().FindMember("", std::nullopt), IsOkAndHolds(std::nullopt));
  EXPECT_THAT(store().ForEachAccount([](const AccountState& state) {
    return absl::InternalError(std::to_string(state.account));
  }),
              IsOk());
}

TEST_P(StoreContract, BalancesAreSumsOfPostingsWithoutCounters) {
  Ledgerish ledger(store());
  Applied(ledger.Purchase("1", "ann", Tea(2, 1'000)));
  Applied(ledger.Return("2", 1, 0, 1));
  EXPECT_THAT(store().BalancesOf(1),
              IsOkAndHolds(
                  ElementsAre(UnitBalance{"GBP", Bucket::kFunded, -200},
                              UnitBalance{"GBP", Bucket::kDiscount, 200},
                              UnitBalance{"points", Bucket::kIssued, -1'800},
                              UnitBalance{"points", Bucket::kAvailable, 900},
                              UnitBalance{"points", Bucket::kTakenBack, 900})));
}

TEST_P(StoreContract, PostingsKeepTheirOrderAndEveryField) {
  Ledgerish ledger(store());
  const Delta delta = ledger.Purchase("1", "ann", Tea(2, 1'000));
  Applied(delta);
  Delta due = ledger.Purchase("2", "ann", Tea());
  JournalEntry expiry;
  expiry.kind = EntryKind::kExpiry;
  expiry.posted = Instant{5};
  due.entries.insert(due.entries.begin(), expiry);
  Applied(due);
  std::vector<StoredEntry> entries;
  EXPECT_THAT(store().ForEachEntry([&](const StoredEntry& entry) {
    entries.push_back(entry);
    return absl::OkStatus();
  }),
              IsOk());
  EXPECT_EQ(entries,
            (std::vector<StoredEntry>{{1, 1, 1, delta.entries[0]},
                                      {2, 0, 1, expiry},  // of no event
                                      {3, 2, 1, due.entries[1]}}));
}

TEST_P(StoreContract, CountersComeInTheOrderAskedAndWalkByKey) {
  Ledgerish ledger(store());
  const CounterKey keys[] = {
      {"b", "u", "2026-11"}, {"", "v", ""}, {"b", "u", ""}, {"a", "z", "9"}};
  Delta delta = ledger.Purchase("1", "", Tea());
  delta.draws.clear();
  int64_t uses = 1;
  for (const CounterKey& key : keys) {
    delta.draws.push_back({"", key, uses, uses, 99});
    ++uses;
  }
  delta.draws.push_back({"", keys[0], 5, 5, 99});  // the same again
  delta.draws.push_back({"", {"unused", "", ""}, 5, 0, 0});
  Applied(delta);
  EXPECT_EQ(Got(store().LoadCounters(keys, Instant(), 0)),
            (std::vector<Counter>{
                {keys[0], 6}, {keys[1], 2}, {keys[2], 3}, {keys[3], 4}}));
  std::vector<Counter> all;
  EXPECT_THAT(store().ForEachCounter([&](const Counter& counter) {
    all.push_back(counter);
    return absl::OkStatus();
  }),
              IsOk());
  EXPECT_EQ(all, (std::vector<Counter>{
                     {keys[1], 2}, {keys[3], 4}, {keys[2], 3}, {keys[0], 6}}));
}

// The order of the tables in tests/ledger/spend_test.cc, and no lot more than
// it takes.
TEST_P(StoreContract, LotsToSpendComeInTheSpendingOrderUpToTheirSum) {
  struct Row {
    std::optional<int64_t> expires;
    int64_t earned = 0;
    LotState state = LotState::kAvailable;
    int64_t remaining = 100;
    std::string currency = "points";
  };
  const LotState available = LotState::kAvailable;
  const Row rows[] = {
      {{}, 5},                           // 1: never, earned later
      {{}, 3},                           // 2: never
      {30, 9},                           // 3
      {30, 7},                           // 4: earned before
      {20, 9},                           // 5: expires first
      {20, 9},                           // 6: the same, a later number
      {10, 1},                           // 7: has expired
      {15, 1, LotState::kPending},       // 8
      {15, 1, LotState::kClosed, 0},     // 9
      {15, 1, available, 100, "beans"},  // 10
      {25, 1, available, 40},            // 11
  };
  Ledgerish ledger(store());
  int64_t number = 0;
  for (const Row& row : rows) {
    Delta delta = ledger.Purchase(std::to_string(number++), "ann", Tea());
    Lot& lot = delta.lots.front();
    if (row.expires) lot.expires = Instant{*row.expires};
    lot.earned = Instant{row.earned};
    lot.state = row.state;
    lot.amount = 100;
    lot.remaining = row.remaining;
    lot.taken_back = 100 - row.remaining;
    lot.currency = row.currency;
    Applied(delta);
  }
  Applied(ledger.Purchase("bob", "bob", Tea()));
  const auto numbers = [&](int64_t at, int64_t points, int64_t account = 1,
                           std::string_view currency = "points") {
    std::vector<int64_t> found;
    for (const Lot& lot : Got(store().LotsToSpend(
             account, currency, Instant{at}, Points{points}))) {
      found.push_back(lot.number);
    }
    return found;
  };
  EXPECT_THAT(numbers(10, INT64_MAX), ElementsAre(5, 6, 11, 4, 3, 2, 1));
  EXPECT_THAT(numbers(9, INT64_MAX), ElementsAre(7, 5, 6, 11, 4, 3, 2, 1));
  EXPECT_THAT(numbers(20, 640), ElementsAre(11, 4, 3, 2, 1));
  EXPECT_THAT(numbers(30, 100), ElementsAre(2));
  EXPECT_THAT(numbers(10, 1), ElementsAre(5));
  EXPECT_THAT(numbers(10, 100), ElementsAre(5));
  EXPECT_THAT(numbers(10, 101), ElementsAre(5, 6));
  EXPECT_THAT(numbers(10, 240), ElementsAre(5, 6, 11));
  EXPECT_THAT(numbers(10, 441), ElementsAre(5, 6, 11, 4, 3, 2));
  EXPECT_THAT(numbers(10, 541), ElementsAre(5, 6, 11, 4, 3, 2, 1));
  EXPECT_THAT(numbers(10, 1, 1, "beans"), ElementsAre(10));
  EXPECT_THAT(numbers(10, 1, 1, "stars"), ElementsAre());
  EXPECT_THAT(numbers(10, 1, 2), ElementsAre(1));
  for (const int64_t account : {-1, 0, 9}) {
    EXPECT_THAT(numbers(10, 1, account), ElementsAre());
  }
  EXPECT_THAT(numbers(10, 0), ElementsAre());
  // A lot comes whole, as LotsOfOrder has it.
  const auto lots = Got(store().LotsToSpend(1, "points", {}, Points{1}));
  ASSERT_EQ(lots.size(), 1u);
  EXPECT_EQ(lots, Got(store().LotsOfOrder(1, lots[0].event)));
}

TEST_P(StoreContract, LotsComeByTheirNumbersClosedOnesToo) {
  Ledgerish ledger(store());
  Applied(ledger.Purchase("1", "ann", Tea(1, 1'000)));
  Applied(ledger.Adjust("2", "ann", 50));
  Applied(ledger.Adjust("3", "ann", 70));
  Applied(ledger.Purchase("4", "bob", Tea()));
  const auto numbers = [&](int64_t account, std::vector<int64_t> wanted) {
    std::vector<int64_t> found;
    for (const Lot& lot : Got(store().LotsByNumber(account, wanted))) {
      found.push_back(lot.number);
    }
    return found;
  };
  EXPECT_THAT(numbers(1, {1, 3}), ElementsAre(1, 3));
  EXPECT_THAT(numbers(1, {-1, 0, 2, 9}), ElementsAre(2));
  EXPECT_THAT(numbers(2, {1, 2}), ElementsAre(1));
  EXPECT_THAT(numbers(1, {}), ElementsAre());
  for (const int64_t account : {-1, 0, 9}) {
    EXPECT_THAT(numbers(account, {1}), ElementsAre());
  }
  // A lot comes whole, also where nothing is left of it.
  Applied(ledger.Adjust("5", "ann", -1'120));
  const int64_t second[] = {2};
  const auto lots = Got(store().LotsByNumber(1, second));
  ASSERT_EQ(lots.size(), 1u);
  EXPECT_EQ(lots[0].state, LotState::kClosed);
  EXPECT_EQ(lots, Got(store().LotsOfOrder(1, lots[0].event)));
}

TEST_P(StoreContract, LotsThatWereSpentComeNoMore) {
  Ledgerish ledger(store());
  Applied(ledger.Purchase("1", "ann", Tea(1, 1'000)));
  Applied(ledger.Adjust("2", "ann", 50));
  Applied(ledger.Adjust("3", "ann", -920));
  const auto left = Got(store().LotsToSpend(1, "points", kNoon, Points{1'000}));
  ASSERT_EQ(left.size(), 1u);
  EXPECT_EQ(left[0].number, 2);
  EXPECT_EQ(left[0].origin, LotOrigin::kGoodwill);
  EXPECT_EQ(left[0].remaining, 30);
  EXPECT_EQ(left[0].adjusted_down, 20);
  ASSERT_THAT(store().BeginBatch(), IsOk());
  Applied(ledger.Adjust("4", "ann", -30));
  EXPECT_TRUE(Got(store().LotsToSpend(1, "points", kNoon, Points{1})).empty());
  store().AbandonBatch();
  EXPECT_EQ(Got(store().LotsToSpend(1, "points", kNoon, Points{1})), left);
}

TEST_P(StoreContract, AdjustmentsComeByEvent) {
  Ledgerish ledger(store());
  Applied(ledger.Purchase("1", "ann", Tea(1, 1'000)));
  Applied(ledger.Adjust("2", "ann", 50));
  Delta bad = ledger.Adjust("3", "ann", -1);
  bad.adjustment->points = {};
  ExpectRefused(bad, Reason::kInternal, "adjusts no points");
  bad = ledger.Purchase("3", "", Tea());
  bad.adjustment = AdjustmentRecord{"points", Points{1}, "r", "b"};
  ExpectRefused(bad, Reason::kInternal, "to nobody");
  Applied(ledger.Adjust("3", "ann", -7));
  std::vector<StoredAdjustment> all;
  EXPECT_THAT(store().ForEachAdjustment([&](const StoredAdjustment& each) {
    all.push_back(each);
    return absl::OkStatus();
  }),
              IsOk());
  EXPECT_THAT(
      all,
      ElementsAre(
          StoredAdjustment{2, 1, {"points", Points{50}, "because", "eva"}},
          StoredAdjustment{3, 1, {"points", Points{-7}, "because", "eva"}}));
}

TEST_P(StoreContract, RedemptionsComeByEvent) {
  Ledgerish ledger(store());
  const RedemptionRecord mug{"mug", 2, "points", Points{40}, {300, Gbp()}};
  const RedemptionRecord money{"", 0, "points", Points{7}, {70, Gbp()}};
  Delta delta = ledger.Purchase("1", "ann", Tea(1, 1'000));
  delta.redemptions = {mug, money};
  Applied(delta);
  delta = ledger.Purchase("2", "ann", Tea());
  delta.redemptions = {mug};
  Delta bad = delta;
  bad.redemptions[0].points = {};
  ExpectRefused(bad, Reason::kInternal, "redeems no points");
  bad = delta;
  bad.redemptions[0].count = 0;
  ExpectRefused(bad, Reason::kInternal, "a reward no times");
  bad = delta;
  bad.redemptions[0].money.currency = *Currency::FromCode("EUR");
  ExpectRefused(bad, Reason::kCurrencyMismatch, "one currency");
  bad = ledger.Purchase("2", "", Tea());
  bad.redemptions = {money};
  ExpectRefused(bad, Reason::kInternal, "to nobody");
  bad = ledger.Adjust("2", "ann", 5);
  bad.redemptions = {money};
  ExpectRefused(bad, Reason::kInternal, "without an order");
  ASSERT_THAT(store().BeginBatch(), IsOk());
  Applied(delta);
  store().AbandonBatch();
  Applied(delta);
  std::vector<StoredRedemption> all;
  EXPECT_THAT(store().ForEachRedemption([&](const StoredRedemption& each) {
    all.push_back(each);
    return absl::OkStatus();
  }),
              IsOk());
  EXPECT_THAT(all, ElementsAre(StoredRedemption{1, 0, 1, mug},
                               StoredRedemption{1, 1, 1, money},
                               StoredRedemption{2, 0, 1, mug}));
}

TEST_P(StoreContract, PurchasesToReturnAreTheNewestNotAfterTheReturn) {
  Ledgerish ledger(store());
  const auto at = [](int64_t day) {
    return Instant{kNoon.us + day * kMicrosPerDay};
  };
  Applied(ledger.Purchase("1", "ann", Tea(2, 100), at(1)));
  Applied(
      ledger.Purchase("2", "ann", {{"tea", 1, 100}, {"tea", 1, 100}}, at(3)));
  Applied(ledger.Purchase("3", "ann", Tea(1, 100), at(3)));
  Applied(ledger.Purchase("4", "ann", Tea(1, 100), at(2)));
  Applied(ledger.Purchase("5", "ann", Tea(1, 100), at(9)));  // later
  Applied(ledger.Purchase("6", "ann", {{"tea", 1, 101}, {"tee", 1, 100}}));
  Applied(ledger.Purchase("7", "bob", Tea(1, 100), at(1)));
  Applied(ledger.Return("8", 1, 0, 1, at(4)));
  Applied(ledger.Return("9", 4, 0, 1, at(4)));  // none left
  const UnitPrice price{1'000'000, Gbp()};
  EXPECT_EQ(
      Got(store().PurchasesToReturn(1, "tea", price, at(3))),
      (std::vector<PurchaseLine>{{3, 0, 1}, {2, 1, 1}, {2, 0, 1}, {1, 0, 1}}));
  EXPECT_TRUE(Got(store().PurchasesToReturn(1, "tea", price, at(0))).empty());
  const UnitPrice euros{1'000'000, *Currency::FromCode("EUR")};
  EXPECT_TRUE(Got(store().PurchasesToReturn(1, "tea", euros, at(3))).empty());
  EXPECT_TRUE(Got(store().PurchasesToReturn(0, "tea", price, at(9))).empty());
}

}  // namespace
}  // namespace patron
