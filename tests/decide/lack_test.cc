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

Line Delivery(int64_t minor) {
  Line line = Sale("1", minor);
  line.kind = LineKind::kDelivery;
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
      {"floors", OffPercent("10%"), {Floored(cake)}, ""},
      {"less than a cent", OffPercent("10%"), {Sale("1", 1)}, ""},
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
       ""},
      {"low already", {FixedPrice{Eur(500), "cake"}, {}}, {cake}, ""},
      {"low already in a bracket",
       {Brackets{.by = Brackets::By::kUnits,
                 .of = "cake",
                 .steps = {{.from = 1, .price = Eur(900)}}},
        {}},
       {cake},
       ""},
      {"above the last bracket",
       {Brackets{.by = Brackets::By::kUnits,
                 .of = "cake",
                 .steps = {{.from = 1, .up_to = 2, .amount = Eur(1)}}},
        {}},
       {Sale("1", 1000, "cake", 3)},
       ""},
      {"a bundle dearer than its parts",
       bundle,
       {Sale("1", 100, "cake"), Sale("2", 100, "coffee")},
       ""},
      {"too few of a part",
       {BundlePrice{Eur(500), {{"coffee", 2}, {"cake", 1}}, {}}, {}},
       {Sale("1", 400, "cake"), Sale("2", 400, "coffee")},
       "there are too few units of 'coffee'"},
      {"delivery is cheaper already",
       {DeliveryOff{.price = Eur(490)}, {}},
       {Delivery(290)},
       ""},
  };
}

TEST(Lack, SaysWhatWasSeen) {
  for (const Row& row : Rows()) {
    SCOPED_TRACE(row.description);
    const Decision decision =
        Decided(With({MakeRule("r", row.effect)}), row.lines);
    ASSERT_EQ(decision.why_not.size(), 1u);
    EXPECT_EQ(decision.why_not[0].kind, WhyNotKind::kNothing);
    ASSERT_EQ(decision.why_not[0].parts.size(), 1u);
    const std::string said = row.said;
    EXPECT_EQ(decision.why_not[0].parts[0],
              "it holds, but there was nothing for it to act on" +
                  (said.empty() ? said : ": " + said));
  }
}

// It did not lose: without the winner it would do nothing either.
TEST(Lack, ARuleThatCompetesInVainHasNotLost) {
  for (const GroupMode mode :
       {GroupMode::kFirst, GroupMode::kBest, GroupMode::kLowest,
        GroupMode::kBestCombination}) {
    for (const GroupScope scope : {GroupScope::kBasket, GroupScope::kUnit}) {
      if (mode == GroupMode::kBestCombination && scope == GroupScope::kUnit) {
        continue;
      }
      SCOPED_TRACE(static_cast<int>(mode));
      Group group = MakeGroup("g", mode);
      group.scope = scope;
      const Program program =
          With({In(MakeRule("a", OffPercent("10%", "coffee")), "g"),
                In(MakeRule("b", OffPercent("10%", "all")), "g"),
                In(MakeRule("c", OffPercent("10%", "coffee")), "g"),
                In(MakeRule("d", OffPercent("10%", "all")), "g")},
               {group});
      const Decision decision = Decided(program, Lines({1000}, "cake"));
      ASSERT_EQ(decision.effects.size(), 1u);
      EXPECT_EQ(decision.effects[0].rule, "b");
      std::vector<std::pair<std::string, WhyNotKind>> said;
      for (const WhyNot& why : decision.why_not) {
        said.emplace_back(why.rule, why.kind);
      }
      EXPECT_THAT(said,
                  ::testing::ElementsAre(std::pair("a", WhyNotKind::kNothing),
                                         std::pair("c", WhyNotKind::kNothing),
                                         std::pair("d", WhyNotKind::kLost)));
    }
  }
}

// A rule that was not tried, since another was first, has its own reason too.
TEST(Lack, AnEmptyBudgetIsSaidOfARuleThatWasNotTried) {
  Rule poor = In(MakeRule("b", OffPercent("50%", "all")), "g");
  poor.budget = "spring";
  Program program =
      With({In(MakeRule("a", OffPercent("10%", "all")), "g"), poor},
           {MakeGroup("g", GroupMode::kFirst)});
  program.budgets.push_back({.id = "spring", .amount = Eur(100)});
  const Decision decision = Decided(program, Lines({1000}));
  ASSERT_EQ(decision.why_not.size(), 1u);
  EXPECT_EQ(decision.why_not[0].kind, WhyNotKind::kBudget);
  EXPECT_EQ(decision.why_not[0].parts[0],
            "the budget 'spring' has 1.00 EUR left, and this takes 5.00 EUR");
}

// A later rule takes the rest: that is not what this one lacked at its turn.
TEST(Lack, IsAsAtTheRulesTurn) {
  Rule later = MakeRule("later", OffPercent("100%", "cake"));
  later.priority = 1;
  const Decision decision = Decided(
      With({MakeRule("set", {BuyGet{.buy = 2, .get = 1, .of = "cake"}, {}}),
            later}),
      Lines({350}, "cake"));
  ASSERT_EQ(decision.why_not.size(), 1u);
  EXPECT_THAT(decision.why_not[0].parts[0],
              ::testing::HasSubstr("too few units of 'cake'"));
}

// Nobody has points, whatever the rule does beside them.
TEST(Lack, ARuleOfPointsAndMoreLacksAMember) {
  Rule rule = MakeRule("r", Earn(1, 100));
  rule.then.push_back({Message{"hello"}, {}});
  const std::shared_ptr<const Plan> plan =
      testing::MakePlan(With({std::move(rule)}));
  Event event = testing::Purchase(Lines({1000}));
  event.member.clear();
  Deciding deciding;
  Decision decision;
  ASSERT_TRUE(Decide(*plan, event, testing::FactsFor(*plan, event), {true},
                     deciding, &decision)
                  .ok());
  ASSERT_EQ(decision.why_not.size(), 1u);
  EXPECT_THAT(decision.why_not[0].parts[0],
              ::testing::HasSubstr("nobody was named"));
}

}  // namespace
}  // namespace patron
