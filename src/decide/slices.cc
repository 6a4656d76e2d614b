#include "decide/slices.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "decide/deciding_impl.h"
#include "patron/rounding.h"

namespace patron {
namespace {

const UnitRuns& NoFloor() {
  static const UnitRuns none;
  return none;
}

// Walks a line's units with their list price, what remains, and their floor.
class LineCursor {
 public:
  explicit LineCursor(const WorkLine& line)
      : list_(line.list),
        remaining_(line.remaining),
        floor_(line.floor.empty() ? NoFloor() : line.floor) {}

  [[nodiscard]] bool done() const { return remaining_.done(); }
  [[nodiscard]] int64_t left() const {
    int64_t left = std::min(list_.left(), remaining_.left());
    if (!floor_.done()) left = std::min(left, floor_.left());
    return left;
  }
  [[nodiscard]] int64_t list() const { return list_.each(); }
  [[nodiscard]] int64_t remaining() const { return remaining_.each(); }
  [[nodiscard]] int64_t floor() const {
    return floor_.done() ? 0 : floor_.each();
  }
  void Take(int64_t count) {
    list_.Take(count);
    remaining_.Take(count);
    if (!floor_.done()) floor_.Take(count);
  }

 private:
  UnitCursor list_;
  UnitCursor remaining_;
  UnitCursor floor_;
};

bool IsInScope(const Work& work, const Effect& effect, uint32_t selection,
               Scope scope, uint32_t line) {
  const Line& given = work.event.basket.lines[line];
  const bool kind =
      scope == Scope::kGoods
          ? work.mine.lines[line].discountable
          : given.kind == LineKind::kDelivery && !given.not_discountable;
  return kind && work.mine.lines[line].remaining_minor > 0 &&
         work.IsSelected(selection, line) &&
         !(effect.not_on_reduced && given.on_sale);
}

// Takes the units out that another effect keeps to itself, or, where this one
// wants its units for itself, those that any other has reduced. `rule` may do
// several things to one unit.
void DropKeptUnits(const Work& work, const Step& step, bool alone,
                   uint32_t line, size_t from, std::vector<Slice>* slices) {
  const Recycled<FiredEffect>& effects = work.decision.effects;
  for (size_t e = 0; e < effects.size(); ++e) {
    if (!alone && !effects[e].not_with_others) continue;
    if (work.mine.effect_rules[e] == step.rule) continue;
    const Recycled<Allocation>& parts = effects[e].allocations;
    const size_t part = FindLine(parts, line);
    if (part == parts.size()) continue;
    std::vector<Slice> kept;
    for (size_t s = from; s < slices->size(); ++s) {
      const Slice& slice = (*slices)[s];
      int64_t at = 0;
      for (const UnitRun& run : parts[part].units) {
        const int64_t begin = std::max(at, slice.first);
        const int64_t end = std::min(at + run.count, slice.first + slice.count);
        at += run.count;
        if (begin >= end || run.each != 0) continue;
        Slice& piece = kept.emplace_back(slice);
        piece.first = begin;
        piece.count = end - begin;
      }
    }
    slices->resize(from);
    slices->insert(slices->end(), kept.begin(), kept.end());
  }
}

template <typename Less>
void Sort(const Work& work, std::vector<Slice>* slices, Less price_less) {
  const std::vector<Line>& lines = work.event.basket.lines;
  std::sort(slices->begin(), slices->end(),
            [&](const Slice& a, const Slice& b) {
              if (a.each != b.each) return price_less(a.each, b.each);
              if (a.line != b.line) {
                return IdLess(lines[a.line].id, lines[b.line].id);
              }
              return a.first < b.first;
            });
}

}  // namespace

void CollectSlices(const Work& work, const Step& step, uint32_t selection,
                   Scope scope, std::vector<Slice>* slices) {
  slices->clear();
  const Effect& effect = work.plan.rule(step.rule).then[step.effect];
  for (uint32_t i = 0; i < work.line_count(); ++i) {
    if (!IsInScope(work, effect, selection, scope, i)) continue;
    const size_t from = slices->size();
    int64_t first = 0;
    for (LineCursor at(work.mine.lines[i]); !at.done();) {
      const int64_t count = at.left();
      int64_t floor = at.floor();
      if (effect.floor) {
        // Rounded up: no unit goes below the share.
        const absl::StatusOr<int64_t> share =
            Multiply(at.list(), *effect.floor, Rounding::kUp);
        if (share.ok()) floor = std::max(floor, *share);
      }
      if (at.remaining() > 0) {
        slices->push_back({i, first, count, at.remaining(), at.list(),
                           std::max<int64_t>(0, at.remaining() - floor),
                           at.remaining()});
      }
      first += count;
      at.Take(count);
    }
    if (work.plan.not_with_others) {
      DropKeptUnits(work, step, effect.not_with_others, i, from, slices);
    }
  }
}

void SortCheapestFirst(const Work& work, std::vector<Slice>* slices) {
  Sort(work, slices, [](int64_t a, int64_t b) { return a < b; });
}

void SortDearestFirst(const Work& work, std::vector<Slice>* slices) {
  Sort(work, slices, [](int64_t a, int64_t b) { return a > b; });
}

void SortByLine(std::vector<Slice>* slices) {
  std::sort(slices->begin(), slices->end(), [](const Slice& a, const Slice& b) {
    return std::tie(a.line, a.first) < std::tie(b.line, b.first);
  });
}

void KeepFirst(int64_t count, std::vector<Slice>* slices) {
  size_t kept = 0;
  for (; kept < slices->size() && count > 0; ++kept) {
    Slice& slice = (*slices)[kept];
    slice.count = std::min(slice.count, count);
    count -= slice.count;
  }
  slices->resize(kept);
}

int64_t CountUnits(std::span<const Slice> slices) {
  int64_t count = 0;
  for (const Slice& slice : slices) count += slice.count;
  return count;
}

int64_t SumEach(std::span<const Slice> slices) {
  int64_t sum = 0;
  for (const Slice& slice : slices) sum += slice.count * slice.each;
  return sum;
}

}  // namespace patron
