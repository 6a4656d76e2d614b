// The best combination against trying everything, and on baskets as shops have
// them.

#include <algorithm>
#include <limits>
#include <vector>

#include "decide/combination.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/decide/combination_check.h"
#include "tests/decide/combination_shop.h"
#include "tests/seed.h"

namespace patron {
namespace {

using testing::Between;
using testing::ExhaustiveOptimum;
using testing::MakeShopBasket;
using testing::OwnedProblem;
using testing::SeededRandom;
using testing::WrongWith;

// Small numbers, so that ties and gaps between bound and optimum are frequent;
// or these times a large one.
class RandomProblem {
 public:
  explicit RandomProblem(std::mt19937_64& random, int64_t times = 1)
      : random_(random), times_(times) {}

  OwnedProblem Make(int64_t units_max, int64_t rules_max) {
    return MakeOf(kEveryUnit, units_max, rules_max);
  }

  // Of so many products, so that units are alike to all rules.
  OwnedProblem MakeOf(int64_t products, int64_t units_max, int64_t rules_max) {
    const int64_t units = Between(random_, 0, units_max);
    most_ = Between(random_, 1, 12);
    products_ = static_cast<size_t>(std::min(products, units));
    for (size_t p = 0; p < products_; ++p) {
      problem_.values.push_back(Amount(0));
    }
    // In the canonical order or not: both have an optimum.
    if (OneIn(2)) {
      std::sort(problem_.values.rbegin(), problem_.values.rend());
    }
    for (int64_t u = static_cast<int64_t>(products_); u < units; ++u) {
      problem_.values.push_back(
          problem_.values[static_cast<size_t>(u) % products_]);
    }
    const int64_t rules = Between(random_, 0, rules_max);
    for (int64_t i = 0; i < rules; ++i) AddRule();
    return std::move(problem_);
  }

 private:
  // A little beside a multiple, where they are large.
  int64_t Amount(int64_t least) {
    const int64_t beside = times_ == 1 ? 0 : Between(random_, 0, 2);
    return Between(random_, least, most_) * times_ + beside;
  }
  bool OneIn(int64_t count) { return Between(random_, 1, count) == 1; }

  // In any order, a share of the value, or the value.
  std::span<const UnitGain> Units() {
    const int64_t shape = Between(random_, 0, 3);
    const int64_t percent = Between(random_, 1, 100);
    std::vector<int64_t> gains;  // by product; below 0: it may not be taken
    for (size_t p = 0; p < products_; ++p) {
      const int64_t value = problem_.values[p];
      const int64_t gain = shape == 0   ? Amount(0)
                           : shape == 1 ? (value * percent + 50) / 100
                                        : value;
      gains.push_back(OneIn(4) ? -1 : gain);
    }
    std::vector<UnitGain>& units = problem_.units.emplace_back();
    for (uint32_t u = 0; u < problem_.values.size(); ++u) {
      const int64_t gain = gains[u % products_];
      if (gain >= 0) units.push_back({u, gain});
    }
    return units;
  }

  void AddRule() {
    CombinationRule& rule = problem_.rules.emplace_back();
    rule.kind = static_cast<CombinationKind>(Between(random_, 0, 2));
    if (OneIn(3)) rule.sets_max = Between(random_, 0, 2);
    if (rule.kind != CombinationKind::kParts) {
      rule.units = Units();
      rule.buy = Between(random_, 1, 3);
      rule.get = Between(random_, 1, 2);
      return;
    }
    std::vector<CombinationPart>& parts = problem_.parts.emplace_back();
    const int64_t count = Between(random_, 1, 3);
    for (int64_t i = 0; i < count; ++i) {
      parts.push_back({OneIn(4) ? 2 : 1, Units()});
    }
    rule.parts = parts;
    rule.bonus_minor = Amount(-2 * most_);
  }

  static constexpr int64_t kEveryUnit = std::numeric_limits<int64_t>::max();

  std::mt19937_64& random_;
  int64_t times_ = 1;
  size_t products_ = 0;
  int64_t most_ = 0;
  OwnedProblem problem_;
};

TEST(CombinationRandom, IsTheExhaustiveOptimum) {
  std::mt19937_64 random = SeededRandom();
  CombinationSolver solver;
  CombinationAnswer answer;
  for (int i = 0; i < 10'000; ++i) {
    const OwnedProblem owned = RandomProblem(random).Make(7, 4);
    const CombinationProblem problem = owned.problem();
    solver.Solve(problem, {}, &answer);
    ASSERT_EQ(WrongWith(problem, answer), "") << i;
    ASSERT_TRUE(answer.optimal) << i;
    ASSERT_EQ(answer.total_minor, ExhaustiveOptimum(problem)) << i;
  }
}

// Too many rules for the units, so that almost every unit is fought over.
TEST(CombinationRandom, IsTheExhaustiveOptimumAmongManyRules) {
  std::mt19937_64 random = SeededRandom();
  CombinationSolver solver;
  CombinationAnswer answer;
  for (int i = 0; i < 500; ++i) {
    const OwnedProblem owned = RandomProblem(random).Make(9, 10);
    const CombinationProblem problem = owned.problem();
    solver.Solve(problem, {}, &answer);
    ASSERT_EQ(WrongWith(problem, answer), "") << i;
    ASSERT_TRUE(answer.optimal) << i;
    ASSERT_EQ(answer.total_minor, ExhaustiveOptimum(problem)) << i;
  }
}

// A case that differs only in which of the units that are alike went where is
// looked at once: it must be the right one.
TEST(CombinationRandom, IsTheExhaustiveOptimumOfUnitsThatAreAlike) {
  std::mt19937_64 random = SeededRandom();
  CombinationSolver solver;
  CombinationAnswer answer;
  for (int i = 0; i < 2'000; ++i) {
    const OwnedProblem owned =
        RandomProblem(random).MakeOf(Between(random, 1, 5), 9, 7);
    const CombinationProblem problem = owned.problem();
    solver.Solve(problem, {}, &answer);
    ASSERT_EQ(WrongWith(problem, answer), "") << i;
    ASSERT_TRUE(answer.optimal) << i;
    ASSERT_EQ(answer.total_minor, ExhaustiveOptimum(problem)) << i;
  }
}

TEST(CombinationRandom, IsTheExhaustiveOptimumOfLargeAmounts) {
  std::mt19937_64 random = SeededRandom();
  CombinationSolver solver;
  CombinationAnswer answer;
  for (int i = 0; i < 1'000; ++i) {
    const int64_t times = int64_t{1} << Between(random, 20, 47);
    const OwnedProblem owned = RandomProblem(random, times).Make(7, 4);
    const CombinationProblem problem = owned.problem();
    solver.Solve(problem, {}, &answer);
    ASSERT_EQ(WrongWith(problem, answer), "") << i;
    ASSERT_TRUE(answer.optimal) << i;
    ASSERT_EQ(answer.total_minor, ExhaustiveOptimum(problem)) << i;
  }
}

// Without nodes to spend, an answer keeps the terms and is no more than the
// optimum; where it says optimal it is.
TEST(CombinationRandom, WithoutABudgetIsHonest) {
  std::mt19937_64 random = SeededRandom();
  CombinationSolver solver;
  CombinationAnswer answer;
  for (int i = 0; i < 1'000; ++i) {
    const OwnedProblem owned = RandomProblem(random).Make(7, 6);
    const CombinationProblem problem = owned.problem();
    solver.Solve(problem, {.nodes_max = 0}, &answer);
    ASSERT_EQ(WrongWith(problem, answer), "") << i;
    const int64_t optimum = ExhaustiveOptimum(problem);
    ASSERT_LE(answer.total_minor, optimum) << i;
    if (answer.optimal) {
      ASSERT_EQ(answer.total_minor, optimum) << i;
    }
  }
}

TEST(CombinationShop, ProvesWhatShopsAsk) {
  constexpr int kBaskets = 200;
  int proven = 0;
  CombinationSolver warm;
  for (uint64_t i = 0; i < kBaskets; ++i) {
    const OwnedProblem owned = MakeShopBasket(i);
    const CombinationProblem problem = owned.problem();
    CombinationAnswer answer;
    warm.Solve(problem, {}, &answer);
    EXPECT_EQ(WrongWith(problem, answer), "") << i;
    proven += answer.optimal ? 1 : 0;
    // What a solver has seen before changes nothing.
    CombinationSolver fresh;
    for (const auto solver : {&fresh, &warm}) {
      if (solver == &warm && i % 10 != 0) continue;
      CombinationAnswer again;
      solver->Solve(problem, {}, &again);
      EXPECT_EQ(again, answer) << i;
    }
  }
  std::printf("%d of %d baskets proven\n", proven, kBaskets);
  EXPECT_GE(proven, kBaskets * 95 / 100);
}

}  // namespace
}  // namespace patron
