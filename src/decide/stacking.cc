// How the members of a group go together.
//
// A member of a competing group is tried on the lines themselves: its effects
// are applied, weighed and taken off again by what they have allocated, so that
// a trial costs what it touches and no copy of the basket. What it would do is
// kept aside; the winner's is put back.

#include "decide/stacking.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "decide/combine.h"
#include "decide/deciding_impl.h"
#include "patron/rounding.h"

namespace patron {
namespace {

// Money off, and what points and gifts are worth where the program says.
int64_t WorthOf(const Work& work, const FiredEffect& effect) {
  if (effect.currency.empty()) {
    if (effect.sku.empty()) return effect.amount.minor;
    for (const Product& product : work.plan.program().products) {
      if (product.sku != effect.sku || !product.value) continue;
      const absl::StatusOr<int64_t> worth =
          MultiplyExact(product.value->minor, effect.units);
      return worth.ok() ? *worth : std::numeric_limits<int64_t>::max();
    }
    return 0;
  }
  for (const PointsCurrency& points : work.plan.program().points) {
    if (points.id != effect.currency || !points.value) continue;
    // Millionths of the currency's unit, so that shares of a cent count.
    int64_t scale = 1;
    for (int32_t i = 0; i < points.decimals; ++i) scale *= 10;
    const absl::StatusOr<int64_t> worth = MulDiv(
        effect.points.units, points.value->micros, scale, Rounding::kDown);
    return worth.ok() ? *worth : std::numeric_limits<int64_t>::max();
  }
  return 0;
}

int64_t Worth(const Work& work, size_t from) {
  int64_t worth = 0;
  for (size_t e = from; e < work.decision.effects.size(); ++e) {
    const absl::StatusOr<int64_t> sum =
        AddExact(worth, WorthOf(work, work.decision.effects[e]));
    if (!sum.ok()) return std::numeric_limits<int64_t>::max();
    worth = *sum;
  }
  return worth;
}

// How many rules the effects from `from` on are of.
size_t RulesOf(const Work& work, size_t from) {
  std::span<const uint32_t> rules(work.mine.effect_rules);
  rules = rules.subspan(from);
  size_t count = 0;
  for (size_t e = 0; e < rules.size(); ++e) {
    const auto before = rules.first(e);
    if (std::find(before.begin(), before.end(), rules[e]) == before.end()) {
      ++count;
    }
  }
  return count;
}

bool TouchesLines(const FiredEffect& effect) {
  return effect.currency.empty() && !effect.allocations.empty();
}

void Add(Work& work, const FiredEffect& effect) {
  for (const Allocation& allocation : effect.allocations) {
    WorkLine& line = work.mine.lines[allocation.line];
    AddUnits(line.remaining, allocation.units, &work.mine.more_runs);
    std::swap(line.remaining, work.mine.more_runs);
    line.remaining_minor += Total(allocation.units);
  }
}

void Redo(Work& work, Stash* stash) {
  for (size_t e = 0; e < stash->effects.size(); ++e) {
    FiredEffect& effect = work.decision.effects.Add();
    std::swap(effect, stash->effects[e]);
    work.mine.effect_rules.push_back(stash->rules[e]);
    Reapply(work, effect);
  }
  stash->effects.Clear();
  stash->rules.clear();
  ++work.mine.changes;
}

// Whether the rule would do something if it were its group's only one; none
// where it does not hold. What it takes to tell is no part of the result:
// reasons change nothing.
std::optional<bool> WouldDoSomething(Work& work, const Turn& turn) {
  RuleState& state = work.mine.rules[turn.rule];
  const Verdict verdict = state.verdict;
  const size_t failed = work.decision.failed.size();
  const std::set<std::string> failed_once = work.mine.failed;
  const uint64_t steps_left = work.mine.scratch.steps_left;
  const size_t from = work.decision.effects.size();
  // A rule whose turn did not come may not hold at all, which says more.
  const bool holds = Holds(work, turn.rule);
  const bool does = holds && (!TakeRule(work, turn.rule, turn.steps).ok() ||
                              work.decision.effects.size() > from);
  Undo(work, from, &work.mine.alone);
  state.verdict = verdict;
  work.decision.failed.Truncate(failed);
  work.mine.failed = failed_once;
  work.mine.scratch.steps_left = steps_left;
  return holds ? std::optional(does) : std::nullopt;
}

// Where reasons are asked for, and of rewards that are taken: the rules of a
// competing group that have nothing in the decision from `from` on have lost to
// the first that has, if they would do something without it.
class Losers {
 public:
  Losers(Work& work, uint32_t group, size_t from)
      : work_(work), group_(group), from_(from) {
    if (work.options.reasons || !work.mine.taken.empty()) {
      const auto fired = std::span(work.mine.effect_rules).subspan(from);
      fired_.assign(fired.begin(), fired.end());
    }
  }

  void Note(const std::vector<Turn>& turns) {
    if (fired_.empty()) return;
    Undo(work_, from_, &work_.mine.winners);
    Visit(turns);
    Redo(work_, &work_.mine.winners);
  }

 private:
  // Recursion is as deep as groups nest, which is bounded.
  void Visit(const std::vector<Turn>& turns) {
    for (const Turn& turn : turns) {
      if (turn.rule == kNoIndex) {
        Visit(turn.turns);
        continue;
      }
      RuleState& state = work_.mine.rules[turn.rule];
      const bool asked =
          work_.options.reasons || work_.plan.RewardOf(turn.rule) != nullptr;
      if (!asked || state.lost_to != kNoIndex ||
          std::find(fired_.begin(), fired_.end(), turn.rule) != fired_.end()) {
        continue;
      }
      const std::optional<bool> would = WouldDoSomething(work_, turn);
      if (!would) continue;
      state.in_vain = !*would;
      if (state.in_vain) continue;
      state.lost_to = fired_.front();
      state.lost_in = group_;
    }
  }

  Work& work_;
  const uint32_t group_;
  const size_t from_;
  std::vector<uint32_t> fired_;
};

// A rule that also does something tells about it only if it did.
bool MayTell(const Work& work, uint32_t rule) {
  const std::vector<Effect>& then = work.plan.rule(rule).then;
  const bool only_tells = std::all_of(
      then.begin(), then.end(),
      [](const Effect& effect) { return PhaseOf(effect) == Phase::kTelling; });
  const std::vector<uint32_t>& fired = work.mine.effect_rules;
  return only_tells ||
         std::find(fired.begin(), fired.end(), rule) != fired.end();
}

class Stacker {
 public:
  Stacker(Work& work, Phase phase)
      : work_(work),
        discounts_(IsDiscount(phase)),
        telling_(phase == Phase::kTelling) {}

  // Recursion is as deep as groups nest, which is bounded.
  absl::Status Take(const std::vector<Turn>& turns, uint32_t group,
                    size_t depth) {
    if (absl::Status s = TryExclusives(group); !s.ok()) return s;
    if (group == kNoIndex) return Stack(turns, depth);
    const Group& given = work_.plan.program().groups[group];
    const size_t from = work_.decision.effects.size();
    absl::Status status;
    if (given.mode == GroupMode::kStack) return Stack(turns, depth);
    if (telling_ && given.mode != GroupMode::kFirst) {
      // Who won tells; the others have nothing to tell.
      return Stack(turns, depth);
    }
    if (given.mode == GroupMode::kBestCombination) {
      status = BestCombination(turns, depth);
    } else if (given.scope == GroupScope::kUnit) {
      status = ForEachUnit(turns, given.mode);
    } else if (given.mode == GroupMode::kFirst) {
      status = First(turns, depth);
    } else {
      status = Compete(turns, given.mode == GroupMode::kBest, depth);
    }
    if (!status.ok()) return status;
    Losers(work_, group, from).Note(turns);
    return absl::OkStatus();
  }

 private:
  // At the group's first turn: the first of its exclusive rules that takes
  // something off leaves no discount to the others. It takes its own turns as
  // they come, which may be of several phases.
  absl::Status TryExclusives(uint32_t group) {
    if (!discounts_) return absl::OkStatus();
    for (const Exclusive& exclusive : work_.plan.exclusives) {
      if (exclusive.group != group) continue;
      RuleState& state = work_.mine.rules[exclusive.rule];
      if (state.tried || state.exclusive_to != kNoIndex) continue;
      state.tried = true;
      const size_t from = work_.decision.effects.size();
      for (const Step& step : exclusive.steps) {
        absl::Status status = TakeRule(work_, exclusive.rule, {&step, 1});
        if (!status.ok()) return status;
      }
      const bool wins = Worth(work_, from) > 0;
      Undo(work_, from, &work_.mine.alone);
      if (!wins) continue;
      for (const uint32_t other : *exclusive.rules) {
        if (other == exclusive.rule) continue;
        uint32_t& to = work_.mine.rules[other].exclusive_to;
        if (to == kNoIndex) to = exclusive.rule;
      }
    }
    return absl::OkStatus();
  }

  absl::Status TakeOne(const Turn& turn, size_t depth) {
    if (turn.rule == kNoIndex) return Take(turn.turns, turn.group, depth);
    return TakeRule(work_, turn.rule, turn.steps);
  }

  absl::Status Stack(const std::vector<Turn>& turns, size_t depth) {
    for (const Turn& turn : turns) {
      if (absl::Status s = TakeOne(turn, depth); !s.ok()) return s;
    }
    return absl::OkStatus();
  }

  absl::Status First(const std::vector<Turn>& turns, size_t depth) {
    const size_t from = work_.decision.effects.size();
    for (const Turn& turn : turns) {
      if (absl::Status s = TakeOne(turn, depth); !s.ok()) return s;
      if (GivesAnything(from)) break;
      // Points that came to nothing are no effect.
      Undo(work_, from, &work_.mine.alone);
    }
    return absl::OkStatus();
  }

  [[nodiscard]] bool GivesAnything(size_t from) const {
    const Recycled<FiredEffect>& effects = work_.decision.effects;
    for (size_t e = from; e < effects.size(); ++e) {
      if (effects[e].currency.empty() || effects[e].points != Points{}) {
        return true;
      }
    }
    return false;
  }

  Stash& StashAt(size_t depth) {
    // Two for each level: the best so far, and the one that is tried.
    std::vector<Stash>& stashes = work_.mine.stashes;
    if (stashes.size() <= depth) stashes.resize(depth + 1);
    return stashes[depth];
  }

  absl::Status Compete(const std::vector<Turn>& turns, bool most,
                       size_t depth) {
    const size_t from = work_.decision.effects.size();
    int64_t best_worth = 0;
    size_t best_rules = 0;
    for (const Turn& turn : turns) {
      if (absl::Status s = TakeOne(turn, depth + 2); !s.ok()) return s;
      const int64_t worth = Worth(work_, from);
      const size_t rules = RulesOf(work_, from);
      Undo(work_, from, &StashAt(depth + 1));
      const bool wins =
          worth > 0 && (best_rules == 0 ||
                        (most ? worth > best_worth : worth < best_worth) ||
                        (worth == best_worth && rules < best_rules));
      if (!wins) continue;
      best_worth = worth;
      best_rules = rules;
      std::swap(StashAt(depth), StashAt(depth + 1));
    }
    if (best_rules > 0) Redo(work_, &StashAt(depth));
    return absl::OkStatus();
  }

  // A basket of too many units takes the best rule alone, and says so.
  absl::Status BestCombination(const std::vector<Turn>& turns, size_t depth) {
    const absl::StatusOr<bool> combined = Combine(work_, turns);
    if (!combined.ok()) return combined.status();
    if (*combined) return absl::OkStatus();
    work_.decision.optimal = false;
    return Compete(turns, /*most=*/true, depth);
  }

  // Each member is tried on the whole basket; then every unit keeps what the
  // best of them takes off it.
  absl::Status ForEachUnit(const std::vector<Turn>& turns, GroupMode mode) {
    std::vector<Stash>& children = work_.mine.children;
    if (children.size() < turns.size()) children.resize(turns.size());
    const size_t from = work_.decision.effects.size();
    for (size_t t = 0; t < turns.size(); ++t) {
      absl::Status status = TakeRule(work_, turns[t].rule, turns[t].steps);
      if (!status.ok()) return status;
      Undo(work_, from, &children[t]);
    }
    const std::span<Stash> tried(children.data(), turns.size());
    for (uint32_t line = 0; line < work_.line_count(); ++line) {
      KeepWinners(tried, mode, line);
    }
    for (Stash& child : tried) {
      if (absl::Status s = TrimAndRedo(&child); !s.ok()) return s;
    }
    return absl::OkStatus();
  }

  // A rule in such a group has one effect, so that a child has one or none.
  static Allocation* PartOn(Stash& child, uint32_t line) {
    if (child.effects.empty()) return nullptr;
    Recycled<Allocation>& parts = child.effects[0].allocations;
    const size_t at = FindLine(parts, line);
    return at < parts.size() ? &parts[at] : nullptr;
  }

  // Sets to 0 what the members other than a unit's winner take off it.
  void KeepWinners(std::span<Stash> children, GroupMode mode, uint32_t line) {
    std::vector<Allocation*> parts;
    for (Stash& child : children) {
      if (Allocation* part = PartOn(child, line)) parts.push_back(part);
    }
    if (parts.size() < 2) return;
    std::vector<UnitCursor> cursors;
    cursors.reserve(parts.size());
    std::vector<UnitRuns> kept(parts.size());
    for (const Allocation* part : parts) cursors.emplace_back(part->units);
    while (!cursors.front().done()) {
      int64_t count = std::numeric_limits<int64_t>::max();
      for (const UnitCursor& at : cursors) count = std::min(count, at.left());
      const size_t winner = WinnerOf(cursors, mode);
      for (size_t p = 0; p < parts.size(); ++p) {
        AppendUnits(count, p == winner ? cursors[p].each() : 0, &kept[p]);
        cursors[p].Take(count);
      }
    }
    for (size_t p = 0; p < parts.size(); ++p) parts[p]->units = kept[p];
  }

  static size_t WinnerOf(std::span<const UnitCursor> cursors, GroupMode mode) {
    size_t winner = cursors.size();
    for (size_t p = 0; p < cursors.size(); ++p) {
      const int64_t each = cursors[p].each();
      if (each == 0) continue;
      if (winner == cursors.size()) {
        winner = p;
        continue;
      }
      const int64_t best = cursors[winner].each();
      if ((mode == GroupMode::kBest && each > best) ||
          (mode == GroupMode::kLowest && each < best)) {
        winner = p;
      }
    }
    return winner;
  }

  // What is left of a member's effect, applied; nothing where nothing is.
  absl::Status TrimAndRedo(Stash* child) {
    if (child->effects.empty()) return absl::OkStatus();
    FiredEffect& effect = child->effects[0];
    int64_t amount = 0;
    int64_t units = 0;
    size_t kept = 0;
    for (size_t a = 0; a < effect.allocations.size(); ++a) {
      const int64_t part = Total(effect.allocations[a].units);
      if (part == 0) continue;
      amount += part;
      for (const UnitRun& run : effect.allocations[a].units) {
        if (run.each != 0) units += run.count;
      }
      if (kept != a) {
        std::swap(effect.allocations[kept], effect.allocations[a]);
      }
      ++kept;
    }
    effect.allocations.Truncate(kept);
    if (amount == 0) {
      child->effects.Clear();
      child->rules.clear();
      return absl::OkStatus();
    }
    if (amount != effect.amount.minor) {
      effect.amount.minor = amount;
      effect.units = units;
      const Rule& rule = work_.plan.rule(child->rules[0]);
      absl::Status status =
          Fund(work_, rule.then[effect.index].funders, amount, effect);
      if (!status.ok()) return status;
    }
    Redo(work_, child);
    return absl::OkStatus();
  }

  Work& work_;
  const bool discounts_;
  const bool telling_;
};

}  // namespace

void Undo(Work& work, size_t from, Stash* stash) {
  Recycled<FiredEffect>& effects = work.decision.effects;
  stash->effects.Clear();
  stash->rules.clear();
  for (size_t e = from; e < effects.size(); ++e) {
    if (TouchesLines(effects[e])) Add(work, effects[e]);
    std::swap(stash->effects.Add(), effects[e]);
    stash->rules.push_back(work.mine.effect_rules[e]);
  }
  effects.Truncate(from);
  work.mine.effect_rules.resize(from);
  ++work.mine.changes;
  work.mine.points_summed = 0;
}

void Reapply(Work& work, const FiredEffect& effect) {
  if (!TouchesLines(effect)) return;
  for (const Allocation& allocation : effect.allocations) {
    WorkLine& line = work.mine.lines[allocation.line];
    SubtractUnits(line.remaining, allocation.units, &work.mine.more_runs);
    std::swap(line.remaining, work.mine.more_runs);
    line.remaining_minor -= Total(allocation.units);
  }
}

absl::Status TakeRule(Work& work, uint32_t rule, std::span<const Step> steps) {
  RuleState& state = work.mine.rules[rule];
  const Phase phase = steps.front().phase;
  if (IsDiscount(phase) && state.exclusive_to != kNoIndex) {
    return absl::OkStatus();
  }
  if (!Holds(work, rule)) return absl::OkStatus();
  // Nobody has an account for points. Rules of points alone still say that they
  // need one.
  if (GivesPoints(phase) && work.event.member.empty()) {
    NoteLack(work, steps.front());
    return absl::OkStatus();
  }
  if (phase == Phase::kTelling && !MayTell(work, rule)) return absl::OkStatus();
  for (const Step& step : steps) {
    const absl::StatusOr<bool> applied = ApplyEffect(work, step);
    if (!applied.ok()) return applied.status();
    if (!*applied) NoteLack(work, step);
  }
  return absl::OkStatus();
}

absl::Status TakeTurns(Work& work, const PhaseTurns& phase) {
  return Stacker(work, phase.phase).Take(phase.turns, kNoIndex, 0);
}

}  // namespace patron
