// What time does to the slow ledger: days are walked one by one.

#include <algorithm>

#include "tests/engine/slow_ledger.h"

namespace patron::testing {
Instant StartOf(Date day) { return Instant{day.days * kMicrosPerDay}; }

Date DayOf(Instant at) {
  return Date{static_cast<int32_t>(at.us / kMicrosPerDay)};
}

Date Next(Date day) { return Date{day.days + 1}; }

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

namespace {

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

bool IsYearDay(const YearDay& wanted, Date day) {
  const YearMonthDay is = ToYearMonthDay(day);
  return is.month == wanted.month &&
         is.day == std::min(wanted.day, DaysInMonth(is.year, is.month));
}

}  // namespace

Date LastDayToSpend(const Expiry& expiry, Date earned) {
  Date day = Walk(earned, expiry.after);
  if (expiry.until) {
    while (!IsYearDay(*expiry.until, day)) day = Next(day);
  } else if (expiry.round_up) {
    while (!EndsPeriod(*expiry.round_up, day)) day = Next(day);
  }
  return day;
}

namespace {

// Whether a clock that stands still goes on doing so.
bool StandsStill(const SlowActivity& activity, bool still) {
  return still && activity.lapse &&
         (activity.received || *activity.lapse <= activity.posted);
}

// Among the currencies, by their ids.
int64_t RankOf(const Program& program, size_t currency) {
  return std::count_if(program.points.begin(), program.points.end(),
                       [&](const PointsCurrency& other) {
                         return other.id < program.points[currency].id;
                       });
}

}  // namespace

Date PeriodOfEarning(PeriodUnit unit, Instant earned) {
  Date day = DayOf(earned);
  while (!EndsPeriod(unit, Date{day.days - 1})) day = Date{day.days - 1};
  return day;
}

const Plan& SlowLedger::PlanAt(Instant time) const {
  size_t at = plans_.size() - 1;
  while (at > 0 && DayOf(time) < plans_[at]->program().valid_from) --at;
  return *plans_[at];
}

std::optional<Instant> SlowLedger::LapseAfter(size_t currency,
                                              Instant when) const {
  const std::optional<Expiry>& expires =
      PlanAt(when).program().points[currency].expires;
  if (!expires || !expires->sliding) return std::nullopt;
  return StartOf(Next(LastDayToSpend(*expires, DayOf(when))));
}

void SlowLedger::NoteActive(int64_t account, size_t currency, Instant when) {
  active_.push_back(
      {account, currency, posting_, first_lot_, LapseAfter(currency, when)});
}

// A lot's clock is never earlier than it was, and stands still from an activity
// on after which points do not slide. What comes after it ran out is about
// later lots.
std::optional<Instant> SlowLedger::LapseOf(const SlowLot& lot) const {
  if (!lot.sliding) return lot.expires;
  std::optional<Instant> lapse;
  bool begun = false;
  for (const SlowActivity& activity : active_) {
    if (activity.account != lot.account || activity.currency != lot.currency) {
      continue;
    }
    const bool ran_out = lapse && *lapse <= activity.posted;
    if (ran_out && lot.number < activity.first_lot) return lapse;
    if (StandsStill(activity, begun && !lapse)) continue;
    if (activity.lapse) {
      begun = true;
      lapse = lapse ? std::max(*lapse, *activity.lapse) : activity.lapse;
    } else if (!ran_out) {
      lapse.reset();
    }
  }
  return lapse;
}

std::vector<Clock> SlowLedger::ClocksOf(int64_t account,
                                        size_t currency) const {
  std::vector<Clock> clocks;
  for (const SlowActivity& activity : active_) {
    if (activity.account != account || activity.currency != currency) continue;
    const std::optional<Instant> due =
        clocks.empty() ? std::nullopt : clocks.back().due;
    const bool ran_out = due && *due <= activity.posted;
    if (StandsStill(activity, !clocks.empty() && !due)) continue;
    if (!activity.lapse) {
      if (!ran_out && !clocks.empty()) clocks.back().due.reset();
      continue;
    }
    if (clocks.empty() ||
        (ran_out && clocks.back().first_lot != activity.first_lot)) {
      Clock& clock = clocks.emplace_back();
      clock.currency = program_.points[currency].id;
      clock.first_lot = activity.first_lot;
    }
    clocks.back().due =
        std::max(due.value_or(Instant{INT64_MIN}), *activity.lapse);
  }
  return clocks;
}

std::optional<Instant> SlowLedger::NextDueOf(int64_t account) const {
  std::optional<Instant> next;
  for (const SlowLot& lot : lots_) {
    if (lot.account != account) continue;
    const Sums sums = SumsOf(lot);
    const auto consider = [&](bool is, std::optional<Instant> at) {
      if (is && at && (!next || *at < *next)) next = at;
    };
    const bool pending = sums[size_t(Bucket::kPending)] != 0;
    consider(pending && !lot.awaits_goods, lot.available_from);
    consider(pending || sums[size_t(Bucket::kAvailable)] != 0, LapseOf(lot));
  }
  for (const SlowHold& hold : holds_) {
    if (hold.account != account || hold.state != HoldState::kHeld) continue;
    if (!next || *hold.held.until < *next) next = hold.held.until;
  }
  for (const auto& [key, due] : statements_) {
    if (key.first == account && (!next || due < *next)) next = due;
  }
  return next;
}

void SlowLedger::Settle(int64_t account, Instant until) {
  for (;;) {
    // When, what it is (available, a statement, lapsed, lapsed by a clock), and
    // of which lot or currency.
    std::optional<std::tuple<Instant, int, int64_t>> first;
    for (const SlowLot& lot : lots_) {
      if (lot.account != account) continue;
      const Sums sums = SumsOf(lot);
      const auto consider = [&](Instant at, int how) {
        const std::tuple due(at, how, lot.number);
        if (at <= until && (!first || due < *first)) first = due;
      };
      const bool pending = sums[size_t(Bucket::kPending)] != 0;
      if (pending && !lot.awaits_goods) consider(*lot.available_from, 0);
      const std::optional<Instant> lapse = LapseOf(lot);
      if (lapse && (pending || sums[size_t(Bucket::kAvailable)] != 0)) {
        consider(*lapse, lot.sliding ? 3 : 2);
      }
    }
    for (const auto& [key, due] : statements_) {
      const std::tuple statement(due, 1, RankOf(program_, key.second));
      if (key.first == account && due <= until &&
          (!first || statement < *first)) {
        first = statement;
      }
    }
    // A hold lapses behind what is due for lots at its instant.
    SlowHold* const hold = NextToLapse(account);
    if (hold != nullptr && *hold->held.until <= until &&
        (!first || *hold->held.until < std::get<0>(*first))) {
      EndHold(hold, HoldState::kLapsed, *hold->held.until);
      if (!hold->points.empty()) {
        MoveStatements(account, *hold->held.until, /*how=*/4);
      }
      continue;
    }
    if (!first) return;
    const auto [at, how, number] = *first;
    if (how == 1) {
      size_t currency = 0;
      while (RankOf(program_, currency) != number) ++currency;
      GiveStatement(account, currency, at);
      continue;
    }
    const SlowLot& lot = LotAt(account, number);
    const Sums sums = SumsOf(lot);
    const bool pending = sums[size_t(Bucket::kPending)] != 0;
    const Bucket from = pending ? Bucket::kPending : Bucket::kAvailable;
    const int64_t points = sums[size_t(from)];
    Post(lot, from, -points);
    Post(lot, how == 0 ? Bucket::kAvailable : Bucket::kExpired, points);
    posted_.emplace_back(account, at);
    MoveStatements(account, at, how);
  }
}

SlowLot SlowLedger::AddLot(const Outcome& outcome, int64_t account,
                           size_t currency, const Event& event) {
  const Program& program = PlanAt(event.time).program();
  const PointsCurrency& points = program.points[currency];
  const Date day = DayOf(event.time);
  SlowLot lot;
  lot.account = account;
  lot.number = 1;
  for (const SlowLot& other : lots_) {
    if (other.account == account) lot.number = other.number + 1;
  }
  lot.currency = currency;
  lot.event = outcome.event;
  lot.version = program.version;
  lot.earned = event.time;
  if (event.kind == EventKind::kAdjustment) {
    lot.origin = LotOrigin::kGoodwill;
  } else if (event.kind == EventKind::kTransfer) {
    lot.origin = LotOrigin::kTransfer;
  } else {
    if (points.pending) {
      lot.available_from = StartOf(Walk(day, *points.pending));
    }
    if (points.available_from && day < *points.available_from) {
      lot.available_from =
          std::max(lot.available_from.value_or(Instant{INT64_MIN}),
                   StartOf(*points.available_from));
    }
  }
  lot.sliding = points.expires && points.expires->sliding;
  if (points.expires && !lot.sliding) {
    lot.expires = StartOf(Next(LastDayToSpend(*points.expires, day)));
  }
  return lot;
}

}  // namespace patron::testing
