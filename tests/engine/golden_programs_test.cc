// Programs of the field with the numbers that they publish, each as a whole.
// tests/stories has more of them: family, rewards.

#include <string>
#include <string_view>
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
using testing::Eur;
using testing::ExpectSound;
using testing::IsOk;
using testing::MakePlan;
using testing::On;
using testing::Open;
using testing::Purchase;
using testing::Return;
using testing::Sale;
using testing::ViewOf;

Event BuyAt(std::string id, std::string_view time, int64_t minor) {
  Event event = Purchase({Sale("a", minor)}, std::move(id));
  event.time = event.arrival = At(time);
  return event;
}

// Boots: four points a pound, three from May 2023 on, each a penny; old points
// keep their value; a card that is unused for a year is empty.
TEST(GoldenPrograms, ADrugstoresCard) {
  Program four = BeanCafe();
  four.valid_from = On("2023-01-01");
  four.rules[0].then[0] = Earn(4, 100);
  four.points[0].pays = *ParseUnitPrice("0.01", testing::EurCurrency());
  four.points[0].expires = Expiry{{1, PeriodUnit::kYear}, {}};
  four.points[0].expires->sliding = true;
  Program three = four;
  three.version = "2";
  three.valid_from = On("2023-05-01");
  three.rules[0].then[0] = Earn(3, 100);
  const auto engine = Open(four);
  ASSERT_THAT(engine->Activate(MakePlan(three)), IsOk());

  Commit(*engine, BuyAt("1", "2023-04-30T12:00:00Z", 2500));
  EXPECT_EQ(Available(*engine), 100);
  Commit(*engine, BuyAt("2", "2023-05-01T12:00:00Z", 2500));
  EXPECT_EQ(Available(*engine), 175);

  // Those of April pay a penny each, as those of May do, and go first.
  Event paying = BuyAt("3", "2023-06-01T12:00:00Z", 150);
  Tender& points = paying.basket.tenders.emplace_back();
  points.kind = TenderKind::kPoints;
  points.currency = "bean";
  points.points = *ParseWrittenPoints("150");
  const Outcome paid = Commit(*engine, paying);
  EXPECT_EQ(paid.answer.decision.paid_by_points[0].money, Eur(150));
  EXPECT_THAT(
      paid.answer.redeemed,
      ElementsAre(PointsByLot{"bean", {-150}, {{1, {-100}}, {2, {-50}}}}));
  EXPECT_EQ(Available(*engine), 25);

  // Of an April purchase that comes back in June, four a pound.
  Event back = Return("r", "1", "a", 1);
  back.time = back.arrival = At("2023-06-02T12:00:00Z");
  EXPECT_THAT(Commit(*engine, back).answer.returned.taken_back,
              ElementsAre(PointsTotal{"bean", {100}}));

  Commit(*engine, BuyAt("4", "2023-06-03T12:00:00Z", 10000));
  EXPECT_EQ(Available(*engine), 325);
  // 365 idle days, and 366: 2024 has a 29th of February.
  EXPECT_EQ(Available(*engine, "ann", At("2024-06-03T23:59:59Z")), 325);
  EXPECT_EQ(Available(*engine, "ann", At("2024-06-04T00:00:00Z")), 0);
  ExpectSound(*engine);
}

// A suitcase for 2,000 points, or for 500 and 30.00. With 800 points the second
// is offered; the 500 come from lots that the answer names, and the return
// gives them back to these.
TEST(GoldenPrograms, ASuitcaseForPointsAndMoney) {
  Program program = BeanCafe();
  program.valid_from = On("2025-01-01");
  program.points[0].expires = Expiry{{12, PeriodUnit::kMonth}, {}};
  program.selections.push_back({"cases", "line.category == \"case\""});
  Reward suitcase;
  suitcase.id = "suitcase";
  suitcase.currency = "bean";
  suitcase.prices = {{Points{2000}, {}}, {Points{500}, Eur(3000)}};
  suitcase.unit = "cases";
  program.rewards = {suitcase};
  const auto engine = Open(program);
  Commit(*engine, BuyAt("1", "2026-01-10T12:00:00Z", 30000));
  Commit(*engine, BuyAt("2", "2026-01-11T12:00:00Z", 50000));

  Event buy = BuyAt("3", "2026-01-12T12:00:00Z", 12000);
  buy.basket.lines[0].category = "case";
  Outcome quote;
  ASSERT_THAT(engine->Quote(buy, {.reasons = true}, &quote), IsOk());
  ASSERT_EQ(quote.answer.decision.offers.size(), 1U);
  EXPECT_EQ(quote.answer.decision.offers[0].price, 2);
  EXPECT_EQ(quote.answer.decision.offers[0].times, 1);

  buy.basket.rewards = {{"suitcase", 1, 2}};
  const Outcome taken = Commit(*engine, buy);
  EXPECT_EQ(taken.answer.decision.pay_total, Eur(3000));
  EXPECT_THAT(
      taken.answer.redeemed,
      ElementsAre(PointsByLot{"bean", {-500}, {{1, {-300}}, {2, {-200}}}}));
  EXPECT_EQ(Available(*engine), 330);

  const Outcome back = Commit(*engine, Return("r", "3", "a", 1));
  EXPECT_EQ(back.answer.returned.refund, Eur(3000));
  EXPECT_THAT(
      back.answer.returned.restored,
      ElementsAre(PointsByLot{"bean", {500}, {{2, {200}}, {1, {300}}}}));
  EXPECT_EQ(Available(*engine), 800);
  EXPECT_EQ(ViewOf(*engine).lots[0].remaining, 300);
  EXPECT_EQ(ViewOf(*engine).lots[1].remaining, 500);
  ExpectSound(*engine);
}

}  // namespace
}  // namespace patron
