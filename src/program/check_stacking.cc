// Groups are judged by what they hold, groups within them included: a walk over
// all members of each, which is short, since groups nest at most eight deep.

#include "program/check_stacking.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <variant>
#include <vector>

#include "base/quote.h"
#include "model/span.h"
#include "program/phase.h"

namespace patron {
namespace {

void CheckPrices(const Program& program, const PriceList& list,
                 const std::string& path, Report* report) {
  if (list.prices.empty()) {
    report->Fail(Reason::kMissingField, path, "a price list holds prices");
  }
  std::vector<uint32_t> by_sku(list.prices.size());
  std::iota(by_sku.begin(), by_sku.end(), 0u);
  std::sort(by_sku.begin(), by_sku.end(), [&](uint32_t a, uint32_t b) {
    return std::tie(list.prices[a].sku, a) < std::tie(list.prices[b].sku, b);
  });
  for (size_t i = 1; i < by_sku.size(); ++i) {
    const std::string& sku = list.prices[by_sku[i]].sku;
    if (sku != list.prices[by_sku[i - 1]].sku) continue;
    report->Fail(Reason::kDuplicateId, At(path, by_sku[i]) + ".sku",
                 Quote(sku) + " has a price in this list already");
  }
  for (size_t i = 0; i < list.prices.size(); ++i) {
    const ListPrice& price = list.prices[i];
    const std::string at = At(path, i);
    report->CheckId(price.sku, at + ".sku");
    if (price.price != Money{0, program.currency}) {
      report->CheckMoney(price.price, program.currency, at + ".price");
    }
  }
}

void CheckPriceLists(const ObjectNames& names, CheckedProgram* checked,
                     Report* report) {
  const Program& program = checked->program;
  std::set<std::string_view> rules;
  for (const Rule& rule : program.rules) rules.insert(rule.id);
  size_t prices = 0;
  for (size_t i = 0; i < program.price_lists.size(); ++i) {
    const PriceList& list = program.price_lists[i];
    const std::string path = At("price_lists", i);
    if (rules.contains(list.id)) {
      report->Fail(Reason::kDuplicateId, path + ".id",
                   Quote(list.id) +
                       " is the id of a rule: a decision could not tell them "
                       "apart");
    }
    checked->price_list_segments.push_back(Resolve(
        names.segments, "segment", list.segment, path + ".segment", report));
    if (list.from && list.until && *list.until < *list.from) {
      report->Fail(Reason::kBadDate, path,
                   "the list ends on " + FormatDate(*list.until) +
                       ", before it begins on " + FormatDate(*list.from));
    }
    report->CheckFunders(list.funders, path + ".funders");
    CheckPrices(program, list, path + ".prices", report);
    prices += list.prices.size();
  }
  if (prices > kListPricesMax) {
    report->Fail(Reason::kTooLarge, "price_lists",
                 "a program has at most " + std::to_string(kListPricesMax) +
                     " prices in its lists; this one has " +
                     std::to_string(prices));
  }
}

std::string PathOf(const CheckedProgram& checked, size_t rule) {
  return checked.IsReward(rule)
             ? At("rewards", rule - checked.program.rules.size())
             : At("rules", rule);
}

// How rules hang together, for one program.
class Stacking {
 public:
  Stacking(CheckedProgram* checked, Report* report)
      : checked_(*checked), program_(checked->program), report_(*report) {}

  void Run() {
    if (!FindCycles()) return;
    std::vector<std::vector<uint32_t>> held(program_.groups.size());
    for (uint32_t r = 0; r < checked_.rule_count(); ++r) {
      CheckExclusive(r);
      uint32_t group = checked_.rules[r].group;
      while (group != kNoIndex) {
        held[group].push_back(r);
        group = checked_.group_parents[group];
      }
    }
    for (uint32_t g = 0; g < held.size(); ++g) CheckGroup(g, held[g]);
  }

 private:
  [[nodiscard]] std::string PathOf(uint32_t group) const {
    return At("groups", group);
  }

  [[nodiscard]] std::string PathOfRule(uint32_t rule) const {
    return patron::PathOf(checked_, rule);
  }

  // False where there are some: a group could not be walked.
  bool FindCycles() {
    const auto& parents = checked_.group_parents;
    for (uint32_t g = 0; g < parents.size(); ++g) {
      std::vector<uint32_t> trail = {g};
      for (uint32_t at = parents[g]; at != kNoIndex; at = parents[at]) {
        if (std::find(trail.begin(), trail.end(), at) != trail.end()) {
          SayCycle(trail, at);
          return false;
        }
        trail.push_back(at);
      }
      if (trail.size() <= kGroupDepthMax) continue;
      report_.Fail(
          Reason::kTooDeep, PathOf(g) + ".group",
          "groups nest at most " + std::to_string(kGroupDepthMax) + " deep");
      return false;
    }
    return true;
  }

  void SayCycle(const std::vector<uint32_t>& trail, uint32_t at) {
    std::string text;
    for (auto it = std::find(trail.begin(), trail.end(), at); it != trail.end();
         ++it) {
      text += Quote(program_.groups[*it].id) + " -> ";
    }
    report_.Fail(Reason::kCycle, PathOf(at) + ".group",
                 "a group that contains itself: " + text +
                     Quote(program_.groups[at].id));
  }

  void CheckExclusive(uint32_t r) {
    const Rule& rule = checked_.rule(r);
    const bool discounts = std::any_of(
        rule.then.begin(), rule.then.end(),
        [](const Effect& effect) { return IsDiscount(PhaseOf(effect)); });
    if (!rule.exclusive || discounts) return;
    report_.Fail(Reason::kBadValue, PathOfRule(r) + ".exclusive",
                 "only a rule that takes something off can be exclusive");
  }

  void CheckGroup(uint32_t g, const std::vector<uint32_t>& rules) {
    const Group& group = program_.groups[g];
    if (rules.empty()) {
      report_.Warn(PathOf(g), "no rule is in this group");
    }
    if (group.scope == GroupScope::kUnit &&
        (group.mode == GroupMode::kStack ||
         group.mode == GroupMode::kBestCombination)) {
      report_.Fail(Reason::kBadValue, PathOf(g) + ".scope",
                   "only the modes first, best and lowest can be decided for "
                   "every unit apart");
    }
    if (group.mode == GroupMode::kStack) return;
    const std::optional<Phase> phase = OnePhase(g, rules);
    if (!phase) return;
    if (GivesPoints(*phase)) CheckValues(g, rules);
    if (*phase == Phase::kTelling && group.mode != GroupMode::kFirst) {
      report_.Fail(Reason::kBadValue, PathOf(g) + ".mode",
                   "messages have no worth by which to compete: expected stack "
                   "or first");
    }
    const bool units = group.scope == GroupScope::kUnit ||
                       group.mode == GroupMode::kBestCombination;
    if (units) CheckUnits(g, rules, *phase);
  }

  // The phase of all rules of a group; an error where there are two.
  std::optional<Phase> OnePhase(uint32_t g,
                                const std::vector<uint32_t>& rules) {
    std::optional<Phase> phase;
    uint32_t first = 0;
    for (const uint32_t r : rules) {
      const std::vector<Effect>& then = checked_.rule(r).then;
      // What a rule tells beside what it does counts for nothing here.
      const bool only_tells =
          std::all_of(then.begin(), then.end(), [](const Effect& effect) {
            return PhaseOf(effect) == Phase::kTelling;
          });
      for (const Effect& effect : then) {
        const Phase own = PhaseOf(effect);
        if ((own == Phase::kTelling && !only_tells) || own == phase) continue;
        if (phase) {
          report_.Fail(
              Reason::kBadValue, PathOf(g) + ".mode",
              "the members of a group that is not 'stack' act in one phase; " +
                  Quote(checked_.rule(first).id) + " is of the " +
                  std::string(PhaseName(*phase)) + ", " +
                  Quote(checked_.rule(r).id) + " of the " +
                  std::string(PhaseName(own)) +
                  ": make a group for each, or name a selection in all ('of')");
          return std::nullopt;
        }
        phase = own;
        first = r;
      }
    }
    return phase;
  }

  void CheckValues(uint32_t g, const std::vector<uint32_t>& rules) {
    std::set<uint32_t> said;
    for (const uint32_t r : rules) {
      for (const ResolvedEffect& effect : checked_.rules[r].then) {
        const uint32_t points = effect.currency;
        if (points == kNoIndex || program_.points[points].value ||
            !said.insert(points).second) {
          continue;
        }
        report_.Fail(Reason::kMissingField, At("points", points) + ".value",
                     "rules of group " + Quote(program_.groups[g].id) +
                         " compete by what their points are worth: say what "
                         "one point is");
      }
    }
  }

  void CheckUnits(uint32_t g, const std::vector<uint32_t>& rules, Phase phase) {
    if (!IsDiscount(phase)) {
      report_.Fail(Reason::kBadValue, PathOf(g),
                   "units are given to rules that take money off, not to those "
                   "of the " +
                       std::string(PhaseName(phase)));
    }
    for (const uint32_t r : rules) {
      if (checked_.rules[r].group != g) {
        report_.Fail(Reason::kBadValue,
                     PathOf(checked_.rules[r].group) + ".group",
                     "a group that gives units to rules holds no other group");
        return;
      }
      if (checked_.IsReward(r)) {
        report_.Fail(Reason::kBadValue, PathOfRule(r) + ".group",
                     "group '" + program_.groups[g].id +
                         "' gives units to rules, and a reward is given whole "
                         "or not at all");
        return;
      }
      if (!checked_.rule(r).budget.empty()) {
        report_.Fail(Reason::kBadValue, PathOfRule(r) + ".budget",
                     "group '" + program_.groups[g].id +
                         "' gives units to rules, each weighed as if it were "
                         "alone: its rules draw on no budget");
      }
      if (const uint32_t card = checked_.rules[r].card; card != kNoIndex) {
        report_.Fail(
            Reason::kBadValue,
            At(PathOfRule(r) + ".then", card) + ".stamp_card.over_visits",
            "group '" + program_.groups[g].id +
                "' gives units to rules, and a card over visits "
                "counts them all: take the rule out of it, or leave "
                "out 'over_visits'");
      }
      const std::vector<Effect>& then = checked_.rule(r).then;
      const auto effects =
          std::count_if(then.begin(), then.end(), [](const Effect& effect) {
            return PhaseOf(effect) != Phase::kTelling;
          });
      const bool gift =
          std::any_of(then.begin(), then.end(), [](const Effect& effect) {
            const auto* buy = std::get_if<BuyGet>(&effect.what);
            return std::holds_alternative<Gift>(effect.what) ||
                   (buy != nullptr && !buy->gift.empty());
          });
      if (program_.groups[g].mode == GroupMode::kBestCombination) {
        CheckSets(r);
      }
      if (effects == 1 && !gift) continue;
      report_.Fail(Reason::kBadValue, PathOfRule(r) + ".then",
                   "units are given to rules with one effect that takes money "
                   "off them");
    }
  }

  // What a set saves is weighed against what its units could save elsewhere, so
  // that it is known before others are chosen.
  void CheckSets(uint32_t r) {
    const Rule& rule = checked_.rule(r);
    for (size_t e = 0; e < rule.then.size(); ++e) {
      const Effect& effect = rule.then[e];
      const bool sets = std::holds_alternative<BuyGet>(effect.what) ||
                        std::holds_alternative<StampCard>(effect.what) ||
                        std::holds_alternative<BundlePrice>(effect.what);
      const auto* buy = std::get_if<BuyGet>(&effect.what);
      if (buy != nullptr && buy->get_of.empty() && !buy->within_sets) {
        report_.Warn(
            At(PathOfRule(r) + ".then", e) + ".buy_get",
            "in a best combination sets are made one by one, and the "
            "cheapest of each is reduced, as 'within_sets: true' says");
      }
      if (!sets || (!effect.cap && !effect.floor)) continue;
      report_.Fail(Reason::kBadValue, At(PathOfRule(r) + ".then", e),
                   "in a best combination a set has no cap or floor: bound it "
                   "by 'sets_max'");
    }
  }

  const CheckedProgram& checked_;
  const Program& program_;
  Report& report_;
};

}  // namespace

void CheckShelf(const ObjectNames& names, CheckedProgram* checked,
                Report* report) {
  const Program& program = checked->program;
  for (size_t i = 0; i < program.products.size(); ++i) {
    if (!program.products[i].value) continue;
    report->CheckMoney(*program.products[i].value, program.currency,
                       At("products", i) + ".value");
  }
  for (size_t i = 0; i < program.budgets.size(); ++i) {
    const Budget& budget = program.budgets[i];
    const std::string path = At("budgets", i);
    report->CheckMoney(budget.amount, program.currency, path + ".amount");
    if (budget.period && !IsCalendarPeriod(*budget.period)) {
      report->Fail(Reason::kBadValue, path + ".period",
                   "expected day, week, month, quarter or year");
    }
  }
  CheckPriceLists(names, checked, report);
}

void CheckStacking(const ObjectNames& names, CheckedProgram* checked,
                   Report* report) {
  const Program& program = checked->program;
  for (size_t g = 0; g < program.groups.size(); ++g) {
    checked->group_parents.push_back(
        Resolve(names.groups, "group", program.groups[g].group,
                At("groups", g) + ".group", report));
  }
  for (size_t r = 0; r < checked->rule_count(); ++r) {
    const std::string path = PathOf(*checked, r);
    CheckedRule& rule = checked->rules[r];
    rule.group = Resolve(names.groups, "group", checked->rule(r).group,
                         path + ".group", report);
    rule.budget = Resolve(names.budgets, "budget", checked->rule(r).budget,
                          path + ".budget", report);
  }
  Stacking(checked, report).Run();
}

namespace {

// Why what the rule gives cannot be told from what is kept; "" where it can.
std::string WhyNotJudgedAgain(const CheckedProgram& checked, uint32_t rule) {
  const std::vector<Effect>& then = checked.program.rules[rule].then;
  const bool gives =
      std::any_of(then.begin(), then.end(), [](const Effect& effect) {
        const Phase phase = PhaseOf(effect);
        return IsDiscount(phase) || GivesPoints(phase);
      });
  if (!gives) {
    return "a rule that takes nothing off and gives no points has nothing to "
           "judge again when goods come back";
  }
  if (checked.rules[rule].card != kNoIndex) {
    return "a card over visits gives each unit its stamp, which comes back "
           "with "
           "it: there is nothing to judge again";
  }
  // A cycle of groups, which is an error of its own, ends too.
  size_t depth = 0;
  for (uint32_t g = checked.rules[rule].group;
       g != kNoIndex && depth <= kGroupDepthMax;
       g = checked.group_parents[g], ++depth) {
    const Group& group = checked.program.groups[g];
    if (group.mode != GroupMode::kBestCombination &&
        group.scope != GroupScope::kUnit) {
      continue;
    }
    return "group " + Quote(group.id) +
           " gives each unit to one rule, once for all: a rule in it cannot be "
           "judged again on what is kept";
  }
  if (checked.host_functions.empty()) return "";
  return "the program calls " + checked.host_functions.front() +
         ", and what a function of the host said when the goods were bought is "
         "not kept: no rule of it can be judged again";
}

}  // namespace

void CheckReturns(const CheckedProgram& checked, Report* report) {
  const std::vector<Rule>& rules = checked.program.rules;
  for (uint32_t r = 0; r < rules.size() && r < checked.rules.size(); ++r) {
    if (rules[r].returns == Returns::kAllocated) continue;
    const std::string why = WhyNotJudgedAgain(checked, r);
    if (why.empty()) continue;
    report->Fail(Reason::kBadValue, At("rules", r) + ".returns",
                 why + "; leave 'returns' out, or write 'allocated'");
  }
}

}  // namespace patron
