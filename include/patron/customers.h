// The members of an engine's ledger as lifetime models read them.
//
//   auto customers = ReadCustomers(engine, TimeUnit::kWeek, std::nullopt);
//   auto fits = FitWithSpend(kind, KnownFor(*customers), true, {});
//
// Orders of which something was kept are purchases, worth what was paid less
// what was refunded; the days are those of the program's zone.
//
// Threads: one at a time on a value; the engine locks inside.
#ifndef PATRON_CUSTOMERS_H_
#define PATRON_CUSTOMERS_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "patron/calendar.h"
#include "patron/engine.h"
#include "patron/lifetime_log.h"
#include "patron/models.h"
#include "patron/rfm.h"

namespace patron {

// Told of each order, how many that were.
using OrdersSeen = std::function<void(int64_t orders)>;

struct LedgerCustomers {
  PurchaseLog log;
  std::map<int64_t, std::string> members;  // by account
  Date until;  // as asked for, or the day of the last order
};

// `until`: the last day that is known; absent: that of the last order.
[[nodiscard]] absl::StatusOr<LedgerCustomers> ReadCustomers(
    const Engine& engine, TimeUnit unit, std::optional<Date> until,
    const OrdersSeen& seen = nullptr);

// Whom a model can be fitted to: who came first on the last day says nothing
// yet.
[[nodiscard]] std::vector<LifetimeSummary> KnownFor(
    const LedgerCustomers& customers);

// kBadValue for a kind that counts opportunities, of which a ledger knows none.
[[nodiscard]] absl::Status CheckOfLedger(LifetimeKind kind);

// How well a model that knows the orders up to a day foretold those after it.
struct HoldoutFit {
  HoldoutData data;
  LifetimeFit fit;  // to what was known
  HoldoutReport report;
};
// kBadValue: a day after the last, a kind that says nothing of purchases, or
// too few customers came back to fit it.
[[nodiscard]] absl::StatusOr<HoldoutFit> FitHoldout(
    const LedgerCustomers& customers, Date until, LifetimeKind kind,
    const FitOptions& options);

// What a model is told to be of that was fitted to them. An empty `version`:
// the day `until`.
[[nodiscard]] ModelBasis BasisOf(const Engine& engine, std::string version,
                                 TimeUnit unit, Date until);

// Those who bought by `until`, for scores; ascending by account.
struct RfmCustomers {
  std::vector<RfmCustomer> customers;
  Date until;
};
[[nodiscard]] absl::StatusOr<RfmCustomers> ReadRfmCustomers(
    const Engine& engine, std::optional<Date> until,
    const OrdersSeen& seen = nullptr);

}  // namespace patron

#endif  // PATRON_CUSTOMERS_H_
