// Customers as tables have them: columns by the names of the literature, of
// which a model needs some and reads others where they are there.
//
//   SummaryNumbers row;                          // frequency, recency, T, ...
//   row[ColumnIndex(SummaryColumn::kFrequency)] = 2;
//   ...
//   auto customer = ReadSummary(LifetimeKind::kMbgNbd, row);
//
// Threads: free functions, any thread.
#ifndef PATRON_LIFETIME_ROWS_H_
#define PATRON_LIFETIME_ROWS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/status/statusor.h"
#include "patron/lifetime.h"

namespace patron {

enum class SummaryColumn : uint8_t {
  kFrequency = 0,
  kRecency,
  kAge,
  kMeanSpend,
  kWeight,
};
inline constexpr size_t kSummaryColumns = 5;

[[nodiscard]] constexpr size_t ColumnIndex(SummaryColumn column) {
  return static_cast<size_t>(column);
}

// "frequency", "recency", "T", "monetary_value", "weight".
[[nodiscard]] std::string_view SummaryColumnName(SummaryColumn column);

// Whether a model of that kind cannot do without the column.
[[nodiscard]] bool NeedsColumn(LifetimeKind kind, SummaryColumn column);

// A customer's numbers by column; absent: the table has no such column.
using SummaryNumbers = std::array<std::optional<double>, kSummaryColumns>;

// kMissingField, or kBadValue where such a customer cannot be: says what is
// wrong, not where.
[[nodiscard]] absl::StatusOr<LifetimeSummary> ReadSummary(
    LifetimeKind kind, const SummaryNumbers& numbers);

}  // namespace patron

#endif  // PATRON_LIFETIME_ROWS_H_
