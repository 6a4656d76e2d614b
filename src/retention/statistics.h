// A member's statistics, kept as orders are committed and undone by returns, so
// that they equal a recomputation from history.
//
// Threads: free functions, any thread.
#ifndef PATRON_SRC_RETENTION_STATISTICS_H_
#define PATRON_SRC_RETENTION_STATISTICS_H_

#include <cstdint>

#include "absl/status/status.h"
#include "patron/calendar.h"
#include "patron/decision.h"

namespace patron {

struct OrderFacts {
  Instant time;
  int64_t units = 0;
  int64_t paid_minor = 0;
};

// Late orders may come before the first or after the last known one.
[[nodiscard]] absl::Status AddOrder(const OrderFacts& order,
                                    MemberStatistics* statistics);

struct ReturnFacts {
  int64_t units = 0;
  int64_t refund_minor = 0;
  bool nothing_kept = false;  // all units of the order are back now
};

[[nodiscard]] absl::Status AddReturn(const ReturnFacts& returned,
                                     MemberStatistics* statistics);

// When a member's orders were; 0 where there are none.
struct OrderSpan {
  Instant first;
  Instant last;
};

// Takes an order out that was not one, and of which nothing had come back.
// `others` are the member's without it.
[[nodiscard]] absl::Status RemoveOrder(const OrderFacts& order,
                                       const OrderSpan& others,
                                       MemberStatistics* statistics);

}  // namespace patron

#endif  // PATRON_SRC_RETENTION_STATISTICS_H_
