// Whether customers stay: retention rate, repeat rate, average order value and
// monthly cohorts, counted in one pass over the orders.
//
//   auto run = MetricRun::Make({.activity = Activity::kKept});
//   for (const OrderActivity& order : orders) (void)run->Add(order);
//   MetricReport report = *run->Report();
//   FormatRatio(report.retention[0].rows[1].Kept(), 4)      // "0.4258"
//
// Each metric is an accumulator that takes one member's history at a time.
// Accumulators over disjoint members merge, so that shards add up to the whole;
// MetricRun is all of them behind the reader that cuts a stream into histories.
// Results are whole numbers; a ratio becomes decimals only when it is printed.
//
// Nobody's orders (account 0) are no member's: they are counted on their own.
//
// Threads: one at a time each; shards run side by side and merge afterwards.
#ifndef PATRON_METRIC_H_
#define PATRON_METRIC_H_

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "patron/calendar.h"

namespace patron {

// Which orders count, and at what value.
enum class Activity : uint8_t {
  kGross = 0,  // every order, at what was paid
  kKept = 1,   // orders of which something was kept, at paid less refunded
};

// "gross", "kept".
[[nodiscard]] std::string_view ActivityName(Activity activity);

// An order as the ledger knows it; all amounts in one currency.
struct OrderActivity {
  int64_t account = 0;  // 0: nobody
  Date day;             // in the program's zone
  int64_t paid_minor = 0;
  int64_t refunded_minor = 0;
  bool kept = true;  // anything of it
};

// An order that counts, at the value that counts.
struct MemberOrder {
  Date day;
  int64_t spend_minor = 0;
};

// One member's orders, ascending by day, never empty.
using MemberHistory = std::span<const MemberOrder>;

// A fraction that is not reduced: both numbers mean something to the reader.
struct Ratio {
  int64_t numerator = 0;
  int64_t denominator = 0;  // 0: the ratio has no value

  [[nodiscard]] std::optional<double> ToDouble() const;
  friend bool operator==(const Ratio&, const Ratio&) = default;
};

// "0.4258", rounded half away from zero; "" where the denominator is 0.
// Requires: denominator >= 0, 0 <= decimals <= 9.
[[nodiscard]] std::string FormatRatio(Ratio ratio, int decimals);
// "42.58": a hundred times that.
[[nodiscard]] std::string FormatRatioPercent(Ratio ratio, int decimals);

// Retention from the previous period to this one. Without contracts a member
// counts as present in a period by ordering in it.
struct RetentionCount {
  DateRange period;
  int64_t at_start = 0;   // S: ordered in the previous period
  int64_t at_end = 0;     // E: ordered in this one
  int64_t first = 0;      // N: ordered for the first time ever in this one
  int64_t kept = 0;       // |S and E|: ordered in both
  bool complete = false;  // the period's last day is known

  // (E - N) / S, the trade's formula. It also counts members who come back
  // after a pause, so it may be far above Kept(), and above 1.
  [[nodiscard]] Ratio Balance() const { return {at_end - first, at_start}; }
  // |S and E| / S.
  [[nodiscard]] Ratio Kept() const { return {kept, at_start}; }

  friend bool operator==(const RetentionCount&,
                         const RetentionCount&) = default;
};

// Retention for every period of one kind at once.
class RetentionRate {
 public:
  // kRolling is an error: its windows have no previous one. A fiscal calendar
  // must cover every order.
  [[nodiscard]] static absl::StatusOr<RetentionRate> Make(const Period& period);

  [[nodiscard]] absl::Status Add(MemberHistory history);
  // Requires: no member is in both. Another period is an error.
  [[nodiscard]] absl::Status Merge(const RetentionRate& other);

  // Ascending, without the periods that nobody entered or left and those that
  // begin after `until`, the last day known.
  [[nodiscard]] std::vector<RetentionCount> Counts(Date until) const;

  [[nodiscard]] const Period& period() const { return period_; }

 private:
  struct Tally {
    int64_t at_start = 0;
    int64_t at_end = 0;
    int64_t first = 0;
    int64_t kept = 0;
  };

  explicit RetentionRate(const Period& period) : period_(period) {}

  Period period_;
  std::map<int64_t, Tally> tallies_;  // by number of the period
};

// Who came, how often, and what they spent.
struct PurchaseTotals {
  int64_t members = 0;
  int64_t orders = 0;
  int64_t order_days = 0;          // several orders on one day are one
  int64_t members_two_orders = 0;  // with two or more orders
  int64_t members_two_days = 0;    // with orders on two or more days
  int64_t spend_minor = 0;
  int64_t nobody_orders = 0;
  int64_t nobody_spend_minor = 0;

  // kOverflow where the money does not fit; the totals are then unusable.
  [[nodiscard]] absl::Status Add(MemberHistory history);
  [[nodiscard]] absl::Status AddNobody(const MemberOrder& order);
  // Requires: no member is in both.
  [[nodiscard]] absl::Status Merge(const PurchaseTotals& other);

  [[nodiscard]] Ratio RepeatRate() const {
    return {members_two_orders, members};
  }
  [[nodiscard]] Ratio RepeatRateByDays() const {
    return {members_two_days, members};
  }
  [[nodiscard]] Ratio OrdersPerMember() const { return {orders, members}; }
  // In minor units; members' orders only.
  [[nodiscard]] Ratio AverageOrderValue() const {
    return {spend_minor, orders};
  }
  [[nodiscard]] Ratio SpendPerMember() const { return {spend_minor, members}; }

  friend bool operator==(const PurchaseTotals&,
                         const PurchaseTotals&) = default;
};

// The members whose first order was in one month, and how many of them ordered
// k calendar months later.
struct CohortRow {
  Date month;                   // its first day
  std::vector<int64_t> active;  // active[0]: all; up to the month of `until`
  int64_t complete = 0;  // so many from the left are final; the rest may grow

  friend bool operator==(const CohortRow&, const CohortRow&) = default;
};

class Cohorts {
 public:
  // A longer table means a mistyped year, not a very old shop.
  static constexpr int64_t kMonthsMax = 1200;

  void Add(MemberHistory history);
  // Requires: no member is in both.
  void Merge(const Cohorts& other);

  // Ascending, without the months in which nobody came first and those that
  // begin after `until`. kTooLarge where a row has over kMonthsMax months.
  [[nodiscard]] absl::StatusOr<std::vector<CohortRow>> Table(Date until) const;

 private:
  // By month of the first order, then by months since. Months count from year
  // 0.
  std::map<int64_t, std::map<int64_t, int64_t>> active_;
};

struct MetricOptions {
  Activity activity = Activity::kGross;
  // The last day known: later orders are left out. Absent: the day of the last
  // order of all.
  std::optional<Date> until = std::nullopt;
  // For which periods retention is counted.
  std::vector<Period> periods = {Period{PeriodUnit::kMonth}};
};

struct RetentionSeries {
  PeriodUnit unit = PeriodUnit::kMonth;
  std::vector<RetentionCount> rows;

  friend bool operator==(const RetentionSeries&,
                         const RetentionSeries&) = default;
};

struct MetricReport {
  Activity activity = Activity::kGross;
  std::optional<Date> until;               // absent: no order and none given
  std::vector<RetentionSeries> retention;  // in the order of the options
  PurchaseTotals purchases;
  std::vector<CohortRow> cohorts;

  friend bool operator==(const MetricReport&, const MetricReport&) = default;
};

// All metrics over a stream of orders.
class MetricRun {
 public:
  [[nodiscard]] static absl::StatusOr<MetricRun> Make(MetricOptions options);

  // Requires: an account's orders stand together, as Store::ForEachOrder has
  // them; within an account any order will do. After an error the run is
  // unusable.
  [[nodiscard]] absl::Status Add(const OrderActivity& order);

  // Requires: equal options, and no account in both.
  [[nodiscard]] absl::Status Merge(MetricRun other);

  [[nodiscard]] absl::StatusOr<MetricReport> Report();

 private:
  explicit MetricRun(MetricOptions options) : options_(std::move(options)) {}
  [[nodiscard]] absl::Status CloseHistory();

  MetricOptions options_;
  std::optional<Date> last_day_;
  int64_t account_ = 0;  // whose history is open
  std::vector<MemberOrder> history_;
  std::vector<RetentionRate> retention_;
  PurchaseTotals purchases_;
  Cohorts cohorts_;
};

}  // namespace patron

#endif  // PATRON_METRIC_H_
