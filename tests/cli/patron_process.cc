// Processes by fork and exec; databases by SQLite itself, not by Patron.

#include "tests/cli/patron_process.h"

#include <fcntl.h>
#include <grp.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace patron::testing {
namespace {

namespace fs = std::filesystem;

constexpr uid_t kNobody = 65534;

std::string ReadAll(const std::string& path) {
  std::stringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

void Redirect(const std::string& path, int flags, int target) {
  const int fd = open(path.c_str(), flags, 0644);
  if (fd < 0 || dup2(fd, target) < 0) _exit(97);
  close(fd);
}

// What is made up lies ahead of no clock on which a test runs.
void SayNow(std::vector<std::string>& arguments) {
  constexpr std::string_view kNow = "--now=2031-01-01T00:00:00Z";
  const bool reads_clock =
      !arguments.empty() &&
      (arguments[0] == "run" || arguments[0] == "endofday") &&
      std::none_of(arguments.begin(), arguments.end(),
                   [](const std::string& a) { return a.starts_with("--now"); });
  if (reads_clock) arguments.emplace_back(kNow);
}

[[noreturn]] void Child(std::vector<std::string>& arguments,
                        const std::string& base, const Limits& limits) {
  // Opened before rights are given up: a clone may lie where only its owner
  // may look, as in root's home.
  const int program = open(PATRON_PROGRAM, O_RDONLY | O_CLOEXEC);
  if (program < 0) _exit(94);
  Redirect(base + "/stdin", O_RDONLY, STDIN_FILENO);
  Redirect(base + "/stdout", O_WRONLY | O_CREAT | O_TRUNC, STDOUT_FILENO);
  Redirect(base + "/stderr", O_WRONLY | O_CREAT | O_TRUNC, STDERR_FILENO);
  if (limits.file_bytes_max) {
    const auto bytes = static_cast<rlim_t>(*limits.file_bytes_max);
    const rlimit limit = {bytes, bytes};
    // As a shell starts it: to live through this signal is the program's own
    // affair, and what is ignored here it would inherit.
    signal(SIGXFSZ, SIG_DFL);
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0) _exit(98);
  }
  if (limits.unprivileged && geteuid() == 0) {
    if (setgroups(0, nullptr) != 0 || setgid(kNobody) != 0 ||
        setuid(kNobody) != 0) {
      _exit(99);
    }
  }
  if (!limits.folder.empty() && chdir(limits.folder.c_str()) != 0) _exit(95);
  std::string name = PATRON_PROGRAM;
  std::vector<char*> argv = {name.data()};
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  fexecve(program, argv.data(), environ);
  _exit(96);
}

// Until it has ended, by itself or because `kill_when` held.
int Wait(pid_t child, const std::function<bool()>& kill_when) {
  int status = 0;
  while (kill_when) {
    const pid_t ended = waitpid(child, &status, WNOHANG);
    if (ended == child) return status;
    if (kill_when()) {
      kill(child, SIGKILL);
      break;
    }
    usleep(1000);
  }
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

}  // namespace

Ran RunPatron(std::vector<std::string> arguments, std::string_view input,
              const Limits& limits) {
  if (!limits.own_clock) SayNow(arguments);
  const TemporaryFolder io;
  io.Write("stdin", input);
  const std::string base = io.Path();
  const pid_t child = fork();
  if (child == 0) Child(arguments, base, limits);
  if (limits.kill_after_ms) {
    usleep(static_cast<useconds_t>(*limits.kill_after_ms) * 1000);
    kill(child, SIGKILL);
  }
  const int status = Wait(child, limits.kill_when);
  Ran ran;
  ran.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  ran.out = ReadAll(base + "/stdout");
  ran.err = ReadAll(base + "/stderr");
  return ran;
}

TemporaryFolder::TemporaryFolder() {
  std::string name =
      (fs::temp_directory_path() / "patron-test-XXXXXX").string();
  EXPECT_NE(mkdtemp(name.data()), nullptr);
  path_ = name;
  fs::permissions(path_, fs::perms::all);
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string TemporaryFolder::Path(std::string_view name) const {
  return name.empty() ? path_.string() : (path_ / name).string();
}

std::string TemporaryFolder::Write(std::string_view name,
                                   std::string_view content) const {
  const std::string path = Path(name);
  std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
  return path;
}

std::string DumpDatabase(const std::string& path) {
  sqlite3* db = nullptr;
  sqlite3_open_v2(path.c_str(), &db, SQLITE_OPEN_READWRITE, nullptr);
  std::string dump;
  std::vector<std::string> tables;
  const auto each = [&](const std::string& sql, auto&& row) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(db, sql.c_str(), -1, &statement, nullptr) !=
        SQLITE_OK) {
      dump += sqlite3_errmsg(db);
    }
    while (statement != nullptr && sqlite3_step(statement) == SQLITE_ROW) {
      row(statement);
    }
    sqlite3_finalize(statement);
  };
  const auto text = [](sqlite3_stmt* statement, int column) {
    const void* bytes = sqlite3_column_blob(statement, column);
    return bytes == nullptr
               ? std::string("NULL")
               : std::string(static_cast<const char*>(bytes),
                             static_cast<size_t>(
                                 sqlite3_column_bytes(statement, column)));
  };
  each("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name",
       [&](sqlite3_stmt* s) { tables.push_back(text(s, 0)); });
  for (const std::string& table : tables) {
    dump += "-- " + table + "\n";
    std::vector<std::string> rows;
    each("SELECT * FROM " + table, [&](sqlite3_stmt* s) {
      std::string row;
      for (int c = 0; c < sqlite3_column_count(s); ++c) row += text(s, c) + "|";
      rows.push_back(row);
    });
    std::sort(rows.begin(), rows.end());
    for (const std::string& row : rows) dump += row + "\n";
  }
  sqlite3_close(db);
  return dump;
}

}  // namespace patron::testing
