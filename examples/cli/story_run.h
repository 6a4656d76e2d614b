// Runs a story: its events against an engine over memory, its expectations
// against what came of them, and the books against themselves.
//
//   const StoryResult result = RunStoryFile("third.story", plan);
//   for (const StoryFailure& failure : result.failures) {
//     Say(FormatFailure(result, failure));   // third.story:9:3: expected 'to
//   }                                        // pay 12.42', found 12.60 EUR
//
// After the last event every sum, balance and statistic is derived again
// (Engine::Verify): postings of each journal entry sum to zero, and all is as
// its recomputation.
//
// Threads: free functions, any thread. Limits: those of story_text.h.
#ifndef PATRON_EXAMPLES_CLI_STORY_RUN_H_
#define PATRON_EXAMPLES_CLI_STORY_RUN_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "patron/error.h"
#include "patron/plan.h"
#include "story_text.h"

namespace patron::cli {

// What is expected at the end of every story.
inline constexpr std::string_view kBooksAddUp = "books that add up";

struct StoryFailure {
  TextPlace at;
  std::string expected;  // as the story says it
  std::string found;
};

struct StoryResult {
  std::string file;
  std::string name;
  int64_t events = 0;  // also quotes and looks
  int64_t expectations = 0;
  std::vector<StoryFailure> failures;
  Diagnostics diagnostics;  // why it was not run

  [[nodiscard]] bool ok() const {
    return failures.empty() && !HasErrors(diagnostics);
  }
};

// Under the program `plan`, which stands for the one that the story names; a
// story that names several versions is then refused. Null: those it names.
[[nodiscard]] StoryResult RunStory(const Story& story,
                                   std::shared_ptr<const Plan> plan);

// The same from the text.
[[nodiscard]] StoryResult RunStoryText(std::string_view text,
                                       const std::string& file,
                                       std::shared_ptr<const Plan> plan);
[[nodiscard]] StoryResult RunStoryFile(const std::string& path,
                                       std::shared_ptr<const Plan> plan);

[[nodiscard]] std::string FormatFailure(const StoryResult& result,
                                        const StoryFailure& failure);

}  // namespace patron::cli

#endif  // PATRON_EXAMPLES_CLI_STORY_RUN_H_
