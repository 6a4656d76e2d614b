// One target as libFuzzer wants it; PATRON_FUZZ_TARGET says which.
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "tests/fuzz/targets.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const patron::fuzz::Target target = [] {
    for (const patron::fuzz::Target& found : patron::fuzz::Targets()) {
      if (found.name == PATRON_FUZZ_TARGET) return found;
    }
    std::fprintf(stderr, "no target %s\n", PATRON_FUZZ_TARGET);
    std::abort();
  }();
  const std::string wrong =
      target.run({reinterpret_cast<const char*>(data), size});
  if (wrong.empty()) return 0;
  std::fprintf(stderr, "WRONG: %s\n", wrong.c_str());
  std::abort();
}
