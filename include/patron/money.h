// Money: whole minor units (cents, pence, yen) of an ISO 4217 currency.
//
//   Money price = *ParseMoney("4.50 EUR");        // 450 minor units
//   Money off = *Multiply(price, Rate::Percent(10),
//                         Rounding::kHalfAwayFromZero);   // 0.45 EUR
//
// Sums never wrap and never mix currencies: both are errors.
// Threads: values, any thread.
#ifndef PATRON_MONEY_H_
#define PATRON_MONEY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "patron/quantity.h"
#include "patron/rate.h"
#include "patron/rounding.h"

namespace patron {

// An ISO 4217 currency: its number, its code, its decimals (JPY 0, EUR 2,
// KWD 3). The default is "no currency", which equals only itself.
class Currency {
 public:
  constexpr Currency() = default;

  [[nodiscard]] static std::optional<Currency> FromCode(std::string_view code);
  [[nodiscard]] static std::optional<Currency> FromNumeric(int numeric);

  [[nodiscard]] constexpr int numeric() const { return numeric_; }
  [[nodiscard]] constexpr int decimals() const { return decimals_; }
  // "EUR", or "" for no currency.
  [[nodiscard]] std::string_view code() const;
  [[nodiscard]] constexpr bool valid() const { return numeric_ != 0; }

  friend constexpr bool operator==(Currency, Currency) = default;

 private:
  constexpr Currency(uint16_t numeric, uint8_t decimals)
      : numeric_(numeric), decimals_(decimals) {}

  uint16_t numeric_ = 0;
  uint8_t decimals_ = 0;
};

// As FromCode, with an error that names a near code.
[[nodiscard]] absl::StatusOr<Currency> ParseCurrency(std::string_view code);

struct Money {
  int64_t minor = 0;
  Currency currency;

  friend bool operator==(const Money&, const Money&) = default;
};

[[nodiscard]] absl::StatusOr<Money> Add(Money a, Money b);
[[nodiscard]] absl::StatusOr<Money> Subtract(Money a, Money b);
[[nodiscard]] absl::StatusOr<Money> Multiply(Money value, Rate rate,
                                             Rounding rounding);

// "20.00 EUR"; where `currency` is given also "20.00", and another currency
// than it is an error. No more decimals than the currency has.
[[nodiscard]] absl::StatusOr<Money> ParseMoney(std::string_view text,
                                               Currency currency = {});

// "20.00 EUR" and "20.00".
[[nodiscard]] std::string FormatMoney(Money value);
[[nodiscard]] std::string FormatAmount(Money value);

// A price for one piece or one kilogram, for display, rules and matching; it
// may be finer than a minor unit (a screw at 0.0035). Millionths of the major
// unit, whatever the currency.
struct UnitPrice {
  static constexpr int kDecimals = 6;

  int64_t micros = 0;
  Currency currency;

  friend bool operator==(const UnitPrice&, const UnitPrice&) = default;
};

[[nodiscard]] absl::StatusOr<UnitPrice> ParseUnitPrice(std::string_view text,
                                                       Currency currency);
// "2.55", "0.0035": as many decimals as needed, at least the currency's.
[[nodiscard]] std::string FormatUnitPrice(UnitPrice price);

// price * quantity in minor units, rounded once.
[[nodiscard]] absl::StatusOr<Money> Multiply(UnitPrice price, Quantity quantity,
                                             Rounding rounding);

}  // namespace patron

#endif  // PATRON_MONEY_H_
