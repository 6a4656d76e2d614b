// patron run: files of sales or events into a database.

#include <cstdio>
#include <string>
#include <utility>

#include "import.h"
#include "json_text.h"
#include "patron/zoneinfo.h"
#include "progress.h"
#include "rejects.h"
#include "subcommands.h"

namespace patron::cli {
namespace {

constexpr size_t kColumnsBytesMax = size_t{1} << 20U;

bool IsCsv(const std::string& path) {
  const auto ends = [&](std::string_view end) {
    return path.size() >= end.size() &&
           path.compare(path.size() - end.size(), end.size(), end) == 0;
  };
  return ends(".csv") || ends(".csv.gz");
}

std::string Beside(const std::string& path, const std::string& name) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? name : path.substr(0, slash + 1) + name;
}

std::string BaseName(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

struct Columns {
  ColumnMap map;
  ZoneTable zone;
};

absl::StatusOr<Columns> LoadColumns(const RunOptions& options,
                                    const Plan& plan) {
  const std::string path = options.columns.empty()
                               ? Beside(options.program, "columns.yaml")
                               : options.columns;
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

absl::Status WriteRejects(const std::string& path,
                          const std::vector<RejectedLine>& rejects) {
  absl::StatusOr<RejectsFile> file = RejectsFile::Create(path);
  if (!file.ok()) return file.status();
  for (const RejectedLine& line : rejects) file->Add(line);
  return file->Commit();
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
      .Open("reasons");
  for (const auto& [reason, lines] : counts.reasons) {
    json.Field(ReasonName(reason), lines);
  }
  json.Close().OpenList("rejects_files");
  for (const std::string& path : rejects) json.Item(path);
  Print(json.CloseList().Close().Take());
}

class Runner {
 public:
  Runner(const RunOptions& options, Engine* engine)
      : options_(options),
        import_(engine, {.batch = options.batch,
                         .reading =
                             [this](int64_t done, int64_t total) {
                               reading_.Show(done, total);
                             },
                         .committing =
                             [this](int64_t done, int64_t total) {
                               reading_.Clear();
                               committing_.Show(done, total);
                             }}) {}

  // One file, and its rejects.
  absl::Status Take(const std::string& file, const Plan& plan,
                    const std::optional<Columns>& columns) {
    absl::Status status =
        IsCsv(file) ? import_.CsvFile(file, columns->map, columns->zone)
                    : import_.JsonLinesFile(file, plan.program().currency);
    reading_.Clear();
    committing_.Clear();
    if (!status.ok() || import_.rejects().empty()) return status;
    const std::string path =
        options_.rejects.empty()
            ? options_.db + "." + BaseName(file) + ".rejects.csv"
            : options_.rejects;
    rejects_.push_back(path);
    return WriteRejects(path, import_.rejects());
  }

  int Finish(const absl::Status& status) {
    const ImportCounts& counts = import_.counts();
    if (options_.format == Format::kJson) {
      PrintJson(counts, rejects_);
    } else {
      Print(FormatCounts(counts));
      for (const std::string& path : rejects_) {
        Print("rejects are in " + path + "\n");
      }
    }
    if (!status.ok()) {
      std::fprintf(stderr,
                   "patron: what was committed stays; mend this and run the "
                   "same again to go on\n");
      return FlushOutput(Fail(status));
    }
    if (options_.max_rejects && counts.rejected > *options_.max_rejects) {
      std::fprintf(stderr, "patron: error: %lld lines were rejected\n",
                   static_cast<long long>(counts.rejected));
      return FlushOutput(kExitInput);
    }
    return FlushOutput(kExitOk);
  }

 private:
  const RunOptions& options_;
  Progress reading_{stderr, "reading", Progress::IsTerminal(stderr)};
  Progress committing_{stderr, "committing", Progress::IsTerminal(stderr)};
  Import import_;
  std::vector<std::string> rejects_;
};

}  // namespace

int Run(const RunOptions& options) {
  int exit_code = kExitOk;
  const std::shared_ptr<const Plan> plan =
      RequirePlan(options.program, &exit_code);
  if (plan == nullptr) return exit_code;
  std::optional<Columns> columns;
  for (const std::string& file : options.files) {
    if (!IsCsv(file) || columns) continue;
    absl::StatusOr<Columns> loaded = LoadColumns(options, *plan);
    if (!loaded.ok()) return Fail(loaded.status());
    columns = *std::move(loaded);
  }
  const auto engine = OpenDatabase(options.db, Access::kWrite);
  if (!engine.ok()) return Fail(engine.status());
  if (absl::Status status = (*engine)->Activate(plan); !status.ok()) {
    return Fail(status);
  }
  Runner runner(options, engine->get());
  absl::Status status;
  for (const std::string& file : options.files) {
    status = runner.Take(file, *plan, columns);
    if (!status.ok()) break;
  }
  return runner.Finish(status);
}

}  // namespace patron::cli
