// Statements: points that are taken by themselves for an automatic reward.
//
//   MoveStatementClocks(programs, {account.last_posting}, &account, &delta);
//   ...
//   std::optional<DueStatement> due =
//       ApplyDueUntilStatement(programs, until, &account, &delta);
//   if (due) ... load the lots to spend, then
//     PostStatement(*due, programs, &account, &delta);
//
// The statement clock of a currency is where what the account has and the
// program in force put it after each posting: at the first end of a period from
// then on, while what can be spent, less what is owed, is as much as the reward
// asks for; else it stands still. So it does not depend on who looks when, and
// the end of a day goes to those that get something. What a statement gives is
// told by the program that is in force when it is due.
//
// Threads: free functions, any thread.
#ifndef PATRON_SRC_LEDGER_STATEMENTS_H_
#define PATRON_SRC_LEDGER_STATEMENTS_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "patron/ledger.h"
#include "patron/program.h"
#include "patron/zone.h"

namespace patron {

// A version of the program, and what it gives by itself. It outlives this.
struct ProgramInForce {
  Instant from;
  const Program* program = nullptr;
  const ZoneTable* zone = nullptr;       // the program's
  std::vector<const Reward*> automatic;  // ascending by currency, each once
};

// Ascending by when they begin; none where no version gives anything by itself.
using ProgramsInForce = std::span<const ProgramInForce>;

// Those of a program that has been checked, ascending by currency.
[[nodiscard]] std::vector<const Reward*> AutomaticRewards(
    const Program& program);

// A statement of an account that gives something.
struct DueStatement {
  Instant at;
  const ProgramInForce* by = nullptr;
  const Reward* reward = nullptr;
  Points taken;
  std::string currency;  // of what it gives
  Points given;
};

// What was posted last to an account. At one instant things have their turns:
// those that belong before statements (DueOrder, lots.h) leave a statement of
// that instant to come, and so does the statement of an earlier currency.
struct LastPosting {
  Instant at;
  EntryKind kind = EntryKind::kPurchase;
  std::string_view currency = "";  // of kStatement: whose it was
};

// Points by currency: those that an account can spend and does not owe, or for
// which it has room (RoomIn, lots.h).
using SpendableOf = absl::FunctionRef<int64_t(std::string_view)>;
using RoomOf = absl::FunctionRef<int64_t(std::string_view)>;

// What an account gets at `at` for points of a currency: as often as they
// suffice and there is room for what is given. Nothing where that is never, or
// no reward is in force.
[[nodiscard]] std::optional<DueStatement> StatementOf(ProgramsInForce programs,
                                                      std::string_view currency,
                                                      Instant at,
                                                      SpendableOf spendable,
                                                      RoomOf room);

// Where its statement clocks stand after a posting: those that differ from
// `clocks`.
[[nodiscard]] std::vector<Clock> MovedStatements(
    ProgramsInForce programs, const LastPosting& last, SpendableOf spendable,
    const std::vector<Clock>& clocks);

// Moves them, for an account to which something was posted. Nothing is done
// where `programs` is empty.
void MoveStatementClocks(ProgramsInForce programs, const LastPosting& last,
                         AccountState* account, Delta* delta);

// As ApplyDue (ledger.h), with the clocks of statements moved by each of those
// things, until a statement is due that gives something: what is due before has
// then been applied. Clocks of statements that give nothing stand still.
[[nodiscard]] std::optional<DueStatement> ApplyDueUntilStatement(
    ProgramsInForce programs, Instant until, AccountState* account,
    Delta* delta);

// Takes points from lots in the spending order, and gives a lot of the other
// currency, earned at that instant, that waits and lapses by its policy and
// pays no debt. It begins or moves the idle clock of what it gives, and is no
// activity in what it takes. Requires: the lots to be spent are in `account`.
[[nodiscard]] absl::Status PostStatement(const DueStatement& statement,
                                         ProgramsInForce programs,
                                         AccountState* account, Delta* delta);

// What lapses at the instant of a statement lapses after it: lots to take
// points from are those that can be spent at this instant.
[[nodiscard]] inline Instant SpentAt(const DueStatement& statement) {
  return Instant{statement.at.us - 1};
}

}  // namespace patron

#endif  // PATRON_SRC_LEDGER_STATEMENTS_H_
