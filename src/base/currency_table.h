// The currencies of ISO 4217, for money.cc.
//
//   FindCurrency("EUR")->decimals   // 2
//
// Threads: constant data, any thread.
#ifndef PATRON_SRC_BASE_CURRENCY_TABLE_H_
#define PATRON_SRC_BASE_CURRENCY_TABLE_H_

#include <cstdint>
#include <span>
#include <string_view>

namespace patron {

struct CurrencyRow {
  std::string_view code;
  uint16_t numeric = 0;
  uint8_t decimals = 0;
};

// By code, ascending.
[[nodiscard]] std::span<const CurrencyRow> AllCurrencies();

// Null where there is none. Codes are capital letters.
[[nodiscard]] const CurrencyRow* FindCurrency(std::string_view code);
[[nodiscard]] const CurrencyRow* FindCurrency(int numeric);

}  // namespace patron

#endif  // PATRON_SRC_BASE_CURRENCY_TABLE_H_
