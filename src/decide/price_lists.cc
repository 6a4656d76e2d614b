// Price lists: a look-up for each line, whatever the length of the lists.

#include <algorithm>
#include <string_view>

#include "decide/deciding_impl.h"
#include "patron/rounding.h"

namespace patron {
namespace {

bool IsInForce(const Work& work, uint32_t index) {
  const PriceList& list = work.plan.program().price_lists[index];
  if ((list.from && work.local.date < *list.from) ||
      (list.until && *list.until < work.local.date)) {
    return false;
  }
  const uint32_t segment = work.plan.checked->price_list_segments[index];
  return segment == kNoIndex ||
         work.mine.order_facts[work.plan.checked->segment_slots[segment]]
             .is_true();
}

// The price of one unit of the line: of its weight where it is weighed.
absl::StatusOr<int64_t> UnitOf(const Work& work, const Line& line,
                               int64_t price_minor) {
  if (line.quantity.kind == Quantity::Kind::kPiece) return price_minor;
  return MulDiv(price_minor, line.quantity.milli, Quantity::kOne,
                work.plan.program().money_rounding);
}

// Takes each unit of the line down to `each`; false where nothing is over it.
bool TakeDown(WorkLine& line, int64_t each, UnitRuns* off, UnitRuns* spare) {
  off->clear();
  int64_t total = 0;
  UnitCursor floor(line.floor);
  for (UnitCursor at(line.remaining); !at.done();) {
    int64_t count = at.left();
    int64_t least = each;
    if (!floor.done()) {
      count = std::min(count, floor.left());
      least = std::max(least, floor.each());
      floor.Take(count);
    }
    const int64_t over = std::max<int64_t>(0, at.each() - least);
    AppendUnits(count, over, off);
    total += count * over;
    at.Take(count);
  }
  if (total == 0) return false;
  line.remaining_minor -= total;
  SubtractUnits(line.remaining, *off, spare);
  std::swap(line.remaining, *spare);
  return true;
}

// The effect of a list, made when its first price is taken.
FiredEffect& EffectOf(Work& work, uint32_t list) {
  const PriceList& given = work.plan.program().price_lists[list];
  for (FiredEffect& effect : work.decision.effects) {
    if (effect.index == list) return effect;
  }
  FiredEffect& fired = NewEffect(work, kNoIndex, EffectKind::kPriceList);
  fired.rule = given.id;
  fired.text = given.text;
  fired.index = list;
  return fired;
}

absl::Status TakePrice(Work& work, uint32_t index) {
  const Line& line = work.event.basket.lines[index];
  WorkLine& at = work.mine.lines[index];
  const auto found = work.plan.prices_of.find(std::string_view(line.sku));
  if (found == work.plan.prices_of.end()) return absl::OkStatus();
  const SkuPrice* lowest = nullptr;
  for (uint32_t p = found->second.first; p < found->second.second; ++p) {
    const SkuPrice& price = work.plan.prices[p];
    if ((lowest == nullptr || price.price_minor < lowest->price_minor) &&
        IsInForce(work, price.list)) {
      lowest = &price;
    }
  }
  if (lowest == nullptr) return absl::OkStatus();
  const absl::StatusOr<int64_t> each = UnitOf(work, line, lowest->price_minor);
  if (!each.ok()) return each.status();
  const int64_t before = at.remaining_minor;
  if (!TakeDown(at, *each, &work.mine.runs, &work.mine.more_runs)) {
    return absl::OkStatus();
  }
  FiredEffect& fired = EffectOf(work, lowest->list);
  Allocation& allocation = fired.allocations.Add();
  allocation.line = index;
  allocation.units = work.mine.runs;
  fired.base.minor += before;
  fired.amount.minor += before - at.remaining_minor;
  for (const UnitRun& run : allocation.units) {
    if (run.each != 0) fired.units += run.count;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status TakeListPrices(Work& work) {
  if (work.plan.prices.empty()) return absl::OkStatus();
  for (uint32_t i = 0; i < work.line_count(); ++i) {
    if (!work.mine.lines[i].discountable) continue;
    if (absl::Status s = TakePrice(work, i); !s.ok()) return s;
  }
  for (FiredEffect& effect : work.decision.effects) {
    effect.wanted = effect.amount;
    const PriceList& list = work.plan.program().price_lists[effect.index];
    absl::Status status = Fund(work, list.funders, effect.amount.minor, effect);
    if (!status.ok()) return status;
  }
  ++work.mine.changes;
  return absl::OkStatus();
}

}  // namespace patron
