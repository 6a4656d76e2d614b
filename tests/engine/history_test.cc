// Random histories: whatever is bought and brought back, by whomever, with a
// receipt or without, in whatever order and on whatever day, all that is kept
// can be derived again, and where everything is back nothing is left.

#include <algorithm>
#include <map>
#include <random>

#include "tests/engine/engine_testing.h"
#include "tests/seed.h"

namespace patron {
namespace {

using testing::At;
using testing::BeanCafe;
using testing::Between;
using testing::Earn;
using testing::ExpectSound;
using testing::IsOk;
using testing::MakeRule;
using testing::OffAmount;
using testing::OffPercent;
using testing::Open;
using testing::Purchase;
using testing::Return;
using testing::ReturnLoose;
using testing::Sale;
using testing::Times;

Program Busy(std::mt19937_64& random) {
  Program program = BeanCafe();
  program.points.push_back({.id = "star", .name = "stars", .decimals = 2});
  program.points[0].pays = *ParseUnitPrice("0.35", testing::EurCurrency());
  program.points[1].pays = *ParseUnitPrice("0.017", testing::EurCurrency());
  if (Between(random, 0, 1)) {
    program.points[0].pending = Span{5, PeriodUnit::kDay};
  }
  program.points[0].expires = Expiry{
      {static_cast<int32_t>(Between(random, 3, 90)), PeriodUnit::kDay}, {}};
  Effect stars = Earn(7, 30, "coffee");
  std::get<EarnPoints>(stars.what).currency = "star";
  stars.funders = {{"roaster", *ParseRate("33.3%")}};
  program.rules.push_back(MakeRule("stars", stars));
  Effect shared = OffPercent("15%", "coffee");
  shared.funders = {{"roaster", Rate::Percent(30)}};
  Rule deal = MakeRule("deal", shared, "count(\"coffee\") >= 2");
  deal.limits = {{3, Limit::Per::kMember, PeriodUnit::kMonth},
                 {5, Limit::Per::kProgram, {}}};
  program.rules.push_back(deal);
  program.rules.push_back(MakeRule("double", Times("2.5", "coffee")));
  Rule big =
      MakeRule("big", OffAmount(333), "basket.total >= money(\"20.00\")");
  big.then.push_back(Earn(1, 50));
  big.limits = {{2, Limit::Per::kProgram, PeriodUnit::kIsoWeek}};
  program.rules.push_back(big);
  program.rules.push_back(
      MakeRule("new", OffPercent("3%"), "member.stats.orders < 2"));
  return program;
}

struct Bought {
  std::string order;
  std::string line;
  std::string member;
  std::string sku;
  int64_t left = 0;
};

class History {
 public:
  History(Engine& engine, std::mt19937_64& random, bool negative_lines)
      : engine_(engine), random_(random), negative_lines_(negative_lines) {}

  // Late by up to a day, or after some days.
  void PassTime() {
    latest_us_ += Between(random_, 0, 9) * kMicrosPerDay;
    now_us_ = latest_us_ - Between(random_, 0, 20) * 3600 * kMicrosPerSecond;
  }

  void Buy() {
    PassTime();
    Event event = Purchase({}, "o" + std::to_string(number_++));
    event.member = Pick({"ann", "bob", ""});
    event.time = event.arrival = Instant{now_us_};
    const int64_t count = Between(random_, 1, 4);
    for (int64_t i = 0; i < count; ++i) {
      const std::string id = std::to_string(i);
      const int64_t units = Between(random_, 1, 4);
      Line line =
          Sale(id, Between(random_, 0, 1500), Pick({"coffee", "cake"}), units);
      if (Between(random_, 0, 1)) {
        line.sku = Pick({"latte", "mocha"});
        line.amount = testing::Eur(250 * units);
        line.unit_price = *ParseUnitPrice("2.50", testing::EurCurrency());
      }
      if (negative_lines_ && Between(random_, 0, 3) == 0) {
        line.kind = LineKind::kTradeIn;
        line.amount.minor = -Between(random_, 1, 800);
        line.unit_price.reset();
      }
      bought_.push_back({event.id, id, event.member, line.sku, units});
      event.basket.lines.push_back(std::move(line));
    }
    if (!event.member.empty()) AddPoints(&event);
    Outcome outcome;
    if (!event.basket.tenders.empty()) {
      const absl::Status status = engine_.Commit(event, {}, &outcome);
      // More than there is to pay, or than they have.
      if (ReasonOf(status) == Reason::kBadValue ||
          ReasonOf(status) == Reason::kInsufficientPoints) {
        event.basket.tenders.clear();
      }
    }
    ASSERT_THAT(engine_.Commit(event, {}, &outcome), IsOk());
    paid_in_points_ += !event.basket.tenders.empty();
    paid_ += outcome.answer.decision.pay_total.minor;
  }

  // Some units of one or two lines of an order, or all that is left.
  void BringBack(bool all) {
    PassTime();
    std::vector<size_t> open;
    for (size_t i = 0; i < bought_.size(); ++i) {
      if (bought_[i].left > 0) open.push_back(i);
    }
    if (open.empty()) return;
    const Bought first = bought_[open[static_cast<size_t>(
        Between(random_, 0, static_cast<int64_t>(open.size()) - 1))]];
    Event event = Return("r" + std::to_string(number_++), first.order, "", 1);
    event.returned.lines.clear();
    event.member = Pick({"ann", "bob", ""});  // the receipt says whose it is
    event.time = event.arrival = Instant{latest_us_};
    for (const size_t i : open) {
      Bought& line = bought_[i];
      if (line.order != first.order ||
          (!all && line.line != first.line && Between(random_, 0, 1))) {
        continue;
      }
      const int64_t units = all ? line.left : Between(random_, 1, line.left);
      line.left -= units;
      event.returned.lines.push_back({line.line, line.line, "", {}, units});
    }
    Send(event);
  }

  // Without a receipt; what comes back is told by the answer.
  void BringBackLoose() {
    PassTime();
    Event event = ReturnLoose("l" + std::to_string(number_++),
                              Pick({"latte", "mocha"}), Between(random_, 1, 6));
    event.member = Pick({"ann", "bob"});
    event.time = event.arrival = Instant{latest_us_};
    Outcome outcome;
    const absl::Status status = engine_.Commit(event, {}, &outcome);
    if (ReasonOf(status) == Reason::kReturnWithoutPurchase) return;
    ASSERT_THAT(status, IsOk());
    refunded_ += outcome.answer.returned.refund.minor;
    for (const MatchedUnits& matched : outcome.answer.returned.matched) {
      for (Bought& line : bought_) {
        if (line.order == matched.order_id && line.line == matched.order_line) {
          EXPECT_EQ(line.member, event.member);
          line.left -= matched.units;
        }
      }
    }
  }

  [[nodiscard]] bool AnyLeft() const {
    return std::any_of(bought_.begin(), bought_.end(),
                       [](const Bought& line) { return line.left > 0; });
  }
  [[nodiscard]] int64_t paid() const { return paid_; }
  [[nodiscard]] int64_t refunded() const { return refunded_; }
  [[nodiscard]] int64_t paid_in_points() const { return paid_in_points_; }
  [[nodiscard]] Instant latest() const { return Instant{latest_us_}; }

 private:
  // Half of all who come pay with beans, and half with stars.
  void AddPoints(Event* event) {
    const auto add = [&](const char* currency, WrittenPoints points) {
      if (Between(random_, 0, 1) == 0) return;
      Tender& tender = event->basket.tenders.emplace_back();
      tender.kind = TenderKind::kPoints;
      tender.currency = currency;
      tender.points = points;
    };
    add("bean", {Between(random_, 1, 15), 0});
    add("star", {Between(random_, 60, 900), 2});
  }

  void Send(const Event& event) {
    Outcome outcome;
    ASSERT_THAT(engine_.Commit(event, {}, &outcome), IsOk());
    refunded_ += outcome.answer.returned.refund.minor;
  }

  std::string Pick(std::vector<std::string> of) {
    return of[static_cast<size_t>(
        Between(random_, 0, static_cast<int64_t>(of.size()) - 1))];
  }

  Engine& engine_;
  std::mt19937_64& random_;
  bool negative_lines_;
  int64_t latest_us_ = At("2026-01-14T12:00:00Z").us;
  int64_t now_us_ = latest_us_;
  int number_ = 0;
  int64_t paid_ = 0;
  int64_t refunded_ = 0;
  int64_t paid_in_points_ = 0;  // orders
  std::vector<Bought> bought_;
};

void ExpectNothingLeft(const Engine& engine, Instant latest) {
  for (const char* member : {"ann", "bob"}) {
    const absl::StatusOr<MemberView> view = engine.Member(member, latest);
    if (!view.ok()) continue;  // never came
    for (const Balance& balance : view->balances) {
      EXPECT_EQ(balance, (Balance{balance.currency, {}, {}, {}}));
    }
    EXPECT_EQ(view->statistics.units, 0);
    EXPECT_EQ(view->statistics.orders_kept, 0);
    EXPECT_EQ(view->statistics.purchase_days, 0);
    EXPECT_EQ(view->statistics.repeat_spend_minor, 0);
    EXPECT_TRUE(view->lots.empty());
  }
}

TEST(History, StaysSoundAndEndsInNothing) {
  std::mt19937_64 random = testing::SeededRandom();
  int64_t paid_in_points = 0;
  for (int round = 0; round < 60; ++round) {
    const bool negative_lines = round % 3 == 2;
    auto store = OpenMemoryStore();
    Store& seen = *store;
    const auto engine = testing::OpenOn(std::move(store), Busy(random));
    History history(*engine, random, negative_lines);
    for (int step = 0; step < 25 && !::testing::Test::HasFailure(); ++step) {
      const int64_t what = Between(random, 0, 9);
      if (what < 5) {
        history.Buy();
      } else if (what < 8) {
        history.BringBack(what == 5);
      } else {
        history.BringBackLoose();
      }
      if (step % 5 == 0) ExpectSound(*engine);
    }
    while (history.AnyLeft() && !::testing::Test::HasFailure()) {
      history.BringBack(Between(random, 0, 1) == 1);
    }
    ExpectSound(*engine);
    // A trade-in that comes back late leaves too much refunded.
    if (negative_lines) {
      EXPECT_GE(history.refunded(), history.paid());
    } else {
      EXPECT_EQ(history.refunded(), history.paid());
    }
    ExpectNothingLeft(*engine, history.latest());
    EXPECT_THAT(seen.ForEachCounter([](const Counter& counter) {
      EXPECT_EQ(counter.used, 0) << counter.key.unit;
      return absl::OkStatus();
    }),
                IsOk());
    if (HasFailure()) return;
    paid_in_points += history.paid_in_points();
  }
  EXPECT_GT(paid_in_points, 20);
}

}  // namespace
}  // namespace patron
