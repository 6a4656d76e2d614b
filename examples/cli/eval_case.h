// One expression with what it may look at, as the batch mode of `patron eval`
// reads it from a line of JSON:
//
//   {"expr": "x + 1", "types": {"x": "int"}, "bindings": {"x": {"int": "2"}}}
//
// and what it comes to: {"int": "3"}, or {"error": "..."}. A type is the name
// that the language has for it, {"list": T}, {"map": [K, V]} or
// {"optional": T}. A binding without a type has that of its value;
// "disable_check" and "disable_macros" are true or left out.
//
// Zones are those of the system, read when they are named.
//
// Threads: one.
#ifndef PATRON_EXAMPLES_CLI_EVAL_CASE_H_
#define PATRON_EXAMPLES_CLI_EVAL_CASE_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "expr/arena.h"
#include "expr/expression.h"

namespace patron::cli {

class EvalCase {
 public:
  EvalCase();
  EvalCase(const EvalCase&) = delete;
  EvalCase& operator=(const EvalCase&) = delete;

  // A whole line; after an error the case is unusable.
  [[nodiscard]] absl::Status ReadLine(std::string_view json);

  // Its parts one by one. Bindings come before the types of their names.
  [[nodiscard]] absl::Status ReadBindings(std::string_view json);
  [[nodiscard]] absl::Status ReadTypes(std::string_view json);

  std::string expression;
  expr::CompileOptions options;

  // What is wrong with the expression, or its value. The value lives until the
  // next call.
  struct Result {
    Diagnostics diagnostics;
    expr::Value value;
  };
  [[nodiscard]] Result Run();

 private:
  // Says which fact it is, where the error is one that has no value.
  void NameUnbound(expr::Value* error);

  expr::Arena arena_;
  expr::Environment environment_;
  std::vector<expr::Value> facts_;
  expr::CompileResult compiled_;
  expr::Scratch scratch_;
  std::string unbound_message_;
  expr::ErrorValue unbound_;
};

// {"error": "..."} and a line end.
[[nodiscard]] std::string ErrorJson(std::string_view message);

}  // namespace patron::cli

#endif  // PATRON_EXAMPLES_CLI_EVAL_CASE_H_
