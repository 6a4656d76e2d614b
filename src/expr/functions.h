// The functions of the language: what each is called, which types it takes and
// gives, and what it does.
//
// Operators are functions too ("_+_"). A name has several overloads; all of
// them share one implementation, which looks at the kinds of its arguments:
// where the checker knows the types that costs a switch, and where it doesn't
// (dyn) the same code finds the overload or says that there is none.
//
// Families live one a file; each gives a table of rows like
//
//   {"startsWith", "starts_with_string", kMember, "string, string", "bool",
//    &StartsWith},
//
// Threads: tables are constant; a Context belongs to one evaluation.
#ifndef PATRON_EXPR_FUNCTIONS_H_
#define PATRON_EXPR_FUNCTIONS_H_

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "expr/arena.h"
#include "expr/charges.h"
#include "expr/environment.h"
#include "expr/limits.h"
#include "expr/type.h"
#include "expr/value.h"

namespace patron::expr {

// What one evaluation has left, and where it puts what it makes.
class Context {
 public:
  // `zones` may be null: then a zone that is no literal is not found. `local`
  // is the zone of weekday(), hour() and date(); null where there is none.
  // `decision_left` is what the decision's budget has left.
  Context(Arena& arena, const Limits& limits, const ZoneFinder* zones,
          const ZoneTable* local, uint64_t decision_left)
      : arena_(arena),
        limits_(limits),
        zones_(zones),
        local_(local),
        steps_max_(std::min(limits.steps_max, decision_left)),
        steps_left_(steps_max_) {}

  [[nodiscard]] Arena& arena() { return arena_; }
  [[nodiscard]] const Limits& limits() const { return limits_; }

  [[nodiscard]] const ZoneTable* local_zone() const { return local_; }
  // Null where nobody knows it.
  [[nodiscard]] std::shared_ptr<const ZoneTable> FindZone(
      std::string_view name) const {
    return zones_ == nullptr || !*zones_ ? nullptr : (*zones_)(name);
  }

  // Takes `steps` from the budget; false ends the evaluation.
  bool Charge(uint64_t steps) {
    if (steps > steps_left_) {
      Stop();
      return false;
    }
    steps_left_ -= steps;
    return true;
  }
  // Work that grows with a string or a list.
  bool ChargeBytes(size_t bytes) { return Charge(BytesSteps(bytes)); }
  bool ChargeSearch(std::string_view text, std::string_view part) {
    return Charge(SearchSteps(text.size(), part.size()));
  }
  // Ends the evaluation. Requires: `error` outlives it.
  void StopWith(const ErrorValue& error);

  [[nodiscard]] uint64_t steps_taken() const {
    return steps_max_ - steps_left_;
  }

  [[nodiscard]] bool stopped() const { return stop_ != nullptr; }
  // Why it stopped: no `||` absorbs this error. Requires: stopped().
  [[nodiscard]] Value StopError() const { return Value::Error(stop_); }

  // An error value with a text made for it.
  [[nodiscard]] Value Fail(Reason reason, std::string_view message);
  // The text of `message`, which must be a literal, is not copied.
  [[nodiscard]] Value FailStatic(const ErrorValue& error) {
    return Value::Error(&error);
  }
  [[nodiscard]] Value FailOverload(std::string_view function,
                                   std::span<const Value> arguments);

  // Copies; an error value past the limits.
  [[nodiscard]] Value MakeString(std::string_view a, std::string_view b = {});
  [[nodiscard]] Value MakeBytes(std::string_view a, std::string_view b = {});
  // A text of `size` bytes that the caller fills; `room` is null past the
  // limits, and the value then an error.
  [[nodiscard]] Value MakeText(size_t size, char*& room);
  // Room for a list that the caller fills; null past the limits, stopped.
  [[nodiscard]] Value* MakeItems(size_t count);
  [[nodiscard]] MapEntry* MakeEntries(size_t count);

 private:
  void Stop();
  void StopMemory();
  // Ends it with a text that names a limit; `otherwise` where there is no room.
  void StopSaying(const std::string& message, const ErrorValue& otherwise);

  Arena& arena_;
  const Limits& limits_;
  const ZoneFinder* zones_;
  const ZoneTable* local_;
  uint64_t steps_max_;
  uint64_t steps_left_;
  const ErrorValue* stop_ = nullptr;
};

// Requires: as many arguments as an overload has, none of them an error but
// where it is lenient.
using Implementation = Value (*)(Context& context,
                                 std::span<const Value> arguments);

enum class CallStyle : uint8_t {
  kOperator,
  kGlobal,  // size(x)
  kMember,  // x.size(): x is the first parameter
};

struct Overload {
  std::string_view name;
  std::string_view id;
  CallStyle style;
  std::string_view parameters;  // "list(A), int"
  std::string_view result;
  Implementation run;
  bool lenient = false;  // looks at arguments that are errors itself
  // Takes one argument or more. Each must fit the parameter of one of the
  // variadic overloads with this name, not all of them the same one.
  bool variadic = false;
};

// The rows of each family.
[[nodiscard]] std::span<const Overload> ArithmeticOverloads();
[[nodiscard]] std::span<const Overload> ComparisonOverloads();
[[nodiscard]] std::span<const Overload> CollectionOverloads();
[[nodiscard]] std::span<const Overload> StringOverloads();
[[nodiscard]] std::span<const Overload> TextOverloads();
[[nodiscard]] std::span<const Overload> FormatOverloads();
[[nodiscard]] std::span<const Overload> MathOverloads();
[[nodiscard]] std::span<const Overload> EncoderOverloads();
[[nodiscard]] std::span<const Overload> ConversionOverloads();
[[nodiscard]] std::span<const Overload> TimeOverloads();
[[nodiscard]] std::span<const Overload> OptionalOverloads();

// All of them in a fixed order.
[[nodiscard]] std::span<const std::span<const Overload>> AllOverloads();

// The overloads with this name, in table order; operators and globals share a
// namespace, members have their own.
[[nodiscard]] std::vector<const Overload*> FindOverloads(std::string_view name,
                                                         bool member);

// Whether a member function takes a time zone as its last argument.
[[nodiscard]] bool TakesZone(std::string_view member);

// "list(A), int" as types.
[[nodiscard]] std::vector<Type> ParseTypes(std::string_view text);

}  // namespace patron::expr

#endif  // PATRON_EXPR_FUNCTIONS_H_
