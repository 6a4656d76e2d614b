// What a newer version changes, in words.

#include "patron/text.h"
#include "tests/pch.h"

namespace patron {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::string_view kBefore = R"(program: cafe
version: "1"
valid_from: 2026-01-01
zone: Europe/Berlin
currency: EUR
points:
  - {id: bean, expires: {after: 12 months, round_up: month}}
attributes:
  - {owner: line, name: roast, type: string}
  - {owner: basket, name: roast, type: string}
selections:
  - {id: coffee, where: line.category == "coffee"}
price_lists:
  - {id: club, prices: [{sku: a, price: 1.00}, {sku: b, price: 2.00}]}
rules:
  - id: beans
    then: [{earn_points: {currency: bean, points: 1, per: 1.00}}]
  - id: quiet
    schedule: {days: [mon, tue], from: "14:00", until: "16:00"}
    then: [{percent_off: {rate: 10%, of: coffee}}]
)";

Program Read(std::string_view text) {
  const Loaded<Program> loaded = LoadProgram(text, TextFormat::kYaml);
  EXPECT_TRUE(loaded.value.has_value());
  return loaded.value.value_or(Program());
}

// What changes where one text stands in for another.
std::vector<std::string> Changed(
    std::initializer_list<std::pair<std::string_view, std::string_view>>
        edits) {
  std::string after(kBefore);
  for (const auto& [old, now] : edits) {
    const size_t at = after.find(old);
    EXPECT_NE(at, std::string::npos) << old;
    after.replace(at, old.size(), now);
  }
  return DescribeChanges(Read(kBefore), Read(after));
}

TEST(DescribeChanges, NothingWhereTheyAreEqual) {
  EXPECT_THAT(Changed({}), IsEmpty());
}

TEST(DescribeChanges, AValue) {
  EXPECT_THAT(
      Changed({{"\"1\"", "\"2\""}, {"2026-01-01", "2026-03-01"}}),
      ElementsAre("version: 1 -> 2", "valid_from: 2026-01-01 -> 2026-03-01"));
  EXPECT_THAT(Changed({{"{id: bean,", "{id: bean, pays: 0.02,"}}),
              ElementsAre("points 'bean': pays: none -> 0.02"));
  EXPECT_THAT(Changed({{"{id: bean,",
                        "{id: bean, debts: from_earning, pending_until: "
                        "fulfilment, available_from: 2026-06-01,"}}),
              ElementsAre("points 'bean': pending_until: none -> fulfilment",
                          "points 'bean': available_from: none -> 2026-06-01",
                          "points 'bean': debts: none -> from_earning"));
  EXPECT_THAT(
      Changed({{"{id: bean,",
                "{id: bean, transfers: {expiry: reset}, pooled: true,"}}),
      ElementsAre("points 'bean': transfers: none -> {expiry: reset}",
                  "points 'bean': pooled: none -> true",
                  "points 'bean': those earned before can be given to anybody",
                  "points 'bean': members of a household spend together also "
                  "those earned before"));
  EXPECT_THAT(Changed({{"12 months", "12 months, sliding: true"}}),
              ElementsAre("points 'bean': expires.sliding: none -> true"));
  EXPECT_THAT(Changed({{"points: 1,", "points: 2,"}}),
              ElementsAre("rule 'beans': then[0].earn_points.points: 1 -> 2"));
  EXPECT_THAT(Changed({{"12 months", "24 months"}}),
              ElementsAre("points 'bean': expires.after: 12 months -> 24 "
                          "months"));
  EXPECT_THAT(Changed({{", round_up: month", ""}}),
              ElementsAre("points 'bean': expires.round_up: month -> none"));
  EXPECT_THAT(Changed({{"[mon, tue]", "[mon, sun]"}}),
              ElementsAre("rule 'quiet': schedule.days: [mon, tue] -> [mon, "
                          "sun]"));
}

// The points of the first program, changed to these.
std::vector<std::string> ChangedPoints(const std::string& old,
                                       const std::string& now) {
  const auto with = [](const std::string& points) {
    std::string text(kBefore);
    text.replace(text.find("{id: bean,"), 10, "{id: bean, " + points);
    return Read(text);
  };
  return DescribeChanges(with(old), with(now));
}

// What becomes of the points that people have.
TEST(DescribeChanges, WhatPointsWillPay) {
  EXPECT_THAT(ChangedPoints("pays: 0.01,", "pays: 0.008,"),
              ElementsAre("points 'bean': pays: 0.01 -> 0.008",
                          "points 'bean': those earned before will pay 0.008"));
  EXPECT_THAT(ChangedPoints("pays: 0.01,", "pays: 0.008, grandfathered: true,"),
              ElementsAre("points 'bean': pays: 0.01 -> 0.008",
                          "points 'bean': grandfathered: none -> true",
                          "points 'bean': those earned before keep paying "
                          "0.01"));
  EXPECT_THAT(
      ChangedPoints("pays: 0.008, grandfathered: true,", "pays: 0.008,"),
      ElementsAre("points 'bean': grandfathered: true -> none",
                  "points 'bean': those earned before will pay 0.008"));
  EXPECT_THAT(ChangedPoints("pays: 0.01,", ""),
              ElementsAre("points 'bean': pays: 0.01 -> none",
                          "points 'bean': those earned before cannot pay any "
                          "more"));
}

TEST(DescribeChanges, WhoMayHaveThePointsOfOthers) {
  const std::string keep = "transfers: {expiry: keep},";
  EXPECT_THAT(
      ChangedPoints(keep + "pooled: true,", ""),
      ElementsAre("points 'bean': transfers: {expiry: keep} -> none",
                  "points 'bean': pooled: true -> none",
                  "points 'bean': nobody can give away those earned before any "
                  "more",
                  "points 'bean': each member of a household spends their own "
                  "again, also those earned before"));
  EXPECT_THAT(
      ChangedPoints(keep, "transfers: {expiry: reset, within: household},"),
      ElementsAre("points 'bean': transfers.expiry: keep -> reset",
                  "points 'bean': transfers.within: none -> household",
                  "points 'bean': those earned before can be given away within "
                  "a household only",
                  "points 'bean': those earned before live, where they are "
                  "given away from now on, as if earned on that day"));
  EXPECT_THAT(
      ChangedPoints("transfers: {expiry: reset},", keep),
      ElementsAre("points 'bean': transfers.expiry: reset -> keep",
                  "points 'bean': those earned before lapse when they would "
                  "have, also where they are given away from now on"));
}

// What members have of something that is gone.
TEST(DescribeChanges, WhatLiesIdle) {
  EXPECT_THAT(
      Changed(
          {{"{id: bean,", "{id: corn,"}, {"currency: bean", "currency: corn"}}),
      ElementsAre("points 'bean' is gone", "points 'corn' is new",
                  "rule 'beans': then[0].earn_points.currency: bean -> corn",
                  "points 'bean': those earned before lie idle: nothing takes "
                  "them any more, and they lapse as they would have"));
  Program before = Read(kBefore);
  Program after = before;
  Reward reward;
  reward.id = "mug";
  reward.currency = "bean";
  reward.prices = {{Points{50}, {}}};
  reward.unit = "coffee";
  before.rewards = {reward};
  EXPECT_THAT(DescribeChanges(before, after),
              ElementsAre("reward 'mug' is gone",
                          "points 'bean': no reward takes those earned before "
                          "any more"));
  reward.id = "cup";
  after.rewards = {reward};
  EXPECT_THAT(DescribeChanges(before, after),
              ElementsAre("reward 'cup' is new", "reward 'mug' is gone"));
  after = before;
  StampCard card;
  card.pay = 9;
  card.over_visits = true;
  before.rules[1].then[0].what = card;
  EXPECT_THAT(DescribeChanges(before, after),
              ::testing::Contains("rule 'quiet': the stamps on its card lie "
                                  "idle, since they are kept by the rule's "
                                  "id"));
}

TEST(DescribeChanges, AVersionThatBeginsBeforeTheOther) {
  EXPECT_THAT(
      Changed({{"\"1\"", "\"2\""}, {"2026-01-01", "2025-03-01"}}),
      ElementsAre("version: 1 -> 2", "valid_from: 2026-01-01 -> 2025-03-01",
                  "version '2' begins before '1': it holds until "
                  "2025-12-31, and from 2026-01-01 on '1' does"));
}

// Whoever fulfils the conditions of several levels has the last of them.
TEST(DescribeChanges, TheOrderOfLevels) {
  Program before = Read(kBefore);
  before.tiers = {{"club", {{"silver", "true"}, {"gold", "true"}}}};
  Program after = before;
  std::swap(after.tiers[0].levels[0], after.tiers[0].levels[1]);
  EXPECT_THAT(DescribeChanges(before, after),
              ElementsAre("tier ladder 'club': levels: [silver, gold] -> "
                          "[gold, silver]"));
}

TEST(DescribeChanges, OneKindOfEffectForAnother) {
  EXPECT_THAT(
      Changed({{"percent_off: {rate: 10%, of: coffee}",
                "amount_off: {amount: 1.00, of: coffee}"}}),
      ElementsAre(
          "rule 'quiet': then[0].amount_off: none -> {amount: 1.00, of: "
          "coffee}",
          "rule 'quiet': then[0].percent_off: {rate: 10%, of: coffee} -> "
          "none"));
}

TEST(DescribeChanges, ThingsComeAndGoByTheirNames) {
  EXPECT_THAT(Changed({{"- id: quiet", "- id: calm"}}),
              ElementsAre("rule 'calm' is new", "rule 'quiet' is gone"));
  EXPECT_THAT(Changed({{"owner: basket", "owner: event"}}),
              ElementsAre("attribute 'basket.roast' is gone",
                          "attribute 'event.roast' is new"));
  EXPECT_THAT(Changed({{"{sku: a, price: 1.00}, {sku: b, price: 2.00}",
                        "{sku: b, price: 2.50}, {sku: c, price: 1.00}"}}),
              ElementsAre("price list 'club': price of 'a' is gone",
                          "price list 'club': price of 'b': price: 2.00 -> "
                          "2.50",
                          "price list 'club': price of 'c' is new"));
  EXPECT_THAT(
      Changed({{"selections:\n  - {id: coffee, where: line.category == "
                "\"coffee\"}\n",
                "selections:\n  - {id: tea, where: 'true'}\n  - {id: coffee, "
                "where: line.category == \"coffee\"}\n"}}),
      ElementsAre("selection 'tea' is new"));
}

TEST(DescribeChanges, Rewards) {
  Program before = Read(kBefore);
  Reward reward;
  reward.id = "mug";
  reward.currency = "bean";
  reward.prices = {{Points{50}, {}}};
  reward.unit = "coffee";
  before.rewards = {reward};
  Program after = before;
  after.rewards[0].prices[0].points.units = 60;
  after.rewards[0].stock = 9;
  after.rewards[0].budget = "spring";
  after.rewards.push_back(reward);
  after.rewards[1].id = "cup";
  after.rewards[1].automatic = before.rewards[0].automatic =
      Automatic{PeriodUnit::kQuarter, Points{150}};
  after.rewards[0].automatic = Automatic{PeriodUnit::kMonth, {}};
  EXPECT_THAT(DescribeChanges(before, after),
              ElementsAre("reward 'cup' is new",
                          "reward 'mug': prices[0].points: 50 -> 60",
                          "reward 'mug': stock: none -> 9",
                          "reward 'mug': budget: none -> spring",
                          "reward 'mug': automatic.every: quarter -> month",
                          "reward 'mug': automatic.from: 150 -> none"));
}

TEST(DescribeChanges, OfManyTheFirstAreToldAndTheOthersCounted) {
  Program before = Read(kBefore);
  Program after = before;
  for (int i = 0; i < 3000; ++i) {
    const std::string sku = "s" + std::to_string(10'000 + i);
    before.price_lists[0].prices.push_back({sku, {100, before.currency}});
    after.price_lists[0].prices.push_back(
        {sku, {100 + i % 2, before.currency}});
  }
  const std::vector<std::string> changes = DescribeChanges(before, after);
  ASSERT_EQ(changes.size(), 21U);
  EXPECT_EQ(changes[0],
            "price list 'club': price of 's10001': price: 1.00 -> 1.01");
  EXPECT_EQ(changes[20], "price list 'club': 1480 more of prices differ");
}

TEST(DescribeChanges, ALongValueIsCut) {
  const std::string when = "basket.total >= money(\"1.00\")";
  std::string longer = when;
  for (int i = 0; i < 20; ++i) longer += " && " + when;
  Program before = Read(kBefore);
  Program after = before;
  after.rules[0].when = longer;
  const std::vector<std::string> changes = DescribeChanges(before, after);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].size(),
            std::string("rule 'beans': when: none -> ").size() + 124);
}

// Also where they differ behind what is shown of a value.
TEST(DescribeChanges, OfLongValuesThePartThatDiffersIsShown) {
  std::string when = "basket.total >= money(\"1.00\")";
  for (int i = 0; i < 20; ++i) when += " && basket.total >= money(\"1.00\")";
  Program before = Read(kBefore);
  before.rules[0].when = when;
  Program after = before;
  after.rules[0].when.replace(when.size() - 7, 7, "\"2.00\")");
  EXPECT_THAT(
      DescribeChanges(before, after),
      ElementsAre("rule 'beans': when: ... money(\"1.00\") && basket.total "
                  ">= money(\"1.00\") -> ... money(\"1.00\") && "
                  "basket.total >= money(\"2.00\")"));
}

}  // namespace
}  // namespace patron
