// The calls that are not calls: has(a.b), lines.exists(l, l.price > x).
//
// Threads: free functions, any thread.
#ifndef PATRON_EXPR_MACRO_H_
#define PATRON_EXPR_MACRO_H_

#include <span>
#include <string>
#include <string_view>

#include "expr/ast.h"

namespace patron::expr {

enum class MacroOutcome : uint8_t { kNoMacro, kExpanded, kWrong };

struct MacroResult {
  MacroOutcome outcome = MacroOutcome::kNoMacro;
  Node node;  // kExpanded, with `children`
  std::vector<NodeId> children;
  std::string error;  // kWrong
  uint32_t error_at = 0;
};

// Looks at a call that has just been parsed. A name with another number of
// arguments than a macro has is an ordinary call.
[[nodiscard]] MacroResult ExpandMacro(const Ast& ast, const Node& call,
                                      std::span<const NodeId> children);

// Whether some call of this name is a macro: has(x.y), x.map(...).
[[nodiscard]] bool IsMacroName(std::string_view name, bool member);

}  // namespace patron::expr

#endif  // PATRON_EXPR_MACRO_H_
