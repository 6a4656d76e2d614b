// The command line's edges: files, messages, exit codes.

#include "command.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <tuple>
#include <utility>
#include <vector>

#include "base/quote.h"
#include "patron/protobuf_codec.h"
#include "patron/store.h"
#include "patron/zoneinfo.h"

namespace patron::cli {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const {
    if (file != stdin) std::fclose(file);
  }
};

bool EndsWith(std::string_view text, std::string_view end) {
  return text.size() >= end.size() &&
         text.substr(text.size() - end.size()) == end;
}

absl::Status Unreadable(const std::string& path) {
  return Refuse(Reason::kUnreadable,
                "cannot read '" + path + "': " + std::strerror(errno));
}

// The reader of texts and the checker of programs may both see one mistake.
void SortAndMerge(Diagnostics* diagnostics) {
  const auto place = [](const Diagnostic& d) {
    return std::tuple(d.reason == Reason::kMoreErrors, d.place.line,
                      d.place.column, d.path);
  };
  std::stable_sort(diagnostics->begin(), diagnostics->end(),
                   [&](const Diagnostic& a, const Diagnostic& b) {
                     return place(a) < place(b);
                   });
  diagnostics->erase(std::unique(diagnostics->begin(), diagnostics->end(),
                                 [&](const Diagnostic& a, const Diagnostic& b) {
                                   return place(a) == place(b) &&
                                          a.reason == b.reason;
                                 }),
                     diagnostics->end());
}

}  // namespace

int ExitCodeOf(Reason reason) {
  switch (reason) {
    case Reason::kConflict:
    case Reason::kStoreFailed:
    case Reason::kReadOnly:
    case Reason::kDiskFull:
    case Reason::kCorrupt:
    case Reason::kOutOfMemory:
    case Reason::kInternal:
    case Reason::kNullArgument:
    case Reason::kUnimplemented:
      return kExitOther;
    default:
      return kExitInput;
  }
}

void Say(std::string_view text) {
  std::string shown;
  for (size_t begin = 0; begin <= text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    shown += Shown(text.substr(begin, end - begin)) + "\n";
    begin = end + 1;
  }
  std::fwrite(shown.data(), 1, shown.size(), stderr);
}

int Fail(const absl::Status& status) {
  Say("patron: error: " + std::string(MessageOf(status)));
  return ExitCodeOf(ReasonOf(status));
}

int FailCall(const absl::Status& status) {
  (void)Fail(status);
  return kExitCall;
}

void Print(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
}

int FlushOutput(int exit_code) {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return exit_code;
  std::fprintf(stderr, "patron: error: the output could not be written: %s\n",
               std::strerror(errno));
  return exit_code == kExitOk ? kExitOther : exit_code;
}

absl::StatusOr<Instant> NowOf(const std::string& given) {
  if (!given.empty()) return ParseInstant(given);
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return Instant{std::chrono::duration_cast<std::chrono::seconds>(now).count() *
                 kMicrosPerSecond};
}

std::string CountOf(int64_t count, std::string_view one,
                    std::string_view many) {
  return std::to_string(count) + " " + std::string(count == 1 ? one : many);
}

absl::StatusOr<std::string> ReadText(const std::string& path,
                                     size_t bytes_max) {
  const std::unique_ptr<std::FILE, CloseFile> file(
      path == "-" ? stdin : std::fopen(path.c_str(), "rb"));
  if (file == nullptr) return Unreadable(path);
  std::string text;
  char buffer[1 << 16];
  size_t got = 0;
  while ((got = std::fread(buffer, 1, sizeof buffer, file.get())) > 0) {
    if (text.size() + got > bytes_max) {
      return Refuse(Reason::kTooLarge, "'" + path + "' has more than " +
                                           std::to_string(bytes_max) +
                                           " bytes");
    }
    text.append(buffer, got);
  }
  if (std::ferror(file.get()) != 0) return Unreadable(path);
  return text;
}

TextFormat FormatOf(std::string_view path) {
  if (EndsWith(path, ".json")) return TextFormat::kJson;
  if (EndsWith(path, ".pb") || EndsWith(path, ".bin")) {
    return TextFormat::kBytes;
  }
  return TextFormat::kYaml;
}

LoadedPlan LoadPlan(std::string_view text, TextFormat format,
                    const std::string& file, const HostFunctions& host) {
  Loaded<Program> loaded = LoadProgram(text, format, file);
  LoadedPlan result;
  result.diagnostics = std::move(loaded.diagnostics);
  // A draft is checked too, so that one round shows everything.
  std::optional<Program>& program = loaded.value ? loaded.value : loaded.draft;
  if (!program) return result;
  Diagnostics more;
  const std::vector<ZoneTable> zones = ReadZones(*program, &more);
  PlanResult plan = Plan::Compile(*std::move(program), zones, host);
  more.insert(more.end(), plan.diagnostics.begin(), plan.diagnostics.end());
  DropConsequences(result.diagnostics, more);
  loaded.places.Locate(more);
  result.diagnostics.insert(result.diagnostics.end(), more.begin(), more.end());
  SortAndMerge(&result.diagnostics);
  if (!HasErrors(result.diagnostics)) result.plan = std::move(plan.plan);
  return result;
}

absl::StatusOr<LoadedPlan> LoadPlanFile(const std::string& path,
                                        const HostFunctions& host) {
  absl::StatusOr<std::string> text = ReadText(path, kProgramBytesMax);
  if (!text.ok()) return text.status();
  return LoadPlan(*text, FormatOf(path), path, host);
}

std::shared_ptr<const Plan> RequirePlan(const std::string& path,
                                        int* exit_code) {
  absl::StatusOr<LoadedPlan> loaded = LoadPlanFile(path);
  if (!loaded.ok()) {
    *exit_code = Fail(loaded.status());
    return nullptr;
  }
  PrintDiagnostics(loaded->diagnostics);
  *exit_code = loaded->plan != nullptr ? kExitOk : kExitInput;
  return std::move(loaded->plan);
}

void PrintDiagnostics(const Diagnostics& diagnostics) {
  for (const Diagnostic& diagnostic : diagnostics) {
    Say(FormatDiagnostic(diagnostic));
  }
}

absl::StatusOr<std::unique_ptr<Engine>> OpenDatabase(const std::string& path,
                                                     Access access,
                                                     HostFunctions host) {
  SqliteOptions options;
  options.read_only = access == Access::kRead;
  options.create = access == Access::kWrite;
  absl::StatusOr<std::unique_ptr<Store>> store = OpenSqliteStore(path, options);
  if (!store.ok()) return store.status();
  return Engine::Open({*std::move(store), &ProtobufCodec(), std::move(host),
                       access != Access::kWrite});
}

absl::StatusOr<std::unique_ptr<Engine>> OpenMemory() {
  return Engine::Open({OpenMemoryStore(), &ProtobufCodec()});
}

}  // namespace patron::cli
