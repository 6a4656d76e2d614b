// Points that keep paying what they did when they were earned.

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
using testing::MakePlan;
using testing::OffAmount;
using testing::OffPercent;
using testing::On;
using testing::Open;
using testing::OpenOn;
using testing::Purchase;
using testing::Refused;
using testing::Return;
using testing::Sale;
using testing::TempFile;

UnitPrice Each(std::string_view text) {
  return *ParseUnitPrice(text, EurCurrency());
}

// A bean for each euro, worth a cent until February and 0.8 cents from then on.
Program Before() {
  Program program = BeanCafe();
  program.points[0].pays = Each("0.01");
  return program;
}

Program After(bool grandfathered = true) {
  Program program = Before();
  program.version = "2";
  program.valid_from = On("2026-02-01");
  program.points[0].pays = Each("0.008");
  program.points[0].grandfathered = grandfathered;
  return program;
}

Event Buy(std::string id, int64_t minor, std::string_view time) {
  Event event = Purchase({Sale("a", minor)}, std::move(id));
  event.time = event.arrival = At(time);
  return event;
}

Event Pay(std::string id, std::string_view points,
          std::string_view time = "2026-02-10T12:00:00Z") {
  Event event = Buy(std::move(id), 1000, time);
  event.basket.lines[0].earns_nothing = true;
  Tender& tender = event.basket.tenders.emplace_back();
  tender.kind = TenderKind::kPoints;
  tender.currency = "bean";
  tender.points = *ParseWrittenPoints(points);
  return event;
}

// 100 beans of January and 100 of February.
std::unique_ptr<Engine> TwoHundred(
    Program before, const Program& after,
    std::unique_ptr<Store> store = OpenMemoryStore()) {
  auto engine = OpenOn(std::move(store), std::move(before));
  EXPECT_THAT(engine->Activate(MakePlan(after)), IsOk());
  Commit(*engine, Buy("1", 10000, "2026-01-15T12:00:00Z"));
  Commit(*engine, Buy("2", 10000, "2026-02-05T12:00:00Z"));
  return engine;
}

int64_t WorthOf(const Engine& engine, const Event& event) {
  Outcome outcome;
  const absl::Status status = engine.Quote(event, {}, &outcome);
  EXPECT_THAT(status, IsOk());
  const auto& paid = outcome.answer.decision.paid_by_points;
  return paid.empty() ? 0 : paid[0].money.minor;
}

TEST(Grandfathered, PointsPayWhatTheyDidWhenTheyWereEarned) {
  struct Row {
    bool grandfathered = false;
    std::string points;
    int64_t minor = 0;
  };
  const Row rows[] = {
      {true, "100", 100},  {true, "150", 140},  {true, "200", 180},
      {true, "101", 100},  {true, "103", 102},  {false, "100", 80},
      {false, "150", 120}, {false, "200", 160},
  };
  for (const bool on_file : {false, true}) {
    const TempFile file;
    for (const Row& row : rows) {
      std::filesystem::remove(file.path());
      const auto engine = TwoHundred(
          Before(), After(row.grandfathered),
          on_file ? *OpenSqliteStore(file.path(), {}) : OpenMemoryStore());
      const Outcome paid = Commit(*engine, Pay("3", row.points));
      EXPECT_EQ(paid.answer.decision.paid_by_points[0].money, Eur(row.minor))
          << row.points;
      ExpectSound(*engine);
    }
  }
}

// What is asked of a plan that is not in force yet.
TEST(Grandfathered, AQuoteMayTryAnotherPlan) {
  const auto engine = Open(Before());
  Commit(*engine, Buy("1", 10000, "2026-01-15T12:00:00Z"));
  for (const auto& [grandfathered, minor] :
       {std::pair(true, 100), std::pair(false, 80)}) {
    Outcome outcome;
    ASSERT_THAT(
        engine->Quote(Pay("2", "100"), {.plan = MakePlan(After(grandfathered))},
                      &outcome),
        IsOk());
    EXPECT_EQ(outcome.answer.decision.paid_by_points[0].money, Eur(minor));
  }
}

TEST(Grandfathered, WhereNothingWasSaidTheyPayWhatIsSaidNow) {
  Program before = Before();
  before.points[0].pays.reset();
  const auto engine = TwoHundred(before, After());
  EXPECT_EQ(WorthOf(*engine, Pay("3", "150")), 120);
  // Only while the version in force says so.
  Program next = After(false);
  next.version = "3";
  next.valid_from = On("2026-03-01");
  ASSERT_THAT(engine->Activate(MakePlan(next)), IsOk());
  EXPECT_EQ(WorthOf(*engine, Pay("3", "150", "2026-03-10T12:00:00Z")), 120);
}

TEST(Grandfathered, WhatComesBackGoesByWhatWasPaid) {
  const auto engine = TwoHundred(Before(), After());
  Event pay = Pay("3", "150");
  pay.basket.lines[0] = Sale("a", 1000, "coffee", 2);
  pay.basket.lines[0].earns_nothing = true;
  Commit(*engine, pay);
  Event back = Return("r1", "3", "a", 1);
  back.time = back.arrival = At("2026-02-11T12:00:00Z");
  Outcome returned = Commit(*engine, back);
  // Half of 1.40, and half of 150: those that were spent last, first.
  EXPECT_EQ(returned.answer.returned.refund_in_points, Eur(70));
  EXPECT_THAT(returned.answer.returned.restored,
              ElementsAre(PointsByLot{
                  "bean", Points{75}, {{2, Points{50}}, {1, Points{25}}}}));
  back = Return("r2", "3", "a", 1);
  back.time = back.arrival = At("2026-02-12T12:00:00Z");
  returned = Commit(*engine, back);
  EXPECT_EQ(returned.answer.returned.refund_in_points, Eur(70));
  EXPECT_EQ(WorthOf(*engine, Pay("4", "200", "2026-02-13T12:00:00Z")), 180);
  ExpectSound(*engine);
}

// Rewards take their points first; one that loses in its group takes none.
TEST(Grandfathered, RewardsTakeTheirPointsFirst) {
  Program after = After();
  after.groups = {{.id = "offers", .mode = GroupMode::kBest}};
  Reward off;
  off.id = "off";
  off.currency = "bean";
  off.prices = {{Points{80}, {}}};
  off.then = {OffAmount(100)};
  off.group = "offers";
  after.rewards = {off};
  const auto engine = TwoHundred(Before(), after);
  Event pay = Pay("3", "100");
  pay.basket.rewards = {{"off", 1, 1}};
  // 20 of January and 80 of February.
  EXPECT_EQ(WorthOf(*engine, pay), 84);
  Outcome outcome;
  pay.basket.tenders[0].points = *ParseWrittenPoints("121");
  EXPECT_THAT(MessageOf(engine->Quote(pay, {}, &outcome)),
              HasSubstr("'ann' has 120 'bean' beside the rewards"));
  pay.basket.tenders[0].points = *ParseWrittenPoints("120");
  Commit(*engine, pay);
  ExpectSound(*engine);
  // More off than the reward.
  after.rules.push_back(testing::MakeRule(
      "half", OffPercent("50%"), "basket.list_total < money(\"50.00\")"));
  after.rules.back().group = "offers";
  const auto other = TwoHundred(Before(), after);
  const Outcome lost = Commit(*other, pay);
  EXPECT_EQ(lost.answer.decision.rewards[0].lost_to, "half");
  EXPECT_EQ(lost.answer.decision.paid_by_points[0].money, Eur(116));
  ExpectSound(*other);
}

// An exclusive rule leaves no other discount; what only tells something stays,
// and takes its points.
TEST(Grandfathered, RewardsThatTellTakeTheirsBesideAnExclusiveRule) {
  Program after = After();
  Reward card;
  card.id = "card";
  card.currency = "bean";
  card.prices = {{Points{50}, {}}};
  card.then.emplace_back().what = Message{"A card from us"};
  after.rewards = {card};
  after.rules.push_back(testing::MakeRule("tenth", OffPercent("10%")));
  after.rules.back().exclusive = true;
  const auto engine = TwoHundred(Before(), after);
  Event pay = Pay("3", "100");
  pay.basket.rewards = {{"card", 1, 1}};
  const Outcome paid = Commit(*engine, pay);
  EXPECT_EQ(paid.answer.decision.rewards[0].points, Points{50});
  EXPECT_EQ(paid.answer.decision.paid_by_points[0].money, Eur(90));
  ExpectSound(*engine);
}

TEST(Grandfathered, OnePeriodPaysWhereTheyStandApart) {
  Program before = Before();
  before.points[0].apart = PeriodUnit::kMonth;
  Program after = After();
  after.points[0].apart = PeriodUnit::kMonth;
  const auto engine = TwoHundred(before, after);
  EXPECT_EQ(WorthOf(*engine, Pay("3", "100")), 100);
  EXPECT_EQ(Refused(*engine, Pay("3", "101")), Reason::kInsufficientPoints);
  Commit(*engine, Pay("3", "50"));
  // February has most then.
  EXPECT_EQ(
      Commit(*engine, Pay("4", "100")).answer.decision.paid_by_points[0].money,
      Eur(80));
  ExpectSound(*engine);
}

// 100 that have lapsed, and that were there when it happened.
TEST(Grandfathered, LateEventsToo) {
  Program before = Before();
  before.points[0].expires = Expiry{{30, PeriodUnit::kDay}, {}};
  Program after = After();
  after.points[0].expires = before.points[0].expires;
  const auto engine = TwoHundred(before, after);
  Event pay = Pay("3", "150");
  pay.arrival = At("2026-02-20T12:00:00Z");
  EXPECT_EQ(Commit(*engine, pay).answer.decision.paid_by_points[0].money,
            Eur(140));
  ExpectSound(*engine);
}

TEST(Grandfathered, ABasketThatIsHeldPaysTheSame) {
  const auto engine = TwoHundred(Before(), After());
  Event hold = Pay("h", "150");
  hold.kind = EventKind::kHold;
  hold.until = At("2026-02-12T12:00:00Z");
  EXPECT_EQ(Commit(*engine, hold).answer.decision.paid_by_points[0].money,
            Eur(140));
  // Beside it there are the others.
  EXPECT_EQ(WorthOf(*engine, Pay("3", "50")), 40);
  Event order = Pay("4", "150");
  order.hold = {"till", "h"};
  EXPECT_EQ(Commit(*engine, order).answer.decision.paid_by_points[0].money,
            Eur(140));
  ExpectSound(*engine);
}

TEST(Grandfathered, AnAmountThatIsAnotherIsRefused) {
  const auto engine = TwoHundred(Before(), After());
  Event pay = Pay("3", "150");
  pay.basket.tenders[0].amount = Eur(120);
  Outcome outcome;
  const absl::Status status = engine->Commit(pay, {}, &outcome);
  EXPECT_EQ(ReasonOf(status), Reason::kBadValue);
  EXPECT_THAT(MessageOf(status), HasSubstr("are worth 1.40 EUR"));
  pay.basket.tenders[0].amount = Eur(140);
  Commit(*engine, pay);
  EXPECT_EQ(Refused(*engine, Pay("4", "51")), Reason::kInsufficientPoints);
}

TEST(Grandfathered, VerifyTellsTheWorthFromTheLots) {
  const TempFile file;
  {
    const auto engine =
        TwoHundred(Before(), After(), *OpenSqliteStore(file.path(), {}));
    Commit(*engine, Pay("3", "150"));
    ExpectSound(*engine);
  }
  auto db = Database::Open(file.path(), {});
  ASSERT_THAT(db, IsOk());
  ASSERT_THAT((*db)->Execute("damage", "UPDATE lots SET version = '2'"),
              IsOk());
  auto engine =
      Engine::Open({*OpenSqliteStore(file.path(), {}), &ProtobufCodec()});
  ASSERT_THAT(engine, IsOk());
  EXPECT_THAT((*engine)->Verify()->problems,
              Contains(HasSubstr("other points that pay than its tenders")));
}

// Nothing of it is loaded where it does not matter.
TEST(Grandfathered, OnlyABasketThatPaysAsksForIt) {
  const auto engine = TwoHundred(Before(), After());
  EXPECT_THAT(
      Commit(*engine, Buy("3", 100, "2026-02-10T12:00:00Z")).answer.facts.runs,
      IsEmpty());
  EXPECT_THAT(Commit(*engine, Pay("4", "150")).answer.facts.runs,
              ElementsAre(PointsRun{"bean", 0, Points{100}, 10'000},
                          PointsRun{"bean", 0, Points{101}, 8'000}));
}

}  // namespace
}  // namespace patron
