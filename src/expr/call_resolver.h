// Which function a call means, given the types of its arguments, and what to
// tell the person when it means none.
//
// Threads: free functions, any thread.
#ifndef PATRON_EXPR_CALL_RESOLVER_H_
#define PATRON_EXPR_CALL_RESOLVER_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "expr/ast.h"
#include "expr/checker.h"
#include "expr/environment.h"
#include "expr/functions.h"

namespace patron::expr {

struct CallTarget {
  // An overload that applies; the first of that name where none does and the
  // kinds decide at evaluation.
  const Overload* overload = nullptr;
  HostGroup hosts;       // or the host's functions of that name
  bool dynamic = false;  // several apply
  Type result;           // dyn where those that apply differ
  Reason reason = Reason::kExpressionType;
  std::string error;  // "" where one applies
};

[[nodiscard]] CallTarget ResolveCall(const Ast& ast, NodeId id,
                                     bool drops_receiver,
                                     std::span<const Type> arguments,
                                     const Environment& environment);

[[nodiscard]] bool IsKnownFunction(const Environment& environment,
                                   std::string_view name, bool member);

}  // namespace patron::expr

#endif  // PATRON_EXPR_CALL_RESOLVER_H_
