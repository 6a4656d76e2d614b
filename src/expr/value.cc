// Making values and writing them for people. Writing walks nested lists with a
// stack of its own: a host's data may nest as deep as it likes.
#include "expr/value.h"

#include <cmath>
#include <vector>

#include "expr/text.h"
#include "expr/time.h"

namespace patron::expr {

Value Value::Bool(bool value) {
  Value result(Kind::kBool, 0);
  result.data_.boolean = value;
  return result;
}

Value Value::Int(int64_t value) {
  Value result(Kind::kInt, 0);
  result.data_.integer = value;
  return result;
}

Value Value::Uint(uint64_t value) {
  Value result(Kind::kUint, 0);
  result.data_.natural = value;
  return result;
}

Value Value::Double(double value) {
  Value result(Kind::kDouble, 0);
  result.data_.number = value;
  return result;
}

Value Value::String(std::string_view text) {
  Value result(Kind::kString, 0);
  result.data_.text = text.data();
  result.low_.size = static_cast<uint32_t>(text.size());
  return result;
}

Value Value::Bytes(std::string_view bytes) {
  Value result(Kind::kBytes, 0);
  result.data_.text = bytes.data();
  result.low_.size = static_cast<uint32_t>(bytes.size());
  return result;
}

Value Value::List(std::span<const Value> items) {
  Value result(Kind::kList, 0);
  result.data_.items = items.data();
  result.low_.size = static_cast<uint32_t>(items.size());
  return result;
}

Value Value::Map(std::span<const MapEntry> entries) {
  Value result(Kind::kMap, 0);
  result.data_.entries = entries.data();
  result.low_.size = static_cast<uint32_t>(entries.size());
  return result;
}

Value Value::Timestamp(TimeParts parts) {
  Value result(Kind::kTimestamp, 0);
  result.data_.integer = parts.seconds;
  result.low_.nanos = parts.nanos;
  return result;
}

Value Value::Timestamp(Instant instant) {
  int64_t seconds = instant.us / kMicrosPerSecond;
  int64_t micros = instant.us % kMicrosPerSecond;
  if (micros < 0) {
    micros += kMicrosPerSecond;
    --seconds;
  }
  return Timestamp({seconds, static_cast<int32_t>(micros * 1000)});
}

Value Value::Duration(TimeParts parts) {
  Value result(Kind::kDuration, 0);
  result.data_.integer = parts.seconds;
  result.low_.nanos = parts.nanos;
  return result;
}

Value Value::TypeOf(Kind kind) {
  return {Kind::kType, static_cast<uint8_t>(kind)};
}

Value Value::Of(Money money) {
  Value result(Kind::kMoney, 0);
  result.data_.integer = money.minor;
  result.low_.currency = money.currency;
  return result;
}

Value Value::None() {
  Value result(Kind::kOptional, 0);
  result.data_.items = nullptr;
  return result;
}

Value Value::Some(const Value* inner) {
  Value result(Kind::kOptional, 0);
  result.data_.items = inner;
  return result;
}

Value Value::Of(Quantity quantity) {
  Value result(Kind::kQuantity, static_cast<uint8_t>(quantity.kind));
  result.data_.integer = quantity.milli;
  return result;
}

Value Value::Of(Points points, int decimals) {
  Value result(Kind::kPoints, static_cast<uint8_t>(decimals));
  result.data_.integer = points.units;
  return result;
}

Value Value::Of(Rate rate) {
  Value result(Kind::kRate, 0);
  result.data_.integer = rate.billionths;
  return result;
}

Value Value::Of(Date date) {
  Value result(Kind::kDate, 0);
  result.data_.integer = date.days;
  return result;
}

Value Value::Zone(const ZoneTable* zone) {
  Value result(Kind::kZone, 0);
  result.data_.zone = zone;
  return result;
}

Value Value::Error(const ErrorValue* error) {
  Value result(Kind::kError, 0);
  result.data_.error = error;
  return result;
}

namespace {

std::string FormatScalar(const Value& value) {
  switch (value.kind()) {
    case Kind::kNull:
      return "null";
    case Kind::kBool:
      return value.boolean() ? "true" : "false";
    case Kind::kInt:
      return std::to_string(value.integer());
    case Kind::kUint:
      return std::to_string(value.unsigned_integer()) + "u";
    case Kind::kDouble:
      return FormatDouble(value.number());
    case Kind::kString:
      return QuoteString(value.text());
    case Kind::kBytes:
      return "b" + QuoteBytes(value.text());
    case Kind::kTimestamp:
      return FormatTimestamp(value.time());
    case Kind::kDuration:
      return FormatDuration(value.time());
    case Kind::kType:
      return std::string(KindName(value.type()));
    case Kind::kMoney:
      return FormatMoney(value.money());
    case Kind::kQuantity:
      return FormatQuantity(value.quantity());
    case Kind::kPoints:
      return FormatPoints(value.points().points, value.points().decimals);
    case Kind::kRate:
      // More than a whole is no share: 1.262961 orders.
      return value.rate().billionths > Rate::kOne ? FormatRate(value.rate())
                                                  : FormatPercent(value.rate());
    case Kind::kDate:
      return FormatDate(value.date());
    case Kind::kZone:
      return QuoteString(value.zone().name());
    case Kind::kError:
      return "error: " + std::string(value.error().message);
    default:
      return "";
  }
}

// A value with parts that is being written, and how far.
struct Writing {
  Value value;
  size_t next = 0;

  [[nodiscard]] size_t Count() const {
    if (value.is(Kind::kMap)) return value.map().size();
    if (value.is(Kind::kList)) return value.list().size();
    return value.inner() == nullptr ? 0 : 1;
  }
  [[nodiscard]] std::string_view Opening() const {
    if (value.is(Kind::kMap)) return "{";
    if (value.is(Kind::kList)) return "[";
    return value.inner() == nullptr ? "optional.none(" : "optional.of(";
  }
  [[nodiscard]] std::string_view Closing() const {
    if (value.is(Kind::kMap)) return "}";
    return value.is(Kind::kList) ? "]" : ")";
  }
};

}  // namespace

std::string FormatValue(const Value& value, size_t bytes_max) {
  std::string text;
  std::vector<Writing> open;
  Value now = value;
  while (true) {
    if (text.size() > bytes_max) return text + "...";
    if (now.is(Kind::kList) || now.is(Kind::kMap) || now.is(Kind::kOptional)) {
      open.push_back({now, 0});
      text += open.back().Opening();
    } else {
      text += FormatScalar(now);
    }
    while (!open.empty()) {
      const Writing& top = open.back();
      if (top.next < top.Count()) break;
      text += top.Closing();
      open.pop_back();
    }
    if (open.empty()) return text;
    Writing& top = open.back();
    if (top.next > 0) text += ", ";
    if (top.value.is(Kind::kMap)) {
      const MapEntry& entry = top.value.map()[top.next];
      text += FormatScalar(entry.key);
      text += ": ";
      now = entry.value;
    } else if (top.value.is(Kind::kOptional)) {
      now = *top.value.inner();
    } else {
      now = top.value.list()[top.next];
    }
    ++top.next;
  }
}

}  // namespace patron::expr
