// patron run: files of sales or events into a database.

#include <cstdio>
#include <memory>
#include <string>
#include <utility>

#include "import.h"
#include "input_file.h"
#include "json_text.h"
#include "patron/zoneinfo.h"
#include "progress.h"
#include "reject_files.h"
#include "subcommands.h"

namespace patron::cli {
namespace {

constexpr size_t kColumnsBytesMax = size_t{1} << 20U;

std::string Beside(const std::string& path, const std::string& name) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? name : path.substr(0, slash + 1) + name;
}

struct Columns {
  ColumnMap map;
  ZoneTable zone;
};

std::string ColumnsPath(const RunOptions& options) {
  return options.columns.empty() ? Beside(options.program, "columns.yaml")
                                 : options.columns;
}

absl::StatusOr<Columns> LoadColumns(const RunOptions& options,
                                    const Plan& plan) {
  const std::string path = ColumnsPath(options);
  const absl::StatusOr<std::string> text = ReadText(path, kColumnsBytesMax);
  if (!text.ok()) {
    return Refuse(Reason::kUnreadable,
                  std::string(MessageOf(text.status())) +
                      "; a CSV file needs a mapping of its columns: give it "
                      "with --columns");
  }
  Diagnostics diagnostics;
  std::optional<ColumnMap> map = ParseColumns(*text, path, diagnostics);
  PrintDiagnostics(diagnostics);
  if (!map) {
    return Refuse(Reason::kBadValue,
                  "the mapping of columns in '" + path + "' is wrong");
  }
  Columns columns{*std::move(map), plan.zone()};
  if (columns.map.zone.empty()) return columns;
  absl::StatusOr<ZoneTable> zone = ReadZone(columns.map.zone);
  if (!zone.ok()) return zone.status();
  columns.zone = *std::move(zone);
  return columns;
}

void PrintJson(const ImportCounts& counts,
               const std::vector<std::string>& rejects) {
  JsonText json;
  json.Open()
      .Field("read", counts.read)
      .Field("committed", counts.committed)
      .Field("duplicate", counts.duplicate)
      .Field("rejected", counts.rejected)
      .Field("dropped", counts.dropped)
      .Field("in_part", counts.in_part)
      .Field("not_reached", counts.not_reached)
      .Field("orders", counts.purchases)
      .Field("returns", counts.returns)
      .Field("adjustments", counts.adjustments)
      .Field("voids", counts.voids)
      .Field("exchanges", counts.exchanges)
      .Field("fulfilments", counts.fulfilments)
      .Field("holds", counts.holds)
      .Field("releases", counts.releases)
      .Field("transfers", counts.transfers)
      .Field("joins", counts.joins)
      .Field("leaves", counts.leaves)
      .Open("reasons");
  for (const auto& [reason, lines] : counts.reasons) {
    json.Field(ReasonName(reason), lines);
  }
  json.Close().Open("unknown_stores");
  for (const auto& [store, orders] : counts.unknown_stores.orders) {
    json.Field(store, orders);
  }
  json.Close().OpenList("rejects_files");
  for (const std::string& path : rejects) json.Item(path);
  Print(json.CloseList().Close().Take());
}

class Runner {
 public:
  Runner(const RunOptions& options, Instant now,
         std::shared_ptr<const Plan> plan, RejectFiles* rejects, Engine* engine)
      : options_(options),
        rejects_(rejects),
        plan_(std::move(plan)),
        import_(engine, {.batch = options.batch,
                         .plan = plan_,
                         .reading =
                             [this](int64_t done, int64_t total) {
                               reading_.Show(done, total);
                             },
                         .committing =
                             [this](int64_t done, int64_t total) {
                               reading_.Clear();
                               committing_.Show(done, total);
                             },
                         .now = now}) {}

  // One file, and its rejects, also where the file ended with an error.
  absl::Status Take(const std::string& file, InputKind kind,
                    const std::optional<Columns>& columns) {
    absl::Status status =
        kind == InputKind::kCsv
            ? import_.CsvFile(file, columns->map, columns->zone)
            : import_.JsonFile(file, plan_->program().currency,
                               kind == InputKind::kJson);
    reading_.Clear();
    committing_.Clear();
    status.Update(rejects_->Add(file, import_.rejects()));
    return status;
  }

  int Finish(absl::Status status) {
    status.Update(rejects_->Commit());
    const ImportCounts& counts = import_.counts();
    if (options_.format == Format::kJson) {
      PrintJson(counts, rejects_->written());
    } else {
      Print(FormatCounts(counts));
      for (const std::string& path : rejects_->written()) {
        Print("rejects are in " + path + "\n");
      }
    }
    if (!counts.unknown_stores.empty()) {
      Say("patron: warning: " +
          FormatUnknownStores(plan_->program(), counts.unknown_stores));
    }
    if (!status.ok()) {
      if (counts.committed + counts.duplicate != 0) {
        std::fprintf(stderr,
                     "patron: what was committed stays; mend this and run the "
                     "same again to go on\n");
      }
      return FlushOutput(Fail(status));
    }
    if (options_.max_rejects && counts.rejected > *options_.max_rejects) {
      Say("patron: error: " +
          CountOf(counts.rejected, "line was", "lines were") + " rejected");
      return FlushOutput(kExitInput);
    }
    return FlushOutput(kExitOk);
  }

 private:
  const RunOptions& options_;
  RejectFiles* rejects_;
  std::shared_ptr<const Plan> plan_;
  Progress reading_{stderr, "reading", Progress::IsTerminal(stderr)};
  Progress committing_{stderr, "committing", Progress::IsTerminal(stderr)};
  Import import_;
};

absl::StatusOr<std::vector<InputKind>> KindsOf(const RunOptions& options) {
  std::vector<InputKind> kinds;
  for (const std::string& file : options.files) {
    const absl::StatusOr<InputKind> kind = InputKindOf(file);
    if (!kind.ok()) return kind.status();
    kinds.push_back(*kind);
  }
  return kinds;
}

absl::StatusOr<RejectFiles> PlanRejects(const RunOptions& options) {
  return RejectFiles::Plan({.rejects = options.rejects,
                            .db = options.db,
                            .inputs = options.files,
                            .others = {options.program, ColumnsPath(options)}});
}

// A place for rejects that cannot be written is the call's fault, unless the
// disk or the rights are.
int FailRejects(const absl::Status& status) {
  const int exit_code = Fail(status);
  return exit_code == kExitInput ? kExitCall : exit_code;
}

}  // namespace

int Run(const RunOptions& options) {
  const absl::StatusOr<std::vector<InputKind>> kinds = KindsOf(options);
  if (!kinds.ok()) return FailCall(kinds.status());
  const absl::StatusOr<Instant> now = NowOf(options.now);
  if (!now.ok()) return FailCall(now.status());
  absl::StatusOr<RejectFiles> rejects = PlanRejects(options);
  if (!rejects.ok()) return FailCall(rejects.status());
  int exit_code = kExitOk;
  const std::shared_ptr<const Plan> plan =
      RequirePlan(options.program, &exit_code);
  if (plan == nullptr) return exit_code;
  std::optional<Columns> columns;
  for (const InputKind kind : *kinds) {
    if (kind != InputKind::kCsv || columns) continue;
    absl::StatusOr<Columns> loaded = LoadColumns(options, *plan);
    if (!loaded.ok()) return Fail(loaded.status());
    columns = *std::move(loaded);
  }
  // Their usual place is beside the database, whose own error says more.
  if (!options.rejects.empty()) {
    if (absl::Status s = rejects->Try(); !s.ok()) return FailRejects(s);
  }
  const auto engine = OpenDatabase(options.db, Access::kWrite);
  if (!engine.ok()) return Fail(engine.status());
  if (absl::Status s = rejects->Try(); !s.ok()) return FailRejects(s);
  if (absl::Status status = (*engine)->Activate(plan); !status.ok()) {
    return Fail(status);
  }
  Runner runner(options, *now, plan, &*rejects, engine->get());
  absl::Status status;
  for (size_t i = 0; i < options.files.size() && status.ok(); ++i) {
    status = runner.Take(options.files[i], (*kinds)[i], columns);
  }
  return runner.Finish(std::move(status));
}

}  // namespace patron::cli
