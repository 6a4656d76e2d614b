// Refused: one account for a household. Orders, statistics, limits and cards
// are each member's own, and whoever leaves takes along what they earned.
//
// Refused too: paying from several accounts in one change. A store may keep
// them apart; and a return would have to know whose lots to give back to.

#include "engine/pool.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>

#include "engine/load_lots.h"
#include "ledger/ledger.h"
#include "ledger/lots.h"
#include "ledger/spend.h"
#include "model/points_of.h"
#include "patron/error.h"
#include "patron/rounding.h"

namespace patron {
namespace {

constexpr std::string_view kPullSource = "patron.pool:";

bool PoolsAny(const Program& program) {
  return std::any_of(
      program.points.begin(), program.points.end(),
      [](const PointsCurrency& points) { return points.pooled; });
}

int64_t AvailableIn(std::string_view currency, const AccountState& account) {
  for (const Balance& balance : account.balances) {
    if (balance.currency == currency) return balance.available.units;
  }
  return 0;
}

// A lot of one of several accounts.
struct Candidate {
  size_t other = 0;
  int64_t account = 0;
  const Lot* lot = nullptr;
};

bool SpentBefore(const Candidate& a, const Candidate& b) {
  const auto key = [](const Candidate& each) {
    const Lot& lot = *each.lot;
    return std::tuple(!lot.expires, lot.expires, lot.earned, each.account,
                      lot.number);
  };
  return key(a) < key(b);
}

absl::Status TooFew(const PointsCurrency& currency, int64_t needed,
                    int64_t missing, const AccountState& account) {
  const auto text = [&](int64_t units) {
    return FormatPoints(Points{units}, currency.decimals) + " '" + currency.id +
           "'";
  };
  return Refuse(Reason::kInsufficientPoints,
                "cannot take " + text(needed) + " for '" + account.member +
                    "': all of household '" + account.household + "' have " +
                    text(needed - missing) + " to spend; take no more");
}

}  // namespace

bool IsPull(const Event& event) {
  return event.source.starts_with(kPullSource);
}

absl::StatusOr<Pool> Pool::Load(const Source& source,
                                const AccountState& account) {
  Pool pool(source);
  if (account.household.empty() || !PoolsAny(source.program)) return pool;
  const Instant at = source.at;
  pool.pools_ = true;
  const auto all = source.store.HouseholdAccounts(account.household);
  if (!all.ok()) return all.status();
  for (const HouseholdAccount& each : *all) {
    if (each.account == account.account ||
        each.last_posting.us - kArrivalToleranceUs > at.us) {
      continue;
    }
    Other& other = pool.others_.emplace_back();
    other.state.account = each.account;
    other.state.member = each.member;
    for (const PointsTotal& total : each.available) {
      other.state.balances.push_back({total.currency, total.points, {}, {}});
    }
    if (!each.next_due || *each.next_due > at) continue;
    if (absl::Status s = pool.LoadOther(&other); !s.ok()) return s;
  }
  return pool;
}

absl::Status Pool::LoadOther(Other* other) {
  if (other->loaded) return absl::OkStatus();
  auto found = store_->FindMember(other->state.member, at_);
  if (!found.ok()) return found.status();
  if (found->has_value()) other->state = **std::move(found);
  other->loaded = true;
  Delta unused;  // theirs to apply
  return BringUpTo(at_, in_force_, *store_, &other->state, &unused);
}

absl::StatusOr<std::vector<PointsTotal>> Pool::Others() const {
  std::vector<PointsTotal> totals;
  if (!pools_) return totals;
  for (const PointsCurrency& points : program_->points) {
    if (!points.pooled) continue;
    PointsTotal& total = totals.emplace_back(PointsTotal{points.id, {}});
    for (const Other& other : others_) {
      const absl::StatusOr<int64_t> sum =
          AddExact(total.points.units, AvailableIn(points.id, other.state));
      if (!sum.ok()) return sum.status();
      total.points.units = *sum;
    }
  }
  return totals;
}

absl::Status Pool::AddTo(std::vector<Balance>* balances) const {
  const absl::StatusOr<std::vector<PointsTotal>> others = Others();
  if (!others.ok()) return others.status();
  for (const PointsTotal& total : *others) {
    for (Balance& balance : *balances) {
      if (balance.currency != total.currency) continue;
      const absl::StatusOr<int64_t> sum =
          AddExact(balance.available.units, total.points.units);
      if (!sum.ok()) return sum.status();
      balance.available.units = *sum;
    }
  }
  return absl::OkStatus();
}

void Pool::Expect(const PointsTransfer& transfer, Points points) {
  for (Other& other : others_) {
    if (other.state.member != transfer.to) continue;
    BalanceIn(transfer.currency, &other.state).available.units += points.units;
  }
}

absl::StatusOr<std::vector<Pool::Share>> Pool::SharesOf(
    std::string_view currency, int64_t missing) {
  std::vector<Candidate> lots;
  for (size_t i = 0; i < others_.size(); ++i) {
    AccountState& state = others_[i].state;
    if (AvailableIn(currency, state) <= 0) continue;
    absl::Status status = LoadOther(&others_[i]);
    if (status.ok()) {
      status = LoadToSpend(currency, Points{missing}, at_, *store_, &state);
    }
    if (!status.ok()) return status;
    for (const Lot& lot : state.lots) {
      if (lot.currency != currency || !IsSpendable(lot, at_)) continue;
      lots.push_back({i, state.account, &lot});
    }
  }
  std::sort(
      lots.begin(), lots.end(),
      [](const Candidate& a, const Candidate& b) { return SpentBefore(a, b); });
  std::map<size_t, int64_t> taken;
  for (const Candidate& candidate : lots) {
    if (missing == 0) break;
    const int64_t points = std::min(missing, candidate.lot->remaining);
    taken[candidate.other] += points;
    missing -= points;
  }
  std::vector<Share> shares;
  for (const auto& [other, points] : taken) shares.push_back({other, points});
  return shares;
}

absl::Status Pool::GiveKey(const Event& event, Event* pull) {
  pull->source = std::string(kPullSource) + event.source;
  for (;;) {
    pull->id = event.id + "/" + std::to_string(++keys_);
    if (pull->source.size() > kTextBytesMax ||
        pull->id.size() > kTextBytesMax) {
      return Refuse(Reason::kTooLarge,
                    "points of the household pay by transfers, whose keys are "
                    "made of the event's, and its source or id is too long for "
                    "that: give it a shorter one");
    }
    const auto found = store_->FindEvent(pull->source, pull->id);
    if (!found.ok()) return found.status();
    // Of an earlier try, which went no further.
    if (!found->has_value()) return absl::OkStatus();
  }
}

absl::Status Pool::PullOf(const Plan& plan, const Event& event,
                          const PointsCurrency& currency, int64_t needed,
                          const Facts& facts, AccountState* account,
                          Change* change) {
  int64_t missing = needed - AvailableIn(currency.id, *account);
  // A late event takes its member's own first.
  for (const PointsTotal& late : facts.lapsed) {
    if (late.currency == currency.id) missing -= late.points.units;
  }
  if (missing <= 0) return absl::OkStatus();
  const absl::StatusOr<std::vector<Share>> shares =
      SharesOf(currency.id, missing);
  if (!shares.ok()) return shares.status();
  for (const Share& share : *shares) missing -= share.points;
  if (missing > 0) return TooFew(currency, needed, missing, *account);
  for (const Share& share : *shares) {
    AccountState& giver = others_[share.other].state;
    Event& pull = change->pulls.emplace_back();
    pull.kind = EventKind::kTransfer;
    pull.time = event.time;
    pull.arrival = event.arrival;
    pull.member = giver.member;
    pull.transfer = {account->member,
                     currency.id,
                     {share.points, static_cast<uint8_t>(currency.decimals)}};
    if (absl::Status s = GiveKey(event, &pull); !s.ok()) return s;
    Delta sent;
    const auto given = PostTransfer(
        {plan.program(), plan.zone(), pull, account->account}, &giver, &sent);
    if (!given.ok()) return given.status();
    for (const TransferRecord& row : sent.transfers) {
      if (absl::Status s = PostReceipt(row, account, change); !s.ok()) return s;
    }
  }
  return absl::OkStatus();
}

absl::Status Pool::Pull(const Plan& plan, const Event& event,
                        const Answer& answer, AccountState* account,
                        Change* change) {
  if (!pools_) return absl::OkStatus();
  std::vector<PointsTotal> needed;
  for (const RedemptionRecord& taken : RedemptionsOf(answer.decision)) {
    AddTotal(taken.currency, taken.points.units, &needed);
  }
  for (const PointsTotal& total : needed) {
    const PointsCurrency* const currency =
        FindPoints(plan.program(), total.currency);
    if (currency == nullptr || !currency->pooled) continue;
    absl::Status status = PullOf(plan, event, *currency, total.points.units,
                                 answer.facts, account, change);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status Engine::Impl::TellPool(const Plan& plan, const Event& event,
                                    const AccountState& account,
                                    Answer* answer) {
  const bool basket = event.kind == EventKind::kPurchase ||
                      event.kind == EventKind::kExchange ||
                      event.kind == EventKind::kHold;
  if (!basket) {  // of a basket the others have been told
    absl::StatusOr<Pool> pool =
        Pool::Load({plan.program(), event.arrival, in_force, *store}, account);
    if (!pool.ok()) return pool.status();
    pool->Expect(event.transfer, Points{-answer->given.points.units});
    absl::StatusOr<std::vector<PointsTotal>> others = pool->Others();
    if (!others.ok()) return others.status();
    answer->pooled = *std::move(others);
  }
  return AddOwn(account, &answer->pooled);
}

absl::Status AddOwn(const AccountState& account,
                    std::vector<PointsTotal>* others) {
  for (PointsTotal& total : *others) {
    const absl::StatusOr<int64_t> sum =
        AddExact(total.points.units, AvailableIn(total.currency, account));
    if (!sum.ok()) return sum.status();
    total.points.units = *sum;
  }
  return absl::OkStatus();
}

}  // namespace patron
