// The report as JSON. Every text in it is a date, a period or a fixed word, so
// nothing needs escaping; ratios without a value are null.

#include <string_view>

#include "report.h"

namespace patron::cli {
namespace {

constexpr int kRatioDecimals = 6;

// Members of objects and arrays with their commas.
class Json {
 public:
  void Open(char bracket) {
    Separate();
    out_ += bracket;
    first_ = true;
  }
  void Close(char bracket) {
    out_ += bracket;
    first_ = false;
  }
  void Key(std::string_view key) {
    Separate();
    out_ += '"';
    out_ += key;
    out_ += "\":";
    first_ = true;  // the value follows without a comma
  }
  void Text(std::string_view key, std::string_view text) {
    Key(key);
    out_ += '"';
    out_ += text;
    out_ += '"';
    first_ = false;
  }
  void Raw(std::string_view text) {
    Separate();
    out_ += text;
  }
  void Count(std::string_view key, int64_t count) {
    Key(key);
    Raw(std::to_string(count));
  }
  void Bool(std::string_view key, bool value) {
    Key(key);
    Raw(value ? "true" : "false");
  }
  void Fraction(std::string_view key, Ratio ratio) {
    Key(key);
    const std::string text = FormatRatio(ratio, kRatioDecimals);
    Raw(text.empty() ? "null" : text);
  }
  std::string Take() {
    out_ += '\n';
    return std::move(out_);
  }

 private:
  void Separate() {
    if (!first_) out_ += ',';
    first_ = false;
  }

  std::string out_;
  bool first_ = true;
};

void AddRetention(const RetentionSeries& series, Json& json) {
  json.Open('{');
  json.Text("unit", PeriodUnitName(series.unit));
  json.Key("periods");
  json.Open('[');
  for (const RetentionCount& row : series.rows) {
    json.Open('{');
    json.Text("period", FormatPeriod(series.unit, row.period.first));
    json.Text("first_day", FormatDate(row.period.first));
    json.Count("at_start", row.at_start);
    json.Count("at_end", row.at_end);
    json.Count("new", row.first);
    json.Count("kept", row.kept);
    json.Fraction("balance_rate", row.Balance());
    json.Fraction("kept_rate", row.Kept());
    json.Bool("complete", row.complete);
    json.Close('}');
  }
  json.Close(']');
  json.Close('}');
}

void AddPurchases(const PurchaseTotals& totals, Json& json) {
  json.Key("purchases");
  json.Open('{');
  json.Count("members", totals.members);
  json.Count("orders", totals.orders);
  json.Count("order_days", totals.order_days);
  json.Count("members_two_orders", totals.members_two_orders);
  json.Count("members_two_days", totals.members_two_days);
  json.Count("spend_minor", totals.spend_minor);
  json.Count("nobody_orders", totals.nobody_orders);
  json.Count("nobody_spend_minor", totals.nobody_spend_minor);
  json.Fraction("repeat_rate", totals.RepeatRate());
  json.Fraction("repeat_rate_by_days", totals.RepeatRateByDays());
  json.Fraction("orders_per_member", totals.OrdersPerMember());
  json.Fraction("average_order_minor", totals.AverageOrderValue());
  json.Fraction("spend_per_member_minor", totals.SpendPerMember());
  json.Close('}');
}

void AddCohorts(const std::vector<CohortRow>& rows, Json& json) {
  json.Key("cohorts");
  json.Open('[');
  for (const CohortRow& row : rows) {
    json.Open('{');
    json.Text("month", FormatPeriod(PeriodUnit::kMonth, row.month));
    json.Key("active");
    json.Open('[');
    for (const int64_t members : row.active) json.Raw(std::to_string(members));
    json.Close(']');
    json.Count("complete_months", row.complete);
    json.Close('}');
  }
  json.Close(']');
}

}  // namespace

std::string FormatReportJson(const MetricReport& report, Currency currency) {
  Json json;
  json.Open('{');
  json.Text("activity", ActivityName(report.activity));
  json.Text("currency", currency.code());
  json.Key("until");
  json.Raw(report.until.has_value() ? "\"" + FormatDate(*report.until) + "\""
                                    : "null");
  json.Key("retention");
  json.Open('[');
  for (const RetentionSeries& series : report.retention) {
    AddRetention(series, json);
  }
  json.Close(']');
  AddPurchases(report.purchases, json);
  AddCohorts(report.cohorts, json);
  json.Close('}');
  return json.Take();
}

}  // namespace patron::cli
