// docs/schema.md against a live database: every table and column is described,
// in the words that the file itself carries, and every query there runs.

#include "store/schema.h"

#include <fstream>
#include <sstream>

#include "patron/store.h"
#include "store/sqlite_db.h"
#include "tests/status_matchers.h"
#include "tests/store/store_testing.h"

namespace patron {
namespace {

using ::testing::HasSubstr;
using testing::IsOk;
using testing::IsOkAndHolds;
using testing::NthPurchase;
using testing::TempFolder;

struct Column {
  std::string name;
  std::string type;

  friend bool operator==(const Column&, const Column&) = default;
};

struct Table {
  std::vector<Column> columns;
  std::vector<std::string> sentences;  // about it and its columns
};

struct Page {
  std::map<std::string, Table> tables;
  std::vector<std::string> queries;
};

// The cells of "| `a` | b | c |".
std::vector<std::string> Cells(std::string_view row) {
  std::vector<std::string> cells;
  std::istringstream in{std::string(row.substr(1))};
  for (std::string cell; std::getline(in, cell, '|');) {
    const size_t first = cell.find_first_not_of(" `");
    const size_t last = cell.find_last_not_of(" `");
    cells.push_back(
        first == std::string::npos ? "" : cell.substr(first, last - first + 1));
  }
  return cells;
}

Page ReadPage() {
  std::ifstream file(PATRON_SOURCE_DIR "/docs/schema.md");
  EXPECT_TRUE(file.good());
  Page page;
  Table* table = nullptr;
  std::string query;
  bool in_query = false;
  for (std::string line; std::getline(file, line);) {
    if (line == "```sql" || line == "```") {
      if (in_query) page.queries.push_back(query);
      in_query = line == "```sql";
      query.clear();
    } else if (in_query) {
      query += line + "\n";
    } else if (line.starts_with("### ")) {
      table = &page.tables[line.substr(4)];
    } else if (line.starts_with("#")) {
      table = nullptr;
    } else if (table != nullptr && line.starts_with("| `")) {
      const std::vector<std::string> cells = Cells(line);
      EXPECT_EQ(cells.size(), 3u) << line;
      if (cells.size() != 3) continue;
      table->columns.push_back({cells[0], cells[1]});
      table->sentences.push_back(cells[2]);
    } else if (table != nullptr && table->columns.empty() && !line.empty() &&
               !line.starts_with("|")) {
      // One paragraph, however it is wrapped.
      if (table->sentences.empty()) table->sentences.emplace_back();
      std::string& sentence = table->sentences.back();
      sentence += (sentence.empty() ? "" : " ") + line;
    }
  }
  return page;
}

// The text of a CREATE TABLE as one line, its comment marks left out.
std::string Plain(std::string sql) {
  std::string plain;
  for (size_t i = 0; i < sql.size(); ++i) {
    if (sql.compare(i, 2, "--") == 0) {
      ++i;
    } else if (sql[i] != ' ' && sql[i] != '\n') {
      plain += sql[i];
    } else if (!plain.empty() && plain.back() != ' ') {
      plain += ' ';
    }
  }
  return plain;
}

class LiveDatabase {
 public:
  LiveDatabase() {
    const std::string path = folder_.File("shop.db");
    absl::StatusOr<std::unique_ptr<Store>> store = OpenSqliteStore(path, {});
    EXPECT_THAT(store, IsOk());
    if (!store.ok()) return;
    for (int64_t i = 0; i < 20; ++i) {
      EXPECT_THAT((*store)->Apply(NthPurchase(**store, i)), IsOk());
    }
    absl::StatusOr<std::unique_ptr<Database>> db = Database::Open(path, {});
    EXPECT_THAT(db, IsOk());
    if (db.ok()) db_ = *std::move(db);
  }

  // The rows of a query, all columns as text.
  std::vector<std::vector<std::string>> Rows(const std::string& sql,
                                             int columns) {
    std::vector<std::vector<std::string>> all;
    Statement statement(*db_, "run a query of the test", sql.c_str());
    Cursor rows = statement.Query();
    while (rows.Next()) {
      std::vector<std::string>& row = all.emplace_back();
      for (int i = 0; i < columns; ++i) row.push_back(rows.Text(i));
    }
    EXPECT_THAT(rows.status(), IsOk()) << sql;
    return all;
  }

  Database& db() { return *db_; }

 private:
  TempFolder folder_;
  std::unique_ptr<Database> db_;
};

TEST(Schema, EveryTableAndColumnIsDescribedInTheWordsOfTheFile) {
  LiveDatabase live;
  const Page page = ReadPage();
  size_t tables = 0;
  for (const std::vector<std::string>& row : live.Rows(
           "SELECT name, sql FROM sqlite_schema WHERE type = 'table'", 2)) {
    SCOPED_TRACE(row[0]);
    ++tables;
    const auto at = page.tables.find(row[0]);
    ASSERT_NE(at, page.tables.end()) << "not in docs/schema.md";
    std::vector<Column> columns;
    for (const std::vector<std::string>& column : live.Rows(
             "SELECT name, type FROM pragma_table_info('" + row[0] + "')", 2)) {
      columns.push_back({column[0], column[1]});
    }
    EXPECT_TRUE(columns == at->second.columns);
    EXPECT_EQ(at->second.sentences.size(), columns.size() + 1);
    const std::string plain = Plain(row[1]);
    for (const std::string& sentence : at->second.sentences) {
      EXPECT_FALSE(sentence.empty());
      EXPECT_THAT(plain, HasSubstr(sentence));
    }
  }
  EXPECT_EQ(tables, page.tables.size());
  EXPECT_GE(tables, 16u);
}

TEST(Schema, EveryQueryOfThePageRuns) {
  LiveDatabase live;
  const Page page = ReadPage();
  // One each, four questions, one that proves the journal, one of open units,
  // one of statements, two of transfers.
  EXPECT_EQ(page.queries.size(), page.tables.size() + 9);
  for (const std::string& query : page.queries) {
    SCOPED_TRACE(query);
    // Those that look for faults find none.
    const bool finds_faults = query.find("<> 0") != std::string::npos ||
                              query.find("b.amount <>") != std::string::npos;
    const size_t rows = live.Rows(query, 1).size();
    if (finds_faults) {
      EXPECT_EQ(rows, 0u);
    }
  }
}

TEST(Schema, TheRowsReferToEachOther) {
  LiveDatabase live;
  EXPECT_TRUE(live.Rows("PRAGMA foreign_key_check", 1).empty());
  EXPECT_THAT(live.db().QueryInt("look", "SELECT count(*) FROM accounts"),
              IsOkAndHolds(6));
  EXPECT_EQ(live.Rows("PRAGMA integrity_check", 1),
            (std::vector<std::vector<std::string>>{{"ok"}}));
}

}  // namespace
}  // namespace patron
