// What an expression is about and what it comes to: 3, "coffee", 46.80 EUR.
//
//   Value total = Value::Of(*ParseMoney("46.80 EUR"));
//   FormatValue(total)                                     // "46.80 EUR"
//   if (result.is_error()) Log(result.error().message);
//
// A value is 16 bytes and copied freely. Strings, bytes, lists, maps, optionals
// and errors are views: their memory belongs to an Arena, to an Expression or
// to whoever gave the facts, and must outlive the value.
//
// A failed expression is a value too (kind kError), as CEL has it: 1/0 in one
// alternative of an `||` does no harm when another alternative holds.
//
// Threads: values, any thread.
#ifndef PATRON_EXPR_VALUE_H_
#define PATRON_EXPR_VALUE_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "expr/type.h"
#include "patron/calendar.h"
#include "patron/error.h"
#include "patron/money.h"
#include "patron/points.h"
#include "patron/quantity.h"
#include "patron/rate.h"
#include "patron/zone.h"

namespace patron::expr {

struct MapEntry;

// Why an expression has no value.
struct ErrorValue {
  Reason reason = Reason::kExpressionFailed;
  std::string_view message;
  int32_t code = 0;  // a host function's own
};

// Seconds and nanoseconds of a timestamp (since 1970 UTC, nanos 0..999999999)
// or of a duration (both of one sign), as CEL counts them.
struct TimeParts {
  int64_t seconds = 0;
  int32_t nanos = 0;

  friend auto operator<=>(const TimeParts&, const TimeParts&) = default;
};

// Points know their decimals here, so that they print and compare with an int:
// 125 units of a currency with one decimal are 12.5.
struct PointsValue {
  Points points;
  int decimals = 0;
};

class Value {
 public:
  // null
  constexpr Value() : kind_(Kind::kNull), small_(0) { data_.integer = 0; }

  [[nodiscard]] static Value Bool(bool value);
  [[nodiscard]] static Value Int(int64_t value);
  [[nodiscard]] static Value Uint(uint64_t value);
  [[nodiscard]] static Value Double(double value);
  // Requires: fewer than 2^32 bytes; strings are valid UTF-8.
  [[nodiscard]] static Value String(std::string_view text);
  [[nodiscard]] static Value Bytes(std::string_view bytes);
  [[nodiscard]] static Value List(std::span<const Value> items);
  // Requires: keys are bool, int, uint or string, no two of them equal.
  [[nodiscard]] static Value Map(std::span<const MapEntry> entries);
  // An optional that holds nothing, or `*inner`, which must outlive it.
  [[nodiscard]] static Value None();
  [[nodiscard]] static Value Some(const Value* inner);
  [[nodiscard]] static Value Timestamp(TimeParts parts);
  [[nodiscard]] static Value Timestamp(Instant instant);
  [[nodiscard]] static Value Duration(TimeParts parts);
  // A type as a value, as type(x) gives it.
  [[nodiscard]] static Value TypeOf(Kind kind);
  [[nodiscard]] static Value Of(Money money);
  [[nodiscard]] static Value Of(Quantity quantity);
  [[nodiscard]] static Value Of(Points points, int decimals);
  [[nodiscard]] static Value Of(Rate rate);
  [[nodiscard]] static Value Of(Date date);
  // Requires: `zone` outlives the value.
  [[nodiscard]] static Value Zone(const ZoneTable* zone);
  // Requires: `error` outlives the value.
  [[nodiscard]] static Value Error(const ErrorValue* error);

  [[nodiscard]] Kind kind() const { return kind_; }
  [[nodiscard]] bool is(Kind kind) const { return kind_ == kind; }
  [[nodiscard]] bool is_error() const { return kind_ == Kind::kError; }
  [[nodiscard]] bool is_true() const {
    return kind_ == Kind::kBool && data_.boolean;
  }
  [[nodiscard]] bool is_false() const {
    return kind_ == Kind::kBool && !data_.boolean;
  }

  // Requires: the kind that the function names.
  [[nodiscard]] bool boolean() const { return data_.boolean; }
  [[nodiscard]] int64_t integer() const { return data_.integer; }
  [[nodiscard]] uint64_t unsigned_integer() const { return data_.natural; }
  [[nodiscard]] double number() const { return data_.number; }
  // Strings and bytes.
  [[nodiscard]] std::string_view text() const {
    return {data_.text, low_.size};
  }
  [[nodiscard]] std::span<const Value> list() const {
    return {data_.items, low_.size};
  }
  [[nodiscard]] std::span<const MapEntry> map() const;
  // Of an optional; null where it holds nothing.
  [[nodiscard]] const Value* inner() const { return data_.items; }
  // An optional that stands for itself in a list or a map: [?x].
  [[nodiscard]] bool is_spread() const {
    return kind_ == Kind::kOptional && small_ == kSpreadMark;
  }
  [[nodiscard]] Value AsSpread() const {
    Value value = *this;
    value.small_ = kSpreadMark;
    return value;
  }
  // Timestamps and durations.
  [[nodiscard]] TimeParts time() const { return {data_.integer, low_.nanos}; }
  [[nodiscard]] Kind type() const { return static_cast<Kind>(small_); }
  [[nodiscard]] Money money() const { return {data_.integer, low_.currency}; }
  [[nodiscard]] Quantity quantity() const {
    return {data_.integer, static_cast<Quantity::Kind>(small_)};
  }
  [[nodiscard]] PointsValue points() const {
    return {Points{data_.integer}, small_};
  }
  [[nodiscard]] Rate rate() const { return Rate{data_.integer}; }
  [[nodiscard]] Date date() const {
    return Date{static_cast<int32_t>(data_.integer)};
  }
  [[nodiscard]] const ZoneTable& zone() const { return *data_.zone; }
  [[nodiscard]] const ErrorValue& error() const { return *data_.error; }

 private:
  union Data {
    bool boolean;
    int64_t integer;
    uint64_t natural;
    double number;
    const char* text;
    const Value* items;
    const MapEntry* entries;
    const ErrorValue* error;
    const ZoneTable* zone;
  };
  union Low {
    constexpr Low() : size(0) {}
    uint32_t size;
    int32_t nanos;
    Currency currency;
  };

  static constexpr uint8_t kSpreadMark = 1;

  constexpr Value(Kind kind, uint8_t small) : kind_(kind), small_(small) {
    data_.integer = 0;
  }

  Kind kind_;
  uint8_t small_;
  Low low_;
  Data data_;
};

static_assert(sizeof(Value) == 16);
static_assert(std::is_trivially_copyable_v<Value>);

struct MapEntry {
  Value key;
  Value value;
};

inline std::span<const MapEntry> Value::map() const {
  return {data_.entries, low_.size};
}

// As a person reads it: 3, 3u, 1.5, "coffee", 46.80 EUR, [1, 2], {"a": 1},
// 2026-11-21, 10%, and the message of an error. A small value may stand for a
// huge text, since lists share their parts: past the limit it ends with "...".
inline constexpr size_t kFormatBytesMax = size_t{1} << 20U;
[[nodiscard]] std::string FormatValue(const Value& value,
                                      size_t bytes_max = kFormatBytesMax);

}  // namespace patron::expr

#endif  // PATRON_EXPR_VALUE_H_
