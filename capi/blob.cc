// Text or bytes that the caller reads and gives back as a handle, so that
// nobody frees the other's memory.

#include "capi/guard.h"

using namespace patron::capi;  // NOLINT(google-build-using-namespace)

patron_bytes patron_blob_bytes(const patron_blob* blob) noexcept {
  return GuardValue(patron_bytes{}, [&] {
    if (blob == nullptr) return patron_bytes{};
    const std::string& bytes = Behind(blob)->bytes;
    return patron_bytes{reinterpret_cast<const uint8_t*>(bytes.data()),
                        bytes.size()};
  });
}

void patron_blob_destroy(patron_blob* blob) noexcept {
  GuardVoid([&] { delete Behind(blob); });
}
