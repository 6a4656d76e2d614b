// Literals of Patron's own types, money("20.00"), and the names of types, int,
// which are constants that look like calls and names.
//
// Threads: free functions, any thread.
#ifndef PATRON_EXPR_CONSTANTS_H_
#define PATRON_EXPR_CONSTANTS_H_

#include <optional>
#include <string>
#include <string_view>

#include "expr/arena.h"
#include "expr/ast.h"
#include "expr/value.h"

namespace patron::expr {

// money, rate, date, weight.
[[nodiscard]] bool IsConstantFunction(std::string_view name);

struct ConstantResult {
  Value value;
  std::string error;  // "" where there is a value
  Reason reason = Reason::kExpressionType;
  NodeId error_at = 0;
};

// Requires: a call of a constant function.
[[nodiscard]] ConstantResult MakeConstant(const Ast& ast, NodeId call,
                                          Currency currency);

// "int", "google.protobuf.Timestamp": the kind that a name denotes.
[[nodiscard]] std::optional<Kind> TypeDenotation(std::string_view name);

// An error value whose memory is in `arena`.
[[nodiscard]] Value MakeErrorConstant(Arena& arena, Reason reason,
                                      std::string_view message);

}  // namespace patron::expr

#endif  // PATRON_EXPR_CONSTANTS_H_
