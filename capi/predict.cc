// What models say of customers, from a caller's columns to a caller's columns.
// All is computed before anything is written.

#include <limits>
#include <optional>
#include <vector>

#include "capi/guard.h"
#include "capi/lifetime.h"
#include "capi/structs.h"
#include "patron/lifetime_fits.h"

namespace patron::capi {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

Refusal ReadHorizon(const patron_horizon* in, const LifetimePredictor& models,
                    Discount* discount, double* horizon, int64_t* purchases) {
  patron_horizon mine;
  if (Refusal refused = ReadStruct(in, "patron_horizon", &mine)) return refused;
  if (absl::Status s = models.CheckHorizon(mine.horizon); !s.ok()) return s;
  if (mine.purchases < 0 || mine.purchases > LifetimeSummary::kFrequencyMax) {
    return Refuse(Reason::kBadValue, "purchases must be 0 to 1,000,000");
  }
  *horizon = mine.horizon;
  *purchases = mine.purchases;
  discount->rate = mine.discount_rate;
  discount->period = mine.discount_period;
  if (mine.discount_period == 0) {
    discount->period = mine.horizon > 0 ? mine.horizon : 1;
  }
  return ReadTiming(mine.discount_timing, &discount->timing);
}

// The models that are asked: `model` with `spend`, or with its own.
Refusal TakeModels(const ModelHandle& model, const ModelHandle* spend,
                   LifetimePredictor* models) {
  LifetimeFits fits{model.fit, std::nullopt};
  if (spend == nullptr) {
    if (model.spend != nullptr) fits.spend = model.spend->fit;
    return models->AddFits(fits);
  }
  if (absl::Status s = models->Add(model.fit); !s.ok()) return s;
  if (spend->fit.kind != LifetimeKind::kGammaGamma) {
    return Refuse(Reason::kBadValue, "spend must be a gamma_gamma");
  }
  return models->Add(spend->fit);
}

// A column of answers: where it goes, and what is in it.
struct Answers {
  patron_out_column column;
  const char* name;
  std::vector<double> values;
};

class Predicting {
 public:
  Predicting(const LifetimePredictor& models, const Discounting& discounting,
             int64_t purchases, bool has_money)
      : models_(models),
        discounting_(discounting),
        purchases_(purchases),
        has_money_(has_money) {}

  Refusal Run(const std::vector<LifetimeSummary>& rows,
              const patron_predictions& out) {
    Answers answers[] = {
        {out.p_alive, "p_alive", {}},
        {out.expected_purchases, "expected_purchases", {}},
        {out.expected_value, "expected_value", {}},
        {out.clv, "clv", {}},
        {out.discounted_purchases, "discounted_purchases", {}},
        {out.median_residual_life, "median_residual_life", {}},
        {out.probability, "probability", {}},
    };
    for (Answers& each : answers) {
      if (Refusal refused = CheckOutColumn(each.column, each.name)) {
        return refused;
      }
      if (each.column.data != nullptr) each.values.resize(rows.size());
    }
    for (size_t row = 0; row < rows.size(); ++row) {
      Fill(rows[row], row, answers);
    }
    for (const Answers& each : answers) WriteColumn(each.values, each.column);
    return {};
  }

 private:
  template <size_t kCount>
  void Fill(const LifetimeSummary& customer, size_t row,
            Answers (&answers)[kCount]) const {
    static_assert(kCount == 7);
    const auto wanted = [&](size_t i) { return !answers[i].values.empty(); };
    const auto put = [&](size_t i, std::optional<double> value) {
      if (wanted(i)) answers[i].values[row] = value.value_or(kNaN);
    };
    if (wanted(0) || wanted(1) || wanted(2) || wanted(3)) {
      const LifetimePrediction said =
          models_.Predict(customer, discounting_, has_money_);
      put(0, said.p_alive);
      put(1, said.expected_purchases);
      put(2, said.expected_value);
      put(3, said.clv);
    }
    const PurchaseModel* const model = models_.purchases();
    std::optional<double> discounted;
    std::optional<double> median;
    std::optional<double> probability;
    if (model != nullptr) {
      if (wanted(4)) {
        discounted = model->DiscountedPurchases(customer, discounting_);
      }
      if (wanted(5)) median = model->MedianResidualLife(customer);
      if (wanted(6)) {
        probability =
            model->Probability(customer, purchases_, discounting_.horizon());
      }
    }
    put(4, discounted);
    put(5, median);
    put(6, probability);
  }

  const LifetimePredictor& models_;
  const Discounting& discounting_;
  const int64_t purchases_;
  const bool has_money_;
};

Refusal PredictAll(const ModelHandle& model, const ModelHandle* spend,
                   const patron_horizon* horizon,
                   const patron_customers* customers,
                   const patron_predictions* out) {
  LifetimePredictor models;
  if (Refusal refused = TakeModels(model, spend, &models)) return refused;
  Discount discount;
  double ahead = 0;
  int64_t purchases = 0;
  if (Refusal refused =
          ReadHorizon(horizon, models, &discount, &ahead, &purchases)) {
    return refused;
  }
  const absl::StatusOr<Discounting> discounting =
      Discounting::Make(discount, ahead);
  if (!discounting.ok()) return discounting.status();
  patron_predictions mine;
  if (Refusal refused = ReadStruct(out, "patron_predictions", &mine)) {
    return refused;
  }
  if (Refusal refused = CheckReserved(mine.reserved, "patron_predictions")) {
    return refused;
  }
  std::vector<LifetimeSummary> rows;
  bool has_money = false;
  if (Refusal refused =
          ReadCustomers(customers, models.kind(), &rows, &has_money)) {
    return refused;
  }
  return Predicting(models, *discounting, purchases, has_money).Run(rows, mine);
}

}  // namespace

}  // namespace patron::capi

using namespace patron;        // NOLINT(google-build-using-namespace)
using namespace patron::capi;  // NOLINT(google-build-using-namespace)

patron_status patron_model_predict(const patron_model* model,
                                   const patron_model* spend,
                                   const patron_horizon* horizon,
                                   const patron_customers* customers,
                                   const patron_predictions* out,
                                   patron_error** error) noexcept {
  return Guard(error, [&]() -> Refusal {
    if (Refusal missing = Missing({{model, "model"},
                                   {horizon, "horizon"},
                                   {customers, "customers"},
                                   {out, "out"}})) {
      return missing;
    }
    return PredictAll(*Behind(model),
                      spend == nullptr ? nullptr : Behind(spend), horizon,
                      customers, out);
  });
}
