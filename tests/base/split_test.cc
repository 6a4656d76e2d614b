// Splitting over lines and units: golden rows, then a slow obvious version
// beside the fast one.
#include "patron/split.h"

#include <algorithm>
#include <limits>

#include "patron/error.h"
#include "tests/seed.h"
#include "tests/status_matchers.h"

namespace patron {
namespace {

using ::patron::testing::Between;
using ::patron::testing::IsOkAndHolds;
using ::patron::testing::SeededRandom;
using ::testing::ElementsAre;

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

struct RoomRow {
  const char* what;
  int64_t amount;
  std::vector<Line> lines;
  std::vector<int64_t> parts;
  int64_t given;
};

TEST(Split, RoomsThatBind) {
  const RoomRow rows[] = {
      {"what is over goes to the others",
       1000,
       {{100, 100, {}}, {100, kNoLimit, {}}, {100, kNoLimit, {}}},
       {100, 450, 450},
       1000},
      {"by their weights",
       900,
       {{100, 0, {}}, {100, kNoLimit, {}}, {200, kNoLimit, {}}},
       {0, 300, 600},
       900},
      {"one binding room makes the next bind",
       90,
       {{1, 5, {}}, {1, 35, {}}, {1, kNoLimit, {}}},
       {5, 35, 50},
       90},
      {"all rooms full", 100, {{1, 10, {}}, {3, 20, {}}}, {10, 20}, 30},
      {"just full", 30, {{1, 10, {}}, {3, 20, {}}}, {10, 20}, 30},
      {"one less than full", 29, {{1, 10, {}}, {3, 20, {}}}, {9, 20}, 29},
      {"no room", 5, {{1, 0, {}}, {2, 0, {}}}, {0, 0}, 0},
      {"room without weight is not used",
       5,
       {{0, 100, {}}, {1, 2, {}}},
       {0, 2},
       2},
      {"nobody", 5, {}, {}, 0},
      {"nobody with weight", 5, {{0, 9, {}}, {0, 9, {}}}, {0, 0}, 0},
      {"a room of exactly its part does not bind",
       4,
       {{1, 2, {}}, {1, 2, {}}},
       {2, 2},
       4},
      // 3.33 each, one has room for 3: the fraction counts, not the rounding.
      {"a room below the exact part binds",
       10,
       {{1, kNoLimit, {}}, {1, kNoLimit, {}}, {1, 3, {}}},
       {4, 3, 3},
       10},
      {"the largest numbers",
       kNoLimit,
       {{kNoLimit - 1, kNoLimit, {}}, {1, kNoLimit, {}}},
       {kNoLimit - 1, 1},
       kNoLimit},
      {"rooms whose sum outgrows 64 bits",
       10,
       {{1, kNoLimit, {}}, {1, kNoLimit, {}}, {1, kNoLimit, {}}},
       {4, 3, 3},
       10},
  };
  for (const RoomRow& row : rows) {
    SCOPED_TRACE(row.what);
    EXPECT_EQ(FastSplit(row.amount, Named(row.lines)),
              (Parts{row.parts, row.given}));
  }
}

TEST(Split, TiesGoToTheSmallerId) {
  EXPECT_TRUE(IdLess("9", "10"));
  EXPECT_FALSE(IdLess("10", "9"));
  EXPECT_TRUE(IdLess("a", "b"));
  EXPECT_FALSE(IdLess("a", "a"));
  EXPECT_TRUE(IdLess("", "a"));
  EXPECT_TRUE(IdLess("Z", "a"));
  EXPECT_TRUE(IdLess("a", "\xC3"));  // bytes, not signed letters

  EXPECT_THAT(
      FastSplit(2,
                {{1, kNoLimit, "10"}, {1, kNoLimit, "9"}, {1, kNoLimit, "1"}})
          .parts,
      ElementsAre(0, 1, 1));
}

TEST(Split, RefusesWhatItCannotSplit) {
  const std::vector<Share> good = {{1, 1, "a"}, {1, 1, "b"}};
  std::vector<int64_t> two = {7, 7};
  std::vector<int64_t> three = {7, 7, 7};
  const auto refused = [](const absl::StatusOr<int64_t>& result, Reason reason,
                          const char* message) {
    EXPECT_EQ(ReasonOf(result.status()), reason);
    EXPECT_EQ(MessageOf(result.status()), message);
  };
  refused(Split(-1, good, two), Reason::kBadValue,
          "cannot split -1: split its magnitude and negate");
  refused(Split(1, good, three), Reason::kBadValue,
          "a split of 2 shares needs as many parts, not 3");
  refused(Split(1, std::vector<Share>{{1, 1, "a"}, {-1, 1, "b"}}, two),
          Reason::kBadValue,
          "share 'b' has weight -1 and room 1: neither may be negative");
  refused(Split(1, std::vector<Share>{{1, 1, "a"}, {1, -1, "b"}}, two),
          Reason::kBadValue,
          "share 'b' has weight 1 and room -1: neither may be negative");
  refused(Split(1, std::vector<Share>{{kNoLimit, 1, "a"}, {1, 1, "b"}}, two),
          Reason::kOverflow,
          "the weights of a split add up to more than 9223372036854775807");
  EXPECT_THAT(two, ElementsAre(7, 7));
  EXPECT_THAT(three, ElementsAre(7, 7, 7));
  EXPECT_THAT(Split(0, {}, {}), IsOkAndHolds(0));
}

std::vector<Line> RandomLines(std::mt19937_64& random, int64_t count_max,
                              int64_t weight_max, int64_t room_max) {
  std::vector<Line> lines(static_cast<size_t>(Between(random, 0, count_max)));
  for (Line& line : lines) {
    line.weight =
        Between(random, 0, 4) == 0 ? 0 : Between(random, 0, weight_max);
    line.room = Between(random, 0, 2) == 0 ? room_max * 100
                                           : Between(random, 0, room_max);
  }
  // Weights that come twice make ties.
  for (size_t i = 1; i < lines.size(); ++i) {
    if (Between(random, 0, 2) == 0) lines[i].weight = lines[i - 1].weight;
  }
  lines = Named(lines);
  std::shuffle(lines.begin(), lines.end(), random);
  return lines;
}

TEST(Split, RandomCasesAsTheSlowVersion) {
  std::mt19937_64 random = SeededRandom();
  for (int round = 0; round < 4'000; ++round) {
    const std::vector<Line> lines = RandomLines(random, 14, 60, 40);
    const int64_t amount = Between(random, 0, 500);
    ASSERT_EQ(FastSplit(amount, lines), SlowSplit(amount, lines))
        << "round " << round;
  }
}

TEST(Split, OrderMovesNoCent) {
  std::mt19937_64 random = SeededRandom();
  for (int round = 0; round < 2'000; ++round) {
    std::vector<Line> lines = RandomLines(random, 14, 60, 40);
    const int64_t amount = Between(random, 0, 500);
    std::map<std::string, int64_t> before;
    const Parts first = FastSplit(amount, lines);
    for (size_t i = 0; i < lines.size(); ++i) {
      before[lines[i].id] = first.parts[i];
    }
    std::shuffle(lines.begin(), lines.end(), random);
    const Parts second = FastSplit(amount, lines);
    ASSERT_EQ(second.given, first.given);
    for (size_t i = 0; i < lines.size(); ++i) {
      ASSERT_EQ(second.parts[i], before[lines[i].id]) << "round " << round;
    }
  }
}

__extension__ typedef __int128 Wide;

// What must hold of every split, whatever the numbers.
void ExpectFair(int64_t amount, const std::vector<Line>& lines,
                const Parts& split) {
  Wide sum = 0;
  Wide room = 0;
  for (size_t i = 0; i < lines.size(); ++i) {
    ASSERT_GE(split.parts[i], 0);
    ASSERT_LE(split.parts[i], lines[i].room);
    ASSERT_TRUE(lines[i].weight > 0 || split.parts[i] == 0);
    sum += split.parts[i];
    if (lines[i].weight > 0) room += lines[i].room;
  }
  ASSERT_TRUE(sum == split.given);
  ASSERT_TRUE(split.given ==
              (room < amount ? static_cast<int64_t>(room) : amount));
  // Of two lines with room left, the heavier never gets less.
  for (size_t i = 1; i < lines.size(); ++i) {
    const bool open = split.parts[i] < lines[i].room &&
                      split.parts[i - 1] < lines[i - 1].room;
    if (!open) continue;
    if (lines[i].weight > lines[i - 1].weight) {
      ASSERT_GE(split.parts[i], split.parts[i - 1]);
    }
    if (lines[i].weight < lines[i - 1].weight) {
      ASSERT_LE(split.parts[i], split.parts[i - 1]);
    }
  }
}

TEST(Split, LargeNumbersStayFair) {
  std::mt19937_64 random = SeededRandom();
  for (int round = 0; round < 2'000; ++round) {
    const std::vector<Line> lines =
        RandomLines(random, 12, kNoLimit / 12, kNoLimit / 100);
    const int64_t amount =
        Between(random, 0, kNoLimit) >> Between(random, 0, 62);
    ExpectFair(amount, lines, FastSplit(amount, lines));
    if (::testing::Test::HasFatalFailure()) FAIL() << "round " << round;
  }
}

// One cent over and rooms that are all but full: clamping round by round would
// walk it along all lines, in minutes.
TEST(Split, ManyLinesTakeNoTime) {
  constexpr int64_t kLines = 200'000;
  std::vector<Line> lines(kLines, Line{1, 50, {}});
  lines.back().room = 51;
  const Parts split = FastSplit(50 * kLines + 1, Named(lines));
  EXPECT_EQ(split.given, 50 * kLines + 1);
  EXPECT_EQ(split.parts.back(), 51);

  // Each room binds only once the one before it is known to bind.
  for (size_t i = 0; i < lines.size(); ++i) {
    lines[i] = {1 + static_cast<int64_t>(i % 977), static_cast<int64_t>(i), {}};
  }
  lines = Named(lines);
  const int64_t amount = 15'000'000'000;
  ExpectFair(amount, lines, FastSplit(amount, lines));
}

}  // namespace
}  // namespace patron
