// Programs, events and returned units.

#include <algorithm>

#include "decide/plan_impl.h"
#include "engine/returns.h"
#include "engine/verifier.h"
#include "model/content.h"

namespace patron {
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
  seen.time = record.time;
  seen.arrival = record.arrival;
  seen.local_day = record.local_day;
  seen.program = record.program;
  seen.version = record.version;
  if ((record.account == 0) != record.member.empty()) {
    problems_.Add(row, "account is " + std::to_string(record.account) +
                           " of member '" + record.member + "'");
  } else if (record.account != 0) {
    SeenAccount& account = accounts_[record.account];
    if (account.events++ == 0) {
      account.member = record.member;
      account.last_posting = record.arrival;  // may lie before 1970
    } else {
      seen.before = account.last_posting;
    }
    problems_.Same(row, "member", record.member, account.member);
    account.last_posting = std::max(account.last_posting, record.arrival);
    account.arrivals.emplace_back(record.number, record.arrival);
  }
  const absl::StatusOr<Event> event = codec_.DecodeEvent(record.event);
  if (!event.ok()) {
    problems_.Add(row, "event: " + std::string(MessageOf(event.status())));
    return absl::OkStatus();
  }
  CompareEvent(row, record, *event);
  const absl::StatusOr<std::string> owner = OwnerOf(*event, store_);
  if (!owner.ok()) return owner.status();
  problems_.Same(row, "member", record.member, *owner);
  if (record.kind == EventKind::kAdjustment) {
    CompareAdjustment(row, record, *event);
  }
  if (GivesBack(record.kind)) CompareReturn(row, record);
  if (record.kind == EventKind::kHold) CompareHold(row, record, *event);
  if (record.kind == EventKind::kJoin || record.kind == EventKind::kLeave) {
    accounts_[record.account].household = event->household;
  }
  if (record.kind == EventKind::kTransfer) {
    return CompareTransfer(row, record, *event);
  }
  if (!event->hold.id.empty()) {
    absl::Status status = CompareHoldEnd(row, record, *event);
    if (!status.ok()) return status;
  }
  if (record.kind == EventKind::kFulfilment) {
    return CompareFulfilment(row, record, *event);
  }
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

}  // namespace patron
