// The store proper: transactions around the writer, batches, and the rule that
// a walk's callback may read but not change.
//
// A batch is one transaction, each change in it a savepoint. Some errors (a
// full disk) make SQLite roll the whole transaction back; the batch is then
// lost, and says so until its caller ends or abandons it.

#include "store/sqlite_store.h"

#include <string>
#include <utility>

#include "base/quote.h"
#include "patron/error.h"

namespace patron {
namespace {

class SqliteStore final : public Store {
 public:
  explicit SqliteStore(std::unique_ptr<Database> db)
      : db_(std::move(db)), reader_(*db_), walker_(*db_), writer_(*db_) {}

  absl::StatusOr<std::vector<StoredProgram>> Programs() override {
    return reader_.Programs();
  }
  absl::StatusOr<int64_t> ProgramCount() override {
    return reader_.ProgramCount();
  }
  absl::Status PutProgram(const StoredProgram& program) override;

  absl::StatusOr<std::optional<EventRecord>> FindEvent(
      std::string_view source, std::string_view id) override {
    return reader_.FindEvent(source, id);
  }
  absl::StatusOr<std::optional<AccountState>> FindMember(
      std::string_view member, std::optional<Instant> due_until) override {
    return reader_.FindMember(member, due_until);
  }
  absl::StatusOr<std::vector<HouseholdAccount>> HouseholdAccounts(
      std::string_view household) override {
    return reader_.HouseholdAccounts(household);
  }
  absl::StatusOr<std::vector<DueAccount>> AccountsDue(Instant until,
                                                      int64_t limit) override {
    return walker_.AccountsDue(until, limit);
  }
  absl::StatusOr<std::vector<Counter>> LoadCounters(
      std::span<const CounterKey> keys, Instant at, int64_t without) override {
    return reader_.LoadCounters(keys, at, without);
  }
  absl::StatusOr<HoldRecord> LoadHold(int64_t event) override {
    return reader_.LoadHold(event);
  }
  absl::StatusOr<OrderRecord> LoadOrder(int64_t event) override {
    return reader_.LoadOrder(event);
  }
  absl::StatusOr<std::optional<OrderTimes>> OrderTimesOf(
      int64_t account, int64_t without) override {
    return reader_.OrderTimesOf(account, without);
  }
  absl::StatusOr<std::vector<Lot>> LotsOfOrder(int64_t account,
                                               int64_t event) override {
    return reader_.LotsOfOrder(account, event);
  }
  absl::StatusOr<std::vector<Lot>> LotsByNumber(
      int64_t account, std::span<const int64_t> numbers) override {
    return reader_.LotsByNumber(account, numbers);
  }
  absl::StatusOr<std::vector<Lot>> LotsToSpend(int64_t account,
                                               std::string_view currency,
                                               Instant at,
                                               Points points) override {
    return reader_.LotsToSpend(account, currency, at, points);
  }
  absl::StatusOr<std::vector<Lot>> LotsLapsed(int64_t account,
                                              std::string_view currency,
                                              Instant after) override {
    return reader_.LotsLapsed(account, currency, after);
  }
  absl::StatusOr<std::vector<Lot>> LotsThatCollected(int64_t account,
                                                     std::string_view currency,
                                                     Points points) override {
    return reader_.LotsThatCollected(account, currency, points);
  }
  absl::StatusOr<std::vector<PurchaseLine>> PurchasesToReturn(
      int64_t account, std::string_view sku, UnitPrice unit_price,
      Instant until) override {
    return reader_.PurchasesToReturn(account, sku, unit_price, until);
  }

  absl::StatusOr<int64_t> Apply(const Delta& delta) override;

  absl::Status BeginBatch() override;
  absl::Status EndBatch() override;
  void AbandonBatch() override;

  absl::Status ForEachEvent(const Visit<EventRecord>& visit) override {
    const Walk walk(walks_);
    return walker_.ForEachEvent(visit);
  }
  absl::Status ForEachReturn(const Visit<StoredReturn>& visit) override {
    const Walk walk(walks_);
    return walker_.ForEachReturn(visit);
  }
  absl::Status ForEachAdjustment(
      const Visit<StoredAdjustment>& visit) override {
    const Walk walk(walks_);
    return walker_.ForEachAdjustment(visit);
  }
  absl::Status ForEachRedemption(
      const Visit<StoredRedemption>& visit) override {
    const Walk walk(walks_);
    return walker_.ForEachRedemption(visit);
  }
  absl::Status ForEachHold(const Visit<HoldRecord>& visit) override {
    const Walk walk(walks_);
    return walker_.ForEachHold(visit);
  }
  absl::Status ForEachTransfer(const Visit<TransferRecord>& visit) override {
    const Walk walk(walks_);
    return walker_.ForEachTransfer(visit);
  }
  absl::Status ForEachOrder(const Visit<OrderSummary>& visit) override {
    const Walk walk(walks_);
    return walker_.ForEachOrder(visit);
  }
  absl::Status ForEachAccount(const Visit<AccountState>& visit) override {
    const Walk walk(walks_);
    return walker_.ForEachAccount(visit);
  }
  absl::Status ForEachEntry(const Visit<StoredEntry>& visit) override {
    const Walk walk(walks_);
    return walker_.ForEachEntry(visit);
  }
  absl::Status ForEachCounter(const Visit<Counter>& visit) override {
    const Walk walk(walks_);
    return walker_.ForEachCounter(visit);
  }
  absl::StatusOr<std::vector<UnitBalance>> BalancesOf(
      int64_t account) override {
    return reader_.BalancesOf(account);
  }
  absl::StatusOr<std::optional<PurchaseDay>> NearestPurchaseDay(
      int64_t account, Date from, DayOrder order) override {
    return reader_.NearestPurchaseDay(account, from, order);
  }
  absl::StatusOr<std::vector<StoredModel>> Models() override {
    return reader_.Models();
  }
  absl::StatusOr<int64_t> ModelCount() override { return reader_.ModelCount(); }
  absl::Status PutModel(const StoredModel& model) override {
    return Put([&] { return writer_.PutModel(model); });
  }

 private:
  // A change of its own, or a part of the batch.
  template <typename Write>
  [[nodiscard]] absl::Status Put(const Write& write);

  // OK where a change may begin now.
  [[nodiscard]] absl::Status MayChange() const;
  // Notes a batch whose transaction an error has undone.
  void NoteLostBatch(const absl::Status& cause);

  std::unique_ptr<Database> db_;
  SqliteReader reader_;
  SqliteWalker walker_;
  SqliteWriter writer_;
  std::unique_ptr<WriteScope> batch_;
  absl::Status batch_status_;  // of the open batch
  int walks_ = 0;
};

absl::Status SqliteStore::MayChange() const {
  if (walks_ != 0) return ChangedInWalk();
  if (db_->read_only()) {
    // SQLite would say so too, but only at the first row that is written.
    return Refuse(Reason::kReadOnly,
                  Quote(db_->path(), 200) + " was opened for reading only");
  }
  return batch_ == nullptr ? absl::OkStatus() : batch_status_;
}

void SqliteStore::NoteLostBatch(const absl::Status& cause) {
  if (batch_ == nullptr || db_->in_transaction()) return;
  batch_status_ = Refuse(ReasonOf(cause),
                         "the batch was undone, since an error in it "
                         "could not be undone alone: " +
                             std::string(MessageOf(cause)));
}

absl::Status SqliteStore::PutProgram(const StoredProgram& program) {
  return Put([&] { return writer_.PutProgram(program); });
}

template <typename Write>
absl::Status SqliteStore::Put(const Write& write) {
  if (absl::Status status = MayChange(); !status.ok()) return status;
  absl::Status status;
  {
    absl::StatusOr<std::unique_ptr<WriteScope>> scope = WriteScope::Begin(*db_);
    if (!scope.ok()) return scope.status();
    status = write();
    if (status.ok()) status = (*scope)->Commit();
  }
  if (!status.ok()) NoteLostBatch(status);
  return status;
}

absl::StatusOr<int64_t> SqliteStore::Apply(const Delta& delta) {
  if (absl::Status status = MayChange(); !status.ok()) return status;
  if (absl::Status status = CheckDelta(delta); !status.ok()) return status;
  absl::StatusOr<int64_t> number;
  {
    absl::StatusOr<std::unique_ptr<WriteScope>> scope = WriteScope::Begin(*db_);
    if (!scope.ok()) return scope.status();
    number = writer_.Apply(delta);
    if (number.ok()) {
      absl::Status status = (*scope)->Commit();
      if (!status.ok()) number = status;
    }
  }
  if (!number.ok()) NoteLostBatch(number.status());
  return number;
}

absl::Status SqliteStore::BeginBatch() {
  if (batch_ != nullptr) return BatchIsOpen();
  if (absl::Status status = MayChange(); !status.ok()) return status;
  absl::StatusOr<std::unique_ptr<WriteScope>> scope = WriteScope::Begin(*db_);
  if (!scope.ok()) return scope.status();
  batch_ = *std::move(scope);
  batch_status_ = absl::OkStatus();
  return absl::OkStatus();
}

absl::Status SqliteStore::EndBatch() {
  if (batch_ == nullptr) return NoBatchIsOpen();
  if (walks_ != 0) return ChangedInWalk();
  absl::Status status = batch_status_;
  if (status.ok()) status = batch_->Commit();
  batch_.reset();
  return status;
}

void SqliteStore::AbandonBatch() {
  if (walks_ == 0) batch_.reset();
}

}  // namespace

std::unique_ptr<Store> MakeSqliteStore(std::unique_ptr<Database> db) {
  return std::make_unique<SqliteStore>(std::move(db));
}

}  // namespace patron
