// Monthly cohorts: calendar months between the first order and a later one, not
// runs of thirty days, because shops plan and report by calendar month.

#include "patron/error.h"
#include "patron/metric.h"
#include "retention/period_number.h"

namespace patron {

void Cohorts::Add(MemberHistory history) {
  if (history.empty()) return;
  const int64_t first = MonthNumber(history.front().day);
  std::map<int64_t, int64_t>& row = active_[first];
  int64_t counted = first - 1;
  for (const MemberOrder& order : history) {
    const int64_t month = MonthNumber(order.day);
    if (month == counted) continue;
    ++row[month - first];
    counted = month;
  }
}

void Cohorts::Merge(const Cohorts& other) {
  for (const auto& [first, row] : other.active_) {
    std::map<int64_t, int64_t>& mine = active_[first];
    for (const auto& [since, members] : row) mine[since] += members;
  }
}

absl::StatusOr<std::vector<CohortRow>> Cohorts::Table(Date until) const {
  std::vector<CohortRow> table;
  const int64_t last = MonthNumber(until);
  const bool last_is_over = FirstDayOfMonth(last + 1).days - 1 == until.days;
  for (const auto& [first, row] : active_) {
    if (first > last) break;
    const int64_t months = last - first + 1;
    if (months > kMonthsMax) {
      return Refuse(Reason::kTooLarge,
                    "the cohort of " + FormatDate(FirstDayOfMonth(first)) +
                        " has " + std::to_string(months) + " months up to " +
                        FormatDate(until) + ", and " +
                        std::to_string(kMonthsMax) +
                        " is the limit: is the year of an order mistyped?");
    }
    CohortRow out;
    out.month = FirstDayOfMonth(first);
    out.active.resize(static_cast<size_t>(months));
    out.complete = last_is_over ? months : months - 1;
    for (const auto& [since, members] : row) {
      if (since >= months) break;
      out.active[static_cast<size_t>(since)] = members;
    }
    table.push_back(std::move(out));
  }
  return table;
}

}  // namespace patron
