// Conditions that no event can make true are errors of the program.

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
  std::string condition;
  std::string message;  // a part of it; "" where it is sound
};

template <size_t N>
void ExpectFound(const Row (&rows)[N], bool of_line) {
  for (const Row& row : rows) {
    SCOPED_TRACE(row.condition);
    Program program = Cafe();
    program.selections = {{"coffee", "line.category == \"coffee\""}};
    program.attributes = {
        {Attribute::Owner::kBasket, "tip", ScalarType::kMoney, "", false}};
    program.rules = {MakeRule("beans", Earn(1, 100))};
    if (of_line) {
      program.selections.push_back({"some", row.condition});
    } else {
      program.rules[0].when = row.condition;
    }
    const CheckResult result = CheckProgram(std::move(program), {});
    if (row.message.empty()) {
      EXPECT_NE(result.checked, nullptr) << AllMessages(result.diagnostics);
    } else {
      EXPECT_EQ(result.checked, nullptr);
      ASSERT_EQ(result.diagnostics.size(), 1u)
          << AllMessages(result.diagnostics);
      EXPECT_THAT(result.diagnostics[0].message, HasSubstr(row.message));
    }
  }
}

TEST(Impossible, TextsThatAreNever) {
  const Row orders[] = {
      {"weekday(event.time) == \"Mon\"",
       "weekday(event.time) is never \"Mon\"; did you mean \"mon\"?"},
      {"weekday(event.date) in [\"sun\", \"saturday\"]",
       "weekday(event.date) is never \"saturday\"; did you mean \"sat\"?"},
      {"\"Samstag\" != weekday(event.time)", "is never \"Samstag\""},
      {"weekday(event.time) == \"\"", "is never \"\""},
      {"weekday(event.time) < \"tue\"",
       "no order that means anything: list the ones you want, as in "
       "weekday(event.time) in [\"...\"]"},
      {"weekday(event.time) in [\"mon\", \"sun\"]", ""},
      {"weekday(event.time) == dyn(\"Mon\")", ""},
  };
  ExpectFound(orders, false);
  const Row lines[] = {
      {"line.kind == \"gift card\"",
       "line.kind is never \"gift card\"; did you mean \"gift_card\"?"},
      {"line.kind in [\"sale\", \"Delivery\"]", "did you mean \"delivery\"?"},
      {"line.kind > \"fee\"", "line.kind in [\"...\"]"},
      {"line.kind in [\"sale\", \"deposit\", \"fee\", \"gift_card\", "
       "\"delivery\", \"donation\", \"trade_in\"]",
       ""},
      {"line.category == \"gift card\"", ""},
  };
  ExpectFound(lines, true);
}

TEST(Impossible, MoneyOfAnotherCurrency) {
  const Row orders[] = {
      {"basket.total >= money(\"5.00 GBP\")",
       "basket.total is in EUR and goes with no 5.00 GBP: write "
       "money(\"5.00\")"},
      {"money(\"5.00 GBP\") == total(\"coffee\")",
       "total(\"coffee\") is in EUR and goes with no 5.00 GBP"},
      {"basket.total - money(\"1.00 GBP\") > money(\"2.00\")",
       "basket.total is in EUR and goes with no 1.00 GBP"},
      {"basket.total * 2 > money(\"2.00 GBP\")", "basket.total * 2 is in EUR"},
      {"basket.total in [money(\"1.00\"), money(\"500 JPY\")]",
       "goes with no 500 JPY: write money(\"500.00\")"},
      {"basket.tip > money(\"1.00 USD\")", "basket.tip is in EUR"},
      {"member.stats.spend > money(\"1.00 EUR\")", ""},
      {"basket.total > dyn(money(\"1.00 GBP\"))", ""},
  };
  ExpectFound(orders, false);
  const Row lines[] = {
      {"line.unit_price < money(\"1.00 GBP\")", "line.unit_price is in EUR"},
      {"line.unit_price < money(\"1.00\")", ""},
  };
  ExpectFound(lines, true);
}

}  // namespace
}  // namespace patron
