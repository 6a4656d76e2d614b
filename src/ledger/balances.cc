// What an account has, per points currency: sums over its lots and debts.

#include "ledger/ledger.h"

namespace patron {

std::vector<Balance> BalancesOf(const Program& program,
                                const AccountState& account) {
  std::vector<Balance> balances;
  for (const PointsCurrency& points : program.points) {
    Balance& balance = balances.emplace_back();
    balance.currency = points.id;
    for (const Lot& lot : account.lots) {
      if (lot.currency != points.id) continue;
      Points& part =
          lot.state == LotState::kPending ? balance.pending : balance.available;
      part.units += lot.remaining;
    }
    for (const Debt& debt : account.debts) {
      if (debt.currency == points.id) balance.debt.units = debt.owed;
    }
  }
  return balances;
}

}  // namespace patron
