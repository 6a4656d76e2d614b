// A file of sales into a database: every line ends committed, duplicate or
// rejected.
//
//   Import import(engine, {.batch = 1000});
//   absl::Status status = import.CsvFile("sales.csv.gz", columns, zone);
//   Print(FormatCounts(import.counts()));
//
// Orders are committed in batches, each order whole or not at all. Killed in
// the middle and run again, the file comes to the same database: what had been
// committed is a duplicate then. When an event arrives stands in arrival.h.
//
// A return that finds only some of its units among the member's purchases is
// committed for those; the lines of which nothing was found are rejected.
//
// Each file is a history of its own, committed in its order of time: what a
// return in one file takes back has to stand in that file or in the database.
//
// Threads: one.
#ifndef PATRON_EXAMPLES_CLI_IMPORT_H_
#define PATRON_EXAMPLES_CLI_IMPORT_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "columns.h"
#include "event_lines.h"
#include "event_warnings.h"
#include "orders.h"
#include "patron/engine.h"

namespace patron::cli {

// Lines of files; of JSON lines each event is one.
struct ImportCounts {
  int64_t read = 0;
  int64_t committed = 0;
  int64_t duplicate = 0;
  int64_t rejected = 0;
  int64_t dropped = 0;      // of the committed and duplicate: identical lines
  int64_t in_part = 0;      // of them: some of their units found no purchase
  int64_t not_reached = 0;  // the run ended before, or could not keep them
  int64_t purchases = 0;    // orders committed
  int64_t returns = 0;
  int64_t adjustments = 0;
  int64_t voids = 0;
  int64_t exchanges = 0;
  int64_t fulfilments = 0;
  int64_t holds = 0;
  int64_t releases = 0;
  int64_t transfers = 0;
  int64_t joins = 0;
  int64_t leaves = 0;
  std::map<Reason, int64_t> reasons;  // of the rejected
  UnknownStores unknown_stores;       // of the orders committed
};

// "lines read 12 = committed 10 + duplicate 0 + rejected 2", and what follows.
[[nodiscard]] std::string FormatCounts(const ImportCounts& counts);

struct ImportOptions {
  int64_t batch = 1000;  // orders a transaction
  // Whose stores orders should name; null: any.
  std::shared_ptr<const Plan> plan = nullptr;
  std::function<void(int64_t done, int64_t total)> reading;  // bytes
  // Orders or events.
  std::function<void(int64_t done, int64_t total)> committing;
  // An event that lies further ahead of it than two clocks may differ by is
  // refused; absent: none is.
  std::optional<Instant> now = std::nullopt;
};

class Import {
 public:
  // Requires: `engine` outlives it.
  Import(Engine* engine, ImportOptions options);

  // An error ends the file: it cannot be read, or the store failed. What was
  // committed before stays.
  [[nodiscard]] absl::Status CsvFile(const std::string& path,
                                     const ColumnMap& columns,
                                     const ZoneTable& zone);
  // `one`: the file is one event.
  [[nodiscard]] absl::Status JsonFile(const std::string& path,
                                      Currency currency, bool one);

  [[nodiscard]] const ImportCounts& counts() const { return counts_; }
  // Of the last file, ascending by line, also where it was ended by an error:
  // those that are counted. `text` is owned here.
  [[nodiscard]] const std::vector<RejectedLine>& rejects() const {
    return rejects_;
  }

 private:
  // A file, however it is written.
  struct Source {
    size_t size = 0;
    std::function<Event(size_t i)> event;
    std::function<void(size_t i)> committed;  // counts what is in outcome_
    std::function<void(size_t i, const absl::Status& status)> refused;
  };

  void Begin();
  // kBadDate where the event lies ahead: its account would be brought up to
  // then, and what lapses on the way is gone for good.
  [[nodiscard]] absl::Status CheckNotAhead(const Event& event) const;
  // Commits one event; its outcome is in outcome_.
  [[nodiscard]] absl::Status CommitOne(const Event& event);
  // One that arrives before what its account has: as if it arrived now.
  [[nodiscard]] absl::Status CommitLate(Event event);
  [[nodiscard]] absl::Status CommitAll(const Source& source);
  void CountOrder(size_t i);
  void CountEvent(size_t i);
  [[nodiscard]] absl::Status FinishBatch();
  // Forgets the batch at hand, whose orders are not kept.
  [[nodiscard]] absl::Status Fail(absl::Status status);
  void Count(const std::vector<RejectedLine>& rejected);
  void SortRejects();

  Engine* engine_;
  ImportOptions options_;
  ImportCounts counts_;
  Outcome outcome_;
  EventKind kind_ = EventKind::kPurchase;  // of the event that came to it
  std::optional<Engine::Batch> batch_;
  int64_t in_batch_ = 0;
  ImportCounts kept_;  // as they were when the batch began
  size_t kept_rejects_ = 0;
  // The file at hand, which rejects_ view.
  std::optional<OrderFile> orders_;
  std::optional<EventLines> events_;
  std::vector<RejectedLine> rejects_;
};

// Whether a failed commit is the event's fault, so that the file goes on.
[[nodiscard]] bool IsEventsFault(Reason reason);

}  // namespace patron::cli

#endif  // PATRON_EXAMPLES_CLI_IMPORT_H_
