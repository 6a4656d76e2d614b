// What can be wrong with a reward: each row breaks a good one in one place.

#include <functional>
#include <string>

#include "program/checked_program.h"
#include "tests/fixtures.h"

namespace patron {
namespace {

using testing::AllMessages;
using testing::Cafe;
using testing::Earn;
using testing::Eur;
using ::testing::HasSubstr;
using testing::MakeRule;
using testing::OffAmount;
using testing::OffPercent;

Program Good() {
  Program program = Cafe();
  program.products = {{"mug", "A mug", {}}};
  program.rules.push_back(MakeRule("beans", Earn(1, 100)));
  Reward coffee;
  coffee.id = "coffee-for-beans";
  coffee.currency = "bean";
  coffee.prices = {{Points{40}, {}}, {Points{10}, Eur(100)}};
  coffee.unit = "coffee";
  Reward off;
  off.id = "off";
  off.currency = "bean";
  off.prices = {{Points{5}, {}}};
  off.then = {OffAmount(100)};
  off.times_max = 5;
  program.rewards = {coffee, off};
  return program;
}

TEST(CheckRewards, AGoodOneHasNothingToMend) {
  const CheckResult result = CheckProgram(Good(), {});
  ASSERT_NE(result.checked, nullptr) << AllMessages(result.diagnostics);
  EXPECT_EQ(AllMessages(result.diagnostics), "");
  EXPECT_EQ(result.checked->rule_count(), 3u);
  EXPECT_EQ(result.checked->rule(1).id, "coffee-for-beans");
  EXPECT_THAT(PrintChecked(*result.checked),
              HasSubstr("reward coffee-for-beans: always\n"));
}

TEST(CheckRewards, EveryMistakeIsFoundAndPlaced) {
  struct Row {
    std::function<void(Program&, Reward&, Reward&)> mistake;
    Reason reason;
    std::string path;
    std::string message;
  };
  const Row rows[] = {
      {[](Program&, Reward& unit, Reward&) { unit.id = ""; },
       Reason::kMissingField, "rewards[0].id", "id"},
      {[](Program&, Reward& unit, Reward&) { unit.id = "off"; },
       Reason::kDuplicateId, "rewards[1].id", "rewards[0]"},
      {[](Program&, Reward& unit, Reward&) { unit.id = "beans"; },
       Reason::kDuplicateId, "rewards[0].id", "is the id of a rule"},
      {[](Program& p, Reward&, Reward&) {
         p.price_lists = {{"off", "", "", {}, {}, {}, {{"a", Eur(1)}}}};
       },
       Reason::kDuplicateId, "rewards[1].id", "is the id of a price list"},
      {[](Program&, Reward& unit, Reward&) { unit.currency = ""; },
       Reason::kMissingField, "rewards[0].currency", "which points?"},
      {[](Program&, Reward& unit, Reward&) { unit.currency = "been"; },
       Reason::kUnknownName, "rewards[0].currency", "did you mean 'bean'?"},
      {[](Program&, Reward& unit, Reward&) { unit.prices.clear(); },
       Reason::kMissingField, "rewards[0].prices", "1 to 16 prices"},
      {[](Program&, Reward& unit, Reward&) {
         unit.prices.resize(17, unit.prices[0]);
       },
       Reason::kTooLarge, "rewards[0].prices", "1 to 16 prices"},
      {[](Program&, Reward& unit, Reward&) { unit.prices[1].points = {}; },
       Reason::kBadValue, "rewards[0].prices[1].points", "more than 0"},
      {[](Program&, Reward& unit, Reward&) { unit.prices[1].pay = Eur(0); },
       Reason::kBadValue, "rewards[0].prices[1].pay", "more than 0"},
      {[](Program&, Reward& unit, Reward&) {
         unit.prices[1].pay = {1, *Currency::FromCode("GBP")};
       },
       Reason::kCurrencyMismatch, "rewards[0].prices[1].pay", "GBP"},
      {[](Program&, Reward&, Reward& off) { off.prices[0].pay = Eur(1); },
       Reason::kBadValue, "rewards[1].prices[0].pay", "the reward gives none"},
      {[](Program&, Reward&, Reward& off) {
         off.then[0].what = FixedPoints{"bean", Points{1}};
       },
       Reason::kBadValue, "rewards[1].then[0]", "'automatic: {every: month}'"},
      {[](Program&, Reward& unit, Reward&) { unit.unit = "cofee"; },
       Reason::kUnknownName, "rewards[0].unit", "did you mean 'coffee'?"},
      {[](Program&, Reward& unit, Reward&) { unit.unit = ""; },
       Reason::kMissingField, "rewards[0].then", "what does it give?"},
      {[](Program&, Reward&, Reward& off) { off.then.clear(); },
       Reason::kMissingField, "rewards[1].then", "what does it give?"},
      {[](Program&, Reward&, Reward& off) { off.unit = "coffee"; },
       Reason::kBadValue, "rewards[1].then", "leave one of them out"},
      {[](Program&, Reward&, Reward& off) { off.then[0] = Earn(1, 100); },
       Reason::kBadValue, "rewards[1].then[0]", "is a rule's"},
      {[](Program&, Reward&, Reward& off) { off.then[0].what = BuyGet(); },
       Reason::kBadValue, "rewards[1].then[0]", "is a rule's"},
      {[](Program&, Reward&, Reward& off) { off.then[0] = OffPercent("9%"); },
       Reason::kBadValue, "rewards[1].times_max", "cannot be given twice"},
      {[](Program&, Reward&, Reward& off) {
         off.then[0].what = AmountOff{Eur(100), "tee"};
       },
       Reason::kUnknownName, "rewards[1].then[0].amount_off.of", "'tee'"},
      {[](Program&, Reward&, Reward& off) { off.then.resize(65, off.then[0]); },
       Reason::kTooLarge, "rewards[1].then", "at most 64 effects"},
      {[](Program&, Reward&, Reward& off) { off.stock = 0; }, Reason::kBadValue,
       "rewards[1].stock", "at least 1"},
      {[](Program&, Reward&, Reward& off) { off.times_max = 0; },
       Reason::kBadValue, "rewards[1].times_max", "1 to 10000"},
      {[](Program&, Reward&, Reward& off) { off.when = "basket.totl > 1"; },
       Reason::kUnknownFact, "rewards[1].when", "basket.total"},
      {[](Program&, Reward&, Reward& off) {
         off.limits = {{0, Limit::Per::kMember, {}}};
       },
       Reason::kBadValue, "rewards[1].limits[0].uses", "at least 1"},
      {[](Program&, Reward&, Reward& off) { off.schedule.time_from_us = 1; },
       Reason::kBadValue, "rewards[1].schedule", "give both"},
      {[](Program&, Reward&, Reward& off) { off.group = "x"; },
       Reason::kUnknownName, "rewards[1].group", "'x'"},
      {[](Program& p, Reward& unit, Reward&) {
         p.groups = {
             {.id = "g", .mode = GroupMode::kBest, .scope = GroupScope::kUnit}};
         unit.group = "g";
       },
       Reason::kBadValue, "rewards[0].group", "whole or not at all"},
      {[](Program& p, Reward& unit, Reward&) {
         p.groups = {{.id = "g", .mode = GroupMode::kBestCombination}};
         unit.group = "g";
       },
       Reason::kBadValue, "rewards[0].group", "whole or not at all"},
      {[](Program& p, Reward& unit, Reward&) {
         p.points[0].pays = *ParseUnitPrice("0.01", testing::EurCurrency());
         p.points[0].grandfathered = true;
         p.groups = {{.id = "g", .mode = GroupMode::kFirst}};
         unit.unit.clear();
         unit.prices.resize(1);
         unit.then.emplace_back().what = Message{"hello"};
         unit.group = "g";
       },
       Reason::kBadValue, "rewards[0].group", "only tells something"},
      {[](Program& p, Reward&, Reward&) { p.points[0].grandfathered = true; },
       Reason::kBadValue, "points[0].grandfathered", "'pays'"},
      {[](Program& p, Reward&, Reward& off) {
         p.budgets = {{.id = "spring", .amount = Eur(100)}};
         off.budget = "sprig";
       },
       Reason::kUnknownName, "rewards[1].budget", "did you mean 'spring'?"},
      {[](Program& p, Reward&, Reward& off) {
         p.budgets = {{.id = "spring", .amount = Eur(100)}};
         off.budget = "spring";
         off.then[0].what = Gift{"mug", 1};
       },
       Reason::kBadValue, "rewards[1].budget", "takes nothing off"},
      {[](Program& p, Reward&, Reward&) {
         p.points[0].apart = PeriodUnit::kRolling;
       },
       Reason::kBadValue, "points[0].apart", "month"},
      {[](Program& p, Reward& unit, Reward&) {
         p.rewards.resize(20'001, unit);
       },
       Reason::kTooLarge, "rewards", "at most 20000 rewards"},
  };
  for (const Row& row : rows) {
    Program program = Good();
    Reward unit = program.rewards[0];
    Reward off = program.rewards[1];
    row.mistake(program, unit, off);
    if (program.rewards.size() == 2) program.rewards = {unit, off};
    const CheckResult result = CheckProgram(std::move(program), {});
    SCOPED_TRACE(row.path + " " + row.message + "\n" +
                 AllMessages(result.diagnostics));
    EXPECT_EQ(result.checked, nullptr);
    ASSERT_FALSE(result.diagnostics.empty());
    EXPECT_EQ(result.diagnostics[0].reason, row.reason);
    EXPECT_EQ(result.diagnostics[0].path, row.path);
    EXPECT_THAT(result.diagnostics[0].message, HasSubstr(row.message));
  }
}

Program WithVouchers() {
  Program program = Good();
  program.points.push_back({.id = "voucher", .decimals = 2});
  Reward& vouchers = program.rewards.emplace_back();
  vouchers.id = "vouchers";
  vouchers.currency = "bean";
  vouchers.prices = {{Points{50}, {}}};
  vouchers.then.emplace_back().what = FixedPoints{"voucher", Points{50}};
  vouchers.automatic = Automatic{PeriodUnit::kQuarter, Points{150}};
  return program;
}

TEST(CheckRewards, AGoodAutomaticOneHasNothingToMend) {
  Program program = WithVouchers();
  EXPECT_EQ(AllMessages(CheckProgram(program, {}).diagnostics), "");
  program.rewards[2].automatic->from = Points{50};
  EXPECT_EQ(AllMessages(CheckProgram(program, {}).diagnostics), "");
  program.rewards[2].automatic->from = std::nullopt;
  // A chain that ends.
  program.points.push_back({.id = "key"});
  Reward keys = program.rewards[2];
  keys.id = "keys";
  keys.currency = "voucher";
  keys.then[0].what = FixedPoints{"key", Points{1}};
  program.rewards.push_back(keys);
  EXPECT_EQ(AllMessages(CheckProgram(program, {}).diagnostics), "");
}

TEST(CheckRewards, AnAutomaticOneHasNoBasket) {
  struct Row {
    std::function<void(Program&, Reward&)> mistake;
    std::string path;
    std::string message;
  };
  const Row rows[] = {
      {[](Program&, Reward& r) { r.automatic->every = PeriodUnit::kRolling; },
       "rewards[2].automatic.every", "day, week, month, quarter or year"},
      {[](Program&, Reward& r) { r.automatic->from = Points{49}; },
       "rewards[2].automatic.from", "49 points do not suffice"},
      {[](Program&, Reward& r) {
         r.prices.push_back({Points{9}, {}});
       },
       "rewards[2].prices", "nobody is there to choose"},
      {[](Program&, Reward& r) { r.prices[0].pay = Eur(1); },
       "rewards[2].prices[0].pay", "leave 'pay' out"},
      {[](Program& p, Reward&) { p.points[0].status = true; },
       "rewards[2].currency", "never spent"},
      {[](Program& p, Reward&) { p.points[0].apart = PeriodUnit::kMonth; },
       "rewards[2].currency", "do not combine (apart: month)"},
      {[](Program&, Reward& r) { r.then = {OffAmount(100)}; },
       "rewards[2].then", "'fixed_points'"},
      {[](Program&, Reward& r) { r.then.push_back(r.then[0]); },
       "rewards[2].then", "nothing else"},
      {[](Program&, Reward& r) {
         r.then[0].funders = {{"roaster", Rate::Percent(50)}};
       },
       "rewards[2].then[0]", "leave out funders"},
      {[](Program&, Reward& r) {
         r.then.clear();
         r.unit = "coffee";
       },
       "rewards[2].then", "no basket to act on"},
      {[](Program&, Reward& r) { r.when = "basket.total > money(\"1.00\")"; },
       "rewards[2].when", "leave 'when' out"},
      {[](Program&, Reward& r) { r.schedule.from = Date{9}; },
       "rewards[2].schedule", "leave 'schedule' out"},
      {[](Program&, Reward& r) {
         r.limits = {{1, Limit::Per::kMember, {}}};
       },
       "rewards[2].limits", "leave 'limits' out"},
      {[](Program&, Reward& r) { r.stock = 5; }, "rewards[2].stock",
       "leave 'stock' out"},
      {[](Program&, Reward& r) { r.times_max = 5; }, "rewards[2].times_max",
       "leave 'times_max' out"},
      {[](Program&, Reward& r) { r.priority = 5; }, "rewards[2].priority",
       "leave 'priority' out"},
      {[](Program& p, Reward& r) {
         p.groups = {{.id = "g"}};
         r.group = "g";
       },
       "rewards[2].group", "leave 'group' out"},
      {[](Program& p, Reward& r) {
         p.budgets = {{.id = "spring", .amount = Eur(100)}};
         r.budget = "spring";
       },
       "rewards[2].budget", "leave 'budget' out"},
      {[](Program& p, Reward& r) {
         p.rewards.push_back(r);
         p.rewards[3].id = "more";
       },
       "rewards[3].currency", "taken for 'vouchers' already"},
      {[](Program&, Reward& r) {
         r.then[0].what = FixedPoints{"bean", Points{1}};
       },
       "rewards[2].then[0].fixed_points.currency",
       "go round for ever: bean -> bean"},
      {[](Program& p, Reward& r) {
         p.rewards.push_back(r);
         Reward& back = p.rewards[3];
         back.id = "back";
         back.currency = "voucher";
         back.then[0].what = FixedPoints{"bean", Points{1}};
       },
       "rewards[2].then[0].fixed_points.currency",
       "go round for ever: bean -> voucher -> bean"},
  };
  for (const Row& row : rows) {
    Program program = WithVouchers();
    Reward vouchers = program.rewards[2];
    row.mistake(program, vouchers);
    program.rewards[2] = vouchers;
    const CheckResult result = CheckProgram(std::move(program), {});
    SCOPED_TRACE(row.path + " " + row.message + "\n" +
                 AllMessages(result.diagnostics));
    EXPECT_EQ(result.checked, nullptr);
    ASSERT_FALSE(result.diagnostics.empty());
    EXPECT_EQ(result.diagnostics[0].reason, Reason::kBadValue);
    EXPECT_EQ(result.diagnostics[0].path, row.path);
    EXPECT_THAT(result.diagnostics[0].message, HasSubstr(row.message));
  }
}

}  // namespace
}  // namespace patron
