// Lifetime models: fitting, keeping and storing them. What they say of
// customers is predict.cc's.

#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "capi/guard.h"
#include "capi/lifetime.h"
#include "capi/structs.h"
#include "patron/customers.h"
#include "patron/lifetime_fits.h"

namespace patron::capi {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::unique_ptr<ModelHandle> HandleOf(const LifetimeFits& fits) {
  auto model = std::make_unique<ModelHandle>();
  model->fit = fits.fit;
  if (fits.spend) {
    model->spend = std::make_unique<ModelHandle>();
    model->spend->fit = *fits.spend;
  }
  return model;
}

LifetimeFits FitsOf(const ModelHandle& model) {
  LifetimeFits fits{model.fit, std::nullopt};
  if (model.spend != nullptr) fits.spend = model.spend->fit;
  return fits;
}

struct FitRequest {
  LifetimeKind kind = LifetimeKind::kMbgNbd;
  FitOptions options;
};

Refusal ReadFitOptions(const patron_fit_options* in, FitRequest* out) {
  patron_fit_options mine;
  if (Refusal refused = ReadStruct(in, "patron_fit_options", &mine)) {
    return refused;
  }
  if (Refusal refused = CheckReserved(mine.reserved, "patron_fit_options")) {
    return refused;
  }
  out->options.penalty = mine.penalty;
  if (mine.iterations_max != 0) {
    out->options.iterations_max = mine.iterations_max;
  }
  return ReadModelKind(mine.model, &out->kind);
}

Refusal ReadUnit(uint32_t unit, TimeUnit* out) {
  if (unit > PATRON_UNIT_DAY) {
    return Refuse(Reason::kUnimplemented, "no unit of time is number " +
                                              std::to_string(unit) +
                                              ": expected a PATRON_UNIT_...");
  }
  *out = unit == PATRON_UNIT_DAY ? TimeUnit::kDay : TimeUnit::kWeek;
  return {};
}

// A day, or none where the text is empty.
Refusal ReadDay(patron_str text, const char* name, std::optional<Date>* out) {
  std::string_view view;
  if (Refusal refused = ViewText(text, name, &view)) return refused;
  if (view.empty()) return {};
  const absl::StatusOr<Date> day = ParseDate(view);
  if (!day.ok()) return day.status();
  *out = *day;
  return {};
}

Refusal FitSummaries(const patron_fit_options* options,
                     const patron_customers* customers, patron_model** out) {
  if (Refusal missing =
          Missing({{options, "options"}, {customers, "customers"}})) {
    return missing;
  }
  FitRequest request;
  if (Refusal refused = ReadFitOptions(options, &request)) return refused;
  std::vector<LifetimeSummary> rows;
  bool has_money = false;
  if (Refusal refused =
          ReadCustomers(customers, request.kind, &rows, &has_money)) {
    return refused;
  }
  const absl::StatusOr<LifetimeFits> fits =
      FitWithSpend(request.kind, rows, has_money, request.options);
  if (!fits.ok()) return fits.status();
  *out = InFront(HandleOf(*fits).release());
  return {};
}

// What a ledger is asked for by fits and holdouts alike.
struct LedgerRequest {
  FitRequest fit;
  TimeUnit unit = TimeUnit::kWeek;
  std::optional<Date> until;
};

Refusal ReadLedgerRequest(const patron_engine* engine,
                          const patron_fit_options* options, uint32_t unit,
                          patron_str until, LedgerRequest* out) {
  if (Refusal missing = Missing({{engine, "engine"}, {options, "options"}})) {
    return missing;
  }
  if (Refusal refused = ReadFitOptions(options, &out->fit)) return refused;
  if (absl::Status s = CheckOfLedger(out->fit.kind); !s.ok()) return s;
  if (Refusal refused = ReadUnit(unit, &out->unit)) return refused;
  return ReadDay(until, "until", &out->until);
}

Refusal FitLedger(const Engine& engine, const LedgerRequest& request,
                  patron_model** out) {
  const absl::StatusOr<LedgerCustomers> customers =
      ReadCustomers(engine, request.unit, request.until);
  if (!customers.ok()) return customers.status();
  const absl::StatusOr<LifetimeFits> fits =
      FitWithSpend(request.fit.kind, KnownFor(*customers), /*has_money=*/true,
                   request.fit.options);
  if (!fits.ok()) return fits.status();
  std::unique_ptr<ModelHandle> model = HandleOf(*fits);
  model->basis = BasisOf(engine, "", request.unit, customers->until);
  *out = InFront(model.release());
  return {};
}

Refusal HoldOut(const Engine& engine, const LedgerRequest& request,
                std::optional<Date> holdout_until, patron_holdout* out) {
  if (!request.until) {
    return Refuse(Reason::kMissingField,
                  "until is empty: name the last day that the model knows");
  }
  const absl::StatusOr<LedgerCustomers> customers =
      ReadCustomers(engine, request.unit, holdout_until);
  if (!customers.ok()) return customers.status();
  const absl::StatusOr<HoldoutFit> held = FitHoldout(
      *customers, *request.until, request.fit.kind, request.fit.options);
  if (!held.ok()) return held.status();
  patron_holdout told = {};
  told.status = static_cast<uint32_t>(held->fit.status) + 1;
  told.customers = static_cast<int64_t>(held->data.customers.size());
  told.actual = held->report.actual;
  told.expected = held->report.expected;
  told.mean_absolute_error = held->report.mean_absolute_error;
  told.correlation = held->report.correlation.value_or(kNaN);
  return WriteStruct(told, out);
}

patron_model_view ViewForC(const LifetimeFit& fit) {
  patron_model_view view = {};
  view.model = ModelKindForC(fit.kind);
  view.status = static_cast<uint32_t>(fit.status) + 1;
  view.iterations = fit.iterations;
  view.log_likelihood =
      fit.status == FitStatus::kTooFewRepeaters ? kNaN : fit.log_likelihood;
  view.customers = fit.customers;
  return view;
}

size_t ParamsOf(const patron_model* model) {
  if (model == nullptr) return 0;
  const LifetimeFit& fit = Behind(model)->fit;
  return fit.status == FitStatus::kTooFewRepeaters
             ? 0
             : LifetimeParamNames(fit.kind).size();
}

patron_model_param ParamForC(const LifetimeFit& fit, size_t i) {
  patron_model_param param = {};
  param.name = Lend(LifetimeParamNames(fit.kind)[i]);
  param.value = fit.params[i];
  param.standard_error = fit.standard_errors ? (*fit.standard_errors)[i] : kNaN;
  return param;
}

// Of which ledger, and under which version.
Refusal ReadBasis(const Engine& engine, const ModelHandle& model,
                  const patron_model_storing& storing, ModelBasis* out) {
  TimeUnit unit = TimeUnit::kWeek;
  if (Refusal refused = ReadUnit(storing.unit, &unit)) return refused;
  if (model.basis && model.basis->unit != unit) {
    return Refuse(Reason::kBadValue,
                  "unit is not the one that the model was fitted in: "
                  "PATRON_UNIT_DAY and PATRON_UNIT_WEEK");
  }
  std::optional<Date> until;
  if (Refusal refused = ReadDay(storing.until, "until", &until)) return refused;
  if (!until && !model.basis) {
    return Refuse(Reason::kMissingField,
                  "until is empty, and the model was not fitted to a ledger: "
                  "name the last day that was known");
  }
  std::string version;
  if (Refusal refused = ReadText(storing.version, "version", &version)) {
    return refused;
  }
  *out = BasisOf(engine, std::move(version), unit,
                 until ? *until : model.basis->until);
  return {};
}

Refusal ReadTerms(const patron_model_storing& storing, TimeUnit unit,
                  ClvTerms* out) {
  const double days = unit == TimeUnit::kWeek ? 7 : 1;
  if (storing.horizon != 0) out->horizon_days = storing.horizon * days;
  out->discount_days.rate = storing.discount_rate;
  out->discount_days.period = storing.discount_period != 0
                                  ? storing.discount_period * days
                                  : out->horizon_days;
  return ReadTiming(storing.discount_timing, &out->discount_days.timing);
}

Refusal StoreAll(Engine& engine, const ModelHandle& model,
                 const patron_model_storing* in) {
  patron_model_storing mine;
  if (Refusal refused = ReadStruct(in, "patron_model_storing", &mine)) {
    return refused;
  }
  if (Refusal refused = CheckReserved(mine.reserved, "patron_model_storing")) {
    return refused;
  }
  ModelBasis basis;
  if (Refusal refused = ReadBasis(engine, model, mine, &basis)) return refused;
  ClvTerms terms;
  if (Refusal refused = ReadTerms(mine, basis.unit, &terms)) return refused;
  const absl::StatusOr<std::vector<StoredModel>> models =
      StoreFits(FitsOf(model), terms, basis);
  if (!models.ok()) return models.status();
  return engine.StoreModels(*models);
}

}  // namespace
}  // namespace patron::capi

using namespace patron;        // NOLINT(google-build-using-namespace)
using namespace patron::capi;  // NOLINT(google-build-using-namespace)

patron_status patron_model_fit(const patron_fit_options* options,
                               const patron_customers* customers,
                               patron_model** out,
                               patron_error** error) noexcept {
  return GuardMaking(out, error,
                     [&] { return FitSummaries(options, customers, out); });
}

patron_status patron_engine_fit_model(const patron_engine* engine,
                                      const patron_fit_options* options,
                                      uint32_t unit, patron_str until,
                                      patron_model** out,
                                      patron_error** error) noexcept {
  return GuardMaking(out, error, [&]() -> Refusal {
    LedgerRequest request;
    if (Refusal refused =
            ReadLedgerRequest(engine, options, unit, until, &request)) {
      return refused;
    }
    return FitLedger(*Behind(engine)->engine, request, out);
  });
}

patron_status patron_model_create(uint32_t model, const double* params,
                                  size_t count, patron_model** out,
                                  patron_error** error) noexcept {
  return GuardMaking(out, error, [&]() -> Refusal {
    if (Refusal missing = Missing({{params, "params"}})) return missing;
    LifetimeKind kind = LifetimeKind::kMbgNbd;
    if (Refusal refused = ReadModelKind(model, &kind)) return refused;
    const absl::StatusOr<LifetimeFit> fit = GivenFit(kind, {params, count});
    if (!fit.ok()) return fit.status();
    *out = InFront(HandleOf({*fit, std::nullopt}).release());
    return {};
  });
}

patron_status patron_model_load(patron_bytes json, patron_model** out,
                                patron_error** error) noexcept {
  return GuardMaking(out, error, [&]() -> Refusal {
    std::string_view text;
    if (Refusal refused = ViewBytes(json, "json", &text)) return refused;
    const absl::StatusOr<LifetimeFits> fits = ReadFits(text);
    if (!fits.ok()) return fits.status();
    *out = InFront(HandleOf(*fits).release());
    return {};
  });
}

patron_status patron_model_save(const patron_model* model, patron_blob** out,
                                patron_error** error) noexcept {
  return GuardMaking(out, error, [&]() -> Refusal {
    if (Refusal missing = Missing({{model, "model"}})) return missing;
    auto blob = std::make_unique<BlobHandle>();
    blob->bytes = FormatFits(FitsOf(*Behind(model)));
    *out = InFront(blob.release());
    return {};
  });
}

patron_status patron_model_get(const patron_model* model,
                               patron_model_view* out) noexcept {
  return Guard(nullptr, [&]() -> Refusal {
    if (Refusal missing = Missing({{model, "model"}, {out, "out"}})) {
      return missing;
    }
    return WriteStruct(ViewForC(Behind(model)->fit), out);
  });
}

size_t patron_model_param_count(const patron_model* model) noexcept {
  return GuardValue(size_t{0}, [&] { return ParamsOf(model); });
}

patron_status patron_model_params(const patron_model* model, size_t first,
                                  patron_model_param* out, size_t count,
                                  size_t stride) noexcept {
  return Guard(nullptr, [&]() -> Refusal {
    if (Refusal missing = Missing({{model, "model"}})) return missing;
    return WriteRange(
        ParamsOf(model), first, count, stride, out,
        [&](size_t i) { return ParamForC(Behind(model)->fit, i); });
  });
}

const patron_model* patron_model_spend(const patron_model* model) noexcept {
  return GuardValue<const patron_model*>(nullptr, [&]() -> const patron_model* {
    return model == nullptr ? nullptr : InFront(Behind(model)->spend.get());
  });
}

patron_status patron_engine_store_model(patron_engine* engine,
                                        const patron_model* model,
                                        const patron_model_storing* storing,
                                        patron_error** error) noexcept {
  return Guard(error, [&]() -> Refusal {
    if (Refusal missing = Missing(
            {{engine, "engine"}, {model, "model"}, {storing, "storing"}})) {
      return missing;
    }
    return StoreAll(*Behind(engine)->engine, *Behind(model), storing);
  });
}

patron_status patron_engine_model(const patron_engine* engine,
                                  patron_model** out,
                                  patron_error** error) noexcept {
  return GuardMaking(out, error, [&]() -> Refusal {
    if (Refusal missing = Missing({{engine, "engine"}})) return missing;
    const auto stored = Behind(engine)->engine->Models();
    if (!stored.ok()) return stored.status();
    const absl::StatusOr<ModelsInForce> models = ModelsInForce::Read(*stored);
    if (!models.ok()) return models.status();
    const std::optional<LifetimeFits> fits = FitsInForce(*models);
    if (!fits) {
      return Refuse(Reason::kMissingField,
                    "no model of purchases is in force: store one with "
                    "patron_engine_store_model");
    }
    *out = InFront(HandleOf(*fits).release());
    return {};
  });
}

patron_status patron_engine_holdout(const patron_engine* engine,
                                    const patron_fit_options* options,
                                    uint32_t unit, patron_str until,
                                    patron_str holdout_until,
                                    patron_holdout* out,
                                    patron_error** error) noexcept {
  return Guard(error, [&]() -> Refusal {
    LedgerRequest request;
    if (Refusal refused =
            ReadLedgerRequest(engine, options, unit, until, &request)) {
      return refused;
    }
    if (Refusal missing = Missing({{out, "out"}})) return missing;
    std::optional<Date> last;
    if (Refusal refused = ReadDay(holdout_until, "holdout_until", &last)) {
      return refused;
    }
    return HoldOut(*Behind(engine)->engine, request, last, out);
  });
}

void patron_model_destroy(patron_model* model) noexcept {
  GuardVoid([&] { delete Behind(model); });
}
