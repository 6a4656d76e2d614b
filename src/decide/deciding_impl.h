// The working copy of one decision.
//
// Threads: one at a time.
#ifndef PATRON_SRC_DECIDE_DECIDING_IMPL_H_
#define PATRON_SRC_DECIDE_DECIDING_IMPL_H_

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "decide/combination.h"
#include "decide/plan_impl.h"
#include "decide/slices.h"
#include "expr/expression.h"
#include "expr/value.h"
#include "patron/plan.h"
#include "patron/recycled.h"
#include "patron/split.h"

namespace patron {

// A line as the rules so far have left it.
struct WorkLine {
  bool discountable = false;
  bool earning = false;     // points to spend
  bool qualifying = false;  // ... status points
  int64_t list_minor = 0;
  int64_t remaining_minor = 0;
  UnitRuns list;       // unit by unit
  UnitRuns remaining;  // unit by unit; its total is remaining_minor
  UnitRuns floor;      // of the host, unit by unit; empty: 0
  UnitRuns earns_on;   // what is really paid; set before earning
};

// What became of a rule's condition, told once at its first step.
enum class Verdict : uint8_t { kNotJudged, kHolds, kFails };

struct RuleState {
  Verdict verdict = Verdict::kNotJudged;
  bool fired = false;                // has an effect in the decision
  bool no_budget = false;            // its budget left too little to give
  int64_t budget_left = 0;           // then: so little
  int64_t budget_wanted = 0;         // ... of so much
  uint32_t lost_to = kNoIndex;       // the rule that won in their group
  uint32_t lost_in = kNoIndex;       // that group
  uint32_t exclusive_to = kNoIndex;  // the exclusive rule that stands alone
  bool tried = false;                // an exclusive one, at its group's turn
  bool in_vain = false;  // holds, and would do nothing without its winner
  bool said = false;     // why it did nothing
};

// Effects beside the decision: what one member of a competing group would do.
struct Stash {
  Recycled<FiredEffect> effects;
  std::vector<uint32_t> rules;  // by effect
};

// Where the part that is on a line stands, or the number of parts: they ascend
// by line, since there may be as many as lines for each rule.
[[nodiscard]] inline size_t FindLine(const Recycled<Allocation>& parts,
                                     uint32_t line) {
  const auto at = std::lower_bound(
      parts.begin(), parts.end(), line,
      [](const Allocation& part, uint32_t l) { return part.line < l; });
  if (at == parts.end() || at->line != line) return parts.size();
  return static_cast<size_t>(at - parts.begin());
}

// What a rule's condition, or one of its effects, asks more of: money, or
// units.
struct Wanting {
  uint32_t rule = 0;
  uint32_t selection = kNoIndex;  // kNoIndex: of the basket
  bool of_money = true;
  int64_t missing = 0;  // minor units, or units
};

// What a rule that held lacked at its turn.
struct Lack {
  std::string text;             // readable; empty: nothing to be seen
  std::vector<Wanting> wanted;  // what more would do
};

// A reward that the basket takes.
struct Taken {
  uint32_t rule = 0;
  const Reward* reward = nullptr;
  const RewardPrice* price = nullptr;
  int64_t number = 0;  // of the price, from 1
  int64_t count = 0;
  std::string why_not;  // readable, where its turn has shown that it can't be
};

struct Deciding::Impl {
  expr::Scratch scratch;
  std::vector<expr::Value> order_facts;
  std::vector<expr::Value> line_facts;
  std::vector<uint32_t> by_id;    // lines, where one has a parent
  uint64_t changes = 0;           // of what remains of any line
  std::vector<uint64_t> totals;   // by selection, then the basket's: after
                                  // which change its total was told
  std::vector<uint8_t> selected;  // [selection * lines + line]
  std::vector<WorkLine> lines;    // as many as ever needed; see Work::lines
  std::vector<RuleState> rules;
  std::vector<uint32_t> effect_rules;  // by effect of the decision; kNoIndex
                                       // for price lists
  std::vector<uint32_t> counter_of;    // of a rule's first limit in the facts;
                                       // kNoIndex: not loaded
  std::vector<Taken> taken;            // by priority and id
  // By budget: what effects that stand have yet to draw, where an order is
  // judged again; else empty.
  std::vector<int64_t> budgets_later;

  // Of the effect at hand.
  std::vector<Slice> slices;
  std::vector<Slice> others;  // a second scope: what buy N get M reduces
  std::vector<Slice> rest;
  std::vector<Slice> stamped;  // what counts for a card over visits
  std::vector<Share> shares;
  std::vector<int64_t> parts;
  UnitRuns runs;
  UnitRuns more_runs;

  std::vector<Stash> stashes;   // by depth of competing groups
  std::vector<Stash> children;  // of a group that decides for each unit
  Stash alone;                  // what an exclusive rule would do
  Stash winners;                // while the losers of their group are tried
  // What the first so many effects of the decision earn, by currency.
  std::vector<PointsTotal> points_sums;
  size_t points_summed = 0;
  CombinationSolver solver;
  int64_t units_searched = 0;      // nodes of the solver times units
  std::vector<Wanting> wantings;   // on request
  std::map<uint32_t, Lack> lacks;  // by rule, on request
  std::set<std::string> failed;    // objects that could not be evaluated
};

// Everything one call of Decide works with.
struct Work {
  const Plan::Impl& plan;
  const Event& event;
  const Facts& facts;
  const DecideOptions& options;
  Deciding::Impl& mine;
  Decision& decision;
  LocalTime local;  // the event's time in the store's zone

  [[nodiscard]] size_t line_count() const { return event.basket.lines.size(); }
  [[nodiscard]] std::span<WorkLine> lines() const {
    return {mine.lines.data(), line_count()};
  }
  [[nodiscard]] bool IsSelected(uint32_t selection, size_t line) const {
    return selection == kNoIndex ||
           mine.selected[selection * line_count() + line] != 0;
  }
  [[nodiscard]] Currency currency() const { return plan.program().currency; }
};

// Everything as it is before the first rule's turn. Requires: the event was
// checked.
[[nodiscard]] absl::Status BeginDeciding(Work& work);

// Lines to work on, what selections they are in and whether they are eligible,
// then the facts that do not change while rules apply. A selection or a segment
// that fails to evaluate holds for nothing and is noted as failed.
void FillFrames(Work& work);

// The facts that change with each discount, basket.total and total("..."), of
// those that the rule reads and where something was taken off since.
void RefreshTotals(Work& work, uint32_t rule);

// Says that a part of the program could not be evaluated.
void NoteFailure(Work& work, std::string_view rule,
                 const expr::ErrorValue& error);

// Whether the rule is on and its condition holds now; told once.
[[nodiscard]] bool Holds(Work& work, uint32_t rule);

// Readable. Requires: the rule's state says that its budget left too little.
[[nodiscard]] std::string WhyNoBudget(const Work& work, uint32_t rule);

// The member's stamps on the rule's card. Requires: it has one, and there is
// a member.
[[nodiscard]] const Counter& StampsOf(const Work& work, uint32_t rule);

// Takes the turns of a phase. `group` is kNoIndex for the program's own.
[[nodiscard]] absl::Status TakeTurns(Work& work, const PhaseTurns& phase);

// Applies one effect of a rule that holds; true if it did something.
[[nodiscard]] absl::StatusOr<bool> ApplyEffect(Work& work, const Step& step);

// One family of effects each.
[[nodiscard]] absl::StatusOr<bool> TakeDiscount(Work& work, const Step& step);
// What a rule takes off the units in mine.slices, split by their weights.
struct DiscountOfUnits {
  int64_t base_minor = 0;
  int64_t amount_minor = 0;
  int64_t units = 0;
};
[[nodiscard]] absl::Status TakeOffUnits(Work& work, const Step& step,
                                        const DiscountOfUnits& off);
[[nodiscard]] absl::StatusOr<bool> GivePoints(Work& work, const Step& step);
[[nodiscard]] bool Tell(Work& work, const Step& step);

// Where reasons are asked for: what the rule lacked that has done nothing at
// this turn, if it is its first such one.
void NoteLack(Work& work, const Step& step);

// Whether the facts hold what it takes to tell offers.
[[nodiscard]] bool HasOffers(const Work& work);

// Tells which rewards the member could take besides.
void FindOffers(const Plan& plan, Work& work);

// Says of each rule that did not fire what little would make it.
void FindNearMisses(const Plan& plan, Work& work);

// Takes the prices of the lists that are in force.
[[nodiscard]] absl::Status TakeListPrices(Work& work);

// What the points among the tenders pay, once all discounts had their turns.
// kInsufficientPoints where that depends on which points they are and there are
// fewer.
[[nodiscard]] absl::Status FillPaidByPoints(Work& work);

// What is really paid, unit by unit: what remains less the part that tenders
// pay which do not earn.
[[nodiscard]] absl::Status FillEarning(Work& work);

// Lines, totals and tax of the decision. kBadValue where points are to pay more
// than there is to pay.
[[nodiscard]] absl::Status FillLines(Work& work);

// A new last effect, empty but for what it is and whose.
FiredEffect& NewEffect(Work& work, uint32_t rule, EffectKind kind);

// The same for the rule's effect at its turn.
FiredEffect& NewEffect(Work& work, const Step& step, EffectKind kind);

// Takes the last effect back; it must not have touched a line.
void DropEffect(Work& work);

// Who pays how much of `amount`: the funders' shares and the shop's rest, split
// to the smallest unit, ties to the smaller id.
[[nodiscard]] absl::Status Fund(Work& work, std::span<const Funder> funders,
                                int64_t amount, FiredEffect& fired);

// Whether the line earns points of the currency (an index in the program).
[[nodiscard]] bool Earns(const Work& work, const WorkLine& line,
                         uint32_t currency);

// Takes out the earning effects that earned nothing, which stood only for
// multipliers to act on.
void DropEmptyEffects(Work& work);

}  // namespace patron

#endif  // PATRON_SRC_DECIDE_DECIDING_IMPL_H_
