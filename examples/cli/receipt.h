// What people read: receipts, returns and members.
//
// Threads: free functions, any thread.
#ifndef PATRON_EXAMPLES_CLI_RECEIPT_H_
#define PATRON_EXAMPLES_CLI_RECEIPT_H_

#include <string>

#include "patron/codec.h"
#include "patron/engine.h"
#include "patron/event.h"
#include "patron/plan.h"
#include "patron/program.h"

namespace patron::cli {

// A decision as a receipt: lines, what was taken off and why, what was earned,
// the balance, what little more would give, and why the other rules did not
// apply.
[[nodiscard]] std::string FormatReceipt(const Program& program,
                                        const Event& event,
                                        const Answer& answer);

// What any other event changes: units that come back and what is given back for
// each, the refund, points that go or come, a household, and the balance.
[[nodiscard]] std::string FormatChange(const Program& program,
                                       const Event& event,
                                       const Answer& answer);

// An exchange: both halves, and what is to be paid or given back for it.
[[nodiscard]] std::string FormatExchange(const Program& program,
                                         const Event& event,
                                         const Answer& answer);

// Days and times are those of the program's zone.

// Balances, lots and statistics, one line each. Points go by the names and
// decimals that `named` gives them, the plan's program or one with more points.
[[nodiscard]] std::string FormatMember(const Plan& plan, const Program& named,
                                       const MemberView& view);
// The same with lots summed up by the last day on which they can be spent.
[[nodiscard]] std::string FormatBrief(const Plan& plan, const MemberView& view);

}  // namespace patron::cli

#endif  // PATRON_EXAMPLES_CLI_RECEIPT_H_
