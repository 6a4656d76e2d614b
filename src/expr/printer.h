// A tree as text again: one spelling for each meaning.
//
//   (a&&b)||!( c )      prints as      a && b || !c
//
// Parsing what was printed gives an equal tree; a program's printer relies on
// that. Threads: free functions, any thread.
#ifndef PATRON_EXPR_PRINTER_H_
#define PATRON_EXPR_PRINTER_H_

#include <string>

#include "expr/ast.h"

namespace patron::expr {

// Minimal brackets, double quotes, one blank around signs and after commas.
[[nodiscard]] std::string PrintTree(const Ast& ast, NodeId id);

// Every node in function form, for tests: `||(a, &&(b, !_(c)))`.
[[nodiscard]] std::string PrintShape(const Ast& ast, NodeId id);

}  // namespace patron::expr

#endif  // PATRON_EXPR_PRINTER_H_
