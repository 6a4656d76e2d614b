#include "tests/engine/store_state.h"

#include <algorithm>
#include <map>
#include <vector>

#include "patron/error.h"

namespace patron::testing {
namespace {

std::string Text(int64_t number) { return " " + std::to_string(number); }

std::string Text(std::optional<Instant> at) {
  return at ? Text(at->us) : " none";
}

class State {
 public:
  explicit State(Store& store) : store_(store) {}

  std::string Print() {
    keys_[0] = "nothing";
    Note(store_.ForEachEvent(
        [&](const EventRecord& event) { return See(event); }));
    Note(store_.ForEachAccount(
        [&](const AccountState& account) { return See(account); }));
    Note(store_.ForEachHold([&](const HoldRecord& hold) { return See(hold); }));
    Note(store_.ForEachOrder(
        [&](const OrderSummary& order) { return See(order); }));
    Note(store_.ForEachReturn(
        [&](const StoredReturn& step) { return See(step); }));
    Note(store_.ForEachAdjustment(
        [&](const StoredAdjustment& adjustment) { return See(adjustment); }));
    Note(store_.ForEachTransfer(
        [&](const TransferRecord& sent) { return See(sent); }));
    Note(store_.ForEachEntry(
        [&](const StoredEntry& entry) { return See(entry); }));
    Note(store_.ForEachCounter([&](const Counter& counter) {
      lines_.push_back("counter " + counter.key.scope + "/" + counter.key.unit +
                       "/" + counter.key.period + Text(counter.used));
      return absl::OkStatus();
    }));
    std::sort(lines_.begin(), lines_.end());
    std::string all;
    for (const std::string& line : lines_) all += line + "\n";
    return all;
  }

 private:
  void Note(const absl::Status& status) {
    if (!status.ok()) lines_.push_back("ERROR " + status.ToString());
  }

  absl::Status See(const EventRecord& event) {
    const std::string key = event.source + "/" + event.id;
    keys_[event.number] = key;
    owners_[event.account] = event.member;
    lines_.push_back("event " + key + " of '" + event.member + "' is " +
                     std::string(EventKindName(event.kind)) + " " +
                     event.content.Hex() + Text(event.time.us) +
                     Text(event.arrival.us) + Text(event.local_day.days) + " " +
                     event.program + "@" + event.version + " [" + event.event +
                     "] [" + event.answer + "]");
    return absl::OkStatus();
  }

  absl::Status See(const AccountState& account) {
    const std::string owner = "'" + account.member + "'";
    const MemberStatistics& s = account.statistics;
    lines_.push_back("account " + owner + Text(account.last_posting.us) +
                     Text(account.next_lot) + Text(account.next_due) +
                     Text(s.orders) + Text(s.orders_kept) + Text(s.units) +
                     Text(s.spend_minor) + Text(s.returns) +
                     Text(s.refunded_minor) + Text(s.first_order.us) +
                     Text(s.last_order.us) + " in '" + account.household + "'");
    for (const Balance& balance : account.balances) {
      lines_.push_back("balance " + owner + " " + balance.currency +
                       Text(balance.available.units) +
                       Text(balance.pending.units) + Text(balance.debt.units) +
                       Text(balance.held.units));
    }
    for (const Lot& lot : account.lots) {
      lines_.push_back(
          "lot " + owner + Text(lot.number) + " " + lot.currency + " " +
          std::string(LotOriginName(lot.origin)) + " " +
          std::string(LotStateName(lot.state)) + " " + keys_[lot.event] +
          Text(lot.effect) + " " + lot.rule + " " + lot.program + "@" +
          lot.version + Text(lot.earned.us) + Text(lot.available_from) +
          Text(lot.expires) + Text(lot.amount) + Text(lot.remaining) +
          Text(lot.redeemed) + Text(lot.expired) + Text(lot.taken_back) +
          Text(lot.adjusted_down) + Text(lot.collected) + Text(lot.shortfall) +
          Text(lot.awaits_goods) + Text(lot.sliding) + Text(lot.held) +
          Text(lot.transferred_out));
    }
    for (const Clock& clock : account.clocks) {
      lines_.push_back("clock " + owner + " " + clock.currency + " " +
                       std::string(ClockKindName(clock.kind)) +
                       Text(clock.due) + Text(clock.first_lot));
    }
    const auto balances = store_.BalancesOf(account.account);
    Note(balances.status());
    if (!balances.ok()) return absl::OkStatus();
    for (const UnitBalance& balance : *balances) {
      lines_.push_back("sum " + owner + " " + balance.unit + " " +
                       std::string(BucketName(balance.bucket)) +
                       Text(balance.amount));
    }
    return absl::OkStatus();
  }

  absl::Status See(const HoldRecord& hold) {
    const std::string key = "hold " + keys_[hold.event];
    lines_.push_back(key + " of '" + owners_[hold.account] + "' " +
                     hold.source + "/" + hold.id + " " + hold.program + "@" +
                     hold.version + Text(hold.until.us) + " " +
                     std::string(HoldStateName(hold.state)));
    for (const HeldPoints& held : hold.points) {
      lines_.push_back(key + " lot" + Text(held.lot) + " " + held.currency +
                       Text(held.points.units));
    }
    for (const HeldUses& held : hold.uses) {
      lines_.push_back(key + " of " + held.rule + " " + held.key.scope + "/" +
                       held.key.unit + "/" + held.key.period + Text(held.uses));
    }
    return absl::OkStatus();
  }

  absl::Status See(const OrderSummary& summary) {
    const auto order = store_.LoadOrder(summary.event);
    if (!order.ok()) return order.status();
    const std::string key = "order " + keys_[summary.event];
    lines_.push_back(
        key + " of '" + summary.member + "'" + Text(summary.time.us) +
        Text(summary.local_day.days) + Text(summary.units) +
        Text(summary.returned_units) + Text(summary.returns) + " " +
        FormatMoney(order->list) + " " + FormatMoney(order->discount) + " " +
        FormatMoney(order->paid) + " " + FormatMoney(order->refunded));
    for (const OrderLine& line : order->lines) {
      lines_.push_back(
          key + " line" + Text(line.line) + " " + line.id + " " + line.sku +
          " " + (line.unit_price ? FormatUnitPrice(*line.unit_price) : "none") +
          " " + FormatQuantity(line.quantity) + Text(line.units) + " " +
          FormatMoney(line.list) + " " + FormatMoney(line.discount) + " " +
          Text(line.open_units) + " " + FormatMoney(line.paid) +
          Text(line.returned_units) + " " + FormatMoney(line.refunded));
    }
    return absl::OkStatus();
  }

  absl::Status See(const StoredReturn& stored) {
    const ReturnedUnits& units = stored.units;
    lines_.push_back("return " + keys_[stored.event] + Text(stored.step) +
                     " of " + keys_[units.order] + Text(units.line) + " " +
                     units.return_line + Text(units.units) + " " +
                     FormatMoney(units.refund));
    return absl::OkStatus();
  }

  absl::Status See(const StoredAdjustment& stored) {
    const AdjustmentRecord& adjustment = stored.adjustment;
    lines_.push_back("adjustment " + keys_[stored.event] + " of '" +
                     owners_[stored.account] + "'" +
                     Text(adjustment.points.units) + " " + adjustment.currency +
                     " " + adjustment.reason + " " + adjustment.by);
    return absl::OkStatus();
  }

  absl::Status See(const TransferRecord& sent) {
    lines_.push_back("transfer " + keys_[sent.event] + Text(sent.position) +
                     " of '" + owners_[sent.from] + "' to '" +
                     owners_[sent.to] + "'" + Text(sent.points.units) + " " +
                     sent.currency + Text(sent.sent.us) + Text(sent.earned.us) +
                     Text(sent.expires) + Text(sent.idle_until) +
                     Text(sent.lot));
    return absl::OkStatus();
  }

  absl::Status See(const StoredEntry& stored) {
    const JournalEntry& entry = stored.entry;
    // Numbers of one length, so that sorting keeps the account's order.
    const std::string key = "entry '" + owners_[stored.account] + "'" +
                            Text(1'000'000 + entries_[stored.account]++);
    lines_.push_back(key + " " + std::string(EntryKindName(entry.kind)) +
                     " of " + keys_[stored.event] + Text(entry.posted.us) +
                     " " + entry.program + "@" + entry.version);
    for (const Posting& posting : entry.postings) {
      lines_.push_back(key + " posts " + posting.unit + " " +
                       std::string(BucketName(posting.bucket)) +
                       Text(posting.amount) + Text(posting.lot) + " " +
                       posting.scope + "/" + posting.period + " " +
                       posting.funder + "/" + posting.rule);
    }
    return absl::OkStatus();
  }

  Store& store_;
  std::map<int64_t, std::string> keys_;    // of events
  std::map<int64_t, std::string> owners_;  // of accounts
  std::map<int64_t, int64_t> entries_;     // so far, by account
  std::vector<std::string> lines_;
};

}  // namespace

std::string StateOf(Store& store) { return State(store).Print(); }

}  // namespace patron::testing
