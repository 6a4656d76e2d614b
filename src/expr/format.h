// "%d cups of %s".format([2, "tea"]): what a text with clauses may hold.
//
// %s writes any value that has a text, %d %f %e numbers, %b %o %x %X bits, %%
// a percent sign; %.2f writes two digits behind the point.
//
// Threads: free functions, any thread.
#ifndef PATRON_EXPR_FORMAT_H_
#define PATRON_EXPR_FORMAT_H_

#include <span>
#include <string>
#include <string_view>

#include "expr/type.h"

namespace patron::expr {

// What is wrong with the text as one for arguments of these types: a clause
// that there is none of, a type that a clause does not take, an argument too
// few or too many. "" where nothing is, as far as the types tell.
[[nodiscard]] std::string FormatMistake(std::string_view text,
                                        std::span<const Type> arguments);

}  // namespace patron::expr

#endif  // PATRON_EXPR_FORMAT_H_
