// What the types of builders are called in the language.
#ifndef PATRON_TESTS_PROGRAM_KIND_OF_TYPE_H_
#define PATRON_TESTS_PROGRAM_KIND_OF_TYPE_H_

#include <string>

#include "expr/type.h"
#include "patron/build.h"

namespace patron::testing {

template <class T>
constexpr expr::Kind KindOfType() {
  using build::internal::AnyOf;
  using expr::Kind;
  if (AnyOf<T, bool>) return Kind::kBool;
  if (AnyOf<T, int64_t>) return Kind::kInt;
  if (AnyOf<T, std::string, Weekday, LineKind>) return Kind::kString;
  if (AnyOf<T, Money>) return Kind::kMoney;
  if (AnyOf<T, Quantity>) return Kind::kQuantity;
  if (AnyOf<T, Points>) return Kind::kPoints;
  if (AnyOf<T, Rate>) return Kind::kRate;
  if (AnyOf<T, Date>) return Kind::kDate;
  if (AnyOf<T, Instant>) return Kind::kTimestamp;
  if (AnyOf<T, build::Duration>) return Kind::kDuration;
  return Kind::kError;
}

}  // namespace patron::testing

#endif  // PATRON_TESTS_PROGRAM_KIND_OF_TYPE_H_
