// RFM scores: how recently, how often and for how much somebody bought, each
// from 1 to 5, written one behind the other: 555 is the best, 111 the worst.
//
//   const auto borders = RfmBorders::Fit(customers);
//   borders->Score({.days_since_last = 12, .purchases = 9,
//                   .spend_minor = 41'250});              // 545
//
// The borders are quintiles of the customers that they were fitted to: the
// values at ranks n/5, 2n/5, 3n/5 and 4n/5, rounded up. Who has a border's
// value belongs below it, so that equal customers have equal scores. Whole
// numbers only: the same everywhere.
//
// Threads: values, any thread.
#ifndef PATRON_RFM_H_
#define PATRON_RFM_H_

#include <array>
#include <cstdint>
#include <span>

#include "absl/status/statusor.h"

namespace patron {

struct RfmCustomer {
  int64_t days_since_last = 0;
  int64_t purchases = 0;
  int64_t spend_minor = 0;
};

class RfmBorders {
 public:
  // Ascending; four borders make five scores.
  using Borders = std::array<int64_t, 4>;

  // kBadValue where there are no customers.
  [[nodiscard]] static absl::StatusOr<RfmBorders> Fit(
      std::span<const RfmCustomer> customers);
  // kBadValue where some do not ascend.
  [[nodiscard]] static absl::StatusOr<RfmBorders> Make(
      const Borders& days_since_last, const Borders& purchases,
      const Borders& spend_minor);

  [[nodiscard]] int64_t Score(const RfmCustomer& customer) const;

  [[nodiscard]] const Borders& days_since_last() const { return recency_; }
  [[nodiscard]] const Borders& purchases() const { return frequency_; }
  [[nodiscard]] const Borders& spend_minor() const { return spend_; }

 private:
  Borders recency_{};
  Borders frequency_{};
  Borders spend_{};
};

}  // namespace patron

#endif  // PATRON_RFM_H_
