#include "tests/wire/sample.h"

#include <set>
#include <utility>

#include "tests/wire/random_values.h"

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
    value: 0.015
    pays: 0.02
    pending_until: fulfilment
    available_from: 2025-06-01
    debts: from_earning
    transfers: {expiry: reset, within: household}
    pooled: true
  - id: status
    expires: {after: 1 year, sliding: true}
    status: true
    apart: quarter
  - {id: token, pays: 0.01, grandfathered: true}
attributes:
  - owner: line
    name: roast
    type: string
    purpose: to find the coffee that you like
    sensitive: true
  - {owner: store, name: region, type: string}
  - {owner: store, name: rent, type: money}
  - {owner: store, name: opened, type: date}
eligible:
  discount: "!line.on_sale"
  earn: line.category != "gift card"
  tenders_without_earning: [gift_card, promotional]
  tier: line.category != "tobacco"
selections:
  - {id: coffee, where: line.category == "coffee"}
  - {id: cake, where: line.category == "cake"}
  - {id: post, where: line.kind == "delivery"}
segments:
  - {id: regulars, when: member.stats.orders >= 10}
tiers:
  - id: status
    levels:
      - {id: silver, when: member.stats.orders >= 10}
      - {id: gold, when: in_segment("regulars") && member.stats.units > 99}
tax: {prices: without_tax, rounding: by_rate}
products:
  - {sku: mug, name: A mug, value: 8.00}
  - {sku: spoon}
price_lists:
  - id: members
    text: For our regulars
    segment: regulars
    first_day: 2025-01-01
    last_day: 2025-12-31
    funders:
      - {id: roaster, share: 50%}
    prices:
      - {sku: A1, price: 1.99}
      - {sku: 4711, price: 0.50}
budgets:
  - {id: spring, amount: 500.00, period: month, partial: true}
  - {id: once, amount: 20.00}
groups:
  - {id: offers}
  - {id: cakes, group: offers, priority: 2, of_original: true}
  - {id: units, mode: lowest, scope: unit}
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
    group: offers
    budget: spring
    exclusive: true
    returns: re_evaluate
  - id: sets
    then:
      - fixed_price: {price: 2.50, of: cake}
        cap: 5.00
        floor: 20%
        not_on_reduced: true
      - cheapest_off: {count: 2, rate: 50%, of: cake, dearest: true}
        not_with_others: true
      - cheapest_off: {of: cake}
      - buy_get:
          buy: 2
          get: 2
          rate: 50%
          of: coffee
          get_of: cake
          sets_max: 3
      - buy_get: {buy: 2, of: coffee, within_sets: true}
      - buy_get: {buy: 5, of: coffee, gift: mug}
      - stamp_card: {pay: 9, of: coffee}
      - stamp_card: {pay: 5, rate: 50%, of: cake, over_visits: true}
      - bundle_price:
          price: 5.00
          parts:
            - {of: coffee, count: 2}
            - {of: cake}
          sets_max: 1
    group: cakes
  - id: steps
    then:
      - brackets:
          of: coffee
          steps:
            - {from: 50.00, up_to: 99.99, percent: 5%}
            - {from: 100.00, percent: 10%}
      - brackets:
          steps:
            - {up_to: 49.99, amount: 1.00}
            - {from: 50.00, amount: 5.00}
      - brackets:
          by: units
          of: cake
          steps:
            - {from: 3, up_to: 5, price: 2.80}
            - {from: 6, price: 2.60}
  - id: post
    then:
      - delivery_off: {rate: 100%, of: post}
      - delivery_off: {amount: 2.00}
      - delivery_off: {price: 4.90, of: post}
      - amount_off: {amount: 1.00, with_tax: true}
  - id: thanks
    then:
      - unit_points: {currency: bean, points: 0.5, of: coffee}
        points_cap: 10.0
      - fixed_points: {currency: bean, points: 5.0}
      - brackets:
          by: units
          currency: bean
          steps:
            - {from: 2, up_to: 4, points: 1.5}
            - {from: 5, points: 4.0}
      - gift: {sku: mug, count: 2}
      - gift: {sku: spoon}
      - message: {text: Take a mug home}
      - custom:
          name: open-drawer
          values:
            - {name: drawer, int: 2}
            - {name: deposit, money: 2.50 EUR}
      - custom: {name: ring}
rewards:
  - id: coffee-for-beans
    text: A coffee
    currency: bean
    prices:
      - {points: 40.0}
      - {points: 12.5, pay: 1.00}
    unit: coffee
    when: in_segment("regulars")
    schedule: {last_day: 2025-12-31}
    limits:
      - {uses: 1, period: day}
    stock: 100
    times_max: 3
    priority: 7
    group: offers
  - id: "off"
    currency: status
    prices:
      - {points: 5}
    then:
      - amount_off: {amount: 1.00}
        funders:
          - {id: roaster, share: 50%}
    budget: once
  - id: vouchers
    currency: bean
    prices:
      - {points: 50.0}
    then:
      - fixed_points: {currency: status, points: 5}
    automatic: {every: quarter, from: 150.5}
)";

const std::string_view kSmallest =
    "program: p\nversion: 1\nvalid_from: 2025-01-01\ncurrency: EUR\n";

namespace {

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

// As a person may write them: each has a name and a value of its own, and money
// is in the program's currency.
AttributeValues NamedValues(std::mt19937_64& random, Currency own) {
  AttributeValues values;
  std::set<std::string> names;
  Some(random, values, [&] {
    AttributeValue value{RandomId(random, names), RandomScalar(random, own)};
    if (auto* money = std::get_if<Money>(&value.value)) money->currency = own;
    return value;
  });
  return values;
}

int64_t Units(std::mt19937_64& random) {
  return Coin(random) ? 1 : Between(random, 1, kEffectUnitsMax);
}

std::optional<int64_t> MaybeUnits(std::mt19937_64& random) {
  if (Coin(random)) return std::nullopt;
  return Units(random);
}

Rate Share(std::mt19937_64& random) {
  return Coin(random) ? Rate::Percent(100)
                      : Rate{Between(random, 0, Rate::kOne)};
}

// Effects as a person may write them, alone: whether their names lead anywhere
// is not asked here.
class RandomEffects {
 public:
  RandomEffects(std::mt19937_64& random, const Program& program)
      : random_(random), program_(program) {}

  Effect Make() {
    Effect effect;
    switch (Between(random_, 0, 15)) {
      case 0:
        effect.what = PercentOff{Share(random_), Text()};
        break;
      case 1:
        effect.what = AmountOff{Amount(), Text(), Coin(random_)};
        break;
      case 2:
        effect.what =
            EarnPoints{Currency(), Many(), Amount(), Text(), Coin(random_)};
        break;
      case 3:
        effect.what =
            MultiplyPoints{Currency(), Rate{Positive(random_)}, Text()};
        break;
      case 4:
        effect.what = FixedPrice{Amount(), Text()};
        break;
      case 5:
        effect.what =
            CheapestOff{Units(random_), Share(random_), Text(), Coin(random_)};
        break;
      case 6:
        effect.what = BuyGet{
            Units(random_), Units(random_), Share(random_),     Text(), Text(),
            Text(),         Coin(random_),  MaybeUnits(random_)};
        break;
      case 7:
        effect.what =
            StampCard{Units(random_), Share(random_), Text(), Coin(random_)};
        break;
      case 8:
        effect.what = Bundle();
        break;
      case 9:
        effect.what = Steps();
        break;
      case 10:
        effect.what = Delivery();
        break;
      case 11:
        effect.what = UnitPoints{Currency(), Many(), Text()};
        break;
      case 12:
        effect.what = FixedPoints{Currency(), Many()};
        break;
      case 13:
        effect.what = Gift{NotEmpty(random_), Units(random_)};
        break;
      case 14:
        effect.what = Message{NotEmpty(random_)};
        break;
      default:
        effect.what =
            Custom{NotEmpty(random_), NamedValues(random_, program_.currency)};
        break;
    }
    Modify(effect);
    return effect;
  }

  std::vector<Funder> Funders() {
    std::vector<Funder> funders;
    std::set<std::string> ids;
    Some(random_, funders, [&] {
      return Funder{RandomId(random_, ids),
                    Rate{Between(random_, 0, Rate::kOne / 3)}};
    });
    return funders;
  }

 private:
  std::string Text() { return RandomText(random_); }
  Money Amount() { return {Positive(random_), program_.currency}; }
  Points Many() { return Points{Positive(random_)}; }

  std::string Currency() {
    if (program_.points.empty() || Coin(random_)) return NotEmpty(random_);
    const auto last = static_cast<int64_t>(program_.points.size()) - 1;
    return program_.points[static_cast<size_t>(Between(random_, 0, last))].id;
  }

  BundlePrice Bundle() {
    BundlePrice bundle{Amount(), {{NotEmpty(random_), Units(random_)}}, {}};
    Some(random_, bundle.parts, [&] {
      return BundlePart{NotEmpty(random_), Units(random_)};
    });
    bundle.sets_max = MaybeUnits(random_);
    return bundle;
  }

  Brackets Steps() {
    Brackets brackets;
    if (Coin(random_)) brackets.by = Brackets::By::kUnits;
    brackets.of = Text();
    brackets.currency = Currency();
    brackets.steps.push_back(Step());
    Some(random_, brackets.steps, [&] { return Step(); });
    return brackets;
  }

  Bracket Step() {
    Bracket step;
    if (Coin(random_)) step.from = Positive(random_);
    if (Coin(random_)) step.up_to = Positive(random_) - 1;
    switch (Between(random_, 0, 3)) {
      case 0:
        step.percent = Share(random_);
        break;
      case 1:
        step.amount = Amount();
        break;
      case 2:
        step.price = Money{0, program_.currency};
        break;
      default:
        step.points = Many();
        break;
    }
    return step;
  }

  DeliveryOff Delivery() {
    DeliveryOff off;
    off.of = Text();
    switch (Between(random_, 0, 2)) {
      case 0:
        off.rate = Share(random_);
        break;
      case 1:
        off.amount = Amount();
        break;
      default:
        off.price = Amount();
        break;
    }
    return off;
  }

  void Modify(Effect& effect) {
    effect.funders = Funders();
    if (Coin(random_)) effect.cap = Amount();
    if (Coin(random_)) effect.points_cap = Many();
    if (Coin(random_)) effect.floor = Share(random_);
    effect.not_on_reduced = Coin(random_);
    effect.not_with_others = Coin(random_);
  }

  std::mt19937_64& random_;
  const Program& program_;
};

PointsCurrency RandomPoints(std::mt19937_64& random, Currency own,
                            std::set<std::string>& ids) {
  PointsCurrency points;
  points.id = RandomId(random, ids);
  points.name = RandomText(random);
  points.decimals = static_cast<int32_t>(Between(random, 0, 6));
  if (Coin(random)) points.pending = RandomSpan(random);
  if (Coin(random)) points.value = UnitPrice{Positive(random), own};
  if (Coin(random)) points.pays = UnitPrice{Positive(random), own};
  points.status = Coin(random);
  points.grandfathered = Coin(random);
  if (Coin(random)) {
    points.apart = static_cast<PeriodUnit>(Between(random, 0, 4));
  }
  if (Coin(random)) points.pending_until = PendingUntil::kFulfilment;
  if (Coin(random)) points.available_from = RandomDate(random);
  if (Coin(random)) points.debts = DebtPolicy::kFromEarning;
  if (Coin(random)) {
    points.transfers = Transfers{
        Coin(random) ? Transfers::Expiry::kKeep : Transfers::Expiry::kReset,
        Coin(random)};
  }
  points.pooled = Coin(random);
  if (!Coin(random)) return points;
  points.expires = Expiry{RandomSpan(random), {}};
  points.expires->sliding = Coin(random);
  if (Coin(random)) {
    points.expires->round_up = static_cast<PeriodUnit>(Between(random, 0, 4));
  } else if (Coin(random)) {
    points.expires->until =
        YearDay{static_cast<int32_t>(Between(random, 1, 12)),
                static_cast<int32_t>(Between(random, 1, 28))};
  }
  return points;
}

// What rules share.
void AddShared(std::mt19937_64& random, std::set<std::string>& ids,
               Program& program) {
  const auto amount = [&] { return Money{Positive(random), program.currency}; };
  if (Coin(random)) program.tax.prices = Tax::Prices::kWithoutTax;
  if (Coin(random)) program.tax.rounding = Tax::Rounding::kByRate;
  Some(random, program.products, [&] {
    Product product{RandomId(random, ids), RandomText(random), {}};
    if (Coin(random)) product.value = amount();
    return product;
  });
  Some(random, program.price_lists, [&] {
    PriceList list;
    list.id = RandomId(random, ids);
    list.text = RandomText(random);
    list.segment = RandomText(random);
    const Schedule days = RandomSchedule(random);
    list.from = days.from;
    list.until = days.until;
    list.funders = RandomEffects(random, program).Funders();
    list.prices.push_back({RandomId(random, ids), amount()});
    Some(random, list.prices, [&] {
      return ListPrice{RandomId(random, ids), amount()};
    });
    return list;
  });
  Some(random, program.budgets, [&] {
    Budget budget{RandomId(random, ids), amount(), {}, Coin(random)};
    if (Coin(random)) {
      budget.period = static_cast<PeriodUnit>(Between(random, 0, 4));
    }
    return budget;
  });
  Some(random, program.groups, [&] {
    return Group{RandomId(random, ids),
                 RandomText(random),
                 static_cast<GroupMode>(Between(random, 1, 5)),
                 static_cast<GroupScope>(Between(random, 1, 2)),
                 static_cast<int32_t>(Any(random)),
                 Coin(random)};
  });
}

Rule RandomRule(std::mt19937_64& random, std::set<std::string>& ids,
                const Program& program) {
  Rule rule;
  rule.id = RandomId(random, ids);
  rule.text = RandomText(random);
  rule.priority = static_cast<int32_t>(Any(random));
  rule.schedule = RandomSchedule(random);
  rule.when = RandomText(random);
  RandomEffects effects(random, program);
  rule.then.push_back(effects.Make());
  Some(random, rule.then, [&] { return effects.Make(); });
  Some(random, rule.limits, [&] {
    Limit limit;
    limit.uses = Positive(random) - 1;
    if (Coin(random)) limit.per = Limit::Per::kProgram;
    if (Coin(random)) {
      limit.period = static_cast<PeriodUnit>(Between(random, 0, 4));
    }
    return limit;
  });
  rule.group = RandomText(random);
  rule.budget = RandomText(random);
  rule.exclusive = Coin(random);
  if (Coin(random)) rule.returns = Returns::kReEvaluate;
  return rule;
}

Reward RandomReward(std::mt19937_64& random, std::set<std::string>& ids,
                    const Program& program) {
  // Much of it is a rule's.
  const Rule rule = RandomRule(random, ids, program);
  Reward reward;
  reward.id = rule.id;
  reward.text = rule.text;
  reward.currency = NotEmpty(random);
  for (const PointsCurrency& points : program.points) {
    if (Coin(random)) reward.currency = points.id;
  }
  const auto price = [&] {
    RewardPrice made{Points{Positive(random)}, {}};
    if (Coin(random)) made.pay = Money{Positive(random), program.currency};
    return made;
  };
  reward.prices.push_back(price());
  Some(random, reward.prices, price);
  reward.unit = RandomText(random);
  reward.then = rule.then;
  reward.when = rule.when;
  reward.schedule = rule.schedule;
  reward.limits = rule.limits;
  if (Coin(random)) reward.stock = Positive(random);
  if (Coin(random)) reward.times_max = Any(random);
  reward.priority = rule.priority;
  reward.group = rule.group;
  reward.budget = rule.budget;
  if (!Coin(random)) return reward;
  reward.automatic.emplace().every =
      static_cast<PeriodUnit>(Between(random, 0, 4));
  if (Coin(random)) reward.automatic->from = Points{Positive(random)};
  return reward;
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
                     NamedValues(random, program.currency)};
  });
  Some(random, program.points,
       [&] { return RandomPoints(random, program.currency, ids); });
  Some(random, program.attributes, [&] {
    return Attribute{static_cast<Attribute::Owner>(Between(random, 1, 4)),
                     RandomId(random, ids),
                     static_cast<ScalarType>(Between(random, 1, 8)),
                     RandomText(random), Coin(random)};
  });
  program.eligible = {
      RandomText(random), RandomText(random), {}, RandomText(random)};
  Some(random, program.eligible.tenders_without_earning,
       [&] { return static_cast<TenderKind>(Between(random, 1, 5)); });
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
  AddShared(random, ids, program);
  Some(random, program.rules, [&] { return RandomRule(random, ids, program); });
  Some(random, program.rewards,
       [&] { return RandomReward(random, ids, program); });
  return program;
}

}  // namespace patron::testing
