// Households: who belongs to one, and what its members spend together.

#include <array>
#include <random>
#include <vector>

#include "tests/engine/engine_testing.h"
#include "tests/engine/forwarding_store.h"
#include "tests/seed.h"

namespace patron {
namespace {

using testing::At;
using testing::Available;
using testing::BeanCafe;
using testing::Between;
using testing::Commit;
using ::testing::ElementsAre;
using testing::Eur;
using testing::ExpectSound;
using testing::ForwardingStore;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::MakeRule;
using testing::OffPercent;
using testing::Open;
using testing::OpenOn;
using testing::Purchase;
using testing::Refused;
using testing::Return;
using testing::Sale;
using testing::ViewOf;

// A bean an euro, which is worth 0.10; a mug for 100.
Program FamilyCafe() {
  Program program = BeanCafe();
  program.points[0].expires = Expiry{{90, PeriodUnit::kDay}, {}};
  program.points[0].pays = *ParseUnitPrice("0.10", testing::EurCurrency());
  program.points[0].transfers = Transfers{};
  program.points[0].pooled = true;
  program.products = {{"mug", "A mug", {}}};
  Reward mug;
  mug.id = "mug";
  mug.currency = "bean";
  mug.prices = {{Points{100}, {}}};
  mug.then.emplace_back().what = Gift{"mug", 1};
  mug.times_max = 2;
  mug.limits = {{1, Limit::Per::kMember, {}}};
  program.rewards = {mug};
  return program;
}

Event Of(EventKind kind, std::string id, std::string member,
         std::string household = "") {
  Event event;
  event.kind = kind;
  event.source = "app";
  event.id = std::move(id);
  event.time = event.arrival = At("2026-01-15T12:00:00Z");
  event.member = std::move(member);
  event.household = std::move(household);
  return event;
}

Event Buying(std::string id, std::string member, int64_t minor,
             std::string_view time = "2026-01-20T12:00:00Z") {
  Event event = Purchase({Sale("a", minor)}, std::move(id));
  event.member = std::move(member);
  event.time = event.arrival = At(time);
  return event;
}

Event TakingMug(std::string id, std::string member) {
  Event event = Buying(std::move(id), std::move(member), 500);
  event.basket.rewards = {{"mug"}};
  return event;
}

// Ann has 60, Ben 40 and Cid 30, who is of no household.
void Settle(Engine& engine) {
  Commit(engine, Buying("1", "ann", 6000, "2026-01-14T10:00:00Z"));
  Commit(engine, Buying("2", "ben", 4000, "2026-01-14T11:00:00Z"));
  Commit(engine, Buying("3", "cid", 3000, "2026-01-14T12:00:00Z"));
  Commit(engine, Of(EventKind::kJoin, "j1", "ann", "H-1"));
  Commit(engine, Of(EventKind::kJoin, "j2", "ben", "H-1"));
}

TEST(Pool, ACoupleTakesAReward) {
  const auto engine = Open(FamilyCafe());
  Settle(*engine);
  EXPECT_THAT(ViewOf(*engine).pooled,
              ElementsAre(PointsTotal{"bean", Points{100}}));
  EXPECT_EQ(ViewOf(*engine).household, "H-1");
  EXPECT_THAT(ViewOf(*engine).household_members, ElementsAre("ann", "ben"));
  Outcome quote;
  ASSERT_THAT(engine->Quote(TakingMug("9", "ann"), {}, &quote), IsOk());
  EXPECT_EQ(Available(*engine, "ben"), 40);
  const Outcome bought = Commit(*engine, TakingMug("9", "ann"));
  EXPECT_EQ(bought.answer, quote.answer);
  EXPECT_EQ(bought.event, 7);  // after the transfer of Ben's
  EXPECT_THAT(bought.answer.redeemed,
              ElementsAre(PointsByLot{
                  "bean", Points{-100}, {{1, Points{-60}}, {2, Points{-40}}}}));
  EXPECT_THAT(bought.answer.pooled,
              ElementsAre(PointsTotal{"bean", Points{5}}));
  EXPECT_EQ(Available(*engine), 5);
  EXPECT_EQ(Available(*engine, "ben"), 0);
  const auto pull = engine->FindEvent("patron.pool:till", "9/1");
  ASSERT_THAT(pull, IsOk());
  ASSERT_TRUE(pull->has_value());
  EXPECT_EQ((*pull)->member, "ben");
  ExpectSound(*engine);
  // The same again is the first answer, and pulls nothing.
  EXPECT_TRUE(Commit(*engine, TakingMug("9", "ann")).duplicate);
}

// What is missing comes from the others in the spending order over all.
TEST(Pool, TakesWhatLapsesFirstOfTheOthers) {
  const auto engine = Open(FamilyCafe());
  Settle(*engine);
  Commit(*engine, Of(EventKind::kJoin, "j3", "cid", "H-1"));
  Commit(*engine, Buying("4", "ben", 3000, "2026-01-16T12:00:00Z"));
  Event event = Buying("9", "ann", 2000);
  Tender& tender = event.basket.tenders.emplace_back();
  tender.kind = TenderKind::kPoints;
  tender.currency = "bean";
  tender.points = {115, 0};
  Outcome quote;
  ASSERT_THAT(engine->Quote(event, {}, &quote), IsOk());
  const Outcome bought = Commit(*engine, event);
  EXPECT_EQ(bought.answer, quote.answer);
  // Ben's first 40, then of Cid's 30, then none of Ben's second.
  EXPECT_EQ(Available(*engine, "ben"), 30);
  EXPECT_EQ(Available(*engine, "cid"), 15);
  ExpectSound(*engine);
}

TEST(Pool, PointsOfAllAreFactsAndOffers) {
  Program program = FamilyCafe();
  program.rules.push_back(
      MakeRule("rich", OffPercent("10%"), "points(\"bean\") >= 100"));
  const auto engine = Open(program);
  Settle(*engine);
  const Outcome ann = Commit(*engine, Buying("9", "ann", 1000));
  EXPECT_EQ(ann.answer.decision.discount_total, Eur(100));
  EXPECT_EQ(ann.answer.facts.balances[0].available, Points{100});
  const Outcome cid = Commit(*engine, Buying("10", "cid", 1000));
  EXPECT_EQ(cid.answer.decision.discount_total.minor, 0);
  ExpectSound(*engine);
}

TEST(Pool, AllTogetherMayHaveTooFew) {
  const auto engine = Open(FamilyCafe());
  Settle(*engine);
  Event twice = TakingMug("9", "ann");
  twice.basket.rewards[0].count = 2;
  EXPECT_EQ(Refused(*engine, twice), Reason::kRewardNotGiven);  // its limit
  Event pay = Buying("9", "ann", 2000);
  Tender& tender = pay.basket.tenders.emplace_back();
  tender.kind = TenderKind::kPoints;
  tender.currency = "bean";
  tender.points = {101, 0};
  Outcome outcome;
  const absl::Status status = engine->Commit(pay, {}, &outcome);
  EXPECT_EQ(ReasonOf(status), Reason::kInsufficientPoints);
  EXPECT_THAT(std::string(MessageOf(status)),
              HasSubstr("all of household 'H-1' have 100 'bean'"));
  // Nothing was pulled for what was refused.
  EXPECT_EQ(Available(*engine), 60);
  EXPECT_EQ(Available(*engine, "ben"), 40);
}

// The transfers that a basket needs have keys that are made of its own.
TEST(Pool, AKeyOfTheFullLengthLeavesNoRoomForTheirs) {
  const auto engine = Open(FamilyCafe());
  Settle(*engine);
  for (const bool long_id : {false, true}) {
    Event event = TakingMug("9", "ann");
    (long_id ? event.id : event.source) = std::string(kTextBytesMax, 'k');
    Outcome outcome;
    const absl::Status quote = engine->Quote(event, {}, &outcome);
    EXPECT_EQ(ReasonOf(quote), Reason::kTooLarge);
    EXPECT_THAT(std::string(MessageOf(quote)), HasSubstr("a shorter one"));
    EXPECT_EQ(engine->Commit(event, {}, &outcome), quote);
  }
  EXPECT_EQ(Available(*engine, "ben"), 40);
  Event event = TakingMug("9", "ann");
  event.source = std::string(kTextBytesMax - 12, 'k');
  event.id = std::string(kTextBytesMax - 20, 'k');
  Commit(*engine, event);
}

TEST(Pool, LimitsStayOfEachMember) {
  Program program = FamilyCafe();
  program.rewards[0].prices = {{Points{40}, {}}};
  const auto engine = Open(program);
  Settle(*engine);
  Commit(*engine, TakingMug("9", "ann"));
  EXPECT_EQ(Refused(*engine, TakingMug("10", "ann")), Reason::kRewardNotGiven);
  Commit(*engine, TakingMug("11", "ben"));
  ExpectSound(*engine);
}

TEST(Pool, AReturnGivesBackToWhoBought) {
  const auto engine = Open(FamilyCafe());
  Settle(*engine);
  Commit(*engine, TakingMug("9", "ann"));
  Commit(*engine, Return("r", "9", "a", 1));
  EXPECT_EQ(Available(*engine), 100);
  EXPECT_EQ(Available(*engine, "ben"), 0);
  EXPECT_EQ(Commit(*engine, Buying("10", "ben", 100)).answer.pooled,
            (std::vector<PointsTotal>{{"bean", Points{101}}}));
  ExpectSound(*engine);
}

TEST(Pool, WhoLeavesTakesTheirOwn) {
  const auto engine = Open(FamilyCafe());
  Settle(*engine);
  Commit(*engine, Of(EventKind::kLeave, "l", "ben"));
  EXPECT_EQ(Available(*engine, "ben"), 40);
  EXPECT_THAT(ViewOf(*engine, "ben").pooled, IsEmpty());
  EXPECT_THAT(ViewOf(*engine).pooled,
              ElementsAre(PointsTotal{"bean", Points{60}}));
  EXPECT_EQ(Refused(*engine, TakingMug("9", "ann")),
            Reason::kInsufficientPoints);
  ExpectSound(*engine);
}

TEST(Pool, JoinsAndLeavesAreRefusedWithReasons) {
  const auto engine = Open(FamilyCafe());
  Settle(*engine);
  const auto refuse = [&](const Event& event, Reason reason,
                          std::string_view words) {
    Outcome outcome;
    const absl::Status status = engine->Commit(event, {}, &outcome);
    EXPECT_EQ(ReasonOf(status), reason) << status;
    EXPECT_THAT(std::string(MessageOf(status)), HasSubstr(std::string(words)));
  };
  refuse(Of(EventKind::kJoin, "x", "ann", "H-2"), Reason::kOtherHousehold,
         "in household 'H-1'");
  refuse(Of(EventKind::kJoin, "x", "zoe", "H-2"), Reason::kUnknownMember,
         "nobody is known as 'zoe'");
  refuse(Of(EventKind::kJoin, "x", "cid"), Reason::kMissingField,
         "the household");
  refuse(Of(EventKind::kLeave, "x", "cid"), Reason::kOtherHousehold,
         "in no household");
  refuse(Of(EventKind::kLeave, "x", "ann", "H-1"), Reason::kBadValue,
         "leave 'household' out");
  for (int i = 0; i < 48; ++i) {
    const std::string who = "m" + std::to_string(i);
    Commit(*engine, Buying(who, who, 100, "2026-01-15T12:00:00Z"));
    Commit(*engine, Of(EventKind::kJoin, "j" + who, who, "H-1"));
  }
  refuse(Of(EventKind::kJoin, "x", "cid", "H-1"), Reason::kHouseholdFull,
         "50 members");
  ExpectSound(*engine);
}

// A transfer that only a household's members may make.
TEST(Pool, GivesWithinTheHousehold) {
  Program program = FamilyCafe();
  program.points[0].transfers->within_household = true;
  const auto engine = Open(program);
  Settle(*engine);
  Event gift = Of(EventKind::kTransfer, "t", "ann");
  gift.transfer = {"cid", "bean", {1, 0}};
  EXPECT_EQ(Refused(*engine, gift), Reason::kOtherHousehold);
  gift.transfer.to = "ben";
  const Outcome given = Commit(*engine, gift);
  // What is on its way to one of them is the household's.
  EXPECT_EQ(given.answer.pooled,
            (std::vector<PointsTotal>{{"bean", Points{100}}}));
  ExpectSound(*engine);
}

// The line is cut between the pull and the purchase: the points are the
// household's as before, and the purchase finds them when it comes again.
TEST(Pool, ACrashBeforeThePurchaseLosesNothing) {
  const auto below = OpenMemoryStore();
  auto cut = std::make_unique<ForwardingStore>(*below);
  ForwardingStore& line = *cut;
  const auto engine = OpenOn(std::move(cut), FamilyCafe());
  Settle(*engine);
  line.refuses_apply = [](const Delta& delta) {
    return delta.order.has_value();
  };
  EXPECT_EQ(Refused(*engine, TakingMug("9", "ann")), Reason::kStoreFailed);
  EXPECT_EQ(Available(*engine), 100);
  EXPECT_EQ(Available(*engine, "ben"), 0);
  EXPECT_THAT(ViewOf(*engine).pooled,
              ElementsAre(PointsTotal{"bean", Points{100}}));
  ExpectSound(*engine);
  line.refuses_apply = nullptr;
  Commit(*engine, TakingMug("9", "ann"));
  EXPECT_EQ(Available(*engine), 5);
  ExpectSound(*engine);
}

// Another till of the household spends between a decision and its transfers.
TEST(Pool, TwoTillsAtOnce) {
  const auto below = OpenMemoryStore();
  auto first = std::make_unique<ForwardingStore>(*below);
  ForwardingStore& line = *first;
  const auto one = OpenOn(std::move(first), FamilyCafe());
  const auto other =
      OpenOn(std::make_unique<ForwardingStore>(*below), FamilyCafe());
  Settle(*one);
  Event small = Buying("s", "ben", 500);
  Tender& tender = small.basket.tenders.emplace_back();
  tender.kind = TenderKind::kPoints;
  tender.currency = "bean";
  tender.points = {10, 0};
  line.before_apply = [&] { Commit(*other, small); };
  EXPECT_EQ(Refused(*one, TakingMug("9", "ann")), Reason::kInsufficientPoints);
  ExpectSound(*one);
  // And where there is enough all the same, it is decided again.
  Commit(*one, Buying("4", "ben", 3000));
  small.id = "s2";
  line.before_apply = [&] { Commit(*other, small); };
  Commit(*one, TakingMug("9", "ann"));
  ExpectSound(*one);
}

// What is due for others is applied before their points are counted.
TEST(Pool, WhatHasLapsedIsNotCounted) {
  const auto engine = Open(FamilyCafe());
  Settle(*engine);
  Event event = Buying("9", "ann", 100, "2026-04-15T12:00:00Z");
  EXPECT_EQ(Commit(*engine, event).answer.pooled,
            (std::vector<PointsTotal>{{"bean", Points{1}}}));
  EXPECT_EQ(ViewOf(*engine, "ann").pooled[0].points, Points{1});
  ExpectSound(*engine);
}

TEST(Pool, AHoldPullsAsAPurchaseDoes) {
  const auto engine = Open(FamilyCafe());
  Settle(*engine);
  Event hold = TakingMug("h", "ann");
  hold.kind = EventKind::kHold;
  hold.until = At("2026-01-20T20:00:00Z");
  Outcome quote;
  ASSERT_THAT(engine->Quote(hold, {}, &quote), IsOk());
  const Outcome held = Commit(*engine, hold);
  EXPECT_EQ(held.answer, quote.answer);
  EXPECT_EQ(held.answer.pooled,
            (std::vector<PointsTotal>{{"bean", Points{0}}}));
  Event buy = TakingMug("9", "ann");
  buy.hold = {"till", "h"};
  Commit(*engine, buy);
  EXPECT_EQ(Available(*engine), 5);
  ExpectSound(*engine);
}

// Whatever is bought, held, let go, given and brought back by whomever, joined
// or not: all that is kept can be derived again, and no point is lost.
TEST(Pool, RandomFamiliesStaySound) {
  std::mt19937_64 random = testing::SeededRandom();
  const auto any = [&](const char* a, const char* b, const char* c) {
    return std::string(std::array{a, b, c}[Between(random, 0, 2)]);
  };
  int64_t pulled = 0;
  for (int round = 0; round < 30 && !HasFailure(); ++round) {
    Program program = FamilyCafe();
    program.points[0].expires->after.count =
        static_cast<int32_t>(Between(random, 5, 60));
    program.points[0].expires->sliding = Between(random, 0, 2) == 0;
    if (Between(random, 0, 1)) {
      program.points[0].transfers->expiry = Transfers::Expiry::kReset;
    }
    program.rewards[0].prices = {{Points{15}, {}}};
    program.rewards[0].limits.clear();
    const auto engine = Open(program);
    Settle(*engine);
    int64_t now_us = At("2026-01-16T12:00:00Z").us;
    for (int step = 0; step < 40; ++step) {
      now_us += Between(random, 0, 60) * 3600 * kMicrosPerSecond;
      Event event = Buying("e" + std::to_string(step), any("ann", "ben", "cid"),
                           Between(random, 1, 4000));
      event.time = event.arrival = Instant{now_us};
      const int64_t what = Between(random, 0, 9);
      if (what < 6) {
        if (Between(random, 0, 1)) event.basket.rewards = {{"mug", 2}};
        if (what == 5) {
          event.kind = EventKind::kHold;
          event.until =
              Instant{now_us + Between(random, 1, 200) * 3600 * 1'000'000};
        } else if (what == 4) {
          event.hold = {"till", "e" + std::to_string(Between(random, 0, step))};
        }
      } else if (what == 6) {
        event.basket = {};
        event.kind = EventKind::kTransfer;
        event.transfer = {
            any("ann", "ben", "cid"), "bean", {Between(random, 1, 20), 0}};
      } else if (what == 7) {
        event.basket = {};
        const bool joins = Between(random, 0, 2) != 0;
        event.kind = joins ? EventKind::kJoin : EventKind::kLeave;
        if (joins) event.household = "H-1";
      } else {
        event = Return(event.id, "e" + std::to_string(Between(random, 0, step)),
                       "a", 1);
        event.time = event.arrival = Instant{now_us};
      }
      Outcome quote;
      const absl::Status quoted = engine->Quote(event, {}, &quote);
      Outcome outcome;
      const absl::Status status = engine->Commit(event, {}, &outcome);
      ASSERT_EQ(status, quoted);
      if (!status.ok()) continue;
      EXPECT_EQ(outcome.answer.balances, quote.answer.balances);
      EXPECT_EQ(outcome.answer.pooled, quote.answer.pooled);
      const auto pull = engine->FindEvent("patron.pool:till", event.id + "/1");
      ASSERT_THAT(pull, IsOk());
      pulled += pull->has_value();
    }
    ASSERT_THAT(engine->EndOfDay(Instant{now_us + 400 * kMicrosPerDay}),
                IsOk());
    ExpectSound(*engine);
  }
  EXPECT_GT(pulled, 10);
}

TEST(Pool, AQuoteThatHasChangedPullsNothing) {
  const auto engine = Open(FamilyCafe());
  Settle(*engine);
  CommitOptions options;
  options.expected = Fingerprint();
  Outcome outcome;
  EXPECT_EQ(ReasonOf(engine->Commit(TakingMug("9", "ann"), options, &outcome)),
            Reason::kQuoteChanged);
  EXPECT_EQ(Available(*engine, "ben"), 40);
}

}  // namespace
}  // namespace patron
