// Which lines count, per purpose: discounts, points to spend, status points.

#include <functional>
#include <random>

#include "tests/fixtures.h"
#include "tests/seed.h"
#include "tests/status_matchers.h"

namespace patron {
namespace {

using testing::Cafe;
using testing::FactsFor;
using ::testing::HasSubstr;
using testing::MakePlan;
using testing::MakeRule;
using testing::Purchase;
using testing::Sale;

// Beans are spent, stars are status.
Program Club() {
  Program program = Cafe();
  program.points.push_back({.id = "star", .name = "stars"});
  program.points.back().status = true;
  return program;
}

Decision Decided(const Plan& plan, const Event& event) {
  Decision decision;
  Deciding deciding;
  EXPECT_THAT(Decide(plan, event, FactsFor(plan, event), {.reasons = true},
                     deciding, &decision),
              testing::IsOk());
  return decision;
}

const FiredEffect* EffectOf(const Decision& decision, std::string_view rule) {
  for (const FiredEffect& effect : decision.effects) {
    if (effect.rule == rule) return &effect;
  }
  return nullptr;
}

// Every effect that gives points, in one currency; 1 for each 1.00.
std::vector<Effect> Givers(const std::string& currency) {
  Brackets by_units;
  by_units.by = Brackets::By::kUnits;
  by_units.currency = currency;
  by_units.steps = {{.from = 1, .points = Points{3}}};
  return {
      {EarnPoints{currency, Points{1}, testing::Eur(100)}, {}},
      {UnitPoints{currency, Points{2}}, {}},
      {FixedPoints{currency, Points{5}}, {}},
      {by_units, {}},
  };
}

TEST(Eligibility, EveryPurposeHasItsOwnLines) {
  struct Condition {
    std::string text;
    std::function<bool(const Line&)> holds;
  };
  const std::vector<Condition> conditions = {
      {"", [](const Line&) { return true; }},
      {"line.category == \"coffee\"",
       [](const Line& line) { return line.category == "coffee"; }},
      {"!line.on_sale", [](const Line& line) { return !line.on_sale; }},
      {"false", [](const Line&) { return false; }},
  };
  std::mt19937_64 random(testing::TestSeed());
  for (const Condition& earn : conditions) {
    for (const Condition& tier : conditions) {
      SCOPED_TRACE("earn '" + earn.text + "', tier '" + tier.text + "'");
      Program program = Club();
      program.eligible.earn = earn.text;
      program.eligible.tier = tier.text;
      for (const char* currency : {"bean", "star"}) {
        for (size_t i = 0; i < Givers(currency).size(); ++i) {
          program.rules.push_back(
              MakeRule(currency + std::to_string(i), Givers(currency)[i]));
        }
        program.rules.push_back(
            MakeRule(std::string(currency) + "-twice",
                     {MultiplyPoints{currency, Rate::Percent(200)}, {}}));
      }
      const auto plan = MakePlan(program);
      // What the program does not say of tiers it says of earning.
      const Condition& lifts = tier.text.empty() ? earn : tier;
      for (int basket = 0; basket < 20; ++basket) {
        std::vector<Line> lines;
        for (int i = 0; i < 4; ++i) {
          lines.push_back(Sale("l" + std::to_string(i),
                               100 * static_cast<int64_t>(random() % 9),
                               random() % 2 == 0 ? "coffee" : "cake",
                               1 + static_cast<int64_t>(random() % 3)));
          lines.back().on_sale = random() % 2 == 0;
          lines.back().earns_nothing = random() % 8 == 0;
        }
        const Decision decision = Decided(*plan, Purchase(lines));
        for (const auto& [currency, purpose] :
             {std::pair("bean", &earn), std::pair("star", &lifts)}) {
          int64_t paid = 0;
          int64_t units = 0;
          for (const Line& line : lines) {
            if (line.earns_nothing || !purpose->holds(line)) continue;
            paid += line.amount.minor;
            units += line.quantity.units();
          }
          const int64_t given = paid / 100 + 2 * units;
          int64_t points = 2 * given;  // the multiplier's, too
          if (units > 0) points += 5 + 3;
          int64_t sum = 0;
          for (const PointsTotal& total : decision.points) {
            if (total.currency == currency) sum = total.points.units;
          }
          EXPECT_EQ(sum, points) << currency << ", basket " << basket;
        }
      }
    }
  }
}

TEST(Eligibility, AReasonSaysWhichPurposeHasNoLine) {
  Program program = Club();
  program.eligible.earn = "line.category != \"tobacco\"";
  program.eligible.tier = "!line.on_sale";
  program.rules = {MakeRule("beans", Givers("bean")[0]),
                   MakeRule("stars", Givers("star")[0])};
  const auto plan = MakePlan(program);
  Line line = Sale("1", 500);
  line.on_sale = true;
  Decision decision = Decided(*plan, Purchase({line}));
  EXPECT_NE(EffectOf(decision, "beans"), nullptr);
  ASSERT_EQ(decision.why_not.size(), 1u);
  EXPECT_EQ(decision.why_not[0].rule, "stars");
  ASSERT_EQ(decision.why_not[0].parts.size(), 1u);
  EXPECT_THAT(decision.why_not[0].parts[0],
              HasSubstr("no line counts towards tiers"));
  line = Sale("1", 500, "tobacco");
  decision = Decided(*plan, Purchase({line}));
  EXPECT_NE(EffectOf(decision, "stars"), nullptr);
  ASSERT_EQ(decision.why_not.size(), 1u);
  ASSERT_EQ(decision.why_not[0].parts.size(), 1u);
  EXPECT_THAT(decision.why_not[0].parts[0], HasSubstr("no line earns points"));
}

}  // namespace
}  // namespace patron
