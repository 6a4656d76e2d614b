// Slices: equal neighbouring units of a line, and what an effect may take of
// each.
//
// A line of 80,995 units is one or two slices, so that "the cheapest three" or
// "3 for 2" cost by what differs and not by how much is bought.
//
// Threads: free functions, any thread.
#ifndef PATRON_SRC_DECIDE_SLICES_H_
#define PATRON_SRC_DECIDE_SLICES_H_

#include <cstdint>
#include <span>
#include <vector>

namespace patron {

struct Work;
struct Step;

struct Slice {
  uint32_t line = 0;
  int64_t first = 0;  // of the line's units
  int64_t count = 0;
  int64_t each = 0;    // what remains to pay of a unit
  int64_t list = 0;    // its price before discounts
  int64_t room = 0;    // at most so much may be taken of a unit
  int64_t weight = 0;  // by which an amount is split; what is taken, at most
};

// Where effects look: the lines of a selection that are discountable, or
// deliveries; without what the effect leaves out. `slices` is refilled, by line
// and unit; room is down to the floors; weight is what remains.
enum class Scope : uint8_t { kGoods, kDelivery };
void CollectSlices(const Work& work, const Step& step, uint32_t selection,
                   Scope scope, std::vector<Slice>* slices);

// Ties by line id (shorter first, then bytes), then by unit, so that scan order
// decides nothing.
void SortCheapestFirst(const Work& work, std::vector<Slice>* slices);
void SortDearestFirst(const Work& work, std::vector<Slice>* slices);
void SortByLine(std::vector<Slice>* slices);

// Keeps the first `count` units in the order that the slices are in.
void KeepFirst(int64_t count, std::vector<Slice>* slices);

[[nodiscard]] int64_t CountUnits(std::span<const Slice> slices);
// What remains to pay of all; it fits, since lines' sums do.
[[nodiscard]] int64_t SumEach(std::span<const Slice> slices);

}  // namespace patron

#endif  // PATRON_SRC_DECIDE_SLICES_H_
