// Where Patron keeps things. Two come with it: `memory` for tests and trials,
// `sqlite` for a file that tills and BI tools read.
//
//   auto store = OpenSqliteStore("shop.db", {});
//   auto seen = (*store)->FindEvent("till-1", "4711");
//
// A store holds no rules: it loads what the engine asks for and applies a Delta
// whole or not at all. Every list comes in the order stated, never by hash.
//
// Errors: CONFLICT (ABORTED) where an account or a counter has moved since it
// was loaded; kDiskFull, kReadOnly, kStoreFailed, kCorrupt otherwise. After any
// error nothing of the call has been kept.
//
// Threads: one at a time; the engine locks.
#ifndef PATRON_STORE_H_
#define PATRON_STORE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "patron/ledger.h"
#include "patron/zone.h"

namespace patron {

struct StoredProgram {
  std::string id;
  std::string version;
  Instant valid_from;
  Fingerprint fingerprint;       // of the plan
  std::string content;           // the program, encoded (codec.h)
  std::vector<ZoneTable> zones;  // ascending by name

  friend bool operator==(const StoredProgram&, const StoredProgram&) = default;
};

// A line that still has units to return.
struct PurchaseLine {
  int64_t order = 0;  // event number
  uint32_t line = 0;
  int64_t units_left = 0;

  friend bool operator==(const PurchaseLine&, const PurchaseLine&) = default;
};

// An order as statistics and metrics see it.
struct OrderSummary {
  int64_t event = 0;
  int64_t account = 0;  // 0: nobody
  std::string member;
  Instant time;
  Date local_day;
  int64_t units = 0;
  int64_t returned_units = 0;
  Money paid;
  Money refunded;
  int64_t returns = 0;  // events that brought some of it back
  bool voided = false;  // no order to statistics and metrics

  friend bool operator==(const OrderSummary&, const OrderSummary&) = default;
};

struct OrderTimes {
  Instant first;
  Instant last;

  friend bool operator==(const OrderTimes&, const OrderTimes&) = default;
};

// A journal entry as stored.
struct StoredEntry {
  int64_t number = 0;
  int64_t event = 0;  // 0: due by itself
  int64_t account = 0;
  JournalEntry entry;

  friend bool operator==(const StoredEntry&, const StoredEntry&) = default;
};

// A step of a return as stored; `back_before` is not kept.
struct StoredReturn {
  int64_t event = 0;  // the return
  int64_t step = 0;   // from 0
  ReturnedUnits units;

  friend bool operator==(const StoredReturn&, const StoredReturn&) = default;
};

// An adjustment as stored.
struct StoredAdjustment {
  int64_t event = 0;
  int64_t account = 0;
  AdjustmentRecord adjustment;

  friend bool operator==(const StoredAdjustment&,
                         const StoredAdjustment&) = default;
};

// A redemption as stored.
struct StoredRedemption {
  int64_t event = 0;
  int64_t position = 0;  // from 0
  int64_t account = 0;
  RedemptionRecord redemption;

  friend bool operator==(const StoredRedemption&,
                         const StoredRedemption&) = default;
};

// An account of a household, and what it has to spend if nothing is due.
struct HouseholdAccount {
  int64_t account = 0;
  std::string member;
  Instant last_posting;
  std::optional<Instant> next_due;
  std::vector<PointsTotal> available;  // ascending by currency

  friend bool operator==(const HouseholdAccount&,
                         const HouseholdAccount&) = default;
};

// An account that something is due for.
struct DueAccount {
  int64_t account = 0;
  std::string member;

  friend bool operator==(const DueAccount&, const DueAccount&) = default;
};

struct ModelParam {
  std::string name;
  std::string value;  // a number reads back as it was

  friend bool operator==(const ModelParam&, const ModelParam&) = default;
};

// A fitted model (models.h). A version is never stored with other content; what
// was stored last of an id is in force.
struct StoredModel {
  std::string id;  // what it is for: "purchases", "spend" or "rfm"
  std::string version;
  std::string kind;  // "mbgnbd", "gamma_gamma", "rfm", ...
  std::string unit;  // of its times: "day" or "week"
  std::string zone;  // of its days
  Date until;        // the last day that was known
  int64_t customers = 0;
  std::string log_likelihood;      // empty where there is none
  std::vector<ModelParam> params;  // in the order of the literature
  // Of all of it and of its place among the stored ones; the engine's.
  Fingerprint fingerprint;

  friend bool operator==(const StoredModel&, const StoredModel&) = default;
};

// Where to look for a purchase day from a day on, itself included.
enum class DayOrder : uint8_t { kForward, kBack };

struct UnitBalance {
  std::string unit;
  Bucket bucket = Bucket::kAvailable;
  int64_t amount = 0;

  friend bool operator==(const UnitBalance&, const UnitBalance&) = default;
};

class Store {
 public:
  virtual ~Store() = default;

  // Programs, ascending by id, valid_from, version.
  [[nodiscard]] virtual absl::StatusOr<std::vector<StoredProgram>>
  Programs() = 0;
  // How many: cheap, so that one can see whether others have come.
  [[nodiscard]] virtual absl::StatusOr<int64_t> ProgramCount() = 0;
  // Requires: no program of that id and version is stored.
  [[nodiscard]] virtual absl::Status PutProgram(
      const StoredProgram& program) = 0;

  // The event with this key, if it was committed.
  [[nodiscard]] virtual absl::StatusOr<std::optional<EventRecord>> FindEvent(
      std::string_view source, std::string_view id) = 0;

  // The account of a member with the lots that something is due for (NextDue)
  // at or before `due_until`, those of an idle clock that is due by then among
  // them, or with all that have something remaining; nothing for a stranger.
  // Lots that holds keep points of are not among them for that, nor those that
  // a statement would take. What is on its way is there up to `due_until`, or
  // all of it.
  [[nodiscard]] virtual absl::StatusOr<std::optional<AccountState>> FindMember(
      std::string_view member, std::optional<Instant> due_until) = 0;

  // Accounts that something is due for at or before `until`, ascending by when
  // and by number; at most `limit`. Its time goes with those, not with all.
  [[nodiscard]] virtual absl::StatusOr<std::vector<DueAccount>> AccountsDue(
      Instant until, int64_t limit) = 0;

  // The accounts of a household, ascending by number.
  [[nodiscard]] virtual absl::StatusOr<std::vector<HouseholdAccount>>
  HouseholdAccounts(std::string_view household) = 0;

  // Uses so far, in the order of `keys`; 0 for a counter never used. What holds
  // keep back is used while they are held and their time is after `at`, but for
  // the hold of event `without`; 0: none.
  [[nodiscard]] virtual absl::StatusOr<std::vector<Counter>> LoadCounters(
      std::span<const CounterKey> keys, Instant at, int64_t without) = 0;

  // A hold by its event number; kUnknownHold otherwise.
  [[nodiscard]] virtual absl::StatusOr<HoldRecord> LoadHold(int64_t event) = 0;

  // An order with its lines, by its event number; kUnknownOrder otherwise.
  [[nodiscard]] virtual absl::StatusOr<OrderRecord> LoadOrder(
      int64_t event) = 0;

  // The times of the account's first and last order, without the one given and
  // those that are voided; nothing where there are no others.
  [[nodiscard]] virtual absl::StatusOr<std::optional<OrderTimes>> OrderTimesOf(
      int64_t account, int64_t without) = 0;

  // All lots that an event gave, closed ones too, ascending by number.
  [[nodiscard]] virtual absl::StatusOr<std::vector<Lot>> LotsOfOrder(
      int64_t account, int64_t event) = 0;

  // The lots of an account that have these numbers, closed ones too, ascending
  // by number; a number that no lot has is left out. Requires: `numbers` is
  // ascending, each once.
  [[nodiscard]] virtual absl::StatusOr<std::vector<Lot>> LotsByNumber(
      int64_t account, std::span<const int64_t> numbers) = 0;

  // Lots to spend so many points of a currency from, in the spending order:
  // earliest expiry (never last), then earliest earned, then number. Those that
  // are available and expire after `at`, until they hold `points`; all of them
  // where they hold fewer. Its time goes with the lots that it answers, not
  // with all of the account. What became available by `at` and is stored as
  // pending is not among them: FindMember has it. Nor is what lapses with an
  // idle clock that is due at or before `at`.
  [[nodiscard]] virtual absl::StatusOr<std::vector<Lot>> LotsToSpend(
      int64_t account, std::string_view currency, Instant at,
      Points points) = 0;

  // Lots of a currency of which points have lapsed, of those that lapsed after
  // `after`, by their own expiry or with a clock, ascending by number. Its time
  // goes with those.
  [[nodiscard]] virtual absl::StatusOr<std::vector<Lot>> LotsLapsed(
      int64_t account, std::string_view currency, Instant after) = 0;

  // Lots whose points paid a debt (Lot::collected), the greatest number first,
  // until they collected `points`; all of them where they collected fewer.
  [[nodiscard]] virtual absl::StatusOr<std::vector<Lot>> LotsThatCollected(
      int64_t account, std::string_view currency, Points points) = 0;

  // Lines of the account with this SKU and unit price, bought not after
  // `until`, that have units to return (UnitsToReturn): newest first by time,
  // then by event number and line, both descending.
  [[nodiscard]] virtual absl::StatusOr<std::vector<PurchaseLine>>
  PurchasesToReturn(int64_t account, std::string_view sku, UnitPrice unit_price,
                    Instant until) = 0;

  // Applies a change whole and returns the event's number, 0 where it has no
  // event (Delta::due_only). Where an event
  // number in it is 0, it is that of the event being applied; what was due by
  // itself stays without one, and so do the lots that a statement gave.
  // CONFLICT also where the event's key or the member to enrol is there
  // already, where units of an order have come back since it was loaded
  // (ReturnedUnits::back_before), or where a line has fewer units left than
  // come back, or fewer open ones than are handed over or cancelled, or where a
  // hold that it ends is over, points that it takes in have been taken in, or a
  // household that it joins is full. A draw fits where it fits beside what
  // other holds keep back at `posted`. A debt of 0 is dropped; `last_posting`
  // never goes back.
  [[nodiscard]] virtual absl::StatusOr<int64_t> Apply(const Delta& delta) = 0;

  // Between Begin and End changes are kept together: End keeps all of them,
  // Abandon none. One batch at a time. A failed Apply undoes only itself; where
  // that can't be (a full disk), the whole batch is undone, and each further
  // call in it, End too, is the same error. After End there is no batch, also
  // where End failed.
  [[nodiscard]] virtual absl::Status BeginBatch() = 0;
  [[nodiscard]] virtual absl::Status EndBatch() = 0;
  virtual void AbandonBatch() = 0;

  // Reading all of it. A callback that returns an error ends the walk with it;
  // it may read the store, not change it.
  template <typename T>
  using Visit = std::function<absl::Status(const T&)>;

  // Ascending by number.
  [[nodiscard]] virtual absl::Status ForEachEvent(
      const Visit<EventRecord>& visit) = 0;
  // Ascending by event and step.
  [[nodiscard]] virtual absl::Status ForEachReturn(
      const Visit<StoredReturn>& visit) = 0;
  // Ascending by event.
  [[nodiscard]] virtual absl::Status ForEachAdjustment(
      const Visit<StoredAdjustment>& visit) = 0;
  // Ascending by event and position.
  [[nodiscard]] virtual absl::Status ForEachRedemption(
      const Visit<StoredRedemption>& visit) = 0;
  // Ascending by event.
  [[nodiscard]] virtual absl::Status ForEachHold(
      const Visit<HoldRecord>& visit) = 0;
  // Ascending by event and position.
  [[nodiscard]] virtual absl::Status ForEachTransfer(
      const Visit<TransferRecord>& visit) = 0;
  // Orders, ascending by member id bytes (nobody first), time, event number.
  [[nodiscard]] virtual absl::Status ForEachOrder(
      const Visit<OrderSummary>& visit) = 0;
  // Accounts with all their lots, ascending by account.
  [[nodiscard]] virtual absl::Status ForEachAccount(
      const Visit<AccountState>& visit) = 0;
  // Ascending by number.
  [[nodiscard]] virtual absl::Status ForEachEntry(
      const Visit<StoredEntry>& visit) = 0;
  // Ascending by key.
  [[nodiscard]] virtual absl::Status ForEachCounter(
      const Visit<Counter>& visit) = 0;
  // Sums of postings per unit and bucket, ascending; counters are not in them.
  [[nodiscard]] virtual absl::StatusOr<std::vector<UnitBalance>> BalancesOf(
      int64_t account) = 0;

  // The purchase day of an account that is nearest to `from`, itself included,
  // the one way or the other. By an index.
  [[nodiscard]] virtual absl::StatusOr<std::optional<PurchaseDay>>
  NearestPurchaseDay(int64_t account, Date from, DayOrder order) = 0;

  // Models, in the order in which they were stored.
  [[nodiscard]] virtual absl::StatusOr<std::vector<StoredModel>> Models() = 0;
  // How many: cheap, so that one can see whether others have come.
  [[nodiscard]] virtual absl::StatusOr<int64_t> ModelCount() = 0;
  // Requires: no model of that id and version is stored.
  [[nodiscard]] virtual absl::Status PutModel(const StoredModel& model) = 0;
};

[[nodiscard]] std::unique_ptr<Store> OpenMemoryStore();

struct SqliteOptions {
  bool read_only = false;
  // Create the file and its tables where there are none.
  bool create = true;
  // How long to wait for another process's transaction, in milliseconds.
  int32_t busy_timeout_ms = 5000;
};

// Opens or creates a database file; checks its schema version and takes an
// older one forward. kUnreadable where there is no such file (or folder),
// kNewerSchema, kNotADatabase, kReadOnly, kStoreFailed where it can't be used.
[[nodiscard]] absl::StatusOr<std::unique_ptr<Store>> OpenSqliteStore(
    std::string_view path, const SqliteOptions& options);

}  // namespace patron

#endif  // PATRON_STORE_H_
