#include "tests/engine/random_history.h"

#include <algorithm>
#include <utility>

#include "tests/fixtures.h"
#include "tests/seed.h"

namespace patron::testing {
namespace {

constexpr int64_t kHourUs = 3600 * kMicrosPerSecond;

std::optional<Span> RandomPending(std::mt19937_64& random) {
  switch (Between(random, 0, 3)) {
    case 0:
      return Span{static_cast<int32_t>(Between(random, 1, 10)),
                  PeriodUnit::kDay};
    case 1:
      return Span{1, PeriodUnit::kMonth};
    default:
      return std::nullopt;
  }
}

std::optional<Expiry> RandomExpiry(std::mt19937_64& random) {
  const auto count = static_cast<int32_t>(Between(random, 1, 3));
  switch (Between(random, 0, 4)) {
    case 0:
      return std::nullopt;
    case 1:
      return Expiry{
          {count, PeriodUnit::kMonth},
          Between(random, 0, 1) ? PeriodUnit::kMonth : PeriodUnit::kQuarter};
    case 2:
      return Expiry{{count, PeriodUnit::kIsoWeek}, PeriodUnit::kIsoWeek};
    case 3:
      return Expiry{{count, PeriodUnit::kDay},
                    {},
                    YearDay{static_cast<int32_t>(Between(random, 1, 12)), 29}};
    default:
      return Expiry{
          {static_cast<int32_t>(Between(random, 3, 60)), PeriodUnit::kDay}};
  }
}

Expiry Sliding(std::mt19937_64& random) {
  Expiry expiry{
      {static_cast<int32_t>(Between(random, 5, 70)), PeriodUnit::kDay}};
  expiry.sliding = true;
  return expiry;
}

void SetLife(std::mt19937_64& random, PointsCurrency* points) {
  const auto one_in = [&](int64_t n) { return Between(random, 1, n) == 1; };
  points->pending_until = std::nullopt;
  points->debts = DebtPolicy::kKeep;
  points->available_from = std::nullopt;
  points->pending = RandomPending(random);
  points->expires = one_in(3) ? Sliding(random) : RandomExpiry(random);
  if (one_in(3)) points->pending_until = PendingUntil::kFulfilment;
  if (one_in(2)) points->debts = DebtPolicy::kFromEarning;
  if (one_in(5)) points->available_from = On("2026-03-01");
  if (points->transfers) {
    points->transfers->expiry =
        one_in(2) ? Transfers::Expiry::kKeep : Transfers::Expiry::kReset;
  }
}

// What is decided in the first version stays so in later ones.
// Points that can be given pay alike, whoever earned them.
void SetGrandfathered(std::mt19937_64& random, PointsCurrency* points) {
  points->grandfathered =
      points->pays && !points->transfers && Between(random, 0, 1) == 1;
}

void SetTransfers(std::mt19937_64& random, PointsCurrency* points) {
  if (points->status || Between(random, 0, 2) == 0) return;
  points->transfers = Transfers{};
  points->transfers->within_household = Between(random, 0, 3) == 0;
  points->pooled = !points->apart && Between(random, 0, 1) == 1;
}

void SetReturns(std::mt19937_64& random, Program* program) {
  for (Rule& rule : program->rules) {
    const bool card = std::holds_alternative<StampCard>(rule.then[0].what);
    const bool again = !card && Between(random, 0, 2) == 0;
    rule.returns = again ? Returns::kReEvaluate : Returns::kAllocated;
  }
}

// One that lowers a unit's price, one that touches no unit, and one that takes
// off steps; in the order of their ids.
void AddRewards(std::mt19937_64& random, bool shared, Program* program) {
  program->products = {{"mug", "A mug", {}}};
  Reward coffee;
  coffee.id = "free-coffee";
  coffee.currency = "bean";
  coffee.prices = {{Points{4}, {}}, {Points{1}, Eur(90)}};
  coffee.unit = "coffee";
  coffee.times_max = 3;
  if (shared) coffee.stock = 9;
  Reward mug;
  mug.id = "mug";
  mug.currency = "bean";
  mug.prices = {{Points{2}, {}}};
  mug.then.emplace_back().what = Gift{"mug", 1};
  if (shared) mug.stock = 5;
  Reward off;
  off.id = "off";
  off.currency = "star";
  off.prices = {{Points{55}, {}}};
  off.then = {OffAmount(41)};
  off.then[0].funders = {{"roaster", *ParseRate("33.3%")}};
  off.times_max = 5;
  off.limits = {
      {Between(random, 3, 9), Limit::Per::kMember, PeriodUnit::kMonth}};
  // That of a rule, of which it takes no part.
  if (shared && Between(random, 0, 1)) {
    coffee.budget = "treats";
    off.budget = "treats";
  }
  program->rewards = {coffee, mug, off};
}

Automatic RandomAutomatic(std::mt19937_64& random, Points price) {
  Automatic automatic;
  automatic.every = static_cast<PeriodUnit>(
      Between(random, 0, Between(random, 0, 3) == 0 ? 4 : 2));
  if (Between(random, 0, 1)) {
    automatic.from = Points{price.units + Between(random, 0, 2 * price.units)};
  }
  return automatic;
}

void AddAutomatic(std::mt19937_64& random, std::string id, std::string from,
                  Points price, FixedPoints gives, Program* program) {
  for (const PointsCurrency& points : program->points) {
    if (points.id == from && points.apart) return;
  }
  Reward& reward = program->rewards.emplace_back();
  reward.id = std::move(id);
  reward.currency = std::move(from);
  reward.prices = {{price, {}}};
  reward.then.emplace_back().what = std::move(gives);
  reward.automatic = RandomAutomatic(random, price);
}

// Beans become tokens or stars, and stars tokens.
void AddStatements(std::mt19937_64& random, Program* program) {
  const bool stars = Between(random, 0, 1) == 1;
  if (stars || Between(random, 0, 1)) {
    AddAutomatic(random, "z-tokens", "star", Points{Between(random, 40, 200)},
                 {"token", Points{Between(random, 1, 30)}}, program);
  }
  AddAutomatic(random, "z-turns", "bean", Points{Between(random, 1, 9)},
               {stars ? "star" : "token", Points{Between(random, 1, 60)}},
               program);
}

void AddEarning(std::mt19937_64& random, Program* program) {
  Effect beans = Earn(1, 100);
  std::get<EarnPoints>(beans.what).whole_steps = Between(random, 0, 1) == 1;
  program->rules.push_back(MakeRule("beans", beans));
  Effect stars = Earn(7, 30, "coffee");
  std::get<EarnPoints>(stars.what).currency = "star";
  stars.funders = {{"roaster", *ParseRate("33.3%")}};
  if (Between(random, 0, 1)) stars.points_cap = Points{180};
  program->rules.push_back(MakeRule("stars", stars));
  Effect crumbs = Earn(1, 70);
  std::get<EarnPoints>(crumbs.what).currency = "crumb";
  program->rules.push_back(MakeRule("crumbs", crumbs));
  const auto maybe = [&](std::string id, Effect effect) {
    if (Between(random, 0, 2) == 0) return;
    program->rules.push_back(MakeRule(std::move(id), std::move(effect)));
  };
  maybe("double", Times("2.5", "coffee"));
  maybe("cups", {UnitPoints{"bean", Points{2}, "coffee"}, {}});
  maybe("thanks", {FixedPoints{"star", Points{55}}, {}});
  // Some give fewer points for more.
  Brackets steps{.currency = "bean"};
  steps.steps = {
      {.from = 500, .up_to = 999, .points = Points{Between(random, 1, 9)}},
      {.from = 1000, .up_to = 1999, .points = Points{Between(random, 1, 9)}},
      {.from = 2000, .points = Points{Between(random, 1, 9)}}};
  maybe("steps", {steps, {}});
  StampCard card{.pay = Between(random, 2, 5), .of = "coffee"};
  card.over_visits = true;
  if (Between(random, 0, 1)) card.rate = Rate::Percent(40);
  maybe("card", {card, {}});
}

void AddDiscounts(std::mt19937_64& random, bool shared, Program* program) {
  Effect third = OffPercent("15%", "coffee");
  third.funders = {{"roaster", Rate::Percent(30)}};
  Rule deal = MakeRule("deal", third, "count(\"coffee\") >= 2");
  deal.limits = {
      {Between(random, 1, 3), Limit::Per::kMember, PeriodUnit::kMonth}};
  if (shared) deal.limits.push_back({4, Limit::Per::kProgram, {}});
  program->rules.push_back(deal);
  Rule big =
      MakeRule("big", OffAmount(333), "basket.total >= money(\"15.00\")");
  if (Between(random, 0, 1)) big.then.push_back(Earn(1, 50));
  if (shared) {
    program->budgets.push_back(
        {"treats", Eur(900), PeriodUnit::kQuarter, Between(random, 0, 1) == 1});
    big.budget = "treats";
    big.limits = {{2, Limit::Per::kProgram, PeriodUnit::kIsoWeek}};
  }
  program->rules.push_back(big);
  if (Between(random, 0, 1)) {
    program->rules.push_back(
        MakeRule("three", {BuyGet{.buy = 2, .of = "coffee"}, {}}));
  }
  program->rules.push_back(
      MakeRule("new", OffPercent("3%"), "member.stats.orders < 2"));
  program->rules.push_back(
      MakeRule("rich", OffPercent("2%"), "points(\"bean\") >= 10"));
}

// What is off coffee: the best of it, of which a reward may be one.
void Compete(std::mt19937_64& random, Program* program) {
  program->groups = {{"offers", "", GroupMode::kBest}};
  for (Rule& rule : program->rules) {
    if (rule.id == "deal" || rule.id == "three") rule.group = "offers";
  }
  if (Between(random, 0, 1)) program->rewards[0].group = "offers";
}

}  // namespace

Program RandomProgram(std::mt19937_64& random, const HistoryOptions& options) {
  Program program = Cafe();
  program.points.push_back({.id = "star", .name = "stars", .decimals = 2});
  program.points[0].pays =
      *ParseUnitPrice(Between(random, 0, 1) ? "0.35" : "0.01", EurCurrency());
  program.points[1].pays = *ParseUnitPrice("0.017", EurCurrency());
  program.points.push_back({.id = "crumb", .name = "crumbs", .status = true});
  program.points.push_back({.id = "token", .name = "tokens", .decimals = 1});
  program.points[3].pays = *ParseUnitPrice("0.11", EurCurrency());
  for (PointsCurrency& points : program.points) {
    SetLife(random, &points);
    if (options.spends && !points.status && Between(random, 0, 3) == 0) {
      points.apart =
          Between(random, 0, 1) ? PeriodUnit::kMonth : PeriodUnit::kIsoWeek;
    }
    if (options.shares) SetTransfers(random, &points);
    if (points.transfers && Between(random, 0, 1) == 0) {
      points.transfers->expiry = Transfers::Expiry::kReset;
    }
    SetGrandfathered(random, &points);
  }
  AddEarning(random, &program);
  AddDiscounts(random, options.shared_counters, &program);
  AddRewards(random, options.shared_counters, &program);
  if (Between(random, 0, 2) == 0) Compete(random, &program);
  if (options.statements != HistoryOptions::Statements::kNone) {
    AddStatements(random, &program);
  }
  if (Between(random, 0, 3) == 0) program.tax.prices = Tax::Prices::kWithoutTax;
  if (Between(random, 0, 2) == 0) SetReturns(random, &program);
  return program;
}

Date FirstDayOfNextVersion() { return On("2026-02-15"); }

Program NextVersion(std::mt19937_64& random, const HistoryOptions& options,
                    Program program) {
  program.version = "2";
  program.valid_from = FirstDayOfNextVersion();
  const bool gives = options.statements == HistoryOptions::Statements::kAll;
  std::erase_if(program.rewards, [&](const Reward& reward) {
    return reward.automatic && (!gives || Between(random, 0, 3) == 0);
  });
  for (Reward& reward : program.rewards) {
    if (!reward.automatic || Between(random, 0, 1)) continue;
    reward.prices[0].points.units += Between(random, 0, 3);
    reward.automatic = RandomAutomatic(random, reward.prices[0].points);
  }
  for (PointsCurrency& points : program.points) {
    SetLife(random, &points);
    // Never less, so that what is chosen to pay still does.
    if (points.pays) points.pays->micros *= Between(random, 1, 3);
    SetGrandfathered(random, &points);
  }
  if (Between(random, 0, 2) == 0) SetReturns(random, &program);
  return program;
}

RandomHistory::RandomHistory(std::mt19937_64& random, const Program& program,
                             const HistoryOptions& options)
    : random_(random),
      program_(program),
      options_(options),
      latest_us_(At("2026-01-14T12:00:00Z").us) {}

int64_t RandomHistory::From(int64_t least, int64_t most) {
  return Between(random_, least, most);
}

bool RandomHistory::OneIn(int64_t n) { return From(1, n) == 1; }

std::string RandomHistory::AnyOf(const std::vector<std::string>& names) {
  return names[static_cast<size_t>(From(0, std::ssize(names) - 1))];
}

Step RandomHistory::Next(const SlowLedger& slow) {
  Step step;
  const int64_t what = From(0, options_.shares ? 44 : 31);
  if (what > 31) {
    step.event = what > 37 ? JoinOrLeave(slow) : Give(slow);
  } else if (what > 25 && !slow.orders().empty()) {
    step.event = what < 30 ? KeepBack(slow) : Cancel(slow);
  } else if (what < 9 || slow.orders().empty()) {
    step.event = Buy(slow);
  } else if (what < 13) {
    step.event = BringBack(slow);
  } else if (what < 14) {
    step.event = BringBackLoose();
  } else if (what < 17) {
    step.event = Adjust(slow);
  } else if (what < 18) {
    step.event = Exchange(slow);
  } else if (what < 20) {
    step.event = Void(slow);
  } else if (what < 23) {
    step.event = HandOver(slow);
  } else if (what < 24 && !sent_.empty()) {
    step.event = sent_[static_cast<size_t>(From(0, std::ssize(sent_) - 1))];
    // What was refused then may be committed now, and is late.
    if (step.event.arrival.us >= earliest_us_) {
      step.kind = Step::Kind::kAgain;
      return step;
    }
    step.event = Buy(slow);
  } else {
    step.kind = Step::Kind::kEndOfDay;
    latest_us_ += From(0, 20) * kMicrosPerDay;
    step.until = Instant{latest_us_};
    if (!options_.late_after_end_of_day) earliest_us_ = latest_us_;
    return step;
  }
  sent_.push_back(step.event);
  return step;
}

// Some days later; late by hours, or from a till that was cut off for weeks.
Event RandomHistory::NewEvent(EventKind kind) {
  Event event;
  event.kind = kind;
  event.source = "till";
  event.id = std::to_string(events_++);
  latest_us_ += From(0, 9) * kMicrosPerDay;
  int64_t late_us = From(0, 20) * kHourUs;
  if (OneIn(50)) late_us += 10 * kHourUs;
  event.arrival = Instant{std::max(earliest_us_, latest_us_ - late_us)};
  event.time = event.arrival;
  if (OneIn(6)) event.time.us -= From(0, 40) * kMicrosPerDay;
  event.member = AnyOf({"ann", "bob", "cid"});
  return event;
}

Line RandomHistory::RandomLine(int64_t number) {
  const int64_t units = From(1, 4);
  Line line = Sale(std::to_string(number), From(0, 1500),
                   OneIn(3) ? "cake" : "coffee", units);
  if (OneIn(2)) {
    line.sku = AnyOf({"latte", "mocha"});
    line.amount = Eur(250 * units);
    line.unit_price = *ParseUnitPrice("2.50", EurCurrency());
  } else if (options_.trade_ins && OneIn(12)) {
    line.kind = LineKind::kTradeIn;
    line.amount = Eur(-From(1, 800));
  }
  if (program_.tax.prices == Tax::Prices::kWithoutTax && !OneIn(4)) {
    line.tax_rate = Rate::Percent(OneIn(2) ? 7 : 19);
  }
  line.later = OneIn(4);
  return line;
}

Event RandomHistory::Buy(const SlowLedger& slow) {
  Event event = NewEvent(EventKind::kPurchase);
  if (OneIn(8)) event.member.clear();
  const int64_t lines = From(1, 3);
  for (int64_t i = 0; i < lines; ++i) {
    event.basket.lines.push_back(RandomLine(i));
  }
  if (options_.spends && slow.Knows(event.member)) {
    if (OneIn(3)) AddRewards(slow, &event);
    AddTenders(slow, &event);
  }
  TakeHold(slow, &event);
  return event;
}

// Mostly such that the member has as many points.
void RandomHistory::AddRewards(const SlowLedger& slow, Event* event) {
  for (const Reward& reward : program_.rewards) {
    if (reward.automatic || OneIn(2)) continue;
    BasketReward taken{reward.id, From(1, reward.times_max),
                       From(1, std::ssize(reward.prices))};
    const size_t currency = reward.currency == "bean" ? 0 : 1;
    const int64_t has = slow.Spendable(*event, currency);
    while (taken.count > 1 && CostOf(reward, taken) > has) --taken.count;
    if (CostOf(reward, taken) > has && !OneIn(9)) continue;
    event->basket.rewards.push_back(taken);
  }
}

// Mostly as many points as the member has, for at most half of the goods.
void RandomHistory::AddTenders(const SlowLedger& slow, Event* event) {
  int64_t total = 0;
  for (const Line& line : event->basket.lines) total += line.amount.minor;
  for (size_t i = 0; i < program_.points.size(); ++i) {
    const PointsCurrency& points = program_.points[i];
    if (!points.pays || OneIn(3)) continue;
    int64_t of_minor = 10'000;  // millionths
    for (int d = 0; d < points.decimals; ++d) of_minor *= 10;
    const int64_t micros = points.pays->micros;
    const int64_t least = (of_minor + micros - 1) / micros;
    int64_t has = slow.Spendable(*event, i);
    for (const BasketReward& taken : event->basket.rewards) {
      for (const Reward& reward : program_.rewards) {
        if (reward.id == taken.id && reward.currency == points.id) {
          has = std::max<int64_t>(0, has - CostOf(reward, taken));
        }
      }
    }
    const int64_t most =
        std::min(has + From(0, 1), total / 2 * of_minor / micros);
    if (most < least) continue;
    Tender& tender = event->basket.tenders.emplace_back();
    tender.kind = TenderKind::kPoints;
    tender.currency = points.id;
    tender.points = {OneIn(3) ? most : From(least, most),
                     static_cast<uint8_t>(points.decimals)};
  }
}

Event RandomHistory::ReceiptOf(const SlowOrder& order) {
  Event event = NewEvent(EventKind::kReturn);
  event.member = AnyOf({"ann", "bob", ""});  // the receipt says whose it is
  event.returned.order_source = order.bought.source;
  event.returned.order_id = order.bought.id;
  return event;
}

Event RandomHistory::BringBack(const SlowLedger& slow) {
  const std::vector<SlowOrder>& orders = slow.orders();
  auto at = static_cast<size_t>(From(0, std::ssize(orders) - 1));
  for (size_t i = 0; i < orders.size() && !orders[at].AnyThere(); ++i) {
    at = (at + 1) % orders.size();
  }
  const SlowOrder& order = orders[at];
  if (!order.AnyThere()) return Buy(slow);
  Event event = ReceiptOf(order);
  const bool all = OneIn(4);
  for (size_t i = 0; i < order.kept_units.size(); ++i) {
    const int64_t there = order.ThereOf(i);
    if (there == 0) continue;
    const std::string& id = order.bought.basket.lines[i].id;
    event.returned.lines.push_back(
        {id, id, "", {}, all ? there : From(1, there)});
    if (!all && OneIn(2)) break;
  }
  return event;
}

Event RandomHistory::BringBackLoose() {
  Event event = NewEvent(EventKind::kReturn);
  const UnitPrice price = *ParseUnitPrice("2.50", EurCurrency());
  event.returned.lines.push_back(
      {"1", "", AnyOf({"latte", "mocha"}), price, From(1, 6)});
  return event;
}

// Some goods of an order for others; what they cost more is paid in cash.
Event RandomHistory::Exchange(const SlowLedger& slow) {
  Event event = BringBack(slow);
  if (event.kind != EventKind::kReturn) return event;
  event.kind = EventKind::kExchange;
  for (const SlowOrder& order : slow.orders()) {
    if (order.bought.id == event.returned.order_id) {
      event.member = order.bought.member;
    }
  }
  event.basket.lines.push_back(RandomLine(0));
  if (options_.spends && OneIn(3) && slow.Knows(event.member)) {
    AddRewards(slow, &event);
  }
  TakeHold(slow, &event);
  return event;
}

Event RandomHistory::HandOver(const SlowLedger& slow) {
  for (const SlowOrder& order : slow.orders()) {
    if (order.AnyOpen() && OneIn(2)) return FulfilmentOf(order, true);
  }
  return Buy(slow);
}

Event RandomHistory::FulfilmentOf(const SlowOrder& order, bool some) {
  Event event = NewEvent(EventKind::kFulfilment);
  event.member = AnyOf({"ann", "bob", ""});
  event.fulfilment.order_source = order.bought.source;
  event.fulfilment.order_id = order.bought.id;
  for (size_t i = 0; i < order.open_units.size(); ++i) {
    const int64_t open = order.open_units[i];
    if (open == 0) continue;
    FulfilmentLine line{order.bought.basket.lines[i].id, 0, open};
    if (some) {
      line.cancelled = OneIn(2) ? 0 : From(0, open);
      line.fulfilled = From(line.cancelled == 0 ? 1 : 0, open - line.cancelled);
    }
    event.fulfilment.lines.push_back(line);
    if (some && OneIn(2)) break;
  }
  return event;
}

// An order that is whole; of an exchange the other half is back.
Event RandomHistory::Void(const SlowLedger& slow) {
  for (const SlowOrder& order : slow.orders()) {
    if (!order.KeepsAll() || order.voided || OneIn(2) ||
        order.bought.kind != EventKind::kPurchase) {
      continue;
    }
    Event event = NewEvent(EventKind::kVoid);
    event.voided = {order.bought.source, order.bought.id, "keyed in twice",
                    "eva"};
    return event;
  }
  return Buy(slow);
}

Event RandomHistory::Adjust(const SlowLedger& slow) {
  Event event = NewEvent(EventKind::kAdjustment);
  const auto i = static_cast<size_t>(From(0, std::ssize(program_.points) - 1));
  const std::optional<Expiry>& expires = program_.points[i].expires;
  if (!options_.clocks_of_given && expires && expires->sliding) {
    return Buy(slow);
  }
  int64_t points = From(1, 60);
  if (options_.spends && OneIn(2)) {
    const int64_t has = slow.Spendable(event, i, Bucket::kAdjustedDown);
    points = -std::max<int64_t>(1, std::min(points, has + From(0, 1)));
  }
  event.adjustment = {
      program_.points[i].id,
      {points, static_cast<uint8_t>(program_.points[i].decimals)},
      "a test",
      "eva"};
  return event;
}

// Mostly as many points as the member has.
Event RandomHistory::Give(const SlowLedger& slow) {
  const std::vector<std::string> members =
      options_.shares_by_two ? std::vector<std::string>{"ann", "bob"}
                             : std::vector<std::string>{"ann", "bob", "cid"};
  Event event = NewEvent(EventKind::kTransfer);
  event.member = AnyOf(members);
  event.transfer.to = AnyOf(members);
  for (size_t i = 0; i < program_.points.size(); ++i) {
    const PointsCurrency& points = program_.points[i];
    if (!points.transfers || event.transfer.to == event.member) continue;
    const int64_t has = slow.Spendable(event, i, Bucket::kTransferredOut);
    const int64_t most = has + (OneIn(9) ? 1 : 0);
    if (most < 1 || OneIn(3)) continue;
    event.transfer.currency = points.id;
    event.transfer.points = {OneIn(3) ? most : From(1, most),
                             static_cast<uint8_t>(points.decimals)};
    return event;
  }
  return Buy(slow);
}

Event RandomHistory::JoinOrLeave(const SlowLedger& slow) {
  const std::string member = options_.shares_by_two
                                 ? AnyOf({"ann", "bob"})
                                 : AnyOf({"ann", "bob", "cid"});
  const bool in = !slow.HouseholdOf(member).empty();
  const bool joins = in ? OneIn(9) : !OneIn(9);
  // A household lasts a while.
  if (in && !joins && !OneIn(3)) return Buy(slow);
  Event event = NewEvent(joins ? EventKind::kJoin : EventKind::kLeave);
  event.member = member;
  if (joins) event.household = OneIn(9) ? "h" : "H";
  return event;
}

std::vector<Event> RandomHistory::BringAllBack(const SlowLedger& slow,
                                               bool everything) {
  std::vector<Event> returns;
  for (const SlowOrder& order : slow.orders()) {
    const bool whole = everything || slow.IsJudgedAgain(order);
    if (order.AnyOpen() && (whole || OneIn(2))) {
      returns.push_back(FulfilmentOf(order, false));
    }
    std::vector<int64_t> kept;
    int64_t left = 0;
    for (size_t i = 0; i < order.kept_units.size(); ++i) {
      left += kept.emplace_back(order.ThereOf(i));
    }
    for (int64_t part = From(whole ? 1 : 0, 3); part > 0 && left > 0; --part) {
      Event event = ReceiptOf(order);
      for (size_t i = 0; i < kept.size(); ++i) {
        const bool rest = whole && part == 1;
        const int64_t units = rest ? kept[i] : From(0, kept[i]);
        if (units == 0) continue;
        const std::string& id = order.bought.basket.lines[i].id;
        event.returned.lines.push_back({id, id, "", {}, units});
        kept[i] -= units;
        left -= units;
      }
      if (!event.returned.lines.empty()) returns.push_back(std::move(event));
    }
  }
  return returns;
}

}  // namespace patron::testing
