// A year of a cafe's sales, made up from a seed: the same seed gives the same
// bytes on every machine.
//
// Guests join, come back at their own pace and some day stay away; some bring
// their cup, some bring beans back. Only whole numbers are drawn.
//
// Threads: a free function, any thread.
#ifndef PATRON_EXAMPLES_CLI_SALES_GENERATOR_H_
#define PATRON_EXAMPLES_CLI_SALES_GENERATOR_H_

#include <cstdint>
#include <string>

#include "patron/calendar.h"

namespace patron::cli {

struct SalesOptions {
  uint64_t seed = 2025;
  Date first_day;
  int days = 365;
  int members = 400;
};

// CSV with a header: order,time,member,sku,name,category,quantity,unit_price,
// own_cup.
[[nodiscard]] std::string GenerateSales(const SalesOptions& options);

}  // namespace patron::cli

#endif  // PATRON_EXAMPLES_CLI_SALES_GENERATOR_H_
