// Optionals: a value that may be missing, asked for without fear.
//
//   member.?birthday.orValue(date("1900-01-01"))
//
// or() and orValue() do not fail where only what they do not need has failed.
#include "expr/evaluator.h"
#include "expr/functions.h"

namespace patron::expr {
namespace {

using Arguments = std::span<const Value>;

constexpr ErrorValue kNothing{Reason::kExpressionFailed,
                              "value() of an optional that holds nothing: ask "
                              "hasValue() first, or give orValue(...)"};

// The instant of a timestamp that nobody set: the first second of year 1.
constexpr TimeParts kZeroTimestamp{-62'135'596'800, 0};

bool IsZero(const Value& value) {
  switch (value.kind()) {
    case Kind::kNull:
      return true;
    case Kind::kBool:
      return !value.boolean();
    case Kind::kInt:
      return value.integer() == 0;
    case Kind::kUint:
      return value.unsigned_integer() == 0;
    case Kind::kDouble:
      return value.number() == 0;
    case Kind::kString:
    case Kind::kBytes:
      return value.text().empty();
    case Kind::kList:
      return value.list().empty();
    case Kind::kMap:
      return value.map().empty();
    case Kind::kOptional:
      return value.inner() == nullptr;
    case Kind::kTimestamp:
      return value.time() == kZeroTimestamp;
    case Kind::kDuration:
      return value.time() == TimeParts{};
    case Kind::kMoney:
      return value.money().minor == 0;
    case Kind::kQuantity:
      return value.quantity().milli == 0;
    case Kind::kPoints:
      return value.points().points.units == 0;
    case Kind::kRate:
      return value.rate().billionths == 0;
    default:
      return false;
  }
}

Value Of(Context& context, Arguments arguments) {
  return MakeSome(context, arguments[0]);
}

Value OfNonZero(Context& context, Arguments arguments) {
  if (IsZero(arguments[0])) return Value::None();
  return MakeSome(context, arguments[0]);
}

Value NoneOf(Context& /*context*/, Arguments /*arguments*/) {
  return Value::None();
}

Value HasValue(Context& context, Arguments arguments) {
  if (!arguments[0].is(Kind::kOptional)) {
    return context.FailOverload("hasValue", arguments);
  }
  return Value::Bool(arguments[0].inner() != nullptr);
}

Value ValueOf(Context& context, Arguments arguments) {
  if (!arguments[0].is(Kind::kOptional)) {
    return context.FailOverload("value", arguments);
  }
  const Value* inner = arguments[0].inner();
  return inner == nullptr ? context.FailStatic(kNothing) : *inner;
}

Value Or(Context& context, Arguments arguments) {
  if (arguments[0].is_error()) return arguments[0];
  if (!arguments[0].is(Kind::kOptional)) {
    return context.FailOverload("or", arguments);
  }
  if (arguments[0].inner() != nullptr) return arguments[0];
  if (!arguments[1].is(Kind::kOptional) && !arguments[1].is_error()) {
    return context.FailOverload("or", arguments);
  }
  return arguments[1];
}

Value OrValue(Context& context, Arguments arguments) {
  if (arguments[0].is_error()) return arguments[0];
  if (!arguments[0].is(Kind::kOptional)) {
    return context.FailOverload("orValue", arguments);
  }
  const Value* inner = arguments[0].inner();
  return inner != nullptr ? *inner : arguments[1];
}

// What the optionals of a list hold.
Value Unwrap(Context& context, Arguments arguments) {
  if (!arguments[0].is(Kind::kList)) {
    return context.FailOverload("unwrap", arguments);
  }
  const std::span<const Value> items = arguments[0].list();
  Value* held = context.MakeItems(items.size());
  if (held == nullptr) return context.StopError();
  size_t count = 0;
  for (const Value& item : items) {
    if (!item.is(Kind::kOptional)) {
      return context.FailOverload("unwrap", arguments);
    }
    if (item.inner() != nullptr) held[count++] = *item.inner();
  }
  return Value::List({held, count});
}

Value First(Context& context, Arguments arguments) {
  if (!arguments[0].is(Kind::kList)) {
    return context.FailOverload("first", arguments);
  }
  const std::span<const Value> items = arguments[0].list();
  return items.empty() ? Value::None() : Value::Some(&items.front());
}

Value Last(Context& context, Arguments arguments) {
  if (!arguments[0].is(Kind::kList)) {
    return context.FailOverload("last", arguments);
  }
  const std::span<const Value> items = arguments[0].list();
  return items.empty() ? Value::None() : Value::Some(&items.back());
}

constexpr auto kGlobal = CallStyle::kGlobal;
constexpr auto kMember = CallStyle::kMember;
constexpr bool kLenient = true;

constexpr Overload kRows[] = {
    {"optional.of", "optional_of", kGlobal, "A", "optional(A)", &Of},
    {"optional.ofNonZeroValue", "optional_of_non_zero_value", kGlobal, "A",
     "optional(A)", &OfNonZero},
    {"optional.none", "optional_none", kGlobal, "", "optional(A)", &NoneOf},
    {"optional.unwrap", "optional_unwrap", kGlobal, "list(optional(A))",
     "list(A)", &Unwrap},
    {"unwrapOpt", "optional_unwrap_member", kMember, "list(optional(A))",
     "list(A)", &Unwrap},
    {"hasValue", "optional_has_value", kMember, "optional(A)", "bool",
     &HasValue},
    {"value", "optional_value", kMember, "optional(A)", "A", &ValueOf},
    {"or", "optional_or_optional", kMember, "optional(A), optional(A)",
     "optional(A)", &Or, kLenient},
    {"orValue", "optional_or_value", kMember, "optional(A), A", "A", &OrValue,
     kLenient},
    {"first", "list_first", kMember, "list(A)", "optional(A)", &First},
    {"last", "list_last", kMember, "list(A)", "optional(A)", &Last},
};

}  // namespace

std::span<const Overload> OptionalOverloads() { return kRows; }

}  // namespace patron::expr
