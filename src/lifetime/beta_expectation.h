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
// `slow`: f is as good as f(0) for p below 1e-17 / slow and as f(1) for 1 - p
// below that.
//
// Threads: free functions, any thread.
#ifndef PATRON_SRC_LIFETIME_BETA_EXPECTATION_H_
#define PATRON_SRC_LIFETIME_BETA_EXPECTATION_H_

#include <algorithm>
#include <cmath>

namespace patron::lifetime {

// ln(1 / (1 + e^-y)).
[[nodiscard]] inline double LogLogistic(double y) {
  return y > 0 ? -std::log1p(std::exp(-y)) : y - std::log1p(std::exp(y));
}

template <typename Function>
[[nodiscard]] double BetaExpectation(double a, double b, double slow,
                                     const Function& function) {
  // Far from the narrowest peak that the density can have, and from the
  // singularities of the logistic curve.
  const double step = std::min(0.25, 0.6 * std::sqrt(1 / a + 1 / b));
  const double mode = std::log(a / b);
  const double log_p_mode = LogLogistic(mode);
  const double log_q_mode = LogLogistic(-mode);
  double density_sum = 0;
  double sum = 0;
  const auto density = [&](double y) {
    return std::exp(a * (LogLogistic(y) - log_p_mode) +
                    b * (LogLogistic(-y) - log_q_mode));
  };
  const auto add = [&](double y) {
    const double weight = density(y);
    const double term =
        weight * function(std::exp(LogLogistic(y)), std::exp(LogLogistic(-y)));
    density_sum += weight;
    sum += term;
    return weight > 1e-18 * density_sum || term > 1e-18 * sum;
  };
  // Where p or 1 - p is as good as 0 both sums go on as a geometric series,
  // whose end `slope` (a or b) may put far out.
  const auto add_tail = [&](double slope, double last, double value) {
    const double rest = last / std::expm1(slope * step);
    density_sum += rest;
    sum += rest * value;
  };
  const double low = -39 - std::log(std::max({1.0, b, slow}));
  const double high = 39 + std::log(std::max({1.0, a, slow}));
  double y = mode;
  while (add(y)) {
    if (y > high) {
      add_tail(b, density(y), function(1.0, 0.0));
      break;
    }
    y += step;
  }
  y = mode - step;
  while (add(y)) {
    if (y < low) {
      add_tail(a, density(y), function(0.0, 1.0));
      break;
    }
    y -= step;
  }
  return sum / density_sum;
}

}  // namespace patron::lifetime

#endif  // PATRON_SRC_LIFETIME_BETA_EXPECTATION_H_
