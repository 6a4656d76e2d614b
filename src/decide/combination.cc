// The answer from what the searches found.
//
// combination_load.h makes competitions of a problem, combination_search.h
// finds what each rule takes; here that is divided into sets, units outside of
// sets go to the best rule of kEach, and rules that can be spared are dropped.

#include "decide/combination.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "decide/combination_load.h"
#include "decide/combination_rule.h"
#include "decide/combination_search.h"

namespace patron {
namespace {

using combination::Choice;
using combination::kGot;
using combination::SetRule;
using combination::Taken;

constexpr uint32_t kLeftOut = std::numeric_limits<uint32_t>::max();

// The gain that a list of items has for a unit, or 0.
int64_t GainOf(std::span<const UnitGain> units, uint32_t unit) {
  const auto at = std::lower_bound(
      units.begin(), units.end(), unit,
      [](const UnitGain& gain, uint32_t id) { return gain.unit < id; });
  return at != units.end() && at->unit == unit ? at->gain_minor : 0;
}

}  // namespace

struct CombinationSolver::Impl {
  void Number(const SetRule& rule, const Choice& choice);
  void Write(const SetRule& rule, CombinationAnswer* answer);
  void WriteFloors(CombinationAnswer* answer) const;
  void SpareEachRules(const CombinationProblem& problem,
                      CombinationAnswer* answer);

  combination::Loader loader;
  combination::Search search;
  std::vector<Taken> taken;          // of one rule, set by set in each role
  std::vector<uint32_t> sets;        // of each taken
  std::vector<int64_t> set_minor;    // what each set saves
  std::vector<uint32_t> renumbered;  // by set: how it is written
  std::vector<uint32_t> seen;        // by role
  std::vector<uint8_t> used;         // by rule
};

CombinationSolver::CombinationSolver() : impl_(std::make_unique<Impl>()) {}
CombinationSolver::CombinationSolver(CombinationSolver&&) noexcept = default;
CombinationSolver& CombinationSolver::operator=(CombinationSolver&&) noexcept =
    default;
CombinationSolver::~CombinationSolver() = default;

void CombinationSolver::Solve(const CombinationProblem& problem,
                              const CombinationOptions& options,
                              CombinationAnswer* answer) {
  answer->units.assign(problem.values_minor.size(), {});
  answer->total_minor = 0;
  answer->optimal = true;
  answer->nodes = 0;
  combination::Loader& loader = impl_->loader;
  combination::Search& search = impl_->search;
  loader.Load(problem);
  while (loader.Next()) {
    search.Run(loader.competition(), options.nodes_max - answer->nodes);
    answer->nodes += search.nodes();
    answer->optimal = answer->optimal && search.optimal();
    for (size_t r = 0; r < search.best().size(); ++r) {
      const SetRule& rule = loader.competition().rules[r];
      impl_->Number(rule, search.best()[r]);
      impl_->Write(rule, answer);
    }
  }
  impl_->WriteFloors(answer);
  impl_->SpareEachRules(problem, answer);
}

// Divides what a rule takes into sets: the first bought and got ones, dearest
// first, are the first set; of each part the ones that gain most. Then no set
// of parts saves more than one before it.
void CombinationSolver::Impl::Number(const SetRule& rule,
                                     const Choice& choice) {
  taken = choice.taken;
  if (!rule.parts.empty()) {
    std::sort(taken.begin(), taken.end(), [](const Taken& a, const Taken& b) {
      if (a.role != b.role) return a.role < b.role;
      return a.gain != b.gain ? a.gain > b.gain : a.unit < b.unit;
    });
  }
  const size_t roles = rule.parts.empty() ? 2 : rule.parts.size();
  seen.assign(roles, 0);
  sets.clear();
  set_minor.assign(choice.sets, loader.MinorOf(rule.bonus));
  for (const Taken& one : taken) {
    uint32_t count = one.role == kGot ? rule.get : rule.buy;
    if (!rule.parts.empty()) count = rule.parts[one.role].count;
    sets.push_back(seen[one.role]++ / count);
    set_minor[sets.back()] += loader.MinorOf(one.gain);
  }
}

// A set that saves nothing is left out: the search may have taken it where it
// costs nothing either.
void CombinationSolver::Impl::Write(const SetRule& rule,
                                    CombinationAnswer* answer) {
  renumbered.clear();
  uint32_t kept = 0;
  for (const int64_t minor : set_minor) {
    renumbered.push_back(minor > 0 ? kept++ : kLeftOut);
    if (minor > 0) answer->total_minor += minor;
  }
  for (size_t i = 0; i < taken.size(); ++i) {
    if (renumbered[sets[i]] == kLeftOut) continue;
    UnitUse& use = answer->units[loader.UnitOf(taken[i].unit)];
    use.rule = rule.rule;
    use.set = renumbered[sets[i]];
    if (rule.parts.empty()) {
      use.got = taken[i].role == kGot;
    } else {
      use.part = taken[i].role;
    }
  }
}

void CombinationSolver::Impl::WriteFloors(CombinationAnswer* answer) const {
  for (size_t u = 0; u < answer->units.size(); ++u) {
    if (answer->units[u].rule != kNoCombinationRule) continue;
    answer->units[u].rule = loader.floors()[u].rule;
    answer->total_minor += loader.floors()[u].gain_minor;
  }
}

// The last rule of kEach whose units gain as much by others that are used
// anyway is dropped first.
void CombinationSolver::Impl::SpareEachRules(const CombinationProblem& problem,
                                             CombinationAnswer* answer) {
  const size_t rules = problem.rules.size();
  used.assign(rules, 0);
  for (const UnitUse& use : answer->units) {
    if (use.rule != kNoCombinationRule) used[use.rule] = 1;
  }
  const auto instead = [&](uint32_t unit, uint32_t rule) {
    for (uint32_t r = 0; r < rules; ++r) {
      if (r == rule || used[r] == 0 ||
          problem.rules[r].kind != CombinationKind::kEach) {
        continue;
      }
      if (GainOf(problem.rules[r].units, unit) ==
          loader.floors()[unit].gain_minor) {
        return r;
      }
    }
    return kNoCombinationRule;
  };
  for (auto rule = static_cast<uint32_t>(rules); rule-- > 0;) {
    if (used[rule] == 0 || problem.rules[rule].kind != CombinationKind::kEach) {
      continue;
    }
    bool spare = true;
    for (uint32_t u = 0; spare && u < answer->units.size(); ++u) {
      if (answer->units[u].rule != rule) continue;
      spare = instead(u, rule) != kNoCombinationRule;
    }
    if (!spare) continue;
    for (uint32_t u = 0; u < answer->units.size(); ++u) {
      if (answer->units[u].rule == rule)
        answer->units[u].rule = instead(u, rule);
    }
    used[rule] = 0;
  }
}

}  // namespace patron
