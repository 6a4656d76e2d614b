// A disk that fails when told to: SQLite's default file system with a counter
// of what would change a file.
//
//   FaultDisk disk;             // from here on every database opens through it
//   disk.FailAt(7, SQLITE_FULL, /*for_good=*/false);
#ifndef PATRON_TESTS_STORE_FAULT_VFS_H_
#define PATRON_TESTS_STORE_FAULT_VFS_H_

#include <cstdint>

namespace patron::testing {

// One at a time in a process.
class FaultDisk {
 public:
  FaultDisk();
  FaultDisk(const FaultDisk&) = delete;
  FaultDisk& operator=(const FaultDisk&) = delete;
  // Requires: what was opened through it is closed.
  ~FaultDisk();

  // The n-th write, flush or truncation from now on (1 is the next) returns
  // `code`; with `for_good` all later ones too. Flushes return an I/O error.
  void FailAt(int64_t n, int code, bool for_good);
  void Heal();

  [[nodiscard]] bool failed() const;
  // Writes, flushes and truncations since the last FailAt or Heal; of these
  // the flushes.
  [[nodiscard]] int64_t operations() const;
  [[nodiscard]] int64_t flushes() const;
};

}  // namespace patron::testing

#endif  // PATRON_TESTS_STORE_FAULT_VFS_H_
