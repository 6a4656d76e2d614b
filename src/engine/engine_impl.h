// The inside of an engine: plans in force and the steps of a commit.
//
// Threads: every function holds the engine's mutex, or is called by one that
// does. `lock` is that mutex's: it is given back while host functions run, so
// that whatever was loaded before may have moved. The store then refuses the
// change as a conflict.
#ifndef PATRON_SRC_ENGINE_ENGINE_IMPL_H_
#define PATRON_SRC_ENGINE_ENGINE_IMPL_H_

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/callers.h"
#include "engine/kept_days.h"
#include "engine/returns.h"
#include "ledger/statements.h"
#include "patron/engine.h"
#include "patron/models.h"

namespace patron {

// Abandons the store's batch however its scope is left, also for want of
// memory, unless it was kept.
class Abandoning {
 public:
  explicit Abandoning(Store* store) : store_(store) {}
  ~Abandoning() {
    if (store_ != nullptr) store_->AbandonBatch();
  }
  Abandoning(const Abandoning&) = delete;
  Abandoning& operator=(const Abandoning&) = delete;

  void Keep() { store_ = nullptr; }

 private:
  Store* store_;
};

// What decides statements: the plans, ascending by valid_from, where one of
// them gives something by itself.
[[nodiscard]] std::vector<ProgramInForce> InForce(
    std::span<const std::shared_ptr<const Plan>> plans);
// The change of an event, and the transfers that are committed before it: from
// others of the household to its member.
struct Change : Delta {
  std::vector<Event> pulls;
};

// An event that is being made: what it is decided by, and what it changes.
struct Making {
  const Plan& plan;
  const DecideOptions& options;
  std::unique_lock<std::mutex>& lock;  // the engine's
  AccountState* account;               // a copy of the store's
  KeptDays* days;                      // of the account
  Change* delta;
  Answer* answer;
};

// Of all of a model and of how many were stored before it.
[[nodiscard]] Fingerprint PrintOf(const StoredModel& model, size_t place);

struct Engine::Impl {
  // The mutex, once no batch is open or for the batch that is. kReentered
  // within a host function that this engine calls: the batch may be its own.
  [[nodiscard]] absl::StatusOr<std::unique_lock<std::mutex>> LockToWrite(
      bool in_batch);
  // Waits, with the mutex given back, until nobody's batch is open.
  void AwaitBatch(std::unique_lock<std::mutex>& lock);
  // Gives the batch's place free. Requires: the mutex is held.
  void BatchIsOver();

  // Compiles what the store has come to hold since, if anything: another
  // process may have activated a program.
  [[nodiscard]] absl::Status RefreshPlans();
  // Reads what models the store has come to hold since, if any.
  [[nodiscard]] absl::Status RefreshModels();
  // The plan of one of them.
  [[nodiscard]] absl::StatusOr<std::shared_ptr<const Plan>> PlanOfStored(
      const StoredProgram& stored) const;
  // OK where `plan` may be stored beside those that are known; true where it is
  // known already.
  [[nodiscard]] absl::StatusOr<bool> Knows(const Plan& plan) const;

  // Refuses a plan that calls host functions which `host` lacks.
  [[nodiscard]] absl::Status HasFunctionsOf(const Plan& plan) const;

  // Plans ascending by valid_from; no two begin together.
  [[nodiscard]] std::shared_ptr<const Plan> PlanAt(Instant time) const;

  // The account that the event is about, with what is due applied to the copy
  // and written to the delta. Nobody's account for an event without a member;
  // a fresh one for a stranger, whom the delta enrols.
  [[nodiscard]] absl::Status LoadAccount(std::string_view member,
                                         const Event& event,
                                         AccountState* account, Delta* delta);

  // What the member has on the program's cards.
  [[nodiscard]] absl::StatusOr<std::vector<CardView>> CardsOf(
      const Plan& plan, std::string_view member, Instant at);

  // Decides and posts an event of each kind; nothing is stored.
  [[nodiscard]] absl::Status MakePurchase(const Event& event,
                                          const Making& making);
  [[nodiscard]] absl::Status MakeReturn(const Event& event,
                                        const Making& making);
  [[nodiscard]] absl::Status MakeVoid(const Event& event, const Making& making);
  [[nodiscard]] absl::Status MakeExchange(const Event& event,
                                          const Making& making);
  [[nodiscard]] absl::Status MakeAdjustment(const Event& event,
                                            const Making& making);
  [[nodiscard]] absl::Status MakeHold(const Event& event, const Making& making);
  [[nodiscard]] absl::Status MakeRelease(const Event& event,
                                         const Making& making);
  [[nodiscard]] absl::Status MakeTransfer(const Event& event,
                                          const Making& making);
  [[nodiscard]] absl::Status MakeJoin(const Event& event, const Making& making);
  [[nodiscard]] static absl::Status MakeLeave(const Event& event,
                                              const Making& making);
  // Decides a basket on what the account and its household have, with the lots
  // that it takes points from loaded, once the hold that it consumes has ended.
  // What the household's others give for it is in the account's copy. Answers
  // of which lots it may take what has lapsed (spend.h).
  [[nodiscard]] absl::StatusOr<std::vector<int64_t>> DecideBasket(
      const Event& event, const Making& making);
  // Loads the facts of a basket.
  [[nodiscard]] absl::Status LoadFacts(const Event& event, const Needs& needs,
                                       bool known,
                                       std::span<const int64_t> lapsed,
                                       Facts* facts, const Making& making);
  // Those lots of a late event, loaded; none of one that is not late.
  [[nodiscard]] absl::StatusOr<std::vector<int64_t>> LoadLapsedOf(
      const Plan& plan, const Event& event, AccountState* account);
  // The policy under which a lot was earned; null where that is not stored.
  [[nodiscard]] const PointsCurrency* PolicyOf(const Lot& lot) const;
  // Tells what the household has to spend after the event.
  [[nodiscard]] absl::Status TellPool(const Plan& plan, const Event& event,
                                      const AccountState& account,
                                      Answer* answer);
  // Ends the hold that the event names, if it names one, and answers the number
  // of its event.
  [[nodiscard]] absl::StatusOr<int64_t> EndHold(const Event& event,
                                                const Making& making);
  [[nodiscard]] absl::Status MakeFulfilment(const Event& event,
                                            const Making& making);
  // Gives matched units back, and posts it as `kind`.
  [[nodiscard]] absl::Status GiveBack(EntryKind kind, const Event& event,
                                      Matching matching, const Making& making);
  // The same for one order, in the entry; then, once for all orders, what
  // lapses of that at once.
  [[nodiscard]] absl::Status GiveBackOrder(MatchedOrder& matched,
                                           JournalEntry* entry,
                                           const Making& making);
  static void EndGivingBack(Instant arrival, const Making& making);
  // Null where it is not stored.
  [[nodiscard]] const Plan* PlanOf(std::string_view program,
                                   std::string_view version) const;
  // One of them, with the event's record in the delta; and, in the middle, what
  // its kind does.
  [[nodiscard]] absl::Status Make(const Plan& plan, const Event& event,
                                  const DecideOptions& options,
                                  std::unique_lock<std::mutex>& lock,
                                  Change* delta, Answer* answer);
  [[nodiscard]] absl::Status MakeOfKind(const Event& event,
                                        const Making& making);
  // Writes what was made of an event, and then what that made due for another
  // account; answers the event's number.
  [[nodiscard]] absl::StatusOr<int64_t> Keep(const Event& event,
                                             const Fingerprint& content,
                                             const Answer& answer,
                                             Delta* delta);
  // Commits transfers, each by itself.
  [[nodiscard]] absl::Status Pull(const Plan& plan,
                                  const std::vector<Event>& pulls,
                                  std::unique_lock<std::mutex>& lock);
  // Decides on answer->facts, unlocked where the plan calls host functions.
  [[nodiscard]] absl::Status DecideWith(const Event& event,
                                        const Making& making);

  // Applies what is due for one member, or for the next few of them, to the
  // store, and says whether anything was, or for how many.
  [[nodiscard]] absl::StatusOr<bool> ApplyDueTo(std::string_view member,
                                                Instant until,
                                                EndOfDayTotals* totals);
  [[nodiscard]] absl::StatusOr<int64_t> ApplyDuePage(Instant until,
                                                     EndOfDayTotals* totals);

  // The stored answer of an event that came before.
  [[nodiscard]] absl::Status AnswerAgain(const EventRecord& seen,
                                         const Fingerprint& content,
                                         const Event& event, Outcome* outcome);

  std::unique_ptr<Store> store;
  const Codec* codec = nullptr;
  std::vector<std::shared_ptr<const Plan>> plans;
  std::vector<ProgramInForce> in_force;  // of the plans
  ModelsInForce models;
  int64_t models_read = 0;  // how many the store had
  HostFunctions host;
  bool reads_only = false;
  Deciding deciding;             // of decisions under the lock
  std::vector<Deciding> spares;  // of those that are not, when nobody has them
  Callers callers;
  std::mutex mutex;
  bool batch_open = false;
  std::condition_variable batch_over;
};

}  // namespace patron

#endif  // PATRON_SRC_ENGINE_ENGINE_IMPL_H_
