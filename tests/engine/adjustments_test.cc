// Points given and taken by hand, through an engine and both stores.

#include <functional>
#include <map>

#include "tests/engine/engine_testing.h"
#include "tests/engine/forwarding_store.h"

namespace patron {
namespace {

using testing::At;
using testing::Available;
using testing::BeanCafe;
using testing::Commit;
using ::testing::ElementsAre;
using testing::ExpectSound;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::Open;
using testing::OpenOn;
using testing::Purchase;
using testing::Refused;
using testing::Return;
using testing::Sale;
using testing::ViewOf;

Event ByHand(std::string id, std::string_view points,
             std::string_view time = "2026-01-20T12:00:00Z") {
  Event event;
  event.kind = EventKind::kAdjustment;
  event.source = "desk";
  event.id = std::move(id);
  event.time = event.arrival = At(time);
  event.member = "ann";
  event.adjustment = {"bean", *ParseWrittenPoints(points), "machine was broken",
                      "eva"};
  return event;
}

// Beans that lapse after so many days.
Program LapsingCafe(int days) {
  Program program = BeanCafe();
  program.points[0].expires = Expiry{{days, PeriodUnit::kDay}, {}};
  return program;
}

TEST(Adjustments, GiveAndTakePoints) {
  const auto engine = Open(LapsingCafe(60));
  Commit(*engine, Purchase({Sale("a", 1000)}));
  const Outcome given = Commit(*engine, ByHand("1", "50"));
  EXPECT_EQ(given.event, 2);
  EXPECT_EQ(given.answer.adjusted,
            (AdjustmentResult{"bean", Points{50}, {{2, Points{50}}}}));
  EXPECT_THAT(given.answer.balances,
              ElementsAre(Balance{"bean", Points{60}, {}, {}}));
  // The purchase's lot expires first.
  const Outcome taken = Commit(*engine, ByHand("2", "-15"));
  EXPECT_EQ(taken.answer.adjusted,
            (AdjustmentResult{
                "bean", Points{-15}, {{1, Points{-10}}, {2, Points{-5}}}}));
  const MemberView view = ViewOf(*engine);
  ASSERT_EQ(view.lots.size(), 1u);
  EXPECT_EQ(view.lots[0].origin, LotOrigin::kGoodwill);
  EXPECT_EQ(view.lots[0].remaining, 45);
  EXPECT_EQ(view.lots[0].adjusted_down, 5);
  EXPECT_EQ(view.statistics.orders, 1);
  ExpectSound(*engine);
  EXPECT_EQ(Available(*engine, "ann", At("2026-03-22T00:00:00Z")), 0);
}

TEST(Adjustments, TheSameAgainIsTheFirstAnswerAndOtherContentIsRefused) {
  const auto engine = Open(BeanCafe());
  Commit(*engine, Purchase({Sale("a", 1000)}));
  const Outcome first = Commit(*engine, ByHand("1", "50"));
  Commit(*engine, ByHand("2", "-30"));
  Event again = ByHand("1", "50.0");
  again.arrival = At("2026-01-21T12:00:00Z");
  const Outcome second = Commit(*engine, again);
  EXPECT_TRUE(second.duplicate);
  EXPECT_EQ(second.answer, first.answer);
  EXPECT_EQ(Available(*engine), 30);
  const std::function<void(PointsAdjustment&)> changes[] = {
      [](PointsAdjustment& a) { a.points.number = -50; },
      [](PointsAdjustment& a) { a.points.decimals = 1; },
      [](PointsAdjustment& a) { a.reason += "!"; },
      [](PointsAdjustment& a) { a.by = "bob"; },
      [](PointsAdjustment& a) { a.currency = "star"; },
  };
  for (const auto& change : changes) {
    Event other = ByHand("1", "50");
    change(other.adjustment);
    EXPECT_EQ(Refused(*engine, other), Reason::kOtherContent);
  }
}

TEST(Adjustments, AQuoteAnswersAsACommitWouldAndWritesNothing) {
  const auto engine = Open(BeanCafe());
  Commit(*engine, Purchase({Sale("a", 1000)}));
  for (const char* const points : {"50", "-7"}) {
    Outcome quoted;
    ASSERT_THAT(engine->Quote(ByHand(points, points), {}, &quoted), IsOk());
    EXPECT_EQ(quoted.event, 0);
    const int64_t before = Available(*engine);
    EXPECT_EQ(quoted.answer, Commit(*engine, ByHand(points, points)).answer);
    EXPECT_EQ(Available(*engine), before + quoted.answer.adjusted.points.units);
  }
  Outcome outcome;
  EXPECT_EQ(ReasonOf(engine->Quote(ByHand("9", "-54"), {}, &outcome)),
            Reason::kInsufficientPoints);
  EXPECT_EQ(outcome.answer, Answer());
}

TEST(Adjustments, BadOnesAreRefusedAndLeaveNothing) {
  Program program = BeanCafe();
  program.points[0].decimals = 1;
  program.points.push_back({.id = "star", .name = "stars"});
  const auto engine = Open(program);
  Commit(*engine, Purchase({Sale("a", 1000)}));
  struct Row {
    std::function<void(Event&)> mistake;
    Reason reason;
    std::string message;
  };
  const auto written = [](std::string_view text) {
    return *ParseWrittenPoints(text);
  };
  const Row rows[] = {
      {[&](Event& e) { e.adjustment.points = written("0"); }, Reason::kBadValue,
       "more or less than 0"},
      {[&](Event& e) { e.adjustment.points = written("0.05"); },
       Reason::kTooManyDecimals, "'0.05' has more decimals than the 1"},
      {[](Event& e) {
         e.adjustment.points = {INT64_MAX, 0};
       },
       Reason::kOverflow, "too large"},
      {[](Event& e) {
         e.adjustment.points = {INT64_MIN, 1};
       },
       Reason::kOverflow, "does not fit"},
      {[](Event& e) {
         e.adjustment.points = {INT64_MAX, 1};
       },
       Reason::kOverflow, ""},
      {[](Event& e) {
         e.adjustment.points = {1, 200};
       },
       Reason::kTooManyDecimals, ""},
      {[](Event& e) { e.adjustment.currency = "beans"; }, Reason::kUnknownName,
       "program 'cafe' has no points currency 'beans'; did you mean 'bean'?"},
      {[](Event& e) { e.adjustment.currency = "EUR"; }, Reason::kUnknownName,
       "no points currency 'EUR'"},
      {[](Event& e) { e.adjustment.currency = ""; }, Reason::kMissingField,
       "names the currency"},
      {[](Event& e) { e.adjustment.reason = ""; }, Reason::kMissingField,
       "names its reason"},
      {[](Event& e) { e.adjustment.by = ""; }, Reason::kMissingField,
       "who made it (by)"},
      {[](Event& e) { e.member = ""; }, Reason::kMissingField, "the member"},
      {[](Event& e) { e.adjustment.reason = "a\nb"; }, Reason::kBadValue,
       "control character"},
      {[](Event& e) { e.adjustment.by = std::string(5000, 'x'); },
       Reason::kTooLarge, "4096"},
      {[](Event& e) { e.basket.lines.push_back(Sale("a", 100)); },
       Reason::kBadValue, "no goods"},
      {[](Event& e) { e.returned.lines.emplace_back(); }, Reason::kBadValue,
       "no goods"},
      {[](Event& e) { e.member = "bob"; }, Reason::kUnknownMember,
       "nobody is known as 'bob', and an adjustment enrols nobody"},
      {[](Event& e) { e.time = e.arrival = At("2024-12-31T12:00:00Z"); },
       Reason::kNoProgram, "no program is in force"},
      {[](Event& e) { e.arrival = At("2026-01-13T11:59:59Z"); },
       Reason::kArrivalTooEarly, "24 hours"},
      {[&](Event& e) { e.adjustment.points = written("-1.1"); },
       Reason::kInsufficientPoints,
       "cannot take 1.1 'bean' from 'ann': only 1.0 can be spent"},
      {[](Event& e) {
         e.adjustment.currency = "star";
         e.adjustment.points = {-1, 0};
       },
       Reason::kInsufficientPoints, "only 0 can be spent"},
  };
  for (const Row& row : rows) {
    Event event = ByHand("1", "5");
    row.mistake(event);
    Outcome outcome;
    const absl::Status status = engine->Commit(event, {}, &outcome);
    EXPECT_EQ(ReasonOf(status), row.reason) << status;
    EXPECT_THAT(std::string(MessageOf(status)), HasSubstr(row.message));
    EXPECT_EQ(outcome.answer, Answer());
  }
  EXPECT_EQ(Available(*engine), 10);
  Commit(*engine, ByHand("1", "5.5"));  // the key is free
  EXPECT_EQ(Available(*engine), 65);
  ExpectSound(*engine);
}

TEST(Adjustments, WhatIsDueAtTheirArrivalIsAppliedFirst) {
  Program program = LapsingCafe(10);
  program.points[0].pending = Span{3, PeriodUnit::kDay};
  const auto engine = Open(program);
  Commit(*engine, Purchase({Sale("a", 1000)}));  // available on the 17th
  EXPECT_EQ(Refused(*engine, ByHand("1", "-1", "2026-01-16T23:59:59Z")),
            Reason::kInsufficientPoints);
  Commit(*engine, ByHand("1", "-1", "2026-01-17T00:00:00Z"));
  EXPECT_EQ(Available(*engine), 9);
  Commit(*engine, ByHand("2", "4", "2026-01-18T00:00:00Z"));
  // The first nine lapse at the end of the 24th, the four at that of the 28th.
  EXPECT_EQ(Refused(*engine, ByHand("3", "-5", "2026-01-25T00:00:00Z")),
            Reason::kInsufficientPoints);
  Commit(*engine, ByHand("3", "-4", "2026-01-25T00:00:00Z"));
  EXPECT_EQ(Available(*engine), 0);
  ExpectSound(*engine);
}

// As DESIGN has it: returns and spending in any order come to the same sum of
// points less debt.
TEST(Adjustments, GoodsThatComeBackAfterwardsAreOwedFor) {
  for (const bool returned_first : {false, true}) {
    const auto engine = Open(LapsingCafe(60));
    Commit(*engine, Purchase({Sale("a", 1000)}, "o1"));
    Commit(*engine, Purchase({Sale("a", 2000)}, "o2"));
    const Event back = Return("r", "o1", "a", 1);
    if (returned_first) Commit(*engine, back);
    Commit(*engine, ByHand("1", "-10"));
    if (!returned_first) Commit(*engine, back);
    const Balance balance = ViewOf(*engine).balances[0];
    EXPECT_EQ(balance.available.units - balance.debt.units, 10);
    EXPECT_EQ(balance.debt.units, returned_first ? 0 : 10);
    // Giving pays no debt.
    Commit(*engine, ByHand("2", "5"));
    EXPECT_EQ(ViewOf(*engine).balances[0].debt, balance.debt);
    ExpectSound(*engine);
  }
}

TEST(Adjustments, AreStoredWithReasonAndAuthorForWhoeverReadsSql) {
  const testing::TempFile file;
  auto store = OpenSqliteStore(file.path(), {});
  ASSERT_THAT(store, IsOk());
  const auto engine = OpenOn(*std::move(store), BeanCafe());
  Commit(*engine, Purchase({Sale("a", 1000)}));
  Commit(*engine, ByHand("1", "50"));
  Commit(*engine, ByHand("2", "-20"));
  ExpectSound(*engine);
  auto reader = OpenSqliteStore(file.path(), {});
  ASSERT_THAT(reader, IsOk());
  // Conservation, as DESIGN has it.
  std::map<Bucket, int64_t> sums;
  const auto balances = (*reader)->BalancesOf(1);
  ASSERT_THAT(balances, IsOk());
  for (const UnitBalance& balance : *balances) {
    sums[balance.bucket] = balance.amount;
  }
  EXPECT_EQ(-sums[Bucket::kIssued] - sums[Bucket::kAdjustedUp],
            sums[Bucket::kAvailable] + sums[Bucket::kAdjustedDown]);
  EXPECT_EQ(sums[Bucket::kAdjustedUp], -50);
  EXPECT_EQ(sums[Bucket::kAdjustedDown], 20);
  std::vector<StoredAdjustment> kept;
  EXPECT_THAT((*reader)->ForEachAdjustment([&](const StoredAdjustment& each) {
    kept.push_back(each);
    return absl::OkStatus();
  }),
              IsOk());
  EXPECT_THAT(
      kept, ElementsAre(
                StoredAdjustment{
                    2, 1, {"bean", Points{50}, "machine was broken", "eva"}},
                StoredAdjustment{
                    3, 1, {"bean", Points{-20}, "machine was broken", "eva"}}));
}

// Another till spends in between: the account has moved, and the order of
// spending is asked for again.
TEST(Adjustments, ThatMeetAnotherTillsAreMadeAgain) {
  const testing::TempFile file;
  auto store = OpenSqliteStore(file.path(), {});
  auto other_store = OpenSqliteStore(file.path(), {});
  ASSERT_THAT(store, IsOk());
  ASSERT_THAT(other_store, IsOk());
  auto forwarding = std::make_unique<testing::ForwardingStore>(**store);
  testing::ForwardingStore& hook = *forwarding;
  const auto engine = OpenOn(std::move(forwarding), LapsingCafe(60));
  const auto other = OpenOn(*std::move(other_store), LapsingCafe(60));
  Commit(*engine, Purchase({Sale("a", 1000)}, "o1"));
  Commit(*engine, Purchase({Sale("a", 1000)}, "o2"));
  hook.before_apply = [&] { Commit(*other, ByHand("1", "-10")); };
  EXPECT_THAT(Commit(*engine, ByHand("2", "-10")).answer.adjusted.lots,
              ElementsAre(LotPart{2, Points{-10}}));
  ExpectSound(*engine);
}

// Many lots, of which a few are read.
TEST(Adjustments, SpendingReadsTheLotsThatItTakesFrom) {
  const auto engine = Open(LapsingCafe(60));
  Commit(*engine, Purchase({Sale("a", 1000)}));
  for (int i = 0; i < 300; ++i) {
    Commit(*engine, ByHand("up-" + std::to_string(i), "2"));
  }
  const Outcome taken = Commit(*engine, ByHand("down", "-17"));
  EXPECT_THAT(taken.answer.adjusted.lots,
              ElementsAre(LotPart{1, Points{-10}}, LotPart{2, Points{-2}},
                          LotPart{3, Points{-2}}, LotPart{4, Points{-2}},
                          LotPart{5, Points{-1}}));
  EXPECT_EQ(Available(*engine), 593);
  ExpectSound(*engine);
}

TEST(Adjustments, FollowTheProgramOfTheirTime) {
  const auto engine = Open(BeanCafe());
  Commit(*engine, Purchase({Sale("a", 1000)}));
  Program next = BeanCafe();
  next.version = "2";
  next.valid_from = testing::On("2026-02-01");
  next.points[0].id = "berry";
  next.rules.clear();
  ASSERT_THAT(engine->Activate(testing::MakePlan(next)), IsOk());
  EXPECT_EQ(Refused(*engine, ByHand("1", "5", "2026-02-02T12:00:00Z")),
            Reason::kUnknownName);
  Event late = ByHand("1", "5", "2026-01-31T12:00:00Z");
  late.arrival = At("2026-02-02T12:00:00Z");
  Commit(*engine, late);
  Event berries = ByHand("2", "7", "2026-02-02T12:00:00Z");
  berries.adjustment.currency = "berry";
  EXPECT_THAT(Commit(*engine, berries).answer.balances,
              ElementsAre(Balance{"berry", Points{7}, {}, {}}));
  ExpectSound(*engine);
}

// Goods of a full account come back: their points were its own.
TEST(Adjustments, AFullAccountTakesGoodsBack) {
  Program program = BeanCafe();
  program.points[0].pays = *ParseUnitPrice("0.01", testing::EurCurrency());
  const auto engine = Open(program);
  Commit(*engine, Purchase({Sale("a", 100)}, "1"));
  const int64_t has = ViewOf(*engine).balances[0].available.units;
  Event give = ByHand("2", "1");
  give.adjustment.points.number = kBalanceMax - has;
  const auto decimals = static_cast<uint8_t>(program.points[0].decimals);
  give.adjustment.points.decimals = decimals;
  Commit(*engine, give);
  give.id = "3";
  give.adjustment.points.number = 1;
  EXPECT_EQ(Refused(*engine, give), Reason::kOverflow);
  Event pay = Purchase({Sale("a", 1000)}, "4");
  pay.time = pay.arrival = give.time;
  Tender& tender = pay.basket.tenders.emplace_back();
  tender.kind = TenderKind::kPoints;
  tender.currency = program.points[0].id;
  tender.points = {500, decimals};
  Commit(*engine, pay);
  give.id = "5";
  give.adjustment.points.number =
      kBalanceMax - ViewOf(*engine).balances[0].available.units;
  Commit(*engine, give);
  Event back = Return("6", "4", "a", 1);
  back.time = back.arrival = give.time;
  Commit(*engine, back);
  EXPECT_GT(ViewOf(*engine).balances[0].available.units, kBalanceMax);
  ExpectSound(*engine);
}

}  // namespace
}  // namespace patron
