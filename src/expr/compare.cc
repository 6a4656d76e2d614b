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

bool IsTextual(const Value& value) {
  return value.is(Kind::kString) || value.is(Kind::kBytes);
}

// Scalars only; anything that has parts is not for here.
Sameness SameScalars(const Value& a, const Value& b) {
  bool same = false;
  if (a.kind() == b.kind() && (a.is(Kind::kNull) || a.is(Kind::kType))) {
    same = a.is(Kind::kNull) || a.type() == b.type();
  } else if (a.kind() == b.kind() && IsTextual(a)) {
    same = a.text() == b.text();  // looks at lengths first
  } else {
    const Order order = Compare(a, b);
    const bool kinds = order == Order::kUnordered && a.is(Kind::kQuantity);
    if (order == Order::kCurrencies || kinds) return Sameness::kIncomparable;
    same = order == Order::kEqual;
  }
  return same ? Sameness::kSame : Sameness::kDifferent;
}

bool HasParts(const Value& value) {
  return value.is(Kind::kList) || value.is(Kind::kMap) ||
         value.is(Kind::kOptional);
}

// Texts of two lengths differ at once.
bool ChargeTexts(Context& context, const Value& a, const Value& b) {
  if (a.kind() != b.kind() || !IsTextual(a)) return true;
  return a.text().size() != b.text().size() ||
         context.ChargeBytes(a.text().size());
}

// One walk over two values; `result` is what is known so far.
class Walk {
 public:
  explicit Walk(Context& context) : context_(context) {}

  Equality Run(const Value& a, const Value& b) {
    bool same = Parts(a, b);
    while (same && !later_.empty()) {
      const Pair pair = later_.back();
      later_.pop_back();
      same = Inside(pair) && !context_.stopped();
    }
    if (!same) return {Sameness::kDifferent, {}, {}};
    return found_;
  }

 private:
  // Each of these is false where the values are different.

  bool Parts(const Value& a, const Value& b) {
    if (HasParts(a) != HasParts(b)) return false;
    if (HasParts(a)) {
      later_.push_back({a, b});
      return true;
    }
    if (!ChargeTexts(context_, a, b)) return false;
    const Sameness same = SameScalars(a, b);
    if (same == Sameness::kIncomparable) found_ = {same, a, b};
    return same != Sameness::kDifferent;
  }

  bool Inside(const Pair& pair) {
    if (pair.a.kind() != pair.b.kind()) return false;
    // Lists share their parts, so that two small values may be a long walk.
    if (!context_.Charge(1)) return false;
    if (pair.a.is(Kind::kOptional)) {
      const Value* x = pair.a.inner();
      const Value* y = pair.b.inner();
      return x == nullptr || y == nullptr ? x == y : Parts(*x, *y);
    }
    return pair.a.is(Kind::kList) ? InLists(pair.a.list(), pair.b.list())
                                  : InMaps(pair.a.map(), pair.b);
  }

  bool InLists(std::span<const Value> x, std::span<const Value> y) {
    if (x.size() != y.size() || !context_.Charge(x.size() / 4)) return false;
    for (size_t i = 0; i < x.size(); ++i) {
      if (!Parts(x[i], y[i])) return false;
    }
    return true;
  }

  bool InMaps(std::span<const MapEntry> x, const Value& y) {
    if (x.size() != y.map().size()) return false;
    for (const MapEntry& entry : x) {
      const MapEntry* other = FindEntry(context_, y, entry.key);
      if (other == nullptr || !Parts(entry.value, other->value)) return false;
    }
    return true;
  }

  Context& context_;
  Equality found_;
  std::vector<Pair> later_;
};

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

Equality Equal(Context& context, const Value& a, const Value& b) {
  return Walk(context).Run(a, b);
}

Value FailIncomparable(Context& context, const Value& a, const Value& b) {
  if (a.is(Kind::kMoney)) {
    return context.Fail(Reason::kCurrencyMismatch,
                        "cannot compare " + FormatValue(a) + " with " +
                            FormatValue(b) +
                            ": amounts of two currencies have no order");
  }
  return context.Fail(Reason::kExpressionFailed,
                      "cannot compare pieces with a weight: " + FormatValue(a) +
                          " and " + FormatValue(b));
}

const MapEntry* FindEntry(Context& context, const Value& map,
                          const Value& key) {
  const std::span<const MapEntry> entries = map.map();
  const size_t bytes = IsTextual(key) ? key.text().size() : 0;
  if (!context.Charge(EntrySteps(entries.size(), bytes))) return nullptr;
  for (const MapEntry& entry : entries) {
    if (SameScalars(entry.key, key) == Sameness::kSame) return &entry;
  }
  return nullptr;
}

}  // namespace patron::expr
