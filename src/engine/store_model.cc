// Models of the store: which are in force, and how another comes.

#include "base/quote.h"
#include "engine/engine_impl.h"
#include "patron/models.h"

namespace patron {
namespace {

constexpr size_t kVersionBytesMax = 200;

// OK where `model` may be stored beside those; true where it is one of them.
absl::StatusOr<bool> Knows(const std::vector<StoredModel>& known,
                           const StoredModel& model) {
  for (const StoredModel& other : known) {
    if (other.id != model.id || other.version != model.version) continue;
    StoredModel given = model;
    given.fingerprint = other.fingerprint;
    if (other == given) return true;
    return Refuse(Reason::kOtherModel,
                  "model " + Quote(model.id) + " version " +
                      Quote(model.version) +
                      " is known with other content, and decisions may have "
                      "read it: give this one another version");
  }
  return false;
}

absl::Status NoPurpose(const StoredModel& model) {
  return Refuse(Reason::kUnknownName,
                "no decision reads a model " + Quote(model.id) +
                    ": models are 'purchases', 'spend' and 'rfm'");
}

// Whether a decision could read it.
absl::Status CheckModel(const StoredModel& model) {
  if (model.version.empty() || model.version.size() > kVersionBytesMax) {
    return Refuse(Reason::kBadValue, "a model needs a version of at most " +
                                         std::to_string(kVersionBytesMax) +
                                         " bytes");
  }
  const auto read = ModelsInForce::Read({&model, 1});
  if (!read.ok()) return read.status();
  return read->Has(model.id) ? absl::OkStatus() : NoPurpose(model);
}

}  // namespace

Fingerprint PrintOf(const StoredModel& model, size_t place) {
  Hasher hasher("patron.model.1");
  hasher.AddInt(static_cast<int64_t>(place));
  hasher.AddText(model.id).AddText(model.version).AddText(model.kind);
  hasher.AddText(model.unit).AddText(model.zone).AddInt(model.until.days);
  hasher.AddInt(model.customers).AddText(model.log_likelihood);
  hasher.AddInt(static_cast<int64_t>(model.params.size()));
  for (const ModelParam& param : model.params) {
    hasher.AddText(param.name).AddText(param.value);
  }
  return hasher.Finish();
}

absl::Status Engine::Impl::RefreshModels() {
  const absl::StatusOr<int64_t> count = store->ModelCount();
  if (!count.ok()) return count.status();
  if (*count == models_read) return absl::OkStatus();
  const absl::StatusOr<std::vector<StoredModel>> stored = store->Models();
  if (!stored.ok()) return stored.status();
  absl::StatusOr<ModelsInForce> read = ModelsInForce::Read(*stored);
  if (!read.ok()) return read.status();
  models = *std::move(read);
  models_read = *count;
  return absl::OkStatus();
}

absl::Status Engine::StoreModel(const StoredModel& model) {
  return StoreModels({&model, 1});
}

absl::Status Engine::StoreModels(std::span<const StoredModel> models) {
  for (const StoredModel& model : models) {
    if (absl::Status s = CheckModel(model); !s.ok()) return s;
  }
  const auto lock = impl_->LockToWrite(/*in_batch=*/false);
  if (!lock.ok()) return lock.status();
  // Within the transaction that writes: two offices may store at once.
  absl::Status status = impl_->store->BeginBatch();
  if (!status.ok()) return status;
  Abandoning unless_kept(impl_->store.get());
  for (const StoredModel& model : models) {
    const absl::StatusOr<std::vector<StoredModel>> all = impl_->store->Models();
    if (!all.ok()) return all.status();
    const absl::StatusOr<bool> known = Knows(*all, model);
    if (!known.ok()) return known.status();
    if (*known) continue;
    StoredModel stored = model;
    stored.fingerprint = PrintOf(model, all->size());
    status = impl_->store->PutModel(stored);
    if (!status.ok()) return status;
  }
  unless_kept.Keep();
  return impl_->store->EndBatch();
}

absl::StatusOr<std::vector<StoredModel>> Engine::Models() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->store->Models();
}

}  // namespace patron
