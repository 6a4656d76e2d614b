// Money: sums in one currency, products through MulDiv, amounts as text.
#include "patron/money.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "base/currency_table.h"
#include "base/int128.h"
#include "base/quote.h"
#include "patron/error.h"

namespace patron {
namespace {

// "12.50 EUR", in the currency that was expected.
std::string Example(Currency currency) {
  const Money example{1250, currency.valid()
                                ? currency
                                : Currency::FromCode("EUR").value_or(currency)};
  return FormatMoney(example);
}

absl::Status Mismatch(const char* what, Money a, Money b) {
  return Refuse(Reason::kCurrencyMismatch,
                std::string("cannot ") + what + " " + FormatMoney(a) + " and " +
                    FormatMoney(b) + ": convert one of them first");
}

absl::Status TooLarge(const std::string& what, Currency currency) {
  const Money most{std::numeric_limits<int64_t>::max(), currency};
  return Refuse(Reason::kOverflow,
                what + " is too large: the most is " + FormatMoney(most));
}

bool IsWord(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
}

absl::Status NotAnAmount(std::string_view text, Currency currency) {
  const bool comma = text.find(',') != std::string_view::npos;
  return Refuse(Reason::kBadNumber,
                Quote(text) + " is not an amount: write one such as " +
                    Example(currency) +
                    (comma ? ", with a point for the decimals" : ""));
}

// "20.00 EUR" in its parts; the currency may come from the caller.
struct AmountText {
  std::string_view number;
  Currency currency;
};

absl::StatusOr<AmountText> ReadAmount(std::string_view text,
                                      Currency expected) {
  const size_t blank = text.find(' ');
  if (blank == std::string_view::npos) {
    if (expected.valid()) return AmountText{text, expected};
    return Refuse(Reason::kUnknownCurrency,
                  Quote(text) + " names no currency: write an amount such as " +
                      Example(expected));
  }
  const std::string_view code = text.substr(blank + 1);
  if (!IsWord(code)) return NotAnAmount(text, expected);
  const absl::StatusOr<Currency> named = ParseCurrency(code);
  if (!named.ok()) return named.status();
  if (expected.valid() && *named != expected) {
    return Refuse(Reason::kCurrencyMismatch, Quote(text) + " should be in " +
                                                 std::string(expected.code()) +
                                                 ", such as " +
                                                 Example(expected));
  }
  return AmountText{text.substr(0, blank), *named};
}

// ParseDecimal's error in words of money. `decimals` is what was allowed.
absl::Status BadAmount(std::string_view text, Currency currency, int decimals,
                       Reason reason) {
  const std::string code(currency.code());
  switch (reason) {
    case Reason::kTooManyDecimals:
      return Refuse(reason, Quote(text) + " is too fine: at most " +
                                std::to_string(decimals) +
                                " decimals are kept in " + code);
    case Reason::kOverflow:
      return Refuse(
          reason,
          Quote(text) + " is too large: the most is " +
              FormatDecimal(std::numeric_limits<int64_t>::max(), decimals) +
              " " + code);
    default:
      return NotAnAmount(text, currency);
  }
}

}  // namespace

std::optional<Currency> Currency::FromCode(std::string_view code) {
  const CurrencyRow* row = FindCurrency(code);
  if (row == nullptr) return std::nullopt;
  return Currency(row->numeric, row->decimals);
}

std::optional<Currency> Currency::FromNumeric(int numeric) {
  const CurrencyRow* row = FindCurrency(numeric);
  if (row == nullptr) return std::nullopt;
  return Currency(row->numeric, row->decimals);
}

std::string_view Currency::code() const {
  const CurrencyRow* row = FindCurrency(numeric_);
  return row == nullptr ? std::string_view() : row->code;
}

absl::StatusOr<Currency> ParseCurrency(std::string_view code) {
  if (const std::optional<Currency> found = Currency::FromCode(code)) {
    return *found;
  }
  std::vector<std::string_view> codes;
  for (const CurrencyRow& row : AllCurrencies()) codes.push_back(row.code);
  const std::string_view near = NearName(code, codes);
  std::string message = "unknown currency " + Quote(code);
  if (near.empty()) {
    message += ": write a code of ISO 4217 such as EUR";
  } else {
    message += "; did you mean " + Quote(near) + "?";
  }
  return Refuse(Reason::kUnknownCurrency, message);
}

absl::StatusOr<Money> Add(Money a, Money b) {
  if (a.currency != b.currency) return Mismatch("add", a, b);
  const absl::StatusOr<int64_t> minor = AddExact(a.minor, b.minor);
  if (minor.ok()) return Money{*minor, a.currency};
  return TooLarge(FormatMoney(a) + " + " + FormatMoney(b), a.currency);
}

absl::StatusOr<Money> Subtract(Money a, Money b) {
  if (a.currency != b.currency) return Mismatch("subtract", a, b);
  const absl::StatusOr<int64_t> minor = SubtractExact(a.minor, b.minor);
  if (minor.ok()) return Money{*minor, a.currency};
  return TooLarge(FormatMoney(a) + " - " + FormatMoney(b), a.currency);
}

absl::StatusOr<Money> Multiply(Money value, Rate rate, Rounding rounding) {
  const absl::StatusOr<int64_t> minor = Multiply(value.minor, rate, rounding);
  if (minor.ok()) return Money{*minor, value.currency};
  return TooLarge(FormatMoney(value) + " * " + FormatRate(rate),
                  value.currency);
}

absl::StatusOr<Money> ParseMoney(std::string_view text, Currency currency) {
  const absl::StatusOr<AmountText> amount = ReadAmount(text, currency);
  if (!amount.ok()) return amount.status();
  const int decimals = amount->currency.decimals();
  const absl::StatusOr<int64_t> minor = ParseDecimal(amount->number, decimals);
  if (minor.ok()) return Money{*minor, amount->currency};
  return BadAmount(text, amount->currency, decimals, ReasonOf(minor.status()));
}

std::string FormatMoney(Money value) {
  std::string text = FormatAmount(value);
  if (value.currency.valid()) text.append(" ").append(value.currency.code());
  return text;
}

std::string FormatAmount(Money value) {
  return FormatDecimal(value.minor, value.currency.decimals());
}

absl::StatusOr<UnitPrice> ParseUnitPrice(std::string_view text,
                                         Currency currency) {
  const absl::StatusOr<AmountText> amount = ReadAmount(text, currency);
  if (!amount.ok()) return amount.status();
  const absl::StatusOr<int64_t> micros =
      ParseDecimal(amount->number, UnitPrice::kDecimals);
  if (micros.ok()) return UnitPrice{*micros, amount->currency};
  return BadAmount(text, amount->currency, UnitPrice::kDecimals,
                   ReasonOf(micros.status()));
}

std::string FormatUnitPrice(UnitPrice price) {
  // Zeros at the end go one by one, down to the currency's own decimals.
  int64_t value = price.micros;
  int decimals = UnitPrice::kDecimals;
  while (decimals > price.currency.decimals() && value % 10 == 0) {
    value /= 10;
    --decimals;
  }
  return FormatDecimal(value, decimals);
}

absl::StatusOr<Money> Multiply(UnitPrice price, Quantity quantity,
                               Rounding rounding) {
  // Millionths of the major unit times thousandths, in minor units.
  const int64_t divisor = PowerOfTen(
      UnitPrice::kDecimals + Quantity::kDecimals - price.currency.decimals());
  const absl::StatusOr<int64_t> minor =
      MulDiv(price.micros, quantity.milli, divisor, rounding);
  if (minor.ok()) return Money{*minor, price.currency};
  return TooLarge(FormatQuantity(quantity) + " at " + FormatUnitPrice(price),
                  price.currency);
}

}  // namespace patron
