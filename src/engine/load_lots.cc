#include "engine/load_lots.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "ledger/debts.h"
#include "ledger/ledger.h"
#include "model/points_of.h"
#include "patron/rounding.h"

namespace patron {
namespace {

void AddLot(Lot lot, AccountState* account) {
  const auto it = std::lower_bound(
      account->lots.begin(), account->lots.end(), lot.number,
      [](const Lot& known, int64_t number) { return known.number < number; });
  if (it != account->lots.end() && it->number == lot.number) return;
  account->lots.insert(it, std::move(lot));
}

// How many more points to ask the store for: what lots have left, or have
// collected, may have changed in the account's copy, by no more than they were
// earned with. It does not answer for those that have lapsed.
Points BesideThoseOf(const AccountState& account, std::string_view currency,
                     Points points, std::optional<Instant> lapsed = {}) {
  for (const Lot& lot : account.lots) {
    if (lot.currency != currency) continue;
    if (lapsed && lot.expires && *lot.expires <= *lapsed) continue;
    const absl::StatusOr<int64_t> sum = AddExact(points.units, lot.amount);
    if (!sum.ok()) return Points{std::numeric_limits<int64_t>::max()};
    points.units = *sum;
  }
  return points;
}

absl::Status AddLots(absl::StatusOr<std::vector<Lot>> lots,
                     AccountState* account) {
  if (!lots.ok()) return lots.status();
  for (Lot& lot : *lots) AddLot(std::move(lot), account);
  return absl::OkStatus();
}

// Lets the holds' lots be there whose time has passed by `until`.
absl::Status LoadHeld(Instant until, Store& store, AccountState* account) {
  // Those of all holds first: what others have paid of a debt is then asked for
  // once a currency, and is no less than what each of them comes to.
  std::vector<PointsByLot> due;
  for (const HoldRecord& hold : account->holds) {
    if (hold.until > until) break;
    for (PointsByLot& points : PointsOf(hold)) {
      auto same = std::find_if(due.begin(), due.end(), [&](const auto& other) {
        return other.currency == points.currency;
      });
      if (same == due.end()) {
        due.push_back(std::move(points));
        continue;
      }
      same->points.units += points.points.units;
      same->lots.insert(same->lots.end(), points.lots.begin(),
                        points.lots.end());
    }
  }
  for (const PointsByLot& points : due) {
    absl::Status status = LoadRestored(points, store, account);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

// Whether the last idle clock of a currency stands still.
bool StandsStill(std::string_view currency, const AccountState& account) {
  bool still = false;
  for (const Clock& clock : account.clocks) {
    if (clock.kind != ClockKind::kIdle || clock.currency != currency) continue;
    still = !clock.due;
  }
  return still;
}

// Loads the lots of which a statement takes, and posts it. Lots of a clock that
// it sets going again may lapse before long, and were not due.
absl::Status GiveStatement(const DueStatement& statement,
                           ProgramsInForce programs, Store& store,
                           AccountState* account, Delta* delta) {
  const bool still = StandsStill(statement.currency, *account);
  absl::Status status = LoadToSpend(statement.reward->currency, statement.taken,
                                    SpentAt(statement), store, account);
  if (status.ok()) status = PostStatement(statement, programs, account, delta);
  if (!status.ok() || !still || StandsStill(statement.currency, *account)) {
    return status;
  }
  auto all = store.FindMember(account->member, std::nullopt);
  if (!all.ok()) return all.status();
  if (!all->has_value()) return absl::OkStatus();
  for (Lot& lot : (*all)->lots) {
    if (lot.sliding && lot.currency == statement.currency) {
      AddLot(std::move(lot), account);
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status LoadToSpend(std::string_view currency, Points points, Instant at,
                         Store& store, AccountState* account) {
  const Points more = BesideThoseOf(*account, currency, points, at);
  return AddLots(store.LotsToSpend(account->account, currency, at, more),
                 account);
}

absl::Status LoadApart(const Program& program, Instant at, Store& store,
                       AccountState* account) {
  if (account->account == 0) return absl::OkStatus();
  for (const PointsCurrency& points : program.points) {
    if (!points.apart) continue;
    constexpr Points kAll{std::numeric_limits<int64_t>::max()};
    absl::Status status = LoadToSpend(points.id, kAll, at, store, account);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status LoadRuns(const Program& program, const Basket& basket, Instant at,
                      Store& store, AccountState* account) {
  if (account->account == 0) return absl::OkStatus();
  for (const Tender& tender : basket.tenders) {
    if (tender.kind != TenderKind::kPoints) continue;
    const PointsCurrency* const points = FindPoints(program, tender.currency);
    if (points == nullptr || !points->grandfathered) continue;
    constexpr Points kAll{std::numeric_limits<int64_t>::max()};
    absl::Status status = LoadToSpend(points->id, kAll, at, store, account);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status LoadLapsed(const Program& program, Instant time, Store& store,
                        AccountState* account) {
  for (const PointsCurrency& points : program.points) {
    if (points.status) continue;
    absl::Status status =
        AddLots(store.LotsLapsed(account->account, points.id, time), account);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status LoadRedeemed(const Program& program, const Answer& answer,
                          Instant at, Store& store, AccountState* account) {
  std::vector<PointsTotal> sums;
  bool apart = false;
  for (const RedemptionRecord& taken : RedemptionsOf(answer.decision)) {
    const PointsCurrency* const points = FindPoints(program, taken.currency);
    apart = apart || (points != nullptr && points->apart);
    const auto same =
        std::find_if(sums.begin(), sums.end(), [&](const PointsTotal& other) {
          return other.currency == taken.currency;
        });
    if (same == sums.end()) {
      sums.push_back({taken.currency, taken.points});
      continue;
    }
    const absl::StatusOr<int64_t> sum =
        AddExact(same->points.units, taken.points.units);
    if (!sum.ok()) return sum.status();
    same->points.units = *sum;
  }
  for (const PointsTotal& sum : sums) {
    absl::Status status =
        LoadToSpend(sum.currency, sum.points, at, store, account);
    if (!status.ok()) return status;
  }
  return apart ? LoadApart(program, at, store, account) : absl::OkStatus();
}

absl::Status LoadRestored(const PointsByLot& points, Store& store,
                          AccountState* account) {
  std::vector<int64_t> numbers;
  for (const LotPart& part : points.lots) numbers.push_back(part.lot);
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  absl::Status status =
      AddLots(store.LotsByNumber(account->account, numbers), account);
  if (!status.ok()) return status;
  const Points paid = PaidByOthers(points, *account);
  if (paid.units == 0) return absl::OkStatus();
  return AddLots(
      store.LotsThatCollected(account->account, points.currency,
                              BesideThoseOf(*account, points.currency, paid)),
      account);
}

absl::Status BringUpTo(Instant until, ProgramsInForce programs, Store& store,
                       AccountState* account, Delta* delta) {
  absl::Status status = LoadHeld(until, store, account);
  if (!status.ok()) return status;
  for (;;) {
    // In the order in which it falls due: what arrives may keep others alive.
    const bool arrives =
        !account->incoming.empty() && account->incoming.front().sent <= until;
    const Instant to = arrives ? account->incoming.front().sent : until;
    const bool lapses =
        !account->holds.empty() && account->holds.front().until <= to;
    const std::optional<DueStatement> statement = ApplyDueUntilStatement(
        programs, lapses ? account->holds.front().until : to, account, delta);
    if (statement) {
      status = GiveStatement(*statement, programs, store, account, delta);
    } else if (lapses) {
      status = LapseHold(programs, account, delta);
    } else if (arrives) {
      const TransferRecord sent = account->incoming.front();
      status = PostReceipt(sent, account, delta);
      MoveStatementClocks(programs,
                          {account->last_posting, EntryKind::kReceipt}, account,
                          delta);
    } else {
      return absl::OkStatus();
    }
    if (!status.ok()) return status;
  }
}

absl::Status LoadEarned(int64_t order, Store& store, AccountState* account) {
  if (account->account == 0) return absl::OkStatus();
  return AddLots(store.LotsOfOrder(account->account, order), account);
}

}  // namespace patron
