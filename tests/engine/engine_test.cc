// The engine end to end over the memory store: what a till, a customer and an
// auditor see.

#include "patron/engine.h"

#include <atomic>
#include <thread>

#include "tests/engine/engine_testing.h"

namespace patron {
namespace {

using testing::At;
using testing::Available;
using testing::BeanCafe;
using testing::Cafe;
using testing::Commit;
using testing::Earn;
using ::testing::ElementsAre;
using testing::Eur;
using testing::ExpectSound;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::MakePlan;
using testing::MakeRule;
using testing::OffAmount;
using testing::OffPercent;
using testing::On;
using testing::Open;
using testing::Priced;
using testing::Purchase;
using testing::Refused;
using testing::Return;
using testing::ReturnLoose;
using testing::Sale;

TEST(Engine, APurchaseBecomesPoints) {
  const auto engine = Open(BeanCafe());
  const Outcome outcome = Commit(*engine, Purchase({Sale("1", 450)}));
  EXPECT_GT(outcome.event, 0);
  EXPECT_FALSE(outcome.duplicate);
  EXPECT_EQ(outcome.answer.decision.pay_total, Eur(450));
  EXPECT_THAT(outcome.answer.balances,
              ElementsAre(Balance{"bean", Points{4}, {}, {}}));
  const absl::StatusOr<MemberView> view = engine->Member("ann", std::nullopt);
  ASSERT_THAT(view, IsOk());
  EXPECT_EQ(view->statistics.orders, 1);
  EXPECT_EQ(view->statistics.spend_minor, 450);
  ASSERT_EQ(view->lots.size(), 1u);
  EXPECT_EQ(view->lots[0].rule, "beans");
  ExpectSound(*engine);
}

TEST(Engine, AQuoteLeavesNoTraceAndSaysWhatCommitWillDo) {
  const auto engine = Open(BeanCafe());
  const Event event = Purchase({Sale("1", 450)});
  Outcome quote;
  ASSERT_THAT(engine->Quote(event, {.reasons = true}, &quote), IsOk());
  EXPECT_EQ(ReasonOf(engine->Member("ann", std::nullopt).status()),
            Reason::kUnknownMember);
  Outcome done;
  const CommitOptions options{.expected = quote.answer.decision.fingerprint};
  ASSERT_THAT(engine->Commit(event, options, &done), IsOk());
  EXPECT_EQ(done.answer.balances, quote.answer.balances);
}

TEST(Engine, ADecisionThatChangedSinceTheQuoteIsNotCommitted) {
  const auto engine = Open(BeanCafe());
  Event event = Purchase({Sale("1", 450)});
  Outcome quote;
  ASSERT_THAT(engine->Quote(event, {}, &quote), IsOk());
  const CommitOptions options{.expected = quote.answer.decision.fingerprint};
  event.basket.lines[0].amount = Eur(900);
  Outcome done;
  const absl::Status status = engine->Commit(event, options, &done);
  EXPECT_EQ(ReasonOf(status), Reason::kQuoteChanged);
  EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(done.answer.decision.pay_total, Eur(900));
  EXPECT_FALSE(engine->Member("ann", std::nullopt).ok());
}

TEST(Engine, TheSameEventAgainGetsTheFirstAnswerAgain) {
  const auto engine = Open(BeanCafe());
  Event event = Purchase({Sale("1", 450)});
  const Outcome first = Commit(*engine, event);
  // Also later, and under a newer program.
  Program newer = Cafe();
  newer.version = "2";
  newer.valid_from = On("2026-01-10");
  newer.rules.push_back(MakeRule("beans", Earn(7, 100)));
  ASSERT_THAT(engine->Activate(MakePlan(newer)), IsOk());
  event.arrival = At("2026-03-01T00:00:00Z");
  const Outcome again = Commit(*engine, event);
  EXPECT_TRUE(again.duplicate);
  EXPECT_EQ(again.event, first.event);
  EXPECT_EQ(again.answer, first.answer);
  EXPECT_EQ(Available(*engine), 4);
  // The key is used once.
  event.basket.lines[0].amount = Eur(451);
  EXPECT_EQ(Refused(*engine, event), Reason::kOtherContent);
  ExpectSound(*engine);
}

TEST(Engine, AttributesInAnotherOrderAreTheSameEvent) {
  Program program = BeanCafe();
  for (const char* name : {"a", "b"}) {
    program.attributes.push_back(
        {Attribute::Owner::kBasket, name, ScalarType::kInt, "", false});
  }
  const auto engine = Open(std::move(program));
  Event event = Purchase({Sale("1", 450)});
  event.basket.attributes = {{"b", int64_t{2}}, {"a", int64_t{1}}};
  const Outcome first = Commit(*engine, event);
  std::swap(event.basket.attributes[0], event.basket.attributes[1]);
  EXPECT_TRUE(Commit(*engine, event).duplicate);
  const auto stored = engine->FindEvent("till", "1");
  ASSERT_THAT(stored, IsOk());
  EXPECT_EQ((*stored)->event, ProtobufCodec().EncodeEvent(event));
}

TEST(Engine, AQuoteStandsThoughOthersUseTheSameLimit) {
  Program program = Cafe();
  Rule rule = MakeRule("once", OffAmount(100));
  rule.limits = {{2, Limit::Per::kProgram, {}}};
  program.rules.push_back(rule);
  const auto engine = Open(std::move(program));
  const Event event = Purchase({Sale("1", 450)});
  Outcome quote;
  ASSERT_THAT(engine->Quote(event, {}, &quote), IsOk());
  const auto other = [&](std::string id) {
    Event bob = Purchase({Sale("1", 450)}, std::move(id));
    bob.member = "bob";
    Commit(*engine, bob);
  };
  other("2");
  Outcome done;
  const CommitOptions options{.expected = quote.answer.decision.fingerprint};
  EXPECT_THAT(engine->Commit(event, options, &done), IsOk());
  Event again = event;
  again.id = "3";
  EXPECT_EQ(Commit(*engine, again).answer.decision.pay_total, Eur(450));
  ExpectSound(*engine);
}

TEST(Engine, ARefusedEventLeavesNoKey) {
  const auto engine = Open(BeanCafe());
  Event event = Purchase({Sale("1", -1)});
  EXPECT_EQ(Refused(*engine, event), Reason::kNegativePrice);
  event.basket.lines[0].amount = Eur(450);
  Commit(*engine, event);
  EXPECT_EQ(Available(*engine), 4);
}

TEST(Engine, NobodyBuysWithoutAnAccount) {
  Program program = BeanCafe();
  program.rules.push_back(MakeRule("half", OffPercent("50%")));
  const auto engine = Open(std::move(program));
  Event event = Purchase({Sale("1", 450)});
  event.member.clear();
  const Outcome outcome = Commit(*engine, event);
  EXPECT_EQ(outcome.answer.decision.pay_total, Eur(225));
  EXPECT_THAT(outcome.answer.balances, IsEmpty());
  ExpectSound(*engine);
}

TEST(Engine, AReturnGivesBackWhatWasPaidAndTakesThePointsBack) {
  Program program = BeanCafe();
  program.rules.push_back(MakeRule("fifth", OffPercent("20%")));
  const auto engine = Open(std::move(program));
  Commit(*engine, Purchase({Sale("a", 15000), Sale("b", 6000)}));
  EXPECT_EQ(Available(*engine), 168);
  const Outcome back = Commit(*engine, Return("r1", "1", "a", 1));
  EXPECT_EQ(back.answer.returned.refund, Eur(12000));
  EXPECT_THAT(back.answer.returned.taken_back,
              ElementsAre(PointsTotal{"bean", Points{120}}));
  EXPECT_EQ(Available(*engine), 48);
  ExpectSound(*engine);
  EXPECT_EQ(Refused(*engine, Return("r2", "1", "a", 1)),
            Reason::kReturnTooMany);
  EXPECT_EQ(Refused(*engine, Return("r2", "1", "z", 1)),
            Reason::kReturnWithoutPurchase);
  EXPECT_EQ(Refused(*engine, Return("r2", "99", "a", 1)),
            Reason::kUnknownOrder);
  const Outcome rest = Commit(*engine, Return("r2", "1", "b", 1));
  EXPECT_EQ(rest.answer.returned.refund, Eur(4800));
  EXPECT_EQ(Available(*engine), 0);
  const absl::StatusOr<MemberView> view = engine->Member("ann", std::nullopt);
  EXPECT_EQ(view->statistics.spend_minor, 0);
  EXPECT_EQ(view->statistics.orders_kept, 0);
  EXPECT_EQ(view->statistics.returns, 2);
  ExpectSound(*engine);
}

TEST(Engine, TenSmallReturnsTakeBackWhatOneLargeOneWould) {
  Program program = Cafe();
  program.rules.push_back(MakeRule("beans", Earn(1, 1000)));
  const auto engine = Open(std::move(program));
  Commit(*engine, Purchase({Sale("a", 1000, "coffee", 10)}));
  EXPECT_EQ(Available(*engine), 1);
  int64_t refunded = 0;
  for (int i = 0; i < 10; ++i) {
    const Outcome back =
        Commit(*engine, Return("r" + std::to_string(i), "1", "a", 1));
    refunded += back.answer.returned.refund.minor;
    EXPECT_EQ(Available(*engine), 0);
  }
  EXPECT_EQ(refunded, 1000);
  ExpectSound(*engine);
}

TEST(Engine, WithoutAReceiptTheNewestPurchaseGoesFirst) {
  const auto engine = Open(BeanCafe());
  Event old = Purchase({Priced("1", 3)}, "old");
  old.time = old.arrival = At("2026-01-01T12:00:00Z");
  Commit(*engine, old);
  Commit(*engine, Purchase({Priced("1", 1), Priced("2", 2)}, "new"));
  const Outcome back = Commit(*engine, ReturnLoose("r", "latte", 4));
  const ReturnResult& result = back.answer.returned;
  ASSERT_EQ(result.matched.size(), 3u);
  EXPECT_EQ(result.refund, Eur(1000));
  int64_t of_new = 0;
  for (const MatchedUnits& units : result.matched) {
    if (units.order_id == "new") of_new += units.units;
  }
  EXPECT_EQ(of_new, 3);
  ExpectSound(*engine);
  // Two units are left; the third was not bought at this price.
  const Outcome more = Commit(*engine, ReturnLoose("r2", "latte", 3));
  EXPECT_EQ(more.answer.returned.refund, Eur(500));
  EXPECT_THAT(more.answer.returned.refused, ElementsAre(RefusedUnits{"1", 1}));
  EXPECT_EQ(Refused(*engine, ReturnLoose("r3", "latte", 1)),
            Reason::kReturnWithoutPurchase);
  EXPECT_EQ(Refused(*engine, ReturnLoose("r3", "mocha", 1)),
            Reason::kReturnWithoutPurchase);
  ExpectSound(*engine);
}

TEST(Engine, AReturnDoesNotReachIntoTheFuture) {
  const auto engine = Open(BeanCafe());
  Event later = Purchase({Priced("1", 1)}, "later");
  later.time = later.arrival = At("2026-01-20T18:00:00Z");
  Commit(*engine, later);
  EXPECT_EQ(Refused(*engine, ReturnLoose("r", "latte", 1)),
            Reason::kReturnWithoutPurchase);
}

TEST(Engine, PointsBecomeAvailableAndExpireWithoutANightJob) {
  Program program = BeanCafe();
  program.points[0].pending = Span{14, PeriodUnit::kDay};
  program.points[0].expires =
      Expiry{{12, PeriodUnit::kMonth}, PeriodUnit::kMonth};
  const auto engine = Open(std::move(program));
  Commit(*engine, Purchase({Sale("1", 450)}));  // 14 January 2026
  struct Row {
    std::string at;
    int64_t available;
    int64_t pending;
  };
  const Row rows[] = {{"2026-01-27T23:59:59Z", 0, 4},
                      {"2026-01-28T00:00:00Z", 4, 0},
                      {"2027-01-31T23:59:59Z", 4, 0},
                      {"2027-02-01T00:00:00Z", 0, 0}};
  for (const Row& row : rows) {
    const auto view = engine->Member("ann", At(row.at));
    ASSERT_THAT(view, IsOk());
    EXPECT_EQ(view->balances[0].available.units, row.available) << row.at;
    EXPECT_EQ(view->balances[0].pending.units, row.pending) << row.at;
  }
  // The next purchase applies what was due before it.
  Event next = Purchase({Sale("1", 100)}, "2");
  next.time = next.arrival = At("2027-03-01T12:00:00Z");
  const Outcome outcome = Commit(*engine, next);
  EXPECT_THAT(outcome.answer.balances,
              ElementsAre(Balance{"bean", Points{0}, Points{1}, {}}));
  ExpectSound(*engine);
}

TEST(Engine, WhatAMemberHadBeforeTheLastPostingIsNotKept) {
  const auto engine = Open(BeanCafe());
  Commit(*engine, Purchase({Sale("1", 450)}));  // 14 January, noon
  EXPECT_EQ(Available(*engine, "ann", At("2026-01-14T12:00:00Z")), 4);
  const auto view = engine->Member("ann", At("2026-01-14T11:59:59Z"));
  EXPECT_EQ(ReasonOf(view.status()), Reason::kBadDate) << view.status();
}

TEST(Engine, ExpiredPointsAreNotTakenBackTwice) {
  Program program = BeanCafe();
  program.points[0].expires = Expiry{{2, PeriodUnit::kDay}, {}};
  const auto engine = Open(std::move(program));
  Commit(*engine, Purchase({Sale("a", 1000, "coffee", 10)}));
  Commit(*engine, Return("r1", "1", "a", 4));
  EXPECT_EQ(Available(*engine), 0);
  const auto view = engine->Member("ann", std::nullopt);
  EXPECT_EQ(view->balances[0].debt.units, 0);
  ExpectSound(*engine);
}

TEST(Engine, LimitsCountAcrossOrders) {
  Program program = Cafe();
  Rule rule = MakeRule("once", OffAmount(100));
  rule.limits = {{1, Limit::Per::kMember, PeriodUnit::kMonth},
                 {3, Limit::Per::kProgram, {}}};
  program.rules.push_back(rule);
  const auto engine = Open(std::move(program));
  const auto paid = [&](std::string id, std::string member, std::string day) {
    Event event = Purchase({Sale("1", 1000)}, std::move(id));
    event.member = std::move(member);
    event.time = event.arrival = At(day + "T12:00:00Z");
    return Commit(*engine, event).answer.decision.pay_total.minor;
  };
  EXPECT_EQ(paid("1", "ann", "2026-01-14"), 900);
  EXPECT_EQ(paid("2", "ann", "2026-01-15"), 1000);
  EXPECT_EQ(paid("3", "bob", "2026-01-15"), 900);
  EXPECT_EQ(paid("4", "ann", "2026-02-01"), 900);
  EXPECT_EQ(paid("5", "ann", "2026-03-01"), 1000);  // three in all
  ExpectSound(*engine);
}

TEST(Engine, EachVersionJudgesItsOwnTime) {
  const auto engine = Open(BeanCafe());
  Program newer = BeanCafe();
  newer.version = "2";
  newer.valid_from = On("2026-01-15");
  std::get<EarnPoints>(newer.rules[0].then[0].what).points = Points{2};
  ASSERT_THAT(engine->Activate(MakePlan(newer)), IsOk());
  Event event = Purchase({Sale("1", 100)}, "new");
  event.time = event.arrival = At("2026-01-15T00:00:00Z");
  Commit(*engine, event);
  event.id = "late";  // of the evening before, arriving after
  event.time = At("2026-01-14T23:59:59Z");
  Commit(*engine, event);
  EXPECT_EQ(Available(*engine), 3);
  event.id = "too early";
  event.time = At("2024-12-31T23:59:59Z");
  EXPECT_EQ(Refused(*engine, event), Reason::kNoProgram);
}

TEST(Engine, AVersionIsWhatItWas) {
  const auto engine = Open(BeanCafe());
  EXPECT_THAT(engine->Activate(MakePlan(BeanCafe())), IsOk());
  Program changed = BeanCafe();
  changed.name = "Other";
  EXPECT_EQ(ReasonOf(engine->Activate(MakePlan(changed))),
            Reason::kOtherProgram);
  changed.version = "2";  // begins on the same day as version 1
  EXPECT_EQ(ReasonOf(engine->Activate(MakePlan(changed))),
            Reason::kOtherProgram);
  changed.id = "bar";
  EXPECT_EQ(ReasonOf(engine->Activate(MakePlan(changed))),
            Reason::kOtherProgram);
}

TEST(Engine, AnEventArrivesAtMostADayBeforeTheLastPosting) {
  const auto engine = Open(BeanCafe());
  Commit(*engine, Purchase({Sale("1", 450)}));  // 14 January, noon
  Event late = Purchase({Sale("1", 450)}, "2");
  late.time = late.arrival = At("2026-01-13T12:00:00Z");
  Commit(*engine, late);
  late.id = "3";
  late.arrival = At("2026-01-13T11:59:59Z");
  EXPECT_EQ(Refused(*engine, late), Reason::kArrivalTooEarly);
}

TEST(Engine, ABatchIsKeptWholeOrNotAtAll) {
  const auto engine = Open(BeanCafe());
  Outcome outcome;
  {
    auto batch = engine->BeginBatch();
    ASSERT_THAT(batch, IsOk());
    EXPECT_THAT(batch->Commit(Purchase({Sale("1", 450)}, "1"), {}, &outcome),
                IsOk());
    EXPECT_EQ(
        ReasonOf(batch->Commit(Purchase({Sale("1", -1)}, "2"), {}, &outcome)),
        Reason::kNegativePrice);
    EXPECT_EQ(Available(*engine), 4);  // readers see it as it goes
    Engine::Batch moved = *std::move(batch);
    EXPECT_THAT(moved.Keep(), IsOk());
    EXPECT_EQ(ReasonOf(moved.Keep()), Reason::kNotBegun);
    EXPECT_EQ(
        ReasonOf(moved.Commit(Purchase({Sale("1", 450)}, "2"), {}, &outcome)),
        Reason::kNotBegun);
  }
  EXPECT_EQ(Available(*engine), 4);
  {
    auto batch = engine->BeginBatch();
    ASSERT_THAT(batch, IsOk());
    EXPECT_THAT(batch->Commit(Purchase({Sale("1", 450)}, "2"), {}, &outcome),
                IsOk());
    EXPECT_EQ(Available(*engine), 8);
  }
  EXPECT_EQ(Available(*engine), 4);
  ExpectSound(*engine);
}

TEST(Engine, OthersWriteWhenABatchIsOver) {
  const auto engine = Open(BeanCafe());
  std::atomic<int> written = 0;
  std::optional<Engine::Batch> batch = *engine->BeginBatch();
  Program newer = BeanCafe();
  newer.version = "2";
  newer.valid_from = On("2026-02-01");
  const auto plan = MakePlan(newer);
  std::thread till([&] {
    Commit(*engine, Purchase({Sale("1", 450)}, "till"));
    ++written;
  });
  std::thread office([&] {
    EXPECT_THAT(engine->Activate(plan), IsOk());
    ++written;
  });
  std::thread import([&] {
    auto other = engine->BeginBatch();
    EXPECT_THAT(other, IsOk());
    ++written;
  });
  Outcome outcome;
  for (int i = 0; i < 50; ++i) {
    EXPECT_THAT(batch->Commit(Purchase({Sale("1", 100)}, std::to_string(i)), {},
                              &outcome),
                IsOk());
    EXPECT_EQ(written, 0);
  }
  batch.reset();  // abandoned: the till's purchase and the program stay
  till.join();
  office.join();
  import.join();
  EXPECT_EQ(Available(*engine), 4);
  EXPECT_EQ(engine->NewestPlan(), plan);
  ExpectSound(*engine);
}

}  // namespace
}  // namespace patron
