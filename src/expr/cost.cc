// One walk on the way up. Each part has the steps that it takes at worst and two
// sizes of its value: `size` is what one look at it costs (bytes of a text,
// items of a list), `deep` what a walk over all that is in it costs, since lists
// share their parts and may stand for far more than they take.
//
// A loop costs its body as often as its range has items. That both sides of a
// choice and every alternative of an || are added up makes the bound higher than
// what evaluation takes, never lower.
#include "expr/cost.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <vector>

namespace patron::expr {
namespace {

// Bounds saturate here: far above any budget, far below an overflow.
constexpr uint64_t kNever = uint64_t{1} << 50U;

uint64_t Plus(uint64_t a, uint64_t b) { return std::min(a + b, kNever); }

uint64_t Times(uint64_t a, uint64_t b) {
  if (a == 0 || b == 0) return 0;
  return a > kNever / b ? kNever : a * b;
}

struct Bound {
  uint64_t steps = 0;
  uint64_t size = 0;
  uint64_t deep = 1;
};

// What one step of the evaluator's budget pays for.
constexpr uint64_t kBytesAStep = 64;
constexpr uint64_t kMatchBytesAStep = 8;
constexpr uint64_t kCompileSteps = 2000;

bool IsText(const Type& type) {
  return type.is(Kind::kString) || type.is(Kind::kBytes);
}

class Estimator {
 public:
  Estimator(const Ast& ast, const CheckResult& checked, const Limits& limits)
      : ast_(ast), checked_(checked), limits_(limits) {
    bounds_.resize(ast.size());
  }

  Cost Run() {
    TreeWalk walk(ast_, ast_.root());
    while (walk.Next()) {
      const NodeId id = walk.id();
      if (walk.before() && Leaf(id)) {
        walk.Skip();
        continue;
      }
      if (ast_.node(id).kind == NodeKind::kMacro && walk.stage() == 1) {
        ranges_[id] = bounds_[ast_.child(id, 0)];
      }
      if (walk.after()) bounds_[id] = Combine(id);
    }
    return {bounds_[ast_.root()].steps, bounded_};
  }

 private:
  [[nodiscard]] const Type& TypeAt(NodeId id) const {
    return checked_.nodes[id].type;
  }

  // A value whose size only its type tells.
  Bound OfFact(const Type& type) {
    if (IsText(type)) {
      return {1, limits_.fact_bytes_max, 1 + limits_.fact_bytes_max / 64};
    }
    const bool open = type.is(Kind::kList) || type.is(Kind::kMap) ||
                      type.is(Kind::kOptional) || type.is_dyn();
    if (!open) return {1, 1, 1};
    bounded_ = false;
    return {1, 1, 1};
  }

  static Bound OfValue(const Value& value) {
    if (value.is(Kind::kString) || value.is(Kind::kBytes)) {
      return {1, value.text().size(), 1 + value.text().size() / kBytesAStep};
    }
    return {1, 1, 1};
  }

  bool Leaf(NodeId id) {
    const CheckedNode& checked = checked_.nodes[id];
    switch (checked.meaning) {
      case Meaning::kIgnored:
        bounds_[id] = {};
        return true;
      case Meaning::kConstant:
      case Meaning::kFails:
        bounds_[id] = OfValue(checked.constant);
        return true;
      case Meaning::kFact:
        bounds_[id] = OfFact(checked.type);
        return true;
      case Meaning::kOptionalFact:
        bounds_[id] = OfFact(checked.type.inner());
        return true;
      case Meaning::kHasFact:
        bounds_[id] = {1, 1, 1};
        return true;
      case Meaning::kVariable:
        bounds_[id] = OfVariable(checked, ast_.node(checked.index));
        return true;
      default:
        break;
    }
    if (ast_.node(id).kind != NodeKind::kLiteral) return false;
    bounds_[id] = OfValue(ast_.node(id).literal);
    return true;
  }

  // An element is at most as deep as the whole; a text in it is no longer than
  // the whole is deep.
  [[nodiscard]] Bound OfVariable(const CheckedNode& checked,
                                 const Node& macro) const {
    Bound range = ranges_.at(checked.index);
    if (macro.macro != Macro::kBind && !IsText(checked.type)) {
      range.size = std::min(range.size, range.deep);
    }
    if (macro.macro != Macro::kBind && IsText(checked.type)) {
      range.size = Times(range.deep, kBytesAStep);
    }
    range.steps = 1;
    return range;
  }

  // The sum over the children of a part, and one step for itself.
  [[nodiscard]] Bound SumOf(NodeId id) const {
    Bound sum{1, 0, 1};
    for (const NodeId child : ast_.children(id)) {
      const Bound& bound = bounds_[child];
      sum.steps = Plus(sum.steps, bound.steps);
      sum.size = Plus(sum.size, bound.size);
      sum.deep = Plus(sum.deep, bound.deep);
    }
    return sum;
  }

  Bound Combine(NodeId id) {
    const Node& node = ast_.node(id);
    Bound sum = SumOf(id);
    switch (node.kind) {
      case NodeKind::kAnd:
      case NodeKind::kOr:
        sum.steps = Plus(sum.steps, node.count);
        sum.size = sum.deep = 1;
        return sum;
      case NodeKind::kHas:
        sum.steps = Plus(sum.steps, sum.size / 8);
        sum.size = sum.deep = 1;
        return sum;
      case NodeKind::kList:
        sum.steps = Plus(sum.steps, node.count / 8);
        sum.size = node.count;
        return sum;
      case NodeKind::kMap:
        // Each key is looked for among those before it.
        sum.steps = Plus(sum.steps, Times(node.count, node.count) / 16);
        sum.size = node.count / 2;
        return sum;
      case NodeKind::kMacro:
        return OfMacro(id);
      case NodeKind::kCall:
      case NodeKind::kMemberCall:
      case NodeKind::kOperator:
        return OfCall(id, sum);
      default:  // selects, choices, spreads
        sum.steps = Plus(sum.steps, sum.size / 8);
        return sum;
    }
  }

  Bound OfMacro(NodeId id) {
    const Node& node = ast_.node(id);
    const Bound& range = bounds_[ast_.child(id, 0)];
    uint64_t body = 4;  // the loop's own steps
    for (size_t i = 1; i < node.count; ++i) {
      body = Plus(body, bounds_[ast_.child(id, i)].steps);
    }
    const bool once = node.macro == Macro::kBind ||
                      TraitsOf(node.macro).yield == MacroYield::kOptional;
    const uint64_t passes = once ? 1 : range.size;
    const Bound& last = bounds_[ast_.child(id, node.count - 1)];
    Bound out;
    out.steps = Plus(Plus(range.steps, 2), Times(passes, body));
    switch (TraitsOf(node.macro).yield) {
      case MacroYield::kBool:
        break;
      case MacroYield::kList:
      case MacroYield::kMap:
        out.size = passes;
        out.deep = node.macro == Macro::kFilter
                       ? range.deep
                       : Plus(1, Times(passes, Plus(1, last.deep)));
        out.steps = Plus(out.steps, passes);
        if (node.macro == Macro::kTransformEntry ||
            node.macro == Macro::kTransformEntryFilter) {
          out.size = Times(passes, last.size);
          out.steps = Plus(out.steps, Times(out.size, out.size) / 8);
        }
        break;
      default:
        out.size = last.size;
        out.deep = Plus(1, last.deep);
    }
    return out;
  }

  // What the families of functions charge beyond a step, and the size of what
  // they make.
  Bound OfCall(NodeId id, const Bound& sum) {
    const Node& node = ast_.node(id);
    const CheckedNode& checked = checked_.nodes[id];
    Bound out = sum;
    const auto arg = [&](size_t i) -> const Bound& {
      return bounds_[ast_.child(id, i + (checked.drops_receiver ? 1 : 0))];
    };
    const std::string_view name =
        checked.overload != nullptr ? checked.overload->name : node.text;
    if (checked.regex != nullptr) {
      out.steps = Plus(out.steps, arg(0).size / kMatchBytesAStep);
    } else if (name == "matches") {
      out.steps = Plus(out.steps, Plus(kCompileSteps, sum.size));
    } else if (name == "contains" || name == "indexOf" ||
               name == "lastIndexOf" || name == "replace" || name == "split") {
      out.steps = Plus(out.steps, Times(arg(0).size / kBytesAStep + 1,
                                        arg(1).size / 16 + 1));
    } else if (name == "_==_" || name == "_!=_") {
      const uint64_t walk = std::min(arg(0).deep, arg(1).deep);
      out.steps = Plus(out.steps, walk > 1 ? walk : 0);
    } else if (name == "@in") {
      out.steps = Plus(out.steps, Plus(arg(1).deep, arg(1).size / 8));
    } else {
      out.steps = Plus(out.steps, sum.size / kBytesAStep + sum.size / 32);
    }
    return Sized(checked, name, out);
  }

  [[nodiscard]] Bound Sized(const CheckedNode& checked, std::string_view name,
                            Bound out) const {
    const Type& type = checked.type;
    if (IsText(type)) {
      const bool grows = name == "replace" || name == "join" ||
                         name == "format" || name == "strings.quote";
      out.size = grows ? limits_.string_bytes_max
                       : std::min<uint64_t>(Plus(out.size, 64),
                                            limits_.string_bytes_max);
      if (grows) out.steps = Plus(out.steps, out.size / kBytesAStep / 16);
      out.deep = 1 + out.size / kBytesAStep;
    } else if (type.is(Kind::kList) || type.is(Kind::kMap) ||
               type.is(Kind::kOptional) || type.is_dyn()) {
      out.size = std::min<uint64_t>(std::max(out.size, out.deep), kNever);
    } else {
      out.size = out.deep = 1;
    }
    return out;
  }

  const Ast& ast_;
  const CheckResult& checked_;
  const Limits& limits_;
  std::vector<Bound> bounds_;
  std::map<NodeId, Bound> ranges_;  // of macros whose body is walked
  bool bounded_ = true;
};

}  // namespace

Cost WorstCost(const Ast& ast, const CheckResult& checked,
               const Limits& limits) {
  return Estimator(ast, checked, limits).Run();
}

}  // namespace patron::expr
