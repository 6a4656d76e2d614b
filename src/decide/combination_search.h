// The search for the best combination of rules that make sets and compete for
// units, by prices.
//
// Give every unit a price and let each rule take what pays for it alone, blind
// to the others (combination_rule.h). What all the rules gain by that, plus the
// prices of all units, is never less than what any real combination saves: the
// units of a real one, sold at these prices, would bring in no more. So any
// prices give an upper bound. Units that two rules want get dearer, units that
// nobody wants cheaper, which lowers the bound step by step; and what the rules
// take at good prices is nearly a combination, which repairing turns into one.
// Where bound and best combination meet, that is the proof. Where they do not,
// one unit that is fought over goes to each of its rules in turn, and each case
// is looked at in the same way, depth first.
//
// Units that are alike to all rules share a price, and cases that differ only
// in which of them went where are looked at once.
//
//   Search search;
//   search.Run(competition, nodes_max);
//   // search.best()[r] is what rule r takes
//
// Threads: a search is used by one thread at a time.
#ifndef PATRON_SRC_DECIDE_COMBINATION_SEARCH_H_
#define PATRON_SRC_DECIDE_COMBINATION_SEARCH_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "decide/combination_rule.h"
#include "patron/recycled.h"

namespace patron::combination {

// Rules that are connected by units that they share.
struct Competition {
  // Amounts are multiples of this, so that prices can be finer.
  int64_t grain = 1;
  // What a unit saves in no rule of these, which a rule must better: the lowest
  // price.
  std::vector<int64_t> floors;
  // The same number where units are alike to all rules.
  std::vector<uint32_t> kinds;
  // No price is higher; 2 * dearest * units is less than 2^62.
  int64_t dearest = 0;
  Recycled<SetRule> rules;
  bool provable = false;  // else the first answer will do
};

class Search {
 public:
  void Run(const Competition& competition, int64_t nodes_max);

  // Of the last run: one choice a rule, of no unit twice.
  [[nodiscard]] std::span<const Choice> best() const {
    return {best_.begin(), best_.end()};
  }
  [[nodiscard]] bool optimal() const { return optimal_; }
  // Looked at; one of more than 64 units counts for each 64 of them.
  [[nodiscard]] int64_t nodes() const { return nodes_; }

 private:
  // Units that are alike at this node.
  struct Class {
    uint32_t begin = 0;  // in members_
    uint32_t end = 0;
    bool contested = false;  // more than one rule may take them
    int64_t over = 0;        // units taken less units there are
  };
  // A node whose children are not all looked at.
  struct Frame {
    std::vector<uint64_t> allowed;
    std::vector<uint8_t> must;
    std::vector<int64_t> prices;
    std::vector<uint32_t> alike;  // the unit branched on, then its class
    std::vector<uint32_t> rules;  // that may have it
    size_t next = 0;              // child
  };

  void Start(const Competition& competition);
  [[nodiscard]] bool Prove(int64_t nodes_max);

  // A node: allowed_, must_ and prices_ say which.
  [[nodiscard]] bool Close(uint32_t steps_max);
  [[nodiscard]] bool Settle(uint32_t steps_max, int64_t* best);
  [[nodiscard]] bool IsNoBetter(int64_t bound) const;
  void FindClasses();
  [[nodiscard]] int64_t Evaluate();
  [[nodiscard]] Offer OfferTo(size_t rule) const;
  [[nodiscard]] int64_t Pressure() const;
  void MovePrices(int64_t gap, int64_t pressure, int64_t stride);
  [[nodiscard]] bool Exclude();
  void Branch();
  [[nodiscard]] bool NextChild();

  // Combinations.
  void Repair(size_t first);
  [[nodiscard]] int64_t ProfitAtFloors(size_t rule, const Choice& choice) const;
  [[nodiscard]] int64_t ProfitMade() const;
  void TakeRelaxed();
  void Improve(size_t barred);
  void KeepIfBetter();
  void SpareRules();
  void KeepIfFewer();

  const Competition* competition_ = nullptr;
  RuleSolver solver_;
  bool optimal_ = false;
  int64_t nodes_ = 0;

  // The node at hand.
  std::vector<uint64_t> allowed_;  // by unit: a bit a rule
  std::vector<uint8_t> must_;      // by unit: the one rule has to take it
  std::vector<int64_t> prices_;
  std::vector<int64_t> best_prices_;
  std::vector<uint8_t> moved_;  // by unit: since the rules saw its price
  Recycled<Choice> relaxed_;    // what each rule wants, blind to the others
  std::vector<uint32_t> members_;
  std::vector<uint32_t> class_of_;
  std::vector<Class> classes_;
  std::vector<int64_t> with_;    // by unit: of one rule that takes it
  std::vector<uint32_t> wants_;  // [class * rules + rule], of late

  // The best so far and one in the making, at floor prices.
  int64_t best_profit_ = 0;
  Recycled<Choice> best_;
  Recycled<Choice> made_;
  Choice trial_;
  std::vector<uint32_t> owners_;  // by unit: the rule
  std::vector<uint64_t> reach_;   // by unit: the rules that could have it
  std::vector<uint64_t> free_;    // the same, or 0 where taken

  Recycled<Frame> open_;
};

}  // namespace patron::combination

#endif  // PATRON_SRC_DECIDE_COMBINATION_SEARCH_H_
