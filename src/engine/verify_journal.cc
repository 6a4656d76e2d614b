// The journal: entries, their postings, and what they did to lots and clocks.

#include <algorithm>
#include <optional>
#include <string>

#include "engine/verifier.h"
#include "ledger/clocks.h"
#include "model/points_of.h"

namespace patron {
namespace {

bool HasFunders(Bucket bucket) {
  return bucket == Bucket::kIssued || bucket == Bucket::kTakenBack ||
         bucket == Bucket::kFunded || bucket == Bucket::kDiscount;
}

// What is earned pays a debt; what comes back pays what its lot fell short of.
// What a lot has collected is owed again before it falls short of more.
void FlowOfDebt(EntryKind kind, int64_t amount, LotFlow* flow) {
  if (amount < 0) {
    const int64_t collected = std::min(-amount, flow->collected);
    flow->collected -= collected;
    flow->shortfall += -amount - collected;
  } else if (kind == EntryKind::kPurchase) {
    flow->collected += amount;
  } else {
    flow->shortfall -= amount;
  }
}

// Of a lapse the account and the time tell which holds it was of.
HeldKey HeldKeyOf(const StoredEntry& stored) {
  const EntryKind kind = stored.entry.kind;
  if (kind == EntryKind::kLapse) {
    return {kind, stored.account, stored.entry.posted};
  }
  return {kind, stored.event, Instant()};
}

}  // namespace

absl::Status Verifier::SeeEntry(const StoredEntry& stored) {
  ++result_.entries;
  const JournalEntry& entry = stored.entry;
  Row row("entries");
  row.At("number", stored.number);
  if (stored.number != ++last_entry_) {
    problems_.Add(Row("entries").At("number", last_entry_), "is missing");
    last_entry_ = stored.number;
  }
  CompareEntry(row, stored);
  if (PlanOf(entry.program, entry.version) == nullptr) {
    problems_.Add(row, "program '" + entry.program + "' version '" +
                           entry.version + "' is not stored");
  }
  BeginEntry(row, stored);
  std::map<std::string_view, int64_t> sums;
  int64_t position = 0;
  for (const Posting& posting : entry.postings) {
    sums[posting.unit] += posting.amount;
    Row of("postings");
    of.At("entry", stored.number).At("position", position++);
    SeePosting(of, stored, posting);
    if (posting.bucket == Bucket::kRedeemed &&
        entry.kind != EntryKind::kStatement) {
      payments_[stored.event].journal[{posting.unit, posting.lot}] -=
          posting.amount;
    } else if (posting.bucket == Bucket::kHeld) {
      held_[HeldKeyOf(stored)][{posting.unit, posting.lot}] += posting.amount;
    }
  }
  if (entry.kind == EntryKind::kTransfer) {
    if (absl::Status s = SeeTransferEntry(stored); !s.ok()) return s;
  }
  if (IsDueByItself(entry.kind)) {
    SeeDue(row, stored);
  } else if (stored.account != 0) {
    MoveClocks(stored);
    int64_t& next_lot = accounts_[stored.account].next_lot;
    for (const Posting& posting : entry.postings) {
      next_lot = std::max(next_lot, posting.lot + 1);
    }
  }
  EndEntry(stored);
  for (const auto& [unit, sum] : sums) {
    problems_.Equal(Row("postings").At("entry", stored.number).At("unit", unit),
                    "the sum", sum, 0);
  }
  return absl::OkStatus();
}

void Verifier::CompareEntry(const Row& row, const StoredEntry& stored) {
  const JournalEntry& entry = stored.entry;
  const auto cause = events_.find(stored.event);
  if (IsDueByItself(entry.kind) != (stored.event == 0) ||
      (stored.event != 0 && cause == events_.end())) {
    problems_.Add(row, "event is " + std::to_string(stored.event) + " of a '" +
                           std::string(EntryKindName(entry.kind)) + "'");
    return;
  }
  if (stored.event == 0) return;
  const SeenEvent& event = cause->second;
  problems_.Equal(row, "account", stored.account, event.account);
  problems_.Equal(row, "posted_us", entry.posted.us, event.arrival.us);
  // The words of both are the same, but for an exchange, which is two.
  const bool half =
      event.kind == EventKind::kExchange &&
      (entry.kind == EntryKind::kReturn || entry.kind == EntryKind::kPurchase);
  // A basket ends the hold that it consumes; which one it was is seen there.
  const bool consumes = entry.kind == EntryKind::kRelease &&
                        (IsOrder(event.kind) || event.kind == EventKind::kHold);
  if (!half && !consumes) {
    problems_.Same(row, "kind", EntryKindName(entry.kind),
                   EventKindName(event.kind));
  }
  // What is about an order, or a hold, is judged by the version of that one.
  if (entry.kind != EntryKind::kReturn && entry.kind != EntryKind::kVoid &&
      entry.kind != EntryKind::kFulfilment &&
      entry.kind != EntryKind::kRelease) {
    problems_.Same(row, "version", entry.version, event.version);
  }
  if (event.kind == EventKind::kAdjustment) SeeAdjustmentEntry(stored);
}

void Verifier::SeeDue(const Row& row, const StoredEntry& stored) {
  const JournalEntry& entry = stored.entry;
  SeenAccount& account = accounts_[stored.account];
  // A lapse was counted with its hold.
  if (entry.kind != EntryKind::kLapse) ++account.due;
  account.last_posting = std::max(account.last_posting, entry.posted);
  account.due_posted = std::max(account.due_posted, entry.posted);
  if (entry.postings.empty() || entry.kind == EntryKind::kLapse ||
      entry.kind == EntryKind::kStatement) {
    return;
  }
  if (entry.kind == EntryKind::kReceipt) return SeeReceipt(row, stored);
  LotFlow& flow = lots_[{stored.account, entry.postings[0].lot}];
  if (entry.kind == EntryKind::kIdleExpiry) {
    const std::optional<Instant> lapse = IdleLapseOf(
        entry.postings[0].unit, entry.postings[0].lot, account.clocks);
    problems_.Same(row, "posted_us", std::to_string(entry.posted.us),
                   lapse ? std::to_string(lapse->us) : "none");
    flow.idle = true;
    return;
  }
  const bool lapse = entry.kind == EntryKind::kExpiry;
  (lapse ? flow.expiry : flow.activation) = stored.number;
  (lapse ? flow.lapsed : flow.activated) = entry.posted;
}

// Earned points, points that paid and points given are activity; each posts.
void Verifier::MoveClocks(const StoredEntry& stored) {
  const auto cause = events_.find(stored.event);
  if (cause == events_.end()) return;
  const SeenEvent& event = cause->second;
  const Plan* const plan = PlanOf(event.program, event.version);
  if (plan == nullptr) return;
  SeenAccount& account = accounts_[stored.account];
  const Instant posted =
      std::max({event.arrival, event.before, account.due_posted});
  const bool purchase = stored.entry.kind == EntryKind::kPurchase;
  for (const Posting& posting : stored.entry.postings) {
    const bool active = posting.bucket == Bucket::kAdjustedUp ||
                        (purchase && (posting.bucket == Bucket::kIssued ||
                                      posting.bucket == Bucket::kRedeemed));
    const PointsCurrency* const points =
        active ? FindPoints(plan->program(), posting.unit) : nullptr;
    if (points == nullptr) continue;
    (void)MoveIdleClock(
        {*points, plan->zone(), event.local_day, posted, account.next_lot},
        &account.clocks);
  }
}

// Goods that come back rename what has lapsed; a basket may take of it what was
// there at its own time.
void Verifier::NoteLate(const StoredEntry& stored, LotFlow* flow) const {
  const auto cause = events_.find(stored.event);
  if (cause == events_.end() || (stored.entry.kind != EntryKind::kPurchase &&
                                 stored.entry.kind != EntryKind::kHold)) {
    return;
  }
  const Instant time = cause->second.time;
  const bool first = flow->late == 0;
  flow->late_first = first ? time : std::min(flow->late_first, time);
  flow->late_last = first ? time : std::max(flow->late_last, time);
  flow->late = stored.number;
}

void Verifier::SeePosting(const Row& row, const StoredEntry& stored,
                          const Posting& posting) {
  const int64_t account = stored.account;
  ++result_.postings;
  if (posting.bucket == Bucket::kUsed || posting.bucket == Bucket::kAllowance) {
    const CounterKey key{posting.scope, posting.unit, posting.period};
    UseFlow& flow = uses_[{posting.rule, key}];
    if (posting.bucket == Bucket::kUsed) {
      flow.used += posting.amount;
      counters_[key] += posting.amount;
    } else {
      flow.allowance += posting.amount;
    }
    problems_.Same(row, "funder", posting.funder, "");
    return;
  }
  balances_[{account, posting.unit, posting.bucket}] += posting.amount;
  problems_.Same(row, "scope", posting.scope, "");
  problems_.Same(row, "period", posting.period, "");
  if (HasFunders(posting.bucket)) {
    const PostingKey key{posting.unit, posting.bucket, posting.rule,
                         posting.funder};
    by_rule_[{account, key}].posted += posting.amount;
  } else {
    problems_.Same(row, "funder", posting.funder, "");
  }
  if (posting.lot != 0) {
    Flow(row, stored, posting);
  } else if (posting.bucket != Bucket::kFunded &&
             posting.bucket != Bucket::kDiscount) {
    problems_.Add(row, "lot is 0");
  }
}

void Verifier::Flow(const Row& row, const StoredEntry& stored,
                    const Posting& posting) {
  LotFlow& flow = lots_[{stored.account, posting.lot}];
  if (flow.unit.empty()) {
    flow.unit = posting.unit;
    flow.rule = posting.rule;
  }
  problems_.Same(row, "unit", posting.unit, flow.unit);
  problems_.Same(row, "rule", posting.rule, flow.rule);
  switch (posting.bucket) {
    case Bucket::kIssued:
      flow.issued -= posting.amount;
      break;
    case Bucket::kPending:
      flow.pending += posting.amount;
      break;
    case Bucket::kAvailable:
      flow.available += posting.amount;
      break;
    case Bucket::kRedeemed:
      flow.redeemed += posting.amount;
      break;
    case Bucket::kExpired:
      flow.expired += posting.amount;
      if (posting.amount < 0) NoteLate(stored, &flow);
      break;
    case Bucket::kTakenBack:
      flow.taken_back += posting.amount;
      break;
    case Bucket::kAdjustedUp:
      flow.issued -= posting.amount;
      break;
    case Bucket::kAdjustedDown:
      flow.adjusted_down += posting.amount;
      break;
    case Bucket::kHeld:
      flow.held += posting.amount;
      break;
    case Bucket::kTransferredIn:
      flow.issued -= posting.amount;
      on_the_way_[posting.unit] += posting.amount;
      break;
    case Bucket::kTransferredOut:
      flow.transferred_out += posting.amount;
      on_the_way_[posting.unit] += posting.amount;
      break;
    case Bucket::kDebt:
      FlowOfDebt(stored.entry.kind, posting.amount, &flow);
      break;
    default:
      problems_.Add(row, "lot is " + std::to_string(posting.lot) +
                             " in bucket " +
                             std::string(BucketName(posting.bucket)));
  }
}

}  // namespace patron
