// Random histories: whatever is held, bought, handed over, cancelled and
// brought back, by whomever, with a receipt or without, in whatever order and
// on whatever day, all that is kept can be derived again, and where everything
// is back nothing is left.

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

// One that lowers a unit's price, one that takes off steps, one that touches no
// unit, of stock and limits.
void AddRewards(Program* program) {
  program->products = {{"mug", "A mug", {}}};
  Reward coffee;
  coffee.id = "free-coffee";
  coffee.currency = "bean";
  coffee.prices = {{Points{4}, {}}, {Points{1}, testing::Eur(90)}};
  coffee.unit = "coffee";
  coffee.times_max = 3;
  coffee.stock = 9;
  Reward off;
  off.id = "off";
  off.currency = "star";
  off.prices = {{Points{55}, {}}};
  off.then = {OffAmount(41)};
  off.then[0].funders = {{"roaster", *ParseRate("33.3%")}};
  off.times_max = 5;
  off.limits = {{7, Limit::Per::kMember, PeriodUnit::kMonth}};
  Reward mug;
  mug.id = "mug";
  mug.currency = "bean";
  mug.prices = {{Points{2}, {}}};
  mug.then.emplace_back().what = Gift{"mug", 1};
  mug.stock = 5;
  program->rewards = {coffee, off, mug};
}

// Beans, where all of them combine, become stars, and stars tokens that pay.
void AddStatements(std::mt19937_64& random, Program* program) {
  program->points.push_back({.id = "token"});
  const auto add = [&](std::string id, std::string from, int64_t price,
                       FixedPoints gives) {
    Reward& reward = program->rewards.emplace_back();
    reward.id = std::move(id);
    reward.currency = std::move(from);
    reward.prices = {{Points{price}, {}}};
    reward.then.emplace_back().what = std::move(gives);
    reward.automatic = Automatic{
        Between(random, 0, 1) ? PeriodUnit::kIsoWeek : PeriodUnit::kMonth, {}};
  };
  if (!program->points[0].apart) {
    add("beans-to-stars", "bean", 5, {"star", Points{60}});
  }
  add("stars-to-tokens", "star", 80, {"token", Points{1}});
}

Program Busy(std::mt19937_64& random, bool statements) {
  Program program = BeanCafe();
  program.points.push_back({.id = "star", .name = "stars", .decimals = 2});
  program.points[0].pays = *ParseUnitPrice("0.35", testing::EurCurrency());
  program.points[1].pays = *ParseUnitPrice("0.017", testing::EurCurrency());
  if (Between(random, 0, 1)) {
    program.points[0].pending = Span{5, PeriodUnit::kDay};
  }
  if (Between(random, 0, 2) == 0) {
    program.points[0].apart = PeriodUnit::kIsoWeek;
  }
  program.points[0].expires = Expiry{
      {static_cast<int32_t>(Between(random, 3, 90)), PeriodUnit::kDay}, {}};
  program.points[0].expires->sliding = Between(random, 0, 1);
  for (PointsCurrency& points : program.points) {
    if (Between(random, 0, 1)) {
      points.pending_until = PendingUntil::kFulfilment;
    }
    if (Between(random, 0, 1)) points.debts = DebtPolicy::kFromEarning;
  }
  if (Between(random, 0, 3) == 0) {
    program.points[1].available_from = testing::On("2026-03-01");
  }
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
  AddRewards(&program);
  if (statements) AddStatements(random, &program);
  // Some of them are judged again on what is kept.
  for (Rule& rule : program.rules) {
    if (Between(random, 0, 2) == 0) rule.returns = Returns::kReEvaluate;
  }
  return program;
}

struct Bought {
  std::string order;
  std::string line;
  std::string member;
  std::string sku;
  int64_t left = 0;
  int64_t open = 0;  // of them: still to be handed over
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
      line.later = Between(random_, 0, 2) == 0;
      bought_.push_back({event.id, id, event.member, line.sku, units,
                         line.later ? units : 0});
      event.basket.lines.push_back(std::move(line));
    }
    if (Between(random_, 0, 1)) {
      Tender& tender = event.basket.tenders.emplace_back();
      tender.kind = static_cast<TenderKind>(Between(random_, 1, 5));
      tender.amount = testing::Eur(Between(random_, 1, 3000));
    }
    if (!event.member.empty()) {
      AddPoints(&event);
      AddRewards(&event);
    }
    TakeHold(&event);
    Outcome outcome;
    absl::Status status = engine_.Commit(event, {}, &outcome);
    while (!status.ok() && Shrink(ReasonOf(status), &event)) {
      status = engine_.Commit(event, {}, &outcome);
    }
    ASSERT_THAT(status, IsOk());
    consumed_ += !event.hold.id.empty();
    paid_in_points_ += !outcome.answer.decision.paid_by_points.empty();
    took_rewards_ += !event.basket.rewards.empty();
    paid_ += outcome.answer.decision.pay_total.minor;
  }

  // What a basket takes is kept back for some hours or days; some of them
  // consume another hold.
  void Hold() {
    PassTime();
    Event event = Purchase({Sale("0", Between(random_, 1, 3000), "coffee",
                                 Between(random_, 1, 3))},
                           "h" + std::to_string(number_++));
    event.kind = EventKind::kHold;
    event.member = Pick({"ann", "bob", ""});
    event.time = event.arrival = Instant{now_us_};
    event.until =
        Instant{now_us_ + Between(random_, 1, 900) * 3600 * kMicrosPerSecond};
    if (!event.member.empty()) {
      AddPoints(&event);
      AddRewards(&event);
    }
    TakeHold(&event);
    Outcome outcome;
    absl::Status status = engine_.Commit(event, {}, &outcome);
    while (!status.ok() && Shrink(ReasonOf(status), &event)) {
      status = engine_.Commit(event, {}, &outcome);
    }
    if (ReasonOf(status) == Reason::kUnknownMember) return;
    ASSERT_THAT(status, IsOk());
    held_.push_back({event.id, event.member});
    held_points_ += !outcome.answer.held.empty();
  }

  // A hold is cancelled, or all of them are; some are over by then.
  void LetGo(bool all) {
    PassTime();
    while (!held_.empty()) {
      Event event = Purchase({}, "c" + std::to_string(number_++));
      event.kind = EventKind::kRelease;
      event.time = event.arrival = Instant{latest_us_};
      event.hold = {"till", held_.back().first};
      held_.pop_back();
      Outcome outcome;
      const absl::Status status = engine_.Commit(event, {}, &outcome);
      const Reason why = ReasonOf(status);
      EXPECT_TRUE(status.ok() || why == Reason::kHoldOver) << status;
      let_go_ += status.ok();
      if (!all) return;
    }
  }

  // An order of which nothing is back is undone.
  void Undo() {
    PassTime();
    if (bought_.empty()) return;
    Event event;
    event.kind = EventKind::kVoid;
    event.source = "desk";
    event.id = "v" + std::to_string(number_++);
    event.time = event.arrival = Instant{latest_us_};
    const std::string order = PickBought().order;
    event.voided = {"till", order, "a slip", "eva"};
    Outcome outcome;
    const absl::Status status = engine_.Commit(event, {}, &outcome);
    if (!status.ok()) {
      const Reason why = ReasonOf(status);
      EXPECT_TRUE(why == Reason::kOrderNotWhole || why == Reason::kBadValue);
      return;
    }
    ++voided_;
    refunded_ += outcome.answer.returned.refund.minor;
    for (Bought& line : bought_) {
      if (line.order == order) line.left = line.open = 0;
    }
  }

  // A unit of something comes back for something else.
  void Swap() {
    PassTime();
    if (bought_.empty()) return;
    const Bought from = PickBought();
    const int64_t there = from.left - from.open;
    if (there == 0) return;
    Event event = Return("x" + std::to_string(number_++), from.order, from.line,
                         Between(random_, 1, there));
    event.kind = EventKind::kExchange;
    event.member = from.member;
    event.time = event.arrival = Instant{latest_us_};
    event.basket.lines = {
        Sale("0", Between(random_, 0, 3000), "coffee", Between(random_, 1, 3))};
    Outcome outcome;
    ASSERT_THAT(engine_.Commit(event, {}, &outcome), IsOk());
    refunded_ += outcome.answer.returned.refund.minor;
    paid_ += outcome.answer.decision.pay_total.minor;
    for (Bought& line : bought_) {
      if (line.order == from.order && line.line == from.line) {
        line.left -= event.returned.lines[0].units;
      }
    }
    const int64_t units = event.basket.lines[0].quantity.units();
    bought_.push_back({event.id, "0", event.member, "", units});
    ++exchanged_;
  }

  // Some units of a line, or all that is left of it, are handed over, and some
  // are cancelled.
  void HandOver(bool all) {
    PassTime();
    std::vector<size_t> open;
    for (size_t i = 0; i < bought_.size(); ++i) {
      if (bought_[i].open > 0) open.push_back(i);
    }
    if (open.empty()) return;
    Bought& line = bought_[open[static_cast<size_t>(
        Between(random_, 0, static_cast<int64_t>(open.size()) - 1))]];
    Event event;
    event.kind = EventKind::kFulfilment;
    event.source = "store-room";
    event.id = "f" + std::to_string(number_++);
    event.time = event.arrival = Instant{latest_us_};
    const int64_t cancelled = Between(random_, 0, line.open);
    int64_t fulfilled = line.open - cancelled;
    if (!all) fulfilled = Between(random_, 0, fulfilled);
    if (fulfilled + cancelled == 0) return;
    event.fulfilment = {
        "till", line.order, {{line.line, fulfilled, cancelled}}};
    Send(event);
    line.open -= fulfilled + cancelled;
    line.left -= cancelled;
    handed_over_ += fulfilled;
    cancelled_ += cancelled;
  }

  // Some units of one or two lines of an order, or all that is left.
  void BringBack(bool all) {
    PassTime();
    std::vector<size_t> open;
    for (size_t i = 0; i < bought_.size(); ++i) {
      if (bought_[i].left > bought_[i].open) open.push_back(i);
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
      const int64_t there = line.left - line.open;
      const int64_t units = all ? there : Between(random_, 1, there);
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
  [[nodiscard]] bool AnyOpen() const {
    return std::any_of(bought_.begin(), bought_.end(),
                       [](const Bought& line) { return line.open > 0; });
  }
  [[nodiscard]] int64_t handed_over() const { return handed_over_; }
  [[nodiscard]] int64_t cancelled() const { return cancelled_; }
  [[nodiscard]] int64_t paid() const { return paid_; }
  [[nodiscard]] int64_t refunded() const { return refunded_; }
  [[nodiscard]] int64_t paid_in_points() const { return paid_in_points_; }
  [[nodiscard]] int64_t voided() const { return voided_; }
  [[nodiscard]] int64_t exchanged() const { return exchanged_; }
  [[nodiscard]] int64_t took_rewards() const { return took_rewards_; }
  [[nodiscard]] int64_t held_points() const { return held_points_; }
  [[nodiscard]] int64_t consumed() const { return consumed_; }
  [[nodiscard]] int64_t let_go() const { return let_go_; }
  [[nodiscard]] Instant latest() const { return Instant{latest_us_}; }

 private:
  Bought PickBought() {
    return bought_[static_cast<size_t>(
        Between(random_, 0, static_cast<int64_t>(bought_.size()) - 1))];
  }

  // Two thirds of all baskets consume a hold, over or not, if there is one.
  void TakeHold(Event* event) {
    if (Between(random_, 0, 2) == 0) return;
    for (size_t i = held_.size(); i-- > 0;) {
      const auto& [hold, member] = held_[i];
      if (!member.empty() && member != event->member) continue;
      event->hold = {"till", hold};
      held_.erase(held_.begin() + static_cast<std::ptrdiff_t>(i));
      return;
    }
  }

  // Whether there is less of what was refused: more than there is to pay or to
  // act on, or than they have, or a hold that is over.
  static bool Shrink(Reason why, Event* event) {
    if (why == Reason::kHoldOver) {
      event->hold = {};
      return true;
    }
    if (why != Reason::kBadValue && why != Reason::kRewardNotGiven &&
        why != Reason::kInsufficientPoints) {
      return false;
    }
    if (event->basket.rewards.empty()) {
      if (event->basket.tenders.empty()) return false;
      event->basket.tenders.clear();
    } else {
      event->basket.rewards.pop_back();
    }
    return true;
  }

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

  void AddRewards(Event* event) {
    std::vector<BasketReward>& rewards = event->basket.rewards;
    if (Between(random_, 0, 1)) {
      rewards.push_back({"off", Between(random_, 1, 5), 0});
    }
    if (Between(random_, 0, 2) == 0) rewards.push_back({"mug", 1, 1});
    if (Between(random_, 0, 1)) {
      rewards.push_back(
          {"free-coffee", Between(random_, 1, 3), Between(random_, 1, 2)});
    }
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
  int64_t voided_ = 0;
  int64_t exchanged_ = 0;
  int64_t took_rewards_ = 0;
  int64_t handed_over_ = 0;  // units
  int64_t cancelled_ = 0;
  std::vector<Bought> bought_;
  std::vector<std::pair<std::string, std::string>> held_;  // id, member
  int64_t held_points_ = 0;                                // holds of points
  int64_t consumed_ = 0;
  int64_t let_go_ = 0;
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
  int64_t voided = 0;
  int64_t exchanged = 0;
  int64_t took_rewards = 0;
  int64_t handed_over = 0;
  int64_t cancelled = 0;
  int64_t held_points = 0;
  int64_t consumed = 0;
  int64_t let_go = 0;
  int64_t given = 0;
  for (int round = 0; round < 80; ++round) {
    const bool negative_lines = round % 3 == 2;
    // What they have given stays when everything else is back.
    const bool statements = round % 4 == 3;
    auto store = OpenMemoryStore();
    Store& seen = *store;
    const auto engine =
        testing::OpenOn(std::move(store), Busy(random, statements));
    History history(*engine, random, negative_lines);
    for (int step = 0; step < 30 && !::testing::Test::HasFailure(); ++step) {
      const int64_t what = Between(random, 0, 14);
      if (what == 14) {
        history.LetGo(false);
      } else if (what > 11) {
        history.Hold();
      } else if (what < 4) {
        history.Buy();
      } else if (what == 4) {
        history.Swap();
      } else if (what == 5) {
        history.Undo();
      } else if (what > 9) {
        history.HandOver(what == 10);
      } else if (what < 8) {
        history.BringBack(what == 6);
      } else {
        history.BringBackLoose();
      }
      if (step % 5 == 0) ExpectSound(*engine);
    }
    while (history.AnyLeft() && !::testing::Test::HasFailure()) {
      if (history.AnyOpen() && Between(random, 0, 1) == 1) {
        history.HandOver(true);
      }
      history.BringBack(Between(random, 0, 1) == 1);
    }
    history.LetGo(true);
    ExpectSound(*engine);
    // A trade-in that comes back late leaves too much refunded.
    if (negative_lines) {
      EXPECT_GE(history.refunded(), history.paid());
    } else {
      EXPECT_EQ(history.refunded(), history.paid());
    }
    if (!statements) ExpectNothingLeft(*engine, history.latest());
    EXPECT_THAT(seen.ForEachCounter([](const Counter& counter) {
      EXPECT_EQ(counter.used, 0) << counter.key.unit;
      return absl::OkStatus();
    }),
                IsOk());
    EXPECT_THAT(seen.ForEachAccount([&](const AccountState& account) {
      for (const Lot& lot : account.lots) {
        given += lot.origin == LotOrigin::kReward;
      }
      return absl::OkStatus();
    }),
                IsOk());
    if (HasFailure()) return;
    paid_in_points += history.paid_in_points();
    voided += history.voided();
    exchanged += history.exchanged();
    took_rewards += history.took_rewards();
    handed_over += history.handed_over();
    cancelled += history.cancelled();
    held_points += history.held_points();
    consumed += history.consumed();
    let_go += history.let_go();
  }
  EXPECT_GT(paid_in_points, 20);
  EXPECT_GT(voided, 20);
  EXPECT_GT(exchanged, 20);
  EXPECT_GT(took_rewards, 20);
  EXPECT_GT(handed_over, 50);
  EXPECT_GT(cancelled, 50);
  EXPECT_GT(held_points, 10);
  EXPECT_GT(consumed, 10);
  EXPECT_GT(let_go, 10);
  EXPECT_GT(given, 20);
}

}  // namespace
}  // namespace patron
