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

namespace patron {
namespace {

Phase PhaseOf(const Effect& effect) {
  if (const auto* percent = std::get_if<PercentOff>(&effect.what)) {
    return percent->of.empty() ? Phase::kBasketDiscount : Phase::kLineDiscount;
  }
  if (const auto* amount = std::get_if<AmountOff>(&effect.what)) {
    return amount->of.empty() ? Phase::kBasketDiscount : Phase::kLineDiscount;
  }
  return std::holds_alternative<EarnPoints>(effect.what) ? Phase::kEarning
                                                         : Phase::kMultiplying;
}

void OrderSteps(Plan::Impl& plan) {
  const std::vector<Rule>& rules = plan.program().rules;
  for (uint32_t r = 0; r < rules.size(); ++r) {
    for (uint32_t e = 0; e < rules[r].then.size(); ++e) {
      plan.steps.push_back({PhaseOf(rules[r].then[e]), r, e});
    }
  }
  std::sort(plan.steps.begin(), plan.steps.end(),
            [&](const Step& a, const Step& b) {
              const Rule& x = rules[a.rule];
              const Rule& y = rules[b.rule];
              return std::tie(a.phase, x.priority, x.id, a.effect) <
                     std::tie(b.phase, y.priority, y.id, b.effect);
            });
}

// Marks what rules read, then what those segments and selections read.
class Reads {
 public:
  explicit Reads(Plan::Impl& plan)
      : plan_(plan),
        checked_(*plan.checked),
        selection_read_(checked_.selections.size(), false),
        segment_read_(checked_.segments.size(), false) {}

  void Collect() {
    plan_.order_reads.assign(checked_.order_slot_count, false);
    for (const CheckedRule& rule : checked_.rules) {
      if (rule.when) MarkOrder(*rule.when);
      for (const ResolvedEffect& effect : rule.then) {
        if (effect.selection != kNoIndex) {
          selection_read_[effect.selection] = true;
        }
      }
    }
    for (uint32_t t = 0; t < checked_.tiers.size(); ++t) {
      if (!plan_.order_reads[checked_.tier_slots[t]]) continue;
      plan_.tiers.push_back(t);
      for (const expr::Expression& level : checked_.tiers[t]) MarkOrder(level);
    }
    // Readers come after what they read: walk backwards.
    for (auto it = checked_.segment_order.rbegin();
         it != checked_.segment_order.rend(); ++it) {
      if (plan_.order_reads[checked_.segment_slots[*it]]) {
        segment_read_[*it] = true;
        MarkOrder(checked_.segments[*it]);
      }
    }
    for (uint32_t s = 0; s < checked_.selections.size(); ++s) {
      const bool counted = plan_.order_reads[checked_.quantity_slots[s]] ||
                           plan_.order_reads[checked_.count_slots[s]];
      const bool summed = plan_.order_reads[checked_.total_slots[s]];
      if (counted) plan_.quantity_selections.push_back(s);
      if (summed) plan_.total_selections.push_back(s);
      if (counted || summed) selection_read_[s] = true;
    }
    MarkLine(checked_.eligible_discount);
    MarkLine(checked_.eligible_earn);
    for (auto it = checked_.selection_order.rbegin();
         it != checked_.selection_order.rend(); ++it) {
      if (selection_read_[*it]) MarkLine(checked_.selections[*it]);
    }
    Keep(checked_.segment_order, segment_read_, &plan_.segments);
    Keep(checked_.selection_order, selection_read_, &plan_.selections);
    NoteFacts();
  }

 private:
  void MarkOrder(const expr::Expression& expression) {
    for (const uint32_t slot : expression.slots()) {
      plan_.order_reads[slot] = true;
    }
  }
  void MarkLine(const std::optional<expr::Expression>& expression) {
    if (!expression) return;
    for (const uint32_t slot : expression->slots()) {
      const auto& slots = checked_.in_selection_slots;
      const auto it = std::lower_bound(slots.begin(), slots.end(), slot);
      if (it != slots.end() && *it == slot) {
        selection_read_[static_cast<size_t>(it - slots.begin())] = true;
      }
    }
  }
  static void Keep(const std::vector<uint32_t>& order,
                   const std::vector<bool>& read, std::vector<uint32_t>* out) {
    for (const uint32_t i : order) {
      if (read[i]) out->push_back(i);
    }
  }
  void NoteFacts() {
    for (auto f = static_cast<uint32_t>(OrderFact::kStatsOrders);
         f < static_cast<uint32_t>(OrderFact::kMemberFactsEnd); ++f) {
      if (plan_.order_reads[f]) plan_.statistics = true;
    }
    for (const uint32_t slot : checked_.points_slots) {
      if (plan_.order_reads[slot]) plan_.balances = true;
    }
  }

  Plan::Impl& plan_;
  const CheckedProgram& checked_;
  std::vector<bool> selection_read_;
  std::vector<bool> segment_read_;
};

bool GivesPoints(const Effect& effect) {
  return std::holds_alternative<EarnPoints>(effect.what) ||
         std::holds_alternative<MultiplyPoints>(effect.what);
}

// Statistics and points of nobody would read as those of a new member. A
// segment that asks for them holds for nobody and needs no care here.
bool AsksAboutAMember(const CheckedProgram& checked,
                      const expr::Expression& when) {
  return std::any_of(
      when.slots().begin(), when.slots().end(), [&](uint32_t slot) {
        const auto& points = checked.points_slots;
        return (slot >= static_cast<uint32_t>(OrderFact::kStatsOrders) &&
                slot < static_cast<uint32_t>(OrderFact::kMemberFactsEnd)) ||
               std::find(points.begin(), points.end(), slot) != points.end();
      });
}

bool NeedsMember(const CheckedProgram& checked, size_t index) {
  const Rule& rule = checked.program.rules[index];
  const std::optional<expr::Expression>& when = checked.rules[index].when;
  if (when && AsksAboutAMember(checked, *when)) return true;
  if (std::all_of(rule.then.begin(), rule.then.end(), GivesPoints)) return true;
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

}  // namespace

std::string_view PhaseName(Phase phase) {
  switch (phase) {
    case Phase::kLineDiscount:
      return "line discounts";
    case Phase::kBasketDiscount:
      return "basket discounts";
    case Phase::kEarning:
      return "earning";
    case Phase::kMultiplying:
      return "multipliers";
  }
  return "unknown";
}

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
  OrderSteps(*impl);
  for (size_t r = 0; r < impl->program().rules.size(); ++r) {
    impl->needs_member.push_back(NeedsMember(*impl->checked, r));
  }
  Reads(*impl).Collect();
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

void Plan::NeedsOf(const Event& event, Needs* needs) const {
  needs->statistics = impl_->statistics;
  needs->balances = impl_->balances;
  needs->counters.Clear();
  if (event.kind != EventKind::kPurchase) return;
  const Date day = ZoneOf(event.store).ToLocal(event.time).date;
  for (const Rule& rule : program().rules) {
    for (uint32_t l = 0; l < rule.limits.size(); ++l) {
      if (rule.limits[l].per == Limit::Per::kMember && event.member.empty()) {
        continue;
      }
      CounterOf(rule, l, event.member, day, &needs->counters.Add());
    }
  }
}

std::string Plan::Print() const {
  if (!compiled()) {
    return std::string(MessageOf(impl_->why_not_compiled)) + "\n";
  }
  std::string out = PrintChecked(*impl_->checked);
  for (size_t i = 0; i < impl_->steps.size(); ++i) {
    const Step& step = impl_->steps[i];
    const Rule& rule = impl_->rule(step.rule);
    out += "step " + std::to_string(i) + ": " +
           std::string(PhaseName(step.phase)) + ", " + rule.id + " effect " +
           std::to_string(step.effect) + "\n";
  }
  return out;
}

}  // namespace patron
