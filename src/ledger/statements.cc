// Refused: a clock that is wound up when the program is activated. Each account
// would have to be visited; so a reward that is new is given from the first
// posting on that finds it in force.
//
// Refused too: fixing what a statement gives when its clock is set. The points
// are the member's until then, and what they buy is what the shop promises on
// the day on which they buy it.

#include "ledger/statements.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "ledger/clocks.h"
#include "ledger/ledger.h"
#include "ledger/lots.h"
#include "ledger/spend.h"
#include "model/points_of.h"

namespace patron {
namespace {

const FixedPoints* GivenBy(const Reward& reward) {
  if (!reward.automatic || reward.prices.size() != 1 ||
      reward.then.size() != 1 || reward.prices[0].points.units < 1) {
    return nullptr;
  }
  return std::get_if<FixedPoints>(&reward.then[0].what);
}

// From so many points on.
int64_t FromOf(const Reward& reward) {
  return reward.automatic->from.value_or(reward.prices[0].points).units;
}

const ProgramInForce* InForceAt(ProgramsInForce programs, Instant at) {
  const auto after = std::find_if(
      programs.begin(), programs.end(),
      [&](const ProgramInForce& program) { return at < program.from; });
  return after == programs.begin() ? nullptr : &*std::prev(after);
}

const Reward* FindReward(const ProgramInForce* program,
                         std::string_view currency) {
  if (program == nullptr) return nullptr;
  for (const Reward* const reward : program->automatic) {
    if (reward->currency == currency) return reward;
  }
  return nullptr;
}

bool HasPassed(const LastPosting& last, std::string_view currency) {
  const int turn = DueOrder(last.kind);
  const int ours = DueOrder(EntryKind::kStatement);
  return turn == ours ? currency <= last.currency : turn > ours;
}

// The first end of a period whose turn is still to come; none beyond the
// calendar.
std::optional<Instant> NextEnd(const ProgramInForce& program,
                               const Reward& reward, const LastPosting& last) {
  const absl::StatusOr<DateRange> period =
      PeriodOf(Period{.unit = reward.automatic->every},
               program.zone->ToLocal(last.at).date);
  if (!period.ok() || period->end > kLastDate) return std::nullopt;
  if (program.zone->StartOfDay(period->first) == last.at &&
      !HasPassed(last, reward.currency)) {
    return last.at;
  }
  return program.zone->StartOfDay(period->end);
}

int64_t Spendable(const AccountState& account, std::string_view currency) {
  for (const Balance& balance : account.balances) {
    if (balance.currency != currency) continue;
    return balance.available.units - balance.debt.units;
  }
  return 0;
}

// The one that is due first, of all before `turn` of `until`.
const Clock* FirstStatement(const std::vector<Clock>& clocks, Instant until,
                            int turn) {
  const Clock* first = nullptr;
  const bool included = DueOrder(EntryKind::kStatement) < turn;
  for (const Clock& clock : clocks) {
    if (clock.kind != ClockKind::kStatement || !clock.due) continue;
    if (included ? *clock.due > until : *clock.due >= until) continue;
    if (first == nullptr || *clock.due < *first->due) first = &clock;
  }
  return first;
}

}  // namespace

std::vector<const Reward*> AutomaticRewards(const Program& program) {
  std::vector<const Reward*> automatic;
  for (const Reward& reward : program.rewards) {
    if (!reward.automatic) continue;
    const FixedPoints* const given = GivenBy(reward);
    // Of a program that nobody could compile, only what can be told.
    if (given == nullptr || FindPoints(program, given->currency) == nullptr ||
        FindPoints(program, reward.currency) == nullptr) {
      continue;
    }
    automatic.push_back(&reward);
  }
  std::sort(automatic.begin(), automatic.end(),
            [](const Reward* a, const Reward* b) {
              return a->currency < b->currency;
            });
  return automatic;
}

std::optional<DueStatement> StatementOf(ProgramsInForce programs,
                                        std::string_view currency, Instant at,
                                        SpendableOf spendable, RoomOf room) {
  const ProgramInForce* const program = InForceAt(programs, at);
  const Reward* const reward = FindReward(program, currency);
  if (reward == nullptr) return std::nullopt;
  const FixedPoints& gives = *GivenBy(*reward);
  const int64_t points = spendable(currency);
  if (points < FromOf(*reward) || gives.points.units < 1) return std::nullopt;
  const int64_t price = reward->prices[0].points.units;
  const int64_t times =
      std::min(points / price, room(gives.currency) / gives.points.units);
  if (times < 1) return std::nullopt;
  return DueStatement{at,
                      program,
                      reward,
                      Points{times * price},
                      gives.currency,
                      Points{times * gives.points.units}};
}

std::vector<Clock> MovedStatements(ProgramsInForce programs,
                                   const LastPosting& last,
                                   SpendableOf spendable,
                                   const std::vector<Clock>& clocks) {
  const ProgramInForce* const program = InForceAt(programs, last.at);
  std::vector<Clock> moved;
  for (const Clock& clock : clocks) {
    if (clock.kind != ClockKind::kStatement || !clock.due) continue;
    if (FindReward(program, clock.currency) != nullptr) continue;
    moved.push_back({clock.currency, clock.kind, std::nullopt});
  }
  if (program == nullptr) return moved;
  for (const Reward* const reward : program->automatic) {
    Clock clock{reward->currency, ClockKind::kStatement, std::nullopt};
    if (spendable(reward->currency) >= FromOf(*reward)) {
      clock.due = NextEnd(*program, *reward, last);
    }
    const auto known = FindClock(clock.currency, clock.kind, clocks);
    const bool is = known != clocks.end() && IsOf(clock, *known);
    if (is ? known->due != clock.due : clock.due.has_value()) {
      moved.push_back(std::move(clock));
    }
  }
  return moved;
}

void MoveStatementClocks(ProgramsInForce programs, const LastPosting& last,
                         AccountState* account, Delta* delta) {
  if (programs.empty()) return;
  const auto spendable = [&](std::string_view currency) {
    return Spendable(*account, currency);
  };
  for (const Clock& clock :
       MovedStatements(programs, last, spendable, account->clocks)) {
    PutClock(clock, &account->clocks);
    PutClock(clock, &delta->clocks);
  }
}

std::optional<DueStatement> NextStatement(ProgramsInForce programs,
                                          Instant until, int turn,
                                          AccountState* account, Delta* delta) {
  if (programs.empty()) return std::nullopt;
  const auto spendable = [&](std::string_view currency) {
    return Spendable(*account, currency);
  };
  const auto room = [&](std::string_view currency) {
    return RoomIn(currency, *account);
  };
  while (const Clock* const first =
             FirstStatement(account->clocks, until, turn)) {
    std::optional<DueStatement> statement =
        StatementOf(programs, first->currency, *first->due, spendable, room);
    if (statement) return statement;
    // Another version is in force by then, which gives nothing for that; or
    // the account has no room for it.
    const Clock still{first->currency, first->kind, std::nullopt};
    PutClock(still, &account->clocks);
    PutClock(still, &delta->clocks);
  }
  return std::nullopt;
}

absl::Status PostStatement(const DueStatement& statement,
                           ProgramsInForce programs, AccountState* account,
                           Delta* delta) {
  const Program& program = *statement.by->program;
  const ZoneTable& zone = *statement.by->zone;
  JournalEntry entry;
  entry.kind = EntryKind::kStatement;
  entry.posted = statement.at;
  entry.program = program.id;
  entry.version = program.version;
  const std::string& currency = statement.reward->currency;
  const absl::StatusOr<std::vector<LotPart>> taken =
      Spend({*FindPoints(program, currency), statement.taken, Bucket::kRedeemed,
             SpentAt(statement), zone},
            account, &entry, delta);
  if (!taken.ok()) return taken.status();
  const PointsCurrency& gives = *FindPoints(program, statement.currency);
  const Date day = zone.ToLocal(statement.at).date;
  const LotTimes times = TimesOf(gives, zone, day);
  // Or it would lapse at once where nothing else has happened for long.
  MoveIdleClock(
      {gives, zone, day, std::max(account->last_posting, statement.at),
       account->next_lot},
      account, delta);
  Lot lot;
  lot.number = account->next_lot++;
  lot.currency = gives.id;
  lot.origin = LotOrigin::kReward;
  lot.state = times.available_from ? LotState::kPending : LotState::kAvailable;
  lot.rule = statement.reward->id;
  lot.program = program.id;
  lot.version = program.version;
  lot.earned = statement.at;
  lot.available_from = times.available_from;
  lot.expires = times.expires;
  lot.sliding = times.sliding;
  lot.amount = lot.remaining = statement.given.units;
  PostOfLot(lot, Bucket::kIssued, -lot.amount, &entry);
  PostOfLot(lot, BucketOf(lot), lot.amount, &entry);
  absl::Status status = AddLot(std::move(lot), account, delta);
  if (!status.ok()) return status;
  delta->entries.push_back(std::move(entry));
  account->last_posting = std::max(account->last_posting, statement.at);
  const bool turn = account->last_posting == statement.at;
  MoveStatementClocks(
      programs,
      {account->last_posting,
       turn ? EntryKind::kStatement : EntryKind::kPurchase, currency},
      account, delta);
  return absl::OkStatus();
}

}  // namespace patron
