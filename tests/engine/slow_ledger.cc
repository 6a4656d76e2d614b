#include "tests/engine/slow_ledger.h"

#include <algorithm>

#include "patron/error.h"

namespace patron::testing {
namespace {

Instant StartOf(Date day) { return Instant{day.days * kMicrosPerDay}; }

Date DayOf(Instant at) {
  return Date{static_cast<int32_t>(at.us / kMicrosPerDay)};
}

Date Next(Date day) { return Date{day.days + 1}; }

// The same day so many months later, or the month's last.
Date WalkMonths(Date from, int months) {
  const int wanted = ToYearMonthDay(from).day;
  Date day = from;
  while (months > 0) {
    const int month = ToYearMonthDay(day).month;
    day = Next(day);
    if (ToYearMonthDay(day).month != month) --months;
  }
  while (ToYearMonthDay(day).day < wanted &&
         ToYearMonthDay(Next(day)).month == ToYearMonthDay(day).month) {
    day = Next(day);
  }
  return day;
}

Date Walk(Date day, const Span& span) {
  switch (span.unit) {
    case PeriodUnit::kMonth:
      return WalkMonths(day, span.count);
    case PeriodUnit::kQuarter:
      return WalkMonths(day, span.count * 3);
    case PeriodUnit::kYear:
      return WalkMonths(day, span.count * 12);
    default:
      break;
  }
  const int weeks = span.unit == PeriodUnit::kIsoWeek ? 7 : 1;
  for (int i = 0; i < span.count * weeks; ++i) day = Next(day);
  return day;
}

bool EndsPeriod(PeriodUnit unit, Date day) {
  const YearMonthDay is = ToYearMonthDay(day);
  const YearMonthDay next = ToYearMonthDay(Next(day));
  switch (unit) {
    case PeriodUnit::kIsoWeek:
      return WeekdayOf(day) == Weekday::kSunday;
    case PeriodUnit::kMonth:
      return is.month != next.month;
    case PeriodUnit::kQuarter:
      return (is.month - 1) / 3 != (next.month - 1) / 3;
    case PeriodUnit::kYear:
      return is.year != next.year;
    default:
      return true;
  }
}

bool IsYearDay(const YearDay& wanted, Date day) {
  const YearMonthDay is = ToYearMonthDay(day);
  return is.month == wanted.month &&
         is.day == std::min(wanted.day, DaysInMonth(is.year, is.month));
}

// The last day on which points of that day can be spent.
Date LastDayToSpend(const Expiry& expiry, Date earned) {
  Date day = Walk(earned, expiry.after);
  if (expiry.until) {
    while (!IsYearDay(*expiry.until, day)) day = Next(day);
  } else if (expiry.round_up) {
    while (!EndsPeriod(*expiry.round_up, day)) day = Next(day);
  }
  return day;
}

Units InUnits(const UnitRuns& runs) {
  Units units;
  for (const UnitRun& run : runs) {
    for (int64_t i = 0; i < run.count; ++i) units.push_back(run.each);
  }
  return units;
}

int64_t KeptPart(const FiredEffect& effect, const std::vector<int64_t>& kept) {
  int64_t sum = 0;
  for (const Allocation& allocation : effect.allocations) {
    const Units units = InUnits(allocation.units);
    for (int64_t i = 0; i < kept[allocation.line]; ++i) {
      sum += units[static_cast<size_t>(i)];
    }
  }
  return sum;
}

int64_t PointsFor(const FiredEffect& effect, int64_t base) {
  switch (effect.kind) {
    case EffectKind::kFixedPoints:
      return base > 0 ? effect.each.units : 0;
    case EffectKind::kBracketPoints: {
      // Nobody loses points for having kept less, nor gets more than were
      // given.
      int64_t points = 0;
      for (const PointsStep& step : effect.steps) {
        if (base > 0 && step.from <= base) {
          points = std::max(points, step.points.units);
        }
      }
      return std::min(points, effect.points.units);
    }
    case EffectKind::kMultiplyPoints:
      return base * effect.each.units * (effect.rate.billionths / 1'000'000) /
             (effect.per.minor * 1'000);
    default:
      return base * effect.each.units / effect.per.minor;
  }
}

}  // namespace

OrderKey OrderNamedBy(const Event& event) {
  if (event.kind == EventKind::kVoid) {
    return {event.voided.order_source, event.voided.order_id};
  }
  return {event.returned.order_source, event.returned.order_id};
}

int64_t WorthOf(const Program& program, const Tender& tender) {
  for (const PointsCurrency& points : program.points) {
    if (points.id != tender.currency) continue;
    // A minor unit is 10,000 millionths.
    int64_t divisor = 10'000;
    for (int i = 0; i < tender.points.decimals; ++i) divisor *= 10;
    return tender.points.number * points.pays->micros / divisor;
  }
  return 0;
}

int64_t StandsOf(const FiredEffect& effect,
                 const std::vector<int64_t>& kept_units) {
  int64_t base = KeptPart(effect, kept_units);
  if (effect.currency.empty()) return base;
  if (effect.whole_steps) base = base / effect.per.minor * effect.per.minor;
  const int64_t points = PointsFor(effect, base);
  const int64_t cap = effect.points_cap.units;
  return cap > 0 ? std::min(points, cap) : points;
}

bool SlowOrder::KeepsAll() const {
  for (size_t i = 0; i < paid.size(); ++i) {
    if (kept_units[i] != std::ssize(paid[i])) return false;
  }
  return true;
}

bool SlowOrder::KeepsAny() const {
  return std::any_of(kept_units.begin(), kept_units.end(),
                     [](int64_t units) { return units > 0; });
}

SlowLedger::SlowLedger(const Program& program)
    : program_(program), members_(1) {}

bool SlowLedger::Knows(std::string_view member) const {
  return std::find(members_.begin() + 1, members_.end(), member) !=
         members_.end();
}

int64_t SlowLedger::AccountOf(const Event& event) const {
  const OrderKey key = OrderNamedBy(event);
  for (const SlowOrder& order : orders_) {
    if (order.bought.source == key.source && order.bought.id == key.id) {
      return order.account;
    }
  }
  for (size_t i = 0; i < members_.size(); ++i) {
    if (members_[i] == event.member) return static_cast<int64_t>(i);
  }
  return -1;  // a stranger
}

size_t SlowLedger::IndexOf(std::string_view unit) const {
  size_t i = 0;
  while (i < program_.points.size() && program_.points[i].id != unit) ++i;
  return i;
}

void SlowLedger::Take(const Event& event, const Outcome& outcome) {
  of_ = event.source + "/" + event.id;
  int64_t account = AccountOf(event);
  if (account < 0) {
    account = static_cast<int64_t>(members_.size());
    members_.push_back(event.member);
  }
  Settle(account, event.arrival);
  switch (event.kind) {
    case EventKind::kPurchase:
      Buy(event, outcome, account);
      break;
    case EventKind::kReturn:
      BringBack(event, outcome, account);
      break;
    case EventKind::kAdjustment:
      Adjust(event, outcome, account);
      break;
    case EventKind::kVoid:
      Void(event, outcome, account);
      break;
    case EventKind::kExchange:
      BringBack(event, outcome, account);
      Buy(event, outcome, account);
      break;
    default:
      Problem("an event of a kind that is not known here");
  }
  posted_.emplace_back(account, event.arrival);
  if (account == 0) {
    Same("answer's balances", std::ssize(outcome.answer.balances), 0);
  } else if (outcome.answer.balances != BalancesOf(account)) {
    Problem("the answer has other balances");
  }
}

void SlowLedger::TakeRefused(const Event& event, Reason reason) {
  of_ = event.source + "/" + event.id + ", refused";
  const int64_t account = AccountOf(event);
  SlowLedger later = *this;  // nothing of it is kept
  if (account > 0) later.Settle(account, event.arrival);
  switch (reason) {
    case Reason::kInsufficientPoints: {
      bool lacks = false;
      for (const Tender& tender : event.basket.tenders) {
        const size_t currency = IndexOf(tender.currency);
        lacks = lacks || later.Spendable(event.member, currency,
                                         event.arrival) < tender.points.number;
      }
      if (event.kind == EventKind::kAdjustment) {
        lacks =
            later.Spendable(event.member, IndexOf(event.adjustment.currency),
                            event.arrival) < -event.adjustment.points.number;
      }
      if (!lacks) Problem("there are as many points");
      return;
    }
    case Reason::kArrivalTooEarly:
      if (account < 0 ||
          event.arrival.us >= LastPosting(account).us - kMicrosPerDay) {
        Problem("it does not arrive too early");
      }
      return;
    case Reason::kBadDate:
      for (const SlowOrder& order : orders_) {
        if (order.bought.id == OrderNamedBy(event).id &&
            event.time < order.bought.time) {
          return;
        }
      }
      return Problem("it does not come back before it was bought");
    case Reason::kReturnWithoutPurchase:
      if (!MatchOf(event, account).empty()) Problem("goods had been bought");
      return;
    case Reason::kUnknownMember:
      if (Knows(event.member)) Problem("the member is known");
      return;
    default:
      Problem("nothing was wrong with it");
  }
}

void SlowLedger::EndOfDay(Instant until) {
  of_ = "end of day";
  for (size_t i = 1; i < members_.size(); ++i) {
    Settle(static_cast<int64_t>(i), until);
  }
}

void SlowLedger::Settle(int64_t account, Instant until) {
  for (;;) {
    // When, whether it lapses, which.
    std::optional<std::tuple<Instant, bool, int64_t>> first;
    for (const SlowLot& lot : lots_) {
      if (lot.account != account) continue;
      const Sums sums = SumsOf(lot);
      const auto consider = [&](Instant at, bool lapses) {
        const std::tuple due(at, lapses, lot.number);
        if (at <= until && (!first || due < *first)) first = due;
      };
      const bool pending = sums[size_t(Bucket::kPending)] != 0;
      if (pending) consider(*lot.available_from, false);
      if (lot.expires && (pending || sums[size_t(Bucket::kAvailable)] != 0)) {
        consider(*lot.expires, true);
      }
    }
    if (!first) return;
    const auto [at, lapses, number] = *first;
    const SlowLot& lot = LotAt(account, number);
    const Sums sums = SumsOf(lot);
    const bool pending = sums[size_t(Bucket::kPending)] != 0;
    const Bucket from = pending ? Bucket::kPending : Bucket::kAvailable;
    const int64_t points = sums[size_t(from)];
    Post(lot, from, -points);
    Post(lot, lapses ? Bucket::kExpired : Bucket::kAvailable, points);
    posted_.emplace_back(account, at);
  }
}

SlowLot SlowLedger::AddLot(const Outcome& outcome, int64_t account,
                           size_t currency, const Event& event) {
  const PointsCurrency& points = program_.points[currency];
  const Date day = DayOf(event.time);
  SlowLot lot;
  lot.account = account;
  lot.number = 1;
  for (const SlowLot& other : lots_) {
    if (other.account == account) lot.number = other.number + 1;
  }
  lot.currency = currency;
  lot.event = outcome.event;
  lot.earned = event.time;
  if (event.kind == EventKind::kAdjustment) {
    lot.origin = LotOrigin::kGoodwill;
  } else if (points.pending) {
    lot.available_from = StartOf(Walk(day, *points.pending));
  }
  if (points.expires) {
    lot.expires = StartOf(Next(LastDayToSpend(*points.expires, day)));
  }
  return lot;
}

void SlowLedger::Post(const SlowLot& lot, Bucket bucket, int64_t amount) {
  if (amount == 0) return;
  postings_.push_back({lot.account, lot.currency, bucket, amount, lot.number});
}

void SlowLedger::PostMoney(int64_t account, int64_t taken_off) {
  const size_t money = program_.points.size();
  postings_.push_back({account, money, Bucket::kFunded, -taken_off, 0});
  postings_.push_back({account, money, Bucket::kDiscount, taken_off, 0});
}

void SlowLedger::Buy(const Event& event, const Outcome& outcome,
                     int64_t account) {
  const Decision& decision = outcome.answer.decision;
  Pay(event, outcome, account);
  for (uint32_t e = 0; e < decision.effects.size(); ++e) {
    const FiredEffect& effect = decision.effects[e];
    int64_t shares = 0;
    for (const FundedShare& share : effect.shares) shares += share.amount;
    if (effect.currency.empty()) {
      Same("shares of '" + effect.rule + "'", shares, effect.amount.minor);
      PostMoney(account, effect.amount.minor);
      continue;
    }
    Same("shares of '" + effect.rule + "'", shares, effect.points.units);
    SlowLot lot = AddLot(outcome, account, IndexOf(effect.currency), event);
    lot.effect = e;
    lot.rule = effect.rule;
    Post(lot, Bucket::kIssued, -effect.points.units);
    Post(lot, lot.available_from ? Bucket::kPending : Bucket::kAvailable,
         effect.points.units);
    lots_.push_back(lot);
  }
  SlowOrder& order = orders_.emplace_back();
  order.event = outcome.event;
  order.account = account;
  order.bought = event;
  order.decision = decision;
  order.redeemed = outcome.answer.redeemed;
  int64_t paid = 0;
  for (const LineResult& line : decision.lines) {
    const Units& units = order.paid.emplace_back(InUnits(line.paid));
    for (const int64_t each : units) paid += each;
    order.kept_units.push_back(std::ssize(units));
  }
  Same("what its units were paid", paid, decision.pay_total.minor);
  for (const FiredEffect& effect : decision.effects) {
    const bool points = !effect.currency.empty();
    Same("what stands of '" + effect.rule + "'",
         StandsOf(effect, order.kept_units),
         points ? effect.points.units : effect.amount.minor);
  }
}

void SlowLedger::Pay(const Event& event, const Outcome& outcome,
                     int64_t account) {
  const Answer& answer = outcome.answer;
  size_t next = 0;
  int64_t sum = 0;
  for (const Tender& tender : event.basket.tenders) {
    if (tender.kind != TenderKind::kPoints) continue;
    if (next == answer.redeemed.size() ||
        next == answer.decision.paid_by_points.size()) {
      return Problem("the answer lacks points that pay");
    }
    const PointsByLot& told = answer.redeemed[next];
    const PointsPaid& paid = answer.decision.paid_by_points[next++];
    Same("worth of points", paid.money.minor, WorthOf(program_, tender));
    sum += paid.money.minor;
    const std::vector<LotPart> lots =
        Spend(account, IndexOf(tender.currency), tender.points.number,
              Bucket::kRedeemed, event.arrival);
    if (told.currency != tender.currency || told.lots != lots) {
      Problem("the answer pays with other lots");
    }
    Same("points that pay", -told.points.units, tender.points.number);
  }
  Same("currencies that pay", std::ssize(answer.redeemed),
       static_cast<int64_t>(next));
  if (sum > answer.decision.pay_total.minor && sum > 0) {
    Problem("points pay more than there is to pay");
  }
}

bool SlowLedger::CanSpend(const SlowLot& lot, Instant at) const {
  return SumsOf(lot)[size_t(Bucket::kAvailable)] > 0 &&
         (!lot.expires || at < *lot.expires);
}

int64_t SlowLedger::Spendable(std::string_view member, size_t currency,
                              Instant at) const {
  int64_t sum = 0;
  for (const SlowLot& lot : lots_) {
    if (members_[static_cast<size_t>(lot.account)] == member &&
        lot.currency == currency && CanSpend(lot, at)) {
      sum += SumsOf(lot)[size_t(Bucket::kAvailable)];
    }
  }
  return sum;
}

std::vector<LotPart> SlowLedger::Spend(int64_t account, size_t currency,
                                       int64_t points, Bucket to, Instant at) {
  std::vector<SlowLot> lots;
  for (const SlowLot& lot : lots_) {
    if (lot.account == account && lot.currency == currency &&
        CanSpend(lot, at)) {
      lots.push_back(lot);
    }
  }
  const Instant never{INT64_MAX};
  std::sort(lots.begin(), lots.end(), [&](const SlowLot& a, const SlowLot& b) {
    return std::tuple(a.expires.value_or(never), a.earned, a.number) <
           std::tuple(b.expires.value_or(never), b.earned, b.number);
  });
  std::vector<LotPart> parts;
  for (const SlowLot& lot : lots) {
    const int64_t taken =
        std::min(points, SumsOf(lot)[size_t(Bucket::kAvailable)]);
    if (taken == 0) break;
    Post(lot, Bucket::kAvailable, -taken);
    Post(lot, to, taken);
    parts.push_back({lot.number, Points{-taken}});
    points -= taken;
  }
  Same("points that are missing", points, 0);
  return parts;
}

SlowLedger::Match SlowLedger::MatchOf(const Event& event,
                                      int64_t account) const {
  Match match;
  const bool receipt = !event.returned.order_id.empty();
  for (const ReturnLine& line : event.returned.lines) {
    // Newest first, then the later number and line.
    std::vector<std::tuple<Instant, size_t, size_t>> from;
    for (size_t o = 0; o < orders_.size(); ++o) {
      const SlowOrder& order = orders_[o];
      const std::vector<Line>& lines = order.bought.basket.lines;
      for (size_t i = 0; i < lines.size(); ++i) {
        const bool of_receipt = order.bought.id == event.returned.order_id &&
                                lines[i].id == line.order_line;
        const bool of_sku = order.account == account && account > 0 &&
                            lines[i].sku == line.sku &&
                            lines[i].unit_price == line.unit_price &&
                            order.bought.time <= event.time;
        if (receipt ? of_receipt : of_sku) {
          from.emplace_back(order.bought.time, o, i);
        }
      }
    }
    std::sort(from.rbegin(), from.rend());
    int64_t wanted = line.units;
    for (const auto& [time, o, i] : from) {
      const std::vector<int64_t>& kept = orders_[o].kept_units;
      const auto known = match.find(o);
      const int64_t taken = known == match.end() ? 0 : known->second[i];
      const int64_t units = std::min(wanted, kept[i] - taken);
      if (units <= 0) continue;
      match.try_emplace(o, kept.size(), 0).first->second[i] += units;
      wanted -= units;
    }
  }
  return match;
}

void SlowLedger::BringBack(const Event& event, const Outcome& outcome,
                           int64_t account) {
  BringBackThese(MatchOf(event, account), event, outcome, account);
}

// All of an order comes back, and it is one that never was.
void SlowLedger::Void(const Event& event, const Outcome& outcome,
                      int64_t account) {
  Match match;
  for (size_t o = 0; o < orders_.size(); ++o) {
    SlowOrder& order = orders_[o];
    if (order.bought.id != event.voided.order_id) continue;
    if (order.voided || !order.KeepsAll()) Problem("the order is not whole");
    match[o] = order.kept_units;
    order.voided = true;
  }
  BringBackThese(match, event, outcome, account);
}

void SlowLedger::BringBackThese(const Match& match, const Event& event,
                                const Outcome& outcome, int64_t account) {
  const ReturnResult& returned = outcome.answer.returned;
  restored_.clear();
  taken_back_.clear();
  int64_t units = 0;
  for (const auto& [order, back] : match) {
    for (const int64_t of_line : back) units += of_line;
    BringBackOf(back, returned, &orders_[order]);
  }
  for (const MatchedUnits& matched : returned.matched) units -= matched.units;
  Same("units that are back", -units, 0);
  CompareReturned(returned);
  if (!restored_.empty()) Settle(account, event.arrival);
}

void SlowLedger::BringBackOf(const std::vector<int64_t>& units,
                             const ReturnResult& returned, SlowOrder* order) {
  const std::vector<int64_t> before = order->kept_units;
  int64_t worth = 0;
  for (size_t i = 0; i < units.size(); ++i) {
    order->kept_units[i] -= units[i];
    const Units& paid = order->paid[i];
    for (auto at = static_cast<size_t>(order->kept_units[i]); at < paid.size();
         ++at) {
      worth += paid[at];
    }
    int64_t told = 0;
    for (const MatchedUnits& matched : returned.matched) {
      if (matched.order_id == order->bought.id &&
          matched.order_line == order->bought.basket.lines[i].id) {
        told += matched.units;
      }
    }
    Same("units of line " + std::to_string(i), told, units[i]);
  }
  const int64_t refunded_before = order->refunded_minor;
  const int64_t refund = std::max<int64_t>(0, worth - refunded_before);
  order->refunded_minor += refund;
  ++order->returns;
  int64_t told = 0;
  for (const MatchedUnits& matched : returned.matched) {
    if (matched.order_id == order->bought.id) told += matched.refund.minor;
  }
  Same("refund", told, refund);
  GivePointsBack(*order, refunded_before);
  TakeBack(*order);
  for (const FiredEffect& effect : order->decision.effects) {
    if (!effect.currency.empty()) continue;
    PostMoney(order->account,
              StandsOf(effect, order->kept_units) - StandsOf(effect, before));
  }
}

// So that of points that paid P, R refunded of T has given back P * R / T.
void SlowLedger::GivePointsBack(const SlowOrder& order,
                                int64_t refunded_before) {
  const int64_t total = order.decision.pay_total.minor;
  for (const PointsByLot& redeemed : order.redeemed) {
    const int64_t paid = -redeemed.points.units;
    int64_t before = paid * std::min(refunded_before, total) / total;
    int64_t after = paid * std::min(order.refunded_minor, total) / total;
    const size_t currency = IndexOf(redeemed.currency);
    for (auto part = redeemed.lots.rbegin(); part != redeemed.lots.rend();
         ++part) {
      const int64_t of_lot = -part->points.units;
      const int64_t back = std::min(after, of_lot) - std::min(before, of_lot);
      before -= std::min(before, of_lot);
      after -= std::min(after, of_lot);
      if (back == 0) continue;
      const SlowLot& lot = LotAt(order.account, part->lot);
      const int64_t owed = std::min(back, -SumsOf(lot)[size_t(Bucket::kDebt)]);
      Post(lot, Bucket::kRedeemed, -back);
      Post(lot, Bucket::kDebt, owed);
      Post(lot, Bucket::kAvailable, back - owed);
      restored_[{currency, lot.number}] += back;
    }
  }
}

void SlowLedger::TakeBack(const SlowOrder& order) {
  for (size_t e = 0; e < order.decision.effects.size(); ++e) {
    const FiredEffect& effect = order.decision.effects[e];
    if (effect.currency.empty()) continue;
    const SlowLot* const lot = LotOf(order, e);
    if (lot == nullptr) {
      Problem("a lot of the order is missing");
      continue;
    }
    const Sums sums = SumsOf(*lot);
    int64_t owed = effect.points.units - StandsOf(effect, order.kept_units) -
                   sums[size_t(Bucket::kTakenBack)];
    if (owed <= 0) continue;
    taken_back_[lot->currency] += owed;
    Post(*lot, Bucket::kTakenBack, owed);
    for (const Bucket from :
         {Bucket::kPending, Bucket::kAvailable, Bucket::kExpired}) {
      const int64_t taken = std::min(owed, sums[size_t(from)]);
      Post(*lot, from, -taken);
      owed -= taken;
    }
    Post(*lot, Bucket::kDebt, -owed);
  }
}

void SlowLedger::CompareReturned(const ReturnResult& returned) {
  std::map<std::pair<size_t, int64_t>, int64_t> restored;
  for (const PointsByLot& points : returned.restored) {
    for (const LotPart& part : points.lots) {
      restored[{IndexOf(points.currency), part.lot}] += part.points.units;
    }
  }
  if (restored != restored_) Problem("the answer restores other points");
  std::map<size_t, int64_t> taken_back;
  for (const PointsTotal& total : returned.taken_back) {
    taken_back[IndexOf(total.currency)] += total.points.units;
  }
  if (taken_back != taken_back_) Problem("the answer takes other points back");
}

void SlowLedger::Adjust(const Event& event, const Outcome& outcome,
                        int64_t account) {
  const size_t currency = IndexOf(event.adjustment.currency);
  const int64_t points = event.adjustment.points.number;
  std::vector<LotPart> lots;
  if (points > 0) {
    const SlowLot lot = AddLot(outcome, account, currency, event);
    Post(lot, Bucket::kAdjustedUp, -points);
    Post(lot, Bucket::kAvailable, points);
    lots_.push_back(lot);
    lots.push_back({lot.number, Points{points}});
  } else {
    lots =
        Spend(account, currency, -points, Bucket::kAdjustedDown, event.arrival);
  }
  if (outcome.answer.adjusted !=
      AdjustmentResult{event.adjustment.currency, Points{points}, lots}) {
    Problem("the answer adjusts other lots");
  }
}

}  // namespace patron::testing
