// patron eval: one expression of the rule language.

#include <string>

#include "expr/expression.h"
#include "json_text.h"
#include "subcommands.h"
#include "typed_json.h"

namespace patron::cli {
namespace {

constexpr size_t kBindingsBytesMax = size_t{8} << 20U;

int Failed(const EvalOptions& options, std::string_view message) {
  if (options.format == Format::kJson) {
    JsonText json;
    Print(json.Open().Field("error", message).Close().Take());
  } else {
    Say("patron: error: " + std::string(message));
  }
  return FlushOutput(kExitInput);
}

}  // namespace

int Eval(const EvalOptions& options) {
  expr::Environment environment;
  expr::Arena arena;
  std::vector<expr::Value> facts;
  if (!options.bindings.empty()) {
    const absl::StatusOr<std::string> text =
        ReadText(options.bindings, kBindingsBytesMax);
    if (!text.ok()) return Fail(text.status());
    const absl::Status status =
        ReadBindings(*text, &environment, &arena, &facts);
    if (!status.ok()) return Fail(status);
  }
  const expr::CompileResult compiled = expr::Compile(
      environment, options.expression, std::nullopt, expr::Limits());
  if (!compiled.ok()) {
    if (options.format == Format::kText) PrintDiagnostics(compiled.diagnostics);
    if (options.format == Format::kText) return kExitInput;
    return Failed(options, MessageOf(ToStatus(compiled.diagnostics)));
  }
  expr::Scratch scratch;
  const expr::Value value = compiled.expression->Evaluate(facts, scratch);
  if (value.is_error()) return Failed(options, value.error().message);
  Print(options.format == Format::kJson ? TypedJson(value) + "\n"
                                        : expr::FormatValue(value) + "\n");
  return FlushOutput(kExitOk);
}

}  // namespace patron::cli
