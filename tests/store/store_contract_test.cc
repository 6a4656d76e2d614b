// What store.h promises, asked of each store.

#include "patron/error.h"
#include "patron/store.h"
#include "tests/status_matchers.h"
#include "tests/store/store_testing.h"

namespace patron {
namespace {

using absl::StatusCode;
using testing::Dump;
using ::testing::ElementsAre;
using testing::Gbp;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::IsOkAndHolds;
using testing::kNoon;
using testing::Ledgerish;
using testing::SomeProgram;
using testing::StatusIs;
using testing::TempFolder;

enum class Kind { kMemory, kSqlite };

std::string KindName(const ::testing::TestParamInfo<Kind>& info) {
  return info.param == Kind::kMemory ? "Memory" : "Sqlite";
}

class StoreContract : public ::testing::TestWithParam<Kind> {
 protected:
  StoreContract() {
    if (GetParam() == Kind::kMemory) {
      store_ = OpenMemoryStore();
    } else {
      absl::StatusOr<std::unique_ptr<Store>> opened =
          OpenSqliteStore(folder_.File("shop.db"), {});
      EXPECT_THAT(opened, IsOk());
      if (opened.ok()) store_ = *std::move(opened);
    }
  }

  Store& store() { return *store_; }

  int64_t Applied(const Delta& delta) {
    absl::StatusOr<int64_t> number = store_->Apply(delta);
    EXPECT_THAT(number, IsOk());
    return number.ok() ? *number : 0;
  }

  AccountState Member(std::string_view id) {
    absl::StatusOr<std::optional<AccountState>> found = store_->FindMember(id);
    EXPECT_THAT(found, IsOk());
    EXPECT_TRUE(found.ok() && found->has_value()) << id;
    if (!found.ok() || !found->has_value()) return {};
    return **found;
  }

  int64_t Used(const CounterKey& key) {
    absl::StatusOr<std::vector<Counter>> counters =
        store_->LoadCounters({&key, 1});
    EXPECT_THAT(counters, IsOk());
    return counters.ok() ? counters->front().used : -1;
  }

  // `delta` is refused with `reason`, and leaves nothing.
  void ExpectRefused(const Delta& delta, Reason reason,
                     std::string_view words) {
    const std::string before = Dump(*store_, 20);
    absl::StatusOr<int64_t> number = store_->Apply(delta);
    ASSERT_FALSE(number.ok());
    EXPECT_EQ(ReasonOf(number.status()), reason) << number.status();
    EXPECT_THAT(std::string(MessageOf(number.status())),
                HasSubstr(std::string(words)));
    EXPECT_EQ(Dump(*store_, 20), before);
  }

  TempFolder folder_;
  std::unique_ptr<Store> store_;
};

INSTANTIATE_TEST_SUITE_P(Stores, StoreContract,
                         ::testing::Values(Kind::kMemory, Kind::kSqlite),
                         KindName);

TEST_P(StoreContract, IsEmptyAtFirst) {
  EXPECT_THAT(store().Programs(), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(store().FindEvent("till", "1"), IsOkAndHolds(std::nullopt));
  EXPECT_THAT(store().FindMember("ann"), IsOkAndHolds(std::nullopt));
  EXPECT_THAT(store().LoadOrder(1),
              StatusIs(StatusCode::kNotFound, HasSubstr("event number 1")));
  EXPECT_THAT(store().LotsOfOrder(1, 1), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(store().BalancesOf(0), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(store().BalancesOf(-1), IsOkAndHolds(IsEmpty()));
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
  EXPECT_THAT(store().Programs(),
              IsOkAndHolds(ElementsAre(other, zoned, later, twin)));
  EXPECT_EQ(ReasonOf(store().PutProgram(SomeProgram("cafe", "1", 7))),
            Reason::kConflict);
  EXPECT_THAT(store().Programs(),
              IsOkAndHolds(ElementsAre(other, zoned, later, twin)));
}

TEST_P(StoreContract, AnEventComesBackAsItWas) {
  Ledgerish ledger(store());
  const Delta delta = ledger.Purchase("7", "ann", {{"tea", 2, 450}});
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
  EXPECT_EQ(Applied(ledger.Purchase("1", "ann", {{"tea"}})), 1);
  Delta stale = ledger.Purchase("2", "ann", {{"tea"}});
  stale.expected_version = 0;
  EXPECT_FALSE(store().Apply(stale).ok());
  Delta again = ledger.Purchase("1", "bob", {{"tea"}});
  EXPECT_FALSE(store().Apply(again).ok());
  EXPECT_EQ(Applied(ledger.Purchase("2", "bob", {{"tea"}})), 2);
  EXPECT_EQ(Member("bob").account, 2);
  std::vector<int64_t> entries;
  EXPECT_THAT(store().ForEachEntry([&](const StoredEntry& entry) {
    entries.push_back(entry.number);
    return absl::OkStatus();
  }),
              IsOk());
  EXPECT_THAT(entries, ElementsAre(1, 2));
}

TEST_P(StoreContract, AMemberHasWhatTheChangesSaid) {
  Ledgerish ledger(store());
  Applied(ledger.Purchase("1", "ann", {{"tea", 1, 1'000}}));
  const Delta second =
      ledger.Purchase("2", "ann", {{"tea", 1, 500}}, Instant{kNoon.us - 90});
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
  Applied(ledger.Purchase("1", "ann", {{"tea", 2, 100}}));
  Applied(ledger.Purchase("2", "ann", {{"tea", 1, 100}}));
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
  EXPECT_THAT(store().LotsOfOrder(2, 1), IsOkAndHolds(IsEmpty()));
  size_t all = 0;
  EXPECT_THAT(store().ForEachAccount([&](const AccountState& state) {
    all += state.lots.size();
    return absl::OkStatus();
  }),
              IsOk());
  EXPECT_EQ(all, 2u);
}

TEST_P(StoreContract, DebtsAreReplacedAndDroppedAtZero) {
  Ledgerish ledger(store());
  Delta delta = ledger.Purchase("1", "ann", {{"tea"}});
  delta.debts = {{"points", 5}, {"beans", 7}};
  Applied(delta);
  EXPECT_THAT(Member("ann").debts,
              ElementsAre(Debt{"beans", 7}, Debt{"points", 5}));
  delta = ledger.Purchase("2", "ann", {{"tea"}});
  delta.debts = {{"beans", 0}, {"points", 9}};
  Applied(delta);
  EXPECT_THAT(Member("ann").debts, ElementsAre(Debt{"points", 9}));
}

TEST_P(StoreContract, NobodyBuysWithoutAnAccount) {
  Ledgerish ledger(store());
  Applied(ledger.Purchase("1", "", {{"tea", 1, 200}}));
  Applied(ledger.Purchase("2", "", {{"tea", 1, 300}}));
  EXPECT_THAT(
      store().BalancesOf(0),
      IsOkAndHolds(ElementsAre(UnitBalance{"GBP", Bucket::kFunded, -50},
                               UnitBalance{"GBP", Bucket::kDiscount, 50})));
  EXPECT_THAT(store().FindMember(""), IsOkAndHolds(std::nullopt));
  EXPECT_THAT(store().ForEachAccount([](const AccountState& state) {
    return absl::InternalError(std::to_string(state.account));
  }),
              IsOk());
}

TEST_P(StoreContract, BalancesAreSumsOfPostingsWithoutCounters) {
  Ledgerish ledger(store());
  Applied(ledger.Purchase("1", "ann", {{"tea", 2, 1'000}}));
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
  const Delta delta = ledger.Purchase("1", "ann", {{"tea", 2, 1'000}});
  Applied(delta);
  Delta due = ledger.Purchase("2", "ann", {{"tea"}});
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
  EXPECT_THAT(entries, ElementsAre(StoredEntry{1, 1, 1, delta.entries[0]},
                                   StoredEntry{2, 0, 1, expiry},  // of no event
                                   StoredEntry{3, 2, 1, due.entries[1]}));
}

TEST_P(StoreContract, WhatMovedSinceItWasLoadedIsAConflict) {
  Ledgerish ledger(store());
  Applied(ledger.Purchase("1", "ann", {{"tea", 2, 100}}));
  const Delta first = ledger.Purchase("2", "ann", {{"tea"}});
  const Delta second = ledger.Purchase("3", "ann", {{"tea"}});
  const Delta enrols = ledger.Purchase("4", "bob", {{"tea"}});
  const Delta enrols_too = ledger.Purchase("5", "bob", {{"tea"}});
  Applied(first);
  ExpectRefused(second, Reason::kConflict, "account 1 has moved");
  Applied(enrols);
  ExpectRefused(enrols_too, Reason::kConflict, "member 'bob' was enrolled");
  Delta again = ledger.Purchase("1", "cat", {{"tea"}});
  ExpectRefused(again, Reason::kConflict, "event '1' of 'till'");
  Delta unknown = ledger.Purchase("6", "ann", {{"tea"}});
  unknown.account = 77;
  ExpectRefused(unknown, Reason::kConflict, "account 77");
}

TEST_P(StoreContract, UnitsComeBackOnceEach) {
  Ledgerish ledger(store());
  Applied(ledger.Purchase("1", "", {{"tea", 3, 100}, {"cup", 1, 50}}));
  const Delta two = ledger.Return("2", 1, 0, 2);
  const Delta two_more = ledger.Return("3", 1, 0, 2);
  Applied(two);
  ExpectRefused(two_more, Reason::kConflict, "not 2 units left");
  Delta both = ledger.Return("3", 1, 0, 1);
  both.returned.push_back({1, 1, "r2", 1, {45, Gbp()}});
  Applied(both);
  ExpectRefused(ledger.Return("4", 1, 1, 1), Reason::kConflict, "line 1");
  ExpectRefused(ledger.Return("4", 1, 2, 0), Reason::kConflict, "line 2");
  Delta nowhere = two;
  nowhere.event.id = "4";
  nowhere.returned.front().order = 99;
  ExpectRefused(nowhere, Reason::kUnknownOrder, "99");
  nowhere.returned.front().order = 2;  // a return, not an order
  ExpectRefused(nowhere, Reason::kUnknownOrder, "2");

  absl::StatusOr<OrderRecord> order = store().LoadOrder(1);
  ASSERT_THAT(order, IsOk());
  EXPECT_EQ(order->lines[0].returned_units, 3);
  EXPECT_EQ(order->lines[0].refunded, (Money{270, Gbp()}));
  EXPECT_EQ(order->refunded, (Money{315, Gbp()}));
  std::vector<OrderSummary> orders;
  EXPECT_THAT(store().ForEachOrder([&](const OrderSummary& each) {
    orders.push_back(each);
    return absl::OkStatus();
  }),
              IsOk());
  ASSERT_EQ(orders.size(), 1u);
  EXPECT_EQ(orders[0].units, 4);
  EXPECT_EQ(orders[0].returned_units, 4);
  EXPECT_EQ(orders[0].returns, 2);  // events, not steps
  EXPECT_EQ(orders[0].refunded, (Money{315, Gbp()}));
}

TEST_P(StoreContract, CountersStayWithinTheirBounds) {
  Ledgerish ledger(store());
  const CounterKey key{"ann", "limit:tenth:0", "2026-11"};
  // What a row draws, its bound, and the uses after it.
  struct Row {
    int64_t given;
    int64_t bound;
    bool kept;
    int64_t used;
  };
  const Row rows[] = {
      {4, 3, false, 0},        {2, 3, true, 2},
      {2, 3, false, 2},        {1, 3, true, 3},
      {0, 0, true, 3},         {-4, 3, false, 3},  // more than was used
      {-2, 0, true, 1},  // given back under a lower bound
      {1, INT64_MAX, true, 2}, {INT64_MAX, INT64_MAX, false, 2},
  };
  int id = 0;
  for (const Row& row : rows) {
    Delta delta = ledger.Purchase(std::to_string(id++), "ann", {{"tea"}});
    delta.draws = {{key, row.given, row.given, row.bound}};
    absl::StatusOr<int64_t> number = store().Apply(delta);
    EXPECT_EQ(number.ok(), row.kept) << id << ": " << number.status();
    if (!row.kept) {
      EXPECT_EQ(ReasonOf(number.status()), Reason::kConflict);
    }
    EXPECT_EQ(Used(key), row.used) << id;
  }
}

TEST_P(StoreContract, CountersComeInTheOrderAskedAndWalkByKey) {
  Ledgerish ledger(store());
  const CounterKey keys[] = {
      {"b", "u", "2026-11"}, {"", "v", ""}, {"b", "u", ""}, {"a", "z", "9"}};
  Delta delta = ledger.Purchase("1", "", {{"tea"}});
  delta.draws.clear();
  int64_t uses = 1;
  for (const CounterKey& key : keys) {
    delta.draws.push_back({key, uses, uses, 99});
    ++uses;
  }
  delta.draws.push_back({keys[0], 5, 5, 99});  // the same again
  delta.draws.push_back({{"unused", "", ""}, 5, 0, 0});
  Applied(delta);
  EXPECT_THAT(
      store().LoadCounters(keys),
      IsOkAndHolds(ElementsAre(Counter{keys[0], 6}, Counter{keys[1], 2},
                               Counter{keys[2], 3}, Counter{keys[3], 4})));
  std::vector<Counter> all;
  EXPECT_THAT(store().ForEachCounter([&](const Counter& counter) {
    all.push_back(counter);
    return absl::OkStatus();
  }),
              IsOk());
  EXPECT_THAT(all, ElementsAre(Counter{keys[1], 2}, Counter{keys[3], 4},
                               Counter{keys[2], 3}, Counter{keys[0], 6}));
}

TEST_P(StoreContract, PurchasesToReturnAreTheNewestNotAfterTheReturn) {
  Ledgerish ledger(store());
  const auto at = [](int64_t day) {
    return Instant{kNoon.us + day * kMicrosPerDay};
  };
  Applied(ledger.Purchase("1", "ann", {{"tea", 2, 100}}, at(1)));
  Applied(
      ledger.Purchase("2", "ann", {{"tea", 1, 100}, {"tea", 1, 100}}, at(3)));
  Applied(ledger.Purchase("3", "ann", {{"tea", 1, 100}}, at(3)));
  Applied(ledger.Purchase("4", "ann", {{"tea", 1, 100}}, at(2)));
  Applied(ledger.Purchase("5", "ann", {{"tea", 1, 100}}, at(9)));  // later
  Applied(ledger.Purchase("6", "ann", {{"tea", 1, 101}, {"tee", 1, 100}}));
  Applied(ledger.Purchase("7", "bob", {{"tea", 1, 100}}, at(1)));
  Applied(ledger.Return("8", 1, 0, 1, at(4)));
  Applied(ledger.Return("9", 4, 0, 1, at(4)));  // none left
  const UnitPrice price{1'000'000, Gbp()};
  EXPECT_THAT(
      store().PurchasesToReturn(1, "tea", price, at(3)),
      IsOkAndHolds(ElementsAre(PurchaseLine{3, 0, 1}, PurchaseLine{2, 1, 1},
                               PurchaseLine{2, 0, 1}, PurchaseLine{1, 0, 1})));
  EXPECT_THAT(store().PurchasesToReturn(1, "tea", price, at(0)),
              IsOkAndHolds(IsEmpty()));
  const UnitPrice euros{1'000'000, *Currency::FromCode("EUR")};
  EXPECT_THAT(store().PurchasesToReturn(1, "tea", euros, at(3)),
              IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(store().PurchasesToReturn(0, "tea", price, at(9)),
              IsOkAndHolds(IsEmpty()));
}

TEST_P(StoreContract, OrdersWalkByMemberBytesThenTime) {
  Ledgerish ledger(store());
  const Instant early{kNoon.us - 5};
  Applied(ledger.Purchase("1", "b", {{"tea"}}));
  Applied(ledger.Purchase("2", "\xc3\xa9", {{"tea"}}));
  Applied(ledger.Purchase("3", "B2", {{"tea"}}));
  Applied(ledger.Purchase("4", "b", {{"tea"}}));
  Applied(ledger.Purchase("5", "", {{"tea"}}));
  Applied(ledger.Purchase("6", "b", {{"tea"}}, early));
  Applied(ledger.Purchase("7", "", {{"tea"}}, early));
  std::vector<int64_t> events;
  std::vector<std::string> members;
  EXPECT_THAT(store().ForEachOrder([&](const OrderSummary& order) {
    events.push_back(order.event);
    members.push_back(order.member);
    return absl::OkStatus();
  }),
              IsOk());
  EXPECT_THAT(events, ElementsAre(7, 5, 3, 6, 1, 4, 2));
  EXPECT_THAT(members, ElementsAre("", "", "B2", "b", "b", "b", "\xc3\xa9"));
}

TEST_P(StoreContract, AWalkEndsWithItsCallbacksError) {
  Ledgerish ledger(store());
  Applied(ledger.Purchase("1", "ann", {{"tea"}}));
  Applied(ledger.Purchase("2", "bob", {{"tea"}}));
  int calls = 0;
  const auto stop = [&calls](const auto&) {
    ++calls;
    return absl::DataLossError("enough");
  };
  EXPECT_THAT(store().ForEachOrder(stop), StatusIs(StatusCode::kDataLoss));
  EXPECT_THAT(store().ForEachAccount(stop), StatusIs(StatusCode::kDataLoss));
  EXPECT_THAT(store().ForEachEntry(stop), StatusIs(StatusCode::kDataLoss));
  EXPECT_THAT(store().ForEachCounter(stop), StatusIs(StatusCode::kDataLoss));
  EXPECT_EQ(calls, 4);
  // And the store goes on.
  EXPECT_EQ(Applied(ledger.Purchase("3", "ann", {{"tea"}})), 3);
}

TEST_P(StoreContract, AWalksCallbackMayReadButNotChange) {
  Ledgerish ledger(store());
  Applied(ledger.Purchase("1", "ann", {{"tea"}}));
  Applied(ledger.Purchase("2", "bob", {{"tea"}}));
  const Delta more = ledger.Purchase("3", "cat", {{"tea"}});
  int calls = 0;
  EXPECT_THAT(store().ForEachAccount([&](const AccountState& state) {
    ++calls;
    EXPECT_THAT(store().FindMember(state.member), IsOk());
    EXPECT_THAT(store().BalancesOf(state.account), IsOk());
    EXPECT_THAT(store().LoadOrder(state.account), IsOk());
    EXPECT_THAT(store().ForEachEntry(
                    [](const StoredEntry&) { return absl::OkStatus(); }),
                IsOk());
    EXPECT_THAT(store().Apply(more), StatusIs(StatusCode::kInternal));
    EXPECT_THAT(store().PutProgram(SomeProgram("p", "1", 1)),
                StatusIs(StatusCode::kInternal));
    EXPECT_THAT(store().BeginBatch(), StatusIs(StatusCode::kInternal));
    return absl::OkStatus();
  }),
              IsOk());
  EXPECT_EQ(calls, 2);
  EXPECT_EQ(Applied(more), 3);
}

TEST_P(StoreContract, ABatchIsKeptOrAbandonedWhole) {
  Ledgerish ledger(store());
  Applied(ledger.Purchase("1", "ann", {{"tea", 2, 100}}));
  const std::string before = Dump(store(), 9);
  for (const bool keep : {false, true}) {
    ASSERT_THAT(store().BeginBatch(), IsOk());
    EXPECT_THAT(store().BeginBatch(), StatusIs(StatusCode::kInternal));
    EXPECT_THAT(store().PutProgram(SomeProgram("p", "1", 1)), IsOk());
    EXPECT_EQ(Applied(ledger.Purchase("2", "ann", {{"tea"}})), 2);
    Delta stale = ledger.Purchase("3", "ann", {{"tea"}});
    stale.expected_version = 0;
    ExpectRefused(stale, Reason::kConflict, "account 1");
    EXPECT_EQ(Applied(ledger.Return("3", 1, 0, 1)), 3);
    EXPECT_EQ(Applied(ledger.Purchase("4", "bob", {{"tea"}})), 4);
    EXPECT_EQ(Member("bob").account, 2);  // seen before it is kept
    const std::string within = Dump(store(), 9);
    if (keep) {
      EXPECT_THAT(store().EndBatch(), IsOk());
      EXPECT_EQ(Dump(store(), 9), within);
    } else {
      store().AbandonBatch();
      EXPECT_EQ(Dump(store(), 9), before);
    }
  }
  EXPECT_THAT(store().EndBatch(), StatusIs(StatusCode::kInternal));
  store().AbandonBatch();  // nothing to abandon
  EXPECT_EQ(Applied(ledger.Purchase("5", "bob", {{"tea"}})), 5);
}

TEST_P(StoreContract, MalformedChangesAreRefused) {
  Ledgerish ledger(store());
  Applied(ledger.Purchase("1", "ann", {{"tea", 2, 100}}));
  struct Row {
    const char* name;
    Reason reason;
    const char* words;
    std::function<void(Delta&)> change;
  };
  const Row rows[] = {
      {"an entry that doesn't sum to zero", Reason::kInternal, "sum to 1",
       [](Delta& delta) { ++delta.entries[0].postings[0].amount; }},
      {"an enrolment with an account", Reason::kInternal, "has an account",
       [](Delta& delta) { delta.enrols = true; }},
      {"an enrolment of nobody", Reason::kInternal, "without an id",
       [](Delta& delta) {
         delta.enrols = true;
         delta.account = 0;
         delta.event.member.clear();
       }},
      {"lots for nobody", Reason::kInternal, "nobody",
       [](Delta& delta) { delta.account = 0; }},
      {"a negative account", Reason::kInternal, "negative",
       [](Delta& delta) { delta.account = -1; }},
      {"a negative debt", Reason::kInternal, "debt",
       [](Delta& delta) {
         delta.debts = {{"points", -1}};
       }},
      {"lines out of order", Reason::kInternal, "ascend",
       [](Delta& delta) { delta.order->lines[1].line = 0; }},
      {"more returned than bought", Reason::kInternal, "units",
       [](Delta& delta) { delta.order->lines[0].returned_units = 9; }},
      {"two currencies", Reason::kCurrencyMismatch, "EUR",
       [](Delta& delta) {
         delta.order->lines[1].list.currency = *Currency::FromCode("EUR");
       }},
      {"a price in another currency", Reason::kCurrencyMismatch, "EUR",
       [](Delta& delta) {
         delta.order->lines[1].unit_price->currency =
             *Currency::FromCode("EUR");
       }},
      {"a refund in another currency", Reason::kCurrencyMismatch, "EUR",
       [](Delta& delta) {
         delta.returned = {{1, 0, "r", 1, {1, *Currency::FromCode("EUR")}}};
       }},
      {"a negative return", Reason::kInternal, "negative number of units",
       [](Delta& delta) {
         delta.returned = {{1, 0, "r", -1, {}}};
       }},
      {"units that overflow", Reason::kOverflow, "units",
       [](Delta& delta) {
         delta.order->lines[0].units = INT64_MAX;
         delta.order->lines[1].units = INT64_MAX;
       }},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    Delta delta =
        ledger.Purchase("2", "ann", {{"tea", 1, 100}, {"cup", 1, 200}});
    row.change(delta);
    ExpectRefused(delta, row.reason, row.words);
  }
}

TEST_P(StoreContract, SumsThatPass64BitsAreRefused) {
  Ledgerish ledger(store());
  const auto with = [&](std::string_view id, int64_t amount) {
    Delta delta = ledger.Purchase(id, "ann", {{"tea"}});
    Posting from;
    from.unit = "beans";
    from.bucket = Bucket::kIssued;
    from.amount = -amount;
    Posting to = from;
    to.bucket = Bucket::kAvailable;
    to.amount = amount;
    delta.entries[0].postings.push_back(from);
    delta.entries[0].postings.push_back(to);
    return delta;
  };
  Applied(with("1", INT64_MAX - 1));
  ExpectRefused(with("2", 2), Reason::kOverflow, "64 bits");
  Applied(with("2", 1));
  ExpectRefused(with("3", 1), Reason::kOverflow, "64 bits");
}

TEST_P(StoreContract, AnyBytesAreGoodInText) {
  Ledgerish ledger(store());
  using std::string_literals::operator""s;
  const std::string odd = "a\0'\"\xff; DROP TABLE events"s;
  Delta delta = ledger.Purchase("1", odd, {{odd, 1, 100}});
  delta.event.source = odd;
  delta.event.id = odd;
  delta.event.store = odd;
  Applied(delta);
  absl::StatusOr<std::optional<EventRecord>> event =
      store().FindEvent(odd, odd);
  ASSERT_THAT(event, IsOk());
  ASSERT_TRUE(event->has_value());
  EXPECT_EQ((*event)->store, odd);
  EXPECT_EQ(Member(odd).member, odd);
  absl::StatusOr<OrderRecord> order = store().LoadOrder(1);
  ASSERT_THAT(order, IsOk());
  EXPECT_EQ(order->lines[0].sku, odd);
}

}  // namespace
}  // namespace patron
