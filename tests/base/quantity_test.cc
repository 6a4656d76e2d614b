// Quantities and points as text.
#include "patron/quantity.h"

#include "patron/error.h"
#include "patron/points.h"
#include "tests/status_matchers.h"

namespace patron {
namespace {

using ::patron::testing::IsOkAndHolds;

constexpr auto kPiece = Quantity::Kind::kPiece;
constexpr auto kWeight = Quantity::Kind::kWeight;

static_assert(Quantity::Pieces(3) == Quantity{3000, kPiece});
static_assert(Quantity::Pieces(80'995).units() == 80'995);
static_assert(Quantity{1250, kWeight}.units() == 1);

struct QuantityRow {
  const char* text;
  Quantity quantity;
  const char* printed;
};

TEST(Quantity, AsText) {
  const QuantityRow rows[] = {
      {"3", {3000, kPiece}, "3"},
      {"3.000", {3000, kPiece}, "3"},
      {"0", {0, kPiece}, "0"},
      {"-12", {-12'000, kPiece}, "-12"},
      {"80995", {80'995'000, kPiece}, "80995"},
      {"1.250 kg", {1250, kWeight}, "1.25 kg"},
      {"2 kg", {2000, kWeight}, "2 kg"},
      {"0.001 kg", {1, kWeight}, "0.001 kg"},
      {"-0.5 kg", {-500, kWeight}, "-0.5 kg"},
  };
  for (const QuantityRow& row : rows) {
    EXPECT_THAT(ParseQuantity(row.text), IsOkAndHolds(row.quantity))
        << row.text;
    EXPECT_EQ(FormatQuantity(row.quantity), row.printed);
  }
}

struct BadRow {
  const char* text;
  Reason reason;
  const char* message;
};

TEST(ParseQuantity, SaysWhatWasExpected) {
  const BadRow rows[] = {
      {"0.5", Reason::kBadQuantity,
       "'0.5' is a part of a piece: write whole pieces, or a weight such as "
       "'0.5 kg'"},
      {"three", Reason::kBadNumber,
       "'three' is not a quantity: write pieces such as 3 or a weight such as "
       "'1.25 kg'"},
      {"1.25kg", Reason::kBadNumber,
       "'1.25kg' is not a quantity: write pieces such as 3 or a weight such "
       "as '1.25 kg'"},
      {"3 pcs", Reason::kBadNumber,
       "'3 pcs' is not a quantity: write pieces such as 3 or a weight such as "
       "'1.25 kg'"},
      {"", Reason::kBadNumber,
       "'' is not a quantity: write pieces such as 3 or a weight such as "
       "'1.25 kg'"},
      {" kg", Reason::kBadNumber,
       "' kg' is not a quantity: write pieces such as 3 or a weight such as "
       "'1.25 kg'"},
      {"1.2345 kg", Reason::kTooManyDecimals,
       "'1.2345 kg' is too fine: quantities have 3 decimals"},
      {"9223372036854775.808", Reason::kOverflow,
       "'9223372036854775.808' is too large: quantities end at "
       "9223372036854775.807"},
  };
  for (const BadRow& row : rows) {
    const absl::StatusOr<Quantity> result = ParseQuantity(row.text);
    EXPECT_EQ(ReasonOf(result.status()), row.reason) << row.text;
    EXPECT_EQ(MessageOf(result.status()), row.message);
  }
}

TEST(Points, AsText) {
  EXPECT_THAT(ParsePoints("12.5", 1), IsOkAndHolds(Points{125}));
  EXPECT_THAT(ParsePoints("-300", 0), IsOkAndHolds(Points{-300}));
  EXPECT_EQ(FormatPoints(Points{125}, 1), "12.5");
  EXPECT_EQ(FormatPoints(Points{120}, 1), "12.0");
  EXPECT_EQ(FormatPoints(Points{-300}, 0), "-300");
  EXPECT_EQ(ReasonOf(ParsePoints("12.5", 0).status()),
            Reason::kTooManyDecimals);
  EXPECT_EQ(ReasonOf(ParsePoints("many", 0).status()), Reason::kBadNumber);
  EXPECT_EQ(ReasonOf(ParsePoints("99999999999999999999", 0).status()),
            Reason::kOverflow);
  EXPECT_LT(Points{1}, Points{2});
}

TEST(Points, AsWrittenBeforeTheirDecimalsAreKnown) {
  struct Row {
    std::string_view text;
    WrittenPoints points;
    std::string_view printed;
  };
  const Row rows[] = {
      {"50", {50, 0}, "50"},
      {"-50", {-50, 0}, "-50"},
      {"500", {500, 0}, "500"},
      {"12.5", {125, 1}, "12.5"},
      {"12.500", {125, 1}, "12.5"},
      {"12.0", {12, 0}, "12"},
      {"0.05", {5, 2}, "0.05"},
      {"-0.10", {-1, 1}, "-0.1"},
      {"0", {0, 0}, "0"},
      {"0.00", {0, 0}, "0"},
      {"0.000000000000000001", {1, 18}, "0.000000000000000001"},
      {"9223372036854775807", {INT64_MAX, 0}, "9223372036854775807"},
  };
  for (const Row& row : rows) {
    EXPECT_THAT(ParseWrittenPoints(row.text), IsOkAndHolds(row.points))
        << row.text;
    EXPECT_EQ(FormatWrittenPoints(row.points), row.printed);
  }
  EXPECT_EQ(FormatWrittenPoints({1250, 2}), "12.5");
  for (const std::string_view bad :
       {"", ".", "1.", ".5", "1e2", "many", "-", "1.0x", "0x0", "1 "}) {
    EXPECT_EQ(ReasonOf(ParseWrittenPoints(bad).status()), Reason::kBadNumber)
        << bad;
  }
  EXPECT_EQ(ReasonOf(ParseWrittenPoints("0.0000000000000000001").status()),
            Reason::kTooManyDecimals);
  EXPECT_EQ(ReasonOf(ParseWrittenPoints("99999999999999999999").status()),
            Reason::kOverflow);
  EXPECT_THAT(InUnits({125, 1}, 1), IsOkAndHolds(Points{125}));
  EXPECT_THAT(InUnits({125, 1}, 3), IsOkAndHolds(Points{12'500}));
  EXPECT_THAT(InUnits({1250, 2}, 1), IsOkAndHolds(Points{125}));
  EXPECT_EQ(ReasonOf(InUnits({125, 1}, 0).status()), Reason::kTooManyDecimals);
  EXPECT_EQ(ReasonOf(InUnits({INT64_MAX, 0}, 1).status()), Reason::kOverflow);
  EXPECT_EQ(ReasonOf(InUnits({1, 255}, 6).status()), Reason::kTooManyDecimals);
}

}  // namespace
}  // namespace patron
