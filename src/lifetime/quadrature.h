// Integrals, to the last digits of a double.
//
// Three rules, each where it converges fastest: Gauss and Legendre's on a short
// interval of a smooth function; the same, halved until it agrees with itself;
// and the trapezoid rule along a logarithm over all of the line, which for
// functions that are analytic beside it gains digits with every node.
//
// Threads: free functions, any thread.
#ifndef PATRON_SRC_LIFETIME_QUADRATURE_H_
#define PATRON_SRC_LIFETIME_QUADRATURE_H_

#include <cstddef>
#include <span>

namespace patron::lifetime {

// On -1..1.
struct Node {
  double at = 0;
  double weight = 0;
};

inline constexpr size_t kGaussNodesMax = 24;

// Requires: 1 <= count <= kGaussNodesMax.
[[nodiscard]] std::span<const Node> GaussNodes(size_t count);

template <typename Function>
[[nodiscard]] double IntegrateOnce(double low, double high,
                                   const Function& function) {
  const double middle = (low + high) / 2;
  const double half = (high - low) / 2;
  double sum = 0;
  for (const Node& node : GaussNodes(16)) {
    sum += node.weight * function(middle + half * node.at);
  }
  return half * sum;
}

// Halved until both halves agree with the whole.
template <typename Function>
[[nodiscard]] double Integrate(double low, double high,
                               const Function& function) {
  constexpr int kHalvingsMax = 40;
  constexpr double kTolerance = 1e-14;
  double done = 0;
  double whole = IntegrateOnce(low, high, function);
  double pending[kHalvingsMax + 1] = {high};
  double sums[kHalvingsMax + 1] = {whole};
  double total = whole;
  for (size_t depth = 1; depth > 0;) {
    const double end = pending[depth - 1];
    const double middle = (low + end) / 2;
    const double left = IntegrateOnce(low, middle, function);
    const double right = IntegrateOnce(middle, end, function);
    const double change = left + right - sums[depth - 1];
    total += change;
    const bool agrees =
        change <= kTolerance * total && -change <= kTolerance * total;
    if (agrees || depth > kHalvingsMax) {
      done += left + right;
      low = end;
      --depth;
    } else {
      sums[depth - 1] = right;
      pending[depth] = middle;
      sums[depth] = left;
      ++depth;
    }
  }
  return done;
}

}  // namespace patron::lifetime

#endif  // PATRON_SRC_LIFETIME_QUADRATURE_H_
