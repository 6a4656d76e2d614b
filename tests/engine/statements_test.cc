// Statements: points that become others by themselves when a period ends, and
// whoever sees that it has.

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
using testing::Cafe;
using testing::Commit;
using testing::Earn;
using ::testing::ElementsAre;
using testing::EurCurrency;
using testing::ExpectSound;
using testing::ForwardingStore;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::MakePlan;
using testing::MakeRule;
using testing::On;
using testing::Open;
using testing::OpenOn;
using testing::Purchase;
using testing::Refused;
using testing::Return;
using testing::Sale;
using testing::TempFile;
using testing::ViewOf;

Effect PointFor(std::string currency, int64_t minor) {
  return {EarnPoints{std::move(currency), Points{1}, testing::Eur(minor), ""},
          {}};
}

Reward Becoming(std::string id, std::string from, int64_t price,
                FixedPoints gives, PeriodUnit every,
                std::optional<Points> at_least = {}) {
  Reward reward;
  reward.id = std::move(id);
  reward.currency = std::move(from);
  reward.prices = {{Points{price}, {}}};
  reward.then.emplace_back().what = std::move(gives);
  reward.automatic = Automatic{every, at_least};
  return reward;
}

// A point a euro; each quarter those who have 150 get vouchers, 0.50 for 50.
Program Grocer() {
  Program program = Cafe();
  program.points = {{.id = "club"}, {.id = "voucher", .decimals = 2}};
  program.points[1].pays = *ParseUnitPrice("1.00", EurCurrency());
  program.points[1].expires =
      Expiry{{24, PeriodUnit::kMonth}, PeriodUnit::kMonth};
  program.rules = {MakeRule("points", PointFor("club", 100))};
  program.rewards = {Becoming("vouchers", "club", 50, {"voucher", Points{50}},
                              PeriodUnit::kQuarter, Points{150})};
  return program;
}

Event BuyAt(std::string id, std::string_view time, int64_t points,
            std::string member = "ann") {
  Event event = Purchase({Sale("a", points * 100)}, std::move(id));
  event.time = event.arrival = At(time);
  event.member = std::move(member);
  return event;
}

Event PayAt(std::string id, std::string_view time, std::string currency,
            std::string_view points) {
  Event event = BuyAt(std::move(id), time, 50);
  event.basket.lines[0].earns_nothing = true;
  Tender& tender = event.basket.tenders.emplace_back();
  tender.kind = TenderKind::kPoints;
  tender.currency = std::move(currency);
  tender.points = *ParseWrittenPoints(points);
  return event;
}

Event ReturnAt(std::string id, std::string order, std::string_view time) {
  Event event = Return(std::move(id), std::move(order), "a", 1);
  event.time = event.arrival = At(time);
  return event;
}

std::vector<std::unique_ptr<Store>> BothStores(const TempFile& file) {
  std::vector<std::unique_ptr<Store>> stores;
  stores.push_back(OpenMemoryStore());
  stores.push_back(*OpenSqliteStore(file.path(), {}));
  return stores;
}

// What a member has of each currency, such as {49, 150}.
std::vector<int64_t> Has(const Engine& engine, std::string_view at) {
  std::vector<int64_t> units;
  for (const Balance& balance : ViewOf(engine, "ann", At(at)).balances) {
    units.push_back(balance.available.units);
  }
  return units;
}

TEST(Statements, PointsBecomeVouchersAtTheEndOfTheQuarter) {
  struct Row {
    int64_t points;
    int64_t left;
    int64_t voucher;  // hundredths
  };
  for (const Row& row : {Row{149, 149, 0}, Row{150, 0, 150}, Row{199, 49, 150},
                         Row{200, 0, 200}, Row{1, 1, 0}}) {
    const TempFile file;
    for (std::unique_ptr<Store>& store : BothStores(file)) {
      const auto engine = OpenOn(std::move(store), Grocer());
      Commit(*engine, BuyAt("1", "2026-02-10T12:00:00Z", row.points));
      EXPECT_THAT(Has(*engine, "2026-03-31T23:59:59Z"),
                  ElementsAre(row.points, 0));
      EXPECT_THAT(Has(*engine, "2026-04-01T00:00:00Z"),
                  ElementsAre(row.left, row.voucher));
      const auto totals = engine->EndOfDay(At("2026-06-30T23:00:00Z"));
      ASSERT_THAT(totals, IsOk());
      EXPECT_EQ(totals->statements, row.voucher == 0 ? 0 : 1);
      EXPECT_EQ(totals->accounts, totals->statements);
      EXPECT_THAT(Has(*engine, "2026-06-30T23:00:00Z"),
                  ElementsAre(row.left, row.voucher));
      ExpectSound(*engine);
    }
  }
}

TEST(Statements, AVoucherIsALotOfItsOwnThatNoEventGave) {
  const TempFile file;
  for (std::unique_ptr<Store>& store : BothStores(file)) {
    const auto engine = OpenOn(std::move(store), Grocer());
    Commit(*engine, BuyAt("1", "2026-01-10T12:00:00Z", 170));
    EXPECT_THAT(ViewOf(*engine).clocks,
                ElementsAre(Clock{"club", ClockKind::kStatement,
                                  At("2026-04-01T00:00:00Z")}));
    const auto totals = engine->EndOfDay(At("2026-04-01T00:00:00Z"));
    ASSERT_THAT(totals, IsOk());
    EXPECT_THAT(totals->given,
                ElementsAre(PointsTotal{"voucher", Points{150}}));
    const MemberView view = ViewOf(*engine);
    ASSERT_EQ(view.lots.size(), 2u);
    const Lot& voucher = view.lots[1];
    EXPECT_EQ(voucher.origin, LotOrigin::kReward);
    EXPECT_EQ(voucher.event, 0);
    EXPECT_EQ(voucher.rule, "vouchers");
    EXPECT_EQ(voucher.version, "1");
    EXPECT_EQ(voucher.earned, At("2026-04-01T00:00:00Z"));
    EXPECT_EQ(voucher.expires, At("2028-05-01T00:00:00Z"));
    EXPECT_EQ(voucher.amount, 150);
    EXPECT_EQ(view.lots[0].redeemed, 150);
    EXPECT_THAT(view.clocks, ElementsAre(Clock{"club", ClockKind::kStatement,
                                               std::nullopt}));
    ExpectSound(*engine);
  }
}

// No result depends on the night job: a quote finds the vouchers, and the same
// basket may take what the statement has left of a lot.
TEST(Statements, ABasketPaysWithThemRightAfterTheQuarter) {
  const TempFile file;
  for (std::unique_ptr<Store>& store : BothStores(file)) {
    Program program = Grocer();
    program.points[0].pays = *ParseUnitPrice("0.01", EurCurrency());
    const auto engine = OpenOn(std::move(store), program);
    for (int i = 0; i < 30; ++i) {
      Commit(*engine, BuyAt(std::to_string(i), "2026-01-10T12:00:00Z", 7));
    }
    Outcome quoted;
    Event pay = PayAt("p", "2026-04-01T00:00:00Z", "voucher", "2.00");
    ASSERT_THAT(engine->Quote(pay, {}, &quoted), IsOk());
    EXPECT_EQ(quoted.answer.balances[0].available.units, 10);
    EXPECT_EQ(quoted.answer.balances[1].available.units, 0);
    // The last ten points are of two lots, one of which has given four.
    pay.basket.tenders.push_back(
        PayAt("", "2026-04-01T00:00:00Z", "club", "10").basket.tenders[0]);
    const Outcome paid = Commit(*engine, pay);
    ASSERT_EQ(paid.answer.redeemed.size(), 2u);
    EXPECT_THAT(paid.answer.redeemed[1].lots,
                ElementsAre(LotPart{29, Points{-3}}, LotPart{30, Points{-7}}));
    EXPECT_THAT(Has(*engine, "2026-04-01T00:00:00Z"), ElementsAre(0, 0));
    // The vouchers and the points come back to their lots.
    Commit(*engine, ReturnAt("r", "p", "2026-04-02T00:00:00Z"));
    EXPECT_THAT(Has(*engine, "2026-04-02T00:00:00Z"), ElementsAre(10, 200));
    ExpectSound(*engine);
  }
}

TEST(Statements, OneStepOrThirtyComeToTheSame) {
  Program program = Grocer();
  program.points[0].pending = Span{3, PeriodUnit::kDay};
  program.points[0].expires = Expiry{{25, PeriodUnit::kDay}, {}};
  program.points[1].expires = Expiry{{9, PeriodUnit::kDay}, {}};
  program.rewards[0].automatic = Automatic{PeriodUnit::kIsoWeek, Points{60}};
  std::vector<std::string> seen;
  for (const int64_t step : {1, 4, 80}) {
    const auto engine = Open(program);
    Commit(*engine, BuyAt("1", "2026-01-05T12:00:00Z", 40));
    Commit(*engine, BuyAt("2", "2026-01-09T12:00:00Z", 75));
    Commit(*engine, BuyAt("3", "2026-01-16T12:00:00Z", 90));
    for (int64_t day = step; day <= 80; day += step) {
      ASSERT_THAT(engine->EndOfDay(Instant{At("2026-01-17T00:00:00Z").us +
                                           day * kMicrosPerDay}),
                  IsOk());
    }
    std::string& text = seen.emplace_back();
    const MemberView view = ViewOf(*engine, "ann", At("2026-04-07T00:00:00Z"));
    for (const Balance& balance : view.balances) {
      text += std::to_string(balance.available.units) + " ";
    }
    text += FormatInstant(ViewOf(*engine).as_of);
    ExpectSound(*engine);
  }
  EXPECT_EQ(seen[1], seen[0]);
  EXPECT_EQ(seen[2], seen[0]);
}

// The order of one instant: what becomes available, the statement, what lapses.
TEST(Statements, WhatBecomesAvailableByThenCounts) {
  struct Row {
    std::string_view bought;
    std::vector<int64_t> has;  // on 1 April, club pending last
  };
  for (const Row& row : {Row{"2026-03-20T12:00:00Z", {0, 150}},
                         Row{"2026-03-22T12:00:00Z", {0, 150}},
                         Row{"2026-03-23T12:00:00Z", {0, 0}}}) {
    Program program = Grocer();
    program.points[0].pending = Span{10, PeriodUnit::kDay};
    const auto engine = Open(program);
    Commit(*engine, BuyAt("1", row.bought, 150));
    EXPECT_EQ(Has(*engine, "2026-04-01T00:00:00Z"), row.has) << row.bought;
    EXPECT_THAT(Has(*engine, "2026-07-01T00:00:00Z"), ElementsAre(0, 150));
    ExpectSound(*engine);
  }
}

TEST(Statements, PointsWhoseLastDayEndsThePeriodAreStillInIt) {
  for (const bool sliding : {false, true}) {
    for (const int32_t days : {88, 89, 90}) {
      const TempFile file;
      for (std::unique_ptr<Store>& store : BothStores(file)) {
        Program program = Grocer();
        program.points[0].expires =
            Expiry{.after = {days, PeriodUnit::kDay}, .sliding = sliding};
        const auto engine = OpenOn(std::move(store), program);
        // 89 days later is 31 March.
        Commit(*engine, BuyAt("1", "2026-01-01T12:00:00Z", 160));
        const auto totals = engine->EndOfDay(At("2026-04-01T00:00:00Z"));
        ASSERT_THAT(totals, IsOk());
        EXPECT_EQ(totals->statements, days == 88 ? 0 : 1);
        EXPECT_EQ(totals->expiries, days == 90 ? 0 : 1);
        EXPECT_THAT(Has(*engine, "2026-04-01T00:00:00Z"),
                    ElementsAre(days == 90 ? 10 : 0, days == 88 ? 0 : 150));
        ExpectSound(*engine);
      }
    }
  }
}

// Goods whose points have become vouchers: what they earned is owed, and what
// is owed is not given away.
TEST(Statements, WhatIsOwedIsNotGivenAway) {
  const auto engine = Open(Grocer());
  Commit(*engine, BuyAt("1", "2026-01-10T12:00:00Z", 150));
  Commit(*engine, ReturnAt("r", "1", "2026-04-03T12:00:00Z"));
  EXPECT_EQ(ViewOf(*engine).balances[0].debt.units, 150);
  EXPECT_THAT(Has(*engine, "2026-04-03T12:00:00Z"), ElementsAre(0, 150));
  Commit(*engine, BuyAt("2", "2026-05-01T12:00:00Z", 299));
  EXPECT_THAT(Has(*engine, "2026-07-01T00:00:00Z"), ElementsAre(299, 150));
  Commit(*engine, BuyAt("3", "2026-07-02T12:00:00Z", 1));
  EXPECT_THAT(Has(*engine, "2026-10-01T00:00:00Z"), ElementsAre(150, 300));
  ExpectSound(*engine);
}

TEST(Statements, AVoucherPaysNoDebt) {
  Program program = Grocer();
  program.points[1].debts = DebtPolicy::kFromEarning;
  program.rules.push_back(
      MakeRule("gift", {FixedPoints{"voucher", Points{30}}, {}}));
  const auto engine = Open(program);
  Commit(*engine, BuyAt("1", "2026-01-10T12:00:00Z", 150));
  Commit(*engine, PayAt("p", "2026-01-11T12:00:00Z", "voucher", "0.30"));
  Commit(*engine, ReturnAt("r", "1", "2026-01-12T12:00:00Z"));
  Event give;
  give.kind = EventKind::kAdjustment;
  give.source = "desk";
  give.id = "g";
  give.member = "ann";
  give.time = give.arrival = At("2026-01-13T12:00:00Z");
  give.adjustment = {"club", *ParseWrittenPoints("160"), "why", "eva"};
  Commit(*engine, give);
  EXPECT_THAT(Has(*engine, "2026-04-01T00:00:00Z"), ElementsAre(10, 150));
  ASSERT_THAT(engine->EndOfDay(At("2026-04-01T00:00:00Z")), IsOk());
  EXPECT_EQ(ViewOf(*engine).balances[1].debt.units, 30);
  ExpectSound(*engine);
}

TEST(Statements, WhatAHoldKeepsBackIsNotTaken) {
  for (const bool daily : {false, true}) {
    Program program = Grocer();
    program.points[0].pays = *ParseUnitPrice("0.01", EurCurrency());
    program.rewards[0].automatic->every = PeriodUnit::kMonth;
    const auto engine = Open(program);
    Commit(*engine, BuyAt("1", "2026-01-10T12:00:00Z", 160));
    Event hold = PayAt("h", "2026-01-20T12:00:00Z", "club", "20");
    hold.kind = EventKind::kHold;
    hold.until = At("2026-02-10T12:00:00Z");
    Commit(*engine, hold);
    EXPECT_THAT(Has(*engine, "2026-02-01T00:00:00Z"), ElementsAre(140, 0));
    // It lapses, and the next statement has all of it.
    for (int64_t day = 0; daily && day < 28; ++day) {
      const Instant until{At("2026-02-01T00:00:00Z").us + day * kMicrosPerDay};
      ASSERT_THAT(engine->EndOfDay(until), IsOk());
    }
    EXPECT_THAT(Has(*engine, "2026-02-28T23:00:00Z"), ElementsAre(160, 0));
    EXPECT_THAT(Has(*engine, "2026-03-01T00:00:00Z"), ElementsAre(10, 150));
    ASSERT_THAT(engine->EndOfDay(At("2026-03-01T00:00:00Z")), IsOk());
    ExpectSound(*engine);
  }
}

TEST(Statements, ALateEventCountsAtTheNextOne) {
  const auto engine = Open(Grocer());
  Commit(*engine, BuyAt("1", "2026-01-10T12:00:00Z", 150));
  Commit(*engine, BuyAt("2", "2026-04-01T10:00:00Z", 10));
  // It was bought in March, and arrives before what is posted already.
  Event late = BuyAt("3", "2026-03-30T12:00:00Z", 150);
  late.arrival = At("2026-03-31T20:00:00Z");
  Commit(*engine, late);
  EXPECT_THAT(ViewOf(*engine).clocks,
              ElementsAre(Clock{"club", ClockKind::kStatement,
                                At("2026-07-01T00:00:00Z")}));
  EXPECT_THAT(Has(*engine, "2026-04-01T10:00:00Z"), ElementsAre(160, 150));
  EXPECT_THAT(Has(*engine, "2026-07-01T00:00:00Z"), ElementsAre(10, 300));
  ExpectSound(*engine);
}

Program Later(Program program, std::string_view day) {
  program.version = "2";
  program.valid_from = On(day);
  return program;
}

TEST(Statements, TheProgramOfTheDayDecidesWhatTheyGive) {
  Program better = Later(Grocer(), "2026-03-15");
  std::get<FixedPoints>(better.rewards[0].then[0].what).points = Points{75};
  better.rewards[0].automatic->every = PeriodUnit::kMonth;
  for (const bool posted : {false, true}) {
    const auto engine = Open(Grocer());
    ASSERT_THAT(engine->Activate(MakePlan(better)), IsOk());
    Commit(*engine, BuyAt("1", "2026-02-10T12:00:00Z", 150));
    if (posted) Commit(*engine, BuyAt("2", "2026-03-20T12:00:00Z", 1));
    EXPECT_EQ(ViewOf(*engine).clocks[0].due, At("2026-04-01T00:00:00Z"));
    EXPECT_THAT(Has(*engine, "2026-04-01T00:00:00Z"),
                ElementsAre(posted ? 1 : 0, 225));
    Commit(*engine, BuyAt("3", "2026-04-10T12:00:00Z", 150));
    EXPECT_EQ(ViewOf(*engine).clocks[0].due, At("2026-05-01T00:00:00Z"));
    ExpectSound(*engine);
  }
}

// A clock that was set and finds nothing to give stands still, whoever sees it.
TEST(Statements, AVersionWithoutThemStopsThem) {
  Program without = Later(Grocer(), "2026-03-15");
  without.rewards.clear();
  for (const int who : {0, 1, 2}) {
    const TempFile file;
    for (std::unique_ptr<Store>& store : BothStores(file)) {
      const auto engine = OpenOn(std::move(store), Grocer());
      ASSERT_THAT(engine->Activate(MakePlan(without)), IsOk());
      Commit(*engine, BuyAt("1", "2026-02-10T12:00:00Z", 150));
      EXPECT_EQ(ViewOf(*engine).clocks[0].due, At("2026-04-01T00:00:00Z"));
      if (who == 1) Commit(*engine, BuyAt("2", "2026-03-20T12:00:00Z", 1));
      if (who == 2) Commit(*engine, BuyAt("2", "2026-04-20T12:00:00Z", 1));
      const auto totals = engine->EndOfDay(At("2026-12-31T00:00:00Z"));
      ASSERT_THAT(totals, IsOk());
      EXPECT_EQ(totals->statements, 0);
      EXPECT_EQ(totals->accounts, who == 0 ? 1 : 0);
      EXPECT_EQ(ViewOf(*engine).clocks[0].due, std::nullopt);
      EXPECT_THAT(Has(*engine, "2026-12-31T00:00:00Z"),
                  ElementsAre(who == 0 ? 150 : 151, 0));
      ExpectSound(*engine);
    }
  }
}

// The end of a day has stopped a clock, which no entry tells, and an event of
// before that moves it again.
TEST(Statements, ALateEventComesAfterAClockWasStopped) {
  Program without = Later(Grocer(), "2026-03-15");
  without.rewards.clear();
  Program first = Grocer();
  for (Program* const program : {&first, &without}) {
    program->points[0].transfers = Transfers{};
  }
  for (const bool gift : {false, true}) {
    const TempFile file;
    for (std::unique_ptr<Store>& store : BothStores(file)) {
      const auto engine = OpenOn(std::move(store), first);
      ASSERT_THAT(engine->Activate(MakePlan(without)), IsOk());
      Commit(*engine, BuyAt("1", "2026-02-10T12:00:00Z", 150));
      Commit(*engine, BuyAt("b", "2026-02-10T12:00:00Z", 9, "ben"));
      for (const std::string id : {"2", "3"}) {
        const auto totals = engine->EndOfDay(At("2026-12-31T00:00:00Z"));
        ASSERT_THAT(totals, IsOk());
        EXPECT_EQ(totals->accounts, 1);
        EXPECT_EQ(ViewOf(*engine).clocks[0].due, std::nullopt);
        Event event = BuyAt(id, "2026-02-20T12:00:00Z", 1);
        if (gift) {
          event.kind = EventKind::kTransfer;
          event.basket = {};
          event.member = "ben";
          event.transfer = {"ann", "club", {1, 0}};
        }
        Commit(*engine, event);
        EXPECT_EQ(ViewOf(*engine).clocks[0].due, At("2026-04-01T00:00:00Z"));
        ExpectSound(*engine);
      }
      ASSERT_THAT(engine->EndOfDay(At("2026-12-31T00:00:00Z")), IsOk());
      ExpectSound(*engine);
    }
  }
}

// Points that are given may be taken for something else: at the same instant
// where their turn comes later, which goes by the id of the currency.
TEST(Statements, AChainEndsInItsTurn) {
  for (const bool later : {false, true}) {
    Program program = Grocer();
    const std::string last = later ? "z" : "a";
    program.points.push_back({.id = last});
    program.points[1].id = "m";
    program.rewards = {
        Becoming("one", "club", 50, {"m", Points{50}}, PeriodUnit::kQuarter),
        Becoming("two", "m", 100, {last, Points{1}}, PeriodUnit::kQuarter)};
    const auto engine = Open(program);
    Commit(*engine, BuyAt("1", "2026-01-10T12:00:00Z", 160));
    EXPECT_THAT(Has(*engine, "2026-04-01T00:00:00Z"), ElementsAre(10, 50, 1));
    program.points[0].id = "x";
    program.rules[0] = MakeRule("points", PointFor("x", 100));
    program.rewards[0].currency = "x";
    const auto other = Open(program);
    Commit(*other, BuyAt("1", "2026-01-10T12:00:00Z", 160));
    EXPECT_THAT(Has(*other, "2026-04-01T00:00:00Z"), ElementsAre(10, 150, 0));
    EXPECT_THAT(Has(*other, "2026-07-01T00:00:00Z"), ElementsAre(10, 50, 1));
    for (Engine* const each : {engine.get(), other.get()}) {
      ASSERT_THAT(each->EndOfDay(At("2026-08-01T00:00:00Z")), IsOk());
      ExpectSound(*each);
    }
  }
}

// What is given slides from its day on, and waits by its own policy.
TEST(Statements, WhatIsGivenLivesByItsOwnPolicy) {
  Program program = Grocer();
  program.points[1].expires =
      Expiry{.after = {20, PeriodUnit::kDay}, .sliding = true};
  program.points[1].pending = Span{5, PeriodUnit::kDay};
  program.rules.push_back(
      MakeRule("gift", {FixedPoints{"voucher", Points{30}}, {}}));
  const auto engine = Open(program);
  Commit(*engine, BuyAt("1", "2026-01-10T12:00:00Z", 150));
  EXPECT_THAT(Has(*engine, "2026-01-15T00:00:00Z"), ElementsAre(150, 30));
  EXPECT_THAT(Has(*engine, "2026-01-31T00:00:00Z"), ElementsAre(150, 0));
  EXPECT_THAT(Has(*engine, "2026-04-05T23:59:59Z"), ElementsAre(0, 0));
  EXPECT_THAT(Has(*engine, "2026-04-06T00:00:00Z"), ElementsAre(0, 150));
  EXPECT_THAT(Has(*engine, "2026-04-22T00:00:00Z"), ElementsAre(0, 0));
  ASSERT_THAT(engine->EndOfDay(At("2026-05-01T00:00:00Z")), IsOk());
  ExpectSound(*engine);
}

// What slid once and stood still slides on with what is given, whoever looks
// when: also in one look at all of it.
TEST(Statements, SetAClockGoingThatStoodStill) {
  Program program = Grocer();
  program.points[1].expires =
      Expiry{.after = {60, PeriodUnit::kDay}, .sliding = true};
  program.rules.push_back(
      MakeRule("gift", {FixedPoints{"voucher", Points{30}}, {}}));
  Program still = Later(program, "2026-02-01");
  still.points[1].expires = std::nullopt;
  Program again = Later(program, "2026-03-01");
  again.version = "3";
  again.points[1].pending = Span{40, PeriodUnit::kDay};
  for (const int64_t step : {1, 30, 1'000}) {
    const TempFile file;
    for (std::unique_ptr<Store>& store : BothStores(file)) {
      const auto engine = OpenOn(std::move(store), program);
      ASSERT_THAT(engine->Activate(MakePlan(still)), IsOk());
      ASSERT_THAT(engine->Activate(MakePlan(again)), IsOk());
      Commit(*engine, BuyAt("1", "2026-01-10T12:00:00Z", 150));
      Commit(*engine, BuyAt("2", "2026-02-10T12:00:00Z", 20));
      EXPECT_EQ(ViewOf(*engine).clocks[1].due, std::nullopt);
      for (int64_t day = step; day <= 120; day += step) {
        ASSERT_THAT(engine->EndOfDay(Instant{At("2026-03-01T00:00:00Z").us +
                                             day * kMicrosPerDay}),
                    IsOk());
      }
      // 60 days from 1 April on; the gift of February never slid.
      const Event pay = PayAt("p", "2026-06-30T00:00:00Z", "voucher", "0.30");
      const Outcome paid = Commit(*engine, pay);
      EXPECT_EQ(paid.answer.balances[1].available.units, 0);
      EXPECT_THAT(Has(*engine, "2026-06-30T00:00:00Z"), ElementsAre(20, 0));
      ExpectSound(*engine);
    }
  }
}

TEST(Statements, NoBasketTakesThem) {
  Program program = Grocer();
  Reward mug;
  mug.id = "mug";
  mug.currency = "club";
  mug.prices = {{Points{10}, {}}};
  mug.then.emplace_back().what = Gift{"mug", 1};
  mug.stock = 3;
  program.products = {{"mug", "A mug", {}}};
  program.rewards.push_back(mug);
  const auto engine = Open(program);
  Commit(*engine, BuyAt("1", "2026-01-10T12:00:00Z", 150));
  Event take = BuyAt("2", "2026-01-11T12:00:00Z", 1);
  take.basket.rewards = {{"vouchers", 1, 0}};
  Outcome outcome;
  const absl::Status status = engine->Commit(take, {}, &outcome);
  EXPECT_EQ(ReasonOf(status), Reason::kRewardNotGiven);
  EXPECT_THAT(std::string(MessageOf(status)),
              HasSubstr("by itself at the end of each quarter"));
  take.basket.rewards = {{"mug", 1, 0}};
  ASSERT_THAT(engine->Commit(take, {.reasons = true}, &outcome), IsOk());
  EXPECT_THAT(outcome.answer.decision.offers, IsEmpty());
  Event look = BuyAt("3", "2026-01-12T12:00:00Z", 1);
  ASSERT_THAT(engine->Quote(look, {.reasons = true}, &outcome), IsOk());
  ASSERT_EQ(outcome.answer.decision.offers.size(), 1u);
  EXPECT_EQ(outcome.answer.decision.offers[0].reward, "mug");
}

TEST(Statements, TheEndOfADayGoesOnWhereItWasCutOff) {
  const std::unique_ptr<Store> kept = OpenMemoryStore();
  auto forwarding = std::make_unique<ForwardingStore>(*kept);
  ForwardingStore* const hooks = forwarding.get();
  const auto engine = OpenOn(std::move(forwarding), Grocer());
  for (int i = 0; i < 130; ++i) {
    Commit(*engine, BuyAt(std::to_string(i), "2026-01-01T10:00:00Z", 150 + i,
                          "m" + std::to_string(i)));
  }
  Commit(*engine, BuyAt("x", "2026-01-01T10:00:00Z", 149));
  struct PowerCut {};
  EXPECT_THROW((void)engine->EndOfDay(At("2026-04-01T00:00:00Z"),
                                      [&](int64_t /*accounts*/) {
                                        hooks->before_apply = [] {
                                          throw PowerCut();
                                        };
                                      }),
               PowerCut);
  const auto rest = engine->EndOfDay(At("2026-04-01T00:00:00Z"));
  ASSERT_THAT(rest, IsOk());
  // Whoever gets nothing is not visited.
  EXPECT_EQ(rest->accounts, 30);
  EXPECT_EQ(rest->statements, 30);
  ExpectSound(*engine);
}

// Nobody's night job stops for an account that is full: it gets what there is
// room for, and keeps the other points.
TEST(Statements, GiveAsOftenAsThereIsRoom) {
  struct Row {
    int64_t each;  // vouchers for a point
    int64_t left;
    int64_t given;
  };
  for (const Row& row :
       {Row{kBalanceMax / 100, 50, kBalanceMax},
        Row{kBalanceMax / 150, 0, kBalanceMax / 150 * 150},
        Row{kBalanceMax, 149, kBalanceMax}, Row{kBalanceMax + 1, 150, 0},
        Row{INT64_MAX, 150, 0}}) {
    const TempFile file;
    for (std::unique_ptr<Store>& store : BothStores(file)) {
      Program program = Grocer();
      program.rewards[0].prices[0].points = Points{1};
      program.rewards[0].automatic->from = std::nullopt;
      std::get<FixedPoints>(program.rewards[0].then[0].what).points =
          Points{row.each};
      const auto engine = OpenOn(std::move(store), program);
      Commit(*engine, BuyAt("1", "2026-01-10T12:00:00Z", 150));
      Commit(*engine, BuyAt("2", "2026-01-10T12:00:00Z", 150, "ben"));
      const auto totals = engine->EndOfDay(At("2026-04-01T00:00:00Z"));
      ASSERT_THAT(totals, IsOk());
      EXPECT_EQ(totals->accounts, 2);
      EXPECT_EQ(totals->statements, row.given == 0 ? 0 : 2);
      EXPECT_THAT(Has(*engine, "2026-04-01T00:00:00Z"),
                  ElementsAre(row.left, row.given));
      // A full account gets no more at the next one, and loses nothing.
      Commit(*engine, BuyAt("3", "2026-05-10T12:00:00Z", 150));
      ASSERT_THAT(engine->EndOfDay(At("2026-08-01T00:00:00Z")), IsOk());
      ExpectSound(*engine);
    }
  }
}

TEST(Statements, VerifyTellsWhatWasEdited) {
  struct Row {
    std::string sql;
    std::string problem;
  };
  const Row rows[] = {
      {"UPDATE lots SET amount = 9, remaining = 9 WHERE origin = 'reward'",
       "lots (account 1, number 2): amount is 9"},
      {"UPDATE lots SET expires_us = NULL WHERE origin = 'reward'",
       "lots (account 1, number 2): expires_us"},
      {"UPDATE lots SET event = 1 WHERE origin = 'reward'",
       "lots (account 1, number 2): event is 1"},
      {"UPDATE clocks SET due_us = 5", "clocks (account 1): rows"},
      {"UPDATE entries SET posted_us = posted_us + 1 WHERE kind = 'statement'",
       "no statement of 'club' was due then"},
      {"UPDATE entries SET version = '2' WHERE kind = 'statement'",
       "version is '2'"},
      {"DELETE FROM postings WHERE entry = 2; UPDATE entries SET kind ="
       " 'expiry', posted_us = posted_us + 9 WHERE number = 2",
       "the statement of 'club' at 2026-04-01T00:00:00Z is missing"},
      {"UPDATE postings SET amount = 2 * amount WHERE entry = 2",
       "points taken is 300"},
  };
  for (const Row& row : rows) {
    const TempFile file;
    {
      const auto engine = OpenOn(*OpenSqliteStore(file.path(), {}), Grocer());
      Commit(*engine, BuyAt("1", "2026-01-10T12:00:00Z", 150));
      ASSERT_THAT(engine->EndOfDay(At("2026-04-02T00:00:00Z")), IsOk());
      ExpectSound(*engine);
    }
    {
      auto db = Database::Open(file.path(), {});
      ASSERT_THAT(db, IsOk());
      ASSERT_THAT((*db)->Execute("edit", row.sql), IsOk());
    }
    const auto engine = OpenOn(*OpenSqliteStore(file.path(), {}), Grocer());
    const auto found = engine->Verify();
    ASSERT_THAT(found, IsOk());
    EXPECT_THAT(found->problems, ::testing::Contains(HasSubstr(row.problem)))
        << row.sql;
  }
}

}  // namespace
}  // namespace patron
