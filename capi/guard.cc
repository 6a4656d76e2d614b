// Turning failures into what C sees. Nothing in here may throw, so whatever
// needs memory is tried, and given up where there is none.

#include "capi/guard.h"

#include <string>

#include "capi/errors.h"

namespace patron::capi {
namespace {

// A refusal made on the way out of an exception.
patron_status ReportReason(Reason reason, const char* message,
                           patron_status status,
                           patron_error** error) noexcept {
  try {
    return Report(Refuse(reason, message), error);
  } catch (...) {
    return status;
  }
}

}  // namespace

Refusal Missing(std::initializer_list<Argument> arguments) {
  for (const Argument& argument : arguments) {
    if (argument.pointer != nullptr) continue;
    return Refuse(Reason::kNullArgument,
                  std::string(argument.name) + " must not be NULL");
  }
  return {};
}

patron_status Report(Refusal refusal, patron_error** error) noexcept {
  const patron_status status = StatusNumber(refusal.status().code());
  if (error == nullptr) return status;
  try {
    std::unique_ptr<ErrorHandle> chain = refusal.TakeChain();
    if (chain == nullptr) chain = ErrorOf(refusal.status());
    *error = InFront(chain.release());
  } catch (...) {
    // The status alone has to do.
  }
  return status;
}

patron_status ReportOutOfMemory(patron_error** error) noexcept {
  return ReportReason(Reason::kOutOfMemory, "there is not enough memory",
                      PATRON_RESOURCE_EXHAUSTED, error);
}

patron_status ReportException(patron_error** error) noexcept {
  return ReportReason(Reason::kInternal,
                      "something failed inside Patron that should not",
                      PATRON_INTERNAL, error);
}

}  // namespace patron::capi
