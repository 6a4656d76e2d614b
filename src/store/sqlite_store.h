// The SQLite store in two halves, of one connection: what reads and what
// writes. sqlite_open.cc opens, schema.cc has the tables, sqlite_read.cc loads,
// sqlite_walk.cc reads all of it, sqlite_write.cc applies.
//
// Threads: one at a time, as the store.
#ifndef PATRON_STORE_SQLITE_STORE_H_
#define PATRON_STORE_SQLITE_STORE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "patron/store.h"
#include "store/delta_check.h"
#include "store/sqlite_db.h"
#include "store/sqlite_holds.h"

namespace patron {

[[nodiscard]] std::unique_ptr<Store> MakeSqliteStore(
    std::unique_ptr<Database> db);

// Loads what the engine asks for.
class SqliteReader {
 public:
  explicit SqliteReader(Database& db);

  [[nodiscard]] absl::StatusOr<std::vector<StoredProgram>> Programs();
  [[nodiscard]] absl::StatusOr<int64_t> ProgramCount();
  [[nodiscard]] absl::StatusOr<std::optional<EventRecord>> FindEvent(
      std::string_view source, std::string_view id);
  [[nodiscard]] absl::StatusOr<std::optional<AccountState>> FindMember(
      std::string_view member, std::optional<Instant> due_until);
  [[nodiscard]] absl::StatusOr<std::vector<HouseholdAccount>> HouseholdAccounts(
      std::string_view household);
  [[nodiscard]] absl::StatusOr<std::vector<Counter>> LoadCounters(
      std::span<const CounterKey> keys, Instant at, int64_t without);
  [[nodiscard]] absl::StatusOr<HoldRecord> LoadHold(int64_t event);
  [[nodiscard]] absl::StatusOr<OrderRecord> LoadOrder(int64_t event);
  [[nodiscard]] absl::StatusOr<std::optional<OrderTimes>> OrderTimesOf(
      int64_t account, int64_t without);
  [[nodiscard]] absl::StatusOr<std::vector<Lot>> LotsOfOrder(int64_t account,
                                                             int64_t event);
  [[nodiscard]] absl::StatusOr<std::vector<Lot>> LotsByNumber(
      int64_t account, std::span<const int64_t> numbers);
  [[nodiscard]] absl::StatusOr<std::vector<Lot>> LotsToSpend(
      int64_t account, std::string_view currency, Instant at, Points points);
  [[nodiscard]] absl::StatusOr<std::vector<Lot>> LotsLapsed(
      int64_t account, std::string_view currency, Instant after);
  [[nodiscard]] absl::StatusOr<std::vector<Lot>> LotsThatCollected(
      int64_t account, std::string_view currency, Points points);
  [[nodiscard]] absl::StatusOr<std::vector<PurchaseLine>> PurchasesToReturn(
      int64_t account, std::string_view sku, UnitPrice unit_price,
      Instant until);
  [[nodiscard]] absl::StatusOr<std::vector<UnitBalance>> BalancesOf(
      int64_t account);
  [[nodiscard]] absl::StatusOr<std::optional<PurchaseDay>> NearestPurchaseDay(
      int64_t account, Date from, DayOrder order);
  [[nodiscard]] absl::StatusOr<std::vector<StoredModel>> Models();
  [[nodiscard]] absl::StatusOr<int64_t> ModelCount();

 private:
  [[nodiscard]] absl::StatusOr<std::vector<ZoneTable>> ZonesOf(
      const StoredProgram& program);
  [[nodiscard]] absl::Status LoadLines(Currency currency, OrderRecord& order);

  Database& db_;
  Statement programs_;
  Statement program_count_;
  Statement zones_;
  Statement zone_changes_;
  Statement event_by_key_;
  Statement event_by_number_;
  Statement account_of_member_;
  Statement incoming_;
  Statement household_;
  Statement living_lots_;
  Statement due_lots_;
  Statement debts_;
  Statement clocks_;
  Statement counter_;
  HoldReader holds_;
  Statement order_;
  Statement order_lines_;
  Statement order_times_;
  Statement lots_of_order_;
  Statement lot_by_number_;
  Statement expiring_to_spend_;
  Statement lasting_to_spend_;
  Statement lapsed_;
  Statement collected_;
  Statement purchases_;
  Statement balances_;
  Statement next_purchase_day_;
  Statement last_purchase_day_;
  Statement models_;
  Statement model_params_;
  Statement model_count_;
};

// Reads all of it, row by row. Each walk prepares its own statements, so that
// its callback may read with the others.
class SqliteWalker {
 public:
  explicit SqliteWalker(Database& db) : db_(db) {}

  [[nodiscard]] absl::StatusOr<std::vector<DueAccount>> AccountsDue(
      Instant until, int64_t limit);
  [[nodiscard]] absl::Status ForEachEvent(
      const Store::Visit<EventRecord>& visit);
  [[nodiscard]] absl::Status ForEachReturn(
      const Store::Visit<StoredReturn>& visit);
  [[nodiscard]] absl::Status ForEachAdjustment(
      const Store::Visit<StoredAdjustment>& visit);
  [[nodiscard]] absl::Status ForEachRedemption(
      const Store::Visit<StoredRedemption>& visit);
  [[nodiscard]] absl::Status ForEachOrder(
      const Store::Visit<OrderSummary>& visit);
  [[nodiscard]] absl::Status ForEachAccount(
      const Store::Visit<AccountState>& visit);
  [[nodiscard]] absl::Status ForEachEntry(
      const Store::Visit<StoredEntry>& visit);
  [[nodiscard]] absl::Status ForEachCounter(const Store::Visit<Counter>& visit);
  [[nodiscard]] absl::Status ForEachHold(const Store::Visit<HoldRecord>& visit);
  [[nodiscard]] absl::Status ForEachTransfer(
      const Store::Visit<TransferRecord>& visit);

 private:
  Database& db_;
};

// Applies changes within the transaction that its caller has begun; an error
// leaves that to be undone.
class SqliteWriter {
 public:
  explicit SqliteWriter(Database& db);

  // Requires: CheckDelta passed.
  [[nodiscard]] absl::StatusOr<int64_t> Apply(const Delta& delta);
  [[nodiscard]] absl::Status PutProgram(const StoredProgram& program);
  [[nodiscard]] absl::Status PutModel(const StoredModel& model);

 private:
  [[nodiscard]] absl::StatusOr<int64_t> MoveAccount(const Delta& delta);
  [[nodiscard]] absl::StatusOr<int64_t> AddEvent(const EventRecord& event,
                                                 int64_t account);
  [[nodiscard]] absl::Status AddMember(const Delta& delta, int64_t account,
                                       int64_t event);
  [[nodiscard]] absl::Status EndHolds(const Delta& delta, int64_t account);
  [[nodiscard]] absl::Status Join(const Delta& delta, int64_t account);
  [[nodiscard]] absl::Status SendPoints(const Delta& delta, int64_t account,
                                        int64_t event);
  [[nodiscard]] absl::Status ReceivePoints(const Delta& delta, int64_t account);
  // Whether the draw fits; answers what is used without holds.
  [[nodiscard]] absl::StatusOr<int64_t> Fits(const Draw& draw, Instant at);
  [[nodiscard]] absl::Status DrawCounters(const Delta& delta);
  [[nodiscard]] absl::Status AddHold(const Delta& delta, int64_t account,
                                     int64_t event);
  [[nodiscard]] absl::Status AddOrder(const Delta& delta, int64_t account,
                                      int64_t event);
  [[nodiscard]] absl::Status ReturnUnits(const Delta& delta, int64_t event);
  [[nodiscard]] absl::Status ReturnStep(const ReturnedUnits& step,
                                        int64_t event, int64_t position);
  [[nodiscard]] absl::Status HandOver(const FulfilledUnits& step);
  [[nodiscard]] absl::Status AddAdjustment(const Delta& delta, int64_t account,
                                           int64_t event);
  [[nodiscard]] absl::Status AddRedemptions(const Delta& delta, int64_t account,
                                            int64_t event);
  [[nodiscard]] absl::Status AddEntries(const Delta& delta, int64_t account,
                                        int64_t event);
  [[nodiscard]] absl::Status PutBalances(const Delta& delta, int64_t account);
  [[nodiscard]] absl::Status PutHoldings(const Delta& delta, int64_t account,
                                         int64_t event);

  Database& db_;
  Statement add_account_;
  Statement move_account_;
  Statement add_event_;
  Statement add_member_;
  Statement counter_;
  HoldReader holds_;
  Statement put_counter_;
  Statement end_hold_;
  Statement end_uses_;
  Statement add_hold_;
  Statement add_held_points_;
  Statement add_held_uses_;
  Statement join_;
  Statement add_transfer_;
  Statement receive_;
  Statement add_order_;
  Statement add_line_;
  Statement order_currency_;
  Statement return_line_;
  Statement cancel_line_;
  Statement fulfil_line_;
  Statement return_order_;
  Statement count_return_;
  Statement void_order_;
  Statement add_returned_;
  Statement add_adjustment_;
  Statement add_redemption_;
  Statement add_entry_;
  Statement add_posting_;
  Statement add_balance_;
  Statement put_lot_;
  Statement put_due_;
  Statement put_debt_;
  Statement drop_debt_;
  Statement put_clock_;
  Statement put_statistics_;
  Statement add_program_;
  Statement add_zone_;
  Statement add_zone_change_;
  Statement add_model_;
  Statement add_model_param_;
};

}  // namespace patron

#endif  // PATRON_STORE_SQLITE_STORE_H_
