// Events that arrive late, and what they may spend: what was there at their own
// time, also where it has lapsed since.

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "store/sqlite_db.h"
#include "tests/engine/engine_testing.h"

namespace patron {
namespace {

using testing::At;
using testing::Available;
using testing::BeanCafe;
using testing::Commit;
using ::testing::Contains;
using ::testing::ElementsAre;
using testing::EurCurrency;
using testing::ExpectSound;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::Open;
using testing::OpenOn;
using testing::Priced;
using testing::Purchase;
using testing::Refused;
using testing::Return;
using testing::Sale;
using testing::TempFile;
using testing::ViewOf;

// A bean for each euro, worth a cent, for thirty days; five of them buy a mug.
Program Shop() {
  Program program = BeanCafe();
  program.points[0].expires = Expiry{{30, PeriodUnit::kDay}, {}};
  program.points[0].pays = *ParseUnitPrice("0.01", EurCurrency());
  program.products = {{"mug", "A mug", {}}};
  Reward mug;
  mug.id = "mug";
  mug.currency = "bean";
  mug.prices = {{Points{5}, {}}};
  mug.then.emplace_back().what = Gift{"mug", 1};
  program.rewards = {mug};
  return program;
}

Event Timed(Event event, std::string_view time, std::string_view arrival = "") {
  event.time = At(time);
  event.arrival = arrival.empty() ? event.time : At(arrival);
  return event;
}

Event Buy(std::string id, int64_t minor, std::string_view time) {
  return Timed(Purchase({Sale("a", minor)}, std::move(id)), time);
}

Event Pay(std::string id, std::string_view points, std::string_view time,
          std::string_view arrival) {
  Event event =
      Timed(Purchase({Sale("a", 1000)}, std::move(id)), time, arrival);
  event.basket.lines[0].earns_nothing = true;
  Tender& tender = event.basket.tenders.emplace_back();
  tender.kind = TenderKind::kPoints;
  tender.currency = "bean";
  tender.points = *ParseWrittenPoints(points);
  return event;
}

Event Give(std::string id, std::string_view points, std::string_view time,
           std::string_view arrival = "") {
  Event event = Timed(Purchase({}), time, arrival);
  event.kind = EventKind::kAdjustment;
  event.id = std::move(id);
  event.adjustment = {"bean", *ParseWrittenPoints(points), "a test", "eva"};
  return event;
}

std::string TextOf(const std::vector<PointsByLot>& taken) {
  std::string text;
  for (const PointsByLot& points : taken) {
    for (const LotPart& part : points.lots) {
      text += (text.empty() ? "" : " ") + std::to_string(part.lot) + ":" +
              std::to_string(-part.points.units);
    }
  }
  return text;
}

constexpr std::string_view kLastDay = "2026-01-31T12:00:00Z";
constexpr std::string_view kAfter = "2026-02-02T12:00:00Z";

// Beans of 1 January lapse on 1 February, whoever has seen it.
TEST(LatePoints, WhatWasThereThenPays) {
  const TempFile file;
  for (const bool sliding : {false, true}) {
    for (const bool seen : {false, true}) {
      for (const bool on_file : {false, true}) {
        SCOPED_TRACE(std::to_string(sliding) + std::to_string(seen));
        std::filesystem::remove(file.path());
        Program program = Shop();
        program.points[0].expires->sliding = sliding;
        const auto engine = OpenOn(
            on_file ? *OpenSqliteStore(file.path(), {}) : OpenMemoryStore(),
            program);
        Commit(*engine, Buy("1", 10000, "2026-01-01T12:00:00Z"));
        if (seen) {
          EXPECT_EQ(engine->EndOfDay(At("2026-02-01T12:00:00Z"))->expiries, 1);
        }
        Outcome quoted;
        const Event pay = Pay("2", "60", kLastDay, kAfter);
        ASSERT_THAT(engine->Quote(pay, {}, &quoted), IsOk());
        const Outcome paid = Commit(*engine, pay);
        EXPECT_EQ(paid.answer, quoted.answer);
        EXPECT_EQ(TextOf(paid.answer.redeemed), "1:60");
        EXPECT_THAT(paid.answer.facts.lapsed,
                    ElementsAre(PointsTotal{"bean", Points{100}}));
        EXPECT_EQ(paid.answer.balances[0].available, Points{});
        // What comes back has lapsed.
        const Outcome back = Commit(
            *engine, Timed(Return("3", "2", "a", 1), "2026-02-03T12:00:00Z"));
        EXPECT_EQ(back.answer.returned.restored[0].points, Points{60});
        EXPECT_EQ(back.answer.balances[0].available, Points{});
        EXPECT_EQ(Refused(*engine, Pay("4", "1", "2026-02-01T00:00:00Z",
                                       "2026-02-04T12:00:00Z")),
                  Reason::kInsufficientPoints);
        // And is there for whoever comes later still.
        EXPECT_EQ(TextOf(Commit(*engine, Pay("4", "100", kLastDay,
                                             "2026-02-05T12:00:00Z"))
                             .answer.redeemed),
                  "1:100");
        ExpectSound(*engine);
      }
    }
  }
}

// Status points are never spent, whether they lapse now or have before.
TEST(LatePoints, StatusPointsAreNotAmongThem) {
  for (const bool seen : {false, true}) {
    Program program = Shop();
    program.points.push_back(program.points[0]);
    program.points[1].id = "crumb";
    program.points[1].pays.reset();
    program.points[1].status = true;
    Effect crumbs = testing::Earn(1, 100);
    std::get<EarnPoints>(crumbs.what).currency = "crumb";
    program.rules.push_back(testing::MakeRule("crumbs", crumbs));
    const auto engine = Open(program);
    Commit(*engine, Buy("1", 10000, "2026-01-01T12:00:00Z"));
    if (seen) {
      EXPECT_EQ(engine->EndOfDay(At("2026-02-01T12:00:00Z"))->expiries, 2);
    }
    EXPECT_THAT(
        Commit(*engine, Pay("2", "60", kLastDay, kAfter)).answer.facts.lapsed,
        ElementsAre(PointsTotal{"bean", Points{100}}));
  }
}

TEST(LatePoints, OnlyOfWhatWasEarnedAvailableAndNotLapsedThen) {
  struct Row {
    std::string what;
    Event lot;
    std::string time;
    Reason reason;
  };
  Event later = Buy("1", 10000, "2026-01-01T12:00:00Z");
  later.basket.lines[0].later = true;
  const Row rows[] = {
      {"there", Buy("1", 10000, "2026-01-01T12:00:00Z"), "2026-01-21T12:00:00Z",
       Reason::kNone},
      {"on the last day", Buy("1", 10000, "2026-01-01T12:00:00Z"),
       "2026-01-31T23:59:59Z", Reason::kNone},
      {"and not a second later", Buy("1", 10000, "2026-01-01T12:00:00Z"),
       "2026-02-01T00:00:00Z", Reason::kInsufficientPoints},
      {"before they could be spent", Buy("1", 10000, "2026-01-01T12:00:00Z"),
       "2026-01-10T23:59:59Z", Reason::kInsufficientPoints},
      {"before they were earned", Give("1", "100", "2026-01-01T12:00:00Z"),
       "2026-01-01T11:59:59Z", Reason::kInsufficientPoints},
      {"given by hand", Give("1", "100", "2026-01-01T12:00:00Z"),
       "2026-01-01T12:00:00Z", Reason::kNone},
      {"what waits for goods", later, "2026-01-21T12:00:00Z",
       Reason::kInsufficientPoints},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.what);
    Program program = Shop();
    program.points[0].pending = Span{10, PeriodUnit::kDay};
    if (row.lot.kind == EventKind::kPurchase && row.lot.basket.lines[0].later) {
      program.points[0].pending_until = PendingUntil::kFulfilment;
    }
    const auto engine = Open(program);
    Event first = Buy("0", 100, "2026-01-01T00:00:00Z");
    first.basket.lines[0].earns_nothing = true;
    Commit(*engine, first);
    Commit(*engine, row.lot);
    if (row.what == "what waits for goods") {
      Event there = Timed(Purchase({}, "f"), "2026-02-01T06:00:00Z");
      there.kind = EventKind::kFulfilment;
      there.fulfilment = {"till", "1", {{"a", 1, 0}}};
      Commit(*engine, there);
    }
    const Event pay = Pay("p", "100", row.time, kAfter);
    if (row.reason == Reason::kNone) {
      EXPECT_EQ(TextOf(Commit(*engine, pay).answer.redeemed), "1:100");
    } else {
      EXPECT_EQ(Refused(*engine, pay), row.reason);
    }
    // Nothing that has lapsed is taken by hand.
    EXPECT_EQ(Refused(*engine, Give("g", "-1", row.time, kAfter)),
              Reason::kInsufficientPoints);
    ExpectSound(*engine);
  }
}

TEST(LatePoints, AreSpentInTheUsualOrder) {
  const auto engine = Open(Shop());
  Commit(*engine, Buy("1", 1000, "2026-01-20T12:00:00Z"));
  Commit(*engine,
         Give("2", "20", "2026-01-09T12:00:00Z", "2026-01-20T12:00:01Z"));
  Commit(*engine, Give("3", "30", "2026-02-09T12:00:00Z"));
  // On 9 February the beans of the 20th can be spent yet, those of the 9th
  // have lapsed.
  const Event pay =
      Pay("p", "55", "2026-02-09T13:00:00Z", "2026-02-21T12:00:00Z");
  EXPECT_EQ(Refused(*engine, pay), Reason::kInsufficientPoints);
  Event reward = Pay("p", "22", "2026-02-09T13:00:00Z", "2026-02-21T12:00:00Z");
  reward.basket.rewards = {{"mug", 1, 1}};
  const Outcome outcome = Commit(*engine, reward);
  EXPECT_EQ(TextOf(outcome.answer.redeemed), "1:5 1:5 3:17");
  EXPECT_THAT(outcome.answer.facts.lapsed,
              ElementsAre(PointsTotal{"bean", Points{10}}));
  EXPECT_EQ(Available(*engine), 13);
  // What can be taken is told as it is.
  Outcome refused;
  reward = Pay("q", "1", "2026-02-09T13:00:00Z", "2026-02-21T12:00:00Z");
  reward.basket.rewards = {{"mug", 1, 1}};
  Commit(*engine, Timed(Return("r", "p", "a", 1), "2026-02-22T12:00:00Z"));
  reward.basket.tenders[0].points = *ParseWrittenPoints("36");
  EXPECT_THAT(MessageOf(engine->Commit(reward, {}, &refused)),
              HasSubstr("the rewards of this basket leave 35 'bean'"));
  ExpectSound(*engine);
}

TEST(LatePoints, AreHeldAndComeBackAsThatHoldEnds) {
  const auto engine = Open(Shop());
  Commit(*engine, Buy("1", 10000, "2026-01-01T12:00:00Z"));
  Event hold = Pay("h", "60", kLastDay, kAfter);
  hold.kind = EventKind::kHold;
  hold.until = At("2026-02-04T12:00:00Z");
  const Outcome held = Commit(*engine, hold);
  EXPECT_EQ(TextOf(held.answer.held), "1:60");
  EXPECT_EQ(held.answer.balances[0].held, Points{60});
  EXPECT_THAT(engine->Member("ann", At("2026-02-02T13:00:00Z"))->lots,
              IsEmpty());
  // Consumed by a purchase that was late as well, and by one that was not.
  Event order = Pay("p", "100", kLastDay, "2026-02-03T12:00:00Z");
  order.hold = {"till", "h"};
  Outcome quoted;
  ASSERT_THAT(engine->Quote(order, {}, &quoted), IsOk());
  EXPECT_EQ(TextOf(quoted.answer.redeemed), "1:100");
  order.time = order.arrival;
  EXPECT_EQ(Refused(*engine, order), Reason::kInsufficientPoints);
  EXPECT_EQ(engine->EndOfDay(At("2026-02-05T00:00:00Z"))->lapses, 1);
  EXPECT_EQ(ViewOf(*engine).balances[0], (Balance{"bean", {}, {}, {}}));
  ExpectSound(*engine);
}

// Each month stands apart, those that have lapsed too.
TEST(LatePoints, StandApartAsTheOthers) {
  Program program = Shop();
  program.points[0].apart = PeriodUnit::kMonth;
  const auto engine = Open(program);
  Commit(*engine, Buy("1", 4000, "2026-01-10T12:00:00Z"));
  Commit(*engine, Buy("2", 3000, "2026-01-30T12:00:00Z"));
  Commit(*engine, Buy("3", 6000, "2026-02-01T12:00:00Z"));
  const Outcome paid = Commit(
      *engine, Pay("p", "65", "2026-02-08T12:00:00Z", "2026-02-20T12:00:00Z"));
  EXPECT_EQ(TextOf(paid.answer.redeemed), "1:40 2:25");
  EXPECT_THAT(paid.answer.facts.lapsed, IsEmpty());
  ExpectSound(*engine);
}

// An end of day that has been further than what arrives after it takes nothing
// from it.
TEST(LatePoints, ArriveBeforeAnEndOfDayThatHasBeenThere) {
  const auto engine = Open(Shop());
  Commit(*engine, Buy("1", 10000, "2026-01-01T12:00:00Z"));
  EXPECT_EQ(engine->EndOfDay(At("2026-02-01T06:00:00Z"))->expiries, 1);
  const std::string_view evening = "2026-01-31T20:00:00Z";
  EXPECT_EQ(
      TextOf(Commit(*engine, Pay("2", "60", evening, evening)).answer.redeemed),
      "1:60");
  ExpectSound(*engine);
}

TEST(LatePoints, VerifyKnowsWhatWasThere) {
  const TempFile file;
  {
    const auto engine = OpenOn(*OpenSqliteStore(file.path(), {}), Shop());
    Commit(*engine, Buy("1", 10000, "2026-01-01T12:00:00Z"));
    Commit(*engine, Pay("2", "60", kLastDay, kAfter));
    ExpectSound(*engine);
  }
  for (const std::string damage :
       {"UPDATE lots SET earned_us = 1769904000000000",
        "UPDATE lots SET expires_us = 1769817600000000"}) {
    const std::string copy = file.path() + ".copy";
    std::filesystem::copy_file(
        file.path(), copy, std::filesystem::copy_options::overwrite_existing);
    {
      auto db = Database::Open(copy, {});
      ASSERT_THAT(db, IsOk());
      ASSERT_THAT((*db)->Execute("damage", damage), IsOk());
    }
    auto engine = Engine::Open({*OpenSqliteStore(copy, {}), &ProtobufCodec()});
    ASSERT_THAT(engine, IsOk());
    EXPECT_THAT((*engine)->Verify()->problems,
                Contains(HasSubstr("takes points of lot 1 that had lapsed")))
        << damage;
  }
}

}  // namespace
}  // namespace patron
