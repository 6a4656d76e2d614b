// The store of tests and trials: ordered containers and a list of undo steps.
//
// Every change first notes how to undo itself, then happens. A failed Apply
// runs the notes back to where it began, an abandoned batch back to the start
// of the batch. So Apply can be written top to bottom like the SQL one, with no
// second pass that proves beforehand that nothing will fail, and no copy of the
// content a batch (an import would copy it thousands of times).

#include "store/memory_store.h"

#include <algorithm>
#include <utility>

#include "patron/error.h"
#include "patron/store.h"
#include "store/delta_check.h"

namespace patron {

absl::Status MemoryStore::PutProgram(const StoredProgram& program) {
  if (absl::Status status = MayChange(); !status.ok()) return status;
  for (const StoredProgram& other : programs_) {
    if (other.id == program.id && other.version == program.version) {
      return ProgramExists(program.id, program.version);
    }
  }
  const auto key = [](const StoredProgram& each) {
    return std::tie(each.id, each.valid_from, each.version);
  };
  std::deque<StoredProgram> programs = programs_;
  programs.insert(std::upper_bound(programs.begin(), programs.end(), program,
                                   [&](const auto& a, const auto& b) {
                                     return key(a) < key(b);
                                   }),
                  program);
  undo_.Set(programs_, std::move(programs));
  if (!batching_) undo_.Clear();
  return absl::OkStatus();
}

absl::StatusOr<std::optional<EventRecord>> MemoryStore::FindEvent(
    std::string_view source, std::string_view id) {
  const auto at =
      event_by_key_.find(EventKey{std::string(source), std::string(id)});
  if (at == event_by_key_.end()) return std::nullopt;
  return EventAt(at->second);
}

absl::StatusOr<std::optional<AccountState>> MemoryStore::FindMember(
    std::string_view member, std::optional<Instant> due_until) {
  const auto at = account_by_member_.find(member);
  if (at == account_by_member_.end()) return std::nullopt;
  const MemoryAccount& stored = accounts_[static_cast<size_t>(at->second)];
  AccountState state = StateAt(at->second);
  if (due_until) {
    state.lots = DueLots(stored, *due_until);
    std::erase_if(state.incoming, [&](const TransferRecord& sent) {
      return sent.sent > *due_until;
    });
    return state;
  }
  for (const auto& [number, lot] : stored.lots) {
    if (lot.remaining > 0) state.lots.push_back(lot);
  }
  return state;
}

absl::StatusOr<std::vector<HouseholdAccount>> MemoryStore::HouseholdAccounts(
    std::string_view household) {
  std::vector<HouseholdAccount> accounts;
  for (auto at = households_.lower_bound({std::string(household), INT64_MIN});
       at != households_.end() && at->first.first == household; ++at) {
    const AccountState state = StateAt(at->first.second);
    HouseholdAccount& account = accounts.emplace_back();
    account.account = state.account;
    account.member = state.member;
    account.last_posting = state.last_posting;
    account.next_due = state.next_due;
    for (const Balance& balance : state.balances) {
      if (balance.available.units == 0) continue;
      account.available.push_back({balance.currency, balance.available});
    }
  }
  return accounts;
}

absl::StatusOr<std::vector<DueAccount>> MemoryStore::AccountsDue(
    Instant until, int64_t limit) {
  std::vector<DueAccount> due;
  for (const auto& [key, unused] : due_) {
    if (key.first > until || static_cast<int64_t>(due.size()) >= limit) break;
    due.push_back(
        {key.second, accounts_[static_cast<size_t>(key.second)].member});
  }
  return due;
}

int64_t MemoryStore::UsedOf(const CounterKey& key) const {
  const auto at = counters_.find(key);
  return at == counters_.end() ? 0 : at->second;
}

int64_t MemoryStore::HeldOf(const CounterKey& key, Instant at,
                            int64_t without) const {
  int64_t held = 0;
  for (auto next = held_uses_.upper_bound({key, at, INT64_MAX});
       next != held_uses_.end() && std::get<0>(next->first) == key; ++next) {
    if (std::get<2>(next->first) != without) held += next->second;
  }
  return held;
}

absl::StatusOr<std::vector<Counter>> MemoryStore::LoadCounters(
    std::span<const CounterKey> keys, Instant at, int64_t without) {
  std::vector<Counter> counters;
  counters.reserve(keys.size());
  for (const CounterKey& key : keys) {
    absl::StatusOr<int64_t> used =
        CheckedAdd(UsedOf(key), HeldOf(key, at, without), key.unit);
    if (!used.ok()) return used.status();
    counters.push_back({key, *used});
  }
  return counters;
}

absl::StatusOr<HoldRecord> MemoryStore::LoadHold(int64_t event) {
  const auto at = holds_.find(event);
  if (at == holds_.end()) return NoSuchHold(event);
  return at->second;
}

absl::StatusOr<OrderRecord> MemoryStore::LoadOrder(int64_t event) {
  const auto at = orders_.find(event);
  if (at == orders_.end()) return NoSuchOrder(event);
  OrderRecord record = at->second.record;
  record.event = EventAt(event);
  return record;
}

absl::StatusOr<std::optional<OrderTimes>> MemoryStore::OrderTimesOf(
    int64_t account, int64_t without) {
  std::optional<OrderTimes> times;
  for (const auto& [event, order] : orders_) {
    const EventRecord& record = EventAt(event);
    if (record.account != account || event == without || order.record.voided) {
      continue;
    }
    if (!times) times = {record.time, record.time};
    times->first = std::min(times->first, record.time);
    times->last = std::max(times->last, record.time);
  }
  return times;
}

absl::StatusOr<std::vector<PurchaseLine>> MemoryStore::PurchasesToReturn(
    int64_t account, std::string_view sku, UnitPrice unit_price,
    Instant until) {
  std::vector<PurchaseLine> lines;
  const auto at = purchases_.find({account, std::string(sku), unit_price.micros,
                                   unit_price.currency.numeric()});
  if (at == purchases_.end()) return lines;
  for (const LineKey& key : at->second) {
    if (EventAt(key.order).time > until) continue;
    const MemoryOrder& order = orders_.at(key.order);
    const OrderLine& line = order.record.lines[order.line_at.at(key.line)];
    if (UnitsToReturn(line) <= 0) continue;
    lines.push_back({key.order, key.line, UnitsToReturn(line)});
  }
  std::sort(lines.begin(), lines.end(), [&](const auto& a, const auto& b) {
    return std::tuple(EventAt(a.order).time, a.order, a.line) >
           std::tuple(EventAt(b.order).time, b.order, b.line);
  });
  return lines;
}

absl::StatusOr<int64_t> MemoryStore::Apply(const Delta& delta) {
  if (absl::Status status = MayChange(); !status.ok()) return status;
  if (absl::Status status = CheckDelta(delta); !status.ok()) return status;
  RollBack roll_back(undo_);
  absl::StatusOr<int64_t> number = ApplySteps(delta);
  if (!number.ok()) return number;
  roll_back.Keep();
  if (!batching_) undo_.Clear();
  return number;
}

absl::StatusOr<int64_t> MemoryStore::ApplySteps(const Delta& delta) {
  absl::StatusOr<int64_t> account = MoveAccount(delta);
  if (!account.ok()) return account.status();
  if (absl::Status status = EndHolds(delta, *account); !status.ok())
    return status;
  if (absl::Status status = DrawCounters(delta); !status.ok()) return status;
  if (!delta.due_only &&
      event_by_key_.contains({delta.event.source, delta.event.id})) {
    return EventExists(delta.event);
  }
  const int64_t event = delta.due_only ? 0 : AddEvent(delta, *account);
  if (absl::Status status = AddHold(delta, *account, event); !status.ok()) {
    return status;
  }
  if (absl::Status status = Join(delta, *account); !status.ok()) return status;
  if (absl::Status status = ReceivePoints(delta, *account); !status.ok()) {
    return status;
  }
  AddOrder(delta, *account, event);
  if (absl::Status status = ReturnUnits(delta, event); !status.ok())
    return status;
  for (const FulfilledUnits& step : delta.fulfilled) {
    if (absl::Status status = HandOver(step); !status.ok()) return status;
  }
  if (delta.adjustment) {
    undo_.Append(adjustments_, {event, *account, *delta.adjustment});
  }
  int64_t position = 0;
  for (const RedemptionRecord& taken : delta.redemptions) {
    StoredRedemption stored{event, position++, *account, taken};
    stored.redemption.money.currency = delta.order->paid.currency;
    undo_.Append(redemptions_, std::move(stored));
  }
  if (absl::Status status = AddEntries(delta, *account, event); !status.ok()) {
    return status;
  }
  PutHoldings(delta, *account, event);
  if (absl::Status status = SendPoints(delta, *account, event); !status.ok()) {
    return status;
  }
  return event;
}

absl::StatusOr<int64_t> MemoryStore::MoveAccount(const Delta& delta) {
  if (delta.enrols) {
    if (account_by_member_.contains(delta.event.member)) {
      return MemberExists(delta.event.member);
    }
    const auto number = static_cast<int64_t>(accounts_.size());
    MemoryAccount account;
    account.version = 1;
    account.member = delta.event.member;
    account.last_posting = delta.posted;
    account.next_lot = delta.next_lot;
    undo_.Append(accounts_, std::move(account));
    undo_.Insert(account_by_member_, delta.event.member, number);
    return number;
  }
  if (delta.account == 0) return 0;
  if (!HasAccount(delta.account)) return AccountMoved(delta.account);
  MemoryAccount& account = accounts_[static_cast<size_t>(delta.account)];
  if (account.version != delta.expected_version) {
    return AccountMoved(delta.account);
  }
  undo_.Set(account.version, account.version + 1);
  undo_.Set(account.last_posting, std::max(account.last_posting, delta.posted));
  undo_.Set(account.next_lot, delta.next_lot);
  return delta.account;
}

int64_t MemoryStore::AddEvent(const Delta& delta, int64_t account) {
  EventRecord event = delta.event;
  event.number = static_cast<int64_t>(events_.size()) + 1;
  event.account = account;
  const int64_t number = event.number;
  undo_.Insert(event_by_key_, {event.source, event.id}, number);
  undo_.Append(events_, std::move(event));
  return number;
}

// Nobody's hold may be ended by anybody.
absl::Status MemoryStore::EndHolds(const Delta& delta, int64_t account) {
  for (const EndedHold& ended : delta.ended) {
    const auto at = holds_.find(ended.event);
    if (at == holds_.end() || at->second.state != HoldState::kHeld ||
        (at->second.account != 0 && at->second.account != account)) {
      return HoldMoved(ended.event);
    }
    HoldRecord& hold = at->second;
    undo_.Set(hold.state, ended.state);
    // What lapsed counts no more by its time.
    if (ended.state == HoldState::kLapsed) continue;
    for (const HeldUses& uses : hold.uses) {
      undo_.Erase(held_uses_, {uses.key, hold.until, hold.event});
    }
  }
  return absl::OkStatus();
}

absl::Status MemoryStore::DrawCounters(const Delta& delta) {
  if (delta.hold) return absl::OkStatus();
  for (const Draw& draw : delta.draws) {
    if (draw.given == 0) continue;
    const int64_t used = UsedOf(draw.key);
    if (!FitsBound(used, HeldOf(draw.key, delta.posted, 0), draw)) {
      return CounterMoved(draw);
    }
    undo_.Put(counters_, draw.key, used + draw.given);
  }
  return absl::OkStatus();
}

absl::Status MemoryStore::AddHold(const Delta& delta, int64_t account,
                                  int64_t event) {
  if (!delta.hold) return absl::OkStatus();
  HoldRecord hold = *delta.hold;
  hold.event = event;
  hold.account = account;
  hold.source = delta.event.source;
  hold.id = delta.event.id;
  hold.program = delta.event.program;
  hold.version = delta.event.version;
  hold.state = HoldState::kHeld;
  hold.uses.clear();
  for (const Draw& draw : delta.draws) {
    if (draw.given == 0) continue;
    if (!FitsBound(UsedOf(draw.key), HeldOf(draw.key, delta.posted, 0), draw)) {
      return CounterMoved(draw);
    }
    hold.uses.push_back({draw.rule, draw.key, draw.given});
    const std::tuple key(draw.key, hold.until, event);
    const auto at = held_uses_.find(key);
    undo_.Put(held_uses_, key,
              draw.given + (at == held_uses_.end() ? 0 : at->second));
  }
  undo_.Insert(holds_, event, std::move(hold));
  return absl::OkStatus();
}

absl::Status MemoryStore::Join(const Delta& delta, int64_t account) {
  if (!delta.household) return absl::OkStatus();
  MemoryAccount& holder = accounts_[static_cast<size_t>(account)];
  if (!holder.household.empty()) {
    undo_.Erase(households_, {holder.household, account});
  }
  if (!delta.household->empty()) {
    const auto first = households_.lower_bound({*delta.household, INT64_MIN});
    const auto end = households_.upper_bound({*delta.household, INT64_MAX});
    if (std::distance(first, end) >=
        static_cast<std::ptrdiff_t>(kHouseholdMembersMax)) {
      return HouseholdFull(*delta.household);
    }
    undo_.Insert(households_, {*delta.household, account}, true);
  }
  undo_.Set(holder.household, *delta.household);
  return absl::OkStatus();
}

absl::Status MemoryStore::ReceivePoints(const Delta& delta, int64_t account) {
  for (const ReceivedTransfer& received : delta.received) {
    const auto at = transfers_.find({received.event, received.position});
    if (at == transfers_.end() || at->second.lot != 0 ||
        at->second.to != account) {
      return TransferMoved(received);
    }
    undo_.Set(at->second.lot, received.lot);
  }
  return absl::OkStatus();
}

absl::Status MemoryStore::SendPoints(const Delta& delta, int64_t account,
                                     int64_t event) {
  int64_t position = 0;
  for (TransferRecord sent : delta.transfers) {
    if (!HasAccount(sent.to)) return AccountMoved(sent.to);
    sent.event = event;
    sent.position = position++;
    sent.from = account;
    sent.program = delta.event.program;
    sent.version = delta.event.version;
    sent.lot = 0;
    MemoryAccount& receiver = accounts_[static_cast<size_t>(sent.to)];
    const std::optional<Instant> was_due = DueOf(receiver);
    undo_.Insert(receiver.incoming, {sent.sent, event, sent.position}, sent);
    NoteDue(sent.to, was_due);
    const std::pair key(event, sent.position);
    undo_.Insert(transfers_, key, std::move(sent));
  }
  return absl::OkStatus();
}

void MemoryStore::NoteDue(int64_t account, std::optional<Instant> was_due) {
  const std::optional<Instant> due =
      DueOf(accounts_[static_cast<size_t>(account)]);
  if (due == was_due) return;
  if (was_due) undo_.Erase(due_, {*was_due, account});
  if (due) undo_.Insert(due_, {*due, account}, true);
}

void MemoryStore::AddOrder(const Delta& delta, int64_t account, int64_t event) {
  if (!delta.order.has_value()) return;
  MemoryOrder order;
  order.record = *delta.order;
  order.record.event = {};
  GiveCurrency(order.record);
  order.units = UnitsOf(order.record);
  for (size_t i = 0; i < order.record.lines.size(); ++i) {
    const OrderLine& line = order.record.lines[i];
    order.line_at.emplace(line.line, i);
    if (!line.unit_price.has_value()) continue;
    const PurchaseKey key{account, line.sku, line.unit_price->micros,
                          line.unit_price->currency.numeric()};
    if (!purchases_.contains(key)) undo_.Insert(purchases_, key, {});
    undo_.Append(purchases_.at(key), {event, line.line});
  }
  undo_.Insert(accounts_[static_cast<size_t>(account)].orders_by_day,
               {delta.event.local_day, event}, true);
  undo_.Insert(orders_, event, std::move(order));
}

absl::Status MemoryStore::ReturnUnits(const Delta& delta, int64_t event) {
  int64_t position = 0;
  for (const ReturnedUnits& step : delta.returned) {
    if (absl::Status status = ReturnStep(step); !status.ok()) return status;
    StoredReturn stored{event, position++, step};
    stored.units.refund.currency = orders_.at(step.order).record.paid.currency;
    stored.units.back_before = 0;
    stored.units.cancelled = false;
    undo_.Append(returns_, std::move(stored));
  }
  for (const int64_t touched : OrdersTouched(delta.returned)) {
    MemoryOrder& order = orders_.at(touched);
    undo_.Set(order.returns, order.returns + 1);
    if (touched == delta.voids) undo_.Set(order.record.voided, true);
  }
  return absl::OkStatus();
}

absl::Status MemoryStore::ReturnStep(const ReturnedUnits& step) {
  const auto found = orders_.find(step.order);
  if (found == orders_.end()) return NoSuchOrder(step.order);
  MemoryOrder& order = found->second;
  Money& order_refunded = order.record.refunded;
  if (absl::Status status = CheckRefund(step.refund, order_refunded.currency);
      !status.ok()) {
    return status;
  }
  const auto line_at = order.line_at.find(step.line);
  if (line_at == order.line_at.end()) return LineMoved(step);
  OrderLine& line = order.record.lines[line_at->second];
  if (step.units > (step.cancelled ? line.open_units : UnitsToReturn(line))) {
    return LineMoved(step);
  }
  if (order.returned_units != step.back_before) return OrderMoved(step);
  absl::StatusOr<int64_t> of_line =
      CheckedAdd(line.refunded.minor, step.refund.minor, "refunds of a line");
  if (!of_line.ok()) return of_line.status();
  absl::StatusOr<int64_t> of_order = CheckedAdd(
      order_refunded.minor, step.refund.minor, "refunds of an order");
  if (!of_order.ok()) return of_order.status();
  undo_.Set(line.returned_units, line.returned_units + step.units);
  if (step.cancelled) undo_.Set(line.open_units, line.open_units - step.units);
  undo_.Set(line.refunded.minor, *of_line);
  undo_.Set(order.returned_units, order.returned_units + step.units);
  undo_.Set(order_refunded.minor, *of_order);
  return absl::OkStatus();
}

absl::Status MemoryStore::HandOver(const FulfilledUnits& step) {
  const auto found = orders_.find(step.order);
  if (found == orders_.end()) return NoSuchOrder(step.order);
  MemoryOrder& order = found->second;
  const auto line_at = order.line_at.find(step.line);
  if (line_at == order.line_at.end()) return LineMoved(step);
  OrderLine& line = order.record.lines[line_at->second];
  if (step.units > line.open_units) return LineMoved(step);
  undo_.Set(line.open_units, line.open_units - step.units);
  return absl::OkStatus();
}

absl::Status MemoryStore::AddEntries(const Delta& delta, int64_t account,
                                     int64_t event) {
  for (const JournalEntry& entry : delta.entries) {
    StoredEntry stored;
    stored.number = static_cast<int64_t>(entries_.size()) + 1;
    stored.event = IsDueByItself(entry.kind) ? 0 : event;
    stored.account = account;
    stored.entry = entry;
    undo_.Append(entries_, std::move(stored));
  }
  absl::StatusOr<std::vector<BalanceChange>> changes = BalanceChanges(delta);
  if (!changes.ok()) return changes.status();
  auto& balances = accounts_[static_cast<size_t>(account)].balances;
  for (const BalanceChange& change : *changes) {
    const std::pair key(std::string(change.unit), change.bucket);
    const auto at = balances.find(key);
    absl::StatusOr<int64_t> sum = CheckedAdd(
        at == balances.end() ? 0 : at->second, change.amount, change.unit);
    if (!sum.ok()) return sum.status();
    undo_.Put(balances, key, *sum);
  }
  return absl::OkStatus();
}

void MemoryStore::PutHoldings(const Delta& delta, int64_t account,
                              int64_t event) {
  if (account == 0) return;
  MemoryAccount& holder = accounts_[static_cast<size_t>(account)];
  const std::optional<Instant> was_due = DueOf(holder);
  for (const Lot& lot : delta.lots) {
    Lot stored = lot;
    stored.event = EventOf(lot, event);
    PutLot(std::move(stored), undo_, &holder);
  }
  for (const EndedHold& ended : delta.ended) {
    undo_.Erase(holder.holds, {holds_.at(ended.event).until, ended.event});
  }
  if (delta.hold) {
    HoldRecord hold = holds_.at(event);
    hold.uses.clear();
    undo_.Put(holder.holds, {hold.until, event}, std::move(hold));
  }
  for (const Clock& clock : delta.clocks) {
    undo_.Put(holder.clocks, {clock.currency, clock.kind, clock.first_lot},
              clock.due);
  }
  for (const ReceivedTransfer& received : delta.received) {
    const TransferRecord& sent =
        transfers_.at({received.event, received.position});
    undo_.Erase(holder.incoming, {sent.sent, sent.event, sent.position});
  }
  NoteDue(account, was_due);
  for (const Debt& debt : delta.debts) {
    if (debt.owed == 0) {
      undo_.Erase(holder.debts, debt.currency);
    } else {
      undo_.Put(holder.debts, debt.currency, debt.owed);
    }
  }
  undo_.Set(holder.statistics, delta.statistics);
}

absl::Status MemoryStore::BeginBatch() {
  if (batching_) return BatchIsOpen();
  if (absl::Status status = MayChange(); !status.ok()) return status;
  batching_ = true;
  return absl::OkStatus();
}

absl::Status MemoryStore::EndBatch() {
  if (!batching_) return NoBatchIsOpen();
  if (absl::Status status = MayChange(); !status.ok()) return status;
  undo_.Clear();
  batching_ = false;
  return absl::OkStatus();
}

void MemoryStore::AbandonBatch() {
  if (!batching_ || walks_ != 0) return;
  undo_.BackTo(0);
  batching_ = false;
}

absl::StatusOr<std::vector<UnitBalance>> MemoryStore::BalancesOf(
    int64_t account) {
  std::vector<UnitBalance> balances;
  if (!HasAccount(account)) return balances;
  for (const auto& [key, amount] :
       accounts_[static_cast<size_t>(account)].balances) {
    balances.push_back({key.first, key.second, amount});
  }
  return balances;
}

absl::StatusOr<std::optional<PurchaseDay>> MemoryStore::NearestPurchaseDay(
    int64_t account, Date from, DayOrder order) {
  std::optional<PurchaseDay> found;
  if (account == 0 || !HasAccount(account)) return found;
  // Whether it is of another day than what was found.
  const auto see = [&](const std::pair<Date, int64_t>& key) {
    if (found && key.first != found->day) return true;
    const MemoryOrder& stored = orders_.at(key.second);
    if (stored.returned_units >= stored.units) return false;
    if (!found) found = PurchaseDay{key.first};
    ++found->orders;
    found->spend_minor += std::max(
        stored.record.paid.minor - stored.record.refunded.minor, int64_t{0});
    return false;
  };
  const auto& days = accounts_[static_cast<size_t>(account)].orders_by_day;
  if (order == DayOrder::kForward) {
    for (auto at = days.lower_bound({from, INT64_MIN}); at != days.end();
         ++at) {
      if (see(at->first)) break;
    }
  } else {
    for (auto at = days.upper_bound({from, INT64_MAX}); at != days.begin();) {
      if (see((--at)->first)) break;
    }
  }
  return found;
}

absl::Status MemoryStore::PutModel(const StoredModel& model) {
  if (absl::Status status = MayChange(); !status.ok()) return status;
  for (const StoredModel& other : models_) {
    if (other.id == model.id && other.version == model.version) {
      return ModelExists(model);
    }
  }
  undo_.Append(models_, model);
  if (!batching_) undo_.Clear();
  return absl::OkStatus();
}

std::unique_ptr<Store> OpenMemoryStore() {
  return std::make_unique<MemoryStore>();
}

}  // namespace patron
