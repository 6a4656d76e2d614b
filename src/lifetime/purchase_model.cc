// P(alive) of each model, and who is told about the time ahead.

#include <algorithm>
#include <cmath>
#include <string>

#include "lifetime/likelihoods.h"
#include "lifetime/pareto.h"
#include "lifetime/prospect.h"
#include "patron/error.h"
#include "patron/lifetime.h"

namespace patron {
namespace {

using lifetime::DropoutProspect;
using lifetime::OpportunityProspect;
using lifetime::ParetoIntegral;
using lifetime::ParetoPoint;
using lifetime::ParetoProspect;

// BG/NBD: `survived` is b + x; MBG/NBD: b + x + 1.
DropoutProspect DropoutOf(const LifetimeParams& params,
                          const LifetimeSummary& customer, bool drops_at_once) {
  const auto [r, alpha, a, b] = params;
  const auto x = static_cast<double>(customer.frequency);
  const double k = r + x;
  const double survived = b + x + (drops_at_once ? 1 : 0);
  DropoutProspect prospect;
  prospect.state = {k, alpha + customer.age, a, survived};
  if (!drops_at_once && customer.frequency == 0) return prospect;
  // 1 / (1 + odds) with odds = a / (survived - 1) ratio^k, in one division.
  const double ratio = (alpha + customer.age) / (alpha + customer.recency);
  const double kept = survived - 1;
  prospect.alive = kept / (kept + a * std::exp(k * std::log(ratio)));
  return prospect;
}

// s / K times F(K, e; K + 1; z1) * first - F(K, e; K + 1; z2) * second, both
// series of positive terms that share their coefficients. z1 >= z2.
double ParetoSeries(double total, double s, double exponent, double z1,
                    double z2, double first, double second) {
  double coefficient = 1;
  double power1 = 1;
  double power2 = 1;
  double sum1 = 1;
  double sum2 = 1;
  for (double n = 1;; ++n) {
    coefficient *= (exponent + n - 1) / n;
    power1 *= z1;
    power2 *= z2;
    const double shared = coefficient * total / (total + n);
    sum1 += shared * power1;
    sum2 += shared * power2;
    if (shared * power1 < 1e-17 * sum1) break;
  }
  return s / total * (first * sum1 - second * sum2);
}

// 1 / P(alive) - 1.
double ParetoOdds(const LifetimeParams& params,
                  const LifetimeSummary& customer) {
  const auto [r, alpha, s, beta] = params;
  const double k = r + static_cast<double>(customer.frequency);
  const bool by_alpha = alpha >= beta;
  const double large = std::max(alpha, beta);
  const double apart = std::abs(alpha - beta);
  const double exponent = by_alpha ? s + 1 : k;
  const double z1 = apart / (large + customer.recency);
  // A short series is several times as quick as the integral.
  if (z1 * (exponent + 20) < 8 && z1 < 0.4) {
    const double age_alpha = std::log(alpha + customer.age);
    const double age_beta = std::log(beta + customer.age);
    const double start = std::log(large + customer.recency);
    const double first =
        std::exp(k * (age_alpha - start) + s * (age_beta - start));
    const double second = by_alpha ? std::exp(s * (age_beta - age_alpha))
                                   : std::exp(k * (age_alpha - age_beta));
    const double z2 = apart / (large + customer.age);
    return std::max(0.0,
                    ParetoSeries(k + s, s, exponent, z1, z2, first, second));
  }
  const ParetoIntegral integral(params, {k, customer.recency, customer.age});
  double sum = 0;
  integral.ForEachNode([&](double weight, const ParetoPoint& at) {
    sum += weight * std::exp(at.log - integral.top());
  });
  return sum * std::exp(integral.top());
}

ParetoProspect ParetoOf(const LifetimeParams& params,
                        const LifetimeSummary& customer) {
  const auto [r, alpha, s, beta] = params;
  return {1 / (1 + ParetoOdds(params, customer)),
          r + static_cast<double>(customer.frequency), alpha + customer.age, s,
          beta + customer.age};
}

OpportunityProspect OpportunityOf(const LifetimeParams& params,
                                  const LifetimeSummary& customer) {
  const auto [alpha, beta, gamma, delta] = params;
  const auto x = static_cast<double>(customer.frequency);
  const double n = customer.age;
  // Having left after opportunity m, relative to being alive at n, added up
  // from m = n - 1 down to t_x.
  double odds = 0;
  double ratio = gamma / (gamma + delta + n);
  for (double m = n; m > customer.recency; --m) {
    ratio *= (alpha + beta + m - 1) / (beta + m - 1 - x) * (gamma + delta + m) /
             (delta + m - 1);
    odds += ratio;
  }
  return {1 / (1 + odds), alpha + x, beta + n - x, gamma, delta + n};
}

// The same call for each kind of prospect.
template <typename Call>
double Ask(const PurchaseModel& model, const LifetimeSummary& customer,
           const Call& call) {
  switch (model.kind()) {
    case LifetimeKind::kParetoNbd:
      return call(ParetoOf(model.params(), customer));
    case LifetimeKind::kBgBb:
      return call(OpportunityOf(model.params(), customer));
    default:
      return call(DropoutOf(model.params(), customer,
                            model.kind() == LifetimeKind::kMbgNbd));
  }
}

}  // namespace

absl::StatusOr<PurchaseModel> PurchaseModel::Make(
    LifetimeKind kind, std::span<const double> params) {
  if (kind == LifetimeKind::kGammaGamma || kind == LifetimeKind::kSbg) {
    return Refuse(Reason::kBadValue, std::string(LifetimeKindName(kind)) +
                                         " is no model of purchases");
  }
  if (absl::Status status = lifetime::CheckParams(kind, params); !status.ok()) {
    return status;
  }
  LifetimeParams all{};
  std::copy(params.begin(), params.end(), all.begin());
  return PurchaseModel(kind, all);
}

double PurchaseModel::PAlive(const LifetimeSummary& customer) const {
  return Ask(*this, customer,
             [](const auto& prospect) { return prospect.alive; });
}

double PurchaseModel::PAliveAhead(const LifetimeSummary& customer,
                                  double ahead) const {
  return Ask(*this, customer, [&](const auto& prospect) {
    return prospect.alive * prospect.Survival(ahead);
  });
}

double PurchaseModel::ExpectedPurchasesOfNew(double horizon) const {
  return ExpectedPurchases({}, horizon);
}

double PurchaseModel::ExpectedPurchases(const LifetimeSummary& customer,
                                        double horizon) const {
  return Ask(*this, customer,
             [&](const auto& prospect) { return prospect.Purchases(horizon); });
}

double PurchaseModel::ProbabilityOfNew(int64_t count, double horizon) const {
  return Probability({}, count, horizon);
}

double PurchaseModel::Probability(const LifetimeSummary& customer,
                                  int64_t count, double horizon) const {
  if (count < 0) return 0;
  return Ask(*this, customer, [&](const auto& prospect) {
    return prospect.Probability(count, horizon);
  });
}

double PurchaseModel::DiscountedPurchases(
    const LifetimeSummary& customer, const Discounting& discounting) const {
  return Ask(*this, customer, [&](const auto& prospect) {
    return prospect.Discounted(discounting);
  });
}

double PurchaseModel::MedianResidualLife(
    const LifetimeSummary& customer) const {
  return Ask(*this, customer,
             [](const auto& prospect) { return prospect.MedianLife(); });
}

}  // namespace patron
