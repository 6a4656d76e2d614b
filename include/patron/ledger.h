// What the ledger holds: lots, postings, journal entries, and the change that
// one event makes.
//
// Double entry: the postings of a journal entry sum to zero per unit. Earning
// ten beans is {issued -10, available +10}; taking back four of them
// {available -4, taken_back +4}; giving five by hand {adjusted_up -5, available
// +5}; keeping three back {available -3, held +3}. A discount of 1.00 is
// {funded -100, discount +100} in the unit EUR, so that settlement is a sum
// over postings.
//
// Everything here is a value. The ledger module (ledger/) makes a Delta from an
// AccountState and a Decision; a Store applies it, all or nothing.
//
// Threads: values.
#ifndef PATRON_LEDGER_H_
#define PATRON_LEDGER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "patron/calendar.h"
#include "patron/decision.h"
#include "patron/event.h"
#include "patron/fingerprint.h"
#include "patron/money.h"

namespace patron {

// Where value stands. Per unit: issued + transferred in + adjusted up =
// available + pending + held + redeemed + expired + taken back + transferred
// out + adjusted down; debt is what an account owes, and what newly earned
// points paid of it.
enum class Bucket : uint8_t {
  kIssued = 1,  // the other side of earning; negative
  kAvailable = 2,
  kPending = 3,
  kRedeemed = 4,
  kExpired = 5,
  kTakenBack = 6,
  kDebt = 7,             // negative: owed by the account
  kFunded = 8,           // the other side of a discount; negative
  kDiscount = 9,         // money off granted
  kUsed = 10,            // of a counter
  kAllowance = 11,       // the other side of a counter's use; negative
  kAdjustedUp = 12,      // the other side of points given by hand; negative
  kAdjustedDown = 13,    // points taken by hand
  kHeld = 20,            // kept back until a time
  kTransferredIn = 21,   // the other side of points received; negative
  kTransferredOut = 22,  // given to another account
};

// "issued", "available", ...: as the tables have it.
[[nodiscard]] std::string_view BucketName(Bucket bucket);

enum class LotState : uint8_t {
  kPending = 1,
  kAvailable = 2,
  kClosed = 3,  // nothing remains
};

// 3 to 5 are kept for promotion, referral and bought.
enum class LotOrigin : uint8_t {
  kPurchase = 1,
  kGoodwill = 2,  // given by hand
  kTransfer = 6,  // given by another account
  kReward = 7,    // given at a statement; no event's
};

// "pending", "available", "closed"; "purchase", "goodwill", "transfer",
// "reward".
[[nodiscard]] std::string_view LotStateName(LotState state);
[[nodiscard]] std::string_view LotOriginName(LotOrigin origin);

// Points earned together. amount = remaining + held + redeemed + expired +
// taken_back + adjusted_down + collected + transferred_out - shortfall.
struct Lot {
  int64_t number = 0;  // counts from 1 in its account
  std::string currency;
  LotOrigin origin = LotOrigin::kPurchase;
  LotState state = LotState::kAvailable;
  int64_t event = 0;    // that gave it; 0: the one being applied, or none
  uint32_t effect = 0;  // index in that order's decision
  std::string rule;     // or the reward that gave it; else empty
  std::string program;
  std::string version;
  Instant earned;
  std::optional<Instant> available_from;  // pending until then
  bool awaits_goods = false;  // pending until all of them are handed over
  std::optional<Instant> expires;
  bool sliding = false;  // lapses when its account's idle clock runs out
  int64_t amount = 0;
  int64_t remaining = 0;
  int64_t redeemed = 0;
  int64_t expired = 0;
  int64_t taken_back = 0;
  int64_t adjusted_down = 0;
  int64_t collected = 0;  // paid a debt when they were earned
  int64_t shortfall = 0;  // taken back beyond what was left: a debt
  int64_t held = 0;       // kept back by holds
  int64_t transferred_out = 0;

  friend bool operator==(const Lot&, const Lot&) = default;
};

// When something happens to a lot by itself: it becomes available, or lapses.
// What a clock does to it is not in this.
[[nodiscard]] std::optional<Instant> NextDue(const Lot& lot);

// The event that gave a lot, where `applied` is being applied; 0: none did.
[[nodiscard]] int64_t EventOf(const Lot& lot, int64_t applied);

enum class ClockKind : uint8_t {
  kIdle = 1,       // when it runs out, the account's sliding lots lapse
  kStatement = 2,  // when an automatic reward is given for these points
};

// "idle", "statement".
[[nodiscard]] std::string_view ClockKindName(ClockKind kind);

// What runs out for an account as a whole, in one points currency: so that
// moving it touches no lot. An idle one is about the lots from `first_lot` on,
// up to the next idle clock's. One that has run out stays as it is, and
// activity begins another; it is due only while there are lots that it is
// about. A statement's is moved on by what it does, and stands still while
// there is too little to give.
struct Clock {
  std::string currency;
  ClockKind kind = ClockKind::kIdle;
  std::optional<Instant> due;  // none: it stands still
  int64_t first_lot = 0;

  friend bool operator==(const Clock&, const Clock&) = default;
};

struct Posting {
  std::string unit;  // points currency id, ISO currency code, or counter
  Bucket bucket = Bucket::kAvailable;
  int64_t amount = 0;
  int64_t lot = 0;     // number in the account, 0: none
  std::string scope;   // counters: member or empty; else empty
  std::string period;  // counters
  std::string funder;  // empty: the shop itself
  std::string rule;

  friend bool operator==(const Posting&, const Posting&) = default;
};

enum class EntryKind : uint8_t {
  kPurchase = 1,
  kReturn = 2,
  kActivation = 3,  // a pending lot becomes available; no event's
  kExpiry = 4,      // no event's
  kAdjustment = 5,
  // An exchange is a return and a purchase.
  kVoid = 8,
  kFulfilment = 10,
  kIdleExpiry = 11,  // a clock ran out; no event's
  kHold = 14,
  kRelease = 15,    // a hold consumed or cancelled
  kLapse = 16,      // a hold past its time; no event's
  kStatement = 18,  // an automatic reward was given; no event's
  kTransfer = 19,
  kReceipt = 20,  // points of another account arrive; no event's
};

// "purchase", "return", "activation", "expiry", "adjustment", "void",
// "fulfilment", "idle_expiry", "hold", "release", "lapse", "statement",
// "transfer", "receipt".
[[nodiscard]] std::string_view EntryKindName(EntryKind kind);

// An entry that became due by itself belongs to no event.
[[nodiscard]] bool IsDueByItself(EntryKind kind);

struct JournalEntry {
  EntryKind kind = EntryKind::kPurchase;
  Instant posted;       // arrival of the event, or the instant it was due
  std::string program;  // under which the postings were decided: of a return
  std::string version;  // those of the order that comes back
  std::vector<Posting> postings;

  friend bool operator==(const JournalEntry&, const JournalEntry&) = default;
};

struct Debt {
  std::string currency;
  int64_t owed = 0;  // positive

  friend bool operator==(const Debt&, const Debt&) = default;
};

enum class HoldState : uint8_t {
  kHeld = 1,
  kConsumed = 2,   // by a purchase, an exchange or a later hold
  kCancelled = 3,  // by a release
  kLapsed = 4,     // its time passed
};

// "held", "consumed", "cancelled", "lapsed".
[[nodiscard]] std::string_view HoldStateName(HoldState state);

// Points of one lot that a hold keeps back.
struct HeldPoints {
  int64_t lot = 0;  // its number in the account
  std::string currency;
  Points points;  // above 0

  friend bool operator==(const HeldPoints&, const HeldPoints&) = default;
};

// Uses of a shared counter that a hold keeps back; below 0: stamps.
struct HeldUses {
  std::string rule;  // as of a draw
  CounterKey key;
  int64_t uses = 0;

  friend bool operator==(const HeldUses&, const HeldUses&) = default;
};

// What a basket takes, kept back until a time.
struct HoldRecord {
  int64_t event = 0;    // its number; 0: not applied yet
  int64_t account = 0;  // 0: nobody
  std::string source;   // its key; as its event has it
  std::string id;
  std::string program;  // that decided it; as its event has it
  std::string version;
  Instant until;
  HoldState state = HoldState::kHeld;
  std::vector<HeldPoints> points;  // ascending by lot, each once
  std::vector<HeldUses> uses;      // counted until then, or until it is over

  friend bool operator==(const HoldRecord&, const HoldRecord&) = default;
};

// A hold that is over.
struct EndedHold {
  int64_t event = 0;  // that held
  HoldState state = HoldState::kLapsed;

  friend bool operator==(const EndedHold&, const EndedHold&) = default;
};

// Points that one account gave another: the ones that lapse alike. They are on
// their way until the other account's own change takes them in.
struct TransferRecord {
  int64_t event = 0;     // its number; 0: the one being applied
  int64_t position = 0;  // from 0
  int64_t from = 0;      // the accounts
  int64_t to = 0;
  std::string program;  // as its event has it
  std::string version;
  std::string currency;
  Points points;   // above 0
  Instant sent;    // its arrival: from then on it is due for the other account
  Instant earned;  // what the new lot says
  std::optional<Instant> expires;
  // They lapse with the other account's idle clock, which then runs until this
  // at least.
  std::optional<Instant> idle_until;
  int64_t lot = 0;  // of the other account; 0: on their way

  friend bool operator==(const TransferRecord&,
                         const TransferRecord&) = default;
};

// Points on their way that have become a lot.
struct ReceivedTransfer {
  int64_t event = 0;
  int64_t position = 0;
  int64_t lot = 0;

  friend bool operator==(const ReceivedTransfer&,
                         const ReceivedTransfer&) = default;
};

// The most that an account has of a points currency at once, in smallest units:
// what would come above it is refused (kOverflow), and a statement gives no
// more than there is room for. Sums fit 64 bits then, and every language reads
// a balance exactly, those whose numbers are doubles too. What others give may
// come beside it, at most as many again, and what comes back with goods.
inline constexpr int64_t kBalanceMax = 1'000'000'000'000'000;

// What an account owns. Only few of its lots are here, ascending by number:
// whoever loads it says which. An event needs those that something is due for,
// a return those of the orders that come back, and whoever spends those that
// are spent first.
struct AccountState {
  int64_t account = 0;  // 0: nobody, an anonymous basket
  int64_t version = 0;  // counts changes: Apply refuses when it has moved
  std::string member;
  Instant last_posting;
  int64_t next_lot = 1;
  // The earliest NextDue of all lots, of the idle clocks that have lots, of the
  // other clocks, of the holds, and of what is on its way.
  std::optional<Instant> next_due;
  std::vector<Balance> balances;  // of all lots; ascending by currency
  std::vector<Lot> lots;
  std::vector<Clock> clocks;  // all; by currency, kind and first lot
  MemberStatistics statistics;
  // Those whose state is kHeld, without their uses; ascending by `until` and
  // event.
  std::vector<HoldRecord> holds = {};
  std::string household = {};  // empty: none
  // On their way to it; ascending by `sent`, event and position. An event needs
  // those that are due.
  std::vector<TransferRecord> incoming = {};

  friend bool operator==(const AccountState&, const AccountState&) = default;
};

// One line of an order as the ledger remembers it.
struct OrderLine {
  uint32_t line = 0;  // index in the basket
  std::string id;
  std::string sku;
  std::optional<UnitPrice> unit_price;
  Quantity quantity;
  int64_t units = 0;
  Money list;
  Money discount;
  Money paid;
  int64_t returned_units = 0;  // the last ones of the line, or cancelled
  Money refunded;
  int64_t open_units = 0;  // still to be handed over

  friend bool operator==(const OrderLine&, const OrderLine&) = default;
};

// Units that can come back: those that were handed over and did not yet.
[[nodiscard]] int64_t UnitsToReturn(const OrderLine& line);

// An event as the ledger keeps it.
struct EventRecord {
  int64_t number = 0;  // given by the store; 0: not applied yet
  EventKind kind = EventKind::kPurchase;
  std::string source;
  std::string id;
  Fingerprint content;  // of the event without its arrival
  std::string member;
  int64_t account = 0;
  std::string store;
  Instant time;
  Instant arrival;
  Date local_day;  // of `time` in the program's zone: metrics go by it
  std::string program;
  std::string version;
  std::string event;   // the event, encoded (codec.h)
  std::string answer;  // the facts and the first answer, encoded

  friend bool operator==(const EventRecord&, const EventRecord&) = default;
};

struct OrderRecord {
  EventRecord event;
  Money list;
  Money discount;
  Money paid;
  Money refunded;
  std::vector<OrderLine> lines;  // ascending by `line`
  bool voided = false;

  friend bool operator==(const OrderRecord&, const OrderRecord&) = default;
};

// One step of giving units of an order's line back.
struct ReturnedUnits {
  int64_t order = 0;  // its event number
  uint32_t line = 0;  // index in the order's basket
  std::string return_line;
  int64_t units = 0;
  Money refund;
  // Units of the whole order that were back before this step. Apply refuses
  // when it has moved: what a return comes to depends on all of its order.
  int64_t back_before = 0;
  bool cancelled = false;  // of open units, by a fulfilment

  friend bool operator==(const ReturnedUnits&, const ReturnedUnits&) = default;
};

// Open units of an order's line that are handed over.
struct FulfilledUnits {
  int64_t order = 0;  // its event number
  uint32_t line = 0;  // index in the order's basket
  int64_t units = 0;

  friend bool operator==(const FulfilledUnits&,
                         const FulfilledUnits&) = default;
};

// A day on which an account bought something that was kept, in the program's
// zone.
struct PurchaseDay {
  Date day;
  int64_t orders = 0;
  int64_t spend_minor = 0;  // paid less refunded, no order below 0

  friend bool operator==(const PurchaseDay&, const PurchaseDay&) = default;
};

// Points given or taken by hand, as the ledger keeps it for whoever audits it.
struct AdjustmentRecord {
  std::string currency;
  Points points;  // below 0: taken
  std::string reason;
  std::string by;

  friend bool operator==(const AdjustmentRecord&,
                         const AdjustmentRecord&) = default;
};

// What points bought or paid, as the ledger keeps it for whoever analyses it:
// a reward, or points taken as money.
struct RedemptionRecord {
  std::string reward;  // empty: taken as money
  int64_t count = 0;   // how often the reward was taken
  std::string currency;
  Points points;  // above 0
  Money money;    // off, or paid

  friend bool operator==(const RedemptionRecord&,
                         const RedemptionRecord&) = default;
};

// The change that one event makes to one account and the counters it draws on.
// Rows are whole: a lot here replaces the stored one.
struct Delta {
  EventRecord event;             // empty where `due_only`
  bool due_only = false;         // no event: what was due for the account
  bool enrols = false;           // the member is new
  int64_t account = 0;           // 0: nobody, or new where `enrols`
  int64_t expected_version = 0;  // of the account
  Instant posted;
  int64_t next_lot = 1;
  std::vector<Lot> lots;  // new or changed, ascending by number
  std::vector<JournalEntry> entries;
  std::vector<Debt> debts;           // changed, with what is owed now
  std::vector<Clock> clocks;         // changed
  MemberStatistics statistics;       // as they are now
  std::vector<Draw> draws;           // those of a hold are kept back, not used
  std::optional<OrderRecord> order;  // its `event` is not filled: see above
  std::vector<ReturnedUnits> returned;
  int64_t voids = 0;  // the order that it undoes, all of it in `returned`
  std::vector<FulfilledUnits> fulfilled;
  std::optional<AdjustmentRecord> adjustment;
  std::vector<RedemptionRecord> redemptions;
  // New: its time and points are filled; its uses are the draws.
  std::optional<HoldRecord> hold = {};
  std::vector<EndedHold> ended;  // before anything is drawn
  // New: sent by this event and account, in their order; a program and a
  // version are the event's.
  std::vector<TransferRecord> transfers = {};
  std::vector<ReceivedTransfer> received = {};  // of others, by this account
  std::optional<std::string> household = {};    // empty: none any more

  friend bool operator==(const Delta&, const Delta&) = default;
};

}  // namespace patron

#endif  // PATRON_LEDGER_H_
