// Rates as text and at work.
#include "patron/rate.h"

#include <limits>

#include "patron/error.h"
#include "tests/seed.h"
#include "tests/status_matchers.h"

namespace patron {
namespace {

using ::patron::testing::Between;
using ::patron::testing::IsOkAndHolds;
using ::patron::testing::SeededRandom;
using ::patron::testing::StatusIs;

static_assert(Rate::Percent(10) == Rate{100'000'000});
static_assert(Rate::Whole(2) == Rate{2'000'000'000});
static_assert(Rate::Percent(50) < Rate::Whole(1));

struct RateRow {
  const char* text;
  int64_t billionths;
  const char* decimal;
  const char* percent;
};

TEST(Rate, AsText) {
  const RateRow rows[] = {
      {"10%", 100'000'000, "0.1", "10%"},
      {"0.1", 100'000'000, "0.1", "10%"},
      {"12.5%", 125'000'000, "0.125", "12.5%"},
      {"2", 2'000'000'000, "2", "200%"},
      {"-5%", -50'000'000, "-0.05", "-5%"},
      {"33.3333333%", 333'333'333, "0.333333333", "33.3333333%"},
      {"0.000000001", 1, "0.000000001", "0.0000001%"},
      {"0%", 0, "0", "0%"},
      {"100.000%", 1'000'000'000, "1", "100%"},
      {"9223372036.854775807", std::numeric_limits<int64_t>::max(),
       "9223372036.854775807", "922337203685.4775807%"},
  };
  for (const RateRow& row : rows) {
    SCOPED_TRACE(row.text);
    EXPECT_THAT(ParseRate(row.text), IsOkAndHolds(Rate{row.billionths}));
    EXPECT_EQ(FormatRate(Rate{row.billionths}), row.decimal);
    EXPECT_EQ(FormatPercent(Rate{row.billionths}), row.percent);
  }
}

struct BadRow {
  const char* text;
  Reason reason;
  const char* message;
};

TEST(ParseRate, SaysWhatWasExpected) {
  const BadRow rows[] = {
      {"abc", Reason::kBadNumber,
       "'abc' is not a rate: write a percentage such as 12.5% or a decimal "
       "such as 0.125"},
      {"", Reason::kBadNumber,
       "'' is not a rate: write a percentage such as 12.5% or a decimal such "
       "as 0.125"},
      {"%", Reason::kBadNumber,
       "'%' is not a rate: write a percentage such as 12.5% or a decimal such "
       "as 0.125"},
      {"10 %", Reason::kBadNumber,
       "'10 %' is not a rate: write a percentage such as 12.5% or a decimal "
       "such as 0.125"},
      {"10%%", Reason::kBadNumber,
       "'10%%' is not a rate: write a percentage such as 12.5% or a decimal "
       "such as 0.125"},
      {"0.0000000001", Reason::kTooManyDecimals,
       "'0.0000000001' is too fine for a rate: 9 decimals, or 7 in percent, "
       "are kept"},
      {"0.00000001%", Reason::kTooManyDecimals,
       "'0.00000001%' is too fine for a rate: 9 decimals, or 7 in percent, "
       "are kept"},
      {"10000000000", Reason::kOverflow,
       "'10000000000' is too large for a rate: it must be below 9000000000"},
      {"1000000000000%", Reason::kOverflow,
       "'1000000000000%' is too large for a rate: it must be below "
       "900000000000%"},
  };
  for (const BadRow& row : rows) {
    const absl::StatusOr<Rate> result = ParseRate(row.text);
    EXPECT_EQ(ReasonOf(result.status()), row.reason) << row.text;
    EXPECT_EQ(MessageOf(result.status()), row.message);
  }
}

TEST(Rate, MultipliesOnceRounded) {
  EXPECT_THAT(Multiply(1999, Rate::Percent(15), Rounding::kHalfAwayFromZero),
              IsOkAndHolds(300));
  EXPECT_THAT(Multiply(1999, Rate::Percent(15), Rounding::kDown),
              IsOkAndHolds(299));
  EXPECT_THAT(Multiply(-50, Rate::Percent(1), Rounding::kHalfAwayFromZero),
              IsOkAndHolds(-1));
  EXPECT_THAT(Multiply(std::numeric_limits<int64_t>::max(), Rate::Whole(1),
                       Rounding::kDown),
              IsOkAndHolds(std::numeric_limits<int64_t>::max()));
  EXPECT_THAT(Multiply(std::numeric_limits<int64_t>::max(), Rate{1'000'000'001},
                       Rounding::kDown),
              StatusIs(absl::StatusCode::kOutOfRange));
}

TEST(Rate, IsReadBackAsItWas) {
  std::mt19937_64 random = SeededRandom();
  for (int i = 0; i < 3'000; ++i) {
    const Rate rate{Between(random, std::numeric_limits<int64_t>::min(),
                            std::numeric_limits<int64_t>::max()) >>
                    Between(random, 0, 62)};
    ASSERT_THAT(ParseRate(FormatRate(rate)), IsOkAndHolds(rate));
    ASSERT_THAT(ParseRate(FormatPercent(rate)), IsOkAndHolds(rate));
  }
}

}  // namespace
}  // namespace patron
