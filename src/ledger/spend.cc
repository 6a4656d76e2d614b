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
#include "model/points_of.h"

namespace patron {
namespace {

bool IsForSpending(Bucket to) {
  return to == Bucket::kRedeemed || to == Bucket::kHeld ||
         to == Bucket::kAdjustedDown || to == Bucket::kTransferredOut;
}

// The period in which points were earned, of a currency that stands apart:
// "2026-05".
std::string PeriodOfLot(PeriodUnit unit, const ZoneTable& zone,
                        const Lot& lot) {
  const absl::StatusOr<DateRange> range =
      PeriodOf(Period{.unit = unit}, zone.ToLocal(lot.earned).date);
  // The checker allows calendar periods only, which every day has.
  return range.ok() ? FormatPeriod(unit, range->first) : "";
}

struct LotsOfPeriod {
  std::string period;
  int64_t points = 0;
  std::vector<Lot*> lots;  // in the spending order
};

// By period where they stand apart, else all together; in the spending order of
// their first lots.
std::vector<LotsOfPeriod> Divide(const PointsCurrency& currency,
                                 const ZoneTable& zone, bool redemption,
                                 const std::vector<Lot*>& lots) {
  std::vector<LotsOfPeriod> periods;
  for (Lot* const lot : lots) {
    const std::string period = redemption && currency.apart
                                   ? PeriodOfLot(*currency.apart, zone, *lot)
                                   : "";
    auto same = std::find_if(
        periods.begin(), periods.end(),
        [&](const LotsOfPeriod& other) { return other.period == period; });
    if (same == periods.end()) {
      same = periods.insert(same, LotsOfPeriod{period, 0, {}});
    }
    same->points += lot->remaining;  // no more than the balance
    same->lots.push_back(lot);
  }
  return periods;
}

std::vector<Lot*> LotsToSpend(std::string_view currency, Instant at,
                              std::vector<Lot>* all) {
  std::vector<Lot*> lots;
  for (Lot& lot : *all) {
    if (lot.currency == currency && IsSpendable(lot, at)) lots.push_back(&lot);
  }
  std::sort(lots.begin(), lots.end(),
            [](const Lot* a, const Lot* b) { return SpentBefore(*a, *b); });
  return lots;
}

absl::Status TooFew(const Spending& spending, int64_t missing,
                    const LotsOfPeriod& from, const AccountState& account) {
  const auto text = [&](int64_t units) {
    return FormatPoints(Points{units}, spending.currency.decimals);
  };
  const std::string& id = spending.currency.id;
  const int64_t available = spending.points.units - missing;
  int64_t pending = 0;
  int64_t held = 0;
  for (const Balance& balance : account.balances) {
    if (balance.currency != id) continue;
    pending = balance.pending.units;
    held = balance.held.units;
  }
  std::string message = "cannot take " + text(spending.points.units) + " '" +
                        id + "' from '" + account.member + "': only " +
                        text(available) + " can be spent";
  if (!from.period.empty()) {
    message += " together, those of " + from.period + ": a redemption takes " +
               "points of one " +
               std::string(PeriodUnitName(*spending.currency.apart));
  }
  if (pending != 0) message += ", and " + text(pending) + " are pending";
  if (held != 0) message += ", and " + text(held) + " are held";
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

std::vector<PointsTotal> ApartOf(const Program& program, const ZoneTable& zone,
                                 const AccountState& account, Instant at) {
  std::vector<PointsTotal> apart;
  std::vector<Lot> lots = account.lots;
  for (const PointsCurrency& points : program.points) {
    if (!points.apart) continue;
    for (const LotsOfPeriod& period :
         Divide(points, zone, /*redemption=*/true,
                LotsToSpend(points.id, at, &lots))) {
      apart.push_back({points.id, Points{period.points}});
    }
  }
  return apart;
}

absl::StatusOr<std::vector<LotPart>> Spend(const Spending& spending,
                                           AccountState* account,
                                           JournalEntry* entry, Delta* delta) {
  if (!IsForSpending(spending.to)) {
    return Refuse(
        Reason::kInternal,
        "nothing is spent on '" + std::string(BucketName(spending.to)) + "'");
  }
  const std::vector<LotsOfPeriod> periods =
      Divide(spending.currency, spending.zone,
             spending.to == Bucket::kRedeemed || spending.to == Bucket::kHeld,
             LotsToSpend(spending.currency.id, spending.at, &account->lots));
  // The first of those that have most.
  const LotsOfPeriod* from = nullptr;
  for (const LotsOfPeriod& period : periods) {
    if (from == nullptr || from->points < period.points) from = &period;
  }
  const LotsOfPeriod none;
  if (from == nullptr) from = &none;
  int64_t left = spending.points.units;
  if (from->points < left) {
    return TooFew(spending, left - from->points, *from, *account);
  }
  std::vector<LotPart> parts;
  for (Lot* const lot : from->lots) {
    if (left <= 0) break;
    const int64_t taken = std::min(left, lot->remaining);
    PostOfLot(*lot, BucketOf(*lot), -taken, entry);
    PostOfLot(*lot, spending.to, taken, entry);
    PartOf(*lot, account).units -= taken;
    lot->remaining -= taken;
    SpentOn(spending.to, lot) += taken;
    if (spending.to == Bucket::kHeld) {
      BalanceIn(lot->currency, account).held.units += taken;
    }
    left -= taken;
    CloseIfEmpty(lot);
    Keep(*lot, delta);
    parts.push_back({lot->number, Points{-taken}});
  }
  return parts;
}

absl::StatusOr<std::vector<PointsByLot>> Redeem(
    const Redeeming& redeeming, const std::vector<RedemptionRecord>& taken,
    AccountState* account, JournalEntry* entry, Delta* delta) {
  std::vector<PointsByLot> redeemed;
  for (const RedemptionRecord& each : taken) {
    const PointsCurrency* const currency =
        FindPoints(redeeming.program, each.currency);
    if (currency == nullptr) {
      return Refuse(Reason::kInternal, "points of '" + each.currency +
                                           "' pay, which the program lacks");
    }
    absl::StatusOr<std::vector<LotPart>> lots = Spend(
        {*currency, each.points, redeeming.to, redeeming.at, redeeming.zone},
        account, entry, delta);
    if (!lots.ok()) return lots.status();
    redeemed.push_back(
        {currency->id, Points{-each.points.units}, *std::move(lots)});
  }
  return redeemed;
}

}  // namespace patron
