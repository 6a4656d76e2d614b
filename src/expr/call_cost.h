// What one part of an expression costs at worst, and how large its value is.
//
//   Bound made = CallBound({"replace", arguments, types, ...}, limits);
//
// A value has several sizes, since lists share their parts and may stand for
// far more than they take, and since what a loop costs depends on its largest
// element and on all of them together. A function may make its value no larger
// than its row here says, nor charge more: cost_test calls every one there is.
//
// Threads: free functions, any thread.
#ifndef PATRON_EXPR_CALL_COST_H_
#define PATRON_EXPR_CALL_COST_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "expr/charges.h"
#include "expr/limits.h"
#include "expr/type.h"
#include "expr/value.h"

namespace patron::expr {

struct Bound {
  uint64_t steps = 1;      // to make it
  uint64_t size = 0;       // bytes of a text, items of a list or a map
  uint64_t least = 0;      // bytes of a text, at least
  uint64_t deep = 1;       // steps to walk over all that is in it
  uint64_t total = 0;      // bytes of all texts in it
  uint64_t longest = 0;    // bytes of the longest one
  uint64_t widest = 0;     // items of the longest list or map in it
  uint64_t item_deep = 1;  // `deep` of its deepest item
  bool maps = false;       // whether there may be maps in it
};

[[nodiscard]] bool IsText(const Type& type);
// Whether a value of the type may have parts.
[[nodiscard]] bool HasParts(const Type& type);

[[nodiscard]] Bound OfText(uint64_t bytes);
[[nodiscard]] Bound OfConstant(const Value& value);
// One item of what has parts: an element, a key, a field, what an optional
// holds. It takes a step.
[[nodiscard]] Bound OfItem(const Bound& whole, const Type& item);
// The parts of a list or a map side by side; `items` is how many it has.
[[nodiscard]] Bound OfItems(std::span<const Bound> parts, uint64_t items);
// A value that is one or the other.
[[nodiscard]] Bound OfEither(const Bound& a, const Bound& b);

struct CallShape {
  std::string_view name;
  std::span<const Bound> arguments;
  std::span<const Type> types;  // theirs
  Type result;
  // Literals behind the first argument: the positions of substring(), the
  // limits of split() and replace().
  std::optional<int64_t> second;
  std::optional<int64_t> third;
  uint64_t pattern_size = 0;  // matches() with a literal
};

// The value of a call and the steps for its arguments and itself.
[[nodiscard]] Bound CallBound(const CallShape& call, const Limits& limits);

}  // namespace patron::expr

#endif  // PATRON_EXPR_CALL_COST_H_
