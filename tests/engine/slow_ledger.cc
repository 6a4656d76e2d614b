#include "tests/engine/slow_ledger.h"

#include <algorithm>

#include "patron/error.h"

namespace patron::testing {

OrderKey OrderNamedBy(const Event& event) {
  if (event.kind == EventKind::kVoid) {
    return {event.voided.order_source, event.voided.order_id};
  }
  if (event.kind == EventKind::kFulfilment) {
    return {event.fulfilment.order_source, event.fulfilment.order_id};
  }
  if (event.kind == EventKind::kRelease) {
    return {event.hold.source, event.hold.id};
  }
  return {event.returned.order_source, event.returned.order_id};
}

int64_t CostOf(const Reward& reward, const BasketReward& taken) {
  const auto price = static_cast<size_t>(std::max<int64_t>(1, taken.price));
  return reward.prices[price - 1].points.units * taken.count;
}

SlowLedger::SlowLedger(std::vector<const Plan*> plans)
    : plans_(std::move(plans)),
      program_(plans_.front()->program()),
      members_(1) {}

bool SlowLedger::Knows(std::string_view member) const {
  return std::find(members_.begin() + 1, members_.end(), member) !=
         members_.end();
}

bool SlowLedger::HasCollected(std::string_view currency) const {
  return std::any_of(
      postings_.begin(), postings_.end(), [&](const SlowPosting& posting) {
        return posting.collects && posting.unit == IndexOf(currency);
      });
}

int64_t SlowLedger::AccountOf(const Event& event) const {
  const OrderKey key = OrderNamedBy(event);
  for (const SlowOrder& order : orders_) {
    if (order.bought.source == key.source && order.bought.id == key.id) {
      return order.account;
    }
  }
  if (event.kind == EventKind::kRelease) {
    const SlowHold* const hold = FindHold(event.hold);
    if (hold != nullptr) return hold->account;
  }
  return AccountNamed(event.member);
}

int64_t SlowLedger::AccountNamed(std::string_view member) const {
  for (size_t i = 0; i < members_.size(); ++i) {
    if (members_[i] == member) return static_cast<int64_t>(i);
  }
  return -1;  // a stranger
}

std::string SlowLedger::HouseholdOf(std::string_view member) const {
  const auto found = households_.find(AccountNamed(member));
  return found == households_.end() ? "" : found->second;
}

size_t SlowLedger::IndexOf(std::string_view unit) const {
  size_t i = 0;
  while (i < program_.points.size() && program_.points[i].id != unit) ++i;
  return i;
}

void SlowLedger::Take(const Event& event, const Outcome& outcome) {
  of_ = event.source + "/" + event.id;
  int64_t account = AccountOf(event);
  if (account < 0) {
    account = static_cast<int64_t>(members_.size());
    members_.push_back(event.member);
  }
  Settle(account, event.arrival);
  PullFirst(event, outcome, account);
  posting_ = std::max(event.arrival, LastPosting(account));
  first_lot_ = 1;
  for (const SlowLot& lot : lots_) first_lot_ += lot.account == account;
  const size_t postings_before = postings_.size();
  const std::map<CounterKey, int64_t> uses_before = Uses();
  within_event_ = true;
  switch (event.kind) {
    case EventKind::kPurchase:
      Buy(event, outcome, account);
      break;
    case EventKind::kReturn:
      BringBack(event, outcome, account);
      break;
    case EventKind::kAdjustment:
      Adjust(event, outcome, account);
      break;
    case EventKind::kVoid:
      Void(event, outcome, account);
      break;
    case EventKind::kFulfilment:
      Fulfil(event, outcome, account);
      break;
    case EventKind::kExchange:
      BringBack(event, outcome, account);
      Buy(event, outcome, account);
      break;
    case EventKind::kHold:
      Hold(event, outcome, account);
      break;
    case EventKind::kRelease:
      CompareReleased(EndNamed(event), outcome);
      break;
    case EventKind::kTransfer:
      Give(event, outcome, account);
      break;
    case EventKind::kJoin:
      if (!households_[account].empty()) Problem("in two households");
      households_[account] = event.household;
      break;
    case EventKind::kLeave:
      households_[account].clear();
      break;
    default:
      Problem("an event of a kind that is not known here");
  }
  within_event_ = false;
  posted_.emplace_back(account, event.arrival);
  if (account != 0 && HasPosted(event, postings_before, uses_before)) {
    MoveStatements(account, event.arrival, /*how=*/4);
  }
  if (account == 0) {
    Same("answer's balances", std::ssize(outcome.answer.balances), 0);
  } else if (outcome.answer.balances != BalancesOf(account)) {
    Problem("the answer has other balances");
  }
  ComparePooled(event, outcome.answer, account);
}

void SlowLedger::TakeRefused(const Event& event, Reason reason) {
  of_ = event.source + "/" + event.id + ", refused";
  const int64_t account = AccountOf(event);
  SlowLedger later = *this;  // nothing of it is kept
  if (account > 0) {
    later.Settle(account, event.arrival);
    if (!event.basket.lines.empty()) later.PoolAll(event, account);
  }
  switch (reason) {
    case Reason::kInsufficientPoints:
      if (!later.Lacks(event)) Problem("there are as many points");
      return;
    case Reason::kRewardNotGiven:
      if (event.basket.rewards.empty()) Problem("it takes no reward");
      return;
    case Reason::kArrivalTooEarly:
      if (account < 0 ||
          (event.arrival.us >= LastPosting(account).us - kMicrosPerDay &&
           !(event.kind == EventKind::kTransfer &&
             event.arrival.us <
                 LastPosting(AccountNamed(event.transfer.to)).us -
                     kMicrosPerDay))) {
        Problem("it does not arrive too early");
      }
      return;
    case Reason::kBadDate:
      for (const SlowOrder& order : orders_) {
        if (order.bought.id == OrderNamedBy(event).id &&
            event.time < order.bought.time) {
          return;
        }
      }
      return Problem("it does not come back before it was bought");
    case Reason::kReturnTooMany:
      // An exchange that arrives late may find that others came before it.
      for (const SlowOrder& order : orders_) {
        if (order.bought.id != OrderNamedBy(event).id) continue;
        for (size_t i = 0; i < order.kept_units.size(); ++i) {
          int64_t units = 0;
          for (const ReturnLine& line : event.returned.lines) {
            const bool same =
                line.order_line == order.bought.basket.lines[i].id;
            if (same) units += line.units;
          }
          if (units > order.ThereOf(i)) return;
        }
      }
      return Problem("there are as many units to return");
    case Reason::kReturnWithoutPurchase:
      if (!MatchOf(event, account).empty()) Problem("goods had been bought");
      return;
    case Reason::kHoldOver: {
      const SlowHold* const hold = later.FindHold(event.hold);
      if (hold == nullptr || (hold->state == HoldState::kHeld &&
                              event.arrival < *hold->held.until)) {
        Problem("the hold that it names is not over");
      }
      return;
    }
    case Reason::kUnknownHold:
      if (FindHold(event.hold) != nullptr) Problem("there is such a hold");
      return;
    case Reason::kUnknownMember:
      if (Knows(event.member) &&
          (event.kind != EventKind::kTransfer || Knows(event.transfer.to))) {
        Problem("the members are known");
      }
      return;
    case Reason::kOtherHousehold: {
      const std::string mine = households_[account];
      const int64_t to = AccountNamed(event.transfer.to);
      const bool right = event.kind == EventKind::kJoin ? !mine.empty()
                         : event.kind == EventKind::kLeave
                             ? mine.empty()
                             : mine.empty() || households_[to] != mine;
      if (!right) Problem("the household is right");
      return;
    }
    default:
      Problem("nothing was wrong with it: " + std::string(ReasonName(reason)));
  }
}

// Whether there are not as many points as it takes; they are taken meanwhile.
bool SlowLedger::Lacks(const Event& event) {
  // What comes back before is not known of what was refused.
  if (event.kind == EventKind::kExchange) return true;
  EndNamed(event);
  const auto lacks = [&](std::string_view currency, int64_t points, Bucket to) {
    const size_t unit = IndexOf(currency);
    if (Spendable(event, unit, to) < points) return true;
    Spend(event, AccountOf(event), unit, points, to);
    return false;
  };
  if (event.kind == EventKind::kAdjustment) {
    return lacks(event.adjustment.currency, -event.adjustment.points.number,
                 Bucket::kAdjustedDown);
  }
  if (event.kind == EventKind::kTransfer) {
    return lacks(event.transfer.currency, event.transfer.points.number,
                 Bucket::kTransferredOut);
  }
  // By their ids, which is the order of the program, too.
  for (const Reward& reward : program_.rewards) {
    for (const BasketReward& taken : event.basket.rewards) {
      // Who loses in a group costs nothing, and who wins is not known here.
      if (taken.id == reward.id && !reward.group.empty()) return true;
      if (taken.id == reward.id &&
          lacks(reward.currency, CostOf(reward, taken), Bucket::kRedeemed)) {
        return true;
      }
    }
  }
  for (const Tender& tender : event.basket.tenders) {
    if (lacks(tender.currency, tender.points.number, Bucket::kRedeemed)) {
      return true;
    }
  }
  return false;
}

void SlowLedger::EndOfDay(Instant until) {
  of_ = "end of day";
  for (size_t i = 1; i < members_.size(); ++i) {
    Settle(static_cast<int64_t>(i), until);
  }
}

void SlowLedger::Post(const SlowLot& lot, Bucket bucket, int64_t amount,
                      bool collects) {
  if (amount == 0) return;
  postings_.push_back(
      {lot.account, lot.currency, bucket, amount, lot.number, collects});
}

void SlowLedger::PostMoney(int64_t account, int64_t taken_off) {
  const size_t money = program_.points.size();
  postings_.push_back({account, money, Bucket::kFunded, -taken_off, 0});
  postings_.push_back({account, money, Bucket::kDiscount, taken_off, 0});
}

SlowOrder SlowLedger::OrderOf(const Event& event, const Outcome& outcome,
                              int64_t account) {
  const Decision& decision = outcome.answer.decision;
  SlowOrder order;
  order.event = outcome.event;
  order.account = account;
  order.bought = event;
  // What an exchange gives back pays for the new goods.
  for (const TenderBack& back : outcome.answer.returned.tenders) {
    if (back.kind == TenderKind::kPoints) continue;
    order.bought.basket.tenders.push_back({back.kind, back.amount, back.id});
  }
  order.facts = outcome.answer.facts;
  order.decision = decision;
  for (const Line& line : event.basket.lines) {
    order.open_units.push_back(line.later ? line.quantity.units() : 0);
  }
  int64_t paid = 0;
  for (const LineResult& line : decision.lines) {
    const Units& units = order.paid.emplace_back(InUnits(line.paid));
    for (const int64_t each : units) paid += each;
    order.kept_units.push_back(std::ssize(units));
  }
  Same("what its units were paid", paid, decision.pay_total.minor);
  order.standing = StandingOf(order, order.kept_units);
  const SlowStanding& standing = order.standing;
  for (size_t e = 0; e < decision.effects.size(); ++e) {
    const FiredEffect& effect = decision.effects[e];
    const bool points = !effect.currency.empty();
    Same("what stands of '" + effect.rule + "'", standing.effects[e],
         points ? effect.points.units : effect.amount.minor);
  }
  for (size_t d = 0; d < decision.draws.size(); ++d) {
    Same("what stands of " + decision.draws[d].key.unit, standing.draws[d],
         decision.draws[d].given);
  }
  for (size_t r = 0; r < decision.rewards.size(); ++r) {
    Same("uses of '" + decision.rewards[r].reward + "'", standing.rewards[r],
         decision.rewards[r].lost_to.empty() ? decision.rewards[r].count : 0);
  }
  return order;
}

void SlowLedger::Buy(const Event& event, const Outcome& outcome,
                     int64_t account) {
  const Answer& answer = outcome.answer;
  CompareReleased(EndNamed(event), outcome);
  CompareDraws(event, outcome);
  SlowOrder order = OrderOf(event, outcome, account);
  Pay(event, answer.decision, answer.redeemed, Bucket::kRedeemed, account);
  const size_t for_rewards =
      answer.redeemed.size() - answer.decision.paid_by_points.size();
  for (const PointsByLot& redeemed : answer.redeemed) {
    (order.for_rewards.size() < for_rewards ? order.for_rewards
                                            : order.redeemed)
        .push_back(redeemed);
  }
  Earn(event, outcome, order.open_units, account);
  orders_.push_back(std::move(order));
}

void SlowLedger::Earn(const Event& event, const Outcome& outcome,
                      const std::vector<int64_t>& open_units, int64_t account) {
  const Decision& decision = outcome.answer.decision;
  std::map<size_t, int64_t> collected;
  for (uint32_t e = 0; e < decision.effects.size(); ++e) {
    const FiredEffect& effect = decision.effects[e];
    int64_t shares = 0;
    for (const FundedShare& share : effect.shares) shares += share.amount;
    if (effect.currency.empty()) {
      Same("shares of '" + effect.rule + "'", shares, effect.amount.minor);
      PostMoney(account, effect.amount.minor);
      continue;
    }
    const int64_t points = effect.points.units;
    Same("shares of '" + effect.rule + "'", shares, points);
    const size_t currency = IndexOf(effect.currency);
    const PointsCurrency& of = PlanAt(event.time).program().points[currency];
    SlowLot lot = AddLot(outcome, account, currency, event);
    lot.effect = e;
    lot.rule = effect.rule;
    lot.awaits_goods = of.pending_until && AwaitsGoods(effect, open_units);
    int64_t pays = 0;
    if (of.debts == DebtPolicy::kFromEarning) {
      pays = std::min(points, DebtOf(account, currency));
    }
    if (pays > 0) collected[currency] += pays;
    const bool waits = lot.available_from || lot.awaits_goods;
    Post(lot, Bucket::kIssued, -points);
    Post(lot, waits ? Bucket::kPending : Bucket::kAvailable, points - pays);
    Post(lot, Bucket::kDebt, pays, /*collects=*/true);
    lots_.push_back(lot);
    NoteActive(account, currency, event.time);
  }
  std::map<size_t, int64_t> told;
  for (const PointsTotal& total : outcome.answer.collected) {
    told[IndexOf(total.currency)] += total.points.units;
  }
  if (told != collected) Problem("the answer collects other points");
}

// Rewards first, and then what points pay.
std::vector<LotPart> SlowLedger::Pay(const Event& event,
                                     const Decision& decision,
                                     const std::vector<PointsByLot>& told,
                                     Bucket to, int64_t account) {
  std::vector<LotPart> parts;
  size_t next = 0;
  std::vector<LotPart> lots;
  const auto pay = [&](const std::string& currency, int64_t points) {
    if (next == told.size()) {
      return Problem("the answer lacks points that pay");
    }
    const PointsByLot& by_lot = told[next++];
    lots = Spend(event, account, IndexOf(currency), points, to);
    parts.insert(parts.end(), lots.begin(), lots.end());
    if (by_lot.currency != currency || by_lot.lots != lots) {
      Problem("the answer pays with other lots");
    }
    Same("points that pay", -by_lot.points.units, points);
    // What is only held is no activity.
    if (to == Bucket::kRedeemed) {
      NoteActive(account, IndexOf(currency), event.time);
    }
  };
  size_t taken = 0;
  for (const Reward& reward : program_.rewards) {
    for (const BasketReward& asked : event.basket.rewards) {
      if (asked.id != reward.id) continue;
      if (taken == decision.rewards.size()) {
        Problem("the answer lacks a reward");
        return parts;
      }
      const RewardTaken& given = decision.rewards[taken++];
      if (given.reward != asked.id) Problem("the answer gives another reward");
      if (!given.lost_to.empty()) {
        Same("price of '" + asked.id + "'", given.points.units, 0);
        continue;
      }
      Same("price of '" + asked.id + "'", given.points.units,
           CostOf(reward, asked));
      pay(reward.currency, CostOf(reward, asked));
    }
  }
  size_t paid = 0;
  int64_t sum = 0;
  for (const Tender& tender : event.basket.tenders) {
    if (tender.kind != TenderKind::kPoints) continue;
    if (paid == decision.paid_by_points.size()) {
      Problem("the decision lacks points that pay");
      return parts;
    }
    const int64_t minor = decision.paid_by_points[paid++].money.minor;
    sum += minor;
    pay(tender.currency, tender.points.number);
    const size_t currency = IndexOf(tender.currency);
    Same("worth of points", minor, WorthOf(event, account, currency, lots));
    mixed_ += minor != WorthNow(event, currency, tender.points.number);
  }
  Same("redemptions", std::ssize(told), static_cast<int64_t>(next));
  if (sum > decision.pay_total.minor && sum > 0) {
    Problem("points pay more than there is to pay");
  }
  return parts;
}

void SlowLedger::Fulfil(const Event& event, const Outcome& outcome,
                        int64_t account) {
  restored_.clear();
  taken_back_.clear();
  rewards_back_.clear();
  for (SlowOrder& order : orders_) {
    if (order.bought.id != event.fulfilment.order_id) continue;
    std::vector<int64_t> back(order.kept_units.size());
    bool cancels = false;
    for (const FulfilmentLine& line : event.fulfilment.lines) {
      for (size_t i = 0; i < back.size(); ++i) {
        if (order.bought.basket.lines[i].id != line.order_line) continue;
        back[i] = line.cancelled;
        cancels = cancels || line.cancelled > 0;
        order.open_units[i] -= line.fulfilled + line.cancelled;
        if (order.open_units[i] < 0) Problem("more than was open");
      }
    }
    if (cancels) {
      BringBackOf(back, outcome.answer.returned, event.arrival, &order);
    }
    Release(order, event.arrival, outcome.answer.fulfilled);
  }
  CompareReturned(outcome.answer.returned);
  if (!restored_.empty()) Settle(account, event.arrival);
}

void SlowLedger::Release(const SlowOrder& order, Instant at,
                         const FulfilmentResult& fulfilled) {
  std::map<size_t, int64_t> released;
  for (size_t e = 0; e < order.decision.effects.size(); ++e) {
    const FiredEffect& effect = order.decision.effects[e];
    SlowLot* const lot = LotOf(order, e);
    if (lot == nullptr || !lot->awaits_goods ||
        AwaitsGoods(effect, order.open_units)) {
      continue;
    }
    lot->awaits_goods = false;
    const int64_t points = SumsOf(*lot)[size_t(Bucket::kPending)];
    if (points == 0) continue;
    released[lot->currency] += points;
    if (lot->available_from && *lot->available_from > at) continue;
    Post(*lot, Bucket::kPending, -points);
    Post(*lot, Bucket::kAvailable, points);
  }
  std::map<size_t, int64_t> told;
  for (const PointsTotal& total : fulfilled.released) {
    told[IndexOf(total.currency)] += total.points.units;
  }
  if (told != released) Problem("the answer releases other points");
}

void SlowLedger::Adjust(const Event& event, const Outcome& outcome,
                        int64_t account) {
  const size_t currency = IndexOf(event.adjustment.currency);
  const int64_t points = event.adjustment.points.number;
  std::vector<LotPart> lots;
  if (points > 0) {
    const SlowLot lot = AddLot(outcome, account, currency, event);
    Post(lot, Bucket::kAdjustedUp, -points);
    Post(lot, Bucket::kAvailable, points);
    lots_.push_back(lot);
    lots.push_back({lot.number, Points{points}});
    NoteActive(account, currency, event.time);
  } else {
    lots = Spend(event, account, currency, -points, Bucket::kAdjustedDown);
  }
  if (outcome.answer.adjusted !=
      AdjustmentResult{event.adjustment.currency, Points{points}, lots}) {
    Problem("the answer adjusts other lots");
  }
}

}  // namespace patron::testing
