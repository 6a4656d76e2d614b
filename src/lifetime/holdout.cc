// What a model foretold beside what happened.

#include <algorithm>
#include <cmath>

#include "lifetime/sum.h"
#include "patron/error.h"
#include "patron/lifetime_log.h"

namespace patron {
namespace {

using lifetime::CompensatedSum;

double InUnit(TimeUnit unit, int32_t days) {
  return unit == TimeUnit::kWeek ? days / 7.0 : days;
}

// Pearson's, in two passes so that large means cost no digits.
std::optional<double> Correlation(const std::vector<double>& x,
                                  const std::vector<double>& y) {
  CompensatedSum x_sum;
  CompensatedSum y_sum;
  for (size_t i = 0; i < x.size(); ++i) {
    x_sum.Add(x[i]);
    y_sum.Add(y[i]);
  }
  const auto n = static_cast<double>(x.size());
  const double x_mean = x_sum.Total() / n;
  const double y_mean = y_sum.Total() / n;
  CompensatedSum xx;
  CompensatedSum xy;
  CompensatedSum yy;
  for (size_t i = 0; i < x.size(); ++i) {
    xx.Add((x[i] - x_mean) * (x[i] - x_mean));
    xy.Add((x[i] - x_mean) * (y[i] - y_mean));
    yy.Add((y[i] - y_mean) * (y[i] - y_mean));
  }
  if (!(xx.Total() > 0) || !(yy.Total() > 0)) return std::nullopt;
  return xy.Total() / std::sqrt(xx.Total() * yy.Total());
}

void AddCustomers(const PurchaseModel& model, const HoldoutData& data,
                  const HoldoutOptions& options, HoldoutReport* report) {
  const double horizon =
      InUnit(data.unit, data.holdout_until.days - data.calibration_until.days);
  std::vector<double> actual;
  std::vector<double> expected;
  std::vector<CompensatedSum> by_frequency(report->by_frequency.size());
  CompensatedSum total;
  CompensatedSum error;
  for (const HoldoutCustomer& customer : data.customers) {
    const auto made = static_cast<double>(customer.actual);
    const double foretold =
        model.ExpectedPurchases(customer.calibration, horizon);
    actual.push_back(made);
    expected.push_back(foretold);
    report->actual += made;
    total.Add(foretold);
    error.Add(std::abs(made - foretold));
    const auto row = static_cast<size_t>(
        std::min(customer.calibration.frequency, options.frequency_max));
    report->by_frequency[row].customers += 1;
    report->by_frequency[row].actual += made;
    by_frequency[row].Add(foretold);
  }
  report->expected = total.Total();
  for (size_t row = 0; row < by_frequency.size(); ++row) {
    report->by_frequency[row].expected = by_frequency[row].Total();
  }
  if (data.customers.empty()) return;
  report->mean_absolute_error =
      error.Total() / static_cast<double>(data.customers.size());
  report->correlation = Correlation(actual, expected);
}

void AddWeeks(const PurchaseModel& model, const HoldoutData& data,
              HoldoutReport* report) {
  int64_t actual = 0;
  for (size_t week = 0; week < data.repeats_by_week.size(); ++week) {
    const Date begin =
        AddDays(data.starts.front().day, static_cast<int64_t>(week) * 7);
    const Date end =
        std::min(AddDays(begin, 7), AddDays(data.holdout_until, 1));
    actual += data.repeats_by_week[week];
    CompensatedSum expected;
    for (const HoldoutData::Start& start : data.starts) {
      // Whoever came today may come again from tomorrow on.
      const int32_t days = end.days - 1 - start.day.days;
      if (days <= 0) break;
      expected.Add(static_cast<double>(start.customers) *
                   model.ExpectedPurchasesOfNew(InUnit(data.unit, days)));
    }
    report->by_week.push_back(
        {end, begin > data.calibration_until, actual, expected.Total()});
  }
}

}  // namespace

absl::StatusOr<HoldoutReport> EvaluateHoldout(const PurchaseModel& model,
                                              const HoldoutData& data,
                                              const HoldoutOptions& options) {
  if (model.kind() == LifetimeKind::kBgBb) {
    return Refuse(Reason::kBadValue,
                  "bgbb counts opportunities, which a log does not know");
  }
  if (options.frequency_max < 0 || options.frequency_max > 1000) {
    return Refuse(Reason::kBadValue, "frequency_max must be 0 to 1000");
  }
  HoldoutReport report;
  for (int64_t x = 0; x <= options.frequency_max; ++x) {
    report.by_frequency.push_back({x, 0, 0, 0});
  }
  AddCustomers(model, data, options, &report);
  AddWeeks(model, data, &report);
  return report;
}

}  // namespace patron
