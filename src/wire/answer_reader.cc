// Answers from protobuf: the way back of answer_values.cc. Lists that keep
// their memory are filled from fresh elements: nothing here is on the till's
// path.
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

// A counter or a draw.
template <typename From>
CounterKey ReadKey(const From& from) {
  return {from.scope(), from.unit(), from.period()};
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
    ReadFacts(from.facts(), root.At("facts"), to.facts);
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
    ReadByLot(from.given(), to.given);
    for (const v1::PointsTotal& total : from.pooled()) {
      to.pooled.push_back({total.currency(), Points{total.points()}});
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

  // No 64 bits where these bytes were not written here.
  void ReadMillionths(int64_t from, const Path& path, std::optional<Rate>& to) {
    Rate& rate = to.emplace();
    if (__builtin_mul_overflow(from, kMillionthOfRate, &rate.billionths)) {
      Missing(path, "");
    }
  }

  void ReadLifetime(const v1::LifetimeFacts& from, const Path& path,
                    LifetimeFacts& to) {
    for (const v1::ModelVersion& model : from.models()) {
      to.models.push_back({model.id(), model.version()});
    }
    if (from.has_p_alive_millionths()) {
      ReadMillionths(from.p_alive_millionths(), path.At("p_alive_millionths"),
                     to.p_alive);
    }
    for (const v1::ExpectedOrders& expected : from.expected_orders()) {
      ExpectedOrders& added = to.expected_orders.emplace_back();
      added.days = expected.days();
      if (!expected.has_millionths()) continue;
      ReadMillionths(expected.millionths(), path.At("expected_orders"),
                     added.orders);
    }
    if (from.has_clv()) to.clv = ReadMoney(from.clv(), path.At("clv"));
    if (from.has_rfm()) to.rfm = from.rfm();
  }

  void ReadFacts(const v1::Facts& from, const Path& path, Facts& to) {
    to.member_known = from.member_known();
    const v1::MemberStatistics& statistics = from.statistics();
    to.statistics = {statistics.orders(),
                     statistics.orders_kept(),
                     statistics.units(),
                     statistics.spend_minor(),
                     statistics.returns(),
                     statistics.refunded_minor(),
                     Instant{statistics.first_order_us()},
                     Instant{statistics.last_order_us()},
                     statistics.purchase_days(),
                     Date{statistics.first_purchase_day()},
                     Date{statistics.last_purchase_day()},
                     statistics.repeat_spend_minor()};
    for (const v1::Balance& balance : from.balances()) {
      to.balances.push_back(ReadBalance(balance));
    }
    for (const v1::Counter& counter : from.counters()) {
      to.counters.push_back({ReadKey(counter), counter.used()});
    }
    for (const v1::PointsTotal& period : from.apart()) {
      to.apart.push_back({period.currency(), Points{period.points()}});
    }
    for (const v1::PointsTotal& lapsed : from.lapsed()) {
      to.lapsed.push_back({lapsed.currency(), Points{lapsed.points()}});
    }
    for (const v1::PointsRun& run : from.runs()) {
      to.runs.push_back({run.currency(), run.part(), Points{run.points()},
                         run.pays_micros()});
    }
    ReadLifetime(from.lifetime(), path.At("lifetime"), to.lifetime);
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

Answer AnswerFromBytes(std::string_view bytes, Problems& problems) {
  v1::Answer from;
  if (!ParseBytes(bytes, from, problems)) return {};
  return AnswerReader(problems).Read(from);
}

}  // namespace patron::wire
