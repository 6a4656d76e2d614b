// One function for whatever spends points, so that an adjustment, a reward and
// points taken as money agree on whose turn it is.
//
// Refused: taking a part of every lot, as some programs do to be fair to each
// promotion. A lot that is left whole can be explained to its owner.

#include "ledger/spend.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <tuple>
#include <utility>

#include "ledger/ledger.h"
#include "ledger/lots.h"

namespace patron {
namespace {

bool IsForSpending(Bucket to) {
  return to == Bucket::kRedeemed || to == Bucket::kAdjustedDown;
}

// Where a lot keeps what was spent on it. Requires: IsForSpending(to).
int64_t& SpentOn(Bucket to, Lot* lot) {
  return to == Bucket::kRedeemed ? lot->redeemed : lot->adjusted_down;
}

absl::Status TooFew(const Spending& spending, int64_t missing,
                    const AccountState& account) {
  const auto text = [&](int64_t units) {
    return FormatPoints(Points{units}, spending.currency.decimals);
  };
  const std::string& id = spending.currency.id;
  const int64_t available = spending.points.units - missing;
  int64_t pending = 0;
  for (const Balance& balance : account.balances) {
    if (balance.currency == id) pending = balance.pending.units;
  }
  std::string message = "cannot take " + text(spending.points.units) + " '" +
                        id + "' from '" + account.member + "': only " +
                        text(available) + " can be spent";
  if (pending != 0) message += ", and " + text(pending) + " are pending";
  return Refuse(Reason::kInsufficientPoints, message + "; take no more");
}

}  // namespace

bool SpentBefore(const Lot& a, const Lot& b) {
  const auto key = [](const Lot& lot) {
    return std::tuple(!lot.expires, lot.expires, lot.earned, lot.number);
  };
  return key(a) < key(b);
}

bool IsSpendable(const Lot& lot, Instant at) {
  return lot.state == LotState::kAvailable && lot.remaining > 0 &&
         !(lot.expires && *lot.expires <= at);
}

absl::StatusOr<std::vector<LotPart>> Spend(const Spending& spending,
                                           AccountState* account,
                                           JournalEntry* entry, Delta* delta) {
  if (!IsForSpending(spending.to)) {
    return Refuse(
        Reason::kInternal,
        "nothing is spent on '" + std::string(BucketName(spending.to)) + "'");
  }
  std::vector<Lot*> lots;
  int64_t missing = spending.points.units;
  for (Lot& lot : account->lots) {
    if (lot.currency != spending.currency.id) continue;
    if (!IsSpendable(lot, spending.at)) continue;
    lots.push_back(&lot);
    missing -= std::min(missing, lot.remaining);
  }
  if (missing > 0) return TooFew(spending, missing, *account);
  std::sort(lots.begin(), lots.end(),
            [](const Lot* a, const Lot* b) { return SpentBefore(*a, *b); });
  std::vector<LotPart> parts;
  int64_t left = spending.points.units;
  for (Lot* const lot : lots) {
    if (left <= 0) break;
    const int64_t taken = std::min(left, lot->remaining);
    PostOfLot(*lot, BucketOf(*lot), -taken, entry);
    PostOfLot(*lot, spending.to, taken, entry);
    PartOf(*lot, account).units -= taken;
    lot->remaining -= taken;
    SpentOn(spending.to, lot) += taken;
    left -= taken;
    CloseIfEmpty(lot);
    Keep(*lot, delta);
    parts.push_back({lot->number, Points{-taken}});
  }
  return parts;
}

}  // namespace patron
