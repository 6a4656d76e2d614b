// A story's words as a program understands them: steps become events, and
// names, amounts and points are checked, so that no misspelt rule can "not
// fire".
//
//   Diagnostics wrong;
//   const std::vector<Event> events = ResolveStory(story, versions, &wrong);
//   if (wrong.empty()) Commit(events[0]);
//
// What a step names is looked up in the version of the program that is in force
// at its time; the points that members have in the last one, as the engine
// tells them.
//
// Threads: free functions, any thread. Limits: the caller's.
#ifndef PATRON_EXAMPLES_CLI_STORY_EVENTS_H_
#define PATRON_EXAMPLES_CLI_STORY_EVENTS_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "patron/error.h"
#include "patron/event.h"
#include "patron/plan.h"
#include "story_text.h"

namespace patron::cli {

// Of one program, ascending by valid_from; at least one.
using Versions = std::vector<std::shared_ptr<const Plan>>;

// The version in force at a time; the first where none is yet.
[[nodiscard]] const Plan& VersionAt(const Versions& versions, Instant time);

// A points currency of the last version that has it, or null.
[[nodiscard]] const PointsCurrency* FindPoints(const Versions& versions,
                                               std::string_view id);

// One event a step; that of a look has its time and nothing else. What is wrong
// is in `wrong`, all of it, in the order of the text.
[[nodiscard]] std::vector<Event> ResolveStory(const Story& story,
                                              const Versions& versions,
                                              Diagnostics* wrong);

// Whether the story wants it to be refused.
[[nodiscard]] bool ExpectsRefusal(const StoryStep& step);

// The first slot of this kind, or null.
[[nodiscard]] const Slot* FindSlot(const Expectation& expectation,
                                   SlotKind kind);

// A whole number as people write it.
[[nodiscard]] absl::StatusOr<int64_t> ParseCount(std::string_view text);

}  // namespace patron::cli

#endif  // PATRON_EXAMPLES_CLI_STORY_EVENTS_H_
