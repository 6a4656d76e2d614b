// The other unit that includes both headers: the wrapper's program is the C
// interface's, and nothing is defined twice.

#include <cstdio>
#include <fstream>
#include <iterator>
#include <patron/patron.hpp>

#include "tests/capi/units.h"

namespace {

int failures = 0;

}  // namespace

void Expect(bool holds, const char* what, int line) {
  if (holds) return;
  ++failures;
  std::printf("FAILED line %d: %s\n", line, what);
}

std::string ProgramPrint(const std::string& yaml) {
  return patron::abi::Program(PATRON_FORMAT_YAML, yaml).Fingerprint();
}

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  std::ifstream file(argv[1]);
  const std::string yaml((std::istreambuf_iterator<char>(file)),
                         std::istreambuf_iterator<char>());
  TestWrapper(yaml);
  std::printf("%d failed\n", failures);
  return failures == 0 ? 0 : 1;
}
