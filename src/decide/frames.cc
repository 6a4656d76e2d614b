// From an event to facts: the line frame for selections and eligibility, the
// order frame for rules and segments.
//
// Only slots that the plan reads and that cost something are computed; filling
// the others is cheaper than asking.

#include <algorithm>
#include <numeric>
#include <string_view>

#include "decide/deciding_impl.h"
#include "patron/rounding.h"

namespace patron {
namespace {

using expr::Value;

constexpr expr::ErrorValue kAbsent = {
    Reason::kExpressionFailed,
    "the event leaves this attribute out, and a date has no default"};
constexpr expr::ErrorValue kAbsentOfStore = {
    Reason::kExpressionFailed,
    "the store leaves this attribute out, and a date has no default"};
constexpr expr::ErrorValue kNoModelOfPurchases = {
    Reason::kExpressionFailed,
    "no model of purchases is stored: fit one with patron clv fit --db"};
constexpr expr::ErrorValue kNoClv = {
    Reason::kExpressionFailed,
    "no models of purchases and of spend are stored that give a value: fit "
    "them with patron clv fit --db"};
constexpr expr::ErrorValue kNoRfm = {
    Reason::kExpressionFailed,
    "no borders of RFM scores are stored: fit them with patron clv fit --db "
    "--model rfm"};
constexpr expr::ErrorValue kMixedQuantity = {
    Reason::kExpressionFailed,
    "the selection holds pieces and weights, which have no common quantity"};
constexpr expr::ErrorValue kNoSum = {
    Reason::kOverflow, "the selection's quantity does not fit 64 bits"};

uint32_t SlotOf(LineFact fact) { return static_cast<uint32_t>(fact); }

const Scalar* FindAttribute(const AttributeValues& values,
                            std::string_view name) {
  for (const AttributeValue& value : values) {
    if (value.name == name) return &value.value;
  }
  return nullptr;
}

// The price of one unit to the minor unit, for rules that ask for it.
Money UnitPriceOf(const Line& line) {
  if (line.unit_price) {
    const absl::StatusOr<Money> price = Multiply(
        *line.unit_price, Quantity::Pieces(1), Rounding::kHalfAwayFromZero);
    if (price.ok()) return *price;
  }
  const absl::StatusOr<int64_t> each =
      MulDiv(line.amount.minor, Quantity::kOne, line.quantity.milli,
             Rounding::kHalfAwayFromZero);
  return each.ok() ? Money{*each, line.amount.currency} : line.amount;
}

// The lines by id, so that each finds its parent; none where none has one.
void OrderById(Work& work) {
  const std::vector<Line>& lines = work.event.basket.lines;
  std::vector<uint32_t>& by_id = work.mine.by_id;
  by_id.clear();
  if (std::all_of(lines.begin(), lines.end(),
                  [](const Line& line) { return line.parent.empty(); })) {
    return;
  }
  by_id.resize(lines.size());
  std::iota(by_id.begin(), by_id.end(), 0u);
  std::sort(by_id.begin(), by_id.end(),
            [&](uint32_t a, uint32_t b) { return lines[a].id < lines[b].id; });
}

// Null where the line modifies no other.
const Line* ParentOf(const Work& work, const Line& line) {
  if (line.parent.empty()) return nullptr;
  const std::vector<Line>& lines = work.event.basket.lines;
  const std::vector<uint32_t>& by_id = work.mine.by_id;
  const auto it = std::lower_bound(
      by_id.begin(), by_id.end(), line.parent,
      [&](uint32_t a, const std::string& id) { return lines[a].id < id; });
  return it == by_id.end() || lines[*it].id != line.parent ? nullptr
                                                           : &lines[*it];
}

void FillLineFacts(const Work& work, const Line& line,
                   std::vector<Value>& facts) {
  const auto set = [&](LineFact fact, Value value) {
    facts[SlotOf(fact)] = value;
  };
  set(LineFact::kId, Value::String(line.id));
  set(LineFact::kSku, Value::String(line.sku));
  set(LineFact::kCategory, Value::String(line.category));
  set(LineFact::kName, Value::String(line.name));
  const Line* parent = ParentOf(work, line);
  // Values point at the event's own texts.
  const auto of_parent = [parent](std::string Line::*text) {
    return Value::String(parent != nullptr ? std::string_view(parent->*text)
                                           : std::string_view());
  };
  set(LineFact::kParentSku, of_parent(&Line::sku));
  set(LineFact::kParentCategory, of_parent(&Line::category));
  set(LineFact::kKind, Value::String(LineKindName(line.kind)));
  set(LineFact::kQuantity, Value::Of(line.quantity));
  set(LineFact::kUnits, Value::Int(line.quantity.units()));
  set(LineFact::kAmount, Value::Of(line.amount));
  set(LineFact::kUnitPrice, Value::Of(UnitPriceOf(line)));
  set(LineFact::kOnSale, Value::Bool(line.on_sale));
  const CheckedProgram& checked = *work.plan.checked;
  for (size_t a = 0; a < checked.program.attributes.size(); ++a) {
    const uint32_t slot = checked.line_attribute_slots[a];
    if (slot == kNoIndex) continue;
    const Attribute& attribute = checked.program.attributes[a];
    const Scalar* value = FindAttribute(line.attributes, attribute.name);
    facts[slot] =
        value ? ValueOf(*value)
              : AbsentValue(attribute.type, checked.program.currency, &kAbsent);
  }
}

bool Holds(Work& work, const std::optional<expr::Expression>& expression,
           std::string_view what) {
  if (!expression) return true;
  const Value value =
      expression->Evaluate(work.mine.line_facts, work.mine.scratch);
  if (value.is_error()) NoteFailure(work, what, value.error());
  return value.is_true();
}

void FillLine(Work& work, size_t index) {
  const CheckedProgram& checked = *work.plan.checked;
  const Line& line = work.event.basket.lines[index];
  Deciding::Impl& mine = work.mine;
  FillLineFacts(work, line, mine.line_facts);
  for (const uint32_t s : work.plan.selections) {
    const Value value =
        checked.selections[s].Evaluate(mine.line_facts, mine.scratch);
    if (value.is_error()) {
      NoteFailure(work, checked.program.selections[s].id, value.error());
    }
    mine.selected[s * work.line_count() + index] = value.is_true() ? 1 : 0;
    mine.line_facts[checked.in_selection_slots[s]] =
        Value::Bool(value.is_true());
  }
  WorkLine& out = mine.lines[index];
  const bool sale = line.kind == LineKind::kSale;
  out.discountable =
      sale && !line.not_discountable &&
      Holds(work, checked.eligible_discount, "eligible.discount");
  out.earning = sale && !line.earns_nothing &&
                Holds(work, checked.eligible_earn, "eligible.earn");
  out.qualifying = out.earning;
  if (checked.eligible_tier) {
    out.qualifying = sale && !line.earns_nothing &&
                     Holds(work, checked.eligible_tier, "eligible.tier");
  }
  out.list_minor = out.remaining_minor = line.amount.minor;
  const int64_t units = line.quantity.units();
  if (units == 1) {
    out.remaining.assign(1, UnitRun{1, line.amount.minor});
  } else {
    SplitEven(line.amount.minor, units, &out.remaining);
  }
  out.list = out.remaining;
  out.floor.clear();
  if (line.floor && line.floor->minor > 0) {
    SplitEven(line.floor->minor, units, &out.floor);
  }
}

// What stored models say; what none says fails the rule that reads it.
void FillLifetimeFacts(Work& work) {
  const LifetimeFacts& facts = work.facts.lifetime;
  const auto set = [&](OrderFact fact, Value value) {
    work.mine.order_facts[static_cast<uint32_t>(fact)] = value;
  };
  set(OrderFact::kStatsPAlive, facts.p_alive
                                   ? Value::Of(*facts.p_alive)
                                   : Value::Error(&kNoModelOfPurchases));
  set(OrderFact::kStatsClv,
      facts.clv ? Value::Of(*facts.clv) : Value::Error(&kNoClv));
  set(OrderFact::kStatsRfm,
      facts.rfm ? Value::Int(*facts.rfm) : Value::Error(&kNoRfm));
  const CheckedProgram& checked = *work.plan.checked;
  for (size_t i = 0; i < checked.expected_orders_days.size(); ++i) {
    Value value = Value::Error(&kNoModelOfPurchases);
    for (const ExpectedOrders& expected : facts.expected_orders) {
      if (expected.days == checked.expected_orders_days[i] && expected.orders) {
        value = Value::Of(*expected.orders);
      }
    }
    work.mine.order_facts[checked.expected_orders_slot + i] = value;
  }
}

void FillMemberFacts(Work& work) {
  const MemberStatistics& stats = work.facts.statistics;
  const Currency currency = work.plan.program().currency;
  const ZoneTable& zone = work.plan.zones[work.plan.program_zone];
  const auto set = [&](OrderFact fact, Value value) {
    work.mine.order_facts[static_cast<uint32_t>(fact)] = value;
  };
  set(OrderFact::kMemberId, Value::String(work.event.member));
  set(OrderFact::kMemberEnrolled, Value::Bool(work.facts.member_known));
  set(OrderFact::kStatsOrders, Value::Int(stats.orders));
  set(OrderFact::kStatsOrdersKept, Value::Int(stats.orders_kept));
  set(OrderFact::kStatsUnits, Value::Int(stats.units));
  set(OrderFact::kStatsSpend, Value::Of(Money{stats.spend_minor, currency}));
  set(OrderFact::kStatsReturns, Value::Int(stats.returns));
  set(OrderFact::kStatsRefunded,
      Value::Of(Money{stats.refunded_minor, currency}));
  set(OrderFact::kStatsFirstOrder, Value::Timestamp(stats.first_order));
  set(OrderFact::kStatsLastOrder, Value::Timestamp(stats.last_order));
  int64_t since_first = 0;
  int64_t since_last = 0;
  if (stats.orders > 0 && work.plan.statistics) {
    // Facts of a member are as of the arrival, so that a late event does not
    // count back from orders that came before it. A till whose clock is behind
    // counts 0.
    const int32_t today = zone.ToLocal(work.event.arrival).date.days;
    const auto since = [&](Instant order) {
      return std::max(0, today - zone.ToLocal(order).date.days);
    };
    since_first = since(stats.first_order);
    since_last = since(stats.last_order);
  }
  set(OrderFact::kStatsDaysSinceFirst, Value::Int(since_first));
  set(OrderFact::kStatsDaysSinceLast, Value::Int(since_last));

  FillLifetimeFacts(work);
  const CheckedProgram& checked = *work.plan.checked;
  for (size_t p = 0; p < checked.points_slots.size(); ++p) {
    const PointsCurrency& points = checked.program.points[p];
    Points available;
    for (const Balance& balance : work.facts.balances) {
      if (balance.currency == points.id) available = balance.available;
    }
    work.mine.order_facts[checked.points_slots[p]] =
        Value::Of(available, points.decimals);
  }
}

// Null where the event names no store of the program's.
const AttributeValues* ValuesOfOwner(const Work& work, Attribute::Owner owner) {
  switch (owner) {
    case Attribute::Owner::kBasket:
      return &work.event.basket.attributes;
    case Attribute::Owner::kStore: {
      const StoreInfo* store = work.plan.FindStore(work.event.store);
      return store == nullptr ? nullptr : &store->attributes;
    }
    default:
      return &work.event.attributes;
  }
}

void FillEventFacts(Work& work) {
  const CheckedProgram& checked = *work.plan.checked;
  const auto set = [&](OrderFact fact, Value value) {
    work.mine.order_facts[static_cast<uint32_t>(fact)] = value;
  };
  set(OrderFact::kEventTime, Value::Timestamp(work.event.time));
  set(OrderFact::kEventDate, Value::Of(work.local.date));
  set(OrderFact::kEventSource, Value::String(work.event.source));
  set(OrderFact::kStoreId, Value::String(work.event.store));
  int64_t units = 0;
  for (const Line& line : work.event.basket.lines) {
    units += line.quantity.units();
  }
  set(OrderFact::kBasketListTotal, Value::Of(work.decision.list_total));
  set(OrderFact::kBasketUnits, Value::Int(units));
  set(OrderFact::kBasketLines,
      Value::Int(static_cast<int64_t>(work.line_count())));
  for (size_t a = 0; a < checked.program.attributes.size(); ++a) {
    const uint32_t slot = checked.event_attribute_slots[a];
    if (slot == kNoIndex) continue;
    const Attribute& attribute = checked.program.attributes[a];
    const AttributeValues* values = ValuesOfOwner(work, attribute.owner);
    const Scalar* value =
        values == nullptr ? nullptr : FindAttribute(*values, attribute.name);
    const bool of_store = attribute.owner == Attribute::Owner::kStore;
    work.mine.order_facts[slot] =
        value ? ValueOf(*value)
              : AbsentValue(attribute.type, checked.program.currency,
                            of_store ? &kAbsentOfStore : &kAbsent);
  }
}

void FillQuantities(Work& work) {
  const CheckedProgram& checked = *work.plan.checked;
  for (const uint32_t s : work.plan.quantity_selections) {
    Quantity sum;
    int64_t count = 0;
    const expr::ErrorValue* error = nullptr;
    for (size_t i = 0; i < work.line_count(); ++i) {
      if (!work.IsSelected(s, i)) continue;
      const Quantity quantity = work.event.basket.lines[i].quantity;
      if (++count > 1 && quantity.kind != sum.kind) error = &kMixedQuantity;
      const absl::StatusOr<int64_t> milli = AddExact(sum.milli, quantity.milli);
      if (!milli.ok()) error = &kNoSum;
      sum = Quantity{milli.ok() ? *milli : 0, quantity.kind};
    }
    work.mine.order_facts[checked.quantity_slots[s]] =
        error ? Value::Error(error) : Value::Of(sum);
    work.mine.order_facts[checked.count_slots[s]] = Value::Int(count);
  }
}

void FillSegments(Work& work) {
  const CheckedProgram& checked = *work.plan.checked;
  for (const uint32_t s : work.plan.segments) {
    const Value value =
        checked.segments[s].Evaluate(work.mine.order_facts, work.mine.scratch);
    if (value.is_error()) {
      NoteFailure(work, checked.program.segments[s].id, value.error());
    }
    // Nobody is in no segment, whatever it says of members without orders.
    work.mine.order_facts[checked.segment_slots[s]] =
        Value::Bool(value.is_true() && !work.event.member.empty());
  }
}

// The last level whose condition holds; none for nobody.
void FillTiers(Work& work) {
  const CheckedProgram& checked = *work.plan.checked;
  for (const uint32_t t : work.plan.tiers) {
    const TierLadder& ladder = checked.program.tiers[t];
    std::string_view reached;
    for (size_t l = ladder.levels.size(); l > 0 && reached.empty(); --l) {
      const Value value = checked.tiers[t][l - 1].Evaluate(
          work.mine.order_facts, work.mine.scratch);
      if (value.is_error()) NoteFailure(work, ladder.id, value.error());
      if (value.is_true()) reached = ladder.levels[l - 1].id;
    }
    work.mine.order_facts[checked.tier_slots[t]] =
        Value::String(work.event.member.empty() ? "" : reached);
  }
}

}  // namespace

void NoteFailure(Work& work, std::string_view rule,
                 const expr::ErrorValue& error) {
  // One line's failure is as good as that of all: a message may hold the line's
  // own value, and 20,000 of them say no more.
  if (!work.mine.failed.emplace(rule).second) return;
  FailedRule& failed = work.decision.failed.Add();
  failed.rule = rule;
  failed.reason = error.reason;
  failed.message = error.message;
  failed.code = error.code;
}

void RefreshTotals(Work& work, uint32_t rule) {
  const CheckedProgram& checked = *work.plan.checked;
  for (const uint32_t s : work.plan.totals_of[rule]) {
    const bool of_basket = s == kNoIndex;
    uint64_t& told = of_basket ? work.mine.totals.back() : work.mine.totals[s];
    if (told == work.mine.changes) continue;
    told = work.mine.changes;
    int64_t sum = 0;
    for (size_t i = 0; i < work.line_count(); ++i) {
      if (work.IsSelected(s, i)) sum += work.mine.lines[i].remaining_minor;
    }
    const uint32_t slot = of_basket
                              ? static_cast<uint32_t>(OrderFact::kBasketTotal)
                              : checked.total_slots[s];
    work.mine.order_facts[slot] = Value::Of(Money{sum, work.currency()});
  }
}

void FillFrames(Work& work) {
  const CheckedProgram& checked = *work.plan.checked;
  Deciding::Impl& mine = work.mine;
  mine.order_facts.resize(checked.order_slot_count);
  mine.line_facts.resize(checked.line_slot_count);
  mine.selected.assign(checked.selections.size() * work.line_count(), 0);
  if (mine.lines.size() < work.line_count()) {
    mine.lines.resize(work.line_count());
  }
  OrderById(work);
  for (size_t i = 0; i < work.line_count(); ++i) FillLine(work, i);
  FillMemberFacts(work);
  FillEventFacts(work);
  FillQuantities(work);
  work.mine.changes = 1;
  work.mine.totals.assign(checked.selections.size() + 1, 0);
  FillSegments(work);
  FillTiers(work);
}

}  // namespace patron
