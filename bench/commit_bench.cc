// Committing orders, next to a raw SQLite program that writes the same rows.
//
//   patron/B    the engine over SQLite: 2,000 cafe orders, B a transaction
//   members/M   20,000 cafe orders of M members, 100 a transaction: one member
//               must not cost more than many
//   raw/B       the rows that the first run left, written again by prepared
//               statements into a database of the same schema and settings
//
// The raw program knows its rows beforehand: it looks nothing up, decides
// nothing and encodes nothing, so that its speed is the limit. Afterwards both
// databases are compared, table by table. Quote the ratio of one run.

#include <benchmark/benchmark.h>
#include <sqlite3.h>

#include <optional>
#include <string>
#include <vector>

#include "bench/cafe.h"
#include "bench/shop_file.h"
#include "patron/engine.h"

namespace patron::bench {
namespace {

constexpr int kOrders = 2000;
constexpr int kMembers = 200;
constexpr int kManyOrders = 20'000;

Event OrderOf(int i, int members) {
  Event event = CafeBasket(3 + i % 5);
  event.id = std::to_string(i + 1);
  event.member = "guest-" + std::to_string(i % members);
  event.time.us += int64_t{i} * 60 * kMicrosPerSecond;
  event.arrival = event.time;
  return event;
}

void CommitAll(const std::string& path, int batch, int orders = kOrders,
               int members = kMembers) {
  const std::unique_ptr<Engine> engine = OpenEngine(path, CafePlan());
  Outcome outcome;
  std::optional<Engine::Batch> open;
  for (int i = 0; i < orders; ++i) {
    if (batch > 1 && i % batch == 0) {
      absl::StatusOr<Engine::Batch> begun = engine->BeginBatch();
      if (!begun.ok()) Die("begin");
      open.emplace(*std::move(begun));
    }
    const Event order = OrderOf(i, members);
    const absl::Status s = open ? open->Commit(order, {}, &outcome)
                                : engine->Commit(order, {}, &outcome);
    if (!s.ok()) Die(std::string(s.message()));
    if (batch > 1 && (i + 1) % batch == 0 && !open->Keep().ok()) Die("end");
  }
}

// What one order wrote: rows of each table by the order's number.
struct Recorded {
  std::vector<std::string> tables;
  // [order][table] -> rows of copied values
  std::vector<std::vector<std::vector<std::vector<sqlite3_value*>>>> rows;
};

// Tables that only grow, with the column that says which order wrote the row.
struct Grown {
  const char* table;
  const char* by;  // an SQL expression for the event's number
};
constexpr Grown kGrown[] = {
    {"events", "number"},
    {"orders", "event"},
    {"order_lines", "event"},
    {"entries", "event"},
    {"postings",
     "(SELECT event FROM entries WHERE entries.number = postings.entry)"},
    {"lots", "event"},
};

Recorded Record(sqlite3* db) {
  Recorded recorded;
  recorded.rows.resize(kOrders);
  for (const Grown& grown : kGrown) {
    recorded.tables.emplace_back(grown.table);
    for (auto& order : recorded.rows) order.emplace_back();
    const std::string sql = std::string("SELECT ") + grown.by + ", * FROM " +
                            grown.table + " ORDER BY 1";
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(db, sql.c_str(), -1, &statement, nullptr);
    while (sqlite3_step(statement) == SQLITE_ROW) {
      const auto event =
          static_cast<size_t>(sqlite3_column_int64(statement, 0)) - 1;
      auto& row = recorded.rows[event].back().emplace_back();
      for (int c = 1; c < sqlite3_column_count(statement); ++c) {
        row.push_back(sqlite3_value_dup(sqlite3_column_value(statement, c)));
      }
    }
    sqlite3_finalize(statement);
  }
  return recorded;
}

class RawWriter {
 public:
  RawWriter(sqlite3* db, const Recorded& recorded)
      : db_(db), recorded_(recorded) {
    for (size_t t = 0; t < recorded.tables.size(); ++t) {
      std::string sql = "INSERT INTO " + recorded.tables[t] + " VALUES (?";
      for (size_t c = 1; c < Width(t); ++c) sql += ", ?";
      inserts_.push_back(Prepare(sql + ")"));
    }
    account_ = Prepare(
        "UPDATE accounts SET version = version + 1, last_posting_us = ?2, "
        "next_lot = next_lot + 1, next_due_us = CASE WHEN ?3 IS NULL THEN "
        "next_due_us ELSE min(coalesce(next_due_us, ?3), ?3) END "
        "WHERE number = ?1");
    statistics_ = Prepare(
        "UPDATE statistics SET orders = orders + 1, spend_minor = "
        "spend_minor + ?2 WHERE account = ?1");
    balance_ = Prepare(
        "INSERT INTO balances SELECT account, ?2, ?3, ?4 FROM entries WHERE "
        "number = ?1 ON CONFLICT DO UPDATE SET amount = amount + ?4");
    begin_ = Prepare("BEGIN IMMEDIATE");
    commit_ = Prepare("COMMIT");
  }
  ~RawWriter() {
    for (sqlite3_stmt* statement : all_) sqlite3_finalize(statement);
  }
  RawWriter(const RawWriter&) = delete;
  RawWriter& operator=(const RawWriter&) = delete;

  void Begin() { Run(begin_); }
  void Commit() { Run(commit_); }

  void Order(size_t i) {
    const auto& tables = recorded_.rows[i];
    for (size_t t = 0; t < tables.size(); ++t) {
      for (const auto& row : tables[t]) {
        for (size_t c = 0; c < row.size(); ++c) {
          sqlite3_bind_value(inserts_[t], static_cast<int>(c) + 1, row[c]);
        }
        Run(inserts_[t]);
        if (recorded_.tables[t] == "postings") Balance(row);
      }
    }
    // events: account is the seventh, arrival the tenth column.
    const auto& event = tables[0][0];
    sqlite3_bind_value(account_, 1, event[6]);
    sqlite3_bind_value(account_, 2, event[9]);
    // lots: expiry is the thirteenth column.
    sqlite3_bind_null(account_, 3);
    if (!tables[5].empty()) sqlite3_bind_value(account_, 3, tables[5][0][12]);
    Run(account_);
    sqlite3_bind_value(statistics_, 1, event[6]);
    sqlite3_bind_value(statistics_, 2, tables[1][0][7]);
    Run(statistics_);
  }

 private:
  [[nodiscard]] size_t Width(size_t table) const {
    for (const auto& order : recorded_.rows) {
      if (!order[table].empty()) return order[table][0].size();
    }
    Die("no rows in " + recorded_.tables[table]);
  }
  void Balance(const std::vector<sqlite3_value*>& posting) {
    sqlite3_bind_value(balance_, 1, posting[0]);
    sqlite3_bind_value(balance_, 2, posting[2]);
    sqlite3_bind_value(balance_, 3, posting[3]);
    sqlite3_bind_value(balance_, 4, posting[4]);
    Run(balance_);
  }
  sqlite3_stmt* Prepare(const std::string& sql) {
    all_.push_back(bench::Prepare(db_, sql));
    return all_.back();
  }
  void Run(sqlite3_stmt* statement) {
    if (sqlite3_step(statement) != SQLITE_DONE) Die(sqlite3_errmsg(db_));
    sqlite3_reset(statement);
  }

  sqlite3* db_;
  const Recorded& recorded_;
  std::vector<sqlite3_stmt*> all_;
  std::vector<sqlite3_stmt*> inserts_;
  sqlite3_stmt* account_ = nullptr;
  sqlite3_stmt* statistics_ = nullptr;
  sqlite3_stmt* balance_ = nullptr;
  sqlite3_stmt* begin_ = nullptr;
  sqlite3_stmt* commit_ = nullptr;
};

// A database of the schema with the accounts there already, so that the raw
// program enrols nobody.
void CopyAccounts(const std::string& from, const std::string& path) {
  Remove(path);
  (void)OpenEngine(path, CafePlan());
  const Db db = OpenRaw(path);
  Exec(db.get(), "ATTACH '" + from + "' AS a");
  Exec(db.get(), "PRAGMA foreign_keys = OFF");
  Exec(
      db.get(),
      "INSERT INTO accounts SELECT number, 0, 0, 1, NULL FROM a.accounts WHERE "
      "number > 0; INSERT INTO statistics SELECT account, 0, 0, 0, 0, 0, 0, "
      "0, 0, 0, NULL, NULL, 0 FROM a.statistics");
}

const std::string& FirstRun() {
  static const std::string path = [] {
    const std::string first = PathOf("first.db");
    Remove(first);
    CommitAll(first, 100);
    return first;
  }();
  return path;
}

void CheckSame(const std::string& a, const std::string& b) {
  const Db db = OpenRaw(a);
  Exec(db.get(), "ATTACH '" + b + "' AS b");
  for (const char* table : {"events", "orders", "order_lines", "entries",
                            "postings", "lots", "balances"}) {
    const std::string name = table;
    if (NumberOf(db.get(), "SELECT count(*) FROM (SELECT * FROM main." + name +
                               " EXCEPT SELECT * FROM b." + name + ")") != 0) {
      Die("the tables " + name + " differ");
    }
  }
}

void PatronCommits(benchmark::State& state) {
  const auto batch = static_cast<int>(state.range(0));
  const std::string path = PathOf("patron.db");
  (void)FirstRun();
  for (auto _ : state) {
    state.PauseTiming();
    Remove(path);
    (void)OpenEngine(path, CafePlan());
    state.ResumeTiming();
    CommitAll(path, batch);
  }
  CheckSame(FirstRun(), path);
  Remove(path);
  state.SetItemsProcessed(state.iterations() * kOrders);
}

void ManyOrders(benchmark::State& state) {
  const auto members = static_cast<int>(state.range(0));
  const std::string path = PathOf("members.db");
  for (auto _ : state) {
    state.PauseTiming();
    Remove(path);
    (void)OpenEngine(path, CafePlan());
    state.ResumeTiming();
    CommitAll(path, 100, kManyOrders, members);
  }
  Remove(path);
  state.SetItemsProcessed(state.iterations() * kManyOrders);
}

void RawCommits(benchmark::State& state) {
  const auto batch = static_cast<int>(state.range(0));
  const std::string path = PathOf("raw.db");
  const Db first = OpenRaw(FirstRun());
  const Recorded recorded = Record(first.get());
  for (auto _ : state) {
    state.PauseTiming();
    CopyAccounts(FirstRun(), path);
    state.ResumeTiming();
    const Db db = OpenRaw(path);
    Exec(db.get(), "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
    RawWriter writer(db.get(), recorded);
    for (int i = 0; i < kOrders; ++i) {
      if (i % batch == 0) writer.Begin();
      writer.Order(static_cast<size_t>(i));
      if ((i + 1) % batch == 0) writer.Commit();
    }
  }
  CheckSame(FirstRun(), path);
  Remove(path);
  state.SetItemsProcessed(state.iterations() * kOrders);
}

BENCHMARK(PatronCommits)->Name("patron")->Arg(1)->Arg(100)->UseRealTime();
BENCHMARK(ManyOrders)
    ->Name("members")
    ->Arg(1)
    ->Arg(5000)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK(RawCommits)->Name("raw")->Arg(1)->Arg(100)->UseRealTime();

}  // namespace
}  // namespace patron::bench
