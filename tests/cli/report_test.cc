// The report word for word: people compare last month's with this month's.

#include "report.h"

#include <sstream>

#include "tests/pch.h"
#include "tests/status_matchers.h"

namespace patron::cli {
namespace {

using ::patron::testing::IsOk;
using ::testing::HasSubstr;
using ::testing::Not;

Currency Euro() { return *Currency::FromCode("EUR"); }

absl::StatusOr<MetricReport> ReportOf(
    const std::vector<OrderActivity>& orders) {
  absl::StatusOr<MetricRun> run = MetricRun::Make({});
  if (!run.ok()) return run.status();
  for (const OrderActivity& order : orders) {
    absl::Status added = run->Add(order);
    if (!added.ok()) return added;
  }
  return run->Report();
}

OrderActivity Order(int64_t account, std::string_view day, int64_t paid_minor) {
  return {account, *ParseDate(day), paid_minor, 0, true};
}

absl::StatusOr<MetricReport> SmallShop() {
  return ReportOf({
      Order(0, "2026-01-02", 100),
      Order(1, "2026-01-03", 1000),
      Order(1, "2026-02-03", 2005),
      Order(2, "2026-01-04", 500),
      Order(2, "2026-03-04", 500),
      Order(3, "2026-02-05", 123456),
  });
}

TEST(Report, Text) {
  const auto report = SmallShop();
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(FormatReport(*report, Euro()),
            R"(Retention report, all orders up to 2026-03-04

Retention by month
S ordered in the period before, E in this one, N for the first time ever

                    S         E         N      kept   (E-N)/S    kept/S
2026-01             0         2         2         0         -         -
2026-02             2         2         1         1     50.0%     50.0%
2026-03*            2         1         0         0     50.0%      0.0%
* is not over yet

Purchases

members                                    3
orders                                     5
repeat rate                            66.7%
repeat rate, by days                   66.7%
orders per member                       1.67
average order value               254.92 EUR
spend per member                  424.87 EUR
orders of nobody known                     1

Cohorts: percent of the members whose first order was in a month that ordered
again so many months later (* is not over yet)

first in      members    +1    +2
2026-01             2  50.0 50.0*
2026-02             1  0.0*
)");
}

TEST(Report, Json) {
  const auto report = SmallShop();
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(
      FormatReportJson(*report, Euro()),
      R"({"activity":"gross","currency":"EUR","until":"2026-03-04",)"
      R"("retention":[{"unit":"month","periods":[)"
      R"({"period":"2026-01","first_day":"2026-01-01","at_start":0,)"
      R"("at_end":2,"new":2,"kept":0,"balance_rate":null,"kept_rate":null,)"
      R"("complete":true},)"
      R"({"period":"2026-02","first_day":"2026-02-01","at_start":2,)"
      R"("at_end":2,"new":1,"kept":1,"balance_rate":0.500000,)"
      R"("kept_rate":0.500000,"complete":true},)"
      R"({"period":"2026-03","first_day":"2026-03-01","at_start":2,)"
      R"("at_end":1,"new":0,"kept":0,"balance_rate":0.500000,)"
      R"("kept_rate":0.000000,"complete":false}]}],)"
      R"("purchases":{"members":3,"orders":5,"order_days":5,)"
      R"("members_two_orders":2,"members_two_days":2,"spend_minor":127461,)"
      R"("nobody_orders":1,"nobody_spend_minor":100,)"
      R"("repeat_rate":0.666667,"repeat_rate_by_days":0.666667,)"
      R"("orders_per_member":1.666667,"average_order_minor":25492.200000,)"
      R"("spend_per_member_minor":42487.000000},)"
      R"("cohorts":[{"month":"2026-01","active":[2,1,1],"complete_months":2},)"
      R"({"month":"2026-02","active":[1,0],"complete_months":1}]})"
      "\n");
}

TEST(Report, Nothing) {
  const auto report = ReportOf({});
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(FormatReport(*report, Euro()),
            "Retention report, all orders\n\nNo member has ordered yet.\n");
  EXPECT_THAT(FormatReportJson(*report, Euro()), HasSubstr("\"until\":null"));
  EXPECT_THAT(FormatReportJson(*report, Euro()),
              HasSubstr("\"repeat_rate\":null"));
}

TEST(Report, OneMonth) {
  const auto report = ReportOf({Order(1, "2026-01-03", 1000)});
  ASSERT_THAT(report, IsOk());
  EXPECT_THAT(FormatReport(*report, Euro()),
              HasSubstr("first in      members\n2026-01*            1\n"));
}

TEST(Report, LongHistoriesStayNarrow) {
  std::vector<OrderActivity> orders;
  for (int64_t member = 1; member <= 30; ++member) {
    for (int64_t k = member - 1; k < 30; ++k) {
      orders.push_back({member, AddMonths(*ParseDate("2026-01-15"), k),
                        10'000'000'000, 0, true});
    }
  }
  const auto report = ReportOf(orders);
  ASSERT_THAT(report, IsOk());
  const std::string text = FormatReport(*report, Euro());
  std::istringstream lines(text);
  size_t widest = 0;
  for (std::string line; std::getline(lines, line);) {
    widest = std::max(widest, line.size());
    EXPECT_THAT(line, Not(::testing::EndsWith(" ")));
  }
  EXPECT_EQ(widest, 93u);
  EXPECT_THAT(text, HasSubstr("   +11   +12\n"));
  EXPECT_THAT(text, HasSubstr("   +13   +14"));
  EXPECT_THAT(text, HasSubstr("  +28   +29\n"));
  EXPECT_THAT(text, HasSubstr("   100  100*\n"));
}

}  // namespace
}  // namespace patron::cli
