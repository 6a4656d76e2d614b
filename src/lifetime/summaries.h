// Summaries as the likelihoods read them: equal ones merged, sorted by how
// often customers came back, a column a field.
//
// Sorting makes sums independent of the order of the rows, and puts what
// depends on the frequency alone outside the loops.
//
// Threads: immutable values, any thread.
#ifndef PATRON_SRC_LIFETIME_SUMMARIES_H_
#define PATRON_SRC_LIFETIME_SUMMARIES_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "patron/lifetime.h"

namespace patron::lifetime {

// Rows [begin, end) have this frequency.
struct FrequencyBlock {
  int64_t frequency = 0;
  size_t begin = 0;
  size_t end = 0;
  double weight = 0;
};

struct Summaries {
  std::vector<FrequencyBlock> blocks;  // ascending by frequency
  std::vector<int64_t> frequencies;    // of the blocks
  std::vector<double> recency;
  std::vector<double> age;
  std::vector<double> mean_spend;
  std::vector<double> weight;
  double customers = 0;   // the sum of weights
  double repeaters = 0;   // of those with a frequency above 0
  double mean_age = 0;    // of all
  double mean_value = 0;  // of those with a frequency above 0

  [[nodiscard]] size_t rows() const { return weight.size(); }
};

// Rows of weight 0 are left out, and for kGammaGamma those without a repeat;
// fields that `kind` does not read count as 0. Requires: checked rows.
[[nodiscard]] Summaries GroupSummaries(
    LifetimeKind kind, std::span<const LifetimeSummary> customers);

// Every n-th row, so that about `rows_max` are left: to find where to start.
[[nodiscard]] Summaries ThinSummaries(const Summaries& all, size_t rows_max);

}  // namespace patron::lifetime

#endif  // PATRON_SRC_LIFETIME_SUMMARIES_H_
