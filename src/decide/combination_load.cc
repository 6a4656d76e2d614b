// Nothing here changes what the optimum is, but for baskets beyond the limits.

#include "decide/combination_load.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace patron::combination {
namespace {

// Prices are finer than amounts by this many bits, where they fit.
constexpr int kPriceBitsMax = 10;
// Of a rule of buy and get, states times units.
constexpr int64_t kStepsMax = int64_t{1} << 22;
// Of a rule whose parts share units.
constexpr size_t kSharedItemsMax = 4 * size_t{kCombinationUnitsMax};

// The units that a rule must have for one set, or 0 where a set cannot be as
// large as the basket.
uint32_t SetSize(const CombinationRule& rule, size_t units) {
  const auto limit = static_cast<int64_t>(units);
  int64_t size = 0;
  if (rule.kind == CombinationKind::kCheapest) {
    if (rule.buy > limit || rule.get > limit) return 0;
    size = rule.buy + rule.get;
  }
  for (const CombinationPart& part : rule.parts) {
    if (rule.kind != CombinationKind::kParts) break;
    if (part.count > limit) return 0;
    size += part.count;
    if (size > limit) return 0;
  }
  return size > limit ? 0 : static_cast<uint32_t>(size);
}

bool HasSets(const CombinationRule& rule) {
  return rule.kind != CombinationKind::kEach;
}

// The exact form that fits, or the one that is not exact where that would take
// too many steps.
SetRule::Form CheapestForm(const SetRule& rule) {
  const auto count = static_cast<int64_t>(rule.items.size());
  const int64_t sets = count / rule.size;
  const bool binds = rule.sets_max < sets;
  if (std::is_sorted(
          rule.items.begin(), rule.items.end(),
          [](const Item& a, const Item& b) { return a.gain > b.gain; })) {
    const int64_t width =
        binds ? int64_t{rule.size} * rule.sets_max + 1 : int64_t{rule.size};
    return width <= kStepsMax / (count + 1) ? SetRule::Form::kBlocks
                                            : SetRule::Form::kChunks;
  }
  const int64_t layers = binds ? int64_t{rule.sets_max} + 1 : 1;
  const int64_t surplus = int64_t{rule.buy} * sets + 1;
  const bool few = count < 2 * int64_t{kCombinationUnitsMax} &&
                   count * layers * surplus * rule.get <= kStepsMax;
  return few ? SetRule::Form::kLabels : SetRule::Form::kChunks;
}

}  // namespace

void Loader::Load(const CombinationProblem& problem) {
  problem_ = &problem;
  root_ = 0;
  TakeFloors();
  LoadRules();
  Connect();
}

void Loader::TakeFloors() {
  const size_t units = problem_->values_minor.size();
  floors_.assign(units, {});
  for (uint32_t r = 0; r < problem_->rules.size(); ++r) {
    if (HasSets(problem_->rules[r])) continue;
    for (const UnitGain& item : problem_->rules[r].units) {
      Floor& floor = floors_[item.unit];
      if (item.gain_minor > floor.gain_minor) floor = {item.gain_minor, r};
    }
  }
  prices_.clear();
  for (const Floor& floor : floors_) prices_.push_back(floor.gain_minor);
}

void Loader::LoadRules() {
  all_.assign(problem_->values_minor.size(), 1);
  rules_.Clear();
  for (uint32_t r = 0; r < problem_->rules.size(); ++r) {
    if (!HasSets(problem_->rules[r])) continue;
    SetRule& set_rule = rules_.Add();
    set_rule.rule = r;
    bool useful = LoadRule(problem_->rules[r], &set_rule);
    if (useful) {
      solver_.Solve(set_rule, {prices_.data(), all_.data(), 1}, &choice_);
      useful = choice_.profit > 0;
    }
    if (!useful) rules_.Truncate(rules_.size() - 1);
  }
}

// False where it cannot make a set.
bool Loader::LoadRule(const CombinationRule& rule, SetRule* set_rule) {
  set_rule->items.clear();
  set_rule->parts.clear();
  set_rule->exact = true;
  set_rule->size = SetSize(rule, problem_->values_minor.size());
  if (set_rule->size == 0 || rule.sets_max <= 0) return false;
  const auto sets_max = static_cast<int64_t>(problem_->values_minor.size()) /
                        int64_t{set_rule->size};
  set_rule->sets_max = static_cast<uint32_t>(std::min(sets_max, rule.sets_max));
  if (rule.kind == CombinationKind::kCheapest) {
    LoadCheapest(rule, set_rule);
  } else {
    LoadParts(rule, set_rule);
  }
  return true;
}

void Loader::LoadCheapest(const CombinationRule& rule,
                          SetRule* set_rule) const {
  set_rule->buy = static_cast<uint32_t>(rule.buy);
  set_rule->get = static_cast<uint32_t>(rule.get);
  set_rule->bonus = 0;
  for (const UnitGain& item : rule.units) {
    set_rule->items.push_back({item.unit, item.gain_minor});
  }
  const std::span<const int64_t> values = problem_->values_minor;
  std::sort(set_rule->items.begin(), set_rule->items.end(),
            [&](const Item& a, const Item& b) {
              return values[a.unit] != values[b.unit]
                         ? values[a.unit] > values[b.unit]
                         : a.unit < b.unit;
            });
  set_rule->form = CheapestForm(*set_rule);
  set_rule->exact = set_rule->form != SetRule::Form::kChunks;
}

void Loader::LoadParts(const CombinationRule& rule, SetRule* set_rule) {
  set_rule->bonus = rule.bonus_minor;
  part_of_.assign(problem_->values_minor.size(), 0);
  bool shared = false;
  for (const CombinationPart& part : rule.parts) {
    const auto begin = static_cast<uint32_t>(set_rule->items.size());
    for (const UnitGain& item : part.units) {
      set_rule->items.push_back({item.unit, item.gain_minor});
      shared = shared || part_of_[item.unit] != 0;
      part_of_[item.unit] = 1;
    }
    set_rule->parts.push_back({begin,
                               static_cast<uint32_t>(set_rule->items.size()),
                               static_cast<uint32_t>(part.count)});
  }
  set_rule->form = shared ? SetRule::Form::kShared : SetRule::Form::kApart;
  if (shared && set_rule->items.size() > kSharedItemsMax) {
    KeepApart(set_rule);
  }
}

// Of very many units each goes to one part only, the one that has the fewest
// for a set: good, not the optimum.
void Loader::KeepApart(SetRule* set_rule) {
  constexpr uint32_t kNoPart = std::numeric_limits<uint32_t>::max();
  std::fill(part_of_.begin(), part_of_.end(), kNoPart);
  const auto sets = [&](uint32_t p) {
    const PartItems& part = set_rule->parts[p];
    return (part.end - part.begin) / part.count;
  };
  for (uint32_t p = 0; p < set_rule->parts.size(); ++p) {
    for (uint32_t i = set_rule->parts[p].begin; i < set_rule->parts[p].end;
         ++i) {
      uint32_t& part = part_of_[set_rule->items[i].unit];
      if (part == kNoPart || sets(p) < sets(part)) part = p;
    }
  }
  uint32_t kept = 0;
  for (uint32_t p = 0; p < set_rule->parts.size(); ++p) {
    PartItems& part = set_rule->parts[p];
    const uint32_t begin = kept;
    for (uint32_t i = part.begin; i < part.end; ++i) {
      const Item item = set_rule->items[i];
      if (part_of_[item.unit] == p) set_rule->items[kept++] = item;
    }
    part.begin = begin;
    part.end = kept;
  }
  set_rule->items.resize(kept);
  set_rule->form = SetRule::Form::kApart;
  set_rule->exact = false;
}

uint32_t Loader::RootOf(uint32_t unit) {
  while (roots_[unit] != unit) {
    roots_[unit] = roots_[roots_[unit]];
    unit = roots_[unit];
  }
  return unit;
}

// Units of one rule compete with each other, and so with those of any rule that
// has one of them. The first unit stands for all.
void Loader::Connect() {
  roots_.resize(problem_->values_minor.size());
  std::iota(roots_.begin(), roots_.end(), 0U);
  for (const SetRule& rule : rules_) {
    for (const Item& item : rule.items) {
      const uint32_t a = RootOf(rule.items[0].unit);
      const uint32_t b = RootOf(item.unit);
      roots_[std::max(a, b)] = std::min(a, b);
    }
  }
}

bool Loader::Next() {
  const auto units = static_cast<uint32_t>(roots_.size());
  const auto competes = [this](const SetRule& rule) {
    return RootOf(rule.items[0].unit) == root_;
  };
  for (; root_ < units; ++root_) {
    if (roots_[root_] == root_ &&
        std::any_of(rules_.begin(), rules_.end(), competes)) {
      break;
    }
  }
  if (root_ == units) return false;
  globals_.clear();
  locals_.resize(units);
  competition_.floors.clear();
  for (uint32_t u = 0; u < units; ++u) {
    if (RootOf(u) != root_) continue;
    locals_[u] = static_cast<uint32_t>(globals_.size());
    globals_.push_back(u);
    competition_.floors.push_back(floors_[u].gain_minor);
  }
  competition_.rules.Clear();
  competition_.provable = true;
  for (const SetRule& rule : rules_) {
    if (!competes(rule)) continue;
    SetRule& copy = competition_.rules.Add();
    copy = rule;
    for (Item& item : copy.items) item.unit = locals_[item.unit];
    competition_.provable = competition_.provable && rule.exact;
  }
  if (competition_.rules.size() > 1 &&
      (globals_.size() > kCombinationUnitsMax ||
       competition_.rules.size() > kCombinationRulesMax)) {
    competition_.provable = false;
  }
  FindKinds();
  Scale();
  ++root_;
  return true;
}

// Alike are units of one value and one floor that every rule treats alike.
void Loader::FindKinds() {
  kinds_ = 0;
  competition_.kinds.assign(globals_.size(), 0);
  if (!competition_.provable || competition_.rules.size() == 1) return;
  values_.clear();
  for (uint32_t u = 0; u < globals_.size(); ++u) {
    values_.push_back({u, problem_->values_minor[globals_[u]]});
  }
  Refine(values_);
  for (Item& item : values_) item.gain = competition_.floors[item.unit];
  Refine(values_);
  for (const SetRule& rule : competition_.rules) {
    for (const PartItems& part : rule.parts) {
      Refine({rule.items.data() + part.begin, part.end - part.begin});
    }
    if (!rule.parts.empty()) continue;
    Refine(rule.items);
    TellApart(rule);
  }
}

// Tells apart units that the items tell apart: those not among them, and those
// of other gains.
void Loader::Refine(std::span<const Item> items) {
  keys_.clear();
  for (const Item& item : items) {
    keys_.push_back({competition_.kinds[item.unit], item.gain, item.unit});
  }
  std::sort(keys_.begin(), keys_.end(), [](const Key& a, const Key& b) {
    if (a.kind != b.kind) return a.kind < b.kind;
    return a.amount != b.amount ? a.amount < b.amount : a.unit < b.unit;
  });
  for (size_t i = 0; i < keys_.size(); ++i) {
    if (i == 0 || keys_[i].kind != keys_[i - 1].kind ||
        keys_[i].amount != keys_[i - 1].amount) {
      ++kinds_;
    }
    competition_.kinds[keys_[i].unit] = kinds_;
  }
}

// Of units of one value, the later are got. Where they gain differently it
// matters which of them is where, so that none is like another.
void Loader::TellApart(const SetRule& rule) {
  const auto value = [&](const Item& item) {
    return problem_->values_minor[globals_[item.unit]];
  };
  for (size_t begin = 0, end = 0; begin < rule.items.size(); begin = end) {
    bool differ = false;
    for (end = begin + 1; end < rule.items.size() &&
                          value(rule.items[end]) == value(rule.items[begin]);
         ++end) {
      differ = differ || rule.items[end].gain != rule.items[begin].gain;
    }
    for (size_t i = begin; differ && i < end; ++i) {
      competition_.kinds[rule.items[i].unit] = ++kinds_;
    }
  }
}

// Amounts as multiples of what divides them all, times as many fractions of it
// as fit.
void Loader::Scale() {
  int64_t divisor = 0;
  int64_t most = 0;
  const auto count = [&](int64_t amount, int64_t times) {
    divisor = std::gcd(divisor, amount);
    most += (amount < 0 ? -amount : amount) * times;
  };
  for (const int64_t floor : competition_.floors) count(floor, 1);
  for (const SetRule& rule : competition_.rules) {
    count(rule.bonus, rule.sets_max);
    for (const Item& item : rule.items) count(item.gain, 1);
  }
  divisor_minor_ = std::max<int64_t>(divisor, 1);
  most = most / divisor_minor_ + 1;
  const int64_t fits =
      (int64_t{1} << 60) / static_cast<int64_t>(globals_.size());
  int bits = kPriceBitsMax;
  while (bits > 0 && most > (fits >> bits)) --bits;
  if (competition_.rules.size() > 1 && most > fits) {
    competition_.provable = false;
  }
  competition_.grain = int64_t{1} << bits;
  competition_.dearest = most * competition_.grain;
  const auto scale = [&](int64_t& amount) {
    amount = amount / divisor_minor_ * competition_.grain;
  };
  for (int64_t& floor : competition_.floors) scale(floor);
  for (SetRule& rule : competition_.rules) {
    scale(rule.bonus);
    for (Item& item : rule.items) scale(item.gain);
  }
}

}  // namespace patron::combination
