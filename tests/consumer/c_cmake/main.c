#include <patron/patron.h>
#include <stdio.h>

int main(void) {
  const uint32_t version = patron_abi_version();
  printf("patron %u.%u\n", version >> 16, version & 0xffffu);
  return version >> 16 == PATRON_ABI_MAJOR ? 0 : 1;
}
