// Each form of rule has the simplest method that is exact for it. A general
// solver (an integer program) would need one method, and fractions; these need
// additions and comparisons only.

#include "decide/combination_rule.h"

#include <algorithm>
#include <limits>

namespace patron::combination {
namespace {

// Far below anything that sums of prices reach, far above where adding one to
// it would overflow.
constexpr int64_t kNever = std::numeric_limits<int64_t>::min() / 2;
constexpr uint32_t kNowhere = std::numeric_limits<uint32_t>::max();

constexpr uint8_t kSkip = 0;
constexpr uint8_t kTake = 1;  // as what the state calls for
// Where the state leaves it open.
constexpr uint8_t kTakeBought = 1;
constexpr uint8_t kTakeGot = 2;

}  // namespace

void RuleSolver::Collect(const std::vector<Item>& items, uint32_t begin,
                         uint32_t end, const Offer& offer) {
  for (uint32_t i = begin; i < end; ++i) {
    const Item& item = items[i];
    if (!offer.Has(item.unit)) continue;
    offered_.push_back({item.unit, item.gain, offer.prices[item.unit]});
  }
}

void RuleSolver::Solve(const SetRule& rule, const Offer& offer,
                       Choice* choice) {
  choice->profit = 0;
  choice->sets = 0;
  choice->taken.clear();
  offered_.clear();
  if (rule.form == SetRule::Form::kApart) {
    return SolveApart(rule, offer, choice);
  }
  if (rule.form == SetRule::Form::kShared) {
    return SolveShared(rule, offer, choice);
  }
  Collect(rule.items, 0, static_cast<uint32_t>(rule.items.size()), offer);
  if (offered_.size() < rule.size) return;
  if (rule.form == SetRule::Form::kBlocks) return SolveBlocks(rule, choice);
  if (rule.form == SetRule::Form::kLabels) return SolveLabels(rule, choice);
  SolveChunks(rule, choice);
}

// Of units given to the rule, dearest first, the first buy + get make a set,
// the next another, and so on. Nothing is better: in any division into sets the
// j-th got unit from the left has all bought units of at least j / get sets
// (rounded up) before it and j - 1 got ones, and in this division no more than
// those. So each got unit is here as far left as it can be, where gains are
// largest, and what is paid for the units does not depend on the division.
// Which units to give is found by going over them with the place in the open
// set as the state.
void RuleSolver::SolveBlocks(const SetRule& rule, Choice* choice) {
  RunBlocks(rule, rule.size, true);
  ReadBlocks(rule, rule.size, true, choice);
  if (choice->sets <= rule.sets_max) return;
  // The limit binds, so sets are counted too.
  const size_t width = size_t{rule.size} * rule.sets_max + 1;
  RunBlocks(rule, width, false);
  ReadBlocks(rule, width, false, choice);
}

// best_[s] is the most that a state was reached with. Cyclic: s units of a set
// that is open. Else s units of all sets. On ties a unit is not taken.
void RuleSolver::RunBlocks(const SetRule& rule, size_t width, bool cyclic) {
  best_.assign(width, kNever);
  best_[0] = 0;
  steps_.assign(offered_.size() * width, kSkip);
  uint8_t* steps = steps_.data();
  for (const Offered& item : offered_) {
    const int64_t worth[2] = {-item.price, item.worth()};
    const int64_t last = best_[width - 1];
    for (size_t s = width - 1; s > 0; --s) {
      const size_t place = cyclic ? s - 1 : (s - 1) % rule.size;
      const int64_t taken = best_[s - 1] + worth[place >= rule.buy ? 1 : 0];
      if (taken > best_[s]) {
        best_[s] = taken;
        steps[s] = kTake;
      }
    }
    if (cyclic && last + worth[1] > best_[0]) {
      best_[0] = last + worth[1];
      steps[0] = kTake;
    }
    steps += width;
  }
}

void RuleSolver::ReadBlocks(const SetRule& rule, size_t width, bool cyclic,
                            Choice* choice) const {
  choice->taken.clear();
  size_t state = 0;
  for (size_t s = 0; !cyclic && s < width; s += rule.size) {
    if (best_[s] > best_[state]) state = s;
  }
  choice->profit = best_[state];
  for (size_t i = offered_.size(); i-- > 0;) {
    if (steps_[i * width + state] == kSkip) continue;
    state = state == 0 ? width - 1 : state - 1;
    const bool got = state % rule.size >= rule.buy;
    choice->taken.push_back(
        {offered_[i].unit, got ? kGot : kBought, got ? offered_[i].gain : 0});
  }
  std::reverse(choice->taken.begin(), choice->taken.end());
  choice->sets = static_cast<uint32_t>(choice->taken.size()) / rule.size;
}

// The first size units, the next size units: whichever of these pay.
void RuleSolver::SolveChunks(const SetRule& rule, Choice* choice) const {
  for (size_t begin = 0;
       begin + rule.size <= offered_.size() && choice->sets < rule.sets_max;
       begin += rule.size) {
    int64_t profit = 0;
    for (size_t i = 0; i < rule.size; ++i) {
      const Offered& item = offered_[begin + i];
      profit += i >= rule.buy ? item.worth() : -item.price;
    }
    if (profit <= 0) continue;
    choice->profit += profit;
    ++choice->sets;
    for (size_t i = 0; i < rule.size; ++i) {
      const Offered& item = offered_[begin + i];
      const bool got = i >= rule.buy;
      choice->taken.push_back(
          {item.unit, got ? kGot : kBought, got ? item.gain : 0});
    }
  }
}

// Where a dearer unit may gain less (a floor price, a line that takes no
// discount), which units are got is free within this: units can be divided into
// sets if and only if, dearest first, every got one that begins a set's got
// ones has `buy` bought ones of its own before it. That is what the state
// counts.
void RuleSolver::SolveLabels(const SetRule& rule, Choice* choice) {
  const size_t sets = offered_.size() / rule.size;
  const Labels free = {rule.buy, rule.get, rule.buy * sets, 1};
  RunLabels(free);
  ReadLabels(free, choice);
  choice->sets = static_cast<uint32_t>(choice->taken.size()) / rule.size;
  if (choice->sets <= rule.sets_max) return;
  const size_t sets_max = rule.sets_max;
  const Labels bound = {rule.buy, rule.get, rule.buy * sets_max, sets_max + 1};
  RunLabels(bound);
  ReadLabels(bound, choice);
  choice->sets = static_cast<uint32_t>(choice->taken.size()) / rule.size;
}

void RuleSolver::RunLabels(const Labels& labels) {
  best_.assign(labels.width(), kNever);
  best_[0] = 0;
  steps_.assign(offered_.size() * labels.width(), kSkip);
  for (size_t i = 0; i < offered_.size(); ++i) {
    next_ = best_;
    uint8_t* steps = &steps_[i * labels.width()];
    const auto reach = [&](size_t to, int64_t sum, uint8_t step) {
      if (sum <= next_[to]) return;
      next_[to] = sum;
      steps[to] = step;
    };
    for (size_t layer = 0; layer < labels.layers; ++layer) {
      for (size_t surplus = 0; surplus <= labels.surplus_max; ++surplus) {
        for (size_t got = 0; got < labels.get; ++got) {
          const int64_t sum = best_[labels.At(layer, surplus, got)];
          if (sum < kNever / 2) continue;
          const Offered& item = offered_[i];
          if (surplus < labels.surplus_max) {
            reach(labels.At(layer, surplus + 1, got), sum - item.price,
                  kTakeBought);
          }
          const size_t after = (got + 1) % labels.get;
          if (got > 0) {
            reach(labels.At(layer, surplus, after), sum + item.worth(),
                  kTakeGot);
          } else if (surplus >= labels.buy &&
                     layer + labels.down() < labels.layers) {
            reach(labels.At(layer + labels.down(), surplus - labels.buy, after),
                  sum + item.worth(), kTakeGot);
          }
        }
      }
    }
    best_.swap(next_);
  }
}

void RuleSolver::ReadLabels(const Labels& labels, Choice* choice) const {
  size_t layer = 0;
  for (size_t l = 1; l < labels.layers; ++l) {
    if (best_[labels.At(l, 0, 0)] > best_[labels.At(layer, 0, 0)]) layer = l;
  }
  choice->profit = best_[labels.At(layer, 0, 0)];
  choice->taken.clear();
  size_t surplus = 0;
  size_t got = 0;
  for (size_t i = offered_.size(); i-- > 0;) {
    const size_t state = labels.At(layer, surplus, got);
    const uint8_t step = steps_[i * labels.width() + state];
    if (step == kSkip) continue;
    const bool is_got = step == kTakeGot;
    choice->taken.push_back({offered_[i].unit, is_got ? kGot : kBought,
                             is_got ? offered_[i].gain : 0});
    if (!is_got) {
      --surplus;
      continue;
    }
    got = (got + labels.get - 1) % labels.get;
    if (got != 0) continue;
    surplus += labels.buy;
    layer -= labels.down();
  }
  std::reverse(choice->taken.begin(), choice->taken.end());
}

// Each part's units, those worth most first.
void RuleSolver::SortParts(const SetRule& rule, const Offer& offer) {
  part_begins_.clear();
  for (const PartItems& part : rule.parts) {
    const auto begin = static_cast<uint32_t>(offered_.size());
    part_begins_.push_back(begin);
    Collect(rule.items, part.begin, part.end, offer);
    std::sort(offered_.begin() + begin, offered_.end(),
              [](const Offered& a, const Offered& b) {
                return a.worth() != b.worth() ? a.worth() > b.worth()
                                              : a.unit < b.unit;
              });
  }
  part_begins_.push_back(static_cast<uint32_t>(offered_.size()));
}

// Each part takes its best units. What one more set adds only falls, so the
// first that adds nothing is the end.
void RuleSolver::SolveApart(const SetRule& rule, const Offer& offer,
                            Choice* choice) {
  SortParts(rule, offer);
  uint32_t sets_max = rule.sets_max;
  for (size_t p = 0; p < rule.parts.size(); ++p) {
    const uint32_t size = part_begins_[p + 1] - part_begins_[p];
    sets_max = std::min(sets_max, size / rule.parts[p].count);
  }
  for (uint32_t set = 0; set < sets_max; ++set) {
    int64_t added = rule.bonus;
    for (size_t p = 0; p < rule.parts.size(); ++p) {
      const uint32_t count = rule.parts[p].count;
      const Offered* first = &offered_[part_begins_[p] + set * count];
      for (uint32_t i = 0; i < count; ++i) added += first[i].worth();
    }
    if (added <= 0) break;
    choice->profit += added;
    ++choice->sets;
  }
  for (uint32_t p = 0; p < rule.parts.size(); ++p) {
    const uint32_t count = rule.parts[p].count * choice->sets;
    for (uint32_t i = 0; i < count; ++i) {
      const Offered& item = offered_[part_begins_[p] + i];
      choice->taken.push_back({item.unit, p, item.gain});
    }
  }
}

// An assignment of units to parts with room for so many sets, one unit more at
// a time, each by the best chain of moves: a free unit enters a part, one of
// that part moves on to the next. That keeps the assignment the best of its
// size (successive shortest paths). The optimum over the number of sets is
// concave, since it is that of a transport problem whose right side grows
// evenly and which has whole solutions; so here too the first set that adds
// nothing is the end.
void RuleSolver::SolveShared(const SetRule& rule, const Offer& offer,
                             Choice* choice) {
  part_begins_.clear();
  uint32_t unit_end = 0;
  for (const PartItems& part : rule.parts) {
    part_begins_.push_back(static_cast<uint32_t>(offered_.size()));
    Collect(rule.items, part.begin, part.end, offer);
  }
  part_begins_.push_back(static_cast<uint32_t>(offered_.size()));
  for (const Offered& item : offered_) {
    unit_end = std::max(unit_end, item.unit + 1);
  }
  places_.assign(unit_end, {kNowhere, 0, 0});
  saved_ = places_;
  for (uint32_t set = 0; set < rule.sets_max; ++set) {
    int64_t added = rule.bonus;
    bool full = true;
    for (uint32_t p = 0; full && p < rule.parts.size(); ++p) {
      for (uint32_t i = 0; full && i < rule.parts[p].count; ++i) {
        int64_t worth = 0;
        full = Augment(rule, p, &worth);
        added += worth;
      }
    }
    if (!full || added <= 0) break;
    saved_ = places_;
    choice->profit += added;
    ++choice->sets;
  }
  for (uint32_t unit = 0; unit < unit_end; ++unit) {
    if (saved_[unit].part == kNowhere) continue;
    choice->taken.push_back({unit, saved_[unit].part, saved_[unit].gain});
  }
}

// The best unit to enter each part from outside, and to move between parts.
void RuleSolver::FindMoves(const SetRule& rule) {
  const size_t parts = rule.parts.size();
  moves_.assign(parts * parts, {});
  enter_.assign(parts, {});
  for (uint32_t p = 0; p < parts; ++p) {
    for (uint32_t i = part_begins_[p]; i < part_begins_[p + 1]; ++i) {
      const Place& place = places_[offered_[i].unit];
      if (place.part == p) continue;
      const bool is_free = place.part == kNowhere;
      Move& move = is_free ? enter_[p] : moves_[place.part * parts + p];
      const int64_t worth = offered_[i].worth() - place.worth;
      if (move.possible && worth <= move.worth) continue;
      move = {true, worth, i};
    }
  }
}

// One more unit into `part`; false where there is none to be had.
bool RuleSolver::Augment(const SetRule& rule, uint32_t part, int64_t* worth) {
  FindMoves(rule);
  const auto parts = static_cast<uint32_t>(rule.parts.size());
  chains_ = enter_;
  chain_from_.assign(parts, kNowhere);
  // No chain is longer than there are parts, and none of them pays in a circle.
  bool better = true;
  for (uint32_t round = 1; better && round < parts; ++round) {
    better = false;
    for (uint32_t from = 0; from < parts; ++from) {
      if (!chains_[from].possible) continue;
      for (uint32_t to = 0; to < parts; ++to) {
        const Move& move = moves_[from * parts + to];
        if (!move.possible) continue;
        const int64_t sum = chains_[from].worth + move.worth;
        if (chains_[to].possible && sum <= chains_[to].worth) continue;
        chains_[to] = {true, sum, move.item};
        chain_from_[to] = from;
        better = true;
      }
    }
  }
  if (!chains_[part].possible) return false;
  *worth = chains_[part].worth;
  for (uint32_t at = part; at != kNowhere; at = chain_from_[at]) {
    const Offered& item = offered_[chains_[at].item];
    places_[item.unit] = {at, item.worth(), item.gain};
  }
  return true;
}

}  // namespace patron::combination
