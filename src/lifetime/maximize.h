// The highest point of a smooth function of two to four positive parameters, by
// Newton's method in their logarithms within a trust region.
//
// The second derivatives are exact and cost next to nothing beside the first
// (the logarithms are shared), so eight or ten evaluations do what takes a
// quasi-Newton method thirty to sixty and Nelder-Mead hundreds; the region
// makes it safe from any start; the curvature at the end is what the standard
// errors need anyhow, and tells a peak from a ridge. liblbfgs was considered:
// it reports an error at the optimum where the line search can rise no more.
//
// Threads: free functions, any thread, where the function may be called so.
#ifndef PATRON_SRC_LIFETIME_MAXIMIZE_H_
#define PATRON_SRC_LIFETIME_MAXIMIZE_H_

#include <array>
#include <cstddef>

#include "patron/lifetime.h"

namespace patron::lifetime {

using Matrix =
    std::array<std::array<double, kLifetimeParamsMax>, kLifetimeParamsMax>;

// A function at a point with its derivatives; of the hessian the upper triangle
// is enough.
struct Curvature {
  double value = 0;
  LifetimeParams gradient{};
  Matrix hessian{};
};

// The log-likelihood of one kind over one set of customers.
class Likelihood {
 public:
  Likelihood() = default;
  Likelihood(const Likelihood&) = delete;
  Likelihood& operator=(const Likelihood&) = delete;
  virtual ~Likelihood() = default;

  [[nodiscard]] virtual size_t dimension() const = 0;
  // Of the order that the parameters have: 1, or the data's for a scale.
  [[nodiscard]] virtual LifetimeParams Scale() const = 0;
  // By the parameters themselves. Not finite: no point to go to.
  [[nodiscard]] virtual Curvature Evaluate(
      const LifetimeParams& params) const = 0;
};

struct MaximizeOptions {
  double penalty = 0;  // times the sum of squared parameters, taken off
  int iterations_max = 200;
  // Stops where a Newton step moves no logarithm by more than this.
  double step_min = 1e-9;
};

struct Peak {
  FitStatus status = FitStatus::kIterationLimit;
  LifetimeParams params{};
  Curvature curvature;  // in the logarithms, penalty included
  int iterations = 0;
};

[[nodiscard]] Peak Maximize(const Likelihood& likelihood,
                            const LifetimeParams& start,
                            const MaximizeOptions& options);

// The square roots of the diagonal of the inverse of -hessian, times the
// parameters: standard errors. Requires: a peak that converged.
[[nodiscard]] LifetimeParams StandardErrors(const Peak& peak, size_t dimension);

}  // namespace patron::lifetime

#endif  // PATRON_SRC_LIFETIME_MAXIMIZE_H_
