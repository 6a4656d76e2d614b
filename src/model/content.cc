// Hashing by hand, field by field. A generic walk over the structs was
// considered; C++20 has no reflection, and a serialised form would tie the
// fingerprint to the wire's. Lists are preceded by their length, optionals by
// whether they are there, so that no two contents share their bytes.

#include "model/content.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "absl/container/inlined_vector.h"

namespace patron {
namespace {

// As many as most lines and events have, without asking for memory.
constexpr size_t kAttributesInPlace = 16;

// One overload a type; Add(hasher, a, b, ...) adds several.
class Content {
 public:
  explicit Content(Hasher& hasher) : hasher_(hasher) {}

  template <typename First, typename Second, typename... Rest>
  void Add(const First& first, const Second& second, const Rest&... rest) {
    Add(first);
    Add(second);
    (Add(rest), ...);
  }

  template <typename T>
  requires std::is_integral_v<T>
  void Add(T value) { hasher_.AddInt(static_cast<int64_t>(value)); }
  template <typename T>
  requires std::is_enum_v<T>
  void Add(T value) { hasher_.AddInt(static_cast<int64_t>(value)); }
  void Add(std::string_view text) { hasher_.AddText(text); }
  void Add(const std::string& text) { hasher_.AddText(text); }
  void Add(Currency currency) { Add(currency.numeric()); }
  void Add(Money money) { Add(money.minor, money.currency); }
  void Add(UnitPrice price) { Add(price.micros, price.currency); }
  void Add(Quantity quantity) { Add(quantity.milli, quantity.kind); }
  void Add(Rate rate) { Add(rate.billionths); }
  void Add(Points points) { Add(points.units); }
  void Add(Date date) { Add(date.days); }
  void Add(Instant instant) { Add(instant.us); }
  void Add(std::monostate) {}
  void Add(const UnitRun& run) { Add(run.count, run.each); }

  template <typename T>
  void Add(const std::optional<T>& value) {
    Add(value.has_value());
    if (value) Add(*value);
  }
  template <typename T>
  void Add(const std::vector<T>& list) {
    Add(list.size());
    for (const T& item : list) Add(item);
  }
  template <typename T>
  void Add(const Recycled<T>& list) {
    Add(list.size());
    for (const T& item : list) Add(item);
  }
  template <typename... T>
  void Add(const std::variant<T...>& value) {
    Add(value.index());
    // clang does not see a bare Add(held) use `this`.
    std::visit([this](const auto& held) { this->Add(held); }, value);
  }

  void Add(const Program& p) {
    Add(p.id, p.version, p.name, p.valid_from, p.zone, p.currency,
        p.money_rounding, p.stores, p.points, p.attributes, p.eligible.discount,
        p.eligible.earn, p.eligible.tenders_without_earning, p.selections,
        p.segments, p.tiers, p.tax.prices, p.tax.rounding, p.products,
        p.price_lists, p.budgets, p.groups, p.rules);
    if (!p.eligible.tier.empty()) Add(p.eligible.tier);
    if (!p.rewards.empty()) Add(p.rewards);
  }
  void Add(const StoreInfo& s) { Add(s.id, s.zone, s.attributes); }
  void Add(const Span& s) { Add(s.count, s.unit); }
  void Add(const YearDay& d) { Add(d.month, d.day); }
  void Add(const Expiry& e) {
    Add(e.after, e.round_up, e.until);
    if (e.sliding) Add(std::string_view("sliding"));
  }
  // What is not told here is not added, so that programs without it keep the
  // prints that files have.
  void Add(const PointsCurrency& p) {
    Add(p.id, p.name, p.decimals, p.pending, p.expires, p.value);
    if (p.pays) Add(*p.pays);
    if (p.pending_until) {
      Add(std::string_view("pending_until"), *p.pending_until);
    }
    if (p.available_from) {
      Add(std::string_view("available_from"), *p.available_from);
    }
    if (p.debts != DebtPolicy::kKeep) Add(std::string_view("debts"), p.debts);
    if (p.status) Add(std::string_view("status"));
    if (p.apart) Add(std::string_view("apart"), *p.apart);
    if (p.grandfathered) Add(std::string_view("grandfathered"));
    if (p.transfers) {
      Add(std::string_view("transfers"), p.transfers->expiry,
          p.transfers->within_household);
    }
    if (p.pooled) Add(std::string_view("pooled"));
  }
  void Add(const Attribute& a) {
    Add(a.owner, a.name, a.type, a.purpose, a.sensitive);
  }
  void Add(const Selection& s) { Add(s.id, s.where); }
  void Add(const Segment& s) { Add(s.id, s.when); }
  void Add(const TierLevel& t) { Add(t.id, t.when); }
  void Add(const TierLadder& t) { Add(t.id, t.levels); }
  void Add(const Schedule& s) {
    Add(s.from, s.until, s.weekdays, s.time_from_us, s.time_until_us);
  }
  void Add(const Limit& l) { Add(l.uses, l.per, l.period); }
  void Add(const Funder& f) { Add(f.id, f.share); }
  void Add(const PercentOff& e) { Add(e.rate, e.of); }
  void Add(const AmountOff& e) { Add(e.amount, e.of); }
  void Add(const EarnPoints& e) {
    Add(e.currency, e.points, e.per, e.of, e.whole_steps);
  }
  void Add(const MultiplyPoints& e) { Add(e.currency, e.times, e.of); }
  void Add(const FixedPrice& e) { Add(e.price, e.of); }
  void Add(const CheapestOff& e) { Add(e.count, e.rate, e.of, e.dearest); }
  void Add(const BuyGet& e) {
    Add(e.buy, e.get, e.rate, e.of, e.get_of, e.gift, e.within_sets,
        e.sets_max);
  }
  void Add(const StampCard& e) {
    Add(e.pay, e.rate, e.of);
    if (e.over_visits) Add(e.over_visits);
  }
  void Add(const BundlePart& p) { Add(p.of, p.count); }
  void Add(const BundlePrice& e) { Add(e.price, e.parts, e.sets_max); }
  void Add(const Bracket& b) {
    Add(b.from, b.up_to, b.percent, b.amount, b.price, b.points);
  }
  void Add(const Brackets& e) { Add(e.by, e.of, e.currency, e.steps); }
  void Add(const DeliveryOff& e) { Add(e.rate, e.amount, e.price, e.of); }
  void Add(const UnitPoints& e) { Add(e.currency, e.points, e.of); }
  void Add(const FixedPoints& e) { Add(e.currency, e.points); }
  void Add(const Gift& e) { Add(e.sku, e.count); }
  void Add(const Message& e) { Add(std::string_view(e.text)); }
  void Add(const Custom& e) { Add(e.name, e.values); }
  void Add(const Effect& e) {
    Add(e.what, e.funders, e.cap, e.points_cap, e.floor, e.not_on_reduced,
        e.not_with_others);
  }
  void Add(const Product& p) { Add(p.sku, p.name, p.value); }
  void Add(const ListPrice& p) { Add(p.sku, p.price); }
  void Add(const PriceList& p) {
    Add(p.id, p.text, p.segment, p.from, p.until, p.funders, p.prices);
  }
  void Add(const Budget& b) { Add(b.id, b.amount, b.period, b.partial); }
  void Add(const Group& g) {
    Add(g.id, g.group, g.mode, g.scope, g.priority, g.of_original);
  }
  void Add(const Rule& r) {
    Add(r.id, r.text, r.priority, r.schedule, r.when, r.then, r.limits, r.group,
        r.budget, r.exclusive);
    if (r.returns != Returns::kAllocated) Add(r.returns);
  }

  void Add(const RewardPrice& p) { Add(p.points, p.pay); }
  void Add(const Reward& r) {
    Add(r.id, r.text, r.currency, r.prices, r.unit, r.then, r.when, r.schedule,
        r.limits, r.stock, r.times_max, r.priority, r.group);
    if (!r.budget.empty()) Add(std::string_view("budget"), r.budget);
    if (r.automatic) {
      Add(std::string_view("automatic"), r.automatic->every, r.automatic->from);
    }
  }

  void Add(const Event& e) {
    Add(e.kind, e.source, e.id, e.time, e.member, e.store, e.attributes,
        e.basket.currency, e.basket.lines, e.basket.tenders,
        e.basket.attributes, e.returned.order_source, e.returned.order_id,
        e.returned.lines);
    // What events of other kinds have not, so that they keep the prints that
    // files have of them.
    if (e.adjustment != PointsAdjustment()) Add(e.adjustment);
    if (!e.basket.rewards.empty()) Add(e.basket.rewards);
    if (e.voided != VoidedOrder()) Add(e.voided);
    if (e.fulfilment != Fulfilment()) Add(e.fulfilment);
    if (e.until) Add(std::string_view("until"), *e.until);
    if (e.hold != HoldKey()) {
      Add(std::string_view("hold"), e.hold.source, e.hold.id);
    }
    if (e.transfer != PointsTransfer()) Add(e.transfer);
    if (!e.household.empty()) Add(std::string_view("household"), e.household);
  }
  void Add(const PointsTransfer& t) {
    Add(t.to, t.currency, FormatWrittenPoints(t.points));
  }
  void Add(const Fulfilment& f) { Add(f.order_source, f.order_id, f.lines); }
  void Add(const FulfilmentLine& l) {
    Add(l.order_line, l.fulfilled, l.cancelled);
  }
  void Add(const VoidedOrder& v) {
    Add(v.order_source, v.order_id, v.reason, v.by);
  }
  void Add(const BasketReward& r) { Add(r.id, r.count, r.price); }
  void Add(const PointsAdjustment& a) {
    Add(a.currency, FormatWrittenPoints(a.points), a.reason, a.by);
  }
  void Add(const AttributeValue& a) { Add(a.name, a.value); }
  // In whatever order they came: they are a mapping.
  void Add(const AttributeValues& values) {
    absl::InlinedVector<const AttributeValue*, kAttributesInPlace> sorted;
    for (const AttributeValue& value : values) sorted.push_back(&value);
    // Those of one name as they came; a stable sort would allocate.
    std::sort(sorted.begin(), sorted.end(), [](const auto* a, const auto* b) {
      return a->name != b->name ? a->name < b->name : a < b;
    });
    Add(sorted.size());
    for (const AttributeValue* value : sorted) Add(*value);
  }
  void Add(const Tender& t) {
    Add(t.kind, t.amount, t.id);
    if (t.kind != TenderKind::kPoints) return;
    Add(t.currency, FormatWrittenPoints(t.points));
  }
  void Add(const Adjustment& a) { Add(a.amount, a.reason, a.by); }
  void Add(const Line& l) {
    Add(l.id, l.parent, l.kind, l.sku, l.category, l.name, l.quantity, l.amount,
        l.unit_price, l.on_sale, l.not_discountable, l.earns_nothing,
        l.adjustments, l.tax_rate, l.floor, l.attributes);
    if (l.later) Add(std::string_view("later"));
  }
  void Add(const ReturnLine& l) {
    Add(l.id, l.order_line, l.sku, l.unit_price, l.units);
  }

  void Add(const Facts& f) {
    Add(f.member_known, f.statistics, f.balances, f.counters);
    if (!f.apart.empty()) Add(f.apart);
    if (!f.lapsed.empty()) Add(std::string_view("lapsed"), f.lapsed);
    if (!f.runs.empty()) Add(std::string_view("runs"), f.runs);
    if (f.lifetime != LifetimeFacts()) Add(f.lifetime);
  }
  void Add(const PointsRun& r) {
    Add(r.currency, r.part, r.points, r.pays_micros);
  }
  void Add(const LifetimeFacts& f) {
    Add(f.models, f.p_alive, f.expected_orders, f.clv, f.rfm);
  }
  void Add(const ModelVersion& m) { Add(m.id, m.version); }
  void Add(const ExpectedOrders& e) { Add(e.days, e.orders); }
  void Add(const MemberStatistics& s) {
    Add(s.orders, s.orders_kept, s.units, s.spend_minor, s.returns,
        s.refunded_minor, s.first_order, s.last_order, s.purchase_days,
        s.first_purchase, s.last_purchase, s.repeat_spend_minor);
  }
  void Add(const Balance& b) {
    Add(b.currency, b.available, b.pending, b.debt);
    if (b.held != Points()) Add(std::string_view("held"), b.held);
  }
  void Add(const CounterKey& k) { Add(k.scope, k.unit, k.period); }
  void Add(const Counter& c) { Add(c.key, c.used); }

  void Add(const Decision& d) {
    Add(d.program, d.version, d.list_total, d.discount_total, d.pay_total,
        d.tax_total, d.taxes, d.lines, d.effects, d.points, d.draws, d.failed,
        d.optimal);
    if (!d.paid_by_points.empty()) Add(d.paid_by_points);
    if (!d.rewards.empty()) Add(d.rewards);
  }
  void Add(const RewardTaken& r) {
    Add(r.reward, r.text, r.count, r.price, r.currency, r.points, r.money,
        r.lost_to);
  }
  void Add(const PointsPaid& p) { Add(p.currency, p.points, p.money); }
  void Add(const LineResult& l) {
    Add(l.id, l.list, l.discount, l.pay, l.tax, l.paid);
  }
  void Add(const TaxTotal& t) { Add(t.rate, t.net, t.tax, t.gross); }
  void Add(const PointsStep& s) { Add(s.from, s.points); }
  void Add(const Allocation& a) { Add(a.line, a.units); }
  void Add(const FundedShare& s) { Add(s.funder, s.amount); }
  void Add(const FiredEffect& e) {
    Add(e.rule, e.text, e.kind, e.index, e.group, e.base, e.rate, e.rounding,
        e.amount, e.wanted, e.currency, e.points, e.each, e.per, e.whole_steps,
        e.multiplies, e.points_cap, e.steps, e.units, e.carried,
        e.not_with_others, e.sku, e.values, e.allocations, e.shares);
    if (!e.stamps.empty()) Add(e.stamps);
  }
  void Add(const PointsTotal& p) { Add(p.currency, p.points); }
  void Add(const Draw& d) {
    Add(d.rule, d.key, d.wanted, d.given, d.bound);
    if (d.may_owe) Add(d.may_owe);
  }
  void Add(const FailedRule& f) { Add(f.rule, f.reason, f.message, f.code); }

 private:
  Hasher& hasher_;
};

}  // namespace

void AddContent(Hasher& hasher, const Program& program) {
  Content(hasher).Add(program);
}
void AddContent(Hasher& hasher, const Event& event) {
  Content(hasher).Add(event);
}
void AddContent(Hasher& hasher, const Facts& facts) {
  Content(hasher).Add(facts);
}
void AddContent(Hasher& hasher, const Decision& decision) {
  Content(hasher).Add(decision);
}

void SortAttributes(Event* event) {
  const auto sort = [](AttributeValues& values) {
    std::stable_sort(values.begin(), values.end(),
                     [](const AttributeValue& a, const AttributeValue& b) {
                       return a.name < b.name;
                     });
  };
  sort(event->attributes);
  sort(event->basket.attributes);
  for (Line& line : event->basket.lines) sort(line.attributes);
}

Fingerprint ContentOf(const Event& event) {
  Hasher hasher("patron.event.1");
  AddContent(hasher, event);
  return hasher.Finish();
}

}  // namespace patron
