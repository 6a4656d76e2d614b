// Quoting for messages. absl::Utf8SafeCHexEscape would let broken UTF-8 through
// and knows no limit, hence our own.
#include "base/quote.h"

#include <cstdint>

namespace patron {
namespace {

constexpr char kHexDigits[] = "0123456789abcdef";

bool IsContinuation(unsigned char byte) { return (byte & 0xC0) == 0x80; }

// What the first byte announces: how many bytes, and the smallest code point
// that may take so many.
struct Lead {
  size_t length = 0;
  uint32_t bits = 0;
  uint32_t smallest = 0;
};

Lead ReadLead(unsigned char byte) {
  if (byte < 0x80) return {1, byte, 0};
  if ((byte & 0xE0) == 0xC0) return {2, byte & 0x1Fu, 0x80};
  if ((byte & 0xF0) == 0xE0) return {3, byte & 0x0Fu, 0x800};
  if ((byte & 0xF8) == 0xF0) return {4, byte & 0x07u, 0x10000};
  return {};
}

}  // namespace

size_t Utf8Length(std::string_view text) {
  if (text.empty()) return 0;
  const Lead lead = ReadLead(static_cast<unsigned char>(text[0]));
  if (lead.length == 0 || lead.length > text.size()) return 0;
  uint32_t point = lead.bits;
  for (size_t i = 1; i < lead.length; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (!IsContinuation(byte)) return 0;
    point = point << 6 | (byte & 0x3Fu);
  }
  const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
  if (point < lead.smallest || point > 0x10FFFF || surrogate) return 0;
  return lead.length;
}

std::string Quote(std::string_view text, size_t bytes_max) {
  std::string quoted = "'";
  size_t at = 0;
  while (at < text.size()) {
    const size_t length = Utf8Length(text.substr(at));
    if (at + (length == 0 ? 1 : length) > bytes_max) break;
    const auto byte = static_cast<unsigned char>(text[at]);
    if (length == 0 || byte < 0x20 || byte == 0x7F) {
      quoted += "\\x";
      quoted += kHexDigits[byte >> 4];
      quoted += kHexDigits[byte & 0x0F];
      at += 1;
    } else {
      quoted.append(text.substr(at, length));
      at += length;
    }
  }
  if (at < text.size()) quoted += "...";
  quoted += "'";
  return quoted;
}

}  // namespace patron
