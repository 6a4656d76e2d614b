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

using ScalarAlternatives =
    std::variant<std::monostate, bool, int64_t, std::string, Money, Quantity,
                 Rate, Date, Instant>;

// The alternatives stand in the order of ScalarType; none is "not known". A
// variant whose copy may fail for want of memory: libstdc++ takes one of these
// types for one that is never without a value, and destroys what it has not
// made.
class Scalar : public ScalarAlternatives {
 public:
  using ScalarAlternatives::ScalarAlternatives;
  using ScalarAlternatives::operator=;

  Scalar() = default;
  Scalar(Scalar&&) noexcept = default;
  Scalar& operator=(Scalar&&) noexcept = default;
  // NOLINTNEXTLINE(bugprone-copy-constructor-init): it is what may not be used.
  Scalar(const Scalar& other) : ScalarAlternatives() { Copy(other); }
  Scalar& operator=(const Scalar& other) {
    Copy(other);
    return *this;
  }
  ~Scalar() = default;

 private:
  void Copy(const Scalar& other) {
    if (const auto* text = std::get_if<std::string>(&other)) {
      *this = std::string(*text);
    } else {
      ScalarAlternatives::operator=(other);
    }
  }
};

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
