// A CSV file of customers' summaries, as lifetime models read them.
//
//   frequency,recency,T,monetary_value,weight
//   2,30.43,38.86,22.35,1
//
// Columns are found by name; the last two are optional, and so are recency (sbg
// and gamma_gamma) and T (gamma_gamma) where the model reads none. Others are
// kept as they are. Numbers are strict: no blanks, a point before the decimals,
// no NaN. The first row that is wrong is an error that names it.
//
// Threads: free functions, any thread.
#ifndef PATRON_EXAMPLES_CLI_SUMMARY_FILE_H_
#define PATRON_EXAMPLES_CLI_SUMMARY_FILE_H_

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "patron/lifetime_rows.h"

namespace patron::cli {

struct SummaryFile {
  std::vector<std::string> header;
  // Which column of the file each is; -1: not there.
  std::array<int, kSummaryColumns> columns = {-1, -1, -1, -1, -1};
  std::vector<LifetimeSummary> rows;
  std::vector<std::string> texts;  // the rows as they stand, where asked for

  [[nodiscard]] bool Has(SummaryColumn column) const {
    return columns[ColumnIndex(column)] >= 0;
  }
};

// `keep_texts`: for those who print the rows again. kMissingColumn, kBadValue,
// kBadCsv and what CsvReader::Open says.
[[nodiscard]] absl::StatusOr<SummaryFile> ReadSummaryFile(
    const std::string& path, LifetimeKind kind, bool keep_texts);

// The shortest text that reads back as the same number.
[[nodiscard]] std::string FormatDouble(double value);

}  // namespace patron::cli

#endif  // PATRON_EXAMPLES_CLI_SUMMARY_FILE_H_
