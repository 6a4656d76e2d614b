// Columns of tables to summaries.

#include <algorithm>
#include <cmath>
#include <string>

#include "patron/error.h"
#include "patron/lifetime_rows.h"

namespace patron {

std::string_view SummaryColumnName(SummaryColumn column) {
  static constexpr std::string_view kNames[kSummaryColumns] = {
      "frequency", "recency", "T", "monetary_value", "weight"};
  return kNames[ColumnIndex(column)];
}

bool NeedsColumn(LifetimeKind kind, SummaryColumn column) {
  switch (column) {
    case SummaryColumn::kFrequency:
      return true;
    case SummaryColumn::kRecency:
      return kind != LifetimeKind::kGammaGamma && kind != LifetimeKind::kSbg;
    case SummaryColumn::kAge:
      return kind != LifetimeKind::kGammaGamma;
    case SummaryColumn::kMeanSpend:
      return kind == LifetimeKind::kGammaGamma;
    case SummaryColumn::kWeight:
      break;
  }
  return false;
}

absl::StatusOr<LifetimeSummary> ReadSummary(LifetimeKind kind,
                                            const SummaryNumbers& numbers) {
  for (size_t i = 0; i < kSummaryColumns; ++i) {
    const auto column = static_cast<SummaryColumn>(i);
    if (numbers[i] || !NeedsColumn(kind, column)) continue;
    return Refuse(Reason::kMissingField,
                  std::string(SummaryColumnName(column)) + " is missing: " +
                      std::string(LifetimeKindName(kind)) + " needs it");
  }
  const double frequency = *numbers[ColumnIndex(SummaryColumn::kFrequency)];
  if (frequency != std::floor(frequency)) {
    return Refuse(Reason::kBadValue, "frequency must be a whole number");
  }
  LifetimeSummary row;
  // What is larger is refused for its size, whatever it is.
  row.frequency = static_cast<int64_t>(std::clamp(frequency, -1.0, 1e15));
  const auto number = [&](SummaryColumn column, double otherwise) {
    return numbers[ColumnIndex(column)].value_or(otherwise);
  };
  row.recency = number(SummaryColumn::kRecency, 0);
  row.age = number(SummaryColumn::kAge, 0);
  row.mean_spend = number(SummaryColumn::kMeanSpend, 0);
  row.weight = number(SummaryColumn::kWeight, 1);
  if (absl::Status s = CheckSummary(kind, row); !s.ok()) return s;
  // sbg reads no recency; one that says something else was meant otherwise.
  if (kind == LifetimeKind::kSbg &&
      number(SummaryColumn::kRecency, frequency) != frequency) {
    return Refuse(Reason::kBadValue,
                  "recency must be frequency: renewals have no gaps");
  }
  return row;
}

}  // namespace patron
