// Running stories: each expectation failing, in its own words; names that
// nobody knows; refusals.

#include "story_run.h"

#include "command.h"
#include "story_events.h"
#include "tests/cli/scratch_file.h"
#include "tests/pch.h"

namespace patron::cli {
namespace {

using testing::ScratchFolder;

constexpr std::string_view kProgram = R"(program: shop
version: 1
valid_from: 2025-01-01
zone: Europe/Berlin
currency: EUR
stores:
  - {id: main}
points:
  - {id: bean, decimals: 1}
  - {id: star, pending: 7 days}
attributes:
  - {owner: line, name: own_cup, type: bool}
  - {owner: basket, name: table, type: int}
selections:
  - {id: coffee, where: line.category == "coffee"}
tiers:
  - id: status
    levels:
      - {id: silver, when: member.stats.orders >= 1}
      - {id: gold, when: member.stats.orders >= 2}
  - id: club
    levels:
      - {id: gold, when: member.stats.orders >= 9}
      - {id: founder, when: member.stats.orders >= 1}
rules:
  - id: beans
    then:
      - earn_points: {currency: bean, points: 1, per: 1.00}
      - earn_points: {currency: star, points: 1, per: 1.00}
  - id: happy
    when: quantity("coffee") >= 2
    then:
      - percent_off: {rate: 10%, of: coffee}
  - id: table
    when: 12 % basket.table == 0
    then:
      - amount_off: {amount: 1.00}
)";

std::shared_ptr<const Plan> ShopPlan() {
  const LoadedPlan loaded = LoadPlan(kProgram, TextFormat::kYaml, "shop.yaml");
  EXPECT_NE(loaded.plan, nullptr) << ToStatus(loaded.diagnostics).message();
  return loaded.plan;
}

// What a story comes to: what is wrong with it, or what does not hold, a line
// each, without the file.
std::string Told(std::string_view text) {
  static const std::shared_ptr<const Plan> plan = ShopPlan();
  const StoryResult result = RunStoryText(text, "", plan);
  std::string told;
  for (const Diagnostic& d : result.diagnostics) {
    told += FormatDiagnostic(d) + "\n";
  }
  for (const StoryFailure& failure : result.failures) {
    told += FormatFailure(result, failure).substr(1) + "\n";
  }
  EXPECT_EQ(result.ok(), told.empty());
  return told;
}

// Two coffees and a mug of Anna's, at a table: 13.32 to pay. The expectation
// stands on line 7.
std::string After(std::string_view expectation) {
  return Told(
      "story: A\n"
      "2026-03-02 10:15 at main: anna buys\n"
      "  2 x espresso  2.40 each  category coffee\n"
      "  1 x mug  9.00\n"
      "  basket attribute table 5\n"
      "expect\n"
      "  " +
      std::string(expectation) + "\n");
}

struct Row {
  std::string_view expectation;
  std::string_view found;  // empty: it holds
};

TEST(StoryRun, ExpectationsOfAPurchase) {
  const Row rows[] = {
      {"to pay 13.32", ""},
      {"to pay 13.3", "13.32 EUR"},
      {"list total 13.80", ""},
      {"list total 13.32", "13.80 EUR"},
      {"discount 0.48", ""},
      {"discount 0", "0.48 EUR"},
      {"line 1 to pay 4.32", ""},
      {"line 2 to pay 4.32", "9.00 EUR"},
      {"line 1 discount 0.48", ""},
      {"line 2 discount 0.48", "0.00 EUR"},
      {"earns 13.3 bean", ""},
      {"earns 13 bean", "13.3 bean"},
      {"happy takes off 0.48", ""},
      {"happy takes off 0.47", "0.48 EUR"},
      {"beans takes off 0.10", "0.00 EUR"},
      {"table takes off 1.00",
       "that it does not fire: 12 % basket.table is 2, "
       "needs == 0"},
      {"beans gives 13.3 bean", ""},
      {"beans gives 13 star", ""},
      {"beans gives 12 star", "13 star"},
      {"happy gives 1 bean", "0.0 bean"},
      {"happy fires", ""},
      {"happy does not fire", "that it fires and takes off 0.48 EUR"},
      {"beans does not fire",
       "that it fires and gives 13.3 bean and gives 13 star"},
      {"beans does not fire: x",
       "that it fires and gives 13.3 bean and gives 13 star"},
      {"table does not fire", ""},
      {"table does not fire: basket.table is 2", ""},
      {"table fails: zero",
       "that it does not fire: 12 % basket.table is 2, "
       "needs == 0"},
      {"refused: overflow", "that it is accepted"},
      {"anna has 13.3 bean", ""},
      {"anna has 13.2 bean", "13.3 bean"},
      {"anna has 13 star", "0 star"},
      {"anna has 13 star pending", ""},
      {"anna has 1 star pending", "13 star"},
      {"anna owes 0 bean", ""},
      {"anna owes 1 bean", "0.0 bean"},
      {"anna is silver", ""},
      {"anna is founder", ""},
      {"anna is gold in status", "silver in status"},
      {"anna is gold in club", "founder in club"},
      {"anna has no tier", "silver in status, founder in club"},
      {"anna has no tier in club", "founder in club"},
  };
  for (const Row& row : rows) {
    const std::string told =
        row.found.empty() ? ""
                          : "7:3: expected '" + std::string(row.expectation) +
                                "', found " + std::string(row.found) + "\n";
    EXPECT_EQ(After(row.expectation), told);
  }
}

TEST(StoryRun, ARuleThatCannotBeEvaluatedIsNoRuleThatDoesNotFire) {
  const auto after = [](std::string_view expectation) {
    return Told(
        "story: A\n"
        "2026-03-02: anna buys\n"
        "  1 x mug 9.00\n"
        "expect " +
        std::string(expectation) + "\n");
  };
  EXPECT_EQ(after("table fails: by zero"), "");
  EXPECT_EQ(after("table does not fire"),
            "4:8: expected 'table does not fire', found that it fails: modulus "
            "by zero\n");
  EXPECT_EQ(after("table fails: overflow"),
            "4:8: expected 'table fails: overflow', found that it fails: "
            "modulus by zero\n");
  EXPECT_EQ(after("table fires"),
            "4:8: expected 'table fires', found that it fails: modulus by "
            "zero\n");
}

TEST(StoryRun, ExpectationsOfAReturn) {
  const auto after = [](std::string_view expectation) {
    return Told(
        "story: A\n"
        "2026-03-02: anna buys\n"
        "  2 x mug 9.00 each\n"
        "2026-03-03: anna returns\n"
        "  3 x mug 9.00 each\n"
        "expect\n"
        "  " +
        std::string(expectation) + "\n");
  };
  const Row rows[] = {
      {"refund 18.00", ""},
      {"refund 27.00", "18.00 EUR"},
      {"takes back 18 bean", ""},
      {"takes back 9 bean", "18.0 bean"},
      {"refuses 1 of line 1", ""},
      {"refuses 2 of line 1", "1"},
      {"refused: return_too_many", "that it is accepted"},
      {"anna has 0 bean", ""},
  };
  for (const Row& row : rows) {
    const std::string told =
        row.found.empty() ? ""
                          : "7:3: expected '" + std::string(row.expectation) +
                                "', found " + std::string(row.found) + "\n";
    EXPECT_EQ(after(row.expectation), told);
  }
}

TEST(StoryRun, NamesThatNobodyKnows) {
  const Row rows[] = {
      {"hapy takes off 1.00",
       "7:3: error: unknown rule 'hapy'; did you mean 'happy'?"},
      {"sunshine does not fire",
       "7:3: error: unknown rule 'sunshine'; known are beans, happy, table"},
      {"earns 1 baen",
       "7:11: error: unknown points currency 'baen'; did you mean 'bean'?"},
      {"ana has 1 bean",
       "7:3: error: unknown member 'ana'; did you mean 'anna'?"},
      {"anna is silvr",
       "7:11: error: unknown level 'silvr'; did you mean 'silver'?"},
      {"anna is silver in clubb",
       "7:21: error: unknown tier 'clubb'; did you mean 'club'?"},
      {"anna is gold",
       "7:11: error: several tiers have a level 'gold': say which, as in 'is "
       "gold in status'"},
      {"refused: bad_quantty",
       "7:12: error: unknown reason 'bad_quantty'; did you mean "
       "'bad_quantity'?"},
      {"refused: insuficient",
       "7:12: error: unknown reason 'insuficient'; did you mean "
       "'insufficient_points'?"},
      {"refused: nonsense",
       "7:12: error: unknown reason 'nonsense'; known are "
       "insufficient_points, reward_not_given, return_too_many, "
       "return_without_purchase, unknown_order, unknown_member, unknown_name, "
       "unknown_hold, hold_over, order_not_whole, fulfilment_too_many, "
       "other_household, household_full, other_content, arrival_too_early, "
       "no_program, no_lines, duplicate_line, duplicate_key, bad_quantity, "
       "negative_price, bad_value, bad_date, missing_field, "
       "too_many_decimals, overflow"},
      {"anna has 0 bean pooled",
       "7:14: error: points 'bean' are not pooled: expect them without "
       "'pooled', or write 'pooled: true' in the program"},
      {"line 3 to pay 1.00", "7:8: error: unknown line '3'; known are 1, 2"},
      {"to pay 1.005",
       "7:10: error: '1.005' is too fine: at most 2 decimals are kept in EUR"},
      {"earns 1.05 bean",
       "7:9: error: '1.05' has more decimals than the 1 that are kept here: "
       "round it first"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(After(row.expectation), std::string(row.found) + "\n");
  }
}

TEST(StoryRun, EventsThatCannotBe) {
  EXPECT_EQ(Told("story: A\n"
                 "2026-03-29 02:30 at mian: anna buys\n"
                 "  1.5 x mug 9.00 each, attribute own_cpu true\n"
                 "  1 x mug 9.005 attribute own_cup perhaps\n"
                 "  basket attribute tabel 5\n"
                 "  event attribute rain yes\n"
                 "2026-03-30: anna returns from order 4\n"
                 "  1 of line 1\n"
                 "  1.5 of line 1\n"
                 "expect refund 1.00\n"),
            "2:1: error: 2026-03-29 has no 02:30 in Europe/Berlin: the clocks "
            "are put forward; write 2026-03-29 03:30\n"
            "2:21: error: unknown store 'mian'; did you mean 'main'?\n"
            "3:3: error: '1.5' is a part of a piece: write whole pieces, or a "
            "weight such as '1.5 kg'\n"
            "3:34: error: unknown line attribute 'own_cpu'; did you mean "
            "'own_cup'?\n"
            "4:11: error: '9.005' is too fine: at most 2 decimals are kept in "
            "EUR\n"
            "4:35: error: 'perhaps' is neither true nor false\n"
            "5:20: error: unknown basket attribute 'tabel'; did you mean "
            "'table'?\n"
            "6:19: error: unknown event attribute 'rain': there is none\n"
            "7:37: error: unknown order '4'; known are 1\n"
            "9:3: error: expected a whole number such as 2, not '1.5'\n");
}

// A misspelt member is told where the slip is, with a near name.
TEST(StoryRun, WhoIsNobody) {
  const auto told = [](std::string_view event) {
    return Told(
        "story: A\n2026-03-02: anna buys\n  1 x mug 9.00\n"
        "2026-03-02: ben buys\n  1 x mug 9.00\n2026-03-03: " +
        std::string(event) + "\nexpect anna has 9 bean\n");
  };
  EXPECT_EQ(told("ana gives ben 1 bean"),
            "6:13: error: unknown member 'ana'; did you mean 'anna'?\n");
  EXPECT_EQ(told("anna gives bem 1 bean"),
            "6:24: error: unknown member 'bem'; did you mean 'ben'?\n");
  EXPECT_EQ(told("adjust ana by 1 bean for luck by eva"),
            "6:20: error: unknown member 'ana'; did you mean 'anna'?\n");
  EXPECT_EQ(told("anna gives carla 1 bean"),
            "6:24: error: nobody knows 'carla', who has bought nothing in this "
            "story: only a purchase enrols a member\n");
  EXPECT_EQ(told("Anna buys\n  1 x mug 9.00"),
            "6:13: error: two members differ in capitals only, 'Anna' and "
            "'anna': write the same name\n");
  EXPECT_EQ(told("zoe joins household H"),
            "6:13: error: nobody knows 'zoe', who has bought nothing in this "
            "story: only a purchase enrols a member\n");
}

TEST(StoryRun, ModelsThatCannotBe) {
  EXPECT_EQ(Told("story: A\n"
                 "2026-03-02: model purchases mbgnbd r=1 alpha 2\n"
                 "2026-03-02: model purchases mbgnbd r=1 alpha=2 a=3\n"
                 "2026-03-02: model spend mbgnbd r=1 alpha=2 a=3 b=4\n"
                 "2026-03-02: anna buys\n"
                 "  1 x mug 9.00\n"
                 "expect to pay 9.00\n"),
            "2:29: error: expected a parameter such as alpha=6.183, found "
            "'alpha'\n"
            "3:29: error: model 'purchases' version 'line 3': a model of kind "
            "'mbgnbd' needs the number 'b' as its parameter 4\n"
            "4:25: error: model 'spend' version 'line 4': a model of kind "
            "'mbgnbd' is none for 'spend'\n");
}

TEST(StoryRun, RefusalsAreFailuresUnlessExpected) {
  EXPECT_EQ(Told("story: A\n"
                 "2026-03-02: anna buys\n"
                 "  0 x mug 9.00 each\n"
                 "expect to pay 0\n"),
            "2:1: expected 'accepted', found bad_quantity: line '1': a "
            "quantity is more than 0, not 0; goods that come back are a "
            "return\n");
  EXPECT_EQ(Told("story: A\n"
                 "2026-03-02: anna buys\n"
                 "  0 x mug 9.00 each\n"
                 "expect\n"
                 "  refused: no_lines\n"
                 "  anna has 0 bean\n"),
            "5:3: expected 'refused: no_lines', found bad_quantity: line '1': "
            "a quantity is more than 0, not 0; goods that come back are a "
            "return\n"
            "6:3: expected 'anna has 0 bean', found that nobody is known as "
            "'anna'\n");
  EXPECT_EQ(Told("story: A\n"
                 "2024-12-31: anna would buy\n"
                 "  1 x mug 9.00\n"
                 "expect to pay 9.00\n"),
            "2:1: expected 'accepted', found no_program: no program is in "
            "force at 2024-12-31T11:00:00Z; the first begins at "
            "2024-12-31T23:00:00Z\n");
  EXPECT_EQ(Told("story: A\n"
                 "2026-03-02: anna buys\n"
                 "  1 x mug 9.00\n"
                 "2026-03-01: expect anna has 9 bean\n"),
            "4:20: expected 'anna has 9 bean', found that the last posting of "
            "'anna' is at 2026-03-02T11:00:00Z: what they had at "
            "2026-03-01T11:00:00Z is not kept\n");
}

TEST(StoryRun, FindsItsProgram) {
  const ScratchFolder folder;
  const std::string text =
      "story: A\nprogram: shop.yaml\n2026-03-02: anna buys\n"
      "  1 x mug 9.00\nexpect to pay 9.00\n";
  const std::string path = folder.Write("a.story", text);
  StoryResult result = RunStoryFile(path, nullptr);
  ASSERT_EQ(result.diagnostics.size(), 1u);
  EXPECT_EQ(result.diagnostics[0].reason, Reason::kUnreadable);
  folder.Write("shop.yaml", kProgram);
  result = RunStoryFile(path, nullptr);
  EXPECT_TRUE(result.ok());
  EXPECT_EQ(result.name, "A");
  EXPECT_EQ(result.events, 1);
  EXPECT_EQ(result.expectations, 1);
  // Again, it is a later version.
  folder.Write("next.yaml", [] {
    std::string next(kProgram);
    next.replace(next.find("version: 1"), 10, "version: 2");
    next.replace(next.find("2025-01-01"), 10, "2026-03-03");
    next.replace(next.find("points: 1,"), 10, "points: 2,");
    return next;
  }());
  const std::string later = folder.Write(
      "b.story",
      "story: B\nprogram: shop.yaml\nprogram: next.yaml\n"
      "2026-03-02: anna buys\n  1 x mug 9.00\nexpect anna has 9 bean\n"
      "2026-03-03: anna buys\n  1 x mug 9.00\nexpect anna has 27 bean\n");
  EXPECT_TRUE(RunStoryFile(later, nullptr).ok());
  // Two that begin on one day.
  folder.Write("next.yaml", [] {
    std::string next(kProgram);
    return next.replace(next.find("version: 1"), 10, "version: 2");
  }());
  result = RunStoryFile(later, nullptr);
  ASSERT_EQ(result.diagnostics.size(), 1u);
  EXPECT_THAT(FormatDiagnostic(result.diagnostics[0]),
              ::testing::HasSubstr("b.story:3:10: error: version '1' begins on "
                                   "2025-01-01 as well"));
  folder.Write("next.yaml", kProgram);
  // Nothing but the version before it.
  EXPECT_FALSE(RunStoryFile(later, nullptr).ok());
  folder.Write("shop.yaml", "program: x\n");
  EXPECT_FALSE(RunStoryFile(path, nullptr).ok());
  // The program of the call wins.
  EXPECT_TRUE(RunStoryFile(path, ShopPlan()).ok());
  folder.Write("a.story", "story: A\n2026-03-02: expect x has 1 bean\n");
  result = RunStoryFile(path, nullptr);
  ASSERT_EQ(result.diagnostics.size(), 1u);
  EXPECT_EQ(result.diagnostics[0].reason, Reason::kMissingField);
  EXPECT_FALSE(RunStoryFile(folder.Path("none.story"), nullptr).ok());
}

// What a step names is the version's that is in force at its time.
TEST(StoryRun, NamesAreThoseOfTheVersionInForce) {
  const ScratchFolder folder;
  folder.Write("shop.yaml", kProgram);
  std::string next(kProgram);
  next.replace(next.find("version: 1"), 10, "version: 2");
  next.replace(next.find("2025-01-01"), 10, "2026-03-03");
  next.replace(next.find("id: happy"), 9, "id: merry");
  next.replace(next.find("id: star"), 8, "id: moon");
  next.replace(next.find("currency: star"), 14, "currency: moon");
  folder.Write("next.yaml", next);
  const auto told = [&](std::string_view last) {
    const std::string path = folder.Write(
        "a.story",
        "story: A\nprogram: next.yaml\nprogram: shop.yaml\n"
        "2026-03-02: anna buys\n  1 x mug 9.00\n"
        "expect\n  happy does not fire\n  anna has 9 star pending\n"
        "2026-03-03: anna buys\n  1 x mug 9.00\n"
        "expect\n  anna has 9 moon pending\n  " +
            std::string(last) + "\n");
    const StoryResult result = RunStoryFile(path, nullptr);
    EXPECT_TRUE(result.failures.empty());
    return result.diagnostics.empty() ? "" : result.diagnostics[0].message;
  };
  EXPECT_EQ(told("merry does not fire"), "");
  EXPECT_EQ(told("earns 9 star"),
            "unknown points currency 'star'; known are bean, moon; in force is "
            "version '2'");
  EXPECT_EQ(told("anna has 9 star pending"),
            "version '2', which is in force then, has no points 'star': leave "
            "this out");
  EXPECT_EQ(told("happy does not fire"),
            "unknown rule 'happy'; known are beans, merry, table; in force is "
            "version '2'");
}

}  // namespace
}  // namespace patron::cli
