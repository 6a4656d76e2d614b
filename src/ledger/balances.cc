// What an account has, per points currency. The sums are loaded and kept up to
// date here, since an account has far more lots than an event touches.

#include <algorithm>
#include <string>
#include <utility>

#include "ledger/ledger.h"
#include "ledger/lots.h"
#include "patron/error.h"

namespace patron {

Balance& BalanceIn(std::string_view currency, AccountState* account) {
  std::vector<Balance>& balances = account->balances;
  auto it = std::lower_bound(
      balances.begin(), balances.end(), currency,
      [](const Balance& b, std::string_view c) { return b.currency < c; });
  if (it == balances.end() || it->currency != currency) {
    it = balances.insert(it, Balance{std::string(currency), {}, {}, {}, {}});
  }
  return *it;
}

Points& PartOf(const Lot& lot, AccountState* account) {
  Balance& balance = BalanceIn(lot.currency, account);
  return BucketOf(lot) == Bucket::kPending ? balance.pending
                                           : balance.available;
}

int64_t RoomIn(std::string_view currency, const AccountState& account) {
  for (const Balance& balance : account.balances) {
    if (balance.currency != currency) continue;
    // Of all parts, so that moving from one to another always fits.
    const int64_t has =
        balance.pending.units + balance.available.units + balance.held.units;
    return std::max<int64_t>(0, kBalanceMax - has);
  }
  return kBalanceMax;
}

absl::Status CheckRoom(std::string_view currency, int64_t points,
                       const AccountState& account) {
  if (points <= RoomIn(currency, account)) return absl::OkStatus();
  return Refuse(Reason::kOverflow,
                "'" + account.member + "' would have more than " +
                    std::to_string(kBalanceMax) + " smallest units of '" +
                    std::string(currency) +
                    "', which is the most that an account holds: give fewer");
}

absl::Status AddLot(Lot lot, AccountState* account, Delta* delta) {
  if (lot.origin != LotOrigin::kTransfer) {
    absl::Status status = CheckRoom(lot.currency, lot.remaining, *account);
    if (!status.ok()) return status;
  }
  PartOf(lot, account).units += lot.remaining;
  Keep(lot, delta);
  account->lots.push_back(std::move(lot));
  return absl::OkStatus();
}

void AddTotal(std::string_view currency, int64_t points,
              std::vector<PointsTotal>* totals) {
  for (PointsTotal& total : *totals) {
    if (total.currency != currency) continue;
    total.points.units += points;
    return;
  }
  totals->push_back({std::string(currency), Points{points}});
}

std::vector<Balance> BalancesOf(const Program& program,
                                const AccountState& account) {
  std::vector<Balance> balances;
  for (const PointsCurrency& points : program.points) {
    Balance& balance = balances.emplace_back();
    balance.currency = points.id;
    for (const Balance& known : account.balances) {
      if (known.currency == points.id) balance = known;
    }
  }
  return balances;
}

}  // namespace patron
