// The printout of a store: every field of every value, so that two stores that
// print alike answer alike.

#include <set>

#include "patron/error.h"
#include "tests/store/store_testing.h"

namespace patron::testing {
namespace {

constexpr char kLimit[] = "limit:tenth:0";

std::string Day(Date day) { return std::to_string(day.days); }

void Print(std::string& out, const Lot& lot) {
  out += "  lot " + std::to_string(lot.number) + " " + lot.currency + " " +
         std::string(LotOriginName(lot.origin)) + " " +
         std::string(LotStateName(lot.state)) + " event " +
         std::to_string(lot.event) + "." + std::to_string(lot.effect) + " " +
         lot.rule + " " + lot.program + "@" + lot.version + " at " +
         std::to_string(lot.earned.us) + " from " +
         (lot.available_from ? std::to_string(lot.available_from->us) : "-") +
         (lot.awaits_goods ? " and goods" : "") + " to " +
         (lot.expires ? std::to_string(lot.expires->us) : "-") +
         (lot.sliding ? " or idle" : "") + ": " + std::to_string(lot.amount) +
         " = " + std::to_string(lot.remaining) + " + " +
         std::to_string(lot.redeemed) + " + " + std::to_string(lot.expired) +
         " + " + std::to_string(lot.taken_back) + " + " +
         std::to_string(lot.adjusted_down) + " + " +
         std::to_string(lot.collected) + " - " + std::to_string(lot.shortfall) +
         ", held " + std::to_string(lot.held) + ", given " +
         std::to_string(lot.transferred_out) + "\n";
}

void Print(std::string& out, const HoldRecord& hold) {
  out += "hold " + std::to_string(hold.event) + " of " +
         std::to_string(hold.account) + " " + hold.source + "/" + hold.id +
         " by " + hold.program + "@" + hold.version + " until " +
         std::to_string(hold.until.us) + " " +
         std::string(HoldStateName(hold.state));
  for (const HeldPoints& held : hold.points) {
    out += ", " + std::to_string(held.points.units) + " " + held.currency +
           " of lot " + std::to_string(held.lot);
  }
  for (const HeldUses& uses : hold.uses) {
    out += ", " + std::to_string(uses.uses) + " of " + uses.key.unit + " (" +
           uses.key.scope + "," + uses.key.period + ") by " + uses.rule;
  }
  out += "\n";
}

std::string Text(const std::optional<Instant>& at) {
  return at ? std::to_string(at->us) : "-";
}

void Print(std::string& out, const TransferRecord& sent) {
  out += "transfer " + std::to_string(sent.event) + "." +
         std::to_string(sent.position) + " by " + sent.program + "@" +
         sent.version + " of " + std::to_string(sent.from) + " to " +
         std::to_string(sent.to) + ": " + std::to_string(sent.points.units) +
         " " + sent.currency + " at " + std::to_string(sent.sent.us) +
         " earned " + std::to_string(sent.earned.us) + " to " +
         Text(sent.expires) + " or idle " + Text(sent.idle_until) + " lot " +
         std::to_string(sent.lot) + "\n";
}

void PrintHousehold(std::string& out, Store& store, std::string_view name) {
  const auto accounts = store.HouseholdAccounts(name);
  if (!accounts.ok()) {
    out += "ERROR " + accounts.status().ToString() + "\n";
    return;
  }
  for (const HouseholdAccount& account : *accounts) {
    out += "household " + std::string(name) + ": " +
           std::to_string(account.account) + " '" + account.member + "' " +
           std::to_string(account.last_posting.us) + " due " +
           Text(account.next_due);
    for (const PointsTotal& total : account.available) {
      out += " " + std::to_string(total.points.units) + " " + total.currency;
    }
    out += "\n";
  }
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
         std::to_string(s.last_order.us) + " days " +
         std::to_string(s.purchase_days) + " " + Day(s.first_purchase) + " " +
         Day(s.last_purchase) + " " + std::to_string(s.repeat_spend_minor) +
         " due " + (state.next_due ? std::to_string(state.next_due->us) : "-") +
         " in '" + state.household + "'\n";
  for (const Lot& lot : state.lots) Print(out, lot);
  for (const HoldRecord& hold : state.holds) Print(out, hold);
  for (const TransferRecord& sent : state.incoming) Print(out, sent);
  for (const Clock& clock : state.clocks) {
    out += "  clock " + std::string(ClockKindName(clock.kind)) + " of " +
           clock.currency + " due " +
           (clock.due ? std::to_string(clock.due->us) : "-") + " from lot " +
           std::to_string(clock.first_lot) + "\n";
  }
  for (const Balance& balance : state.balances) {
    out += "  has " + std::to_string(balance.available.units) + " and " +
           std::to_string(balance.pending.units) + ", holds " +
           std::to_string(balance.held.units) + ", owes " +
           std::to_string(balance.debt.units) + " " + balance.currency + "\n";
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
           FormatMoney(line.refunded) + ", open " +
           std::to_string(line.open_units) + "\n";
  }
}

void Print(std::string& out, const OrderSummary& order) {
  out += "order " + std::to_string(order.event) + " of " +
         std::to_string(order.account) + " '" + order.member + "' " +
         std::to_string(order.time.us) + " " + Day(order.local_day) +
         " units " + std::to_string(order.units) + " back " +
         std::to_string(order.returned_units) + " paid " +
         FormatMoney(order.paid) + " back " + FormatMoney(order.refunded) +
         " returns " + std::to_string(order.returns) +
         (order.voided ? " voided" : "") + "\n";
}

// Without order 1, and without any that is there.
void PrintOrderTimes(std::string& out, Store& store, int64_t accounts) {
  for (int64_t account = 0; account <= accounts; ++account) {
    for (const int64_t without : {0, 1}) {
      const auto times = store.OrderTimesOf(account, without);
      out += "times of " + std::to_string(account) + " without " +
             std::to_string(without) + ": ";
      if (!times.ok() || !*times) {
        out += times.ok() ? "none\n" : "error\n";
        continue;
      }
      out += std::to_string((*times)->first.us) + " to " +
             std::to_string((*times)->last.us) + "\n";
    }
  }
}

void Print(std::string& out, const StoredReturn& step) {
  out += "return " + std::to_string(step.event) + "." +
         std::to_string(step.step) + " of " + std::to_string(step.units.order) +
         "." + std::to_string(step.units.line) + " as " +
         step.units.return_line + " units " + std::to_string(step.units.units) +
         " back " + FormatMoney(step.units.refund) + "\n";
}

void Print(std::string& out, const StoredAdjustment& stored) {
  const AdjustmentRecord& adjustment = stored.adjustment;
  out += "adjustment " + std::to_string(stored.event) + " of " +
         std::to_string(stored.account) + " " +
         std::to_string(adjustment.points.units) + " " + adjustment.currency +
         " for " + adjustment.reason + " by " + adjustment.by + "\n";
}

void Print(std::string& out, const StoredRedemption& stored) {
  const RedemptionRecord& taken = stored.redemption;
  out += "redemption " + std::to_string(stored.event) + "." +
         std::to_string(stored.position) + " of " +
         std::to_string(stored.account) + " '" + taken.reward + "' " +
         std::to_string(taken.count) + " times for " +
         std::to_string(taken.points.units) + " " + taken.currency + ", " +
         FormatMoney(taken.money) + "\n";
}

void PrintToSpend(std::string& out, Store& store, int64_t account) {
  for (const int64_t after : {-1, 4, 14, 99}) {
    for (const int64_t points : {0, 1, 250, 5'000}) {
      const absl::StatusOr<std::vector<Lot>> lots = store.LotsToSpend(
          account, "points", Instant{kNoon.us + after}, Points{points});
      if (!lots.ok()) {
        out += "ERROR " + lots.status().ToString() + "\n";
        continue;
      }
      out += "to spend " + std::to_string(points) + " of " +
             std::to_string(account) + ":";
      for (const Lot& lot : *lots) out += " " + std::to_string(lot.number);
      out += "\n";
    }
  }
}

void PrintThatCollected(std::string& out, Store& store, int64_t account) {
  for (const int64_t points : {0, 1, 250, 5'000}) {
    const absl::StatusOr<std::vector<Lot>> lots =
        store.LotsThatCollected(account, "points", Points{points});
    if (!lots.ok()) {
      out += "ERROR " + lots.status().ToString() + "\n";
      continue;
    }
    out += "collected " + std::to_string(points) + " of " +
           std::to_string(account) + ":";
    for (const Lot& lot : *lots) out += " " + std::to_string(lot.number);
    out += "\n";
  }
}

void PrintLapsed(std::string& out, Store& store, int64_t account) {
  for (const int64_t after : {-1, 4, 14, 99}) {
    const absl::StatusOr<std::vector<Lot>> lots =
        store.LotsLapsed(account, "points", Instant{kNoon.us + after});
    if (!lots.ok()) {
      out += "ERROR " + lots.status().ToString() + "\n";
      continue;
    }
    out += "lapsed of " + std::to_string(account) + ":";
    for (const Lot& lot : *lots) out += " " + std::to_string(lot.number);
    out += "\n";
  }
}

void PrintPurchaseDays(std::string& out, Store& store, int64_t account) {
  for (int64_t after = -3; after <= 3; ++after) {
    for (const DayOrder order : {DayOrder::kForward, DayOrder::kBack}) {
      const auto day =
          store.NearestPurchaseDay(account, AddDays(kDay, after), order);
      if (!day.ok()) {
        out += "ERROR " + day.status().ToString() + "\n";
      } else if (*day) {
        out += "purchases of " + std::to_string(account) + " near " +
               std::to_string(after) + ": " + Day((*day)->day) + " " +
               std::to_string((*day)->orders) + " " +
               std::to_string((*day)->spend_minor) + "\n";
      }
    }
  }
}

void Print(std::string& out, const StoredModel& model) {
  out += "model " + model.id + "@" + model.version + " " + model.kind + " " +
         model.unit + " " + model.zone + " " + Day(model.until) + " " +
         std::to_string(model.customers) + " " + model.log_likelihood + " " +
         model.fingerprint.Hex();
  for (const ModelParam& param : model.params) {
    out += " " + param.name + "=" + param.value;
  }
  out += "\n";
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

}  // namespace

std::string Dump(Store& store, int64_t ids_end) {
  std::string out;
  absl::StatusOr<std::vector<StoredProgram>> programs = store.Programs();
  PrintError(out, programs.status());
  if (programs.ok()) {
    for (const StoredProgram& program : *programs) Print(out, program);
  }
  absl::StatusOr<std::vector<StoredModel>> models = store.Models();
  PrintError(out, models.status());
  if (models.ok()) {
    for (const StoredModel& model : *models) Print(out, model);
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
    std::vector<std::optional<Instant>> untils = {std::nullopt};
    for (const int64_t after : {-1, 4, 14, 99}) {
      untils.emplace_back(Instant{kNoon.us + after});
    }
    for (const std::optional<Instant>& until : untils) {
      absl::StatusOr<std::optional<AccountState>> state =
          store.FindMember(member, until);
      PrintError(out, state.status());
      if (state.ok() && state->has_value()) Print(out, **state);
    }
  }
  for (const int64_t after : {-1, 4, 14, 99}) {
    const auto due = store.AccountsDue(Instant{kNoon.us + after}, 3);
    PrintError(out, due.status());
    if (!due.ok()) continue;
    for (const DueAccount& account : *due) {
      out += "due " + std::to_string(account.account) + " '" + account.member +
             "'\n";
    }
  }
  absl::StatusOr<std::vector<Counter>> counters =
      store.LoadCounters(keys, kNoon, 0);
  PrintError(out, counters.status());
  if (counters.ok()) {
    for (const Counter& counter : *counters) Print(out, counter);
  }
  PrintError(out, store.ForEachEvent(Printer<EventRecord>(out)));
  PrintError(out, store.ForEachReturn(Printer<StoredReturn>(out)));
  PrintError(out, store.ForEachAdjustment(Printer<StoredAdjustment>(out)));
  PrintError(out, store.ForEachRedemption(Printer<StoredRedemption>(out)));
  PrintError(out, store.ForEachHold(Printer<HoldRecord>(out)));
  PrintError(out, store.ForEachTransfer(Printer<TransferRecord>(out)));
  for (const char* const name : {"", "H", "h"}) {
    PrintHousehold(out, store, name);
  }
  PrintError(out, store.ForEachOrder(Printer<OrderSummary>(out)));
  PrintOrderTimes(out, store, static_cast<int64_t>(members.size()) + 1);
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
    PrintToSpend(out, store, account);
    PrintThatCollected(out, store, account);
    PrintLapsed(out, store, account);
    PrintPurchaseDays(out, store, account);
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
