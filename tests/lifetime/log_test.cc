// Orders, changes and summaries: kept as they arrive, and made anew from those
// that stand at the end.

#include <algorithm>

#include "patron/lifetime_log.h"
#include "tests/pch.h"
#include "tests/seed.h"
#include "tests/status_matchers.h"

namespace patron {
namespace {

using ::patron::testing::Between;
using ::patron::testing::IsOk;
using ::patron::testing::StatusIs;

constexpr Date kStart{10'000};

LoggedOrder Order(int64_t account, int32_t day, int64_t spend) {
  return {account, Date{kStart.days + day}, spend};
}

Date Day(int32_t day) { return Date{kStart.days + day}; }

TEST(Log, SameDayOrdersAreOnePurchase) {
  PurchaseLog log({.unit = TimeUnit::kWeek, .minor_per_unit = 100});
  for (const LoggedOrder& order :
       {Order(7, 0, 1000), Order(7, 0, 500), Order(7, 14, 2000),
        Order(7, 14, 1000), Order(7, 21, 1000)}) {
    ASSERT_THAT(log.Add(order), IsOk());
  }
  EXPECT_EQ(log.SummaryOf(7, Day(35)), (LifetimeSummary{2, 3, 5, 20}));
  // As known earlier.
  EXPECT_EQ(log.SummaryOf(7, Day(20)), (LifetimeSummary{1, 2, 20 / 7.0, 30}));
  EXPECT_EQ(log.SummaryOf(7, Day(0)), (LifetimeSummary{0, 0, 0, 0}));
  EXPECT_EQ(log.SummaryOf(7, Day(-1)), std::nullopt);
  EXPECT_EQ(log.SummaryOf(8, Day(35)), std::nullopt);
}

TEST(Log, EachOrderIsAPurchaseByOption) {
  PurchaseLog log({.merge_same_day = false});
  for (const LoggedOrder& order :
       {Order(7, 0, 1000), Order(7, 0, 500), Order(7, 2, 2000)}) {
    ASSERT_THAT(log.Add(order), IsOk());
  }
  // The cheaper of the first day's counts as the first.
  EXPECT_EQ(log.SummaryOf(7, Day(10)), (LifetimeSummary{2, 2, 10, 1500}));
}

TEST(Log, ReturnsAreUndone) {
  PurchaseLog log({});
  for (const LoggedOrder& order :
       {Order(7, 0, 10), Order(7, 5, 20), Order(7, 5, 5), Order(7, 9, 40)}) {
    ASSERT_THAT(log.Add(order), IsOk());
  }
  // A part of one comes back; then the other of that day, whole.
  ASSERT_THAT(log.Change(Order(7, 5, 20), 12), IsOk());
  EXPECT_EQ(log.SummaryOf(7, Day(9)), (LifetimeSummary{2, 9, 9, 28.5}));
  ASSERT_THAT(log.Change(Order(7, 5, 5), std::nullopt), IsOk());
  EXPECT_EQ(log.SummaryOf(7, Day(9)), (LifetimeSummary{2, 9, 9, 26}));
  ASSERT_THAT(log.Change(Order(7, 5, 12), std::nullopt), IsOk());
  EXPECT_EQ(log.SummaryOf(7, Day(9)), (LifetimeSummary{1, 9, 9, 40}));
  // Then the first of all: life begins later.
  ASSERT_THAT(log.Change(Order(7, 0, 10), std::nullopt), IsOk());
  EXPECT_EQ(log.SummaryOf(7, Day(10)), (LifetimeSummary{0, 0, 1, 0}));
  ASSERT_THAT(log.Change(Order(7, 9, 40), std::nullopt), IsOk());
  EXPECT_EQ(log.SummaryOf(7, Day(10)), std::nullopt);
}

TEST(Log, WhatCannotBe) {
  PurchaseLog log({});
  const auto kBad = absl::StatusCode::kInvalidArgument;
  EXPECT_THAT(log.Add(Order(7, 0, -1)),
              StatusIs(kBad, "an order cannot be worth less than 0"));
  EXPECT_FALSE(log.Add({7, Date{kLastDate.days + 1}, 1}).ok());
  ASSERT_THAT(log.Add(Order(7, 0, INT64_MAX)), IsOk());
  EXPECT_FALSE(log.Add(Order(7, 0, 1)).ok());
  EXPECT_FALSE(log.Change(Order(7, 1, 1), 0).ok());
  EXPECT_FALSE(log.Change(Order(8, 0, 1), 0).ok());
  EXPECT_FALSE(log.Change(Order(7, 0, 1), -1).ok());
  EXPECT_EQ(log.SummaryOf(7, Day(0)), (LifetimeSummary{0, 0, 0, 0}));
  EXPECT_FALSE(log.Holdout(Day(5), Day(5)).ok());
}

// A summary from the orders that stand, counted the slow way.
std::optional<LifetimeSummary> Recount(const std::vector<LoggedOrder>& orders,
                                       int64_t account, Date until,
                                       const PurchaseLogOptions& options) {
  std::vector<std::pair<int32_t, int64_t>> purchases;
  std::map<int32_t, int64_t> days;
  for (const LoggedOrder& order : orders) {
    if (order.account != account || order.day > until) continue;
    purchases.emplace_back(order.day.days, order.spend_minor);
    days[order.day.days] += order.spend_minor;
  }
  if (options.merge_same_day) purchases.assign(days.begin(), days.end());
  if (purchases.empty()) return std::nullopt;
  std::sort(purchases.begin(), purchases.end());
  const double unit = options.unit == TimeUnit::kWeek ? 7 : 1;
  const auto repeats = static_cast<int64_t>(purchases.size()) - 1;
  LifetimeSummary summary;
  summary.frequency = repeats;
  summary.recency = (purchases.back().first - purchases.front().first) / unit;
  summary.age = (until.days - purchases.front().first) / unit;
  int64_t spend = 0;
  for (const auto& each : purchases) spend += each.second;
  if (repeats > 0) {
    summary.mean_spend = static_cast<double>(spend - purchases.front().second) /
                         static_cast<double>(repeats);
  }
  return summary;
}

TEST(Log, EqualsRecomputation) {
  std::mt19937_64 random = ::patron::testing::SeededRandom();
  for (int run = 0; run < 200; ++run) {
    const PurchaseLogOptions options = {
        .unit = run % 2 == 0 ? TimeUnit::kDay : TimeUnit::kWeek,
        .merge_same_day = run % 3 != 0};
    PurchaseLog log(options);
    std::vector<LoggedOrder> orders;
    for (int step = 0; step < 120; ++step) {
      const int64_t what = Between(random, 0, 9);
      if (what < 7 || orders.empty()) {
        const LoggedOrder order =
            Order(Between(random, -2, 2),
                  static_cast<int32_t>(Between(random, 0, 30)),
                  Between(random, 0, 5));
        ASSERT_THAT(log.Add(order), IsOk());
        orders.push_back(order);
      } else {
        const auto at = static_cast<size_t>(
            Between(random, 0, static_cast<int64_t>(orders.size()) - 1));
        if (what < 9) {
          ASSERT_THAT(log.Change(orders[at], std::nullopt), IsOk());
          orders.erase(orders.begin() + static_cast<std::ptrdiff_t>(at));
        } else {
          const int64_t worth = Between(random, 0, 9);
          ASSERT_THAT(log.Change(orders[at], worth), IsOk());
          orders[at].spend_minor = worth;
        }
      }
      const Date until = Day(static_cast<int32_t>(Between(random, 0, 40)));
      std::vector<AccountSummary> expected;
      for (int64_t account = -2; account <= 2; ++account) {
        const auto summary = Recount(orders, account, until, options);
        if (summary) expected.push_back({account, *summary});
        ASSERT_EQ(log.SummaryOf(account, until), summary);
      }
      ASSERT_EQ(log.Summaries(until), expected);
    }
  }
}

TEST(Log, HoldoutCountsWhatFollowed) {
  PurchaseLog log({.unit = TimeUnit::kWeek});
  for (const LoggedOrder& order :
       {Order(1, 0, 10), Order(1, 3, 10), Order(1, 20, 10), Order(1, 27, 10),
        Order(1, 40, 10), Order(2, 8, 10), Order(3, 21, 10)}) {
    ASSERT_THAT(log.Add(order), IsOk());
  }
  const auto data = log.Holdout(Day(13), Day(30));
  ASSERT_THAT(data, IsOk());
  ASSERT_EQ(data->customers.size(), 2U);  // 3 came later
  EXPECT_EQ(data->customers[0].actual, 2);
  EXPECT_EQ(data->customers[0].calibration.frequency, 1);
  EXPECT_EQ(data->customers[1].actual, 0);
  ASSERT_EQ(data->starts.size(), 2U);
  EXPECT_EQ(data->repeats_by_week, (std::vector<int64_t>{1, 0, 1, 1, 0}));

  const double params[] = {1, 4, 1, 2};
  const auto model = PurchaseModel::Make(LifetimeKind::kMbgNbd, params);
  ASSERT_THAT(model, IsOk());
  const auto report = EvaluateHoldout(*model, *data, {.frequency_max = 1});
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->actual, 2);
  ASSERT_EQ(report->by_frequency.size(), 2U);
  EXPECT_EQ(report->by_frequency[1].customers, 1);
  EXPECT_EQ(report->by_frequency[1].actual, 2);
  EXPECT_EQ(report->by_frequency[1].expected,
            model->ExpectedPurchases(data->customers[0].calibration, 17 / 7.0));
  ASSERT_EQ(report->by_week.size(), 5U);
  EXPECT_EQ(report->by_week[1].end, Day(14));
  EXPECT_FALSE(report->by_week[1].holdout);
  EXPECT_TRUE(report->by_week[2].holdout);
  EXPECT_EQ(report->by_week[4].end, Day(31));  // cut short
  EXPECT_EQ(report->by_week[4].actual_cumulative, 3);
  EXPECT_NEAR(report->by_week[4].expected_cumulative,
              model->ExpectedPurchasesOfNew(30 / 7.0) +
                  model->ExpectedPurchasesOfNew(22 / 7.0),
              1e-14);
  EXPECT_FALSE(EvaluateHoldout(*model, *data, {.frequency_max = -1}).ok());
}

}  // namespace
}  // namespace patron
