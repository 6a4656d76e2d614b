// What models say of a member, from statistics that are kept order by order.
//
// Every number costs a few logarithms; the sums over horizons and periods are
// those of the lifetime module. Nothing here is kept between members.

#include "patron/models.h"

#include <algorithm>
#include <cmath>

#include "lifetime/decimal.h"
#include "patron/error.h"

namespace patron {
namespace {

using lifetime::RoundDecimal;

constexpr int kDecimals = 6;

double InUnit(double days, TimeUnit unit) {
  return unit == TimeUnit::kWeek ? days / 7 : days;
}

int64_t MinorPerUnit(Currency currency) {
  int64_t minor = 1;
  for (int i = 0; i < currency.decimals(); ++i) minor *= 10;
  return minor;
}

// The rate of six decimals; absent where the model has no number.
std::optional<Rate> RateOf(double value) {
  constexpr int64_t kBillionthsEach = Rate::kOne / 1'000'000;
  const std::optional<int64_t> millionths = RoundDecimal(value, kDecimals);
  int64_t billionths = 0;
  if (!millionths ||
      __builtin_mul_overflow(*millionths, kBillionthsEach, &billionths)) {
    return std::nullopt;
  }
  return Rate{billionths};
}

}  // namespace

LifetimeSummary SummaryOf(const MemberStatistics& statistics, Date today,
                          TimeUnit unit, Currency currency) {
  LifetimeSummary summary;
  if (statistics.purchase_days == 0) return summary;
  const auto since_first = [&](Date day) {
    return InUnit(
        static_cast<double>(int64_t{day.days} - statistics.first_purchase.days),
        unit);
  };
  summary.frequency = statistics.purchase_days - 1;
  summary.recency = since_first(statistics.last_purchase);
  summary.age = std::max(since_first(today), summary.recency);
  if (summary.frequency > 0) {
    summary.mean_spend = static_cast<double>(statistics.repeat_spend_minor) /
                         (static_cast<double>(summary.frequency) *
                          static_cast<double>(MinorPerUnit(currency)));
  }
  return summary;
}

bool ModelsInForce::Has(std::string_view id) const {
  return (id == kPurchasesModel && purchases_) ||
         (id == kSpendModel && spend_) || (id == kRfmModel && rfm_);
}

std::optional<Money> ModelsInForce::ClvOf(const LifetimeSummary& customer,
                                          Currency currency) const {
  if (!discounting_) return std::nullopt;
  const std::optional<double> each = spend_->ExpectedSpend(customer);
  if (!each) return std::nullopt;
  const std::optional<int64_t> minor = RoundDecimal(
      *each * purchases_->DiscountedPurchases(customer, *discounting_),
      currency.decimals());
  if (!minor) return std::nullopt;
  return Money{*minor, currency};
}

LifetimeFacts ModelsInForce::FactsOf(const LifetimeNeeds& needs,
                                     const MemberStatistics& statistics,
                                     Date today, Currency currency) const {
  LifetimeFacts facts;
  const LifetimeSummary customer =
      SummaryOf(statistics, today, unit_, currency);
  const bool asks_purchases =
      needs.p_alive || needs.clv || !needs.expected_orders_days.empty();
  if (purchases_ && asks_purchases) {
    facts.models.push_back({std::string(kPurchasesModel), purchases_version_});
  }
  if (rfm_ && needs.rfm) {
    facts.models.push_back({std::string(kRfmModel), rfm_version_});
  }
  if (spend_ && needs.clv) {
    facts.models.push_back({std::string(kSpendModel), spend_version_});
  }
  if (purchases_ && needs.p_alive) {
    facts.p_alive = RateOf(purchases_->PAlive(customer));
  }
  for (const int32_t days : needs.expected_orders_days) {
    ExpectedOrders& expected = facts.expected_orders.emplace_back();
    expected.days = days;
    if (!purchases_) continue;
    expected.orders =
        RateOf(purchases_->ExpectedPurchases(customer, InUnit(days, unit_)));
  }
  if (needs.clv) facts.clv = ClvOf(customer, currency);
  if (rfm_ && needs.rfm) {
    const int64_t days = int64_t{today.days} - statistics.last_purchase.days;
    facts.rfm =
        statistics.purchase_days == 0
            ? 0
            : rfm_->Score({std::max(days, int64_t{0}), statistics.purchase_days,
                           statistics.spend_minor});
  }
  return facts;
}

}  // namespace patron
