// What holds of every history, tried on many that nobody would think of.
//
// After each step the engine is held against a slow ledger (slow_ledger.h):
// each entry sums to zero; balance = postings = lots; no lot below zero; what
// was issued is what became of it; statistics are those of the orders; used is
// the sum of uses. Verify finds nothing, and one of these holds:
//
//   replay        the events of its journal, committed again in a fresh store,
//                 give the same bytes, and in the other store the same rows
//   permutation   so does another order of events that share nothing, but for
//                 the numbers that the order of commits gives
//   returns       what all accounts have and owe does not depend on the order
//                 of returns
//   as if nothing returning everything leaves everything as if nothing had been
//                 bought, where nothing earned was used
//
// PATRON_HISTORIES=1000000 is the long run, in place of kHistories; with
// PATRON_FIRST_HISTORY=500000 they are those from that number on, so that
// several processes share a seed, or one goes on where another was stopped. A
// failure says which history it was: PATRON_SEED=... PATRON_HISTORY=... runs it
// alone, and tells its program and its steps.

#include <algorithm>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <iterator>
#include <set>

#include "tests/engine/engine_testing.h"
#include "tests/engine/history_run.h"
#include "tests/engine/store_state.h"
#include "tests/seed.h"
#include "tests/store/store_testing.h"

namespace patron {
namespace {

using testing::Between;
using testing::CloseShop;
using testing::CommitOf;
using testing::Do;
using testing::DoAll;
using testing::EndOf;
using testing::ExpectSound;
using testing::HistoryOptions;
using testing::IsOk;
using testing::KeepingCodec;
using testing::OpenShop;
using testing::Plans;
using testing::Played;
using testing::RandomHistory;
using testing::Shop;
using testing::SlowHold;
using testing::SlowLedger;
using testing::SlowOrder;
using testing::StateOf;
using testing::Step;
using testing::Tally;
using testing::TempFile;

#ifdef NDEBUG
constexpr int64_t kHistories = 20'000;
constexpr int64_t kSlices = 8;  // tests, for two processes to share
#else
constexpr int64_t kHistories = 480;  // under sanitizers
constexpr int64_t kSlices = 4;
#endif
constexpr int64_t kHistoriesAProgram = 20;  // compiling one takes long
constexpr int64_t kOnSqliteOneIn = 50;
constexpr int kStepsMin = 5;
constexpr int kStepsMax = 25;

int64_t NumberFrom(const char* name, int64_t otherwise) {
  const char* const given = std::getenv(name);
  return given == nullptr ? otherwise : std::strtoll(given, nullptr, 10);
}

std::mt19937_64 RandomOf(std::string_view what, int64_t number) {
  std::seed_seq seed{testing::TestSeed(), testing::TestSeed() >> 32,
                     static_cast<uint64_t>(what[0]),
                     static_cast<uint64_t>(number)};
  return std::mt19937_64(seed);
}

std::unique_ptr<Store> OpenFile(const TempFile& file) {
  auto store = OpenSqliteStore(file.path(), {});
  EXPECT_THAT(store, IsOk());
  return *std::move(store);
}

std::string BytesOf(const TempFile& file) {
  std::ifstream stream(file.path(), std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

enum class Proof { kReplay, kPermutation, kReturns, kAsIfNothing };

HistoryOptions OptionsFor(Proof proof) {
  HistoryOptions options;
  options.shared_counters = proof != Proof::kPermutation;
  options.late_after_end_of_day = proof != Proof::kPermutation;
  options.trade_ins = proof == Proof::kReplay || proof == Proof::kPermutation;
  options.spends = proof != Proof::kAsIfNothing;
  options.shares = proof != Proof::kAsIfNothing;
  options.shares_by_two = proof == Proof::kPermutation;
  // A purchase that is undone has moved a clock: it was there, and "what comes
  // back is no activity" (program.h). So points given by hand live longer than
  // if nothing had been bought.
  options.clocks_of_given = proof != Proof::kAsIfNothing;
  // What a statement gives depends on what has come back by then. So there are
  // none while the returns are tried in several orders.
  using Statements = HistoryOptions::Statements;
  options.statements = proof == Proof::kAsIfNothing ? Statements::kNone
                       : proof == Proof::kReturns   ? Statements::kFirstVersion
                                                    : Statements::kAll;
  return options;
}

// The events as the store has them, and the ends of days between them.
std::vector<Step> StepsOfJournal(Played& run) {
  std::vector<Step> steps;
  std::vector<Event> events;
  EXPECT_THAT(run.store().ForEachEvent([&](const EventRecord& record) {
    auto event = ProtobufCodec().DecodeEvent(record.event);
    EXPECT_THAT(event, IsOk());
    if (event.ok()) events.push_back(*std::move(event));
    return event.status();
  }),
              IsOk());
  size_t next = 0;
  for (const Step& step : run.done()) {
    const bool event =
        step.kind == Step::Kind::kCommit || step.kind == Step::Kind::kAgain;
    if (!event) {
      steps.push_back(step);
      continue;
    }
    // What it needed of others stands before it.
    while (next < events.size()) {
      steps.push_back(CommitOf(events[next++]));
      if (events[next - 1].source == step.event.source &&
          events[next - 1].id == step.event.id) {
        break;
      }
    }
  }
  EXPECT_EQ(next, events.size());
  return steps;
}

void ProveReplay(const Plans& plans, Played& run, const TempFile* file) {
  const std::vector<Step> steps = StepsOfJournal(run);
  const int64_t ids_end = kStepsMax + 1;
  const std::string dump = testing::Dump(run.store(), ids_end);
  TempFile other;
  Shop again = OpenShop(plans, file ? OpenFile(other) : OpenMemoryStore());
  DoAll(steps, *again.engine);
  EXPECT_EQ(testing::Dump(*again.store, ids_end), dump);
  if (file == nullptr) return;
  const Shop in_memory = OpenShop(plans);
  DoAll(steps, *in_memory.engine);
  EXPECT_EQ(testing::Dump(*in_memory.store, ids_end), dump);
  CloseShop(again);
  run.Close();
  EXPECT_TRUE(BytesOf(other) == BytesOf(*file));
}

// The last of those that hold a basket and what consumed it.
const Event& LastOfHold(const Event& event, const std::vector<Step>& done) {
  if (event.kind != EventKind::kHold) return event;
  for (const Step& step : done) {
    const Event& other = step.event;
    if (other.kind == EventKind::kRelease) continue;
    if (step.kind != Step::Kind::kEndOfDay && !other.hold.id.empty() &&
        other.hold == HoldKey{event.source, event.id}) {
      return LastOfHold(other, done);
    }
  }
  return event;
}

// Whose event it was: the receipt says so. What nobody held is of whoever
// consumes it.
std::string OwnerOf(const Event& given, const std::vector<Step>& done,
                    const SlowLedger& slow) {
  if (given.kind == EventKind::kRelease) {
    const SlowHold* const hold = slow.FindHold(given.hold);
    return OwnerOf(hold->held, done, slow);
  }
  const Event& event = LastOfHold(given, done);
  for (const SlowOrder& order : slow.orders()) {
    if (order.bought.id == testing::OrderNamedBy(event).id) {
      return order.bought.member;
    }
  }
  return event.member;
}

void ProvePermutation(const Plans& plans, Played& run,
                      std::mt19937_64& random) {
  ExpectSound(run.engine());
  std::map<std::string, std::deque<Step>> queues;
  int64_t left = 0;
  // A transfer ties two members, and so does a household.
  const bool tied =
      std::any_of(run.done().begin(), run.done().end(), [](const Step& step) {
        return step.event.kind == EventKind::kTransfer ||
               step.event.kind == EventKind::kJoin;
      });
  for (const Step& step : run.done()) {
    if (step.kind == Step::Kind::kEndOfDay) continue;
    std::string owner = OwnerOf(step.event, run.done(), run.slow());
    if (tied && owner == "bob") owner = "ann";
    queues[owner].push_back(step);
    ++left;
  }
  const Shop other = OpenShop(plans);
  for (; left > 0; --left) {
    // Each order of the queues is as likely as another.
    int64_t at = Between(random, 0, left - 1);
    for (auto& [owner, queue] : queues) {
      at -= std::ssize(queue);
      if (at >= 0) continue;
      ASSERT_THAT(Do(queue.front(), *other.engine), IsOk());
      queue.pop_front();
      break;
    }
  }
  const Step end = EndOf(run.history().latest());
  DoAll({&end, 1}, *other.engine);
  DoAll({&end, 1}, run.engine());
  EXPECT_EQ(StateOf(*other.store), StateOf(run.store()));
}

// available + pending + held - debt of all accounts, by currency; and expired,
// of those that have collected debts.
//
// Which lots have collected a debt depends on the order of returns: one that
// gets back what it paid, since a debt is put right, does not pay again for the
// debt that another makes afterwards, and keeps what it would have paid had the
// other come first. That lapses then, and is not owed any more.
std::map<std::string, int64_t> TotalsOf(
    Store& store, const std::set<std::string>& collecting) {
  std::map<std::string, int64_t> totals;
  EXPECT_THAT(store.ForEachAccount([&](const AccountState& account) {
    for (const Balance& balance : account.balances) {
      totals[balance.currency] += balance.available.units +
                                  balance.pending.units + balance.held.units -
                                  balance.debt.units;
    }
    for (const Lot& lot : account.lots) {
      if (collecting.contains(lot.currency)) {
        totals[lot.currency] += lot.expired;
      }
    }
    return absl::OkStatus();
  }),
              IsOk());
  return totals;
}

// What a return leaves of accounts and orders: lots, too, but not who came
// when.
std::string LeftIn(Store& store, const std::set<std::string>& collecting) {
  std::string left;
  EXPECT_THAT(store.ForEachAccount([&](const AccountState& account) {
    for (Lot lot : account.lots) {
      if (collecting.contains(lot.currency)) {
        lot.state = LotState::kClosed;
        lot.remaining += lot.expired + lot.collected - lot.shortfall;
        lot.expired = lot.collected = lot.shortfall = 0;
      }
      for (const int64_t part :
           {account.account, lot.number, static_cast<int64_t>(lot.state),
            lot.remaining, lot.redeemed, lot.expired, lot.taken_back,
            lot.adjusted_down, lot.transferred_out, lot.collected,
            lot.shortfall, lot.held, static_cast<int64_t>(lot.awaits_goods)}) {
        left += std::to_string(part) + " ";
      }
      left += "\n";
    }
    const MemberStatistics& s = account.statistics;
    for (const int64_t part : {s.orders, s.orders_kept, s.units, s.spend_minor,
                               s.returns, s.refunded_minor}) {
      left += std::to_string(part) + " ";
    }
    left += "\n";
    return absl::OkStatus();
  }),
              IsOk());
  EXPECT_THAT(store.ForEachCounter([&](const Counter& counter) {
    // One that was never used is 0, too, and has no row.
    if (counter.used == 0) return absl::OkStatus();
    left += counter.key.unit + " " + std::to_string(counter.used) + "\n";
    return absl::OkStatus();
  }),
              IsOk());
  EXPECT_THAT(store.ForEachOrder([&](const OrderSummary& order) {
    left += std::to_string(order.refunded.minor) + "\n";
    return absl::OkStatus();
  }),
              IsOk());
  return left;
}

// The returns some days apart, from `first` on, and an end of day.
std::vector<Step> OneByOne(std::vector<Event> returns, Instant first) {
  std::vector<Step> steps;
  for (Event& event : returns) {
    event.time = event.arrival = first;
    first.us += 5 * kMicrosPerDay;
    steps.push_back(CommitOf(event));
  }
  steps.push_back(EndOf(first));
  return steps;
}

void ProveReturns(const Plans& plans, Played& run, std::mt19937_64& random) {
  std::set<std::string> collecting;
  for (const PointsCurrency& points : plans[0]->program().points) {
    if (run.slow().HasCollected(points.id)) collecting.insert(points.id);
  }
  std::vector<Event> returns =
      run.history().BringAllBack(run.slow(), Between(random, 0, 1) == 1);
  const Instant first =
      std::max(run.history().latest(),
               testing::StartOf(testing::FirstDayOfNextVersion()));
  std::map<std::string, int64_t> totals;
  std::string left;
  constexpr int kOrders = 3;
  for (int i = 0; i < kOrders; ++i) {
    const bool last = i == kOrders - 1;
    if (!last) {
      EXPECT_THAT(run.store().BeginTrial(), IsOk());
    }
    DoAll(OneByOne(returns, first), run.engine());
    if (i == 0) {
      totals = TotalsOf(run.store(), collecting);
      left = LeftIn(run.store(), collecting);
    }
    EXPECT_EQ(TotalsOf(run.store(), collecting), totals);
    EXPECT_EQ(LeftIn(run.store(), collecting), left);
    if (!last) run.store().EndTrial();
    std::shuffle(returns.begin(), returns.end(), random);
  }
  ExpectSound(run.engine());
}

// Of each member what they have, and the lots that a hand gave; without the
// numbers.
std::string GivenByHand(Store& store) {
  std::map<std::string, std::string> given;
  EXPECT_THAT(store.ForEachAccount([&](const AccountState& account) {
    std::string& text = given[account.member];
    for (const Balance& balance : account.balances) {
      if (balance == Balance{balance.currency, {}, {}, {}}) continue;
      text += " " + balance.currency + " " +
              std::to_string(balance.available.units) + " " +
              std::to_string(balance.pending.units) + " " +
              std::to_string(balance.debt.units);
    }
    for (const Lot& lot : account.lots) {
      if (lot.origin == LotOrigin::kPurchase) {
        EXPECT_EQ(lot.taken_back, lot.amount);
        EXPECT_EQ(lot.remaining + lot.expired + lot.collected + lot.shortfall,
                  0);
        continue;
      }
      text += "; lot of " + std::to_string(lot.amount) + " " + lot.currency +
              ": " + std::to_string(lot.remaining) + " and " +
              std::to_string(lot.expired) + " lapsed at " +
              std::to_string(lot.expires.value_or(Instant()).us);
    }
    EXPECT_EQ(account.statistics.orders_kept, 0);
    EXPECT_EQ(account.statistics.units, 0);
    EXPECT_EQ(account.statistics.spend_minor, 0);
    return absl::OkStatus();
  }),
              IsOk());
  EXPECT_THAT(store.ForEachCounter([](const Counter& counter) {
    EXPECT_EQ(counter.used, 0) << counter.key.unit;
    return absl::OkStatus();
  }),
              IsOk());
  std::string all;
  for (const auto& [member, text] : given) all += member + ":" + text + "\n";
  return all;
}

// An order of nothing, which makes somebody a member.
Event OrderOfNothing(Event event) {
  event.basket.lines.resize(1);
  event.basket.lines[0].amount.minor = 0;
  event.basket.lines[0].unit_price.reset();
  event.basket.lines[0].earns_nothing = true;
  event.basket.lines[0].later = false;
  event.basket.tenders.clear();
  event.hold = {};
  return event;
}

void ProveAsIfNothing(const Plans& nothing, Played& run,
                      std::mt19937_64& random) {
  std::vector<Event> returns =
      run.history().BringAllBack(run.slow(), /*everything=*/true);
  std::shuffle(returns.begin(), returns.end(), random);
  const std::vector<Step> back = OneByOne(returns, run.history().latest());
  DoAll(back, run.engine());
  ExpectSound(run.engine());
  for (const SlowOrder& order : run.slow().orders()) {
    const auto kept = run.store().LoadOrder(order.event);
    ASSERT_THAT(kept, IsOk());
    EXPECT_EQ(kept->refunded, kept->paid);
  }
  // The same shop with no rule, where what was given by hand is all there is.
  const Shop other = OpenShop(nothing);
  std::set<std::string> members;
  for (Step step : run.done()) {
    if (step.kind == Step::Kind::kEndOfDay ||
        step.event.kind == EventKind::kAdjustment) {
      ASSERT_THAT(Do(step, *other.engine), IsOk());
    } else if (step.event.kind == EventKind::kPurchase &&
               !step.event.member.empty() &&
               members.insert(step.event.member).second) {
      step.event = OrderOfNothing(step.event);
      ASSERT_THAT(Do(step, *other.engine), IsOk());
      Event undo = testing::Return("-" + step.event.id, step.event.id,
                                   step.event.basket.lines[0].id,
                                   step.event.basket.lines[0].quantity.units());
      undo.member = step.event.member;
      undo.time = undo.arrival = step.event.arrival;
      ASSERT_THAT(Do(CommitOf(undo), *other.engine), IsOk());
    }
  }
  DoAll({&back.back(), 1}, *other.engine);
  EXPECT_EQ(GivenByHand(run.store()), GivenByHand(*other.store));
}

class Histories : public ::testing::TestWithParam<int64_t> {
 protected:
  void RunOne(int64_t number) {
    const auto proof = static_cast<Proof>(number / kHistoriesAProgram % 4);
    const HistoryOptions options = OptionsFor(proof);
    Compile(number / kHistoriesAProgram, options);
    std::mt19937_64 random = RandomOf("history", number);
    const bool on_sqlite = number % kOnSqliteOneIn == 0;
    std::optional<TempFile> file;
    if (on_sqlite) file.emplace();
    const bool bytes =
        on_sqlite || proof == Proof::kReplay || proof == Proof::kPermutation;
    Played run(plans_, options, random,
               OpenShop(plans_, on_sqlite ? OpenFile(*file) : OpenMemoryStore(),
                        bytes ? nullptr : std::make_unique<KeepingCodec>()),
               std::getenv("PATRON_HISTORY") != nullptr);
    run.Play(Between(random, kStepsMin, kStepsMax));
    if (HasFailure()) return;
    run.AddTo(&tally_);
    switch (proof) {
      case Proof::kReplay:
        return ProveReplay(plans_, run, on_sqlite ? &*file : nullptr);
      case Proof::kPermutation:
        return ProvePermutation(plans_, run, random);
      case Proof::kReturns:
        return ProveReturns(plans_, run, random);
      case Proof::kAsIfNothing:
        return ProveAsIfNothing(nothing_, run, random);
    }
  }

  Tally tally_;

 private:
  // The program with this number, unless it is there.
  void Compile(int64_t number, const HistoryOptions& options) {
    if (number == program_) return;
    program_ = number;
    std::mt19937_64 random = RandomOf("program", number);
    // Where nothing is to be left, no policy changes on the way.
    const bool changes = options.spends && number % 3 != 0;
    HistoryOptions chosen = options;
    using Statements = HistoryOptions::Statements;
    if (!changes && options.statements == Statements::kFirstVersion) {
      chosen.statements = Statements::kNone;
    }
    Program program = testing::RandomProgram(random, chosen);
    plans_ = {testing::MakePlan(program)};
    if (changes) {
      plans_.push_back(
          testing::MakePlan(testing::NextVersion(random, chosen, program)));
    }
    program.rules.clear();
    program.rewards.clear();
    nothing_ = {testing::MakePlan(std::move(program))};
  }

  int64_t program_ = -1;
  Plans plans_;    // one version, or two
  Plans nothing_;  // the same without rules
};

TEST_P(Histories, Hold) {
  const int64_t count = NumberFrom("PATRON_HISTORIES", kHistories);
  const int64_t begin = NumberFrom("PATRON_FIRST_HISTORY", 0);
  int64_t first = begin + count * GetParam() / kSlices;
  int64_t end = begin + count * (GetParam() + 1) / kSlices;
  const int64_t only = NumberFrom("PATRON_HISTORY", -1);
  if (only >= 0) {
    first = GetParam() == 0 ? only : 0;
    end = GetParam() == 0 ? only + 1 : 0;
  }
  for (int64_t number = first; number < end; ++number) {
    RunOne(number);
    ASSERT_FALSE(HasFailure())
        << "run it alone: PATRON_SEED=" << testing::TestSeed()
        << " PATRON_HISTORY=" << number
        << " engine_test --gtest_filter='*Histories*'";
  }
  if (end - first < 90) return;
  EXPECT_GT(tally_.steps, 5 * (end - first));
  EXPECT_GT(tally_.refused, 0);
  EXPECT_GT(tally_.paid, 0);
  EXPECT_GT(tally_.restored, 0);
  EXPECT_GT(tally_.owing, 0);
  EXPECT_GT(tally_.lapsed, 0);
  EXPECT_GT(tally_.voided, 0);
  EXPECT_GT(tally_.exchanged, 0);
  EXPECT_GT(tally_.given, 0);
  if (end - first < 1000) return;  // too few programs to have all of it
  EXPECT_GT(tally_.took_rewards, 0);
  EXPECT_GT(tally_.rewards_back, 0);
  EXPECT_GT(tally_.open, 0);
  EXPECT_GT(tally_.collected, 0);
  EXPECT_GT(tally_.lapsed_idle, 0);
  EXPECT_GT(tally_.stamped, 0);
  EXPECT_GT(tally_.held_points, 0);
  EXPECT_GT(tally_.held_uses, 0);
  EXPECT_GT(tally_.consumed, 0);
  EXPECT_GT(tally_.cancelled, 0);
  EXPECT_GT(tally_.lapsed_holds, 0);
  EXPECT_GT(tally_.late, 0);
  EXPECT_GT(tally_.mixed, 0);
  EXPECT_GT(tally_.transferred, 0);
  if (end - first < 2000) return;  // and few households spend together
  EXPECT_GT(tally_.pulled, 0);
}
INSTANTIATE_TEST_SUITE_P(Slices, Histories,
                         ::testing::Range(int64_t{0}, kSlices));

}  // namespace
}  // namespace patron
