// Goods that follow later: handed over, cancelled or brought back by units, and
// the points that wait for them.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "store/sqlite_db.h"
#include "tests/engine/engine_testing.h"

namespace patron {
namespace {

using testing::At;
using testing::BeanCafe;
using testing::Commit;
using ::testing::Contains;
using ::testing::ElementsAre;
using testing::Eur;
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
using testing::ReturnLoose;
using testing::Sale;
using testing::TempFile;
using testing::ViewOf;

// Beans wait until the goods are there.
Program Waiting() {
  Program program = BeanCafe();
  program.points[0].pending_until = PendingUntil::kFulfilment;
  return program;
}

Line Later(std::string id, int64_t minor, int64_t units = 1) {
  Line line = Sale(std::move(id), minor, "coffee", units);
  line.later = true;
  return line;
}

Event HandOver(std::string id, std::vector<FulfilmentLine> lines,
               std::string order = "1",
               std::string_view time = "2026-01-20T12:00:00Z") {
  Event event;
  event.kind = EventKind::kFulfilment;
  event.source = "store-room";
  event.id = std::move(id);
  event.time = event.arrival = At(time);
  event.fulfilment = {"till", std::move(order), std::move(lines)};
  return event;
}

Balance BalanceOf(const Engine& engine) { return ViewOf(engine).balances[0]; }

TEST(Fulfilment, PointsWaitForAllTheirGoods) {
  const TempFile file;
  for (const bool in_file : {false, true}) {
    const auto engine =
        OpenOn(in_file ? *OpenSqliteStore(file.path(), {}) : OpenMemoryStore(),
               Waiting());
    Commit(*engine, Purchase({Later("a", 900, 3), Sale("b", 100)}));
    EXPECT_EQ(BalanceOf(*engine), (Balance{"bean", {}, Points{10}, {}}));
    EXPECT_TRUE(ViewOf(*engine).lots[0].awaits_goods);
    // They become available by nothing else.
    EXPECT_EQ(engine->EndOfDay(At("2030-01-01T00:00:00Z"))->accounts, 0);

    const Outcome two = Commit(*engine, HandOver("f1", {{"a", 2, 0}}));
    EXPECT_EQ(two.event, 2);
    EXPECT_THAT(two.answer.fulfilled.lines,
                ElementsAre(FulfilledLine{"a", 2, 0, 1}));
    EXPECT_THAT(two.answer.fulfilled.released, IsEmpty());
    EXPECT_EQ(two.answer.returned, ReturnResult());
    EXPECT_EQ(BalanceOf(*engine).pending, Points{10});
    ExpectSound(*engine);

    const Outcome all = Commit(*engine, HandOver("f2", {{"a", 1, 0}}));
    EXPECT_THAT(all.answer.fulfilled.released,
                ElementsAre(PointsTotal{"bean", {10}}));
    EXPECT_THAT(all.answer.balances,
                ElementsAre(Balance{"bean", Points{10}, {}, {}}));
    EXPECT_EQ(BalanceOf(*engine), (Balance{"bean", Points{10}, {}, {}}));
    const Outcome again = Commit(*engine, HandOver("f2", {{"a", 1, 0}}));
    EXPECT_TRUE(again.duplicate);
    EXPECT_EQ(again.answer, all.answer);
    ExpectSound(*engine);
  }
}

TEST(Fulfilment, PointsOfGoodsThatAreThereDoNotWait) {
  Program program = Waiting();
  program.rules.push_back(
      testing::MakeRule("cakes", testing::Earn(1, 100, "coffee")));
  const auto engine = Open(program);
  Line there = Sale("b", 500, "cake");
  Commit(*engine, Purchase({Later("a", 300), there}));
  // The first rule is about both lines, the second about what follows.
  EXPECT_EQ(BalanceOf(*engine).pending, Points{11});
  Commit(*engine, Purchase({there}, "2"));
  EXPECT_EQ(BalanceOf(*engine).available, Points{5});
  ExpectSound(*engine);
}

// An order is whole while some of its goods were handed over and the others are
// still open: undone, it has none that are.
TEST(Fulfilment, OfAnOrderThatIsVoided) {
  const TempFile file;
  for (const bool in_file : {false, true}) {
    const auto engine =
        OpenOn(in_file ? *OpenSqliteStore(file.path(), {}) : OpenMemoryStore(),
               Waiting());
    Commit(*engine,
           Purchase({Later("a", 900, 3), Later("b", 100), Sale("c", 100)}));
    Commit(*engine, HandOver("f", {{"a", 2, 0}}));
    Event undo = HandOver("v", {});
    undo.kind = EventKind::kVoid;
    undo.fulfilment = {};
    undo.voided = {"till", "1", "keyed in twice", "eva"};
    EXPECT_EQ(Commit(*engine, undo).answer.returned.refund, Eur(1100));
    EXPECT_EQ(BalanceOf(*engine), (Balance{"bean", {}, {}, {}}));
    EXPECT_EQ(Refused(*engine, HandOver("g", {{"a", 1, 0}})),
              Reason::kFulfilmentTooMany);
    ExpectSound(*engine);
  }
}

// What is cancelled gives back as a return does, and is waited for no longer.
TEST(Fulfilment, CancelledUnitsGiveBack) {
  Program program = Waiting();
  program.points[0].pays = *ParseUnitPrice("0.01", EurCurrency());
  Rule deal = testing::MakeRule("deal", testing::OffPercent("10%"));
  deal.limits = {{1, Limit::Per::kMember, {}}};
  program.rules.push_back(deal);
  for (const bool in_file : {false, true}) {
    const TempFile file;
    const auto engine =
        OpenOn(in_file ? *OpenSqliteStore(file.path(), {}) : OpenMemoryStore(),
               program);
    Commit(*engine, Purchase({Later("a", 1000, 2)}));
    const Outcome half = Commit(*engine, HandOver("f1", {{"a", 1, 1}}));
    const ReturnResult& back = half.answer.returned;
    EXPECT_EQ(back.refund, Eur(450));
    EXPECT_THAT(back.matched,
                ElementsAre(MatchedUnits{"a", "till", "1", "a", 1, Eur(450)}));
    EXPECT_THAT(back.taken_back, ElementsAre(PointsTotal{"bean", {5}}));
    EXPECT_THAT(half.answer.fulfilled.lines,
                ElementsAre(FulfilledLine{"a", 1, 1, 0}));
    EXPECT_THAT(half.answer.fulfilled.released,
                ElementsAre(PointsTotal{"bean", {4}}));
    EXPECT_EQ(BalanceOf(*engine), (Balance{"bean", Points{4}, {}, {}}));
    EXPECT_EQ(ViewOf(*engine).statistics.returns, 1);
    EXPECT_EQ(ViewOf(*engine).statistics.spend_minor, 450);
    ExpectSound(*engine);
    // The limit is free again once all of it is back.
    Commit(*engine, Return("r", "1", "a", 1));
    EXPECT_EQ(BalanceOf(*engine), (Balance{"bean", {}, {}, {}}));
    Event next = Purchase({Sale("a", 1000)}, "2");
    next.time = next.arrival = At("2026-01-21T12:00:00Z");
    EXPECT_EQ(Commit(*engine, next).answer.decision.pay_total, Eur(900));
    ExpectSound(*engine);
  }
}

TEST(Fulfilment, WaitsForItsTimeToo) {
  Program program = Waiting();
  program.points[0].pending = Span{14, PeriodUnit::kDay};
  program.points[0].expires = Expiry{{60, PeriodUnit::kDay}, {}};
  // Bought on the 14th: to be spent from the 28th on.
  {
    const auto engine = Open(program);
    Commit(*engine, Purchase({Later("a", 900)}));
    Commit(*engine, HandOver("f", {{"a", 1, 0}}));
    EXPECT_EQ(BalanceOf(*engine).pending, Points{9});
    EXPECT_FALSE(ViewOf(*engine).lots[0].awaits_goods);
    EXPECT_EQ(engine->EndOfDay(At("2026-01-28T00:00:00Z"))->activations, 1);
    EXPECT_EQ(BalanceOf(*engine).available, Points{9});
    ExpectSound(*engine);
  }
  {
    const auto engine = Open(program);
    Commit(*engine, Purchase({Later("a", 900)}));
    EXPECT_EQ(engine->EndOfDay(At("2026-02-10T00:00:00Z"))->activations, 0);
    Commit(*engine, HandOver("f", {{"a", 1, 0}}, "1", "2026-02-10T12:00:00Z"));
    EXPECT_EQ(BalanceOf(*engine).available, Points{9});
    ExpectSound(*engine);
  }
  {
    // Being pending does not prolong their life.
    const auto engine = Open(program);
    Commit(*engine, Purchase({Later("a", 900)}));
    EXPECT_EQ(engine->EndOfDay(At("2026-04-01T00:00:00Z"))->expiries, 1);
    Commit(*engine, HandOver("f", {{"a", 1, 0}}, "1", "2026-04-01T12:00:00Z"));
    EXPECT_EQ(BalanceOf(*engine), (Balance{"bean", {}, {}, {}}));
    ExpectSound(*engine);
  }
}

TEST(Fulfilment, OnlyWhatWasHandedOverComesBack) {
  const auto engine = Open(Waiting());
  Line line = Priced("a", 3);
  line.later = true;
  Commit(*engine, Purchase({line}));
  Outcome outcome;
  absl::Status status = engine->Commit(Return("r", "1", "a", 1), {}, &outcome);
  EXPECT_EQ(ReasonOf(status), Reason::kReturnTooMany);
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("3 are still to be handed over: cancel those"));
  EXPECT_EQ(Refused(*engine, ReturnLoose("l", "latte", 1)),
            Reason::kReturnWithoutPurchase);
  Commit(*engine, HandOver("f", {{"a", 2, 0}}));
  const Outcome loose = Commit(*engine, ReturnLoose("l", "latte", 3));
  EXPECT_THAT(
      loose.answer.returned.refused,
      ElementsAre(RefusedUnits{"1", 1, Reason::kReturnWithoutPurchase}));
  EXPECT_EQ(loose.answer.returned.refund, Eur(500));
  EXPECT_EQ(Refused(*engine, Return("r", "1", "a", 1)), Reason::kReturnTooMany);
  ExpectSound(*engine);
  Commit(*engine, HandOver("g", {{"a", 0, 1}}));
  EXPECT_EQ(BalanceOf(*engine), (Balance{"bean", {}, {}, {}}));
  ExpectSound(*engine);
}

TEST(Fulfilment, NobodysOrderIsHandedOverToo) {
  for (const bool in_file : {false, true}) {
    const TempFile file;
    const auto engine =
        OpenOn(in_file ? *OpenSqliteStore(file.path(), {}) : OpenMemoryStore(),
               Waiting());
    Event event = Purchase({Later("a", 900, 3)});
    event.member.clear();
    Commit(*engine, event);
    EXPECT_EQ(
        Commit(*engine, HandOver("f", {{"a", 1, 1}})).answer.returned.refund,
        Eur(300));
    EXPECT_EQ(Refused(*engine, HandOver("g", {{"a", 2, 0}})),
              Reason::kFulfilmentTooMany);
    ExpectSound(*engine);
  }
}

TEST(Fulfilment, BadOnesAreRefusedAndLeaveNothing) {
  const auto engine = Open(Waiting());
  Commit(*engine, Purchase({Later("a", 900, 3), Sale("b", 100)}));
  struct Row {
    std::function<void(Event&)> mistake;
    Reason reason;
    std::string message;
  };
  const Row rows[] = {
      {[](Event& e) { e.fulfilment.order_id.clear(); }, Reason::kMissingField,
       "the order's source and id"},
      {[](Event& e) { e.fulfilment.lines.clear(); }, Reason::kNoLines,
       "at least one line"},
      {[](Event& e) { e.fulfilment.lines[0].order_line.clear(); },
       Reason::kMissingField, "the order's line"},
      {[](Event& e) { e.fulfilment.lines[0].fulfilled = -1; },
       Reason::kBadQuantity, "line 'a'"},
      {[](Event& e) { e.fulfilment.lines[0].fulfilled = 0; },
       Reason::kBadQuantity, "nothing of it"},
      {[](Event& e) {
         e.fulfilment.lines.push_back({"a", 1, 0});
       },
       Reason::kDuplicateLine, "in one"},
      {[](Event& e) { e.basket.lines.push_back(Sale("x", 1)); },
       Reason::kBadValue, "event of its own"},
      {[](Event& e) { e.fulfilment.order_id = "9"; }, Reason::kUnknownOrder,
       "no order '9'"},
      {[](Event& e) { e.fulfilment.lines[0].order_line = "c"; },
       Reason::kUnknownOrder, "no line 'c'"},
      {[](Event& e) { e.fulfilment.lines[0].fulfilled = 4; },
       Reason::kFulfilmentTooMany, "only 3 are still to be handed over"},
      {[](Event& e) { e.fulfilment.lines[0].cancelled = 3; },
       Reason::kFulfilmentTooMany, "only 3 are still to be handed over"},
      {[](Event& e) { e.fulfilment.lines[0].order_line = "b"; },
       Reason::kFulfilmentTooMany, "goods that come back are a return"},
  };
  for (const Row& row : rows) {
    Event event = HandOver("f", {{"a", 1, 0}});
    row.mistake(event);
    Outcome outcome;
    const absl::Status status = engine->Commit(event, {}, &outcome);
    EXPECT_EQ(ReasonOf(status), row.reason) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(row.message));
    EXPECT_EQ(outcome.answer, Answer());
  }
  Outcome quoted;
  ASSERT_THAT(engine->Quote(HandOver("f", {{"a", 3, 0}}), {}, &quoted), IsOk());
  EXPECT_EQ(quoted.answer.balances[0].available, Points{10});
  EXPECT_EQ(Commit(*engine, HandOver("f", {{"a", 3, 0}})).answer,
            quoted.answer);
  ExpectSound(*engine);
}

TEST(Fulfilment, PointsBeforeADayWaitForIt) {
  Program program = BeanCafe();
  program.points[0].available_from = testing::On("2026-06-01");
  const auto engine = Open(program);
  Commit(*engine, Purchase({Sale("a", 900)}));
  EXPECT_EQ(BalanceOf(*engine), (Balance{"bean", {}, Points{9}, {}}));
  EXPECT_EQ(engine->EndOfDay(At("2026-05-31T23:59:59Z"))->activations, 0);
  Event event = Purchase({Sale("a", 100)}, "2");
  event.time = event.arrival = At("2026-06-01T00:00:00Z");
  Commit(*engine, event);
  EXPECT_EQ(BalanceOf(*engine), (Balance{"bean", Points{10}, {}, {}}));
  ExpectSound(*engine);
}

TEST(Fulfilment, VerifySeesWhatWasChanged) {
  const TempFile file;
  {
    const auto engine = OpenOn(*OpenSqliteStore(file.path(), {}), Waiting());
    Commit(*engine, Purchase({Later("a", 900, 3)}));
    Commit(*engine, HandOver("f1", {{"a", 1, 0}}));
    Commit(*engine, HandOver("f2", {{"a", 0, 1}}));
    ExpectSound(*engine);
  }
  struct Row {
    std::string damage;
    std::string problem;
  };
  const Row rows[] = {
      {"UPDATE order_lines SET open_units = 2",
       "order_lines (event 1, line 0): open_units is 2, derived 1"},
      {"UPDATE lots SET awaits_goods = 0",
       "lots (account 1, number 1): awaits_goods is 0, derived 1"},
      {"UPDATE lots SET collected = 1",
       "lots (account 1, number 1): collected is 1, derived 0"},
      {"UPDATE lots SET sliding = 1",
       "lots (account 1, number 1): sliding is 1, derived 0"},
      {"INSERT INTO clocks VALUES (1, 'bean', 'idle', 0, 5)",
       "clocks (account 1): rows is 'idle of 'bean' due 5', derived ''"},
      {"DELETE FROM returned_units", "units in returned_units is 0, derived 1"},
      {"UPDATE events SET answer = (SELECT answer FROM events WHERE number ="
       " 3) WHERE number = 2",
       "events (number 2): its answer has other units than the event"},
  };
  for (const Row& row : rows) {
    const std::string copy = file.path() + ".copy";
    std::filesystem::copy_file(
        file.path(), copy, std::filesystem::copy_options::overwrite_existing);
    {
      auto db = Database::Open(copy, {});
      ASSERT_THAT(db, IsOk());
      ASSERT_THAT((*db)->Execute("damage", row.damage), IsOk()) << row.damage;
    }
    auto engine = Engine::Open({*OpenSqliteStore(copy, {}), &ProtobufCodec()});
    ASSERT_THAT(engine, IsOk());
    const auto found = (*engine)->Verify();
    ASSERT_THAT(found, IsOk());
    EXPECT_THAT(found->problems, Contains(HasSubstr(row.problem)));
  }
}

}  // namespace
}  // namespace patron
