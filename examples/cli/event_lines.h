// A file of events, one JSON object a line, or of one event, ready to be
// committed one by one.
//
//   absl::StatusOr<EventLines> lines =
//       EventLines::Read("events.jsonl.gz", {.currency = eur});
//   for (size_t i = 0; i < lines->size(); ++i) Commit(lines->EventOf(i));
//   for (const RejectedLine& line : lines->rejects()) ...
//
// Read whole, since events are committed in the order of event_order.h and not
// in that of the file. Blank lines do not count.
//
// Threads: const after reading. Memory: twice the unpacked file; an event is
// read again from its line when it is asked for. Limits: kBytesMax. Views live
// as long as the EventLines.
#ifndef PATRON_EXAMPLES_CLI_EVENT_LINES_H_
#define PATRON_EXAMPLES_CLI_EVENT_LINES_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "orders.h"
#include "patron/event.h"
#include "patron/money.h"

namespace patron::cli {

struct EventLinesOptions {
  Currency currency;  // of amounts that name none
  bool one = false;   // the file is one event, on many lines
  // Called now and then with bytes of the unpacked file done, and in all.
  std::function<void(int64_t done, int64_t total)> progress;
};

class EventLines {
 public:
  static constexpr size_t kBytesMax = size_t{1} << 31U;

  // kUnreadable, kTooLarge; where it is one event, also what is wrong with its
  // JSON.
  [[nodiscard]] static absl::StatusOr<EventLines> Read(
      const std::string& path, const EventLinesOptions& options);

  // Events that could be read.
  [[nodiscard]] size_t size() const { return lines_.size(); }
  // Requires: i < size().
  [[nodiscard]] Event EventOf(size_t i) const;
  [[nodiscard]] RejectedLine Reject(size_t i, Reason reason,
                                    std::string_view message) const;

  // Lines that are no events, ascending.
  [[nodiscard]] const std::vector<RejectedLine>& rejects() const {
    return rejects_;
  }
  [[nodiscard]] int64_t lines_read() const { return lines_read_; }

 private:
  struct TextLine {
    int64_t number = 0;
    std::string_view text;
  };

  EventLines(std::string path, Currency currency, std::string text);
  [[nodiscard]] absl::Status ReadAll(const EventLinesOptions& options);

  std::string path_;
  Currency currency_;
  std::unique_ptr<const std::string> text_;
  std::vector<TextLine> lines_;  // in the order of their commits
  std::vector<RejectedLine> rejects_;
  int64_t lines_read_ = 0;
};

}  // namespace patron::cli

#endif  // PATRON_EXAMPLES_CLI_EVENT_LINES_H_
