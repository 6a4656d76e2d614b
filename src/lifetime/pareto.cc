// Where the nodes of Pareto/NBD's integral go.
//
// ln of the integrand falls and is concave in w, so that its slope at the start
// bounds how far it matters: 45 units lower is below the last digit.

#include "lifetime/pareto.h"

#include <algorithm>
#include <cmath>

namespace patron::lifetime {
namespace {

constexpr double kNegligible = 45;

// A panel of so many nodes is exact to 1e-16 for a half-length in w up to
// `half` (by the distance of the singularity) and an exponent that changes by
// up to twice `fall`.
struct Reach {
  size_t nodes = 0;
  double half = 0;
  double fall = 0;
};

constexpr Reach kReaches[] = {
    {6, 0.27, 0.35}, {8, 0.55, 1.0}, {12, 1.2, 3.2}, {16, 1.8, 6.5}};
constexpr Reach kLongest = {24, 2.5, 13};

}  // namespace

ParetoIntegral::ParetoIntegral(const LifetimeParams& params,
                               const ParetoTimes& times)
    : alpha_(params[1]),
      beta_(params[3]),
      s_(params[2]),
      k_(times.k),
      base_(std::min(alpha_, beta_)),
      log_age_alpha_(std::log(alpha_ + times.age)),
      log_age_beta_(std::log(beta_ + times.age)),
      log_s_(std::log(s_)) {
  low_ = std::log(base_ + times.recency);
  // Not the difference of two logs: t_x may be next to T.
  const double length =
      std::log1p((times.age - times.recency) / (base_ + times.recency));
  const Moment start = At(low_);
  top_ = std::max(0.0, start.point.log);
  const double slope = start.width * (k_ * start.point.inverse_alpha +
                                      (s_ + 1) * start.point.inverse_beta);
  high_ = low_ + std::min(length, kNegligible / slope);
  // Concave: it may have fallen much further by then.
  double enough = low_;
  for (int i = 0;
       i < 60 && start.point.log - At(high_).point.log > 2 * kNegligible; ++i) {
    const double middle = (enough + high_) / 2;
    const bool far = start.point.log - At(middle).point.log > kNegligible;
    (far ? high_ : enough) = middle;
  }
  ChooseNodes();
}

void ParetoIntegral::ChooseNodes() {
  const double half = (high_ - low_) / 2;
  // Half of what the exponent changes by, at most: d tau / d w rises.
  const double fall = (At(low_).point.log - At(high_).point.log) / 2 + half;
  for (const Reach& reach : kReaches) {
    if (half <= reach.half && fall <= reach.fall) {
      nodes_ = GaussNodes(reach.nodes);
      return;
    }
  }
  nodes_ = GaussNodes(kLongest.nodes);
  panels_ = std::ceil(std::max(half / kLongest.half, fall / kLongest.fall));
}

ParetoIntegral::Moment ParetoIntegral::At(double w) const {
  const double width = std::exp(w);  // base + tau
  // c + tau is known exactly; the other sum is off by their difference.
  const double other = width + std::abs(alpha_ - beta_);
  const double log_other = std::log(other);
  const bool by_alpha = alpha_ < beta_;
  Moment moment;
  moment.width = width;
  ParetoPoint& point = moment.point;
  const double log_alpha = by_alpha ? w : log_other;
  const double log_beta = by_alpha ? log_other : w;
  point.log_alpha = log_age_alpha_ - log_alpha;
  point.log_beta = log_age_beta_ - log_beta;
  point.inverse_alpha = 1 / (by_alpha ? width : other);
  point.inverse_beta = 1 / (by_alpha ? other : width);
  point.log = log_s_ + k_ * point.log_alpha + s_ * point.log_beta - log_beta;
  return moment;
}

}  // namespace patron::lifetime
