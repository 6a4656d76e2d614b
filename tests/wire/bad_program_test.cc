// Programs that can be followed but make no sense: every value, every field.
#include <gtest/gtest.h>

#include <span>
#include <string>
#include <string_view>

#include "patron/text.h"
#include "tests/wire/sample.h"

namespace patron {
namespace {

using testing::kSmallest;

// Lines after the four of kSmallest, so that the first is line 5.
struct BadProgram {
  std::string_view lines;
  Reason reason;
  int line;
  int column;
  std::string_view path;
  std::string_view message;  // a part of it
};

void ExpectRefused(std::span<const BadProgram> rows) {
  for (const BadProgram& row : rows) {
    SCOPED_TRACE(std::string(row.lines));
    const std::string text =
        std::string(kSmallest) + std::string(row.lines) + "\n";
    const Loaded<Program> loaded = LoadProgram(text, TextFormat::kYaml, "p");
    EXPECT_FALSE(loaded.value);
    ASSERT_EQ(loaded.diagnostics.size(), 1U)
        << FormatDiagnostic(loaded.diagnostics.at(1));
    const Diagnostic& found = loaded.diagnostics[0];
    EXPECT_EQ(ReasonName(found.reason), ReasonName(row.reason));
    EXPECT_EQ(found.place, (SourcePlace{"p", row.line, row.column}));
    EXPECT_EQ(found.path, row.path);
    EXPECT_NE(found.message.find(row.message), std::string::npos)
        << found.message;
  }
}

TEST(BadProgram, IsRefusedInItsPlace) {
  const BadProgram kRows[] = {
      // Fields and types.
      {"nmae: x", Reason::kUnknownField, 5, 1, "nmae", "did you mean 'name'?"},
      {"qqqq: x", Reason::kUnknownField, 5, 1, "qqqq", "expected program, "},
      {"stores: [{id: a, zoen: b}]", Reason::kUnknownField, 5, 18,
       "stores[0].zoen", "did you mean 'zone'?"},
      {"stores: {id: a}", Reason::kWrongType, 5, 9, "stores", "a list"},
      {"stores: [{id: a, attributes: {rent: {money: x}}}]", Reason::kBadNumber,
       5, 30, "stores[0].attributes[0].money", "'x'"},
      {"stores: [{id: a, attributes: {rent: {money: 5 GBP}}}]",
       Reason::kCurrencyMismatch, 5, 30, "stores[0].attributes[0].money",
       "EUR"},
      {"stores: [{id: a, attributes: [{int: 5}]}]", Reason::kMissingField, 5,
       31, "stores[0].attributes[0].name", "is missing"},
      {"stores: [a]", Reason::kWrongType, 5, 10, "stores[0]", "a mapping"},
      {"name: [a]", Reason::kWrongType, 5, 7, "name", "expected text"},
      {"name: {a: b}", Reason::kWrongType, 5, 7, "name", "expected text"},
      {"name:", Reason::kMissingField, 5, 1, "name", "no value"},
      {"name: ~", Reason::kMissingField, 5, 1, "name", "no value"},
      {"rules:", Reason::kMissingField, 5, 1, "rules", "no value"},
      {"stores: [{id: a}, ]\nname: {", Reason::kSyntax, 6, 7, "", "never"},
      {"stores:\n  - id: a\n  -\n", Reason::kMissingField, 7, 3, "stores[1]",
       "without a value"},
      {"money_rounding: upp", Reason::kBadValue, 5, 17, "money_rounding",
       "did you mean 'up'?"},
      {"money_rounding: unspecified", Reason::kBadValue, 5, 17,
       "money_rounding", "half_even"},
      {"attributes: [{owner: line, name: a, type: bool, sensitive: yes}]",
       Reason::kWrongType, 5, 60, "attributes[0].sensitive", "true or false"},
      {"attributes: [{owner: line, name: a, type: bool, sensitive: 'true'}]",
       Reason::kWrongType, 5, 60, "attributes[0].sensitive", "without quotes"},
      {"points: [{id: a, decimals: two}]", Reason::kWrongType, 5, 28,
       "points[0].decimals", "whole number"},
      {"points: [{id: a, decimals: '2'}]", Reason::kWrongType, 5, 28,
       "points[0].decimals", "without quotes"},
      {"points: [{id: a, decimals: 99999999999}]", Reason::kOverflow, 5, 28,
       "points[0].decimals", "-2147483648 to 2147483647"},
      {"points: [{id: a, decimals: 9999999999999999999999}]", Reason::kOverflow,
       5, 28, "points[0].decimals", "out of range"},
      // Points.
      {"points: [{id: a, decimals: 7}]", Reason::kBadValue, 5, 28,
       "points[0].decimals", "0 to 6"},
      {"points: [{id: a, decimals: -1}]", Reason::kBadValue, 5, 28,
       "points[0].decimals", "0 to 6"},
      {"points: [{name: a}]", Reason::kMissingField, 5, 10, "points[0].id",
       "'id' is missing"},
      {"points: [{id: a, pending: soon}]", Reason::kBadValue, 5, 27,
       "points[0].pending", "'30 days'"},
      {"points: [{id: a, pending: 0 days}]", Reason::kBadValue, 5, 27,
       "points[0].pending", "1 or more"},
      {"points: [{id: a, expires: {after: 2 moons}}]", Reason::kBadValue, 5, 35,
       "points[0].expires.after", "length of time"},
      {"points: [{id: a, expires: {after: 99999999999 days}}]",
       Reason::kBadValue, 5, 35, "points[0].expires.after", "length of time"},
      {"points: [{id: a, expires: {round_up: month}}]", Reason::kMissingField,
       5, 27, "points[0].expires.after", "'after' is missing"},
      {"points: [{id: a, expires: {after: 1 year, round_up: fiscal}}]",
       Reason::kBadValue, 5, 53, "points[0].expires.round_up", "quarter"},
      {"points: [{id: a, expires: {after: 1 year, until: 31.12.}}]",
       Reason::kBadValue, 5, 50, "points[0].expires.until", "12-31"},
      {"points: [{id: a, value: 0.0000001}]", Reason::kTooManyDecimals, 5, 25,
       "points[0].value", "0.0000001"},
      {"points: [{id: a, value: -1}]", Reason::kBadValue, 5, 25,
       "points[0].value", "negative"},
      {"points: [{id: a, pays: 0.0000001}]", Reason::kTooManyDecimals, 5, 24,
       "points[0].pays", "0.0000001"},
      {"points: [{id: a, pays: -1}]", Reason::kBadValue, 5, 24,
       "points[0].pays", "negative"},
      {"points: [{id: a, pays: 1 GBP}]", Reason::kCurrencyMismatch, 5, 24,
       "points[0].pays", "EUR"},
      {"points: [{id: a, status: silver}]", Reason::kWrongType, 5, 26,
       "points[0].status", "true"},
      {"points: [{id: a, value: 1 GBP}]", Reason::kCurrencyMismatch, 5, 25,
       "points[0].value", "EUR"},
      // What rules share.
      {"eligible: {tenders_without_earning: [crad]}", Reason::kBadValue, 5, 38,
       "eligible.tenders_without_earning[0]", "did you mean 'card'?"},
      {"tax: {prices: wihtout_tax}", Reason::kBadValue, 5, 15, "tax.prices",
       "did you mean 'without_tax'?"},
      {"tax: {rounding: up}", Reason::kBadValue, 5, 17, "tax.rounding",
       "by_line or by_rate"},
      {"products: [{name: a}]", Reason::kMissingField, 5, 12, "products[0].sku",
       "'sku' is missing"},
      {"products: [{sku: a}, {sku: a}]", Reason::kDuplicateId, 5, 28,
       "products[1].sku", "products[0].sku"},
      {"products: [{sku: a, value: -1}]", Reason::kBadValue, 5, 28,
       "products[0].value", "negative"},
      {"price_lists: [{id: a}]", Reason::kMissingField, 5, 15,
       "price_lists[0].prices", "at least one price"},
      {"price_lists: [{id: a, prices: [{sku: x}]}]", Reason::kMissingField, 5,
       32, "price_lists[0].prices[0].price", "'price' is missing"},
      {"price_lists: [{id: a, prices: [{price: 1}]}]", Reason::kMissingField, 5,
       32, "price_lists[0].prices[0].sku", "'sku' is missing"},
      {"price_lists: [{id: a, prices: [{skku: x, sku: x, price: 1}]}]",
       Reason::kUnknownField, 5, 33, "price_lists[0].prices[0].skku",
       "did you mean 'sku'?"},
      {"price_lists: [{id: a, prices: [{sku: x, price: 1,99}]}]",
       Reason::kBadNumber, 5, 48, "price_lists[0].prices[0].price",
       "'1,99': the decimal sign is a point, write 1.99"},
      {"price_lists: [{id: a, prices: [{sku: x, price: 1, 2fa: yes}]}]",
       Reason::kUnknownField, 5, 51, "price_lists[0].prices[0].2fa",
       "unknown field '2fa'"},
      {"price_lists: [{id: a, prices: [{price: 1, sku: x, 24}]}]",
       Reason::kUnknownField, 5, 51, "price_lists[0].prices[0].24",
       "unknown field '24'"},
      {"price_lists:\n  - id: a\n    prices:\n      - {sku: x, price: 1.999}",
       Reason::kTooManyDecimals, 8, 25, "price_lists[0].prices[0].price",
       "1.999"},
      {"price_lists:\n  - id: a\n    prices:\n      - {sku: x, price: 1}\n"
       "      - {sku: x, price: 2}",
       Reason::kDuplicateId, 9, 15, "price_lists[0].prices[1].sku",
       "price_lists[0].prices[0]"},
      {"price_lists: [{id: a, last_day: 2025-01-01, first_day: 2025-01-02, "
       "prices: [{sku: x, price: 1}]}]",
       Reason::kBadDate, 5, 33, "price_lists[0].last_day", "before the first"},
      {"price_lists: [{id: a, funders: [{id: f, share: 101%}], "
       "prices: [{sku: x, price: 1}]}]",
       Reason::kBadValue, 5, 48, "price_lists[0].funders[0].share",
       "0% to 100%"},
      {"price_lists: [{id: a, prices: [{sku: x, price: 1}]}]\n"
       "rules: [{id: a, then: [{gift: {sku: x}}]}]",
       Reason::kDuplicateId, 6, 14, "rules[0].id", "price_lists[0].id"},
      {"budgets: [{id: a}]", Reason::kMissingField, 5, 11, "budgets[0].amount",
       "'amount' is missing"},
      {"budgets: [{id: a, amount: -1}]", Reason::kBadValue, 5, 27,
       "budgets[0].amount", "negative"},
      {"budgets: [{id: a, amount: 1, period: mnth}]", Reason::kBadValue, 5, 38,
       "budgets[0].period", "did you mean 'month'?"},
      {"groups: [{id: a}, {id: a}]", Reason::kDuplicateId, 5, 24,
       "groups[1].id", "'a' is taken"},
      {"groups: [{mode: best}]", Reason::kMissingField, 5, 10, "groups[0].id",
       "'id' is missing"},
      {"groups: [{id: a, mode: bset}]", Reason::kBadValue, 5, 24,
       "groups[0].mode", "did you mean 'best'?"},
      {"groups: [{id: a, scope: line}]", Reason::kBadValue, 5, 25,
       "groups[0].scope", "basket or unit"},
      // Ids.
      {"points: [{id: a}, {id: a}]", Reason::kDuplicateId, 5, 24,
       "points[1].id", "points[0].id"},
      {"stores: [{id: a}, {id: a}]", Reason::kDuplicateId, 5, 24,
       "stores[1].id", "stores[0].id"},
      {"selections: [{id: a, where: x}, {id: a, where: x}]",
       Reason::kDuplicateId, 5, 38, "selections[1].id", "'a' is taken"},
      {"segments: [{id: a, when: x}, {id: a, when: x}]", Reason::kDuplicateId,
       5, 35, "segments[1].id", "'a' is taken"},
      {"attributes: [{owner: line, name: a, type: int}, "
       "{owner: line, name: a, type: bool}]",
       Reason::kDuplicateId, 5, 69, "attributes[1].name", "'a' is taken"},
      {"attributes: [{name: a, type: int}]", Reason::kMissingField, 5, 14,
       "attributes[0].owner", "line, basket, event or store"},
      {"attributes: [{owner: line, name: a}]", Reason::kMissingField, 5, 14,
       "attributes[0].type", "'type' is missing"},
      {"selections: [{id: a}]", Reason::kMissingField, 5, 14,
       "selections[0].where", "'where' is missing"},
      {"segments: [{when: x}]", Reason::kMissingField, 5, 12, "segments[0].id",
       "'id' is missing"},
      // Rules.
      {"rules: [{id: a}]", Reason::kMissingField, 5, 9, "rules[0].then",
       "at least one effect"},
      {"rules: [{id: a, then: []}]", Reason::kMissingField, 5, 23,
       "rules[0].then", "at least one effect"},
      {"rules: [{id: a, then: [{}]}]", Reason::kMissingField, 5, 24,
       "rules[0].then[0]", "percent_off"},
      {"rules: [{id: a, priority: 1.5, then: [{amount_off: {amount: 1}}]}]",
       Reason::kWrongType, 5, 27, "rules[0].priority", "whole number"},
      {"rules:\n  - id: a\n    schedule: {first_day: 2025-02-30}\n    then:\n"
       "      - amount_off: {amount: 1}",
       Reason::kBadDate, 7, 27, "rules[0].schedule.first_day", "28 days"},
      {"rules:\n  - id: a\n    schedule:\n      first_day: 2025-02-03\n"
       "      last_day: 2025-02-02\n    then:\n"
       "      - amount_off: {amount: 1}",
       Reason::kBadDate, 9, 17, "rules[0].schedule.last_day", "before"},
      {"rules:\n  - id: a\n    schedule: {from: 3pm}\n    then:\n"
       "      - amount_off: {amount: 1}",
       Reason::kBadDate, 7, 22, "rules[0].schedule.from", "3pm"},
      {"rules:\n  - id: a\n    schedule: {days: [Funday]}\n    then:\n"
       "      - amount_off: {amount: 1}",
       Reason::kBadValue, 7, 23, "rules[0].schedule.days[0]", "'sunday'"},
      {"rules:\n  - id: a\n    schedule: {days: mon}\n    then:\n"
       "      - amount_off: {amount: 1}",
       Reason::kWrongType, 7, 22, "rules[0].schedule.days", "a list"},
      {"rules:\n  - id: a\n    limits: [{per: member}]\n    then:\n"
       "      - amount_off: {amount: 1}",
       Reason::kMissingField, 7, 14, "rules[0].limits[0].uses", "how often"},
      {"rules:\n  - id: a\n    limits: [{uses: -1}]\n    then:\n"
       "      - amount_off: {amount: 1}",
       Reason::kBadValue, 7, 21, "rules[0].limits[0].uses", "0 or more"},
  };
  ExpectRefused(kRows);
}

TEST(BadProgram, RewardsAreRefusedInTheirPlace) {
  const BadProgram kRows[] = {
      {"points: [{id: a, apart: moon}]", Reason::kBadValue, 5, 25,
       "points[0].apart", "quarter"},
      {"rewards: [{currency: p, prices: [{points: 1}], unit: x}]",
       Reason::kMissingField, 5, 11, "rewards[0].id", "'id' is missing"},
      {"rewards: [{id: a, prices: [{points: 1}], unit: x}]",
       Reason::kMissingField, 5, 11, "rewards[0].currency", "is missing"},
      {"rewards: [{id: a, currency: p, unit: x}]", Reason::kMissingField, 5, 11,
       "rewards[0].prices", "what it costs"},
      {"rewards: [{id: a, currency: p, prices: [{pay: 1}], unit: x}]",
       Reason::kMissingField, 5, 41, "rewards[0].prices[0].points",
       "'points' is missing"},
      {"points: [{id: p}]\n"
       "rewards: [{id: a, currency: p, prices: [{points: 1.5}], unit: x}]",
       Reason::kTooManyDecimals, 6, 50, "rewards[0].prices[0].points",
       "'1.5' has more decimals than the 0"},
      // Of points that nobody knows there is nothing more to say.
      {"points: [{id: pea}]\n"
       "rewards: [{id: a, currency: pee, prices: [{points: 1.5}], unit: x}]",
       Reason::kUnknownName, 6, 29, "rewards[0].currency",
       "unknown points currency 'pee'; did you mean 'pea'?"},
      {"rewards: [{id: a, currency: p, prices: [{points: 1, pay: 1 GBP}], "
       "unit: x}]",
       Reason::kCurrencyMismatch, 5, 58, "rewards[0].prices[0].pay", "EUR"},
      {"rewards: [{id: a, currency: p, prices: [{points: 1}]}]",
       Reason::kMissingField, 5, 11, "rewards[0].then", "or 'unit'"},
      {"rewards: [{id: a, currency: p, prices: [{points: 1}], then: [{}]}]",
       Reason::kMissingField, 5, 62, "rewards[0].then[0]", "percent_off"},
      {"rewards: [{id: a, currency: p, prices: [{points: 1}], unit: x, "
       "limits: [{per: member}]}]",
       Reason::kMissingField, 5, 73, "rewards[0].limits[0].uses",
       "'uses' is missing"},
      {"rewards: [{id: a, currency: p, prices: [{points: 1}], unit: x, "
       "stock: -1}]",
       Reason::kBadValue, 5, 71, "rewards[0].stock", "negative"},
      {"rewards: [{id: a, currency: p, prices: [{points: 1}], unit: x}, "
       "{id: a, currency: p, prices: [{points: 1}], unit: x}]",
       Reason::kDuplicateId, 5, 70, "rewards[1].id", "rewards[0].id"},
      {"rewards: [{id: a, currency: p, prices: [{points: 1}], unit: x, "
       "automatic: {from: 5}}]",
       Reason::kMissingField, 5, 75, "rewards[0].automatic.every",
       "'every' is missing"},
      {"rewards: [{id: a, currency: p, prices: [{points: 1}], unit: x, "
       "automatic: {every: moon}}]",
       Reason::kBadValue, 5, 83, "rewards[0].automatic.every", "quarter"},
      {"points: [{id: p}]\n"
       "rewards: [{id: a, currency: p, prices: [{points: 1}], unit: x, "
       "automatic: {every: day, from: 1.5}}]",
       Reason::kTooManyDecimals, 6, 94, "rewards[0].automatic.from", "1.5"},
      {"rewards: [{id: a, currency: p, prices: [{points: 1}], unit: x, "
       "automatic: {every: day, from: -1}}]",
       Reason::kBadValue, 5, 94, "rewards[0].automatic.from", "negative"},
      {"rewards: [{id: a, currency: p, prices: [{points: 1}], unit: x, "
       "automatic: {every: day, form: 5}}]",
       Reason::kUnknownField, 5, 88, "rewards[0].automatic.form",
       "did you mean 'from'?"},
      {"rewads: []", Reason::kUnknownField, 5, 1, "rewads",
       "did you mean 'rewards'?"},
  };
  ExpectRefused(kRows);
}

// Until when points wait, how they lapse, and what they pay first.
TEST(BadProgram, TheLifeOfPointsIsRefusedInItsPlace) {
  const BadProgram kRows[] = {
      {"points: [{id: a, pending_until: delivery}]", Reason::kBadValue, 5, 33,
       "points[0].pending_until", "fulfilment"},
      {"points: [{id: a, available_from: soon}]", Reason::kBadDate, 5, 34,
       "points[0].available_from", "soon"},
      {"points: [{id: a, transfers: {within: household}}]",
       Reason::kMissingField, 5, 29, "points[0].transfers.expiry",
       "keep or reset"},
      {"points: [{id: a, transfers: {expiry: keeps}}]", Reason::kBadValue, 5,
       38, "points[0].transfers.expiry", "did you mean 'keep'?"},
      {"points: [{id: a, transfers: {expiry: keep, within: home}}]",
       Reason::kBadValue, 5, 52, "points[0].transfers.within", "household"},
      {"points: [{id: a, debts: from_earnings}]", Reason::kBadValue, 5, 25,
       "points[0].debts", "did you mean 'from_earning'?"},
      {"points: [{id: a, expires: {after: 1 year, sliding: often}}]",
       Reason::kWrongType, 5, 52, "points[0].expires.sliding", "true"},
      {"points: [{id: a, expires: {sliding: true}}]", Reason::kMissingField, 5,
       27, "points[0].expires.after", "'after' is missing"},
  };
  ExpectRefused(kRows);
}

struct BadEffect {
  std::string_view effect;  // on line 8, from column 9
  Reason reason;
  int column;
  std::string_view path;  // below rules[0].then[0]
  std::string_view message;
};

TEST(BadEffect, IsRefusedInItsPlace) {
  const BadEffect kRows[] = {
      {"percent_off: {}", Reason::kMissingField, 22, ".percent_off.rate",
       "'rate' is missing"},
      {"percent_off: {rate: abc}", Reason::kBadNumber, 29, ".percent_off.rate",
       "not a rate"},
      {"percent_off: {rate: 101%}", Reason::kBadValue, 29, ".percent_off.rate",
       "0% to 100%"},
      {"percent_off: {rate: -1%}", Reason::kBadValue, 29, ".percent_off.rate",
       "0% to 100%"},
      {"percent_off: {rate: 10}", Reason::kBadValue, 29, ".percent_off.rate",
       "1000%"},
      {"percent_off: {rate: 1.23456789%}", Reason::kTooManyDecimals, 29,
       ".percent_off.rate", "too fine"},
      {"percent_off: 10%", Reason::kWrongType, 22, ".percent_off", "a mapping"},
      {"percent_of: {rate: 10%}", Reason::kUnknownField, 9, ".percent_of",
       "'percent_off'"},
      {"amount_off: {amount: 5.001}", Reason::kTooManyDecimals, 30,
       ".amount_off.amount", "2 decimals"},
      {"amount_off: {amount: -5}", Reason::kBadValue, 30, ".amount_off.amount",
       "negative"},
      {"amount_off: {amount: 5.00 GBP}", Reason::kCurrencyMismatch, 30,
       ".amount_off.amount", "EUR"},
      {"amount_off: {amount: 5.00 EUX}", Reason::kUnknownCurrency, 30,
       ".amount_off.amount", "'EUR'"},
      {"amount_off: {amount: five}", Reason::kBadNumber, 30,
       ".amount_off.amount", "not an amount"},
      {"amount_off: {amount: 500 minor}", Reason::kUnknownCurrency, 30,
       ".amount_off.amount", "minor"},
      {"amount_off: {amount: 99999999999999999999}", Reason::kOverflow, 30,
       ".amount_off.amount", "too large"},
      {"amount_off: {amount: '1,50'}", Reason::kBadNumber, 30,
       ".amount_off.amount", "not an amount"},
      {"earn_points: {points: 1, per: 1}", Reason::kMissingField, 22,
       ".earn_points.currency", "missing"},
      {"earn_points: {currency: b, per: 1}", Reason::kMissingField, 22,
       ".earn_points.points", "missing"},
      {"earn_points: {currency: b, points: 1}", Reason::kMissingField, 22,
       ".earn_points.per", "missing"},
      {"earn_points: {currency: b, points: 1, per: 0}", Reason::kBadValue, 52,
       ".earn_points.per", "more than 0"},
      {"earn_points: {currency: b, points: -1, per: 1}", Reason::kBadValue, 44,
       ".earn_points.points", "negative"},
      {"earn_points: {currency: b, points: 1.55, per: 1}",
       Reason::kTooManyDecimals, 44, ".earn_points.points", "1.55"},
      {"multiply_points: {currency: b, times: x2}", Reason::kBadNumber, 47,
       ".multiply_points.times", "x2"},
      {"multiply_points: {currency: b, times: -2}", Reason::kBadValue, 47,
       ".multiply_points.times", "negative"},
      {"fixed_price: {of: x}", Reason::kMissingField, 22, ".fixed_price.price",
       "'price' is missing"},
      {"fixed_price: {price: -1}", Reason::kBadValue, 30, ".fixed_price.price",
       "negative"},
      // A 0 that somebody writes is no default.
      {"cheapest_off: {count: 0}", Reason::kBadValue, 31, ".cheapest_off.count",
       "expected 1 to 1000000"},
      {"cheapest_off: {count: 1000001}", Reason::kBadValue, 31,
       ".cheapest_off.count", "expected 1 to 1000000"},
      {"cheapest_off: {rate: 110%}", Reason::kBadValue, 30,
       ".cheapest_off.rate", "0% to 100%"},
      {"buy_get: {get: 1}", Reason::kMissingField, 18, ".buy_get.buy",
       "how many are paid"},
      {"buy_get: {buy: 0}", Reason::kBadValue, 24, ".buy_get.buy", "0 units"},
      {"buy_get: {buy: 2, get: 0}", Reason::kBadValue, 32, ".buy_get.get",
       "0 units"},
      {"buy_get: {buy: 2, sets_max: 0}", Reason::kBadValue, 37,
       ".buy_get.sets_max", "0 units"},
      {"buy_get: {buy: 2.5}", Reason::kWrongType, 24, ".buy_get.buy",
       "whole number"},
      {"buy_get: {buy: 2, gifts: mug}", Reason::kUnknownField, 27,
       ".buy_get.gifts", "did you mean 'gift'?"},
      {"stamp_card: {}", Reason::kMissingField, 21, ".stamp_card.pay",
       "how many are paid"},
      {"stamp_card: {pay: 0}", Reason::kBadValue, 27, ".stamp_card.pay",
       "0 units"},
      {"bundle_price: {price: 5}", Reason::kMissingField, 23,
       ".bundle_price.parts", "what is in a set"},
      {"bundle_price: {price: 5, parts: [{of: x, count: 0}]}",
       Reason::kBadValue, 57, ".bundle_price.parts[0].count", "0 units"},
      {"bundle_price: {price: 5, parts: [{count: 2}]}", Reason::kMissingField,
       42, ".bundle_price.parts[0].of", "'of' is missing"},
      {"brackets: {of: x}", Reason::kMissingField, 19, ".brackets.steps",
       "at least one bracket"},
      {"brackets: {by: unit, steps: [{percent: 1%}]}", Reason::kBadValue, 24,
       ".brackets.by", "did you mean 'units'?"},
      {"brackets: {steps: [{from: 5}]}", Reason::kMissingField, 28,
       ".brackets.steps[0]", "percent, amount, price or points is missing"},
      {"brackets: {steps: [{percent: x}]}", Reason::kBadNumber, 38,
       ".brackets.steps[0].percent", "not a rate"},
      {"brackets: {steps: [{percent: 5%, amount: 1}]}", Reason::kDuplicateKey,
       28, ".brackets.steps[0]", "only one of percent, amount"},
      {"brackets: {by: units, steps: [{from: 1.50, percent: 1%}]}",
       Reason::kTooManyDecimals, 46, ".brackets.steps[0].from", "whole one"},
      {"brackets: {by: units, steps: [{from: 1 EUR, percent: 1%}]}",
       Reason::kBadNumber, 46, ".brackets.steps[0].from", "number of units"},
      {"brackets: {steps: [{from: 1.505, percent: 1%}]}",
       Reason::kTooManyDecimals, 35, ".brackets.steps[0].from", "1.505"},
      {"brackets: {steps: [{from: -1, percent: 1%}]}", Reason::kBadValue, 35,
       ".brackets.steps[0].from", "negative"},
      {"brackets: {currency: b, steps: [{points: 1.55}]}",
       Reason::kTooManyDecimals, 50, ".brackets.steps[0].points", "1.55"},
      {"delivery_off: {of: x}", Reason::kMissingField, 23, ".delivery_off",
       "one of rate, amount or price is missing"},
      {"delivery_off: {rate: 1%, price: 0}", Reason::kDuplicateKey, 9,
       ".delivery_off", "only one of rate, amount or price"},
      {"unit_points: {currency: b}", Reason::kMissingField, 22,
       ".unit_points.points", "'points' is missing"},
      {"fixed_points: {points: 1}", Reason::kMissingField, 23,
       ".fixed_points.currency", "'currency' is missing"},
      {"gift: {count: 2}", Reason::kMissingField, 15, ".gift.sku",
       "'sku' is missing"},
      {"gift: {sku: x, count: 0}", Reason::kBadValue, 31, ".gift.count",
       "0 units"},
      {"message: {}", Reason::kMissingField, 18, ".message.text",
       "'text' is missing"},
      {"custom: {values: {a: 1}}", Reason::kMissingField, 17, ".custom.name",
       "'name' is missing"},
      {"custom: {name: x, values: [{int: 1}]}", Reason::kMissingField, 36,
       ".custom.values[0].name", "'name' is missing"},
      {"custom: {name: x, values: {a: {mony: 1}}}", Reason::kUnknownField, 40,
       ".custom.values.a.mony", "did you mean 'money'?"},
      {"{amount_off: {amount: 1}, cap: -1}", Reason::kBadValue, 40, ".cap",
       "negative"},
      {"{amount_off: {amount: 1}, floor: 101%}", Reason::kBadValue, 42,
       ".floor", "0% to 100%"},
      {"{unit_points: {currency: b, points: 1}, points_cap: 1.55}",
       Reason::kTooManyDecimals, 61, ".points_cap", "1.55"},
      {"{percent_off: {rate: 1%}, amount_off: {amount: 1}}",
       Reason::kDuplicateKey, 35, ".amount_off", "two items"},
      {"{amount_off: {amount: 1}, funders: [{id: a}]}", Reason::kMissingField,
       45, ".funders[0].share", "'share' is missing"},
      {"{amount_off: {amount: 1}, funders: [{id: a, share: 150%}]}",
       Reason::kBadValue, 60, ".funders[0].share", "0% to 100%"},
      {"{amount_off: {amount: 1}, funders: [{id: a, share: 60%}, "
       "{id: b, share: 41%}]}",
       Reason::kBadValue, 44, ".funders", "101%"},
      {"{amount_off: {amount: 1}, funders: [{id: a, share: 1%}, "
       "{id: a, share: 1%}]}",
       Reason::kDuplicateId, 70, ".funders[1].id", "'a' is taken"},
  };
  for (const BadEffect& row : kRows) {
    SCOPED_TRACE(std::string(row.effect));
    const std::string text =
        std::string(kSmallest) +
        "points: [{id: b, decimals: 1}]\nrules:\n  - {id: a, then:\n      [ " +
        std::string(row.effect.starts_with('{') ? "" : "{") +
        std::string(row.effect) +
        std::string(row.effect.starts_with('{') ? "" : "}") + " ]}\n";
    const Loaded<Program> loaded = LoadProgram(text, TextFormat::kYaml, "p");
    EXPECT_FALSE(loaded.value);
    ASSERT_EQ(loaded.diagnostics.size(), 1U)
        << FormatDiagnostic(loaded.diagnostics.at(1));
    const Diagnostic& found = loaded.diagnostics[0];
    EXPECT_EQ(ReasonName(found.reason), ReasonName(row.reason));
    const int shift = row.effect.starts_with('{') ? 0 : 1;
    EXPECT_EQ(found.place, (SourcePlace{"p", 8, row.column + shift}));
    EXPECT_EQ(found.path, "rules[0].then[0]" + std::string(row.path));
    EXPECT_NE(found.message.find(row.message), std::string::npos)
        << found.message;
  }
}

TEST(BadProgram, NamesEverythingThatIsMissing) {
  const Loaded<Program> loaded =
      LoadProgram("name: x\n", TextFormat::kYaml, "p");
  std::vector<std::string> paths;
  for (const Diagnostic& diagnostic : loaded.diagnostics) {
    EXPECT_EQ(diagnostic.reason, Reason::kMissingField);
    EXPECT_EQ(diagnostic.place, (SourcePlace{"p", 1, 1}));
    paths.push_back(diagnostic.path);
  }
  EXPECT_EQ(paths, (std::vector<std::string>{"valid_from", "program", "version",
                                             "currency"}));
}

// One unknown currency is one error, not one for each amount.
TEST(BadProgram, AnUnknownCurrencyIsSaidOnce) {
  const Loaded<Program> loaded = LoadProgram(
      "program: p\nversion: 1\nvalid_from: 2025-01-01\ncurrency: EUX\n"
      "points: [{id: b}]\nrules:\n  - id: a\n    then:\n"
      "      - amount_off: {amount: 5.00}\n"
      "      - earn_points: {currency: b, points: 1, per: 1.00}\n",
      TextFormat::kYaml, "p");
  ASSERT_EQ(loaded.diagnostics.size(), 1U);
  EXPECT_EQ(loaded.diagnostics[0].reason, Reason::kUnknownCurrency);
}

TEST(BadProgram, ReportsAllAtOnceInOrder) {
  const std::string text = std::string(kSmallest) +
                           "nmae: x\nselections:\n  - {id: a, where: x}\n"
                           "  - {id: a, where: y}\nrules:\n  - id: r\n"
                           "    then:\n      - percent_off: {rate: abc}\n"
                           "      - percent_off: {rate: 200%, off: x}\n";
  const Loaded<Program> loaded =
      LoadProgram(text, TextFormat::kYaml, "cafe.yaml");
  std::string found;
  for (const Diagnostic& diagnostic : loaded.diagnostics) {
    found += FormatDiagnostic(diagnostic) + "\n";
  }
  EXPECT_EQ(found,
            "cafe.yaml:5:1: error: unknown field 'nmae'; did you mean 'name'? "
            "(nmae)\n"
            "cafe.yaml:8:10: error: 'a' is taken already by selections[0].id: "
            "each needs an id of its own (selections[1].id)\n"
            "cafe.yaml:12:29: error: 'abc' is not a rate: write a percentage "
            "such as 12.5% or a decimal such as 0.125 "
            "(rules[0].then[0].percent_off.rate)\n"
            "cafe.yaml:13:29: error: 200% cannot be: expected 0% to 100% "
            "(rules[0].then[1].percent_off.rate)\n"
            "cafe.yaml:13:35: error: unknown field 'off'; did you mean 'of'? "
            "(rules[0].then[1].percent_off.off)\n");
  // What could be read is there for those who check expressions.
  ASSERT_TRUE(loaded.draft);
  EXPECT_EQ(loaded.draft->rules.at(0).id, "r");
  EXPECT_EQ(loaded.draft->selections.at(1).where, "y");
}

// What a message says to write in place of a single value can be read.
TEST(BadProgram, SaysWhatToWriteInPlaceOfASingleValue) {
  const struct {
    std::string_view line;  // with the value that is wrong between < and >
    std::string_view write;
  } rows[] = {
      {"points: [{id: a, transfers: <keep>}]", "transfers: {expiry: keep}"},
      {"points: [{id: a, transfers: <true>}]", "transfers: {expiry: keep}"},
      {"points: [{id: a, expires: <12 months>}]",
       "expires: {after: 12 months}"},
      {"points: [{id: a, expires: <never>}]", "expires: {after: 12 months}"},
      {"points: [<a>]", "{id: a}"},
      {"points: [{id: a}, {id: b}]\nselections: [{id: s, where: 'true'}]\n"
       "rewards: [{id: r, currency: a, prices: [{points: 1}], unit: s, "
       "automatic: <quarterly>}]",
       "automatic: {every: quarter}"},
      {"points: [{id: a}]\nselections: [{id: s, where: 'true'}]\n"
       "rewards: [{id: r, currency: a, prices: [<50>], unit: s}]",
       "{points: 50}"},
      {"rules: [{id: r, then: [{percent_off: <30%>}]}]",
       "percent_off: {rate: 30%}"},
      {"rules: [{id: r, then: [{percent_off: <a third>}]}]",
       "percent_off: {rate: 10%}"},
      {"rules: [{id: r, then: [{amount_off: <5.00>}]}]",
       "amount_off: {amount: 5.00}"},
      {"rules: [{id: r, then: [{stamp_card: <9>}]}]", "stamp_card: {pay: 9}"},
      {"rules: [{id: r, then: [{message: <Hello>}]}]",
       "message: {text: Hello}"},
      {"rules: [{id: r, then: [{gift: <mug>}]}]", "gift: {sku: mug}"},
      {"rules: [{id: r, schedule: <weekend>, then: [{gift: {sku: m}}]}]",
       "schedule: {first_day: 2025-06-01}"},
      {"rules: [{id: r, limits: [<1>], then: [{gift: {sku: m}}]}]",
       "{uses: 1}"},
      {"tax: <without_tax>", "tax: {prices: without_tax}"},
      {"tax: [without_tax]", "tax: {prices: with_tax}"},
      {"budgets: [<spring>]", "{id: spring, amount: 5.00}"},
      {"products: [<mug>]", "{sku: mug}"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(std::string(row.line));
    std::string wrong(row.line);
    std::string right(row.line);
    const size_t begin = wrong.find('<');
    if (begin != std::string::npos) {
      wrong.erase(wrong.find('>'), 1);
      wrong.erase(begin, 1);
      const size_t key = row.write[0] == '{' ? 0 : row.write.find('{');
      right.replace(begin, right.find('>') + 1 - begin, row.write.substr(key));
    }
    Loaded<Program> loaded = LoadProgram(std::string(kSmallest) + wrong + "\n",
                                         TextFormat::kYaml, "p");
    ASSERT_EQ(loaded.diagnostics.size(), 1U)
        << FormatDiagnostic(loaded.diagnostics.at(1));
    EXPECT_TRUE(loaded.diagnostics[0].message.ends_with(": write " +
                                                        std::string(row.write)))
        << loaded.diagnostics[0].message;
    if (begin == std::string::npos) continue;
    loaded = LoadProgram(std::string(kSmallest) + right + "\n",
                         TextFormat::kYaml, "p");
    EXPECT_TRUE(loaded.value) << FormatDiagnostic(loaded.diagnostics.at(0));
  }
}

// JSON has the same errors in its own places.
TEST(BadProgram, InJson) {
  const std::string text =
      "{\"program\": \"p\", \"version\": true,\n"
      " \"valid_from\": \"2025-01-01\", \"currency\": null,\n"
      " \"points\": [{\"id\": \"b\", \"decimals\": \"1\"}, null],\n"
      " \"rules\": [{\"id\": \"a\\\"\", \"then\": [\n"
      "   {\"percent_off\": {\"rate\": 2.5}}]}]}";
  const Loaded<Program> loaded = LoadProgram(text, TextFormat::kJson, "p");
  std::string found;
  for (const Diagnostic& diagnostic : loaded.diagnostics) {
    found += FormatDiagnostic(diagnostic) + "\n";
  }
  EXPECT_EQ(found,
            "p:1:29: error: 'true': expected text, in double quotes "
            "(version)\n"
            "p:2:30: error: 'currency' is missing: expected an ISO 4217 code "
            "such as EUR (currency)\n"
            "p:3:37: error: '1': expected a whole number, without quotes "
            "(points[0].decimals)\n"
            "p:3:43: error: an item without a value: write one, or remove it "
            "(points[1])\n"
            "p:5:29: error: 250% cannot be: expected 0% to 100% "
            "(rules[0].then[0].percent_off.rate)\n");
}

}  // namespace
}  // namespace patron
