// What each store keeps of points that are given to others, and of households.

#include <vector>

#include "tests/store/each_store.h"

namespace patron {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::kNoon;
using testing::Ledgerish;
using testing::Tea;

PATRON_FOR_EACH_STORE(StoreTransfers);

Instant After(int64_t us) { return Instant{kNoon.us + us}; }

// Account 1, of ann, gives account 2, of ben, points of two kinds.
Delta Giving(Ledgerish& ledger, std::string_view id) {
  Delta delta = ledger.Adjust(id, "ann", 1);
  delta.event.kind = EventKind::kTransfer;
  delta.adjustment.reset();
  delta.lots.clear();
  delta.entries.clear();
  for (const int64_t points : {40, 2}) {
    TransferRecord& sent = delta.transfers.emplace_back();
    sent.to = 2;
    sent.currency = "points";
    sent.points = Points{points};
    sent.sent = After(points);
    sent.earned = kNoon;
  }
  delta.transfers[0].expires = After(500);
  delta.transfers[1].idle_until = After(600);
  return delta;
}

// A change of ben's own that takes a row in.
Delta Receiving(Ledgerish& ledger, int64_t event, int64_t position) {
  Delta delta = ledger.Adjust("x", "ben", 1);
  delta.event = {};
  delta.due_only = true;
  delta.adjustment.reset();
  for (Lot& lot : delta.lots) lot.event = event;
  for (JournalEntry& entry : delta.entries) entry.kind = EntryKind::kReceipt;
  delta.received = {{event, position, 7}};
  return delta;
}

TEST_P(StoreTransfers, AreOnTheirWayUntilTheyAreTakenIn) {
  Ledgerish ledger(store());
  Applied(ledger.Purchase("1", "ann", Tea()));
  Applied(ledger.Purchase("2", "ben", Tea()));
  Applied(Giving(ledger, "3"));
  ASSERT_EQ(Member("ben").incoming.size(), 2U);
  const TransferRecord first = Member("ben").incoming[0];
  EXPECT_EQ(first.event, 3);
  EXPECT_EQ(first.position, 1);
  EXPECT_EQ(first.from, 1);
  EXPECT_EQ(first.to, 2);
  EXPECT_EQ(first.program, Got(store().FindEvent("till", "3"))->program);
  EXPECT_EQ(first.points, Points{2});
  EXPECT_EQ(first.idle_until, After(600));
  EXPECT_EQ(first.lot, 0);
  EXPECT_EQ(Member("ben").incoming[1].expires, After(500));
  EXPECT_EQ(Member("ben").next_due, After(2));
  EXPECT_THAT(Got(store().FindMember("ben", After(39)))->incoming,
              ElementsAre(first));
  EXPECT_THAT(Got(store().AccountsDue(After(1), 9)), IsEmpty());
  EXPECT_THAT(Got(store().AccountsDue(After(2), 9)),
              ElementsAre(DueAccount{2, "ben"}));

  ASSERT_THAT(store().BeginBatch(), IsOk());
  Applied(Receiving(ledger, 3, 1));
  EXPECT_EQ(Member("ben").next_due, After(40));
  store().AbandonBatch();
  EXPECT_EQ(Member("ben").next_due, After(2));
  Applied(Receiving(ledger, 3, 1));
  ExpectRefused(Receiving(ledger, 3, 1), Reason::kConflict,
                "transfer 3 have moved");
  Applied(Receiving(ledger, 3, 0));
  EXPECT_THAT(Member("ben").incoming, IsEmpty());
  EXPECT_EQ(Member("ben").next_due, std::nullopt);
  EXPECT_THAT(Got(store().AccountsDue(After(99), 9)), IsEmpty());
  std::vector<int64_t> lots;
  EXPECT_THAT(store().ForEachTransfer([&](const TransferRecord& sent) {
    lots.push_back(sent.lot);
    return absl::OkStatus();
  }),
              IsOk());
  EXPECT_THAT(lots, ElementsAre(7, 7));
}

TEST_P(StoreTransfers, AreTakenInByWhomTheyAreFor) {
  Ledgerish ledger(store());
  Applied(ledger.Purchase("1", "ann", Tea()));
  Applied(ledger.Purchase("2", "ben", Tea()));
  Applied(Giving(ledger, "3"));
  Delta wrong = ledger.Adjust("4", "ann", 1);
  wrong.received = {{3, 0, 7}};
  ExpectRefused(wrong, Reason::kConflict, "have moved");
  // Such as one that a batch enrolled which was abandoned.
  Delta gone = Giving(ledger, "4");
  gone.transfers[1].to = 3;
  ExpectRefused(gone, Reason::kConflict, "account 3 has moved");
  Delta none = Giving(ledger, "4");
  none.transfers[0].points = {};
  ExpectRefused(none, Reason::kInternal, "gives no points");
  Delta self = Giving(ledger, "4");
  self.transfers[0].to = 1;
  ExpectRefused(self, Reason::kInternal, "to nobody else");
  Delta both = Giving(ledger, "4");
  both.transfers[0].idle_until = kNoon;
  ExpectRefused(both, Reason::kInternal, "with a clock");
  Delta nobody = ledger.Purchase("4", "", Tea());
  nobody.household = "H";
  ExpectRefused(nobody, Reason::kInternal, "to nobody");
}

TEST_P(StoreTransfers, HouseholdsHaveTheirMembers) {
  Ledgerish ledger(store());
  const auto join = [&](std::string_view id, std::string_view member,
                        std::string_view household) {
    Delta delta = ledger.Adjust(id, member, 5);
    delta.household = household;
    return delta;
  };
  Applied(ledger.Purchase("1", "ann", Tea()));
  Applied(ledger.Purchase("2", "ben", Tea()));
  EXPECT_THAT(Got(store().HouseholdAccounts("H")), IsEmpty());
  Applied(join("3", "ben", "H"));
  Applied(join("4", "ann", "H"));
  EXPECT_EQ(Member("ann").household, "H");
  const auto both = Got(store().HouseholdAccounts("H"));
  ASSERT_EQ(both.size(), 2U);
  EXPECT_EQ(both[0].member, "ann");
  EXPECT_EQ(both[1].account, 2);
  ASSERT_EQ(both[0].available.size(), 1U);
  EXPECT_GT(both[0].available[0].points.units, 0);
  Applied(Giving(ledger, "5"));
  EXPECT_EQ(Got(store().HouseholdAccounts("H"))[1].next_due, After(2));
  Applied(join("6", "ann", ""));
  EXPECT_EQ(Got(store().HouseholdAccounts("H")).size(), 1U);
  EXPECT_THAT(Got(store().HouseholdAccounts("")), IsEmpty());
  for (size_t i = 1; i < kHouseholdMembersMax; ++i) {
    const std::string id = "m" + std::to_string(i);
    Applied(ledger.Purchase(id, id, Tea()));
    Applied(join("j" + id, id, "H"));
  }
  ExpectRefused(join("7", "ann", "H"), Reason::kConflict, "full by now");
}

}  // namespace
}  // namespace patron
