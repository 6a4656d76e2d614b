// Divisions, exact sums, and numbers as text.
#include "patron/rounding.h"

#include <limits>
#include <vector>

#include "patron/error.h"
#include "tests/seed.h"
#include "tests/status_matchers.h"

namespace patron {
namespace {

using ::patron::testing::Between;
using ::patron::testing::IsOkAndHolds;
using ::patron::testing::SeededRandom;
using ::patron::testing::StatusIs;
using ::testing::HasSubstr;

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
constexpr int64_t kMin = std::numeric_limits<int64_t>::min();

constexpr Rounding kRoundings[] = {Rounding::kHalfAwayFromZero,
                                   Rounding::kHalfEven,
                                   Rounding::kDown,
                                   Rounding::kUp,
                                   Rounding::kFloor,
                                   Rounding::kCeiling};

struct DivisionRow {
  int64_t value;
  int64_t divisor;
  std::array<int64_t, 6> results;  // in the order of kRoundings
};

TEST(MulDiv, RoundsAsNamed) {
  const DivisionRow rows[] = {
      {5, 10, {1, 0, 0, 1, 0, 1}},          // 0.5
      {15, 10, {2, 2, 1, 2, 1, 2}},         // 1.5
      {25, 10, {3, 2, 2, 3, 2, 3}},         // 2.5
      {-5, 10, {-1, 0, 0, -1, -1, 0}},      // -0.5
      {-15, 10, {-2, -2, -1, -2, -2, -1}},  // -1.5
      {5, -10, {-1, 0, 0, -1, -1, 0}},
      {-5, -10, {1, 0, 0, 1, 0, 1}},
      {14, 10, {1, 1, 1, 2, 1, 2}},
      {16, 10, {2, 2, 1, 2, 1, 2}},
      {-14, 10, {-1, -1, -1, -2, -2, -1}},
      {-16, 10, {-2, -2, -1, -2, -2, -1}},
      {1, 3, {0, 0, 0, 1, 0, 1}},
      {2, 3, {1, 1, 0, 1, 0, 1}},
      {-2, 3, {-1, -1, 0, -1, -1, 0}},
      {20, 10, {2, 2, 2, 2, 2, 2}},  // nothing to round
      {-20, 10, {-2, -2, -2, -2, -2, -2}},
      {0, 7, {0, 0, 0, 0, 0, 0}},
      {kMax, kMax, {1, 1, 1, 1, 1, 1}},
      {kMin, kMin, {1, 1, 1, 1, 1, 1}},
      {kMax, kMin, {-1, -1, 0, -1, -1, 0}},
      {kMin, kMax, {-1, -1, -1, -2, -2, -1}},
      {1, kMin, {0, 0, 0, -1, -1, 0}},
  };
  for (const DivisionRow& row : rows) {
    for (size_t i = 0; i < std::size(kRoundings); ++i) {
      EXPECT_THAT(MulDiv(row.value, 1, row.divisor, kRoundings[i]),
                  IsOkAndHolds(row.results[i]))
          << row.value << " / " << row.divisor << " "
          << RoundingName(kRoundings[i]);
    }
  }
}

// By the definition: the integers around the fraction, and which is nearer.
int64_t SlowDivide(int64_t value, int64_t divisor, Rounding rounding) {
  if (divisor < 0) return SlowDivide(-value, -divisor, rounding);
  int64_t floor = value / divisor - 2;
  while ((floor + 1) * divisor <= value) ++floor;
  if (floor * divisor == value) return floor;
  const int64_t ceiling = floor + 1;
  const int64_t above = value - floor * divisor;
  const int64_t below = ceiling * divisor - value;
  const int64_t down = value < 0 ? ceiling : floor;
  const int64_t up = value < 0 ? floor : ceiling;
  const int64_t nearer = above < below ? floor : ceiling;
  switch (rounding) {
    case Rounding::kFloor:
      return floor;
    case Rounding::kCeiling:
      return ceiling;
    case Rounding::kDown:
      return down;
    case Rounding::kUp:
      return up;
    case Rounding::kHalfAwayFromZero:
      return above == below ? up : nearer;
    case Rounding::kHalfEven:
      return above == below ? (floor % 2 == 0 ? floor : ceiling) : nearer;
  }
  return 0;
}

TEST(MulDiv, AllSmallDivisionsAsByDefinition) {
  for (int64_t value = -40; value <= 40; ++value) {
    for (int64_t divisor = -12; divisor <= 12; ++divisor) {
      if (divisor == 0) continue;
      for (const Rounding rounding : kRoundings) {
        ASSERT_THAT(MulDiv(value, 3, divisor, rounding),
                    IsOkAndHolds(SlowDivide(3 * value, divisor, rounding)))
            << value << " * 3 / " << divisor << " " << RoundingName(rounding);
      }
    }
  }
}

TEST(MulDiv, TheProductMayOutgrow64Bits) {
  EXPECT_THAT(MulDiv(kMax, kMax, kMax, Rounding::kDown), IsOkAndHolds(kMax));
  EXPECT_THAT(MulDiv(kMin, kMin, kMin, Rounding::kDown), IsOkAndHolds(kMin));
  EXPECT_THAT(MulDiv(kMin, kMax, kMin, Rounding::kUp), IsOkAndHolds(kMax));
  EXPECT_THAT(MulDiv(1'000'000'000'000, 1'000'000'000'000,
                     1'000'000'000'000'000, Rounding::kDown),
              IsOkAndHolds(1'000'000'000));
}

TEST(MulMulDivDown, IsExactWhereAProductOutgrows128Bits) {
  struct Row {
    int64_t a, b, c, divisor;
    int64_t result;
  };
  const Row rows[] = {
      {7, 5, 3, 2, 52},
      {0, kMax, kMax, 1, 0},
      {kMax, kMax, 0, 1, 0},
      {1, 1, 1, kMax, 0},
      {kMax, kMax, 1, kMax, kMax},
      {kMax, 1, kMax, kMax, kMax},
      {kMax - 1, kMax, 1, kMax, kMax - 1},
      {kMax - 1, 1'000'000'000, 999'999'999, kMax, 999'999'998'999'999'999},
      {1, 1'000'000'000, 10'000'000'000, 100'000'000'000, 100'000'000},
  };
  for (const Row& row : rows) {
    EXPECT_THAT(MulMulDivDown(row.a, row.b, row.c, row.divisor),
                IsOkAndHolds(row.result))
        << row.a << " " << row.b << " " << row.c << " " << row.divisor;
  }
  EXPECT_FALSE(MulMulDivDown(kMax, kMax, kMax, kMax).ok());
  EXPECT_FALSE(MulMulDivDown(kMax, 2, 1, 1).ok());
  EXPECT_FALSE(MulMulDivDown(kMax, 3, kMax, 2).ok());
}

TEST(SumDivDown, RoundsTheSumOnce) {
  const auto sum = [](std::vector<NumberOf> items, int64_t divisor) {
    return SumDivDown(items, divisor);
  };
  EXPECT_THAT(sum({}, 7), IsOkAndHolds(0));
  // 0.5 and 0.5 are 1, and 0.5, 0.7 and 0.7 are 1.9.
  EXPECT_THAT(sum({{1, 5}, {1, 5}}, 10), IsOkAndHolds(1));
  EXPECT_THAT(sum({{1, 5}, {1, 7}, {7, 1}}, 10), IsOkAndHolds(1));
  EXPECT_THAT(sum({{100, 10'000}, {50, 8'000}}, 10'000), IsOkAndHolds(140));
  EXPECT_THAT(sum({{kMax, kMax}, {kMax, 0}}, kMax), IsOkAndHolds(kMax));
  EXPECT_THAT(sum({{kMax - 1, kMax}, {1, kMax}}, kMax), IsOkAndHolds(kMax));
  EXPECT_FALSE(sum({{kMax, kMax}, {1, kMax}}, kMax).ok());
  EXPECT_FALSE(sum({{kMax, kMax}, {kMax, kMax}, {kMax, kMax}}, 1).ok());
  EXPECT_EQ(AddUpToMost(kMax - 1, 1), kMax);
  EXPECT_EQ(AddUpToMost(kMax, kMax), kMax);
  EXPECT_EQ(AddUpToMost(2, 3), 5);
}

TEST(MulMulDivDown, AgreesWithMulDivWhereThatFits) {
  for (int64_t a = 0; a < 40; ++a) {
    for (int64_t b = 0; b < 20; ++b) {
      for (int64_t divisor = 1; divisor < 12; ++divisor) {
        EXPECT_EQ(*MulMulDivDown(a, b, 7, divisor),
                  *MulDiv(a, b * 7, divisor, Rounding::kDown));
      }
    }
  }
}

TEST(MulDiv, RefusesWhatDoesNotFit) {
  EXPECT_THAT(MulDiv(kMax, 2, 1, Rounding::kDown),
              StatusIs(absl::StatusCode::kOutOfRange,
                       "9223372036854775807 * 2 / 1 does not fit: the most is "
                       "9223372036854775807"));
  EXPECT_EQ(ReasonOf(MulDiv(kMin, 1, -1, Rounding::kDown).status()),
            Reason::kOverflow);
  // 2^63 - 0.5: only rounding makes it too large.
  EXPECT_THAT(MulDiv(kMax, 2, 2, Rounding::kUp), IsOkAndHolds(kMax));
  EXPECT_EQ(ReasonOf(MulDiv(6148914691236517205, 6, 4, Rounding::kUp).status()),
            Reason::kOverflow);
  EXPECT_THAT(MulDiv(6148914691236517205, 6, 4, Rounding::kDown),
              IsOkAndHolds(kMax));
}

TEST(MulDiv, RefusesToDivideByNothing) {
  const absl::StatusOr<int64_t> result = MulDiv(7, 3, 0, Rounding::kDown);
  EXPECT_THAT(result, StatusIs(absl::StatusCode::kInvalidArgument,
                               "7 * 3 cannot be divided by 0"));
  EXPECT_EQ(ReasonOf(result.status()), Reason::kDivisionByZero);
}

TEST(Rounding, Names) {
  const char* const names[] = {
      "half_away_from_zero", "half_even", "down", "up", "floor", "ceiling"};
  for (size_t i = 0; i < std::size(kRoundings); ++i) {
    EXPECT_EQ(RoundingName(kRoundings[i]), names[i]);
  }
  EXPECT_EQ(RoundingName(static_cast<Rounding>(77)), "unknown");
  EXPECT_THAT(MulDiv(3, 1, 2, static_cast<Rounding>(77)), IsOkAndHolds(1));
}

struct ExactRow {
  int64_t a;
  int64_t b;
  std::optional<int64_t> sum;
  std::optional<int64_t> difference;
  std::optional<int64_t> product;
};

void ExpectExact(const absl::StatusOr<int64_t>& result,
                 std::optional<int64_t> expected) {
  if (expected.has_value()) {
    EXPECT_THAT(result, IsOkAndHolds(*expected));
  } else {
    EXPECT_THAT(result, StatusIs(absl::StatusCode::kOutOfRange,
                                 HasSubstr("does not fit")));
  }
}

TEST(Exact, SumsAndProducts) {
  const ExactRow rows[] = {
      {2, 3, 5, -1, 6},
      {kMax, 1, {}, kMax - 1, kMax},
      {kMax, -1, kMax - 1, {}, -kMax},
      {kMin, 1, kMin + 1, {}, kMin},
      {kMin, -1, {}, kMin + 1, {}},
      {kMax, 0, kMax, kMax, 0},
      {kMin, 0, kMin, kMin, 0},
      {0, kMin, kMin, {}, 0},
      {kMax, kMax, {}, 0, {}},
      {kMin, kMin, {}, 0, {}},
      {kMax, kMin, -1, {}, {}},
      {3'037'000'500, 3'037'000'500, 6'074'001'000, 0, {}},
      {3'037'000'499, 3'037'000'499, 6'074'000'998, 0, 9223372030926249001},
  };
  for (const ExactRow& row : rows) {
    SCOPED_TRACE(std::to_string(row.a) + " and " + std::to_string(row.b));
    ExpectExact(AddExact(row.a, row.b), row.sum);
    ExpectExact(SubtractExact(row.a, row.b), row.difference);
    ExpectExact(MultiplyExact(row.a, row.b), row.product);
  }
  EXPECT_THAT(AddExact(kMax, 1),
              StatusIs(absl::StatusCode::kOutOfRange,
                       HasSubstr("9223372036854775807 + 1 does not fit")));
}

struct ParseRow {
  std::string_view text;
  int decimals;
  std::optional<int64_t> value;
  Reason reason;  // where there is no value
};

constexpr Reason kNone = Reason::kNone;
constexpr Reason kBad = Reason::kBadNumber;
constexpr Reason kLarge = Reason::kOverflow;

TEST(ParseDecimal, ReadsOneForm) {
  const ParseRow rows[] = {
      {"12.5", 2, 1250, kNone},
      {"0", 0, 0, kNone},
      {"-0", 2, 0, kNone},
      {"+7", 0, 7, kNone},
      {"-7.25", 2, -725, kNone},
      {"-0.01", 2, -1, kNone},
      {"007", 0, 7, kNone},
      {"12.50000", 2, 1250, kNone},  // zeros are no decimals
      {"12.000", 0, 12, kNone},
      {"1.", 2, {}, kBad},
      {".5", 2, {}, kBad},
      {".", 2, {}, kBad},
      {"", 2, {}, kBad},
      {"-", 2, {}, kBad},
      {"+", 0, {}, kBad},
      {"--1", 0, {}, kBad},
      {"+-1", 0, {}, kBad},
      {"1-", 0, {}, kBad},
      {" 1", 0, {}, kBad},
      {"1 ", 0, {}, kBad},
      {"1\n", 0, {}, kBad},
      {"1e3", 0, {}, kBad},
      {"1.2.3", 2, {}, kBad},
      {"1.-2", 2, {}, kBad},
      {"1,50", 2, {}, kBad},
      {"1'000", 0, {}, kBad},
      {"1_000", 0, {}, kBad},
      {"0x1", 0, {}, kBad},
      {"abc", 0, {}, kBad},
      {"inf", 0, {}, kBad},
      {"nan", 0, {}, kBad},
      {"\xD9\xA1", 0, {}, kBad},  // an Arabic one
      {std::string_view("1\0", 2), 0, {}, kBad},
      {"0.125", 2, {}, Reason::kTooManyDecimals},
      {"0.1", 0, {}, Reason::kTooManyDecimals},
      {"9223372036854775807", 0, kMax, kNone},
      {"-9223372036854775808", 0, kMin, kNone},
      {"9223372036854775808", 0, {}, kLarge},
      {"-9223372036854775809", 0, {}, kLarge},
      {"92233720368547758.07", 2, kMax, kNone},
      {"92233720368547758.08", 2, {}, kLarge},
      {"-92233720368547758.08", 2, kMin, kNone},
      {"9.223372036854775807", 18, kMax, kNone},
      {"10", 18, {}, kLarge},
      {"1234567890123456789012345678901234567890", 0, {}, kLarge},
      {"-1234567890123456789012345678901234567890", 0, {}, kLarge},
      // 2^128 + 1, which 128 bits would wrap to 1.
      {"340282366920938463463374607431768211457", 0, {}, kLarge},
      {"0000000000000000000000000000000000000001", 0, 1, kNone},
      {"1.0000000000000000000000000000000000000000", 0, 1, kNone},
      {"0.0000000000000000000000000000000000000001",
       18,
       {},
       Reason::kTooManyDecimals},
  };
  for (const ParseRow& row : rows) {
    SCOPED_TRACE(row.text);
    const absl::StatusOr<int64_t> result = ParseDecimal(row.text, row.decimals);
    if (row.value.has_value()) {
      EXPECT_THAT(result, IsOkAndHolds(*row.value));
    } else {
      EXPECT_EQ(ReasonOf(result.status()), row.reason) << result.status();
    }
  }
}

TEST(ParseDecimal, SaysWhatWasExpected) {
  EXPECT_THAT(ParseDecimal("1,50", 2),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "'1,50' is not a number: write digits, with a point "
                       "before decimals, such as 12 or 12.50"));
  EXPECT_THAT(ParseDecimal("1.505", 2),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "'1.505' has more decimals than the 2 that are kept "
                       "here: round it first"));
  EXPECT_THAT(ParseDecimal("1e99", 2).status().message(), HasSubstr("'1e99'"));
  EXPECT_THAT(ParseDecimal(std::string(40, '9'), 2),
              StatusIs(absl::StatusCode::kOutOfRange,
                       HasSubstr("with 2 decimals the most is "
                                 "92233720368547758.07")));
}

TEST(ParseDecimal, RefusesDecimalsThatNoNumberHas) {
  for (const int decimals : {-1, 19, 1000}) {
    EXPECT_EQ(ReasonOf(ParseDecimal("1", decimals).status()),
              Reason::kBadValue);
  }
}

struct FormatRow {
  int64_t value;
  int decimals;
  const char* text;
  const char* trimmed;
};

TEST(FormatDecimal, PadsAndTrims) {
  const FormatRow rows[] = {
      {1250, 2, "12.50", "12.5"},
      {1200, 2, "12.00", "12"},
      {0, 2, "0.00", "0"},
      {0, 0, "0", "0"},
      {7, 2, "0.07", "0.07"},
      {-7, 2, "-0.07", "-0.07"},
      {-50, 2, "-0.50", "-0.5"},
      {100, 0, "100", "100"},
      {-1000, 3, "-1.000", "-1"},
      {1, 18, "0.000000000000000001", "0.000000000000000001"},
      {kMax, 0, "9223372036854775807", "9223372036854775807"},
      {kMin, 0, "-9223372036854775808", "-9223372036854775808"},
      {kMin, 18, "-9.223372036854775808", "-9.223372036854775808"},
      {kMin, 19, "-0.9223372036854775808", "-0.9223372036854775808"},
      {5, -1, "5", "5"},
  };
  for (const FormatRow& row : rows) {
    EXPECT_EQ(FormatDecimal(row.value, row.decimals), row.text);
    EXPECT_EQ(FormatDecimal(row.value, row.decimals, true), row.trimmed);
  }
}

TEST(FormatDecimal, IsReadBackAsItWas) {
  std::mt19937_64 random = SeededRandom();
  for (int i = 0; i < 5'000; ++i) {
    const auto decimals = static_cast<int>(Between(random, 0, 18));
    // Small numbers as often as large ones.
    const int64_t value = Between(random, kMin, kMax) >> Between(random, 0, 62);
    for (const bool trim : {false, true}) {
      const std::string text = FormatDecimal(value, decimals, trim);
      ASSERT_THAT(ParseDecimal(text, decimals), IsOkAndHolds(value)) << text;
    }
  }
}

}  // namespace
}  // namespace patron
