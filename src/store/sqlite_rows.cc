// The words are those of the vocabulary (BucketName and its like); reading goes
// through all enumerators and compares, so that no second list can differ.

#include "store/sqlite_rows.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/quote.h"
#include "patron/error.h"

namespace patron {
namespace {

absl::Status Unknown(std::string_view what, std::string_view value) {
  return Refuse(Reason::kCorrupt, "the database holds an unknown " +
                                      std::string(what) + " " + Quote(value));
}

// Enumerators count from 1; the gaps between them are "unknown".
template <typename Enum>
absl::StatusOr<Enum> FromName(std::string_view name, Enum last,
                              std::string_view (*name_of)(Enum),
                              std::string_view what) {
  for (uint8_t i = 1; i <= static_cast<uint8_t>(last); ++i) {
    if (name_of(static_cast<Enum>(i)) == name && name != "unknown") {
      return static_cast<Enum>(i);
    }
  }
  return Unknown(what, name);
}

std::optional<Instant> InstantOf(std::optional<int64_t> us) {
  if (!us.has_value()) return std::nullopt;
  return Instant{*us};
}

}  // namespace

absl::StatusOr<Lot> ReadLot(Cursor& rows) {
  Lot lot;
  lot.number = rows.Int(0);
  lot.currency = rows.Text(1);
  absl::StatusOr<LotOrigin> origin =
      FromName(rows.View(2), LotOrigin::kReward, LotOriginName, "lot origin");
  if (!origin.ok()) return origin.status();
  lot.origin = *origin;
  absl::StatusOr<LotState> state =
      FromName(rows.View(3), LotState::kClosed, LotStateName, "lot state");
  if (!state.ok()) return state.status();
  lot.state = *state;
  lot.event = rows.Int(4);
  lot.effect = static_cast<uint32_t>(rows.Int(5));
  lot.rule = rows.Text(6);
  lot.program = rows.Text(7);
  lot.version = rows.Text(8);
  lot.earned = Instant{rows.Int(9)};
  lot.available_from = InstantOf(rows.IntOrNull(10));
  lot.expires = InstantOf(rows.IntOrNull(11));
  lot.amount = rows.Int(12);
  lot.remaining = rows.Int(13);
  lot.redeemed = rows.Int(14);
  lot.expired = rows.Int(15);
  lot.taken_back = rows.Int(16);
  lot.adjusted_down = rows.Int(17);
  lot.shortfall = rows.Int(18);
  lot.awaits_goods = rows.Int(19) != 0;
  lot.sliding = rows.Int(20) != 0;
  lot.collected = rows.Int(21);
  lot.held = rows.Int(22);
  lot.transferred_out = rows.Int(23);
  return lot;
}

absl::StatusOr<EventRecord> ReadEvent(Cursor& rows) {
  EventRecord event;
  event.number = rows.Int(0);
  absl::StatusOr<EventKind> kind =
      FromName(rows.View(1), EventKind::kLeave, EventKindName, "event kind");
  if (!kind.ok()) return kind.status();
  event.kind = *kind;
  event.source = rows.Text(2);
  event.id = rows.Text(3);
  absl::StatusOr<Fingerprint> content = PrintFromBytes(rows.View(4));
  if (!content.ok()) return content.status();
  event.content = *content;
  event.member = rows.Text(5);
  event.account = rows.Int(6);
  event.store = rows.Text(7);
  event.time = Instant{rows.Int(8)};
  event.arrival = Instant{rows.Int(9)};
  absl::StatusOr<Date> day = DayFromText(rows.View(10));
  if (!day.ok()) return day.status();
  event.local_day = *day;
  event.program = rows.Text(11);
  event.version = rows.Text(12);
  event.event = rows.Text(13);
  event.answer = rows.Text(14);
  return event;
}

absl::StatusOr<AccountState> ReadAccount(Cursor& rows) {
  AccountState state;
  state.account = rows.Int(0);
  state.version = rows.Int(1);
  state.member = rows.Text(2);
  state.last_posting = Instant{rows.Int(3)};
  state.next_lot = rows.Int(4);
  MemberStatistics& statistics = state.statistics;
  statistics.orders = rows.Int(5);
  statistics.orders_kept = rows.Int(6);
  statistics.units = rows.Int(7);
  statistics.spend_minor = rows.Int(8);
  statistics.returns = rows.Int(9);
  statistics.refunded_minor = rows.Int(10);
  statistics.first_order = Instant{rows.Int(11)};
  statistics.last_order = Instant{rows.Int(12)};
  state.next_due = InstantOf(rows.IntOrNull(13));
  statistics.purchase_days = rows.Int(14);
  if (statistics.purchase_days != 0) {
    const absl::StatusOr<Date> first = DayFromText(rows.View(15));
    if (!first.ok()) return first.status();
    const absl::StatusOr<Date> last = DayFromText(rows.View(16));
    if (!last.ok()) return last.status();
    statistics.first_purchase = *first;
    statistics.last_purchase = *last;
  }
  statistics.repeat_spend_minor = rows.Int(17);
  state.household = rows.Text(18);
  return state;
}

absl::StatusOr<std::vector<Clock>> ReadClocks(Cursor rows) {
  std::vector<Clock> clocks;
  while (rows.Next()) {
    const absl::StatusOr<ClockKind> kind = FromName(
        rows.View(1), ClockKind::kStatement, ClockKindName, "clock kind");
    if (!kind.ok()) return kind.status();
    clocks.push_back(
        {rows.Text(0), *kind, InstantOf(rows.IntOrNull(2)), rows.Int(3)});
  }
  if (!rows.status().ok()) return rows.status();
  return clocks;
}

absl::StatusOr<HoldRecord> ReadHold(Cursor& rows) {
  HoldRecord hold;
  hold.event = rows.Int(0);
  hold.account = rows.Int(1);
  hold.source = rows.Text(2);
  hold.id = rows.Text(3);
  hold.program = rows.Text(4);
  hold.version = rows.Text(5);
  hold.until = Instant{rows.Int(6)};
  const absl::StatusOr<HoldState> state =
      FromName(rows.View(7), HoldState::kLapsed, HoldStateName, "hold state");
  if (!state.ok()) return state.status();
  hold.state = *state;
  return hold;
}

absl::StatusOr<std::vector<HeldPoints>> ReadHeldPoints(Cursor rows) {
  std::vector<HeldPoints> points;
  while (rows.Next()) {
    points.push_back({rows.Int(0), rows.Text(1), Points{rows.Int(2)}});
  }
  if (!rows.status().ok()) return rows.status();
  return points;
}

absl::StatusOr<std::vector<HeldUses>> ReadHeldUses(Cursor rows) {
  std::vector<HeldUses> uses;
  while (rows.Next()) {
    uses.push_back({rows.Text(0),
                    {rows.Text(1), rows.Text(2), rows.Text(3)},
                    rows.Int(4)});
  }
  if (!rows.status().ok()) return rows.status();
  return uses;
}

TransferRecord ReadTransfer(Cursor& rows) {
  TransferRecord sent;
  sent.event = rows.Int(0);
  sent.position = rows.Int(1);
  sent.from = rows.Int(2);
  sent.to = rows.Int(3);
  sent.program = rows.Text(4);
  sent.version = rows.Text(5);
  sent.currency = rows.Text(6);
  sent.points = Points{rows.Int(7)};
  sent.sent = Instant{rows.Int(8)};
  sent.earned = Instant{rows.Int(9)};
  sent.expires = InstantOf(rows.IntOrNull(10));
  sent.idle_until = InstantOf(rows.IntOrNull(11));
  sent.lot = rows.IntOrNull(12).value_or(0);
  return sent;
}

absl::StatusOr<std::vector<TransferRecord>> ReadTransfers(Cursor rows) {
  std::vector<TransferRecord> all;
  while (rows.Next()) all.push_back(ReadTransfer(rows));
  if (!rows.status().ok()) return rows.status();
  return all;
}

void TakeIncoming(std::vector<TransferRecord> incoming,
                  std::optional<Instant> due_until, AccountState* account) {
  if (incoming.empty()) return;
  const Instant first = incoming.front().sent;
  account->next_due = std::min(account->next_due.value_or(first), first);
  if (due_until) {
    std::erase_if(incoming, [&](const TransferRecord& sent) {
      return sent.sent > *due_until;
    });
  }
  account->incoming = std::move(incoming);
}

absl::StatusOr<Bucket> BucketFromName(std::string_view name) {
  return FromName(name, Bucket::kTransferredOut, BucketName, "bucket");
}

absl::StatusOr<EntryKind> EntryKindFromName(std::string_view name) {
  return FromName(name, EntryKind::kReceipt, EntryKindName, "entry kind");
}

absl::StatusOr<Fingerprint> PrintFromBytes(std::string_view bytes) {
  Fingerprint print;
  if (bytes.size() != print.bytes.size()) {
    return Unknown("fingerprint", bytes);
  }
  std::transform(bytes.begin(), bytes.end(), print.bytes.begin(),
                 [](char byte) { return static_cast<uint8_t>(byte); });
  return print;
}

std::string_view BytesOf(const Fingerprint& print) {
  return {reinterpret_cast<const char*>(print.bytes.data()),
          print.bytes.size()};
}

absl::StatusOr<Currency> CurrencyFromCode(std::string_view code) {
  if (code.empty()) return Currency{};
  const std::optional<Currency> currency = Currency::FromCode(code);
  if (!currency.has_value()) return Unknown("currency", code);
  return *currency;
}

absl::StatusOr<Date> DayFromText(std::string_view text) {
  absl::StatusOr<Date> day = ParseDate(text);
  if (!day.ok()) return Unknown("day", text);
  return day;
}

std::optional<int64_t> MicrosOf(std::optional<Instant> instant) {
  if (!instant.has_value()) return std::nullopt;
  return instant->us;
}

}  // namespace patron
