// patron test: exit codes, what goes where, JSON.

#include "tests/cli/shop.h"

namespace patron {
namespace {

using ::testing::HasSubstr;
using testing::Ran;
using testing::RunPatron;
using testing::Shop;

constexpr std::string_view kGood =
    "story: Beans\n2026-03-02: anna buys\n  2 x latte 2.50 each\n"
    "expect\n  to pay 5.00\n  anna has 5 bean\n";
constexpr std::string_view kFails =
    "story: More beans\n2026-03-02: anna buys\n  2 x latte 2.50 each\n"
    "expect\n  to pay 5.00\n  anna has 6 bean\n";
constexpr std::string_view kWrong =
    "story: Beasn\n2026-03-02: anna buys\nexpect to pai 5.00\n";

TEST(TestCommand, AllHold) {
  const Shop shop;
  const std::string good = shop.folder.Write("good.story", kGood);
  const Ran ran = RunPatron({"test", shop.program, good, good});
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_EQ(ran.err, "");
  EXPECT_EQ(ran.out, good + ": Beans: 2 expectations hold\n" + good +
                         ": Beans: 2 expectations hold\n"
                         "2 stories, 4 expectations: all hold\n");
}

TEST(TestCommand, OneFailsAndOneIsWrong) {
  const Shop shop;
  const std::string good = shop.folder.Write("good.story", kGood);
  const std::string fails = shop.folder.Write("fails.story", kFails);
  const std::string wrong = shop.folder.Write("wrong.story", kWrong);
  Ran ran = RunPatron({"test", shop.program, fails, wrong, good});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_EQ(ran.out, good + ": Beans: 2 expectations hold\n");
  EXPECT_EQ(ran.err,
            fails + ":6:3: expected 'anna has 6 bean', found 5 bean\n" + wrong +
                ":3:11: error: unknown word 'pai'; did you mean 'pay'? It "
                "reads: to pay MONEY\n"
                "patron: error: of 3 stories with 4 expectations, 1 "
                "expectation fails, 1 story is wrong\n");
  EXPECT_EQ(RunPatron({"test", shop.program, fails}).exit_code, 1);
  ran = RunPatron({"test", shop.program, wrong});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.err, HasSubstr("of 1 story with 0 expectations, 1 story is "
                                 "wrong\n"));
  ran = RunPatron({"test", shop.program, "none.story"});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.err, HasSubstr("cannot read 'none.story'"));
}

// Without a PROGRAM each story names its own, and a later version of it.
TEST(TestCommand, AStoryNamesItsProgramsByItself) {
  const Shop shop;
  std::string next(testing::kShopProgram);
  next.replace(next.find("version: 1"), 10, "version: 2");
  next.replace(next.find("2025-01-01"), 10, "2026-04-01");
  next.replace(next.find("points: 1, per"), 14, "points: 2, per");
  shop.folder.Write("next.yaml", next);
  const std::string heads =
      "story: Twice\nprogram: shop.yaml\nprogram: next.yaml\n";
  const std::string story = shop.folder.Write(
      "twice.story", heads +
                         "2026-03-31: anna buys\n  2 x latte 2.50 each\n"
                         "expect anna has 5 bean\n"
                         "2026-04-01: anna buys\n  2 x latte 2.50 each\n"
                         "expect anna has 15 bean\n");
  const Ran ran = RunPatron({"test", story, story});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("2 stories, 4 expectations: all hold\n"));
  // For which of the two would it stand?
  const Ran both = RunPatron({"test", shop.program, story});
  EXPECT_EQ(both.exit_code, 1);
  EXPECT_THAT(both.err,
              HasSubstr("twice.story:3:10: error: this story names 2 versions "
                        "of its program, and the PROGRAM of the call would "
                        "stand for one: leave PROGRAM out"));
  // In place of the only one it does.
  const std::string one =
      shop.folder.Write("one.story",
                        "story: Once\nprogram: next.yaml\n"
                        "2026-04-01: anna buys\n  2 x latte 2.50 each\n"
                        "expect anna has 5 bean\n");
  EXPECT_EQ(RunPatron({"test", one}).exit_code, 1);
  EXPECT_EQ(RunPatron({"test", shop.program, one}).exit_code, 0);
  const Ran none = RunPatron({"test", "-"}, kGood);
  EXPECT_EQ(none.exit_code, 1);
  EXPECT_THAT(none.err, HasSubstr("which program? Begin the story with"));
}

TEST(TestCommand, WrongCalls) {
  const Shop shop;
  EXPECT_EQ(RunPatron({"test"}).exit_code, 2);
  EXPECT_EQ(RunPatron({"test", shop.program}).exit_code, 2);
  EXPECT_EQ(RunPatron({"test", "none.yaml", "x.story"}).exit_code, 1);
}

TEST(TestCommand, FromStandardInput) {
  const Shop shop;
  const Ran ran = RunPatron({"test", shop.program, "-"}, kGood);
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("-: Beans: 2 expectations hold\n"));
  const Ran large =
      RunPatron({"test", shop.program, "-"}, std::string(10'000'000, 'x'));
  EXPECT_EQ(large.exit_code, 1);
  EXPECT_THAT(large.err, HasSubstr("'-' has more than 1048576 bytes"));
}

TEST(TestCommand, Json) {
  const Shop shop;
  shop.folder.Write("fails.story", kFails);
  shop.folder.Write("wrong.story", kWrong);
  testing::Limits there;
  there.folder = shop.folder.Path();
  const Ran ran = RunPatron(
      {"test", shop.program, "fails.story", "wrong.story", "--format", "json"},
      "", there);
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_EQ(ran.err, "");
  EXPECT_EQ(ran.out, R"({
  "stories": [
    {
      "file": "fails.story",
      "story": "More beans",
      "ok": false,
      "events": 1,
      "expectations": 2,
      "failures": [
        {
          "line": 6,
          "column": 3,
          "expected": "anna has 6 bean",
          "found": "5 bean"
        }
      ],
      "errors": []
    },
    {
      "file": "wrong.story",
      "story": "",
      "ok": false,
      "events": 0,
      "expectations": 0,
      "failures": [],
      "errors": [
        {
          "reason": "syntax",
          "line": 3,
          "column": 11,
          "message": "unknown word 'pai'; did you mean 'pay'? It reads: to pay MONEY"
        }
      ]
    }
  ],
  "ok": false,
  "expectations": 2,
  "failures": 1,
  "wrong_stories": 1
}
)");
}

}  // namespace
}  // namespace patron
