// Checks kinds of points: how many decimals, what one is worth, when they may
// be spent, when they lapse.
//
// Threads: free function, any thread.
#ifndef PATRON_SRC_PROGRAM_CHECK_POINTS_H_
#define PATRON_SRC_PROGRAM_CHECK_POINTS_H_

#include "patron/program.h"
#include "program/report.h"

namespace patron {

// Warns of points that lapse before they may be spent.
void CheckPoints(const Program& program, Report* report);

}  // namespace patron

#endif  // PATRON_SRC_PROGRAM_CHECK_POINTS_H_
