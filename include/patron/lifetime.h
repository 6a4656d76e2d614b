// Who will come back, and what they are worth: the lifetime models that the
// literature trusts, fitted to summaries of customers and asked about one.
//
//   auto fit = FitLifetime(LifetimeKind::kMbgNbd, summaries, {});
//   if (fit.ok() && fit->status == FitStatus::kConverged) {
//     auto model = PurchaseModel::Make(fit->kind, fit->params);
//     model->PAlive(customer);                     // 0.7062
//     *model->ExpectedPurchases(customer, 39.0);   // 1.263 in 39 weeks
//   }
//
// A customer is (frequency, recency, age) = (x, t_x, T) of the literature:
// repeat purchases, the time from the first to the last, and the time from the
// first to today. Times are in any one unit (days, weeks); alpha and beta of a
// model, horizons and discount periods are in the same. lifetime_log.h makes
// summaries from orders.
//
// Which model: kMbgNbd or kParetoNbd for customers who come and go; kBgNbd for
// comparison only, since it says that whoever bought once is alive for sure;
// kBgBb where there are opportunities (a yearly appeal); kSbg for contracts;
// kGammaGamma for what a purchase is worth.
//
// Numbers are doubles and depend on nothing but the arguments: no clock, no
// chance, no locale, nor the order of the rows. Where an expectation does not
// exist (a mean value with q <= 1) the answer is absent, not a number.
//
// Threads: values without shared state; any thread.
#ifndef PATRON_LIFETIME_H_
#define PATRON_LIFETIME_H_

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace patron {

enum class LifetimeKind : uint8_t {
  kBgNbd = 0,       // r, alpha, a, b: Fader, Hardie & Lee 2005
  kMbgNbd = 1,      // r, alpha, a, b: Batislam et al. 2007
  kParetoNbd = 2,   // r, alpha, s, beta: Schmittlein et al. 1987
  kBgBb = 3,        // alpha, beta, gamma, delta: Fader, Hardie & Shang 2010
  kGammaGamma = 4,  // p, q, gamma: Fader & Hardie's note 025
  kSbg = 5,         // alpha, beta: Fader & Hardie 2007
};

// "bgnbd", "mbgnbd", "pareto_nbd", "bgbb", "gamma_gamma", "sbg".
[[nodiscard]] std::string_view LifetimeKindName(LifetimeKind kind);
// kUnknownName for any other.
[[nodiscard]] absl::StatusOr<LifetimeKind> ParseLifetimeKind(
    std::string_view name);
// The names of its parameters, in the order of the literature.
[[nodiscard]] std::span<const std::string_view> LifetimeParamNames(
    LifetimeKind kind);

// One customer, or `weight` equal ones.
struct LifetimeSummary {
  static constexpr int64_t kFrequencyMax = 1'000'000;
  static constexpr double kOpportunitiesMax = 100'000;  // kBgBb and kSbg
  static constexpr double kTimeMax = 1e9;

  // Repeat purchases; kSbg: renewals made; kBgBb: opportunities taken.
  int64_t frequency = 0;
  // First to last purchase; kBgBb: the last opportunity taken; 0 where
  // frequency is 0.
  double recency = 0;
  // First purchase to today; kBgBb and kSbg: opportunities so far. A customer
  // of kSbg who made fewer renewals than there were opportunities has left.
  double age = 0;
  double mean_spend = 0;  // kGammaGamma only: of a repeat purchase
  double weight = 1;

  friend bool operator==(const LifetimeSummary&,
                         const LifetimeSummary&) = default;
};

// Whether a summary can be: kBadValue says what is wrong with it.
[[nodiscard]] absl::Status CheckSummary(LifetimeKind kind,
                                        const LifetimeSummary& customer);

enum class FitStatus : uint8_t {
  kConverged = 0,
  // The likelihood still rises where a parameter leaves all bounds: nobody
  // lapsed, say, or customers are all alike. The parameters are where the
  // search stopped; they describe these customers and mean little.
  kOnBoundary = 1,
  // Other parameters would say the same: the data are too few or too uniform.
  kNotIdentified = 2,
  // Fewer than two customers came back: nothing was fitted.
  kTooFewRepeaters = 3,
  kIterationLimit = 4,
  // Nobody fitted them, or not that we know: from a book, another program.
  kGiven = 5,
};

// "converged", "on_boundary", "not_identified", "too_few_repeaters",
// "iteration_limit", "given".
[[nodiscard]] std::string_view FitStatusName(FitStatus status);

struct FitOptions {
  // Adds penalty * customers * (sum of squared parameters) to what is
  // minimised, as the usual libraries do, to tame small samples. Standard
  // errors are then those of the penalised fit; log_likelihood is without it.
  double penalty = 0;
  int iterations_max = 200;  // of one start
};

inline constexpr size_t kLifetimeParamsMax = 4;
using LifetimeParams = std::array<double, kLifetimeParamsMax>;

struct LifetimeFit {
  LifetimeKind kind = LifetimeKind::kMbgNbd;
  FitStatus status = FitStatus::kTooFewRepeaters;
  LifetimeParams params{};  // the first so many count; 0 where not fitted
  // Only where converged: from the curvature at the optimum.
  std::optional<LifetimeParams> standard_errors;
  double log_likelihood = 0;  // NaN where nobody says it
  double customers = 0;       // the sum of weights; 0 where nobody says it
  int iterations = 0;         // of all starts
};

// Maximum likelihood. Refuses what cannot be read (a bad row, naming it from 0;
// no rows; a bad option); all else is a status.
[[nodiscard]] absl::StatusOr<LifetimeFit> FitLifetime(
    LifetimeKind kind, std::span<const LifetimeSummary> customers,
    const FitOptions& options);

// The log-likelihood at given parameters. kBadValue as FitLifetime.
[[nodiscard]] absl::StatusOr<double> LogLikelihood(
    LifetimeKind kind, std::span<const double> params,
    std::span<const LifetimeSummary> customers);

// What a purchase later on is worth today.
struct Discount {
  enum class Timing : uint8_t {
    kEndOfPeriod = 0,  // the i-th period by (1 + rate)^i, as most libraries do
    kStartOfPeriod = 1,   // by (1 + rate)^(i - 1)
    kMiddleOfPeriod = 2,  // by (1 + rate)^(i - 1/2)
    kContinuous = 3,      // each moment t by (1 + rate)^(t / period)
  };

  Timing timing = Timing::kEndOfPeriod;
  double rate = 0;    // a period, above -1: 0.01 is one percent
  double period = 1;  // in the unit of the summaries: 4.345 weeks, 30 days
};

// "end", "start", "middle", "continuous".
[[nodiscard]] std::string_view DiscountTimingName(Discount::Timing timing);
// kUnknownName for any other.
[[nodiscard]] absl::StatusOr<Discount::Timing> ParseDiscountTiming(
    std::string_view name);

inline constexpr double kForever = std::numeric_limits<double>::infinity();

// A discount over a horizon, made once and used for all customers.
class Discounting {
 public:
  static constexpr double kPeriodsMax = 1'000'000;

  // The last period may be a part of one. kForever needs a continuous discount
  // with a rate above 0; kBadValue otherwise, and over kPeriodsMax periods.
  [[nodiscard]] static absl::StatusOr<Discounting> Make(
      const Discount& discount, double horizon);

  [[nodiscard]] const Discount& discount() const { return discount_; }
  [[nodiscard]] double horizon() const { return horizon_; }
  // By what a purchase at `time` from now is multiplied.
  [[nodiscard]] double FactorAt(double time) const;
  // kContinuous: the same as e^(-force * time).
  [[nodiscard]] double force() const;
  // The ends of the periods, and what the purchases expected up to each are
  // multiplied by so that the sum is the discounted one; empty where the
  // discount is continuous.
  [[nodiscard]] std::span<const double> ends() const { return ends_; }
  [[nodiscard]] std::span<const double> factors() const { return factors_; }

 private:
  Discounting(const Discount& discount, double horizon)
      : discount_(discount), horizon_(horizon) {}
  [[nodiscard]] double PeriodFactor(double number) const;

  Discount discount_;
  double horizon_ = 0;
  std::vector<double> ends_;
  std::vector<double> factors_;
};

// BG/NBD, MBG/NBD, Pareto/NBD and BG/BB: how often, and for how long.
class PurchaseModel {
 public:
  // kBadValue where a parameter is not positive and finite or the kind is not
  // one of the four.
  [[nodiscard]] static absl::StatusOr<PurchaseModel> Make(
      LifetimeKind kind, std::span<const double> params);

  [[nodiscard]] LifetimeKind kind() const { return kind_; }
  [[nodiscard]] const LifetimeParams& params() const { return params_; }

  // All below require a customer that CheckSummary accepts (an age of 0 is
  // accepted here: somebody who came today). Horizons are 0 or more; those of
  // kBgBb are whole opportunities, at most kOpportunitiesMax of them.

  // Whether the customer is still one, `ahead` from now. kBgBb: now is the last
  // opportunity; the literature's "alive at n + 1" is ahead = 1.
  [[nodiscard]] double PAlive(const LifetimeSummary& customer) const;
  [[nodiscard]] double PAliveAhead(const LifetimeSummary& customer,
                                   double ahead) const;

  // Purchases in the next `horizon`: of somebody new, and of a customer.
  [[nodiscard]] double ExpectedPurchasesOfNew(double horizon) const;
  [[nodiscard]] double ExpectedPurchases(const LifetimeSummary& customer,
                                         double horizon) const;

  // The chance of exactly `count` purchases in the next `horizon`. Requires:
  // count <= LifetimeSummary::kFrequencyMax.
  [[nodiscard]] double ProbabilityOfNew(int64_t count, double horizon) const;
  [[nodiscard]] double Probability(const LifetimeSummary& customer,
                                   int64_t count, double horizon) const;

  // Purchases within the horizon of `discounting`, each worth what it says
  // (DET; DERT where it is kForever).
  [[nodiscard]] double DiscountedPurchases(
      const LifetimeSummary& customer, const Discounting& discounting) const;

  // The time until half of such customers, if alive now, are gone.
  [[nodiscard]] double MedianResidualLife(
      const LifetimeSummary& customer) const;

 private:
  PurchaseModel(LifetimeKind kind, const LifetimeParams& params)
      : kind_(kind), params_(params) {}

  LifetimeKind kind_;
  LifetimeParams params_;
};

// Gamma-Gamma: what a purchase is worth.
class SpendModel {
 public:
  [[nodiscard]] static absl::StatusOr<SpendModel> Make(
      std::span<const double> params);

  [[nodiscard]] const LifetimeParams& params() const { return params_; }

  // Of somebody new; absent where q <= 1.
  [[nodiscard]] std::optional<double> MeanSpend() const;
  // Of a customer whose `frequency` purchases were worth `mean_spend` each;
  // absent where p * frequency + q <= 1.
  [[nodiscard]] std::optional<double> ExpectedSpend(
      const LifetimeSummary& customer) const;

 private:
  explicit SpendModel(const LifetimeParams& params) : params_(params) {}

  LifetimeParams params_;
};

// Shifted beta-geometric: contracts that are renewed or not.
class ContractModel {
 public:
  [[nodiscard]] static absl::StatusOr<ContractModel> Make(
      std::span<const double> params);

  [[nodiscard]] const LifetimeParams& params() const { return params_; }

  // Of new contracts, the share that is renewed `renewals` times.
  [[nodiscard]] double Survival(int64_t renewals) const;
  // Of those renewed `renewals` - 1 times, the share that is renewed again.
  // Requires: renewals >= 1.
  [[nodiscard]] double RetentionRate(int64_t renewals) const;
  // Renewals that follow `renewals` made ones within `horizon` opportunities.
  [[nodiscard]] double ExpectedRenewals(int64_t renewals,
                                        int64_t horizon) const;
  // Discounted expected lifetime in payments, of a new contract, whose first
  // payment is now; and after `renewals` made ones, whose next is due now
  // (DEL and DERL of the literature). Requires: rate > 0, renewals >= 0.
  [[nodiscard]] double DiscountedLifetime(double rate) const;
  [[nodiscard]] double DiscountedResidualLifetime(int64_t renewals,
                                                  double rate) const;

 private:
  explicit ContractModel(const LifetimeParams& params) : params_(params) {}

  LifetimeParams params_;
};

}  // namespace patron

#endif  // PATRON_LIFETIME_H_
