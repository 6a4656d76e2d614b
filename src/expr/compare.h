// Whether two values are equal, and which is smaller.
//
// Numbers of different kinds compare as numbers (1 == 1u == 1.0), as CEL has
// it; other kinds are simply not equal. A quantity or points compare with an
// int by their number: quantity 3 == 3.
//
// Threads: free functions, any thread.
#ifndef PATRON_EXPR_COMPARE_H_
#define PATRON_EXPR_COMPARE_H_

#include <cstdint>
#include <optional>

#include "expr/functions.h"
#include "expr/value.h"

namespace patron::expr {

// An int, a uint or a double.
[[nodiscard]] bool IsNumber(const Value& value);

enum class Sameness : uint8_t {
  kSame,
  kDifferent,
  // Money of two currencies, or pieces and a weight: neither the same nor not.
  kIncomparable,
};
struct Equality {
  Sameness sameness = Sameness::kSame;
  Value a;  // what is incomparable
  Value b;
};
// Deep; charges the context for what it looks at. Lists that differ elsewhere
// are different whatever else is in them. kDifferent where it was stopped.
[[nodiscard]] Equality Equal(Context& context, const Value& a, const Value& b);
// The error that says so. Requires: an Equality or an Order that is.
[[nodiscard]] Value FailIncomparable(Context& context, const Value& a,
                                     const Value& b);

enum class Order : uint8_t {
  kLess,
  kEqual,
  kGreater,
  kUnordered,   // NaN, or a weight and pieces
  kNoOverload,  // kinds that have no order
  kCurrencies,  // money of two currencies
};
[[nodiscard]] Order Compare(const Value& a, const Value& b);

// The entry whose key equals `key`, or null.
[[nodiscard]] const MapEntry* FindEntry(Context& context, const Value& map,
                                        const Value& key);

}  // namespace patron::expr

#endif  // PATRON_EXPR_COMPARE_H_
