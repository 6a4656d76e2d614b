// The values that hosts and programs exchange: attributes of members, lines and
// baskets, and facts.
//
// Threads: values, any thread.
#ifndef PATRON_SCALAR_H_
#define PATRON_SCALAR_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "patron/calendar.h"
#include "patron/money.h"
#include "patron/quantity.h"
#include "patron/rate.h"

namespace patron {

enum class ScalarType : uint8_t {
  kBool = 1,
  kInt = 2,
  kString = 3,
  kMoney = 4,
  kQuantity = 5,
  kRate = 6,
  kDate = 7,
  kInstant = 8,
};

// The alternatives stand in the order of ScalarType; none is "not known".
using Scalar = std::variant<std::monostate, bool, int64_t, std::string, Money,
                            Quantity, Rate, Date, Instant>;

// "bool", "int", "string", "money", "quantity", "rate", "date", "instant".
[[nodiscard]] std::string_view ScalarTypeName(ScalarType type);

struct AttributeValue {
  std::string name;
  Scalar value;

  friend bool operator==(const AttributeValue&,
                         const AttributeValue&) = default;
};

using AttributeValues = std::vector<AttributeValue>;

}  // namespace patron

#endif  // PATRON_SCALAR_H_
