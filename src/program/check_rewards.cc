#include "program/check_rewards.h"

#include <algorithm>
#include <variant>

#include "program/check_automatic.h"
#include "program/phase.h"

namespace patron {
namespace {

bool IsUnitPrice(const Effect& effect) {
  return std::holds_alternative<FixedPrice>(effect.what);
}

// What a basket that takes a reward can be given for it. Points for points, and
// sets that hang on how much is bought, are a rule's.
bool CanBeGiven(const Effect& effect) {
  return IsUnitPrice(effect) ||
         std::holds_alternative<PercentOff>(effect.what) ||
         std::holds_alternative<AmountOff>(effect.what) ||
         std::holds_alternative<CheapestOff>(effect.what) ||
         std::holds_alternative<DeliveryOff>(effect.what) ||
         std::holds_alternative<Gift>(effect.what) ||
         std::holds_alternative<Message>(effect.what) ||
         std::holds_alternative<Custom>(effect.what);
}

bool TakesMoneyOff(const Effect& effect) {
  return !std::holds_alternative<Gift>(effect.what) &&
         !std::holds_alternative<Message>(effect.what) &&
         !std::holds_alternative<Custom>(effect.what);
}

// Whether taking it twice gives twice as much.
bool Multiplies(const Effect& effect) {
  if (const auto* delivery = std::get_if<DeliveryOff>(&effect.what)) {
    return delivery->amount.has_value();
  }
  return !std::holds_alternative<PercentOff>(effect.what);
}

class RewardChecker {
 public:
  RewardChecker(const Program& program, const ObjectNames& names,
                const Reward& reward, const std::string& path, Report* report)
      : program_(program),
        names_(names),
        reward_(reward),
        path_(path),
        report_(*report) {}

  void Run() {
    if (reward_.currency.empty()) {
      report_.Fail(Reason::kMissingField, path_ + ".currency",
                   "which points? Name one of the program's");
    } else {
      (void)Resolve(names_.points, "points currency", reward_.currency,
                    path_ + ".currency", &report_);
    }
    CheckPrices();
    CheckGiven();
    CheckGroup();
    CheckBudget();
    if (reward_.automatic) {
      CheckAutomatic(program_, reward_, path_, &report_);
    }
    if (reward_.stock && *reward_.stock < 1) {
      Fail(".stock", "expected at least 1 in stock, not " +
                         std::to_string(*reward_.stock) +
                         "; leave it out for any number");
    }
    if (reward_.times_max < 1 || reward_.times_max > kRewardTimesMax) {
      Fail(".times_max", "expected 1 to " + std::to_string(kRewardTimesMax) +
                             ", not " + std::to_string(reward_.times_max));
    }
  }

 private:
  void Fail(const std::string& field, std::string message) {
    report_.Fail(Reason::kBadValue, path_ + field, std::move(message));
  }

  void CheckPrices() {
    if (reward_.prices.empty() || reward_.prices.size() > kRewardPricesMax) {
      report_.Fail(
          reward_.prices.empty() ? Reason::kMissingField : Reason::kTooLarge,
          path_ + ".prices",
          "a reward has 1 to " + std::to_string(kRewardPricesMax) + " prices");
    }
    // Where it gives nothing at all, that is said.
    const bool has_unit = !reward_.unit.empty() || reward_.then.empty() ||
                          std::count_if(reward_.then.begin(),
                                        reward_.then.end(), IsUnitPrice) == 1;
    for (size_t i = 0; i < reward_.prices.size(); ++i) {
      const RewardPrice& price = reward_.prices[i];
      const std::string at = At(".prices", i);
      if (price.points.units <= 0) {
        Fail(at + ".points", "expected more than 0 points");
      }
      if (!price.pay) continue;
      report_.CheckMoney(*price.pay, program_.currency, path_ + at + ".pay");
      if (reward_.automatic) {
        Fail(at + ".pay",
             "a statement takes points alone, nobody is there to pay: leave "
             "'pay' out");
        continue;
      }
      if (has_unit) continue;
      Fail(at + ".pay",
           "this is what a unit costs then, and the reward gives none: name a "
           "selection in 'unit'");
    }
  }

  void CheckGiven() {
    if (reward_.unit.empty() == reward_.then.empty()) {
      return report_.Fail(
          reward_.unit.empty() ? Reason::kMissingField : Reason::kBadValue,
          path_ + ".then",
          reward_.unit.empty()
              ? "what does it give? Name a selection in 'unit', or effects"
              : "a reward gives a 'unit' or what stands in 'then': leave one "
                "of them out");
    }
    if (reward_.then.size() > kRuleEffectsMax) {
      report_.Fail(Reason::kTooLarge, path_ + ".then",
                   "a reward has at most " + std::to_string(kRuleEffectsMax) +
                       " effects");
    }
    for (size_t i = 0; i < reward_.then.size(); ++i) {
      const Effect& effect = reward_.then[i];
      if (reward_.automatic) continue;  // points, and nothing else
      if (!CanBeGiven(effect)) {
        Fail(At(".then", i),
             std::holds_alternative<FixedPoints>(effect.what)
                 ? "points for points are given at a statement: say with "
                   "'automatic: {every: month}' how often"
                 : "points buy a price (fixed_price, cheapest_off), something "
                   "off "
                   "(percent_off, amount_off, delivery_off), a gift, a message "
                   "or "
                   "something custom: what earns points or makes sets is a "
                   "rule's");
      } else if (!Multiplies(effect) && reward_.times_max > 1) {
        Fail(".times_max",
             "effect " + std::to_string(i + 1) +
                 " cannot be given twice, as an amount or a unit can: leave "
                 "'times_max' out");
      }
    }
  }

  void CheckBudget() {
    // One that is automatic has none at all.
    if (reward_.budget.empty() || reward_.automatic || !reward_.unit.empty() ||
        std::any_of(reward_.then.begin(), reward_.then.end(), TakesMoneyOff)) {
      return;
    }
    Fail(".budget",
         "a budget pays for what is taken off, and this reward takes nothing "
         "off: bound it by 'stock' or 'limits'");
  }

  // What grandfathered points pay is told once it is known which rewards take
  // some; rules that only tell something have their turns after that.
  void CheckGroup() {
    if (reward_.group.empty()) return;
    const bool tells = std::all_of(
        reward_.then.begin(), reward_.then.end(),
        [](const Effect& e) { return PhaseOf(e) == Phase::kTelling; });
    for (const PointsCurrency& points : program_.points) {
      if (points.id != reward_.currency || !points.grandfathered || !tells ||
          !reward_.unit.empty()) {
        continue;
      }
      Fail(".group",
           "a reward of grandfathered points that only tells something stands "
           "in no group: it could lose when it is known what they pay; leave "
           "'group' out");
    }
  }

  const Program& program_;
  const ObjectNames& names_;
  const Reward& reward_;
  const std::string& path_;
  Report& report_;
};

}  // namespace

Rule RuleOf(const Program& program, const Reward& reward) {
  Rule rule;
  rule.id = reward.id;
  rule.text = reward.text;
  rule.priority = reward.priority;
  rule.schedule = reward.schedule;
  rule.when = reward.when;
  rule.then = reward.then;
  rule.limits = reward.limits;
  rule.group = reward.group;
  rule.budget = reward.budget;
  if (!reward.unit.empty()) {
    Effect& unit = rule.then.emplace_back();
    unit.what = FixedPrice{Money{0, program.currency}, reward.unit};
  }
  return rule;
}

void CheckReward(const Program& program, const ObjectNames& names,
                 const Reward& reward, const std::string& path,
                 Report* report) {
  RewardChecker(program, names, reward, path, report).Run();
}

}  // namespace patron
