// Shifted beta-geometric: of x renewals made and then none,
//   ln P = ln alpha + ln (beta)_x - ln (alpha + beta)_(x + 1),
// and of x made with the contract still running,
//   ln S = ln (beta)_x - ln (alpha + beta)_x.

#include <cmath>

#include "lifetime/gamma.h"
#include "lifetime/likelihoods.h"
#include "lifetime/sum.h"

namespace patron::lifetime {
namespace {

class ShiftedBetaGeometric final : public Likelihood {
 public:
  explicit ShiftedBetaGeometric(const Summaries& data) : data_(data) {
    for (const FrequencyBlock& block : data.blocks) {
      CompensatedSum running;
      CompensatedSum left;
      for (size_t i = block.begin; i < block.end; ++i) {
        const auto x = static_cast<double>(block.frequency);
        (x < data.age[i] ? left : running).Add(data.weight[i]);
      }
      running_.push_back(running.Total());
      left_.push_back(left.Total());
    }
  }

  [[nodiscard]] size_t dimension() const override { return 2; }
  [[nodiscard]] LifetimeParams Scale() const override { return {1, 1}; }

  [[nodiscard]] Curvature Evaluate(
      const LifetimeParams& params) const override {
    const double alpha = params[0];
    const double beta = params[1];
    std::vector<Jet> of_beta;
    std::vector<Jet> of_both;
    LogRisings(beta, data_.frequencies, &of_beta);
    LogRisings(alpha + beta, data_.frequencies, &of_both);
    CompensatedSum value;
    CompensatedSum first[2];
    CompensatedSum second[3];
    for (size_t i = 0; i < data_.blocks.size(); ++i) {
      const double running = running_[i];
      const double left = left_[i];
      const double all = running + left;
      const auto x = static_cast<double>(data_.frequencies[i]);
      const Jet last = LogRising(alpha + beta + x, 1);
      value.Add(all * (of_beta[i].value - of_both[i].value) +
                left * (std::log(alpha) - last.value));
      const double both = -(all * of_both[i].first + left * last.first);
      first[0].Add(both + left / alpha);
      first[1].Add(both + all * of_beta[i].first);
      const double both_second =
          -(all * of_both[i].second + left * last.second);
      second[0].Add(both_second - left / (alpha * alpha));
      second[1].Add(both_second);
      second[2].Add(both_second + all * of_beta[i].second);
    }
    Curvature curvature;
    curvature.value = value.Total();
    curvature.gradient = {first[0].Total(), first[1].Total()};
    curvature.hessian[0][0] = second[0].Total();
    curvature.hessian[0][1] = second[1].Total();
    curvature.hessian[1][1] = second[2].Total();
    return curvature;
  }

 private:
  const Summaries& data_;
  std::vector<double> running_;  // by block
  std::vector<double> left_;
};

}  // namespace

std::unique_ptr<Likelihood> MakeShiftedBetaGeometric(const Summaries& data) {
  return std::make_unique<ShiftedBetaGeometric>(data);
}

}  // namespace patron::lifetime
