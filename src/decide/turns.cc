// Who comes when: a tree of turns for each phase.
//
// In every group, the program's own too, rules and groups stand by priority,
// then id bytes. A group that stacks is walked in each phase; one whose members
// compete holds rules of one phase only, and is walked once.

#include <algorithm>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "decide/plan_impl.h"

namespace patron {
namespace {

constexpr Phase kPhases[] = {Phase::kLineDiscount, Phase::kBasketDiscount,
                             Phase::kDelivery,     Phase::kEarning,
                             Phase::kMultiplying,  Phase::kTelling};

class Orderer {
 public:
  explicit Orderer(Plan::Impl& plan)
      : plan_(plan),
        program_(plan.program()),
        members_(plan.program().groups.size() + 1) {}

  void Run() {
    for (uint32_t r = 0; r < plan_.rule_count(); ++r) {
      members_[Place(plan_.checked->rules[r].group)].push_back({r, kNoIndex});
    }
    for (uint32_t g = 0; g < program_.groups.size(); ++g) {
      const uint32_t parent = plan_.checked->group_parents[g];
      members_[Place(parent)].push_back({kNoIndex, g});
    }
    for (auto& members : members_) {
      std::sort(members.begin(), members.end(),
                [this](const Member& a, const Member& b) {
                  return KeyOf(a) < KeyOf(b);
                });
    }
    for (const Phase phase : kPhases) {
      PhaseTurns turns{phase, TurnsOf(kNoIndex, phase)};
      if (!turns.turns.empty()) plan_.phases.push_back(std::move(turns));
    }
    FindExclusives(kNoIndex);
  }

 private:
  struct Member {
    uint32_t rule = kNoIndex;
    uint32_t group = kNoIndex;
  };

  // The program's own group stands last.
  [[nodiscard]] size_t Place(uint32_t group) const {
    return group == kNoIndex ? program_.groups.size() : group;
  }

  [[nodiscard]] std::tuple<int32_t, std::string_view, bool> KeyOf(
      const Member& member) const {
    if (member.group != kNoIndex) {
      const Group& group = program_.groups[member.group];
      return {group.priority, group.id, true};
    }
    const Rule& rule = plan_.rule(member.rule);
    return {rule.priority, rule.id, false};
  }

  [[nodiscard]] std::vector<Step> StepsOf(uint32_t rule, Phase phase) const {
    std::vector<Step> steps;
    const std::vector<Effect>& then = plan_.rule(rule).then;
    const uint32_t group = plan_.checked->rules[rule].group;
    const bool of_original =
        group != kNoIndex && program_.groups[group].of_original;
    for (uint32_t e = 0; e < then.size(); ++e) {
      if (PhaseOf(then[e]) == phase) {
        steps.push_back({phase, rule, e, of_original});
      }
    }
    return steps;
  }

  // Recursion is as deep as groups nest, which is bounded.
  [[nodiscard]] std::vector<Turn> TurnsOf(uint32_t group, Phase phase) const {
    std::vector<Turn> turns;
    for (const Member& member : members_[Place(group)]) {
      Turn turn{member.rule, member.group, {}, {}};
      if (member.rule != kNoIndex) {
        turn.steps = StepsOf(member.rule, phase);
        if (turn.steps.empty()) continue;
      } else {
        turn.turns = TurnsOf(member.group, phase);
        if (turn.turns.empty()) continue;
      }
      turns.push_back(std::move(turn));
    }
    return turns;
  }

  void AddRules(uint32_t group, std::vector<uint32_t>* rules) const {
    for (const Member& member : members_[Place(group)]) {
      if (member.rule != kNoIndex) {
        rules->push_back(member.rule);
      } else {
        AddRules(member.group, rules);
      }
    }
  }

  void FindExclusives(uint32_t group) {
    std::shared_ptr<const std::vector<uint32_t>> rules;
    for (const Member& member : members_[Place(group)]) {
      if (member.rule == kNoIndex || !plan_.rule(member.rule).exclusive) {
        continue;
      }
      Exclusive& exclusive = plan_.exclusives.emplace_back();
      exclusive.rule = member.rule;
      exclusive.group = group;
      for (const Phase phase : kPhases) {
        if (!IsDiscount(phase)) continue;
        const std::vector<Step> steps = StepsOf(member.rule, phase);
        exclusive.steps.insert(exclusive.steps.end(), steps.begin(),
                               steps.end());
      }
      if (rules == nullptr) {
        auto all = std::make_shared<std::vector<uint32_t>>();
        AddRules(group, all.get());
        rules = std::move(all);
      }
      exclusive.rules = rules;
    }
    for (const Member& member : members_[Place(group)]) {
      if (member.group != kNoIndex) FindExclusives(member.group);
    }
  }

  Plan::Impl& plan_;
  const Program& program_;
  std::vector<std::vector<Member>> members_;  // by group
};

std::string_view ModeName(GroupMode mode) {
  switch (mode) {
    case GroupMode::kStack:
      return "stack";
    case GroupMode::kFirst:
      return "first";
    case GroupMode::kBest:
      return "best";
    case GroupMode::kLowest:
      return "lowest";
    case GroupMode::kBestCombination:
      return "best combination";
  }
  return "unknown";
}

class Printer {
 public:
  explicit Printer(const Plan::Impl& plan) : plan_(plan) {}

  std::string Run() {
    for (const PhaseTurns& phase : plan_.phases) {
      phase_ = PhaseName(phase.phase);
      Print(phase.turns, "");
    }
    return std::move(out_);
  }

 private:
  void Print(const std::vector<Turn>& turns, const std::string& indent) {
    for (const Turn& turn : turns) {
      for (const Step& step : turn.steps) {
        out_ += indent + "step " + std::to_string(next_++) + ": " +
                std::string(phase_) + ", " + plan_.rule(step.rule).id +
                " effect " + std::to_string(step.effect) + "\n";
      }
      if (turn.group == kNoIndex) continue;
      const Group& group = plan_.program().groups[turn.group];
      out_ += indent + "group " + group.id + ": " +
              std::string(ModeName(group.mode)) +
              (group.scope == GroupScope::kUnit ? " of each unit" : "") + "\n";
      Print(turn.turns, indent + "  ");
    }
  }

  const Plan::Impl& plan_;
  std::string_view phase_;
  size_t next_ = 0;
  std::string out_;
};

}  // namespace

void OrderTurns(Plan::Impl& plan) {
  Orderer(plan).Run();
  for (size_t r = 0; r < plan.rule_count(); ++r) {
    for (const Effect& effect : plan.rule(r).then) {
      if (effect.not_with_others) plan.not_with_others = true;
    }
  }
}

std::string PrintTurns(const Plan::Impl& plan) { return Printer(plan).Run(); }

}  // namespace patron
