// The conductor: check the event, load what the plan needs, decide, post,
// apply, answer.

#include "patron/engine.h"

#include <algorithm>
#include <utility>

#include "decide/plan_impl.h"
#include "engine/engine_impl.h"
#include "engine/load_lots.h"
#include "engine/pool.h"
#include "ledger/ledger.h"
#include "model/content.h"
#include "model/points_of.h"

namespace patron {
namespace {

void Clear(Outcome* outcome) {
  outcome->answer.facts = {};
  outcome->answer.decision.Clear();
  outcome->answer.returned = {};
  outcome->answer.adjusted = {};
  outcome->answer.exchanged = {};
  outcome->answer.redeemed.clear();
  outcome->answer.collected.clear();
  outcome->answer.fulfilled = {};
  outcome->answer.held.clear();
  outcome->answer.released.clear();
  outcome->answer.given = {};
  outcome->answer.pooled.clear();
  outcome->answer.balances.clear();
  outcome->event = 0;
  outcome->duplicate = false;
}

// The bytes of an event whose key may come again with its attributes in another
// order. Few events have two attributes, so that few are copied.
std::string EncodeSorted(const Codec& codec, const Event& event) {
  bool several =
      event.attributes.size() > 1 || event.basket.attributes.size() > 1;
  for (const Line& line : event.basket.lines) {
    several = several || line.attributes.size() > 1;
  }
  if (!several) return codec.EncodeEvent(event);
  Event sorted = event;
  SortAttributes(&sorted);
  return codec.EncodeEvent(sorted);
}

std::string NameOf(const Program& program) {
  return "program '" + program.id + "' version '" + program.version + "'";
}

// The ledger is counted in these units: postings of all versions add up.
absl::Status CheckUnits(const Program& known, const Program& next) {
  if (known.currency != next.currency) {
    return Refuse(Reason::kOtherProgram,
                  NameOf(next) + " is in " + std::string(next.currency.code()) +
                      ", version '" + known.version + "' in " +
                      std::string(known.currency.code()) +
                      ": what was posted stays in its currency");
  }
  for (const PointsCurrency& points : next.points) {
    for (const PointsCurrency& before : known.points) {
      if (before.id != points.id || before.decimals == points.decimals) {
        continue;
      }
      return Refuse(Reason::kOtherProgram,
                    NameOf(next) + " gives '" + points.id + "' " +
                        std::to_string(points.decimals) +
                        " decimals, in version '" + known.version + "' '" +
                        points.id + "' has " + std::to_string(before.decimals) +
                        " decimals: what was earned would be worth other "
                        "points; take a new id");
    }
  }
  return absl::OkStatus();
}

// Why a program of the store is no plan any more.
absl::Status DoesNotCompile(const StoredProgram& stored,
                            const Diagnostics& diagnostics) {
  // Places are within expressions that nobody sees here: paths say it.
  Diagnostics found = diagnostics;
  for (Diagnostic& diagnostic : found) diagnostic.place = {};
  const absl::Status why = ToStatus(found);
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

absl::Status NoProgram(std::span<const std::shared_ptr<const Plan>> plans,
                       Instant time) {
  if (plans.empty()) {
    return Refuse(Reason::kNoProgram,
                  "no program is in force: activate one first");
  }
  return Refuse(Reason::kNoProgram,
                "no program is in force at " + FormatInstant(time) +
                    "; the first begins at " +
                    FormatInstant(plans.front()->valid_from()));
}

// Those of the program, and what is left of points of other versions.
std::vector<Balance> AllBalancesOf(const Program& program,
                                   const AccountState& account) {
  std::vector<Balance> balances = BalancesOf(program, account);
  for (const Balance& balance : account.balances) {
    if (FindPoints(program, balance.currency) == nullptr &&
        balance != Balance{balance.currency, {}, {}, {}}) {
      balances.push_back(balance);
    }
  }
  return balances;
}

// Who the member's household is, and what it has to spend together.
absl::Status ViewHousehold(const Program& program, ProgramsInForce in_force,
                           Store& store, const AccountState& account,
                           bool as_of, MemberView* view) {
  // Those who came last are part of it, whenever the member was here.
  Instant at = view->as_of;
  if (!view->household.empty()) {
    const auto all = store.HouseholdAccounts(view->household);
    if (!all.ok()) return all.status();
    for (const HouseholdAccount& each : *all) {
      view->household_members.push_back(each.member);
      if (!as_of) at = std::max(at, each.last_posting);
    }
  }
  const auto pool = Pool::Load({program, at, in_force, store}, account);
  if (!pool.ok()) return pool.status();
  absl::StatusOr<std::vector<PointsTotal>> others = pool->Others();
  if (!others.ok()) return others.status();
  view->pooled = *std::move(others);
  return AddOwn(account, &view->pooled);
}

}  // namespace

std::vector<ProgramInForce> InForce(
    std::span<const std::shared_ptr<const Plan>> plans) {
  std::vector<ProgramInForce> in_force;
  bool any = false;
  for (const std::shared_ptr<const Plan>& plan : plans) {
    const Program& program = plan->program();
    in_force.push_back({plan->valid_from(), &program, &plan->zone(),
                        AutomaticRewards(program)});
    any = any || !in_force.back().automatic.empty();
  }
  if (!any) in_force.clear();
  return in_force;
}

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
  impl->reads_only = options.reads_only;
  if (absl::Status status = impl->RefreshPlans(); !status.ok()) return status;
  return std::unique_ptr<Engine>(new Engine(std::move(impl)));
}

absl::Status Engine::Impl::RefreshPlans() {
  const absl::StatusOr<int64_t> count = store->ProgramCount();
  if (!count.ok()) return count.status();
  if (*count == static_cast<int64_t>(plans.size())) return absl::OkStatus();
  const auto programs = store->Programs();
  if (!programs.ok()) return programs.status();
  std::vector<std::shared_ptr<const Plan>> next;
  for (const StoredProgram& stored : *programs) {
    const auto known =
        std::find_if(plans.begin(), plans.end(), [&](const auto& plan) {
          return plan->program().id == stored.id &&
                 plan->program().version == stored.version;
        });
    if (known != plans.end()) {
      next.push_back(*known);
      continue;
    }
    absl::StatusOr<std::shared_ptr<const Plan>> plan = PlanOfStored(stored);
    if (!plan.ok()) return plan.status();
    next.push_back(*std::move(plan));
  }
  std::sort(next.begin(), next.end(), [](const auto& a, const auto& b) {
    return a->valid_from() < b->valid_from();
  });
  in_force = InForce(next);
  plans = std::move(next);
  return absl::OkStatus();
}

// Readers take what they cannot compile as it stands: balances, orders and
// statistics are there without a single condition. Signatures that stand in for
// the missing functions were refused, since the store does not hold them.
absl::StatusOr<std::shared_ptr<const Plan>> Engine::Impl::PlanOfStored(
    const StoredProgram& stored) const {
  absl::StatusOr<Program> program = codec->DecodeProgram(stored.content);
  if (!program.ok()) return program.status();
  PlanResult compiled = Plan::Compile(*program, stored.zones, host);
  if (compiled.plan != nullptr) return std::move(compiled.plan);
  absl::Status why = DoesNotCompile(stored, compiled.diagnostics);
  if (!reads_only) return why;
  PlanResult read = StoredPlan(*std::move(program), stored.zones,
                               stored.fingerprint, std::move(why));
  if (read.plan == nullptr) return DoesNotCompile(stored, read.diagnostics);
  return std::move(read.plan);
}

absl::StatusOr<bool> Engine::Impl::Knows(const Plan& plan) const {
  const Program& program = plan.program();
  for (const auto& known : plans) {
    const Program& other = known->program();
    if (other.id != program.id) {
      return Refuse(Reason::kOtherProgram,
                    "this database belongs to program '" + other.id +
                        "', not to '" + program.id + "'");
    }
    if (other.version == program.version) {
      if (other == program) return true;
      return Refuse(Reason::kOtherProgram,
                    NameOf(program) +
                        " is known with other content: give the changed "
                        "program a new version and its own valid_from");
    }
    if (absl::Status s = CheckUnits(other, program); !s.ok()) return s;
    if (known->valid_from() == plan.valid_from()) {
      return Refuse(Reason::kOtherProgram,
                    "version '" + other.version + "' begins on " +
                        FormatDate(program.valid_from) +
                        " as well: give version '" + program.version +
                        "' another valid_from");
    }
  }
  return false;
}

absl::Status Engine::Impl::HasFunctionsOf(const Plan& plan) const {
  for (const std::string& signature : plan.host_functions()) {
    if (host.Has(signature)) continue;
    return Refuse(Reason::kUnknownFunction,
                  NameOf(plan.program()) + " calls " + signature +
                      ", which this engine does not have: open the engine with "
                      "that host function, as everybody must from now on");
  }
  return absl::OkStatus();
}

absl::Status Engine::Activate(std::shared_ptr<const Plan> plan) {
  if (plan == nullptr) {
    return Refuse(Reason::kNullArgument, "there is no plan to activate");
  }
  const auto lock = impl_->LockToWrite(/*in_batch=*/false);
  if (!lock.ok()) return lock.status();
  // A file that may only be read is asked no more than whether it knows it.
  if (absl::Status s = impl_->RefreshPlans(); !s.ok()) return s;
  absl::StatusOr<bool> known = impl_->Knows(*plan);
  if (!known.ok() || *known) return known.status();
  if (absl::Status s = impl_->HasFunctionsOf(*plan); !s.ok()) return s;
  const Program& program = plan->program();
  StoredProgram stored;
  stored.id = program.id;
  stored.version = program.version;
  stored.valid_from = plan->valid_from();
  stored.fingerprint = plan->fingerprint();
  stored.content = impl_->codec->EncodeProgram(program);
  stored.zones.assign(plan->zones().begin(), plan->zones().end());
  // Again within the transaction that writes: two offices may activate at once.
  absl::Status status = impl_->store->BeginBatch();
  if (!status.ok()) return status;
  Abandoning unless_kept(impl_->store.get());
  status = impl_->RefreshPlans();
  if (!status.ok()) return status;
  known = impl_->Knows(*plan);
  if (!known.ok()) return known.status();
  if (!*known) status = impl_->store->PutProgram(stored);
  if (!status.ok()) return status;
  // Before the store keeps it, so that what follows cannot fail.
  std::vector<std::shared_ptr<const Plan>> next = impl_->plans;
  next.insert(std::lower_bound(next.begin(), next.end(), plan->valid_from(),
                               BeginsBefore),
              std::move(plan));
  std::vector<ProgramInForce> in_force = InForce(next);
  unless_kept.Keep();
  status = impl_->store->EndBatch();
  if (!status.ok() || *known) return status;
  impl_->in_force = std::move(in_force);
  impl_->plans = std::move(next);
  return absl::OkStatus();
}

std::shared_ptr<const Plan> Engine::Impl::PlanAt(Instant time) const {
  const auto after =
      std::find_if(plans.begin(), plans.end(),
                   [&](const auto& plan) { return time < plan->valid_from(); });
  return after == plans.begin() ? nullptr : *std::prev(after);
}

const Plan* Engine::Impl::PlanOf(std::string_view program,
                                 std::string_view version) const {
  const auto it = std::find_if(plans.begin(), plans.end(),
                               [&](const std::shared_ptr<const Plan>& plan) {
                                 return plan->program().id == program &&
                                        plan->program().version == version;
                               });
  return it == plans.end() ? nullptr : it->get();
}

absl::StatusOr<std::shared_ptr<const Plan>> Engine::PlanAt(Instant time) const {
  const std::lock_guard lock(impl_->mutex);
  if (absl::Status s = impl_->RefreshPlans(); !s.ok()) return s;
  std::shared_ptr<const Plan> plan = impl_->PlanAt(time);
  if (plan != nullptr) return plan;
  return NoProgram(impl_->plans, time);
}

std::vector<std::shared_ptr<const Plan>> Engine::Plans() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->plans;
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
  Change change;
  absl::Status status = impl_->Make(**plan, event, {options.reasons}, lock,
                                    &change, &outcome->answer);
  if (!status.ok()) Clear(outcome);
  return status;
}

absl::Status Engine::Impl::AnswerAgain(const EventRecord& seen,
                                       const Fingerprint& content,
                                       const Event& event, Outcome* outcome) {
  if (seen.content != content) {
    return Refuse(
        Reason::kOtherContent,
        "event '" + event.id + "' of source '" + event.source +
            "' was committed with other content: a key is used once; give "
            "what is new an id of its own");
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
  return CommitAs(/*in_batch=*/false, event, options, outcome);
}

absl::StatusOr<int64_t> Engine::Impl::Keep(const Event& event,
                                           const Fingerprint& content,
                                           const Answer& answer, Delta* delta) {
  delta->event.content = content;
  delta->event.event = EncodeSorted(*codec, event);
  delta->event.answer = codec->EncodeAnswer(answer);
  absl::StatusOr<int64_t> number = store->Apply(*delta);
  if (!number.ok() || event.kind != EventKind::kTransfer) return number;
  // The transfer is committed, whatever becomes of this: what has not arrived
  // is due for whoever gets it, and comes with what they do next.
  EndOfDayTotals unused;
  ApplyDueTo(event.transfer.to, event.arrival, &unused).status().IgnoreError();
  return number;
}

// Answers a conflict where all went well: the basket is decided again, and
// finds the points there.
absl::Status Engine::Impl::Pull(const Plan& plan,
                                const std::vector<Event>& pulls,
                                std::unique_lock<std::mutex>& lock) {
  for (const Event& pull : pulls) {
    if (absl::Status s = plan.CheckEvent(pull); !s.ok()) return s;
    Change change;
    Answer answer;
    absl::Status status = Make(plan, pull, {}, lock, &change, &answer);
    if (status.ok()) {
      status = Keep(pull, ContentOf(pull), answer, &change).status();
    }
    // Somebody else of the household has spent, or left, in between.
    const Reason why = ReasonOf(status);
    if (!status.ok() && why != Reason::kInsufficientPoints &&
        why != Reason::kOtherHousehold && why != Reason::kArrivalTooEarly) {
      return status;
    }
  }
  return Refuse(Reason::kConflict,
                "points of the household have moved: decide again");
}

absl::Status Engine::CommitAs(bool in_batch, const Event& event,
                              const CommitOptions& options, Outcome* outcome) {
  Clear(outcome);
  const Fingerprint content = ContentOf(event);
  for (int attempt = 1;; ++attempt) {
    auto lock = impl_->LockToWrite(in_batch);
    if (!lock.ok()) return lock.status();
    const auto seen = impl_->store->FindEvent(event.source, event.id);
    if (!seen.ok()) return seen.status();
    if (seen->has_value()) {
      return impl_->AnswerAgain(**seen, content, event, outcome);
    }
    if (absl::Status s = impl_->RefreshPlans(); !s.ok()) return s;
    const std::shared_ptr<const Plan> plan = impl_->PlanAt(event.time);
    if (plan == nullptr) {
      return NoProgram(impl_->plans, event.time);
    }
    if (absl::Status s = plan->CheckEvent(event); !s.ok()) return s;
    Change change;
    absl::Status status = impl_->Make(*plan, event, {options.reasons}, *lock,
                                      &change, &outcome->answer);
    const bool decided = event.kind == EventKind::kPurchase ||
                         event.kind == EventKind::kExchange ||
                         event.kind == EventKind::kHold;
    if (status.ok() && options.expected && decided &&
        *options.expected != outcome->answer.decision.fingerprint) {
      return Refuse(Reason::kQuoteChanged,
                    "the decision is no longer the one that was quoted");
    }
    // While host functions ran, somebody may have begun a batch.
    if (!in_batch) impl_->AwaitBatch(*lock);
    if (status.ok() && !change.pulls.empty()) {
      status = impl_->Pull(*plan, change.pulls, *lock);
    } else if (status.ok()) {
      const auto number = impl_->Keep(event, content, outcome->answer, &change);
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
    if (!moved || attempt >= attempts_max) return status;
  }
}

absl::StatusOr<std::optional<EventRecord>> Engine::FindEvent(
    std::string_view source, std::string_view id) const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->store->FindEvent(source, id);
}

absl::StatusOr<std::vector<CardView>> Engine::Impl::CardsOf(
    const Plan& plan, std::string_view member, Instant at) {
  std::vector<CardView> cards;
  std::vector<CounterKey> keys;
  for (const Rule& rule : plan.program().rules) {
    for (const Effect& effect : rule.then) {
      const auto* card = std::get_if<StampCard>(&effect.what);
      if (card == nullptr || !card->over_visits) continue;
      CounterOf(rule, member, &keys.emplace_back());
      cards.push_back({rule.id, rule.text, 0, card->pay});
    }
  }
  const auto counters = store->LoadCounters(keys, at, /*without=*/0);
  if (!counters.ok()) return counters.status();
  for (size_t i = 0; i < cards.size(); ++i) {
    cards[i].stamps = (*counters)[i].used;
  }
  return cards;
}

absl::StatusOr<MemberView> Engine::Member(std::string_view member,
                                          std::optional<Instant> as_of) const {
  const std::lock_guard lock(impl_->mutex);
  if (absl::Status s = impl_->RefreshPlans(); !s.ok()) return s;
  auto account = impl_->store->FindMember(member, std::nullopt);
  if (!account.ok()) return account.status();
  if (!account->has_value()) {
    return Refuse(Reason::kUnknownMember,
                  "nobody is known as '" + std::string(member) + "'");
  }
  MemberView view;
  view.as_of = as_of.value_or((*account)->last_posting);
  if (view.as_of < (*account)->last_posting) {
    return Refuse(Reason::kBadDate,
                  "the last posting of '" + std::string(member) + "' is at " +
                      FormatInstant((*account)->last_posting) +
                      ": what they had at " + FormatInstant(view.as_of) +
                      " is not kept");
  }
  Delta unused;
  absl::Status status = BringUpTo(view.as_of, impl_->in_force, *impl_->store,
                                  &**account, &unused);
  if (!status.ok()) return status;
  view.member = (*account)->member;
  view.account = (*account)->account;
  for (const Lot& lot : (*account)->lots) {
    if (lot.remaining > 0) view.lots.push_back(lot);
  }
  for (const Clock& clock : (*account)->clocks) {
    const bool same = !view.clocks.empty() &&
                      view.clocks.back().currency == clock.currency &&
                      view.clocks.back().kind == clock.kind;
    if (same) view.clocks.pop_back();
    view.clocks.push_back(clock);
  }
  view.holds = std::move((*account)->holds);
  view.household = (*account)->household;
  view.statistics = (*account)->statistics;
  if (impl_->plans.empty()) return view;
  const std::shared_ptr<const Plan> in_force = impl_->PlanAt(view.as_of);
  const Plan& plan = in_force ? *in_force : *impl_->plans.front();
  view.balances = AllBalancesOf(plan.program(), **account);
  status = ViewHousehold(plan.program(), impl_->in_force, *impl_->store,
                         **account, as_of.has_value(), &view);
  if (!status.ok()) return status;
  auto cards = impl_->CardsOf(plan, view.member, view.as_of);
  if (!cards.ok()) return cards.status();
  view.cards = *std::move(cards);
  if (absl::Status s = impl_->RefreshModels(); !s.ok()) return s;
  view.lifetime = impl_->models.FactsOf({.p_alive = true,
                                         .clv = true,
                                         .rfm = true,
                                         .expected_orders_days = {kViewDays}},
                                        view.statistics,
                                        plan.zone().ToLocal(view.as_of).date,
                                        plan.program().currency);
  return view;
}

absl::Status Engine::ForEachMember(
    const std::function<absl::Status(const AccountState&)>& visit) const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->store->ForEachAccount(visit);
}

absl::Status Engine::ForEachOrder(
    const std::function<absl::Status(const OrderSummary&)>& visit) const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->store->ForEachOrder([&](const OrderSummary& order) {
    return order.voided ? absl::OkStatus() : visit(order);
  });
}

}  // namespace patron
