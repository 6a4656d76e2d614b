// What stands of an order, told from the units that are kept.

#include <algorithm>

#include "tests/engine/slow_ledger.h"

namespace patron::testing {
namespace {

int64_t KeptPart(const FiredEffect& effect, const std::vector<int64_t>& kept) {
  int64_t sum = 0;
  for (const Allocation& allocation : effect.allocations) {
    const Units units = InUnits(allocation.units);
    for (int64_t i = 0; i < kept[allocation.line]; ++i) {
      sum += units[static_cast<size_t>(i)];
    }
  }
  return sum;
}

int64_t PointsFor(const FiredEffect& effect, int64_t base) {
  switch (effect.kind) {
    case EffectKind::kFixedPoints:
      return base > 0 ? effect.each.units : 0;
    case EffectKind::kBracketPoints: {
      // Nobody loses points for having kept less, nor gets more than were
      // given.
      int64_t points = 0;
      for (const PointsStep& step : effect.steps) {
        if (base > 0 && step.from <= base) {
          points = std::max(points, step.points.units);
        }
      }
      return std::min(points, effect.points.units);
    }
    case EffectKind::kMultiplyPoints:
      return base * effect.each.units * (effect.rate.billionths / 1'000'000) /
             (effect.per.minor * 1'000);
    default:
      return base * effect.each.units / effect.per.minor;
  }
}

// Money off, or points.
int64_t StandsOf(const FiredEffect& effect,
                 const std::vector<int64_t>& kept_units) {
  int64_t base = KeptPart(effect, kept_units);
  if (effect.currency.empty()) return base;
  if (effect.whole_steps) base = base / effect.per.minor * effect.per.minor;
  const int64_t points = PointsFor(effect, base);
  const int64_t cap = effect.points_cap.units;
  return cap > 0 ? std::min(points, cap) : points;
}

bool AnyOf(const std::vector<int64_t>& units) {
  return std::any_of(units.begin(), units.end(),
                     [](int64_t each) { return each > 0; });
}

// As many uses as it takes for the money that it still takes off.
int64_t UsesOf(const RewardTaken& taken, const SlowOrder& order,
               const SlowStanding& standing, bool keeps_any) {
  if (!taken.lost_to.empty()) return 0;
  int64_t whole = 0;
  int64_t kept = 0;
  for (size_t e = 0; e < order.decision.effects.size(); ++e) {
    if (order.decision.effects[e].rule != taken.reward) continue;
    whole += order.decision.effects[e].amount.minor;
    kept += standing.effects[e];
  }
  if (whole == 0) return keeps_any ? taken.count : 0;
  int64_t uses = 0;
  while (uses * whole < taken.count * kept) ++uses;
  return uses;
}

// Of a budget the money its rule still takes off; of a stamp card the stamps of
// the units that are kept; of a limit its use while the rule touches a unit
// that is kept, or anything is where it touches none; of a reward its uses.
int64_t DrawOf(const Draw& draw, const SlowOrder& order,
               const std::vector<int64_t>& kept_units,
               const SlowStanding& standing) {
  const bool of_budget = draw.key.unit.starts_with("budget:");
  for (size_t r = 0; r < order.decision.rewards.size() && !of_budget; ++r) {
    if (order.decision.rewards[r].reward == draw.rule) {
      return standing.rewards[r];
    }
  }
  int64_t money = 0;
  int64_t stamps = 0;
  bool touches = false;
  bool touches_kept = false;
  for (size_t e = 0; e < order.decision.effects.size(); ++e) {
    const FiredEffect& effect = order.decision.effects[e];
    if (effect.rule != draw.rule) continue;
    if (effect.currency.empty()) money += standing.effects[e];
    for (const Allocation& part : effect.stamps) {
      const Units units = InUnits(part.units);
      for (int64_t i = 0; i < kept_units[part.line]; ++i) {
        stamps += units[static_cast<size_t>(i)];
      }
    }
    touches = touches || !effect.allocations.empty();
    touches_kept = touches_kept || KeptPart(effect, kept_units) != 0;
  }
  if (of_budget) return money;
  if (draw.key.unit.starts_with("stamps:")) return stamps;
  return (touches ? touches_kept : AnyOf(kept_units)) ? draw.given : 0;
}

}  // namespace

Units InUnits(const UnitRuns& runs) {
  Units units;
  for (const UnitRun& run : runs) {
    for (int64_t i = 0; i < run.count; ++i) units.push_back(run.each);
  }
  return units;
}

bool AwaitsGoods(const FiredEffect& effect,
                 const std::vector<int64_t>& open_units) {
  for (const Allocation& allocation : effect.allocations) {
    for (const int64_t each : InUnits(allocation.units)) {
      if (each != 0 && open_units[allocation.line] > 0) return true;
    }
  }
  return false;
}

bool SlowOrder::KeepsAll() const {
  for (size_t i = 0; i < paid.size(); ++i) {
    if (kept_units[i] != std::ssize(paid[i])) return false;
  }
  return true;
}

bool SlowOrder::KeepsAny() const { return AnyOf(kept_units); }

int64_t SlowOrder::ThereOf(size_t line) const {
  return kept_units[line] - open_units[line];
}

bool SlowOrder::AnyThere() const {
  for (size_t i = 0; i < kept_units.size(); ++i) {
    if (ThereOf(i) > 0) return true;
  }
  return false;
}

bool SlowOrder::AnyOpen() const { return AnyOf(open_units); }

bool SlowLedger::IsJudgedAgain(const SlowOrder& order) const {
  return patron::IsJudgedAgain(
      {PlanAt(order.bought.time), order.bought, order.facts, order.decision});
}

SlowStanding SlowLedger::StandingOf(
    const SlowOrder& order, const std::vector<int64_t>& kept_units) const {
  SlowStanding standing;
  const DecidedOrder decided{PlanAt(order.bought.time), order.bought,
                             order.facts, order.decision};
  if (patron::IsJudgedAgain(decided)) {
    const absl::StatusOr<Rejudged> again = Rejudge(decided, kept_units);
    if (again.ok()) {
      for (const int64_t line : again->paid_minor) standing.paid_minor += line;
      standing.effects = again->effect_amounts;
      standing.rewards = again->reward_uses;
      standing.draws = again->draws;
      return standing;
    }
  }
  for (size_t i = 0; i < order.paid.size(); ++i) {
    for (int64_t unit = 0; unit < kept_units[i]; ++unit) {
      standing.paid_minor += order.paid[i][static_cast<size_t>(unit)];
    }
  }
  for (const FiredEffect& effect : order.decision.effects) {
    standing.effects.push_back(StandsOf(effect, kept_units));
  }
  for (const RewardTaken& taken : order.decision.rewards) {
    standing.rewards.push_back(
        UsesOf(taken, order, standing, AnyOf(kept_units)));
  }
  for (const Draw& draw : order.decision.draws) {
    standing.draws.push_back(DrawOf(draw, order, kept_units, standing));
  }
  return standing;
}

}  // namespace patron::testing
