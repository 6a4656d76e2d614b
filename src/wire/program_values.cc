// Programs: structs to protobuf and back. Enumerations have the model's numbers
// where those start at 1, else one more, since 0 is "not given".
#include <optional>
#include <string>

#include "patron/v1/program.pb.h"
#include "wire/amount_reader.h"
#include "wire/attribute_values.h"
#include "wire/effect_values.h"
#include "wire/exact_text.h"
#include "wire/source_text.h"
#include "wire/values.h"

namespace patron::wire {
namespace {

v1::Period ToPeriod(PeriodUnit unit) {
  return static_cast<v1::Period>(static_cast<int>(unit) + 1);
}

PeriodUnit FromPeriod(v1::Period period) {
  return static_cast<PeriodUnit>(static_cast<int>(period) - 1);
}

void WritePoints(const PointsCurrency& from, Currency own,
                 v1::PointsCurrency* to) {
  to->set_id(ToUtf8(from.id));
  to->set_name(ToUtf8(from.name));
  to->set_decimals(from.decimals);
  if (from.pending) to->set_pending(SpanText(*from.pending));
  if (from.value) to->set_value(UnitPriceText(*from.value, own));
  if (from.pays) to->set_pays(UnitPriceText(*from.pays, own));
  to->set_status(from.status);
  if (from.apart) to->set_apart(ToPeriod(*from.apart));
  to->set_grandfathered(from.grandfathered);
  if (from.pending_until) {
    to->set_pending_until(static_cast<v1::PendingUntil>(*from.pending_until));
  }
  if (from.available_from) {
    to->set_available_from(FormatDate(*from.available_from));
  }
  if (from.debts != DebtPolicy::kKeep) {
    to->set_debts(static_cast<v1::DebtPolicy>(from.debts));
  }
  if (from.transfers) {
    v1::Transfers* const transfers = to->mutable_transfers();
    transfers->set_expiry(
        static_cast<v1::TransferExpiry>(from.transfers->expiry));
    if (from.transfers->within_household) {
      transfers->set_within(v1::TRANSFER_WITHIN_HOUSEHOLD);
    }
  }
  to->set_pooled(from.pooled);
  if (!from.expires) return;
  to->mutable_expires()->set_after(SpanText(from.expires->after));
  if (from.expires->round_up) {
    to->mutable_expires()->set_round_up(ToPeriod(*from.expires->round_up));
  }
  if (from.expires->until) {
    to->mutable_expires()->set_until(YearDayText(*from.expires->until));
  }
  to->mutable_expires()->set_sliding(from.expires->sliding);
}

void WriteAttribute(const Attribute& from, v1::Attribute* to) {
  to->set_owner(static_cast<v1::AttributeOwner>(from.owner));
  to->set_name(ToUtf8(from.name));
  to->set_type(static_cast<v1::ScalarType>(from.type));
  to->set_purpose(ToUtf8(from.purpose));
  to->set_sensitive(from.sensitive);
}

void WriteSchedule(const Schedule& from, v1::Schedule* to) {
  if (from.from) to->set_first_day(FormatDate(*from.from));
  if (from.until) to->set_last_day(FormatDate(*from.until));
  for (const Weekday day : from.weekdays) {
    to->add_days(static_cast<v1::Weekday>(day));
  }
  if (from.time_from_us) to->set_from(FormatTimeOfDay(*from.time_from_us));
  if (from.time_until_us) to->set_until(FormatTimeOfDay(*from.time_until_us));
}

// A rule's, or a reward's.
template <typename Owner>
void WriteLimits(const std::vector<Limit>& from, Owner* to) {
  for (const Limit& limit : from) {
    v1::Limit* added = to->add_limits();
    added->set_uses(limit.uses);
    if (limit.per != Limit::Per::kMember) {
      added->set_per(static_cast<v1::LimitPer>(limit.per));
    }
    if (limit.period) added->set_period(ToPeriod(*limit.period));
  }
}

void WriteRule(const Program& program, const Rule& from, v1::Rule* to) {
  to->set_id(ToUtf8(from.id));
  to->set_text(ToUtf8(from.text));
  to->set_priority(from.priority);
  if (from.schedule != Schedule()) {
    WriteSchedule(from.schedule, to->mutable_schedule());
  }
  to->set_when(ToUtf8(from.when));
  for (const Effect& effect : from.then) {
    WriteEffect(program, effect, to->add_then());
  }
  WriteLimits(from.limits, to);
  to->set_group(ToUtf8(from.group));
  to->set_budget(ToUtf8(from.budget));
  to->set_exclusive(from.exclusive);
  if (from.returns != Returns::kAllocated) {
    to->set_returns(static_cast<v1::Returns>(from.returns));
  }
}

void WriteReward(const Program& program, const Reward& from, v1::Reward* to) {
  to->set_id(ToUtf8(from.id));
  to->set_text(ToUtf8(from.text));
  to->set_currency(ToUtf8(from.currency));
  for (const RewardPrice& price : from.prices) {
    v1::RewardPrice* added = to->add_prices();
    added->set_points(
        FormatPoints(price.points, DecimalsOf(program, from.currency)));
    if (price.pay) added->set_pay(MoneyText(*price.pay, program.currency));
  }
  to->set_unit(ToUtf8(from.unit));
  for (const Effect& effect : from.then) {
    WriteEffect(program, effect, to->add_then());
  }
  to->set_when(ToUtf8(from.when));
  if (from.schedule != Schedule()) {
    WriteSchedule(from.schedule, to->mutable_schedule());
  }
  WriteLimits(from.limits, to);
  if (from.stock) to->set_stock(*from.stock);
  if (from.times_max != 1) to->set_times_max(from.times_max);
  to->set_priority(from.priority);
  to->set_group(ToUtf8(from.group));
  to->set_budget(ToUtf8(from.budget));
  if (!from.automatic) return;
  to->mutable_automatic()->set_every(ToPeriod(from.automatic->every));
  if (from.automatic->from) {
    to->mutable_automatic()->set_from(FormatPoints(
        *from.automatic->from, DecimalsOf(program, from.currency)));
  }
}

void WriteEligibility(const Eligibility& from, v1::Eligibility* to) {
  to->set_discount(ToUtf8(from.discount));
  to->set_earn(ToUtf8(from.earn));
  to->set_tier(ToUtf8(from.tier));
  for (const TenderKind kind : from.tenders_without_earning) {
    to->add_tenders_without_earning(static_cast<v1::TenderKind>(kind));
  }
}

void WriteTax(const Tax& from, v1::Tax* to) {
  if (from.prices != Tax::Prices::kWithTax) {
    to->set_prices(static_cast<v1::TaxPrices>(from.prices));
  }
  if (from.rounding != Tax::Rounding::kByLine) {
    to->set_rounding(static_cast<v1::TaxRounding>(from.rounding));
  }
}

void WriteProduct(const Product& from, Currency own, v1::Product* to) {
  to->set_sku(ToUtf8(from.sku));
  to->set_name(ToUtf8(from.name));
  if (from.value) to->set_value(MoneyText(*from.value, own));
}

void WritePriceList(const PriceList& from, Currency own, v1::PriceList* to) {
  to->set_id(ToUtf8(from.id));
  to->set_text(ToUtf8(from.text));
  to->set_segment(ToUtf8(from.segment));
  if (from.from) to->set_first_day(FormatDate(*from.from));
  if (from.until) to->set_last_day(FormatDate(*from.until));
  WriteFunders(from.funders, to);
  for (const ListPrice& price : from.prices) {
    v1::ListPrice* added = to->add_prices();
    added->set_sku(ToUtf8(price.sku));
    added->set_price(MoneyText(price.price, own));
  }
}

void WriteBudget(const Budget& from, Currency own, v1::Budget* to) {
  to->set_id(ToUtf8(from.id));
  to->set_amount(MoneyText(from.amount, own));
  if (from.period) to->set_period(ToPeriod(*from.period));
  to->set_partial(from.partial);
}

void WriteGroup(const Group& from, v1::Group* to) {
  to->set_id(ToUtf8(from.id));
  to->set_group(ToUtf8(from.group));
  if (from.mode != GroupMode::kStack) {
    to->set_mode(static_cast<v1::GroupMode>(from.mode));
  }
  if (from.scope != GroupScope::kBasket) {
    to->set_scope(static_cast<v1::GroupScope>(from.scope));
  }
  to->set_priority(from.priority);
  to->set_of_original(from.of_original);
}

// What rules share: how tax is told, gifts, prices, money and standing.
void WriteShared(const Program& program, v1::Program* to) {
  const Currency own = program.currency;
  if (program.tax != Tax()) WriteTax(program.tax, to->mutable_tax());
  for (const Product& product : program.products) {
    WriteProduct(product, own, to->add_products());
  }
  for (const PriceList& list : program.price_lists) {
    WritePriceList(list, own, to->add_price_lists());
  }
  for (const Budget& budget : program.budgets) {
    WriteBudget(budget, own, to->add_budgets());
  }
  for (const Group& group : program.groups) {
    WriteGroup(group, to->add_groups());
  }
}

class ProgramReader : public AmountReader {
 public:
  ProgramReader(Reading reading, Program& to, Problems& problems)
      : AmountReader(reading, to, problems), program_(to) {}

  void Read(const v1::Program& from) {
    const Path root;
    program_.id = from.program();
    program_.version = from.version();
    program_.name = from.name();
    program_.valid_from =
        Required(from.valid_from(), root.At("valid_from"), ParseDate);
    if (!from.zone().empty()) program_.zone = from.zone();
    ReadCurrency(from.currency(), root.At("currency"));
    if (from.money_rounding() != v1::ROUNDING_UNSPECIFIED) {
      program_.money_rounding =
          static_cast<Rounding>(static_cast<int>(from.money_rounding()) - 1);
    }
    ReadStores(from);
    ReadPoints(from);
    ReadAttributes(from);
    ReadEligibility(from.eligible());
    ReadNamed(from);
    ReadShared(from);
    for (int i = 0; i < from.rules_size(); ++i) {
      ReadRule(from.rules(i), root.At("rules", static_cast<size_t>(i)));
    }
    for (int i = 0; i < from.rewards_size(); ++i) {
      ReadReward(from.rewards(i), root.At("rewards", static_cast<size_t>(i)),
                 program_.rewards.emplace_back());
    }
  }

 private:
  void ReadCurrency(const std::string& text, const Path& path) {
    if (text.empty()) return;
    const absl::StatusOr<Currency> currency = ParseCurrency(text);
    if (!currency.ok()) return problems_.Add(currency.status(), path);
    program_.currency = *currency;
  }

  void ReadStores(const v1::Program& from) {
    const Path root;
    for (int i = 0; i < from.stores_size(); ++i) {
      const v1::Store& store = from.stores(i);
      StoreInfo& to = program_.stores.emplace_back();
      to.id = store.id();
      to.zone = store.zone();
      ReadValues(store.attributes(), root.At("stores", static_cast<size_t>(i)),
                 "attributes", to.attributes);
    }
  }

  void ReadPoints(const v1::Program& from) {
    const Path root;
    for (int i = 0; i < from.points_size(); ++i) {
      const v1::PointsCurrency& points = from.points(i);
      const Path path = root.At("points", static_cast<size_t>(i));
      PointsCurrency& to = program_.points.emplace_back();
      to.id = points.id();
      to.name = points.name();
      to.decimals = points.decimals();
      to.pending = Optional(points.pending(), path.At("pending"), ReadSpan);
      to.value = OptionalPrice(points.value(), path.At("value"));
      to.pays = OptionalPrice(points.pays(), path.At("pays"));
      to.status = points.status();
      if (points.apart() != v1::PERIOD_UNSPECIFIED) {
        to.apart = FromPeriod(points.apart());
      }
      to.grandfathered = points.grandfathered();
      if (points.pending_until() != v1::PENDING_UNTIL_UNSPECIFIED) {
        to.pending_until = static_cast<PendingUntil>(points.pending_until());
      }
      to.available_from = Optional(points.available_from(),
                                   path.At("available_from"), ParseDate);
      if (points.debts() != v1::DEBT_POLICY_UNSPECIFIED) {
        to.debts = static_cast<DebtPolicy>(points.debts());
      }
      if (points.has_transfers()) {
        to.transfers = ReadTransfers(points.transfers(), path.At("transfers"));
      }
      to.pooled = points.pooled();
      if (points.has_expires()) {
        to.expires = ReadExpiry(points.expires(), path.At("expires"));
      }
    }
  }

  Transfers ReadTransfers(const v1::Transfers& from, const Path& path) {
    Transfers to;
    if (from.expiry() == v1::TRANSFER_EXPIRY_UNSPECIFIED) {
      Missing(path.At("expiry"), "keep or reset");
    } else {
      to.expiry = static_cast<Transfers::Expiry>(from.expiry());
    }
    to.within_household = from.within() == v1::TRANSFER_WITHIN_HOUSEHOLD;
    return to;
  }

  Expiry ReadExpiry(const v1::Expiry& from, const Path& path) {
    Expiry to;
    to.after = Required(from.after(), path.At("after"), ReadSpan);
    if (from.round_up() != v1::PERIOD_UNSPECIFIED) {
      to.round_up = FromPeriod(from.round_up());
    }
    to.until = Optional(from.until(), path.At("until"), ReadYearDay);
    to.sliding = from.sliding();
    return to;
  }

  void ReadAttributes(const v1::Program& from) {
    const Path root;
    for (int i = 0; i < from.attributes_size(); ++i) {
      const v1::Attribute& attribute = from.attributes(i);
      const Path path = root.At("attributes", static_cast<size_t>(i));
      Attribute& to = program_.attributes.emplace_back();
      to.name = attribute.name();
      to.purpose = attribute.purpose();
      to.sensitive = attribute.sensitive();
      if (attribute.owner() == v1::ATTRIBUTE_OWNER_UNSPECIFIED) {
        Missing(path.At("owner"), "line, basket, event or store");
      } else {
        to.owner = static_cast<Attribute::Owner>(attribute.owner());
      }
      if (attribute.type() == v1::SCALAR_TYPE_UNSPECIFIED) {
        Missing(path.At("type"), "such as string, int or money");
      } else {
        to.type = static_cast<ScalarType>(attribute.type());
      }
    }
  }

  void ReadEligibility(const v1::Eligibility& from) {
    program_.eligible.discount = from.discount();
    program_.eligible.earn = from.earn();
    program_.eligible.tier = from.tier();
    for (const int kind : from.tenders_without_earning()) {
      program_.eligible.tenders_without_earning.push_back(
          static_cast<TenderKind>(kind));
    }
  }

  // Selections, segments and ladders.
  void ReadNamed(const v1::Program& from) {
    for (const v1::Selection& selection : from.selections()) {
      program_.selections.push_back({selection.id(), selection.where()});
    }
    for (const v1::Segment& segment : from.segments()) {
      program_.segments.push_back({segment.id(), segment.when()});
    }
    for (const v1::TierLadder& ladder : from.tiers()) {
      TierLadder& to = program_.tiers.emplace_back();
      to.id = ladder.id();
      for (const v1::TierLevel& level : ladder.levels()) {
        to.levels.push_back({level.id(), level.when()});
      }
    }
  }

  // What rules share.
  void ReadShared(const v1::Program& from) {
    const Path root;
    if (from.tax().prices() != v1::TAX_PRICES_UNSPECIFIED) {
      program_.tax.prices = static_cast<Tax::Prices>(from.tax().prices());
    }
    if (from.tax().rounding() != v1::TAX_ROUNDING_UNSPECIFIED) {
      program_.tax.rounding = static_cast<Tax::Rounding>(from.tax().rounding());
    }
    for (int i = 0; i < from.products_size(); ++i) {
      const v1::Product& product = from.products(i);
      const Path path = root.At("products", static_cast<size_t>(i));
      program_.products.push_back(
          {product.sku(), product.name(),
           OptionalAmount(product.value(), path.At("value"))});
    }
    for (int i = 0; i < from.price_lists_size(); ++i) {
      ReadPriceList(from.price_lists(i),
                    root.At("price_lists", static_cast<size_t>(i)),
                    program_.price_lists.emplace_back());
    }
    for (int i = 0; i < from.budgets_size(); ++i) {
      const v1::Budget& budget = from.budgets(i);
      const Path path = root.At("budgets", static_cast<size_t>(i));
      Budget& to = program_.budgets.emplace_back();
      to.id = budget.id();
      to.amount = Amount(budget.amount(), path.At("amount"));
      if (budget.period() != v1::PERIOD_UNSPECIFIED) {
        to.period = FromPeriod(budget.period());
      }
      to.partial = budget.partial();
    }
    for (const v1::Group& group : from.groups()) ReadGroup(group);
  }

  void ReadPriceList(const v1::PriceList& from, const Path& path,
                     PriceList& to) {
    to.id = from.id();
    to.text = from.text();
    to.segment = from.segment();
    to.from = Optional(from.first_day(), path.At("first_day"), ParseDate);
    to.until = Optional(from.last_day(), path.At("last_day"), ParseDate);
    ReadFunders(from, path, to.funders);
    to.prices.reserve(static_cast<size_t>(from.prices_size()));
    for (int i = 0; i < from.prices_size(); ++i) {
      const Path at = path.At("prices", static_cast<size_t>(i));
      to.prices.push_back({from.prices(i).sku(),
                           Amount(from.prices(i).price(), at.At("price"))});
    }
  }

  void ReadGroup(const v1::Group& from) {
    Group& to = program_.groups.emplace_back();
    to.id = from.id();
    to.group = from.group();
    if (from.mode() != v1::GROUP_MODE_UNSPECIFIED) {
      to.mode = static_cast<GroupMode>(from.mode());
    }
    if (from.scope() != v1::GROUP_SCOPE_UNSPECIFIED) {
      to.scope = static_cast<GroupScope>(from.scope());
    }
    to.priority = from.priority();
    to.of_original = from.of_original();
  }

  void ReadSchedule(const v1::Schedule& from, const Path& path, Schedule& to) {
    to.from = Optional(from.first_day(), path.At("first_day"), ParseDate);
    to.until = Optional(from.last_day(), path.At("last_day"), ParseDate);
    for (const int day : from.days()) {
      to.weekdays.push_back(static_cast<Weekday>(day));
    }
    to.time_from_us = Optional(from.from(), path.At("from"), ParseTimeOfDay);
    to.time_until_us = Optional(from.until(), path.At("until"), ParseTimeOfDay);
  }

  void ReadRule(const v1::Rule& from, const Path& path) {
    Rule& to = program_.rules.emplace_back();
    to.id = from.id();
    to.text = from.text();
    to.priority = from.priority();
    ReadSchedule(from.schedule(), path.At("schedule"), to.schedule);
    to.when = from.when();
    for (int i = 0; i < from.then_size(); ++i) {
      ReadEffect(from.then(i), {reading_, program_, problems_},
                 path.At("then", static_cast<size_t>(i)),
                 to.then.emplace_back());
    }
    ReadLimits(from, path, "how often the rule may fire", to.limits);
    to.group = from.group();
    to.budget = from.budget();
    to.exclusive = from.exclusive();
    if (from.returns() != v1::RETURNS_UNSPECIFIED) {
      to.returns = static_cast<Returns>(from.returns());
    }
  }

  // A rule's, or a reward's.
  template <typename Owner>
  void ReadLimits(const Owner& from, const Path& path, std::string_view what,
                  std::vector<Limit>& to) {
    for (int i = 0; i < from.limits_size(); ++i) {
      const v1::Limit& limit = from.limits(i);
      Limit& added = to.emplace_back();
      added.uses = limit.uses();
      if (!limit.has_uses()) {
        Missing(path.At("limits", static_cast<size_t>(i)).At("uses"), what);
      }
      if (limit.per() != v1::LIMIT_PER_UNSPECIFIED) {
        added.per = static_cast<Limit::Per>(limit.per());
      }
      if (limit.period() != v1::PERIOD_UNSPECIFIED) {
        added.period = FromPeriod(limit.period());
      }
    }
  }

  void ReadReward(const v1::Reward& from, const Path& path, Reward& to) {
    to.id = from.id();
    to.text = from.text();
    to.currency = from.currency();
    for (int i = 0; i < from.prices_size(); ++i) {
      const v1::RewardPrice& price = from.prices(i);
      const Path at = path.At("prices", static_cast<size_t>(i));
      RewardPrice& added = to.prices.emplace_back();
      added.points = SomePoints(price.points(), from.currency(),
                                at.At("points"), path.At("currency"));
      added.pay = OptionalAmount(price.pay(), at.At("pay"));
    }
    to.unit = from.unit();
    for (int i = 0; i < from.then_size(); ++i) {
      ReadEffect(from.then(i), {reading_, program_, problems_},
                 path.At("then", static_cast<size_t>(i)),
                 to.then.emplace_back());
    }
    to.when = from.when();
    ReadSchedule(from.schedule(), path.At("schedule"), to.schedule);
    ReadLimits(from, path, "how often the reward may be taken", to.limits);
    if (from.has_stock()) to.stock = from.stock();
    to.times_max = from.has_times_max() ? from.times_max() : 1;
    to.priority = from.priority();
    to.group = from.group();
    to.budget = from.budget();
    if (!from.has_automatic()) return;
    Automatic& automatic = to.automatic.emplace();
    const Path at = path.At("automatic");
    if (from.automatic().every() == v1::PERIOD_UNSPECIFIED) {
      Missing(at.At("every"), "day, week, month, quarter or year");
    } else {
      automatic.every = FromPeriod(from.automatic().every());
    }
    automatic.from = OptionalPoints(from.automatic().from(), from.currency(),
                                    at.At("from"), path.At("currency"));
  }

  Program& program_;
};

}  // namespace

std::string ProgramToBytes(const Program& program) {
  v1::Program to;
  to.set_program(ToUtf8(program.id));
  to.set_version(ToUtf8(program.version));
  to.set_name(ToUtf8(program.name));
  to.set_valid_from(FormatDate(program.valid_from));
  to.set_zone(ToUtf8(program.zone));
  to.set_currency(std::string(program.currency.code()));
  if (program.money_rounding != Rounding::kHalfAwayFromZero) {
    to.set_money_rounding(static_cast<v1::Rounding>(
        static_cast<int>(program.money_rounding) + 1));
  }
  for (const StoreInfo& store : program.stores) {
    v1::Store* added = to.add_stores();
    added->set_id(ToUtf8(store.id));
    added->set_zone(ToUtf8(store.zone));
    WriteAttributes(store.attributes, added);
  }
  for (const PointsCurrency& points : program.points) {
    WritePoints(points, program.currency, to.add_points());
  }
  for (const Attribute& attribute : program.attributes) {
    WriteAttribute(attribute, to.add_attributes());
  }
  if (program.eligible != Eligibility()) {
    WriteEligibility(program.eligible, to.mutable_eligible());
  }
  for (const Selection& selection : program.selections) {
    v1::Selection* added = to.add_selections();
    added->set_id(ToUtf8(selection.id));
    added->set_where(ToUtf8(selection.where));
  }
  for (const Segment& segment : program.segments) {
    v1::Segment* added = to.add_segments();
    added->set_id(ToUtf8(segment.id));
    added->set_when(ToUtf8(segment.when));
  }
  for (const TierLadder& ladder : program.tiers) {
    v1::TierLadder* added = to.add_tiers();
    added->set_id(ToUtf8(ladder.id));
    for (const TierLevel& level : ladder.levels) {
      v1::TierLevel* to_level = added->add_levels();
      to_level->set_id(ToUtf8(level.id));
      to_level->set_when(ToUtf8(level.when));
    }
  }
  WriteShared(program, &to);
  for (const Rule& rule : program.rules) {
    WriteRule(program, rule, to.add_rules());
  }
  for (const Reward& reward : program.rewards) {
    WriteReward(program, reward, to.add_rewards());
  }
  return to.SerializeAsString();
}

Program ProgramFromBytes(std::string_view bytes, Reading reading,
                         Problems& problems) {
  v1::Program from;
  if (!ParseBytes(bytes, from, problems)) return {};
  Program program;
  ProgramReader(reading, program, problems).Read(from);
  return program;
}

}  // namespace patron::wire
