// Subgradient steps with the best combination as their target (Polyak), in
// whole numbers. A simplex would find the best prices exactly, in fractions and
// with many more lines; near the best prices branching is cheap anyway.

#include "decide/combination_search.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace patron::combination {
namespace {

constexpr uint32_t kRootSteps = 300;
constexpr uint32_t kNodeSteps = 20;
constexpr uint32_t kRepairEvery = 10;
// Steps are in 256ths of the gap.
constexpr int64_t kStrideMax = 256;
constexpr int64_t kStrideMin = 8;
constexpr uint32_t kPatience = 6;
constexpr uint32_t kExcludeRounds = 2;
constexpr uint32_t kExcludeSteps = 20;

uint64_t BitOf(size_t rule) { return uint64_t{1} << (rule % 64); }

}  // namespace

void Search::Run(const Competition& competition, int64_t nodes_max) {
  Start(competition);
  Repair(0);
  optimal_ = competition.rules.size() == 1 && competition.provable;
  nodes_ = 1;
  if (optimal_ || !competition.provable) return;
  open_.Clear();
  if (!Close(kRootSteps)) Branch();
  while (!open_.empty()) {
    if (nodes_ >= nodes_max) return;
    if (!NextChild()) continue;
    ++nodes_;
    if (!Close(kNodeSteps)) Branch();
  }
  optimal_ = true;
}

void Search::Start(const Competition& competition) {
  competition_ = &competition;
  const size_t units = competition.floors.size();
  reach_.assign(units, 0);
  best_.Clear();
  relaxed_.Clear();
  made_.Clear();
  for (size_t r = 0; r < competition.rules.size(); ++r) {
    for (const Item& item : competition.rules[r].items) {
      reach_[item.unit] |= BitOf(r);
    }
    for (Recycled<Choice>* choices : {&best_, &made_, &relaxed_}) {
      Choice& choice = choices->Add();
      choice.profit = 0;
      choice.sets = 0;
      choice.taken.clear();
    }
  }
  best_profit_ = 0;
  allowed_ = reach_;
  must_.assign(units, 0);
  prices_ = competition.floors;
}

void Search::FindClasses() {
  const size_t units = allowed_.size();
  const std::vector<uint32_t>& kinds = competition_->kinds;
  members_.resize(units);
  for (uint32_t u = 0; u < units; ++u) members_[u] = u;
  std::sort(members_.begin(), members_.end(), [&](uint32_t a, uint32_t b) {
    if (kinds[a] != kinds[b]) return kinds[a] < kinds[b];
    if (allowed_[a] != allowed_[b]) return allowed_[a] < allowed_[b];
    if (must_[a] != must_[b]) return must_[a] < must_[b];
    return a < b;
  });
  classes_.clear();
  class_of_.resize(units);
  for (uint32_t i = 0; i < units; ++i) {
    const uint32_t u = members_[i];
    const uint32_t before = i > 0 ? members_[i - 1] : u;
    if (i == 0 || kinds[u] != kinds[before] ||
        allowed_[u] != allowed_[before] || must_[u] != must_[before]) {
      classes_.push_back({i, i, std::popcount(allowed_[u]) > 1});
      if (!classes_.back().contested) {
        prices_[u] = must_[u] != 0 ? -competition_->dearest
                                   : competition_->floors[u];
      }
    } else {
      prices_[u] = prices_[before];
    }
    classes_.back().end = i + 1;
    class_of_[u] = static_cast<uint32_t>(classes_.size()) - 1;
  }
  wants_.assign(classes_.size() * competition_->rules.size(), 0);
}

int64_t Search::Evaluate() {
  int64_t bound = 0;
  for (size_t u = 0; u < prices_.size(); ++u) {
    bound += prices_[u] - competition_->floors[u];
  }
  for (Class& group : classes_) {
    group.over = -int64_t{group.end - group.begin};
  }
  const size_t rules = competition_->rules.size();
  for (size_t r = 0; r < rules; ++r) {
    const SetRule& rule = competition_->rules[r];
    const bool dirty =
        std::any_of(rule.items.begin(), rule.items.end(),
                    [this](const Item& item) { return moved_[item.unit] != 0; });
    if (dirty) {
      solver_.Solve(rule, {prices_.data(), allowed_.data(), BitOf(r)},
                    &relaxed_[r]);
    }
    bound += relaxed_[r].profit;
    for (const Taken& taken : relaxed_[r].taken) {
      const uint32_t group = class_of_[taken.unit];
      ++classes_[group].over;
      ++wants_[group * rules + r];
    }
  }
  std::fill(moved_.begin(), moved_.end(), 0);
  return bound;
}

int64_t Search::Pressure() {
  int64_t pressure = 0;
  for (const Class& group : classes_) {
    if (!group.contested) continue;
    const uint32_t u = members_[group.begin];
    if (group.over < 0 && prices_[u] == competition_->floors[u]) continue;
    pressure += group.over * group.over;
  }
  return pressure;
}

void Search::MovePrices(int64_t gap, int64_t pressure, int64_t stride) {
  constexpr int64_t kSmall = int64_t{1} << 36;
  for (const Class& group : classes_) {
    if (!group.contested || group.over == 0) continue;
    const uint32_t first = members_[group.begin];
    const int64_t move =
        gap < kSmall ? gap * stride * group.over / (pressure * kStrideMax)
                     : gap / pressure * group.over / kStrideMax * stride;
    const int64_t price = std::clamp(
        prices_[first] + move, competition_->floors[first],
        std::max(competition_->floors[first], competition_->dearest));
    if (price == prices_[first]) continue;
    for (uint32_t i = group.begin; i < group.end; ++i) {
      prices_[members_[i]] = price;
      moved_[members_[i]] = 1;
    }
  }
}

// Looks at a node; true where nothing below it is better than the best known.
bool Search::Close(uint32_t steps_max) {
  for (uint32_t round = 0;; ++round) {
    int64_t bound = std::numeric_limits<int64_t>::max();
    if (Settle(steps_max, &bound)) return true;
    if (round == kExcludeRounds || !Exclude(bound)) return false;
    steps_max = kExcludeSteps;
  }
}

// Moves prices until the bound is low enough, or falls no more.
bool Search::Settle(uint32_t steps_max, int64_t* best) {
  FindClasses();
  moved_.assign(prices_.size(), 1);
  int64_t stride = kStrideMax;
  uint32_t patience = kPatience;
  for (uint32_t step = 0; step < steps_max; ++step) {
    const int64_t bound = Evaluate();
    const int64_t pressure = Pressure();
    if (bound < *best) {
      *best = bound;
      best_prices_ = prices_;
      patience = kPatience;
    } else if (--patience == 0) {
      patience = kPatience;
      stride /= 2;
      if (stride < kStrideMin) break;
    }
    if (pressure == 0 || step % kRepairEvery == 0) Repair(step / kRepairEvery);
    if (*best < best_profit_ + competition_->grain) return true;
    if (pressure == 0) return true;
    MovePrices(bound - best_profit_, pressure, stride);
  }
  Repair(0);
  prices_ = best_prices_;
  return *best < best_profit_ + competition_->grain;
}

// Takes units from rules where the bound shows that having them leads to
// nothing better.
bool Search::Exclude(int64_t bound) {
  moved_.assign(prices_.size(), 1);
  bound = Evaluate();
  const size_t rules = competition_->rules.size();
  bool excluded = false;
  with_.resize(prices_.size());
  for (size_t r = 0; r < rules; ++r) {
    const int64_t others = bound - relaxed_[r].profit;
    solver_.Bound(competition_->rules[r],
                  {prices_.data(), allowed_.data(), BitOf(r)}, relaxed_[r],
                  &with_);
    for (const Class& group : classes_) {
      const uint32_t first = members_[group.begin];
      if ((allowed_[first] & BitOf(r)) == 0) continue;
      int64_t with = std::numeric_limits<int64_t>::min();
      for (uint32_t i = group.begin; i < group.end; ++i) {
        with = std::max(with, with_[members_[i]]);
      }
      if (others + with >= best_profit_ + competition_->grain) continue;
      excluded = true;
      for (uint32_t i = group.begin; i < group.end; ++i) {
        allowed_[members_[i]] &= ~BitOf(r);
      }
    }
  }
  return excluded;
}

void Search::Branch() {
  const size_t rules = competition_->rules.size();
  const Class* chosen = nullptr;
  int64_t most = -1;
  for (const Class& group : classes_) {
    if (!group.contested) continue;
    const uint32_t u = members_[group.begin];
    const size_t c = class_of_[u];
    int64_t first = 0;
    int64_t second = 0;
    for (size_t r = 0; r < rules; ++r) {
      const int64_t want = wants_[c * rules + r];
      if (want > first) {
        second = first;
        first = want;
      } else {
        second = std::max(second, want);
      }
    }
    const int64_t score = second * ((prices_[u] - competition_->floors[u]) / competition_->grain + 1);
    if (score > most) {
      most = score;
      chosen = &group;
    }
  }
  if (chosen == nullptr) return;
  Frame& frame = open_.Add();
  frame.allowed = allowed_;
  frame.must = must_;
  frame.prices = prices_;
  frame.alike.assign(members_.begin() + chosen->begin,
                     members_.begin() + chosen->end);
  frame.rules.clear();
  frame.next = 0;
  for (uint32_t r = 0; r < rules; ++r) {
    if ((allowed_[frame.alike[0]] & BitOf(r)) != 0) frame.rules.push_back(r);
  }
  const size_t c = class_of_[frame.alike[0]];
  std::stable_sort(frame.rules.begin(), frame.rules.end(),
                   [&](uint32_t a, uint32_t b) {
                     return wants_[c * rules + a] > wants_[c * rules + b];
                   });
}

bool Search::NextChild() {
  Frame& frame = open_.back();
  if (frame.next > frame.rules.size()) {
    open_.Truncate(open_.size() - 1);
    return false;
  }
  allowed_ = frame.allowed;
  must_ = frame.must;
  prices_ = frame.prices;
  for (size_t i = 0; i < frame.next; ++i) {
    for (const uint32_t unit : frame.alike) {
      allowed_[unit] &= ~BitOf(frame.rules[i]);
    }
  }
  if (frame.next < frame.rules.size()) {
    allowed_[frame.alike[0]] = BitOf(frame.rules[frame.next]);
    must_[frame.alike[0]] = 1;
  }
  ++frame.next;
  return true;
}

int64_t Search::ProfitAtFloors(size_t rule, const Choice& choice) const {
  int64_t profit =
      competition_->rules[rule].bonus * static_cast<int64_t>(choice.sets);
  for (const Taken& taken : choice.taken) {
    profit += taken.gain - competition_->floors[taken.unit];
  }
  return profit;
}

void Search::Repair(size_t first) {
  const size_t rules = competition_->rules.size();
  free_ = allowed_;
  for (size_t i = 0; i < rules; ++i) {
    const size_t r = (first + i) % rules;
    Choice& choice = made_[r];
    solver_.Solve(competition_->rules[r],
                  {prices_.data(), free_.data(), BitOf(r)}, &choice);
    choice.profit = ProfitAtFloors(r, choice);
    for (const Taken& taken : choice.taken) free_[taken.unit] = 0;
  }
  Improve();
  int64_t profit = 0;
  for (const Choice& choice : made_) profit += choice.profit;
  if (profit <= best_profit_) return;
  best_profit_ = profit;
  for (size_t r = 0; r < rules; ++r) best_[r] = made_[r];
}

void Search::Improve() {
  const size_t rules = competition_->rules.size();
  free_ = reach_;
  for (const Choice& choice : made_) {
    for (const Taken& taken : choice.taken) free_[taken.unit] = 0;
  }
  for (size_t since = 0, r = 0; since < rules; ++since, r = (r + 1) % rules) {
    Choice& choice = made_[r];
    for (const Taken& taken : choice.taken) {
      free_[taken.unit] = reach_[taken.unit];
    }
    solver_.Solve(competition_->rules[r],
                  {competition_->floors.data(), free_.data(), BitOf(r)},
                  &trial_);
    if (trial_.profit > choice.profit) {
      std::swap(trial_, choice);
      since = 0;
    }
    for (const Taken& taken : choice.taken) free_[taken.unit] = 0;
  }
}

}  // namespace patron::combination
