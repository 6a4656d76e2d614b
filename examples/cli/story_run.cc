// The life of a story: read, resolved, told to an engine, verified.

#include "story_run.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "base/quote.h"
#include "command.h"
#include "story_check.h"
#include "story_events.h"
#include "story_model.h"

namespace patron::cli {
namespace {

constexpr size_t kShownBytesMax = 200;

// A version of the program, and where the story names it.
struct NamedPlan {
  std::shared_ptr<const Plan> plan;
  TextPlace at;
};

class Runner {
 public:
  Runner(const Story& story, std::vector<NamedPlan> plans, StoryResult* result)
      : story_(story), plans_(std::move(plans)), result_(*result) {}

  absl::Status Run() {
    absl::StatusOr<std::unique_ptr<Engine>> engine = OpenMemory();
    if (!engine.ok()) return engine.status();
    engine_ = *std::move(engine);
    if (absl::Status s = TakeVersions(); !s.ok()) return s;
    if (!result_.diagnostics.empty()) return absl::OkStatus();
    const std::vector<Event> events =
        ResolveStory(story_, versions_, &result_.diagnostics);
    if (!result_.diagnostics.empty()) return absl::OkStatus();
    for (size_t i = 0; i < events.size(); ++i) {
      absl::Status status = ActivateUntil(events[i].arrival);
      if (!status.ok()) return status;
      Take(story_.steps[i], events[i], CheckerAt(events[i].time));
    }
    return Verify();
  }

 private:
  // What may not follow each other is told before anything runs.
  absl::Status TakeVersions() {
    absl::StatusOr<std::unique_ptr<Engine>> trial = OpenMemory();
    if (!trial.ok()) return trial.status();
    for (const auto& [plan, at] : plans_) {
      const absl::Status status = (*trial)->Activate(plan);
      if (!status.ok()) {
        result_.diagnostics.push_back(StoryError(
            ReasonOf(status), story_.file, at, std::string(MessageOf(status))));
      }
      versions_.push_back(plan);
    }
    std::sort(versions_.begin(), versions_.end(),
              [](const auto& a, const auto& b) {
                return a->valid_from() < b->valid_from();
              });
    for (const auto& version : versions_) {
      checkers_.emplace_back(*version, versions_, *engine_);
    }
    return absl::OkStatus();
  }

  // An engine tells what members have by the last version that it knows: it
  // learns of each on its first day.
  absl::Status ActivateUntil(Instant arrival) {
    while (active_ < versions_.size() &&
           (active_ == 0 || versions_[active_]->valid_from() <= arrival)) {
      absl::Status status = engine_->Activate(versions_[active_++]);
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  StoryChecker& CheckerAt(Instant time) {
    const Plan* const plan = &VersionAt(versions_, time);
    return *std::find_if(
        checkers_.begin(), checkers_.end(),
        [&](const StoryChecker& each) { return &each.plan() == plan; });
  }

  void Fail(TextPlace at, std::string expected, std::string found) {
    result_.failures.push_back({at, std::move(expected), std::move(found)});
  }

  void Take(const StoryStep& step, const Event& event, StoryChecker& checker) {
    ++result_.events;
    result_.expectations += static_cast<int64_t>(step.expectations.size());
    absl::Status status;
    if (!step.model.purpose.text.empty()) {
      const absl::StatusOr<StoredModel> model = ModelOf(step.model);
      status = model.ok() ? engine_->StoreModel(*model) : model.status();
    }
    if (step.kind != StepKind::kLook) {
      status = step.quote
                   ? engine_->Quote(event, {.reasons = true}, &outcome_)
                   : engine_->Commit(event, {.reasons = true}, &outcome_);
    }
    if (!status.ok() && !ExpectsRefusal(step)) {
      return Fail(step.at, "accepted",
                  std::string(ReasonName(ReasonOf(status))) + ": " +
                      std::string(MessageOf(status)));
    }
    const bool look = step.kind == StepKind::kLook;
    if (status.ok() && !look && !step.quote) {
      last_ = std::max(last_, event.arrival);
    }
    // Nobody can be asked about a time before the last posting, and a late
    // event may arrive a little before it.
    const Instant now = look ? event.arrival : std::max(last_, event.arrival);
    for (const Expectation& expectation : step.expectations) {
      std::string found =
          checker.Found(expectation, {event, status, outcome_, now});
      if (found.empty()) continue;
      Fail(expectation.at, expectation.text, std::move(found));
    }
  }

  absl::Status Verify() {
    const absl::StatusOr<Verification> verified = engine_->Verify();
    if (!verified.ok()) return verified.status();
    for (const std::string& problem : verified->problems) {
      Fail(story_.steps.back().at, std::string(kBooksAddUp), problem);
    }
    return absl::OkStatus();
  }

  const Story& story_;
  std::vector<NamedPlan> plans_;
  Versions versions_;
  size_t active_ = 0;                   // of the versions
  std::vector<StoryChecker> checkers_;  // one a version
  StoryResult& result_;
  std::unique_ptr<Engine> engine_;
  Outcome outcome_;
  Instant last_;  // posting
};

void AddError(const absl::Status& status, StoryResult* result,
              TextPlace at = {}) {
  result->diagnostics.push_back(StoryError(ReasonOf(status), result->file, at,
                                           std::string(MessageOf(status))));
}

// A path in a story counts from the story's folder. Empty after an error.
std::vector<NamedPlan> PlansOf(const Story& story, StoryResult* result) {
  if (story.programs.empty()) {
    AddError(Refuse(Reason::kMissingField,
                    "which program? Begin the story with 'program: ' and a "
                    "path, or call patron test PROGRAM STORY"),
             result);
    return {};
  }
  std::vector<NamedPlan> plans;
  for (const PlacedText& program : story.programs) {
    const std::filesystem::path path =
        std::filesystem::path(story.file).parent_path() / program.text;
    absl::StatusOr<LoadedPlan> loaded = LoadPlanFile(path.string());
    if (!loaded.ok()) {
      AddError(loaded.status(), result, program.at);
      return {};
    }
    if (loaded->plan == nullptr) {
      result->diagnostics = loaded->diagnostics;
      return {};
    }
    plans.push_back({std::move(loaded->plan), program.at});
  }
  return plans;
}

// The program of the call stands for the one that the story names; of several
// versions nobody knows for which.
std::vector<NamedPlan> InPlaceOf(const Story& story,
                                 std::shared_ptr<const Plan> plan,
                                 StoryResult* result) {
  if (story.programs.size() < 2) return {{std::move(plan), {}}};
  AddError(Refuse(Reason::kBadValue,
                  "this story names " + std::to_string(story.programs.size()) +
                      " versions of its program, and the PROGRAM of the call "
                      "would stand for one: leave PROGRAM out, as in 'patron "
                      "test STORY'"),
           result, story.programs[1].at);
  return {};
}

}  // namespace

StoryResult RunStory(const Story& story, std::shared_ptr<const Plan> plan) {
  StoryResult result{.file = story.file, .name = story.name};
  std::vector<NamedPlan> plans =
      plan != nullptr ? InPlaceOf(story, std::move(plan), &result)
                      : PlansOf(story, &result);
  if (plans.empty()) return result;
  const absl::Status status = Runner(story, std::move(plans), &result).Run();
  if (!status.ok()) AddError(status, &result);
  return result;
}

StoryResult RunStoryText(std::string_view text, const std::string& file,
                         std::shared_ptr<const Plan> plan) {
  ParsedStory parsed = ParseStory(text, file);
  if (parsed.story) return RunStory(*parsed.story, std::move(plan));
  StoryResult result{.file = file};
  result.diagnostics = std::move(parsed.diagnostics);
  return result;
}

StoryResult RunStoryFile(const std::string& path,
                         std::shared_ptr<const Plan> plan) {
  const absl::StatusOr<std::string> text = ReadText(path, kStoryBytesMax);
  if (text.ok()) return RunStoryText(*text, path, std::move(plan));
  StoryResult result{.file = path};
  AddError(text.status(), &result);
  return result;
}

std::string FormatFailure(const StoryResult& result,
                          const StoryFailure& failure) {
  return result.file + ":" + std::to_string(failure.at.line) + ":" +
         std::to_string(failure.at.column) + ": expected " +
         Quote(failure.expected, kShownBytesMax) + ", found " + failure.found;
}

}  // namespace patron::cli
