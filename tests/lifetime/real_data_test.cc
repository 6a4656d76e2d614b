// CDNOW and the donors of Fader, Hardie & Shang 2010: from the log to the
// parameters, against optima with 30 digits that other code computed.

#include <algorithm>
#include <charconv>

#include "patron/lifetime.h"
#include "patron/lifetime_log.h"
#include "patron/money.h"
#include "tests/lifetime/near.h"
#include "tests/pch.h"
#include "tests/shared_data.h"
#include "tests/status_matchers.h"

namespace patron {
namespace {

using ::patron::testing::ExpectRelative;
using ::patron::testing::IsOk;
using ::patron::testing::ReadGzip;

std::vector<std::vector<std::string>> ReadCsv(const std::string& path) {
  std::istringstream in(ReadGzip(path));
  std::vector<std::vector<std::string>> rows;
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    std::istringstream fields(line);
    rows.emplace_back();
    for (std::string field; std::getline(fields, field, ',');) {
      rows.back().push_back(field);
    }
  }
  return rows;
}

// The 1/10 sample of 2,357 customers.
PurchaseLog ReadSample(const std::string& path, TimeUnit unit) {
  PurchaseLog log({.unit = unit, .minor_per_unit = 100});
  for (const auto& row : ReadCsv(path)) {
    EXPECT_THAT(log.Add({.account = std::stoll(row[0]),
                         .day = *ParseDate(row[3]),
                         .spend_minor = *ParseDecimal(row[5], 2)}),
                IsOk());
  }
  return log;
}

std::vector<LifetimeSummary> SummariesOf(const PurchaseLog& log, Date until) {
  std::vector<LifetimeSummary> rows;
  for (const AccountSummary& each : log.Summaries(until)) {
    rows.push_back(each.summary);
  }
  return rows;
}

struct Optimum {
  LifetimeKind kind;
  std::vector<double> params;
  double log_likelihood;
  std::vector<double> standard_errors;
};

void ExpectOptimum(const std::vector<LifetimeSummary>& rows,
                   const Optimum& optimum) {
  const auto fit = FitLifetime(optimum.kind, rows, {});
  ASSERT_THAT(fit, IsOk());
  const std::string name(LifetimeKindName(optimum.kind));
  EXPECT_EQ(fit->status, FitStatus::kConverged) << name;
  EXPECT_NEAR(fit->log_likelihood, optimum.log_likelihood,
              1e-12 * std::abs(optimum.log_likelihood))
      << name;
  for (size_t i = 0; i < optimum.params.size(); ++i) {
    ExpectRelative(fit->params[i], optimum.params[i], 1e-10, name);
    ExpectRelative((*fit->standard_errors)[i], optimum.standard_errors[i], 1e-7,
                   name + " s.e.");
  }
}

TEST(RealData, CdnowByWeek) {
  PATRON_SHARED_DATA(path, "cdnow_sample.csv.gz");
  const auto rows =
      SummariesOf(ReadSample(path, TimeUnit::kWeek), *ParseDate("1997-09-30"));
  ASSERT_EQ(rows.size(), 2357U);
  const Optimum optima[] = {
      {LifetimeKind::kBgNbd,
       {0.24259452243016, 4.4136020190135, 0.7929220172256, 2.4259067768263},
       -9582.429206673931,
       {0.012557378, 0.37822406, 0.18573382, 0.70541426}},
      {LifetimeKind::kMbgNbd,
       {0.5248431591063, 6.183085279576, 0.89135939073222, 1.6140022401703},
       -9582.13571555375,
       {0.083268207, 0.69562064, 0.15478993, 0.5374948}},
      {LifetimeKind::kParetoNbd,
       {0.55327704685318, 10.577683463302, 0.60623998912783, 11.668735288855},
       -9594.976178939543,
       {0.047627926, 0.84272253, 0.18728134, 6.2111136}},
      {LifetimeKind::kGammaGamma,
       {6.2495722713238, 3.744224667132, 15.443520962589},
       -4055.917694801874,
       {1.1900553, 0.29013307, 4.1594228}},
  };
  for (const Optimum& optimum : optima) ExpectOptimum(rows, optimum);
}

TEST(RealData, CdnowByDay) {
  PATRON_SHARED_DATA(path, "cdnow_sample.csv.gz");
  const auto rows =
      SummariesOf(ReadSample(path, TimeUnit::kDay), *ParseDate("1997-09-30"));
  ExpectOptimum(rows, {LifetimeKind::kBgNbd,
                       {0.24259452243016, 30.895214133095, 0.7929220172256,
                        2.4259067768263},
                       -14363.53044290284,
                       {0.012557378, 2.6475684, 0.18573382, 0.70541426}});
  ExpectOptimum(rows, {LifetimeKind::kParetoNbd,
                       {0.55327704685318, 74.043784243116, 0.60623998912783,
                        81.681147021985},
                       -14376.07741516845,
                       {0.047627926, 5.8990577, 0.18728134, 43.477795}});
}

// Totals and errors over the 39 weeks that follow.
TEST(RealData, CdnowHoldout) {
  PATRON_SHARED_DATA(path, "cdnow_sample.csv.gz");
  const auto data =
      ReadSample(path, TimeUnit::kWeek)
          .Holdout(*ParseDate("1997-09-30"), *ParseDate("1998-06-30"));
  ASSERT_THAT(data, IsOk());
  struct Row {
    LifetimeKind kind;
    std::vector<double> params;
    double total;
    double error;
    double correlation;
  };
  const Row rows[] = {
      {LifetimeKind::kBgNbd,
       {0.24259452243016, 4.4136020190135, 0.7929220172256, 2.4259067768263},
       1653.41,
       0.78545,
       0.62565},
      {LifetimeKind::kMbgNbd,
       {0.5248431591063, 6.183085279576, 0.89135939073222, 1.6140022401703},
       1576.73,
       0.76478,
       0},
      {LifetimeKind::kParetoNbd,
       {0.55327704685318, 10.577683463302, 0.60623998912783, 11.668735288855},
       1665.51,
       0.75452,
       0.63022},
  };
  for (const Row& row : rows) {
    const auto model = PurchaseModel::Make(row.kind, row.params);
    ASSERT_THAT(model, IsOk());
    const auto report = EvaluateHoldout(*model, *data, {});
    ASSERT_THAT(report, IsOk());
    EXPECT_EQ(report->actual, 1882);
    EXPECT_NEAR(report->expected, row.total, 5e-3);
    EXPECT_NEAR(report->mean_absolute_error, row.error, 5e-6);
    if (row.correlation > 0) {
      EXPECT_NEAR(*report->correlation, row.correlation, 5e-6);
    }
    double by_frequency = 0;
    for (const auto& each : report->by_frequency) by_frequency += each.expected;
    EXPECT_NEAR(by_frequency, report->expected, 1e-9);
    EXPECT_EQ(report->by_week.back().actual_cumulative, 2457 + 1882);
  }
}

// Customers of the sample, at the optima, with 14 digits from other code.
TEST(RealData, CdnowCustomers) {
  PATRON_SHARED_DATA(path, "cdnow_sample.csv.gz");
  const PurchaseLog log = ReadSample(path, TimeUnit::kWeek);
  const auto pareto = *PurchaseModel::Make(
      LifetimeKind::kParetoNbd, std::vector{0.55327704685318, 10.577683463302,
                                            0.60623998912783, 11.668735288855});
  const auto spend = *SpendModel::Make(
      std::vector{6.2495722713238, 3.744224667132, 15.443520962589});
  const auto forever = *Discounting::Make(
      {Discount::Timing::kContinuous, std::expm1(0.0027), 1}, kForever);
  struct Row {
    int64_t account;
    double alive, expected, profit, residual, value;
  };
  const Row rows[] = {
      {1, 0.86913426361257, 1.4552017016025, 24.653918698221, 6.4824025764768,
       159.8166260896},
      {48, 0.29679826359276, 0.10821585426, 35.170371265656, 0.48139843604749,
       16.930961722496},
      {157, 0.99618694388616, 19.595849247324, 26.394263501902, 86.930157931563,
       2294.4574947076},
      {1516, 0.997873404715, 20.114820878987, 39.89028679926, 86.024367420989,
       3431.5366881481},
  };
  for (const Row& row : rows) {
    const auto c = log.SummaryOf(row.account, *ParseDate("1997-09-30"));
    ASSERT_TRUE(c.has_value());
    const std::string name = std::to_string(row.account);
    const double profit = *spend.ExpectedSpend(*c);
    const double residual = pareto.DiscountedPurchases(*c, forever);
    ExpectRelative(pareto.PAlive(*c), row.alive, 1e-12, name);
    ExpectRelative(pareto.ExpectedPurchases(*c, 39), row.expected, 1e-12, name);
    ExpectRelative(profit, row.profit, 1e-12, name);
    ExpectRelative(residual, row.residual, 1e-12, name);
    ExpectRelative(profit * residual, row.value, 1e-12, name);
  }
}

TEST(RealData, Donors) {
  PATRON_SHARED_DATA(path, "donations_rf_matrix.csv.gz");
  std::vector<LifetimeSummary> rows;
  for (const auto& row : ReadCsv(path)) {
    rows.push_back({.frequency = std::stoll(row[0]),
                    .recency = std::stod(row[1]),
                    .age = std::stod(row[2]),
                    .weight = std::stod(row[3])});
  }
  const std::vector<double> params = {1.2035223516019, 0.74971635817294,
                                      0.65671820844183, 2.7834422325774};
  ExpectOptimum(rows, {LifetimeKind::kBgBb,
                       params,
                       -33225.58127434701,
                       {0.069391362, 0.029447717, 0.051009859, 0.320819}});
  const auto model = PurchaseModel::Make(LifetimeKind::kBgBb, params);
  ASSERT_THAT(model, IsOk());
  double expected = 0;
  for (const LifetimeSummary& c : rows) {
    expected += c.weight * model->ExpectedPurchases(c, 5);
  }
  EXPECT_NEAR(expected, 12884.1568, 1e-4);  // 12,884.2 in the paper
}

}  // namespace
}  // namespace patron
