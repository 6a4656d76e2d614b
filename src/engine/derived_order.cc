#include "engine/derived_order.h"

#include <algorithm>
#include <utility>

#include "decide/plan_impl.h"
#include "ledger/ledger.h"

namespace patron {
namespace {

absl::Status Wrong(const std::string& what) {
  return Refuse(Reason::kCorrupt, what);
}

absl::Status DeriveLines(const Event& event, const Decision& decision,
                         DerivedOrder* order) {
  if (event.basket.lines.size() != decision.lines.size()) {
    return Wrong("the answer has " + std::to_string(decision.lines.size()) +
                 " lines, the event " +
                 std::to_string(event.basket.lines.size()));
  }
  for (uint32_t i = 0; i < event.basket.lines.size(); ++i) {
    const Line& line = event.basket.lines[i];
    const LineResult& result = decision.lines[i];
    if (CountUnits(result.paid) != line.quantity.units() ||
        // Tax may come on top.
        (Total(result.paid) != result.pay.minor &&
         Total(result.paid) != result.pay.minor + result.tax.minor) ||
        result.list.minor - result.discount.minor != result.pay.minor) {
      return Wrong("the answer's line " + std::to_string(i) +
                   " does not add up");
    }
    OrderLine& derived = order->lines.emplace_back();
    derived.line = i;
    derived.id = line.id;
    derived.sku = line.sku;
    derived.unit_price = line.unit_price;
    derived.quantity = line.quantity;
    derived.units = line.quantity.units();
    if (line.later) derived.open_units = derived.units;
    derived.list = result.list;
    derived.discount = result.discount;
    derived.paid = Money{Total(result.paid), result.pay.currency};
    order->units += derived.units;
  }
  order->list = decision.list_total;
  order->discount = decision.discount_total;
  order->paid = decision.pay_total;
  return absl::OkStatus();
}

std::vector<int64_t> KeptOf(const DerivedOrder& order) {
  std::vector<int64_t> kept;
  for (const OrderLine& line : order.lines) {
    kept.push_back(line.units - line.returned_units);
  }
  return kept;
}

absl::Status HandOver(const HandedOver& handed_over, DerivedOrder* order) {
  for (const auto& [id, units] : handed_over) {
    const auto line =
        std::find_if(order->lines.begin(), order->lines.end(),
                     [&](const OrderLine& each) { return each.id == id; });
    if (line == order->lines.end() || units > line->open_units) {
      return Wrong("more units of line '" + id +
                   "' were handed over than were open");
    }
    line->open_units -= units;
  }
  return absl::OkStatus();
}

// Takes units back; answers the sum of what the steps gave back.
absl::StatusOr<int64_t> TakeUnits(std::span<const StoredReturn> steps,
                                  DerivedOrder* order) {
  int64_t refund = 0;
  for (const StoredReturn& step : steps) {
    const ReturnedUnits& units = step.units;
    if (units.line >= order->lines.size()) {
      return Wrong("line " + std::to_string(units.line) +
                   " came back, which it has not");
    }
    OrderLine& line = order->lines[units.line];
    line.returned_units += units.units;
    if (units.cancelled) line.open_units -= units.units;
    line.refunded.minor += units.refund.minor;
    order->returned_units += units.units;
    refund += units.refund.minor;
    if (units.units < 0 || line.returned_units > line.units ||
        line.open_units < 0) {
      return Wrong("more units of line " + std::to_string(units.line) +
                   " came back than it has");
    }
  }
  return refund;
}

// Points that went back stay back: no more stands than after the step before.
absl::Status LimitToBefore(const Decision& decision, const Rejudged& before,
                           Rejudged* now) {
  for (size_t e = 0; e < decision.effects.size(); ++e) {
    if (decision.effects[e].currency.empty()) continue;
    absl::Status status =
        LimitPoints(decision, e, before.effect_amounts[e], now);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

// Takes the steps of one return, and checks what they gave back together.
absl::Status TakeReturn(const DecidedOrder& decided, const PaidOrder& paid,
                        std::span<const StoredReturn> steps,
                        DerivedOrder* order, Rejudged* stands) {
  const absl::StatusOr<int64_t> refund = TakeUnits(steps, order);
  if (!refund.ok()) return refund.status();
  absl::StatusOr<Rejudged> now = Rejudge(decided, KeptOf(*order));
  if (!now.ok()) return now.status();
  int64_t worth = 0;  // of what is back
  for (const OrderLine& line : order->lines) {
    worth += line.paid.minor - now->paid_minor[line.line];
  }
  const int64_t owed = std::max<int64_t>(0, worth - order->refunded_minor);
  if (*refund != owed) {
    return Wrong("the return of event " + std::to_string(steps[0].event) +
                 " refunded " + std::to_string(*refund) + ", derived " +
                 std::to_string(owed));
  }
  const absl::StatusOr<PaidBack> before =
      PaidBackOf(paid, {order->refunded_minor, stands->reward_uses});
  if (!before.ok()) return before.status();
  absl::Status status = LimitToBefore(decided.decision, *stands, &*now);
  if (!status.ok()) return status;
  *stands = *std::move(now);
  order->refunded_minor += *refund;
  ++order->returns;
  const absl::StatusOr<PaidBack> after =
      PaidBackOf(paid, {order->refunded_minor, stands->reward_uses});
  if (!after.ok()) return after.status();
  order->paid_back[steps[0].event] = Difference(*before, *after);
  return absl::OkStatus();
}

void DerivePostings(const Decision& decision, const Rejudged& now,
                    DerivedOrder* order) {
  for (size_t e = 0; e < decision.effects.size(); ++e) {
    const FiredEffect& effect = decision.effects[e];
    const bool points = !effect.currency.empty();
    const std::string unit =
        points ? effect.currency : std::string(effect.amount.currency.code());
    for (size_t s = 0; s < effect.shares.size(); ++s) {
      const FundedShare& share = effect.shares[s];
      const int64_t stands = now.share_amounts[e][s];
      const auto add = [&](Bucket bucket, int64_t amount) {
        order->postings[{unit, bucket, effect.rule, share.funder}] += amount;
      };
      if (points) {
        add(Bucket::kIssued, -share.amount);
        add(Bucket::kTakenBack, share.amount - stands);
      } else {
        add(Bucket::kFunded, -stands);
        add(Bucket::kDiscount, stands);
      }
    }
  }
  for (size_t d = 0; d < decision.draws.size(); ++d) {
    const Draw& draw = decision.draws[d];
    order->uses[{draw.rule, draw.key}] += now.draws[d];
  }
}

absl::Status DeriveLots(const Plan& plan, const Event& event,
                        const Decision& decision, const Rejudged& now,
                        DerivedOrder* order) {
  const std::vector<PointsCurrency>& known = plan.program().points;
  std::vector<int64_t> open;
  for (const OrderLine& line : order->lines) open.push_back(line.open_units);
  for (size_t e = 0; e < decision.effects.size(); ++e) {
    const FiredEffect& effect = decision.effects[e];
    if (effect.currency.empty()) continue;
    const auto points =
        std::find_if(known.begin(), known.end(),
                     [&](const auto& p) { return p.id == effect.currency; });
    if (points == known.end()) {
      return Wrong("the answer earns '" + effect.currency +
                   "', which its program does not give");
    }
    const LotTimes times =
        TimesOf(*points, plan.zone(), plan.zone().ToLocal(event.time).date);
    Lot& lot = order->lots.emplace_back();
    lot.currency = effect.currency;
    lot.effect = static_cast<uint32_t>(e);
    lot.rule = effect.rule;
    lot.program = decision.program;
    lot.version = decision.version;
    lot.earned = event.time;
    lot.available_from = times.available_from;
    lot.awaits_goods = points->pending_until && AwaitsGoods(effect, open);
    lot.expires = times.expires;
    lot.sliding = times.sliding;
    lot.amount = effect.points.units;
    lot.taken_back = effect.points.units - now.effect_amounts[e];
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<DerivedOrder> DeriveOrder(const Plan& plan,
                                         const StoredOrder& stored,
                                         std::span<const StoredReturn> steps,
                                         const HandedOver& handed_over) {
  const Decision& decision = stored.answer.decision;
  if (SignatureOf(plan.impl(), stored.purchase, decision) !=
      decision.fingerprint) {
    return Wrong("the answer is not the one that was signed");
  }
  DerivedOrder order;
  absl::Status status = DeriveLines(stored.purchase, decision, &order);
  if (!status.ok()) return status;
  status = HandOver(handed_over, &order);
  if (!status.ok()) return status;
  const PaidOrder paid{stored.purchase.basket.tenders, decision,
                       stored.answer.redeemed};
  const DecidedOrder decided{plan, stored.purchase, stored.answer.facts,
                             decision};
  // All of it is kept, so that nothing is judged again.
  absl::StatusOr<Rejudged> stands = Rejudge(decision, KeptOf(order));
  if (!stands.ok()) return stands.status();
  status = PaidBackOf(paid, {0, stands->reward_uses}).status();
  if (!status.ok()) return status;
  for (size_t first = 0; first < steps.size();) {
    size_t end = first;
    while (end < steps.size() && steps[end].event == steps[first].event) ++end;
    status = TakeReturn(decided, paid, steps.subspan(first, end - first),
                        &order, &*stands);
    if (!status.ok()) return status;
    first = end;
  }
  DerivePostings(decision, *stands, &order);
  status = DeriveLots(plan, stored.purchase, decision, *stands, &order);
  if (!status.ok()) return status;
  return order;
}

}  // namespace patron
