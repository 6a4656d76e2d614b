// Everything that is kept is derived again from what it was derived from, and
// compared: events from their bytes, orders and lots from decisions and
// returns, balances from postings, statistics from orders.
//
// A row whose words or numbers cannot be read at all is an error, as for
// everybody who loads it.

#include "engine/engine_impl.h"
#include "engine/verifier.h"

namespace patron {

namespace {

constexpr int64_t kRowsToTell = 1024;

}  // namespace

absl::StatusOr<Verification> Verifier::Run() {
  const auto walk = [&](auto member) {
    return [this, member](const auto& item) {
      if (++rows_ % kRowsToTell == 0 && seen_) seen_(rows_);
      return (this->*member)(item);
    };
  };
  absl::Status status = SeePrograms();
  if (status.ok()) status = SeeModels();
  if (status.ok()) status = store_.ForEachReturn(walk(&Verifier::SeeReturn));
  if (status.ok()) {
    status = store_.ForEachAdjustment(walk(&Verifier::SeeAdjustment));
  }
  if (status.ok()) {
    status = store_.ForEachRedemption(walk(&Verifier::SeeRedemption));
  }
  if (status.ok()) status = store_.ForEachHold(walk(&Verifier::SeeHold));
  if (status.ok()) {
    status = store_.ForEachTransfer(walk(&Verifier::SeeTransfer));
  }
  if (status.ok()) status = store_.ForEachEvent(walk(&Verifier::SeeEvent));
  if (status.ok()) status = store_.ForEachEntry(walk(&Verifier::SeeEntry));
  if (status.ok()) status = store_.ForEachOrder(walk(&Verifier::SeeOrder));
  if (status.ok()) {
    status = store_.ForEachAccount(walk(&Verifier::SeeAccount));
  }
  if (status.ok()) {
    status = store_.ForEachCounter(walk(&Verifier::SeeCounter));
  }
  // Nobody's account holds discounts, and is not walked.
  if (status.ok()) status = CompareBalances(0);
  if (!status.ok()) return status;
  SeeLeftOvers();
  return result_;
}

const Plan* Verifier::PlanOf(std::string_view id,
                             std::string_view version) const {
  for (const auto& plan : plans_) {
    if (plan->program().id == id && plan->program().version == version) {
      return plan.get();
    }
  }
  return nullptr;
}

Row LotRow(int64_t account, int64_t number) {
  return Row("lots").At("account", account).At("number", number);
}

absl::StatusOr<Verification> Engine::Verify(
    const std::function<void(int64_t rows)>& seen) const {
  const std::lock_guard lock(impl_->mutex);
  if (absl::Status s = impl_->RefreshPlans(); !s.ok()) return s;
  return Verifier(*impl_->store, *impl_->codec, impl_->plans, seen).Run();
}

}  // namespace patron
