// int() uint() double() string() bytes() bool() timestamp() duration() type()
// dyn(). A number that does not fit is an error; doubles are cut towards zero.
#include <charconv>
#include <cmath>
#include <string>
#include <system_error>

#include "expr/functions.h"
#include "expr/text.h"
#include "expr/time.h"

namespace patron::expr {
namespace {

using Arguments = std::span<const Value>;

constexpr ErrorValue kRange{Reason::kOverflow, "the number is out of range"};
constexpr ErrorValue kNotUtf8{Reason::kNotUtf8, "the bytes are not UTF-8"};

// A person reads it, and each line of a basket may fail so: a long text ends
// in "...".
constexpr size_t kShownBytesMax = 80;

std::string Shown(const Value& value) {
  if (!value.is(Kind::kString) || value.text().size() <= kShownBytesMax) {
    return FormatValue(value);
  }
  const std::string_view start = value.text().substr(0, kShownBytesMax);
  return QuoteString(start.substr(0, ValidUtf8Prefix(start))) + "...";
}

Value FailText(Context& context, std::string_view type, const Value& value) {
  return context.Fail(Reason::kExpressionFailed,
                      Shown(value) + " is no " + std::string(type));
}

// Reading a text takes longer the longer it is, also where it is no number.
bool ChargeText(Context& context, const Value& value) {
  return !value.is(Kind::kString) || context.ChargeBytes(value.text().size());
}

// "+5" is a number, "+-5" is none.
std::string_view WithoutPlus(std::string_view text) {
  const bool plus = text.size() > 1 && text[0] == '+' &&
                    (text[1] == '.' || (text[1] >= '0' && text[1] <= '9'));
  return plus ? text.substr(1) : text;
}

template <typename T>
std::optional<T> ParseWhole(std::string_view text) {
  T value = 0;
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || at != end || text.empty()) return std::nullopt;
  return value;
}

// The limits as doubles: 2^63 and 2^64 are exact, the largest ints are not.
constexpr double kTwo63 = 9223372036854775808.0;
constexpr double kTwo64 = 18446744073709551616.0;

Value ToInt(Context& context, Arguments arguments) {
  const Value& value = arguments[0];
  if (!ChargeText(context, value)) return context.StopError();
  switch (value.kind()) {
    case Kind::kInt:
      return value;
    case Kind::kUint:
      if (value.unsigned_integer() > static_cast<uint64_t>(INT64_MAX)) {
        return context.FailStatic(kRange);
      }
      return Value::Int(static_cast<int64_t>(value.unsigned_integer()));
    case Kind::kDouble:
      if (!(value.number() > -kTwo63 && value.number() < kTwo63)) {
        return context.FailStatic(kRange);
      }
      return Value::Int(static_cast<int64_t>(value.number()));
    case Kind::kString: {
      const std::optional<int64_t> parsed =
          ParseWhole<int64_t>(WithoutPlus(value.text()));
      return parsed ? Value::Int(*parsed) : FailText(context, "int", value);
    }
    case Kind::kTimestamp:
      return Value::Int(value.time().seconds);
    default:
      return context.FailOverload("int", arguments);
  }
}

Value ToUint(Context& context, Arguments arguments) {
  const Value& value = arguments[0];
  if (!ChargeText(context, value)) return context.StopError();
  switch (value.kind()) {
    case Kind::kUint:
      return value;
    case Kind::kInt:
      if (value.integer() < 0) return context.FailStatic(kRange);
      return Value::Uint(static_cast<uint64_t>(value.integer()));
    case Kind::kDouble:
      if (!(value.number() >= 0 && value.number() < kTwo64)) {
        return context.FailStatic(kRange);
      }
      return Value::Uint(static_cast<uint64_t>(value.number()));
    case Kind::kString: {
      const std::optional<uint64_t> parsed = ParseWhole<uint64_t>(value.text());
      return parsed ? Value::Uint(*parsed) : FailText(context, "uint", value);
    }
    default:
      return context.FailOverload("uint", arguments);
  }
}

Value ToDouble(Context& context, Arguments arguments) {
  const Value& value = arguments[0];
  if (!ChargeText(context, value)) return context.StopError();
  switch (value.kind()) {
    case Kind::kDouble:
      return value;
    case Kind::kInt:
      return Value::Double(static_cast<double>(value.integer()));
    case Kind::kUint:
      return Value::Double(static_cast<double>(value.unsigned_integer()));
    case Kind::kString: {
      const std::optional<double> parsed =
          ParseDouble(WithoutPlus(value.text()));
      return parsed ? Value::Double(*parsed)
                    : FailText(context, "double", value);
    }
    default:
      return context.FailOverload("double", arguments);
  }
}

// As a person writes it, and as '%s'.format() does; with an exponent only where
// there would be many zeros.
std::string TextOfDouble(double value) {
  const double size = std::abs(value);
  const bool plain = size == 0 || (size >= 1e-4 && size < 1e21);
  if (plain || !std::isfinite(value)) return FormatPlain(value);
  return FormatDouble(value);
}

Value ToString(Context& context, Arguments arguments) {
  const Value& value = arguments[0];
  switch (value.kind()) {
    case Kind::kString:
      return value;
    case Kind::kBytes:
      context.ChargeBytes(value.text().size());
      if (ValidUtf8Prefix(value.text()) != value.text().size()) {
        return context.FailStatic(kNotUtf8);
      }
      return Value::String(value.text());
    case Kind::kUint:
      return context.MakeString(std::to_string(value.unsigned_integer()));
    case Kind::kDouble:
      return context.MakeString(TextOfDouble(value.number()));
    case Kind::kBool:
    case Kind::kInt:
    case Kind::kTimestamp:
    case Kind::kDuration:
    case Kind::kMoney:
    case Kind::kQuantity:
    case Kind::kPoints:
    case Kind::kRate:
    case Kind::kDate:
      return context.MakeString(FormatValue(value));
    default:
      return context.FailOverload("string", arguments);
  }
}

Value ToBytes(Context& context, Arguments arguments) {
  const Value& value = arguments[0];
  if (value.is(Kind::kBytes)) return value;
  if (value.is(Kind::kString)) return Value::Bytes(value.text());
  return context.FailOverload("bytes", arguments);
}

Value ToBool(Context& context, Arguments arguments) {
  const Value& value = arguments[0];
  if (!ChargeText(context, value)) return context.StopError();
  if (value.is(Kind::kBool)) return value;
  if (!value.is(Kind::kString)) return context.FailOverload("bool", arguments);
  for (const std::string_view yes : {"1", "t", "true", "TRUE", "True"}) {
    if (value.text() == yes) return Value::Bool(true);
  }
  for (const std::string_view no : {"0", "f", "false", "FALSE", "False"}) {
    if (value.text() == no) return Value::Bool(false);
  }
  return FailText(context, "bool", value);
}

Value ToTimestamp(Context& context, Arguments arguments) {
  const Value& value = arguments[0];
  if (!ChargeText(context, value)) return context.StopError();
  if (value.is(Kind::kTimestamp)) return value;
  std::optional<TimeParts> parts;
  if (value.is(Kind::kInt)) {
    parts = MakeTimestamp(value.integer());
  } else if (value.is(Kind::kString)) {
    parts = ParseTimestamp(value.text());
  } else {
    return context.FailOverload("timestamp", arguments);
  }
  return parts ? Value::Timestamp(*parts)
               : FailText(context,
                          "timestamp of the years 1 to 9999 such as "
                          "2026-11-21T08:26:30Z",
                          value);
}

Value ToDuration(Context& context, Arguments arguments) {
  const Value& value = arguments[0];
  if (!ChargeText(context, value)) return context.StopError();
  if (value.is(Kind::kDuration)) return value;
  if (!value.is(Kind::kString)) {
    return context.FailOverload("duration", arguments);
  }
  const std::optional<TimeParts> parts = ParseDuration(value.text());
  return parts ? Value::Duration(*parts)
               : FailText(context, "duration such as 1h30m or 90s", value);
}

Value ToType(Context& /*context*/, Arguments arguments) {
  return Value::TypeOf(arguments[0].kind());
}

Value ToDyn(Context& /*context*/, Arguments arguments) { return arguments[0]; }

constexpr CallStyle kGlobal = CallStyle::kGlobal;

constexpr Overload kRows[] = {
    {"int", "int64_to_int64", kGlobal, "int", "int", &ToInt},
    {"int", "uint64_to_int64", kGlobal, "uint", "int", &ToInt},
    {"int", "double_to_int64", kGlobal, "double", "int", &ToInt},
    {"int", "string_to_int64", kGlobal, "string", "int", &ToInt},
    {"int", "timestamp_to_int64", kGlobal, "timestamp", "int", &ToInt},
    {"uint", "uint64_to_uint64", kGlobal, "uint", "uint", &ToUint},
    {"uint", "int64_to_uint64", kGlobal, "int", "uint", &ToUint},
    {"uint", "double_to_uint64", kGlobal, "double", "uint", &ToUint},
    {"uint", "string_to_uint64", kGlobal, "string", "uint", &ToUint},
    {"double", "double_to_double", kGlobal, "double", "double", &ToDouble},
    {"double", "int64_to_double", kGlobal, "int", "double", &ToDouble},
    {"double", "uint64_to_double", kGlobal, "uint", "double", &ToDouble},
    {"double", "string_to_double", kGlobal, "string", "double", &ToDouble},
    {"string", "string_to_string", kGlobal, "string", "string", &ToString},
    {"string", "bool_to_string", kGlobal, "bool", "string", &ToString},
    {"string", "int64_to_string", kGlobal, "int", "string", &ToString},
    {"string", "uint64_to_string", kGlobal, "uint", "string", &ToString},
    {"string", "double_to_string", kGlobal, "double", "string", &ToString},
    {"string", "bytes_to_string", kGlobal, "bytes", "string", &ToString},
    {"string", "timestamp_to_string", kGlobal, "timestamp", "string",
     &ToString},
    {"string", "duration_to_string", kGlobal, "duration", "string", &ToString},
    {"string", "money_to_string", kGlobal, "money", "string", &ToString},
    {"string", "quantity_to_string", kGlobal, "quantity", "string", &ToString},
    {"string", "points_to_string", kGlobal, "points", "string", &ToString},
    {"string", "rate_to_string", kGlobal, "rate", "string", &ToString},
    {"string", "date_to_string", kGlobal, "date", "string", &ToString},
    {"bytes", "bytes_to_bytes", kGlobal, "bytes", "bytes", &ToBytes},
    {"bytes", "string_to_bytes", kGlobal, "string", "bytes", &ToBytes},
    {"bool", "bool_to_bool", kGlobal, "bool", "bool", &ToBool},
    {"bool", "string_to_bool", kGlobal, "string", "bool", &ToBool},
    {"timestamp", "timestamp_to_timestamp", kGlobal, "timestamp", "timestamp",
     &ToTimestamp},
    {"timestamp", "string_to_timestamp", kGlobal, "string", "timestamp",
     &ToTimestamp},
    {"timestamp", "int64_to_timestamp", kGlobal, "int", "timestamp",
     &ToTimestamp},
    {"duration", "duration_to_duration", kGlobal, "duration", "duration",
     &ToDuration},
    {"duration", "string_to_duration", kGlobal, "string", "duration",
     &ToDuration},
    {"type", "type", kGlobal, "A", "type", &ToType},
    {"dyn", "to_dyn", kGlobal, "A", "dyn", &ToDyn},
};

}  // namespace

std::span<const Overload> ConversionOverloads() { return kRows; }

}  // namespace patron::expr
