// The store of tests and trials: memory_store.cc answers and applies,
// memory_walk.cc reads all of it.
//
// Threads: one at a time, as the store.
#ifndef PATRON_SRC_STORE_MEMORY_STORE_H_
#define PATRON_SRC_STORE_MEMORY_STORE_H_

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "patron/store.h"
#include "store/delta_check.h"
#include "store/memory_account.h"
#include "store/undo_log.h"

namespace patron {

struct EventKey {
  std::string source;
  std::string id;

  friend auto operator<=>(const EventKey&, const EventKey&) = default;
};

// Who bought what at which price: account, SKU, millionths, currency.
using PurchaseKey = std::tuple<int64_t, std::string, int64_t, int>;

struct LineKey {
  int64_t order = 0;
  uint32_t line = 0;
};

class MemoryStore final : public Store {
 public:
  MemoryStore() { accounts_.emplace_back(); }

  absl::StatusOr<std::vector<StoredProgram>> Programs() override {
    return std::vector<StoredProgram>(programs_.begin(), programs_.end());
  }
  absl::StatusOr<int64_t> ProgramCount() override {
    return static_cast<int64_t>(programs_.size());
  }
  absl::Status PutProgram(const StoredProgram& program) override;

  absl::StatusOr<std::optional<EventRecord>> FindEvent(
      std::string_view source, std::string_view id) override;
  absl::StatusOr<std::optional<AccountState>> FindMember(
      std::string_view member, std::optional<Instant> due_until) override;
  absl::StatusOr<std::vector<HouseholdAccount>> HouseholdAccounts(
      std::string_view household) override;
  absl::StatusOr<std::vector<DueAccount>> AccountsDue(Instant until,
                                                      int64_t limit) override;
  absl::StatusOr<std::vector<Counter>> LoadCounters(
      std::span<const CounterKey> keys, Instant at, int64_t without) override;
  absl::StatusOr<HoldRecord> LoadHold(int64_t event) override;
  absl::StatusOr<OrderRecord> LoadOrder(int64_t event) override;
  absl::StatusOr<std::optional<OrderTimes>> OrderTimesOf(
      int64_t account, int64_t without) override;
  absl::StatusOr<std::vector<Lot>> LotsOfOrder(int64_t account,
                                               int64_t event) override {
    return patron::LotsOfOrder(AccountAt(account), event);
  }
  absl::StatusOr<std::vector<Lot>> LotsByNumber(
      int64_t account, std::span<const int64_t> numbers) override {
    return patron::LotsByNumber(AccountAt(account), numbers);
  }
  absl::StatusOr<std::vector<Lot>> LotsToSpend(int64_t account,
                                               std::string_view currency,
                                               Instant at,
                                               Points points) override {
    return patron::LotsToSpend(AccountAt(account), currency, at, points);
  }
  absl::StatusOr<std::vector<Lot>> LotsLapsed(int64_t account,
                                              std::string_view currency,
                                              Instant after) override {
    return patron::LotsLapsed(AccountAt(account), currency, after);
  }
  absl::StatusOr<std::vector<Lot>> LotsThatCollected(int64_t account,
                                                     std::string_view currency,
                                                     Points points) override {
    return patron::LotsThatCollected(AccountAt(account), currency, points);
  }
  absl::StatusOr<std::vector<PurchaseLine>> PurchasesToReturn(
      int64_t account, std::string_view sku, UnitPrice unit_price,
      Instant until) override;

  absl::StatusOr<int64_t> Apply(const Delta& delta) override;

  absl::Status BeginBatch() override;
  absl::Status EndBatch() override;
  void AbandonBatch() override;

  absl::Status ForEachEvent(const Visit<EventRecord>& visit) override;
  absl::Status ForEachReturn(const Visit<StoredReturn>& visit) override;
  absl::Status ForEachAdjustment(const Visit<StoredAdjustment>& visit) override;
  absl::Status ForEachRedemption(const Visit<StoredRedemption>& visit) override;
  absl::Status ForEachHold(const Visit<HoldRecord>& visit) override;
  absl::Status ForEachTransfer(const Visit<TransferRecord>& visit) override;
  absl::Status ForEachOrder(const Visit<OrderSummary>& visit) override;
  absl::Status ForEachAccount(const Visit<AccountState>& visit) override;
  absl::Status ForEachEntry(const Visit<StoredEntry>& visit) override;
  absl::Status ForEachCounter(const Visit<Counter>& visit) override;
  absl::StatusOr<std::vector<UnitBalance>> BalancesOf(int64_t account) override;

  absl::StatusOr<std::optional<PurchaseDay>> NearestPurchaseDay(
      int64_t account, Date from, DayOrder order) override;
  absl::StatusOr<std::vector<StoredModel>> Models() override {
    return std::vector<StoredModel>(models_.begin(), models_.end());
  }
  absl::StatusOr<int64_t> ModelCount() override {
    return static_cast<int64_t>(models_.size());
  }
  absl::Status PutModel(const StoredModel& model) override;

 private:
  [[nodiscard]] const EventRecord& EventAt(int64_t number) const {
    return events_[static_cast<size_t>(number - 1)];
  }
  [[nodiscard]] bool HasAccount(int64_t account) const {
    return account >= 0 && static_cast<size_t>(account) < accounts_.size();
  }
  // Nobody, who has no lots, where there is none of that number.
  [[nodiscard]] const MemoryAccount& AccountAt(int64_t account) const {
    return accounts_[HasAccount(account) ? static_cast<size_t>(account) : 0];
  }
  [[nodiscard]] AccountState StateAt(int64_t account) const {
    return StateOf(account, accounts_[static_cast<size_t>(account)]);
  }
  [[nodiscard]] int64_t UsedOf(const CounterKey& key) const;
  [[nodiscard]] int64_t HeldOf(const CounterKey& key, Instant at,
                               int64_t without) const;
  [[nodiscard]] OrderSummary SummaryOf(int64_t event,
                                       const MemoryOrder& order) const;

  // The steps of Apply, in its order.
  absl::StatusOr<int64_t> ApplySteps(const Delta& delta);
  absl::StatusOr<int64_t> MoveAccount(const Delta& delta);
  int64_t AddEvent(const Delta& delta, int64_t account);
  absl::Status EndHolds(const Delta& delta, int64_t account);
  absl::Status DrawCounters(const Delta& delta);
  absl::Status AddHold(const Delta& delta, int64_t account, int64_t event);
  absl::Status Join(const Delta& delta, int64_t account);
  absl::Status SendPoints(const Delta& delta, int64_t account, int64_t event);
  absl::Status ReceivePoints(const Delta& delta, int64_t account);
  // Notes when the account is due, where that was another time.
  void NoteDue(int64_t account, std::optional<Instant> was_due);
  void AddOrder(const Delta& delta, int64_t account, int64_t event);
  absl::Status ReturnUnits(const Delta& delta, int64_t event);
  absl::Status ReturnStep(const ReturnedUnits& step);
  absl::Status HandOver(const FulfilledUnits& step);
  absl::Status AddEntries(const Delta& delta, int64_t account, int64_t event);
  void PutHoldings(const Delta& delta, int64_t account, int64_t event);

  // A walk's callback may read, not change.
  [[nodiscard]] absl::Status MayChange() const {
    return walks_ == 0 ? absl::OkStatus() : ChangedInWalk();
  }

  UndoLog undo_;
  bool batching_ = false;
  int walks_ = 0;
  std::deque<StoredProgram> programs_;  // ascending
  std::deque<EventRecord> events_;      // event 1 first
  std::map<EventKey, int64_t> event_by_key_;
  std::map<std::string, int64_t, std::less<>> account_by_member_;
  std::deque<MemoryAccount> accounts_;               // account 0, nobody, first
  std::map<std::pair<Instant, int64_t>, bool> due_;  // next due, account
  std::map<int64_t, MemoryOrder> orders_;
  std::deque<StoredReturn> returns_;          // ascending
  std::deque<StoredAdjustment> adjustments_;  // ascending
  std::deque<StoredRedemption> redemptions_;  // ascending
  std::map<PurchaseKey, std::deque<LineKey>> purchases_;
  std::map<CounterKey, int64_t> counters_;
  std::map<int64_t, HoldRecord> holds_;  // by event
  // By event and position.
  std::map<std::pair<int64_t, int64_t>, TransferRecord> transfers_;
  std::map<std::pair<std::string, int64_t>, bool> households_;  // and accounts
  // What they keep back: counter, until, event of the hold.
  std::map<std::tuple<CounterKey, Instant, int64_t>, int64_t> held_uses_;
  std::deque<StoredEntry> entries_;  // entry 1 first
  std::deque<StoredModel> models_;
};

}  // namespace patron

#endif  // PATRON_SRC_STORE_MEMORY_STORE_H_
