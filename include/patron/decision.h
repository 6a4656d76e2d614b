// A decision: all effects of one event, with their reasons.
//
// The facts that went in, what each rule did with base, rate, rounding and the
// part of every unit, what a receipt prints per line, what is to be drawn from
// shared counters, and, on request, why the other rules did not fire.
//
// Threads: values. A Decision that is filled again reuses its memory.
#ifndef PATRON_DECISION_H_
#define PATRON_DECISION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "patron/calendar.h"
#include "patron/error.h"
#include "patron/fingerprint.h"
#include "patron/money.h"
#include "patron/points.h"
#include "patron/rate.h"
#include "patron/recycled.h"
#include "patron/scalar.h"
#include "patron/split.h"

namespace patron {

// What is known of a member from the orders before this event. Money is in the
// program's currency; returns are already taken off `spend` and `orders_kept`.
struct MemberStatistics {
  int64_t orders = 0;
  int64_t orders_kept = 0;  // orders of which something was kept
  int64_t units = 0;
  int64_t spend_minor = 0;  // paid less refunded
  int64_t returns = 0;      // times that goods of an order came back
  int64_t refunded_minor = 0;
  Instant first_order;  // 0 where orders is 0
  Instant last_order;
  // As lifetime models count: several orders on a day are one purchase, and an
  // order of which nothing was kept is none. Days are in the program's zone; 0
  // where there is none.
  int64_t purchase_days = 0;
  Date first_purchase;
  Date last_purchase;
  // What purchases after the first are worth: paid less refunded, an order that
  // paid the customer out 0.
  int64_t repeat_spend_minor = 0;

  friend bool operator==(const MemberStatistics&,
                         const MemberStatistics&) = default;
};

struct Balance {
  std::string currency;
  Points available;
  Points pending;
  Points debt;
  Points held = {};

  friend bool operator==(const Balance&, const Balance&) = default;
};

// A counter that several orders share: (scope, unit, period). `scope` is a
// member or empty for the program.
struct CounterKey {
  std::string scope;
  // "limit:RULE:member:month", "limit:RULE:program:ever", "budget:ID:ever",
  // "stamps:RULE"
  std::string unit;
  std::string period;  // "2026-11", or empty for ever

  friend auto operator<=>(const CounterKey&, const CounterKey&) = default;
};

struct Counter {
  CounterKey key;
  int64_t used = 0;

  friend bool operator==(const Counter&, const Counter&) = default;
};

struct PointsTotal {
  std::string currency;
  Points points;

  friend bool operator==(const PointsTotal&, const PointsTotal&) = default;
};

// Points that are spent one after the other and pay the same.
struct PointsRun {
  std::string currency;
  int64_t part = 0;  // which period of those that stand apart, from 0
  Points points;
  int64_t pays_micros = 0;  // what one is worth, in the program's currency

  friend bool operator==(const PointsRun&, const PointsRun&) = default;
};

// A stored model that was read: what it is for and which of its versions.
struct ModelVersion {
  std::string id;
  std::string version;

  friend bool operator==(const ModelVersion&, const ModelVersion&) = default;
};

// Orders that are expected of a member in the next `days`.
struct ExpectedOrders {
  int32_t days = 0;
  std::optional<Rate> orders;

  friend bool operator==(const ExpectedOrders&,
                         const ExpectedOrders&) = default;
};

// What the stored models say of a member, rounded once, to six decimals or to
// the currency's. Absent where no model says it. A decision that is made again
// reads it from here, whatever models have come since.
struct LifetimeFacts {
  std::vector<ModelVersion> models;  // those that were read, ascending by id
  std::optional<Rate> p_alive;
  std::vector<ExpectedOrders> expected_orders;  // those of Plan::Needs
  std::optional<Money> clv;
  std::optional<int64_t> rfm;  // 111 to 555; 0: has bought nothing

  friend bool operator==(const LifetimeFacts&, const LifetimeFacts&) = default;
};

// What rules may know of the world outside the event, as of its start.
struct Facts {
  bool member_known = false;  // enrolled before this event
  MemberStatistics statistics;
  std::vector<Balance> balances;
  std::vector<Counter> counters;  // those of Plan::Needs, in its order
  // Of currencies that stand apart (program.h): what each period has, in the
  // order in which periods are spent that have the same.
  std::vector<PointsTotal> apart = {};
  // What a late event may spend beyond the balances: points that were alive at
  // its own time and have lapsed since. Of currencies that stand apart they are
  // in `apart`.
  std::vector<PointsTotal> lapsed = {};
  // Of grandfathered currencies that pay: what can be spent, in the spending
  // order, by part.
  std::vector<PointsRun> runs = {};
  LifetimeFacts lifetime;

  friend bool operator==(const Facts&, const Facts&) = default;
};

struct LifetimeNeeds {
  bool p_alive = false;
  bool clv = false;
  bool rfm = false;
  std::vector<int32_t> expected_orders_days;

  [[nodiscard]] bool any() const {
    return p_alive || clv || rfm || !expected_orders_days.empty();
  }
};

// Which facts a plan reads for an event: what the engine loads.
struct Needs {
  bool statistics = false;
  bool balances = false;
  bool apart = false;
  bool spends = false;  // points are taken, or it is told which could be
  bool runs = false;
  LifetimeNeeds lifetime;  // of a member; nobody has none
  Recycled<CounterKey> counters;
};

enum class EffectKind : uint8_t {
  kPercentOff = 1,
  kAmountOff = 2,
  kEarnPoints = 3,
  kMultiplyPoints = 4,
  kFixedPrice = 5,
  kCheapestOff = 6,
  kBuyGet = 7,
  kStampCard = 8,
  kBundlePrice = 9,
  kBracketOff = 10,
  kDeliveryOff = 11,
  kUnitPoints = 12,
  kFixedPoints = 13,
  kBracketPoints = 14,
  kGift = 15,
  kMessage = 16,
  kCustom = 17,
  kPriceList = 18,  // the rule is then a price list's id
};

// "percent_off", "amount_off", "earn_points", ...
[[nodiscard]] std::string_view EffectKindName(EffectKind kind);

// The part of one line, unit by unit: of a discount what was taken off, of
// points what was paid for the units that earn, or 1 for each that counts.
struct Allocation {
  uint32_t line = 0;  // index in the basket
  UnitRuns units;

  friend bool operator==(const Allocation&, const Allocation&) = default;
};

struct FundedShare {
  std::string funder;  // empty: the shop itself
  int64_t amount = 0;  // minor units of money, or points

  friend bool operator==(const FundedShare&, const FundedShare&) = default;
};

// So many points for a base from `from` on, up to the next step's.
struct PointsStep {
  int64_t from = 0;
  Points points;

  friend bool operator==(const PointsStep&, const PointsStep&) = default;
};

struct FiredEffect {
  std::string rule;
  std::string text;
  EffectKind kind = EffectKind::kPercentOff;
  uint32_t index = 0;  // in the rule's `then`
  std::string group;   // in which the rule is; empty: the program's own
  Money base;          // what the effect was computed on
  Rate rate;           // the percentage, or what a multiplier adds (times - 1)
  Rounding rounding = Rounding::kHalfAwayFromZero;
  Money amount;          // money off; 0 for points
  Money wanted;          // what it would be without cap, floor or budget
  std::string currency;  // points currency; empty for money
  Points points;         // earned; 0 for money
  Points each;           // points: so many ...
  Money per;             // ... for each of these
  bool whole_steps = false;
  std::string multiplies;      // the earning rule that a multiplier adds to
  Points points_cap;           // 0: none
  Recycled<PointsStep> steps;  // kBracketPoints: ascending
  int64_t units = 0;           // that it reduced, that earned, or of the gift
  int64_t carried = 0;         // kStampCard: units towards the next
  bool not_with_others = false;
  std::string sku;         // of a gift
  AttributeValues values;  // kCustom: its own; `text` is then its name
  // kStampCard over visits, unit by unit: 1 for each that counts, and less what
  // it costs for each that is reduced. Their sum is the change of the card.
  Recycled<Allocation> stamps;
  Recycled<Allocation> allocations;
  Recycled<FundedShare> shares;

  friend bool operator==(const FiredEffect&, const FiredEffect&) = default;
};

// A rule that could not be evaluated: the till goes on without it.
struct FailedRule {
  std::string rule;
  Reason reason = Reason::kNone;
  std::string message;
  int32_t code = 0;  // kCallbackFailed: what the host's function returned

  friend bool operator==(const FailedRule&, const FailedRule&) = default;
};

enum class WhyNotKind : uint8_t {
  kCondition = 1,  // the parts that failed, with their values
  kSchedule = 2,   // outside its days or hours
  kLimit = 3,      // used up
  kNoMember = 4,   // needs one
  kNothing = 5,    // holds, but there was nothing to act on
  kLost = 6,       // another rule won in their group
  kExclusive = 7,  // an exclusive rule stands alone
  kBudget = 8,     // its budget is used up
};

// "condition", "schedule", "limit", ...
[[nodiscard]] std::string_view WhyNotKindName(WhyNotKind kind);

// A part of a condition that failed. Where it is a comparison, the fact, what
// it is, and what it needs; else only the part itself.
struct FailedCondition {
  std::string part;      // "basket.total >= money(\"50.00\")"
  std::string fact;      // "basket.total"
  std::string is;        // "46.80 EUR"
  std::string relation;  // ">="
  std::string needs;     // "50.00 EUR"

  friend bool operator==(const FailedCondition&,
                         const FailedCondition&) = default;
};

enum class NearMissKind : uint8_t {
  kMoney = 1,      // `money` more of line `line`
  kUnits = 2,      // `units` more of line `line`
  kTime = 3,       // at `time`
  kPromotion = 4,  // without rule `without`
};

// The smallest change of one kind that makes the rule fire: deciding again with
// it does (plan.h, WithChange).
struct NearMiss {
  NearMissKind kind = NearMissKind::kMoney;
  Money money;
  int64_t units = 0;
  // That stands for the goods to be bought; empty, of money: other goods, in a
  // line of their own.
  std::string line;
  std::string selection;  // of which more is to be bought; empty: anything
  Instant time;
  std::string local_time;  // the same on the store's clocks: "2026-01-16 15:00"
  std::string without;

  friend bool operator==(const NearMiss&, const NearMiss&) = default;
};

struct WhyNot {
  std::string rule;
  WhyNotKind kind = WhyNotKind::kCondition;
  std::vector<std::string> parts;  // readable, one each
  std::string lost_to;             // kLost, kExclusive: the rule that won
  std::string group;               // ... and the group in which it did
  std::vector<FailedCondition> conditions;  // kCondition, as `parts`
  std::vector<NearMiss> near;               // one of a kind at most

  friend bool operator==(const WhyNot&, const WhyNot&) = default;
};

// What a receipt prints of a line.
struct LineResult {
  std::string id;
  Money list;
  Money discount;
  Money pay;
  Money tax;      // in `pay`, or on top where prices are without tax
  UnitRuns paid;  // unit by unit, tax included: what a return gives back

  friend bool operator==(const LineResult&, const LineResult&) = default;
};

// Uses of a shared counter; the store refuses the commit if the counter has
// moved so that used + given would pass the bound, or fall below 0 where it may
// not owe. A return gives uses back: both are then negative; and so are those
// of a stamp card that is spent.
struct Draw {
  std::string rule;  // whose limit, budget or stock it is; or a reward
  CounterKey key;
  int64_t wanted = 0;
  int64_t given = 0;
  int64_t bound = 0;
  // Stamps: what has been spent of them is owed where their goods come back.
  bool may_owe = false;

  friend bool operator==(const Draw&, const Draw&) = default;
};

// Of all lines of one tax rate.
struct TaxTotal {
  Rate rate;
  Money net;
  Money tax;
  Money gross;

  friend bool operator==(const TaxTotal&, const TaxTotal&) = default;
};

// Points taken as money.
struct PointsPaid {
  std::string currency;
  Points points;  // above 0
  Money money;    // what they are worth, rounded down; above 0

  friend bool operator==(const PointsPaid&, const PointsPaid&) = default;
};

// A reward that the basket takes: what it costs, and what it takes off. What it
// gives are the effects of the rule with its id.
struct RewardTaken {
  std::string reward;
  std::string text;
  int64_t count = 0;
  int64_t price = 0;  // which of its prices, from 1
  std::string currency;
  Points points;  // in all; 0 where it lost
  Money money;    // off
  // The rule that won in its group: it is then not given, and costs nothing.
  std::string lost_to;

  friend bool operator==(const RewardTaken&, const RewardTaken&) = default;
};

// A reward that this basket does not take. With `times` above 0 it could, so
// often, at the price that is told, which is the first within reach. Else it is
// told what is missing, at the price with the fewest points to go.
struct RewardOffer {
  std::string reward;
  std::string text;
  int64_t price = 0;  // which of its prices, from 1
  std::string currency;
  Points points;  // of one
  Money pay;      // that its unit costs then; Money(): nothing
  int64_t times = 0;
  Points missing;   // points to go
  std::string why;  // what else is missing, readable

  friend bool operator==(const RewardOffer&, const RewardOffer&) = default;
};

struct Decision {
  std::string program;
  std::string version;
  Money list_total;
  Money discount_total;
  Money pay_total;  // tax included
  Money tax_total;
  Recycled<TaxTotal> taxes;  // ascending by rate
  Recycled<LineResult> lines;
  Recycled<FiredEffect> effects;
  Recycled<PointsTotal> points;
  // What of `pay_total` points pay, in the order of their tenders; that the
  // member has as many is not known here.
  Recycled<PointsPaid> paid_by_points;
  // By priority and id, as rules.
  Recycled<RewardTaken> rewards;
  Recycled<Draw> draws;
  Recycled<FailedRule> failed;
  Recycled<WhyNot> why_not;  // on request; not part of the fingerprint
  // On request, of a member's basket; not part of the fingerprint. In the
  // program's order.
  Recycled<RewardOffer> offers;
  // False where a best combination was the best that was found within its
  // bound of nodes, but not proven; or where the floor of a line, or a budget,
  // left less of it than was weighed.
  bool optimal = true;
  // Of the plan, the event (but its arrival) and all of the result above. Not
  // of the facts, which are kept with the order: two decisions that read other
  // facts and come to the same are the same to a customer.
  Fingerprint fingerprint;

  // Empties it and keeps the memory.
  void Clear();

  friend bool operator==(const Decision&, const Decision&) = default;
};

}  // namespace patron

#endif  // PATRON_DECISION_H_
