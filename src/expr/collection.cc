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

// A list takes any number that is whole: 1, 1u, 1.0. Null where there is none.
const Value* FindItem(std::span<const Value> items, const Value& index) {
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
      return &items[position];
    }
  }
  return nullptr;
}

bool HasIndex(const Value& value, const Value& index) {
  return value.is(Kind::kMap) || (value.is(Kind::kList) && IsNumber(index));
}

// Null where there is none. Requires: HasIndex(value, index).
const Value* FindByIndex(Context& context, const Value& value,
                         const Value& index) {
  if (value.is(Kind::kList)) return FindItem(value.list(), index);
  const MapEntry* entry = FindEntry(context, value, index);
  return entry == nullptr ? nullptr : &entry->value;
}

Value OptionalIndex(Context& context, Arguments arguments) {
  const Value* value = &arguments[0];
  if (value->is(Kind::kOptional)) value = value->inner();
  if (value == nullptr) return Value::None();
  if (!HasIndex(*value, arguments[1])) {
    return context.FailOverload("[?]", arguments);
  }
  const Value* found = FindByIndex(context, *value, arguments[1]);
  return found == nullptr ? Value::None() : Value::Some(found);
}

Value Index(Context& context, Arguments arguments) {
  const Value& value = arguments[0];
  const Value& index = arguments[1];
  if (value.is(Kind::kOptional)) return OptionalIndex(context, arguments);
  if (!HasIndex(value, index)) return context.FailOverload("[]", arguments);
  const Value* found = FindByIndex(context, value, index);
  if (found != nullptr) return *found;
  return context.Fail(Reason::kExpressionFailed,
                      value.is(Kind::kMap)
                          ? "no such key: " + FormatValue(index)
                          : "no item " + FormatValue(index) + " in a list of " +
                                std::to_string(value.list().size()));
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
  // As with ||, one that is equal decides, whatever cannot be compared.
  Equality incomparable;
  for (const Value& item : items) {
    if (context.stopped()) break;
    const Equality found = Equal(context, arguments[0], item);
    if (found.sameness == Sameness::kSame) return Value::Bool(true);
    if (found.sameness == Sameness::kIncomparable) incomparable = found;
  }
  if (incomparable.sameness != Sameness::kIncomparable) {
    return Value::Bool(false);
  }
  return FailIncomparable(context, incomparable.a, incomparable.b);
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
    {"_[_]", "index_optional_list", CallStyle::kOperator,
     "optional(list(A)), int", "optional(A)", &Index},
    {"_[_]", "index_optional_map", CallStyle::kOperator,
     "optional(map(A, B)), A", "optional(B)", &Index},
    {"_[?_]", "optional_index_list", CallStyle::kOperator, "list(A), int",
     "optional(A)", &OptionalIndex},
    {"_[?_]", "optional_index_map", CallStyle::kOperator, "map(A, B), A",
     "optional(B)", &OptionalIndex},
    {"_[?_]", "optional_index_optional_list", CallStyle::kOperator,
     "optional(list(A)), int", "optional(A)", &OptionalIndex},
    {"_[?_]", "optional_index_optional_map", CallStyle::kOperator,
     "optional(map(A, B)), A", "optional(B)", &OptionalIndex},
    {"@in", "in_list", CallStyle::kOperator, "A, list(A)", "bool", &In},
    {"@in", "in_map", CallStyle::kOperator, "A, map(A, B)", "bool", &In},
};

}  // namespace

std::span<const Overload> CollectionOverloads() { return kRows; }

}  // namespace patron::expr
