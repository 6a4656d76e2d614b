// The inside of a Plan: the checked program in the order in which it applies.
//
// Threads: immutable once made.
#ifndef PATRON_SRC_DECIDE_PLAN_IMPL_H_
#define PATRON_SRC_DECIDE_PLAN_IMPL_H_

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "patron/plan.h"
#include "program/checked_program.h"
#include "program/phase.h"

namespace patron {

// One effect at its turn.
struct Step {
  Phase phase = Phase::kLineDiscount;
  uint32_t rule = 0;
  uint32_t effect = 0;
  bool of_original = false;  // percentages are of the list price
};

// Who comes next in a group: the effects that one rule has in the phase, or a
// group with its own turns.
struct Turn {
  uint32_t rule = kNoIndex;
  uint32_t group = kNoIndex;
  std::vector<Step> steps;  // of a rule
  std::vector<Turn> turns;  // of a group, in order
};

struct PhaseTurns {
  Phase phase = Phase::kLineDiscount;
  std::vector<Turn> turns;
};

// An exclusive rule, tried before everything else of its group.
struct Exclusive {
  uint32_t rule = 0;
  uint32_t group = kNoIndex;  // in which it is
  std::vector<Step> steps;    // its discounts, in order
  // All rules of the group, this one too; the same for each of the group.
  std::shared_ptr<const std::vector<uint32_t>> rules;
};

// One price of one list; those of a sku stand together.
struct SkuPrice {
  uint32_t list = 0;
  int64_t price_minor = 0;
};

struct Plan::Impl {
  // Of a plan that only tells what it is, the program and nothing else.
  std::shared_ptr<const CheckedProgram> checked;
  absl::Status why_not_compiled;  // OK where it is
  Fingerprint fingerprint;
  Instant valid_from;

  std::vector<ZoneTable> zones;  // ascending by name
  uint32_t program_zone = 0;
  struct Place {
    uint32_t index = 0;  // in program().stores
    uint32_t zone = 0;
  };
  std::map<std::string, Place, std::less<>> stores;

  std::vector<PhaseTurns> phases;     // ascending
  std::vector<Exclusive> exclusives;  // those of a group together, in order
  // Of rules that nobody can fire: they count or ask about a member, or do
  // nothing but give points.
  std::vector<bool> needs_member;
  bool not_with_others = false;  // some effect keeps units to itself
  // By sku, of the program's own texts: from and to in `prices`. Only looked
  // up, never walked.
  std::unordered_map<std::string_view, std::pair<uint32_t, uint32_t>> prices_of;
  std::vector<SkuPrice> prices;

  // What is read at all, so that nothing else is computed: by slot, and the
  // selections and segments behind it in an order in which each can be told.
  std::vector<bool> order_reads;
  std::vector<uint32_t> selections;
  std::vector<uint32_t> segments;
  std::vector<uint32_t> tiers;                // ladders
  std::vector<uint32_t> quantity_selections;  // quantity() or count()
  // By rule, the selections whose total() it reads; kNoIndex: basket.total.
  std::vector<std::vector<uint32_t>> totals_of;
  bool statistics = false;
  bool balances = false;
  LifetimeNeeds lifetime;

  [[nodiscard]] const Program& program() const { return checked->program; }
  [[nodiscard]] size_t rule_count() const { return checked->rule_count(); }
  // Of the program, then those that rewards are.
  [[nodiscard]] const Rule& rule(size_t index) const {
    return checked->rule(index);
  }
  // Null for a rule of the program.
  [[nodiscard]] const Reward* RewardOf(size_t rule) const {
    return checked->IsReward(rule)
               ? &program().rewards[rule - program().rules.size()]
               : nullptr;
  }
  [[nodiscard]] const ZoneTable& ZoneOf(std::string_view store) const;
  // Null for a place that the program does not list.
  [[nodiscard]] const StoreInfo* FindStore(std::string_view id) const;
  [[nodiscard]] bool Reads(OrderFact fact) const {
    return order_reads[static_cast<uint32_t>(fact)];
  }
};

// Phases, turns and exclusive rules of a plan whose program stands.
void OrderTurns(Plan::Impl& plan);

// The turns, one step a line.
[[nodiscard]] std::string PrintTurns(const Plan::Impl& plan);

// Marks what expressions and effects read.
void CollectReads(Plan::Impl& plan);
// A plan from what a store holds of it, where it does not compile: it has its
// program, zones and fingerprint, and judges no event. `why` is what CheckEvent
// then says.
[[nodiscard]] PlanResult StoredPlan(Program program,
                                    std::span<const ZoneTable> zones,
                                    const Fingerprint& fingerprint,
                                    absl::Status why);

// Of the plan, the event but its arrival, and the result. Not of the facts: a
// use of a counter by somebody else would make every quote stale. Facts that
// matter show in the result.
[[nodiscard]] Fingerprint SignatureOf(const Plan::Impl& plan,
                                      const Event& event,
                                      const Decision& decision);

// Whether a rule is on at a wall time of its store.
[[nodiscard]] bool IsOn(const Schedule& schedule, const LocalTime& local);

// "2026-11-21 is before it begins on 2026-12-01", "it is 14:20, the rule is on
// from 15:00 to 17:00": why IsOn says no.
[[nodiscard]] std::string WhyOff(const Schedule& schedule,
                                 const LocalTime& local);

// The counter of a rule's limit for one event; the period is that of the
// event's day in the store's zone.
void CounterOf(const Rule& rule, uint32_t limit, std::string_view member,
               Date day, CounterKey* key);

// The counter of a reward's stock.
void CounterOf(const Reward& reward, CounterKey* key);

// The counter of a budget, likewise.
void CounterOf(const Budget& budget, Date day, CounterKey* key);
[[nodiscard]] bool IsOfBudget(const CounterKey& key);

// The member's stamps on a rule's card.
void CounterOf(const Rule& rule, std::string_view member, CounterKey* key);
[[nodiscard]] bool IsOfStamps(const CounterKey& key);

}  // namespace patron

#endif  // PATRON_SRC_DECIDE_PLAN_IMPL_H_
