#include "bench/shop_file.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "patron/protobuf_codec.h"

namespace patron::bench {

void Die(const std::string& what) {
  std::fprintf(stderr, "bench: %s\n", what.c_str());
  std::exit(1);
}

void Require(const absl::Status& status) {
  if (!status.ok()) Die(std::string(status.message()));
}

std::string PathOf(const std::string& name) {
  return (std::filesystem::temp_directory_path() / ("patron-bench-" + name))
      .string();
}

void Remove(const std::string& path) {
  for (const char* end : {"", "-wal", "-shm"}) {
    std::filesystem::remove(path + end);
  }
}

std::unique_ptr<Engine> OpenEngine(std::unique_ptr<Store> store,
                                   const std::shared_ptr<const Plan>& plan) {
  auto engine = Engine::Open({std::move(store), &ProtobufCodec()});
  Require(engine.status());
  if (plan == nullptr) Die("no plan");
  Require((*engine)->Activate(plan));
  return *std::move(engine);
}

std::unique_ptr<Engine> OpenEngine(const std::string& path,
                                   const std::shared_ptr<const Plan>& plan) {
  auto store = OpenSqliteStore(path, {});
  Require(store.status());
  return OpenEngine(*std::move(store), plan);
}

Db OpenRaw(const std::string& path) {
  sqlite3* db = nullptr;
  if (sqlite3_open(path.c_str(), &db) != SQLITE_OK) Die("cannot open " + path);
  return Db(db);
}

void Exec(sqlite3* db, const std::string& sql) {
  char* error = nullptr;
  if (sqlite3_exec(db, sql.c_str(), nullptr, nullptr, &error) != SQLITE_OK) {
    Die(sql + ": " + (error != nullptr ? error : "failed"));
  }
}

sqlite3_stmt* Prepare(sqlite3* db, const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v3(db, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT,
                         &statement, nullptr) != SQLITE_OK) {
    Die(sql + ": " + sqlite3_errmsg(db));
  }
  return statement;
}

int64_t NumberOf(sqlite3* db, const std::string& sql) {
  sqlite3_stmt* const statement = Prepare(db, sql);
  if (sqlite3_step(statement) != SQLITE_ROW) Die(sql + ": no row");
  const int64_t number = sqlite3_column_int64(statement, 0);
  sqlite3_finalize(statement);
  return number;
}

}  // namespace patron::bench
