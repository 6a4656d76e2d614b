// == != < <= > >= as functions.
#include <algorithm>

#include "expr/compare.h"
#include "expr/functions.h"

namespace patron::expr {
namespace {

using Arguments = std::span<const Value>;

Value Compared(Context& context, Arguments arguments, bool wanted) {
  const Equality found = Equal(context, arguments[0], arguments[1]);
  if (found.sameness == Sameness::kIncomparable) {
    return FailIncomparable(context, found.a, found.b);
  }
  return Value::Bool((found.sameness == Sameness::kSame) == wanted);
}

Value Same(Context& context, Arguments arguments) {
  return Compared(context, arguments, true);
}

Value Differ(Context& context, Arguments arguments) {
  return Compared(context, arguments, false);
}

// `less`, `equal` and `greater` say for which orders the answer is true.
Value Ordered(Context& context, Arguments arguments, std::string_view name,
              bool less, bool equal, bool greater) {
  const auto bytes = [](const Value& value) {
    const bool text = value.is(Kind::kString) || value.is(Kind::kBytes);
    return text ? value.text().size() : 0;
  };
  const size_t shorter = std::min(bytes(arguments[0]), bytes(arguments[1]));
  if (!context.ChargeBytes(shorter)) return context.StopError();
  switch (Compare(arguments[0], arguments[1])) {
    case Order::kLess:
      return Value::Bool(less);
    case Order::kEqual:
      return Value::Bool(equal);
    case Order::kGreater:
      return Value::Bool(greater);
    case Order::kCurrencies:
      return FailIncomparable(context, arguments[0], arguments[1]);
    case Order::kUnordered:
      if (!arguments[0].is(Kind::kQuantity)) return Value::Bool(false);
      return FailIncomparable(context, arguments[0], arguments[1]);
    default:
      return context.FailOverload(name, arguments);
  }
}

Value Less(Context& context, Arguments arguments) {
  return Ordered(context, arguments, "<", true, false, false);
}

Value LessEqual(Context& context, Arguments arguments) {
  return Ordered(context, arguments, "<=", true, true, false);
}

Value Greater(Context& context, Arguments arguments) {
  return Ordered(context, arguments, ">", false, false, true);
}

Value GreaterEqual(Context& context, Arguments arguments) {
  return Ordered(context, arguments, ">=", false, true, true);
}

constexpr CallStyle kOp = CallStyle::kOperator;

// The pairs that have an order, for each of the four operators.
#define PATRON_ORDER_ROWS(name, id, run)                                 \
  {name, id "_bool", kOp, "bool, bool", "bool", run},                    \
      {name, id "_int64", kOp, "int, int", "bool", run},                 \
      {name, id "_int64_uint64", kOp, "int, uint", "bool", run},         \
      {name, id "_int64_double", kOp, "int, double", "bool", run},       \
      {name, id "_uint64", kOp, "uint, uint", "bool", run},              \
      {name, id "_uint64_int64", kOp, "uint, int", "bool", run},         \
      {name, id "_uint64_double", kOp, "uint, double", "bool", run},     \
      {name, id "_double", kOp, "double, double", "bool", run},          \
      {name, id "_double_int64", kOp, "double, int", "bool", run},       \
      {name, id "_double_uint64", kOp, "double, uint", "bool", run},     \
      {name, id "_string", kOp, "string, string", "bool", run},          \
      {name, id "_bytes", kOp, "bytes, bytes", "bool", run},             \
      {name, id "_timestamp", kOp, "timestamp, timestamp", "bool", run}, \
      {name, id "_duration", kOp, "duration, duration", "bool", run},    \
      {name, id "_money", kOp, "money, money", "bool", run},             \
      {name, id "_quantity", kOp, "quantity, quantity", "bool", run},    \
      {name, id "_quantity_int64", kOp, "quantity, int", "bool", run},   \
      {name, id "_int64_quantity", kOp, "int, quantity", "bool", run},   \
      {name, id "_points", kOp, "points, points", "bool", run},          \
      {name, id "_points_int64", kOp, "points, int", "bool", run},       \
      {name, id "_int64_points", kOp, "int, points", "bool", run},       \
      {name, id "_rate", kOp, "rate, rate", "bool", run}, {              \
    name, id "_date", kOp, "date, date", "bool", run                     \
  }

#define PATRON_EQUAL_ROWS(name, id, run)                               \
  {name, id, kOp, "A, A", "bool", run},                                \
      {name, id "_quantity_int64", kOp, "quantity, int", "bool", run}, \
      {name, id "_int64_quantity", kOp, "int, quantity", "bool", run}, \
      {name, id "_points_int64", kOp, "points, int", "bool", run}, {   \
    name, id "_int64_points", kOp, "int, points", "bool", run          \
  }

constexpr Overload kRows[] = {
    PATRON_EQUAL_ROWS("_==_", "equals", &Same),
    PATRON_EQUAL_ROWS("_!=_", "not_equals", &Differ),
    PATRON_ORDER_ROWS("_<_", "less", &Less),
    PATRON_ORDER_ROWS("_<=_", "less_equals", &LessEqual),
    PATRON_ORDER_ROWS("_>_", "greater", &Greater),
    PATRON_ORDER_ROWS("_>=_", "greater_equals", &GreaterEqual),
};

#undef PATRON_ORDER_ROWS
#undef PATRON_EQUAL_ROWS

}  // namespace

std::span<const Overload> ComparisonOverloads() { return kRows; }

}  // namespace patron::expr
