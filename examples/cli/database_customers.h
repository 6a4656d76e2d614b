// The members of a database as lifetime models read them.
//
// Orders of which something was kept are purchases, worth what was paid less
// what was refunded; the days are those of the program's zone.
//
// Threads: one.
#ifndef PATRON_EXAMPLES_CLI_DATABASE_CUSTOMERS_H_
#define PATRON_EXAMPLES_CLI_DATABASE_CUSTOMERS_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "patron/engine.h"
#include "patron/lifetime_log.h"
#include "patron/rfm.h"

namespace patron::cli {

struct DatabaseCustomers {
  PurchaseLog log;
  std::map<int64_t, std::string> members;  // by account
  Date until;  // as asked for, or the day of the last order
};

// `until`: a date, or empty. kBadDate.
[[nodiscard]] absl::StatusOr<DatabaseCustomers> ReadCustomers(
    const Engine& engine, TimeUnit unit, const std::string& until);

// Those who bought by `until`, for scores; ascending by account.
struct RfmCustomers {
  std::vector<RfmCustomer> customers;
  Date until;
};
[[nodiscard]] absl::StatusOr<RfmCustomers> ReadRfmCustomers(
    const Engine& engine, const std::string& until);

}  // namespace patron::cli

#endif  // PATRON_EXAMPLES_CLI_DATABASE_CUSTOMERS_H_
