// Returns with numbers that the field has published, and returns that cannot
// be.

#include <algorithm>
#include <string>
#include <vector>

#include "tests/engine/engine_testing.h"

namespace patron {
namespace {

using testing::At;
using testing::Available;
using testing::BeanCafe;
using testing::Cafe;
using testing::Commit;
using testing::Earn;
using testing::Eur;
using testing::ExpectSound;
using ::testing::HasSubstr;
using testing::MakeRule;
using testing::OffAmount;
using testing::OffPercent;
using testing::Open;
using testing::Purchase;
using testing::Return;
using testing::Sale;
using testing::ViewOf;

TEST(GoldenReturns, OfPercentages) {
  struct Row {
    std::string what;
    std::string percent;
    std::vector<Line> lines;
    std::string line;
    int64_t units = 0;
    int64_t refund = 0;
  };
  const Row rows[] = {
      {"150 + 60 with 20% off, the 150 comes back",
       "20%",
       {Sale("a", 15000), Sale("b", 6000)},
       "a",
       1,
       12000},
      {"3 x 100 with 10% off, two come back",
       "10%",
       {Sale("a", 30000, "coffee", 3)},
       "a",
       2,
       18000},
      {"10 x 23.90 at 25% off, all come back",
       "25%",
       {Sale("a", 23900, "coffee", 10)},
       "a",
       10,
       17925},
      {"6 x 50 with 10% off, five come back",
       "10%",
       {Sale("a", 30000, "coffee", 6)},
       "a",
       5,
       22500},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.what);
    Program program = Cafe();
    program.rules.push_back(MakeRule("off", OffPercent(row.percent)));
    const auto engine = Open(std::move(program));
    Commit(*engine, Purchase(row.lines));
    const Outcome back = Commit(*engine, Return("r", "1", row.line, row.units));
    EXPECT_EQ(back.answer.returned.refund, Eur(row.refund));
    ExpectSound(*engine);
  }
}

// What a gateway was paid is what it pays back, also unit by unit.
TEST(GoldenReturns, OfATenthEachComeToWhatWasPaid) {
  Program program = Cafe();
  program.rules.push_back(MakeRule("off", OffPercent("25%")));
  const auto engine = Open(std::move(program));
  Event event = Purchase({Sale("a", 23900, "coffee", 10)});
  Tender& card = event.basket.tenders.emplace_back();
  card.kind = TenderKind::kCard;
  card.amount = Eur(17925);
  EXPECT_EQ(Commit(*engine, event).answer.decision.pay_total, Eur(17925));
  int64_t refunded = 0;
  int64_t to_the_card = 0;
  for (int i = 0; i < 10; ++i) {
    const Outcome back =
        Commit(*engine, Return("r" + std::to_string(i), "1", "a", 1));
    refunded += back.answer.returned.refund.minor;
    for (const TenderBack& tender : back.answer.returned.tenders) {
      to_the_card += tender.amount.minor;
    }
  }
  EXPECT_EQ(refunded, 17925);
  EXPECT_EQ(to_the_card, 17925);
  ExpectSound(*engine);
}

TEST(GoldenReturns, OfOnePointPerTenTenOfOneTakeBackOneInAnyOrder) {
  for (const bool backwards : {false, true}) {
    Program program = Cafe();
    program.rules.push_back(MakeRule("beans", Earn(1, 1000)));
    const auto engine = Open(std::move(program));
    std::vector<Line> lines;
    for (int i = 0; i < 10; ++i) lines.push_back(Sale(std::to_string(i), 100));
    Commit(*engine, Purchase(lines));
    EXPECT_EQ(Available(*engine), 1);
    if (backwards) std::reverse(lines.begin(), lines.end());
    int64_t taken = 0;
    for (const Line& line : lines) {
      const Outcome back =
          Commit(*engine, Return("r" + line.id, "1", line.id, 1));
      for (const PointsTotal& total : back.answer.returned.taken_back) {
        taken += total.points.units;
      }
    }
    EXPECT_EQ(taken, 1);
    EXPECT_EQ(Available(*engine), 0);
    ExpectSound(*engine);
  }
}

TEST(GoldenReturns, AGiftCardPaysAllAndEarns) {
  for (const bool delivery_earns : {false, true}) {
    Program program = BeanCafe();
    program.rules.push_back(MakeRule("coupon", OffAmount(1000, "coffee")));
    const auto engine = Open(std::move(program));
    Line delivery = Sale("d", 500, "delivery");
    // Only what is sold earns: a delivery that is to earn is sold.
    if (!delivery_earns) delivery.kind = LineKind::kDelivery;
    Event event = Purchase({Sale("a", 10000), delivery});
    Tender& card = event.basket.tenders.emplace_back();
    card.kind = TenderKind::kGiftCard;
    card.amount = Eur(9500);
    EXPECT_EQ(Commit(*engine, event).answer.decision.pay_total, card.amount);
    EXPECT_EQ(Available(*engine), delivery_earns ? 95 : 90);
    Event back = Return("r", "1", "a", 1);
    back.returned.lines.push_back({"2", "d", "", {}, 1});
    const Outcome all = Commit(*engine, back);
    ASSERT_EQ(all.answer.returned.tenders.size(), 1u);
    EXPECT_EQ(all.answer.returned.tenders[0].amount, Eur(9500));
    ExpectSound(*engine);
  }
}

TEST(BadReturns, AreRefusedWithWhatIsWrongAndLeaveNothing) {
  const auto engine = Open(BeanCafe());
  Commit(*engine, Purchase({Sale("a", 1000, "coffee", 2)}));
  Commit(*engine, Return("r1", "1", "a", 1));
  const auto with = [](Event event, auto change) {
    change(event);
    return event;
  };
  struct Row {
    std::string what;
    Event event;
    Reason reason;
    std::string says;
  };
  const Event one = Return("r2", "1", "a", 1);
  const Row rows[] = {
      {"more units than are left", Return("r2", "1", "a", 2),
       Reason::kReturnTooMany, "of the 2 bought only 1 are left"},
      {"an order never seen", Return("r2", "7", "a", 1), Reason::kUnknownOrder,
       "there is no order '7' of source 'till'"},
      {"a line that it has not", Return("r2", "1", "b", 1),
       Reason::kReturnWithoutPurchase, "the order has no line 'b'"},
      {"twice the same id with other content", Return("r1", "1", "a", 2),
       Reason::kOtherContent, "a key is used once"},
      {"before the purchase",
       with(one, [](Event& e) { e.time = At("2026-01-13T11:59:59Z"); }),
       Reason::kBadDate, "before they were bought at 2026-01-14"},
      {"an arrival more than a day before the last posting",
       with(one, [](Event& e) { e.arrival = At("2026-01-19T11:59:59Z"); }),
       Reason::kArrivalTooEarly, "more than 24 hours before"},
      {"no units", Return("r2", "1", "a", 0), Reason::kBadQuantity, "not 0"},
      {"an adjustment that overflows",
       with(Purchase({}, "x"),
            [](Event& e) {
              e.kind = EventKind::kAdjustment;
              e.time = e.arrival = At("2026-01-20T12:00:00Z");
              e.adjustment = {"bean", *ParseWrittenPoints("1000000000000000"),
                              "a", "b"};
            }),
       Reason::kOverflow, "the most that an account holds"},
  };
  const MemberView before = ViewOf(*engine);
  for (const Row& row : rows) {
    SCOPED_TRACE(row.what);
    Outcome outcome;
    const absl::Status status = engine->Commit(row.event, {}, &outcome);
    EXPECT_EQ(ReasonOf(status), row.reason) << status;
    EXPECT_THAT(std::string(MessageOf(status)), HasSubstr(row.says));
    const MemberView after = ViewOf(*engine);
    EXPECT_EQ(after.lots, before.lots);
    EXPECT_EQ(after.statistics, before.statistics);
    EXPECT_EQ(after.as_of, before.as_of);
  }
  ExpectSound(*engine);
  Commit(*engine, one);
}

}  // namespace
}  // namespace patron
