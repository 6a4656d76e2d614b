// Literal patterns of matches(), once everything else is sound.
#include <string>

#include "expr/checker.h"
#include "expr/source.h"

namespace patron::expr {
namespace {

NodeId LiteralOf(const Ast& ast, NodeId call) {
  return ast.child(call, ast.node(call).count - 1);
}

void Tell(const Ast& ast, NodeId call, Reason reason, std::string message,
          CheckResult& result) {
  result.diagnostics.push_back(
      DiagnosticAt(ast.source(), ast.node(LiteralOf(ast, call)).offset, reason,
                   std::move(message)));
}

}  // namespace

void MeasurePatterns(const Ast& ast, const Limits& limits, bool strict,
                     CheckResult& result) {
  for (const NodeId call : result.patterns) {
    const uint64_t size =
        PatternSize(ast.node(LiteralOf(ast, call)).literal.text());
    if (size <= limits.pattern_size_max) {
      result.nodes[call].pattern_size = size;
    } else if (strict) {
      Tell(ast, call, Reason::kTooLarge,
           "the pattern is too large: its letters, classes and signs are " +
               std::to_string(size) +
               ", as often as they are repeated; allowed are " +
               std::to_string(limits.pattern_size_max) + " (pattern_size_max)",
           result);
    }
  }
}

void CompilePatterns(const Ast& ast, PatternCache& cache, bool strict,
                     CheckResult& result) {
  for (const NodeId call : result.patterns) {
    CheckedNode& node = result.nodes[call];
    if (node.pattern_size == 0) continue;
    const auto regex =
        cache.Compile(ast.node(LiteralOf(ast, call)).literal.text());
    if (regex.ok()) {
      node.regex = regex->get();
      result.regexes.push_back(*regex);
      continue;
    }
    node.pattern_size = 0;
    if (strict) {
      Tell(ast, call, ReasonOf(regex.status()),
           std::string(MessageOf(regex.status())), result);
    }
  }
}

}  // namespace patron::expr
