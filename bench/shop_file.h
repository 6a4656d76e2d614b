// A shop's database file for a bench, opened by an engine or raw.
//
//   Remove(PathOf("shop.db"));
//   const auto engine = OpenEngine(PathOf("shop.db"), CafePlan());
//
// Whatever fails ends the program: a bench has nobody to tell.
//
// Threads: free functions, any thread.
#ifndef PATRON_BENCH_SHOP_FILE_H_
#define PATRON_BENCH_SHOP_FILE_H_

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "patron/engine.h"
#include "patron/plan.h"

namespace patron::bench {

[[noreturn]] void Die(const std::string& what);
void Require(const absl::Status& status);

// Of a file in the folder for temporary files.
[[nodiscard]] std::string PathOf(const std::string& name);
// With the files that SQLite keeps beside it.
void Remove(const std::string& path);

// An engine in which `plan` is in force.
[[nodiscard]] std::unique_ptr<Engine> OpenEngine(
    std::unique_ptr<Store> store, const std::shared_ptr<const Plan>& plan);
[[nodiscard]] std::unique_ptr<Engine> OpenEngine(
    const std::string& path, const std::shared_ptr<const Plan>& plan);

struct CloseDb {
  void operator()(sqlite3* db) const { sqlite3_close(db); }
};
using Db = std::unique_ptr<sqlite3, CloseDb>;

[[nodiscard]] Db OpenRaw(const std::string& path);
void Exec(sqlite3* db, const std::string& sql);
[[nodiscard]] sqlite3_stmt* Prepare(sqlite3* db, const std::string& sql);
// The one number that a query answers.
[[nodiscard]] int64_t NumberOf(sqlite3* db, const std::string& sql);

}  // namespace patron::bench

#endif  // PATRON_BENCH_SHOP_FILE_H_
