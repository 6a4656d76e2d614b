// A checked program as text, for tests that compare and for people who wonder
// what became of their program.

#include <span>
#include <string>

#include "program/checked_program.h"

namespace patron {
namespace {

void AppendExpression(std::string_view indent,
                      const expr::Expression& expression, std::string* out) {
  *out += expression.Print();
  *out += "\n";
  *out += indent;
  *out += expression.steps_are_bounded() ? "at most " : "stopped after ";
  *out += std::to_string(expression.steps_at_most()) + " steps\n";
  const std::string program = expression.PrintProgram();
  size_t begin = 0;
  while (begin < program.size()) {
    size_t end = program.find('\n', begin);
    if (end == std::string::npos) end = program.size();
    *out += indent;
    out->append(program, begin, end - begin);
    *out += "\n";
    begin = end + 1;
  }
}

void AppendObject(std::string_view kind, std::string_view id,
                  const expr::Expression& expression, std::string* out) {
  *out += kind;
  *out += " ";
  *out += id;
  *out += ": ";
  AppendExpression("    ", expression, out);
}

void AppendSlots(std::string_view frame, std::span<const std::string> names,
                 std::string* out) {
  for (size_t slot = 0; slot < names.size(); ++slot) {
    if (names[slot].empty()) continue;  // kept for what nobody asked
    *out += frame;
    *out += " " + std::to_string(slot) + ": " + names[slot] + "\n";
  }
}

}  // namespace

std::string PrintChecked(const CheckedProgram& checked) {
  const Program& program = checked.program;
  std::string out = "program " + program.id + " " + program.version + "\n";
  for (const std::string& signature : checked.host_functions) {
    out += "calls " + signature + "\n";
  }
  AppendSlots("line", checked.line_slot_names, &out);
  AppendSlots("order", checked.order_slot_names, &out);
  if (checked.eligible_discount) {
    AppendObject("eligible", "discount", *checked.eligible_discount, &out);
  }
  if (checked.eligible_earn) {
    AppendObject("eligible", "earn", *checked.eligible_earn, &out);
  }
  if (checked.eligible_tier) {
    AppendObject("eligible", "tier", *checked.eligible_tier, &out);
  }
  for (const uint32_t i : checked.selection_order) {
    AppendObject("selection", program.selections[i].id, checked.selections[i],
                 &out);
  }
  for (const uint32_t i : checked.segment_order) {
    AppendObject("segment", program.segments[i].id, checked.segments[i], &out);
  }
  for (size_t i = 0; i < program.tiers.size(); ++i) {
    for (size_t l = 0; l < program.tiers[i].levels.size(); ++l) {
      AppendObject("tier",
                   program.tiers[i].id + "/" + program.tiers[i].levels[l].id,
                   checked.tiers[i][l], &out);
    }
  }
  for (size_t i = 0; i < checked.rule_count(); ++i) {
    const std::string kind = checked.IsReward(i) ? "reward" : "rule";
    if (checked.rules[i].when) {
      AppendObject(kind, checked.rule(i).id, *checked.rules[i].when, &out);
    } else {
      out += kind + " " + checked.rule(i).id + ": always\n";
    }
  }
  return out;
}

}  // namespace patron
