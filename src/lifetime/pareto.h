// The integral that Pareto/NBD is made of.
//
//   I = s * integral over tau from t_x to T of
//       ((alpha + T) / (alpha + tau))^(r + x) ((beta + T) / (beta + tau))^s
//       / (beta + tau),
//   P(alive) = 1 / (1 + I),
//   ln L = ln (r)_x + r ln alpha + s ln beta - (r + x) ln(alpha + T)
//        - s ln(beta + T) + ln(1 + I).
//
// The literature writes I as a difference of two hypergeometric functions, in
// two forms by which of alpha and beta is larger, each of which overflows for
// long histories. The integral itself is smooth and positive: in w = ln(c +
// tau), c the smaller of alpha and beta, its nearest singularity is pi away,
// and a few of Gauss's nodes give all digits, derivatives included.
//
// Threads: free functions, any thread.
#ifndef PATRON_SRC_LIFETIME_PARETO_H_
#define PATRON_SRC_LIFETIME_PARETO_H_

#include "lifetime/quadrature.h"
#include "patron/lifetime.h"

namespace patron::lifetime {

struct ParetoTimes {
  double k = 0;  // r + x
  double recency = 0;
  double age = 0;
};

// What the integrand is at tau. With L = ln((alpha + T) / (alpha + tau)), M the
// same of beta: log = ln s + k L + s M - ln(beta + tau), the integrand's; with
// inverses 1/(alpha + tau) and 1/(beta + tau).
struct ParetoPoint {
  double log_alpha = 0;  // L
  double log_beta = 0;   // M
  double inverse_alpha = 0;
  double inverse_beta = 0;
  double log = 0;
};

// Calls visit(weight, point) at nodes such that the sum of weight *
// exp(point.log - top) is I * exp(-top), where `top` is the largest of 0 and
// the integrand's log.
class ParetoIntegral {
 public:
  // params: r, alpha, s, beta.
  ParetoIntegral(const LifetimeParams& params, const ParetoTimes& times);

  [[nodiscard]] double top() const { return top_; }

  template <typename Visit>
  void ForEachNode(const Visit& visit) const {
    if (!(high_ > low_)) return;
    const double half = (high_ - low_) / (2 * panels_);
    for (double panel = 0; panel < panels_; ++panel) {
      const double middle = low_ + half * (2 * panel + 1);
      for (const Node& node : nodes_) {
        const Moment moment = At(middle + half * node.at);
        visit(half * node.weight * moment.width, moment.point);
      }
    }
  }

 private:
  struct Moment {
    ParetoPoint point;
    double width = 0;  // d tau / d w
  };

  [[nodiscard]] Moment At(double w) const;
  void ChooseNodes();

  double alpha_;
  double beta_;
  double s_;
  double k_;
  double base_;           // the smaller of alpha and beta
  double log_age_alpha_;  // ln(alpha + T)
  double log_age_beta_;
  double log_s_;
  double low_ = 0;  // in w
  double high_ = 0;
  double top_ = 0;
  double panels_ = 1;
  std::span<const Node> nodes_;
};

}  // namespace patron::lifetime

#endif  // PATRON_SRC_LIFETIME_PARETO_H_
