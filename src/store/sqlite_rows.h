// Columns to values and back: the words of the tables, and the rows that
// several queries read alike.
//
//   constexpr char kQuery[] = "SELECT " PATRON_LOT_COLUMNS " FROM lots ...";
//   absl::StatusOr<Lot> lot = ReadLot(rows, 0);
//
// A word that no table has is kCorrupt: the file was edited, or is newer than
// its version says. Threads: free functions, any thread.
#ifndef PATRON_STORE_SQLITE_ROWS_H_
#define PATRON_STORE_SQLITE_ROWS_H_

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "patron/ledger.h"
#include "store/sqlite_db.h"

// Macros, since SQL is put together when compiling.
#define PATRON_LOT_COLUMNS                                                  \
  "number, currency, origin, state, event, effect, rule, program, version," \
  " earned_us, available_from_us, expires_us, amount, remaining, redeemed," \
  " expired, taken_back, adjusted_down, shortfall, awaits_goods, sliding,"  \
  " collected, held, transferred_out"
// Whether lot `l` is one that clock `c` is about: from its first lot on, up to
// the next clock's.
#define PATRON_LOT_OF_CLOCK                                             \
  "l.number >= c.first_lot AND l.number < coalesce((SELECT n.first_lot" \
  " FROM clocks n WHERE n.account = c.account AND n.currency ="         \
  " c.currency AND n.kind = c.kind AND n.first_lot > c.first_lot"       \
  " ORDER BY n.first_lot LIMIT 1), 9223372036854775807)"
#define PATRON_ACCOUNT_COLUMNS                                           \
  "a.number, a.version, m.id, a.last_posting_us, a.next_lot, s.orders,"  \
  " s.orders_kept, s.units, s.spend_minor, s.returns, s.refunded_minor," \
  " s.first_order_us, s.last_order_us, a.next_due_us, s.purchase_days,"  \
  " s.first_purchase_day, s.last_purchase_day, s.repeat_spend_minor,"    \
  " a.household"
#define PATRON_HOLD_COLUMNS                                                \
  "h.event, h.account, e.source, e.id, e.program, e.version, h.until_us, " \
  "h.state"
#define PATRON_TRANSFER_COLUMNS                                               \
  "t.event, t.position, t.from_account, t.to_account, e.program, e.version, " \
  "t.currency, t.points, t.sent_us, t.earned_us, t.expires_us, "              \
  "t.idle_until_us, t.lot"
#define PATRON_EVENT_COLUMNS                                         \
  "number, kind, source, id, content_print, member, account, store," \
  " time_us, arrival_us, local_day, program, version, event, answer"

namespace patron {

// The row a cursor stands on, of a query of exactly those columns.
[[nodiscard]] absl::StatusOr<Lot> ReadLot(Cursor& rows);
[[nodiscard]] absl::StatusOr<EventRecord> ReadEvent(Cursor& rows);
// Without lots, balances, clocks, holds and what is on its way.
[[nodiscard]] absl::StatusOr<AccountState> ReadAccount(Cursor& rows);
// All rows, of a query of a clock's currency, kind, due_us and first_lot.
[[nodiscard]] absl::StatusOr<std::vector<Clock>> ReadClocks(Cursor rows);

// Without points and uses.
[[nodiscard]] absl::StatusOr<HoldRecord> ReadHold(Cursor& rows);
// All rows, of a query of a lot, a currency and points.
[[nodiscard]] absl::StatusOr<std::vector<HeldPoints>> ReadHeldPoints(
    Cursor rows);
// All rows, of a query of a rule, a counter's scope, unit and period, and uses.
[[nodiscard]] absl::StatusOr<std::vector<HeldUses>> ReadHeldUses(Cursor rows);

// All rows, of a query of those columns, `t` the transfers and `e` their
// events.
[[nodiscard]] absl::StatusOr<std::vector<TransferRecord>> ReadTransfers(
    Cursor rows);
// The row a cursor stands on.
[[nodiscard]] TransferRecord ReadTransfer(Cursor& rows);
// A query of them: what is on its way to an account, by an index.
inline constexpr char kIncoming[] =
    "SELECT " PATRON_TRANSFER_COLUMNS
    " FROM transfers t JOIN events e ON e.number = t.event"
    " WHERE t.to_account = ?1 AND t.lot IS NULL"
    " ORDER BY t.sent_us, t.event, t.position";
// Gives the account what of that is due by then, or all, and is due for it.
void TakeIncoming(std::vector<TransferRecord> incoming,
                  std::optional<Instant> due_until, AccountState* account);

[[nodiscard]] absl::StatusOr<Bucket> BucketFromName(std::string_view name);
[[nodiscard]] absl::StatusOr<EntryKind> EntryKindFromName(
    std::string_view name);
[[nodiscard]] absl::StatusOr<Fingerprint> PrintFromBytes(
    std::string_view bytes);
[[nodiscard]] std::string_view BytesOf(const Fingerprint& print);
// The empty text is "no currency".
[[nodiscard]] absl::StatusOr<Currency> CurrencyFromCode(std::string_view code);
[[nodiscard]] absl::StatusOr<Date> DayFromText(std::string_view text);

[[nodiscard]] std::optional<int64_t> MicrosOf(std::optional<Instant> instant);

}  // namespace patron

#endif  // PATRON_STORE_SQLITE_ROWS_H_
