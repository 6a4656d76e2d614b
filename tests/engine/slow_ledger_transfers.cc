// Points given to others, and households, in the slow ledger.

#include <algorithm>
#include <utility>

#include "tests/engine/slow_ledger.h"

namespace patron::testing {

bool SlowLedger::Pools(size_t currency, Instant when) const {
  return PlanAt(when).program().points[currency].pooled;
}

void SlowLedger::Give(const Event& event, const Outcome& outcome,
                      int64_t account) {
  const PointsTransfer& transfer = event.transfer;
  const size_t currency = IndexOf(transfer.currency);
  const int64_t points = transfer.points.number;
  const int64_t to = AccountNamed(transfer.to);
  const std::vector<LotPart> parts =
      Move(account, to, currency, points, event, outcome.event);
  if (outcome.answer.given !=
      PointsByLot{transfer.currency, Points{-points}, parts}) {
    Problem("the answer gives of other lots");
  }
}

std::vector<LotPart> SlowLedger::Move(int64_t from, int64_t to, size_t currency,
                                      int64_t points, const Event& event,
                                      int64_t number) {
  const PointsCurrency& policy = PlanAt(event.time).program().points[currency];
  const bool reset = policy.transfers->expiry == Transfers::Expiry::kReset;
  Settle(from, event.arrival);
  posted_.emplace_back(from, event.arrival);
  std::vector<LotPart> parts =
      Spend(event, from, currency, points, Bucket::kTransferredOut);
  MoveStatements(from, event.arrival, /*how=*/4);
  Event gift = event;
  gift.kind = EventKind::kTransfer;
  Outcome of;
  of.event = number;
  std::vector<SlowTransfer> rows;
  for (const LotPart& part : parts) {
    SlowTransfer row{number, from, to, currency, -part.points.units};
    row.sent = event.arrival;
    if (reset) {
      row.earned = event.arrival;
      if (policy.expires) {
        const Date last = LastDayToSpend(*policy.expires, DayOf(event.arrival));
        (policy.expires->sliding ? row.idle_until : row.expires) =
            StartOf(Next(last));
      }
    } else {
      const SlowLot& lot = LotAt(from, part.lot);
      row.earned = lot.earned;
      row.expires = lot.expires;
      if (lot.sliding) row.idle_until = LapseOf(lot);
    }
    const auto same =
        std::find_if(rows.begin(), rows.end(), [&](const SlowTransfer& other) {
          return other.earned == row.earned && other.expires == row.expires &&
                 other.idle_until == row.idle_until;
        });
    if (same == rows.end()) {
      rows.push_back(row);
    } else {
      same->points += row.points;
    }
  }
  // What arrives is no part of the event.
  const bool within = std::exchange(within_event_, false);
  Settle(to, event.arrival);
  const Instant posted = std::max(event.arrival, LastPosting(to));
  for (SlowTransfer& row : rows) {
    SlowLot lot = AddLot(of, to, currency, gift);
    row.lot = lot.number;
    lot.earned = row.earned;
    lot.expires = row.expires;
    lot.sliding = row.idle_until.has_value();
    if (row.idle_until) {
      active_.push_back({to, currency, posted, lot.number, row.idle_until,
                         /*received=*/true});
    }
    lots_.push_back(lot);
    Post(lot, Bucket::kTransferredIn, -row.points);
    Post(lot, Bucket::kAvailable, row.points);
    transfers_.push_back(row);
  }
  posted_.emplace_back(to, event.arrival);
  MoveStatements(to, event.arrival, /*how=*/4);
  Settle(to, event.arrival);
  within_event_ = within;
  return parts;
}

std::vector<int64_t> SlowLedger::OthersOf(int64_t account, Instant at) const {
  std::vector<int64_t> others;
  const auto mine = households_.find(account);
  if (mine == households_.end() || mine->second.empty()) return others;
  for (const auto& [other, household] : households_) {
    if (other == account || household != mine->second) continue;
    if (LastPosting(other).us - kMicrosPerDay > at.us) continue;
    others.push_back(other);
  }
  return others;
}

std::map<int64_t, int64_t> SlowLedger::SharesOf(const Event& event,
                                                int64_t account,
                                                size_t currency,
                                                int64_t missing) const {
  const Instant at = event.arrival;
  SlowLedger later = *this;  // what is due for them is not applied yet
  later.within_event_ = false;
  std::vector<SlowLot> lots;
  for (const int64_t other : OthersOf(account, at)) {
    later.Settle(other, at);
    for (const SlowLot& lot :
         later.LotsToSpend(event, other, currency, Bucket::kTransferredOut)) {
      lots.push_back(lot);
    }
  }
  const Instant never{INT64_MAX};
  std::sort(lots.begin(), lots.end(), [&](const SlowLot& a, const SlowLot& b) {
    return std::tuple(a.expires.value_or(never), a.earned, a.account,
                      a.number) <
           std::tuple(b.expires.value_or(never), b.earned, b.account, b.number);
  });
  std::map<int64_t, int64_t> shares;
  for (const SlowLot& lot : lots) {
    const int64_t taken =
        std::min(missing, later.SumsOf(lot)[size_t(Bucket::kAvailable)]);
    if (taken == 0) break;
    shares[lot.account] += taken;
    missing -= taken;
  }
  return shares;
}

std::vector<SlowPull> SlowLedger::PullsFor(const Event& event,
                                           const Outcome& outcome,
                                           int64_t account) const {
  const Decision& decision = outcome.answer.decision;
  std::vector<std::pair<size_t, int64_t>> needed;  // in the decision's order
  const auto need = [&](std::string_view currency, int64_t points) {
    const size_t unit = IndexOf(currency);
    for (auto& [known, sum] : needed) {
      if (known != unit) continue;
      sum += points;
      return;
    }
    needed.emplace_back(unit, points);
  };
  for (const RewardTaken& taken : decision.rewards) {
    if (taken.points.units != 0) need(taken.currency, taken.points.units);
  }
  for (const PointsPaid& paid : decision.paid_by_points) {
    need(paid.currency, paid.points.units);
  }
  std::vector<SlowPull> pulls;
  for (const auto& [currency, points] : needed) {
    if (!Pools(currency, event.time)) continue;
    int64_t own = SumsOfAccount(account)[currency][size_t(Bucket::kAvailable)];
    for (const SlowLot& lot : lots_) {
      if (lot.account != account || lot.currency != currency) continue;
      own += LateOf(lot, event, Bucket::kRedeemed);
    }
    if (points <= own) continue;
    for (const auto& [other, share] :
         SharesOf(event, account, currency, points - own)) {
      pulls.push_back({other, currency, share});
    }
  }
  return pulls;
}

// What is missing is told once goods are back and a hold has ended, and comes
// before.
void SlowLedger::PullFirst(const Event& event, const Outcome& outcome,
                           int64_t account) {
  if (event.kind != EventKind::kPurchase &&
      event.kind != EventKind::kExchange && event.kind != EventKind::kHold) {
    return;
  }
  SlowLedger later = *this;
  later.within_event_ = true;
  if (event.kind == EventKind::kExchange) {
    later.BringBack(event, outcome, account);
  }
  later.EndNamed(event);
  const std::vector<SlowPull> pulls = later.PullsFor(event, outcome, account);
  int64_t number = outcome.event - std::ssize(pulls);
  for (const SlowPull& pull : pulls) {
    (void)Move(pull.from, account, pull.currency, pull.points, event, number++);
    ++pulled_;
  }
}

void SlowLedger::PoolAll(const Event& event, int64_t account) {
  for (const int64_t other : OthersOf(account, event.arrival)) {
    Settle(other, event.arrival);
    for (size_t i = 0; i < program_.points.size(); ++i) {
      if (!Pools(i, event.time)) continue;
      const int64_t has = SumsOfAccount(other)[i][size_t(Bucket::kAvailable)];
      if (has > 0) (void)Move(other, account, i, has, event, 0);
    }
  }
}

// What all have together, once what is due for the others is applied.
void SlowLedger::ComparePooled(const Event& event, const Answer& answer,
                               int64_t account) {
  std::vector<PointsTotal> should;
  if (!households_[account].empty()) {
    SlowLedger later = *this;
    const std::vector<int64_t> others = OthersOf(account, event.arrival);
    for (const int64_t other : others) later.Settle(other, event.arrival);
    const std::vector<PointsCurrency>& all =
        PlanAt(event.time).program().points;
    for (size_t i = 0; i < all.size(); ++i) {
      if (!all[i].pooled) continue;
      int64_t sum = SumsOfAccount(account)[i][size_t(Bucket::kAvailable)];
      for (const int64_t other : others) {
        sum += later.SumsOfAccount(other)[i][size_t(Bucket::kAvailable)];
      }
      should.push_back({all[i].id, Points{sum}});
    }
  }
  if (answer.pooled != should) Problem("the answer pools other points");
}

void SlowLedger::CompareTransfers(Store& store) {
  size_t seen = 0;
  const absl::Status status =
      store.ForEachTransfer([&](const TransferRecord& kept) {
        const size_t at = seen++;
        if (at >= transfers_.size()) return absl::OkStatus();
        const SlowTransfer& row = transfers_[at];
        TransferRecord should;
        should.event = row.event;
        should.position = kept.position;
        should.from = row.from;
        should.to = row.to;
        should.program = program_.id;
        should.version = kept.version;
        should.currency = program_.points[row.currency].id;
        should.points = Points{row.points};
        should.sent = row.sent;
        should.earned = row.earned;
        should.expires = row.expires;
        should.idle_until = row.idle_until;
        should.lot = row.lot;
        if (kept != should) Problem("another transfer");
        return absl::OkStatus();
      });
  if (!status.ok()) Problem(std::string(status.message()));
  Same("transfers", static_cast<int64_t>(seen), std::ssize(transfers_));
}

}  // namespace patron::testing
