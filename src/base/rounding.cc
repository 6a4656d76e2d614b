// Integer arithmetic that never wraps: everything that can outgrow 64 bits goes
// through 128 and is checked once, at the end.
#include "patron/rounding.h"

#include <algorithm>
#include <limits>

#include "base/int128.h"
#include "base/quote.h"
#include "patron/error.h"

namespace patron {
namespace {

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();

// Whether a quotient cut towards zero, of which `rest` / `divisor` (not 0, both
// as magnitudes) was cut off, moves one step away from zero.
bool StepsAway(Rounding rounding, bool negative, bool odd, Int128 rest,
               Int128 divisor) {
  switch (rounding) {
    case Rounding::kHalfAwayFromZero:
      return rest * 2 >= divisor;
    case Rounding::kHalfEven:
      return rest * 2 > divisor || (rest * 2 == divisor && odd);
    case Rounding::kDown:
      return false;
    case Rounding::kUp:
      return true;
    case Rounding::kFloor:
      return negative;
    case Rounding::kCeiling:
      return !negative;
  }
  return false;
}

// Requires: divisor != 0.
Int128 Divide(Int128 value, Int128 divisor, Rounding rounding) {
  const Int128 quotient = value / divisor;
  const Int128 rest = value % divisor;
  if (rest == 0) return quotient;
  const bool negative = (value < 0) != (divisor < 0);
  if (!StepsAway(rounding, negative, quotient % 2 != 0, rest < 0 ? -rest : rest,
                 divisor < 0 ? -divisor : divisor)) {
    return quotient;
  }
  return negative ? quotient - 1 : quotient + 1;
}

absl::Status DoesNotFit(const std::string& what) {
  return Refuse(Reason::kOverflow,
                what + " does not fit: the most is " + std::to_string(kMax));
}

absl::StatusOr<int64_t> Narrow(Int128 result, int64_t a, const char* sign,
                               int64_t b) {
  if (FitsInt64(result)) return static_cast<int64_t>(result);
  return DoesNotFit(std::to_string(a) + sign + std::to_string(b));
}

bool IsDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return c >= '0' && c <= '9';
  });
}

// The parts of "-12.50".
struct DecimalText {
  bool negative = false;
  std::string_view whole;
  std::string_view decimals;  // without zeros at the end
};

absl::StatusOr<DecimalText> ReadParts(std::string_view text) {
  DecimalText parts;
  std::string_view rest = text;
  if (!rest.empty() && (rest[0] == '-' || rest[0] == '+')) {
    parts.negative = rest[0] == '-';
    rest.remove_prefix(1);
  }
  const size_t point = rest.find('.');
  parts.whole = rest.substr(0, point);
  bool good = IsDigits(parts.whole);
  if (point != std::string_view::npos) {
    parts.decimals = rest.substr(point + 1);
    good = good && IsDigits(parts.decimals);
    while (!parts.decimals.empty() && parts.decimals.back() == '0') {
      parts.decimals.remove_suffix(1);
    }
  }
  if (good) return parts;
  return Refuse(Reason::kBadNumber,
                Quote(text) +
                    " is not a number: write digits, with a point before "
                    "decimals, such as 12 or 12.50");
}

}  // namespace

std::string_view RoundingName(Rounding rounding) {
  switch (rounding) {
    case Rounding::kHalfAwayFromZero:
      return "half_away_from_zero";
    case Rounding::kHalfEven:
      return "half_even";
    case Rounding::kDown:
      return "down";
    case Rounding::kUp:
      return "up";
    case Rounding::kFloor:
      return "floor";
    case Rounding::kCeiling:
      return "ceiling";
  }
  return "unknown";
}

absl::StatusOr<int64_t> MulDiv(int64_t value, int64_t factor, int64_t divisor,
                               Rounding rounding) {
  if (divisor == 0) {
    return Refuse(Reason::kDivisionByZero, std::to_string(value) + " * " +
                                               std::to_string(factor) +
                                               " cannot be divided by 0");
  }
  const Int128 result = Divide(Int128{value} * factor, divisor, rounding);
  if (FitsInt64(result)) return static_cast<int64_t>(result);
  return DoesNotFit(std::to_string(value) + " * " + std::to_string(factor) +
                    " / " + std::to_string(divisor));
}

absl::StatusOr<int64_t> MulMulDivDown(int64_t a, int64_t b, int64_t c,
                                      int64_t divisor) {
  // a * b = whole * divisor + rest, so that a * b * c / divisor is whole * c
  // and, exactly, what is left of rest * c.
  const Int128 product = Int128{a} * b;
  const Int128 whole = product / divisor;
  const Int128 rest = product % divisor;
  const bool fits = c == 0 || whole <= kMax / c;
  const Int128 result = fits ? whole * c + rest * c / divisor : 0;
  if (fits && FitsInt64(result)) return static_cast<int64_t>(result);
  return DoesNotFit(std::to_string(a) + " * " + std::to_string(b) + " * " +
                    std::to_string(c) + " / " + std::to_string(divisor));
}

absl::StatusOr<int64_t> SumDivDown(std::span<const NumberOf> items,
                                   int64_t divisor) {
  // What is whole is summed apart from what is left, so that the one fits 128
  // bits for as many items as there can be, and the other 64.
  Int128 whole = 0;
  int64_t rest = 0;
  for (const NumberOf& item : items) {
    const Int128 product = Int128{item.number} * item.each;
    whole += product / divisor;
    if (whole > kMax) break;
    const Int128 left = product % divisor + rest;
    whole += left / divisor;
    rest = static_cast<int64_t>(left % divisor);
  }
  if (FitsInt64(whole)) return static_cast<int64_t>(whole);
  return DoesNotFit("a sum of products divided by " + std::to_string(divisor));
}

int64_t AddUpToMost(int64_t a, int64_t b) {
  return a > kMax - b ? static_cast<int64_t>(kMax) : a + b;
}

absl::StatusOr<int64_t> AddExact(int64_t a, int64_t b) {
  return Narrow(Int128{a} + b, a, " + ", b);
}

absl::StatusOr<int64_t> SubtractExact(int64_t a, int64_t b) {
  return Narrow(Int128{a} - b, a, " - ", b);
}

absl::StatusOr<int64_t> MultiplyExact(int64_t a, int64_t b) {
  return Narrow(Int128{a} * b, a, " * ", b);
}

absl::StatusOr<int64_t> ParseDecimal(std::string_view text, int decimals) {
  if (decimals < 0 || decimals >= kPowersOfTen) {
    return Refuse(Reason::kBadValue,
                  "a number of 64 bits has 0 to 18 decimals, not " +
                      std::to_string(decimals));
  }
  const absl::StatusOr<DecimalText> parts = ReadParts(text);
  if (!parts.ok()) return parts.status();
  const auto decimals_max = static_cast<size_t>(decimals);
  if (parts->decimals.size() > decimals_max) {
    return Refuse(Reason::kTooManyDecimals,
                  Quote(text) + " has more decimals than the " +
                      std::to_string(decimals) +
                      " that are kept here: round it first");
  }
  // Counting downwards reaches the most negative number, too.
  Int128 negated = 0;
  const auto append = [&negated](char digit) {
    if (FitsInt64(negated)) negated = negated * 10 - (digit - '0');
  };
  for (const char digit : parts->whole) append(digit);
  for (const char digit : parts->decimals) append(digit);
  for (size_t i = parts->decimals.size(); i < decimals_max; ++i) append('0');
  const Int128 value = parts->negative ? negated : -negated;
  if (FitsInt64(value)) return static_cast<int64_t>(value);
  return Refuse(Reason::kOverflow, Quote(text) + " is too large: with " +
                                       std::to_string(decimals) +
                                       " decimals the most is " +
                                       FormatDecimal(kMax, decimals));
}

std::string FormatDecimal(int64_t value, int decimals, bool trim) {
  const auto places = static_cast<size_t>(std::max(decimals, 0));
  // The magnitude of the most negative number is one more than the largest.
  const uint64_t magnitude = value < 0 ? ~static_cast<uint64_t>(value) + 1
                                       : static_cast<uint64_t>(value);
  std::string digits = std::to_string(magnitude);
  if (digits.size() <= places)
    digits.insert(0, places + 1 - digits.size(), '0');
  if (places > 0) {
    digits.insert(digits.size() - places, 1, '.');
    if (trim) {
      digits.erase(digits.find_last_not_of('0') + 1);
      if (digits.back() == '.') digits.pop_back();
    }
  }
  return value < 0 ? "-" + digits : digits;
}

}  // namespace patron
