// Any bytes as an expression.
#include "expr/parser.h"
#include "expr/printer.h"
#include "tests/fuzz/targets.h"

namespace patron::fuzz {
namespace {

std::string CheckParse(std::string_view source, bool macros) {
  const expr::Limits limits;
  const expr::ParseResult first = expr::Parse(source, limits, macros);
  if (!first.ast) {
    if (first.diagnostics.empty()) return "refused without a word";
    return first.diagnostics[0].message.empty() ? "an empty message" : "";
  }
  if (!first.diagnostics.empty()) return "a tree and a diagnostic";
  if (first.ast->size() > limits.nodes_max) return "too many nodes";
  const std::string shape = expr::PrintShape(*first.ast, first.ast->root());
  const std::string printed = expr::PrintTree(*first.ast, first.ast->root());
  // An escape takes four letters for what was one byte.
  expr::Limits wide;
  wide.source_bytes_max *= 8;
  const expr::ParseResult second = expr::Parse(printed, wide, macros);
  if (!second.ast) {
    return printed + "\n  is printed but does not parse: " +
           second.diagnostics[0].message;
  }
  const std::string again = expr::PrintShape(*second.ast, second.ast->root());
  if (again != shape) {
    return printed + "\n  is read as " + again + "\n  was " + shape;
  }
  const std::string twice = expr::PrintTree(*second.ast, second.ast->root());
  return twice == printed ? "" : printed + "\n  is printed again as " + twice;
}

}  // namespace

std::string FuzzExprParse(std::string_view bytes) {
  const std::string wrong = CheckParse(bytes, true);
  return wrong.empty() ? CheckParse(bytes, false) : wrong;
}

}  // namespace patron::fuzz
