// ln Gamma by Stirling's series above kStirlingMin, by the recurrence below.
//
// The difference of two large ones is formed term by term, each without
// cancellation: with n beside y both large, ln Gamma(y + n) - ln Gamma(y) =
// (y - 1/2) ln(1 + n / y) + n ln(y + n) - n + the difference of two tails.

#include "lifetime/gamma.h"

#include <cmath>

namespace patron::lifetime {
namespace {

constexpr double kStirlingMin = 15;
constexpr double kHalfLogTwoPi = 0.91893853320467274178;
// Up to so many factors a product is shorter and more exact.
constexpr double kProductMax = 64;

// ln Gamma(y) less (y - 1/2) ln y - y + ln(2 pi) / 2, with derivatives that
// leave out ln y and 1/y alike. y >= kStirlingMin: the first term left out is
// below 1e-17.
Jet StirlingTail(double y) {
  const double u = 1 / y;
  const double v = u * u;
  // B_2k / (2k (2k - 1)), B_2k / 2k and B_2k.
  const double value =
      u * (1.0 / 12 +
           v * (-1.0 / 360 +
                v * (1.0 / 1260 +
                     v * (-1.0 / 1680 + v * (1.0 / 1188 + v * (-691.0 / 360360 +
                                                               v / 156))))));
  const double first =
      -0.5 * u -
      v * (1.0 / 12 +
           v * (-1.0 / 120 +
                v * (1.0 / 252 +
                     v * (-1.0 / 240 +
                          v * (1.0 / 132 + v * (-691.0 / 32760 + v / 12))))));
  const double second =
      0.5 * v +
      u * v *
          (1.0 / 6 +
           v * (-1.0 / 30 +
                v * (1.0 / 42 +
                     v * (-1.0 / 30 + v * (5.0 / 66 + v * (-691.0 / 2730 +
                                                           v * (7.0 / 6)))))));
  return {value, first, second};
}

// ln of y (y + 1) ... (y + n - 1), n whole and small.
Jet LogProduct(double y, double n) {
  Jet sum;
  double product = 1;
  for (double i = 0; i < n; ++i) {
    const double factor = y + i;
    const double inverse = 1 / factor;
    sum.first += inverse;
    sum.second -= inverse * inverse;
    const double next = product * factor;
    if (next > 1e280 || next < 1e-280) {
      sum.value += std::log(product);
      product = factor;
    } else {
      product = next;
    }
  }
  sum.value += std::log(product);
  return sum;
}

Jet StirlingRising(double y, double n) {
  const double z = y + n;
  const double log_ratio = std::log1p(n / y);
  const Jet tails = StirlingTail(z) - StirlingTail(y);
  return {((y - 0.5) * log_ratio + (n * std::log(z) - n)) + tails.value,
          log_ratio + tails.first, -n / (y * z) + tails.second};
}

}  // namespace

Jet LogGamma(double y) {
  if (y < kStirlingMin) {
    const double shift = std::ceil(kStirlingMin - y);
    return LogGamma(y + shift) - LogProduct(y, shift);
  }
  const double log_y = std::log(y);
  return Jet{(y - 0.5) * log_y - y + kHalfLogTwoPi, log_y, 1 / y} +
         StirlingTail(y);
}

Jet LogRising(double y, double n) {
  if (n == 0) return {};
  if (n <= kProductMax && n == std::floor(n)) return LogProduct(y, n);
  if (y >= kStirlingMin) return StirlingRising(y, n);
  // (y)_n = (y)_m (y + m)_n / (y + n)_m lifts the argument.
  const double shift = std::ceil(kStirlingMin - y);
  return LogProduct(y, shift) + StirlingRising(y + shift, n) -
         LogProduct(y + n, shift);
}

void LogRisings(double y, const std::vector<int64_t>& counts,
                std::vector<Jet>* risings) {
  risings->resize(counts.size());
  Jet last;
  int64_t done = 0;
  for (size_t i = 0; i < counts.size(); ++i) {
    const auto step = static_cast<double>(counts[i] - done);
    last = last + LogRising(y + static_cast<double>(done), step);
    done = counts[i];
    (*risings)[i] = last;
  }
}

}  // namespace patron::lifetime
