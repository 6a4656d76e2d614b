// Holds: what a basket takes is kept back, comes back to its very lots, and is
// free for others as soon as the hold is over.

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "store/sqlite_db.h"
#include "tests/engine/engine_testing.h"
#include "tests/engine/forwarding_store.h"

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
using testing::ForwardingStore;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::MakeRule;
using testing::OffAmount;
using testing::Open;
using testing::OpenOn;
using testing::Purchase;
using testing::Refused;
using testing::Return;
using testing::Sale;
using testing::TempFile;
using testing::ViewOf;

// A bean is worth a cent; five mugs, each for three beans; once a member, two
// in all, a euro off cakes.
Program Shop() {
  Program program = BeanCafe();
  program.points[0].pays = *ParseUnitPrice("0.01", EurCurrency());
  program.products = {{"mug", "A mug", {}}};
  Reward mug;
  mug.id = "mug";
  mug.currency = "bean";
  mug.prices = {{Points{3}, {}}};
  mug.then.emplace_back().what = Gift{"mug", 1};
  mug.stock = 1;
  program.rewards = {mug};
  program.selections.push_back({"cake", "line.category == \"cake\""});
  Rule cake = MakeRule("cake", OffAmount(100, "cake"));
  cake.limits = {{1, Limit::Per::kProgram, {}}};
  program.rules.push_back(cake);
  return program;
}

Event Timed(Event event, std::string_view time, std::string_view member) {
  event.time = event.arrival = At(time);
  event.member = member;
  return event;
}

Event PayingWith(Event event, std::string_view points) {
  Tender tender;
  tender.kind = TenderKind::kPoints;
  tender.currency = "bean";
  tender.points = *ParseWrittenPoints(points);
  event.basket.tenders = {tender};
  return event;
}

constexpr std::string_view kMorning = "2026-01-15T09:00:00Z";
constexpr std::string_view kNoon = "2026-01-15T12:00:00Z";
constexpr std::string_view kEvening = "2026-01-15T18:00:00Z";
constexpr std::string_view kNight = "2026-01-15T23:00:00Z";

Event Hold(std::string id, Event basket, std::string_view until = kEvening,
           std::string_view time = kMorning) {
  const std::string member = basket.member;
  Event event = Timed(std::move(basket), time, member);
  event.kind = EventKind::kHold;
  event.id = std::move(id);
  event.until = At(until);
  return event;
}

Event From(Event event, std::string hold) {
  event.hold = {"till", std::move(hold)};
  return event;
}

Event Release(std::string id, std::string hold, std::string_view time = kNoon) {
  Event event = Timed(Purchase({}), time, "");
  event.kind = EventKind::kRelease;
  event.id = std::move(id);
  return From(event, std::move(hold));
}

Event Cake(std::string id, std::string_view time, std::string_view member) {
  return Timed(Purchase({Sale("a", 500, "cake")}, std::move(id)), time, member);
}

Event Coffee(std::string id = "c") {
  return Purchase({Sale("a", 1000)}, std::move(id));
}

Balance BalanceOf(const Engine& engine, std::string_view at = "") {
  return ViewOf(engine, "ann",
                at.empty() ? std::nullopt : std::optional(At(at)))
      .balances[0];
}

// In memory and in a file.
void OnEachStore(const Program& program,
                 const std::function<void(Engine&)>& test) {
  for (const bool in_file : {false, true}) {
    SCOPED_TRACE(in_file ? "in a file" : "in memory");
    const TempFile file;
    const auto engine =
        OpenOn(in_file ? *OpenSqliteStore(file.path(), {}) : OpenMemoryStore(),
               program);
    test(*engine);
    ExpectSound(*engine);
  }
}

TEST(Hold, KeepsPointsBackAndTheSameBasketTakesThem) {
  OnEachStore(Shop(), [](Engine& engine) {
    Commit(engine, Coffee("1"));
    const Event hold = Hold("h", PayingWith(Coffee(), "8"));
    Outcome quote;
    ASSERT_THAT(engine.Quote(hold, {}, &quote), IsOk());
    EXPECT_EQ(BalanceOf(engine), (Balance{"bean", Points{10}, {}, {}}));

    const Outcome held = Commit(engine, hold);
    EXPECT_THAT(held.answer.held,
                ElementsAre(PointsByLot{"bean", {-8}, {{1, {-8}}}}));
    EXPECT_EQ(held.answer, quote.answer);
    EXPECT_EQ(BalanceOf(engine), (Balance{"bean", {2}, {}, {}, {8}}));
    const MemberView view = ViewOf(engine);
    EXPECT_EQ(view.statistics.orders, 1);
    ASSERT_EQ(view.holds.size(), 1U);
    EXPECT_EQ(view.holds[0].id, "h");
    EXPECT_EQ(view.lots[0].held, 8);
    const Outcome again = Commit(engine, hold);
    EXPECT_TRUE(again.duplicate);
    EXPECT_EQ(again.answer, held.answer);
    ExpectSound(engine);

    EXPECT_EQ(
        Refused(engine, Timed(PayingWith(Coffee("2"), "8"), kNoon, "ann")),
        Reason::kInsufficientPoints);
    const Outcome bought = Commit(
        engine, From(Timed(PayingWith(Coffee("2"), "9"), kNoon, "ann"), "h"));
    EXPECT_THAT(bought.answer.released,
                ElementsAre(PointsByLot{"bean", {8}, {{1, {8}}}}));
    EXPECT_THAT(bought.answer.redeemed,
                ElementsAre(PointsByLot{"bean", {-9}, {{1, {-9}}}}));
    EXPECT_EQ(BalanceOf(engine).held, Points());
    EXPECT_THAT(ViewOf(engine).holds, IsEmpty());
    // What was held and bought comes to what was bought.
    EXPECT_EQ(ViewOf(engine).statistics.orders, 2);
  });
}

TEST(Hold, ComesToWhatWasBoughtAtOnce) {
  const auto held = Open(Shop());
  const auto at_once = Open(Shop());
  for (Engine* const engine : {held.get(), at_once.get()}) {
    Commit(*engine, Coffee("1"));
  }
  Event basket = Timed(PayingWith(Coffee("2"), "7"), kNoon, "ann");
  basket.basket.rewards = {{"mug"}};
  Commit(*held, Hold("h", basket));
  const Outcome one = Commit(*held, From(basket, "h"));
  const Outcome two = Commit(*at_once, basket);
  EXPECT_EQ(one.answer.facts, two.answer.facts);
  EXPECT_EQ(one.answer.decision.draws, two.answer.decision.draws);
  EXPECT_EQ(one.answer.redeemed, two.answer.redeemed);
  EXPECT_EQ(one.answer.balances, two.answer.balances);
  EXPECT_EQ(ViewOf(*held).lots, [&] {
    auto lots = ViewOf(*at_once).lots;
    for (Lot& lot : lots) {
      if (lot.event == 2) lot.event = 3;  // a hold is an event, too
    }
    return lots;
  }());
}

TEST(Hold, IsCancelledAndLapses) {
  OnEachStore(Shop(), [](Engine& engine) {
    Commit(engine, Coffee("1"));
    Commit(engine, Hold("h1", PayingWith(Coffee(), "8")));
    const Outcome released = Commit(engine, Release("r", "h1"));
    EXPECT_THAT(released.answer.released,
                ElementsAre(PointsByLot{"bean", {8}, {{1, {8}}}}));
    EXPECT_EQ(BalanceOf(engine), (Balance{"bean", Points{10}, {}, {}}));
    ExpectSound(engine);

    Commit(engine, Hold("h2", PayingWith(Coffee(), "8"), kEvening, kNoon));
    // Whoever looks at a later time sees it, before anybody's night job.
    EXPECT_EQ(BalanceOf(engine, kEvening),
              (Balance{"bean", Points{10}, {}, {}}));
    EXPECT_EQ(BalanceOf(engine, kNoon), (Balance{"bean", {2}, {}, {}, {8}}));
    const auto day = engine.EndOfDay(At(kNight));
    ASSERT_THAT(day, IsOk());
    EXPECT_EQ(day->lapses, 1);
    EXPECT_THAT(day->released, ElementsAre(PointsTotal{"bean", {8}}));
    EXPECT_EQ(day->expiries, 0);
    EXPECT_EQ(engine.EndOfDay(At(kNight))->accounts, 0);
    EXPECT_EQ(BalanceOf(engine), (Balance{"bean", Points{10}, {}, {}}));
    EXPECT_THAT(ViewOf(engine).holds, IsEmpty());
  });
}

TEST(Hold, IsHeldAgainWithMore) {
  OnEachStore(Shop(), [](Engine& engine) {
    Commit(engine, Coffee("1"));
    Commit(engine, Hold("h1", PayingWith(Coffee(), "4")));
    const Outcome two = Commit(
        engine,
        From(Hold("h2", PayingWith(Coffee(), "9"), kNight, kNoon), "h1"));
    EXPECT_THAT(two.answer.released,
                ElementsAre(PointsByLot{"bean", {4}, {{1, {4}}}}));
    EXPECT_EQ(BalanceOf(engine), (Balance{"bean", {1}, {}, {}, {9}}));
    EXPECT_EQ(Refused(engine, Release("r1", "h1")), Reason::kHoldOver);
    Commit(engine, Release("r2", "h2"));
    EXPECT_EQ(BalanceOf(engine).available, Points{10});
  });
}

// Whoever comes second is refused the last mug, and gets it when the first's
// hold is over; no night job has run.
TEST(Hold, TwoTillsHoldTheLastOfSomething) {
  for (const bool released : {false, true}) {
    OnEachStore(Shop(), [&](Engine& engine) {
      Commit(engine, Coffee("1"));
      Commit(engine, Timed(Coffee("2"), "2026-01-14T12:00:00Z", "bob"));
      Event first = Timed(Coffee(), kMorning, "ann");
      first.basket.rewards = {{"mug"}};
      Event second = Timed(Coffee(), kMorning, "bob");
      second.basket.rewards = {{"mug"}};
      Commit(engine, Hold("h1", first));
      EXPECT_EQ(Refused(engine, Hold("h2", second)), Reason::kRewardNotGiven);
      Event late = Timed(second, kEvening, "bob");
      late.id = "3";
      if (released) {
        EXPECT_EQ(Refused(engine, Timed(late, kNoon, "bob")),
                  Reason::kRewardNotGiven);
        Commit(engine, Release("r", "h1"));
        late = Timed(late, kNoon, "bob");
      }
      Commit(engine, late);
      ExpectSound(engine);
      Event again = Timed(first, kNight, "ann");
      EXPECT_EQ(Refused(engine, again), Reason::kRewardNotGiven);
    });
  }
}

// A basket of nobody holds what is limited for all.
TEST(Hold, OfNobodyKeepsLimitsBack) {
  OnEachStore(Shop(), [](Engine& engine) {
    const auto pay = [&](const Event& event) {
      Outcome quote;
      EXPECT_THAT(engine.Quote(event, {}, &quote), IsOk());
      return quote.answer.decision.pay_total;
    };
    Commit(engine, Coffee("1"));
    Commit(engine, Hold("h", Cake("", kMorning, "")));
    // Decided without it while it is held.
    EXPECT_EQ(pay(Cake("2", kNoon, "ann")), Eur(500));
    EXPECT_EQ(pay(From(Cake("2", kNoon, "ann"), "h")), Eur(400));
    EXPECT_EQ(pay(Cake("2", kEvening, "ann")), Eur(400));
    ExpectSound(engine);
    // Nobody's may be anybody's.
    Commit(engine, From(Cake("2", kNoon, "ann"), "h"));
    EXPECT_EQ(pay(Cake("3", kEvening, "ann")), Eur(500));
    EXPECT_EQ(Refused(engine, From(Cake("3", kNoon, ""), "h")),
              Reason::kHoldOver);
  });
}

// Another till holds the last while this one decides.
TEST(Hold, AnotherTillHoldsTheLastMeanwhile) {
  const TempFile file;
  const auto other = OpenOn(*OpenSqliteStore(file.path(), {}), Shop());
  const auto inner = *OpenSqliteStore(file.path(), {});
  auto forwarding = std::make_unique<ForwardingStore>(*inner);
  ForwardingStore& store = *forwarding;
  const auto engine = OpenOn(std::move(forwarding), Shop());
  for (const bool hold : {true, false}) {
    store.before_apply = [&] {
      Commit(*other, Hold(hold ? "o1" : "o2", Cake("", kMorning, "")));
    };
    Event mine = Cake(hold ? "m1" : "m2", kMorning, "");
    if (hold) mine = Hold("m1", mine);
    const Outcome outcome = Commit(*engine, mine);
    EXPECT_EQ(outcome.answer.decision.pay_total, Eur(500));
    if (hold) Commit(*other, Release("r", "o1"));
  }
  ExpectSound(*engine);
}

TEST(Hold, WhatExpiredMeanwhileLapsesAtOnce) {
  Program program = Shop();
  program.points[0].expires = Expiry{{1, PeriodUnit::kDay}, {}};
  // Beans of the 14th can be spent until the end of the 15th.
  for (const int how : {0, 1, 2}) {
    OnEachStore(program, [&](Engine& engine) {
      Commit(engine, Coffee("1"));
      constexpr std::string_view kNext = "2026-01-16T10:00:00Z";
      Commit(engine, Hold("h", PayingWith(Coffee(), "6"), kNext));
      if (how == 0) {
        // In many steps or in one.
        for (const std::string_view to :
             {"2026-01-16T00:00:00Z", "2026-01-16T09:00:00Z",
              "2026-01-16T11:00:00Z"}) {
          ASSERT_THAT(engine.EndOfDay(At(to)), IsOk());
        }
      } else if (how == 1) {
        const auto day = engine.EndOfDay(At("2026-01-16T11:00:00Z"));
        EXPECT_EQ(day->expired[0].points, Points{10});
      } else {
        Commit(engine, Release("r", "h", "2026-01-16T08:00:00Z"));
      }
      EXPECT_EQ(BalanceOf(engine), (Balance{"bean", {}, {}, {}}));
      EXPECT_EQ(Refused(engine, From(Timed(PayingWith(Coffee("2"), "6"),
                                           "2026-01-16T12:00:00Z", "ann"),
                                     "h")),
                Reason::kHoldOver);
    });
  }
}

// Goods whose points are held come back: the lot owes, and is paid when the
// hold is over.
TEST(Hold, PointsComeBackToALotThatOwes) {
  for (const bool collects : {false, true}) {
    Program program = Shop();
    if (collects) program.points[0].debts = DebtPolicy::kFromEarning;
    for (const int how : {0, 1}) {
      OnEachStore(program, [&](Engine& engine) {
        Commit(engine, Coffee("1"));
        Commit(engine, Hold("h", PayingWith(Coffee(), "8")));
        Event back = Return("b", "1", "a", 1);
        back.time = back.arrival = At(kNoon);
        Commit(engine, back);
        EXPECT_EQ(BalanceOf(engine), (Balance{"bean", {}, {}, {8}, {8}}));
        Commit(engine, Timed(Coffee("2"), kNoon, "ann"));
        EXPECT_EQ(BalanceOf(engine),
                  collects ? (Balance{"bean", {2}, {}, {}, {8}})
                           : (Balance{"bean", {10}, {}, {8}, {8}}));
        ExpectSound(engine);
        if (how == 0) {
          Commit(engine, Release("r", "h"));
        } else {
          ASSERT_THAT(engine.EndOfDay(At(kNight)), IsOk());
        }
        EXPECT_EQ(BalanceOf(engine), (Balance{"bean", Points{10}, {}, {}}));
      });
    }
  }
}

// A return that arrives late, before the lot that paid a debt was available,
// comes to it while all that was left of it is held: what it gets back is not
// pending, since the lot has been available.
TEST(Hold, WhatALateReturnGivesBackToAHeldLotIsNotPending) {
  Program program = Shop();
  program.points[0].debts = DebtPolicy::kFromEarning;
  program.points[0].pending = Span{1, PeriodUnit::kDay};
  OnEachStore(program, [](Engine& engine) {
    Commit(engine, Timed(Coffee("1"), "2026-01-10T12:00:00Z", "ann"));
    Commit(engine, Timed(PayingWith(Purchase({Sale("a", 16)}, "s"), "8"),
                         "2026-01-12T12:00:00Z", "ann"));
    const auto back = [](std::string id, std::string order,
                         std::string_view at) {
      return Timed(Return(std::move(id), std::move(order), "a", 1), at, "ann");
    };
    Commit(engine, back("b1", "1", "2026-01-13T12:00:00Z"));
    // Eight of its ten pay the debt, two are available on the 15th, and held.
    Commit(engine, Timed(Coffee("2"), "2026-01-14T12:00:00Z", "ann"));
    Commit(engine, Hold("h", PayingWith(Coffee(), "2")));
    EXPECT_EQ(BalanceOf(engine), (Balance{"bean", {}, {}, {}, {2}}));
    Commit(engine, back("b2", "s", "2026-01-14T20:00:00Z"));
    EXPECT_EQ(BalanceOf(engine), (Balance{"bean", {8}, {}, {}, {2}}));
    Commit(engine, Release("r", "h", "2026-01-14T21:00:00Z"));
    EXPECT_EQ(BalanceOf(engine), (Balance{"bean", Points{10}, {}, {}}));
  });
}

TEST(Hold, AnExchangeConsumesOne) {
  OnEachStore(Shop(), [](Engine& engine) {
    Commit(engine, Purchase({Sale("a", 1000), Sale("b", 300)}, "1"));
    Commit(engine, Hold("h", PayingWith(Coffee(), "8")));
    Event exchange =
        From(Timed(PayingWith(Coffee("2"), "8"), kNoon, "ann"), "h");
    exchange.kind = EventKind::kExchange;
    exchange.returned.order_source = "till";
    exchange.returned.order_id = "1";
    exchange.returned.lines = {{"1", "b", "", {}, 1}};
    const Outcome outcome = Commit(engine, exchange);
    EXPECT_THAT(outcome.answer.released,
                ElementsAre(PointsByLot{"bean", {8}, {{1, {8}}}}));
    EXPECT_EQ(BalanceOf(engine).held, Points());
  });
}

struct BadHold {
  const char* what;
  Event event;
  Reason reason;
  const char* words;
};

TEST(Hold, BadOnesSayWhatIsWrong) {
  const auto engine = Open(Shop());
  Commit(*engine, Coffee("1"));
  Commit(*engine, Hold("h", PayingWith(Coffee(), "2")));
  Event no_until = Hold("x", Coffee());
  no_until.until.reset();
  Event nobody = Hold("x", PayingWith(Coffee(), "2"));
  nobody.member.clear();
  Event stranger = Hold("x", Coffee());
  stranger.member = "zoe";
  Event late = Hold("x", Coffee());
  late.arrival = At(kNight);
  Event returned = From(Return("x", "1", "a", 1), "h");
  Event until = Coffee("x");
  until.until = At(kNight);
  Event half = From(Coffee("x"), "h");
  half.hold.source.clear();
  Event goods = Release("x", "h");
  goods.basket = Coffee().basket;
  Event none = Release("x", "h");
  none.hold = {};
  const std::vector<BadHold> cases = {
      {"no until", no_until, Reason::kMissingField, "'until'"},
      {"until before its time", Hold("x", Coffee(), "2026-01-15T08:00:00Z"),
       Reason::kBadDate, "write a later 'until'"},
      {"until at its time", Hold("x", Coffee(), kMorning), Reason::kBadDate,
       "write a later 'until'"},
      {"arrives when it is over", late, Reason::kHoldOver, "hold it again"},
      {"nobody's points", nobody, Reason::kMissingField, "'member'"},
      {"a stranger", stranger, Reason::kUnknownMember, "a hold enrols nobody"},
      {"too many points", Hold("x", PayingWith(Coffee(), "9")),
       Reason::kInsufficientPoints, "and 2 are held"},
      {"what was never held", Release("x", "g"), Reason::kUnknownHold,
       "there is no hold 'g' of source 'till'"},
      {"an order", Release("x", "1"), Reason::kUnknownHold, "no hold '1'"},
      {"nothing", none, Reason::kMissingField, "the hold that it cancels"},
      {"with goods", goods, Reason::kBadValue, "names no goods"},
      {"half a name", half, Reason::kMissingField, "the source and the id"},
      {"a return of a hold", returned, Reason::kBadValue, "consumes no hold"},
      {"a purchase until", until, Reason::kBadValue, "only a hold has 'until'"},
      {"of another member", From(Timed(Coffee("x"), kNoon, "bob"), "h"),
       Reason::kBadValue, "is of 'ann'"},
      {"after its time", From(Timed(Coffee("x"), kEvening, "ann"), "h"),
       Reason::kHoldOver, "was until 2026-01-15T18:00:00Z"},
      {"other content", Hold("h", PayingWith(Coffee(), "3")),
       Reason::kOtherContent, "a key is used once"},
  };
  const MemberView before = ViewOf(*engine);
  for (const BadHold& bad : cases) {
    SCOPED_TRACE(bad.what);
    Outcome outcome;
    const absl::Status status = engine->Commit(bad.event, {}, &outcome);
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(ReasonOf(status), bad.reason) << status;
    EXPECT_THAT(std::string(MessageOf(status)), HasSubstr(bad.words));
    EXPECT_EQ(ViewOf(*engine).balances, before.balances);
  }
  EXPECT_EQ(ViewOf(*engine).holds, before.holds);
  Commit(*engine, Release("r", "h"));
  Outcome outcome;
  const absl::Status over =
      engine->Commit(From(Timed(Coffee("x"), kNoon, "ann"), "h"), {}, &outcome);
  EXPECT_EQ(ReasonOf(over), Reason::kHoldOver);
  EXPECT_THAT(std::string(MessageOf(over)), HasSubstr("has been cancelled"));
  ExpectSound(*engine);
}

// Verify sees each row that says something else.
TEST(Hold, VerifyDerivesItsRows) {
  const std::pair<const char*, const char*> kCases[] = {
      {"UPDATE holds SET until_us = until_us + 1 WHERE event = 2", "until_us"},
      {"UPDATE holds SET state = 'held' WHERE event = 2", "state is"},
      {"UPDATE holds SET state = 'lapsed' WHERE event = 4", "lapsed at"},
      {"UPDATE holds SET account = 0 WHERE event = 4", "account"},
      {"UPDATE held_points SET points = points + 1 WHERE event = 2",
       "held_points"},
      {"DELETE FROM held_points WHERE event = 4", "held_points"},
      {"UPDATE held_uses SET uses = 2 WHERE event = 4", "held_uses"},
      {"DELETE FROM held_uses", "held_uses"},
      {"UPDATE lots SET held = held + 1 WHERE number = 1", "held is"},
      {"UPDATE postings SET amount = amount + 1 WHERE bucket = 'held'"
       " AND amount > 0",
       "differ by"},
      {"UPDATE entries SET kind = 'hold' WHERE kind = 'release'", "kind is"},
  };
  for (const auto& [sql, words] : kCases) {
    SCOPED_TRACE(sql);
    const TempFile file;
    {
      const auto engine = OpenOn(*OpenSqliteStore(file.path(), {}), Shop());
      Commit(*engine, Coffee("1"));
      Event basket = PayingWith(Coffee(), "2");
      basket.basket.rewards = {{"mug"}};
      Commit(*engine, Hold("h1", basket));
      Commit(*engine, Release("r", "h1"));
      Commit(*engine, Hold("h2", basket, kEvening, kNoon));
      ExpectSound(*engine);
    }
    {
      const auto db = Database::Open(file.path(), {});
      ASSERT_THAT(db, IsOk());
      ASSERT_THAT((*db)->Execute("damage", sql), IsOk());
    }
    const auto engine = OpenOn(*OpenSqliteStore(file.path(), {}), Shop());
    const auto found = engine->Verify();
    ASSERT_THAT(found, IsOk());
    EXPECT_THAT(found->problems, Contains(HasSubstr(words)));
  }
}

}  // namespace
}  // namespace patron
