// Accounts with all they have, counters, and what had no row of its own.

#include <algorithm>
#include <optional>
#include <string>

#include "engine/verifier.h"
#include "ledger/clocks.h"

namespace patron {
namespace {

Row BalanceRow(const BalanceKey& key) {
  return Row("balances")
      .At("account", std::get<0>(key))
      .At("unit", std::get<1>(key))
      .At("bucket", BucketName(std::get<2>(key)));
}

Row CounterRow(std::string_view table, const CounterKey& key) {
  return Row(table)
      .At("scope", key.scope)
      .At("unit", key.unit)
      .At("period", key.period);
}

std::optional<Instant> Earlier(std::optional<Instant> a,
                               std::optional<Instant> b) {
  return a && b ? std::min(*a, *b) : a ? a : b;
}

std::string TextOf(std::optional<Instant> instant) {
  return instant ? std::to_string(instant->us) : "none";
}

}  // namespace

absl::Status Verifier::SeeAccount(const AccountState& account) {
  ++result_.accounts;
  Row row("accounts");
  row.At("number", account.account);
  EndStatements(account);
  SeenAccount& seen = accounts_[account.account];
  for (const Lot& lot : account.lots) {
    SeeLot(account, lot);
    const std::optional<Instant> due =
        lot.sliding && lot.state != LotState::kClosed
            ? Earlier(NextDue(lot), LapseOf(lot, account.clocks))
            : NextDue(lot);
    if (due && (!seen.next_due || *due < *seen.next_due)) seen.next_due = due;
  }
  for (const Clock& clock : account.clocks) {
    if (clock.kind != ClockKind::kStatement) continue;
    seen.next_due = Earlier(seen.next_due, clock.due);
  }
  for (const HoldRecord& hold : account.holds) {
    seen.next_due = Earlier(seen.next_due, hold.until);
  }
  for (const TransferRecord& sent : account.incoming) {
    seen.next_due = Earlier(seen.next_due, sent.sent);
  }
  problems_.Same(row, "household", account.household, seen.household);
  problems_.Same(Row("members").At("id", account.member), "id", account.member,
                 seen.member);
  // Each event changes an account once, and so does each end of a day on which
  // something was due.
  if (account.version < seen.events ||
      account.version > seen.events + seen.due) {
    problems_.Add(row, "version is " + std::to_string(account.version) +
                           ", derived " + std::to_string(seen.events) + " to " +
                           std::to_string(seen.events + seen.due));
  }
  problems_.Same(row, "next_due_us", TextOf(account.next_due),
                 TextOf(seen.next_due));
  problems_.Equal(row, "last_posting_us", account.last_posting.us,
                  seen.last_posting.us);
  problems_.Equal(row, "next_lot", account.next_lot, seen.lots + 1);
  CompareClocks(account);
  CompareStatistics(account);
  CompareDebts(account);
  accounts_.erase(account.account);
  return CompareBalances(account.account);
}

void Verifier::CompareLate(const AccountState& account, const Lot& lot,
                           const LotFlow& flow) {
  if (flow.late == 0) return;
  const std::optional<Instant> lapse = LapseOf(lot, account.clocks);
  const Instant there =
      std::max(lot.earned, lot.available_from.value_or(lot.earned));
  if (flow.late_first >= there && lapse && *lapse > flow.late_last) return;
  problems_.Add(Row("entries").At("number", flow.late),
                "takes points of lot " + std::to_string(lot.number) +
                    " that had lapsed, or could not be spent yet, when the "
                    "event happened");
}

void Verifier::SeeCauseOf(const Row& row, int64_t account, const Lot& lot) {
  const bool by_hand = lot.origin == LotOrigin::kGoodwill;
  const auto cause = events_.find(lot.event);
  const bool fits = cause != events_.end() &&
                    (by_hand ? cause->second.kind == EventKind::kAdjustment
                             : IsOrder(cause->second.kind));
  if (lot.origin == LotOrigin::kTransfer) {
    CompareReceived(account, lot);
  } else if (!fits || cause->second.account != account) {
    problems_.Add(row,
                  "event is " + std::to_string(lot.event) + ", which is no " +
                      (by_hand ? "adjustment" : "order") + " of the account");
  }
  if (!by_hand) return;
  if (auto node = goodwill_.extract(lot.event)) {
    CompareLot(lot, account, node.mapped());
  }
}

void Verifier::SeeLot(const AccountState& of, const Lot& lot) {
  const int64_t account = of.account;
  ++result_.lots;
  const Row row = LotRow(account, lot.number);
  if (lot.origin == LotOrigin::kReward) {
    SeeGivenLot(row, account, lot);
  } else {
    SeeCauseOf(row, account, lot);
  }
  LotFlow flow;
  if (auto node = lots_.extract(LotKey(account, lot.number))) {
    flow = std::move(node.mapped());
  }
  problems_.Same(row, "currency", lot.currency, flow.unit);
  problems_.Same(row, "rule", lot.rule, flow.rule);
  problems_.Equal(row, "amount", lot.amount, flow.issued);
  problems_.Equal(row, "remaining", lot.remaining,
                  flow.pending + flow.available);
  problems_.Equal(row, "held", lot.held, flow.held);
  problems_.Equal(row, "redeemed", lot.redeemed, flow.redeemed);
  problems_.Equal(row, "expired", lot.expired, flow.expired);
  problems_.Equal(row, "taken_back", lot.taken_back, flow.taken_back);
  problems_.Equal(row, "adjusted_down", lot.adjusted_down, flow.adjusted_down);
  problems_.Equal(row, "transferred_out", lot.transferred_out,
                  flow.transferred_out);
  problems_.Equal(row, "collected", lot.collected, flow.collected);
  problems_.Equal(row, "shortfall", lot.shortfall, flow.shortfall);
  if (flow.idle && !lot.sliding) {
    problems_.Add(row, "lapsed with a clock, and is not sliding");
  }
  if (flow.activation != 0) {
    problems_.Equal(Row("entries").At("number", flow.activation), "posted_us",
                    flow.activated.us,
                    lot.available_from.value_or(Instant()).us);
  }
  if (flow.expiry != 0) {
    problems_.Equal(Row("entries").At("number", flow.expiry), "posted_us",
                    flow.lapsed.us, lot.expires.value_or(Instant()).us);
  }
  const LotState state = flow.pending != 0     ? LotState::kPending
                         : flow.available != 0 ? LotState::kAvailable
                                               : LotState::kClosed;
  problems_.Same(row, "state", LotStateName(lot.state), LotStateName(state));
  if (state == LotState::kPending && !lot.awaits_goods && !lot.available_from) {
    problems_.Add(row, "is pending, and waits for nothing");
  }
  if (lot.remaining < 0) problems_.Add(row, "remaining is below zero");
  CompareLate(of, lot, flow);
}

// A file that came from schema 3 has the last clock of a currency for all of
// its lots: that others had run out before is not known there.
void Verifier::CompareClocks(const AccountState& account) {
  std::vector<Clock>& derived = accounts_[account.account].clocks;
  for (const Clock& clock : account.clocks) {
    const auto is_of = [&](const Clock& other) {
      return other.currency == clock.currency && other.kind == clock.kind;
    };
    const auto first = std::find_if(derived.begin(), derived.end(), is_of);
    const auto same = std::find_if(first, derived.end(), [&](const auto& c) {
      return is_of(c) && c.due == clock.due;
    });
    if (clock.first_lot != 0 || same == derived.end()) continue;
    same->first_lot = 0;
    derived.erase(first, same);
  }
  const auto text = [](const std::vector<Clock>& clocks) {
    std::string all;
    for (const Clock& clock : clocks) {
      // One that is to be given nothing may have no row.
      if (clock.kind == ClockKind::kStatement && !clock.due) continue;
      all += (all.empty() ? "" : ", ") +
             std::string(ClockKindName(clock.kind)) + " of '" + clock.currency +
             "' due " + TextOf(clock.due);
      if (clock.first_lot != 0) {
        all += " from lot " + std::to_string(clock.first_lot);
      }
    }
    return all;
  };
  problems_.Same(Row("clocks").At("account", account.account), "rows",
                 text(account.clocks), text(derived));
}

void Verifier::ComparePurchaseDays(const Row& row,
                                   const AccountState& account) {
  const MemberStatistics& kept = account.statistics;
  const auto& days = accounts_[account.account].purchase_days;
  problems_.Equal(row, "purchase_days", kept.purchase_days,
                  static_cast<int64_t>(days.size()));
  const auto day = [](bool any, Date date) {
    return any ? FormatDate(date) : "none";
  };
  const bool any = kept.purchase_days != 0;
  problems_.Same(row, "first_purchase_day", day(any, kept.first_purchase),
                 days.empty() ? "none" : FormatDate(days.begin()->first));
  problems_.Same(row, "last_purchase_day", day(any, kept.last_purchase),
                 days.empty() ? "none" : FormatDate(days.rbegin()->first));
  int64_t repeats = 0;
  for (const auto& [date, worth] : days) {
    if (date != days.begin()->first) repeats += worth;
  }
  problems_.Equal(row, "repeat_spend_minor", kept.repeat_spend_minor, repeats);
}

void Verifier::CompareStatistics(const AccountState& account) {
  Row row("statistics");
  row.At("account", account.account);
  ComparePurchaseDays(row, account);
  const MemberStatistics& kept = account.statistics;
  const MemberStatistics& derived = accounts_[account.account].statistics;
  problems_.Equal(row, "orders", kept.orders, derived.orders);
  problems_.Equal(row, "orders_kept", kept.orders_kept, derived.orders_kept);
  problems_.Equal(row, "units", kept.units, derived.units);
  problems_.Equal(row, "spend_minor", kept.spend_minor, derived.spend_minor);
  problems_.Equal(row, "returns", kept.returns, derived.returns);
  problems_.Equal(row, "refunded_minor", kept.refunded_minor,
                  derived.refunded_minor);
  problems_.Equal(row, "first_order_us", kept.first_order.us,
                  derived.first_order.us);
  problems_.Equal(row, "last_order_us", kept.last_order.us,
                  derived.last_order.us);
}

void Verifier::CompareDebts(const AccountState& account) {
  std::map<std::string, Sums> debts;
  for (const Balance& balance : account.balances) {
    debts[balance.currency].posted = balance.debt.units;
  }
  for (auto at = balances_.lower_bound({account.account, "", Bucket()});
       at != balances_.end() && std::get<0>(at->first) == account.account;
       ++at) {
    if (std::get<2>(at->first) != Bucket::kDebt) continue;
    debts[std::get<1>(at->first)].derived = -at->second;
  }
  for (const auto& [currency, debt] : debts) {
    Row row("debts");
    row.At("account", account.account).At("currency", currency);
    problems_.Equal(row, "owed", debt.posted, debt.derived);
  }
}

// Takes each balance that is kept off what was derived.
absl::Status Verifier::CompareBalances(int64_t account) {
  const auto kept = store_.BalancesOf(account);
  if (!kept.ok()) return kept.status();
  for (const UnitBalance& balance : *kept) {
    const BalanceKey key{account, balance.unit, balance.bucket};
    int64_t& derived = balances_[key];
    problems_.Equal(BalanceRow(key), "amount", balance.amount, derived);
    derived = 0;
  }
  return absl::OkStatus();
}

absl::Status Verifier::SeeCounter(const Counter& counter) {
  ++result_.counters;
  int64_t& derived = counters_[counter.key];
  problems_.Equal(CounterRow("counters", counter.key), "used", counter.used,
                  derived);
  derived = 0;
  return absl::OkStatus();
}

// What had no row of its own.
void Verifier::SeeLeftOvers() {
  for (const auto& [number, event] : events_) {
    if (!IsOrder(event.kind) || event.met) continue;
    problems_.Add(Row("orders").At("event", number), "is missing");
  }
  for (const auto& [order, steps] : steps_by_order_) {
    for (const StoredReturn& step : steps) {
      problems_.Add(
          Row("returned_units").At("event", step.event).At("step", step.step),
          "order_event is " + std::to_string(order) + ", which is no order");
    }
  }
  SeeAdjustmentLeftOvers();
  SeePaymentLeftOvers();
  SeeFulfilmentLeftOvers();
  SeeHoldLeftOvers();
  SeeStatementLeftOvers();
  SeeTransferLeftOvers();
  for (const auto& [number, account] : accounts_) {
    problems_.Add(Row("accounts").At("number", number),
                  "is missing, or its rows in members and statistics are");
  }
  for (const auto& [key, flow] : lots_) {
    problems_.Add(LotRow(key.first, key.second), "is missing");
  }
  for (const auto& [key, amount] : balances_) {
    problems_.Equal(BalanceRow(key), "amount", 0, amount);
  }
  for (const auto& [key, used] : counters_) {
    problems_.Equal(CounterRow("counters", key), "used", 0, used);
  }
  for (const auto& [key, sums] : by_rule_) {
    const auto& [unit, bucket, rule, funder] = key.second;
    Row row("postings");
    row.At("account", key.first)
        .At("unit", unit)
        .At("bucket", BucketName(bucket))
        .At("rule", rule)
        .At("funder", funder);
    problems_.Equal(row, "the sum", sums.posted, sums.derived);
  }
  for (const auto& [key, flow] : uses_) {
    Row row = CounterRow("postings", key.second);
    row.At("rule", key.first);
    problems_.Equal(row, "the sum of used", flow.used, flow.derived);
    problems_.Equal(row, "the sum of allowance", flow.allowance, -flow.derived);
  }
}

}  // namespace patron
