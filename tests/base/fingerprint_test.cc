// Fingerprints: the coding of values, and known answers of BLAKE2b.
#include "patron/fingerprint.h"

#include <sodium.h>

#include "tests/seed.h"

namespace patron {
namespace {

using ::patron::testing::Between;
using ::patron::testing::SeededRandom;

// The values' bytes in one piece, hashed in one call.
class SlowHasher {
 public:
  explicit SlowHasher(std::string_view domain) { AddText(domain); }

  void AddInt(int64_t value) {
    // Zigzag by its definition: 0, -1, 1, -2, ... become 0, 1, 2, 3, ...
    uint64_t bits = value >= 0 ? 2 * static_cast<uint64_t>(value)
                               : 2 * static_cast<uint64_t>(-(value + 1)) + 1;
    for (; bits > 127; bits /= 128) {
      bytes_ += static_cast<char>(bits % 128 + 128);
    }
    bytes_ += static_cast<char>(bits);
  }
  void AddText(std::string_view text) {
    AddInt(static_cast<int64_t>(text.size()));
    bytes_ += text;
  }
  void AddPrint(const Fingerprint& print) {
    for (const uint8_t byte : print.bytes) bytes_ += static_cast<char>(byte);
  }
  Fingerprint Finish() const {
    Fingerprint print;
    crypto_generichash(print.bytes.data(), print.bytes.size(),
                       reinterpret_cast<const unsigned char*>(bytes_.data()),
                       bytes_.size(), nullptr, 0);
    return print;
  }

 private:
  std::string bytes_;
};

// Fixed for ever: stored fingerprints are compared across versions. Computed
// with Python's hashlib.blake2b(digest_size=32).
TEST(Hasher, KnownAnswers) {
  EXPECT_EQ(Hasher("").Finish().Hex(),
            "03170a2e7597b7b7e3d84c05391d139a62b157e78786d8c082f29dcf4c111314");
  Hasher hasher("patron.test");
  hasher.AddInt(-2).AddText("caf\xC3\xA9").AddPrint(Fingerprint{});
  EXPECT_EQ(hasher.Finish().Hex(),
            "3b9f08eba14158e1efa6d4a4444fd5cf65bf50e0c814cdf682d963af5df35a1c");
}

TEST(Hasher, AnyPiecesAsInOnePiece) {
  std::mt19937_64 random = SeededRandom();
  for (int round = 0; round < 300; ++round) {
    const std::string domain(static_cast<size_t>(Between(random, 0, 40)), 'd');
    Hasher fast(domain);
    SlowHasher slow(domain);
    const int64_t pieces = Between(random, 0, 60);
    for (int64_t i = 0; i < pieces; ++i) {
      const int64_t kind = Between(random, 0, 9);
      if (kind < 5) {
        const int64_t value = Between(random, INT64_MIN, INT64_MAX);
        fast.AddInt(value);
        slow.AddInt(value);
      } else if (kind < 9) {
        // Around the buffer's 512 bytes, sometimes far over.
        const int64_t most = kind == 8 ? 2'000 : kind == 7 ? 520 : 30;
        const std::string text(static_cast<size_t>(Between(random, 0, most)),
                               static_cast<char>(Between(random, 0, 127)));
        fast.AddText(text);
        slow.AddText(text);
      } else {
        const Fingerprint print = slow.Finish();
        fast.AddPrint(print);
        slow.AddPrint(print);
      }
    }
    ASSERT_EQ(fast.Finish(), slow.Finish()) << "round " << round;
  }
}

TEST(Hasher, LengthsAroundTheBuffer) {
  for (size_t size = 480; size <= 520; ++size) {
    const std::string text(size, 'x');
    Hasher fast("d");
    SlowHasher slow("d");
    fast.AddText(text).AddInt(1);
    slow.AddText(text);
    slow.AddInt(1);
    EXPECT_EQ(fast.Finish(), slow.Finish()) << size;
  }
}

TEST(Hasher, KeepsThingsApart) {
  const Fingerprint print = Hasher("a").Finish();
  EXPECT_NE(print, Hasher("b").Finish());
  EXPECT_NE(Hasher("a").AddText("bc").Finish(),
            Hasher("ab").AddText("c").Finish());
  EXPECT_NE(Hasher("a").AddText("b").AddText("").Finish(),
            Hasher("a").AddText("").AddText("b").Finish());
  EXPECT_NE(Hasher("a").AddInt(1).Finish(), Hasher("a").AddInt(256).Finish());
}

TEST(Hasher, ACopyGoesItsOwnWay) {
  Hasher first("a");
  first.AddText(std::string(600, 'x')).AddInt(1);
  Hasher second = first;
  first.AddInt(2);
  second.AddInt(2);
  EXPECT_EQ(first.Finish(), second.Finish());
}

TEST(Fingerprint, Hex) {
  Fingerprint print;
  for (size_t i = 0; i < print.bytes.size(); ++i) {
    print.bytes[i] = static_cast<uint8_t>(i * 8 + 3);
  }
  const std::string hex = print.Hex();
  EXPECT_EQ(hex,
            "030b131b232b333b434b535b636b737b"
            "838b939ba3abb3bbc3cbd3dbe3ebf3fb");
  EXPECT_EQ(Fingerprint::FromHex(hex), print);
  EXPECT_EQ(Fingerprint{}.Hex(), std::string(64, '0'));

  std::string capital = hex;
  capital[3] = 'B';
  std::string odd = hex;
  odd[0] = 'g';
  std::string blank = hex;
  blank[63] = ' ';
  for (const std::string& bad :
       {std::string(), hex.substr(1), hex + "0", capital, odd, blank}) {
    EXPECT_EQ(Fingerprint::FromHex(bad), std::nullopt) << bad;
  }
}

}  // namespace
}  // namespace patron
