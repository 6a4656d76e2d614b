// A member with very many lots, next to a sorted vector by hand.
//
//   spend/L/F      25 points taken by hand (an event of three lots, committed)
//                  from a member with L lots of 10; F 0: memory, 1: SQLite
//   by_hand_spend  the same from a sorted vector: no journal, no event, nothing
//                  kept
//   balance/L/F    a quote whose rule reads what the member has
//   by_hand_balance  the vector summed
//   expire/L/F     the end of the day on which all lots lapse, one journal
//                  entry each
//   by_hand_expire   the vector walked
//
// A lot that is not touched is to cost nothing: quote the ratio of 100,000 lots
// to 10,000 of one run. What is left is compared with the vector afterwards.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "bench/shop_file.h"
#include "patron/engine.h"

namespace patron::bench {
namespace {

constexpr int64_t kLotPoints = 10;
constexpr int64_t kSpent = 25;
constexpr int kSpends = 1000;
constexpr int64_t kFirstLotUs = 1'768'397'400'000'000;  // 14 January 2026
constexpr int64_t kApartUs = 600 * kMicrosPerSecond;
constexpr int32_t kLivesDays = 3650;

std::shared_ptr<const Plan> PointsPlan() {
  Program program;
  program.id = "points";
  program.version = "1";
  program.valid_from = Date{20000};
  program.currency = *Currency::FromCode("EUR");
  program.points.push_back({.id = "bean", .name = "beans"});
  program.points[0].expires = Expiry{{kLivesDays, PeriodUnit::kDay}, {}, {}};
  Rule rich;
  rich.id = "rich";
  rich.when = "points(\"bean\") >= 1000";
  rich.then.push_back({Message{"You are rich"}, {}});
  program.rules.push_back(rich);
  const ZoneTable utc;
  return Plan::Compile(std::move(program), {&utc, 1}).plan;
}

Event NewEvent(EventKind kind, std::string id, int64_t at_us) {
  Event event;
  event.kind = kind;
  event.source = "till";
  event.id = std::move(id);
  event.time = event.arrival = Instant{at_us};
  event.member = "ann";
  return event;
}

Event Purchase(int64_t at_us) {
  Event event = NewEvent(EventKind::kPurchase, "1", at_us);
  Line& line = event.basket.lines.emplace_back();
  line.id = "1";
  line.sku = "latte";
  line.amount = Money{250, *Currency::FromCode("EUR")};
  return event;
}

Event Adjustment(std::string id, int64_t at_us, int64_t points) {
  Event event = NewEvent(EventKind::kAdjustment, std::move(id), at_us);
  event.adjustment = {"bean", {points, 0}, "bench", "eva"};
  return event;
}

// The member's lots, and where the next event may be.
struct Rich {
  std::unique_ptr<Engine> engine;
  std::string path;  // of a file, or empty
  int64_t next_us = kFirstLotUs;

  ~Rich() {
    engine.reset();
    if (!path.empty()) Remove(path);
  }
};

void Open(int64_t lots, bool on_file, Rich* rich) {
  if (on_file) {
    rich->path = PathOf("rich.db");
    Remove(rich->path);
    rich->engine = OpenEngine(rich->path, PointsPlan());
  } else {
    rich->engine = OpenEngine(OpenMemoryStore(), PointsPlan());
  }
  Outcome outcome;
  absl::StatusOr<Engine::Batch> batch = rich->engine->BeginBatch();
  Require(batch.status());
  Require(batch->Commit(Purchase(rich->next_us), {}, &outcome));
  for (int64_t i = 0; i < lots; ++i, rich->next_us += kApartUs) {
    Require(batch->Commit(
        Adjustment("g" + std::to_string(i), rich->next_us, kLotPoints), {},
        &outcome));
  }
  Require(batch->Keep());
}

int64_t BalanceOf(const Engine& engine) {
  const absl::StatusOr<MemberView> view = engine.Member("ann", std::nullopt);
  Require(view.status());
  return view->balances[0].available.units;
}

// By hand: the lots of one member.
struct HandLot {
  int64_t expires_us = 0;
  int64_t earned_us = 0;
  int64_t number = 0;
  int64_t left = 0;
};

class HandLots {
 public:
  explicit HandLots(int64_t lots) {
    for (int64_t i = 0; i < lots; ++i) {
      const int64_t earned = kFirstLotUs + i * kApartUs;
      const int64_t day = earned / kMicrosPerDay + kLivesDays + 1;
      lots_.push_back({day * kMicrosPerDay, earned, i + 1, kLotPoints});
    }
    std::sort(lots_.begin(), lots_.end(),
              [](const HandLot& a, const HandLot& b) {
                return std::tuple(a.expires_us, a.earned_us, a.number) <
                       std::tuple(b.expires_us, b.earned_us, b.number);
              });
  }

  void Spend(int64_t points) {
    while (points > 0) {
      HandLot& lot = lots_[first_];
      const int64_t taken = std::min(points, lot.left);
      lot.left -= taken;
      points -= taken;
      if (lot.left == 0) ++first_;
    }
  }
  [[nodiscard]] int64_t Balance() const {
    int64_t sum = 0;
    for (const HandLot& lot : lots_) sum += lot.left;
    return sum;
  }
  int64_t Expire(int64_t until_us) {
    int64_t sum = 0;
    for (HandLot& lot : lots_) {
      if (lot.expires_us > until_us) break;
      sum += lot.left;
      lot.left = 0;
    }
    return sum;
  }

 private:
  std::vector<HandLot> lots_;
  size_t first_ = 0;
};

void Spend(benchmark::State& state) {
  Rich rich;
  Open(state.range(0), state.range(1) != 0, &rich);
  Outcome outcome;
  int64_t number = 0;
  const auto spend = [&] {
    Require(rich.engine->Commit(
        Adjustment("s" + std::to_string(number++), rich.next_us, -kSpent), {},
        &outcome));
  };
  // What setting up has freed is sorted by the first that asks for memory.
  for (int warm = 0; warm < 20; ++warm) spend();
  for (auto _ : state) spend();
  HandLots by_hand(state.range(0));
  for (int64_t i = 0; i < number; ++i) by_hand.Spend(kSpent);
  if (BalanceOf(*rich.engine) != by_hand.Balance()) Die("other points left");
}

void HandSpend(benchmark::State& state) {
  HandLots lots(state.range(0));
  for (auto _ : state) lots.Spend(kSpent);
  benchmark::DoNotOptimize(lots.Balance());
}

void Balance(benchmark::State& state) {
  Rich rich;
  Open(state.range(0), state.range(1) != 0, &rich);
  Event event = Purchase(rich.next_us);
  event.id = "2";
  Outcome outcome;
  for (auto _ : state) Require(rich.engine->Quote(event, {}, &outcome));
  if (outcome.answer.facts.balances[0].available.units !=
      HandLots(state.range(0)).Balance()) {
    Die("another balance");
  }
}

void HandBalance(benchmark::State& state) {
  const HandLots lots(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(lots.Balance());
}

void Expire(benchmark::State& state) {
  Rich rich;
  Open(state.range(0), state.range(1) != 0, &rich);
  const int64_t until_us = rich.next_us + (kLivesDays + 2) * kMicrosPerDay;
  for (auto _ : state) {
    const auto totals = rich.engine->EndOfDay(Instant{until_us});
    Require(totals.status());
    if (totals->expiries != state.range(0) ||
        totals->expired[0].points.units !=
            HandLots(state.range(0)).Expire(until_us)) {
      Die("other lots lapsed");
    }
  }
  if (BalanceOf(*rich.engine) != 0) Die("something is left");
}

void HandExpire(benchmark::State& state) {
  for (auto _ : state) {
    state.PauseTiming();
    HandLots lots(state.range(0));
    state.ResumeTiming();
    benchmark::DoNotOptimize(lots.Expire(INT64_MAX));
  }
}

constexpr int64_t kMany = 10'000;
constexpr int64_t kVeryMany = 100'000;

BENCHMARK(Spend)
    ->Name("spend")
    ->ArgsProduct({{kMany, kVeryMany}, {0, 1}})
    ->Iterations(kSpends)
    ->Unit(benchmark::kMicrosecond)
    ->UseRealTime();
BENCHMARK(HandSpend)->Name("by_hand_spend")->Arg(kMany)->Iterations(kSpends);
BENCHMARK(Balance)
    ->Name("balance")
    ->ArgsProduct({{kMany, kVeryMany}, {0, 1}})
    ->Unit(benchmark::kMicrosecond)
    ->UseRealTime();
BENCHMARK(HandBalance)->Name("by_hand_balance")->Arg(kMany);
BENCHMARK(Expire)
    ->Name("expire")
    ->ArgsProduct({{kMany}, {0, 1}})
    ->Args({kVeryMany, 0})
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK(HandExpire)
    ->Name("by_hand_expire")
    ->Arg(kMany)
    ->Iterations(100)
    ->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace patron::bench
