#include "tests/decide/combination_check.h"

#include <algorithm>
#include <bit>
#include <map>
#include <optional>
#include <vector>

namespace patron::testing {
namespace {

std::optional<int64_t> GainOf(std::span<const UnitGain> units, uint32_t unit) {
  const auto at = std::lower_bound(
      units.begin(), units.end(), unit,
      [](const UnitGain& item, uint32_t id) { return item.unit < id; });
  if (at == units.end() || at->unit != unit) return std::nullopt;
  return at->gain_minor;
}

int64_t SizeOf(const CombinationRule& rule) {
  if (rule.kind == CombinationKind::kCheapest) return rule.buy + rule.get;
  int64_t size = 0;
  for (const CombinationPart& part : rule.parts) size += part.count;
  return size;
}

// Dearest first, ties to the earlier: the last of a set are got.
void SortByValue(const CombinationProblem& problem,
                 std::vector<uint32_t>* units) {
  std::sort(units->begin(), units->end(), [&](uint32_t a, uint32_t b) {
    const int64_t x = problem.values_minor[a];
    const int64_t y = problem.values_minor[b];
    return x != y ? x > y : a < b;
  });
}

// What a set saves as it stands in the answer; an error where it is no set.
std::string CountSet(const CombinationProblem& problem,
                     const CombinationAnswer& answer,
                     std::vector<uint32_t> units, int64_t* saved) {
  const CombinationRule& rule = problem.rules[answer.units[units.front()].rule];
  if (static_cast<int64_t>(units.size()) != SizeOf(rule)) return "set size";
  if (rule.kind == CombinationKind::kCheapest) {
    SortByValue(problem, &units);
    *saved = 0;
    for (size_t i = 0; i < units.size(); ++i) {
      const bool got = i >= static_cast<size_t>(rule.buy);
      const std::optional<int64_t> gain = GainOf(rule.units, units[i]);
      if (!gain) return "a unit that the rule may not take";
      if (answer.units[units[i]].got != got) return "the wrong unit is got";
      if (answer.units[units[i]].part != 0) return "a part of no part";
      *saved += got ? *gain : 0;
    }
    return "";
  }
  *saved = rule.bonus_minor;
  std::vector<int64_t> counts(rule.parts.size(), 0);
  for (const uint32_t unit : units) {
    const UnitUse& use = answer.units[unit];
    if (use.part >= rule.parts.size()) return "no such part";
    if (use.got) return "got in a rule of parts";
    const std::optional<int64_t> gain =
        GainOf(rule.parts[use.part].units, unit);
    if (!gain) return "a unit that the part may not take";
    ++counts[use.part];
    *saved += *gain;
  }
  for (size_t p = 0; p < counts.size(); ++p) {
    if (counts[p] != rule.parts[p].count) return "a part is not full";
  }
  return "";
}

// By trying everything, over units as bits. Everywhere the first unit left is
// left out or in a set with some of the others.
class Exhaustive {
 public:
  explicit Exhaustive(const CombinationProblem& problem)
      : problem_(problem), masks_(size_t{1} << problem.values_minor.size()) {}

  int64_t Optimum() const {
    // best[units]: what the rules so far save on these at most.
    std::vector<int64_t> best(masks_, 0);
    for (const CombinationRule& rule : problem_.rules) {
      const std::vector<int64_t> saves = RuleSaves(rule);
      for (size_t units = masks_; units-- > 0;) {
        for (size_t given = units; given > 0; given = (given - 1) & units) {
          best[units] =
              std::max(best[units], best[units & ~given] + saves[given]);
        }
      }
    }
    return best[masks_ - 1];
  }

 private:
  // The most that a rule saves when it may use these units, all of them or not.
  std::vector<int64_t> RuleSaves(const CombinationRule& rule) const {
    std::vector<int64_t> saves(masks_, 0);
    if (rule.kind == CombinationKind::kEach) {
      for (size_t units = 1; units < masks_; ++units) {
        const auto first = static_cast<uint32_t>(std::countr_zero(units));
        saves[units] =
            saves[units & (units - 1)] + GainOf(rule.units, first).value_or(0);
      }
      return saves;
    }
    const std::vector<std::optional<int64_t>> sets = Sets(rule);
    const auto sets_max = std::min(
        rule.sets_max, static_cast<int64_t>(problem_.values_minor.size()));
    for (int64_t count = 0; count < sets_max; ++count) {
      std::vector<int64_t> more = saves;
      for (size_t units = 1; units < masks_; ++units) {
        const size_t first = units & (~units + 1);
        const size_t others = units & ~first;
        more[units] = more[others];
        for (size_t with = others;; with = (with - 1) & others) {
          const size_t set = with | first;
          if (sets[set]) {
            more[units] =
                std::max(more[units], saves[units & ~set] + *sets[set]);
          }
          if (with == 0) break;
        }
      }
      saves = more;
    }
    return saves;
  }

  // What each group of units saves as one set.
  std::vector<std::optional<int64_t>> Sets(const CombinationRule& rule) const {
    std::vector<std::optional<int64_t>> sets(masks_);
    for (size_t set = 1; set < masks_; ++set) {
      if (std::popcount(set) != SizeOf(rule)) continue;
      std::vector<uint32_t> units;
      for (size_t rest = set; rest != 0; rest &= rest - 1) {
        units.push_back(static_cast<uint32_t>(std::countr_zero(rest)));
      }
      SortByValue(problem_, &units);
      sets[set] = rule.kind == CombinationKind::kCheapest
                      ? CheapestSaves(rule, units)
                      : PartsSave(rule, units);
    }
    return sets;
  }

  static std::optional<int64_t> CheapestSaves(
      const CombinationRule& rule, const std::vector<uint32_t>& units) {
    int64_t saved = 0;
    for (size_t i = 0; i < units.size(); ++i) {
      const std::optional<int64_t> gain = GainOf(rule.units, units[i]);
      if (!gain) return std::nullopt;
      if (i >= static_cast<size_t>(rule.buy)) saved += *gain;
    }
    return saved;
  }

  // Every order of the units over the places of the parts.
  static std::optional<int64_t> PartsSave(const CombinationRule& rule,
                                          std::vector<uint32_t> units) {
    std::optional<int64_t> best;
    std::sort(units.begin(), units.end());
    do {
      int64_t saved = rule.bonus_minor;
      bool fits = true;
      size_t at = 0;
      for (const CombinationPart& part : rule.parts) {
        for (int64_t i = 0; i < part.count; ++i) {
          const std::optional<int64_t> gain = GainOf(part.units, units[at++]);
          fits = fits && gain;
          saved += gain.value_or(0);
        }
      }
      if (fits) best = std::max(best.value_or(saved), saved);
    } while (std::next_permutation(units.begin(), units.end()));
    return best;
  }

  const CombinationProblem& problem_;
  size_t masks_;
};

}  // namespace

std::string WrongWith(const CombinationProblem& problem,
                      const CombinationAnswer& answer) {
  if (answer.units.size() != problem.values_minor.size()) return "units";
  int64_t total = 0;
  std::vector<std::map<uint32_t, std::vector<uint32_t>>> sets(
      problem.rules.size());
  for (uint32_t u = 0; u < answer.units.size(); ++u) {
    const UnitUse& use = answer.units[u];
    if (use.rule == kNoCombinationRule) {
      if (use != UnitUse{}) return "something about a unit without a rule";
      continue;
    }
    if (use.rule >= problem.rules.size()) return "no such rule";
    const CombinationRule& rule = problem.rules[use.rule];
    if (rule.kind != CombinationKind::kEach) {
      sets[use.rule][use.set].push_back(u);
      continue;
    }
    if (use.set != 0 || use.part != 0 || use.got) return "a set of no set";
    const int64_t gain = GainOf(rule.units, u).value_or(0);
    if (gain == 0) return "taken for nothing";
    total += gain;
  }
  for (size_t r = 0; r < sets.size(); ++r) {
    if (static_cast<int64_t>(sets[r].size()) > problem.rules[r].sets_max) {
      return "too many sets";
    }
    uint32_t number = 0;
    for (const auto& [set, units] : sets[r]) {
      if (set != number++) return "a number is missing";
      int64_t saved = 0;
      const std::string wrong = CountSet(problem, answer, units, &saved);
      if (!wrong.empty()) return wrong;
      if (saved <= 0) return "a set that saves nothing";
      total += saved;
    }
  }
  return total == answer.total_minor
             ? ""
             : "the total is " + std::to_string(total) + ", not " +
                   std::to_string(answer.total_minor);
}

int64_t ExhaustiveOptimum(const CombinationProblem& problem) {
  return Exhaustive(problem).Optimum();
}

}  // namespace patron::testing
