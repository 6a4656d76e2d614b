// Programs, events, returned units and the journal.

#include <algorithm>

#include "decide/plan_impl.h"
#include "engine/verifier.h"
#include "model/content.h"

namespace patron {
namespace {

bool HasFunders(Bucket bucket) {
  return bucket == Bucket::kIssued || bucket == Bucket::kTakenBack ||
         bucket == Bucket::kFunded || bucket == Bucket::kDiscount;
}

}  // namespace

absl::Status Verifier::SeePrograms() {
  const auto programs = store_.Programs();
  if (!programs.ok()) return programs.status();
  for (const StoredProgram& stored : *programs) {
    Row row("programs");
    row.At("id", stored.id).At("version", stored.version);
    const Plan* plan = PlanOf(stored.id, stored.version);
    if (plan == nullptr) {
      problems_.Add(row, "its content is another program");
      continue;
    }
    if (!plan->compiled()) {
      const absl::Status& why = plan->impl().why_not_compiled;
      result_.not_compiled.push_back("program '" + stored.id + "' version '" +
                                     stored.version + "'");
      // Any other reason than a host's function is one that it never had.
      if (ReasonOf(why) != Reason::kUnknownFunction) {
        problems_.Add(row, std::string(MessageOf(why)));
      }
    }
    problems_.Same(row, "fingerprint", stored.fingerprint.Hex(),
                   plan->fingerprint().Hex());
    problems_.Equal(row, "valid_from_us", stored.valid_from.us,
                    plan->valid_from().us);
    if (codec_.EncodeProgram(plan->program()) != stored.content) {
      problems_.Add(row, "content is not as it was encoded");
    }
  }
  return absl::OkStatus();
}

absl::Status Verifier::SeeReturn(const StoredReturn& stored) {
  steps_by_event_[stored.event].push_back(stored);
  steps_by_order_[stored.units.order].push_back(stored);
  return absl::OkStatus();
}

absl::Status Verifier::SeeEvent(const EventRecord& record) {
  Row row("events");
  row.At("number", record.number);
  if (record.number != ++last_event_) {
    problems_.Add(Row("events").At("number", last_event_), "is missing");
    last_event_ = record.number;
  }
  SeenEvent& seen = events_[record.number];
  seen.kind = record.kind;
  seen.account = record.account;
  seen.arrival = record.arrival;
  seen.version = record.version;
  if ((record.account == 0) != record.member.empty()) {
    problems_.Add(row, "account is " + std::to_string(record.account) +
                           " of member '" + record.member + "'");
  } else if (record.account != 0) {
    SeenAccount& account = accounts_[record.account];
    if (account.events++ == 0) {
      account.member = record.member;
      account.last_posting = record.arrival;  // may lie before 1970
    }
    problems_.Same(row, "member", record.member, account.member);
    account.last_posting = std::max(account.last_posting, record.arrival);
  }
  const absl::StatusOr<Event> event = codec_.DecodeEvent(record.event);
  if (!event.ok()) {
    problems_.Add(row, "event: " + std::string(MessageOf(event.status())));
    return absl::OkStatus();
  }
  CompareEvent(row, record, *event);
  // A receipt tells whose order it was.
  std::string owner = event->member;
  const bool is_void = record.kind == EventKind::kVoid;
  const std::string& order_source =
      is_void ? event->voided.order_source : event->returned.order_source;
  const std::string& order_id =
      is_void ? event->voided.order_id : event->returned.order_id;
  if (GivesBack(record.kind) && !order_id.empty()) {
    const auto order = store_.FindEvent(order_source, order_id);
    if (!order.ok()) return order.status();
    if (order->has_value()) owner = (*order)->member;
  }
  problems_.Same(row, "member", record.member, owner);
  if (record.kind == EventKind::kAdjustment) {
    CompareAdjustment(row, record, *event);
  }
  if (GivesBack(record.kind)) CompareReturn(row, record);
  return absl::OkStatus();
}

void Verifier::CompareEvent(const Row& row, const EventRecord& record,
                            const Event& event) {
  if (codec_.EncodeEvent(event) != record.event) {
    problems_.Add(row, "event is not as it was encoded");
  }
  problems_.Same(row, "content_print", record.content.Hex(),
                 ContentOf(event).Hex());
  problems_.Equal(row, "kind", static_cast<int64_t>(record.kind),
                  static_cast<int64_t>(event.kind));
  problems_.Same(row, "source", record.source, event.source);
  problems_.Same(row, "id", record.id, event.id);
  problems_.Same(row, "store", record.store, event.store);
  problems_.Equal(row, "time_us", record.time.us, event.time.us);
  problems_.Equal(row, "arrival_us", record.arrival.us, event.arrival.us);
  const Plan* plan = PlanOf(record.program, record.version);
  if (plan == nullptr) {
    problems_.Add(row, "program '" + record.program + "' version '" +
                           record.version + "' is not stored");
    return;
  }
  problems_.Same(row, "local_day", FormatDate(record.local_day),
                 FormatDate(plan->zone().ToLocal(event.time).date));
}

void Verifier::CompareReturn(const Row& row, const EventRecord& record) {
  const absl::StatusOr<Answer> answer = codec_.DecodeAnswer(record.answer);
  if (!answer.ok()) {
    problems_.Add(row, "answer: " + std::string(MessageOf(answer.status())));
    return;
  }
  const std::vector<MatchedUnits>& matched = answer->returned.matched;
  const std::vector<StoredReturn>& steps = steps_by_event_[record.number];
  if (steps.size() != matched.size()) {
    problems_.Add(Row("returned_units").At("event", record.number),
                  std::to_string(steps.size()) + " rows, its answer has " +
                      std::to_string(matched.size()));
  }
  int64_t refund = 0;
  for (size_t i = 0; i < matched.size(); ++i) {
    refund += matched[i].refund.minor;
    if (i >= steps.size()) continue;
    const StoredReturn& step = steps[i];
    Row of("returned_units");
    of.At("event", step.event).At("step", step.step);
    problems_.Equal(of, "step", step.step, static_cast<int64_t>(i));
    problems_.Same(of, "return_line", step.units.return_line,
                   matched[i].return_line);
    problems_.Equal(of, "units", step.units.units, matched[i].units);
    problems_.Equal(of, "refund_minor", step.units.refund.minor,
                    matched[i].refund.minor);
    matched_[{step.event, step.step}] = matched[i];
  }
  problems_.Equal(row, "answer's refund", answer->returned.refund.minor,
                  refund);
  SeeRestored(row, record.number, answer->returned);
}

absl::Status Verifier::SeeEntry(const StoredEntry& stored) {
  ++result_.entries;
  const JournalEntry& entry = stored.entry;
  Row row("entries");
  row.At("number", stored.number);
  if (stored.number != ++last_entry_) {
    problems_.Add(Row("entries").At("number", last_entry_), "is missing");
    last_entry_ = stored.number;
  }
  const bool due =
      entry.kind == EntryKind::kActivation || entry.kind == EntryKind::kExpiry;
  const auto cause = events_.find(stored.event);
  if (due != (stored.event == 0) ||
      (stored.event != 0 && cause == events_.end())) {
    problems_.Add(row, "event is " + std::to_string(stored.event) + " of a '" +
                           std::string(EntryKindName(entry.kind)) + "'");
  } else if (stored.event != 0) {
    const SeenEvent& event = cause->second;
    problems_.Equal(row, "account", stored.account, event.account);
    problems_.Equal(row, "posted_us", entry.posted.us, event.arrival.us);
    CompareEntryKind(row, entry, event);
    if (event.kind == EventKind::kAdjustment) SeeAdjustmentEntry(stored);
  }
  if (PlanOf(entry.program, entry.version) == nullptr) {
    problems_.Add(row, "program '" + entry.program + "' version '" +
                           entry.version + "' is not stored");
  }
  std::map<std::string_view, int64_t> sums;
  int64_t position = 0;
  for (const Posting& posting : entry.postings) {
    sums[posting.unit] += posting.amount;
    Row of("postings");
    of.At("entry", stored.number).At("position", position++);
    SeePosting(of, stored.account, posting);
    if (posting.bucket == Bucket::kRedeemed) {
      payments_[stored.event].journal[{posting.unit, posting.lot}] -=
          posting.amount;
    }
  }
  if (due) {
    SeenAccount& account = accounts_[stored.account];
    ++account.due;
    account.last_posting = std::max(account.last_posting, entry.posted);
  }
  if (due && !entry.postings.empty()) {
    LotFlow& flow = lots_[{stored.account, entry.postings[0].lot}];
    const bool lapse = entry.kind == EntryKind::kExpiry;
    (lapse ? flow.expiry : flow.activation) = stored.number;
    (lapse ? flow.lapsed : flow.activated) = entry.posted;
  }
  for (const auto& [unit, sum] : sums) {
    problems_.Equal(Row("postings").At("entry", stored.number).At("unit", unit),
                    "the sum", sum, 0);
  }
  return absl::OkStatus();
}

void Verifier::CompareEntryKind(const Row& row, const JournalEntry& entry,
                                const SeenEvent& event) {
  const bool back =
      entry.kind == EntryKind::kReturn || entry.kind == EntryKind::kVoid;
  // The words of both are the same, but for an exchange, which is two.
  const bool half =
      event.kind == EventKind::kExchange &&
      (entry.kind == EntryKind::kReturn || entry.kind == EntryKind::kPurchase);
  if (!half) {
    problems_.Same(row, "kind", EntryKindName(entry.kind),
                   EventKindName(event.kind));
  }
  // What comes back is judged by the version of its order.
  if (!back) problems_.Same(row, "version", entry.version, event.version);
}

void Verifier::SeePosting(const Row& row, int64_t account,
                          const Posting& posting) {
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
    Flow(row, account, posting);
  } else if (posting.bucket != Bucket::kFunded &&
             posting.bucket != Bucket::kDiscount) {
    problems_.Add(row, "lot is 0");
  }
}

void Verifier::Flow(const Row& row, int64_t account, const Posting& posting) {
  LotFlow& flow = lots_[{account, posting.lot}];
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
    case Bucket::kDebt:
      flow.debt -= posting.amount;
      break;
    default:
      problems_.Add(row, "lot is " + std::to_string(posting.lot) +
                             " in bucket " +
                             std::string(BucketName(posting.bucket)));
  }
}

}  // namespace patron
