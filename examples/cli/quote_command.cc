// patron quote: what an order would come to; nothing is written.

#include <string>

#include "event_warnings.h"
#include "receipt.h"
#include "subcommands.h"

namespace patron::cli {
namespace {

// With a database its members are known, but the program is the one given: a
// quote may try a version that is not in force.
absl::StatusOr<std::unique_ptr<Engine>> EngineFor(const QuoteCommand& options) {
  return options.db.empty() ? OpenMemory()
                            : OpenDatabase(options.db, Access::kRead);
}

}  // namespace

int Quote(const QuoteCommand& options) {
  if (options.schema) {
    Print(EventJsonSchema());
    return FlushOutput(kExitOk);
  }
  int exit_code = kExitOk;
  const std::shared_ptr<const Plan> plan =
      RequirePlan(options.program, &exit_code);
  if (plan == nullptr) return exit_code;
  const absl::StatusOr<std::string> text =
      ReadText(options.order, kEventBytesMax);
  if (!text.ok()) return Fail(text.status());
  const std::string name = options.order == "-" ? "order" : options.order;
  Loaded<Event> event =
      LoadEvent(*text, TextFormat::kJson,
                {.file_name = name, .currency = plan->program().currency});
  PrintDiagnostics(event.diagnostics);
  if (!event.value) return kExitInput;
  const auto engine = EngineFor(options);
  if (!engine.ok()) return Fail(engine.status());
  for (const std::string& warning : WarningsOf(*plan, *event.value, **engine)) {
    Say("patron: warning: " + warning);
  }
  Outcome outcome;
  const absl::Status status =
      (*engine)->Quote(*event.value, {.reasons = true, .plan = plan}, &outcome);
  if (!status.ok()) return Fail(status);
  if (options.format == Format::kJson ||
      event.value->kind == EventKind::kReturn) {
    Print(PrintAnswerJson(outcome.answer, JsonStyle::kPretty));
  } else {
    Print(FormatReceipt(plan->program(), *event.value, outcome.answer));
  }
  return FlushOutput(kExitOk);
}

}  // namespace patron::cli
