// Units as runs: the fast versions never write units out, the slow ones here
// do nothing else.
#include <algorithm>
#include <limits>

#include "patron/split.h"
#include "tests/seed.h"
#include "tests/status_matchers.h"

namespace patron {
namespace {

using ::patron::testing::Between;
using ::patron::testing::SeededRandom;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Units = std::vector<int64_t>;

Units Expand(const UnitRuns& runs) {
  Units units;
  for (const UnitRun& run : runs) {
    units.insert(units.end(), static_cast<size_t>(run.count), run.each);
  }
  return units;
}

UnitRuns Pack(const Units& units) {
  UnitRuns runs;
  for (const int64_t unit : units) {
    if (!runs.empty() && runs.back().each == unit) {
      ++runs.back().count;
    } else {
      runs.push_back({1, unit});
    }
  }
  return runs;
}

// Whole parts first, then one by one to the largest fraction, the earlier unit
// where two are equal.
Units SlowSplitUnits(int64_t amount, const Units& weights) {
  int64_t total = 0;
  for (const int64_t weight : weights) total += weight;
  Units parts(weights.size(), 0);
  if (total == 0) return parts;
  std::vector<int64_t> fractions;
  int64_t left = amount;
  for (size_t i = 0; i < weights.size(); ++i) {
    parts[i] = amount * weights[i] / total;
    fractions.push_back(amount * weights[i] % total);
    left -= parts[i];
  }
  for (; left > 0; --left) {
    const auto largest = std::max_element(fractions.begin(), fractions.end());
    ++parts[static_cast<size_t>(largest - fractions.begin())];
    *largest = -1;
  }
  return parts;
}

UnitRuns RandomRuns(std::mt19937_64& random, int64_t each_max) {
  UnitRuns runs(static_cast<size_t>(Between(random, 0, 5)));
  for (UnitRun& run : runs) {
    // Runs of no unit and equal neighbours are legal input.
    run = {Between(random, 0, 7), Between(random, 0, each_max)};
  }
  return runs;
}

struct SplitRow {
  const char* what;
  int64_t amount;
  UnitRuns weights;
  UnitRuns parts;
};

TEST(SplitUnits, Rows) {
  const SplitRow rows[] = {
      {"three equal units", 1000, {{3, 10'000}}, {{1, 334}, {2, 333}}},
      {"comes out even", 6, {{3, 5}}, {{3, 2}}},
      {"nothing", 0, {{3, 5}}, {{3, 0}}},
      {"everything", 15, {{3, 5}}, {{3, 5}}},
      {"free units", 0, {{4, 0}}, {{4, 0}}},
      {"a free unit gets nothing",
       10,
       {{1, 0}, {3, 10}},
       {{1, 0}, {1, 4}, {2, 3}}},
      {"no unit", 0, {}, {}},
      {"two prices",
       156,
       {{2, 190}, {1, 250}, {1, 150}},
       {{2, 38}, {1, 50}, {1, 30}}},
      {"equal parts of unequal units are one run",
       2,
       {{1, 10}, {1, 11}},
       {{2, 1}}},
      {"the larger fraction first", 1, {{1, 1}, {1, 2}}, {{1, 0}, {1, 1}}},
      {"a line of 80,995 units",
       10'000,
       {{80'995, 208}},
       {{10'000, 1}, {70'995, 0}}},
      {"a thousand million units",
       1'500'000'001,
       {{1'000'000'000, 3}},
       {{500'000'001, 2}, {499'999'999, 1}}},
      {"the largest total",
       std::numeric_limits<int64_t>::max() - 1,
       {{1, std::numeric_limits<int64_t>::max() - 7}, {7, 1}},
       {{1, std::numeric_limits<int64_t>::max() - 8}, {7, 1}}},
  };
  for (const SplitRow& row : rows) {
    EXPECT_EQ(SplitUnits(row.amount, row.weights), row.parts) << row.what;
  }
}

TEST(SplitUnits, SmallCasesAsTheSlowVersion) {
  // Up to three runs of up to two units of weight up to three.
  constexpr int64_t kStates = 3 * 4;
  for (int64_t code = 0; code < kStates * kStates * kStates; ++code) {
    UnitRuns weights;
    for (int64_t rest = code; weights.size() < 3; rest /= kStates) {
      weights.push_back({rest % 3, rest / 3 % 4});
    }
    const Units units = Expand(weights);
    for (int64_t amount = 0; amount <= Total(weights); ++amount) {
      ASSERT_EQ(SplitUnits(amount, weights),
                Pack(SlowSplitUnits(amount, units)))
          << "code " << code << " amount " << amount;
    }
  }
}

TEST(SplitUnits, RandomCasesAsTheSlowVersion) {
  std::mt19937_64 random = SeededRandom();
  for (int round = 0; round < 4'000; ++round) {
    const UnitRuns weights = RandomRuns(random, 50);
    const int64_t amount = Between(random, 0, Total(weights));
    const Units units = Expand(weights);
    const UnitRuns parts = SplitUnits(amount, weights);
    ASSERT_EQ(parts, Pack(SlowSplitUnits(amount, units))) << "round " << round;
    ASSERT_EQ(Total(parts), amount);
    const Units each = Expand(parts);
    for (size_t i = 0; i < units.size(); ++i) ASSERT_LE(each[i], units[i]);
  }
}

// Lines and units are split by one rule: units as lines with the ids 1, 2, 3.
TEST(SplitUnits, AsSplitDoes) {
  std::mt19937_64 random = SeededRandom();
  for (int round = 0; round < 1'000; ++round) {
    const UnitRuns weights = RandomRuns(random, 50);
    const Units units = Expand(weights);
    std::vector<std::string> ids;
    for (size_t i = 0; i < units.size(); ++i) {
      ids.push_back(std::to_string(i + 1));
    }
    std::vector<Share> shares;
    for (size_t i = 0; i < units.size(); ++i) {
      shares.push_back({units[i], units[i], ids[i]});
    }
    const int64_t amount = Between(random, 0, Total(weights));
    Units parts(units.size(), 0);
    ASSERT_THAT(Split(amount, shares, parts),
                ::patron::testing::IsOkAndHolds(amount));
    ASSERT_EQ(SplitUnits(amount, weights), Pack(parts));
  }
}

// Rooms that are less than weights, more, or none at all.
TEST(SplitUnits, KeepsRoomsAsSplitDoes) {
  std::mt19937_64 random = SeededRandom();
  for (int round = 0; round < 2'000; ++round) {
    const Units weights = Expand(RandomRuns(random, 50));
    Units rooms;
    std::vector<std::string> ids;
    std::vector<Share> shares;
    for (const int64_t weight : weights) {
      rooms.push_back(weight == 0 ? 0 : Between(random, 0, 60));
      ids.push_back(std::to_string(ids.size() + 1));
    }
    for (size_t i = 0; i < weights.size(); ++i) {
      shares.push_back({weights[i], rooms[i], ids[i]});
    }
    const int64_t amount = Between(random, 0, Total(Pack(rooms)));
    Units parts(weights.size(), 0);
    ASSERT_THAT(Split(amount, shares, parts),
                ::patron::testing::IsOkAndHolds(amount));
    UnitRuns runs;
    SplitUnits(amount, Pack(weights), Pack(rooms), &runs);
    ASSERT_EQ(runs, Pack(parts)) << "round " << round;
  }
}

TEST(SplitEven, FirstUnitsGetTheLargerParts) {
  const int64_t least = std::numeric_limits<int64_t>::min();
  EXPECT_THAT(SplitEven(1000, 3),
              ElementsAre(UnitRun{1, 334}, UnitRun{2, 333}));
  EXPECT_THAT(SplitEven(-1000, 3),
              ElementsAre(UnitRun{1, -334}, UnitRun{2, -333}));
  EXPECT_THAT(SplitEven(2, 3), ElementsAre(UnitRun{2, 1}, UnitRun{1, 0}));
  EXPECT_THAT(SplitEven(-2, 3), ElementsAre(UnitRun{2, -1}, UnitRun{1, 0}));
  EXPECT_THAT(SplitEven(0, 5), ElementsAre(UnitRun{5, 0}));
  EXPECT_THAT(SplitEven(10, 5), ElementsAre(UnitRun{5, 2}));
  EXPECT_THAT(SplitEven(7, 1), ElementsAre(UnitRun{1, 7}));
  EXPECT_THAT(SplitEven(least, 1), ElementsAre(UnitRun{1, least}));
  EXPECT_THAT(SplitEven(7, 0), IsEmpty());
  EXPECT_THAT(SplitEven(7, -1), IsEmpty());
  for (int64_t amount = -30; amount <= 30; ++amount) {
    for (int64_t count = 1; count <= 12; ++count) {
      const UnitRuns parts = SplitEven(amount, count);
      ASSERT_EQ(CountUnits(parts), count);
      ASSERT_EQ(Total(parts), amount);
      ASSERT_LE(parts.size(), 2u);
      if (amount >= 0) {
        ASSERT_EQ(parts, SplitUnits(amount, {{count, amount + 1}}));
      }
    }
  }
}

TEST(SubtractUnits, UnitByUnit) {
  EXPECT_THAT(SubtractUnits({{3, 500}}, {{1, 67}, {1, 67}, {1, 66}}),
              ElementsAre(UnitRun{2, 433}, UnitRun{1, 434}));
  EXPECT_THAT(SubtractUnits({}, {}), IsEmpty());
  EXPECT_THAT(SubtractUnits({{0, 4}, {2, 4}, {0, 9}}, {{2, 4}}),
              ElementsAre(UnitRun{2, 0}));
  std::mt19937_64 random = SeededRandom();
  for (int round = 0; round < 2'000; ++round) {
    const UnitRuns a = RandomRuns(random, 50);
    const UnitRuns b = SplitUnits(Between(random, 0, Total(a)), a);
    const Units units_a = Expand(a);
    const Units units_b = Expand(b);
    Units difference;
    for (size_t i = 0; i < units_a.size(); ++i) {
      difference.push_back(units_a[i] - units_b[i]);
    }
    ASSERT_EQ(SubtractUnits(a, b), Pack(difference)) << "round " << round;
  }
}

TEST(SumUnits, OfAnyStretch) {
  EXPECT_EQ(SumUnits({{80'995, 208}}, 10, 80'000), 16'640'000);
  EXPECT_EQ(SumUnits({}, 0, 0), 0);
  std::mt19937_64 random = SeededRandom();
  for (int round = 0; round < 500; ++round) {
    const UnitRuns runs = RandomRuns(random, 50);
    const Units units = Expand(runs);
    const auto size = static_cast<int64_t>(units.size());
    ASSERT_EQ(CountUnits(runs), size);
    for (int64_t first = 0; first <= size; ++first) {
      int64_t sum = 0;
      for (int64_t end = first; end <= size; ++end) {
        ASSERT_EQ(SumUnits(runs, first, end - first), sum);
        if (end < size) sum += units[static_cast<size_t>(end)];
      }
    }
    ASSERT_EQ(SumUnits(runs, 0, size), Total(runs));
  }
}

}  // namespace
}  // namespace patron
