// Random events and answers.
#include <string>
#include <utility>

#include "tests/wire/random_values.h"
#include "tests/wire/sample.h"

namespace patron::testing {
namespace {

AttributeValues RandomAttributes(std::mt19937_64& random, Currency own) {
  AttributeValues values;
  Some(random, values, [&] {
    return AttributeValue{RandomText(random), RandomScalar(random, own)};
  });
  return values;
}

// As they are read: without zeros at their end.
WrittenPoints RandomWrittenPoints(std::mt19937_64& random) {
  const std::string points = FormatWrittenPoints(
      {Any(random), static_cast<uint8_t>(Between(random, 0, 18))});
  return *ParseWrittenPoints(points);
}

PointsByLot RandomByLot(std::mt19937_64& random) {
  PointsByLot points{RandomText(random), Points{Any(random)}, {}};
  Some(random, points.lots, [&] {
    return LotPart{Any(random), Points{Any(random)}};
  });
  return points;
}

Line RandomLine(std::mt19937_64& random, Currency own) {
  Line line;
  line.id = RandomText(random);
  line.parent = RandomText(random);
  line.kind = static_cast<LineKind>(Between(random, 1, 7));
  line.sku = RandomText(random);
  line.category = RandomText(random);
  line.name = RandomText(random);
  line.quantity = Coin(random) ? Quantity::Pieces(Between(random, -5, 90'000))
                               : Quantity{Any(random), Quantity::Kind::kWeight};
  line.amount = RandomMoney(random, own);
  if (Coin(random)) line.unit_price = RandomPrice(random, own);
  line.on_sale = Coin(random);
  line.not_discountable = Coin(random);
  line.earns_nothing = Coin(random);
  Some(random, line.adjustments, [&] {
    return Adjustment{RandomMoney(random, own), RandomText(random),
                      RandomText(random)};
  });
  line.attributes = RandomAttributes(random, own);
  if (Coin(random)) line.tax_rate = Rate{Any(random)};
  if (Coin(random)) line.floor = RandomMoney(random, own);
  line.later = Coin(random);
  return line;
}

Balance RandomBalance(std::mt19937_64& random) {
  return {RandomText(random), Points{Any(random)}, Points{Any(random)},
          Points{Any(random)}, Points{Any(random)}};
}

CounterKey RandomKey(std::mt19937_64& random) {
  return {RandomText(random), RandomText(random), RandomText(random)};
}

UnitRuns RandomRuns(std::mt19937_64& random) {
  UnitRuns runs;
  Some(random, runs, [&] { return UnitRun{Any(random), Any(random)}; });
  return runs;
}

// Six decimals.
std::optional<Rate> RandomModelRate(std::mt19937_64& random) {
  if (Coin(random)) return std::nullopt;
  return Rate{Between(random, 0, 9'000'000'000) * 1000};
}

LifetimeFacts RandomLifetime(std::mt19937_64& random) {
  LifetimeFacts facts;
  Some(random, facts.models, [&] {
    return ModelVersion{RandomText(random), RandomText(random)};
  });
  facts.p_alive = RandomModelRate(random);
  Some(random, facts.expected_orders, [&] {
    return ExpectedOrders{static_cast<int32_t>(Between(random, 1, 36'500)),
                          RandomModelRate(random)};
  });
  if (Coin(random)) {
    facts.clv = RandomMoney(random, RandomCurrency(random));
  }
  if (Coin(random)) facts.rfm = Any(random);
  return facts;
}

Facts RandomFacts(std::mt19937_64& random) {
  Facts facts;
  facts.member_known = Coin(random);
  if (Coin(random)) {
    facts.statistics = {
        Any(random),          Any(random),          Any(random),
        Any(random),          Any(random),          Any(random),
        Instant{Any(random)}, Instant{Any(random)}, Any(random),
        RandomDate(random),   RandomDate(random),   Any(random)};
  }
  Some(random, facts.balances, [&] { return RandomBalance(random); });
  Some(random, facts.counters, [&] {
    return Counter{RandomKey(random), Any(random)};
  });
  Some(random, facts.apart, [&] {
    return PointsTotal{RandomText(random), Points{Any(random)}};
  });
  Some(random, facts.lapsed, [&] {
    return PointsTotal{RandomText(random), Points{Any(random)}};
  });
  Some(random, facts.runs, [&] {
    return PointsRun{RandomText(random), Any(random), Points{Any(random)},
                     Any(random)};
  });
  if (Coin(random)) facts.lifetime = RandomLifetime(random);
  return facts;
}

FiredEffect RandomFired(std::mt19937_64& random) {
  FiredEffect fired;
  fired.rule = RandomText(random);
  fired.text = RandomText(random);
  fired.kind = static_cast<EffectKind>(Between(random, 1, 18));
  fired.index = static_cast<uint32_t>(random());
  fired.base = RandomMoney(random, Currency());
  fired.rate = Rate{Any(random)};
  fired.rounding = static_cast<Rounding>(Between(random, 0, 5));
  fired.amount = RandomMoney(random, Currency());
  fired.currency = RandomText(random);
  fired.points = Points{Any(random)};
  fired.each = Points{Any(random)};
  fired.per = RandomMoney(random, Currency());
  fired.whole_steps = Coin(random);
  fired.multiplies = RandomText(random);
  Some(random, fired.allocations, [&] {
    return Allocation{static_cast<uint32_t>(random()), RandomRuns(random)};
  });
  Some(random, fired.shares, [&] {
    return FundedShare{RandomText(random), Any(random)};
  });
  fired.group = RandomText(random);
  fired.wanted = RandomMoney(random, Currency());
  fired.points_cap = Points{Any(random)};
  Some(random, fired.steps, [&] {
    return PointsStep{Any(random), Points{Any(random)}};
  });
  fired.units = Any(random);
  fired.carried = Any(random);
  fired.not_with_others = Coin(random);
  fired.sku = RandomText(random);
  fired.values = RandomAttributes(random, Currency());
  Some(random, fired.stamps, [&] {
    return Allocation{static_cast<uint32_t>(random()), RandomRuns(random)};
  });
  return fired;
}

Reason RandomReason(std::mt19937_64& random) {
  constexpr Reason kReasons[] = {
      Reason::kNone, Reason::kOverflow, Reason::kExpressionFailed,
      Reason::kReturnWithoutPurchase, Reason::kUnimplemented};
  return kReasons[Between(random, 0, 4)];
}

Decision RandomDecision(std::mt19937_64& random) {
  Decision decision;
  decision.program = RandomText(random);
  decision.version = RandomText(random);
  decision.list_total = RandomMoney(random, Currency());
  decision.discount_total = RandomMoney(random, Currency());
  decision.pay_total = RandomMoney(random, Currency());
  Some(random, decision.lines, [&] {
    return LineResult{RandomText(random),
                      RandomMoney(random, Currency()),
                      RandomMoney(random, Currency()),
                      RandomMoney(random, Currency()),
                      RandomMoney(random, Currency()),
                      RandomRuns(random)};
  });
  Some(random, decision.effects, [&] { return RandomFired(random); });
  Some(random, decision.points, [&] {
    return PointsTotal{RandomText(random), Points{Any(random)}};
  });
  Some(random, decision.paid_by_points, [&] {
    return PointsPaid{RandomText(random), Points{Any(random)},
                      RandomMoney(random, Currency())};
  });
  Some(random, decision.rewards, [&] {
    return RewardTaken{RandomText(random),
                       RandomText(random),
                       Any(random),
                       Any(random),
                       RandomText(random),
                       Points{Any(random)},
                       RandomMoney(random, Currency()),
                       RandomText(random)};
  });
  Some(random, decision.offers, [&] {
    return RewardOffer{RandomText(random),  RandomText(random),
                       Any(random),         RandomText(random),
                       Points{Any(random)}, RandomMoney(random, Currency()),
                       Any(random),         Points{Any(random)},
                       RandomText(random)};
  });
  Some(random, decision.draws, [&] {
    return Draw{RandomText(random), RandomKey(random), Any(random),
                Any(random),        Any(random),       Coin(random)};
  });
  Some(random, decision.failed, [&] {
    return FailedRule{RandomText(random), RandomReason(random),
                      RandomText(random), static_cast<int32_t>(Any(random))};
  });
  Some(random, decision.why_not, [&] {
    WhyNot why_not{RandomText(random),
                   static_cast<WhyNotKind>(Between(random, 1, 8)),
                   {},
                   RandomText(random),
                   RandomText(random)};
    Some(random, why_not.parts, [&] { return RandomText(random); });
    return why_not;
  });
  decision.tax_total = RandomMoney(random, Currency());
  Some(random, decision.taxes, [&] {
    return TaxTotal{Rate{Any(random)}, RandomMoney(random, Currency()),
                    RandomMoney(random, Currency()),
                    RandomMoney(random, Currency())};
  });
  decision.optimal = Coin(random);
  for (uint8_t& byte : decision.fingerprint.bytes) {
    byte = static_cast<uint8_t>(random());
  }
  return decision;
}

ReturnResult RandomReturn(std::mt19937_64& random) {
  ReturnResult result;
  result.refund = RandomMoney(random, Currency());
  Some(random, result.matched, [&] {
    return MatchedUnits{RandomText(random), RandomText(random),
                        RandomText(random), RandomText(random),
                        Any(random),        RandomMoney(random, Currency())};
  });
  Some(random, result.refused, [&] {
    return RefusedUnits{RandomText(random), Any(random), RandomReason(random)};
  });
  Some(random, result.taken_back, [&] {
    return PointsTotal{RandomText(random), Points{Any(random)}};
  });
  if (Coin(random)) result.refund_in_points = RandomMoney(random, {});
  if (Coin(random)) result.refund_left = RandomMoney(random, {});
  Some(random, result.restored, [&] { return RandomByLot(random); });
  Some(random, result.tenders, [&] {
    return TenderBack{RandomText(random),
                      RandomText(random),
                      static_cast<uint32_t>(Between(random, 0, 9)),
                      static_cast<TenderKind>(Between(random, 1, 6)),
                      RandomText(random),
                      RandomText(random),
                      RandomMoney(random, {})};
  });
  Some(random, result.rewards_back, [&] {
    return RewardBack{RandomText(random), Any(random), RandomText(random),
                      Points{Any(random)}};
  });
  return result;
}

}  // namespace

Event RandomEvent(std::mt19937_64& random) {
  Event event;
  const int64_t kind = Between(random, 1, 11);
  event.kind = static_cast<EventKind>(kind > 6 ? kind + 1 : kind);
  if (Coin(random)) event.until = RandomInstant(random);
  if (Coin(random)) {
    event.transfer = {RandomText(random), RandomText(random),
                      RandomWrittenPoints(random)};
  }
  if (Coin(random)) event.household = RandomText(random);
  if (Coin(random)) event.hold = {RandomText(random), RandomText(random)};
  event.source = RandomText(random);
  event.id = RandomText(random);
  event.time = RandomInstant(random);
  if (Coin(random)) event.arrival = RandomInstant(random);
  event.member = RandomText(random);
  event.store = RandomText(random);
  if (Coin(random)) event.basket.currency = RandomCurrency(random);
  const Currency own = event.basket.currency;
  event.attributes = RandomAttributes(random, own);
  Some(random, event.basket.lines, [&] { return RandomLine(random, own); });
  event.basket.attributes = RandomAttributes(random, own);
  Some(random, event.basket.tenders, [&] {
    Tender tender{static_cast<TenderKind>(Between(random, 1, 6)),
                  RandomMoney(random, own), RandomText(random)};
    if (tender.kind != TenderKind::kPoints) return tender;
    if (Coin(random)) tender.amount = {};
    tender.currency = RandomText(random);
    tender.points = RandomWrittenPoints(random);
    return tender;
  });
  Some(random, event.basket.rewards, [&] {
    return BasketReward{RandomText(random), Any(random), Any(random)};
  });
  if (Coin(random)) {
    event.adjustment = {RandomText(random), RandomWrittenPoints(random),
                        RandomText(random), RandomText(random)};
  }
  if (Coin(random)) {
    event.voided = {RandomText(random), RandomText(random), RandomText(random),
                    RandomText(random)};
  }
  if (Coin(random)) {
    event.fulfilment = {RandomText(random), RandomText(random), {}};
    Some(random, event.fulfilment.lines, [&] {
      return FulfilmentLine{RandomText(random), Any(random), Any(random)};
    });
  }
  if (Coin(random)) return event;
  event.returned.order_source = RandomText(random);
  event.returned.order_id = RandomText(random);
  Some(random, event.returned.lines, [&] {
    ReturnLine line{RandomText(random),
                    RandomText(random),
                    RandomText(random),
                    {},
                    Any(random)};
    if (Coin(random)) line.unit_price = RandomPrice(random, own);
    return line;
  });
  return event;
}

Answer RandomAnswer(std::mt19937_64& random) {
  Answer answer;
  if (Coin(random)) answer.facts = RandomFacts(random);
  if (Coin(random)) answer.decision = RandomDecision(random);
  if (Coin(random)) answer.returned = RandomReturn(random);
  Some(random, answer.balances, [&] { return RandomBalance(random); });
  if (Coin(random)) {
    answer.adjusted.currency = RandomText(random);
    answer.adjusted.points = Points{Any(random)};
    Some(random, answer.adjusted.lots, [&] {
      return LotPart{Any(random), Points{Any(random)}};
    });
  }
  Some(random, answer.redeemed, [&] { return RandomByLot(random); });
  if (Coin(random)) {
    answer.exchanged = {RandomMoney(random, {}), RandomMoney(random, {}),
                        RandomMoney(random, {}), RandomMoney(random, {})};
  }
  const auto total = [&] {
    return PointsTotal{RandomText(random), Points{Any(random)}};
  };
  Some(random, answer.collected, total);
  Some(random, answer.fulfilled.lines, [&] {
    return FulfilledLine{RandomText(random), Any(random), Any(random),
                         Any(random)};
  });
  Some(random, answer.fulfilled.released, total);
  Some(random, answer.held, [&] { return RandomByLot(random); });
  Some(random, answer.released, [&] { return RandomByLot(random); });
  if (Coin(random)) answer.given = RandomByLot(random);
  Some(random, answer.pooled, total);
  return answer;
}

}  // namespace patron::testing
