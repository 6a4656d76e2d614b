// Decisions and answers to protobuf; answer_reader.cc reads them back.
#include <optional>
#include <string>
#include <utility>

#include "base/quote.h"
#include "patron/v1/decision.pb.h"
#include "wire/attribute_values.h"
#include "wire/exact_text.h"
#include "wire/source_text.h"
#include "wire/value_reader.h"
#include "wire/values.h"

namespace patron::wire {
namespace {

template <typename Owner, typename Set>
void WriteMoney(Money from, Owner* to, Set mutable_money) {
  if (from == Money()) return;
  v1::Money* money = (to->*mutable_money)();
  money->set_minor(from.minor);
  money->set_currency(std::string(from.currency.code()));
}

template <typename Add>
void WriteRuns(const UnitRuns& from, Add add) {
  for (const UnitRun& run : from) {
    v1::UnitRun* added = add();
    added->set_count(run.count);
    added->set_each(run.each);
  }
}

void WriteBalance(const Balance& from, v1::Balance* to) {
  to->set_currency(ToUtf8(from.currency));
  to->set_available(from.available.units);
  to->set_pending(from.pending.units);
  to->set_debt(from.debt.units);
  to->set_held(from.held.units);
}

void WriteTotal(const PointsTotal& from, v1::PointsTotal* to) {
  to->set_currency(ToUtf8(from.currency));
  to->set_points(from.points.units);
}

// A counter or a draw.
template <typename To>
void WriteKey(const CounterKey& from, To* to) {
  to->set_scope(ToUtf8(from.scope));
  to->set_unit(ToUtf8(from.unit));
  to->set_period(ToUtf8(from.period));
}

void WriteStatistics(const MemberStatistics& from, v1::MemberStatistics* to) {
  to->set_orders(from.orders);
  to->set_orders_kept(from.orders_kept);
  to->set_units(from.units);
  to->set_spend_minor(from.spend_minor);
  to->set_returns(from.returns);
  to->set_refunded_minor(from.refunded_minor);
  to->set_first_order_us(from.first_order.us);
  to->set_last_order_us(from.last_order.us);
  to->set_purchase_days(from.purchase_days);
  to->set_first_purchase_day(from.first_purchase.days);
  to->set_last_purchase_day(from.last_purchase.days);
  to->set_repeat_spend_minor(from.repeat_spend_minor);
}

// Facts of models have six decimals.
void WriteLifetime(const LifetimeFacts& from, v1::LifetimeFacts* to) {
  for (const ModelVersion& model : from.models) {
    v1::ModelVersion* added = to->add_models();
    added->set_id(ToUtf8(model.id));
    added->set_version(ToUtf8(model.version));
  }
  if (from.p_alive) {
    to->set_p_alive_millionths(from.p_alive->billionths / kMillionthOfRate);
  }
  for (const ExpectedOrders& expected : from.expected_orders) {
    v1::ExpectedOrders* added = to->add_expected_orders();
    added->set_days(expected.days);
    if (!expected.orders) continue;
    added->set_millionths(expected.orders->billionths / kMillionthOfRate);
  }
  if (from.clv) {
    v1::Money* clv = to->mutable_clv();
    clv->set_minor(from.clv->minor);
    clv->set_currency(std::string(from.clv->currency.code()));
  }
  if (from.rfm) to->set_rfm(*from.rfm);
}

void WriteFacts(const Facts& from, v1::Facts* to) {
  to->set_member_known(from.member_known);
  if (from.statistics != MemberStatistics()) {
    WriteStatistics(from.statistics, to->mutable_statistics());
  }
  for (const Balance& balance : from.balances) {
    WriteBalance(balance, to->add_balances());
  }
  for (const Counter& counter : from.counters) {
    v1::Counter* added = to->add_counters();
    WriteKey(counter.key, added);
    added->set_used(counter.used);
  }
  for (const PointsTotal& period : from.apart) {
    WriteTotal(period, to->add_apart());
  }
  for (const PointsTotal& lapsed : from.lapsed) {
    WriteTotal(lapsed, to->add_lapsed());
  }
  for (const PointsRun& run : from.runs) {
    v1::PointsRun* added = to->add_runs();
    added->set_currency(ToUtf8(run.currency));
    added->set_part(run.part);
    added->set_points(run.points.units);
    added->set_pays_micros(run.pays_micros);
  }
  if (from.lifetime != LifetimeFacts()) {
    WriteLifetime(from.lifetime, to->mutable_lifetime());
  }
}

template <typename AddTo>
void WriteAllocations(const Recycled<Allocation>& from, AddTo add) {
  for (const Allocation& allocation : from) {
    v1::Allocation* added = add();
    added->set_line(allocation.line);
    WriteRuns(allocation.units, [added] { return added->add_units(); });
  }
}

void WriteEffect(const FiredEffect& from, v1::FiredEffect* to) {
  to->set_rule(ToUtf8(from.rule));
  to->set_text(ToUtf8(from.text));
  to->set_kind(static_cast<v1::EffectKind>(from.kind));
  to->set_index(from.index);
  WriteMoney(from.base, to, &v1::FiredEffect::mutable_base);
  if (from.rate != Rate()) to->set_rate(FormatPercent(from.rate));
  to->set_rounding(
      static_cast<v1::Rounding>(static_cast<int>(from.rounding) + 1));
  WriteMoney(from.amount, to, &v1::FiredEffect::mutable_amount);
  to->set_currency(ToUtf8(from.currency));
  to->set_points(from.points.units);
  to->set_each(from.each.units);
  WriteMoney(from.per, to, &v1::FiredEffect::mutable_per);
  to->set_whole_steps(from.whole_steps);
  to->set_multiplies(ToUtf8(from.multiplies));
  WriteAllocations(from.allocations, [to] { return to->add_allocations(); });
  WriteAllocations(from.stamps, [to] { return to->add_stamps(); });
  for (const FundedShare& share : from.shares) {
    v1::FundedShare* added = to->add_shares();
    added->set_funder(ToUtf8(share.funder));
    added->set_amount(share.amount);
  }
  to->set_group(ToUtf8(from.group));
  WriteMoney(from.wanted, to, &v1::FiredEffect::mutable_wanted);
  to->set_points_cap(from.points_cap.units);
  for (const PointsStep& step : from.steps) {
    v1::PointsStep* added = to->add_steps();
    added->set_from(step.from);
    added->set_points(step.points.units);
  }
  to->set_units(from.units);
  to->set_carried(from.carried);
  to->set_not_with_others(from.not_with_others);
  to->set_sku(ToUtf8(from.sku));
  for (const AttributeValue& value : from.values) {
    WriteAttributeValue(value, to->add_values());
  }
}

void WriteLine(const LineResult& from, v1::LineResult* to) {
  to->set_id(ToUtf8(from.id));
  WriteMoney(from.list, to, &v1::LineResult::mutable_list);
  WriteMoney(from.discount, to, &v1::LineResult::mutable_discount);
  WriteMoney(from.pay, to, &v1::LineResult::mutable_pay);
  WriteRuns(from.paid, [to] { return to->add_paid(); });
  WriteMoney(from.tax, to, &v1::LineResult::mutable_tax);
}

void WriteTax(const TaxTotal& from, v1::TaxTotal* to) {
  to->set_rate(FormatPercent(from.rate));
  WriteMoney(from.net, to, &v1::TaxTotal::mutable_net);
  WriteMoney(from.tax, to, &v1::TaxTotal::mutable_tax);
  WriteMoney(from.gross, to, &v1::TaxTotal::mutable_gross);
}

void WriteWhyNot(const WhyNot& from, v1::WhyNot* to) {
  to->set_rule(ToUtf8(from.rule));
  to->set_kind(static_cast<v1::WhyNotKind>(from.kind));
  for (const std::string& part : from.parts) {
    // Not add_parts(std::string): out of memory, protobuf then destroys a part
    // that it has not made.
    *to->add_parts() = ToUtf8(part);
  }
  to->set_lost_to(ToUtf8(from.lost_to));
  to->set_group(ToUtf8(from.group));
  for (const FailedCondition& condition : from.conditions) {
    v1::FailedCondition* added = to->add_conditions();
    added->set_part(ToUtf8(condition.part));
    added->set_fact(ToUtf8(condition.fact));
    added->set_is(ToUtf8(condition.is));
    added->set_relation(ToUtf8(condition.relation));
    added->set_needs(ToUtf8(condition.needs));
  }
  for (const NearMiss& near : from.near) {
    v1::NearMiss* added = to->add_near();
    added->set_kind(static_cast<v1::NearMissKind>(near.kind));
    WriteMoney(near.money, added, &v1::NearMiss::mutable_money);
    added->set_units(near.units);
    added->set_line(ToUtf8(near.line));
    added->set_selection(ToUtf8(near.selection));
    added->set_time_us(near.time.us);
    added->set_local_time(ToUtf8(near.local_time));
    added->set_without(ToUtf8(near.without));
  }
}

void WriteRewards(const Decision& from, v1::Decision* to) {
  for (const RewardTaken& taken : from.rewards) {
    v1::RewardTaken* added = to->add_rewards();
    added->set_reward(ToUtf8(taken.reward));
    added->set_text(ToUtf8(taken.text));
    added->set_count(taken.count);
    added->set_price(taken.price);
    added->set_currency(ToUtf8(taken.currency));
    added->set_points(taken.points.units);
    WriteMoney(taken.money, added, &v1::RewardTaken::mutable_money);
    added->set_lost_to(ToUtf8(taken.lost_to));
  }
  for (const RewardOffer& offer : from.offers) {
    v1::RewardOffer* added = to->add_offers();
    added->set_reward(ToUtf8(offer.reward));
    added->set_text(ToUtf8(offer.text));
    added->set_price(offer.price);
    added->set_currency(ToUtf8(offer.currency));
    added->set_points(offer.points.units);
    WriteMoney(offer.pay, added, &v1::RewardOffer::mutable_pay);
    added->set_times(offer.times);
    added->set_missing(offer.missing.units);
    added->set_why(ToUtf8(offer.why));
  }
}

void WriteDecision(const Decision& from, v1::Decision* to) {
  to->set_program(ToUtf8(from.program));
  to->set_version(ToUtf8(from.version));
  WriteMoney(from.list_total, to, &v1::Decision::mutable_list_total);
  WriteMoney(from.discount_total, to, &v1::Decision::mutable_discount_total);
  WriteMoney(from.pay_total, to, &v1::Decision::mutable_pay_total);
  for (const LineResult& line : from.lines) {
    WriteLine(line, to->add_lines());
  }
  for (const FiredEffect& effect : from.effects) {
    WriteEffect(effect, to->add_effects());
  }
  for (const PointsTotal& total : from.points) {
    WriteTotal(total, to->add_points());
  }
  for (const Draw& draw : from.draws) {
    v1::Draw* added = to->add_draws();
    added->set_rule(ToUtf8(draw.rule));
    WriteKey(draw.key, added);
    added->set_wanted(draw.wanted);
    added->set_given(draw.given);
    added->set_bound(draw.bound);
    added->set_may_owe(draw.may_owe);
  }
  for (const FailedRule& failed : from.failed) {
    v1::FailedRule* added = to->add_failed();
    added->set_rule(ToUtf8(failed.rule));
    added->set_reason(std::string(ReasonName(failed.reason)));
    added->set_message(ToUtf8(failed.message));
    added->set_code(failed.code);
  }
  for (const WhyNot& why_not : from.why_not) {
    WriteWhyNot(why_not, to->add_why_not());
  }
  if (from.fingerprint != Fingerprint()) {
    to->set_fingerprint(from.fingerprint.Hex());
  }
  WriteMoney(from.tax_total, to, &v1::Decision::mutable_tax_total);
  for (const TaxTotal& tax : from.taxes) WriteTax(tax, to->add_taxes());
  to->set_not_optimal(!from.optimal);
  for (const PointsPaid& paid : from.paid_by_points) {
    v1::PointsPaid* added = to->add_paid_by_points();
    added->set_currency(ToUtf8(paid.currency));
    added->set_points(paid.points.units);
    WriteMoney(paid.money, added, &v1::PointsPaid::mutable_money);
  }
  WriteRewards(from, to);
}

// An adjustment's result, or points by lot.
template <typename From, typename To>
void WriteByLot(const From& from, To* to) {
  to->set_currency(ToUtf8(from.currency));
  to->set_points(from.points.units);
  for (const LotPart& part : from.lots) {
    v1::LotPart* added = to->add_lots();
    added->set_lot(part.lot);
    added->set_points(part.points.units);
  }
}

void WriteReturn(const ReturnResult& from, v1::ReturnResult* to) {
  WriteMoney(from.refund, to, &v1::ReturnResult::mutable_refund);
  for (const MatchedUnits& matched : from.matched) {
    v1::MatchedUnits* added = to->add_matched();
    added->set_return_line(ToUtf8(matched.return_line));
    added->set_order_source(ToUtf8(matched.order_source));
    added->set_order_id(ToUtf8(matched.order_id));
    added->set_order_line(ToUtf8(matched.order_line));
    added->set_units(matched.units);
    WriteMoney(matched.refund, added, &v1::MatchedUnits::mutable_refund);
  }
  for (const RefusedUnits& refused : from.refused) {
    v1::RefusedUnits* added = to->add_refused();
    added->set_return_line(ToUtf8(refused.return_line));
    added->set_units(refused.units);
    added->set_reason(std::string(ReasonName(refused.reason)));
  }
  for (const PointsTotal& total : from.taken_back) {
    WriteTotal(total, to->add_taken_back());
  }
  WriteMoney(from.refund_in_points, to,
             &v1::ReturnResult::mutable_refund_in_points);
  WriteMoney(from.refund_left, to, &v1::ReturnResult::mutable_refund_left);
  for (const PointsByLot& restored : from.restored) {
    WriteByLot(restored, to->add_restored());
  }
  for (const RewardBack& back : from.rewards_back) {
    v1::RewardBack* added = to->add_rewards_back();
    added->set_reward(ToUtf8(back.reward));
    added->set_count(back.count);
    added->set_currency(ToUtf8(back.currency));
    added->set_points(back.points.units);
  }
  for (const TenderBack& tender : from.tenders) {
    v1::TenderBack* added = to->add_tenders();
    added->set_order_source(ToUtf8(tender.order_source));
    added->set_order_id(ToUtf8(tender.order_id));
    added->set_tender(tender.tender);
    added->set_kind(static_cast<v1::TenderKind>(tender.kind));
    added->set_id(ToUtf8(tender.id));
    added->set_currency(ToUtf8(tender.currency));
    WriteMoney(tender.amount, added, &v1::TenderBack::mutable_amount);
  }
}

void WriteExchange(const ExchangeResult& from, v1::ExchangeResult* to) {
  WriteMoney(from.to_pay, to, &v1::ExchangeResult::mutable_to_pay);
  WriteMoney(from.to_give_back, to, &v1::ExchangeResult::mutable_to_give_back);
  WriteMoney(from.tendered, to, &v1::ExchangeResult::mutable_tendered);
  WriteMoney(from.left_to_pay, to, &v1::ExchangeResult::mutable_left_to_pay);
}

void WriteFulfilled(const FulfilmentResult& from, v1::FulfilmentResult* to) {
  for (const FulfilledLine& line : from.lines) {
    v1::FulfilledLine* added = to->add_lines();
    added->set_order_line(ToUtf8(line.order_line));
    added->set_fulfilled(line.fulfilled);
    added->set_cancelled(line.cancelled);
    added->set_left(line.left);
  }
  for (const PointsTotal& total : from.released) {
    WriteTotal(total, to->add_released());
  }
}

}  // namespace

std::string AnswerToBytes(const Answer& answer) {
  v1::Answer to;
  if (answer.facts != Facts()) WriteFacts(answer.facts, to.mutable_facts());
  if (answer.decision != Decision()) {
    WriteDecision(answer.decision, to.mutable_decision());
  }
  if (answer.returned != ReturnResult()) {
    WriteReturn(answer.returned, to.mutable_returned());
  }
  for (const Balance& balance : answer.balances) {
    WriteBalance(balance, to.add_balances());
  }
  if (answer.adjusted != AdjustmentResult()) {
    WriteByLot(answer.adjusted, to.mutable_adjusted());
  }
  for (const PointsByLot& redeemed : answer.redeemed) {
    WriteByLot(redeemed, to.add_redeemed());
  }
  if (answer.exchanged != ExchangeResult()) {
    WriteExchange(answer.exchanged, to.mutable_exchanged());
  }
  for (const PointsTotal& total : answer.collected) {
    WriteTotal(total, to.add_collected());
  }
  if (answer.fulfilled != FulfilmentResult()) {
    WriteFulfilled(answer.fulfilled, to.mutable_fulfilled());
  }
  for (const PointsByLot& held : answer.held) {
    WriteByLot(held, to.add_held());
  }
  for (const PointsByLot& released : answer.released) {
    WriteByLot(released, to.add_released());
  }
  if (answer.given != PointsByLot()) {
    WriteByLot(answer.given, to.mutable_given());
  }
  for (const PointsTotal& total : answer.pooled) {
    WriteTotal(total, to.add_pooled());
  }
  return to.SerializeAsString();
}

std::string DecisionToBytes(const Decision& decision) {
  v1::Decision to;
  WriteDecision(decision, &to);
  return to.SerializeAsString();
}

}  // namespace patron::wire
