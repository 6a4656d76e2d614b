#include "tests/wire/sample.h"

#include <set>
#include <utility>

#include "tests/seed.h"

namespace patron::testing {

const std::string_view kEveryField = R"(program: cafe
version: 2025-a
name: "Café: Amsel"
valid_from: 2025-01-01
zone: Europe/Berlin
currency: EUR
money_rounding: half_even
stores:
  - id: mitte
    zone: Europe/Berlin
    attributes:
      - {name: region, string: north}
      - {name: rent, money: 12.50 EUR}
      - {name: opened, date: 2020-02-29}
  - {id: greenwich}
points:
  - id: bean
    name: beans
    decimals: 1
    pending: 14 days
    expires: {after: 12 months, round_up: month}
  - {id: status}
attributes:
  - owner: line
    name: roast
    type: string
    purpose: to find the coffee that you like
    sensitive: true
  - {owner: store, name: region, type: string}
  - {owner: store, name: rent, type: money}
  - {owner: store, name: opened, type: date}
eligible: {discount: "!line.on_sale", earn: line.category != "gift card"}
selections:
  - {id: coffee, where: line.category == "coffee"}
segments:
  - {id: regulars, when: member.stats.orders >= 10}
tiers:
  - id: status
    levels:
      - {id: silver, when: member.stats.orders >= 10}
      - {id: gold, when: in_segment("regulars") && member.stats.units > 99}
rules:
  - id: beans
    text: One bean for every euro
    priority: -3
    then:
      - earn_points:
          currency: bean
          points: 1.0
          per: 1.00
          of: coffee
          whole_steps: true
      - multiply_points: {currency: bean, times: 2.5, of: coffee}
  - id: happy-hour
    schedule:
      first_day: 2025-06-01
      last_day: 2025-08-31
      days: [mon, sun]
      from: "22:00"
      until: "02:00"
    when: |-
      quantity("coffee") >= 2 &&
        in_segment("regulars")
    then:
      - percent_off: {rate: 12.5%, of: coffee}
        funders:
          - {id: roaster, share: 50%}
          - {id: mill, share: 33.3333333%}
      - amount_off: {amount: 5.00, of: coffee}
    limits:
      - {uses: 1, period: day}
      - {uses: 1000, per: program}
)";

const std::string_view kSmallest =
    "program: p\nversion: 1\nvalid_from: 2025-01-01\ncurrency: EUR\n";

namespace {

bool Coin(std::mt19937_64& random) { return Between(random, 0, 1) == 1; }

Currency RandomCurrency(std::mt19937_64& random) {
  constexpr std::string_view kCodes[] = {"EUR", "JPY", "KWD", "GBP"};
  return Currency::FromCode(kCodes[Between(random, 0, 3)]).value_or(Currency());
}

int64_t Any(std::mt19937_64& random) {
  switch (Between(random, 0, 3)) {
    case 0:
      return 0;
    case 1:
      return Between(random, -1000, 1000);
    case 2:
      return std::numeric_limits<int64_t>::min();
    default:
      return static_cast<int64_t>(random());
  }
}

int64_t Positive(std::mt19937_64& random) {
  return Coin(random) ? Between(random, 1, 100'000)
                      : std::numeric_limits<int64_t>::max();
}

Date RandomDate(std::mt19937_64& random) {
  return {
      static_cast<int32_t>(Between(random, kFirstDate.days, kLastDate.days))};
}

Instant RandomInstant(std::mt19937_64& random) {
  return {Between(random, -1'000'000'000'000'000, 4'000'000'000'000'000)};
}

Money RandomMoney(std::mt19937_64& random, Currency own) {
  switch (Between(random, 0, 3)) {
    case 0:
      return {Any(random), Currency()};
    case 1:
      return {Any(random), RandomCurrency(random)};
    default:
      return {Any(random), own};
  }
}

template <typename T, typename Make>
void Some(std::mt19937_64& random, T& list, Make make) {
  for (int64_t i = Between(random, 0, 3); i > 0; --i) list.push_back(make());
}

template <typename T, typename Make>
void Some(std::mt19937_64& random, Recycled<T>& list, Make make) {
  for (int64_t i = Between(random, 0, 3); i > 0; --i) list.Add() = make();
}

// Ids are unique in their list and never empty.
std::string RandomId(std::mt19937_64& random, std::set<std::string>& taken) {
  std::string id;
  do {
    id = RandomText(random);
  } while (id.empty() || !taken.insert(id).second);
  return id;
}

std::string NotEmpty(std::mt19937_64& random) {
  std::set<std::string> taken;
  return RandomId(random, taken);
}

Span RandomSpan(std::mt19937_64& random) {
  return {static_cast<int32_t>(Between(random, 1, 2'147'483'647)),
          static_cast<PeriodUnit>(Between(random, 0, 4))};
}

Schedule RandomSchedule(std::mt19937_64& random) {
  Schedule schedule;
  if (Coin(random)) schedule.from = RandomDate(random);
  if (Coin(random)) schedule.until = RandomDate(random);
  if (schedule.from && schedule.until && *schedule.until < *schedule.from) {
    std::swap(schedule.from, schedule.until);
  }
  Some(random, schedule.weekdays,
       [&] { return static_cast<Weekday>(Between(random, 1, 7)); });
  if (Coin(random)) schedule.time_from_us = Between(random, 0, kMicrosPerDay);
  if (Coin(random)) schedule.time_until_us = Between(random, 0, kMicrosPerDay);
  return schedule;
}

Effect RandomEffect(std::mt19937_64& random, const Program& program) {
  Effect effect;
  const std::string currency =
      program.points.empty() || Coin(random)
          ? NotEmpty(random)
          : program
                .points[static_cast<size_t>(
                    Between(random, 0,
                            static_cast<int64_t>(program.points.size()) - 1))]
                .id;
  switch (Between(random, 0, 3)) {
    case 0:
      effect.what =
          PercentOff{Rate{Between(random, 0, Rate::kOne)}, RandomText(random)};
      break;
    case 1:
      effect.what =
          AmountOff{{Positive(random), program.currency}, RandomText(random)};
      break;
    case 2:
      effect.what = EarnPoints{currency,
                               Points{Positive(random)},
                               {Positive(random), program.currency},
                               RandomText(random),
                               Coin(random)};
      break;
    default:
      effect.what =
          MultiplyPoints{currency, Rate{Positive(random)}, RandomText(random)};
      break;
  }
  std::set<std::string> funders;
  Some(random, effect.funders, [&] {
    return Funder{RandomId(random, funders),
                  Rate{Between(random, 0, Rate::kOne / 3)}};
  });
  return effect;
}

Scalar RandomScalar(std::mt19937_64& random, Currency own) {
  switch (Between(random, 0, 8)) {
    case 0:
      return std::monostate();
    case 1:
      return Coin(random);
    case 2:
      return Any(random);
    case 3:
      return RandomText(random);
    case 4:
      return RandomMoney(random, own);
    case 5:
      return Quantity{Any(random), Quantity::Kind::kWeight};
    case 6:
      return Rate{Any(random)};
    case 7:
      return RandomDate(random);
    default:
      return RandomInstant(random);
  }
}

AttributeValues RandomAttributes(std::mt19937_64& random, Currency own) {
  AttributeValues values;
  Some(random, values, [&] {
    return AttributeValue{RandomText(random), RandomScalar(random, own)};
  });
  return values;
}

// As a person may write them: each has a name and a value of its own, and money
// is in the program's currency.
AttributeValues StoreAttributes(std::mt19937_64& random, Currency own) {
  AttributeValues values;
  std::set<std::string> names;
  Some(random, values, [&] {
    AttributeValue value{RandomId(random, names), RandomScalar(random, own)};
    if (auto* money = std::get_if<Money>(&value.value)) money->currency = own;
    return value;
  });
  return values;
}

UnitPrice RandomPrice(std::mt19937_64& random, Currency own) {
  return {Any(random), Coin(random) ? own : RandomMoney(random, own).currency};
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
  return line;
}

Balance RandomBalance(std::mt19937_64& random) {
  return {RandomText(random), Points{Any(random)}, Points{Any(random)},
          Points{Any(random)}};
}

CounterKey RandomKey(std::mt19937_64& random) {
  return {RandomText(random), RandomText(random), RandomText(random)};
}

UnitRuns RandomRuns(std::mt19937_64& random) {
  UnitRuns runs;
  Some(random, runs, [&] { return UnitRun{Any(random), Any(random)}; });
  return runs;
}

Facts RandomFacts(std::mt19937_64& random) {
  Facts facts;
  facts.member_known = Coin(random);
  if (Coin(random)) {
    facts.statistics = {Any(random),          Any(random),         Any(random),
                        Any(random),          Any(random),         Any(random),
                        Instant{Any(random)}, Instant{Any(random)}};
  }
  Some(random, facts.balances, [&] { return RandomBalance(random); });
  Some(random, facts.counters, [&] {
    return Counter{RandomKey(random), Any(random)};
  });
  return facts;
}

FiredEffect RandomFired(std::mt19937_64& random) {
  FiredEffect fired;
  fired.rule = RandomText(random);
  fired.text = RandomText(random);
  fired.kind = static_cast<EffectKind>(Between(random, 1, 4));
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
    return LineResult{RandomText(random), RandomMoney(random, Currency()),
                      RandomMoney(random, Currency()),
                      RandomMoney(random, Currency()), RandomRuns(random)};
  });
  Some(random, decision.effects, [&] { return RandomFired(random); });
  Some(random, decision.points, [&] {
    return PointsTotal{RandomText(random), Points{Any(random)}};
  });
  Some(random, decision.draws, [&] {
    return Draw{RandomText(random), RandomKey(random), Any(random), Any(random),
                Any(random)};
  });
  Some(random, decision.failed, [&] {
    return FailedRule{RandomText(random), RandomReason(random),
                      RandomText(random), static_cast<int32_t>(Any(random))};
  });
  Some(random, decision.why_not, [&] {
    WhyNot why_not{
        RandomText(random), static_cast<WhyNotKind>(Between(random, 1, 5)), {}};
    Some(random, why_not.parts, [&] { return RandomText(random); });
    return why_not;
  });
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
  return result;
}

}  // namespace

std::string RandomText(std::mt19937_64& random) {
  constexpr std::string_view kPieces[] = {
      "a",    "true",   "No",         "1",    "-",          "- ",     "?",
      ":",    ": ",     "#",          " #",   "'",          "\"",     "\\",
      "\n",   "\n\n",   "\t",         " ",    "  ",         "{",      "}",
      "[",    "]",      ",",          "&",    "*",          "!",      "|",
      ">",    "%",      "@",          "`",    "~",          "null",   "<<",
      "=",    "ä",      "日本",       "😀",    "\u0085",     "\u2028", "\uFEFF",
      "\x01", "\x7F",   "\r",         "---",  "...",        "15:00",  "0x1F",
      "1e3",  "\\u00e", "2025-01-01", ".inf", "x == \"y\"", "&& !z"};
  constexpr auto kLast = static_cast<int64_t>(std::size(kPieces)) - 1;
  std::string text;
  for (int64_t i = Between(random, 0, 4); i > 0; --i) {
    text.append(kPieces[Between(random, 0, kLast)]);
  }
  // Now and then a NUL, which bytes and escapes can hold.
  if (Between(random, 0, 50) == 0) text += '\0';
  return text;
}

Program RandomProgram(std::mt19937_64& random) {
  Program program;
  std::set<std::string> ids;
  program.id = NotEmpty(random);
  program.version = NotEmpty(random);
  program.name = RandomText(random);
  program.valid_from = RandomDate(random);
  program.zone = NotEmpty(random);
  program.currency = RandomCurrency(random);
  program.money_rounding = static_cast<Rounding>(Between(random, 0, 5));
  Some(random, program.stores, [&] {
    return StoreInfo{RandomId(random, ids), RandomText(random),
                     StoreAttributes(random, program.currency)};
  });
  Some(random, program.points, [&] {
    PointsCurrency points;
    points.id = RandomId(random, ids);
    points.name = RandomText(random);
    points.decimals = static_cast<int32_t>(Between(random, 0, 6));
    if (Coin(random)) points.pending = RandomSpan(random);
    if (!Coin(random)) return points;
    points.expires = Expiry{RandomSpan(random), {}};
    if (Coin(random)) {
      points.expires->round_up = static_cast<PeriodUnit>(Between(random, 0, 4));
    }
    return points;
  });
  Some(random, program.attributes, [&] {
    return Attribute{static_cast<Attribute::Owner>(Between(random, 1, 4)),
                     RandomId(random, ids),
                     static_cast<ScalarType>(Between(random, 1, 8)),
                     RandomText(random), Coin(random)};
  });
  program.eligible = {RandomText(random), RandomText(random)};
  Some(random, program.selections, [&] {
    return Selection{RandomId(random, ids), NotEmpty(random)};
  });
  Some(random, program.segments, [&] {
    return Segment{RandomId(random, ids), NotEmpty(random)};
  });
  Some(random, program.tiers, [&] {
    TierLadder ladder{RandomId(random, ids), {}};
    Some(random, ladder.levels, [&] {
      return TierLevel{RandomId(random, ids), NotEmpty(random)};
    });
    return ladder;
  });
  Some(random, program.rules, [&] {
    Rule rule;
    rule.id = RandomId(random, ids);
    rule.text = RandomText(random);
    rule.priority = static_cast<int32_t>(Any(random));
    rule.schedule = RandomSchedule(random);
    rule.when = RandomText(random);
    rule.then.push_back(RandomEffect(random, program));
    Some(random, rule.then, [&] { return RandomEffect(random, program); });
    Some(random, rule.limits, [&] {
      Limit limit;
      limit.uses = Positive(random) - 1;
      if (Coin(random)) limit.per = Limit::Per::kProgram;
      if (Coin(random)) {
        limit.period = static_cast<PeriodUnit>(Between(random, 0, 4));
      }
      return limit;
    });
    return rule;
  });
  return program;
}

Event RandomEvent(std::mt19937_64& random) {
  Event event;
  event.kind = Coin(random) ? EventKind::kPurchase : EventKind::kReturn;
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
  return answer;
}

}  // namespace patron::testing
