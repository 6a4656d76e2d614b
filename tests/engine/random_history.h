// Random programs and random histories, step by step.
//
//   std::mt19937_64 random(seed);
//   const Program program = RandomProgram(random, {});
//   RandomHistory history(random, program, {});
//   for (int i = 0; i < 10; ++i) Do(history.Next(slow));
//
// What is likely to go well is told from the slow ledger, so that most steps
// do; the others are to be refused. The same seed gives the same history.
//
// A new kind of event is a function beside Buy, with a weight in Next.
//
// Threads: one at a time. Limits: a program in UTC and EUR.
#ifndef PATRON_TESTS_ENGINE_RANDOM_HISTORY_H_
#define PATRON_TESTS_ENGINE_RANDOM_HISTORY_H_

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "patron/event.h"
#include "patron/program.h"
#include "tests/engine/slow_ledger.h"

namespace patron::testing {

struct HistoryOptions {
  // Limits and budgets that members share.
  bool shared_counters = true;
  // Lines below zero: too much is refunded where they come back late.
  bool trade_ins = true;
  // Points pay, buy rewards, and are taken by hand.
  bool spends = true;
  // Points given by hand may lapse with a clock, which purchases move.
  bool clocks_of_given = true;
  // An event may arrive at an instant that an end of day has been through.
  bool late_after_end_of_day = true;
  // Points are taken by themselves for automatic rewards: never, until the next
  // version, or always.
  enum class Statements { kNone, kFirstVersion, kAll };
  Statements statements = Statements::kAll;
  // Points are given to others, and households pool them.
  bool shares = true;
  // Only two of three members do so: what they do is tied.
  bool shares_by_two = false;
};

struct Step {
  enum class Kind {
    kCommit,
    kAgain,  // an event that was committed
    kEndOfDay,
  };

  Kind kind = Kind::kCommit;
  Event event;
  Instant until;  // kEndOfDay
};

[[nodiscard]] Program RandomProgram(std::mt19937_64& random,
                                    const HistoryOptions& options);
// A later version of it, under which points live, wait and pay debts in another
// way, other rules are judged again, and statements give something else.
[[nodiscard]] Program NextVersion(std::mt19937_64& random,
                                  const HistoryOptions& options,
                                  Program program);
// The first day of that.
[[nodiscard]] Date FirstDayOfNextVersion();

class RandomHistory {
 public:
  // `program` outlives this.
  RandomHistory(std::mt19937_64& random, const Program& program,
                const HistoryOptions& options);

  [[nodiscard]] Step Next(const SlowLedger& slow);
  // What is there comes back, in parts: of each order once or several times;
  // what is open is cancelled. An order that is judged again comes back whole:
  // what is refunded is what the step that took most came to (never below zero,
  // points that are back stay back), and the steps depend on their order.
  [[nodiscard]] std::vector<Event> BringAllBack(const SlowLedger& slow,
                                                bool everything);
  // The latest arrival so far.
  [[nodiscard]] Instant latest() const { return Instant{latest_us_}; }

 private:
  [[nodiscard]] Event NewEvent(EventKind kind);
  [[nodiscard]] Event Buy(const SlowLedger& slow);
  [[nodiscard]] Line RandomLine(int64_t number);
  void AddRewards(const SlowLedger& slow, Event* event);
  void AddTenders(const SlowLedger& slow, Event* event);
  [[nodiscard]] Event BringBack(const SlowLedger& slow);
  [[nodiscard]] Event BringBackLoose();
  [[nodiscard]] Event Exchange(const SlowLedger& slow);
  [[nodiscard]] Event Void(const SlowLedger& slow);
  [[nodiscard]] Event Adjust(const SlowLedger& slow);
  [[nodiscard]] Event HandOver(const SlowLedger& slow);
  [[nodiscard]] Event Give(const SlowLedger& slow);
  [[nodiscard]] Event JoinOrLeave(const SlowLedger& slow);
  // What is open is cancelled, or, with `some`, a part of it; or handed over.
  [[nodiscard]] Event FulfilmentOf(const SlowOrder& order, bool some);
  [[nodiscard]] Event ReceiptOf(const SlowOrder& order);
  // Holds (random_holds.cc).
  [[nodiscard]] Event KeepBack(const SlowLedger& slow);
  void TakeHold(const SlowLedger& slow, Event* event);
  [[nodiscard]] Event Cancel(const SlowLedger& slow);

  [[nodiscard]] bool OneIn(int64_t n);
  [[nodiscard]] int64_t From(int64_t least, int64_t most);
  [[nodiscard]] std::string AnyOf(const std::vector<std::string>& names);

  std::mt19937_64& random_;
  const Program& program_;
  HistoryOptions options_;
  int64_t latest_us_;
  int64_t earliest_us_ = 0;  // of an arrival
  int64_t events_ = 0;
  std::vector<Event> sent_;
};

}  // namespace patron::testing

#endif  // PATRON_TESTS_ENGINE_RANDOM_HISTORY_H_
