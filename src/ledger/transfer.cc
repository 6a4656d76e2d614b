// Points given to another account.
//
// The giver's change takes them out of lots and says what is on its way; the
// receiver's own change, at the same instant, makes lots of it. Between the two
// nothing is lost: it is due for the receiver like points that expire.
//
// Refused: new points that count as earned by the receiver. A member could pass
// points to and fro, and they would never lapse; a program that wants a new
// life for them says so.

#include <algorithm>
#include <cstdint>
#include <string>
#include <tuple>
#include <utility>

#include "ledger/clocks.h"
#include "ledger/ledger.h"
#include "ledger/lots.h"
#include "ledger/spend.h"
#include "model/points_of.h"
#include "model/span.h"

namespace patron {
namespace {

// How points live that are given on this day as if they were earned then. The
// day is that of the arrival: none lapses before it is there.
void Reset(const PointsCurrency& points, const ZoneTable& zone, Instant time,
           TransferRecord* sent) {
  const Date day = zone.ToLocal(time).date;
  const LotTimes times = TimesOf(points, zone, day);
  sent->earned = time;
  sent->expires = times.expires;
  if (!times.sliding) return;
  sent->idle_until =
      zone.StartOfDay(AddDays(LastDayOf(*points.expires, day), 1));
}

// How those of a lot live that keep what they had.
void KeepLife(const Lot& lot, const std::vector<Clock>& clocks,
              TransferRecord* sent) {
  sent->earned = lot.earned;
  sent->expires = lot.expires;
  if (lot.sliding) sent->idle_until = LapseOf(lot, clocks);
}

const Lot* FindLot(const std::vector<Lot>& lots, int64_t number) {
  const auto it = std::find_if(lots.begin(), lots.end(), [&](const Lot& lot) {
    return lot.number == number;
  });
  return it == lots.end() ? nullptr : &*it;
}

}  // namespace

std::vector<TransferRecord> Sent(const Transferring& transferring,
                                 const std::vector<LotPart>& parts,
                                 const std::vector<Lot>& lots,
                                 const std::vector<Clock>& clocks) {
  const Event& event = transferring.event;
  const PointsCurrency& points =
      *FindPoints(transferring.program, event.transfer.currency);
  const bool reset = points.transfers->expiry == Transfers::Expiry::kReset;
  std::vector<TransferRecord> all;
  for (const LotPart& part : parts) {
    TransferRecord sent;
    const Lot* const lot = FindLot(lots, part.lot);
    if (reset) {
      Reset(points, transferring.zone, event.arrival, &sent);
    } else if (lot != nullptr) {
      KeepLife(*lot, clocks, &sent);
    }
    const auto life = [](const TransferRecord& each) {
      return std::tuple(each.earned, each.expires, each.idle_until);
    };
    const auto same = std::find_if(
        all.begin(), all.end(),
        [&](const TransferRecord& other) { return life(other) == life(sent); });
    if (same != all.end()) {
      same->points.units -= part.points.units;
      continue;
    }
    sent.position = static_cast<int64_t>(all.size());
    sent.to = transferring.to;
    sent.program = transferring.program.id;
    sent.version = transferring.program.version;
    sent.currency = points.id;
    sent.points.units = -part.points.units;
    sent.sent = event.arrival;
    all.push_back(std::move(sent));
  }
  return all;
}

absl::StatusOr<PointsByLot> PostTransfer(const Transferring& transferring,
                                         AccountState* account, Delta* delta) {
  const Event& event = transferring.event;
  const absl::StatusOr<Points> points =
      PointsOf(transferring.program, event.transfer);
  if (!points.ok()) return points.status();
  const PointsCurrency& currency =
      *FindPoints(transferring.program, event.transfer.currency);
  JournalEntry entry;
  entry.kind = EntryKind::kTransfer;
  entry.posted = event.arrival;
  entry.program = transferring.program.id;
  entry.version = transferring.program.version;
  absl::StatusOr<std::vector<LotPart>> parts =
      Spend({currency, *points, Bucket::kTransferredOut, event.arrival,
             transferring.zone},
            account, &entry, delta);
  if (!parts.ok()) return parts.status();
  delta->entries.push_back(std::move(entry));
  delta->transfers = Sent(transferring, *parts, account->lots, account->clocks);
  for (TransferRecord& sent : delta->transfers) sent.from = account->account;
  return PointsByLot{currency.id, Points{-points->units}, *std::move(parts)};
}

absl::Status PostReceipt(const TransferRecord& sent, AccountState* account,
                         Delta* delta) {
  JournalEntry entry;
  entry.kind = EntryKind::kReceipt;
  entry.posted = sent.sent;
  entry.program = sent.program;
  entry.version = sent.version;
  Lot lot;
  lot.number = account->next_lot++;
  lot.currency = sent.currency;
  lot.origin = LotOrigin::kTransfer;
  lot.event = sent.event;
  lot.program = sent.program;
  lot.version = sent.version;
  lot.earned = sent.earned;
  lot.expires = sent.expires;
  lot.sliding = sent.idle_until.has_value();
  lot.amount = lot.remaining = sent.points.units;
  if (sent.idle_until) {
    RunIdleClock({sent.currency, lot.number, *sent.idle_until,
                  std::max(account->last_posting, sent.sent)},
                 account, delta);
  }
  PostOfLot(lot, Bucket::kTransferredIn, -sent.points.units, &entry);
  PostOfLot(lot, Bucket::kAvailable, sent.points.units, &entry);
  delta->entries.push_back(std::move(entry));
  delta->received.push_back({sent.event, sent.position, lot.number});
  std::erase_if(account->incoming,
                [event = sent.event,
                 position = sent.position](const TransferRecord& other) {
                  return other.event == event && other.position == position;
                });
  account->last_posting = std::max(account->last_posting, sent.sent);
  return AddLot(std::move(lot), account, delta);
}

}  // namespace patron
