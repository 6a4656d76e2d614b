// Runs the `patron` program as a person does: arguments and standard input in;
// exit code, standard output and standard error out.
//
//   Ran ran = RunPatron({"check", "cafe.yaml"});
//   EXPECT_EQ(ran.exit_code, 0) << ran.err;
#ifndef PATRON_TESTS_CLI_PATRON_PROCESS_H_
#define PATRON_TESTS_CLI_PATRON_PROCESS_H_

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patron::testing {

struct Limits {
  // Files may not grow past this: a full disk.
  std::optional<int64_t> file_bytes_max;
  // Gives up root's rights, which see no read-only directory.
  bool unprivileged = false;
  // SIGKILL after so many milliseconds.
  std::optional<int> kill_after_ms;
  // SIGKILL as soon as this holds, asked a thousand times a second.
  std::function<bool()> kill_when;
  // Where it is called from; empty: where the test runs.
  std::string folder;
  // Else `run` and `endofday` are told a time that is later than all that
  // tests make up.
  bool own_clock = false;
};

struct Ran {
  int exit_code = -1;  // -1: ended by a signal
  std::string out;
  std::string err;
};

[[nodiscard]] Ran RunPatron(std::vector<std::string> arguments,
                            std::string_view input = "",
                            const Limits& limits = {});

// A folder of its own for each test, gone at its end.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  [[nodiscard]] std::string Path(std::string_view name = "") const;
  // Writes a file and gives its path.
  std::string Write(std::string_view name, std::string_view content) const;

 private:
  std::filesystem::path path_;
};

// Everything in a database, in a fixed order: what `.dump` would say.
[[nodiscard]] std::string DumpDatabase(const std::string& path);

}  // namespace patron::testing

#endif  // PATRON_TESTS_CLI_PATRON_PROCESS_H_
