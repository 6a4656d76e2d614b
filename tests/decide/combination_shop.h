// Baskets of a shop whose promotions get in each other's way, the same on every
// machine: for the test that the optimum is proven, and for the benchmark.
//
//   const OwnedProblem basket = MakeShopBasket(7);
//   solver.Solve(basket.problem(), {}, &answer);
//
// Threads: free functions, any thread.
#ifndef PATRON_TESTS_DECIDE_COMBINATION_SHOP_H_
#define PATRON_TESTS_DECIDE_COMBINATION_SHOP_H_

#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "decide/combination.h"

namespace patron::testing {

// Owns what the problem's spans look at, so that a copy would look at
// another's.
struct OwnedProblem {
  OwnedProblem() = default;
  OwnedProblem(OwnedProblem&&) = default;
  OwnedProblem& operator=(OwnedProblem&&) = default;

  std::vector<int64_t> values;
  std::deque<std::vector<UnitGain>> units;
  std::deque<std::vector<CombinationPart>> parts;
  std::vector<CombinationRule> rules;

  [[nodiscard]] CombinationProblem problem() const { return {values, rules}; }
};

struct ShopSize {
  size_t units = 60;
  size_t rules = 12;
};

// Requires: size.units and size.rules are positive.
[[nodiscard]] OwnedProblem MakeShopBasket(uint64_t number, ShopSize size = {});

}  // namespace patron::testing

#endif  // PATRON_TESTS_DECIDE_COMBINATION_SHOP_H_
