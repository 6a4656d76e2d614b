// Points on what is really paid, for units, or for the order; and what rules
// tell the customer and the host.

#include <algorithm>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "decide/deciding_impl.h"
#include "decide/points.h"
#include "patron/rounding.h"

namespace patron {
namespace {

// What the lines of a selection earn on: money that is paid, or units.
enum class EarnsOn : uint8_t { kPaid, kUnits };

// The sum of a currency over all effects but the last, which is being made.
// Every effect is added once, so that many of them cost no product.
int64_t& SumBefore(Work& work, std::string_view currency) {
  std::vector<PointsTotal>& sums = work.mine.points_sums;
  const auto sum_of = [&](std::string_view of) -> int64_t& {
    for (PointsTotal& sum : sums) {
      if (sum.currency == of) return sum.points.units;
    }
    return sums.emplace_back(PointsTotal{std::string(of), {}}).points.units;
  };
  size_t& summed = work.mine.points_summed;
  if (summed == 0) {
    // Their memory is kept from decision to decision.
    for (PointsTotal& sum : sums) sum.points = {};
  }
  for (; summed + 1 < work.decision.effects.size(); ++summed) {
    const FiredEffect& effect = work.decision.effects[summed];
    if (!effect.currency.empty()) {
      sum_of(effect.currency) += effect.points.units;  // was checked when made
    }
  }
  return sum_of(currency);
}

// The points of the last effect, whose allocations and base stand. An error
// where they, or all of their currency, do not fit 64 bits.
absl::StatusOr<int64_t> Earned(Work& work, const FiredEffect& fired,
                               int64_t base) {
  const absl::StatusOr<int64_t> points = PointsOn(fired, base);
  if (!points.ok()) return points;
  const absl::StatusOr<int64_t> sum =
      AddExact(SumBefore(work, fired.currency), *points);
  if (!sum.ok()) return sum;
  return points;
}

// Finishes a points effect whose allocations stand: base, points, shares. False
// where nothing is earned; the effect is then taken back, but for one that
// multipliers act on: 0.99 at a point for each 1.00 is still the base of a x10.
// Points that do not fit are a failed rule: the till goes on without them.
absl::StatusOr<bool> Finish(Work& work, const Effect& effect, EarnsOn on,
                            FiredEffect& fired) {
  fired.rounding = Rounding::kDown;
  int64_t base = 0;
  for (const Allocation& allocation : fired.allocations) {
    base += Total(allocation.units);
    for (const UnitRun& run : allocation.units) {
      if (run.each != 0) fired.units += run.count;
    }
  }
  if (effect.points_cap &&
      (fired.points_cap.units == 0 || *effect.points_cap < fired.points_cap)) {
    fired.points_cap = *effect.points_cap;
  }
  if (on == EarnsOn::kPaid) fired.base.minor = base;
  const absl::StatusOr<int64_t> points = Earned(work, fired, base);
  if (!points.ok()) {
    NoteFailure(work, fired.rule,
                {ReasonOf(points.status()), MessageOf(points.status())});
  }
  const bool source = (fired.kind == EffectKind::kEarnPoints ||
                       fired.kind == EffectKind::kUnitPoints) &&
                      base > 0;
  if (!points.ok() || (*points == 0 && !source)) {
    DropEffect(work);
    return false;
  }
  if (*points == 0) return false;
  fired.points.units = *points;
  absl::Status status = Fund(work, effect.funders, *points, fired);
  if (!status.ok()) return status;
  return true;
}

void Allocate(Work& work, const Effect& effect, const ResolvedEffect& resolved,
              EarnsOn on, FiredEffect& fired) {
  for (uint32_t i = 0; i < work.line_count(); ++i) {
    const WorkLine& line = work.mine.lines[i];
    if (!Earns(work, line, resolved.currency) ||
        !work.IsSelected(resolved.selection, i) ||
        (effect.not_on_reduced && work.event.basket.lines[i].on_sale)) {
      continue;
    }
    if (on == EarnsOn::kPaid && line.remaining_minor <= 0) continue;
    Allocation& allocation = fired.allocations.Add();
    allocation.line = i;
    if (on == EarnsOn::kPaid) {
      allocation.units = line.earns_on;
    } else {
      allocation.units.assign(1, UnitRun{CountUnits(line.remaining), 1});
    }
  }
}

// Adds (times - 1) of what each earning rule gives on the selection's share of
// its base, rounded down once for each of them; and no more than (times - 1) of
// what that rule gives at most.
absl::StatusOr<bool> MultiplyOn(Work& work, const Step& step,
                                const Effect& effect, uint32_t selection) {
  const MultiplyPoints& multiply = std::get<MultiplyPoints>(effect.what);
  bool any = false;
  const size_t earned = work.decision.effects.size();
  for (size_t e = 0; e < earned; ++e) {
    const EffectKind kind = work.decision.effects[e].kind;
    if ((kind != EffectKind::kEarnPoints && kind != EffectKind::kUnitPoints) ||
        work.decision.effects[e].currency != multiply.currency) {
      continue;
    }
    FiredEffect& fired = NewEffect(work, step, EffectKind::kMultiplyPoints);
    const FiredEffect& source = work.decision.effects[e];
    fired.currency = source.currency;
    fired.each = source.each;
    fired.per = source.per;
    fired.whole_steps = source.whole_steps;
    fired.multiplies = source.rule;
    fired.rate = Rate{multiply.times.billionths - Rate::kOne};
    if (source.points_cap.units != 0) {
      const absl::StatusOr<int64_t> cap =
          MulDiv(source.points_cap.units, fired.rate.billionths, Rate::kOne,
                 Rounding::kDown);
      if (cap.ok() && *cap == 0) {
        DropEffect(work);
        continue;
      }
      // One that does not fit 64 bits is none.
      if (cap.ok()) fired.points_cap.units = *cap;
    }
    for (const Allocation& from : source.allocations) {
      if (!work.IsSelected(selection, from.line) ||
          (effect.not_on_reduced &&
           work.event.basket.lines[from.line].on_sale)) {
        continue;
      }
      Allocation& allocation = fired.allocations.Add();
      allocation.line = from.line;
      allocation.units = from.units;
    }
    const EarnsOn on =
        kind == EffectKind::kEarnPoints ? EarnsOn::kPaid : EarnsOn::kUnits;
    const absl::StatusOr<bool> one = Finish(work, effect, on, fired);
    if (!one.ok()) return one.status();
    any = any || *one;
  }
  return any;
}

void FillSteps(const Brackets& brackets, FiredEffect& fired) {
  for (const Bracket& step : brackets.steps) {
    PointsStep& added = fired.steps.Add();
    added.from = step.from;
    added.points = *step.points;
  }
  const std::optional<int64_t>& end = brackets.steps.back().up_to;
  if (!end || *end == INT64_MAX) return;
  PointsStep& nothing = fired.steps.Add();
  nothing.from = *end + 1;
  nothing.points = {};
}

}  // namespace

bool Earns(const Work& work, const WorkLine& line, uint32_t currency) {
  return work.plan.program().points[currency].status ? line.qualifying
                                                     : line.earning;
}

absl::StatusOr<bool> GivePoints(Work& work, const Step& step) {
  const Effect& effect = work.plan.rule(step.rule).then[step.effect];
  const ResolvedEffect& resolved =
      work.plan.checked->rules[step.rule].then[step.effect];
  if (std::holds_alternative<MultiplyPoints>(effect.what)) {
    return MultiplyOn(work, step, effect, resolved.selection);
  }
  EarnsOn on = EarnsOn::kUnits;
  FiredEffect* fired = nullptr;
  if (const auto* earn = std::get_if<EarnPoints>(&effect.what)) {
    fired = &NewEffect(work, step, EffectKind::kEarnPoints);
    fired->currency = earn->currency;
    fired->each = earn->points;
    fired->per = earn->per;
    fired->whole_steps = earn->whole_steps;
    on = EarnsOn::kPaid;
  } else if (const auto* unit = std::get_if<UnitPoints>(&effect.what)) {
    fired = &NewEffect(work, step, EffectKind::kUnitPoints);
    fired->currency = unit->currency;
    fired->each = unit->points;
    // A unit is 1 in its allocation, as a minor unit of money is.
    fired->per = Money{1, work.currency()};
  } else if (const auto* fixed = std::get_if<FixedPoints>(&effect.what)) {
    fired = &NewEffect(work, step, EffectKind::kFixedPoints);
    fired->currency = fixed->currency;
    fired->each = fixed->points;
  } else {
    const Brackets& brackets = std::get<Brackets>(effect.what);
    fired = &NewEffect(work, step, EffectKind::kBracketPoints);
    fired->currency = brackets.currency;
    FillSteps(brackets, *fired);
    if (brackets.by == Brackets::By::kSpend) on = EarnsOn::kPaid;
  }
  Allocate(work, effect, resolved, on, *fired);
  return Finish(work, effect, on, *fired);
}

bool Tell(Work& work, const Step& step) {
  const Effect& effect = work.plan.rule(step.rule).then[step.effect];
  if (const auto* message = std::get_if<Message>(&effect.what)) {
    NewEffect(work, step, EffectKind::kMessage).text = message->text;
  } else if (const auto* custom = std::get_if<Custom>(&effect.what)) {
    FiredEffect& fired = NewEffect(work, step, EffectKind::kCustom);
    fired.text = custom->name;
    fired.values = custom->values;
  } else {
    return false;
  }
  return true;
}

}  // namespace patron
