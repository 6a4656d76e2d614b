// From a program to a plan: order, what is read, zones, fingerprint.

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>

#include "decide/plan_impl.h"
#include "model/content.h"
#include "model/points_of.h"

namespace patron {
namespace {

bool GivesOnlyPoints(const Rule& rule) {
  return std::all_of(
      rule.then.begin(), rule.then.end(),
      [](const Effect& effect) { return GivesPoints(PhaseOf(effect)); });
}

// Statistics and points of nobody would read as those of a new member. A
// segment that asks for them holds for nobody and needs no care here.
bool AsksAboutAMember(const CheckedProgram& checked,
                      const expr::Expression& when) {
  return std::any_of(
      when.slots().begin(), when.slots().end(), [&](uint32_t slot) {
        const auto& points = checked.points_slots;
        const uint32_t expected = checked.expected_orders_slot;
        if (slot >= expected && slot < expected + kExpectedOrdersMax) {
          return true;
        }
        return (slot >= static_cast<uint32_t>(OrderFact::kStatsOrders) &&
                slot < static_cast<uint32_t>(OrderFact::kMemberFactsEnd)) ||
               std::find(points.begin(), points.end(), slot) != points.end();
      });
}

bool NeedsMember(const CheckedProgram& checked, size_t index) {
  if (checked.IsReward(index)) return true;
  const Rule& rule = checked.rule(index);
  const std::optional<expr::Expression>& when = checked.rules[index].when;
  if (when && AsksAboutAMember(checked, *when)) return true;
  if (checked.rules[index].card != kNoIndex) return true;
  if (GivesOnlyPoints(rule)) return true;
  return std::any_of(
      rule.limits.begin(), rule.limits.end(),
      [](const Limit& limit) { return limit.per == Limit::Per::kMember; });
}

// Finds the tables of the zones that the program names; each must be given.
void TakeZones(std::span<const ZoneTable> zones, Plan::Impl& plan,
               Diagnostics& diagnostics) {
  const Program& program = plan.program();
  for (const NamedZone& named : ZonesOf(program)) {
    const auto it = std::find_if(
        zones.begin(), zones.end(),
        [&](const ZoneTable& zone) { return zone.name() == named.name; });
    if (it != zones.end()) {
      plan.zones.push_back(*it);
      continue;
    }
    Diagnostic missing;
    missing.reason = Reason::kUnknownZone;
    missing.path = named.path;
    missing.message =
        "no table of the time zone '" + named.name + "' was given";
    diagnostics.push_back(std::move(missing));
    return;
  }
  const auto index = [&](std::string_view name) {
    uint32_t i = 0;
    while (plan.zones[i].name() != name) ++i;
    return i;
  };
  plan.program_zone = index(program.zone);
  for (uint32_t i = 0; i < program.stores.size(); ++i) {
    const StoreInfo& store = program.stores[i];
    plan.stores[store.id] = {
        i, store.zone.empty() ? plan.program_zone : index(store.zone)};
  }
  plan.valid_from =
      plan.zones[plan.program_zone].StartOfDay(program.valid_from);
}

Fingerprint PrintOf(const Plan::Impl& plan) {
  Hasher hasher("patron.program.1");
  AddContent(hasher, plan.program());
  hasher.AddInt(static_cast<int64_t>(plan.zones.size()));
  for (const ZoneTable& zone : plan.zones) {
    hasher.AddText(zone.name()).AddInt(zone.first_offset_s());
    hasher.AddInt(static_cast<int64_t>(zone.transitions().size()));
    for (const ZoneTable::Transition& t : zone.transitions()) {
      hasher.AddInt(t.at_s).AddInt(t.offset_s);
    }
  }
  // Names and types; a program that calls nothing has the print that it has
  // where there are no host functions at all.
  for (const std::string& signature : plan.checked->host_functions) {
    hasher.AddText("calls").AddText(signature);
  }
  return hasher.Finish();
}

// Prices by sku, those of one sku by list id, so that the first of the lowest
// is the smaller id.
void IndexPrices(Plan::Impl& plan) {
  const std::vector<PriceList>& lists = plan.program().price_lists;
  struct Row {
    std::string_view sku;
    SkuPrice price;
  };
  std::vector<Row> rows;
  for (uint32_t l = 0; l < lists.size(); ++l) {
    for (const ListPrice& price : lists[l].prices) {
      rows.push_back({price.sku, {l, price.price.minor}});
    }
  }
  std::sort(rows.begin(), rows.end(), [&](const Row& a, const Row& b) {
    return std::tie(a.sku, lists[a.price.list].id) <
           std::tie(b.sku, lists[b.price.list].id);
  });
  for (const Row& row : rows) {
    const auto next = static_cast<uint32_t>(plan.prices.size());
    const auto at = plan.prices_of.try_emplace(row.sku, next, next).first;
    plan.prices.push_back(row.price);
    at->second.second = next + 1;
  }
}

}  // namespace

const ZoneTable& Plan::Impl::ZoneOf(std::string_view store) const {
  const auto it = stores.find(store);
  return zones[it == stores.end() ? program_zone : it->second.zone];
}

const StoreInfo* Plan::Impl::FindStore(std::string_view id) const {
  const auto it = stores.find(id);
  return it == stores.end() ? nullptr : &program().stores[it->second.index];
}

std::vector<NamedZone> ZonesOf(const Program& program) {
  std::map<std::string, std::string> paths = {{program.zone, "zone"}};
  const auto at = [](std::string_view list, size_t i, std::string_view field) {
    return std::string(list) + "[" + std::to_string(i) + "]." +
           std::string(field);
  };
  for (size_t i = 0; i < program.stores.size(); ++i) {
    const std::string& zone = program.stores[i].zone;
    if (!zone.empty()) paths.try_emplace(zone, at("stores", i, "zone"));
  }
  const auto look = [&](const std::string& source, const std::string& path) {
    for (std::string& zone : expr::ZonesNamed(source, expr::Limits())) {
      paths.try_emplace(std::move(zone), path);
    }
  };
  look(program.eligible.discount, "eligible.discount");
  look(program.eligible.earn, "eligible.earn");
  look(program.eligible.tier, "eligible.tier");
  for (size_t i = 0; i < program.selections.size(); ++i) {
    look(program.selections[i].where, at("selections", i, "where"));
  }
  for (size_t i = 0; i < program.segments.size(); ++i) {
    look(program.segments[i].when, at("segments", i, "when"));
  }
  for (size_t i = 0; i < program.tiers.size(); ++i) {
    const std::vector<TierLevel>& levels = program.tiers[i].levels;
    const std::string path = at("tiers", i, "levels");
    for (size_t l = 0; l < levels.size(); ++l) {
      look(levels[l].when, at(path, l, "when"));
    }
  }
  for (size_t i = 0; i < program.rules.size(); ++i) {
    look(program.rules[i].when, at("rules", i, "when"));
  }
  for (size_t i = 0; i < program.rewards.size(); ++i) {
    look(program.rewards[i].when, at("rewards", i, "when"));
  }
  std::vector<NamedZone> zones;
  zones.reserve(paths.size());
  for (const auto& [name, path] : paths) zones.push_back({name, path});
  return zones;
}

PlanResult Plan::Compile(Program program, std::span<const ZoneTable> zones,
                         const HostFunctions& host) {
  CheckResult check = CheckProgram(std::move(program), zones, host);
  PlanResult result;
  result.diagnostics = std::move(check.diagnostics);
  if (!check.checked) return result;
  auto impl = std::make_unique<Impl>();
  impl->checked = std::move(check.checked);
  TakeZones(zones, *impl, result.diagnostics);
  if (HasErrors(result.diagnostics)) return result;
  OrderTurns(*impl);
  IndexPrices(*impl);
  for (size_t r = 0; r < impl->rule_count(); ++r) {
    impl->needs_member.push_back(NeedsMember(*impl->checked, r));
  }
  CollectReads(*impl);
  impl->fingerprint = PrintOf(*impl);
  result.plan = std::make_shared<const Plan>(std::move(impl));
  return result;
}

PlanResult StoredPlan(Program program, std::span<const ZoneTable> zones,
                      const Fingerprint& fingerprint, absl::Status why) {
  PlanResult result;
  auto checked = std::make_shared<CheckedProgram>();
  checked->program = std::move(program);
  auto impl = std::make_unique<Plan::Impl>();
  impl->checked = std::move(checked);
  impl->why_not_compiled = std::move(why);
  TakeZones(zones, *impl, result.diagnostics);
  if (HasErrors(result.diagnostics)) return result;
  impl->fingerprint = fingerprint;
  result.plan = std::make_shared<const Plan>(std::move(impl));
  return result;
}

Plan::Plan(std::unique_ptr<const Impl> impl) : impl_(std::move(impl)) {}
Plan::~Plan() = default;

const Program& Plan::program() const { return impl_->program(); }
bool Plan::compiled() const { return impl_->why_not_compiled.ok(); }
const Fingerprint& Plan::fingerprint() const { return impl_->fingerprint; }
Instant Plan::valid_from() const { return impl_->valid_from; }
const ZoneTable& Plan::zone() const {
  return impl_->zones[impl_->program_zone];
}
const ZoneTable& Plan::ZoneOf(std::string_view store) const {
  return impl_->ZoneOf(store);
}
std::span<const ZoneTable> Plan::zones() const { return impl_->zones; }
std::span<const std::string> Plan::host_functions() const {
  return impl_->checked->host_functions;
}

namespace {

bool Takes(const Basket& basket, const Reward& reward) {
  return std::any_of(
      basket.rewards.begin(), basket.rewards.end(),
      [&](const BasketReward& asked) { return asked.id == reward.id; });
}

void AddCounters(const Rule& rule, std::string_view member, Date day,
                 Needs* needs) {
  for (uint32_t l = 0; l < rule.limits.size(); ++l) {
    if (rule.limits[l].per == Limit::Per::kMember && member.empty()) continue;
    CounterOf(rule, l, member, day, &needs->counters.Add());
  }
}

}  // namespace

void Plan::NeedsOf(const Event& event, Needs* needs, bool offers) const {
  needs->statistics = impl_->statistics;
  needs->balances = impl_->balances;
  needs->apart = needs->spends = needs->runs = false;
  if (event.member.empty()) {
    needs->lifetime = {};
  } else {
    needs->lifetime = impl_->lifetime;
  }
  needs->counters.Clear();
  if (event.kind != EventKind::kPurchase) return;
  const Date day = ZoneOf(event.store).ToLocal(event.time).date;
  for (const Budget& budget : program().budgets) {
    CounterOf(budget, day, &needs->counters.Add());
  }
  for (uint32_t r = 0; r < program().rules.size(); ++r) {
    const Rule& rule = program().rules[r];
    AddCounters(rule, event.member, day, needs);
    if (impl_->checked->rules[r].card != kNoIndex && !event.member.empty()) {
      CounterOf(rule, event.member, &needs->counters.Add());
    }
  }
  if (event.member.empty()) return;
  for (size_t r = program().rules.size(); r < impl_->rule_count(); ++r) {
    const Reward& reward = *impl_->RewardOf(r);
    if (!Takes(event.basket, reward) && !(offers && !reward.automatic)) {
      continue;
    }
    needs->balances = needs->apart = needs->spends = true;
    AddCounters(impl_->rule(r), event.member, day, needs);
    if (reward.stock) CounterOf(reward, &needs->counters.Add());
  }
  for (const Tender& tender : event.basket.tenders) {
    if (tender.kind != TenderKind::kPoints) continue;
    const PointsCurrency* const points = FindPoints(program(), tender.currency);
    needs->spends = true;
    if (points != nullptr && points->grandfathered) needs->runs = true;
  }
}

std::string Plan::Print() const {
  if (!compiled()) {
    return std::string(MessageOf(impl_->why_not_compiled)) + "\n";
  }
  return PrintChecked(*impl_->checked) + PrintTurns(*impl_);
}

}  // namespace patron
