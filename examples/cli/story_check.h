// Whether what came of a step is what its story expects.
//
//   StoryChecker checker(*versions[0], versions, *engine);
//   const std::string found = checker.Found(expectation, step);
//   if (!found.empty()) Say("expected " + expectation.text + ", found " +
//   found);
//
// A tier is no part of a decision: it is asked by a quote under a copy of the
// program whose only rules are "has this level".
//
// Threads: one. Limits: those of the engine.
#ifndef PATRON_EXAMPLES_CLI_STORY_CHECK_H_
#define PATRON_EXAMPLES_CLI_STORY_CHECK_H_

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "patron/engine.h"
#include "story_events.h"
#include "story_text.h"

namespace patron::cli {

// What came of a step. Of a look the event has its time only.
struct StepOutcome {
  const Event& event;
  const absl::Status& status;  // of the commit or quote
  const Outcome& outcome;
  Instant now;  // as of when members are asked
};

class StoryChecker {
 public:
  // Requires: all outlive it; the plan is one of the versions, which are in
  // force.
  StoryChecker(const Plan& plan, const Versions& versions, const Engine& engine)
      : plan_(plan),
        program_(plan.program()),
        versions_(versions),
        engine_(engine) {}
  [[nodiscard]] const Plan& plan() const { return plan_; }

  // What was found instead, or "" where the expectation holds. Requires: the
  // story was resolved without errors (story_events.h).
  [[nodiscard]] std::string Found(const Expectation& expectation,
                                  const StepOutcome& step);

 private:
  // A ladder and the level in it, "" for none.
  using Tiers = std::vector<std::pair<std::string_view, std::string_view>>;

  [[nodiscard]] std::string OfDecision(const Expectation& expectation,
                                       const StepOutcome& step) const;
  [[nodiscard]] std::string OfRule(const Expectation& expectation,
                                   const Decision& decision) const;
  // Gifts, messages and stamps of a rule.
  [[nodiscard]] std::string OfEffects(const Expectation& expectation,
                                      const Decision& decision) const;
  [[nodiscard]] std::string OfNearMisses(const Expectation& expectation,
                                         const Decision& decision) const;
  [[nodiscard]] std::string OfRewards(const Expectation& expectation,
                                      const Decision& decision) const;
  [[nodiscard]] std::string OfHold(const Expectation& expectation,
                                   const Answer& answer) const;
  [[nodiscard]] std::string OfReturn(const Expectation& expectation,
                                     const ReturnResult& returned) const;
  [[nodiscard]] static std::string OfCard(const Expectation& expectation,
                                          std::string_view rule,
                                          const MemberView& view);
  [[nodiscard]] std::string OfMember(const Expectation& expectation,
                                     Instant now);
  [[nodiscard]] std::string OfTier(const Expectation& expectation,
                                   std::string_view member, Instant now);

  [[nodiscard]] std::string Compare(const Expectation& expectation,
                                    Money found) const;
  [[nodiscard]] std::string Compare(const Expectation& expectation,
                                    Points found) const;

  [[nodiscard]] absl::Status MakeProbe();
  [[nodiscard]] absl::StatusOr<Tiers> TiersOf(std::string_view member,
                                              Instant now);

  const Plan& plan_;
  const Program& program_;
  const Versions& versions_;
  const Engine& engine_;
  std::shared_ptr<const Plan> probe_;
};

}  // namespace patron::cli

#endif  // PATRON_EXAMPLES_CLI_STORY_CHECK_H_
