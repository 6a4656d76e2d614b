// One walk, names on the way down, types on the way up. Inference is local:
// a call binds its own type parameters and nothing flows backwards, which is
// all that CEL's functions need once an empty list may be a list of anything.
#include "expr/checker.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "expr/call_resolver.h"
#include "expr/constants.h"
#include "expr/format.h"
#include "expr/impossible.h"
#include "expr/printer.h"
#include "expr/source.h"
#include "expr/time.h"

namespace patron::expr {
namespace {

// A macro's variable while its body is walked.
struct Variable {
  std::string_view name;
  NodeId macro = 0;
  bool second = false;
  Type type;
};

class Checker {
 public:
  Checker(const Ast& ast, const Environment& environment, bool strict,
          Arena& arena)
      : ast_(ast), environment_(environment), strict_(strict), arena_(arena) {
    result_.nodes.resize(ast.size());
  }

  CheckResult Run(const std::optional<Type>& expected) {
    TreeWalk walk(ast_, ast_.root());
    while (walk.Next()) {
      const NodeId id = walk.id();
      if (walk.before() && Enter(id)) {
        walk.Skip();
        continue;
      }
      if (ast_.node(id).kind == NodeKind::kMacro && walk.stage() == 1) {
        PushVariables(id);
      }
      if (walk.after()) Leave(id, walk);
    }
    CheckExpected(expected);
    std::sort(result_.slots.begin(), result_.slots.end());
    result_.slots.erase(std::unique(result_.slots.begin(), result_.slots.end()),
                        result_.slots.end());
    return std::move(result_);
  }

 private:
  [[nodiscard]] CheckedNode& Out(NodeId id) { return result_.nodes[id]; }
  [[nodiscard]] const Type& TypeAt(NodeId id) const {
    return result_.nodes[id].type;
  }

  // In the unchecked language the mistake waits until evaluation comes to it.
  void Wrong(NodeId id, uint32_t offset, Reason reason, std::string message) {
    Out(id).type = Type::Dyn();
    if (strict_) {
      result_.diagnostics.push_back(
          DiagnosticAt(ast_.source(), offset, reason, std::move(message)));
      return;
    }
    Out(id).meaning = Meaning::kFails;
    Out(id).constant = MakeErrorConstant(arena_, reason, message);
  }

  void WrongType(NodeId id, std::string message) {
    // A type that does not fit is left to evaluation when unchecked.
    if (!strict_) return;
    Wrong(id, ast_.node(id).offset, Reason::kExpressionType,
          std::move(message));
  }

  // On the way down. True where the children need no visit.

  bool Enter(NodeId id) {
    const Node& node = ast_.node(id);
    if (Out(id).meaning == Meaning::kIgnored) return true;
    switch (node.kind) {
      case NodeKind::kName:
      case NodeKind::kSelect:
        return EnterName(id);
      case NodeKind::kHas:
        return EnterHas(id);
      case NodeKind::kCall:
        return EnterCall(id);
      case NodeKind::kMemberCall:
        if (EnterNumbered(id)) return true;
        EnterMemberCall(id);
        return false;
      default:
        return false;
    }
  }

  // The dotted name of a chain that a variable does not start, or "".
  [[nodiscard]] std::string GlobalName(NodeId id) const {
    std::string name = DottedName(ast_, id);
    if (name.empty()) return name;
    const Node& start = ast_.node(ChainStart(ast_, id));
    if (!start.absolute && FindVariable(start.text) != nullptr) return "";
    return name;
  }

  [[nodiscard]] const Variable* FindVariable(std::string_view name) const {
    for (auto variable = variables_.rbegin(); variable != variables_.rend();
         ++variable) {
      if (variable->name == name) return &*variable;
    }
    return nullptr;
  }

  void UseSlot(NodeId id, Meaning meaning, uint32_t slot, Type type) {
    Out(id).meaning = meaning;
    Out(id).index = slot;
    Out(id).type = type;
    result_.slots.push_back(slot);
  }

  bool EnterName(NodeId id) {
    if (ast_.node(id).optional) return EnterOptional(id);
    const std::string name = GlobalName(id);
    if (name.empty()) return false;
    if (const std::optional<uint32_t> slot = environment_.FindFact(name)) {
      UseSlot(id, Meaning::kFact, *slot, environment_.facts()[*slot].type);
      return true;
    }
    if (const std::optional<Kind> kind = TypeDenotation(name)) {
      Out(id).meaning = Meaning::kConstant;
      Out(id).constant = Value::TypeOf(*kind);
      Out(id).type = Type(Kind::kType);
      return true;
    }
    return false;
  }

  // The fact that the field of a chain names: member.birthday of
  // has(member.birthday) and of member.?birthday.
  [[nodiscard]] std::optional<uint32_t> FieldFact(NodeId id) const {
    std::string name = GlobalName(ast_.child(id, 0));
    if (name.empty()) return std::nullopt;
    name += "." + std::string(ast_.node(id).text);
    return environment_.FindFact(name);
  }

  bool EnterHas(NodeId id) {
    const std::optional<uint32_t> slot = FieldFact(id);
    if (!slot) return false;
    UseSlot(id, Meaning::kHasFact, *slot, Type::Bool());
    return true;
  }

  bool EnterOptional(NodeId id) {
    const std::optional<uint32_t> slot = FieldFact(id);
    if (!slot) return false;
    UseSlot(id, Meaning::kOptionalFact, *slot,
            Type::Optional(environment_.facts()[*slot].type));
    return true;
  }

  bool EnterCall(NodeId id) {
    const Node& node = ast_.node(id);
    if (const NamedObject* named = environment_.FindNamed(node.text)) {
      EnterNamed(id, *named);
      return true;
    }
    if (!IsConstantFunction(node.text) || IsDateOfTime(id)) return false;
    const ConstantResult constant =
        MakeConstant(ast_, id, environment_.currency());
    if (!constant.error.empty()) {
      Wrong(id, ast_.node(constant.error_at).offset, constant.reason,
            constant.error);
      return true;
    }
    Out(id).meaning = Meaning::kConstant;
    Out(id).constant = constant.value;
    Out(id).type = Type(constant.value.kind());
    return true;
  }

  // date("2026-11-21") is a constant, date(event.time) a function.
  [[nodiscard]] bool IsDateOfTime(NodeId id) const {
    const Node& node = ast_.node(id);
    return node.text == "date" && node.count == 1 &&
           ast_.node(ast_.child(id, 0)).kind != NodeKind::kLiteral;
  }

  void EnterNamed(NodeId id, const NamedObject& named) {
    const Node& node = ast_.node(id);
    Out(id).type = named.result;
    const bool literal =
        node.count == 1 &&
        ast_.node(ast_.child(id, 0)).kind == NodeKind::kLiteral &&
        ast_.node(ast_.child(id, 0)).literal.is(Kind::kString);
    if (!literal) {
      Wrong(id, node.offset, Reason::kExpressionType,
            std::string(node.text) + "() wants one name as a literal: " +
                std::string(node.text) + "(\"...\")");
      return;
    }
    const Node& argument = ast_.node(ast_.child(id, 0));
    const absl::StatusOr<uint32_t> slot =
        named.resolve(argument.literal.text());
    if (!slot.ok()) {
      Wrong(id, argument.offset, ReasonOf(slot.status()),
            std::string(MessageOf(slot.status())));
      return;
    }
    UseSlot(id, Meaning::kFact, *slot, named.result);
    Expression::NamedUse use{std::string(node.text),
                             std::string(argument.literal.text()), *slot};
    const auto same = [&use](const Expression::NamedUse& other) {
      return other.function == use.function && other.literal == use.literal;
    };
    if (std::none_of(result_.named.begin(), result_.named.end(), same)) {
      result_.named.push_back(std::move(use));
    }
  }

  // member.stats.expected_orders(90)
  bool EnterNumbered(NodeId id) {
    const Node& node = ast_.node(id);
    std::string name = GlobalName(ast_.child(id, 0));
    if (name.empty()) return false;
    name += "." + std::string(node.text);
    const NumberedObject* numbered = environment_.FindNumbered(name);
    if (numbered == nullptr) return false;
    Out(id).type = numbered->result;
    // The first child is what stands before the dot.
    const bool literal =
        node.count == 2 &&
        ast_.node(ast_.child(id, 1)).kind == NodeKind::kLiteral &&
        ast_.node(ast_.child(id, 1)).literal.is(Kind::kInt);
    if (!literal) {
      Wrong(id, node.offset, Reason::kExpressionType,
            name + "() wants one whole number as a literal: " + name + "(90)");
      return true;
    }
    const Node& argument = ast_.node(ast_.child(id, 1));
    const int64_t number = argument.literal.integer();
    const absl::StatusOr<uint32_t> slot = numbered->resolve(number);
    if (!slot.ok()) {
      Wrong(id, argument.offset, ReasonOf(slot.status()),
            std::string(MessageOf(slot.status())));
      return true;
    }
    UseSlot(id, Meaning::kFact, *slot, numbered->result);
    return true;
  }

  // math.greatest(a, b) is a function with a dotted name, not a member. But
  // what begins with a fact is about the fact: no function, however it came by
  // its name, takes line.sku.startsWith("4") over.
  void EnterMemberCall(NodeId id) {
    std::string name = GlobalName(ast_.child(id, 0));
    if (name.empty() || BeginsWithFact(name)) return;
    name += "." + std::string(ast_.node(id).text);
    if (!IsKnownFunction(environment_, name, false) && !IsNoFact(id)) return;
    Out(id).drops_receiver = true;
    Out(ast_.child(id, 0)).meaning = Meaning::kIgnored;
  }

  [[nodiscard]] bool BeginsWithFact(std::string_view name) const {
    for (size_t dot = 0; dot != std::string_view::npos;) {
      dot = name.find('.', dot + 1);
      if (environment_.FindFact(name.substr(0, dot))) return true;
    }
    return false;
  }

  // shop.distanse(a, b): neither is there a fact like shop nor a member like
  // distanse, so what is unknown is the function.
  [[nodiscard]] bool IsNoFact(NodeId call) const {
    const std::string receiver = GlobalName(ast_.child(call, 0));
    const std::string first = receiver.substr(0, receiver.find('.'));
    const auto begins = [&](const Fact& fact) {
      return fact.name == first || fact.name.starts_with(first + ".");
    };
    return !IsKnownFunction(environment_, ast_.node(call).text, true) &&
           std::none_of(environment_.facts().begin(),
                        environment_.facts().end(), begins) &&
           environment_.NearFact(receiver).empty();
  }

  void PushVariables(NodeId id) {
    const Node& node = ast_.node(id);
    const Type range = TypeAt(ast_.child(id, 0));
    if (node.macro == Macro::kBind) {
      variables_.push_back({node.variable, id, false, range});
      return;
    }
    if (TraitsOf(node.macro).yield == MacroYield::kOptional) {
      if (!range.is(Kind::kOptional) && !range.is_dyn()) {
        WrongType(id, std::string(node.text) +
                          "() goes with an optional, found " +
                          range.ToString());
      }
      variables_.push_back({node.variable, id, false, range.inner()});
      return;
    }
    if (!range.is(Kind::kList) && !range.is(Kind::kMap) && !range.is_dyn()) {
      WrongType(id, std::string(node.text) +
                        "() goes over a list or a map, "
                        "found " +
                        range.ToString());
    }
    const bool map = range.is(Kind::kMap);
    const Type element = map ? range.key() : range.element();
    if (node.second.empty()) {
      variables_.push_back({node.variable, id, false, element});
      return;
    }
    const Type first = map                     ? range.key()
                       : range.is(Kind::kList) ? Type::Int()
                                               : Type::Dyn();
    variables_.push_back({node.variable, id, false, first});
    variables_.push_back(
        {node.second, id, true, map ? range.value() : range.element()});
  }

  // On the way up.

  void Leave(NodeId id, const TreeWalk& walk) {
    const Node& node = ast_.node(id);
    switch (node.kind) {
      case NodeKind::kLiteral:
        Out(id).type = Type(node.literal.kind());
        return;
      case NodeKind::kName:
        return LeaveName(id, walk);
      case NodeKind::kSelect:
        Out(id).type = FieldType(id);
        return;
      case NodeKind::kHas:
        FieldType(id);
        Out(id).type = Type::Bool();
        return;
      case NodeKind::kCall:
      case NodeKind::kMemberCall:
      case NodeKind::kOperator:
        return LeaveCall(id);
      case NodeKind::kAnd:
      case NodeKind::kOr:
        for (const NodeId child : ast_.children(id)) WantBool(child);
        Out(id).type = Type::Bool();
        return;
      case NodeKind::kChoice:
        return LeaveChoice(id);
      case NodeKind::kSpread:
        return LeaveSpread(id);
      case NodeKind::kList:
        Out(id).type = Type::List(JoinAll(id, 0, 1));
        return;
      case NodeKind::kMap:
        Out(id).type = Type::Map(JoinAll(id, 0, 2), JoinAll(id, 1, 2));
        return;
      case NodeKind::kMacro:
        return LeaveMacro(id);
    }
  }

  void LeaveName(NodeId id, const TreeWalk& walk) {
    const Node& node = ast_.node(id);
    const Variable* variable =
        node.absolute ? nullptr : FindVariable(node.text);
    if (variable != nullptr) {
      Out(id).meaning = Meaning::kVariable;
      Out(id).index = variable->macro;
      Out(id).second = variable->second;
      Out(id).type = variable->type;
      return;
    }
    // What the person wrote is the whole chain, not its first word.
    NodeId top = id;
    const std::vector<NodeId> ancestors = walk.Ancestors();
    for (auto above = ancestors.rbegin(); above != ancestors.rend(); ++above) {
      const NodeKind kind = ast_.node(*above).kind;
      if (kind != NodeKind::kSelect) break;
      top = *above;
    }
    std::string name = DottedName(ast_, top);
    if (name.empty()) name = std::string(node.text);
    Wrong(id, node.offset, Reason::kUnknownFact,
          "unknown fact '" + name + "'" + environment_.NearFact(name));
  }

  // A field of an optional is optional too, however it is asked for.
  Type FieldType(NodeId id) {
    Type operand = TypeAt(ast_.child(id, 0));
    const bool optional = ast_.node(id).optional || operand.is(Kind::kOptional);
    if (operand.is(Kind::kOptional)) operand = operand.inner();
    const Type type = FieldOf(id, operand);
    return optional ? Type::Optional(type) : type;
  }

  Type FieldOf(NodeId id, const Type& operand) {
    if (operand.is_dyn()) return Type::Dyn();
    if (operand.is(Kind::kMap)) {
      if (!operand.key().is_dyn() && !operand.key().is(Kind::kString)) {
        WrongType(id, "a field is a string, but the map's keys are " +
                          operand.key().ToString());
      }
      return operand.value();
    }
    WrongType(id, operand.ToString() + " has no field '" +
                      std::string(ast_.node(id).text) + "'");
    return Type::Dyn();
  }

  // [?x]: the type of what x may hold.
  void LeaveSpread(NodeId id) {
    const Type type = TypeAt(ast_.child(id, 0));
    if (!type.is(Kind::kOptional) && !type.is_dyn()) {
      WrongType(id, "'?' goes before an optional, found " + type.ToString());
    }
    Out(id).type = type.inner();
  }

  void LeaveCall(NodeId id) {
    const bool drops = Out(id).drops_receiver;
    std::vector<Type> arguments;
    for (size_t i = drops ? 1 : 0; i < ast_.node(id).count; ++i) {
      arguments.push_back(TypeAt(ast_.child(id, i)));
    }
    const CallTarget target =
        ResolveCall(ast_, id, drops, arguments, environment_);
    CheckedNode& out = Out(id);
    out.type = target.result;
    out.overload = target.overload;
    out.dynamic = target.dynamic;
    if (target.overload != nullptr) out.meaning = Meaning::kFunction;
    if (!target.hosts.empty()) {
      out.meaning = Meaning::kHost;
      out.index = static_cast<uint32_t>(result_.hosts.size());
      result_.hosts.push_back(target.hosts);
    }
    const bool callable = target.overload != nullptr || !target.hosts.empty();
    if (!target.error.empty() && (strict_ || !callable)) {
      Wrong(id, ast_.node(id).offset, target.reason, target.error);
      return;
    }
    if (ast_.node(id).kind == NodeKind::kOperator) CheckPossible(id);
    if (ast_.node(id).text == "matches") NotePattern(id);
    if (ast_.node(id).text == "format") CheckFormat(id);
    if (out.overload != nullptr && ast_.node(id).count == 2 &&
        TakesZone(ast_.node(id).text)) {
      ResolveZone(id);
    }
  }

  // tier("status") == "golld", and tier("status") > "gold".
  void CheckPossible(NodeId id) {
    if (!strict_) return;
    for (Impossible& wrong :
         FindImpossible(ast_, result_.nodes, environment_, id)) {
      Wrong(wrong.node, ast_.node(wrong.node).offset, wrong.reason,
            std::move(wrong.message));
    }
  }

  // event.time.getHours("Europe/Berlin"): a literal zone is found here.
  void ResolveZone(NodeId id) {
    const NodeId last = ast_.child(id, ast_.node(id).count - 1);
    const Node& zone = ast_.node(last);
    if (zone.kind != NodeKind::kLiteral || !zone.literal.is(Kind::kString)) {
      if (!strict_ || environment_.computed_zones()) return;
      Wrong(id, zone.offset, Reason::kExpressionType,
            "a program names its time zones by literals, such as "
            "\"Europe/Berlin\"");
      return;
    }
    if (ParseOffset(zone.literal.text())) return;
    std::shared_ptr<const ZoneTable> table;
    if (environment_.zones()) table = environment_.zones()(zone.literal.text());
    if (table == nullptr) {
      Wrong(id, zone.offset, Reason::kUnknownZone,
            "unknown time zone '" + std::string(zone.literal.text()) +
                "': write an IANA name such as Europe/Berlin, UTC or an offset "
                "such as +02:00");
      return;
    }
    Out(last).meaning = Meaning::kConstant;
    Out(last).constant = Value::Zone(table.get());
    result_.zones.push_back(std::move(table));
  }

  void NotePattern(NodeId id) {
    const Node& pattern = ast_.node(ast_.child(id, ast_.node(id).count - 1));
    if (Out(id).meaning == Meaning::kFunction && ast_.node(id).count == 2 &&
        pattern.kind == NodeKind::kLiteral &&
        pattern.literal.is(Kind::kString)) {
      result_.patterns.push_back(id);
    }
  }

  // A literal text of format() beside a literal list of arguments.
  void CheckFormat(NodeId id) {
    if (!strict_ || Out(id).meaning != Meaning::kFunction) return;
    const Node& text = ast_.node(ast_.child(id, 0));
    const NodeId list = ast_.child(id, 1);
    if (text.kind != NodeKind::kLiteral ||
        ast_.node(list).kind != NodeKind::kList) {
      return;
    }
    std::vector<Type> types;
    for (const NodeId item : ast_.children(list)) {
      // What is spread may be there or not.
      if (ast_.node(item).kind == NodeKind::kSpread) return;
      types.push_back(TypeAt(item));
    }
    const std::string mistake = FormatMistake(text.literal.text(), types);
    if (mistake.empty()) return;
    Wrong(id, text.offset, Reason::kExpressionType, "format(): " + mistake);
  }

  void WantBool(NodeId id) {
    const Type& type = TypeAt(id);
    if (type.is(Kind::kBool) || type.is_dyn()) return;
    if (!strict_) return;
    result_.diagnostics.push_back(DiagnosticAt(
        ast_.source(), ast_.node(id).offset, Reason::kExpressionType,
        "expected bool, found " + type.ToString() +
            ": compare it with something"));
  }

  void LeaveChoice(NodeId id) {
    WantBool(ast_.child(id, 0));
    const Type yes = TypeAt(ast_.child(id, 1));
    const Type no = TypeAt(ast_.child(id, 2));
    const std::optional<Type> joined = Join(yes, no);
    if (!joined) {
      WrongType(id, "both sides of a choice need one type, found " +
                        yes.ToString() + " and " + no.ToString());
    }
    Out(id).type = joined.value_or(Type::Dyn());
  }

  // The common type of every `step`th child; dyn where they have none.
  [[nodiscard]] Type JoinAll(NodeId id, size_t from, size_t step) const {
    std::optional<Type> type = Type(Kind::kFree);
    for (size_t i = from; i < ast_.node(id).count && type; i += step) {
      type = Join(*type, TypeAt(ast_.child(id, i)));
    }
    return type.value_or(Type::Dyn());
  }

  void LeaveMacro(NodeId id) {
    const Node& node = ast_.node(id);
    variables_.resize(variables_.size() - (node.second.empty() ? 1 : 2));
    const Type range = TypeAt(ast_.child(id, 0));
    const Type element = range.is(Kind::kMap) ? range.key() : range.element();
    const MacroTraits& traits = TraitsOf(node.macro);
    if (traits.yield == MacroYield::kBool || traits.filtered ||
        node.macro == Macro::kFilter) {
      WantBool(ast_.child(id, 1));
    }
    const Type body = TypeAt(ast_.child(id, node.count - 1));
    switch (node.macro) {
      case Macro::kFilter:
        Out(id).type = Type::List(element);
        return;
      case Macro::kMap:
      case Macro::kMapFilter:
        Out(id).type = Type::List(body);
        return;
      case Macro::kTransformMap:
      case Macro::kTransformMapFilter:
        Out(id).type =
            Type::Map(range.is(Kind::kList) ? Type::Int() : range.key(), body);
        return;
      case Macro::kTransformEntry:
      case Macro::kTransformEntryFilter:
        return LeaveWanted(id, body, Kind::kMap, "a map of entries");
      case Macro::kOptMap:
        Out(id).type = Type::Optional(body);
        return;
      case Macro::kOptFlatMap:
        return LeaveWanted(id, body, Kind::kOptional, "an optional");
      case Macro::kBind:
        Out(id).type = body;
        return;
      default:
        Out(id).type = Type::Bool();
    }
  }

  // A macro whose body gives its own result.
  void LeaveWanted(NodeId id, const Type& body, Kind kind,
                   std::string_view what) {
    if (!body.is(kind) && !body.is_dyn()) {
      WrongType(id, std::string(ast_.node(id).text) + "() makes " +
                        std::string(what) + ", found " + body.ToString());
    }
    Out(id).type = body.is(kind) ? body : Type(kind);
  }

  void CheckExpected(const std::optional<Type>& expected) {
    if (!expected || !strict_ || !result_.diagnostics.empty()) return;
    const Type& found = TypeAt(ast_.root());
    Bindings none;
    if (Accepts(*expected, found, none)) return;
    std::string message =
        "expected " + expected->ToString() + ", found " + found.ToString();
    if (expected->is(Kind::kBool)) message += ": compare it with something";
    if (expected->is(Kind::kMoney)) message += ": write money(\"...\")";
    result_.diagnostics.push_back(
        DiagnosticAt(ast_.source(), ast_.node(ast_.root()).offset,
                     Reason::kExpressionType, std::move(message)));
  }

  const Ast& ast_;
  const Environment& environment_;
  bool strict_;
  Arena& arena_;
  std::vector<Variable> variables_;
  CheckResult result_;
};

}  // namespace

CheckResult Check(const Ast& ast, const Environment& environment,
                  std::optional<Type> expected, bool strict, Arena& arena) {
  return Checker(ast, environment, strict, arena).Run(expected);
}

namespace {

// What stands before the brackets of a checked node.
std::string CheckedName(const Node& node, const CheckedNode& checked) {
  switch (node.kind) {
    case NodeKind::kLiteral:
      return FormatValue(node.literal);
    case NodeKind::kSelect:
      return (node.optional ? ".?" : ".") + std::string(node.text);
    case NodeKind::kSpread:
      return "?";
    case NodeKind::kHas:
      return "has." + std::string(node.text);
    case NodeKind::kOperator:
      return std::string(OperatorFunction(node.op));
    case NodeKind::kAnd:
      return "&&";
    case NodeKind::kOr:
      return "||";
    case NodeKind::kChoice:
      return "?:";
    case NodeKind::kList:
      return "list";
    case NodeKind::kMap:
      return "map";
    case NodeKind::kMacro:
      return std::string(node.text) + "<" + std::string(node.variable) +
             (node.second.empty() ? "" : "," + std::string(node.second)) + ">";
    default:
      return (checked.drops_receiver ? "." : "") + std::string(node.text);
  }
}

std::string Suffix(const CheckedNode& checked) {
  std::string out = "~" + checked.type.ToString();
  if (checked.meaning == Meaning::kFact ||
      checked.meaning == Meaning::kHasFact ||
      checked.meaning == Meaning::kOptionalFact) {
    out += "#" + std::to_string(checked.index);
  }
  if (checked.overload != nullptr) {
    out += "^" + std::string(checked.dynamic ? "any" : checked.overload->id);
  }
  if (checked.meaning == Meaning::kHost) out += "^host";
  return out;
}

}  // namespace

std::string PrintCheckedTree(const Ast& ast,
                             const std::vector<CheckedNode>& nodes,
                             NodeId root) {
  std::string out;
  std::vector<uint32_t> written = {0};  // children written, a level each
  TreeWalk walk(ast, root);
  while (walk.Next()) {
    const Node& node = ast.node(walk.id());
    const CheckedNode& checked = nodes[walk.id()];
    if (walk.before()) {
      if (checked.meaning == Meaning::kIgnored) {
        walk.Skip();
        continue;
      }
      if (written.back()++ > 0) out += ", ";
      if (checked.meaning == Meaning::kConstant ||
          checked.meaning == Meaning::kFails) {
        out += FormatValue(checked.constant) + Suffix(checked);
        walk.Skip();
        continue;
      }
      if (checked.meaning == Meaning::kFact) {
        out += PrintTree(ast, walk.id()) + Suffix(checked);
        walk.Skip();
        continue;
      }
      out += CheckedName(node, checked);
      const bool leaf =
          node.kind == NodeKind::kLiteral || node.kind == NodeKind::kName;
      if (!leaf) out += "(";
      written.push_back(0);
    }
    if (walk.after()) {
      const bool leaf =
          node.kind == NodeKind::kLiteral || node.kind == NodeKind::kName;
      if (!leaf) out += ")";
      out += Suffix(checked);
      written.pop_back();
    }
  }
  return out;
}

}  // namespace patron::expr
