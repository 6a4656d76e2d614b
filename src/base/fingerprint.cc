// BLAKE2b of libsodium, fed through a small buffer: most values are eight
// bytes, and the library's own call costs more than copying them.
#include "patron/fingerprint.h"

#include <sodium.h>

#include <bit>
#include <cstring>

namespace patron {
namespace {

constexpr size_t kStateSize = 384;
constexpr size_t kIntBytesMax = 10;

static_assert(sizeof(crypto_generichash_state) <= kStateSize);
static_assert(alignof(crypto_generichash_state) <= 64);
static_assert(sizeof(Fingerprint::bytes) == crypto_generichash_BYTES);

constexpr char kHexDigits[] = "0123456789abcdef";

// The bytes in Hasher are libsodium's state; its type stays out of our headers.
crypto_generichash_state* StateIn(
    std::array<unsigned char, kStateSize>& state) {
  return reinterpret_cast<crypto_generichash_state*>(state.data());
}

// -1 where `digit` is not a small hexadecimal digit.
int HexValue(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  return -1;
}

}  // namespace

std::string Fingerprint::Hex() const {
  std::string hex;
  hex.reserve(bytes.size() * 2);
  for (const uint8_t byte : bytes) {
    hex += kHexDigits[byte >> 4];
    hex += kHexDigits[byte & 0x0F];
  }
  return hex;
}

std::optional<Fingerprint> Fingerprint::FromHex(std::string_view hex) {
  Fingerprint print;
  if (hex.size() != print.bytes.size() * 2) return std::nullopt;
  for (size_t i = 0; i < print.bytes.size(); ++i) {
    const int high = HexValue(hex[2 * i]);
    const int low = HexValue(hex[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    print.bytes[i] = static_cast<uint8_t>(high << 4 | low);
  }
  return print;
}

// The hash functions of libsodium return 0 for every input that they are given
// here: a length of 32, no key.
Hasher::Hasher(std::string_view domain) {
  crypto_generichash_init(StateIn(state_), nullptr, 0,
                          crypto_generichash_BYTES);
  AddText(domain);
}

void Hasher::Flush() {
  crypto_generichash_update(StateIn(state_), buffer_.data(), buffered_);
  buffered_ = 0;
}

void Hasher::Append(const void* data, size_t size) {
  if (size > buffer_.size() - buffered_) Flush();
  if (size > buffer_.size()) {
    crypto_generichash_update(StateIn(state_),
                              static_cast<const unsigned char*>(data), size);
    return;
  }
  if (size > 0) std::memcpy(buffer_.data() + buffered_, data, size);
  buffered_ += size;
}

Hasher& Hasher::AddInt(int64_t value) {
  // Most numbers are small: seven bits a byte and the sign in the lowest bit
  // make a fifth of the bytes that fixed eight would, and hashing is most of
  // what a fingerprint costs.
  uint64_t bits = std::bit_cast<uint64_t>(value) << 1U;
  if (value < 0) bits = ~bits;
  if (buffer_.size() - buffered_ < kIntBytesMax) Flush();
  while (bits >= 0x80U) {
    buffer_[buffered_++] = static_cast<unsigned char>(bits | 0x80U);
    bits >>= 7U;
  }
  buffer_[buffered_++] = static_cast<unsigned char>(bits);
  return *this;
}

Hasher& Hasher::AddText(std::string_view text) {
  AddInt(static_cast<int64_t>(text.size()));
  Append(text.data(), text.size());
  return *this;
}

Hasher& Hasher::AddPrint(const Fingerprint& print) {
  Append(print.bytes.data(), print.bytes.size());
  return *this;
}

Fingerprint Hasher::Finish() {
  Flush();
  Fingerprint print;
  crypto_generichash_final(StateIn(state_), print.bytes.data(),
                           print.bytes.size());
  return print;
}

}  // namespace patron
