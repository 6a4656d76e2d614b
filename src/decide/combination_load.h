// From a problem as the shop states it to competitions that can be searched.
//
// Most of a basket is easy, and is taken out first. Of the rules that take
// something off each unit only the best counts for a unit: it becomes the
// unit's floor, what a set must better. Rules that cannot better the floors
// even with all units to themselves are out. What is left falls apart into
// competitions that share no unit, often of one rule only.
//
//   loader.Load(problem);
//   while (loader.Next()) search.Run(loader.competition(), nodes_max);
//
// Threads: a loader is used by one thread at a time.
#ifndef PATRON_SRC_DECIDE_COMBINATION_LOAD_H_
#define PATRON_SRC_DECIDE_COMBINATION_LOAD_H_

#include <cstdint>
#include <span>
#include <vector>

#include "decide/combination.h"
#include "decide/combination_rule.h"
#include "decide/combination_search.h"
#include "patron/recycled.h"

namespace patron::combination {

// What a unit saves outside of sets, and by which rule: the first of those that
// save most.
struct Floor {
  int64_t gain_minor = 0;
  uint32_t rule = kNoCombinationRule;
};

class Loader {
 public:
  // The problem's spans must live until the last Next().
  void Load(const CombinationProblem& problem);

  // Makes the next competition; false where there is none.
  [[nodiscard]] bool Next();

  // By unit of the problem.
  [[nodiscard]] std::span<const Floor> floors() const { return floors_; }
  [[nodiscard]] const Competition& competition() const { return competition_; }
  // The problem's unit that is `unit` in the competition.
  [[nodiscard]] uint32_t UnitOf(uint32_t unit) const { return globals_[unit]; }
  // The minor units of an amount in the competition.
  [[nodiscard]] int64_t MinorOf(int64_t amount) const {
    return amount / competition_.grain * divisor_minor_;
  }

 private:
  struct Key {
    uint32_t kind = 0;
    int64_t amount = 0;
    uint32_t unit = 0;
  };

  void TakeFloors();
  void LoadRules();
  [[nodiscard]] bool LoadRule(const CombinationRule& rule, SetRule* set_rule);
  void LoadCheapest(const CombinationRule& rule, SetRule* set_rule) const;
  void LoadParts(const CombinationRule& rule, SetRule* set_rule);
  void KeepApart(SetRule* set_rule);
  [[nodiscard]] uint32_t RootOf(uint32_t unit);
  void Connect();
  void FindKinds();
  void Refine(std::span<const Item> items);
  void TellApart(const SetRule& rule);
  void Scale();

  const CombinationProblem* problem_ = nullptr;
  std::vector<Floor> floors_;
  std::vector<int64_t> prices_;    // the floors
  std::vector<uint64_t> all_;      // by unit: may be had
  Recycled<SetRule> rules_;        // that may make sets
  std::vector<uint32_t> roots_;    // by unit: towards one that stands for all
  std::vector<uint32_t> part_of_;  // by unit
  RuleSolver solver_;
  Choice choice_;

  uint32_t root_ = 0;  // where Next() goes on
  Competition competition_;
  int64_t divisor_minor_ = 1;      // divides all amounts of the competition
  std::vector<uint32_t> globals_;  // by unit of the competition
  std::vector<uint32_t> locals_;   // and back
  std::vector<Item> values_;
  std::vector<Key> keys_;
  uint32_t kinds_ = 0;  // handed out
};

}  // namespace patron::combination

#endif  // PATRON_SRC_DECIDE_COMBINATION_LOAD_H_
