// Programs of a few rules and groups, and what they take off, in a line each.
#ifndef PATRON_TESTS_DECIDE_TILL_SHOP_H_
#define PATRON_TESTS_DECIDE_TILL_SHOP_H_

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "tests/fixtures.h"

namespace patron::testing {

inline Decision Decided(const Program& program, std::vector<Line> lines,
                        bool reasons = true) {
  const std::shared_ptr<const Plan> plan = MakePlan(program);
  if (plan == nullptr) return {};
  const Event event = Purchase(std::move(lines));
  Deciding deciding;
  Decision decision;
  const absl::Status status = Decide(*plan, event, FactsFor(*plan, event),
                                     {reasons}, deciding, &decision);
  EXPECT_TRUE(status.ok()) << status;
  return decision;
}

inline Program With(std::vector<Rule> rules, std::vector<Group> groups = {}) {
  Program program = Cafe();
  program.selections.push_back({"cake", "line.category == \"cake\""});
  program.selections.push_back({"all", "true"});
  program.rules = std::move(rules);
  program.groups = std::move(groups);
  return program;
}

inline Rule In(Rule rule, std::string group, int32_t priority = 0) {
  rule.group = std::move(group);
  rule.priority = priority;
  return rule;
}

inline std::vector<Line> In(Currency currency, std::vector<Line> lines) {
  for (Line& line : lines) line.amount.currency = currency;
  return lines;
}

inline Group MakeGroup(std::string id, GroupMode mode, std::string in = "",
                       int32_t priority = 0) {
  Group group;
  group.id = std::move(id);
  group.mode = mode;
  group.group = std::move(in);
  group.priority = priority;
  return group;
}

// The money off of each line, in the order of the lines.
inline std::vector<int64_t> Off(const Decision& decision) {
  std::vector<int64_t> off;
  for (const LineResult& line : decision.lines) {
    off.push_back(line.discount.minor);
  }
  return off;
}

inline std::vector<Line> Lines(std::initializer_list<int64_t> amounts,
                               std::string category = "coffee") {
  std::vector<Line> lines;
  for (const int64_t amount : amounts) {
    lines.push_back(Sale(std::to_string(lines.size() + 1), amount, category));
  }
  return lines;
}

}  // namespace patron::testing

#endif  // PATRON_TESTS_DECIDE_TILL_SHOP_H_
