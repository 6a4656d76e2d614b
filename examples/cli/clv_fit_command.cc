// patron clv fit: the parameters of a lifetime model, from summaries or from
// the orders of a database.

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>

#include "model_file.h"
#include "patron/lifetime_log.h"
#include "progress.h"
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

struct Customers {
  std::vector<LifetimeSummary> rows;
  bool has_money = false;
};

absl::StatusOr<Customers> FromFile(const ClvFitOptions& options,
                                   LifetimeKind kind) {
  absl::StatusOr<SummaryFile> file =
      ReadSummaryFile(options.summary, kind, false);
  if (!file.ok()) return file.status();
  return Customers{std::move(file->rows), file->Has(SummaryColumn::kMeanSpend)};
}

// Orders of members of which something was kept, at paid less refunded.
absl::StatusOr<PurchaseLog> ReadLog(const Engine& engine, TimeUnit unit,
                                    Date* last_day) {
  const std::shared_ptr<const Plan> plan = engine.NewestPlan();
  int64_t minor_per_unit = 1;
  const int decimals = plan ? plan->program().currency.decimals() : 0;
  for (int i = 0; i < decimals; ++i) minor_per_unit *= 10;
  PurchaseLog log({.unit = unit, .minor_per_unit = minor_per_unit});
  Progress progress(stderr, "reading orders", Progress::IsTerminal(stderr));
  int64_t orders = 0;
  const absl::Status status =
      engine.ForEachOrder([&](const OrderSummary& order) {
        progress.Count(++orders);
        *last_day = std::max(*last_day, order.local_day);
        if (order.account == 0 || order.returned_units >= order.units) {
          return absl::OkStatus();
        }
        return log.Add({order.account, order.local_day,
                        order.paid.minor - order.refunded.minor});
      });
  if (!status.ok()) return status;
  return log;
}

absl::StatusOr<Customers> FromDatabase(const ClvFitOptions& options,
                                       LifetimeKind kind) {
  if (kind == LifetimeKind::kBgBb || kind == LifetimeKind::kSbg) {
    return Refuse(Reason::kBadValue,
                  std::string(LifetimeKindName(kind)) +
                      " counts opportunities, which a database does not know: "
                      "give a --summary");
  }
  const auto engine = OpenDatabase(options.db, Access::kRead);
  if (!engine.ok()) return engine.status();
  Date until = kFirstDate;
  const auto log =
      ReadLog(**engine,
              options.unit == "day" ? TimeUnit::kDay : TimeUnit::kWeek, &until);
  if (!log.ok()) return log.status();
  if (!options.until.empty()) {
    const absl::StatusOr<Date> given = ParseDate(options.until);
    if (!given.ok()) return given.status();
    until = *given;
  }
  Customers customers{{}, true};
  for (const AccountSummary& each : log->Summaries(until)) {
    // Who came first on the last day says nothing yet.
    if (each.summary.age > 0) customers.rows.push_back(each.summary);
  }
  return customers;
}

// The model of what a purchase is worth, where the file says it; absent where a
// purchase was worth nothing, of which it knows none.
absl::StatusOr<std::optional<LifetimeFit>> FitSpend(const Customers& customers,
                                                    LifetimeKind kind,
                                                    const FitOptions& options) {
  const bool purchases =
      kind != LifetimeKind::kGammaGamma && kind != LifetimeKind::kSbg;
  if (!purchases || !customers.has_money) return std::nullopt;
  for (const LifetimeSummary& row : customers.rows) {
    if (row.frequency > 0 && row.mean_spend == 0) {
      Say("patron: warning: a monetary_value is 0; no gamma_gamma was fitted");
      return std::nullopt;
    }
  }
  const absl::StatusOr<LifetimeFit> fit =
      FitLifetime(LifetimeKind::kGammaGamma, customers.rows, options);
  if (!fit.ok()) return fit.status();
  return *fit;
}

}  // namespace

int ClvFit(const ClvFitOptions& options) {
  const absl::StatusOr<LifetimeKind> kind = ParseLifetimeKind(options.model);
  if (!kind.ok()) return FailCall(kind.status());
  const absl::StatusOr<Customers> customers =
      options.db.empty() ? FromFile(options, *kind)
                         : FromDatabase(options, *kind);
  if (!customers.ok()) return Fail(customers.status());
  const FitOptions how = {.penalty = options.penalty};
  const absl::StatusOr<LifetimeFit> fit =
      FitLifetime(*kind, customers->rows, how);
  if (!fit.ok()) return Fail(fit.status());
  const absl::StatusOr<std::optional<LifetimeFit>> spend =
      FitSpend(*customers, *kind, how);
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
