// Where in an event stands what a plan refuses it for.
//
//   absl::Status status = plan.CheckEvent(event);
//   SourcePlace place = event_places.Place(PathOfRefusal(plan, event, status));
//
// Threads: free functions, any thread.
#ifndef PATRON_EXAMPLES_CLI_EVENT_PLACE_H_
#define PATRON_EXAMPLES_CLI_EVENT_PLACE_H_

#include <string>

#include "absl/status/status.h"
#include "patron/event.h"
#include "patron/plan.h"

namespace patron::cli {

// "basket.lines[1].attributes.tip"; "" where the refusal is of the whole event.
[[nodiscard]] std::string PathOfRefusal(const Plan& plan, const Event& event,
                                        const absl::Status& refusal);

}  // namespace patron::cli

#endif  // PATRON_EXAMPLES_CLI_EVENT_PLACE_H_
