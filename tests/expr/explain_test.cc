// Why a condition does not hold, word for word.
#include <gtest/gtest.h>

#include "tests/expr/shop.h"

namespace patron::expr {
namespace {

std::string Reasons(const Shop& shop, std::string_view source) {
  const std::optional<Expression> made = shop.Make(source);
  if (!made) return "wrong";
  Scratch scratch;
  std::string out;
  for (const FailedPart& part : made->Explain(shop.facts, scratch)) {
    if (!out.empty()) out += "\n";
    out += part.message;
  }
  return out;
}

struct ReasonRow {
  std::string_view source;
  std::string_view reasons;  // a line each; "" where the condition holds
};

TEST(Explain, Reasons) {
  constexpr ReasonRow kRows[] = {
      {"basket.total >= money('20.00')", ""},
      {"basket.total >= money('50.00')",
       "basket.total is 46.80 EUR, needs >= 50.00 EUR"},
      // For AND its first false part in source order.
      {"in_segment('regulars') && basket.lines > 5 && member.vip",
       "basket.lines is 3, needs > 5"},
      {"member.vip && basket.lines > 5", "member.vip is false, needs true"},
      // For OR every alternative's.
      {"basket.lines > 5 || member.vip || quantity('coffee') >= 10",
       "basket.lines is 3, needs > 5\n"
       "member.vip is false, needs true\n"
       "quantity(\"coffee\") is 2, needs >= 10"},
      {"(basket.lines > 2 && member.vip) || basket.lines > 9",
       "member.vip is false, needs true\n"
       "basket.lines is 3, needs > 9"},
      // For NOT the part that held.
      {"!in_segment('regulars')",
       "in_segment(\"regulars\") is true, needs false"},
      {"!(basket.lines > 2)", "basket.lines is 3, needs <= 2"},
      {"!(basket.lines > 9 || basket.lines < 4 || in_segment('regulars'))",
       "basket.lines is 3, needs >= 4"},
      {"!(basket.lines > 2 && in_segment('regulars'))",
       "basket.lines is 3, needs <= 2\n"
       "in_segment(\"regulars\") is true, needs false"},
      {"!!member.vip", "member.vip is false, needs true"},
      {"!(basket.lines == 3)", "basket.lines is 3, needs != 3"},
      {"!(basket.lines != 4)", "basket.lines is 3, needs == 4"},
      {"!(basket.lines <= 3)", "basket.lines is 3, needs > 3"},
      {"!(basket.lines >= 3)", "basket.lines is 3, needs < 3"},
      // The fact stands first, whichever side it was written on.
      {"money('50.00') <= basket.total",
       "basket.total is 46.80 EUR, needs >= 50.00 EUR"},
      {"2 > basket.lines", "basket.lines is 3, needs < 2"},
      {"5 < basket.lines", "basket.lines is 3, needs > 5"},
      {"9 >= member.stats.orders * 2",
       "member.stats.orders * 2 is 14, needs <= 9"},
      {"4 == basket.lines", "basket.lines is 3, needs == 4"},
      {"member.stats.orders > basket.lines * 3",
       "member.stats.orders is 7, needs > basket.lines * 3 (9)"},
      {"member.name == 'Bo'", "member.name is \"Ann\", needs == \"Bo\""},
      {"member.name != 'Ann'", "member.name is \"Ann\", needs != \"Ann\""},
      {"member.name in ['Bo', 'Cy']",
       "member.name is \"Ann\", needs to be in [\"Bo\", \"Cy\"]"},
      {"!('new' in tags)", "\"new\" must not be in tags ([\"new\", \"sale\"])"},
      {"member.name.startsWith('B')",
       "member.name.startsWith(\"B\") is false, needs true (member.name is "
       "\"Ann\")"},
      {"prices.exists(p, p > 10)",
       "no p in prices where p > 10 (prices is [3, 5, 8])"},
      {"!prices.exists(p, p > 7)",
       "there is a p in prices where p > 7 (prices is [3, 5, 8])"},
      {"prices.all(p, p > 3)",
       "there is a p in prices where not p > 3 (prices is [3, 5, 8])"},
      {"prices.exists_one(p, p > 3)",
       "not exactly one p in prices where p > 3 (prices is [3, 5, 8])"},
      {"!prices.all(p, p > 1)",
       "no p in prices where not p > 1 (prices is [3, 5, 8])"},
      {"!prices.exists_one(i, p, p > 7)",
       "exactly one p in prices where p > 7 (prices is [3, 5, 8])"},
      {"has(member.birthday)", "member.birthday is not known"},
      {"member.?birthday.hasValue()",
       "member.?birthday.hasValue() is false, needs true (member.birthday is "
       "null)"},
      {"!has(member.name)", "member.name is known"},
      {"basket.total > dyn(money('1.00 GBP'))",
       "basket.total > dyn(money(\"1.00 GBP\")) cannot be told: cannot compare "
       "46.80 EUR with 1.00 GBP: convert one of them"},
      {"1 / (basket.lines - 3) > 0 && in_segment('regulars')",
       "1 / (basket.lines - 3) > 0 cannot be told: divide by zero"},
      {"1 / (basket.lines - 3) > 0 && member.vip",
       "member.vip is false, needs true"},
      {"in_segment('regulars') ? basket.lines > 5 : member.vip",
       "basket.lines is 3, needs > 5"},
      {"false", "false is false, needs true"},
  };
  const Shop shop;
  for (const ReasonRow& row : kRows) {
    EXPECT_EQ(Reasons(shop, row.source), row.reasons) << row.source;
  }
}

TEST(Explain, PartsCarryTheirFacts) {
  const Shop shop;
  const std::optional<Expression> made = shop.Make(
      "basket.lines + basket.lines > member.stats.orders + "
      "member.stats.orders");
  ASSERT_TRUE(made.has_value());
  Scratch scratch;
  const std::vector<FailedPart> parts = made->Explain(shop.facts, scratch);
  ASSERT_EQ(parts.size(), 1U);
  EXPECT_TRUE(parts[0].needed);
  EXPECT_EQ(parts[0].text,
            "basket.lines + basket.lines > member.stats.orders + "
            "member.stats.orders");
  ASSERT_EQ(parts[0].values.size(), 2U);
  EXPECT_EQ(parts[0].values[0].text, "basket.lines");
  EXPECT_EQ(parts[0].values[0].slot, 1U);
  EXPECT_EQ(FormatValue(parts[0].values[0].value), "3");
  EXPECT_EQ(parts[0].values[1].text, "member.stats.orders");
}

}  // namespace
}  // namespace patron::expr
