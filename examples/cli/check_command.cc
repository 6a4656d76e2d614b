// patron check: is the program sound?

#include <cstdio>
#include <iterator>
#include <string>

#include "base/quote.h"
#include "json_text.h"
#include "subcommands.h"

namespace patron::cli {
namespace {

std::string Summary(const std::string& file, const Program& program) {
  return file + ": program '" + Shown(program.id) + "' version '" +
         Shown(program.version) +
         "' is sound: " + CountOf(std::ssize(program.rules), "rule", "rules") +
         ", " +
         CountOf(std::ssize(program.selections), "selection", "selections") +
         ", " + CountOf(std::ssize(program.segments), "segment", "segments") +
         ", " +
         CountOf(std::ssize(program.points), "points currency",
                 "points currencies") +
         "; valid from " + FormatDate(program.valid_from) + "\n";
}

void PrintJson(const LoadedPlan& loaded) {
  JsonText json;
  json.Open().Field("ok", loaded.plan != nullptr);
  if (loaded.plan != nullptr) {
    json.Field("program", loaded.plan->program().id)
        .Field("version", loaded.plan->program().version)
        .Field("fingerprint", loaded.plan->fingerprint().Hex());
  }
  json.OpenList("diagnostics");
  for (const Diagnostic& d : loaded.diagnostics) {
    const bool error = d.severity == Diagnostic::Severity::kError;
    json.Open()
        .Field("severity", error ? "error" : "warning")
        .Field("reason", ReasonName(d.reason))
        .Field("file", d.place.file)
        .Field("line", int64_t{d.place.line})
        .Field("column", int64_t{d.place.column})
        .Field("path", d.path)
        .Field("message", d.message)
        .Close();
  }
  Print(json.CloseList().Close().Take());
}

}  // namespace

int Check(const CheckOptions& options) {
  if (options.schema) {
    Print(ProgramJsonSchema());
    return FlushOutput(kExitOk);
  }
  const absl::StatusOr<LoadedPlan> loaded = LoadPlanFile(options.program);
  if (!loaded.ok()) return Fail(loaded.status());
  const int exit_code = loaded->plan != nullptr ? kExitOk : kExitInput;
  const bool json = options.format == Format::kJson;
  if (json && !options.print) {
    PrintJson(*loaded);
    return FlushOutput(exit_code);
  }
  PrintDiagnostics(loaded->diagnostics);
  if (loaded->plan == nullptr) return exit_code;
  if (options.print) {
    Print(PrintProgram(loaded->plan->program(),
                       json ? TextFormat::kJson : TextFormat::kYaml));
  } else {
    Print(Summary(options.program, loaded->plan->program()));
  }
  if (options.verbose) Print(loaded->plan->Print());
  return FlushOutput(exit_code);
}

}  // namespace patron::cli
