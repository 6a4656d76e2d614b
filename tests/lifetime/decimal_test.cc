// Rounding of doubles, against what printf makes of their exact value.

#include "lifetime/decimal.h"

#include <cmath>
#include <cstdio>
#include <limits>
#include <random>

#include "tests/pch.h"
#include "tests/seed.h"

namespace patron {
namespace {

using lifetime::RoundDecimal;

TEST(RoundDecimal, HalvesGoAwayFromZeroAndNothingIsRoundedTwice) {
  struct Row {
    double value;
    int decimals;
    std::optional<int64_t> rounded;
  };
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const Row rows[] = {
      {0, 6, 0},
      {-0.0, 6, 0},
      {0.5, 0, 1},
      {-0.5, 0, -1},
      {2.5, 0, 3},
      {0.25, 1, 3},
      {0.125, 2, 13},
      // Their binary fractions lie below the half that is written.
      {0.285, 2, 28},
      {1.005, 2, 100},
      {0.0000005, 6, 0},
      {0.00000051, 6, 1},
      {0.70620226511848728, 6, 706'202},
      {1, 18, 1'000'000'000'000'000'000},
      {9.3, 18, std::nullopt},
      {4503599627370497.5, 0, 4503599627370498},
      {9223372036854774784.0, 0, 9223372036854774784},
      {9223372036854775808.0, 0, std::nullopt},
      {-9223372036854774784.0, 0, -9223372036854774784},
      {1e300, 6, std::nullopt},
      {5e-324, 18, 0},
      {kInfinity, 6, std::nullopt},
      {-kInfinity, 6, std::nullopt},
      {std::nan(""), 6, std::nullopt},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(RoundDecimal(row.value, row.decimals), row.rounded)
        << row.value << " to " << row.decimals;
  }
}

TEST(RoundDecimal, AsPrintfOfTheExactValue) {
  std::mt19937_64 random = testing::SeededRandom();
  std::uniform_real_distribution<double> exponent(-8, 12);
  for (int i = 0; i < 20'000; ++i) {
    const double value = std::pow(10.0, exponent(random)) *
                         (std::uniform_int_distribution<>(0, 1)(random) - 0.5);
    // A tie goes away from zero here, and to the even neighbour there.
    char text[64];
    std::snprintf(text, sizeof text, "%.40f", value);
    const std::string_view behind =
        std::string_view(text).substr(std::string_view(text).find('.') + 7);
    if (behind == "5" + std::string(33, '0')) continue;
    // Six decimals and the point taken out.
    std::snprintf(text, sizeof text, "%.6f", value);
    std::string digits;
    for (const char* c = text; *c != 0; ++c) {
      if (*c != '.') digits += *c;
    }
    EXPECT_EQ(RoundDecimal(value, 6), std::stoll(digits)) << text;
  }
}

}  // namespace
}  // namespace patron
