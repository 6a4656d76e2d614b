// E[f(p)] for p ~ Beta(a, b), by the trapezoid rule along ln(p / (1 - p)).
//
//   BetaExpectation(a, b, slow, [](double p, double q) { return ...; });
//
// f is told p and q = 1 - p, each exact to the last digits, and must be
// analytic and bounded by a power beside the line, as all of ours are; then
// every node adds digits and no end of the interval is special, also where the
// density is infinite there. Numerator and density are summed over the same
// nodes, so that no beta function is needed.
//
// `slow`: f is as good as f(0) for p below 1e-17 / slow; at least b is assumed.
//
// Threads: free functions, any thread.
#ifndef PATRON_SRC_LIFETIME_BETA_EXPECTATION_H_
#define PATRON_SRC_LIFETIME_BETA_EXPECTATION_H_

#include <algorithm>
#include <cmath>

namespace patron::lifetime {

template <typename Function>
[[nodiscard]] double BetaExpectation(double a, double b, double slow,
                                     const Function& function) {
  // Far from the narrowest peak that the density can have, and from the
  // singularities of the logistic curve.
  const double step = std::min(0.25, 0.6 * std::sqrt(1 / a + 1 / b));
  const double mode = std::log(a / b);
  const double log_p_mode = -std::log1p(std::exp(-mode));
  const double log_q_mode = -std::log1p(std::exp(mode));
  const double flat = -39 - std::log(std::max({1.0, b, slow}));
  double density_sum = 0;
  double sum = 0;
  const auto add = [&](double y) {
    const double log_p = -std::log1p(std::exp(-y));
    const double log_q = -std::log1p(std::exp(y));
    const double density =
        std::exp(a * (log_p - log_p_mode) + b * (log_q - log_q_mode));
    const double term = density * function(std::exp(log_p), std::exp(log_q));
    density_sum += density;
    sum += term;
    return density > 1e-18 * density_sum || term > 1e-18 * sum;
  };
  for (double i = 0; add(mode + i * step);) ++i;
  for (double i = -1;; --i) {
    const double y = mode + i * step;
    const bool matters = add(y);
    if (!matters) break;
    if (y < flat) {
      // From here on both fall as exp(a y): the rest is a geometric series.
      const double rest = std::exp(a * (y - log_p_mode) - b * log_q_mode) /
                          std::expm1(a * step);
      density_sum += rest;
      sum += rest * function(0.0, 1.0);
      break;
    }
  }
  return sum / density_sum;
}

}  // namespace patron::lifetime

#endif  // PATRON_SRC_LIFETIME_BETA_EXPECTATION_H_
