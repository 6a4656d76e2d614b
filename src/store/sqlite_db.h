// SQLite with C++ lifetimes: a connection, statements kept prepared, rows read
// one by one, transactions that undo themselves.
//
//   Statement find(db, "find an event", "SELECT number FROM events WHERE
//   id=?"); Cursor rows = find.Query("4711"); while (rows.Next())
//   numbers.push_back(rows.Int(0)); if (!rows.status().ok()) return
//   rows.status();
//
// Every error names what was being done, the file and SQLite's own message.
//
// Threads: one at a time, as the store.
#ifndef PATRON_STORE_SQLITE_DB_H_
#define PATRON_STORE_SQLITE_DB_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

struct sqlite3;
struct sqlite3_stmt;

namespace patron {

class Database {
 public:
  struct Options {
    bool read_only = false;
    bool create = true;
    int32_t busy_timeout_ms = 0;
  };

  // kUnreadable where there is no file to open (or no right to read it),
  // kReadOnly where a new one can't be made or an old one not be written.
  [[nodiscard]] static absl::StatusOr<std::unique_ptr<Database>> Open(
      std::string_view path, const Options& options);

  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  // Requires: its statements are gone.
  ~Database();

  // Statements without parameters, whose rows nobody reads.
  [[nodiscard]] absl::Status Execute(std::string_view doing,
                                     const std::string& sql);
  // The same where nothing can be done about a failure; needs no memory of
  // C++, so that destructors may call it. Whether it went well.
  [[nodiscard]] bool TryExecute(const char* sql) noexcept;
  // The first column of the first row.
  [[nodiscard]] absl::StatusOr<int64_t> QueryInt(std::string_view doing,
                                                 const std::string& sql);

  [[nodiscard]] int64_t last_row() const;
  // Rows that the last insert, update or delete changed.
  [[nodiscard]] int64_t changes() const;
  [[nodiscard]] bool in_transaction() const;
  [[nodiscard]] bool read_only() const;
  [[nodiscard]] const std::string& path() const { return path_; }

  // The last error of this connection, with `code` as SQLite returned it.
  [[nodiscard]] absl::Status Error(int code, std::string_view doing) const;

 private:
  friend class Statement;
  Database(sqlite3* handle, std::string path);

  sqlite3* handle_;
  std::string path_;
};

// Bytes, where text would be a std::string_view.
struct Blob {
  std::string_view bytes;
};

// The rows of one query. The statement is free again when this is gone.
class Cursor {
 public:
  Cursor(const Cursor&) = delete;
  Cursor& operator=(const Cursor&) = delete;
  ~Cursor();

  // The next row; false after the last one and after an error.
  bool Next();
  [[nodiscard]] const absl::Status& status() const { return status_; }

  // Columns count from 0. Views last until Next().
  [[nodiscard]] int64_t Int(int column) const;
  [[nodiscard]] bool IsNull(int column) const;
  [[nodiscard]] std::optional<int64_t> IntOrNull(int column) const;
  // Text or bytes.
  [[nodiscard]] std::string_view View(int column);
  [[nodiscard]] std::string Text(int column) {
    return std::string(View(column));
  }

 private:
  friend class Statement;
  Cursor(Database& db, sqlite3_stmt* handle, const char* doing,
         absl::Status status);

  Database& db_;
  sqlite3_stmt* handle_;
  const char* doing_;
  absl::Status status_;
};

// Prepared when first used, and kept. Arguments are bound from ?1 on:
// integers, text as std::string_view, Blob, std::optional<int64_t> for NULL.
class Statement {
 public:
  // `doing` completes "cannot ...". Both must outlive the statement.
  Statement(Database& db, const char* doing, const char* sql);
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  ~Statement();

  // Requires: no Cursor of this statement is alive; the arguments outlive the
  // cursor.
  template <typename... Args>
  [[nodiscard]] Cursor Query(const Args&... args) {
    int code = Prepare();
    int index = 0;
    ((code = code != 0 ? code : Bind(++index, args)), ...);
    return Start(code);
  }

  // Runs it to its end.
  template <typename... Args>
  [[nodiscard]] absl::Status Run(const Args&... args) {
    Cursor rows = Query(args...);
    while (rows.Next()) {
    }
    return rows.status();
  }

 private:
  // SQLite result codes; 0 is good.
  int Prepare();
  int Bind(int index, int64_t value);
  int Bind(int index, uint32_t value) {
    return Bind(index, static_cast<int64_t>(value));
  }
  int Bind(int index, std::string_view text);
  int Bind(int index, Blob blob);
  int Bind(int index, std::optional<int64_t> value);
  // No silent narrowing, no pointers taken for truth values.
  template <typename T>
  int Bind(int index, T value) = delete;
  int Bind(int index, const std::string& text) {
    return Bind(index, std::string_view(text));
  }

  Cursor Start(int code);

  Database& db_;
  const char* doing_;
  const char* sql_;
  sqlite3_stmt* handle_ = nullptr;
};

// A change that is kept whole or undone whole. Within a transaction it is a
// savepoint. Undone unless Commit() returned OK.
class WriteScope {
 public:
  [[nodiscard]] static absl::StatusOr<std::unique_ptr<WriteScope>> Begin(
      Database& db);
  WriteScope(const WriteScope&) = delete;
  WriteScope& operator=(const WriteScope&) = delete;
  ~WriteScope();

  [[nodiscard]] absl::Status Commit();

 private:
  WriteScope(Database& db, bool savepoint);

  Database& db_;
  bool savepoint_;
  bool open_ = false;
};

// Reads that see one state of the file although others write: several
// statements, one snapshot. Within a transaction it does nothing.
class ReadScope {
 public:
  explicit ReadScope(Database& db);
  ReadScope(const ReadScope&) = delete;
  ReadScope& operator=(const ReadScope&) = delete;
  ~ReadScope();

  [[nodiscard]] const absl::Status& status() const { return status_; }

 private:
  Database& db_;
  bool open_ = false;
  absl::Status status_;
};

}  // namespace patron

#endif  // PATRON_STORE_SQLITE_DB_H_
