// RFM scores: borders of ties, and against counting.

#include "patron/rfm.h"

#include <random>

#include "patron/error.h"
#include "tests/pch.h"
#include "tests/seed.h"
#include "tests/status_matchers.h"

namespace patron {
namespace {

using testing::IsOk;

TEST(Rfm, BordersAreQuintilesAndTiesStandTogether) {
  std::vector<RfmCustomer> customers;
  for (int64_t i = 1; i <= 10; ++i) {
    customers.push_back({.days_since_last = 10 * i,
                         .purchases = i <= 7 ? 1 : i,
                         .spend_minor = 100 * i});
  }
  const auto borders = RfmBorders::Fit(customers);
  ASSERT_THAT(borders, IsOk());
  EXPECT_EQ(borders->days_since_last(), (RfmBorders::Borders{20, 40, 60, 80}));
  // Most bought once: they share a score, and two scores stand empty.
  EXPECT_EQ(borders->purchases(), (RfmBorders::Borders{1, 1, 1, 8}));
  EXPECT_EQ(borders->Score(customers[0]), 511);
  EXPECT_EQ(borders->Score(customers[6]), 214);
  EXPECT_EQ(borders->Score(customers[7]), 244);
  EXPECT_EQ(borders->Score(customers[9]), 155);
  EXPECT_EQ(borders->Score({0, 99, 99'999}), 555);
  EXPECT_EQ(borders->Score({9999, 1, 0}), 111);
}

TEST(Rfm, OneCustomerIsEnough) {
  const auto borders = RfmBorders::Fit(std::vector<RfmCustomer>{{5, 2, 300}});
  ASSERT_THAT(borders, IsOk());
  EXPECT_EQ(borders->Score({5, 2, 300}), 511);
}

TEST(Rfm, SaysWhatCannotBe) {
  EXPECT_EQ(ReasonOf(RfmBorders::Fit({}).status()), Reason::kBadValue);
  EXPECT_EQ(
      ReasonOf(
          RfmBorders::Make({1, 2, 3, 4}, {1, 2, 2, 1}, {1, 1, 1, 1}).status()),
      Reason::kBadValue);
}

// At most a fifth of all, rounded up, lies in the groups below a border but
// for ties; and a score never falls where a customer does better.
TEST(Rfm, ScoresFollowTheCustomers) {
  std::mt19937_64 random = testing::SeededRandom();
  const auto pick = [&](int64_t most) {
    return std::uniform_int_distribution<int64_t>(0, most)(random);
  };
  for (int round = 0; round < 50; ++round) {
    std::vector<RfmCustomer> customers(static_cast<size_t>(1 + pick(60)));
    for (RfmCustomer& each : customers) {
      each = {pick(20), 1 + pick(5), pick(5000)};
    }
    const auto borders = RfmBorders::Fit(customers);
    ASSERT_THAT(borders, IsOk());
    for (const RfmCustomer& a : customers) {
      const int64_t score = borders->Score(a);
      for (const int64_t digit : {score / 100, score / 10 % 10, score % 10}) {
        EXPECT_TRUE(digit >= 1 && digit <= 5) << score;
      }
      for (const RfmCustomer& b : customers) {
        if (a.days_since_last <= b.days_since_last) {
          EXPECT_GE(score / 100, borders->Score(b) / 100);
        }
        if (a.spend_minor == b.spend_minor) {
          EXPECT_EQ(score % 10, borders->Score(b) % 10);
        }
      }
    }
  }
}

}  // namespace
}  // namespace patron
