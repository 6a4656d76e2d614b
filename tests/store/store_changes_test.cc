// What store.h promises of changes, batches and walks, asked of each store.

#include "patron/error.h"
#include "patron/store.h"
#include "tests/status_matchers.h"
#include "tests/store/each_store.h"
#include "tests/store/store_testing.h"

namespace patron {
namespace {

using absl::StatusCode;
using testing::Dump;
using testing::Gbp;
using testing::IsOk;
using testing::kNoon;
using testing::Ledgerish;
using testing::SomeProgram;
using testing::StatusIs;
using testing::Tea;

PATRON_FOR_EACH_STORE(StoreChanges);

TEST_P(StoreChanges, WhatMovedSinceItWasLoadedIsAConflict) {
  Ledgerish ledger(store());
  Applied(ledger.Purchase("1", "ann", Tea(2, 100)));
  const Delta first = ledger.Purchase("2", "ann", Tea());
  const Delta second = ledger.Purchase("3", "ann", Tea());
  const Delta enrols = ledger.Purchase("4", "bob", Tea());
  const Delta enrols_too = ledger.Purchase("5", "bob", Tea());
  Applied(first);
  ExpectRefused(second, Reason::kConflict, "account 1 has moved");
  Applied(enrols);
  ExpectRefused(enrols_too, Reason::kConflict, "member 'bob' was enrolled");
  Delta again = ledger.Purchase("1", "cat", Tea());
  ExpectRefused(again, Reason::kConflict, "event '1' of 'till'");
  Delta unknown = ledger.Purchase("6", "ann", Tea());
  unknown.account = 77;
  ExpectRefused(unknown, Reason::kConflict, "account 77");
}

TEST_P(StoreChanges, AVoidedOrderIsNoOrderOfItsAccount) {
  Ledgerish ledger(store());
  const auto at = [](int64_t us) { return Instant{kNoon.us + us}; };
  for (const int64_t n : {1, 2, 3}) {
    Applied(ledger.Purchase(std::to_string(n), "ann", Tea(), at(n)));
  }
  EXPECT_EQ(Got(store().OrderTimesOf(1, 0)), (OrderTimes{at(1), at(3)}));
  EXPECT_EQ(Got(store().OrderTimesOf(1, 3)), (OrderTimes{at(1), at(2)}));
  EXPECT_EQ(Got(store().OrderTimesOf(2, 0)), std::nullopt);
  Delta undone = ledger.Return("4", 3, 0, 1);
  undone.event.kind = EventKind::kVoid;
  undone.voids = 2;
  ExpectRefused(undone, Reason::kInternal, "voids another order");
  undone.voids = 3;
  Applied(undone);
  EXPECT_TRUE(Got(store().LoadOrder(3)).voided);
  EXPECT_FALSE(Got(store().LoadOrder(2)).voided);
  EXPECT_EQ(Got(store().OrderTimesOf(1, 0)), (OrderTimes{at(1), at(2)}));
  std::vector<bool> voided;
  EXPECT_THAT(store().ForEachOrder([&](const OrderSummary& order) {
    voided.push_back(order.voided);
    return absl::OkStatus();
  }),
              IsOk());
  EXPECT_EQ(voided, (std::vector<bool>{false, false, true}));
}

TEST_P(StoreChanges, UnitsComeBackOnceEach) {
  Ledgerish ledger(store());
  Applied(ledger.Purchase("1", "", {{"tea", 3, 100}, {"cup", 1, 50}}));
  const Delta two = ledger.Return("2", 1, 0, 2);
  const Delta two_more = ledger.Return("3", 1, 0, 2);
  Applied(two);
  ExpectRefused(two_more, Reason::kConflict, "not 2 units left");
  Delta both = ledger.Return("3", 1, 0, 1);
  both.returned.push_back({1, 1, "r2", 1, {45, Gbp()}, 3});
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

TEST_P(StoreChanges, UnitsThatCameBackInTheMeantimeAreAConflict) {
  Ledgerish ledger(store());
  Applied(ledger.Purchase("1", "", {{"tea", 3, 100}, {"cup", 1, 50}}));
  // There would be units enough for each of them.
  const Delta tea = ledger.Return("2", 1, 0, 1);
  const Delta more_tea = ledger.Return("3", 1, 0, 1);
  const Delta cup = ledger.Return("3", 1, 1, 1);
  Applied(tea);
  ExpectRefused(more_tea, Reason::kConflict, "order 1 has moved");
  ExpectRefused(cup, Reason::kConflict, "order 1 has moved");
  Applied(ledger.Return("3", 1, 1, 1));
}

TEST_P(StoreChanges, CountersStayWithinTheirBounds) {
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
    Delta delta = ledger.Purchase(std::to_string(id++), "ann", Tea());
    delta.draws = {{"tenth", key, row.given, row.given, row.bound}};
    absl::StatusOr<int64_t> number = store().Apply(delta);
    EXPECT_EQ(number.ok(), row.kept) << id << ": " << number.status();
    if (!row.kept) {
      EXPECT_EQ(ReasonOf(number.status()), Reason::kConflict);
    }
    EXPECT_EQ(Used(key), row.used) << id;
  }
}

TEST_P(StoreChanges, OrdersWalkByMemberBytesThenTime) {
  Ledgerish ledger(store());
  const Instant early{kNoon.us - 5};
  Applied(ledger.Purchase("1", "b", Tea()));
  Applied(ledger.Purchase("2", "\xc3\xa9", Tea()));
  Applied(ledger.Purchase("3", "B2", Tea()));
  Applied(ledger.Purchase("4", "b", Tea()));
  Applied(ledger.Purchase("5", "", Tea()));
  Applied(ledger.Purchase("6", "b", Tea(), early));
  Applied(ledger.Purchase("7", "", Tea(), early));
  std::vector<int64_t> events;
  std::vector<std::string> members;
  EXPECT_THAT(store().ForEachOrder([&](const OrderSummary& order) {
    events.push_back(order.event);
    members.push_back(order.member);
    return absl::OkStatus();
  }),
              IsOk());
  EXPECT_EQ(events, (std::vector<int64_t>{7, 5, 3, 6, 1, 4, 2}));
  EXPECT_EQ(members, (std::vector<std::string>{"", "", "B2", "b", "b", "b",
                                               "\xc3\xa9"}));
}

TEST_P(StoreChanges, AWalkEndsWithItsCallbacksError) {
  Ledgerish ledger(store());
  Applied(ledger.Purchase("1", "ann", Tea()));
  Applied(ledger.Purchase("2", "bob", Tea()));
  int calls = 0;
  const auto stop = [&calls](const auto&) {
    ++calls;
    return absl::DataLossError("enough");
  };
  EXPECT_THAT(store().ForEachOrder(stop), StatusIs(StatusCode::kDataLoss));
  EXPECT_THAT(store().ForEachAccount(stop), StatusIs(StatusCode::kDataLoss));
  EXPECT_THAT(store().ForEachEvent(stop), StatusIs(StatusCode::kDataLoss));
  EXPECT_THAT(store().ForEachEntry(stop), StatusIs(StatusCode::kDataLoss));
  EXPECT_THAT(store().ForEachCounter(stop), StatusIs(StatusCode::kDataLoss));
  EXPECT_EQ(calls, 5);
  // And the store goes on.
  EXPECT_EQ(Applied(ledger.Purchase("3", "ann", Tea())), 3);
}

TEST_P(StoreChanges, AWalksCallbackMayReadButNotChange) {
  Ledgerish ledger(store());
  Applied(ledger.Purchase("1", "ann", Tea()));
  Applied(ledger.Purchase("2", "bob", Tea()));
  const Delta more = ledger.Purchase("3", "cat", Tea());
  int calls = 0;
  EXPECT_THAT(store().ForEachAccount([&](const AccountState& state) {
    ++calls;
    EXPECT_THAT(store().FindMember(state.member, std::nullopt), IsOk());
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

TEST_P(StoreChanges, ABatchIsKeptOrAbandonedWhole) {
  Ledgerish ledger(store());
  Applied(ledger.Purchase("1", "ann", Tea(2, 100)));
  const std::string before = Dump(store(), 9);
  for (const bool keep : {false, true}) {
    ASSERT_THAT(store().BeginBatch(), IsOk());
    EXPECT_THAT(store().BeginBatch(), StatusIs(StatusCode::kInternal));
    EXPECT_THAT(store().PutProgram(SomeProgram("p", "1", 1)), IsOk());
    EXPECT_EQ(Applied(ledger.Purchase("2", "ann", Tea())), 2);
    Delta stale = ledger.Purchase("3", "ann", Tea());
    stale.expected_version = 0;
    ExpectRefused(stale, Reason::kConflict, "account 1");
    EXPECT_EQ(Applied(ledger.Return("3", 1, 0, 1)), 3);
    EXPECT_EQ(Applied(ledger.Purchase("4", "bob", Tea())), 4);
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
  EXPECT_EQ(Applied(ledger.Purchase("5", "bob", Tea())), 5);
}

TEST_P(StoreChanges, MalformedChangesAreRefused) {
  Ledgerish ledger(store());
  Applied(ledger.Purchase("1", "ann", Tea(2, 100)));
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
         delta.returned = {{1, 0, "r", 1, {1, *Currency::FromCode("EUR")}, 0}};
       }},
      {"a negative return", Reason::kInternal, "negative number of units",
       [](Delta& delta) {
         delta.returned = {{1, 0, "r", -1, {}, 0}};
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

TEST_P(StoreChanges, SumsThatPass64BitsAreRefused) {
  Ledgerish ledger(store());
  const auto with = [&](std::string_view id, int64_t amount) {
    Delta delta = ledger.Purchase(id, "ann", Tea());
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

TEST_P(StoreChanges, AnyBytesAreGoodInText) {
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
