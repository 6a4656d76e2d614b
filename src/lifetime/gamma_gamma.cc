// Gamma-Gamma: with y = p x and z the mean of x purchases,
//   ln L = ln Gamma(y + q) - ln Gamma(y) - ln Gamma(q) + q ln gamma - ln z
//        - y ln(1 + gamma / (x z)) - q ln(gamma + x z).
// Rows without a repeat purchase say nothing and are left out before.

#include "lifetime/gamma.h"

#include <cmath>

#include "lifetime/curvature_sums.h"
#include "lifetime/likelihoods.h"

namespace patron::lifetime {
namespace {

class GammaGamma final : public Likelihood {
 public:
  explicit GammaGamma(const Summaries& data) : data_(data) {}

  [[nodiscard]] size_t dimension() const override { return 3; }
  [[nodiscard]] LifetimeParams Scale() const override {
    return {1, 1, data_.mean_value};
  }

  [[nodiscard]] Curvature Evaluate(
      const LifetimeParams& params) const override {
    const double p = params[0];
    const double q = params[1];
    const double gamma = params[2];
    const double n = data_.customers;
    const Jet of_q = LogGamma(q);
    Sums sums;
    sums.value.Add(n * (q * std::log(gamma) - of_q.value));
    sums.first[1].Add(n * (std::log(gamma) - of_q.first));
    sums.first[2].Add(n * q / gamma);
    sums.second[1][1].Add(-n * of_q.second);
    sums.second[1][2].Add(n / gamma);
    sums.second[2][2].Add(-n * q / (gamma * gamma));
    for (const FrequencyBlock& block : data_.blocks) {
      const auto x = static_cast<double>(block.frequency);
      AddCounts(block.weight, x, LogRising(p * x, q), LogGamma(p * x + q),
                &sums);
      AddSpend(block, x, params, &sums);
    }
    return sums.Take();
  }

 private:
  using Sums = CurvatureSums<3>;

  // ln Gamma(p x + q) - ln Gamma(p x): `rising` by its first argument, `upper`
  // of the sum.
  static void AddCounts(double weight, double x, const Jet& rising,
                        const Jet& upper, Sums* sums) {
    sums->value.Add(weight * rising.value);
    sums->first[0].Add(weight * x * rising.first);
    sums->first[1].Add(weight * upper.first);
    sums->second[0][0].Add(weight * x * x * rising.second);
    sums->second[0][1].Add(weight * x * upper.second);
    sums->second[1][1].Add(weight * upper.second);
  }

  void AddSpend(const FrequencyBlock& block, double x,
                const LifetimeParams& params, Sums* sums) const {
    const auto [p, q, gamma, unused] = params;
    const double shape = p * x + q;
    for (size_t i = block.begin; i < block.end; ++i) {
      const double w = data_.weight[i];
      const double spend = x * data_.mean_spend[i];
      const double log_share = std::log1p(gamma / spend);
      const double log_sum = std::log(spend) + log_share;
      const double inverse = 1 / (gamma + spend);
      sums->value.Add(-w * (std::log(data_.mean_spend[i]) + p * x * log_share +
                            q * log_sum));
      sums->first[0].Add(-w * x * log_share);
      sums->first[1].Add(-w * log_sum);
      sums->first[2].Add(-w * shape * inverse);
      sums->second[0][2].Add(-w * x * inverse);
      sums->second[1][2].Add(-w * inverse);
      sums->second[2][2].Add(w * shape * inverse * inverse);
    }
  }

  const Summaries& data_;
};

}  // namespace

std::unique_ptr<Likelihood> MakeGammaGamma(const Summaries& data) {
  return std::make_unique<GammaGamma>(data);
}

}  // namespace patron::lifetime
