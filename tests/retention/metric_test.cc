// Retention, purchases and cohorts on tables small enough to count by hand.

#include "patron/metric.h"

#include "patron/error.h"
#include "tests/pch.h"
#include "tests/status_matchers.h"

namespace patron {
namespace {

using ::patron::testing::IsOk;
using ::patron::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Date Day(std::string_view text) {
  const absl::StatusOr<Date> day = ParseDate(text);
  EXPECT_THAT(day, IsOk());
  return day.ok() ? *day : Date{};
}

OrderActivity Order(int64_t account, std::string_view day,
                    int64_t paid_minor = 1000, int64_t refunded_minor = 0,
                    bool kept = true) {
  return {account, Day(day), paid_minor, refunded_minor, kept};
}

absl::StatusOr<MetricReport> ReportOf(const std::vector<OrderActivity>& orders,
                                      MetricOptions options = {}) {
  absl::StatusOr<MetricRun> run = MetricRun::Make(std::move(options));
  if (!run.ok()) return run.status();
  for (const OrderActivity& order : orders) {
    absl::Status added = run->Add(order);
    if (!added.ok()) return added;
  }
  return run->Report();
}

// "2026-01 S E N kept", with "+" behind a period that is not over.
std::vector<std::string> Rows(const RetentionSeries& series) {
  std::vector<std::string> rows;
  for (const RetentionCount& row : series.rows) {
    rows.push_back(FormatPeriod(series.unit, row.period.first) + " " +
                   std::to_string(row.at_start) + " " +
                   std::to_string(row.at_end) + " " +
                   std::to_string(row.first) + " " + std::to_string(row.kept) +
                   (row.complete ? "" : "+"));
  }
  return rows;
}

// "2026-01: 3 1 0*", "*" behind a cell that may still grow.
std::vector<std::string> Rows(const std::vector<CohortRow>& table) {
  std::vector<std::string> rows;
  for (const CohortRow& row : table) {
    std::string text = FormatPeriod(PeriodUnit::kMonth, row.month) + ":";
    int64_t k = 0;
    for (const int64_t active : row.active) {
      text += " " + std::to_string(active) + (k++ < row.complete ? "" : "*");
    }
    rows.push_back(text);
  }
  return rows;
}

TEST(RetentionRate, CountsWhoStaysComesBackAndIsNew) {
  const std::vector<OrderActivity> orders = {
      Order(1, "2026-01-31"), Order(1, "2026-02-01"),  // stays
      Order(2, "2026-01-10"), Order(2, "2026-01-11"),
      Order(2, "2026-03-05"),                          // pauses, comes back
      Order(3, "2026-02-28"), Order(3, "2026-03-01"),  // new in February
      Order(4, "2026-03-31"),                          // new in March
  };
  const auto report = ReportOf(orders);
  ASSERT_THAT(report, IsOk());
  EXPECT_THAT(
      Rows(report->retention[0]),
      ElementsAre("2026-01 0 2 2 0", "2026-02 2 2 1 1", "2026-03 2 3 1 1"));
  const RetentionCount& march = report->retention[0].rows[2];
  EXPECT_EQ(march.Balance(), (Ratio{2, 2}));
  EXPECT_EQ(march.Kept(), (Ratio{1, 2}));
  EXPECT_EQ(FormatRatio(march.Balance(), 4), "1.0000");
  EXPECT_EQ(FormatRatio(march.Kept(), 4), "0.5000");
  EXPECT_EQ(report->retention[0].rows[0].Kept().ToDouble(), std::nullopt);
}

TEST(RetentionRate, EveryKindOfPeriod) {
  const FiscalCalendar fiscal =
      FiscalCalendar::FourFourFive(Day("2026-02-01"), false);
  struct Case {
    Period period;
    std::string first;   // of the two orders of one member
    std::string second;  // in the next period
    std::vector<std::string> rows;
  };
  const std::vector<Case> cases = {
      {{PeriodUnit::kDay},
       "2026-02-28",
       "2026-03-01",
       {"2026-02-28 0 1 1 0", "2026-03-01 1 1 0 1"}},
      // A Sunday and the Monday after; the first week of 2026 began in 2025.
      {{PeriodUnit::kIsoWeek},
       "2026-01-04",
       "2026-01-05",
       {"2026-W01 0 1 1 0", "2026-W02 1 1 0 1+"}},
      {{PeriodUnit::kIsoWeek},
       "1969-12-28",
       "1969-12-29",
       {"1969-W52 0 1 1 0", "1970-W01 1 1 0 1+"}},
      {{PeriodUnit::kMonth},
       "2025-12-31",
       "2026-01-01",
       {"2025-12 0 1 1 0", "2026-01 1 1 0 1+"}},
      {{PeriodUnit::kQuarter},
       "2025-12-31",
       "2026-01-01",
       {"2025-Q4 0 1 1 0", "2026-Q1 1 1 0 1+"}},
      {{PeriodUnit::kYear},
       "2025-01-01",
       "2026-12-31",
       {"2025 0 1 1 0", "2026 1 1 0 1"}},
      {{PeriodUnit::kFiscal, 0, &fiscal},
       "2026-02-28",
       "2026-03-01",
       {FormatPeriod(PeriodUnit::kFiscal, Day("2026-02-01")) + " 0 1 1 0",
        FormatPeriod(PeriodUnit::kFiscal, Day("2026-03-01")) + " 1 1 0 1+"}},
      // The calendar's ends.
      {{PeriodUnit::kMonth},
       "9999-11-30",
       "9999-12-31",
       {"9999-11 0 1 1 0", "9999-12 1 1 0 1"}},
      {{PeriodUnit::kDay},
       "0001-01-01",
       "0001-01-02",
       {"0001-01-01 0 1 1 0", "0001-01-02 1 1 0 1"}},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.first);
    const auto report = ReportOf({Order(7, c.first), Order(7, c.second)},
                                 {.periods = {c.period}});
    ASSERT_THAT(report, IsOk());
    EXPECT_EQ(Rows(report->retention[0]), c.rows);
  }
}

TEST(RetentionRate, AMonthThatIsNotOverIsMarkedAndTheNextLeftOut) {
  const std::vector<OrderActivity> orders = {Order(1, "2026-01-20"),
                                             Order(1, "2026-02-27")};
  const auto open = ReportOf(orders);
  ASSERT_THAT(open, IsOk());
  EXPECT_THAT(Rows(open->retention[0]),
              ElementsAre("2026-01 0 1 1 0", "2026-02 1 1 0 1+"));
  const auto over = ReportOf(orders, {.until = Day("2026-02-28")});
  ASSERT_THAT(over, IsOk());
  EXPECT_THAT(Rows(over->retention[0]),
              ElementsAre("2026-01 0 1 1 0", "2026-02 1 1 0 1"));
  // A month later February's member is known to have stayed away.
  const auto later = ReportOf(orders, {.until = Day("2026-03-31")});
  ASSERT_THAT(later, IsOk());
  EXPECT_THAT(
      Rows(later->retention[0]),
      ElementsAre("2026-01 0 1 1 0", "2026-02 1 1 0 1", "2026-03 1 0 0 0"));
}

TEST(RetentionRate, RefusesWindowsWithoutAPreviousOne) {
  EXPECT_THAT(
      RetentionRate::Make({PeriodUnit::kRolling, 30}),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("rolling")));
  EXPECT_THAT(
      RetentionRate::Make({PeriodUnit::kFiscal}),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("calendar")));
  const FiscalCalendar fiscal =
      FiscalCalendar::FourFourFive(Day("2026-02-01"), false);
  const auto outside =
      ReportOf({Order(1, "2026-01-31")},
               {.periods = {{PeriodUnit::kFiscal, 0, &fiscal}}});
  EXPECT_EQ(ReasonOf(outside.status()), Reason::kBadDate);
  EXPECT_THAT(MessageOf(outside.status()), HasSubstr("2026-01-31"));
}

TEST(PurchaseTotals, OrdersAndOrderDaysDiffer) {
  const auto report = ReportOf({
      Order(0, "2026-01-01", 99),
      Order(0, "2026-01-01", 1),
      Order(1, "2026-01-01", 100),
      Order(1, "2026-01-01", 200),  // twice on one day
      Order(2, "2026-01-02", 0),
      Order(2, "2026-01-03", 700),
      Order(3, "2026-01-04", 1000),
  });
  ASSERT_THAT(report, IsOk());
  const PurchaseTotals& totals = report->purchases;
  EXPECT_EQ(totals, (PurchaseTotals{.members = 3,
                                    .orders = 5,
                                    .order_days = 4,
                                    .members_two_orders = 2,
                                    .members_two_days = 1,
                                    .spend_minor = 2000,
                                    .nobody_orders = 2,
                                    .nobody_spend_minor = 100}));
  EXPECT_EQ(FormatRatio(totals.RepeatRate(), 6), "0.666667");
  EXPECT_EQ(FormatRatio(totals.RepeatRateByDays(), 6), "0.333333");
  EXPECT_EQ(FormatRatio(totals.AverageOrderValue(), 2), "400.00");
  EXPECT_EQ(FormatRatio(totals.OrdersPerMember(), 3), "1.667");
  EXPECT_EQ(FormatRatioPercent(totals.RepeatRate(), 1), "66.7");
}

TEST(Activity, KeptLeavesOutWhatCameBack) {
  const std::vector<OrderActivity> orders = {
      Order(1, "2026-01-05", 1000, 1000, false),  // came back whole
      Order(1, "2026-02-05", 1000, 400),          // in part
      Order(2, "2026-01-07", 500, 500, false),    // all this member ever bought
      Order(0, "2026-02-09", 300, 300, false),
  };
  const auto gross = ReportOf(orders);
  ASSERT_THAT(gross, IsOk());
  EXPECT_EQ(gross->purchases.members, 2);
  EXPECT_EQ(gross->purchases.spend_minor, 2500);
  EXPECT_EQ(gross->purchases.nobody_orders, 1);
  EXPECT_THAT(Rows(gross->cohorts), ElementsAre("2026-01: 2 1*"));

  const auto kept = ReportOf(orders, {.activity = Activity::kKept});
  ASSERT_THAT(kept, IsOk());
  EXPECT_EQ(kept->purchases.members, 1);
  EXPECT_EQ(kept->purchases.spend_minor, 600);
  EXPECT_EQ(kept->purchases.nobody_orders, 0);
  EXPECT_THAT(Rows(kept->cohorts), ElementsAre("2026-02: 1*"));
  EXPECT_THAT(Rows(kept->retention[0]), ElementsAre("2026-02 0 1 1 0+"));
  // The last day is that of the order that came back.
  EXPECT_EQ(kept->until, Day("2026-02-09"));
}

TEST(Cohorts, CountMonthsOfTheCalendar) {
  const std::vector<OrderActivity> orders = {
      Order(1, "2025-12-31"), Order(1, "2026-01-01"),  // a day, a month apart
      Order(2, "2025-12-01"), Order(2, "2025-12-30"),
      Order(2, "2026-02-28"), Order(3, "2026-02-10"),
  };
  const auto at_end = ReportOf(orders);
  ASSERT_THAT(at_end, IsOk());
  EXPECT_THAT(Rows(at_end->cohorts),
              ElementsAre("2025-12: 2 1 1", "2026-02: 1"));
  const auto before = ReportOf(orders, {.until = Day("2026-02-27")});
  ASSERT_THAT(before, IsOk());
  EXPECT_THAT(Rows(before->cohorts),
              ElementsAre("2025-12: 2 1 0*", "2026-02: 1*"));
  const auto after = ReportOf(orders, {.until = Day("2026-03-02")});
  ASSERT_THAT(after, IsOk());
  EXPECT_THAT(Rows(after->cohorts),
              ElementsAre("2025-12: 2 1 1 0*", "2026-02: 1 0*"));
}

TEST(Cohorts, AMistypedYearIsRefusedWithItsMonth) {
  const auto report =
      ReportOf({Order(1, "0026-01-05"), Order(2, "2026-01-05")});
  EXPECT_EQ(ReasonOf(report.status()), Reason::kTooLarge);
  EXPECT_THAT(MessageOf(report.status()), HasSubstr("0026-01-01"));
  const auto longest =
      ReportOf({Order(1, "1926-02-05"), Order(1, "2026-01-31")});
  ASSERT_THAT(longest, IsOk());
  EXPECT_EQ(longest->cohorts[0].active.size(), 1200u);
}

TEST(MetricRun, NoOrdersIsAnEmptyReport) {
  const auto report = ReportOf({});
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->until, std::nullopt);
  EXPECT_THAT(report->retention[0].rows, IsEmpty());
  EXPECT_THAT(report->cohorts, IsEmpty());
  EXPECT_EQ(report->purchases, PurchaseTotals{});
  EXPECT_EQ(FormatRatio(report->purchases.RepeatRate(), 3), "");
}

TEST(MetricRun, PartsOfDifferentQuestionsDoNotAdd) {
  auto months = MetricRun::Make({});
  auto weeks = MetricRun::Make({.periods = {{PeriodUnit::kIsoWeek}}});
  auto kept = MetricRun::Make({.activity = Activity::kKept});
  ASSERT_TRUE(months.ok() && weeks.ok() && kept.ok());
  EXPECT_EQ(ReasonOf(months->Merge(*weeks)), Reason::kBadValue);
  EXPECT_EQ(ReasonOf(months->Merge(*kept)), Reason::kBadValue);
  auto by_month = RetentionRate::Make({PeriodUnit::kMonth});
  auto by_week = RetentionRate::Make({PeriodUnit::kIsoWeek});
  ASSERT_TRUE(by_month.ok() && by_week.ok());
  EXPECT_EQ(ReasonOf(by_month->Merge(*by_week)), Reason::kBadValue);
}

TEST(MetricRun, SpendThatDoesNotFitIsAnError) {
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  const auto report =
      ReportOf({Order(1, "2026-01-05", kMost), Order(1, "2026-01-05", 1)});
  EXPECT_EQ(ReasonOf(report.status()), Reason::kOverflow);
  const auto nobody =
      ReportOf({Order(0, "2026-01-05", kMost), Order(0, "2026-01-05", 1)});
  EXPECT_EQ(ReasonOf(nobody.status()), Reason::kOverflow);
  const auto net = ReportOf({Order(1, "2026-01-05", -2, kMost)},
                            {.activity = Activity::kKept});
  EXPECT_EQ(ReasonOf(net.status()), Reason::kOverflow);
}

TEST(Ratio, PrintsAsDecimalsOfWholeNumbers) {
  struct Case {
    Ratio ratio;
    int decimals;
    std::string text;
    std::string percent;
  };
  const std::vector<Case> cases = {
      {{1, 8}, 2, "0.13", "12.50"},  // half away from zero
      {{-1, 8}, 2, "-0.13", "-12.50"},
      {{2, 3}, 0, "1", "67"},
      {{5376, 23570}, 9, "0.228086551", "22.808655070"},
      {{3, 0}, 2, "", ""},
      {{0, 5}, 1, "0.0", "0.0"},
      // Decimals that do not fit are dropped.
      {{std::numeric_limits<int64_t>::max(), 1000},
       5,
       "9223372036854775.807",
       "922337203685477580.7"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.text);
    EXPECT_EQ(FormatRatio(c.ratio, c.decimals).substr(0, c.text.size()),
              c.text);
    EXPECT_EQ(
        FormatRatioPercent(c.ratio, c.decimals).substr(0, c.percent.size()),
        c.percent);
  }
}

}  // namespace
}  // namespace patron
