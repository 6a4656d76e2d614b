// When an event arrives that says nothing about it: at its own time, so that
// the day on which a file is run changes nothing. One of before what its
// account already holds (a mended order, another till's file) arrives with the
// last of that.
//
//   absl::Status status = engine.Quote(event, {}, &outcome);
//   if (ArrivesLate(event, status)) {
//     absl::StatusOr<Instant> arrival = LateArrival(engine, event);
//     ...
//   }
//
// Threads: free functions, any thread.
#ifndef PATRON_EXAMPLES_CLI_ARRIVAL_H_
#define PATRON_EXAMPLES_CLI_ARRIVAL_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "patron/engine.h"
#include "patron/event.h"

namespace patron::cli {

// Whether `refusal` is for an arrival that nobody has written.
[[nodiscard]] bool ArrivesLate(const Event& event, const absl::Status& refusal);

// With the last that the event's accounts hold.
[[nodiscard]] absl::StatusOr<Instant> LateArrival(const Engine& engine,
                                                  const Event& event);

}  // namespace patron::cli

#endif  // PATRON_EXAMPLES_CLI_ARRIVAL_H_
