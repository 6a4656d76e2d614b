// Currencies, amounts and unit prices.
#include "patron/money.h"

#include <limits>
#include <set>

#include "base/currency_table.h"
#include "patron/error.h"
#include "tests/seed.h"
#include "tests/status_matchers.h"

namespace patron {
namespace {

using ::patron::testing::Between;
using ::patron::testing::IsOkAndHolds;
using ::patron::testing::SeededRandom;
using ::testing::HasSubstr;

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
constexpr int64_t kMin = std::numeric_limits<int64_t>::min();

Currency Code(std::string_view code) {
  const std::optional<Currency> currency = Currency::FromCode(code);
  EXPECT_TRUE(currency.has_value()) << code;
  return currency.value_or(Currency());
}

Money Eur(int64_t minor) { return {minor, Code("EUR")}; }

struct CurrencyCase {
  const char* code;
  int numeric;
  int decimals;
};

TEST(Currency, OfAllShapes) {
  const CurrencyCase rows[] = {
      {"EUR", 978, 2}, {"USD", 840, 2}, {"GBP", 826, 2}, {"CHF", 756, 2},
      {"JPY", 392, 0}, {"KRW", 410, 0}, {"ISK", 352, 0}, {"CLP", 152, 0},
      {"KWD", 414, 3}, {"BHD", 48, 3},  {"TND", 788, 3}, {"CLF", 990, 4},
      {"UYW", 927, 4}, {"ALL", 8, 2},   {"ZWG", 924, 2}, {"XCG", 532, 2},
      {"XOF", 952, 0}, {"MRU", 929, 2}, {"HRK", 191, 2}, {"VES", 928, 2},
  };
  for (const CurrencyCase& row : rows) {
    SCOPED_TRACE(row.code);
    const Currency currency = Code(row.code);
    EXPECT_TRUE(currency.valid());
    EXPECT_EQ(currency.numeric(), row.numeric);
    EXPECT_EQ(currency.decimals(), row.decimals);
    EXPECT_EQ(currency.code(), row.code);
    EXPECT_EQ(Currency::FromNumeric(row.numeric), currency);
  }
}

TEST(Currency, TheTableIsWhole) {
  std::set<int> numbers;
  std::string last;
  for (const CurrencyRow& row : AllCurrencies()) {
    SCOPED_TRACE(row.code);
    EXPECT_LT(last, row.code);
    last = row.code;
    EXPECT_EQ(row.code.size(), 3u);
    EXPECT_TRUE(numbers.insert(row.numeric).second);
    EXPECT_GT(row.numeric, 0);
    EXPECT_LT(row.numeric, 1000);
    EXPECT_LE(row.decimals, 4);
    const std::optional<Currency> currency = Currency::FromCode(row.code);
    ASSERT_TRUE(currency.has_value());
    EXPECT_EQ(currency->code(), row.code);
    EXPECT_EQ(Currency::FromNumeric(row.numeric), currency);
  }
  EXPECT_EQ(numbers.size(), 170u);
}

TEST(Currency, UnknownOnes) {
  for (const char* code : {"", "E", "EU", "EURO", "eur", "ZZZ", "XAU", "AAA"}) {
    EXPECT_EQ(Currency::FromCode(code), std::nullopt) << code;
  }
  for (const int numeric : {0, -1, 1, 999, 1000, 65536 + 978}) {
    EXPECT_EQ(Currency::FromNumeric(numeric), std::nullopt) << numeric;
  }
  EXPECT_FALSE(Currency().valid());
  EXPECT_EQ(Currency().code(), "");
  EXPECT_EQ(Currency(), Currency());
  EXPECT_NE(Currency(), Code("EUR"));
}

struct BadRow {
  const char* text;
  const char* currency;  // expected, "" for any
  Reason reason;
  const char* message;
};

void ExpectBad(const absl::Status& status, const BadRow& row) {
  EXPECT_EQ(ReasonOf(status), row.reason) << row.text;
  EXPECT_EQ(MessageOf(status), row.message) << row.text;
}

TEST(ParseCurrency, NamesANearCode) {
  EXPECT_THAT(ParseCurrency("EUR"), IsOkAndHolds(Code("EUR")));
  const BadRow rows[] = {
      {"EURO", "", Reason::kUnknownCurrency,
       "unknown currency 'EURO'; did you mean 'EUR'?"},
      {"eur", "", Reason::kUnknownCurrency,
       "unknown currency 'eur'; did you mean 'EUR'?"},
      {"GPB", "", Reason::kUnknownCurrency,
       "unknown currency 'GPB'; did you mean 'GBP'?"},
      {"QQQ", "", Reason::kUnknownCurrency,
       "unknown currency 'QQQ': write a code of ISO 4217 such as EUR"},
      {"", "", Reason::kUnknownCurrency,
       "unknown currency '': write a code of ISO 4217 such as EUR"},
  };
  for (const BadRow& row : rows) {
    ExpectBad(ParseCurrency(row.text).status(), row);
  }
}

struct MoneyRow {
  const char* text;
  const char* currency;  // expected, "" for any
  int64_t minor;
  const char* printed;
};

TEST(Money, AsText) {
  const MoneyRow rows[] = {
      {"20.00 EUR", "", 2000, "20.00 EUR"},
      {"20 EUR", "", 2000, "20.00 EUR"},
      {"20.5 EUR", "EUR", 2050, "20.50 EUR"},
      {"20.00", "EUR", 2000, "20.00 EUR"},
      {"-0.01", "EUR", -1, "-0.01 EUR"},
      {"1000 JPY", "", 1000, "1000 JPY"},
      {"1.234 KWD", "", 1234, "1.234 KWD"},
      {"1.200", "JPY", -1, nullptr},
      {"92233720368547758.07 EUR", "", kMax, "92233720368547758.07 EUR"},
      {"-92233720368547758.08 EUR", "", kMin, "-92233720368547758.08 EUR"},
  };
  for (const MoneyRow& row : rows) {
    SCOPED_TRACE(row.text);
    const std::string_view code = row.currency;
    const Currency expected = code.empty() ? Currency() : Code(code);
    const absl::StatusOr<Money> money = ParseMoney(row.text, expected);
    if (row.printed == nullptr) {
      EXPECT_FALSE(money.ok());
      continue;
    }
    ASSERT_THAT(money, ::patron::testing::IsOk());
    EXPECT_EQ(money->minor, row.minor);
    EXPECT_EQ(FormatMoney(*money), row.printed);
    EXPECT_EQ(FormatMoney(*money),
              FormatAmount(*money) + " " + std::string(money->currency.code()));
  }
  EXPECT_EQ(FormatMoney(Money{5, Currency()}), "5");
}

TEST(ParseMoney, SaysWhatWasExpected) {
  const BadRow rows[] = {
      {"20.00", "", Reason::kUnknownCurrency,
       "'20.00' names no currency: write an amount such as 12.50 EUR"},
      {"20.00 GBP", "EUR", Reason::kCurrencyMismatch,
       "'20.00 GBP' should be in EUR, such as 12.50 EUR"},
      {"20.00 EURO", "", Reason::kUnknownCurrency,
       "unknown currency 'EURO'; did you mean 'EUR'?"},
      {"20.00 eur", "", Reason::kUnknownCurrency,
       "unknown currency 'eur'; did you mean 'EUR'?"},
      {"20.00 {}", "", Reason::kBadNumber,
       "'20.00 {}' is not an amount: write one such as 12.50 EUR"},
      {"20.00 A_B", "", Reason::kBadNumber,
       "'20.00 A_B' is not an amount: write one such as 12.50 EUR"},
      {"EUR 20.00", "", Reason::kBadNumber,
       "'EUR 20.00' is not an amount: write one such as 12.50 EUR"},
      {"20.00 ", "EUR", Reason::kBadNumber,
       "'20.00 ' is not an amount: write one such as 12.50 EUR"},
      {"20.00  EUR", "", Reason::kBadNumber,
       "'20.00  EUR' is not an amount: write one such as 12.50 EUR"},
      {"abc EUR", "", Reason::kBadNumber,
       "'abc EUR' is not an amount: write one such as 12.50 EUR"},
      {"", "JPY", Reason::kBadNumber,
       "'' is not an amount: write one such as 1250 JPY"},
      {" EUR", "", Reason::kBadNumber,
       "' EUR' is not an amount: write one such as 12.50 EUR"},
      {"20.005 EUR", "", Reason::kTooManyDecimals,
       "'20.005 EUR' is too fine: at most 2 decimals are kept in EUR"},
      {"0.5", "JPY", Reason::kTooManyDecimals,
       "'0.5' is too fine: at most 0 decimals are kept in JPY"},
      {"92233720368547758.08 EUR", "", Reason::kOverflow,
       "'92233720368547758.08 EUR' is too large: the most is "
       "92233720368547758.07 EUR"},
  };
  for (const BadRow& row : rows) {
    const std::string_view code = row.currency;
    ExpectBad(
        ParseMoney(row.text, code.empty() ? Currency() : Code(code)).status(),
        row);
  }
}

TEST(Money, IsReadBackAsItWas) {
  std::mt19937_64 random = SeededRandom();
  for (const CurrencyRow& row : AllCurrencies()) {
    const Money money{Between(random, kMin, kMax) >> Between(random, 0, 60),
                      Code(row.code)};
    EXPECT_THAT(ParseMoney(FormatMoney(money)), IsOkAndHolds(money));
    EXPECT_THAT(ParseMoney(FormatAmount(money), money.currency),
                IsOkAndHolds(money));
  }
}

TEST(Money, SumsInOneCurrency) {
  EXPECT_THAT(Add(Eur(300), Eur(-501)), IsOkAndHolds(Eur(-201)));
  EXPECT_THAT(Subtract(Eur(300), Eur(501)), IsOkAndHolds(Eur(-201)));
  EXPECT_THAT(
      Multiply(Eur(450), Rate::Percent(10), Rounding::kHalfAwayFromZero),
      IsOkAndHolds(Eur(45)));
}

TEST(Money, RefusesToMixAndToWrap) {
  const Money gbp{200, Code("GBP")};
  const absl::Status added = Add(Eur(300), gbp).status();
  EXPECT_EQ(ReasonOf(added), Reason::kCurrencyMismatch);
  EXPECT_EQ(MessageOf(added),
            "cannot add 3.00 EUR and 2.00 GBP: convert one of them first");
  const absl::Status taken = Subtract(Eur(300), gbp).status();
  EXPECT_EQ(ReasonOf(taken), Reason::kCurrencyMismatch);
  EXPECT_THAT(std::string(MessageOf(taken)), HasSubstr("cannot subtract"));
  EXPECT_EQ(ReasonOf(Add(Eur(1), Money{}).status()), Reason::kCurrencyMismatch);

  const absl::Status over = Add(Eur(kMax), Eur(1)).status();
  EXPECT_EQ(ReasonOf(over), Reason::kOverflow);
  EXPECT_EQ(MessageOf(over),
            "92233720368547758.07 EUR + 0.01 EUR is too large: the most is "
            "92233720368547758.07 EUR");
  EXPECT_EQ(ReasonOf(Subtract(Eur(kMin), Eur(1)).status()), Reason::kOverflow);
  EXPECT_EQ(
      ReasonOf(Multiply(Eur(kMax), Rate::Whole(2), Rounding::kDown).status()),
      Reason::kOverflow);
}

struct UnitPriceRow {
  const char* text;
  const char* currency;
  int64_t micros;
  const char* printed;
};

TEST(UnitPrice, AsText) {
  const UnitPriceRow rows[] = {
      {"2.55", "GBP", 2'550'000, "2.55"},
      {"2.55 GBP", "GBP", 2'550'000, "2.55"},
      {"2.5", "GBP", 2'500'000, "2.50"},
      {"0.0035", "EUR", 3'500, "0.0035"},
      {"0", "EUR", 0, "0.00"},
      {"0.000001", "EUR", 1, "0.000001"},
      {"-11062.06", "GBP", -11'062'060'000, "-11062.06"},
      {"100", "JPY", 100'000'000, "100"},
      {"0.5", "JPY", 500'000, "0.5"},
      {"1.5", "KWD", 1'500'000, "1.500"},
  };
  for (const UnitPriceRow& row : rows) {
    SCOPED_TRACE(row.text);
    const UnitPrice price{row.micros, Code(row.currency)};
    EXPECT_THAT(ParseUnitPrice(row.text, price.currency), IsOkAndHolds(price));
    EXPECT_EQ(FormatUnitPrice(price), row.printed);
  }
}

TEST(UnitPrice, SaysWhatWasExpected) {
  const BadRow rows[] = {
      {"0.0000001", "EUR", Reason::kTooManyDecimals,
       "'0.0000001' is too fine: at most 6 decimals are kept in EUR"},
      {"9999999999999", "EUR", Reason::kOverflow,
       "'9999999999999' is too large: the most is 9223372036854.775807 EUR"},
      {"cheap", "EUR", Reason::kBadNumber,
       "'cheap' is not an amount: write one such as 12.50 EUR"},
      {"1.00 GBP", "EUR", Reason::kCurrencyMismatch,
       "'1.00 GBP' should be in EUR, such as 12.50 EUR"},
  };
  for (const BadRow& row : rows) {
    ExpectBad(ParseUnitPrice(row.text, Code(row.currency)).status(), row);
  }
}

struct ProductRow {
  const char* price;
  const char* currency;
  Quantity quantity;
  int64_t minor;  // rounded half away from zero
};

TEST(UnitPrice, TimesAQuantity) {
  const ProductRow rows[] = {
      {"0.0035", "EUR", Quantity::Pieces(100), 35},
      {"0.0035", "EUR", Quantity::Pieces(1), 0},
      {"0.005", "EUR", Quantity::Pieces(1), 1},
      {"-0.005", "EUR", Quantity::Pieces(1), -1},
      {"2.55", "GBP", Quantity::Pieces(80'995), 20'653'725},
      {"19.90", "EUR", {1250, Quantity::Kind::kWeight}, 2488},  // 24.875
      {"100", "JPY", Quantity::Pieces(3), 300},
      {"1.5", "KWD", Quantity::Pieces(2), 3000},
      {"1", "CLF", Quantity::Pieces(1), 10'000},
  };
  for (const ProductRow& row : rows) {
    const Currency currency = Code(row.currency);
    const absl::StatusOr<UnitPrice> price = ParseUnitPrice(row.price, currency);
    ASSERT_THAT(price, ::patron::testing::IsOk());
    EXPECT_THAT(Multiply(*price, row.quantity, Rounding::kHalfAwayFromZero),
                IsOkAndHolds(Money{row.minor, currency}))
        << row.price;
  }
  const UnitPrice dear{kMax, Code("EUR")};
  const absl::Status over =
      Multiply(dear, Quantity::Pieces(1'000'000), Rounding::kDown).status();
  EXPECT_EQ(ReasonOf(over), Reason::kOverflow);
  EXPECT_EQ(MessageOf(over),
            "1000000 at 9223372036854.775807 is too large: the most is "
            "92233720368547758.07 EUR");
}

}  // namespace
}  // namespace patron
