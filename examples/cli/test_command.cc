// patron test: does the program do what its stories tell?

#include <string>

#include "base/quote.h"
#include "json_text.h"
#include "story_run.h"
#include "subcommands.h"

namespace patron::cli {
namespace {

struct Totals {
  int64_t stories = 0;
  int64_t wrong_stories = 0;  // that could not be run
  int64_t expectations = 0;
  int64_t failures = 0;

  void Add(const StoryResult& result) {
    ++stories;
    if (HasErrors(result.diagnostics)) ++wrong_stories;
    expectations += result.expectations;
    failures += static_cast<int64_t>(result.failures.size());
  }
  [[nodiscard]] bool ok() const { return wrong_stories + failures == 0; }
};

void AddJson(const StoryResult& result, JsonText* json) {
  json->Open()
      .Field("file", result.file)
      .Field("story", result.name)
      .Field("ok", result.ok())
      .Field("events", result.events)
      .Field("expectations", result.expectations)
      .OpenList("failures");
  for (const StoryFailure& failure : result.failures) {
    json->Open()
        .Field("line", int64_t{failure.at.line})
        .Field("column", int64_t{failure.at.column})
        .Field("expected", failure.expected)
        .Field("found", failure.found)
        .Close();
  }
  json->CloseList().OpenList("errors");
  for (const Diagnostic& d : result.diagnostics) {
    json->Open()
        .Field("reason", ReasonName(d.reason))
        .Field("line", int64_t{d.place.line})
        .Field("column", int64_t{d.place.column})
        .Field("message", d.message)
        .Close();
  }
  json->CloseList().Close();
}

void SayResult(const StoryResult& result) {
  PrintDiagnostics(result.diagnostics);
  for (const StoryFailure& failure : result.failures) {
    Say(FormatFailure(result, failure));
  }
  if (!result.ok()) return;
  Print(Shown(result.file + ": " + result.name) + ": " +
        CountOf(result.expectations, "expectation holds", "expectations hold") +
        "\n");
}

void SayTotals(const Totals& totals) {
  const std::string stories = CountOf(totals.stories, "story", "stories");
  if (totals.ok()) {
    Print(stories + ", " +
          CountOf(totals.expectations, "expectation", "expectations") +
          ": all hold\n");
    return;
  }
  std::string wrong;
  if (totals.failures != 0) {
    wrong = CountOf(totals.failures, "expectation fails", "expectations fail");
  }
  if (totals.wrong_stories != 0) {
    wrong +=
        (wrong.empty() ? "" : ", ") +
        CountOf(totals.wrong_stories, "story is wrong", "stories are wrong");
  }
  Say("patron: error: of " + stories + " with " +
      CountOf(totals.expectations, "expectation", "expectations") + ", " +
      wrong);
}

}  // namespace

int Test(const TestOptions& options) {
  int exit_code = kExitOk;
  std::shared_ptr<const Plan> plan;
  if (!options.program.empty()) {
    plan = RequirePlan(options.program, &exit_code);
    if (plan == nullptr) return exit_code;
  }
  const bool json = options.format == Format::kJson;
  Totals totals;
  JsonText text;
  text.Open().OpenList("stories");
  for (const std::string& story : options.stories) {
    const StoryResult result = RunStoryFile(story, plan);
    totals.Add(result);
    json ? AddJson(result, &text) : SayResult(result);
  }
  if (json) {
    text.CloseList()
        .Field("ok", totals.ok())
        .Field("expectations", totals.expectations)
        .Field("failures", totals.failures)
        .Field("wrong_stories", totals.wrong_stories);
    Print(text.Close().Take());
  } else {
    SayTotals(totals);
  }
  return FlushOutput(totals.ok() ? kExitOk : kExitInput);
}

}  // namespace patron::cli
