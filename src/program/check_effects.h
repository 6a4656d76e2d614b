// Checks effects: what they name, and that their values mean something.
//
// Threads: free function, any thread.
#ifndef PATRON_SRC_PROGRAM_CHECK_EFFECTS_H_
#define PATRON_SRC_PROGRAM_CHECK_EFFECTS_H_

#include <string>

#include "patron/program.h"
#include "program/checked_program.h"
#include "program/names.h"
#include "program/report.h"

namespace patron {

// The ids of a program that other objects refer to.
struct ObjectNames {
  const Names& points;
  const Names& selections;
  const Names& segments;
  const Names& products;
  const Names& budgets;
  const Names& groups;
};

// The index of `id`, or kNoIndex where it is empty, or unknown, which is then
// reported: "unknown selection 'cofee'; did you mean 'coffee'?".
uint32_t Resolve(const Names& names, std::string_view kind, std::string_view id,
                 const std::string& path, Report* report);

// Reports what is wrong with an effect of `program` at `path`.
void CheckEffect(const Program& program, const ObjectNames& names,
                 const Effect& effect, const std::string& path,
                 ResolvedEffect* resolved, Report* report);

}  // namespace patron

#endif  // PATRON_SRC_PROGRAM_CHECK_EFFECTS_H_
