// Models to rows and back.

#include <array>
#include <charconv>
#include <iterator>
#include <utility>

#include "base/quote.h"
#include "lifetime/decimal.h"
#include "patron/error.h"
#include "patron/models.h"

namespace patron {
namespace {

using lifetime::ShortestDecimal;

constexpr std::string_view kRfmKind = "rfm";

std::string_view UnitName(TimeUnit unit) {
  return unit == TimeUnit::kDay ? "day" : "week";
}

// Reads params one after the other, each by its name.
class Params {
 public:
  explicit Params(const StoredModel& model) : model_(model) {}

  template <typename Number>
  Number Next(std::string_view name) {
    Number value{};
    const std::string text = NextText(name);
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    if (read.ec != std::errc() || read.ptr != end) Wrong(name);
    return value;
  }

  std::string NextText(std::string_view name) {
    if (at_ < model_.params.size() && model_.params[at_].name == name) {
      return model_.params[at_++].value;
    }
    Wrong(name);
    return "0";
  }

  // What was wrong first, or that there are more.
  [[nodiscard]] absl::Status Finish() const {
    if (!status_.ok() || at_ == model_.params.size()) return status_;
    return Refuse(Reason::kUnknownField,
                  "a model of kind " + Quote(model_.kind) +
                      " has no parameter " + Quote(model_.params[at_].name));
  }

 private:
  void Wrong(std::string_view name) {
    if (!status_.ok()) return;
    status_ = Refuse(Reason::kMissingField,
                     "a model of kind " + Quote(model_.kind) +
                         " needs the number '" + std::string(name) +
                         "' as its parameter " + std::to_string(at_ + 1));
  }

  const StoredModel& model_;
  size_t at_ = 0;
  absl::Status status_;
};

StoredModel Begin(std::string_view id, std::string_view kind,
                  const ModelBasis& basis) {
  StoredModel model;
  model.id = id;
  model.version = basis.version;
  model.kind = kind;
  model.unit = UnitName(basis.unit);
  model.zone = basis.zone;
  model.until = basis.until;
  return model;
}

absl::StatusOr<StoredModel> FromFit(std::string_view id, const LifetimeFit& fit,
                                    const ModelBasis& basis) {
  const std::string kind(LifetimeKindName(fit.kind));
  if (fit.status == FitStatus::kGiven) {
    return Refuse(Reason::kBadValue,
                  "nobody says that the parameters of " + kind +
                      " are those of a fit that converged: fit it here");
  }
  if (fit.status != FitStatus::kConverged) {
    return Refuse(Reason::kBadValue,
                  "the fit of " + kind + " is " +
                      std::string(FitStatusName(fit.status)) +
                      ": rules would go by parameters that mean little");
  }
  StoredModel model = Begin(id, kind, basis);
  model.customers = static_cast<int64_t>(fit.customers);
  model.log_likelihood = ShortestDecimal(fit.log_likelihood);
  const std::span<const std::string_view> names = LifetimeParamNames(fit.kind);
  for (size_t i = 0; i < names.size(); ++i) {
    model.params.push_back(
        {std::string(names[i]), ShortestDecimal(fit.params[i])});
  }
  return model;
}

bool IsOfPurchases(LifetimeKind kind) {
  return kind == LifetimeKind::kBgNbd || kind == LifetimeKind::kMbgNbd ||
         kind == LifetimeKind::kParetoNbd;
}

absl::Status WrongPurpose(std::string_view id, std::string_view kind) {
  return Refuse(Reason::kBadValue,
                "a model of kind " + Quote(kind) + " is none for " + Quote(id));
}

constexpr std::pair<std::string_view,
                    const RfmBorders::Borders& (RfmBorders::*)() const>
    kScores[] = {{"recency", &RfmBorders::days_since_last},
                 {"frequency", &RfmBorders::purchases},
                 {"spend", &RfmBorders::spend_minor}};

std::string BorderName(std::string_view score, size_t i) {
  return std::string(score) + "_" + std::to_string(i + 1);
}

Discount InUnitOf(const Discount& days, TimeUnit unit) {
  Discount discount = days;
  if (unit == TimeUnit::kWeek) discount.period /= 7;
  return discount;
}

absl::StatusOr<ClvTerms> ReadTerms(Params& params) {
  ClvTerms terms;
  terms.horizon_days = params.Next<double>("horizon_days");
  terms.discount_days.rate = params.Next<double>("discount_rate");
  terms.discount_days.period = params.Next<double>("discount_period_days");
  const absl::StatusOr<Discount::Timing> timing =
      ParseDiscountTiming(params.NextText("discount_timing"));
  if (!timing.ok()) return timing.status();
  terms.discount_days.timing = *timing;
  return terms;
}

absl::StatusOr<std::vector<double>> ReadParams(LifetimeKind kind,
                                               Params& params) {
  std::vector<double> values;
  for (const std::string_view name : LifetimeParamNames(kind)) {
    values.push_back(params.Next<double>(name));
  }
  return values;
}

absl::StatusOr<RfmBorders> ReadBorders(Params& params) {
  RfmBorders::Borders borders[std::size(kScores)];
  for (size_t s = 0; s < std::size(kScores); ++s) {
    for (size_t i = 0; i < borders[s].size(); ++i) {
      borders[s][i] = params.Next<int64_t>(BorderName(kScores[s].first, i));
    }
  }
  if (absl::Status status = params.Finish(); !status.ok()) return status;
  return RfmBorders::Make(borders[0], borders[1], borders[2]);
}

}  // namespace

absl::StatusOr<StoredModel> StorePurchases(const LifetimeFit& fit,
                                           const ModelBasis& basis) {
  if (!IsOfPurchases(fit.kind)) {
    return WrongPurpose(kPurchasesModel, LifetimeKindName(fit.kind));
  }
  return FromFit(kPurchasesModel, fit, basis);
}

absl::StatusOr<StoredModel> StoreSpend(const LifetimeFit& fit,
                                       const ClvTerms& terms,
                                       const ModelBasis& basis) {
  if (fit.kind != LifetimeKind::kGammaGamma) {
    return WrongPurpose(kSpendModel, LifetimeKindName(fit.kind));
  }
  absl::StatusOr<StoredModel> model = FromFit(kSpendModel, fit, basis);
  if (!model.ok()) return model.status();
  model->params.push_back(
      {"horizon_days", ShortestDecimal(terms.horizon_days)});
  model->params.push_back(
      {"discount_rate", ShortestDecimal(terms.discount_days.rate)});
  model->params.push_back(
      {"discount_period_days", ShortestDecimal(terms.discount_days.period)});
  model->params.push_back(
      {"discount_timing",
       std::string(DiscountTimingName(terms.discount_days.timing))});
  return model;
}

absl::StatusOr<std::vector<StoredModel>> StoreFits(const LifetimeFits& fits,
                                                   const ClvTerms& terms,
                                                   const ModelBasis& basis) {
  const bool of_spend = fits.fit.kind == LifetimeKind::kGammaGamma;
  absl::StatusOr<StoredModel> first = of_spend
                                          ? StoreSpend(fits.fit, terms, basis)
                                          : StorePurchases(fits.fit, basis);
  if (!first.ok()) return first.status();
  std::vector<StoredModel> models = {*std::move(first)};
  if (!fits.spend || fits.spend->status != FitStatus::kConverged) return models;
  absl::StatusOr<StoredModel> second = StoreSpend(*fits.spend, terms, basis);
  if (!second.ok()) return second.status();
  models.push_back(*std::move(second));
  return models;
}

StoredModel StoreRfm(const RfmBorders& borders, int64_t customers,
                     const ModelBasis& basis) {
  StoredModel model = Begin(kRfmModel, kRfmKind, basis);
  model.unit = UnitName(TimeUnit::kDay);
  model.customers = customers;
  for (const auto& [score, of] : kScores) {
    for (size_t i = 0; i < (borders.*of)().size(); ++i) {
      model.params.push_back(
          {BorderName(score, i), std::to_string((borders.*of)()[i])});
    }
  }
  return model;
}

absl::Status ModelsInForce::Take(const StoredModel& stored) {
  Params params(stored);
  if (stored.id == kRfmModel) {
    if (stored.kind != kRfmKind) return WrongPurpose(stored.id, stored.kind);
    const absl::StatusOr<RfmBorders> borders = ReadBorders(params);
    if (!borders.ok()) return borders.status();
    rfm_ = *borders;
    rfm_version_ = stored.version;
    return absl::OkStatus();
  }
  const absl::StatusOr<LifetimeKind> kind = ParseLifetimeKind(stored.kind);
  if (!kind.ok()) return kind.status();
  const bool of_purchases = stored.id == kPurchasesModel;
  if (of_purchases
          ? !IsOfPurchases(*kind)
          : stored.id != kSpendModel || *kind != LifetimeKind::kGammaGamma) {
    return WrongPurpose(stored.id, stored.kind);
  }
  const absl::StatusOr<std::vector<double>> values = ReadParams(*kind, params);
  if (!values.ok()) return values.status();
  if (!of_purchases) {
    const absl::StatusOr<ClvTerms> terms = ReadTerms(params);
    if (!terms.ok()) return terms.status();
    terms_ = *terms;
  }
  if (absl::Status status = params.Finish(); !status.ok()) return status;
  if (of_purchases) {
    const auto model = PurchaseModel::Make(*kind, *values);
    if (!model.ok()) return model.status();
    purchases_ = *model;
    purchases_version_ = stored.version;
    unit_ = stored.unit == UnitName(TimeUnit::kDay) ? TimeUnit::kDay
                                                    : TimeUnit::kWeek;
    return absl::OkStatus();
  }
  const auto model = SpendModel::Make(*values);
  if (!model.ok()) return model.status();
  spend_ = *model;
  spend_version_ = stored.version;
  return absl::OkStatus();
}

absl::StatusOr<ModelsInForce> ModelsInForce::Read(
    std::span<const StoredModel> stored) {
  ModelsInForce models;
  for (const std::string_view id : {kPurchasesModel, kSpendModel, kRfmModel}) {
    for (size_t i = stored.size(); i > 0; --i) {
      if (stored[i - 1].id != id) continue;
      absl::Status status = models.Take(stored[i - 1]);
      if (!status.ok()) {
        return Refuse(ReasonOf(status), "model " + Quote(id) + " version " +
                                            Quote(stored[i - 1].version) +
                                            ": " +
                                            std::string(MessageOf(status)));
      }
      break;
    }
  }
  // The terms are checked where they stand, also without a model of purchases.
  const double horizon = models.unit_ == TimeUnit::kWeek
                             ? models.terms_.horizon_days / 7
                             : models.terms_.horizon_days;
  absl::StatusOr<Discounting> discounting = Discounting::Make(
      InUnitOf(models.terms_.discount_days, models.unit_), horizon);
  if (!discounting.ok()) return discounting.status();
  if (models.purchases_ && models.spend_) {
    models.discounting_ = *std::move(discounting);
  }
  return models;
}

std::optional<LifetimeFits> FitsInForce(const ModelsInForce& models) {
  if (models.purchases() == nullptr) return std::nullopt;
  const auto given = [](LifetimeKind kind, const LifetimeParams& params) {
    return GivenFit(kind, {params.data(), LifetimeParamNames(kind).size()});
  };
  const absl::StatusOr<LifetimeFit> fit =
      given(models.purchases()->kind(), models.purchases()->params());
  if (!fit.ok()) return std::nullopt;
  LifetimeFits fits{*fit, std::nullopt};
  if (models.spend() == nullptr) return fits;
  const absl::StatusOr<LifetimeFit> spend =
      given(LifetimeKind::kGammaGamma, models.spend()->params());
  if (spend.ok()) fits.spend = *spend;
  return fits;
}

}  // namespace patron
