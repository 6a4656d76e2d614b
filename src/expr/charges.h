// What work that grows with its values is charged, in steps. The functions pay
// it and the estimate of the worst cost (cost.h) says it beforehand, from the
// same formulas: each is monotone, so that a bound of the sizes gives a bound
// of the steps.
//
//   context.Charge(SearchSteps(text.size(), part.size()));
//
// Threads: free functions, any thread.
#ifndef PATRON_EXPR_CHARGES_H_
#define PATRON_EXPR_CHARGES_H_

#include <algorithm>
#include <cstdint>

namespace patron::expr {

// Sums and products stop here: far above any budget, far below an overflow.
inline constexpr uint64_t kStepsWithoutEnd = uint64_t{1} << 50U;

constexpr uint64_t Plus(uint64_t a, uint64_t b) {
  return std::min(a + b, kStepsWithoutEnd);
}

constexpr uint64_t Times(uint64_t a, uint64_t b) {
  if (a == 0 || b == 0) return 0;
  return a > kStepsWithoutEnd / b ? kStepsWithoutEnd : a * b;
}

// Copying, comparing, walking from end to end.
constexpr uint64_t BytesSteps(uint64_t bytes) { return bytes / 64; }

// Searching may look at each pair of letters.
constexpr uint64_t SearchSteps(uint64_t text, uint64_t part) {
  return Times(text / 64, part / 16 + 1);
}

// Where the states of a pattern do not fit its memory, RE2 follows all of its
// parts at once through the text: about 5 ns for each part and byte. Whether it
// comes to that depends on the text, so that everyone pays for the worst.
constexpr uint64_t MatchSteps(uint64_t text, uint64_t pattern_size) {
  return Times(text + 1, pattern_size) / 8 + 1;
}

// A pattern that is computed is compiled for each call, which takes up to half
// a millisecond however short it is: \pL stands for a thousand ranges.
constexpr uint64_t CompileSteps(uint64_t pattern) {
  return Plus(10'000, pattern);
}

// A key is looked for among all entries of a map.
constexpr uint64_t EntrySteps(uint64_t entries, uint64_t key) {
  return Plus(entries / 8, Times(entries, BytesSteps(key)));
}

}  // namespace patron::expr

#endif  // PATRON_EXPR_CHARGES_H_
