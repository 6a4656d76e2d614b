// What one rule that makes sets would take if it were alone and every unit had
// a price: the sets whose gains exceed the prices by most, exactly.
//
// The search for the best combination (combination_search.h) asks this again
// and again with other prices. Amounts are in whatever unit the caller counts
// in, as long as gains and prices share it.
//
//   RuleSolver solver;
//   solver.Solve(rule, {prices, allowed, bit}, &choice);
//
// Threads: a solver is used by one thread at a time.
#ifndef PATRON_SRC_DECIDE_COMBINATION_RULE_H_
#define PATRON_SRC_DECIDE_COMBINATION_RULE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace patron::combination {

struct Item {
  uint32_t unit = 0;
  int64_t gain = 0;
};

// A part's items, and how many of them are in a set.
struct PartItems {
  uint32_t begin = 0;
  uint32_t end = 0;
  uint32_t count = 0;
};

struct SetRule {
  // How the optimum is found, the easy cases apart from the general ones.
  enum class Form : uint8_t {
    kBlocks,  // buy and get, gains falling with the value
    kLabels,  // buy and get, any gains
    kChunks,  // buy and get of very many units: good, not the optimum
    kApart,   // parts that share no unit
    kShared,  // parts that do
  };
  Form form = Form::kBlocks;
  uint32_t rule = 0;  // in the problem
  uint32_t buy = 0;
  uint32_t get = 0;
  uint32_t size = 0;  // units in a set
  uint32_t sets_max = 0;
  int64_t bonus = 0;
  bool exact = true;  // the form finds the optimum
  // Buy and get: dearest first, ties to the earlier. Parts: one after another.
  std::vector<Item> items;
  std::vector<PartItems> parts;
};

// What may be taken, and for how much: unit u where allowed[u] has the bit.
struct Offer {
  const int64_t* prices = nullptr;
  const uint64_t* allowed = nullptr;
  uint64_t bit = 0;

  [[nodiscard]] bool Has(uint32_t unit) const {
    return (allowed[unit] & bit) != 0;
  }
};

// The role of a unit in its set: its part, or of buy and get whether it is got.
inline constexpr uint32_t kBought = 0;
inline constexpr uint32_t kGot = 1;

struct Taken {
  uint32_t unit = 0;
  uint32_t role = 0;
  int64_t gain = 0;  // without the price
};

// Buy and get: dearest first. Parts: in no order that matters.
struct Choice {
  int64_t profit = 0;  // gains and bonuses less prices; at least 0
  uint32_t sets = 0;
  std::vector<Taken> taken;
};

class RuleSolver {
 public:
  void Solve(const SetRule& rule, const Offer& offer, Choice* choice);

  // Writes to with[u] no less than the profit of the best choice that has unit
  // u, and no more than `choice` makes, which is what Solve found; for units on
  // offer that the rule may take.
  void Bound(const SetRule& rule, const Offer& offer, const Choice& choice,
             std::vector<int64_t>* with);

 private:
  // An item that is on offer: what it is worth when it counts, and its price.
  struct Offered {
    uint32_t unit = 0;
    int64_t gain = 0;
    int64_t price = 0;

    [[nodiscard]] int64_t worth() const { return gain - price; }
  };

  // States of SolveLabels: units bought beyond the sets that are open, and how
  // many the open one has got.
  struct Labels {
    size_t buy = 0;
    size_t get = 0;
    size_t surplus_max = 0;
    size_t layers = 0;  // sets begun count up to layers - 1; 1: not at all

    [[nodiscard]] size_t down() const { return layers > 1 ? 1 : 0; }
    [[nodiscard]] size_t width() const {
      return layers * (surplus_max + 1) * get;
    }
    [[nodiscard]] size_t At(size_t layer, size_t surplus, size_t got) const {
      return (layer * (surplus_max + 1) + surplus) * get + got;
    }
  };

  void Collect(const std::vector<Item>& items, uint32_t begin, uint32_t end,
               const Offer& offer);
  void SolveBlocks(const SetRule& rule, Choice* choice);
  void RunBlocks(const SetRule& rule, size_t width, bool cyclic);
  void ReadBlocks(const SetRule& rule, size_t width, bool cyclic,
                  Choice* choice) const;
  void SolveChunks(const SetRule& rule, Choice* choice) const;
  void BoundBlocks(const SetRule& rule, const Choice& choice,
                   std::vector<int64_t>* with);
  void BoundApart(const SetRule& rule, const Offer& offer, const Choice& choice,
                  std::vector<int64_t>* with);
  void SortParts(const SetRule& rule, const Offer& offer);
  void SolveLabels(const SetRule& rule, Choice* choice);
  void RunLabels(const Labels& labels);
  void ReadLabels(const Labels& labels, Choice* choice) const;
  void SolveApart(const SetRule& rule, const Offer& offer, Choice* choice);
  void SolveShared(const SetRule& rule, const Offer& offer, Choice* choice);
  [[nodiscard]] bool Augment(const SetRule& rule, uint32_t part,
                             int64_t* worth);
  void FindMoves(const SetRule& rule);

  std::vector<Offered> offered_;
  std::vector<int64_t> best_;
  std::vector<int64_t> next_;
  std::vector<int64_t> rows_;   // best_ before each item
  std::vector<uint8_t> steps_;  // [item * width + state]: how it was reached

  // Parts that share units: where each unit is, and the best way to get one
  // more unit into a part, by a chain of moves that begins at a free unit.
  struct Place {
    uint32_t part = 0;  // kNowhere: free
    int64_t worth = 0;
    int64_t gain = 0;
  };
  struct Move {
    bool possible = false;
    int64_t worth = 0;  // what it adds
    uint32_t item = 0;  // that enters the part
  };
  std::vector<uint32_t> part_begins_;  // in offered_, with an end
  std::vector<Place> places_;          // by unit
  std::vector<Place> saved_;
  std::vector<Move> moves_;   // [from * parts + to]
  std::vector<Move> enter_;   // of a free unit into a part
  std::vector<Move> chains_;  // the best so far; item enters the part
  std::vector<uint32_t> chain_from_;
};

}  // namespace patron::combination

#endif  // PATRON_SRC_DECIDE_COMBINATION_RULE_H_
