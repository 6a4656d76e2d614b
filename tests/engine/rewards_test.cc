// Rewards: what they cost and give, from which lots, what cannot be given, and
// what comes back of them with the goods. tests/stories/rewards tells of more.

#include <functional>
#include <string>
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
using testing::Eur;
using testing::ExpectSound;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::OffAmount;
using testing::OffPercent;
using testing::OpenOn;
using testing::Purchase;
using testing::Return;
using testing::Sale;
using testing::ViewOf;

// A coffee for 40 beans, or for 10 and 1.00; 5.00 off for 50; a mug for 30.
Program Shop() {
  Program program = BeanCafe();
  program.points[0].pays = *ParseUnitPrice("0.01", testing::EurCurrency());
  program.products = {{"mug", "A mug", Eur(800)}};
  Reward coffee;
  coffee.id = "coffee";
  coffee.text = "A coffee";
  coffee.currency = "bean";
  coffee.prices = {{Points{40}, {}}, {Points{10}, Eur(100)}};
  coffee.unit = "coffee";
  coffee.times_max = 3;
  coffee.stock = 4;
  Reward off;
  off.id = "fiver";
  off.currency = "bean";
  off.prices = {{Points{50}, {}}};
  off.then = {OffAmount(500)};
  off.times_max = 100;
  Reward mug;
  mug.id = "mug";
  mug.currency = "bean";
  mug.prices = {{Points{30}, {}}};
  mug.then.emplace_back().what = Gift{"mug", 1};
  mug.when = "basket.total >= money(\"10.00\")";
  mug.limits = {{1, Limit::Per::kMember, PeriodUnit::kMonth}};
  mug.schedule.until = ParseDate("2026-01-31").value();
  program.rewards = {coffee, off, mug};
  return program;
}

Event Give(std::string id, int64_t points,
           std::string_view time = "2026-01-14T12:30:00Z") {
  Event event;
  event.kind = EventKind::kAdjustment;
  event.source = "desk";
  event.id = std::move(id);
  event.time = event.arrival = At(time);
  event.member = "ann";
  event.adjustment = {"bean", {points, 0}, "a test", "eva"};
  return event;
}

Event Take(std::vector<Line> lines, std::vector<BasketReward> rewards,
           std::string id = "1",
           std::string_view time = "2026-01-14T13:00:00Z") {
  Event event = Purchase(std::move(lines), std::move(id));
  event.time = event.arrival = At(time);
  event.basket.rewards = std::move(rewards);
  return event;
}

// An engine in which ann has beans given by hand, and nothing else.
std::unique_ptr<Engine> WithBeans(Program program, int64_t beans,
                                  std::unique_ptr<Store> store) {
  auto engine = OpenOn(std::move(store), std::move(program));
  Event first = Purchase({Sale("a", 100)}, "0");
  first.basket.lines[0].earns_nothing = true;
  Commit(*engine, first);
  Commit(*engine, Give("0", beans));
  return engine;
}
std::unique_ptr<Engine> WithBeans(Program program, int64_t beans) {
  return WithBeans(std::move(program), beans, OpenMemoryStore());
}

TEST(Rewards, CostPointsOfNamedLotsThatGetThemBack) {
  for (const bool file : {false, true}) {
    const testing::TempFile database;
    std::unique_ptr<Store> store = OpenMemoryStore();
    if (file) store = *OpenSqliteStore(database.path(), {});
    Store& seen = *store;
    const auto engine = WithBeans(Shop(), 30, std::move(store));
    Commit(*engine, Give("1", 90));
    const Event event =
        Take({Sale("a", 600, "coffee", 2), Sale("b", 900, "cake")},
             {{"coffee", 2, 1}});
    Outcome quoted;
    ASSERT_THAT(engine->Quote(event, {}, &quoted), IsOk());
    EXPECT_EQ(Available(*engine), 120);
    const Outcome taken = Commit(*engine, event);
    EXPECT_EQ(quoted.answer, taken.answer);
    const Decision& decision = taken.answer.decision;
    EXPECT_THAT(std::vector<RewardTaken>(decision.rewards.begin(),
                                         decision.rewards.end()),
                ElementsAre(RewardTaken{"coffee", "A coffee", 2, 1, "bean",
                                        Points{80}, Eur(600), ""}));
    EXPECT_EQ(decision.pay_total, Eur(900));
    EXPECT_EQ(decision.effects[0].rule, "coffee");
    EXPECT_EQ(decision.effects[0].kind, EffectKind::kFixedPrice);
    EXPECT_EQ(decision.effects[0].units, 2);
    EXPECT_THAT(
        taken.answer.redeemed,
        ElementsAre(PointsByLot{
            "bean", Points{-80}, {{1, Points{-30}}, {2, Points{-50}}}}));
    EXPECT_EQ(Available(*engine), 49);
    std::vector<StoredRedemption> rows;
    EXPECT_THAT(seen.ForEachRedemption([&](const StoredRedemption& row) {
      rows.push_back(row);
      return absl::OkStatus();
    }),
                IsOk());
    EXPECT_THAT(rows,
                ElementsAre(StoredRedemption{
                    4, 0, 1, {"coffee", 2, "bean", Points{80}, Eur(600)}}));
    ExpectSound(*engine);

    const ReturnResult one =
        Commit(*engine, Return("r1", "1", "a", 1)).answer.returned;
    EXPECT_EQ(one.refund, Eur(0));
    EXPECT_EQ(one.refund_in_points, Money());
    EXPECT_THAT(one.rewards_back,
                ElementsAre(RewardBack{"coffee", 1, "bean", Points{40}}));
    EXPECT_THAT(one.restored, ElementsAre(PointsByLot{
                                  "bean", Points{40}, {{2, Points{40}}}}));
    ExpectSound(*engine);
    const ReturnResult other =
        Commit(*engine, Return("r2", "1", "a", 1)).answer.returned;
    EXPECT_THAT(other.restored,
                ElementsAre(PointsByLot{
                    "bean", Points{40}, {{2, Points{10}}, {1, Points{30}}}}));
    EXPECT_THAT(seen.ForEachCounter([](const Counter& counter) {
      EXPECT_EQ(counter.used, 0) << counter.key.unit;
      return absl::OkStatus();
    }),
                IsOk());
    EXPECT_EQ(Available(*engine), 129);
    ExpectSound(*engine);
  }
}

TEST(Rewards, WhatCannotBeGivenIsRefusedAndLeavesNothing) {
  Program program = Shop();
  program.selections.push_back({"cake", "line.category == \"cake\""});
  program.rewards[1].then.push_back(OffAmount(100, "cake"));
  const auto engine = WithBeans(program, 90);
  struct Row {
    std::vector<BasketReward> rewards;
    Reason reason;
    std::string message;
    std::function<void(Event&)> change;
  };
  const auto same = [](Event&) {};
  const Row rows[] = {
      {{{"cofee"}},
       Reason::kUnknownName,
       "unknown reward 'cofee'; did you mean 'coffee'?",
       same},
      {{{"coffee"}},
       Reason::kBadValue,
       "reward 'coffee' has 2 prices: say which; 1 is 40 'bean', 2 is 10 "
       "'bean' and 1.00 EUR",
       same},
      {{{"coffee", 1, 3}}, Reason::kBadValue, "has no price 3; 1 is", same},
      {{{"coffee", 1, -1}}, Reason::kBadValue, "has no price -1", same},
      {{{"coffee", 0, 1}}, Reason::kBadValue, "1 to 3 times", same},
      {{{"coffee", 4, 1}}, Reason::kBadValue, "1 to 3 times", same},
      {{{"mug"}, {"mug"}}, Reason::kDuplicateKey, "stands here twice", same},
      {{{"mug"}},
       Reason::kMissingField,
       "name the 'member'",
       [](Event& e) { e.member.clear(); }},
      {{{"a\nb"}}, Reason::kBadValue, "control character", same},
      {{{"coffee", 3, 1}},
       Reason::kInsufficientPoints,
       "reward 'coffee' costs 120 'bean'; 'ann' has 90 'bean': the price of 10 "
       "'bean' and 1.00 EUR is within reach",
       same},
      {{{"fiver", 2}},
       Reason::kInsufficientPoints,
       "reward 'fiver' costs 100 'bean'; 'ann' has 90 'bean': take it no more "
       "than 1 time",
       same},
      {{{"coffee", 2, 1}, {"mug"}},
       Reason::kInsufficientPoints,
       "reward 'mug' costs 30 'bean'; 'ann' has 10 'bean'",
       same},
      {{{"coffee", 2, 1}},
       Reason::kInsufficientPoints,
       "the rewards of this basket leave 10 'bean' to pay with, and 11 'bean' "
       "are to pay",
       [](Event& e) {
         Tender& tender = e.basket.tenders.emplace_back();
         tender.kind = TenderKind::kPoints;
         tender.currency = "bean";
         tender.points = {11, 0};
       }},
      {{{"coffee", 1, 1}},
       Reason::kRewardNotGiven,
       "reward 'coffee' cannot be given: no line is in 'coffee'",
       [](Event& e) { e.basket.lines[0].category = "tea"; }},
      {{{"coffee", 3, 2}},
       Reason::kRewardNotGiven,
       "it is taken 3 times, and there is only enough for it 2 times",
       [](Event& e) { e.basket.lines[0].quantity = Quantity::Pieces(2); }},
      {{{"fiver"}},
       Reason::kRewardNotGiven,
       "no line is in 'cake'",
       [](Event& e) { e.basket.lines.pop_back(); }},
      {{{"mug"}},
       Reason::kRewardNotGiven,
       "reward 'mug' cannot be given: basket.total is 9.50 EUR, needs >= 10.00 "
       "EUR",
       [](Event& e) { e.basket.lines[0].amount = Eur(50); }},
      {{{"mug"}},
       Reason::kRewardNotGiven,
       "2026-02-01 is after its last day, 2026-01-31",
       [](Event& e) { e.time = e.arrival = At("2026-02-01T12:00:00Z"); }},
  };
  for (const Row& row : rows) {
    Event event = Take({Sale("a", 900, "coffee", 3), Sale("b", 900, "cake")},
                       row.rewards);
    row.change(event);
    Outcome outcome;
    const absl::Status status = engine->Commit(event, {}, &outcome);
    EXPECT_EQ(ReasonOf(status), row.reason) << status;
    EXPECT_THAT(std::string(MessageOf(status)), HasSubstr(row.message));
    EXPECT_EQ(outcome.answer, Answer());
  }
  EXPECT_EQ(Available(*engine), 90);
  ExpectSound(*engine);
}

TEST(Rewards, StockAndLimitsAreCountedByUse) {
  constexpr std::string_view kLater = "2026-01-20T13:00:00Z";
  const auto engine = WithBeans(Shop(), 1000);
  const auto refused = [&](const Event& event) {
    Outcome outcome;
    return std::string(MessageOf(engine->Commit(event, {}, &outcome)));
  };
  const auto coffees = [](int64_t count, std::string id) {
    return Take({Sale("a", 900, "coffee", 3)}, {{"coffee", count, 1}},
                std::move(id), kLater);
  };
  Commit(*engine, coffees(3, "1"));
  EXPECT_THAT(refused(coffees(2, "2")), HasSubstr("1 of 4 are left in stock"));
  Commit(*engine, Return("r", "1", "a", 1));
  Commit(*engine, coffees(2, "2"));
  EXPECT_THAT(refused(coffees(1, "3")), HasSubstr("0 of 4"));
  Commit(*engine, Take({Sale("a", 2000, "tea")}, {{"mug"}}, "4", kLater));
  EXPECT_THAT(refused(Take({Sale("a", 2000, "tea")}, {{"mug"}}, "5", kLater)),
              HasSubstr("1 of 1 uses are taken in 2026-01"));
  ExpectSound(*engine);
  // A reward that touches no unit comes back with the order's last one.
  const ReturnResult back =
      Commit(*engine, Return("r4", "4", "a", 1)).answer.returned;
  EXPECT_THAT(back.rewards_back,
              ElementsAre(RewardBack{"mug", 1, "bean", Points{30}}));
  Commit(*engine, Take({Sale("a", 2000, "tea")}, {{"mug"}}, "5", kLater));
  ExpectSound(*engine);
}

TEST(Rewards, UnitsAreThoseThatSaveMost) {
  const auto engine = WithBeans(Shop(), 100);
  const Outcome taken =
      Commit(*engine,
             Take({Sale("a", 80), Sale("b", 300), Sale("c", 700, "coffee", 2)},
                  {{"coffee", 3, 2}}));
  // 0.80 is less than the price of 1.00 already.
  EXPECT_EQ(taken.answer.decision.discount_total, Eur(200 + 250 + 250));
  EXPECT_EQ(Available(*engine), 70 + 3);
  Outcome outcome;
  const absl::Status status = engine->Commit(
      Take({Sale("a", 100)}, {{"coffee", 1, 2}}, "2"), {}, &outcome);
  EXPECT_EQ(ReasonOf(status), Reason::kRewardNotGiven) << status;
  ExpectSound(*engine);
}

TEST(Rewards, LoseToTheBestOfTheirGroupAndCostNothingThen) {
  Program program = Shop();
  program.groups = {{.id = "best", .mode = GroupMode::kBest}};
  Rule half = testing::MakeRule("half", OffPercent("50%"));
  half.group = "best";
  program.rules.push_back(half);
  program.rewards[1].group = "best";
  const auto engine = WithBeans(program, 100);
  const Outcome lost =
      Commit(*engine, Take({Sale("a", 1200)}, {{"fiver"}}, "1"));
  EXPECT_EQ(lost.answer.decision.rewards[0],
            (RewardTaken{"fiver", "", 1, 1, "bean", Points{}, Eur(0), "half"}));
  EXPECT_EQ(lost.answer.decision.pay_total, Eur(600));
  EXPECT_THAT(lost.answer.redeemed, IsEmpty());
  const Outcome won = Commit(*engine, Take({Sale("a", 800)}, {{"fiver"}}, "2"));
  EXPECT_EQ(won.answer.decision.pay_total, Eur(300));
  EXPECT_EQ(Available(*engine), 100 + 6 - 50 + 3);
  ExpectSound(*engine);
  Commit(*engine, Return("r", "1", "a", 1));
  Commit(*engine, Return("s", "2", "a", 1));
  EXPECT_EQ(Available(*engine), 100);
  ExpectSound(*engine);
}

TEST(Rewards, OffersAreKeptAndSayWhatIsMissing) {
  const auto engine = WithBeans(Shop(), 35);
  const auto offers = [&](const Event& event) {
    Outcome outcome;
    EXPECT_THAT(engine->Quote(event, {.reasons = true}, &outcome), IsOk());
    std::vector<RewardOffer> told(outcome.answer.decision.offers.begin(),
                                  outcome.answer.decision.offers.end());
    return told;
  };
  const Event basket = Take({Sale("a", 900, "coffee", 2)}, {});
  std::vector<RewardOffer> told = offers(basket);
  ASSERT_EQ(told.size(), 3u);
  EXPECT_EQ(told[0], (RewardOffer{"coffee", "A coffee", 2, "bean", Points{10},
                                  Eur(100), 2, Points{}, ""}));
  EXPECT_EQ(told[1].times, 0);
  EXPECT_EQ(told[1].missing, Points{15});
  EXPECT_EQ(told[1].why, "");
  EXPECT_EQ(told[2].times, 0);
  EXPECT_EQ(told[2].missing, Points{});
  EXPECT_EQ(told[2].why, "basket.total is 9.00 EUR, needs >= 10.00 EUR");
  // Besides what is taken already.
  told = offers(Take({Sale("a", 900, "coffee", 2), Sale("b", 900, "tea")},
                     {{"coffee", 1, 2}}));
  ASSERT_EQ(told.size(), 2u);
  EXPECT_EQ(told[1].reward, "mug");
  EXPECT_EQ(told[1].missing, Points{5});
  // Nobody asks for reasons, and nobody without a name has points.
  Outcome outcome;
  ASSERT_THAT(engine->Quote(basket, {}, &outcome), IsOk());
  EXPECT_THAT(outcome.answer.decision.offers, IsEmpty());
  EXPECT_THAT(outcome.answer.facts.counters, IsEmpty());
  Event nobody = basket;
  nobody.member.clear();
  EXPECT_THAT(offers(nobody), IsEmpty());
}

// 12.00 for a fiver, coffees and a rule, which takes what is left.
Program WithBudget() {
  Program program = Shop();
  program.budgets = {{"treats", Eur(1200), {}, /*partial=*/true}};
  program.rewards[0].budget = "treats";
  program.rewards[1].budget = "treats";
  Rule rest = testing::MakeRule("rest", OffAmount(600),
                                "basket.list_total == money(\"40.00\")");
  rest.budget = "treats";
  program.rules.push_back(rest);
  return program;
}

int64_t DrawnOf(Store& store, const std::string& unit) {
  int64_t used = 0;
  EXPECT_THAT(store.ForEachCounter([&](const Counter& counter) {
    if (counter.key.unit == unit) used = counter.used;
    return absl::OkStatus();
  }),
              IsOk());
  return used;
}

TEST(Rewards, DrawOnABudgetAllOrNothing) {
  for (const bool file : {false, true}) {
    const testing::TempFile database;
    std::unique_ptr<Store> store = OpenMemoryStore();
    if (file) store = *OpenSqliteStore(database.path(), {});
    Store& seen = *store;
    const auto engine = WithBeans(WithBudget(), 1000, std::move(store));
    const auto refused = [&](const Event& event) {
      Outcome outcome;
      const absl::Status status = engine->Commit(event, {}, &outcome);
      EXPECT_EQ(ReasonOf(status), Reason::kRewardNotGiven);
      return std::string(MessageOf(status));
    };
    const Outcome two =
        Commit(*engine, Take({Sale("a", 1000, "tea", 2)}, {{"fiver", 2}}, "1"));
    EXPECT_EQ(two.answer.decision.pay_total, Eur(0));
    ASSERT_EQ(two.answer.decision.draws.size(), 1u);
    EXPECT_EQ(
        two.answer.decision.draws[0],
        (Draw{
            "fiver", {"", "budget:treats:ever", ""}, 1000, 1000, 1200, false}));
    EXPECT_EQ(DrawnOf(seen, "budget:treats:ever"), 1000);
    // A rule would take the rest of it, a reward does not.
    EXPECT_THAT(refused(Take({Sale("a", 900)}, {{"fiver"}}, "2")),
                HasSubstr("reward 'fiver' cannot be given: the budget 'treats' "
                          "has 2.00 EUR left, and this takes 5.00 EUR"));
    Outcome offered;
    ASSERT_THAT(engine->Quote(Take({Sale("a", 900)}, {}, "2"),
                              {.reasons = true}, &offered),
                IsOk());
    const RewardOffer& fiver = offered.answer.decision.offers[1];
    EXPECT_EQ(fiver.times, 0);
    EXPECT_EQ(fiver.missing, Points{});
    EXPECT_EQ(fiver.why,
              "the budget 'treats' has 2.00 EUR left, and this takes 5.00 "
              "EUR");
    // A unit draws what it saves, beside the stock.
    const Outcome coffee = Commit(
        *engine, Take({Sale("a", 150, "coffee")}, {{"coffee", 1, 1}}, "3"));
    ASSERT_EQ(coffee.answer.decision.draws.size(), 2u);
    EXPECT_EQ(DrawnOf(seen, "budget:treats:ever"), 1150);
    const Outcome rest = Commit(*engine, Take({Sale("a", 4000)}, {}, "4"));
    EXPECT_EQ(rest.answer.decision.discount_total, Eur(50));
    EXPECT_THAT(refused(Take({Sale("a", 900)}, {{"fiver"}}, "5")),
                HasSubstr("the budget 'treats' has nothing left for it"));
    EXPECT_EQ(Available(*engine), 1000 - 100 - 40 + 39);
    ExpectSound(*engine);

    // What comes back frees what it drew, to the cent; points come back by
    // uses.
    Commit(*engine, Return("r1", "1", "a", 1));
    EXPECT_EQ(DrawnOf(seen, "budget:treats:ever"), 700);
    Commit(*engine, Return("r3", "3", "a", 1));
    EXPECT_EQ(DrawnOf(seen, "budget:treats:ever"), 550);
    EXPECT_EQ(DrawnOf(seen, "stock:coffee"), 0);
    Commit(*engine,
           Take({Sale("a", 900)}, {{"fiver"}}, "5", "2026-01-20T13:00:00Z"));
    EXPECT_EQ(DrawnOf(seen, "budget:treats:ever"), 1050);
    Commit(*engine, Return("r1b", "1", "a", 1));
    Commit(*engine, Return("r4", "4", "a", 1));
    EXPECT_EQ(DrawnOf(seen, "budget:treats:ever"), 500);
    ExpectSound(*engine);
  }
}

// One use of two stands while any of its money is off; the budget has the rest
// back.
TEST(Rewards, ABudgetGetsBackTheMoneyOfAUseThatStands) {
  std::unique_ptr<Store> store = OpenMemoryStore();
  Store& seen = *store;
  const auto engine = WithBeans(WithBudget(), 1000, std::move(store));
  Commit(*engine, Take({Sale("a", 900, "tea", 3), Sale("b", 100, "cake")},
                       {{"fiver", 2}}));
  EXPECT_EQ(DrawnOf(seen, "budget:treats:ever"), 1000);
  const ReturnResult back =
      Commit(*engine, Return("r", "1", "a", 1)).answer.returned;
  EXPECT_THAT(back.rewards_back, IsEmpty());
  EXPECT_EQ(DrawnOf(seen, "budget:treats:ever"), 700);
  ExpectSound(*engine);
}

// A rule that is judged again leaves a reward what that drew on their budget.
TEST(Rewards, ABudgetIsSharedWithRulesThatAreJudgedAgain) {
  Program program = Shop();
  program.budgets = {{"treats", Eur(500), {}, /*partial=*/true}};
  program.rewards[0].budget = "treats";
  Rule big = testing::MakeRule("big", OffAmount(333),
                               "basket.list_total > money(\"1.00\")");
  big.budget = "treats";
  big.returns = Returns::kReEvaluate;
  program.rules.push_back(big);
  std::unique_ptr<Store> store = OpenMemoryStore();
  Store& seen = *store;
  const auto engine = WithBeans(program, 1000, std::move(store));
  const Outcome bought = Commit(
      *engine, Take({Sale("a", 300, "coffee"), Sale("b", 2000, "tea", 2)},
                    {{"coffee", 1, 1}}));
  EXPECT_EQ(bought.answer.decision.discount_total, Eur(300 + 200));
  EXPECT_EQ(DrawnOf(seen, "budget:treats:ever"), 500);
  const ReturnResult one =
      Commit(*engine, Return("r", "1", "b", 1)).answer.returned;
  EXPECT_EQ(one.refund, Eur(1000));
  EXPECT_EQ(DrawnOf(seen, "budget:treats:ever"), 500);
  ExpectSound(*engine);
  // Once the coffee is back there is room for all of it.
  const ReturnResult coffee =
      Commit(*engine, Return("s", "1", "a", 1)).answer.returned;
  EXPECT_EQ(coffee.refund, Eur(133));
  EXPECT_EQ(DrawnOf(seen, "budget:treats:ever"), 333);
  ExpectSound(*engine);
}

TEST(Rewards, AHoldKeepsTheirBudgetBack) {
  std::unique_ptr<Store> store = OpenMemoryStore();
  Store& seen = *store;
  const auto engine = WithBeans(WithBudget(), 1000, std::move(store));
  Event hold = Take({Sale("a", 1000, "tea", 2)}, {{"fiver", 2}}, "h");
  hold.kind = EventKind::kHold;
  hold.until = At("2026-01-14T18:00:00Z");
  Commit(*engine, hold);
  Outcome outcome;
  const Event other = Take({Sale("a", 900)}, {{"fiver"}}, "1");
  EXPECT_EQ(ReasonOf(engine->Commit(other, {}, &outcome)),
            Reason::kRewardNotGiven);
  Event bought = Take({Sale("a", 1000, "tea", 2)}, {{"fiver", 2}}, "2");
  bought.hold = {hold.source, hold.id};
  Commit(*engine, bought);
  EXPECT_EQ(DrawnOf(seen, "budget:treats:ever"), 1000);
  ExpectSound(*engine);
}

TEST(Rewards, VerifyFindsARedemptionThatWasChanged) {
  const testing::TempFile database;
  {
    const auto engine =
        WithBeans(Shop(), 100, *OpenSqliteStore(database.path(), {}));
    Commit(*engine, Take({Sale("a", 900)}, {{"fiver"}}));
    ExpectSound(*engine);
  }
  struct Row {
    std::string change;
    std::string problem;
  };
  const Row rows[] = {
      {"UPDATE redemptions SET points = 49", "points is 49, derived 50"},
      {"UPDATE redemptions SET reward = 'mug', points = 50", "reward is"},
      {"DELETE FROM redemptions", "the number of rows is 0, derived 1"},
  };
  for (const Row& row : rows) {
    {
      auto db = Database::Open(database.path(), {});
      ASSERT_THAT(db, IsOk());
      ASSERT_THAT((*db)->Execute("change", row.change), IsOk());
    }
    const auto engine =
        Engine::Open({*OpenSqliteStore(database.path(), {}), &ProtobufCodec()});
    ASSERT_THAT(engine, IsOk());
    const auto found = (*engine)->Verify();
    ASSERT_THAT(found, IsOk());
    EXPECT_THAT(found->problems, Contains(HasSubstr(row.problem)));
  }
}

}  // namespace
}  // namespace patron
