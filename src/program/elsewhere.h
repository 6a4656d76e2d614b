// A name that is read in the wrong place, which is the likeliest mistake of
// all: where it can be read, and what to write.
//
//   AddHints(order, member, line);   // they outlive what is compiled with them
//
// Threads: free functions, any thread.
#ifndef PATRON_SRC_PROGRAM_ELSEWHERE_H_
#define PATRON_SRC_PROGRAM_ELSEWHERE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "expr/environment.h"

namespace patron {

// Where an expression stands: in a rule, in a segment or a tier level, in a
// selection or the eligibility.
enum class ExpressionPlace : uint8_t { kRule, kMember, kLine };

// ": ..." for a fact or a function that exists in another place, else "".
// `order` and `line` are the environments of rules and of lines.
[[nodiscard]] std::string ElsewhereHint(ExpressionPlace place,
                                        std::string_view name,
                                        const expr::Environment& order,
                                        const expr::Environment& line);

// The same for an attribute that nobody declared: "store.region". Asked where
// no near name is known.
[[nodiscard]] std::string UndeclaredHint(std::string_view name);

// Both, to the environments of rules, of members and of lines.
void AddHints(expr::Environment& order, expr::Environment& member,
              expr::Environment& line);

}  // namespace patron

#endif  // PATRON_SRC_PROGRAM_ELSEWHERE_H_
