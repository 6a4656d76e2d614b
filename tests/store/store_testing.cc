#include "tests/store/store_testing.h"

#include <stdlib.h>

#include <algorithm>
#include <functional>
#include <set>
#include <system_error>

namespace patron::testing {
namespace {

constexpr char kPoints[] = "points";
constexpr char kLimit[] = "limit:tenth:0";

Posting Post(std::string_view unit, Bucket bucket, int64_t amount,
             int64_t lot = 0, std::string_view rule = "") {
  Posting posting;
  posting.unit = unit;
  posting.bucket = bucket;
  posting.amount = amount;
  posting.lot = lot;
  posting.rule = rule;
  return posting;
}

std::string Day(Date day) { return std::to_string(day.days); }

void Print(std::string& out, const Lot& lot) {
  out += "  lot " + std::to_string(lot.number) + " " + lot.currency + " " +
         std::string(LotOriginName(lot.origin)) + " " +
         std::string(LotStateName(lot.state)) + " event " +
         std::to_string(lot.event) + "." + std::to_string(lot.effect) + " " +
         lot.rule + " " + lot.program + "@" + lot.version + " at " +
         std::to_string(lot.earned.us) + " from " +
         (lot.available_from ? std::to_string(lot.available_from->us) : "-") +
         " to " + (lot.expires ? std::to_string(lot.expires->us) : "-") + ": " +
         std::to_string(lot.amount) + " = " + std::to_string(lot.remaining) +
         " + " + std::to_string(lot.redeemed) + " + " +
         std::to_string(lot.expired) + " + " + std::to_string(lot.taken_back) +
         " - " + std::to_string(lot.shortfall) + "\n";
}

void Print(std::string& out, const AccountState& state) {
  const MemberStatistics& s = state.statistics;
  out += "account " + std::to_string(state.account) + " v" +
         std::to_string(state.version) + " '" + state.member + "' posted " +
         std::to_string(state.last_posting.us) + " next " +
         std::to_string(state.next_lot) + " stats " + std::to_string(s.orders) +
         " " + std::to_string(s.orders_kept) + " " + std::to_string(s.units) +
         " " + std::to_string(s.spend_minor) + " " + std::to_string(s.returns) +
         " " + std::to_string(s.refunded_minor) + " " +
         std::to_string(s.first_order.us) + " " +
         std::to_string(s.last_order.us) + "\n";
  for (const Lot& lot : state.lots) Print(out, lot);
  for (const Debt& debt : state.debts) {
    out += "  owes " + std::to_string(debt.owed) + " " + debt.currency + "\n";
  }
}

void Print(std::string& out, const EventRecord& event) {
  out += "event " + std::to_string(event.number) + " kind " +
         std::to_string(static_cast<int>(event.kind)) + " " + event.source +
         "/" + event.id + " " + event.content.Hex() + " '" + event.member +
         "' account " + std::to_string(event.account) + " at " + event.store +
         " " + std::to_string(event.time.us) + " " +
         std::to_string(event.arrival.us) + " " + Day(event.local_day) + " " +
         event.program + "@" + event.version + " [" + event.event + "] [" +
         event.answer + "]\n";
}

void Print(std::string& out, const OrderRecord& order) {
  out += "  totals " + FormatMoney(order.list) + " - " +
         FormatMoney(order.discount) + " = " + FormatMoney(order.paid) +
         ", back " + FormatMoney(order.refunded) + "\n";
  for (const OrderLine& line : order.lines) {
    out += "  line " + std::to_string(line.line) + " " + line.id + " " +
           line.sku + " " +
           (line.unit_price ? FormatUnitPrice(*line.unit_price) : "-") + " x " +
           FormatQuantity(line.quantity) + " units " +
           std::to_string(line.units) + " " + FormatMoney(line.list) + " - " +
           FormatMoney(line.discount) + " = " + FormatMoney(line.paid) +
           ", back " + std::to_string(line.returned_units) + " " +
           FormatMoney(line.refunded) + "\n";
  }
}

void Print(std::string& out, const OrderSummary& order) {
  out += "order " + std::to_string(order.event) + " of " +
         std::to_string(order.account) + " '" + order.member + "' " +
         std::to_string(order.time.us) + " " + Day(order.local_day) +
         " units " + std::to_string(order.units) + " back " +
         std::to_string(order.returned_units) + " paid " +
         FormatMoney(order.paid) + " back " + FormatMoney(order.refunded) +
         " returns " + std::to_string(order.returns) + "\n";
}

void Print(std::string& out, const StoredEntry& stored) {
  const JournalEntry& entry = stored.entry;
  out += "entry " + std::to_string(stored.number) + " event " +
         std::to_string(stored.event) + " account " +
         std::to_string(stored.account) + " " +
         std::string(EntryKindName(entry.kind)) + " " +
         std::to_string(entry.posted.us) + " " + entry.program + "@" +
         entry.version + "\n";
  for (const Posting& posting : entry.postings) {
    out += "  " + std::string(BucketName(posting.bucket)) + " " +
           std::to_string(posting.amount) + " " + posting.unit + " lot " +
           std::to_string(posting.lot) + " (" + posting.scope + "," +
           posting.period + ") by " + posting.funder + " for " + posting.rule +
           "\n";
  }
}

void Print(std::string& out, const Counter& counter) {
  out += "counter (" + counter.key.scope + "," + counter.key.unit + "," +
         counter.key.period + ") " + std::to_string(counter.used) + "\n";
}

void Print(std::string& out, const StoredProgram& program) {
  out += "program " + program.id + "@" + program.version + " from " +
         std::to_string(program.valid_from.us) + " " +
         program.fingerprint.Hex() + " [" + program.content + "]\n";
  for (const ZoneTable& zone : program.zones) {
    out +=
        "  zone " + zone.name() + " " + std::to_string(zone.first_offset_s());
    for (const ZoneTable::Transition& change : zone.transitions()) {
      out += " " + std::to_string(change.at_s) + ":" +
             std::to_string(change.offset_s);
    }
    out += "\n";
  }
}

template <typename T>
Store::Visit<T> Printer(std::string& out) {
  return [&out](const T& value) {
    Print(out, value);
    return absl::OkStatus();
  };
}

void PrintError(std::string& out, const absl::Status& status) {
  if (!status.ok()) out += "ERROR " + status.ToString() + "\n";
}

Fingerprint PrintOf(std::string_view text) {
  Hasher hasher("patron.test");
  hasher.AddText(text);
  return hasher.Finish();
}

}  // namespace

Currency Gbp() { return *Currency::FromCode("GBP"); }

// In memory where there is such a place: hundreds of commits are flushed here.
TempFolder::TempFolder() {
  const std::filesystem::path memory = "/dev/shm";
  std::error_code ignored;
  const std::filesystem::path parent =
      std::filesystem::is_directory(memory, ignored)
          ? memory
          : std::filesystem::temp_directory_path();
  std::string name = (parent / "patron-XXXXXX").string();
  const char* made = mkdtemp(name.data());
  EXPECT_NE(made, nullptr) << name;
  if (made != nullptr) path_ = made;
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void Ledgerish::FillAccount(std::string_view member, Delta& delta) {
  lots_.clear();
  if (member.empty()) return;
  absl::StatusOr<std::optional<AccountState>> found = store_.FindMember(member);
  EXPECT_TRUE(found.ok()) << found.status().ToString();
  if (!found.ok()) return;
  if (!found->has_value()) {
    delta.enrols = true;
    return;
  }
  const AccountState& state = **found;
  delta.account = state.account;
  delta.expected_version = state.version;
  delta.next_lot = state.next_lot;
  delta.statistics = state.statistics;
  lots_ = state.lots;
}

Delta Ledgerish::Purchase(std::string_view id, std::string_view member,
                          const std::vector<Bought>& goods, Instant time) {
  Delta delta;
  FillAccount(member, delta);
  EventRecord& event = delta.event;
  event.source = "till";
  event.id = id;
  event.content = PrintOf(id);
  event.member = member;
  event.store = "High Street";
  event.time = time;
  event.arrival = Instant{time.us + 1};
  event.local_day = kDay;
  event.program = "shop";
  event.version = "1";
  event.event = "event " + event.id + std::string(1, '\0') + "\xff";
  event.answer = "answer " + event.id;
  delta.posted = event.arrival;

  OrderRecord& order = delta.order.emplace();
  int64_t sum = 0;
  for (size_t i = 0; i < goods.size(); ++i) {
    OrderLine line;
    line.line = static_cast<uint32_t>(i);
    line.id = std::to_string(i + 1);
    line.sku = goods[i].sku;
    line.unit_price = UnitPrice{goods[i].each_minor * 10'000, Gbp()};
    line.quantity = Quantity::Pieces(goods[i].units);
    line.units = goods[i].units;
    line.list = {goods[i].units * goods[i].each_minor, Gbp()};
    line.discount = {line.list.minor / 10, Gbp()};
    line.paid = {line.list.minor - line.discount.minor, Gbp()};
    sum += line.list.minor;
    order.discount.minor += line.discount.minor;
    order.lines.push_back(line);
    delta.statistics.units += line.units;
  }
  order.list = {sum, Gbp()};
  order.discount.currency = Gbp();
  order.paid = {sum - order.discount.minor, Gbp()};

  JournalEntry entry;
  entry.posted = delta.posted;
  entry.program = event.program;
  entry.version = event.version;
  const int64_t off = order.discount.minor;
  entry.postings.push_back(
      {"GBP", Bucket::kFunded, -off, 0, "", "", "brewery", "tenth"});
  entry.postings.push_back(
      {"GBP", Bucket::kDiscount, off, 0, "", "", "brewery", "tenth"});
  if (!member.empty()) {
    Lot lot;
    lot.number = delta.next_lot++;
    lot.currency = kPoints;
    lot.rule = "points";
    lot.program = event.program;
    lot.version = event.version;
    lot.earned = time;
    lot.amount = lot.remaining = order.paid.minor;
    delta.lots.push_back(lot);
    entry.postings.push_back(
        Post(kPoints, Bucket::kIssued, -lot.amount, lot.number, "points"));
    entry.postings.push_back(
        Post(kPoints, Bucket::kAvailable, lot.amount, lot.number, "points"));
    delta.statistics.orders += 1;
    delta.statistics.orders_kept += 1;
    delta.statistics.spend_minor += order.paid.minor;
    if (delta.statistics.orders == 1) delta.statistics.first_order = time;
    delta.statistics.last_order = time;
  }
  const CounterKey key{std::string(member), kLimit, "2026-11"};
  delta.draws.push_back({key, 1, 1, 1'000});
  entry.postings.push_back(
      {kLimit, Bucket::kAllowance, -1, 0, key.scope, key.period, "", "tenth"});
  entry.postings.push_back(
      {kLimit, Bucket::kUsed, 1, 0, key.scope, key.period, "", "tenth"});
  delta.entries.push_back(std::move(entry));
  return delta;
}

Delta Ledgerish::Return(std::string_view id, int64_t order, uint32_t line,
                        int64_t units, Instant time) {
  absl::StatusOr<OrderRecord> record = store_.LoadOrder(order);
  EXPECT_TRUE(record.ok()) << record.status().ToString();
  if (!record.ok()) return {};
  Delta delta;
  FillAccount(record->event.member, delta);
  EventRecord& event = delta.event;
  event = record->event;
  event.number = 0;
  event.kind = EventKind::kReturn;
  event.id = id;
  event.content = PrintOf(id);
  event.time = time;
  event.arrival = time;
  delta.posted = time;
  const auto at =
      std::find_if(record->lines.begin(), record->lines.end(),
                   [&](const OrderLine& each) { return each.line == line; });
  const int64_t each = at == record->lines.end() || at->units == 0
                           ? 0
                           : at->paid.minor / at->units;
  const Money refund{each * units, record->paid.currency};
  delta.returned.push_back({order, line, "r1", units, refund});
  delta.statistics.returns += 1;
  delta.statistics.refunded_minor += refund.minor;
  delta.statistics.spend_minor -= refund.minor;

  absl::StatusOr<std::vector<Lot>> lots =
      store_.LotsOfOrder(delta.account, order);
  EXPECT_TRUE(lots.ok());
  if (!lots.ok() || delta.account == 0) return delta;
  JournalEntry entry;
  entry.kind = EntryKind::kReturn;
  entry.posted = time;
  entry.program = event.program;
  entry.version = event.version;
  for (Lot lot : *lots) {
    const int64_t taken = std::min(refund.minor, lot.remaining);
    if (taken == 0) continue;
    lot.remaining -= taken;
    lot.taken_back += taken;
    if (lot.remaining == 0) lot.state = LotState::kClosed;
    delta.lots.push_back(lot);
    entry.postings.push_back(
        Post(lot.currency, Bucket::kAvailable, -taken, lot.number, lot.rule));
    entry.postings.push_back(
        Post(lot.currency, Bucket::kTakenBack, taken, lot.number, lot.rule));
  }
  delta.entries.push_back(std::move(entry));
  return delta;
}

StoredProgram SomeProgram(std::string_view id, std::string_view version,
                          int64_t valid_from_us) {
  StoredProgram program;
  program.id = id;
  program.version = version;
  program.valid_from = Instant{valid_from_us};
  program.content = "content of " + program.id + std::string(1, '\0');
  program.fingerprint = PrintOf(program.content);
  return program;
}

int64_t RandomDeltas::Pick(int64_t least, int64_t most) {
  return std::uniform_int_distribution<int64_t>(least, most)(random_);
}

Delta RandomDeltas::Next() {
  const std::string id = std::to_string(made_++);
  // Few members, SKUs, prices and times, so that they meet.
  const Instant time{kNoon.us + Pick(-3, 3) * kMicrosPerDay};
  int64_t orders_end = made_;
  Delta delta;
  bool returned = false;
  if (Pick(0, 3) == 0) {
    const int64_t order = Pick(1, orders_end);
    if (store_.LoadOrder(order).ok()) {
      delta = ledger_.Return(id, order, static_cast<uint32_t>(Pick(0, 3)),
                             Pick(0, 2), time);
      returned = true;
    }
  }
  if (!returned) {
    const int64_t who = Pick(0, 6);
    // Ids that differ in length, case and a byte above ASCII, for the order.
    const std::string member = who == 0 ? ""
                                        : std::string(who == 1  ? "\xc3\xa9"
                                                      : who % 2 ? "M"
                                                                : "m") +
                                              std::to_string(who * who * who);
    std::vector<Bought> goods(static_cast<size_t>(Pick(1, 5)));
    for (Bought& each : goods) {
      each = {"sku" + std::to_string(Pick(1, 4)), Pick(1, 3), 100 * Pick(0, 2)};
    }
    delta = ledger_.Purchase(id, member, goods, time);
  }
  if (Pick(0, 2) == 0) Distort(delta);
  return delta;
}

// One thing that the usual change has not, or that must be refused.
void RandomDeltas::Distort(Delta& delta) {
  switch (Pick(0, 13)) {
    case 0:
      delta.expected_version += Pick(-1, 1);
      break;
    case 1:
      delta.event.id = std::to_string(Pick(0, made_));
      break;
    case 2:
      for (Draw& draw : delta.draws) {
        draw.given = Pick(-3, 3);
        draw.bound = Pick(0, 20);
        draw.key.period = Pick(0, 1) == 0 ? "" : "2026-11";
      }
      break;
    case 3:
      if (delta.account > 0 || delta.enrols) {
        delta.debts.push_back({"points", Pick(0, 3)});
        delta.debts.push_back({"beans", Pick(0, 3)});
      }
      break;
    case 4:
      for (ReturnedUnits& returned : delta.returned) {
        returned.order = Pick(0, made_ + 1);
      }
      break;
    case 5:
      for (Lot& lot : delta.lots) {
        lot.available_from = Instant{kNoon.us + Pick(0, 9)};
        lot.expires = Instant{kNoon.us + Pick(10, 19)};
        lot.state = LotState::kPending;
        lot.effect = 7;
      }
      break;
    case 6: {
      JournalEntry due;
      due.kind = Pick(0, 1) == 0 ? EntryKind::kExpiry : EntryKind::kActivation;
      due.posted = kNoon;
      due.postings.push_back(Post("points", Bucket::kAvailable, -1));
      due.postings.push_back(Post("points", Bucket::kExpired, 1));
      delta.entries.insert(delta.entries.begin(), due);
      break;
    }
    case 7:  // a sum that passes 64 bits, sooner or later
      for (JournalEntry& entry : delta.entries) {
        entry.postings.push_back(
            Post("beans", Bucket::kIssued, -(INT64_MAX / 2)));
        entry.postings.push_back(
            Post("beans", Bucket::kPending, INT64_MAX / 2));
      }
      break;
    case 8:  // an entry that doesn't sum to zero
      for (JournalEntry& entry : delta.entries) {
        entry.postings.push_back(Post("beans", Bucket::kIssued, 1));
      }
      break;
    case 9:
      if (delta.order.has_value()) {
        delta.order->lines.back().paid.currency = *Currency::FromCode("EUR");
      }
      break;
    case 10:
      if (delta.order.has_value()) {
        OrderLine& line = delta.order->lines.front();
        line.unit_price.reset();
        line.quantity = {1'250, Quantity::Kind::kWeight};
      }
      break;
    case 11:
      delta.enrols = !delta.enrols;
      break;
    case 12:
      for (ReturnedUnits& returned : delta.returned) {
        returned.refund.minor = INT64_MAX - Pick(0, 200);
      }
      break;
    default:
      if (!delta.returned.empty()) {
        delta.returned.push_back(delta.returned.front());
      }
      break;
  }
}

std::string Dump(Store& store, int64_t ids_end) {
  std::string out;
  absl::StatusOr<std::vector<StoredProgram>> programs = store.Programs();
  PrintError(out, programs.status());
  if (programs.ok()) {
    for (const StoredProgram& program : *programs) Print(out, program);
  }
  std::set<std::string> members;
  std::vector<CounterKey> keys = {{"nobody", "nothing", "never"}};
  for (int64_t id = 0; id < ids_end; ++id) {
    absl::StatusOr<std::optional<EventRecord>> event =
        store.FindEvent("till", std::to_string(id));
    PrintError(out, event.status());
    if (!event.ok() || !event->has_value()) continue;
    Print(out, **event);
    members.insert((*event)->member);
    keys.push_back({(*event)->member, kLimit, "2026-11"});
    absl::StatusOr<OrderRecord> order = store.LoadOrder((*event)->number);
    if (!order.ok()) {
      out += std::string(order.status().message()) + "\n";
      continue;
    }
    Print(out, order->event);
    Print(out, *order);
    absl::StatusOr<std::vector<Lot>> lots =
        store.LotsOfOrder((*event)->account, (*event)->number);
    PrintError(out, lots.status());
    if (lots.ok()) {
      for (const Lot& lot : *lots) Print(out, lot);
    }
  }
  for (const std::string& member : members) {
    absl::StatusOr<std::optional<AccountState>> state =
        store.FindMember(member);
    PrintError(out, state.status());
    if (state.ok() && state->has_value()) Print(out, **state);
  }
  absl::StatusOr<std::vector<Counter>> counters = store.LoadCounters(keys);
  PrintError(out, counters.status());
  if (counters.ok()) {
    for (const Counter& counter : *counters) Print(out, counter);
  }
  PrintError(out, store.ForEachOrder(Printer<OrderSummary>(out)));
  PrintError(out, store.ForEachEntry(Printer<StoredEntry>(out)));
  PrintError(out, store.ForEachCounter(Printer<Counter>(out)));
  PrintError(out, store.ForEachAccount([&](const AccountState& state) {
    Print(out, state);
    return absl::OkStatus();
  }));
  for (int64_t account = 0; account <= static_cast<int64_t>(members.size()) + 1;
       ++account) {
    absl::StatusOr<std::vector<UnitBalance>> balances =
        store.BalancesOf(account);
    PrintError(out, balances.status());
    if (!balances.ok()) continue;
    for (const UnitBalance& balance : *balances) {
      out += "balance " + std::to_string(account) + " " + balance.unit + " " +
             std::string(BucketName(balance.bucket)) + " " +
             std::to_string(balance.amount) + "\n";
    }
    for (const int64_t minor : {0, 100, 200}) {
      for (const char* sku : {"sku1", "sku2", "sku3", "sku4"}) {
        const UnitPrice price{minor * 10'000, Gbp()};
        absl::StatusOr<std::vector<PurchaseLine>> lines =
            store.PurchasesToReturn(account, sku, price, kNoon);
        PrintError(out, lines.status());
        if (!lines.ok()) continue;
        out += "to return " + std::to_string(account) + " " + sku;
        for (const PurchaseLine& line : *lines) {
          out += " " + std::to_string(line.order) + "." +
                 std::to_string(line.line) + "x" +
                 std::to_string(line.units_left);
        }
        out += "\n";
      }
    }
  }
  return out;
}

}  // namespace patron::testing
