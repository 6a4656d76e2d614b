// Points taken as money or for rewards, and what of them and of other tenders
// came back.
//
// What points are worth is told from the program, and what a return gives back
// from the order's refunds. Which lots a payment took from cannot be told
// again, as of an adjustment: the answer, which names them, is held against the
// journal, and the journal against the lots.

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "engine/verifier.h"
#include "ledger/ledger.h"
#include "model/points_of.h"

namespace patron {
namespace {

Row EventRow(int64_t event) { return Row("events").At("number", event); }

// Takes each lot's points off what was seen of them, or adds them.
void Add(const PointsByLot& points, int64_t sign, PaidLots* lots) {
  for (const LotPart& part : points.lots) {
    (*lots)[{points.currency, part.lot}] += sign * part.points.units;
  }
}

}  // namespace

absl::Status Verifier::SeeRedemption(const StoredRedemption& stored) {
  redemptions_[stored.event].push_back(stored);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<NumberOf>> Verifier::WorthOf(
    const Plan& plan, int64_t account, const PointsByLot& redeemed) {
  std::vector<NumberOf> worth;
  const PointsCurrency* const points =
      FindPoints(plan.program(), redeemed.currency);
  if (points == nullptr) return worth;
  for (const LotPart& part : redeemed.lots) {
    const auto lots = store_.LotsByNumber(account, {&part.lot, 1});
    if (!lots.ok()) return lots.status();
    if (lots->empty()) continue;  // said where the lot is looked for
    const Lot& lot = lots->front();
    const Plan* const earned = PlanOf(lot.program, lot.version);
    worth.push_back(
        {-part.points.units,
         PaysOf(*points, earned == nullptr
                             ? nullptr
                             : FindPoints(earned->program(), lot.currency))});
  }
  return worth;
}

absl::Status Verifier::ComparePayment(const Plan& plan,
                                      const EventRecord& record,
                                      const Event& event,
                                      const Answer& answer) {
  const Row row = EventRow(record.number);
  const Recycled<PointsPaid>& told = answer.decision.paid_by_points;
  // What rewards took stands first.
  const size_t first = answer.redeemed.size() - told.size();
  size_t next = 0;
  for (const Tender& tender : event.basket.tenders) {
    if (tender.kind != TenderKind::kPoints) continue;
    const PointsCurrency* const points =
        FindPoints(plan.program(), tender.currency);
    absl::StatusOr<PointsPaid> paid = PaidBy(plan.program(), tender);
    if (points != nullptr && points->grandfathered &&
        first + next < answer.redeemed.size()) {
      const auto worth =
          WorthOf(plan, record.account, answer.redeemed[first + next]);
      if (!worth.ok()) return worth.status();
      paid = PaidBy(plan.program(), tender, *worth);
    }
    if (!paid.ok()) {
      problems_.Add(row, MessageOf(paid.status()));
      return absl::OkStatus();
    }
    if (next == told.size() || told[next] != *paid) {
      problems_.Add(row,
                    "its answer has other points that pay than its "
                    "tenders of '" +
                        paid->currency + "'");
      return absl::OkStatus();
    }
    ++next;
  }
  problems_.Equal(row, "answer's points that pay",
                  static_cast<int64_t>(told.size()),
                  static_cast<int64_t>(next));
  CompareRewards(row, plan, event, answer.decision);
  CompareRedemptions(record, answer.decision);
  for (const PointsByLot& redeemed : answer.redeemed) {
    Add(redeemed, -1, &payments_[record.number].journal);
  }
  return absl::OkStatus();
}

// What is taken costs what the program says.
void Verifier::CompareRewards(const Row& row, const Plan& plan,
                              const Event& event, const Decision& decision) {
  problems_.Equal(row, "answer's rewards",
                  static_cast<int64_t>(decision.rewards.size()),
                  static_cast<int64_t>(event.basket.rewards.size()));
  for (const BasketReward& asked : event.basket.rewards) {
    const auto& rewards = plan.program().rewards;
    const auto reward =
        std::find_if(rewards.begin(), rewards.end(),
                     [&](const Reward& r) { return r.id == asked.id; });
    const auto* const told = std::find_if(
        decision.rewards.begin(), decision.rewards.end(),
        [&](const RewardTaken& taken) { return taken.reward == asked.id; });
    const auto price =
        static_cast<size_t>(std::max<int64_t>(1, asked.price) - 1);
    if (reward == rewards.end() || told == decision.rewards.end() ||
        price >= reward->prices.size()) {
      problems_.Add(row, "its answer lacks the reward '" + asked.id + "'");
      continue;
    }
    problems_.Equal(row, "answer's count of a reward", told->count,
                    asked.count);
    problems_.Same(row, "answer's currency of a reward", told->currency,
                   reward->currency);
    problems_.Equal(row, "answer's points of a reward", told->points.units,
                    told->lost_to.empty()
                        ? reward->prices[price].points.units * asked.count
                        : 0);
  }
}

void Verifier::CompareRedemptions(const EventRecord& record,
                                  const Decision& decision) {
  std::vector<StoredRedemption> rows;
  if (auto node = redemptions_.extract(record.number)) {
    rows = std::move(node.mapped());
  }
  const std::vector<RedemptionRecord> should = RedemptionsOf(decision);
  const Row all = Row("redemptions").At("event", record.number);
  problems_.Equal(all, "the number of rows", static_cast<int64_t>(rows.size()),
                  static_cast<int64_t>(should.size()));
  for (size_t i = 0; i < std::min(rows.size(), should.size()); ++i) {
    const RedemptionRecord& kept = rows[i].redemption;
    const Row row = Row("redemptions")
                        .At("event", record.number)
                        .At("position", rows[i].position);
    problems_.Equal(row, "position", rows[i].position, static_cast<int64_t>(i));
    problems_.Equal(row, "account", rows[i].account, record.account);
    problems_.Same(row, "reward", kept.reward, should[i].reward);
    problems_.Equal(row, "count", kept.count, should[i].count);
    problems_.Same(row, "currency", kept.currency, should[i].currency);
    problems_.Equal(row, "points", kept.points.units, should[i].points.units);
    problems_.Equal(row, "money_minor", kept.money.minor,
                    should[i].money.minor);
  }
}

void Verifier::SeePaidBack(const EventRecord& order,
                           const DerivedOrder& derived) {
  for (const auto& [event, back] : derived.paid_back) {
    SeenPayment& seen = payments_[event];
    seen.money_minor += back.money_minor;
    for (uint32_t t = 0; t < back.tenders_minor.size(); ++t) {
      seen.tenders[{order.source, order.id, t}] += back.tenders_minor[t];
    }
    for (const RewardBack& reward : back.rewards) {
      seen.rewards[reward.reward] += reward.count;
    }
    for (const PointsByLot& points : back.points) {
      Add(points, -1, &seen.journal);
      Add(points, 1, &seen.answer);
    }
  }
}

void Verifier::SeeRestored(const Row& row, int64_t event,
                           const ReturnResult& returned) {
  SeenPayment& seen = payments_[event];
  seen.money_minor -= returned.refund_in_points.minor;
  for (const TenderBack& back : returned.tenders) {
    seen.tenders[{back.order_source, back.order_id, back.tender}] -=
        back.amount.minor;
  }
  for (const RewardBack& reward : returned.rewards_back) {
    seen.rewards[reward.reward] -= reward.count;
  }
  for (const PointsByLot& restored : returned.restored) {
    int64_t sum = 0;
    for (const LotPart& part : restored.lots) sum += part.points.units;
    problems_.Equal(row, "answer's points that came back",
                    restored.points.units, sum);
    Add(restored, -1, &seen.answer);
  }
  if (!returned.refund_in_points.currency.valid()) return;
  problems_.Equal(row, "answer's refund that is left",
                  returned.refund_left.minor,
                  returned.refund.minor - returned.refund_in_points.minor);
}

void Verifier::SeePaymentLeftOvers() {
  const auto compare = [&](int64_t event, const PaidLots& lots,
                           const std::string& who) {
    for (const auto& [key, left] : lots) {
      if (left == 0) continue;
      problems_.Add(EventRow(event),
                    who + " and the orders it is of differ by " +
                        std::to_string(left) + " '" + key.first + "' of lot " +
                        std::to_string(key.second) + " that paid");
    }
  };
  for (const auto& [event, seen] : payments_) {
    compare(event, seen.journal, "the journal");
    compare(event, seen.answer, "its answer");
    problems_.Equal(EventRow(event), "what its answer lacks of points' money",
                    seen.money_minor, 0);
    for (const auto& [key, left] : seen.tenders) {
      problems_.Equal(EventRow(event),
                      "what its answer lacks for tender " +
                          std::to_string(std::get<2>(key)) + " of order '" +
                          std::get<1>(key) + "'",
                      left, 0);
    }
    for (const auto& [reward, left] : seen.rewards) {
      problems_.Equal(EventRow(event),
                      "what its answer lacks of reward '" + reward + "'", left,
                      0);
    }
  }
  for (const auto& [event, rows] : redemptions_) {
    problems_.Add(Row("redemptions").At("event", event), "event is no order");
  }
}

}  // namespace patron
