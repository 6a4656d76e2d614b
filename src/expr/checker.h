// From a tree to a checked tree: what every name means and which type every
// part has.
//
// Names resolve as CEL says: `basket.stats.orders` is the longest declared fact
// that it starts with, the rest are fields; a macro's variable hides facts.
// Literals of Patron's own types, money("20.00"), become constants here, and
// named objects, quantity("coffee"), become slots.
//
// All that is wrong is reported at once. A part that is wrong counts as dyn, so
// that one mistake is told once.
//
// Threads: free functions, any thread.
#ifndef PATRON_EXPR_CHECKER_H_
#define PATRON_EXPR_CHECKER_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "expr/ast.h"
#include "expr/environment.h"
#include "expr/expression.h"
#include "expr/functions.h"
#include "expr/limits.h"
#include "expr/pattern.h"

namespace patron::expr {

// What a node turned out to be, beyond its kind.
enum class Meaning : uint8_t {
  kStructure,     // its kind says it all
  kFact,          // `index` is its slot
  kHasFact,       // has(fact): `index` is its slot
  kOptionalFact,  // member.?birthday: `index` is its slot
  kVariable,      // of the macro node `index`; its second one if `second`
  kConstant,      // `constant`
  kFunction,      // `overload`
  kHost,          // `index` into hosts
  kIgnored,       // the `math` of math.greatest(...)
  kFails,         // unchecked only: `constant` is the error
};

struct CheckedNode {
  Meaning meaning = Meaning::kStructure;
  bool second = false;
  bool drops_receiver = false;  // a member call that is a qualified function
  bool dynamic = false;         // several overloads may apply
  uint32_t index = 0;
  Type type;
  Value constant;
  const Overload* overload = nullptr;
  // matches() with a literal pattern (patterns.cc); 0 where there is none.
  const RE2* regex = nullptr;
  uint64_t pattern_size = 0;
};

// The overloads of one host function.
using HostGroup = std::vector<std::shared_ptr<const FunctionDecl>>;

struct CheckResult {
  std::vector<CheckedNode> nodes;  // by NodeId
  std::vector<HostGroup> hosts;
  std::vector<NodeId> patterns;  // calls of matches() with a literal one
  std::vector<std::shared_ptr<const RE2>> regexes;
  std::vector<std::shared_ptr<const ZoneTable>> zones;  // of literals
  std::vector<uint32_t> slots;                          // ascending
  std::vector<Expression::NamedUse> named;
  Diagnostics diagnostics;
};

// Constants' memory is taken from `arena`. Patterns are not looked at yet: what
// costs too much is refused before anything is compiled.
[[nodiscard]] CheckResult Check(const Ast& ast, const Environment& environment,
                                std::optional<Type> expected, bool strict,
                                Arena& arena);

// How large the literal patterns are. What is too large is told to
// diagnostics, where `strict`; else it counts as computed.
void MeasurePatterns(const Ast& ast, const Limits& limits, bool strict,
                     CheckResult& result);
// Compiles them; what is no pattern is told likewise.
void CompilePatterns(const Ast& ast, PatternCache& cache, bool strict,
                     CheckResult& result);

// Every node in function form with its type and what it resolved to:
// `_>=_(basket.total~money#0, 20.00 EUR~money)~bool^greater_equals_money`.
[[nodiscard]] std::string PrintCheckedTree(
    const Ast& ast, const std::vector<CheckedNode>& nodes, NodeId root);

}  // namespace patron::expr

#endif  // PATRON_EXPR_CHECKER_H_
