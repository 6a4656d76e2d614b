// The flat program: what the till runs. A list of small steps over a stack of
// values; jumps for && || ?: and loops for the macros.
//
//   basket.total >= money("20.00") && member.vip
//
//   0  fact 0
//   1  constant 20.00 EUR
//   2  call greater_equals_money 2
//   3  and-first -> 6
//   4  fact 3
//   5  and -> 6
//
// An error is a value on the stack like any other; a call hands on the first of
// its arguments that is one.
//
// Threads: immutable, many threads.
#ifndef PATRON_EXPR_FLAT_H_
#define PATRON_EXPR_FLAT_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "expr/ast.h"
#include "expr/checker.h"
#include "expr/functions.h"
#include "expr/value.h"

namespace patron::expr {

enum class StepOp : uint8_t {
  kConstant,        // push constants[a]
  kFact,            // push facts[a]
  kHasFact,         // push whether facts[a] has a value
  kOptionalFact,    // push facts[a] as an optional
  kLocal,           // push locals[a]
  kSelect,          // pop a map, push its field names[a]
  kSelectOptional,  // the same as an optional
  kHas,             // pop a map, push whether it has the field names[a]
  kSpread,          // mark the optional on top as ?x
  kCall,            // pop b arguments, push calls[a] of them
  kHostCall,        // pop b arguments, push hosts[a] of them
  kMatch,           // pop a string, push whether patterns[a] is found in it
  kList,            // pop a items, push a list
  kMap,             // pop a keys and values, push a map
  kJump,            // to a
  kChoose,          // pop a bool: true goes on, false to a, an error to b
  kAndFirst,        // false on top: to a. Else it must be true or an error
  kAnd,             // pop; join with the top; false: to a
  kOrFirst,         // the same with true
  kOr,
  kLoop,     // pop a range into the locals from a; an error: to b
  kNext,     // next element into the locals from a; none left: to b
  kKeep,     // pop a condition; false: to b, an error ends the loop
  kCollect,  // pop a body's value into the result; decided: to b
  kFinish,   // push the result of the loop with the locals from a
};

struct Step {
  StepOp op = StepOp::kConstant;
  Macro macro = Macro::kAll;  // loops
  bool two = false;           // a loop with two variables
  uint32_t a = 0;
  uint32_t b = 0;
};

// A loop's locals, counted from its first.
enum LoopLocal : uint32_t {
  kRangeLocal = 0,
  kIndexLocal = 1,
  kFirstLocal = 2,   // the variable
  kSecondLocal = 3,  // the second variable
  kResultLocal = 4,
  kRoomLocal = 5,  // how many items fit what is being made
  kLastLocal = 6,  // where the index ends
  kLoopLocals = 7,
};

struct FlatCall {
  std::string_view id;
  Implementation run = nullptr;
  bool lenient = false;
};

struct FlatPattern {
  const RE2* regex = nullptr;
  uint64_t size = 0;  // PatternSize's
};

struct FlatProgram {
  std::vector<Step> steps;
  std::vector<Value> constants;
  std::vector<std::string_view> names;
  std::vector<FlatCall> calls;
  std::vector<FlatPattern> patterns;
  uint32_t stack_max = 0;
  uint32_t locals = 0;
};

// Lists of literals become constants, whose memory is taken from `arena`.
[[nodiscard]] FlatProgram Flatten(const Ast& ast,
                                  const std::vector<CheckedNode>& nodes,
                                  Arena& arena);

// A numbered step a line.
[[nodiscard]] std::string PrintFlat(const FlatProgram& program);

}  // namespace patron::expr

#endif  // PATRON_EXPR_FLAT_H_
