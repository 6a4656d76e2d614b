// The conductor: check the event, load what the plan needs, decide, post,
// apply, answer.

#include "patron/engine.h"

#include <algorithm>
#include <utility>

#include "engine/engine_impl.h"
#include "ledger/ledger.h"

namespace patron {
namespace {

void Clear(Outcome* outcome) {
  outcome->answer.facts = {};
  outcome->answer.decision.Clear();
  outcome->answer.returned = {};
  outcome->answer.balances.clear();
  outcome->event = 0;
  outcome->duplicate = false;
}

std::string NameOf(const Program& program) {
  return "program '" + program.id + "' version '" + program.version + "'";
}

// Why a program of the store is no plan any more.
absl::Status DoesNotCompile(const StoredProgram& stored,
                            const Diagnostics& diagnostics) {
  const absl::Status why = ToStatus(diagnostics);
  std::string message =
      "the stored program '" + stored.id + "' version '" + stored.version +
      "' does not compile here: " + std::string(MessageOf(why));
  if (ReasonOf(why) == Reason::kUnknownFunction ||
      ReasonOf(why) == Reason::kExpressionType) {
    message += "; open it with the host functions that it was compiled with";
  }
  return Refuse(ReasonOf(why), message);
}

bool BeginsBefore(const std::shared_ptr<const Plan>& plan, Instant time) {
  return plan->valid_from() < time;
}

}  // namespace

Engine::Engine(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Engine::~Engine() = default;

absl::StatusOr<std::unique_ptr<Engine>> Engine::Open(EngineOptions options) {
  if (options.store == nullptr || options.codec == nullptr) {
    return Refuse(Reason::kNullArgument, "an engine needs a store and a codec");
  }
  auto impl = std::make_unique<Impl>();
  impl->store = std::move(options.store);
  impl->codec = options.codec;
  impl->host = std::move(options.host);
  const auto programs = impl->store->Programs();
  if (!programs.ok()) return programs.status();
  for (const StoredProgram& stored : *programs) {
    absl::StatusOr<Program> program =
        impl->codec->DecodeProgram(stored.content);
    if (!program.ok()) return program.status();
    PlanResult result =
        Plan::Compile(*std::move(program), stored.zones, impl->host);
    if (result.plan == nullptr) {
      return DoesNotCompile(stored, result.diagnostics);
    }
    impl->plans.push_back(std::move(result.plan));
  }
  std::sort(impl->plans.begin(), impl->plans.end(),
            [](const auto& a, const auto& b) {
              return a->valid_from() < b->valid_from();
            });
  return std::unique_ptr<Engine>(new Engine(std::move(impl)));
}

absl::Status Engine::Activate(std::shared_ptr<const Plan> plan) {
  if (plan == nullptr) {
    return Refuse(Reason::kNullArgument, "there is no plan to activate");
  }
  const std::lock_guard lock(impl_->mutex);
  const Program& program = plan->program();
  for (const auto& known : impl_->plans) {
    const Program& other = known->program();
    if (other.id != program.id) {
      return Refuse(Reason::kOtherProgram,
                    "this database belongs to program '" + other.id +
                        "', not to '" + program.id + "'");
    }
    if (other.version == program.version) {
      if (other == program) return absl::OkStatus();
      return Refuse(Reason::kOtherProgram,
                    NameOf(program) +
                        " is known with other content: give the changed "
                        "program a new version and its own valid_from");
    }
    if (known->valid_from() == plan->valid_from()) {
      return Refuse(Reason::kOtherProgram,
                    "version '" + other.version + "' begins on " +
                        FormatDate(program.valid_from) +
                        " as well: give version '" + program.version +
                        "' another valid_from");
    }
  }
  for (const std::string& signature : plan->host_functions()) {
    if (impl_->host.Has(signature)) continue;
    return Refuse(Reason::kUnknownFunction,
                  NameOf(program) + " calls " + signature +
                      ", which this engine does not have: open the engine with "
                      "that host function, as everybody must from now on");
  }
  StoredProgram stored;
  stored.id = program.id;
  stored.version = program.version;
  stored.valid_from = plan->valid_from();
  stored.fingerprint = plan->fingerprint();
  stored.content = impl_->codec->EncodeProgram(program);
  stored.zones.assign(plan->zones().begin(), plan->zones().end());
  // Before the store has it, so that what follows cannot fail.
  impl_->plans.reserve(impl_->plans.size() + 1);
  if (absl::Status status = impl_->store->PutProgram(stored); !status.ok()) {
    return status;
  }
  const auto at = std::lower_bound(impl_->plans.begin(), impl_->plans.end(),
                                   plan->valid_from(), BeginsBefore);
  impl_->plans.insert(at, std::move(plan));
  return absl::OkStatus();
}

std::shared_ptr<const Plan> Engine::Impl::PlanAt(Instant time) const {
  const auto after =
      std::find_if(plans.begin(), plans.end(),
                   [&](const auto& plan) { return time < plan->valid_from(); });
  return after == plans.begin() ? nullptr : *std::prev(after);
}

absl::StatusOr<std::shared_ptr<const Plan>> Engine::PlanAt(Instant time) const {
  const std::lock_guard lock(impl_->mutex);
  std::shared_ptr<const Plan> plan = impl_->PlanAt(time);
  if (plan != nullptr) return plan;
  return Refuse(Reason::kNoProgram,
                impl_->plans.empty()
                    ? "no program is in force: activate one first"
                    : "no program is in force at " + FormatInstant(time) +
                          "; the first begins at " +
                          FormatInstant(impl_->plans.front()->valid_from()));
}

std::shared_ptr<const Plan> Engine::NewestPlan() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->plans.empty() ? nullptr : impl_->plans.back();
}

absl::Status Engine::Quote(const Event& event, const QuoteOptions& options,
                           Outcome* outcome) const {
  Clear(outcome);
  const auto plan =
      options.plan != nullptr
          ? absl::StatusOr<std::shared_ptr<const Plan>>(options.plan)
          : PlanAt(event.time);
  if (!plan.ok()) return plan.status();
  if (absl::Status s = (*plan)->CheckEvent(event); !s.ok()) return s;
  std::unique_lock lock(impl_->mutex);
  Delta delta;
  absl::Status status = impl_->Make(**plan, event, {options.reasons}, lock,
                                    &delta, &outcome->answer);
  if (!status.ok()) Clear(outcome);
  return status;
}

absl::Status Engine::Impl::AnswerAgain(const EventRecord& seen,
                                       const Fingerprint& content,
                                       const Event& event, Outcome* outcome) {
  if (seen.content != content) {
    return Refuse(Reason::kOtherContent,
                  "event '" + event.id + "' of source '" + event.source +
                      "' was committed with other content: a key is used once");
  }
  absl::StatusOr<Answer> answer = codec->DecodeAnswer(seen.answer);
  if (!answer.ok()) return answer.status();
  outcome->answer = *std::move(answer);
  outcome->event = seen.number;
  outcome->duplicate = true;
  return absl::OkStatus();
}

absl::Status Engine::Commit(const Event& event, const CommitOptions& options,
                            Outcome* outcome) {
  Clear(outcome);
  const Fingerprint content = ContentOf(event);
  for (int attempt = 1;; ++attempt) {
    std::unique_lock lock(impl_->mutex);
    const auto seen = impl_->store->FindEvent(event.source, event.id);
    if (!seen.ok()) return seen.status();
    if (seen->has_value()) {
      return impl_->AnswerAgain(**seen, content, event, outcome);
    }
    const std::shared_ptr<const Plan> plan = impl_->PlanAt(event.time);
    if (plan == nullptr) {
      return Refuse(Reason::kNoProgram,
                    "no program is in force at " + FormatInstant(event.time));
    }
    if (absl::Status s = plan->CheckEvent(event); !s.ok()) return s;
    Delta delta;
    absl::Status status = impl_->Make(*plan, event, {options.reasons}, lock,
                                      &delta, &outcome->answer);
    if (status.ok() && options.expected && event.kind == EventKind::kPurchase &&
        *options.expected != outcome->answer.decision.fingerprint) {
      return Refuse(Reason::kQuoteChanged,
                    "the decision is no longer the one that was quoted");
    }
    if (status.ok()) {
      delta.event.content = content;
      delta.event.event = impl_->codec->EncodeEvent(event);
      delta.event.answer = impl_->codec->EncodeAnswer(outcome->answer);
      const absl::StatusOr<int64_t> number = impl_->store->Apply(delta);
      if (number.ok()) {
        outcome->event = *number;
        return absl::OkStatus();
      }
      status = number.status();
    }
    Clear(outcome);
    const bool moved = ReasonOf(status) == Reason::kConflict;
    const int attempts_max = plan->host_functions().empty()
                                 ? kCommitAttemptsMax
                                 : kHostCommitAttemptsMax;
    if (!moved || attempt == attempts_max) return status;
  }
}

absl::Status Engine::BeginBatch() {
  const std::lock_guard lock(impl_->mutex);
  return impl_->store->BeginBatch();
}

absl::Status Engine::EndBatch() {
  const std::lock_guard lock(impl_->mutex);
  return impl_->store->EndBatch();
}

void Engine::AbandonBatch() {
  const std::lock_guard lock(impl_->mutex);
  impl_->store->AbandonBatch();
}

absl::StatusOr<std::optional<EventRecord>> Engine::FindEvent(
    std::string_view source, std::string_view id) const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->store->FindEvent(source, id);
}

absl::StatusOr<MemberView> Engine::Member(std::string_view member,
                                          std::optional<Instant> as_of) const {
  const std::lock_guard lock(impl_->mutex);
  auto account = impl_->store->FindMember(member);
  if (!account.ok()) return account.status();
  if (!account->has_value()) {
    return Refuse(Reason::kUnknownMember,
                  "nobody is known as '" + std::string(member) + "'");
  }
  MemberView view;
  view.as_of = as_of.value_or((*account)->last_posting);
  Delta unused;
  ApplyDue(view.as_of, &**account, &unused);
  view.member = (*account)->member;
  view.account = (*account)->account;
  if (!impl_->plans.empty()) {
    view.balances = BalancesOf(impl_->plans.back()->program(), **account);
  }
  for (const Lot& lot : (*account)->lots) {
    if (lot.remaining > 0) view.lots.push_back(lot);
  }
  view.statistics = (*account)->statistics;
  return view;
}

absl::Status Engine::ForEachOrder(
    const std::function<absl::Status(const OrderSummary&)>& visit) const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->store->ForEachOrder(visit);
}

}  // namespace patron
