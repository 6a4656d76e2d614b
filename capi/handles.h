// What stands behind the opaque handles of patron.h, and the one place where a
// handle is turned into it.
//
//   BasketHandle& basket = *Behind(handle);
//
// The header's tags (patron_engine, ...) are never completed, so that no
// program can depend on what is in here and the ABI gate need not look at it.
//
// Threads: as patron.h says of each handle.
#ifndef PATRON_CAPI_HANDLES_H_
#define PATRON_CAPI_HANDLES_H_

#ifndef PATRON_UNSTABLE
#define PATRON_UNSTABLE
#endif

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "patron/engine.h"
#include "patron/error.h"
#include "patron/event.h"
#include "patron/host.h"
#include "patron/lifetime.h"
#include "patron/models.h"
#include "patron/patron.h"
#include "patron/plan.h"

namespace patron::capi {

// One finding; the chain is owned by its first.
struct ErrorHandle {
  patron_status status = PATRON_OK;
  Reason reason = Reason::kNone;
  std::string message;
  SourcePlace place;
  std::string rule;
  std::string path;
  std::string excerpt;
  std::unique_ptr<ErrorHandle> next;

  ErrorHandle() = default;
  ErrorHandle(const ErrorHandle&) = delete;
  ErrorHandle& operator=(const ErrorHandle&) = delete;
  // Link by link: a long chain must not use up the host's stack.
  ~ErrorHandle() {
    std::unique_ptr<ErrorHandle> rest = std::move(next);
    while (rest != nullptr) rest = std::move(rest->next);
  }
};

struct EnvironmentHandle {
  HostFunctions host;
};

struct BlobHandle {
  std::string bytes;
};

struct ProgramHandle {
  std::atomic<int64_t> owners{1};
  std::shared_ptr<const Plan> plan;
  std::string fingerprint;
  std::unique_ptr<ErrorHandle> warnings;

  void Retain() { owners.fetch_add(1, std::memory_order_relaxed); }
  void Release() {
    if (owners.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
  }
};

struct ModelHandle {
  LifetimeFit fit;
  std::unique_ptr<ModelHandle> spend;  // a gamma_gamma that goes with it
  // Of a ledger, when and in which unit; its version is not known yet.
  std::optional<ModelBasis> basis;
};

struct EngineHandle {
  std::unique_ptr<Engine> engine;
};

// Elements that lists no longer need, kept for the memory that they hold. There
// is always room to keep all that were ever made, so that giving back an
// element needs none.
template <typename T>
class Spares {
 public:
  // The new last element of `list`, as some former use left it: set all.
  T& Append(std::vector<T>& list) {
    if (spares_.empty()) {
      if (spares_.capacity() == made_) spares_.reserve(2 * made_ + 8);
      T& added = list.emplace_back();
      ++made_;
      return added;
    }
    list.push_back(std::move(spares_.back()));
    spares_.pop_back();
    return list.back();
  }
  // Leaves the first `size` elements.
  void Truncate(std::vector<T>& list, size_t size) noexcept {
    while (list.size() > size) {
      spares_.push_back(std::move(list.back()));
      list.pop_back();
    }
  }

 private:
  std::vector<T> spares_;
  size_t made_ = 0;
};

struct BasketHandle {
  explicit BasketHandle(ProgramHandle* its_program) : program(its_program) {
    program->Retain();
  }
  ~BasketHandle() { program->Release(); }
  BasketHandle(const BasketHandle&) = delete;
  BasketHandle& operator=(const BasketHandle&) = delete;

  ProgramHandle* program;
  bool begun = false;
  Event event;
  Spares<Line> spare_lines;
  Spares<AttributeValue> spare_values;
  Spares<Tender> spare_tenders;
  Spares<BasketReward> spare_rewards;
};

struct ResultHandle {
  bool filled = false;
  bool want_reasons = false;
  Outcome outcome;
  char fingerprint[64] = {};
};

// The casts. Types cannot stand in parentheses.
// NOLINTBEGIN(bugprone-macro-parentheses)
#define PATRON_CAPI_HANDLE(tag, Handle)             \
  inline Handle* Behind(tag* handle) {              \
    return reinterpret_cast<Handle*>(handle);       \
  }                                                 \
  inline const Handle* Behind(const tag* handle) {  \
    return reinterpret_cast<const Handle*>(handle); \
  }                                                 \
  inline tag* InFront(Handle* handle) {             \
    return reinterpret_cast<tag*>(handle);          \
  }                                                 \
  inline const tag* InFront(const Handle* handle) { \
    return reinterpret_cast<const tag*>(handle);    \
  }
PATRON_CAPI_HANDLE(patron_error, ErrorHandle)
PATRON_CAPI_HANDLE(patron_environment, EnvironmentHandle)
PATRON_CAPI_HANDLE(patron_blob, BlobHandle)
PATRON_CAPI_HANDLE(patron_program, ProgramHandle)
PATRON_CAPI_HANDLE(patron_engine, EngineHandle)
PATRON_CAPI_HANDLE(patron_model, ModelHandle)
PATRON_CAPI_HANDLE(patron_basket, BasketHandle)
PATRON_CAPI_HANDLE(patron_result, ResultHandle)
#undef PATRON_CAPI_HANDLE
// NOLINTEND(bugprone-macro-parentheses)

}  // namespace patron::capi

#endif  // PATRON_CAPI_HANDLES_H_
