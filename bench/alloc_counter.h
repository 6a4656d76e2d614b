// Counts what operator new is asked for, in the program that includes
// alloc_counter.cc.
//
// Threads: the count is of the whole process.
#ifndef PATRON_BENCH_ALLOC_COUNTER_H_
#define PATRON_BENCH_ALLOC_COUNTER_H_

#include <cstdint>

namespace patron::bench {

[[nodiscard]] int64_t AllocationCount();

}  // namespace patron::bench

#endif  // PATRON_BENCH_ALLOC_COUNTER_H_
