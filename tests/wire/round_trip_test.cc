#include <gtest/gtest.h>

#include <cstdio>

#include "patron/text.h"

namespace patron {
namespace {

constexpr std::string_view kCafe = R"(# The café's own program.
program: cafe
version: 1
name: Café Amsel
valid_from: 2025-01-01
zone: Europe/Berlin
currency: EUR
points:
  - {id: bean, name: beans, expires: {after: 12 months, round_up: month}}
attributes:
  - {owner: line, name: roast, type: string}
eligible:
  earn: line.category != "gift card"
  discount: line.category != "gift card"
selections:
  - {id: coffee, where: line.category == "coffee"}
segments:
  - {id: regulars, when: member.stats.orders >= 10}
rules:
  - id: beans
    text: One bean for every euro
    then:
      - earn_points: {currency: bean, points: 1, per: 1.00}
  - id: happy-hour
    schedule: {days: [mon, tue, wed], from: "15:00", until: "17:00"}
    when: quantity("coffee") >= 2
    then:
      - percent_off: {rate: 10%, of: coffee}
        funders: [{id: roaster, share: 50%}]
    limits:
      - {uses: 1, per: member, period: day}
  - id: five-off
    when: basket.total >= money("50.00")
    then:
      - amount_off: {amount: 5.00}
)";

TEST(RoundTrip, Cafe) {
  const Loaded<Program> loaded =
      LoadProgram(kCafe, TextFormat::kYaml, "cafe.yaml");
  for (const auto& d : loaded.diagnostics) puts(FormatDiagnostic(d).c_str());
  ASSERT_TRUE(loaded.value);
  const std::string yaml = PrintProgram(*loaded.value, TextFormat::kYaml);
  for (auto f : {TextFormat::kYaml, TextFormat::kJson, TextFormat::kBytes}) {
    const Loaded<Program> again =
        LoadProgram(PrintProgram(*loaded.value, f), f, "x");
    for (const auto& d : again.diagnostics) puts(FormatDiagnostic(d).c_str());
    ASSERT_TRUE(again.value);
    EXPECT_EQ(*again.value, *loaded.value);
  }
}

}  // namespace
}  // namespace patron
