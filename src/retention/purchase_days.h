// A member's purchases as lifetime models count them: days on which something
// was bought and kept, the first of them, the last, and what the others are
// worth.
//
// In the order in which a till sends them, orders need nothing but the sums. A
// late order and goods that come back may need the days around: who keeps the
// orders is asked for those.
//
// Threads: free functions, any thread.
#ifndef PATRON_SRC_RETENTION_PURCHASE_DAYS_H_
#define PATRON_SRC_RETENTION_PURCHASE_DAYS_H_

#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "patron/calendar.h"
#include "patron/decision.h"
#include "patron/ledger.h"

namespace patron {

// The purchase days of one member as they stand now.
class PurchaseDays {
 public:
  PurchaseDays() = default;
  PurchaseDays(const PurchaseDays&) = delete;
  PurchaseDays& operator=(const PurchaseDays&) = delete;
  virtual ~PurchaseDays() = default;

  // The first at or after `day`, and the last at or before it.
  [[nodiscard]] virtual absl::StatusOr<std::optional<PurchaseDay>> From(
      Date day) = 0;
  [[nodiscard]] virtual absl::StatusOr<std::optional<PurchaseDay>> UpTo(
      Date day) = 0;
};

// What an order is worth to models: one that paid the customer out, 0.
[[nodiscard]] int64_t WorthOf(int64_t paid_minor, int64_t refunded_minor);

// An order of that day; `days` are those without it.
[[nodiscard]] absl::Status AddPurchase(Date day, int64_t worth,
                                       PurchaseDays& days,
                                       MemberStatistics* statistics);

// An order of that day that was worth `before` is worth `after` now; absent:
// nothing of it is kept. `days` are those as they are then.
[[nodiscard]] absl::Status ChangePurchase(Date day, int64_t before,
                                          std::optional<int64_t> after,
                                          PurchaseDays& days,
                                          MemberStatistics* statistics);

}  // namespace patron

#endif  // PATRON_SRC_RETENTION_PURCHASE_DAYS_H_
