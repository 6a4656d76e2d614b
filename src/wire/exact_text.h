// Exact values as the text that programs and events hold: what base/ reads and
// prints, and amounts without a code in the document's own currency.
//
// Threads: free functions, any thread.
#ifndef PATRON_WIRE_EXACT_TEXT_H_
#define PATRON_WIRE_EXACT_TEXT_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "patron/money.h"
#include "patron/program.h"
#include "patron/rate.h"

namespace patron::wire {

// What models say of a member has six decimals: a millionth, as rates count.
inline constexpr int64_t kMillionthOfRate = Rate::kOne / 1'000'000;

// "4.50" in `own`, "4.50 GBP" in another currency, "450 minor" in none.
[[nodiscard]] std::string MoneyText(Money value, Currency own);
[[nodiscard]] absl::StatusOr<Money> ReadMoney(std::string_view text,
                                              Currency own);

// "2.55" in `own`, "2.55 GBP" in another currency, "2.55 major" in none.
[[nodiscard]] std::string UnitPriceText(UnitPrice value, Currency own);
[[nodiscard]] absl::StatusOr<UnitPrice> ReadUnitPrice(std::string_view text,
                                                      Currency own);

// "12 months", "1 year".
[[nodiscard]] std::string SpanText(Span span);
[[nodiscard]] absl::StatusOr<Span> ReadSpan(std::string_view text);

// "12-31": month and day. Any two numbers; the checker says what there is.
[[nodiscard]] std::string YearDayText(YearDay day);
[[nodiscard]] absl::StatusOr<YearDay> ReadYearDay(std::string_view text);

}  // namespace patron::wire

#endif  // PATRON_WIRE_EXACT_TEXT_H_
