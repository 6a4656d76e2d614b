// In which order the events of one file are committed.
//
//   for (const uint32_t i : CommitOrder(keys)) Commit(events[i]);
//
// By arrival, and at one instant as is best for the customer: what brings
// points before what takes them. These are purchases that take none (which also
// enrol), joins, points given by hand, transfers; then holds, releases,
// purchases that pay with points, take a reward or consume a hold; then
// fulfilments, returns, points taken by hand, voids, exchanges and leaves: a
// till writes events as they reach it, what a return gives back may stand below
// it, and who takes points by hand has seen what they came to. A fulfilment
// waits for its order, and a
// return for the purchases of the file that it could take back: the order that
// its receipt names, or, without one, what its member had bought by then. So a
// return that was refused is refused again when the file is run again, and a
// run that was killed goes on in the order in which it began.
//
// Threads: free functions, any thread.
#ifndef PATRON_EXAMPLES_CLI_EVENT_ORDER_H_
#define PATRON_EXAMPLES_CLI_EVENT_ORDER_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "patron/event.h"

namespace patron::cli {

// What the order depends on.
struct EventKey {
  EventKind kind = EventKind::kPurchase;
  Instant time;
  Instant arrival;
  std::string source;
  std::string id;
  std::string member;
  // Of a return with a receipt, or a fulfilment; of a release the hold's.
  std::string order_source;
  std::string order_id;
  // Points, of those that there are: a purchase or an adjustment.
  bool takes = false;
};
[[nodiscard]] EventKey KeyOf(const Event& event);

// Indexes of `keys`; those of equal rank stay in their order.
[[nodiscard]] std::vector<uint32_t> CommitOrder(std::span<const EventKey> keys);

}  // namespace patron::cli

#endif  // PATRON_EXAMPLES_CLI_EVENT_ORDER_H_
