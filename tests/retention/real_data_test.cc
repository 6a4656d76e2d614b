// CDNOW's 69,659 orders against values that other code computed from them.

#include <algorithm>
#include <charconv>

#include "patron/metric.h"
#include "patron/money.h"
#include "patron/rounding.h"
#include "tests/pch.h"
#include "tests/shared_data.h"
#include "tests/status_matchers.h"

namespace patron {
namespace {

using ::patron::testing::IsOk;
using ::patron::testing::ReadGzip;

// customer_id,order_id,date,quantity,amount without quotes: cut at commas.
std::vector<OrderActivity> ReadCdnow(std::string_view text) {
  std::vector<OrderActivity> orders;
  size_t at = text.find('\n') + 1;
  while (at < text.size()) {
    const size_t end = text.find('\n', at);
    std::vector<std::string_view> fields;
    for (size_t from = at; from <= end;) {
      const size_t to = std::min(text.find(',', from), end);
      fields.push_back(text.substr(from, to - from));
      from = to + 1;
    }
    OrderActivity order;
    std::from_chars(fields[0].data(), fields[0].data() + fields[0].size(),
                    order.account);
    order.day = *ParseDate(fields[2]);
    order.paid_minor = *ParseDecimal(fields[4], 2);
    orders.push_back(order);
    at = end + 1;
  }
  std::stable_sort(orders.begin(), orders.end(),
                   [](const OrderActivity& a, const OrderActivity& b) {
                     return a.account < b.account;
                   });
  return orders;
}

TEST(RealData, CdnowRetentionRepeatAndCohorts) {
  PATRON_SHARED_DATA(path, "cdnow_master.csv.gz");
  auto run = MetricRun::Make(
      {.periods = {{PeriodUnit::kQuarter}, {PeriodUnit::kMonth}}});
  ASSERT_THAT(run, IsOk());
  for (const OrderActivity& order : ReadCdnow(ReadGzip(path))) {
    ASSERT_THAT(run->Add(order), IsOk());
  }
  const auto report = run->Report();
  ASSERT_THAT(report, IsOk());

  struct Quarter {
    std::string name;
    int64_t at_start, at_end, first, kept;
  };
  const std::vector<Quarter> quarters = {
      {"1997-Q1", 0, 23570, 23570, 0},  {"1997-Q2", 23570, 5376, 0, 5376},
      {"1997-Q3", 5376, 4263, 0, 2289}, {"1997-Q4", 4263, 4221, 0, 2063},
      {"1998-Q1", 4221, 3817, 0, 1954}, {"1998-Q2", 3817, 3317, 0, 1760},
  };
  ASSERT_EQ(report->retention[0].rows.size(), quarters.size());
  for (size_t i = 0; i < quarters.size(); ++i) {
    const RetentionCount& row = report->retention[0].rows[i];
    const Quarter& want = quarters[i];
    SCOPED_TRACE(want.name);
    EXPECT_EQ(FormatPeriod(PeriodUnit::kQuarter, row.period.first), want.name);
    EXPECT_EQ(row.at_start, want.at_start);
    EXPECT_EQ(row.at_end, want.at_end);
    EXPECT_EQ(row.first, want.first);
    EXPECT_EQ(row.kept, want.kept);
    EXPECT_TRUE(row.complete);
  }
  EXPECT_EQ(FormatRatio(report->retention[0].rows[2].Balance(), 5), "0.79297");
  EXPECT_EQ(FormatRatio(report->retention[0].rows[2].Kept(), 5), "0.42578");

  const PurchaseTotals& totals = report->purchases;
  EXPECT_EQ(totals.members, 23570);
  EXPECT_EQ(totals.orders, 69659);
  EXPECT_EQ(totals.order_days, 67591);
  EXPECT_EQ(totals.spend_minor, 250031563);
  EXPECT_EQ(FormatRatio(totals.RepeatRate(), 6), "0.494782");
  EXPECT_EQ(FormatRatio(totals.RepeatRateByDays(), 9), "0.488587187");
  EXPECT_EQ(FormatRatio(totals.AverageOrderValue(), 9), "3589.364805696");
  EXPECT_EQ(FormatRatio(totals.SpendPerMember(), 9), "10608.042554094");

  const std::vector<std::vector<int64_t>> cohorts = {
      {7846, 1157, 964, 810, 679, 736, 720, 582, 559, 594, 673, 634, 528, 511,
       664, 472, 497, 498},
      {8476, 1312, 980, 783, 847, 786, 626, 619, 666, 721, 661, 545, 568, 718,
       545, 548, 551},
      {7248, 1032, 752, 756, 674, 564, 561, 579, 634, 569, 464, 472, 678, 420,
       443, 457},
  };
  ASSERT_EQ(report->cohorts.size(), cohorts.size());
  for (size_t i = 0; i < cohorts.size(); ++i) {
    EXPECT_EQ(report->cohorts[i].active, cohorts[i]);
    EXPECT_EQ(report->cohorts[i].complete,
              static_cast<int64_t>(cohorts[i].size()));
  }
}

}  // namespace
}  // namespace patron
