// Which units make up sets: "3 for 2", menus, "buy a coat, a scarf for half".
//
// Threads: free functions, any thread.
#ifndef PATRON_SRC_DECIDE_SETS_H_
#define PATRON_SRC_DECIDE_SETS_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "decide/slices.h"
#include "patron/effect.h"

namespace patron {

// Units from the dearest down, cut into sets of buy + get: the sum of the last
// `get` of each set.
[[nodiscard]] int64_t SumOfLastInSets(std::span<const Slice> slices,
                                      int64_t buy, int64_t get);

// In which parts of a set a line can stand, as bits.
using PartsOfLine = std::function<uint32_t(uint32_t line)>;

struct Bundle {
  std::vector<int64_t> counts;  // of units in each part
  int64_t price = 0;            // of a set
  std::optional<int64_t> sets_max;
};

// Keeps the units that make up the sets, as many as come out cheaper, dearest
// units first, and returns how many sets that are. Parts may share lines.
int64_t PickBundles(const Work& work, const Bundle& bundle,
                    const PartsOfLine& parts_of, std::vector<Slice>* slices);

// Buy of one selection (bit 0), get of another (bit 1), which may share lines:
// keeps the units that are bought, dearest first, and those that are reduced,
// cheapest first, as many as there can be; the latter also go to `got`, and
// their number is returned. Those that could only be bought are bought first.
int64_t PickAcross(const Work& work, const BuyGet& effect,
                   const PartsOfLine& parts_of, std::vector<Slice>* slices,
                   std::vector<Slice>* got);

}  // namespace patron

#endif  // PATRON_SRC_DECIDE_SETS_H_
