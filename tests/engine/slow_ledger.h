// A slow ledger, to hold the quick one against.
//
//   SlowLedger slow(program);
//   slow.Take(event, outcome);       // what came of a commit
//   slow.EndOfDay(until);
//   slow.Compare(store);             // everything that the store has
//   EXPECT_THAT(slow.problems(), IsEmpty());
//
// It keeps a plain list of postings, the lots as they were earned and the
// orders as they were bought, and sums all of it again whenever it is asked:
// nothing but the standings of orders is kept, and it calls nothing of
// src/ledger. Days are walked one by one, lots are sorted anew at each
// spending, and what a return leaves of an order is told from the units that
// are kept. Of a decision it believes what was earned and taken off, and where,
// and of rules that are judged again what they come to; it derives all the
// rest.
//
// A new kind of event gets a function beside Buy, BringBack and Adjust, or is
// made of them, as an exchange is.
//
// Threads: one at a time. Limits: versions of one program, in UTC, whose
// numbers are small.
#ifndef PATRON_TESTS_ENGINE_SLOW_LEDGER_H_
#define PATRON_TESTS_ENGINE_SLOW_LEDGER_H_

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "patron/engine.h"
#include "patron/plan.h"

namespace patron::testing {

struct SlowPosting {
  int64_t account = 0;
  size_t unit = 0;  // index of a points currency; their number: money
  Bucket bucket = Bucket::kAvailable;
  int64_t amount = 0;
  int64_t lot = 0;
  bool collects = false;  // of kDebt: the lot paid it, and does not owe it
};

// As it was earned: what became of it stands in the postings.
struct SlowLot {
  int64_t account = 0;
  int64_t number = 0;
  size_t currency = 0;
  LotOrigin origin = LotOrigin::kPurchase;
  int64_t event = 0;
  uint32_t effect = 0;
  std::string rule;
  std::string version;
  Instant earned;
  std::optional<Instant> available_from;
  bool awaits_goods = false;
  std::optional<Instant> expires;
  bool sliding = false;
};

// Points that one account gave another, alike in when they lapse.
struct SlowTransfer {
  int64_t event = 0;
  int64_t from = 0;
  int64_t to = 0;
  size_t currency = 0;
  int64_t points = 0;
  Instant sent;
  Instant earned;
  std::optional<Instant> expires;
  std::optional<Instant> idle_until;
  int64_t lot = 0;  // that it became
};

// Points that a basket needs of another account.
struct SlowPull {
  int64_t from = 0;
  size_t currency = 0;
  int64_t points = 0;
};

// An account was active in a currency, or was given sliding points of it.
struct SlowActivity {
  int64_t account = 0;
  size_t currency = 0;
  Instant posted;         // the account's latest posting, its own included
  int64_t first_lot = 1;  // that came with it
  // Until when its points live for it; nothing where they do not slide.
  std::optional<Instant> lapse;
  bool received = false;
};

// Unit by unit: what was paid for each, or its part of an effect.
using Units = std::vector<int64_t>;

// What stands of an order while so many units of each line are kept.
struct SlowStanding {
  std::vector<int64_t> effects;  // money off, or points
  std::vector<int64_t> rewards;  // uses
  std::vector<int64_t> draws;
  int64_t paid_minor = 0;
};

struct SlowOrder {
  int64_t event = 0;
  int64_t account = 0;
  Event bought;  // of an exchange with what came back to its tenders
  Facts facts;
  Decision decision;
  std::vector<PointsByLot> for_rewards;  // by reward that costs something
  std::vector<PointsByLot> redeemed;     // by tender of points
  std::vector<Units> paid;               // by line
  std::vector<int64_t> kept_units;       // by line
  std::vector<int64_t> open_units;       // by line; of those that are kept
  int64_t refunded_minor = 0;
  int64_t returns = 0;
  bool voided = false;
  SlowStanding standing;  // while those units are kept

  [[nodiscard]] bool KeepsAny() const;
  [[nodiscard]] bool KeepsAll() const;
  // Units of a line that were handed over and are kept.
  [[nodiscard]] int64_t ThereOf(size_t line) const;
  [[nodiscard]] bool AnyThere() const;
  [[nodiscard]] bool AnyOpen() const;
};

// What a basket takes, kept back; how it ended.
struct SlowHold {
  int64_t event = 0;
  int64_t account = 0;
  Event held;
  std::string version;
  HoldState state = HoldState::kHeld;
  std::map<int64_t, int64_t> points;  // by lot
  std::vector<HeldUses> uses;
};

class SlowLedger {
 public:
  // Versions of one program, ascending by their first day, with the same points
  // currencies, rewards and prices; they outlive this.
  explicit SlowLedger(std::vector<const Plan*> plans);

  // An event that was committed.
  void Take(const Event& event, const Outcome& outcome);
  // One that was refused: whether that is right.
  void TakeRefused(const Event& event, Reason reason);
  // What is due for everybody.
  void EndOfDay(Instant until);
  // Everything that the store has against everything that is derived here.
  void Compare(Store& store);

  // What the event's member could pay with, with their household where it
  // pools, or give, or, by hand, be deprived of, if nothing more became
  // available.
  [[nodiscard]] int64_t Spendable(const Event& event, size_t currency,
                                  Bucket to = Bucket::kRedeemed) const;
  // The most that its points could be worth, in minor units.
  [[nodiscard]] int64_t WorthOf(const Event& event) const;
  // How often late events took points that had lapsed, and how often points
  // paid that were worth something else than those of their version.
  [[nodiscard]] int64_t late() const { return late_; }
  [[nodiscard]] int64_t mixed() const { return mixed_; }
  [[nodiscard]] bool Knows(std::string_view member) const;
  // Empty: in none.
  [[nodiscard]] std::string HouseholdOf(std::string_view member) const;
  // Whether rules of it are judged again on what is kept.
  [[nodiscard]] bool IsJudgedAgain(const SlowOrder& order) const;
  // Whether points of this currency have paid a debt.
  [[nodiscard]] bool HasCollected(std::string_view currency) const;
  [[nodiscard]] const std::vector<SlowOrder>& orders() const { return orders_; }
  [[nodiscard]] const std::vector<SlowHold>& holds() const { return holds_; }
  // Null where there is none.
  [[nodiscard]] const SlowHold* FindHold(const HoldKey& key) const;
  // Whether the event names a hold of another member.
  [[nodiscard]] bool NamesHoldOfAnother(const Event& event) const;
  [[nodiscard]] int64_t pulled() const { return pulled_; }
  [[nodiscard]] int64_t transferred() const {
    return static_cast<int64_t>(transfers_.size());
  }
  [[nodiscard]] const std::vector<std::string>& problems() const {
    return problems_;
  }

 private:
  // What the postings of a lot, or of an account in a unit, come to; by bucket.
  using Sums = std::array<int64_t, 32>;
  // Account, unit, bucket, lot.
  using PostingKey = std::tuple<int64_t, size_t, Bucket, int64_t>;
  // Of an order, by its index: units that come back of each line.
  using Match = std::map<size_t, std::vector<int64_t>>;

  void Buy(const Event& event, const Outcome& outcome, int64_t account);
  void BringBack(const Event& event, const Outcome& outcome, int64_t account);
  void Void(const Event& event, const Outcome& outcome, int64_t account);
  void BringBackThese(const Match& match, const Event& event,
                      const Outcome& outcome, int64_t account);
  void Adjust(const Event& event, const Outcome& outcome, int64_t account);
  void Fulfil(const Event& event, const Outcome& outcome, int64_t account);
  void Give(const Event& event, const Outcome& outcome, int64_t account);

  // Of a transfer: the lots are taken from the one and given to the other.
  std::vector<LotPart> Move(int64_t from, int64_t to, size_t currency,
                            int64_t points, const Event& event, int64_t number);
  // What a basket takes and the account lacks: its household's others give it
  // first, as transfers with the numbers before the event's.
  [[nodiscard]] std::vector<SlowPull> PullsFor(const Event& event,
                                               const Outcome& outcome,
                                               int64_t account) const;
  void PullFirst(const Event& event, const Outcome& outcome, int64_t account);
  // Who of the others gives how much, as of then.
  [[nodiscard]] std::map<int64_t, int64_t> SharesOf(const Event& event,
                                                    int64_t account,
                                                    size_t currency,
                                                    int64_t missing) const;
  // The others of its household that can still be posted to.
  [[nodiscard]] std::vector<int64_t> OthersOf(int64_t account,
                                              Instant at) const;
  // All that the others have is with the account.
  void PoolAll(const Event& event, int64_t account);
  [[nodiscard]] bool Pools(size_t currency, Instant when) const;
  void ComparePooled(const Event& event, const Answer& answer, int64_t account);
  void CompareTransfers(Store& store);

  // Holds (slow_ledger_holds.cc).
  void Hold(const Event& event, const Outcome& outcome, int64_t account);
  // The hold that an event names is over: the points that come back, by lot.
  std::map<int64_t, int64_t> EndNamed(const Event& event);
  void EndHold(SlowHold* hold, HoldState state, Instant at);
  void CompareReleased(const std::map<int64_t, int64_t>& released,
                       const Outcome& outcome);
  // The hold of an account that lapses first.
  [[nodiscard]] SlowHold* NextToLapse(int64_t account);
  // Uses of a counter that holds keep back.
  [[nodiscard]] int64_t KeptBackOf(const CounterKey& key, Instant at) const;
  // What the decision read of counters, and that its draws fit beside holds.
  void CompareDraws(const Event& event, const Outcome& outcome);
  void CompareHolds(Store& store);
  void CompareHold(const SlowHold& hold, const HoldRecord& kept);
  void CompareKeptBack(Store& store);

  void Earn(const Event& event, const Outcome& outcome,
            const std::vector<int64_t>& open_units, int64_t account);
  // The order that was decided, before anything is posted.
  [[nodiscard]] SlowOrder OrderOf(const Event& event, const Outcome& outcome,
                                  int64_t account);
  // Takes the points of rewards and those that pay, as the answer tells them.
  std::vector<LotPart> Pay(const Event& event, const Decision& decision,
                           const std::vector<PointsByLot>& told, Bucket to,
                           int64_t account);
  [[nodiscard]] Match MatchOf(const Event& event, int64_t account) const;
  void BringBackOf(const std::vector<int64_t>& units,
                   const ReturnResult& returned, Instant at, SlowOrder* order);
  void GiveRewardsBack(const SlowOrder& order, const SlowStanding& before,
                       const SlowStanding& after, Instant at);
  void GivePointsBack(const SlowOrder& order, int64_t refunded_before,
                      Instant at);
  // Of points that were taken from these lots: so many are back in place of
  // `before`.
  void Restore(const SlowOrder& order, const PointsByLot& taken, int64_t before,
               int64_t after, Instant at);
  // Points come back to a lot: what it owes is paid first.
  void GiveBack(const SlowLot& lot, Bucket from, int64_t points, Instant at);
  // What had paid a debt that is put right is there again.
  void GiveBackCollected(int64_t account, size_t currency, int64_t points,
                         Instant at);
  void TakeBack(const SlowOrder& order, const SlowStanding& after);
  void Release(const SlowOrder& order, Instant at,
               const FulfilmentResult& fulfilled);
  [[nodiscard]] SlowStanding StandingOf(
      const SlowOrder& order, const std::vector<int64_t>& kept_units) const;
  [[nodiscard]] bool Lacks(const Event& event);
  void CompareReturned(const ReturnResult& returned);
  // Takes points in the spending order, or nothing and an empty list.
  std::vector<LotPart> Spend(const Event& event, int64_t account,
                             size_t currency, int64_t points, Bucket to);
  // What an event can take of a lot: what is available, and what has lapsed
  // since it happened.
  [[nodiscard]] int64_t LivingOf(const SlowLot& lot, const Event& event) const;
  [[nodiscard]] int64_t LateOf(const SlowLot& lot, const Event& event,
                               Bucket to) const;
  // Those that one spending takes from, in its order.
  [[nodiscard]] std::vector<SlowLot> LotsToSpend(const Event& event,
                                                 int64_t account,
                                                 size_t currency,
                                                 Bucket to) const;
  // What so many points pay by the version of the event, and what those of
  // these lots pay, in minor units.
  [[nodiscard]] int64_t WorthNow(const Event& event, size_t currency,
                                 int64_t points) const;
  [[nodiscard]] int64_t WorthOf(const Event& event, int64_t account,
                                size_t currency,
                                const std::vector<LotPart>& lots) const;
  // Applies what is due for an account, the earliest first.
  void Settle(int64_t account, Instant until);
  // What is there after a posting says when the next statements are. At one
  // instant `how` is 0 for what becomes available, 1 for a statement of
  // `currency`, and more for all else.
  void MoveStatements(int64_t account, Instant at, int how,
                      std::string_view currency = "");
  void GiveStatement(int64_t account, size_t currency, Instant at);
  // Whether an event that began so has posted anything.
  [[nodiscard]] bool HasPosted(const Event& event, size_t postings_before,
                               const std::map<CounterKey, int64_t>& before);
  // Of counters by orders.
  [[nodiscard]] std::map<CounterKey, int64_t> Uses() const;
  [[nodiscard]] const Plan& PlanAt(Instant time) const;
  // Until when sliding points live after activity then.
  [[nodiscard]] std::optional<Instant> LapseAfter(size_t currency,
                                                  Instant when) const;
  // An account was active in a currency.
  void NoteActive(int64_t account, size_t currency, Instant when);
  // As they are kept.
  [[nodiscard]] std::vector<Clock> ClocksOf(int64_t account,
                                            size_t currency) const;
  [[nodiscard]] std::optional<Instant> LapseOf(const SlowLot& lot) const;
  [[nodiscard]] std::optional<Instant> NextDueOf(int64_t account) const;

  SlowLot AddLot(const Outcome& outcome, int64_t account, size_t currency,
                 const Event& event);
  [[nodiscard]] Instant LastPosting(int64_t account) const;
  void Post(const SlowLot& lot, Bucket bucket, int64_t amount,
            bool collects = false);
  void PostMoney(int64_t account, int64_t taken_off);
  [[nodiscard]] Sums SumsOf(const SlowLot& lot) const;
  // By unit.
  [[nodiscard]] std::vector<Sums> SumsOfAccount(int64_t account) const;
  [[nodiscard]] std::vector<Balance> BalancesOf(int64_t account) const;
  [[nodiscard]] MemberStatistics StatisticsOf(int64_t account) const;
  [[nodiscard]] int64_t AccountOf(const Event& event) const;
  [[nodiscard]] int64_t AccountNamed(std::string_view member) const;
  [[nodiscard]] int64_t DebtOf(int64_t account, size_t currency) const;
  [[nodiscard]] SlowLot* LotOf(const SlowOrder& order, size_t effect);
  [[nodiscard]] const SlowLot& LotAt(int64_t account, int64_t number) const;
  [[nodiscard]] size_t IndexOf(std::string_view unit) const;

  void CompareAccount(const AccountState& account);
  void CompareClocks(const AccountState& account);
  void CompareLot(const SlowLot& lot, const Lot& kept);
  void TellLot(const Lot& kept, const Lot& should);
  void CompareEntries(Store& store);
  void CompareCounters(Store& store);
  void CompareBalances(Store& store, int64_t account);

  // Notes a problem where they differ.
  void Same(std::string_view what, int64_t is, int64_t should);
  void Problem(std::string text);

  std::vector<const Plan*> plans_;
  const Program& program_;  // the first version
  std::string of_;          // the event that is being taken, for a problem
  std::vector<std::string> members_;           // by account; nobody first
  std::map<int64_t, std::string> households_;  // by account
  std::vector<SlowTransfer> transfers_;
  int64_t pulled_ = 0;  // transfers that baskets needed
  std::vector<SlowPosting> postings_;
  std::vector<SlowLot> lots_;
  std::vector<SlowOrder> orders_;
  std::vector<SlowHold> holds_;
  // By currency and lot, and by currency: what the return being taken restored
  // and took back.
  std::map<std::pair<size_t, int64_t>, int64_t> restored_;
  std::map<size_t, int64_t> taken_back_;
  std::map<std::string, int64_t> rewards_back_;  // uses
  std::vector<SlowActivity> active_;
  // Of the event that is being taken, or the statement that is given: the
  // latest posting of its account, and the number of its first lot.
  Instant posting_;
  int64_t first_lot_ = 1;
  int64_t late_ = 0;
  int64_t mixed_ = 0;
  // By account and currency, when the next statement is.
  std::map<std::pair<int64_t, size_t>, Instant> statements_;
  bool within_event_ = false;
  // What was posted to which account, when.
  std::vector<std::pair<int64_t, Instant>> posted_;
  int64_t entries_seen_ = 0;
  size_t postings_seen_ = 0;
  std::vector<std::string> problems_;
};

// In the sums of a lot: what it paid of a debt.
inline constexpr size_t kCollected = 31;

// What a lot owes.
template <typename Sums>
[[nodiscard]] int64_t ShortfallIn(const Sums& sums) {
  return sums[kCollected] - sums[static_cast<size_t>(Bucket::kDebt)];
}

[[nodiscard]] Units InUnits(const UnitRuns& runs);

// Days of UTC, and whether a period ends with one.
[[nodiscard]] Instant StartOf(Date day);
[[nodiscard]] Date DayOf(Instant at);
[[nodiscard]] Date Next(Date day);
[[nodiscard]] bool EndsPeriod(PeriodUnit unit, Date day);

// The last day on which points of that day can be spent.
[[nodiscard]] Date LastDayToSpend(const Expiry& expiry, Date earned);

// Whether goods that an effect earned on are still to be handed over.
[[nodiscard]] bool AwaitsGoods(const FiredEffect& effect,
                               const std::vector<int64_t>& open_units);

// The first day of the period in which points stand apart.
[[nodiscard]] Date PeriodOfEarning(PeriodUnit unit, Instant earned);

// What a basket's reward costs, in all.
[[nodiscard]] int64_t CostOf(const Reward& reward, const BasketReward& taken);

// Which order an event names: of goods that come back or are handed over, or of
// a void; or which hold it cancels. Both are empty without one.
struct OrderKey {
  std::string source;
  std::string id;
};
[[nodiscard]] OrderKey OrderNamedBy(const Event& event);

}  // namespace patron::testing

#endif  // PATRON_TESTS_ENGINE_SLOW_LEDGER_H_
