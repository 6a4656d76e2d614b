// How much a rule could make of each unit. Where even that, with all else at
// its best, is below what is known to be possible, the unit need not be tried
// there.

#include <algorithm>
#include <limits>

#include "decide/combination_rule.h"

namespace patron::combination {
namespace {

constexpr int64_t kNever = std::numeric_limits<int64_t>::min() / 4;

}  // namespace

void RuleSolver::Bound(const SetRule& rule, const Offer& offer,
                       const Choice& choice, std::vector<int64_t>* with) {
  offered_.clear();
  switch (rule.form) {
    case SetRule::Form::kBlocks:
      Collect(rule.items, 0, static_cast<uint32_t>(rule.items.size()), offer);
      if (offered_.size() < rule.size) {
        for (const Offered& item : offered_) (*with)[item.unit] = kNever;
        return;
      }
      return BoundBlocks(rule, choice, with);
    case SetRule::Form::kApart:
    case SetRule::Form::kShared:
      return BoundApart(rule, offer, choice, with);
    default:
      for (const Item& item : rule.items) (*with)[item.unit] = choice.profit;
  }
}

// What leads to a state before an item, the item, and what follows from the
// state behind it.
void RuleSolver::BoundBlocks(const SetRule& rule, const Choice& choice,
                             std::vector<int64_t>* with) {
  const bool cyclic = choice.sets < rule.sets_max;
  const size_t width =
      cyclic ? rule.size : size_t{rule.size} * rule.sets_max + 1;
  const size_t count = offered_.size();
  rows_.resize(count * width);
  best_.assign(width, kNever);
  best_[0] = 0;
  const auto worth = [&](const Offered& item, size_t state) {
    return state % rule.size >= rule.buy ? item.worth() : -item.price;
  };
  for (size_t i = 0; i < count; ++i) {
    std::copy(best_.begin(), best_.end(),
              rows_.begin() + static_cast<std::ptrdiff_t>(i * width));
    const int64_t* before = &rows_[i * width];
    for (size_t s = 0; s + 1 < width; ++s) {
      best_[s + 1] = std::max(best_[s + 1], before[s] + worth(offered_[i], s));
    }
    if (cyclic) {
      best_[0] =
          std::max(best_[0], before[width - 1] + worth(offered_[i], width - 1));
    }
  }
  // Now best_ is what follows.
  for (size_t s = 0; s < width; ++s) best_[s] = s % rule.size == 0 ? 0 : kNever;
  for (size_t i = count; i-- > 0;) {
    const int64_t* before = &rows_[i * width];
    next_ = best_;
    int64_t most = kNever;
    for (size_t s = 0; s < width; ++s) {
      if (!cyclic && s + 1 == width) break;
      const size_t after = s + 1 == width ? 0 : s + 1;
      const int64_t taken = worth(offered_[i], s) + next_[after];
      most = std::max(most, before[s] + taken);
      best_[s] = std::max(best_[s], taken);
    }
    (*with)[offered_[i].unit] = std::min(most, choice.profit);
  }
}

// For each number of sets, a unit that is not among the best takes the place of
// the last of them. Units that are in several parts may be counted twice, which
// only makes more of it.
void RuleSolver::BoundApart(const SetRule& rule, const Offer& offer,
                            const Choice& choice, std::vector<int64_t>* with) {
  SortParts(rule, offer);
  for (const Offered& item : offered_) (*with)[item.unit] = kNever;
  uint32_t sets_max = rule.sets_max;
  for (size_t p = 0; p < rule.parts.size(); ++p) {
    const uint32_t size = part_begins_[p + 1] - part_begins_[p];
    sets_max = std::min(sets_max, size / rule.parts[p].count);
  }
  int64_t profit = 0;
  for (uint32_t sets = 1; sets <= sets_max; ++sets) {
    profit += rule.bonus;
    for (size_t p = 0; p < rule.parts.size(); ++p) {
      const uint32_t count = rule.parts[p].count;
      const Offered* first = &offered_[part_begins_[p] + (sets - 1) * count];
      for (uint32_t i = 0; i < count; ++i) profit += first[i].worth();
    }
    for (size_t p = 0; p < rule.parts.size(); ++p) {
      const uint32_t in = part_begins_[p] + sets * rule.parts[p].count;
      for (uint32_t i = part_begins_[p]; i < part_begins_[p + 1]; ++i) {
        const int64_t change =
            i < in ? 0 : offered_[i].worth() - offered_[in - 1].worth();
        int64_t& best = (*with)[offered_[i].unit];
        best = std::max(best, std::min(profit + change, choice.profit));
      }
    }
  }
}

}  // namespace patron::combination
