// Protobuf's wire format, as far as the table needs it: variable-length
// integers and length-delimited fields.
//
//   AppendText(field, "cafe", bytes);
//   ByteReader in(bytes);
//   uint64_t tag; if (!in.ReadNumber(tag)) ...
//
// Threads: one a reader.
#ifndef PATRON_WIRE_WIRE_FORMAT_H_
#define PATRON_WIRE_WIRE_FORMAT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "wire/table.h"

namespace patron::wire {

inline constexpr uint64_t kWireNumber = 0;
inline constexpr uint64_t kWireText = 2;

inline void AppendVarint(uint64_t value, std::string& out) {
  while (value >= 0x80) {
    out += static_cast<char>(value | 0x80U);
    value >>= 7U;
  }
  out += static_cast<char>(value);
}

// Negative numbers take ten bytes, as protobuf has it.
inline void AppendNumber(const FieldRow& field, int64_t value,
                         std::string& out) {
  AppendVarint(uint64_t{field.number} << 3U | kWireNumber, out);
  AppendVarint(static_cast<uint64_t>(value), out);
}

// A string or the bytes of a message.
inline void AppendText(const FieldRow& field, std::string_view text,
                       std::string& out) {
  AppendVarint(uint64_t{field.number} << 3U | kWireText, out);
  AppendVarint(text.size(), out);
  out.append(text);
}

class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}

  [[nodiscard]] bool AtEnd() const { return bytes_.empty(); }

  // At most ten bytes, of which the last holds one bit.
  [[nodiscard]] bool ReadNumber(uint64_t& value) {
    value = 0;
    for (size_t i = 0; i < bytes_.size() && i < 10; ++i) {
      const auto byte = static_cast<unsigned char>(bytes_[i]);
      if (i == 9 && byte > 1) return false;
      value |= static_cast<uint64_t>(byte & 0x7FU) << (7 * i);
      if (byte < 0x80) {
        bytes_.remove_prefix(i + 1);
        return true;
      }
    }
    return false;
  }

  [[nodiscard]] bool ReadText(std::string_view& text) {
    uint64_t size = 0;
    if (!ReadNumber(size) || size > bytes_.size()) return false;
    text = bytes_.substr(0, static_cast<size_t>(size));
    bytes_.remove_prefix(text.size());
    return true;
  }

 private:
  std::string_view bytes_;
};

}  // namespace patron::wire

#endif  // PATRON_WIRE_WIRE_FORMAT_H_
