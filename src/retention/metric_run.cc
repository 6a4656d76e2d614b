// The reader in front of the metrics: it drops what does not count, cuts the
// stream into histories and hands each to every metric.

#include <algorithm>
#include <utility>

#include "patron/error.h"
#include "patron/metric.h"
#include "patron/rounding.h"

namespace patron {
namespace {

absl::StatusOr<MemberOrder> Counted(const OrderActivity& order,
                                    Activity activity) {
  if (activity == Activity::kGross) {
    return MemberOrder{order.day, order.paid_minor};
  }
  const absl::StatusOr<int64_t> net =
      SubtractExact(order.paid_minor, order.refunded_minor);
  if (!net.ok()) return net.status();
  return MemberOrder{order.day, *net};
}

bool SamePeriods(const std::vector<Period>& a, const std::vector<Period>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const Period& x, const Period& y) {
                      return x.unit == y.unit && x.fiscal == y.fiscal;
                    });
}

}  // namespace

std::string_view ActivityName(Activity activity) {
  switch (activity) {
    case Activity::kGross:
      return "gross";
    case Activity::kKept:
      return "kept";
  }
  return "unknown";
}

absl::StatusOr<MetricRun> MetricRun::Make(MetricOptions options) {
  MetricRun run(std::move(options));
  for (const Period& period : run.options_.periods) {
    absl::StatusOr<RetentionRate> rate = RetentionRate::Make(period);
    if (!rate.ok()) return rate.status();
    run.retention_.push_back(*std::move(rate));
  }
  return run;
}

absl::Status MetricRun::Add(const OrderActivity& order) {
  if (options_.until.has_value() && order.day > *options_.until) {
    return absl::OkStatus();
  }
  // An order that came back whole still shows that its day is known.
  if (!last_day_.has_value() || *last_day_ < order.day) last_day_ = order.day;
  if (options_.activity == Activity::kKept && !order.kept) {
    return absl::OkStatus();
  }
  const absl::StatusOr<MemberOrder> counted = Counted(order, options_.activity);
  if (!counted.ok()) return counted.status();
  if (order.account == 0) return purchases_.AddNobody(*counted);
  if (order.account != account_) {
    absl::Status closed = CloseHistory();
    if (!closed.ok()) return closed;
    account_ = order.account;
  }
  history_.push_back(*counted);
  return absl::OkStatus();
}

absl::Status MetricRun::CloseHistory() {
  if (history_.empty()) return absl::OkStatus();
  // Orders come by instant; stores in other zones can swap two days.
  std::stable_sort(
      history_.begin(), history_.end(),
      [](const MemberOrder& a, const MemberOrder& b) { return a.day < b.day; });
  absl::Status added = purchases_.Add(history_);
  for (RetentionRate& rate : retention_) {
    if (added.ok()) added = rate.Add(history_);
  }
  if (!added.ok()) return added;
  cohorts_.Add(history_);
  history_.clear();
  return absl::OkStatus();
}

absl::Status MetricRun::Merge(MetricRun other) {
  if (options_.activity != other.options_.activity ||
      options_.until != other.options_.until ||
      !SamePeriods(options_.periods, other.options_.periods)) {
    return Refuse(Reason::kBadValue,
                  "cannot add two parts of a report that were asked different "
                  "questions: give both the same options");
  }
  absl::Status status = CloseHistory();
  if (status.ok()) status = other.CloseHistory();
  if (status.ok()) status = purchases_.Merge(other.purchases_);
  for (size_t i = 0; i < retention_.size() && status.ok(); ++i) {
    status = retention_[i].Merge(other.retention_[i]);
  }
  if (!status.ok()) return status;
  cohorts_.Merge(other.cohorts_);
  last_day_ = std::max(last_day_, other.last_day_);
  return absl::OkStatus();
}

absl::StatusOr<MetricReport> MetricRun::Report() {
  if (absl::Status closed = CloseHistory(); !closed.ok()) return closed;
  MetricReport report;
  report.activity = options_.activity;
  report.until = options_.until.has_value() ? options_.until : last_day_;
  report.purchases = purchases_;
  // Without a last day there is no order, so that any day will do.
  const Date until = report.until.value_or(kFirstDate);
  for (const RetentionRate& rate : retention_) {
    report.retention.push_back({rate.period().unit, rate.Counts(until)});
  }
  absl::StatusOr<std::vector<CohortRow>> cohorts = cohorts_.Table(until);
  if (!cohorts.ok()) return cohorts.status();
  report.cohorts = *std::move(cohorts);
  return report;
}

}  // namespace patron
