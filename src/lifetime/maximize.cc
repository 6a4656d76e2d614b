// A trust-region Newton method on at most four parameters.
//
// -H is taken apart into eigenvalues and directions by Jacobi's rotations: in
// so few dimensions that is short, and it makes the step within the region
// exact whether or not the function curves downwards where we are.

#include "lifetime/maximize.h"

#include <algorithm>
#include <cmath>

namespace patron::lifetime {
namespace {

// A parameter a million times its scale is on the boundary.
constexpr double kLogMax = 14;
constexpr double kRegionMax = 3;
// What a sum over customers cannot tell apart, relative to its value.
constexpr double kNoise = 1e-14;
// A curvature so much smaller than the largest is none.
constexpr double kFlat = 1e-12;

struct Eigen {
  LifetimeParams values{};
  Matrix vectors{};  // a column each
};

// One rotation that makes a[p][q] zero.
void Rotate(size_t p, size_t q, size_t n, Matrix* a, Matrix* vectors) {
  if ((*a)[p][q] == 0) return;
  const double theta = ((*a)[q][q] - (*a)[p][p]) / (2 * (*a)[p][q]);
  const double t =
      std::copysign(1 / (std::abs(theta) + std::hypot(theta, 1)), theta);
  const double c = 1 / std::hypot(t, 1);
  const double s = t * c;
  for (size_t k = 0; k < n; ++k) {
    const double kp = (*a)[k][p];
    const double kq = (*a)[k][q];
    (*a)[k][p] = c * kp - s * kq;
    (*a)[k][q] = s * kp + c * kq;
  }
  for (size_t k = 0; k < n; ++k) {
    const double pk = (*a)[p][k];
    const double qk = (*a)[q][k];
    (*a)[p][k] = c * pk - s * qk;
    (*a)[q][k] = s * pk + c * qk;
    const double vp = (*vectors)[k][p];
    const double vq = (*vectors)[k][q];
    (*vectors)[k][p] = c * vp - s * vq;
    (*vectors)[k][q] = s * vp + c * vq;
  }
}

Eigen Decompose(Matrix a, size_t n) {
  Eigen eigen;
  for (size_t i = 0; i < n; ++i) eigen.vectors[i][i] = 1;
  for (int sweep = 0; sweep < 30; ++sweep) {
    double off = 0;
    double on = 0;
    for (size_t p = 0; p < n; ++p) {
      on += a[p][p] * a[p][p];
      for (size_t q = p + 1; q < n; ++q) off += a[p][q] * a[p][q];
    }
    if (off <= 1e-40 * on) break;
    for (size_t p = 0; p < n; ++p) {
      for (size_t q = p + 1; q < n; ++q) Rotate(p, q, n, &a, &eigen.vectors);
    }
  }
  for (size_t i = 0; i < n; ++i) eigen.values[i] = a[i][i];
  return eigen;
}

Eigen DecomposeDescent(const Curvature& at, size_t n) {
  Matrix descent{};
  for (size_t i = 0; i < n; ++i) {
    for (size_t j = 0; j < n; ++j) descent[i][j] = -at.hessian[i][j];
  }
  return Decompose(descent, n);
}

struct Step {
  LifetimeParams move{};
  double length = 0;
  double gain = 0;         // that the quadratic model promises
  bool shortened = false;  // by the region
};

double LengthAt(const LifetimeParams& along, const Eigen& eigen, double lift,
                size_t n) {
  double squares = 0;
  for (size_t i = 0; i < n; ++i) {
    const double part = along[i] / (eigen.values[i] + lift);
    squares += part * part;
  }
  return std::sqrt(squares);
}

// The smallest lift of all eigenvalues that keeps the step within the region.
double LiftFor(const LifetimeParams& along, const Eigen& eigen, double region,
               size_t n) {
  const auto first = eigen.values.begin();
  const auto last = first + static_cast<std::ptrdiff_t>(n);
  const double least = *std::min_element(first, last);
  const double most = std::max(std::abs(least), *std::max_element(first, last));
  const double floor = kFlat * most + 1e-300;
  double low = least > floor ? 0 : floor - least;
  if (LengthAt(along, eigen, low, n) <= region) return low;
  double high = low + floor;
  while (LengthAt(along, eigen, high, n) > region) {
    high = low + (high - low) * 4;
  }
  for (int i = 0; i < 60 && high - low > 1e-3 * high; ++i) {
    const double middle = (low + high) / 2;
    (LengthAt(along, eigen, middle, n) > region ? low : high) = middle;
  }
  return high;
}

Step StepWithin(const Curvature& at, double region, size_t n) {
  const Eigen eigen = DecomposeDescent(at, n);
  LifetimeParams along{};
  for (size_t i = 0; i < n; ++i) {
    for (size_t k = 0; k < n; ++k) {
      along[i] += eigen.vectors[k][i] * at.gradient[k];
    }
  }
  const double lift = LiftFor(along, eigen, region, n);
  Step step;
  step.shortened = lift > 0;
  for (size_t i = 0; i < n; ++i) {
    const double part = along[i] / (eigen.values[i] + lift);
    step.gain += part * (along[i] - 0.5 * eigen.values[i] * part);
    for (size_t k = 0; k < n; ++k) step.move[k] += part * eigen.vectors[k][i];
  }
  for (size_t k = 0; k < n; ++k) {
    step.length = std::max(step.length, std::abs(step.move[k]));
  }
  return step;
}

// By the logarithms, less the penalty.
Curvature InLogs(const Likelihood& likelihood, const LifetimeParams& params,
                 double penalty) {
  const size_t n = likelihood.dimension();
  Curvature at = likelihood.Evaluate(params);
  for (size_t i = 0; i < n; ++i) {
    const double scaled = params[i] * at.gradient[i];
    const double fine = penalty * params[i] * params[i];
    for (size_t j = i; j < n; ++j) {
      at.hessian[i][j] *= params[i] * params[j];
      at.hessian[j][i] = at.hessian[i][j];
    }
    at.gradient[i] = scaled - 2 * fine;
    at.hessian[i][i] += scaled - 4 * fine;
    at.value -= fine;
  }
  return at;
}

bool IsFinite(const Curvature& at, size_t n) {
  bool finite = std::isfinite(at.value);
  for (size_t i = 0; i < n; ++i) {
    finite = finite && std::isfinite(at.gradient[i]);
    for (size_t j = 0; j < n; ++j) {
      finite = finite && std::isfinite(at.hessian[i][j]);
    }
  }
  return finite;
}

class Search {
 public:
  Search(const Likelihood& likelihood, const MaximizeOptions& options)
      : likelihood_(likelihood), options_(options) {
    for (size_t i = 0; i < n(); ++i) {
      centre_[i] = std::log(likelihood.Scale()[i]);
    }
  }

  Peak Run(const LifetimeParams& start) {
    peak_.params = start;
    peak_.curvature = InLogs(likelihood_, start, options_.penalty);
    if (!IsFinite(peak_.curvature, n())) {
      peak_.status = FitStatus::kNotIdentified;
      return peak_;
    }
    while (peak_.iterations < options_.iterations_max && !Advance()) {
    }
    return peak_;
  }

 private:
  [[nodiscard]] size_t n() const { return likelihood_.dimension(); }

  // Where `step` leads; false where that is outside all bounds.
  bool Try(const Step& step, LifetimeParams* params) const {
    for (size_t i = 0; i < n(); ++i) {
      const double log = std::log(peak_.params[i]) + step.move[i];
      if (std::abs(log - centre_[i]) > kLogMax) return false;
      // Multiplied, so that a short step keeps all digits.
      (*params)[i] = peak_.params[i] * std::exp(step.move[i]);
    }
    return true;
  }

  // True where the search is over.
  bool Advance() {
    ++peak_.iterations;
    const Step step = StepWithin(peak_.curvature, region_, n());
    LifetimeParams params{};
    if (!Try(step, &params)) return Done(FitStatus::kOnBoundary);
    const double noise = kNoise * (1 + std::abs(peak_.curvature.value));
    const Curvature there = InLogs(likelihood_, params, options_.penalty);
    const double gain = there.value - peak_.curvature.value;
    const bool finite = IsFinite(there, n());
    const bool last = step.length < options_.step_min;
    // Below the noise a step is taken on the derivatives' word alone.
    if (finite && (last || step.gain < noise)) {
      peak_.params = params;
      peak_.curvature = there;
      return last || ++quiet_ >= 3 ? Settle(step) : false;
    }
    quiet_ = 0;
    if (!finite || gain < 0.25 * step.gain) {
      region_ = std::min(region_, step.length) / 4;
    } else if (gain > 0.75 * step.gain && step.shortened) {
      region_ = std::min(2 * region_, kRegionMax);
    }
    if (finite && gain > 1e-4 * step.gain) {
      peak_.params = params;
      peak_.curvature = there;
    } else if (region_ < 1e-13) {
      return Settle(step);
    }
    return false;
  }

  // The function rises no more: is it a peak, or flat?
  bool Settle(const Step& step) {
    const Eigen eigen = DecomposeDescent(peak_.curvature, n());
    const auto first = eigen.values.begin();
    const auto end = first + static_cast<std::ptrdiff_t>(n());
    const double least = *std::min_element(first, end);
    const double most = *std::max_element(first, end);
    const bool peaked =
        least > kFlat * most && step.length < std::max(1e-6, options_.step_min);
    if (peaked) return Done(FitStatus::kConverged);
    for (size_t i = 0; i < n(); ++i) {
      if (std::abs(std::log(peak_.params[i]) - centre_[i]) > kLogMax / 2) {
        return Done(FitStatus::kOnBoundary);
      }
    }
    return Done(FitStatus::kNotIdentified);
  }

  bool Done(FitStatus status) {
    peak_.status = status;
    return true;
  }

  const Likelihood& likelihood_;
  const MaximizeOptions& options_;
  LifetimeParams centre_{};
  double region_ = 1;
  int quiet_ = 0;  // steps whose gain was below the noise, in a row
  Peak peak_;
};

}  // namespace

Peak Maximize(const Likelihood& likelihood, const LifetimeParams& start,
              const MaximizeOptions& options) {
  return Search(likelihood, options).Run(start);
}

LifetimeParams StandardErrors(const Peak& peak, size_t dimension) {
  const Eigen eigen = DecomposeDescent(peak.curvature, dimension);
  LifetimeParams errors{};
  for (size_t k = 0; k < dimension; ++k) {
    double variance = 0;
    for (size_t i = 0; i < dimension; ++i) {
      const double part = eigen.vectors[k][i];
      variance += part * part / eigen.values[i];
    }
    errors[k] = peak.params[k] * std::sqrt(variance);
  }
  return errors;
}

}  // namespace patron::lifetime
