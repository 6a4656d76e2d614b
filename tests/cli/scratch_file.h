// Files that a test writes and that go away with it.
//
//   ScratchFolder folder;
//   const std::string path = folder.Write("a.csv", "x,y\n1,2\n");
#ifndef PATRON_TESTS_CLI_SCRATCH_FILE_H_
#define PATRON_TESTS_CLI_SCRATCH_FILE_H_

#include <gtest/gtest.h>
#include <stdlib.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

namespace patron::testing {

class ScratchFolder {
 public:
  ScratchFolder() {
    std::string name = ::testing::TempDir() + "patron_cli_XXXXXX";
    path_ = mkdtemp(name.data());
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder() { std::filesystem::remove_all(path_); }

  std::string Path(const std::string& name) const { return path_ + "/" + name; }

  std::string Write(const std::string& name, std::string_view text) const {
    std::ofstream(Path(name), std::ios::binary) << text;
    return Path(name);
  }

  std::string WriteGzip(const std::string& name, std::string_view text) const {
    gzFile file = gzopen(Path(name).c_str(), "wb1");
    gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
    gzclose(file);
    return Path(name);
  }

  std::string Read(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(Path(name), std::ios::binary).rdbuf();
    return text.str();
  }

 private:
  std::string path_;
};

}  // namespace patron::testing

#endif  // PATRON_TESTS_CLI_SCRATCH_FILE_H_
