// Largest remainder over lines and over units.
//
// With rooms, the shares that bind are found first and exactly: a share binds
// where its exact part, before rounding, is more than its room. Fixing one
// raises the level (amount per weight) for all others, so walking the shares by
// room / weight finds all of them in one pass. Clamping rounded parts round by
// round was refused: with one cent over and rooms that are all but full it
// passes that cent along all lines, in as many rounds.
#include "patron/split.h"

#include <algorithm>
#include <cassert>
#include <limits>
#include <string>

#include "absl/container/inlined_vector.h"
#include "base/int128.h"
#include "patron/error.h"

namespace patron {
namespace {

// A share that takes part, and what it was given so far.
struct Entry {
  size_t index = 0;  // in the caller's shares
  int64_t weight = 0;
  int64_t room = 0;
  int64_t remainder = 0;  // numerator of the fraction cut off
};

// Enough for the lines of most baskets without asking for memory.
constexpr size_t kEntriesInPlace = 256;
constexpr size_t kRunsInPlace = 16;

using Entries = absl::InlinedVector<Entry, kEntriesInPlace>;

// What is still to be split, and over what.
struct Pool {
  int64_t amount = 0;
  int64_t weight = 0;
};

absl::Status CheckShares(int64_t amount, std::span<const Share> shares,
                         size_t parts) {
  if (amount < 0) {
    return Refuse(Reason::kBadValue, "cannot split " + std::to_string(amount) +
                                         ": split its magnitude and negate");
  }
  if (shares.size() != parts) {
    return Refuse(Reason::kBadValue, "a split of " +
                                         std::to_string(shares.size()) +
                                         " shares needs as many parts, not " +
                                         std::to_string(parts));
  }
  Int128 weight = 0;
  for (const Share& share : shares) {
    if (share.weight < 0 || share.room < 0) {
      return Refuse(Reason::kBadValue,
                    "share '" + std::string(share.id) + "' has weight " +
                        std::to_string(share.weight) + " and room " +
                        std::to_string(share.room) +
                        ": neither may be negative");
    }
    weight += share.weight;
  }
  if (FitsInt64(weight)) return absl::OkStatus();
  return Refuse(Reason::kOverflow,
                "the weights of a split add up to more than " +
                    std::to_string(std::numeric_limits<int64_t>::max()));
}

// Whether the exact part of a share is more than its room.
bool Binds(const Entry& entry, const Pool& pool) {
  return Int128{pool.amount} * entry.weight > Int128{entry.room} * pool.weight;
}

// Gives every share that binds its room and takes it out of `entries` and
// `pool`.
void FixBinding(Entries& entries, Pool& pool, std::span<int64_t> parts) {
  const auto binds = [&pool](const Entry& e) { return Binds(e, pool); };
  if (std::none_of(entries.begin(), entries.end(), binds)) return;
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return Int128{a.room} * b.weight < Int128{b.room} * a.weight;
  });
  auto free = entries.begin();
  for (; free != entries.end() && Binds(*free, pool); ++free) {
    parts[free->index] = free->room;
    pool.amount -= free->room;
    pool.weight -= free->weight;
  }
  entries.erase(entries.begin(), free);
}

// Largest remainder over `entries`, none of which binds.
void Allot(Entries& entries, const Pool& pool, std::span<const Share> shares,
           std::span<int64_t> parts) {
  int64_t left = pool.amount;
  for (Entry& entry : entries) {
    const Int128 product = Int128{pool.amount} * entry.weight;
    const auto whole = static_cast<int64_t>(product / pool.weight);
    entry.remainder = static_cast<int64_t>(product % pool.weight);
    parts[entry.index] = whole;
    left -= whole;
  }
  if (left == 0) return;
  // Fewer units are left than there are fractions, so each gets one at most,
  // and a share that came out even gets none.
  const auto end = entries.begin() + static_cast<std::ptrdiff_t>(left);
  std::nth_element(entries.begin(), end, entries.end(),
                   [&shares](const Entry& a, const Entry& b) {
                     if (a.remainder != b.remainder) {
                       return a.remainder > b.remainder;
                     }
                     return IdLess(shares[a.index].id, shares[b.index].id);
                   });
  for (auto it = entries.begin(); it != end; ++it) ++parts[it->index];
}

// A run of units and what of an amount it gets.
struct RunPart {
  size_t index = 0;
  int64_t count = 0;
  int64_t weight = 0;     // of each unit; 0 once the run has its room
  int64_t room = 0;       // of each unit
  int64_t whole = 0;      // for each unit
  int64_t remainder = 0;  // of each unit
  int64_t larger = 0;     // units that get one more
};

using RunParts = absl::InlinedVector<RunPart, kRunsInPlace>;

// Gives the units whose exact part is more than their room that room, and takes
// them out of the pool. A line has few runs: they are walked until none binds.
void FixBinding(RunParts& rows, Pool& pool) {
  for (bool again = true; again;) {
    again = false;
    const Pool before = pool;
    for (RunPart& row : rows) {
      if (Int128{before.amount} * row.weight <=
          Int128{row.room} * before.weight) {
        continue;
      }
      pool.amount -= row.count * row.room;
      pool.weight -= row.count * row.weight;
      row.whole = row.room;
      row.weight = 0;
      again = true;
    }
  }
}

// Largest remainder over the units of `rows`, none of which binds. All units of
// a run have the same fraction, so runs are ranked, not units.
void Allot(RunParts& rows, const Pool& pool, UnitRuns* parts) {
  int64_t left = pool.weight == 0 ? 0 : pool.amount;
  for (RunPart& row : rows) {
    if (row.weight == 0) continue;
    const Int128 product = Int128{pool.amount} * row.weight;
    row.whole = static_cast<int64_t>(product / pool.weight);
    row.remainder = static_cast<int64_t>(product % pool.weight);
    left -= row.whole * row.count;
  }
  std::sort(rows.begin(), rows.end(), [](const RunPart& a, const RunPart& b) {
    if (a.remainder != b.remainder) return a.remainder > b.remainder;
    return a.index < b.index;
  });
  for (RunPart& row : rows) {
    row.larger = std::min(left, row.count);
    left -= row.larger;
  }
  std::sort(rows.begin(), rows.end(), [](const RunPart& a, const RunPart& b) {
    return a.index < b.index;
  });
  for (const RunPart& row : rows) {
    AppendUnits(row.larger, row.whole + 1, parts);
    AppendUnits(row.count - row.larger, row.whole, parts);
  }
}

// a + sign * b.
void Combine(const UnitRuns& a, const UnitRuns& b, int64_t sign,
             UnitRuns* result) {
  assert(result != &a && result != &b);
  result->clear();
  UnitCursor left(a);
  UnitCursor right(b);
  while (!left.done() && !right.done()) {
    const int64_t count = std::min(left.left(), right.left());
    AppendUnits(count, left.each() + sign * right.each(), result);
    left.Take(count);
    right.Take(count);
  }
  assert(left.done() && right.done());
}

}  // namespace

bool IdLess(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return a.size() < b.size();
  return a < b;
}

absl::StatusOr<int64_t> Split(int64_t amount, std::span<const Share> shares,
                              std::span<int64_t> parts) {
  const absl::Status checked = CheckShares(amount, shares, parts.size());
  if (!checked.ok()) return checked;

  Entries entries;
  Pool pool;
  Int128 room = 0;
  for (size_t i = 0; i < shares.size(); ++i) {
    parts[i] = 0;
    if (shares[i].weight == 0) continue;
    entries.push_back({i, shares[i].weight, shares[i].room, 0});
    pool.weight += shares[i].weight;
    room += shares[i].room;
  }
  if (room <= amount) {
    for (const Entry& entry : entries) parts[entry.index] = entry.room;
    return static_cast<int64_t>(room);
  }
  pool.amount = amount;
  FixBinding(entries, pool, parts);
  Allot(entries, pool, shares, parts);
  return amount;
}

int64_t Total(const UnitRuns& runs) {
  int64_t total = 0;
  for (const UnitRun& run : runs) total += run.count * run.each;
  return total;
}

int64_t CountUnits(const UnitRuns& runs) {
  int64_t count = 0;
  for (const UnitRun& run : runs) count += run.count;
  return count;
}

UnitRuns SplitEven(int64_t amount, int64_t count) {
  UnitRuns parts;
  SplitEven(amount, count, &parts);
  return parts;
}

void SplitEven(int64_t amount, int64_t count, UnitRuns* parts) {
  parts->clear();
  if (count < 1) return;
  const int64_t each = amount / count;
  const int64_t rest = amount % count;  // has the sign of `amount`
  const int64_t larger = rest < 0 ? -rest : rest;
  AppendUnits(larger, each + (rest < 0 ? -1 : 1), parts);
  AppendUnits(count - larger, each, parts);
}

UnitRuns SplitUnits(int64_t amount, const UnitRuns& weights) {
  UnitRuns parts;
  SplitUnits(amount, weights, &parts);
  return parts;
}

void SplitUnits(int64_t amount, const UnitRuns& weights, UnitRuns* parts) {
  SplitUnits(amount, weights, weights, parts);
}

void SplitUnits(int64_t amount, const UnitRuns& weights, const UnitRuns& rooms,
                UnitRuns* parts) {
  assert(0 <= amount && amount <= Total(rooms));
  parts->clear();
  RunParts rows;
  for (UnitCursor weight(weights), room(rooms); !weight.done();) {
    const int64_t count = std::min(weight.left(), room.left());
    rows.push_back({rows.size(), count, weight.each(), room.each()});
    weight.Take(count);
    room.Take(count);
  }
  Pool pool{amount, Total(weights)};
  FixBinding(rows, pool);
  Allot(rows, pool, parts);
}

UnitRuns SubtractUnits(const UnitRuns& a, const UnitRuns& b) {
  UnitRuns difference;
  SubtractUnits(a, b, &difference);
  return difference;
}

void SubtractUnits(const UnitRuns& a, const UnitRuns& b, UnitRuns* difference) {
  Combine(a, b, -1, difference);
}

void AddUnits(const UnitRuns& a, const UnitRuns& b, UnitRuns* sum) {
  Combine(a, b, 1, sum);
}

void AppendUnits(int64_t count, int64_t each, UnitRuns* runs) {
  if (count == 0) return;
  if (!runs->empty() && runs->back().each == each) {
    runs->back().count += count;
  } else {
    runs->push_back({count, each});
  }
}

int64_t SumUnits(const UnitRuns& runs, int64_t first, int64_t count) {
  int64_t sum = 0;
  int64_t skip = first;
  int64_t wanted = count;
  for (const UnitRun& run : runs) {
    const int64_t skipped = std::min(skip, run.count);
    const int64_t taken = std::min(wanted, run.count - skipped);
    sum += taken * run.each;
    skip -= skipped;
    wanted -= taken;
  }
  assert(wanted == 0);
  return sum;
}

}  // namespace patron
