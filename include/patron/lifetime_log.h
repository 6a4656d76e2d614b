// From orders to the summaries that lifetime models read, kept as orders
// arrive; and how well a model foretold what then happened.
//
//   PurchaseLog log({.unit = TimeUnit::kWeek});
//   (void)log.Add({.account = 7, .day = zone.ToLocal(sold_at).date,
//                  .spend_minor = 1290});
//   (void)log.Change(order, std::nullopt);           // all of it came back
//   auto summaries = log.Summaries(*ParseDate("1997-09-30"));
//
// Days are the caller's, in the zone that he turns instants to days with.
// Orders may arrive in any order, changes after days; a summary is always that
// of the orders as they stand, whatever the way there. An order costs a
// look-up, a late one or a change also a step for each later purchase of its
// account.
//
// Threads: one at a time.
#ifndef PATRON_LIFETIME_LOG_H_
#define PATRON_LIFETIME_LOG_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "patron/calendar.h"
#include "patron/lifetime.h"

namespace patron {

enum class TimeUnit : uint8_t {
  kDay = 0,
  kWeek = 1,  // days / 7, not rounded
};

struct PurchaseLogOptions {
  TimeUnit unit = TimeUnit::kDay;
  // Several orders on one day are one purchase. Otherwise each is one of its
  // own; of several on the first day the cheapest counts as the first, and a
  // summary may have repeats with a recency of 0, which models refuse.
  bool merge_same_day = true;
  // What mean_spend is divided by: 100 makes euros of cents.
  int64_t minor_per_unit = 1;
};

struct LoggedOrder {
  int64_t account = 0;
  Date day;
  int64_t spend_minor = 0;  // not negative; 0 is a purchase too
};

struct AccountSummary {
  int64_t account = 0;
  LifetimeSummary summary;

  friend bool operator==(const AccountSummary&,
                         const AccountSummary&) = default;
};

// What followed a calibration period, to hold a model against.
struct HoldoutCustomer {
  int64_t account = 0;
  LifetimeSummary calibration;
  int64_t actual = 0;  // purchases in the holdout period
};

struct HoldoutData {
  TimeUnit unit = TimeUnit::kDay;
  Date calibration_until;  // the last day that was known
  Date holdout_until;
  // Ascending by account: those who bought first by `calibration_until`.
  std::vector<HoldoutCustomer> customers;
  // Their first days, ascending, and how many came first on each.
  struct Start {
    Date day;
    int64_t customers = 0;
  };
  std::vector<Start> starts;
  // Their repeat purchases in each week, counted from the first start's day;
  // the last week may be cut short by `holdout_until`.
  std::vector<int64_t> repeats_by_week;
};

class PurchaseLog {
 public:
  explicit PurchaseLog(const PurchaseLogOptions& options);
  PurchaseLog(PurchaseLog&&) noexcept;
  PurchaseLog& operator=(PurchaseLog&&) noexcept;
  ~PurchaseLog();

  // kBadValue: a negative spend or a day outside the calendar; kOverflow: a
  // day's orders do not add up. An error changes nothing.
  [[nodiscard]] absl::Status Add(const LoggedOrder& order);

  // An order is now worth `spend_minor`; absent: nothing of it was kept, and it
  // is no purchase any more. kUnknownOrder: there is none like `order` as it
  // last stood; without merging that is one of the same day and worth.
  [[nodiscard]] absl::Status Change(const LoggedOrder& order,
                                    std::optional<int64_t> spend_minor);

  // As known on the evening of `until`: later orders are left out, and so are
  // accounts that have none by then. Who came first on that day has an age of
  // 0, of whom fits know nothing yet: leave them out there.
  [[nodiscard]] std::optional<LifetimeSummary> SummaryOf(int64_t account,
                                                         Date until) const;
  // Ascending by account.
  [[nodiscard]] std::vector<AccountSummary> Summaries(Date until) const;

  // kBadValue unless calibration_until < holdout_until.
  [[nodiscard]] absl::StatusOr<HoldoutData> Holdout(Date calibration_until,
                                                    Date holdout_until) const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

struct HoldoutOptions {
  // Customers with as many repeats or more are one row.
  int64_t frequency_max = 7;
};

struct HoldoutReport {
  struct FrequencyRow {
    int64_t frequency = 0;  // the last row: and above
    int64_t customers = 0;
    double actual = 0;  // purchases in the holdout period, all together
    double expected = 0;
  };
  struct WeekRow {
    Date end;              // the day after its last
    bool holdout = false;  // begins after the calibration period
    // Repeat purchases since the first day, all together.
    int64_t actual_cumulative = 0;
    double expected_cumulative = 0;
  };

  double actual = 0;
  double expected = 0;
  double mean_absolute_error = 0;  // a customer
  // Of actual and expected; absent where either is the same for all.
  std::optional<double> correlation;
  std::vector<FrequencyRow> by_frequency;
  std::vector<WeekRow> by_week;
};

// Requires: the model was fitted in the unit of `data`; not kBgBb, whose
// opportunities a log does not know (kBadValue).
[[nodiscard]] absl::StatusOr<HoldoutReport> EvaluateHoldout(
    const PurchaseModel& model, const HoldoutData& data,
    const HoldoutOptions& options);

}  // namespace patron

#endif  // PATRON_LIFETIME_LOG_H_
