// Orders come by member and time: one pass.

#include "database_customers.h"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <set>
#include <utility>

#include "progress.h"

namespace patron::cli {
namespace {

absl::Status ForEachOrder(
    const Engine& engine,
    const std::function<absl::Status(const OrderSummary&)>& visit) {
  Progress progress(stderr, "reading orders", Progress::IsTerminal(stderr));
  int64_t orders = 0;
  return engine.ForEachOrder([&](const OrderSummary& order) {
    progress.Count(++orders);
    return visit(order);
  });
}

absl::StatusOr<Date> UntilOr(const std::string& until, Date last_day) {
  if (until.empty()) return last_day;
  return ParseDate(until);
}

bool IsKept(const OrderSummary& order) {
  return order.returned_units < order.units;
}

}  // namespace

absl::StatusOr<DatabaseCustomers> ReadCustomers(const Engine& engine,
                                                TimeUnit unit,
                                                const std::string& until) {
  const std::shared_ptr<const Plan> plan = engine.NewestPlan();
  int64_t minor_per_unit = 1;
  const int decimals = plan ? plan->program().currency.decimals() : 0;
  for (int i = 0; i < decimals; ++i) minor_per_unit *= 10;
  DatabaseCustomers customers{
      PurchaseLog({.unit = unit, .minor_per_unit = minor_per_unit}), {}, {}};
  Date last_day = kFirstDate;
  absl::Status status = ForEachOrder(engine, [&](const OrderSummary& order) {
    last_day = std::max(last_day, order.local_day);
    if (order.account == 0 || !IsKept(order)) return absl::OkStatus();
    customers.members.emplace(order.account, order.member);
    // An order that paid the customer out is worth nothing.
    const int64_t worth =
        std::max(order.paid.minor - order.refunded.minor, int64_t{0});
    return customers.log.Add({order.account, order.local_day, worth});
  });
  if (!status.ok()) return status;
  const absl::StatusOr<Date> known = UntilOr(until, last_day);
  if (!known.ok()) return known.status();
  customers.until = *known;
  return customers;
}

absl::StatusOr<RfmCustomers> ReadRfmCustomers(const Engine& engine,
                                              const std::string& until) {
  Date last_day = kFirstDate;
  std::optional<Date> given;
  if (!until.empty()) {
    const absl::StatusOr<Date> date = ParseDate(until);
    if (!date.ok()) return date.status();
    given = *date;
  }
  struct Tally {
    std::set<Date> days;
    int64_t spend_minor = 0;
  };
  std::map<int64_t, Tally> tallies;
  const absl::Status status =
      ForEachOrder(engine, [&](const OrderSummary& order) {
        last_day = std::max(last_day, order.local_day);
        if (order.account == 0 || (given && order.local_day > *given)) {
          return absl::OkStatus();
        }
        Tally& tally = tallies[order.account];
        tally.spend_minor += order.paid.minor - order.refunded.minor;
        if (IsKept(order)) tally.days.insert(order.local_day);
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  RfmCustomers all{{}, given.value_or(last_day)};
  for (const auto& [account, tally] : tallies) {
    if (tally.days.empty()) continue;
    all.customers.push_back(
        {.days_since_last = all.until.days - tally.days.rbegin()->days,
         .purchases = static_cast<int64_t>(tally.days.size()),
         .spend_minor = tally.spend_minor});
  }
  return all;
}

}  // namespace patron::cli
