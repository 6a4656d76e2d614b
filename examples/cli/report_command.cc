// patron report: whether customers stay.

#include <string>
#include <utility>

#include "make_report.h"
#include "progress.h"
#include "report.h"
#include "subcommands.h"

namespace patron::cli {
namespace {

absl::StatusOr<MetricOptions> OptionsOf(const ReportOptions& options) {
  MetricOptions metric;
  metric.activity =
      options.activity == "kept" ? Activity::kKept : Activity::kGross;
  if (!options.until.empty()) {
    const absl::StatusOr<Date> until = ParseDate(options.until);
    if (!until.ok()) return until.status();
    metric.until = *until;
  }
  metric.periods.clear();
  for (const std::string& name : options.periods) {
    for (const PeriodUnit unit : {PeriodUnit::kIsoWeek, PeriodUnit::kMonth,
                                  PeriodUnit::kQuarter, PeriodUnit::kYear}) {
      if (PeriodUnitName(unit) == name) metric.periods.push_back({unit});
    }
  }
  return metric;
}

}  // namespace

absl::StatusOr<MetricReport> MakeReport(const Engine& engine,
                                        MetricOptions options) {
  absl::StatusOr<MetricRun> run = MetricRun::Make(std::move(options));
  if (!run.ok()) return run.status();
  Progress progress(stderr, "reading orders", Progress::IsTerminal(stderr));
  int64_t orders = 0;
  const absl::Status status =
      engine.ForEachOrder([&](const OrderSummary& order) {
        progress.Count(++orders);
        return run->Add({.account = order.account,
                         .day = order.local_day,
                         .paid_minor = order.paid.minor,
                         .refunded_minor = order.refunded.minor,
                         .kept = order.returned_units < order.units});
      });
  if (!status.ok()) return status;
  return run->Report();
}

int Report(const ReportOptions& options) {
  absl::StatusOr<MetricOptions> metric = OptionsOf(options);
  if (!metric.ok()) return FailCall(metric.status());
  const auto engine = OpenDatabase(options.db, Access::kRead);
  if (!engine.ok()) return Fail(engine.status());
  const std::shared_ptr<const Plan> plan = (*engine)->NewestPlan();
  const Currency currency = plan ? plan->program().currency : Currency();
  const auto report = MakeReport(**engine, *std::move(metric));
  if (!report.ok()) return Fail(report.status());
  Print(options.format == Format::kJson ? FormatReportJson(*report, currency)
                                        : FormatReport(*report, currency));
  return FlushOutput(kExitOk);
}

}  // namespace patron::cli
