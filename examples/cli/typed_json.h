// Values of the rule language as JSON that keeps their type and their digits:
// {"int": "3"}, {"string": "a"}, {"list": [...]}, {"map": [[key, value], ...]},
// {"timestamp": [seconds, nanos]}, {"optional": null}, {"money": "1.00 EUR"}.
// Integers are text, so that 64 bits survive.
//
// What is written is read again, and what a person would write: 3, 1.5, "a",
// true, null, [1, 2], {"int": 3}, {"map": {"a": 1}}, {"timestamp":
// "2026-01-14T12:00:00Z"}, {"duration": "90s"}.
//
// Threads: free functions, any thread. Limits: 64 levels.
#ifndef PATRON_EXAMPLES_CLI_TYPED_JSON_H_
#define PATRON_EXAMPLES_CLI_TYPED_JSON_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "expr/arena.h"
#include "expr/environment.h"
#include "expr/value.h"

namespace patron::cli {

// One line; kTooLarge where that would be more than 16 MiB.
[[nodiscard]] absl::StatusOr<std::string> TypedJson(const expr::Value& value);

// An object of names and typed values: each becomes a fact of the environment
// with its value in `facts`. Text lives in `arena`. kSyntax, kWrongType,
// kDuplicateKey, kBadValue; the message says where in which value.
[[nodiscard]] absl::Status ReadBindings(std::string_view json,
                                        expr::Environment* environment,
                                        expr::Arena* arena,
                                        std::vector<expr::Value>* facts);

}  // namespace patron::cli

#endif  // PATRON_EXAMPLES_CLI_TYPED_JSON_H_
