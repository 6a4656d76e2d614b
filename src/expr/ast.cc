// The arena of nodes and the one walk over it.
#include "expr/ast.h"

#include <algorithm>

namespace patron::expr {
namespace {

struct OperatorNames {
  Operator op;
  std::string_view function;
  std::string_view text;
};

constexpr OperatorNames kOperators[] = {
    {Operator::kNot, "!_", "!"},
    {Operator::kNegate, "-_", "-"},
    {Operator::kAdd, "_+_", "+"},
    {Operator::kSubtract, "_-_", "-"},
    {Operator::kMultiply, "_*_", "*"},
    {Operator::kDivide, "_/_", "/"},
    {Operator::kModulo, "_%_", "%"},
    {Operator::kEqual, "_==_", "=="},
    {Operator::kNotEqual, "_!=_", "!="},
    {Operator::kLess, "_<_", "<"},
    {Operator::kLessEqual, "_<=_", "<="},
    {Operator::kGreater, "_>_", ">"},
    {Operator::kGreaterEqual, "_>=_", ">="},
    {Operator::kIn, "@in", "in"},
    {Operator::kIndex, "_[_]", "[]"},
    {Operator::kOptionalIndex, "_[?_]", "[?]"},
};

constexpr MacroTraits kMacros[] = {
    {"all", MacroYield::kBool, false},
    {"exists", MacroYield::kBool, false},
    {"exists_one", MacroYield::kBool, false},
    {"filter", MacroYield::kList, false},
    {"map", MacroYield::kList, false},
    {"map-filter", MacroYield::kList, true},
    {"transform-map", MacroYield::kMap, false},
    {"transform-map-filter", MacroYield::kMap, true},
    {"transform-entry", MacroYield::kMap, false},
    {"transform-entry-filter", MacroYield::kMap, true},
    {"opt-map", MacroYield::kOptional, false},
    {"opt-flat-map", MacroYield::kOptional, false},
    {"bind", MacroYield::kAny, false},
};

constexpr size_t kNamePartsMax = 32;

}  // namespace

NodeId Ast::Add(Node node, std::span<const NodeId> children) {
  node.first = static_cast<uint32_t>(children_.size());
  node.count = static_cast<uint32_t>(children.size());
  children_.insert(children_.end(), children.begin(), children.end());
  nodes_.push_back(node);
  return static_cast<NodeId>(nodes_.size() - 1);
}

std::string_view OperatorFunction(Operator op) {
  return kOperators[static_cast<size_t>(op)].function;
}

std::string_view OperatorText(Operator op) {
  return kOperators[static_cast<size_t>(op)].text;
}

const MacroTraits& TraitsOf(Macro macro) {
  return kMacros[static_cast<size_t>(macro)];
}

NodeId ChainStart(const Ast& ast, NodeId id) {
  while (ast.node(id).kind == NodeKind::kSelect) id = ast.child(id, 0);
  return id;
}

std::string DottedName(const Ast& ast, NodeId id) {
  std::vector<std::string_view> parts;
  while (ast.node(id).kind == NodeKind::kSelect && !ast.node(id).optional &&
         parts.size() < kNamePartsMax) {
    parts.push_back(ast.node(id).text);
    id = ast.child(id, 0);
  }
  if (ast.node(id).kind != NodeKind::kName) return "";
  std::string name(ast.node(id).text);
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
    name += ".";
    name += *part;
  }
  return name;
}

bool TreeWalk::Next() {
  // What was seen last decides what to do now: its children, or nothing more.
  if (started_) {
    if (after_ || skip_) {
      stack_.pop_back();
      if (!stack_.empty()) ++stack_.back().stage;
    } else {
      const Frame top = stack_.back();
      stack_.push_back({ast_.child(top.id, top.stage), 0});
    }
  }
  started_ = true;
  skip_ = false;
  if (stack_.empty()) return false;
  now_ = stack_.back();
  after_ = now_.stage == ast_.node(now_.id).count;
  return true;
}

std::vector<NodeId> TreeWalk::Ancestors() const {
  std::vector<NodeId> ids;
  for (size_t i = 0; i + 1 < stack_.size(); ++i) ids.push_back(stack_[i].id);
  return ids;
}

}  // namespace patron::expr
