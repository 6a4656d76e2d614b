// Which column of a sales file is what: the columns.yaml beside a program.
//
//   source: wholesaler              # with the order id, the key of an order
//   currency: GBP
//   identical_lines: keep           # or drop: two equal lines are one
//   return: order_id.startsWith("C")
//   columns: {order: order_id, time: timestamp, sku: sku, quantity: quantity,
//             unit_price: unit_price}
//   attributes:
//     country: {column: country, of: basket}
//
// A file with other columns needs another mapping and no other code. Columns
// that are not named are not read.
//
// Threads: values.
#ifndef PATRON_EXAMPLES_CLI_COLUMNS_H_
#define PATRON_EXAMPLES_CLI_COLUMNS_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "patron/error.h"
#include "patron/money.h"
#include "patron/program.h"
#include "patron/quantity.h"
#include "patron/scalar.h"

namespace patron::cli {

// What a column can be. `order` and `time` are needed, and `amount` or both
// `unit_price` and `quantity`.
enum class Role : uint8_t {
  kOrder,
  kTime,  // "2026-11-21", "2026-11-21 08:26", "2026-11-21 08:26:30"
  kMember,
  kStore,
  kSku,
  kCategory,
  kName,
  kQuantity,
  kUnitPrice,
  kAmount,  // of the whole line; needs no quantity, which is 1 then
  kCurrency,
};
inline constexpr size_t kRoles = 11;

// "order", "time", ...: the keys below `columns`.
[[nodiscard]] std::string_view RoleName(Role role);

// A column that becomes an attribute which the program declares. Of a basket or
// an event the order's first line counts.
struct AttributeColumn {
  std::string name;
  std::string column;
  Attribute::Owner owner = Attribute::Owner::kLine;
  ScalarType type = ScalarType::kString;

  friend bool operator==(const AttributeColumn&,
                         const AttributeColumn&) = default;
};

struct ColumnMap {
  std::string source;
  Currency currency;  // of lines that name none
  std::string zone;   // of the file's times; empty: the program's
  bool drop_identical_lines = false;
  Quantity::Kind quantities = Quantity::Kind::kPiece;
  std::string return_when;  // an expression over the columns; empty: never
  std::array<std::string, kRoles> columns;  // by Role; empty: not in the file
  std::vector<AttributeColumn> attributes;  // ascending by name

  [[nodiscard]] const std::string& column(Role role) const {
    return columns[static_cast<size_t>(role)];
  }
  friend bool operator==(const ColumnMap&, const ColumnMap&) = default;
};

// Reads a mapping and adds all that is wrong with it to `diagnostics`, with
// `file` in their places. Nothing where there is an error.
[[nodiscard]] std::optional<ColumnMap> ParseColumns(std::string_view yaml,
                                                    std::string_view file,
                                                    Diagnostics& diagnostics);

// Where the columns stand in one file.
struct ColumnPlaces {
  static constexpr int kAbsent = -1;

  std::array<int, kRoles> roles;  // by Role, kAbsent where not in the file
  std::vector<int> attributes;    // as ColumnMap::attributes

  [[nodiscard]] int place(Role role) const {
    return roles[static_cast<size_t>(role)];
  }
};

// kMissingColumn with a near name where the header lacks a column; a column
// that is named twice is an error too.
[[nodiscard]] absl::StatusOr<ColumnPlaces> FindColumns(
    const ColumnMap& map, const std::vector<std::string>& header);

}  // namespace patron::cli

#endif  // PATRON_EXAMPLES_CLI_COLUMNS_H_
