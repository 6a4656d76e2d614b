// Points given or taken by hand.
//
// An adjustment gives and takes points like anything else: a lot of its own, or
// the spending order. So taking what a mistake gave does not look for that
// mistake's lot, and goods that come back later are owed for, as after any
// spending: the sum over all lots and debts is the same in every order.

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "ledger/clocks.h"
#include "ledger/ledger.h"
#include "ledger/lots.h"
#include "ledger/spend.h"
#include "model/points_of.h"

namespace patron {
namespace {

absl::Status GiveLot(const ManualAdjustment& adjustment,
                     const PointsCurrency& currency, Points points,
                     AccountState* account, JournalEntry* entry, Delta* delta) {
  const Event& event = adjustment.event;
  const ZoneTable& zone = adjustment.zone;
  const Date day = zone.ToLocal(event.time).date;
  const LotTimes times = TimesOf(currency, zone, day);
  // Or they would lapse at once where nothing else has happened for long.
  MoveIdleClock(
      {currency, zone, day, std::max(event.arrival, account->last_posting),
       account->next_lot},
      account, delta);
  Lot lot;
  lot.number = account->next_lot++;
  lot.currency = currency.id;
  lot.origin = LotOrigin::kGoodwill;
  lot.program = adjustment.program.id;
  lot.version = adjustment.program.version;
  lot.earned = event.time;
  lot.expires = times.expires;  // and never pending: somebody waits for it
  lot.sliding = times.sliding;
  lot.amount = lot.remaining = points.units;
  PostOfLot(lot, Bucket::kAdjustedUp, -points.units, entry);
  PostOfLot(lot, Bucket::kAvailable, points.units, entry);
  return AddLot(std::move(lot), account, delta);
}

}  // namespace

absl::StatusOr<AdjustmentResult> PostAdjustment(
    const ManualAdjustment& adjustment, AccountState* account, Delta* delta) {
  const PointsAdjustment& adjust = adjustment.event.adjustment;
  const absl::StatusOr<Points> points = PointsOf(adjustment.program, adjust);
  if (!points.ok()) return points.status();
  const PointsCurrency& currency =
      *FindPoints(adjustment.program, adjust.currency);
  AdjustmentResult result{currency.id, *points, {}};
  JournalEntry entry;
  entry.kind = EntryKind::kAdjustment;
  entry.posted = adjustment.event.arrival;
  entry.program = adjustment.program.id;
  entry.version = adjustment.program.version;
  if (points->units > 0) {
    result.lots.push_back({account->next_lot, *points});
    absl::Status status =
        GiveLot(adjustment, currency, *points, account, &entry, delta);
    if (!status.ok()) return status;
  } else {
    absl::StatusOr<std::vector<LotPart>> taken =
        Spend({currency, Points{-points->units}, Bucket::kAdjustedDown,
               adjustment.event.arrival, adjustment.zone},
              account, &entry, delta);
    if (!taken.ok()) return taken.status();
    result.lots = *std::move(taken);
  }
  delta->entries.push_back(std::move(entry));
  delta->adjustment =
      AdjustmentRecord{currency.id, *points, adjust.reason, adjust.by};
  return result;
}

}  // namespace patron
