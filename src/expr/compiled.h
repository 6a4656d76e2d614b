// What Compile makes and every evaluation shares: tree, checked tree, program.
//
// Threads: immutable once built.
#ifndef PATRON_EXPR_COMPILED_H_
#define PATRON_EXPR_COMPILED_H_

#include <string>
#include <utility>

#include "expr/ast.h"
#include "expr/checker.h"
#include "expr/cost.h"
#include "expr/flat.h"
#include "expr/limits.h"

namespace patron::expr {

struct CompiledExpression {
  explicit CompiledExpression(Ast tree)
      : ast(std::move(tree)), source(ast.source()) {}

  Ast ast;
  std::string source;
  Limits limits;
  Arena constants{size_t{16} << 20};  // the memory of constants
  CheckResult checked;
  ZoneFinder zones;  // for those that are computed
  Cost cost;
  FlatProgram flat;
};

}  // namespace patron::expr

#endif  // PATRON_EXPR_COMPILED_H_
