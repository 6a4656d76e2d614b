// A fitted model together with the model of spend that goes with it: fitted
// from the same customers, kept as JSON, and asked about one of them.
//
//   auto fits = FitWithSpend(LifetimeKind::kMbgNbd, customers, has_money, {});
//   std::string file = FormatFits(*fits);        // what `patron clv` reads
//   LifetimePredictor predictor;
//   status = predictor.AddFits(*ReadFits(file));
//   predictor.Predict(customer, *Discounting::Make({}, 39.0), has_money).clv;
//
// The JSON:
//
//   {"model": "mbgnbd", "params": {"r": 0.52, "alpha": 6.18, "a": 0.89,
//    "b": 1.61}, "standard_errors": {...}, "log_likelihood": -9582.1,
//    "iterations": 31, "status": "converged", "gamma_gamma": {...}}
//
// Numbers are the shortest that read back the same; how many customers there
// were is not kept.
//
// Threads: values, any thread.
#ifndef PATRON_LIFETIME_FITS_H_
#define PATRON_LIFETIME_FITS_H_

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "patron/lifetime.h"

namespace patron {

struct LifetimeFits {
  LifetimeFit fit;
  std::optional<LifetimeFit> spend;  // a gamma_gamma
};

// As FitLifetime; a model of purchases brings that of spend, where the
// customers `has_money` and no repeat purchase of them was worth 0, of which
// gamma_gamma knows none.
[[nodiscard]] absl::StatusOr<LifetimeFits> FitWithSpend(
    LifetimeKind kind, std::span<const LifetimeSummary> customers,
    bool has_money, const FitOptions& options);

[[nodiscard]] std::string FormatFits(const LifetimeFits& fits);

inline constexpr size_t kFitsBytesMax = size_t{1} << 20U;

// Only the model and its params are required; a fit that does not say its
// status is kGiven. kTooLarge, kSyntax, kMissingField, kUnknownField,
// kUnknownName, kWrongType, kBadValue.
[[nodiscard]] absl::StatusOr<LifetimeFits> ReadFits(std::string_view json);

// Parameters that somebody else has found, as a fit of kGiven. kBadValue where
// there are more or fewer than the kind has, or one cannot be.
[[nodiscard]] absl::StatusOr<LifetimeFit> GivenFit(
    LifetimeKind kind, std::span<const double> params);

// What is said of a customer; absent: the models at hand do not say it, or it
// has no mean.
struct LifetimePrediction {
  // Of contracts 1 while they run; of kBgBb at the last opportunity.
  std::optional<double> p_alive;
  std::optional<double> expected_purchases;  // of contracts renewals
  std::optional<double> expected_value;      // of a purchase
  std::optional<double> clv;  // the purchases, each discounted, times that
};

// One model of purchases or contracts, and one of spend, at most.
class LifetimePredictor {
 public:
  // kBadValue where nothing was fitted, a parameter cannot be, or there is such
  // a model already.
  [[nodiscard]] absl::Status Add(const LifetimeFit& fit);
  // Both; but not a model of spend that was not fitted.
  [[nodiscard]] absl::Status AddFits(const LifetimeFits& fits);

  // Whose rows are read: kGammaGamma where there is no other model.
  [[nodiscard]] LifetimeKind kind() const { return kind_; }
  [[nodiscard]] const PurchaseModel* purchases() const {
    return purchases_ ? &*purchases_ : nullptr;
  }
  [[nodiscard]] const SpendModel* spend() const {
    return spend_ ? &*spend_ : nullptr;
  }
  [[nodiscard]] const ContractModel* contracts() const {
    return contracts_ ? &*contracts_ : nullptr;
  }

  // Of kBgBb and kSbg it is a whole number of opportunities. kBadValue.
  [[nodiscard]] absl::Status CheckHorizon(double horizon) const;

  // Requires: a customer that CheckSummary accepts for kind(), or with an age
  // of 0 as PurchaseModel says; a horizon that CheckHorizon accepts.
  // `has_money`: its mean_spend is known. Where it is not, the worth of a
  // purchase is told of those who never returned alone: the mean of all.
  [[nodiscard]] LifetimePrediction Predict(const LifetimeSummary& customer,
                                           const Discounting& discounting,
                                           bool has_money) const;

 private:
  LifetimeKind kind_ = LifetimeKind::kGammaGamma;
  std::optional<PurchaseModel> purchases_;
  std::optional<ContractModel> contracts_;
  std::optional<SpendModel> spend_;
};

}  // namespace patron

#endif  // PATRON_LIFETIME_FITS_H_
