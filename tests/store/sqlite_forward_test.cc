// Files of earlier schema versions, as they were made, taken forward.

#include <fstream>
#include <sstream>

#include "patron/error.h"
#include "patron/store.h"
#include "store/schema.h"
#include "store/sqlite_db.h"
#include "tests/status_matchers.h"
#include "tests/store/store_testing.h"

namespace patron {
namespace {

using testing::Dump;
using ::testing::HasSubstr;
using testing::IsOk;
using testing::Ledgerish;
using testing::NthPurchase;
using testing::TempFolder;

// The tables of version 1, and its lots: what has changed since.
constexpr char kTables[] =
    "programs zones zone_changes events members statistics orders order_lines "
    "returned_units entries postings balances debts counters";
constexpr char kLots[] =
    "account, number, currency, origin, state, event, effect, rule, program,"
    " version, earned_us, available_from_us, expires_us, amount, remaining,"
    " redeemed, expired, taken_back, shortfall";

std::string Text(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(std::string(PATRON_SOURCE_DIR "/") + path).rdbuf();
  return text.str();
}

// Orders and returns of a few members, and what is due for some.
std::string MakeShop(const std::string& path) {
  auto store = OpenSqliteStore(path, {});
  EXPECT_THAT(store, IsOk());
  for (int64_t i = 0; i < 30; ++i) {
    Delta delta = NthPurchase(**store, i);
    for (Lot& lot : delta.lots) {
      if (i % 3 == 0) lot.expires = Instant{testing::kNoon.us + i};
    }
    EXPECT_THAT((*store)->Apply(delta), IsOk());
  }
  EXPECT_THAT((*store)->Apply(Ledgerish(**store).Return("30", 2, 0, 1)),
              IsOk());
  return Dump(**store, 31);
}

// The same in a file of version 1.
void MakeFirst(const std::string& shop, const std::string& path) {
  auto db = Database::Open(path, {});
  ASSERT_THAT(db, IsOk());
  std::string sql = Text("tests/store/schema_1.sql") + "ATTACH '" + shop +
                    "' AS shop;" +
                    "DELETE FROM accounts;"
                    "INSERT INTO accounts SELECT * FROM shop.accounts;";
  std::istringstream tables(kTables);
  for (std::string table; tables >> table;) {
    sql += "INSERT INTO " + table + " SELECT * FROM shop." + table + ";";
  }
  sql += std::string("INSERT INTO lots SELECT ") + kLots +
         " FROM shop.lots; DETACH shop; PRAGMA user_version=1;"
         "PRAGMA application_id=" +
         std::to_string(kApplicationId);
  ASSERT_THAT((*db)->Execute("make an old file", sql), IsOk());
}

// Each table with its columns, each index with what it is of.
std::string Shape(const std::string& path) {
  auto db = Database::Open(path, {});
  EXPECT_THAT(db, IsOk());
  std::string shape;
  Statement columns(**db, "look",
                    "SELECT m.name, c.name, c.type, c.pk, c.\"notnull\""
                    " FROM sqlite_schema m, pragma_table_info(m.name) c"
                    " WHERE m.type = 'table' ORDER BY m.name, c.cid");
  for (Cursor rows = columns.Query(); rows.Next();) {
    for (int i = 0; i < 5; ++i) shape += rows.Text(i) + " ";
    shape += "\n";
  }
  Statement words(**db, "look",
                  "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND"
                  " (type = 'index' OR name IN ('lots', 'adjustments'))"
                  " ORDER BY name");
  for (Cursor rows = words.Query(); rows.Next();) shape += rows.Text(0) + "\n";
  return shape;
}

TEST(SqliteForward, AFileOfTheFirstSchemaHasAllItHadAndCanBeWritten) {
  const TempFolder folder;
  const std::string shop = folder.File("shop.db");
  const std::string old = folder.File("old.db");
  const std::string before = MakeShop(shop);
  MakeFirst(shop, old);
  SqliteOptions read_only;
  read_only.read_only = true;
  EXPECT_EQ(ReasonOf(OpenSqliteStore(old, read_only).status()),
            Reason::kReadOnly);
  auto store = OpenSqliteStore(old, {});
  ASSERT_THAT(store, IsOk());
  EXPECT_EQ(Dump(**store, 31), before);
  EXPECT_EQ(Shape(old), Shape(shop));
  EXPECT_THAT(Shape(old), HasSubstr("lots_to_spend"));
  Ledgerish ledger(**store);
  EXPECT_THAT((*store)->Apply(ledger.Adjust("31", "m1", 50)), IsOk());
  EXPECT_THAT((*store)->Apply(ledger.Adjust("32", "m1", -70)), IsOk());
  auto db = Database::Open(old, {});
  ASSERT_THAT(db, IsOk());
  EXPECT_THAT((*db)->QueryInt("look", "SELECT count(*) FROM adjustments"),
              testing::IsOkAndHolds(2));
  EXPECT_THAT((*db)->QueryInt("look", "PRAGMA user_version"),
              testing::IsOkAndHolds(2));
}

// What is spent is found by its index, in its order, without sorting.
TEST(SqliteForward, WhatIsSpentFirstIsFoundByItsIndex) {
  const TempFolder folder;
  const std::string path = folder.File("shop.db");
  (void)MakeShop(path);
  auto db = Database::Open(path, {});
  ASSERT_THAT(db, IsOk());
  for (const char* const rest :
       {"AND expires_us > 5 ORDER BY expires_us, earned_us, number",
        "AND expires_us IS NULL ORDER BY earned_us, number"}) {
    const std::string sql =
        "EXPLAIN QUERY PLAN SELECT number, amount, rule FROM lots WHERE"
        " account = 1 AND currency = 'points' AND state = 'available'"
        " AND remaining > 0 " +
        std::string(rest);
    Statement explain(**db, "explain", sql.c_str());
    std::string plan;
    for (Cursor rows = explain.Query(); rows.Next();) plan += rows.Text(3);
    EXPECT_THAT(plan, HasSubstr("lots_to_spend"));
    EXPECT_EQ(plan.find("TEMP B-TREE"), std::string::npos) << plan;
  }
}

}  // namespace
}  // namespace patron
