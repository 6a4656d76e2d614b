// Why a wrapper of our own: all that is needed is four small classes, and the
// mapping of SQLite's codes to reasons is ours in any case. A full disk, for
// one, has three faces: SQLITE_FULL, an I/O error with errno ENOSPC or EDQUOT,
// and one with EFBIG where a process may not write larger files.

#include "store/sqlite_db.h"

#include <cassert>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "base/quote.h"
#include "patron/error.h"
#include "sqlite3.h"

namespace patron {
namespace {

bool MeansNoSpace(int error) {
  return error == ENOSPC || error == EDQUOT || error == EFBIG;
}

bool MeansNoRight(int error) {
  return error == EACCES || error == EPERM || error == EROFS;
}

struct Cause {
  Reason reason;
  std::string_view advice;
};

// `error` is the errno of the call that failed, for I/O and open errors.
Cause CauseOf(int code, int error) {
  constexpr std::string_view kFreeSpace = "free some space and run it again";
  constexpr std::string_view kGiveRight =
      "make the file and its folder writable (SQLite keeps two files beside "
      "it)";
  switch (code & 0xff) {
    case SQLITE_FULL:
      return {Reason::kDiskFull, kFreeSpace};
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return {Reason::kReadOnly, kGiveRight};
    case SQLITE_CORRUPT:
      return {Reason::kCorrupt,
              "the file is damaged: restore a copy, or see what the sqlite3 "
              "shell's .recover saves"};
    case SQLITE_NOTADB:
      return {Reason::kNotADatabase, "this is no database of Patron's"};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {Reason::kConflict,
              "another process held the file for too long: run it again"};
    case SQLITE_NOMEM:
      return {Reason::kOutOfMemory, "there is no memory left"};
    case SQLITE_CONSTRAINT:
      if (code == SQLITE_CONSTRAINT_DATATYPE) {
        return {Reason::kOverflow, "a sum does not fit 64 bits"};
      }
      break;
    case SQLITE_IOERR:
      if (MeansNoSpace(error)) return {Reason::kDiskFull, kFreeSpace};
      break;
    case SQLITE_CANTOPEN:
      if (MeansNoRight(error)) return {Reason::kReadOnly, kGiveRight};
      if (MeansNoSpace(error)) return {Reason::kDiskFull, kFreeSpace};
      break;
    default:
      break;
  }
  return {Reason::kStoreFailed, "nothing of this change was kept"};
}

// SQLite notes the errno of a failed read or write, but not of one in a commit
// (3.40): there errno itself still has it, cleared before the call as it is.
int SystemErrorOf(sqlite3* handle) {
  return MeansNoSpace(errno) ? errno : sqlite3_system_errno(handle);
}

// Opening has its own causes: is there a file, a folder, a right to either?
absl::Status OpenError(const std::string& path, bool create, int code,
                       int error, std::string_view message) {
  const std::string file = Quote(path, 200);
  std::error_code ignored;
  // Where SQLite may not create a file it tries to open it for reading, and
  // says only that it isn't there.
  const std::filesystem::path parent =
      std::filesystem::absolute(path, ignored).parent_path();
  if (error == ENOENT && create &&
      std::filesystem::is_directory(parent, ignored)) {
    error = EACCES;
  }
  if (error == EISDIR) {
    return Refuse(Reason::kNotADatabase,
                  "cannot open " + file + ": it is a folder");
  }
  if (error == ENOENT || error == ENOTDIR) {
    return Refuse(Reason::kUnreadable,
                  "cannot open " + file + ": there is no such file or folder");
  }
  if (MeansNoRight(error) && std::filesystem::exists(path, ignored)) {
    return Refuse(Reason::kUnreadable,
                  "cannot open " + file + ": there is no right to read it");
  }
  if (MeansNoRight(error)) {
    return Refuse(Reason::kReadOnly,
                  "cannot create " + file + ": its folder is read-only");
  }
  const Cause cause = CauseOf(code, error);
  return Refuse(cause.reason, "cannot open " + file + ": " +
                                  std::string(message) + ": " +
                                  std::string(cause.advice));
}

// A name that can only be a file's: alone, SQLite takes ":memory:" and
// "file:..." for something else, which keeps nothing.
std::string FileNameOf(const std::string& path) {
  return path.starts_with('/') ? path : "./" + path;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Database>> Database::Open(
    std::string_view path, const Options& options) {
  std::string name(path);
  if (name.empty() || name.find('\0') != std::string::npos) {
    return Refuse(Reason::kUnreadable,
                  "cannot open a database: " + Quote(path) + " is no path");
  }
  // The engine locks, so SQLite need not.
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  if (options.read_only) {
    flags |= SQLITE_OPEN_READONLY;
  } else {
    flags |= SQLITE_OPEN_READWRITE;
    if (options.create) flags |= SQLITE_OPEN_CREATE;
  }
  // Made first, so that whatever happens the connection has an owner.
  std::unique_ptr<Database> db(new Database(std::move(name)));
  const int code = sqlite3_open_v2(FileNameOf(db->path_).c_str(), &db->handle_,
                                   flags, nullptr);
  sqlite3* const handle = db->handle_;
  if (handle == nullptr) {
    return Refuse(Reason::kOutOfMemory, "cannot open " + Quote(path, 200) +
                                            ": there is no memory left");
  }
  if (code != SQLITE_OK) {
    return OpenError(db->path_, options.create && !options.read_only, code,
                     sqlite3_system_errno(handle), sqlite3_errmsg(handle));
  }
  if (!options.read_only && db->read_only()) {
    return Refuse(Reason::kReadOnly,
                  "cannot write " + Quote(path, 200) +
                      ": the file is read-only: make it writable");
  }
  sqlite3_busy_timeout(handle, options.busy_timeout_ms);
  return db;
}

Database::Database(std::string path) : path_(std::move(path)) {}

Database::~Database() {
  // v2: where a statement is left after all, the connection goes with it.
  sqlite3_close_v2(handle_);
}

absl::Status Database::Execute(std::string_view doing, const std::string& sql) {
  errno = 0;
  const int code =
      sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? absl::OkStatus() : Error(code, doing);
}

bool Database::TryExecute(const char* sql) noexcept {
  return sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr) == SQLITE_OK;
}

absl::StatusOr<int64_t> Database::QueryInt(std::string_view doing,
                                           const std::string& sql) {
  const std::string doing_copy(doing);
  Statement statement(*this, doing_copy.c_str(), sql.c_str());
  Cursor rows = statement.Query();
  const int64_t value = rows.Next() ? rows.Int(0) : 0;
  if (!rows.status().ok()) return rows.status();
  return value;
}

int64_t Database::last_row() const {
  return sqlite3_last_insert_rowid(handle_);
}

int64_t Database::changes() const { return sqlite3_changes64(handle_); }

bool Database::read_only() const {
  return sqlite3_db_readonly(handle_, "main") == 1;
}

bool Database::in_transaction() const {
  return sqlite3_get_autocommit(handle_) == 0;
}

absl::Status Database::Error(int code, std::string_view doing) const {
  const Cause cause = CauseOf(code, SystemErrorOf(handle_));
  return Refuse(cause.reason,
                "cannot " + std::string(doing) + " in " + Quote(path_, 200) +
                    ": " + sqlite3_errmsg(handle_) + " (SQLite " +
                    std::to_string(code) + "): " + std::string(cause.advice));
}

Cursor::Cursor(Database& db, sqlite3_stmt* handle, const char* doing,
               absl::Status status)
    : db_(db), handle_(handle), doing_(doing), status_(std::move(status)) {}

Cursor::~Cursor() {
  // It repeats the code of the step that failed, which Next() has reported.
  sqlite3_reset(handle_);
}

bool Cursor::Next() {
  if (!status_.ok()) return false;
  errno = 0;
  const int code = sqlite3_step(handle_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) status_ = db_.Error(code, doing_);
  return false;
}

int64_t Cursor::Int(int column) const {
  return sqlite3_column_int64(handle_, column);
}

bool Cursor::IsNull(int column) const {
  return sqlite3_column_type(handle_, column) == SQLITE_NULL;
}

std::optional<int64_t> Cursor::IntOrNull(int column) const {
  if (IsNull(column)) return std::nullopt;
  return Int(column);
}

std::string_view Cursor::View(int column) {
  // In this order: asking for the bytes first could convert the value.
  const void* data = sqlite3_column_blob(handle_, column);
  const int size = sqlite3_column_bytes(handle_, column);
  if (data == nullptr) return {};
  return {static_cast<const char*>(data), static_cast<size_t>(size)};
}

Statement::Statement(Database& db, const char* doing, const char* sql)
    : db_(db), doing_(doing), sql_(sql) {}

Statement::~Statement() { sqlite3_finalize(handle_); }

int Statement::Prepare() {
  if (handle_ != nullptr) {
    assert(sqlite3_stmt_busy(handle_) == 0);
    return SQLITE_OK;
  }
  return sqlite3_prepare_v3(db_.handle_, sql_, -1, SQLITE_PREPARE_PERSISTENT,
                            &handle_, nullptr);
}

int Statement::Bind(int index, int64_t value) {
  return sqlite3_bind_int64(handle_, index, value);
}

int Statement::Bind(int index, std::string_view text) {
  // A null pointer would bind NULL; the empty text is not that.
  const char* data = text.data() == nullptr ? "" : text.data();
  return sqlite3_bind_text64(handle_, index, data, text.size(), SQLITE_STATIC,
                             SQLITE_UTF8);
}

int Statement::Bind(int index, Blob blob) {
  const char* data = blob.bytes.data() == nullptr ? "" : blob.bytes.data();
  return sqlite3_bind_blob64(handle_, index, data, blob.bytes.size(),
                             SQLITE_STATIC);
}

int Statement::Bind(int index, std::optional<int64_t> value) {
  return value.has_value() ? Bind(index, *value)
                           : sqlite3_bind_null(handle_, index);
}

Cursor Statement::Start(int code) {
  return Cursor(db_, handle_, doing_,
                code == SQLITE_OK ? absl::OkStatus() : db_.Error(code, doing_));
}

absl::StatusOr<std::unique_ptr<WriteScope>> WriteScope::Begin(Database& db) {
  const bool savepoint = db.in_transaction();
  // Made first: a transaction that nobody ends would swallow all later ones.
  std::unique_ptr<WriteScope> scope(new WriteScope(db, savepoint));
  absl::Status status = savepoint
                            ? db.Execute("begin a change", "SAVEPOINT change")
                            : db.Execute("begin a change", "BEGIN IMMEDIATE");
  if (!status.ok()) return status;
  scope->open_ = true;
  return scope;
}

WriteScope::WriteScope(Database& db, bool savepoint)
    : db_(db), savepoint_(savepoint) {}

WriteScope::~WriteScope() {
  // After some errors (a full disk) SQLite has rolled everything back itself.
  if (!open_ || !db_.in_transaction()) return;
  if (savepoint_ && db_.TryExecute("ROLLBACK TO change; RELEASE change")) {
    return;
  }
  // What can't be undone in part is undone whole; the batch will see that its
  // transaction is gone.
  static_cast<void>(db_.TryExecute("ROLLBACK"));
}

absl::Status WriteScope::Commit() {
  absl::Status status = savepoint_
                            ? db_.Execute("keep a change", "RELEASE change")
                            : db_.Execute("keep a change", "COMMIT");
  if (status.ok()) open_ = false;
  return status;
}

ReadScope::ReadScope(Database& db) : db_(db) {
  if (db_.in_transaction()) return;
  status_ = db_.Execute("begin reading", "BEGIN");
  open_ = status_.ok();
}

ReadScope::~ReadScope() {
  if (!open_ || !db_.in_transaction()) return;
  if (db_.TryExecute("COMMIT")) return;
  static_cast<void>(db_.TryExecute("ROLLBACK"));
}

}  // namespace patron
