// Pareto/NBD's likelihood over its integral (pareto.h).
//
// Derivatives go under the integral sign, where they are those of the
// integrand's logarithm: no derivative of a hypergeometric function is needed.

#include <cmath>

#include "lifetime/curvature_sums.h"
#include "lifetime/gamma.h"
#include "lifetime/likelihoods.h"
#include "lifetime/pareto.h"

namespace patron::lifetime {
namespace {

// Pairs of the upper triangle, row by row.
constexpr size_t kPairs = 10;

// Under the integral, by r, alpha, s, beta: the mass and the first moments of
// the integrand's derivatives, and of their products plus second derivatives.
struct Moments {
  double mass = 0;
  double first[4] = {};
  double second[kPairs] = {};
};

class ParetoNbd final : public Likelihood {
 public:
  explicit ParetoNbd(const Summaries& data) : data_(data) {}

  [[nodiscard]] size_t dimension() const override { return 4; }
  [[nodiscard]] LifetimeParams Scale() const override {
    return {1, data_.mean_age, 1, data_.mean_age};
  }

  [[nodiscard]] Curvature Evaluate(
      const LifetimeParams& params) const override {
    std::vector<Jet> of_r;
    LogRisings(params[0], data_.frequencies, &of_r);
    Sums sums;
    for (size_t i = 0; i < data_.blocks.size(); ++i) {
      const FrequencyBlock& block = data_.blocks[i];
      sums.value.Add(block.weight * of_r[i].value);
      sums.first[0].Add(block.weight * of_r[i].first);
      sums.second[0][0].Add(block.weight * of_r[i].second);
      const double k = params[0] + static_cast<double>(block.frequency);
      for (size_t row = block.begin; row < block.end; ++row) {
        AddRow(params, {k, data_.recency[row], data_.age[row]},
               data_.weight[row], &sums);
      }
    }
    AddStart(params, &sums);
    return sums.Take();
  }

 private:
  using Sums = CurvatureSums<4>;

  // r ln alpha + s ln beta, for all customers.
  void AddStart(const LifetimeParams& params, Sums* sums) const {
    const auto [r, alpha, s, beta] = params;
    const double n = data_.customers;
    sums->value.Add(n * r * std::log(alpha));
    sums->value.Add(n * s * std::log(beta));
    sums->first[0].Add(n * std::log(alpha));
    sums->first[1].Add(n * r / alpha);
    sums->first[2].Add(n * std::log(beta));
    sums->first[3].Add(n * s / beta);
    sums->second[0][1].Add(n / alpha);
    sums->second[1][1].Add(-n * r / (alpha * alpha));
    sums->second[2][3].Add(n / beta);
    sums->second[3][3].Add(-n * s / (beta * beta));
  }

  static Moments Integrate(const LifetimeParams& params,
                           const ParetoTimes& times, double inverse_alpha,
                           double inverse_beta,
                           const ParetoIntegral& integral) {
    const double s = params[2];
    Moments sum;
    integral.ForEachNode([&](double weight, const ParetoPoint& at) {
      const double mass = weight * std::exp(at.log - integral.top());
      const double step_alpha = inverse_alpha - at.inverse_alpha;
      const double step_beta = inverse_beta - at.inverse_beta;
      const double by_r = at.log_alpha;
      const double by_alpha = times.k * step_alpha;
      const double by_s = 1 / s + at.log_beta;
      const double by_beta = s * step_beta - at.inverse_beta;
      const double square_beta = at.inverse_beta * at.inverse_beta;
      sum.mass += mass;
      sum.first[0] += mass * by_r;
      sum.first[1] += mass * by_alpha;
      sum.first[2] += mass * by_s;
      sum.first[3] += mass * by_beta;
      sum.second[0] += mass * by_r * by_r;
      sum.second[1] += mass * (by_r * by_alpha + step_alpha);
      sum.second[2] += mass * by_r * by_s;
      sum.second[3] += mass * by_r * by_beta;
      sum.second[4] += mass * (by_alpha * by_alpha -
                               by_alpha * (inverse_alpha + at.inverse_alpha));
      sum.second[5] += mass * by_alpha * by_s;
      sum.second[6] += mass * by_alpha * by_beta;
      sum.second[7] += mass * (by_s * by_s - 1 / (s * s));
      sum.second[8] += mass * (by_s * by_beta + step_beta);
      sum.second[9] +=
          mass *
          (by_beta * by_beta -
           s * step_beta * (inverse_beta + at.inverse_beta) + square_beta);
    });
    return sum;
  }

  static void AddRow(const LifetimeParams& params, const ParetoTimes& times,
                     double w, Sums* sums) {
    const auto [r, alpha, s, beta] = params;
    const double log_alpha = std::log(alpha + times.age);
    const double log_beta = std::log(beta + times.age);
    const double inverse_alpha = 1 / (alpha + times.age);
    const double inverse_beta = 1 / (beta + times.age);
    const ParetoIntegral integral(params, times);
    const Moments moments =
        Integrate(params, times, inverse_alpha, inverse_beta, integral);
    const double whole = std::exp(-integral.top()) + moments.mass;
    double mean[4];
    for (size_t i = 0; i < 4; ++i) mean[i] = moments.first[i] / whole;
    sums->value.Add(w * (integral.top() + std::log(whole) -
                         times.k * log_alpha - s * log_beta));
    sums->first[0].Add(w * (mean[0] - log_alpha));
    sums->first[1].Add(w * (mean[1] - times.k * inverse_alpha));
    sums->first[2].Add(w * (mean[2] - log_beta));
    sums->first[3].Add(w * (mean[3] - s * inverse_beta));
    double own[kPairs] = {};
    own[1] = -inverse_alpha;
    own[4] = times.k * inverse_alpha * inverse_alpha;
    own[8] = -inverse_beta;
    own[9] = s * inverse_beta * inverse_beta;
    size_t pair = 0;
    for (size_t i = 0; i < 4; ++i) {
      for (size_t j = i; j < 4; ++j, ++pair) {
        sums->second[i][j].Add(
            w * (own[pair] + moments.second[pair] / whole - mean[i] * mean[j]));
      }
    }
  }

  const Summaries& data_;
};

}  // namespace

std::unique_ptr<Likelihood> MakeParetoNbd(const Summaries& data) {
  return std::make_unique<ParetoNbd>(data);
}

}  // namespace patron::lifetime
