// What the subcommands share: exit codes, messages, files, programs, databases.
//
// Results go to standard output, everything else to standard error. Exit codes:
// 0 success, 1 the input is wrong, 2 the call is wrong, 3 anything else.
//
// Threads: one.
#ifndef PATRON_EXAMPLES_CLI_COMMAND_H_
#define PATRON_EXAMPLES_CLI_COMMAND_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "patron/calendar.h"
#include "patron/engine.h"
#include "patron/error.h"
#include "patron/host.h"
#include "patron/plan.h"
#include "patron/text.h"

namespace patron::cli {

inline constexpr int kExitOk = 0;
inline constexpr int kExitInput = 1;
inline constexpr int kExitCall = 2;
inline constexpr int kExitOther = 3;

enum class Format : uint8_t { kText, kJson };

// Lines to standard error. What comes from files may hold what a terminal would
// obey: it is shown escaped.
void Say(std::string_view text);

// Says what is wrong on standard error and gives the exit code that belongs to
// it.
[[nodiscard]] int Fail(const absl::Status& status);
[[nodiscard]] int ExitCodeOf(Reason reason);
// The same where the call itself is wrong: 2.
[[nodiscard]] int FailCall(const absl::Status& status);

// Prints to standard output; a closed pipe or a full disk shows in FlushOutput.
void Print(std::string_view text);
[[nodiscard]] int FlushOutput(int exit_code);

// What `--now` says, or else the clock. The library has none: only the command
// line looks whether somebody has mistyped a year. kBadDate.
[[nodiscard]] absl::StatusOr<Instant> NowOf(const std::string& given);

// "1 order", "2 orders".
[[nodiscard]] std::string CountOf(int64_t count, std::string_view one,
                                  std::string_view many);

// A whole file, or standard input for "-". kUnreadable, kTooLarge.
[[nodiscard]] absl::StatusOr<std::string> ReadText(const std::string& path,
                                                   size_t bytes_max);

// By the end of the name: .json, .pb and .bin, else YAML.
[[nodiscard]] TextFormat FormatOf(std::string_view path);

// A program from a file, ready to decide. `plan` is null where `diagnostics`
// has errors; all of them are there, in the order of the file.
struct LoadedPlan {
  std::shared_ptr<const Plan> plan;
  Diagnostics diagnostics;
};
[[nodiscard]] LoadedPlan LoadPlan(std::string_view text, TextFormat format,
                                  const std::string& file,
                                  const HostFunctions& host = {});
[[nodiscard]] absl::StatusOr<LoadedPlan> LoadPlanFile(
    const std::string& path, const HostFunctions& host = {});

// LoadPlanFile for commands that need the plan: prints what is wrong and gives
// null and an exit code.
[[nodiscard]] std::shared_ptr<const Plan> RequirePlan(const std::string& path,
                                                      int* exit_code);

// To standard error, one below the other.
void PrintDiagnostics(const Diagnostics& diagnostics);

// kUpkeep decides nothing.
enum class Access : uint8_t { kRead, kUpkeep, kWrite };
// An engine over a database file. All but kWrite need it to be there, and open
// it also where its programs call functions that `host` lacks.
[[nodiscard]] absl::StatusOr<std::unique_ptr<Engine>> OpenDatabase(
    const std::string& path, Access access, HostFunctions host = {});
// One over memory, for quotes without a database.
[[nodiscard]] absl::StatusOr<std::unique_ptr<Engine>> OpenMemory();

}  // namespace patron::cli

#endif  // PATRON_EXAMPLES_CLI_COMMAND_H_
