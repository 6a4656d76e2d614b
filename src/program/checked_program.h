// A program with every name resolved and every expression checked.
//
//   CheckResult result = CheckProgram(program, zones);
//   if (!result.checked) return result.diagnostics;   // all that is wrong
//
// Diagnostics name the path ("rules[2].then[0].percent_off.of"); where the
// mistake is inside an expression their place is relative to its text.
//
// Threads: a CheckedProgram is immutable once made.
#ifndef PATRON_SRC_PROGRAM_CHECKED_PROGRAM_H_
#define PATRON_SRC_PROGRAM_CHECKED_PROGRAM_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "expr/expression.h"
#include "patron/error.h"
#include "patron/host.h"
#include "patron/program.h"
#include "patron/zone.h"
#include "program/facts.h"

namespace patron {

inline constexpr uint32_t kNoIndex = UINT32_MAX;

// What an effect names, as indexes; kNoIndex for "all", for money and for what
// it does not name.
struct ResolvedEffect {
  uint32_t selection = kNoIndex;
  uint32_t get_selection = kNoIndex;  // of buy N get M
  std::vector<uint32_t> parts;        // selections of a bundle
  uint32_t currency = kNoIndex;
  uint32_t product = kNoIndex;  // of a gift
};

struct CheckedRule {
  std::optional<expr::Expression> when;  // none: always
  std::vector<ResolvedEffect> then;
  uint32_t group = kNoIndex;
  uint32_t budget = kNoIndex;
  uint32_t card = kNoIndex;  // which effect is a stamp card over visits
};

struct CheckedProgram {
  Program program;

  std::optional<expr::Expression> eligible_discount;  // none: all
  std::optional<expr::Expression> eligible_earn;
  std::optional<expr::Expression> eligible_tier;  // none: as to earn
  std::vector<expr::Expression> selections;
  std::vector<expr::Expression> segments;
  std::vector<std::vector<expr::Expression>> tiers;  // by ladder and level
  // Those of the program, then those that rewards are when they are taken.
  std::vector<CheckedRule> rules;
  std::vector<Rule> reward_rules;             // by reward
  std::vector<uint32_t> group_parents;        // by group; kNoIndex: none
  std::vector<uint32_t> price_list_segments;  // by list; kNoIndex: everybody

  // Selections and segments that others read come before those.
  std::vector<uint32_t> selection_order;
  std::vector<uint32_t> segment_order;

  // Slots of the order frame.
  std::vector<uint32_t> event_attribute_slots;  // by index in attributes
  std::vector<uint32_t> points_slots;           // by points currency
  std::vector<uint32_t> segment_slots;
  std::vector<uint32_t> tier_slots;
  std::vector<uint32_t> quantity_slots;  // by selection
  std::vector<uint32_t> total_slots;
  std::vector<uint32_t> count_slots;
  uint32_t expected_orders_slot = 0;          // the first of kExpectedOrdersMax
  std::vector<int32_t> expected_orders_days;  // of those that are asked for
  uint32_t order_slot_count = 0;

  // Slots of the line frame.
  std::vector<uint32_t> line_attribute_slots;  // by index in attributes
  std::vector<uint32_t> in_selection_slots;
  uint32_t line_slot_count = 0;

  // Signatures of the host functions that expressions call, ascending.
  std::vector<std::string> host_functions;

  // Names, for printing: slot -> name.
  std::vector<std::string> order_slot_names;
  std::vector<std::string> line_slot_names;

  // Of both kinds, in the order of `rules`.
  [[nodiscard]] size_t rule_count() const {
    return program.rules.size() + reward_rules.size();
  }
  [[nodiscard]] bool IsReward(size_t rule) const {
    return rule >= program.rules.size() && rule < rule_count();
  }
  [[nodiscard]] const Rule& rule(size_t index) const {
    return IsReward(index) ? reward_rules[index - program.rules.size()]
                           : program.rules[index];
  }
};

struct CheckResult {
  std::shared_ptr<const CheckedProgram> checked;  // null where errors
  Diagnostics diagnostics;                        // warnings too
};

// `zones` are the tables of those that the expressions name, in any order; one
// that is missing is an error in its place. Expressions may call the functions
// of `host`.
[[nodiscard]] CheckResult CheckProgram(Program program,
                                       std::span<const ZoneTable> zones,
                                       const HostFunctions& host = {});

// Everything resolved, one object a line with its flat program below.
[[nodiscard]] std::string PrintChecked(const CheckedProgram& checked);

}  // namespace patron

#endif  // PATRON_SRC_PROGRAM_CHECKED_PROGRAM_H_
