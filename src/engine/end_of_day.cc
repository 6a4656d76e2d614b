// What is due for accounts, applied before anybody asks.
//
// A quote and a commit apply what is due for their account, so that no decision
// depends on this; balances in the tables and notices do. A page of accounts is
// one transaction: a crash keeps the pages before it, and the next run goes on
// there, since what was applied is due no longer.

#include <algorithm>
#include <limits>
#include <utility>

#include "engine/engine_impl.h"
#include "engine/load_lots.h"
#include "ledger/ledger.h"
#include "patron/engine.h"
#include "patron/rounding.h"

namespace patron {
namespace {

// Tills wait for a page, not for the whole.
constexpr int64_t kAccountsAtOnce = 100;

void Add(std::string_view currency, int64_t points,
         std::vector<PointsTotal>* totals) {
  auto at = std::lower_bound(totals->begin(), totals->end(), currency,
                             [](const PointsTotal& total, std::string_view c) {
                               return total.currency < c;
                             });
  if (at == totals->end() || at->currency != currency) {
    at = totals->insert(at, PointsTotal{std::string(currency), Points{}});
  }
  at->points.units = AddExact(at->points.units, points)
                         .value_or(std::numeric_limits<int64_t>::max());
}

void Count(const Delta& delta, EndOfDayTotals* totals) {
  ++totals->accounts;
  totals->lapses += static_cast<int64_t>(delta.ended.size());
  for (const JournalEntry& entry : delta.entries) {
    if (entry.kind == EntryKind::kLapse) {
      for (const Posting& posting : entry.postings) {
        if (posting.bucket != Bucket::kHeld) continue;
        Add(posting.unit, -posting.amount, &totals->released);
      }
      continue;
    }
    if (entry.kind == EntryKind::kStatement) {
      ++totals->statements;
      for (const Posting& posting : entry.postings) {
        if (posting.bucket != Bucket::kIssued) continue;
        Add(posting.unit, -posting.amount, &totals->given);
      }
      continue;
    }
    if (entry.kind == EntryKind::kReceipt) {
      ++totals->receipts;
      const Posting& to = entry.postings.back();
      Add(to.unit, to.amount, &totals->received);
      continue;
    }
    const bool lapse = entry.kind != EntryKind::kActivation;
    ++(lapse ? totals->expiries : totals->activations);
    // What it moves stands in the second posting.
    const Posting& to = entry.postings.back();
    Add(to.unit, to.amount, lapse ? &totals->expired : &totals->activated);
  }
}

}  // namespace

absl::StatusOr<bool> Engine::Impl::ApplyDueTo(std::string_view member,
                                              Instant until,
                                              EndOfDayTotals* totals) {
  auto found = store->FindMember(member, until);
  if (!found.ok()) return found.status();
  Delta delta;
  if (found->has_value()) {
    absl::Status status = BringUpTo(until, in_force, *store, &**found, &delta);
    if (!status.ok()) return status;
  }
  // A statement that gives nothing leaves its clock still, and no entry.
  if (delta.entries.empty() && delta.ended.empty() && delta.clocks.empty()) {
    return false;
  }
  const AccountState& account = **found;
  delta.due_only = true;
  delta.account = account.account;
  delta.expected_version = account.version;
  delta.posted = account.last_posting;
  delta.next_lot = account.next_lot;
  delta.statistics = account.statistics;
  if (absl::Status s = store->Apply(delta).status(); !s.ok()) return s;
  Count(delta, totals);
  return true;
}

absl::StatusOr<int64_t> Engine::Impl::ApplyDuePage(Instant until,
                                                   EndOfDayTotals* totals) {
  if (absl::Status s = store->BeginBatch(); !s.ok()) return s;
  Abandoning unless_kept(store.get());
  // A statement is given by the program in force: another process may have
  // activated it.
  if (absl::Status s = RefreshPlans(); !s.ok()) return s;
  const auto due = store->AccountsDue(until, kAccountsAtOnce);
  if (!due.ok()) return due.status();
  for (const DueAccount& account : *due) {
    const absl::StatusOr<bool> any = ApplyDueTo(account.member, until, totals);
    if (!any.ok()) return any.status();
    if (*any) continue;
    return Refuse(Reason::kCorrupt,
                  "account " + std::to_string(account.account) +
                      " of member '" + account.member +
                      "' is said to have something due, and nothing of it is: "
                      "'patron verify' tells what is wrong");
  }
  if (due->empty()) return 0;
  unless_kept.Keep();
  if (absl::Status s = store->EndBatch(); !s.ok()) return s;
  return static_cast<int64_t>(due->size());
}

absl::StatusOr<EndOfDayTotals> Engine::EndOfDay(
    Instant until, const std::function<void(int64_t)>& seen) {
  EndOfDayTotals totals;
  for (;;) {
    const auto lock = impl_->LockToWrite(/*in_batch=*/false);
    if (!lock.ok()) return lock.status();
    const absl::StatusOr<int64_t> count = impl_->ApplyDuePage(until, &totals);
    if (!count.ok()) return count.status();
    if (*count == 0) return totals;
    if (seen != nullptr) seen(totals.accounts);
  }
}

}  // namespace patron
