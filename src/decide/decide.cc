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
#include "decide/rewards.h"
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

// How many counters a rule has, with the stock of a reward.
uint32_t CountersOf(const Work& work, uint32_t index) {
  uint32_t counters = 0;
  for (const Limit& limit : work.plan.rule(index).limits) {
    if (limit.per == Limit::Per::kProgram || !work.event.member.empty()) {
      ++counters;
    }
  }
  const bool has_card = work.plan.checked->rules[index].card != kNoIndex;
  if (has_card && !work.event.member.empty()) ++counters;
  const Reward* const reward = work.plan.RewardOf(index);
  return counters + (reward != nullptr && reward->stock ? 1 : 0);
}

// Where a rule's limits stand in the facts, which are in the order of NeedsOf:
// those of the rewards that the basket takes, or, for offers, of all.
absl::Status IndexCounters(Work& work) {
  const auto rules = static_cast<uint32_t>(work.plan.program().rules.size());
  const auto all = static_cast<uint32_t>(work.plan.rule_count());
  std::vector<uint32_t>& at = work.mine.counter_of;
  at.assign(all, kNoIndex);
  // Those of the budgets come first.
  auto next = static_cast<uint32_t>(work.plan.program().budgets.size());
  const auto add = [&](uint32_t rule) {
    at[rule] = next;
    next += CountersOf(work, rule);
  };
  for (uint32_t r = 0; r < rules; ++r) add(r);
  const uint32_t first = next;
  for (uint32_t r = rules; r < all && !work.event.member.empty(); ++r) add(r);
  if (next == work.facts.counters.size()) return absl::OkStatus();
  next = first;
  for (uint32_t r = rules; r < all; ++r) {
    at[r] = kNoIndex;
    if (FindTaken(work, r) != nullptr) add(r);
  }
  if (next == work.facts.counters.size()) return absl::OkStatus();
  return Refuse(Reason::kBadValue,
                "the facts hold " + std::to_string(work.facts.counters.size()) +
                    " counters, the plan needs " + std::to_string(next) +
                    ": load those of NeedsOf");
}

// The first limit that leaves fewer uses; their number where none does.
size_t UsedUp(const Work& work, uint32_t index, int64_t uses) {
  const std::vector<Limit>& limits = work.plan.rule(index).limits;
  const uint32_t first = work.mine.counter_of[index];
  size_t l = 0;
  while (l < limits.size() && uses <= limits[l].uses &&
         work.facts.counters[first + l].used <= limits[l].uses - uses) {
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

// Why a reward that is taken cannot be given, as far as its turn shows it;
// empty where it can.
std::string WhyNotGiven(Work& work, const Taken& taken) {
  const Rule& rule = work.plan.rule(taken.rule);
  if (!IsOn(rule.schedule, work.local)) {
    return WhyOff(rule.schedule, work.local);
  }
  const uint32_t first = work.mine.counter_of[taken.rule];
  if (const size_t limit = UsedUp(work, taken.rule, taken.count);
      limit < rule.limits.size()) {
    return WhyUsedUp(rule.limits[limit], work.facts.counters[first + limit]);
  }
  if (taken.reward->stock) {
    const int64_t used = work.facts.counters[first + rule.limits.size()].used;
    const int64_t left = std::max<int64_t>(0, *taken.reward->stock - used);
    if (left < taken.count) {
      return std::to_string(left) + " of " +
             std::to_string(*taken.reward->stock) + " are left in stock";
    }
  }
  const auto& when = work.plan.checked->rules[taken.rule].when;
  if (!when) return "";
  RefreshTotals(work, taken.rule);
  const expr::Value value =
      when->Evaluate(work.mine.order_facts, work.mine.scratch);
  if (value.is_true()) return "";
  if (value.is_error()) {
    return "its condition fails: " + std::string(value.error().message);
  }
  std::string parts;
  for (const expr::FailedPart& part :
       when->Explain(work.mine.order_facts, work.mine.scratch)) {
    parts += (parts.empty() ? "" : "; ") + part.message;
  }
  return parts.empty() ? "its condition does not hold" : parts;
}

bool IsLeftOut(const Work& work, const Rule& rule) {
  const std::span<const std::string_view> without = work.options.without;
  return std::find(without.begin(), without.end(), rule.id) != without.end();
}

Verdict Judge(Work& work, uint32_t index) {
  const Rule& rule = work.plan.rule(index);
  if (IsLeftOut(work, rule)) return Verdict::kFails;
  if (work.plan.RewardOf(index) != nullptr) {
    Taken* const taken = FindTaken(work, index);
    if (taken == nullptr) return Verdict::kFails;
    taken->why_not = WhyNotGiven(work, *taken);
    return taken->why_not.empty() ? Verdict::kHolds : Verdict::kFails;
  }
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
  if (const size_t limit = UsedUp(work, index, 1); limit < rule.limits.size()) {
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

// One use of each of the rule's limits, taken when it first has an effect; of a
// reward's, and of its stock, as many as it is taken.
void DrawUses(Work& work, uint32_t index) {
  const Rule& rule = work.plan.rule(index);
  const uint32_t first = work.mine.counter_of[index];
  const int64_t uses = TimesOf(work, index);
  const auto draw = [&](size_t at, int64_t bound) {
    Draw& drawn = work.decision.draws.Add();
    drawn.rule = rule.id;
    drawn.key = work.facts.counters[first + at].key;
    drawn.wanted = drawn.given = uses;
    drawn.bound = bound;
    drawn.may_owe = false;
  };
  for (size_t l = 0; l < rule.limits.size(); ++l) draw(l, rule.limits[l].uses);
  const Reward* const reward = work.plan.RewardOf(index);
  if (reward != nullptr && reward->stock) {
    draw(rule.limits.size(), *reward->stock);
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
               : work.plan.rule(winner).group;
      WhyNot* const said =
          Say(work, r, lost ? WhyNotKind::kLost : WhyNotKind::kExclusive, [&] {
            return "'" + work.plan.rule(winner).id + "' " +
                   (lost ? "wins in group '" + group + "'" : "stands alone");
          });
      if (said == nullptr) continue;
      said->lost_to = work.plan.rule(winner).id;
      said->group = group;
    } else if (state.verdict != Verdict::kHolds && !state.in_vain) {
      continue;
    } else if (state.no_budget) {
      Say(work, r, WhyNotKind::kBudget,
          [&] { return WhyNoBudget(work, static_cast<uint32_t>(r)); });
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
      if (absl::Status s = FillPaidByPoints(work); !s.ok()) return s;
      if (absl::Status s = FillEarning(work); !s.ok()) return s;
    }
    if (phase.phase == Phase::kTelling) DropEmptyEffects(work);
    if (absl::Status s = TakeTurns(work, phase); !s.ok()) return s;
  }
  DropEmptyEffects(work);
  return earning ? absl::OkStatus() : FillPaidByPoints(work);
}

absl::Status Run(Work& work) {
  if (absl::Status s = BeginDeciding(work); !s.ok()) return s;
  if (absl::Status s = TakeListPrices(work); !s.ok()) return s;
  if (absl::Status s = TakePhases(work); !s.ok()) return s;
  if (absl::Status s = NoteFired(work); !s.ok()) return s;
  if (absl::Status s = FillRewards(work); !s.ok()) return s;
  FillPoints(work);
  if (work.options.reasons) SayNothing(work);
  if (absl::Status s = FillLines(work); !s.ok()) return s;
  work.decision.fingerprint = SignatureOf(work.plan, work.event, work.decision);
  return absl::OkStatus();
}

}  // namespace

std::string WhyNoBudget(const Work& work, uint32_t rule) {
  const RuleState& state = work.mine.rules[rule];
  const std::string budget =
      "the budget " + Quote(work.plan.rule(rule).budget) + " has ";
  if (state.budget_left == 0) return budget + "nothing left for it";
  const Currency currency = work.currency();
  return budget + FormatMoney({state.budget_left, currency}) +
         " left, and this takes " +
         FormatMoney({state.budget_wanted, currency});
}

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
  FillTaken(work);
  if (absl::Status status = IndexCounters(work); !status.ok()) return status;
  FillFrames(work);
  mine.rules.assign(work.plan.rule_count(), {});
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

bool HasOffers(const Work& work) {
  const std::vector<uint32_t>& at = work.mine.counter_of;
  return work.options.reasons && !work.event.member.empty() &&
         !work.plan.program().rewards.empty() &&
         std::find(at.begin(), at.end(), kNoIndex) == at.end();
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
  if (status.ok() && options.reasons) {
    FindNearMisses(plan, work);
    FindOffers(plan, work);
  }
  return status;
}

}  // namespace patron
