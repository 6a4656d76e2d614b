// Bundles are chosen by the greedy algorithm of matroids: what may be chosen
// together, so that every unit has a place in a part, are the independent sets
// of a transversal matroid, and taking the dearest unit that still has a place
// gives the dearest choice. Whether there is a place is Hall's condition over
// all sets of parts, of which there are at most 2^8, so that a line of a
// thousand units is asked about once. How much a choice is worth is concave in
// the number of sets (it is the value of a flow), so that the best number is
// found by halving.

#include "decide/sets.h"

#include <algorithm>
#include <array>
#include <limits>

#include "decide/deciding_impl.h"

namespace patron {
namespace {

constexpr size_t kMasks = size_t{1} << kBundlePartsMax;

// Room left for units whose parts all lie within a set of parts.
class Places {
 public:
  Places(const Bundle& bundle, int64_t sets)
      : masks_(size_t{1} << bundle.counts.size()) {
    for (size_t mask = 0; mask < masks_; ++mask) {
      left_[mask] = 0;
      for (size_t p = 0; p < bundle.counts.size(); ++p) {
        if ((mask >> p & 1) != 0) left_[mask] += sets * bundle.counts[p];
      }
    }
  }

  // How many of `count` units with these parts find a place.
  int64_t Take(uint32_t parts, int64_t count) {
    int64_t taken = count;
    for (size_t mask = 0; mask < masks_; ++mask) {
      if ((mask & parts) == parts) taken = std::min(taken, left_[mask]);
    }
    for (size_t mask = 0; mask < masks_; ++mask) {
      if ((mask & parts) == parts) left_[mask] -= taken;
    }
    return taken;
  }

 private:
  size_t masks_;
  std::array<int64_t, kMasks> left_{};
};

// The most sets that the units fill: for all sets of parts, those parts need no
// more units than can stand in one of them.
int64_t SetsMax(const Bundle& bundle, std::span<const Slice> slices,
                std::span<const uint32_t> parts) {
  int64_t sets = bundle.sets_max.value_or(std::numeric_limits<int64_t>::max());
  for (size_t mask = 1; mask < size_t{1} << bundle.counts.size(); ++mask) {
    int64_t units = 0;
    for (size_t s = 0; s < slices.size(); ++s) {
      if ((parts[s] & mask) != 0) units += slices[s].count;
    }
    int64_t needed = 0;
    for (size_t p = 0; p < bundle.counts.size(); ++p) {
      if ((mask >> p & 1) != 0) needed += bundle.counts[p];
    }
    sets = std::min(sets, units / needed);
  }
  return sets;
}

// What the dearest units that fill `sets` sets cost.
int64_t Worth(const Bundle& bundle, int64_t sets, std::span<const Slice> slices,
              std::span<const uint32_t> parts) {
  Places places(bundle, sets);
  int64_t worth = 0;
  for (size_t s = 0; s < slices.size(); ++s) {
    worth += places.Take(parts[s], slices[s].count) * slices[s].each;
  }
  return worth;
}

// Moves the first `count` units of `from` to `to`; the others stay.
void MoveFirst(int64_t count, std::vector<Slice>* from,
               std::vector<Slice>* to) {
  size_t moved = 0;
  for (; moved < from->size() && count > 0; ++moved) {
    Slice& slice = (*from)[moved];
    const int64_t taken = std::min(slice.count, count);
    to->push_back(slice);
    to->back().count = taken;
    count -= taken;
    if (taken == slice.count) continue;
    slice.first += taken;
    slice.count -= taken;
    break;
  }
  from->erase(from->begin(),
              from->begin() + static_cast<std::ptrdiff_t>(moved));
}

// How many units can be had for `sets` sets.
struct AcrossCounts {
  int64_t buy_only = 0;
  int64_t get_only = 0;
  int64_t both = 0;
  int64_t buy = 0;  // in a set
  int64_t get = 0;

  [[nodiscard]] int64_t Present(int64_t sets) const {
    return get_only + both - std::max<int64_t>(0, sets * buy - buy_only);
  }
  [[nodiscard]] int64_t Got(int64_t sets) const {
    return std::min(sets * get, Present(sets));
  }
};

// The number of sets that gives most. It rises while all that is due is there,
// and falls when buying takes what could be had; one set more may still give a
// part of what is due.
int64_t SetsAcross(const AcrossCounts& counts, int64_t sets_max) {
  int64_t full = 0;
  int64_t over =
      std::min(sets_max, (counts.buy_only + counts.both) / counts.buy) + 1;
  const int64_t end = over;
  while (over - full > 1) {
    const int64_t middle = full + (over - full) / 2;
    if (middle * counts.get <= counts.Present(middle)) {
      full = middle;
    } else {
      over = middle;
    }
  }
  return full + 1 < end && counts.Got(full + 1) > counts.Got(full) ? full + 1
                                                                   : full;
}

}  // namespace

int64_t SumOfLastInSets(std::span<const Slice> slices, int64_t buy,
                        int64_t get) {
  // Of the first n units, so many are among the last of their set.
  const auto among = [&](int64_t n) {
    return n / (buy + get) * get + std::max<int64_t>(0, n % (buy + get) - buy);
  };
  int64_t sum = 0;
  int64_t at = 0;
  for (const Slice& slice : slices) {
    sum += (among(at + slice.count) - among(at)) * slice.each;
    at += slice.count;
  }
  return sum;
}

int64_t PickBundles(const Work& work, const Bundle& bundle,
                    const PartsOfLine& parts_of, std::vector<Slice>* slices) {
  std::erase_if(*slices, [&](const Slice& s) { return parts_of(s.line) == 0; });
  SortDearestFirst(work, slices);
  std::vector<uint32_t> parts;
  parts.reserve(slices->size());
  for (const Slice& slice : *slices) parts.push_back(parts_of(slice.line));
  // Sets are taken while one more costs less than its units.
  int64_t good = 0;
  int64_t bad = SetsMax(bundle, *slices, parts) + 1;
  while (bad - good > 1) {
    const int64_t middle = good + (bad - good) / 2;
    const int64_t more = Worth(bundle, middle, *slices, parts) -
                         Worth(bundle, middle - 1, *slices, parts);
    (more > bundle.price ? good : bad) = middle;
  }
  Places places(bundle, good);
  size_t kept = 0;
  for (size_t s = 0; s < slices->size(); ++s) {
    const int64_t count = places.Take(parts[s], (*slices)[s].count);
    if (count == 0) continue;
    (*slices)[kept] = (*slices)[s];
    (*slices)[kept++].count = count;
  }
  slices->resize(kept);
  return good;
}

int64_t PickAcross(const Work& work, const BuyGet& effect,
                   const PartsOfLine& parts_of, std::vector<Slice>* slices,
                   std::vector<Slice>* got) {
  std::vector<Slice>& both = work.mine.rest;
  std::vector<Slice> bought;
  both.clear();
  got->clear();
  AcrossCounts counts;
  counts.buy = effect.buy;
  counts.get = effect.get;
  SortDearestFirst(work, slices);
  for (const Slice& slice : *slices) {
    const uint32_t parts = parts_of(slice.line);
    if (parts == 1) {
      bought.push_back(slice);
      counts.buy_only += slice.count;
    } else if (parts == 2) {
      got->push_back(slice);
      counts.get_only += slice.count;
    } else if (parts == 3) {
      both.push_back(slice);
      counts.both += slice.count;
    }
  }
  const int64_t sets = SetsAcross(
      counts, effect.sets_max.value_or(std::numeric_limits<int64_t>::max() /
                                       (2 * kEffectUnitsMax)));
  slices->clear();
  const int64_t of_only = std::min(sets * effect.buy, counts.buy_only);
  MoveFirst(of_only, &bought, slices);
  MoveFirst(sets * effect.buy - of_only, &both, slices);
  got->insert(got->end(), both.begin(), both.end());
  SortCheapestFirst(work, got);
  KeepFirst(counts.Got(sets), got);
  slices->insert(slices->end(), got->begin(), got->end());
  return CountUnits(*got);
}

}  // namespace patron
