// From rows to parameters: check, group, find where to start, climb.
//
// The likelihoods may have a ridge beside the peak, so the search starts from
// several fixed places; on many rows it does so on a thinned copy, and climbs
// on all rows only from the different peaks found there. The peak with the
// highest likelihood is the answer; one on the boundary only if no inner peak
// is as high.

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>

#include "lifetime/likelihoods.h"
#include "lifetime/maximize.h"
#include "lifetime/summaries.h"
#include "patron/error.h"
#include "patron/lifetime.h"

namespace patron {
namespace {

using lifetime::Likelihood;
using lifetime::MaximizeOptions;
using lifetime::Peak;
using lifetime::Summaries;

// Of so many rows or fewer there is no thinned copy, which has at most as many
// as take a fraction of the time that all take.
constexpr size_t kThinRowsMin = 512;
constexpr size_t kThinRowsMax = 8192;
constexpr size_t kThinning = 64;

constexpr std::string_view kPurchaseNames[] = {"r", "alpha", "a", "b"};
constexpr std::string_view kParetoNames[] = {"r", "alpha", "s", "beta"};
constexpr std::string_view kBernoulliNames[] = {"alpha", "beta", "gamma",
                                                "delta"};
constexpr std::string_view kSpendNames[] = {"p", "q", "gamma"};
constexpr std::string_view kContractNames[] = {"alpha", "beta"};

// In units of the scale, as many as count.
constexpr LifetimeParams kStarts[] = {{0.5, 0.3, 0.7, 2.0},
                                      {1.0, 1.0, 1.0, 1.0},
                                      {3.0, 0.5, 0.3, 5.0},
                                      {0.2, 0.05, 2.0, 0.3}};
constexpr LifetimeParams kSpendStarts[] = {
    {5.0, 3.0, 0.5}, {1.0, 1.0, 1.0}, {20.0, 2.0, 0.1}, {2.0, 10.0, 5.0}};

std::span<const LifetimeParams> StartsOf(LifetimeKind kind) {
  if (kind == LifetimeKind::kGammaGamma) return kSpendStarts;
  return kStarts;
}

absl::Status CheckRows(LifetimeKind kind,
                       std::span<const LifetimeSummary> customers) {
  if (customers.empty()) {
    return Refuse(Reason::kBadValue, "there are no customers to fit to");
  }
  for (size_t i = 0; i < customers.size(); ++i) {
    if (absl::Status status = CheckSummary(kind, customers[i]); !status.ok()) {
      return Refuse(Reason::kBadValue, "customer " + std::to_string(i) + ": " +
                                           std::string(MessageOf(status)));
    }
  }
  return absl::OkStatus();
}

std::vector<LifetimeParams> Starts(LifetimeKind kind,
                                   const Likelihood& likelihood) {
  const LifetimeParams scale = likelihood.Scale();
  std::vector<LifetimeParams> starts;
  for (LifetimeParams start : StartsOf(kind)) {
    for (size_t i = 0; i < likelihood.dimension(); ++i) start[i] *= scale[i];
    starts.push_back(start);
  }
  return starts;
}

bool Near(const LifetimeParams& x, const LifetimeParams& y, size_t n) {
  for (size_t i = 0; i < n; ++i) {
    if (std::abs(std::log(x[i] / y[i])) > 0.05) return false;
  }
  return true;
}

// Whether `peak` is a better answer than `best`.
bool Better(const Peak& peak, const Peak& best) {
  const bool inner = peak.status == FitStatus::kConverged;
  const bool best_inner = best.status == FitStatus::kConverged;
  const double close = 1e-9 * (1 + std::abs(best.curvature.value));
  const double gain = peak.curvature.value - best.curvature.value;
  if (inner != best_inner) return inner ? gain > -close : gain > close;
  return gain > 0;
}

// Climbs from each start that no earlier climb has come to.
class Climb {
 public:
  Climb(const Likelihood& likelihood, const MaximizeOptions& options)
      : likelihood_(likelihood), options_(options) {}

  void From(std::span<const LifetimeParams> starts) {
    for (const LifetimeParams& start : starts) {
      const Peak peak = lifetime::Maximize(likelihood_, start, options_);
      iterations_ += peak.iterations;
      const bool known =
          std::any_of(peaks_.begin(), peaks_.end(), [&](const Peak& other) {
            return other.status == peak.status &&
                   Near(other.params, peak.params, likelihood_.dimension());
          });
      if (!known) peaks_.push_back(peak);
    }
  }

  // Requires: at least one start.
  [[nodiscard]] const Peak& Best() const {
    const Peak* best = &peaks_.front();
    for (const Peak& peak : peaks_) {
      if (Better(peak, *best)) best = &peak;
    }
    return *best;
  }
  [[nodiscard]] const std::vector<Peak>& peaks() const { return peaks_; }
  [[nodiscard]] int iterations() const { return iterations_; }

 private:
  const Likelihood& likelihood_;
  const MaximizeOptions options_;
  std::vector<Peak> peaks_;
  int iterations_ = 0;
};

// Where to start on all rows: the peaks of fewer.
std::vector<LifetimeParams> StartsFromThinned(LifetimeKind kind,
                                              const Summaries& data,
                                              double penalty, int* iterations) {
  const Summaries thin = lifetime::ThinSummaries(
      data, std::clamp(data.rows() / kThinning, kThinRowsMin, kThinRowsMax));
  const std::unique_ptr<Likelihood> likelihood =
      lifetime::MakeLikelihood(kind, thin);
  Climb climb(*likelihood, {.penalty = penalty * thin.customers,
                            .iterations_max = 50,
                            .step_min = 1e-3});
  climb.From(Starts(kind, *likelihood));
  *iterations += climb.iterations();
  std::vector<LifetimeParams> starts;
  for (const Peak& peak : climb.peaks()) {
    if (peak.status == FitStatus::kConverged) starts.push_back(peak.params);
  }
  return starts;
}

Peak FindPeak(LifetimeKind kind, const Summaries& data,
              const FitOptions& options, int* iterations) {
  const std::unique_ptr<Likelihood> likelihood =
      lifetime::MakeLikelihood(kind, data);
  Climb climb(*likelihood, {.penalty = options.penalty * data.customers,
                            .iterations_max = options.iterations_max});
  if (data.rows() > kThinRowsMin) {
    climb.From(StartsFromThinned(kind, data, options.penalty, iterations));
  }
  if (climb.peaks().empty() || climb.Best().status != FitStatus::kConverged) {
    climb.From(Starts(kind, *likelihood));
  }
  *iterations += climb.iterations();
  return climb.Best();
}

}  // namespace

std::string_view LifetimeKindName(LifetimeKind kind) {
  static constexpr std::string_view kNames[] = {
      "bgnbd", "mbgnbd", "pareto_nbd", "bgbb", "gamma_gamma", "sbg"};
  return kNames[static_cast<size_t>(kind)];
}

absl::StatusOr<LifetimeKind> ParseLifetimeKind(std::string_view name) {
  std::vector<std::string_view> names;
  for (uint8_t i = 0; i <= static_cast<uint8_t>(LifetimeKind::kSbg); ++i) {
    const auto kind = static_cast<LifetimeKind>(i);
    if (LifetimeKindName(kind) == name) return kind;
    names.push_back(LifetimeKindName(kind));
  }
  const std::string_view near = NearName(name, names);
  return Refuse(
      Reason::kUnknownName,
      "unknown model '" + std::string(name) + "': " +
          (near.empty() ? "one of bgnbd, mbgnbd, pareto_nbd, bgbb, "
                          "gamma_gamma, sbg"
                        : "did you mean '" + std::string(near) + "'?"));
}

std::span<const std::string_view> LifetimeParamNames(LifetimeKind kind) {
  switch (kind) {
    case LifetimeKind::kParetoNbd:
      return kParetoNames;
    case LifetimeKind::kBgBb:
      return kBernoulliNames;
    case LifetimeKind::kGammaGamma:
      return kSpendNames;
    case LifetimeKind::kSbg:
      return kContractNames;
    default:
      return kPurchaseNames;
  }
}

std::string_view FitStatusName(FitStatus status) {
  static constexpr std::string_view kNames[] = {
      "converged",         "on_boundary",     "not_identified",
      "too_few_repeaters", "iteration_limit", "given"};
  return kNames[static_cast<size_t>(status)];
}

absl::StatusOr<LifetimeFit> FitLifetime(
    LifetimeKind kind, std::span<const LifetimeSummary> customers,
    const FitOptions& options) {
  if (!(options.penalty >= 0) || std::isinf(options.penalty)) {
    return Refuse(Reason::kBadValue, "the penalty must be 0 or more");
  }
  if (options.iterations_max < 1) {
    return Refuse(Reason::kBadValue, "iterations_max must be 1 or more");
  }
  if (absl::Status status = CheckRows(kind, customers); !status.ok()) {
    return status;
  }
  const Summaries data = lifetime::GroupSummaries(kind, customers);
  LifetimeFit fit;
  fit.kind = kind;
  fit.customers = data.customers;
  if (data.repeaters < 2) return fit;
  const Peak peak = FindPeak(kind, data, options, &fit.iterations);
  const size_t dimension = LifetimeParamNames(kind).size();
  fit.status = peak.status;
  fit.params = peak.params;
  fit.log_likelihood =
      lifetime::MakeLikelihood(kind, data)->Evaluate(peak.params).value;
  if (peak.status == FitStatus::kConverged) {
    fit.standard_errors = lifetime::StandardErrors(peak, dimension);
  }
  return fit;
}

absl::StatusOr<double> LogLikelihood(
    LifetimeKind kind, std::span<const double> params,
    std::span<const LifetimeSummary> customers) {
  if (absl::Status status = lifetime::CheckParams(kind, params); !status.ok()) {
    return status;
  }
  if (absl::Status status = CheckRows(kind, customers); !status.ok()) {
    return status;
  }
  const Summaries data = lifetime::GroupSummaries(kind, customers);
  LifetimeParams all{};
  std::copy(params.begin(), params.end(), all.begin());
  return lifetime::MakeLikelihood(kind, data)->Evaluate(all).value;
}

namespace lifetime {

absl::Status CheckParams(LifetimeKind kind, std::span<const double> params) {
  const std::span<const std::string_view> names = LifetimeParamNames(kind);
  if (params.size() != names.size()) {
    return Refuse(Reason::kBadValue,
                  std::string(LifetimeKindName(kind)) + " has " +
                      std::to_string(names.size()) + " parameters, not " +
                      std::to_string(params.size()));
  }
  for (size_t i = 0; i < names.size(); ++i) {
    if (!(params[i] > 0) || std::isinf(params[i])) {
      return Refuse(Reason::kBadValue,
                    std::string(names[i]) + " must be above 0 and finite");
    }
  }
  return absl::OkStatus();
}

std::unique_ptr<Likelihood> MakeLikelihood(LifetimeKind kind,
                                           const Summaries& data) {
  switch (kind) {
    case LifetimeKind::kParetoNbd:
      return MakeParetoNbd(data);
    case LifetimeKind::kBgBb:
      return MakeBetaBernoulli(data);
    case LifetimeKind::kGammaGamma:
      return MakeGammaGamma(data);
    case LifetimeKind::kSbg:
      return MakeShiftedBetaGeometric(data);
    default:
      return MakeBetaGeometric(data, kind == LifetimeKind::kMbgNbd);
  }
}

}  // namespace lifetime
}  // namespace patron
