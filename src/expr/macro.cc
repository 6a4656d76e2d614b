// A macro's variables must be plain names, because they name what its body
// sees; everything else about it is checked as part of the tree.
#include "expr/macro.h"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace patron::expr {
namespace {

struct MacroForm {
  std::string_view name;
  size_t variables;
  size_t bodies;
  Macro macro;
};

constexpr MacroForm kForms[] = {
    {"all", 1, 1, Macro::kAll},
    {"all", 2, 1, Macro::kAll},
    {"exists", 1, 1, Macro::kExists},
    {"exists", 2, 1, Macro::kExists},
    {"exists_one", 1, 1, Macro::kExistsOne},
    {"exists_one", 2, 1, Macro::kExistsOne},
    {"existsOne", 1, 1, Macro::kExistsOne},
    {"existsOne", 2, 1, Macro::kExistsOne},
    {"filter", 1, 1, Macro::kFilter},
    {"map", 1, 1, Macro::kMap},
    {"map", 1, 2, Macro::kMapFilter},
    {"transformList", 2, 1, Macro::kMap},
    {"transformList", 2, 2, Macro::kMapFilter},
    {"transformMap", 2, 1, Macro::kTransformMap},
    {"transformMap", 2, 2, Macro::kTransformMapFilter},
    {"transformMapEntry", 2, 1, Macro::kTransformEntry},
    {"transformMapEntry", 2, 2, Macro::kTransformEntryFilter},
    {"optMap", 1, 1, Macro::kOptMap},
    {"optFlatMap", 1, 1, Macro::kOptFlatMap},
};

MacroResult Wrong(std::string error, uint32_t at) {
  MacroResult result;
  result.outcome = MacroOutcome::kWrong;
  result.error = std::move(error);
  result.error_at = at;
  return result;
}

MacroResult ExpandHas(const Ast& ast, const Node& call, NodeId argument) {
  const Node& select = ast.node(argument);
  if (select.kind != NodeKind::kSelect || select.optional) {
    return Wrong("has() wants a field such as has(member.birthday)",
                 select.offset);
  }
  MacroResult result;
  result.outcome = MacroOutcome::kExpanded;
  result.node.kind = NodeKind::kHas;
  result.node.offset = call.offset;
  result.node.text = select.text;
  result.children.push_back(ast.child(argument, 0));
  return result;
}

bool IsVariable(const Node& node) {
  return node.kind == NodeKind::kName && !node.absolute;
}

MacroResult NotAName(const Node& call, const Node& found) {
  return Wrong(std::string(call.text) +
                   "() wants a plain name here, for example " +
                   std::string(call.text) + "(line, ...)",
               found.offset);
}

// cel.bind(name, value, body): the value is the range, looked at once.
MacroResult ExpandBind(const Ast& ast, const Node& call,
                       std::span<const NodeId> children) {
  const Node& variable = ast.node(children[1]);
  if (!IsVariable(variable)) return NotAName(call, variable);
  MacroResult result;
  result.outcome = MacroOutcome::kExpanded;
  result.node = call;
  result.node.kind = NodeKind::kMacro;
  result.node.macro = Macro::kBind;
  result.node.variable = variable.text;
  result.children = {children[2], children[3]};
  return result;
}

bool IsBind(const Ast& ast, const Node& call,
            std::span<const NodeId> children) {
  const Node& receiver = ast.node(children[0]);
  return call.text == "bind" && children.size() == 4 &&
         receiver.kind == NodeKind::kName && receiver.text == "cel";
}

}  // namespace

MacroResult ExpandMacro(const Ast& ast, const Node& call,
                        std::span<const NodeId> children) {
  if (call.kind == NodeKind::kCall) {
    if (call.text == "has" && children.size() == 1) {
      return ExpandHas(ast, call, children[0]);
    }
    return {};
  }
  if (IsBind(ast, call, children)) return ExpandBind(ast, call, children);
  const size_t arguments = children.size() - 1;
  for (const MacroForm& form : kForms) {
    if (form.name != call.text) continue;
    if (form.variables + form.bodies != arguments) continue;
    // map(x, condition, result) and transformList(i, v, result) have as many
    // arguments as each other, but not one name.
    for (size_t i = 0; i < form.variables; ++i) {
      const Node& variable = ast.node(children[1 + i]);
      if (!IsVariable(variable)) return NotAName(call, variable);
    }
    MacroResult result;
    result.outcome = MacroOutcome::kExpanded;
    result.node = call;
    result.node.kind = NodeKind::kMacro;
    result.node.macro = form.macro;
    result.node.variable = ast.node(children[1]).text;
    if (form.variables == 2) {
      result.node.second = ast.node(children[2]).text;
      if (result.node.second == result.node.variable) {
        return Wrong("both variables have the same name",
                     ast.node(children[2]).offset);
      }
    }
    result.children.push_back(children[0]);
    for (size_t i = 1 + form.variables; i < children.size(); ++i) {
      result.children.push_back(children[i]);
    }
    return result;
  }
  return {};
}

bool IsMacroName(std::string_view name, bool member) {
  if (!member) return name == "has" || name == "cel.bind";
  return std::any_of(std::begin(kForms), std::end(kForms),
                     [&](const MacroForm& form) { return form.name == name; });
}

}  // namespace patron::expr
