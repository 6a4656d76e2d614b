// patron clv holdout: how well a model that knows the orders up to a day
// foretold those after it.

#include <cstdio>
#include <optional>
#include <string>

#include "database_customers.h"
#include "json_text.h"
#include "patron/error.h"
#include "subcommands.h"
#include "summary_file.h"

namespace patron::cli {
namespace {

std::string OrNone(std::optional<double> value) {
  return value ? FormatDouble(*value) : "";
}

void PrintJson(const LifetimeFit& fit, const HoldoutData& data,
               const HoldoutReport& report) {
  JsonText json;
  json.Open()
      .Field("model", LifetimeKindName(fit.kind))
      .Field("calibration_until", FormatDate(data.calibration_until))
      .Field("holdout_until", FormatDate(data.holdout_until))
      .Field("customers", static_cast<int64_t>(data.customers.size()))
      .Number("actual", FormatDouble(report.actual))
      .Number("expected", FormatDouble(report.expected))
      .Number("mean_absolute_error", FormatDouble(report.mean_absolute_error))
      .Number("correlation", OrNone(report.correlation))
      .OpenList("by_frequency");
  for (const HoldoutReport::FrequencyRow& row : report.by_frequency) {
    json.Open()
        .Field("frequency", row.frequency)
        .Field("customers", row.customers)
        .Number("actual", FormatDouble(row.actual))
        .Number("expected", FormatDouble(row.expected))
        .Close();
  }
  json.CloseList().OpenList("by_week");
  for (const HoldoutReport::WeekRow& row : report.by_week) {
    json.Open()
        .Field("end", FormatDate(row.end))
        .Field("holdout", row.holdout)
        .Field("actual_cumulative", row.actual_cumulative)
        .Number("expected_cumulative", FormatDouble(row.expected_cumulative))
        .Close();
  }
  Print(json.CloseList().Close().Take());
}

void PrintRow(const char* what, double value, int decimals) {
  char line[400];
  std::snprintf(line, sizeof line, "  %-26s %12.*f\n", what, decimals, value);
  Print(line);
}

void PrintText(const LifetimeFit& fit, const HoldoutData& data,
               const HoldoutReport& report) {
  char line[800];
  Print(std::string(LifetimeKindName(fit.kind)) + ", fitted up to " +
        FormatDate(data.calibration_until) + ", held out up to " +
        FormatDate(data.holdout_until) + "\n");
  PrintRow("purchases held out", report.actual, 0);
  PrintRow("expected", report.expected, 1);
  PrintRow("mean absolute error", report.mean_absolute_error, 4);
  if (report.correlation) PrintRow("correlation", *report.correlation, 4);
  Print("\n  repeats   customers       actual     expected\n");
  for (const HoldoutReport::FrequencyRow& row : report.by_frequency) {
    const bool last = &row == &report.by_frequency.back();
    std::snprintf(line, sizeof line, "  %6lld%s  %10lld %12.0f %12.1f\n",
                  static_cast<long long>(row.frequency), last ? "+" : " ",
                  static_cast<long long>(row.customers), row.actual,
                  row.expected);
    Print(line);
  }
}

}  // namespace

int ClvHoldout(const ClvHoldoutOptions& options) {
  const absl::StatusOr<LifetimeKind> kind = ParseLifetimeKind(options.model);
  if (!kind.ok()) return FailCall(kind.status());
  const absl::StatusOr<Date> until = ParseDate(options.until);
  if (!until.ok()) return FailCall(until.status());
  const auto engine = OpenDatabase(options.db, Access::kRead);
  if (!engine.ok()) return Fail(engine.status());
  const auto customers =
      ReadDatabase(**engine, UnitOf(options.unit), options.holdout_until);
  if (!customers.ok()) return Fail(customers.status());
  const absl::StatusOr<HoldoutFit> held =
      FitHoldout(*customers, *until, *kind, {.penalty = options.penalty});
  if (!held.ok()) return Fail(held.status());
  if (held->fit.status != FitStatus::kConverged) {
    Say("patron: warning: the fit is " +
        std::string(FitStatusName(held->fit.status)));
  }
  if (options.format == Format::kJson) {
    PrintJson(held->fit, held->data, held->report);
  } else {
    PrintText(held->fit, held->data, held->report);
  }
  return FlushOutput(kExitOk);
}

}  // namespace patron::cli
