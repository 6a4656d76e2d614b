// What effects do: money off, split to the unit, and points on what is paid.
//
// Arithmetic only; whether a rule's turn has come and whether it holds is told
// in decide.cc.

#include <algorithm>
#include <variant>

#include "decide/deciding_impl.h"
#include "decide/points.h"
#include "patron/rounding.h"

namespace patron {
namespace {

FiredEffect& NewEffect(Work& work, const Step& step, EffectKind kind) {
  const Rule& rule = work.plan.rule(step.rule);
  FiredEffect& fired = work.decision.effects.Add();
  fired.rule = rule.id;
  fired.text = rule.text;
  fired.kind = kind;
  fired.index = step.effect;
  fired.base = fired.amount = Money{0, work.plan.program().currency};
  fired.rate = {};
  fired.rounding = work.plan.program().money_rounding;
  fired.currency.clear();
  fired.points = fired.each = {};
  fired.per = {};
  fired.whole_steps = false;
  fired.multiplies.clear();
  fired.allocations.Clear();
  fired.shares.Clear();
  return fired;
}

// Who pays how much of `amount`: the funders' shares and the shop's rest, split
// to the smallest unit, ties to the smaller id.
absl::Status Fund(Work& work, const Effect& effect, int64_t amount,
                  FiredEffect& fired) {
  if (effect.funders.empty()) {
    FundedShare& own = fired.shares.Add();
    own.funder.clear();
    own.amount = amount;
    return absl::OkStatus();
  }
  std::vector<Share>& shares = work.mine.shares;
  shares.clear();
  int64_t own = Rate::kOne;
  for (const Funder& funder : effect.funders) {
    shares.push_back({funder.share.billionths, amount, funder.id});
    own -= funder.share.billionths;
  }
  if (own > 0) shares.push_back({own, amount, ""});
  work.mine.parts.resize(shares.size());
  const absl::StatusOr<int64_t> given = Split(amount, shares, work.mine.parts);
  if (!given.ok()) return given.status();
  for (size_t i = 0; i < shares.size(); ++i) {
    FundedShare& share = fired.shares.Add();
    share.funder = shares[i].id;
    share.amount = work.mine.parts[i];
  }
  return absl::OkStatus();
}

// Takes `part` off a line, unit by unit, and says so in the allocation.
void TakeOff(WorkLine& line, int64_t part, Allocation& allocation) {
  line.remaining_minor -= part;
  if (line.remaining.size() == 1 && line.remaining[0].count == 1) {
    line.remaining[0].each -= part;
    allocation.units.assign(1, UnitRun{1, part});
    return;
  }
  allocation.units = SplitUnits(part, line.remaining);
  line.remaining = SubtractUnits(line.remaining, allocation.units);
}

absl::StatusOr<bool> MoneyOff(Work& work, const Step& step,
                              const Effect& effect, EffectKind kind,
                              uint32_t selection) {
  std::vector<uint32_t>& scope = work.mine.scope;
  scope.clear();
  int64_t base = 0;
  for (uint32_t i = 0; i < work.line_count(); ++i) {
    const WorkLine& line = work.mine.lines[i];
    if (!line.discountable || line.remaining_minor <= 0 ||
        !work.IsSelected(selection, i)) {
      continue;
    }
    scope.push_back(i);
    base += line.remaining_minor;
  }
  if (base <= 0) return false;
  const Rounding rounding = work.plan.program().money_rounding;
  int64_t amount = 0;
  Rate rate;
  if (const auto* percent = std::get_if<PercentOff>(&effect.what)) {
    rate = percent->rate;
    const absl::StatusOr<int64_t> off = Multiply(base, rate, rounding);
    if (!off.ok()) return off.status();
    amount = *off;
  } else {
    amount = std::get<AmountOff>(effect.what).amount.minor;
  }
  amount = std::min(amount, base);
  if (amount == 0) return false;

  std::vector<Share>& shares = work.mine.shares;
  shares.clear();
  for (const uint32_t i : scope) {
    const int64_t remaining = work.mine.lines[i].remaining_minor;
    shares.push_back({remaining, remaining, work.event.basket.lines[i].id});
  }
  work.mine.parts.resize(shares.size());
  const absl::StatusOr<int64_t> given = Split(amount, shares, work.mine.parts);
  if (!given.ok()) return given.status();

  FiredEffect& fired = NewEffect(work, step, kind);
  fired.base.minor = base;
  fired.amount.minor = amount;
  fired.rate = rate;
  for (size_t s = 0; s < scope.size(); ++s) {
    if (work.mine.parts[s] == 0) continue;
    Allocation& allocation = fired.allocations.Add();
    allocation.line = scope[s];
    TakeOff(work.mine.lines[scope[s]], work.mine.parts[s], allocation);
  }
  if (absl::Status status = Fund(work, effect, amount, fired); !status.ok()) {
    return status;
  }
  RefreshTotals(work);
  return true;
}

void AddPoints(Work& work, const std::string& currency, Points points) {
  for (PointsTotal& total : work.decision.points) {
    if (total.currency == currency) {
      total.points.units += points.units;
      return;
    }
  }
  PointsTotal& total = work.decision.points.Add();
  total.currency = currency;
  total.points = points;
}

// The points of an effect whose allocations and base stand. An error where
// they, or all of their currency, do not fit 64 bits.
absl::StatusOr<int64_t> Earned(const Work& work, const FiredEffect& fired) {
  const absl::StatusOr<int64_t> points = PointsOn(fired, fired.base.minor);
  if (!points.ok()) return points;
  for (const PointsTotal& total : work.decision.points) {
    if (total.currency != fired.currency) continue;
    const absl::StatusOr<int64_t> sum = AddExact(*points, total.points.units);
    if (!sum.ok()) return sum;
  }
  return points;
}

// Finishes a points effect whose allocations stand: base, points, shares. False
// where nothing is earned; the effect is then taken back, but for one of
// `kEarnPoints`: 0.99 at a point for each 1.00 is still the base of a x10.
// Points that do not fit are a failed rule: the till goes on without them.
absl::StatusOr<bool> Finish(Work& work, const Effect& effect,
                            FiredEffect& fired) {
  fired.rounding = Rounding::kDown;
  for (const Allocation& allocation : fired.allocations) {
    fired.base.minor += Total(allocation.units);
  }
  const absl::StatusOr<int64_t> points = Earned(work, fired);
  if (!points.ok()) {
    NoteFailure(work, fired.rule,
                {ReasonOf(points.status()), MessageOf(points.status())});
  }
  const bool source =
      fired.kind == EffectKind::kEarnPoints && fired.base.minor > 0;
  if (!points.ok() || (*points == 0 && !source)) {
    work.decision.effects.Truncate(work.decision.effects.size() - 1);
    return false;
  }
  if (*points == 0) return false;
  fired.points.units = *points;
  if (absl::Status status = Fund(work, effect, *points, fired); !status.ok()) {
    return status;
  }
  AddPoints(work, fired.currency, fired.points);
  return true;
}

absl::StatusOr<bool> EarnOn(Work& work, const Step& step, const Effect& effect,
                            uint32_t selection) {
  const EarnPoints& earn = std::get<EarnPoints>(effect.what);
  FiredEffect& fired = NewEffect(work, step, EffectKind::kEarnPoints);
  fired.currency = earn.currency;
  fired.each = earn.points;
  fired.per = earn.per;
  fired.whole_steps = earn.whole_steps;
  for (uint32_t i = 0; i < work.line_count(); ++i) {
    const WorkLine& line = work.mine.lines[i];
    if (!line.earning || line.remaining_minor <= 0 ||
        !work.IsSelected(selection, i)) {
      continue;
    }
    Allocation& allocation = fired.allocations.Add();
    allocation.line = i;
    allocation.units = line.remaining;
  }
  return Finish(work, effect, fired);
}

// Adds (times - 1) of what each earning rule gives on the selection's share of
// its base, rounded down once for each of them.
absl::StatusOr<bool> MultiplyOn(Work& work, const Step& step,
                                const Effect& effect, uint32_t selection) {
  const MultiplyPoints& multiply = std::get<MultiplyPoints>(effect.what);
  bool any = false;
  const size_t earned = work.decision.effects.size();
  for (size_t e = 0; e < earned; ++e) {
    if (work.decision.effects[e].kind != EffectKind::kEarnPoints ||
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
    for (const Allocation& from : source.allocations) {
      if (!work.IsSelected(selection, from.line)) continue;
      Allocation& allocation = fired.allocations.Add();
      allocation.line = from.line;
      allocation.units = from.units;
    }
    const absl::StatusOr<bool> one = Finish(work, effect, fired);
    if (!one.ok()) return one.status();
    any = any || *one;
  }
  return any;
}

}  // namespace

void DropEmptyEffects(Work& work) {
  Recycled<FiredEffect>& effects = work.decision.effects;
  size_t kept = 0;
  for (size_t e = 0; e < effects.size(); ++e) {
    if (!effects[e].currency.empty() && effects[e].points == Points{}) continue;
    if (kept != e) std::swap(effects[kept], effects[e]);
    ++kept;
  }
  effects.Truncate(kept);
}

absl::StatusOr<bool> ApplyEffect(Work& work, const Step& step) {
  const Effect& effect = work.plan.rule(step.rule).then[step.effect];
  const uint32_t selection =
      work.plan.checked->rules[step.rule].then[step.effect].selection;
  if (std::holds_alternative<PercentOff>(effect.what)) {
    return MoneyOff(work, step, effect, EffectKind::kPercentOff, selection);
  }
  if (std::holds_alternative<AmountOff>(effect.what)) {
    return MoneyOff(work, step, effect, EffectKind::kAmountOff, selection);
  }
  if (std::holds_alternative<EarnPoints>(effect.what)) {
    return EarnOn(work, step, effect, selection);
  }
  return MultiplyOn(work, step, effect, selection);
}

}  // namespace patron
