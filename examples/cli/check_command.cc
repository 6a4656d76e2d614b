// patron check: is the program sound?

#include <cstdio>
#include <initializer_list>
#include <string>
#include <vector>

#include "base/quote.h"
#include "decide/alive_lint.h"
#include "functions_file.h"
#include "json_text.h"
#include "patron/models.h"
#include "patron/protobuf_codec.h"
#include "patron/store.h"
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
                     {program.products.size(), "product", "products"},
                     {program.rewards.size(), "reward", "rewards"}});
}

void AddDiagnostics(const Diagnostics& diagnostics, JsonText* json) {
  json->OpenList("diagnostics");
  for (const Diagnostic& d : diagnostics) {
    const bool error = d.severity == Diagnostic::Severity::kError;
    json->Open()
        .Field("severity", error ? "error" : "warning")
        .Field("reason", ReasonName(d.reason))
        .Field("file", d.place.file)
        .Field("line", int64_t{d.place.line})
        .Field("column", int64_t{d.place.column})
        .Field("path", d.path)
        .Field("message", d.message)
        .Close();
  }
  json->CloseList();
}

void PrintJson(const LoadedPlan& loaded) {
  JsonText json;
  json.Open().Field("ok", loaded.plan != nullptr);
  if (loaded.plan != nullptr) {
    json.Field("program", loaded.plan->program().id)
        .Field("version", loaded.plan->program().version)
        .Field("fingerprint", loaded.plan->fingerprint().Hex());
  }
  AddDiagnostics(loaded.diagnostics, &json);
  Print(json.Close().Take());
}

// Whether a database in which the one was in force takes the other.
absl::Status MayFollow(const LoadedPlan& before, const LoadedPlan& next,
                       const HostFunctions& host) {
  const auto engine = Engine::Open({OpenMemoryStore(), &ProtobufCodec(), host});
  if (!engine.ok()) return engine.status();
  absl::Status status = (*engine)->Activate(before.plan);
  return status.ok() ? (*engine)->Activate(next.plan) : status;
}

int PrintChanges(const LoadedPlan& before, const LoadedPlan& next,
                 const HostFunctions& host, Format format) {
  const Program& old = before.plan->program();
  const Program& now = next.plan->program();
  const std::vector<std::string> changes = DescribeChanges(old, now);
  const absl::Status may = MayFollow(before, next, host);
  if (format == Format::kJson) {
    JsonText json;
    json.Open()
        .Field("ok", may.ok())
        .Field("program", now.id)
        .Field("before", old.version)
        .Field("version", now.version)
        .Field("reason", may.ok() ? "" : ReasonName(ReasonOf(may)))
        .OpenList("changes");
    for (const std::string& change : changes) json.Item(change);
    json.CloseList();
    AddDiagnostics(next.diagnostics, &json);
    Print(json.Close().Take());
    return FlushOutput(may.ok() ? kExitOk : kExitInput);
  }
  PrintDiagnostics(next.diagnostics);
  for (const std::string& change : changes) Print(change + "\n");
  if (changes.empty()) Print("nothing changes\n");
  return may.ok() ? FlushOutput(kExitOk) : Fail(may);
}

int CheckNext(const CheckOptions& options, const LoadedPlan& before,
              const HostFunctions& host) {
  const absl::StatusOr<LoadedPlan> next = LoadPlanFile(options.next, host);
  if (!next.ok()) return Fail(next.status());
  if (before.plan != nullptr && next->plan != nullptr) {
    return PrintChanges(before, *next, host, options.format);
  }
  PrintDiagnostics(before.diagnostics);
  PrintDiagnostics(next->diagnostics);
  return FlushOutput(kExitInput);
}

// What a program without a database cannot know: which model it will read.
absl::Status WarnOfModels(const std::string& db, LoadedPlan* loaded) {
  const auto engine = OpenDatabase(db, Access::kRead);
  if (!engine.ok()) return engine.status();
  const absl::StatusOr<std::vector<StoredModel>> stored = (*engine)->Models();
  if (!stored.ok()) return stored.status();
  const absl::StatusOr<ModelsInForce> models = ModelsInForce::Read(*stored);
  if (!models.ok()) return models.status();
  if (models->purchases() == nullptr ||
      models->purchases()->kind() != LifetimeKind::kBgNbd) {
    return absl::OkStatus();
  }
  for (Diagnostic& warning : WarnOfOneTimeBuyers(*loaded->plan)) {
    loaded->diagnostics.push_back(std::move(warning));
  }
  return absl::OkStatus();
}

}  // namespace

int Check(const CheckOptions& options) {
  if (options.schema) {
    Print(ProgramJsonSchema());
    return FlushOutput(kExitOk);
  }
  const absl::StatusOr<HostFunctions> host = ReadFunctions(options.functions);
  if (!host.ok()) return Fail(host.status());
  absl::StatusOr<LoadedPlan> loaded =
      LoadPlanFile(options.program.empty() ? "-" : options.program, *host);
  if (!loaded.ok()) return Fail(loaded.status());
  if (!options.db.empty() && loaded->plan != nullptr) {
    if (absl::Status s = WarnOfModels(options.db, &*loaded); !s.ok()) {
      return Fail(s);
    }
  }
  if (!options.next.empty()) return CheckNext(options, *loaded, *host);
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
