// The engine: a plan and a store, and what a till asks of them.
//
//   auto engine = Engine::Open({.store = OpenMemoryStore(),
//                               .codec = &ProtobufCodec()});
//   (*engine)->Activate(plan);
//   Outcome outcome;                           // reused from call to call
//   (*engine)->Quote(event, {.reasons = true}, &outcome);
//   (*engine)->Commit(event, {}, &outcome);
//
// quote leaves no trace. commit is idempotent by (source, id): the same content
// again gets the first answer again, also under a newer program; other content
// is refused as kOtherContent. A refused event leaves nothing, not even its
// key.
//
// A member whom nobody knows is enrolled by the first purchase that names them;
// any other event of a stranger is refused as kUnknownMember. What is due for
// an account (pending points, points of others, automatic rewards, expiry) is
// applied before anything is decided for it.
//
// Several processes may share a store: what one of them activates judges in the
// others from their next call on.
//
// Threads: any; calls on one engine wait for each other, but not while a
// program that calls host functions is decided: those run under no lock. They
// may ask the engine something, not write to it: kReentered. While a Batch
// lives, calls that write (Activate, Commit, BeginBatch) wait until it is gone,
// also on its own thread: whoever holds a batch commits through it. Calls that
// read see what the batch has committed so far.
#ifndef PATRON_ENGINE_H_
#define PATRON_ENGINE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "patron/codec.h"
#include "patron/decision.h"
#include "patron/event.h"
#include "patron/host.h"
#include "patron/ledger.h"
#include "patron/plan.h"
#include "patron/store.h"

namespace patron {

// An event may arrive this much before the account's last posting.
inline constexpr int64_t kArrivalToleranceUs = kMicrosPerDay;
// How often a decision is made again when a shared counter has moved.
inline constexpr int kCommitAttemptsMax = 4;
// The same where host functions are called: meanwhile other threads may commit.
inline constexpr int kHostCommitAttemptsMax = 100;

struct EngineOptions {
  std::unique_ptr<Store> store;
  const Codec* codec = nullptr;  // outlives the engine
  // What the programs in the store call, and those to come.
  HostFunctions host = {};
  // For whoever decides nothing (Member, EndOfDay, Verify, ...): a program of
  // the store that does not compile here, mostly for want of a host function,
  // is taken as it was stored. Events that it would judge are refused.
  bool reads_only = false;
};

struct QuoteOptions {
  bool reasons = false;
  // Judges by this plan, in force or not; null: the one in force.
  std::shared_ptr<const Plan> plan = nullptr;
};

struct CommitOptions {
  bool reasons = false;
  // The fingerprint of the quote that the customer agreed to: another decision
  // is refused as kQuoteChanged.
  std::optional<Fingerprint> expected;
};

// What an event came to.
struct Outcome {
  Answer answer;
  int64_t event = 0;       // its number in the store; 0 for a quote
  bool duplicate = false;  // it had been committed before
};

// What a member has on a rule's stamp card.
struct CardView {
  std::string rule;
  std::string text;    // of the rule
  int64_t stamps = 0;  // below 0: owed, since what they were for came back
  int64_t pay = 0;     // so many fill it

  friend bool operator==(const CardView&, const CardView&) = default;
};

struct MemberView {
  std::string member;
  Instant as_of;
  int64_t account = 0;
  // In the order of currencies of the program in force then; behind them what
  // is left of those that only other versions have.
  std::vector<Balance> balances;
  std::vector<Lot> lots;  // with something remaining, ascending
  // The last of each currency and kind, ascending by them.
  std::vector<Clock> clocks;
  MemberStatistics statistics;
  std::vector<CardView> cards;  // of rules over visits, in the program's order
  // What the models in force say, orders for the next kViewDays.
  LifetimeFacts lifetime;
  std::vector<HoldRecord> holds = {};  // as AccountState has them
  std::string household = {};          // empty: none
  // All of its members, by when they enrolled; empty: none.
  std::vector<std::string> household_members = {};
  std::vector<PointsTotal> pooled = {};  // as Answer has them
};

// Who paid how much in one store and month: discounts, or points of one
// currency. By the events that gave and took back: a return counts in its own
// store and month.
struct SettlementRow {
  std::string month;   // "2026-05", in the program's zone
  std::string store;   // empty: none was named
  std::string funder;  // empty: the shop itself
  std::string unit;    // an ISO 4217 code, or a points currency
  int64_t given = 0;   // smallest units
  int64_t taken_back = 0;

  friend bool operator==(const SettlementRow&, const SettlementRow&) = default;
};

inline constexpr int32_t kViewDays = 365;

// What fell due by itself and was applied. A total that does not fit 64 bits is
// the largest number that does.
struct EndOfDayTotals {
  int64_t accounts = 0;
  int64_t activations = 0;             // lots that became available
  int64_t expiries = 0;                // lots that lapsed, by a clock too
  std::vector<PointsTotal> activated;  // ascending by currency
  std::vector<PointsTotal> expired;
  int64_t lapses = 0;                      // holds whose time passed
  std::vector<PointsTotal> released = {};  // of those
  int64_t statements = 0;                  // automatic rewards that were given
  std::vector<PointsTotal> given = {};     // by those
  int64_t receipts = 0;                    // lots that others had given
  std::vector<PointsTotal> received = {};

  friend bool operator==(const EndOfDayTotals&,
                         const EndOfDayTotals&) = default;
};

// What Verify found. Each problem is one readable line.
struct Verification {
  int64_t accounts = 0;
  int64_t orders = 0;
  int64_t entries = 0;
  int64_t postings = 0;
  int64_t lots = 0;
  int64_t counters = 0;
  // Programs that were read and not compiled (EngineOptions::reads_only): their
  // conditions and fingerprints are taken as stored.
  std::vector<std::string> not_compiled;
  std::vector<std::string> problems;  // the first kProblemsMax
  int64_t problem_count = 0;
};

inline constexpr size_t kProblemsMax = 100;

class Engine {
 public:
  // Compiles the programs that the store holds; kUnknownFunction where one
  // calls a function that `host` lacks, unless it only reads. Requires: store
  // and codec.
  [[nodiscard]] static absl::StatusOr<std::unique_ptr<Engine>> Open(
      EngineOptions options);

  // Puts a program into force from its valid_from on and remembers it. The
  // same version with other content is refused as kOtherProgram, and so is a
  // version in another currency or with other decimals of the same points; with
  // equal content it stays as it is, with the zone tables it was stored with.
  // kUnknownFunction where it calls a function that EngineOptions::host lacks:
  // nobody could open the store again.
  [[nodiscard]] absl::Status Activate(std::shared_ptr<const Plan> plan);

  // The plan that judges an event of this time; kNoProgram if none does.
  [[nodiscard]] absl::StatusOr<std::shared_ptr<const Plan>> PlanAt(
      Instant time) const;
  // All of them as this engine has read them last, ascending by when they
  // begin.
  [[nodiscard]] std::vector<std::shared_ptr<const Plan>> Plans() const;
  // The plan that begins last, or null.
  [[nodiscard]] std::shared_ptr<const Plan> NewestPlan() const;

  // Fills `outcome`, whose memory is reused. On an error it is empty, but for
  // kQuoteChanged, where it holds the new decision.
  [[nodiscard]] absl::Status Quote(const Event& event,
                                   const QuoteOptions& options,
                                   Outcome* outcome) const;
  [[nodiscard]] absl::Status Commit(const Event& event,
                                    const CommitOptions& options,
                                    Outcome* outcome);

  // Commits that are kept together: each is whole or not at all by itself, and
  // all of them are gone unless Keep says so. It may move to another thread.
  //
  //   absl::StatusOr<Engine::Batch> batch = engine->BeginBatch();
  //   batch->Commit(event, {}, &outcome);
  //   batch->Keep();
  //
  // Requires: the engine outlives it.
  class Batch {
   public:
    Batch(Batch&& other) noexcept;
    Batch& operator=(Batch&& other) noexcept;  // keeps nothing of this
    ~Batch();                                  // keeps nothing

    // As Engine::Commit. kNotBegun after Keep.
    [[nodiscard]] absl::Status Commit(const Event& event,
                                      const CommitOptions& options,
                                      Outcome* outcome);
    // Ends the batch, whether it went well or not; but not from within a host
    // function of its own Commit: kReentered.
    [[nodiscard]] absl::Status Keep();

   private:
    friend class Engine;
    explicit Batch(Engine* engine) : engine_(engine) {}
    void Abandon();

    Engine* engine_;  // null: it has ended, or moved away
  };
  [[nodiscard]] absl::StatusOr<Batch> BeginBatch();

  // The event of this key as it was committed, or nothing.
  [[nodiscard]] absl::StatusOr<std::optional<EventRecord>> FindEvent(
      std::string_view source, std::string_view id) const;

  // As of an instant, or of the account's last posting: nothing here has a
  // clock. kUnknownMember for a stranger; kBadDate for an instant before the
  // last posting, since what an account had is not kept.
  [[nodiscard]] absl::StatusOr<MemberView> Member(
      std::string_view member, std::optional<Instant> as_of) const;

  // Applies what is due at or before `until` for every account, in order of
  // when it is due. A quote and a commit do so for theirs, so that no result
  // depends on it; one call or thirty come to the same. What was applied stays
  // so where a call ends early. `seen` is told now and then how many accounts
  // that were. Time goes with the accounts that something is due for.
  [[nodiscard]] absl::StatusOr<EndOfDayTotals> EndOfDay(
      Instant until, const std::function<void(int64_t accounts)>& seen = {});

  // Stores a fitted model (models.h) and puts it in force: decisions from now
  // on read what was stored last of each id. kBadValue where it is none that
  // decisions can read; kOtherModel where its version is known with other
  // content; with equal content all stays as it is.
  [[nodiscard]] absl::Status StoreModel(const StoredModel& model);
  // Those that go together: all of them, or none.
  [[nodiscard]] absl::Status StoreModels(std::span<const StoredModel> models);
  // All versions, in the order in which they were stored.
  [[nodiscard]] absl::StatusOr<std::vector<StoredModel>> Models() const;
  // Each account with its statistics, without lots, ascending by account.
  // `visit` must not call this engine.
  [[nodiscard]] absl::Status ForEachMember(
      const std::function<absl::Status(const AccountState&)>& visit) const;

  // Every order that is not voided, ascending by member id bytes, time and
  // number. `visit` must not call this engine: it would wait for itself.
  [[nodiscard]] absl::Status ForEachOrder(
      const std::function<absl::Status(const OrderSummary&)>& visit) const;

  // The sums of the journal per month, store, funder and unit, ascending; of
  // one month ("2026-05") where that is not empty. kBadDate for no month.
  [[nodiscard]] absl::StatusOr<std::vector<SettlementRow>> Settlement(
      std::string_view month) const;

  // Derives every sum, balance and statistic again and compares. `seen` is told
  // now and then how many rows that were.
  [[nodiscard]] absl::StatusOr<Verification> Verify(
      const std::function<void(int64_t rows)>& seen = nullptr) const;

  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

 private:
  struct Impl;
  explicit Engine(std::unique_ptr<Impl> impl);
  [[nodiscard]] absl::Status CommitAs(bool in_batch, const Event& event,
                                      const CommitOptions& options,
                                      Outcome* outcome);

  std::unique_ptr<Impl> impl_;
};

}  // namespace patron

#endif  // PATRON_ENGINE_H_
