// Counting is the point here: whatever happens to a line, it is counted once.

#include "import.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "arrival.h"
#include "command.h"

namespace patron::cli {
namespace {

// Units of a return's line that found no purchase, by the line's id.
std::map<std::string, int64_t> RefusedOf(const ReturnResult& returned) {
  std::map<std::string, int64_t> refused;
  for (const RefusedUnits& units : returned.refused) {
    refused[units.return_line] += units.units;
  }
  return refused;
}

std::string NotBought(int64_t units, std::string_view rest) {
  std::string text = CountOf(units, "unit was", "units were") +
                     " not bought by this member at this price, or came back "
                     "before";
  return text.append(rest);
}

}  // namespace

bool IsEventsFault(Reason reason) {
  return ExitCodeOf(reason) == kExitInput && reason != Reason::kNotADatabase &&
         reason != Reason::kNewerSchema;
}

Import::Import(Engine* engine, ImportOptions options)
    : engine_(engine), options_(std::move(options)) {}

absl::Status Import::CheckNotAhead(const Event& event) const {
  if (!options_.now) return absl::OkStatus();
  const Instant latest{options_.now->us + kArrivalToleranceUs};
  if (event.time <= latest && event.arrival <= latest) return absl::OkStatus();
  const bool time = event.time > latest;
  return Refuse(Reason::kBadDate,
                std::string(time ? "the time " : "the arrival ") +
                    FormatInstant(time ? event.time : event.arrival) +
                    " is more than 24 hours from now, " +
                    FormatInstant(*options_.now) +
                    ": mend it, or say with --now what time it is");
}

absl::Status Import::CommitOne(const Event& event) {
  if (absl::Status s = CheckNotAhead(event); !s.ok()) return s;
  if (in_batch_ == 0) {
    kept_ = counts_;
    kept_rejects_ = rejects_.size();
    absl::StatusOr<Engine::Batch> batch = engine_->BeginBatch();
    if (!batch.ok()) return batch.status();
    batch_.emplace(*std::move(batch));
  }
  ++in_batch_;
  kind_ = event.kind;
  absl::Status status = batch_->Commit(event, {}, &outcome_);
  if (ArrivesLate(event, status)) status = CommitLate(event);
  if (status.ok() && !outcome_.duplicate && options_.plan != nullptr &&
      NamesUnknownStore(options_.plan->program(), event)) {
    counts_.unknown_stores.Count(event);
  }
  return status;
}

absl::Status Import::CommitLate(Event event) {
  const absl::StatusOr<Instant> arrival = LateArrival(*engine_, event);
  if (!arrival.ok()) return arrival.status();
  event.arrival = *arrival;
  return batch_->Commit(event, {}, &outcome_);
}

absl::Status Import::FinishBatch() {
  if (in_batch_ == 0) return absl::OkStatus();
  absl::Status status = batch_->Keep();
  batch_.reset();
  if (!status.ok()) return Fail(std::move(status));
  in_batch_ = 0;
  return status;
}

absl::Status Import::Fail(absl::Status status) {
  batch_.reset();
  if (in_batch_ != 0) {
    kept_.read = counts_.read;
    counts_ = kept_;
    rejects_.resize(kept_rejects_);
    in_batch_ = 0;
  }
  counts_.not_reached =
      counts_.read - counts_.committed - counts_.duplicate - counts_.rejected;
  return status;
}

void Import::Count(const std::vector<RejectedLine>& rejected) {
  counts_.rejected += static_cast<int64_t>(rejected.size());
  for (const RejectedLine& line : rejected) ++counts_.reasons[line.reason];
  rejects_.insert(rejects_.end(), rejected.begin(), rejected.end());
}

void Import::SortRejects() {
  std::stable_sort(rejects_.begin(), rejects_.end(),
                   [](const RejectedLine& a, const RejectedLine& b) {
                     return a.line < b.line;
                   });
}

// A return's lines are counted one by one, since some may have found nothing.
void Import::CountOrder(size_t i) {
  const ReturnResult& returned = outcome_.answer.returned;
  std::set<std::string_view> matched;
  for (const MatchedUnits& units : returned.matched) {
    matched.insert(units.return_line);
  }
  std::map<std::string, std::string> nothing;  // messages by line
  std::map<std::string, std::string> in_part;
  for (const auto& [id, units] : RefusedOf(returned)) {
    if (matched.contains(id)) {
      in_part[id] = NotBought(units, "; the line's other units are committed");
    } else {
      nothing[id] = NotBought(units, "");
    }
  }
  std::vector<RejectedLine> rejected;
  orders_->RejectLines(i, Reason::kReturnWithoutPurchase, nothing, rejected);
  Count(rejected);
  const int64_t good =
      orders_->lines(i) - static_cast<int64_t>(rejected.size());
  // The rest of a committed line is shown, but the line is counted once.
  const size_t before = rejects_.size();
  orders_->RejectLines(i, Reason::kReturnWithoutPurchase, in_part, rejects_);
  counts_.in_part += static_cast<int64_t>(rejects_.size() - before);
  if (outcome_.duplicate) {
    counts_.duplicate += good;
    return;
  }
  counts_.committed += good;
  ++(returned.matched.empty() ? counts_.purchases : counts_.returns);
}

// An event is one line, committed whole or for a part of its units.
void Import::CountEvent(size_t i) {
  const ReturnResult& returned = outcome_.answer.returned;
  int64_t refused = 0;
  for (const RefusedUnits& units : returned.refused) refused += units.units;
  if (refused != 0) {
    ++counts_.in_part;
    rejects_.push_back(events_->Reject(
        i, Reason::kReturnWithoutPurchase,
        NotBought(refused, "; the event's other units are committed")));
  }
  if (outcome_.duplicate) {
    ++counts_.duplicate;
    return;
  }
  ++counts_.committed;
  switch (kind_) {
    case EventKind::kPurchase:
      ++counts_.purchases;
      break;
    case EventKind::kReturn:
      ++counts_.returns;
      break;
    case EventKind::kAdjustment:
      ++counts_.adjustments;
      break;
    case EventKind::kVoid:
      ++counts_.voids;
      break;
    case EventKind::kExchange:
      ++counts_.exchanges;
      break;
    case EventKind::kFulfilment:
      ++counts_.fulfilments;
      break;
    case EventKind::kHold:
      ++counts_.holds;
      break;
    case EventKind::kRelease:
      ++counts_.releases;
      break;
    case EventKind::kTransfer:
      ++counts_.transfers;
      break;
    case EventKind::kJoin:
      ++counts_.joins;
      break;
    case EventKind::kLeave:
      ++counts_.leaves;
      break;
  }
}

absl::Status Import::CommitAll(const Source& source) {
  const auto total = static_cast<int64_t>(source.size);
  for (size_t i = 0; i < source.size; ++i) {
    const absl::Status status = CommitOne(source.event(i));
    if (status.ok()) {
      source.committed(i);
    } else if (IsEventsFault(ReasonOf(status))) {
      source.refused(i, status);
    } else {
      return Fail(status);
    }
    if (in_batch_ < options_.batch) continue;
    if (absl::Status end = FinishBatch(); !end.ok()) return end;
    if (options_.committing) {
      options_.committing(static_cast<int64_t>(i) + 1, total);
    }
  }
  return FinishBatch();
}

void Import::Begin() {
  rejects_.clear();
  orders_.reset();
  events_.reset();
}

absl::Status Import::CsvFile(const std::string& path, const ColumnMap& columns,
                             const ZoneTable& zone) {
  Begin();
  OrderFileOptions options;
  options.progress = options_.reading;
  absl::StatusOr<OrderFile> file =
      OrderFile::Read(path, columns, zone, options);
  if (!file.ok()) return file.status();
  orders_ = *std::move(file);
  counts_.read += orders_->lines_read();
  counts_.dropped += orders_->lines_dropped();
  Count(orders_->rejects());
  const absl::Status status = CommitAll(
      {.size = orders_->size(),
       .event = [&](size_t i) { return orders_->EventOf(i); },
       .committed = [&](size_t i) { CountOrder(i); },
       .refused =
           [&](size_t i, const absl::Status& refused) {
             std::vector<RejectedLine> lines;
             orders_->Reject(i, ReasonOf(refused), MessageOf(refused), lines);
             Count(lines);
           }});
  SortRejects();
  return status;
}

absl::Status Import::JsonFile(const std::string& path, Currency currency,
                              bool one) {
  Begin();
  absl::StatusOr<EventLines> file =
      EventLines::Read(path, {currency, one, options_.reading});
  if (!file.ok()) return file.status();
  events_ = *std::move(file);
  counts_.read += events_->lines_read();
  Count(events_->rejects());
  const absl::Status status = CommitAll(
      {.size = events_->size(),
       .event = [&](size_t i) { return events_->EventOf(i); },
       .committed = [&](size_t i) { CountEvent(i); },
       .refused =
           [&](size_t i, const absl::Status& refused) {
             Count({events_->Reject(i, ReasonOf(refused), MessageOf(refused))});
           }});
  SortRejects();
  return status;
}

std::string FormatCounts(const ImportCounts& counts) {
  std::string text = "lines read " + std::to_string(counts.read) +
                     " = committed " + std::to_string(counts.committed) +
                     " + duplicate " + std::to_string(counts.duplicate) +
                     " + rejected " + std::to_string(counts.rejected);
  if (counts.not_reached != 0) {
    text += " + not reached " + std::to_string(counts.not_reached);
  }
  text += "\n";
  text += "committed now: " + CountOf(counts.purchases, "order", "orders") +
          ", " + CountOf(counts.returns, "return", "returns");
  if (counts.adjustments != 0) {
    text += ", " + CountOf(counts.adjustments, "adjustment", "adjustments");
  }
  if (counts.voids != 0) {
    text += ", " + CountOf(counts.voids, "void", "voids");
  }
  if (counts.exchanges != 0) {
    text += ", " + CountOf(counts.exchanges, "exchange", "exchanges");
  }
  if (counts.fulfilments != 0) {
    text += ", " + CountOf(counts.fulfilments, "fulfilment", "fulfilments");
  }
  if (counts.holds != 0) text += ", " + CountOf(counts.holds, "hold", "holds");
  if (counts.releases != 0) {
    text += ", " + CountOf(counts.releases, "release", "releases");
  }
  if (counts.transfers != 0) {
    text += ", " + CountOf(counts.transfers, "transfer", "transfers");
  }
  if (counts.joins != 0) text += ", " + CountOf(counts.joins, "join", "joins");
  if (counts.leaves != 0) {
    text += ", " + CountOf(counts.leaves, "leave", "leaves");
  }
  text += "\n";
  if (counts.dropped != 0) {
    text +=
        "identical lines left out: " + std::to_string(counts.dropped) + "\n";
  }
  if (counts.in_part != 0) {
    text += "lines returned in part, the rest in the rejects file: " +
            std::to_string(counts.in_part) + "\n";
  }
  for (const auto& [reason, lines] : counts.reasons) {
    text += "rejected as " + std::string(ReasonName(reason)) + ": " +
            std::to_string(lines) + "\n";
  }
  return text;
}

}  // namespace patron::cli
