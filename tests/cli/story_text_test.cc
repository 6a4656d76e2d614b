// Reading stories: what good texts become, and exactly what is said of bad
// ones.

#include "story_text.h"

#include "story_form.h"
#include "tests/pch.h"
#include "tests/seed.h"

namespace patron::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// All that is wrong, a line each, without the file.
std::string Wrong(std::string_view text) {
  std::string all;
  for (const Diagnostic& diagnostic : ParseStory(text, "").diagnostics) {
    all += FormatDiagnostic(diagnostic) + "\n";
  }
  return all;
}

Story Parsed(std::string_view text) {
  ParsedStory parsed = ParseStory(text, "a.story");
  EXPECT_TRUE(parsed.story.has_value()) << text << "\n" << Wrong(text);
  return parsed.story ? *std::move(parsed.story) : Story{};
}

constexpr std::string_view kHead = "story: A\n2026-03-02 10:15: anna buys\n";
constexpr std::string_view kTail = "expect to pay 2.40\n";

// A line below a purchase, on line 3.
std::string WrongItem(std::string_view line) {
  return Wrong(std::string(kHead) + "  " + std::string(line) + "\n" +
               std::string(kTail));
}

// An expectation of a purchase, on line 4.
std::string WrongExpectation(std::string_view line) {
  return Wrong(std::string(kHead) + "expect\n  " + std::string(line) + "\n");
}

TEST(CutWords, WordsMarksAndComments) {
  const CutLine line = CutWords("  2 x \"iced latte\", at 10:15:  # order 1");
  ASSERT_EQ(line.words.size(), 7u);
  EXPECT_EQ(line.words[2], (Word{"iced latte", 7, 6, true, false}));
  EXPECT_EQ(line.words[3], (Word{",", 19, 18, false, true}));
  EXPECT_EQ(line.words[5], (Word{"10:15", 24, 23, false, false}));
  EXPECT_EQ(line.words[6], (Word{":", 29, 28, false, true}));
  EXPECT_TRUE(line.indented);
  EXPECT_EQ(line.end_column, 30);
  EXPECT_TRUE(line.error.message.empty());
  // Columns count letters, not bytes; "#" within a word is part of it.
  const CutLine other = CutWords("caf\u00e9 a#1 x");
  EXPECT_EQ(other.words[1].text, "a#1");
  EXPECT_EQ(other.words[1].column, 6);
  EXPECT_FALSE(other.indented);
  EXPECT_TRUE(CutWords("").words.empty());
  EXPECT_TRUE(CutWords("   # only a comment").words.empty());
  EXPECT_EQ(CutWords("a \"open").error.column, 3);
}

TEST(Form, FitsWordForWord) {
  const Form form("RULE takes off MONEY");
  const CutLine line = CutWords("happy-hour takes off 1.38");
  const Fit fit = form.FitTo(line, 0);
  EXPECT_TRUE(fit.whole);
  EXPECT_THAT(fit.slots, ElementsAre(Slot{SlotKind::kRule, "happy-hour", 1},
                                     Slot{SlotKind::kMoney, "1.38", 22}));
  EXPECT_FALSE(form.FitTo(CutWords("x takes \"off\" 1"), 0).whole);
  EXPECT_FALSE(form.FitTo(CutWords("x takes off much"), 0).whole);
  EXPECT_FALSE(form.FitTo(CutWords("x takes off 1."), 0).whole);
  EXPECT_FALSE(form.FitTo(CutWords("x takes off -"), 0).whole);
  EXPECT_TRUE(form.FitTo(CutWords("x takes off -1.0"), 0).whole);
}

TEST(Story, HasWhatItsTextSays) {
  const Story story = Parsed(
      "\xEF\xBB\xBFstory: Anna's day  # of all days\r\n"
      "program: \"a #1.yaml\"\n"
      "\n"
      "2026-03-02 at main, source till-2, arriving 2026-03-03 09:00:"
      " \"anna b\" buys as order A1\n"
      "\t0.350 kg x beans  12.00 per kg, 4.00 in all\n"
      "\t2 x latte 3.50 each category \"hot drinks\" name Latte id l\n"
      "\t1 x oat 0.40 parent l kind fee on sale not discountable\n"
      "\t1 x tip -1 earns nothing attribute own_cup true kind donation\n"
      "\tbasket attribute table 5\n"
      "\tevent attribute weather \"some rain\"\n"
      "2026-03-04T10:00:00Z: somebody would return from order A1\n"
      "  1 of line l\n"
      "expect refund 3.50\n"
      "2026-03-05 10:00: expect \"anna b\" has 5 bean\n");
  EXPECT_EQ(story.name, "Anna's day");
  EXPECT_THAT(story.programs, ElementsAre(PlacedText{"a #1.yaml", {2, 10}}));
  ASSERT_EQ(story.steps.size(), 3u);
  const StoryStep& buys = story.steps[0];
  EXPECT_EQ(buys.kind, StepKind::kPurchase);
  EXPECT_FALSE(buys.quote);
  EXPECT_EQ(buys.member, (PlacedText{"anna b", {4, 63}}));
  EXPECT_EQ(buys.id.text, "A1");
  EXPECT_EQ(buys.store.text, "main");
  EXPECT_EQ(buys.source.text, "till-2");
  const auto time = std::get<LocalTime>(buys.time.time);
  EXPECT_EQ(FormatTimeOfDay(time.us_of_day), "12:00");
  EXPECT_TRUE(buys.arrival.has_value());
  ASSERT_EQ(buys.lines.size(), 4u);
  EXPECT_TRUE(buys.lines[0].weighed);
  EXPECT_EQ(buys.lines[0].quantity.text, "0.350");
  EXPECT_EQ(buys.lines[0].unit_price.text, "12.00");
  EXPECT_EQ(buys.lines[0].amount.text, "4.00");
  EXPECT_EQ(buys.lines[0].id.text, "1");
  EXPECT_EQ(buys.lines[1].category, (PlacedText{"hot drinks", {6, 31}}));
  EXPECT_EQ(buys.lines[1].name.text, "Latte");
  EXPECT_EQ(buys.lines[2].parent.text, "l");
  EXPECT_EQ(buys.lines[2].kind, LineKind::kFee);
  EXPECT_TRUE(buys.lines[2].on_sale);
  EXPECT_TRUE(buys.lines[2].not_discountable);
  EXPECT_TRUE(buys.lines[3].earns_nothing);
  // The price of one piece is its unit price.
  EXPECT_EQ(buys.lines[3].unit_price.text, "-1");
  EXPECT_EQ(buys.lines[3].attributes[0].value.text, "true");
  EXPECT_EQ(buys.basket_attributes[0].name.text, "table");
  EXPECT_EQ(buys.event_attributes[0].value.text, "some rain");
  const StoryStep& returns = story.steps[1];
  EXPECT_EQ(returns.kind, StepKind::kReturn);
  EXPECT_TRUE(returns.quote);
  EXPECT_EQ(returns.member.text, "");
  EXPECT_EQ(returns.id.text, "quote-1");
  EXPECT_EQ(returns.order.text, "A1");
  EXPECT_EQ(returns.lines[0].order_line.text, "l");
  EXPECT_TRUE(std::holds_alternative<Instant>(returns.time.time));
  EXPECT_EQ(returns.expectations[0].text, "refund 3.50");
  EXPECT_EQ(returns.expectations[0].at, (TextPlace{13, 8}));
  EXPECT_EQ(story.steps[2].kind, StepKind::kLook);
  EXPECT_EQ(story.steps[2].expectations[0].kind, ExpectationKind::kAvailable);
}

TEST(ParseStory, ReadsAdjustments) {
  const ParsedStory parsed = ParseStory(
      "story: By hand\n"
      "2026-03-02 10:15: adjust anna by -2.5 bean for \"a slip\" by eva\n"
      "  event attribute weather rain\n"
      "2026-03-02: would adjust anna by 3 bean for luck by \"eva b\"\n"
      "expect anna has 3 bean\n"
      "2026-03-02: adjust anna by 3 bean for luck by eva, as adjustment H7\n"
      "expect refused: overflow\n",
      "hand.story");
  ASSERT_TRUE(parsed.story) << FormatDiagnostic(parsed.diagnostics.at(0));
  const std::vector<StoryStep>& steps = parsed.story->steps;
  EXPECT_EQ(steps[0].kind, StepKind::kAdjustment);
  EXPECT_EQ(steps[0].member.text, "anna");
  EXPECT_EQ(steps[0].adjustment.points, (PlacedText{"-2.5", {2, 34}}));
  EXPECT_EQ(steps[0].adjustment.currency.text, "bean");
  EXPECT_EQ(steps[0].adjustment.reason.text, "a slip");
  EXPECT_EQ(steps[0].adjustment.by.text, "eva");
  EXPECT_EQ(steps[0].id.text, "adjustment-1");
  EXPECT_EQ(steps[0].event_attributes[0].value.text, "rain");
  EXPECT_TRUE(steps[1].quote);
  EXPECT_EQ(steps[1].adjustment.by.text, "eva b");
  EXPECT_EQ(steps[2].id.text, "H7");
  const ParsedStory wrong = ParseStory(
      "story: By hand\n"
      "2026-03-02: adjust anna by 3 bean for luck\n"
      "2026-03-02: adjust anna by 3 bean for luck by eva\n"
      "  1 x mug  9.00\n"
      "expect refund 3.00\n",
      "hand.story");
  ASSERT_EQ(wrong.diagnostics.size(), 3u);
  EXPECT_THAT(wrong.diagnostics[0].message,
              HasSubstr("expected 'by', found the end of the line"));
  EXPECT_THAT(wrong.diagnostics[1].message, HasSubstr("event attribute"));
  EXPECT_THAT(
      wrong.diagnostics[2].message,
      HasSubstr("is expected of a return or a fulfilment, and this is none"));
}

TEST(ParseStory, ReadsFulfilments) {
  const ParsedStory parsed = ParseStory(
      "story: Later\n"
      "2026-03-02: anna buys\n"
      "  3 x chair 50.00 each later\n"
      "2026-03-09: hand over order 1\n"
      "  2 of line 1\n"
      "  1 of line 1 cancelled\n"
      "2026-03-10: would hand over order 1\n"
      "  1 of line 1\n"
      "expect refused: fulfilment_too_many\n"
      "2026-03-10: hand over order 1, as fulfilment F7\n"
      "  1 of line 1\n"
      "expect releases 0 bean\n",
      "later.story");
  ASSERT_TRUE(parsed.story) << FormatDiagnostic(parsed.diagnostics.at(0));
  const std::vector<StoryStep>& steps = parsed.story->steps;
  EXPECT_TRUE(steps[0].lines[0].later);
  EXPECT_EQ(steps[1].kind, StepKind::kFulfilment);
  EXPECT_EQ(steps[1].order.text, "1");
  EXPECT_EQ(steps[1].id.text, "fulfilment-1");
  ASSERT_EQ(steps[1].lines.size(), 2u);
  EXPECT_FALSE(steps[1].lines[0].cancelled);
  EXPECT_TRUE(steps[1].lines[1].cancelled);
  EXPECT_TRUE(steps[2].quote);
  EXPECT_EQ(steps[3].id.text, "F7");
}

TEST(ParseStory, ReadsHolds) {
  const ParsedStory parsed = ParseStory(
      "story: A table\n"
      "2026-03-02 18:00: anna holds until 2026-03-02 22:00\n"
      "  1 x soup 8.00\n"
      "  4 bean paid by points\n"
      "2026-03-02 19:00: anna holds until 2026-03-02 23:00 from hold 1, as "
      "hold "
      "T-1\n"
      "  1 x soup 8.00\n"
      "2026-03-02 20:00: anna would buy from hold T-1\n"
      "  1 x soup 8.00\n"
      "expect to pay 8.00\n"
      "2026-03-02 20:00: cancel hold T-1\n"
      "expect\n"
      "  releases 4 bean\n"
      "  anna has 0 bean held\n"
      "2026-03-02 21:00: cancel hold T-1 as release R\n"
      "expect refused: hold_over\n",
      "table.story");
  ASSERT_TRUE(parsed.story) << FormatDiagnostic(parsed.diagnostics.at(0));
  const std::vector<StoryStep>& steps = parsed.story->steps;
  EXPECT_EQ(steps[0].kind, StepKind::kHold);
  EXPECT_EQ(steps[0].id.text, "hold-1");
  EXPECT_EQ(std::get<LocalTime>(steps[0].until->time).us_of_day,
            22 * 3600 * kMicrosPerSecond);
  EXPECT_EQ(steps[0].tenders.size(), 1u);
  EXPECT_EQ(steps[1].hold.text, "1");
  EXPECT_EQ(steps[1].id.text, "T-1");
  EXPECT_EQ(steps[2].kind, StepKind::kPurchase);
  EXPECT_EQ(steps[2].hold.text, "T-1");
  EXPECT_EQ(steps[3].kind, StepKind::kRelease);
  EXPECT_EQ(steps[3].id.text, "release-1");
  EXPECT_EQ(steps[4].id.text, "R");
}

TEST(ParseStory, ReadsTransfersAndHouseholds) {
  const ParsedStory parsed = ParseStory(
      "story: A couple\n"
      "2026-03-02 18:00: anna gives ben 50 bean\n"
      "2026-03-02 19:00: anna would give ben 7 bean as transfer T-1\n"
      "expect ben has 50 bean\n"
      "2026-03-02 20:00: ben joins household H-1\n"
      "2026-03-02 20:00: anna would join household H-1\n"
      "expect refused: household_full\n"
      "2026-03-02 21:00: ben leaves the household\n"
      "expect\n"
      "  ben has 50 bean pooled\n",
      "couple.story");
  ASSERT_TRUE(parsed.story) << FormatDiagnostic(parsed.diagnostics.at(0));
  const std::vector<StoryStep>& steps = parsed.story->steps;
  EXPECT_EQ(steps[0].kind, StepKind::kTransfer);
  EXPECT_EQ(steps[0].id.text, "transfer-1");
  EXPECT_EQ(steps[0].member.text, "anna");
  EXPECT_EQ(steps[0].to.text, "ben");
  EXPECT_EQ(steps[0].adjustment.points.text, "50");
  EXPECT_EQ(steps[0].adjustment.currency.text, "bean");
  EXPECT_TRUE(steps[1].quote);
  EXPECT_EQ(steps[1].id.text, "T-1");
  EXPECT_EQ(steps[2].kind, StepKind::kJoin);
  EXPECT_EQ(steps[2].household.text, "H-1");
  EXPECT_EQ(steps[2].id.text, "household-1");
  EXPECT_EQ(steps[4].kind, StepKind::kLeave);
  EXPECT_EQ(steps[4].id.text, "household-2");
}

TEST(Story, OrdersAreNumberedAndRepeated) {
  const Story story = Parsed(
      "story: A\n"
      "2026-01-31 08:00 every month until 2026-03-31: anna buys\n"
      "  1 x cup 1.00\n"
      "expect to pay 1.00\n"
      "2026-04-01 08:00 every week until 2026-04-14: anna buys\n"
      "  1 x cup 1.00\n"
      "2026-04-20: anna returns from order 5\n"
      "  1 of line 1\n");
  std::string steps;
  for (const StoryStep& step : story.steps) {
    steps += FormatDate(std::get<LocalTime>(step.time.time).date) + " " +
             step.id.text + " " + std::to_string(step.expectations.size()) +
             "\n";
  }
  EXPECT_EQ(steps,
            "2026-01-31 1 0\n"
            "2026-02-28 2 0\n"
            "2026-03-31 3 1\n"
            "2026-04-01 4 0\n"
            "2026-04-08 5 0\n"
            "2026-04-20 return-1 0\n");
}

TEST(Story, EveryExpectationHasItsKind) {
  struct Case {
    const char* text;
    ExpectationKind kind;
  };
  const Case cases[] = {
      {"to pay 1", ExpectationKind::kToPay},
      {"list total 1", ExpectationKind::kListTotal},
      {"discount 1", ExpectationKind::kDiscount},
      {"line 1 to pay 1", ExpectationKind::kLinePays},
      {"line 1 discount 1", ExpectationKind::kLineDiscount},
      {"earns 1 bean", ExpectationKind::kEarns},
      {"r takes off 1", ExpectationKind::kTakesOff},
      {"r gives 1 bean", ExpectationKind::kGives},
      {"r fires", ExpectationKind::kFires},
      {"r does not fire", ExpectationKind::kDoesNotFire},
      {"r does not fire: a: \"b\", c", ExpectationKind::kDoesNotFireBecause},
      {"r fails: zero", ExpectationKind::kFailsBecause},
      {"refused: overflow", ExpectationKind::kRefused},
      {"a has 1 bean", ExpectationKind::kAvailable},
      {"a has 1 bean pending", ExpectationKind::kPending},
      {"a owes 1 bean", ExpectationKind::kOwed},
      {"a is gold", ExpectationKind::kTier},
      {"a is gold in status", ExpectationKind::kTierIn},
      {"a has no tier", ExpectationKind::kNoTier},
      {"a has no tier in status", ExpectationKind::kNoTierIn},
      // What looks like a word of the language stands in quotes.
      {"\"to\" takes off 1", ExpectationKind::kTakesOff},
  };
  for (const Case& c : cases) {
    const Story story =
        Parsed(std::string(kHead) + "expect\n  " + c.text + "  # why\n");
    ASSERT_EQ(story.steps.size(), 1u) << c.text;
    const Expectation& expectation = story.steps[0].expectations[0];
    EXPECT_EQ(expectation.kind, c.kind) << c.text;
    EXPECT_EQ(expectation.text, c.text);
  }
  const Story story =
      Parsed(std::string(kHead) + "expect r does not fire: a: \"b\", c\n");
  EXPECT_EQ(story.steps[0].expectations[0].slots[1].text, "a: \"b\", c");
}

struct BadCase {
  std::string_view text;
  std::string_view wrong;
};

TEST(BadStory, Lines) {
  const BadCase cases[] = {
      {"2 espresso 2.40",
       "3:5: error: expected 'x', found 'espresso'; it reads: QUANTITY x "
       "SKU\n"},
      {"2 x espresso 2.40 eech",
       "3:21: error: unknown word 'eech'; did you mean 'each'? It reads: "
       "MONEY each\n"},
      {"2 x espresso 2.40 each categry coffee",
       "3:26: error: unknown word 'categry'; did you mean 'category'? It "
       "reads: category NAME\n"},
      {"2 x espresso 2.40 each category",
       "3:34: error: expected a name, found the end of the line; it reads: "
       "category NAME\n"},
      {"1 x espresso 2,40",
       "3:16: error: expected a line option, found '2,40'; write 2.40\n"},
      {"1 x espresso 2,40 each",
       "3:16: error: expected an amount such as 2.40, found '2,40'; write "
       "2.40; it reads: MONEY each\n"},
      {"1 x espresso 2.40 sour",
       "3:21: error: expected a line option, found 'sour'; write one of: "
       "MONEY each; MONEY per kg; MONEY in all; MONEY; category NAME; name "
       "NAME; kind KIND; id LINE; parent LINE; on sale; not discountable; "
       "earns nothing; later; tax RATE; floor MONEY; attribute NAME "
       "VALUE\n"},
      {"2x espresso 2.40 each",
       "3:3: error: blanks stand around the 'x': write '2 x'\n"},
      {"expect to pay 2.40",
       "3:3: error: 'expect' begins its line, without blanks before it\n"},
      {"1 x espresso",
       "3:3: error: a line has a price, such as '2.40 each' or '9.00 in "
       "all'\n"},
      {"2 x espresso 2.40",
       "3:16: error: say what 2.40 is for: '2.40 each' or '2.40 in all'\n"},
      {"0.5 kg x beans 9.00",
       "3:18: error: say what 9.00 is for: '9.00 per kg' or '9.00 in all'\n"},
      {"0.5 kg x beans 9.00 each",
       "3:18: error: what is weighed has a price 'per kg', not 'each'\n"},
      {"2 x beans 9.00 per kg",
       "3:13: error: a price 'per kg' is of what is weighed: write '2 kg "
       "x'\n"},
      {"1 x bottle 0.25 kind deposti",
       "3:24: error: unknown kind 'deposti'; did you mean 'deposit'?\n"},
      {"1 x bottle 0.25 kind glass",
       "3:24: error: unknown kind 'glass'; the kinds are sale, deposit, fee, "
       "gift_card, delivery, donation, trade_in\n"},
      {"1 x cup 1.00 on seal",
       "3:19: error: expected 'sale', found 'seal'; it reads: on sale\n"},
      {"1 x cup 1.00: category goods",
       "3:15: error: expected the end of the line, found ':'\n"},
      {"1 x \"cup 1.00",
       "3:7: error: a text that begins with \" ends with \" on its line\n"},
      {"basket atribute table 5",
       "3:10: error: unknown word 'atribute'; did you mean 'attribute'? It "
       "reads: basket attribute NAME VALUE\n"},
      {"1 of line 1",
       "3:5: error: expected 'x', found 'of'; it reads: QUANTITY x SKU\n"},
      {"some coffee",
       "3:3: error: expected a line, found 'some'; write one of: QUANTITY x "
       "SKU; QUANTITY kg x SKU; basket attribute NAME VALUE; event attribute "
       "NAME VALUE; MONEY paid by TENDER; POINTS CURRENCY paid by points; "
       "takes REWARD; takes REWARD at price COUNT; takes REWARD COUNT times; "
       "takes REWARD COUNT times at price COUNT\n"},
  };
  for (const BadCase& c : cases) EXPECT_EQ(WrongItem(c.text), c.wrong);
}

TEST(BadStory, Expectations) {
  const BadCase cases[] = {
      {"to pai 2.40",
       "4:6: error: unknown word 'pai'; did you mean 'pay'? It reads: to pay "
       "MONEY\n"},
      {"to pay much",
       "4:10: error: expected an amount such as 2.40, found 'much'; it reads: "
       "to pay MONEY\n"},
      {"to pay 2.40 EUR",
       "4:15: error: expected the end of the line, found 'EUR'; it reads: to "
       "pay MONEY\n"},
      {"happy-hour takes of 1.38",
       "4:20: error: unknown word 'of'; did you mean 'off'? It reads: RULE "
       "takes off MONEY\n"},
      {"happy-hour does not fire because",
       "4:28: error: expected the end of the line, found 'because'; it "
       "reads: RULE does not fire\n"},
      {"happy-hour does not fire:",
       "4:28: error: expected a text, found the end of the line; it reads: "
       "RULE does not fire: TEXT\n"},
      {"anna has 12",
       "4:14: error: expected the id of a points currency, found the end of "
       "the line; it reads: MEMBER has POINTS CURRENCY\n"},
      {"anna hss 12 bean",
       "4:8: error: unknown word 'hss'; did you mean 'has'? It reads: MEMBER "
       "has POINTS CURRENCY\n"},
      {"refused bad_quantity",
       "4:11: error: expected ':', found 'bad_quantity'; it reads: refused: "
       "REASON\n"},
      {"pays 2.40",
       "4:3: error: stories have no 'pays 2.40'; write: to pay MONEY\n"},
      {"anna have 12 bean",
       "4:8: error: stories have no 'have'; write: MEMBER has POINTS "
       "CURRENCY\n"},
      {"refund 2.40",
       "4:3: error: 'refund MONEY' is expected of a return or a "
       "fulfilment, and this is none\n"},
      {"all is very well",
       "4:15: error: expected the end of the line, found 'well'; it reads: "
       "MEMBER is LEVEL\n"},
  };
  for (const BadCase& c : cases) {
    EXPECT_EQ(WrongExpectation(c.text), c.wrong) << c.text;
  }
  EXPECT_THAT(WrongExpectation("nothing"),
              HasSubstr("4:3: error: expected an expectation, found 'nothing'; "
                        "write one of: to pay MONEY; list total MONEY;"));
  EXPECT_EQ(
      WrongExpectation("refused: overflow\n  to pay 1"),
      "5:3: error: an event that is refused comes to nothing: expect only "
      "what members have\n");
}

TEST(BadStory, Heads) {
  const BadCase cases[] = {
      {"2026-13-02: anna buys",
       "2:1: error: '2026-13-02': there is no month 13: months go from 1 to "
       "12\n"},
      {"2026-03-02 25:15: anna buys",
       "2:1: error: '2026-03-02 25:15': hours go from 00 to 23\n"},
      {"2026-03-02 anna buys",
       "2:12: error: expected a colon, found 'anna'; write one of: at STORE; "
       "source SOURCE; arriving WHEN; every UNIT until DAY\n"},
      {"2026-03-02 arrivin 2026-03-03: anna buys",
       "2:12: error: unknown word 'arrivin'; did you mean 'arriving'? It "
       "reads: arriving WHEN\n"},
      {"2026-03-02 at main",
       "2:19: error: expected a colon and what happens, such as ': anna "
       "buys'\n"},
      {"2026-03-02:",
       "2:12: error: expected what happens, such as 'anna buys' or "
       "'expect'\n"},
      {"2026-03-02: anna buyss",
       "2:18: error: unknown word 'buyss'; did you mean 'buys'? It reads: "
       "MEMBER buys\n"},
      {"2026-03-02: anna sings",
       "2:18: error: expected what happens, found 'sings'; write one of: "
       "MEMBER buys; MEMBER returns; adjust MEMBER by POINTS CURRENCY for WHY "
       "by AUTHOR; MEMBER exchanges; void order ORDER for WHY by AUTHOR; hand "
       "over order ORDER; MEMBER holds until WHEN; cancel hold ORDER; MEMBER "
       "gives MEMBER POINTS CURRENCY; MEMBER joins household NAME; MEMBER "
       "leaves the household; model NAME TEXT; or what would, such as MEMBER "
       "would buy\n"},
      {"2026-03-02: anna give ben 50 bean",
       "2:18: error: unknown word 'give'; did you mean 'gives'? It reads: "
       "MEMBER gives MEMBER POINTS CURRENCY\n"},
      {"2026-03-02: anna transfers 50 bean to ben",
       "2:18: error: stories have no 'transfers'; write: MEMBER gives MEMBER "
       "POINTS CURRENCY\n"},
      {"2026-03-02: release hold 1",
       "2:13: error: stories have no 'release hold'; write: cancel hold "
       "ORDER\n"},
      {"2026-03-02: anna and ben join household H",
       "2:18: error: expected 'joins', found 'and'; it reads: MEMBER joins "
       "household NAME\n"},
      {"2026-03-02: anna buys\n1 x cup 1.00",
       "3:1: error: what stands below an event is indented: begin this line "
       "with two blanks\n"},
      {"2026-03-02: anna has 9 bean",
       "2:13: error: this is expected, and nothing that happens: write "
       "'expect' before it\n"},
      {"2026-03-02: anna buys 2 x espresso 2.40 each",
       "2:23: error: this stands on a line of its own below, indented\n"},
      {"12.01.2026: anna buys",
       "2:1: error: expected a day such as 2026-03-02, found '12.01.2026'; "
       "write 2026-01-12\n"},
      {"2026/01/12 10:15: anna buys",
       "2:1: error: expected a day such as 2026-03-02, found '2026/01/12'; "
       "write 2026-01-12\n"},
      // In March or in February?
      {"03/02/2026: anna buys",
       "2:1: error: expected a day such as 2026-03-02, found "
       "'03/02/2026'\n"},
      {"2026-3-2 10:15: anna buys",
       "2:1: error: a day is written with four, two and two digits: write "
       "2026-03-02\n"},
      {"2026-03-02 every day until 4.3.2026: anna buys",
       "2:28: error: expected a day such as 2026-03-02, found '4.3.2026'; "
       "write 2026-03-04; it reads: every UNIT until DAY\n"},
      {"2026-03-02 10.15: anna buys",
       "2:12: error: a time of day has a colon: write 10:15\n"},
      {"2026-03-02: anna exchanges\n  1 x cup 1.00",
       "2:27: error: an exchange names the order whose goods come back: write "
       "'from order' and its number\n"},
      {"2026-03-02: anna buys from order 1",
       "2:28: error: expected 'hold', found 'order'; it reads: from hold "
       "ORDER\n"},
      {"2026-03-02: anna buys: 2 x espresso",
       "2:22: error: expected the end of the line, found ':'; what is bought "
       "stands below, indented\n"},
      {"2026-03-02 every year until 2026-04-01: anna buys",
       "2:18: error: expected day, week or month, found 'year'\n"},
      {"2026-03-02 every day until 2026-03-01: anna buys",
       "2:28: error: the last day, 2026-03-01, is before the first\n"},
      {"2026-03-02 every day until 2026-03-04: anna buys as order 5",
       "2:28: error: only 'buys', 'returns' and 'adjust' can be repeated, "
       "with a time of the store's clock, without 'arriving' and 'as'\n"},
      {"2026-03-02: anna would buy",
       "2:1: error: a quote leaves no trace: add 'expect', or write 'buys'\n"},
      {"stroy: B",
       "2:1: error: unknown word 'stroy'; did you mean 'story'? It reads: "
       "story: TEXT\n"},
      {"story: B", "2:1: error: a second 'story:'; a story has one\n"},
      {"expect to pay 1",
       "2:1: error: 'expect' follows an event, or a time: 2026-03-02 10:15: "
       "expect\n"},
      {"  1 x cup 1.00",
       "2:3: error: an indented line belongs to an event or to 'expect', and "
       "there is none above it\n"},
      {"Monday: anna buys",
       "2:1: error: expected a line, found 'Monday'; write one of: story: "
       "TEXT; program: TEXT; expect; WHEN\n"},
      {"2026-03-02: expect",
       "2:13: error: nothing is expected: put what should come out below "
       "'expect', indented\n"},
      {"2026-03-02: expect to pay 2.40",
       "2:20: error: 'to pay MONEY' is expected of a purchase, and this is "
       "none\n"},
      {"2026-03-02: anna returns\n  1 x cup",
       "3:3: error: a line has a price, such as '2.40 each'\n"},
      {"2026-03-02: anna returns\n  1 of line 1",
       "3:5: error: expected 'x', found 'of'; it reads: COUNT x SKU\n"},
      {"2026-03-02: anna returns from order 1\n  1 x cup 1.00",
       "3:5: error: expected 'of', found 'x'; it reads: COUNT of line LINE\n"},
      {"2026-03-02: anna buys as order 2\n2026-03-03: anna buys",
       "3:1: error: this is order 2 by its number, but line 2 has that id: "
       "write 'as order' and another one\n"},
      {"2026-03-02: anna buys\nexpect to pay 1\nexpect to pay 1",
       "4:1: error: this event has an 'expect' already: put all that is "
       "expected of it below that one\n"},
  };
  for (const BadCase& c : cases) {
    const std::string wrong = Wrong("story: A\n" + std::string(c.text) +
                                    "\n2027-01-01: expect anna has 1 bean\n");
    EXPECT_EQ(wrong, c.wrong) << c.text;
  }
}

TEST(BadStory, WithoutANameOrAnExpectation) {
  EXPECT_EQ(Wrong("2026-03-02: expect anna has 1 bean\n"),
            "1:1: error: a story has a name: begin with 'story: ' and what it "
            "tells\n");
  EXPECT_EQ(Wrong(kHead),
            "1:1: error: nothing is expected in this story, so it cannot fail: "
            "add 'expect' below an event\n");
  EXPECT_EQ(Wrong(std::string(kHead) + "expect  # nothing\n"),
            "3:1: error: nothing is expected: put what should come out below "
            "'expect', indented\n");
  EXPECT_NE(Wrong(""), "");
}

TEST(BadStory, SaysAllAtOnceAndNothingTwice) {
  EXPECT_EQ(Wrong("stroy: A\n"
                  "2026-03-02: anna buyss\n"
                  "  2 y cup\n"
                  "expect\n"
                  "  to pai 1\n"
                  "2026-03-03: anna buys\n"
                  "  2 y cup 1.00 each\n"
                  "expect\n"
                  "  to pai 1\n"),
            "1:1: error: unknown word 'stroy'; did you mean 'story'? It reads: "
            "story: TEXT\n"
            "2:18: error: unknown word 'buyss'; did you mean 'buys'? It reads: "
            "MEMBER buys\n"
            "7:5: error: expected 'x', found 'y'; it reads: QUANTITY x SKU\n"
            "9:6: error: unknown word 'pai'; did you mean 'pay'? It reads: to "
            "pay MONEY\n"
            "1:1: error: a story has a name: begin with 'story: ' and what it "
            "tells\n");
  std::string many = "story: A\n";
  for (int i = 0; i < 500; ++i) many += "nonsense\n";
  const Diagnostics wrong = ParseStory(many, "a.story").diagnostics;
  ASSERT_EQ(wrong.size(), kStoryErrorsMax + 1);
  EXPECT_EQ(wrong.back().reason, Reason::kMoreErrors);
}

TEST(BadStory, Hostile) {
  const std::string head(kHead);
  EXPECT_EQ(Wrong(std::string(10'000'000, 'x')),
            "1:1: error: a story has at most 1048576 bytes, this one has "
            "10000000\n");
  EXPECT_EQ(Wrong(head + std::string(2000, 'x') + "\n" + std::string(kTail)),
            "3:1: error: a line has at most 1000 bytes, this one has 2000\n");
  EXPECT_EQ(Wrong(head + "  1 x a" + std::string(1, '\0') + "b 1.00\n" +
                  std::string(kTail)),
            "3:8: error: a control character '\\x00' has no place in a story: "
            "remove it\n");
  EXPECT_EQ(Wrong(head + "  1 x caf\xE9 1.00\n" + std::string(kTail)),
            "3:10: error: this is not UTF-8: save the story as UTF-8 in your "
            "editor\n");
  std::string lines(kHead);
  for (int i = 0; i < 100'000; ++i) lines += "#\n";
  EXPECT_EQ(Wrong(lines),
            "10001:1: error: a story has at most 10000 lines: tell the rest in "
            "another one\n");
  EXPECT_EQ(
      Wrong("story: A\n2000-01-01 every day until 9999-12-31: anna buys\n"
            "expect anna has 1 bean\n"),
      "2:1: error: a story has at most 10000 events: tell the rest in another "
      "one\n");
  // What resembles everything a little costs no more than it must.
  std::string dense(kHead);
  dense += "expect\n";
  for (int i = 0; i < 200; ++i) {
    dense += " ";
    while (dense.size() % 1000 < 990) dense += " takee";
    dense += "\n";
  }
  EXPECT_NE(Wrong(dense), "");
}

// Whatever comes out of a story by accident is refused with a place, or read.
TEST(BadStory, Mutations) {
  const std::string good =
      "story: A\nprogram: a.yaml\n"
      "2026-03-02 10:15 at main, arriving 2026-03-03: anna buys as order 7\n"
      "  2 x latte 3.50 each, category \"hot drinks\" attribute own_cup true\n"
      "  0.350 kg x beans 12.00 per kg on sale\n"
      "expect\n  to pay 9.90\n  happy does not fire: it is late\n"
      "2026-03-05 every day until 2026-03-07: anna returns from order 7\n"
      "  1 of line 1\nexpect refund 3.50\n";
  std::mt19937_64 random = testing::SeededRandom();
  for (int round = 0; round < 1000; ++round) {
    std::string text = good;
    for (int i = 0; i < 3; ++i) {
      const size_t at = random() % text.size();
      switch (random() % 4) {
        case 0:
          text[at] = static_cast<char>(random());
          break;
        case 1:
          text.erase(at, random() % 9);
          break;
        case 2:
          text.insert(at, text.substr(random() % text.size(), 9));
          break;
        default:
          text.insert(at, 1, " \n:,\"#1x"[random() % 8]);
      }
    }
    const ParsedStory parsed = ParseStory(text, "a.story");
    EXPECT_NE(parsed.story.has_value(), !parsed.diagnostics.empty());
    for (const Diagnostic& d : parsed.diagnostics) {
      EXPECT_TRUE(d.reason == Reason::kMoreErrors ||
                  (d.place.line > 0 && d.place.column > 0))
          << text;
      EXPECT_FALSE(d.message.empty());
    }
  }
}

}  // namespace
}  // namespace patron::cli
