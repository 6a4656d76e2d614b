// How many points a base earns: used when deciding and again when units come
// back, so that both round alike.
//
// Threads: free function, any thread.
#ifndef PATRON_SRC_DECIDE_POINTS_H_
#define PATRON_SRC_DECIDE_POINTS_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "patron/decision.h"

namespace patron {

// `fired` says each, per, whole steps, its brackets, its cap and, for a
// multiplier, the rate that it adds; its own base and points are not read.
// Requires: base_minor >= 0.
[[nodiscard]] absl::StatusOr<int64_t> PointsOn(const FiredEffect& fired,
                                               int64_t base_minor);

}  // namespace patron

#endif  // PATRON_SRC_DECIDE_POINTS_H_
