// One walk on the way up. Each part has the steps that it takes at worst and
// two sizes of its value: `size` is what one look at it costs (bytes of a text,
// items of a list), `deep` what a walk over all that is in it costs, since
// lists share their parts and may stand for far more than they take.
//
// A loop costs its body as often as its range has items. That both sides of a
// choice and every alternative of an || are added up makes the bound higher
// than what evaluation takes, never lower.
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
    out.steps = Plus(Plus(range.steps, 4), Times(passes, body));
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

  // Comparing walks the smaller side; in a map each key is looked for. A text
  // is paid for by the left one.
  static uint64_t EqualSteps(const Bound& a, const Bound& b, bool texts) {
    if (texts) return a.size / kBytesAStep + 2;
    const uint64_t walk = std::min(a.deep, b.deep);
    return Plus(Plus(Times(2, walk), 2), Times(walk, walk) / 4);
  }

  static uint64_t SearchSteps(const Bound& text, const Bound& part) {
    return Times(text.size / kBytesAStep + 1, part.size / 16 + 1);
  }

  // What the families of functions charge beyond a step.
  [[nodiscard]] uint64_t CallSteps(NodeId id, std::string_view name,
                                   const Bound& sum) const {
    const CheckedNode& checked = checked_.nodes[id];
    const size_t skipped = checked.drops_receiver ? 1 : 0;
    const auto child = [&](size_t i) { return ast_.child(id, i + skipped); };
    const auto arg = [&](size_t i) -> const Bound& {
      return bounds_[child(i)];
    };
    if (checked.regex != nullptr) return arg(0).size / kMatchBytesAStep + 1;
    if (name == "matches") {
      return Plus(kCompileSteps + arg(1).size, arg(0).size / kMatchBytesAStep);
    }
    if (name == "_==_" || name == "_!=_") {
      return EqualSteps(arg(0), arg(1), IsText(TypeAt(child(0))));
    }
    if (name == "@in") {
      const uint64_t each =
          EqualSteps(arg(0), arg(1), IsText(TypeAt(child(0))));
      return Plus(Times(Plus(arg(1).size, 1), each), arg(1).size / 8);
    }
    if (name == "contains" || name == "indexOf" || name == "lastIndexOf") {
      return SearchSteps(arg(0), arg(1));
    }
    if (name == "replace" || name == "split") {
      return Plus(SearchSteps(arg(0), arg(1)), Plus(arg(0).size, 2));
    }
    // A format's lists and maps are walked and sorted.
    if (name == "format") return Plus(64, Times(sum.deep, 32));
    const uint64_t bytes = sum.size / kBytesAStep;
    return Plus(bytes, Plus(bytes, sum.size / 4 + 1));
  }

  Bound OfCall(NodeId id, const Bound& sum) {
    const CheckedNode& checked = checked_.nodes[id];
    if (checked.meaning == Meaning::kHost) {
      // What a host gives back is no larger than a fact.
      Bound given = OfFact(checked.type);
      given.steps = sum.steps;
      return given;
    }
    const std::string_view name = checked.overload != nullptr
                                      ? checked.overload->name
                                      : ast_.node(id).text;
    Bound out = sum;
    out.steps = Plus(out.steps, CallSteps(id, name, sum));
    const Type& type = checked.type;
    if (IsText(type)) {
      // Some make more than they are given, up to the limit, and pay for it.
      const bool grows = name == "replace" || name == "join" ||
                         name == "format" || name == "string" ||
                         name == "strings.quote";
      out.size = std::min<uint64_t>(
          name == "replace" ? Times(Plus(sum.size, 1), Plus(sum.size, 1))
          : grows           ? Plus(64, Times(sum.deep, 4 * kBytesAStep))
                            : Plus(sum.size, 64),
          limits_.string_bytes_max);
      if (grows) out.steps = Plus(out.steps, out.size / kBytesAStep + 1);
      out.deep = 1 + out.size / kBytesAStep;
    } else if (type.is(Kind::kList) || type.is(Kind::kMap) ||
               type.is(Kind::kOptional) || type.is_dyn()) {
      out.size = std::max(sum.size, sum.deep);
      out.deep = Plus(out.size, out.deep);
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
