// Fingerprints: 256 bits of BLAKE2b over values in a fixed order and coding, so
// that two devices can compare what they decided.
//
//   Hasher hasher("patron.decision.1");
//   hasher.AddInt(total.minor).AddText(member);
//   Fingerprint print = hasher.Finish();
//
// Threads: a Hasher belongs to one thread.
#ifndef PATRON_FINGERPRINT_H_
#define PATRON_FINGERPRINT_H_

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace patron {

struct Fingerprint {
  std::array<uint8_t, 32> bytes{};

  [[nodiscard]] std::string Hex() const;  // 64 small letters and digits
  [[nodiscard]] static std::optional<Fingerprint> FromHex(std::string_view hex);

  friend auto operator<=>(const Fingerprint&, const Fingerprint&) = default;
};

class Hasher {
 public:
  // `domain` keeps prints of different things apart.
  explicit Hasher(std::string_view domain);

  // Seven bits a byte, least first, the sign in the lowest bit (zigzag).
  Hasher& AddInt(int64_t value);
  Hasher& AddText(std::string_view text);  // length, then bytes
  Hasher& AddPrint(const Fingerprint& print);

  // Requires: called once, last.
  [[nodiscard]] Fingerprint Finish();

 private:
  void Append(const void* data, size_t size);
  void Flush();

  alignas(64) std::array<unsigned char, 384> state_;
  std::array<unsigned char, 512> buffer_;
  size_t buffered_ = 0;
};

}  // namespace patron

#endif  // PATRON_FINGERPRINT_H_
