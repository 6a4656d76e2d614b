// Near misses by hand, and what a person reads of a decision.

#include "patron/receipt.h"

#include "tests/fixtures.h"
#include "tests/status_matchers.h"

namespace patron {
namespace {

using testing::Cafe;
using ::testing::ElementsAre;
using testing::Eur;
using testing::FactsFor;
using ::testing::HasSubstr;
using testing::MakePlan;
using testing::MakeRule;
using testing::OffAmount;
using testing::OffPercent;
using testing::Purchase;
using testing::Sale;

Decision Explained(const Program& program, const Event& event) {
  const std::shared_ptr<const Plan> plan = MakePlan(program);
  Deciding deciding;
  Decision decision;
  const absl::Status status =
      Decide(*plan, event, FactsFor(*plan, event), {true}, deciding, &decision);
  EXPECT_TRUE(status.ok()) << status;
  return decision;
}

TEST(NearMiss, MoneyUnitsTimeAndPromotion) {
  Program program = Cafe();
  Rule rich =
      MakeRule("rich", OffPercent("5%"), "basket.total >= money(\"50.00\")");
  rich.text = "Big basket";
  Rule many =
      MakeRule("many", OffAmount(100, "coffee"), "quantity(\"coffee\") >= 4");
  Rule evening = MakeRule("evening", OffPercent("10%", "coffee"));
  evening.schedule.time_from_us = int64_t{15 * 3600} * kMicrosPerSecond;
  evening.schedule.time_until_us = int64_t{17 * 3600} * kMicrosPerSecond;
  evening.schedule.weekdays = {Weekday::kFriday};
  Rule a = MakeRule("a", OffAmount(300));
  a.group = "g";
  Rule b = MakeRule("b", OffAmount(200));
  b.group = "g";
  program.groups = {{.id = "g", .mode = GroupMode::kBest}};
  program.rules = {rich, many, evening, a, b};
  // 3.00 of "a" off: 46.80 remain of 49.80, so that 3.20 are missing.
  const Event event = Purchase({Sale("1", 4800), Sale("2", 180, "coffee", 2)});
  const Decision decision = Explained(program, event);
  std::vector<std::string> said;
  for (const WhyNot& why : decision.why_not) {
    for (const NearMiss& near : why.near) {
      said.push_back(why.rule + ": " + Phrases().Say(program, why, near));
    }
  }
  EXPECT_THAT(said, ElementsAre("evening: evening is on from 2026-01-16 15:00",
                                "many: 1 more of coffee to go for many",
                                "rich: 3.20 EUR to go for Big basket",
                                "b: b would fire without a"));
}

// Sets and brackets say what more is to be bought of their goods.
TEST(NearMiss, OfSetsAndBrackets) {
  Program program = Cafe();
  program.selections.push_back({"cake", "line.category == \"cake\""});
  program.rules = {
      MakeRule("bundle",
               {BundlePrice{Eur(500), {{"coffee", 2}, {"cake", 1}}, {}}, {}}),
      MakeRule("gets", {BuyGet{.buy = 2, .get = 2, .of = "coffee"}, {}}),
      MakeRule("spend",
               {Brackets{.steps = {{.from = 5000, .amount = Eur(500)}}}, {}}),
      MakeRule("units", {Brackets{.by = Brackets::By::kUnits,
                                  .of = "cake",
                                  .steps = {{.from = 7, .amount = Eur(100)}}},
                         {}})};
  const Decision decision =
      Explained(program, Purchase({Sale("1", 500), Sale("2", 350, "cake", 1)}));
  std::vector<std::string> said;
  for (const WhyNot& why : decision.why_not) {
    for (const NearMiss& near : why.near) {
      said.push_back(Phrases().Say(program, why, near));
    }
  }
  EXPECT_THAT(said, ElementsAre("1 more of coffee to go for bundle",
                                "3 more of coffee to go for gets",
                                "41.50 EUR to go for spend",
                                "6 more of cake to go for units"));
}

// What the caller left out stays left out where the event is decided again.
TEST(NearMiss, IsBesideWhatTheCallerLeavesOut) {
  Program program = Cafe();
  program.groups = {{.id = "g", .mode = GroupMode::kBest}};
  for (const auto& [id, minor] :
       {std::pair("a", 300), std::pair("b", 200), std::pair("c", 100)}) {
    program.rules.push_back(MakeRule(id, OffAmount(minor)));
    program.rules.back().group = "g";
  }
  program.rules.push_back(
      MakeRule("rich", OffPercent("5%"), "basket.total >= money(\"50.00\")"));
  const std::shared_ptr<const Plan> plan = MakePlan(program);
  const Event event = Purchase({Sale("1", 4800)});
  Deciding deciding;
  Decision decision;
  const std::string_view without[] = {"a"};
  ASSERT_TRUE(Decide(*plan, event, FactsFor(*plan, event), {true, without},
                     deciding, &decision)
                  .ok());
  std::vector<std::string> said;
  for (const WhyNot& why : decision.why_not) {
    for (const NearMiss& near : why.near) {
      said.push_back(Phrases().Say(program, why, near));
    }
  }
  // 2.00 of "b" are off, not 3.00.
  EXPECT_THAT(said,
              ElementsAre("4.00 EUR to go for rich", "c would fire without b"));
}

// Each near miss searches for the best combination again: a till does not wait
// for all of them, and what has not been tried is not said.
TEST(NearMiss, LongSearchesAreNotRepeatedForEachRule) {
  Program program = Cafe();
  program.groups = {{.id = "g", .mode = GroupMode::kBestCombination}};
  const auto add = [&](const char* kind, int r, Effect effect) {
    program.rules.push_back(
        MakeRule(kind + std::to_string(r), std::move(effect)));
  };
  for (int r = 10; r < 22; ++r) {
    add("sets", r, {BuyGet{.buy = 2 + r % 5, .get = 1, .of = "coffee"}, {}});
    program.rules.back().group = "g";
    add("rich", r, OffAmount(100));
    program.rules.back().when = "basket.list_total >= money(\"5000.00\")";
  }
  std::vector<Line> lines;
  for (int i = 0; i < 200; ++i) {
    lines.push_back(Sale(std::to_string(i), 100 + i * 7919 % 1009, "coffee"));
  }
  const Decision decision = Explained(program, Purchase(lines));
  EXPECT_FALSE(decision.optimal);
  size_t near = 0;
  for (const WhyNot& why : decision.why_not) near += why.near.size();
  EXPECT_LT(near, 3u);
}

TEST(NearMiss, WhatOneChangeDoesNotMendIsNotSaid) {
  Program program = Cafe();
  program.rules = {MakeRule("both", OffPercent("5%"),
                            "basket.total >= money(\"50.00\") && "
                            "quantity(\"coffee\") >= 9")};
  const Decision decision = Explained(program, Purchase({Sale("1", 1000)}));
  ASSERT_EQ(decision.why_not.size(), 1u);
  EXPECT_TRUE(decision.why_not[0].near.empty());
  ASSERT_EQ(decision.why_not[0].conditions.size(), 1u);
  EXPECT_EQ(decision.why_not[0].conditions[0].fact, "basket.total");
  EXPECT_EQ(decision.why_not[0].conditions[0].is, "10.00 EUR");
  EXPECT_EQ(decision.why_not[0].conditions[0].relation, ">=");
  EXPECT_EQ(decision.why_not[0].conditions[0].needs, "50.00 EUR");
}

TEST(Receipt, SavingsPointsBalanceAndWhatIsToGo) {
  Program program = Cafe();
  program.products = {{"mug", "A mug", std::nullopt}};
  Rule off = MakeRule("off", OffAmount(120));
  off.text = "Happy hour";
  Rule rich =
      MakeRule("rich", OffPercent("5%"), "basket.list_total >= money(\"20\")");
  rich.text = "Big basket";
  program.rules = {off,
                   rich,
                   MakeRule("mug", {Gift{"mug", 1}, {}}),
                   MakeRule("tell", {Message{"See you"}, {}}),
                   MakeRule("card", {StampCard{.pay = 9, .of = "coffee"}, {}}),
                   MakeRule("beans", testing::Earn(1, 100))};
  std::vector<Line> lines = {Sale("1", 1680)};
  lines[0].tax_rate = Rate::Percent(7);
  const Decision decision = Explained(program, Purchase(lines));
  std::vector<std::string> block;
  for (const ReceiptLine& line : ReceiptOf(
           program, decision, {{"bean", Points{40}, {}, {}}}, Phrases())) {
    block.push_back(line.label + "|" + line.value);
  }
  EXPECT_THAT(block,
              ElementsAre("Happy hour|-1.20", "free: A mug|1", "tax 7%|1.02",
                          "beans|+15", "beans now|40", "card: collected|1",
                          "See you|", "3.20 EUR to go for Big basket|"));
}

void ExpectRefused(const absl::Status& status, Reason reason,
                   const std::string& message) {
  EXPECT_EQ(ReasonOf(status), reason);
  EXPECT_THAT(std::string(MessageOf(status)), HasSubstr(message));
}

TEST(Phrases, AHostTranslates) {
  Phrases german;
  ASSERT_TRUE(german.Set("near.money", "noch {money} bis {text}").ok());
  const Program program = Cafe();
  NearMiss near;
  near.money = Eur(320);
  EXPECT_EQ(german.Say(program, {.rule = "r"}, near), "noch 3.20 EUR bis r");
  ExpectRefused(german.Set("near.mony", "x"), Reason::kUnknownName,
                "'near.money'?");
  ExpectRefused(german.Set("near.money", "{mony}"), Reason::kUnknownName,
                "'money'?");
  ExpectRefused(german.Set("near.money", "{money"), Reason::kBadValue,
                "not closed");
  for (const std::string& key : german.Keys()) {
    EXPECT_FALSE(german.Text(key).empty()) << key;
  }
}

}  // namespace
}  // namespace patron
