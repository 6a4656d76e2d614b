// Fits of published data, and what a fit must not depend on.

#include <algorithm>

#include "patron/lifetime.h"
#include "tests/lifetime/near.h"
#include "tests/pch.h"
#include "tests/seed.h"
#include "tests/status_matchers.h"

namespace patron {
namespace {

using ::patron::testing::ExpectRelative;
using ::patron::testing::IsOk;

// So many of a thousand contracts leave at each renewal; the rest stay.
std::vector<LifetimeSummary> Contracts(std::initializer_list<int> left) {
  std::vector<LifetimeSummary> rows;
  int64_t renewal = 0;
  int staying = 1000;
  const auto renewals = static_cast<double>(left.size());
  for (const int leaving : left) {
    rows.push_back({.frequency = renewal++,
                    .age = renewals,
                    .weight = static_cast<double>(leaving)});
    staying -= leaving;
  }
  rows.push_back({.frequency = renewal,
                  .age = renewals,
                  .weight = static_cast<double>(staying)});
  return rows;
}

// Fader & Hardie 2007: 63.1, 46.8, 38.2, 32.6, 28.9, 26.2, 24.1 percent stay;
// optima with 30 digits from other code.
TEST(Fit, RegularContracts) {
  const auto fit = FitLifetime(LifetimeKind::kSbg,
                               Contracts({369, 163, 86, 56, 37, 27, 21}), {});
  ASSERT_THAT(fit, IsOk());
  EXPECT_EQ(fit->status, FitStatus::kConverged);
  EXPECT_EQ(fit->customers, 1000);
  EXPECT_NEAR(fit->log_likelihood, -1680.265188463287, 1e-9);
  ExpectRelative(fit->params[0], 0.70407729847352, 1e-11, "alpha");
  ExpectRelative(fit->params[1], 1.1820430262095, 1e-11, "beta");
  ASSERT_TRUE(fit->standard_errors.has_value());
  ExpectRelative((*fit->standard_errors)[0], 0.065598964, 1e-7, "s.e.");
  ExpectRelative((*fit->standard_errors)[1], 0.15247563, 1e-7, "s.e.");
}

// A population drawn by hand: enough for every model to have a peak.
std::vector<LifetimeSummary> Population() {
  std::mt19937_64 random(20261121);
  std::vector<LifetimeSummary> rows;
  for (int i = 0; i < 1500; ++i) {
    LifetimeSummary c;
    c.age = static_cast<double>(20 + i % 20);
    const double rate = std::gamma_distribution<>(0.8, 0.1)(random);
    const double death = std::gamma_distribution<>(0.6, 1 / 12.0)(random);
    const double life = std::exponential_distribution<>(death)(random);
    double now = 0;
    while (true) {
      now += std::exponential_distribution<>(rate)(random);
      const double day = std::ceil(now * 7) / 7;
      if (day > c.age || now > life) break;
      c.recency = day;
      ++c.frequency;
    }
    const double usual = 30 / std::gamma_distribution<>(3.5, 1 / 2.5)(random);
    c.mean_spend =
        std::gamma_distribution<>(6.0 * static_cast<double>(c.frequency) + 0.1,
                                  usual / 6)(random) /
            static_cast<double>(std::max<int64_t>(c.frequency, 1)) +
        0.01;
    rows.push_back(c);
  }
  return rows;
}

constexpr LifetimeKind kContinuous[] = {
    LifetimeKind::kBgNbd, LifetimeKind::kMbgNbd, LifetimeKind::kParetoNbd,
    LifetimeKind::kGammaGamma};

TEST(Fit, IsThePeak) {
  const std::vector<LifetimeSummary> rows = Population();
  for (const LifetimeKind kind : kContinuous) {
    const auto fit = FitLifetime(kind, rows, {});
    ASSERT_THAT(fit, IsOk());
    ASSERT_EQ(fit->status, FitStatus::kConverged) << LifetimeKindName(kind);
    const size_t n = LifetimeParamNames(kind).size();
    const auto at = [&](const LifetimeParams& params) {
      return *LogLikelihood(kind, std::span(params).first(n), rows);
    };
    EXPECT_EQ(at(fit->params), fit->log_likelihood);
    for (size_t i = 0; i < n; ++i) {
      for (const double step : {-0.1, -1e-3, 1e-3, 0.1}) {
        LifetimeParams beside = fit->params;
        beside[i] *= 1 + step;
        EXPECT_LT(at(beside), fit->log_likelihood) << LifetimeKindName(kind);
      }
    }
  }
}

TEST(Fit, DependsOnNeitherOrderNorGrouping) {
  std::vector<LifetimeSummary> rows = Population();
  for (const LifetimeKind kind : kContinuous) {
    const auto fit = FitLifetime(kind, rows, {});
    ASSERT_THAT(fit, IsOk());
    std::vector<LifetimeSummary> other = rows;
    std::mt19937_64 random = ::patron::testing::SeededRandom();
    std::shuffle(other.begin(), other.end(), random);
    const auto shuffled = FitLifetime(kind, other, {});
    ASSERT_THAT(shuffled, IsOk());
    EXPECT_EQ(shuffled->params, fit->params);
    EXPECT_EQ(shuffled->log_likelihood, fit->log_likelihood);
    // Each twice is each with twice the weight.
    other.insert(other.end(), rows.begin(), rows.end());
    for (LifetimeSummary& row : rows) row.weight = 2;
    const auto twice = FitLifetime(kind, other, {});
    const auto weighted = FitLifetime(kind, rows, {});
    for (LifetimeSummary& row : rows) row.weight = 1;
    ASSERT_THAT(twice, IsOk());
    ASSERT_THAT(weighted, IsOk());
    EXPECT_EQ(twice->params, weighted->params);
    for (size_t i = 0; i < LifetimeParamNames(kind).size(); ++i) {
      ExpectRelative(twice->params[i], fit->params[i], 1e-9, "params");
    }
  }
}

// Days and weeks differ in the scales alone.
TEST(Fit, UnitsScaleAlphaAndBeta) {
  std::vector<LifetimeSummary> weeks = Population();
  std::vector<LifetimeSummary> days = weeks;
  for (LifetimeSummary& row : days) {
    row.recency *= 7;
    row.age *= 7;
  }
  for (const LifetimeKind kind :
       {LifetimeKind::kMbgNbd, LifetimeKind::kParetoNbd}) {
    const auto by_week = FitLifetime(kind, weeks, {});
    const auto by_day = FitLifetime(kind, days, {});
    ASSERT_THAT(by_week, IsOk());
    ASSERT_THAT(by_day, IsOk());
    const double beta = kind == LifetimeKind::kParetoNbd ? 7 : 1;
    const double scale[] = {1, 7, 1, beta};
    for (size_t i = 0; i < 4; ++i) {
      ExpectRelative(by_day->params[i], scale[i] * by_week->params[i], 1e-9,
                     "params");
    }
  }
}

TEST(Fit, PenaltyPullsParametersDown) {
  const std::vector<LifetimeSummary> rows = Population();
  const auto free = FitLifetime(LifetimeKind::kParetoNbd, rows, {});
  const auto tamed =
      FitLifetime(LifetimeKind::kParetoNbd, rows, {.penalty = 0.01});
  ASSERT_THAT(free, IsOk());
  ASSERT_THAT(tamed, IsOk());
  EXPECT_EQ(tamed->status, FitStatus::kConverged);
  EXPECT_LT(tamed->log_likelihood, free->log_likelihood);
  EXPECT_LT(tamed->params[3], free->params[3]);
  // Stationary: the likelihood's slope is the penalty's.
  const auto penalised = [&](LifetimeParams params) {
    double squares = 0;
    for (const double each : params) squares += each * each;
    return *LogLikelihood(LifetimeKind::kParetoNbd, params, rows) -
           0.01 * tamed->customers * squares;
  };
  for (size_t i = 0; i < 4; ++i) {
    LifetimeParams beside = tamed->params;
    beside[i] *= 1.001;
    EXPECT_LT(penalised(beside), penalised(tamed->params));
    beside[i] = tamed->params[i] * 0.999;
    EXPECT_LT(penalised(beside), penalised(tamed->params));
  }
}

TEST(Fit, NamesGoThereAndBack) {
  for (int i = 0; i < 6; ++i) {
    const auto kind = static_cast<LifetimeKind>(i);
    const auto parsed = ParseLifetimeKind(LifetimeKindName(kind));
    ASSERT_THAT(parsed, IsOk());
    EXPECT_EQ(*parsed, kind);
  }
  EXPECT_THAT(ParseLifetimeKind("bgnd"),
              ::patron::testing::StatusIs(
                  absl::StatusCode::kInvalidArgument,
                  "unknown model 'bgnd': did you mean 'bgnbd'?"));
}

}  // namespace
}  // namespace patron
