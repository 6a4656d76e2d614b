// What a shop's file weighs.
//
//   patron/1      20,000 cafe orders of five lines, all of one member
//   patron/20000  the same of 20,000 members: what it is larger by are members
//   raw           one table of order lines with the same baskets, and nothing
//                 else: no points, no journal, no answer to give again
//
// Counters: bytes_an_order, and of the second bytes_a_member. All files hold
// the same sum of amounts. Quote the ratio of patron/1 to raw of one run.

#include <benchmark/benchmark.h>
#include <sqlite3.h>

#include <filesystem>
#include <memory>
#include <string>

#include "bench/cafe.h"
#include "bench/shop_file.h"
#include "patron/engine.h"

namespace patron::bench {
namespace {

constexpr int kOrders = 20'000;
constexpr int kOrdersAtOnce = 1000;
constexpr int kLines = 5;

Event OrderOf(int i, int members) {
  Event event = CafeBasket(kLines);
  event.id = std::to_string(i + 1);
  event.member = "guest-" + std::to_string(100'000 + i % members);
  event.time.us += int64_t{i} * 60 * kMicrosPerSecond;
  event.arrival = event.time;
  return event;
}

double SizeOf(const std::string& path) {
  return static_cast<double>(std::filesystem::file_size(path));
}

// As long as it takes to write all; the file is complete when it is closed.
void Commit(const std::string& path, int members) {
  Remove(path);
  const std::unique_ptr<Engine> engine = OpenEngine(path, CafePlan());
  Outcome outcome;
  for (int i = 0; i < kOrders;) {
    absl::StatusOr<Engine::Batch> batch = engine->BeginBatch();
    Require(batch.status());
    for (int end = i + kOrdersAtOnce; i < end; ++i) {
      Require(batch->Commit(OrderOf(i, members), {}, &outcome));
    }
    Require(batch->Keep());
  }
}

class RawLines {
 public:
  explicit RawLines(sqlite3* db) : db_(db) {
    Exec(db,
         "CREATE TABLE lines (source TEXT, id TEXT, line INTEGER, member TEXT, "
         "time_us INTEGER, line_id TEXT, sku TEXT, name TEXT, category TEXT, "
         "quantity_milli INTEGER, amount_minor INTEGER, own_cup INTEGER, "
         "PRIMARY KEY (source, id, line)) WITHOUT ROWID");
    insert_ = Prepare(db,
                      "INSERT INTO lines VALUES "
                      "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  }
  ~RawLines() { sqlite3_finalize(insert_); }
  RawLines(const RawLines&) = delete;
  RawLines& operator=(const RawLines&) = delete;

  void Add(const Event& event) {
    for (size_t i = 0; i < event.basket.lines.size(); ++i) {
      const Line& line = event.basket.lines[i];
      column_ = 0;
      Bind(event.source);
      Bind(event.id);
      Bind(static_cast<int64_t>(i));
      Bind(event.member);
      Bind(event.time.us);
      Bind(line.id);
      Bind(line.sku);
      Bind(line.name);
      Bind(line.category);
      Bind(line.quantity.milli);
      Bind(line.amount.minor);
      Bind(static_cast<int64_t>(line.attributes.size()));
      if (sqlite3_step(insert_) != SQLITE_DONE) Die(sqlite3_errmsg(db_));
      sqlite3_reset(insert_);
    }
  }

 private:
  void Bind(int64_t number) { sqlite3_bind_int64(insert_, ++column_, number); }
  void Bind(const std::string& text) {
    sqlite3_bind_text(insert_, ++column_, text.data(),
                      static_cast<int>(text.size()), SQLITE_STATIC);
  }

  sqlite3* db_;
  sqlite3_stmt* insert_ = nullptr;
  int column_ = 0;
};

const std::string& RawFile() {
  static const std::string path = [] {
    const std::string raw = PathOf("raw-lines.db");
    Remove(raw);
    const Db db = OpenRaw(raw);
    RawLines lines(db.get());
    Exec(db.get(), "BEGIN");
    for (int i = 0; i < kOrders; ++i) lines.Add(OrderOf(i, 1));
    Exec(db.get(), "COMMIT");
    return raw;
  }();
  return path;
}

void CheckSame(const std::string& path) {
  const int64_t amounts =
      NumberOf(OpenRaw(path).get(), "SELECT sum(list_minor) FROM order_lines");
  if (amounts != NumberOf(OpenRaw(RawFile()).get(),
                          "SELECT sum(amount_minor) FROM lines")) {
    Die("the files hold other amounts");
  }
}

// Of one member; the file is kept for the other to be compared with.
double BytesOfOneMember() {
  static const double bytes = [] {
    const std::string path = PathOf("one-member.db");
    Commit(path, 1);
    CheckSame(path);
    const double size = SizeOf(path);
    Remove(path);
    return size;
  }();
  return bytes;
}

void PatronFile(benchmark::State& state) {
  const auto members = static_cast<int>(state.range(0));
  const std::string path = PathOf("disk.db");
  const double one = BytesOfOneMember();
  for (auto _ : state) Commit(path, members);
  CheckSame(path);
  const double size = SizeOf(path);
  Remove(path);
  state.counters["bytes_an_order"] = one / kOrders;
  if (members > 1) {
    state.counters["bytes_a_member"] = (size - one) / (members - 1);
  }
}

void RawTable(benchmark::State& state) {
  for (auto _ : state) (void)RawFile();
  state.counters["bytes_an_order"] = SizeOf(RawFile()) / kOrders;
}

BENCHMARK(PatronFile)
    ->Name("patron")
    ->Arg(1)
    ->Arg(kOrders)
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(RawTable)->Name("raw")->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace patron::bench
