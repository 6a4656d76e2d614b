// patron clv fit: the parameters of a lifetime model, from summaries or from
// the orders of a database, where it is stored.

#include <cstdio>
#include <memory>
#include <string>
#include <utility>

#include "database_customers.h"
#include "decide/alive_lint.h"
#include "json_text.h"
#include "model_file.h"
#include "patron/models.h"
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

struct FromDatabase {
  Customers customers;
  Date until;
};

TimeUnit UnitOf(const std::string& unit) {
  return unit == "day" ? TimeUnit::kDay : TimeUnit::kWeek;
}

absl::StatusOr<FromDatabase> ReadDatabase(const Engine& engine,
                                          const ClvFitOptions& options,
                                          LifetimeKind kind) {
  if (kind == LifetimeKind::kBgBb || kind == LifetimeKind::kSbg) {
    return Refuse(Reason::kBadValue,
                  std::string(LifetimeKindName(kind)) +
                      " counts opportunities, which a database does not know: "
                      "give a --summary");
  }
  const absl::StatusOr<DatabaseCustomers> read =
      ReadCustomers(engine, UnitOf(options.unit), options.until);
  if (!read.ok()) return read.status();
  FromDatabase from{{{}, true}, read->until};
  for (const AccountSummary& each : read->log.Summaries(read->until)) {
    // Who came first on the last day says nothing yet.
    if (each.summary.age > 0) from.customers.rows.push_back(each.summary);
  }
  return from;
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

struct Fits {
  LifetimeFit fit;
  std::optional<LifetimeFit> spend;
};

absl::StatusOr<Fits> FitBoth(const ClvFitOptions& options, LifetimeKind kind,
                             const Customers& customers) {
  const FitOptions how = {.penalty = options.penalty};
  const absl::StatusOr<LifetimeFit> fit =
      FitLifetime(kind, customers.rows, how);
  if (!fit.ok()) return fit.status();
  const absl::StatusOr<std::optional<LifetimeFit>> spend =
      FitSpend(customers, kind, how);
  if (!spend.ok()) return spend.status();
  return Fits{*fit, *spend};
}

void PrintFits(const Fits& fits, Format format) {
  WarnUnlessConverged(fits.fit);
  if (fits.spend) WarnUnlessConverged(*fits.spend);
  if (format == Format::kJson) {
    Print(FormatFitJson(fits.fit, fits.spend ? &*fits.spend : nullptr));
    return;
  }
  Print(FormatFitText(fits.fit));
  if (fits.spend) Print(FormatFitText(*fits.spend));
}

ModelBasis BasisOf(const Engine& engine, const ClvFitOptions& options,
                   Date until) {
  ModelBasis basis;
  basis.version = options.version.empty() ? FormatDate(until) : options.version;
  basis.unit = UnitOf(options.unit);
  const std::shared_ptr<const Plan> plan = engine.NewestPlan();
  basis.zone = plan ? plan->program().zone : "UTC";
  basis.until = until;
  return basis;
}

// Rules that would take whoever bought once for a customer for ever.
void WarnOfKind(const Engine& engine, LifetimeKind kind) {
  const std::shared_ptr<const Plan> plan = engine.NewestPlan();
  if (kind != LifetimeKind::kBgNbd || plan == nullptr) return;
  PrintDiagnostics(WarnOfOneTimeBuyers(*plan));
}

absl::Status StoreOne(const absl::StatusOr<StoredModel>& model,
                      Engine* engine) {
  if (!model.ok()) return model.status();
  absl::Status status = engine->StoreModel(*model);
  if (status.ok()) {
    Say("patron: model '" + model->id + "' version '" + model->version +
        "' is in force");
  }
  return status;
}

absl::Status StoreFits(const Fits& fits, const ClvFitOptions& options,
                       Date until, Engine* engine) {
  const ModelBasis basis = BasisOf(*engine, options, until);
  const double days = basis.unit == TimeUnit::kWeek ? 7 : 1;
  ClvTerms terms;
  if (options.horizon > 0) terms.horizon_days = options.horizon * days;
  terms.discount_days = {.timing = TimingOf(options.discount_timing),
                         .rate = options.discount_rate,
                         .period = options.discount_period > 0
                                       ? options.discount_period * days
                                       : terms.horizon_days};
  if (fits.fit.kind == LifetimeKind::kGammaGamma) {
    return StoreOne(StoreSpend(fits.fit, terms, basis), engine);
  }
  absl::Status status = StoreOne(StorePurchases(fits.fit, basis), engine);
  if (!status.ok()) return status;
  WarnOfKind(*engine, fits.fit.kind);
  // Without it there is no clv, which is said where it is read.
  if (!fits.spend || fits.spend->status != FitStatus::kConverged) return status;
  return StoreOne(StoreSpend(*fits.spend, terms, basis), engine);
}

int FitDatabase(const ClvFitOptions& options, LifetimeKind kind) {
  const auto engine = OpenDatabase(
      options.db, options.dry_run ? Access::kRead : Access::kUpkeep);
  if (!engine.ok()) return Fail(engine.status());
  const absl::StatusOr<FromDatabase> from =
      ReadDatabase(**engine, options, kind);
  if (!from.ok()) return Fail(from.status());
  const absl::StatusOr<Fits> fits = FitBoth(options, kind, from->customers);
  if (!fits.ok()) return Fail(fits.status());
  PrintFits(*fits, options.format);
  if (options.dry_run) return FlushOutput(kExitOk);
  const absl::Status status =
      StoreFits(*fits, options, from->until, engine->get());
  return FlushOutput(status.ok() ? kExitOk : Fail(status));
}

void PrintBorders(const StoredModel& model, Format format) {
  if (format == Format::kJson) {
    JsonText json;
    json.Open().Field("model", model.kind).Open("params");
    for (const ModelParam& param : model.params) {
      json.Number(param.name, param.value);
    }
    Print(json.Close().Close().Take());
    return;
  }
  Print("rfm, borders of " + CountOf(model.customers, "customer", "customers") +
        "\n");
  for (const ModelParam& param : model.params) {
    char line[80];
    std::snprintf(line, sizeof line, "  %-18s %12s\n", param.name.c_str(),
                  param.value.c_str());
    Print(line);
  }
}

int FitRfm(const ClvFitOptions& options) {
  if (options.db.empty()) {
    return FailCall(Refuse(Reason::kMissingField,
                           "rfm is of the members of a --db, whose scores "
                           "rules read"));
  }
  const auto engine = OpenDatabase(
      options.db, options.dry_run ? Access::kRead : Access::kUpkeep);
  if (!engine.ok()) return Fail(engine.status());
  const auto read = ReadRfmCustomers(**engine, options.until);
  if (!read.ok()) return Fail(read.status());
  const absl::StatusOr<RfmBorders> borders = RfmBorders::Fit(read->customers);
  if (!borders.ok()) return Fail(borders.status());
  const StoredModel model =
      StoreRfm(*borders, static_cast<int64_t>(read->customers.size()),
               BasisOf(**engine, options, read->until));
  PrintBorders(model, options.format);
  if (options.dry_run) return FlushOutput(kExitOk);
  const absl::Status status = StoreOne(model, engine->get());
  return FlushOutput(status.ok() ? kExitOk : Fail(status));
}

}  // namespace

int ClvFit(const ClvFitOptions& options) {
  if (options.model == kRfmModel) return FitRfm(options);
  const absl::StatusOr<LifetimeKind> kind = ParseLifetimeKind(options.model);
  if (!kind.ok()) return FailCall(kind.status());
  if (!options.db.empty()) return FitDatabase(options, *kind);
  const absl::StatusOr<Customers> customers = FromFile(options, *kind);
  if (!customers.ok()) return Fail(customers.status());
  const absl::StatusOr<Fits> fits = FitBoth(options, *kind, *customers);
  if (!fits.ok()) return Fail(fits.status());
  PrintFits(*fits, options.format);
  return FlushOutput(kExitOk);
}

}  // namespace patron::cli
