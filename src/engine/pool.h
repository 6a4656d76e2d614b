// What a household's members have to spend together: the pool.
//
//   absl::StatusOr<Pool> pool =
//       Pool::Load({program, arrival, in_force, store}, account);
//   pool->AddTo(&facts.balances);            // rules see what all have
//   pool->Pull(plan, event, answer, &account, &change);
//
// Points stay with whom they were earned by. Whoever spends more than their own
// account has gets what is missing by transfers of the others, in the spending
// order over all of them; each is an event of its own that is committed before
// the basket, and that a journal repeats like any other. If the basket then
// fails, the points are still in the pool.
//
// A member without a household costs nothing: the pool is then empty.
//
// Threads: one at a time, as the store. Limits: kHouseholdMembersMax.
#ifndef PATRON_SRC_ENGINE_POOL_H_
#define PATRON_SRC_ENGINE_POOL_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/engine_impl.h"
#include "patron/ledger.h"
#include "patron/plan.h"
#include "patron/store.h"

namespace patron {

// Whether the event is a transfer that a basket needed.
[[nodiscard]] bool IsPull(const Event& event);

class Pool {
 public:
  // What it needs to know; all of it outlives the pool.
  struct Source {
    const Program& program;
    Instant at;
    ProgramsInForce in_force;
    Store& store;
  };

  // The others of the account's household, as they are at `at`; those who have
  // been posted to more than a day later are not there for so late an event.
  [[nodiscard]] static absl::StatusOr<Pool> Load(const Source& source,
                                                 const AccountState& account);

  // Adds what the others have to what can be spent of each pooled currency.
  [[nodiscard]] absl::Status AddTo(std::vector<Balance>* balances) const;

  // What the others have of each pooled currency, in the program's order; empty
  // where there is no pool.
  [[nodiscard]] absl::StatusOr<std::vector<PointsTotal>> Others() const;

  // What is on its way to one of them.
  void Expect(const PointsTransfer& transfer, Points points);

  // Lets the others give what the basket takes and the account lacks: into its
  // copy, and as events to be committed first. kInsufficientPoints where all
  // have too few. Requires: `account` is the one that it was loaded for.
  [[nodiscard]] absl::Status Pull(const Plan& plan, const Event& event,
                                  const Answer& answer, AccountState* account,
                                  Change* change);

 private:
  struct Other {
    AccountState state;  // only with what was due, and `balances`, unless ...
    bool loaded = false;
  };
  // Points that one of them gives.
  struct Share {
    size_t other = 0;
    int64_t points = 0;
  };

  explicit Pool(const Source& source)
      : program_(&source.program),
        at_(source.at),
        in_force_(source.in_force),
        store_(&source.store) {}

  [[nodiscard]] absl::Status LoadOther(Other* other);
  // Who gives how much of `missing`, ascending by account.
  [[nodiscard]] absl::StatusOr<std::vector<Share>> SharesOf(
      std::string_view currency, int64_t missing);
  [[nodiscard]] absl::Status PullOf(const Plan& plan, const Event& event,
                                    const PointsCurrency& currency,
                                    int64_t needed, const Facts& facts,
                                    AccountState* account, Change* change);
  // A key for a transfer that the event needs: its own and a number.
  [[nodiscard]] absl::Status GiveKey(const Event& event, Event* pull);

  const Program* program_;
  Instant at_;
  ProgramsInForce in_force_;
  Store* store_;
  bool pools_ = false;
  std::vector<Other> others_;  // ascending by account
  int64_t keys_ = 0;           // given so far
};

// Adds what the account has to what the others of its household have.
[[nodiscard]] absl::Status AddOwn(const AccountState& account,
                                  std::vector<PointsTotal>* others);

}  // namespace patron

#endif  // PATRON_SRC_ENGINE_POOL_H_
