// Values of attributes against what a program declares: those of an event, and
// those of the program's own stores.
//
// Threads: free functions, any thread.
#ifndef PATRON_SRC_PROGRAM_ATTRIBUTES_H_
#define PATRON_SRC_PROGRAM_ATTRIBUTES_H_

#include "absl/status/status.h"
#include "patron/error.h"
#include "patron/program.h"

namespace patron {

// Refuses a value that the program does not declare for this owner, or of
// another type, too long, in another currency, or outside of the years.
[[nodiscard]] absl::Status CheckAttribute(const Program& program,
                                          Attribute::Owner owner,
                                          const AttributeValue& value);

// Refuses a value that no rule could compare with anything of its type: too
// long, in another currency, or outside of the years.
[[nodiscard]] absl::Status CheckValue(const Program& program,
                                      const AttributeValue& value);

// What is wrong with the attributes of the stores.
void CheckStores(const Program& program, Diagnostics* diagnostics);

}  // namespace patron

#endif  // PATRON_SRC_PROGRAM_ATTRIBUTES_H_
