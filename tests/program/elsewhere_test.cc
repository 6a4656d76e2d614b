// Names that are read in the wrong place: what is said of them.

#include "program/elsewhere.h"

#include "program/checked_program.h"
#include "tests/fixtures.h"

namespace patron {
namespace {

using testing::AllMessages;
using testing::Cafe;
using testing::Earn;
using ::testing::HasSubstr;
using testing::MakeRule;

struct Row {
  ExpressionPlace place;
  std::string condition;
  std::string message;  // a part of it; "" where it is sound
};

constexpr auto kRule = ExpressionPlace::kRule;
constexpr auto kMember = ExpressionPlace::kMember;
constexpr auto kLine = ExpressionPlace::kLine;

Program Shop(const Row& row) {
  Program program = Cafe();
  program.selections = {{"coffee", "line.category == \"coffee\""}};
  program.segments = {{"regulars", "member.stats.orders > 9"}};
  program.tiers = {{"status", {{"gold", "true"}}}};
  program.rules = {MakeRule("beans", Earn(1, 100))};
  switch (row.place) {
    case kRule:
      program.rules[0].when = row.condition;
      break;
    case kMember:
      program.segments.push_back({"some", row.condition});
      break;
    case kLine:
      program.selections.push_back({"some", row.condition});
      break;
  }
  return program;
}

TEST(Elsewhere, SaysWhereAndWhatToWrite) {
  const Row rows[] = {
      {kRule, "line.category == \"roll\"",
       "unknown fact 'line.category': a rule looks at the whole order"},
      {kRule, "line.name.startsWith(\"a\")", "quantity(\"some\")"},
      {kRule, "has(line.name)", "a rule looks at the whole order"},
      {kRule, "in_selection(\"coffee\")",
       "unknown function 'in_selection': a rule looks at the whole order"},
      {kMember, "basket.total > money(\"1.00\")",
       "unknown fact 'basket.total': segments and tier levels look at the "
       "member only"},
      {kMember, "tier(\"status\") == \"gold\"",
       "unknown function 'tier': segments and tier levels look at the member"},
      {kMember, "line.units > 1", "write a selection for it"},
      {kLine, "member.stats.orders > 1",
       "unknown fact 'member.stats.orders': selections and eligibility look "
       "at one line only"},
      {kLine, "quantity(\"coffee\") > 1", "ask for it in a rule's 'when'"},
      // A fact without its owner.
      {kLine, "category == \"coffee\"",
       "unknown fact 'category'; did you mean 'line.category'?"},
      {kRule, "total > money(\"1.00\")", "did you mean 'basket.total'?"},
      {kMember, "total > money(\"1.00\")", "unknown fact 'total'"},
      // Where a name is near, that is what was meant.
      {kRule, "basket.totl > money(\"1.00\")",
       "unknown fact 'basket.totl'; did you mean 'basket.total'?"},
      {kRule, "store.region == \"north\"",
       "unknown fact 'store.region'; is it an attribute? Then declare it "
       "(attributes: - {owner: store, name: region, type: string})"},
      {kLine, "weight(\"1.5 kg\") < line.quantity", ""},
      {kRule, "quantity(\"coffee\") >= weight(\"0.25 kg\")", ""},
      {kRule, "quantity(\"1.5 kg\") < quantity(\"coffee\")",
       "unknown selection '1.5 kg'; a weight is written weight(\"1.5 kg\")"},
      {kLine, "line.quantity >= 1.5",
       "'>=' cannot take quantity and double: write a whole number of pieces, "
       "or weight(\"1.5 kg\")"},
      {kLine, "line.quantity >= weight(\"3\")", "'3' is no weight"},
      {kLine, "line.quantity >= weight(1.5)",
       "weight() wants one string literal: weight(\"1.5 kg\")"},
      {kRule, "basket.total * rate(\"10%\") > money(\"1.00\")",
       "a rate can be compared and nothing else"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.condition);
    const CheckResult result = CheckProgram(Shop(row), {});
    if (row.message.empty()) {
      EXPECT_NE(result.checked, nullptr) << AllMessages(result.diagnostics);
    } else {
      EXPECT_EQ(result.checked, nullptr);
      EXPECT_THAT(AllMessages(result.diagnostics), HasSubstr(row.message));
    }
  }
}

}  // namespace
}  // namespace patron
