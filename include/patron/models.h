// Fitted models as a store keeps them, and what they say of a member.
//
//   auto stored = StorePurchases(fit, {.version = "2026-03-31", ...});
//   engine->StoreModel(*stored);               // in force from now on
//   auto models = ModelsInForce::Read(*engine->Models());
//   models->FactsOf({.p_alive = true}, statistics, today, currency).p_alive;
//
// There are three purposes, and the newest stored version of each is in force:
// "purchases" (bgnbd, mbgnbd, pareto_nbd) says p_alive and expected_orders;
// "spend" (gamma_gamma, with a horizon and a discount) makes clv of it; "rfm"
// has the borders of scores.
//
// Models are computed in floating point. What comes out is rounded once, to six
// decimals (to the currency's for clv), and kept with the decision that read
// it.
//
// Threads: values, any thread.
#ifndef PATRON_MODELS_H_
#define PATRON_MODELS_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "patron/decision.h"
#include "patron/lifetime.h"
#include "patron/lifetime_fits.h"
#include "patron/lifetime_log.h"
#include "patron/money.h"
#include "patron/rfm.h"
#include "patron/store.h"

namespace patron {

inline constexpr std::string_view kPurchasesModel = "purchases";
inline constexpr std::string_view kSpendModel = "spend";
inline constexpr std::string_view kRfmModel = "rfm";

// What a model was fitted to.
struct ModelBasis {
  std::string version;
  TimeUnit unit = TimeUnit::kWeek;
  std::string zone;
  Date until;
};

// Over which horizon clv looks, and how what is bought then is discounted; the
// horizon and the discount's period are in days.
struct ClvTerms {
  double horizon_days = 365;
  Discount discount_days = {
      .timing = Discount::Timing::kEndOfPeriod, .rate = 0, .period = 365};
};

// kBadValue unless the fit converged: what it says else means little, and rules
// would go by it. Also of a kind for another purpose.
[[nodiscard]] absl::StatusOr<StoredModel> StorePurchases(
    const LifetimeFit& fit, const ModelBasis& basis);
[[nodiscard]] absl::StatusOr<StoredModel> StoreSpend(const LifetimeFit& fit,
                                                     const ClvTerms& terms,
                                                     const ModelBasis& basis);
// The model, and that of spend beside it where it converged; without it there
// is no clv. To be stored in that order.
[[nodiscard]] absl::StatusOr<std::vector<StoredModel>> StoreFits(
    const LifetimeFits& fits, const ClvTerms& terms, const ModelBasis& basis);
[[nodiscard]] StoredModel StoreRfm(const RfmBorders& borders, int64_t customers,
                                   const ModelBasis& basis);

// A member's purchases as models read them, on the evening of `today`: who
// bought last after it counts up to then, and who never bought as one whose
// first purchase is today.
[[nodiscard]] LifetimeSummary SummaryOf(const MemberStatistics& statistics,
                                        Date today, TimeUnit unit,
                                        Currency currency);

class ModelsInForce {
 public:
  // The last of each id in `stored`. kBadValue, kUnknownName or kMissingField
  // where one cannot be read.
  [[nodiscard]] static absl::StatusOr<ModelsInForce> Read(
      std::span<const StoredModel> stored);

  // What of `needs` they say. `today` is in the program's zone.
  [[nodiscard]] LifetimeFacts FactsOf(const LifetimeNeeds& needs,
                                      const MemberStatistics& statistics,
                                      Date today, Currency currency) const;

  [[nodiscard]] bool Has(std::string_view id) const;
  // Null where none is stored.
  [[nodiscard]] const PurchaseModel* purchases() const {
    return purchases_ ? &*purchases_ : nullptr;
  }
  [[nodiscard]] const SpendModel* spend() const {
    return spend_ ? &*spend_ : nullptr;
  }
  [[nodiscard]] const RfmBorders* rfm() const {
    return rfm_ ? &*rfm_ : nullptr;
  }
  // The unit of time of the model of purchases.
  [[nodiscard]] TimeUnit unit() const { return unit_; }
  // Of the model of spend.
  [[nodiscard]] const ClvTerms& terms() const { return terms_; }
  // In `unit`; absent without both models. Of those terms.
  [[nodiscard]] const Discounting* discounting() const {
    return discounting_ ? &*discounting_ : nullptr;
  }

 private:
  [[nodiscard]] absl::Status Take(const StoredModel& stored);
  [[nodiscard]] std::optional<Money> ClvOf(const LifetimeSummary& customer,
                                           Currency currency) const;

  std::optional<PurchaseModel> purchases_;
  std::optional<SpendModel> spend_;
  std::optional<RfmBorders> rfm_;
  TimeUnit unit_ = TimeUnit::kWeek;
  ClvTerms terms_;
  std::optional<Discounting> discounting_;
  // "" where there is none.
  std::string purchases_version_;
  std::string spend_version_;
  std::string rfm_version_;
};

// The models of purchases and of spend in force, as fits of kGiven; absent
// where there is none of purchases.
[[nodiscard]] std::optional<LifetimeFits> FitsInForce(
    const ModelsInForce& models);

}  // namespace patron

#endif  // PATRON_MODELS_H_
