// What an account has, per points currency. The sums are loaded and kept up to
// date here, since an account has far more lots than an event touches.

#include <algorithm>

#include "ledger/ledger.h"
#include "ledger/lots.h"

namespace patron {

Balance& BalanceIn(std::string_view currency, AccountState* account) {
  std::vector<Balance>& balances = account->balances;
  auto it = std::lower_bound(
      balances.begin(), balances.end(), currency,
      [](const Balance& b, std::string_view c) { return b.currency < c; });
  if (it == balances.end() || it->currency != currency) {
    it = balances.insert(it, Balance{std::string(currency), {}, {}, {}});
  }
  return *it;
}

Points& PartOf(const Lot& lot, AccountState* account) {
  Balance& balance = BalanceIn(lot.currency, account);
  return BucketOf(lot) == Bucket::kPending ? balance.pending
                                           : balance.available;
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
