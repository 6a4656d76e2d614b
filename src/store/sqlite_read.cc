// Loading for one event: a handful of look-ups by primary key. What takes
// several statements reads one snapshot, so that another process's commit in
// between can't show a balance with half of its lots.

#include <algorithm>
#include <string>
#include <utility>

#include "patron/error.h"
#include "store/sqlite_rows.h"
#include "store/sqlite_store.h"

namespace patron {
namespace {

// Each part is one index: NextDue as SQL, and what a clock does. The last one
// is named, since SQLite would walk all lots of the account.
constexpr char kDueLots[] =
    "SELECT " PATRON_LOT_COLUMNS
    " FROM lots WHERE account = ?1 AND number IN ("
    "SELECT number FROM lots WHERE account = ?1"
    " AND state = 'pending' AND awaits_goods = 0"
    " AND available_from_us <= ?2"
    " UNION "
    "SELECT number FROM lots WHERE account = ?1"
    " AND state <> 'closed' AND expires_us <= ?2"
    " UNION "
    "SELECT l.number FROM clocks c CROSS JOIN lots l INDEXED BY lots_sliding"
    " ON l.account = c.account AND l.currency = c.currency"
    " WHERE c.account = ?1 AND c.kind = 'idle' AND c.due_us <= ?2"
    " AND " PATRON_LOT_OF_CLOCK
    " AND l.sliding = 1 AND l.state <> 'closed')"
    " ORDER BY number";

// Both halves of the spending order walk lots_to_spend; in one query NULL,
// which is never, would come first.
constexpr char kExpiringToSpend[] =
    "SELECT " PATRON_LOT_COLUMNS
    " FROM lots WHERE account = ?1 AND currency = ?2"
    " AND state = 'available' AND remaining > 0 AND expires_us > ?3"
    " ORDER BY expires_us, earned_us, number";
constexpr char kLastingToSpend[] =
    "SELECT " PATRON_LOT_COLUMNS
    " FROM lots WHERE account = ?1 AND currency = ?2"
    " AND state = 'available' AND remaining > 0 AND expires_us IS NULL"
    " AND (sliding = 0 OR coalesce((SELECT c.due_us FROM clocks c"
    " WHERE c.account = ?1 AND c.currency = ?2 AND c.kind = 'idle'"
    " AND c.first_lot <= number ORDER BY c.first_lot DESC LIMIT 1) > ?3, 1))"
    " ORDER BY earned_us, number";

// By their own expiry, and with a clock.
constexpr char kLapsed[] =
    "SELECT " PATRON_LOT_COLUMNS
    " FROM lots WHERE account = ?1 AND number IN ("
    "SELECT number FROM lots INDEXED BY lots_lapsed WHERE account = ?1"
    " AND currency = ?2 AND expired > 0 AND expires_us > ?3"
    " UNION "
    "SELECT l.number FROM clocks c CROSS JOIN lots l INDEXED BY lots_lapsed"
    " ON l.account = c.account AND l.currency = c.currency"
    " WHERE c.account = ?1 AND c.currency = ?2 AND c.kind = 'idle'"
    " AND c.due_us > ?3 AND " PATRON_LOT_OF_CLOCK
    " AND l.expired > 0 AND l.expires_us IS NULL AND l.sliding = 1)"
    " ORDER BY number";

// The first three terms and the last two are those of the index.
constexpr char kPurchasesToReturn[] =
    "SELECT l.event, l.line, l.units - l.returned_units - l.open_units"
    " FROM order_lines l JOIN orders o ON o.event = l.event"
    " WHERE l.account = ?1 AND l.sku = ?2 AND l.unit_price_micros = ?3"
    " AND l.returned_units < l.units AND l.open_units"
    " < l.units - l.returned_units AND o.currency = ?4 AND o.time_us <= ?5"
    " ORDER BY o.time_us DESC, l.event DESC, l.line DESC";

constexpr char kOrderLines[] =
    "SELECT line, id, sku, unit_price_micros, quantity_milli, weighed, units,"
    " list_minor, discount_minor, paid_minor, returned_units, refunded_minor,"
    " account, open_units FROM order_lines WHERE event = ?1 ORDER BY line";

constexpr char kOrderTimes[] =
    "SELECT min(time_us), max(time_us) FROM orders"
    " WHERE account = ?1 AND event <> ?2 AND voided = 0";

constexpr char kModels[] =
    "SELECT number, id, version, kind, unit, zone, until, customers,"
    " log_likelihood, fingerprint FROM models ORDER BY number";
constexpr char kModelParams[] =
    "SELECT name, value FROM model_params WHERE model = ?1 ORDER BY position";

// An account a row, or for each currency in which it has points to spend.
constexpr char kHousehold[] =
    "SELECT a.number, m.id, a.last_posting_us, a.next_due_us,"
    " (SELECT min(t.sent_us) FROM transfers t"
    " WHERE t.to_account = a.number AND t.lot IS NULL), b.unit, b.amount"
    " FROM accounts a JOIN members m ON m.account = a.number"
    " LEFT JOIN balances b ON b.account = a.number"
    " AND b.bucket = 'available' AND b.amount <> 0"
    " WHERE a.household = ?1 AND a.household <> ''"
    " ORDER BY a.number, b.unit";

// Both queries have the terms of orders_kept_by_day.
#define PATRON_KEPT \
  "account = ?1 AND account > 0 AND returned_units < units AND local_day "
#define PATRON_PURCHASE_DAY                                              \
  "SELECT local_day, count(*), sum(max(paid_minor - refunded_minor, 0))" \
  " FROM orders WHERE " PATRON_KEPT "= "
constexpr char kNextPurchaseDay[] =
    PATRON_PURCHASE_DAY "(SELECT min(local_day) FROM orders WHERE " PATRON_KEPT
                        ">= ?2) GROUP BY local_day";
constexpr char kLastPurchaseDay[] =
    PATRON_PURCHASE_DAY "(SELECT max(local_day) FROM orders WHERE " PATRON_KEPT
                        "<= ?2) GROUP BY local_day";
#undef PATRON_PURCHASE_DAY
#undef PATRON_KEPT

absl::Status AppendLots(Cursor rows, std::vector<Lot>* lots) {
  while (rows.Next()) {
    absl::StatusOr<Lot> lot = ReadLot(rows);
    if (!lot.ok()) return lot.status();
    lots->push_back(*std::move(lot));
  }
  return rows.status();
}

}  // namespace

SqliteReader::SqliteReader(Database& db)
    : db_(db),
      programs_(db, "read the programs",
                "SELECT id, version, valid_from_us, fingerprint, content"
                " FROM programs ORDER BY id, valid_from_us, version"),
      program_count_(db, "count the programs", "SELECT count(*) FROM programs"),
      zones_(db, "read the zones",
             "SELECT name, first_offset_s FROM zones"
             " WHERE program = ?1 AND version = ?2 ORDER BY name"),
      zone_changes_(db, "read the zones",
                    "SELECT at_s, offset_s FROM zone_changes"
                    " WHERE program = ?1 AND version = ?2 AND zone = ?3"
                    " ORDER BY at_s"),
      event_by_key_(db, "find an event",
                    "SELECT " PATRON_EVENT_COLUMNS
                    " FROM events WHERE source = ?1 AND id = ?2"),
      event_by_number_(db, "read an event",
                       "SELECT " PATRON_EVENT_COLUMNS
                       " FROM events WHERE number = ?1"),
      account_of_member_(db, "find a member",
                         "SELECT " PATRON_ACCOUNT_COLUMNS
                         " FROM members m"
                         " JOIN accounts a ON a.number = m.account"
                         " JOIN statistics s ON s.account = m.account"
                         " WHERE m.id = ?1"),
      incoming_(db, "read what is on its way to a member", kIncoming),
      household_(db, "read a household", kHousehold),
      living_lots_(db, "read the lots of a member",
                   "SELECT " PATRON_LOT_COLUMNS
                   " FROM lots WHERE account = ?1 AND remaining > 0"
                   " ORDER BY number"),
      due_lots_(db, "read the lots of a member", kDueLots),
      debts_(db, "read the debts of a member",
             "SELECT currency, owed FROM debts WHERE account = ?1"
             " ORDER BY currency"),
      clocks_(db, "read the clocks of a member",
              "SELECT currency, kind, due_us, first_lot FROM clocks"
              " WHERE account = ?1 ORDER BY currency, kind, first_lot"),
      counter_(db, "read a counter",
               "SELECT used FROM counters"
               " WHERE scope = ?1 AND unit = ?2 AND period = ?3"),
      holds_(db),
      order_(db, "read an order",
             "SELECT currency, list_minor, discount_minor, paid_minor,"
             " refunded_minor, voided FROM orders WHERE event = ?1"),
      order_lines_(db, "read the lines of an order", kOrderLines),
      order_times_(db, "find the orders of a member", kOrderTimes),
      lots_of_order_(db, "read the lots of an order",
                     "SELECT " PATRON_LOT_COLUMNS
                     " FROM lots WHERE account = ?1 AND event = ?2"
                     " ORDER BY number"),
      lot_by_number_(db, "read a lot",
                     "SELECT " PATRON_LOT_COLUMNS
                     " FROM lots WHERE account = ?1 AND number = ?2"),
      expiring_to_spend_(db, "read the lots to spend", kExpiringToSpend),
      lasting_to_spend_(db, "read the lots to spend", kLastingToSpend),
      lapsed_(db, "read the lots that lapsed", kLapsed),
      collected_(db, "read the lots that paid a debt",
                 "SELECT " PATRON_LOT_COLUMNS
                 " FROM lots INDEXED BY lots_collected WHERE account = ?1"
                 " AND currency = ?2 AND collected > 0 ORDER BY number DESC"),
      purchases_(db, "find what was bought", kPurchasesToReturn),
      balances_(db, "read the balances of an account",
                "SELECT unit, bucket, amount FROM balances"
                " WHERE account = ?1"),
      next_purchase_day_(db, "find a day of purchases", kNextPurchaseDay),
      last_purchase_day_(db, "find a day of purchases", kLastPurchaseDay),
      models_(db, "read the models", kModels),
      model_params_(db, "read the models", kModelParams),
      model_count_(db, "count the models", "SELECT count(*) FROM models") {}

absl::StatusOr<std::vector<StoredProgram>> SqliteReader::Programs() {
  const ReadScope scope(db_);
  if (!scope.status().ok()) return scope.status();
  std::vector<StoredProgram> programs;
  Cursor rows = programs_.Query();
  while (rows.Next()) {
    StoredProgram program;
    program.id = rows.Text(0);
    program.version = rows.Text(1);
    program.valid_from = Instant{rows.Int(2)};
    absl::StatusOr<Fingerprint> print = PrintFromBytes(rows.View(3));
    if (!print.ok()) return print.status();
    program.fingerprint = *print;
    program.content = rows.Text(4);
    absl::StatusOr<std::vector<ZoneTable>> zones = ZonesOf(program);
    if (!zones.ok()) return zones.status();
    program.zones = *std::move(zones);
    programs.push_back(std::move(program));
  }
  if (!rows.status().ok()) return rows.status();
  return programs;
}

absl::StatusOr<int64_t> SqliteReader::ProgramCount() {
  Cursor rows = program_count_.Query();
  const int64_t count = rows.Next() ? rows.Int(0) : 0;
  if (!rows.status().ok()) return rows.status();
  return count;
}

absl::StatusOr<std::vector<ZoneTable>> SqliteReader::ZonesOf(
    const StoredProgram& program) {
  std::vector<ZoneTable> zones;
  Cursor rows = zones_.Query(program.id, program.version);
  while (rows.Next()) {
    const std::string name = rows.Text(0);
    std::vector<ZoneTable::Transition> transitions;
    Cursor changes = zone_changes_.Query(program.id, program.version, name);
    while (changes.Next()) {
      transitions.push_back(
          {changes.Int(0), static_cast<int32_t>(changes.Int(1))});
    }
    if (!changes.status().ok()) return changes.status();
    absl::StatusOr<ZoneTable> zone = ZoneTable::Make(
        name, static_cast<int32_t>(rows.Int(1)), std::move(transitions));
    if (!zone.ok()) {
      return Refuse(Reason::kCorrupt,
                    "the database holds a damaged zone: " +
                        std::string(MessageOf(zone.status())));
    }
    zones.push_back(*std::move(zone));
  }
  if (!rows.status().ok()) return rows.status();
  return zones;
}

absl::StatusOr<std::optional<EventRecord>> SqliteReader::FindEvent(
    std::string_view source, std::string_view id) {
  Cursor rows = event_by_key_.Query(source, id);
  if (!rows.Next()) {
    if (!rows.status().ok()) return rows.status();
    return std::nullopt;
  }
  absl::StatusOr<EventRecord> event = ReadEvent(rows);
  if (!event.ok()) return event.status();
  return *std::move(event);
}

absl::StatusOr<std::optional<AccountState>> SqliteReader::FindMember(
    std::string_view member, std::optional<Instant> due_until) {
  const ReadScope scope(db_);
  if (!scope.status().ok()) return scope.status();
  Cursor rows = account_of_member_.Query(member);
  if (!rows.Next()) {
    if (!rows.status().ok()) return rows.status();
    return std::nullopt;
  }
  absl::StatusOr<AccountState> read = ReadAccount(rows);
  if (!read.ok()) return read.status();
  AccountState state = *std::move(read);
  Cursor lots = due_until ? due_lots_.Query(state.account, due_until->us)
                          : living_lots_.Query(state.account);
  while (lots.Next()) {
    absl::StatusOr<Lot> lot = ReadLot(lots);
    if (!lot.ok()) return lot.status();
    state.lots.push_back(*std::move(lot));
  }
  if (!lots.status().ok()) return lots.status();
  absl::StatusOr<std::vector<UnitBalance>> units = BalancesOf(state.account);
  if (!units.ok()) return units.status();
  std::vector<Debt> owed;
  Cursor debts = debts_.Query(state.account);
  while (debts.Next()) owed.push_back({debts.Text(0), debts.Int(1)});
  if (!debts.status().ok()) return debts.status();
  state.balances = PointsBalances(*units, owed);
  absl::StatusOr<std::vector<Clock>> clocks =
      ReadClocks(clocks_.Query(state.account));
  if (!clocks.ok()) return clocks.status();
  state.clocks = *std::move(clocks);
  absl::StatusOr<std::vector<HoldRecord>> holds = holds_.OpenOf(state.account);
  if (!holds.ok()) return holds.status();
  state.holds = *std::move(holds);
  absl::StatusOr<std::vector<TransferRecord>> incoming =
      ReadTransfers(incoming_.Query(state.account));
  if (!incoming.ok()) return incoming.status();
  TakeIncoming(*std::move(incoming), due_until, &state);
  return state;
}

absl::StatusOr<std::vector<HouseholdAccount>> SqliteReader::HouseholdAccounts(
    std::string_view household) {
  std::vector<HouseholdAccount> accounts;
  Cursor rows = household_.Query(household);
  while (rows.Next()) {
    if (accounts.empty() || accounts.back().account != rows.Int(0)) {
      HouseholdAccount& account = accounts.emplace_back();
      account.account = rows.Int(0);
      account.member = rows.Text(1);
      account.last_posting = Instant{rows.Int(2)};
      for (const int column : {3, 4}) {
        if (rows.IsNull(column)) continue;
        const Instant due{rows.Int(column)};
        account.next_due = std::min(account.next_due.value_or(due), due);
      }
    }
    if (rows.IsNull(5)) continue;
    accounts.back().available.push_back({rows.Text(5), Points{rows.Int(6)}});
  }
  if (!rows.status().ok()) return rows.status();
  return accounts;
}

absl::StatusOr<HoldRecord> SqliteReader::LoadHold(int64_t event) {
  const ReadScope scope(db_);
  if (!scope.status().ok()) return scope.status();
  return holds_.Load(event);
}

absl::StatusOr<std::vector<Counter>> SqliteReader::LoadCounters(
    std::span<const CounterKey> keys, Instant at, int64_t without) {
  const ReadScope scope(db_);
  if (!scope.status().ok()) return scope.status();
  std::vector<Counter> counters;
  counters.reserve(keys.size());
  for (const CounterKey& key : keys) {
    Cursor rows = counter_.Query(key.scope, key.unit, key.period);
    const int64_t used = rows.Next() ? rows.Int(0) : 0;
    if (!rows.status().ok()) return rows.status();
    const absl::StatusOr<int64_t> kept = holds_.KeptBack(key, at, without);
    if (!kept.ok()) return kept.status();
    absl::StatusOr<int64_t> sum = CheckedAdd(used, *kept, key.unit);
    if (!sum.ok()) return sum.status();
    counters.push_back({key, *sum});
  }
  return counters;
}

absl::StatusOr<OrderRecord> SqliteReader::LoadOrder(int64_t event) {
  const ReadScope scope(db_);
  if (!scope.status().ok()) return scope.status();
  Cursor rows = order_.Query(event);
  if (!rows.Next()) {
    if (!rows.status().ok()) return rows.status();
    return NoSuchOrder(event);
  }
  absl::StatusOr<Currency> currency = CurrencyFromCode(rows.View(0));
  if (!currency.ok()) return currency.status();
  OrderRecord order;
  order.list = {rows.Int(1), *currency};
  order.discount = {rows.Int(2), *currency};
  order.paid = {rows.Int(3), *currency};
  order.refunded = {rows.Int(4), *currency};
  order.voided = rows.Int(5) != 0;
  Cursor events = event_by_number_.Query(event);
  if (!events.Next()) {
    if (!events.status().ok()) return events.status();
    return Refuse(Reason::kCorrupt, "the database holds order " +
                                        std::to_string(event) +
                                        " without its event");
  }
  absl::StatusOr<EventRecord> record = ReadEvent(events);
  if (!record.ok()) return record.status();
  order.event = *std::move(record);
  if (absl::Status status = LoadLines(*currency, order); !status.ok()) {
    return status;
  }
  return order;
}

absl::Status SqliteReader::LoadLines(Currency currency, OrderRecord& order) {
  Cursor rows = order_lines_.Query(order.event.number);
  while (rows.Next()) {
    OrderLine line;
    line.line = static_cast<uint32_t>(rows.Int(0));
    line.id = rows.Text(1);
    line.sku = rows.Text(2);
    if (!rows.IsNull(3)) line.unit_price = UnitPrice{rows.Int(3), currency};
    line.quantity.milli = rows.Int(4);
    line.quantity.kind =
        rows.Int(5) == 0 ? Quantity::Kind::kPiece : Quantity::Kind::kWeight;
    line.units = rows.Int(6);
    line.list = {rows.Int(7), currency};
    line.discount = {rows.Int(8), currency};
    line.paid = {rows.Int(9), currency};
    line.returned_units = rows.Int(10);
    line.refunded = {rows.Int(11), currency};
    if (rows.Int(12) != order.event.account) {
      return Refuse(Reason::kCorrupt,
                    "the database gives line " + std::to_string(line.line) +
                        " of order " + std::to_string(order.event.number) +
                        " to another account");
    }
    line.open_units = rows.Int(13);
    order.lines.push_back(std::move(line));
  }
  return rows.status();
}

absl::StatusOr<std::optional<OrderTimes>> SqliteReader::OrderTimesOf(
    int64_t account, int64_t without) {
  std::optional<OrderTimes> times;
  Cursor rows = order_times_.Query(account, without);
  if (rows.Next() && !rows.IsNull(0)) {
    times = {Instant{rows.Int(0)}, Instant{rows.Int(1)}};
  }
  if (!rows.status().ok()) return rows.status();
  return times;
}

absl::StatusOr<std::vector<Lot>> SqliteReader::LotsOfOrder(int64_t account,
                                                           int64_t event) {
  std::vector<Lot> lots;
  absl::Status status = AppendLots(lots_of_order_.Query(account, event), &lots);
  if (!status.ok()) return status;
  return lots;
}

absl::StatusOr<std::vector<Lot>> SqliteReader::LotsByNumber(
    int64_t account, std::span<const int64_t> numbers) {
  const ReadScope scope(db_);
  if (!scope.status().ok()) return scope.status();
  std::vector<Lot> lots;
  for (const int64_t number : numbers) {
    absl::Status status =
        AppendLots(lot_by_number_.Query(account, number), &lots);
    if (!status.ok()) return status;
  }
  return lots;
}

absl::StatusOr<std::vector<Lot>> SqliteReader::LotsToSpend(
    int64_t account, std::string_view currency, Instant at, Points points) {
  const ReadScope scope(db_);
  if (!scope.status().ok()) return scope.status();
  std::vector<Lot> lots;
  // Rows come from the index one by one: the rest is never read.
  const auto read = [&](Cursor rows) -> absl::Status {
    while (points.units > 0 && rows.Next()) {
      absl::StatusOr<Lot> lot = ReadLot(rows);
      if (!lot.ok()) return lot.status();
      points.units -= std::min(points.units, lot->remaining);
      lots.push_back(*std::move(lot));
    }
    return rows.status();
  };
  absl::Status status =
      read(expiring_to_spend_.Query(account, currency, at.us));
  if (status.ok() && points.units > 0) {
    status = read(lasting_to_spend_.Query(account, currency, at.us));
  }
  if (!status.ok()) return status;
  return lots;
}

absl::StatusOr<std::vector<Lot>> SqliteReader::LotsLapsed(
    int64_t account, std::string_view currency, Instant after) {
  std::vector<Lot> lots;
  absl::Status status =
      AppendLots(lapsed_.Query(account, currency, after.us), &lots);
  if (!status.ok()) return status;
  return lots;
}

absl::StatusOr<std::vector<Lot>> SqliteReader::LotsThatCollected(
    int64_t account, std::string_view currency, Points points) {
  std::vector<Lot> lots;
  Cursor rows = collected_.Query(account, currency);
  while (points.units > 0 && rows.Next()) {
    absl::StatusOr<Lot> lot = ReadLot(rows);
    if (!lot.ok()) return lot.status();
    points.units -= std::min(points.units, lot->collected);
    lots.push_back(*std::move(lot));
  }
  if (!rows.status().ok()) return rows.status();
  return lots;
}

absl::StatusOr<std::vector<PurchaseLine>> SqliteReader::PurchasesToReturn(
    int64_t account, std::string_view sku, UnitPrice unit_price,
    Instant until) {
  std::vector<PurchaseLine> lines;
  Cursor rows = purchases_.Query(account, sku, unit_price.micros,
                                 unit_price.currency.code(), until.us);
  while (rows.Next()) {
    lines.push_back(
        {rows.Int(0), static_cast<uint32_t>(rows.Int(1)), rows.Int(2)});
  }
  if (!rows.status().ok()) return rows.status();
  return lines;
}

absl::StatusOr<std::vector<UnitBalance>> SqliteReader::BalancesOf(
    int64_t account) {
  std::vector<UnitBalance> balances;
  Cursor rows = balances_.Query(account);
  while (rows.Next()) {
    absl::StatusOr<Bucket> bucket = BucketFromName(rows.View(1));
    if (!bucket.ok()) return bucket.status();
    balances.push_back({rows.Text(0), *bucket, rows.Int(2)});
  }
  if (!rows.status().ok()) return rows.status();
  // The table has the buckets by name.
  std::sort(balances.begin(), balances.end(), [](const auto& a, const auto& b) {
    return std::tie(a.unit, a.bucket) < std::tie(b.unit, b.bucket);
  });
  return balances;
}

absl::StatusOr<std::optional<PurchaseDay>> SqliteReader::NearestPurchaseDay(
    int64_t account, Date from, DayOrder order) {
  Statement& query =
      order == DayOrder::kForward ? next_purchase_day_ : last_purchase_day_;
  const std::string text = FormatDate(from);  // outlives the cursor
  Cursor rows = query.Query(account, text);
  if (!rows.Next()) {
    if (!rows.status().ok()) return rows.status();
    return std::nullopt;
  }
  const absl::StatusOr<Date> day = DayFromText(rows.View(0));
  if (!day.ok()) return day.status();
  return PurchaseDay{*day, rows.Int(1), rows.Int(2)};
}

absl::StatusOr<std::vector<StoredModel>> SqliteReader::Models() {
  const ReadScope scope(db_);
  if (!scope.status().ok()) return scope.status();
  std::vector<StoredModel> models;
  Cursor rows = models_.Query();
  while (rows.Next()) {
    StoredModel& model = models.emplace_back();
    model.id = rows.Text(1);
    model.version = rows.Text(2);
    model.kind = rows.Text(3);
    model.unit = rows.Text(4);
    model.zone = rows.Text(5);
    const absl::StatusOr<Date> until = DayFromText(rows.View(6));
    if (!until.ok()) return until.status();
    model.until = *until;
    model.customers = rows.Int(7);
    model.log_likelihood = rows.Text(8);
    const absl::StatusOr<Fingerprint> print = PrintFromBytes(rows.View(9));
    if (!print.ok()) return print.status();
    model.fingerprint = *print;
    Cursor params = model_params_.Query(rows.Int(0));
    while (params.Next()) {
      model.params.push_back({params.Text(0), params.Text(1)});
    }
    if (!params.status().ok()) return params.status();
  }
  if (!rows.status().ok()) return rows.status();
  return models;
}

absl::StatusOr<int64_t> SqliteReader::ModelCount() {
  Cursor rows = model_count_.Query();
  const int64_t count = rows.Next() ? rows.Int(0) : 0;
  if (!rows.status().ok()) return rows.status();
  return count;
}

}  // namespace patron
