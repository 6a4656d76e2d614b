// An account of the memory store: what it has, with an index for each question
// that is asked of its lots.
//
// Every change goes through the store's undo log, so that a failed Apply leaves
// nothing.
//
// Threads: as the store.
#ifndef PATRON_STORE_MEMORY_ACCOUNT_H_
#define PATRON_STORE_MEMORY_ACCOUNT_H_

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "patron/ledger.h"
#include "store/undo_log.h"

namespace patron {

// Currency, whether it never expires, expiry, when it was earned, number: in
// the order of spending.
using SpendKey = std::tuple<std::string, bool, Instant, Instant, int64_t>;

// Currency, whether it lapses with a clock, expiry, number.
using LapsedKey = std::tuple<std::string, bool, Instant, int64_t>;
// Currency, kind, first lot.
using ClockKey = std::tuple<std::string, ClockKind, int64_t>;

struct MemoryAccount {
  int64_t version = 0;
  std::string member;
  Instant last_posting;
  int64_t next_lot = 1;
  std::map<int64_t, Lot> lots;
  std::map<std::pair<int64_t, int64_t>, bool> lots_by_event;  // event, number
  std::map<std::pair<Instant, int64_t>, bool> lots_by_due;    // due, number
  std::map<SpendKey, bool> lots_to_spend;
  // Currency, number: that lapse with a clock, and that paid a debt.
  std::map<std::pair<std::string, int64_t>, bool> lots_sliding;
  std::map<std::pair<std::string, int64_t>, bool> lots_collected;
  std::map<LapsedKey, bool> lots_lapsed;
  std::map<ClockKey, std::optional<Instant>> clocks;
  std::map<std::string, int64_t> debts;
  std::map<std::pair<Date, int64_t>, bool> orders_by_day;   // day, event
  std::map<std::pair<Instant, int64_t>, HoldRecord> holds;  // until, event
  // On their way to it: sent, event, position.
  std::map<std::tuple<Instant, int64_t, int64_t>, TransferRecord> incoming;
  std::string household;
  MemberStatistics statistics;
  std::map<std::pair<std::string, Bucket>, int64_t> balances;
};

struct MemoryOrder {
  OrderRecord record;  // its `event` stays empty: see events_
  std::map<uint32_t, size_t> line_at;
  int64_t units = 0;
  int64_t returned_units = 0;
  int64_t returns = 0;
};

// An order has one currency; a zero without one is a zero in it.
void GiveCurrency(OrderRecord& order);

// The earliest instant at which something happens to it by itself.
[[nodiscard]] std::optional<Instant> DueOf(const MemoryAccount& account);

// As a store answers it, without lots.
[[nodiscard]] AccountState StateOf(int64_t number,
                                   const MemoryAccount& account);

// As Store::FindMember and its like say, in their order.
[[nodiscard]] std::vector<Lot> DueLots(const MemoryAccount& account,
                                       Instant until);
[[nodiscard]] std::vector<Lot> LotsOfOrder(const MemoryAccount& account,
                                           int64_t event);
[[nodiscard]] std::vector<Lot> LotsByNumber(const MemoryAccount& account,
                                            std::span<const int64_t> numbers);
[[nodiscard]] std::vector<Lot> LotsToSpend(const MemoryAccount& account,
                                           std::string_view currency,
                                           Instant at, Points points);
[[nodiscard]] std::vector<Lot> LotsLapsed(const MemoryAccount& account,
                                          std::string_view currency,
                                          Instant after);
[[nodiscard]] std::vector<Lot> LotsThatCollected(const MemoryAccount& account,
                                                 std::string_view currency,
                                                 Points points);

// In place of the lot of that number, if there is one.
void PutLot(Lot lot, UndoLog& undo, MemoryAccount* account);

}  // namespace patron

#endif  // PATRON_STORE_MEMORY_ACCOUNT_H_
