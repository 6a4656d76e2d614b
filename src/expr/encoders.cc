// base64 as RFC 4648 has it, with the alphabet of section 4. Abseil's decoder
// would take white space and dots, which CEL does not.
#include <array>
#include <cstdint>
#include <optional>

#include "expr/functions.h"

namespace patron::expr {
namespace {

using Arguments = std::span<const Value>;

constexpr ErrorValue kNotBase64{Reason::kExpressionFailed,
                                "the text is not base64"};

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr uint8_t kNoDigit = 64;

constexpr std::array<uint8_t, 256> kDigits = [] {
  std::array<uint8_t, 256> digits{};
  digits.fill(kNoDigit);
  for (uint8_t i = 0; i < kNoDigit; ++i) {
    digits[static_cast<unsigned char>(kAlphabet[i])] = i;
  }
  return digits;
}();

uint8_t DigitOf(char letter) {
  return kDigits[static_cast<unsigned char>(letter)];
}

// Three bytes are four digits; what is left at the end is filled up with '='.
Value Encode(Context& context, Arguments arguments) {
  if (!arguments[0].is(Kind::kBytes)) {
    return context.FailOverload("base64.encode", arguments);
  }
  const std::string_view bytes = arguments[0].text();
  char* room = nullptr;
  const Value made = context.MakeText((bytes.size() + 2) / 3 * 4, room);
  if (room == nullptr) return made;
  for (size_t at = 0; at < bytes.size(); at += 3) {
    const std::string_view group = bytes.substr(at, 3);
    uint32_t bits = 0;
    for (size_t i = 0; i < 3; ++i) {
      const char byte = i < group.size() ? group[i] : '\0';
      bits = bits << 8U | static_cast<unsigned char>(byte);
    }
    for (size_t i = 0; i < 4; ++i) {
      *room++ = i <= group.size() ? kAlphabet[bits >> (18 - 6 * i) & 63U] : '=';
    }
  }
  return made;
}

// How many digits the text has before its padding; nothing where it is none.
std::optional<size_t> CountDigits(std::string_view text) {
  size_t digits = text.find('=');
  const bool padded = digits != std::string_view::npos;
  if (!padded) digits = text.size();
  for (const char letter : text.substr(0, digits)) {
    if (DigitOf(letter) == kNoDigit) return std::nullopt;
  }
  for (const char letter : text.substr(digits)) {
    if (letter != '=') return std::nullopt;
  }
  // One digit is less than a byte. Padding may be left out, but not in part.
  if (digits % 4 == 1) return std::nullopt;
  if (padded && (digits % 4 == 0 || text.size() != (digits + 3) / 4 * 4)) {
    return std::nullopt;
  }
  return digits;
}

Value Decode(Context& context, Arguments arguments) {
  if (!arguments[0].is(Kind::kString)) {
    return context.FailOverload("base64.decode", arguments);
  }
  const std::string_view text = arguments[0].text();
  if (!context.ChargeBytes(text.size())) return context.StopError();
  const std::optional<size_t> digits = CountDigits(text);
  if (!digits) return context.FailStatic(kNotBase64);
  char* room = nullptr;
  const Value made = context.MakeText(*digits * 3 / 4, room);
  if (room == nullptr) return made;
  uint32_t bits = 0;
  for (size_t i = 0; i < *digits; ++i) {
    bits = bits << 6U | DigitOf(text[i]);
    // The first digit of four fills no byte, each of the others one.
    if (i % 4 > 0)
      *room++ = static_cast<char>(bits >> (6 - 2 * (i % 4)) & 255U);
  }
  return Value::Bytes(made.text());
}

constexpr Overload kRows[] = {
    {"base64.encode", "base64_encode_bytes", CallStyle::kGlobal, "bytes",
     "string", &Encode},
    {"base64.decode", "base64_decode_string", CallStyle::kGlobal, "string",
     "bytes", &Decode},
};

}  // namespace

std::span<const Overload> EncoderOverloads() { return kRows; }

}  // namespace patron::expr
