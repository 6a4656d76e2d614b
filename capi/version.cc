// Which interface the loaded library speaks, and the names of its statuses.

#include "capi/guard.h"

using namespace patron::capi;  // NOLINT(google-build-using-namespace)

uint32_t patron_abi_version(void) noexcept {
  return GuardValue(uint32_t{0}, [] {
    return static_cast<uint32_t>(PATRON_ABI_MAJOR) << 16 | PATRON_ABI_MINOR;
  });
}

const char* patron_version(void) noexcept {
  return GuardValue("", [] { return PATRON_VERSION_TEXT; });
}

const char* patron_status_name(patron_status status) noexcept {
  return GuardValue("UNKNOWN", [&] {
    switch (status) {
      case PATRON_OK:
        return "OK";
      case PATRON_INVALID_ARGUMENT:
        return "INVALID_ARGUMENT";
      case PATRON_NOT_FOUND:
        return "NOT_FOUND";
      case PATRON_ALREADY_EXISTS:
        return "ALREADY_EXISTS";
      case PATRON_RESOURCE_EXHAUSTED:
        return "RESOURCE_EXHAUSTED";
      case PATRON_FAILED_PRECONDITION:
        return "FAILED_PRECONDITION";
      case PATRON_ABORTED:
        return "ABORTED";
      case PATRON_OUT_OF_RANGE:
        return "OUT_OF_RANGE";
      case PATRON_UNIMPLEMENTED:
        return "UNIMPLEMENTED";
      case PATRON_INTERNAL:
        return "INTERNAL";
      case PATRON_UNAVAILABLE:
        return "UNAVAILABLE";
      case PATRON_DATA_LOSS:
        return "DATA_LOSS";
      default:
        return "UNKNOWN";
    }
  });
}
