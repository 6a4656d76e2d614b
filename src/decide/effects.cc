// What all effects share: their place in the decision, and who pays.

#include <algorithm>
#include <utility>
#include <variant>

#include "decide/deciding_impl.h"
#include "patron/rounding.h"
#include "patron/split.h"

namespace patron {
namespace {

void Reset(FiredEffect& fired, Currency currency) {
  fired.rule.clear();
  fired.text.clear();
  fired.kind = EffectKind::kPercentOff;
  fired.index = 0;
  fired.group.clear();
  fired.base = fired.amount = fired.wanted = Money{0, currency};
  fired.rate = {};
  fired.currency.clear();
  fired.points = fired.each = fired.points_cap = {};
  fired.per = {};
  fired.whole_steps = false;
  fired.multiplies.clear();
  fired.steps.Clear();
  fired.units = fired.carried = 0;
  fired.not_with_others = false;
  fired.sku.clear();
  fired.values.clear();
  fired.allocations.Clear();
  fired.shares.Clear();
  fired.stamps.Clear();
}

// A gift is told with what it is worth; nothing is taken off.
bool GiveGift(Work& work, const Step& step, EffectKind kind, uint32_t product,
              int64_t count) {
  if (count <= 0) return false;
  const Product& given = work.plan.program().products[product];
  FiredEffect& fired = NewEffect(work, step, kind);
  fired.sku = given.sku;
  fired.units = count;
  return true;
}

// For each set of what is bought, gifts are added.
absl::StatusOr<bool> GiveWithPurchase(Work& work, const Step& step,
                                      const BuyGet& effect) {
  const ResolvedEffect& resolved =
      work.plan.checked->rules[step.rule].then[step.effect];
  CollectSlices(work, step, resolved.selection, Scope::kGoods,
                &work.mine.slices);
  int64_t sets = CountUnits(work.mine.slices) / effect.buy;
  if (effect.sets_max) sets = std::min(sets, *effect.sets_max);
  const absl::StatusOr<int64_t> gifts = MultiplyExact(sets, effect.get);
  if (!gifts.ok()) return gifts.status();
  return GiveGift(work, step, EffectKind::kBuyGet, resolved.product, *gifts);
}

}  // namespace

FiredEffect& NewEffect(Work& work, uint32_t rule, EffectKind kind) {
  FiredEffect& fired = work.decision.effects.Add();
  work.mine.effect_rules.push_back(rule);
  Reset(fired, work.currency());
  fired.kind = kind;
  fired.rounding = work.plan.program().money_rounding;
  return fired;
}

FiredEffect& NewEffect(Work& work, const Step& step, EffectKind kind) {
  FiredEffect& fired = NewEffect(work, step.rule, kind);
  const Rule& rule = work.plan.rule(step.rule);
  fired.rule = rule.id;
  fired.text = rule.text;
  fired.index = step.effect;
  fired.group = rule.group;
  return fired;
}

void DropEffect(Work& work) {
  work.decision.effects.Truncate(work.decision.effects.size() - 1);
  work.mine.effect_rules.pop_back();
}

absl::Status Fund(Work& work, std::span<const Funder> funders, int64_t amount,
                  FiredEffect& fired) {
  fired.shares.Clear();
  if (funders.empty()) {
    FundedShare& own = fired.shares.Add();
    own.funder.clear();
    own.amount = amount;
    return absl::OkStatus();
  }
  std::vector<Share>& shares = work.mine.shares;
  shares.clear();
  int64_t own = Rate::kOne;
  for (const Funder& funder : funders) {
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

void DropEmptyEffects(Work& work) {
  Recycled<FiredEffect>& effects = work.decision.effects;
  size_t kept = 0;
  for (size_t e = 0; e < effects.size(); ++e) {
    if (!effects[e].currency.empty() && effects[e].points == Points{}) continue;
    if (kept != e) {
      std::swap(effects[kept], effects[e]);
      work.mine.effect_rules[kept] = work.mine.effect_rules[e];
    }
    ++kept;
  }
  effects.Truncate(kept);
  work.mine.effect_rules.resize(kept);
  work.mine.points_summed = 0;
}

absl::StatusOr<bool> ApplyEffect(Work& work, const Step& step) {
  if (GivesPoints(step.phase)) return GivePoints(work, step);
  if (step.phase == Phase::kTelling) return Tell(work, step);
  const Effect& effect = work.plan.rule(step.rule).then[step.effect];
  const ResolvedEffect& resolved =
      work.plan.checked->rules[step.rule].then[step.effect];
  if (const auto* gift = std::get_if<Gift>(&effect.what)) {
    return GiveGift(work, step, EffectKind::kGift, resolved.product,
                    gift->count);
  }
  const auto* buy = std::get_if<BuyGet>(&effect.what);
  if (buy != nullptr && !buy->gift.empty()) {
    return GiveWithPurchase(work, step, *buy);
  }
  return TakeDiscount(work, step);
}

}  // namespace patron
