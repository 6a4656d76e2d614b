// Which interface the loaded library speaks.

#include "patron/patron.h"

uint32_t patron_abi_version(void) noexcept {
  return static_cast<uint32_t>(PATRON_ABI_MAJOR) << 16 | PATRON_ABI_MINOR;
}
