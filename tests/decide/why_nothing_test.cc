// A rule that holds and does nothing says what it lacked.

#include "tests/decide/till_shop.h"

namespace patron {
namespace {

using testing::Decided;
using testing::Earn;
using testing::Eur;
using testing::In;
using testing::Lines;
using testing::MakeGroup;
using testing::MakeRule;
using testing::OffPercent;
using testing::Sale;
using testing::With;

struct Row {
  const char* description;
  Effect effect;
  std::vector<Line> lines;
  const char* said;
};

Effect NotOnReduced(Effect effect) {
  effect.not_on_reduced = true;
  return effect;
}

Line OnSale(Line line) {
  line.on_sale = true;
  return line;
}

Line NotDiscountable(Line line) {
  line.not_discountable = true;
  return line;
}

Line EarnsNothing(Line line) {
  line.earns_nothing = true;
  return line;
}

Line Floored(Line line) {
  line.floor = line.amount;
  return line;
}

std::vector<Row> Rows() {
  const Line cake = Sale("1", 350, "cake");
  const Effect bundle{BundlePrice{Eur(500), {{"coffee", 1}, {"cake", 1}}, {}},
                      {}};
  const Effect spend{Brackets{.steps = {{.from = 5000, .amount = Eur(500)}}},
                     {}};
  return {
      {"no line",
       OffPercent("10%", "coffee"),
       {cake},
       "no line is in 'coffee'"},
      {"no line of a part", bundle, {cake}, "no line is in 'coffee'"},
      {"none discountable",
       OffPercent("10%", "cake"),
       {NotDiscountable(cake)},
       "no line of 'cake' may be discounted"},
      {"reduced",
       NotOnReduced(OffPercent("10%")),
       {OnSale(cake)},
       "every line is on sale already"},
      {"free", OffPercent("10%"), {Sale("1", 0)}, "nothing remains to pay"},
      {"floors",
       OffPercent("10%"),
       {Floored(cake)},
       "floors, rounding and other rules leave nothing to take"},
      {"less than a cent",
       OffPercent("10%"),
       {Sale("1", 1)},
       "floors, rounding and other rules leave nothing to take"},
      {"too few",
       {BuyGet{.buy = 2, .get = 1, .of = "cake"}, {}},
       {cake},
       "there are too few units of 'cake'"},
      {"below the brackets", spend, {cake}, "no bracket is reached"},
      {"no delivery",
       {DeliveryOff{.rate = Rate::Percent(100)}, {}},
       {cake},
       "no line is a delivery"},
      {"none earns",
       Earn(1, 100),
       {EarnsNothing(cake)},
       "no line earns points"},
      {"less than a point",
       Earn(1, 1000),
       {cake},
       "what is paid comes to no points"},
      {"nothing to multiply",
       {MultiplyPoints{"bean", Rate::Percent(200), ""}, {}},
       {cake},
       "there are no points to multiply"},
  };
}

TEST(WhyNothing, SaysWhatWasLacking) {
  for (const Row& row : Rows()) {
    SCOPED_TRACE(row.description);
    const Decision decision =
        Decided(With({MakeRule("r", row.effect)}), row.lines);
    ASSERT_EQ(decision.why_not.size(), 1u);
    EXPECT_EQ(decision.why_not[0].kind, WhyNotKind::kNothing);
    ASSERT_EQ(decision.why_not[0].parts.size(), 1u);
    EXPECT_EQ(
        decision.why_not[0].parts[0],
        std::string("it holds, but there was nothing for it to act on: ") +
            row.said);
  }
}

// It did not lose: without the winner it would do nothing either.
TEST(WhyNothing, ARuleThatCompetesInVainHasNotLost) {
  const Program program =
      With({In(MakeRule("a", OffPercent("10%", "all")), "g"),
            In(MakeRule("b", OffPercent("10%", "coffee")), "g"),
            In(MakeRule("c", OffPercent("5%", "all")), "g")},
           {MakeGroup("g", GroupMode::kBest)});
  const Decision decision = Decided(program, Lines({1000}, "cake"));
  ASSERT_EQ(decision.why_not.size(), 2u);
  EXPECT_EQ(decision.why_not[0].rule, "b");
  EXPECT_EQ(decision.why_not[0].kind, WhyNotKind::kNothing);
  EXPECT_EQ(decision.why_not[1].rule, "c");
  EXPECT_EQ(decision.why_not[1].kind, WhyNotKind::kLost);
}

}  // namespace
}  // namespace patron
