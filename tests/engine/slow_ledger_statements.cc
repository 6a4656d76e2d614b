// Statements of the slow ledger: points that become other points by themselves.
//
// When one is due is told anew from the sums after each posting, with days
// walked one by one.

#include "tests/engine/slow_ledger.h"

namespace patron::testing {
namespace {

const Reward* AutomaticOf(const Program& program, std::string_view currency) {
  for (const Reward& reward : program.rewards) {
    if (reward.automatic && reward.currency == currency) return &reward;
  }
  return nullptr;
}

// How often it is given for so many points.
int64_t TimesOf(const Reward& reward, int64_t points) {
  const Points price = reward.prices[0].points;
  return points < reward.automatic->from.value_or(price).units
             ? 0
             : points / price.units;
}

}  // namespace

std::map<CounterKey, int64_t> SlowLedger::Uses() const {
  std::map<CounterKey, int64_t> used;
  for (const SlowOrder& order : orders_) {
    for (size_t d = 0; d < order.decision.draws.size(); ++d) {
      used[order.decision.draws[d].key] += order.standing.draws[d];
    }
  }
  return used;
}

bool SlowLedger::HasPosted(const Event& event, size_t postings_before,
                           const std::map<CounterKey, int64_t>& before) {
  for (size_t i = postings_before; i < postings_.size(); ++i) {
    if (postings_[i].amount != 0) return true;
  }
  const bool buys =
      event.kind == EventKind::kPurchase || event.kind == EventKind::kExchange;
  if (buys && !orders_.back().decision.draws.empty()) return true;
  return Uses() != before;
}

void SlowLedger::MoveStatements(int64_t account, Instant at, int how,
                                std::string_view currency) {
  if (within_event_) return;
  const Instant last = LastPosting(account);
  const Program& program = PlanAt(last).program();
  const std::vector<Balance> balances = BalancesOf(account);
  for (size_t i = 0; i < program_.points.size(); ++i) {
    statements_.erase({account, i});
    const std::string& id = program_.points[i].id;
    const Reward* const reward = AutomaticOf(program, id);
    if (reward == nullptr || TimesOf(*reward, balances[i].available.units -
                                                  balances[i].debt.units) < 1) {
      continue;
    }
    const PeriodUnit every = reward->automatic->every;
    const bool passed = at != last || how > 1 || (how == 1 && id <= currency);
    Date day = DayOf(last);
    const bool begins =
        StartOf(day) == last && EndsPeriod(every, Date{day.days - 1});
    if (begins && !passed) {
      statements_[{account, i}] = last;
      continue;
    }
    while (!EndsPeriod(every, day)) day = Next(day);
    statements_[{account, i}] = StartOf(Next(day));
  }
}

void SlowLedger::GiveStatement(int64_t account, size_t currency, Instant at) {
  statements_.erase({account, currency});
  const std::string& id = program_.points[currency].id;
  const Reward* const reward = AutomaticOf(PlanAt(at).program(), id);
  const Balance balance = BalancesOf(account)[currency];
  const int64_t times =
      reward == nullptr
          ? 0
          : TimesOf(*reward, balance.available.units - balance.debt.units);
  if (times == 0) return;  // it stands still
  // What lapses at that instant is still there; what has lapsed is not.
  Event taking;
  taking.time = Instant{INT64_MAX};
  taking.arrival = Instant{at.us - 1};
  Spend(taking, account, currency, times * reward->prices[0].points.units,
        Bucket::kRedeemed);
  const auto& gives = std::get<FixedPoints>(reward->then[0].what);
  const size_t given = IndexOf(gives.currency);
  Event when;
  when.time = at;
  SlowLot lot = AddLot({}, account, given, when);
  lot.origin = LotOrigin::kReward;
  lot.rule = reward->id;
  const int64_t points = times * gives.points.units;
  Post(lot, Bucket::kIssued, -points);
  Post(lot, lot.available_from ? Bucket::kPending : Bucket::kAvailable, points);
  posting_ = std::max(at, LastPosting(account));
  first_lot_ = lot.number;
  lots_.push_back(lot);
  NoteActive(account, given, at);
  posted_.emplace_back(account, at);
  MoveStatements(account, at, /*how=*/1, id);
}

}  // namespace patron::testing
