// The members of a database, read as patron/customers.h says, with a bar on the
// terminal.
//
// Threads: one.
#ifndef PATRON_EXAMPLES_CLI_DATABASE_CUSTOMERS_H_
#define PATRON_EXAMPLES_CLI_DATABASE_CUSTOMERS_H_

#include <string>

#include "absl/status/statusor.h"
#include "patron/customers.h"

namespace patron::cli {

// "day"; anything else is "week".
[[nodiscard]] TimeUnit UnitOf(const std::string& unit);

// `until`: a date, or empty for the day of the last order. kBadDate.
[[nodiscard]] absl::StatusOr<LedgerCustomers> ReadDatabase(
    const Engine& engine, TimeUnit unit, const std::string& until);
[[nodiscard]] absl::StatusOr<RfmCustomers> ReadDatabaseForScores(
    const Engine& engine, const std::string& until);

}  // namespace patron::cli

#endif  // PATRON_EXAMPLES_CLI_DATABASE_CUSTOMERS_H_
