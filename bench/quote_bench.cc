// Quoting a basket against the cafe's six rules, next to the same rules written
// by hand in C++ for this cafe and no other.
//
//   decide/20         the pure decision: plan, event and facts in memory
//   quote/20          the engine's quote, memory store, account loaded
//   by_hand/20        the same arithmetic without explanation, split to units
//                     or fingerprint
//
// p50 and p99 are nanoseconds of single calls, allocations are per call when
// warm. The answers are compared before anything is timed.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "bench/cafe.h"
#include "bench/timing.h"
#include "patron/engine.h"
#include "patron/protobuf_codec.h"

namespace patron::bench {
namespace {

struct HandAnswer {
  int64_t pay = 0;
  int64_t points = 0;
};

int64_t TenPercent(int64_t base) { return (base + 5) / 10; }

// The quiet hour, the table and the beans; the basket's guest is new, so that
// no segment holds.
HandAnswer ByHand(const Event& event) {
  int64_t coffee = 0, cups = 0, own = 0, total = 0;
  for (const Line& line : event.basket.lines) {
    total += line.amount.minor;
    if (line.category != "coffee") continue;
    coffee += line.amount.minor;
    cups += line.quantity.units();
  }
  // Shares of a discount hang on the other lines: kept line by line.
  std::vector<int64_t> left(event.basket.lines.size());
  for (size_t i = 0; i < left.size(); ++i) {
    left[i] = event.basket.lines[i].amount.minor;
  }
  const auto take = [&](int64_t amount, auto&& counts) {
    int64_t base = 0, given = 0;
    for (size_t i = 0; i < left.size(); ++i) {
      if (counts(event.basket.lines[i])) base += left[i];
    }
    std::vector<std::pair<int64_t, size_t>> rest;
    for (size_t i = 0; i < left.size(); ++i) {
      if (!counts(event.basket.lines[i])) continue;
      const int64_t part = amount * left[i] / base;
      rest.emplace_back(-(amount * left[i] % base), i);
      left[i] -= part;
      given += part;
    }
    std::sort(rest.begin(), rest.end());
    for (size_t k = 0; given < amount; ++k, ++given) --left[rest[k].second];
  };
  if (cups >= 2) {
    take(TenPercent(coffee),
         [](const Line& line) { return line.category == "coffee"; });
    total -= TenPercent(coffee);
  }
  if (total >= 5000) {
    take(500, [](const Line&) { return true; });
    total -= 500;
  }
  for (size_t i = 0; i < left.size(); ++i) {
    const Line& line = event.basket.lines[i];
    if (line.category == "coffee" && !line.attributes.empty()) own += left[i];
  }
  return {total, total / 100 + own / 100};
}

const std::shared_ptr<const Plan>& ThePlan() {
  static const std::shared_ptr<const Plan> plan = CafePlan();
  return plan;
}

Facts FreshFacts(const Event& event) {
  Needs needs;
  ThePlan()->NeedsOf(event, &needs);
  Facts facts;
  for (const CounterKey& key : needs.counters)
    facts.counters.push_back({key, 0});
  return facts;
}

// Both must say the same before either is timed.
bool Agree(const Event& event, const Decision& decision) {
  const HandAnswer hand = ByHand(event);
  const int64_t points =
      decision.points.empty() ? 0 : decision.points[0].points.units;
  if (hand.pay == decision.pay_total.minor && hand.points == points) {
    return true;
  }
  std::fprintf(stderr, "by hand %lld and %lld points, decided %lld and %lld\n",
               static_cast<long long>(hand.pay),
               static_cast<long long>(hand.points),
               static_cast<long long>(decision.pay_total.minor),
               static_cast<long long>(points));
  return false;
}

void DecideBasket(benchmark::State& state) {
  const Event event = CafeBasket(static_cast<int>(state.range(0)));
  if (ThePlan() == nullptr) return state.SkipWithError("no plan");
  const Facts facts = FreshFacts(event);
  Deciding deciding;
  Decision decision;
  const absl::Status status =
      Decide(*ThePlan(), event, facts, {}, deciding, &decision);
  if (!status.ok() || !Agree(event, decision)) {
    return state.SkipWithError("the answers differ");
  }
  Time(state, [&] {
    benchmark::DoNotOptimize(
        Decide(*ThePlan(), event, facts, {}, deciding, &decision));
  });
}

void QuoteBasket(benchmark::State& state) {
  const Event event = CafeBasket(static_cast<int>(state.range(0)));
  if (ThePlan() == nullptr) return state.SkipWithError("no plan");
  auto engine = Engine::Open({OpenMemoryStore(), &ProtobufCodec()});
  Outcome outcome;
  if (!engine.ok() || !(*engine)->Activate(ThePlan()).ok() ||
      !(*engine)->Quote(event, {}, &outcome).ok() ||
      !Agree(event, outcome.answer.decision)) {
    return state.SkipWithError("the answers differ");
  }
  Time(state, [&] {
    benchmark::DoNotOptimize((*engine)->Quote(event, {}, &outcome));
  });
}

void HandBasket(benchmark::State& state) {
  const Event event = CafeBasket(static_cast<int>(state.range(0)));
  Time(state, [&] { benchmark::DoNotOptimize(ByHand(event)); });
}

BENCHMARK(DecideBasket)->Name("decide")->Arg(20)->Arg(200);
BENCHMARK(QuoteBasket)->Name("quote")->Arg(20)->Arg(200);
BENCHMARK(HandBasket)->Name("by_hand")->Arg(20)->Arg(200);

}  // namespace
}  // namespace patron::bench
