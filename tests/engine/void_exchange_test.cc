// Orders undone, and goods exchanged for others in one commit; who paid for
// what in the end.

#include <string>
#include <utility>
#include <vector>

#include "tests/engine/engine_testing.h"

namespace patron {
namespace {

using testing::At;
using testing::Available;
using testing::BeanCafe;
using testing::Commit;
using ::testing::ElementsAre;
using testing::Eur;
using testing::EurCurrency;
using testing::ExpectSound;
using testing::IsOk;
using testing::MakeRule;
using testing::OffPercent;
using testing::Open;
using testing::OpenOn;
using testing::Priced;
using testing::Purchase;
using testing::Refused;
using testing::Return;
using testing::Sale;
using testing::TempFile;
using testing::ViewOf;

Event Void(std::string id, std::string order) {
  Event event;
  event.kind = EventKind::kVoid;
  event.source = "desk";
  event.id = std::move(id);
  event.time = event.arrival = At("2026-01-20T12:00:00Z");
  event.voided = {"till", std::move(order), "keyed in twice", "eva"};
  return event;
}

// Units of line "a" of an order for other goods.
Event Exchange(std::string id, std::string order, int64_t units,
               std::vector<Line> lines, std::vector<Tender> tenders = {}) {
  Event event = Return(std::move(id), std::move(order), "a", units);
  event.kind = EventKind::kExchange;
  event.basket.lines = std::move(lines);
  event.basket.tenders = std::move(tenders);
  return event;
}

Tender Pay(TenderKind kind, int64_t minor) {
  Tender tender;
  tender.kind = kind;
  tender.amount = Eur(minor);
  return tender;
}

Tender PayBeans(std::string_view points) {
  Tender tender;
  tender.kind = TenderKind::kPoints;
  tender.currency = "bean";
  tender.points = *ParseWrittenPoints(points);
  return tender;
}

// A cent each, and a discount with a limit.
Program Shop() {
  Program program = BeanCafe();
  program.points[0].pays = *ParseUnitPrice("0.01", EurCurrency());
  Rule cake = MakeRule("cake", OffPercent("10%"), "count(\"coffee\") == 0");
  cake.limits = {{1, Limit::Per::kMember, {}}};
  program.rules.push_back(cake);
  return program;
}

TEST(Void, LeavesEverythingAsIfTheOrderHadNotBeen) {
  for (const bool file : {false, true}) {
    const TempFile temp;
    auto opened =
        file ? OpenSqliteStore(temp.path(), {})
             : absl::StatusOr<std::unique_ptr<Store>>(OpenMemoryStore());
    ASSERT_THAT(opened, IsOk());
    const auto engine = OpenOn(*std::move(opened), Shop());
    const auto without = Open(Shop());
    const auto buy = [&](std::string id, std::string_view time, Line line,
                         bool both) {
      Event event = Purchase({std::move(line)}, std::move(id));
      event.time = event.arrival = At(time);
      Commit(*engine, event);
      if (both) Commit(*without, event);
    };
    buy("1", "2026-01-10T12:00:00Z", Sale("a", 2000, "cake"), false);
    buy("2", "2026-01-11T12:00:00Z", Sale("a", 3000), true);
    buy("3", "2026-01-12T12:00:00Z", Sale("a", 700), false);
    for (const char* const order : {"1", "3"}) {
      const Outcome undone =
          Commit(*engine, Void("v" + std::string(order), order));
      EXPECT_EQ(undone.answer.returned.refund,
                Eur(order[0] == '1' ? 1800 : 700));
      ExpectSound(*engine);
    }
    EXPECT_EQ(ViewOf(*engine).statistics, ViewOf(*without).statistics);
    EXPECT_EQ(Available(*engine), 30);
    std::vector<int64_t> orders;
    EXPECT_THAT(engine->ForEachOrder([&](const OrderSummary& order) {
      orders.push_back(order.paid.minor);
      return absl::OkStatus();
    }),
                IsOk());
    EXPECT_THAT(orders, ElementsAre(3000));
    // The use of the limit is free again.
    Event again = Purchase({Sale("a", 1000, "cake")}, "4");
    again.time = again.arrival = At("2026-01-21T12:00:00Z");
    EXPECT_EQ(Commit(*engine, again).answer.decision.pay_total, Eur(900));
    ExpectSound(*engine);
  }
}

TEST(Void, OfAMembersOnlyOrderAndOfNobodys) {
  const auto engine = Open(Shop());
  Commit(*engine, Purchase({Sale("a", 2000)}));
  Event nobodys = Purchase({Sale("a", 500)}, "2");
  nobodys.member.clear();
  Commit(*engine, nobodys);
  Commit(*engine, Void("v1", "1"));
  Commit(*engine, Void("v2", "2"));
  EXPECT_EQ(ViewOf(*engine).statistics, MemberStatistics());
  ExpectSound(*engine);
}

TEST(Void, OfPointsThatWereSpentLeavesADebt) {
  const auto engine = Open(Shop());
  Commit(*engine, Purchase({Sale("a", 5000)}));
  Event second = Purchase({Sale("a", 100)}, "2");
  second.basket.tenders = {PayBeans("40")};
  Commit(*engine, second);
  const Outcome undone = Commit(*engine, Void("v", "1"));
  EXPECT_EQ(undone.answer.returned.taken_back[0].points.units, 50);
  EXPECT_EQ(ViewOf(*engine).balances[0].debt.units, 40);
  ExpectSound(*engine);
  // What those had paid comes back to the lot, and pays the debt.
  Commit(*engine, Void("w", "2"));
  EXPECT_EQ(ViewOf(*engine).balances[0], (Balance{"bean", {}, {}, {}}));
  ExpectSound(*engine);
}

TEST(Void, IsRefusedWithWhatToDoInstead) {
  const auto engine = Open(Shop());
  Commit(*engine, Purchase({Sale("a", 1000, "coffee", 2)}));
  Commit(*engine, Purchase({Sale("a", 1000)}, "2"));
  Commit(*engine, Purchase({Sale("a", 1000)}, "3"));
  Commit(*engine, Return("r", "1", "a", 1));
  Commit(*engine, Void("v2", "2"));
  Commit(*engine, Exchange("4", "3", 1, {Sale("a", 300)}));
  struct Row {
    Event event;
    Reason reason;
    std::string says;
  };
  Event early = Void("v", "1");
  early.time = At("2026-01-13T11:59:59Z");
  Event nameless = Void("v", "1");
  nameless.voided.by.clear();
  const Row rows[] = {
      {Void("v", "1"), Reason::kOrderNotWhole, "return the rest"},
      {Void("v", "2"), Reason::kOrderNotWhole, "voided already"},
      {Void("v", "4"), Reason::kBadValue, "return these instead"},
      {Void("v", "r"), Reason::kUnknownOrder, "no order, but of kind 'return'"},
      {early, Reason::kBadDate, "before they were bought"},
      {nameless, Reason::kMissingField, "a void names who made it"},
  };
  for (const Row& row : rows) {
    Outcome outcome;
    const absl::Status status = engine->Commit(row.event, {}, &outcome);
    EXPECT_EQ(ReasonOf(status), row.reason) << row.says;
    EXPECT_THAT(std::string(MessageOf(status)), ::testing::HasSubstr(row.says));
  }
  EXPECT_EQ(Refused(*engine, Return("r2", "2", "a", 1)),
            Reason::kReturnTooMany);
  ExpectSound(*engine);
}

TEST(Exchange, ReturnsFirstAndThenBuys) {
  const auto engine = Open(Shop());
  Event first = Purchase({Sale("a", 2000, "coffee", 2)});
  first.basket.tenders = {Pay(TenderKind::kCard, 2000)};
  Commit(*engine, first);
  const Outcome done = Commit(
      *engine,
      Exchange("2", "1", 1, {Sale("a", 2500)}, {Pay(TenderKind::kCash, 1500)}));
  const Answer& answer = done.answer;
  EXPECT_EQ(answer.returned.refund, Eur(1000));
  EXPECT_EQ(answer.decision.pay_total, Eur(2500));
  EXPECT_EQ(answer.exchanged,
            (ExchangeResult{Eur(1500), Eur(0), Eur(1500), Eur(0)}));
  EXPECT_EQ(Available(*engine), 10 + 25);
  const MemberStatistics stats = ViewOf(*engine).statistics;
  EXPECT_EQ(stats.orders, 2);
  EXPECT_EQ(stats.returns, 1);
  EXPECT_EQ(stats.spend_minor, 3500);
  ExpectSound(*engine);
  // The new goods come back: to cash, and to the card that had paid the old.
  const Outcome back = Commit(*engine, Return("3", "2", "a", 1));
  ASSERT_EQ(back.answer.returned.tenders.size(), 2u);
  EXPECT_EQ(back.answer.returned.tenders[0].amount, Eur(1500));
  EXPECT_EQ(back.answer.returned.tenders[1].kind, TenderKind::kCard);
  EXPECT_EQ(back.answer.returned.tenders[1].amount, Eur(1000));
  ExpectSound(*engine);
}

TEST(Exchange, GivesBackWhatTheNewGoodsCostLess) {
  const auto engine = Open(Shop());
  Event first = Purchase({Sale("a", 2000)});
  first.basket.tenders = {Pay(TenderKind::kPromotional, 500),
                          Pay(TenderKind::kCard, 1500)};
  Commit(*engine, first);
  EXPECT_EQ(Available(*engine), 15);
  const Outcome done =
      Commit(*engine, Exchange("2", "1", 1, {Sale("a", 1200)}));
  EXPECT_EQ(done.answer.exchanged,
            (ExchangeResult{Eur(0), Eur(800), Eur(0), Eur(0)}));
  // Promotional value earns nothing in the new order either.
  EXPECT_EQ(Available(*engine), 7);
  ExpectSound(*engine);
}

TEST(Exchange, PointsComeBackAndPayAgain) {
  const auto engine = Open(Shop());
  Commit(*engine, Purchase({Sale("a", 10000)}, "0"));
  Event first = Purchase({Sale("a", 100)});
  first.basket.tenders = {PayBeans("100")};
  Commit(*engine, first);
  EXPECT_EQ(Available(*engine), 0);
  const Outcome done = Commit(
      *engine, Exchange("2", "1", 1, {Sale("a", 300)}, {PayBeans("100")}));
  EXPECT_EQ(done.answer.exchanged,
            (ExchangeResult{Eur(200), Eur(0), Eur(0), Eur(200)}));
  EXPECT_EQ(Available(*engine), 2);
  ExpectSound(*engine);
}

TEST(Exchange, FreesWhatTheOldGoodsUsed) {
  const auto engine = Open(Shop());
  Commit(*engine, Purchase({Sale("a", 1000, "cake")}));
  EXPECT_EQ(Commit(*engine, Purchase({Sale("a", 1000, "cake")}, "2"))
                .answer.decision.pay_total,
            Eur(1000));
  const Outcome done =
      Commit(*engine, Exchange("3", "1", 1, {Sale("a", 2000, "cake")}));
  EXPECT_EQ(done.answer.decision.pay_total, Eur(1800));
  EXPECT_EQ(done.answer.exchanged.to_pay, Eur(900));
  ExpectSound(*engine);
}

TEST(Exchange, IsRefusedWhole) {
  const auto engine = Open(Shop());
  Commit(*engine, Purchase({Priced("a", 2)}));
  Event nobodys = Purchase({Sale("a", 500)}, "n");
  nobodys.member.clear();
  Commit(*engine, nobodys);
  const MemberView before = ViewOf(*engine);
  const std::vector<Line> cup = {Sale("a", 300)};
  Event loose = Exchange("2", "", 3, cup);
  loose.returned.order_source.clear();
  loose.returned.lines[0].order_line.clear();
  loose.returned.lines[0].sku = "latte";
  loose.returned.lines[0].unit_price = *ParseUnitPrice("2.50", EurCurrency());
  struct Row {
    Event event;
    Reason reason;
  };
  const Row rows[] = {
      {Exchange("2", "1", 3, cup), Reason::kReturnTooMany},
      {Exchange("2", "7", 1, cup), Reason::kUnknownOrder},
      {Exchange("2", "1", 1, {}), Reason::kNoLines},
      {Exchange("2", "1", 1, cup, {PayBeans("900")}), Reason::kBadValue},
      {Exchange("2", "1", 1, cup, {PayBeans("50")}),
       Reason::kInsufficientPoints},
      {Exchange("2", "n", 1, cup), Reason::kBadValue},
      {loose, Reason::kReturnWithoutPurchase},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(Refused(*engine, row.event), row.reason);
    const MemberView after = ViewOf(*engine);
    EXPECT_EQ(after.lots, before.lots);
    EXPECT_EQ(after.statistics, before.statistics);
  }
  ExpectSound(*engine);
  // With what was bought, it goes through; and the same again is the same.
  loose.returned.lines[0].units = 2;
  Commit(*engine, loose);
  EXPECT_TRUE(Commit(*engine, loose).duplicate);
  ExpectSound(*engine);
}

TEST(Settlement, SumsWhatEachFunderPaidByStoreAndMonth) {
  Program program = BeanCafe();
  Effect off = OffPercent("10%");
  off.funders = {{"roaster", Rate::Percent(75)}};
  program.rules.push_back(MakeRule("off", off));
  const auto engine = Open(program);
  Event first = Purchase({Sale("a", 10000, "coffee", 2)});
  first.store = "north";
  Commit(*engine, first);
  Event second = Purchase({Sale("a", 2000)}, "2");
  second.time = second.arrival = At("2026-02-01T12:00:00Z");
  Commit(*engine, second);
  Event back = Return("r", "1", "a", 1);
  back.store = "south";
  back.time = back.arrival = At("2026-02-02T12:00:00Z");
  Commit(*engine, back);
  const auto all = engine->Settlement("");
  ASSERT_THAT(all, IsOk());
  using Row = SettlementRow;
  EXPECT_THAT(*all,
              ElementsAre(Row{"2026-01", "north", "", "EUR", 250, 0},
                          Row{"2026-01", "north", "", "bean", 90, 0},
                          Row{"2026-01", "north", "roaster", "EUR", 750, 0},
                          Row{"2026-02", "", "", "EUR", 50, 0},
                          Row{"2026-02", "", "", "bean", 18, 0},
                          Row{"2026-02", "", "roaster", "EUR", 150, 0},
                          Row{"2026-02", "south", "", "EUR", 0, 125},
                          Row{"2026-02", "south", "", "bean", 0, 45},
                          Row{"2026-02", "south", "roaster", "EUR", 0, 375}));
  const auto january = engine->Settlement("2026-01");
  ASSERT_THAT(january, IsOk());
  EXPECT_EQ(january->size(), 3u);
  EXPECT_EQ(ReasonOf(engine->Settlement("2026-13").status()), Reason::kBadDate);
  EXPECT_EQ(ReasonOf(engine->Settlement("May").status()), Reason::kBadDate);
}

}  // namespace
}  // namespace patron
