// One line of a sales file as numbers and text, before it is part of an order.
//
// Threads: free functions, any thread.
#ifndef PATRON_EXAMPLES_CLI_SALE_LINE_H_
#define PATRON_EXAMPLES_CLI_SALE_LINE_H_

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "columns.h"
#include "patron/calendar.h"
#include "patron/money.h"
#include "patron/quantity.h"
#include "patron/scalar.h"
#include "patron/zone.h"

namespace patron::cli {

// Text is a view of the record's fields.
struct SaleLine {
  std::string_view order;
  std::string_view member;
  std::string_view store;
  std::string_view sku;
  std::string_view category;
  std::string_view name;
  LocalTime time;
  Currency currency;
  Quantity quantity;  // positive, also where goods come back
  bool has_unit_price = false;
  int64_t unit_price_micros = 0;
  int64_t amount_minor = 0;
};

// Reads a line's fields. `is_return` says which sign the quantity has to have.
[[nodiscard]] absl::StatusOr<SaleLine> ReadSaleLine(
    const ColumnMap& map, const ColumnPlaces& places,
    std::span<const std::string_view> fields, bool is_return);

// A declared attribute. An empty text is a value that is not known.
[[nodiscard]] absl::StatusOr<Scalar> ReadAttribute(std::string_view text,
                                                   ScalarType type,
                                                   Currency currency,
                                                   const ZoneTable& zone);

}  // namespace patron::cli

#endif  // PATRON_EXAMPLES_CLI_SALE_LINE_H_
