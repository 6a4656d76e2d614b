// Folding at check time is what makes a wrong amount an error of the program
// and not of the till.
#include "expr/constants.h"

#include "patron/error.h"

namespace patron::expr {
namespace {

constexpr ErrorValue kNoRoom{Reason::kExpressionFailed, "a part is not valid"};

// The value of StatusOr as a Value, or its error at the literal.
template <typename T>
ConstantResult FromParsed(const absl::StatusOr<T>& parsed, NodeId literal) {
  ConstantResult result;
  if (parsed.ok()) {
    result.value = Value::Of(*parsed);
    return result;
  }
  result.error = std::string(MessageOf(parsed.status()));
  result.reason = ReasonOf(parsed.status());
  result.error_at = literal;
  return result;
}

std::string_view Example(std::string_view function) {
  if (function == "money") return "money(\"20.00\")";
  if (function == "weight") return "weight(\"1.5 kg\")";
  return function == "rate" ? "rate(\"10%\")" : "date(\"2026-11-21\")";
}

// quantity("coffee") is what is bought of a selection, so that a weight has a
// word of its own; pieces are numbers.
absl::StatusOr<Quantity> ParseWeight(std::string_view text) {
  absl::StatusOr<Quantity> quantity = ParseQuantity(text);
  if (!quantity.ok() || quantity->kind == Quantity::Kind::kWeight) {
    return quantity;
  }
  return Refuse(Reason::kBadQuantity,
                "'" + std::string(text) +
                    "' is no weight: write one such as '1.5 kg', or the bare "
                    "number for pieces");
}

}  // namespace

bool IsConstantFunction(std::string_view name) {
  return name == "money" || name == "rate" || name == "date" ||
         name == "weight";
}

ConstantResult MakeConstant(const Ast& ast, NodeId call, Currency currency) {
  const Node& node = ast.node(call);
  const NodeId literal = node.count == 1 ? ast.child(call, 0) : call;
  if (node.count != 1 || ast.node(literal).kind != NodeKind::kLiteral ||
      !ast.node(literal).literal.is(Kind::kString)) {
    ConstantResult result;
    result.error = std::string(node.text) + "() wants one string literal: " +
                   std::string(Example(node.text));
    result.error_at = literal;
    return result;
  }
  const std::string_view text = ast.node(literal).literal.text();
  if (node.text == "rate") return FromParsed(ParseRate(text), literal);
  if (node.text == "date") return FromParsed(ParseDate(text), literal);
  if (node.text == "weight") return FromParsed(ParseWeight(text), literal);
  // A literal may name another currency than the environment's: comparing the
  // two is then an error value that says so.
  const absl::StatusOr<Money> named = ParseMoney(text);
  if (named.ok()) return FromParsed(named, literal);
  return FromParsed(ParseMoney(text, currency), literal);
}

std::optional<Kind> TypeDenotation(std::string_view name) {
  for (int i = 0; i < static_cast<int>(Kind::kError); ++i) {
    const auto kind = static_cast<Kind>(i);
    if (KindName(kind) == name) return kind;
  }
  return std::nullopt;
}

Value MakeErrorConstant(Arena& arena, Reason reason, std::string_view message) {
  void* room = arena.Allocate(sizeof(ErrorValue));
  const std::string_view copy = arena.Copy(message);
  if (room == nullptr || copy.data() == nullptr) return Value::Error(&kNoRoom);
  return Value::Error(new (room) ErrorValue{reason, copy});
}

}  // namespace patron::expr
