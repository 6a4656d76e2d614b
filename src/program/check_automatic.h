// Checks automatic rewards: a statement takes points and gives points, without
// a basket; so whatever needs one is an error that says so.
//
// Threads: free functions, any thread.
#ifndef PATRON_SRC_PROGRAM_CHECK_AUTOMATIC_H_
#define PATRON_SRC_PROGRAM_CHECK_AUTOMATIC_H_

#include <string>

#include "patron/program.h"
#include "program/report.h"

namespace patron {

// Reports what is wrong with an automatic reward beyond what may be wrong with
// any. Requires: reward.automatic.
void CheckAutomatic(const Program& program, const Reward& reward,
                    const std::string& path, Report* report);

// Reports a second automatic reward of a currency, and points that would go
// round: each cycle once, with the currencies on it.
void CheckChains(const Program& program, Report* report);

}  // namespace patron

#endif  // PATRON_SRC_PROGRAM_CHECK_AUTOMATIC_H_
