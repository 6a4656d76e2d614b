// patron eval: one expression of the rule language, or a line of JSON each.

#include <cstdio>
#include <iostream>
#include <string>

#include "eval_case.h"
#include "subcommands.h"
#include "typed_json.h"

namespace patron::cli {
namespace {

constexpr size_t kFileBytesMax = size_t{8} << 20U;

int Failed(const EvalOptions& options, std::string_view message) {
  if (options.format == Format::kJson) {
    Print(ErrorJson(message));
  } else {
    std::fprintf(stderr, "patron: error: %.*s\n",
                 static_cast<int>(message.size()), message.data());
  }
  return FlushOutput(kExitInput);
}

// The answer to one line, and whether it could be read at all.
bool AnswerLine(std::string_view line, std::string* answer) {
  EvalCase one;
  const absl::Status status = one.ReadLine(line);
  if (!status.ok()) {
    *answer = ErrorJson(MessageOf(status));
    return false;
  }
  const EvalCase::Result result = one.Run();
  if (!result.diagnostics.empty()) {
    *answer = ErrorJson(FormatDiagnostic(result.diagnostics.front()));
  } else if (result.value.is_error()) {
    *answer = ErrorJson(result.value.error().message);
  } else {
    *answer = TypedJson(result.value) + "\n";
  }
  return true;
}

int EvalBatch() {
  int exit_code = kExitOk;
  std::string answer;
  for (std::string line; std::getline(std::cin, line);) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    if (!AnswerLine(line, &answer)) exit_code = kExitInput;
    Print(answer);
  }
  return FlushOutput(exit_code);
}

// Reads one of the two files that an expression may come with.
template <typename Read>
absl::Status ReadFile(const std::string& path, Read read) {
  if (path.empty()) return absl::OkStatus();
  const absl::StatusOr<std::string> text = ReadText(path, kFileBytesMax);
  return text.ok() ? read(*text) : text.status();
}

}  // namespace

int Eval(const EvalOptions& options) {
  if (options.batch) return EvalBatch();
  EvalCase one;
  one.expression = options.expression;
  one.options.check = !options.no_check;
  absl::Status status = ReadFile(options.bindings, [&](std::string_view text) {
    return one.ReadBindings(text);
  });
  if (!status.ok()) return Fail(status);
  status = ReadFile(options.types,
                    [&](std::string_view text) { return one.ReadTypes(text); });
  if (!status.ok()) return Fail(status);
  const EvalCase::Result result = one.Run();
  if (!result.diagnostics.empty()) {
    if (options.format == Format::kText) {
      PrintDiagnostics(result.diagnostics);
      return kExitInput;
    }
    return Failed(options, MessageOf(ToStatus(result.diagnostics)));
  }
  if (result.value.is_error()) {
    return Failed(options, result.value.error().message);
  }
  Print(options.format == Format::kJson
            ? TypedJson(result.value) + "\n"
            : expr::FormatValue(result.value) + "\n");
  return FlushOutput(kExitOk);
}

}  // namespace patron::cli
