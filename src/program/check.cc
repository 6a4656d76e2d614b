// Checks a program as a whole: ids, references, values, expressions.
//
// Everything is looked at, whatever has failed before, so that one run shows a
// marketer all that is to be mended. Value checks stand here and not in the
// reader of texts, since programs also come from C++ and from bytes.

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "base/quote.h"
#include "expr/environment.h"
#include "expr/limits.h"
#include "expr/text.h"
#include "model/span.h"
#include "program/attributes.h"
#include "program/check_automatic.h"
#include "program/check_effects.h"
#include "program/check_points.h"
#include "program/check_rewards.h"
#include "program/check_stacking.h"
#include "program/checked_program.h"
#include "program/elsewhere.h"
#include "program/host.h"
#include "program/names.h"
#include "program/phase.h"
#include "program/report.h"

namespace patron {
namespace {

// Of effects that earn points and effects that multiply them: a decision holds
// an effect for each pair.
constexpr int64_t kMultipliedMax = 100'000;

using expr::Environment;
using expr::Expression;
using expr::Type;

// A near name costs a walk over all names: for a hostile program of 20,000
// typing errors that would take hours.
constexpr int kNearNamesMax = 50;

class Checker {
 public:
  Checker(Program program, std::span<const ZoneTable> zones,
          const HostFunctions& host)
      : checked_(std::make_shared<CheckedProgram>()),
        zones_(zones),
        host_(host) {
    checked_->program = std::move(program);
  }

  CheckResult Run() {
    CheckHead();
    if (!TooLarge()) {
      CheckNames();
      CheckPoints(program(), &report_);
      Diagnostics stores;
      CheckStores(program(), &stores);
      for (Diagnostic& wrong : stores) report_.Add(std::move(wrong));
      DeclareLanguage();
      DeclareFacts();
      CompileObjects();
      CheckShelf(names_, checked_.get(), &report_);
      CheckRules();
      OrderObjects();
      checked_->host_functions.assign(host_functions_.begin(),
                                      host_functions_.end());
      CheckReturns(*checked_, &report_);
    }
    CheckResult result;
    result.diagnostics = report_.Take();
    if (!HasErrors(result.diagnostics)) result.checked = std::move(checked_);
    return result;
  }

 private:
  void Fail(Reason reason, std::string path, std::string message) {
    report_.Fail(reason, std::move(path), std::move(message));
  }

  void CheckHead();
  bool TooLarge();
  void CheckNames();
  void DeclareLanguage();
  void DeclareFacts();
  void DeclareAttributes();
  void AddNamedObjects(Environment& environment, bool rules);
  void AddTiers(Environment& environment);
  void DeclareExpectedOrders();
  absl::StatusOr<uint32_t> SlotOfExpectedOrders(int64_t days);
  void CompileObjects();
  void CheckRules();
  void CheckRewards();
  void CheckRewardIds(const Names& rules, const Names& lists);
  void CheckSchedule(const Schedule& schedule, const std::string& path);
  void CheckLimits(const Rule& rule, const std::string& path);
  void OrderObjects();

  std::optional<Expression> CompileText(const Environment& environment,
                                        std::string_view source,
                                        const std::string& path);
  std::vector<uint32_t> Order(const std::vector<Expression>& objects,
                              std::string_view function, const Names& names,
                              std::string_view list);

  [[nodiscard]] const Program& program() const { return checked_->program; }

  std::shared_ptr<CheckedProgram> checked_;
  std::span<const ZoneTable> zones_;
  const HostFunctions& host_;
  std::set<std::string> host_functions_;  // those that are called
  Report report_;
  NearNamesLeft near_names_left_ =
      std::make_shared<std::atomic<int>>(kNearNamesMax);
  Names points_{near_names_left_};
  Names selections_{near_names_left_};
  Names segments_{near_names_left_};
  Names tiers_{near_names_left_};
  Names products_{near_names_left_};
  Names budgets_{near_names_left_};
  Names groups_{near_names_left_};
  const ObjectNames names_{points_,   selections_, segments_,
                           products_, budgets_,    groups_};
  Environment order_;    // what rules may read
  Environment segment_;  // the same slots, of which segments see the member's
  Environment line_;
};

void Checker::CheckHead() {
  report_.CheckId(program().id, "program");
  report_.CheckId(program().version, "version");
  if (!program().currency.valid()) {
    Fail(Reason::kMissingField, "currency",
         "a program needs a currency, such as EUR");
  }
  if (program().zone.empty()) {
    Fail(Reason::kMissingField, "zone",
         "a program needs a time zone, such as Europe/Berlin");
  }
}

bool Checker::TooLarge() {
  struct Row {
    std::string_view list;
    size_t size;
    size_t max;
  };
  const Row rows[] = {
      {"stores", program().stores.size(), kProgramObjectsMax},
      {"points", program().points.size(), kProgramObjectsMax},
      {"attributes", program().attributes.size(), kProgramObjectsMax},
      {"selections", program().selections.size(), kProgramObjectsMax},
      {"segments", program().segments.size(), kProgramObjectsMax},
      {"tiers", program().tiers.size(), kProgramObjectsMax},
      {"products", program().products.size(), kProgramObjectsMax},
      {"price_lists", program().price_lists.size(), kProgramObjectsMax},
      {"budgets", program().budgets.size(), kProgramObjectsMax},
      {"groups", program().groups.size(), kProgramObjectsMax},
      {"rules", program().rules.size(), kProgramRulesMax},
      {"rewards", program().rewards.size(), kProgramObjectsMax},
  };
  bool too_large = false;
  for (const Row& row : rows) {
    if (row.size <= row.max) continue;
    too_large = true;
    Fail(Reason::kTooLarge, std::string(row.list),
         "a program has at most " + std::to_string(row.max) + " " +
             std::string(row.list) + "; this one has " +
             std::to_string(row.size));
  }
  return too_large;
}

void Checker::CheckNames() {
  const auto each = [this](std::string_view list, const auto& objects,
                           Names& names) {
    for (size_t i = 0; i < objects.size(); ++i) {
      const std::string path = At(list, i) + ".id";
      report_.CheckId(objects[i].id, path);
      if (!names.Add(objects[i].id, static_cast<uint32_t>(i)) &&
          !objects[i].id.empty()) {
        Fail(Reason::kDuplicateId, path,
             Quote(objects[i].id) + " is the id of " +
                 At(list, names.Find(objects[i].id)) + " already");
      }
    }
  };
  Names stores(near_names_left_), rules(near_names_left_),
      lists(near_names_left_);
  each("stores", program().stores, stores);
  each("points", program().points, points_);
  each("selections", program().selections, selections_);
  each("segments", program().segments, segments_);
  each("tiers", program().tiers, tiers_);
  for (size_t i = 0; i < program().tiers.size(); ++i) {
    Names levels{near_names_left_};
    each(At("tiers", i) + ".levels", program().tiers[i].levels, levels);
  }
  each("price_lists", program().price_lists, lists);
  each("budgets", program().budgets, budgets_);
  each("groups", program().groups, groups_);
  each("rules", program().rules, rules);
  Names rewards(near_names_left_);
  each("rewards", program().rewards, rewards);
  CheckRewardIds(rules, lists);
  for (size_t i = 0; i < program().products.size(); ++i) {
    const std::string& sku = program().products[i].sku;
    const std::string path = At("products", i) + ".sku";
    report_.CheckId(sku, path);
    if (!products_.Add(sku, static_cast<uint32_t>(i)) && !sku.empty()) {
      Fail(Reason::kDuplicateId, path, Quote(sku) + " is a product already");
    }
  }
}

void Checker::CheckRewardIds(const Names& rules, const Names& lists) {
  for (size_t i = 0; i < program().rewards.size(); ++i) {
    const std::string& id = program().rewards[i].id;
    const bool of_rule = rules.Find(id) != kNoIndex;
    if (!of_rule && lists.Find(id) == kNoIndex) continue;
    Fail(Reason::kDuplicateId, At("rewards", i) + ".id",
         Quote(id) + " is the id of a " + (of_rule ? "rule" : "price list") +
             ": a decision could not tell them apart");
  }
}

// Named objects are functions of a literal whose answer is a slot.
void Checker::AddNamedObjects(Environment& environment, bool rules) {
  const auto add = [&](std::string function, Type type, const Names& names,
                       std::string_view kind,
                       const std::vector<uint32_t>& slots) {
    environment.AddNamed(
        std::move(function), type,
        [&names, kind,
         &slots](std::string_view id) -> absl::StatusOr<uint32_t> {
          const uint32_t index = names.Find(id);
          if (index != kNoIndex) return slots[index];
          std::string message = names.Unknown(kind, id);
          // quantity("1.5 kg")
          if (kind == "selection" && ParseQuantity(id).ok()) {
            message += "; a weight is written weight(\"1.5 kg\")";
          }
          return Refuse(Reason::kUnknownName, std::move(message));
        });
  };
  CheckedProgram& c = *checked_;
  add("in_segment", Type::Bool(), segments_, "segment", c.segment_slots);
  add("points", Type::Points(), points_, "points currency", c.points_slots);
  if (!rules) return;
  AddTiers(environment);
  add("quantity", Type::Quantity(), selections_, "selection", c.quantity_slots);
  add("total", Type::Money(), selections_, "selection", c.total_slots);
  add("count", Type::Int(), selections_, "selection", c.count_slots);
}

// tier("status") is the id of a level, or "".
void Checker::AddTiers(Environment& environment) {
  environment.AddNamed(
      "tier", Type::String(),
      [this](std::string_view id) -> absl::StatusOr<uint32_t> {
        const uint32_t index = tiers_.Find(id);
        if (index != kNoIndex) return checked_->tier_slots[index];
        return Refuse(Reason::kUnknownName, tiers_.Unknown("tier ladder", id));
      },
      [this](std::string_view id) {
        std::vector<std::string> levels;
        const uint32_t index = tiers_.Find(id);
        if (index == kNoIndex) return levels;
        for (const TierLevel& level : program().tiers[index].levels) {
          levels.push_back(level.id);
        }
        return levels;
      });
}

// Slots in both frames, under names that nobody can write.
void Checker::DeclareExpectedOrders() {
  checked_->expected_orders_slot = static_cast<uint32_t>(order_.facts().size());
  for (Environment* environment : {&order_, &segment_}) {
    for (size_t i = 0; i < kExpectedOrdersMax; ++i) {
      std::string name(kExpectedOrders);
      name.append("(#").append(std::to_string(i)) += ')';
      environment->AddFact(name, Type::Rate());
    }
    environment->AddNumbered(
        std::string(kExpectedOrders), Type::Rate(),
        [this](int64_t days) { return SlotOfExpectedOrders(days); });
  }
}

// A slot for each number of days that is asked for.
absl::StatusOr<uint32_t> Checker::SlotOfExpectedOrders(int64_t days) {
  if (days < 1 || days > kExpectedOrdersDaysMax) {
    return Refuse(Reason::kBadValue,
                  "expected_orders() looks 1 to " +
                      std::to_string(kExpectedOrdersDaysMax) +
                      " days ahead, not " + std::to_string(days));
  }
  std::vector<int32_t>& known = checked_->expected_orders_days;
  const auto at = std::find(known.begin(), known.end(), days);
  const auto index = static_cast<uint32_t>(at - known.begin());
  if (at != known.end()) return checked_->expected_orders_slot + index;
  if (known.size() == kExpectedOrdersMax) {
    return Refuse(Reason::kTooLarge,
                  "a program asks for expected_orders() of at most " +
                      std::to_string(kExpectedOrdersMax) +
                      " different numbers of days");
  }
  known.push_back(static_cast<int32_t>(days));
  checked_->order_slot_names[checked_->expected_orders_slot + index] =
      std::string(kExpectedOrders) + "(" + std::to_string(days) + ")";
  return checked_->expected_orders_slot + index;
}

// What all expressions have, whatever their facts.
void Checker::DeclareLanguage() {
  AddHints(order_, segment_, line_);
  for (Environment* environment : {&order_, &segment_, &line_}) {
    environment->SetCurrency(program().currency);
    environment->SetNearNamesLeft(near_names_left_);
    environment->SetZones([this](std::string_view name) {
      const auto zone =
          std::find_if(zones_.begin(), zones_.end(),
                       [&](const ZoneTable& z) { return z.name() == name; });
      return zone == zones_.end() ? nullptr
                                  : std::make_shared<const ZoneTable>(*zone);
    });
    const absl::Status status = Declare(host_, *environment);
    if (!status.ok()) {
      Fail(ReasonOf(status), "", std::string(MessageOf(status)));
    }
  }
}

void Checker::DeclareFacts() {
  CheckedProgram& c = *checked_;
  // A name that nobody can write keeps the slots of both frames alike.
  const auto declare = [&](std::string name, Type type, bool for_segments) {
    segment_.AddFact(for_segments ? name : "only in rules: " + name, type);
    return order_.AddFact(std::move(name), type);
  };
  for (uint32_t f = 0; f < static_cast<uint32_t>(OrderFact::kEnd); ++f) {
    const FactInfo info = InfoOf(static_cast<OrderFact>(f));
    declare(std::string(info.name), Type(info.kind),
            f < static_cast<uint32_t>(OrderFact::kMemberFactsEnd));
  }
  for (uint32_t f = 0; f < static_cast<uint32_t>(LineFact::kEnd); ++f) {
    const FactInfo info = InfoOf(static_cast<LineFact>(f));
    line_.AddFact(std::string(info.name), Type(info.kind));
  }
  line_.SetValues(static_cast<uint32_t>(LineFact::kKind), LineKindNames());
  DeclareAttributes();
  for (const PointsCurrency& points : program().points) {
    c.points_slots.push_back(
        declare("points(" + points.id + ")", Type::Points(), true));
  }
  for (const Segment& segment : program().segments) {
    c.segment_slots.push_back(
        declare("in_segment(" + segment.id + ")", Type::Bool(), true));
  }
  for (const TierLadder& ladder : program().tiers) {
    c.tier_slots.push_back(
        declare("tier(" + ladder.id + ")", Type::String(), false));
  }
  for (const Selection& s : program().selections) {
    c.quantity_slots.push_back(
        declare("quantity(" + s.id + ")", Type::Quantity(), false));
    c.total_slots.push_back(
        declare("total(" + s.id + ")", Type::Money(), false));
    c.count_slots.push_back(declare("count(" + s.id + ")", Type::Int(), false));
    c.in_selection_slots.push_back(
        line_.AddFact("in_selection(" + s.id + ")", Type::Bool()));
  }
  DeclareExpectedOrders();
  AddNamedObjects(order_, true);
  AddNamedObjects(segment_, false);
  line_.AddNamed("in_selection", Type::Bool(),
                 [this](std::string_view id) -> absl::StatusOr<uint32_t> {
                   const uint32_t index = selections_.Find(id);
                   if (index != kNoIndex) {
                     return checked_->in_selection_slots[index];
                   }
                   return Refuse(Reason::kUnknownName,
                                 selections_.Unknown("selection", id));
                 });
  for (const expr::Fact& fact : order_.facts()) {
    c.order_slot_names.push_back(fact.name);
  }
  for (size_t i = 0; i < kExpectedOrdersMax; ++i) {
    c.order_slot_names[c.expected_orders_slot + i].clear();
  }
  for (const expr::Fact& fact : line_.facts()) {
    c.line_slot_names.push_back(fact.name);
  }
  c.order_slot_count = static_cast<uint32_t>(c.order_slot_names.size());
  c.line_slot_count = static_cast<uint32_t>(c.line_slot_names.size());
}

void Checker::DeclareAttributes() {
  CheckedProgram& c = *checked_;
  for (size_t i = 0; i < program().attributes.size(); ++i) {
    const Attribute& attribute = program().attributes[i];
    const std::string path = At("attributes", i) + ".name";
    c.line_attribute_slots.push_back(kNoIndex);
    c.event_attribute_slots.push_back(kNoIndex);
    if (!expr::IsIdentifier(attribute.name)) {
      Fail(Reason::kBadValue, path,
           "an attribute's name is letters, digits and underscores, not " +
               Quote(attribute.name));
      continue;
    }
    if (expr::IsKeyword(attribute.name)) {
      Fail(Reason::kBadValue, path,
           Quote(attribute.name) +
               " is a word of the expression language: no expression could "
               "read an attribute of this name");
      continue;
    }
    const bool of_line = attribute.owner == Attribute::Owner::kLine;
    const std::string name =
        std::string(OwnerName(attribute.owner)) + "." + attribute.name;
    Environment& environment = of_line ? line_ : order_;
    if (environment.FindFact(name)) {
      Fail(Reason::kDuplicateId, path,
           "there is a fact " + Quote(name) + " already");
      continue;
    }
    const Type type(KindOf(attribute.type));
    if (of_line) {
      c.line_attribute_slots[i] = line_.AddFact(name, type);
    } else {
      segment_.AddFact("only in rules: " + name, type);
      c.event_attribute_slots[i] = order_.AddFact(name, type);
    }
  }
}

std::optional<Expression> Checker::CompileText(const Environment& environment,
                                               std::string_view source,
                                               const std::string& path) {
  expr::CompileResult result = expr::Compile(environment, source, Type::Bool(),
                                             expr::Limits(), {.bounded = true});
  for (Diagnostic& diagnostic : result.diagnostics) {
    // Money that names no currency takes the program's, which is missed once.
    if (diagnostic.reason == Reason::kUnknownCurrency &&
        !program().currency.valid()) {
      continue;
    }
    diagnostic.path = path;
    report_.Add(std::move(diagnostic));
  }
  if (result.ok()) {
    for (const expr::FunctionDecl* called :
         result.expression->host_functions()) {
      host_functions_.insert(SignatureOf(*called));
    }
  }
  return std::move(result.expression);
}

void Checker::CompileObjects() {
  CheckedProgram& c = *checked_;
  const Eligibility& eligible = program().eligible;
  if (!eligible.discount.empty()) {
    c.eligible_discount =
        CompileText(line_, eligible.discount, "eligible.discount");
  }
  if (!eligible.earn.empty()) {
    c.eligible_earn = CompileText(line_, eligible.earn, "eligible.earn");
  }
  if (!eligible.tier.empty()) {
    c.eligible_tier = CompileText(line_, eligible.tier, "eligible.tier");
  }
  const auto compile = [&](const Environment& environment,
                           const std::string& source, const std::string& path,
                           std::vector<Expression>& out) {
    if (source.empty()) {
      Fail(Reason::kMissingField, path, "an expression is missing here");
    } else if (auto expression = CompileText(environment, source, path)) {
      out.push_back(std::move(*expression));
    }
  };
  for (size_t i = 0; i < program().selections.size(); ++i) {
    compile(line_, program().selections[i].where,
            At("selections", i) + ".where", c.selections);
  }
  for (size_t i = 0; i < program().segments.size(); ++i) {
    compile(segment_, program().segments[i].when, At("segments", i) + ".when",
            c.segments);
  }
  for (size_t i = 0; i < program().tiers.size(); ++i) {
    const std::vector<TierLevel>& levels = program().tiers[i].levels;
    const std::string path = At("tiers", i) + ".levels";
    if (levels.empty() || levels.size() > kTierLevelsMax) {
      Fail(levels.empty() ? Reason::kMissingField : Reason::kTooLarge, path,
           "a ladder has 1 to " + std::to_string(kTierLevelsMax) + " levels");
    }
    std::vector<Expression>& conditions = c.tiers.emplace_back();
    for (size_t l = 0; l < levels.size(); ++l) {
      compile(segment_, levels[l].when, At(path, l) + ".when", conditions);
    }
  }
}

void Checker::CheckSchedule(const Schedule& schedule, const std::string& path) {
  if (schedule.from && schedule.until && *schedule.until < *schedule.from) {
    Fail(Reason::kBadValue, path,
         "the schedule ends on " + FormatDate(*schedule.until) +
             ", before it begins on " + FormatDate(*schedule.from));
  }
  if (schedule.time_from_us.has_value() != schedule.time_until_us.has_value()) {
    Fail(Reason::kBadValue, path,
         "a window of the day has a beginning and an end: give both");
  }
  for (const std::optional<int64_t>& time :
       {schedule.time_from_us, schedule.time_until_us}) {
    if (time && (*time < 0 || *time > kMicrosPerDay)) {
      Fail(Reason::kBadValue, path, "a time of day is from 00:00 to 24:00");
    }
  }
  std::set<Weekday> days(schedule.weekdays.begin(), schedule.weekdays.end());
  if (days.size() != schedule.weekdays.size()) {
    Fail(Reason::kBadValue, path, "a weekday stands here twice");
  }
}

void Checker::CheckLimits(const Rule& rule, const std::string& path) {
  if (rule.limits.size() > kRuleLimitsMax) {
    Fail(Reason::kTooLarge, path + ".limits",
         "a rule has at most " + std::to_string(kRuleLimitsMax) + " limits");
  }
  for (size_t i = 0; i < rule.limits.size(); ++i) {
    const Limit& limit = rule.limits[i];
    const std::string at = At(path + ".limits", i);
    if (limit.uses < 1) {
      Fail(Reason::kBadValue, at + ".uses",
           "expected at least 1 use, not " + std::to_string(limit.uses));
    }
    if (limit.period && !IsCalendarPeriod(*limit.period)) {
      Fail(Reason::kBadValue, at + ".period",
           "expected day, week, month, quarter or year");
    }
    for (size_t j = 0; j < i; ++j) {
      if (rule.limits[j].per != limit.per ||
          rule.limits[j].period != limit.period) {
        continue;
      }
      Fail(Reason::kDuplicateId, at,
           At(path + ".limits", j) +
               " counts the same uses: of two such limits the smaller is "
               "enough");
      break;
    }
  }
}

void Checker::CheckRules() {
  // How many effects earn a currency, and how many multiply it.
  std::map<uint32_t, int64_t> earned, multiplied;
  for (size_t i = 0; i < program().rules.size(); ++i) {
    const Rule& rule = program().rules[i];
    const std::string path = At("rules", i);
    CheckedRule& checked = checked_->rules.emplace_back();
    CheckSchedule(rule.schedule, path + ".schedule");
    CheckLimits(rule, path);
    if (!rule.when.empty()) {
      checked.when = CompileText(order_, rule.when, path + ".when");
    }
    if (rule.then.empty()) {
      Fail(Reason::kMissingField, path + ".then",
           "a rule needs at least one effect");
    }
    if (rule.then.size() > kRuleEffectsMax) {
      Fail(
          Reason::kTooLarge, path + ".then",
          "a rule has at most " + std::to_string(kRuleEffectsMax) + " effects");
      continue;
    }
    for (size_t e = 0; e < rule.then.size(); ++e) {
      ResolvedEffect& resolved = checked.then.emplace_back();
      CheckEffect(program(), names_, rule.then[e], At(path + ".then", e),
                  &resolved, &report_);
      if (std::holds_alternative<EarnPoints>(rule.then[e].what) ||
          std::holds_alternative<UnitPoints>(rule.then[e].what)) {
        ++earned[resolved.currency];
      } else if (std::holds_alternative<MultiplyPoints>(rule.then[e].what)) {
        ++multiplied[resolved.currency];
      }
      const auto* card = std::get_if<StampCard>(&rule.then[e].what);
      if (card == nullptr || !card->over_visits) continue;
      if (checked.card != kNoIndex) {
        Fail(Reason::kBadValue,
             At(path + ".then", e) + ".stamp_card.over_visits",
             "the rule has a card over visits already, and its stamps are kept "
             "by the rule: give this one a rule of its own");
      }
      checked.card = static_cast<uint32_t>(e);
    }
  }
  CheckRewards();
  CheckStacking(names_, checked_.get(), &report_);
  for (const auto& [currency, times] : multiplied) {
    if (currency == kNoIndex) continue;
    const auto found = earned.find(currency);
    if (found != earned.end()) {
      if (found->second * times <= kMultipliedMax) continue;
      Fail(Reason::kTooLarge, At("points", currency),
           std::to_string(times) + " effects multiply what " +
               std::to_string(found->second) + " earn: each does each, and " +
               std::to_string(kMultipliedMax) + " pairs are the most");
      continue;
    }
    report_.Warn(At("points", currency),
                 "rules multiply " + Quote(program().points[currency].id) +
                     ", but no rule earns them");
  }
}

// Each as the rule that it is when it is taken.
void Checker::CheckRewards() {
  for (size_t i = 0; i < program().rewards.size(); ++i) {
    const Reward& reward = program().rewards[i];
    const std::string path = At("rewards", i);
    CheckReward(program(), names_, reward, path, &report_);
    checked_->reward_rules.push_back(RuleOf(program(), reward));
    const Rule& rule = checked_->reward_rules.back();
    CheckedRule& checked = checked_->rules.emplace_back();
    CheckSchedule(rule.schedule, path + ".schedule");
    CheckLimits(rule, path);
    if (!rule.when.empty()) {
      checked.when = CompileText(order_, rule.when, path + ".when");
    }
    for (size_t e = 0; e < reward.then.size() && e < kRuleEffectsMax; ++e) {
      CheckEffect(program(), names_, reward.then[e], At(path + ".then", e),
                  &checked.then.emplace_back(), &report_);
    }
    if (reward.unit.empty()) continue;
    checked.then.emplace_back().selection = Resolve(
        selections_, "selection", reward.unit, path + ".unit", &report_);
  }
  CheckChains(program(), &report_);
}

// Kahn's algorithm by index, so that the order is the program's where it can
// be; what is left over stands on a cycle or behind one.
std::vector<uint32_t> Checker::Order(const std::vector<Expression>& objects,
                                     std::string_view function,
                                     const Names& names,
                                     std::string_view list) {
  const std::span<const std::string_view> ids = names.all();
  const size_t count = objects.size();
  std::vector<std::vector<uint32_t>> reads(count);
  for (size_t i = 0; i < count; ++i) {
    for (const Expression::NamedUse& use : objects[i].named()) {
      if (use.function == function) {
        reads[i].push_back(names.Find(use.literal));
      }
    }
  }
  std::vector<uint32_t> order;
  std::vector<bool> placed(count, false);
  for (bool moved = true; moved;) {
    moved = false;
    for (uint32_t i = 0; i < count; ++i) {
      if (placed[i] || !std::all_of(reads[i].begin(), reads[i].end(),
                                    [&](uint32_t r) { return placed[r]; })) {
        continue;
      }
      placed[i] = moved = true;
      order.push_back(i);
    }
  }
  if (order.size() == count) return order;
  // Follow unplaced reads until one comes again: that is the cycle.
  uint32_t at = 0;
  while (placed[at]) ++at;
  std::vector<uint32_t> trail;
  while (std::find(trail.begin(), trail.end(), at) == trail.end()) {
    trail.push_back(at);
    at = *std::find_if(reads[at].begin(), reads[at].end(),
                       [&](uint32_t r) { return !placed[r]; });
  }
  std::string text;
  for (auto it = std::find(trail.begin(), trail.end(), at); it != trail.end();
       ++it) {
    text += Quote(ids[*it]) + " -> ";
  }
  Fail(Reason::kCycle, At(list, at),
       "these refer to each other in a circle: " + text + Quote(ids[at]));
  return order;
}

void Checker::OrderObjects() {
  CheckedProgram& c = *checked_;
  if (c.selections.size() == program().selections.size()) {
    c.selection_order =
        Order(c.selections, "in_selection", selections_, "selections");
  }
  if (c.segments.size() == program().segments.size()) {
    c.segment_order = Order(c.segments, "in_segment", segments_, "segments");
  }
}

}  // namespace

CheckResult CheckProgram(Program program, std::span<const ZoneTable> zones,
                         const HostFunctions& host) {
  return Checker(std::move(program), zones, host).Run();
}

}  // namespace patron
