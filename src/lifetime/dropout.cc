// Two series and two integrals over negative binomial counts.

#include "lifetime/dropout.h"

#include <algorithm>
#include <cmath>

#include "lifetime/beta_expectation.h"
#include "lifetime/gamma.h"

namespace patron::lifetime {
namespace {

constexpr double kEnough = 1e-17;  // of a sum: what is left out
constexpr double kHuge = 1e250;

// The series has about k tau + 40 (1 + tau) terms; over so many the integral
// is quicker.
bool IsLong(const Dropout& state, double tau) {
  return state.k * tau + 40 * (1 + tau) > 3000;
}

// Sums of w_n g(n) over a negative binomial, g told one n after the other. The
// weights start at 1 and are scaled down where they grow too large.
template <typename Next>
double SumCounts(double k, double tau, const Next& next) {
  const double z = tau / (1 + tau);
  double weight = 1;
  double weights = 0;
  double sum = 0;
  for (double n = 0;; ++n) {
    const double value = next(n);
    weights += weight;
    sum += weight * value;
    const double ratio = z * (k + n) / (n + 1);
    // g grows no faster than n, so ratio (1 + 1/n) bounds what follows.
    const double bound = ratio + ratio / std::max(n, 1.0);
    if (weight * std::max(value, 1.0) * bound <=
        kEnough * (1 - bound) * std::min(sum, weights)) {
      return sum / weights;
    }
    weight *= ratio;
    if (weight > kHuge) {
      weight /= kHuge;
      weights /= kHuge;
      sum /= kHuge;
    }
  }
}

// P(N >= n), given P(N = n), from whichever side is shorter.
double CountTail(double k, double tau, double n, double here) {
  const double z = tau / (1 + tau);
  double weight = here;
  double tail = 0;
  if (n < k * tau || tau > 1e4) {
    for (double i = n; i > 0 && weight > kEnough * tail; --i) {
      weight *= i / (z * (k + i - 1));
      tail += weight;
    }
    return 1 - tail;
  }
  // Beyond the mean each weight is smaller than the one before.
  for (double i = n;; ++i) {
    tail += weight;
    const double ratio = z * (k + i) / (i + 1);
    if (weight * ratio <= kEnough * (1 - ratio) * tail) return tail;
    weight *= ratio;
  }
}

// What the series of all horizons share: w_(n + 1) = w_n z growth_n, and
// made_n = s_0 + ... + s_(n - 1).
constexpr size_t kLanes = 4;

class Shared {
 public:
  // As many terms as the longest horizon needs; false where that is too many.
  [[nodiscard]] bool Fill(const Dropout& state, double tau) {
    // The last weight is at most (1 + tau)^k times the first.
    if (state.k * std::log1p(tau) > 500) return false;
    const double z = tau / (1 + tau);
    double weight = 1;
    double weights = 0;
    double sum = 0;
    double survived = 1;
    double made = 0;
    for (size_t i = 0; i < kTermsMax; ++i) {
      const auto n = static_cast<double>(i);
      growth_[i] = (state.k + n) / (n + 1);
      made_[i] = made;
      weights += weight;
      sum += weight * made;
      const double ratio = z * growth_[i];
      const double bound = ratio + ratio / std::max(n, 1.0);
      if (weight * std::max(made, 1.0) * bound <=
          kEnough * (1 - bound) * std::min(sum, weights)) {
        terms_ = i + 1;
        return true;
      }
      weight *= ratio;
      made += survived;
      survived *= (state.b + n) / (state.a + state.b + n);
    }
    return false;
  }

  [[nodiscard]] double SumLanes(double age, std::span<const double> times,
                                std::span<const double> factors) const {
    double z[kLanes] = {};
    double weight[kLanes];
    double weights[kLanes] = {};
    double sums[kLanes] = {};
    for (size_t lane = 0; lane < times.size(); ++lane) {
      z[lane] = times[lane] / (age + times[lane]);
    }
    std::fill(weight, weight + kLanes, 1.0);
    for (size_t i = 0; i < terms_; ++i) {
      for (size_t lane = 0; lane < kLanes; ++lane) {
        weights[lane] += weight[lane];
        sums[lane] += weight[lane] * made_[i];
        weight[lane] *= z[lane] * growth_[i];
      }
      // The horizons of later lanes are longer.
      if (i % 8 == 7 && weight[times.size() - 1] * made_[i] * 64 <
                            kEnough * sums[times.size() - 1]) {
        break;
      }
    }
    double total = 0;
    for (size_t lane = 0; lane < times.size(); ++lane) {
      total += factors[lane] * (sums[lane] / weights[lane]);
    }
    return total;
  }

 private:
  static constexpr size_t kTermsMax = 512;

  size_t terms_ = 0;
  double growth_[kTermsMax];
  double made_[kTermsMax];
};

}  // namespace

double DropoutAlive(const Dropout& state, double time) {
  const double tau = time / state.age;
  if (tau == 0) return 1;
  if (IsLong(state, tau)) {
    return BetaExpectation(state.a, state.b, state.k * tau,
                           [&](double p, double) {
                             return std::exp(-state.k * std::log1p(p * tau));
                           });
  }
  double survived = 1;
  return SumCounts(state.k, tau, [&](double n) {
    const double now = survived;
    survived *= (state.b + n) / (state.a + state.b + n);
    return now;
  });
}

double DropoutPurchases(const Dropout& state, double time) {
  const double tau = time / state.age;
  if (tau == 0) return 0;
  if (IsLong(state, tau)) {
    return BetaExpectation(
        state.a, state.b, state.k * tau, [&](double p, double) {
          if (p == 0) return state.k * tau;
          return -std::expm1(-state.k * std::log1p(p * tau)) / p;
        });
  }
  double survived = 1;
  double made = 0;
  return SumCounts(state.k, tau, [&](double n) {
    const double now = made;
    made += survived;
    survived *= (state.b + n) / (state.a + state.b + n);
    return now;
  });
}

double DropoutRate(const Dropout& state, double time) {
  Dropout next = state;
  next.k = state.k + 1;
  return state.k / state.age * DropoutAlive(next, time);
}

double DropoutProbability(const Dropout& state, int64_t count, double time) {
  const double tau = time / state.age;
  const double log_z = std::log(tau) - std::log1p(tau);
  const auto n = static_cast<double>(count);
  if (tau == 0) return count == 0 ? 1 : 0;
  const auto log_weight = [&](double i) {
    return LogRising(state.k, i).value - LogRising(1, i).value + i * log_z -
           state.k * std::log1p(tau);
  };
  const Jet risings = LogRising(state.b, n) - LogRising(state.a + state.b, n);
  const double survived = std::exp(risings.value);
  const double here = std::exp(log_weight(n));
  if (count == 0) return here;
  // Or dropped out at the n-th, s_(n - 1) - s_n = s_n a / (b + n - 1), with n
  // or more that would have followed.
  const double lost = survived * state.a / (state.b + n - 1);
  return survived * here + lost * CountTail(state.k, tau, n, here);
}

double DropoutWeighted(const Dropout& state, std::span<const double> times,
                       std::span<const double> factors) {
  Shared shared;
  if (times.empty() || !shared.Fill(state, times.back() / state.age)) {
    double total = 0;
    for (size_t i = 0; i < times.size(); ++i) {
      total += factors[i] * DropoutPurchases(state, times[i]);
    }
    return total;
  }
  double total = 0;
  for (size_t i = 0; i < times.size(); i += kLanes) {
    const size_t count = std::min(kLanes, times.size() - i);
    total += shared.SumLanes(state.age, times.subspan(i, count),
                             factors.subspan(i, count));
  }
  return total;
}

}  // namespace patron::lifetime
