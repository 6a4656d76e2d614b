// Quintiles by rank. Of the usual rules (equal group sizes with ties broken,
// thresholds, nested) thresholds were taken: equal customers score alike, and a
// new customer can be scored by the borders alone.

#include "patron/rfm.h"

#include <algorithm>
#include <vector>

#include "patron/error.h"

namespace patron {
namespace {

using Borders = RfmBorders::Borders;

Borders Quintiles(std::vector<int64_t> values) {
  std::sort(values.begin(), values.end());
  const size_t count = values.size();
  Borders borders{};
  for (size_t k = 1; k <= borders.size(); ++k) {
    borders[k - 1] = values[(k * count + 4) / 5 - 1];
  }
  return borders;
}

// 1 to 5: one more for each border that the value passes.
int64_t ScoreOf(int64_t value, const Borders& borders) {
  return 1 + std::count_if(borders.begin(), borders.end(),
                           [&](int64_t border) { return border < value; });
}

}  // namespace

absl::StatusOr<RfmBorders> RfmBorders::Fit(
    std::span<const RfmCustomer> customers) {
  if (customers.empty()) {
    return Refuse(Reason::kBadValue,
                  "there are no customers to take the borders of scores from");
  }
  const auto quintiles = [&](int64_t RfmCustomer::*field) {
    std::vector<int64_t> values;
    values.reserve(customers.size());
    for (const RfmCustomer& each : customers) values.push_back(each.*field);
    return Quintiles(std::move(values));
  };
  return Make(quintiles(&RfmCustomer::days_since_last),
              quintiles(&RfmCustomer::purchases),
              quintiles(&RfmCustomer::spend_minor));
}

absl::StatusOr<RfmBorders> RfmBorders::Make(const Borders& days_since_last,
                                            const Borders& purchases,
                                            const Borders& spend_minor) {
  for (const Borders* each : {&days_since_last, &purchases, &spend_minor}) {
    if (std::is_sorted(each->begin(), each->end())) continue;
    return Refuse(Reason::kBadValue, "the borders of a score must ascend");
  }
  RfmBorders borders;
  borders.recency_ = days_since_last;
  borders.frequency_ = purchases;
  borders.spend_ = spend_minor;
  return borders;
}

int64_t RfmBorders::Score(const RfmCustomer& customer) const {
  // The fewer days ago, the better.
  return (6 - ScoreOf(customer.days_since_last, recency_)) * 100 +
         ScoreOf(customer.purchases, frequency_) * 10 +
         ScoreOf(customer.spend_minor, spend_);
}

}  // namespace patron
