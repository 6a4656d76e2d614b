// The best combination of competing promotions, for baskets of a shop: three
// for two, menus, percents and fixed prices that want the same units.
//
//   shop/60/12/200  60 units, 12 rules, 200 baskets: what the tests prove too
//   shop/60/20/200  more rules than a shop has for one basket
//   shop/120/20/40  a large basket
//   shop/512/30/10  as many units as proofs are tried for
//
// p50_us, p99_us and max_us are of one basket, proven the share of baskets with
// a proof within the default budget, nodes what one took on average, allocs
// what one allocates when warm. Every answer is checked before anything is
// timed, and a fresh solver must give the same one.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "bench/alloc_counter.h"
#include "decide/combination.h"
#include "tests/decide/combination_check.h"
#include "tests/decide/combination_shop.h"

namespace patron::bench {
namespace {

using testing::MakeShopBasket;
using testing::OwnedProblem;
using testing::WrongWith;

int64_t Nanoseconds() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

// The answer by a warm solver is right and what a fresh one says.
bool Verify(const CombinationProblem& problem, CombinationSolver& warm,
            CombinationAnswer* answer) {
  warm.Solve(problem, {}, answer);
  const std::string wrong = WrongWith(problem, *answer);
  if (!wrong.empty()) {
    std::fprintf(stderr, "%s\n", wrong.c_str());
    return false;
  }
  CombinationSolver fresh;
  CombinationAnswer again;
  fresh.Solve(problem, {}, &again);
  return again == *answer;
}

void Shop(benchmark::State& state) {
  const testing::ShopSize size = {static_cast<size_t>(state.range(0)),
                                  static_cast<size_t>(state.range(1))};
  const auto count = static_cast<size_t>(state.range(2));
  std::vector<OwnedProblem> baskets;
  CombinationSolver solver;
  CombinationAnswer answer;
  int64_t proven = 0;
  int64_t nodes = 0;
  for (size_t i = 0; i < count; ++i) {
    baskets.push_back(MakeShopBasket(i, size));
    if (!Verify(baskets.back().problem(), solver, &answer)) {
      return state.SkipWithError("a wrong answer");
    }
    proven += answer.optimal ? 1 : 0;
    nodes += answer.nodes;
  }
  std::vector<int64_t> samples;
  samples.reserve(1'000'000);
  int64_t allocations = 0;
  for (auto _ : state) {
    const int64_t before = AllocationCount();
    for (const OwnedProblem& basket : baskets) {
      const int64_t start = Nanoseconds();
      solver.Solve(basket.problem(), {}, &answer);
      const int64_t end = Nanoseconds();
      if (samples.size() < samples.capacity()) samples.push_back(end - start);
    }
    allocations += AllocationCount() - before;
  }
  std::sort(samples.begin(), samples.end());
  const auto micros = [&](size_t at) {
    return static_cast<double>(samples[at]) / 1'000;
  };
  const auto per_basket = static_cast<double>(count);
  state.counters["p50_us"] = micros(samples.size() / 2);
  state.counters["p99_us"] = micros(samples.size() * 99 / 100);
  state.counters["max_us"] = micros(samples.size() - 1);
  state.counters["proven"] = static_cast<double>(proven) / per_basket;
  state.counters["nodes"] = static_cast<double>(nodes) / per_basket;
  state.counters["allocs"] = static_cast<double>(allocations) /
                             static_cast<double>(state.iterations()) /
                             per_basket;
}

BENCHMARK(Shop)
    ->Name("shop")
    ->Args({60, 12, 200})
    ->Args({60, 20, 200})
    ->Args({120, 20, 40})
    ->Args({512, 30, 10})
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace patron::bench
