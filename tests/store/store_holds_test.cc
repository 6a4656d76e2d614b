// What each store keeps of holds: their points and uses, until when they count,
// and what has ended them.

#include <vector>

#include "tests/store/each_store.h"

namespace patron {
namespace {

using ::testing::ElementsAre;
using testing::IsOk;
using testing::kNoon;
using testing::Ledgerish;
using testing::Tea;

PATRON_FOR_EACH_STORE(StoreHolds);

constexpr int64_t kUntil = 500;

Instant After(int64_t us) { return Instant{kNoon.us + us}; }

const CounterKey& Stock() {
  static const CounterKey key{"", "stock:mug", ""};
  return key;
}

// A hold of the last of two, and of points where somebody has some.
Delta Holding(Ledgerish& ledger, std::string_view id, std::string_view member,
              int64_t until = kUntil) {
  Delta delta = ledger.Adjust(id, member, 1);
  delta.event.kind = EventKind::kHold;
  delta.adjustment.reset();
  delta.lots.clear();
  delta.entries.clear();
  delta.draws = {{"mug", Stock(), 1, 1, 2}};
  HoldRecord& hold = delta.hold.emplace();
  hold.until = After(until);
  hold.points = {{1, "points", Points{40}}};
  return delta;
}

TEST_P(StoreHolds, UsesCountUntilTheirTime) {
  Ledgerish ledger(store());
  Applied(ledger.Purchase("1", "ann", Tea()));
  Applied(Holding(ledger, "2", "ann"));
  const auto used = [&](int64_t at, int64_t without) {
    return Got(store().LoadCounters({&Stock(), 1}, After(at), without))[0].used;
  };
  EXPECT_EQ(used(0, 0), 1);
  EXPECT_EQ(used(kUntil - 1, 0), 1);
  EXPECT_EQ(used(kUntil, 0), 0);
  EXPECT_EQ(used(0, 2), 0);
  EXPECT_EQ(used(0, 1), 1);
  // The counter itself has not moved.
  int64_t counters = 0;
  EXPECT_THAT(store().ForEachCounter([&](const Counter& counter) {
    counters += counter.key == Stock();
    return absl::OkStatus();
  }),
              IsOk());
  EXPECT_EQ(counters, 0);
  // A second fits, a third does not: neither as a hold nor as a use.
  Applied(Holding(ledger, "3", "ann", 2 * kUntil));
  ExpectRefused(Holding(ledger, "4", "ann"), Reason::kConflict, "has moved");
  Delta use = ledger.Purchase("4", "ann", Tea());
  use.draws = {{"mug", Stock(), 1, 1, 2}};
  ExpectRefused(use, Reason::kConflict, "pass its bound 2");
  // When one of them has passed there is room, though nobody has swept.
  use.posted = After(kUntil);
  Applied(use);
  EXPECT_EQ(used(kUntil, 0), 2);
}

TEST_P(StoreHolds, AreOpenUntilTheyEnd) {
  Ledgerish ledger(store());
  Applied(ledger.Purchase("1", "ann", Tea()));
  Applied(Holding(ledger, "2", "ann", 2 * kUntil));
  Applied(Holding(ledger, "3", "ann"));
  HoldRecord open{3, 1, "till", "3"};
  open.program = Got(store().FindEvent("till", "3"))->program;
  open.version = Got(store().FindEvent("till", "3"))->version;
  open.until = After(kUntil);
  open.points = {{1, "points", Points{40}}};
  ASSERT_EQ(Member("ann").holds.size(), 2U);
  EXPECT_EQ(Member("ann").holds[0], open);
  EXPECT_EQ(Member("ann").next_due, After(kUntil));
  open.uses = {{"mug", Stock(), 1}};
  EXPECT_EQ(Got(store().LoadHold(3)), open);
  EXPECT_EQ(ReasonOf(store().LoadHold(1).status()), Reason::kUnknownHold);

  Delta due = ledger.Adjust("x", "ann", 1);
  due.event = {};
  due.due_only = true;
  due.adjustment.reset();
  due.lots.clear();
  due.entries.clear();
  due.ended = {{3, HoldState::kLapsed}};
  ASSERT_THAT(store().BeginBatch(), IsOk());
  Applied(due);
  EXPECT_EQ(Member("ann").next_due, After(2 * kUntil));
  store().AbandonBatch();
  EXPECT_EQ(Member("ann").next_due, After(kUntil));
  Applied(due);
  due.expected_version = Member("ann").version;
  ExpectRefused(due, Reason::kConflict, "hold 3 has moved");
  Delta cancelled = ledger.Adjust("4", "ann", 1);
  cancelled.ended = {{2, HoldState::kCancelled}};
  Applied(cancelled);
  EXPECT_EQ(Member("ann").next_due, std::nullopt);
  std::vector<HoldState> states;
  EXPECT_THAT(store().ForEachHold([&](const HoldRecord& hold) {
    states.push_back(hold.state);
    return absl::OkStatus();
  }),
              IsOk());
  EXPECT_THAT(states, ElementsAre(HoldState::kCancelled, HoldState::kLapsed));
  EXPECT_EQ(Used(Stock()), 1);  // of 3, in whose time that is
}

TEST_P(StoreHolds, MalformedOnesAreRefused) {
  Ledgerish ledger(store());
  Applied(ledger.Purchase("1", "ann", Tea()));
  Delta none = Holding(ledger, "2", "ann");
  none.hold->points[0].points = {};
  ExpectRefused(none, Reason::kInternal, "holds no points");
  Delta order = ledger.Purchase("2", "ann", Tea());
  order.hold.emplace();
  ExpectRefused(order, Reason::kInternal, "a hold is no order");
  Delta stays = ledger.Adjust("2", "ann", 1);
  stays.ended = {{1, HoldState::kHeld}};
  ExpectRefused(stays, Reason::kInternal, "stays held");
  stays.ended = {{1, HoldState::kConsumed}};
  ExpectRefused(stays, Reason::kConflict, "hold 1 has moved");
}

}  // namespace
}  // namespace patron
