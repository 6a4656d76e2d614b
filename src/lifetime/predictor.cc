// What the models at hand say of a customer, in one place for files, databases
// and hosts.

#include <cmath>
#include <string>
#include <utility>

#include "patron/error.h"
#include "patron/lifetime_fits.h"

namespace patron {
namespace {

template <typename Model>
absl::Status Take(absl::StatusOr<Model> made, std::optional<Model>* to) {
  if (made.ok()) *to = *std::move(made);
  return made.status();
}

// A contract that runs is alive, one that was not renewed is not.
LifetimePrediction PredictContract(const ContractModel& model,
                                   const LifetimeSummary& customer,
                                   double horizon) {
  LifetimePrediction prediction;
  const bool running = static_cast<double>(customer.frequency) == customer.age;
  prediction.p_alive = running ? 1 : 0;
  prediction.expected_purchases =
      running ? model.ExpectedRenewals(customer.frequency,
                                       static_cast<int64_t>(horizon))
              : 0;
  return prediction;
}

}  // namespace

absl::Status LifetimePredictor::Add(const LifetimeFit& fit) {
  const std::string name(LifetimeKindName(fit.kind));
  if (fit.status == FitStatus::kTooFewRepeaters) {
    return Refuse(
        Reason::kBadValue,
        name + " was not fitted: " + std::string(FitStatusName(fit.status)));
  }
  const bool of_spend = fit.kind == LifetimeKind::kGammaGamma;
  if (of_spend ? spend_.has_value() : purchases_ || contracts_) {
    return Refuse(Reason::kBadValue,
                  "give one model of purchases and one gamma_gamma at most");
  }
  const std::span<const double> params(fit.params.data(),
                                       LifetimeParamNames(fit.kind).size());
  if (of_spend) return Take(SpendModel::Make(params), &spend_);
  kind_ = fit.kind;
  if (fit.kind == LifetimeKind::kSbg) {
    return Take(ContractModel::Make(params), &contracts_);
  }
  return Take(PurchaseModel::Make(fit.kind, params), &purchases_);
}

absl::Status LifetimePredictor::AddFits(const LifetimeFits& fits) {
  if (absl::Status status = Add(fits.fit); !status.ok()) return status;
  // What a purchase is worth may be unknown where purchases are not.
  if (!fits.spend || fits.spend->status == FitStatus::kTooFewRepeaters) {
    return absl::OkStatus();
  }
  return Add(*fits.spend);
}

absl::Status LifetimePredictor::CheckHorizon(double horizon) const {
  const bool whole =
      kind_ == LifetimeKind::kBgBb || kind_ == LifetimeKind::kSbg;
  if (whole && horizon != std::floor(horizon)) {
    return Refuse(Reason::kBadValue,
                  "the horizon must be a whole number of opportunities");
  }
  const double most =
      whole ? LifetimeSummary::kOpportunitiesMax : LifetimeSummary::kTimeMax;
  if (horizon >= 0 && horizon <= most) return absl::OkStatus();
  return Refuse(Reason::kBadValue, "the horizon must be 0 to " +
                                       std::to_string(std::llround(most)));
}

LifetimePrediction LifetimePredictor::Predict(const LifetimeSummary& customer,
                                              const Discounting& discounting,
                                              bool has_money) const {
  const double horizon = discounting.horizon();
  if (contracts_) return PredictContract(*contracts_, customer, horizon);
  LifetimePrediction prediction;
  if (spend_ && (has_money || customer.frequency == 0)) {
    prediction.expected_value = spend_->ExpectedSpend(customer);
  }
  if (!purchases_) return prediction;
  prediction.p_alive = purchases_->PAlive(customer);
  prediction.expected_purchases =
      purchases_->ExpectedPurchases(customer, horizon);
  if (prediction.expected_value) {
    prediction.clv = *prediction.expected_value *
                     purchases_->DiscountedPurchases(customer, discounting);
  }
  return prediction;
}

}  // namespace patron
