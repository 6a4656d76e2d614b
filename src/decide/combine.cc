// Candidates are priced as the lines are when the group's turn comes: what a
// rule of percent, amount or price would take off each unit if it had them all,
// and for sets the units' prices. The optimum gives disjoint sets of units, so
// that no rule's part depends on another's.

#include "decide/combine.h"

#include <algorithm>
#include <optional>
#include <span>
#include <utility>
#include <variant>

#include "decide/combination.h"
#include "decide/slices.h"
#include "decide/stacking.h"
#include "patron/rounding.h"

namespace patron {
namespace {

// More units than this are not looked at one by one.
constexpr int64_t kUnitsMax = 1'000;

struct Unit {
  uint32_t line = 0;
  int64_t index = 0;  // of the line's units
  int64_t each = 0;
  int64_t room = 0;  // down to the line's floor
};

// One rule of the group that holds.
struct Candidate {
  const Turn* turn = nullptr;
  CombinationRule rule;
  std::vector<UnitGain> gains;
  std::vector<CombinationPart> parts;
  std::vector<std::vector<UnitGain>> part_gains;
  Stash tried;  // kEach: what it would take off
};

class Combiner {
 public:
  Combiner(Work& work, const std::vector<Turn>& turns)
      : work_(work), turns_(turns) {}

  absl::StatusOr<bool> Run() {
    if (!FillUnits()) return false;
    for (const Turn& turn : turns_) {
      if (absl::Status s = AddCandidate(turn); !s.ok()) return s;
    }
    Solve();
    for (size_t c = 0; c < candidates_.size(); ++c) {
      if (absl::Status s = Apply(c); !s.ok()) return s;
    }
    work_.decision.optimal = work_.decision.optimal && answer_.optimal;
    return true;
  }

 private:
  void AddUnits(uint32_t line) {
    UnitCursor floor(work_.mine.lines[line].floor);
    int64_t index = 0;
    for (UnitCursor at(work_.mine.lines[line].remaining); !at.done();) {
      const int64_t least = floor.done() ? 0 : floor.each();
      const int64_t room = std::max<int64_t>(0, at.each() - least);
      units_.push_back({line, index++, at.each(), room});
      at.Take(1);
      if (!floor.done()) floor.Take(1);
    }
  }

  // Dearest first, ties by line id and unit, so that scan order decides
  // nothing. False where there are too many.
  bool FillUnits() {
    int64_t count = 0;
    for (const WorkLine& line : work_.lines()) {
      first_of_.push_back(static_cast<size_t>(count));
      if (line.discountable) count += patron::CountUnits(line.remaining);
      if (count > kUnitsMax) return false;
    }
    for (uint32_t i = 0; i < work_.line_count(); ++i) {
      if (!work_.mine.lines[i].discountable) continue;
      AddUnits(i);
    }
    const std::vector<Line>& lines = work_.event.basket.lines;
    std::sort(units_.begin(), units_.end(), [&](const Unit& a, const Unit& b) {
      if (a.each != b.each) return a.each > b.each;
      if (a.line != b.line) return IdLess(lines[a.line].id, lines[b.line].id);
      return a.index < b.index;
    });
    position_.resize(units_.size());
    for (uint32_t u = 0; u < units_.size(); ++u) {
      values_.push_back(units_[u].each);
      position_[first_of_[units_[u].line] +
                static_cast<size_t>(units_[u].index)] = u;
    }
    return true;
  }

  [[nodiscard]] uint32_t PositionOf(uint32_t line, int64_t index) const {
    return position_[first_of_[line] + static_cast<size_t>(index)];
  }

  absl::Status AddCandidate(const Turn& turn) {
    if (work_.mine.rules[turn.rule].exclusive_to != kNoIndex ||
        !Holds(work_, turn.rule)) {
      return absl::OkStatus();
    }
    const Step& step = turn.steps.front();
    const Effect& effect = work_.plan.rule(step.rule).then[step.effect];
    const ResolvedEffect& resolved =
        work_.plan.checked->rules[step.rule].then[step.effect];
    Candidate& candidate = candidates_.emplace_back();
    candidate.turn = &turn;
    if (const auto* buy = std::get_if<BuyGet>(&effect.what)) {
      return AddBuyGet(*buy, resolved, candidate);
    }
    if (const auto* card = std::get_if<StampCard>(&effect.what)) {
      AddCheapest(card->pay, 1, resolved.selection, card->rate, candidate);
      return absl::OkStatus();
    }
    if (const auto* bundle = std::get_if<BundlePrice>(&effect.what)) {
      for (size_t p = 0; p < bundle->parts.size(); ++p) {
        AddPart(bundle->parts[p].count, resolved.parts[p], Rate::Percent(100),
                candidate);
      }
      FinishParts(bundle->sets_max, -bundle->price.minor, candidate);
      return absl::OkStatus();
    }
    return AddEach(candidate);
  }

  // What the rule takes off every unit when it has the group for itself.
  absl::Status AddEach(Candidate& candidate) {
    const size_t from = work_.decision.effects.size();
    const Turn& turn = *candidate.turn;
    absl::Status status = TakeRule(work_, turn.rule, turn.steps);
    if (!status.ok()) return status;
    Undo(work_, from, &candidate.tried);
    candidate.rule.kind = CombinationKind::kEach;
    if (candidate.tried.effects.empty()) return absl::OkStatus();
    for (const Allocation& part : candidate.tried.effects[0].allocations) {
      int64_t index = 0;
      for (const UnitRun& run : part.units) {
        for (int64_t k = 0; k < run.count; ++k, ++index) {
          if (run.each == 0) continue;
          candidate.gains.push_back({PositionOf(part.line, index), run.each});
        }
      }
    }
    SortGains(candidate.gains);
    return absl::OkStatus();
  }

  static void SortGains(std::vector<UnitGain>& gains) {
    std::sort(
        gains.begin(), gains.end(),
        [](const UnitGain& a, const UnitGain& b) { return a.unit < b.unit; });
  }

  // `rate` of the price of every unit in the selection that the effect may
  // reduce.
  std::vector<UnitGain> GainsOf(uint32_t selection, Rate rate,
                                const Candidate& candidate) {
    std::vector<UnitGain> gains;
    CollectSlices(work_, candidate.turn->steps.front(), selection,
                  Scope::kGoods, &work_.mine.slices);
    for (const Slice& slice : work_.mine.slices) {
      const absl::StatusOr<int64_t> gain =
          Multiply(slice.each, rate, work_.plan.program().money_rounding);
      for (int64_t k = 0; k < slice.count; ++k) {
        gains.push_back(
            {PositionOf(slice.line, slice.first + k), gain.ok() ? *gain : 0});
      }
    }
    SortGains(gains);
    return gains;
  }

  void AddCheapest(int64_t buy, int64_t get, uint32_t selection, Rate rate,
                   Candidate& candidate) {
    candidate.rule.kind = CombinationKind::kCheapest;
    candidate.rule.buy = buy;
    candidate.rule.get = get;
    candidate.gains = GainsOf(selection, rate, candidate);
  }

  absl::Status AddBuyGet(const BuyGet& buy, const ResolvedEffect& resolved,
                         Candidate& candidate) {
    if (resolved.get_selection == kNoIndex) {
      AddCheapest(buy.buy, buy.get, resolved.selection, buy.rate, candidate);
      if (buy.sets_max) candidate.rule.sets_max = *buy.sets_max;
      return absl::OkStatus();
    }
    AddPart(buy.buy, resolved.selection, Rate(), candidate);
    AddPart(buy.get, resolved.get_selection, buy.rate, candidate);
    FinishParts(buy.sets_max, 0, candidate);
    return absl::OkStatus();
  }

  void AddPart(int64_t count, uint32_t selection, Rate rate,
               Candidate& candidate) {
    candidate.part_gains.push_back(GainsOf(selection, rate, candidate));
    candidate.parts.push_back({count, {}});
  }

  static void FinishParts(std::optional<int64_t> sets_max, int64_t bonus_minor,
                          Candidate& candidate) {
    candidate.rule.kind = CombinationKind::kParts;
    candidate.rule.bonus_minor = bonus_minor;
    if (sets_max) candidate.rule.sets_max = *sets_max;
    for (size_t p = 0; p < candidate.parts.size(); ++p) {
      candidate.parts[p].units = candidate.part_gains[p];
    }
  }

  void Solve() {
    std::vector<CombinationRule> rules;
    for (Candidate& candidate : candidates_) {
      candidate.rule.units = candidate.gains;
      candidate.rule.parts = candidate.parts;
      rules.push_back(candidate.rule);
    }
    work_.mine.solver.Solve({.values_minor = values_, .rules = rules}, {},
                            &answer_);
    work_.mine.units_searched +=
        answer_.nodes * static_cast<int64_t>(units_.size());
  }

  // The gain of a unit that a rule has.
  static int64_t GainOf(const Candidate& candidate, uint32_t unit,
                        const UnitUse& use) {
    const std::vector<UnitGain>* gains = &candidate.gains;
    if (candidate.rule.kind == CombinationKind::kParts) {
      gains = &candidate.part_gains[use.part];
    } else if (candidate.rule.kind == CombinationKind::kCheapest && !use.got) {
      return 0;
    }
    const auto at = std::lower_bound(
        gains->begin(), gains->end(), unit,
        [](const UnitGain& g, uint32_t u) { return g.unit < u; });
    return at->gain_minor;
  }

  absl::Status Apply(size_t index) {
    const Candidate& candidate = candidates_[index];
    std::vector<Slice>& slices = work_.mine.slices;
    slices.clear();
    DiscountOfUnits off;
    int64_t sets = 0;
    for (uint32_t u = 0; u < units_.size(); ++u) {
      const UnitUse& use = answer_.units[u];
      if (use.rule != index) continue;
      const int64_t gain = GainOf(candidate, u, use);
      const Unit& unit = units_[u];
      const bool each = candidate.rule.kind == CombinationKind::kEach;
      Slice& slice = slices.emplace_back();
      slice.line = unit.line;
      slice.first = unit.index;
      slice.count = 1;
      slice.each = slice.list = unit.each;
      slice.weight = each ? gain : unit.each;
      slice.room = each ? gain : unit.room;
      off.base_minor += unit.each;
      off.amount_minor += gain;
      ++off.units;
      sets = std::max<int64_t>(sets, use.set + 1);
    }
    if (slices.empty()) return absl::OkStatus();
    if (candidate.rule.kind == CombinationKind::kParts) {
      off.amount_minor += sets * candidate.rule.bonus_minor;
    }
    const size_t from = work_.decision.effects.size();
    absl::Status status =
        TakeOffUnits(work_, candidate.turn->steps.front(), off);
    if (!status.ok()) return status;
    const int64_t taken = work_.decision.effects.size() == from
                              ? 0
                              : work_.decision.effects.back().amount.minor;
    // A floor of the host's or a budget left less than was weighed.
    if (taken < off.amount_minor) work_.decision.optimal = false;
    return absl::OkStatus();
  }

  Work& work_;
  const std::vector<Turn>& turns_;
  std::vector<Unit> units_;
  std::vector<int64_t> values_;
  std::vector<size_t> first_of_;    // by line, in position_
  std::vector<uint32_t> position_;  // in units_
  std::vector<Candidate> candidates_;
  CombinationAnswer answer_;
};

}  // namespace

absl::StatusOr<bool> Combine(Work& work, const std::vector<Turn>& turns) {
  return Combiner(work, turns).Run();
}

}  // namespace patron
