// What falls due by itself: pending points become available, statements take
// points, points expire, one by one or all that slide together when their clock
// runs out.
//
// Instants were fixed when the lot was earned, by the program of that day, so
// that a later change of policy moves nothing. One entry a lot: the journal
// then reads the same whether due things were applied in one step or in many.

#include <algorithm>
#include <cstddef>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "ledger/clocks.h"
#include "ledger/ledger.h"
#include "ledger/lots.h"
#include "ledger/statements.h"
#include "model/span.h"

namespace patron {
namespace {

struct DueThing {
  Instant at;
  EntryKind kind = EntryKind::kActivation;
  size_t lot = 0;  // index in the account
};

// What is due of a lot by `until`: to become available, unless it lapses
// before, and to expire.
void Collect(const AccountState& account, size_t index, Instant until,
             std::vector<DueThing>* due) {
  const Lot& lot = account.lots[index];
  if (lot.state == LotState::kClosed) return;
  const std::optional<Instant> expires = LapseOf(lot, account.clocks);
  if (lot.state == LotState::kPending && !lot.awaits_goods &&
      lot.available_from && *lot.available_from <= until &&
      !(expires && *expires < *lot.available_from)) {
    due->push_back({*lot.available_from, EntryKind::kActivation, index});
  }
  if (expires && *expires <= until) {
    due->push_back({*expires,
                    lot.sliding ? EntryKind::kIdleExpiry : EntryKind::kExpiry,
                    index});
  }
}

void Apply(const DueThing& due, AccountState* account, Delta* delta) {
  Lot& lot = account->lots[due.lot];
  JournalEntry entry;
  entry.kind = due.kind;
  entry.posted = due.at;
  entry.program = lot.program;
  entry.version = lot.version;
  PostOfLot(lot, BucketOf(lot), -lot.remaining, &entry);
  PartOf(lot, account).units -= lot.remaining;
  if (due.kind == EntryKind::kActivation) {
    PostOfLot(lot, Bucket::kAvailable, lot.remaining, &entry);
    lot.state = LotState::kAvailable;
    PartOf(lot, account).units += lot.remaining;
  } else {
    PostOfLot(lot, Bucket::kExpired, lot.remaining, &entry);
    lot.expired += lot.remaining;
    lot.remaining = 0;
  }
  CloseIfEmpty(&lot);
  delta->entries.push_back(std::move(entry));
}

// Those that are due by `until`, in their order.
std::vector<DueThing> DueBy(Instant until, const AccountState& account) {
  std::vector<DueThing> due;
  for (size_t i = 0; i < account.lots.size(); ++i) {
    Collect(account, i, until, &due);
  }
  const auto order = [&](const DueThing& thing) {
    return std::tuple(thing.at, DueOrder(thing.kind),
                      account.lots[thing.lot].number);
  };
  std::sort(due.begin(), due.end(), [&](const DueThing& a, const DueThing& b) {
    return order(a) < order(b);
  });
  return due;
}

// In order of their numbers, so that each goes to the end.
void Write(const std::vector<bool>& touched, const AccountState& account,
           Delta* delta) {
  for (size_t i = 0; i < touched.size(); ++i) {
    if (touched[i]) Keep(account.lots[i], delta);
  }
}

}  // namespace

int DueOrder(EntryKind kind) {
  switch (kind) {
    case EntryKind::kActivation:
      return 0;
    case EntryKind::kStatement:
      return 1;
    case EntryKind::kExpiry:
      return 2;
    case EntryKind::kIdleExpiry:
      return 3;
    default:
      return 4;
  }
}

Bucket BucketOf(const Lot& lot) {
  return lot.state == LotState::kPending ? Bucket::kPending
                                         : Bucket::kAvailable;
}

void CloseIfEmpty(Lot* lot) {
  if (lot->remaining == 0) lot->state = LotState::kClosed;
}

int64_t& SpentOn(Bucket to, Lot* lot) {
  if (to == Bucket::kHeld) return lot->held;
  if (to == Bucket::kTransferredOut) return lot->transferred_out;
  return to == Bucket::kRedeemed ? lot->redeemed : lot->adjusted_down;
}

void PostOfLot(const Lot& lot, Bucket bucket, int64_t amount,
               JournalEntry* entry) {
  if (amount == 0) return;
  Posting& posting = entry->postings.emplace_back();
  posting.unit = lot.currency;
  posting.bucket = bucket;
  posting.amount = amount;
  posting.lot = lot.number;
  posting.rule = lot.rule;
}

void Keep(const Lot& lot, Delta* delta) {
  const auto it = std::lower_bound(
      delta->lots.begin(), delta->lots.end(), lot.number,
      [](const Lot& kept, int64_t number) { return kept.number < number; });
  if (it != delta->lots.end() && it->number == lot.number) {
    *it = lot;
  } else {
    delta->lots.insert(it, lot);
  }
}

std::optional<DueStatement> ApplyDueUntilStatement(ProgramsInForce programs,
                                                   Instant until,
                                                   AccountState* account,
                                                   Delta* delta) {
  std::vector<bool> touched(account->lots.size(), false);
  std::optional<DueStatement> statement;
  for (const DueThing& thing : DueBy(until, *account)) {
    statement =
        NextStatement(programs, thing.at, DueOrder(thing.kind), account, delta);
    if (statement) break;
    Apply(thing, account, delta);
    touched[thing.lot] = true;
    account->last_posting = std::max(account->last_posting, thing.at);
    const bool turn = account->last_posting == thing.at;
    MoveStatementClocks(
        programs,
        {account->last_posting, turn ? thing.kind : EntryKind::kPurchase},
        account, delta);
  }
  if (!statement) {
    statement = NextStatement(programs, until, DueOrder(EntryKind::kPurchase),
                              account, delta);
  }
  Write(touched, *account, delta);
  return statement;
}

void ApplyDue(Instant until, AccountState* account, Delta* delta) {
  std::vector<bool> touched(account->lots.size(), false);
  for (const DueThing& thing : DueBy(until, *account)) {
    Apply(thing, account, delta);
    touched[thing.lot] = true;
  }
  Write(touched, *account, delta);
}

LotTimes TimesOf(const PointsCurrency& points, const ZoneTable& zone,
                 Date day) {
  LotTimes times;
  if (points.pending) {
    times.available_from = zone.StartOfDay(AddSpan(day, *points.pending));
  }
  if (points.available_from && day < *points.available_from) {
    const Instant from = zone.StartOfDay(*points.available_from);
    times.available_from =
        times.available_from ? std::max(*times.available_from, from) : from;
  }
  if (!points.expires) return times;
  times.sliding = points.expires->sliding;
  if (times.sliding) return times;
  // From the day of earning, also where points are pending first. The last day
  // is theirs to spend.
  times.expires = zone.StartOfDay(AddDays(LastDayOf(*points.expires, day), 1));
  return times;
}

}  // namespace patron
