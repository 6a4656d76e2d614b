// The working copy of one decision.
//
// Threads: one at a time.
#ifndef PATRON_SRC_DECIDE_DECIDING_IMPL_H_
#define PATRON_SRC_DECIDE_DECIDING_IMPL_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "decide/plan_impl.h"
#include "expr/expression.h"
#include "expr/value.h"
#include "patron/plan.h"
#include "patron/split.h"

namespace patron {

// A line as the rules so far have left it.
struct WorkLine {
  bool discountable = false;
  bool earning = false;
  int64_t list_minor = 0;
  int64_t remaining_minor = 0;
  UnitRuns remaining;  // unit by unit; its total is remaining_minor
};

// What became of a rule's condition, told once at its first step.
enum class Verdict : uint8_t { kNotJudged, kHolds, kFails };

struct RuleState {
  Verdict verdict = Verdict::kNotJudged;
  bool fired = false;  // had an effect, so that its limits count
};

struct Deciding::Impl {
  expr::Scratch scratch;
  std::vector<expr::Value> order_facts;
  std::vector<expr::Value> line_facts;
  std::vector<uint8_t> selected;  // [selection * lines + line]
  std::vector<WorkLine> lines;    // as many as ever needed; see Work::lines
  std::vector<RuleState> rules;
  std::vector<uint32_t> scope;  // the lines of the effect at hand
  std::vector<Share> shares;
  std::vector<int64_t> parts;
  std::vector<uint32_t> counter_of;  // of a rule's first limit in the facts
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
};

// Lines to work on, what selections they are in and whether they are eligible,
// then the facts that do not change while rules apply. A selection or a segment
// that fails to evaluate holds for nothing and is noted as failed.
void FillFrames(Work& work);

// The facts that change with each discount: basket.total, total("...").
void RefreshTotals(Work& work);

// Applies one effect of a rule that holds; true if it did something.
[[nodiscard]] absl::StatusOr<bool> ApplyEffect(Work& work, const Step& step);

// Takes out the earning effects that earned nothing, which stood only for
// multipliers to act on.
void DropEmptyEffects(Work& work);

// Says that a part of the program could not be evaluated.
void NoteFailure(Work& work, std::string_view rule,
                 const expr::ErrorValue& error);

}  // namespace patron

#endif  // PATRON_SRC_DECIDE_DECIDING_IMPL_H_
