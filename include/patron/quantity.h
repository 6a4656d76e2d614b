// A quantity: so many pieces, or a weight in kilograms, in thousandths.
//
//   Quantity::Pieces(3)              // three units that can come back singly
//   ParseQuantity("1.250 kg")        // weighed: one unit
//
// Threads: values, any thread.
#ifndef PATRON_QUANTITY_H_
#define PATRON_QUANTITY_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace patron {

struct Quantity {
  enum class Kind : uint8_t { kPiece = 0, kWeight = 1 };
  static constexpr int kDecimals = 3;
  static constexpr int64_t kOne = 1000;

  int64_t milli = 0;
  Kind kind = Kind::kPiece;

  // Requires: |count| < 9 * 10^15.
  [[nodiscard]] static constexpr Quantity Pieces(int64_t count) {
    return Quantity{count * kOne, Kind::kPiece};
  }

  // How many units a line of this quantity has: its pieces, or 1 if weighed.
  [[nodiscard]] constexpr int64_t units() const {
    return kind == Kind::kPiece ? milli / kOne : 1;
  }

  friend bool operator==(const Quantity&, const Quantity&) = default;
};

// "3", "3.000" are pieces; "1.25 kg" is a weight. Parts of a piece are an
// error: half a cake is sold by weight.
[[nodiscard]] absl::StatusOr<Quantity> ParseQuantity(std::string_view text);

// "3", "1.25 kg".
[[nodiscard]] std::string FormatQuantity(Quantity quantity);

}  // namespace patron

#endif  // PATRON_QUANTITY_H_
