// Checks what stands around rules: products, price lists, budgets, and how
// groups hold rules together.
//
// Threads: free functions, any thread.
#ifndef PATRON_SRC_PROGRAM_CHECK_STACKING_H_
#define PATRON_SRC_PROGRAM_CHECK_STACKING_H_

#include "program/check_effects.h"
#include "program/checked_program.h"
#include "program/report.h"

namespace patron {

// Products, price lists, budgets and tenders; resolves the lists' segments.
void CheckShelf(const ObjectNames& names, CheckedProgram* checked,
                Report* report);

// The groups and budgets that rules name, and the groups themselves: no group
// in itself, one phase in a group whose members compete. Requires: the effects
// are resolved.
void CheckStacking(const ObjectNames& names, CheckedProgram* checked,
                   Report* report);

// That what is to be judged again when goods come back can be. Requires: groups
// are resolved, and the host functions that the program calls are known.
void CheckReturns(const CheckedProgram& checked, Report* report);

}  // namespace patron

#endif  // PATRON_SRC_PROGRAM_CHECK_STACKING_H_
