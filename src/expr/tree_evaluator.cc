// Each open node keeps the values of its children; when all are there, Decide
// says what the node is. Loops keep the values of every pass and decide at the
// end. No shortcuts: that is the point of it.
#include "expr/tree_evaluator.h"

#include <algorithm>

#include "expr/evaluator.h"

namespace patron::expr {
namespace {

constexpr ErrorValue kNotBool{Reason::kExpressionType,
                              "no such overload: a condition must be a bool"};
constexpr ErrorValue kNoEntries{Reason::kExpressionType,
                                "no such overload: transformMapEntry() makes "
                                "a map of entries"};
constexpr ErrorValue kNoOptional{Reason::kExpressionType,
                                 "no such overload: optFlatMap() makes an "
                                 "optional"};

struct OpenNode {
  NodeId id = 0;
  std::vector<Value> values;  // of the children that are done
  // Macros: which element the body is evaluated for.
  size_t pass = 0;
};

class TreeEvaluator {
 public:
  TreeEvaluator(const Ast& ast, const std::vector<CheckedNode>& nodes,
                std::span<const HostGroup> hosts, std::span<const Value> facts,
                Context& context)
      : ast_(ast),
        nodes_(nodes),
        hosts_(hosts),
        facts_(facts),
        context_(context) {}

  Value Run(NodeId root) {
    open_.push_back({root, {}, 0});
    while (true) {
      if (!context_.Charge(1)) return context_.StopError();
      OpenNode& top = open_.back();
      NodeId child = 0;
      if (NextChild(top, child)) {
        open_.push_back({child, {}, 0});
        continue;
      }
      const Value value = Decide(top);
      if (context_.stopped()) return context_.StopError();
      open_.pop_back();
      if (open_.empty()) return value;
      open_.back().values.push_back(value);
    }
  }

 private:
  // Which child to evaluate next; false where all that count are done.
  bool NextChild(OpenNode& top, NodeId& child) {
    const Node& node = ast_.node(top.id);
    const CheckedNode& checked = nodes_[top.id];
    if (checked.meaning == Meaning::kFact ||
        checked.meaning == Meaning::kHasFact ||
        checked.meaning == Meaning::kOptionalFact ||
        checked.meaning == Meaning::kVariable ||
        checked.meaning == Meaning::kConstant ||
        checked.meaning == Meaning::kFails) {
      return false;
    }
    if (node.kind == NodeKind::kMacro) return NextOfMacro(top, node, child);
    const size_t skipped = checked.drops_receiver ? 1 : 0;
    size_t next = top.values.size() + skipped;
    if (node.kind == NodeKind::kChoice && top.values.size() == 1) {
      if (!top.values[0].is(Kind::kBool)) return false;
      next = top.values[0].boolean() ? 1 : 2;
    }
    if (node.kind == NodeKind::kChoice && top.values.size() == 2) return false;
    if (next >= node.count) return false;
    child = ast_.child(top.id, next);
    return true;
  }

  // Values of a macro: its range, then the bodies' of each pass.
  bool NextOfMacro(OpenNode& top, const Node& node, NodeId& child) {
    if (top.values.empty()) {
      child = ast_.child(top.id, 0);
      return true;
    }
    const std::optional<size_t> passes = PassesOf(node.macro, top.values[0]);
    if (!passes) return false;
    const size_t bodies = node.count - 1;
    while (top.values.size() - 1 < *passes * bodies) {
      const size_t done = top.values.size() - 1;
      top.pass = done / bodies;
      if (done % bodies == 0 || top.values.back().is_true()) {
        child = ast_.child(top.id, 1 + done % bodies);
        return true;
      }
      // What the condition does not keep has no result to evaluate.
      top.values.push_back(Value());
    }
    return false;
  }

  Value Decide(const OpenNode& top) {
    const Node& node = ast_.node(top.id);
    const CheckedNode& checked = nodes_[top.id];
    switch (checked.meaning) {
      case Meaning::kFact:
        return LoadFact(facts_, checked.index);
      case Meaning::kHasFact:
        return HasFact(facts_, checked.index);
      case Meaning::kOptionalFact:
        return OptionalFact(facts_, checked.index);
      case Meaning::kConstant:
      case Meaning::kFails:
        return checked.constant;
      case Meaning::kVariable:
        return VariableValue(checked.index, checked.second);
      default:
        break;
    }
    switch (node.kind) {
      case NodeKind::kLiteral:
        return node.literal;
      case NodeKind::kSelect:
        return node.optional
                   ? SelectOptional(context_, top.values[0], node.text)
                   : SelectField(context_, top.values[0], node.text);
      case NodeKind::kSpread:
        return Spread(context_, top.values[0]);
      case NodeKind::kHas:
        return HasField(context_, top.values[0], node.text);
      case NodeKind::kAnd:
        return Logical(top.values, false);
      case NodeKind::kOr:
        return Logical(top.values, true);
      case NodeKind::kChoice:
        return top.values.size() == 2 ? top.values[1]
                                      : Condition(top.values[0]);
      case NodeKind::kMacro:
        return DecideMacro(node, top.values);
      default:
        return DecideStrict(node, checked, top.values);
    }
  }

  static Value Condition(const Value& value) {
    if (value.is(Kind::kBool) || value.is_error()) return value;
    return Value::Error(&kNotBool);
  }

  // Any part that decides wins; else the first error; else all agree.
  static Value Logical(std::span<const Value> values, bool decides) {
    for (const Value& value : values) {
      if (value.is(Kind::kBool) && value.boolean() == decides) return value;
    }
    for (const Value& value : values) {
      if (Condition(value).is_error()) return Condition(value);
    }
    return Value::Bool(!decides);
  }

  Value DecideStrict(const Node& node, const CheckedNode& checked,
                     std::span<const Value> values) {
    if (node.kind == NodeKind::kMap) return MakeMap(context_, values);
    if (node.kind == NodeKind::kList) return MakeList(context_, values);
    const bool lenient =
        checked.overload != nullptr && checked.overload->lenient;
    for (const Value& value : values) {
      if (value.is_error() && !lenient) return value;
    }
    if (checked.meaning == Meaning::kHost) {
      return CallHost(context_, hosts_[checked.index], values);
    }
    return checked.overload->run(context_, values);
  }

  // The innermost open macro with this id is the one whose variable it is.
  Value VariableValue(NodeId macro, bool second) {
    for (auto open = open_.rbegin(); open != open_.rend(); ++open) {
      if (open->id != macro || open->values.empty()) continue;
      const Value& range = open->values[0];
      if (ast_.node(macro).macro == Macro::kBind) return range;
      if (range.is(Kind::kOptional)) return *range.inner();
      const bool two = !ast_.node(macro).second.empty();
      if (range.is(Kind::kMap)) {
        const MapEntry& entry = range.map()[open->pass];
        return second ? entry.value : entry.key;
      }
      if (two && !second) return Value::Int(static_cast<int64_t>(open->pass));
      return range.list()[open->pass];
    }
    return Value();
  }

  Value DecideMacro(const Node& node, std::span<const Value> values) {
    const Value& range = values[0];
    if (!PassesOf(node.macro, range)) return NoRange(range);
    const std::span<const Value> bodies = values.subspan(1);
    switch (node.macro) {
      case Macro::kAll:
        return Logical(bodies, false);
      case Macro::kExists:
        return Logical(bodies, true);
      case Macro::kExistsOne:
        return ExistsOne(bodies);
      case Macro::kTransformMap:
      case Macro::kTransformMapFilter:
      case Macro::kTransformEntry:
      case Macro::kTransformEntryFilter:
        return CollectEntries(node, range, bodies);
      case Macro::kBind:
        return bodies[0];
      case Macro::kOptMap:
        if (bodies.empty()) return Value::None();
        return bodies[0].is_error() ? bodies[0] : MakeSome(context_, bodies[0]);
      case Macro::kOptFlatMap:
        if (bodies.empty()) return Value::None();
        if (bodies[0].is_error() || bodies[0].is(Kind::kOptional)) {
          return bodies[0];
        }
        return Value::Error(&kNoOptional);
      default:
        return Collect(node, range, bodies);
    }
  }

  static Value ExistsOne(std::span<const Value> bodies) {
    for (const Value& value : bodies) {
      if (Condition(value).is_error()) return Condition(value);
    }
    return Value::Bool(
        std::count_if(bodies.begin(), bodies.end(),
                      [](const Value& value) { return value.is_true(); }) == 1);
  }

  // filter, map, and map with a condition: errors end it where they stand.
  Value Collect(const Node& node, const Value& range,
                std::span<const Value> bodies) {
    std::vector<Value> made;
    const size_t step = node.count - 1;
    for (size_t i = 0; i < bodies.size(); i += step) {
      if (node.macro == Macro::kMap) {
        if (bodies[i].is_error()) return bodies[i];
        made.push_back(bodies[i]);
        continue;
      }
      const Value condition = Condition(bodies[i]);
      if (condition.is_error()) return condition;
      if (!condition.boolean()) continue;
      if (node.macro == Macro::kMapFilter) {
        if (bodies[i + 1].is_error()) return bodies[i + 1];
        made.push_back(bodies[i + 1]);
      } else {
        made.push_back(range.is(Kind::kMap) ? range.map()[i].key
                                            : range.list()[i]);
      }
    }
    Value* items = context_.MakeItems(made.size());
    if (items == nullptr) return context_.StopError();
    std::copy(made.begin(), made.end(), items);
    return Value::List({items, made.size()});
  }

  // transformMap and transformMapEntry: keys and values that alternate, as in a
  // literal; an error ends it where it stands.
  Value CollectEntries(const Node& node, const Value& range,
                       std::span<const Value> bodies) {
    std::vector<Value> pairs;
    Value map = Value::Map({});
    const size_t step = node.count - 1;
    const bool whole = node.macro == Macro::kTransformEntry ||
                       node.macro == Macro::kTransformEntryFilter;
    for (size_t i = 0; i < bodies.size(); i += step) {
      const Value& value = bodies[i + step - 1];
      if (step == 2) {
        const Value condition = Condition(bodies[i]);
        if (condition.is_error()) return condition;
        if (!condition.boolean()) continue;
      }
      if (value.is_error()) return value;
      if (!whole) {
        const size_t pass = i / step;
        pairs.push_back(range.is(Kind::kMap)
                            ? range.map()[pass].key
                            : Value::Int(static_cast<int64_t>(pass)));
        pairs.push_back(value);
      } else if (!value.is(Kind::kMap)) {
        return Value::Error(&kNoEntries);
      } else {
        for (const MapEntry& entry : value.map()) {
          pairs.push_back(entry.key);
          pairs.push_back(entry.value);
        }
      }
      map = MakeMap(context_, pairs);
      if (map.is_error()) return map;
    }
    return map;
  }

  const Ast& ast_;
  const std::vector<CheckedNode>& nodes_;
  std::span<const HostGroup> hosts_;
  std::span<const Value> facts_;
  Context& context_;
  std::vector<OpenNode> open_;
};

}  // namespace

Value EvaluateTree(const Ast& ast, const std::vector<CheckedNode>& nodes,
                   std::span<const HostGroup> hosts, NodeId part,
                   std::span<const Value> facts, Context& context) {
  return TreeEvaluator(ast, nodes, hosts, facts, context).Run(part);
}

}  // namespace patron::expr
