// A condition that is never true looks sound and gives nothing, so that a shop
// finds out weeks later. What can be told from the text alone is told here;
// `dyn(...)` around an operand lets it pass.

#include "expr/impossible.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "expr/printer.h"
#include "patron/money.h"

namespace patron::expr {
namespace {

bool IsOrdering(Operator op) {
  return op >= Operator::kLess && op <= Operator::kGreaterEqual;
}

bool IsEquality(Operator op) {
  return op == Operator::kEqual || op == Operator::kNotEqual;
}

class Finder {
 public:
  Finder(const Ast& ast, const std::vector<CheckedNode>& nodes,
         const Environment& environment)
      : ast_(ast), nodes_(nodes), environment_(environment) {}

  std::vector<Impossible> Find(NodeId id) && {
    if (ast_.node(id).count != 2) return {};
    for (size_t side = 0; side < 2; ++side) {
      const NodeId operand = ast_.child(id, side);
      const NodeId other = ast_.child(id, 1 - side);
      if (const std::optional<Texts> texts = TextsOf(operand)) {
        CompareTexts(id, side, *texts);
      }
      if (IsOfProgram(operand)) CompareMoney(id, operand, other);
    }
    return std::move(found_);
  }

 private:
  // What a text may be.
  struct Texts {
    std::vector<std::string> values;
    bool may_be_empty = false;
  };

  [[nodiscard]] std::optional<Texts> TextsOf(NodeId id) const {
    const Node& node = ast_.node(id);
    const CheckedNode& checked = nodes_[id];
    if (node.kind == NodeKind::kCall && node.count == 1) {
      const NamedObject* named = environment_.FindNamed(node.text);
      if (named != nullptr && named->values) return OfNamed(*named, id);
      if (named == nullptr && checked.meaning == Meaning::kFunction &&
          node.text == "weekday") {
        return Texts{{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}};
      }
    }
    if (checked.meaning != Meaning::kFact) return std::nullopt;
    const Fact& fact = environment_.facts()[checked.index];
    if (fact.values.empty()) return std::nullopt;
    return Texts{fact.values};
  }

  [[nodiscard]] std::optional<Texts> OfNamed(const NamedObject& named,
                                             NodeId call) const {
    const Node& argument = ast_.node(ast_.child(call, 0));
    if (argument.kind != NodeKind::kLiteral ||
        !argument.literal.is(Kind::kString)) {
      return std::nullopt;
    }
    return Texts{named.values(argument.literal.text()), true};
  }

  void CompareTexts(NodeId id, size_t side, const Texts& texts) {
    const Node& node = ast_.node(id);
    const NodeId operand = ast_.child(id, side);
    const NodeId other = ast_.child(id, 1 - side);
    if (IsOrdering(node.op)) {
      found_.push_back(
          {id, Reason::kExpressionType,
           "as texts these have no order that means anything: list the ones "
           "you want, as in " +
               PrintTree(ast_, operand) + " in [\"...\"]"});
    } else if (IsEquality(node.op)) {
      CompareText(operand, texts, other);
    } else if (node.op == Operator::kIn && side == 0 &&
               ast_.node(other).kind == NodeKind::kList) {
      for (const NodeId item : ast_.children(other)) {
        CompareText(operand, texts, item);
      }
    }
  }

  void CompareText(NodeId operand, const Texts& texts, NodeId id) {
    const Node& node = ast_.node(id);
    if (node.kind != NodeKind::kLiteral || !node.literal.is(Kind::kString)) {
      return;
    }
    const std::string_view text = node.literal.text();
    const std::vector<std::string>& values = texts.values;
    if (values.empty() || (text.empty() && texts.may_be_empty) ||
        std::find(values.begin(), values.end(), text) != values.end()) {
      return;
    }
    const std::string near = Near(text, values);
    found_.push_back(
        {id, Reason::kUnknownName,
         PrintTree(ast_, operand) + " is never \"" + std::string(text) + "\"" +
             (near.empty() ? "" : "; did you mean " + near + "?")});
  }

  // Also "sat" for "Saturday", which differs by too much to be a typing error.
  static std::string Near(std::string_view text,
                          const std::vector<std::string>& values) {
    const std::vector<std::string_view> names(values.begin(), values.end());
    std::string_view near = NearName(text, names);
    for (size_t i = 0; i < names.size() && near.empty(); ++i) {
      const bool begins = Lower(text.substr(0, names[i].size())) == names[i];
      if (begins) near = names[i];
    }
    return near.empty() ? "" : "\"" + std::string(near) + "\"";
  }

  static std::string Lower(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return lower;
  }

  // A fact that is money, or one after some arithmetic: the first operand that
  // is money says the currency of a sum and of a product.
  [[nodiscard]] bool IsOfProgram(NodeId id) const {
    if (!environment_.currency().valid()) return false;
    while (nodes_[id].type.is(Kind::kMoney)) {
      if (nodes_[id].meaning == Meaning::kFact) return true;
      const Node& node = ast_.node(id);
      if (node.kind != NodeKind::kOperator) return false;
      NodeId money = id;
      for (const NodeId child : ast_.children(id)) {
        if (money == id && nodes_[child].type.is(Kind::kMoney)) money = child;
      }
      if (money == id) return false;
      id = money;
    }
    return false;
  }

  void CompareMoney(NodeId id, NodeId operand, NodeId other) {
    const Operator op = ast_.node(id).op;
    if (op == Operator::kIn && ast_.node(other).kind == NodeKind::kList) {
      for (const NodeId item : ast_.children(other)) CheckMoney(operand, item);
    } else if (IsOrdering(op) || IsEquality(op) || op == Operator::kAdd ||
               op == Operator::kSubtract) {
      CheckMoney(operand, other);
    }
  }

  void CheckMoney(NodeId operand, NodeId literal) {
    const CheckedNode& checked = nodes_[literal];
    if (checked.meaning != Meaning::kConstant ||
        !checked.type.is(Kind::kMoney)) {
      return;
    }
    const Money money = checked.constant.money();
    const Currency own = environment_.currency();
    if (money.currency == own) return;
    std::string message = PrintTree(ast_, operand) + " is in " +
                          std::string(own.code()) + " and goes with no " +
                          FormatMoney(money);
    const absl::StatusOr<Money> same = ParseMoney(FormatAmount(money), own);
    if (same.ok()) message += ": write money(\"" + FormatAmount(*same) + "\")";
    found_.push_back({literal, Reason::kCurrencyMismatch, std::move(message)});
  }

  const Ast& ast_;
  const std::vector<CheckedNode>& nodes_;
  const Environment& environment_;
  std::vector<Impossible> found_;
};

}  // namespace

std::vector<Impossible> FindImpossible(const Ast& ast,
                                       const std::vector<CheckedNode>& nodes,
                                       const Environment& environment,
                                       NodeId id) {
  return Finder(ast, nodes, environment).Find(id);
}

}  // namespace patron::expr
