// Orders come by member and time: one pass.

#include "patron/customers.h"

#include <algorithm>
#include <memory>
#include <set>
#include <utility>

#include "patron/error.h"

namespace patron {
namespace {

absl::Status ForEachOrder(
    const Engine& engine, const OrdersSeen& seen,
    const std::function<absl::Status(const OrderSummary&)>& visit) {
  int64_t orders = 0;
  return engine.ForEachOrder([&](const OrderSummary& order) {
    ++orders;
    if (seen) seen(orders);
    return visit(order);
  });
}

bool IsKept(const OrderSummary& order) {
  return order.returned_units < order.units;
}

}  // namespace

absl::StatusOr<LedgerCustomers> ReadCustomers(const Engine& engine,
                                              TimeUnit unit,
                                              std::optional<Date> until,
                                              const OrdersSeen& seen) {
  const std::shared_ptr<const Plan> plan = engine.NewestPlan();
  int64_t minor_per_unit = 1;
  const int decimals = plan ? plan->program().currency.decimals() : 0;
  for (int i = 0; i < decimals; ++i) minor_per_unit *= 10;
  LedgerCustomers customers{
      PurchaseLog({.unit = unit, .minor_per_unit = minor_per_unit}), {}, {}};
  Date last_day = kFirstDate;
  absl::Status status =
      ForEachOrder(engine, seen, [&](const OrderSummary& order) {
        last_day = std::max(last_day, order.local_day);
        if (order.account == 0 || !IsKept(order)) return absl::OkStatus();
        customers.members.emplace(order.account, order.member);
        // An order that paid the customer out is worth nothing.
        const int64_t worth =
            std::max(order.paid.minor - order.refunded.minor, int64_t{0});
        return customers.log.Add({order.account, order.local_day, worth});
      });
  if (!status.ok()) return status;
  customers.until = until.value_or(last_day);
  return customers;
}

std::vector<LifetimeSummary> KnownFor(const LedgerCustomers& customers) {
  std::vector<LifetimeSummary> rows;
  for (const AccountSummary& each : customers.log.Summaries(customers.until)) {
    if (each.summary.age > 0) rows.push_back(each.summary);
  }
  return rows;
}

absl::Status CheckOfLedger(LifetimeKind kind) {
  if (kind != LifetimeKind::kBgBb && kind != LifetimeKind::kSbg) {
    return absl::OkStatus();
  }
  return Refuse(Reason::kBadValue,
                std::string(LifetimeKindName(kind)) +
                    " counts opportunities, of which a ledger knows none: give "
                    "it summaries");
}

absl::StatusOr<HoldoutFit> FitHoldout(const LedgerCustomers& customers,
                                      Date until, LifetimeKind kind,
                                      const FitOptions& options) {
  absl::StatusOr<HoldoutData> data =
      customers.log.Holdout(until, customers.until);
  if (!data.ok()) return data.status();
  std::vector<LifetimeSummary> rows;
  for (const HoldoutCustomer& each : data->customers) {
    if (each.calibration.age > 0) rows.push_back(each.calibration);
  }
  const absl::StatusOr<LifetimeFit> fit = FitLifetime(kind, rows, options);
  if (!fit.ok()) return fit.status();
  const auto model = PurchaseModel::Make(
      kind, {fit->params.data(), LifetimeParamNames(kind).size()});
  if (!model.ok()) return model.status();
  absl::StatusOr<HoldoutReport> report = EvaluateHoldout(*model, *data, {});
  if (!report.ok()) return report.status();
  return HoldoutFit{*std::move(data), *fit, *std::move(report)};
}

ModelBasis BasisOf(const Engine& engine, std::string version, TimeUnit unit,
                   Date until) {
  ModelBasis basis;
  basis.version = version.empty() ? FormatDate(until) : std::move(version);
  basis.unit = unit;
  const std::shared_ptr<const Plan> plan = engine.NewestPlan();
  basis.zone = plan ? plan->program().zone : "UTC";
  basis.until = until;
  return basis;
}

absl::StatusOr<RfmCustomers> ReadRfmCustomers(const Engine& engine,
                                              std::optional<Date> until,
                                              const OrdersSeen& seen) {
  Date last_day = kFirstDate;
  struct Tally {
    std::set<Date> days;
    int64_t spend_minor = 0;
  };
  std::map<int64_t, Tally> tallies;
  const absl::Status status =
      ForEachOrder(engine, seen, [&](const OrderSummary& order) {
        last_day = std::max(last_day, order.local_day);
        if (order.account == 0 || (until && order.local_day > *until)) {
          return absl::OkStatus();
        }
        Tally& tally = tallies[order.account];
        tally.spend_minor += order.paid.minor - order.refunded.minor;
        if (IsKept(order)) tally.days.insert(order.local_day);
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  RfmCustomers all{{}, until.value_or(last_day)};
  for (const auto& [account, tally] : tallies) {
    if (tally.days.empty()) continue;
    all.customers.push_back(
        {.days_since_last = all.until.days - tally.days.rbegin()->days,
         .purchases = static_cast<int64_t>(tally.days.size()),
         .spend_minor = tally.spend_minor});
  }
  return all;
}

}  // namespace patron
