// A host that works in minor units names no currency, and its events are kept
// and compared like any other; so "no currency" has a text of its own instead
// of looking like an amount in the document's.
#include "wire/exact_text.h"

#include <limits>

#include "base/quote.h"
#include "patron/error.h"
#include "patron/rounding.h"

namespace patron::wire {
namespace {

constexpr std::string_view kMinor = " minor";
constexpr std::string_view kMajor = " major";

constexpr PeriodUnit kSpanUnits[] = {PeriodUnit::kDay, PeriodUnit::kIsoWeek,
                                     PeriodUnit::kMonth, PeriodUnit::kQuarter,
                                     PeriodUnit::kYear};

absl::Status NoCurrency(std::string_view text) {
  return Refuse(Reason::kUnknownCurrency,
                Quote(text) +
                    " is in no currency: name one for the whole document, or "
                    "write an amount such as '12.50 EUR'");
}

bool HasCode(std::string_view text) {
  return text.find(' ') != std::string_view::npos;
}

}  // namespace

std::string MoneyText(Money value, Currency own) {
  if (!value.currency.valid()) {
    return std::to_string(value.minor).append(kMinor);
  }
  return value.currency == own ? FormatAmount(value) : FormatMoney(value);
}

absl::StatusOr<Money> ReadMoney(std::string_view text, Currency own) {
  if (text.ends_with(kMinor)) {
    const absl::StatusOr<int64_t> minor =
        ParseDecimal(text.substr(0, text.size() - kMinor.size()), 0);
    if (!minor.ok()) return minor.status();
    return Money{*minor, Currency()};
  }
  if (HasCode(text)) return ParseMoney(text);
  if (!own.valid()) return NoCurrency(text);
  return ParseMoney(text, own);
}

std::string UnitPriceText(UnitPrice value, Currency own) {
  std::string text = FormatUnitPrice(value);
  if (!value.currency.valid()) return text.append(kMajor);
  if (value.currency != own) text.append(" ").append(value.currency.code());
  return text;
}

absl::StatusOr<UnitPrice> ReadUnitPrice(std::string_view text, Currency own) {
  if (text.ends_with(kMajor)) {
    const absl::StatusOr<int64_t> micros = ParseDecimal(
        text.substr(0, text.size() - kMajor.size()), UnitPrice::kDecimals);
    if (!micros.ok()) return micros.status();
    return UnitPrice{*micros, Currency()};
  }
  if (!HasCode(text) && !own.valid()) return NoCurrency(text);
  return ParseUnitPrice(text, HasCode(text) ? Currency() : own);
}

std::string SpanText(Span span) {
  std::string text = std::to_string(span.count) + " ";
  text.append(PeriodUnitName(span.unit));
  if (span.count != 1) text += 's';
  return text;
}

absl::StatusOr<Span> ReadSpan(std::string_view text) {
  const absl::Status refused = Refuse(
      Reason::kBadValue, Quote(text) +
                             " is not a length of time: write one such as '30 "
                             "days', '12 months' or '1 year'");
  const size_t blank = text.find(' ');
  if (blank == std::string_view::npos) return refused;
  const absl::StatusOr<int64_t> count = ParseDecimal(text.substr(0, blank), 0);
  if (!count.ok() || *count < std::numeric_limits<int32_t>::min() ||
      *count > std::numeric_limits<int32_t>::max()) {
    return refused;
  }
  std::string_view word = text.substr(blank + 1);
  if (word.ends_with('s')) word.remove_suffix(1);
  for (const PeriodUnit unit : kSpanUnits) {
    if (PeriodUnitName(unit) == word) {
      return Span{static_cast<int32_t>(*count), unit};
    }
  }
  return refused;
}

std::string YearDayText(YearDay day) {
  const auto two = [](int32_t number) {
    std::string text = std::to_string(number);
    return text.size() == 1 ? "0" + text : text;
  };
  return two(day.month) + "-" + two(day.day);
}

absl::StatusOr<YearDay> ReadYearDay(std::string_view text) {
  const auto digit = [&](size_t at) { return text[at] - '0'; };
  bool good = text.size() == 5 && text[2] == '-';
  for (const size_t at : {size_t{0}, size_t{1}, size_t{3}, size_t{4}}) {
    good = good && text[at] >= '0' && text[at] <= '9';
  }
  if (!good) {
    return Refuse(Reason::kBadValue,
                  Quote(text) +
                      " is no day of the year: write month and day, such as "
                      "12-31");
  }
  return YearDay{digit(0) * 10 + digit(1), digit(3) * 10 + digit(4)};
}

}  // namespace patron::wire
