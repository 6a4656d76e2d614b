// + - * / % and the sign. Whole numbers never wrap: what does not fit is an
// error, as CEL has it. Doubles are only ever double with double; no money,
// points or quantity meets one.
#include <cstdint>
#include <limits>

#include "expr/functions.h"
#include "expr/time.h"

namespace patron::expr {
namespace {

constexpr ErrorValue kOverflow{Reason::kOverflow, "the result does not fit"};
constexpr ErrorValue kTimeRange{Reason::kOverflow, "the time is out of range"};
constexpr ErrorValue kDivideByZero{Reason::kDivisionByZero, "divide by zero"};
constexpr ErrorValue kModuloByZero{Reason::kDivisionByZero, "modulus by zero"};

using Arguments = std::span<const Value>;

Value FromStatus(Context& context, const absl::Status& status) {
  return context.Fail(ReasonOf(status), MessageOf(status));
}

Value TimeOrError(Context& context, const std::optional<TimeParts>& parts,
                  Value (*make)(TimeParts)) {
  return parts ? make(*parts) : context.FailStatic(kTimeRange);
}

// Same kind and same kind only.
bool Both(Arguments arguments, Kind kind) {
  return arguments[0].is(kind) && arguments[1].is(kind);
}

Value AddLists(Context& context, std::span<const Value> a,
               std::span<const Value> b) {
  Value* items = context.MakeItems(a.size() + b.size());
  if (items == nullptr) return context.StopError();
  std::copy(a.begin(), a.end(), items);
  std::copy(b.begin(), b.end(), items + a.size());
  return Value::List({items, a.size() + b.size()});
}

// Pieces add to pieces and weights to weights.
Value AddQuantities(Context& context, Quantity a, Quantity b, bool subtract) {
  if (a.kind != b.kind) {
    return context.Fail(Reason::kExpressionFailed,
                        "cannot add pieces and a weight: " + FormatQuantity(a) +
                            " and " + FormatQuantity(b));
  }
  int64_t milli = 0;
  const bool overflow = subtract
                            ? __builtin_sub_overflow(a.milli, b.milli, &milli)
                            : __builtin_add_overflow(a.milli, b.milli, &milli);
  if (overflow) return context.FailStatic(kOverflow);
  return Value::Of(Quantity{milli, a.kind});
}

Value AddPoints(Context& context, PointsValue a, PointsValue b, bool subtract) {
  if (a.decimals != b.decimals) {
    return context.Fail(Reason::kExpressionFailed,
                        "cannot add points of two currencies");
  }
  int64_t units = 0;
  const bool overflow =
      subtract ? __builtin_sub_overflow(a.points.units, b.points.units, &units)
               : __builtin_add_overflow(a.points.units, b.points.units, &units);
  if (overflow) return context.FailStatic(kOverflow);
  return Value::Of(Points{units}, a.decimals);
}

Value AddMoney(Context& context, Money a, Money b, bool subtract) {
  const absl::StatusOr<Money> sum = subtract ? Subtract(a, b) : Add(a, b);
  return sum.ok() ? Value::Of(*sum) : FromStatus(context, sum.status());
}

Value Plus(Context& context, Arguments arguments) {
  const Value a = arguments[0];
  const Value b = arguments[1];
  if (a.is(Kind::kTimestamp) && b.is(Kind::kDuration)) {
    return TimeOrError(context, AddToTimestamp(a.time(), b.time()),
                       Value::Timestamp);
  }
  if (a.is(Kind::kDuration) && b.is(Kind::kTimestamp)) {
    return TimeOrError(context, AddToTimestamp(b.time(), a.time()),
                       Value::Timestamp);
  }
  if (a.kind() != b.kind()) return context.FailOverload("+", arguments);
  switch (a.kind()) {
    case Kind::kInt: {
      int64_t sum = 0;
      if (__builtin_add_overflow(a.integer(), b.integer(), &sum)) {
        return context.FailStatic(kOverflow);
      }
      return Value::Int(sum);
    }
    case Kind::kUint: {
      uint64_t sum = 0;
      if (__builtin_add_overflow(a.unsigned_integer(), b.unsigned_integer(),
                                 &sum)) {
        return context.FailStatic(kOverflow);
      }
      return Value::Uint(sum);
    }
    case Kind::kDouble:
      return Value::Double(a.number() + b.number());
    case Kind::kString:
      return context.MakeString(a.text(), b.text());
    case Kind::kBytes:
      return context.MakeBytes(a.text(), b.text());
    case Kind::kList:
      return AddLists(context, a.list(), b.list());
    case Kind::kDuration:
      return TimeOrError(context, AddDurations(a.time(), b.time()),
                         Value::Duration);
    case Kind::kMoney:
      return AddMoney(context, a.money(), b.money(), false);
    case Kind::kQuantity:
      return AddQuantities(context, a.quantity(), b.quantity(), false);
    case Kind::kPoints:
      return AddPoints(context, a.points(), b.points(), false);
    default:
      return context.FailOverload("+", arguments);
  }
}

Value MinusTime(Context& context, Arguments arguments) {
  const Value a = arguments[0];
  const Value b = arguments[1];
  if (Both(arguments, Kind::kTimestamp)) {
    return TimeOrError(context, SubtractTimestamps(a.time(), b.time()),
                       Value::Duration);
  }
  const std::optional<TimeParts> negated = Negate(b.time());
  if (!negated) return context.FailStatic(kTimeRange);
  if (a.is(Kind::kTimestamp)) {
    return TimeOrError(context, AddToTimestamp(a.time(), *negated),
                       Value::Timestamp);
  }
  return TimeOrError(context, AddDurations(a.time(), *negated),
                     Value::Duration);
}

Value Minus(Context& context, Arguments arguments) {
  const Value a = arguments[0];
  const Value b = arguments[1];
  if (a.is(Kind::kTimestamp) && b.is(Kind::kDuration)) {
    return MinusTime(context, arguments);
  }
  if (a.kind() != b.kind()) return context.FailOverload("-", arguments);
  switch (a.kind()) {
    case Kind::kInt: {
      int64_t difference = 0;
      if (__builtin_sub_overflow(a.integer(), b.integer(), &difference)) {
        return context.FailStatic(kOverflow);
      }
      return Value::Int(difference);
    }
    case Kind::kUint: {
      uint64_t difference = 0;
      if (__builtin_sub_overflow(a.unsigned_integer(), b.unsigned_integer(),
                                 &difference)) {
        return context.FailStatic(kOverflow);
      }
      return Value::Uint(difference);
    }
    case Kind::kDouble:
      return Value::Double(a.number() - b.number());
    case Kind::kTimestamp:
    case Kind::kDuration:
      return MinusTime(context, arguments);
    case Kind::kMoney:
      return AddMoney(context, a.money(), b.money(), true);
    case Kind::kQuantity:
      return AddQuantities(context, a.quantity(), b.quantity(), true);
    case Kind::kPoints:
      return AddPoints(context, a.points(), b.points(), true);
    case Kind::kDate:
      return Value::Int(int64_t{a.date().days} - b.date().days);
    default:
      return context.FailOverload("-", arguments);
  }
}

Value TimesMoney(Context& context, Money money, int64_t factor) {
  int64_t minor = 0;
  if (__builtin_mul_overflow(money.minor, factor, &minor)) {
    return context.FailStatic(kOverflow);
  }
  return Value::Of(Money{minor, money.currency});
}

Value Times(Context& context, Arguments arguments) {
  const Value a = arguments[0];
  const Value b = arguments[1];
  if (a.is(Kind::kMoney) && b.is(Kind::kInt)) {
    return TimesMoney(context, a.money(), b.integer());
  }
  if (a.is(Kind::kInt) && b.is(Kind::kMoney)) {
    return TimesMoney(context, b.money(), a.integer());
  }
  if (Both(arguments, Kind::kInt)) {
    int64_t product = 0;
    if (__builtin_mul_overflow(a.integer(), b.integer(), &product)) {
      return context.FailStatic(kOverflow);
    }
    return Value::Int(product);
  }
  if (Both(arguments, Kind::kUint)) {
    uint64_t product = 0;
    if (__builtin_mul_overflow(a.unsigned_integer(), b.unsigned_integer(),
                               &product)) {
      return context.FailStatic(kOverflow);
    }
    return Value::Uint(product);
  }
  if (Both(arguments, Kind::kDouble)) {
    return Value::Double(a.number() * b.number());
  }
  return context.FailOverload("*", arguments);
}

// The one quotient of two ints that does not fit.
bool QuotientOverflows(int64_t a, int64_t b) {
  return a == std::numeric_limits<int64_t>::min() && b == -1;
}

Value Divide(Context& context, Arguments arguments) {
  const Value a = arguments[0];
  const Value b = arguments[1];
  if (Both(arguments, Kind::kInt)) {
    if (b.integer() == 0) return context.FailStatic(kDivideByZero);
    if (QuotientOverflows(a.integer(), b.integer())) {
      return context.FailStatic(kOverflow);
    }
    return Value::Int(a.integer() / b.integer());
  }
  if (Both(arguments, Kind::kUint)) {
    if (b.unsigned_integer() == 0) return context.FailStatic(kDivideByZero);
    return Value::Uint(a.unsigned_integer() / b.unsigned_integer());
  }
  if (Both(arguments, Kind::kDouble)) {
    // 15.75 / 0.0 is Infinity and 0.0 / 0.0 is NaN, which plain C++ leaves
    // undefined to a sanitizer.
    const double x = a.number();
    const double y = b.number();
    if (y != 0) return Value::Double(x / y);
    if (x == 0 || x != x || y != y) {
      return Value::Double(x != x   ? x
                           : y != y ? y
                                    : std::numeric_limits<double>::quiet_NaN());
    }
    const bool negative = (x < 0) != (1 / y < 0);
    const double infinity = std::numeric_limits<double>::infinity();
    return Value::Double(negative ? -infinity : infinity);
  }
  return context.FailOverload("/", arguments);
}

Value Modulo(Context& context, Arguments arguments) {
  const Value a = arguments[0];
  const Value b = arguments[1];
  if (Both(arguments, Kind::kInt)) {
    if (b.integer() == 0) return context.FailStatic(kModuloByZero);
    if (QuotientOverflows(a.integer(), b.integer())) {
      return context.FailStatic(kOverflow);
    }
    return Value::Int(a.integer() % b.integer());
  }
  if (Both(arguments, Kind::kUint)) {
    if (b.unsigned_integer() == 0) return context.FailStatic(kModuloByZero);
    return Value::Uint(a.unsigned_integer() % b.unsigned_integer());
  }
  return context.FailOverload("%", arguments);
}

Value Sign(Context& context, Arguments arguments) {
  const Value a = arguments[0];
  switch (a.kind()) {
    case Kind::kInt:
    case Kind::kMoney: {
      int64_t negated = 0;
      const int64_t value = a.is(Kind::kInt) ? a.integer() : a.money().minor;
      if (__builtin_sub_overflow(int64_t{0}, value, &negated)) {
        return context.FailStatic(kOverflow);
      }
      return a.is(Kind::kInt) ? Value::Int(negated)
                              : Value::Of(Money{negated, a.money().currency});
    }
    case Kind::kDouble:
      return Value::Double(-a.number());
    default:
      return context.FailOverload("-", arguments);
  }
}

Value Not(Context& context, Arguments arguments) {
  if (!arguments[0].is(Kind::kBool)) {
    return context.FailOverload("!", arguments);
  }
  return Value::Bool(!arguments[0].boolean());
}

constexpr CallStyle kOp = CallStyle::kOperator;

constexpr Overload kRows[] = {
    {"_+_", "add_int64", kOp, "int, int", "int", &Plus},
    {"_+_", "add_uint64", kOp, "uint, uint", "uint", &Plus},
    {"_+_", "add_double", kOp, "double, double", "double", &Plus},
    {"_+_", "add_string", kOp, "string, string", "string", &Plus},
    {"_+_", "add_bytes", kOp, "bytes, bytes", "bytes", &Plus},
    {"_+_", "add_list", kOp, "list(A), list(A)", "list(A)", &Plus},
    {"_+_", "add_timestamp_duration", kOp, "timestamp, duration", "timestamp",
     &Plus},
    {"_+_", "add_duration_timestamp", kOp, "duration, timestamp", "timestamp",
     &Plus},
    {"_+_", "add_duration_duration", kOp, "duration, duration", "duration",
     &Plus},
    {"_+_", "add_money", kOp, "money, money", "money", &Plus},
    {"_+_", "add_quantity", kOp, "quantity, quantity", "quantity", &Plus},
    {"_+_", "add_points", kOp, "points, points", "points", &Plus},
    {"_-_", "subtract_int64", kOp, "int, int", "int", &Minus},
    {"_-_", "subtract_uint64", kOp, "uint, uint", "uint", &Minus},
    {"_-_", "subtract_double", kOp, "double, double", "double", &Minus},
    {"_-_", "subtract_timestamp_timestamp", kOp, "timestamp, timestamp",
     "duration", &Minus},
    {"_-_", "subtract_timestamp_duration", kOp, "timestamp, duration",
     "timestamp", &Minus},
    {"_-_", "subtract_duration_duration", kOp, "duration, duration", "duration",
     &Minus},
    {"_-_", "subtract_money", kOp, "money, money", "money", &Minus},
    {"_-_", "subtract_quantity", kOp, "quantity, quantity", "quantity", &Minus},
    {"_-_", "subtract_points", kOp, "points, points", "points", &Minus},
    {"_-_", "subtract_date", kOp, "date, date", "int", &Minus},
    {"_*_", "multiply_int64", kOp, "int, int", "int", &Times},
    {"_*_", "multiply_uint64", kOp, "uint, uint", "uint", &Times},
    {"_*_", "multiply_double", kOp, "double, double", "double", &Times},
    {"_*_", "multiply_money_int64", kOp, "money, int", "money", &Times},
    {"_*_", "multiply_int64_money", kOp, "int, money", "money", &Times},
    {"_/_", "divide_int64", kOp, "int, int", "int", &Divide},
    {"_/_", "divide_uint64", kOp, "uint, uint", "uint", &Divide},
    {"_/_", "divide_double", kOp, "double, double", "double", &Divide},
    {"_%_", "modulo_int64", kOp, "int, int", "int", &Modulo},
    {"_%_", "modulo_uint64", kOp, "uint, uint", "uint", &Modulo},
    {"-_", "negate_int64", kOp, "int", "int", &Sign},
    {"-_", "negate_double", kOp, "double", "double", &Sign},
    {"-_", "negate_money", kOp, "money", "money", &Sign},
    {"!_", "logical_not", kOp, "bool", "bool", &Not},
};

}  // namespace

std::span<const Overload> ArithmeticOverloads() { return kRows; }

}  // namespace patron::expr
