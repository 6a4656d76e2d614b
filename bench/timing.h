// The times of single calls, and what they allocate.
//
//   Time(state, [&] { benchmark::DoNotOptimize(Call()); });
//
// Threads: one at a time.
#ifndef PATRON_BENCH_TIMING_H_
#define PATRON_BENCH_TIMING_H_

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <vector>

#include "bench/alloc_counter.h"

namespace patron::bench {

inline int64_t Nanoseconds() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

// Times single calls: counters p50_ns and p99_ns, and allocations a call when
// warm.
template <typename Call>
void Time(benchmark::State& state, Call call) {
  for (int warm = 0; warm < 100; ++warm) call();
  std::vector<int64_t> samples;
  samples.reserve(10'000'000);
  const int64_t before = AllocationCount();
  for (auto _ : state) {
    const int64_t start = Nanoseconds();
    call();
    const int64_t end = Nanoseconds();
    if (samples.size() < samples.capacity()) samples.push_back(end - start);
  }
  const int64_t allocations = AllocationCount() - before;
  std::sort(samples.begin(), samples.end());
  state.counters["p50_ns"] = static_cast<double>(samples[samples.size() / 2]);
  state.counters["p99_ns"] =
      static_cast<double>(samples[samples.size() * 99 / 100]);
  state.counters["allocs"] = static_cast<double>(allocations) /
                             static_cast<double>(state.iterations());
}

}  // namespace patron::bench

#endif  // PATRON_BENCH_TIMING_H_
