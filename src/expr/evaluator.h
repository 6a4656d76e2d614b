// Runs a flat program.
//
// Threads: a scratch belongs to one evaluation at a time.
#ifndef PATRON_EXPR_EVALUATOR_H_
#define PATRON_EXPR_EVALUATOR_H_

#include <optional>
#include <span>
#include <vector>

#include "expr/compiled.h"
#include "expr/expression.h"
#include "expr/functions.h"

namespace patron::expr {

[[nodiscard]] Value RunFlat(const CompiledExpression& compiled,
                            std::span<const Value> facts, Scratch& scratch);

// Finds the overload of a host function that takes the arguments and calls it.
// Requires: no argument is an error.
[[nodiscard]] Value CallHost(Context& context, const HostGroup& group,
                             std::span<const Value> arguments);

// A list of the values; a spread one stands for what it holds, or for nothing.
[[nodiscard]] Value MakeList(Context& context, std::span<const Value> values);
// A map of keys and values that alternate; an error where a key cannot be one
// or comes twice. An entry whose value is spread may be left out.
[[nodiscard]] Value MakeMap(Context& context, std::span<const Value> pairs);
// The value in an optional, copied to the arena.
[[nodiscard]] Value MakeSome(Context& context, const Value& value);
// How often a macro's body runs over `range`; nothing where it cannot: all()
// wants a list or a map, optMap() an optional, bind() takes anything.
[[nodiscard]] std::optional<size_t> PassesOf(Macro macro, const Value& range);
// What a macro fails with where PassesOf has no answer.
[[nodiscard]] Value NoRange(const Value& range);
// ?x in a list or a map: an error where x is no optional.
[[nodiscard]] Value Spread(Context& context, const Value& value);

// The field of a map, and whether it has one. Of an optional the field is an
// optional too; SelectOptional makes it one in any case.
[[nodiscard]] Value SelectField(Context& context, const Value& map,
                                std::string_view field);
[[nodiscard]] Value SelectOptional(Context& context, const Value& map,
                                   std::string_view field);
[[nodiscard]] Value HasField(Context& context, const Value& map,
                             std::string_view field);

// The fact in a slot; an error where nobody gave it.
[[nodiscard]] Value LoadFact(std::span<const Value> facts, uint32_t slot);
[[nodiscard]] Value HasFact(std::span<const Value> facts, uint32_t slot);
// Nothing where the fact is null or an error. Requires: `facts` outlive it.
[[nodiscard]] Value OptionalFact(std::span<const Value> facts, uint32_t slot);

}  // namespace patron::expr

#endif  // PATRON_EXPR_EVALUATOR_H_
