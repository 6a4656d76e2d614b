// The cafe of examples/cafe as a plan, and baskets to quote.
//
// Threads: free functions, any thread.
#ifndef PATRON_BENCH_CAFE_H_
#define PATRON_BENCH_CAFE_H_

#include <memory>

#include "patron/event.h"
#include "patron/plan.h"

namespace patron::bench {

// Null, with a message on standard error, where it cannot be read.
[[nodiscard]] std::shared_ptr<const Plan> CafePlan();

// A basket of `lines` lines on a Wednesday at 14:30: every third line is a
// coffee of two, every sixth a cake; some coffees in the guest's own cup.
[[nodiscard]] Event CafeBasket(int lines);

}  // namespace patron::bench

#endif  // PATRON_BENCH_CAFE_H_
