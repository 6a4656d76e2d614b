// The one-pass metrics against a slow version that keeps every set of members,
// and shards of random histories against the whole.

#include <algorithm>
#include <set>

#include "patron/metric.h"
#include "tests/pch.h"
#include "tests/seed.h"
#include "tests/status_matchers.h"

namespace patron {
namespace {

using ::patron::testing::Between;
using ::patron::testing::IsOk;
using ::patron::testing::SeededRandom;

using Random = std::mt19937_64;

constexpr PeriodUnit kUnits[] = {PeriodUnit::kDay, PeriodUnit::kIsoWeek,
                                 PeriodUnit::kMonth, PeriodUnit::kQuarter,
                                 PeriodUnit::kYear};

// Days lie close together, so that members return, pause and repeat.
std::vector<OrderActivity> RandomOrders(Random& random) {
  std::vector<OrderActivity> orders;
  const int64_t members = Between(random, 0, 12);
  const int64_t first_day = Between(random, -40'000, 40'000);
  const int64_t span = Between(random, 1, 900);
  for (int64_t member = 0; member <= members; ++member) {
    const int64_t count = Between(random, 0, 12);
    for (int64_t i = 0; i < count; ++i) {
      const int64_t paid = Between(random, 0, 5'000);
      const bool kept = Between(random, 0, 3) != 0;
      orders.push_back(
          {member,
           Date{static_cast<int32_t>(first_day + Between(random, 0, span))},
           paid, kept ? Between(random, 0, paid) : paid, kept});
    }
  }
  return orders;
}

MetricOptions RandomOptions(Random& random,
                            const std::vector<OrderActivity>& orders) {
  MetricOptions options;
  options.activity =
      Between(random, 0, 1) == 0 ? Activity::kGross : Activity::kKept;
  if (!orders.empty() && Between(random, 0, 1) == 0) {
    options.until = AddDays(orders[0].day, Between(random, -30, 900));
  }
  options.periods.clear();
  for (const PeriodUnit unit : kUnits) options.periods.push_back({unit});
  return options;
}

std::set<int64_t> Both(const std::set<int64_t>& a, const std::set<int64_t>& b) {
  std::set<int64_t> both;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(),
                        std::inserter(both, both.end()));
  return both;
}

int64_t Size(const std::set<int64_t>& set) {
  return static_cast<int64_t>(set.size());
}

// The members that ordered in each period, by its first day; the definitions
// of S, E, N and kept word for word.
RetentionSeries SlowRetention(const std::vector<OrderActivity>& orders,
                              PeriodUnit unit, Date until) {
  const Period period{unit};
  std::map<Date, std::set<int64_t>> by_period;
  std::map<int64_t, Date> first_order;
  for (const OrderActivity& order : orders) {
    by_period[PeriodOf(period, order.day)->first].insert(order.account);
    const auto [it, fresh] = first_order.try_emplace(order.account, order.day);
    it->second = std::min(it->second, order.day);
  }
  RetentionSeries series;
  series.unit = unit;
  if (by_period.empty()) return series;
  Date start = by_period.begin()->first;
  const Date last = PeriodOf(period, until)->first;
  while (start <= last) {
    RetentionCount row;
    row.period = *PeriodOf(period, start);
    const std::set<int64_t> before =
        by_period[PreviousPeriod(period, start)->first];
    const std::set<int64_t> now = by_period[start];
    row.at_start = Size(before);
    row.at_end = Size(now);
    row.kept = Size(Both(before, now));
    for (const auto& [account, day] : first_order) {
      if (row.period.Contains(day)) ++row.first;
    }
    row.complete = row.period.end <= AddDays(until, 1);
    if (row.at_start != 0 || row.at_end != 0) series.rows.push_back(row);
    start = row.period.end;
  }
  return series;
}

PurchaseTotals SlowTotals(const std::vector<OrderActivity>& orders,
                          Activity activity) {
  PurchaseTotals totals;
  std::map<int64_t, std::multiset<Date>> days;
  for (const OrderActivity& order : orders) {
    const int64_t spend =
        order.paid_minor -
        (activity == Activity::kKept ? order.refunded_minor : 0);
    if (order.account == 0) {
      ++totals.nobody_orders;
      totals.nobody_spend_minor += spend;
      continue;
    }
    days[order.account].insert(order.day);
    totals.spend_minor += spend;
  }
  for (const auto& [account, all] : days) {
    const std::set<Date> distinct(all.begin(), all.end());
    ++totals.members;
    totals.orders += static_cast<int64_t>(all.size());
    totals.order_days += static_cast<int64_t>(distinct.size());
    if (all.size() > 1) ++totals.members_two_orders;
    if (distinct.size() > 1) ++totals.members_two_days;
  }
  return totals;
}

std::vector<CohortRow> SlowCohorts(const std::vector<OrderActivity>& orders,
                                   Date until) {
  std::map<int64_t, Date> first_order;
  for (const OrderActivity& order : orders) {
    const auto [it, fresh] = first_order.try_emplace(order.account, order.day);
    it->second = std::min(it->second, order.day);
  }
  const Period month{PeriodUnit::kMonth};
  std::set<Date> starts;
  for (const auto& [account, day] : first_order) {
    starts.insert(PeriodOf(month, day)->first);
  }
  std::vector<CohortRow> table;
  for (const Date start : starts) {
    CohortRow row;
    row.month = start;
    for (int64_t k = 0; AddMonths(start, k) <= until; ++k) {
      const DateRange cell = *PeriodOf(month, AddMonths(start, k));
      std::set<int64_t> active;
      for (const OrderActivity& order : orders) {
        if (cell.Contains(order.day) &&
            PeriodOf(month, first_order[order.account])->first == start) {
          active.insert(order.account);
        }
      }
      row.active.push_back(Size(active));
      if (cell.end <= AddDays(until, 1)) ++row.complete;
    }
    table.push_back(row);
  }
  return table;
}

MetricReport SlowReport(const std::vector<OrderActivity>& orders,
                        const MetricOptions& options) {
  MetricReport report;
  report.activity = options.activity;
  report.until = options.until;
  std::vector<OrderActivity> counted;
  std::vector<OrderActivity> of_members;
  for (const OrderActivity& order : orders) {
    if (options.until && order.day > *options.until) continue;
    if (!options.until) {
      report.until = std::max(report.until, std::optional<Date>(order.day));
    }
    if (options.activity == Activity::kKept && !order.kept) continue;
    counted.push_back(order);
    if (order.account != 0) of_members.push_back(order);
  }
  const Date until = report.until.value_or(kFirstDate);
  for (const Period& period : options.periods) {
    report.retention.push_back(SlowRetention(of_members, period.unit, until));
  }
  report.purchases = SlowTotals(counted, options.activity);
  report.cohorts = SlowCohorts(of_members, until);
  return report;
}

absl::StatusOr<MetricRun> RunOf(const std::vector<OrderActivity>& orders,
                                const MetricOptions& options) {
  absl::StatusOr<MetricRun> run = MetricRun::Make(options);
  for (const OrderActivity& order : orders) {
    if (!run.ok()) break;
    absl::Status added = run->Add(order);
    if (!added.ok()) return added;
  }
  return run;
}

TEST(MetricOracle, OnePassEqualsSetsOfMembers) {
  Random random = SeededRandom();
  for (int round = 0; round < 300; ++round) {
    const std::vector<OrderActivity> orders = RandomOrders(random);
    const MetricOptions options = RandomOptions(random, orders);
    absl::StatusOr<MetricRun> run = RunOf(orders, options);
    ASSERT_THAT(run, IsOk());
    const absl::StatusOr<MetricReport> report = run->Report();
    ASSERT_THAT(report, IsOk());
    const MetricReport slow = SlowReport(orders, options);
    EXPECT_EQ(report->until, slow.until);
    EXPECT_EQ(report->purchases, slow.purchases);
    EXPECT_EQ(report->cohorts, slow.cohorts);
    for (size_t i = 0; i < slow.retention.size(); ++i) {
      EXPECT_EQ(report->retention[i], slow.retention[i])
          << PeriodUnitName(slow.retention[i].unit);
    }
    ASSERT_EQ(*report, slow) << "round " << round;
  }
}

TEST(MetricOracle, ShardsOfMembersAddUpToTheWhole) {
  Random random = SeededRandom();
  for (int round = 0; round < 200; ++round) {
    const std::vector<OrderActivity> orders = RandomOrders(random);
    const MetricOptions options = RandomOptions(random, orders);
    // Nobody's orders may be cut anywhere, a member's may not.
    const int64_t shards = Between(random, 1, 5);
    std::vector<std::vector<OrderActivity>> parts(static_cast<size_t>(shards));
    std::map<int64_t, size_t> shard_of;
    for (const OrderActivity& order : orders) {
      const auto drawn = static_cast<size_t>(Between(random, 0, shards - 1));
      const size_t shard =
          order.account == 0
              ? drawn
              : shard_of.try_emplace(order.account, drawn).first->second;
      parts[shard].push_back(order);
    }
    absl::StatusOr<MetricRun> whole = RunOf(orders, options);
    absl::StatusOr<MetricRun> sum = MetricRun::Make(options);
    ASSERT_TRUE(whole.ok() && sum.ok());
    std::shuffle(parts.begin(), parts.end(), random);
    for (const std::vector<OrderActivity>& part : parts) {
      absl::StatusOr<MetricRun> run = RunOf(part, options);
      ASSERT_THAT(run, IsOk());
      ASSERT_THAT(sum->Merge(*std::move(run)), IsOk());
    }
    const absl::StatusOr<MetricReport> expected = whole->Report();
    const absl::StatusOr<MetricReport> merged = sum->Report();
    ASSERT_TRUE(expected.ok() && merged.ok());
    ASSERT_EQ(*merged, *expected) << "round " << round;
  }
}

}  // namespace
}  // namespace patron
