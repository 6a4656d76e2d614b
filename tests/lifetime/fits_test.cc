// Fits as JSON, rows of tables, and what models say together.

#include <cmath>
#include <limits>

#include "lifetime/decimal.h"
#include "patron/error.h"
#include "patron/lifetime_fits.h"
#include "patron/lifetime_rows.h"
#include "tests/pch.h"
#include "tests/status_matchers.h"

namespace patron {
namespace {

using ::patron::testing::IsOk;
using ::testing::HasSubstr;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

SummaryNumbers Row(double frequency, std::optional<double> recency,
                   std::optional<double> age) {
  return {frequency, recency, age, std::nullopt, std::nullopt};
}

TEST(Rows, AreReadByColumn) {
  const auto row = ReadSummary(LifetimeKind::kMbgNbd, {2, 10, 20, 7, 3});
  ASSERT_THAT(row, IsOk());
  EXPECT_EQ(*row, (LifetimeSummary{2, 10, 20, 7, 3}));
  EXPECT_EQ(*ReadSummary(LifetimeKind::kMbgNbd, Row(2, 10, 20)),
            (LifetimeSummary{2, 10, 20, 0, 1}));
  EXPECT_EQ(*ReadSummary(LifetimeKind::kSbg, Row(2, {}, 7)),
            (LifetimeSummary{2, 0, 7, 0, 1}));
}

TEST(Rows, SayWhatIsWrong) {
  struct Case {
    LifetimeKind kind;
    SummaryNumbers numbers;
    Reason reason;
    std::string message;
  };
  const Case cases[] = {
      {LifetimeKind::kMbgNbd, Row(2, {}, 20), Reason::kMissingField,
       "recency is missing: mbgnbd needs it"},
      {LifetimeKind::kSbg, Row(2, {}, {}), Reason::kMissingField,
       "T is missing: sbg needs it"},
      {LifetimeKind::kGammaGamma, Row(2, 1, 2), Reason::kMissingField,
       "monetary_value is missing"},
      {LifetimeKind::kMbgNbd, Row(2.5, 1, 2), Reason::kBadValue,
       "frequency must be a whole number"},
      {LifetimeKind::kMbgNbd, Row(kNaN, 1, 2), Reason::kBadValue,
       "frequency must be a whole number"},
      {LifetimeKind::kMbgNbd, Row(1e300, 1, 2), Reason::kBadValue,
       "must not be above 1,000,000"},
      {LifetimeKind::kMbgNbd, Row(-1e300, 1, 2), Reason::kBadValue,
       "must not be negative"},
      {LifetimeKind::kMbgNbd, Row(1, 3, 2), Reason::kBadValue,
       "recency must not be above T"},
      {LifetimeKind::kSbg, Row(2, 1, 7), Reason::kBadValue,
       "renewals have no gaps"},
  };
  for (const Case& each : cases) {
    const auto row = ReadSummary(each.kind, each.numbers);
    EXPECT_EQ(ReasonOf(row.status()), each.reason) << each.message;
    EXPECT_THAT(std::string(MessageOf(row.status())), HasSubstr(each.message));
  }
}

LifetimeFits Fits() {
  LifetimeFits fits{*GivenFit(LifetimeKind::kMbgNbd,
                              std::vector<double>{0.1, 1.0 / 3, 1e-5, 7}),
                    *GivenFit(LifetimeKind::kGammaGamma,
                              std::vector<double>{6.25, 3.74, 15.44})};
  fits.fit.status = FitStatus::kConverged;
  fits.fit.standard_errors = {1e-17, 2, 3, 4};
  fits.fit.log_likelihood = -1234.5;
  fits.fit.iterations = 31;
  fits.fit.customers = 99;
  return fits;
}

TEST(Fits, AreKeptAsJsonToTheBit) {
  const LifetimeFits fits = Fits();
  const auto read = ReadFits(FormatFits(fits));
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->fit.params, fits.fit.params);
  EXPECT_EQ(read->fit.standard_errors, fits.fit.standard_errors);
  EXPECT_EQ(read->fit.log_likelihood, -1234.5);
  EXPECT_EQ(read->fit.iterations, 31);
  EXPECT_EQ(read->fit.status, FitStatus::kConverged);
  EXPECT_EQ(read->fit.customers, 0);
  ASSERT_TRUE(read->spend.has_value());
  EXPECT_EQ(read->spend->params, fits.spend->params);
  EXPECT_EQ(read->spend->status, FitStatus::kGiven);
  EXPECT_TRUE(std::isnan(read->spend->log_likelihood));
  EXPECT_EQ(FormatFits(*read), FormatFits(fits));
  EXPECT_EQ(lifetime::ShortestDecimal(0.1), "0.1");
}

TEST(Fits, AZeroKeepsItsSign) {
  const std::string json =
      R"({"model": "sbg", "params": {"alpha": -0.0, "beta": 0}})";
  const auto read = ReadFits(FormatFits(*ReadFits(json)));
  ASSERT_THAT(read, IsOk());
  EXPECT_TRUE(std::signbit(read->fit.params[0]));
  EXPECT_FALSE(std::signbit(read->fit.params[1]));
}

TEST(Fits, WhatWasNotFittedIsKeptToo) {
  LifetimeFits none;
  const std::string json = FormatFits(none);
  EXPECT_THAT(json, HasSubstr("\"params\": null"));
  const auto read = ReadFits(json);
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->fit.status, FitStatus::kTooFewRepeaters);
  LifetimePredictor predictor;
  const absl::Status status = predictor.AddFits(*read);
  EXPECT_EQ(ReasonOf(status), Reason::kBadValue);
  EXPECT_THAT(std::string(MessageOf(status)),
              HasSubstr("mbgnbd was not fitted: too_few_repeaters"));
  // That of spend is left out.
  LifetimeFits fits = Fits();
  fits.spend->status = FitStatus::kTooFewRepeaters;
  EXPECT_THAT(predictor.AddFits(fits), IsOk());
  EXPECT_EQ(predictor.spend(), nullptr);
  EXPECT_EQ(ReasonOf(predictor.Add(fits.fit)), Reason::kBadValue);
}

TEST(Fits, TooLargeAFileIsNotRead) {
  EXPECT_EQ(ReasonOf(ReadFits(std::string(kFitsBytesMax + 1, ' ')).status()),
            Reason::kTooLarge);
}

TEST(Fits, GivenOnesAreChecked) {
  const auto given = [](LifetimeKind kind, const std::vector<double>& params) {
    return ReasonOf(GivenFit(kind, params).status());
  };
  EXPECT_EQ(given(LifetimeKind::kSbg, {1, 2}), Reason::kNone);
  EXPECT_EQ(given(LifetimeKind::kSbg, {1}), Reason::kBadValue);
  EXPECT_EQ(given(LifetimeKind::kSbg, {1, 2, 3}), Reason::kBadValue);
  EXPECT_EQ(given(LifetimeKind::kSbg, {1, 0}), Reason::kBadValue);
  EXPECT_EQ(given(LifetimeKind::kMbgNbd, {1, kNaN, 1, 1}), Reason::kBadValue);
}

TEST(Fits, BringThatOfSpendWhereItCanBe) {
  std::vector<LifetimeSummary> rows;
  for (int i = 0; i < 60; ++i) {
    rows.push_back({.frequency = i % 5,
                    .recency = i % 5 == 0 ? 0 : 3.0 + i % 11,
                    .age = 20,
                    .mean_spend = i % 5 == 0 ? 0 : 5.0 + i % 7});
  }
  const auto spend = [&](LifetimeKind kind, bool has_money) {
    const auto fits = FitWithSpend(kind, rows, has_money, {});
    EXPECT_THAT(fits, IsOk());
    return fits.ok() && fits->spend.has_value();
  };
  EXPECT_TRUE(spend(LifetimeKind::kMbgNbd, true));
  EXPECT_FALSE(spend(LifetimeKind::kMbgNbd, false));
  EXPECT_FALSE(spend(LifetimeKind::kGammaGamma, true));
  rows[1].mean_spend = 0;
  EXPECT_FALSE(spend(LifetimeKind::kMbgNbd, true));
}

TEST(Predictor, SaysWhatItsModelsSay) {
  LifetimePredictor predictor;
  EXPECT_EQ(predictor.kind(), LifetimeKind::kGammaGamma);
  ASSERT_THAT(predictor.AddFits(Fits()), IsOk());
  EXPECT_EQ(predictor.kind(), LifetimeKind::kMbgNbd);
  const LifetimeSummary customer{2, 10, 20, 7};
  const auto month = Discounting::Make({.rate = 0.01}, 4);
  const LifetimePrediction said = predictor.Predict(customer, *month, true);
  EXPECT_EQ(said.p_alive, predictor.purchases()->PAlive(customer));
  EXPECT_EQ(said.expected_purchases,
            predictor.purchases()->ExpectedPurchases(customer, 4));
  EXPECT_EQ(said.expected_value, predictor.spend()->ExpectedSpend(customer));
  EXPECT_EQ(*said.clv,
            *said.expected_value *
                predictor.purchases()->DiscountedPurchases(customer, *month));
  EXPECT_FALSE(predictor.Predict(customer, *month, false).clv.has_value());
  EXPECT_TRUE(predictor.Predict({.age = 20}, *month, false).clv.has_value());
  EXPECT_EQ(ReasonOf(predictor.CheckHorizon(-1)), Reason::kBadValue);
  EXPECT_EQ(ReasonOf(predictor.CheckHorizon(kNaN)), Reason::kBadValue);
  EXPECT_EQ(ReasonOf(predictor.CheckHorizon(1e10)), Reason::kBadValue);
  EXPECT_THAT(predictor.CheckHorizon(1.5), IsOk());
}

TEST(Discounts, HaveNames) {
  for (const auto timing :
       {Discount::Timing::kEndOfPeriod, Discount::Timing::kStartOfPeriod,
        Discount::Timing::kMiddleOfPeriod, Discount::Timing::kContinuous}) {
    EXPECT_EQ(*ParseDiscountTiming(DiscountTimingName(timing)), timing);
  }
  EXPECT_EQ(ReasonOf(ParseDiscountTiming("late").status()),
            Reason::kUnknownName);
}

}  // namespace
}  // namespace patron
