// Judging rules again on what is kept: the order is decided once more, effect
// by effect as it was, but only the rules that ask for it are asked. What the
// others gave on the kept units is taken as it stands.
//
// Refused: deciding the kept basket anew. Every rule would be judged again, a
// limit that was free might be used up, and what a customer was told to have
// saved would change with the program's other rules.
//
// What a later rule has taken off is the floor of an earlier one that is judged
// again: nothing is taken off twice, and no price falls below zero. What it
// drew on a budget is not there for the earlier one either. Tax on top changes
// with the price; what does not change keeps its rounding.

#include "decide/judge_again.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "decide/deciding_impl.h"
#include "decide/points.h"
#include "patron/rounding.h"

namespace patron {
namespace {

bool IsDiscount(const FiredEffect& effect) {
  return effect.currency.empty() && !effect.allocations.empty();
}

// The place of what has that id, or kNoIndex.
template <typename T>
uint32_t Find(const std::vector<T>& all, const std::string& id) {
  const auto it = std::find_if(all.begin(), all.end(),
                               [&](const T& each) { return each.id == id; });
  return it == all.end() ? kNoIndex : static_cast<uint32_t>(it - all.begin());
}

// The rule of an effect, or that of a reward, which stand behind those of the
// program; kNoIndex for a price list.
uint32_t RuleOf(const Program& program, const FiredEffect& effect) {
  if (effect.kind == EffectKind::kPriceList) return kNoIndex;
  const uint32_t rule = Find(program.rules, effect.rule);
  if (rule != kNoIndex) return rule;
  const uint32_t reward = Find(program.rewards, effect.rule);
  return reward == kNoIndex
             ? kNoIndex
             : static_cast<uint32_t>(program.rules.size()) + reward;
}

bool AsksAgain(const Program& program, const FiredEffect& effect) {
  const uint32_t rule = RuleOf(program, effect);
  return rule < program.rules.size() &&
         program.rules[rule].returns == Returns::kReEvaluate &&
         (IsDiscount(effect) || !effect.currency.empty());
}

// The first so many units.
UnitRuns First(const UnitRuns& runs, int64_t count) {
  UnitRuns first;
  for (const UnitRun& run : runs) {
    const int64_t taken = std::min(run.count, count);
    if (taken == 0) break;
    AppendUnits(taken, run.each, &first);
    count -= taken;
  }
  return first;
}

int64_t PartOn(const FiredEffect& effect, uint32_t line, int64_t kept) {
  const size_t part = FindLine(effect.allocations, line);
  if (part == effect.allocations.size()) return 0;
  return SumUnits(effect.allocations[part].units, 0, kept);
}

// What a multiplier acts on; null where that earned nothing by itself.
const FiredEffect* SourceOf(const FiredEffect& multiplier,
                            const Decision& decision) {
  const FiredEffect* const it = std::find_if(
      decision.effects.begin(), decision.effects.end(),
      [&](const FiredEffect& other) {
        return other.rule == multiplier.multiplies &&
               other.kind != EffectKind::kMultiplyPoints &&
               other.currency == multiplier.currency &&
               other.each == multiplier.each && other.per == multiplier.per;
      });
  return it == decision.effects.end() ? nullptr : it;
}

class Judge {
 public:
  Judge(const DecidedOrder& order, std::span<const int64_t> kept_units,
        Rejudged* result)
      : order_(order),
        plan_(order.plan.impl()),
        kept_units_(kept_units),
        result_(*result),
        kept_(KeptOf(order.event)),
        work_{plan_,
              kept_,
              order.facts,
              options_,
              deciding_.impl(),
              decision_,
              order.plan.ZoneOf(kept_.store).ToLocal(kept_.time)} {}

  absl::Status Run() {
    if (absl::Status s = BeginDeciding(work_); !s.ok()) return s;
    FillLater();
    const Recycled<FiredEffect>& effects = order_.decision.effects;
    bool earning = false;
    for (size_t e = 0; e < effects.size(); ++e) {
      const FiredEffect& effect = effects[e];
      const bool points = !effect.currency.empty();
      if (points && !std::exchange(earning, true)) {
        if (absl::Status s = BeginEarning(); !s.ok()) return s;
      }
      if (!points && !IsDiscount(effect)) continue;
      const uint32_t rule = RuleOf(plan_.program(), effect);
      absl::Status status =
          !AsksAgain(plan_.program(), effect)          ? Replay(e, rule)
          : effect.kind == EffectKind::kMultiplyPoints ? Multiply(e, rule)
                                                       : Apply(e, rule);
      if (!status.ok()) return status;
    }
    return FillPaid();
  }

 private:
  // The event with only what is kept; notes which lines those are.
  Event KeptOf(const Event& event) {
    Event kept = event;
    kept.basket.lines.clear();
    kept.basket.tenders.clear();
    const std::vector<Line>& lines = event.basket.lines;
    place_.assign(lines.size(), kNoIndex);
    for (uint32_t i = 0; i < lines.size(); ++i) {
      const int64_t units = kept_units_[i];
      if (units == 0) continue;
      place_[i] = static_cast<uint32_t>(lines_.size());
      lines_.push_back(i);
      Line& line = kept.basket.lines.emplace_back(lines[i]);
      const int64_t all = line.quantity.units();
      if (units == all) continue;
      line.quantity = Quantity::Pieces(units);
      line.amount.minor = SumUnits(SplitEven(line.amount.minor, all), 0, units);
      if (line.floor) {
        line.floor->minor =
            SumUnits(SplitEven(line.floor->minor, all), 0, units);
      }
    }
    return kept;
  }

  // What the discounts that stand take off each line, and draw on budgets, is
  // no other's to take.
  void FillLater() {
    later_.resize(lines_.size());
    for (size_t l = 0; l < lines_.size(); ++l) {
      host_floor_.push_back(work_.mine.lines[l].floor);
      later_[l].assign(1, UnitRun{kept_units_[lines_[l]], 0});
    }
    work_.mine.budgets_later.assign(plan_.program().budgets.size(), 0);
    const Recycled<FiredEffect>& effects = order_.decision.effects;
    for (size_t e = 0; e < effects.size(); ++e) {
      const FiredEffect& effect = effects[e];
      if (!IsDiscount(effect) || AsksAgain(plan_.program(), effect)) continue;
      if (int64_t* const later = BudgetOf(RuleOf(plan_.program(), effect))) {
        *later += result_.effect_amounts[e];
      }
      for (const Allocation& part : effect.allocations) {
        const uint32_t line = place_[part.line];
        if (line == kNoIndex) continue;
        UnitRuns sum;
        AddUnits(later_[line], First(part.units, kept_units_[part.line]), &sum);
        later_[line] = std::move(sum);
      }
    }
  }

  // What has yet to be drawn on the budget of a rule; null where it has none.
  int64_t* BudgetOf(uint32_t rule) {
    if (rule == kNoIndex) return nullptr;
    const uint32_t budget = plan_.checked->rules[rule].budget;
    return budget == kNoIndex ? nullptr : &work_.mine.budgets_later[budget];
  }

  // The effect as it stands on the kept units.
  absl::Status Replay(size_t index, uint32_t rule) {
    const FiredEffect& effect = order_.decision.effects[index];
    FiredEffect& stands = NewEffect(work_, rule, effect.kind);
    stands = effect;
    stands.allocations.Clear();
    for (const Allocation& part : effect.allocations) {
      const uint32_t line = place_[part.line];
      if (line == kNoIndex) continue;
      Allocation& kept = stands.allocations.Add();
      kept.line = line;
      kept.units = First(part.units, kept_units_[part.line]);
      if (effect.currency.empty()) TakeOff(line, kept.units);
    }
    if (effect.currency.empty()) {
      stands.amount.minor = result_.effect_amounts[index];
      if (int64_t* const later = BudgetOf(rule)) *later -= stands.amount.minor;
      ++work_.mine.changes;
    } else {
      stands.points.units = result_.effect_amounts[index];
    }
    return absl::OkStatus();
  }

  void TakeOff(uint32_t line, const UnitRuns& units) {
    WorkLine& at = work_.mine.lines[line];
    at.remaining = SubtractUnits(at.remaining, units);
    at.remaining_minor -= Total(units);
    later_[line] = SubtractUnits(later_[line], units);
  }

  // The rule's effect at its turn, as it is on what is kept.
  absl::Status Apply(size_t index, uint32_t rule) {
    const FiredEffect& effect = order_.decision.effects[index];
    result_.effect_amounts[index] = 0;
    result_.effect_bases[index] = 0;
    if (!Holds(work_, rule)) return absl::OkStatus();
    const Rule& asked = plan_.rule(rule);
    const uint32_t group = plan_.checked->rules[rule].group;
    const bool of_original =
        group != kNoIndex && plan_.program().groups[group].of_original;
    if (effect.currency.empty()) RaiseFloors();
    const size_t before = decision_.effects.size();
    const absl::StatusOr<bool> did = ApplyEffect(
        work_,
        {PhaseOf(asked.then[effect.index]), rule, effect.index, of_original});
    if (!did.ok()) return did.status();
    if (decision_.effects.size() == before) return absl::OkStatus();
    Note(index, decision_.effects.back());
    return absl::OkStatus();
  }

  void RaiseFloors() {
    for (size_t l = 0; l < lines_.size(); ++l) {
      WorkLine& line = work_.mine.lines[l];
      if (host_floor_[l].empty()) {
        line.floor = later_[l];
      } else {
        AddUnits(host_floor_[l], later_[l], &line.floor);
      }
    }
  }

  // A multiplier is on what its source earns now. Where the source earned
  // nothing by itself, and is not told, on what it was on before.
  absl::Status Multiply(size_t index, uint32_t rule) {
    const FiredEffect& effect = order_.decision.effects[index];
    result_.effect_amounts[index] = 0;
    result_.effect_bases[index] = 0;
    if (!Holds(work_, rule)) return absl::OkStatus();
    const FiredEffect* const source = SourceOf(effect, decision_);
    const bool told = SourceOf(effect, order_.decision) != nullptr;
    int64_t base = 0;
    for (const Allocation& part : effect.allocations) {
      const uint32_t line = place_[part.line];
      if (line == kNoIndex) continue;
      const int64_t kept = kept_units_[part.line];
      if (source != nullptr) {
        base += PartOn(*source, line, kept);
      } else if (!told) {
        base += SumUnits(part.units, 0, kept);
      }
    }
    const absl::StatusOr<int64_t> points = PointsOn(effect, base);
    if (!points.ok()) return points.status();
    result_.effect_amounts[index] = *points;
    result_.effect_bases[index] = base;
    return absl::OkStatus();
  }

  void Note(size_t index, const FiredEffect& fired) {
    int64_t base = 0;
    for (const Allocation& part : fired.allocations) base += Total(part.units);
    result_.effect_bases[index] = base;
    result_.effect_amounts[index] =
        fired.currency.empty() ? fired.amount.minor : fired.points.units;
  }

  // What earns nothing has paid for as large a part of the rest as of the
  // whole.
  absl::Status BeginEarning() {
    int64_t rest = 0;
    int64_t whole = 0;
    for (const WorkLine& line : work_.lines()) {
      rest += std::max<int64_t>(0, line.remaining_minor);
    }
    for (const LineResult& line : order_.decision.lines) {
      whole += std::max<int64_t>(0, line.pay.minor);
    }
    const auto part = [&](int64_t minor) -> absl::StatusOr<int64_t> {
      if (rest >= whole) return minor;
      return MulDiv(minor, rest, whole, Rounding::kDown);
    };
    for (const Tender& tender : order_.event.basket.tenders) {
      const absl::StatusOr<int64_t> minor = part(tender.amount.minor);
      if (!minor.ok()) return minor.status();
      kept_.basket.tenders.emplace_back(tender).amount.minor = *minor;
    }
    for (const PointsPaid& paid : order_.decision.paid_by_points) {
      const absl::StatusOr<int64_t> minor = part(paid.money.minor);
      if (!minor.ok()) return minor.status();
      PointsPaid& kept = decision_.paid_by_points.Add();
      kept = paid;
      kept.money.minor = *minor;
    }
    return FillEarning(work_);
  }

  // What the kept units are paid now: as before but for what is taken off them
  // now or no longer, and the tax on that where it comes on top.
  absl::Status FillPaid() {
    const Program& program = plan_.program();
    for (uint32_t l = 0; l < lines_.size(); ++l) {
      const uint32_t at = lines_[l];
      const Line& line = kept_.basket.lines[l];
      int64_t was = line.amount.minor;
      for (const FiredEffect& effect : order_.decision.effects) {
        if (IsDiscount(effect)) was -= PartOn(effect, at, kept_units_[at]);
      }
      const int64_t is = work_.mine.lines[l].remaining_minor;
      if (is == was) continue;
      result_.paid_minor[at] += is - was;
      if (!line.tax_rate || program.tax.prices == Tax::Prices::kWithTax) {
        continue;
      }
      const absl::StatusOr<int64_t> more =
          patron::Multiply(is, *line.tax_rate, program.money_rounding);
      const absl::StatusOr<int64_t> less =
          patron::Multiply(was, *line.tax_rate, program.money_rounding);
      if (!more.ok()) return more.status();
      if (!less.ok()) return less.status();
      result_.paid_minor[at] += *more - *less;
    }
    return absl::OkStatus();
  }

  const DecidedOrder& order_;
  const Plan::Impl& plan_;
  const std::span<const int64_t> kept_units_;
  Rejudged& result_;
  std::vector<uint32_t> lines_;  // of the order, by kept line
  std::vector<uint32_t> place_;  // the kept line, by line of the order
  Event kept_;
  const DecideOptions options_;
  Deciding deciding_;
  Decision decision_;
  Work work_;
  std::vector<UnitRuns> host_floor_;  // by kept line
  // By kept line: what discounts that stand have yet to take off.
  std::vector<UnitRuns> later_;
};

}  // namespace

bool IsJudgedAgain(const DecidedOrder& order) {
  const Program& program = order.plan.program();
  return std::any_of(program.rules.begin(), program.rules.end(),
                     [](const Rule& rule) {
                       return rule.returns == Returns::kReEvaluate;
                     }) &&
         std::any_of(order.decision.effects.begin(),
                     order.decision.effects.end(),
                     [&](const FiredEffect& effect) {
                       return AsksAgain(program, effect);
                     });
}

absl::Status JudgeAgain(const DecidedOrder& order,
                        std::span<const int64_t> kept_units, Rejudged* result) {
  if (!order.plan.compiled()) {
    return Refuse(Reason::kInternal,
                  "a plan that does not compile judges nothing again");
  }
  const std::vector<Rule>& rules = order.plan.program().rules;
  for (const FiredEffect& effect : order.decision.effects) {
    if (!AsksAgain(order.plan.program(), effect)) continue;
    const uint32_t rule = RuleOf(order.plan.program(), effect);
    if (effect.index < rules[rule].then.size()) continue;
    return Refuse(Reason::kCorrupt, "rule '" + effect.rule +
                                        "' has no effect " +
                                        std::to_string(effect.index));
  }
  return Judge(order, kept_units, result).Run();
}

}  // namespace patron
