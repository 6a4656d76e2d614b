// The logarithm of the gamma function with its first two derivatives, alone and
// as the difference of two: what likelihoods are made of.
//
// The C library has the function but no derivative, and its difference of two
// loses every digit where the argument is large (a search walks there on data
// that decide little). A recurrence and Stirling's series give all three, to a
// few units of the last place.
//
// Threads: free functions, any thread.
#ifndef PATRON_SRC_LIFETIME_GAMMA_H_
#define PATRON_SRC_LIFETIME_GAMMA_H_

#include <cstdint>
#include <vector>

namespace patron::lifetime {

// A function of one parameter: value, first and second derivative.
struct Jet {
  double value = 0;
  double first = 0;
  double second = 0;

  friend Jet operator+(const Jet& x, const Jet& y) {
    return {x.value + y.value, x.first + y.first, x.second + y.second};
  }
  friend Jet operator-(const Jet& x, const Jet& y) {
    return {x.value - y.value, x.first - y.first, x.second - y.second};
  }
};

// Of ln Gamma(y), y > 0.
[[nodiscard]] Jet LogGamma(double y);

// Of ln Gamma(y + n) - ln Gamma(y) in y; y > 0, n >= 0. For whole n it is the
// log of the rising factorial y (y + 1) ... (y + n - 1).
[[nodiscard]] Jet LogRising(double y, double n);

// LogRising(y, n) for each of `counts`, which ascend.
void LogRisings(double y, const std::vector<int64_t>& counts,
                std::vector<Jet>* risings);

}  // namespace patron::lifetime

#endif  // PATRON_SRC_LIFETIME_GAMMA_H_
