// One walk on the way up; call_cost.h says what a call adds and what the sizes
// of a value are.
//
// A loop costs its body as often as its range has items. Where they are texts
// and parts of one, as split() makes them, they cannot all be long: then the
// body is looked at for several lengths, and each length counts for as many
// items as can have it. That both sides of an && and every alternative of an ||
// are added up makes the bound higher than what evaluation takes, never lower.
#include "expr/cost.h"

#include <algorithm>
#include <map>
#include <vector>

#include "expr/call_cost.h"

namespace patron::expr {
namespace {

// Lengths of items that are looked at apart: 3, 15, 63, ... bytes.
constexpr uint64_t kShortestLayer = 3;
constexpr uint64_t kLayerFactor = 4;
// Parts that may be looked at again for it, for each part of the expression.
// Past that every item is as long as the longest.
constexpr size_t kLooksAgain = 8;

// What one pass through a loop's body costs and makes.
struct Pass {
  uint64_t steps = 0;
  Bound value;
};

// The same of all passes together; `value` is the largest.
struct Passes {
  uint64_t steps = 0;
  uint64_t deep = 0;
  uint64_t total = 0;
  Bound value;
};

class Estimator {
 public:
  Estimator(const Ast& ast, const CheckResult& checked, const Limits& limits)
      : ast_(ast),
        checked_(checked),
        limits_(limits),
        looks_left_(ast.size() * kLooksAgain) {
    bounds_.resize(ast.size());
  }

  Cost Run() {
    Walk(ast_.root());
    return {bounds_[ast_.root()].steps, bounded_};
  }

 private:
  void Walk(NodeId root) {
    TreeWalk walk(ast_, root);
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
      if (again_ && looks_left_ > 0) --looks_left_;
    }
  }

  [[nodiscard]] const Type& TypeAt(NodeId id) const {
    return checked_.nodes[id].type;
  }

  // A value whose size only its type tells.
  Bound OfFact(const Type& type) {
    if (IsText(type)) return OfText(limits_.fact_bytes_max);
    bounded_ = bounded_ && !HasParts(type);
    return {};
  }

  bool Leaf(NodeId id) {
    const CheckedNode& checked = checked_.nodes[id];
    Bound& bound = bounds_[id];
    switch (checked.meaning) {
      case Meaning::kIgnored:
        bound = {};
        bound.steps = 0;
        return true;
      case Meaning::kConstant:
      case Meaning::kFails:
        bound = OfConstant(checked.constant);
        return true;
      case Meaning::kFact:
        bound = OfFact(checked.type);
        return true;
      case Meaning::kOptionalFact: {
        const Bound inner = OfFact(checked.type.inner());
        bound = OfItems({&inner, 1}, 1);
        return true;
      }
      case Meaning::kHasFact:
        bound = {};
        return true;
      case Meaning::kVariable:
        bound = OfVariable(checked);
        return true;
      default:
        break;
    }
    if (ast_.node(id).kind != NodeKind::kLiteral) return false;
    bound = OfConstant(ast_.node(id).literal);
    return true;
  }

  [[nodiscard]] Bound OfVariable(const CheckedNode& checked) const {
    Bound range = ranges_.at(checked.index);
    if (ast_.node(checked.index).macro != Macro::kBind) {
      return OfItem(range, checked.type);
    }
    range.steps = 1;
    return range;
  }

  [[nodiscard]] std::vector<Bound> Children(NodeId id, size_t skipped) const {
    std::vector<Bound> children;
    for (const NodeId child : ast_.children(id).subspan(skipped)) {
      children.push_back(bounds_[child]);
    }
    return children;
  }

  Bound Combine(NodeId id) {
    const Node& node = ast_.node(id);
    if (node.kind == NodeKind::kMacro) return OfMacro(id);
    if (node.kind == NodeKind::kCall || node.kind == NodeKind::kMemberCall ||
        node.kind == NodeKind::kOperator) {
      return OfCall(id);
    }
    const std::vector<Bound> children = Children(id, 0);
    uint64_t steps = 1;
    for (const Bound& child : children) steps = Plus(steps, child.steps);
    Bound bound = OfStructure(id, children);
    switch (node.kind) {
      case NodeKind::kAnd:
      case NodeKind::kOr:
        steps = Plus(steps, node.count);
        break;
      case NodeKind::kChoice:
        steps = Plus(children[0].steps, Plus(bound.steps, 2));
        break;
      case NodeKind::kList:
        steps = Plus(steps, node.count / 8);
        break;
      case NodeKind::kMap:
        // Each key is looked for among those before it.
        steps = Plus(steps, Times(node.count / 2,
                                  EntrySteps(node.count / 2, bound.longest)));
        steps = Plus(steps, node.count / 8);
        break;
      case NodeKind::kSpread:
        break;
      default:  // selects
        steps = Plus(steps,
                     EntrySteps(std::max(children[0].size, children[0].widest),
                                node.text.size()));
    }
    bound.steps = steps;
    return bound;
  }

  [[nodiscard]] Bound OfStructure(NodeId id,
                                  std::span<const Bound> children) const {
    switch (ast_.node(id).kind) {
      case NodeKind::kChoice:
        return OfEither(children[1], children[2]);
      case NodeKind::kList:
        return OfItems(children, children.size());
      case NodeKind::kMap: {
        Bound map = OfItems(children, children.size() / 2);
        map.maps = true;
        return map;
      }
      case NodeKind::kSpread:
        return children[0];
      case NodeKind::kSelect:
        return OfItem(children[0], TypeAt(id));
      default:
        return {};
    }
  }

  Bound OfCall(NodeId id) {
    const CheckedNode& checked = checked_.nodes[id];
    const Node& node = ast_.node(id);
    const size_t skipped = checked.drops_receiver ? 1 : 0;
    const std::vector<Bound> arguments = Children(id, skipped);
    std::vector<Type> types;
    for (const NodeId child : ast_.children(id).subspan(skipped)) {
      types.push_back(TypeAt(child));
    }
    if (checked.meaning == Meaning::kHost) {
      // What a host gives back is no larger than a fact.
      Bound given = OfFact(checked.type);
      for (const Bound& argument : arguments) {
        given.steps =
            Plus(given.steps, Plus(argument.steps, BytesSteps(argument.total)));
      }
      return given;
    }
    CallShape shape;
    shape.name = checked.overload != nullptr ? checked.overload->name
                                             : std::string_view(node.text);
    shape.arguments = arguments;
    shape.types = types;
    shape.result = checked.type;
    shape.second = IntLiteral(id, skipped + 1);
    shape.third = IntLiteral(id, skipped + 2);
    if (shape.name == "split") shape.second = shape.third;
    if (shape.name == "replace") shape.third = IntLiteral(id, skipped + 3);
    shape.pattern_size = checked.pattern_size;
    return CallBound(shape, limits_);
  }

  [[nodiscard]] std::optional<int64_t> IntLiteral(NodeId id, size_t i) const {
    if (i >= ast_.node(id).count) return std::nullopt;
    const Node& node = ast_.node(ast_.child(id, i));
    if (node.kind != NodeKind::kLiteral || !node.literal.is(Kind::kInt)) {
      return std::nullopt;
    }
    return node.literal.integer();
  }

  // Of the body's parts as they were walked last.
  [[nodiscard]] Pass LastPass(NodeId id) const {
    Pass pass;
    for (const NodeId child : ast_.children(id).subspan(1)) {
      pass.steps = Plus(pass.steps, bounds_[child].steps);
    }
    pass.value = bounds_[ast_.child(id, ast_.node(id).count - 1)];
    return pass;
  }

  [[nodiscard]] bool ArePartsOfOne(NodeId list, const Bound& range,
                                   uint64_t passes) const {
    return !HasParts(TypeAt(list).element()) &&
           range.longest > kShortestLayer &&
           range.total < Times(passes, range.longest);
  }

  Passes AllPasses(NodeId id, const Bound& range, uint64_t passes) {
    const Pass longest = LastPass(id);
    Passes all{0, 0, 0, longest.value};
    Pass before{0, {}};
    before.value.deep = 0;
    const auto add = [&](const Pass& here, uint64_t count) {
      const auto more = [count](uint64_t now, uint64_t then) {
        return Times(count, now - std::min(now, then));
      };
      all.steps = Plus(all.steps, more(here.steps, before.steps));
      all.deep = Plus(all.deep, more(here.value.deep, before.value.deep));
      all.total = Plus(all.total, more(here.value.total, before.value.total));
      before.steps = std::max(before.steps, here.steps);
      before.value = OfEither(before.value, here.value);
    };
    uint64_t count = passes;  // of the items that are longer than those before
    if (!again_ && looks_left_ > ast_.size() &&
        ArePartsOfOne(ast_.child(id, 0), range, passes)) {
      again_ = true;
      for (uint64_t length = kShortestLayer; length < range.longest;
           length *= kLayerFactor) {
        add(PassOfLength(id, length), count);
        count = std::min(passes, range.total / (length + 1));
      }
      again_ = false;
    }
    add(longest, count);
    return all;
  }

  // One pass where the item has this length.
  Pass PassOfLength(NodeId id, uint64_t length) {
    Bound& range = ranges_[id];
    const Bound whole = range;
    range.longest = std::min(range.longest, length);
    for (const NodeId child : ast_.children(id).subspan(1)) Walk(child);
    range = whole;
    return LastPass(id);
  }

  Bound OfMacro(NodeId id) {
    const Node& node = ast_.node(id);
    const Bound range = bounds_[ast_.child(id, 0)];
    const MacroYield yield = TraitsOf(node.macro).yield;
    const bool once =
        node.macro == Macro::kBind || yield == MacroYield::kOptional;
    const bool known = !TypeAt(ast_.child(id, 0)).is_dyn();
    const uint64_t passes = once    ? 1
                            : known ? range.size
                                    : std::max(range.size, range.widest);
    const Passes all = AllPasses(id, range, passes);
    Bound out;
    if (yield == MacroYield::kOptional && node.macro != Macro::kOptFlatMap) {
      out = OfItems({&all.value, 1}, 1);
    } else if (once) {
      out = all.value;
    } else if (node.macro == Macro::kFilter) {
      out = range;
    } else if (yield != MacroYield::kBool) {
      out = Collected(node.macro, range, passes, all);
    }
    // The loop's own steps, and room that doubles while a list grows.
    out.steps = Plus(Plus(range.steps, 4), Plus(all.steps, Times(5, passes)));
    if (IsWhole(node.macro)) {
      const uint64_t each = Plus(1, EntrySteps(out.size, out.longest));
      out.steps = Plus(out.steps, Times(out.size, each));
    }
    return out;
  }

  // Whether a pass gives a map whose entries are all taken.
  static bool IsWhole(Macro macro) {
    return macro == Macro::kTransformEntry ||
           macro == Macro::kTransformEntryFilter;
  }

  static Bound Collected(Macro macro, const Bound& range, uint64_t passes,
                         const Passes& all) {
    Bound made = all.value;
    made.least = 0;
    made.total = all.total;
    made.deep = Plus(Plus(1, passes), all.deep);
    made.item_deep = all.value.deep;
    made.size = passes;
    if (IsWhole(macro)) {
      made.size = Times(passes, all.value.widest);
      made.item_deep = all.value.item_deep;
    }
    made.widest = std::max(all.value.widest, made.size);
    if (TraitsOf(macro).yield == MacroYield::kMap) {
      made.maps = true;
      made.deep = Plus(made.deep, range.deep);
      made.total = Plus(made.total, range.total);
      made.longest = std::max(made.longest, range.longest);
    }
    return made;
  }

  const Ast& ast_;
  const CheckResult& checked_;
  const Limits& limits_;
  std::vector<Bound> bounds_;
  std::map<NodeId, Bound> ranges_;  // of macros whose body is walked
  bool bounded_ = true;
  bool again_ = false;  // while a body is looked at for another length
  size_t looks_left_;
};

}  // namespace

Cost WorstCost(const Ast& ast, const CheckResult& checked,
               const Limits& limits) {
  return Estimator(ast, checked, limits).Run();
}

}  // namespace patron::expr
