// The best combination of promotions that compete for the units of a basket:
// each unit goes to at most one rule, and the customer saves as much as the
// rules allow.
//
// Three kinds of rule compete. kEach takes something off each unit (10 percent,
// a fixed price). kCheapest makes sets of `buy` + `get` units and takes
// something off the `get` cheapest of each set (three for two). kParts makes
// sets with so many units of each part (a menu for 9.90, a croissant for less
// with a coffee). The answer is the exact optimum, with a proof; where the
// proof would take more nodes than allowed it is the best that was found, and
// says so. A node is counted work, not time, so every machine answers alike.
//
//   CombinationSolver solver;   // keep it: a warm one hardly allocates
//   CombinationAnswer answer;
//   solver.Solve({.values_minor = prices, .rules = rules}, {}, &answer);
//   // answer.units[i].rule is where unit i went
//
// Among equal totals fewer rules are better, as far as giving one rule the
// first choice or leaving one out, the last first, shows it; of equal kEach
// rules the earlier counts. Beyond that the search decides, which depends on
// the order of units and rules and on nothing else. Hand units in by price,
// dearest first, ties by line: then equal baskets get equal answers.
//
// Threads: a solver is used by one thread at a time; it keeps nothing but
// memory between calls.
#ifndef PATRON_SRC_DECIDE_COMBINATION_H_
#define PATRON_SRC_DECIDE_COMBINATION_H_

#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <vector>

namespace patron {

// Spent in full it takes some 50 ms for 60 units and 20 rules; most baskets of
// that size are proven within a tenth of it.
inline constexpr int64_t kCombinationNodesMax = 2'000;

// Where rules that make sets compete for more units than this, directly or over
// units that they share with others, or are more than kCombinationRulesMax, the
// answer is a good one without a proof. One rule alone has no such limit.
inline constexpr uint32_t kCombinationUnitsMax = 512;
inline constexpr uint32_t kCombinationRulesMax = 64;

inline constexpr uint32_t kNoCombinationRule =
    std::numeric_limits<uint32_t>::max();

// A unit that a rule, or a part of it, may take.
struct UnitGain {
  uint32_t unit = 0;
  int64_t gain_minor = 0;  // at least 0

  friend bool operator==(const UnitGain&, const UnitGain&) = default;
};

struct CombinationPart {
  int64_t count = 1;                // units in a set; at least 1
  std::span<const UnitGain> units;  // ascending by unit, each once
};

enum class CombinationKind : uint8_t {
  // Every unit that it takes saves its gain; none with gain 0 is taken.
  kEach,
  // A set is buy + get units. The `get` of smallest value, of equal ones the
  // later, save their gain; the others are what has to be bought for that.
  kCheapest,
  // A set has `count` units of every part, and no unit twice. It saves their
  // gains and `bonus_minor`: a bundle has the price as a negative bonus and the
  // units' values as gains. A unit may be in several parts.
  kParts,
};

struct CombinationRule {
  CombinationKind kind = CombinationKind::kEach;
  std::span<const UnitGain> units;  // kEach, kCheapest: ascending, each once
  int64_t buy = 1;                  // kCheapest: at least 1
  int64_t get = 1;                  // kCheapest: at least 1
  std::span<const CombinationPart> parts;  // kParts: at least one
  int64_t bonus_minor = 0;                 // kParts: once a set
  // kCheapest, kParts. A set that saves nothing is not made.
  int64_t sets_max = std::numeric_limits<int64_t>::max();
};

// Requires: the sizes of all gains, and of every bonus times the number of
// units, sum to less than 2^61.
struct CombinationProblem {
  std::span<const int64_t> values_minor;   // of each unit; at least 0
  std::span<const CombinationRule> rules;  // in rule order
};

struct CombinationOptions {
  // Over the whole problem; at least 0. A node of more than 64 units counts for
  // each 64 of them. The first node of rules that compete is looked at in any
  // case.
  int64_t nodes_max = kCombinationNodesMax;
};

// Where a unit went.
struct UnitUse {
  uint32_t rule = kNoCombinationRule;
  uint32_t set = 0;   // of that rule, from 0; 0 for kEach
  uint32_t part = 0;  // kParts
  bool got = false;   // kCheapest: saves its gain

  friend bool operator==(const UnitUse&, const UnitUse&) = default;
};

struct CombinationAnswer {
  std::vector<UnitUse> units;  // as many as the problem has
  int64_t total_minor = 0;     // what all of it saves
  bool optimal = false;        // proven: nothing saves more
  int64_t nodes = 0;           // looked at, as nodes_max counts

  friend bool operator==(const CombinationAnswer&,
                         const CombinationAnswer&) = default;
};

class CombinationSolver {
 public:
  CombinationSolver();
  CombinationSolver(CombinationSolver&&) noexcept;
  CombinationSolver& operator=(CombinationSolver&&) noexcept;
  ~CombinationSolver();

  // Assigns every field of the answer. The spans need live no longer than the
  // call.
  void Solve(const CombinationProblem& problem,
             const CombinationOptions& options, CombinationAnswer* answer);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace patron

#endif  // PATRON_SRC_DECIDE_COMBINATION_H_
