// What OpenSqliteStore takes, makes and refuses, and two who share a file.

#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "patron/error.h"
#include "patron/store.h"
#include "store/schema.h"
#include "store/sqlite_db.h"
#include "tests/status_matchers.h"
#include "tests/store/store_testing.h"

namespace patron {
namespace {

using ::testing::AllOf;
using testing::Dump;
using ::testing::HasSubstr;
using testing::InChild;
using testing::IsOk;
using testing::IsOkAndHolds;
using testing::Ledgerish;
using testing::NthPurchase;
using testing::Outcome;
using testing::Tea;
using testing::TempFolder;

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void WriteFile(const std::string& path, std::string_view content) {
  std::ofstream file(path, std::ios::binary);
  file.write(content.data(), static_cast<std::streamsize>(content.size()));
}

// Runs SQL on a file past the store.
void Tamper(const std::string& path, const std::string& sql) {
  absl::StatusOr<std::unique_ptr<Database>> db = Database::Open(path, {});
  ASSERT_THAT(db, IsOk());
  ASSERT_THAT((*db)->Execute("tamper", sql), IsOk());
}

// A file with `count` purchases; what it answers.
std::string MakeShop(const std::string& path, int64_t count) {
  absl::StatusOr<std::unique_ptr<Store>> store = OpenSqliteStore(path, {});
  EXPECT_THAT(store, IsOk());
  if (!store.ok()) return {};
  for (int64_t i = 0; i < count; ++i) {
    EXPECT_THAT((*store)->Apply(NthPurchase(**store, i)), IsOk());
  }
  return Dump(**store, count);
}

absl::Status Open(const std::string& path, SqliteOptions options = {}) {
  return OpenSqliteStore(path, options).status();
}

TEST(SqliteOpen, KeepsItsContent) {
  const TempFolder folder;
  const std::string path = folder.File("shop.db");
  const std::string before = MakeShop(path, 7);
  // One file, when nobody has it open.
  EXPECT_TRUE(std::filesystem::exists(path));
  EXPECT_FALSE(std::filesystem::exists(path + "-wal"));
  for (const bool read_only : {false, true}) {
    SqliteOptions options;
    options.read_only = read_only;
    options.create = false;
    absl::StatusOr<std::unique_ptr<Store>> store =
        OpenSqliteStore(path, options);
    ASSERT_THAT(store, IsOk());
    EXPECT_EQ(Dump(**store, 7), before);
  }
}

TEST(SqliteOpen, EqualCommitsMakeEqualFiles) {
  const TempFolder folder;
  MakeShop(folder.File("a.db"), 9);
  MakeShop(folder.File("b.db"), 9);
  EXPECT_EQ(ReadFile(folder.File("a.db")), ReadFile(folder.File("b.db")));
}

TEST(SqliteOpen, SaysWhyAFileIsNoGoodAndLeavesItAlone) {
  const TempFolder folder;
  const std::string good = folder.File("good.db");
  MakeShop(good, 1);
  struct Row {
    const char* name;     // of the file
    std::string content;  // before, as bytes ...
    const char* sql;      // ... or made from a good one by this
    Reason reason;
    const char* words;
  };
  const Row rows[] = {
      {"text.db", std::string(5'000, 'x'), nullptr, Reason::kNotADatabase,
       "not a database"},
      {"short.db", "hello", nullptr, Reason::kNotADatabase, "not a database"},
      {"zeros.db", std::string(8'192, '\0'), nullptr, Reason::kNotADatabase,
       "not a database"},
      {"newer.db", "", "PRAGMA user_version=99", Reason::kNewerSchema,
       "schema version 99, this program knows up to "},
      {"other.db", "", "PRAGMA application_id=7", Reason::kNotADatabase,
       "another application"},
      {"none.db", "", "PRAGMA application_id=0", Reason::kNotADatabase,
       "another application"},
      {"zero.db", "", "PRAGMA user_version=0", Reason::kCorrupt, "damaged"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    const std::string path = folder.File(row.name);
    if (row.sql == nullptr) {
      WriteFile(path, row.content);
    } else {
      std::filesystem::copy_file(good, path);
      Tamper(path, row.sql);
    }
    const std::string before = ReadFile(path);
    const absl::Status status = Open(path);
    EXPECT_EQ(ReasonOf(status), row.reason) << status;
    EXPECT_THAT(std::string(MessageOf(status)),
                AllOf(HasSubstr(row.words), HasSubstr(row.name)));
    EXPECT_EQ(ReadFile(path), before);
  }
}

TEST(SqliteOpen, FindsDamageWhereItReads) {
  const TempFolder folder;
  const std::string path = folder.File("shop.db");
  MakeShop(path, 40);
  int64_t page = 0;
  {
    absl::StatusOr<std::unique_ptr<Database>> db = Database::Open(path, {});
    ASSERT_THAT(db, IsOk());
    absl::StatusOr<int64_t> root =
        (*db)->QueryInt("find a page",
                        "SELECT rootpage FROM sqlite_schema"
                        " WHERE name = 'sqlite_autoindex_events_1'");
    ASSERT_THAT(root, IsOk());
    page = *root;
  }
  std::string content = ReadFile(path);
  std::fill_n(content.begin() + (page - 1) * 4'096, 4'096, 'x');
  WriteFile(path, content);
  absl::StatusOr<std::unique_ptr<Store>> store = OpenSqliteStore(path, {});
  ASSERT_THAT(store, IsOk());
  const absl::Status status = (*store)->FindEvent("till", "1").status();
  EXPECT_EQ(ReasonOf(status), Reason::kCorrupt) << status;
}

TEST(SqliteOpen, AWordThatNoTableHasIsDamage) {
  const TempFolder folder;
  struct Row {
    const char* sql;
    const char* words;
  };
  const Row rows[] = {
      {"UPDATE events SET kind='theft'", "'theft'"},
      {"UPDATE events SET local_day='tomorrow'", "'tomorrow'"},
      {"UPDATE events SET content_print=x'00'", "fingerprint"},
      {"UPDATE lots SET state='lost'", "'lost'"},
      {"UPDATE lots SET origin='sea'", "'sea'"},
      {"UPDATE orders SET currency='XYZ'", "'XYZ'"},
      {"UPDATE entries SET kind='riddle'", "'riddle'"},
      {"UPDATE OR IGNORE postings SET bucket='pail'", "'pail'"},
      {"UPDATE OR IGNORE balances SET bucket='pail'", "'pail'"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.sql);
    const std::string path = folder.File("shop.db");
    MakeShop(path, 7);
    Tamper(path, row.sql);
    absl::StatusOr<std::unique_ptr<Store>> store = OpenSqliteStore(path, {});
    ASSERT_THAT(store, IsOk());
    const std::string dump = Dump(**store, 7);
    EXPECT_THAT(dump, HasSubstr(row.words));
    std::filesystem::remove(path);
  }
}

TEST(SqliteOpen, MissingFilesAndFolders) {
  const TempFolder folder;
  SqliteOptions no_create;
  no_create.create = false;
  SqliteOptions read_only;
  read_only.read_only = true;
  const std::string missing = folder.File("missing.db");
  EXPECT_EQ(ReasonOf(Open(missing, no_create)), Reason::kUnreadable);
  EXPECT_EQ(ReasonOf(Open(missing, read_only)), Reason::kUnreadable);
  EXPECT_FALSE(std::filesystem::exists(missing));
  EXPECT_EQ(ReasonOf(Open(folder.File("no/such/shop.db"))),
            Reason::kUnreadable);
  EXPECT_EQ(ReasonOf(Open("")), Reason::kUnreadable);
  EXPECT_EQ(ReasonOf(Open(std::string("a\0b", 3))), Reason::kUnreadable);
  const absl::Status of_folder = Open(folder.path().string());
  EXPECT_EQ(ReasonOf(of_folder), Reason::kNotADatabase) << of_folder;
  // What a crash right after creating leaves is made on, or said to be empty.
  const std::string empty = folder.File("empty.db");
  WriteFile(empty, "");
  EXPECT_EQ(ReasonOf(Open(empty, no_create)), Reason::kNotADatabase);
  EXPECT_EQ(ReasonOf(Open(empty, read_only)), Reason::kNotADatabase);
  EXPECT_THAT(Open(empty), IsOk());
}

TEST(SqliteOpen, AReadOnlyStoreReadsAndRefusesChanges) {
  const TempFolder folder;
  const std::string path = folder.File("shop.db");
  MakeShop(path, 2);
  SqliteOptions options;
  options.read_only = true;
  absl::StatusOr<std::unique_ptr<Store>> store = OpenSqliteStore(path, options);
  ASSERT_THAT(store, IsOk());
  const absl::Status status = (*store)->Apply(NthPurchase(**store, 2)).status();
  EXPECT_EQ(ReasonOf(status), Reason::kReadOnly) << status;
  EXPECT_EQ(ReasonOf((*store)->BeginBatch()), Reason::kReadOnly);
}

TEST(SqliteOpen, PermissionsAreNamed) {
  struct Row {
    const char* name;
    mode_t folder;
    mode_t file;  // 0: none
    const char* outcome;
  };
  const Row rows[] = {
      {"a new file in a read-only folder", 0555, 0, "read_only"},
      {"a read-only file", 0777, 0444, "read_only"},
      {"a file in a read-only folder", 0555, 0666, "read_only"},
      {"a file that may not be read", 0777, 0200, "unreadable"},
      {"a file that may be written", 0777, 0666, "ok"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    const TempFolder folder;
    const std::string path = folder.File("shop.db");
    if (row.file != 0) {
      MakeShop(path, 1);
      ASSERT_EQ(chmod(path.c_str(), row.file), 0);
    }
    ASSERT_EQ(chmod(folder.path().c_str(), row.folder), 0);
    EXPECT_EQ(InChild(true, [&] { return Outcome(Open(path)); }), row.outcome);
    ASSERT_EQ(chmod(folder.path().c_str(), 0700), 0);
  }
}

TEST(SqliteOpen, TwoConnectionsSeeEachOtherAndConflict) {
  const TempFolder folder;
  const std::string path = folder.File("shop.db");
  absl::StatusOr<std::unique_ptr<Store>> here = OpenSqliteStore(path, {});
  ASSERT_THAT(here, IsOk());
  SqliteOptions impatient;
  impatient.busy_timeout_ms = 1;
  absl::StatusOr<std::unique_ptr<Store>> there =
      OpenSqliteStore(path, impatient);
  ASSERT_THAT(there, IsOk());
  Ledgerish ledger(**here);
  ASSERT_THAT((*here)->Apply(ledger.Purchase("1", "ann", Tea())), IsOk());
  EXPECT_EQ(Dump(**there, 5), Dump(**here, 5));

  // Both loaded the same version.
  const Delta first = ledger.Purchase("2", "ann", Tea());
  const Delta second = ledger.Purchase("3", "ann", Tea());
  ASSERT_THAT((*there)->Apply(first), IsOkAndHolds(2));
  EXPECT_EQ(ReasonOf((*here)->Apply(second).status()), Reason::kConflict);
  // Loaded again it goes.
  EXPECT_THAT((*here)->Apply(ledger.Purchase("3", "ann", Tea())),
              IsOkAndHolds(3));

  // One writes at a time; readers go on with what was kept.
  ASSERT_THAT((*here)->BeginBatch(), IsOk());
  ASSERT_THAT((*here)->Apply(ledger.Purchase("4", "ann", Tea())), IsOk());
  EXPECT_THAT((*there)->FindEvent("till", "4"), IsOkAndHolds(std::nullopt));
  Ledgerish other(**there);
  const absl::Status busy =
      (*there)->Apply(other.Purchase("5", "bob", Tea())).status();
  EXPECT_EQ(ReasonOf(busy), Reason::kConflict) << busy;
  EXPECT_EQ(ReasonOf((*there)->BeginBatch()), Reason::kConflict);
  ASSERT_THAT((*here)->EndBatch(), IsOk());
  EXPECT_THAT((*there)->Apply(other.Purchase("5", "bob", Tea())),
              IsOkAndHolds(5));
  EXPECT_EQ(Dump(**there, 6), Dump(**here, 6));
}

TEST(SqliteOpen, AWalkSeesOneStateWhileOthersWrite) {
  const TempFolder folder;
  const std::string path = folder.File("shop.db");
  MakeShop(path, 12);
  absl::StatusOr<std::unique_ptr<Store>> reader = OpenSqliteStore(path, {});
  absl::StatusOr<std::unique_ptr<Store>> writer = OpenSqliteStore(path, {});
  ASSERT_THAT(reader, IsOk());
  ASSERT_THAT(writer, IsOk());
  int64_t next = 12;
  int64_t seen = 0;
  EXPECT_THAT((*reader)->ForEachAccount([&](const AccountState& state) {
    EXPECT_THAT((*writer)->Apply(NthPurchase(**writer, next++)), IsOk());
    absl::StatusOr<std::vector<UnitBalance>> balances =
        (*reader)->BalancesOf(state.account);
    EXPECT_THAT(balances, IsOk());
    int64_t available = 0;
    for (const UnitBalance& balance : *balances) {
      if (balance.unit == "points" && balance.bucket == Bucket::kAvailable) {
        available = balance.amount;
      }
    }
    int64_t of_lots = 0;
    for (const Lot& lot : state.lots) of_lots += lot.remaining;
    EXPECT_EQ(available, of_lots);
    ++seen;
    return absl::OkStatus();
  }),
              IsOk());
  EXPECT_EQ(seen, 5);
  EXPECT_EQ(next, 17);
}

TEST(SqliteOpen, ManyProcessesMayMakeTheSameFile) {
  const TempFolder folder;
  const std::string path = folder.File("shop.db");
  // Each child forks on before it opens, so that they meet.
  const std::function<std::string(int)> open_with = [&](int more) {
    std::string others = "ok";
    if (more > 0) others = InChild(false, [&] { return open_with(more - 1); });
    absl::StatusOr<std::unique_ptr<Store>> store = OpenSqliteStore(path, {});
    if (!store.ok()) return Outcome(store.status());
    for (int i = 0; i < 3; ++i) {
      Ledgerish ledger(**store);
      const std::string id = std::to_string(more) + "-" + std::to_string(i);
      absl::Status status =
          (*store)->Apply(ledger.Purchase(id, "", Tea())).status();
      if (!status.ok()) return Outcome(status);
    }
    return others;
  };
  EXPECT_EQ(InChild(false, [&] { return open_with(4); }), "ok");
  absl::StatusOr<std::unique_ptr<Store>> store = OpenSqliteStore(path, {});
  ASSERT_THAT(store, IsOk());
  int64_t orders = 0;
  EXPECT_THAT((*store)->ForEachOrder([&](const OrderSummary&) {
    ++orders;
    return absl::OkStatus();
  }),
              IsOk());
  EXPECT_EQ(orders, 15);
}

// A made-up past: version 1 had names, 2 a column more, 3 a table more.
constexpr char kThird[] =
    "CREATE TABLE names (name TEXT, age INTEGER); CREATE TABLE pets (p TEXT)";
constexpr SchemaStep kSteps[] = {
    {1, "ALTER TABLE names ADD COLUMN age INTEGER; UPDATE names SET age = 7"},
    {2, "CREATE TABLE pets (p TEXT)"},
};

void MakeFirst(const std::string& path) {
  Tamper(path,
         "CREATE TABLE names (name TEXT); INSERT INTO names "
         "VALUES ('ann'); PRAGMA user_version=1; PRAGMA application_id=" +
             std::to_string(kApplicationId));
}

TEST(SqliteOpen, OlderFilesGoForwardStepByStep) {
  const TempFolder folder;
  const std::string path = folder.File("old.db");
  MakeFirst(path);
  const SchemaTarget target{3, kThird, kSteps};
  SqliteOptions read_only;
  read_only.read_only = true;
  {
    absl::StatusOr<std::unique_ptr<Database>> db = Database::Open(path, {});
    ASSERT_THAT(db, IsOk());
    EXPECT_EQ(ReasonOf(PrepareSchema(**db, read_only, target)),
              Reason::kReadOnly);
  }
  absl::StatusOr<std::unique_ptr<Database>> db = Database::Open(path, {});
  ASSERT_THAT(db, IsOk());
  EXPECT_THAT(PrepareSchema(**db, {}, target), IsOk());
  EXPECT_THAT((*db)->QueryInt("look", "SELECT age FROM names"),
              IsOkAndHolds(7));
  EXPECT_THAT((*db)->QueryInt("look", "SELECT count(*) FROM pets"),
              IsOkAndHolds(0));
  EXPECT_THAT((*db)->QueryInt("look", "PRAGMA user_version"), IsOkAndHolds(3));
  EXPECT_THAT(PrepareSchema(**db, {}, target), IsOk());  // nothing to do
}

TEST(SqliteOpen, AStepThatFailsLeavesTheOldFile) {
  const TempFolder folder;
  const std::string path = folder.File("old.db");
  MakeFirst(path);
  const SchemaStep broken[] = {kSteps[0], {2, "CREATE TABLE names (again)"}};
  const SchemaStep missing[] = {kSteps[0]};
  absl::StatusOr<std::unique_ptr<Database>> db = Database::Open(path, {});
  ASSERT_THAT(db, IsOk());
  EXPECT_EQ(ReasonOf(PrepareSchema(**db, {}, {3, kThird, broken})),
            Reason::kStoreFailed);
  EXPECT_EQ(ReasonOf(PrepareSchema(**db, {}, {3, kThird, missing})),
            Reason::kInternal);
  EXPECT_THAT((*db)->QueryInt("look", "PRAGMA user_version"), IsOkAndHolds(1));
  EXPECT_THAT((*db)->QueryInt(
                  "look", "SELECT count(*) FROM pragma_table_info('names')"),
              IsOkAndHolds(1));
}

}  // namespace
}  // namespace patron
