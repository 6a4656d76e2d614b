// Debts that are collected from what is earned next, and what becomes of them
// in whatever order goods come back.

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/engine/engine_testing.h"
#include "tests/seed.h"

namespace patron {
namespace {

using testing::At;
using testing::Available;
using testing::BeanCafe;
using testing::Between;
using testing::Commit;
using ::testing::ElementsAre;
using testing::EurCurrency;
using testing::ExpectSound;
using ::testing::IsEmpty;
using testing::Open;
using testing::OpenOn;
using testing::Purchase;
using testing::Return;
using testing::Sale;
using testing::TempFile;
using testing::ViewOf;

Program Collecting(DebtPolicy debts = DebtPolicy::kFromEarning) {
  Program program = BeanCafe();
  program.points[0].pays = *ParseUnitPrice("0.01", EurCurrency());
  program.points[0].debts = debts;
  return program;
}

Event Buy(std::string id, int64_t minor) {
  Event event = Purchase({Sale("a", minor)}, std::move(id));
  event.time = event.arrival = At("2026-01-20T12:00:00Z");  // as of returns
  return event;
}

// Nothing is earned with it.
Event Pay(std::string id, std::string_view points) {
  Event event = Buy(std::move(id), 10'000);
  event.basket.lines[0].earns_nothing = true;
  Tender& tender = event.basket.tenders.emplace_back();
  tender.kind = TenderKind::kPoints;
  tender.currency = "bean";
  tender.points = *ParseWrittenPoints(points);
  return event;
}

Balance BalanceOf(const Engine& engine) { return ViewOf(engine).balances[0]; }

// An account that owes ten beans: they were spent, and their goods came back.
std::unique_ptr<Engine> Owing(const Program& program,
                              std::unique_ptr<Store> store) {
  auto engine = OpenOn(std::move(store), program);
  Commit(*engine, Buy("1", 1000));
  Commit(*engine, Pay("2", "10"));
  Commit(*engine, Return("r1", "1", "a", 1));
  EXPECT_EQ(BalanceOf(*engine), (Balance{"bean", {}, {}, Points{10}}));
  return engine;
}

TEST(Debts, AreKeptUnlessTheProgramSaysOtherwise) {
  const auto engine = Owing(Collecting(DebtPolicy::kKeep), OpenMemoryStore());
  const Outcome outcome = Commit(*engine, Buy("3", 600));
  EXPECT_THAT(outcome.answer.collected, IsEmpty());
  EXPECT_EQ(BalanceOf(*engine), (Balance{"bean", Points{6}, {}, Points{10}}));
  ExpectSound(*engine);
}

TEST(Debts, WhatIsEarnedNextPaysThemFirst) {
  const TempFile file;
  for (const bool in_file : {false, true}) {
    const auto engine =
        Owing(Collecting(),
              in_file ? *OpenSqliteStore(file.path(), {}) : OpenMemoryStore());
    const Outcome six = Commit(*engine, Buy("3", 600));
    EXPECT_THAT(six.answer.collected, ElementsAre(PointsTotal{"bean", {6}}));
    EXPECT_THAT(six.answer.balances,
                ElementsAre(Balance{"bean", {}, {}, Points{4}}));
    const Outcome seven = Commit(*engine, Buy("4", 700));
    EXPECT_THAT(seven.answer.collected, ElementsAre(PointsTotal{"bean", {4}}));
    EXPECT_EQ(BalanceOf(*engine), (Balance{"bean", Points{3}, {}, {}}));
    const std::vector<Lot> lots = ViewOf(*engine).lots;
    ASSERT_EQ(lots.size(), 1u);
    EXPECT_EQ(lots[0].collected, 4);
    EXPECT_EQ(lots[0].remaining, 3);
    const Outcome rest = Commit(*engine, Buy("5", 500));
    EXPECT_THAT(rest.answer.collected, IsEmpty());
    ExpectSound(*engine);
  }
}

TEST(Debts, GivingByHandPaysNone) {
  const auto engine = Owing(Collecting(), OpenMemoryStore());
  Event give;
  give.kind = EventKind::kAdjustment;
  give.source = "desk";
  give.id = "1";
  give.member = "ann";
  give.time = give.arrival = At("2026-01-21T12:00:00Z");
  give.adjustment = {"bean", *ParseWrittenPoints("5"), "why", "eva"};
  Commit(*engine, give);
  EXPECT_EQ(BalanceOf(*engine), (Balance{"bean", Points{5}, {}, Points{10}}));
  ExpectSound(*engine);
}

// The order whose points paid the debt, and the one that made it, in any order:
// nothing is left of either.
TEST(Debts, AreOwedAgainWhereWhatPaidThemComesBack) {
  for (const bool in_file : {false, true}) {
    const TempFile file;
    for (const bool payer_first : {false, true}) {
      const auto engine =
          Owing(Collecting(), in_file && payer_first
                                  ? *OpenSqliteStore(file.path(), {})
                                  : OpenMemoryStore());
      Commit(*engine, Buy("3", 600));
      if (payer_first) {
        const Outcome back = Commit(*engine, Return("r3", "3", "a", 1));
        EXPECT_THAT(back.answer.returned.taken_back,
                    ElementsAre(PointsTotal{"bean", {6}}));
        EXPECT_EQ(BalanceOf(*engine), (Balance{"bean", {}, {}, Points{10}}));
        ExpectSound(*engine);
        Commit(*engine, Return("r2", "2", "a", 1));
      } else {
        // The ten that come back pay four that are still owed, and the six that
        // had paid the rest are there again.
        Commit(*engine, Return("r2", "2", "a", 1));
        EXPECT_EQ(BalanceOf(*engine), (Balance{"bean", Points{6}, {}, {}}));
        const std::vector<Lot> lots = ViewOf(*engine).lots;
        ASSERT_EQ(lots.size(), 1u);
        EXPECT_EQ(lots[0].number, 2);
        EXPECT_EQ(lots[0].collected, 0);
        ExpectSound(*engine);
        Commit(*engine, Return("r3", "3", "a", 1));
      }
      EXPECT_EQ(BalanceOf(*engine), (Balance{"bean", {}, {}, {}}));
      ExpectSound(*engine);
    }
  }
}

TEST(Debts, PointsThatArePendingPayToo) {
  Program program = Collecting();
  const auto engine = Owing(program, OpenMemoryStore());
  Program slow = program;
  slow.version = "2";
  slow.valid_from = testing::On("2026-02-01");
  slow.points[0].pending = Span{14, PeriodUnit::kDay};
  ASSERT_THAT(engine->Activate(testing::MakePlan(slow)), testing::IsOk());
  Event event = Buy("3", 1200);
  event.time = event.arrival = At("2026-02-01T12:00:00Z");
  Commit(*engine, event);
  EXPECT_EQ(BalanceOf(*engine), (Balance{"bean", {}, Points{2}, {}}));
  // Given back while they would still be pending, they are pending again.
  Event back = Return("r2", "2", "a", 1);
  back.time = back.arrival = At("2026-02-03T12:00:00Z");
  Commit(*engine, back);
  EXPECT_EQ(BalanceOf(*engine), (Balance{"bean", {}, Points{12}, {}}));
  ExpectSound(*engine);
  EXPECT_EQ(Available(*engine, "ann", At("2026-02-15T00:00:00Z")), 12);
}

// A return may arrive at an instant that the account has been through. Points
// of a lot that became available since are not pending again: the others of
// that lot may have been spent, and come back as well.
TEST(Debts, WhatPaidOneIsNotPendingTwice) {
  Program program = Collecting();
  program.points[0].pending = Span{5, PeriodUnit::kDay};
  for (const bool in_file : {false, true}) {
    const TempFile file;
    const auto engine =
        OpenOn(in_file ? *OpenSqliteStore(file.path(), {}) : OpenMemoryStore(),
               program);
    const auto commit = [&](Event event, std::string_view time) {
      event.time = event.arrival = At(time);
      Commit(*engine, event);
    };
    commit(Buy("1", 1000), "2026-01-01T12:00:00Z");
    commit(Pay("2", "10"), "2026-01-07T12:00:00Z");
    commit(Return("r1", "1", "a", 1), "2026-01-07T13:00:00Z");
    commit(Buy("3", 1600), "2026-01-07T14:00:00Z");
    EXPECT_EQ(BalanceOf(*engine), (Balance{"bean", {}, Points{6}, {}}));
    commit(Pay("4", "6"), "2026-01-12T06:00:00Z");
    commit(Return("r2", "2", "a", 1), "2026-01-11T20:00:00Z");
    EXPECT_EQ(BalanceOf(*engine), (Balance{"bean", Points{10}, {}, {}}));
    ExpectSound(*engine);
    commit(Return("r4", "4", "a", 1), "2026-01-11T21:00:00Z");
    EXPECT_EQ(BalanceOf(*engine), (Balance{"bean", Points{16}, {}, {}}));
    ExpectSound(*engine);
  }
}

// Orders that earn or pay, some of which come back before others are bought.
struct Shopping {
  std::vector<Event> events;
  std::vector<std::string> kept;  // orders that come back at the end
};

Shopping RandomShopping(std::mt19937_64& random) {
  Shopping shopping;
  std::vector<std::string>& kept = shopping.kept;
  for (int i = 0; i < 14; ++i) {
    const std::string id = std::to_string(i);
    Event event = Between(random, 0, 2) == 0
                      ? Pay(id, std::to_string(Between(random, 1, 12)))
                      : Buy(id, 100 * Between(random, 1, 12));
    event.time.us += i * kMicrosPerDay;
    event.arrival = event.time;
    shopping.events.push_back(event);
    kept.push_back(id);
    if (Between(random, 0, 2) != 0) continue;
    const auto which = kept.begin() + Between(random, 0, std::ssize(kept) - 1);
    Event back = Return("r" + *which, *which, "a", 1);
    back.time = back.arrival = Instant{event.time.us + 1};
    shopping.events.push_back(back);
    kept.erase(which);
  }
  return shopping;
}

// Takes back those orders that there are: some were refused for want of points.
void TakeBack(Engine& engine, const std::vector<std::string>& orders) {
  for (const std::string& id : orders) {
    Event back = Return("r" + id, id, "a", 1);
    back.time = back.arrival = At("2026-02-15T12:00:00Z");
    Outcome outcome;
    const absl::Status status = engine.Commit(back, {}, &outcome);
    EXPECT_TRUE(status.ok() || ReasonOf(status) == Reason::kUnknownOrder)
        << status;
  }
  ExpectSound(engine);
}

// What an account has less what it owes does not depend on the order in which
// goods come back; and where all of it is back, nothing is left.
TEST(Debts, TheSumDoesNotDependOnTheOrderOfReturns) {
  std::mt19937_64 random = testing::SeededRandom();
  int collected = 0;
  for (int round = 0; round < 25 && !HasFailure(); ++round) {
    Shopping shopping = RandomShopping(random);
    const size_t half = shopping.kept.size() / 2;
    std::vector<std::string> first(
        shopping.kept.begin(),
        shopping.kept.begin() + static_cast<std::ptrdiff_t>(half));
    std::vector<std::string> second(
        shopping.kept.begin() + static_cast<std::ptrdiff_t>(half),
        shopping.kept.end());
    std::optional<int64_t> sum;
    for (int order = 0; order < 3 && !HasFailure(); ++order) {
      const auto engine = Open(Collecting());
      Commit(*engine, Buy("first", 100));
      for (const Event& event : shopping.events) {
        Outcome outcome;
        const absl::Status status = engine->Commit(event, {}, &outcome);
        EXPECT_TRUE(status.ok() ||
                    ReasonOf(status) == Reason::kInsufficientPoints ||
                    ReasonOf(status) == Reason::kUnknownOrder)
            << status;
        collected += static_cast<int>(outcome.answer.collected.size());
      }
      std::shuffle(first.begin(), first.end(), random);
      std::shuffle(second.begin(), second.end(), random);
      TakeBack(*engine, first);
      const Balance balance = BalanceOf(*engine);
      const int64_t has = balance.available.units - balance.debt.units;
      EXPECT_EQ(has, sum.value_or(has));
      sum = has;
      TakeBack(*engine, second);
      TakeBack(*engine, {"first"});
      EXPECT_EQ(BalanceOf(*engine), (Balance{"bean", {}, {}, {}}));
    }
  }
  EXPECT_GT(collected, 20);
}

}  // namespace
}  // namespace patron
