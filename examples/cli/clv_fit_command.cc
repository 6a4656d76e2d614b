// patron clv fit: the parameters of a lifetime model, from summaries.

#include <cstdio>
#include <string>

#include "model_file.h"
#include "subcommands.h"
#include "summary_file.h"

namespace patron::cli {
namespace {

void WarnUnlessConverged(const LifetimeFit& fit) {
  const std::string name(LifetimeKindName(fit.kind));
  switch (fit.status) {
    case FitStatus::kConverged:
      return;
    case FitStatus::kOnBoundary:
      Say("patron: warning: " + name +
          ": the best parameters are infinite or 0; those given describe "
          "these customers and mean little (a --penalty may help)");
      return;
    case FitStatus::kNotIdentified:
      Say("patron: warning: " + name +
          ": other parameters fit as well; these customers are too few or too "
          "much alike");
      return;
    case FitStatus::kTooFewRepeaters:
      Say("patron: warning: " + name +
          ": fewer than two customers came back; nothing was fitted");
      return;
    case FitStatus::kIterationLimit:
      Say("patron: warning: " + name + ": the search did not end");
      return;
  }
}

std::string FormatFitText(const LifetimeFit& fit) {
  std::string text = std::string(LifetimeKindName(fit.kind)) + ", " +
                     std::string(FitStatusName(fit.status)) + " after " +
                     std::to_string(fit.iterations) + " steps\n";
  if (fit.status == FitStatus::kTooFewRepeaters) return text;
  const std::span<const std::string_view> names = LifetimeParamNames(fit.kind);
  for (size_t i = 0; i < names.size(); ++i) {
    char line[80];
    const double error = fit.standard_errors ? (*fit.standard_errors)[i] : 0;
    std::snprintf(line, sizeof line, "  %-6s %14.6g", names[i].data(),
                  fit.params[i]);
    text += line;
    if (fit.standard_errors) {
      std::snprintf(line, sizeof line, "   s.e. %.4g", error);
      text += line;
    }
    text += "\n";
  }
  char line[80];
  std::snprintf(line, sizeof line, "  log-likelihood %.4f of %g customers\n",
                fit.log_likelihood, fit.customers);
  return text + line;
}

// The model of what a purchase is worth, where the file says it; absent where a
// purchase was worth nothing, of which it knows none.
absl::StatusOr<std::optional<LifetimeFit>> FitSpend(const SummaryFile& file,
                                                    LifetimeKind kind,
                                                    const FitOptions& options) {
  const bool purchases =
      kind != LifetimeKind::kGammaGamma && kind != LifetimeKind::kSbg;
  if (!purchases || !file.Has(SummaryColumn::kMeanSpend)) return std::nullopt;
  for (const LifetimeSummary& row : file.rows) {
    if (row.frequency > 0 && row.mean_spend == 0) {
      Say("patron: warning: a monetary_value is 0; no gamma_gamma was fitted");
      return std::nullopt;
    }
  }
  const absl::StatusOr<LifetimeFit> fit =
      FitLifetime(LifetimeKind::kGammaGamma, file.rows, options);
  if (!fit.ok()) return fit.status();
  return *fit;
}

}  // namespace

int ClvFit(const ClvFitOptions& options) {
  const absl::StatusOr<LifetimeKind> kind = ParseLifetimeKind(options.model);
  if (!kind.ok()) return FailCall(kind.status());
  const absl::StatusOr<SummaryFile> file =
      ReadSummaryFile(options.summary, *kind, false);
  if (!file.ok()) return Fail(file.status());
  const FitOptions how = {.penalty = options.penalty};
  const absl::StatusOr<LifetimeFit> fit = FitLifetime(*kind, file->rows, how);
  if (!fit.ok()) return Fail(fit.status());
  const absl::StatusOr<std::optional<LifetimeFit>> spend =
      FitSpend(*file, *kind, how);
  if (!spend.ok()) return Fail(spend.status());
  WarnUnlessConverged(*fit);
  if (*spend) WarnUnlessConverged(**spend);
  if (options.format == Format::kJson) {
    Print(FormatFitJson(*fit, *spend ? &**spend : nullptr));
  } else {
    Print(FormatFitText(*fit));
    if (*spend) Print(FormatFitText(**spend));
  }
  return FlushOutput(kExitOk);
}

}  // namespace patron::cli
