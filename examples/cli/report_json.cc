// The report as JSON, on one line; ratios without a value are null.

#include <string_view>

#include "json_text.h"
#include "report.h"

namespace patron::cli {
namespace {

constexpr int kRatioDecimals = 6;

std::string Fraction(Ratio ratio) { return FormatRatio(ratio, kRatioDecimals); }

void AddRetention(const RetentionSeries& series, JsonLine& json) {
  json.Open().Field("unit", PeriodUnitName(series.unit)).OpenList("periods");
  for (const RetentionCount& row : series.rows) {
    json.Open()
        .Field("period", FormatPeriod(series.unit, row.period.first))
        .Field("first_day", FormatDate(row.period.first))
        .Field("at_start", row.at_start)
        .Field("at_end", row.at_end)
        .Field("new", row.first)
        .Field("kept", row.kept)
        .Number("balance_rate", Fraction(row.Balance()))
        .Number("kept_rate", Fraction(row.Kept()))
        .Field("complete", row.complete)
        .Close();
  }
  json.CloseList().Close();
}

void AddPurchases(const PurchaseTotals& totals, JsonLine& json) {
  json.Open("purchases")
      .Field("members", totals.members)
      .Field("orders", totals.orders)
      .Field("order_days", totals.order_days)
      .Field("members_two_orders", totals.members_two_orders)
      .Field("members_two_days", totals.members_two_days)
      .Field("spend_minor", totals.spend_minor)
      .Field("nobody_orders", totals.nobody_orders)
      .Field("nobody_spend_minor", totals.nobody_spend_minor)
      .Number("repeat_rate", Fraction(totals.RepeatRate()))
      .Number("repeat_rate_by_days", Fraction(totals.RepeatRateByDays()))
      .Number("orders_per_member", Fraction(totals.OrdersPerMember()))
      .Number("average_order_minor", Fraction(totals.AverageOrderValue()))
      .Number("spend_per_member_minor", Fraction(totals.SpendPerMember()))
      .Close();
}

void AddCohorts(const std::vector<CohortRow>& rows, JsonLine& json) {
  json.OpenList("cohorts");
  for (const CohortRow& row : rows) {
    json.Open()
        .Field("month", FormatPeriod(PeriodUnit::kMonth, row.month))
        .OpenList("active");
    for (const int64_t members : row.active) json.Item(members);
    json.CloseList().Field("complete_months", row.complete).Close();
  }
  json.CloseList();
}

}  // namespace

std::string FormatReportJson(const MetricReport& report, Currency currency) {
  JsonLine json;
  json.Open()
      .Field("activity", ActivityName(report.activity))
      .Field("currency", currency.code());
  if (report.until.has_value()) {
    json.Field("until", FormatDate(*report.until));
  } else {
    json.Null("until");
  }
  json.OpenList("retention");
  for (const RetentionSeries& series : report.retention) {
    AddRetention(series, json);
  }
  json.CloseList();
  AddPurchases(report.purchases, json);
  AddCohorts(report.cohorts, json);
  return json.Close().Take();
}

}  // namespace patron::cli
