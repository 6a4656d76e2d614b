// The purchase days of an account: what the store has, less what the event that
// is being made takes back.
//
//   KeptDays days(store, account);
//   days.Change(order_day, before, after);   // this return, order by order
//
// Threads: one at a time, as the store.
#ifndef PATRON_SRC_ENGINE_KEPT_DAYS_H_
#define PATRON_SRC_ENGINE_KEPT_DAYS_H_

#include <cstdint>
#include <map>
#include <optional>

#include "patron/store.h"
#include "retention/purchase_days.h"

namespace patron {

class KeptDays final : public PurchaseDays {
 public:
  KeptDays(Store& store, int64_t account) : store_(store), account_(account) {}

  // An order of that day that the store has as worth `before` is now worth
  // `after`; absent: nothing of it is kept.
  void Change(Date day, int64_t before, std::optional<int64_t> after);

  absl::StatusOr<std::optional<PurchaseDay>> From(Date day) override;
  absl::StatusOr<std::optional<PurchaseDay>> UpTo(Date day) override;

 private:
  [[nodiscard]] absl::StatusOr<std::optional<PurchaseDay>> Nearest(
      Date day, DayOrder order);

  Store& store_;
  int64_t account_;
  std::map<Date, PurchaseDay> less_;  // by day, what is taken off
};

}  // namespace patron

#endif  // PATRON_SRC_ENGINE_KEPT_DAYS_H_
