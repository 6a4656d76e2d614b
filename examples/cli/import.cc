// Counting is the point here: whatever happens to a line, it is counted once.

#include "import.h"

#include <algorithm>
#include <utility>

#include "command.h"
#include "patron/text.h"

namespace patron::cli {
namespace {

// JSON lines are read whole; a CSV file has its own reader.
constexpr size_t kJsonLinesBytesMax = size_t{1} << 31U;

// Units of a return's line that found no purchase, by the line's id.
std::map<std::string, int64_t> RefusedOf(const ReturnResult& returned) {
  std::map<std::string, int64_t> refused;
  for (const RefusedUnits& units : returned.refused) {
    refused[units.return_line] += units.units;
  }
  return refused;
}

// Whose account the event changes: a receipt tells whose order it was.
absl::StatusOr<std::string> OwnerOf(const Engine& engine, const Event& event) {
  const ReturnedGoods& returned = event.returned;
  if (event.kind != EventKind::kReturn || returned.order_id.empty()) {
    return event.member;
  }
  const auto order = engine.FindEvent(returned.order_source, returned.order_id);
  if (!order.ok()) return order.status();
  return order->has_value() ? (*order)->member : event.member;
}

}  // namespace

bool IsEventsFault(Reason reason) {
  return ExitCodeOf(reason) == kExitInput && reason != Reason::kNotADatabase &&
         reason != Reason::kNewerSchema;
}

Import::Import(Engine* engine, ImportOptions options)
    : engine_(engine), options_(std::move(options)) {}

absl::Status Import::CommitOne(Event event) {
  if (in_batch_ == 0) {
    kept_ = counts_;
    if (absl::Status status = engine_->BeginBatch(); !status.ok()) {
      return status;
    }
  }
  ++in_batch_;
  absl::Status status = engine_->Commit(event, {}, &outcome_);
  if (ReasonOf(status) != Reason::kArrivalTooEarly ||
      event.arrival != event.time) {
    return status;
  }
  const absl::StatusOr<std::string> member = OwnerOf(*engine_, event);
  if (!member.ok()) return member.status();
  const absl::StatusOr<MemberView> view = engine_->Member(*member, {});
  if (!view.ok()) return view.status();
  event.arrival = view->as_of;
  return engine_->Commit(event, {}, &outcome_);
}

absl::Status Import::FinishBatch() {
  if (in_batch_ == 0) return absl::OkStatus();
  absl::Status status = engine_->EndBatch();
  if (!status.ok()) return Fail(std::move(status));
  in_batch_ = 0;
  return status;
}

absl::Status Import::Fail(absl::Status status) {
  engine_->AbandonBatch();
  if (in_batch_ != 0) {
    kept_.read = counts_.read;
    counts_ = kept_;
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
  const OrderFile& file = files_.front();
  const ReturnResult& returned = outcome_.answer.returned;
  std::vector<RejectedLine> rejected;
  int64_t in_part = 0;
  for (const auto& [id, units] : RefusedOf(returned)) {
    const bool some =
        std::any_of(returned.matched.begin(), returned.matched.end(),
                    [&, &line = id](const MatchedUnits& matched) {
                      return matched.return_line == line;
                    });
    const std::string message =
        std::to_string(units) +
        " units were not bought by this member at this price, or have come "
        "back before" +
        (some ? "; the line's other units are committed" : "");
    std::vector<RejectedLine> line;
    file.RejectLine(i, id, Reason::kReturnWithoutPurchase, message, line);
    if (!some) {
      rejected.insert(rejected.end(), line.begin(), line.end());
      continue;
    }
    // The rest of a committed line is shown, but the line is counted once.
    in_part += static_cast<int64_t>(line.size());
    rejects_.insert(rejects_.end(), line.begin(), line.end());
  }
  Count(rejected);
  counts_.in_part += in_part;
  const int64_t good = file.lines(i) - static_cast<int64_t>(rejected.size());
  if (outcome_.duplicate) {
    counts_.duplicate += good;
    return;
  }
  counts_.committed += good;
  ++(returned.matched.empty() ? counts_.purchases : counts_.returns);
}

absl::Status Import::CommitOrders() {
  const OrderFile& file = files_.front();
  const auto total = static_cast<int64_t>(file.size());
  for (size_t i = 0; i < file.size(); ++i) {
    const absl::Status status = CommitOne(file.EventOf(i));
    if (status.ok()) {
      CountOrder(i);
    } else if (IsEventsFault(ReasonOf(status))) {
      std::vector<RejectedLine> rejected;
      file.Reject(i, ReasonOf(status), MessageOf(status), rejected);
      Count(rejected);
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

absl::Status Import::CsvFile(const std::string& path, const ColumnMap& columns,
                             const ZoneTable& zone) {
  rejects_.clear();
  files_.clear();
  OrderFileOptions options;
  options.progress = options_.reading;
  absl::StatusOr<OrderFile> file =
      OrderFile::Read(path, columns, zone, options);
  if (!file.ok()) return file.status();
  files_.push_back(*std::move(file));
  counts_.read += files_.front().lines_read();
  counts_.dropped += files_.front().lines_dropped();
  Count(files_.front().rejects());
  const absl::Status status = CommitOrders();
  SortRejects();
  return status;
}

absl::Status Import::JsonLinesFile(const std::string& path, Currency currency) {
  rejects_.clear();
  files_.clear();
  absl::StatusOr<std::string> text = ReadText(path, kJsonLinesBytesMax);
  if (!text.ok()) return text.status();
  text_ = *std::move(text);
  const std::string_view all = text_;
  int64_t number = 0;
  for (size_t begin = 0; begin < all.size();) {
    const size_t end = std::min(all.find('\n', begin), all.size());
    const std::string_view line = all.substr(begin, end - begin);
    begin = end + 1;
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    ++counts_.read;
    Loaded<Event> event = LoadEvent(line, TextFormat::kJson,
                                    {.file_name = path,
                                     .first_line = static_cast<int>(number),
                                     .currency = currency});
    absl::Status status =
        event.value ? CommitOne(*event.value) : ToStatus(event.diagnostics);
    if (status.ok()) {
      ++(outcome_.duplicate ? counts_.duplicate : counts_.committed);
      if (!outcome_.duplicate) {
        ++(event.value->kind == EventKind::kReturn ? counts_.returns
                                                   : counts_.purchases);
      }
    } else if (IsEventsFault(ReasonOf(status))) {
      Count({{number, "", ReasonOf(status), std::string(MessageOf(status)),
              line}});
    } else {
      return Fail(status);
    }
    if (in_batch_ >= options_.batch) {
      if (absl::Status done = FinishBatch(); !done.ok()) return done;
    }
  }
  return FinishBatch();
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
  text += "committed now: " + std::to_string(counts.purchases) + " orders, " +
          std::to_string(counts.returns) + " returns\n";
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
