// Files of earlier schema versions, as they were made, taken forward.

#include <fstream>
#include <map>
#include <sstream>

#include "patron/error.h"
#include "patron/store.h"
#include "store/schema.h"
#include "store/sqlite_db.h"
#include "store/sqlite_rows.h"
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

std::string Text(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(std::string(PATRON_SOURCE_DIR "/") + path).rdbuf();
  return text.str();
}

// Orders and returns of a few members, and what is due for some.
std::string MakeShop(const std::string& path) {
  auto store = OpenSqliteStore(path, {});
  EXPECT_THAT(store, IsOk());
  // What the purchases of each member come to, day by day.
  std::map<std::string, std::map<Date, int64_t>> days;
  const auto count = [&](const std::string& member, Delta* delta) {
    MemberStatistics& s = delta->statistics;
    const std::map<Date, int64_t>& of = days[member];
    s.purchase_days = static_cast<int64_t>(of.size());
    s.first_purchase = of.begin()->first;
    s.last_purchase = of.rbegin()->first;
    s.repeat_spend_minor = -of.begin()->second;
    for (const auto& [day, worth] : of) s.repeat_spend_minor += worth;
  };
  for (int64_t i = 0; i < 30; ++i) {
    Delta delta = NthPurchase(**store, i);
    delta.event.local_day = AddDays(testing::kDay, i * 7 % 4);
    if (!delta.event.member.empty()) {
      days[delta.event.member][delta.event.local_day] +=
          delta.order->paid.minor;
      count(delta.event.member, &delta);
    }
    for (Lot& lot : delta.lots) {
      if (i % 3 == 0) lot.expires = Instant{testing::kNoon.us + i};
    }
    EXPECT_THAT((*store)->Apply(delta), IsOk());
  }
  Delta back = Ledgerish(**store).Return("30", 2, 0, 1);
  days[back.event.member][AddDays(testing::kDay, 7 % 4)] -=
      back.returned[0].refund.minor;
  count(back.event.member, &back);
  EXPECT_THAT((*store)->Apply(back), IsOk());
  return Dump(**store, 31);
}

// The tables of a file, or the columns of one of its tables.
std::vector<std::string> Names(Database& db, const std::string& sql) {
  std::vector<std::string> names;
  Statement statement(db, "look", sql.c_str());
  Cursor rows = statement.Query();
  while (rows.Next()) names.push_back(rows.Text(0));
  EXPECT_THAT(rows.status(), IsOk()) << sql;
  return names;
}

// The same in a file of an earlier version: what its tables have of it.
void MakeOld(int64_t version, const std::string& shop,
             const std::string& path) {
  auto db = Database::Open(path, {});
  ASSERT_THAT(db, IsOk());
  ASSERT_THAT(
      (*db)->Execute(
          "make an old file",
          Text("tests/store/schema_" + std::to_string(version) + ".sql") +
              "ATTACH '" + shop + "' AS shop;" + "DELETE FROM accounts;"),
      IsOk());
  std::string sql;
  for (const std::string& table : Names(
           **db, "SELECT name FROM main.sqlite_schema WHERE type = 'table'")) {
    std::string columns;
    for (const std::string& column :
         Names(**db, "SELECT name FROM pragma_table_info('" + table + "')")) {
      columns += (columns.empty() ? "" : ", ") + column;
    }
    sql += "INSERT INTO main." + table + " (" + columns + ") SELECT " +
           columns + " FROM shop." + table + ";";
  }
  sql += "DETACH shop; PRAGMA user_version=" + std::to_string(version) +
         "; PRAGMA application_id=" + std::to_string(kApplicationId);
  ASSERT_THAT((*db)->Execute("fill an old file", sql), IsOk());
}

// Without its comments: they may be those of the version that made it.
std::string Words(const std::string& sql) {
  std::string words;
  std::istringstream lines(sql);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream in(line.substr(0, line.find("--")));
    for (std::string word; in >> word;) words += word + " ";
  }
  return words + "\n";
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
  Statement words(
      **db, "look",
      "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND"
      " (type = 'index' OR name IN ('lots', 'adjustments', 'statistics',"
      " 'models', 'model_params'))"
      " ORDER BY name");
  for (Cursor rows = words.Query(); rows.Next();) shape += Words(rows.Text(0));
  return shape;
}

// By the schema version that the file has.
class SqliteForward : public ::testing::TestWithParam<int64_t> {};

INSTANTIATE_TEST_SUITE_P(Versions, SqliteForward,
                         ::testing::Range(int64_t{1}, kSchemaVersion));

TEST_P(SqliteForward, AnOldFileHasAllItHadAndCanBeWritten) {
  const TempFolder folder;
  const std::string shop = folder.File("shop.db");
  const std::string old = folder.File("old.db");
  const std::string before = MakeShop(shop);
  MakeOld(GetParam(), shop, old);
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
              testing::IsOkAndHolds(kSchemaVersion));
}

// What is spent is found by its index, in its order, without sorting.
TEST(SqliteIndex, WhatIsSpentFirstIsFoundByItsIndex) {
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

// What a clock is about, and what paid a debt, are found among thousands.
TEST(SqliteIndex, LotsOfAClockAndOfADebtAreFoundByTheirIndexes) {
  const TempFolder folder;
  const std::string path = folder.File("shop.db");
  (void)MakeShop(path);
  auto db = Database::Open(path, {});
  ASSERT_THAT(db, IsOk());
  struct Row {
    std::string sql;
    std::string index;
  };
  const Row rows[] = {
      {"SELECT min(c.due_us) FROM clocks c WHERE c.account = 1 AND c.kind ="
       " 'idle' AND EXISTS (SELECT 1 FROM lots l INDEXED BY lots_sliding WHERE"
       " l.account = 1 AND l.currency = c.currency AND " PATRON_LOT_OF_CLOCK
       " AND l.sliding = 1 AND l.state <> 'closed')",
       "lots_sliding (account=? AND currency=? AND number>? AND number<?)"},
      {"SELECT l.number FROM clocks c CROSS JOIN lots l INDEXED BY"
       " lots_sliding ON l.account = c.account AND l.currency = c.currency "
       "WHERE c.account = 1 AND c.kind = 'idle' AND c.due_us <= 5"
       " AND " PATRON_LOT_OF_CLOCK " AND l.sliding = 1 AND l.state <> 'closed'",
       "lots_sliding (account=? AND currency=? AND number>? AND number<?)"},
      {"SELECT number FROM lots INDEXED BY lots_lapsed WHERE account = 1"
       " AND currency = 'points' AND expired > 0 AND expires_us > 5",
       "lots_lapsed (account=? AND currency=? AND expires_us>?)"},
      {"SELECT l.number FROM clocks c CROSS JOIN lots l INDEXED BY"
       " lots_lapsed ON l.account = c.account AND l.currency = c.currency "
       "WHERE c.account = 1 AND c.kind = 'idle' AND c.due_us > 5"
       " AND " PATRON_LOT_OF_CLOCK
       " AND l.expired > 0 AND l.expires_us IS NULL AND l.sliding = 1",
       "lots_lapsed (account=? AND currency=? AND expires_us=? AND number>?"
       " AND number<?)"},
      {"SELECT min(available_from_us) FROM lots WHERE account = 1 AND state ="
       " 'pending' AND awaits_goods = 0",
       "lots_pending"},
      {"SELECT number, collected FROM lots INDEXED BY lots_collected WHERE"
       " account = 1 AND currency ="
       " 'points' AND collected > 0 ORDER BY number DESC",
       "lots_collected"},
  };
  for (const Row& row : rows) {
    const std::string sql = "EXPLAIN QUERY PLAN " + row.sql;
    Statement explain(**db, "explain", sql.c_str());
    std::string plan;
    for (Cursor lines = explain.Query(); lines.Next();) plan += lines.Text(3);
    EXPECT_THAT(plan, HasSubstr(row.index)) << row.sql;
    EXPECT_EQ(plan.find("TEMP B-TREE"), std::string::npos) << plan;
  }
}

// Late orders and returns look for a day of purchases by its index.
TEST(SqliteIndex, ADayOfPurchasesIsFoundByItsIndex) {
  const TempFolder folder;
  const std::string path = folder.File("shop.db");
  (void)MakeShop(path);
  auto db = Database::Open(path, {});
  ASSERT_THAT(db, IsOk());
  Statement explain(
      **db, "explain",
      "EXPLAIN QUERY PLAN SELECT min(local_day) FROM orders"
      " WHERE account = 1 AND account > 0"
      " AND returned_units < units AND local_day >= '2026-01-01'");
  std::string plan;
  for (Cursor rows = explain.Query(); rows.Next();) plan += rows.Text(3);
  EXPECT_THAT(plan, HasSubstr("orders_kept_by_day"));
  EXPECT_EQ(plan.find("SCAN"), std::string::npos) << plan;
}

}  // namespace
}  // namespace patron
