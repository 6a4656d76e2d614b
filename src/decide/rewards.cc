#include "decide/rewards.h"

#include <algorithm>
#include <tuple>
#include <utility>
#include <variant>

#include "base/quote.h"
#include "decide/purse.h"
#include "model/points_of.h"
#include "patron/rounding.h"
#include "program/phase.h"

namespace patron {
namespace {

bool IsLeftOut(const Work& work, const std::string& rule) {
  const std::span<const std::string_view> without = work.options.without;
  return std::find(without.begin(), without.end(), rule) != without.end();
}

// How many uses it takes to do what an effect has done.
int64_t UsesOf(const Effect& effect, const FiredEffect& fired, int64_t count) {
  const auto steps = [](int64_t done, int64_t each) {
    return done / each + (done % each != 0 ? 1 : 0);
  };
  if (const auto* off = std::get_if<AmountOff>(&effect.what)) {
    // A price without tax falls by less than the amount.
    return off->with_tax ? count : steps(fired.amount.minor, off->amount.minor);
  }
  if (const auto* off = std::get_if<CheapestOff>(&effect.what)) {
    return steps(fired.units, off->count);
  }
  if (const auto* off = std::get_if<DeliveryOff>(&effect.what)) {
    return off->amount ? steps(fired.amount.minor, off->amount->minor) : count;
  }
  return std::holds_alternative<FixedPrice>(effect.what) ? fired.units : count;
}

// The rule that won in its group, or kNoIndex.
uint32_t WinnerOver(const Work& work, const Taken& taken) {
  const RuleState& state = work.mine.rules[taken.rule];
  return state.lost_to != kNoIndex ? state.lost_to : state.exclusive_to;
}

// By the end of the discounts. One that only tells something stands in no group
// in which it could lose (check_rewards.cc), and its turn is yet to come.
bool HasLost(const Work& work, const Taken& taken) {
  if (WinnerOver(work, taken) == kNoIndex) return false;
  const std::vector<Effect>& then = work.plan.rule(taken.rule).then;
  const std::vector<uint32_t>& fired = work.mine.effect_rules;
  return std::find(fired.begin(), fired.end(), taken.rule) == fired.end() &&
         std::any_of(then.begin(), then.end(), [](const Effect& effect) {
           return PhaseOf(effect) != Phase::kTelling;
         });
}

class Rewarding {
 public:
  explicit Rewarding(Work& work)
      : work_(work), purse_(work.plan.program(), work.facts) {}

  absl::Status Run() {
    for (const Taken& taken : work_.mine.taken) {
      if (IsLeftOut(work_, taken.reward->id)) continue;
      if (absl::Status s = Give(taken); !s.ok()) return s;
    }
    return CheckTenders();
  }

 private:
  absl::Status Give(const Taken& taken) {
    if (!taken.why_not.empty()) return NotGiven(taken, taken.why_not);
    RewardTaken& told = work_.decision.rewards.Add();
    told.reward = taken.reward->id;
    told.text = taken.reward->text;
    told.count = taken.count;
    told.price = taken.number;
    told.currency = taken.reward->currency;
    told.points = {};
    told.money = Money{0, work_.currency()};
    told.lost_to.clear();
    int64_t uses = taken.count;
    size_t fired = 0;
    const Rule& rule = work_.plan.rule(taken.rule);
    for (size_t e = 0; e < work_.decision.effects.size(); ++e) {
      if (work_.mine.effect_rules[e] != taken.rule) continue;
      const FiredEffect& effect = work_.decision.effects[e];
      ++fired;
      told.money.minor += effect.amount.minor;
      uses =
          std::min(uses, UsesOf(rule.then[effect.index], effect, taken.count));
    }
    if (fired == 0) return Lost(taken, told);
    // All of it, or nothing.
    if (fired < rule.then.size()) return NotGiven(taken, LackOf(taken));
    if (uses < taken.count) {
      return NotGiven(taken, "it is taken " + std::to_string(taken.count) +
                                 " times, and there is only enough for it " +
                                 std::to_string(uses) + " times");
    }
    return Charge(taken, told);
  }

  absl::Status NotGiven(const Taken& taken, const std::string& why) {
    return Refuse(Reason::kRewardNotGiven, "reward " + Quote(taken.reward->id) +
                                               " cannot be given: " + why);
  }

  // To another rule, or there was nothing for it to act on.
  absl::Status Lost(const Taken& taken, RewardTaken& told) {
    const uint32_t winner = WinnerOver(work_, taken);
    if (winner != kNoIndex) {
      told.lost_to = work_.plan.rule(winner).id;
      return absl::OkStatus();
    }
    return NotGiven(taken, LackOf(taken));
  }

  [[nodiscard]] std::string LackOf(const Taken& taken) const {
    if (work_.mine.rules[taken.rule].no_budget) {
      return WhyNoBudget(work_, taken.rule);
    }
    const auto lack = work_.mine.lacks.find(taken.rule);
    return lack != work_.mine.lacks.end() && !lack->second.text.empty()
               ? lack->second.text
               : "there is nothing for it to act on";
  }

  absl::Status Charge(const Taken& taken, RewardTaken& told) {
    const absl::StatusOr<int64_t> points =
        MultiplyExact(taken.price->points.units, taken.count);
    if (!points.ok()) return points.status();
    told.points.units = *points;
    if (purse_.Take(told.currency, *points)) return absl::OkStatus();
    const int64_t most = purse_.Most(told.currency);
    std::string message =
        "reward " + Quote(told.reward) + " costs " +
        Text(told.currency, *points) + "; " + Quote(work_.event.member) +
        (IsApart(told.currency) ? " has at most " : " has ") +
        Text(told.currency, most) +
        (IsApart(told.currency) ? " that can be taken together" : "");
    return Refuse(Reason::kInsufficientPoints, message + Alternative(taken));
  }

  // ": the price of 500 'point' and 30.00 EUR is within reach".
  [[nodiscard]] std::string Alternative(const Taken& taken) const {
    const std::string& currency = taken.reward->currency;
    const int64_t most = purse_.Most(currency);
    for (const RewardPrice& price : taken.reward->prices) {
      if (price.points.units > most / taken.count) continue;
      return ": the price of " + Text(currency, price.points.units) +
             (price.pay ? " and " + FormatMoney(*price.pay) : "") +
             " is within reach";
    }
    const int64_t times = most / taken.price->points.units;
    if (times == 0) return "";
    return ": take it no more than " + std::to_string(times) +
           (times == 1 ? " time" : " times");
  }

  // Points pay with what the rewards have left.
  absl::Status CheckTenders() {
    if (work_.decision.rewards.empty()) return absl::OkStatus();
    for (const PointsPaid& paid : work_.decision.paid_by_points) {
      const int64_t most = purse_.Most(paid.currency);
      if (purse_.Take(paid.currency, paid.points.units)) continue;
      return Refuse(Reason::kInsufficientPoints,
                    "the rewards of this basket leave " +
                        Text(paid.currency, most) + " to pay with, and " +
                        Text(paid.currency, paid.points.units) +
                        " are to pay: take fewer of either");
    }
    return absl::OkStatus();
  }

  [[nodiscard]] bool IsApart(std::string_view currency) const {
    const PointsCurrency* const points =
        FindPoints(work_.plan.program(), currency);
    return points != nullptr && points->apart.has_value();
  }

  [[nodiscard]] std::string Text(std::string_view currency,
                                 int64_t units) const {
    const PointsCurrency* const points =
        FindPoints(work_.plan.program(), currency);
    return FormatPoints(Points{units},
                        points == nullptr ? 0 : points->decimals) +
           " '" + std::string(currency) + "'";
  }

  Work& work_;
  Purse purse_;
};

}  // namespace

void FillTaken(Work& work) {
  std::vector<Taken>& all = work.mine.taken;
  all.clear();
  const Program& program = work.plan.program();
  for (const BasketReward& asked : work.event.basket.rewards) {
    const auto reward =
        std::find_if(program.rewards.begin(), program.rewards.end(),
                     [&](const Reward& other) { return other.id == asked.id; });
    Taken& taken = all.emplace_back();
    taken.rule = static_cast<uint32_t>(
        program.rules.size() +
        static_cast<size_t>(reward - program.rewards.begin()));
    taken.reward = &*reward;
    taken.number = std::max<int64_t>(1, asked.price);
    taken.price = &reward->prices[static_cast<size_t>(taken.number - 1)];
    taken.count = asked.count;
  }
  std::sort(all.begin(), all.end(), [](const Taken& a, const Taken& b) {
    return std::tie(a.reward->priority, a.reward->id) <
           std::tie(b.reward->priority, b.reward->id);
  });
}

Taken* FindTaken(Work& work, uint32_t rule) {
  for (Taken& taken : work.mine.taken) {
    if (taken.rule == rule) return &taken;
  }
  return nullptr;
}

int64_t TimesOf(const Work& work, uint32_t rule) {
  for (const Taken& taken : work.mine.taken) {
    if (taken.rule == rule) return taken.count;
  }
  return 1;
}

bool TakeRewards(const Work& work, std::string_view currency, Purse* purse) {
  for (const Taken& taken : work.mine.taken) {
    if (taken.reward->currency != currency ||
        IsLeftOut(work, taken.reward->id)) {
      continue;
    }
    if (HasLost(work, taken)) continue;
    const absl::StatusOr<int64_t> points =
        MultiplyExact(taken.price->points.units, taken.count);
    if (!points.ok() || !purse->Take(currency, *points)) return false;
  }
  return true;
}

absl::Status FillRewards(Work& work) {
  if (work.mine.taken.empty()) return absl::OkStatus();
  return Rewarding(work).Run();
}

}  // namespace patron
