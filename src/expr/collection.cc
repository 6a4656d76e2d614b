// Lists and maps: size, index, `in`.
#include "expr/compare.h"
#include "expr/functions.h"
#include "expr/text.h"

namespace patron::expr {
namespace {

using Arguments = std::span<const Value>;

Value Size(Context& context, Arguments arguments) {
  const Value& value = arguments[0];
  switch (value.kind()) {
    case Kind::kString:
      context.ChargeBytes(value.text().size());
      return Value::Int(CountCodePoints(value.text()));
    case Kind::kBytes:
      return Value::Int(static_cast<int64_t>(value.text().size()));
    case Kind::kList:
      return Value::Int(static_cast<int64_t>(value.list().size()));
    case Kind::kMap:
      return Value::Int(static_cast<int64_t>(value.map().size()));
    default:
      return context.FailOverload("size", arguments);
  }
}

Value IndexMap(Context& context, Arguments arguments) {
  const MapEntry* entry = FindEntry(context, arguments[0], arguments[1]);
  if (entry != nullptr) return entry->value;
  return context.Fail(Reason::kExpressionFailed,
                      "no such key: " + FormatValue(arguments[1]));
}

// A list takes any number that is whole: 1, 1u, 1.0.
Value IndexList(Context& context, Arguments arguments) {
  const std::span<const Value> items = arguments[0].list();
  const Value& index = arguments[1];
  if (!index.is(Kind::kInt) && !index.is(Kind::kUint) &&
      !index.is(Kind::kDouble)) {
    return context.FailOverload("[]", arguments);
  }
  // The position is found by comparing, so that no conversion can overflow.
  const Order above_zero = Compare(index, Value::Int(0));
  const Order below_size =
      Compare(index, Value::Int(static_cast<int64_t>(items.size())));
  if ((above_zero == Order::kGreater || above_zero == Order::kEqual) &&
      below_size == Order::kLess) {
    size_t position = 0;
    if (index.is(Kind::kInt)) position = static_cast<size_t>(index.integer());
    if (index.is(Kind::kUint)) position = index.unsigned_integer();
    if (index.is(Kind::kDouble)) {
      position = static_cast<size_t>(index.number());
    }
    if (Compare(index, Value::Uint(position)) == Order::kEqual) {
      return items[position];
    }
  }
  return context.Fail(Reason::kExpressionFailed,
                      "no item " + FormatValue(index) + " in a list of " +
                          std::to_string(items.size()));
}

Value Index(Context& context, Arguments arguments) {
  if (arguments[0].is(Kind::kMap)) return IndexMap(context, arguments);
  if (arguments[0].is(Kind::kList)) return IndexList(context, arguments);
  return context.FailOverload("[]", arguments);
}

Value In(Context& context, Arguments arguments) {
  if (arguments[1].is(Kind::kMap)) {
    return Value::Bool(FindEntry(context, arguments[1], arguments[0]) !=
                       nullptr);
  }
  if (!arguments[1].is(Kind::kList)) {
    return context.FailOverload("in", arguments);
  }
  const std::span<const Value> items = arguments[1].list();
  context.Charge(items.size() / 8);
  for (const Value& item : items) {
    if (context.stopped()) break;
    if (Equal(context, arguments[0], item)) return Value::Bool(true);
  }
  return Value::Bool(false);
}

constexpr Overload kRows[] = {
    {"size", "size_string", CallStyle::kGlobal, "string", "int", &Size},
    {"size", "size_bytes", CallStyle::kGlobal, "bytes", "int", &Size},
    {"size", "size_list", CallStyle::kGlobal, "list(A)", "int", &Size},
    {"size", "size_map", CallStyle::kGlobal, "map(A, B)", "int", &Size},
    {"size", "string_size", CallStyle::kMember, "string", "int", &Size},
    {"size", "bytes_size", CallStyle::kMember, "bytes", "int", &Size},
    {"size", "list_size", CallStyle::kMember, "list(A)", "int", &Size},
    {"size", "map_size", CallStyle::kMember, "map(A, B)", "int", &Size},
    {"_[_]", "index_list", CallStyle::kOperator, "list(A), int", "A", &Index},
    {"_[_]", "index_map", CallStyle::kOperator, "map(A, B), A", "B", &Index},
    {"@in", "in_list", CallStyle::kOperator, "A, list(A)", "bool", &In},
    {"@in", "in_map", CallStyle::kOperator, "A, map(A, B)", "bool", &In},
};

}  // namespace

std::span<const Overload> CollectionOverloads() { return kRows; }

}  // namespace patron::expr
