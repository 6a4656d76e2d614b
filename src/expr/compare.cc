// Equality of lists and maps keeps its own stack of pairs that are still to be
// compared: a host's data may nest as deep as it likes.
//
// An int meets a double as a double, even where that loses digits: that is what
// CEL's public suite expects of 9223372036854775807 and 9223372036854775808.0.
#include "expr/compare.h"

#include <string_view>
#include <utility>
#include <vector>

namespace patron::expr {
namespace {

Order OrderOf(bool less, bool equal) {
  if (less) return Order::kLess;
  return equal ? Order::kEqual : Order::kGreater;
}

template <typename T>
Order OrderTwo(const T& a, const T& b) {
  return OrderOf(a < b, a == b);
}

Order OrderDoubles(double a, double b) {
  if (a != a || b != b) return Order::kUnordered;
  return OrderTwo(a, b);
}

double AsDouble(const Value& value) {
  switch (value.kind()) {
    case Kind::kInt:
      return static_cast<double>(value.integer());
    case Kind::kUint:
      return static_cast<double>(value.unsigned_integer());
    default:
      return value.number();
  }
}

Order OrderNumbers(const Value& a, const Value& b) {
  if (a.is(Kind::kDouble) || b.is(Kind::kDouble)) {
    return OrderDoubles(AsDouble(a), AsDouble(b));
  }
  if (a.kind() == b.kind()) {
    return a.is(Kind::kInt)
               ? OrderTwo(a.integer(), b.integer())
               : OrderTwo(a.unsigned_integer(), b.unsigned_integer());
  }
  // An int below zero is below every uint.
  if (a.is(Kind::kInt)) {
    if (a.integer() < 0) return Order::kLess;
    return OrderTwo(static_cast<uint64_t>(a.integer()), b.unsigned_integer());
  }
  if (b.integer() < 0) return Order::kGreater;
  return OrderTwo(a.unsigned_integer(), static_cast<uint64_t>(b.integer()));
}

int64_t PowerOfTen(int exponent) {
  int64_t power = 1;
  for (int i = 0; i < exponent && i < 18; ++i) power *= 10;
  return power;
}

// value / scale against `whole`, without overflow and without rounding.
Order OrderScaled(int64_t value, int64_t scale, int64_t whole) {
  const int64_t quotient = value / scale;
  if (quotient != whole) return OrderTwo(quotient, whole);
  return OrderTwo(value % scale, int64_t{0});
}

Order Reverse(Order order) {
  if (order == Order::kLess) return Order::kGreater;
  return order == Order::kGreater ? Order::kLess : order;
}

// A quantity or points with an int.
Order OrderCount(const Value& count, int64_t whole) {
  if (count.is(Kind::kQuantity)) {
    return OrderScaled(count.quantity().milli, Quantity::kOne, whole);
  }
  return OrderScaled(count.points().points.units,
                     PowerOfTen(count.points().decimals), whole);
}

bool IsCount(const Value& value) {
  return value.is(Kind::kQuantity) || value.is(Kind::kPoints);
}

Order OrderPoints(PointsValue a, PointsValue b) {
  if (a.decimals == b.decimals) return OrderTwo(a.points, b.points);
  const bool finer = a.decimals > b.decimals;
  const PointsValue fine = finer ? a : b;
  const PointsValue coarse = finer ? b : a;
  const Order order = OrderScaled(fine.points.units,
                                  PowerOfTen(fine.decimals - coarse.decimals),
                                  coarse.points.units);
  return finer ? order : Reverse(order);
}

Order OrderSameKind(const Value& a, const Value& b) {
  switch (a.kind()) {
    case Kind::kBool:
      return OrderTwo(a.boolean(), b.boolean());
    case Kind::kString:
    case Kind::kBytes:
      return OrderTwo(a.text(), b.text());
    case Kind::kTimestamp:
    case Kind::kDuration:
      return OrderTwo(a.time(), b.time());
    case Kind::kMoney:
      if (a.money().currency != b.money().currency) return Order::kCurrencies;
      return OrderTwo(a.money().minor, b.money().minor);
    case Kind::kQuantity:
      if (a.quantity().kind != b.quantity().kind) return Order::kUnordered;
      return OrderTwo(a.quantity().milli, b.quantity().milli);
    case Kind::kPoints:
      return OrderPoints(a.points(), b.points());
    case Kind::kRate:
      return OrderTwo(a.rate(), b.rate());
    case Kind::kDate:
      return OrderTwo(a.date(), b.date());
    default:
      return Order::kNoOverload;
  }
}

struct Pair {
  Value a;
  Value b;
};

// Scalars only; anything that has parts is not for here.
bool EqualScalars(const Value& a, const Value& b) {
  if (a.kind() == b.kind()) {
    if (a.is(Kind::kNull)) return true;
    if (a.is(Kind::kType)) return a.type() == b.type();
  }
  return Compare(a, b) == Order::kEqual;
}

bool HasParts(const Value& value) {
  return value.is(Kind::kList) || value.is(Kind::kMap) ||
         value.is(Kind::kOptional);
}

// Compares what is scalar in two lists or maps, keeps the rest for later.
bool EqualParts(Context& context, const Pair& pair, std::vector<Pair>& later) {
  const auto compare = [&later](const Value& x, const Value& y) {
    if (HasParts(x) && HasParts(y)) {
      later.push_back({x, y});
      return true;
    }
    return !HasParts(x) && !HasParts(y) && EqualScalars(x, y);
  };
  if (pair.a.kind() != pair.b.kind()) return false;
  // Lists share their parts, so that two small values may be a long walk.
  if (!context.Charge(1)) return false;
  if (pair.a.is(Kind::kOptional)) {
    const Value* x = pair.a.inner();
    const Value* y = pair.b.inner();
    if (x == nullptr || y == nullptr) return x == y;
    return compare(*x, *y);
  }
  if (pair.a.is(Kind::kList)) {
    const std::span<const Value> x = pair.a.list();
    const std::span<const Value> y = pair.b.list();
    if (x.size() != y.size() || !context.Charge(x.size() / 4)) return false;
    for (size_t i = 0; i < x.size(); ++i) {
      if (!compare(x[i], y[i])) return false;
    }
    return true;
  }
  if (pair.a.map().size() != pair.b.map().size()) return false;
  for (const MapEntry& entry : pair.a.map()) {
    const MapEntry* other = FindEntry(context, pair.b, entry.key);
    if (other == nullptr || !compare(entry.value, other->value)) return false;
  }
  return true;
}

}  // namespace

bool IsNumber(const Value& value) {
  return value.is(Kind::kInt) || value.is(Kind::kUint) ||
         value.is(Kind::kDouble);
}

Order Compare(const Value& a, const Value& b) {
  if (IsNumber(a) && IsNumber(b)) return OrderNumbers(a, b);
  if (a.kind() == b.kind()) return OrderSameKind(a, b);
  if (IsCount(a) && b.is(Kind::kInt)) return OrderCount(a, b.integer());
  if (IsCount(b) && a.is(Kind::kInt)) {
    return Reverse(OrderCount(b, a.integer()));
  }
  return Order::kNoOverload;
}

bool Equal(Context& context, const Value& a, const Value& b) {
  if (!HasParts(a) || !HasParts(b)) {
    if (HasParts(a) || HasParts(b)) return false;
    if (a.is(Kind::kString) || a.is(Kind::kBytes)) {
      context.ChargeBytes(a.text().size());
    }
    return EqualScalars(a, b);
  }
  std::vector<Pair> later = {{a, b}};
  while (!later.empty()) {
    const Pair pair = later.back();
    later.pop_back();
    if (!EqualParts(context, pair, later) || context.stopped()) return false;
  }
  return true;
}

const MapEntry* FindEntry(Context& context, const Value& map,
                          const Value& key) {
  const std::span<const MapEntry> entries = map.map();
  if (!context.Charge(entries.size() / 8)) return nullptr;
  for (const MapEntry& entry : entries) {
    if (EqualScalars(entry.key, key)) return &entry;
  }
  return nullptr;
}

}  // namespace patron::expr
