// What stands of an order when only some units are kept.
//
// Money was allocated to units when the order was decided and is only summed
// here. Points hang on the sum of a base, so that they are computed again on
// the kept base: what ten small returns take back in all is what one large one
// would. Rules that are to be judged again on what is kept are
// judge_again.cc's.

#include <algorithm>
#include <cstddef>

#include "decide/judge_again.h"
#include "decide/plan_impl.h"
#include "decide/points.h"
#include "patron/plan.h"
#include "patron/rounding.h"
#include "patron/split.h"

namespace patron {
namespace {

// Points are divided among the funders as they were when they were earned: by
// the same proportions, to the unit, ties to the earlier.
absl::StatusOr<std::vector<int64_t>> ShareOut(const FiredEffect& effect,
                                              int64_t amount) {
  int64_t given_in_all = 0;
  for (const FundedShare& share : effect.shares) given_in_all += share.amount;
  std::vector<Share> shares;
  for (const FundedShare& share : effect.shares) {
    // A rule that is judged again may give more on the rest than on the whole.
    const int64_t room = amount > given_in_all ? amount : share.amount;
    shares.push_back({share.amount, room, share.funder});
  }
  std::vector<int64_t> parts(shares.size());
  const absl::StatusOr<int64_t> given = Split(amount, shares, parts);
  if (!given.ok()) return given.status();
  return parts;
}

absl::StatusOr<int64_t> KeptSum(const Decision& decision,
                                const FiredEffect& effect,
                                std::span<const int64_t> kept_units) {
  int64_t sum = 0;
  for (const Allocation& allocation : effect.allocations) {
    const uint32_t line = allocation.line;
    if (line >= decision.lines.size() ||
        CountUnits(allocation.units) != CountUnits(decision.lines[line].paid)) {
      return Refuse(Reason::kCorrupt, "rule '" + effect.rule +
                                          "' touches units that its decision "
                                          "does not have");
    }
    sum += SumUnits(allocation.units, 0, kept_units[allocation.line]);
  }
  return sum;
}

// The points of the last step that begins at or before the base.
int64_t StepOf(const FiredEffect& fired, int64_t base) {
  int64_t points = 0;
  for (const PointsStep& step : fired.steps) {
    if (step.from <= base) points = step.points.units;
  }
  return points;
}

absl::StatusOr<int64_t> Uncapped(const FiredEffect& fired, int64_t base) {
  if (fired.kind == EffectKind::kFixedPoints) {
    return base > 0 ? fired.each.units : 0;
  }
  if (fired.kind == EffectKind::kBracketPoints) {
    return base > 0 ? StepOf(fired, base) : 0;
  }
  if (fired.per.minor <= 0) {
    return Refuse(Reason::kCorrupt,
                  "rule '" + fired.rule + "' earns points for each 0.00");
  }
  if (fired.whole_steps) base -= base % fired.per.minor;
  if (fired.kind != EffectKind::kMultiplyPoints) {
    return MulDiv(base, fired.each.units, fired.per.minor, Rounding::kDown);
  }
  const absl::StatusOr<int64_t> divisor =
      MultiplyExact(fired.per.minor, Rate::kOne);
  if (!divisor.ok()) return divisor.status();
  return MulMulDivDown(base, fired.each.units, fired.rate.billionths, *divisor);
}

// What stands of earned points on what is kept of their base: never more than
// was given, and never less for having kept more. So of brackets that give
// fewer points for more, the best that the kept base has passed.
absl::StatusOr<int64_t> PointsThatStand(const FiredEffect& fired,
                                        int64_t base) {
  absl::StatusOr<int64_t> points = PointsOn(fired, base);
  if (!points.ok()) return points;
  for (const PointsStep& step : fired.steps) {
    if (base > 0 && step.from <= base) {
      *points = std::max(*points, step.points.units);
    }
  }
  return std::min(*points, fired.points.units);
}

// The stamps of the units that are kept.
int64_t StampsKept(const Decision& decision, std::string_view rule,
                   std::span<const int64_t> kept_units) {
  int64_t stamps = 0;
  for (const FiredEffect& effect : decision.effects) {
    if (effect.rule != rule) continue;
    for (const Allocation& part : effect.stamps) {
      if (part.line >= kept_units.size()) continue;
      stamps += SumUnits(part.units, 0, kept_units[part.line]);
    }
  }
  return stamps;
}

bool KeepsAny(std::span<const int64_t> kept_units) {
  return std::any_of(kept_units.begin(), kept_units.end(),
                     [](int64_t units) { return units > 0; });
}

bool KeepsAll(const Decision& decision, std::span<const int64_t> kept_units) {
  for (size_t i = 0; i < kept_units.size(); ++i) {
    if (kept_units[i] != CountUnits(decision.lines[i].paid)) return false;
  }
  return true;
}

// How many uses of a reward stand.
absl::StatusOr<int64_t> UsesOf(const Decision& decision,
                               const RewardTaken& taken, bool keeps_any,
                               const Rejudged& rejudged) {
  if (!taken.lost_to.empty()) return 0;
  int64_t whole = 0;
  int64_t kept = 0;
  for (size_t e = 0; e < decision.effects.size(); ++e) {
    if (decision.effects[e].rule != taken.reward) continue;
    whole += decision.effects[e].amount.minor;
    kept += rejudged.effect_amounts[e];
  }
  if (whole <= 0) return keeps_any ? taken.count : 0;
  return MulDiv(taken.count, kept, whole, Rounding::kUp);
}

// Of a budget the money that is still off; of a reward's limits and stock its
// uses.
int64_t StandsOf(const Decision& decision, const Draw& draw, bool keeps_any,
                 const Rejudged& rejudged) {
  const bool of_budget = IsOfBudget(draw.key);
  for (size_t r = 0; r < decision.rewards.size() && !of_budget; ++r) {
    if (decision.rewards[r].reward == draw.rule) return rejudged.reward_uses[r];
  }
  int64_t money = 0;
  bool touches = false;  // units at all
  bool touches_kept = false;
  for (size_t e = 0; e < decision.effects.size(); ++e) {
    const FiredEffect& effect = decision.effects[e];
    if (effect.rule != draw.rule) continue;
    if (effect.currency.empty()) money += rejudged.effect_amounts[e];
    touches = touches || !effect.allocations.empty();
    touches_kept = touches_kept || rejudged.effect_bases[e] != 0;
  }
  if (of_budget) return money;
  return (touches ? touches_kept : keeps_any) ? draw.given : 0;
}

}  // namespace

absl::StatusOr<int64_t> PointsOn(const FiredEffect& fired, int64_t base_minor) {
  absl::StatusOr<int64_t> points = Uncapped(fired, base_minor);
  if (points.ok() && fired.points_cap.units > 0) {
    *points = std::min(*points, fired.points_cap.units);
  }
  return points;
}

namespace {

// What stands without judging anything again, but for the draws.
absl::StatusOr<Rejudged> Allocated(const Decision& decision,
                                   std::span<const int64_t> kept_units) {
  if (kept_units.size() != decision.lines.size()) {
    return Refuse(Reason::kInternal,
                  "the kept units do not have one number for each line");
  }
  Rejudged result;
  for (size_t i = 0; i < kept_units.size(); ++i) {
    const UnitRuns& paid = decision.lines[i].paid;
    if (kept_units[i] < 0 || kept_units[i] > CountUnits(paid)) {
      return Refuse(Reason::kReturnTooMany,
                    "line '" + decision.lines[i].id + "' has " +
                        std::to_string(CountUnits(paid)) + " units, not " +
                        std::to_string(kept_units[i]) + " to keep");
    }
    result.paid_minor.push_back(SumUnits(paid, 0, kept_units[i]));
  }
  for (const FiredEffect& effect : decision.effects) {
    const absl::StatusOr<int64_t> sum = KeptSum(decision, effect, kept_units);
    if (!sum.ok()) return sum.status();
    int64_t amount = *sum;
    if (!effect.currency.empty()) {
      const absl::StatusOr<int64_t> points = PointsThatStand(effect, *sum);
      if (!points.ok()) return points.status();
      amount = *points;
    }
    absl::StatusOr<std::vector<int64_t>> shares = ShareOut(effect, amount);
    if (!shares.ok()) return shares.status();
    result.effect_amounts.push_back(amount);
    result.effect_bases.push_back(*sum);
    result.share_amounts.push_back(*std::move(shares));
  }
  return result;
}

// What stands of rewards and draws, once it is known what the effects come to.
absl::Status FillUses(const Decision& decision,
                      std::span<const int64_t> kept_units, Rejudged* result) {
  const bool keeps_any = KeepsAny(kept_units);
  for (const RewardTaken& taken : decision.rewards) {
    const absl::StatusOr<int64_t> uses =
        UsesOf(decision, taken, keeps_any, *result);
    if (!uses.ok()) return uses.status();
    result->reward_uses.push_back(*uses);
  }
  for (const Draw& draw : decision.draws) {
    result->draws.push_back(IsOfStamps(draw.key)
                                ? StampsKept(decision, draw.rule, kept_units)
                                : StandsOf(decision, draw, keeps_any, *result));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Rejudged> Rejudge(const Decision& decision,
                                 std::span<const int64_t> kept_units) {
  absl::StatusOr<Rejudged> result = Allocated(decision, kept_units);
  if (!result.ok()) return result;
  absl::Status status = FillUses(decision, kept_units, &*result);
  if (!status.ok()) return status;
  return result;
}

absl::StatusOr<Rejudged> Rejudge(const DecidedOrder& order,
                                 std::span<const int64_t> kept_units) {
  const Decision& decision = order.decision;
  absl::StatusOr<Rejudged> result = Allocated(decision, kept_units);
  if (!result.ok()) return result;
  if (IsJudgedAgain(order) && KeepsAny(kept_units) &&
      !KeepsAll(decision, kept_units)) {
    absl::Status status = JudgeAgain(order, kept_units, &*result);
    if (!status.ok()) return status;
    for (size_t e = 0; e < decision.effects.size(); ++e) {
      absl::StatusOr<std::vector<int64_t>> shares =
          ShareOut(decision.effects[e], result->effect_amounts[e]);
      if (!shares.ok()) return shares.status();
      result->share_amounts[e] = *std::move(shares);
    }
  }
  absl::Status status = FillUses(decision, kept_units, &*result);
  if (!status.ok()) return status;
  return result;
}

absl::Status LimitPoints(const Decision& decision, size_t effect,
                         int64_t points, Rejudged* rejudged) {
  int64_t& stands = rejudged->effect_amounts[effect];
  stands = std::min(stands, points);
  absl::StatusOr<std::vector<int64_t>> shares =
      ShareOut(decision.effects[effect], stands);
  if (!shares.ok()) return shares.status();
  rejudged->share_amounts[effect] = *std::move(shares);
  return absl::OkStatus();
}

}  // namespace patron
