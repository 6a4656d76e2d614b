// Runs a flat program.
//
// Threads: a scratch belongs to one evaluation at a time.
#ifndef PATRON_EXPR_EVALUATOR_H_
#define PATRON_EXPR_EVALUATOR_H_

#include <span>
#include <vector>

#include "expr/expression.h"
#include "expr/flat.h"
#include "expr/functions.h"

namespace patron::expr {

[[nodiscard]] Value RunFlat(const FlatProgram& program,
                            std::span<const HostGroup> hosts,
                            std::span<const Value> facts, const Limits& limits,
                            Scratch& scratch);

// Finds the overload of a host function that takes the arguments and calls it.
// Requires: no argument is an error.
[[nodiscard]] Value CallHost(Context& context, const HostGroup& group,
                             std::span<const Value> arguments);

// A map of keys and values that alternate; an error where a key cannot be one
// or comes twice.
[[nodiscard]] Value MakeMap(Context& context, std::span<const Value> pairs);

// The field of a map, and whether it has one.
[[nodiscard]] Value SelectField(Context& context, const Value& map,
                                std::string_view field);
[[nodiscard]] Value HasField(Context& context, const Value& map,
                             std::string_view field);

// The fact in a slot; an error where nobody gave it.
[[nodiscard]] Value LoadFact(std::span<const Value> facts, uint32_t slot);
[[nodiscard]] Value HasFact(std::span<const Value> facts, uint32_t slot);

}  // namespace patron::expr

#endif  // PATRON_EXPR_EVALUATOR_H_
