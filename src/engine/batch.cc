// Batches: who holds one is the only one who writes.
//
// A batch is the store's, which has one at a time. A mutex held for its life
// was considered: it may only be given free by the thread that took it, and a
// batch may move between threads.

#include <utility>

#include "engine/engine_impl.h"
#include "patron/engine.h"

namespace patron {

absl::StatusOr<std::unique_lock<std::mutex>> Engine::Impl::LockToWrite(
    bool in_batch) {
  std::unique_lock lock(mutex);
  if (callers.HasThisThread()) {
    return Refuse(Reason::kReentered,
                  "a host function writes to the engine that calls it: it may "
                  "only ask, and leave writing to whoever commits");
  }
  if (!in_batch) AwaitBatch(lock);
  return lock;
}

void Engine::Impl::AwaitBatch(std::unique_lock<std::mutex>& lock) {
  batch_over.wait(lock, [this] { return !batch_open; });
}

void Engine::Impl::BatchIsOver() {
  batch_open = false;
  batch_over.notify_all();
}

absl::StatusOr<Engine::Batch> Engine::BeginBatch() {
  const auto lock = impl_->LockToWrite(/*in_batch=*/false);
  if (!lock.ok()) return lock.status();
  if (absl::Status s = impl_->store->BeginBatch(); !s.ok()) return s;
  impl_->batch_open = true;
  return Batch(this);
}

Engine::Batch::Batch(Batch&& other) noexcept
    : engine_(std::exchange(other.engine_, nullptr)) {}

Engine::Batch& Engine::Batch::operator=(Batch&& other) noexcept {
  if (this == &other) return *this;
  Abandon();
  engine_ = std::exchange(other.engine_, nullptr);
  return *this;
}

Engine::Batch::~Batch() { Abandon(); }

void Engine::Batch::Abandon() {
  if (engine_ == nullptr) return;
  Impl& impl = *std::exchange(engine_, nullptr)->impl_;
  const std::lock_guard lock(impl.mutex);
  impl.store->AbandonBatch();
  impl.BatchIsOver();
}

absl::Status Engine::Batch::Commit(const Event& event,
                                   const CommitOptions& options,
                                   Outcome* outcome) {
  if (engine_ == nullptr) {
    return Refuse(Reason::kNotBegun, "the batch has ended: begin another");
  }
  return engine_->CommitAs(/*in_batch=*/true, event, options, outcome);
}

absl::Status Engine::Batch::Keep() {
  if (engine_ == nullptr) {
    return Refuse(Reason::kNotBegun, "the batch has ended: begin another");
  }
  Impl& impl = *engine_->impl_;
  const auto lock = impl.LockToWrite(/*in_batch=*/true);
  if (!lock.ok()) return lock.status();
  engine_ = nullptr;
  absl::Status status = impl.store->EndBatch();
  impl.BatchIsOver();
  return status;
}

}  // namespace patron
