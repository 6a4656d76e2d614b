// Points taken as money: what they pay, from which lots, and what comes back
// of them with the goods.

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "store/sqlite_db.h"
#include "tests/engine/engine_testing.h"
#include "tests/seed.h"

namespace patron {
namespace {

using testing::At;
using testing::Available;
using testing::BeanCafe;
using testing::Between;
using testing::Commit;
using testing::Earn;
using ::testing::ElementsAre;
using testing::Eur;
using testing::EurCurrency;
using testing::ExpectSound;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::MakePlan;
using testing::MakeRule;
using testing::Open;
using testing::OpenOn;
using testing::Priced;
using testing::Purchase;
using testing::Return;
using testing::ReturnLoose;
using testing::Sale;
using testing::ViewOf;

UnitPrice Each(std::string_view text) {
  return *ParseUnitPrice(text, EurCurrency());
}

// A bean for each euro, worth a cent; a star is worth half a cent.
Program PayingCafe(std::string_view bean = "0.01") {
  Program program = BeanCafe();
  program.points[0].pays = Each(bean);
  program.points.push_back(
      {.id = "star", .name = "stars", .decimals = 1, .pays = Each("0.005")});
  return program;
}

Tender Paid(std::string_view points, std::string currency = "bean") {
  Tender tender;
  tender.kind = TenderKind::kPoints;
  tender.currency = std::move(currency);
  tender.points = *ParseWrittenPoints(points);
  return tender;
}

Event Buy(std::vector<Line> lines, std::string id, std::vector<Tender> tenders,
          std::string_view time = "2026-01-14T13:00:00Z") {
  Event event = Purchase(std::move(lines), std::move(id));
  event.time = event.arrival = At(time);
  event.basket.tenders = std::move(tenders);
  return event;
}

Event Give(std::string id, std::string_view points,
           std::string currency = "bean",
           std::string_view time = "2026-01-14T12:30:00Z") {
  Event event;
  event.kind = EventKind::kAdjustment;
  event.source = "desk";
  event.id = std::move(id);
  event.time = event.arrival = At(time);
  event.member = "ann";
  event.adjustment = {std::move(currency), *ParseWrittenPoints(points),
                      "a test", "eva"};
  return event;
}

// An engine in which ann, who has bought for a euro, has beans given by hand.
std::unique_ptr<Engine> WithBeans(Program program, std::string_view beans) {
  auto engine = Open(std::move(program));
  Event first = Purchase({Sale("a", 100)}, "0");
  first.basket.lines[0].earns_nothing = true;
  Commit(*engine, first);
  Commit(*engine, Give("0", beans));
  return engine;
}

TEST(Payments, OfNectarsPointsAThousandPayFivePounds) {
  // 1,250 points at half a penny.
  const auto engine = WithBeans(PayingCafe("0.005"), "1250");
  const Outcome paid =
      Commit(*engine, Buy({Sale("a", 500)}, "1", {Paid("1000")}));
  const Decision& decision = paid.answer.decision;
  ASSERT_EQ(decision.paid_by_points.size(), 1u);
  EXPECT_EQ(decision.paid_by_points[0],
            (PointsPaid{"bean", Points{1000}, Eur(500)}));
  EXPECT_EQ(decision.pay_total, Eur(500));
  EXPECT_THAT(
      paid.answer.redeemed,
      ElementsAre(PointsByLot{"bean", Points{-1000}, {{1, Points{-1000}}}}));
  EXPECT_EQ(Available(*engine), 250);
  EXPECT_EQ(ViewOf(*engine).lots[0].redeemed, 1000);
  ExpectSound(*engine);
}

TEST(Payments, WhatPointsPayEarnsNothing) {
  Program program = PayingCafe();
  // Also where other tenders are named.
  program.eligible.tenders_without_earning = {TenderKind::kGiftCard};
  const auto engine = WithBeans(program, "4000");
  const Outcome paid =
      Commit(*engine, Buy({Sale("a", 10000)}, "1", {Paid("4000")}));
  EXPECT_EQ(paid.answer.decision.effects[0].base, Eur(6000));
  EXPECT_EQ(Available(*engine), 60);
  ExpectSound(*engine);
}

TEST(Payments, PointsOfTheSameOrderDoNotPayIt) {
  const auto engine = WithBeans(PayingCafe(), "5");
  Outcome outcome;
  const Event event = Buy({Sale("a", 100000)}, "1", {Paid("6")});
  absl::Status status = engine->Quote(event, {}, &outcome);
  EXPECT_EQ(ReasonOf(status), Reason::kInsufficientPoints);
  EXPECT_EQ(outcome.answer, Answer());
  status = engine->Commit(event, {}, &outcome);
  EXPECT_EQ(ReasonOf(status), Reason::kInsufficientPoints);
  EXPECT_THAT(std::string(MessageOf(status)),
              HasSubstr("cannot take 6 'bean' from 'ann': only 5 can be "
                        "spent"));
  EXPECT_EQ(Available(*engine), 5);
  Event stranger = event;
  stranger.member = "bob";
  EXPECT_EQ(testing::Refused(*engine, stranger), Reason::kInsufficientPoints);
  EXPECT_EQ(ReasonOf(engine->Member("bob", {}).status()),
            Reason::kUnknownMember);
  Commit(*engine,
         Buy({Sale("a", 100000)}, "1", {Paid("5")}));  // the key is free
  ExpectSound(*engine);
}

TEST(Payments, AQuoteAnswersAsACommitWouldAndWritesNothing) {
  const auto engine = WithBeans(PayingCafe(), "300");
  const Event event = Buy({Sale("a", 1000)}, "1", {Paid("250")});
  Outcome quoted;
  ASSERT_THAT(engine->Quote(event, {}, &quoted), IsOk());
  EXPECT_EQ(Available(*engine), 300);
  const Outcome paid = Commit(*engine, event);
  EXPECT_EQ(quoted.answer, paid.answer);
  const Outcome again = Commit(*engine, event);
  EXPECT_TRUE(again.duplicate);
  EXPECT_EQ(again.answer, paid.answer);
  for (const Tender& other : {Paid("251"), Paid("250", "star")}) {
    EXPECT_EQ(testing::Refused(*engine, Buy({Sale("a", 1000)}, "1", {other})),
              Reason::kOtherContent);
  }
}

TEST(Payments, BadOnesAreRefusedAndLeaveNothing) {
  Program program = PayingCafe();
  program.points.push_back({.id = "mile", .name = "miles"});
  const auto engine = WithBeans(program, "3000");
  struct Row {
    std::function<void(Event&)> mistake;
    Reason reason;
    std::string message;
  };
  const auto tender = [](Event& e) -> Tender& { return e.basket.tenders[0]; };
  const auto points = [](std::string_view text) {
    return *ParseWrittenPoints(text);
  };
  const Row rows[] = {
      {[](Event& e) { e.member = ""; }, Reason::kMissingField,
       "tender 1: points are a member's: name the 'member' who pays"},
      {[&](Event& e) { tender(e).currency = "mile"; }, Reason::kBadValue,
       "tender 1: points currency 'mile' cannot pay"},
      {[&](Event& e) { tender(e).currency = "beans"; }, Reason::kUnknownName,
       "no points currency 'beans'; did you mean 'bean'?"},
      {[&](Event& e) { tender(e).currency = ""; }, Reason::kUnknownName,
       "no points currency ''"},
      {[&](Event& e) { tender(e).currency = "a\nb"; }, Reason::kBadValue,
       "control character"},
      {[&](Event& e) { tender(e).points = points("0"); }, Reason::kBadValue,
       "expected more than 0 points, not 0 'bean'"},
      {[&](Event& e) { tender(e).points = points("-5"); }, Reason::kBadValue,
       "expected more than 0 points, not -5 'bean'"},
      {[&](Event& e) { tender(e).points = points("1.5"); },
       Reason::kTooManyDecimals, "more decimals than the 0"},
      {[&](Event& e) {
         tender(e).points = {INT64_MAX, 0};
       },
       Reason::kBadValue, "there is 20.00 EUR to pay: take fewer points"},
      {[&](Event& e) { tender(e) = Paid("1.9", "star"); }, Reason::kBadValue,
       "1.9 'star' are worth less than 0.01 EUR"},
      {[&](Event& e) { tender(e).points = points("2001"); }, Reason::kBadValue,
       "points pay 20.01 EUR, and there is 20.00 EUR to pay"},
      {[&](Event& e) { tender(e).amount = Eur(99); }, Reason::kBadValue,
       "100 'bean' are worth 1.00 EUR, and the tender's amount is 0.99 EUR: "
       "leave the amount out, or write what they are worth"},
      {[&](Event& e) { tender(e).amount = Eur(0); }, Reason::kBadValue,
       "the tender's amount is 0.00 EUR"},
      {[&](Event& e) {
         tender(e).amount = {100, *Currency::FromCode("GBP")};
       },
       Reason::kBadValue, "the tender's amount is 1.00 GBP"},
      {[](Event& e) { e.basket.tenders.push_back(Paid("1")); },
       Reason::kDuplicateKey,
       "tender 2: tender 1 is of 'bean' as well: write all of it in one"},
      {[](Event& e) {
         e.basket.tenders.push_back({TenderKind::kCash, Eur(100), "", "bean"});
       },
       Reason::kBadValue, "tender 2: only a tender of kind points has"},
      {[&](Event& e) {
         tender(e) = {TenderKind::kCard, Eur(100), "", "", {1, 0}};
       },
       Reason::kBadValue, "only a tender of kind points has"},
      {[&](Event& e) { tender(e) = Paid("1", "star"); }, Reason::kBadValue,
       "worth less"},
      {[&](Event& e) { tender(e) = Paid("2", "star"); },
       Reason::kInsufficientPoints, "only 0.0 can be spent"},
      {[](Event& e) { e.basket.tenders.push_back(Paid("2", "star")); },
       Reason::kInsufficientPoints, "cannot take 2.0 'star'"},
  };
  for (const Row& row : rows) {
    Event event = Buy({Sale("a", 2000)}, "1", {Paid("100")});
    row.mistake(event);
    Outcome outcome;
    const absl::Status status = engine->Commit(event, {}, &outcome);
    EXPECT_EQ(ReasonOf(status), row.reason) << status;
    EXPECT_THAT(std::string(MessageOf(status)), HasSubstr(row.message));
    EXPECT_EQ(outcome.answer, Answer());
  }
  EXPECT_EQ(Available(*engine), 3000);
  Tender right = Paid("100.0");
  right.amount = Eur(100);
  Commit(*engine, Buy({Sale("a", 2000)}, "1", {right}));
  EXPECT_EQ(Available(*engine), 2919);
  ExpectSound(*engine);
}

TEST(Payments, ComeBackInPartsAndAreNeverRoundedTwice) {
  struct Row {
    std::string points;
    // Money and beans that each return of 1.00 of 10.00 gives back.
    std::vector<int64_t> minor;
    std::vector<int64_t> beans;
  };
  const Row rows[] = {
      {"333",
       {33, 33, 33, 34, 33, 33, 34, 33, 33, 34},
       {33, 33, 33, 34, 33, 33, 34, 33, 33, 34}},
      {"1000",
       {100, 100, 100, 100, 100, 100, 100, 100, 100, 100},
       {100, 100, 100, 100, 100, 100, 100, 100, 100, 100}},
      {"1", {0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, {0, 0, 0, 0, 0, 0, 0, 0, 0, 1}},
      {"15", {1, 2, 1, 2, 1, 2, 1, 2, 1, 2}, {1, 2, 1, 2, 1, 2, 1, 2, 1, 2}},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.points);
    const auto engine = WithBeans(PayingCafe(), "1000");
    Line line = Sale("a", 1000, "coffee", 10);
    line.earns_nothing = true;
    Commit(*engine, Buy({line}, "1", {Paid(row.points)}));
    for (size_t i = 0; i < 10; ++i) {
      const ReturnResult back =
          Commit(*engine, Return("r" + std::to_string(i), "1", "a", 1))
              .answer.returned;
      EXPECT_EQ(back.refund, Eur(100));
      EXPECT_EQ(back.refund_in_points, Eur(row.minor[i]));
      EXPECT_EQ(back.refund_left, Eur(100 - row.minor[i]));
      const int64_t beans =
          back.restored.empty() ? 0 : back.restored[0].points.units;
      EXPECT_EQ(beans, row.beans[i]);
      ExpectSound(*engine);
    }
    EXPECT_EQ(Available(*engine), 1000);
  }
}

TEST(Payments, TwoCurrenciesGiveBackTogetherWhatOneWould) {
  const auto engine = WithBeans(PayingCafe(), "1000");
  Commit(*engine, Give("1", "1000", "star"));
  Line line = Sale("a", 4, "coffee", 4);
  Commit(*engine, Buy({line}, "1", {Paid("2"), Paid("4", "star")}));
  const int64_t minor[] = {1, 1, 1, 1};
  const int64_t beans[] = {0, 1, 0, 1};
  for (size_t i = 0; i < 4; ++i) {
    const ReturnResult back =
        Commit(*engine, Return("r" + std::to_string(i), "1", "a", 1))
            .answer.returned;
    EXPECT_EQ(back.refund_in_points, Eur(minor[i]));
    EXPECT_EQ(back.refund_left, Eur(0));
    EXPECT_EQ(back.restored.size(), static_cast<size_t>(beans[i]) + 1);
    ExpectSound(*engine);
  }
  EXPECT_EQ(Available(*engine), 1000);
  EXPECT_EQ(ViewOf(*engine).balances[1].available, Points{10000});
}

TEST(Payments, ComeBackToTheirLotsTheLastSpentFirst) {
  Program program = PayingCafe();
  program.points[0].expires = Expiry{{10, PeriodUnit::kDay}, {}};
  for (const bool file : {false, true}) {
    const testing::TempFile database;
    std::unique_ptr<Store> store = OpenMemoryStore();
    if (file) store = *OpenSqliteStore(database.path(), {});
    const auto engine = OpenOn(std::move(store), program);
    Line bought = Sale("a", 100);
    bought.earns_nothing = true;
    Commit(*engine, Purchase({bought}, "0"));
    Commit(*engine, Give("0", "300"));  // until the 24th
    Commit(*engine, Give("1", "500", "bean", "2026-01-16T12:00:00Z"));
    Line line = Sale("a", 1000, "coffee", 2);
    line.earns_nothing = true;
    const Outcome paid = Commit(
        *engine, Buy({line}, "1", {Paid("400")}, "2026-01-17T12:00:00Z"));
    EXPECT_THAT(
        paid.answer.redeemed,
        ElementsAre(PointsByLot{
            "bean", Points{-400}, {{1, Points{-300}}, {2, Points{-100}}}}));
    const Outcome half = Commit(*engine, Return("r1", "1", "a", 1));
    EXPECT_EQ(
        half.answer.returned.restored,
        (std::vector<PointsByLot>{
            {"bean", Points{200}, {{2, Points{100}}, {1, Points{100}}}}}));
    EXPECT_EQ(half.answer.balances[0].available, Points{600});
    ExpectSound(*engine);
    // The first lot has lapsed: what comes back to it lapses at once.
    Event rest = Return("r2", "1", "a", 1);
    rest.time = rest.arrival = At("2026-01-25T12:00:00Z");
    const Outcome all = Commit(*engine, rest);
    EXPECT_EQ(all.answer.returned.refund_in_points, Eur(200));
    EXPECT_EQ(
        all.answer.returned.restored,
        (std::vector<PointsByLot>{{"bean", Points{200}, {{1, Points{200}}}}}));
    EXPECT_EQ(all.answer.balances[0].available, Points{500});
    EXPECT_EQ(Available(*engine), 500);
    ExpectSound(*engine);
  }
}

// late_points_test.cc tells what late events may take.
TEST(Payments, LotsThatLapsedByThenDoNotPay) {
  Program program = PayingCafe();
  program.points[0].expires = Expiry{{10, PeriodUnit::kDay}, {}};
  const auto engine = WithBeans(program, "300");
  Event late =
      Buy({Sale("a", 1000)}, "1", {Paid("300")}, "2026-01-25T00:00:00Z");
  EXPECT_EQ(testing::Refused(*engine, late), Reason::kInsufficientPoints);
  late.time = late.arrival = At("2026-01-24T23:59:59Z");
  Commit(*engine, late);
  ExpectSound(*engine);
}

TEST(Payments, TwoOrdersComeBackInAnyOrder) {
  Program program = PayingCafe();
  program.points[0].expires = Expiry{{10, PeriodUnit::kDay}, {}};
  // What the first order earned pays the second.
  for (const char* const time :
       {"2026-01-20T12:00:00Z", "2026-02-20T12:00:00Z"}) {
    for (const bool first : {true, false}) {
      const auto engine = Open(program);
      Commit(*engine, Purchase({Priced("a", 100)}, "1"));  // 250 beans
      Commit(*engine, Buy({Priced("a", 1)}, "2", {Paid("250")}));
      EXPECT_EQ(Available(*engine), 0);
      int number = 0;
      for (const bool one : {first, !first}) {
        Event back = Return("r" + std::to_string(number++), one ? "1" : "2",
                            "a", one ? 100 : 1);
        back.time = back.arrival = At(time);
        Commit(*engine, back);
        ExpectSound(*engine);
      }
      EXPECT_EQ(ViewOf(*engine).balances[0], (Balance{"bean", {}, {}, {}}));
    }
  }
}

TEST(Payments, ComeBackWithoutAReceiptOrderByOrder) {
  const auto engine = WithBeans(PayingCafe(), "1000");
  Commit(*engine, Buy({Priced("a", 2)}, "1", {Paid("100")}));
  Commit(*engine,
         Buy({Priced("a", 2)}, "2", {Paid("500")}, "2026-01-15T12:00:00Z"));
  const ReturnResult back =
      Commit(*engine, ReturnLoose("r", "latte", 3)).answer.returned;
  EXPECT_EQ(back.refund, Eur(750));
  EXPECT_EQ(back.refund_in_points, Eur(550));
  EXPECT_EQ(back.refund_left, Eur(200));
  EXPECT_THAT(back.restored,
              ElementsAre(PointsByLot{
                  "bean", Points{550}, {{1, Points{50}}, {1, Points{500}}}}));
  ExpectSound(*engine);
}

TEST(Payments, AReturnOfWhatNoPointsPaidSaysNothingOfThem) {
  const auto engine = WithBeans(PayingCafe(), "1000");
  Commit(*engine, Buy({Priced("a", 2)}, "1", {}));
  const ReturnResult back =
      Commit(*engine, Return("r", "1", "a", 1)).answer.returned;
  EXPECT_EQ(back.refund_in_points, Money());
  EXPECT_EQ(back.refund_left, Money());
  EXPECT_THAT(back.restored, IsEmpty());
}

// Points moved from one lot to another, in the journal and in the lots alike.
constexpr char kMove[] =
    "UPDATE lots SET redeemed = redeemed - 10, remaining = remaining + 10"
    " WHERE number = 2;"
    "UPDATE lots SET redeemed = redeemed + 10, remaining = remaining - 10"
    " WHERE number = 3;"
    "UPDATE postings SET amount = amount + 10 WHERE entry = 4 AND lot = 2 AND"
    " bucket = 'available';"
    "UPDATE postings SET amount = amount - 10 WHERE entry = 4 AND lot = 2 AND"
    " bucket = 'redeemed';"
    "UPDATE postings SET amount = amount - 10 WHERE entry = 4 AND lot = 3 AND"
    " bucket = 'available';"
    "UPDATE postings SET amount = amount + 10 WHERE entry = 4 AND lot = 3 AND"
    " bucket = 'redeemed'";

TEST(Payments, VerifySeesWhatWasChanged) {
  const testing::TempFile file;
  {
    auto store = OpenSqliteStore(file.path(), {});
    ASSERT_THAT(store, IsOk());
    const auto engine = OpenOn(*std::move(store), PayingCafe());
    Commit(*engine, Purchase({Sale("a", 100)}, "0"));  // lot 1
    Commit(*engine, Give("0", "300"));
    Commit(*engine, Give("1", "500"));
    Line line = Sale("a", 1000, "coffee", 2);
    line.earns_nothing = true;
    Commit(*engine, Buy({line}, "1", {Paid("401")}));  // event 4
    Commit(*engine, Buy({line}, "2", {Paid("10")}));   // event 5
    Commit(*engine, Return("r1", "1", "a", 1));        // event 6
    Commit(*engine, Return("r2", "2", "a", 1));        // event 7
    ExpectSound(*engine);
  }
  struct Row {
    std::string damage;
    std::string problem;
  };
  const Row rows[] = {
      {"UPDATE lots SET redeemed = redeemed - 1 WHERE number = 2",
       "lots (account 1, number 2): redeemed is "},
      {kMove,
       "events (number 4): the journal and the orders it is of differ by "},
      {"UPDATE events SET answer = (SELECT answer FROM events WHERE number ="
       " 7) WHERE number = 6",
       "events (number 6): its answer and the orders it is of differ by "},
      {"UPDATE events SET answer = (SELECT answer FROM events WHERE number ="
       " 7) WHERE number = 6",
       "events (number 6): what its answer lacks of points' money is 195"},
      {"UPDATE events SET answer = (SELECT answer FROM events WHERE number ="
       " 5) WHERE number = 4",
       "events (number 4): the answer is not the one that was signed"},
  };
  for (const Row& row : rows) {
    const std::string copy = file.path() + ".copy";
    std::filesystem::copy_file(
        file.path(), copy, std::filesystem::copy_options::overwrite_existing);
    {
      auto db = Database::Open(copy, {});
      ASSERT_THAT(db, IsOk());
      ASSERT_THAT((*db)->Execute("damage", row.damage), IsOk()) << row.damage;
    }
    auto store = OpenSqliteStore(copy, {});
    ASSERT_THAT(store, IsOk());
    auto engine = Engine::Open({*std::move(store), &ProtobufCodec()});
    ASSERT_THAT(engine, IsOk());
    const auto found = (*engine)->Verify();
    ASSERT_THAT(found, IsOk());
    EXPECT_THAT(found->problems, ::testing::Contains(HasSubstr(row.problem)));
  }
}

// Whatever is bought and paid, and in whatever order it comes back, the books
// are right at each step; and what was bought and came back was not bought.
TEST(Payments, RandomOrdersThatComeBackLeaveNothing) {
  std::mt19937_64 random = testing::SeededRandom();
  for (int round = 0; round < 25; ++round) {
    Program program = PayingCafe();
    if (Between(random, 0, 1) == 0) {
      program.rules.push_back(
          MakeRule("off", testing::OffPercent("7%", "coffee")));
    }
    const auto engine = WithBeans(program, "5000");
    Commit(*engine, Give("1", "700", "bean"));
    Commit(*engine, Give("2", "333.3", "star"));
    const auto balances = ViewOf(*engine).balances;
    struct Open {
      std::string order;
      std::string line;
      int64_t units;
    };
    std::vector<Open> open;
    const int orders = static_cast<int>(Between(random, 1, 4));
    for (int o = 0; o < orders; ++o) {
      const std::string id = "o" + std::to_string(o);
      std::vector<Line> lines;
      const int64_t count = Between(random, 1, 4);
      for (int64_t l = 0; l < count; ++l) {
        const int64_t units = Between(random, 1, 5);
        lines.push_back(Sale(std::to_string(l), Between(random, 0, 3000),
                             Between(random, 0, 1) == 0 ? "coffee" : "cake",
                             units));
        open.push_back({id, lines.back().id, units});
      }
      std::vector<Tender> tenders;
      const auto pay = [&](int64_t most, const char* currency) {
        const int64_t points = Between(random, 0, most);
        if (points < 2) return;
        tenders.push_back(Paid(std::to_string(points), currency));
      };
      pay(1000, "bean");
      pay(80, "star");
      Outcome outcome;
      Event event = Buy(lines, id, tenders);
      if (absl::Status s = engine->Commit(event, {}, &outcome); !s.ok()) {
        EXPECT_EQ(ReasonOf(s), Reason::kBadValue) << s;  // more than is to pay
        event.basket.tenders.clear();
        Commit(*engine, event);
      }
      ExpectSound(*engine);
    }
    int number = 0;
    while (!open.empty()) {
      const auto at = static_cast<size_t>(
          Between(random, 0, static_cast<int64_t>(open.size()) - 1));
      Open& line = open[at];
      const int64_t units = Between(random, 1, line.units);
      const Event back =
          Return("r" + std::to_string(number++), line.order, line.line, units);
      const ReturnResult returned = Commit(*engine, back).answer.returned;
      EXPECT_GE(returned.refund_in_points.minor, 0);
      EXPECT_GE(returned.refund_left.minor, 0);
      ExpectSound(*engine);
      line.units -= units;
      if (line.units == 0) {
        open.erase(open.begin() + static_cast<std::ptrdiff_t>(at));
      }
    }
    EXPECT_EQ(ViewOf(*engine).balances, balances);
    for (const Lot& lot : ViewOf(*engine).lots) EXPECT_EQ(lot.redeemed, 0);
  }
}

}  // namespace
}  // namespace patron
