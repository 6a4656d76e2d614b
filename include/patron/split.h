// Splitting an amount over lines and units, exact to the minor unit and the
// same on every device.
//
// Largest remainder: each share gets the whole part of amount * weight / sum,
// the minor units left go to the largest fractions, ties to the smaller id
// (shorter first, then bytes), so that scan order moves no cent. A share never
// gets more than its room: one whose exact part would be more gets its room,
// and the rest is split over the others as if that share were not there. A
// share of weight 0 gets nothing.
//
//   10.00 over 100.00 / 100.00 / 100.00   ->  3.34 / 3.33 / 3.33
//
// Threads: free functions, any thread.
#ifndef PATRON_SPLIT_H_
#define PATRON_SPLIT_H_

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace patron {

struct Share {
  int64_t weight = 0;   // at least 0; the sum must fit int64
  int64_t room = 0;     // at least 0: the most this share may get
  std::string_view id;  // breaks ties; unique in a split

  friend bool operator==(const Share&, const Share&) = default;
};

// Order of ids: shorter first, then bytes.
[[nodiscard]] bool IdLess(std::string_view a, std::string_view b);

// Writes each share's part to `parts` and returns their sum: `amount`, or the
// room of all shares of positive weight where that is less.
// Requires: amount >= 0, parts.size() == shares.size().
[[nodiscard]] absl::StatusOr<int64_t> Split(int64_t amount,
                                            std::span<const Share> shares,
                                            std::span<int64_t> parts);

// Equal units next to each other: `count` units of `each` minor units. A line
// of 80,995 units is one or two runs.
struct UnitRun {
  int64_t count = 0;
  int64_t each = 0;

  friend bool operator==(const UnitRun&, const UnitRun&) = default;
};

using UnitRuns = std::vector<UnitRun>;

// Sum of count * each. Requires: it fits (runs made here always do).
[[nodiscard]] int64_t Total(const UnitRuns& runs);
[[nodiscard]] int64_t CountUnits(const UnitRuns& runs);

// `amount` (may be negative) over `count` equal units: the first get the
// larger parts in magnitude. No unit, no run, where `count` is below 1.
[[nodiscard]] UnitRuns SplitEven(int64_t amount, int64_t count);
// The same into memory that is there already.
void SplitEven(int64_t amount, int64_t count, UnitRuns* parts);

// `amount` over the units of `weights` by the same largest remainder, each
// unit's weight being also its room, ties to the earlier unit. Returns one part
// a unit as runs, in unit order. Requires: 0 <= amount <= Total(weights), no
// negative weight.
[[nodiscard]] UnitRuns SplitUnits(int64_t amount, const UnitRuns& weights);
// The same into memory that is there already.
void SplitUnits(int64_t amount, const UnitRuns& weights, UnitRuns* parts);
// With rooms of their own, kept as those of a Split. Requires: equal unit
// counts, 0 <= amount <= Total(rooms), no room where there is no weight.
void SplitUnits(int64_t amount, const UnitRuns& weights, const UnitRuns& rooms,
                UnitRuns* parts);

// a - b and a + b unit by unit. Requires: equal unit counts.
[[nodiscard]] UnitRuns SubtractUnits(const UnitRuns& a, const UnitRuns& b);
void SubtractUnits(const UnitRuns& a, const UnitRuns& b, UnitRuns* difference);
void AddUnits(const UnitRuns& a, const UnitRuns& b, UnitRuns* sum);

// Puts `count` units of `each` at the end, joined to the last run where they
// are equal.
void AppendUnits(int64_t count, int64_t each, UnitRuns* runs);

// Walks runs piece by piece, several beside each other:
//
//   for (UnitCursor a(x), b(y); !a.done(); ) {
//     const int64_t count = std::min(a.left(), b.left());
//     ...                                    // count units of a.each(),
//     b.each() a.Take(count); b.Take(count);
//   }
class UnitCursor {
 public:
  explicit UnitCursor(std::span<const UnitRun> runs) : runs_(runs) {
    SkipEmpty();
  }

  [[nodiscard]] bool done() const { return index_ == runs_.size(); }
  [[nodiscard]] int64_t each() const { return runs_[index_].each; }
  [[nodiscard]] int64_t left() const { return runs_[index_].count - taken_; }

  // Requires: count <= left().
  void Take(int64_t count) {
    taken_ += count;
    SkipEmpty();
  }

 private:
  void SkipEmpty() {
    while (index_ < runs_.size() && runs_[index_].count <= taken_) {
      ++index_;
      taken_ = 0;
    }
  }

  std::span<const UnitRun> runs_;
  size_t index_ = 0;
  int64_t taken_ = 0;
};

// Sum over the units first .. first + count - 1. Requires: there are so many.
[[nodiscard]] int64_t SumUnits(const UnitRuns& runs, int64_t first,
                               int64_t count);

}  // namespace patron

#endif  // PATRON_SPLIT_H_
