// patron quote: what an order would come to; nothing is written.

#include <string>

#include "arrival.h"
#include "event_place.h"
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

// With the place in the order's text where the plan refuses a part of it.
int FailEvent(const Plan& plan, const Loaded<Event>& event,
              const absl::Status& status) {
  if (plan.CheckEvent(*event.value) != status) return Fail(status);
  const std::string path = PathOfRefusal(plan, *event.value, status);
  if (path.empty()) return Fail(status);
  Diagnostic diagnostic;
  diagnostic.reason = ReasonOf(status);
  diagnostic.place = event.places.Place(path);
  diagnostic.path = path;
  diagnostic.message = std::string(MessageOf(status));
  PrintDiagnostics({diagnostic});
  return ExitCodeOf(diagnostic.reason);
}

std::string FormatText(const Program& program, const Event& event,
                       const Answer& answer) {
  switch (event.kind) {
    case EventKind::kPurchase:
    case EventKind::kHold:
      return FormatReceipt(program, event, answer);
    case EventKind::kExchange:
      return FormatExchange(program, event, answer);
    default:
      return FormatChange(program, event, answer);
  }
}

// As `patron run` would commit it.
absl::Status QuoteAsRun(const Engine& engine, Event event,
                        const QuoteOptions& options, Outcome* outcome) {
  absl::Status status = engine.Quote(event, options, outcome);
  if (!ArrivesLate(event, status)) return status;
  const absl::StatusOr<Instant> arrival = LateArrival(engine, event);
  if (!arrival.ok()) return arrival.status();
  event.arrival = *arrival;
  return engine.Quote(event, options, outcome);
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
  const absl::Status status = QuoteAsRun(
      **engine, *event.value, {.reasons = true, .plan = plan}, &outcome);
  if (!status.ok()) return FailEvent(*plan, event, status);
  if (options.format == Format::kJson) {
    Print(PrintAnswerJson(outcome.answer, JsonStyle::kPretty));
  } else {
    Print(FormatText(plan->program(), *event.value, outcome.answer));
  }
  return FlushOutput(kExitOk);
}

}  // namespace patron::cli
