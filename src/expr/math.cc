// The functions called math.*: the greatest of numbers, rounding, signs, bits.
// Everything here is exact or rounded as IEEE 754 says, so that each platform
// gives the same answer; logarithms and the like would not and are no part of
// CEL.
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

#include "expr/compare.h"
#include "expr/functions.h"

namespace patron::expr {
namespace {

using Arguments = std::span<const Value>;

constexpr ErrorValue kOverflow{Reason::kOverflow, "the result does not fit"};
constexpr ErrorValue kNaN{Reason::kExpressionFailed,
                          "NaN has no order among numbers"};
constexpr ErrorValue kNoNumbers{Reason::kExpressionFailed,
                                "an empty list has no greatest and no least"};
constexpr ErrorValue kNegativeShift{
    Reason::kExpressionFailed, "bits are shifted by 0 or more, not by less"};

// The first of the arguments, or of the one list, that none is before.
Value Extreme(Context& context, Arguments arguments, std::string_view name,
              Order before) {
  std::span<const Value> numbers = arguments;
  if (arguments.size() == 1 && arguments[0].is(Kind::kList)) {
    numbers = arguments[0].list();
  }
  if (numbers.empty()) return context.FailStatic(kNoNumbers);
  if (!context.Charge(numbers.size() / 4)) return context.StopError();
  const Value* best = numbers.data();
  for (const Value& number : numbers) {
    if (!IsNumber(number)) return context.FailOverload(name, arguments);
    const Order order = Compare(number, *best);
    // One NaN alone is the greatest of itself.
    if (order == Order::kUnordered && &number != best) {
      return context.FailStatic(kNaN);
    }
    if (order == before) best = &number;
  }
  return *best;
}

Value Greatest(Context& context, Arguments arguments) {
  return Extreme(context, arguments, "math.greatest", Order::kGreater);
}

Value Least(Context& context, Arguments arguments) {
  return Extreme(context, arguments, "math.least", Order::kLess);
}

Value OfDouble(Context& context, Arguments arguments, std::string_view name,
               double (*function)(double)) {
  if (!arguments[0].is(Kind::kDouble)) {
    return context.FailOverload(name, arguments);
  }
  return Value::Double(function(arguments[0].number()));
}

Value Ceil(Context& context, Arguments arguments) {
  return OfDouble(context, arguments, "math.ceil",
                  [](double x) { return std::ceil(x); });
}

Value Floor(Context& context, Arguments arguments) {
  return OfDouble(context, arguments, "math.floor",
                  [](double x) { return std::floor(x); });
}

// Half goes away from zero.
Value Round(Context& context, Arguments arguments) {
  return OfDouble(context, arguments, "math.round",
                  [](double x) { return std::round(x); });
}

Value Trunc(Context& context, Arguments arguments) {
  return OfDouble(context, arguments, "math.trunc",
                  [](double x) { return std::trunc(x); });
}

Value TestDouble(Context& context, Arguments arguments, std::string_view name,
                 bool (*test)(double)) {
  if (!arguments[0].is(Kind::kDouble)) {
    return context.FailOverload(name, arguments);
  }
  return Value::Bool(test(arguments[0].number()));
}

Value IsNaN(Context& context, Arguments arguments) {
  return TestDouble(context, arguments, "math.isNaN",
                    [](double x) { return std::isnan(x); });
}

Value IsInf(Context& context, Arguments arguments) {
  return TestDouble(context, arguments, "math.isInf",
                    [](double x) { return std::isinf(x); });
}

Value IsFinite(Context& context, Arguments arguments) {
  return TestDouble(context, arguments, "math.isFinite",
                    [](double x) { return std::isfinite(x); });
}

Value Abs(Context& context, Arguments arguments) {
  const Value& value = arguments[0];
  switch (value.kind()) {
    case Kind::kInt:
      if (value.integer() == std::numeric_limits<int64_t>::min()) {
        return context.FailStatic(kOverflow);
      }
      return Value::Int(value.integer() < 0 ? -value.integer()
                                            : value.integer());
    case Kind::kUint:
      return value;
    case Kind::kDouble:
      return Value::Double(std::fabs(value.number()));
    default:
      return context.FailOverload("math.abs", arguments);
  }
}

// -1, 0 or 1 of the same kind; 0 for both zeros and NaN for NaN.
Value Sign(Context& context, Arguments arguments) {
  const Value& value = arguments[0];
  switch (value.kind()) {
    case Kind::kInt:
      return Value::Int((value.integer() > 0 ? 1 : 0) -
                        (value.integer() < 0 ? 1 : 0));
    case Kind::kUint:
      return Value::Uint(value.unsigned_integer() > 0 ? 1 : 0);
    case Kind::kDouble:
      if (std::isnan(value.number())) return value;
      return Value::Double((value.number() > 0 ? 1.0 : 0.0) -
                           (value.number() < 0 ? 1.0 : 0.0));
    default:
      return context.FailOverload("math.sign", arguments);
  }
}

// NaN for what is below zero.
Value Sqrt(Context& context, Arguments arguments) {
  const Value& value = arguments[0];
  switch (value.kind()) {
    case Kind::kInt:
      return Value::Double(std::sqrt(static_cast<double>(value.integer())));
    case Kind::kUint:
      return Value::Double(
          std::sqrt(static_cast<double>(value.unsigned_integer())));
    case Kind::kDouble:
      return Value::Double(std::sqrt(value.number()));
    default:
      return context.FailOverload("math.sqrt", arguments);
  }
}

// An int's bits are those of its two's complement.
uint64_t BitsOf(const Value& value) {
  return value.is(Kind::kInt) ? static_cast<uint64_t>(value.integer())
                              : value.unsigned_integer();
}

Value FromBits(uint64_t bits, Kind kind) {
  return kind == Kind::kInt ? Value::Int(static_cast<int64_t>(bits))
                            : Value::Uint(bits);
}

bool HasBits(const Value& value) {
  return value.is(Kind::kInt) || value.is(Kind::kUint);
}

// Of two ints or of two uints.
Value Bitwise(Context& context, Arguments arguments, std::string_view name,
              uint64_t (*join)(uint64_t, uint64_t)) {
  const Kind kind = arguments[0].kind();
  if (!HasBits(arguments[0]) || !arguments[1].is(kind)) {
    return context.FailOverload(name, arguments);
  }
  return FromBits(join(BitsOf(arguments[0]), BitsOf(arguments[1])), kind);
}

Value BitAnd(Context& context, Arguments arguments) {
  return Bitwise(context, arguments, "math.bitAnd",
                 [](uint64_t a, uint64_t b) { return a & b; });
}

Value BitOr(Context& context, Arguments arguments) {
  return Bitwise(context, arguments, "math.bitOr",
                 [](uint64_t a, uint64_t b) { return a | b; });
}

Value BitXor(Context& context, Arguments arguments) {
  return Bitwise(context, arguments, "math.bitXor",
                 [](uint64_t a, uint64_t b) { return a ^ b; });
}

Value BitNot(Context& context, Arguments arguments) {
  if (!HasBits(arguments[0])) {
    return context.FailOverload("math.bitNot", arguments);
  }
  return FromBits(~BitsOf(arguments[0]), arguments[0].kind());
}

// By an int; nothing is left of what is shifted by 64 or more. To the right
// zeros come in, for ints too: CEL does not keep the sign.
Value Shift(Context& context, Arguments arguments, std::string_view name,
            uint64_t (*shift)(uint64_t, int64_t)) {
  if (!HasBits(arguments[0]) || !arguments[1].is(Kind::kInt)) {
    return context.FailOverload(name, arguments);
  }
  const int64_t by = arguments[1].integer();
  if (by < 0) return context.FailStatic(kNegativeShift);
  const uint64_t bits = by >= 64 ? 0 : shift(BitsOf(arguments[0]), by);
  return FromBits(bits, arguments[0].kind());
}

Value BitShiftLeft(Context& context, Arguments arguments) {
  return Shift(context, arguments, "math.bitShiftLeft",
               [](uint64_t bits, int64_t by) { return bits << by; });
}

Value BitShiftRight(Context& context, Arguments arguments) {
  return Shift(context, arguments, "math.bitShiftRight",
               [](uint64_t bits, int64_t by) { return bits >> by; });
}

constexpr CallStyle kGlobal = CallStyle::kGlobal;
constexpr bool kStrict = false;
constexpr bool kVariadic = true;

constexpr Overload kRows[] = {
    {"math.greatest", "math_greatest_int", kGlobal, "int", "int", &Greatest,
     kStrict, kVariadic},
    {"math.greatest", "math_greatest_uint", kGlobal, "uint", "uint", &Greatest,
     kStrict, kVariadic},
    {"math.greatest", "math_greatest_double", kGlobal, "double", "double",
     &Greatest, kStrict, kVariadic},
    {"math.greatest", "math_greatest_list_int", kGlobal, "list(int)", "int",
     &Greatest},
    {"math.greatest", "math_greatest_list_uint", kGlobal, "list(uint)", "uint",
     &Greatest},
    {"math.greatest", "math_greatest_list_double", kGlobal, "list(double)",
     "double", &Greatest},
    {"math.least", "math_least_int", kGlobal, "int", "int", &Least, kStrict,
     kVariadic},
    {"math.least", "math_least_uint", kGlobal, "uint", "uint", &Least, kStrict,
     kVariadic},
    {"math.least", "math_least_double", kGlobal, "double", "double", &Least,
     kStrict, kVariadic},
    {"math.least", "math_least_list_int", kGlobal, "list(int)", "int", &Least},
    {"math.least", "math_least_list_uint", kGlobal, "list(uint)", "uint",
     &Least},
    {"math.least", "math_least_list_double", kGlobal, "list(double)", "double",
     &Least},
    {"math.ceil", "math_ceil_double", kGlobal, "double", "double", &Ceil},
    {"math.floor", "math_floor_double", kGlobal, "double", "double", &Floor},
    {"math.round", "math_round_double", kGlobal, "double", "double", &Round},
    {"math.trunc", "math_trunc_double", kGlobal, "double", "double", &Trunc},
    {"math.isNaN", "math_isNaN_double", kGlobal, "double", "bool", &IsNaN},
    {"math.isInf", "math_isInf_double", kGlobal, "double", "bool", &IsInf},
    {"math.isFinite", "math_isFinite_double", kGlobal, "double", "bool",
     &IsFinite},
    {"math.abs", "math_abs_int", kGlobal, "int", "int", &Abs},
    {"math.abs", "math_abs_uint", kGlobal, "uint", "uint", &Abs},
    {"math.abs", "math_abs_double", kGlobal, "double", "double", &Abs},
    {"math.sign", "math_sign_int", kGlobal, "int", "int", &Sign},
    {"math.sign", "math_sign_uint", kGlobal, "uint", "uint", &Sign},
    {"math.sign", "math_sign_double", kGlobal, "double", "double", &Sign},
    {"math.sqrt", "math_sqrt_int", kGlobal, "int", "double", &Sqrt},
    {"math.sqrt", "math_sqrt_uint", kGlobal, "uint", "double", &Sqrt},
    {"math.sqrt", "math_sqrt_double", kGlobal, "double", "double", &Sqrt},
    {"math.bitAnd", "math_bitAnd_int_int", kGlobal, "int, int", "int", &BitAnd},
    {"math.bitAnd", "math_bitAnd_uint_uint", kGlobal, "uint, uint", "uint",
     &BitAnd},
    {"math.bitOr", "math_bitOr_int_int", kGlobal, "int, int", "int", &BitOr},
    {"math.bitOr", "math_bitOr_uint_uint", kGlobal, "uint, uint", "uint",
     &BitOr},
    {"math.bitXor", "math_bitXor_int_int", kGlobal, "int, int", "int", &BitXor},
    {"math.bitXor", "math_bitXor_uint_uint", kGlobal, "uint, uint", "uint",
     &BitXor},
    {"math.bitNot", "math_bitNot_int", kGlobal, "int", "int", &BitNot},
    {"math.bitNot", "math_bitNot_uint", kGlobal, "uint", "uint", &BitNot},
    {"math.bitShiftLeft", "math_bitShiftLeft_int_int", kGlobal, "int, int",
     "int", &BitShiftLeft},
    {"math.bitShiftLeft", "math_bitShiftLeft_uint_int", kGlobal, "uint, int",
     "uint", &BitShiftLeft},
    {"math.bitShiftRight", "math_bitShiftRight_int_int", kGlobal, "int, int",
     "int", &BitShiftRight},
    {"math.bitShiftRight", "math_bitShiftRight_uint_int", kGlobal, "uint, int",
     "uint", &BitShiftRight},
};

}  // namespace

std::span<const Overload> MathOverloads() { return kRows; }

}  // namespace patron::expr
