// patron clv fit: the parameters of a lifetime model, from summaries or from
// the orders of a database, where it is stored.

#include <cstdio>
#include <memory>
#include <string>
#include <utility>

#include "database_customers.h"
#include "decide/alive_lint.h"
#include "json_text.h"
#include "patron/lifetime_fits.h"
#include "patron/models.h"
#include "subcommands.h"
#include "summary_file.h"

namespace patron::cli {
namespace {

void WarnUnlessConverged(const LifetimeFit& fit) {
  const std::string name(LifetimeKindName(fit.kind));
  switch (fit.status) {
    case FitStatus::kConverged:
    case FitStatus::kGiven:
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

absl::StatusOr<FromDatabase> ReadMembers(const Engine& engine,
                                         const ClvFitOptions& options,
                                         LifetimeKind kind) {
  if (absl::Status s = CheckOfLedger(kind); !s.ok()) return s;
  const absl::StatusOr<LedgerCustomers> read =
      ReadDatabase(engine, UnitOf(options.unit), options.until);
  if (!read.ok()) return read.status();
  return FromDatabase{{KnownFor(*read), true}, read->until};
}

absl::StatusOr<LifetimeFits> FitAll(const ClvFitOptions& options,
                                    LifetimeKind kind,
                                    const Customers& customers) {
  absl::StatusOr<LifetimeFits> fits = FitWithSpend(
      kind, customers.rows, customers.has_money, {.penalty = options.penalty});
  const bool purchases =
      kind != LifetimeKind::kGammaGamma && kind != LifetimeKind::kSbg;
  if (fits.ok() && purchases && customers.has_money && !fits->spend) {
    Say("patron: warning: a monetary_value is 0; no gamma_gamma was fitted");
  }
  return fits;
}

void PrintFits(const LifetimeFits& fits, Format format) {
  WarnUnlessConverged(fits.fit);
  if (fits.spend) WarnUnlessConverged(*fits.spend);
  if (format == Format::kJson) {
    Print(FormatFits(fits));
    return;
  }
  Print(FormatFitText(fits.fit));
  if (fits.spend) Print(FormatFitText(*fits.spend));
}

// Rules that would take whoever bought once for a customer for ever.
void WarnOfKind(const Engine& engine, LifetimeKind kind) {
  const std::shared_ptr<const Plan> plan = engine.NewestPlan();
  if (kind != LifetimeKind::kBgNbd || plan == nullptr) return;
  PrintDiagnostics(WarnOfOneTimeBuyers(*plan));
}

absl::Status PutAll(std::span<const StoredModel> models, Engine* engine) {
  absl::Status status = engine->StoreModels(models);
  if (!status.ok()) return status;
  for (const StoredModel& model : models) {
    Say("patron: model '" + model.id + "' version '" + model.version +
        "' is in force");
  }
  return status;
}

absl::Status PutFits(const LifetimeFits& fits, const ClvFitOptions& options,
                     Date until, Engine* engine) {
  const ModelBasis basis =
      BasisOf(*engine, options.version, UnitOf(options.unit), until);
  const double days = basis.unit == TimeUnit::kWeek ? 7 : 1;
  ClvTerms terms;
  if (options.horizon > 0) terms.horizon_days = options.horizon * days;
  terms.discount_days = {
      .timing = ParseDiscountTiming(options.discount_timing)
                    .value_or(Discount::Timing::kEndOfPeriod),
      .rate = options.discount_rate,
      .period = options.discount_period > 0 ? options.discount_period * days
                                            : terms.horizon_days};
  const absl::StatusOr<std::vector<StoredModel>> models =
      StoreFits(fits, terms, basis);
  if (!models.ok()) return models.status();
  if (absl::Status s = PutAll(*models, engine); !s.ok()) return s;
  WarnOfKind(*engine, fits.fit.kind);
  return absl::OkStatus();
}

int FitDatabase(const ClvFitOptions& options, LifetimeKind kind) {
  const auto engine = OpenDatabase(
      options.db, options.dry_run ? Access::kRead : Access::kUpkeep);
  if (!engine.ok()) return Fail(engine.status());
  const absl::StatusOr<FromDatabase> from =
      ReadMembers(**engine, options, kind);
  if (!from.ok()) return Fail(from.status());
  const absl::StatusOr<LifetimeFits> fits =
      FitAll(options, kind, from->customers);
  if (!fits.ok()) return Fail(fits.status());
  PrintFits(*fits, options.format);
  if (options.dry_run) return FlushOutput(kExitOk);
  const absl::Status status =
      PutFits(*fits, options, from->until, engine->get());
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
  const auto read = ReadDatabaseForScores(**engine, options.until);
  if (!read.ok()) return Fail(read.status());
  const absl::StatusOr<RfmBorders> borders = RfmBorders::Fit(read->customers);
  if (!borders.ok()) return Fail(borders.status());
  const StoredModel model = StoreRfm(
      *borders, static_cast<int64_t>(read->customers.size()),
      BasisOf(**engine, options.version, UnitOf(options.unit), read->until));
  PrintBorders(model, options.format);
  if (options.dry_run) return FlushOutput(kExitOk);
  const absl::Status status = PutAll({&model, 1}, engine->get());
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
  const absl::StatusOr<LifetimeFits> fits = FitAll(options, *kind, *customers);
  if (!fits.ok()) return Fail(fits.status());
  PrintFits(*fits, options.format);
  return FlushOutput(kExitOk);
}

}  // namespace patron::cli
