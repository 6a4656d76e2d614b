// The sentences name the words of a program's text, since that is where the
// mistake was made; the C++ builder has its own, and the compiler says them.

#include "program/elsewhere.h"

#include <algorithm>
#include <iterator>

namespace patron {
namespace {

// "line.category", and "line" of has(line.category).
bool IsOf(const expr::Environment& environment, std::string_view name) {
  return environment.FindNamed(name) != nullptr ||
         environment.FindFact(name).has_value() || environment.HasFactsOf(name);
}

// "category" is line.category, told without its owner.
std::string WithOwner(ExpressionPlace place, std::string_view name,
                      const expr::Environment& order,
                      const expr::Environment& line) {
  constexpr std::string_view kOwners[] = {"basket", "member", "event", "store"};
  if (name.find('.') != std::string_view::npos) return "";
  const auto hint = [&](std::string_view owner) {
    return "; did you mean '" + std::string(owner) + "." + std::string(name) +
           "'?";
  };
  const auto has = [&](const expr::Environment& facts, std::string_view owner) {
    return facts.FindFact(std::string(owner) + "." + std::string(name))
        .has_value();
  };
  if (place == ExpressionPlace::kLine) {
    return has(line, "line") ? hint("line") : "";
  }
  for (const std::string_view owner : kOwners) {
    if (place == ExpressionPlace::kMember && owner != "member") continue;
    if (has(order, owner)) return hint(owner);
  }
  return "";
}

constexpr std::string_view kLineInRule =
    ": a rule looks at the whole order, and this is of one line; write a "
    "selection (selections: - {id: some, where: ...}) and ask for "
    "quantity(\"some\"), count(\"some\") or total(\"some\")";
constexpr std::string_view kLineOfMember =
    ": segments and tier levels look at the member only, and this is of one "
    "line; write a selection for it, and a rule that asks for both";
constexpr std::string_view kOrderOfMember =
    ": segments and tier levels look at the member only (member...., "
    "points(...), in_segment(...)), and this is of an order; ask for it in a "
    "rule's 'when', beside in_segment(...)";
constexpr std::string_view kOrderOfLine =
    ": selections and eligibility look at one line only (line...., "
    "in_selection(...)), and this is of the whole order; ask for it in a "
    "rule's 'when'";

}  // namespace

std::string ElsewhereHint(ExpressionPlace place, std::string_view name,
                          const expr::Environment& order,
                          const expr::Environment& line) {
  if (name.empty()) return "";
  if (place == ExpressionPlace::kLine) {
    return IsOf(order, name) ? std::string(kOrderOfLine)
                             : WithOwner(place, name, order, line);
  }
  const bool of_rule = place == ExpressionPlace::kRule;
  if (IsOf(line, name)) {
    return std::string(of_rule ? kLineInRule : kLineOfMember);
  }
  return !of_rule && IsOf(order, name) ? std::string(kOrderOfMember)
                                       : WithOwner(place, name, order, line);
}

std::string UndeclaredHint(std::string_view name) {
  constexpr std::string_view kOwners[] = {"line", "basket", "event", "store"};
  const size_t dot = name.find('.');
  if (dot == std::string_view::npos || dot + 1 == name.size()) return "";
  const std::string owner(name.substr(0, dot));
  if (std::find(std::begin(kOwners), std::end(kOwners), owner) ==
      std::end(kOwners)) {
    return "";
  }
  const std::string attribute(name.substr(dot + 1));
  return "; is it an attribute? Then declare it (attributes: - {owner: " +
         owner + ", name: " + attribute.substr(0, attribute.find('.')) +
         ", type: string})";
}

void AddHints(expr::Environment& order, expr::Environment& member,
              expr::Environment& line) {
  const auto add = [&](expr::Environment& environment, ExpressionPlace place) {
    environment.SetHints(
        [place, &order, &line](std::string_view name) {
          return ElsewhereHint(place, name, order, line);
        },
        UndeclaredHint);
  };
  add(order, ExpressionPlace::kRule);
  add(member, ExpressionPlace::kMember);
  add(line, ExpressionPlace::kLine);
}

}  // namespace patron
