// Text without a locale. std::to_chars gives the shortest doubles that read
// back; absl::from_chars is used for reading because it tells an underflow,
// which CEL reads as 0, from an overflow.
#include "expr/text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <system_error>

#include "absl/strings/charconv.h"

namespace patron::expr {
namespace {

constexpr char kHexDigits[] = "0123456789abcdef";

bool IsContinuation(unsigned char byte) { return (byte & 0xC0U) == 0x80; }

// The letter after the backslash for what has a short escape, or 0.
char ShortEscape(char letter) {
  switch (letter) {
    case '\a':
      return 'a';
    case '\b':
      return 'b';
    case '\f':
      return 'f';
    case '\n':
      return 'n';
    case '\r':
      return 'r';
    case '\t':
      return 't';
    case '\v':
      return 'v';
    case '"':
      return '"';
    case '\\':
      return '\\';
    default:
      return 0;
  }
}

// Which letters without a short escape are written as \xNN.
enum class Escapes : uint8_t { kNone, kControls, kControlsAndAbove };

bool NeedsEscape(unsigned char byte, Escapes escapes) {
  if (escapes == Escapes::kNone) return false;
  if (byte >= 0x80) return escapes == Escapes::kControlsAndAbove;
  return byte < 0x20 || byte == 0x7F;
}

std::string Quote(std::string_view text, Escapes escapes) {
  std::string out = "\"";
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    if (const char escape = ShortEscape(letter); escape != 0) {
      out += '\\';
      out += escape;
    } else if (NeedsEscape(byte, escapes)) {
      out += "\\x";
      out += kHexDigits[byte >> 4];
      out += kHexDigits[byte & 15U];
    } else {
      out += letter;
    }
  }
  out += '"';
  return out;
}

std::string FormatNotFinite(double value) {
  if (std::isnan(value)) return "NaN";
  return value > 0 ? "Infinity" : "-Infinity";
}

// A precision below zero asks for the shortest digits that read back.
// Requires: a finite value and a precision of at most 100.
std::string Format(double value, std::chars_format form, int precision) {
  // 309 digits before the point, 100 behind it, a sign and a point.
  char buffer[416];
  const auto [end, error] =
      precision < 0
          ? std::to_chars(std::begin(buffer), std::end(buffer), value, form)
          : std::to_chars(std::begin(buffer), std::end(buffer), value, form,
                          precision);
  if (error != std::errc()) return "NaN";
  return {buffer, static_cast<size_t>(end - buffer)};
}

}  // namespace

std::optional<CodePoint> CodePointAt(std::string_view text, size_t at) {
  if (at >= text.size()) return std::nullopt;
  const auto first = static_cast<unsigned char>(text[at]);
  if (first < 0x80) return CodePoint{first, 1};
  uint32_t length = 0;
  uint32_t value = 0;
  uint32_t least = 0;
  if (first >= 0xC2 && first <= 0xDF) {
    length = 2;
    value = first & 0x1FU;
    least = 0x80;
  } else if ((first & 0xF0U) == 0xE0) {
    length = 3;
    value = first & 0x0FU;
    least = 0x800;
  } else if (first >= 0xF0 && first <= 0xF4) {
    length = 4;
    value = first & 0x07U;
    least = 0x10000;
  } else {
    return std::nullopt;
  }
  if (text.size() - at < length) return std::nullopt;
  for (uint32_t i = 1; i < length; ++i) {
    const auto next = static_cast<unsigned char>(text[at + i]);
    if (!IsContinuation(next)) return std::nullopt;
    value = (value << 6U) | (next & 0x3FU);
  }
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < least || surrogate || value > 0x10FFFF) return std::nullopt;
  return CodePoint{value, length};
}

size_t ValidUtf8Prefix(std::string_view text) {
  size_t at = 0;
  while (at < text.size()) {
    const std::optional<CodePoint> point = CodePointAt(text, at);
    if (!point) return at;
    at += point->bytes;
  }
  return at;
}

int64_t CountCodePoints(std::string_view text) {
  return std::count_if(text.begin(), text.end(), [](char letter) {
    return !IsContinuation(static_cast<unsigned char>(letter));
  });
}

size_t NextCodePoint(std::string_view text, size_t at) {
  ++at;
  while (at < text.size() &&
         IsContinuation(static_cast<unsigned char>(text[at])))
    ++at;
  return at;
}

size_t LastCodePoint(std::string_view text) {
  size_t at = text.size() - 1;
  while (at > 0 && IsContinuation(static_cast<unsigned char>(text[at]))) --at;
  return at;
}

void AppendUtf8(uint32_t code_point, std::string& out) {
  const auto add = [&out](uint32_t byte) { out += static_cast<char>(byte); };
  if (code_point < 0x80) {
    add(code_point);
  } else if (code_point < 0x800) {
    add(0xC0U | (code_point >> 6U));
    add(0x80U | (code_point & 0x3FU));
  } else if (code_point < 0x10000) {
    add(0xE0U | (code_point >> 12U));
    add(0x80U | ((code_point >> 6U) & 0x3FU));
    add(0x80U | (code_point & 0x3FU));
  } else {
    add(0xF0U | (code_point >> 18U));
    add(0x80U | ((code_point >> 12U) & 0x3FU));
    add(0x80U | ((code_point >> 6U) & 0x3FU));
    add(0x80U | (code_point & 0x3FU));
  }
}

std::string QuoteString(std::string_view text) {
  return Quote(text, Escapes::kControls);
}

std::string QuoteBytes(std::string_view bytes) {
  return Quote(bytes, Escapes::kControlsAndAbove);
}

std::string QuoteShort(std::string_view text) {
  return Quote(text, Escapes::kNone);
}

std::string FormatDouble(double value) {
  if (!std::isfinite(value)) return FormatNotFinite(value);
  char buffer[32];
  const auto [end, error] =
      std::to_chars(std::begin(buffer), std::end(buffer), value);
  if (error != std::errc()) return "NaN";
  std::string text(buffer, static_cast<size_t>(end - buffer));
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

std::string FormatPlain(double value) {
  if (!std::isfinite(value)) return FormatNotFinite(value);
  // to_chars would write a large double digit by digit as what it is exactly;
  // the shortest digits come with an exponent only, which is moved here.
  const std::string text = Format(value, std::chars_format::scientific, -1);
  const size_t mark = text.find('e');
  int exponent = 0;
  std::from_chars(text.data() + mark + (text[mark + 1] == '+' ? 2 : 1),
                  text.data() + text.size(), exponent);
  std::string digits;
  std::copy_if(text.begin(), text.begin() + static_cast<ptrdiff_t>(mark),
               std::back_inserter(digits),
               [](char c) { return c != '-' && c != '.'; });
  const std::string sign = std::signbit(value) ? "-" : "";
  if (exponent < 0) {
    return sign + "0." + std::string(static_cast<size_t>(-exponent - 1), '0') +
           digits;
  }
  const auto whole = static_cast<size_t>(exponent) + 1;
  if (digits.size() <= whole) {
    return sign + digits + std::string(whole - digits.size(), '0');
  }
  return sign + digits.insert(whole, ".");
}

std::string FormatFixed(double value, int precision) {
  if (!std::isfinite(value)) return FormatNotFinite(value);
  return Format(value, std::chars_format::fixed, precision);
}

std::string FormatScientific(double value, int precision) {
  if (!std::isfinite(value)) return FormatNotFinite(value);
  return Format(value, std::chars_format::scientific, precision);
}

std::optional<double> ParseDouble(std::string_view text) {
  // from_chars would take "nan(what one likes)".
  if (text.find('(') != std::string_view::npos) return std::nullopt;
  double value = 0;
  const char* end = text.data() + text.size();
  const absl::from_chars_result result =
      absl::from_chars(text.data(), end, value);
  if (result.ptr != end || result.ec == std::errc::invalid_argument) {
    return std::nullopt;
  }
  if (result.ec == std::errc::result_out_of_range && std::abs(value) > 1) {
    return std::nullopt;
  }
  return value;
}

bool IsIdentifier(std::string_view text) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  if (text.empty() || !letter(text[0])) return false;
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return letter(c) || (c >= '0' && c <= '9');
  });
}

bool IsKeyword(std::string_view text) {
  return text == "in" || text == "true" || text == "false" || text == "null";
}

bool IsReserved(std::string_view text) {
  static constexpr std::string_view kReserved[] = {
      "as",        "break",  "const",  "continue", "else", "for",
      "function",  "if",     "import", "let",      "loop", "package",
      "namespace", "return", "var",    "void",     "while"};
  return std::find(std::begin(kReserved), std::end(kReserved), text) !=
         std::end(kReserved);
}

}  // namespace patron::expr
