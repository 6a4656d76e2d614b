// The log-likelihood of each kind, with exact first and second derivatives.
//
// Threads: immutable once made.
#ifndef PATRON_SRC_LIFETIME_LIKELIHOODS_H_
#define PATRON_SRC_LIFETIME_LIKELIHOODS_H_

#include <memory>
#include <span>

#include "lifetime/maximize.h"
#include "lifetime/summaries.h"

namespace patron::lifetime {

// `data` outlives what is made.
[[nodiscard]] std::unique_ptr<Likelihood> MakeBetaGeometric(
    const Summaries& data, bool drops_at_once);  // BG/NBD; true: MBG/NBD
[[nodiscard]] std::unique_ptr<Likelihood> MakeParetoNbd(const Summaries& data);
[[nodiscard]] std::unique_ptr<Likelihood> MakeBetaBernoulli(
    const Summaries& data);
[[nodiscard]] std::unique_ptr<Likelihood> MakeGammaGamma(const Summaries& data);
[[nodiscard]] std::unique_ptr<Likelihood> MakeShiftedBetaGeometric(
    const Summaries& data);

// Whether `params` are as many as `kind` has, positive and finite.
[[nodiscard]] absl::Status CheckParams(LifetimeKind kind,
                                       std::span<const double> params);

[[nodiscard]] std::unique_ptr<Likelihood> MakeLikelihood(LifetimeKind kind,
                                                         const Summaries& data);

}  // namespace patron::lifetime

#endif  // PATRON_SRC_LIFETIME_LIKELIHOODS_H_
