// One ordered index for each question, as the tables of SQLite have them: the
// test that compares the two stores then finds them equally fast, too.

#include "store/memory_account.h"

#include <algorithm>

#include "store/delta_check.h"

namespace patron {
namespace {

SpendKey SpendKeyOf(const Lot& lot) {
  return {lot.currency, !lot.expires, lot.expires.value_or(Instant()),
          lot.earned, lot.number};
}

bool CanBeSpent(const Lot& lot) {
  return lot.state == LotState::kAvailable && lot.remaining > 0;
}

bool LapsesWithClock(const Lot& lot) {
  return lot.sliding && lot.state != LotState::kClosed;
}

using LotNumbers = std::map<std::pair<std::string, int64_t>, bool>;

// An idle clock, and the lots that it is about.
struct IdleClock {
  std::string currency;
  std::optional<Instant> due;
  int64_t first_lot = 0;
  int64_t end_lot = INT64_MAX;
};

// All of them, or those of one currency.
std::vector<IdleClock> IdleClocksOf(const MemoryAccount& account,
                                    std::string_view currency = "") {
  std::vector<IdleClock> clocks;
  for (const auto& [key, due] : account.clocks) {
    const auto& [of, kind, first_lot] = key;
    if (kind != ClockKind::kIdle) continue;
    if (!currency.empty() && of != currency) continue;
    if (!clocks.empty() && clocks.back().currency == of) {
      clocks.back().end_lot = first_lot;
    }
    clocks.push_back({of, due, first_lot});
  }
  return clocks;
}

bool IsOf(const IdleClock& clock, const std::string& currency, int64_t lot) {
  return currency == clock.currency && lot >= clock.first_lot &&
         lot < clock.end_lot;
}

// Its lots of an index by currency and number.
LotNumbers::const_iterator FirstOf(const LotNumbers& lots,
                                   const IdleClock& clock) {
  return lots.lower_bound({clock.currency, clock.first_lot});
}

std::optional<Instant> LapseOf(const Lot& lot,
                               const std::vector<IdleClock>& clocks) {
  if (!lot.sliding) return lot.expires;
  for (const IdleClock& clock : clocks) {
    if (IsOf(clock, lot.currency, lot.number)) return clock.due;
  }
  return std::nullopt;
}

LapsedKey LapsedKeyOf(const Lot& lot) {
  return {lot.currency, lot.sliding, lot.expires.value_or(Instant()),
          lot.number};
}

void DropFromIndexes(const Lot& lot, UndoLog& undo, MemoryAccount& holder) {
  undo.Erase(holder.lots_by_event, {lot.event, lot.number});
  if (const auto due = NextDue(lot)) {
    undo.Erase(holder.lots_by_due, {*due, lot.number});
  }
  if (CanBeSpent(lot)) undo.Erase(holder.lots_to_spend, SpendKeyOf(lot));
  if (LapsesWithClock(lot)) {
    undo.Erase(holder.lots_sliding, {lot.currency, lot.number});
  }
  if (lot.collected > 0) {
    undo.Erase(holder.lots_collected, {lot.currency, lot.number});
  }
  if (lot.expired > 0) undo.Erase(holder.lots_lapsed, LapsedKeyOf(lot));
}

}  // namespace

std::optional<Instant> DueOf(const MemoryAccount& account) {
  std::optional<Instant> due;
  if (!account.lots_by_due.empty()) {
    due = account.lots_by_due.begin()->first.first;
  }
  for (const IdleClock& clock : IdleClocksOf(account)) {
    const auto first = FirstOf(account.lots_sliding, clock);
    if (!clock.due || first == account.lots_sliding.end() ||
        !IsOf(clock, first->first.first, first->first.second)) {
      continue;
    }
    due = due ? std::min(*due, *clock.due) : *clock.due;
  }
  for (const auto& [key, at] : account.clocks) {
    if (!at || std::get<ClockKind>(key) != ClockKind::kStatement) continue;
    due = due ? std::min(*due, *at) : *at;
  }
  if (!account.holds.empty()) {
    const Instant until = account.holds.begin()->first.first;
    due = due ? std::min(*due, until) : until;
  }
  if (!account.incoming.empty()) {
    const Instant sent = std::get<0>(account.incoming.begin()->first);
    due = due ? std::min(*due, sent) : sent;
  }
  return due;
}

AccountState StateOf(int64_t number, const MemoryAccount& stored) {
  AccountState state;
  state.account = number;
  state.version = stored.version;
  state.member = stored.member;
  state.last_posting = stored.last_posting;
  state.next_lot = stored.next_lot;
  state.next_due = DueOf(stored);
  std::vector<UnitBalance> units;
  for (const auto& [key, amount] : stored.balances) {
    units.push_back({key.first, key.second, amount});
  }
  std::vector<Debt> debts;
  for (const auto& [currency, owed] : stored.debts) {
    debts.push_back({currency, owed});
  }
  state.balances = PointsBalances(units, debts);
  for (const auto& [key, due] : stored.clocks) {
    const auto& [currency, kind, first_lot] = key;
    state.clocks.push_back({currency, kind, due, first_lot});
  }
  state.statistics = stored.statistics;
  for (const auto& [key, hold] : stored.holds) state.holds.push_back(hold);
  state.household = stored.household;
  for (const auto& [key, sent] : stored.incoming) {
    state.incoming.push_back(sent);
  }
  return state;
}

std::vector<Lot> DueLots(const MemoryAccount& stored, Instant until) {
  std::vector<Lot> lots;
  for (const auto& [due, unused] : stored.lots_by_due) {
    if (due.first > until) break;
    lots.push_back(stored.lots.at(due.second));
  }
  for (const IdleClock& clock : IdleClocksOf(stored)) {
    if (!clock.due || *clock.due > until) continue;
    for (auto at = FirstOf(stored.lots_sliding, clock);
         at != stored.lots_sliding.end() &&
         IsOf(clock, at->first.first, at->first.second);
         ++at) {
      const Lot& lot = stored.lots.at(at->first.second);
      const std::optional<Instant> own = NextDue(lot);
      if (!own || *own > until) lots.push_back(lot);
    }
  }
  std::sort(lots.begin(), lots.end(),
            [](const Lot& a, const Lot& b) { return a.number < b.number; });
  return lots;
}

std::vector<Lot> LotsOfOrder(const MemoryAccount& stored, int64_t event) {
  std::vector<Lot> lots;
  for (auto at = stored.lots_by_event.lower_bound({event, INT64_MIN});
       at != stored.lots_by_event.end() && at->first.first == event; ++at) {
    lots.push_back(stored.lots.at(at->first.second));
  }
  return lots;
}

std::vector<Lot> LotsByNumber(const MemoryAccount& stored,
                              std::span<const int64_t> numbers) {
  std::vector<Lot> lots;
  for (const int64_t number : numbers) {
    const auto at = stored.lots.find(number);
    if (at != stored.lots.end()) lots.push_back(at->second);
  }
  return lots;
}

std::vector<Lot> LotsToSpend(const MemoryAccount& stored,
                             std::string_view currency, Instant at,
                             Points points) {
  std::vector<Lot> lots;
  const std::vector<IdleClock> clocks = IdleClocksOf(stored, currency);
  const SpendKey first{std::string(currency), false, at, {}, 0};
  for (auto next = stored.lots_to_spend.lower_bound(first);
       next != stored.lots_to_spend.end() &&
       std::get<0>(next->first) == currency && points.units > 0;
       ++next) {
    const Lot& lot = stored.lots.at(std::get<4>(next->first));
    const std::optional<Instant> lapse = LapseOf(lot, clocks);
    if (lapse && *lapse <= at) continue;
    points.units -= std::min(points.units, lot.remaining);
    lots.push_back(lot);
  }
  return lots;
}

std::vector<Lot> LotsLapsed(const MemoryAccount& stored,
                            std::string_view currency, Instant after) {
  const std::string of(currency);
  std::vector<Lot> lots;
  const auto add = [&](const LapsedKey& first, const LapsedKey& end) {
    const auto last = stored.lots_lapsed.lower_bound(end);
    for (auto at = stored.lots_lapsed.lower_bound(first); at != last; ++at) {
      lots.push_back(stored.lots.at(std::get<3>(at->first)));
    }
  };
  add({of, false, after, INT64_MAX}, {of, true, Instant{INT64_MIN}, INT64_MIN});
  for (const IdleClock& clock : IdleClocksOf(stored, currency)) {
    if (!clock.due || *clock.due <= after) continue;
    add({of, true, Instant(), clock.first_lot},
        {of, true, Instant(), clock.end_lot});
  }
  std::sort(lots.begin(), lots.end(),
            [](const Lot& a, const Lot& b) { return a.number < b.number; });
  return lots;
}

std::vector<Lot> LotsThatCollected(const MemoryAccount& stored,
                                   std::string_view currency, Points points) {
  std::vector<Lot> lots;
  auto next =
      stored.lots_collected.upper_bound({std::string(currency), INT64_MAX});
  while (next != stored.lots_collected.begin() && points.units > 0) {
    --next;
    if (next->first.first != currency) break;
    const Lot& lot = stored.lots.at(next->first.second);
    points.units -= std::min(points.units, lot.collected);
    lots.push_back(lot);
  }
  return lots;
}

void PutLot(Lot lot, UndoLog& undo, MemoryAccount* account) {
  MemoryAccount& holder = *account;
  const auto known = holder.lots.find(lot.number);
  if (known != holder.lots.end()) DropFromIndexes(known->second, undo, holder);
  undo.Put(holder.lots_by_event, {lot.event, lot.number}, true);
  if (const auto due = NextDue(lot)) {
    undo.Put(holder.lots_by_due, {*due, lot.number}, true);
  }
  if (CanBeSpent(lot)) undo.Put(holder.lots_to_spend, SpendKeyOf(lot), true);
  if (LapsesWithClock(lot)) {
    undo.Put(holder.lots_sliding, {lot.currency, lot.number}, true);
  }
  if (lot.collected > 0) {
    undo.Put(holder.lots_collected, {lot.currency, lot.number}, true);
  }
  if (lot.expired > 0) undo.Put(holder.lots_lapsed, LapsedKeyOf(lot), true);
  const int64_t number = lot.number;
  undo.Put(holder.lots, number, std::move(lot));
}

// An order has one currency; a zero without one is a zero in it.
void GiveCurrency(OrderRecord& order) {
  const Currency currency = order.paid.currency;
  order.list.currency = currency;
  order.discount.currency = currency;
  order.refunded.currency = currency;
  for (OrderLine& line : order.lines) {
    line.list.currency = currency;
    line.discount.currency = currency;
    line.paid.currency = currency;
    line.refunded.currency = currency;
  }
}

}  // namespace patron
