// BG/BB: x of n opportunities taken, the last at t_x. A customer who is gone
// left after opportunity m, t_x <= m < n, or has not left (m = n):
//   L = sum over m of (alpha)_x (beta)_(m - x) / (alpha + beta)_m * q_m,
//   q_m = gamma (delta)_m / (gamma + delta)_(m + 1), for m = n
//         (delta)_n / (gamma + delta)_n.
// Each is a product of rising factorials, looked up by their length.

#include <algorithm>
#include <cmath>

#include "lifetime/curvature_sums.h"
#include "lifetime/gamma.h"
#include "lifetime/likelihoods.h"

namespace patron::lifetime {
namespace {

constexpr size_t kPairs = 10;  // of the upper triangle, row by row

// ln of one summand with its derivatives; by alpha, beta, gamma, delta.
struct Summand {
  double log = 0;
  double first[4] = {};
  double second[kPairs] = {};
};

// Rising factorials up to a length.
struct Tables {
  std::vector<Jet> alpha;
  std::vector<Jet> beta;
  std::vector<Jet> alpha_beta;
  std::vector<Jet> delta;
  std::vector<Jet> gamma_delta;
};

using Sums = CurvatureSums<4>;

class BetaBernoulli final : public Likelihood {
 public:
  explicit BetaBernoulli(const Summaries& data) : data_(data) {
    double age = 0;
    for (const double each : data.age) age = std::max(age, each);
    for (int64_t m = 0; m <= static_cast<int64_t>(age) + 1; ++m) {
      lengths_.push_back(m);
    }
  }

  [[nodiscard]] size_t dimension() const override { return 4; }
  [[nodiscard]] LifetimeParams Scale() const override { return {1, 1, 1, 1}; }

  [[nodiscard]] Curvature Evaluate(
      const LifetimeParams& params) const override {
    const auto [alpha, beta, gamma, delta] = params;
    Tables tables;
    LogRisings(alpha, lengths_, &tables.alpha);
    LogRisings(beta, lengths_, &tables.beta);
    LogRisings(alpha + beta, lengths_, &tables.alpha_beta);
    LogRisings(delta, lengths_, &tables.delta);
    LogRisings(gamma + delta, lengths_, &tables.gamma_delta);
    Sums sums;
    for (const FrequencyBlock& block : data_.blocks) {
      for (size_t i = block.begin; i < block.end; ++i) {
        AddRow(tables, gamma, static_cast<size_t>(block.frequency), i, &sums);
      }
    }
    return sums.Take();
  }

 private:
  static Summand At(const Tables& tables, double gamma, size_t x, size_t m,
                    bool alive) {
    const Jet& of_a = tables.alpha[x];
    const Jet& of_b = tables.beta[m - x];
    const Jet& of_ab = tables.alpha_beta[m];
    const Jet& of_d = tables.delta[m];
    const Jet& of_cd = tables.gamma_delta[alive ? m : m + 1];
    const double left = alive ? 0 : 1 / gamma;
    Summand at;
    at.log = of_a.value + of_b.value - of_ab.value + of_d.value - of_cd.value +
             (alive ? 0 : std::log(gamma));
    at.first[0] = of_a.first - of_ab.first;
    at.first[1] = of_b.first - of_ab.first;
    at.first[2] = left - of_cd.first;
    at.first[3] = of_d.first - of_cd.first;
    at.second[0] = of_a.second - of_ab.second;
    at.second[1] = -of_ab.second;
    at.second[4] = of_b.second - of_ab.second;
    at.second[7] = -left * left - of_cd.second;
    at.second[8] = -of_cd.second;
    at.second[9] = of_d.second - of_cd.second;
    return at;
  }

  void AddRow(const Tables& tables, double gamma, size_t x, size_t row,
              Sums* sums) const {
    const auto n = static_cast<size_t>(data_.age[row]);
    const auto last = static_cast<size_t>(data_.recency[row]);
    const Summand alive = At(tables, gamma, x, n, true);
    // Relative to the first summand, the largest that is not `alive` or near.
    double top = alive.log;
    if (last < n) {
      top = std::max(top, At(tables, gamma, x, last, false).log);
    }
    Summand sum;  // log: the mass; then moments, as in Pareto/NBD
    const auto add = [&](const Summand& at) {
      const double mass = std::exp(at.log - top);
      sum.log += mass;
      size_t pair = 0;
      for (size_t i = 0; i < 4; ++i) {
        sum.first[i] += mass * at.first[i];
        for (size_t j = i; j < 4; ++j, ++pair) {
          sum.second[pair] +=
              mass * (at.second[pair] + at.first[i] * at.first[j]);
        }
      }
    };
    add(alive);
    for (size_t m = last; m < n; ++m) add(At(tables, gamma, x, m, false));
    const double w = data_.weight[row];
    sums->value.Add(w * (top + std::log(sum.log)));
    size_t pair = 0;
    for (size_t i = 0; i < 4; ++i) {
      const double mean = sum.first[i] / sum.log;
      sums->first[i].Add(w * mean);
      for (size_t j = i; j < 4; ++j, ++pair) {
        sums->second[i][j].Add(
            w * (sum.second[pair] / sum.log - mean * sum.first[j] / sum.log));
      }
    }
  }

  const Summaries& data_;
  std::vector<int64_t> lengths_;
};

}  // namespace

std::unique_ptr<Likelihood> MakeBetaBernoulli(const Summaries& data) {
  return std::make_unique<BetaBernoulli>(data);
}

}  // namespace patron::lifetime
