// Real data for tests stands beside the checkout, in ../shared/data, and not in
// it. Where there is no ../shared a test skips and says so; where it is there
// and the file is not, the test fails: a suite that quietly ran nothing proves
// nothing. PATRON_SHARED names another folder than ../shared.
//
//   PATRON_SHARED_DATA(path, "cdnow_master.csv.gz");
//   const std::string text = ReadGzip(path);
#ifndef PATRON_TESTS_SHARED_DATA_H_
#define PATRON_TESTS_SHARED_DATA_H_

#include <gtest/gtest.h>
#include <zlib.h>

#include <cstdlib>
#include <filesystem>
#include <string>

namespace patron::testing {

inline std::string SharedFolder() {
  const char* shared = std::getenv("PATRON_SHARED");
  return shared != nullptr ? std::string(shared)
                           : std::string(PATRON_SOURCE_DIR "/../shared");
}

// Of a plain or gzip file; "" where it cannot be read.
inline std::string ReadGzip(const std::string& path) {
  std::string text;
  gzFile file = gzopen(path.c_str(), "rb");
  if (file == nullptr) return text;
  char block[1 << 16];
  for (int n = 0; (n = gzread(file, block, sizeof(block))) > 0;) {
    text.append(block, static_cast<size_t>(n));
  }
  gzclose(file);
  return text;
}

}  // namespace patron::testing

#define PATRON_SHARED_DATA(path, name)                                     \
  if (!std::filesystem::exists(::patron::testing::SharedFolder())) {       \
    GTEST_SKIP() << "no real data: " << ::patron::testing::SharedFolder(); \
  }                                                                        \
  const std::string path =                                                 \
      ::patron::testing::SharedFolder() + "/data/" + (name);               \
  ASSERT_TRUE(std::filesystem::exists(path)) << path << " is missing"

#endif  // PATRON_TESTS_SHARED_DATA_H_
