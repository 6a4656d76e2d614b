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

#include "ledger/clocks.h"
#include "ledger/ledger.h"
#include "ledger/lots.h"
#include "model/points_of.h"
#include "patron/rounding.h"

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

// What can be spent of one lot.
struct Spendable {
  Lot* lot = nullptr;
  int64_t remaining = 0;
  int64_t lapsed = 0;  // since a late event

  [[nodiscard]] int64_t points() const { return remaining + lapsed; }
};

struct LotsOfPeriod {
  std::string period;
  int64_t points = 0;
  std::vector<Spendable> lots;  // in the spending order
};

// By period where they stand apart, else all together; in the spending order of
// their first lots.
std::vector<LotsOfPeriod> Divide(const PointsCurrency& currency,
                                 const ZoneTable& zone, bool redemption,
                                 const std::vector<Spendable>& lots) {
  std::vector<LotsOfPeriod> periods;
  for (const Spendable& spendable : lots) {
    const std::string period =
        redemption && currency.apart
            ? PeriodOfLot(*currency.apart, zone, *spendable.lot)
            : "";
    auto same = std::find_if(
        periods.begin(), periods.end(),
        [&](const LotsOfPeriod& other) { return other.period == period; });
    if (same == periods.end()) {
      same = periods.insert(same, LotsOfPeriod{period, 0, {}});
    }
    same->points = AddUpToMost(same->points, spendable.points());
    same->lots.push_back(spendable);
  }
  return periods;
}

int64_t LapsedOf(const Lot& lot, std::span<const int64_t> lapsed) {
  return std::binary_search(lapsed.begin(), lapsed.end(), lot.number)
             ? lot.expired
             : 0;
}

std::vector<Spendable> LotsToSpend(std::string_view currency, Instant at,
                                   std::span<const int64_t> lapsed,
                                   std::vector<Lot>* all) {
  std::vector<Spendable> lots;
  for (Lot& lot : *all) {
    if (lot.currency != currency) continue;
    const Spendable spendable{&lot, IsSpendable(lot, at) ? lot.remaining : 0,
                              LapsedOf(lot, lapsed)};
    if (spendable.points() > 0) lots.push_back(spendable);
  }
  std::sort(lots.begin(), lots.end(),
            [](const Spendable& a, const Spendable& b) {
              return SpentBefore(*a.lot, *b.lot);
            });
  return lots;
}

// Takes up to so many points of a lot, and says how many.
int64_t TakeOf(const Spendable& from, int64_t points, Bucket to,
               AccountState* account, JournalEntry* entry) {
  Lot* const lot = from.lot;
  const int64_t remaining = std::min(points, from.remaining);
  const int64_t lapsed = std::min(points - remaining, from.lapsed);
  const int64_t taken = remaining + lapsed;
  PostOfLot(*lot, BucketOf(*lot), -remaining, entry);
  PostOfLot(*lot, Bucket::kExpired, -lapsed, entry);
  PostOfLot(*lot, to, taken, entry);
  PartOf(*lot, account).units -= remaining;
  lot->remaining -= remaining;
  lot->expired -= lapsed;
  SpentOn(to, lot) += taken;
  if (to == Bucket::kHeld)
    BalanceIn(lot->currency, account).held.units += taken;
  CloseIfEmpty(lot);
  return taken;
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

// A clock of a file that came from schema 3 is about lots that had lapsed
// before it was moved, too: what lapses later by it has lapsed long ago.
std::vector<int64_t> LapsedSince(Instant time, Instant until,
                                 const AccountState& account) {
  std::vector<int64_t> lapsed;
  for (const Lot& lot : account.lots) {
    const std::optional<Instant> lapse = LapseOf(lot, account.clocks);
    // Since when what others gave was there is not kept.
    if (lot.expired > 0 && lot.earned <= time && lapse && *lapse > time &&
        *lapse <= until && lot.origin != LotOrigin::kTransfer &&
        !lot.awaits_goods &&
        !(lot.available_from && *lot.available_from > time)) {
      lapsed.push_back(lot.number);
    }
  }
  return lapsed;
}

std::vector<PointsTotal> LapsedOf(const Program& program,
                                  const AccountState& account,
                                  std::span<const int64_t> lapsed) {
  std::vector<PointsTotal> totals;
  for (const PointsCurrency& points : program.points) {
    if (points.apart) continue;
    int64_t sum = 0;
    for (const Lot& lot : account.lots) {
      if (lot.currency != points.id) continue;
      sum = AddUpToMost(sum, LapsedOf(lot, lapsed));
    }
    if (sum != 0) totals.push_back({points.id, Points{sum}});
  }
  return totals;
}

std::vector<PointsRun> RunsOf(
    const Spending& spending, const AccountState& account,
    const std::function<int64_t(const Lot&)>& pays_micros) {
  std::vector<PointsRun> runs;
  std::vector<Lot> lots = account.lots;
  int64_t part = 0;
  for (const LotsOfPeriod& period :
       Divide(spending.currency, spending.zone, /*redemption=*/true,
              LotsToSpend(spending.currency.id, spending.at, spending.lapsed,
                          &lots))) {
    for (const Spendable& spendable : period.lots) {
      const int64_t micros = pays_micros(*spendable.lot);
      const bool same = !runs.empty() && runs.back().part == part &&
                        runs.back().pays_micros == micros;
      if (!same) runs.push_back({spending.currency.id, part, {}, micros});
      int64_t& points = runs.back().points.units;
      points = AddUpToMost(points, spendable.points());
    }
    ++part;
  }
  return runs;
}

std::vector<PointsTotal> ApartOf(const Program& program, const ZoneTable& zone,
                                 const AccountState& account, Instant at,
                                 std::span<const int64_t> lapsed) {
  std::vector<PointsTotal> apart;
  std::vector<Lot> lots = account.lots;
  for (const PointsCurrency& points : program.points) {
    if (!points.apart) continue;
    for (const LotsOfPeriod& period :
         Divide(points, zone, /*redemption=*/true,
                LotsToSpend(points.id, at, lapsed, &lots))) {
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
             LotsToSpend(spending.currency.id, spending.at, spending.lapsed,
                         &account->lots));
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
  for (const Spendable& spendable : from->lots) {
    if (left <= 0) break;
    const int64_t taken = TakeOf(spendable, left, spending.to, account, entry);
    left -= taken;
    Keep(*spendable.lot, delta);
    parts.push_back({spendable.lot->number, Points{-taken}});
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
    absl::StatusOr<std::vector<LotPart>> lots =
        Spend({*currency, each.points, redeeming.to, redeeming.at,
               redeeming.zone, redeeming.lapsed},
              account, entry, delta);
    if (!lots.ok()) return lots.status();
    redeemed.push_back(
        {currency->id, Points{-each.points.units}, *std::move(lots)});
  }
  return redeemed;
}

}  // namespace patron
