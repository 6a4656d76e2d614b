// Where a program trusts a model of purchases too much.
//
// Threads: free functions, any thread.
#ifndef PATRON_SRC_DECIDE_ALIVE_LINT_H_
#define PATRON_SRC_DECIDE_ALIVE_LINT_H_

#include "patron/error.h"
#include "patron/plan.h"

namespace patron {

// A warning for each condition that reads member.stats.p_alive without asking
// how many orders there are: of BG/NBD's, whoever bought once is alive for
// sure, however long ago. For those in whose database a model of that kind is
// in force; which one is, no program says.
[[nodiscard]] Diagnostics WarnOfOneTimeBuyers(const Plan& plan);

}  // namespace patron

#endif  // PATRON_SRC_DECIDE_ALIVE_LINT_H_
