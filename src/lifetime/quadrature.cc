// Gauss and Legendre's nodes, found once by Newton's method.

#include "lifetime/quadrature.h"

#include <array>
#include <cmath>

namespace patron::lifetime {
namespace {

constexpr double kPi = 3.14159265358979323846;

using Rule = std::array<Node, kGaussNodesMax>;
using Rules = std::array<Rule, kGaussNodesMax + 1>;

// The root of the Legendre polynomial of degree n next to `at`.
Node RootNear(double at, size_t n) {
  double x = at;
  double slope = 1;
  for (int i = 0; i < 100; ++i) {
    double before = 0;
    double value = 1;
    for (size_t k = 1; k <= n; ++k) {
      const auto degree = static_cast<double>(k);
      const double next =
          ((2 * degree - 1) * x * value - (degree - 1) * before) / degree;
      before = value;
      value = next;
    }
    slope = static_cast<double>(n) * (x * value - before) / (x * x - 1);
    const double move = value / slope;
    x -= move;
    if (std::abs(move) < 1e-16) break;
  }
  return {x, 2 / ((1 - x * x) * slope * slope)};
}

Rules MakeRules() {
  Rules rules{};
  for (size_t n = 1; n <= kGaussNodesMax; ++n) {
    const auto count = static_cast<double>(n);
    for (size_t i = 0; i < (n + 1) / 2; ++i) {
      const double guess =
          std::cos(kPi * (static_cast<double>(i) + 0.75) / (count + 0.5));
      Node node = RootNear(guess, n);
      if (2 * i + 1 == n) node.at = 0;
      rules[n][i] = {-node.at, node.weight};
      rules[n][n - 1 - i] = node;
    }
  }
  return rules;
}

}  // namespace

std::span<const Node> GaussNodes(size_t count) {
  static const Rules rules = MakeRules();
  return std::span<const Node>(rules[count]).first(count);
}

}  // namespace patron::lifetime
