// patron check: is the program sound?

#include <cstdio>
#include <initializer_list>
#include <string>

#include "base/quote.h"
#include "functions_file.h"
#include "json_text.h"
#include "subcommands.h"

namespace patron::cli {
namespace {

struct ObjectCount {
  size_t count = 0;
  std::string_view one;
  std::string_view many;
};

// A line of those that there are; nothing where there are none.
std::string CountsLine(std::initializer_list<ObjectCount> objects) {
  std::string line;
  for (const auto& [count, one, many] : objects) {
    if (count == 0) continue;
    line += (line.empty() ? "  " : ", ") +
            CountOf(static_cast<int64_t>(count), one, many);
  }
  return line.empty() ? line : line + "\n";
}

// What the program holds, so that one sees whether all of it was read.
std::string Summary(const std::string& file, const Program& program) {
  return file + ": program '" + Shown(program.id) + "' version '" +
         Shown(program.version) + "' is sound, valid from " +
         FormatDate(program.valid_from) + "\n" +
         CountsLine({{program.rules.size(), "rule", "rules"},
                     {program.selections.size(), "selection", "selections"},
                     {program.segments.size(), "segment", "segments"},
                     {program.tiers.size(), "tier ladder", "tier ladders"}}) +
         CountsLine(
             {{program.points.size(), "points currency", "points currencies"},
              {program.attributes.size(), "attribute", "attributes"},
              {program.stores.size(), "store", "stores"}}) +
         CountsLine({{program.groups.size(), "group", "groups"},
                     {program.budgets.size(), "budget", "budgets"},
                     {program.price_lists.size(), "price list", "price lists"},
                     {program.products.size(), "product", "products"}});
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
  const absl::StatusOr<HostFunctions> host = ReadFunctions(options.functions);
  if (!host.ok()) return Fail(host.status());
  const absl::StatusOr<LoadedPlan> loaded =
      LoadPlanFile(options.program.empty() ? "-" : options.program, *host);
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
    Print(Summary(options.program.empty() ? "-" : options.program,
                  loaded->plan->program()));
  }
  if (options.verbose) Print(loaded->plan->Print());
  return FlushOutput(exit_code);
}

}  // namespace patron::cli
