// Holds as their tables have them, for who loads and for who walks.
//
// Threads: one at a time, as the store.
#ifndef PATRON_STORE_SQLITE_HOLDS_H_
#define PATRON_STORE_SQLITE_HOLDS_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "patron/ledger.h"
#include "store/sqlite_db.h"

namespace patron {

class HoldReader {
 public:
  explicit HoldReader(Database& db);

  // All of one; kUnknownHold where there is none.
  [[nodiscard]] absl::StatusOr<HoldRecord> Load(int64_t event);
  // Those of an account that are held, without their uses; ascending by their
  // time and event.
  [[nodiscard]] absl::StatusOr<std::vector<HoldRecord>> OpenOf(int64_t account);
  // What those whose time is after `at` keep back of a counter, but for the
  // hold of event `without`.
  [[nodiscard]] absl::StatusOr<int64_t> KeptBack(const CounterKey& key,
                                                 Instant at, int64_t without);

 private:
  [[nodiscard]] absl::Status LoadPoints(HoldRecord* hold);

  Statement hold_;
  Statement open_;
  Statement points_;
  Statement uses_;
  Statement kept_back_;
};

}  // namespace patron

#endif  // PATRON_STORE_SQLITE_HOLDS_H_
