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
// nothing is cached, and it calls nothing of src/ledger. Days are walked one by
// one, lots are sorted anew at each spending, and what a return leaves of an
// order is told from the units that are kept. Of a decision it believes what
// was earned and taken off, and where; it derives all the rest.
//
// A new kind of event gets a function beside Buy, BringBack and Adjust, or is
// made of them, as an exchange is.
//
// Threads: one at a time. Limits: one program, in UTC, whose numbers are small.
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

namespace patron::testing {

struct SlowPosting {
  int64_t account = 0;
  size_t unit = 0;  // index of a points currency; their number: money
  Bucket bucket = Bucket::kAvailable;
  int64_t amount = 0;
  int64_t lot = 0;
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
  Instant earned;
  std::optional<Instant> available_from;
  std::optional<Instant> expires;
};

// Unit by unit: what was paid for each, or its part of an effect.
using Units = std::vector<int64_t>;

struct SlowOrder {
  int64_t event = 0;
  int64_t account = 0;
  Event bought;
  Decision decision;
  std::vector<PointsByLot> redeemed;
  std::vector<Units> paid;          // by line
  std::vector<int64_t> kept_units;  // by line
  int64_t refunded_minor = 0;
  int64_t returns = 0;
  bool voided = false;

  [[nodiscard]] bool KeepsAny() const;
  [[nodiscard]] bool KeepsAll() const;
};

class SlowLedger {
 public:
  explicit SlowLedger(const Program& program);

  // An event that was committed.
  void Take(const Event& event, const Outcome& outcome);
  // One that was refused: whether that is right.
  void TakeRefused(const Event& event, Reason reason);
  // What is due for everybody.
  void EndOfDay(Instant until);
  // Everything that the store has against everything that is derived here.
  void Compare(Store& store);

  // What a member could pay with, if nothing more became due.
  [[nodiscard]] int64_t Spendable(std::string_view member, size_t currency,
                                  Instant at) const;
  [[nodiscard]] bool Knows(std::string_view member) const;
  [[nodiscard]] const std::vector<SlowOrder>& orders() const { return orders_; }
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

  void Pay(const Event& event, const Outcome& outcome, int64_t account);
  [[nodiscard]] Match MatchOf(const Event& event, int64_t account) const;
  void BringBackOf(const std::vector<int64_t>& units,
                   const ReturnResult& returned, SlowOrder* order);
  void GivePointsBack(const SlowOrder& order, int64_t refunded_before);
  void TakeBack(const SlowOrder& order);
  void CompareReturned(const ReturnResult& returned);
  // Takes points in the spending order, or nothing and an empty list.
  std::vector<LotPart> Spend(int64_t account, size_t currency, int64_t points,
                             Bucket to, Instant at);
  [[nodiscard]] bool CanSpend(const SlowLot& lot, Instant at) const;
  // Applies what is due for an account, the earliest first.
  void Settle(int64_t account, Instant until);

  SlowLot AddLot(const Outcome& outcome, int64_t account, size_t currency,
                 const Event& event);
  [[nodiscard]] Instant LastPosting(int64_t account) const;
  void Post(const SlowLot& lot, Bucket bucket, int64_t amount);
  void PostMoney(int64_t account, int64_t taken_off);
  [[nodiscard]] Sums SumsOf(const SlowLot& lot) const;
  // By unit.
  [[nodiscard]] std::vector<Sums> SumsOfAccount(int64_t account) const;
  [[nodiscard]] std::vector<Balance> BalancesOf(int64_t account) const;
  [[nodiscard]] MemberStatistics StatisticsOf(int64_t account) const;
  [[nodiscard]] int64_t AccountOf(const Event& event) const;
  [[nodiscard]] const SlowLot* LotOf(const SlowOrder& order,
                                     size_t effect) const;
  [[nodiscard]] const SlowLot& LotAt(int64_t account, int64_t number) const;
  [[nodiscard]] size_t IndexOf(std::string_view unit) const;

  void CompareAccount(const AccountState& account);
  void CompareLot(const SlowLot& lot, const Lot& kept);
  void TellLot(const Lot& kept, const Lot& should);
  void CompareEntries(Store& store);
  void CompareCounters(Store& store);
  void CompareBalances(Store& store, int64_t account);

  // Notes a problem where they differ.
  void Same(std::string_view what, int64_t is, int64_t should);
  void Problem(std::string text);

  const Program& program_;
  std::string of_;  // the event that is being taken, for a problem
  std::vector<std::string> members_;  // by account; nobody first
  std::vector<SlowPosting> postings_;
  std::vector<SlowLot> lots_;
  std::vector<SlowOrder> orders_;
  // By currency and lot, and by currency: what the return being taken restored
  // and took back.
  std::map<std::pair<size_t, int64_t>, int64_t> restored_;
  std::map<size_t, int64_t> taken_back_;
  // What was posted to which account, when.
  std::vector<std::pair<int64_t, Instant>> posted_;
  int64_t entries_seen_ = 0;
  size_t postings_seen_ = 0;
  std::vector<std::string> problems_;
};

// Which order a receipt names: of goods that come back, or of a void. Both are
// empty without one.
struct OrderKey {
  std::string source;
  std::string id;
};
[[nodiscard]] OrderKey OrderNamedBy(const Event& event);

// What points of a tender are worth, in minor units.
[[nodiscard]] int64_t WorthOf(const Program& program, const Tender& tender);

// What stands of an effect while so many units of each line are kept: money
// off, or points.
[[nodiscard]] int64_t StandsOf(const FiredEffect& effect,
                               const std::vector<int64_t>& kept_units);

}  // namespace patron::testing

#endif  // PATRON_TESTS_ENGINE_SLOW_LEDGER_H_
