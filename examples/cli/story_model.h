// A model as a story says it: "purchases", "mbgnbd r=0.525 alpha=6.183 a=0.891
// b=1.614". Borders of scores stand together: "rfm frequency=1/2/4/6 ...".
//
// Threads: free functions, any thread.
#ifndef PATRON_EXAMPLES_CLI_STORY_MODEL_H_
#define PATRON_EXAMPLES_CLI_STORY_MODEL_H_

#include "absl/status/statusor.h"
#include "patron/store.h"
#include "story_text.h"

namespace patron::cli {

// Its version names the line; its times are in weeks, unless it says unit=day.
// A gamma_gamma that says no terms looks a year ahead without a discount.
// kSyntax, and what the store of a model refuses.
[[nodiscard]] absl::StatusOr<StoredModel> ModelOf(const StoryModel& model);

}  // namespace patron::cli

#endif  // PATRON_EXAMPLES_CLI_STORY_MODEL_H_
