// All overloads that accept the arguments count; where they differ in their
// result, the result is dyn (CEL's rule). Messages name what was found and, for
// money beside a bare number, the literal that was meant.
#include "expr/call_resolver.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace patron::expr {
namespace {

std::string CallName(const Ast& ast, NodeId id, bool drops_receiver) {
  const Node& node = ast.node(id);
  if (node.kind == NodeKind::kOperator) {
    return std::string(OperatorFunction(node.op));
  }
  std::string name(node.text);
  if (drops_receiver) name = DottedName(ast, ast.child(id, 0)) + "." + name;
  return name;
}

std::string JoinTypes(std::span<const Type> types, std::string_view between) {
  std::string out;
  for (size_t i = 0; i < types.size(); ++i) {
    if (i > 0) out += between;
    out += types[i].ToString();
  }
  return out;
}

// "string.startsWith(string)" or "size(list(A))".
std::string Spelled(std::string_view name, bool member,
                    std::span<const Type> types) {
  std::string out;
  if (member && !types.empty()) {
    out = types[0].ToString() + ".";
    types = types.subspan(1);
  }
  return out + std::string(name) + "(" + JoinTypes(types, ", ") + ")";
}

// The result where the parameters accept the arguments.
std::optional<Type> Apply(std::span<const Type> parameters, const Type& result,
                          std::span<const Type> arguments) {
  if (parameters.size() != arguments.size()) return std::nullopt;
  Bindings bindings;
  for (size_t i = 0; i < parameters.size(); ++i) {
    if (!Accepts(parameters[i], arguments[i], bindings)) return std::nullopt;
  }
  return Substitute(result, bindings);
}

// Whether each argument fits a variadic overload, not all of them the same one.
bool EachFits(std::span<const Overload* const> overloads,
              std::span<const Type> arguments) {
  const auto fits = [&overloads](const Type& argument) {
    return std::any_of(
        overloads.begin(), overloads.end(), [&](const Overload* overload) {
          return overload->variadic &&
                 Apply(ParseTypes(overload->parameters), {}, {&argument, 1});
        });
  };
  return std::all_of(arguments.begin(), arguments.end(), fits);
}

// The result where the overload accepts the arguments. A variadic one is given
// them one by one and needs to accept one, if `each_fits` some variadic one.
std::optional<Type> ApplyOverload(const Overload& overload, bool each_fits,
                                  std::span<const Type> arguments) {
  const std::vector<Type> parameters = ParseTypes(overload.parameters);
  const Type result =
      ParseType(overload.result, TypeText::kSignature).value_or(Type::Dyn());
  if (!overload.variadic) return Apply(parameters, result, arguments);
  if (!each_fits) return std::nullopt;
  for (const Type& argument : arguments) {
    std::optional<Type> applied = Apply(parameters, result, {&argument, 1});
    if (applied) return applied;
  }
  return std::nullopt;
}

bool TakesCount(const Overload& overload, size_t count) {
  if (overload.variadic) return count > 0;
  return ParseTypes(overload.parameters).size() == count;
}

bool IsBareNumber(const Type& type) {
  return type.is(Kind::kInt) || type.is(Kind::kUint) || type.is(Kind::kDouble);
}

// money("20.00") for the literal 20 beside a money.
std::string MoneyLiteral(const Ast& ast, NodeId id, Currency currency) {
  const Node& node = ast.node(id);
  if (node.kind != NodeKind::kLiteral) return "money(\"...\")";
  std::string text = FormatValue(node.literal);
  if (!text.empty() && text.back() == 'u') text.pop_back();
  const std::string code = currency.valid() ? "" : " EUR";
  const Currency form = currency.valid()
                            ? currency
                            : Currency::FromCode("EUR").value_or(Currency());
  const absl::StatusOr<Money> money = ParseMoney(text, form);
  if (!money.ok()) return "money(\"...\")";
  return "money(\"" + FormatAmount(*money) + code + "\")";
}

// A rate beside a number or a text was meant as one; else it stands where no
// rate can.
std::string RateRemedy(Operator op, std::span<const Type> arguments) {
  for (size_t i = 0; i < 2; ++i) {
    if (!arguments[i].is(Kind::kRate)) continue;
    const Type& other = arguments[1 - i];
    const bool calculates = op <= Operator::kModulo;
    if (calculates) {
      return ": a rate can be compared and nothing else; a share of money is "
             "taken off by an effect, percent_off";
    }
    return IsBareNumber(other) || other.is(Kind::kString)
               ? ": write rate(\"10%\")"
               : "";
  }
  return "";
}

std::string OperatorError(const Ast& ast, NodeId id,
                          std::span<const Type> arguments,
                          const Environment& environment) {
  const Operator op = ast.node(id).op;
  if (op == Operator::kIndex || op == Operator::kOptionalIndex) {
    return arguments[0].ToString() + " has no item by " +
           arguments[1].ToString();
  }
  const std::string sign = "'" + std::string(OperatorText(op)) + "'";
  if (arguments.size() == 1) {
    return sign + " cannot take " + arguments[0].ToString();
  }
  std::string message = sign + " cannot take " + JoinTypes(arguments, " and ");
  for (size_t i = 0; i < 2; ++i) {
    if (arguments[i].is(Kind::kMoney) && IsBareNumber(arguments[1 - i]) &&
        op != Operator::kMultiply && op != Operator::kDivide) {
      message +=
          ": a number is no money, write " +
          MoneyLiteral(ast, ast.child(id, 1 - i), environment.currency());
    }
  }
  message += RateRemedy(op, arguments);
  if ((arguments[0].is(Kind::kQuantity) && IsBareNumber(arguments[1])) ||
      (arguments[1].is(Kind::kQuantity) && IsBareNumber(arguments[0]))) {
    message += ": write a whole number of pieces, or weight(\"1.5 kg\")";
  }
  if ((arguments[0].is(Kind::kDate) && arguments[1].is(Kind::kString)) ||
      (arguments[0].is(Kind::kString) && arguments[1].is(Kind::kDate))) {
    message += ": write date(\"2026-11-21\")";
  }
  return message;
}

constexpr size_t kFormsShown = 4;

std::string CallError(std::string_view name, bool member,
                      std::span<const Type> arguments,
                      std::span<const Overload* const> overloads,
                      const HostGroup& hosts) {
  std::string forms;
  size_t shown = 0;
  const auto add = [&](std::span<const Type> parameters, bool variadic) {
    if (++shown > kFormsShown) return;
    if (!forms.empty()) forms += ", ";
    forms += Spelled(name, member, parameters);
    if (variadic) forms.insert(forms.size() - 1, ", ...");
  };
  for (const Overload* overload : overloads) {
    add(ParseTypes(overload->parameters), overload->variadic);
  }
  for (const auto& host : hosts) add(host->parameters, false);
  if (shown > kFormsShown) forms += " and others";
  return "no " + Spelled(name, member, arguments) + "; there is " + forms;
}

HostGroup HostsNamed(const Environment& environment, std::string_view name,
                     bool member) {
  HostGroup hosts;
  for (const auto& function : environment.functions()) {
    if (function->name == name && function->member == member) {
      hosts.push_back(function);
    }
  }
  return hosts;
}

// A member that exists only as a function, or the other way round.
std::string OtherStyle(const Environment& environment, std::string_view name,
                       bool member) {
  if (!IsKnownFunction(environment, name, !member)) return "";
  return member ? "; it is called as " + std::string(name) + "(...)"
                : "; it is called as x." + std::string(name) + "(...)";
}

}  // namespace

bool IsKnownFunction(const Environment& environment, std::string_view name,
                     bool member) {
  return !FindOverloads(name, member).empty() ||
         !HostsNamed(environment, name, member).empty();
}

CallTarget ResolveCall(const Ast& ast, NodeId id, bool drops_receiver,
                       std::span<const Type> arguments,
                       const Environment& environment) {
  const Node& node = ast.node(id);
  const std::string name = CallName(ast, id, drops_receiver);
  const bool member = node.kind == NodeKind::kMemberCall && !drops_receiver;
  CallTarget target;
  size_t applying = 0;
  const auto accept = [&](const std::optional<Type>& result) {
    if (!result) return false;
    if (applying++ == 0) {
      target.result = *result;
    } else if (!(target.result == *result)) {
      target.result = Type::Dyn();
    }
    return applying == 1;
  };
  const std::vector<const Overload*> overloads = FindOverloads(name, member);
  const bool each_fits = EachFits(overloads, arguments);
  bool arity = false;
  for (const Overload* overload : overloads) {
    arity = arity || TakesCount(*overload, arguments.size());
    if (accept(ApplyOverload(*overload, each_fits, arguments))) {
      target.overload = overload;
    }
  }
  // Where the types decide, only what they decide for: a plan's fingerprint
  // names the signatures that it may call, and no others.
  const HostGroup hosts = HostsNamed(environment, name, member);
  HostGroup fitting;
  for (const auto& host : hosts) {
    const std::optional<Type> result =
        Apply(host->parameters, host->result, arguments);
    accept(result);
    if (result) fitting.push_back(host);
    if (host->parameters.size() == arguments.size()) {
      target.hosts.push_back(host);
    }
  }
  if (!fitting.empty()) target.hosts = std::move(fitting);
  target.dynamic = applying > 1;
  if (applying > 0) return target;
  if (overloads.empty() && hosts.empty()) {
    target.reason = Reason::kUnknownFunction;
    target.error = "unknown function '" + name + "'";
    const std::string other = OtherStyle(environment, name, member);
    target.error += other.empty() ? environment.NearFunction(name) : other;
    return target;
  }
  if (arity) target.overload = overloads[0];
  target.error = node.kind == NodeKind::kOperator
                     ? OperatorError(ast, id, arguments, environment)
                     : CallError(name, member, arguments, overloads, hosts);
  return target;
}

}  // namespace patron::expr
