// The tables of Patron's database: one relational schema, the same for every
// SQL store, meant to be read with SQL and BI tools (docs/schema.md).
//
//   absl::Status status = PrepareSchema(db, options);
//
// A file says whose it is by SQLite's application_id and which schema it has by
// user_version. A file that is empty gets the tables; an older one goes forward
// step by step in one transaction; a newer one, or somebody else's, is refused
// and not touched.
//
// Threads: as the database.
#ifndef PATRON_STORE_SCHEMA_H_
#define PATRON_STORE_SCHEMA_H_

#include <cstdint>
#include <span>

#include "absl/status/status.h"
#include "patron/store.h"
#include "store/sqlite_db.h"

namespace patron {

// "Patr" in ASCII.
inline constexpr int64_t kApplicationId = 0x50617472;
inline constexpr int64_t kSchemaVersion = 4;

// The statements that make the tables of kSchemaVersion in an empty file, each
// table and column with its comment.
extern const char* const kSchema;

// Takes a database from version `from` to `from` + 1.
struct SchemaStep {
  int64_t from = 0;
  const char* sql = nullptr;
};

// Ascending by `from`, without a gap, up to kSchemaVersion - 1.
[[nodiscard]] std::span<const SchemaStep> SchemaSteps();

// What an opened database must become.
struct SchemaTarget {
  int64_t version = kSchemaVersion;
  const char* schema = kSchema;  // of `version`, for an empty file
  std::span<const SchemaStep> steps = SchemaSteps();
};

// Checks the file, then makes or moves its tables. kNotADatabase, kNewerSchema,
// or kReadOnly where an older file would have to move and may not.
[[nodiscard]] absl::Status PrepareSchema(Database& db,
                                         const SqliteOptions& options,
                                         const SchemaTarget& target = {});

}  // namespace patron

#endif  // PATRON_STORE_SCHEMA_H_
