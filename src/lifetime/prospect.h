// What is to come of a customer: one class a family of models, each told what
// is known of the customer and asked about the time ahead.
//
// A prospect is the state of somebody who is alive now with the chance
// `alive`; all answers but Survival count that chance in.
//
// Threads: values, any thread.
#ifndef PATRON_SRC_LIFETIME_PROSPECT_H_
#define PATRON_SRC_LIFETIME_PROSPECT_H_

#include <cstdint>

#include "lifetime/dropout.h"
#include "patron/lifetime.h"

namespace patron::lifetime {

// BG/NBD and MBG/NBD.
struct DropoutProspect {
  double alive = 1;
  Dropout state;

  [[nodiscard]] double Survival(double ahead) const;
  [[nodiscard]] double Purchases(double horizon) const;
  [[nodiscard]] double Probability(int64_t count, double horizon) const;
  [[nodiscard]] double Discounted(const Discounting& discounting) const;
  [[nodiscard]] double MedianLife() const;
};

// Pareto/NBD: purchases at a rate ~ Gamma(k, purchase_age), death at a rate ~
// Gamma(s, life_age).
struct ParetoProspect {
  double alive = 1;
  double k = 0;
  double purchase_age = 0;
  double s = 0;
  double life_age = 0;

  [[nodiscard]] double Survival(double ahead) const;
  [[nodiscard]] double Purchases(double horizon) const;
  [[nodiscard]] double Probability(int64_t count, double horizon) const;
  [[nodiscard]] double Discounted(const Discounting& discounting) const;
  [[nodiscard]] double MedianLife() const;
};

// BG/BB: takes an opportunity with a chance ~ Beta(take_a, take_b), leaves
// before one with a chance ~ Beta(leave_a, leave_b).
struct OpportunityProspect {
  double alive = 1;
  double take_a = 0;
  double take_b = 0;
  double leave_a = 0;
  double leave_b = 0;

  [[nodiscard]] double Survival(double ahead) const;
  [[nodiscard]] double Purchases(double horizon) const;
  [[nodiscard]] double Probability(int64_t count, double horizon) const;
  [[nodiscard]] double Discounted(const Discounting& discounting) const;
  [[nodiscard]] double MedianLife() const;
};

// E[q + q^2 + ... + q^terms] for 1 - q ~ Beta(a, b).
[[nodiscard]] double GeometricExpectation(double a, double b, double terms);

}  // namespace patron::lifetime

#endif  // PATRON_SRC_LIFETIME_PROSPECT_H_
