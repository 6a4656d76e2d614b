// The one guard that every function of patron.h runs in: no exception leaves
// the library, and each failure becomes a status and, where the caller wants
// it, an error object.
//
//   patron_status patron_quote(..., patron_error** error) noexcept {
//     return Guard(error, [&]() -> Refusal {
//       if (Refusal missing = Missing({{engine, "engine"}})) return missing;
//       ...
//     });
//   }
//
// A test reads the sources of this folder and finds no function without it.
// Threads: any.
#ifndef PATRON_CAPI_GUARD_H_
#define PATRON_CAPI_GUARD_H_

#include <initializer_list>
#include <memory>
#include <new>
#include <utility>

#include "absl/status/status.h"
#include "capi/handles.h"

namespace patron::capi {

// Why a call fails: a status, or all that is wrong with a program.
class [[nodiscard]] Refusal {
 public:
  Refusal() = default;
  // NOLINTNEXTLINE(google-explicit-constructor): a status is a refusal.
  Refusal(absl::Status status) : status_(std::move(status)) {}
  // `chain` describes what `status` sums up.
  Refusal(absl::Status status, std::unique_ptr<ErrorHandle> chain)
      : status_(std::move(status)), chain_(std::move(chain)) {}

  // Whether there is something to refuse.
  explicit operator bool() const { return !status_.ok(); }

  [[nodiscard]] const absl::Status& status() const { return status_; }
  std::unique_ptr<ErrorHandle> TakeChain() { return std::move(chain_); }

 private:
  absl::Status status_;
  std::unique_ptr<ErrorHandle> chain_;
};

// One argument that must be there.
struct Argument {
  const void* pointer;
  const char* name;
};

// The first of them that is NULL.
Refusal Missing(std::initializer_list<Argument> arguments);

// Hands `refusal` to the caller; its status if there is no memory for more.
patron_status Report(Refusal refusal, patron_error** error) noexcept;
// The same for what an exception left behind.
patron_status ReportOutOfMemory(patron_error** error) noexcept;
patron_status ReportException(patron_error** error) noexcept;

// For functions that return a status; `error` may be null.
template <typename Body>
patron_status Guard(patron_error** error, const Body& body) noexcept {
  if (error != nullptr) *error = nullptr;
  try {
    Refusal refusal = body();
    return refusal ? Report(std::move(refusal), error) : PATRON_OK;
  } catch (const std::bad_alloc&) {
    return ReportOutOfMemory(error);
  } catch (...) {
    return ReportException(error);
  }
}

// For functions that make a handle: `out` is null unless all went well.
template <typename Handle, typename Body>
patron_status GuardMaking(Handle** out, patron_error** error,
                          const Body& body) noexcept {
  if (out != nullptr) *out = nullptr;
  return Guard(error, [&]() -> Refusal {
    if (Refusal missing = Missing({{out, "out"}})) return missing;
    return body();
  });
}

// For functions that return a value; `fallback` where they cannot.
template <typename Value, typename Body>
Value GuardValue(Value fallback, const Body& body) noexcept {
  try {
    return body();
  } catch (...) {
    return fallback;
  }
}

// For functions that return nothing.
template <typename Body>
void GuardVoid(const Body& body) noexcept {
  try {
    body();
  } catch (...) {
    // Nothing that a destroying function does can fail.
  }
}

}  // namespace patron::capi

#endif  // PATRON_CAPI_GUARD_H_
