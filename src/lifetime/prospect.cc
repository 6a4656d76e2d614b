// Expectations over the time ahead, in closed form where there is one.

#include "lifetime/prospect.h"

#include <algorithm>
#include <cmath>

#include "lifetime/beta_expectation.h"
#include "lifetime/gamma.h"
#include "lifetime/quadrature.h"

namespace patron::lifetime {
namespace {

constexpr double kLogTwo = 0.69314718055994530942;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// (1 - e^(-(s - 1) l)) / (s - 1), which is l at s = 1.
double PowerIntegral(double s, double l) {
  return s == 1 ? l : -std::expm1((1 - s) * l) / (s - 1);
}

// The integral of e^(-force t) rate(t) over all t > 0, by the trapezoid rule in
// ln t; `scale` is no longer than the time in which the rate changes, so that
// the largest term is at the centre or right of it.
template <typename Rate>
double IntegrateForever(double force, double scale, const Rate& rate) {
  constexpr double kStep = 0.25;
  const double centre = -std::log(force + 1 / scale);
  double sum = 0;
  const auto add = [&](double y) {
    const double time = std::exp(y);
    const double term = time * std::exp(-force * time) * rate(time);
    sum += term;
    return term > 1e-18 * sum;
  };
  for (double i = 0; add(centre + i * kStep);) ++i;
  for (double i = -1; add(centre + i * kStep);) --i;
  return kStep * sum;
}

// The integral of e^(-force t) rate(t) over the horizon.
template <typename Rate>
double IntegrateDiscounted(const Discounting& discounting, double scale,
                           const Rate& rate) {
  const double force = discounting.force();
  if (std::isinf(discounting.horizon())) {
    return IntegrateForever(force, scale, rate);
  }
  // In ln(1 + t / scale), which is even where the rate falls by powers.
  const double length = std::log1p(discounting.horizon() / scale);
  return Integrate(0, length, [&](double w) {
    const double time = scale * std::expm1(w);
    return scale * std::exp(w - force * time) * rate(time);
  });
}

// Of a negative binomial count with shape k, at a time of tau times its scale.
double CountProbability(double k, double n, double tau) {
  if (tau == 0) return n == 0 ? 1 : 0;
  const double log_rise = std::log1p(tau);
  return std::exp(LogRising(k, n).value - LogRising(1, n).value +
                  n * (std::log(tau) - log_rise) - k * log_rise);
}

}  // namespace

double DropoutProspect::Survival(double ahead) const {
  return DropoutAlive(state, ahead);
}

double DropoutProspect::Purchases(double horizon) const {
  return alive * DropoutPurchases(state, horizon);
}

double DropoutProspect::Probability(int64_t count, double horizon) const {
  return alive * DropoutProbability(state, count, horizon) +
         (count == 0 ? 1 - alive : 0);
}

double DropoutProspect::Discounted(const Discounting& discounting) const {
  if (discounting.discount().timing != Discount::Timing::kContinuous) {
    return alive *
           DropoutWeighted(state, discounting.ends(), discounting.factors());
  }
  return alive * IntegrateDiscounted(
                     discounting, state.age / (state.k + 1),
                     [&](double time) { return DropoutRate(state, time); });
}

double DropoutProspect::MedianLife() const {
  // In the logarithm of time, between two brackets found by stepping out.
  double low = std::log(state.age / (state.k + 1));
  double high = low;
  while (DropoutAlive(state, std::exp(low)) < 0.5) low -= 4;
  while (DropoutAlive(state, std::exp(high)) > 0.5) {
    high += 4;
    if (high > 700) return kInfinity;
  }
  while (high - low > 1e-15 * std::max(1.0, std::abs(high))) {
    const double middle = (low + high) / 2;
    if (middle <= low || middle >= high) break;
    (DropoutAlive(state, std::exp(middle)) > 0.5 ? low : high) = middle;
  }
  return std::exp((low + high) / 2);
}

double ParetoProspect::Survival(double ahead) const {
  return std::exp(-s * std::log1p(ahead / life_age));
}

double ParetoProspect::Purchases(double horizon) const {
  return alive * k * life_age / purchase_age *
         PowerIntegral(s, std::log1p(horizon / life_age));
}

double ParetoProspect::Probability(int64_t count, double horizon) const {
  const auto n = static_cast<double>(count);
  // Alive to the end, or until a time within the horizon, taken in ln(1 + time
  // / scale).
  const double scale = std::min(purchase_age, life_age);
  const auto density = [&](double w) {
    const double time = scale * std::expm1(w);
    return CountProbability(k, n, time / purchase_age) * s *
           std::exp(w - (s + 1) * std::log1p(time / life_age)) * scale /
           life_age;
  };
  // The count's peak, which may be narrow, is made the end of an interval.
  const double end = std::log1p(horizon / scale);
  const double peak = std::min(end, std::log1p(n * purchase_age / (k * scale)));
  const double through =
      CountProbability(k, n, horizon / purchase_age) * Survival(horizon);
  return alive * (through + Integrate(0, peak, density) +
                  Integrate(peak, end, density)) +
         (count == 0 ? 1 - alive : 0);
}

double ParetoProspect::Discounted(const Discounting& discounting) const {
  if (discounting.discount().timing != Discount::Timing::kContinuous) {
    double total = 0;
    for (size_t i = 0; i < discounting.ends().size(); ++i) {
      total += discounting.factors()[i] *
               PowerIntegral(s, std::log1p(discounting.ends()[i] / life_age));
    }
    return alive * k * life_age / purchase_age * total;
  }
  return alive * k / purchase_age *
         IntegrateDiscounted(discounting, life_age / (s + 1),
                             [&](double time) { return Survival(time); });
}

double ParetoProspect::MedianLife() const {
  return life_age * std::expm1(kLogTwo / s);
}

double GeometricExpectation(double a, double b, double terms) {
  constexpr double kTermsMax = 2000;
  if (terms > kTermsMax) {
    return BetaExpectation(a, b, terms, [&](double p, double q) {
      return p == 0 ? terms : q * -std::expm1(terms * std::log1p(-p)) / p;
    });
  }
  double sum = 0;
  double survived = 1;
  for (double i = 0; i < terms; ++i) {
    survived *= (b + i) / (a + b + i);
    sum += survived;
  }
  return sum;
}

double OpportunityProspect::Survival(double ahead) const {
  return std::exp(LogRising(leave_b, ahead).value -
                  LogRising(leave_a + leave_b, ahead).value);
}

double OpportunityProspect::Purchases(double horizon) const {
  return alive * take_a / (take_a + take_b) *
         GeometricExpectation(leave_a, leave_b, horizon);
}

double OpportunityProspect::Probability(int64_t count, double horizon) const {
  // Of m opportunities before leaving, `count` taken: C(m, count)
  // (take_a)_count (take_b)_(m - count) / (take_a + take_b)_m, from m = count
  // on by ratios.
  const auto n = static_cast<double>(count);
  if (n > horizon) return 0;
  double taken = std::exp(LogRising(take_a, n).value -
                          LogRising(take_a + take_b, n).value);
  double here = Survival(n);
  double sum = 0;
  for (double m = n; m < horizon; ++m) {
    sum += taken * here * leave_a / (leave_a + leave_b + m);
    here *= (leave_b + m) / (leave_a + leave_b + m);
    taken *= (m + 1) / (m + 1 - n) * (take_b + m - n) / (take_a + take_b + m);
  }
  return alive * (sum + taken * here) + (count == 0 ? 1 - alive : 0);
}

double OpportunityProspect::Discounted(const Discounting& discounting) const {
  double sum = 0;
  double survived = 1;
  for (double m = 0; m < discounting.horizon(); ++m) {
    survived *= (leave_b + m) / (leave_a + leave_b + m);
    const double term = survived * discounting.FactorAt(m + 1);
    sum += term;
    // What follows is at most term / (1 - e^-force).
    if (std::isinf(discounting.horizon()) &&
        term < -1e-17 * sum * std::expm1(-discounting.force())) {
      break;
    }
  }
  return alive * take_a / (take_a + take_b) * sum;
}

double OpportunityProspect::MedianLife() const {
  constexpr double kOpportunitiesMax = 1e15;
  double low = 0;
  double high = 1;
  while (Survival(high) > 0.5) {
    low = high;
    high *= 2;
    if (high > kOpportunitiesMax) return kInfinity;
  }
  while (high - low > 1) {
    const double middle = std::floor((low + high) / 2);
    (Survival(middle) > 0.5 ? low : high) = middle;
  }
  return high;
}

}  // namespace patron::lifetime
