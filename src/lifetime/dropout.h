// What is to come of a customer of BG/NBD or MBG/NBD who is alive now.
//
// Such a customer buys at a rate with a Gamma(k, A) distribution and drops out
// after each purchase with a chance p ~ Beta(a, b); of a customer with (x, t_x,
// T), k = r + x, A = alpha + T, and b grew by the chances survived. The number
// N of purchases that would be made in a time t if nobody dropped out is
// negative binomial, and the first j of them are survived with the chance
// s_j = (b)_j / (a + b)_j. So with w_n = P(N = n),
//   P(alive at t)       = sum of w_n s_n,
//   expected purchases  = sum of w_n (s_0 + ... + s_(n - 1)).
// All terms are positive and nothing is special at a = 1, where the
// literature's hypergeometric form divides zero by zero; the weights need no
// normalising, since their sum is known to be 1. Where the series is long (a
// horizon far beyond the history) the same expectations are taken over p.
//
// Threads: values, any thread.
#ifndef PATRON_SRC_LIFETIME_DROPOUT_H_
#define PATRON_SRC_LIFETIME_DROPOUT_H_

#include <cstdint>
#include <span>

namespace patron::lifetime {

struct Dropout {
  double k = 0;
  double age = 0;  // A
  double a = 0;
  double b = 0;
};

// Whether still alive `time` from now.
[[nodiscard]] double DropoutAlive(const Dropout& state, double time);
// Purchases in the next `time`, and their rate a unit of time then.
[[nodiscard]] double DropoutPurchases(const Dropout& state, double time);
[[nodiscard]] double DropoutRate(const Dropout& state, double time);
// The chance of exactly `count` purchases in the next `time`.
[[nodiscard]] double DropoutProbability(const Dropout& state, int64_t count,
                                        double time);

// The sum of factors[i] * DropoutPurchases(state, times[i]), all at once: what
// the horizons share is computed once. Times ascend; sizes are equal.
[[nodiscard]] double DropoutWeighted(const Dropout& state,
                                     std::span<const double> times,
                                     std::span<const double> factors);

}  // namespace patron::lifetime

#endif  // PATRON_SRC_LIFETIME_DROPOUT_H_
