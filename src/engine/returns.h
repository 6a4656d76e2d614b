// Which units of which orders a return gives back, and which of an order's
// units a fulfilment is about.
//
// Threads: free functions; the store's rule holds.
#ifndef PATRON_SRC_ENGINE_RETURNS_H_
#define PATRON_SRC_ENGINE_RETURNS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "patron/codec.h"
#include "patron/event.h"
#include "patron/ledger.h"
#include "patron/plan.h"
#include "patron/store.h"

namespace patron {

// One order that goods of this return came from.
struct MatchedOrder {
  OrderRecord order;
  std::vector<ReturnedUnits> units;  // ascending by line, then as they came
};

struct Matching {
  std::vector<MatchedOrder> orders;  // ascending by event number
  std::vector<RefusedUnits> refused;
};

// Units of an order that are handed over, and as `goods` those that never will
// be.
struct MatchedFulfilment {
  MatchedOrder goods;
  std::vector<FulfilledUnits> fulfilled;  // ascending by line
};

// Whose event it is: of one that names an order who bought that, where it is
// known, and of a release who held.
[[nodiscard]] absl::StatusOr<std::string> OwnerOf(const Event& event,
                                                  Store& store);

// The named lines of the named order. kUnknownOrder where it was never
// committed, or has no such line; kFulfilmentTooMany where more units are to be
// handed over or cancelled than are open.
[[nodiscard]] absl::StatusOr<MatchedFulfilment> MatchFulfilment(
    const Event& event, Store& store);

// With a receipt: the named lines of the named order; asking for more units
// than are left is an error, and so is asking for some that were never handed
// over. kUnknownOrder where it was never committed, kBadDate where it was
// bought more than 24 hours later: clocks differ.
[[nodiscard]] absl::StatusOr<Matching> MatchReceipt(const Event& event,
                                                    Store& store);

// All of the order that a void undoes. kOrderNotWhole where some of it has come
// back, kBadValue where it is of an exchange.
[[nodiscard]] absl::StatusOr<Matching> MatchWhole(const Event& event,
                                                  Store& store);

// Without: lines of the account with this SKU and unit price, newest purchase
// first; units that no purchase answers for are refused.
[[nodiscard]] absl::StatusOr<Matching> MatchPurchases(const Event& event,
                                                      int64_t account,
                                                      Store& store);

// Fills in what each row gives back. Together: paid(all) - paid(kept) less what
// was refunded so far, never below zero. A row gives back what its units were
// paid. Where that is more than all may (a trade-in comes back, or a rule takes
// less off what is kept), the rows give less in their order, and what they
// don't cover is carried to later steps of the order; where it is less, the
// first gives more.
// Requires: the decision's lines are the order's; `after` is what stands of
// them once the rows are back.
[[nodiscard]] absl::Status TellRefunds(const Decision& decision,
                                       const Rejudged& after,
                                       MatchedOrder& matched);

}  // namespace patron

#endif  // PATRON_SRC_ENGINE_RETURNS_H_
