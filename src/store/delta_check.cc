// The checks run before the first write, so that a refused Delta costs nothing
// and both stores refuse alike.

#include "store/delta_check.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "base/quote.h"
#include "patron/error.h"

namespace patron {
namespace {

absl::Status Malformed(const Delta& delta, std::string_view what) {
  return Refuse(Reason::kInternal, "the change of event " +
                                       Quote(delta.event.id) + " of " +
                                       Quote(delta.event.source) +
                                       " is malformed: " + std::string(what));
}

std::string CodeOf(Currency currency) {
  return currency.valid() ? std::string(currency.code()) : "no currency";
}

absl::Status CheckAccount(const Delta& delta) {
  if (delta.enrols && delta.event.member.empty()) {
    return Malformed(delta, "it enrols a member without an id");
  }
  if (delta.enrols && delta.account != 0) {
    return Malformed(delta, "it enrols a member who has an account");
  }
  if (delta.account < 0) {
    return Malformed(delta, "its account is negative");
  }
  const bool nobody = delta.account == 0 && !delta.enrols;
  if (nobody &&
      (!delta.lots.empty() || !delta.debts.empty() || !delta.clocks.empty() ||
       delta.adjustment.has_value() || !delta.redemptions.empty() ||
       delta.household || !delta.transfers.empty() || !delta.received.empty() ||
       (delta.hold && !delta.hold->points.empty()))) {
    return Malformed(delta, "it gives lots, debts or clocks to nobody");
  }
  return absl::OkStatus();
}

// Nobody did it: it happened to lots that exist.
absl::Status CheckDueOnly(const Delta& delta) {
  const bool of_account = delta.account > 0 && !delta.enrols;
  // Points that were held pay what their lots owe.
  const bool no_event = !delta.order && delta.returned.empty() &&
                        delta.draws.empty() &&
                        (delta.debts.empty() || !delta.ended.empty()) &&
                        delta.fulfilled.empty() && !delta.adjustment &&
                        delta.redemptions.empty() && !delta.hold &&
                        !delta.household && delta.transfers.empty();
  // What a statement gives, or what arrives, may move other clocks.
  const bool moves_idle = std::any_of(
      delta.clocks.begin(), delta.clocks.end(),
      [](const Clock& clock) { return clock.kind == ClockKind::kIdle; });
  const bool gives = !delta.received.empty() ||
                     std::any_of(delta.entries.begin(), delta.entries.end(),
                                 [](const JournalEntry& e) {
                                   return e.kind == EntryKind::kStatement;
                                 });
  if (!of_account || !no_event || (moves_idle && !gives)) {
    return Malformed(delta, "what was due for an account is more than that");
  }
  for (const JournalEntry& entry : delta.entries) {
    if (!IsDueByItself(entry.kind)) {
      return Malformed(delta, "an entry that was not due has no event");
    }
  }
  for (const Lot& lot : delta.lots) {
    if (lot.event == 0 && lot.origin != LotOrigin::kReward) {
      return Malformed(delta, "a lot that no event earned");
    }
  }
  return absl::OkStatus();
}

// Units are few, so a flat list beats a map.
absl::Status CheckEntry(const Delta& delta, const JournalEntry& entry) {
  std::vector<std::pair<std::string_view, int64_t>> sums;
  for (const Posting& posting : entry.postings) {
    auto at = std::find_if(sums.begin(), sums.end(), [&](const auto& sum) {
      return sum.first == posting.unit;
    });
    if (at == sums.end()) at = sums.emplace(sums.end(), posting.unit, 0);
    absl::StatusOr<int64_t> sum =
        CheckedAdd(at->second, posting.amount, posting.unit);
    if (!sum.ok()) return sum.status();
    at->second = *sum;
  }
  for (const auto& [unit, sum] : sums) {
    if (sum != 0) {
      return Malformed(delta, "the postings of an entry in " + Quote(unit) +
                                  " sum to " + std::to_string(sum) +
                                  ", not to zero");
    }
  }
  return absl::OkStatus();
}

absl::Status OtherCurrency(Currency order, Currency other) {
  return Refuse(Reason::kCurrencyMismatch,
                "an order in " + CodeOf(order) + " holds an amount in " +
                    CodeOf(other) + ": an order has one currency");
}

absl::Status CheckMoney(Money money, Currency order) {
  if (money.currency == order) return absl::OkStatus();
  if (money.minor == 0 && !money.currency.valid()) return absl::OkStatus();
  return OtherCurrency(order, money.currency);
}

absl::Status CheckOrder(const Delta& delta, const OrderRecord& order) {
  const Currency currency = order.paid.currency;
  for (const Money money : {order.list, order.discount, order.refunded}) {
    if (absl::Status status = CheckMoney(money, currency); !status.ok()) {
      return status;
    }
  }
  int64_t units = 0;
  const OrderLine* previous = nullptr;
  for (const OrderLine& line : order.lines) {
    if (previous != nullptr && previous->line >= line.line) {
      return Malformed(delta, "the lines of its order don't ascend");
    }
    previous = &line;
    if (line.units < 0 || line.returned_units < 0 || line.open_units < 0 ||
        line.returned_units > line.units || UnitsToReturn(line) < 0) {
      return Malformed(delta,
                       "line " + Quote(line.id) + " has impossible units");
    }
    for (const Money money :
         {line.list, line.discount, line.paid, line.refunded}) {
      if (absl::Status status = CheckMoney(money, currency); !status.ok()) {
        return status;
      }
    }
    if (line.unit_price.has_value() && line.unit_price->currency != currency) {
      return OtherCurrency(currency, line.unit_price->currency);
    }
    absl::StatusOr<int64_t> sum =
        CheckedAdd(units, line.units, "the units of an order");
    if (!sum.ok()) return sum.status();
    units = *sum;
  }
  return absl::OkStatus();
}

absl::Status CheckHolds(const Delta& delta) {
  for (const EndedHold& ended : delta.ended) {
    if (ended.state == HoldState::kHeld || ended.event <= 0) {
      return Malformed(delta, "it ends a hold that stays held, or none");
    }
    if (delta.due_only && ended.state != HoldState::kLapsed) {
      return Malformed(delta, "it ends a hold before its time without event");
    }
  }
  if (!delta.hold) return absl::OkStatus();
  if (delta.order || delta.enrols) {
    return Malformed(delta, "a hold is no order, and enrols nobody");
  }
  int64_t lot = 0;
  for (const HeldPoints& held : delta.hold->points) {
    if (held.lot <= lot || held.points.units <= 0) {
      return Malformed(delta, "it holds no points, or lots don't ascend");
    }
    lot = held.lot;
  }
  return absl::OkStatus();
}

absl::Status CheckTransfers(const Delta& delta) {
  for (const TransferRecord& sent : delta.transfers) {
    if (sent.points.units <= 0 || sent.to <= 0 || sent.to == delta.account) {
      return Malformed(delta, "it gives no points, or to nobody else");
    }
    if (sent.expires && sent.idle_until) {
      return Malformed(delta,
                       "it gives points that lapse by themselves and with a "
                       "clock");
    }
  }
  for (const ReceivedTransfer& received : delta.received) {
    if (received.event <= 0 || received.lot <= 0) {
      return Malformed(delta, "it takes in what no event gave, or no lot");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckRedemptions(const Delta& delta) {
  for (const RedemptionRecord& taken : delta.redemptions) {
    if (!delta.order) return Malformed(delta, "points buy without an order");
    if (taken.points.units <= 0 || taken.count < 0 ||
        (taken.count == 0) != taken.reward.empty()) {
      return Malformed(delta, "it redeems no points, or a reward no times");
    }
    absl::Status status = CheckMoney(taken.money, delta.order->paid.currency);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckDelta(const Delta& delta) {
  if (absl::Status status = CheckAccount(delta); !status.ok()) return status;
  if (delta.due_only) {
    if (absl::Status status = CheckDueOnly(delta); !status.ok()) return status;
  }
  for (const JournalEntry& entry : delta.entries) {
    if (absl::Status status = CheckEntry(delta, entry); !status.ok()) {
      return status;
    }
  }
  for (const Lot& lot : delta.lots) {
    if (lot.origin == LotOrigin::kReward && lot.event != 0) {
      return Malformed(delta, "an event's lot of a reward");
    }
    if (lot.sliding && lot.expires) {
      return Malformed(delta, "a lot that lapses by itself and with a clock");
    }
  }
  for (const Debt& debt : delta.debts) {
    if (debt.owed < 0) return Malformed(delta, "a debt is negative");
  }
  for (const ReturnedUnits& returned : delta.returned) {
    if (returned.units < 0) {
      return Malformed(delta, "it takes back a negative number of units");
    }
  }
  for (const FulfilledUnits& fulfilled : delta.fulfilled) {
    if (fulfilled.units < 0) {
      return Malformed(delta, "it hands over a negative number of units");
    }
  }
  const std::vector<int64_t> touched = OrdersTouched(delta.returned);
  if (delta.voids != 0 && touched != std::vector<int64_t>{delta.voids}) {
    return Malformed(delta, "it voids another order than comes back");
  }
  if (delta.adjustment && delta.adjustment->points.units == 0) {
    return Malformed(delta, "it adjusts no points");
  }
  if (absl::Status status = CheckRedemptions(delta); !status.ok()) {
    return status;
  }
  if (absl::Status status = CheckHolds(delta); !status.ok()) return status;
  if (absl::Status status = CheckTransfers(delta); !status.ok()) return status;
  if (!delta.order.has_value()) return absl::OkStatus();
  return CheckOrder(delta, *delta.order);
}

absl::StatusOr<int64_t> CheckedAdd(int64_t a, int64_t b,
                                   std::string_view what) {
  int64_t sum = 0;
  if (__builtin_add_overflow(a, b, &sum)) {
    return Refuse(Reason::kOverflow,
                  "the sum of " + Quote(what) + " passes 64 bits: " +
                      std::to_string(a) + " + " + std::to_string(b));
  }
  return sum;
}

int64_t UnitsOf(const OrderRecord& order) {
  int64_t units = 0;
  for (const OrderLine& line : order.lines) units += line.units;
  return units;
}

bool IsOfCounter(Bucket bucket) {
  return bucket == Bucket::kUsed || bucket == Bucket::kAllowance;
}

bool FitsBound(int64_t used, int64_t held, const Draw& draw) {
  int64_t sum = 0;
  if (__builtin_add_overflow(used, draw.given, &sum)) return false;
  if (draw.given <= 0) return sum >= 0 || draw.may_owe;
  if (__builtin_add_overflow(used, held, &used)) return false;
  return draw.given <= draw.bound && used <= draw.bound - draw.given;
}

absl::StatusOr<std::vector<BalanceChange>> BalanceChanges(const Delta& delta) {
  std::vector<BalanceChange> changes;
  for (const JournalEntry& entry : delta.entries) {
    for (const Posting& posting : entry.postings) {
      if (IsOfCounter(posting.bucket)) continue;
      changes.push_back({posting.unit, posting.bucket, posting.amount});
    }
  }
  const auto key = [](const BalanceChange& change) {
    return std::pair(change.unit, change.bucket);
  };
  std::stable_sort(
      changes.begin(), changes.end(),
      [&](const auto& a, const auto& b) { return key(a) < key(b); });
  size_t kept = 0;
  for (size_t i = 0; i < changes.size(); ++i) {
    if (kept == 0 || key(changes[kept - 1]) != key(changes[i])) {
      changes[kept++] = changes[i];
      continue;
    }
    absl::StatusOr<int64_t> sum = CheckedAdd(
        changes[kept - 1].amount, changes[i].amount, changes[i].unit);
    if (!sum.ok()) return sum.status();
    changes[kept - 1].amount = *sum;
  }
  changes.resize(kept);
  return changes;
}

std::vector<Balance> PointsBalances(std::span<const UnitBalance> units,
                                    std::span<const Debt> debts) {
  std::map<std::string_view, Balance> sums;
  for (const UnitBalance& unit : units) {
    if (unit.bucket == Bucket::kAvailable) {
      sums[unit.unit].available.units = unit.amount;
    } else if (unit.bucket == Bucket::kPending) {
      sums[unit.unit].pending.units = unit.amount;
    } else if (unit.bucket == Bucket::kHeld) {
      sums[unit.unit].held.units = unit.amount;
    }
  }
  for (const Debt& debt : debts) sums[debt.currency].debt.units = debt.owed;
  std::vector<Balance> balances;
  for (auto& [currency, sum] : sums) {
    if (sum == Balance()) continue;
    sum.currency = currency;
    balances.push_back(std::move(sum));
  }
  return balances;
}

std::vector<int64_t> OrdersTouched(std::span<const ReturnedUnits> returned) {
  std::vector<int64_t> orders;
  orders.reserve(returned.size());
  for (const ReturnedUnits& step : returned) orders.push_back(step.order);
  std::sort(orders.begin(), orders.end());
  orders.erase(std::unique(orders.begin(), orders.end()), orders.end());
  return orders;
}

absl::Status EventExists(const EventRecord& event) {
  return Refuse(Reason::kConflict, "event " + Quote(event.id) + " of " +
                                       Quote(event.source) +
                                       " was committed in the meantime");
}

absl::Status MemberExists(std::string_view member) {
  return Refuse(Reason::kConflict,
                "member " + Quote(member) + " was enrolled in the meantime");
}

absl::Status AccountMoved(int64_t account) {
  return Refuse(Reason::kConflict, "account " + std::to_string(account) +
                                       " has moved since it was loaded");
}

absl::Status CounterMoved(const Draw& draw) {
  const std::string bound = draw.given > 0
                                ? "pass its bound " + std::to_string(draw.bound)
                                : "take it below zero";
  return Refuse(Reason::kConflict,
                "counter " + Quote(draw.key.unit) + " of " +
                    Quote(draw.key.scope) + " in " + Quote(draw.key.period) +
                    " has moved: a use of " + std::to_string(draw.given) +
                    " would " + bound);
}

absl::Status OrderMoved(const ReturnedUnits& returned) {
  return Refuse(Reason::kConflict,
                "order " + std::to_string(returned.order) +
                    " has moved: units of it came back since it was loaded");
}

absl::Status LineMoved(const ReturnedUnits& returned) {
  return Refuse(Reason::kConflict,
                "line " + std::to_string(returned.line) + " of order " +
                    std::to_string(returned.order) + " has not " +
                    std::to_string(returned.units) + " units left to return");
}

absl::Status LineMoved(const FulfilledUnits& fulfilled) {
  return Refuse(Reason::kConflict,
                "line " + std::to_string(fulfilled.line) + " of order " +
                    std::to_string(fulfilled.order) + " has not " +
                    std::to_string(fulfilled.units) +
                    " units left to hand over");
}

absl::Status NoSuchOrder(int64_t event) {
  return Refuse(Reason::kUnknownOrder,
                "no order has the event number " + std::to_string(event));
}

absl::Status HoldMoved(int64_t event) {
  return Refuse(Reason::kConflict,
                "hold " + std::to_string(event) +
                    " has moved: it has ended since it was loaded");
}

absl::Status NoSuchHold(int64_t event) {
  return Refuse(Reason::kUnknownHold,
                "no hold has the event number " + std::to_string(event));
}

absl::Status TransferMoved(const ReceivedTransfer& received) {
  return Refuse(Reason::kConflict,
                "points of transfer " + std::to_string(received.event) +
                    " have moved: they have arrived since they were loaded");
}

absl::Status HouseholdFull(std::string_view household) {
  return Refuse(Reason::kConflict,
                "household " + Quote(household) + " is full by now");
}

absl::Status ProgramExists(std::string_view id, std::string_view version) {
  return Refuse(Reason::kConflict, "program " + Quote(id) + " version " +
                                       Quote(version) + " is stored already");
}

absl::Status ModelExists(const StoredModel& model) {
  return Refuse(Reason::kConflict, "model " + Quote(model.id) + " version " +
                                       Quote(model.version) +
                                       " is stored already");
}

absl::Status CheckRefund(Money refund, Currency order) {
  return CheckMoney(refund, order);
}

absl::Status ChangedInWalk() {
  return Refuse(Reason::kInternal,
                "a walk over the store is under way: its callback may read "
                "the store, not change it");
}

absl::Status BatchIsOpen() {
  return Refuse(Reason::kInternal, "a batch is open: end or abandon it first");
}

absl::Status NoBatchIsOpen() {
  return Refuse(Reason::kInternal, "no batch is open: begin one first");
}

}  // namespace patron
