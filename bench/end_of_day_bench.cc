// The end of a day, among few members and among many.
//
//   end_of_day/100000   10,000 members of 100,000 have points that lapse
//   end_of_day/1000000  10,000 members of 1,000,000 do
//
// Over SQLite, everything flushed. The time is to go with what is due, not with
// the members: quote the ratio of the two, of one run. What lapsed is counted
// afterwards.

#include <benchmark/benchmark.h>

#include <filesystem>
#include <memory>
#include <string>

#include "bench/shop_file.h"
#include "patron/engine.h"
#include "patron/protobuf_codec.h"

namespace patron::bench {
namespace {

constexpr int64_t kDue = 10'000;
constexpr Instant kEarned{1'767'225'600'000'000};
constexpr Instant kLapses{1'769'904'000'000'000};

// A member with a lot of ten beans.
Delta MemberWithLot(int64_t number, bool lapses) {
  Delta delta;
  delta.event.source = "till";
  delta.event.id = std::to_string(number);
  delta.event.member = "m" + std::to_string(number);
  delta.event.time = delta.event.arrival = delta.posted = kEarned;
  delta.event.program = "cafe";
  delta.event.version = "1";
  delta.enrols = true;
  delta.next_lot = 2;
  Lot& lot = delta.lots.emplace_back();
  lot.number = 1;
  lot.currency = "bean";
  lot.rule = "beans";
  lot.program = "cafe";
  lot.version = "1";
  lot.earned = kEarned;
  lot.amount = lot.remaining = 10;
  if (lapses) lot.expires = kLapses;
  JournalEntry& entry = delta.entries.emplace_back();
  entry.posted = kEarned;
  entry.program = "cafe";
  entry.version = "1";
  for (const auto& [bucket, amount] :
       {std::pair(Bucket::kIssued, -10), std::pair(Bucket::kAvailable, 10)}) {
    Posting& posting = entry.postings.emplace_back();
    posting.unit = "bean";
    posting.bucket = bucket;
    posting.amount = amount;
    posting.lot = 1;
    posting.rule = "beans";
  }
  return delta;
}

void RunEndOfDay(benchmark::State& state) {
  const int64_t members = state.range(0);
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / "patron-bench-end-of-day";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directory(folder);
  {
    auto store = OpenSqliteStore((folder / "shop.db").string(), {});
    Require(store.status());
    Require((*store)->BeginBatch());
    for (int64_t i = 0; i < members; ++i) {
      Require((*store)
                  ->Apply(MemberWithLot(i, i % (members / kDue) == 0))
                  .status());
    }
    Require((*store)->EndBatch());
    auto engine = Engine::Open({*std::move(store), &ProtobufCodec()});
    Require(engine.status());
    for (auto _ : state) {
      const auto totals = (*engine)->EndOfDay(kLapses);
      Require(totals.status());
      if (totals->expiries != kDue ||
          totals->expired[0].points.units != 10 * kDue) {
        Die("what lapsed is not what was to lapse");
      }
    }
    const auto again = (*engine)->EndOfDay(kLapses);
    Require(again.status());
    if (again->accounts != 0) Die("something was due twice");
  }
  std::filesystem::remove_all(folder);
}
BENCHMARK(RunEndOfDay)
    ->Name("end_of_day")
    ->Arg(100'000)
    ->Arg(1'000'000)
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace patron::bench
