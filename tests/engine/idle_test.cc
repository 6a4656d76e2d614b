// Points that lapse together when their account is idle: one clock, whatever
// moves it, and whoever sees that it ran out.

#include <memory>
#include <string>
#include <vector>

#include "tests/engine/engine_testing.h"

namespace patron {
namespace {

using testing::At;
using testing::Available;
using testing::BeanCafe;
using testing::Commit;
using testing::Earn;
using ::testing::ElementsAre;
using testing::EurCurrency;
using testing::ExpectSound;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::MakePlan;
using testing::MakeRule;
using testing::On;
using testing::Open;
using testing::OpenOn;
using testing::Purchase;
using testing::Return;
using testing::Sale;
using testing::TempFile;
using testing::ViewOf;

// A drugstore's card: four points a pound, gone after a year without use.
Program Drugstore() {
  Program program = BeanCafe();
  program.rules.clear();
  program.rules.push_back(MakeRule("points", Earn(4, 100)));
  program.points[0].expires =
      Expiry{.after = {1, PeriodUnit::kYear}, .sliding = true};
  program.points[0].pays = *ParseUnitPrice("0.01", EurCurrency());
  return program;
}

Event BuyAt(std::string id, std::string_view time, int64_t minor = 2500,
            std::string member = "ann") {
  Event event = Purchase({Sale("a", minor)}, std::move(id));
  event.time = event.arrival = At(time);
  event.member = std::move(member);
  return event;
}

Event PayAt(std::string id, std::string_view time, std::string_view points) {
  Event event = BuyAt(std::move(id), time);
  event.basket.lines[0].earns_nothing = true;
  Tender& tender = event.basket.tenders.emplace_back();
  tender.kind = TenderKind::kPoints;
  tender.currency = "bean";
  tender.points = *ParseWrittenPoints(points);
  return event;
}

Event GiveAt(std::string id, std::string_view time, std::string_view points) {
  Event event;
  event.kind = EventKind::kAdjustment;
  event.source = "desk";
  event.id = std::move(id);
  event.time = event.arrival = At(time);
  event.member = "ann";
  event.adjustment = {"bean", *ParseWrittenPoints(points), "why", "eva"};
  return event;
}

std::vector<std::unique_ptr<Store>> BothStores(const TempFile& file) {
  std::vector<std::unique_ptr<Store>> stores;
  stores.push_back(OpenMemoryStore());
  stores.push_back(*OpenSqliteStore(file.path(), {}));
  return stores;
}

TEST(Idle, ACardThatNobodyUsesIsEmptyAfterAYearAndADay) {
  const TempFile file;
  for (std::unique_ptr<Store>& store : BothStores(file)) {
    const auto engine = OpenOn(std::move(store), Drugstore());
    Commit(*engine, BuyAt("1", "2026-01-10T12:00:00Z"));
    Commit(*engine, BuyAt("2", "2026-03-05T12:00:00Z"));
    EXPECT_THAT(ViewOf(*engine).clocks,
                ElementsAre(Clock{"bean", ClockKind::kIdle,
                                  At("2027-03-06T00:00:00Z"), 1}));
    EXPECT_EQ(Available(*engine, "ann", At("2027-03-05T23:59:59Z")), 200);
    EXPECT_EQ(Available(*engine, "ann", At("2027-03-06T00:00:00Z")), 0);
    EXPECT_EQ(engine->EndOfDay(At("2027-03-05T23:59:59Z"))->accounts, 0);
    const auto totals = engine->EndOfDay(At("2027-03-06T00:00:00Z"));
    ASSERT_THAT(totals, IsOk());
    EXPECT_EQ(totals->expiries, 2);
    EXPECT_THAT(totals->expired, ElementsAre(PointsTotal{"bean", {200}}));
    EXPECT_EQ(engine->EndOfDay(At("2030-01-01T00:00:00Z"))->accounts, 0);
    EXPECT_THAT(ViewOf(*engine).lots, IsEmpty());
    // Whoever comes again begins again.
    Commit(*engine, BuyAt("3", "2028-01-01T12:00:00Z"));
    EXPECT_EQ(Available(*engine), 100);
    EXPECT_EQ(Available(*engine, "ann", At("2029-01-02T00:00:00Z")), 0);
    ExpectSound(*engine);
  }
}

// What earns, what pays, and what somebody gives is activity; taking, and goods
// that come back, are none.
TEST(Idle, ActivityMovesTheClockOfAllPoints) {
  struct Row {
    std::string what;
    Event event;
    std::string lapse;
  };
  Event back = Return("r", "0", "a", 1);
  back.time = back.arrival = At("2026-05-01T12:00:00Z");
  Event earns_nothing = BuyAt("1", "2026-05-01T12:00:00Z");
  earns_nothing.basket.lines[0].earns_nothing = true;
  const Row rows[] = {
      {"earning", BuyAt("1", "2026-05-01T12:00:00Z"), "2027-05-02T00:00:00Z"},
      {"paying", PayAt("1", "2026-05-01T12:00:00Z", "10"),
       "2027-05-02T00:00:00Z"},
      {"giving", GiveAt("1", "2026-05-01T12:00:00Z", "10"),
       "2027-05-02T00:00:00Z"},
      {"taking", GiveAt("1", "2026-05-01T12:00:00Z", "-10"),
       "2027-01-11T00:00:00Z"},
      {"a return", back, "2027-01-11T00:00:00Z"},
      {"other goods", earns_nothing, "2027-01-11T00:00:00Z"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.what);
    const auto engine = Open(Drugstore());
    Event first = BuyAt("0", "2026-01-10T12:00:00Z");
    first.basket.lines.push_back(Sale("b", 500));
    Commit(*engine, first);
    Commit(*engine, row.event);
    EXPECT_THAT(ViewOf(*engine).clocks,
                ElementsAre(Clock{"bean", ClockKind::kIdle, At(row.lapse), 1}));
    const Instant before{At(row.lapse).us - 1};
    EXPECT_GT(Available(*engine, "ann", before), 0);
    EXPECT_EQ(Available(*engine, "ann", At(row.lapse)), 0);
    ExpectSound(*engine);
  }
}

TEST(Idle, ALateEventCountsFromItsOwnDayAndTakesNothing) {
  const auto engine = Open(Drugstore());
  Commit(*engine, BuyAt("1", "2026-03-05T12:00:00Z"));
  Event late = BuyAt("2", "2026-02-01T12:00:00Z");
  late.arrival = At("2026-03-06T12:00:00Z");
  Commit(*engine, late);
  EXPECT_EQ(ViewOf(*engine).clocks[0].due, At("2027-03-06T00:00:00Z"));
  // One that arrives when all has lapsed finds nothing, and begins again.
  late = BuyAt("3", "2027-03-01T12:00:00Z");
  late.arrival = At("2027-03-06T12:00:00Z");
  Commit(*engine, late);
  EXPECT_EQ(Available(*engine), 100);
  EXPECT_EQ(ViewOf(*engine).clocks[0].due, At("2028-03-02T00:00:00Z"));
  // One that lies more than a year back has lapsed when it arrives.
  late = BuyAt("4", "2027-03-05T12:00:00Z");
  late.arrival = At("2029-03-06T12:00:00Z");
  Commit(*engine, late);
  EXPECT_EQ(Available(*engine, "ann", At("2029-03-06T12:00:01Z")), 0);
  EXPECT_EQ(engine->EndOfDay(At("2029-03-06T12:00:01Z"))->expiries, 1);
  ExpectSound(*engine);
}

TEST(Idle, OneStepOrThirtyComeToTheSame) {
  Program program = Drugstore();
  program.points[0].expires =
      Expiry{.after = {20, PeriodUnit::kDay}, .sliding = true};
  program.points[0].pending = Span{5, PeriodUnit::kDay};
  for (const bool daily : {false, true}) {
    const auto engine = Open(program);
    Commit(*engine, BuyAt("1", "2026-01-01T12:00:00Z"));
    Commit(*engine, BuyAt("2", "2026-01-18T12:00:00Z"));
    for (int64_t day = 0; day < 60; ++day) {
      if (!daily && day != 59) continue;
      const Instant until{At("2026-01-19T00:00:00Z").us + day * kMicrosPerDay};
      ASSERT_THAT(engine->EndOfDay(until), IsOk());
    }
    EXPECT_EQ(Available(*engine), 0);
    EXPECT_EQ(ViewOf(*engine).as_of, At("2026-02-08T00:00:00Z"));
    ExpectSound(*engine);
  }
}

// Points of a card that went from four to three a pound, and from two years to
// one: what was earned keeps its value, and no day that was promised is lost.
TEST(Idle, AVersionThatPromisesLessTakesNothing) {
  Program before = Drugstore();
  before.points[0].expires->after = {2, PeriodUnit::kYear};
  Program after = Drugstore();
  after.version = "2";
  after.valid_from = On("2026-05-01");
  after.rules[0].then[0] = Earn(3, 100);
  const auto engine = Open(before);
  ASSERT_THAT(engine->Activate(MakePlan(after)), IsOk());
  Commit(*engine, BuyAt("1", "2026-04-30T12:00:00Z"));
  EXPECT_EQ(Available(*engine), 100);
  Commit(*engine, BuyAt("2", "2026-05-01T12:00:00Z"));
  EXPECT_EQ(Available(*engine), 175);
  EXPECT_EQ(ViewOf(*engine).clocks[0].due, At("2028-05-01T00:00:00Z"));
  Commit(*engine, BuyAt("3", "2027-06-01T12:00:00Z"));
  EXPECT_EQ(ViewOf(*engine).clocks[0].due, At("2028-06-02T00:00:00Z"));
  ExpectSound(*engine);
}

// Each lot is as its own version promised.
TEST(Idle, PointsOfOtherPoliciesStayAsTheyAre) {
  Program never = Drugstore();
  never.points[0].expires.reset();
  Program sliding = Drugstore();
  sliding.version = "2";
  sliding.valid_from = On("2026-02-01");
  Program fixed = Drugstore();
  fixed.version = "3";
  fixed.valid_from = On("2026-03-01");
  fixed.points[0].expires = Expiry{{30, PeriodUnit::kDay}, {}};
  const auto engine = Open(never);
  ASSERT_THAT(engine->Activate(MakePlan(sliding)), IsOk());
  Commit(*engine, BuyAt("1", "2026-01-10T12:00:00Z", 100));
  Commit(*engine, BuyAt("2", "2026-02-10T12:00:00Z", 200));
  const Instant later = At("2027-02-11T00:00:00Z");
  EXPECT_EQ(Available(*engine, "ann", later), 4);
  // Points that lapse with the clock are not paid with once it has run out.
  Event pay = PayAt("p", "2027-02-11T00:00:00Z", "5");
  EXPECT_EQ(testing::Refused(*engine, pay), Reason::kInsufficientPoints);
  pay.basket.tenders[0].points = *ParseWrittenPoints("3");
  Outcome quoted;
  ASSERT_THAT(engine->Quote(pay, {}, &quoted), IsOk());
  EXPECT_EQ(quoted.answer.balances[0].available, Points{1});
  // Where they slide no more, activity stops the clock.
  ASSERT_THAT(engine->Activate(MakePlan(fixed)), IsOk());
  Commit(*engine, BuyAt("3", "2026-03-10T12:00:00Z", 300));
  EXPECT_EQ(ViewOf(*engine).clocks[0].due, std::nullopt);
  EXPECT_EQ(Available(*engine, "ann", At("2030-01-01T00:00:00Z")), 12);
  ExpectSound(*engine);
}

TEST(Idle, WhatComesBackToALapsedCardLapsesAtOnce) {
  for (const bool seen : {false, true}) {
    const auto engine = Open(Drugstore());
    Commit(*engine, BuyAt("1", "2026-01-10T12:00:00Z"));
    Commit(*engine, PayAt("2", "2026-01-11T12:00:00Z", "60"));
    if (seen) {
      ASSERT_THAT(engine->EndOfDay(At("2027-02-01T00:00:00Z")), IsOk());
    }
    Event back = Return("r", "2", "a", 1);
    back.time = back.arrival = At("2027-02-01T12:00:00Z");
    const Outcome outcome = Commit(*engine, back);
    EXPECT_EQ(outcome.answer.returned.restored[0].points, Points{60});
    EXPECT_EQ(outcome.answer.balances[0].available, Points{});
    // And what somebody gives then can be spent.
    Commit(*engine, GiveAt("g", "2027-02-02T12:00:00Z", "7"));
    EXPECT_EQ(Available(*engine), 7);
    ExpectSound(*engine);
  }
}

// What comes back to a lot whose clock had run out lapses at once, also when
// later points slide no more: or it would be taken back before what has lapsed,
// and what is left depended on which return came first.
TEST(Idle, TheOrderOfReturnsIsTheSameOnceAClockHasRunOut) {
  Program fixed = Drugstore();
  fixed.version = "2";
  fixed.valid_from = On("2027-02-01");
  fixed.points[0].expires.reset();
  Event paid = Return("r1", "2", "a", 1);
  Event earned = Return("r2", "1", "a", 1);
  paid.time = paid.arrival = At("2027-03-01T12:00:00Z");
  earned.time = earned.arrival = At("2027-03-02T12:00:00Z");
  for (const bool seen : {false, true}) {
    for (const bool paid_first : {true, false}) {
      const auto engine = Open(Drugstore());
      ASSERT_THAT(engine->Activate(MakePlan(fixed)), IsOk());
      Event first = BuyAt("1", "2026-01-10T12:00:00Z", 1250);
      first.basket.lines.push_back(Sale("b", 1250));
      Commit(*engine, first);
      Commit(*engine, PayAt("2", "2026-01-11T12:00:00Z", "60"));
      if (seen) {
        ASSERT_THAT(engine->EndOfDay(At("2027-02-01T00:00:00Z")), IsOk());
      }
      Commit(*engine, BuyAt("3", "2027-02-02T12:00:00Z", 300));
      Commit(*engine, paid_first ? paid : earned);
      Commit(*engine, paid_first ? earned : paid);
      const MemberView view = ViewOf(*engine);
      EXPECT_EQ(view.balances[0].available, Points{12});
      EXPECT_EQ(view.balances[0].debt, Points{});
      ExpectSound(*engine);
    }
  }
}

// An end of day that has been further than what arrives after it.
TEST(Idle, AClockHasRunOutOnceAnEndOfDayHasSeenIt) {
  const auto engine = Open(Drugstore());
  Commit(*engine, BuyAt("1", "2026-01-10T12:00:00Z"));
  Commit(*engine, PayAt("2", "2026-01-11T12:00:00Z", "60"));
  EXPECT_EQ(engine->EndOfDay(At("2027-01-12T06:00:00Z"))->expiries, 1);
  Commit(*engine, BuyAt("3", "2027-01-11T23:00:00Z", 300));
  Event back = Return("r", "2", "a", 1);
  back.time = back.arrival = At("2027-01-13T12:00:00Z");
  const Outcome outcome = Commit(*engine, back);
  EXPECT_EQ(outcome.answer.returned.restored[0].points, Points{60});
  EXPECT_EQ(outcome.answer.balances[0].available, Points{12});
  ExpectSound(*engine);
}

// A clock is one row: a purchase of a member with many lots writes its own.
TEST(Idle, MovingTheClockTouchesNoLot) {
  const TempFile file;
  const auto engine = OpenOn(*OpenSqliteStore(file.path(), {}), Drugstore());
  for (int i = 0; i < 50; ++i) {
    Commit(*engine, BuyAt(std::to_string(i), "2026-01-10T12:00:00Z", 100));
  }
  const std::vector<Lot> before = ViewOf(*engine).lots;
  Commit(*engine, BuyAt("last", "2026-06-10T12:00:00Z", 100));
  std::vector<Lot> after = ViewOf(*engine).lots;
  after.pop_back();
  EXPECT_EQ(after, before);
  EXPECT_EQ(engine->EndOfDay(At("2027-06-11T00:00:00Z"))->expiries, 51);
  ExpectSound(*engine);
}

}  // namespace
}  // namespace patron
