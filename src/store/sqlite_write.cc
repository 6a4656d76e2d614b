// Applying a change, step by step in the order in which it can be refused:
// the account has moved, a counter has, the event is there already, units are
// gone. Every check is part of the statement that writes, or reads under the
// write lock that the transaction holds, so no other process comes between.
//
// Numbers are those that SQLite gives an integer key: one more than the largest
// so far. The same commits in the same order give the same rows.

#include <string>
#include <utility>

#include "patron/error.h"
#include "store/sqlite_rows.h"
#include "store/sqlite_store.h"

namespace patron {
namespace {

std::string DayOrNone(const MemberStatistics& statistics, Date day) {
  return statistics.purchase_days == 0 ? "" : FormatDate(day);
}

}  // namespace

SqliteWriter::SqliteWriter(Database& db)
    : db_(db),
      add_account_(db, "add an account",
                   "INSERT INTO accounts (version, last_posting_us, next_lot)"
                   " VALUES (1, ?1, ?2)"),
      // A late event must not set the clock of an account back.
      move_account_(db, "change an account",
                    "UPDATE accounts SET version = version + 1,"
                    " last_posting_us = max(last_posting_us, ?3),"
                    " next_lot = ?4 WHERE number = ?1 AND version = ?2"),
      add_event_(db, "add an event",
                 "INSERT INTO events (kind, source, id, content_print, member,"
                 " account, store, time_us, arrival_us, local_day, program,"
                 " version, event, answer) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7,"
                 " ?8, ?9, ?10, ?11, ?12, ?13, ?14)"
                 " ON CONFLICT (source, id) DO NOTHING"),
      add_member_(db, "add a member",
                  "INSERT INTO members (id, account, enrolled_event)"
                  " VALUES (?1, ?2, ?3) ON CONFLICT (id) DO NOTHING"),
      counter_(db, "read a counter",
               "SELECT used FROM counters"
               " WHERE scope = ?1 AND unit = ?2 AND period = ?3"),
      holds_(db),
      put_counter_(db, "write a counter",
                   "INSERT INTO counters (scope, unit, period, used)"
                   " VALUES (?1, ?2, ?3, ?4)"
                   " ON CONFLICT DO UPDATE SET used = excluded.used"),
      end_hold_(db, "end a hold",
                "UPDATE holds SET state = ?2"
                " WHERE event = ?1 AND state = 'held'"
                // Nobody's hold may be ended by anybody.
                " AND account IN (0, ?3)"),
      end_uses_(db, "end a hold",
                "UPDATE held_uses SET over = 1 WHERE event = ?1"),
      add_hold_(db, "add a hold",
                "INSERT INTO holds (event, account, until_us, state)"
                " VALUES (?1, ?2, ?3, 'held')"),
      add_held_points_(db, "add the points of a hold",
                       "INSERT INTO held_points (event, lot, currency, points)"
                       " VALUES (?1, ?2, ?3, ?4)"),
      add_held_uses_(db, "add the uses of a hold",
                     "INSERT INTO held_uses (event, position, scope, unit,"
                     " period, rule, uses, until_us, over)"
                     " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0)"),
      join_(
          db, "join a household",
          "UPDATE accounts SET household = ?2 WHERE number = ?1"
          " AND (?2 = '' OR (SELECT count(*) FROM accounts"
          " WHERE household = ?2 AND household <> '' AND number <> ?1) < ?3)"),
      add_transfer_(db, "add points on their way",
                    "INSERT INTO transfers (event, position, from_account,"
                    " to_account, currency, points, sent_us, earned_us,"
                    " expires_us, idle_until_us)"
                    " SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10"
                    " WHERE EXISTS (SELECT 1 FROM accounts WHERE number = ?4)"),
      receive_(db, "take in points",
               "UPDATE transfers SET lot = ?3 WHERE event = ?1"
               " AND position = ?2 AND to_account = ?4 AND lot IS NULL"),
      add_order_(db, "add an order",
                 "INSERT INTO orders (event, account, time_us, local_day,"
                 " currency, list_minor, discount_minor, paid_minor,"
                 " refunded_minor, units, returned_units, returns, voided)"
                 " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 0, 0,"
                 " 0)"),
      add_line_(db, "add a line of an order",
                "INSERT INTO order_lines (event, line, account, id, sku,"
                " unit_price_micros, quantity_milli, weighed, units,"
                " list_minor, discount_minor, paid_minor, returned_units,"
                " refunded_minor, open_units) VALUES (?1, ?2, ?3, ?4, ?5, ?6,"
                " ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)"),
      order_currency_(db, "find an order",
                      "SELECT currency FROM orders WHERE event = ?1"),
      return_line_(db, "return units of a line",
                   "UPDATE order_lines SET"
                   " returned_units = returned_units + ?3,"
                   " refunded_minor = refunded_minor + ?4"
                   " WHERE event = ?1 AND line = ?2"
                   " AND ?3 <= units - returned_units - open_units"),
      cancel_line_(db, "cancel units of a line",
                   "UPDATE order_lines SET open_units = open_units - ?3,"
                   " returned_units = returned_units + ?3,"
                   " refunded_minor = refunded_minor + ?4"
                   " WHERE event = ?1 AND line = ?2 AND ?3 <= open_units"),
      fulfil_line_(db, "hand over units of a line",
                   "UPDATE order_lines SET open_units = open_units - ?3"
                   " WHERE event = ?1 AND line = ?2 AND ?3 <= open_units"),
      return_order_(db, "return units of an order",
                    "UPDATE orders SET returned_units = returned_units + ?2,"
                    " refunded_minor = refunded_minor + ?3"
                    " WHERE event = ?1 AND returned_units = ?4"),
      count_return_(db, "count a return",
                    "UPDATE orders SET returns = returns + 1"
                    " WHERE event = ?1"),
      void_order_(db, "void an order",
                  "UPDATE orders SET voided = 1 WHERE event = ?1"),
      add_returned_(db, "add returned units",
                    "INSERT INTO returned_units (event, step, order_event,"
                    " line, return_line, units, refund_minor)"
                    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"),
      add_adjustment_(db, "add an adjustment",
                      "INSERT INTO adjustments (event, account, currency,"
                      " amount, reason, author)"
                      " VALUES (?1, ?2, ?3, ?4, ?5, ?6)"),
      add_redemption_(db, "add a redemption",
                      "INSERT INTO redemptions (event, position, account,"
                      " reward, count, currency, points, money_minor)"
                      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"),
      add_entry_(db, "add a journal entry",
                 "INSERT INTO entries (event, account, kind, posted_us,"
                 " program, version) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"),
      add_posting_(db, "add a posting",
                   "INSERT INTO postings (entry, position, unit, bucket,"
                   " amount, lot, scope, period, funder, rule)"
                   " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"),
      add_balance_(db, "add to a balance",
                   "INSERT INTO balances (account, unit, bucket, amount)"
                   " VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE"
                   " SET amount = amount + excluded.amount"),
      put_lot_(db, "write a lot",
               "INSERT OR REPLACE INTO lots (account, " PATRON_LOT_COLUMNS
               ")"
               " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12,"
               " ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23,"
               " ?24, ?25)"),
      // Each part is the first row of an index; the one of a clock is named,
      // since SQLite would walk all lots of the account.
      put_due_(db, "note what is due",
               "UPDATE accounts SET next_due_us = (SELECT min(due) FROM ("
               "SELECT min(available_from_us) AS due FROM lots"
               " WHERE account = ?1 AND state = 'pending' AND awaits_goods = 0"
               " UNION ALL "
               "SELECT min(expires_us) FROM lots WHERE account = ?1"
               " AND state <> 'closed' AND expires_us IS NOT NULL"
               " UNION ALL "
               "SELECT min(c.due_us) FROM clocks c WHERE c.account = ?1"
               " AND c.kind = 'idle' AND EXISTS (SELECT 1 FROM lots l"
               " INDEXED BY lots_sliding WHERE l.account = ?1 AND l.currency = "
               "c.currency AND " PATRON_LOT_OF_CLOCK
               " AND l.sliding = 1 AND l.state <> 'closed')"
               " UNION ALL "
               "SELECT min(due_us) FROM clocks WHERE account = ?1"
               " AND kind = 'statement'"
               " UNION ALL "
               "SELECT min(until_us) FROM holds"
               " WHERE account = ?1 AND state = 'held'))"
               " WHERE number = ?1"),
      put_debt_(db, "write a debt",
                "INSERT OR REPLACE INTO debts (account, currency, owed)"
                " VALUES (?1, ?2, ?3)"),
      drop_debt_(db, "clear a debt",
                 "DELETE FROM debts WHERE account = ?1 AND currency = ?2"),
      put_clock_(db, "write a clock",
                 "INSERT OR REPLACE INTO clocks (account, currency, kind,"
                 " first_lot, due_us) VALUES (?1, ?2, ?3, ?4, ?5)"),
      put_statistics_(db, "write the statistics of a member",
                      "INSERT OR REPLACE INTO statistics (account, orders,"
                      " orders_kept, units, spend_minor, returns,"
                      " refunded_minor, first_order_us, last_order_us,"
                      " purchase_days, first_purchase_day, last_purchase_day,"
                      " repeat_spend_minor) VALUES (?1, ?2, ?3, ?4, ?5, ?6,"
                      " ?7, ?8, ?9, ?10, nullif(?11, ''), nullif(?12, ''),"
                      " ?13)"),
      add_program_(db, "add a program",
                   "INSERT INTO programs (id, version, valid_from_us,"
                   " fingerprint, content) VALUES (?1, ?2, ?3, ?4, ?5)"
                   " ON CONFLICT DO NOTHING"),
      add_zone_(db, "add a zone",
                "INSERT INTO zones (program, version, name, first_offset_s)"
                " VALUES (?1, ?2, ?3, ?4)"),
      add_zone_change_(db, "add a zone",
                       "INSERT INTO zone_changes (program, version, zone,"
                       " at_s, offset_s) VALUES (?1, ?2, ?3, ?4, ?5)"),
      add_model_(db, "add a model",
                 "INSERT INTO models (id, version, kind, unit, zone, until,"
                 " customers, log_likelihood, fingerprint)"
                 " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
                 " ON CONFLICT (id, version) DO NOTHING"),
      add_model_param_(db, "add a parameter of a model",
                       "INSERT INTO model_params (model, position, name, value)"
                       " VALUES (?1, ?2, ?3, ?4)") {}

absl::StatusOr<int64_t> SqliteWriter::Apply(const Delta& delta) {
  absl::StatusOr<int64_t> account = MoveAccount(delta);
  if (!account.ok()) return account.status();
  if (absl::Status status = EndHolds(delta, *account); !status.ok())
    return status;
  if (absl::Status status = DrawCounters(delta); !status.ok()) return status;
  absl::StatusOr<int64_t> event =
      delta.due_only ? 0 : AddEvent(delta.event, *account);
  if (!event.ok()) return event.status();
  absl::Status status = AddMember(delta, *account, *event);
  if (status.ok()) status = AddHold(delta, *account, *event);
  if (status.ok()) status = Join(delta, *account);
  if (status.ok()) status = ReceivePoints(delta, *account);
  if (status.ok()) status = AddOrder(delta, *account, *event);
  if (status.ok()) status = ReturnUnits(delta, *event);
  for (const FulfilledUnits& step : delta.fulfilled) {
    if (status.ok()) status = HandOver(step);
  }
  if (status.ok()) status = AddAdjustment(delta, *account, *event);
  if (status.ok()) status = AddRedemptions(delta, *account, *event);
  if (status.ok()) status = AddEntries(delta, *account, *event);
  if (status.ok()) status = PutBalances(delta, *account);
  if (status.ok()) status = PutHoldings(delta, *account, *event);
  if (status.ok()) status = SendPoints(delta, *account, *event);
  if (!status.ok()) return status;
  return *event;
}

absl::StatusOr<int64_t> SqliteWriter::MoveAccount(const Delta& delta) {
  if (delta.enrols) {
    absl::Status status = add_account_.Run(delta.posted.us, delta.next_lot);
    if (!status.ok()) return status;
    return db_.last_row();
  }
  if (delta.account == 0) return 0;
  absl::Status status = move_account_.Run(delta.account, delta.expected_version,
                                          delta.posted.us, delta.next_lot);
  if (!status.ok()) return status;
  if (db_.changes() == 0) return AccountMoved(delta.account);
  return delta.account;
}

absl::StatusOr<int64_t> SqliteWriter::AddEvent(const EventRecord& event,
                                               int64_t account) {
  absl::Status status = add_event_.Run(
      EventKindName(event.kind), event.source, event.id,
      Blob{BytesOf(event.content)}, event.member, account, event.store,
      event.time.us, event.arrival.us, FormatDate(event.local_day),
      event.program, event.version, Blob{event.event}, Blob{event.answer});
  if (!status.ok()) return status;
  if (db_.changes() == 0) return EventExists(event);
  return db_.last_row();
}

absl::Status SqliteWriter::AddMember(const Delta& delta, int64_t account,
                                     int64_t event) {
  if (!delta.enrols) return absl::OkStatus();
  absl::Status status = add_member_.Run(delta.event.member, account, event);
  if (status.ok() && db_.changes() == 0) {
    return MemberExists(delta.event.member);
  }
  return status;
}

absl::Status SqliteWriter::EndHolds(const Delta& delta, int64_t account) {
  for (const EndedHold& ended : delta.ended) {
    absl::Status status =
        end_hold_.Run(ended.event, HoldStateName(ended.state), account);
    if (!status.ok()) return status;
    if (db_.changes() == 0) return HoldMoved(ended.event);
    // What lapsed counts no more by its time.
    if (ended.state == HoldState::kLapsed) continue;
    status = end_uses_.Run(ended.event);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<int64_t> SqliteWriter::Fits(const Draw& draw, Instant at) {
  const CounterKey& key = draw.key;
  Cursor rows = counter_.Query(key.scope, key.unit, key.period);
  const int64_t used = rows.Next() ? rows.Int(0) : 0;
  if (!rows.status().ok()) return rows.status();
  const absl::StatusOr<int64_t> held = holds_.KeptBack(key, at, 0);
  if (!held.ok()) return held.status();
  if (!FitsBound(used, *held, draw)) return CounterMoved(draw);
  return used;
}

absl::Status SqliteWriter::DrawCounters(const Delta& delta) {
  if (delta.hold) return absl::OkStatus();
  for (const Draw& draw : delta.draws) {
    if (draw.given == 0) continue;
    const absl::StatusOr<int64_t> used = Fits(draw, delta.posted);
    if (!used.ok()) return used.status();
    const CounterKey& key = draw.key;
    absl::Status status =
        put_counter_.Run(key.scope, key.unit, key.period, *used + draw.given);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status SqliteWriter::AddHold(const Delta& delta, int64_t account,
                                   int64_t event) {
  if (!delta.hold) return absl::OkStatus();
  const Instant until = delta.hold->until;
  absl::Status status = add_hold_.Run(event, account, until.us);
  if (!status.ok()) return status;
  for (const HeldPoints& held : delta.hold->points) {
    status =
        add_held_points_.Run(event, held.lot, held.currency, held.points.units);
    if (!status.ok()) return status;
  }
  int64_t position = 0;
  for (const Draw& draw : delta.draws) {
    if (draw.given == 0) continue;
    const absl::StatusOr<int64_t> fits = Fits(draw, delta.posted);
    if (!fits.ok()) return fits.status();
    const CounterKey& key = draw.key;
    status = add_held_uses_.Run(event, position++, key.scope, key.unit,
                                key.period, draw.rule, draw.given, until.us);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status SqliteWriter::Join(const Delta& delta, int64_t account) {
  if (!delta.household) return absl::OkStatus();
  absl::Status status = join_.Run(account, *delta.household,
                                  static_cast<int64_t>(kHouseholdMembersMax));
  if (status.ok() && db_.changes() == 0) {
    return HouseholdFull(*delta.household);
  }
  return status;
}

absl::Status SqliteWriter::SendPoints(const Delta& delta, int64_t account,
                                      int64_t event) {
  int64_t position = 0;
  for (const TransferRecord& sent : delta.transfers) {
    absl::Status status =
        add_transfer_.Run(event, position++, account, sent.to, sent.currency,
                          sent.points.units, sent.sent.us, sent.earned.us,
                          MicrosOf(sent.expires), MicrosOf(sent.idle_until));
    if (!status.ok()) return status;
    if (db_.changes() == 0) return AccountMoved(sent.to);
  }
  return absl::OkStatus();
}

absl::Status SqliteWriter::ReceivePoints(const Delta& delta, int64_t account) {
  for (const ReceivedTransfer& received : delta.received) {
    absl::Status status =
        receive_.Run(received.event, received.position, received.lot, account);
    if (!status.ok()) return status;
    if (db_.changes() == 0) return TransferMoved(received);
  }
  return absl::OkStatus();
}

absl::Status SqliteWriter::AddOrder(const Delta& delta, int64_t account,
                                    int64_t event) {
  if (!delta.order.has_value()) return absl::OkStatus();
  const OrderRecord& order = *delta.order;
  absl::Status status = add_order_.Run(
      event, account, delta.event.time.us, FormatDate(delta.event.local_day),
      order.paid.currency.code(), order.list.minor, order.discount.minor,
      order.paid.minor, order.refunded.minor, UnitsOf(order));
  if (!status.ok()) return status;
  for (const OrderLine& line : order.lines) {
    std::optional<int64_t> price;
    if (line.unit_price.has_value()) price = line.unit_price->micros;
    const int64_t weighed =
        line.quantity.kind == Quantity::Kind::kWeight ? 1 : 0;
    status =
        add_line_.Run(event, line.line, account, line.id, line.sku, price,
                      line.quantity.milli, weighed, line.units, line.list.minor,
                      line.discount.minor, line.paid.minor, line.returned_units,
                      line.refunded.minor, line.open_units);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status SqliteWriter::ReturnUnits(const Delta& delta, int64_t event) {
  int64_t position = 0;
  for (const ReturnedUnits& step : delta.returned) {
    absl::Status status = ReturnStep(step, event, position++);
    if (!status.ok()) return status;
  }
  for (const int64_t order : OrdersTouched(delta.returned)) {
    if (absl::Status status = count_return_.Run(order); !status.ok()) {
      return status;
    }
  }
  if (delta.voids == 0) return absl::OkStatus();
  return void_order_.Run(delta.voids);
}

absl::Status SqliteWriter::ReturnStep(const ReturnedUnits& step, int64_t event,
                                      int64_t position) {
  {
    Cursor rows = order_currency_.Query(step.order);
    if (!rows.Next()) {
      return rows.status().ok() ? NoSuchOrder(step.order) : rows.status();
    }
    absl::StatusOr<Currency> currency = CurrencyFromCode(rows.View(0));
    if (!currency.ok()) return currency.status();
    absl::Status status = CheckRefund(step.refund, *currency);
    if (!status.ok()) return status;
  }
  absl::Status status =
      (step.cancelled ? cancel_line_ : return_line_)
          .Run(step.order, step.line, step.units, step.refund.minor);
  if (!status.ok()) return status;
  if (db_.changes() == 0) return LineMoved(step);
  status = return_order_.Run(step.order, step.units, step.refund.minor,
                             step.back_before);
  if (!status.ok()) return status;
  if (db_.changes() == 0) return OrderMoved(step);
  return add_returned_.Run(event, position, step.order, step.line,
                           step.return_line, step.units, step.refund.minor);
}

absl::Status SqliteWriter::HandOver(const FulfilledUnits& step) {
  {
    Cursor rows = order_currency_.Query(step.order);
    if (!rows.Next()) {
      return rows.status().ok() ? NoSuchOrder(step.order) : rows.status();
    }
  }
  absl::Status status = fulfil_line_.Run(step.order, step.line, step.units);
  if (!status.ok()) return status;
  return db_.changes() == 0 ? LineMoved(step) : absl::OkStatus();
}

absl::Status SqliteWriter::AddAdjustment(const Delta& delta, int64_t account,
                                         int64_t event) {
  if (!delta.adjustment.has_value()) return absl::OkStatus();
  const AdjustmentRecord& adjustment = *delta.adjustment;
  return add_adjustment_.Run(event, account, adjustment.currency,
                             adjustment.points.units, adjustment.reason,
                             adjustment.by);
}

absl::Status SqliteWriter::AddRedemptions(const Delta& delta, int64_t account,
                                          int64_t event) {
  int64_t position = 0;
  for (const RedemptionRecord& taken : delta.redemptions) {
    absl::Status status = add_redemption_.Run(
        event, position++, account, taken.reward, taken.count, taken.currency,
        taken.points.units, taken.money.minor);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status SqliteWriter::AddEntries(const Delta& delta, int64_t account,
                                      int64_t event) {
  for (const JournalEntry& entry : delta.entries) {
    std::optional<int64_t> cause;
    if (!IsDueByItself(entry.kind)) cause = event;
    absl::Status status =
        add_entry_.Run(cause, account, EntryKindName(entry.kind),
                       entry.posted.us, entry.program, entry.version);
    if (!status.ok()) return status;
    const int64_t number = db_.last_row();
    int64_t position = 0;
    for (const Posting& posting : entry.postings) {
      status = add_posting_.Run(number, position++, posting.unit,
                                BucketName(posting.bucket), posting.amount,
                                posting.lot, posting.scope, posting.period,
                                posting.funder, posting.rule);
      if (!status.ok()) return status;
    }
  }
  return absl::OkStatus();
}

absl::Status SqliteWriter::PutBalances(const Delta& delta, int64_t account) {
  absl::StatusOr<std::vector<BalanceChange>> changes = BalanceChanges(delta);
  if (!changes.ok()) return changes.status();
  for (const BalanceChange& change : *changes) {
    absl::Status status = add_balance_.Run(
        account, change.unit, BucketName(change.bucket), change.amount);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status SqliteWriter::PutHoldings(const Delta& delta, int64_t account,
                                       int64_t event) {
  if (account == 0) return absl::OkStatus();
  for (const Lot& lot : delta.lots) {
    absl::Status status = put_lot_.Run(
        account, lot.number, lot.currency, LotOriginName(lot.origin),
        LotStateName(lot.state), EventOf(lot, event), lot.effect, lot.rule,
        lot.program, lot.version, lot.earned.us, MicrosOf(lot.available_from),
        MicrosOf(lot.expires), lot.amount, lot.remaining, lot.redeemed,
        lot.expired, lot.taken_back, lot.adjusted_down, lot.shortfall,
        int64_t{lot.awaits_goods}, int64_t{lot.sliding}, lot.collected,
        lot.held, lot.transferred_out);
    if (!status.ok()) return status;
  }
  for (const Clock& clock : delta.clocks) {
    absl::Status status =
        put_clock_.Run(account, clock.currency, ClockKindName(clock.kind),
                       clock.first_lot, MicrosOf(clock.due));
    if (!status.ok()) return status;
  }
  if (!delta.lots.empty() || !delta.clocks.empty() || delta.hold ||
      !delta.ended.empty()) {
    if (absl::Status s = put_due_.Run(account); !s.ok()) return s;
  }
  for (const Debt& debt : delta.debts) {
    absl::Status status =
        debt.owed == 0 ? drop_debt_.Run(account, debt.currency)
                       : put_debt_.Run(account, debt.currency, debt.owed);
    if (!status.ok()) return status;
  }
  const MemberStatistics& statistics = delta.statistics;
  return put_statistics_.Run(account, statistics.orders, statistics.orders_kept,
                             statistics.units, statistics.spend_minor,
                             statistics.returns, statistics.refunded_minor,
                             statistics.first_order.us,
                             statistics.last_order.us, statistics.purchase_days,
                             DayOrNone(statistics, statistics.first_purchase),
                             DayOrNone(statistics, statistics.last_purchase),
                             statistics.repeat_spend_minor);
}

absl::Status SqliteWriter::PutProgram(const StoredProgram& program) {
  absl::Status status = add_program_.Run(
      program.id, program.version, program.valid_from.us,
      Blob{BytesOf(program.fingerprint)}, Blob{program.content});
  if (!status.ok()) return status;
  if (db_.changes() == 0) return ProgramExists(program.id, program.version);
  for (const ZoneTable& zone : program.zones) {
    status = add_zone_.Run(program.id, program.version, zone.name(),
                           int64_t{zone.first_offset_s()});
    if (!status.ok()) return status;
    for (const ZoneTable::Transition& change : zone.transitions()) {
      status = add_zone_change_.Run(program.id, program.version, zone.name(),
                                    change.at_s, int64_t{change.offset_s});
      if (!status.ok()) return status;
    }
  }
  return absl::OkStatus();
}

absl::Status SqliteWriter::PutModel(const StoredModel& model) {
  absl::Status status =
      add_model_.Run(model.id, model.version, model.kind, model.unit,
                     model.zone, FormatDate(model.until), model.customers,
                     model.log_likelihood, Blob{BytesOf(model.fingerprint)});
  if (!status.ok()) return status;
  if (db_.changes() == 0) return ModelExists(model);
  const int64_t number = db_.last_row();
  int64_t position = 0;
  for (const ModelParam& param : model.params) {
    status = add_model_param_.Run(number, position++, param.name, param.value);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace patron
