// A fitted lifetime model as JSON: what `patron clv fit` prints and `patron clv
// predict` reads.
//
//   {"model": "mbgnbd", "params": {"r": 0.52, "alpha": 6.18, "a": 0.89,
//    "b": 1.61}, "standard_errors": {...}, "log_likelihood": -9582.1,
//    "iterations": 31, "status": "converged"}
//
// A model of purchases fitted to a file that has money too carries the model of
// what a purchase is worth as "gamma_gamma". Numbers are the shortest that read
// back the same.
//
// Threads: free functions, any thread.
#ifndef PATRON_EXAMPLES_CLI_MODEL_FILE_H_
#define PATRON_EXAMPLES_CLI_MODEL_FILE_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "patron/lifetime.h"

namespace patron::cli {

// `spend`: of the gamma_gamma that goes with it; null: none.
[[nodiscard]] std::string FormatFitJson(const LifetimeFit& fit,
                                        const LifetimeFit* spend);

struct FileModel {
  LifetimeKind kind = LifetimeKind::kMbgNbd;
  std::vector<double> params;
  std::string status;  // empty: not said
};

// "end", "start", "middle" or "continuous". Requires: one of them.
[[nodiscard]] Discount::Timing TimingOf(std::string_view name);
[[nodiscard]] std::string_view TimingName(Discount::Timing timing);

// The models of a file, the one that carries another first. kSyntax,
// kMissingField, kUnknownName, kWrongType; kBadValue where nothing was fitted.
[[nodiscard]] absl::StatusOr<std::vector<FileModel>> ReadModels(
    std::string_view text);

}  // namespace patron::cli

#endif  // PATRON_EXAMPLES_CLI_MODEL_FILE_H_
