// The decider: phases in their order, each rule judged once at its first turn.
//
// Rules are tried one after the other. An index over conditions was left for
// when programs of thousands of rules are measured; the order of steps, and so
// every result, would be the same.

#include <algorithm>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/quote.h"
#include "decide/deciding_impl.h"
#include "expr/limits.h"
#include "model/content.h"
#include "patron/rounding.h"

namespace patron {
namespace {

// A person reads a reason: a long value ends in "..." after a screen.
constexpr size_t kShownBytesMax = 1024;

// `part` makes the readable part, where reasons are asked for: nothing is
// spent on one that nobody reads.
template <typename Part>
WhyNot* Say(Work& work, size_t index, WhyNotKind kind, Part part) {
  if (!work.options.reasons) return nullptr;
  // One reason is enough: the first is that of the rule's own turn.
  if (std::exchange(work.mine.rules[index].said, true)) return nullptr;
  WhyNot& why = work.decision.why_not.Add();
  why.rule = work.plan.rule(static_cast<uint32_t>(index)).id;
  why.kind = kind;
  why.parts.clear();
  if (kind != WhyNotKind::kCondition) why.parts.push_back(part());
  why.lost_to.clear();
  why.group.clear();
  why.conditions.clear();
  why.near.clear();
  return &why;
}

// Where a rule's limits stand in the facts, which are in the order of NeedsOf.
absl::Status IndexCounters(Work& work) {
  const std::vector<Rule>& rules = work.plan.program().rules;
  work.mine.counter_of.resize(rules.size());
  // Those of the budgets come first.
  auto next = static_cast<uint32_t>(work.plan.program().budgets.size());
  for (size_t r = 0; r < rules.size(); ++r) {
    work.mine.counter_of[r] = next;
    for (const Limit& limit : rules[r].limits) {
      if (limit.per == Limit::Per::kProgram || !work.event.member.empty()) {
        ++next;
      }
    }
    const bool has_card = work.plan.checked->rules[r].card != kNoIndex;
    if (has_card && !work.event.member.empty()) ++next;
  }
  if (next == work.facts.counters.size()) return absl::OkStatus();
  return Refuse(Reason::kBadValue,
                "the facts hold " + std::to_string(work.facts.counters.size()) +
                    " counters, the plan needs " + std::to_string(next) +
                    ": load those of NeedsOf");
}

// The first limit that leaves no use; their number where all do.
size_t UsedUp(const Work& work, uint32_t index) {
  const std::vector<Limit>& limits = work.plan.rule(index).limits;
  const uint32_t first = work.mine.counter_of[index];
  size_t l = 0;
  while (l < limits.size() &&
         work.facts.counters[first + l].used < limits[l].uses) {
    ++l;
  }
  return l;
}

std::string WhyUsedUp(const Limit& limit, const Counter& counter) {
  const std::string& period = counter.key.period;
  return std::to_string(counter.used) + " of " + std::to_string(limit.uses) +
         " uses are taken" + (period.empty() ? "" : " in " + period);
}

uint32_t IndexOf(const std::vector<uint32_t>& slots, uint32_t slot) {
  const auto it = std::find(slots.begin(), slots.end(), slot);
  return it == slots.end() ? kNoIndex
                           : static_cast<uint32_t>(it - slots.begin());
}

// What a comparison asks more of, if it is something to be bought.
void NoteWanting(Work& work, uint32_t rule, const expr::FailedPart& part) {
  const expr::FailedRelation& relation = *part.relation;
  const bool more = relation.op == ">=" || relation.op == ">";
  if (!more || part.values.empty() || part.values[0].text != relation.fact) {
    return;
  }
  const CheckedProgram& checked = *work.plan.checked;
  const uint32_t slot = part.values[0].slot;
  Wanting wanting;
  wanting.rule = rule;
  const int64_t least = relation.op == ">" ? 1 : 0;
  const expr::Value& is = relation.is;
  const expr::Value& needs = relation.needs;
  if (is.is(expr::Kind::kMoney) && needs.is(expr::Kind::kMoney)) {
    wanting.selection = IndexOf(checked.total_slots, slot);
    if (wanting.selection == kNoIndex &&
        slot != static_cast<uint32_t>(OrderFact::kBasketTotal) &&
        slot != static_cast<uint32_t>(OrderFact::kBasketListTotal)) {
      return;
    }
    wanting.missing = needs.money().minor - is.money().minor + least;
  } else {
    wanting.of_money = false;
    wanting.selection = IndexOf(checked.quantity_slots, slot);
    if (wanting.selection == kNoIndex &&
        slot != static_cast<uint32_t>(OrderFact::kBasketUnits)) {
      return;
    }
    wanting.missing = 1;  // found by trying
  }
  work.mine.wantings.push_back(wanting);
}

void SayCondition(Work& work, uint32_t index, const expr::Expression& when) {
  WhyNot* const said =
      Say(work, index, WhyNotKind::kCondition, [] { return ""; });
  if (said == nullptr) return;
  WhyNot& why = *said;
  // Reasons spend nothing of what later rules may take.
  const uint64_t steps_left = work.mine.scratch.steps_left;
  const std::vector<expr::FailedPart> parts =
      when.Explain(work.mine.order_facts, work.mine.scratch);
  work.mine.scratch.steps_left = steps_left;
  for (const expr::FailedPart& part : parts) {
    why.parts.push_back(part.message);
    FailedCondition& condition = why.conditions.emplace_back();
    condition.part = part.text;
    if (!part.relation) continue;
    condition.fact = part.relation->fact;
    condition.is = expr::FormatValue(part.relation->is, kShownBytesMax);
    condition.relation = part.relation->op;
    condition.needs = part.relation->wanted;
    NoteWanting(work, index, part);
  }
}

bool IsLeftOut(const Work& work, const Rule& rule) {
  const std::span<const std::string_view> without = work.options.without;
  return std::find(without.begin(), without.end(), rule.id) != without.end();
}

Verdict Judge(Work& work, uint32_t index) {
  const Rule& rule = work.plan.rule(index);
  if (IsLeftOut(work, rule)) return Verdict::kFails;
  if (!IsOn(rule.schedule, work.local)) {
    Say(work, index, WhyNotKind::kSchedule,
        [&] { return WhyOff(rule.schedule, work.local); });
    return Verdict::kFails;
  }
  if (work.event.member.empty() && work.plan.needs_member[index]) {
    Say(work, index, WhyNotKind::kNoMember,
        [] { return "nobody was named for this event"; });
    return Verdict::kFails;
  }
  if (const size_t limit = UsedUp(work, index); limit < rule.limits.size()) {
    Say(work, index, WhyNotKind::kLimit, [&] {
      return WhyUsedUp(
          rule.limits[limit],
          work.facts.counters[work.mine.counter_of[index] + limit]);
    });
    return Verdict::kFails;
  }
  const std::optional<expr::Expression>& when =
      work.plan.checked->rules[index].when;
  if (!when) return Verdict::kHolds;
  RefreshTotals(work, index);
  const expr::Value value =
      when->Evaluate(work.mine.order_facts, work.mine.scratch);
  if (value.is_true()) return Verdict::kHolds;
  if (value.is_error()) {
    NoteFailure(work, rule.id, value.error());
  } else {
    SayCondition(work, index, *when);
  }
  return Verdict::kFails;
}

// One use of each of the rule's limits, taken when it first has an effect.
void DrawUses(Work& work, uint32_t index) {
  const Rule& rule = work.plan.rule(index);
  const uint32_t first = work.mine.counter_of[index];
  for (size_t l = 0; l < rule.limits.size(); ++l) {
    Draw& draw = work.decision.draws.Add();
    draw.rule = rule.id;
    draw.key = work.facts.counters[first + l].key;
    draw.wanted = draw.given = 1;
    draw.may_owe = false;
    draw.bound = rule.limits[l].uses;
  }
}

// What fills the member's cards, and what is spent of them.
void DrawStamps(Work& work) {
  for (size_t e = 0; e < work.decision.effects.size(); ++e) {
    const FiredEffect& effect = work.decision.effects[e];
    if (effect.stamps.empty()) continue;
    Draw& draw = work.decision.draws.Add();
    draw.rule = effect.rule;
    draw.key = StampsOf(work, work.mine.effect_rules[e]).key;
    draw.wanted = 0;
    for (const Allocation& part : effect.stamps) {
      draw.wanted += Total(part.units);
    }
    draw.given = draw.wanted;
    draw.bound = std::numeric_limits<int64_t>::max();
    draw.may_owe = true;
  }
}

// The rule's draw on the budget, among those from `first` on.
Draw& DrawOf(Work& work, const std::string& rule, uint32_t budget,
             size_t first) {
  Recycled<Draw>& draws = work.decision.draws;
  for (size_t d = first; d < draws.size(); ++d) {
    if (draws[d].rule == rule) return draws[d];
  }
  Draw& draw = draws.Add();
  draw.rule = rule;
  draw.key = work.facts.counters[budget].key;
  draw.bound = work.plan.program().budgets[budget].amount.minor;
  draw.wanted = draw.given = 0;
  draw.may_owe = false;
  return draw;
}

// What each rule drew on its budget: budgets in their order, then rules as
// they first took something off.
absl::Status DrawBudgets(Work& work) {
  const std::vector<Budget>& budgets = work.plan.program().budgets;
  for (uint32_t b = 0; b < budgets.size(); ++b) {
    const size_t first = work.decision.draws.size();
    for (size_t e = 0; e < work.decision.effects.size(); ++e) {
      const uint32_t rule = work.mine.effect_rules[e];
      const FiredEffect& effect = work.decision.effects[e];
      if (rule == kNoIndex || effect.amount.minor == 0 ||
          work.plan.checked->rules[rule].budget != b) {
        continue;
      }
      Draw& draw = DrawOf(work, effect.rule, b, first);
      const absl::StatusOr<int64_t> wanted =
          AddExact(draw.wanted, effect.wanted.minor);
      if (!wanted.ok()) return wanted.status();
      draw.wanted = *wanted;
      draw.given += effect.amount.minor;
    }
  }
  return absl::OkStatus();
}

// Which rules have done something, and what that uses up.
absl::Status NoteFired(Work& work) {
  for (const uint32_t rule : work.mine.effect_rules) {
    if (rule == kNoIndex || work.mine.rules[rule].fired) continue;
    work.mine.rules[rule].fired = true;
    DrawUses(work, rule);
  }
  DrawStamps(work);
  return DrawBudgets(work);
}

void FillPoints(Work& work) {
  for (const FiredEffect& effect : work.decision.effects) {
    if (effect.currency.empty()) continue;
    PointsTotal* total = nullptr;
    for (PointsTotal& other : work.decision.points) {
      if (other.currency == effect.currency) total = &other;
    }
    if (total == nullptr) {
      total = &work.decision.points.Add();
      total->currency = effect.currency;
      total->points = {};
    }
    total->points.units += effect.points.units;
  }
}

std::string WhyNoBudget(const Work& work, const Rule& rule,
                        const RuleState& state) {
  const std::string budget = "the budget " + Quote(rule.budget) + " has ";
  if (state.budget_left == 0) return budget + "nothing left for it";
  const Currency currency = work.currency();
  return budget + FormatMoney({state.budget_left, currency}) +
         " left, and this takes " +
         FormatMoney({state.budget_wanted, currency});
}

void SayLack(Work& work, size_t index) {
  const auto it = work.mine.lacks.find(static_cast<uint32_t>(index));
  const bool known = it != work.mine.lacks.end() && !it->second.text.empty();
  WhyNot* const said = Say(work, index, WhyNotKind::kNothing, [&] {
    std::string text = "it holds, but there was nothing for it to act on";
    if (known) text += ": " + it->second.text;
    return text;
  });
  if (said == nullptr || !known) return;
  const std::vector<Wanting>& wanted = it->second.wanted;
  work.mine.wantings.insert(work.mine.wantings.end(), wanted.begin(),
                            wanted.end());
}

// Why each rule that held, but did nothing, did not.
void SayNothing(Work& work) {
  const std::vector<Rule>& rules = work.plan.program().rules;
  for (size_t r = 0; r < rules.size(); ++r) {
    const RuleState& state = work.mine.rules[r];
    if (state.fired || IsLeftOut(work, rules[r])) continue;
    const bool lost = state.lost_to != kNoIndex;
    const uint32_t winner = lost ? state.lost_to : state.exclusive_to;
    if (winner != kNoIndex) {
      const std::string group =
          lost ? work.plan.program().groups[state.lost_in].id
               : rules[winner].group;
      WhyNot* const said =
          Say(work, r, lost ? WhyNotKind::kLost : WhyNotKind::kExclusive, [&] {
            return "'" + rules[winner].id + "' " +
                   (lost ? "wins in group '" + group + "'" : "stands alone");
          });
      if (said == nullptr) continue;
      said->lost_to = rules[winner].id;
      said->group = group;
    } else if (state.verdict != Verdict::kHolds && !state.in_vain) {
      continue;
    } else if (state.no_budget) {
      Say(work, r, WhyNotKind::kBudget,
          [&] { return WhyNoBudget(work, rules[r], state); });
    } else {
      SayLack(work, r);
    }
  }
}

absl::Status TakePhases(Work& work) {
  bool earning = false;
  for (const PhaseTurns& phase : work.plan.phases) {
    if (!earning && phase.phase >= Phase::kEarning) {
      earning = true;
      if (absl::Status s = FillEarning(work); !s.ok()) return s;
    }
    if (phase.phase == Phase::kTelling) DropEmptyEffects(work);
    if (absl::Status s = TakeTurns(work, phase); !s.ok()) return s;
  }
  DropEmptyEffects(work);
  return absl::OkStatus();
}

absl::Status Run(Work& work) {
  if (absl::Status s = BeginDeciding(work); !s.ok()) return s;
  if (absl::Status s = FillPaidByPoints(work); !s.ok()) return s;
  if (absl::Status s = TakeListPrices(work); !s.ok()) return s;
  if (absl::Status s = TakePhases(work); !s.ok()) return s;
  if (absl::Status s = NoteFired(work); !s.ok()) return s;
  FillPoints(work);
  if (work.options.reasons) SayNothing(work);
  if (absl::Status s = FillLines(work); !s.ok()) return s;
  work.decision.fingerprint = SignatureOf(work.plan, work.event, work.decision);
  return absl::OkStatus();
}

}  // namespace

const Counter& StampsOf(const Work& work, uint32_t rule) {
  return work.facts.counters[work.mine.counter_of[rule] +
                             work.plan.rule(rule).limits.size()];
}

absl::Status BeginDeciding(Work& work) {
  const Program& program = work.plan.program();
  Deciding::Impl& mine = work.mine;
  mine.scratch.zone = &work.plan.ZoneOf(work.event.store);
  mine.scratch.steps_left =
      expr::DecisionSteps(expr::Limits(), work.line_count());
  mine.failed.clear();
  work.decision.program = program.id;
  work.decision.version = program.version;
  int64_t list = 0;
  for (const Line& line : work.event.basket.lines) list += line.amount.minor;
  work.decision.list_total = Money{list, program.currency};
  if (absl::Status status = IndexCounters(work); !status.ok()) return status;
  FillFrames(work);
  mine.rules.assign(program.rules.size(), {});
  mine.effect_rules.clear();
  mine.wantings.clear();
  mine.lacks.clear();
  mine.points_summed = 0;
  return absl::OkStatus();
}

bool Holds(Work& work, uint32_t rule) {
  RuleState& state = work.mine.rules[rule];
  if (state.verdict == Verdict::kNotJudged) state.verdict = Judge(work, rule);
  return state.verdict == Verdict::kHolds;
}

Fingerprint SignatureOf(const Plan::Impl& plan, const Event& event,
                        const Decision& decision) {
  Hasher hasher("patron.decision.1");
  hasher.AddPrint(plan.fingerprint);
  AddContent(hasher, event);
  AddContent(hasher, decision);
  return hasher.Finish();
}

Deciding::Deciding() : impl_(std::make_unique<Impl>()) {}
Deciding::~Deciding() = default;
Deciding::Deciding(Deciding&&) noexcept = default;
Deciding& Deciding::operator=(Deciding&&) noexcept = default;

absl::Status Decide(const Plan& plan, const Event& event, const Facts& facts,
                    const DecideOptions& options, Deciding& deciding,
                    Decision* decision) {
  decision->Clear();
  deciding.impl().units_searched = 0;
  if (event.kind != EventKind::kPurchase) {
    return Refuse(
        Reason::kBadValue,
        "only a purchase is decided; what comes back is judged by the "
        "decision of its order, and an adjustment says itself "
        "what it gives");
  }
  if (absl::Status status = plan.CheckEvent(event); !status.ok()) {
    return status;
  }
  Work work{plan.impl(),
            event,
            facts,
            options,
            deciding.impl(),
            *decision,
            plan.ZoneOf(event.store).ToLocal(event.time)};
  absl::Status status = Run(work);
  if (!status.ok()) decision->Clear();
  if (status.ok() && options.reasons) FindNearMisses(plan, work);
  return status;
}

}  // namespace patron
