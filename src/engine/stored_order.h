// An order as the store keeps it, read back.
//
// Threads: free functions, any thread.
#ifndef PATRON_SRC_ENGINE_STORED_ORDER_H_
#define PATRON_SRC_ENGINE_STORED_ORDER_H_

#include "absl/status/statusor.h"
#include "patron/codec.h"
#include "patron/event.h"
#include "patron/ledger.h"

namespace patron {

// What is bought in an event, or held, as a purchase of its own. In an
// exchange what
// came back pays, too: behind the basket's own tenders stand those that got
// something back, but for points, which are in their lots again.
[[nodiscard]] Event PurchaseOf(const Event& event,
                               const ReturnResult& returned);

struct StoredOrder {
  Event purchase;
  Answer answer;
};

// kCorrupt where the bytes cannot be read.
[[nodiscard]] absl::StatusOr<StoredOrder> DecodeOrder(const EventRecord& record,
                                                      const Codec& codec);

// How both halves of an exchange meet. kOverflow where the tenders do not sum.
[[nodiscard]] absl::StatusOr<ExchangeResult> BalanceOfExchange(
    const Event& event, const Answer& answer);

}  // namespace patron

#endif  // PATRON_SRC_ENGINE_STORED_ORDER_H_
