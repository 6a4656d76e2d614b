// From a checked tree to the flat program, in one walk. Jumps forward are
// patched when their node ends; the height of the stack is followed along, so
// that evaluation can take all the room it needs before it starts.
#include <algorithm>
#include <map>

#include "expr/flat.h"

namespace patron::expr {
namespace {

// A node with jumps that wait for its end.
struct OpenNode {
  std::vector<uint32_t> to_end;
  std::vector<uint32_t> to_done;  // loops: to the finish step
  uint32_t again = 0;             // loops: the step to jump back to
  uint32_t otherwise = 0;         // choices: the choose step
  uint32_t base = 0;              // loops: the first local
};

class Flattener {
 public:
  Flattener(const Ast& ast, const std::vector<CheckedNode>& nodes, Arena& arena)
      : ast_(ast), nodes_(nodes), arena_(arena) {}

  FlatProgram Run() {
    TreeWalk walk(ast_, ast_.root());
    while (walk.Next()) {
      const NodeId id = walk.id();
      if (walk.before() && Leaf(id)) {
        walk.Skip();
        continue;
      }
      Visit(walk);
    }
    return std::move(program_);
  }

 private:
  uint32_t Emit(Step step, int height) {
    program_.steps.push_back(step);
    height_ += height;
    program_.stack_max =
        std::max(program_.stack_max, static_cast<uint32_t>(height_));
    return static_cast<uint32_t>(program_.steps.size() - 1);
  }

  [[nodiscard]] uint32_t Here() const {
    return static_cast<uint32_t>(program_.steps.size());
  }

  void EmitConstant(const Value& value) {
    program_.constants.push_back(value);
    const auto index = static_cast<uint32_t>(program_.constants.size() - 1);
    Emit({StepOp::kConstant, {}, false, index, 0}, 1);
  }

  // What is one step and needs no visit of its children.
  bool Leaf(NodeId id) {
    const CheckedNode& checked = nodes_[id];
    switch (checked.meaning) {
      case Meaning::kIgnored:
        return true;
      case Meaning::kConstant:
      case Meaning::kFails:
        EmitConstant(checked.constant);
        return true;
      case Meaning::kFact:
        Emit({StepOp::kFact, {}, false, checked.index, 0}, 1);
        return true;
      case Meaning::kHasFact:
        Emit({StepOp::kHasFact, {}, false, checked.index, 0}, 1);
        return true;
      case Meaning::kOptionalFact:
        Emit({StepOp::kOptionalFact, {}, false, checked.index, 0}, 1);
        return true;
      case Meaning::kVariable: {
        const uint32_t local = checked.second ? kSecondLocal : kFirstLocal;
        Emit({StepOp::kLocal, {}, false, bases_.at(checked.index) + local, 0},
             1);
        return true;
      }
      default:
        break;
    }
    if (ast_.node(id).kind == NodeKind::kLiteral) {
      EmitConstant(ast_.node(id).literal);
      return true;
    }
    return LiteralList(id);
  }

  // ["a", "b", "c"] is made once and not at each evaluation.
  bool LiteralList(NodeId id) {
    if (ast_.node(id).kind != NodeKind::kList) return false;
    const std::span<const NodeId> children = ast_.children(id);
    for (const NodeId child : children) {
      if (ast_.node(child).kind != NodeKind::kLiteral) return false;
    }
    Value* items = arena_.AllocateArray<Value>(children.size());
    if (items == nullptr) return false;
    for (size_t i = 0; i < children.size(); ++i) {
      items[i] = ast_.node(children[i]).literal;
    }
    EmitConstant(Value::List({items, children.size()}));
    return true;
  }

  void Visit(const TreeWalk& walk) {
    const NodeId id = walk.id();
    const Node& node = ast_.node(id);
    switch (node.kind) {
      case NodeKind::kAnd:
        return VisitLogical(walk, StepOp::kAndFirst, StepOp::kAnd);
      case NodeKind::kOr:
        return VisitLogical(walk, StepOp::kOrFirst, StepOp::kOr);
      case NodeKind::kChoice:
        return VisitChoice(walk);
      case NodeKind::kMacro:
        return VisitMacro(walk);
      default:
        if (walk.after()) EmitAfter(id);
    }
  }

  void EmitAfter(NodeId id) {
    const Node& node = ast_.node(id);
    const auto count = static_cast<int>(node.count);
    switch (node.kind) {
      case NodeKind::kSpread:
        Emit({StepOp::kSpread, {}, false, 0, 0}, 0);
        return;
      case NodeKind::kSelect:
      case NodeKind::kHas: {
        const StepOp op = node.kind == NodeKind::kHas ? StepOp::kHas
                          : node.optional             ? StepOp::kSelectOptional
                                                      : StepOp::kSelect;
        program_.names.push_back(node.text);
        Emit({op,
              {},
              false,
              static_cast<uint32_t>(program_.names.size() - 1),
              0},
             0);
        return;
      }
      case NodeKind::kList:
        Emit({StepOp::kList, {}, false, node.count, 0}, 1 - count);
        return;
      case NodeKind::kMap:
        Emit({StepOp::kMap, {}, false, node.count, 0}, 1 - count);
        return;
      default:
        EmitCall(id);
    }
  }

  void EmitCall(NodeId id) {
    const CheckedNode& checked = nodes_[id];
    const uint32_t count =
        ast_.node(id).count - (checked.drops_receiver ? 1 : 0);
    const int height = 1 - static_cast<int>(count);
    if (checked.meaning == Meaning::kHost) {
      Emit({StepOp::kHostCall, {}, false, checked.index, count}, height);
      return;
    }
    if (checked.regex != nullptr) {
      // The pattern was the last constant pushed; it is not needed.
      program_.steps.pop_back();
      program_.constants.pop_back();
      --height_;
      program_.patterns.push_back({checked.regex, checked.pattern_size});
      Emit({StepOp::kMatch,
            {},
            false,
            static_cast<uint32_t>(program_.patterns.size() - 1),
            1},
           0);
      return;
    }
    program_.calls.push_back({checked.overload->id, checked.overload->run,
                              checked.overload->lenient});
    Emit({StepOp::kCall,
          {},
          false,
          static_cast<uint32_t>(program_.calls.size() - 1),
          count},
         height);
  }

  void PatchEnd(const OpenNode& open) {
    for (const uint32_t step : open.to_end) {
      Step& jump = program_.steps[step];
      // A choice and a loop keep their way out for errors in `b`.
      const bool second =
          jump.op == StepOp::kChoose || jump.op == StepOp::kLoop;
      (second ? jump.b : jump.a) = Here();
    }
  }

  void VisitLogical(const TreeWalk& walk, StepOp first, StepOp next) {
    if (walk.before()) open_.emplace_back();
    if (walk.stage() == 1) {
      open_.back().to_end.push_back(Emit({first, {}, false, 0, 0}, 0));
    } else if (walk.stage() > 1) {
      open_.back().to_end.push_back(Emit({next, {}, false, 0, 0}, -1));
    }
    if (walk.after()) {
      PatchEnd(open_.back());
      open_.pop_back();
    }
  }

  void VisitChoice(const TreeWalk& walk) {
    if (walk.before()) open_.emplace_back();
    OpenNode& open = open_.back();
    if (walk.stage() == 1) {
      open.otherwise = Emit({StepOp::kChoose, {}, false, 0, 0}, -1);
      open.to_end.push_back(open.otherwise);
    } else if (walk.stage() == 2) {
      // The other side starts with the stack as it was before this one.
      open.to_end.push_back(Emit({StepOp::kJump, {}, false, 0, 0}, -1));
      program_.steps[open.otherwise].a = Here();
    }
    if (walk.after()) {
      PatchEnd(open);
      open_.pop_back();
    }
  }

  void VisitMacro(const TreeWalk& walk) {
    const Node& node = ast_.node(walk.id());
    const bool two = !node.second.empty();
    if (walk.before()) open_.emplace_back();
    OpenNode& open = open_.back();
    if (walk.stage() == 1) {
      open.base = program_.locals;
      program_.locals += kLoopLocals;
      bases_[walk.id()] = open.base;
      open.to_end.push_back(
          Emit({StepOp::kLoop, node.macro, two, open.base, 0}, -1));
      open.again = Here();
      open.to_done.push_back(
          Emit({StepOp::kNext, node.macro, two, open.base, 0}, 0));
    }
    if (walk.stage() == 2 && TraitsOf(node.macro).filtered) {
      // `b` is where a false goes; an error goes to the finish, which is found
      // through the loop's next step.
      Emit({StepOp::kKeep, node.macro, two, open.base, open.again}, -1);
    }
    if (!walk.after()) return;
    open.to_done.push_back(
        Emit({StepOp::kCollect, node.macro, two, open.base, 0}, -1));
    Emit({StepOp::kJump, {}, false, open.again, 0}, 0);
    for (const uint32_t step : open.to_done) program_.steps[step].b = Here();
    Emit({StepOp::kFinish, node.macro, two, open.base, 0}, 1);
    PatchEnd(open);
    open_.pop_back();
  }

  const Ast& ast_;
  const std::vector<CheckedNode>& nodes_;
  Arena& arena_;
  FlatProgram program_;
  std::vector<OpenNode> open_;
  std::map<NodeId, uint32_t> bases_;  // macro -> its first local
  int height_ = 0;
};

struct OpName {
  StepOp op;
  std::string_view name;
};

constexpr OpName kOpNames[] = {
    {StepOp::kConstant, "constant"},
    {StepOp::kFact, "fact"},
    {StepOp::kHasFact, "has-fact"},
    {StepOp::kOptionalFact, "optional-fact"},
    {StepOp::kLocal, "local"},
    {StepOp::kSelect, "select"},
    {StepOp::kSelectOptional, "select-optional"},
    {StepOp::kHas, "has"},
    {StepOp::kSpread, "spread"},
    {StepOp::kCall, "call"},
    {StepOp::kHostCall, "host-call"},
    {StepOp::kMatch, "match"},
    {StepOp::kList, "list"},
    {StepOp::kMap, "map"},
    {StepOp::kJump, "jump"},
    {StepOp::kChoose, "choose"},
    {StepOp::kAndFirst, "and-first"},
    {StepOp::kAnd, "and"},
    {StepOp::kOrFirst, "or-first"},
    {StepOp::kOr, "or"},
    {StepOp::kLoop, "loop"},
    {StepOp::kNext, "next"},
    {StepOp::kKeep, "keep"},
    {StepOp::kCollect, "collect"},
    {StepOp::kFinish, "finish"},
};

std::string Operands(const FlatProgram& program, const Step& step) {
  const std::string a = std::to_string(step.a);
  const std::string b = std::to_string(step.b);
  switch (step.op) {
    case StepOp::kConstant:
      return FormatValue(program.constants[step.a]);
    case StepOp::kSelect:
    case StepOp::kSelectOptional:
    case StepOp::kHas:
      return std::string(program.names[step.a]);
    case StepOp::kSpread:
      return "";
    case StepOp::kCall:
      return std::string(program.calls[step.a].id) + " " + b;
    case StepOp::kHostCall:
      return a + " " + b;
    case StepOp::kMatch:
      return FormatValue(
          Value::String(program.patterns[step.a].regex->pattern()));
    case StepOp::kJump:
    case StepOp::kAndFirst:
    case StepOp::kAnd:
    case StepOp::kOrFirst:
    case StepOp::kOr:
      return "-> " + a;
    case StepOp::kChoose:
      return "-> " + a + " " + b;
    case StepOp::kLoop:
    case StepOp::kNext:
    case StepOp::kKeep:
    case StepOp::kCollect:
      return std::string(TraitsOf(step.macro).name) + " @" + a + " -> " + b;
    case StepOp::kFinish:
      return std::string(TraitsOf(step.macro).name) + " @" + a;
    default:
      return a;
  }
}

}  // namespace

FlatProgram Flatten(const Ast& ast, const std::vector<CheckedNode>& nodes,
                    Arena& arena) {
  return Flattener(ast, nodes, arena).Run();
}

std::string PrintFlat(const FlatProgram& program) {
  std::string out;
  for (size_t i = 0; i < program.steps.size(); ++i) {
    const Step& step = program.steps[i];
    if (i > 0) out += "\n";
    out += std::to_string(i) + " ";
    out += kOpNames[static_cast<size_t>(step.op)].name;
    const std::string operands = Operands(program, step);
    if (!operands.empty()) out += " " + operands;
  }
  return out;
}

}  // namespace patron::expr
