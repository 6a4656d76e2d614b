// Every model against itself written slowly: the integral over what is not
// known of a customer, in extended precision, for random customers.

#include <cmath>
#include <functional>

#include "lifetime/gamma.h"
#include "lifetime/likelihoods.h"
#include "lifetime/summaries.h"
#include "patron/lifetime.h"
#include "tests/lifetime/near.h"
#include "tests/pch.h"
#include "tests/seed.h"
#include "tests/status_matchers.h"

namespace patron {
namespace {

using ::patron::testing::Between;
using ::patron::testing::ExpectRelative;
using ::patron::testing::IsOk;
using ::patron::testing::SeededRandom;
using Real = long double;

// Double-exponential quadrature over 0..1; f is told x and 1 - x.
Real OverUnit(const std::function<Real(Real, Real)>& f) {
  constexpr Real kHalfPi = 1.57079632679489661923132169163975144L;
  constexpr Real kStep = 1.0L / 256;
  Real sum = 0;
  for (int i = -1700; i <= 1700; ++i) {
    const Real u = kStep * static_cast<Real>(i);
    const Real e = std::exp(2 * kHalfPi * std::sinh(u));
    const Real x = e / (1 + e);
    const Real y = 1 / (1 + e);
    const Real weight = 2 * kHalfPi * std::cosh(u) * x * y;
    if (weight == 0 || x == 0 || y == 0) continue;
    const Real value = f(x, y);
    if (std::isfinite(value)) sum += weight * value;
  }
  return sum * kStep;
}

struct Case {
  LifetimeKind kind = LifetimeKind::kBgNbd;
  LifetimeParams params{};
  LifetimeSummary customer;
  double horizon = 0;

  [[nodiscard]] std::string Text() const {
    std::ostringstream text;
    text.precision(17);
    text << LifetimeKindName(kind) << " " << params[0] << " " << params[1]
         << " " << params[2] << " " << params[3] << " x " << customer.frequency
         << " t_x " << customer.recency << " T " << customer.age << " horizon "
         << horizon;
    return text.str();
  }
};

double LogUniform(std::mt19937_64& random, double low, double high) {
  const double share = static_cast<double>(Between(random, 0, 1'000'000)) / 1e6;
  return low * std::pow(high / low, share);
}

Case RandomCase(std::mt19937_64& random, LifetimeKind kind) {
  Case made;
  made.kind = kind;
  made.params = {
      LogUniform(random, 0.05, 20), LogUniform(random, 0.2, 500),
      Between(random, 0, 3) == 0 ? 1 : LogUniform(random, 0.1, 10),
      LogUniform(random, 0.1, kind == LifetimeKind::kParetoNbd ? 500 : 10)};
  if (kind == LifetimeKind::kParetoNbd && Between(random, 0, 3) == 0) {
    made.params[3] = made.params[1];
  }
  const int64_t counts[] = {0, 0, 1, 2, 7, 40, 500};
  made.customer.frequency = counts[Between(random, 0, 6)];
  made.customer.age = LogUniform(random, 1, 10'000);
  if (made.customer.frequency > 0) {
    made.customer.recency = made.customer.age * LogUniform(random, 0.05, 1);
  }
  made.horizon = LogUniform(random, 0.1, 1000);
  return made;
}

// The chance of a history, up to a factor: alive to the end, and gone before.
struct Halves {
  Real alive = 0;
  Real gone = 0;
};

// Over the chance p ~ Beta(a, b) of dropping out; all relative to (alpha +
// T)^-k.
Halves DropoutHalves(const Case& c) {
  const Real a = c.params[2];
  const Real b = c.params[3];
  const Real k = static_cast<Real>(c.params[0]) + c.customer.frequency;
  const Real x = c.customer.frequency;
  const bool mbg = c.kind == LifetimeKind::kMbgNbd;
  const Real survived = mbg ? x + 1 : x;
  const Real ratio =
      std::log((static_cast<Real>(c.params[1]) + c.customer.age) /
               (static_cast<Real>(c.params[1]) + c.customer.recency));
  Halves halves;
  halves.alive = OverUnit([&](Real p, Real q) {
    return std::exp((a - 1) * std::log(p) + (b - 1 + survived) * std::log(q));
  });
  if (survived == 0) return halves;
  halves.gone = OverUnit([&](Real p, Real q) {
    return std::exp(a * std::log(p) + (b - 2 + survived) * std::log(q) +
                    k * ratio);
  });
  return halves;
}

// E[f(p)] of a customer who is alive.
Real OverDropout(const Case& c, const std::function<Real(Real)>& f) {
  const Real a = c.params[2];
  const Real b = static_cast<Real>(c.params[3]) + c.customer.frequency +
                 (c.kind == LifetimeKind::kMbgNbd ? 1 : 0);
  const auto density = [&](Real p, Real q) {
    return std::exp((a - 1) * std::log(p) + (b - 1) * std::log(q));
  };
  return OverUnit([&](Real p, Real q) { return density(p, q) * f(p); }) /
         OverUnit(density);
}

TEST(Integral, Dropout) {
  std::mt19937_64 random = SeededRandom();
  for (int i = 0; i < 60; ++i) {
    const Case c = RandomCase(
        random, i % 2 == 0 ? LifetimeKind::kBgNbd : LifetimeKind::kMbgNbd);
    SCOPED_TRACE(c.Text());
    const auto model = PurchaseModel::Make(c.kind, c.params);
    ASSERT_THAT(model, IsOk());
    const Halves halves = DropoutHalves(c);
    const Real alive = halves.alive / (halves.alive + halves.gone);
    ExpectRelative(model->PAlive(c.customer), static_cast<double>(alive), 1e-11,
                   "alive");
    const Real k = static_cast<Real>(c.params[0]) + c.customer.frequency;
    const Real tau =
        c.horizon / (static_cast<Real>(c.params[1]) + c.customer.age);
    const Real survival = OverDropout(
        c, [&](Real p) { return std::exp(-k * std::log1p(p * tau)); });
    ExpectRelative(model->PAliveAhead(c.customer, c.horizon),
                   static_cast<double>(alive * survival), 1e-11, "ahead");
    const Real expected = OverDropout(
        c, [&](Real p) { return -std::expm1(-k * std::log1p(p * tau)) / p; });
    ExpectRelative(model->ExpectedPurchases(c.customer, c.horizon),
                   static_cast<double>(alive * expected), 1e-11, "expected");
  }
}

TEST(Integral, Pareto) {
  std::mt19937_64 random = SeededRandom();
  for (int i = 0; i < 60; ++i) {
    const Case c = RandomCase(random, LifetimeKind::kParetoNbd);
    SCOPED_TRACE(c.Text());
    const auto model = PurchaseModel::Make(c.kind, c.params);
    ASSERT_THAT(model, IsOk());
    const Real k = static_cast<Real>(c.params[0]) + c.customer.frequency;
    const Real alpha = c.params[1];
    const Real s = c.params[2];
    const Real beta = c.params[3];
    const Real age = c.customer.age;
    const Real recency = c.customer.recency;
    // Over the moment of death between the last purchase and now.
    const Real odds =
        (age - recency) * OverUnit([&](Real x, Real) {
          const Real tau = recency + (age - recency) * x;
          return s / (beta + tau) *
                 std::exp(k * std::log((alpha + age) / (alpha + tau)) +
                          s * std::log((beta + age) / (beta + tau)));
        });
    ExpectRelative(model->PAlive(c.customer),
                   static_cast<double>(1 / (1 + odds)), 1e-11, "alive");
    const Real horizon = c.horizon;
    const Real expected =
        k / (alpha + age) * horizon * OverUnit([&](Real x, Real) {
          return std::exp(-s * std::log1p(horizon * x / (beta + age)));
        });
    ExpectRelative(model->ExpectedPurchases(c.customer, c.horizon),
                   static_cast<double>(expected / (1 + odds)), 1e-11,
                   "expected");
  }
}

// Where a fit may stop that has no peak: still exact, and at once. From the
// hypergeometric function with 40 digits by mpmath.
TEST(Integral, ParametersOfTheBoundary) {
  const double params[] = {0.5, 1, 2e-6, 3e-6};
  const auto model = PurchaseModel::Make(LifetimeKind::kBgNbd, params);
  ASSERT_THAT(model, IsOk());
  const LifetimeSummary fresh{.age = 1};
  ExpectRelative(model->PAliveAhead(fresh, 10'000), 0.60564772075203957, 1e-12,
                 "ahead");
  ExpectRelative(model->ExpectedPurchases(fresh, 10'000), 1500.3699586179150,
                 1e-12, "expected");
  // A history in which all that matters happens at its very start.
  Case c;
  c.kind = LifetimeKind::kParetoNbd;
  c.params = {1, 1000, 0.5, 0.001};
  c.customer = {.frequency = 100'000, .recency = 0.5, .age = 1000};
  const auto pareto = PurchaseModel::Make(c.kind, c.params);
  ASSERT_THAT(pareto, IsOk());
  const auto ll = LogLikelihood(c.kind, c.params, {&c.customer, 1});
  ASSERT_THAT(ll, IsOk());
  EXPECT_TRUE(std::isfinite(*ll));
  EXPECT_LT(pareto->PAlive(c.customer), 1e-300);
}

// Chances add up to 1, and their mean is what is expected.
TEST(Integral, ProbabilitiesAddUp) {
  std::mt19937_64 random = SeededRandom();
  for (int i = 0; i < 30; ++i) {
    Case c = RandomCase(random, static_cast<LifetimeKind>(i % 3));
    // So that a thousand counts are all there is.
    c.customer.frequency = std::min<int64_t>(c.customer.frequency, 40);
    c.horizon = (c.params[1] + c.customer.age) / 4;
    SCOPED_TRACE(c.Text());
    const auto model = PurchaseModel::Make(c.kind, c.params);
    ASSERT_THAT(model, IsOk());
    double sum = 0;
    double mean = 0;
    for (int64_t n = 0; n < 400; ++n) {
      const double p = model->Probability(c.customer, n, c.horizon);
      EXPECT_GE(p, 0);
      sum += p;
      mean += static_cast<double>(n) * p;
    }
    EXPECT_NEAR(sum, 1, 1e-11);
    ExpectRelative(mean, model->ExpectedPurchases(c.customer, c.horizon), 1e-9,
                   "mean");
  }
}

// BG/BB by every way that a customer's opportunities can go.
TEST(Integral, Opportunities) {
  std::mt19937_64 random = SeededRandom();
  for (int i = 0; i < 60; ++i) {
    const double params[] = {
        LogUniform(random, 0.1, 5), LogUniform(random, 0.1, 5),
        Between(random, 0, 2) == 0 ? 1 : LogUniform(random, 0.1, 5),
        LogUniform(random, 0.1, 5)};
    const auto model = PurchaseModel::Make(LifetimeKind::kBgBb, params);
    ASSERT_THAT(model, IsOk());
    const int64_t n = Between(random, 1, 12);
    const int64_t last = Between(random, 0, n);
    const int64_t x = last == 0 ? 0 : Between(random, 1, last);
    const LifetimeSummary c{.frequency = x,
                            .recency = static_cast<double>(last),
                            .age = static_cast<double>(n)};
    const auto log_beta = [](double a, double b) {
      return std::lgamma(a) + std::lgamma(b) - std::lgamma(a + b);
    };
    // Gone after m opportunities.
    const auto chance = [&](int64_t m, bool alive) {
      const auto d = static_cast<double>(m);
      const auto taken = static_cast<double>(x);
      return std::exp(log_beta(params[0] + taken, params[1] + d - taken) -
                      log_beta(params[0], params[1]) +
                      log_beta(params[2] + (alive ? 0 : 1), params[3] + d) -
                      log_beta(params[2], params[3]));
    };
    double whole = chance(n, true);
    for (int64_t m = last; m < n; ++m) whole += chance(m, false);
    ExpectRelative(model->PAlive(c), chance(n, true) / whole, 1e-11, "alive");
    const auto ll = LogLikelihood(LifetimeKind::kBgBb, params, {&c, 1});
    ASSERT_THAT(ll, IsOk());
    EXPECT_NEAR(*ll, std::log(whole), 1e-11);
    double expected = 0;
    double sum = 0;
    for (int64_t m = 1; m <= 6; ++m) {
      expected += model->PAliveAhead(c, static_cast<double>(m)) *
                  (params[0] + static_cast<double>(x)) /
                  (params[0] + params[1] + static_cast<double>(n));
    }
    double mean = 0;
    for (int64_t m = 0; m <= 6; ++m) {
      const double p = model->Probability(c, m, 6);
      sum += p;
      mean += static_cast<double>(m) * p;
    }
    EXPECT_NEAR(sum, 1, 1e-12);
    ExpectRelative(mean, expected, 1e-11, "mean");
    ExpectRelative(model->ExpectedPurchases(c, 6), expected, 1e-11, "expected");
  }
}

TEST(Integral, LogGammaAndItsDerivatives) {
  // From the recurrence and from the C library.
  for (double y = 1e-3; y < 1e6; y *= 1.7) {
    const lifetime::Jet here = lifetime::LogGamma(y);
    const lifetime::Jet next = lifetime::LogGamma(y + 1);
    EXPECT_NEAR(here.value, std::lgamma(y), 1e-14 * (1 + std::abs(here.value)));
    EXPECT_NEAR(next.first - here.first, 1 / y, 1e-13 / y + 1e-14);
    EXPECT_NEAR(here.second - next.second, 1 / (y * y),
                1e-13 / (y * y) + 1e-15 * here.second);
    for (const double n : {0.5, 3.0, 64.0, 65.0, 1000.0}) {
      const lifetime::Jet rise = lifetime::LogRising(y, n);
      const lifetime::Jet apart = lifetime::LogGamma(y + n) - here;
      const double scale = 1 + std::abs(here.value);
      EXPECT_NEAR(rise.value, apart.value,
                  1e-14 * (scale + std::abs(apart.value)) * 2);
      EXPECT_NEAR(rise.first, apart.first, 1e-13 * (1 + std::abs(apart.first)));
      EXPECT_NEAR(rise.second, apart.second,
                  1e-13 * (1 + std::abs(apart.second)));
    }
  }
}

// The curvature that is written down is the one that the values have.
TEST(Integral, DerivativesMatchDifferences) {
  std::mt19937_64 random = SeededRandom();
  for (int i = 0; i < 36; ++i) {
    const auto kind = static_cast<LifetimeKind>(i % 6);
    std::vector<LifetimeSummary> rows;
    for (int row = 0; row < 5; ++row) {
      LifetimeSummary c;
      c.frequency = Between(random, row == 0 ? 1 : 0, 6);
      c.recency = c.frequency > 0
                      ? static_cast<double>(Between(random, c.frequency, 9))
                      : 0;
      c.age = static_cast<double>(Between(random, 10, 20));
      c.mean_spend = static_cast<double>(Between(random, 5, 50));
      c.weight = static_cast<double>(Between(random, 1, 3));
      rows.push_back(c);
    }
    const lifetime::Summaries data = lifetime::GroupSummaries(kind, rows);
    const auto likelihood = lifetime::MakeLikelihood(kind, data);
    LifetimeParams at{};
    for (double& param : at) param = LogUniform(random, 0.3, 8);
    const lifetime::Curvature here = likelihood->Evaluate(at);
    for (size_t p = 0; p < likelihood->dimension(); ++p) {
      // Richardson: the difference over h and over 2h.
      const auto shifted = [&](double shift) {
        LifetimeParams there = at;
        there[p] += shift;
        return likelihood->Evaluate(there);
      };
      const double h = 1e-3 * at[p];
      const auto difference = [&](const auto& of) {
        const double near = (of(shifted(h)) - of(shifted(-h))) / (2 * h);
        const double far = (of(shifted(2 * h)) - of(shifted(-2 * h))) / (4 * h);
        return (4 * near - far) / 3;
      };
      const double slope =
          difference([](const lifetime::Curvature& c) { return c.value; });
      EXPECT_NEAR(here.gradient[p], slope, 1e-7 * (1 + std::abs(slope)))
          << LifetimeKindName(kind) << " " << p;
      for (size_t q = p; q < likelihood->dimension(); ++q) {
        const double bend = difference(
            [&](const lifetime::Curvature& c) { return c.gradient[q]; });
        EXPECT_NEAR(here.hessian[p][q], bend, 1e-7 * (1 + std::abs(bend)))
            << LifetimeKindName(kind) << " " << p << " " << q;
      }
    }
  }
}

}  // namespace
}  // namespace patron
