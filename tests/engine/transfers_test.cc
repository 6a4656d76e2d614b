// Points that members give to each other, through an engine and both stores.

#include <filesystem>
#include <functional>
#include <vector>

#include "store/sqlite_db.h"
#include "tests/engine/engine_testing.h"
#include "tests/engine/forwarding_store.h"

namespace patron {
namespace {

using testing::At;
using testing::Available;
using testing::BeanCafe;
using testing::Commit;
using ::testing::Contains;
using ::testing::ElementsAre;
using testing::ExpectSound;
using testing::ForwardingStore;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::Open;
using testing::OpenOn;
using testing::Purchase;
using testing::Refused;
using testing::Return;
using testing::Sale;
using testing::TempFile;
using testing::ViewOf;

Program GivingCafe(Transfers::Expiry expiry = Transfers::Expiry::kKeep) {
  Program program = BeanCafe();
  program.points[0].expires = Expiry{{30, PeriodUnit::kDay}, {}};
  program.points[0].transfers = Transfers{expiry};
  return program;
}

Event Buying(std::string id, std::string member, int64_t minor,
             std::string_view time = "2026-01-14T12:00:00Z") {
  Event event = Purchase({Sale("a", minor)}, std::move(id));
  event.member = std::move(member);
  event.time = event.arrival = At(time);
  return event;
}

Event Gift(std::string id, std::string from, std::string to, int64_t points,
           std::string_view time = "2026-01-20T12:00:00Z") {
  Event event;
  event.kind = EventKind::kTransfer;
  event.source = "app";
  event.id = std::move(id);
  event.time = event.arrival = At(time);
  event.member = std::move(from);
  event.transfer = {std::move(to), "bean", {points, 0}};
  return event;
}

// Ann has 10 that lapse on 14 February and 20 that do six days later; Ben none.
void BuyTwice(Engine& engine) {
  Commit(engine, Buying("1", "ann", 1000));
  Commit(engine, Buying("2", "ann", 2000, "2026-01-20T10:00:00Z"));
  Commit(engine, Buying("3", "ben", 50));
}

TEST(Transfers, TakeInTheSpendingOrderAndKeepTheirExpiry) {
  const auto engine = Open(GivingCafe());
  BuyTwice(*engine);
  const Outcome given = Commit(*engine, Gift("1", "ann", "ben", 15));
  EXPECT_EQ(
      given.answer.given,
      (PointsByLot{"bean", Points{-15}, {{1, Points{-10}}, {2, Points{-5}}}}));
  EXPECT_THAT(given.answer.balances,
              ElementsAre(Balance{"bean", Points{15}, {}, {}}));
  EXPECT_THAT(given.answer.pooled, IsEmpty());
  const MemberView ben = ViewOf(*engine, "ben");
  ASSERT_EQ(ben.lots.size(), 2U);
  EXPECT_EQ(ben.lots[0].origin, LotOrigin::kTransfer);
  EXPECT_EQ(ben.lots[0].event, given.event);
  EXPECT_EQ(ben.lots[0].amount, 10);
  EXPECT_EQ(ben.lots[0].expires, At("2026-02-14T00:00:00Z"));
  EXPECT_EQ(ben.lots[0].earned, At("2026-01-14T12:00:00Z"));
  EXPECT_EQ(ben.lots[1].amount, 5);
  EXPECT_EQ(ben.statistics.orders, 1);
  EXPECT_EQ(ViewOf(*engine, "ann").lots[0].transferred_out, 5);
  ExpectSound(*engine);
  EXPECT_EQ(Available(*engine, "ben", At("2026-02-14T00:00:00Z")), 5);
}

TEST(Transfers, ResetStartsANewLifeAndMakesOneLot) {
  const auto engine = Open(GivingCafe(Transfers::Expiry::kReset));
  BuyTwice(*engine);
  Commit(*engine, Gift("1", "ann", "ben", 30));
  const MemberView ben = ViewOf(*engine, "ben");
  ASSERT_EQ(ben.lots.size(), 1U);
  EXPECT_EQ(ben.lots[0].amount, 30);
  EXPECT_EQ(ben.lots[0].earned, At("2026-01-20T12:00:00Z"));
  EXPECT_EQ(ben.lots[0].expires, At("2026-02-20T00:00:00Z"));
  ExpectSound(*engine);
}

// Or they would have lapsed before they are there.
TEST(Transfers, ResetLivesFromTheDayOfTheArrivalOn) {
  Program program = GivingCafe(Transfers::Expiry::kReset);
  program.points[0].expires->sliding = true;
  const auto engine = Open(program);
  BuyTwice(*engine);
  Event late = Gift("1", "ann", "ben", 30);
  late.arrival = At("2026-02-15T12:00:00Z");
  Commit(*engine, late);
  EXPECT_EQ(Available(*engine, "ben", At("2026-03-17T23:59:59Z")), 30);
  EXPECT_EQ(Available(*engine, "ben", At("2026-03-18T00:00:00Z")), 0);
  ExpectSound(*engine);
}

TEST(Transfers, ArriveNotLongBeforeWhatWasPostedToWhoGetsThem) {
  const auto engine = Open(GivingCafe());
  BuyTwice(*engine);
  Commit(*engine, Buying("4", "ben", 50, "2026-01-21T12:00:01Z"));
  Outcome outcome;
  const absl::Status status =
      engine->Commit(Gift("1", "ann", "ben", 15), {}, &outcome);
  EXPECT_EQ(ReasonOf(status), Reason::kArrivalTooEarly);
  EXPECT_THAT(std::string(status.message()), HasSubstr("'ben'"));
  EXPECT_EQ(Available(*engine), 30);
  Commit(*engine, Gift("2", "ann", "ben", 15, "2026-01-20T12:00:01Z"));
  EXPECT_EQ(Available(*engine, "ben"), 15);
  ExpectSound(*engine);
}

// A purchase that posts nothing is when the clock ran out, all the same.
TEST(Transfers, AreJudgedByWhatHasPostedNothingToo) {
  Program program = GivingCafe();
  program.points[0].expires->sliding = true;
  const auto engine = Open(program);
  BuyTwice(*engine);
  Commit(*engine, Buying("4", "ben", 1000, "2026-01-20T12:00:00Z"));
  Event all = Gift("1", "ben", "ann", 10, "2026-01-20T13:00:00Z");
  Commit(*engine, all);
  Commit(*engine, Buying("5", "ben", 50, "2026-02-19T10:00:00Z"));
  Commit(*engine, Gift("2", "ann", "ben", 5, "2026-02-18T20:00:00Z"));
  ExpectSound(*engine);
}

TEST(Transfers, TheSameAgainIsTheFirstAnswer) {
  const auto engine = Open(GivingCafe());
  BuyTwice(*engine);
  const Outcome first = Commit(*engine, Gift("1", "ann", "ben", 15));
  const Outcome second = Commit(*engine, Gift("1", "ann", "ben", 15));
  EXPECT_TRUE(second.duplicate);
  EXPECT_EQ(second.answer, first.answer);
  EXPECT_EQ(Available(*engine, "ben"), 15);
  EXPECT_EQ(Refused(*engine, Gift("1", "ann", "ben", 16)),
            Reason::kOtherContent);
}

TEST(Transfers, AQuoteGivesNothing) {
  const auto engine = Open(GivingCafe());
  BuyTwice(*engine);
  Outcome quote;
  ASSERT_THAT(engine->Quote(Gift("1", "ann", "ben", 15), {}, &quote), IsOk());
  EXPECT_EQ(quote.answer.given.points.units, -15);
  EXPECT_EQ(Available(*engine), 30);
  EXPECT_EQ(Available(*engine, "ben"), 0);
}

struct RefusedCase {
  const char* what;
  Event event;
  Reason reason;
  const char* words;
};

TEST(Transfers, AreRefusedWithReasons) {
  Program program = GivingCafe();
  program.points.push_back({.id = "star", .decimals = 1});
  program.points.push_back({.id = "kin", .transfers = Transfers{}});
  program.points[2].transfers->within_household = true;
  const auto engine = Open(program);
  BuyTwice(*engine);
  Event stars = Gift("x", "ann", "ben", 1);
  stars.transfer.currency = "star";
  Event kin = Gift("x", "ann", "ben", 1);
  kin.transfer.currency = "kin";
  Event unknown = Gift("x", "ann", "ben", 1);
  unknown.transfer.currency = "beam";
  Event decimals = Gift("x", "ann", "ben", 1);
  decimals.transfer.points = {15, 1};
  Event goods = Gift("x", "ann", "ben", 1);
  goods.basket.lines.push_back(Sale("a", 100));
  Event other = Buying("x", "ann", 100);
  other.transfer = Gift("x", "ann", "ben", 1).transfer;
  Event nobody = Gift("x", "", "ben", 1);
  const std::vector<RefusedCase> cases = {
      {"too many", Gift("x", "ann", "ben", 31), Reason::kInsufficientPoints,
       "only 30 can be spent"},
      {"none", Gift("x", "ann", "ben", 0), Reason::kBadValue, "more than 0"},
      {"less", Gift("x", "ann", "ben", -1), Reason::kBadValue, "more than 0"},
      {"themselves", Gift("x", "ann", "ann", 1), Reason::kBadValue,
       "themselves"},
      {"a stranger", Gift("x", "ann", "zoe", 1), Reason::kUnknownMember,
       "'zoe'"},
      {"of a stranger", Gift("x", "zoe", "ben", 1), Reason::kUnknownMember,
       "'zoe'"},
      {"of nobody", nobody, Reason::kMissingField, "who gives"},
      {"no gift", stars, Reason::kBadValue, "'transfers'"},
      {"no kin", kin, Reason::kOtherHousehold, "within a household"},
      {"no points", unknown, Reason::kUnknownName, "did you mean 'bean'"},
      {"decimals", decimals, Reason::kTooManyDecimals, ""},
      {"goods", goods, Reason::kBadValue, "names no goods"},
      {"a purchase", other, Reason::kBadValue, "leave 'transfer' out"},
      {"expired", Gift("x", "ann", "ben", 21, "2026-02-15T12:00:00Z"),
       Reason::kInsufficientPoints, "only 20"}};
  for (const RefusedCase& refused : cases) {
    SCOPED_TRACE(refused.what);
    Outcome outcome;
    const absl::Status status = engine->Commit(refused.event, {}, &outcome);
    EXPECT_EQ(ReasonOf(status), refused.reason) << status;
    EXPECT_THAT(std::string(MessageOf(status)), HasSubstr(refused.words));
  }
  EXPECT_EQ(Available(*engine, "ben"), 0);
  ExpectSound(*engine);
}

TEST(Transfers, PendingPointsCannotBeGiven) {
  Program program = GivingCafe();
  program.points[0].pending = Span{10, PeriodUnit::kDay};
  const auto engine = Open(program);
  BuyTwice(*engine);
  EXPECT_EQ(Refused(*engine, Gift("1", "ann", "ben", 1)),
            Reason::kInsufficientPoints);
  Commit(*engine, Gift("1", "ann", "ben", 1, "2026-01-24T12:00:00Z"));
  ExpectSound(*engine);
}

// Whose order comes back owes what they gave away; who got it owes nothing, and
// what is given pays no debt.
TEST(Transfers, AReturnAfterThemIsOwed) {
  Program program = GivingCafe();
  program.points[0].debts = DebtPolicy::kFromEarning;
  const auto engine = Open(program);
  BuyTwice(*engine);
  Commit(*engine, Gift("1", "ann", "ben", 30));
  Event back = Return("r", "1", "a", 1);
  Commit(*engine, back);
  const MemberView ann = ViewOf(*engine);
  EXPECT_EQ(ann.balances[0].debt, Points{10});
  EXPECT_EQ(Available(*engine, "ben"), 30);
  Commit(*engine, Gift("2", "ben", "ann", 4, "2026-01-21T12:00:00Z"));
  EXPECT_EQ(ViewOf(*engine).balances[0].debt, Points{10});
  EXPECT_EQ(Available(*engine), 4);
  Commit(*engine, Buying("4", "ann", 1200, "2026-01-22T12:00:00Z"));
  EXPECT_EQ(ViewOf(*engine).balances[0].debt, Points{0});
  EXPECT_EQ(Available(*engine), 6);
  ExpectSound(*engine);
}

// The line is cut between the two transactions: what was given is on its way,
// and comes with whatever touches the other account next.
TEST(Transfers, ACrashBeforeTheyArriveLosesNothing) {
  const std::vector<std::function<void(Engine&)>> next = {
      [](Engine& engine) {
        Commit(engine, Buying("9", "ben", 70, "2026-01-20T13:00:00Z"));
      },
      [](Engine& engine) {
        const auto totals = engine.EndOfDay(At("2026-01-20T12:00:00Z"));
        ASSERT_THAT(totals, IsOk());
        EXPECT_EQ(totals->receipts, 2);
        EXPECT_THAT(totals->received,
                    ElementsAre(PointsTotal{"bean", Points{15}}));
      },
      [](Engine& engine) {
        Commit(engine, Gift("2", "ben", "ann", 15, "2026-01-20T13:00:00Z"));
        Commit(engine, Gift("3", "ann", "ben", 15, "2026-01-20T13:00:00Z"));
      }};
  for (const bool in_file : {false, true}) {
    for (const auto& touch : next) {
      const TempFile file;
      std::unique_ptr<Store> below;
      if (in_file) {
        auto opened = OpenSqliteStore(file.path(), {});
        ASSERT_THAT(opened, IsOk());
        below = *std::move(opened);
      } else {
        below = OpenMemoryStore();
      }
      auto cut = std::make_unique<ForwardingStore>(*below);
      ForwardingStore& line = *cut;
      const auto engine = OpenOn(std::move(cut), GivingCafe());
      BuyTwice(*engine);
      line.refuses_apply = [](const Delta& delta) {
        return !delta.received.empty();
      };
      const Outcome given = Commit(*engine, Gift("1", "ann", "ben", 15));
      EXPECT_EQ(given.event, 4);
      // On its way, and there for whoever asks.
      const auto due = below->AccountsDue(At("2026-01-20T12:00:00Z"), 9);
      ASSERT_THAT(due, IsOk());
      EXPECT_THAT(*due, ElementsAre(DueAccount{2, "ben"}));
      EXPECT_EQ(Available(*engine, "ben", At("2026-01-20T12:00:00Z")), 15);
      ExpectSound(*engine);
      line.refuses_apply = nullptr;
      touch(*engine);
      EXPECT_EQ(Available(*engine, "ben"), 15);
      EXPECT_THAT(*below->AccountsDue(At("2026-01-21T12:00:00Z"), 9),
                  IsEmpty());
      ExpectSound(*engine);
    }
  }
}

// In a currency whose points slide, those that are kept live at least as long
// as they would have, and those that are reset as if earned that day.
TEST(Transfers, MoveTheClockOfWhoeverGetsSlidingPoints) {
  for (const bool reset : {false, true}) {
    Program program = GivingCafe(reset ? Transfers::Expiry::kReset
                                       : Transfers::Expiry::kKeep);
    program.points[0].expires->sliding = true;
    const auto engine = Open(program);
    Commit(*engine, Buying("1", "ben", 300, "2026-01-10T12:00:00Z"));
    Commit(*engine, Buying("2", "ann", 1000, "2026-01-14T12:00:00Z"));
    Commit(*engine, Gift("1", "ann", "ben", 4));
    const MemberView ben = ViewOf(*engine, "ben");
    ASSERT_EQ(ben.clocks.size(), 1U);
    EXPECT_EQ(ben.clocks[0].due,
              At(reset ? "2026-02-20T00:00:00Z" : "2026-02-14T00:00:00Z"));
    // Of who gives, it is no activity.
    EXPECT_EQ(ViewOf(*engine).clocks[0].due, At("2026-02-14T00:00:00Z"));
    EXPECT_TRUE(ben.lots[1].sliding);
    ExpectSound(*engine);
    EXPECT_EQ(Available(*engine, "ben", At("2026-02-14T00:00:00Z")),
              reset ? 7 : 0);
  }
}

// The clock is never brought forward.
TEST(Transfers, LeaveAClockThatRunsLonger) {
  Program program = GivingCafe();
  program.points[0].expires->sliding = true;
  const auto engine = Open(program);
  Commit(*engine, Buying("1", "ann", 1000, "2026-01-10T12:00:00Z"));
  Commit(*engine, Buying("2", "ben", 300, "2026-01-14T12:00:00Z"));
  Commit(*engine, Gift("1", "ann", "ben", 4));
  EXPECT_EQ(ViewOf(*engine, "ben").clocks[0].due, At("2026-02-14T00:00:00Z"));
  ExpectSound(*engine);
}

struct Damage {
  const char* sql;
  const char* found;
};

// Of account 1, of Ann, in event 4 to account 2, of Ben.
TEST(Transfers, VerifyFindsWhatDoesNotFit) {
  const TempFile file;
  {
    auto store = OpenSqliteStore(file.path(), {});
    ASSERT_THAT(store, IsOk());
    const auto engine = OpenOn(*std::move(store), GivingCafe());
    BuyTwice(*engine);
    Commit(*engine, Gift("1", "ann", "ben", 15));
  }
  const Damage damages[] = {
      {"UPDATE transfers SET points = 11 WHERE position = 0",
       "points is 11, derived 10"},
      {"UPDATE transfers SET to_account = 1 WHERE position = 0",
       "to_account is 1, derived 2"},
      {"UPDATE transfers SET from_account = 2 WHERE position = 0",
       "from_account is 2, derived 1"},
      {"UPDATE transfers SET expires_us = NULL WHERE position = 0",
       "expires_us is 'none', derived"},
      {"UPDATE transfers SET idle_until_us = 7 WHERE position = 0",
       "idle_until_us is '7', derived 'none'"},
      {"UPDATE transfers SET sent_us = 7 WHERE position = 0",
       "sent_us is 7, derived"},
      {"UPDATE transfers SET earned_us = 7 WHERE position = 0",
       "earned_us is 7, derived"},
      {"UPDATE transfers SET lot = NULL WHERE position = 0",
       "less what arrived or is on its way is -10, derived 0"},
      {"UPDATE transfers SET lot = 9 WHERE position = 0",
       "the lot that it became is missing"},
      {"DELETE FROM transfers WHERE position = 1",
       "the sum of its transfers is 10, derived 15"},
      {"UPDATE lots SET amount = 12, remaining = 12 WHERE account = 2 AND "
       "origin = 'transfer' AND amount = 10",
       "amount is 12, derived 10"},
      {"UPDATE lots SET transferred_out = 9 WHERE transferred_out = 10",
       "transferred_out is 9, derived 10"},
      {"UPDATE lots SET origin = 'goodwill' WHERE origin = 'transfer'",
       "which is no adjustment"},
      {"UPDATE accounts SET household = 'H' WHERE number = 1",
       "household is 'H', derived ''"},
      {"UPDATE balances SET amount = 14 WHERE bucket = 'transferred_out'",
       "amount is 14, derived 15"},
  };
  for (const Damage& damage : damages) {
    SCOPED_TRACE(damage.sql);
    const TempFile damaged;
    std::filesystem::copy_file(file.path(), damaged.path());
    {
      auto db = Database::Open(damaged.path(), {});
      ASSERT_THAT(db, IsOk());
      ASSERT_THAT((*db)->Execute("damage", damage.sql), IsOk());
    }
    auto store = OpenSqliteStore(damaged.path(), {});
    ASSERT_THAT(store, IsOk());
    const auto engine = OpenOn(*std::move(store), GivingCafe());
    const auto found = engine->Verify();
    ASSERT_THAT(found, IsOk());
    EXPECT_THAT(found->problems, Contains(HasSubstr(damage.found)));
  }
}

}  // namespace
}  // namespace patron
