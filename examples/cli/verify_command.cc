// patron verify: every sum, balance and statistic derived again.

#include <string>
#include <utility>

#include "functions_file.h"
#include "json_text.h"
#include "progress.h"
#include "subcommands.h"

namespace patron::cli {

int Verify(const VerifyOptions& options) {
  absl::StatusOr<HostFunctions> host = ReadFunctions(options.functions);
  if (!host.ok()) return Fail(host.status());
  const auto engine = OpenDatabase(options.db, Access::kRead, *std::move(host));
  if (!engine.ok()) return Fail(engine.status());
  Progress progress(stderr, "verifying rows", Progress::IsTerminal(stderr));
  const absl::StatusOr<Verification> found =
      (*engine)->Verify([&](int64_t rows) { progress.Count(rows); });
  progress.Clear();
  if (!found.ok()) return Fail(found.status());
  const int exit_code = found->problem_count == 0 ? kExitOk : kExitInput;
  if (options.format == Format::kJson) {
    JsonText json;
    json.Open()
        .Field("ok", found->problem_count == 0)
        .Field("accounts", found->accounts)
        .Field("orders", found->orders)
        .Field("entries", found->entries)
        .Field("postings", found->postings)
        .Field("lots", found->lots)
        .Field("counters", found->counters)
        .Field("problem_count", found->problem_count)
        .OpenList("not_compiled");
    for (const std::string& program : found->not_compiled) json.Item(program);
    json.CloseList().OpenList("problems");
    for (const std::string& problem : found->problems) json.Item(problem);
    Print(json.CloseList().Close().Take());
    return FlushOutput(exit_code);
  }
  Print(CountOf(found->entries, "journal entry", "journal entries") + " with " +
        CountOf(found->postings, "posting", "postings") + ", " +
        CountOf(found->lots, "lot", "lots") + ", " +
        CountOf(found->counters, "counter", "counters") + ", " +
        CountOf(found->orders, "order", "orders") + ", " +
        CountOf(found->accounts, "account", "accounts") + "\n");
  for (const std::string& program : found->not_compiled) {
    Say("patron: " + program +
        " was read and not compiled: its conditions and its fingerprint are "
        "taken as stored; declare the functions that it calls with --functions "
        "to compare them too");
  }
  for (const std::string& problem : found->problems) {
    Say("patron: " + problem);
  }
  if (found->problem_count == 0) {
    Print(
        "every entry sums to zero; every balance and statistic equals its "
        "recomputation\n");
  } else {
    Say("patron: error: " +
        CountOf(found->problem_count, "problem", "problems"));
  }
  return FlushOutput(exit_code);
}

}  // namespace patron::cli
