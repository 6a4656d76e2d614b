// A whole sales file as orders, ready to be committed one by one.
//
//   absl::StatusOr<OrderFile> file = OrderFile::Read(path, map, zone, {});
//   for (size_t i = 0; i < file->size(); ++i) {
//     Event event = file->EventOf(i);  // by time, sales first, then by line
//     if (!Commit(event).ok()) file->Reject(i, reason, message, rejects);
//   }
//   for (const RejectedLine& line : file->rejects()) ...
//
// Tills write an order's lines one after another, mostly: an order may be split
// by another, so the file is read whole and grouped by order id. An order's
// first line gives its time, member, store and what is the basket's. A bad line
// takes its whole order along, so that the mended file can be run again without
// half of it being there already. Where a line is so broken that its order id
// cannot be read, only the order that its text seems to name goes with it.
//
// Nothing is lost: the lines of the orders and the rejected ones add up to
// lines_read().
//
// Threads: one at a time while reading; const afterwards. Memory: about four
// times the size of the unpacked file. Views live as long as the OrderFile.
#ifndef PATRON_EXAMPLES_CLI_ORDERS_H_
#define PATRON_EXAMPLES_CLI_ORDERS_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "columns.h"
#include "csv_reader.h"
#include "patron/error.h"
#include "patron/event.h"
#include "patron/zone.h"

namespace patron::cli {

struct RejectedLine {
  int64_t line = 0;
  std::string order;  // its id, or the event's; empty where it is not known
  Reason reason = Reason::kNone;
  std::string message;
  std::string_view text;  // of the line in the file
};

struct OrderFileOptions {
  CsvOptions csv;
  // Called now and then with bytes of the file done, and in all.
  std::function<void(int64_t done, int64_t total)> progress;
};

class OrderFile {
 public:
  // `zone` is that of the file's times. kUnreadable, kBadCsv, kMissingColumn,
  // or what is wrong with the expression for returns.
  [[nodiscard]] static absl::StatusOr<OrderFile> Read(
      const std::string& path, const ColumnMap& map, const ZoneTable& zone,
      const OrderFileOptions& options);
  OrderFile(OrderFile&&) noexcept;
  OrderFile& operator=(OrderFile&&) noexcept;
  ~OrderFile();

  // Orders without a bad line.
  [[nodiscard]] size_t size() const;

  // A purchase, or a return without a receipt. Lines are "1", "2", ... as they
  // stand in the file. Arrival is the event's time, so that a file gives the
  // same ledger whenever it is run. Requires: i < size().
  [[nodiscard]] Event EventOf(size_t i) const;

  [[nodiscard]] std::string_view id(size_t i) const;
  // Lines of the file, those that were dropped as identical included.
  [[nodiscard]] int64_t lines(size_t i) const;
  // Appends the lines of an order that the ledger refused.
  void Reject(size_t i, Reason reason, std::string_view message,
              std::vector<RejectedLine>& rejects) const;
  // Appends those lines of it that the event's lines in `messages` were made
  // of, each with its message.
  void RejectLines(size_t i, Reason reason,
                   const std::map<std::string, std::string>& messages,
                   std::vector<RejectedLine>& rejects) const;

  // Lines of bad orders and lines of no order, ascending.
  [[nodiscard]] const std::vector<RejectedLine>& rejects() const;

  // Records below the header, blank lines apart.
  [[nodiscard]] int64_t lines_read() const;
  // Of the lines of good orders, those left out as identical.
  [[nodiscard]] int64_t lines_dropped() const;

 private:
  struct Data;
  explicit OrderFile(std::unique_ptr<Data> data);

  std::unique_ptr<Data> data_;
};

}  // namespace patron::cli

#endif  // PATRON_EXAMPLES_CLI_ORDERS_H_
