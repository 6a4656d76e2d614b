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

struct Character {
  size_t length = 0;  // 0: none
  uint32_t point = 0;
};

Character ReadCharacter(std::string_view text) {
  if (text.empty()) return {};
  const Lead lead = ReadLead(static_cast<unsigned char>(text[0]));
  if (lead.length == 0 || lead.length > text.size()) return {};
  uint32_t point = lead.bits;
  for (size_t i = 1; i < lead.length; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (!IsContinuation(byte)) return {};
    point = point << 6 | (byte & 0x3Fu);
  }
  const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
  if (point < lead.smallest || point > 0x10FFFF || surrogate) return {};
  return {lead.length, point};
}

// What a terminal obeys instead of showing it: controls, the ends of lines and
// paragraphs, and what turns the direction of writing.
bool IsObeyed(uint32_t point) {
  return point < 0x20 || (point >= 0x7F && point <= 0x9F) ||
         (point >= 0x2028 && point <= 0x202E) ||
         (point >= 0x2066 && point <= 0x2069);
}

void AppendHex(uint32_t value, int digits, std::string& out) {
  for (int digit = digits - 1; digit >= 0; --digit) {
    out += kHexDigits[value >> (4 * digit) & 0x0Fu];
  }
}

// Appends the first character of `text`, escaped where it must be, and gives
// its length; a byte that is no UTF-8 counts as one. Requires: not empty.
size_t AppendShown(std::string_view text, std::string& out) {
  const Character character = ReadCharacter(text);
  const auto byte = static_cast<unsigned char>(text[0]);
  if (character.length == 0 || (character.length == 1 && IsObeyed(byte))) {
    out += "\\x";
    AppendHex(byte, 2, out);
    return 1;
  }
  if (IsObeyed(character.point)) {
    out += "\\u";
    AppendHex(character.point, 4, out);
  } else {
    out.append(text.substr(0, character.length));
  }
  return character.length;
}

}  // namespace

size_t Utf8Length(std::string_view text) { return ReadCharacter(text).length; }

std::string Quote(std::string_view text, size_t bytes_max) {
  std::string quoted = "'";
  size_t at = 0;
  while (at < text.size()) {
    const size_t length = Utf8Length(text.substr(at));
    if (at + (length == 0 ? 1 : length) > bytes_max) break;
    at += AppendShown(text.substr(at), quoted);
  }
  if (at < text.size()) quoted += "...";
  quoted += "'";
  return quoted;
}

std::string Shown(std::string_view text) {
  std::string shown;
  shown.reserve(text.size());
  while (!text.empty()) text.remove_prefix(AppendShown(text, shown));
  return shown;
}

}  // namespace patron
