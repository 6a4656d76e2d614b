// Statements: when they were due, what they took and gave, and that none was
// left out.
//
// The clocks are wound up again, entry by entry, from the sums of what was
// posted before. Which lots a statement took from cannot be told again, as of
// an adjustment: the journal is held against the lots.

#include <algorithm>
#include <string>

#include "engine/engine_impl.h"
#include "engine/verifier.h"
#include "ledger/clocks.h"
#include "ledger/ledger.h"
#include "ledger/lots.h"
#include "model/points_of.h"

namespace patron {
namespace {

// Whether the turn of a statement at `due` comes before that of the entry.
bool ComesBefore(Instant due, const JournalEntry& entry) {
  return due < entry.posted ||
         (due == entry.posted &&
          DueOrder(EntryKind::kStatement) < DueOrder(entry.kind));
}

int64_t SumOf(const JournalEntry& entry, std::string_view unit, Bucket bucket) {
  int64_t sum = 0;
  for (const Posting& posting : entry.postings) {
    if (posting.unit == unit && posting.bucket == bucket) sum += posting.amount;
  }
  return sum;
}

}  // namespace

int64_t Verifier::Has(int64_t account, std::string_view unit,
                      std::initializer_list<Bucket> buckets) const {
  int64_t sum = 0;
  for (const Bucket bucket : buckets) {
    const auto at =
        balances_.find(BalanceKey{account, std::string(unit), bucket});
    if (at != balances_.end()) sum += at->second;
  }
  return sum;
}

int64_t Verifier::SpendableOf(int64_t account, std::string_view unit) const {
  return Has(account, unit, {Bucket::kAvailable, Bucket::kDebt});
}

int64_t Verifier::RoomOf(int64_t account, std::string_view unit) const {
  return std::max<int64_t>(
      0,
      kBalanceMax - Has(account, unit,
                        {Bucket::kPending, Bucket::kAvailable, Bucket::kHeld}));
}

// What a statement would give at `due` as the account stands.
std::optional<DueStatement> Verifier::StatementAt(int64_t account,
                                                  std::string_view unit,
                                                  Instant due) const {
  return StatementOf(
      in_force_, unit, due,
      [&](std::string_view of) { return SpendableOf(account, of); },
      [&](std::string_view of) { return RoomOf(account, of); });
}

void Verifier::BeginEntry(const Row& row, const StoredEntry& stored) {
  if (in_force_.empty() || stored.account == 0) return;
  SeenAccount& seen = accounts_[stored.account];
  const bool other = seen.open_event != stored.event;
  if (other) EndEvent(stored.account);
  for (Clock& clock : seen.clocks) {
    if (clock.kind != ClockKind::kStatement || !clock.due) continue;
    const bool past = ComesBefore(*clock.due, stored.entry);
    // The end of a later day may have stopped it, where the event is late, or
    // the gift of another.
    const bool late = !past && (stored.entry.kind == EntryKind::kReceipt ||
                                (other && stored.event != 0));
    if (!past && !late) continue;
    const bool gives =
        StatementAt(stored.account, clock.currency, *clock.due).has_value();
    if (late) {
      if (!gives) ++seen.due;
      continue;
    }
    if (gives) {
      problems_.Add(row, "the statement of '" + clock.currency + "' at " +
                             FormatInstant(*clock.due) + " is missing before");
    }
    // One that gives nothing changes the account and posts nothing.
    clock.due = std::nullopt;
    ++seen.due;
  }
  if (stored.entry.kind == EntryKind::kStatement) SeeStatement(row, stored);
}

void Verifier::EndEntry(const StoredEntry& stored) {
  if (stored.account == 0) return;
  SeenAccount& seen = accounts_[stored.account];
  const JournalEntry& entry = stored.entry;
  if (stored.event != 0) {
    seen.open_event = stored.event;
    for (; seen.arrived < seen.arrivals.size() &&
           seen.arrivals[seen.arrived].first <= stored.event;
         ++seen.arrived) {
      const Instant arrival = seen.arrivals[seen.arrived].second;
      seen.posted = std::max(seen.posted.value_or(arrival), arrival);
    }
    return;
  }
  seen.posted = std::max(seen.posted.value_or(entry.posted), entry.posted);
  if (in_force_.empty()) return;
  const bool turn = *seen.posted == entry.posted;
  MoveStatements(stored.account,
                 {*seen.posted, turn ? entry.kind : EntryKind::kPurchase,
                  entry.postings.empty() ? "" : entry.postings[0].unit});
}

void Verifier::EndEvent(int64_t account) {
  SeenAccount& seen = accounts_[account];
  if (seen.open_event == 0) return;
  seen.open_event = 0;
  MoveStatements(account, {seen.posted.value_or(Instant())});
}

void Verifier::MoveStatements(int64_t account, const LastPosting& last) {
  std::vector<Clock>& clocks = accounts_[account].clocks;
  const auto spendable = [&](std::string_view unit) {
    return SpendableOf(account, unit);
  };
  for (const Clock& clock :
       MovedStatements(in_force_, last, spendable, clocks)) {
    PutClock(clock, &clocks);
  }
}

void Verifier::SeeStatement(const Row& row, const StoredEntry& stored) {
  const JournalEntry& entry = stored.entry;
  SeenAccount& seen = accounts_[stored.account];
  const std::string unit = entry.postings.empty() ? "" : entry.postings[0].unit;
  const auto clock = FindClock(unit, ClockKind::kStatement, seen.clocks);
  if (clock == seen.clocks.end() || clock->currency != unit ||
      clock->due != entry.posted) {
    problems_.Add(row, "no statement of '" + unit + "' was due then");
  }
  const std::optional<DueStatement> should =
      StatementAt(stored.account, unit, entry.posted);
  if (!should) {
    problems_.Add(row, "nothing was to be given for '" + unit + "'");
    return;
  }
  const Program& program = *should->by->program;
  problems_.Same(row, "program", entry.program, program.id);
  problems_.Same(row, "version", entry.version, program.version);
  problems_.Equal(row, "points taken", SumOf(entry, unit, Bucket::kRedeemed),
                  should->taken.units);
  problems_.Equal(row, "points given",
                  -SumOf(entry, should->currency, Bucket::kIssued),
                  should->given.units);
  by_rule_[{stored.account,
            {should->currency, Bucket::kIssued, should->reward->id, ""}}]
      .derived -= should->given.units;
  const PointsCurrency& gives = *FindPoints(program, should->currency);
  const Date day = should->by->zone->ToLocal(entry.posted).date;
  const Instant posted =
      std::max(entry.posted, seen.posted.value_or(Instant()));
  (void)MoveIdleClock({gives, *should->by->zone, day, posted, seen.next_lot},
                      &seen.clocks);
  const LotTimes times = TimesOf(gives, *should->by->zone, day);
  ++seen.lots;
  for (const Posting& posting : entry.postings) {
    if (posting.bucket != Bucket::kIssued) continue;
    seen.next_lot = std::max(seen.next_lot, posting.lot + 1);
    Lot& lot = given_[{stored.account, posting.lot}];
    lot.currency = gives.id;
    lot.rule = should->reward->id;
    lot.program = program.id;
    lot.version = program.version;
    lot.earned = entry.posted;
    lot.available_from = times.available_from;
    lot.expires = times.expires;
    lot.sliding = times.sliding;
    lot.amount = should->given.units;
  }
}

void Verifier::EndStatements(const AccountState& account) {
  EndEvent(account.account);
  SeenAccount& seen = accounts_[account.account];
  for (Clock& clock : seen.clocks) {
    if (clock.kind != ClockKind::kStatement || !clock.due) continue;
    const auto kept = FindClock(clock.currency, clock.kind, account.clocks);
    const bool still =
        kept == account.clocks.end() || !IsOf(clock, *kept) || !kept->due;
    if (!still || StatementAt(account.account, clock.currency, *clock.due)) {
      continue;
    }
    clock.due = std::nullopt;
    ++seen.due;
  }
}

void Verifier::SeeGivenLot(const Row& row, int64_t account, const Lot& lot) {
  problems_.Equal(row, "event", lot.event, 0);
  if (auto node = given_.extract(LotKey(account, lot.number))) {
    CompareLot(lot, account, node.mapped());
  } else {
    problems_.Add(row, "no statement gave it");
  }
}

void Verifier::SeeStatementLeftOvers() {
  for (const auto& [key, lot] : given_) {
    problems_.Add(LotRow(key.first, key.second), "is missing");
  }
}

}  // namespace patron
