// What a basket takes, kept back until a time.
//
// A hold moves points within their lots, so that they come back with their own
// expiry. What it draws stands beside the counters, with its time: whoever asks
// for the last of something may have it as soon as that has passed, whether or
// not anybody has been there to apply what is due.
//
// Refused: keeping points alive while they are held. A basket that stays open
// would be a way round any expiry.

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "ledger/ledger.h"
#include "ledger/lots.h"
#include "ledger/spend.h"
#include "ledger/statements.h"

namespace patron {
namespace {

// Ascending by lot, each once.
std::vector<HeldPoints> HeldOf(const std::vector<PointsByLot>& held) {
  std::vector<HeldPoints> points;
  for (const PointsByLot& redemption : held) {
    for (const LotPart& part : redemption.lots) {
      const auto at = std::lower_bound(
          points.begin(), points.end(), part.lot,
          [](const HeldPoints& each, int64_t lot) { return each.lot < lot; });
      if (at != points.end() && at->lot == part.lot) {
        at->points.units -= part.points.units;
      } else {
        points.insert(
            at, {part.lot, redemption.currency, Points{-part.points.units}});
      }
    }
  }
  return points;
}

}  // namespace

std::vector<Draw> KeptBack(const Decision& decision) {
  std::vector<Draw> kept;
  for (const Draw& draw : decision.draws) {
    // Of stamps, those that are spent.
    if (draw.may_owe ? draw.given < 0 : draw.given > 0) kept.push_back(draw);
  }
  return kept;
}

absl::StatusOr<std::vector<PointsByLot>> PostHold(const Purchase& purchase,
                                                  AccountState* account,
                                                  Delta* delta) {
  JournalEntry entry;
  entry.kind = EntryKind::kHold;
  entry.posted = purchase.event.arrival;
  entry.program = purchase.decision.program;
  entry.version = purchase.decision.version;
  absl::StatusOr<std::vector<PointsByLot>> held =
      Redeem({purchase.program, purchase.zone, purchase.event.arrival,
              Bucket::kHeld, purchase.lapsed},
             RedemptionsOf(purchase.decision), account, &entry, delta);
  if (!held.ok()) return held.status();
  HoldRecord& hold = delta->hold.emplace();
  hold.until = *purchase.event.until;
  hold.points = HeldOf(*held);
  for (Draw& draw : KeptBack(purchase.decision)) {
    delta->draws.push_back(std::move(draw));
  }
  if (!entry.postings.empty()) delta->entries.push_back(std::move(entry));
  return held;
}

std::vector<PointsByLot> PointsOf(const HoldRecord& hold) {
  std::vector<PointsByLot> all;
  for (const HeldPoints& held : hold.points) {
    auto same = std::find_if(all.begin(), all.end(), [&](const auto& points) {
      return points.currency == held.currency;
    });
    if (same == all.end()) {
      same = all.insert(same, PointsByLot{held.currency, {}, {}});
    }
    same->points.units += held.points.units;
    same->lots.push_back({held.lot, held.points});
  }
  return all;
}

absl::Status PostHoldEnd(const HoldRecord& hold, const HoldEnd& end,
                         AccountState* account, Delta* delta) {
  JournalEntry entry;
  entry.kind = end.kind;
  entry.posted = end.at;
  entry.program = hold.program;
  entry.version = hold.version;
  for (const PointsByLot& points : PointsOf(hold)) {
    absl::Status status =
        PostRestored(points, Bucket::kHeld, account, &entry, delta);
    if (!status.ok()) return status;
  }
  if (!entry.postings.empty()) delta->entries.push_back(std::move(entry));
  delta->ended.push_back({hold.event, end.state});
  std::erase_if(account->holds, [event = hold.event](const HoldRecord& other) {
    return other.event == event;
  });
  return absl::OkStatus();
}

absl::Status LapseHold(ProgramsInForce programs, AccountState* account,
                       Delta* delta) {
  const HoldRecord hold = account->holds.front();
  const size_t entries = delta->entries.size();
  absl::Status status =
      PostHoldEnd(hold, {EntryKind::kLapse, HoldState::kLapsed, hold.until},
                  account, delta);
  if (!status.ok() || delta->entries.size() == entries) return status;
  account->last_posting = std::max(account->last_posting, hold.until);
  MoveStatementClocks(programs, {account->last_posting, EntryKind::kLapse},
                      account, delta);
  return status;
}

}  // namespace patron
