// What the slow ledger sums, and the store held against it.

#include <algorithm>

#include "patron/error.h"
#include "tests/engine/slow_ledger.h"

namespace patron::testing {
namespace {

// Postings of counters are told from the orders, not kept one by one.
bool IsOfCounter(const Posting& posting) {
  return posting.bucket == Bucket::kUsed ||
         posting.bucket == Bucket::kAllowance;
}

}  // namespace

void SlowLedger::Problem(std::string text) {
  problems_.push_back(of_ + ": " + std::move(text));
}

void SlowLedger::Same(std::string_view what, int64_t is, int64_t should) {
  if (is == should) return;
  Problem(std::string(what) + " is " + std::to_string(is) +
          ", and slowly it is " + std::to_string(should));
}

SlowLedger::Sums SlowLedger::SumsOf(const SlowLot& lot) const {
  Sums sums = {};
  for (const SlowPosting& posting : postings_) {
    if (posting.account == lot.account && posting.lot == lot.number) {
      sums[size_t(posting.bucket)] += posting.amount;
      if (posting.collects) sums[kCollected] += posting.amount;
    }
  }
  return sums;
}

int64_t SlowLedger::DebtOf(int64_t account, size_t currency) const {
  int64_t debt = 0;
  for (const SlowPosting& posting : postings_) {
    if (posting.account == account && posting.unit == currency &&
        posting.bucket == Bucket::kDebt) {
      debt -= posting.amount;
    }
  }
  return debt;
}

std::vector<SlowLedger::Sums> SlowLedger::SumsOfAccount(int64_t account) const {
  std::vector<Sums> sums(program_.points.size() + 1);
  for (const SlowPosting& posting : postings_) {
    if (posting.account == account) {
      sums[posting.unit][size_t(posting.bucket)] += posting.amount;
    }
  }
  return sums;
}

std::vector<Balance> SlowLedger::BalancesOf(int64_t account) const {
  std::vector<Balance> balances;
  const std::vector<Sums> sums = SumsOfAccount(account);
  for (size_t i = 0; i < program_.points.size(); ++i) {
    balances.push_back({program_.points[i].id,
                        Points{sums[i][size_t(Bucket::kAvailable)]},
                        Points{sums[i][size_t(Bucket::kPending)]},
                        Points{-sums[i][size_t(Bucket::kDebt)]},
                        Points{sums[i][size_t(Bucket::kHeld)]}});
  }
  return balances;
}

MemberStatistics SlowLedger::StatisticsOf(int64_t account) const {
  MemberStatistics statistics;
  std::map<Date, int64_t> days;  // on which something was bought and kept
  for (const SlowOrder& order : orders_) {
    if (order.account != account || order.voided) continue;
    const Instant time = order.bought.time;
    if (statistics.orders == 0 || time < statistics.first_order) {
      statistics.first_order = time;
    }
    statistics.last_order = std::max(statistics.last_order, time);
    ++statistics.orders;
    statistics.orders_kept += order.KeepsAny();
    for (const int64_t units : order.kept_units) statistics.units += units;
    statistics.spend_minor +=
        order.decision.pay_total.minor - order.refunded_minor;
    statistics.refunded_minor += order.refunded_minor;
    statistics.returns += order.returns;
    if (!order.KeepsAny()) continue;
    days[PlanAt(time).zone().ToLocal(time).date] += std::max<int64_t>(
        0, order.decision.pay_total.minor - order.refunded_minor);
  }
  if (days.empty()) return statistics;
  statistics.purchase_days = static_cast<int64_t>(days.size());
  statistics.first_purchase = days.begin()->first;
  statistics.last_purchase = days.rbegin()->first;
  for (const auto& [day, worth] : days) {
    if (day != days.begin()->first) statistics.repeat_spend_minor += worth;
  }
  return statistics;
}

Instant SlowLedger::LastPosting(int64_t account) const {
  Instant last;
  for (const auto& [who, when] : posted_) {
    if (who == account) last = std::max(last, when);
  }
  return last;
}

SlowLot* SlowLedger::LotOf(const SlowOrder& order, size_t effect) {
  for (SlowLot& lot : lots_) {
    if (lot.event == order.event && lot.effect == effect) return &lot;
  }
  return nullptr;
}

const SlowLot& SlowLedger::LotAt(int64_t account, int64_t number) const {
  for (const SlowLot& lot : lots_) {
    if (lot.account == account && lot.number == number) return lot;
  }
  return lots_.front();  // its numbers will not fit
}

void SlowLedger::Compare(Store& store) {
  int64_t accounts = 1;
  const absl::Status status =
      store.ForEachAccount([&](const AccountState& account) {
        if (account.account == 0) return absl::OkStatus();
        Same("number of an account", account.account, accounts++);
        if (account.account >= std::ssize(members_)) return absl::OkStatus();
        CompareAccount(account);
        return absl::OkStatus();
      });
  if (!status.ok()) Problem(std::string(status.message()));
  Same("number of accounts", accounts, std::ssize(members_));
  for (int64_t i = 0; i < std::ssize(members_); ++i) CompareBalances(store, i);
  CompareEntries(store);
  CompareCounters(store);
  CompareHolds(store);
  CompareKeptBack(store);
  CompareTransfers(store);
}

void SlowLedger::CompareAccount(const AccountState& account) {
  std::vector<const SlowLot*> lots;
  for (const SlowLot& lot : lots_) {
    if (lot.account == account.account) lots.push_back(&lot);
  }
  Same("lots", std::ssize(account.lots), std::ssize(lots));
  Same("next lot", account.next_lot, std::ssize(lots) + 1);
  if (account.lots.size() != lots.size()) return;
  for (size_t i = 0; i < lots.size(); ++i) {
    CompareLot(*lots[i], account.lots[i]);
  }
  CompareClocks(account);
  if (account.next_due != NextDueOf(account.account)) {
    Problem("another next due");
  }
  if (account.member != members_[static_cast<size_t>(account.account)]) {
    Problem("another member");
  }
  if (account.household != households_[account.account]) {
    Problem("another household");
  }
  Same("last posting", account.last_posting.us,
       LastPosting(account.account).us);
  std::vector<Balance> balances = BalancesOf(account.account);
  for (const Balance& balance : account.balances) {
    if (balance != balances[IndexOf(balance.currency)]) {
      Problem("another balance of '" + balance.currency + "'");
    }
    balances[IndexOf(balance.currency)] = {balance.currency, {}, {}, {}};
  }
  for (const Balance& balance : balances) {
    if (balance != Balance{balance.currency, {}, {}, {}}) {
      Problem("no balance of '" + balance.currency + "'");
    }
  }
  if (account.statistics != StatisticsOf(account.account)) {
    Problem("other statistics of '" + account.member + "'");
  }
}

void SlowLedger::CompareClocks(const AccountState& account) {
  std::vector<Clock> should;
  for (size_t i = 0; i < program_.points.size(); ++i) {
    const std::vector<Clock> clocks = ClocksOf(account.account, i);
    should.insert(should.end(), clocks.begin(), clocks.end());
  }
  for (const auto& [key, due] : statements_) {
    if (key.first != account.account) continue;
    should.push_back(
        {program_.points[key.second].id, ClockKind::kStatement, due});
  }
  std::sort(should.begin(), should.end(), [](const Clock& a, const Clock& b) {
    return std::tie(a.currency, a.kind, a.first_lot) <
           std::tie(b.currency, b.kind, b.first_lot);
  });
  // One of statements that stands still is as good as none.
  std::vector<Clock> kept = account.clocks;
  std::erase_if(kept, [](const Clock& clock) {
    return clock.kind == ClockKind::kStatement && !clock.due;
  });
  if (kept != should) Problem("other clocks");
}

void SlowLedger::CompareLot(const SlowLot& lot, const Lot& kept) {
  const Sums sums = SumsOf(lot);
  const auto sum = [&](Bucket bucket) { return sums[size_t(bucket)]; };
  const int64_t pending = sum(Bucket::kPending);
  const int64_t available = sum(Bucket::kAvailable);
  Lot should;
  should.number = lot.number;
  should.currency = program_.points[lot.currency].id;
  should.origin = lot.origin;
  should.state = pending != 0     ? LotState::kPending
                 : available != 0 ? LotState::kAvailable
                                  : LotState::kClosed;
  should.event = lot.event;
  should.effect = lot.effect;
  should.rule = lot.rule;
  should.program = program_.id;
  should.version = lot.version;
  should.earned = lot.earned;
  should.available_from = lot.available_from;
  should.awaits_goods = lot.awaits_goods;
  should.expires = lot.expires;
  should.sliding = lot.sliding;
  should.amount = -sum(Bucket::kIssued) - sum(Bucket::kAdjustedUp) -
                  sum(Bucket::kTransferredIn);
  should.remaining = pending + available;
  should.redeemed = sum(Bucket::kRedeemed);
  should.expired = sum(Bucket::kExpired);
  should.taken_back = sum(Bucket::kTakenBack);
  should.adjusted_down = sum(Bucket::kAdjustedDown);
  should.held = sum(Bucket::kHeld);
  should.transferred_out = sum(Bucket::kTransferredOut);
  should.collected = sums[kCollected];
  should.shortfall = ShortfallIn(sums);
  if (kept != should) TellLot(kept, should);
  if (std::min({kept.amount, kept.remaining, kept.redeemed, kept.expired,
                kept.taken_back, kept.adjusted_down, kept.collected,
                kept.shortfall, kept.held}) < 0) {
    Problem("something is below zero of lot " + std::to_string(lot.number));
  }
  // Nothing is owed for what is there.
  if (kept.shortfall > 0 &&
      kept.remaining + kept.expired + kept.collected > 0) {
    Problem("a debt beside what could pay it in lot " +
            std::to_string(lot.number));
  }
}

void SlowLedger::TellLot(const Lot& kept, const Lot& should) {
  const std::string name = "of lot " + std::to_string(should.number);
  Problem("something differs " + name);
  Same("what is left " + name, kept.remaining, should.remaining);
  Same("what was redeemed " + name, kept.redeemed, should.redeemed);
  Same("what expired " + name, kept.expired, should.expired);
  Same("what was taken back " + name, kept.taken_back, should.taken_back);
  Same("what was adjusted " + name, kept.adjusted_down, should.adjusted_down);
  Same("what was given " + name, kept.transferred_out, should.transferred_out);
  Same("what was collected " + name, kept.collected, should.collected);
  Same("what is held " + name, kept.held, should.held);
  Same("what is short " + name, kept.shortfall, should.shortfall);
  Same("what waits for goods " + name, kept.awaits_goods, should.awaits_goods);
  Same("when expires " + name, kept.expires.value_or(Instant()).us,
       should.expires.value_or(Instant()).us);
}

// The line of the design: issued + transferred in + adjusted up = what became
// of it.
void SlowLedger::CompareBalances(Store& store, int64_t account) {
  const absl::StatusOr<std::vector<UnitBalance>> kept =
      store.BalancesOf(account);
  if (!kept.ok()) return Problem(std::string(kept.status().message()));
  std::vector<Sums> sums = SumsOfAccount(account);
  std::vector<int64_t> lines(sums.size());
  for (const UnitBalance& balance : *kept) {
    const size_t unit = IndexOf(balance.unit);
    int64_t& should = sums[unit][size_t(balance.bucket)];
    if (balance.amount != should) {
      Same("balance of " + balance.unit + " " +
               std::string(BucketName(balance.bucket)),
           balance.amount, should);
    }
    should = 0;
    lines[unit] += balance.amount;
  }
  for (size_t i = 0; i < sums.size(); ++i) {
    for (const int64_t left : sums[i]) Same("a balance", 0, left);
    Same("issued less what became of it", lines[i], 0);
  }
}

void SlowLedger::CompareEntries(Store& store) {
  std::map<PostingKey, int64_t> left;
  for (; postings_seen_ < postings_.size(); ++postings_seen_) {
    const SlowPosting& posting = postings_[postings_seen_];
    left[{posting.account, posting.unit, posting.bucket, posting.lot}] +=
        posting.amount;
  }
  const absl::Status status =
      store.ForEachEntry([&](const StoredEntry& stored) {
        if (stored.number <= entries_seen_) return absl::OkStatus();
        Same("number of an entry", stored.number, ++entries_seen_);
        std::map<std::string_view, int64_t> sums;
        for (const Posting& posting : stored.entry.postings) {
          sums[posting.unit] += posting.amount;
          if (IsOfCounter(posting)) continue;
          left[{stored.account, IndexOf(posting.unit), posting.bucket,
                posting.lot}] -= posting.amount;
        }
        for (const auto& [unit, sum] : sums) {
          if (sum != 0) Problem("an entry's sum in " + std::string(unit));
        }
        return absl::OkStatus();
      });
  if (!status.ok()) Problem(std::string(status.message()));
  for (const auto& [key, amount] : left) {
    if (amount == 0) continue;
    const auto& [account, unit, bucket, lot] = key;
    Same("what the journal lacks in " + std::string(BucketName(bucket)) +
             " of lot " + std::to_string(lot),
         -amount, 0);
  }
}

void SlowLedger::CompareCounters(Store& store) {
  std::map<CounterKey, int64_t> used = Uses();
  const absl::Status status = store.ForEachCounter([&](const Counter& counter) {
    const int64_t should = used[counter.key];
    if (counter.used != should) {
      Same("uses of " + counter.key.unit, counter.used, should);
    }
    used.erase(counter.key);
    return absl::OkStatus();
  });
  if (!status.ok()) Problem(std::string(status.message()));
  for (const auto& [key, uses] : used) Same("uses of " + key.unit, 0, uses);
}

}  // namespace patron::testing
