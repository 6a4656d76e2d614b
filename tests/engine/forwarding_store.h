// A store that hands every call on to another and lets a test step in between:
// what another till does while this one is deciding; or try what is then
// undone.
#ifndef PATRON_TESTS_ENGINE_FORWARDING_STORE_H_
#define PATRON_TESTS_ENGINE_FORWARDING_STORE_H_

#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "patron/error.h"
#include "patron/store.h"

namespace patron::testing {

class ForwardingStore final : public Store {
 public:
  // `to` outlives this.
  explicit ForwardingStore(Store& to) : to_(to) {}

  // Each is called once.
  std::function<void()> before_apply;
  std::function<void()> before_batch;
  // Changes that fail.
  std::function<bool(const Delta&)> refuses_apply;

  // What is done between them leaves nothing. Batches in between are parts of
  // the one that is abandoned.
  absl::Status BeginTrial() {
    absl::Status status = to_.BeginBatch();
    trial_ = status.ok();
    return status;
  }
  void EndTrial() {
    trial_ = false;
    to_.AbandonBatch();
  }

  absl::StatusOr<std::vector<StoredProgram>> Programs() override {
    return to_.Programs();
  }
  absl::StatusOr<int64_t> ProgramCount() override { return to_.ProgramCount(); }
  absl::Status PutProgram(const StoredProgram& program) override {
    return to_.PutProgram(program);
  }
  absl::StatusOr<std::optional<EventRecord>> FindEvent(
      std::string_view source, std::string_view id) override {
    return to_.FindEvent(source, id);
  }
  absl::StatusOr<std::optional<AccountState>> FindMember(
      std::string_view member, std::optional<Instant> due_until) override {
    return to_.FindMember(member, due_until);
  }
  absl::StatusOr<std::vector<HouseholdAccount>> HouseholdAccounts(
      std::string_view household) override {
    return to_.HouseholdAccounts(household);
  }
  absl::StatusOr<std::vector<DueAccount>> AccountsDue(Instant until,
                                                      int64_t limit) override {
    return to_.AccountsDue(until, limit);
  }
  absl::StatusOr<std::vector<Counter>> LoadCounters(
      std::span<const CounterKey> keys, Instant at, int64_t without) override {
    return to_.LoadCounters(keys, at, without);
  }
  absl::StatusOr<HoldRecord> LoadHold(int64_t event) override {
    return to_.LoadHold(event);
  }
  absl::StatusOr<OrderRecord> LoadOrder(int64_t event) override {
    return to_.LoadOrder(event);
  }
  absl::StatusOr<std::optional<OrderTimes>> OrderTimesOf(
      int64_t account, int64_t without) override {
    return to_.OrderTimesOf(account, without);
  }
  absl::StatusOr<std::vector<Lot>> LotsOfOrder(int64_t account,
                                               int64_t event) override {
    return to_.LotsOfOrder(account, event);
  }
  absl::StatusOr<std::vector<Lot>> LotsByNumber(
      int64_t account, std::span<const int64_t> numbers) override {
    return to_.LotsByNumber(account, numbers);
  }
  absl::StatusOr<std::vector<Lot>> LotsToSpend(int64_t account,
                                               std::string_view currency,
                                               Instant at,
                                               Points points) override {
    return to_.LotsToSpend(account, currency, at, points);
  }
  absl::StatusOr<std::vector<Lot>> LotsLapsed(int64_t account,
                                              std::string_view currency,
                                              Instant after) override {
    return to_.LotsLapsed(account, currency, after);
  }
  absl::StatusOr<std::vector<Lot>> LotsThatCollected(int64_t account,
                                                     std::string_view currency,
                                                     Points points) override {
    return to_.LotsThatCollected(account, currency, points);
  }
  absl::StatusOr<std::vector<PurchaseLine>> PurchasesToReturn(
      int64_t account, std::string_view sku, UnitPrice unit_price,
      Instant until) override {
    return to_.PurchasesToReturn(account, sku, unit_price, until);
  }
  absl::StatusOr<int64_t> Apply(const Delta& delta) override {
    if (const auto hook = std::exchange(before_apply, nullptr)) hook();
    if (refuses_apply && refuses_apply(delta)) {
      return Refuse(Reason::kStoreFailed, "the line is cut");
    }
    return to_.Apply(delta);
  }
  absl::Status BeginBatch() override {
    if (const auto hook = std::exchange(before_batch, nullptr)) hook();
    return trial_ ? absl::OkStatus() : to_.BeginBatch();
  }
  absl::Status EndBatch() override {
    return trial_ ? absl::OkStatus() : to_.EndBatch();
  }
  void AbandonBatch() override {
    if (!trial_) to_.AbandonBatch();
  }
  absl::Status ForEachEvent(const Visit<EventRecord>& visit) override {
    return to_.ForEachEvent(visit);
  }
  absl::Status ForEachReturn(const Visit<StoredReturn>& visit) override {
    return to_.ForEachReturn(visit);
  }
  absl::Status ForEachRedemption(
      const Visit<StoredRedemption>& visit) override {
    return to_.ForEachRedemption(visit);
  }
  absl::Status ForEachAdjustment(
      const Visit<StoredAdjustment>& visit) override {
    return to_.ForEachAdjustment(visit);
  }
  absl::Status ForEachHold(const Visit<HoldRecord>& visit) override {
    return to_.ForEachHold(visit);
  }
  absl::Status ForEachTransfer(const Visit<TransferRecord>& visit) override {
    return to_.ForEachTransfer(visit);
  }
  absl::Status ForEachOrder(const Visit<OrderSummary>& visit) override {
    return to_.ForEachOrder(visit);
  }
  absl::Status ForEachAccount(const Visit<AccountState>& visit) override {
    return to_.ForEachAccount(visit);
  }
  absl::Status ForEachEntry(const Visit<StoredEntry>& visit) override {
    return to_.ForEachEntry(visit);
  }
  absl::Status ForEachCounter(const Visit<Counter>& visit) override {
    return to_.ForEachCounter(visit);
  }
  absl::StatusOr<std::vector<UnitBalance>> BalancesOf(
      int64_t account) override {
    return to_.BalancesOf(account);
  }
  absl::StatusOr<std::optional<PurchaseDay>> NearestPurchaseDay(
      int64_t account, Date from, DayOrder order) override {
    return to_.NearestPurchaseDay(account, from, order);
  }
  absl::StatusOr<std::vector<StoredModel>> Models() override {
    return to_.Models();
  }
  absl::StatusOr<int64_t> ModelCount() override { return to_.ModelCount(); }
  absl::Status PutModel(const StoredModel& model) override {
    return to_.PutModel(model);
  }

 private:
  Store& to_;
  bool trial_ = false;
};

}  // namespace patron::testing

#endif  // PATRON_TESTS_ENGINE_FORWARDING_STORE_H_
