// Goes from the whole condition down to the parts that decide it. A part below
// a `!` is wanted false, and then and/or change places: to break a && b any of
// them may fail, to break a || b the first that holds must.
//
// Macros are not entered: "no l in lines where ..." says more than the values
// of one element would.
#include "expr/explain.h"

#include <algorithm>

#include "expr/functions.h"
#include "expr/printer.h"
#include "expr/tree_evaluator.h"

namespace patron::expr {
namespace {

// How much more a reason may take than a decision, in all: the slow evaluator
// takes every part, and parts of parts again.
constexpr uint64_t kSlowSteps = 16;

// A person reads a reason: a long list ends in "..." after a screen.
std::string Shown(const Value& value) {
  constexpr size_t kShownBytesMax = 1024;
  return FormatValue(value, kShownBytesMax);
}

struct Task {
  NodeId id = 0;
  bool needed = true;
};

bool IsRelation(Operator op) {
  return op >= Operator::kEqual && op <= Operator::kGreaterEqual;
}

// The operator that holds exactly where `op` does not.
Operator Opposite(Operator op) {
  switch (op) {
    case Operator::kEqual:
      return Operator::kNotEqual;
    case Operator::kNotEqual:
      return Operator::kEqual;
    case Operator::kLess:
      return Operator::kGreaterEqual;
    case Operator::kLessEqual:
      return Operator::kGreater;
    case Operator::kGreater:
      return Operator::kLessEqual;
    default:
      return Operator::kLess;
  }
}

// 20 <= x is x >= 20.
Operator Turned(Operator op) {
  switch (op) {
    case Operator::kLess:
      return Operator::kGreater;
    case Operator::kLessEqual:
      return Operator::kGreaterEqual;
    case Operator::kGreater:
      return Operator::kLess;
    case Operator::kGreaterEqual:
      return Operator::kLessEqual;
    default:
      return op;
  }
}

class Explainer {
 public:
  Explainer(const CompiledExpression& compiled, std::span<const Value> facts,
            Scratch& scratch)
      : ast_(compiled.ast),
        checked_(compiled.checked),
        facts_(facts),
        limits_(compiled.limits),
        zones_(compiled.zones),
        scratch_(scratch) {
    limits_.steps_max *= kSlowSteps;
  }

  std::vector<FailedPart> Run() {
    todo_.push_back({ast_.root(), true});
    while (!todo_.empty()) {
      const Task task = todo_.back();
      todo_.pop_back();
      Explain(task);
    }
    return std::move(parts_);
  }

 private:
  Value Evaluate(NodeId id) {
    Context context(scratch_.arena, limits_, &zones_, scratch_.zone);
    const Value value =
        EvaluateTree(ast_, checked_.nodes, checked_.hosts, id, facts_, context);
    limits_.steps_max -= context.steps_taken();
    return value;
  }

  static bool Holds(const Value& value, bool needed) {
    return value.is(Kind::kBool) && value.boolean() == needed;
  }

  void Explain(const Task& task) {
    const Value value = Evaluate(task.id);
    if (Holds(value, task.needed)) return;
    const Node& node = ast_.node(task.id);
    const bool structure =
        checked_.nodes[task.id].meaning == Meaning::kStructure;
    if (structure &&
        (node.kind == NodeKind::kAnd || node.kind == NodeKind::kOr)) {
      return ExplainLogical(task, node.kind == NodeKind::kAnd);
    }
    if (node.kind == NodeKind::kOperator && node.op == Operator::kNot) {
      todo_.push_back({ast_.child(task.id, 0), !task.needed});
      return;
    }
    if (node.kind == NodeKind::kChoice) {
      const Value condition = Evaluate(ast_.child(task.id, 0));
      if (condition.is(Kind::kBool)) {
        const size_t side = condition.boolean() ? 1 : 2;
        todo_.push_back({ast_.child(task.id, side), task.needed});
        return;
      }
    }
    parts_.push_back(MakePart(task, value));
  }

  // Wanted false, an && is like an ||.
  void ExplainLogical(const Task& task, bool is_and) {
    const std::span<const NodeId> children = ast_.children(task.id);
    if (is_and != task.needed) {
      for (auto child = children.rbegin(); child != children.rend(); ++child) {
        todo_.push_back({*child, task.needed});
      }
      return;
    }
    // The first that is plainly wrong; else the first that cannot be told.
    std::optional<NodeId> unknown;
    for (const NodeId child : children) {
      const Value value = Evaluate(child);
      if (Holds(value, !task.needed)) {
        todo_.push_back({child, task.needed});
        return;
      }
      if (!value.is(Kind::kBool) && !unknown) unknown = child;
    }
    if (unknown) todo_.push_back({*unknown, task.needed});
  }

  FailedPart MakePart(const Task& task, const Value& value) {
    FailedPart part;
    part.text = PrintTree(ast_, task.id);
    part.needed = task.needed;
    part.values = FactsIn(task.id);
    const Node& node = ast_.node(task.id);
    if (!value.is_error() && node.kind == NodeKind::kOperator &&
        IsRelation(node.op)) {
      part.relation = RelationOf(node, task);
    }
    part.message = Message(task, value, part);
    return part;
  }

  std::vector<FactValue> FactsIn(NodeId id) {
    std::vector<FactValue> values;
    TreeWalk walk(ast_, id);
    while (walk.Next()) {
      const CheckedNode& checked = checked_.nodes[walk.id()];
      if (checked.meaning != Meaning::kFact &&
          checked.meaning != Meaning::kHasFact &&
          checked.meaning != Meaning::kOptionalFact) {
        continue;
      }
      walk.Skip();
      const auto same = [&checked](const FactValue& other) {
        return other.slot == checked.index;
      };
      if (std::any_of(values.begin(), values.end(), same)) continue;
      const Value fact = checked.index < facts_.size() ? facts_[checked.index]
                                                       : Evaluate(walk.id());
      values.push_back({FactText(walk.id()), checked.index, fact});
    }
    return values;
  }

  // has(member.birthday) and member.?birthday are about member.birthday.
  [[nodiscard]] std::string FactText(NodeId id) const {
    const Node& node = ast_.node(id);
    if (node.kind != NodeKind::kHas && !node.optional) {
      return PrintTree(ast_, id);
    }
    return PrintTree(ast_, ast_.child(id, 0)) + "." + std::string(node.text);
  }

  std::string Message(const Task& task, const Value& value,
                      const FailedPart& part) {
    const Node& node = ast_.node(task.id);
    if (value.is_error()) {
      return part.text +
             " cannot be told: " + std::string(value.error().message);
    }
    if (node.kind == NodeKind::kMacro &&
        TraitsOf(node.macro).yield == MacroYield::kBool) {
      return MacroMessage(node, task, part);
    }
    if (checked_.nodes[task.id].meaning == Meaning::kHasFact) {
      return task.needed ? part.values[0].text + " is not known"
                         : part.values[0].text + " is known";
    }
    if (part.relation) {
      return part.relation->fact + " is " + Shown(part.relation->is) +
             ", needs " + part.relation->op + " " + part.relation->wanted;
    }
    if (node.kind == NodeKind::kOperator && node.op == Operator::kIn) {
      return InMessage(task);
    }
    std::string message = part.text + " is " + Shown(value) + ", needs " +
                          (task.needed ? "true" : "false");
    const bool itself =
        part.values.size() == 1 && part.values[0].text == part.text;
    if (!itself) message += Where(part);
    return message;
  }

  // " (member.name is "Ann")" for a call whose arguments are not seen.
  static std::string Where(const FailedPart& part) {
    std::string out;
    for (const FactValue& fact : part.values) {
      out += out.empty() ? " (" : ", ";
      out += fact.text + " is " + Shown(fact.value);
    }
    return out.empty() ? out : out + ")";
  }

  bool HasFacts(NodeId id) { return !FactsIn(id).empty(); }

  // "basket.total is 46.80 EUR"
  std::string Side(NodeId id) {
    return PrintTree(ast_, id) + " is " + Shown(Evaluate(id));
  }

  // "50.00 EUR", or "member.limit (50.00 EUR)" where a fact decides.
  std::string Wanted(NodeId id) {
    const std::string value = Shown(Evaluate(id));
    if (!HasFacts(id)) return value;
    return PrintTree(ast_, id) + " (" + value + ")";
  }

  std::string InMessage(const Task& task) {
    const NodeId item = ast_.child(task.id, 0);
    return (HasFacts(item) ? Side(item) + "," : PrintTree(ast_, item)) +
           (task.needed ? " needs to be in " : " must not be in ") +
           Wanted(ast_.child(task.id, 1));
  }

  FailedRelation RelationOf(const Node& node, const Task& task) {
    NodeId left = ast_.child(task.id, 0);
    NodeId right = ast_.child(task.id, 1);
    Operator op = node.op;
    if (!HasFacts(left) && HasFacts(right)) {
      std::swap(left, right);
      op = Turned(op);
    }
    if (!task.needed) op = Opposite(op);
    return {PrintTree(ast_, left), Evaluate(left),
            std::string(OperatorText(op)), Wanted(right), Evaluate(right)};
  }

  std::string MacroMessage(const Node& node, const Task& task,
                           const FailedPart& part) {
    const std::string range = PrintTree(ast_, ast_.child(task.id, 0));
    const std::string each =
        std::string(node.second.empty() ? node.variable : node.second) +
        " in " + range;
    const std::string where =
        " where " + PrintTree(ast_, ast_.child(task.id, 1)) + Where(part);
    switch (node.macro) {
      case Macro::kExists:
        return (task.needed ? "no " : "there is a ") + each + where;
      case Macro::kAll:
        return (task.needed ? "there is a " : "no ") + each + " where not " +
               PrintTree(ast_, ast_.child(task.id, 1)) + Where(part);
      default:
        return (task.needed ? "not exactly one " : "exactly one ") + each +
               where;
    }
  }

  const Ast& ast_;
  const CheckResult& checked_;
  std::span<const Value> facts_;
  Limits limits_;
  const ZoneFinder& zones_;
  Scratch& scratch_;
  std::vector<Task> todo_;
  std::vector<FailedPart> parts_;
};

}  // namespace

std::vector<FailedPart> ExplainTree(const CompiledExpression& compiled,
                                    std::span<const Value> facts,
                                    Scratch& scratch) {
  scratch.arena.Reset();
  scratch.arena.set_bytes_max(compiled.limits.arena_bytes_max);
  return Explainer(compiled, facts, scratch).Run();
}

}  // namespace patron::expr
