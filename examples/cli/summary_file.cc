// Reads summaries row by row; nothing that is not plainly a number becomes one.

#include "summary_file.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "base/quote.h"
#include "csv_reader.h"
#include "patron/error.h"

namespace patron::cli {
namespace {

constexpr std::string_view kNames[kSummaryColumns] = {
    "frequency", "recency", "T", "monetary_value", "weight"};

bool Needs(LifetimeKind kind, size_t column) {
  switch (static_cast<SummaryColumn>(column)) {
    case SummaryColumn::kFrequency:
      return true;
    case SummaryColumn::kRecency:
      return kind != LifetimeKind::kGammaGamma && kind != LifetimeKind::kSbg;
    case SummaryColumn::kAge:
      return kind != LifetimeKind::kGammaGamma;
    case SummaryColumn::kMeanSpend:
      return kind == LifetimeKind::kGammaGamma;
    default:
      return false;
  }
}

absl::Status FindColumns(const std::string& path, LifetimeKind kind,
                         SummaryFile* file) {
  for (size_t i = 0; i < kSummaryColumns; ++i) {
    const auto begin = file->header.begin();
    const auto end = file->header.end();
    const auto found = std::find(begin, end, kNames[i]);
    if (found == end) {
      if (!Needs(kind, i)) continue;
      return Refuse(Reason::kMissingColumn,
                    path + ":1: the column '" + std::string(kNames[i]) +
                        "' is missing: " + std::string(LifetimeKindName(kind)) +
                        " needs it");
    }
    if (std::find(found + 1, end, kNames[i]) != end) {
      return Refuse(Reason::kBadCsv, path + ":1: the column '" +
                                         std::string(kNames[i]) +
                                         "' is there twice");
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

absl::StatusOr<int64_t> ReadFrequency(std::string_view text) {
  const absl::StatusOr<double> value = ReadNumber(kNames[0], text);
  if (!value.ok()) return value.status();
  if (*value != std::floor(*value)) {
    return Refuse(Reason::kBadValue, "frequency must be a whole number");
  }
  // What is larger is refused for its size, whatever it is.
  return static_cast<int64_t>(std::clamp(*value, -1.0, 1e15));
}

absl::StatusOr<LifetimeSummary> ReadRow(const SummaryFile& file,
                                        const CsvRecord& record) {
  if (!record.status.ok()) return record.status;
  LifetimeSummary row;
  const auto field = [&](SummaryColumn column) {
    return record
        .fields[static_cast<size_t>(file.columns[static_cast<size_t>(column)])];
  };
  const absl::StatusOr<int64_t> frequency =
      ReadFrequency(field(SummaryColumn::kFrequency));
  if (!frequency.ok()) return frequency.status();
  row.frequency = *frequency;
  double* const numbers[kSummaryColumns] = {nullptr, &row.recency, &row.age,
                                            &row.mean_spend, &row.weight};
  for (size_t i = 1; i < kSummaryColumns; ++i) {
    const auto column = static_cast<SummaryColumn>(i);
    if (!file.Has(column)) continue;
    const absl::StatusOr<double> number = ReadNumber(kNames[i], field(column));
    if (!number.ok()) return number.status();
    *numbers[i] = *number;
  }
  return row;
}

absl::Status CheckRow(const SummaryFile& file, LifetimeKind kind,
                      const LifetimeSummary& row) {
  absl::Status status = CheckSummary(kind, row);
  if (!status.ok()) return status;
  // sbg reads no recency; one that says something else was meant otherwise.
  if (kind == LifetimeKind::kSbg && file.Has(SummaryColumn::kRecency) &&
      row.recency != static_cast<double>(row.frequency)) {
    return Refuse(Reason::kBadValue,
                  "recency must be frequency: renewals have no gaps");
  }
  return absl::OkStatus();
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
    const absl::StatusOr<LifetimeSummary> row = ReadRow(file, record);
    const absl::Status status =
        row.ok() ? CheckRow(file, kind, *row) : row.status();
    if (!status.ok()) {
      return Refuse(ReasonOf(status),
                    path + ":" + std::to_string(record.line) + ": row " +
                        std::to_string(file.rows.size() + 1) + ": " +
                        std::string(MessageOf(status)));
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
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  return std::string(text, end);
}

}  // namespace patron::cli
