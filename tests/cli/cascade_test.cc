// One mistake, one error: what could not be read is not found wanting again.

#include "tests/cli/patron_process.h"
#include "tests/pch.h"

namespace patron {
namespace {

using ::testing::HasSubstr;
using testing::Ran;
using testing::RunPatron;
using testing::TemporaryFolder;

constexpr std::string_view kSound = R"(program: shop
version: 1
valid_from: 2025-01-01
currency: EUR
points:
  - {id: bean}
attributes:
  - {owner: line, name: own_cup, type: bool}
selections:
  - {id: coffee, where: line.own_cup && line.amount > money("1.00")}
groups:
  - {id: one, mode: best}
rules:
  - id: beans
    then:
      - earn_points: {currency: bean, points: 1, per: 1.00}
  - id: deal
    when: basket.total > money("20.00") && quantity("coffee") > 1
    schedule: {from: "06:00", until: "11:00"}
    then:
      - percent_off: {rate: 10%, of: coffee}
  - id: five
    group: one
    then:
      - amount_off: {amount: 5.00}
  - id: ten
    group: one
    then:
      - percent_off: {rate: 11%}
)";

TEST(Cascade, OneMistakeIsOneError) {
  struct Row {
    std::string from;
    std::string to;
    std::string message;
  };
  const Row rows[] = {
      {"percent_off:", "percentoff:", "unknown field 'percentoff'"},
      {"currency: EUR", "currency: Euro", "'Euro'"},
      {"currency: EUR\n", "", "'currency' is missing"},
      {"from: \"06:00\"", "from: 6:00", "'6:00' is not a time of day"},
      {"selections:", "selection:", "did you mean 'selections'?"},
      {"attributes:", "atributes:", "did you mean 'attributes'?"},
      {"name: own_cup", "nam: own_cup", "did you mean 'name'?"},
      {"points:\n  - {id: bean}", "points: {id: bean}", "expected a list"},
      {"amount: 5.00", "amount: 5.005", "5.005"},
      {"then:\n      - amount_off: {amount: 5.00}",
       "then:\n      amount_off: {amount: 5.00}", "expected a list"},
      {"rate: 10%", "rate: ten", "'ten'"},
      {"percent_off: {rate: 10%, of: coffee}", "percent_off: 30%",
       "expected a mapping"},
      {"percent_off: {rate: 10%, of: coffee}", "gift: tote",
       "expected a mapping"},
      {"amount_off: {amount: 5.00}", "fixed_pric: {price: 5.00}",
       "did you mean 'fixed_price'?"},
  };
  const TemporaryFolder folder;
  const std::string sound = folder.Write("p.yaml", kSound);
  ASSERT_EQ(RunPatron({"check", sound}).exit_code, 0);
  for (const Row& row : rows) {
    SCOPED_TRACE(row.to);
    std::string text(kSound);
    text.replace(text.find(row.from), row.from.size(), row.to);
    const Ran ran = RunPatron({"check", folder.Write("p.yaml", text)});
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_THAT(ran.err, HasSubstr(row.message));
    size_t errors = 0;
    for (size_t at = 0; (at = ran.err.find(" error: ", at)) != ran.err.npos;
         ++at) {
      ++errors;
    }
    EXPECT_EQ(errors, 1u) << ran.err;
  }
}

constexpr std::string_view kPoints = R"(program: shop
version: 1
valid_from: 2025-01-01
currency: EUR
points:
  - {id: bean, decimals: 1, pays: 0.01, transfers: {expiry: keep}, pooled: true}
  - {id: star, decimals: 2, pays: 0.02, expires: {after: 1 year}}
selections:
  - {id: coffee, where: line.category == "coffee"}
rules:
  - id: beans
    then:
      - earn_points: {currency: bean, points: 1.5, per: 1.00}
      - fixed_points: {currency: star, points: 0.25}
rewards:
  - {id: cup, currency: bean, prices: [{points: 0.5, pay: 0.10}], unit: coffee}
  - id: beans-for-stars
    currency: star
    prices: [{points: 1.25}]
    automatic: {every: quarter, from: 2.50}
    then: [{fixed_points: {currency: bean, points: 0.5}}]
)";

// The same of points and what they buy.
TEST(Cascade, OneMistakeInPointsIsOneError) {
  struct Row {
    std::string from;
    std::string to;
    std::string message;
  };
  const Row rows[] = {
      {"id: bean, decimals", "decimals", "'id' is missing"},
      {"id: bean, decimals", "ident: bean, decimals", "unknown field 'ident'"},
      {"id: star", "id: bean", "'bean' is taken already"},
      {"points:\n", "pionts:\n", "did you mean 'points'?"},
      {"decimals: 1", "decimals: one", "expected a whole number"},
      {"decimals: 1", "decimal: 1", "did you mean 'decimals'?"},
      {"decimals: 1", "decimals: 9", "9 decimals cannot be kept"},
      {"decimals: 1, ", "decimals: 1, transfer: x, ", "unknown field"},
      {"pays: 0.01", "pays: 0,01", "write 0.01"},
      {"transfers: {expiry: keep}", "transfers: keep", "{expiry: keep}"},
      {"transfers: {expiry: keep}", "transfers: {within: household}",
       "'expiry' is missing"},
      {"transfers: {expiry: keep}", "transfer: {expiry: keep}",
       "did you mean 'transfers'?"},
      {"expires: {after: 1 year}", "expires: 1 year", "{after: 1 year}"},
      {"per: 1.00", "per: 0,50", "write 0.50"},
      {"currency: bean, points: 1.5", "currency: been, points: 1.5",
       "unknown points currency 'been'; did you mean 'bean'?"},
      {"currency: bean, prices", "currency: been, prices",
       "did you mean 'bean'?"},
      {"currency: bean, points: 1.5", "curency: bean, points: 1.5",
       "did you mean 'currency'?"},
      {"{points: 0.5, pay: 0.10}", "0.5", "write {points: 0.5}"},
      {"{points: 0.5, pay: 0.10}", "{point: 0.5}", "did you mean 'points'?"},
      {"unit: coffee", "units: coffee", "did you mean 'unit'?"},
      {"unit: coffee", "unit: {of: coffee}", "expected text"},
      {"per: 1.00", "for: 1.00", "unknown field 'for'"},
      {"[{points: 0.5, pay: 0.10}]", "0.5", "write prices: [{points: 0.5}]"},
      {"unit: coffee", "", "at least one effect, or 'unit'"},
      {"automatic: {every: quarter, from: 2.50}", "automatic: quarterly",
       "{every: quarter}"},
      {"automatic: {every: quarter", "automatic: {each: quarter",
       "unknown field 'each'"},
      {"every: quarter", "every: quarterly", "did you mean 'quarter'?"},
      {"automatic:", "automatik:", "did you mean 'automatic'?"},
      {"from: 2.50", "from: 2,50", "write 2.50"},
  };
  const TemporaryFolder folder;
  const std::string sound = folder.Write("p.yaml", kPoints);
  const Ran good = RunPatron({"check", sound});
  ASSERT_EQ(good.exit_code, 0) << good.err;
  for (const Row& row : rows) {
    SCOPED_TRACE(row.to);
    std::string text(kPoints);
    ASSERT_NE(text.find(row.from), std::string::npos) << row.from;
    text.replace(text.find(row.from), row.from.size(), row.to);
    const Ran ran = RunPatron({"check", folder.Write("p.yaml", text)});
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_THAT(ran.err, HasSubstr(row.message));
    EXPECT_EQ(std::count(ran.err.begin(), ran.err.end(), '\n'), 1) << ran.err;
  }
}

// Another mistake is still told in the same round.
TEST(Cascade, OtherMistakesAreToldToo) {
  const TemporaryFolder folder;
  std::string text(kSound);
  for (const auto& [from, to] : {std::pair("rate: 10%", "rate: ten"),
                                 std::pair("of: coffee", "of: cofee"),
                                 std::pair("basket.total", "basket.totl")}) {
    text.replace(text.find(from), std::string(from).size(), to);
  }
  const Ran ran = RunPatron({"check", folder.Write("p.yaml", text)});
  EXPECT_THAT(ran.err, HasSubstr("'ten'"));
  EXPECT_THAT(ran.err, HasSubstr("'cofee'"));
  EXPECT_THAT(ran.err, HasSubstr("'basket.totl'"));
}

// An effect that cannot be read hides nothing of other rules, nor a bad bound
// what else is wrong with its effect.
TEST(Cascade, AnUnreadEffectHidesItsOwnOnly) {
  const TemporaryFolder folder;
  std::string text(kSound);
  for (const auto& [from, to] :
       {std::pair("percent_off: {rate: 10%, of: coffee}",
                  "percent_off: {rate: 10%, of: cofee}\n        cap: lots"),
        std::pair("amount_off: {amount: 5.00}", "gift: tote"),
        std::pair("- id: ten\n    group: one", "- id: ten\n    group: won")}) {
    text.replace(text.find(from), std::string(from).size(), to);
  }
  const Ran ran = RunPatron({"check", folder.Write("p.yaml", text)});
  EXPECT_THAT(ran.err, HasSubstr("'cofee'"));
  EXPECT_THAT(ran.err, HasSubstr("'lots'"));
  EXPECT_THAT(ran.err, HasSubstr("expected a mapping"));
  EXPECT_THAT(ran.err, HasSubstr("'won'"));
}

}  // namespace
}  // namespace patron
