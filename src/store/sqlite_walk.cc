// Reading all of it with bounded memory: every order below comes out of an
// index, so nothing is sorted, and one row or one account is held at a time.

#include <string>
#include <utility>

#include "store/sqlite_rows.h"
#include "store/sqlite_store.h"

namespace patron {
namespace {

constexpr char kEvents[] = "read the events";
constexpr char kReturns[] = "read the returned units";
constexpr char kOrders[] = "read the orders";
constexpr char kAccounts[] = "read the accounts";
constexpr char kEntries[] = "read the journal";

#define PATRON_SUMMARY_COLUMNS                                     \
  "o.event, o.account, o.time_us, o.local_day, o.units,"           \
  " o.returned_units, o.currency, o.paid_minor, o.refunded_minor," \
  " o.returns, o.voided"

absl::StatusOr<OrderSummary> ReadSummary(Cursor& rows) {
  OrderSummary summary;
  summary.event = rows.Int(0);
  summary.account = rows.Int(1);
  summary.time = Instant{rows.Int(2)};
  absl::StatusOr<Date> day = DayFromText(rows.View(3));
  if (!day.ok()) return day.status();
  summary.local_day = *day;
  summary.units = rows.Int(4);
  summary.returned_units = rows.Int(5);
  absl::StatusOr<Currency> currency = CurrencyFromCode(rows.View(6));
  if (!currency.ok()) return currency.status();
  summary.paid = {rows.Int(7), *currency};
  summary.refunded = {rows.Int(8), *currency};
  summary.returns = rows.Int(9);
  summary.voided = rows.Int(10) != 0;
  summary.member = rows.Text(11);
  return summary;
}

absl::Status VisitOrders(Database& db, const char* sql,
                         const Store::Visit<OrderSummary>& visit) {
  Statement statement(db, kOrders, sql);
  Cursor rows = statement.Query();
  while (rows.Next()) {
    absl::StatusOr<OrderSummary> summary = ReadSummary(rows);
    if (!summary.ok()) return summary.status();
    if (absl::Status status = visit(*summary); !status.ok()) return status;
  }
  return rows.status();
}

absl::StatusOr<Posting> ReadPosting(Cursor& rows) {
  Posting posting;
  posting.unit = rows.Text(0);
  absl::StatusOr<Bucket> bucket = BucketFromName(rows.View(1));
  if (!bucket.ok()) return bucket.status();
  posting.bucket = *bucket;
  posting.amount = rows.Int(2);
  posting.lot = rows.Int(3);
  posting.scope = rows.Text(4);
  posting.period = rows.Text(5);
  posting.funder = rows.Text(6);
  posting.rule = rows.Text(7);
  return posting;
}

absl::StatusOr<std::vector<Balance>> ReadBalances(Statement& balances_of,
                                                  Statement& debts_of,
                                                  int64_t account) {
  std::vector<UnitBalance> units;
  Cursor balances = balances_of.Query(account);
  while (balances.Next()) {
    absl::StatusOr<Bucket> bucket = BucketFromName(balances.View(1));
    if (!bucket.ok()) return bucket.status();
    units.push_back({balances.Text(0), *bucket, balances.Int(2)});
  }
  if (!balances.status().ok()) return balances.status();
  std::vector<Debt> owed;
  Cursor debts = debts_of.Query(account);
  while (debts.Next()) owed.push_back({debts.Text(0), debts.Int(1)});
  if (!debts.status().ok()) return debts.status();
  return PointsBalances(units, owed);
}

}  // namespace

absl::StatusOr<std::vector<DueAccount>> SqliteWalker::AccountsDue(
    Instant until, int64_t limit) {
  Statement statement(db_, kAccounts,
                      "SELECT number, id, min(due) FROM (SELECT * FROM ("
                      "SELECT a.number, m.id, a.next_due_us AS due"
                      " FROM accounts a"
                      " JOIN members m ON m.account = a.number"
                      " WHERE a.next_due_us <= ?1"
                      " ORDER BY a.next_due_us, a.number LIMIT ?2)"
                      // What was sent and not delivered: few, if any.
                      " UNION ALL "
                      "SELECT t.to_account, m.id, min(t.sent_us)"
                      " FROM transfers t"
                      " JOIN members m ON m.account = t.to_account"
                      " WHERE t.lot IS NULL AND t.sent_us <= ?1"
                      " GROUP BY t.to_account)"
                      " GROUP BY number ORDER BY min(due), number LIMIT ?2");
  std::vector<DueAccount> due;
  Cursor rows = statement.Query(until.us, limit);
  while (rows.Next()) due.push_back({rows.Int(0), rows.Text(1)});
  if (!rows.status().ok()) return rows.status();
  return due;
}

absl::Status SqliteWalker::ForEachEvent(
    const Store::Visit<EventRecord>& visit) {
  const ReadScope scope(db_);
  if (!scope.status().ok()) return scope.status();
  Statement statement(db_, kEvents,
                      "SELECT " PATRON_EVENT_COLUMNS
                      " FROM events ORDER BY number");
  Cursor rows = statement.Query();
  while (rows.Next()) {
    absl::StatusOr<EventRecord> event = ReadEvent(rows);
    if (!event.ok()) return event.status();
    if (absl::Status status = visit(*event); !status.ok()) return status;
  }
  return rows.status();
}

absl::Status SqliteWalker::ForEachReturn(
    const Store::Visit<StoredReturn>& visit) {
  const ReadScope scope(db_);
  if (!scope.status().ok()) return scope.status();
  Statement statement(db_, kReturns,
                      "SELECT r.event, r.step, r.order_event, r.line,"
                      " r.return_line, r.units, r.refund_minor,"
                      " coalesce(o.currency, '') FROM returned_units r"
                      " LEFT JOIN orders o ON o.event = r.order_event"
                      " ORDER BY r.event, r.step");
  Cursor rows = statement.Query();
  while (rows.Next()) {
    StoredReturn stored;
    stored.event = rows.Int(0);
    stored.step = rows.Int(1);
    stored.units.order = rows.Int(2);
    stored.units.line = static_cast<uint32_t>(rows.Int(3));
    stored.units.return_line = rows.Text(4);
    stored.units.units = rows.Int(5);
    absl::StatusOr<Currency> currency = CurrencyFromCode(rows.View(7));
    if (!currency.ok()) return currency.status();
    stored.units.refund = {rows.Int(6), *currency};
    if (absl::Status status = visit(stored); !status.ok()) return status;
  }
  return rows.status();
}

absl::Status SqliteWalker::ForEachAdjustment(
    const Store::Visit<StoredAdjustment>& visit) {
  const ReadScope scope(db_);
  if (!scope.status().ok()) return scope.status();
  Statement statement(db_, "read the adjustments",
                      "SELECT event, account, currency, amount, reason, author"
                      " FROM adjustments ORDER BY event");
  Cursor rows = statement.Query();
  while (rows.Next()) {
    const StoredAdjustment adjustment{
        rows.Int(0),
        rows.Int(1),
        {rows.Text(2), Points{rows.Int(3)}, rows.Text(4), rows.Text(5)}};
    if (absl::Status status = visit(adjustment); !status.ok()) return status;
  }
  return rows.status();
}

absl::Status SqliteWalker::ForEachRedemption(
    const Store::Visit<StoredRedemption>& visit) {
  const ReadScope scope(db_);
  if (!scope.status().ok()) return scope.status();
  Statement statement(db_, "read the redemptions",
                      "SELECT r.event, r.position, r.account, r.reward,"
                      " r.count, r.currency, r.points, r.money_minor,"
                      " coalesce(o.currency, '') FROM redemptions r"
                      " LEFT JOIN orders o ON o.event = r.event"
                      " ORDER BY r.event, r.position");
  Cursor rows = statement.Query();
  while (rows.Next()) {
    StoredRedemption stored;
    stored.event = rows.Int(0);
    stored.position = rows.Int(1);
    stored.account = rows.Int(2);
    RedemptionRecord& taken = stored.redemption;
    taken.reward = rows.Text(3);
    taken.count = rows.Int(4);
    taken.currency = rows.Text(5);
    taken.points.units = rows.Int(6);
    const absl::StatusOr<Currency> currency = CurrencyFromCode(rows.View(8));
    if (!currency.ok()) return currency.status();
    taken.money = {rows.Int(7), *currency};
    if (absl::Status status = visit(stored); !status.ok()) return status;
  }
  return rows.status();
}

absl::Status SqliteWalker::ForEachHold(const Store::Visit<HoldRecord>& visit) {
  const ReadScope scope(db_);
  if (!scope.status().ok()) return scope.status();
  HoldReader holds(db_);
  Statement all(db_, "read the holds",
                "SELECT event FROM holds ORDER BY event");
  Cursor rows = all.Query();
  while (rows.Next()) {
    const absl::StatusOr<HoldRecord> hold = holds.Load(rows.Int(0));
    if (!hold.ok()) return hold.status();
    if (absl::Status status = visit(*hold); !status.ok()) return status;
  }
  return rows.status();
}

absl::Status SqliteWalker::ForEachTransfer(
    const Store::Visit<TransferRecord>& visit) {
  const ReadScope scope(db_);
  if (!scope.status().ok()) return scope.status();
  Statement statement(db_, "read the transfers",
                      "SELECT " PATRON_TRANSFER_COLUMNS
                      " FROM transfers t JOIN events e ON e.number = t.event"
                      " ORDER BY t.event, t.position");
  Cursor rows = statement.Query();
  while (rows.Next()) {
    if (absl::Status s = visit(ReadTransfer(rows)); !s.ok()) return s;
  }
  return rows.status();
}

absl::Status SqliteWalker::ForEachOrder(
    const Store::Visit<OrderSummary>& visit) {
  const ReadScope scope(db_);
  if (!scope.status().ok()) return scope.status();
  // Nobody comes first, and then members by their ids: two walks of an index
  // where one join over both would have to sort.
  absl::Status status = VisitOrders(db_,
                                    "SELECT " PATRON_SUMMARY_COLUMNS
                                    ", '' FROM orders o WHERE o.account = 0"
                                    " ORDER BY o.time_us, o.event",
                                    visit);
  if (!status.ok()) return status;
  return VisitOrders(db_,
                     "SELECT " PATRON_SUMMARY_COLUMNS
                     ", m.id FROM members m CROSS JOIN orders o"
                     " ON o.account = m.account"
                     " ORDER BY m.id, o.time_us, o.event",
                     visit);
}

absl::Status SqliteWalker::ForEachAccount(
    const Store::Visit<AccountState>& visit) {
  const ReadScope scope(db_);
  if (!scope.status().ok()) return scope.status();
  Statement accounts(db_, kAccounts,
                     "SELECT " PATRON_ACCOUNT_COLUMNS
                     " FROM accounts a JOIN members m ON m.account = a.number"
                     " JOIN statistics s ON s.account = a.number"
                     " WHERE a.number > 0 ORDER BY a.number");
  Statement lots_of(db_, kAccounts,
                    "SELECT " PATRON_LOT_COLUMNS
                    " FROM lots WHERE account = ?1 ORDER BY number");
  Statement balances_of(db_, kAccounts,
                        "SELECT unit, bucket, amount FROM balances"
                        " WHERE account = ?1");
  Statement debts_of(db_, kAccounts,
                     "SELECT currency, owed FROM debts WHERE account = ?1"
                     " ORDER BY currency");
  Statement clocks_of(db_, kAccounts,
                      "SELECT currency, kind, due_us, first_lot FROM clocks"
                      " WHERE account = ?1"
                      " ORDER BY currency, kind, first_lot");
  HoldReader holds_of(db_);
  Statement incoming_of(db_, kAccounts, kIncoming);
  Cursor rows = accounts.Query();
  while (rows.Next()) {
    absl::StatusOr<AccountState> read = ReadAccount(rows);
    if (!read.ok()) return read.status();
    AccountState state = *std::move(read);
    {
      absl::StatusOr<std::vector<HoldRecord>> holds =
          holds_of.OpenOf(state.account);
      if (!holds.ok()) return holds.status();
      state.holds = *std::move(holds);
      Cursor lots = lots_of.Query(state.account);
      while (lots.Next()) {
        absl::StatusOr<Lot> lot = ReadLot(lots);
        if (!lot.ok()) return lot.status();
        state.lots.push_back(*std::move(lot));
      }
      if (!lots.status().ok()) return lots.status();
      absl::StatusOr<std::vector<Balance>> balances =
          ReadBalances(balances_of, debts_of, state.account);
      if (!balances.ok()) return balances.status();
      state.balances = *std::move(balances);
      absl::StatusOr<std::vector<Clock>> clocks =
          ReadClocks(clocks_of.Query(state.account));
      if (!clocks.ok()) return clocks.status();
      state.clocks = *std::move(clocks);
      absl::StatusOr<std::vector<TransferRecord>> incoming =
          ReadTransfers(incoming_of.Query(state.account));
      if (!incoming.ok()) return incoming.status();
      TakeIncoming(*std::move(incoming), std::nullopt, &state);
    }
    if (absl::Status status = visit(state); !status.ok()) return status;
  }
  return rows.status();
}

absl::Status SqliteWalker::ForEachEntry(
    const Store::Visit<StoredEntry>& visit) {
  const ReadScope scope(db_);
  if (!scope.status().ok()) return scope.status();
  Statement entries(db_, kEntries,
                    "SELECT number, coalesce(event, 0), account, kind,"
                    " posted_us, program, version FROM entries"
                    " ORDER BY number");
  Statement postings_of(db_, kEntries,
                        "SELECT unit, bucket, amount, lot, scope, period,"
                        " funder, rule FROM postings WHERE entry = ?1"
                        " ORDER BY position");
  Cursor rows = entries.Query();
  while (rows.Next()) {
    StoredEntry stored;
    stored.number = rows.Int(0);
    stored.event = rows.Int(1);
    stored.account = rows.Int(2);
    absl::StatusOr<EntryKind> kind = EntryKindFromName(rows.View(3));
    if (!kind.ok()) return kind.status();
    stored.entry.kind = *kind;
    stored.entry.posted = Instant{rows.Int(4)};
    stored.entry.program = rows.Text(5);
    stored.entry.version = rows.Text(6);
    Cursor postings = postings_of.Query(stored.number);
    while (postings.Next()) {
      absl::StatusOr<Posting> posting = ReadPosting(postings);
      if (!posting.ok()) return posting.status();
      stored.entry.postings.push_back(*std::move(posting));
    }
    if (!postings.status().ok()) return postings.status();
    if (absl::Status status = visit(stored); !status.ok()) return status;
  }
  return rows.status();
}

absl::Status SqliteWalker::ForEachCounter(const Store::Visit<Counter>& visit) {
  const ReadScope scope(db_);
  if (!scope.status().ok()) return scope.status();
  Statement statement(db_, "read the counters",
                      "SELECT scope, unit, period, used FROM counters"
                      " ORDER BY scope, unit, period");
  Cursor rows = statement.Query();
  while (rows.Next()) {
    const Counter counter{{rows.Text(0), rows.Text(1), rows.Text(2)},
                          rows.Int(3)};
    if (absl::Status status = visit(counter); !status.ok()) return status;
  }
  return rows.status();
}

}  // namespace patron
