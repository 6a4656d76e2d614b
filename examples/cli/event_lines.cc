// Each line is read twice: once for what the order of commits depends on, once
// to be committed. Events in memory would take ten times their text.

#include "event_lines.h"

#include <algorithm>
#include <utility>

#include "event_order.h"
#include "input_file.h"
#include "patron/error.h"
#include "patron/text.h"

namespace patron::cli {
namespace {

constexpr int64_t kProgressLines = 256;

// What is missing is told last: another mistake may be why.
absl::Status CauseOf(Diagnostics diagnostics) {
  std::stable_partition(diagnostics.begin(), diagnostics.end(),
                        [](const Diagnostic& diagnostic) {
                          return diagnostic.reason != Reason::kMissingField;
                        });
  return ToStatus(diagnostics);
}

}  // namespace

EventLines::EventLines(std::string path, Currency currency, std::string text)
    : path_(std::move(path)),
      currency_(currency),
      text_(std::make_unique<const std::string>(std::move(text))) {}

absl::StatusOr<EventLines> EventLines::Read(const std::string& path,
                                            const EventLinesOptions& options) {
  absl::StatusOr<std::string> text = ReadInput(path, kBytesMax);
  if (!text.ok()) return text.status();
  EventLines lines(path, options.currency, *std::move(text));
  if (absl::Status s = lines.ReadAll(options); !s.ok()) return s;
  return lines;
}

absl::Status EventLines::ReadAll(const EventLinesOptions& options) {
  const std::string_view all = *text_;
  const auto total = static_cast<int64_t>(all.size());
  std::vector<TextLine> found;
  std::vector<EventKey> keys;
  int64_t number = 0;
  for (size_t begin = 0; begin < all.size();) {
    const size_t end =
        options.one ? all.size() : std::min(all.find('\n', begin), all.size());
    const TextLine line{++number, all.substr(begin, end - begin)};
    begin = end + 1;
    if (line.text.find_first_not_of(" \t\r") == std::string_view::npos) {
      continue;
    }
    if (options.progress && lines_read_ % kProgressLines == 0) {
      options.progress(static_cast<int64_t>(begin), total);
    }
    ++lines_read_;
    const Loaded<Event> event =
        LoadEvent(line.text, TextFormat::kJson,
                  {.file_name = path_,
                   .first_line = static_cast<int>(line.number),
                   .currency = currency_});
    if (event.value) {
      found.push_back(line);
      keys.push_back(KeyOf(*event.value));
    } else {
      const absl::Status status = CauseOf(event.diagnostics);
      if (options.one && !event.draft) {
        return Refuse(ReasonOf(status),
                      std::string(MessageOf(status)) +
                          ": what ends in .json is one event; a file of one "
                          "on each line ends in .jsonl");
      }
      rejects_.push_back({line.number, event.draft ? event.draft->id : "",
                          ReasonOf(status), std::string(MessageOf(status)),
                          line.text});
    }
  }
  lines_.reserve(found.size());
  for (const uint32_t i : CommitOrder(keys)) lines_.push_back(found[i]);
  return absl::OkStatus();
}

Event EventLines::EventOf(size_t i) const {
  Loaded<Event> event =
      LoadEvent(lines_[i].text, TextFormat::kJson,
                {.file_name = path_,
                 .first_line = static_cast<int>(lines_[i].number),
                 .currency = currency_});
  return *std::move(event.value);
}

RejectedLine EventLines::Reject(size_t i, Reason reason,
                                std::string_view message) const {
  return {lines_[i].number, EventOf(i).id, reason, std::string(message),
          lines_[i].text};
}

}  // namespace patron::cli
