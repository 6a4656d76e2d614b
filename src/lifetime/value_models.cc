// Gamma-Gamma and shifted beta-geometric, asked.

#include <algorithm>
#include <cmath>

#include "lifetime/beta_expectation.h"
#include "lifetime/gamma.h"
#include "lifetime/likelihoods.h"
#include "lifetime/prospect.h"
#include "patron/lifetime.h"

namespace patron {
namespace {

absl::StatusOr<LifetimeParams> Checked(LifetimeKind kind,
                                       std::span<const double> params) {
  if (absl::Status status = lifetime::CheckParams(kind, params); !status.ok()) {
    return status;
  }
  LifetimeParams all{};
  std::copy(params.begin(), params.end(), all.begin());
  return all;
}

}  // namespace

absl::StatusOr<SpendModel> SpendModel::Make(std::span<const double> params) {
  const auto all = Checked(LifetimeKind::kGammaGamma, params);
  if (!all.ok()) return all.status();
  return SpendModel(*all);
}

std::optional<double> SpendModel::MeanSpend() const {
  return ExpectedSpend({});
}

std::optional<double> SpendModel::ExpectedSpend(
    const LifetimeSummary& customer) const {
  const double p = params_[0];
  const double q = params_[1];
  const double gamma = params_[2];
  const auto x = static_cast<double>(customer.frequency);
  // x before the sum: next to q = 1 the difference would lose its digits.
  const double mean_shape = p * x + (q - 1);
  if (!(mean_shape > 0)) return std::nullopt;
  const double spent = x > 0 ? x * customer.mean_spend : 0;
  return p * (gamma + spent) / mean_shape;
}

absl::StatusOr<ContractModel> ContractModel::Make(
    std::span<const double> params) {
  const auto all = Checked(LifetimeKind::kSbg, params);
  if (!all.ok()) return all.status();
  return ContractModel(*all);
}

double ContractModel::Survival(int64_t renewals) const {
  const auto n = static_cast<double>(renewals);
  return std::exp(lifetime::LogRising(params_[1], n).value -
                  lifetime::LogRising(params_[0] + params_[1], n).value);
}

double ContractModel::RetentionRate(int64_t renewals) const {
  const double before = static_cast<double>(renewals) - 1;
  return (params_[1] + before) / (params_[0] + params_[1] + before);
}

double ContractModel::ExpectedRenewals(int64_t renewals,
                                       int64_t horizon) const {
  return lifetime::GeometricExpectation(
      params_[0], params_[1] + static_cast<double>(renewals),
      static_cast<double>(horizon));
}

double ContractModel::DiscountedLifetime(double rate) const {
  return lifetime::BetaExpectation(
      params_[0], params_[1], 1 / rate,
      [&](double p, double) { return (1 + rate) / (rate + p); });
}

double ContractModel::DiscountedResidualLifetime(int64_t renewals,
                                                 double rate) const {
  return lifetime::BetaExpectation(
      params_[0], params_[1] + static_cast<double>(renewals), 1 / rate,
      [&](double p, double q) { return q * (1 + rate) / (rate + p); });
}

}  // namespace patron
