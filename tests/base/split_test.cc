// Splitting over lines and units: golden rows, then a slow obvious version
// beside the fast one.
#include "patron/split.h"

#include <algorithm>
#include <numeric>

#include "patron/error.h"
#include "tests/seed.h"
#include "tests/status_matchers.h"

namespace patron {
namespace {

using ::patron::testing::Between;
using ::patron::testing::IsOkAndHolds;
using ::patron::testing::SeededRandom;
using ::patron::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr int64_t kNoLimit = std::numeric_limits<int64_t>::max();

struct Line {
  int64_t weight = 0;
  int64_t room = kNoLimit;
  std::string id;
};

struct Parts {
  std::vector<int64_t> parts;
  int64_t given = 0;

  friend bool operator==(const Parts&, const Parts&) = default;
};

std::vector<Share> SharesOf(const std::vector<Line>& lines) {
  std::vector<Share> shares;
  for (const Line& line : lines) {
    shares.push_back({line.weight, line.room, line.id});
  }
  return shares;
}

// Ids "1", "2", ... where a line has none.
std::vector<Line> Named(std::vector<Line> lines) {
  for (size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].id.empty()) lines[i].id = std::to_string(i + 1);
  }
  return lines;
}

Parts FastSplit(int64_t amount, const std::vector<Line>& lines) {
  const std::vector<Share> shares = SharesOf(lines);
  Parts result;
  result.parts.assign(shares.size(), -1);
  const absl::StatusOr<int64_t> given = Split(amount, shares, result.parts);
  EXPECT_THAT(given, ::patron::testing::IsOk());
  result.given = given.ok() ? *given : -1;
  return result;
}

// One cent after the other: fixes what binds, in as many rounds as it takes,
// then hands single cents to the largest fraction.
Parts SlowSplit(int64_t amount, const std::vector<Line>& lines) {
  Parts result;
  result.parts.assign(lines.size(), 0);
  std::vector<size_t> open;
  for (size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].weight > 0) open.push_back(i);
  }
  int64_t left = amount;
  int64_t weight = 0;
  for (bool again = true; again && !open.empty();) {
    again = false;
    weight = 0;
    for (const size_t i : open) weight += lines[i].weight;
    std::vector<size_t> still_open;
    const int64_t level = left;
    for (const size_t i : open) {
      if (level * lines[i].weight > lines[i].room * weight) {
        result.parts[i] = lines[i].room;
        left -= lines[i].room;
        again = true;
      } else {
        still_open.push_back(i);
      }
    }
    open = still_open;
  }
  if (open.empty()) {
    result.given = amount - left;
    return result;
  }
  const int64_t pool = left;
  std::vector<int64_t> owed(lines.size(), 0);  // in units of 1 / weight
  for (const size_t i : open) {
    owed[i] = pool * lines[i].weight;
    while (owed[i] >= weight) {
      owed[i] -= weight;
      ++result.parts[i];
      --left;
    }
  }
  for (; left > 0; --left) {
    size_t best = open.front();
    for (const size_t i : open) {
      const bool larger = owed[i] > owed[best];
      const bool tie = owed[i] == owed[best];
      const std::string& a = lines[i].id;
      const std::string& b = lines[best].id;
      const bool earlier =
          a.size() < b.size() || (a.size() == b.size() && a < b);
      if (larger || (tie && earlier)) best = i;
    }
    owed[best] = -1;
    ++result.parts[best];
  }
  result.given = amount;
  return result;
}

struct GoldenRow {
  const char* what;
  int64_t amount;
  std::vector<int64_t> weights;
  std::vector<int64_t> parts;
};

TEST(Split, GoldenRows) {
  const GoldenRow rows[] = {
      {"three equal lines", 1000, {10000, 10000, 10000}, {334, 333, 333}},
      {"two cents left", 200, {500, 500, 500}, {67, 67, 66}},
      {"comes out even", 1000, {2000, 4500, 6000}, {160, 360, 480}},
      {"20% of a mixed basket", 156, {190, 190, 250, 150}, {38, 38, 50, 30}},
      {"a zero weight gets nothing", 1000, {0, 10, 10, 10}, {0, 334, 333, 333}},
      {"fewer cents than lines",
       6,
       {100, 100, 100, 100, 100, 100, 100, 100, 100, 100},
       {1, 1, 1, 1, 1, 1, 0, 0, 0, 0}},
      {"nothing", 0, {5, 5}, {0, 0}},
      {"the larger fraction first", 1, {1, 2}, {0, 1}},
      {"one line", 999, {1}, {999}},
  };
  for (const GoldenRow& row : rows) {
    SCOPED_TRACE(row.what);
    std::vector<Line> lines;
    for (const int64_t weight : row.weights)
      lines.push_back({weight, kNoLimit, {}});
    EXPECT_EQ(FastSplit(row.amount, Named(lines)),
              (Parts{row.parts, row.amount}));
  }
}

TEST(Split, SmallCasesAsTheSlowVersion) {
  constexpr int64_t kWeights = 4;
  constexpr int64_t kRooms = 4;
  constexpr int64_t kStates = kWeights * kRooms;
  for (int64_t code = 0; code < kStates * kStates * kStates; ++code) {
    std::vector<Line> lines;
    for (int64_t rest = code; lines.size() < 3; rest /= kStates) {
      lines.push_back({rest % kWeights, rest / kWeights % kRooms, {}});
    }
    lines = Named(lines);
    for (int64_t amount = 0; amount <= 10; ++amount) {
      ASSERT_EQ(FastSplit(amount, lines), SlowSplit(amount, lines))
          << "code " << code << " amount " << amount;
    }
  }
}

}  // namespace
}  // namespace patron
