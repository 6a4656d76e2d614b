// Expectations one by one. Where a rule did not do what it should, the reason
// that the decision gives is what was found.

#include "story_check.h"

#include <algorithm>

#include "model/points_of.h"
#include "patron/receipt.h"

namespace patron::cli {
namespace {

constexpr std::string_view kNotFired = "that it does not fire";

// What a rule did: money off, and points by currency.
struct Fired {
  bool fired = false;
  Money off;
  std::vector<PointsTotal> points;
};

void AddPoints(std::string_view currency, Points points,
               std::vector<PointsTotal>* totals) {
  for (PointsTotal& total : *totals) {
    if (total.currency != currency) continue;
    total.points.units += points.units;
    return;
  }
  totals->push_back({std::string(currency), points});
}

template <typename Totals>
Points PointsOf(const Totals& totals, std::string_view currency) {
  for (const auto& total : totals) {
    if (total.currency == currency) return total.points;
  }
  return {};
}

Money PaidByPoints(const Decision& decision) {
  Money paid{0, decision.pay_total.currency};
  for (const PointsPaid& points : decision.paid_by_points) {
    paid.minor += points.money.minor;
  }
  return paid;
}

Fired WhatFired(const Decision& decision, std::string_view rule) {
  Fired fired;
  fired.off.currency = decision.pay_total.currency;
  for (const FiredEffect& effect : decision.effects) {
    if (effect.rule != rule) continue;
    fired.fired = true;
    if (effect.currency.empty()) {
      fired.off.minor += effect.amount.minor;
    } else {
      AddPoints(effect.currency, effect.points, &fired.points);
    }
  }
  return fired;
}

std::string FailureOf(const Decision& decision, std::string_view rule) {
  for (const FailedRule& failed : decision.failed) {
    if (failed.rule == rule) return failed.message;
  }
  return "";
}

// "that it does not fire: it is 13:59, the rule is on from 14:00 to 16:00"
std::string WhyNotFired(const Decision& decision, std::string_view rule) {
  if (const std::string failed = FailureOf(decision, rule); !failed.empty()) {
    return "that it fails: " + failed;
  }
  for (const WhyNot& why : decision.why_not) {
    if (why.rule != rule) continue;
    std::string parts;
    for (const std::string& part : why.parts) {
      parts += (parts.empty() ? "" : "; ") + part;
    }
    return std::string(kNotFired) + ": " + parts;
  }
  return std::string(kNotFired);
}

const LineResult* FindLine(const Decision& decision, std::string_view id) {
  const auto* const it =
      std::find_if(decision.lines.begin(), decision.lines.end(),
                   [&](const LineResult& line) { return line.id == id; });
  return it == decision.lines.end() ? nullptr : it;
}

std::string TierText(std::string_view ladder, std::string_view level,
                     bool several) {
  if (level.empty()) return "no tier";
  return std::string(level) +
         (several ? " in " + std::string(ladder) : std::string());
}

std::string OfRefusal(const Expectation& expectation,
                      const absl::Status& status) {
  if (status.ok()) return "that it is accepted";
  const std::string_view reason = ReasonName(ReasonOf(status));
  if (reason == expectation.slots[0].text) return "";
  return std::string(reason) + ": " + std::string(MessageOf(status));
}

}  // namespace

std::string StoryChecker::Found(const Expectation& expectation,
                                const StepOutcome& step) {
  switch (expectation.kind) {
    case ExpectationKind::kRefused:
      return OfRefusal(expectation, step.status);
    case ExpectationKind::kToPay:
    case ExpectationKind::kListTotal:
    case ExpectationKind::kDiscount:
    case ExpectationKind::kLinePays:
    case ExpectationKind::kLineDiscount:
    case ExpectationKind::kTax:
    case ExpectationKind::kEarns:
    case ExpectationKind::kCollects:
    case ExpectationKind::kPointsPay:
    case ExpectationKind::kLeftToPay:
      return OfDecision(expectation, step);
    case ExpectationKind::kAdds:
    case ExpectationKind::kSays:
    case ExpectationKind::kCarries:
      return OfEffects(expectation, step.outcome.answer.decision);
    case ExpectationKind::kNear:
      return OfNearMisses(expectation, step.outcome.answer.decision);
    case ExpectationKind::kCosts:
    case ExpectationKind::kLosesTo:
    case ExpectationKind::kOffered:
    case ExpectationKind::kNotOffered:
      return OfRewards(expectation, step.outcome.answer.decision);
    case ExpectationKind::kTakesOff:
    case ExpectationKind::kGives:
    case ExpectationKind::kFires:
    case ExpectationKind::kDoesNotFire:
    case ExpectationKind::kDoesNotFireBecause:
    case ExpectationKind::kFailsBecause:
      return OfRule(expectation, step.outcome.answer.decision);
    case ExpectationKind::kRefund:
    case ExpectationKind::kTakesBack:
    case ExpectationKind::kRefundInPoints:
    case ExpectationKind::kRefundLeft:
    case ExpectationKind::kRestores:
    case ExpectationKind::kTenderBack:
    case ExpectationKind::kRewardBack:
    case ExpectationKind::kRefuses:
      return OfReturn(expectation, step.outcome.answer.returned);
    case ExpectationKind::kBalanceToPay:
      return Compare(expectation, step.outcome.answer.exchanged.to_pay);
    case ExpectationKind::kBalanceToGiveBack:
      return Compare(expectation, step.outcome.answer.exchanged.to_give_back);
    case ExpectationKind::kBalanceLeft:
      return Compare(expectation, step.outcome.answer.exchanged.left_to_pay);
    case ExpectationKind::kReleases:
    case ExpectationKind::kHolds:
      return OfHold(expectation, step.outcome.answer);
    case ExpectationKind::kAvailable:
    case ExpectationKind::kPending:
    case ExpectationKind::kHeld:
    case ExpectationKind::kOwed:
    case ExpectationKind::kPooled:
    case ExpectationKind::kStamps:
    case ExpectationKind::kStampsOwed:
    case ExpectationKind::kTier:
    case ExpectationKind::kTierIn:
    case ExpectationKind::kNoTier:
    case ExpectationKind::kNoTierIn:
      return OfMember(expectation, step.now);
  }
  return "";
}

std::string StoryChecker::Compare(const Expectation& expectation,
                                  Money found) const {
  const absl::StatusOr<Money> wanted = ParseMoney(
      FindSlot(expectation, SlotKind::kMoney)->text, program_.currency);
  return wanted.ok() && wanted->minor == found.minor ? "" : FormatMoney(found);
}

std::string StoryChecker::Compare(const Expectation& expectation,
                                  Points found) const {
  const PointsCurrency* const points =
      FindPoints(versions_, FindSlot(expectation, SlotKind::kCurrency)->text);
  const absl::StatusOr<Points> wanted = ParsePoints(
      FindSlot(expectation, SlotKind::kPoints)->text, points->decimals);
  if (wanted.ok() && *wanted == found) return "";
  return FormatPoints(found, points->decimals) + " " + points->id;
}

std::string StoryChecker::OfHold(const Expectation& expectation,
                                 const Answer& answer) const {
  const std::string& currency =
      FindSlot(expectation, SlotKind::kCurrency)->text;
  Points sum;
  if (expectation.kind == ExpectationKind::kHolds) {
    for (const PointsByLot& held : answer.held) {
      if (held.currency == currency) sum.units -= held.points.units;
    }
  } else {
    sum = PointsOf(answer.fulfilled.released, currency);
    sum.units += PointsOf(answer.released, currency).units;
  }
  return Compare(expectation, sum);
}

std::string StoryChecker::OfDecision(const Expectation& expectation,
                                     const StepOutcome& step) const {
  const Decision& decision = step.outcome.answer.decision;
  switch (expectation.kind) {
    case ExpectationKind::kToPay:
      return Compare(expectation, decision.pay_total);
    case ExpectationKind::kListTotal:
      return Compare(expectation, decision.list_total);
    case ExpectationKind::kDiscount:
      return Compare(expectation, decision.discount_total);
    case ExpectationKind::kTax:
      return Compare(expectation, decision.tax_total);
    case ExpectationKind::kPointsPay:
      return Compare(expectation, PaidByPoints(decision));
    case ExpectationKind::kLeftToPay: {
      Money left = decision.pay_total;
      left.minor -= PaidByPoints(decision).minor;
      return Compare(expectation, left);
    }
    case ExpectationKind::kEarns:
      return Compare(
          expectation,
          PointsOf(decision.points,
                   FindSlot(expectation, SlotKind::kCurrency)->text));
    case ExpectationKind::kCollects:
      return Compare(
          expectation,
          PointsOf(step.outcome.answer.collected,
                   FindSlot(expectation, SlotKind::kCurrency)->text));
    default:
      break;
  }
  const LineResult* const line =
      FindLine(decision, FindSlot(expectation, SlotKind::kLine)->text);
  if (line == nullptr) return "that the decision has no such line";
  return Compare(expectation, expectation.kind == ExpectationKind::kLinePays
                                  ? line->pay
                                  : line->discount);
}

std::string StoryChecker::OfRule(const Expectation& expectation,
                                 const Decision& decision) const {
  const std::string& rule = expectation.slots[0].text;
  const Fired fired = WhatFired(decision, rule);
  const bool wants_fire = expectation.kind == ExpectationKind::kTakesOff ||
                          expectation.kind == ExpectationKind::kGives ||
                          expectation.kind == ExpectationKind::kFires;
  if (wants_fire) {
    if (!fired.fired) return WhyNotFired(decision, rule);
    if (expectation.kind == ExpectationKind::kFires) return "";
    return expectation.kind == ExpectationKind::kTakesOff
               ? Compare(expectation, fired.off)
               : Compare(expectation,
                         PointsOf(
                             fired.points,
                             FindSlot(expectation, SlotKind::kCurrency)->text));
  }
  if (fired.fired) {
    std::string did;
    if (fired.off.minor != 0) did = " and takes off " + FormatMoney(fired.off);
    for (const PointsTotal& total : fired.points) {
      const PointsCurrency* const points = FindPoints(program_, total.currency);
      did +=
          " and gives " +
          FormatPoints(total.points, points == nullptr ? 0 : points->decimals) +
          " " + total.currency;
    }
    return "that it fires" + did;
  }
  const std::string failed = FailureOf(decision, rule);
  std::string why = WhyNotFired(decision, rule);
  const bool wants_failure = expectation.kind == ExpectationKind::kFailsBecause;
  // A rule that cannot be evaluated does not fire either, but nobody wants it.
  if (wants_failure != !failed.empty()) return why;
  if (expectation.kind == ExpectationKind::kDoesNotFire) return "";
  const std::string& text = FindSlot(expectation, SlotKind::kText)->text;
  return why.find(text) == std::string::npos ? why : "";
}

std::string StoryChecker::OfEffects(const Expectation& expectation,
                                    const Decision& decision) const {
  const std::string& rule = expectation.slots[0].text;
  std::string said;
  int64_t count = 0;
  bool fired = false;
  for (const FiredEffect& effect : decision.effects) {
    if (effect.rule != rule) continue;
    fired = true;
    if (effect.kind == EffectKind::kMessage) {
      said += (said.empty() ? "" : "; ") + effect.text;
    }
    const Slot* const product = FindSlot(expectation, SlotKind::kProduct);
    if (expectation.kind == ExpectationKind::kCarries) {
      count += effect.carried;
    } else if (product != nullptr && effect.sku == product->text) {
      count += effect.units;
    }
  }
  if (!fired) return WhyNotFired(decision, rule);
  if (expectation.kind == ExpectationKind::kSays) {
    const std::string& text = FindSlot(expectation, SlotKind::kText)->text;
    if (said.find(text) != std::string::npos) return "";
    return said.empty() ? "that it says nothing" : said;
  }
  const absl::StatusOr<int64_t> wanted =
      ParseCount(FindSlot(expectation, SlotKind::kCount)->text);
  return wanted.ok() && *wanted == count ? "" : std::to_string(count);
}

std::string StoryChecker::OfNearMisses(const Expectation& expectation,
                                       const Decision& decision) const {
  const std::string& rule = expectation.slots[0].text;
  const std::string& text = FindSlot(expectation, SlotKind::kText)->text;
  const Phrases phrases;
  std::string said;
  for (const WhyNot& why : decision.why_not) {
    if (why.rule != rule) continue;
    for (const NearMiss& near : why.near) {
      said += (said.empty() ? "" : "; ") + phrases.Say(program_, why, near);
    }
  }
  if (said.find(text) != std::string::npos) return "";
  return said.empty() ? "that nothing little would make it fire" : said;
}

std::string StoryChecker::OfRewards(const Expectation& expectation,
                                    const Decision& decision) const {
  const std::string& reward = FindSlot(expectation, SlotKind::kReward)->text;
  if (expectation.kind == ExpectationKind::kCosts ||
      expectation.kind == ExpectationKind::kLosesTo) {
    for (const RewardTaken& taken : decision.rewards) {
      if (taken.reward != reward) continue;
      if (expectation.kind == ExpectationKind::kCosts) {
        return Compare(expectation, taken.points);
      }
      const std::string& rule = FindSlot(expectation, SlotKind::kRule)->text;
      if (taken.lost_to == rule) return "";
      return taken.lost_to.empty() ? "that it is given"
                                   : "that it loses to " + taken.lost_to;
    }
    return "that nobody takes it";
  }
  const bool wants_offer = expectation.kind == ExpectationKind::kOffered;
  const std::string& text = FindSlot(expectation, SlotKind::kText)->text;
  const Phrases phrases;
  for (const RewardOffer& offer : decision.offers) {
    if (offer.reward != reward) continue;
    const std::string said = phrases.Say(program_, offer);
    const bool offered = offer.times > 0;
    if (offered == wants_offer && said.find(text) != std::string::npos) {
      return "";
    }
    return (offered ? "that it is offered: " : "that it is not offered: ") +
           said;
  }
  return "that nothing is said of it";
}

std::string StoryChecker::OfReturn(const Expectation& expectation,
                                   const ReturnResult& returned) const {
  if (expectation.kind == ExpectationKind::kRefund) {
    return Compare(expectation, returned.refund);
  }
  if (expectation.kind == ExpectationKind::kTakesBack) {
    return Compare(expectation,
                   PointsOf(returned.taken_back,
                            FindSlot(expectation, SlotKind::kCurrency)->text));
  }
  if (expectation.kind == ExpectationKind::kRefundInPoints) {
    return Compare(expectation, returned.refund_in_points);
  }
  if (expectation.kind == ExpectationKind::kRefundLeft) {
    return Compare(expectation, returned.refund_left);
  }
  if (expectation.kind == ExpectationKind::kRestores) {
    return Compare(expectation,
                   PointsOf(returned.restored,
                            FindSlot(expectation, SlotKind::kCurrency)->text));
  }
  if (expectation.kind == ExpectationKind::kTenderBack) {
    Money sum{0, returned.refund.currency};
    const TenderKind kind =
        TenderOf(FindSlot(expectation, SlotKind::kTender)->text);
    for (const TenderBack& back : returned.tenders) {
      if (back.kind == kind) sum.minor += back.amount.minor;
    }
    return Compare(expectation, sum);
  }
  int64_t units = 0;
  if (expectation.kind == ExpectationKind::kRewardBack) {
    const std::string& reward = FindSlot(expectation, SlotKind::kReward)->text;
    for (const RewardBack& back : returned.rewards_back) {
      if (back.reward == reward) units += back.count;
    }
  } else {
    const std::string& line = FindSlot(expectation, SlotKind::kLine)->text;
    for (const RefusedUnits& refused : returned.refused) {
      if (refused.return_line == line) units += refused.units;
    }
  }
  const absl::StatusOr<int64_t> wanted =
      ParseCount(FindSlot(expectation, SlotKind::kCount)->text);
  return wanted.ok() && *wanted == units ? "" : std::to_string(units);
}

std::string StoryChecker::OfCard(const Expectation& expectation,
                                 std::string_view rule,
                                 const MemberView& view) {
  const bool owed = expectation.kind == ExpectationKind::kStampsOwed;
  const absl::StatusOr<int64_t> wanted =
      ParseCount(FindSlot(expectation, SlotKind::kCount)->text);
  for (const CardView& card : view.cards) {
    if (card.rule != rule) continue;
    const int64_t count = owed ? -card.stamps : card.stamps;
    return wanted.ok() && *wanted == count ? "" : std::to_string(count);
  }
  return "that it has no card over visits";
}

std::string StoryChecker::OfMember(const Expectation& expectation,
                                   Instant now) {
  const std::string& member = FindSlot(expectation, SlotKind::kMember)->text;
  const absl::StatusOr<MemberView> view = engine_.Member(member, now);
  if (!view.ok()) return "that " + std::string(MessageOf(view.status()));
  const Slot* const rule = FindSlot(expectation, SlotKind::kRule);
  if (rule != nullptr) return OfCard(expectation, rule->text, *view);
  const Slot* const currency = FindSlot(expectation, SlotKind::kCurrency);
  if (currency == nullptr) return OfTier(expectation, member, now);
  if (expectation.kind == ExpectationKind::kPooled) {
    std::string found =
        Compare(expectation, PointsOf(view->pooled, currency->text));
    if (!found.empty() && view->household.empty()) {
      found += ": " + member + " is in no household";
    }
    return found;
  }
  for (const Balance& balance : view->balances) {
    if (balance.currency != currency->text) continue;
    switch (expectation.kind) {
      case ExpectationKind::kPending:
        return Compare(expectation, balance.pending);
      case ExpectationKind::kHeld:
        return Compare(expectation, balance.held);
      case ExpectationKind::kOwed:
        return Compare(expectation, balance.debt);
      default:
        return Compare(expectation, balance.available);
    }
  }
  return Compare(expectation, Points{});
}

std::string StoryChecker::OfTier(const Expectation& expectation,
                                 std::string_view member, Instant now) {
  const absl::StatusOr<Tiers> tiers = TiersOf(member, now);
  if (!tiers.ok()) return "that " + std::string(MessageOf(tiers.status()));
  const Slot* const level = FindSlot(expectation, SlotKind::kLevel);
  const Slot* const in = FindSlot(expectation, SlotKind::kLadder);
  std::string found;
  bool holds = level == nullptr;
  for (const auto& [ladder, reached] : *tiers) {
    if (in != nullptr && ladder != in->text) continue;
    if (level != nullptr) holds = holds || reached == level->text;
    if (level == nullptr) holds = holds && reached.empty();
    if (reached.empty()) continue;
    found += (found.empty() ? "" : ", ") +
             TierText(ladder, reached, tiers->size() > 1);
  }
  if (holds) return "";
  return found.empty() ? "no tier" : found;
}

absl::Status StoryChecker::MakeProbe() {
  if (probe_ != nullptr) return absl::OkStatus();
  Program probe = program_;
  probe.eligible = {};
  probe.rules.clear();
  probe.rewards.clear();
  for (const TierLadder& ladder : probe.tiers) {
    for (const TierLevel& level : ladder.levels) {
      Rule& rule = probe.rules.emplace_back();
      rule.id = "r" + std::to_string(probe.rules.size());
      rule.when = "tier(\"" + ladder.id + "\") == \"" + level.id + "\"";
      rule.then.push_back({AmountOff{Money{1, probe.currency}, ""}, {}});
    }
  }
  PlanResult result = Plan::Compile(std::move(probe), plan_.zones());
  probe_ = std::move(result.plan);
  return probe_ == nullptr ? ToStatus(result.diagnostics) : absl::OkStatus();
}

absl::StatusOr<StoryChecker::Tiers> StoryChecker::TiersOf(
    std::string_view member, Instant now) {
  if (absl::Status status = MakeProbe(); !status.ok()) return status;
  Event event;
  event.source = "story";
  event.id = "which-tier";
  event.time = event.arrival = now;
  event.member = member;
  Line& line = event.basket.lines.emplace_back();
  line.id = "1";
  line.amount = Money{1'000'000, program_.currency};
  Outcome outcome;
  absl::Status status = engine_.Quote(event, {.plan = probe_}, &outcome);
  if (!status.ok()) return status;
  Tiers tiers;
  size_t rule = 0;
  for (const TierLadder& ladder : program_.tiers) {
    tiers.emplace_back(ladder.id, "");
    for (const TierLevel& level : ladder.levels) {
      const std::string id = "r" + std::to_string(++rule);
      if (WhatFired(outcome.answer.decision, id).fired) {
        tiers.back().second = level.id;
      }
    }
  }
  return tiers;
}

}  // namespace patron::cli
