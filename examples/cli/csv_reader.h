// Reads a CSV file line by line, strictly, plain or gzip.
//
//   absl::StatusOr<CsvReader> reader = CsvReader::Open("sales.csv.gz", {});
//   CsvRecord record;
//   while (*reader->Next(record)) {           // an error: cannot be read on
//     if (!record.status.ok()) Reject(record.line, record.status);
//     else Use(record.fields);
//   }
//
// RFC 4180: fields between commas, in double quotes where they hold commas,
// quotes (doubled) or line ends; LF or CR LF; the first line is the header and
// every record has as many fields. Text is UTF-8; a byte order mark is skipped
// and so are blank lines. What breaks these rules costs that line and reading
// goes on at the next one: a quote that never closes must not swallow the file.
//
// Threads: one at a time. Limits: a record of over `record_bytes_max` is
// refused; memory stays at about that size whatever the file holds.
#ifndef PATRON_EXAMPLES_CLI_CSV_READER_H_
#define PATRON_EXAMPLES_CLI_CSV_READER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace patron::cli {

struct CsvOptions {
  size_t record_bytes_max = size_t{1} << 20;
};

struct CsvRecord {
  // What is left of a line that is too long: enough to find it again.
  static constexpr size_t kExcerptBytes = 1024;

  int64_t line = 0;  // of its first character, counted from 1
  // As it stands in the file, without the line end. Where `status` is an error,
  // its first line only, and of a line that is too long an excerpt.
  std::string_view text;
  // Unquoted. Where `status` is an error, the fields before the broken one.
  std::vector<std::string_view> fields;
  absl::Status status;  // what is wrong with this record
};

class CsvReader {
 public:
  // Reads the header too: kUnreadable, kBadCsv where there is none.
  [[nodiscard]] static absl::StatusOr<CsvReader> Open(const std::string& path,
                                                      CsvOptions options);
  CsvReader(CsvReader&&) noexcept;
  CsvReader& operator=(CsvReader&&) noexcept;
  ~CsvReader();

  [[nodiscard]] const std::vector<std::string>& header() const;

  // The next record, or false at the end. The record's views live until the
  // next call. kUnreadable where the file breaks off or a disk fails.
  [[nodiscard]] absl::StatusOr<bool> Next(CsvRecord& record);

  // How far reading is, in bytes of the file as stored, for a progress bar.
  [[nodiscard]] int64_t bytes_done() const;
  [[nodiscard]] int64_t bytes_total() const;

 private:
  class Impl;
  explicit CsvReader(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace patron::cli

#endif  // PATRON_EXAMPLES_CLI_CSV_READER_H_
