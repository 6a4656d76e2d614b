// The till again, slow and obvious: groups, exclusive rules, caps and floors on
// single units, written from DESIGN and docs/effects.md, so that the fast one
// can be held against it.
//
// It knows what random tests make: pieces, percentages, amounts and fixed
// prices, every mode but the best combination (combination_check.h). What it
// would try, it tries on a copy of the whole till.
#ifndef PATRON_TESTS_DECIDE_SLOW_TILL_H_
#define PATRON_TESTS_DECIDE_SLOW_TILL_H_

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "patron/event.h"
#include "patron/program.h"

namespace patron::testing {

// A condition as the random programs have them: its text in CEL, and how to
// tell it here.
struct PlainCondition {
  enum class Of : uint8_t { kNothing, kTotal, kListTotal, kUnits };
  Of of = Of::kNothing;
  int64_t least = 0;  // minor units, or units

  [[nodiscard]] std::string Text() const;
};

struct SlowAnswer {
  // Money off, by rule and effect; none is 0.
  std::map<std::tuple<std::string, uint32_t>, int64_t> off;
  std::vector<std::vector<int64_t>> paid;  // by line and unit

  friend bool operator==(const SlowAnswer&, const SlowAnswer&) = default;
};

// `conditions` by rule; what Rule::when says is not read.
[[nodiscard]] SlowAnswer SlowTill(
    const Program& program,
    const std::map<std::string, PlainCondition>& conditions,
    const Event& event);

}  // namespace patron::testing

#endif  // PATRON_TESTS_DECIDE_SLOW_TILL_H_
