// What a member can spend, while rewards and payments take of it.
//
//   Purse purse(program, facts);
//   if (!purse.Take("bean", 50)) ... purse.Most("bean") ...
//
// It takes as the ledger will (ledger/spend.h): points of a period that stands
// apart from the one that has most, and in the spending order where that tells
// what each point pays.
//
// Threads: one at a time.
#ifndef PATRON_SRC_DECIDE_PURSE_H_
#define PATRON_SRC_DECIDE_PURSE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "patron/decision.h"
#include "patron/program.h"
#include "patron/rounding.h"

namespace patron {

class Purse {
 public:
  Purse(const Program& program, const Facts& facts);

  // What one redemption can take at most.
  [[nodiscard]] int64_t Most(std::string_view currency) const;
  // Whether it was there.
  [[nodiscard]] bool Take(std::string_view currency, int64_t points);
  // Takes it, and answers how many of the points pay how many millionths each.
  // Requires: it is there, and the facts have the runs of the currency.
  [[nodiscard]] std::vector<NumberOf> Pay(std::string_view currency,
                                          int64_t points);

 private:
  struct Part {
    std::string currency;
    int64_t points = 0;
    std::vector<NumberOf> runs;  // of grandfathered points that pay
  };

  [[nodiscard]] size_t Find(std::string_view currency) const;

  std::vector<Part> parts_;
};

}  // namespace patron

#endif  // PATRON_SRC_DECIDE_PURSE_H_
