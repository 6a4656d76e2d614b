// An expression as a tree: what the parser makes and every later stage reads.
//
// Nodes live in one vector and name their children by index, each with the byte
// offset to point at in an error. A chain of && or || is one node with many
// children, so that a rule with a hundred alternatives is not a hundred deep.
// Macros are one node too: `lines.exists(l, p)` keeps its range, its variable
// and its body and is turned into a loop by the compiler, so that a tree prints
// as it was written and a reason can say "no l in lines where p".
//
// Nothing walks a tree by recursion; TreeWalk keeps its own stack.
//
// Threads: an immutable value once parsed.
#ifndef PATRON_EXPR_AST_H_
#define PATRON_EXPR_AST_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "expr/arena.h"
#include "expr/value.h"

namespace patron::expr {

using NodeId = uint32_t;

enum class NodeKind : uint8_t {
  kLiteral,     // 1, "a", null
  kName,        // text; with `absolute` it was written .text
  kSelect,      // [operand].text, or [operand].?text where `optional`
  kHas,         // has([operand].text)
  kCall,        // text(children...)
  kMemberCall,  // [receiver].text([arguments]...)
  kOperator,    // one or two operands, or [operand][index]
  kAnd,         // two or more children
  kOr,
  kChoice,  // condition ? then : else
  kList,
  kMap,     // key, value, key, value
  kSpread,  // ?[optional] in a list, or as the value of ?key: value in a map
  kMacro,   // range, then one or two bodies
};

enum class Operator : uint8_t {
  kNot,
  kNegate,
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kModulo,
  kEqual,
  kNotEqual,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  kIn,
  kIndex,
  kOptionalIndex,  // [operand][?index]
};

enum class Macro : uint8_t {
  kAll,
  kExists,
  kExistsOne,
  kFilter,
  kMap,        // range, result
  kMapFilter,  // range, condition, result
  kTransformMap,
  kTransformMapFilter,
  kTransformEntry,  // range, a map of entries
  kTransformEntryFilter,
  kOptMap,      // an optional, what becomes of its value
  kOptFlatMap,  // the same, and that is an optional itself
  kBind,        // a value, a body that knows it by a name
};

// What a macro makes of its passes.
enum class MacroYield : uint8_t { kBool, kList, kMap, kOptional, kAny };

struct MacroTraits {
  std::string_view name;  // in the flat program
  MacroYield yield = MacroYield::kBool;
  bool filtered = false;  // the first body says whether there is a second
};
[[nodiscard]] const MacroTraits& TraitsOf(Macro macro);

struct Node {
  NodeKind kind = NodeKind::kLiteral;
  Operator op = Operator::kNot;  // kOperator
  Macro macro = Macro::kAll;     // kMacro
  bool absolute = false;         // kName
  bool optional = false;         // kSelect
  uint32_t offset = 0;           // where an error points
  uint32_t first = 0;            // children()[first, first + count)
  uint32_t count = 0;
  std::string_view text;      // a name, a field, a function, a macro
  std::string_view variable;  // kMacro: the element, or the index or key
  std::string_view second;    // kMacro with two variables: the element
  Value literal;              // kLiteral
};

class Ast {
 public:
  // Copies the source, so that names in nodes may refer to it.
  explicit Ast(std::string_view source)
      : arena_(source.size() * 4 + 4096), source_(arena_.Copy(source)) {}

  [[nodiscard]] std::string_view source() const { return source_; }
  [[nodiscard]] NodeId root() const { return root_; }
  [[nodiscard]] const Node& node(NodeId id) const { return nodes_[id]; }
  [[nodiscard]] size_t size() const { return nodes_.size(); }
  [[nodiscard]] std::span<const NodeId> children(NodeId id) const {
    return std::span(children_).subspan(nodes_[id].first, nodes_[id].count);
  }
  [[nodiscard]] NodeId child(NodeId id, size_t index) const {
    return children_[nodes_[id].first + index];
  }

  NodeId Add(Node node, std::span<const NodeId> children);
  Node& mutable_node(NodeId id) { return nodes_[id]; }
  void set_root(NodeId id) { root_ = id; }
  Arena& arena() { return arena_; }

 private:
  Arena arena_;
  std::string_view source_;
  std::vector<Node> nodes_;
  std::vector<NodeId> children_;
  NodeId root_ = 0;
};

// "_+_", "!_", "_[_]", "@in": what CEL calls an operator as a function.
[[nodiscard]] std::string_view OperatorFunction(Operator op);
// "+", "in", "[]": what a person calls it.
[[nodiscard]] std::string_view OperatorText(Operator op);

// "basket.total" for a name with plain selects on it and nothing else; ""
// otherwise
// and for more than 32 parts, which no fact has.
[[nodiscard]] std::string DottedName(const Ast& ast, NodeId id);
// The name at the start of such a chain, or `id` itself.
[[nodiscard]] NodeId ChainStart(const Ast& ast, NodeId id);

// Visits a tree in order without recursion.
//
//   TreeWalk walk(ast);
//   while (walk.Next()) {
//     if (walk.before()) ...        // first sight; walk.Skip() skips children
//     else if (walk.after()) ...    // all children were visited
//     else walk.stage() ...         // between children: how many were visited
//   }
class TreeWalk {
 public:
  TreeWalk(const Ast& ast, NodeId root) : ast_(ast) {
    stack_.push_back({root});
  }

  bool Next();
  void Skip() { skip_ = true; }

  [[nodiscard]] NodeId id() const { return now_.id; }
  [[nodiscard]] uint32_t stage() const { return now_.stage; }
  [[nodiscard]] bool before() const { return now_.stage == 0; }
  // A node without children is seen before and after.
  [[nodiscard]] bool after() const { return after_; }
  // The nodes above the current one, outermost first.
  [[nodiscard]] std::vector<NodeId> Ancestors() const;

 private:
  struct Frame {
    NodeId id = 0;
    uint32_t stage = 0;  // children visited
  };

  const Ast& ast_;
  std::vector<Frame> stack_;
  Frame now_;
  bool started_ = false;
  bool skip_ = false;
  bool after_ = false;
};

}  // namespace patron::expr

#endif  // PATRON_EXPR_AST_H_
