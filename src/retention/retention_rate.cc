// Retention for every period in one pass.
//
// A member's history becomes the ascending numbers of the periods it touches;
// each adds one to E there and to S in the next, the first of all to N, and one
// that follows its predecessor directly to kept. Sets of members per period
// would say the same and cost memory in the number of members.

#include <limits>

#include "patron/error.h"
#include "patron/metric.h"
#include "retention/period_number.h"

namespace patron {

absl::StatusOr<RetentionRate> RetentionRate::Make(const Period& period) {
  // The first day of a fiscal calendar is in it, any day is in another kind.
  Date probe;
  if (period.unit == PeriodUnit::kFiscal && period.fiscal != nullptr &&
      !period.fiscal->starts.empty()) {
    probe = period.fiscal->starts.front();
  }
  if (absl::StatusOr<int64_t> number = PeriodNumber(period, probe);
      !number.ok()) {
    return number.status();
  }
  return RetentionRate(period);
}

absl::Status RetentionRate::Add(MemberHistory history) {
  constexpr int64_t kNone = std::numeric_limits<int64_t>::min();
  int64_t previous = kNone;
  for (const MemberOrder& order : history) {
    const absl::StatusOr<int64_t> number = PeriodNumber(period_, order.day);
    if (!number.ok()) return number.status();
    if (*number == previous) continue;
    Tally& tally = tallies_[*number];
    ++tally.at_end;
    if (previous == kNone) ++tally.first;
    // Not `previous + 1`: there may be none.
    if (previous == *number - 1) ++tally.kept;
    ++tallies_[*number + 1].at_start;
    previous = *number;
  }
  return absl::OkStatus();
}

absl::Status RetentionRate::Merge(const RetentionRate& other) {
  if (period_.unit != other.period_.unit ||
      period_.fiscal != other.period_.fiscal) {
    return Refuse(Reason::kBadValue,
                  "cannot add retention by " +
                      std::string(PeriodUnitName(other.period_.unit)) +
                      " to retention by " +
                      std::string(PeriodUnitName(period_.unit)) +
                      ": count both over the same periods");
  }
  for (const auto& [number, tally] : other.tallies_) {
    Tally& mine = tallies_[number];
    mine.at_start += tally.at_start;
    mine.at_end += tally.at_end;
    mine.first += tally.first;
    mine.kept += tally.kept;
  }
  return absl::OkStatus();
}

std::vector<RetentionCount> RetentionRate::Counts(Date until) const {
  std::vector<RetentionCount> counts;
  for (const auto& [number, tally] : tallies_) {
    const DateRange days = PeriodDays(period_, number);
    // What follows the last day known has members at its start and nothing to
    // say yet about its end.
    if (days.first > until || days.first == days.end) break;
    counts.push_back({.period = days,
                      .at_start = tally.at_start,
                      .at_end = tally.at_end,
                      .first = tally.first,
                      .kept = tally.kept,
                      .complete = days.end.days - 1 <= until.days});
  }
  return counts;
}

}  // namespace patron
