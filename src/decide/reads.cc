// What a plan reads at all. A decision computes nothing else, so that a program
// of many selections costs a till only those that its rules name.

#include <algorithm>
#include <optional>
#include <vector>

#include "decide/plan_impl.h"

namespace patron {
namespace {

// Marks what rules read, then what those segments and selections read.
class Reads {
 public:
  explicit Reads(Plan::Impl& plan)
      : plan_(plan),
        checked_(*plan.checked),
        selection_read_(checked_.selections.size(), false),
        segment_read_(checked_.segments.size(), false) {}

  void Collect() {
    plan_.order_reads.assign(checked_.order_slot_count, false);
    for (const CheckedRule& rule : checked_.rules) {
      if (rule.when) MarkOrder(*rule.when);
      for (const ResolvedEffect& effect : rule.then) {
        MarkSelection(effect.selection);
        MarkSelection(effect.get_selection);
        for (const uint32_t part : effect.parts) MarkSelection(part);
      }
    }
    for (const uint32_t segment : checked_.price_list_segments) {
      if (segment == kNoIndex) continue;
      plan_.order_reads[checked_.segment_slots[segment]] = true;
    }
    for (uint32_t t = 0; t < checked_.tiers.size(); ++t) {
      if (!plan_.order_reads[checked_.tier_slots[t]]) continue;
      plan_.tiers.push_back(t);
      for (const expr::Expression& level : checked_.tiers[t]) MarkOrder(level);
    }
    // Readers come after what they read: walk backwards.
    for (auto it = checked_.segment_order.rbegin();
         it != checked_.segment_order.rend(); ++it) {
      if (plan_.order_reads[checked_.segment_slots[*it]]) {
        segment_read_[*it] = true;
        MarkOrder(checked_.segments[*it]);
      }
    }
    for (uint32_t s = 0; s < checked_.selections.size(); ++s) {
      const bool counted = plan_.order_reads[checked_.quantity_slots[s]] ||
                           plan_.order_reads[checked_.count_slots[s]];
      const bool summed = plan_.order_reads[checked_.total_slots[s]];
      if (counted) plan_.quantity_selections.push_back(s);
      if (counted || summed) selection_read_[s] = true;
    }
    MarkLine(checked_.eligible_discount);
    MarkLine(checked_.eligible_earn);
    MarkLine(checked_.eligible_tier);
    for (auto it = checked_.selection_order.rbegin();
         it != checked_.selection_order.rend(); ++it) {
      if (selection_read_[*it]) MarkLine(checked_.selections[*it]);
    }
    Keep(checked_.segment_order, segment_read_, &plan_.segments);
    Keep(checked_.selection_order, selection_read_, &plan_.selections);
    NoteFacts();
    NoteTotals();
  }

 private:
  void MarkSelection(uint32_t selection) {
    if (selection != kNoIndex) selection_read_[selection] = true;
  }
  void MarkOrder(const expr::Expression& expression) {
    for (const uint32_t slot : expression.slots()) {
      plan_.order_reads[slot] = true;
    }
  }
  void MarkLine(const std::optional<expr::Expression>& expression) {
    if (!expression) return;
    for (const uint32_t slot : expression->slots()) {
      const auto& slots = checked_.in_selection_slots;
      const auto it = std::lower_bound(slots.begin(), slots.end(), slot);
      if (it != slots.end() && *it == slot) {
        selection_read_[static_cast<size_t>(it - slots.begin())] = true;
      }
    }
  }
  static void Keep(const std::vector<uint32_t>& order,
                   const std::vector<bool>& read, std::vector<uint32_t>* out) {
    for (const uint32_t i : order) {
      if (read[i]) out->push_back(i);
    }
  }
  void NoteTotals() {
    const std::vector<uint32_t>& slots = checked_.total_slots;
    plan_.totals_of.resize(checked_.rules.size());
    for (size_t r = 0; r < checked_.rules.size(); ++r) {
      if (!checked_.rules[r].when) continue;
      for (const uint32_t slot : checked_.rules[r].when->slots()) {
        const auto it = std::lower_bound(slots.begin(), slots.end(), slot);
        if (slot == static_cast<uint32_t>(OrderFact::kBasketTotal)) {
          plan_.totals_of[r].push_back(kNoIndex);
        } else if (it != slots.end() && *it == slot) {
          plan_.totals_of[r].push_back(
              static_cast<uint32_t>(it - slots.begin()));
        }
      }
    }
  }
  void NoteFacts() {
    for (auto f = static_cast<uint32_t>(OrderFact::kStatsOrders);
         f < static_cast<uint32_t>(OrderFact::kMemberFactsEnd); ++f) {
      if (plan_.order_reads[f]) plan_.statistics = true;
    }
    for (const uint32_t slot : checked_.points_slots) {
      if (plan_.order_reads[slot]) plan_.balances = true;
    }
    plan_.lifetime.p_alive = plan_.Reads(OrderFact::kStatsPAlive);
    plan_.lifetime.clv = plan_.Reads(OrderFact::kStatsClv);
    plan_.lifetime.rfm = plan_.Reads(OrderFact::kStatsRfm);
    for (size_t i = 0; i < checked_.expected_orders_days.size(); ++i) {
      if (!plan_.order_reads[checked_.expected_orders_slot + i]) continue;
      plan_.statistics = true;
      plan_.lifetime.expected_orders_days.push_back(
          checked_.expected_orders_days[i]);
    }
  }

  Plan::Impl& plan_;
  const CheckedProgram& checked_;
  std::vector<bool> selection_read_;
  std::vector<bool> segment_read_;
};

}  // namespace

void CollectReads(Plan::Impl& plan) { Reads(plan).Collect(); }

}  // namespace patron
