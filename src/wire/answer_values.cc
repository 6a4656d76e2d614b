// Decisions and answers: structs to protobuf and back. Lists that keep their
// memory are filled from fresh elements: nothing here is on the till's path.
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

template <typename From>
CounterKey ReadKey(const From& from) {
  return {from.scope(), from.unit(), from.period()};
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

// Reasons are numbered by hundreds; names are looked up, since bytes hold the
// name that JSON shows.
absl::StatusOr<Reason> ReadReason(std::string_view name) {
  constexpr uint32_t kReasonsEnd = 1000;
  for (uint32_t number = 0; number < kReasonsEnd; ++number) {
    const auto reason = static_cast<Reason>(number);
    if (ReasonName(reason) == name && name != "unknown") return reason;
  }
  return Refuse(Reason::kBadValue, "unknown reason " + Quote(name));
}

absl::StatusOr<Fingerprint> ReadFingerprint(std::string_view hex) {
  const std::optional<Fingerprint> print = Fingerprint::FromHex(hex);
  if (print) return *print;
  return Refuse(Reason::kBadValue, "expected 64 hexadecimal digits");
}

class AnswerReader : public ValueReader {
 public:
  using ValueReader::ValueReader;

  Answer Read(const v1::Answer& from) {
    const Path root;
    Answer to;
    ReadFacts(from.facts(), to.facts);
    ReadDecision(from.decision(), root.At("decision"), to.decision);
    ReadReturn(from.returned(), root.At("returned"), to.returned);
    for (const v1::Balance& balance : from.balances()) {
      to.balances.push_back(ReadBalance(balance));
    }
    ReadByLot(from.adjusted(), to.adjusted);
    for (const v1::PointsByLot& redeemed : from.redeemed()) {
      ReadByLot(redeemed, to.redeemed.emplace_back());
    }
    for (const v1::PointsByLot& held : from.held()) {
      ReadByLot(held, to.held.emplace_back());
    }
    for (const v1::PointsByLot& released : from.released()) {
      ReadByLot(released, to.released.emplace_back());
    }
    ReadExchange(from.exchanged(), root.At("exchanged"), to.exchanged);
    for (const v1::PointsTotal& total : from.collected()) {
      to.collected.push_back({total.currency(), Points{total.points()}});
    }
    ReadFulfilled(from.fulfilled(), to.fulfilled);
    return to;
  }

 private:
  Money ReadMoney(const v1::Money& from, const Path& path) {
    const std::optional<Currency> currency =
        Optional(from.currency(), path.At("currency"), ParseCurrency);
    return {from.minor(), currency.value_or(Currency())};
  }

  template <typename List>
  static UnitRuns ReadRuns(const List& from) {
    UnitRuns to;
    for (const v1::UnitRun& run : from) to.push_back({run.count(), run.each()});
    return to;
  }

  static Balance ReadBalance(const v1::Balance& from) {
    return {from.currency(), Points{from.available()}, Points{from.pending()},
            Points{from.debt()}, Points{from.held()}};
  }

  static void ReadFacts(const v1::Facts& from, Facts& to) {
    to.member_known = from.member_known();
    const v1::MemberStatistics& statistics = from.statistics();
    to.statistics = {statistics.orders(),
                     statistics.orders_kept(),
                     statistics.units(),
                     statistics.spend_minor(),
                     statistics.returns(),
                     statistics.refunded_minor(),
                     Instant{statistics.first_order_us()},
                     Instant{statistics.last_order_us()}};
    for (const v1::Balance& balance : from.balances()) {
      to.balances.push_back(ReadBalance(balance));
    }
    for (const v1::Counter& counter : from.counters()) {
      to.counters.push_back({ReadKey(counter), counter.used()});
    }
    for (const v1::PointsTotal& period : from.apart()) {
      to.apart.push_back({period.currency(), Points{period.points()}});
    }
  }

  void ReadEffect(const v1::FiredEffect& from, const Path& path,
                  FiredEffect& to) {
    to = FiredEffect();
    to.rule = from.rule();
    to.text = from.text();
    if (from.kind() == v1::EFFECT_KIND_UNSPECIFIED) {
      Missing(path.At("kind"), "");
    } else {
      to.kind = static_cast<EffectKind>(from.kind());
    }
    to.index = from.index();
    to.base = ReadMoney(from.base(), path.At("base"));
    to.rate =
        Optional(from.rate(), path.At("rate"), ParseRate).value_or(Rate());
    if (from.rounding() == v1::ROUNDING_UNSPECIFIED) {
      Missing(path.At("rounding"), "");
    } else {
      to.rounding =
          static_cast<Rounding>(static_cast<int>(from.rounding()) - 1);
    }
    to.amount = ReadMoney(from.amount(), path.At("amount"));
    to.currency = from.currency();
    to.points = Points{from.points()};
    to.each = Points{from.each()};
    to.per = ReadMoney(from.per(), path.At("per"));
    to.whole_steps = from.whole_steps();
    to.multiplies = from.multiplies();
    ReadAllocations(from.allocations(), to.allocations);
    ReadAllocations(from.stamps(), to.stamps);
    for (const v1::FundedShare& share : from.shares()) {
      to.shares.Add() = {share.funder(), share.amount()};
    }
    ReadMore(from, path, to);
  }

  // How far the effect went, and what is not money.
  void ReadMore(const v1::FiredEffect& from, const Path& path,
                FiredEffect& to) {
    to.group = from.group();
    to.wanted = ReadMoney(from.wanted(), path.At("wanted"));
    to.points_cap = Points{from.points_cap()};
    for (const v1::PointsStep& step : from.steps()) {
      to.steps.Add() = {step.from(), Points{step.points()}};
    }
    to.units = from.units();
    to.carried = from.carried();
    to.not_with_others = from.not_with_others();
    to.sku = from.sku();
    AttributeReader(/*persons=*/false, problems_)
        .Read(
            from.values(), path, "values",
            [this](const std::string& text, const Path& at) {
              return Required(text, at, [](std::string_view amount) {
                return wire::ReadMoney(amount, Currency());
              });
            },
            to.values);
  }

  template <typename From>
  static void ReadAllocations(const From& from, Recycled<Allocation>& to) {
    for (const v1::Allocation& allocation : from) {
      to.Add() = {allocation.line(), ReadRuns(allocation.units())};
    }
  }

  template <typename From, typename To>
  static void ReadByLot(const From& from, To& to) {
    to.currency = from.currency();
    to.points = Points{from.points()};
    for (const v1::LotPart& part : from.lots()) {
      to.lots.push_back({part.lot(), Points{part.points()}});
    }
  }

  LineResult ReadLine(const v1::LineResult& from, const Path& path) {
    return {from.id(),
            ReadMoney(from.list(), path.At("list")),
            ReadMoney(from.discount(), path.At("discount")),
            ReadMoney(from.pay(), path.At("pay")),
            ReadMoney(from.tax(), path.At("tax")),
            ReadRuns(from.paid())};
  }

  void ReadTaxes(const v1::Decision& from, const Path& path, Decision& to) {
    to.tax_total = ReadMoney(from.tax_total(), path.At("tax_total"));
    for (int i = 0; i < from.taxes_size(); ++i) {
      const v1::TaxTotal& tax = from.taxes(i);
      const Path at = path.At("taxes", static_cast<size_t>(i));
      to.taxes.Add() = {Required(tax.rate(), at.At("rate"), ParseRate),
                        ReadMoney(tax.net(), at.At("net")),
                        ReadMoney(tax.tax(), at.At("tax")),
                        ReadMoney(tax.gross(), at.At("gross"))};
    }
  }

  void ReadDecision(const v1::Decision& from, const Path& path, Decision& to) {
    to.program = from.program();
    to.version = from.version();
    to.list_total = ReadMoney(from.list_total(), path.At("list_total"));
    to.discount_total =
        ReadMoney(from.discount_total(), path.At("discount_total"));
    to.pay_total = ReadMoney(from.pay_total(), path.At("pay_total"));
    for (int i = 0; i < from.lines_size(); ++i) {
      to.lines.Add() =
          ReadLine(from.lines(i), path.At("lines", static_cast<size_t>(i)));
    }
    for (int i = 0; i < from.effects_size(); ++i) {
      ReadEffect(from.effects(i), path.At("effects", static_cast<size_t>(i)),
                 to.effects.Add());
    }
    for (const v1::PointsTotal& total : from.points()) {
      to.points.Add() = {total.currency(), Points{total.points()}};
    }
    for (int i = 0; i < from.paid_by_points_size(); ++i) {
      const v1::PointsPaid& paid = from.paid_by_points(i);
      const Path at = path.At("paid_by_points", static_cast<size_t>(i));
      to.paid_by_points.Add() = {paid.currency(), Points{paid.points()},
                                 ReadMoney(paid.money(), at.At("money"))};
    }
    for (const v1::Draw& draw : from.draws()) {
      to.draws.Add() = {draw.rule(),  ReadKey(draw), draw.wanted(),
                        draw.given(), draw.bound(),  draw.may_owe()};
    }
    ReadReasons(from, path, to);
    ReadTaxes(from, path, to);
    ReadRewards(from, path, to);
    to.optimal = !from.not_optimal();
    to.fingerprint =
        Optional(from.fingerprint(), path.At("fingerprint"), ReadFingerprint)
            .value_or(Fingerprint());
  }

  void ReadRewards(const v1::Decision& from, const Path& path, Decision& to) {
    for (int i = 0; i < from.rewards_size(); ++i) {
      const v1::RewardTaken& taken = from.rewards(i);
      const Path at = path.At("rewards", static_cast<size_t>(i));
      to.rewards.Add() = {taken.reward(),
                          taken.text(),
                          taken.count(),
                          taken.price(),
                          taken.currency(),
                          Points{taken.points()},
                          ReadMoney(taken.money(), at.At("money")),
                          taken.lost_to()};
    }
    for (int i = 0; i < from.offers_size(); ++i) {
      const v1::RewardOffer& offer = from.offers(i);
      const Path at = path.At("offers", static_cast<size_t>(i));
      to.offers.Add() = {offer.reward(),
                         offer.text(),
                         offer.price(),
                         offer.currency(),
                         Points{offer.points()},
                         ReadMoney(offer.pay(), at.At("pay")),
                         offer.times(),
                         Points{offer.missing()},
                         offer.why()};
    }
  }

  void ReadReasons(const v1::Decision& from, const Path& path, Decision& to) {
    for (int i = 0; i < from.failed_size(); ++i) {
      const v1::FailedRule& failed = from.failed(i);
      const Path at = path.At("failed", static_cast<size_t>(i));
      to.failed.Add() = {failed.rule(),
                         Required(failed.reason(), at.At("reason"), ReadReason),
                         failed.message(), failed.code()};
    }
    for (int i = 0; i < from.why_not_size(); ++i) {
      const v1::WhyNot& why_not = from.why_not(i);
      WhyNot& added = to.why_not.Add();
      added = WhyNot();
      added.rule = why_not.rule();
      if (why_not.kind() == v1::WHY_NOT_KIND_UNSPECIFIED) {
        Missing(path.At("why_not", static_cast<size_t>(i)).At("kind"), "");
      } else {
        added.kind = static_cast<WhyNotKind>(why_not.kind());
      }
      added.parts.assign(why_not.parts().begin(), why_not.parts().end());
      added.lost_to = why_not.lost_to();
      added.group = why_not.group();
      for (const v1::FailedCondition& condition : why_not.conditions()) {
        added.conditions.push_back({condition.part(), condition.fact(),
                                    condition.is(), condition.relation(),
                                    condition.needs()});
      }
      ReadNear(why_not, path.At("why_not", static_cast<size_t>(i)), added);
    }
  }

  void ReadNear(const v1::WhyNot& from, const Path& path, WhyNot& to) {
    for (int i = 0; i < from.near_size(); ++i) {
      const v1::NearMiss& near = from.near(i);
      const Path at = path.At("near", static_cast<size_t>(i));
      NearMiss& added = to.near.emplace_back();
      if (near.kind() == v1::NEAR_MISS_KIND_UNSPECIFIED) {
        Missing(at.At("kind"), "");
      } else {
        added.kind = static_cast<NearMissKind>(near.kind());
      }
      added.money = ReadMoney(near.money(), at.At("money"));
      added.units = near.units();
      added.line = near.line();
      added.selection = near.selection();
      added.time = Instant{near.time_us()};
      added.local_time = near.local_time();
      added.without = near.without();
    }
  }

  static void ReadFulfilled(const v1::FulfilmentResult& from,
                            FulfilmentResult& to) {
    for (const v1::FulfilledLine& line : from.lines()) {
      to.lines.push_back(
          {line.order_line(), line.fulfilled(), line.cancelled(), line.left()});
    }
    for (const v1::PointsTotal& total : from.released()) {
      to.released.push_back({total.currency(), Points{total.points()}});
    }
  }

  void ReadReturn(const v1::ReturnResult& from, const Path& path,
                  ReturnResult& to) {
    to.refund = ReadMoney(from.refund(), path.At("refund"));
    for (int i = 0; i < from.matched_size(); ++i) {
      const v1::MatchedUnits& matched = from.matched(i);
      const Path at = path.At("matched", static_cast<size_t>(i));
      to.matched.push_back({matched.return_line(), matched.order_source(),
                            matched.order_id(), matched.order_line(),
                            matched.units(),
                            ReadMoney(matched.refund(), at.At("refund"))});
    }
    for (int i = 0; i < from.refused_size(); ++i) {
      const v1::RefusedUnits& refused = from.refused(i);
      const Path at = path.At("refused", static_cast<size_t>(i));
      to.refused.push_back(
          {refused.return_line(), refused.units(),
           Required(refused.reason(), at.At("reason"), ReadReason)});
    }
    for (const v1::PointsTotal& total : from.taken_back()) {
      to.taken_back.push_back({total.currency(), Points{total.points()}});
    }
    to.refund_in_points =
        ReadMoney(from.refund_in_points(), path.At("refund_in_points"));
    to.refund_left = ReadMoney(from.refund_left(), path.At("refund_left"));
    for (const v1::PointsByLot& restored : from.restored()) {
      ReadByLot(restored, to.restored.emplace_back());
    }
    for (const v1::RewardBack& back : from.rewards_back()) {
      to.rewards_back.push_back({back.reward(), back.count(), back.currency(),
                                 Points{back.points()}});
    }
    for (int i = 0; i < from.tenders_size(); ++i) {
      const v1::TenderBack& tender = from.tenders(i);
      const Path at = path.At("tenders", static_cast<size_t>(i));
      if (tender.kind() == v1::TENDER_KIND_UNSPECIFIED) {
        Missing(at.At("kind"), "");
      }
      to.tenders.push_back(
          {tender.order_source(), tender.order_id(), tender.tender(),
           static_cast<TenderKind>(tender.kind()), tender.id(),
           tender.currency(), ReadMoney(tender.amount(), at.At("amount"))});
    }
  }

  void ReadExchange(const v1::ExchangeResult& from, const Path& path,
                    ExchangeResult& to) {
    to.to_pay = ReadMoney(from.to_pay(), path.At("to_pay"));
    to.to_give_back = ReadMoney(from.to_give_back(), path.At("to_give_back"));
    to.tendered = ReadMoney(from.tendered(), path.At("tendered"));
    to.left_to_pay = ReadMoney(from.left_to_pay(), path.At("left_to_pay"));
  }
};

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
  return to.SerializeAsString();
}

std::string DecisionToBytes(const Decision& decision) {
  v1::Decision to;
  WriteDecision(decision, &to);
  return to.SerializeAsString();
}

Answer AnswerFromBytes(std::string_view bytes, Problems& problems) {
  v1::Answer from;
  if (!ParseBytes(bytes, from, problems)) return {};
  return AnswerReader(problems).Read(from);
}

}  // namespace patron::wire
