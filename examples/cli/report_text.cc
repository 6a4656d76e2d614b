// Aligned tables for a terminal of ordinary width.

#include <algorithm>
#include <string_view>

#include "report.h"

namespace patron::cli {
namespace {

constexpr size_t kPeriodWidth = 11;
constexpr size_t kCountWidth = 10;
constexpr size_t kRateWidth = 10;
constexpr size_t kCellWidth = 6;  // " 50.0*"
// A table is 11 + 10 + 12 * 6 = 93 columns wide.
constexpr size_t kCohortMonths = 12;
constexpr int kRateDecimals = 1;
constexpr int kPerMemberDecimals = 2;

void AppendRight(std::string_view text, size_t width, std::string& out) {
  out.append(width - std::min(width, text.size()), ' ');
  out += text;
}

void AppendLeft(std::string_view text, size_t width, std::string& out) {
  out += text;
  out.append(width - std::min(width, text.size()), ' ');
}

// "12,345"; counts are not negative.
std::string Grouped(int64_t count) {
  std::string text = std::to_string(count);
  for (size_t at = text.size(); at > 3;) {
    at -= 3;
    text.insert(at, ",");
  }
  return text;
}

std::string Percent(Ratio ratio) {
  const std::string text = FormatRatioPercent(ratio, kRateDecimals);
  return text.empty() ? "-" : text + "%";
}

// A ratio of minor units as an amount, rounded to one.
std::string Amount(Ratio ratio, Currency currency) {
  Ratio whole = ratio;
  for (int i = 0; i < currency.decimals(); ++i) {
    whole.denominator *= 10;
  }
  const std::string text = FormatRatio(whole, currency.decimals());
  return text.empty() ? "-" : text + " " + std::string(currency.code());
}

std::string Title(const MetricReport& report) {
  std::string text = report.activity == Activity::kKept
                         ? "orders that were kept"
                         : "all orders";
  if (report.until.has_value()) text += " up to " + FormatDate(*report.until);
  return text;
}

void AppendRetention(const RetentionSeries& series, std::string& out) {
  out += "Retention by " + std::string(PeriodUnitName(series.unit)) + "\n";
  out +=
      "S ordered in the period before, E in this one, N for the first time "
      "ever\n\n";
  AppendLeft("", kPeriodWidth, out);
  for (const std::string_view head : {"S", "E", "N", "kept"}) {
    AppendRight(head, kCountWidth, out);
  }
  AppendRight("(E-N)/S", kRateWidth, out);
  AppendRight("kept/S", kRateWidth, out);
  out += '\n';
  bool open = false;
  for (const RetentionCount& row : series.rows) {
    AppendLeft(
        FormatPeriod(series.unit, row.period.first) + (row.complete ? "" : "*"),
        kPeriodWidth, out);
    for (const int64_t count :
         {row.at_start, row.at_end, row.first, row.kept}) {
      AppendRight(Grouped(count), kCountWidth, out);
    }
    AppendRight(Percent(row.Balance()), kRateWidth, out);
    AppendRight(Percent(row.Kept()), kRateWidth, out);
    out += '\n';
    open = open || !row.complete;
  }
  if (open) out += "* is not over yet\n";
  out += '\n';
}

void AppendPurchases(const PurchaseTotals& totals, Currency currency,
                     std::string& out) {
  const auto line = [&](std::string_view label, const std::string& value) {
    AppendLeft(label, 26, out);
    AppendRight(value, 18, out);
    out += '\n';
  };
  out += "Purchases\n\n";
  line("members", Grouped(totals.members));
  line("orders", Grouped(totals.orders));
  line("repeat rate", Percent(totals.RepeatRate()));
  line("repeat rate, by days", Percent(totals.RepeatRateByDays()));
  const std::string per_member =
      FormatRatio(totals.OrdersPerMember(), kPerMemberDecimals);
  line("orders per member", per_member.empty() ? "-" : per_member);
  line("average order value", Amount(totals.AverageOrderValue(), currency));
  line("spend per member", Amount(totals.SpendPerMember(), currency));
  if (totals.nobody_orders > 0) {
    line("orders of nobody known", Grouped(totals.nobody_orders));
  }
  out += '\n';
}

// One table of the cohorts: months `from` to `to` after the first.
void AppendCohortMonths(const std::vector<CohortRow>& rows, size_t from,
                        size_t to, std::string& out) {
  AppendLeft("first in", kPeriodWidth, out);
  AppendRight("members", kCountWidth, out);
  for (size_t k = from; k <= to; ++k) {
    AppendRight("+" + std::to_string(k), kCellWidth, out);
  }
  out += '\n';
  for (const CohortRow& row : rows) {
    // Young cohorts have nothing to show in the later tables.
    if (from > 1 && row.active.size() <= from) continue;
    AppendLeft(FormatPeriod(PeriodUnit::kMonth, row.month) +
                   (row.complete > 0 ? "" : "*"),
               kPeriodWidth, out);
    AppendRight(Grouped(row.active[0]), kCountWidth, out);
    for (size_t k = from; k <= to && k < row.active.size(); ++k) {
      const bool open = static_cast<int64_t>(k) >= row.complete;
      // Without the decimal, so that "100*" keeps its distance.
      const bool all = row.active[k] == row.active[0];
      AppendRight(FormatRatioPercent({row.active[k], row.active[0]},
                                     all ? 0 : kRateDecimals) +
                      (open ? "*" : ""),
                  kCellWidth, out);
    }
    out += '\n';
  }
  out += '\n';
}

void AppendCohorts(const std::vector<CohortRow>& rows, std::string& out) {
  out +=
      "Cohorts: percent of the members whose first order was in a month "
      "that ordered\nagain so many months later (* is not over yet)\n\n";
  size_t months = 0;
  for (const CohortRow& row : rows) {
    months = std::max(months, row.active.size() - 1);
  }
  // A shop of one month still has its members to show.
  size_t from = 1;
  do {
    AppendCohortMonths(rows, from, std::min(months, from + kCohortMonths - 1),
                       out);
    from += kCohortMonths;
  } while (from <= months);
}

}  // namespace

std::string FormatReport(const MetricReport& report, Currency currency) {
  std::string out = "Retention report, " + Title(report) + "\n\n";
  if (report.purchases.members == 0) {
    out += "No member has ordered yet.\n";
    return out;
  }
  for (const RetentionSeries& series : report.retention) {
    AppendRetention(series, out);
  }
  AppendPurchases(report.purchases, currency, out);
  AppendCohorts(report.cohorts, out);
  out.pop_back();  // the blank line behind the last table
  return out;
}

}  // namespace patron::cli
