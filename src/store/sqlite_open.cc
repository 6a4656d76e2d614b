// Opening looks before it touches: a file that isn't ours is left as it was,
// to the byte, so the write-ahead log is switched on only after the checks.
//
// Two processes may open the same new file at once. The version is therefore
// read a second time inside the transaction that makes the tables; who comes
// second finds them made.

#include <string>

#include "base/quote.h"
#include "patron/error.h"
#include "patron/store.h"
#include "store/schema.h"
#include "store/sqlite_db.h"
#include "store/sqlite_store.h"

namespace patron {
namespace {

constexpr char kLooking[] = "read the header";
constexpr char kMaking[] = "prepare the tables";

// What the file says of itself.
struct Header {
  int64_t application = 0;
  int64_t version = 0;
  bool empty = false;  // no tables at all
};

absl::StatusOr<Header> ReadHeader(Database& db) {
  Header header;
  absl::StatusOr<int64_t> value =
      db.QueryInt(kLooking, "SELECT count(*) FROM sqlite_schema");
  if (!value.ok()) return value.status();
  header.empty = *value == 0;
  value = db.QueryInt(kLooking, "PRAGMA application_id");
  if (!value.ok()) return value.status();
  header.application = *value;
  value = db.QueryInt(kLooking, "PRAGMA user_version");
  if (!value.ok()) return value.status();
  header.version = *value;
  return header;
}

bool IsNew(const Header& header) {
  return header.empty && header.application == 0 && header.version == 0;
}

absl::Status CheckHeader(const Database& db, const Header& header,
                         const SqliteOptions& options,
                         const SchemaTarget& target) {
  const std::string file = Quote(db.path(), 200);
  if (IsNew(header)) {
    if (options.create && !options.read_only) return absl::OkStatus();
    return Refuse(Reason::kNotADatabase, file + " is empty: it holds no data");
  }
  if (header.application != kApplicationId) {
    return Refuse(Reason::kNotADatabase,
                  file +
                      " is a database of another application, not "
                      "Patron's: name another file");
  }
  if (header.version > target.version) {
    return Refuse(Reason::kNewerSchema, file + " has schema version " +
                                            std::to_string(header.version) +
                                            ", this program knows up to " +
                                            std::to_string(target.version) +
                                            ": use a newer Patron");
  }
  if (header.version < 1) {
    return Refuse(Reason::kCorrupt, file + " has schema version " +
                                        std::to_string(header.version) +
                                        ": it is damaged");
  }
  if (header.version < target.version && options.read_only) {
    return Refuse(Reason::kReadOnly,
                  file + " has the older schema version " +
                      std::to_string(header.version) +
                      ": open it once for writing, which updates it");
  }
  return absl::OkStatus();
}

// Requires: a transaction is open.
absl::Status MoveForward(Database& db, int64_t version,
                         const SchemaTarget& target) {
  for (const SchemaStep& step : target.steps) {
    if (step.from != version) continue;
    if (absl::Status status = db.Execute(kMaking, step.sql); !status.ok()) {
      return status;
    }
    ++version;
  }
  if (version == target.version) return absl::OkStatus();
  return Refuse(Reason::kInternal, "no step leads on from schema version " +
                                       std::to_string(version));
}

absl::Status MakeTables(Database& db, const SqliteOptions& options,
                        const SchemaTarget& target) {
  absl::StatusOr<std::unique_ptr<WriteScope>> scope = WriteScope::Begin(db);
  if (!scope.ok()) return scope.status();
  absl::StatusOr<Header> header = ReadHeader(db);
  if (!header.ok()) return header.status();
  absl::Status status = CheckHeader(db, *header, options, target);
  if (!status.ok()) return status;
  if (IsNew(*header)) {
    status = db.Execute(kMaking, target.schema);
  } else {
    status = MoveForward(db, header->version, target);
  }
  if (!status.ok()) return status;
  status = db.Execute(
      kMaking, "PRAGMA application_id=" + std::to_string(kApplicationId) +
                   "; PRAGMA user_version=" + std::to_string(target.version));
  if (!status.ok()) return status;
  return (*scope)->Commit();
}

// Per connection, not kept in the file. FULL: what is committed survives a
// power cut. The cache holds the inner pages of the indexes of a large file.
constexpr char kSettings[] =
    "PRAGMA synchronous=FULL;"
    "PRAGMA foreign_keys=ON;"
    "PRAGMA trusted_schema=OFF;"
    "PRAGMA temp_store=MEMORY;"
    "PRAGMA cache_size=-32768;";

}  // namespace

absl::Status PrepareSchema(Database& db, const SqliteOptions& options,
                           const SchemaTarget& target) {
  absl::StatusOr<Header> header = ReadHeader(db);
  if (!header.ok()) return header.status();
  absl::Status status = CheckHeader(db, *header, options, target);
  if (!status.ok()) return status;
  status = db.Execute("set up the connection", kSettings);
  if (!status.ok() || options.read_only) return status;
  // A file system without shared memory stays with a rollback journal, which
  // is as safe and only slower.
  status = db.Execute("switch to a write-ahead log", "PRAGMA journal_mode=WAL");
  if (!status.ok()) return status;
  if (header->version == target.version) return absl::OkStatus();
  return MakeTables(db, options, target);
}

absl::StatusOr<std::unique_ptr<Store>> OpenSqliteStore(
    std::string_view path, const SqliteOptions& options) {
  Database::Options database_options;
  database_options.read_only = options.read_only;
  database_options.create = options.create;
  database_options.busy_timeout_ms = options.busy_timeout_ms;
  absl::StatusOr<std::unique_ptr<Database>> db =
      Database::Open(path, database_options);
  if (!db.ok()) return db.status();
  absl::Status status = PrepareSchema(**db, options);
  if (!status.ok()) return status;
  return MakeSqliteStore(*std::move(db));
}

}  // namespace patron
