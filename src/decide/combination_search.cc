// Prices move by subgradient steps with the best combination as their target
// (Polyak's), in whole numbers. A simplex would find the best prices exactly,
// in fractions and with many more lines; near the best prices branching is
// cheap. Bundle methods need a quadratic program, and dual ascent unit by unit
// stops early where three rules want parts of each other's sets.

#include "decide/combination_search.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <limits>

namespace patron::combination {
namespace {

// Steps of prices at the root, at other nodes, and after units were excluded.
// Children begin with their parent's prices, so a few steps tell.
constexpr uint32_t kRootSteps = 300;
constexpr uint32_t kNodeSteps = 12;
constexpr uint32_t kExcludeSteps = 8;
constexpr uint32_t kExcludeRounds = 3;
constexpr uint32_t kRepairEvery = 10;
// A step goes so many 256ths of the way that would close the gap if nothing
// else changed; half as far after so many steps without a lower bound.
constexpr int64_t kStrideMax = 256;
constexpr int64_t kStrideMin = 8;
constexpr uint32_t kPatience = 4;
// A node of more units than this counts for each so many of them, which keeps
// the time of a budget in bounds.
constexpr int64_t kUnitsANode = 64;

uint64_t BitOf(size_t rule) { return uint64_t{1} << (rule % 64); }

void Clear(Choice* choice) {
  choice->profit = 0;
  choice->sets = 0;
  choice->taken.clear();
}

// Puts the units that a rule of buy and get owns in their order: the places of
// bought and got ones stay.
void Reorder(const SetRule& rule, const std::vector<uint32_t>& owners,
             uint32_t owner, Choice* choice) {
  size_t at = 0;
  for (const Item& item : rule.items) {
    if (owners[item.unit] != owner) continue;
    Taken& taken = choice->taken[at++];
    taken.unit = item.unit;
    taken.gain = taken.role == kGot ? item.gain : 0;
  }
}

}  // namespace

void Search::Run(const Competition& competition, int64_t nodes_max) {
  Start(competition);
  Repair(0);
  optimal_ = competition.provable;
  if (competition.provable && competition.rules.size() > 1) {
    optimal_ = Prove(nodes_max);
  }
  SpareRules();
}

void Search::Start(const Competition& competition) {
  competition_ = &competition;
  const size_t units = competition.floors.size();
  nodes_ = 1;
  best_profit_ = 0;
  reach_.assign(units, 0);
  for (Recycled<Choice>* choices : {&best_, &made_, &relaxed_}) {
    choices->Clear();
    for (size_t r = 0; r < competition.rules.size(); ++r) {
      Clear(&choices->Add());
    }
  }
  for (size_t r = 0; r < competition.rules.size(); ++r) {
    for (const Item& item : competition.rules[r].items) {
      reach_[item.unit] |= BitOf(r);
    }
  }
  allowed_ = reach_;
  must_.assign(units, 0);
  prices_ = competition.floors;
}

// Depth first. False where the nodes run out first.
bool Search::Prove(int64_t nodes_max) {
  const int64_t cost =
      (static_cast<int64_t>(reach_.size()) + kUnitsANode - 1) / kUnitsANode;
  nodes_ = cost;
  open_.Clear();
  if (!Close(kRootSteps)) Branch();
  while (!open_.empty()) {
    if (nodes_ + cost > nodes_max) return false;
    if (!NextChild()) continue;
    nodes_ += cost;
    if (!Close(kNodeSteps)) Branch();
  }
  return true;
}

// Looks at a node; true where nothing below it is better than the best known.
bool Search::Close(uint32_t steps_max) {
  for (uint32_t round = 0;; ++round) {
    int64_t bound = std::numeric_limits<int64_t>::max();
    if (Settle(steps_max, &bound)) return true;
    if (round == kExcludeRounds || !Exclude()) return false;
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
    if (pressure == 0) {
      TakeRelaxed();
      assert(best_profit_ >= bound);
      return true;
    }
    if (step % kRepairEvery == kRepairEvery - 1) Repair(step / kRepairEvery);
    if (IsNoBetter(*best)) return true;
    MovePrices(bound - best_profit_, pressure, stride);
  }
  Repair(0);
  prices_ = best_prices_;
  return IsNoBetter(*best);
}

// Whether a bound leaves room for nothing better than the best known.
bool Search::IsNoBetter(int64_t bound) const {
  return bound < best_profit_ + competition_->grain;
}

// Units that are alike to all rules, and that branching has treated alike, get
// one price. What only one rule may have costs what it must better; what a rule
// must have costs nothing it could want to avoid.
void Search::FindClasses() {
  const auto units = static_cast<uint32_t>(allowed_.size());
  const std::vector<uint32_t>& kinds = competition_->kinds;
  members_.resize(units);
  for (uint32_t u = 0; u < units; ++u) members_[u] = u;
  std::sort(members_.begin(), members_.end(), [&](uint32_t a, uint32_t b) {
    if (kinds[a] != kinds[b]) return kinds[a] < kinds[b];
    if (allowed_[a] != allowed_[b]) return allowed_[a] < allowed_[b];
    return must_[a] != must_[b] ? must_[a] < must_[b] : a < b;
  });
  classes_.clear();
  class_of_.resize(units);
  for (uint32_t i = 0; i < units; ++i) {
    const uint32_t u = members_[i];
    const uint32_t before = members_[i > 0 ? i - 1 : 0];
    if (i > 0 && kinds[u] == kinds[before] && allowed_[u] == allowed_[before] &&
        must_[u] == must_[before]) {
      prices_[u] = prices_[before];
    } else {
      classes_.push_back({i, i, std::popcount(allowed_[u]) > 1});
      if (!classes_.back().contested) {
        prices_[u] =
            must_[u] != 0 ? -competition_->dearest : competition_->floors[u];
      }
    }
    classes_.back().end = i + 1;
    class_of_[u] = static_cast<uint32_t>(classes_.size()) - 1;
  }
  wants_.assign(classes_.size() * competition_->rules.size(), 0);
}

// Lets each rule whose prices moved choose anew, and returns the bound.
int64_t Search::Evaluate() {
  int64_t bound = 0;
  for (size_t u = 0; u < prices_.size(); ++u) {
    bound += prices_[u] - competition_->floors[u];
  }
  for (Class& group : classes_) {
    group.over = int64_t{group.begin} - int64_t{group.end};
  }
  const size_t rules = competition_->rules.size();
  for (size_t r = 0; r < rules; ++r) {
    const SetRule& rule = competition_->rules[r];
    if (std::any_of(
            rule.items.begin(), rule.items.end(),
            [this](const Item& item) { return moved_[item.unit] != 0; })) {
      solver_.Solve(rule, OfferTo(r), &relaxed_[r]);
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

Offer Search::OfferTo(size_t rule) const {
  return {prices_.data(), allowed_.data(), BitOf(rule)};
}

// How far what the rules want is from a combination: the sum of squares of what
// is too many or too few. Too few at the lowest price are all right.
int64_t Search::Pressure() const {
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
  // Below this the product fits: over is at most units times rules, 2^15.
  constexpr int64_t kSmall = int64_t{1} << 36;
  for (const Class& group : classes_) {
    if (!group.contested || group.over == 0) continue;
    const uint32_t first = members_[group.begin];
    const int64_t move =
        gap < kSmall ? gap * stride * group.over / (pressure * kStrideMax)
                     : gap / pressure * group.over / kStrideMax * stride;
    const int64_t price =
        std::clamp(prices_[first] + move, competition_->floors[first],
                   competition_->dearest);
    if (price == prices_[first]) continue;
    for (uint32_t i = group.begin; i < group.end; ++i) {
      prices_[members_[i]] = price;
      moved_[members_[i]] = 1;
    }
  }
}

// Takes units from rules where the bound shows that having them leads to
// nothing better; true if there are any.
bool Search::Exclude() {
  moved_.assign(prices_.size(), 1);
  const int64_t bound = Evaluate();
  bool excluded = false;
  with_.resize(prices_.size());
  for (size_t r = 0; r < competition_->rules.size(); ++r) {
    const int64_t others = bound - relaxed_[r].profit;
    solver_.Bound(competition_->rules[r], OfferTo(r), relaxed_[r], &with_);
    for (const Class& group : classes_) {
      const auto begin = members_.begin() + group.begin;
      const auto end = members_.begin() + group.end;
      if ((allowed_[*begin] & BitOf(r)) == 0) continue;
      int64_t with = std::numeric_limits<int64_t>::min();
      for (auto unit = begin; unit != end; ++unit) {
        with = std::max(with, with_[*unit]);
      }
      if (!IsNoBetter(others + with)) continue;
      excluded = true;
      for (auto unit = begin; unit != end; ++unit) allowed_[*unit] &= ~BitOf(r);
    }
  }
  return excluded;
}

// Opens the node at the class where a decision is worth most: that two rules
// wanted often, at a price far above the lowest. A node that is not closed has
// one: where no class is contested the first bound is exact.
void Search::Branch() {
  const size_t rules = competition_->rules.size();
  const Class* chosen = nullptr;
  int64_t most = -1;
  for (size_t c = 0; c < classes_.size(); ++c) {
    if (!classes_[c].contested) continue;
    const uint32_t u = members_[classes_[c].begin];
    int64_t first = 0;
    int64_t second = 0;
    for (size_t r = 0; r < rules; ++r) {
      const int64_t want = wants_[c * rules + r];
      second = std::max(second, std::min(first, want));
      first = std::max(first, want);
    }
    const int64_t above =
        (prices_[u] - competition_->floors[u]) / competition_->grain;
    const int64_t score = second * (above + 1);
    if (score <= most) continue;
    most = score;
    chosen = &classes_[c];
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
  const uint32_t* wants = &wants_[class_of_[frame.alike[0]] * rules];
  std::sort(frame.rules.begin(), frame.rules.end(),
            [wants](uint32_t a, uint32_t b) {
              return wants[a] != wants[b] ? wants[a] > wants[b] : a < b;
            });
}

// Child i: its unit goes to the i-th of the rules, and no unit like it to a
// rule before that; where one did, exchanging the two would make it an earlier
// child. The last: none of them goes to any of the rules. So every combination
// is in one child, or one as good is. False where there are no more.
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

// Without pressure, what the rules want is a combination as good as the bound,
// once those that want the same one of units that are alike take others of
// them. It has to be this one: asked again, a rule may want something else that
// is worth the same to it, but not to the others.
void Search::TakeRelaxed() {
  constexpr uint32_t kNobody = std::numeric_limits<uint32_t>::max();
  owners_.assign(prices_.size(), kNobody);
  for (uint32_t r = 0; r < made_.size(); ++r) {
    made_[r] = relaxed_[r];
    for (Taken& taken : made_[r].taken) {
      const Class& group = classes_[class_of_[taken.unit]];
      const auto begin = members_.begin() + group.begin;
      const auto is_free = [&](uint32_t u) { return owners_[u] == kNobody; };
      if (!is_free(taken.unit)) {
        taken.unit =
            *std::find_if(begin, members_.begin() + group.end, is_free);
      }
      owners_[taken.unit] = r;
    }
    const SetRule& rule = competition_->rules[r];
    if (rule.parts.empty()) Reorder(rule, owners_, r, &made_[r]);
    made_[r].profit = ProfitAtFloors(r, made_[r]);
  }
  KeepIfBetter();
}

// One rule after the other takes what it wants at these prices of what is left;
// then they improve on that.
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
  Improve(rules);
  KeepIfBetter();
}

void Search::KeepIfBetter() {
  const int64_t profit = ProfitMade();
  if (profit <= best_profit_) return;
  best_profit_ = profit;
  for (size_t r = 0; r < best_.size(); ++r) best_[r] = made_[r];
}

int64_t Search::ProfitMade() const {
  int64_t profit = 0;
  for (const Choice& choice : made_) profit += choice.profit;
  return profit;
}

int64_t Search::ProfitAtFloors(size_t rule, const Choice& choice) const {
  int64_t profit = competition_->rules[rule].bonus * int64_t{choice.sets};
  for (const Taken& taken : choice.taken) {
    profit += taken.gain - competition_->floors[taken.unit];
  }
  return profit;
}

// Each rule but one that is barred chooses anew from what the others leave, at
// the lowest prices, until none of them gains by it.
void Search::Improve(size_t barred) {
  const size_t rules = competition_->rules.size();
  free_ = reach_;
  for (const Choice& choice : made_) {
    for (const Taken& taken : choice.taken) free_[taken.unit] = 0;
  }
  for (size_t since = 0, r = 0; since < rules; ++since, r = (r + 1) % rules) {
    if (r == barred) continue;
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

// Of combinations that save as much, one of fewer rules: where one rule has the
// first choice, and then where one is left out, the last first.
void Search::SpareRules() {
  const size_t rules = competition_->rules.size();
  if (rules == 1) return;
  for (size_t r = 0; competition_->provable && r < rules; ++r) {
    for (Choice& choice : made_) Clear(&choice);
    solver_.Solve(competition_->rules[r],
                  {competition_->floors.data(), reach_.data(), BitOf(r)},
                  &made_[r]);
    Improve(rules);
    KeepIfFewer();
  }
  for (size_t r = rules; r-- > 0;) {
    if (best_[r].sets == 0) continue;
    for (size_t i = 0; i < rules; ++i) made_[i] = best_[i];
    Clear(&made_[r]);
    Improve(r);
    KeepIfFewer();
  }
}

void Search::KeepIfFewer() {
  const auto used = [](const Recycled<Choice>& choices) {
    return std::count_if(choices.begin(), choices.end(),
                         [](const Choice& choice) { return choice.sets > 0; });
  };
  if (ProfitMade() != best_profit_ || used(made_) >= used(best_)) return;
  for (size_t r = 0; r < best_.size(); ++r) best_[r] = made_[r];
}

}  // namespace patron::combination
