// What both evaluators do with facts, fields, maps and host functions.
#include "expr/compare.h"
#include "expr/evaluator.h"

namespace patron::expr {
namespace {

constexpr ErrorValue kNoFact{Reason::kUnknownFact,
                             "a fact that the expression reads has no value"};
constexpr ErrorValue kRepeatedKey{Reason::kExpressionFailed,
                                  "a key comes twice in a map"};
constexpr ErrorValue kNoRange{Reason::kExpressionType,
                              "no such overload: only a list or a map has "
                              "elements, only an optional has a value"};
constexpr ErrorValue kBadKey{Reason::kExpressionFailed,
                             "a map's key is a bool, int, uint or string"};

bool CanBeKey(const Value& value) {
  return value.is(Kind::kBool) || value.is(Kind::kInt) ||
         value.is(Kind::kUint) || value.is(Kind::kString);
}

bool Takes(const FunctionDecl& function, std::span<const Value> arguments) {
  if (function.parameters.size() != arguments.size()) return false;
  for (size_t i = 0; i < arguments.size(); ++i) {
    const Type& parameter = function.parameters[i];
    if (!parameter.is_dyn() && parameter.kind() != arguments[i].kind()) {
      return false;
    }
  }
  return true;
}

}  // namespace

Value LoadFact(std::span<const Value> facts, uint32_t slot) {
  return slot < facts.size() ? facts[slot] : Value::Error(&kNoFact);
}

Value HasFact(std::span<const Value> facts, uint32_t slot) {
  const Value fact = LoadFact(facts, slot);
  return Value::Bool(!fact.is(Kind::kNull) && !fact.is_error());
}

Value OptionalFact(std::span<const Value> facts, uint32_t slot) {
  return HasFact(facts, slot).is_true() ? Value::Some(&facts[slot])
                                        : Value::None();
}

Value SelectOptional(Context& context, const Value& map,
                     std::string_view field) {
  if (!map.is(Kind::kOptional) && !map.is(Kind::kMap)) {
    return SelectField(context, map, field);
  }
  const Value* inner = map.is(Kind::kOptional) ? map.inner() : &map;
  if (inner == nullptr) return Value::None();
  if (!inner->is(Kind::kMap)) return SelectField(context, *inner, field);
  const MapEntry* entry = FindEntry(context, *inner, Value::String(field));
  return entry == nullptr ? Value::None() : Value::Some(&entry->value);
}

Value SelectField(Context& context, const Value& map, std::string_view field) {
  if (map.is_error()) return map;
  if (map.is(Kind::kOptional)) return SelectOptional(context, map, field);
  if (!map.is(Kind::kMap)) {
    return context.Fail(Reason::kExpressionType, Type(map.kind()).ToString() +
                                                     " has no field '" +
                                                     std::string(field) + "'");
  }
  const MapEntry* entry = FindEntry(context, map, Value::String(field));
  if (entry != nullptr) return entry->value;
  return context.Fail(Reason::kExpressionFailed,
                      "no such key: '" + std::string(field) + "'");
}

Value HasField(Context& context, const Value& map, std::string_view field) {
  if (map.is_error()) return map;
  if (map.is(Kind::kOptional)) {
    if (map.inner() == nullptr) return Value::Bool(false);
    const Value field_of = SelectOptional(context, map, field);
    if (field_of.is_error()) return field_of;
    return Value::Bool(field_of.inner() != nullptr);
  }
  if (!map.is(Kind::kMap)) return SelectField(context, map, field);
  return Value::Bool(FindEntry(context, map, Value::String(field)) != nullptr);
}

Value CallHost(Context& context, const HostGroup& group,
               std::span<const Value> arguments) {
  for (const auto& function : group) {
    if (!Takes(*function, arguments)) continue;
    // A host gets copies of texts.
    uint64_t bytes = 0;
    for (const Value& argument : arguments) {
      const bool text = argument.is(Kind::kString) || argument.is(Kind::kBytes);
      if (text) bytes += argument.text().size();
    }
    if (!context.ChargeBytes(bytes)) return context.StopError();
    const Value result = function->call(arguments, context.arena());
    // What ran out of memory there is as much an end as what does so here: no
    // `||` absorbs it. A host's own failure has another reason.
    if (result.is_error() &&
        result.error().reason == Reason::kExpressionBudget) {
      context.StopWith(result.error());
    }
    return result;
  }
  return context.FailOverload(group.front()->name, arguments);
}

Value MakeSome(Context& context, const Value& value) {
  Value* copy = context.MakeItems(1);
  if (copy == nullptr) return context.StopError();
  *copy = value;
  return Value::Some(copy);
}

std::optional<size_t> PassesOf(Macro macro, const Value& range) {
  if (macro == Macro::kBind) return 1;
  if (TraitsOf(macro).yield == MacroYield::kOptional) {
    if (!range.is(Kind::kOptional)) return std::nullopt;
    return range.inner() == nullptr ? 0 : 1;
  }
  if (range.is(Kind::kList)) return range.list().size();
  if (range.is(Kind::kMap)) return range.map().size();
  return std::nullopt;
}

Value NoRange(const Value& range) {
  return range.is_error() ? range : Value::Error(&kNoRange);
}

Value Spread(Context& context, const Value& value) {
  if (value.is_error()) return value;
  if (value.is(Kind::kOptional)) return value.AsSpread();
  return context.FailOverload("?", {&value, 1});
}

Value MakeList(Context& context, std::span<const Value> values) {
  Value* items = context.MakeItems(values.size());
  if (items == nullptr) return context.StopError();
  size_t count = 0;
  for (const Value& value : values) {
    if (value.is_error()) return value;
    if (!value.is_spread()) {
      items[count++] = value;
    } else if (value.inner() != nullptr) {
      items[count++] = *value.inner();
    }
  }
  return Value::List({items, count});
}

Value MakeMap(Context& context, std::span<const Value> pairs) {
  for (const Value& value : pairs) {
    if (value.is_error()) return value;
  }
  MapEntry* entries = context.MakeEntries(pairs.size() / 2);
  if (entries == nullptr) return context.StopError();
  size_t count = 0;
  for (size_t i = 0; i + 1 < pairs.size(); i += 2) {
    if (!CanBeKey(pairs[i])) return context.FailStatic(kBadKey);
    const Value* value = &pairs[i + 1];
    if (value->is_spread()) value = value->inner();
    if (value == nullptr) continue;
    const Value so_far = Value::Map({entries, count});
    if (FindEntry(context, so_far, pairs[i]) != nullptr) {
      return context.FailStatic(kRepeatedKey);
    }
    if (context.stopped()) return context.StopError();
    entries[count++] = {pairs[i], *value};
  }
  return Value::Map({entries, count});
}

}  // namespace patron::expr
