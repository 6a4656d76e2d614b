// Three real files from the till to the report, by the program itself: every
// line accounted for, the same file twice, killed in the middle, the books
// sound, and the retention of every period equal to a query that knows nothing
// of Patron's metrics.

#include <rapidjson/document.h>
#include <sqlite3.h>

#include <map>
#include <tuple>

#include "tests/cli/patron_process.h"
#include "tests/shared_data.h"

namespace patron {
namespace {

using testing::DumpDatabase;
using testing::Ran;
using testing::RunPatron;
using testing::TemporaryFolder;

std::string ShopFile(const std::string& shop) {
  return PATRON_SOURCE_DIR "/examples/" + shop + "/" + shop + ".yaml";
}

rapidjson::Document Json(const std::string& text) {
  rapidjson::Document document;
  document.Parse(text.c_str());
  EXPECT_FALSE(document.HasParseError()) << text;
  return document;
}

// What one run did with the lines it read.
struct Counts {
  int64_t read = 0;
  int64_t committed = 0;
  int64_t duplicate = 0;
  int64_t rejected = 0;
  int64_t in_part = 0;
  std::map<std::string, int64_t> reasons;

  friend bool operator==(const Counts&, const Counts&) = default;
};

Counts CountsOf(const Ran& ran) {
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  const rapidjson::Document json = Json(ran.out);
  Counts counts{json["read"].GetInt64(),      json["committed"].GetInt64(),
                json["duplicate"].GetInt64(), json["rejected"].GetInt64(),
                json["in_part"].GetInt64(),   {}};
  for (const auto& reason : json["reasons"].GetObject()) {
    counts.reasons[reason.name.GetString()] = reason.value.GetInt64();
  }
  EXPECT_EQ(json["not_reached"].GetInt64(), 0);
  EXPECT_EQ(counts.read, counts.committed + counts.duplicate + counts.rejected);
  return counts;
}

// first day -> S, E, N, kept.
using Retention =
    std::map<std::string, std::tuple<int64_t, int64_t, int64_t, int64_t>>;

Retention Reported(const std::string& db) {
  const Ran ran = RunPatron(
      {"report", "--db", db, "--period", "quarter", "--format", "json"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  Retention retention;
  const rapidjson::Document json = Json(ran.out);
  for (const auto& row : json["retention"][0]["periods"].GetArray()) {
    retention[row["first_day"].GetString()] = {
        row["at_start"].GetInt64(), row["at_end"].GetInt64(),
        row["new"].GetInt64(), row["kept"].GetInt64()};
  }
  return retention;
}

// The same from the tables, by SQL alone.
Retention Queried(const std::string& path) {
  constexpr char kQuery[] = R"(
WITH bought AS (
  SELECT DISTINCT account, 4 * CAST(substr(local_day, 1, 4) AS INTEGER)
         + (CAST(substr(local_day, 6, 2) AS INTEGER) - 1) / 3 AS q
  FROM orders WHERE account > 0),
firsts AS (SELECT account, min(q) AS q FROM bought GROUP BY account),
quarters AS (SELECT q FROM bought UNION SELECT q + 1 FROM bought
             WHERE q < (SELECT max(q) FROM bought))
SELECT printf('%04d-%02d-01', q / 4, q % 4 * 3 + 1),
  (SELECT count(*) FROM bought b WHERE b.q = t.q - 1),
  (SELECT count(*) FROM bought b WHERE b.q = t.q),
  (SELECT count(*) FROM firsts f WHERE f.q = t.q),
  (SELECT count(*) FROM bought b JOIN bought a
     ON a.account = b.account AND a.q = t.q - 1 WHERE b.q = t.q)
FROM quarters t)";
  Retention retention;
  sqlite3* db = nullptr;
  sqlite3_stmt* statement = nullptr;
  EXPECT_EQ(sqlite3_open_v2(path.c_str(), &db, SQLITE_OPEN_READWRITE, nullptr),
            SQLITE_OK);
  EXPECT_EQ(sqlite3_prepare_v2(db, kQuery, -1, &statement, nullptr), SQLITE_OK)
      << sqlite3_errmsg(db);
  while (sqlite3_step(statement) == SQLITE_ROW) {
    const auto number = [&](int c) -> int64_t {
      return sqlite3_column_int64(statement, c);
    };
    retention[reinterpret_cast<const char*>(sqlite3_column_text(
        statement, 0))] = {number(1), number(2), number(3), number(4)};
  }
  sqlite3_finalize(statement);
  sqlite3_close(db);
  return retention;
}

// A shop's real file run into a database of its own.
class RealRun {
 public:
  RealRun(std::string shop, std::string file)
      : shop_(std::move(shop)), file_(std::move(file)) {}

  [[nodiscard]] std::string db() const { return folder_.Path("shop.db"); }
  [[nodiscard]] Ran Run(const testing::Limits& limits = {}) const {
    return RunPatron({"run", ShopFile(shop_), "--db", db(), file_, "--rejects",
                      folder_.Path("rejects.csv"), "--format", "json"},
                     "", limits);
  }

  // Runs it twice; the second run must find only what the first had committed.
  void ExpectCounts(const Counts& expected) const {
    EXPECT_EQ(CountsOf(Run()), expected);
    const std::string before = DumpDatabase(db());
    Counts again = expected;
    again.duplicate = expected.committed;
    again.committed = 0;
    EXPECT_EQ(CountsOf(Run()), again);
    EXPECT_TRUE(DumpDatabase(db()) == before)
        << "running it again changed rows";
  }

  void ExpectSound() const {
    const Ran ran = RunPatron({"verify", "--db", db()});
    EXPECT_EQ(ran.exit_code, 0) << ran.out << ran.err;
    EXPECT_EQ(Reported(db()), Queried(db()));
  }

 private:
  std::string shop_;
  std::string file_;
  TemporaryFolder folder_;
};

TEST(RealRuns, Wholesaler) {
  PATRON_SHARED_DATA(path, "online_retail.csv.gz");
  const RealRun run("wholesaler", path);
  run.ExpectCounts({541'909,
                    538'517,
                    0,
                    3'392,
                    53,
                    {{"bad_quantity", 1'336},
                     {"negative_price", 2},
                     {"return_without_purchase", 2'054}}});
  run.ExpectSound();
}

TEST(RealRuns, Grocer) {
  PATRON_SHARED_DATA(path, "completejourney_transactions_sample.csv.gz");
  const RealRun run("grocer", path);
  run.ExpectCounts({75'000, 74'138, 0, 862, 0, {{"bad_quantity", 862}}});
  run.ExpectSound();
}

TEST(RealRuns, Music) {
  PATRON_SHARED_DATA(path, "cdnow_master.csv.gz");
  const RealRun run("music", path);
  run.ExpectCounts({69'659, 69'659, 0, 0, 0, {}});
  run.ExpectSound();
  // The numbers of the literature's favourite cohort.
  EXPECT_EQ(Reported(run.db())["1997-07-01"],
            std::make_tuple(5'376, 4'263, 0, 2'289));
}

TEST(RealRuns, KilledInTheMiddle) {
  PATRON_SHARED_DATA(path, "cdnow_master.csv.gz");
  const RealRun whole("music", path);
  EXPECT_EQ(whole.Run().exit_code, 0);
  const RealRun killed("music", path);
  int kills = 0;
  for (const int after_ms : {700, 1500, 2500}) {
    if (killed.Run({.kill_after_ms = after_ms}).exit_code == -1) ++kills;
  }
  EXPECT_GT(kills, 0);
  EXPECT_EQ(killed.Run().exit_code, 0);
  EXPECT_TRUE(DumpDatabase(killed.db()) == DumpDatabase(whole.db()))
      << "what was killed and run again differs";
}

}  // namespace
}  // namespace patron
