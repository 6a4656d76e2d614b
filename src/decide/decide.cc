// The decider: steps in their order, each rule judged once at its first turn.
//
// Rules are tried one after the other. An index over conditions was left for
// when programs of thousands of rules are measured; the order of steps, and so
// every result, would be the same.

#include <string>
#include <utility>
#include <vector>

#include "decide/deciding_impl.h"
#include "model/content.h"
#include "patron/rounding.h"

namespace patron {
namespace {

void Say(Work& work, const Rule& rule, WhyNotKind kind,
         std::vector<std::string> parts) {
  if (!work.options.reasons) return;
  WhyNot& why = work.decision.why_not.Add();
  why.rule = rule.id;
  why.kind = kind;
  why.parts = std::move(parts);
}

// Where a rule's limits stand in the facts, which are in the order of NeedsOf.
absl::Status IndexCounters(Work& work) {
  const std::vector<Rule>& rules = work.plan.program().rules;
  work.mine.counter_of.resize(rules.size());
  uint32_t next = 0;
  for (size_t r = 0; r < rules.size(); ++r) {
    work.mine.counter_of[r] = next;
    for (const Limit& limit : rules[r].limits) {
      if (limit.per == Limit::Per::kProgram || !work.event.member.empty()) {
        ++next;
      }
    }
  }
  if (next == work.facts.counters.size()) return absl::OkStatus();
  return Refuse(Reason::kBadValue,
                "the facts hold " + std::to_string(work.facts.counters.size()) +
                    " counters, the plan needs " + std::to_string(next) +
                    ": load those of NeedsOf");
}

// The first limit that leaves no use, as a reason; "" where all do.
std::string UsedUp(const Work& work, uint32_t index) {
  const Rule& rule = work.plan.rule(index);
  const uint32_t first = work.mine.counter_of[index];
  for (size_t l = 0; l < rule.limits.size(); ++l) {
    const int64_t used = work.facts.counters[first + l].used;
    if (used < rule.limits[l].uses) continue;
    const std::string& period = work.facts.counters[first + l].key.period;
    return std::to_string(used) + " of " + std::to_string(rule.limits[l].uses) +
           " uses are taken" + (period.empty() ? "" : " in " + period);
  }
  return "";
}

bool NeedsMember(const Rule& rule) {
  for (const Limit& limit : rule.limits) {
    if (limit.per == Limit::Per::kMember) return true;
  }
  for (const Effect& effect : rule.then) {
    if (std::holds_alternative<EarnPoints>(effect.what) ||
        std::holds_alternative<MultiplyPoints>(effect.what)) {
      return true;
    }
  }
  return false;
}

std::vector<std::string> ReasonsOf(Work& work, const expr::Expression& when) {
  std::vector<std::string> parts;
  if (!work.options.reasons) return parts;
  for (const expr::FailedPart& part :
       when.Explain(work.mine.order_facts, work.mine.scratch)) {
    parts.push_back(part.message);
  }
  return parts;
}

Verdict Judge(Work& work, uint32_t index) {
  const Rule& rule = work.plan.rule(index);
  if (!IsOn(rule.schedule, work.local)) {
    Say(work, rule, WhyNotKind::kSchedule, {WhyOff(rule.schedule, work.local)});
    return Verdict::kFails;
  }
  if (work.event.member.empty() && NeedsMember(rule)) {
    Say(work, rule, WhyNotKind::kNoMember, {"nobody was named for this event"});
    return Verdict::kFails;
  }
  if (std::string used_up = UsedUp(work, index); !used_up.empty()) {
    Say(work, rule, WhyNotKind::kLimit, {std::move(used_up)});
    return Verdict::kFails;
  }
  const std::optional<expr::Expression>& when =
      work.plan.checked->rules[index].when;
  if (!when) return Verdict::kHolds;
  const expr::Value value =
      when->Evaluate(work.mine.order_facts, work.mine.scratch);
  if (value.is_true()) return Verdict::kHolds;
  if (value.is_error()) {
    NoteFailure(work, rule.id, value.error());
  } else {
    Say(work, rule, WhyNotKind::kCondition, ReasonsOf(work, *when));
  }
  return Verdict::kFails;
}

// One use of each of the rule's limits, taken when it first has an effect.
void DrawUses(Work& work, uint32_t index) {
  const Rule& rule = work.plan.rule(index);
  const uint32_t first = work.mine.counter_of[index];
  for (size_t l = 0; l < rule.limits.size(); ++l) {
    Draw& draw = work.decision.draws.Add();
    draw.key = work.facts.counters[first + l].key;
    draw.wanted = draw.given = 1;
    draw.bound = rule.limits[l].uses;
  }
}

absl::Status TakeSteps(Work& work) {
  work.mine.rules.assign(work.plan.program().rules.size(), {});
  for (const Step& step : work.plan.steps) {
    RuleState& state = work.mine.rules[step.rule];
    if (state.verdict == Verdict::kNotJudged) {
      state.verdict = Judge(work, step.rule);
    }
    if (state.verdict == Verdict::kFails) continue;
    const absl::StatusOr<bool> applied = ApplyEffect(work, step);
    if (!applied.ok()) return applied.status();
    if (*applied && !state.fired) {
      state.fired = true;
      DrawUses(work, step.rule);
    }
  }
  if (!work.options.reasons) return absl::OkStatus();
  for (size_t r = 0; r < work.mine.rules.size(); ++r) {
    if (work.mine.rules[r].verdict == Verdict::kHolds &&
        !work.mine.rules[r].fired) {
      Say(work, work.plan.program().rules[r], WhyNotKind::kNothing,
          {"it holds, but there was nothing for it to act on"});
    }
  }
  return absl::OkStatus();
}

void FillLines(Work& work) {
  const Currency currency = work.plan.program().currency;
  int64_t pay = 0;
  for (size_t i = 0; i < work.line_count(); ++i) {
    const WorkLine& line = work.mine.lines[i];
    LineResult& out = work.decision.lines.Add();
    out.id = work.event.basket.lines[i].id;
    out.list = Money{line.list_minor, currency};
    out.discount = Money{line.list_minor - line.remaining_minor, currency};
    out.pay = Money{line.remaining_minor, currency};
    out.paid = line.remaining;
    pay += line.remaining_minor;
  }
  work.decision.pay_total = Money{pay, currency};
  work.decision.discount_total =
      Money{work.decision.list_total.minor - pay, currency};
}

void Sign(Work& work) {
  Hasher hasher("patron.decision.1");
  hasher.AddPrint(work.plan.fingerprint);
  AddContent(hasher, work.event);
  AddContent(hasher, work.facts);
  AddContent(hasher, work.decision);
  work.decision.fingerprint = hasher.Finish();
}

absl::Status Run(Work& work) {
  const Program& program = work.plan.program();
  work.decision.program = program.id;
  work.decision.version = program.version;
  int64_t list = 0;
  for (const Line& line : work.event.basket.lines) list += line.amount.minor;
  work.decision.list_total = Money{list, program.currency};
  if (absl::Status status = IndexCounters(work); !status.ok()) return status;
  FillFrames(work);
  if (absl::Status status = TakeSteps(work); !status.ok()) return status;
  FillLines(work);
  Sign(work);
  return absl::OkStatus();
}

}  // namespace

Deciding::Deciding() : impl_(std::make_unique<Impl>()) {}
Deciding::~Deciding() = default;
Deciding::Deciding(Deciding&&) noexcept = default;
Deciding& Deciding::operator=(Deciding&&) noexcept = default;

absl::Status Decide(const Plan& plan, const Event& event, const Facts& facts,
                    const DecideOptions& options, Deciding& deciding,
                    Decision* decision) {
  decision->Clear();
  if (event.kind != EventKind::kPurchase) {
    return Refuse(Reason::kBadValue,
                  "only a purchase is decided; a return is judged by the "
                  "decision of its order");
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
  work.mine.scratch.zone = &plan.ZoneOf(event.store);
  absl::Status status = Run(work);
  if (!status.ok()) decision->Clear();
  return status;
}

}  // namespace patron
