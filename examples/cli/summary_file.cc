// Reads summaries row by row; nothing that is not plainly a number becomes one.

#include "summary_file.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "base/quote.h"
#include "csv_reader.h"
#include "lifetime/decimal.h"
#include "patron/error.h"

namespace patron::cli {
namespace {

absl::Status FindColumns(const std::string& path, LifetimeKind kind,
                         SummaryFile* file) {
  for (size_t i = 0; i < kSummaryColumns; ++i) {
    const auto column = static_cast<SummaryColumn>(i);
    const std::string_view name = SummaryColumnName(column);
    const auto begin = file->header.begin();
    const auto end = file->header.end();
    const auto found = std::find(begin, end, name);
    if (found == end) {
      if (!NeedsColumn(kind, column)) continue;
      return Refuse(Reason::kMissingColumn,
                    path + ":1: the column '" + std::string(name) +
                        "' is missing: " + std::string(LifetimeKindName(kind)) +
                        " needs it");
    }
    if (std::find(found + 1, end, name) != end) {
      return Refuse(
          Reason::kBadCsv,
          path + ":1: the column '" + std::string(name) + "' is there twice");
    }
    file->columns[i] = static_cast<int>(found - begin);
  }
  return absl::OkStatus();
}

absl::StatusOr<double> ReadNumber(std::string_view name,
                                  std::string_view text) {
  double value = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  if (read.ec == std::errc() && read.ptr == end && std::isfinite(value)) {
    return value;
  }
  std::string what = std::string(name) + ": '" + std::string(text) + "' is ";
  if (text.empty()) {
    what = std::string(name) + " is empty";
  } else if (text.find(',') != std::string_view::npos) {
    what += "no number: the decimals come after a point";
  } else {
    what += "no number";
  }
  return Refuse(Reason::kBadValue, what);
}

absl::StatusOr<LifetimeSummary> ReadRow(const SummaryFile& file,
                                        LifetimeKind kind,
                                        const CsvRecord& record) {
  if (!record.status.ok()) return record.status;
  SummaryNumbers numbers;
  for (size_t i = 0; i < kSummaryColumns; ++i) {
    if (file.columns[i] < 0) continue;
    const absl::StatusOr<double> number =
        ReadNumber(SummaryColumnName(static_cast<SummaryColumn>(i)),
                   record.fields[static_cast<size_t>(file.columns[i])]);
    if (!number.ok()) return number.status();
    numbers[i] = *number;
  }
  return ReadSummary(kind, numbers);
}

}  // namespace

absl::StatusOr<SummaryFile> ReadSummaryFile(const std::string& path,
                                            LifetimeKind kind,
                                            bool keep_texts) {
  absl::StatusOr<CsvReader> reader = CsvReader::Open(path, {});
  if (!reader.ok()) return reader.status();
  SummaryFile file;
  file.header = reader->header();
  if (absl::Status status = FindColumns(path, kind, &file); !status.ok()) {
    return status;
  }
  CsvRecord record;
  while (true) {
    const absl::StatusOr<bool> more = reader->Next(record);
    if (!more.ok()) return more.status();
    if (!*more) break;
    const absl::StatusOr<LifetimeSummary> row = ReadRow(file, kind, record);
    if (!row.ok()) {
      return Refuse(ReasonOf(row.status()),
                    path + ":" + std::to_string(record.line) + ": row " +
                        std::to_string(file.rows.size() + 1) + ": " +
                        std::string(MessageOf(row.status())));
    }
    file.rows.push_back(*row);
    if (keep_texts) file.texts.emplace_back(record.text);
  }
  if (file.rows.empty()) {
    return Refuse(Reason::kBadCsv, path + " has no rows");
  }
  return file;
}

std::string FormatDouble(double value) {
  return lifetime::ShortestDecimal(value);
}

}  // namespace patron::cli
